//! Reading and changing what is kept upon threads while the reader goes on: one worker, which does one thing after the
//! other in the order in which it was asked.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use super::annotations::{Kept, Owner, Shelf};
use super::owning::Owners;
use crate::app::annotating::{Annotated, NotKept, Upon};
use crate::app::{Event, Message};
use crate::index::annotations::{Annotation, Annotations, Change, Outcome};

/// What is asked of the worker.
enum Job {
    Recall(Upon),
    Change(Upon, Box<Asked>),
}

/// A change with what is to be said of it.
struct Asked {
    change: Change,
    said: String,
    undoes: bool,
    /// Where whoever waits before quitting is told how it went.
    told: Sender<Message>,
}

/// The worker.
#[derive(Debug)]
pub struct Annotator {
    jobs: Sender<Job>,
}

impl Annotator {
    /// A worker that keeps annotations on a shelf, and answers with [`Event::Annotated`].
    pub fn new(shelf: Shelf, events: Sender<Event>) -> Self {
        let (jobs, inbox) = mpsc::channel();
        thread::spawn(move || {
            for job in inbox {
                let answer = match job {
                    Job::Recall(upon) => recalled(shelf, &upon),
                    Job::Change(upon, asked) => changed(shelf, &upon, *asked),
                };
                if events.send(answer).is_err() {
                    return;
                }
            }
        });
        Self { jobs }
    }

    /// Asks what is kept upon a thread.
    pub fn recall(&self, upon: Upon) {
        let _ = self.jobs.send(Job::Recall(upon));
    }

    /// Has a change made; what comes back tells when that is done.
    pub fn change(&self, upon: Upon, change: Change, said: String, undoes: bool) -> Receiver<Message> {
        let (told, taking) = mpsc::channel();
        let _ = self.jobs.send(Job::Change(upon, Box::new(Asked { change, said, undoes, told })));
        taking
    }
}

fn owners(upon: &Upon) -> Owners<'_> {
    let whole = Owner {
        mark: upon.mark.clone(),
        words: upon.words.clone(),
        file: upon.file.as_deref().map(PathBuf::from),
    };
    Owners::new(&upon.document.thread, &upon.document.tree, whole)
}

fn found(upon: &Upon, annotations: Vec<Annotation>) -> Arc<Annotations> {
    Arc::new(Annotations::new(&upon.document.thread, &upon.document.tree, annotations))
}

fn recalled(shelf: Shelf, upon: &Upon) -> Event {
    let answer = owners(upon).load(shelf).map(|annotations| {
        let all = found(upon, annotations);
        Annotated { all, change: None, outcome: Outcome::Done, said: None }
    });
    Event::Annotated(upon.clone(), Box::new(answer.map_err(|problem| NotKept { problem, change: None })))
}

fn changed(shelf: Shelf, upon: &Upon, asked: Asked) -> Event {
    let Asked { change, said, undoes, told } = asked;
    let answer = match owners(upon).change(shelf, vec![change.clone()]) {
        Ok(Kept { annotations, mut changes, notice }) => {
            let (made, outcome) = changes.pop().unwrap_or((change, Outcome::Done));
            let message = message(said, outcome, notice);
            let _ = told.send(message.clone());
            let change = Some(made).filter(|_| !undoes);
            Ok(Annotated { all: found(upon, annotations), change, outcome, said: Some(message) })
        }
        Err(why) => {
            let problem = format!("Not kept: {why}. Make room or mend that, then try again");
            let _ = told.send(Message::problem(problem.clone()));
            Err(NotKept { problem, change: Some(change) })
        }
    };
    Event::Annotated(upon.clone(), Box::new(answer))
}

fn message(said: String, outcome: Outcome, notice: Option<String>) -> Message {
    let said = match outcome {
        Outcome::Done => said,
        Outcome::Joined => format!("{said}; another program wrote on it meanwhile: both texts are kept"),
        Outcome::Kept => {
            "Not deleted: another program has changed it meanwhile. It is shown as it is now".to_owned()
        }
    };
    match notice {
        Some(notice) => Message::problem(format!("{said}; {notice}")),
        None => Message::info(said),
    }
}
