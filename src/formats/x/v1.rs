//! What Twitter's API 1.1 gave to programs until 2023: lists, searches, and streams with a post on each line.
//!
//! ```text
//! [{"id_str": "17", "text": …, "user": {…}}, …]      a timeline; one post alone has no brackets
//! {"statuses": [ … ], "search_metadata": {…}}        a search
//! {"id_str": "17", …}⏎{"limit": {…}}⏎{"delete": …}⏎  a stream, with notices between the posts
//! ```

use super::PLATFORM;
use super::items::{Items, Layout};
use super::statuses::{read_object, read_status};
use crate::formats::json::{At, Object, count, text, top_level_keys};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, ThreadBuilder};

/// Posts as the API 1.1 gave them.
pub const API_1: Format = Format {
    id: "x-api-1.1",
    title: "Twitter API 1.1",
    how: "Saved until 2023 by tools such as twarc, rtweet or tweepy: a post, a list, a search, or a post per line",
    recognise: is_api_1,
    read: read_posts,
    package: None,
};

/// How many notices may stand before the first post of a stream.
const NOTICES: usize = 100;

/// What a stream says between the posts that is of no use to a reader.
const SILENT_NOTICES: &[&str] = &[
    "delete",
    "scrub_geo",
    "status_withheld",
    "user_withheld",
    "disconnect",
    "warning",
    "friends",
    "friends_str",
    "control",
    "event",
];

fn is_api_1(input: &Input) -> bool {
    let start = input.start();
    match layout(start) {
        Some(Layout::List(_)) => is_status(start.trim_start_matches(['[', ' ', '\n', '\r', '\t'])),
        Some(Layout::Statuses(at)) => {
            is_status(start[at + 1..].trim_start())
                || top_level_keys(start).next().is_some_and(|(key, _)| key == "search_metadata")
        }
        Some(Layout::Lines) => {
            let mut lines = start.split('\n').map(str::trim_start).filter(|line| line.starts_with('{'));
            lines.by_ref().take(NOTICES).find(|line| !is_notice(line)).is_some_and(is_status)
        }
        Some(Layout::Single) => is_status(start) || is_refusal(start),
        None => false,
    }
}

/// Whether the object that `json` opens with is a post, by the keys that all of them have.
fn is_status(json: &str) -> bool {
    let mut missing = vec!["id_str", "created_at", "text"];
    json.starts_with('{')
        && top_level_keys(json).any(|(key, _)| {
            let key = if key == "full_text" { "text" } else { key };
            missing.retain(|name| *name != key);
            missing.is_empty()
        })
}

fn is_notice(json: &str) -> bool {
    top_level_keys(json).next().is_some_and(|(key, _)| key == "limit" || SILENT_NOTICES.contains(&key))
}

/// `{"request": "/1.1/…", "error": "Not authorized."}`.
fn is_refusal(json: &str) -> bool {
    let mut keys: Vec<_> = top_level_keys(json).map(|(key, _)| key).take(3).collect();
    keys.sort_unstable();
    keys == ["error", "request"]
}

/// How the posts stand in a text that begins at once.
fn layout(text: &str) -> Option<Layout> {
    match text.as_bytes().first()? {
        b'[' => return Some(Layout::List(0)),
        b'{' => {}
        _ => return None,
    }
    let statuses = top_level_keys(text).find(|(key, value)| *key == "statuses" && value.starts_with('['));
    Some(match statuses {
        Some((_, value)) => Layout::Statuses(text.len() - value.len()),
        None if text.contains("\n{") => Layout::Lines,
        None => Layout::Single,
    })
}

fn read_posts(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let text = input.start();
    let advice = "Ask for the posts again, or open another file of the same collection.";
    let layout = layout(text).ok_or_else(|| Unreadable::new("the file is no JSON", advice))?;
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = Items::find(text, layout, builder);
    let mut refusal = None;
    items.for_each(|raw, at| {
        let Some(object) = read_object(raw, at, builder) else { return };
        if let Some(draft) = read_item(object, at, &items, &mut Notices { builder, refusal: &mut refusal }) {
            builder.push(draft);
        }
    });
    if builder.is_empty() {
        let what = match refusal {
            Some(said) => format!("the file holds no posts but what the API said instead: {said}"),
            None => "there is no whole post in this file".to_owned(),
        };
        return Err(Unreadable::new(&what, advice));
    }
    Ok(())
}

/// Where what stands between the posts is noted.
struct Notices<'n> {
    builder: &'n mut ThreadBuilder,
    refusal: &'n mut Option<String>,
}

fn read_item(object: Object, at: &At, items: &Items, notices: &mut Notices) -> Option<Draft> {
    if ["text", "full_text", "extended_tweet"].iter().any(|name| object.has(name)) {
        return Some(read_status(object, at, items, notices.builder));
    }
    if let Some(refusal) = refusal(&object) {
        notices.builder.warn(&at.field(""), &format!("the API said instead of a post: {refusal}"));
        *notices.refusal = Some(refusal);
    } else if let Some(limit) = object.get("limit") {
        let missed = Object::read(limit).ok().and_then(|limit| count(limit.get("track")?));
        let missed = missed.map_or(String::new(), |missed| format!(", {missed} since it began"));
        notices.builder.warn(&at.field(""), &format!("the stream left posts out here{missed}"));
    } else if !SILENT_NOTICES.iter().any(|name| object.has(name)) {
        notices.builder.warn(&at.field(""), "no post; it was left out");
    }
    None
}

/// What the API says of why it gives no posts: `error`, or the first of `errors`.
fn refusal(object: &Object) -> Option<String> {
    if let Some(said) = object.get("error").and_then(text) {
        return Some(said.into_owned());
    }
    let errors: Vec<&serde_json::value::RawValue> = serde_json::from_str(object.get("errors")?).ok()?;
    let first = Object::read(errors.first()?.get()).ok()?;
    Some(text(first.get("message")?)?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{read, recognise};
    use crate::model::{MediaKind, Source, State, Thread};

    const TIMELINE: &str = include_str!("../../../tests/fixtures/x-api-1.1/timeline.json");
    const STREAM: &str = include_str!("../../../tests/fixtures/x-api-1.1/stream.jsonl");

    fn thread(text: &str) -> Thread {
        read(text.as_bytes(), Source::default()).unwrap()
    }

    #[test]
    fn a_timeline_keeps_quotes_retweets_films_and_warnings() {
        let thread = thread(TIMELINE);
        let posts: Vec<_> = thread.posts().collect();
        let quote = posts[2].quote().unwrap();
        assert_eq!(
            (quote.body(), quote.author().handle.as_deref()),
            ("@ilsequandt Which crane?", Some("rafa_o"))
        );
        assert_eq!(posts[2].content_warning(), Some("Sensitive content"));
        assert_eq!((posts[2].links().count(), posts[2].counts().replies), (0, None));
        let film = &posts[3].media()[0];
        assert_eq!(
            (film.kind, film.url.as_deref()),
            (MediaKind::Video, Some("https://video.example/2176.mp4"))
        );
        assert_eq!(film.alt.as_deref(), Some("A yellow crane swings\na lantern."));
        let retweet = posts[4];
        assert_eq!(retweet.author().handle.as_deref(), Some("rafa_o"));
        assert!(retweet.is_repost() && retweet.body().is_empty());
        let original = retweet.quote().unwrap();
        assert_eq!(original.author().handle.as_deref(), Some("ilsequandt"));
        assert_eq!(original.counts().likes, Some(5));
        assert_eq!(original.links().count(), 1);
    }

    #[test]
    fn a_stream_says_what_was_deleted_and_what_is_cut() {
        let thread = thread(STREAM);
        let states: Vec<_> = thread.posts().map(|post| post.state()).collect();
        assert_eq!(states, [State::Ok, State::Ok, State::Deleted]);
        assert_eq!(thread.posts().next().unwrap().counts().replies, Some(4));
    }

    #[test]
    fn a_file_cut_at_any_byte_gives_every_post_before_the_cut() {
        let ids = |thread: &Thread| {
            thread.posts().filter_map(|post| Some(post.id()?.to_owned())).collect::<Vec<_>>()
        };
        // Newest first: what is missing at the end of the file is missing at the beginning of the thread.
        let whole = ids(&thread(TIMELINE));
        for cut in (0..TIMELINE.len() - 1).filter(|cut| TIMELINE.is_char_boundary(*cut)).step_by(13) {
            let Ok(thread) = read(&TIMELINE.as_bytes()[..cut], Source::default()) else { continue };
            let found = ids(&thread);
            assert_eq!(found, whole[whole.len() - found.len()..], "cut at {cut}");
            assert_eq!(thread.warnings.len(), 1, "cut at {cut}");
        }
        let cut = TIMELINE.len() - 3;
        assert_eq!(ids(&thread(&TIMELINE[..cut])).len(), whole.len() - 1);
    }

    #[test]
    fn what_the_api_said_instead_of_posts_is_passed_on() {
        let refused = |text: &str| read(text.as_bytes(), Source::default()).unwrap_err().what.to_string();
        assert_eq!(
            refused(r#"{"request":"/1.1/statuses/show.json","error":"Not authorized."}"#),
            "the file holds no posts but what the API said instead: Not authorized."
        );
    }

    #[test]
    fn api_1_is_told_from_other_json() {
        let recognised = |text: &str| recognise(&Input::decode(text.as_bytes()).unwrap()).map(|f| f.id);
        let id = Some(API_1.id);
        assert_eq!(recognised(r#"[{"created_at":"","id_str":"1","text":"cut"#), id);
        assert_eq!(recognised(r#"{"search_metadata":{"count":1},"statuses":[]}"#), id);
        assert_eq!(
            recognised("{\"delete\":{}}\n{\"id_str\":\"1\",\"created_at\":\"\",\"full_text\":\"\"}"),
            id
        );
        for other in [
            r#"{"id":"1","created_at":"","text":"a","author":{}}"#,
            r#"[{"id":"1","created_at":"","content":"a","account":{"acct":"b"}}]"#,
            r#"{"data":[{"id":"1","text":"a","created_at":""}]}"#,
            r#"[{"user":{"id_str":"1","created_at":"","text":""}}]"#,
            r#"{"error":"no","request":"x","data":[]}"#,
        ] {
            assert_eq!(recognised(other), None, "{other}");
        }
    }
}
