//! Hostile text in every export: inert in whatever reads it. A new form of export is a new row of the table.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "hostile/strings.rs"]
mod strings;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use strings::strings;
use unspool::cite;
use unspool::formats::{self, unspool as own};
use unspool::index::Tree;
use unspool::model::{Source, Thread};

type Write = fn(&mut Vec<u8>, &Thread, &Tree);
type Judge = fn(&str, &Thread);

/// Every form, how it is written, and how what was written is read.
const FORMS: &[(&str, Write, Judge)] = &[
    ("json", |out, thread, tree| own::write_json(out, thread, tree.order()).unwrap(), judge_json),
    ("ndjson", |out, thread, tree| own::write_ndjson(out, thread, tree.order()).unwrap(), judge_ndjson),
    (
        "markdown",
        |out, thread, tree| cite::write_markdown(out, thread, tree, tree.order()).unwrap(),
        judge_markdown,
    ),
    ("text", |out, thread, tree| cite::write_text(out, thread, tree, tree.order()).unwrap(), |_, _| {}),
];

/// A thread of one post, with the string in all its fields.
fn thread(s: &str) -> Thread {
    let post = json!({
        "id": s, "url": s, "language": s, "visibility": s,
        "author": {"name": s, "handle": s, "id": s},
        "text": format!("linked {s}\n{s}"), "content_warning": s,
        "links": [{"start": 0, "end": 6, "url": format!("https://example.org/{s}"), "shown": s, "title": s}],
        "media": [{"kind": "image", "url": s, "file": s, "alt": s}],
        "quote": {"author": {"name": s, "handle": s}, "text": s, "url": s},
    });
    let reply = json!({"author": {"name": "Ana"}, "text": "plain words", "reply_to": s});
    let text = json!({"title": s, "source": {"platform": s, "file": s}, "posts": [post, reply]}).to_string();
    let text = text.replacen('{', "{\"unspool\":1,", 1).replace('\u{7f}', "\\u007f");
    formats::read(text.as_bytes(), Source::default()).unwrap()
}

/// Whether a character acts on what shows or edits text.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{200B}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[test]
fn what_is_exported_is_inert_wherever_it_is_read() {
    for (_, string) in strings() {
        let thread = thread(&string);
        let tree = Tree::new(&thread);
        for (form, write, judge) in FORMS {
            let mut out = Vec::new();
            write(&mut out, &thread, &tree);
            let written = String::from_utf8(out).unwrap();
            let about = string.chars().take(80).collect::<String>();
            assert_eq!(written.chars().find(|c| acts(*c)), None, "{form}: {about:?}");
            assert!(written.contains("plain words"), "{form}: {about:?}");
            let judged = std::panic::catch_unwind(|| judge(&written, &thread));
            assert!(
                judged.is_ok(),
                "{form}: {about:?}:\n{}",
                written.chars().take(3_000).collect::<String>()
            );
        }
    }
}

/// All fields come back, however often it is written and read.
fn judge_json(written: &str, thread: &Thread) {
    let again = formats::read(written.as_bytes(), Source::default()).unwrap();
    assert_eq!(again.len(), thread.len());
    for (post, before) in again.posts().zip(thread.posts()) {
        assert_eq!(post.whole(), before.whole());
        assert_eq!((post.author(), post.url(), post.id()), (before.author(), before.url(), before.id()));
    }
    serde_json::from_str::<Value>(written).unwrap();
}

fn judge_ndjson(written: &str, thread: &Thread) {
    let posts = written.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let texts: Vec<_> = posts.filter_map(|post| post["text"].as_str().map(str::to_owned)).collect();
    assert_eq!(texts.len(), thread.len());
}

/// No markup of the strangers' own: no HTML, no picture that is fetched, no link but to the web, no program.
fn judge_markdown(written: &str, _: &Thread) {
    for event in Parser::new_ext(written, Options::all()) {
        let is_active = match &event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                !["http://", "https://"].iter().any(|web| dest_url.starts_with(web))
            }
            _ => false,
        };
        assert!(!is_active, "{event:?}");
    }
}
