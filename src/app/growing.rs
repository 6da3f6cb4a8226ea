//! The open file while it is not all there or not at rest: it loads, comes through a pipe, is followed, or was changed.
//!
//! ```text
//! Begun      what is there already         ─┐ the first opens the file,
//! Opened     all of it                     ─┘ those that follow renew what is open
//! Loading    how far it is
//! Changed    it is no longer what was read
//! ```
//!
//! Whatever comes, the reader stays where they are; see `renewing`.

use std::sync::Arc;
use std::time::Duration;

use super::keymap::Mode;
use super::opening::caveats;
use super::{Action, Document, Effect, Message, Opened, State};
use crate::model::thousands;

/// How far a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that were read.
    pub bytes: u64,
    /// Of how many, where that is known.
    pub of: Option<u64>,
    /// Posts found in them so far.
    pub posts: usize,
    /// How long it will take, once that can be told.
    pub left: Option<Duration>,
}

/// What became of a file since it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Something was added to it.
    Grown,
    /// It was written anew, cut, or replaced.
    Other,
    /// It is not there any more.
    Gone,
    /// It cannot be read again: it came through a pipe, say.
    Never,
}

/// What is known of the open file beside what it holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Growing {
    /// Its entry in the list of files.
    pub file: Option<usize>,
    /// How far it is read, until it is all there.
    pub progress: Option<Progress>,
    /// Whether it is followed.
    pub is_followed: bool,
    /// What became of it since it was read, as far as that was seen.
    pub change: Option<Change>,
    /// Whether the reader asked for it anew.
    is_reloaded: bool,
    /// Whether the reader has pressed no key since it was opened.
    pub(super) is_untouched: bool,
    /// The row of its list that is being read anew, as the list was.
    pub(super) renewed: Option<usize>,
}

impl Progress {
    /// `86 of 172 MB · 81,920 posts · 2 s left`; what comes through a pipe has no end that is known.
    pub fn told(&self) -> String {
        let bytes = match self.of {
            Some(of) if self.bytes < of => format!("{} of {}", megabytes(self.bytes, of), size(of)),
            Some(of) => format!("{} read", size(of)),
            None => format!("{} read, more may come", size(self.bytes)),
        };
        let posts = (self.posts > 0).then(|| format!("{} posts", thousands(self.posts)));
        let left = self.left.map(|left| format!("{} left", span(left)));
        [Some(bytes), posts, left].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// Which part of it is read, in thousandths.
    pub fn thousandths(&self) -> Option<u64> {
        self.of.filter(|of| *of > 0).map(|of| (self.bytes.saturating_mul(1000) / of).min(1000))
    }
}

/// `172 MB`, `3.4 GB`, `12 kB`.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let (unit, name) = UNITS.into_iter().find(|(unit, _)| bytes >= *unit).unwrap_or((1, "bytes"));
    match bytes / unit {
        whole @ ..10 if unit > 1 => format!("{whole}.{} {name}", bytes / (unit / 10) % 10),
        whole => format!("{whole} {name}"),
    }
}

/// The number of `bytes` in the unit that `of` is told in.
fn megabytes(bytes: u64, of: u64) -> String {
    match of {
        1_000_000_000.. => format!("{}.{}", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
        1_000_000.. => (bytes / 1_000_000).to_string(),
        _ => size(bytes),
    }
}

/// `2 s`, `3 min`.
fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 100.. => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} s", seconds.max(1)),
    }
}

impl State {
    /// What is told of a file that is not all there, or of which more is waited for.
    pub fn growing_told(&self) -> Option<String> {
        let Growing { progress, is_followed, change, .. } = &self.growing;
        let follow = self.keymap.key_for(Mode::Thread, Action::Follow);
        let reload = self.keymap.key_for(Mode::Thread, Action::Reload);
        if let Some(progress) = progress {
            return Some(progress.told());
        }
        match change {
            Some(Change::Grown) => {
                Some(format!("the file has grown: {reload} reads it anew, {follow} follows it"))
            }
            Some(Change::Other) => Some(format!("the file was changed: {reload} reads it anew")),
            Some(Change::Gone) => Some("the file is gone; what was read stays".to_owned()),
            Some(Change::Never) | None => is_followed.then(|| format!("following; {follow} ends it")),
        }
    }

    /// Takes how far a file is read.
    pub(super) fn loading(&mut self, entry: usize, progress: Progress) {
        let is_opening = self.opening == Some(entry) && self.contents.collection().is_none();
        let is_open = self.growing.file == Some(entry);
        // What is there as a whole and is read anew says nothing of that.
        if is_opening || is_open && self.growing.progress.is_some() {
            self.growing.progress = Some(progress);
        }
    }

    /// Takes what is there already of a file.
    pub(super) fn begun(&mut self, entry: usize, opened: Opened) -> Vec<Effect> {
        let progress = self.growing.progress.or_else(|| Some(Progress::default()));
        if self.is_opening_file(entry) {
            let effects = self.opened(entry, Ok(opened));
            self.growing.progress = progress;
            self.message.take_if(|message| !message.is_problem());
            return effects;
        }
        if self.growing.file == Some(entry) { self.renewed(opened) } else { Vec::new() }
    }

    /// Takes all of a file, or why it cannot be read.
    pub(super) fn arrived(&mut self, entry: usize, opened: Result<Opened, String>) -> Vec<Effect> {
        if self.is_opening_file(entry) {
            self.growing.progress = None;
            return self.opened(entry, opened);
        }
        // The reader may have asked for another file in the meantime.
        if self.growing.file != Some(entry) {
            return Vec::new();
        }
        let partial = self.growing.progress.take();
        self.growing.change.take_if(|_| opened.is_ok());
        let was_reloaded = std::mem::take(&mut self.growing.is_reloaded);
        match opened {
            Ok(opened) => {
                let told = caveats(opened.document(), &self.keymap);
                let (before, after) = (self.posts_of_file(), opened.document().thread.len());
                let mut effects = self.renewed(opened);
                match partial {
                    Some(progress) => {
                        self.message = self.message.take().or(told);
                        effects.extend(self.recall_untouched());
                        effects.extend(self.follow_on(entry, progress));
                    }
                    None if was_reloaded => self.message = Some(Message::info(difference(before, after))),
                    None => self.message = added(before, after).or(self.message.take()),
                }
                effects
            }
            Err(problem) => {
                self.message = Some(Message::problem(format!("{problem} What was read stays.")));
                Vec::new()
            }
        }
    }

    /// Where the reader has done nothing yet, asks where they left the thread: that may be in what has come only now.
    fn recall_untouched(&self) -> Vec<Effect> {
        if self.growing.is_untouched { self.recall_place() } else { Vec::new() }
    }

    /// Follows a file that was asked to be followed before it was there.
    fn follow_on(&mut self, entry: usize, progress: Progress) -> Option<Effect> {
        // What came through a pipe has come to its end.
        self.growing.is_followed &= progress.of.is_some();
        self.growing.is_followed.then_some(Effect::Follow(entry))
    }

    /// Whether the reader waits for a file of the list, and not for a thread in it.
    pub fn is_opening_file(&self, entry: usize) -> bool {
        self.opening == Some(entry) && self.contents.collection().is_none()
    }

    /// How many posts the open file has.
    fn posts_of_file(&self) -> usize {
        let document = match self.contents.collection() {
            Some(collection) => Some(&collection.document),
            None => self.reading.as_ref().map(|reading| &reading.document),
        };
        document.map_or(0, |document: &Arc<Document>| document.thread.len())
    }

    /// Takes that the open file is no longer what was read.
    pub(super) fn changed(&mut self, entry: usize, change: Change) {
        if self.growing.file != Some(entry) {
            return;
        }
        if change == Change::Never {
            (self.growing.is_followed, self.growing.is_reloaded) = (false, false);
            let told = "This came from no single file: it can be neither followed nor read anew";
            self.message = Some(Message::info(told));
            return;
        }
        self.growing.change = Some(change);
    }

    /// Has the open file read anew.
    pub(super) fn reload(&mut self) -> Vec<Effect> {
        let Some(file) = self.growing.file else { return self.say_no_file() };
        if self.growing.progress.is_some() {
            self.message = Some(Message::info("It is still being read"));
            return Vec::new();
        }
        self.growing.is_reloaded = true;
        self.growing.is_followed = false;
        self.message = Some(Message::info("Reading it anew …"));
        vec![Effect::Reload(file)]
    }

    /// Follows the open file, or no more.
    pub(super) fn follow(&mut self) -> Vec<Effect> {
        let Some(file) = self.growing.file else { return self.say_no_file() };
        if self.growing.is_followed {
            return self.unfollow();
        }
        self.growing.is_followed = true;
        self.growing.change = None;
        let end = self.keymap.key_for(Mode::Thread, Action::Bottom);
        let told = match self.growing.progress {
            Some(Progress { of: Some(_), .. }) => "Followed once it is read".to_owned(),
            _ if self.reading.is_some() => format!("Following: at the end ({end}) the view goes on with it"),
            _ => "Following: new threads are listed as they come".to_owned(),
        };
        self.message = Some(Message::info(told));
        if self.growing.progress.is_some() { Vec::new() } else { vec![Effect::Follow(file)] }
    }

    fn say_no_file(&mut self) -> Vec<Effect> {
        let open = self.keymap.key_for(Mode::Contents, Action::Choose);
        self.message = Some(Message::info(format!("No file is open: {open} opens the one that is marked")));
        Vec::new()
    }

    /// Follows the file no more.
    pub(super) fn unfollow(&mut self) -> Vec<Effect> {
        self.growing.is_followed = false;
        self.message = Some(Message::info("Followed no more"));
        // What is still being read goes on being read.
        if self.growing.progress.is_some() { Vec::new() } else { vec![Effect::Leave] }
    }

    /// Nothing of the file is waited for any more; the shell is told.
    pub(super) fn leave_file(&mut self) -> Effect {
        self.growing = Growing::default();
        Effect::Leave
    }
}

/// What is said where posts were added.
fn added(before: usize, after: usize) -> Option<Message> {
    let more = after.checked_sub(before).filter(|more| *more > 0)?;
    let noun = if more == 1 { "post" } else { "posts" };
    Some(Message::aside(format!("{} new {noun}", thousands(more))))
}

/// What is said after a file was read anew.
fn difference(before: usize, after: usize) -> String {
    let noun = |count| if count == 1 { "post" } else { "posts" };
    match after.abs_diff(before) {
        0 => "Read anew".to_owned(),
        count if after > before => format!("Read anew: {} {} more", thousands(count), noun(count)),
        count => format!("Read anew: {} {} less", thousands(count), noun(count)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_as_far_as_it_is_known() {
        let mut progress = Progress { bytes: 86_400_000, of: Some(172_300_000), ..Progress::default() };
        assert_eq!(progress.told(), "86 of 172 MB");
        progress.posts = 81_920;
        progress.left = Some(Duration::from_millis(2400));
        assert_eq!(progress.told(), "86 of 172 MB · 81,920 posts · 2 s left");
        progress.bytes = 172_300_000;
        progress.left = Some(Duration::from_secs(200));
        assert_eq!(progress.told(), "172 MB read · 81,920 posts · 4 min left");
        let pipe = Progress { bytes: 1234, posts: 0, ..Progress::default() };
        assert_eq!(pipe.told(), "1.2 kB read, more may come");
        let large = Progress { bytes: 1_750_000_000, of: Some(3_400_000_000), ..Progress::default() };
        assert_eq!((large.told().as_str(), large.thousandths()), ("1.7 of 3.4 GB", Some(514)));
    }
}
