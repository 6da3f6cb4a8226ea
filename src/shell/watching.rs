//! A thread while it is read: how far that is, and what is there of it already.
//!
//! Every format gives of a file that was cut what stands before the cut. So the beginning of a large file is read as a file
//! of its own and can be looked at while the rest is on its way, and what comes through a pipe is shown as it comes:
//!
//! ```text
//! file    ████████████████░░░░░░░░░░   the first megabyte at once, then all of it
//! pipe    ██│███│█│…                   all that came, whenever the writer pauses
//! ```

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::loading::Known;
use super::{files, limit};
use crate::app::Event;
use crate::app::growing::Progress;
use crate::formats::{self, InPlace};
use crate::model::{Source, Tally, Thread, processors};

/// A file that is smaller is there as a whole before anybody could look at a part, in bytes.
const LARGE: usize = 4 << 20;
/// So much of a large file is shown first, in bytes.
const FIRST: usize = 1 << 20;
/// How much is read at a time, in bytes.
const PIECE: usize = 4 << 20;
/// More at a time wait for the disk, or for memory.
const MOST_READERS: usize = 4;
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
        if bytes >= LARGE as u64 {
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
        if let Ok(mut thread) = formats::read_beginning(bytes, source.clone()) {
            // They tell of the cut.
            thread.warnings.clear();
            let density = ((thread.len() as u128) << 32) / bytes.len().max(1) as u128;
            self.density.store(u64::try_from(density).unwrap_or(0), Ordering::Relaxed);
            let _ = waiting.events.send(Event::Begun(waiting.entry, known.opened(thread)));
        }
        begun.elapsed()
    }

    /// Reads a large file where it lies, and shows its beginning meanwhile; nothing where that cannot be done, or the file is
    /// not what it was.
    pub(super) fn read_in_place(&self, file: &File, source: &Source) -> Option<Thread> {
        let before = file.metadata().ok().filter(|metadata| metadata.len() >= LARGE as u64)?;
        let mut first = vec![0; FIRST];
        let read = read_at(file, &mut first, 0).ok().filter(|read| *read == FIRST)?;
        let lying = Lying { watch: self, file, size: before.len() as usize };
        let thread = thread::scope(|scope| {
            if self.wants_parts() {
                let _ = thread::Builder::new().spawn_scoped(scope, || self.show(&first[..read], source));
            }
            formats::read_in_place(&lying, &first[..read], source.clone(), &self.tally)
        });
        let after = file.metadata().ok();
        let is_same = after.is_some_and(|after| {
            before.len() == after.len() && before.modified().ok() == after.modified().ok()
        });
        let thread = thread.filter(|_| is_same);
        if thread.is_none() {
            self.tally.clear();
        }
        thread
    }

    /// Reads a large file, of which `start` is there already, on all cores, and shows its beginning meanwhile. Of a smaller
    /// one, and of what is added to one, [`Watch::read_on`] reads the rest.
    ///
    /// # Errors
    /// When it cannot be read, or nobody waits any more.
    pub(super) fn read_large(
        &self,
        file: &mut File,
        start: Vec<u8>,
        source: &Source,
    ) -> Result<Vec<u8>, String> {
        let size = usize::try_from(self.of.load(Ordering::Relaxed)).unwrap_or(usize::MAX);
        if size < LARGE {
            let mut bytes = start;
            bytes.reserve_exact((size + 1).saturating_sub(bytes.len()));
            return Ok(bytes);
        }
        // Zeros that nobody has looked at yet are there at once.
        let mut bytes = vec![0; size];
        let (first, rest) = bytes.split_at_mut(FIRST);
        let from = start.len().min(FIRST);
        first[..from].copy_from_slice(&start[..from]);
        let read = from + read_at(file, &mut first[from..], from)?;
        self.bytes.store(read as u64, Ordering::Relaxed);
        // Where the file ends, if somebody cut it meanwhile.
        let end = AtomicUsize::new(if read < FIRST { read } else { size });
        let pieces = Mutex::new(rest.chunks_mut(PIECE).enumerate());
        let work = || self.read_pieces(file, &pieces, &end);
        thread::scope(|scope| {
            let others: Vec<_> = (1..processors().min(MOST_READERS))
                .filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
                .collect();
            if self.wants_parts() {
                self.show(&first[..read], source);
            }
            let own = work();
            let others = others.into_iter().map(|other| other.join().unwrap_or_else(|p| resume_unwind(p)));
            others.fold(own, Result::and)
        })?;
        bytes.truncate(end.into_inner());
        file.seek(SeekFrom::Start(bytes.len() as u64)).map_err(|error| files::told(&error))?;
        Ok(bytes)
    }

    /// Reads whichever piece behind the first is not read yet, until all are; `end` is where the file was found to end.
    fn read_pieces<'p>(
        &self,
        file: &File,
        pieces: &Mutex<impl Iterator<Item = (usize, &'p mut [u8])>>,
        end: &AtomicUsize,
    ) -> Result<(), String> {
        loop {
            let next = pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((i, piece)) = next else { return Ok(()) };
            if self.is_given_up() {
                return Err(String::new());
            }
            let from = FIRST + i * PIECE;
            let read = read_at(file, piece, from)?;
            self.bytes.fetch_add(read as u64, Ordering::Relaxed);
            if read < piece.len() {
                end.fetch_min(from + read, Ordering::Relaxed);
            }
        }
    }

    /// Appends what is left of a file to `bytes`.
    ///
    /// # Errors
    /// When it cannot be read, is larger than the limit, or nobody waits any more.
    pub(super) fn read_on(&self, file: &mut impl Read, bytes: &mut Vec<u8>) -> Result<(), String> {
        let limit = limit::most();
        loop {
            let most = (limit + 1).saturating_sub(bytes.len() as u64);
            let piece = (PIECE as u64).min(most);
            let read = file.take(piece).read_to_end(bytes).map_err(|error| files::told(&error))?;
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
            return self.read_on(&mut pipe, bytes);
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

/// A file that is read where it lies.
struct Lying<'w> {
    watch: &'w Watch,
    file: &'w File,
    size: usize,
}

impl InPlace for Lying<'_> {
    fn size(&self) -> usize {
        self.size
    }

    fn read(&self, at: usize, room: &mut [u8]) -> Option<usize> {
        let read = read_at(self.file, room, at).ok().filter(|_| !self.watch.is_given_up())?;
        self.watch.bytes.fetch_max((at + read) as u64, Ordering::Relaxed);
        Some(read)
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

/// Fills a piece from a byte of a file on, as far as the file goes; how much that is.
fn read_at(file: &File, piece: &mut [u8], from: usize) -> Result<usize, String> {
    let mut read = 0;
    while read < piece.len() {
        match file.read_at(&mut piece[read..], (from + read) as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(files::told(&error)),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_file_is_read_to_its_end_wherever_that_is_by_now() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.txt");
        let whole: Vec<u8> = (0..LARGE * 3 + 12_345).map(|i| (i * 7919 % 251) as u8).collect();
        std::fs::write(&path, &whole).unwrap();
        // As it was, cut since, written on since, and cut to next to nothing.
        for size in [whole.len(), whole.len() + PIECE * 2, LARGE + 17, whole.len() * 2, 100] {
            let watch = Watch::default();
            watch.expect(size as u64);
            let mut file = File::open(&path).unwrap();
            let mut start = vec![0; 1_000];
            file.read_exact(&mut start).unwrap();
            let mut bytes = watch.read_large(&mut file, start, &Source::default()).unwrap();
            watch.read_on(&mut file, &mut bytes).unwrap();
            assert!(bytes == whole, "{size}: {} of {}", bytes.len(), whole.len());
            assert_eq!(watch.bytes.into_inner(), whole.len() as u64);
        }
        std::fs::write(&path, &whole[..FIRST / 2]).unwrap();
        let watch = Watch::default();
        watch.expect(whole.len() as u64);
        let mut file = File::open(&path).unwrap();
        let mut bytes = watch.read_large(&mut file, Vec::new(), &Source::default()).unwrap();
        watch.read_on(&mut file, &mut bytes).unwrap();
        assert!(bytes == whole[..FIRST / 2]);
    }

    #[test]
    fn a_large_archive_is_read_where_it_lies_and_any_other_file_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let post = |id: usize| {
            format!(r#"{{"tweet":{{"id_str":"{id}","full_text":"{}"}}}}"#, "The crane stands. ".repeat(50))
        };
        let posts: Vec<_> = (1..=6_000).map(post).collect();
        let archive = format!("window.YTD.tweets.part0 = [{}]", posts.join(","));
        let opened = |text: &str, watch: &Watch| {
            let path = folder.path().join("tweets.js");
            std::fs::write(&path, text).unwrap();
            watch.read_in_place(&File::open(&path).unwrap(), &Source::default())
        };
        let watch = Watch::default();
        let thread = opened(&archive, &watch).unwrap();
        assert!(archive.len() > LARGE);
        assert_eq!((thread.len(), watch.tally.posts()), (6_000, 6_000));
        assert_eq!(watch.bytes.into_inner(), archive.len() as u64);
        for other in
            [&archive[..archive.len() - 1], &archive[..LARGE / 2], &archive.replace("tweets", "like")]
        {
            assert!(opened(other, &Watch::default()).is_none());
        }
        // Only once its posts are read it turns out that the one id in a post is not its own; they are counted anew then.
        let anothers = archive.replacen(r#""id_str":"5000""#, r#""user":{"id_str":"5000"}"#, 1);
        let watch = Watch::default();
        assert!(opened(&anothers, &watch).is_none());
        assert_eq!(watch.tally.posts(), 0);
        let (events, _) = mpsc::channel();
        let waiting = Waiting { entry: 0, wants_parts: false, events, stop: Arc::new(AtomicBool::new(true)) };
        assert!(opened(&archive, &Watch::new(waiting, Arc::default())).is_none());
    }
}
