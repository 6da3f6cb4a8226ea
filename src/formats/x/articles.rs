//! X's articles: long texts in blocks, as its editor keeps them, where a file has more of them than how they begin.
//!
//! ```text
//! {"blocks":[{"type":"header-one","text":…},{"type":"unstyled","text":…,"inlineStyleRanges":[{"offset":0,"length":4,
//!   "style":"Bold"}],"data":{"urls":[{"fromIndex":8,"toIndex":20,"text":"https://…"}]}}]}
//! ```
//!
//! Offsets are those of JavaScript, UTF-16 units of a block's text. Pictures within an article are left out.

use std::ops::Range;

use super::graphql::style;
use crate::formats::json::{Fields, text};
use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich, Style};

/// Where a block tells of names in it.
const NAMES: [(&str, EntityKind, char); 3] = [
    ("mentions", EntityKind::Handle, '@'),
    ("hashtags", EntityKind::Hashtag, '#'),
    ("cashtags", EntityKind::Cashtag, '$'),
];

/// The words of an article; nothing where the file has none of its blocks.
pub(super) fn read_article(content: &mut Fields) -> Rich {
    let mut body = Rich::default();
    let mut number = 0;
    let blocks = content.items("blocks", |block| {
        let kind = block.text("type").unwrap_or_default();
        number = if kind == "ordered-list-item" { number + 1 } else { 0 };
        let is_item = kind.ends_with("list-item");
        let marker = match &*kind {
            "ordered-list-item" => format!("{number}. "),
            "unordered-list-item" => "- ".to_owned(),
            _ => String::new(),
        };
        let words = read_block(block).filter(|words| !words.is_blank())?;
        let whole = match &*kind {
            "blockquote" => Some(Style::Quote),
            kind if kind.starts_with("header") => Some(Style::Bold),
            "code-block" => Some(Style::Code),
            _ => None,
        };
        Some((words, marker, is_item, whole))
    });
    let mut was_item = false;
    for (words, marker, is_item, whole) in blocks {
        if !body.text().is_empty() {
            body.push(if is_item && was_item { "\n" } else { "\n\n" });
        }
        was_item = is_item;
        body.push(&marker);
        let start = body.text().len();
        body.append(words);
        if let Some(style) = whole {
            body.add(Marks { styles: vec![(start..body.text().len(), style)], ..Marks::default() });
        }
    }
    body
}

fn read_block(block: &mut Fields) -> Option<Rich> {
    let raw = block.text("text")?;
    let bytes = bytes_of_units(&raw);
    let range = |start: u64, end: u64| -> Option<Range<usize>> {
        let at = |unit: u64| bytes.get(usize::try_from(unit).ok()?).copied();
        Some(at(start)?..at(end)?).filter(|range| range.start < range.end)
    };
    let styles = block.items("inlineStyleRanges", |styled| {
        let start = styled.count("offset")?;
        let end = start.checked_add(styled.count("length")?)?;
        Some((range(start, end)?, style(&styled.text("style")?)?))
    });
    let mut marks = Marks { styles, ..Marks::default() };
    if let Some(mut data) = block.inner("data") {
        let place = |entity: &mut Fields| range(entity.count("fromIndex")?, entity.count("toIndex")?);
        marks.links = data.items("urls", |link| {
            let url = Clean::some_line(&link.text("text")?)?;
            Some((place(link)?, DraftLink { url, ..DraftLink::default() }))
        });
        for (list, kind, sign) in NAMES {
            marks.mentions.extend(data.items(list, |name| {
                let named = name.object.get("text").and_then(text)?;
                let named = format!("{sign}{}", named.trim_start_matches(sign));
                Some((place(name)?, kind, Clean::some_line(&named)))
            }));
        }
    }
    Some(Rich::annotated(&raw, marks))
}

/// Where each UTF-16 unit of a text begins, in bytes, and where the text ends.
fn bytes_of_units(text: &str) -> Vec<usize> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        // The second unit of a pair is within the character; a range there fits nothing.
        bytes.extend([at, at + 1].iter().take(c.len_utf16()));
    }
    bytes.push(text.len());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::json::{At, Object};
    use crate::model::ThreadBuilder;

    #[test]
    fn blocks_are_paragraphs_with_styles_links_and_names() {
        let json = r#"{"blocks":[
            {"type":"header-one","text":"The quay","inlineStyleRanges":[],"data":{}},
            {"type":"unstyled","text":"🚢 Bold says @ilse at https://a.example","inlineStyleRanges":[{"offset":3,"length":4,"style":"Bold"},{"offset":1,"length":1,"style":"Italic"}],
             "data":{"mentions":[{"fromIndex":13,"toIndex":18,"text":"ilse"}],"urls":[{"fromIndex":22,"toIndex":39,"text":"https://a.example"}]}},
            {"type":"atomic","text":" "},
            {"type":"ordered-list-item","text":"One"},{"type":"ordered-list-item","text":"Two"},
            {"type":"blockquote","text":"Never."}, 7]}"#;
        let mut notes = ThreadBuilder::default();
        let object = Object::walk(json).unwrap();
        let body = read_article(&mut Fields { object, at: At::DOCUMENT, notes: &mut notes });
        let text = body.text();
        assert_eq!(text, "The quay\n\n🚢 Bold says @ilse at https://a.example\n\n1. One\n2. Two\n\nNever.");
        let styled: Vec<_> =
            body.marks().styles.iter().map(|(range, style)| (*style, &text[range.clone()])).collect();
        assert_eq!(styled, [(Style::Bold, "The quay"), (Style::Bold, "Bold"), (Style::Quote, "Never.")]);
        let (range, link) = &body.links()[0];
        assert_eq!((&text[range.clone()], &*link.url), ("https://a.example", "https://a.example"));
        assert_eq!(&text[body.marks().mentions[0].0.clone()], "@ilse");
    }
}
