//! Annotations and the thread they are on: targets made from words, and words found again by targets.
//!
//! ```text
//! the post by its id ─► the words where they stood ─► elsewhere in it ─► spelt otherwise ─► its first and last words
//!        └ gone, or without them ─► anywhere in the thread ─► spelt otherwise ─► lost
//! ```
//!
//! Of several places the one is taken whose neighbours are the same, then the nearest. What is lost stays among the
//! annotations, with its words. What is asked for each key, [`Annotations::in_post`], does not go through all of them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use aho_corasick::AhoCorasick;

use super::{Annotation, Quote, Target};
use crate::index::identity::{post_mark, posts_of};
use crate::index::search::{Case, Matcher, Query};
use crate::index::{Rank, Tree};
use crate::model::{Clean, Post, PostIx, Span, Thread};

/// So many characters before and after tell one place from another.
const CONTEXT: usize = 32;
/// So many characters of a whole post are kept to find it again by.
const BEGINNING: usize = 120;
/// Longer words are not looked for in other spellings, in bytes.
const LONGEST: usize = 2000;
/// So many annotations that are nowhere as they stood are looked for in other spellings, each in all of the thread.
const MOST_LOOKED_FOR: usize = 100;
/// So many words at each end stand for a passage that has changed between them.
const EDGE: usize = 4;
/// So many places of the same words are compared.
const MOST_PLACES: usize = 1000;

impl Target {
    /// A post as a whole, or words of it.
    pub fn of(thread: &Thread, tree: &Tree, ix: PostIx, words: Option<Range<u32>>) -> Self {
        let post = thread.post(ix);
        let (mark, url) = (post_mark(thread, tree, ix), post.url().and_then(Clean::some_line));
        let Some(range) = words else {
            let quote = Quote { exact: Clean::text(post.text(beginning(&post))), ..Quote::default() };
            return Self { post: mark, url, quote, is_whole: true };
        };
        let part = part_of(&post, &range);
        let before = post.text(part.start..range.start);
        let after = post.text(range.end..part.end);
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let quote = Quote {
            start: post.text(0..range.start).chars().count() as u32,
            exact: Clean::text(post.text(range)),
            prefix: Clean::text(&before[from..]),
            suffix: Clean::text(&after.chars().take(CONTEXT).collect::<String>()),
        };
        Self { post: mark, url, quote, is_whole: false }
    }

    /// Its words as a reader is told them: of a post as a whole that goes on no half word, and `…`.
    pub fn told(&self) -> Cow<'_, str> {
        let exact = &*self.quote.exact;
        if !self.is_whole || exact.chars().count() < BEGINNING {
            return Cow::Borrowed(exact);
        }
        let whole_words = exact.rsplit_once(char::is_whitespace).map_or(exact, |(before, _)| before);
        Cow::Owned(format!("{} …", whole_words.trim_end()))
    }
}

/// The first words of a post, which it is found again by where it has no id.
fn beginning(post: &Post) -> Range<u32> {
    let body = post.body_range();
    let body = if body.is_empty() { 0..post.whole().len() as u32 } else { body };
    let text = post.text(body.clone());
    let end = text.char_indices().nth(BEGINNING).map_or(text.len(), |(at, _)| at);
    let end = text[..end].find(crate::model::SEPARATOR).unwrap_or(end);
    body.start..body.start + text[..end].trim_end().len() as u32
}

/// The part that a range lies in; the range itself where it reaches over several.
fn part_of(post: &Post, range: &Range<u32>) -> Range<u32> {
    let mut parts = post.with_quotes().flat_map(|post| post.parts().collect::<Vec<_>>());
    let own = parts.find(|part| part.range.start <= range.start && range.end <= part.range.end);
    own.map_or_else(|| range.clone(), |part| part.range)
}

/// A stretch that an annotation is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// The post.
    pub rank: Rank,
    /// First byte, an offset into the post's region.
    pub start: u32,
    /// The byte after the last; the first one again for a post as a whole.
    pub end: u32,
    /// Which of the annotations.
    pub of: u32,
}

impl Stand {
    /// Whether it is on the post as a whole.
    pub fn is_whole(&self) -> bool {
        self.start == self.end
    }
}

/// Where an annotation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Its first stretch.
    Here(Stand),
    /// The thread has its words no more; the post may still be there.
    Lost(Option<Rank>),
}

impl Place {
    /// The post, if that is there.
    pub fn rank(self) -> Option<Rank> {
        match self {
            Self::Here(stand) => Some(stand.rank),
            Self::Lost(rank) => rank,
        }
    }
}

/// An annotation, and where it is.
#[derive(Clone, Debug)]
pub struct Placed {
    /// What is kept.
    pub annotation: Annotation,
    /// Where it is.
    pub place: Place,
}

impl Placed {
    /// The post that it is on, if that is there.
    pub fn rank(&self) -> Option<Rank> {
        self.place.rank()
    }

    /// Whether its words are gone.
    pub fn is_lost(&self) -> bool {
        matches!(self.place, Place::Lost(_))
    }
}

/// All that a reader keeps upon a thread, found again in it.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    /// In reading order; those that are lost stand last.
    pub all: Vec<Placed>,
    /// All their stretches, in reading order.
    stands: Vec<Stand>,
    /// Those that are bookmarks, by their names.
    bookmarks: Vec<u32>,
}

impl Annotations {
    /// Finds annotations in a thread. Takes time in proportion to their number and, where posts are gone, to its text.
    pub fn new(thread: &Thread, tree: &Tree, annotations: Vec<Annotation>) -> Self {
        let (places, mut stands) = placed(thread, tree, &annotations);
        // Annotations are large: their numbers are sorted, and each moves once.
        let mut order: Vec<(bool, Stand, usize)> = Vec::with_capacity(places.len());
        order.extend(places.iter().enumerate().map(|(i, place)| match place {
            Place::Here(stand) => (false, Stand { of: 0, ..*stand }, i),
            Place::Lost(_) => (true, Stand::default(), i),
        }));
        order.sort_unstable();
        let mut now = vec![0; order.len()];
        for (of, (_, _, i)) in (0..).zip(&order) {
            now[*i] = of;
        }
        for stand in &mut stands {
            stand.of = now[stand.of as usize];
        }
        stands.sort_unstable();
        let mut kept: Vec<Option<Annotation>> = annotations.into_iter().map(Some).collect();
        let all = order.iter().zip(0..).filter_map(|((_, _, i), of)| {
            let place = match places[*i] {
                Place::Here(stand) => Place::Here(Stand { of, ..stand }),
                lost @ Place::Lost(_) => lost,
            };
            Some(Placed { annotation: kept[*i].take()?, place })
        });
        let mut annotations = Self { all: all.collect(), stands, bookmarks: Vec::new() };
        let name = |of: &u32| annotations.all[*of as usize].annotation.bookmark.as_ref();
        let mut bookmarks: Vec<u32> =
            (0..annotations.all.len() as u32).filter(|of| name(of).is_some()).collect();
        bookmarks.sort_by_key(|of| name(of));
        annotations.bookmarks = bookmarks;
        annotations
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The bookmarks by their names, each with its place among all.
    pub fn bookmarks(&self) -> impl ExactSizeIterator<Item = (&str, usize)> {
        let name = |of: usize| self.all[of].annotation.bookmark.as_deref().unwrap_or_default();
        self.bookmarks.iter().map(move |of| (name(*of as usize), *of as usize))
    }

    /// The place of the bookmark of that name among all.
    pub fn bookmark(&self, name: &str) -> Option<usize> {
        let found = self.bookmarks().find(|(own, _)| *own == name);
        found.map(|(_, of)| of)
    }

    /// All stretches, in reading order.
    pub fn stands(&self) -> &[Stand] {
        &self.stands
    }

    /// All stretches as spans of their thread, each with its annotation.
    pub fn spans(&self, tree: &Tree) -> Vec<(Span, &Annotation)> {
        let span = |stand: &Stand| Span { post: tree.post(stand.rank), start: stand.start, end: stand.end };
        self.stands.iter().map(|stand| (span(stand), self.of(stand))).collect()
    }

    /// The stretches in a post, in order.
    pub fn in_post(&self, rank: Rank) -> &[Stand] {
        let start = self.stands.partition_point(|stand| stand.rank < rank);
        let end = start + self.stands[start..].partition_point(|stand| stand.rank == rank);
        &self.stands[start..end]
    }

    /// The annotation of a stretch.
    pub fn of(&self, stand: &Stand) -> &Annotation {
        &self.all[stand.of as usize].annotation
    }
}

/// The posts that annotations are on, as far as they are there: those of their words, or else those they were on.
pub fn ranks(thread: &Thread, tree: &Tree, annotations: &[Annotation]) -> Vec<Option<Rank>> {
    let (places, _) = placed(thread, tree, annotations);
    places.into_iter().map(Place::rank).collect()
}

/// Where annotations are, and all their stretches, each with the number of its annotation.
fn placed(thread: &Thread, tree: &Tree, annotations: &[Annotation]) -> (Vec<Place>, Vec<Stand>) {
    let found = Finder { thread, tree, read: (PostIx(u32::MAX), 0, 0) }.places(annotations);
    let mut places = Vec::with_capacity(annotations.len());
    let mut stands: Vec<Stand> = Vec::with_capacity(found.len());
    let mut rest = &found[..];
    for (of, annotation) in (0..).zip(annotations) {
        let (own, others) = rest.split_at(annotation.targets.len());
        rest = others;
        let here = own.iter().filter_map(|found| found.stand).map(|stand| Stand { of, ..stand });
        stands.extend(here.clone());
        let lost = || Place::Lost(own.iter().find_map(|found| found.post).map(|ix| tree.rank(ix)));
        places.push(here.min().map_or_else(lost, Place::Here));
    }
    (places, stands)
}

/// What became of a target: where its words stand, and the post that it was on.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    stand: Option<Stand>,
    post: Option<PostIx>,
}

struct Finder<'t> {
    thread: &'t Thread,
    tree: &'t Tree,
    /// How far a post was read to count its characters: the post, a character, and the byte it begins at.
    read: (PostIx, u32, u32),
}

impl Finder<'_> {
    /// Where all targets of annotations are, one after the other.
    fn places(&mut self, annotations: &[Annotation]) -> Vec<Found> {
        let targets: Vec<&Target> = annotations.iter().flat_map(|annotation| &annotation.targets).collect();
        if targets.is_empty() {
            return Vec::new();
        }
        let marks: Vec<&str> = targets.iter().map(|target| &*target.post).collect();
        let mut posts = posts_of(self.thread, self.tree, &marks);
        self.find_addresses(&targets, &mut posts);
        let mut found: Vec<Found> = Vec::with_capacity(targets.len());
        for (target, post) in targets.iter().zip(posts) {
            let stand = post.and_then(|ix| self.in_own_post(target, ix));
            // A number may be another post's by now.
            let post = post.filter(|ix| self.thread.post(*ix).id().is_some());
            found.push(Found { stand, post });
        }
        self.find_elsewhere(&targets, &mut found);
        found
    }

    /// Finds by their addresses the posts whose ids are not known here.
    fn find_addresses(&self, targets: &[&Target], posts: &mut [Option<PostIx>]) {
        let is_sought = |(target, post): &(&&Target, &Option<PostIx>)| post.is_none() && target.url.is_some();
        let sought = targets.iter().zip(posts.iter()).filter(is_sought);
        let urls: std::collections::HashSet<&str> =
            sought.filter_map(|(target, _)| target.url.as_deref()).collect();
        if urls.is_empty() {
            return;
        }
        let all = (0..).map(PostIx).zip(self.thread.posts());
        let known: std::collections::HashMap<&str, PostIx> =
            all.filter_map(|(ix, post)| Some((post.url().filter(|url| urls.contains(url))?, ix))).collect();
        for (target, post) in targets.iter().zip(posts.iter_mut()) {
            let by_url = || target.url.as_deref().and_then(|url| known.get(url).copied());
            *post = post.or_else(by_url);
        }
    }

    fn stand(&self, ix: PostIx, range: Range<u32>) -> Stand {
        Stand { rank: self.tree.rank(ix), start: range.start, end: range.end, of: 0 }
    }

    /// Where a target is in the post that it was on.
    fn in_own_post(&mut self, target: &Target, ix: PostIx) -> Option<Stand> {
        let post = self.thread.post(ix);
        let (whole, exact) = (post.whole(), &*target.quote.exact);
        if target.is_whole {
            // An id is enough; a number is not: posts may have come before it.
            let is_same = post.id().is_some() || exact.is_empty() || whole.contains(exact);
            return is_same.then(|| self.stand(ix, 0..0));
        }
        if exact.is_empty() {
            return None;
        }
        let hint = self.byte_of(ix, whole, target.quote.start);
        let is_there = whole.get(hint as usize..).is_some_and(|rest| rest.starts_with(exact));
        let here = |at: usize| at as u32..(at + exact.len()) as u32;
        if is_there && fits(whole, &here(hint as usize), &target.quote) {
            return Some(self.stand(ix, here(hint as usize)));
        }
        // A number may be another post's by now: then the best place in the thread is looked for.
        post.id()?;
        let places = whole.match_indices(exact).take(MOST_PLACES).map(|(at, _)| here(at));
        let found = likeliest(whole, places, &target.quote, hint)
            .or_else(|| otherwise_spelt(whole, &target.quote, hint))
            .or_else(|| by_its_edges(whole, &target.quote));
        found.map(|range| self.stand(ix, range))
    }

    /// The byte that a character of a post begins at; its end for one beyond it.
    fn byte_of(&mut self, ix: PostIx, whole: &str, character: u32) -> u32 {
        if whole.is_ascii() {
            return character.min(whole.len() as u32);
        }
        let (read, at, byte) = self.read;
        let (at, byte) = if read == ix && at <= character { (at, byte) } else { (0, 0) };
        let rest = &whole[byte as usize..];
        let further = rest.char_indices().nth((character - at) as usize).map_or(rest.len(), |(at, _)| at);
        let byte = byte + further as u32;
        self.read = (ix, character, byte);
        byte
    }

    /// Looks in all of the thread for what is not in the post that it was on.
    fn find_elsewhere(&self, targets: &[&Target], found: &mut [Found]) {
        let missing = |found: &[Found]| -> Vec<usize> {
            let is_missing = |i: &usize| found[*i].stand.is_none() && !targets[*i].quote.exact.is_empty();
            (0..targets.len()).filter(is_missing).collect()
        };
        let sought = missing(found);
        let words: Vec<&str> = sought.iter().map(|i| &*targets[*i].quote.exact).collect();
        let Some(words) = Some(words).filter(|words| !words.is_empty()) else { return };
        if let Ok(finder) = AhoCorasick::new(words) {
            // For each, how well the best place yet fits.
            let mut best: Vec<(usize, Option<Stand>)> = vec![(0, None); sought.len()];
            for (ix, post) in (0..).map(PostIx).zip(self.thread.posts()) {
                let whole = post.whole();
                for hit in finder.find_overlapping_iter(whole) {
                    let n = hit.pattern().as_usize();
                    let target = targets[sought[n]];
                    let range = hit.start() as u32..hit.end() as u32;
                    let likeness = 1 + likeness(whole, &range, &target.quote);
                    if likeness > best[n].0 {
                        let range = if target.is_whole { 0..0 } else { range };
                        best[n] = (likeness, Some(self.stand(ix, range)));
                    }
                }
            }
            for (i, (_, stand)) in sought.into_iter().zip(best) {
                found[i].stand = stand;
            }
        }
        for i in missing(found).into_iter().take(MOST_LOOKED_FOR) {
            found[i].stand = self.anywhere(targets[i]);
        }
    }

    /// The first place in the thread that spells the words in another way.
    fn anywhere(&self, target: &Target) -> Option<Stand> {
        let matcher = loose(&target.quote.exact)?;
        let spans = matcher.search(self.thread, &AtomicBool::new(false))?;
        let best = spans.into_iter().take(MOST_PLACES).max_by_key(|span| {
            let whole = self.thread.post(span.post).whole();
            (likeness(whole, &(span.start..span.end), &target.quote), std::cmp::Reverse(span.post))
        })?;
        Some(self.stand(best.post, if target.is_whole { 0..0 } else { best.start..best.end }))
    }
}

/// Finds words in whatever case, quotation marks, dashes and blanks.
fn loose(words: &str) -> Option<Matcher> {
    if words.len() > LONGEST || words.trim().is_empty() {
        return None;
    }
    let query = Query { text: words.trim().to_owned(), case: Case::Insensitive, ..Query::default() };
    Matcher::new(&query).ok()
}

/// Whether the neighbours of a place are those that are remembered.
fn fits(whole: &str, range: &Range<u32>, quote: &Quote) -> bool {
    whole[..range.start as usize].ends_with(&*quote.prefix)
        && whole[range.end as usize..].starts_with(&*quote.suffix)
}

/// How many characters around a place are those that are remembered.
fn likeness(whole: &str, range: &Range<u32>, quote: &Quote) -> usize {
    let same = |a: (char, char)| a.0 == a.1;
    let before = whole[..range.start as usize].chars().rev().zip(quote.prefix.chars().rev());
    let after = whole[range.end as usize..].chars().zip(quote.suffix.chars());
    before.take_while(|pair| same(*pair)).count() + after.take_while(|pair| same(*pair)).count()
}

/// Of several places the one with the same neighbours, then the nearest.
fn likeliest(
    whole: &str,
    places: impl Iterator<Item = Range<u32>>,
    quote: &Quote,
    hint: u32,
) -> Option<Range<u32>> {
    places.max_by_key(|range| (likeness(whole, range, quote), std::cmp::Reverse(range.start.abs_diff(hint))))
}

/// The words in another spelling.
fn otherwise_spelt(whole: &str, quote: &Quote, hint: u32) -> Option<Range<u32>> {
    let matcher = loose(&quote.exact)?;
    let places = matcher.hits(whole).take(MOST_PLACES).map(|hit| hit.start as u32..hit.end as u32);
    likeliest(whole, places, quote, hint)
}

/// A passage that has changed in its middle: from its first words to its last, where that is about as long as it was.
fn by_its_edges(whole: &str, quote: &Quote) -> Option<Range<u32>> {
    let words: Vec<&str> = quote.exact.split_whitespace().collect();
    if words.len() < 3 * EDGE {
        return None;
    }
    let (first, last) = (loose(&words[..EDGE].join(" "))?, loose(&words[words.len() - EDGE..].join(" "))?);
    let start = first.hits(whole).next()?.start;
    let end = start + last.hits(&whole[start..]).next()?.end;
    let (length, was) = (end - start, quote.exact.len());
    (length * 2 >= was && length <= was * 2).then_some(start as u32..end as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, Rich, ThreadBuilder};

    /// A thread of posts with an id, unless that is empty, and a text.
    fn thread(posts: &[(&str, &str)]) -> (Thread, Tree) {
        let mut builder = ThreadBuilder::default();
        for (id, text) in posts {
            builder.push(Draft { id: Clean::some_line(id), body: Rich::plain(text), ..Draft::default() });
        }
        let thread = builder.finish();
        let tree = Tree::new(&thread);
        (thread, tree)
    }

    /// An annotation on the n-th of these words in a post, or on all of it.
    fn on(posts: &[(&str, &str)], post: u32, words: Option<(&str, usize)>) -> Annotation {
        let (thread, tree) = thread(posts);
        let text = thread.post(PostIx(post)).whole();
        let range = words.map(|(words, nth)| {
            let at = text.match_indices(words).nth(nth).unwrap().0 as u32;
            at..at + words.len() as u32
        });
        Annotation::on(vec![Target::of(&thread, &tree, PostIx(post), range)])
    }

    /// The number of the post and the place where an annotation is found again.
    fn found(posts: &[(&str, &str)], annotation: &Annotation) -> Option<(usize, Range<u32>)> {
        let (thread, tree) = thread(posts);
        let found = Annotations::new(&thread, &tree, vec![annotation.clone()]);
        let stand = found.stands().first().copied()?;
        assert_eq!(found.in_post(stand.rank), [stand]);
        Some((stand.rank.number(), stand.start..stand.end))
    }

    #[test]
    fn words_are_found_again_wherever_they_went() {
        let before = [("1", "Nobody knew. “It's gone”, she said, and it's gone."), ("2", "Nothing.")];
        let words = on(&before, 0, Some(("gone", 1)));
        assert_eq!(found(&before, &words), Some((1, 49..53)), "where they stood");
        let shifted =
            [("7", "A new one."), ("1", "Edit: Nobody knew. “It's gone”, she said, and it's gone.")];
        assert_eq!(found(&shifted, &words), Some((2, 55..59)), "in their post");
        let without_ids = [("", "gone"), ("", "Nobody knew. “It's gone”, she said, and it's gone.")];
        assert_eq!(found(&without_ids, &words), Some((2, 49..53)), "by their neighbours in the thread");
        assert_eq!(found(&[("1", "Nobody knew.")], &words), None);
        let (thread, tree) = thread(&[("0", "First."), ("1", "Nobody knew.")]);
        let lost = Annotations::new(&thread, &tree, vec![words]);
        assert_eq!(lost.all[0].place, Place::Lost(Some(Rank(1))), "the post is still known");
    }

    #[test]
    fn words_that_are_spelt_otherwise_are_the_same() {
        let words = on(&[("1", "She said “it’s  gone” — twice.")], 0, Some(("“it’s  gone” — twice", 0)));
        assert!(found(&[("1", "And: she said \"It's gone\" - twice.")], &words).is_some());
        assert!(found(&[("", "Else."), ("", "she said \"It's gone\" - twice.")], &words).is_some());
    }

    #[test]
    fn a_passage_with_another_middle_is_found_by_its_ends() {
        let posts = [("1", "One two three four five six t.co/x seven eight nine ten eleven twelve end.")];
        let words = on(&posts, 0, Some((&posts[0].1[..posts[0].1.len() - 5], 0)));
        let after = [(
            "1",
            "Yes. One two three four five six https://example.org/ seven eight nine ten eleven twelve.",
        )];
        assert_eq!(found(&after, &words), Some((1, 5..88)));
    }

    #[test]
    fn a_post_as_a_whole_is_known_by_its_id_or_its_words() {
        let post = on(&[("1", "Nobody knew."), ("2", "Nothing.")], 1, None);
        assert_eq!(found(&[("2", "Edited."), ("1", "x")], &post), Some((1, 0..0)));
        let numbered = on(&[("", "Nobody knew."), ("", "Nothing.")], 1, None);
        assert_eq!(
            found(&[("", "New."), ("", "Nobody knew."), ("", "Nothing.")], &numbered),
            Some((3, 0..0))
        );
        assert_eq!(found(&[("", "New."), ("", "Nobody knew.")], &numbered), None);
    }

    #[test]
    fn annotations_stand_in_reading_order_and_the_lost_last() {
        let posts = [("1", "One two."), ("2", "Three four.")];
        let (thread, tree) = thread(&posts);
        let several = Annotation::on(vec![
            Target::of(&thread, &tree, PostIx(1), Some(0..5)),
            Target::of(&thread, &tree, PostIx(0), Some(4..7)),
        ]);
        let gone = on(&[("9", "Gone.")], 0, Some(("Gone", 0)));
        let late = on(&posts, 1, Some(("four", 0)));
        let found = Annotations::new(&thread, &tree, vec![gone, late, several]);
        let told: Vec<_> = found.all.iter().map(|placed| placed.annotation.words().next().unwrap()).collect();
        assert_eq!(told, ["Three", "four", "Gone"], "by the first of its stretches");
        let stands: Vec<_> =
            found.stands().iter().map(|stand| (stand.rank.0, stand.start, stand.of)).collect();
        assert_eq!(stands, [(0, 4, 0), (1, 0, 0), (1, 6, 1)]);
    }
}
