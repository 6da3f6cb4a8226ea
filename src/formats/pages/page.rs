//! A saved page on its way to posts: where it was saved from, what its addresses lead to, and texts read once.

use std::borrow::Cow;
use std::collections::BTreeMap;

use url::Url;

use super::tree::{Element, Tree};
use crate::formats::html::{self, Anchor, Rules, Target};
use crate::model::{Clean, DraftLink, EntityKind, Media, MediaKind, Rich};

/// What a platform makes of a link on its pages, by its full address.
pub(super) type Links = fn(&Url, &Anchor) -> Option<Target>;

/// A page.
pub(super) struct Page {
    /// What its relative addresses are relative to.
    base: Option<Url>,
    links: Links,
    /// The elements that have been read as texts: where each begins and ends.
    read: BTreeMap<u32, u32>,
}

impl Page {
    /// A page whose addresses are relative to `home` where it does not say where it was saved from.
    pub(super) fn new(tree: &Tree, home: &str, links: Links) -> Self {
        let base = address(tree).and_then(|address| Url::parse(&address).ok());
        Self { base: base.or_else(|| Url::parse(home).ok()), links, read: BTreeMap::new() }
    }

    /// The same page with its addresses relative to `home` in any case.
    pub(super) fn at(tree: &Tree, home: &str, links: Links) -> Self {
        Self { base: Url::parse(home).ok(), ..Self::new(tree, home, links) }
    }

    /// The full address that one on the page leads to, if it is one of the web.
    pub(super) fn address(&self, href: &str) -> Option<Url> {
        let url = match &self.base {
            Some(base) => base.join(href).ok(),
            None => Url::parse(href).ok(),
        };
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
    }

    /// The text of an element; blank where it stands within one that was read already, or around it: nobody's words come
    /// twice.
    pub(super) fn text(&mut self, element: Element, text: &Text) -> Rich {
        let before = self.read.range(..element.end()).next_back();
        if before.is_some_and(|(_, end)| *end > element.place()) {
            return Rich::default();
        }
        self.read.insert(element.place(), element.end());
        let mut html: Cow<str> = element.inner_without(|inner| (text.leaves_out)(inner));
        if text.is_one_flow && html.contains("<div") {
            html = html.replace("<div", "<span").replace("</div", "</span").into();
        }
        let mut rules = Meaning { page: self, title: text.title.as_ref() };
        if text.keeps_lines { html::read_lines(&html, &mut rules) } else { html::read(&html, &mut rules) }
    }

    /// A picture or a film by the address it stands at, which is that of a file where the page was saved with its files.
    pub(super) fn media(&self, kind: MediaKind, src: Option<&str>, alt: Option<&str>) -> Media {
        let src = src.filter(|src| !src.is_empty() && !src.starts_with("data:") && !src.starts_with("blob:"));
        let is_file = src.is_some_and(|src| src.starts_with("./") || src.contains("_files/"));
        let file = src.filter(|_| is_file).and_then(|src| Clean::some_line(src.trim_start_matches("./")));
        let url = src.filter(|_| !is_file).and_then(|src| self.address(src));
        let url = url.and_then(|url| Clean::some_line(url.as_str()));
        Media { kind, url, file, alt: alt.map(Clean::text).filter(|alt| !alt.trim().is_empty()) }
    }
}

/// How a text is written on a page.
pub(super) struct Text {
    /// Whether line ends are shown as such.
    pub(super) keeps_lines: bool,
    /// Whether divisions in it are set as if they were none.
    pub(super) is_one_flow: bool,
    /// What is no part of it.
    pub(super) leaves_out: fn(&Element) -> bool,
    /// The address of a link and the title of what it leads to.
    pub(super) title: Option<(String, Clean)>,
}

impl Default for Text {
    fn default() -> Self {
        Self { keeps_lines: false, is_one_flow: false, leaves_out: |_| false, title: None }
    }
}

struct Meaning<'p> {
    page: &'p Page,
    title: Option<&'p (String, Clean)>,
}

impl Rules for Meaning<'_> {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let Some(url) = self.page.address(anchor.href) else {
            return anchor.link().map(Target::Link);
        };
        let mut target = (self.page.links)(&url, anchor).unwrap_or_else(|| Target::Link(link(url.as_str())));
        if let Target::Link(link) = &mut target
            && let Some((_, title)) = self.title.filter(|(href, _)| href == anchor.href)
        {
            link.title = Some(title.clone());
        }
        Some(target)
    }
}

/// HTML without its pictures and films, and these; pictures that stand for letters stay.
pub(in crate::formats) fn without_pictures(html: &str, is_nitter: bool) -> (Cow<'_, str>, Vec<Media>) {
    if !["<img", "<video", "<audio"].iter().any(|tag| html.contains(tag)) {
        return (Cow::Borrowed(html), Vec::new());
    }
    let whole = format!("<div>{html}</div>");
    let tree = Tree::of(&whole);
    let Some(root) = tree.elements().next() else { return (Cow::Borrowed(html), Vec::new()) };
    let is_letter = |e: &Element| {
        let class = e.attribute("class").unwrap_or_default();
        e.name() == "img"
            && (class.contains("emoji") || e.attribute("src").is_none_or(|src| src.contains("/emoji/")))
    };
    let is_medium = |e: &Element| matches!(e.name(), "img" | "video" | "audio") && !is_letter(e);
    let mut found = Vec::new();
    for element in tree.elements().filter(is_medium) {
        let source = element.within(|_| false).find(|e| e.name() == "source");
        let src = element.attribute("src").or_else(|| source?.attribute("src"));
        let src = src.or_else(|| element.attribute("poster")).and_then(|src| Url::parse(src).ok());
        let Some(src) = src.filter(|src| matches!(src.scheme(), "http" | "https")) else { continue };
        let src = if is_nitter { super::nitter::original(&src).unwrap_or(src) } else { src };
        let kind = match element.name() {
            "img" => MediaKind::Image,
            "video" => MediaKind::Video,
            _ => MediaKind::Audio,
        };
        let alt = element.attribute("alt").map(Clean::text).filter(|alt| !alt.trim().is_empty());
        found.push(Media { kind, url: Clean::some_line(src.as_str()), file: None, alt });
    }
    (root.inner_without(is_medium).into_owned().into(), found)
}

/// A link to an address.
pub(super) fn link(url: &str) -> DraftLink {
    DraftLink { url: Clean::line(url), ..DraftLink::default() }
}

/// A mention, where a link reads a handle, a hashtag or a cashtag; each of the platforms links these to pages of its own.
pub(super) fn named(anchor: &Anchor) -> Option<Target> {
    let kind = match anchor.shown.chars().next()? {
        '@' => EntityKind::Handle,
        '#' => EntityKind::Hashtag,
        '$' => EntityKind::Cashtag,
        _ => return None,
    };
    let is_name = anchor.shown.len() > 1 && !anchor.shown.contains(char::is_whitespace);
    is_name.then_some(Target::Mention(kind, None))
}

/// Where a page was saved from, by what it says of itself, else by what browsers write into it.
pub(super) fn address(tree: &Tree) -> Option<String> {
    let web = |address: &str| address.starts_with("http").then(|| address.to_owned());
    let says = tree.find(|e| {
        (e.name() == "link" && e.is("rel", "canonical")) || (e.name() == "meta" && e.is("property", "og:url"))
    });
    let said = says.and_then(|e| e.attribute("href").or_else(|| e.attribute("content"))).and_then(web);
    said.or_else(|| {
        // The mark of the web, `<!-- saved from url=(0029)https://…  -->`, and SingleFile's ` url: https://…`.
        let start = tree.source().get(..2048).unwrap_or(tree.source());
        let comment =
            start.split("<!--").skip(1).find_map(|c| c.split("-->").next().filter(|c| c.contains("url")))?;
        comment.split_whitespace().find_map(|word| web(&word[word.find("http")?..]))
    })
}

/// The title of a page.
pub(super) fn title(tree: &Tree) -> Option<Clean> {
    let title = tree.find(|e| e.name() == "title")?;
    Clean::some_line(&title.line())
}

/// A number as pages show it: `1,234`, `12.5K`, `3M`, `29 Replies`; blank is none.
pub(super) fn number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let digits: String = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '\u{a0}' | '\u{202f}'))
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let shown = text.trim_start_matches(|c: char| !c.is_alphabetic() && c != ' ');
    let scale = match shown.chars().next() {
        Some('K' | 'k') if !shown[1..].starts_with(char::is_alphabetic) => 1_000,
        Some('M' | 'm') if !shown[1..].starts_with(char::is_alphabetic) => 1_000_000,
        _ => 1,
    };
    let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
    if scale == 1 {
        return digits.replace('.', "").parse().ok();
    }
    let part = part.chars().chain("000000".chars()).take(6).collect::<String>();
    Some(whole.parse::<u64>().ok()?.checked_mul(scale)? + part.parse::<u64>().ok()? * scale / 1_000_000)
}

/// The first letters and digits of the last part of an address's path.
pub(super) fn last_segment(url: &Url) -> Option<&str> {
    url.path_segments()?.rev().find(|part| !part.is_empty())
}

/// Handle and id of a post on X or a mirror of it: `/handle/status/ID`.
pub(in crate::formats) fn status_of(path: &str) -> Option<(&str, &str)> {
    let path = path.split(['?', '#']).next()?;
    let (before, after) = path.split_once("/status/").or_else(|| path.split_once("/statuses/"))?;
    let handle = before.rsplit('/').next().filter(|handle| !handle.is_empty())?;
    let id = after.split('/').next()?;
    (!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())).then_some((handle, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_pages_show_them() {
        for (text, expected) in [
            ("1,234", Some(1234)),
            ("29 Replies. Reply", Some(29)),
            ("12.5K", Some(12_500)),
            ("3M views", Some(3_000_000)),
            ("7 minutes", Some(7)),
            ("1.234", Some(1234)),
            ("", None),
            ("score hidden", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }

    #[test]
    fn a_page_tells_where_it_was_saved_from() {
        for (html, expected) in [
            ("<link rel=canonical href='https://a.example/1'>", Some("https://a.example/1")),
            ("<meta content=https://a.example/2 property=og:url>", Some("https://a.example/2")),
            ("<!-- saved from url=(0021)https://a.example/3 --><p>", Some("https://a.example/3")),
            (
                "<!--\n Page saved with SingleFile \n url: https://a.example/4 \n-->",
                Some("https://a.example/4"),
            ),
            ("<link rel=canonical href=/5>", None),
        ] {
            assert_eq!(address(&Tree::of(html)).as_deref(), expected, "{html}");
        }
    }

    #[test]
    fn addresses_of_posts_on_x_tell_handle_and_id() {
        for (path, expected) in [
            ("/ada/status/17#m", Some(("ada", "17"))),
            ("https://x.com/ada/status/17/photo/1", Some(("ada", "17"))),
            ("/ada", None),
            ("/ada/status/x", None),
        ] {
            assert_eq!(status_of(path), expected);
        }
        let html = "<div>a<button>no<b>no</b></button>b <i>c</i><button>no</button></div>";
        let tree = Tree::of(html);
        let div = tree.find(|e| e.name() == "div").unwrap();
        assert_eq!(div.inner_without(|e| e.name() == "button"), "ab <i>c</i>");
    }
}
