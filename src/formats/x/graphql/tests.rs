//! What X sends to its web pages, as its readers may rely on it.

use super::*;
use crate::formats::{read, recognise};
use crate::model::{Post, Shape, Source, Style, Thread};

const DETAIL: &str = include_str!("../../../../tests/fixtures/x-web/detail.json");

fn thread(text: &str) -> Thread {
    read(text.as_bytes(), Source::default()).unwrap()
}

#[test]
fn a_conversation_hangs_together_whatever_is_not_there() {
    let thread = thread(DETAIL);
    let posts: Vec<_> = thread.posts().collect();
    let states: Vec<_> = posts.iter().map(Post::state).collect();
    let (ok, omitted) = (State::Ok, State::Omitted);
    assert_eq!(states, [ok, State::Deleted, ok, ok, ok, State::Missing, omitted, ok, omitted]);
    // A tombstone has no id of its own: the post below it tells.
    assert_eq!(posts[2].reply_to(), posts[1].id());
    // "Show more" of a chain goes on where the chain ends, that of the page at the post that was asked for.
    assert_eq!(posts[6].reply_to(), posts[5].id());
    assert_eq!(posts[8].reply_to(), posts[2].id());
    assert_eq!(posts[4].quote().map(|quote| quote.state()), Some(State::Suspended));
    assert_eq!(thread.shape, Shape::Thread);
}

#[test]
fn styles_of_a_long_post_stay_with_its_words_where_links_get_shorter() {
    let thread = thread(DETAIL);
    let post = thread.posts().nth(2).unwrap();
    let styled: Vec<_> = post.styles().map(|styled| (styled.style, post.text(styled.range))).collect();
    // A style that ends within a name ends before it.
    let expected = [
        (Style::Bold, "AT&T's men"),
        (Style::Italic, "not <for> sale"),
        (Style::Bold, "says "),
        (Style::Italic, "says "),
    ];
    assert_eq!(styled, expected);
}

#[test]
fn both_shapes_of_an_account_are_read() {
    let thread = thread(DETAIL);
    let names: Vec<_> =
        thread.posts().filter_map(|post| post.author().name.as_deref().map(str::to_owned)).collect();
    assert_eq!(names, ["Ilse Quandt", "Ilse Quandt", "Ilse Quandt", "Rafa Oyelaran", "Mei"]);
}

#[test]
fn a_post_that_quotes_itself_for_ever_ends() {
    let mut json = r#"{"rest_id":"1","legacy":{"full_text":"a"}}"#.to_owned();
    for _ in 0..2000 {
        json = format!(
            r#"{{"rest_id":"1","legacy":{{"full_text":"a"}},"quoted_status_result":{{"result":{json}}}}}"#
        );
    }
    let thread = thread(&json);
    assert_eq!(thread.posts().next().unwrap().with_quotes().count(), 9);
    assert!(thread.warnings[0].message.contains("deeper than 8"));
}

#[test]
fn web_data_is_told_from_other_json() {
    let recognised = |text: &str| recognise(&Input::decode(text.as_bytes()).unwrap()).map(|f| f.id);
    for text in [
        r#"{"data":{"threaded_conversation_with_injections_v2":{"instr"#,
        r#"{"data":{"tweetResult":{"#,
        r#"[{"__typename":"Tweet","rest_id":"1","legacy":{"full_text":"#,
        r#"{"entryId":"tweet-1","content":{"itemContent":{"tweet_results" : {}}}}"#,
    ] {
        assert_eq!(recognised(text), Some(WEB.id), "{text}");
    }
    for other in [
        r#"{"data":[{"id":"1","text":"tweet_results"}]}"#,
        r#"{"a":"\"tweet_results\": 7"}"#,
        r#"{"rest_id":"1","legacy":{"name":"a"}}"#,
    ] {
        assert_ne!(recognised(other), Some(WEB.id), "{other}");
    }
}

#[test]
fn an_answer_without_posts_says_what_to_save() {
    let error = read(br#"{"data":{"tweet_results":[]}}"#, Source::default()).unwrap_err();
    assert!(error.advice.contains("TweetDetail"), "{error}");
}

#[test]
fn an_article_is_shown_as_far_as_the_file_has_it() {
    let post = |article: &str| {
        let json = format!(
            r#"{{"rest_id":"1","legacy":{{"full_text":"https://t.co/a","entities":{{"urls":[{{"url":"https://t.co/a","expanded_url":"http://x.com/i/article/7","display_url":"x.com/i/article/7","indices":[0,14]}}]}}}},"article":{{"article_results":{{"result":{article}}}}}}}"#
        );
        let thread = thread(&json);
        let post = thread.posts().next().unwrap();
        (post.body().to_owned(), post.links().next().unwrap().title.unwrap_or_default().to_owned())
    };
    let (body, title) = post(r#"{"title":"On quays","preview_text":"A quay is"}"#);
    assert_eq!((body.as_str(), title.as_str()), ("x.com/i/article/7\n\nA quay is", "On quays"));
    let (body, _) = post(
        r#"{"title":"On quays","preview_text":"A quay is","content_state":{"blocks":[{"type":"unstyled","text":"A quay is a wall."}]}}"#,
    );
    assert_eq!(body, "x.com/i/article/7\n\nA quay is a wall.");
}

#[test]
fn the_former_name_of_who_is_answered_is_not_shown_either() {
    let post = |id: &str, text: &str, range: &str, more: &str| {
        format!(
            r#"{{"rest_id":"{id}","legacy":{{"full_text":"{text}","display_text_range":{range},"conversation_id_str":"1"{more}}}}}"#
        )
    };
    let answers = r#","in_reply_to_status_id_str":"1","in_reply_to_screen_name":"now""#;
    let first = post("1", "First.", "[0,6]", "");
    for (text, range, shown) in [
        ("@before Second.", "[8,15]", "Second."),
        ("@before Second.", "[0,15]", "@before Second."),
        ("@before @other Second.", "[15,22]", "@before @other Second."),
    ] {
        let thread = thread(&format!("[{first},{}]", post("2", text, range, answers)));
        assert_eq!(thread.posts().nth(1).unwrap().body(), shown);
    }
}
