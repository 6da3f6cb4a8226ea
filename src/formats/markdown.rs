//! Markdown in posts, as Reddit, Lemmy or Discord keep it, made readable as plain text with its links and styles.
//!
//! ```text
//! Read **this**: [the filing](https://example.org/17)   is   Read this: the filing
//! ```
//!
//! The grammar is CommonMark's with strike-through and tables (`pulldown-cmark`); what it makes of a text is HTML, and
//! [`html`] reads it, so both look alike. HTML that stands in the Markdown is text, as on those platforms.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html::push_html};

use super::html::{self, Rules};
use super::scanning::{self, What};
use crate::model::{Clean, Media, MediaKind, Rich, address};

/// How a platform's Markdown differs from others'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flavour {
    /// Whether a line end in the source is one on the screen; CommonMark makes it a blank.
    pub keeps_lines: bool,
    /// What stands around words that are hidden until asked for.
    pub spoiler: Option<(&'static str, &'static str)>,
}

/// CommonMark and no more: Lemmy, Lobsters, Discourse.
pub const COMMON: Flavour = Flavour { keeps_lines: false, spoiler: None };
/// Reddit's.
pub const REDDIT: Flavour = Flavour { keeps_lines: false, spoiler: Some((">!", "!<")) };
/// Discord's.
pub const DISCORD: Flavour = Flavour { keeps_lines: true, spoiler: Some(("||", "||")) };

/// Stand for the marks around a spoiler while the rest is parsed; taken out of the source before.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Stands around what the reader of a note marked as with a pen.
const PEN: &str = "==";

const OPTIONS: Options = Options::ENABLE_STRIKETHROUGH.union(Options::ENABLE_TABLES);

/// `source` as text, with its links, also those that are bare addresses, and what `rules` makes of them.
pub fn read(source: &str, flavour: Flavour, rules: &mut dyn Rules) -> Rich {
    let source = with_signs(source, flavour);
    let page = html_of(Parser::new_ext(&source, OPTIONS), source.len(), flavour);
    let page = page.replace(OPEN, "<span class=\"spoiler\">").replace(CLOSE, "</span>");
    let mut rich = html::read(&page, rules);
    scanning::complete(&mut rich, |what| what == What::Link);
    rich
}

/// [`read`] for notes as Obsidian and its like keep them: line ends count, `==words==` are marked with a pen, which reads as
/// bold, and pictures go to `media`, those of the vault (`![[crane.jpg]]`) as files.
pub fn read_note(source: &str, rules: &mut dyn Rules, media: &mut Vec<Media>) -> Rich {
    // In code the signs become what was typed, as those of a spoiler do.
    const NOTE: Flavour = Flavour { keeps_lines: true, spoiler: Some((PEN, PEN)) };
    let source = without_embeds(source, media);
    let source = with_pen(&source);
    let mut alt: Option<(String, Media)> = None;
    let events = Parser::new_ext(&source, OPTIONS).filter_map(|event| match (event, &mut alt) {
        (Event::Start(Tag::Image { dest_url, .. }), None) => {
            alt = Some((String::new(), picture(&dest_url)));
            None
        }
        (Event::End(TagEnd::Image), Some((words, picture))) => {
            let names_kind =
                ["image", "img", "picture", "video"].iter().any(|k| words.eq_ignore_ascii_case(k));
            picture.alt = Clean::some_line(words).filter(|_| !names_kind);
            media.push(alt.take()?.1);
            None
        }
        (Event::Text(text) | Event::Code(text), Some((words, _))) => {
            words.push_str(&text);
            None
        }
        (_, Some(_)) => None,
        (event, None) => Some(event),
    });
    let page = html_of(events, source.len(), NOTE);
    let page = page.replace(OPEN, "<strong>").replace(CLOSE, "</strong>");
    let mut rich = html::read(&page, rules);
    scanning::complete(&mut rich, |_| true);
    rich
}

/// The links and pictures that stand in `source`, for texts that have no other markup: where, what, and what they read.
pub fn inline_links(source: &str) -> Vec<InlineLink> {
    let mut found: Vec<InlineLink> = Vec::new();
    let mut open: Option<usize> = None;
    for (event, range) in Parser::new(source).into_offset_iter() {
        let (is_picture, url) = match event {
            Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) => (false, dest_url),
            Event::Start(Tag::Image { link_type: LinkType::Inline, dest_url, .. }) => (true, dest_url),
            Event::Text(text) | Event::Code(text) => {
                let reached =
                    open.and_then(|at| found.get_mut(at)).filter(|link| range.end <= link.range.end);
                if let Some(link) = reached {
                    link.shown.push_str(&text);
                }
                continue;
            }
            _ => continue,
        };
        // What stands in a link is a part of it.
        if found.last().is_none_or(|last| last.range.end <= range.start) {
            open = Some(found.len());
            found.push(InlineLink { range, is_picture, url: url.to_string(), shown: String::new() });
        }
    }
    found
}

/// A link `[shown](url)` or a picture `![shown](url)` in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineLink {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// Whether it is a picture.
    pub is_picture: bool,
    /// Where it points.
    pub url: String,
    /// What it reads, or the description of the picture.
    pub shown: String,
}

/// What lies at `target`: on the web, or beside the note.
pub fn picture(target: &str) -> Media {
    let is_web = address::is_web(target);
    let path = target.split(['?', '#']).next().unwrap_or(target);
    let extension = path.rsplit_once('.').map_or(String::new(), |(_, end)| end.to_ascii_lowercase());
    let kind = match &*extension {
        "mp4" | "mov" | "webm" | "m3u8" => MediaKind::Video,
        "mp3" | "m4a" | "ogg" | "wav" => MediaKind::Audio,
        "pdf" => MediaKind::File,
        _ => MediaKind::Image,
    };
    let place = Clean::some_line(target);
    let (url, file) = if is_web { (place, None) } else { (None, place) };
    Media { kind, url, file, alt: None }
}

/// The source without `![[crane.jpg]]` and `![[crane.jpg|300]]`.
fn without_embeds<'s>(source: &'s str, media: &mut Vec<Media>) -> Cow<'s, str> {
    if !source.contains("![[") {
        return Cow::Borrowed(source);
    }
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("![[") {
        kept.push_str(before);
        let end = after.find(['\n', '[', ']']).filter(|end| after[*end..].starts_with("]]"));
        if let Some(end) = end {
            let name = after[..end].split('|').next().unwrap_or_default();
            media.push(picture(name.trim()));
            rest = &after[end + 2..];
        } else {
            kept.push_str("![[");
            rest = after;
        }
    }
    kept.push_str(rest);
    kept.into()
}

/// The source with a sign for each `==` of a pair around words on one line; `a == b` is none.
fn with_pen(source: &str) -> Cow<'_, str> {
    if !source.contains(PEN) && !source.contains([OPEN, CLOSE]) {
        return Cow::Borrowed(source);
    }
    let source = source.replace([OPEN, CLOSE], "");
    let mut signed = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(PEN)
            && let Some((within, behind)) = after.split_once(PEN)
        {
            let is_pair = !within.is_empty()
                && !within.starts_with(|c: char| c.is_whitespace() || c == '=')
                && !within.ends_with(|c: char| c.is_whitespace() || c == '=')
                && !behind.starts_with('=');
            if is_pair {
                signed.extend([
                    before,
                    OPEN.encode_utf8(&mut [0; 4]),
                    within,
                    CLOSE.encode_utf8(&mut [0; 4]),
                ]);
                rest = behind;
            } else {
                signed.extend([before, PEN]);
                rest = after;
            }
        }
        signed.push_str(rest);
    }
    signed.into()
}

/// The HTML of what the parser found, with the marks of spoilers as they were in code.
fn html_of<'e>(events: impl Iterator<Item = Event<'e>>, len: usize, flavour: Flavour) -> String {
    let mut is_code = false;
    let events = events.map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::SoftBreak if flavour.keeps_lines => Event::HardBreak,
        Event::Code(code) => Event::Code(without_signs(&code, flavour).into()),
        Event::Start(Tag::CodeBlock(kind)) => {
            is_code = true;
            Event::Start(Tag::CodeBlock(kind))
        }
        Event::End(TagEnd::CodeBlock) => {
            is_code = false;
            Event::End(TagEnd::CodeBlock)
        }
        Event::Text(text) if is_code => Event::Text(without_signs(&text, flavour).into()),
        event => event,
    });
    let mut page = String::with_capacity(len * 3 / 2);
    push_html(&mut page, events);
    page
}

/// The source with a sign for each mark of a spoiler that has both marks within one paragraph.
fn with_signs(source: &str, flavour: Flavour) -> Cow<'_, str> {
    let source = if source.contains([OPEN, CLOSE]) {
        Cow::Owned(source.replace([OPEN, CLOSE], ""))
    } else {
        Cow::Borrowed(source)
    };
    let Some((open, close)) = flavour.spoiler.filter(|(open, _)| source.contains(open)) else {
        return source;
    };
    let mut signed = String::with_capacity(source.len());
    for paragraph in source.split_inclusive("\n\n") {
        let mut rest = paragraph;
        while let Some((before, after)) = rest.split_once(open)
            && let Some((within, behind)) = after.split_once(close)
        {
            signed.extend([before, OPEN.encode_utf8(&mut [0; 4]), within, CLOSE.encode_utf8(&mut [0; 4])]);
            rest = behind;
        }
        signed.push_str(rest);
    }
    signed.into()
}

/// Code keeps what was typed.
fn without_signs(code: &str, flavour: Flavour) -> String {
    match flavour.spoiler {
        Some((open, close)) => code.replace(OPEN, open).replace(CLOSE, close),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::html::LinksOnly;
    use crate::model::Style;

    fn text(source: &str, flavour: Flavour) -> String {
        read(source, flavour, &mut LinksOnly).text().to_owned()
    }

    fn styles(source: &str, flavour: Flavour) -> Vec<(String, Style)> {
        let rich = read(source, flavour, &mut LinksOnly);
        let styles = rich.marks().styles.iter();
        styles.map(|(range, style)| (rich.text()[range.clone()].to_owned(), *style)).collect()
    }

    #[test]
    fn markup_becomes_text_and_styles() {
        for (source, expected) in [
            ("One.\n\nTwo\nlines.", "One.\n\nTwo lines."),
            ("hard  \nbreak", "hard\nbreak"),
            ("# Title\n\n- a\n- b\n\n1. c", "Title\n\n- a\n- b\n\n1. c"),
            ("1\\. not a list, 2 \\* 3", "1. not a list, 2 * 3"),
            ("a <b>tag</b> &amp; an &lt;entity", "a <b>tag</b> & an <entity"),
            ("    code *as* it is\n", "code *as* it is"),
            ("snake_case_name and 5 > 3", "snake_case_name and 5 > 3"),
        ] {
            assert_eq!(text(source, COMMON), expected, "{source}");
        }
        assert_eq!(text("One\ntwo", DISCORD), "One\ntwo");
        assert_eq!(
            styles("> **he** said\n>\n> > ~~no~~\n\n`x`", COMMON),
            [
                ("he said\n\nno".to_owned(), Style::Quote),
                ("he".to_owned(), Style::Bold),
                ("no".to_owned(), Style::Quote),
                ("no".to_owned(), Style::Struck),
                ("x".to_owned(), Style::Code),
            ]
        );
    }

    #[test]
    fn spoilers_are_told_by_their_marks() {
        let spoiler = |text: &str| vec![(text.to_owned(), Style::Spoiler)];
        assert_eq!(styles("It was >!the cook!<.", REDDIT), spoiler("the cook"));
        assert_eq!(styles(">!the cook!< did it", REDDIT), spoiler("the cook"));
        assert_eq!(styles("It was ||the cook||.", DISCORD), spoiler("the cook"));
        assert_eq!(styles("It was ||the cook||.", COMMON), []);
        assert_eq!(text("a || b, no end", DISCORD), "a || b, no end");
        assert_eq!(text("`a >!b!< c`", REDDIT), "a >!b!< c");
    }

    #[test]
    fn links_are_found_written_out_and_bare() {
        let rich =
            read("[the filing](https://example.org/17), https://example.org/a_b_c.", COMMON, &mut LinksOnly);
        let links: Vec<_> =
            rich.links().iter().map(|(at, link)| (&rich.text()[at.clone()], &*link.url)).collect();
        assert_eq!(
            links,
            [
                ("the filing", "https://example.org/17"),
                ("https://example.org/a_b_c", "https://example.org/a_b_c")
            ]
        );
        assert_eq!(read("`https://example.org`", COMMON, &mut LinksOnly).links(), []);
    }

    fn note(source: &str) -> (String, Vec<(String, Style)>, Vec<String>) {
        let mut media = Vec::new();
        let rich = read_note(source, &mut LinksOnly, &mut media);
        let styles = rich.marks().styles.iter();
        let styles = styles.map(|(range, style)| (rich.text()[range.clone()].to_owned(), *style)).collect();
        let told = |m: &Media| {
            let known = [&m.url, &m.file, &m.alt].into_iter().flatten();
            known.map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        let told = media.iter().map(told).collect();
        (rich.text().to_owned(), styles, told)
    }

    #[test]
    fn notes_keep_lines_marks_and_pictures() {
        let (text, styles, media) = note(
            "One ==marked== line\nand `a == b == c`, 1 == 2 == 3.\n\n![Image](https://pbs.example/1.jpg) \
             ![[crane 2.png|300]]![A rusty *crane*](files/3.png)\n\n[![](https://a.example/c.png)](https://a.example)",
        );
        assert_eq!(text, "One marked line\nand a == b == c, 1 == 2 == 3.");
        assert_eq!(styles, [("marked".into(), Style::Bold), ("a == b == c".into(), Style::Code)]);
        // Those of the vault come first.
        assert_eq!(
            media,
            [
                "crane 2.png",
                "https://pbs.example/1.jpg",
                "files/3.png A rusty crane",
                "https://a.example/c.png"
            ]
        );
        assert_eq!(note("![[never closed").0, "![[never closed");
        assert_eq!(note("`==x==`").0, "==x==");
    }

    #[test]
    fn links_in_a_text_without_markup_are_found() {
        let source = "c[ea]+t *is* [it](https://a.example/x_y), ![a b](https://a.example/1.jpg) [no](";
        let found: Vec<_> =
            inline_links(source).into_iter().map(|l| (l.is_picture, l.url, l.shown)).collect();
        assert_eq!(
            found,
            [
                (false, "https://a.example/x_y".to_owned(), "it".to_owned()),
                (true, "https://a.example/1.jpg".to_owned(), "a b".to_owned())
            ]
        );
    }

    #[test]
    fn nesting_without_end_costs_its_own_length_only() {
        for unit in [">", "- ", "*", "[", "![", "`a ", "||", ">!", "<b>"] {
            let deep = unit.repeat(20_000) + "deep";
            assert!(text(&deep, REDDIT).contains("deep"), "{unit}: {}", text(&deep, REDDIT).len());
        }
    }
}
