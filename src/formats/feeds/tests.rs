//! Feeds that are broken, odd, or not what they seem.

use crate::formats::{self, Input};
use crate::model::{Source, Thread};

fn read(text: &str) -> Thread {
    formats::read(text.as_bytes(), Source::default()).unwrap()
}

fn bodies(text: &str) -> Vec<String> {
    read(text).posts().map(|post| post.body().to_owned()).collect()
}

#[test]
fn text_is_decoded_as_often_as_it_was_encoded() {
    for (description, expected) in [
        ("R&amp;D &lt; 3", "R&D < 3"),
        ("&lt;p&gt;R&amp;amp;D &amp;lt; 3&lt;/p&gt;", "R&D < 3"),
        ("<![CDATA[<p>R&amp;D &lt; 3</p>]]>", "R&D < 3"),
        ("a &nbsp; b", "a \u{a0} b"),
        ("AT&T & more", "AT&T & more"),
        ("one\ntwo", "one\ntwo"),
    ] {
        let feed =
            format!("<rss><channel><item><description>{description}</description></item></channel></rss>");
        assert_eq!(bodies(&feed), [expected], "{description}");
    }
}

#[test]
fn a_title_stands_above_the_text_unless_it_begins_it() {
    for (title, text, expected) in [
        ("Bells", "They rang.", "Bells\n\nThey rang."),
        ("They rang", "They rang.", "They rang."),
        ("They rang and…", "They rang and rang.", "They rang and rang."),
        ("Bells", "", "Bells"),
        ("", "They rang.", "They rang."),
    ] {
        let feed = format!("<rss><item><title>{title}</title><description>{text}</description></item></rss>");
        assert_eq!(bodies(&feed), [expected], "{title}");
    }
}

#[test]
fn entries_with_nothing_in_them_are_left_out_with_their_place() {
    let thread = read("<rss><item/><item><title>a</title></item></rss>");
    assert_eq!(thread.len(), 1);
    assert_eq!(&*thread.warnings[0].at, "entry 1");
    let error =
        formats::read(b"<rss><channel><title>a</title></channel></rss>", Source::default()).unwrap_err();
    assert!(error.what.contains("no posts in it"), "{error}");
}

#[test]
fn what_is_no_feed_is_not_taken_for_one() {
    for text in ["<?xml version='1.0'?><opml/>", "<rssx>", "{\"version\":\"1.1\"}", "<html><rss>"] {
        let input = Input::decode(text.as_bytes()).unwrap();
        assert_ne!(formats::recognise(&input).map(|format| format.id), Some("feed"), "{text}");
    }
    let thread = read(
        "<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'><atom:entry><atom:title>a</atom:title></atom:entry></atom:feed>",
    );
    assert_eq!(thread.posts().next().unwrap().body(), "a");
}

#[test]
fn a_choice_of_a_poll_and_a_warning_are_told_in_any_markup() {
    let feed = |html: &str| format!("<rss><item><description><![CDATA[{html}]]></description></item></rss>");
    let poll = feed(
        "<p>Tea?<br><input type=\"checkbox\" disabled=\"disabled\" />Yes<br><checkbox disabled>No</checkbox></p>",
    );
    assert_eq!(bodies(&poll), ["Tea?\n○ Yes\n○ No"]);
    let thread = read(&feed("<p><strong>Inhaltswarnung:</strong> Essen &amp; mehr</p><hr /><p>Brot</p>"));
    let post = thread.posts().next().unwrap();
    assert_eq!((post.content_warning(), post.body()), (Some("Essen & mehr"), "Brot"));
    assert_eq!(
        bodies(&feed("<p><strong>Note:</strong> no rule follows</p><p>a</p>")),
        ["Note: no rule follows\n\na"]
    );
}
