//! An item with its answers in it, and theirs in them, walked with a stack of its own.
//!
//! An item is read as soon as its answers begin, so that what stands before a cut is never lost; where its text comes
//! after them, as in files with sorted keys, at its end.

use std::borrow::Cow;
use std::collections::HashSet;

use super::item;
use crate::formats::Unreadable;
use crate::formats::json::{At, Fault, Fields, Object, Walker};
use crate::model::{Clean, ThreadBuilder};

/// Reads the items of `text`: one, or a list of them.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let mut walk = Walk { walker: Walker::new(text), open: Vec::new(), seen: HashSet::new(), builder };
    let Err(fault) = walk.run() else { return Ok(()) };
    // What is open was cut, yet what is told of it before the cut can be read.
    for i in 0..walk.open.len() {
        if walk.open[i].has_text() {
            walk.take(i);
        }
    }
    let (place, count) = (fault.place(text), builder.len());
    if count == 0 {
        let what = format!("{} before the first post ended ({place})", fault.what());
        return Err(Unreadable::new(&what, "Save it again, or mend the file at that place."));
    }
    builder.warn(&place, &format!("{}, after post {count}; nothing more could be read", fault.what()));
    Ok(())
}

struct Walk<'a, 'b> {
    walker: Walker<'a>,
    open: Vec<Open<'a>>,
    seen: HashSet<Clean>,
    builder: &'b mut ThreadBuilder,
}

/// An item that is not at its end yet.
#[derive(Default)]
struct Open<'a> {
    fields: Vec<(Cow<'a, str>, &'a str)>,
    is_in_children: bool,
    is_taken: bool,
    id: Option<Clean>,
}

impl Open<'_> {
    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    fn has_text(&self) -> bool {
        !self.is_taken && self.has("id") && self.has("text") && self.has("author")
    }
}

impl Walk<'_, '_> {
    fn run(&mut self) -> Result<(), Fault> {
        if self.walker.enter(b'[') {
            while self.walker.item()? {
                self.value()?;
            }
        }
        while self.walker.peek().is_some() {
            self.value()?;
        }
        Ok(())
    }

    /// Walks one value, and takes the item that it is with all in it.
    fn value(&mut self) -> Result<(), Fault> {
        self.enter()?;
        while let Some(last) = self.open.len().checked_sub(1) {
            if self.open[last].is_in_children {
                if self.walker.item()? {
                    self.enter()?;
                } else {
                    self.open[last].is_in_children = false;
                }
                continue;
            }
            match self.walker.key()? {
                None => {
                    self.take(last);
                    self.open.pop();
                }
                Some(key) if key == "children" && self.walker.enter(b'[') => {
                    if self.open[last].has_text() {
                        self.take(last);
                    }
                    self.open[last].is_in_children = true;
                }
                Some(key) => {
                    let value = self.walker.value()?;
                    if !self.open[last].is_taken {
                        self.open[last].fields.push((key, value));
                    }
                }
            }
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Fault> {
        if self.walker.enter(b'{') {
            self.open.push(Open::default());
        } else {
            self.walker.value()?;
        }
        Ok(())
    }

    /// Reads an open item, once.
    fn take(&mut self, i: usize) {
        if std::mem::replace(&mut self.open[i].is_taken, true) {
            return;
        }
        let object = Object::of_fields(std::mem::take(&mut self.open[i].fields));
        let place = format!("item {}", object.get("id").unwrap_or("without id"));
        let mut fields = Fields { object, at: At::value("", &place), notes: self.builder };
        let Some(mut draft) = item::read(&mut fields) else { return };
        self.open[i].id.clone_from(&draft.id);
        if draft.reply_to.is_none() && i > 0 {
            draft.reply_to.clone_from(&self.open[i - 1].id);
        }
        if draft.id.clone().is_some_and(|id| self.seen.insert(id)) {
            self.builder.push(draft);
        }
    }
}
