//! Pages of the API: listings of things, in each comment a listing of the replies to it, walked with a stack of its own.
//!
//! A thing may be told of on both sides of its replies. So it waits until all in it has ended, but keeps its place before
//! them; and what is told of it before a cut is read even so.

use std::borrow::Cow;

use super::text::is_escaped;
use super::thing;
use super::threads::Threads;
use crate::formats::Unreadable;
use crate::formats::json::{At, Fault, Fields, Object, Walker};
use crate::model::ThreadBuilder;

/// The fields of things that are read, sorted; the rest is most of a file.
const FIELDS: &[&str] = &[
    "author",
    "body",
    "count",
    "created_utc",
    "crosspost_parent",
    "crosspost_parent_list",
    "gallery_data",
    "hide_score",
    "id",
    "is_gallery",
    "is_self",
    "link_id",
    "media",
    "media_metadata",
    "name",
    "num_comments",
    "over_18",
    "parent_id",
    "permalink",
    "poll_data",
    "post_hint",
    "removed_by_category",
    "score",
    "score_hidden",
    "secure_media",
    "selftext",
    "spoiler",
    "subreddit",
    "title",
    "ups",
    "url",
];

/// Reads the things of `text`.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let threads = Threads::new(is_escaped(text), builder);
    let mut walk =
        Walk { walker: Walker::new(text), open: Vec::new(), waiting: Vec::new(), begun: 0, threads };
    let fault = walk.run().err();
    walk.take_waiting();
    let Some(fault) = fault else {
        walk.threads.finish();
        return Ok(());
    };
    let (place, count) = (fault.place(text), walk.threads.builder.len());
    if count == 0 {
        let what = format!("{} before the first post ended ({place})", fault.what());
        return Err(Unreadable::new(&what, "Save it again, or mend the file at that place."));
    }
    let message = format!("{}, after post {count}; nothing more could be read", fault.what());
    walk.threads.builder.warn(&place, &message);
    walk.threads.finish();
    Ok(())
}

struct Walk<'a, 'b> {
    walker: Walker<'a>,
    open: Vec<Open>,
    /// The fields of the things that have begun and may have more, in their order.
    waiting: Vec<Vec<(Cow<'a, str>, &'a str)>>,
    /// How many of them have not ended.
    begun: usize,
    threads: Threads<'b>,
}

/// An object that is not at its end yet.
#[derive(Default)]
struct Open {
    /// Whether it is what a thing or a listing holds, not what says its kind.
    is_data: bool,
    /// Where its fields wait, if it has any that are read; a listing has none.
    thing: Option<usize>,
    is_in_list: bool,
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

    /// Walks one value with all in it.
    fn value(&mut self) -> Result<(), Fault> {
        self.enter(false)?;
        while let Some(open) = self.open.last_mut() {
            if open.is_in_list {
                if self.walker.item()? {
                    self.enter(false)?;
                } else {
                    open.is_in_list = false;
                }
                continue;
            }
            if let Some(key) = self.walker.key()? {
                self.field(&key)?;
                continue;
            }
            let ended = self.open.pop().is_some_and(|open| open.thing.is_some());
            self.begun -= usize::from(ended);
            if ended && self.begun == 0 {
                self.take_waiting();
            }
        }
        Ok(())
    }

    fn enter(&mut self, is_data: bool) -> Result<(), Fault> {
        if self.walker.enter(b'{') {
            self.open.push(Open { is_data, ..Open::default() });
        } else {
            self.walker.value()?;
        }
        Ok(())
    }

    /// Walks the value of a field of the innermost object.
    fn field(&mut self, key: &str) -> Result<(), Fault> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        match (open.is_data, key) {
            (false, "data") => return self.enter(true),
            (false, "json") | (true, "replies") => return self.enter(false),
            // Of comments that are left out, these are their ids.
            (true, "children" | "things") if self.walker.enter(b'[') => {
                open.is_in_list = true;
                return Ok(());
            }
            _ => {}
        }
        let is_data = open.is_data;
        let value = self.walker.value()?;
        if let Ok(i) = FIELDS.binary_search(&key)
            && is_data
        {
            let next = self.waiting.len();
            let thing = *open.thing.get_or_insert(next);
            if thing == next {
                self.begun += 1;
                self.waiting.push(Vec::with_capacity(FIELDS.len() / 2));
            }
            self.waiting[thing].push((Cow::Borrowed(FIELDS[i]), value));
        }
        Ok(())
    }

    /// Reads the things that wait.
    fn take_waiting(&mut self) {
        for fields in std::mem::take(&mut self.waiting) {
            let object = Object::of_fields(fields);
            let name = object.get("name").or_else(|| object.get("id")).unwrap_or("without id");
            let place = format!("thing {}", name.trim_matches('"'));
            let is_escaped = self.threads.is_escaped;
            let mut fields = Fields { object, at: At::value("", &place), notes: self.threads.builder };
            if let Some(thing) = thing::read(&mut fields, is_escaped) {
                self.threads.push(thing);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_halves() {
        assert!(FIELDS.is_sorted());
    }
}
