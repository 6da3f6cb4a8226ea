//! Slack's own markup: `<@U017|dana>`, `<#C1|general>`, `<https://example.org|a page>`, `<!here>`, `&amp;`, and signs for
//! looks.
//!
//! Source: api.slack.com/reference/surfaces/formatting. What stands between angle brackets is Slack's; what people typed
//! has these escaped.

use std::collections::HashMap;
use std::ops::Range;

use super::marking;
use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich};

/// What a member of a workspace is called.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    /// The account's name, by which others mention it.
    pub(super) handle: Option<String>,
    /// The name shown.
    pub(super) name: Option<String>,
}

/// The members of a workspace by their ids.
pub(super) type Members = HashMap<String, Member>;

/// Stands for something between angle brackets while signs are read.
const HOLE: char = '\u{E000}';

/// What stood in a hole.
enum Filling {
    Link { reads: String, url: String },
    Mention { reads: String, kind: EntityKind },
    Words(String),
}

/// A text in Slack's markup.
pub(super) fn read(source: &str, members: &Members) -> Rich {
    let source = source.replace(HOLE, "");
    let mut fillings = Vec::new();
    let mut with_holes = String::with_capacity(source.len());
    let mut rest = source.as_str();
    while let Some((before, after)) = rest.split_once('<')
        && let Some((inside, behind)) = after.split_once('>')
    {
        with_holes.push_str(before);
        with_holes.push(HOLE);
        fillings.push(filling(inside, members));
        rest = behind;
    }
    with_holes.push_str(rest);
    filled(marking::read(&unescaped(&with_holes)), fillings)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn filling(inside: &str, members: &Members) -> Filling {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(unescaped(label))),
        None => (inside, None),
    };
    if let Some(id) = target.strip_prefix('@') {
        let known = members.get(id).and_then(|member| member.handle.clone().or_else(|| member.name.clone()));
        let name = known.or(label).unwrap_or_else(|| id.to_owned());
        return Filling::Mention { reads: format!("@{name}"), kind: EntityKind::Handle };
    }
    if let Some(id) = target.strip_prefix('#') {
        return Filling::Words(format!("#{}", label.unwrap_or_else(|| id.to_owned())));
    }
    if let Some(command) = target.strip_prefix('!') {
        // `<!here>`, `<!subteam^S1|@desk>`, `<!date^17^…|14 March>`
        return Filling::Words(
            label.unwrap_or_else(|| format!("@{}", command.split('^').next().unwrap_or(command))),
        );
    }
    let url = unescaped(target);
    if let Some(number) = url.strip_prefix("tel:") {
        // Slack takes many a number for one to call.
        return Filling::Words(label.unwrap_or_else(|| number.to_owned()));
    }
    Filling::Link { reads: label.filter(|label| !label.is_empty()).unwrap_or_else(|| url.clone()), url }
}

/// Puts back what stood in the holes, and moves the styles accordingly.
fn filled(marked: marking::Marked, fillings: Vec<Filling>) -> Rich {
    let mut text = String::with_capacity(marked.text.len() * 2);
    let mut marks = Marks::default();
    // Where each hole was, and how much longer the text is behind it.
    let mut longer: Vec<(usize, usize)> = Vec::new();
    let mut fillings = fillings.into_iter();
    let mut from = 0;
    for (at, hole) in marked.text.match_indices(HOLE) {
        text.push_str(&marked.text[from..at]);
        from = at + hole.len();
        let start = text.len();
        match fillings.next() {
            Some(Filling::Link { reads, url }) => {
                text.push_str(&reads);
                marks
                    .links
                    .push((start..text.len(), DraftLink { url: Clean::line(&url), ..DraftLink::default() }));
            }
            Some(Filling::Mention { reads, kind }) => {
                text.push_str(&reads);
                marks.mentions.push((start..text.len(), kind, None));
            }
            Some(Filling::Words(words)) => text.push_str(&words),
            None => {}
        }
        longer.push((at, text.len().wrapping_sub(from)));
    }
    text.push_str(&marked.text[from..]);
    let moved = |at: usize, is_end: bool| {
        // A style that begins with a hole begins with what fills it.
        let next = longer
            .partition_point(|(hole, _)| if is_end { *hole < at } else { hole + HOLE.len_utf8() <= at });
        match next.checked_sub(1).map(|i| longer[i].1) {
            Some(more) => at.wrapping_add(more),
            None => at,
        }
    };
    let range = |range: Range<usize>| moved(range.start, false)..moved(range.end, true);
    marks.styles = marked.styles.into_iter().map(|(at, style)| (range(at), style)).collect();
    Rich::annotated(&text, marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Style;

    #[test]
    fn what_stands_in_brackets_is_named_and_styles_stay_in_place() {
        let member = Member { handle: Some("dana".to_owned()), name: Some("Dana Reyes".to_owned()) };
        let members = Members::from([("U1".to_owned(), member)]);
        let source = "*<@U1> saw* <https://example.org/?a=1&amp;b=2|a &lt;page&gt;>, <@U2|bo> in <#C1|general> &amp; ~<https://example.org>~ <!here> <tel:17.5|17.5>";
        let rich = read(source, &members);
        assert_eq!(rich.text(), "@dana saw a <page>, @bo in #general & https://example.org @here 17.5");
        let marks = rich.marks();
        let words = |range: &Range<usize>| &rich.text()[range.clone()];
        let links: Vec<_> = marks.links.iter().map(|(range, link)| (words(range), &*link.url)).collect();
        assert_eq!(
            links,
            [("a <page>", "https://example.org/?a=1&b=2"), ("https://example.org", "https://example.org")]
        );
        let mentions: Vec<_> = marks.mentions.iter().map(|(range, ..)| words(range)).collect();
        assert_eq!(mentions, ["@dana", "@bo"]);
        let styles: Vec<_> = marks.styles.iter().map(|(range, style)| (words(range), *style)).collect();
        assert_eq!(styles, [("@dana saw", Style::Bold), ("https://example.org", Style::Struck)]);
    }
}
