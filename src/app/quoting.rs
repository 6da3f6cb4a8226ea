//! Quoting: what is taken (a selection, marked posts, a sentence, the post at the cursor), with its citation, and whither.

use std::collections::BTreeSet;

use super::document::{Document, Hit};
use super::keymap::Mode;
use super::selecting::{Selection, Spot, Words};
use super::sheets::{Kind, Sheet};
use super::{Action, Effect, Message, State};
use crate::cite::quoting::{Manner, Passage, Quotation, quote};
use crate::cite::words::words;
use crate::index::Rank;
use crate::model::{Outgoing, thousands};

/// Words to be quoted, and what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The words.
    pub passages: Vec<Passage>,
    /// `post 3`, `42 words, posts 3–4`.
    pub what: String,
}

impl State {
    /// What is selected, or marked, or else the post at the cursor.
    pub(super) fn chosen(&mut self) -> Option<Choice> {
        let reading = self.reading.as_ref()?;
        let document = &reading.document;
        if document.tree.is_empty() {
            return None;
        }
        let whole = |rank: Rank| Passage::whole(&document.thread, document.tree.post(rank));
        let choice = if let Some(selection) = &self.selection {
            let passages = selection.passages(&Words::of(reading));
            Choice { passages, what: selection.told.replacen(", ", " of ", 1) }
        } else if reading.marked.is_empty() {
            let rank = reading.current();
            Choice { passages: vec![whole(rank)], what: name_of(document, rank) }
        } else {
            let passages = reading.marked.iter().map(|rank| whole(*rank)).collect();
            Choice { passages, what: marked_told(document, &reading.marked) }
        };
        if choice.passages.is_empty() {
            let key = self.keymap.key_for(Mode::Select, Action::NextWord);
            let told = format!("Nothing is selected but blanks: {key} goes to the next word");
            self.message = Some(Message::info(told));
            return None;
        }
        Some(choice)
    }

    /// Copies what is chosen with its citation.
    pub(super) fn copy_chosen(&mut self) -> Vec<Effect> {
        let Some(choice) = self.chosen() else { return Vec::new() };
        self.copy_choice(choice, &self.manner.clone())
    }

    pub(super) fn copy_choice(&mut self, choice: Choice, manner: &Manner) -> Vec<Effect> {
        let Some(text) = self.taken(&choice, manner) else { return Vec::new() };
        vec![Effect::Copy { text, what: choice.what }]
    }

    /// Appends what is chosen to the notes, with its citation.
    pub(super) fn note_chosen(&mut self) -> Vec<Effect> {
        let Some(choice) = self.chosen() else { return Vec::new() };
        self.note_choice(choice, self.manner_of_notes())
    }

    /// Appends to the notes; says how to have some where there are none.
    pub(super) fn note_choice(&mut self, choice: Choice, manner: Option<Manner>) -> Vec<Effect> {
        let Some(manner) = manner.filter(|_| self.taking.notes.is_some()) else {
            let told = "No notes file: start with --notes FILE, or set notes.file (unspool config --edit)";
            self.message = Some(Message::problem(told));
            return Vec::new();
        };
        let Some(text) = self.taken(&choice, &manner) else { return Vec::new() };
        vec![Effect::Note { heading: self.heading(), text, what: choice.what }]
    }

    /// The choice as a quotation, which ends the selection; or else says why there is none.
    pub(super) fn taken(&mut self, choice: &Choice, manner: &Manner) -> Option<Outgoing> {
        let quotation = self.quotation(&choice.passages, manner)?;
        if quotation.text.trim().is_empty() {
            let why = quotation.notices.into_iter().next();
            let why = why.unwrap_or_else(|| "there are no words here and nothing is known of it".to_owned());
            self.message = Some(Message::problem(format!("Nothing to quote: {why}")));
            return None;
        }
        self.selection = None;
        Some(Outgoing::new(quotation.text))
    }

    /// Passages of the open thread as a quotation.
    pub(super) fn quotation(&self, passages: &[Passage], manner: &Manner) -> Option<Quotation> {
        let document = &self.reading.as_ref()?.document;
        let file = document.thread.source.file.as_ref().filter(|_| manner.has_provenance);
        let sha256 = file.and_then(|file| self.hashes.get(file)).and_then(Option::as_ref);
        let sha256 = sha256.map(ToString::to_string);
        Some(match sha256 {
            Some(_) => {
                quote(&document.thread, &document.tree, passages, &Manner { sha256, ..manner.clone() })
            }
            None => quote(&document.thread, &document.tree, passages, manner),
        })
    }

    /// Asks for the SHA-256 of the open file, once, where quotations tell it and the thread does not.
    pub(super) fn ask_hash(&mut self) -> Option<Effect> {
        let manner = self.chooser.as_ref().map_or(&self.manner, |chooser| &chooser.manner);
        let source = &self.reading.as_ref().filter(|_| manner.has_provenance)?.document.thread.source;
        let file = source.file.as_ref().filter(|_| source.sha256.is_none())?.clone();
        if self.hashes.contains_key(&file) {
            return None;
        }
        self.hashes.insert(file.clone(), None);
        Some(Effect::Hash(file))
    }

    /// Copies the words of the selection alone.
    pub(super) fn copy_words(&mut self) -> Vec<Effect> {
        let (Some(choice), Some(reading)) = (self.chosen(), &self.reading) else { return Vec::new() };
        let text = words(&reading.document.thread, &choice.passages);
        self.selection = None;
        vec![Effect::Copy { text: Outgoing::new(text), what: choice.what }]
    }

    /// Copies the sentence of the hit or mention at the cursor, or else the one at its row.
    pub(super) fn copy_sentence(&mut self) -> Vec<Effect> {
        let hit = self.hit_at_cursor();
        let Some(reading) = &mut self.reading else { return Vec::new() };
        let spot = match hit {
            Some(hit) => Some(Spot { rank: hit.rank, byte: hit.start }),
            None => reading.spot_at_cursor(),
        };
        let Some(choice) = spot.and_then(|spot| sentence_at(&Words::of(reading), spot)) else {
            self.message = Some(Message::info("There is no sentence in this post"));
            return Vec::new();
        };
        self.copy_choice(choice, &self.manner.clone())
    }

    /// Copies or notes the sentence of the mention that is marked in the sheet of mentions.
    pub(super) fn take_mention(&mut self, action: Action) -> Vec<Effect> {
        let hit = match &self.sheet {
            Some(Sheet { kind: Kind::Mentions(hits), cursor, .. }) => hits.get(*cursor).copied(),
            _ => None,
        };
        let Some(Hit { rank, start, .. }) = hit else {
            self.message =
                Some(Message::info("Only in the list of a name's mentions a sentence can be taken"));
            return Vec::new();
        };
        let words = self.reading.as_ref().map(Words::of);
        let choice = words.and_then(|words| sentence_at(&words, Spot { rank, byte: start }));
        match (choice, action) {
            (None, _) => Vec::new(),
            (Some(choice), Action::Note) => self.note_choice(choice, self.manner_of_notes()),
            (Some(choice), _) => self.copy_choice(choice, &self.manner.clone()),
        }
    }

    /// Marks so many posts from the cursor on, or no more if the first of them is marked.
    pub(super) fn mark_posts(&mut self, count: usize) {
        let Some(reading) = &mut self.reading else { return };
        let first = reading.current();
        if reading.document.tree.is_empty() {
            return;
        }
        let is_marked = reading.marked.contains(&first);
        let shown = std::iter::successors(Some(first), |rank| reading.outline.next(*rank));
        let ranks: Vec<Rank> = shown.take(count).collect();
        for rank in ranks {
            if is_marked {
                reading.marked.remove(&rank);
            } else {
                reading.marked.insert(rank);
            }
        }
        self.tell_marked();
    }

    /// Marks the posts that the selection is in, and ends it.
    pub(super) fn mark_selected(&mut self) {
        let (Some(reading), Some(selection)) = (&mut self.reading, self.selection.take()) else { return };
        let ixs = selection.passages(&Words::of(reading)).into_iter().map(|passage| passage.post);
        let tree = &reading.document.tree;
        reading.marked.extend(ixs.map(|ix| tree.rank(ix)));
        self.tell_marked();
    }

    /// Unmarks all posts.
    pub(super) fn unmark_all(&mut self) {
        if let Some(reading) = &mut self.reading {
            let key = self.keymap.key_for(Mode::Thread, Action::MarkPost);
            self.message = Some(Message::info(if reading.marked.is_empty() {
                format!("Nothing is marked; {key} marks the post")
            } else {
                format!("{} unmarked", marked_told(&reading.document, &reading.marked))
            }));
            reading.marked.clear();
        }
    }

    fn tell_marked(&mut self) {
        let Some(reading) = &self.reading else { return };
        let key = |action| self.keymap.key_for(Mode::Thread, action);
        let (copy, unmark) = (key(Action::CopyPost), key(Action::UnmarkAll));
        self.message = Some(Message::info(if reading.marked.is_empty() {
            format!("Nothing is marked now; {copy} copies the post at the cursor")
        } else {
            let told = marked_told(&reading.document, &reading.marked);
            format!("{told} marked: {copy} copies them together, {unmark} unmarks all")
        }));
    }

    /// What the status line says of marked posts.
    pub fn marked_told(&self) -> Option<String> {
        let reading = self.reading.as_ref().filter(|reading| !reading.marked.is_empty())?;
        Some(format!("{} marked", marked_told(&reading.document, &reading.marked)))
    }
}

/// `post 3`.
fn name_of(document: &Document, rank: Rank) -> String {
    format!("{} {}", document.thread.unit.noun(1), thousands(rank.number()))
}

/// `post 3`, `2 posts`.
fn marked_told(document: &Document, marked: &BTreeSet<Rank>) -> String {
    match marked.first() {
        Some(only) if marked.len() == 1 => name_of(document, *only),
        _ => format!("{} {}", thousands(marked.len()), document.thread.unit.noun(marked.len())),
    }
}

/// The sentence around some words.
fn sentence_at(words: &Words, spot: Spot) -> Option<Choice> {
    let mut selection = Selection::new(spot, spot, super::selecting::Grain::Sentence);
    selection.settle(words);
    let passages = selection.passages(words);
    let what = format!("a sentence of {}", name_of(words.document, spot.rank));
    (!passages.is_empty()).then_some(Choice { passages, what })
}
