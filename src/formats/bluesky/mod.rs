//! Bluesky: answers of its API (threads, feeds, searches, records), and the repository that an account can download.
//!
//! ```text
//! {"thread":{"post":{…},"parent":{…},"replies":[…]}}     app.bsky.feed.getPostThread
//! {"thread":[{"uri":…,"depth":0,"value":{…}},…]}         app.bsky.unspecced.getPostThreadV2
//! {"feed":[{"post":{…},"reply":{…},"reason":{…}},…]}     an author's feed, a timeline, a list
//! {"posts":[…]}, {"records":[{"uri":…,"value":{…}},…]}   searches, quotes, records; or one per line
//! repo.car                                               Settings, Account, Export my data
//! ```
//!
//! Sources: docs.bsky.app, the lexicons `app.bsky.*` of github.com/bluesky-social/atproto, and real answers. A post is
//! told by its `at://` address, which is its id here.

mod car;
mod cbor;
mod embeds;
mod entries;
mod facets;
pub(super) mod labels;
mod listed;
mod nested;
mod post;
mod repository;
mod uris;

use super::json::top_level_keys;
use super::{Format, Input, Unreadable};
use crate::model::{Clean, ThreadBuilder};

/// Answers of Bluesky's API.
pub const JSON: Format = Format {
    id: "bluesky",
    title: "Bluesky posts (API)",
    how: "Of a post https://bsky.app/profile/NAME/post/ID, save from the browser the page \
          https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread?depth=1000&uri=at://NAME/app.bsky.feed.post/ID; \
          of an account, https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed?limit=100&actor=NAME",
    recognise,
    read,
    package: None,
};

/// The repository of an account.
pub const REPOSITORY: Format = Format {
    id: "bluesky-car",
    title: "Bluesky account (CAR)",
    how: "In Bluesky: Settings, Account, Export my data, Download CAR file. Of any account, save the page \
          https://bsky.social/xrpc/com.atproto.sync.getRepo?did=DID",
    recognise: |input| is_repository(input.bytes),
    read: repository::read,
    package: None,
};

/// Whether a file of these bytes is a repository, which is no text.
pub fn is_repository(bytes: &[u8]) -> bool {
    car::is_car(bytes)
}

/// What the type of a post's record is called.
const POST: &str = "app.bsky.feed.post";
/// What the type of a record is called that passes a post on.
const REPOST: &str = "app.bsky.feed.repost";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    is_item(start) || is_list(start) || (start.starts_with('{') && is_answer(start))
}

/// Whether the object that `json` begins with is an answer with posts in it.
fn is_answer(json: &str) -> bool {
    top_level_keys(json).any(|(key, value)| match key {
        "thread" => is_node(value) || is_list(value),
        "feed" | "posts" | "records" | "postRecords" => is_list(value),
        _ => false,
    })
}

fn is_list(json: &str) -> bool {
    json.strip_prefix('[').is_some_and(|items| {
        let first = items.trim_start();
        is_item(first) || is_answer(first)
    })
}

/// Whether `json` begins with a post, or with what holds just one.
fn is_item(json: &str) -> bool {
    let (mut is_addressed, mut has_record) = (false, false);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "$type" if value.starts_with("\"app.bsky.feed.post\"") => return true,
                "post" => return is_view(value),
                "uri" | "cid" | "depth" => is_addressed |= key != "uri" || value.starts_with("\"at://"),
                "record" | "value" => has_record |= value.starts_with('{') && is_record(value),
                _ => {}
            }
            is_addressed && has_record
        })
}

fn is_view(json: &str) -> bool {
    json.starts_with('{') && top_level_keys(json).all(|(key, _)| key != "post") && is_item(json)
}

/// Whether `json` begins with a record of a post, or with what a thread lists.
fn is_record(json: &str) -> bool {
    top_level_keys(json).any(|(key, value)| match key {
        "$type" => ["\"app.bsky.feed.post\"", "\"app.bsky.feed.repost\"", "\"app.bsky.unspecced.defs#thread"]
            .iter()
            .any(|name| value.starts_with(name)),
        _ => false,
    })
}

/// Whether `json` begins with a node of a thread.
fn is_node(json: &str) -> bool {
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| match key {
            "$type" => value.starts_with("\"app.bsky.feed.defs#"),
            "post" => is_view(value),
            _ => false,
        })
}

/// Whether the document begins with a thread of which replies stand in replies.
fn is_nested(start: &str) -> bool {
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    top_level_keys(first).any(|(key, value)| match key {
        "thread" => value.starts_with('{'),
        "replies" => value.starts_with('['),
        "$type" => value.starts_with("\"app.bsky.feed.defs#threadViewPost"),
        _ => false,
    })
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Bluesky"));
    if is_nested(input.start()) {
        return nested::read(&input.text, builder);
    }
    listed::read(&input.text, builder)
}

#[cfg(test)]
mod tests;
