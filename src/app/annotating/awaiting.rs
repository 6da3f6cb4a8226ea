//! What asks for annotations before it is known what is kept: it waits, and with it all that is typed after it, so that
//! no remark is written a second time because the first was not read yet.

use crate::app::keymap::{Mode, Press};
use crate::app::{Action, Effect, Event, Message, State, update};

/// So much is typed ahead at the most.
const MOST_HELD: usize = 10_000;

/// The answers that are to come, and what waits for them.
#[derive(Debug, Default)]
pub(super) struct Awaiting {
    answers: usize,
    held: Option<Held>,
}

/// What waits: an action, then what was typed after it.
#[derive(Debug)]
struct Held {
    asked: (Mode, Action, Option<usize>),
    typed: Vec<Event>,
}

impl Awaiting {
    /// Another thread is open: nothing that was asked of the one before is done, though its answers still come.
    pub(super) fn leave(&self) -> Self {
        Self { answers: self.answers, held: None }
    }

    /// An answer has come.
    pub(super) fn answered(&mut self) {
        self.answers = self.answers.saturating_sub(1);
    }
}

/// Whether an action does one thing or another by what is kept.
fn goes_by_annotations(mode: Mode, action: Action) -> bool {
    match mode {
        Mode::Annotations => true,
        Mode::Thread | Mode::Select => matches!(
            action,
            Action::Remark
                | Action::Highlight
                | Action::Bookmark
                | Action::Annotations
                | Action::Tag
                | Action::DeleteAnnotation
        ),
        _ => false,
    }
}

impl State {
    /// Whether an action has to wait until it is known what is kept.
    pub(in crate::app) fn holds(&mut self, mode: Mode, action: Action, count: Option<usize>) -> bool {
        if self.annotating.awaiting.answers == 0 || !goes_by_annotations(mode, action) {
            return false;
        }
        self.annotating.awaiting.held = Some(Held { asked: (mode, action, count), typed: Vec::new() });
        self.message = Some(Message::info("Reading what you kept upon this thread… C-c gives up"));
        true
    }

    /// What of an event is to be taken now: `None` for what is typed while something waits.
    pub(in crate::app) fn let_through(&mut self, event: Event) -> Option<Event> {
        let Some(held) = &mut self.annotating.awaiting.held else { return Some(event) };
        match event {
            // Esc is what keeps a remark that is typed ahead.
            Event::Key(press) if press == Press::ctrl('c') => {}
            Event::Key(_) | Event::Paste(_) | Event::Mouse(..) => {
                if held.typed.len() < MOST_HELD {
                    held.typed.push(event);
                }
                return None;
            }
            other => return Some(other),
        }
        self.annotating.awaiting.held = None;
        self.message = Some(Message::info("Given up: what you kept upon this thread is not read yet"));
        None
    }

    /// Counts the answers that effects will have; once all are there, does what waited for them.
    pub(in crate::app) fn go_on_with_held(&mut self, effects: &mut Vec<Effect>) {
        let is_answered =
            |effect: &&Effect| matches!(effect, Effect::RecallAnnotations(_) | Effect::Annotate { .. });
        self.annotating.awaiting.answers += effects.iter().filter(is_answered).count();
        if self.annotating.awaiting.answers > 0 {
            return;
        }
        let Some(Held { asked: (mode, action, count), typed }) = self.annotating.awaiting.held.take() else {
            return;
        };
        self.message = None;
        effects.extend(update::with(self, |state| state.perform(mode, action, count)));
        // It may have to wait again for what comes of it; what follows then waits as well.
        for event in typed {
            effects.extend(update::update(self, event));
        }
    }
}
