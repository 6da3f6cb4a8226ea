//! One item of Hacker News, in any of its three forms, from its object to a draft.
//!
//! A story is a title, an address and a text: its post has them in this order. Names of accounts are no handles here:
//! nobody is called with an `@`.

use crate::formats::html::{self, LinksOnly};
use crate::formats::json::Fields;
use crate::model::{Author, Clean, Counts, Draft, Precision, Rich, State, Time};

/// Reads an item; `None`, and a warning, where it has no id. The first title becomes that of the thread.
pub(super) fn read(item: &mut Fields) -> Option<Draft> {
    let Some(id) = item.line("id").or_else(|| item.line("objectID")) else {
        item.warn("", "an item without an id; it was left out");
        return None;
    };
    let title = item.line("title");
    if item.notes.is_empty() {
        let title = title.clone().or_else(|| item.line("story_title"));
        item.notes.title(title);
    }
    let author = item.line("by").or_else(|| item.line("author"));
    let body = body(item, title.as_deref());
    let is_gone = author.is_none() && body.is_blank();
    let state = match (item.flag("deleted"), item.flag("dead")) {
        (Some(true), _) => Some(State::Deleted),
        (_, Some(true)) => Some(State::Removed),
        _ => is_gone.then_some(State::Deleted),
    };
    Some(Draft {
        url: Some(Clean::line(&["https://news.ycombinator.com/item?id=", &id].concat())),
        id: Some(id),
        author: Author { name: author, ..Author::default() },
        created: created(item),
        reply_to: ["parent", "parent_id", "poll"].iter().find_map(|name| item.line(name)),
        body,
        counts: Counts {
            likes: item.count("score").or_else(|| item.count("points")),
            replies: item.count("descendants").or_else(|| item.count("num_comments")),
            ..Counts::default()
        },
        state,
        ..Draft::default()
    })
}

fn created(item: &mut Fields) -> Option<Time> {
    let seconds = item.count("time").or_else(|| item.count("created_at_i"));
    let millis = seconds.and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1000));
    match millis.and_then(|millis| Time::from_millis(millis, Precision::Second)) {
        Some(time) => Some(time),
        None => item.time("created_at"),
    }
}

fn body(item: &mut Fields, title: Option<&str>) -> Rich {
    let text = ["text", "comment_text", "story_text"].iter().find_map(|name| item.text(name));
    let url = item.line("url");
    if title.is_none() && url.is_none() {
        return html::read(&text.unwrap_or_default(), &mut LinksOnly);
    }
    let mut page = String::new();
    if let Some(title) = title {
        page.extend(["<p>", &escaped(title), "</p>"]);
    }
    if let Some(url) = url {
        let url = escaped(&url);
        page.extend(["<p><a href=\"", &url, "\">", &url, "</a></p>"]);
    }
    page.push_str(&text.unwrap_or_default());
    html::read(&page, &mut LinksOnly)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
