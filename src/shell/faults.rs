//! The terminal given back when the program dies of itself: an abort, a stack that overflows, memory that is used up.
//!
//! The only module with unsafe code. A handler may do next to nothing, so it writes a constant, sets the modes as they were
//! and tells what was kept from the screen, by calls that POSIX lets a handler make, and then lets the signal do what it
//! would have done without it.

#![expect(unsafe_code, reason = "signals that follow a fault can be caught in no other way")]

use std::mem::MaybeUninit;
use std::ptr;
use std::sync::OnceLock;

use libc::{
    SIGABRT, SIGALRM, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP, STDOUT_FILENO, c_int, c_uint, c_void,
    siginfo_t,
};

use super::{muffling, terminal};

const FATAL: [c_int; 7] = [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP];
/// What ends a frame, mouse and pastes, wraps lines, and shows the normal screen and the cursor.
pub(super) const GIVING: &[u8] =
    b"\x1b[?2026l\x1b[?1006l\x1b[?1015l\x1b[?1003l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h";

/// How long a panic may take to be told and to end the program, in seconds.
const TELLING: c_uint = 2;

/// The modes of the terminal before it was taken.
static MODES: OnceLock<libc::termios> = OnceLock::new();
/// What each signal did before.
static BEFORE: [OnceLock<libc::sigaction>; FATAL.len()] = [const { OnceLock::new() }; FATAL.len()];

/// Remembers the terminal as it is, and has it given back by whatever kills the program from within.
pub(super) fn watch() {
    let mut modes = MaybeUninit::uninit();
    // SAFETY: `modes` is written by a call that succeeds, and read after that only.
    if unsafe { libc::tcgetattr(STDOUT_FILENO, modes.as_mut_ptr()) } != 0 {
        return;
    }
    // SAFETY: as above.
    if MODES.set(unsafe { modes.assume_init() }).is_err() {
        return;
    }
    for (signal, before) in FATAL.into_iter().zip(&BEFORE) {
        // SAFETY: all zero is an action without flags and with an empty mask; the handler has the form that
        // SA_SIGINFO asks for and calls only what a handler may.
        unsafe {
            let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
            action.sa_sigaction = give_back as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            let mut old = MaybeUninit::uninit();
            if libc::sigaction(signal, ptr::null(), old.as_mut_ptr()) == 0 {
                let _ = before.set(old.assume_init());
                libc::sigaction(signal, &raw const action, ptr::null_mut());
            }
        }
    }
}

extern "C" fn give_back(signal: c_int, info: *mut siginfo_t, _: *mut c_void) {
    let before = FATAL.iter().position(|fatal| *fatal == signal).and_then(|at| BEFORE[at].get());
    // SAFETY: write, tcsetattr, sigaction, signal and raise may be called in a handler (POSIX.1-2017, 2.4.3); what they read
    // was set before the handler was; the kernel hands over `info`.
    unsafe {
        if terminal::is_ours() {
            libc::write(STDOUT_FILENO, GIVING.as_ptr().cast(), GIVING.len());
            if let Some(modes) = MODES.get() {
                libc::tcsetattr(STDOUT_FILENO, libc::TCSANOW, modes);
            }
            muffling::end();
            terminal::was_given();
        }
        // A fault happens again on return, for whoever tells what it was; what somebody sent must be sent again.
        if info.as_ref().is_some_and(|info| info.si_code > 0) {
            libc::sigaction(signal, before.map_or(ptr::null(), ptr::from_ref), ptr::null_mut());
        } else {
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
        }
    }
}

/// Ends the program soon as a panic does, whatever happens until then. Where memory ends while the runtime tells of a panic
/// and what led to it, telling that as well waits for ever for the telling before.
pub(super) fn end_soon() {
    // SAFETY: all zero is an action without flags and with an empty mask; the handler calls only what a handler may.
    unsafe {
        let mut action: libc::sigaction = MaybeUninit::zeroed().assume_init();
        action.sa_sigaction = end as *const () as usize;
        if libc::sigaction(SIGALRM, &raw const action, ptr::null_mut()) == 0 {
            libc::alarm(TELLING);
        }
    }
}

extern "C" fn end(_: c_int) {
    // SAFETY: _exit may be called in a handler.
    unsafe { libc::_exit(terminal::PANICKED) }
}
