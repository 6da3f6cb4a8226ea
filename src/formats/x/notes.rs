//! Long posts of an archive, `note-tweet.js`: the text in full, apart from the post that it belongs to.
//!
//! Unlike all other texts of an archive it is not escaped, and its ranges are named `fromIndex` and `toIndex`. Its id is that
//! of the note, which no post and no address has. What joins the two is the second in which both were made, and how they
//! begin:
//!
//! ```text
//! tweets.js      12:14:18  "@ana In all, the harbour … https://t.co/x"      id, counts, what it answers
//! note-tweet.js  12:14:18  "In all, the harbour lost 40 ships, …"           the words
//! ```
//!
//! A note without its post stands as a post of its own, without an id.

use std::borrow::Cow;
use std::collections::HashMap;

use super::statuses::read_object;
use super::text::{Mark, Target, What, Written};
use super::times::read_time;
use crate::formats::json::{At, Fields, Object};
use crate::model::{Author, Draft, EntityKind, Marks, Rich, ThreadBuilder};

/// How many characters of a post and its note are the same at least, if the post has as many.
const SAME: usize = 60;

/// The notes of an archive, as long as no post has claimed them.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// By the second in which they were made, in the order of the file.
    by_second: HashMap<i64, Vec<Draft>>,
    /// Those that do not say when.
    timeless: Vec<Draft>,
}

impl Notes {
    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.by_second.is_empty() && self.timeless.is_empty()
    }

    /// Takes in `{"noteTweet": {…}}`.
    pub(super) fn take(&mut self, raw: &str, at: &At, notes: &mut ThreadBuilder) {
        let Some(item) = read_object(raw, at, notes) else { return };
        let Some(raw) = item.get("noteTweet") else {
            return notes.warn(&at.field(""), "no long text; it was left out");
        };
        let at = at.inner("noteTweet");
        let Some(object) = read_object(raw, &at, notes) else { return };
        let note = read_note(object, &at, notes);
        match note.created {
            Some(created) => self.by_second.entry(second(created.millis())).or_default().push(note),
            None => self.timeless.push(note),
        }
    }

    /// Gives a post the words of its note, if there is one.
    pub(super) fn join(&mut self, post: &mut Draft) {
        let Some(created) = post.created.filter(|_| !self.by_second.is_empty()) else { return };
        let Some(notes) = self.by_second.get_mut(&second(created.millis())) else { return };
        let names = end_of_names(&post.body);
        let begins = &post.body.text()[names..];
        let same = |note: &Draft| same_characters(begins, note.body.text());
        let Some((best, length)) =
            notes.iter().map(same).enumerate().max_by_key(|(i, length)| (*length, std::cmp::Reverse(*i)))
        else {
            return;
        };
        if length < SAME.min(without_end(begins).chars().count()) || length == 0 {
            return;
        }
        let note = notes.remove(best);
        post.body = front(&post.body, names);
        post.body.append(note.body);
    }

    /// The notes that no post claimed, as posts of their own, oldest first.
    pub(super) fn unclaimed(self, owner: &Author, notes: &mut ThreadBuilder) -> Vec<Draft> {
        let mut left: Vec<Draft> = self.by_second.into_values().flatten().chain(self.timeless).collect();
        left.sort_by_key(|note| note.created);
        if !left.is_empty() {
            let told = if left.len() == 1 { "long text belongs" } else { "long texts belong" };
            notes.warn("", &format!("{} {told} to no post that is there; shown by itself", left.len()));
        }
        left.into_iter().map(|note| Draft { author: owner.clone(), ..note }).collect()
    }
}

fn second(millis: i64) -> i64 {
    millis.div_euclid(1000)
}

/// Where a text begins behind the handles that X puts before a reply.
fn end_of_names(body: &Rich) -> usize {
    let mut at = 0;
    for (range, kind, _) in &body.marks().mentions {
        if range.start != at || *kind != EntityKind::Handle {
            break;
        }
        at = range.end + body.text()[range.end..].len() - body.text()[range.end..].trim_start().len();
    }
    at
}

/// How many characters two texts begin with that are the same.
fn same_characters(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}

/// A text that X cut, without the sign of that and the link behind it.
fn without_end(text: &str) -> &str {
    let words = text.trim_end();
    let words = words.rfind(' ').filter(|at| words[*at..].contains('/')).map_or(words, |at| &words[..at]);
    words.trim_end().trim_end_matches('…').trim_end()
}

/// The front of a text with the names in it.
fn front(body: &Rich, end: usize) -> Rich {
    let mentions = body.marks().mentions.iter().filter(|(range, ..)| range.end <= end).cloned().collect();
    Rich::annotated(&body.text()[..end], Marks { mentions, ..Marks::default() })
}

/// Reads the note at a place.
pub(super) fn read_note(object: Object, at: &At, notes: &mut ThreadBuilder) -> Draft {
    let mut note = Fields { object, at: *at, notes };
    let created = note.text("createdAt").and_then(|text| read_time(&text, None));
    let body = note.inner("core").map(|mut core| read_text(&mut core));
    if body.is_none() {
        note.warn("core", "no text in it");
    }
    Draft { created, body: body.unwrap_or_default(), ..Draft::default() }
}

fn read_text(core: &mut Fields) -> Rich {
    let Some(raw) = core.text("text") else { return Rich::default() };
    let mut marks = Vec::new();
    for (list, kind, name) in [
        ("mentions", EntityKind::Handle, "screenName"),
        ("hashtags", EntityKind::Hashtag, "text"),
        ("cashtags", EntityKind::Cashtag, "text"),
    ] {
        marks.extend(core.items(list, |entity| {
            let name = entity.text(name)?;
            marked(entity, What::Name(kind, name))
        }));
    }
    marks.extend(core.items("urls", |entity| {
        let target = Target {
            url: entity.text("shortUrl").unwrap_or(Cow::Borrowed("")),
            expanded: entity.text("expandedUrl"),
            display: entity.text("displayUrl"),
        };
        marked(entity, What::Link(target))
    }));
    let mut body = Rich::default();
    let lost = Written { raw: &raw, is_escaped: false, marks, answers: None }.compose_onto(&mut body);
    if lost > 0 {
        core.warn("text", &format!("{lost} links or names fit nowhere in it; left out"));
    }
    body
}

fn marked<'a>(entity: &mut Fields, what: What<'a>) -> Option<Mark<'a>> {
    Some(Mark { start: entity.count("fromIndex")?, end: entity.count("toIndex")?, what })
}
