//! A post or a comment with what stands around it, from its object to a draft.
//!
//! Posts and comments are counted apart, so their ids are told with what they are.

use super::words;
use crate::formats::json::{Fields, Object, count};
use crate::model::{Author, Clean, Counts, Draft, DraftLink, Media, MediaKind, Rich, State, Time, address};

/// The id of a post: `post/7`, as in its address.
pub(super) fn post_id(id: u64) -> Clean {
    Clean::line(&format!("post/{id}"))
}

/// The id of a comment: `comment/7`, as in its address.
pub(super) fn comment_id(id: u64) -> Clean {
    Clean::line(&format!("comment/{id}"))
}

/// Reads the view of a post, or a post by itself.
pub(super) fn post(view: &mut Fields) -> Draft {
    let author = author(view);
    let counts = Counts { replies: counted(view, "comments"), ..counts(view) };
    let draft = match view.inner("post") {
        Some(mut post) => told(&mut post),
        None => told(view),
    };
    Draft { author, counts, ..draft }
}

/// Reads the view of a comment.
pub(super) fn comment(view: &mut Fields) -> Draft {
    let author = author(view);
    let counts = Counts { replies: counted(view, "child_count"), ..counts(view) };
    let Some(mut comment) = view.inner("comment") else { return Draft { author, ..Draft::default() } };
    let words = comment.text("content").map(|content| words::read(&content)).unwrap_or_default();
    let state = state(&mut comment);
    Draft {
        id: comment.count("id").map(comment_id),
        url: comment.line("ap_id"),
        author,
        created: created(&mut comment),
        // What stands in place of the words was written by the server.
        body: if state.is_none() { words.text } else { Rich::default() },
        media: if state.is_none() { words.media } else { Vec::new() },
        counts,
        state,
        ..Draft::default()
    }
}

/// The title, the link with the title of what it leads to, the words.
fn told(post: &mut Fields) -> Draft {
    let mut body = Rich::default();
    let mut media = Vec::new();
    if let Some(title) = post.line("name") {
        body.push(&title);
    }
    if let Some(url) = post.line("url") {
        let kind = post.text("url_content_type").unwrap_or_default();
        if kind.starts_with("image/") || is_picture(&url) {
            let alt = post.passage("alt_text");
            media.push(Media { kind: MediaKind::Image, url: Some(url), file: None, alt });
        } else {
            let title = post.line("embed_title");
            body.push(if body.text().is_empty() { "" } else { "\n\n" });
            body.push_link(&url, DraftLink { url: url.clone(), title, ..DraftLink::default() });
        }
    }
    if let Some(words) = post.text("body").filter(|words| !words.trim().is_empty()) {
        let words = words::read(&words);
        body.push(if body.text().is_empty() { "" } else { "\n\n" });
        body.append(words.text);
        media.extend(words.media);
    }
    Draft {
        id: post.count("id").map(post_id),
        url: post.line("ap_id"),
        created: created(post),
        body,
        media,
        content_warning: (post.flag("nsfw") == Some(true)).then(|| Clean::line("NSFW")),
        state: state(post),
        ..Draft::default()
    }
}

fn is_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"].iter().any(|end| path.ends_with(end))
}

fn created(own: &mut Fields) -> Option<Time> {
    own.time_or_utc(if own.object.has("published_at") { "published_at" } else { "published" })
}

fn state(own: &mut Fields) -> Option<State> {
    match (own.flag("removed"), own.flag("deleted")) {
        (Some(true), _) => Some(State::Removed),
        (_, Some(true)) => Some(State::Deleted),
        _ => None,
    }
}

fn author(view: &mut Fields) -> Author {
    let Some(mut creator) = view.inner("creator") else { return Author::default() };
    let id = creator.line("ap_id").or_else(|| creator.line("actor_id"));
    let name = creator.text("name");
    let handle = name.as_deref().map(|name| match id.as_deref().and_then(address::host) {
        Some(host) => format!("{name}@{host}"),
        None => name.to_owned(),
    });
    Author { name: creator.line("display_name"), handle: handle.and_then(|h| Clean::some_line(&h)), id }
}

/// Those who voted for it; where only the sum is told, that, unless more voted against it.
fn counts(view: &mut Fields) -> Counts {
    Counts { likes: counted(view, "upvotes").or_else(|| counted(view, "score")), ..Counts::default() }
}

/// A count: beside the post or the comment in version 3 of the API, in it since.
fn counted(view: &mut Fields, name: &str) -> Option<u64> {
    let within = |field| view.object.get(field).and_then(|raw| Object::walk(raw).ok());
    let places = [within("counts"), within("comment"), within("post")];
    places.iter().flatten().find_map(|object| object.get(name)).and_then(count)
}
