//! An item with its answers in it, and theirs in them, walked with a stack of its own.
//!
//! An item is taken as soon as its answers begin, so that what stands before a cut is never lost; where its text comes
//! after them, as in files with sorted keys, at its end. What was taken is read once all is found, the last first, and the
//! text given up behind it:
//!
//! ```text
//! {"id":1,"text":…,"children":[{"id":2, … }],"points":3}
//! └─ first ───────────────────┘             └─ rest ────┘
//! ```

use std::ops::Range;

use super::item;
use crate::formats::json::{At, Fault, Fields, Object, Walker, text};
use crate::formats::{Unreadable, sharing};
use crate::model::{ById, Clean, ThreadBuilder};

/// Reads the items of `text`: one, or a list of them.
pub(super) fn read(text: String, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let (taken, fault) = find(&text);
    // The first post of all tells the title.
    let mut first = 0;
    while builder.is_empty() && first < taken.len() {
        taken[first].read(&text, builder);
        first += 1;
    }
    let place = fault.map(|fault| (fault.place(&text), fault.what()));
    let places = (&taken[first..], Taken::end);
    sharing::read_all_letting_go((text, 0), places, builder, |text, taken, builder| {
        taken.read(text, builder);
    });
    let Some((place, what)) = place else { return Ok(()) };
    let count = builder.len();
    if count == 0 {
        let what = format!("{what} before the first post ended ({place})");
        return Err(Unreadable::new(&what, "Save it again, or mend the file at that place."));
    }
    builder.warn(&place, &format!("{what}, after post {count}; nothing more could be read"));
    Ok(())
}

/// Where the items of `text` stand, and what is wrong behind them.
fn find(text: &str) -> (Vec<Taken>, Option<Fault>) {
    let (open, seen, taken) = (Vec::new(), ById::default(), Vec::new());
    let mut walk = Walk { text, walker: Walker::new(text), open, seen, taken };
    let fault = walk.run().err();
    if fault.is_some() {
        // What is open was cut, yet what is told of it before the cut can be read.
        for i in 0..walk.open.len() {
            if walk.open[i].is_due() {
                walk.take(i, text.len());
            }
        }
    }
    (walk.taken, fault)
}

struct Walk<'a> {
    text: &'a str,
    walker: Walker<'a>,
    open: Vec<Open<'a>>,
    /// The ids of what was taken.
    seen: ById<Clean, bool>,
    taken: Vec<Taken>,
}

/// An item that is not at its end yet.
#[derive(Default)]
struct Open<'a> {
    /// Where it begins.
    start: usize,
    /// Where its answers begin, if they come before its text, and where they end.
    answers: Option<Range<usize>>,
    is_in_children: bool,
    is_taken: bool,
    /// What its fields `id` and `objectID` hold.
    ids: [Option<&'a str>; 2],
    /// Whether it has a text, and an author.
    has: [bool; 2],
    /// The value of its id, once it is taken.
    id: Option<&'a str>,
}

impl<'a> Open<'a> {
    /// Whether it tells all that a post needs, and was not taken yet.
    fn is_due(&self) -> bool {
        !self.is_taken && self.ids[0].is_some() && self.has == [true; 2]
    }

    fn note(&mut self, key: &str, value: &'a str) {
        match key {
            "id" => self.ids[0] = Some(value),
            "objectID" => self.ids[1] = Some(value),
            "text" => self.has[0] = true,
            "author" => self.has[1] = true,
            _ => {}
        }
    }
}

/// An item that is to be read. There is one for each post, so they are kept small.
struct Taken {
    /// Its text up to its answers.
    first: Range<usize>,
    /// What stands of it behind them, if it says something that a post needs.
    rest: Option<Box<Range<usize>>>,
    /// Where the id stands of the item whose answer it is by where it stands; of 0 bytes for none.
    above: (usize, u32),
    /// Whether an item of the same id was taken before.
    is_repeated: bool,
}

impl Taken {
    fn end(&self) -> usize {
        self.first.end.max(self.rest.as_ref().map_or(0, |rest| rest.end))
    }

    /// The id of the item whose answer it is. That stands before it, so it is still there.
    fn above(&self, text: &str) -> Option<Clean> {
        let (start, length) = self.above;
        id(&text[start..start + length as usize])
    }

    fn read(&self, text: &str, builder: &mut ThreadBuilder) {
        let first = &text[self.first.clone()];
        let joined;
        let json = match &self.rest {
            None => first,
            // With no answers between.
            Some(rest) => {
                joined = [first, "]", &text[Range::clone(rest)]].concat();
                &joined
            }
        };
        let object = Object::begun(json);
        let place = ["item ", object.get("id").unwrap_or("without id")].concat();
        let mut fields = Fields { object, at: At::value("", &place), notes: builder };
        let Some(mut draft) = item::read(&mut fields) else { return };
        if draft.reply_to.is_none() {
            draft.reply_to = self.above(text);
        }
        if !self.is_repeated {
            builder.push(draft);
        }
    }
}

impl Walk<'_> {
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
                    let (at, open) = (self.walker.at(), &mut self.open[last]);
                    open.is_in_children = false;
                    if let Some(answers) = &mut open.answers {
                        answers.end = at;
                    }
                }
                continue;
            }
            match self.walker.key()? {
                None => {
                    self.take(last, self.walker.at());
                    self.open.pop();
                }
                Some(key) if key == "children" && self.walker.enter(b'[') => {
                    let at = self.walker.at();
                    let open = &mut self.open[last];
                    open.is_in_children = true;
                    if open.is_due() {
                        self.take(last, at);
                    } else if !open.is_taken && open.answers.is_none() {
                        open.answers = Some(at..at);
                    }
                }
                Some(key) => {
                    let value = self.walker.value()?;
                    self.open[last].note(&key, value);
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
        let start = open.start;
        let (first, rest) = match open.answers.clone() {
            // Of an item that is cut within its answers, nothing stands behind them.
            Some(answers) if open.is_in_children => (start..answers.start, None),
            Some(answers) => (start..answers.start, Some(answers.end..end).filter(|rest| !rest.is_empty())),
            None => (start..end, None),
        };
        let mut ids = open.ids.iter().copied().flatten();
        let (value, id) = ids.find_map(|value| Some((value, id(value)?))).unzip();
        open.id = value;
        let mark = id.map(|id| self.seen.or_insert(&id, || id.clone(), false));
        let is_repeated = mark.is_some_and(|mark| std::mem::replace(mark, true));
        let above = i.checked_sub(1).and_then(|above| self.open[above].id).map_or((0, 0), |id| {
            // It is a part of the text.
            (id.as_ptr().addr() - self.text.as_ptr().addr(), u32::try_from(id.len()).unwrap_or(0))
        });
        self.taken.push(Taken { first, rest: rest.map(Box::new), above, is_repeated });
    }
}

/// The id that a value is.
fn id(value: &str) -> Option<Clean> {
    Clean::some_line(&text(value)?)
}
