//! Posts in lists: feeds, searches, records, and the threads of `getPostThreadV2`, which say how deep each post stands.

use super::entries::{Entries, Entry, What};
use super::nested;
use crate::formats::Unreadable;
use crate::formats::json::{At, Fields, Item, Object, Way, excerpt, gather};
use crate::model::{Shape, State, ThreadBuilder};

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", "feed" | "posts" | "records" | "postRecords" | "thread") => Way::Posts,
        _ => Way::Pass,
    }
}

/// Reads the posts of `text`.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let items = gather(text, way, builder)?;
    let is_many = items.len() > 1;
    let mut listing =
        Listing { entries: Entries::default(), is_thread: false, line: Vec::new(), anchor: None };
    for item in items {
        listing.take(item, builder);
    }
    listing.leave(i64::MIN);
    if listing.anchor.is_some() && text.contains("\"hasOtherReplies\"") && says_others(text) {
        listing.add(What::More(0), None, listing.anchor);
    }
    if is_many && !listing.is_thread {
        builder.shape(Shape::Collection);
    }
    listing.entries.read(listing.is_thread, builder);
    Ok(())
}

/// Whether the answer says that there are replies which it holds back.
fn says_others(text: &str) -> bool {
    let said = text.rsplit("\"hasOtherReplies\"").next().unwrap_or_default();
    said.trim_start().strip_prefix(':').is_some_and(|value| value.trim_start().starts_with("true"))
}

/// A post of a thread that further ones may stand below.
struct Above {
    depth: i64,
    entry: usize,
    /// How many of the replies to it are not in the file.
    more: u64,
}

struct Listing<'a> {
    entries: Entries<'a>,
    /// Whether they are one thread, as far as the server gave it.
    is_thread: bool,
    /// The posts above the next one of a thread.
    line: Vec<Above>,
    /// The post that the thread was asked for by.
    anchor: Option<usize>,
}

impl<'a> Listing<'a> {
    fn add(&mut self, what: What<'a>, at: Option<(At<'a>, &'static str)>, below: Option<usize>) -> usize {
        self.entries.add(Entry { what, at, below, above: 0 })
    }

    fn take(&mut self, item: Item<'a>, notes: &mut ThreadBuilder) {
        let Ok(object) = Object::walk(item.json) else {
            let message = format!("{} is no post; it was left out", excerpt(item.json));
            notes.warn(&item.at.field(""), &message);
            return;
        };
        let is_object = |name: &str| object.get(name).filter(|raw| raw.starts_with('{'));
        if let Some(value) = is_object("value").filter(|_| object.has("depth")) {
            self.is_thread = true;
            self.take_listed(item, &object, value, notes);
        } else if object.has("replies") || object.has("thread") {
            // What is broken in it was found when it was gathered.
            let _ = nested::find(item.json, &mut self.entries);
        } else if let Some(post) = is_object("post") {
            self.take_feed_item(item, &object, post);
        } else {
            self.add(What::Post(item.json), Some((item.at, "")), None);
        }
    }

    /// An item of a thread's list.
    fn take_listed(
        &mut self,
        item: Item<'a>,
        object: &Object<'a>,
        value: &'a str,
        notes: &mut ThreadBuilder,
    ) {
        let depth: i64 = object.get("depth").and_then(|raw| raw.parse().ok()).unwrap_or(0);
        self.leave(depth);
        let below = self.line.last().map(|above| above.entry);
        let at = item.at.inner("value");
        let Ok(object) = Object::walk(value) else { return };
        let uri = Object::walk(item.json)
            .ok()
            .and_then(|item| item.get("uri").and_then(crate::formats::json::text));
        let mut value = Fields { object, at, notes };
        let kind = value.text("$type").unwrap_or_default();
        let post = value.object.get("post").filter(|raw| raw.starts_with('{'));
        let what = match (kind.rsplit('#').next().unwrap_or_default(), post) {
            (_, Some(post)) => What::Post(post),
            (name, None) => {
                let state = match name {
                    "threadItemNotFound" => State::Deleted,
                    "threadItemBlocked" => State::Blocked,
                    "threadItemNoUnauthenticated" => State::Private,
                    _ => {
                        value.warn("", &format!("something of an unknown kind ({name}); it was left out"));
                        return;
                    }
                };
                What::Gone { uri: uri.unwrap_or_default(), state, author: value.object.get("author") }
            }
        };
        let more = value.count("moreReplies").unwrap_or(0);
        let entry = self.add(what, Some((item.at, "value.post")), below);
        if depth == 0 {
            self.anchor = Some(entry);
        }
        self.line.push(Above { depth, entry, more });
    }

    /// Ends the posts that stand as deep, or deeper.
    fn leave(&mut self, depth: i64) {
        while let Some(above) = self.line.pop_if(|above| above.depth >= depth) {
            if above.more > 0 {
                self.add(What::More(above.more), None, Some(above.entry));
            }
        }
    }

    /// An item of a feed: a post with what it answers, or a post that somebody passed on.
    fn take_feed_item(&mut self, item: Item<'a>, object: &Object<'a>, post: &'a str) {
        let at = |inner| Some((item.at, inner));
        let reason = object.get("reason").filter(|raw| is_of_type(raw, "#reasonRepost"));
        if let Some(reason) = reason {
            self.add(What::Repost(post, reason), at("post"), None);
            return;
        }
        if let Some(reply) = object.get("reply").and_then(|raw| Object::walk(raw).ok()) {
            for (name, path) in [("root", "reply.root"), ("parent", "reply.parent")] {
                let Some(raw) = reply.get(name) else { continue };
                let gone = |state| {
                    let object = Object::walk(raw).ok()?;
                    let uri = object.get("uri").and_then(crate::formats::json::text)?;
                    Some(What::Gone { uri, state, author: object.get("author") })
                };
                let what = if is_of_type(raw, "#notFoundPost") {
                    gone(State::Deleted)
                } else if is_of_type(raw, "#blockedPost") {
                    gone(State::Blocked)
                } else {
                    Some(What::Post(raw))
                };
                if let Some(what) = what {
                    self.add(what, at(path), None);
                }
            }
        }
        self.add(What::Post(post), at("post"), None);
    }
}

/// Whether an object is of the type that ends so.
fn is_of_type(raw: &str, end: &str) -> bool {
    let kind = Object::walk(raw).ok().and_then(|object| object.get("$type"));
    kind.and_then(|kind| kind.strip_suffix('"')).is_some_and(|kind| kind.ends_with(end))
}
