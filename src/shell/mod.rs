//! The world: terminal, keyboard, files, clipboard, browser, signals, and the threads that work in the background.
//!
//! The run loop is the only place where state and world meet: it hands events to [`fn@crate::app::update`], performs the
//! effects that come back, and draws. Everything else here does one thing to the world and tells how it went.

pub mod abilities;
pub mod annotating;
pub mod annotations;
pub mod background;
pub mod browser;
pub mod clipboard;
pub mod confining;
pub mod corrections;
pub mod editor;
mod faults;
pub mod files;
mod folders;
mod following;
pub mod input;
pub mod keeping;
pub mod limit;
mod loading;
mod muffling;
pub mod notes;
pub mod owning;
mod painting;
pub mod pictures;
pub mod places;
pub mod programs;
pub mod records;
pub mod remembering;
pub mod running;
pub mod settings;
pub mod terminal;
pub mod themes;
mod together;
mod watching;
pub mod working;

use std::fmt;

pub use running::{Options, read};

use crate::model::Clean;

/// Why the program ends without having done what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// One line for the reader: what, where, what to try.
    pub message: Clean,
    /// The exit code: 1 for could not, 2 for wrong usage.
    pub code: u8,
}

impl Failure {
    /// It could not be done.
    pub fn could_not(message: impl AsRef<str>) -> Self {
        Self::of(message.as_ref(), 1)
    }

    /// It was asked for in a wrong way.
    pub fn wrong_usage(message: impl AsRef<str>) -> Self {
        Self::of(message.as_ref(), 2)
    }

    /// With a code of its own; whatever the message repeats of the world, it is one line that does nothing.
    pub fn of(message: &str, code: u8) -> Self {
        Self { message: Clean::line(message), code }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
