//! Tests of reading posts and comments.

use super::*;
use crate::formats::{self, recognise};
use crate::model::{Source, Thread};

const POST_FILE: &str = include_str!("../../../tests/fixtures/lemmy/post.json");

fn thread(json: &str) -> Thread {
    formats::read(json.as_bytes(), Source::default()).unwrap()
}

fn comment(id: u64, path: &str, below: u64) -> String {
    format!(
        r#"{{"comment":{{"id":{id},"post_id":7,"content":"c{id}","path":"{path}","ap_id":"https://pier.example/comment/{id}"}},"creator":{{"name":"jo"}},"counts":{{"child_count":{below}}}}}"#
    )
}

fn told(thread: &Thread) -> Vec<(Option<&str>, Option<&str>, u64)> {
    thread.posts().map(|post| (post.id(), post.reply_to(), post.omitted())).collect()
}

#[test]
fn comments_hang_by_their_paths_and_those_that_are_not_there_are_counted() {
    let thread = thread(POST_FILE);
    assert_eq!(
        told(&thread),
        [
            (Some("post/7"), None, 0),
            (Some("comment/24"), Some("post/7"), 0),
            (None, Some("comment/24"), 1),
            (Some("comment/27"), Some("comment/24"), 0),
            (None, Some("comment/27"), 2),
            (Some("comment/28"), Some("post/7"), 0),
        ]
    );
    assert_eq!(thread.title.as_deref(), Some("Which crane is this?"));
}

#[test]
fn a_post_saved_without_its_comments_says_how_many_there_are() {
    let post = r#"{"post_view":{"post":{"id":7,"name":"T","ap_id":"https://pier.example/post/7"},"creator":{"name":"jo"},"counts":{"comments":3}}}"#;
    assert_eq!(told(&thread(post)), [(Some("post/7"), None, 0), (None, Some("post/7"), 3)]);
}

#[test]
fn two_answers_one_after_the_other_are_one_thread() {
    let post = r#"{"post_view":{"post":{"id":7,"name":"T","ap_id":"https://pier.example/post/7"},"creator":{"name":"jo"},"counts":{"comments":3}}}"#;
    let comments = format!(
        r#"{{"comments":[{},{},{}]}}"#,
        comment(1, "0.1", 1),
        comment(2, "0.9.2", 0),
        comment(1, "0.1", 1)
    );
    let thread = thread(&format!("{post}\n{comments}"));
    assert_eq!(
        told(&thread),
        [
            (Some("post/7"), None, 0),
            (Some("comment/1"), Some("post/7"), 0),
            (None, Some("comment/1"), 1),
            (Some("comment/2"), Some("post/7"), 0),
        ]
    );
    assert_eq!(thread.shape, Shape::Thread);
}

#[test]
fn answers_may_nest_as_deep_as_people_quarrel() {
    // A path as deep as this would be as long as the square of it: servers cut it, and so does this.
    let mut comments = vec![comment(1, "0.1", 0)];
    comments.extend((2..5_000).map(|id| comment(id, &format!("0.{}.{id}", id - 1), 0)));
    let thread = thread(&format!(r#"{{"comments":[{}]}}"#, comments.join(",")));
    assert_eq!(thread.len(), 4_999);
    assert_eq!(thread.posts().last().unwrap().reply_to(), Some("comment/4998"));
}

#[test]
fn what_is_no_post_is_left_out_with_its_place() {
    let thread = thread(&format!(
        r#"{{"comments":[{},7,{{"comment":{{}}}},{}]}}"#,
        comment(1, "0.1", 0),
        comment(2, "0.2", 0).replace("\"c2\"", "{}")
    ));
    let told: Vec<String> = thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect();
    assert_eq!(
        told,
        [
            "comments[1]: 7 is no post; it was left out",
            "comments[2]: no post and no comment in it; it was left out",
            "comments[3].comment.content: {} is no text; it was left out"
        ]
    );
}

#[test]
fn documents_are_told_from_others() {
    let one = comment(1, "0.1", 0);
    for (json, expected) in [
        (one.clone(), Some("lemmy")),
        (format!(r#"{{"comments":[{one}]}}"#), Some("lemmy")),
        (format!(r#"{{"items":[{one}]}}"#), Some("lemmy")),
        (r#"{"comments":[{"comment":"x","creator":{},"counts":{}}]}"#.to_owned(), None),
        (r#"{"post":{"id":1},"comments":[]}"#.to_owned(), None),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.id), expected, "{json}");
    }
}
