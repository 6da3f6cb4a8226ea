//! Following a file that grows, as `less` does with `F`.
//!
//! The file is looked at from time to time, for as long as it is followed and no longer. A small one is read anew as a
//! whole; of a large one that stands line by line only what was added is read:
//!
//! ```text
//! the file     ██████████████████████████│███│██···         ··· a line that is not whole yet
//! read         once, as a whole           then each piece by itself, and put behind what there was
//! ```

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use super::files::{self, Origin};
use super::loading::{Known, Stamp, Was};
use crate::app::Event;
use crate::app::growing::Change;
use crate::formats::{self, Continuing, START};
use crate::model::Thread;

/// How often the file is looked at.
const LOOKING: Duration = Duration::from_millis(250);
/// Up to this size a file is read anew as a whole, in bytes.
const SMALL: u64 = 8 << 20;
/// After a reading that took its time the machine is left alone for so many times as long.
const RESTS: u32 = 4;

/// Follows the file of an entry until `stop` is set or nobody listens.
pub(super) fn follow(
    entry: usize,
    origin: &Origin,
    events: &Sender<Event>,
    (known, stop): (&Known, &AtomicBool),
) {
    let mut held = known.read(entry).and_then(|read| Held::of(origin, &read));
    let mut is_gone = false;
    let mut pause = LOOKING;
    loop {
        thread::sleep(pause);
        pause = LOOKING;
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let Some(now) = Stamp::of(origin) else {
            let is_told = std::mem::replace(&mut is_gone, true);
            if !is_told && events.send(Event::Changed(entry, Change::Gone)).is_err() {
                return;
            }
            continue;
        };
        is_gone = false;
        let before = known.read(entry).map(|read| read.stamp);
        if before.as_ref() == Some(&now) {
            continue;
        }
        let begun = Instant::now();
        let is_grown = before.is_some_and(|before| now.grown_since(&before).is_some());
        let more = held.as_mut().filter(|_| is_grown).and_then(|held| held.go_on(origin).ok());
        let is_whole = more.is_none();
        // A file that is being written may not be readable for a moment.
        let thread = more.unwrap_or_else(|| files::open(origin, false).ok());
        pause += begun.elapsed() * RESTS;
        let Some(opened) = thread.map(|thread| known.opened(thread)) else { continue };
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let read = Was::of(&opened, now, origin);
        if is_whole {
            held = Held::of(origin, &read);
        }
        known.keep(entry, Some(read));
        if events.send(Event::Opened(entry, Ok(opened))).is_err() {
            return;
        }
    }
}

/// A large file that stands line by line, as far as it was read.
struct Held {
    continuing: Continuing,
    thread: Thread,
    /// How many bytes of it were read; behind them begins a line.
    bytes: u64,
}

impl Held {
    fn of(origin: &Origin, read: &Was) -> Option<Self> {
        let (Origin::File(path), bytes) = (origin, read.stamp.bytes()) else { return None };
        if bytes < SMALL || !read.is_steady {
            return None;
        }
        let mut start = Vec::new();
        let mut file = File::open(path).ok()?;
        (&file).take(START).read_to_end(&mut start).ok()?;
        let continuing = formats::continuing(&start)?;
        file.seek(SeekFrom::Start(bytes - 1)).ok()?;
        let mut last = [0];
        file.read_exact(&mut last).ok()?;
        (last == *b"\n").then(|| Self { continuing, thread: (*read.thread).clone(), bytes })
    }

    /// Reads what was added since, and gives the whole thread; nothing where no line of it is whole yet.
    ///
    /// # Errors
    /// When what was added cannot be read by itself.
    fn go_on(&mut self, origin: &Origin) -> Result<Option<Thread>, ()> {
        let added = origin.path().and_then(|path| added(path, self.bytes).ok()).ok_or(())?;
        let Some(end) = added.iter().rposition(|byte| *byte == b'\n') else { return Ok(None) };
        let more = self.continuing.read(&added[..=end], self.thread.source.clone()).ok_or(())?;
        self.thread = self.thread.followed_by(more);
        self.bytes += end as u64 + 1;
        Ok(Some(self.thread.clone()))
    }
}

fn added(path: &Path, from: u64) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut added = Vec::new();
    file.take(super::limit::most()).read_to_end(&mut added)?;
    Ok(added)
}
