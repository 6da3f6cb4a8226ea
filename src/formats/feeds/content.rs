//! What the HTML of an entry says, and what stands in it beside words: pictures, polls, content warnings.

use url::Url;

use crate::formats::html::{self, Anchor, Rules, Target};
use crate::formats::pages;
use crate::formats::scanning::scan;
use crate::model::{Author, Clean, Draft, EntityKind, Media, MediaKind, Rich, address};

/// References to characters have no longer names, in bytes.
const LONGEST_NAME: usize = 12;

/// What an entry says.
#[derive(Default)]
pub(super) struct Content {
    pub(super) body: Rich,
    pub(super) media: Vec<Media>,
    pub(super) warning: Option<Clean>,
    pub(super) quote: Option<Box<Draft>>,
}

/// Reads a text that is HTML, or plain text where there is no markup in it.
pub(super) fn read(text: &str, is_nitter: bool) -> Content {
    if !is_html(text) {
        return Content { body: scan(text.trim()), ..Content::default() };
    }
    let (warning, text) = without_warning(text);
    let with_choices = with_choices(text);
    let text = between_marks(&with_choices);
    let (text, quote) = match quoted(text).filter(|_| is_nitter) {
        Some((before, quote)) => (before, Some(Box::new(quote))),
        None => (text, None),
    };
    let (html, media) = pages::without_pictures(text, is_nitter);
    Content { body: html::read(&html, &mut Links { is_nitter }), media, warning, quote }
}

/// What stands before the post that Nitter shows as quoted, and that post.
///
/// ```text
/// …<hr/><blockquote><b>Name (@handle)</b><p>…</p><footer>— <cite><a href="https://…/handle/status/ID#m">
/// ```
fn quoted(html: &str) -> Option<(&str, Draft)> {
    let (before, rest) = html.split_once("<blockquote>")?;
    let (name, rest) = rest.trim_start().strip_prefix("<b>")?.split_once("</b>")?;
    let (words, rest) = rest.split_once("<footer>")?;
    let (handle, id) = rest.split('"').find_map(pages::status_of)?;
    let (words, media) = pages::without_pictures(words, true);
    let name = line(name.rsplit_once(" (").map_or(name, |(name, _)| name));
    let before = before.trim_end();
    let draft = Draft {
        id: Clean::some_line(id),
        url: Clean::some_line(&format!("https://x.com/{handle}/status/{id}")),
        author: Author { name, handle: Clean::some_line(handle), id: None },
        body: html::read(&words, &mut Links { is_nitter: true }),
        media,
        ..Draft::default()
    };
    Some((before.strip_suffix("<hr/>").unwrap_or(before), draft))
}

/// The words of a title, which may be HTML.
pub(super) fn line(text: &str) -> Option<Clean> {
    if !is_html(text) {
        return Clean::some_line(text);
    }
    Clean::some_line(html::read(text, &mut html::LinksOnly).text())
}

/// Whether there are tags or references in a text.
fn is_html(text: &str) -> bool {
    let is_tag =
        |at: usize| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    let is_reference = |at: usize| {
        let name = &text.as_bytes()[at + 1..];
        let end = name.iter().take(LONGEST_NAME).position(|b| *b == b';');
        end.is_some_and(|end| end > 0 && name[..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
    };
    text.match_indices('<').any(|(at, _)| is_tag(at))
        || text.match_indices('&').any(|(at, _)| is_reference(at))
}

/// Mastodon's `<p><strong>Content warning:</strong> …</p><hr>`, whatever its language, taken off the front.
fn without_warning(html: &str) -> (Option<Clean>, &str) {
    let found = html.trim_start().strip_prefix("<p><strong>").and_then(|rest| {
        let (label, rest) = rest.split_once("</strong>")?;
        let (warning, rest) = rest.split_once("</p>")?;
        let rest = rest.trim_start();
        let after = ["<hr>", "<hr/>", "<hr />"].iter().find_map(|rule| rest.strip_prefix(rule))?;
        let is_label = label.trim_end().ends_with(':') && label.len() < 60;
        is_label.then(|| (line(warning.trim()), after))
    });
    found.unwrap_or((None, html))
}

/// The choices of Mastodon's polls, `<radio disabled="disabled">Tea</radio>` or `<input …>`, with a circle before them.
fn with_choices(html: &str) -> String {
    const TAGS: [&str; 4] = ["<radio", "<checkbox", "<input type=\"radio\"", "<input type=\"checkbox\""];
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_choice = TAGS.iter().any(|tag| rest.starts_with(tag));
        let end = if is_choice { rest.find('>').map_or(rest.len(), |end| end + 1) } else { 1 };
        out.push_str(if is_choice { "○ " } else { "<" });
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// What Reddit marks as the words of somebody, where it does.
fn between_marks(html: &str) -> &str {
    let words = html.split_once("<!-- SC_OFF -->").and_then(|(_, rest)| rest.split_once("<!-- SC_ON -->"));
    words.map_or(html, |(words, _)| words)
}

struct Links {
    is_nitter: bool,
}

impl Rules for Links {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_sign = |sign: char| anchor.shown.starts_with(sign) && anchor.shown.len() > 1;
        if is_sign('#') && (anchor.has_class("hashtag") || anchor.has_class("mention")) {
            return Some(Target::Mention(EntityKind::Hashtag, None));
        }
        if is_sign('@') && (anchor.has_class("mention") || anchor.has_class("u-url")) {
            let host = address::host(anchor.href).filter(|_| !anchor.shown[1..].contains('@'));
            let full = host.map(|host| Clean::line(&format!("{}@{host}", anchor.shown)));
            return Some(Target::Mention(EntityKind::Handle, full));
        }
        if self.is_nitter
            && let Ok(url) = Url::parse(anchor.href)
            && let Some(target) = pages::nitter_links(&url, anchor)
        {
            return Some(target);
        }
        anchor.link().map(Target::Link)
    }
}

/// The kind of a medium, by its type or what it is said to be.
pub(super) fn kind(said: &str) -> MediaKind {
    match said.split('/').next().unwrap_or_default() {
        "image" => MediaKind::Image,
        "video" => MediaKind::Video,
        "audio" => MediaKind::Audio,
        _ => MediaKind::File,
    }
}
