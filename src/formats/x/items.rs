//! Where the posts stand in a file, and in which order they are read.
//!
//! Neither archives nor the API sort their posts as a reader reads them. So a first pass notes only where each post
//! stands and its id (which rises with time), and the posts are read in the second pass, in order, one by one:
//!
//! ```text
//! file    [ {id 30 …}, {id 10 …}, {id 20 …}, {id 20 …} ]
//! items     10 at 12   20 at 19   30 at 4                    sorted, each once, edited posts as their last version
//! ```
//!
//! The first pass reads past what is broken; what a post must look like is none of its business.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::formats::json::{At, Object, Text, excerpt, text};
use crate::model::{Clean, ThreadBuilder};

/// How the posts stand in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One post alone.
    Single,
    /// A list, which begins at a byte.
    List(usize),
    /// A list in the field `statuses`.
    Statuses(usize),
    /// A post on each line.
    Lines,
}

/// One post of a file, not read yet.
#[derive(Clone, Debug)]
pub(super) struct Item {
    start: usize,
    end: usize,
    /// Its place: the number of its line from 1, or of its item from 0.
    number: u32,
    /// That of the item before it, where it has none.
    id: u64,
    has_id: bool,
}

/// The posts of a file, in the order of their ids.
#[derive(Debug)]
pub(super) struct Items<'t> {
    text: &'t str,
    layout: Layout,
    /// By id, once they are all found. There is one for each post, so they are kept small.
    sorted: Vec<Item>,
    /// Versions of edited posts, and the first version of each.
    edits: HashMap<u64, u64>,
    /// Earlier versions of edited posts, and the last.
    replaced: HashMap<u64, u64>,
    /// Posts of which the file says that they were deleted.
    deleted: HashSet<u64>,
}

impl<'t> Items<'t> {
    /// Finds the posts of `text`.
    pub(super) fn find(text: &'t str, layout: Layout, notes: &mut ThreadBuilder) -> Self {
        let (sorted, edits, replaced, deleted) = Default::default();
        let mut found = Self { text, layout, sorted, edits, replaced, deleted };
        match layout {
            Layout::Single => found.find_single(notes),
            Layout::List(at) | Layout::Statuses(at) => found.find_in_list(at + 1, notes),
            Layout::Lines => found.find_on_lines(notes),
        }
        found.arrange();
        if !found.replaced.is_empty() {
            let count = found.replaced.len();
            let versions =
                if count == 1 { "version of a post that was" } else { "versions of posts that were" };
            notes.warn("", &format!("{count} earlier {versions} edited later: only the last is shown"));
        }
        found
    }

    /// Hands each post in order to `read`, with its place.
    pub(super) fn for_each(&self, mut read: impl FnMut(&'t str, &At)) {
        let statuses = At::DOCUMENT.inner("statuses");
        for item in &self.sorted {
            let at = match self.layout {
                Layout::Single => At::DOCUMENT,
                Layout::List(_) => At::DOCUMENT.item(item.number as usize),
                Layout::Statuses(_) => statuses.item(item.number as usize),
                Layout::Lines => At::line(item.number as usize),
            };
            read(&self.text[item.start..item.end], &at);
        }
    }

    /// Whether the file has the post `id`.
    pub(super) fn contains(&self, id: &str) -> bool {
        let Ok(id) = id.parse::<u64>() else { return false };
        let first = self.sorted.partition_point(|item| item.id < id);
        self.sorted.get(first).is_some_and(|item| item.id == id && item.has_id)
    }

    /// The version of an edited post that is shown, where `id` is an earlier one.
    pub(super) fn last_version(&self, id: &str) -> Option<Clean> {
        let last = self.replaced.get(&id.parse().ok()?)?;
        Some(Clean::line(&last.to_string()))
    }

    /// Whether the file says that the post `id` was deleted.
    pub(super) fn is_deleted(&self, id: Option<&str>) -> bool {
        !self.deleted.is_empty()
            && id.and_then(|id| id.parse().ok()).is_some_and(|id| self.deleted.contains(&id))
    }

    /// Notes what is wrong at the post or line `number`.
    fn warn(&self, number: usize, message: &str, notes: &mut ThreadBuilder) {
        let statuses = At::DOCUMENT.inner("statuses");
        let place = match self.layout {
            Layout::Single => String::new(),
            Layout::List(_) => At::DOCUMENT.item(number).field(""),
            Layout::Statuses(_) => statuses.item(number).field(""),
            Layout::Lines => At::line(number).field(""),
        };
        notes.warn(&place, message);
    }

    fn push(&mut self, number: usize, range: Range<usize>, key: &Key) {
        let has_id = key.id != 0;
        let id = if has_id { key.id } else { self.sorted.last().map_or(0, |item| item.id) };
        self.sorted.push(Item { start: range.start, end: range.end, number: number as u32, id, has_id });
        if key.first != 0 {
            self.edits.insert(key.id, key.first);
        }
        self.deleted.extend(key.deleted);
    }

    fn find_single(&mut self, notes: &mut ThreadBuilder) {
        match key_at(self.text) {
            Ok((key, len)) => self.push(0, 0..len, &key),
            Err(error) => self.warn(0, &what_is_wrong(&error), notes),
        }
    }

    fn find_on_lines(&mut self, notes: &mut ThreadBuilder) {
        let mut at = 0;
        for (i, line) in self.text.split('\n').enumerate() {
            let range = at..at + line.len();
            at = range.end + 1;
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str(line) {
                Ok(key) => self.push(i + 1, range, &key),
                Err(error) => self.warn(i + 1, &format!("{}; it was left out", what_is_wrong(&error)), notes),
            }
        }
    }

    fn find_in_list(&mut self, from: usize, notes: &mut ThreadBuilder) {
        let text = self.text;
        let mut opening = None;
        let (mut at, mut number) = (from, 0);
        loop {
            at += text[at..].len() - text[at..].trim_start_matches([' ', '\n', '\r', '\t', ',']).len();
            match text.as_bytes().get(at) {
                Some(b']') => return,
                Some(b'{') => opening = opening.or_else(|| first_key(&text[at..])),
                Some(_) => {}
                None => return notes.warn("", &format!("the file ends in the middle, after {number} posts")),
            }
            match key_at(&text[at..]) {
                Ok((key, len)) => {
                    self.push(number, at..at + len, &key);
                    at += len;
                }
                Err(error) if error.is_eof() => {
                    return self.warn(number, "the file ends in the middle of it; it was left out", notes);
                }
                Err(error) => {
                    self.warn(number, &format!("{}; it was left out", what_is_wrong(&error)), notes);
                    let next = end_of_value(text, at).or_else(|| next_after(text, at, &error, opening?));
                    let Some(next) = next else {
                        return notes.warn("", &format!("nothing more could be read after {number} posts"));
                    };
                    at = next;
                }
            }
            number += 1;
        }
    }

    /// Sorts, and leaves out what stands there twice.
    fn arrange(&mut self) {
        // Of the same post twice, the longer is the richer. Items without an id stay apart, where they stand.
        self.sorted.sort_unstable_by_key(|item| {
            let rank = if item.has_id { Reverse(item.end - item.start) } else { Reverse(0) };
            (item.id, !item.has_id, rank, item.number)
        });
        self.sorted.dedup_by_key(|item| (item.id, if item.has_id { None } else { Some(item.number) }));
        if self.edits.is_empty() {
            return;
        }
        let mut last_of: HashMap<u64, u64> = HashMap::new();
        for (version, first) in &self.edits {
            let last = last_of.entry(*first).or_default();
            *last = (*version).max(*last);
        }
        let (edits, replaced) = (&self.edits, &mut self.replaced);
        self.sorted.retain(|item| {
            let first = edits.get(&item.id).unwrap_or(&item.id);
            let last = last_of.get(first).filter(|last| item.has_id && **last != item.id);
            replaced.extend(last.map(|last| (item.id, *last)));
            last.is_none()
        });
    }
}

/// What the first pass learns of a post.
#[derive(Debug, Default)]
struct Key {
    id: u64,
    first: u64,
    deleted: Option<u64>,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a post")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Key, A::Error> {
                let mut key = Key::default();
                while let Some(Text(name)) = map.next_key()? {
                    match &*name {
                        "id_str" | "noteTweetId" => key.id = number(map.next_value()?).unwrap_or(key.id),
                        // The digits of a bare number may have been rounded on their way.
                        "id" if key.id == 0 => key.id = number(map.next_value()?).unwrap_or(0),
                        "edit_info" => key.first = first_version(map.next_value()?).unwrap_or(0),
                        "delete" => key.deleted = deleted_post(map.next_value()?),
                        "tweet" | "noteTweet" => key = map.next_value()?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(key)
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

fn number(raw: &RawValue) -> Option<u64> {
    text(raw.get())?.parse().ok()
}

/// `{"edit": {"initialTweetId": "17", …}}`; posts that are not edited have no such field.
fn first_version(raw: &RawValue) -> Option<u64> {
    if !raw.get().contains("initialTweetId") {
        return None;
    }
    let edit = Object::read(raw.get()).ok()?.get("edit")?;
    text(Object::read(edit).ok()?.get("initialTweetId")?)?.parse().ok()
}

/// `{"status": {"id_str": "17", …}}`.
fn deleted_post(raw: &RawValue) -> Option<u64> {
    let status = Object::read(raw.get()).ok()?.get("status")?;
    text(Object::read(status).ok()?.get("id_str")?)?.parse().ok()
}

/// The post that `json` opens with, and its length.
fn key_at(json: &str) -> serde_json::Result<(Key, usize)> {
    let mut stream = serde_json::Deserializer::from_str(json).into_iter();
    let key = stream.next().unwrap_or_else(|| serde_json::from_str(""))?;
    Ok((key, stream.byte_offset()))
}

/// Where the value that begins at `at` ends, if it is sound JSON.
fn end_of_value(text: &str, at: usize) -> Option<usize> {
    let mut stream = serde_json::Deserializer::from_str(&text[at..]).into_iter::<IgnoredAny>();
    stream.next()?.ok()?;
    Some(at + stream.byte_offset())
}

/// An object's text from its brace to the colon behind its first key.
fn first_key(object: &str) -> Option<&str> {
    object.find(':').map(|colon| &object[..=colon])
}

/// The next object after a fault that opens like the others and stands in a list.
fn next_after(text: &str, at: usize, error: &serde_json::Error, opening: &str) -> Option<usize> {
    let fault = at + offset(&text[at..], error);
    // The fault may be the brace itself. Never before it: each byte is read a second time at most.
    let mut from = fault.saturating_sub(1).max(at + 1);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let starts = text[from..].match_indices(opening).map(|(found, _)| from + found);
    let mut starts = starts.filter(|start| text[..*start].trim_end().ends_with([',', '}']));
    starts.next()
}

/// The byte of `text` at which the parser gave up.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before: usize = lines.map(str::len).sum();
    (before + error.column()).min(text.len())
}

/// The error in words, without its place.
fn what_is_wrong(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof => "the file ends in the middle of it".to_owned(),
        Category::Data => "no post".to_owned(),
        _ => {
            let text = error.to_string();
            let reason = text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason);
            format!("not as JSON should be ({})", excerpt(reason))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    /// The numbers of the items in the order in which they are read, and the warnings.
    fn found(text: &str, layout: Layout) -> (Vec<u32>, Vec<String>) {
        let mut notes = ThreadBuilder::new(Source::default());
        let items = Items::find(text, layout, &mut notes);
        let warnings = notes.finish().warnings.into_iter().map(|w| format!("{}: {}", w.at, w.message));
        (items.sorted.iter().map(|item| item.number).collect(), warnings.collect())
    }

    #[test]
    fn posts_are_read_in_the_order_of_their_ids() {
        let (order, warnings) =
            found(r#"[{"id_str":"30"},{"x":1},{"id":10},{"id":7,"id_str":"20"}]"#, Layout::List(0));
        assert_eq!((order, warnings), (vec![2, 3, 0, 1], vec![]));
        let (order, _) = found("{\"id_str\":\"30\"}\n\n{\"id_str\":\"4\"}\r\n", Layout::Lines);
        assert_eq!(order, [3, 1]);
    }

    #[test]
    fn of_the_same_post_twice_the_richer_stays() {
        let (order, warnings) =
            found(r#"[{"id_str":"3"},{"id_str":"3","text":"a"},{"id_str":"3","t":1}]"#, Layout::List(0));
        assert_eq!((order, warnings), (vec![1], vec![]));
    }

    #[test]
    fn an_edited_post_is_its_last_version() {
        let text = r#"[
            {"id_str":"9","edit_info":{"edit":{"initialTweetId":"3"}}},
            {"id_str":"3","edit_info":{"initial":{"editTweetIds":["3"]}}},
            {"tweet":{"edit_info":{"edit":{"initialTweetId":"3"}},"id_str":"5"}},
            {"id_str":"6"}
        ]"#;
        let mut notes = ThreadBuilder::new(Source::default());
        let items = Items::find(text, Layout::List(0), &mut notes);
        assert_eq!(items.sorted.iter().map(|item| item.id).collect::<Vec<_>>(), [6, 9]);
        assert_eq!(items.last_version("3").as_deref(), Some("9"));
        assert_eq!(items.last_version("5").as_deref(), Some("9"));
        assert_eq!(items.last_version("9"), None);
        assert!(items.contains("9") && !items.contains("5") && !items.contains("x"));
        assert_eq!(
            &*notes.finish().warnings[0].message,
            "2 earlier versions of posts that were edited later: only the last is shown"
        );
    }

    #[test]
    fn what_is_broken_costs_itself_alone() {
        for (text, expected, message) in [
            (r#"[{"id":1}, 7, {"id":2}]"#, &[0, 2][..], "[1]: no post; it was left out"),
            (
                r#"[{"id":1},{"id":2,,"x":{"id":5}},{"id":3}]"#,
                &[0, 2],
                "[1]: not as JSON should be (key must be a string); it was left out",
            ),
            (
                "[\n {\n  \"id\": 1\n },\n {\n  \"id\": 2, \"u\": {\n   \"id\": 8}, oops\n },\n {\n  \"id\": 3\n }\n]",
                &[0, 2],
                "[1]: not as JSON should be (key must be a string); it was left out",
            ),
            (r#"[{"id":1},{"id":2},"#, &[0, 1], ": the file ends in the middle, after 2 posts"),
            (r#"[{"id":1},{"id":"#, &[0], "[1]: the file ends in the middle of it; it was left out"),
            (
                r#"[{"id":1},{'id':2}]"#,
                &[0],
                "[1]: not as JSON should be (key must be a string); it was left out",
            ),
        ] {
            let (order, warnings) = found(text, Layout::List(0));
            assert_eq!((order.as_slice(), warnings[0].as_str()), (expected, message), "{text}");
        }
        let (order, warnings) = found("{\"id\":1}\n{\"id\":\n{\"id\":3}\n[]", Layout::Lines);
        assert_eq!(order, [1, 3]);
        assert_eq!(
            warnings,
            [
                "line 2: the file ends in the middle of it; it was left out",
                "line 4: no post; it was left out"
            ]
        );
    }

    #[test]
    fn a_hostile_list_is_read_in_linear_time() {
        let nested = format!("[{}x", r#"{"a":[1,"#.repeat(100_000));
        assert_eq!(found(&nested, Layout::List(0)).0, [0_u32; 0]);
        let broken = format!("[{}]", r#"{"a":,"#.repeat(100_000));
        assert_eq!(found(&broken, Layout::List(0)).0, [0_u32; 0]);
    }

    #[test]
    fn the_posts_that_a_stream_calls_deleted_are_known() {
        let mut notes = ThreadBuilder::new(Source::default());
        let text = "{\"delete\":{\"status\":{\"id\":4,\"id_str\":\"4\"}}}\n{\"id\":4}";
        let items = Items::find(text, Layout::Lines, &mut notes);
        assert!(items.is_deleted(Some("4")) && !items.is_deleted(Some("5")) && !items.is_deleted(None));
    }
}
