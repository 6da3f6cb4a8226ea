//! Making and changing annotations: what each key does, and what it begins with.

use std::sync::Arc;

use super::here::Here;
use super::telling::{deleted_told, excerpt};
use super::writing::Writing;
use super::{Asked, Draft};
use crate::app::document::Hit;
use crate::app::keymap::{Key, Mode, Press};
use crate::app::selecting::Words;
use crate::app::{Action, Effect, Message, Purpose, State};
use crate::cite::quoting::Passage;
use crate::index::annotations::{self, Annotation, Change, Colour, Kind, Place, Target};
use crate::model::{Clean, thousands};

/// So many posts can be annotated as one.
const MOST_TARGETS: usize = 200;

impl State {
    /// Performs what annotates, in the thread or while selecting.
    pub(in crate::app) fn annotate_here(&mut self, action: Action) -> Vec<Effect> {
        if self.reading.as_ref().is_none_or(|reading| reading.document.tree.is_empty()) {
            return Vec::new();
        }
        match (action, self.selection.is_some()) {
            (Action::Bookmark, _) => self.ask(Asked::Name),
            (Action::Annotations, _) => return self.ask_or_list(),
            (Action::Remark, true) => {
                if let Some(draft) = self.draft_of_selection() {
                    self.write(draft);
                }
            }
            (Action::Remark, false) => {
                let draft = self.draft_of_post();
                self.write(draft);
            }
            (Action::Highlight, _) => return self.highlight(),
            (Action::Tag, true) => {
                if let Some(draft) = self.draft_of_selection() {
                    self.ask_tags(draft);
                }
            }
            (Action::Tag, false) => match self.annotations_here() {
                Here::Nothing => {
                    let draft = self.draft_of_post();
                    self.ask_tags(draft);
                }
                Here::One(i) => self.ask_tags(self.draft_of(i)),
                Here::Several(of) => self.list_several(&of, Action::Tag),
            },
            (Action::DeleteAnnotation, _) => match self.annotations_here() {
                Here::Nothing => {
                    let key = self.keymap.key_for(Mode::Thread, Action::Annotations);
                    let text = format!("There is nothing of yours on this post; {key} lists what there is");
                    self.message = Some(Message::info(text));
                }
                Here::One(i) => return self.delete_annotation(i),
                Here::Several(of) => self.list_several(&of, Action::DeleteAnnotation),
            },
            _ => {}
        }
        Vec::new()
    }

    pub(super) fn ask(&mut self, asked: Asked) {
        self.annotating.asked = Some(asked);
        if asked == Asked::Name {
            let text = "Bookmark: a letter names it · Enter for a word · Esc gives up";
            self.message = Some(Message::info(text));
        }
    }

    /// Asks for the letter of a bookmark where there are some, or else lists what there is.
    fn ask_or_list(&mut self) -> Vec<Effect> {
        if self.annotating.known.bookmarks().len() == 0 {
            self.open_list();
        } else {
            self.ask(Asked::Bookmark);
        }
        Vec::new()
    }

    /// Takes the key that was asked for.
    pub(in crate::app) fn take_letter(&mut self, asked: Asked, press: Press) -> Vec<Effect> {
        self.message = None;
        let letter = match press {
            Press { key: Key::Char(c), ctrl: false, alt: false } if c.is_alphanumeric() => {
                Some(c.to_string())
            }
            _ => None,
        };
        match (asked, letter, press.key) {
            (_, None, Key::Esc) => {}
            (Asked::Name, Some(letter), _) => {
                let name = Clean::line(&letter);
                return self.bookmark(&name);
            }
            (Asked::Name, None, Key::Enter | Key::Char(' ')) => {
                self.annotating.draft = self.draft_of_row();
                self.prompt_for(Purpose::NameBookmark, "");
            }
            (Asked::Bookmark, Some(letter), _) => {
                if let Some(i) = self.annotating.known.bookmark(&letter) {
                    self.go_to_annotation(i);
                } else {
                    let key = self.keymap.key_for(Mode::Thread, Action::Bookmark);
                    let text = format!("There is no bookmark {letter}; {key} and the letter sets it");
                    self.message = Some(Message::info(text));
                }
            }
            (Asked::Bookmark, None, Key::Enter | Key::Char('\'' | ' ')) => self.open_list(),
            (_, None, _) => {
                self.message =
                    Some(Message::info(format!("{press} names no bookmark: letters and digits do")));
            }
        }
        Vec::new()
    }

    /// Sets a bookmark at the row of the cursor, or moves it there.
    fn bookmark(&mut self, name: &Clean) -> Vec<Effect> {
        let Some(mut draft) = self.draft_of_row() else { return Vec::new() };
        let known = &self.annotating.known;
        draft.before = known.bookmark(name).map(|i| known.all[i].annotation.clone());
        if let Some(before) = &draft.before {
            draft.now = Annotation { targets: draft.now.targets, ..before.clone() };
        }
        draft.now.bookmark = Some(name.clone());
        self.selection = None;
        self.keep(draft)
    }

    /// Takes the word that a bookmark is to be called.
    pub(in crate::app) fn accept_name(&mut self, typed: &str) -> Vec<Effect> {
        let (Some(mut draft), Some(name)) = (self.annotating.draft.take(), Clean::some_line(typed)) else {
            return Vec::new();
        };
        if draft.before.is_none() {
            return self.bookmark(&name);
        }
        draft.now.bookmark = Some(name);
        self.keep(draft)
    }

    /// Highlights what is selected, or gives the highlight it lies in the next colour.
    fn highlight(&mut self) -> Vec<Effect> {
        if let Some(i) = self.highlight_around_selection() {
            return self.turn_colour(i);
        }
        let Some(mut draft) = self.draft_of_selection() else { return Vec::new() };
        draft.now.colour = Some(self.annotating.colour);
        self.selection = None;
        self.keep(draft)
    }

    /// Gives an annotation the next colour, or none after the last.
    pub(super) fn turn_colour(&mut self, i: usize) -> Vec<Effect> {
        let mut draft = self.draft_of(i);
        draft.now.colour = match draft.now.colour {
            None => Some(Colour::default()),
            // A highlight and nothing else would be gone without a colour.
            Some(colour) => colour
                .next()
                .or((draft.now.kind() == Kind::Highlight && draft.now.tags.is_empty()).then(Colour::default)),
        };
        self.annotating.colour = draft.now.colour.unwrap_or(self.annotating.colour);
        self.keep(draft)
    }

    /// Asks for the tags of what is drafted.
    pub(super) fn ask_tags(&mut self, draft: Draft) {
        // A blank behind the last, so that another can be typed.
        let typed: String = draft.now.tags.iter().flat_map(|tag| [&**tag, " "]).collect();
        self.annotating.draft = Some(draft);
        self.selection = None;
        self.prompt_for(Purpose::Tag, &typed);
    }

    /// Takes the tags that were typed.
    pub(in crate::app) fn accept_tags(&mut self, typed: &str) -> Vec<Effect> {
        let Some(mut draft) = self.annotating.draft.take() else { return Vec::new() };
        draft.now.tags = annotations::tags(typed);
        self.keep(draft)
    }

    /// Opens the editor on the remark of what is drafted.
    pub(super) fn write(&mut self, draft: Draft) {
        self.annotating.writing = Some(Writing::new(&draft.now.remark));
        self.annotating.draft = Some(draft);
        self.selection = None;
    }

    pub(super) fn delete_annotation(&mut self, i: usize) -> Vec<Effect> {
        let Some(placed) = self.annotating.known.all.get(i) else { return Vec::new() };
        let annotation = placed.annotation.clone();
        let said = deleted_told(&annotation, &self.keymap);
        self.annotate(Change::deleted(annotation), said)
    }

    /// Takes back the last change.
    pub(super) fn undo_annotation(&mut self) -> Vec<Effect> {
        let (Some(change), Some(upon)) = (self.annotating.done.pop(), self.upon()) else {
            let text = "There is nothing to undo: nothing was changed since it was opened";
            self.message = Some(Message::info(text));
            return Vec::new();
        };
        let said = match (&change.before, &change.after) {
            (Some(_), None) => "It is back",
            (None, _) => "What was made last is gone again",
            _ => "It is as it was",
        };
        vec![Effect::Annotate { upon, change: change.reversed(), said: said.to_owned(), undoes: true }]
    }

    /// Goes to where an annotation is; of one that is lost, to its post, if that is there.
    pub(super) fn go_to_annotation(&mut self, i: usize) {
        let known = Arc::clone(&self.annotating.known);
        let (Some(placed), Some(reading)) = (known.all.get(i), &mut self.reading) else { return };
        self.annotating.list = None;
        self.picking.has_focus = false;
        let words = excerpt(placed.annotation.words().next().unwrap_or_default());
        match placed.place {
            Place::Here(stand) if stand.is_whole() => reading.go_to(stand.rank),
            Place::Here(stand) => {
                reading.go_to_hit(Hit { rank: stand.rank, start: stand.start, end: stand.end });
            }
            Place::Lost(Some(rank)) => {
                reading.go_to(rank);
                let text = format!(
                    "The words are no longer in this {}: “{words}”",
                    reading.document.thread.unit.noun(1)
                );
                self.message = Some(Message::info(text));
            }
            Place::Lost(None) => {
                let text = format!("The words are no longer in this thread: “{words}”");
                self.message = Some(Message::info(text));
            }
        }
    }

    /// What is selected, as something to annotate; or else says why not.
    fn draft_of_selection(&mut self) -> Option<Draft> {
        let (reading, selection) = (self.reading.as_ref()?, self.selection.as_ref()?);
        let document = &reading.document;
        let passages = selection.passages(&Words::of(reading));
        if passages.is_empty() || passages.len() > MOST_TARGETS {
            self.message = Some(Message::info(if passages.is_empty() {
                "Nothing is selected but blanks: w goes to the next word".to_owned()
            } else {
                let noun = document.thread.unit.noun(MOST_TARGETS);
                format!("At most {MOST_TARGETS} {noun} can be annotated as one: select less")
            }));
            return None;
        }
        let target = |passage: Passage| {
            Target::of(&document.thread, &document.tree, passage.post, Some(passage.range))
        };
        let what = selection.told.replacen(", ", " of ", 1);
        let now = Annotation::on(passages.into_iter().map(target).collect());
        Some(Draft { before: None, now, what })
    }

    /// An annotation that is kept, to be changed.
    pub(super) fn draft_of(&self, i: usize) -> Draft {
        let annotation = self.annotating.known.all[i].annotation.clone();
        let what = self.place_told(i);
        Draft { before: Some(annotation.clone()), now: annotation, what }
    }

    /// `post 3`.
    pub(super) fn place_told(&self, i: usize) -> String {
        let Some(reading) = &self.reading else { return String::new() };
        let noun = reading.document.thread.unit.noun(1);
        let rank = self.annotating.known.all.get(i).and_then(annotations::Placed::rank);
        rank.map_or_else(|| "the thread".to_owned(), |rank| format!("{noun} {}", thousands(rank.number())))
    }
}
