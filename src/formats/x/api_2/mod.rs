//! What Twitter's API 2 gives to programs: pages of posts with what they refer to beside them, in a file or one per line.
//!
//! ```text
//! {"data":[{"id":"17","text":…,"author_id":"3"}],"includes":{"users":[…],"tweets":[…],"media":[…]},"errors":[…]}
//! {"data":{…},"includes":{…},"matching_rules":[…]}           a stream, a post on each line
//! {"id":"17","text":…,"author":{…},"referenced_tweets":[{…}]}  flattened by twarc
//! ```
//!
//! Several pages are one file: a first pass finds all posts and all that they may refer to, on whichever page. What they
//! refer to and the API could not give stands under `errors`, with its reason. Source: the API's reference of the Tweet
//! object, and pages kept by twarc.

mod posts;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::PLATFORM;
use super::threads::{self, Head, Order, Posts};
use crate::formats::json::{At, Item, Object, Way, count, gather, list, text, top_level_keys};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, State, ThreadBuilder};

/// Posts as the API 2 gives them.
pub const API_2: Format = Format {
    id: "x-api-2",
    title: "X API 2",
    how: "Saved by programs with access to X's API, such as twarc2 (search, conversation, timeline; also flattened): \
          a page, or a page or a post per line",
    recognise: is_api_2,
    read,
    package: None,
};

/// The lists of `includes`.
const INCLUDES: &[&str] = &["users", "tweets", "media", "polls", "places"];

fn is_api_2(input: &Input) -> bool {
    let first = input.start().trim_start_matches(['[', ' ', '\n', '\r', '\t']);
    is_tweet(first, true)
        || (first.starts_with('{')
            && top_level_keys(first).any(|(key, value)| match key {
                "data" => is_tweet(value.trim_start_matches(['[', ' ', '\n', '\r', '\t']), false),
                "includes" => top_level_keys(value).any(|(key, _)| INCLUDES.contains(&key)),
                _ => false,
            }))
}

/// Whether the object that `json` begins with is a post; one that stands `alone` must say so by more than its words.
fn is_tweet(json: &str, alone: bool) -> bool {
    let mut missing = vec!["id", "text"];
    let mut signs = 0;
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            if key != "id" || value.starts_with('"') {
                missing.retain(|name| *name != key);
            }
            signs += usize::from(matches!(
                key,
                "author_id"
                    | "conversation_id"
                    | "public_metrics"
                    | "edit_history_tweet_ids"
                    | "reply_settings"
            ));
            missing.is_empty() && (!alone || signs > 0)
        })
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", "includes") => Way::Enter("includes"),
        ("", "data") => Way::Posts,
        ("", "errors") => Way::Beside,
        ("includes", name) if INCLUDES.contains(&name) => Way::Beside,
        _ => Way::Pass,
    }
}

/// A post of the file, not read yet.
#[derive(Clone, Copy, Debug)]
struct Found<'a> {
    json: &'a str,
    /// The line on which it stands, from 1; 0 where all stand on one.
    line: usize,
}

/// Everything in a file that posts refer to, by its id.
#[derive(Debug, Default)]
struct Beside<'a> {
    users: HashMap<u64, &'a str>,
    tweets: HashMap<u64, &'a str>,
    media: HashMap<Cow<'a, str>, &'a str>,
    polls: HashMap<Cow<'a, str>, &'a str>,
    /// Posts that the API could not give, and why.
    gone: HashMap<u64, State>,
}

impl<'a> Beside<'a> {
    /// Keeps an object of `includes` or `errors`; of the same one twice the longer.
    fn keep(&mut self, field: &str, json: &'a str) {
        let Ok(object) = Object::walk(json) else { return };
        let number = |name: &str| object.get(name).and_then(count).unwrap_or(0);
        let key = |name: &str| object.get(name).and_then(text).unwrap_or_default();
        match field {
            "users" => keep_longer(&mut self.users, number("id"), json),
            "tweets" => keep_longer(&mut self.tweets, number("id"), json),
            "media" => keep_longer(&mut self.media, key("media_key"), json),
            "polls" => keep_longer(&mut self.polls, key("id"), json),
            "errors" if object.get("resource_type") == Some("\"tweet\"") => {
                let state = match object.get("title").and_then(text).as_deref() {
                    Some("Authorization Error") => State::Private,
                    Some("Forbidden") => State::Suspended,
                    _ => State::Deleted,
                };
                self.gone.insert(number("resource_id"), state);
            }
            _ => {}
        }
    }

    /// What stands for a post that the API could not give.
    fn missing(&self, id: u64) -> Option<Draft> {
        self.gone.get(&id).map(|state| Draft { state: Some(*state), ..Draft::default() })
    }
}

fn keep_longer<'a, K: Eq + std::hash::Hash>(kept: &mut HashMap<K, &'a str>, key: K, json: &'a str) {
    let known = kept.entry(key).or_insert(json);
    if known.len() < json.len() {
        *known = json;
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = gather(&input.text, way, builder)?;
    let mut beside = Beside::default();
    let found = sort_out(&input.text, items, &mut beside, builder);
    let posts = Posts::arrange(with_answered(found, &mut beside), Order::Ids, false);
    posts.push_onto(
        builder,
        |found, head, posts, notes| {
            let line = At::line(found.line);
            let above = if found.line == 0 { &At::DOCUMENT } else { &line };
            let id = head.id.to_string();
            let is_seen = posts.contains(head.reply_to);
            posts::read(found.json, &above.inner(&id), &beside, is_seen, notes)
        },
        |id| beside.missing(id),
    );
    if builder.is_empty() {
        return Err(Unreadable::new(
            "there are no posts in this answer of X's API",
            "Ask for the posts again; 'errors' in the file says what went wrong.",
        ));
    }
    Ok(())
}

/// The posts among `items`; what else there is goes beside them.
fn sort_out<'a>(
    whole: &'a str,
    items: Vec<Item<'a>>,
    beside: &mut Beside<'a>,
    notes: &mut ThreadBuilder,
) -> Vec<Found<'a>> {
    let has_lines = whole.trim_end().contains("\n{");
    let (mut counted, mut line) = (0, 1);
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        if has_lines {
            let start = item.json.as_ptr() as usize - whole.as_ptr() as usize;
            line += whole[counted..start].matches('\n').count();
            counted = start;
        }
        let here = if has_lines { line } else { 0 };
        match item.field {
            "data" => found.push(Found { json: item.json, line: here }),
            "" => {
                // A page within a list, or one below a broken line; or a post without a page.
                let is_page =
                    top_level_keys(item.json).any(|(key, _)| matches!(key, "data" | "includes" | "errors"));
                let inner =
                    if is_page { gather(item.json, way, notes).unwrap_or_default() } else { vec![item] };
                for inner in inner {
                    match inner.field {
                        "data" => found.push(Found { json: inner.json, line: here }),
                        "" if is_tweet(inner.json, false) => {
                            found.push(Found { json: inner.json, line: here });
                        }
                        "" if inner.json.starts_with('{') && is_meta(inner.json) => {}
                        "" => notes.warn(&item.at.field(""), "no post; it was left out"),
                        field => beside.keep(field, inner.json),
                    }
                }
            }
            field => beside.keep(field, item.json),
        }
    }
    found
}

/// Whether a page only says that it is empty.
fn is_meta(json: &str) -> bool {
    top_level_keys(json).all(|(key, _)| matches!(key, "meta" | "__twarc" | "matching_rules"))
}

/// All posts with what must be known of them; those that are answered come along from beside them.
fn with_answered<'a>(found: Vec<Found<'a>>, beside: &mut Beside<'a>) -> Vec<(Head<'a>, Found<'a>)> {
    let mut posts: Vec<(Head, Found)> = Vec::with_capacity(found.len());
    for found in found {
        let head = head(found.json, beside);
        keep_longer(&mut beside.tweets, head.id, found.json);
        posts.push((head, found));
    }
    let mut known: HashSet<u64> = posts.iter().map(|(head, _)| head.id).collect();
    let mut i = 0;
    while i < posts.len() {
        let (parent, line) = (posts[i].0.reply_to, posts[i].1.line);
        i += 1;
        if known.contains(&parent) {
            continue;
        }
        if let Some(json) = beside.tweets.get(&parent).copied() {
            known.insert(parent);
            posts.push((head(json, beside), Found { json, line }));
        }
    }
    posts
}

/// What must be known of a post before it is read; posts within it go beside.
fn head<'a>(json: &'a str, beside: &mut Beside<'a>) -> Head<'a> {
    let Ok(object) = Object::walk(json) else { return Head::default() };
    let number = |name: &str| object.get(name).and_then(count).unwrap_or(0);
    let mut head = Head {
        id: number("id"),
        conversation: number("conversation_id"),
        size: json.len(),
        ..Head::default()
    };
    for json in object.get("referenced_tweets").and_then(list).unwrap_or_default() {
        let Ok(referenced) = Object::walk(json) else { continue };
        if referenced.has("text") {
            beside.keep("tweets", json);
        }
        if referenced.get("type") == Some("\"replied_to\"") {
            head.reply_to = referenced.get("id").and_then(count).unwrap_or(0);
        }
    }
    if head.reply_to != 0 {
        let id = object.get("in_reply_to_user_id").and_then(text);
        let user = id.as_deref().and_then(|id| beside.users.get(&threads::id(id)));
        let handle = user.and_then(|json| Object::walk(json).ok()?.get("username")).and_then(text);
        head.answered = (handle, id);
    }
    let versions = object.get("edit_history_tweet_ids").and_then(list).unwrap_or_default();
    head.versions = versions.into_iter().filter_map(count).collect();
    head
}

#[cfg(test)]
mod tests;
