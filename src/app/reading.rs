//! The thread pane: which rows are in sight, where the cursor stands, and how both move.
//!
//! The screen is anchored to words, never to a row number: `top` and `cursor` are a post and a key into its block, and
//! rows are laid out for the posts in sight alone. Scrolling moves both together, so that a line down always shows one
//! more line; where the thread ends, the cursor goes on by itself.

mod setting;
mod spots;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::document::{Document, Hit};
use super::finding::Point;
use super::outline::Outline;
use super::pictures::Album;
use super::renewing::Same;
use super::selecting::Spot;
use super::showing::{ReadingMode, Showing};
use crate::index::Rank;
use crate::index::annotations::Annotations;
use crate::layout::{self, Block, Looks, RowKey};
use crate::model::PostIx;

/// A point in the thread that survives a new width, a fold, and posts that arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// The post.
    pub post: PostIx,
    /// The row of its block, by what the row shows.
    pub key: RowKey,
}

/// A row of the thread as it is laid out now; those further down are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    /// Where the post stands in the order of reading.
    place: u32,
    rank: Rank,
    row: usize,
}

/// Where a reader is in a thread, and what of it is shown: enough to come back to.
#[derive(Clone, Debug)]
pub struct View {
    cursor: Anchor,
    top: Anchor,
    outline: Outline,
    showing: Showing,
    fold_level: Option<u32>,
}

impl View {
    /// Where the cursor is.
    pub fn cursor(&self) -> Anchor {
        self.cursor
    }

    /// What stands at the top.
    pub fn top(&self) -> Anchor {
        self.top
    }

    /// The same view of a thread as it is now.
    pub(super) fn renew(&mut self, before: &Document, after: &Document, same: &Same) {
        (self.cursor, self.top) =
            (self.cursor.renewed(before, after, same), self.top.renewed(before, after, same));
        let outline = self.renewed_outline(before, after, same);
        self.outline.return_to(outline);
    }

    /// What is folded and let through, in a thread as it is now.
    fn renewed_outline(&self, before: &Document, after: &Document, same: &Same) -> Outline {
        let Self { outline, showing, fold_level, .. } = self;
        let now = |rank: Rank| same.post(before.tree.post(rank)).map(|post| after.tree.rank(post));
        let mut renewed = Outline::new(&after.tree);
        match fold_level {
            Some(_) => renewed.fold_at(&after.tree, *fold_level),
            None => renewed.fold(&after.tree, outline.folds().filter_map(now)),
        }
        let found = outline.let_through().filter(|_| showing.has_hits_only);
        let found = found.map(|ranks| ranks.filter_map(now).map(|rank| rank.0).collect());
        let is_by_time = showing.mode == ReadingMode::Chronological;
        let order = is_by_time.then(|| after.by_time());
        renewed.show(order, showing.ranks(after, found));
        renewed
    }
}

impl Anchor {
    /// The same point in a thread as it is now; where its post is gone, the post that stands in its place.
    fn renewed(self, before: &Document, after: &Document, same: &Same) -> Self {
        let instead = || {
            let last = Rank(after.tree.len().saturating_sub(1) as u32);
            let post = after.tree.post(before.tree.rank(self.post).min(last));
            Self { post, key: RowKey::Head }
        };
        same.post(self.post).map_or_else(instead, |post| Self { post, ..self })
    }
}

/// A row in sight.
#[derive(Clone, Debug)]
pub struct ScreenRow {
    /// The post it belongs to.
    pub rank: Rank,
    /// The post's rows.
    pub block: Arc<Block>,
    /// Which of them.
    pub row: usize,
}

impl ScreenRow {
    /// The row itself.
    pub fn row(&self) -> &layout::Row {
        &self.block.rows[self.row]
    }
}

/// How many laid-out posts are kept; more than any screen shows.
const KEPT_BLOCKS: usize = 1024;
/// No single command moves further than this many rows.
const MOST_ROWS: usize = 20_000;

/// An open thread with its view.
#[derive(Debug)]
pub struct Reading {
    /// The thread and what is derived from it.
    pub document: Arc<Document>,
    /// Which posts are shown.
    pub outline: Outline,
    /// Why these.
    pub showing: Showing,
    /// Whether others are let through than before, or in another order.
    pub(super) is_shown_anew: bool,
    /// The depth from which all branches were folded, if the reader asked for one.
    pub fold_level: Option<u32>,
    /// The posts that the reader marked.
    pub marked: BTreeSet<Rank>,
    /// The rows in sight, from top to bottom.
    pub screen: Vec<ScreenRow>,
    /// What the reader wants at the top.
    top: Anchor,
    /// What stands there, which differs where the window is too small for the cursor, or the thread at its end.
    shown: Anchor,
    cursor: Anchor,
    /// Columns of a row and rows of the pane.
    size: (usize, usize),
    blocks: HashMap<Rank, Arc<Block>>,
    /// How the thread is set.
    looks: Arc<Looks>,
    /// What is kept upon the thread, where words stand for signs.
    spoken: Option<Arc<Annotations>>,
    /// The pictures that are shown.
    album: Album,
    /// The version of the outline that `blocks` were laid out for.
    laid_out_for: u64,
}

impl Reading {
    /// The thread, opened at its beginning in a pane of no size yet.
    pub fn new(document: Arc<Document>) -> Self {
        let outline = Outline::new(&document.tree);
        let start =
            Anchor { post: document.tree.order().first().copied().unwrap_or_default(), key: RowKey::Head };
        Self {
            document,
            outline,
            showing: Showing::default(),
            is_shown_anew: false,
            fold_level: None,
            marked: BTreeSet::new(),
            screen: Vec::new(),
            top: start,
            shown: start,
            cursor: start,
            size: (1, 1),
            blocks: HashMap::new(),
            looks: Arc::default(),
            spoken: None,
            album: Album::default(),
            laid_out_for: 0,
        }
    }

    /// Goes on with the same thread of which more is known.
    pub fn adopt(&mut self, document: Arc<Document>) {
        self.document = document;
        self.blocks.clear();
    }

    /// Goes on with a thread as it is now.
    pub(super) fn renew(&mut self, document: Arc<Document>, same: &Same) {
        let before = std::mem::replace(&mut self.document, document);
        let mut view = self.view();
        let after = &*self.document;
        view.renew(&before, after, same);
        let marked = self.marked.iter().filter_map(|rank| same.post(before.tree.post(*rank)));
        self.marked = marked.map(|post| after.tree.rank(post)).collect();
        self.return_to(view);
        self.is_shown_anew = true;
        self.blocks.clear();
    }

    /// Whether the cursor is in the last post that is shown.
    pub fn is_at_end(&self) -> bool {
        self.outline.last().is_some_and(|last| self.current() == last)
    }

    /// Has words stand for signs, also for those of what is kept upon the thread; `None` for signs.
    pub fn speak(&mut self, kept: Option<Arc<Annotations>>) {
        let is_same = match (&self.spoken, &kept) {
            (Some(before), Some(kept)) => Arc::ptr_eq(before, kept),
            (before, kept) => before.is_none() && kept.is_none(),
        };
        if !is_same {
            self.spoken = kept;
            self.blocks.clear();
        }
    }

    /// Shows the pictures of an album.
    pub fn illustrate(&mut self, album: &Album) {
        if self.album.version() != album.version() {
            self.album = album.clone();
            self.blocks.clear();
        }
    }

    /// Sets the thread otherwise; what is at the top stays there.
    pub fn set(&mut self, looks: &Arc<Looks>) {
        if !Arc::ptr_eq(&self.looks, looks) && self.looks != *looks {
            self.blocks.clear();
        }
        self.looks = Arc::clone(looks);
    }

    /// Columns of the widest row, numbers included.
    pub fn columns(&self) -> usize {
        self.size.0
    }

    /// Columns that numbers take.
    pub fn number_columns(&self) -> usize {
        self.document.tree.len().max(10).to_string().len()
    }

    /// The post that the cursor is in.
    pub fn current(&self) -> Rank {
        self.outline.nearest(self.document.tree.rank(self.cursor.post))
    }

    /// The post that the cursor is anchored to; it may be hidden.
    pub fn anchored(&self) -> Rank {
        self.document.tree.rank(self.cursor.post)
    }

    /// Where the reader is.
    pub fn view(&self) -> View {
        let outline = self.outline.clone();
        let showing = self.showing.clone();
        View { cursor: self.cursor, top: self.shown, outline, showing, fold_level: self.fold_level }
    }

    /// Comes back to where the reader was.
    pub fn return_to(&mut self, view: View) {
        (self.cursor, self.top, self.shown) = (view.cursor, view.top, view.top);
        (self.fold_level, self.showing) = (view.fold_level, view.showing);
        self.outline.return_to(view.outline);
    }

    /// Puts the cursor somewhere, with something at the top.
    pub fn set_anchors(&mut self, cursor: Anchor, top: Anchor) {
        (self.cursor, self.top, self.shown) = (cursor, top, top);
    }

    /// Where the cursor is among hits.
    pub fn cursor_point(&self) -> Point {
        (self.outline.place(self.anchored()), self.cursor.key)
    }

    /// Keeps the words of the cursor in a row of the screen after other posts are shown; where its post is not shown, the
    /// nearest that is.
    pub(super) fn keep_in_row(&mut self, row: usize) {
        if self.document.tree.is_empty() {
            return;
        }
        let at = self.resolve(self.cursor);
        if !self.outline.contains(self.anchored()) {
            self.cursor = self.anchor(at);
        }
        let top = self.offset(at, -as_rows(row));
        self.top = self.anchor(top);
        self.shown = self.top;
    }

    /// The deepest level of replies in sight.
    pub fn deepest_in_sight(&self) -> u32 {
        self.screen.iter().map(|row| self.document.tree.depth(row.rank)).max().unwrap_or(0)
    }

    /// The row on the screen that the cursor is in.
    pub fn cursor_row(&self) -> Option<usize> {
        let rank = self.current();
        let in_post = |row: &&ScreenRow| row.rank == rank;
        let block = &self.screen.iter().find(in_post)?.block;
        let wanted = self.row_in(block, self.cursor, rank);
        self.screen.iter().position(|row| row.rank == rank && row.row == wanted)
    }

    /// Takes a new size of the pane, for text of at most so many columns; what was at the top stays there.
    pub fn resize(&mut self, measure: usize, (columns, rows): (usize, usize)) {
        let columns = columns.min(measure + self.number_columns() + 1).max(1);
        if columns != self.size.0 {
            self.blocks.clear();
        }
        self.size = (columns, rows);
    }

    /// The rows of a post, laid out or remembered.
    fn block(&mut self, rank: Rank) -> Arc<Block> {
        let version = self.outline.version();
        if std::mem::replace(&mut self.laid_out_for, version) != version || self.blocks.len() >= KEPT_BLOCKS {
            self.blocks.clear();
        }
        if let Some(block) = self.blocks.get(&rank) {
            return Arc::clone(block);
        }
        let setting = self.setting(rank);
        let post = self.document.thread.post(self.document.tree.post(rank));
        let block = Arc::new(layout::lay_out(&post, &setting, self.size.0));
        self.blocks.insert(rank, Arc::clone(&block));
        block
    }

    /// The row of a block that an anchor points at; the top of the block if the anchor's own post is hidden.
    fn row_in(&self, block: &Block, anchor: Anchor, rank: Rank) -> usize {
        if self.document.tree.post(rank) == anchor.post {
            block.row_of(anchor.key)
        } else {
            block.first_row()
        }
    }

    fn resolve(&mut self, anchor: Anchor) -> At {
        let rank = self.outline.nearest(self.document.tree.rank(anchor.post));
        let block = self.block(rank);
        let row = self.row_in(&block, anchor, rank);
        self.at(rank, row)
    }

    fn at(&self, rank: Rank, row: usize) -> At {
        At { place: self.outline.place(rank), rank, row }
    }

    fn anchor(&mut self, at: At) -> Anchor {
        let block = self.block(at.rank);
        Anchor { post: self.document.tree.post(at.rank), key: block.rows[at.row].key }
    }

    fn below(&mut self, at: At) -> Option<At> {
        if at.row + 1 < self.block(at.rank).rows.len() {
            return Some(At { row: at.row + 1, ..at });
        }
        self.outline.next(at.rank).map(|rank| self.at(rank, 0))
    }

    fn above(&mut self, at: At) -> Option<At> {
        if at.row > 0 {
            return Some(At { row: at.row - 1, ..at });
        }
        let rank = self.outline.previous(at.rank)?;
        let row = self.block(rank).rows.len() - 1;
        Some(self.at(rank, row))
    }

    /// The row `rows` below, above if negative, or the last one on the way.
    fn offset(&mut self, mut at: At, rows: isize) -> At {
        for _ in 0..rows.unsigned_abs().min(MOST_ROWS) {
            match if rows < 0 { self.above(at) } else { self.below(at) } {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn last(&mut self) -> At {
        let rank = self.outline.last().unwrap_or_default();
        let row = self.block(rank).rows.len() - 1;
        self.at(rank, row)
    }

    /// Scrolls by rows, the cursor along with the screen.
    pub fn scroll(&mut self, rows: isize) {
        if self.document.tree.is_empty() {
            return;
        }
        let (top, cursor) = (self.resolve(self.shown), self.resolve(self.cursor));
        let moved = (self.offset(top, rows), self.offset(cursor, rows));
        (self.top, self.cursor) = (self.anchor(moved.0), self.anchor(moved.1));
    }

    /// Scrolls by a share of the pane: 1 for a page, 2 for half a one; negative upwards.
    pub fn page(&mut self, pages: isize, share: usize) {
        let rows = (self.size.1.saturating_sub(usize::from(share == 1)) / share).max(1);
        self.scroll(pages.saturating_mul(isize::try_from(rows).unwrap_or(1)));
    }

    /// Puts the cursor on the head of a post, which is unfolded if need be, and shows as much of it as fits.
    pub fn go_to(&mut self, rank: Rank) {
        if self.document.tree.is_empty() {
            return;
        }
        self.outline.reveal(&self.document.tree, rank);
        let rank = self.outline.nearest(rank);
        let block = self.block(rank);
        let head = self.at(rank, block.first_row());
        self.cursor = self.anchor(head);
        let top = self.resolve(self.shown);
        self.top = self.shown;
        let height = self.size.1;
        let last = At { row: block.rows.len() - 1, ..head };
        // Nothing moves for a post that is in sight; one that fits is shown whole; a long one begins at the top.
        if head < top || block.rows.len() - head.row >= height {
            self.top = self.cursor;
        } else if self.offset(top, as_rows(height.saturating_sub(1))) < last {
            let top = self.offset(last, -as_rows(height.saturating_sub(1)));
            self.top = self.anchor(top);
        }
    }

    /// Puts the cursor on a hit, unfolded if need be; far jumps leave a third of the pane above it.
    pub fn go_to_hit(&mut self, hit: Hit) {
        self.let_through(hit.rank);
        self.cursor = Anchor { post: self.document.tree.post(hit.rank), key: RowKey::of_byte(hit.start) };
        let (at, top) = (self.resolve(self.cursor), self.resolve(self.shown));
        self.top = self.shown;
        let bottom = self.offset(top, as_rows(self.size.1.saturating_sub(1)));
        if at < top || at > bottom {
            let top = self.offset(at, -as_rows(self.size.1 / 3));
            self.top = self.anchor(top);
        }
    }

    /// To the last row of the thread.
    pub fn go_to_end(&mut self) {
        if !self.document.tree.is_empty() {
            let last = self.last();
            self.cursor = self.anchor(last);
            self.top = self.cursor;
        }
    }

    /// Moves to a post that `step` finds from the current one, as often as asked; whether it moved.
    pub fn hop(&mut self, times: usize, step: impl Fn(&Self, Rank) -> Option<Rank>) -> bool {
        let start = self.current();
        let mut rank = start;
        for _ in 0..times.min(MOST_ROWS) {
            match step(self, rank) {
                Some(next) => rank = next,
                None => break,
            }
        }
        if rank != start {
            self.go_to(rank);
        }
        rank != start
    }

    /// Whether the cursor stands on the first row of its post that has something in it, or above.
    pub fn is_at_head(&mut self) -> bool {
        let at = self.resolve(self.cursor);
        at.row <= self.block(at.rank).first_row()
    }

    /// Puts the cursor on a row in sight.
    pub fn point_at(&mut self, row: usize) {
        if let Some(target) = self.screen.get(row) {
            let at = self.at(target.rank, target.row);
            self.cursor = self.anchor(at);
        }
    }

    /// Puts the cursor on the row of some words; the view moves no further than it must.
    pub fn point_to(&mut self, spot: Spot) {
        self.outline.reveal(&self.document.tree, spot.rank);
        let post = self.document.tree.post(spot.rank);
        (self.cursor, self.top) = (Anchor { post, key: RowKey::of_byte(spot.byte) }, self.shown);
    }

    /// Brings view and cursor in order after whatever happened, and lays out the rows in sight.
    pub fn settle(&mut self) {
        self.screen.clear();
        if self.document.tree.is_empty() || self.size.1 == 0 {
            return;
        }
        let height = self.size.1;
        let mut top = self.resolve(self.top);
        let cursor = self.resolve(self.cursor);
        if cursor < top {
            top = cursor;
        } else if self.offset(top, as_rows(height - 1)) < cursor {
            top = self.offset(cursor, -as_rows(height - 1));
        }
        // No void below the last row while there are rows above.
        let last = self.last();
        let lowest = self.offset(last, -as_rows(height - 1));
        top = top.min(lowest);
        self.shown = if top == self.resolve(self.top) { self.top } else { self.anchor(top) };
        let mut at = Some(top);
        while let Some(here) = at.filter(|_| self.screen.len() < height) {
            let block = self.block(here.rank);
            self.screen.push(ScreenRow { rank: here.rank, block, row: here.row });
            at = self.below(here);
        }
    }
}

fn as_rows(rows: usize) -> isize {
    isize::try_from(rows.min(MOST_ROWS)).unwrap_or(0)
}
