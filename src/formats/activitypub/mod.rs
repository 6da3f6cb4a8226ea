//! `ActivityPub`: the outbox of an account's archive, and the objects and activities of any software of the fediverse.
//!
//! ```text
//! {"type":"OrderedCollection","orderedItems":[…]}                  outbox.json of an archive, a page of a collection
//! {"type":"Create","actor":…,"object":{"type":"Note",…}}           one activity, or a list of them, or one per line
//! {"type":"Note","id":…,"attributedTo":…,"content":"<p>…</p>"}     one object
//! archive.zip   outbox.json, actor.json, media_attachments/…       as the account's owner downloads it
//! ```
//!
//! Sources: w3.org/TR/activitystreams-vocabulary, docs.joinmastodon.org/spec/activitypub, and objects of a dozen
//! implementations. An archive holds posts to followers and to single people: who may see a post is kept with each.
//! What an item of a file stands for is in `activity`, an object in `object`, the names of accounts in `account`.

mod account;
mod activity;
mod object;
mod reading;

use std::borrow::Cow;

use super::json::{Object, Way, list, text, top_level_keys};
use super::package::{self, Members, Package};
use super::{Format, Input, Unreadable};
use crate::model::{Clean, ThreadBuilder};
use account::Accounts;
use reading::Files;

/// Archives and objects of `ActivityPub`.
pub const FORMAT: Format = Format {
    id: "activitypub",
    title: "Fediverse archive or post (ActivityPub)",
    how: "On Mastodon, Preferences > Import and export > Data export > Request your archive; open the archive as it is, \
          or the outbox.json in it. For one post, save its address with the header Accept: application/activity+json",
    recognise,
    read,
    package: Some(Package { recognise: is_archive, read: read_archive }),
};

const OUTBOX: &str = "outbox.json";
const ACTOR: &str = "actor.json";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    is_object(first)
}

/// Whether `json` begins with an object of `ActivityStreams`: by its type and one more field that such objects have, or
/// by the items of a collection.
fn is_object(json: &str) -> bool {
    let (mut is_typed, mut is_collection, mut has_context, mut others) = (false, false, false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "type" => {
                    let name = value.trim_start_matches(['[', ' ', '\n', '\r', '\t']);
                    let name = name.strip_prefix('"').and_then(|name| name.split('"').next());
                    is_typed = name.is_some_and(activity::is_type);
                    is_collection = name.is_some_and(activity::is_collection);
                }
                "@context" => has_context = names_activitystreams(value),
                "attributedTo" | "actor" | "inReplyTo" | "contentMap" | "formerType" => others += 1,
                "id" => others += usize::from(value.starts_with("\"http")),
                "orderedItems" | "items" => {
                    let item = value.strip_prefix('[').map(str::trim_start);
                    // Of items within items, only the outermost are asked.
                    let is_activity = item.is_some_and(|item| {
                        top_level_keys(item).any(|(key, value)| key == "type" && is_type(value))
                    });
                    return is_activity || (is_collection && others > 0);
                }
                _ => {}
            }
            (is_typed && (others > 0 || has_context)) || (is_collection && has_context)
        })
}

fn is_type(value: &str) -> bool {
    value.strip_prefix('"').and_then(|name| name.split('"').next()).is_some_and(activity::is_type)
}

/// Whether a context, which may be a list, names `ActivityStreams` near its beginning.
fn names_activitystreams(value: &str) -> bool {
    const NEAR: usize = 400;
    let end = (0..=value.len().min(NEAR)).rev().find(|end| value.is_char_boundary(*end));
    let near = &value[..end.unwrap_or(0)];
    let context = match near.as_bytes().first() {
        Some(b'"') => near[1..].split('"').next().unwrap_or_default(),
        Some(b'[') => near.split(']').next().unwrap_or_default(),
        _ => near.split('}').next().unwrap_or_default(),
    };
    context.contains("www.w3.org/ns/activitystreams")
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("" | "first", "orderedItems" | "items") => Way::Posts,
        ("", "first") => Way::Enter("first"),
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    reading::read(&input.text, Accounts::default(), &Files::unknown(), builder)
}

fn is_archive(names: &[String]) -> bool {
    package::find(names, OUTBOX).is_some()
}

fn read_archive(members: &mut dyn Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let names = members.names().to_vec();
    let outbox = package::find(&names, OUTBOX).unwrap_or(OUTBOX);
    let above = outbox.strip_suffix(OUTBOX).unwrap_or_default();
    let mut accounts = Accounts::default();
    // Without it, the posts are still there: only the name of their author is not.
    if let Some(actor) = package::find(&names, &format!("{above}{ACTOR}")) {
        let learnt = members.read(actor).and_then(|bytes| {
            accounts.learn(&Input::decode(&bytes)?.text);
            Ok(())
        });
        if let Err(error) = learnt {
            builder.warn(actor, &error.to_string());
        }
    }
    let bytes = members.read(outbox)?;
    let input = Input::decode(&bytes)?;
    builder.source().encoding = input.encoding.map(Clean::line);
    reading::read(&input.text, accounts, &Files::of_archive(&names), builder)
}

/// The address in a value: a text, the `id` or `href` of an object, the first of several.
fn address_in(raw: &str) -> Option<Cow<'_, str>> {
    let mut raw = raw;
    if raw.starts_with('[') {
        raw = list(raw)?.first().copied()?;
    }
    if raw.starts_with('{') {
        let object = Object::walk(raw).ok()?;
        raw = object.get("id").or_else(|| object.get("href"))?;
    }
    raw.starts_with('"').then(|| text(raw)).flatten().filter(|address| !address.is_empty())
}

#[cfg(test)]
mod tests;
