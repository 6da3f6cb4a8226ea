//! Words that somebody remembers, in the posts that may have them: as they stand, or nearly, or the nearest there are.
//!
//! ```text
//! sought   "it's  gone" - nobody         folded   "it's gone" - nobody
//! post     “It’s gone” — nobody…         folded   "it's gone" - nobody…      found, with the post's own signs
//! ```
//!
//! Only a post's own words are looked at: those of a post that it quotes are somebody else's.

use std::collections::HashMap;
use std::ops::Range;

use super::Passage;
use crate::model::{PostIx, Thread};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The words, in the first post that has them.
    Here(Passage),
    /// No post has them; these are the nearest.
    Nearest(Passage),
    /// No post has any of them.
    Nothing,
}

/// Looks for words in some posts; takes time in proportion to their text.
pub fn find(thread: &Thread, posts: &[PostIx], words: &str) -> Found {
    let words = words.trim();
    let body = |post: &PostIx| (thread.post(*post).body_range().start, thread.post(*post).body());
    let here = |post: &PostIx, base: u32, range: Range<usize>| {
        let range = base + range.start as u32..base + range.end as u32;
        Found::Here(Passage { post: *post, range })
    };
    if words.is_empty() {
        return Found::Nothing;
    }
    for post in posts {
        let (base, text) = body(post);
        if let Some(at) = text.find(words) {
            return here(post, base, at..at + words.len());
        }
    }
    let sought = Folded::of(words);
    for post in posts {
        let (base, text) = body(post);
        if let Some(range) = Folded::of(text).find(&sought.text) {
            return here(post, base, range);
        }
    }
    nearest(thread, posts, words).map_or(Found::Nothing, Found::Nearest)
}

/// A text without what people do not remember: capitals, kinds of quotation marks and dashes, amounts of white space.
struct Folded {
    text: String,
    /// By byte of `text`, where its character begins and ends in the original.
    places: Vec<(u32, u32)>,
}

impl Folded {
    fn of(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), places: Vec::new() };
        for (at, c) in original.char_indices() {
            let place = (at as u32, (at + c.len_utf8()) as u32);
            let before = folded.text.len();
            match c {
                c if c.is_whitespace() => {
                    if folded.text.ends_with(' ') {
                        if let Some(last) = folded.places.last_mut() {
                            last.1 = place.1;
                        }
                    } else {
                        folded.text.push(' ');
                    }
                }
                '“' | '”' | '„' | '‟' | '«' | '»' | '″' => folded.text.push('"'),
                '‘' | '’' | '‚' | '‛' | '′' | '`' => folded.text.push('\''),
                '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.text.push('-'),
                '…' => folded.text.push_str("..."),
                c => folded.text.extend(c.to_lowercase()),
            }
            folded.places.resize(folded.places.len() + folded.text.len() - before, place);
        }
        folded
    }

    fn find(&self, sought: &str) -> Option<Range<usize>> {
        let at = self.text.find(sought)?;
        let (first, last) = (self.places.get(at)?, self.places.get(at + sought.len() - 1)?);
        Some(first.0 as usize..last.1 as usize)
    }
}

/// The stretch of as many words as are sought that has the most of them.
fn nearest(thread: &Thread, posts: &[PostIx], sought: &str) -> Option<Passage> {
    let sought: Vec<String> = words(sought).map(|range| sought[range].to_lowercase()).collect();
    let mut wanted: HashMap<&str, i64> = HashMap::new();
    for word in &sought {
        *wanted.entry(word).or_default() += 1;
    }
    let mut best: Option<(i64, Passage)> = None;
    for ix in posts {
        let post = thread.post(*ix);
        let (base, text) = (post.body_range().start, post.body());
        let places: Vec<Range<usize>> = words(text).collect();
        let told: Vec<String> = places.iter().map(|place| text[place.clone()].to_lowercase()).collect();
        // How many of each word are still wanted in the stretch; below none, it has more than enough of it.
        let (mut left, mut shared) = (wanted.clone(), 0);
        for (i, word) in told.iter().enumerate() {
            if let Some(count) = left.get_mut(word.as_str()) {
                shared += i64::from(*count > 0);
                *count -= 1;
            }
            if let Some(gone) = i.checked_sub(sought.len())
                && let Some(count) = left.get_mut(told[gone].as_str())
            {
                *count += 1;
                shared -= i64::from(*count > 0);
            }
            if shared > best.as_ref().map_or(0, |(most, _)| *most) {
                let start = places[(i + 1).saturating_sub(sought.len())].start;
                let range = base + start as u32..base + places[i].end as u32;
                best = Some((shared, Passage { post: *ix, range }));
            }
        }
    }
    // One word of many in common is no likeness.
    best.filter(|(shared, _)| usize::try_from(shared * 4).is_ok_and(|shared| shared >= sought.len()))
        .map(|(_, passage)| passage)
}

/// Where the words of a text stand: runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive(|c: char| !c.is_alphanumeric()).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!word.is_empty()).then_some(start..start + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, Rich, ThreadBuilder};

    fn found(texts: &[&str], sought: &str) -> (char, String) {
        let mut builder = ThreadBuilder::default();
        for text in texts {
            builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
        }
        let thread = builder.finish();
        let posts: Vec<_> = (0..texts.len() as u32).map(PostIx).collect();
        let words = |passage: &Passage| {
            format!("{}: {}", passage.post.0, thread.post(passage.post).text(passage.range.clone()))
        };
        match find(&thread, &posts, sought) {
            Found::Here(passage) => ('=', words(&passage)),
            Found::Nearest(passage) => ('~', words(&passage)),
            Found::Nothing => ('-', String::new()),
        }
    }

    #[test]
    fn words_are_found_however_they_are_typed() {
        let posts = ["Nobody reported it.", "She said “It’s\n\nGONE” — twice… Ünïcode İ ß end."];
        for (sought, sign, expected) in [
            ("reported it", '=', "0: reported it"),
            ("  \"it's gone\" - twice...  ", '=', "1: “It’s\n\nGONE” — twice…"),
            ("ünïcode i̇ ß END", '=', "1: Ünïcode İ ß end"),
            ("nobody had reported it", '~', "0: Nobody reported it"),
            ("twice she said nothing of it", '~', "1: She said “It’s\n\nGONE” — twice"),
            ("quite another matter", '-', ""),
            ("", '-', ""),
            ("?", '-', ""),
        ] {
            assert_eq!(found(&posts, sought), (sign, expected.to_owned()), "{sought}");
        }
    }
}
