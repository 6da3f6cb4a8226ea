//! The archives that X gives its users: JavaScript files that hold one JSON list each.
//!
//! ```text
//! window.YTD.tweets.part0 = [ {"tweet": {"id_str": "17", "full_text": …}}, … ]     since 2019; also without the first line
//! Grailbird.data.tweets_2014_01 = [ {"id_str": "17", "text": …}, … ]               2012 to 2018, a file a month
//! ```
//!
//! The fields are those of the `README.txt` that comes with an archive. An archive names its owner in another file, so
//! the author of its posts is not known here.

use super::PLATFORM;
use super::items::{Items, Layout};
use super::notes::read_note;
use super::statuses::{read_object, read_status};
use crate::formats::json::{At, Object, top_level_keys};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, State, ThreadBuilder};

/// `tweets.js`, `deleted-tweets.js`, `community-tweet.js`, `note-tweet.js`.
pub const ARCHIVE: Format = Format {
    id: "x-archive",
    title: "X archive",
    how: "On X: Settings, Your account, Download an archive of your data; unpack it and open data/tweets.js",
    recognise: is_archive,
    read: read_archive,
};

/// The months of an archive from before 2019.
pub const OLD_ARCHIVE: Format = Format {
    id: "x-archive-2012",
    title: "Twitter archive of 2012 to 2018",
    how: "Unpack the archive that Twitter gave until 2018 and open a month of data/js/tweets, such as 2014_01.js",
    recognise: is_old_archive,
    read: read_old_archive,
};

/// What the files of an archive begin with.
const SIGN: &str = "window.YTD.";
const OLD_SIGN: &str = "Grailbird.data.";
/// The list of an archive's files.
const MANIFEST: &str = "window.__THAR_CONFIG";
/// The files of an archive that hold posts, as they call themselves.
const WITH_POSTS: &[&str] =
    &["tweets", "tweet", "deleted_tweets", "deleted_tweet", "community_tweet", "note_tweet"];

/// How far into a file its list begins at the latest, in bytes.
const HEAD: usize = 200;

fn is_archive(input: &Input) -> bool {
    let start = input.start();
    if start.starts_with(SIGN) || start.starts_with(MANIFEST) {
        return true;
    }
    let Some((key, value)) = top_level_keys(start.trim_start_matches(['[', ' ', '\n', '\r', '\t'])).next()
    else {
        return false;
    };
    match key {
        "tweet" => value.starts_with('{') && has_keys(value, &["id_str", "full_text"]),
        "noteTweet" => has_keys(value, &["noteTweetId"]),
        _ => false,
    }
}

/// Whether the object that `json` opens with has these keys, as far as the beginning of a file tells.
fn has_keys(json: &str, keys: &[&str]) -> bool {
    let mut missing = keys.to_vec();
    top_level_keys(json).any(|(key, _)| {
        missing.retain(|name| *name != key);
        missing.is_empty()
    })
}

fn is_old_archive(input: &Input) -> bool {
    input.start().starts_with(OLD_SIGN)
}

/// The name that a file gives itself: `tweets` in `window.YTD.tweets.part0 = [`.
fn own_name<'t>(text: &'t str, sign: &str) -> Option<&'t str> {
    let rest = text.trim_start().strip_prefix(sign)?;
    rest.split(['.', ' ', '=']).next()
}

/// Where the posts stand in a file, behind the name that it gives itself.
fn layout(text: &str) -> Option<Layout> {
    let is_named = [SIGN, OLD_SIGN].iter().any(|sign| text.trim_start().starts_with(sign));
    let head = if is_named { text.bytes().take(HEAD).position(|b| b == b'=')? + 1 } else { 0 };
    let at = text.len() - text[head..].trim_start().len();
    match text.as_bytes().get(at)? {
        b'[' => Some(Layout::List(at)),
        b'{' if !is_named => Some(Layout::Single),
        _ => None,
    }
}

fn read_archive(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let name = own_name(&input.text, SIGN);
    if input.start().starts_with(MANIFEST) || name.is_some_and(|name| !WITH_POSTS.contains(&name)) {
        return Err(Unreadable::new(
            &format!("this file of an X archive ({}) holds no posts", name.unwrap_or("manifest")),
            "Open data/tweets.js of the same archive.",
        ));
    }
    let is_deleted = name.is_some_and(|name| name.starts_with("deleted"));
    read_items(input, builder, |raw, at, items, notes| {
        let mut draft = read_item(raw, at, items, notes)?;
        if is_deleted {
            draft.state = Some(State::Deleted);
        }
        Some(draft)
    })
}

fn read_old_archive(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_items(input, builder, |raw, at, items, notes| {
        read_object(raw, at, notes).map(|object| read_status(object, at, items, notes))
    })
}

fn read_items(
    input: &Input,
    builder: &mut ThreadBuilder,
    read: impl Fn(&str, &At, &Items, &mut ThreadBuilder) -> Option<Draft>,
) -> Result<(), Unreadable> {
    let advice = "Unpack the archive again, or download it again.";
    let layout = layout(&input.text).ok_or_else(|| {
        Unreadable::new("the file ends before its first post, or has no list of posts", advice)
    })?;
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = Items::find(&input.text, layout, builder);
    items.for_each(|raw, at| {
        if let Some(draft) = read(raw, at, &items, builder) {
            builder.push(draft);
        }
    });
    if builder.is_empty() {
        return Err(Unreadable::new("there is no whole post in this file of an X archive", advice));
    }
    Ok(())
}

/// `{"tweet": {…}}` or `{"noteTweet": {…}}`.
fn read_item(raw: &str, at: &At, items: &Items, notes: &mut ThreadBuilder) -> Option<Draft> {
    if let Some(Ok(object)) = only_field(raw, "\"tweet\"").map(Object::read) {
        return Some(read_status(object, &at.inner("tweet"), items, notes));
    }
    let item = read_object(raw, at, notes)?;
    if let Some(raw) = item.get("tweet") {
        let at = at.inner("tweet");
        return read_object(raw, &at, notes).map(|object| read_status(object, &at, items, notes));
    }
    if let Some(raw) = item.get("noteTweet") {
        let at = at.inner("noteTweet");
        return read_object(raw, &at, notes).map(|object| read_note(object, &at, notes));
    }
    notes.warn(&at.field(""), "no post; it was left out");
    None
}

/// What stands behind the first key of an object, if that is `key`: its value, unless there is a second field.
fn only_field<'a>(raw: &'a str, key: &str) -> Option<&'a str> {
    let inside = raw.strip_prefix('{')?.strip_suffix('}')?.trim_start();
    Some(inside.strip_prefix(key)?.trim_start().strip_prefix(':')?.trim())
}
