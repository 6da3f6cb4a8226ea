//! The file that is open: loaded, followed while it grows, and looked after while it does not.
//!
//! A load or a following runs on a thread of its own and answers with events. There is one at a time: whoever asks for
//! another file, or leaves, ends it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::confining;
use super::files::{self, Origin};
use super::following;
use super::watching::{Waiting, Watch};
use crate::app::growing::Change;
use crate::app::{Document, Event, Opened};
use crate::model::Thread;

/// How often it is looked at most whether the open file has changed.
const LOOKING: Duration = Duration::from_secs(1);

/// What tells a file from what it was: which it is, its size and when it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp(Vec<(u64, u64, Option<SystemTime>)>);

impl Stamp {
    /// The stamp of an origin; `None` where a file is gone or none can be told.
    pub(super) fn of(origin: &Origin) -> Option<Self> {
        let paths: Vec<&PathBuf> = match origin {
            Origin::File(path) | Origin::Member(path, _) => vec![path],
            Origin::Together(paths) => paths.iter().collect(),
            Origin::Folder(_) | Origin::Stdin | Origin::Sample => return None,
        };
        let stamps = paths.into_iter().map(|path| {
            let metadata = fs::metadata(path).ok()?;
            metadata.is_file().then(|| (metadata.ino(), metadata.len(), metadata.modified().ok()))
        });
        stamps.collect::<Option<Vec<_>>>().map(Self)
    }

    /// The size of a single file, if it is the same file as `before` and larger than that was.
    pub(super) fn grown_since(&self, before: &Self) -> Option<u64> {
        match (&self.0[..], &before.0[..]) {
            ([(file, size, _)], [(same, less, _)]) if file == same && size > less => Some(*size),
            _ => None,
        }
    }

    /// Its size in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.0.iter().map(|(_, size, _)| size).sum()
    }
}

/// What was read of a file.
#[derive(Clone, Debug)]
pub(super) struct Was {
    /// What the file was before that.
    pub(super) stamp: Stamp,
    /// Whether it was the same after that, so that its size is what was read.
    pub(super) is_steady: bool,
    /// All of it.
    pub(super) thread: Arc<Thread>,
}

impl Was {
    /// What was read just now of a file that had that stamp before.
    pub(super) fn of(opened: &Opened, stamp: Stamp, origin: &Origin) -> Self {
        let is_steady = Stamp::of(origin).as_ref() == Some(&stamp);
        Self { stamp, is_steady, thread: Arc::clone(&opened.document().thread) }
    }
}

/// What was read last, for all who look after it.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The entry that is open, with what was read of it; `None` where nothing can change.
    read: Mutex<Option<(usize, Was)>>,
    /// The change of it that was told.
    told: Mutex<Option<Stamp>>,
    /// The thread with the names that were recognised in it.
    named: Mutex<Option<Arc<Document>>>,
}

impl Known {
    /// What was read of an entry.
    pub(super) fn read(&self, entry: usize) -> Option<Was> {
        lock(&self.read).as_ref().filter(|(known, _)| *known == entry).map(|(_, read)| read.clone())
    }

    pub(super) fn keep(&self, entry: usize, read: Option<Was>) {
        *lock(&self.read) = read.map(|read| (entry, read));
    }

    /// What a thread is, with the names that are known of it already.
    pub(super) fn opened(&self, thread: Thread) -> Opened {
        let named = lock(&self.named).clone();
        Opened::going_on(thread, named.as_deref())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Loads files, one at a time, and looks after the one that is open.
#[derive(Debug)]
pub(super) struct Loader {
    events: Sender<Event>,
    stop: Arc<AtomicBool>,
    known: Arc<Known>,
    looked: Instant,
}

impl Loader {
    /// A loader that answers there.
    pub(super) fn new(events: Sender<Event>) -> Self {
        Self { events, stop: Arc::default(), known: Arc::default(), looked: Instant::now() }
    }

    /// Loads the file of an entry, with [`Event::Loading`] and [`Event::Begun`] on the way to [`Event::Opened`].
    pub(super) fn load(&mut self, entry: usize, origin: Origin) {
        self.begin(entry, origin, true);
    }

    /// Loads it anew, for a reader who has it open: all of it at once.
    pub(super) fn reload(&mut self, entry: usize, origin: Origin) {
        self.begin(entry, origin, false);
    }

    fn begin(&mut self, entry: usize, origin: Origin, wants_parts: bool) {
        let stop = self.renew();
        let (events, known) = (self.events.clone(), Arc::clone(&self.known));
        confining::spawn(move || {
            // Before it is read, so that what changes meanwhile is a change.
            let stamp = Stamp::of(&origin);
            let waiting = Waiting { entry, wants_parts, events: events.clone(), stop: Arc::clone(&stop) };
            let watch = Arc::new(Watch::new(waiting, Arc::clone(&known)));
            // What is not kept in a file can be hashed only now.
            let hashed = matches!(origin, Origin::Stdin | Origin::Sample);
            let opened = files::open_for(&watch, &origin, hashed).map(|thread| known.opened(thread));
            if !stop.load(Ordering::Relaxed) {
                let read = opened.as_ref().ok().zip(stamp);
                known.keep(entry, read.map(|(opened, stamp)| Was::of(opened, stamp, &origin)));
                let _ =
                    events.send(Event::Opened(entry, opened.map_err(|failure| failure.message.to_string())));
            }
        });
    }

    /// Follows the file of an entry: whenever it has grown or changed, what it holds now comes with [`Event::Opened`].
    pub(super) fn follow(&mut self, entry: usize, origin: Origin) {
        let stop = self.renew();
        let (events, known) = (self.events.clone(), Arc::clone(&self.known));
        confining::spawn(move || following::follow(entry, &origin, &events, (&known, &stop)));
    }

    /// Keeps the names that were recognised, for what goes on with that thread.
    pub(super) fn learn(&self, named: &Arc<Document>) {
        *lock(&self.known.named) = Some(Arc::clone(named));
    }

    /// Ends what goes on: nobody waits for it any more.
    pub(super) fn leave(&mut self) {
        self.renew();
    }

    fn renew(&mut self) -> Arc<AtomicBool> {
        self.stop.store(true, Ordering::Relaxed);
        self.stop = Arc::default();
        Arc::clone(&self.stop)
    }

    /// Looks whether the file of an entry is still what was read, unless that was looked at just now; a change comes as
    /// [`Event::Changed`].
    pub(super) fn look(&mut self, entry: usize, origin: &Origin) {
        if self.looked.elapsed() < LOOKING {
            return;
        }
        self.looked = Instant::now();
        let (origin, events, known) = (origin.clone(), self.events.clone(), Arc::clone(&self.known));
        // A disk that does not answer must not keep the keys waiting.
        confining::spawn(move || {
            let Some(Was { stamp: before, .. }) = known.read(entry) else { return };
            // What is gone is told by a stamp of no file, and may come back.
            let stamp = Stamp::of(&origin).unwrap_or(Stamp(Vec::new()));
            let told = lock(&known.told).replace(stamp.clone());
            if stamp == before || told.as_ref() == Some(&stamp) {
                return;
            }
            let change = match &stamp {
                Stamp(files) if files.is_empty() => Change::Gone,
                stamp if stamp.grown_since(&before).is_some() => Change::Grown,
                _ => Change::Other,
            };
            let _ = events.send(Event::Changed(entry, change));
        });
    }
}
