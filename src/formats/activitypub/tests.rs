//! Tests of reading objects and activities.

use super::*;
use crate::formats::{self, read_package, recognise};
use crate::model::{MediaKind, Post, Shape, Source, State, Thread};

const OUTBOX_FILE: &str = include_str!("../../../tests/fixtures/activitypub/outbox.json");
const PUBLIC: &str = r#""to":["https://www.w3.org/ns/activitystreams#Public"]"#;

fn thread(json: &str) -> Thread {
    formats::read(json.as_bytes(), Source::default()).unwrap()
}

/// A note by Ana, with further fields.
fn note(id: &str, fields: &str) -> String {
    format!(
        r#"{{"type":"Note","id":"https://quay.example/n/{id}","attributedTo":"https://quay.example/users/ana",{PUBLIC}{fields}}}"#
    )
}

fn create(object: &str) -> String {
    format!(
        r#"{{"type":"Create","id":"https://quay.example/a","actor":"https://quay.example/users/ana","object":{object}}}"#
    )
}

fn bodies(thread: &Thread) -> Vec<&str> {
    thread.posts().map(|post| post.body()).collect()
}

fn warnings(thread: &Thread) -> Vec<String> {
    thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
}

/// Files in memory.
struct Archive {
    names: Vec<String>,
    files: Vec<(String, Vec<u8>)>,
}

impl Archive {
    fn of(files: &[(&str, &str)]) -> Self {
        let mut files: Vec<_> =
            files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
        files.sort();
        Self { names: files.iter().map(|(name, _)| name.clone()).collect(), files }
    }
}

impl Members for Archive {
    fn names(&self) -> &[String] {
        &self.names
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let file = self.files.iter().find(|(known, _)| known == name);
        file.map(|(_, bytes)| bytes.clone()).ok_or_else(|| Unreadable::new("no such file", "Look."))
    }
}

#[test]
fn who_may_see_a_post_is_kept() {
    let thread = thread(OUTBOX_FILE);
    let seen: Vec<_> = thread.posts().map(|post| post.visibility().unwrap()).collect();
    assert_eq!(seen, ["public", "followers", "direct", "public", "public", "unlisted", "public"]);
    for (fields, expected) in [
        (r#""to":"as:Public""#, Some("public")),
        (r#""to":[],"cc":"Public""#, Some("unlisted")),
        (r#""to":["https://quay.example/#Public"]"#, Some("local")),
        (r#""cc":["https://quay.example/u/1/subscribers"]"#, Some("followers")),
        (r#""to":[{"id":"https://quay.example/users/bo"}]"#, Some("direct")),
        (r#""to":[]"#, Some("direct")),
        (r#""bto":[]"#, None),
    ] {
        let json = format!(r#"{{"type":"Note","id":"https://quay.example/1","content":"c",{fields}}}"#);
        let thread = self::thread(&json);
        assert_eq!(thread.posts().next().unwrap().visibility(), expected, "{fields}");
    }
}

#[test]
fn an_archive_tells_its_author_and_where_its_media_lie() {
    let actor = r#"{"type":"Person","id":"https://quay.example/users/ilse","preferredUsername":"ilse","name":"Ilse Quandt"}"#;
    let page = "kept/media_attachments/files/101/original/page.png";
    let files = [
        ("kept/outbox.json", OUTBOX_FILE),
        ("kept/actor.json", actor),
        (page, ""),
        ("kept/likes.json", "{}"),
    ];
    let mut archive = Archive::of(&files);
    let thread = read_package(&mut archive, Source::default()).unwrap();
    let post = thread.posts().next().unwrap();
    assert_eq!(post.author().full_name(), "Ilse Quandt (@ilse@quay.example)");
    assert_eq!(post.media()[0].file.as_deref(), Some(page));
    assert_eq!((thread.shape, thread.warnings.len()), (Shape::Collection, 0));

    let mut without = Archive::of(&files[..1]);
    let thread = read_package(&mut without, Source::default()).unwrap();
    let post = thread.posts().next().unwrap();
    assert_eq!(
        (post.author().display_name(), post.media()[0].file.as_deref()),
        ("@ilse@quay.example".to_owned(), None)
    );
    assert_eq!(warnings(&thread), [": 2 media are not in the archive"]);

    let mut broken = Archive::of(&[
        ("outbox.json", OUTBOX_FILE),
        ("actor.json", ""),
        ("media_attachments/files/101/original/page.png", ""),
    ]);
    let thread = read_package(&mut broken, Source::default()).unwrap();
    assert!(warnings(&thread)[0].starts_with("actor.json: the file is empty"));
}

#[test]
fn what_was_passed_on_is_told_by_its_address_or_shown_where_it_is_there() {
    let thread = thread(OUTBOX_FILE);
    let posts: Vec<Post> = thread.posts().collect();
    assert!(posts[3].is_repost() && posts[4].is_repost());
    let elsewhere = posts[3].quote().unwrap();
    assert_eq!(
        (elsewhere.state(), elsewhere.url()),
        (State::Missing, Some("https://harbour.example/users/rafa/statuses/17"))
    );
    assert!(posts[4].quote().unwrap().body().starts_with("The ferry books"));
    // A group sends out what its members write.
    let of_group = format!(
        r#"{{"type":"Announce","actor":"https://pier.example/c/x","object":{}}}"#,
        create(&note("1", r#","name":"T""#))
    );
    let sent = self::thread(&format!(r#"{{"type":"OrderedCollection","orderedItems":[{of_group}]}}"#));
    let post = sent.posts().next().unwrap();
    assert_eq!(
        (post.is_repost(), post.body(), post.author().display_name()),
        (false, "T", "@ana@quay.example".to_owned())
    );
}

#[test]
fn the_last_form_of_a_post_is_shown_once_and_what_was_taken_back_says_so() {
    let first = create(&note("1", r#","content":"First, and longer","published":"2024-01-01T00:00:00Z""#));
    let changed = note(
        "1",
        r#","content":"Second","published":"2024-01-01T00:00:00Z","updated":"2024-01-02T00:00:00Z""#,
    );
    let changed = create(&changed).replace("Create", "Update");
    let other = create(&note("2", r#","content":"Other""#));
    let delete = |object: &str| {
        format!(r#"{{"type":"Delete","actor":"https://quay.example/users/ana","object":{object}}}"#)
    };
    let gone = delete(r#"{"type":"Tombstone","id":"https://quay.example/n/2"}"#);
    let unknown = delete(r#""https://quay.example/users/bo/3""#);
    let account = delete(r#""https://quay.example/users/ana""#);
    let like = r#"{"type":"Like","id":"https://quay.example/l","actor":"https://quay.example/users/ana","object":"x"}"#;
    let thread = thread(&format!("[{first},{other},{changed},{gone},{unknown},{account},{like},7]"));
    let told: Vec<_> = thread.posts().map(|post| (post.body().to_owned(), post.state())).collect();
    let expected = [("Second", State::Ok), ("Other", State::Deleted), ("", State::Deleted)]
        .map(|(body, state)| (body.to_owned(), state));
    assert_eq!(told, expected);
    assert_eq!(
        warnings(&thread),
        [
            "[7]: 7 is no object; it was left out",
            ": 2 items are no posts (likes, follows and the like); they were left out"
        ]
    );
}

#[test]
fn what_hangs_together_is_one_thread() {
    let shape = |items: &[String]| thread(&format!("[{}]", items.join(","))).shape;
    let root = note("1", r#","content":"a","url":"https://quay.example/@ana/1","context":"c""#);
    let answer = note("2", r#","content":"b","inReplyTo":["https://quay.example/@ana/1"],"context":"c""#);
    let orphan = note("3", r#","content":"c","inReplyTo":"https://elsewhere.example/9","context":"c""#);
    let other = note("4", r#","content":"d""#);
    assert_eq!(shape(&[root.clone(), answer.clone()]), Shape::Thread);
    assert_eq!(shape(&[root.clone(), other]), Shape::Collection);
    let thread = thread(&format!("[{root},{orphan},{answer}]"));
    assert_eq!(thread.shape, Shape::Thread);
    let answered: Vec<_> = thread.posts().map(|post| post.reply_to()).collect();
    assert_eq!(answered, [None, Some("https://quay.example/n/1"), Some("https://quay.example/n/1")]);
    assert_eq!(
        warnings(&thread),
        [": 1 posts answer posts that are not in the file; they stand below the first"]
    );
}

#[test]
fn words_are_read_as_what_they_are() {
    for (fields, expected) in [
        (r#","content":"a <b>b</b>""#, "a b"),
        (r#","content":"1 < 2 & 3\nnew line""#, "1 < 2 & 3\nnew line"),
        (r#","content":"Tom &amp; Ann""#, "Tom & Ann"),
        (r#","content":"<not html>","mediaType":"text/plain""#, "<not html>"),
        (r#","content":"**b**\nc","mediaType":"text/markdown""#, "b\nc"),
        (r#","content":"<p>shown</p>","source":"not shown""#, "shown"),
        (r#","content":null,"source":{"content":"_so_","mediaType":"text/markdown"}"#, "so"),
        (r#","contentMap":{"de":null,"en":"<p>mapped</p>"}"#, "mapped"),
        (r#","name":"Title","content":"<p>text</p>""#, "Title\n\ntext"),
        (r#","content":"<p>a</p>","anyOf":{"name":"One option"}"#, "a\n\n○ One option"),
        (r#","content":7"#, "7"),
        (r#","content":{"a":1},"sensitive":"x""#, ""),
    ] {
        let all = thread(&format!("[{},{}]", note("1", fields), note("2", r#","content":"rest""#)));
        assert_eq!(bodies(&all), [expected, "rest"], "{fields}");
    }
}

#[test]
fn a_summary_is_a_warning_of_a_note_and_the_words_of_an_article() {
    let of = |kind: &str| thread(&note("1", r#","summary":"rain &amp; wind""#).replace("Note", kind));
    let (note, article) = (of("Note"), of("Article"));
    let told = |thread: &Thread| {
        let post = thread.posts().next().unwrap();
        (post.content_warning().map(str::to_owned), post.body().to_owned())
    };
    assert_eq!(told(&note), (Some("rain & wind".to_owned()), String::new()));
    assert_eq!(told(&article), (None, "rain & wind".to_owned()));
}

#[test]
fn what_is_attached_may_be_one_or_many() {
    let media = |attachment: &str| {
        let thread = thread(&note("1", &format!(r#","content":"c","attachment":{attachment}"#)));
        let post = thread.posts().next().unwrap();
        let media: Vec<_> =
            post.media().iter().map(|m| (m.kind, m.url.as_deref().map(str::to_owned))).collect();
        media
    };
    let url = |url: &str| Some(url.to_owned());
    assert_eq!(media("[]"), []);
    assert_eq!(media("null"), []);
    assert_eq!(
        media(
            r#"{"type":"Document","mediaType":"video/mp4","url":[{"type":"Link","href":"https://a.example/v.mp4"}]}"#
        ),
        [(MediaKind::Video, url("https://a.example/v.mp4"))]
    );
    assert_eq!(
        media(
            r#"[{"type":"Image","url":"https://a.example/x"},{"type":"Document","url":"https://a.example/s.MP3?1"},{"type":"PropertyValue","name":"x"},"y"]"#
        ),
        [
            (MediaKind::Image, url("https://a.example/x")),
            (MediaKind::Audio, url("https://a.example/s.MP3?1"))
        ]
    );
}

#[test]
fn documents_are_told_from_others() {
    let one = note("1", r#","content":"c""#);
    for (json, expected) in [
        (one.clone(), Some("activitypub")),
        (format!("[ {one}"), Some("activitypub")),
        (r#"{"id":"https://lemmy.example/comment/1","type":"Tombstone"}"#.to_owned(), Some("activitypub")),
        (format!(r#"{{"orderedItems":[{one}],"type":"OrderedCollection"}}"#), Some("activitypub")),
        (r#"{"type":"message","id":"https://x.example"}"#.to_owned(), None),
        (r#"{"type":"Note","text":"c"}"#.to_owned(), None),
        (r#"{"@context":"https://schema.org","type":"Article"}"#.to_owned(), None),
        (r#"{"items":[{"id":"https://a.example/1","content_html":"c"}]}"#.to_owned(), None),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.id), expected, "{json}");
    }
}

#[test]
fn a_collection_without_its_posts_is_an_orderly_error() {
    for (json, expected) in [
        (
            r#"{"@context":"https://www.w3.org/ns/activitystreams","type":"OrderedCollection","id":"https://a.example","first":"https://a.example/1"}"#,
            "no post in it: a collection without its items",
        ),
        (
            r#"{"@context":"https://www.w3.org/ns/activitystreams","type":"OrderedCollection","orderedItems":["https://a.example/1"]}"#,
            "no post in it, only the addresses of 1",
        ),
    ] {
        let error = formats::read(json.as_bytes(), Source::default()).unwrap_err();
        assert!(error.what.starts_with(expected), "{error}");
    }
    let page = format!(
        r#"{{"type":"OrderedCollectionPage","id":"https://a.example","next":"https://a.example/2","orderedItems":[{}]}}"#,
        create(&note("1", ""))
    );
    assert_eq!(
        warnings(&thread(&page)),
        ["next: the file is one page of several; the next is https://a.example/2"]
    );
}

#[test]
fn activities_in_activities_without_end_are_left_out() {
    let deep = r#"{"type":"Create","actor":"https://a.example/u/a","object":"#.repeat(20_000);
    let rest = note("1", r#","content":"rest""#);
    let thread = thread(&format!("[{rest},{deep}{rest}{}]", "}".repeat(20_000)));
    assert_eq!(bodies(&thread), ["rest"]);
}

#[test]
fn an_activity_without_its_object_is_left_out() {
    let rest = note("1", r#","content":"rest""#);
    for kind in ["Create", "Update", "Announce", "Delete"] {
        let empty =
            format!(r#"{{"type":"{kind}","id":"https://a.example/2","actor":"https://a.example/u/a"}}"#);
        assert_eq!(bodies(&thread(&format!("[{rest},{empty}]")))[0], "rest", "{kind}");
    }
}
