//! Taking the post further than the clipboard: into the reader's notes, and to a command of the reader's.

use super::keymap::{Mode, key_for};
use super::{Action, Effect, Message, Purpose, State};
use crate::cite::quoting::{Form, Manner, Passage, quote};
use crate::model::{Time, thousands};

/// A text with what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The text.
    pub text: String,
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
    /// The post under the cursor as a quotation.
    fn quoted_post(&self, manner: &Manner) -> Option<Taken> {
        let reading = self.reading.as_ref()?;
        let document = &reading.document;
        let ix = *document.tree.order().get(reading.current().index())?;
        let end = document.thread.post(ix).parts().map(|part| part.range.end).max().unwrap_or(0);
        let quotation =
            quote(&document.thread, &document.tree, &[Passage { post: ix, range: 0..end }], manner);
        let what = format!("{} {}", document.thread.unit.noun(1), thousands(reading.current().number()));
        Some(Taken { text: quotation.text, what })
    }

    /// Appends the post to the reader's notes.
    pub(super) fn note_post(&mut self) -> Vec<Effect> {
        let Some(manner) = self.manner_of_notes() else {
            let told = "No notes file: start with --notes FILE, or set notes.file (unspool config --edit)";
            self.message = Some(Message::problem(told));
            return Vec::new();
        };
        let Some(Taken { text, what }) = self.quoted_post(&manner) else { return Vec::new() };
        vec![Effect::Note { heading: self.heading(), text, what }]
    }

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

    /// What the open thread is called in the notes: its title, else author and day, else the file.
    pub fn heading(&self) -> String {
        let Some(document) = self.reading.as_ref().map(|reading| &reading.document) else {
            return String::new();
        };
        let thread = &document.thread;
        if let Some(title) = &thread.title {
            return title.to_string();
        }
        let author = Some(&document.author).filter(|author| author.is_known());
        let author = author.map(|author| match (&author.name, &author.handle) {
            (Some(name), Some(handle)) => format!("{name} @{handle}"),
            _ => author.display_name(),
        });
        let known: Vec<_> = author.into_iter().chain(thread.first_time().map(Time::date)).collect();
        match (known.is_empty(), &thread.source.file) {
            (true, Some(file)) => file.to_string(),
            (true, None) => "A thread".to_owned(),
            _ => known.join(", "),
        }
    }

    /// Asks for a command for the post, or for what was copied last.
    pub(super) fn pipe(&mut self, action: Action) -> Vec<Effect> {
        let taken = match action {
            Action::PipeLast => self.taking.copied.clone(),
            _ => self.quoted_post(&self.manner.clone()),
        };
        if taken.is_none() && action == Action::PipeLast {
            let key = key_for(Mode::Thread, Action::CopyPost);
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
