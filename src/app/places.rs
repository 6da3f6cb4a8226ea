//! Where a reader left a thread: enough to come back to the same words when it is opened again, from whatever file.
//!
//! Posts are known by their ids, or else by their numbers, and rows by the words that they begin with, so that a file that
//! was moved or saved anew is come back to as well.

use super::collection::first_words;
use super::document::Document;
use super::reading::{Anchor, Reading};
use super::showing::{ReadingMode, Showing};
use super::{Action, Effect, Message, State};
use crate::index::Rank;
use crate::index::identity::{post_mark, posts_of, thread_mark};
use crate::layout::RowKey;
use crate::model::{Clean, PostIx};

/// So many characters tell a row from others.
const WORDS: usize = 40;
/// So many folded branches are kept at the most.
const MOST_FOLDS: usize = 1000;

/// A row of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The post: its id, or else its number in reading order.
    pub post: Clean,
    /// Where the row stood among those of the post.
    pub key: RowKey,
    /// The first words of the row; empty for one without words of the post.
    pub words: Clean,
}

/// Where a reader was, and how the thread was shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where the cursor was.
    pub cursor: Spot,
    /// What stood at the top.
    pub top: Spot,
    /// The level from which all branches were folded.
    pub fold_level: Option<u32>,
    /// The posts whose branches were folded one by one.
    pub folded: Vec<Clean>,
    /// The posts whose branches were unfolded again, though all of their level were folded.
    pub unfolded: Vec<Clean>,
    /// What was searched for.
    pub search: String,
    /// How the thread was gone through.
    pub mode: ReadingMode,
    /// A post by the author whose posts alone were shown, or whose text was read in prose.
    pub author: Option<Clean>,
    /// Whether the panel was asked for, or hidden.
    pub panel: Option<bool>,
}

impl Reading {
    fn spot(&self, anchor: Anchor) -> Spot {
        let (thread, tree) = (&self.document.thread, &self.document.tree);
        // What stood there may have been folded away since: then the head of its branch does.
        let shown = tree.post(self.outline.nearest(tree.rank(anchor.post)));
        let key = if shown == anchor.post { anchor.key } else { RowKey::Head };
        let post = post_mark(thread, tree, shown);
        let RowKey::Text(byte, _) = key else { return Spot { post, key, words: Clean::default() } };
        let whole = thread.post(anchor.post).whole();
        let words: String = whole.get(byte as usize..).unwrap_or_default().chars().take(WORDS).collect();
        Spot { post, key, words: Clean::line(words.lines().next().unwrap_or_default()) }
    }

    /// Where the reader is; `None` at the beginning of a thread that is shown as it opens, in the mode that is preferred
    /// and with the panel as it is set.
    fn place(&self, search: &str, preferred: ReadingMode, panel: Option<bool>) -> Option<Place> {
        let Self { document, outline, fold_level, .. } = self;
        let start = Self::new(document.clone()).view();
        let view = self.view();
        let is_start = view.cursor() == start.cursor() && view.top() == start.top();
        let is_usual = !self.showing.is_narrowed() && self.showing.mode == preferred && panel.is_none();
        if document.tree.is_empty() || (is_start && is_usual && !outline.has_folds() && search.is_empty()) {
            return None;
        }
        let tree = &document.tree;
        let is_own = |rank: &Rank| fold_level.is_none_or(|level| tree.depth(*rank) < level);
        let folds = outline.folds().filter(is_own).take(MOST_FOLDS);
        let unfolded =
            fold_level.iter().flat_map(|level| outline.unfolded_from(tree, *level)).take(MOST_FOLDS);
        let mark = |rank| post_mark(&document.thread, &document.tree, document.tree.post(rank));
        Some(Place {
            cursor: self.spot(view.cursor()),
            top: self.spot(view.top()),
            fold_level: *fold_level,
            folded: folds.map(mark).collect(),
            unfolded: unfolded.map(mark).collect(),
            search: search.to_owned(),
            mode: self.showing.mode,
            author: self.showing.author.as_ref().and_then(|author| {
                let of_author =
                    |rank: &Rank| document.thread.post(document.tree.post(*rank)).author() == author;
                let shown = std::iter::successors(outline.first(), |rank| outline.next(*rank));
                shown.take(MOST_FOLDS).find(of_author).map(mark)
            }),
            panel,
        })
    }

    /// Goes to a place, as far as its words are still there; whether the post is.
    fn come_back(&mut self, place: &Place) -> bool {
        let document = self.document.clone();
        let marks: Vec<&str> = [&place.cursor.post, &place.top.post]
            .into_iter()
            .chain(&place.folded)
            .chain(&place.unfolded)
            .chain(&place.author)
            .map(|mark| &**mark)
            .collect();
        let posts = posts_of(&document.thread, &document.tree, &marks);
        let Some(cursor) = posts[0] else { return false };
        if let Some(level) = place.fold_level {
            self.outline.fold_at(&document.tree, Some(level));
            self.fold_level = Some(level);
        }
        let (folded, others) = posts[2..].split_at(place.folded.len());
        let (unfolded, authored) = others.split_at(place.unfolded.len());
        let rank = |post: &PostIx| document.tree.rank(*post);
        self.outline.fold(&document.tree, folded.iter().flatten().map(rank));
        self.outline.unfold(&document.tree, unfolded.iter().flatten().map(rank));
        let anchor = |post: PostIx, spot: &Spot| {
            let RowKey::Text(byte, _) = spot.key else { return Anchor { post, key: spot.key } };
            let now = found(document.thread.post(post).whole(), byte, &spot.words);
            Anchor { post, key: if now == byte { spot.key } else { RowKey::of_byte(now) } }
        };
        let cursor = anchor(cursor, &place.cursor);
        let top = posts[1].map_or(cursor, |post| anchor(post, &place.top));
        let author = authored.first().copied().flatten();
        let author = author.map(|post| document.thread.post(post).author().clone());
        let whole = self.whole(place.mode);
        self.show_as(Showing { author: author.or(whole.author.clone()), ..whole }, &[]);
        // Where all was folded but the way to it.
        for post in [cursor.post, top.post] {
            self.outline.reveal(&document.tree, document.tree.rank(post));
        }
        self.set_anchors(cursor, top);
        true
    }
}

/// Where words stand in a text, the nearest to a byte; the byte itself, or the end, where they are gone.
fn found(text: &str, byte: u32, words: &str) -> u32 {
    let nearest = text.match_indices(words).map(|(at, _)| at as u32).min_by_key(|at| at.abs_diff(byte));
    let near = || (0..=byte.min(text.len() as u32)).rev().find(|at| text.is_char_boundary(*at as usize));
    nearest.filter(|_| !words.is_empty()).or_else(near).unwrap_or(0)
}

impl State {
    /// Has the place in the open thread kept, or forgotten where that is its beginning.
    pub(super) fn keep_place(&self) -> Vec<Effect> {
        let reading = self.reading.iter().filter(|_| self.keeps_places);
        let panel = self.picking.wanted.filter(|_| self.picking.wanted != self.picking.usual);
        let keep = |reading: &Reading| {
            let Document { thread, tree, .. } = &*reading.document;
            let words = tree.order().first().map(|ix| first_words(&thread.post(*ix)));
            Some(Effect::KeepPlace {
                mark: thread_mark(thread, tree)?,
                words: Clean::line(&words.unwrap_or_default()),
                file: thread.source.file.clone(),
                place: reading.place(&self.finding.query.text, self.preferred, panel),
            })
        };
        reading.filter_map(keep).collect()
    }

    /// Has all kept that would be lost with the program: the place, and the remark that is being written.
    pub(super) fn keep_all(&mut self) -> Vec<Effect> {
        let mut effects = self.keep_place();
        // What was emptied may have been about to be written anew.
        if self.annotating.writing.as_ref().is_some_and(|writing| !writing.text.trim().is_empty()) {
            effects.extend(self.perform_in_writing(Action::Keep));
        }
        effects
    }

    /// Asks for the place where the open thread was left.
    pub(super) fn recall_place(&self) -> Vec<Effect> {
        let reading = self.reading.iter().filter(|_| self.keeps_places);
        let marks =
            reading.filter_map(|reading| thread_mark(&reading.document.thread, &reading.document.tree));
        marks.map(Effect::RecallPlace).collect()
    }

    /// Comes back to where the thread was left, if it is still the one that is open.
    pub(super) fn recalled(&mut self, mark: &Clean, place: &Place) -> Vec<Effect> {
        let Some(reading) = &mut self.reading else { return Vec::new() };
        let (cursor, top) = (reading.view().cursor(), reading.view().top());
        if self.finding.is_active()
            || thread_mark(&reading.document.thread, &reading.document.tree).as_ref() != Some(mark)
            || !reading.come_back(place)
        {
            return Vec::new();
        }
        let view = reading.view();
        let is_elsewhere = (view.cursor(), view.top()) != (cursor, top) || reading.outline.has_folds();
        if self.message.is_none() && is_elsewhere {
            let top = self.keymap.key_for(super::keymap::Mode::Thread, Action::Top);
            self.message = Some(Message::aside(format!("where you left it; {top} goes to the top")));
        }
        self.picking.wanted = place.panel.or(self.picking.wanted);
        if place.search.is_empty() {
            return Vec::new();
        }
        self.finding.query.fields = true;
        self.finding.retype(&place.search);
        self.search_in_place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_went_and_the_nearest_of_several() {
        assert_eq!(found("one two three", 4, "two"), 4);
        assert_eq!(found("new: one two three", 4, "two"), 9);
        assert_eq!(found("two or two or two", 8, "two"), 7);
        assert_eq!(found("né", 2, "gone"), 1);
        assert_eq!(found("short", 99, "gone"), 5);
        assert_eq!(found("", 3, ""), 0);
    }
}
