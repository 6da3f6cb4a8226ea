//! The objects of a document that are posts, found before any is read: in a list, in lists within an object, one per line.
//!
//! Only where they stand is kept, so a reader may choose between two forms of a post, and order them, without holding any.
//! Where the JSON is broken, what stands before that place is gathered, and of the lines below it those that are objects.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::{At, Fault, Walker, text};
use crate::formats::{Unreadable, sharing};
use crate::model::{ById, ThreadBuilder};

/// An object and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its text.
    pub json: &'a str,
    /// Its place.
    pub at: At<'a>,
    /// The field that holds it; empty where none does.
    pub field: &'a str,
}

/// What to do with a field of the outermost object, or of one that was entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It holds posts, in a list or one alone.
    Posts,
    /// It holds what posts refer to, in a list or one alone; found like posts, and not counted as such.
    Beside,
    /// It is an object with such fields; those are asked for with this name before theirs.
    Enter(&'static str),
    /// It says nothing of posts.
    Pass,
}

/// Finds the objects of `text`. `way` is asked for each field of an object, by the name of the object entered and its
/// own; an outermost object without posts in its fields is a post itself.
///
/// # Errors
/// When the JSON is broken before the first.
pub fn gather<'a>(
    text: &'a str,
    way: fn(&str, &str) -> Way,
    builder: &mut ThreadBuilder,
) -> Result<Vec<Item<'a>>, Unreadable> {
    Gathering::new(text, way).all(builder)
}

/// Finds what [`gather`] finds, and before it the outermost object that holds it, which is a post too or tells of all:
/// an item without a field, of which as much is there as the file has; see [`Object::begun`](super::Object::begun).
///
/// # Errors
/// When the JSON is broken before the first of those that it holds.
pub fn gather_with_outer<'a>(
    text: &'a str,
    way: fn(&str, &str) -> Way,
    builder: &mut ThreadBuilder,
) -> Result<Vec<Item<'a>>, Unreadable> {
    Gathering { is_with_outer: true, ..Gathering::new(text, way) }.all(builder)
}

struct Gathering<'a> {
    text: &'a str,
    walker: Walker<'a>,
    way: fn(&str, &str) -> Way,
    /// Whether the outermost objects are found too.
    is_with_outer: bool,
    found: Vec<Item<'a>>,
    /// How many of them are no posts.
    beside: usize,
    /// Where the item at hand begins, or the last one ended: what stands below it is not read yet.
    begun: usize,
    /// Up to which byte line ends are counted, and the line there.
    counted: (usize, usize),
}

impl<'a> Gathering<'a> {
    fn new(text: &'a str, way: fn(&str, &str) -> Way) -> Self {
        let walker = Walker::new(text);
        let (found, begun, counted) = (Vec::new(), 0, (0, 1));
        Self { text, walker, way, is_with_outer: false, found, beside: 0, begun, counted }
    }

    fn all(mut self, builder: &mut ThreadBuilder) -> Result<Vec<Item<'a>>, Unreadable> {
        let Err(fault) = self.run() else { return Ok(self.found) };
        let place = fault.place(self.text);
        let found = self.found.len();
        let before = found - self.beside;
        self.read_on(builder);
        let after = self.found.len() - found;
        if self.found.is_empty() {
            let what = format!("{} before the first post ended ({place})", fault.what());
            return Err(Unreadable::new(&what, "Save or export it again, or mend the file at that place."));
        }
        let rest = match after {
            0 => "nothing more could be read".to_owned(),
            _ => format!("of the lines below it, {after} could be read as posts"),
        };
        builder.warn(&place, &format!("{}, after post {before}; {rest}", fault.what()));
        Ok(self.found)
    }

    fn run(&mut self) -> Result<(), Fault> {
        let mut first = true;
        while let Some(byte) = self.walker.peek() {
            let start = self.walker.at();
            self.begun = start;
            let line = self.line_at(start);
            if byte == b'{' {
                let before = self.found.len();
                let walked = self.object();
                if self.is_with_outer && (walked.is_err() || self.found.len() > before) {
                    let end = if walked.is_ok() { self.walker.at() } else { self.text.len() };
                    let at = if first { At::DOCUMENT } else { At::line(line) };
                    self.found.insert(before, Item { json: &self.text[start..end], at, field: "" });
                }
                walked?;
                let is_only = first && self.walker.peek().is_none();
                if self.found.len() == before {
                    let at = if is_only { At::DOCUMENT } else { At::line(line) };
                    let json = self.text[start..self.walker.at()].trim_end();
                    self.found.push(Item { json, at, field: "" });
                }
            } else if byte == b'[' {
                self.posts("", "")?;
            } else {
                // `null` is what some servers answer for what does not exist.
                let value = self.walker.value()?;
                if value != "null" {
                    return Err(Fault { at: start, expected: Some("an object or a list") });
                }
            }
            first = false;
        }
        Ok(())
    }

    /// Walks the object that comes next, and those within it that are to be entered.
    fn object(&mut self) -> Result<(), Fault> {
        let mut within = vec![""];
        self.walker.enter(b'{');
        while let Some(entered) = within.last().copied() {
            let Some(key) = self.walker.key()? else {
                within.pop();
                continue;
            };
            match (self.way)(entered, &key) {
                way @ (Way::Posts | Way::Beside) => {
                    // A key that was not written plainly is none that a platform writes.
                    let name = if let Cow::Borrowed(name) = key { name } else { "" };
                    let before = self.found.len();
                    let read = self.posts(entered, name);
                    self.beside += if way == Way::Beside { self.found.len() - before } else { 0 };
                    read?;
                }
                Way::Enter(name) if self.walker.enter(b'{') => within.push(name),
                Way::Enter(_) | Way::Pass => {
                    self.walker.value()?;
                }
            }
        }
        Ok(())
    }

    /// Takes the items of the list that comes next, or the one object.
    fn posts(&mut self, entered: &'static str, name: &'a str) -> Result<(), Fault> {
        if !self.walker.enter(b'[') {
            let json = self.walker.value()?;
            if json.starts_with('{') {
                self.found.push(Item { json, at: At::value(entered, name), field: name });
            }
            self.begun = self.walker.at();
            return Ok(());
        }
        let before = self.found.len();
        if self.walker.peek() == Some(b'{') {
            let (text, start) = (self.text, self.walker.at());
            let opening = Opening::of(&text[start..]);
            let begin = |at| opening.as_ref()?.find(text, at);
            let (items, at) = sharing::find_all(start..text.len(), begin, |piece| objects(text, piece));
            for json in items.into_iter().flatten() {
                let at = At::entry((entered, name), self.found.len() - before);
                self.found.push(Item { json, at, field: name });
            }
            self.walker.skip_to(at);
            self.begun = at;
        }
        let mut i = self.found.len() - before;
        while self.walker.item()? {
            self.begun = self.walker.at();
            let json = self.walker.value()?;
            if json != "null" {
                self.found.push(Item { json, at: At::entry((entered, name), i), field: name });
            }
            self.begun = self.walker.at();
            i += 1;
        }
        Ok(())
    }

    /// The number of the line that holds a byte behind all those asked for before.
    fn line_at(&mut self, at: usize) -> usize {
        let (counted, line) = self.counted;
        let line = line + self.text[counted..at].matches('\n').count();
        self.counted = (at, line);
        line
    }

    /// Takes the objects that stand on lines of their own below a broken one, each line for itself.
    fn read_on(&mut self, builder: &mut ThreadBuilder) {
        let mut start = 0;
        for (i, line) in self.text.split('\n').enumerate() {
            let is_above = start <= self.begun;
            start += line.len() + 1;
            if is_above || !line.starts_with('{') {
                continue;
            }
            let at = At::line(i + 1);
            match Walker::new(line).value() {
                Ok(json) => self.found.push(Item { json, at, field: "" }),
                Err(fault) => {
                    let is_cut = fault.expected.is_none();
                    let what = if is_cut { "it ends in the middle".to_owned() } else { fault.what() };
                    builder.warn(&at.field(""), &format!("{what}; it was left out"));
                }
            }
        }
    }
}

/// The objects of a piece of a list, and where what follows them begins.
fn objects(text: &str, piece: Range<usize>) -> (Vec<&str>, usize) {
    let mut walker = Walker::new_at(text, piece.start);
    let mut found = Vec::new();
    while walker.at() < piece.end && walker.peek() == Some(b'{') {
        let start = walker.at();
        let Ok(json) = walker.value() else { return (found, start) };
        found.push(json);
        while walker.peek() == Some(b',') {
            walker.enter(b',');
        }
    }
    (found, walker.at())
}

/// How the objects of a list open, by which others like them are found without reading what stands before them.
struct Opening<'a> {
    /// From the brace to the colon behind the first key.
    start: memmem::Finder<'a>,
    /// The names of the first two fields, by which they are told from objects within them.
    keys: [Cow<'a, str>; 2],
}

impl<'a> Opening<'a> {
    /// That of the object that `json` begins with.
    fn of(json: &'a str) -> Option<Self> {
        let keys = Self::keys(json)?;
        let colon = json.find(':')?;
        Some(Self { start: memmem::Finder::new(&json.as_bytes()[..=colon]), keys })
    }

    fn keys(json: &str) -> Option<[Cow<'_, str>; 2]> {
        let mut walker = Walker::new(json);
        walker.enter(b'{').then_some(())?;
        let first = walker.key().ok()??;
        walker.value().ok()?;
        Some([first, walker.key().ok()??])
    }

    /// Where the first object from a byte on begins that opens so.
    fn find(&self, text: &str, at: usize) -> Option<usize> {
        let mut starts = self.start.find_iter(&text.as_bytes()[at..]).map(|start| at + start);
        starts.find(|start| Self::keys(&text[*start..]).is_some_and(|keys| keys == self.keys))
    }
}

/// A post of the file, and what must be known of it before it is read.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    /// Where it stands.
    pub item: Item<'a>,
    /// Its id.
    pub id: Option<Cow<'a, str>>,
    /// The id of the post that it answers.
    pub reply_to: Option<Cow<'a, str>>,
}

/// The ids of posts, with their places.
pub type Ids<'a> = ById<Cow<'a, str>, usize>;

/// Each post once, in its longest form and at its first place; and the ids of all.
///
/// `id` and `reply_to` are the names of the fields that may hold these.
pub fn choose<'a>(items: &[Item<'a>], id: &[&str], reply_to: &[&str]) -> (Vec<Head<'a>>, Ids<'a>) {
    let mut heads: Vec<Head> = Vec::with_capacity(items.len());
    let all = sharing::map_all(items, |item| head(*item, id, reply_to));
    let mut places = Ids::with_capacity(items.len(), all.first().and_then(|head| head.id.as_deref()));
    for head in all {
        let Some(id) = &head.id else {
            heads.push(head);
            continue;
        };
        let place = *places.or_insert(id, || id.clone(), heads.len());
        let Some(first) = heads.get_mut(place) else {
            heads.push(head);
            continue;
        };
        if first.item.json.len() < head.item.json.len() {
            // It stays where it first stood: a list says what answers what.
            let field = first.item.field;
            *first = Head { item: Item { field, ..head.item }, ..head };
        }
    }
    (heads, places)
}

fn head<'a>(item: Item<'a>, id: &[&str], reply_to: &[&str]) -> Head<'a> {
    let mut head = Head { item, id: None, reply_to: None };
    let mut walker = Walker::new(item.json);
    let mut missing = 2;
    walker.enter(b'{');
    while missing > 0
        && let Ok(Some(key)) = walker.key()
        && let Ok(value) = walker.value()
    {
        match &*key {
            key if id.contains(&key) => head.id = text(value),
            key if reply_to.contains(&key) => head.reply_to = text(value),
            _ => continue,
        }
        missing -= 1;
    }
    head
}
