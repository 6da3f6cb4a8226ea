//! Taking quotations further than the clipboard: into the reader's notes, and to a command of the reader's.

use super::keymap::Mode;
use super::{Action, Effect, Message, Purpose, State};
use crate::cite::heading;
use crate::cite::quoting::{Form, Manner};
use crate::model::Outgoing;

/// A text with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The text.
    pub text: Outgoing,
    /// `post 3`, `the link`.
    pub what: String,
}

/// What is taken where.
#[derive(Clone, Debug, Default)]
pub struct Taking {
    /// The form that goes with the headings of the reader's notes; `None` without notes.
    pub notes: Option<Form>,
    /// What was copied last.
    pub copied: Option<Taken>,
    /// What waits for a command.
    piping: Option<Taken>,
    /// The last command.
    command: String,
}

impl Taking {
    /// What the command that is being typed will be given.
    pub fn piped(&self) -> Option<&str> {
        self.piping.as_ref().map(|taken| &*taken.what)
    }

    /// Keeps what is copied.
    pub(super) fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Copy { text, what } = effect {
                self.copied = Some(Taken { text: text.clone(), what: what.clone() });
            }
        }
    }
}

impl State {
    /// How quotations are written into the notes: as the reader wants them, unless that form has no place there.
    pub fn manner_of_notes(&self) -> Option<Manner> {
        let notes = self.taking.notes.as_ref()?;
        let goes = match (&self.manner.form, notes) {
            (Form::Own(_), _) => true,
            (form, Form::Org) => *form == Form::Org,
            (form, _) => matches!(form, Form::Markdown | Form::Callout | Form::Prose | Form::Html),
        };
        let form = if goes { self.manner.form.clone() } else { notes.clone() };
        Some(Manner { form, ..self.manner.clone() })
    }

    /// What the open thread is called in the notes.
    pub fn heading(&self) -> String {
        let document = self.reading.as_ref().map(|reading| &reading.document);
        document.map_or_else(String::new, |document| heading(&document.thread, &document.tree))
    }

    /// What is chosen, as a quotation.
    fn taken_to_pipe(&mut self) -> Option<Taken> {
        let choice = self.chosen()?;
        let text = self.taken(&choice, &self.manner.clone())?;
        Some(Taken { text, what: choice.what })
    }

    /// Asks for a command for what is chosen, or for what was copied last.
    pub(super) fn pipe(&mut self, action: Action) -> Vec<Effect> {
        let taken = match action {
            Action::PipeLast => self.taking.copied.clone(),
            _ => self.taken_to_pipe(),
        };
        if taken.is_none() && action == Action::PipeLast {
            let key = self.keymap.key_for(Mode::Thread, Action::CopyPost);
            self.message = Some(Message::info(format!("Nothing has been copied yet; {key} copies the post")));
        }
        if taken.is_some() {
            self.taking.piping = taken;
            let command = self.taking.command.clone();
            self.prompt_for(Purpose::Pipe, &command);
        }
        Vec::new()
    }

    /// Gives the text that waits to the command that was typed.
    pub(super) fn accept_pipe(&mut self, command: &str) -> Vec<Effect> {
        let Some(Taken { text, what }) = self.taking.piping.take() else { return Vec::new() };
        if command.trim().is_empty() {
            return Vec::new();
        }
        command.clone_into(&mut self.taking.command);
        vec![Effect::Pipe { command: command.to_owned(), text, what }]
    }
}
