//! A name that was found once is found wherever it stands in the thread, written the same way.
//!
//! Words that the thread also has in small letters are no names by themselves, nor is what is shorter than three letters.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use aho_corasick::{AhoCorasick, MatchKind};

use super::joining::Named;
use super::passages;
use crate::model::{PostIx, Recognised, Span, Thread};

/// The shortest name that is looked for, in bytes.
const SHORTEST: usize = 3;
/// So many forms are looked for at the most.
const MOST: usize = 20_000;

/// The names that stand elsewhere too; `None` if `stop` was set before the end.
pub(super) fn spread(thread: &Thread, named: &Named, stop: &AtomicBool) -> Option<Vec<Recognised>> {
    let mut things: HashMap<&str, usize> = HashMap::new();
    for (form, thing) in named.forms() {
        let is_name = form.len() >= SHORTEST && form.chars().next().is_some_and(char::is_uppercase);
        if is_name && things.len() < MOST {
            things.entry(form).or_insert(thing);
        }
    }
    let forms: Vec<(&str, usize)> = things.into_iter().collect();
    let builder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(forms.iter().map(|(form, _)| form));
    let Ok(searcher) = builder else { return Some(Vec::new()) };
    let mut known = named.spans().peekable();
    let mut found = Vec::new();
    for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let mut own: Vec<Span> = Vec::new();
        while let Some(span) = known.next_if(|span| span.post == ix) {
            own.push(span);
        }
        for passage in passages(&post) {
            for hit in searcher.find_iter(passage.text) {
                let span = passage.span(ix, &hit.range());
                let next = own.partition_point(|known| known.end <= span.start);
                let is_known = own.get(next).is_some_and(|known| known.start < span.end);
                if !is_known && !passage.is_taken(&hit.range()) && is_word(passage.text, &hit.range()) {
                    let (form, thing) = forms[hit.pattern().as_usize()];
                    found.push(named.recognised(span, thing, form));
                }
            }
        }
    }
    Some(found)
}

/// Whether a range is not part of a longer word.
fn is_word(text: &str, range: &std::ops::Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !joins(text[..range.start].chars().next_back()) && !joins(text[range.end..].chars().next())
}
