//! A thread while it is read: how far that is, and what is there of it already.
//!
//! Every format gives of a file that was cut what stands before the cut. So the beginning of a large file is read as a file
//! of its own and can be looked at while the rest is on its way, and what comes through a pipe is shown as it comes:
//!
//! ```text
//! file    ████████████████░░░░░░░░░░   the first megabyte at once, then all of it
//! pipe    ██│███│█│…                   all that came, whenever the writer pauses
//! ```

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::loading::Known;
use super::{files, limit};
use crate::app::Event;
use crate::app::growing::Progress;
use crate::formats;
use crate::model::{Source, Tally};

/// A file that is smaller is there as a whole before anybody could look at a part, in bytes.
const LARGE: u64 = 4 << 20;
/// So much of a large file is shown first, in bytes.
const FIRST: usize = 1 << 20;
/// How much is read at a time, in bytes.
const PIECE: u64 = 4 << 20;
/// How much of a pipe is taken at a time, in bytes.
const SIP: usize = 64 << 10;
/// How often it is told how far a file is read.
const TELLING: Duration = Duration::from_millis(100);
/// How long what came through a pipe waits for more.
const GATHERING: Duration = Duration::from_millis(30);
/// Between two readings of a pipe passes so many times what the first took: most of the time goes to reading on.
const RESTS: u32 = 4;
/// A rest is told of only once so much time has shown how fast it goes.
const TOLD_AFTER: Duration = Duration::from_millis(500);

/// Who waits for a thread that is being read; nobody by default.
#[derive(Debug, Default)]
pub struct Watch {
    /// How many posts were read.
    pub tally: Tally,
    /// How many bytes of how many; 0 for not known.
    bytes: AtomicU64,
    of: AtomicU64,
    /// Posts per byte of the beginning, times 2³², once that is known.
    density: AtomicU64,
    waiting: Option<(Waiting, Arc<Known>)>,
    since: Option<Instant>,
}

/// A reader who waits for a file.
#[derive(Debug)]
pub(super) struct Waiting {
    /// Its entry in the list of files.
    pub(super) entry: usize,
    /// Whether parts are shown before the whole.
    pub(super) wants_parts: bool,
    /// Where the answers go.
    pub(super) events: Sender<Event>,
    /// Set once nobody waits any more.
    pub(super) stop: Arc<AtomicBool>,
}

impl Watch {
    /// A reader waits from now on.
    pub(super) fn new(waiting: Waiting, known: Arc<Known>) -> Self {
        Self { waiting: Some((waiting, known)), since: Some(Instant::now()), ..Self::default() }
    }

    /// Whether nobody waits any more.
    fn is_given_up(&self) -> bool {
        self.waiting.as_ref().is_some_and(|(waiting, _)| waiting.stop.load(Ordering::Relaxed))
    }

    fn wants_parts(&self) -> bool {
        self.waiting.as_ref().is_some_and(|(waiting, _)| waiting.wants_parts)
    }

    /// The file has so many bytes; says so at once of a large one.
    pub(super) fn expect(&self, bytes: u64) {
        self.of.store(bytes, Ordering::Relaxed);
        if bytes >= LARGE {
            self.tell();
        }
    }

    /// Tells how far it is.
    fn tell(&self) {
        if let Some((waiting, _)) = &self.waiting {
            let elapsed = self.since.map_or(Duration::ZERO, |since| since.elapsed());
            let _ = waiting.events.send(Event::Loading(waiting.entry, self.progress(elapsed)));
        }
    }

    fn progress(&self, elapsed: Duration) -> Progress {
        let bytes = self.bytes.load(Ordering::Relaxed);
        let of = Some(self.of.load(Ordering::Relaxed)).filter(|of| *of > 0);
        let posts = self.tally.posts();
        let density = self.density.load(Ordering::Relaxed);
        let expected = of.map_or(0, |of| ((u128::from(of) * u128::from(density)) >> 32) as u64);
        // In thousandths: while it is read by its bytes, then by its posts.
        let done = match of {
            Some(of) if bytes < of => bytes.saturating_mul(1000) / of,
            Some(_) if expected > 0 => posts as u64 * 1000 / expected,
            _ => 0,
        };
        let is_told = elapsed >= TOLD_AFTER && (20..1000).contains(&done);
        let left = is_told.then(|| elapsed * (1000 - done as u32) / done as u32);
        Progress { bytes, of, posts, left }
    }

    /// Tells how far it is, again and again until the guard is dropped.
    pub(super) fn keep_telling(self: &Arc<Self>) -> Option<Telling> {
        self.waiting.as_ref()?;
        let (end, ended) = mpsc::channel();
        let watch = Arc::clone(self);
        thread::spawn(move || {
            while ended.recv_timeout(TELLING) == Err(RecvTimeoutError::Timeout) {
                watch.tell();
            }
        });
        Some(Telling { _end: end })
    }

    /// Shows what `bytes`, the beginning of a file, hold; how long that took.
    fn show(&self, bytes: &[u8], source: &Source) -> Duration {
        let begun = Instant::now();
        let Some((waiting, known)) = &self.waiting else { return Duration::ZERO };
        // In UTF-16 the end of a line is not told by a byte.
        if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            return Duration::ZERO;
        }
        // Up to the end of a line, so that nothing is shown by halves where that can be.
        let end = last_line_end(bytes).unwrap_or(bytes.len());
        if let Ok(mut thread) = formats::read(&bytes[..end], source.clone()) {
            // They tell of the cut.
            thread.warnings.clear();
            let density = ((thread.len() as u128) << 32) / end.max(1) as u128;
            self.density.store(u64::try_from(density).unwrap_or(0), Ordering::Relaxed);
            let _ = waiting.events.send(Event::Begun(waiting.entry, known.opened(thread)));
        }
        begun.elapsed()
    }

    /// Appends what is left of a file to `bytes`, and shows the beginning of a large one meanwhile.
    ///
    /// # Errors
    /// When it cannot be read, is larger than the limit, or nobody waits any more.
    pub(super) fn read_on(
        &self,
        file: &mut impl Read,
        bytes: &mut Vec<u8>,
        source: &Source,
    ) -> Result<(), String> {
        let limit = limit::most();
        let is_large = self.of.load(Ordering::Relaxed) >= LARGE;
        let mut is_shown = !is_large || !self.wants_parts();
        loop {
            let most = (limit + 1).saturating_sub(bytes.len() as u64);
            let piece = if is_shown { PIECE } else { (FIRST.saturating_sub(bytes.len()) as u64).max(1) };
            let read = file.take(piece.min(most)).read_to_end(bytes).map_err(|error| files::told(&error))?;
            self.bytes.store(bytes.len() as u64, Ordering::Relaxed);
            if bytes.len() as u64 > limit {
                return Err(limit::exceeded(None));
            }
            if self.is_given_up() {
                return Err(String::new());
            }
            if read == 0 {
                return Ok(());
            }
            if !std::mem::replace(&mut is_shown, true) {
                self.show(bytes, source);
            }
        }
    }

    /// Appends all that comes through a pipe to `bytes`, and shows it as it comes.
    ///
    /// # Errors
    /// As [`Watch::read_on`].
    pub(super) fn stream(
        &self,
        pipe: impl Read + Send + 'static,
        bytes: &mut Vec<u8>,
        source: &Source,
    ) -> Result<(), String> {
        if !self.wants_parts() {
            let mut pipe = pipe;
            return self.read_on(&mut pipe, bytes, source);
        }
        let sips = sips(pipe);
        // When what came is to be shown, and until when there is a rest.
        let (mut due, mut rested) = (None, Instant::now());
        while !self.is_given_up() {
            let wait = due.map(|due| Instant::max(due, rested).saturating_duration_since(Instant::now()));
            let sip = match wait {
                None => sips.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(Duration::ZERO) => Err(RecvTimeoutError::Timeout),
                Some(wait) => sips.recv_timeout(wait),
            };
            match sip {
                Ok(sip) => {
                    bytes.extend(sip?);
                    self.bytes.store(bytes.len() as u64, Ordering::Relaxed);
                    due = due.or_else(|| Some(Instant::now() + GATHERING));
                    if bytes.len() as u64 > limit::most() {
                        return Err(limit::exceeded(None));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.tell();
                    let took = self.show(bytes, source);
                    (due, rested) = (None, Instant::now() + took * RESTS);
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
        Err(String::new())
    }
}

/// While it lives, it is told how far a file is read.
#[derive(Debug)]
pub(super) struct Telling {
    _end: Sender<()>,
}

/// What comes through a pipe, read on a thread of its own.
fn sips(mut pipe: impl Read + Send + 'static) -> mpsc::Receiver<Result<Vec<u8>, String>> {
    // A writer that is faster than the reader waits, as pipes have it.
    let (sender, sips) = mpsc::sync_channel(16);
    thread::spawn(move || {
        let mut buffer = vec![0; SIP];
        loop {
            let sip = match pipe.read(&mut buffer) {
                Ok(0) => return,
                Ok(read) => Ok(buffer[..read].to_vec()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => Err(files::told(&error)),
            };
            if sender.send(sip).is_err() {
                return;
            }
        }
    });
    sips
}

/// The byte after the last line end.
fn last_line_end(bytes: &[u8]) -> Option<usize> {
    bytes.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1)
}
