//! Tests of reading notes.

use super::*;
use crate::formats::{self, recognise};
use crate::model::{Post, Source, Thread};

fn thread(json: &str) -> Thread {
    formats::read(json.as_bytes(), Source::default()).unwrap()
}

fn note(id: &str, fields: &str) -> String {
    format!(
        r#"{{"id":"{id}","createdAt":"2024-05-13T08:15:00.000Z","userId":"1","cw":null,"visibility":"public"{fields}}}"#
    )
}

fn warnings(thread: &Thread) -> Vec<String> {
    thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
}

#[test]
fn answers_to_one_note_that_is_not_there_stand_below_its_place() {
    let answers = [note("1", r#","text":"a","replyId":"0""#), note("2", r#","text":"b","replyId":"0""#)];
    let thread = thread(&format!("[{}]", answers.join(",")));
    let told: Vec<_> = thread.posts().map(|post| (post.id(), post.state())).collect();
    assert_eq!(told, [(Some("0"), State::Missing), (Some("1"), State::Ok), (Some("2"), State::Ok)]);
    assert_eq!(thread.shape, Shape::Thread);
}

#[test]
fn notes_within_notes_come_once_and_before_their_answers() {
    let first = note("1", r#","text":"a""#);
    let second = note("2", &format!(r#","text":"b","replyId":"1","reply":{first}"#));
    let third = note("3", &format!(r#","text":"c","replyId":"2","reply":{second}"#));
    let thread = thread(&format!("{third}\n{second}"));
    let bodies: Vec<&str> = thread.posts().map(|post| post.body()).collect();
    assert_eq!(bodies, ["a", "b", "c"]);
    assert_eq!(thread.shape, Shape::Thread);
}

#[test]
fn nesting_without_end_is_an_orderly_warning() {
    for name in ["reply", "renote"] {
        let open = format!(
            r#"{{"id":"1","createdAt":null,"userId":"1","text":"q","cw":null,"renoteId":"1","{name}":"#
        );
        let thread = thread(&format!("{}null{}", open.repeat(50_000), "}".repeat(50_000)));
        assert!(thread.posts().next().is_some(), "{name}");
    }
}

#[test]
fn a_wrong_field_costs_neither_its_note_nor_the_rest() {
    let rest = note("9", r#","text":"rest""#);
    for (fields, expected) in [
        (r#","text":{}"#, "[0].text: {} is no text; it was left out"),
        (r#","text":"b","user":7"#, "[0].user: 7 is no object; it was left out"),
        (r#","text":"b","files":[7]"#, "[0].files[0]: 7 is no object; it was left out"),
        (r#","text":"b","reactions":7,"poll":{"choices":"x"}"#, ""),
    ] {
        let thread = thread(&format!("[{},7,{rest}]", note("8", fields)));
        let expected = if expected.is_empty() { Vec::new() } else { vec![expected.to_owned()] };
        let told: Vec<_> = warnings(&thread).into_iter().filter(|told| !told.starts_with("[1]")).collect();
        assert_eq!(told, expected, "{fields}");
        assert_eq!(thread.posts().last().as_ref().map(Post::body), Some("rest"));
    }
}

#[test]
fn documents_are_told_from_others() {
    for (json, expected) in [
        (note("1", ""), Some("misskey")),
        (format!("[{}", note("1", "")), Some("misskey")),
        (r#"{"createdAt":"2024","userId":"1","text":"a"}"#.to_owned(), None),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.id), expected, "{json}");
    }
}
