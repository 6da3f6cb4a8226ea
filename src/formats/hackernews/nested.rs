//! An item with its answers in it, and theirs in them, walked with a stack of its own.
//!
//! An item is taken as soon as its answers begin, so that what stands before a cut is never lost; where its text comes
//! after them, as in files with sorted keys, at its end. What was taken is read a few thousand at a time.

use std::borrow::Cow;
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
    let mut walk = Walk { text, walker: Walker::new(text), open, seen, taken, builder };
    let Err(fault) = walk.run() else {
        walk.read_taken();
        return Ok(());
    };
    // What is open was cut, yet what is told of it before the cut can be read.
    for i in 0..walk.open.len() {
        if walk.open[i].is_due() {
            walk.take(i, text.len());
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
    text: &'a str,
    walker: Walker<'a>,
    open: Vec<Open<'a>>,
    seen: HashSet<Clean, RandomState>,
    taken: Vec<Taken<'a>>,
    builder: &'b mut ThreadBuilder,
}

/// An item that is not at its end yet.
#[derive(Default)]
struct Open<'a> {
    /// Where it begins.
    start: usize,
    /// Its fields, where its answers came before its text.
    object: Option<Object<'a>>,
    is_in_children: bool,
    is_taken: bool,
    /// What its fields `id` and `objectID` hold.
    ids: [Option<&'a str>; 2],
    /// Whether it has a text, and an author.
    has: [bool; 2],
    id: Option<Clean>,
}

impl<'a> Open<'a> {
    /// Whether it tells all that a post needs, and was not taken yet.
    fn is_due(&self) -> bool {
        !self.is_taken && self.ids[0].is_some() && self.has == [true; 2]
    }

    fn push(&mut self, key: Cow<'a, str>, value: &'a str) {
        match &*key {
            "id" => self.ids[0] = Some(value),
            "objectID" => self.ids[1] = Some(value),
            "text" => self.has[0] = true,
            "author" => self.has[1] = true,
            _ => {}
        }
        if let Some(object) = &mut self.object {
            object.push(key, value);
        }
    }
}

/// An item that is to be read.
struct Taken<'a> {
    form: Form<'a>,
    /// That of the item whose answer it is by where it stands.
    above: Option<Clean>,
    /// Whether an item of the same id was taken before.
    is_repeated: bool,
}

enum Form<'a> {
    /// Its text up to its answers.
    Text(&'a str),
    /// Its fields but for the answers, which stand among them.
    Fields(Object<'a>),
}

impl Taken<'_> {
    fn read(&mut self, builder: &mut ThreadBuilder) {
        let object = match &mut self.form {
            Form::Text(json) => Object::begun(json),
            Form::Fields(object) => std::mem::take(object),
        };
        let place = ["item ", object.get("id").unwrap_or("without id")].concat();
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
                    self.take(last, self.walker.at());
                    self.open.pop();
                }
                Some(key) if key == "children" && self.walker.enter(b'[') => {
                    let (at, text) = (self.walker.at(), self.text);
                    let open = &mut self.open[last];
                    open.is_in_children = true;
                    if open.is_due() {
                        self.take(last, at);
                    } else if !open.is_taken && open.object.is_none() {
                        open.object = Some(Object::begun(&text[open.start..at]));
                    }
                }
                Some(key) => {
                    let value = self.walker.value()?;
                    if !self.open[last].is_taken {
                        self.open[last].push(key, value);
                    }
                }
            }
        }
        Ok(())
    }

    fn enter(&mut self) -> Result<(), Fault> {
        self.walker.peek();
        let start = self.walker.at();
        if self.walker.enter(b'{') {
            self.open.push(Open { start, ..Open::default() });
        } else {
            self.walker.value()?;
        }
        Ok(())
    }

    /// Takes an open item, once, with what stands of it before a byte.
    fn take(&mut self, i: usize, end: usize) {
        let open = &mut self.open[i];
        if std::mem::replace(&mut open.is_taken, true) {
            return;
        }
        let form = match open.object.take() {
            Some(object) => Form::Fields(object),
            None => Form::Text(&self.text[open.start..end]),
        };
        let id = open.ids.iter().find_map(|id| Clean::some_line(&text((*id)?)?));
        let is_repeated = id.as_ref().is_some_and(|id| !self.seen.insert(id.clone()));
        let above = i.checked_sub(1).and_then(|above| self.open[above].id.clone());
        self.open[i].id = id;
        self.taken.push(Taken { form, above, is_repeated });
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
