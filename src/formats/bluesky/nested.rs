//! Threads of `getPostThread`: replies in replies, and what the post answers above it, walked with a stack of its own.
//!
//! ```text
//! thread ─ post             the post that was asked for, maybe in the middle
//!        ├ parent ─ post    what it answers, and that again
//!        └ replies[] ─ post, replies[]
//! ```
//!
//! A post is taken as soon as its object ends, so that what stands before a cut is never lost.

use super::entries::{Entries, Entry, What};
use crate::formats::Unreadable;
use crate::formats::json::{Fault, Walker, text};
use crate::model::{State, ThreadBuilder};

/// Reads the threads of `text`: one, a list, or one per line.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let mut entries = Entries::default();
    let fault = find(text, &mut entries).err();
    let count = entries.len();
    if let Some(fault) = fault {
        let place = fault.place(text);
        if count == 0 {
            let what = format!("{} before the first post ended ({place})", fault.what());
            return Err(Unreadable::new(&what, "Save it again, or mend the file at that place."));
        }
        builder.warn(&place, &format!("{}, after post {count}; nothing more could be read", fault.what()));
    }
    entries.read(true, builder);
    Ok(())
}

/// Finds the posts of a thread.
///
/// # Errors
/// When the JSON is broken; what stands before that is in `entries`.
pub(super) fn find<'a>(text: &'a str, entries: &mut Entries<'a>) -> Result<(), Fault> {
    let mut walk = Walk { walker: Walker::new(text), open: Vec::new(), entries };
    if walk.walker.enter(b'[') {
        while walk.walker.item()? {
            walk.value()?;
        }
    }
    while walk.walker.peek().is_some() {
        walk.value()?;
    }
    Ok(())
}

struct Walk<'a, 'e> {
    walker: Walker<'a>,
    open: Vec<Node<'a>>,
    entries: &'e mut Entries<'a>,
}

/// An object that is not at its end yet: a node of a thread, or what holds the thread.
#[derive(Default)]
struct Node<'a> {
    is_in_replies: bool,
    /// How many replies there are, if they are told.
    replies: u64,
    /// How far above the post that was asked for.
    above: usize,
    /// The entry of the node that it answers.
    below: Option<usize>,
    /// Its own.
    entry: Option<usize>,
    kind: Option<&'a str>,
    uri: Option<&'a str>,
    author: Option<&'a str>,
}

impl<'a> Walk<'a, '_> {
    /// Walks one value with all in it.
    fn value(&mut self) -> Result<(), Fault> {
        self.enter(Node::default())?;
        while let Some(node) = self.open.last_mut() {
            if node.is_in_replies {
                if self.walker.item()? {
                    node.replies += 1;
                    let inner = Node { below: node.entry, ..Node::default() };
                    self.enter(inner)?;
                } else {
                    node.is_in_replies = false;
                }
                continue;
            }
            let Some(key) = self.walker.key()? else {
                self.leave();
                continue;
            };
            self.field(&key)?;
        }
        Ok(())
    }

    fn enter(&mut self, node: Node<'a>) -> Result<(), Fault> {
        if self.walker.enter(b'{') {
            self.open.push(node);
        } else {
            self.walker.value()?;
        }
        Ok(())
    }

    /// Walks the value of a field of the innermost node.
    fn field(&mut self, key: &str) -> Result<(), Fault> {
        let Some(node) = self.open.last_mut() else { return Ok(()) };
        match key {
            "thread" => return self.enter(Node::default()),
            "parent" => {
                let above = node.above + 1;
                return self.enter(Node { above, ..Node::default() });
            }
            "replies" if self.walker.enter(b'[') => {
                node.is_in_replies = true;
                return Ok(());
            }
            _ => {}
        }
        let value = self.walker.value()?;
        match key {
            "post" if value.starts_with('{') => {
                let (above, below) = (node.above, node.below);
                let entry = self.entries.add(Entry { what: What::Post(value), at: None, below, above });
                node.entry = Some(entry);
            }
            "$type" => node.kind = Some(value),
            "uri" => node.uri = Some(value),
            "author" => node.author = Some(value),
            // Servers of other makes leave the type out.
            "notFound" | "blocked" if node.kind.is_none() && value == "true" => {
                node.kind = Some(if key == "blocked" { "\"#blockedPost\"" } else { "\"#notFoundPost\"" });
            }
            _ => {}
        }
        Ok(())
    }

    /// Ends the innermost node: it was no post, or the posts that answer it may be more than are there.
    fn leave(&mut self) {
        let Some(node) = self.open.pop() else { return };
        let (above, below) = (node.above, node.below);
        if node.entry.is_some() {
            if above == 0 {
                let what = What::MoreThan(node.replies);
                self.entries.add(Entry { what, at: None, below: node.entry, above });
            }
            return;
        }
        let state = match node.kind {
            Some(kind) if kind.contains("#notFoundPost") => State::Deleted,
            Some(kind) if kind.contains("#blockedPost") => State::Blocked,
            _ => return,
        };
        let uri = node.uri.and_then(text).unwrap_or_default();
        let what = What::Gone { uri, state, author: node.author };
        self.entries.add(Entry { what, at: None, below, above });
    }
}
