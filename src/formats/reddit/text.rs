//! Reddit's Markdown, and what only Reddit writes in it: `u/name`, `r/name`, `^raised` words, pictures by their names.
//!
//! Source: reddit.com/wiki/markdown. The API escapes `&`, `<` and `>` once unless it is asked not to (`raw_json=1`), so
//! whether a file is escaped is known before its texts are read.

use std::borrow::Cow;
use std::ops::Range;

use crate::formats::html::{Anchor, Rules, Target};
use crate::formats::json::text;
use crate::formats::{markdown, scanning};
use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich};

/// Where relative addresses begin.
const SITE: &str = "https://www.reddit.com";

/// Whether the texts of a file are escaped: its HTML, which every answer has beside the Markdown, shows it. Dumps without
/// HTML are escaped as well.
pub(super) fn is_escaped(json: &str) -> bool {
    let mut rest = json;
    while let Some((_, after)) = rest.split_once("_html\"") {
        rest = after;
        let value = after.trim_start().strip_prefix(':').map_or("", str::trim_start);
        let value = value.strip_prefix('"').unwrap_or_default();
        if value.starts_with("&lt;") {
            return true;
        }
        if ["<", "\\u003c", "\\u003C"].iter().any(|raw| value.starts_with(raw)) {
            return false;
        }
    }
    true
}

/// `raw` with `&amp;`, `&lt;` and `&gt;` resolved, once.
pub(super) fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return raw.into();
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>')];
        let found = known.iter().find(|(escape, _)| rest.starts_with(escape));
        let (len, c) = found.map_or((1, '&'), |(escape, c)| (escape.len(), *c));
        out.push(c);
        rest = &rest[len..];
    }
    out.push_str(rest);
    out.into()
}

/// A text as it reads, and the names of the pictures that stood in it.
pub(super) fn read(source: &str) -> (Rich, Vec<String>) {
    let (source, pictures) = prepared(source);
    let mut rich = markdown::read(&source, markdown::REDDIT, &mut Links);
    mark_names(&mut rich);
    (rich, pictures)
}

/// Links to Reddit may begin at its root.
struct Links;

impl Rules for Links {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_relative = anchor.href.starts_with('/') && !anchor.href.starts_with("//");
        if !is_relative {
            return anchor.link().map(Target::Link);
        }
        let url = format!("{SITE}{}", anchor.href);
        Anchor { href: &url, ..*anchor }.link().map(Target::Link)
    }
}

/// The source without what CommonMark does not know: raised words read as words, blank entities as nothing, and pictures
/// are told apart. Code stays as it is.
fn prepared(source: &str) -> (Cow<'_, str>, Vec<String>) {
    let mut pictures = Vec::new();
    if !source.contains(['^', ']', '\u{200B}']) && !source.contains("&#") {
        return (source.into(), pictures);
    }
    let mut out = String::with_capacity(source.len());
    let mut is_fenced = false;
    for line in source.split_inclusive('\n') {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        if is_fence || is_fenced || line.starts_with("    ") || line.starts_with('\t') {
            out.push_str(line);
        } else {
            push_line(&mut out, line, &mut pictures);
        }
    }
    (out.into(), pictures)
}

fn push_line(out: &mut String, line: &str, pictures: &mut Vec<String>) {
    let mut rest = line;
    // What comes before the last bracket may be a group.
    let behind_groups = line.rfind(')').map_or(0, |last| line.len() - last);
    // How many brackets are open since that of a raised group.
    let mut raised = 0_usize;
    let mut is_code = false;
    while let Some(at) = rest.find(['^', '`', '&', '!', '(', ')', ']', '\\', '\u{200B}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = match rest.as_bytes()[0] {
            b'`' => {
                is_code = !is_code && rest[1..].contains('`');
                1
            }
            _ if is_code => first_len(rest),
            b'\\' => 1 + first_len(&rest[1..]),
            b'^' if is_raising(out, &rest[1..]) => {
                rest = &rest[1..];
                if raised == 0 && rest.starts_with('(') && rest.len() >= behind_groups && behind_groups > 0 {
                    raised = 1;
                    rest = &rest[1..];
                }
                continue;
            }
            b'(' => {
                raised += usize::from(raised > 0);
                1
            }
            b')' if raised > 0 => {
                raised -= 1;
                usize::from(raised > 0)
            }
            b'!' if let Some((len, name)) = picture(rest) => {
                pictures.extend(name);
                rest = &rest[len..];
                continue;
            }
            b']' if let Some((len, target)) = target(rest) => {
                out.extend(["](", &target, ")"]);
                rest = &rest[len..];
                continue;
            }
            _ if let Some(len) = blank(rest) => {
                rest = &rest[len..];
                continue;
            }
            _ => first_len(rest),
        };
        // The last bracket of a raised group goes as its first did.
        out.push_str(&rest[..len]);
        rest = &rest[len.max(1)..];
    }
    out.push_str(rest);
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// Whether a `^` raises what comes behind it. Within a word it is a power: that is no word without its sign.
fn is_raising(before: &str, after: &str) -> bool {
    !before.ends_with(char::is_alphanumeric)
        && after.starts_with(|c: char| {
            c.is_alphanumeric() || matches!(c, '^' | '(' | '[' | '*' | '/' | '|' | '"')
        })
}

/// The length of a blank that an editor of Reddit puts into an empty line.
fn blank(text: &str) -> Option<usize> {
    let blanks = ["&#x200B;", "&#x200b;", "&#8203;", "\u{200B}"];
    blanks.iter().find(|blank| text.starts_with(**blank)).map(|blank| blank.len())
}

/// So long an address is at the most.
const ADDRESS_BYTES: usize = 2048;

/// The length of `](address)` at the beginning of `text`, and the address. Reddit allows blanks in it and before it.
fn target(text: &str) -> Option<(usize, String)> {
    let blanks = text[1..].bytes().take_while(|b| *b == b' ').count();
    let inside = text[1 + blanks..].strip_prefix('(')?;
    if !["http://", "https://", "/"].iter().any(|start| inside.starts_with(start)) {
        return None;
    }
    let mut depth = 0_usize;
    let (end, _) = inside.bytes().take(ADDRESS_BYTES).enumerate().find(|(_, byte)| {
        let is_end = *byte == b')' && depth == 0;
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_end
    })?;
    // Behind a blank there may be a title.
    let address = inside[..end].trim();
    let is_titled = address.ends_with(['"', '\'']);
    let address = if is_titled { address.to_owned() } else { address.replace(' ', "%20") };
    Some((1 + blanks + 1 + end + 1, address))
}

/// The length of `![img](name "words")` at the beginning of `text`, and the name; none for an emoticon.
fn picture(text: &str) -> Option<(usize, Option<String>)> {
    let kinds = ["![img](", "![gif](", "![video]("];
    let kind = kinds.iter().find(|kind| text.starts_with(**kind))?;
    let inside = &text[kind.len()..];
    let end = inside.bytes().take(ADDRESS_BYTES).position(|b| b == b')')?;
    let name = inside[..end].split_ascii_whitespace().next()?;
    // Elsewhere it is a link that is put like a picture.
    if name.contains("://") {
        return None;
    }
    let is_emoticon = name.starts_with("emote|");
    Some((kind.len() + end + 1, (!is_emoticon).then(|| name.to_owned())))
}

/// Marks `u/name` as a mention and `r/name` as a link, where nothing else is marked.
fn mark_names(rich: &mut Rich) {
    let words = rich.text();
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    for (slash, _) in words.match_indices('/') {
        let Some(is_user) = words[..slash].chars().next_back().and_then(|c| match c {
            'u' | 'U' => Some(true),
            'r' | 'R' => Some(false),
            _ => None,
        }) else {
            continue;
        };
        let mut start = slash - 1;
        if words[..start].ends_with('/') {
            start -= 1;
        }
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ':' | '@');
        let name = words[slash + 1..].bytes();
        let len =
            name.take_while(|b| b.is_ascii_alphanumeric() || *b == b'_' || (*b == b'-' && is_user)).count();
        let is_long_enough = (2..=40).contains(&len);
        if is_long_enough && !words[..start].ends_with(is_part) {
            found.push((start..slash + 1 + len, is_user));
        }
    }
    scanning::keep_unmarked(rich, &mut found, |(range, _)| range);
    let mut marks = Marks::default();
    for (range, is_user) in found {
        let name = rich.text()[range.clone()].trim_start_matches('/');
        if is_user {
            let name = Clean::some_line(&format!("u/{}", &name[2..]));
            marks.mentions.push((range, EntityKind::Handle, name));
        } else {
            let url = Clean::line(&format!("{SITE}/{name}"));
            marks.links.push((range, DraftLink { url, ..DraftLink::default() }));
        }
    }
    rich.add(marks);
}

/// The text of a value, resolved if the file is escaped.
pub(super) fn value(raw: &str, is_escaped: bool) -> Option<Cow<'_, str>> {
    let text = text(raw)?;
    Some(if is_escaped { unescaped(&text).into_owned().into() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(source: &str) -> String {
        read(source).0.text().to_owned()
    }

    #[test]
    fn what_only_reddit_writes_is_read_as_it_shows() {
        for (source, expected) in [
            ("^this ^is ^small", "this is small"),
            ("^(a raised group) and x^2", "a raised group and x^2"),
            ("^(one (two) three) (four)", "one (two) three (four)"),
            (
                "^([delete](http://example.org/a b)), ^ alone, [gap] (http://example.org/)",
                "delete, ^ alone, gap",
            ),
            ("`^code` and \\^caret", "^code and ^caret"),
            ("    ^block &#x200B;", "^block &#x200B;"),
            ("One.\n\n&#x200B;\n\nTwo.", "One.\n\nTwo."),
            ("Look: ![gif](giphy|abc|downsized) ![img](emote|t5_x|1)", "Look:"),
        ] {
            assert_eq!(reads(source), expected, "{source}");
        }
        assert_eq!(read("![img](abc123 \"Words\")").1, ["abc123"]);
    }

    #[test]
    fn accounts_are_mentions_and_communities_links() {
        let (rich, _) = read(
            "u/ana_quay, /u/Bo-L and r/cranes; not and/or, http://example.org/r/x, `u/code`, [u/link](/r/linked)",
        );
        let marks = rich.marks();
        let text = |range: &Range<usize>| rich.text()[range.clone()].to_owned();
        let names: Vec<_> = marks
            .mentions
            .iter()
            .map(|(range, _, name)| (text(range), name.clone().map(|n| n.to_string())))
            .collect();
        assert_eq!(
            names,
            [("u/ana_quay".to_owned(), None), ("/u/Bo-L".to_owned(), Some("u/Bo-L".to_owned()))]
        );
        let links: Vec<_> =
            marks.links.iter().map(|(range, link)| (text(range), link.url.to_string())).collect();
        let link = |text: &str, url: &str| (text.to_owned(), url.to_owned());
        assert_eq!(
            links,
            [
                link("r/cranes", "https://www.reddit.com/r/cranes"),
                link("http://example.org/r/x", "http://example.org/r/x"),
                link("u/link", "https://www.reddit.com/r/linked"),
            ]
        );
    }

    #[test]
    fn escapes_are_resolved_once_and_only_where_there_are_any() {
        assert_eq!(unescaped("&amp;lt; &gt; & &quot;"), "&lt; > & &quot;");
        assert!(is_escaped(r#"{"selftext_html":null,"body_html": "&lt;div"}"#));
        assert!(!is_escaped(r#"{"body_html":"<div","x":"text_html\":"}"#));
        assert!(!is_escaped(r#"{"body_html":"\u003cdiv"}"#));
        assert!(is_escaped("{}"));
    }
}
