//! What the API 2 gives, as its readers may rely on it.

use super::*;
use crate::formats::{read, recognise};
use crate::model::{EntityKind, Shape, Source, Thread};

const CONVERSATION: &str = include_str!("../../../../tests/fixtures/x-api-2/conversation.jsonl");
const FLAT: &str = include_str!("../../../../tests/fixtures/x-api-2/flat.jsonl");

fn thread(text: &str) -> Thread {
    read(text.as_bytes(), Source::default()).unwrap()
}

#[test]
fn pages_of_a_conversation_are_one_thread_with_the_root_from_beside_them() {
    let thread = thread(CONVERSATION);
    assert_eq!(thread.shape, Shape::Thread);
    assert_eq!(thread.posts().filter(|post| post.reply_to().is_none()).count(), 1);
    let states: Vec<_> = thread.posts().map(|post| post.state()).collect();
    let ok = State::Ok;
    assert_eq!(states, [ok, ok, State::Private, ok, ok, State::Missing, ok]);
    let quoting = thread.posts().nth(4).unwrap();
    assert_eq!(quoting.quote().map(|quote| quote.state()), Some(State::Deleted));
    // The link to a quoted post is not shown where its placeholder is.
    assert_eq!(quoting.links().count(), 0);
}

#[test]
fn what_x_says_a_text_speaks_of_is_kept_where_the_text_has_it() {
    let thread = thread(CONVERSATION);
    let post = thread.posts().next().unwrap();
    let spoken: Vec<_> = post
        .mentions()
        .filter(|name| !matches!(name.kind, EntityKind::Hashtag | EntityKind::Cashtag))
        .map(|name| (name.kind, post.text(name.range)))
        .collect();
    let expected = [
        (EntityKind::Organization, "Brandt & Zennor"),
        (EntityKind::Organization, "Koru Shipping"),
        (EntityKind::Place, "Port Olin"),
    ];
    assert_eq!(spoken, expected);
    assert_eq!(post.links().next().unwrap().title, Some("Koru is sold & nobody knew"));
}

#[test]
fn flattened_posts_are_a_collection_with_reposts_edits_and_long_texts() {
    let thread = thread(FLAT);
    let posts: Vec<_> = thread.posts().collect();
    assert_eq!(thread.shape, Shape::Collection);
    assert!(posts[0].is_repost() && posts[0].body().is_empty());
    assert!(posts[1].is_repost() && posts[1].body().starts_with("RT @keeper: "));
    assert_eq!(posts[2].body(), "Lamp on again.");
    assert!(posts[3].body().ends_with("lights.") && posts[3].body().contains("keeper & I"));
    assert_eq!(posts[4].state(), State::Withheld);
    assert!(thread.warnings.iter().any(|warning| warning.message.contains("cut this text")));
}

#[test]
fn api_2_is_told_from_other_json() {
    let recognised = |text: &str| recognise(&Input::decode(text.as_bytes()).unwrap()).map(|f| f.id);
    for text in [
        r#"{"data":[{"id":"1","text":"#,
        r#"{"data":{"author_id":"2","text":"a","id":"1"}}"#,
        r#"[{"data":[{"text":"a","id":"1"}]}]"#,
        r#"{"includes":{"users":["#,
        r#"[{"id":"1","text":"a","edit_history_tweet_ids":["1"]}]"#,
    ] {
        assert_eq!(recognised(text), Some(API_2.id), "{text}");
    }
    for other in [
        r#"[{"id":"1","text":"a"}]"#,
        r#"{"data":[{"id":7,"text":"a"}]}"#,
        r#"{"data":{"children":[]},"kind":"Listing"}"#,
        r#"{"id":"1","text":"a","author":{}}"#,
    ] {
        assert_ne!(recognised(other), Some(API_2.id), "{other}");
    }
}

#[test]
fn a_page_without_posts_says_so() {
    let page = r#"{"includes":{"users":[]},"meta":{"result_count":0}}"#;
    let error = read(page.as_bytes(), Source::default()).unwrap_err();
    assert!(error.what.contains("no posts"), "{error}");
}
