//! Standard error while the terminal is ours: kept, and told once the terminal is given back.
//!
//! What the runtime says when memory is used up, and whatever a library has to say, would stand amid the screen, and be gone
//! with it. Errors that go elsewhere than to a terminal are left alone. [`end`] is also called by a handler of signals, so it
//! allocates nothing, takes no lock, and does not wait for ever.

use std::io::{self, IsTerminal, PipeReader, PipeWriter};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fd::OwnedFd;

/// How long the terminal may take to be ready for a piece of what was kept.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 300_000_000 };
/// How much is told at once, in bytes.
const PIECE: usize = 256;

/// Standard error as it was, and what stands in its place; made once.
struct Kept {
    before: OwnedFd,
    into: PipeWriter,
    out: PipeReader,
}

static KEPT: OnceLock<Option<Kept>> = OnceLock::new();
static IS_MUFFLED: AtomicBool = AtomicBool::new(false);

impl Kept {
    fn new() -> io::Result<Self> {
        let (out, into) = io::pipe()?;
        // What does not fit is lost, and nobody waits for more than there is.
        rustix::io::ioctl_fionbio(&out, true)?;
        rustix::io::ioctl_fionbio(&into, true)?;
        Ok(Self { before: rustix::io::fcntl_dupfd_cloexec(io::stderr(), 3)?, into, out })
    }
}

/// Keeps what is written to standard error from now on, where that is a terminal.
pub(super) fn begin() {
    if !io::stderr().is_terminal() {
        return;
    }
    if let Some(kept) = KEPT.get_or_init(|| Kept::new().ok())
        && rustix::stdio::dup2_stderr(&kept.into).is_ok()
    {
        IS_MUFFLED.store(true, SeqCst);
    }
}

/// Gives standard error back, and tells what was kept.
pub(super) fn end() {
    let Some(Some(kept)) = KEPT.get() else { return };
    if !IS_MUFFLED.swap(false, SeqCst) || rustix::stdio::dup2_stderr(&kept.before).is_err() {
        return;
    }
    let mut piece = [0; PIECE];
    while let Ok(length @ 1..) = rustix::io::read(&kept.out, &mut piece) {
        for byte in &mut piece[..length] {
            if !matches!(byte, b' '..=b'~' | b'\n') {
                *byte = b'?';
            }
        }
        let mut terminal = [PollFd::new(&kept.before, PollFlags::OUT)];
        if !matches!(poll(&mut terminal, Some(&PATIENCE)), Ok(1..)) {
            return;
        }
        let _ = rustix::io::write(&kept.before, &piece[..length]);
    }
}
