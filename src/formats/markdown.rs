//! Markdown in posts, as Reddit, Lemmy or Discord keep it, made readable as plain text with its links and styles.
//!
//! ```text
//! Read **this**: [the filing](https://example.org/17)   is   Read this: the filing
//! ```
//!
//! The grammar is CommonMark's with strike-through and tables (`pulldown-cmark`); what it makes of a text is HTML, and
//! [`html`] reads it, so both look alike. HTML that stands in the Markdown is text, as on those platforms.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html::push_html};

use super::html::{self, Rules};
use super::scanning::{self, What};
use crate::model::Rich;

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

/// `source` as text, with its links, also those that are bare addresses, and what `rules` makes of them.
pub fn read(source: &str, flavour: Flavour, rules: &mut dyn Rules) -> Rich {
    let source = with_signs(source, flavour);
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let mut is_code = false;
    let events = Parser::new_ext(&source, options).map(|event| match event {
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
    let mut page = String::with_capacity(source.len() * 3 / 2);
    push_html(&mut page, events);
    let page = page.replace(OPEN, "<span class=\"spoiler\">").replace(CLOSE, "</span>");
    let mut rich = html::read(&page, rules);
    scanning::complete(&mut rich, |what| what == What::Link);
    rich
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

    #[test]
    fn nesting_without_end_costs_its_own_length_only() {
        for unit in [">", "- ", "*", "[", "![", "`a ", "||", ">!", "<b>"] {
            let deep = unit.repeat(20_000) + "deep";
            assert!(text(&deep, REDDIT).contains("deep"), "{unit}: {}", text(&deep, REDDIT).len());
        }
    }
}
