//! A thread with hostile strings in all its fields.

use serde_json::json;

/// Stands after what is hostile, and must be seen.
pub(crate) const SENTINEL: &str = "plain words to the end";

/// A thread with a post for each of the strings, which stand in all its fields, and a plain post at its end.
pub(crate) fn thread(strings: &[String]) -> String {
    let posts = strings.iter().map(|s| {
        json!({
            "id": s, "url": s, "language": s, "visibility": s,
            "author": {"name": s, "handle": s, "id": s},
            "text": format!("linked {s} words"), "content_warning": s,
            "links": [{"start": 0, "end": 6, "url": format!("https://example.org/{s}"), "shown": s, "title": s}],
            "entities": [{"start": 0, "end": 6, "kind": "person", "name": s}, {"start": 0, "end": 6, "kind": "hashtag", "name": s}],
            "media": [{"kind": "image", "url": s, "file": s, "alt": s}],
            "quote": {"author": {"name": s, "handle": s}, "text": s},
        })
    });
    let plain = json!({"author": {"name": "Ana"}, "text": SENTINEL});
    let posts: Vec<_> = posts.chain([plain]).collect();
    let all = strings.concat();
    let text = json!({"title": all, "source": {"platform": all, "file": all}, "posts": posts}).to_string();
    // A file says first what it is, and many a DEL as it stands would make it no text.
    text.replacen('{', "{\"unspool\":1,", 1).replace('\u{7f}', "\\u007f")
}
