//! Posts that X does not show, and what it says instead: suspended, deleted, protected, or nothing at all.
//!
//! X gives a reason only in words meant for readers, so these are searched for; words that tell none are kept.

use std::borrow::Cow;

use super::super::statuses::address;
use super::posts::{Peeled, path, read_author};
use crate::formats::json::{At, Fields, Object, text};
use crate::formats::text::snowflake_time;
use crate::model::{Author, Clean, Draft, Rich, State, ThreadBuilder};

/// What stands for a post that is not there; `hint` is its id, where it does not tell that itself.
pub(super) fn read(peeled: &Peeled, hint: Option<Cow<str>>) -> Draft {
    let id = peeled.id().or(hint);
    let words = peeled.object.as_ref().and_then(words);
    let (state, says) = match peeled.kind().as_deref() {
        Some("TweetTombstone") => told(words.as_deref()),
        Some("TweetPreviewDisplay") => (State::Private, None),
        _ => (reason(peeled.object.as_ref()), None),
    };
    placeholder(id.as_deref(), author(peeled), state, says)
}

/// What stands for a post of which a timeline gives `json`, the words in its place.
pub(super) fn read_tombstone(json: &str, id: &str) -> Draft {
    let words = Object::walk(json).ok().and_then(|object| words(&object));
    let (state, says) = told(words.as_deref());
    placeholder(Some(id), Author::default(), state, says)
}

fn placeholder(id: Option<&str>, author: Author, state: State, says: Option<String>) -> Draft {
    let id = id.filter(|id| !id.is_empty());
    Draft {
        url: id.map(|id| address(id, author.handle.as_deref())),
        created: id.and_then(snowflake_time),
        id: id.and_then(Clean::some_line),
        author,
        body: says.map(|says| Rich::plain(&says)).unwrap_or_default(),
        state: Some(state),
        ..Draft::default()
    }
}

/// Previews for subscribers tell who wrote what they do not show.
fn author(peeled: &Peeled) -> Author {
    let inner = peeled.object.as_ref().and_then(|object| Object::walk(object.get("tweet")?).ok());
    let json = inner.as_ref().or(peeled.object.as_ref()).and_then(|object| object.get("core"));
    let Some(json) = json else { return Author::default() };
    let mut unheard = ThreadBuilder::default();
    let object = Object::of_fields(vec![("core".into(), json)]);
    read_author(&mut Fields { object, at: At::DOCUMENT, notes: &mut unheard })
}

/// The words of a tombstone.
fn words<'a>(object: &Object<'a>) -> Option<Cow<'a, str>> {
    let paths: [&[&str]; 4] = [
        &["tombstone", "text", "text"],
        &["tombstone", "richText", "text"],
        &["richText", "text"],
        &["text"],
    ];
    paths.iter().find_map(|names| path(object, names).filter(|json| json.starts_with('"')).and_then(text))
}

/// What the words of a tombstone mean; the words themselves where they mean nothing known.
fn told(words: Option<&str>) -> (State, Option<String>) {
    let Some(words) = words else { return (State::Missing, None) };
    let plain = words.to_lowercase();
    let signs: [(State, &[&str]); 6] = [
        (State::Suspended, &["suspended"]),
        (State::Deleted, &["deleted", "no longer exists"]),
        (State::Private, &["limits who can", "protected", "subscribers"]),
        (State::Blocked, &["blocked"]),
        (State::Removed, &["violated", "removed"]),
        (State::Withheld, &["withheld"]),
    ];
    let state = signs.iter().find(|(_, signs)| signs.iter().any(|sign| plain.contains(sign)));
    match state {
        Some((state, _)) => (*state, None),
        None => (State::Missing, Some(words.trim_end().trim_end_matches("Learn more").trim_end().to_owned())),
    }
}

/// The reason that a `TweetUnavailable` gives.
fn reason(object: Option<&Object>) -> State {
    let reason = object.and_then(|object| object.get("reason")).and_then(text).unwrap_or_default();
    match &*reason {
        "Suspended" => State::Suspended,
        "Deleted" | "BounceDeleted" => State::Deleted,
        "Protected" => State::Private,
        "Blocked" | "AuthorBlocksViewer" | "ViewerBlocksAuthor" => State::Blocked,
        _ => State::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_found_in_what_is_said_instead() {
        for (json, state, says) in [
            (r#"{"text":"This Post is from a suspended account. Learn more"}"#, State::Suspended, ""),
            (
                r#"{"richText":{"text":"This Post was deleted by the Post author. Learn more"}}"#,
                State::Deleted,
                "",
            ),
            (r#"{"text":"This Post is from an account that no longer exists."}"#, State::Deleted, ""),
            (
                r#"{"text":"You’re unable to view this Post because this account owner limits who can view their Posts."}"#,
                State::Private,
                "",
            ),
            (
                r#"{"text":"Dieser Post ist nicht da. Learn more"}"#,
                State::Missing,
                "Dieser Post ist nicht da.",
            ),
            ("{}", State::Missing, ""),
        ] {
            let draft = read_tombstone(json, "1790000000000000000");
            assert_eq!((draft.state, draft.body.text()), (Some(state), says), "{json}");
        }
        for (json, state) in [
            (r#"{"result":{"__typename":"TweetUnavailable","reason":"Suspended"}}"#, State::Suspended),
            (r#"{"result":{"__typename":"TweetUnavailable","reason":"Protected"}}"#, State::Private),
            (r#"{"result":{"__typename":"TweetUnavailable"}}"#, State::Missing),
            ("{}", State::Missing),
        ] {
            assert_eq!(read(&Peeled::of(json), None).state, Some(state), "{json}");
        }
    }
}
