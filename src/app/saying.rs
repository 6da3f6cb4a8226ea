//! Lines for the reader: what is said, and how it is meant.

use crate::model::Clean;

/// How a line for the reader is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good news, or no news.
    Info,
    /// A word beside what the status line says anyway.
    Aside,
    /// Something went wrong.
    Problem,
}

/// A line for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What happened and what to do next; whatever it repeats of files, programs and the system, it does nothing.
    pub text: Clean,
    /// How it is meant.
    pub tone: Tone,
}

impl Message {
    /// Good news, or no news.
    pub fn info(text: impl AsRef<str>) -> Self {
        Self { text: Clean::line(text.as_ref()), tone: Tone::Info }
    }

    /// A word beside what the status line says anyway.
    pub fn aside(text: impl AsRef<str>) -> Self {
        Self { text: Clean::line(text.as_ref()), tone: Tone::Aside }
    }

    /// Something went wrong.
    pub fn problem(text: impl AsRef<str>) -> Self {
        Self { text: Clean::line(text.as_ref()), tone: Tone::Problem }
    }

    /// The same with other words.
    #[must_use]
    pub fn saying(&self, text: &str) -> Self {
        Self { text: Clean::line(text), tone: self.tone }
    }

    /// Whether something went wrong.
    pub fn is_problem(&self) -> bool {
        self.tone == Tone::Problem
    }
}
