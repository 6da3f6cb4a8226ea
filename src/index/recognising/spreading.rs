//! A name that was found once is found wherever it stands in the thread, written the same way.
//!
//! Words that the thread also has in small letters are no names by themselves, nor is what is shorter than three letters.

use std::sync::atomic::AtomicBool;

use aho_corasick::{AhoCorasick, MatchKind};

use super::joining::Named;
use super::{in_all_posts, passages};
use crate::model::{Recognised, Span, Thread};

/// The shortest name that is looked for, in bytes.
const SHORTEST: usize = 3;
/// So many forms are looked for at the most.
const MOST: usize = 20_000;

/// The names that stand elsewhere in the first `count` posts too; `None` if `stop` was set before the end.
pub(super) fn spread(
    thread: &Thread,
    count: usize,
    named: &Named,
    stop: &AtomicBool,
) -> Option<Vec<Recognised>> {
    let is_name = |form: &str| form.len() >= SHORTEST && is_written_as_name(form);
    let mut forms: Vec<(String, usize)> =
        named.forms().into_iter().filter(|(form, _)| is_name(form)).collect();
    // The same each time, whatever the order of the map.
    forms.sort_unstable_by(|(a, one), (b, other)| (one, a).cmp(&(other, b)));
    forms.truncate(MOST);
    let builder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(forms.iter().map(|(form, _)| form));
    let Ok(searcher) = builder else { return Some(Vec::new()) };
    let known: Vec<Span> = named.spans().collect();
    in_all_posts(count, stop, |ix, found| {
        let from = known.partition_point(|span| span.post < ix);
        let own = &known[from..from + known[from..].iter().take_while(|span| span.post == ix).count()];
        for passage in passages(&thread.post(ix)) {
            for hit in searcher.find_iter(passage.text) {
                let span = passage.span(ix, &hit.range());
                let next = own.partition_point(|known| known.end <= span.start);
                let is_known = own.get(next).is_some_and(|known| known.start < span.end);
                if !is_known && !passage.is_taken(&hit.range()) && is_word(passage.text, &hit.range()) {
                    let (form, thing) = &forms[hit.pattern().as_usize()];
                    found.push(named.recognised(span, *thing, form));
                }
            }
        }
    })
}

/// Whether it begins with a capital, but for a particle: `van Elsloo`.
pub(super) fn is_written_as_name(form: &str) -> bool {
    form.starts_with(char::is_uppercase)
        || form.split_once(' ').is_some_and(|(_, rest)| rest.starts_with(char::is_uppercase))
}

/// Whether a range is not part of a longer word.
fn is_word(text: &str, range: &std::ops::Range<usize>) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    !joins(text[..range.start].chars().next_back()) && !joins(text[range.end..].chars().next())
}
