//! Tests of reading topics.

use super::*;
use crate::formats::{self, recognise};
use crate::model::{Post, Source, Style, Thread};

fn thread(json: &str) -> Thread {
    formats::read(json.as_bytes(), Source::default()).unwrap()
}

fn post(id: u64, number: u64, fields: &str) -> String {
    format!(
        r#"{{"id":{id},"username":"u{id}","cooked":"<p>p{id}</p>","post_number":{number},"topic_id":7,"post_type":1{fields}}}"#
    )
}

fn topic(posts: &[String], stream: &str) -> String {
    format!(
        r#"{{"post_stream":{{"posts":[{}],"stream":{stream}}},"title":"T","id":7,"details":{{"created_by":{{"username":"ana"}}}}}}"#,
        posts.join(",")
    )
}

fn told(thread: &Thread) -> Vec<(Option<&str>, Option<&str>, u64)> {
    thread.posts().map(|post| (post.id(), post.reply_to(), post.omitted())).collect()
}

type Links = Vec<(String, String)>;
type Styles = Vec<(String, Style)>;

/// The words of a post with this HTML, its links as what they read and where they lead, and its styles.
fn cooked(html: &str) -> (String, Links, Styles) {
    let html = html.replace('"', "\\\"");
    let json = format!(
        r#"{{"id":1,"username":"u","avatar_template":"/user_avatar/forum.example/u/{{size}}/1.png","cooked":"{html}","post_number":1,"topic_id":7}}"#
    );
    let thread = thread(&json);
    let post = thread.posts().next().unwrap();
    let links =
        post.links().map(|link| (post.text(link.range.clone()).to_owned(), link.url.to_owned())).collect();
    let styles = post.styles().map(|s| (post.text(s.range).to_owned(), s.style)).collect();
    (post.body().to_owned(), links, styles)
}

#[test]
fn posts_hang_by_their_numbers_and_those_that_are_not_there_have_a_place() {
    let posts = [
        post(11, 1, ""),
        post(13, 3, r#","reply_to_post_number":1"#),
        post(14, 4, r#","reply_to_post_number":3"#),
        post(15, 5, r#","reply_to_post_number":2"#),
    ];
    let thread = thread(&topic(&posts, "[11,12,13,14,15,16,17]"));
    assert_eq!(
        told(&thread),
        [
            (Some("11"), None, 0),
            (None, Some("11"), 1),
            (Some("13"), Some("11"), 0),
            (Some("14"), Some("13"), 0),
            (Some("15"), Some("11"), 0),
            (None, Some("11"), 2),
        ]
    );
    assert_eq!((thread.title.as_deref(), thread.shape), (Some("T"), Shape::Thread));
}

#[test]
fn a_topic_without_its_first_post_has_a_place_for_it() {
    let thread = thread(&topic(&[post(13, 3, ""), post(14, 4, "")], "[11,12,13,14]"));
    assert_eq!(
        told(&thread),
        [
            (Some("11"), None, 0),
            (None, Some("11"), 1),
            (Some("13"), Some("11"), 0),
            (Some("14"), Some("11"), 0)
        ]
    );
    let first = thread.posts().next().unwrap();
    assert_eq!((first.state(), first.author().display_name()), (State::Missing, "@ana".to_owned()));
}

#[test]
fn a_list_of_numbers_that_are_no_ids_still_says_how_many_there_should_be() {
    let thread = thread(&topic(&[post(11, 1, ""), post(12, 2, "")], "[1,2,3,4,5]"));
    assert_eq!(told(&thread), [(Some("11"), None, 0), (Some("12"), Some("11"), 0), (None, Some("11"), 3)]);
}

#[test]
fn posts_of_several_topics_are_many_threads() {
    let other = post(21, 1, "").replace("\"topic_id\":7", "\"topic_id\":8");
    let answer = post(22, 2, "").replace("\"topic_id\":7", "\"topic_id\":8");
    let lines = [post(12, 2, ""), other, answer].join("\n");
    let thread = thread(&lines);
    assert_eq!(thread.shape, Shape::Collection);
    assert_eq!(told(&thread), [(Some("12"), None, 0), (Some("21"), None, 0), (Some("22"), Some("21"), 0)]);
}

#[test]
fn quotes_and_cards_are_quotes_and_what_serves_the_page_is_left_out() {
    let (text, links, styles) = cooked(
        r#"<aside class="quote" data-post="3"><div class="title"><div class="quote-controls"></div><img class="avatar" src="/a.png" alt="">ilse:</div><blockquote><p>Who paid?</p></blockquote></aside><p>The port. <img src="/e.png" class="emoji" alt=":boat:"></p>"#,
    );
    assert_eq!(text, "ilse:\n\nWho paid?\n\nThe port. :boat:");
    assert_eq!((links, styles), (vec![], vec![("Who paid?".to_owned(), Style::Quote)]));
    let (text, links, styles) = cooked(
        r#"<p>See</p><aside class="onebox allowlistedgeneric"><header class="source"><img class="site-icon" src="x"><a href="https://museum.example/">museum.example</a></header><article class="onebox-body"><img class="thumbnail" src="y"><h3><a href="https://museum.example/">Cranes</a></h3><p>All of them.</p></article></aside><p>end</p>"#,
    );
    assert_eq!(text, "See\n\nmuseum.example\n\nCranes\n\nAll of them.\n\nend");
    assert_eq!(links.len(), 2);
    assert_eq!(styles[0], ("museum.example\n\nCranes\n\nAll of them.".to_owned(), Style::Quote));
}

#[test]
fn addresses_within_the_forum_are_made_whole() {
    let (text, links, _) = cooked(
        r#"<a href="/t/x/8">topic</a> <a class="mention" href="/u/bo">@bo</a> <a class="hashtag-cooked" href="/tag/x"><svg><use></use></svg><span>x</span></a> <a href="javascript:a()">no</a>"#,
    );
    assert_eq!(text, "topic @bo x no");
    assert_eq!(links, [("topic".to_owned(), "https://forum.example/t/x/8".to_owned())]);
}

#[test]
fn pictures_are_media_at_their_full_size() {
    let html = r#"<div class=\"lightbox-wrapper\"><a class=\"lightbox\" href=\"https://forum.example/full.png\"><img src=\"https://forum.example/small.png\" alt=\"A crane\"><div class=\"meta\"><span class=\"filename\">crane.png</span></div></a></div><p>So.</p>"#;
    let thread = thread(&post(1, 1, "").replace("<p>p1</p>", html));
    let post = thread.posts().next().unwrap();
    assert_eq!(post.body(), "So.");
    let media = &post.media()[0];
    assert_eq!(
        (media.url.as_deref(), media.alt.as_deref()),
        (Some("https://forum.example/full.png"), Some("A crane"))
    );
}

#[test]
fn what_was_taken_away_says_so() {
    let state = |fields: &str| {
        let thread = thread(&post(1, 1, fields));
        let post = thread.posts().next().unwrap();
        (post.state(), post.body().to_owned())
    };
    assert_eq!(state(r#","user_deleted":true"#), (State::Deleted, String::new()));
    assert_eq!(state(r#","hidden":true,"cooked_hidden":true"#), (State::Removed, String::new()));
    assert_eq!(state(r#","hidden":true"#), (State::Removed, "p1".to_owned()));
    assert_eq!(state(r#","deleted_at":"2024-01-01""#), (State::Removed, "p1".to_owned()));
    assert_eq!(state(r#","deleted_at":null,"hidden":false"#), (State::Ok, "p1".to_owned()));
}

#[test]
fn what_is_no_post_is_left_out_with_its_place() {
    let posts = [post(11, 1, ""), "7".to_owned(), r#"{"id":12}"#.to_owned(), post(13, 3, r#","name":{}"#)];
    let thread = thread(&topic(&posts, "[11,13]"));
    let told: Vec<String> = thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect();
    assert_eq!(
        told,
        [
            "post_stream.posts[1]: 7 is no post; it was left out",
            "post_stream.posts[3].name: {} is no text; it was left out",
            "post_stream.posts[2]: no text and no author in it; it was left out"
        ]
    );
    assert_eq!(thread.posts().map(|post| Post::body(&post)).collect::<Vec<_>>(), ["p11", "p13"]);
}

#[test]
fn documents_are_told_from_others() {
    let one = post(1, 1, "");
    for (json, expected) in [
        (one.clone(), Some("discourse")),
        (format!("[{one}"), Some("discourse")),
        (topic(&[], "[1,2]"), Some("discourse")),
        (format!(r#"{{"latest_posts":[{one}]}}"#), Some("discourse")),
        (r#"{"posts":[{"id":1,"text":"a"}]}"#.to_owned(), None),
        (r#"{"cooked":"x","id":1}"#.to_owned(), None),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.id), expected, "{json}");
    }
}
