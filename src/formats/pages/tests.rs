//! Saved pages in which things are missing, nested or not what they seem.

use crate::formats::{self, Input, Unreadable};
use crate::model::{Shape, Source, State, Thread};

fn read(html: &str) -> Result<Thread, Unreadable> {
    formats::read(html.as_bytes(), Source::default())
}

fn format(html: &str) -> Option<&'static str> {
    formats::recognise(&Input::decode(html.as_bytes()).unwrap()).map(|format| format.id)
}

#[test]
fn a_page_without_posts_is_named_with_what_to_do() {
    for (html, what, advice) in [
        (
            "<!doctype html><title>Ilse &amp; Co on X: \"Hi\" / X</title><noscript>JavaScript is off</noscript>",
            "a saved web page (“Ilse & Co on X: \"Hi\" / X”) in which no posts were found",
            "X fills its pages only then",
        ),
        ("<html><title>Log in to Harbour</title>", "(“Log in to Harbour”)", "Log in, open the thread"),
        (
            "<html><title>Ilse on X: \"A post that goes on and on, as far as a post may go, and is all in the title\" / X</title>",
            "(“Ilse on X: \"A post that goes on and on, as far as a post may …”)",
            "on the screen",
        ),
        ("<!DOCTYPE html><p>A recipe for bread", "no posts were found", "save it as plain text"),
        (
            "<html><article data-testid=tweetlike><div data-testid=tweet><b data-testid=User-Name>x",
            "no posts were found",
            "plain text",
        ),
    ] {
        let error = read(html).unwrap_err();
        assert!(error.what.contains(what), "{error}");
        assert!(error.advice.contains(advice), "{error}");
    }
}

#[test]
fn markup_in_writing_is_no_page() {
    for text in
        ["<3 you all.\n\nSecond post.", "<b>Bold</b> words of mine.", "<div> is a tag. class=status__cont"]
    {
        assert_eq!(format(text), Some("text"), "{text}");
    }
}

#[test]
fn a_page_is_recognised_however_its_attributes_are_quoted() {
    for quote in ["\"", "'", ""] {
        let html = format!(
            "<html><article data-testid={quote}tweet{quote}><div data-testid={quote}User-Name{quote}>Ada</div></article>"
        );
        assert_eq!(format(&html), Some("x-page"), "{html}");
    }
    let status = "<div class=\"timeline-item\"><div class=\"tweet-content\">A part of a page</div></div>";
    assert_eq!(format(status), Some("nitter"));
}

#[test]
fn comments_nest_without_end() {
    const DEPTH: usize = 100_000;
    let comment = |i: usize| {
        format!(
            "<div class='thing comment' data-fullname=t1_{i}><div class=entry><div class='usertext-body md'>c{i}</div></div><div class=child>"
        )
    };
    let html: String = (0..DEPTH).map(comment).collect();
    let thread = read(&format!("<html><div class=nestedlisting>{html}")).unwrap();
    assert_eq!(thread.len(), DEPTH);
    let last = thread.posts().last().unwrap();
    assert_eq!((last.body(), last.reply_to()), ("c99999", Some("t1_99998")));

    let json = "{\"@type\":\"Comment\",\"text\":\"a\",\"comment\":[".repeat(DEPTH);
    let thread = read(&format!("<html><script type=application/ld+json>{json}")).unwrap();
    assert_eq!(thread.len(), DEPTH);
    assert_eq!(thread.warnings.len(), 1);
}

/// Posts within the words of posts, and everything within everything, cost their own length only.
#[test]
fn what_nests_against_all_sense_is_read_once() {
    const DEPTH: usize = 4_000;
    for part in [
        "<div class='thing comment'><div class=entry><div class='usertext-body md'>w ",
        "<div class=timeline-item><div class=tweet-content>w ",
        "<article data-testid=tweet><div data-testid=User-Name><span><div data-testid=tweetText>w ",
        "<article data-testid=tweet><div role=link><div data-testid=User-Name><a><div data-testid=tweetText>w ",
        "<div class=status><div class=status__content>w <div class=status__quote>",
        "<table id=hnmain><tr class='athing comtr'><td><a class=hnuser><div class=commtext>w ",
        "<div id=tweet_1 class=content-tweet>w <div class=entity-embed>",
        "<div data-testid=postThreadItem-by-a><a href=/profile/a><div role=link><div data-word-wrap>w ",
    ] {
        let Ok(thread) = read(&format!("<html>{}", part.repeat(DEPTH))) else { continue };
        let words: usize = thread.posts().map(|post| post.whole().len()).sum();
        assert!(words < 20 * DEPTH, "{part}: {words}");
    }
}

#[test]
fn notices_of_x_become_what_is_missing() {
    let notices = [
        ("This Post is from an account that no longer exists.", Some(State::Missing)),
        ("This Post is from a suspended account.", Some(State::Suspended)),
        (
            "You’re unable to view this Post because this account owner limits who can view their Posts.",
            Some(State::Private),
        ),
        ("This Post violated the X Rules.", Some(State::Removed)),
        ("Discover more", None),
        ("Show additional replies, including those that may contain offensive content", Some(State::Omitted)),
    ];
    for (notice, expected) in notices {
        let html = format!(
            "<html><div data-testid=cellInnerDiv>{notice}</div><div data-testid=cellInnerDiv><article \
             data-testid=tweet><div data-testid=User-Name>@ada</div></article></div>"
        );
        let thread = read(&html).unwrap();
        let found = thread.posts().map(|post| post.state()).find(|state| *state != State::Ok);
        assert_eq!(found, expected, "{notice}");
    }
}

#[test]
fn data_of_known_kinds_in_a_page_opens_as_what_it_is() {
    let json = r#"{"props":{"pageProps":{"comments":[{"id":7,"type":"comment","by":"ada","time":1715588100,"text":"Hello"}]}}}"#;
    let thread =
        read(&format!("<html><script id=__NEXT_DATA__ type=application/json>{json}</script>")).unwrap();
    assert_eq!(thread.posts().next().unwrap().body(), "Hello");
}

#[test]
fn a_list_of_posts_is_a_collection() {
    let post = "<div class=timeline-item><a class=tweet-link href=/a/status/1></a><div class=tweet-content>a</div></div>";
    let thread = read(&format!("<html><div class=timeline>{post}</div>")).unwrap();
    assert_eq!(thread.shape, Shape::Collection);
    let thread = read(&format!("<html><div class=main-tweet>{post}</div>")).unwrap();
    assert_eq!(thread.shape, Shape::Thread);
}
