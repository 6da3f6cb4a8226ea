//! Text with names marked in it: `[p:Mara Quill] of the [o:QPB=Quay Ports Board] spoke in [l:Leeds].`
//!
//! `p`, `o`, `l`, `x` stand for person, organisation, place, product. Behind `=` stands what the thing is called in full,
//! with `/` between several names that are as good.

use std::ops::Range;

use unspool::model::EntityKind;

/// A name that people marked: its bytes in the text, its kind, and what it may be called; the first stands for the thing.
pub(crate) type Mark = (Range<usize>, EntityKind, Vec<String>);

/// A text without its marks, and the marks.
pub(crate) fn unmarked(body: &str) -> (String, Vec<Mark>) {
    const SIGNS: [(&str, EntityKind); 4] = [
        ("p:", EntityKind::Person),
        ("o:", EntityKind::Organization),
        ("l:", EntityKind::Place),
        ("x:", EntityKind::Product),
    ];
    let (mut text, mut marks) = (String::new(), Vec::new());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let told = SIGNS.iter().find_map(|(sign, kind)| Some((after.strip_prefix(sign)?, *kind)));
        let Some(((inside, beyond), kind)) =
            told.and_then(|(after, kind)| Some((after.split_once(']')?, kind)))
        else {
            text.push('[');
            rest = after;
            continue;
        };
        let (reads, called) = inside.split_once('=').unwrap_or((inside, inside));
        let start = text.len();
        text.push_str(reads);
        let called = called.split('/').map(str::to_lowercase).collect();
        marks.push((start..text.len(), kind, called));
        rest = beyond;
    }
    text.push_str(rest);
    (text, marks)
}
