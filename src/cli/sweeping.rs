//! Many files at once, told in the order of the arguments.
//!
//! Workers take one file after the other; what they make of it is told as soon as all files before have had their turn.
//! Files that cannot be read do not keep the others from being worked on. Those that nobody wants are told of by the way: to
//! wake whoever waits for each of them would take longer than to look at them.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use super::complain;
use super::inputs::{self, Candidate};
use crate::model::{Thread, processors};
use crate::shell::Failure;

/// So many files that nobody wants are told of at once.
const TOGETHER: usize = 64;

/// What came of one file.
enum Outcome<T> {
    /// What is to be told.
    Done(T),
    /// It was found in a folder and is no thread.
    PassedOver,
    /// It was not wanted.
    Left,
    /// It cannot be read.
    Failed(Failure),
}

/// Works on the thread of every file that is wanted, and tells what came of it; whether some could not be read.
///
/// Work ends early once its flag is set: nobody listens any more.
pub(super) fn sweep<T: Send>(
    candidates: &[Candidate],
    out: &mut dyn Write,
    is_wanted: impl Fn(&Candidate) -> bool + Sync,
    work: impl Fn(&Candidate, Thread, &AtomicBool) -> T + Sync,
    tell: impl FnMut(T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<bool> {
    let workers = processors().min(candidates.len());
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (sender, outcomes) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next, stop) = (sender.clone(), &next, &stop);
            let (is_wanted, work) = (&is_wanted, &work);
            scope.spawn(move || {
                let mut left = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some(candidate) = candidates.get(turn) else { break };
                    let is_wanted = is_wanted(candidate);
                    if !is_wanted {
                        left.push((turn, Outcome::Left));
                    }
                    // Others may have found something that waits for these to be told.
                    let is_due = left.len() == TOGETHER || is_wanted && !left.is_empty();
                    if is_due && sender.send(std::mem::take(&mut left)).is_err() {
                        return;
                    }
                    if !is_wanted {
                        continue;
                    }
                    let outcome = match candidate.open() {
                        Ok(Some(thread)) => Outcome::Done(work(candidate, thread, stop)),
                        Ok(None) => Outcome::PassedOver,
                        Err(failure) => Outcome::Failed(failure),
                    };
                    if sender.send(vec![(turn, outcome)]).is_err() {
                        return;
                    }
                }
                let _ = sender.send(left);
            });
        }
        drop(sender);
        let told = tell_all(candidates.len(), &outcomes, out, tell);
        stop.store(true, Ordering::Relaxed);
        told
    })
}

/// Tells what the workers made, in the order of the files.
fn tell_all<T>(
    count: usize,
    outcomes: &Receiver<Vec<(usize, Outcome<T>)>>,
    out: &mut dyn Write,
    mut tell: impl FnMut(T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<bool> {
    let mut has_trouble = false;
    let mut early = BTreeMap::new();
    let mut passed_over = 0;
    for turn in 0..count {
        while !early.contains_key(&turn) {
            let Ok(more) = outcomes.recv() else { return Ok(has_trouble) };
            early.extend(more);
        }
        match early.remove(&turn) {
            Some(Outcome::Done(done)) => {
                tell(done, out)?;
                out.flush()?;
            }
            Some(Outcome::PassedOver) => passed_over += 1,
            Some(Outcome::Failed(failure)) => {
                complain(out, &failure);
                has_trouble = true;
            }
            Some(Outcome::Left) | None => {}
        }
    }
    inputs::tell_passed_over(passed_over, out);
    Ok(has_trouble)
}
