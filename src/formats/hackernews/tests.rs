//! Tests of reading items.

use super::*;
use crate::formats::{read, recognise};
use crate::model::{Source, State, Thread};

const NESTED: &str = include_str!("../../../tests/fixtures/hackernews/nested.json");

fn thread(json: &str) -> Thread {
    read(json.as_bytes(), Source::default()).unwrap()
}

/// Each post as its id, the id it answers, and its text.
fn told(thread: &Thread) -> Vec<(&str, &str, &str)> {
    thread.posts().map(|post| (post.id().unwrap(), post.reply_to().unwrap_or("-"), post.body())).collect()
}

#[test]
fn a_story_is_a_title_an_address_and_a_text() {
    let thread = thread(NESTED);
    let story = thread.posts().next().unwrap();
    assert_eq!(thread.title.as_deref(), Some("Harbour <books> & cranes"));
    assert!(story.body().starts_with("Harbour <books> & cranes\n\nhttps://harbour.example/1931?a=1&b=2\n\n"));
    assert_eq!(story.links().next().unwrap().url, "https://harbour.example/1931?a=1&b=2");
    assert_eq!((story.counts().likes, story.author().display_name()), (Some(17), "ilse_q".to_owned()));
    assert_eq!(story.url(), Some("https://news.ycombinator.com/item?id=40350001"));
}

#[test]
fn what_was_deleted_keeps_its_place() {
    let thread = thread(NESTED);
    let gone = thread.posts().find(|post| post.id() == Some("40350004")).unwrap();
    assert_eq!((gone.state(), gone.reply_to()), (State::Deleted, Some("40350001")));
    let dead = thread_of_official(
        r#"{"id":7,"type":"comment","time":1,"by":"a","text":"b","dead":true,"parent":1}"#,
    );
    assert_eq!(dead.posts().nth(1).unwrap().state(), State::Removed);
}

fn thread_of_official(items: &str) -> Thread {
    thread(&format!(r#"[{{"id":1,"type":"story","time":1,"by":"a","title":"T"}},{items}]"#))
}

#[test]
fn answers_may_nest_as_deep_as_people_quarrel() {
    let depth = 100_000;
    let open = |i: usize| {
        format!(
            r#"{{"id":{i},"created_at_i":1,"author":"a","text":"t","points":null,"story_id":1,"children":["#
        )
    };
    let json: String = (1..=depth).map(open).chain((0..depth).map(|_| "]}".to_owned())).collect();
    let thread = thread(&json);
    assert_eq!(thread.len(), depth);
    assert_eq!(thread.posts().last().unwrap().reply_to(), Some("99999"));
    assert!(thread.warnings.is_empty());
    // Cut in the middle, everything begun is there.
    let thread = read(&json.as_bytes()[..json.len() / 2], Source::default()).unwrap();
    assert_eq!(thread.warnings.len(), 1);
}

#[test]
fn sorted_keys_are_no_hindrance() {
    let json = r#"{"author":"a","children":[{"author":"b","children":[],"created_at_i":2,"id":2,"parent_id":1,"points":null,"text":"two"}],"created_at_i":1,"id":1,"parent_id":null,"points":3,"text":"one"}"#;
    assert_eq!(told(&thread(json)), [("2", "1", "two"), ("1", "-", "one")]);
}

#[test]
fn answers_to_what_is_not_there_stand_below_the_story() {
    let thread = thread_of_official(
        r#"{"id":3,"type":"comment","time":3,"by":"b","text":"lost","parent":2},null,{"id":4,"type":"comment","time":4,"by":"c","text":"it","parent":3}"#,
    );
    assert_eq!(told(&thread)[1..], [("3", "1", "lost"), ("4", "3", "it")]);
    assert_eq!(thread.warnings.len(), 1);
}

#[test]
fn comments_that_are_not_in_the_file_are_counted() {
    let story = r#"{"id":1,"type":"story","time":1,"by":"a","title":"T","descendants":9,"kids":[2,5]}"#;
    let comment = r#"{"id":2,"type":"comment","time":2,"by":"b","text":"one","parent":1}"#;
    for (json, missing) in [(story.to_owned(), 9), (format!("[{story},{comment}]"), 8)] {
        let thread = thread(&json);
        let last = thread.posts().last().unwrap();
        assert_eq!((last.state(), last.omitted(), last.reply_to()), (State::Omitted, missing, Some("1")));
    }
    let whole = story.replace("\"descendants\":9", "\"descendants\":1");
    assert_eq!(thread(&format!("[{whole},{comment}]")).len(), 2);
}

#[test]
fn hits_of_a_search_are_read() {
    let thread = thread(
        r#"{"hits":[{"objectID":"5","created_at_i":1715588100,"author":"b","comment_text":"A &gt; B<p>C","parent_id":4,"story_id":1,"story_title":"T","_tags":["comment"]}],"nbHits":1}"#,
    );
    assert_eq!(told(&thread), [("5", "4", "A > B\n\nC")]);
    assert_eq!(thread.posts().next().unwrap().created().unwrap().rfc3339(), "2024-05-13T08:15:00Z");
}

#[test]
fn items_are_told_from_other_json() {
    let item = r#"{"by":"a","id":2,"parent":1,"text":"t","time":3,"type":"comment"}"#;
    for (json, expected) in [
        (item.to_owned(), true),
        (format!("{item}\n{item}"), true),
        (format!("[\n{item}]"), true),
        (format!("{{\"comments\": [{item}]}}"), true),
        (format!("{{\"2\":{item}}}"), true),
        (r#"{"id":2,"type":"message","time":3}"#.to_owned(), false),
        (r#"{"comments":[{"id":2}]}"#.to_owned(), false),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).is_some_and(|format| format.id == "hackernews"), expected, "{json}");
    }
}

#[test]
fn what_a_search_finds_is_many_threads() {
    let hit = |id: u32, parent: &str| {
        format!(
            r#"{{"objectID":"{id}","created_at_i":1715588100,"author":"b","comment_text":"C","story_id":1{parent}}}"#
        )
    };
    let json = format!(
        r#"{{"hits":[{},{},{}]}}"#,
        hit(5, ""),
        hit(6, r#","parent_id":5"#),
        hit(7, r#","parent_id":4"#)
    );
    let thread = crate::formats::read(json.as_bytes(), crate::model::Source::default()).unwrap();
    assert_eq!(thread.shape, crate::model::Shape::Collection);
    let answers: Vec<_> = thread.posts().map(|post| post.reply_to()).collect();
    assert_eq!(answers, [None, Some("5"), Some("4")]);
    assert!(thread.warnings.is_empty());
}
