//! Tests of reading Reddit.

use crate::formats::read;
use crate::model::{Post, PostIx, Shape, Source, State, Thread};

fn thread(json: &str) -> Thread {
    read(json.as_bytes(), Source::default()).unwrap()
}

fn listing(things: &str) -> String {
    format!(r#"{{"kind":"Listing","data":{{"after":null,"children":[{things}]}}}}"#)
}

fn comment(id: &str, parent: &str, fields: &str) -> String {
    format!(
        r#"{{"kind":"t1","data":{{{fields}"id":"{id}","name":"t1_{id}","author":"ana","body":"{id}","parent_id":"{parent}","link_id":"t3_s"}}}}"#
    )
}

fn submission(id: &str) -> String {
    format!(
        r#"{{"data":{{"id":"{id}","title":"{id}","selftext":"","is_self":true,"author":"bo","permalink":"/r/x/comments/{id}/"}},"kind":"t3"}}"#
    )
}

fn ids(thread: &Thread) -> Vec<&str> {
    thread.posts().map(|post| post.id().unwrap_or("-")).collect()
}

fn warnings(thread: &Thread) -> Vec<String> {
    thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
}

#[test]
fn replies_nest_without_end_before_or_behind_the_words() {
    const DEPTH: usize = 100_000;
    let mut before = String::new();
    for i in 0..DEPTH {
        let open = r#"{"kind":"t1","data":{"id":""#;
        let rest =
            format!(r#"c{i}","author":"ana","body":"x","parent_id":"t1_c{}","replies":"#, i.wrapping_sub(1));
        before.extend([open, &rest, r#"{"kind":"Listing","data":{"children":["#]);
    }
    before += &"]}}}}".repeat(DEPTH);
    let deep = thread(&format!("[{},{}]", listing(&submission("s")), listing(&before)));
    assert_eq!(deep.answered(PostIx(DEPTH as u32)), Some(PostIx(DEPTH as u32 - 1)));

    let inner = comment("b", "t1_a", "");
    let early = comment("a", "t3_s", &format!(r#""replies":{},"#, listing(&inner)));
    let thread = thread(&format!("[{},{}]", listing(&submission("s")), listing(&early)));
    assert_eq!(thread.len(), 3);
    let parent = |ix: u32| thread.answered(PostIx(ix)).and_then(|ix| thread.post(ix).id());
    let of = |id: &str| ids(&thread).iter().position(|known| *known == id).unwrap() as u32;
    assert_eq!((parent(of("t1_b")), parent(of("t1_a"))), (Some("t1_a"), Some("t3_s")));
}

#[test]
fn what_is_left_out_is_counted_where_it_was() {
    let more = |count: u32, parent: &str| {
        format!(
            r#"{{"kind":"more","data":{{"children":["x","y"],"count":{count},"id":"_","parent_id":"{parent}"}}}}"#
        )
    };
    let things =
        [comment("a", "t3_s", r#""replies":"","#), more(2, "t1_a"), more(0, "t1_a"), more(40, "t3_s")];
    let thread = thread(&format!("[{},{}]", listing(&submission("s")), listing(&things.join(","))));
    let told: Vec<_> = thread.posts().map(|post| (post.state(), post.omitted(), post.reply_to())).collect();
    assert_eq!(
        told[2..],
        [
            (State::Omitted, 2, Some("t1_a")),
            (State::Omitted, 0, Some("t1_a")),
            (State::Omitted, 40, Some("t3_s")),
        ]
    );
}

#[test]
fn one_discussion_hangs_together_and_many_stand_beside_each_other() {
    let orphans = listing(&[comment("a", "t1_gone", ""), comment("b", "t1_gone", "")].join(","));
    let one = thread(&orphans);
    assert_eq!((ids(&one), one.shape), (vec!["t1_a", "t1_b", "t1_gone", "t3_s"], Shape::Thread));
    assert_eq!(one.answered(PostIx(2)), Some(PostIx(3)));

    let many = thread(&listing(&[submission("s"), submission("z")].join(",")));
    assert_eq!((ids(&many), many.shape), (vec!["t3_s", "t3_z"], Shape::Collection));
    assert_eq!(many.title, None);
}

#[test]
fn further_comments_are_read_as_the_api_gives_them() {
    let json = format!(r#"{{"json":{{"errors":[],"data":{{"things":[{}]}}}}}}"#, comment("a", "t3_s", ""));
    assert_eq!(ids(&thread(&json)), ["t1_a", "t3_s"]);
}

#[test]
fn whose_account_is_gone_still_said_what_they_said() {
    let gone = |author: &str, body: &str| {
        comment("a", "t3_s", "").replace(r#""author":"ana""#, author).replace(r#""body":"a""#, body)
    };
    for (author, body, state, words) in [
        (r#""author":"[deleted]""#, r#""body":"Still here.""#, State::Ok, "Still here."),
        (r#""author":"[deleted]""#, r#""body":"[deleted]""#, State::Deleted, ""),
        (r#""author":"[deleted]""#, r#""body":"[removed]""#, State::Removed, ""),
        (r#""author":null"#, r#""body":"""#, State::Deleted, ""),
        (r#""author":"ana""#, r#""body":"[ Removed by Reddit ]""#, State::Removed, ""),
    ] {
        let thread = thread(&format!("[{},{}]", listing(&submission("s")), listing(&gone(author, body))));
        let post: Post = thread.post(PostIx(1));
        assert_eq!(
            (post.state(), post.body(), post.author().is_known()),
            (state, words, author.contains("ana"))
        );
    }
}

#[test]
fn a_broken_field_costs_itself_alone() {
    let broken = comment("a", "t3_s", r#""created_utc":"soon","score":[],"#);
    let thread = thread(&format!("[{},{}]", listing(&submission("s")), listing(&broken)));
    assert_eq!(thread.len(), 2);
    assert_eq!(warnings(&thread), ["thing t1_a.created_utc: \"soon\" is no time; it was left out"]);
}

#[test]
fn a_dump_may_be_escaped_and_its_numbers_texts() {
    let line = r#"{"id":"a","body":"&gt; one\n\ntwo &amp;amp; three","author":"ana","created_utc":"1420070400","link_id":"t3_s","parent_id":"t3_s","score":"3","subreddit":"x"}"#;
    let thread = thread(line);
    let post = thread.post(PostIx(0));
    assert_eq!(post.body(), "one\n\ntwo & three");
    assert_eq!(post.created().unwrap().rfc3339(), "2015-01-01T00:00:00Z");
    assert_eq!(post.counts().likes, Some(3));
}

#[test]
fn markup_without_end_costs_its_own_length_only() {
    for unit in ["^(", "^", "![img](", "](http://", "] (/", "`", "&#", "u/", "r/a", "\\\\", "(", ")"] {
        let body = unit.repeat(50_000);
        let json = comment("a", "t3_s", "").replace(r#""body":"a""#, &format!(r#""body":"{body}""#));
        assert_eq!(thread(&listing(&json)).len(), 2, "{unit}");
    }
    let listings = r#"{"data":{"replies":"#.repeat(100_000) + "null" + &"}}".repeat(100_000);
    let json = format!("[{},{listings}]", listing(&submission("s")));
    assert_eq!(thread(&json).len(), 1);
}
