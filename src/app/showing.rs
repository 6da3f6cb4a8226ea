//! What of a thread is shown, and in which order: the reading modes, and what narrows them.
//!
//! A mode goes through the thread as a tree, by time, or as the running text of one author. In each only what one author
//! wrote may be let through, and of that only the posts with hits. Whatever changes, the words at the cursor stay in sight
//! as far as their post is shown, and the folds are kept for when the tree is shown again.

use super::document::{Document, Hit};
use super::keymap::Mode;
use super::reading::Reading;
use super::{Action, Effect, Message, State, Walk, finding};
use crate::index::{Rank, Ranks};
use crate::model::{Author, Shape, thousands};

/// How a thread is gone through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReadingMode {
    /// Replies below what they answer.
    #[default]
    Tree,
    /// All posts by time.
    Chronological,
    /// The thread of one author as a running text.
    Prose,
}

impl ReadingMode {
    /// Every mode.
    pub const ALL: [Self; 3] = [Self::Tree, Self::Chronological, Self::Prose];

    /// What settings and the title call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tree => "tree",
            Self::Chronological => "chronological",
            Self::Prose => "prose",
        }
    }

    /// The mode of that name, if it is one.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// What is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Showing {
    /// How the thread is gone through.
    pub mode: ReadingMode,
    /// Whose posts alone are let through; in prose whose text it is.
    pub author: Option<Author>,
    /// Whether only posts with hits are.
    pub has_hits_only: bool,
}

impl Showing {
    /// Everything, gone through in a mode.
    pub fn all(mode: ReadingMode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// Whether it is a running text; its hits alone are none.
    pub fn is_prose(&self) -> bool {
        self.mode == ReadingMode::Prose && !self.has_hits_only
    }

    /// Whether only some of what the mode shows is let through.
    pub fn is_narrowed(&self) -> bool {
        self.has_hits_only || (self.author.is_some() && self.mode != ReadingMode::Prose)
    }

    /// The ranks of what is let through, of a document and the posts that were found in it; `None` for all.
    pub(super) fn ranks(&self, document: &Document, found: Option<Vec<u32>>) -> Option<Ranks> {
        let own = self.author.as_ref().map(|author| self.ranks_of(document, author));
        match (own, found) {
            (Some(own), Some(mut found)) => {
                found.retain(|rank| own.binary_search(rank).is_ok());
                Some(found.into())
            }
            (own, found) => own.or(found.map(Ranks::from)),
        }
    }

    /// The ranks of an author's posts; in prose only of those that answer nobody else.
    fn ranks_of(&self, document: &Document, author: &Author) -> Ranks {
        let authorship = document.authorship();
        match (authorship.place(author), self.mode) {
            (None, _) => Ranks::default(),
            (Some(place), ReadingMode::Prose) => authorship.chain(place),
            (Some(place), _) => authorship.posts(place),
        }
    }

    /// The same with one narrowing less.
    fn wider(&self) -> Self {
        match self.mode {
            _ if self.has_hits_only => Self { has_hits_only: false, ..self.clone() },
            ReadingMode::Prose => self.clone(),
            mode => Self::all(mode),
        }
    }
}

/// The ranks of hits, each once, sorted.
fn ranks(hits: &[Hit]) -> Vec<u32> {
    let mut ranks: Vec<u32> = hits.iter().map(|hit| hit.rank.0).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

impl Reading {
    /// Shows the thread so; `hits` are those whose posts are asked for. Nothing changes where there would be nothing to
    /// show; whether there is something.
    pub(super) fn show_as(&mut self, showing: Showing, hits: &[Hit]) -> bool {
        let row = self.cursor_row().unwrap_or(0);
        let ranks = showing.ranks(&self.document, showing.has_hits_only.then(|| ranks(hits)));
        if ranks.as_ref().is_some_and(|ranks| ranks.is_empty()) {
            return false;
        }
        let order = (showing.mode == ReadingMode::Chronological).then(|| self.document.by_time());
        self.outline.show(order, ranks);
        self.showing = showing;
        self.is_shown_anew = true;
        if !self.document.tree.is_empty() {
            self.outline.reveal(&self.document.tree, self.anchored());
        }
        self.keep_in_row(row);
        true
    }

    /// Sees to it that a post is shown: unfolds what hides it, or gives up what does not let it through.
    pub(super) fn let_through(&mut self, rank: Rank) {
        if self.outline.is_filtered() && !self.outline.contains(rank) {
            let mode = match self.showing.mode {
                ReadingMode::Prose => ReadingMode::Tree,
                mode => mode,
            };
            self.show_as(Showing::all(mode), &[]);
        }
        self.outline.reveal(&self.document.tree, rank);
    }

    /// Whose text is read in prose: that of the thread's author, or, among many threads, of the author at the cursor.
    fn prose_author(&self) -> Author {
        let Document { thread, tree, author, .. } = &*self.document;
        match thread.shape {
            Shape::Collection if !tree.is_empty() => {
                thread.post(tree.post(tree.root(self.current()))).author().clone()
            }
            _ => author.clone(),
        }
    }

    /// Everything, gone through in a mode, with whose text it is in prose.
    pub(super) fn whole(&self, mode: ReadingMode) -> Showing {
        let author = (mode == ReadingMode::Prose).then(|| self.prose_author());
        Showing { author, ..Showing::all(mode) }
    }

    /// What the title says of what is shown: `by time`, `prose`, `only Bo Tran`; nothing of the whole tree.
    pub fn showing_told(&self) -> Option<String> {
        let Showing { mode, author, .. } = &self.showing;
        match (mode, author) {
            (ReadingMode::Prose, _) => Some("prose".to_owned()),
            (mode, Some(author)) => {
                let by_time = if *mode == ReadingMode::Chronological { "by time, " } else { "" };
                Some(format!("{by_time}only {}", author.display_name()))
            }
            (ReadingMode::Chronological, None) => Some("by time".to_owned()),
            (ReadingMode::Tree, None) => None,
        }
    }
}

impl State {
    /// Shows the open thread in another way; whether there is anything to show so.
    fn show_as(&mut self, showing: Showing) -> bool {
        let hits = if showing.has_hits_only { self.marks().to_vec() } else { Vec::new() };
        self.reading.as_mut().is_some_and(|reading| reading.show_as(showing, &hits))
    }

    /// Brings the marks in line with what is let through, once that has changed.
    pub(super) fn adapt_marks(&mut self) -> Vec<Effect> {
        let Some(reading) = &mut self.reading else { return Vec::new() };
        if !std::mem::take(&mut reading.is_shown_anew) {
            return Vec::new();
        }
        self.finding.forget_reach();
        self.adapt_chosen();
        if self.finding.is_partial && !self.finding.is_running {
            return self.search_in_place();
        }
        self.adapt_found();
        Vec::new()
    }

    /// Leaves only hits that are let through, as they are read.
    pub(super) fn adapt_found(&mut self) {
        let Some(reading) = &self.reading else { return };
        if reading.outline.is_filtered() {
            self.finding.restrict(|rank| reading.outline.contains(rank));
        }
        finding::arrange(&mut self.finding.hits, &reading.outline);
        self.ticked = None;
    }

    /// Leaves only mentions that are let through, as they are read; all of them where none is.
    pub(super) fn adapt_chosen(&mut self) {
        let (Some(reading), Some(chosen)) = (&self.reading, &mut self.picking.chosen) else { return };
        chosen.hits = chosen.item.hits(&reading.document);
        let is_shown = |hit: &Hit| reading.outline.contains(hit.rank);
        if reading.outline.is_filtered() && chosen.hits.iter().any(is_shown) {
            chosen.hits.retain(is_shown);
        }
        finding::arrange(&mut chosen.hits, &reading.outline);
        self.ticked = None;
    }

    /// Goes over to a reading mode, with everything that it shows.
    pub(super) fn show_mode(&mut self, mode: ReadingMode) {
        let Some(reading) = &self.reading else { return };
        let is_shown = self.show_as(reading.whole(mode));
        self.message =
            Some(if is_shown { self.mode_told() } else { Message::info("There is nothing to show so") });
    }

    /// Shows an opened thread in the mode that the reader prefers.
    pub(super) fn show_as_preferred(&mut self) {
        if let Some(reading) = self.reading.as_mut().filter(|_| self.preferred != ReadingMode::Tree) {
            let showing = reading.whole(self.preferred);
            reading.show_as(showing, &[]);
        }
    }

    /// What is shown now, in a sentence.
    fn mode_told(&self) -> Message {
        let Some(reading) = &self.reading else { return Message::info("") };
        let posts =
            |count: usize| format!("{} {}", thousands(count), reading.document.thread.unit.noun(count));
        let shown = posts(reading.outline.count());
        let key = self.keymap.key_for(Mode::Thread, Action::ShowTree);
        Message::info(match reading.showing.mode {
            ReadingMode::Tree => {
                format!("The thread as a tree of replies, {}", posts(reading.document.thread.len()))
            }
            ReadingMode::Chronological if reading.document.begun.is_none() => {
                format!("No post has a date: {shown} in the order of the file; {key} shows the tree")
            }
            ReadingMode::Chronological => format!("{shown} by time; {key} shows the tree"),
            ReadingMode::Prose => {
                let author = reading.showing.author.as_ref().filter(|author| author.is_known());
                let whose =
                    author.map_or_else(String::new, |author| format!(" by {}", author.display_name()));
                format!("{shown}{whose} as one text; {key} shows the tree")
            }
        })
    }

    /// Shows only the posts of the author at the cursor.
    pub(super) fn show_author_here(&mut self) {
        let Some(reading) = self.reading.as_ref().filter(|reading| !reading.document.tree.is_empty()) else {
            return;
        };
        let Document { thread, tree, .. } = &*reading.document;
        let author = thread.post(tree.post(reading.current())).author().clone();
        self.show_author(author);
    }

    /// Shows only the posts of an author.
    pub(super) fn show_author(&mut self, author: Author) {
        let Some(reading) = &self.reading else { return };
        if !author.is_known() {
            self.message = Some(Message::info("The file does not say who wrote this"));
            return;
        }
        let mode = match reading.showing.mode {
            ReadingMode::Prose => ReadingMode::Tree,
            mode => mode,
        };
        let name = author.display_name();
        self.show_as(Showing { author: Some(author), ..Showing::all(mode) });
        if let Some(reading) = &self.reading {
            let count = reading.outline.count();
            let (total, unit) = (reading.document.thread.len(), reading.document.thread.unit);
            let all = if count == total { "All" } else { "Only the" };
            let shown = format!("{all} {} {} by {name}", thousands(count), unit.noun(count));
            self.message = Some(Message::info(format!(
                "{shown}; {} shows all",
                self.keymap.key_for(Mode::Thread, Action::Back)
            )));
        }
    }

    /// Shows only the posts with marks.
    pub(super) fn show_hits(&mut self) {
        if self.marks().is_empty() {
            let key = self.keymap.key_for(Mode::Thread, Action::SearchForward);
            let text = format!("Nothing to filter by: search with {key} or choose in the panel first");
            self.message = Some(Message::info(text));
            return;
        }
        let Some(reading) = &self.reading else { return };
        let showing = Showing { has_hits_only: true, ..reading.showing.clone() };
        // Those that are still to be found belong to it.
        self.finding.filters |= self.walk == Walk::Search && self.finding.is_running;
        let is_shown = self.show_as(showing);
        if !is_shown {
            self.message = Some(Message::info("None of them is in what is shown"));
        }
    }

    /// Shows only the posts with marks, or all again.
    pub(super) fn filter(&mut self, mode: Mode) {
        let has_hits_only = self.reading.as_ref().is_some_and(|reading| reading.showing.has_hits_only);
        if mode == Mode::Panel && self.picking.is_marked_unchosen() {
            self.mark_item();
        } else if has_hits_only {
            self.widen();
            return;
        }
        self.show_hits();
    }

    /// Gives up one narrowing of what is shown.
    pub(super) fn widen(&mut self) {
        let Some(reading) = &self.reading else { return };
        let wider = reading.showing.wider();
        self.show_as(wider);
    }
}
