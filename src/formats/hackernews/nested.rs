//! An item with its answers in it, and theirs in them, walked with a stack of its own.
//!
//! An item is taken as soon as its answers begin, so that what stands before a cut is never lost; where its text comes
//! after them, as in files with sorted keys, at its end. What was taken is read a few thousand at a time.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use super::item;
use crate::formats::json::{At, Fault, Fields, Object, Walker, text};
use crate::formats::{Unreadable, sharing};
use crate::model::{Clean, ThreadBuilder};

/// So many items are read at a time.
const MOST_TAKEN: usize = 16 << 10;

/// Reads the items of `text`: one, or a list of them.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let (open, seen, taken) = (Vec::new(), HashSet::default(), Vec::new());
    let mut walk = Walk { walker: Walker::new(text), open, seen, taken, builder };
    let Err(fault) = walk.run() else {
        walk.read_taken();
        return Ok(());
    };
    // What is open was cut, yet what is told of it before the cut can be read.
    for i in 0..walk.open.len() {
        if walk.open[i].has_text() {
            walk.take(i);
        }
    }
    walk.read_taken();
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
    seen: HashSet<Clean, RandomState>,
    taken: Vec<Taken<'a>>,
    builder: &'b mut ThreadBuilder,
}

/// An item that is not at its end yet.
#[derive(Default)]
struct Open<'a> {
    object: Object<'a>,
    is_in_children: bool,
    is_taken: bool,
    id: Option<Clean>,
}

impl Open<'_> {
    fn has_text(&self) -> bool {
        !self.is_taken && ["id", "text", "author"].iter().all(|name| self.object.has(name))
    }
}

/// An item that is to be read.
struct Taken<'a> {
    object: Object<'a>,
    /// That of the item whose answer it is by where it stands.
    above: Option<Clean>,
    /// Whether an item of the same id was taken before.
    is_repeated: bool,
}

impl Taken<'_> {
    fn read(&mut self, builder: &mut ThreadBuilder) {
        let place = format!("item {}", self.object.get("id").unwrap_or("without id"));
        let object = std::mem::take(&mut self.object);
        let mut fields = Fields { object, at: At::value("", &place), notes: builder };
        let Some(mut draft) = item::read(&mut fields) else { return };
        if draft.reply_to.is_none() {
            draft.reply_to.clone_from(&self.above);
        }
        if !self.is_repeated {
            builder.push(draft);
        }
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
                        self.open[last].object.push(key, value);
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

    /// Takes an open item, once.
    fn take(&mut self, i: usize) {
        if std::mem::replace(&mut self.open[i].is_taken, true) {
            return;
        }
        let object = std::mem::take(&mut self.open[i].object);
        let line = |name| object.get(name).and_then(text).and_then(|id| Clean::some_line(&id));
        let id = line("id").or_else(|| line("objectID"));
        let is_repeated = id.as_ref().is_some_and(|id| !self.seen.insert(id.clone()));
        let above = i.checked_sub(1).and_then(|above| self.open[above].id.clone());
        self.open[i].id = id;
        self.taken.push(Taken { object, above, is_repeated });
        if self.taken.len() == MOST_TAKEN {
            self.read_taken();
        }
    }

    /// Reads what was taken.
    fn read_taken(&mut self) {
        // The first post of all tells the title.
        let mut first = 0;
        while self.builder.is_empty() && first < self.taken.len() {
            self.taken[first].read(self.builder);
            first += 1;
        }
        sharing::take_all(&mut self.taken[first..], self.builder, Taken::read);
        self.taken.clear();
    }
}
