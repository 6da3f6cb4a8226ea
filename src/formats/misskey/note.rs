//! One note, from its object to a draft.
//!
//! A renote without words of its own passes another on; with words it quotes it.

use super::markup;
use crate::formats::below::add_poll;
use crate::formats::json::{Fields, Item, Object, count, text};
use crate::model::{Author, Clean, Counts, Draft, Media, MediaKind, Rich, State, ThreadBuilder};

/// As many quotes within quotes as the builder keeps.
const QUOTE_DEPTH: usize = 8;

/// Reads a note with those it quotes, and the id of the one it quotes; `None`, and a warning, where there is none.
pub(super) fn read(item: Item, notes: &mut ThreadBuilder) -> Option<(Draft, Option<Clean>)> {
    let mut chain = Vec::new();
    let mut next = Some(item.json);
    while let Some(json) = next.take() {
        let at = item.at.repeated("renote", chain.len());
        let Ok(object) = Object::walk(json) else { break };
        if !["text", "userId", "createdAt", "fileIds"].iter().any(|name| object.has(name)) {
            notes.warn(&at.field(""), "no text and no author in it; it was left out");
            break;
        }
        let mut fields = Fields { object, at, notes };
        chain.push(read_fields(&mut fields));
        next = fields.object.get("renote").filter(|json| json.starts_with('{') && chain.len() <= QUOTE_DEPTH);
    }
    let quoted = chain.first()?.1.clone();
    let within =
        |inner: Option<Draft>, (outer, _): (Draft, _)| Some(Draft { quote: inner.map(Box::new), ..outer });
    chain.into_iter().rev().fold(None, within).zip(Some(quoted))
}

fn read_fields(note: &mut Fields) -> (Draft, Option<Clean>) {
    let quoted = note.line("renoteId");
    let media = media(note);
    let warning = note.passage("cw");
    let body = body(note);
    let is_repost = quoted.is_some() && body.is_blank() && media.is_empty() && warning.is_none();
    // Notes that may not be seen come without their words.
    let is_hidden = note.flag("isHidden") == Some(true);
    let draft = Draft {
        id: note.line("id"),
        url: note.line("url").or_else(|| note.line("uri")),
        author: author(note),
        created: note.time("createdAt"),
        reply_to: note.line("replyId"),
        body,
        media,
        counts: Counts {
            likes: reactions(note),
            reposts: note.count("renoteCount"),
            replies: note.count("repliesCount"),
            ..Counts::default()
        },
        content_warning: warning,
        visibility: visibility(note),
        state: is_hidden.then_some(State::Withheld),
        is_repost,
        ..Draft::default()
    };
    (draft, quoted)
}

/// Its handle names its instance, unless it is one of the server's own.
fn author(note: &mut Fields) -> Author {
    let id = note.line("userId");
    let Some(mut user) = note.inner("user") else { return Author { id, ..Author::default() } };
    let handle = user.text("username").map(|name| match user.text("host") {
        Some(host) => format!("{name}@{host}"),
        None => name.into_owned(),
    });
    Author {
        name: user.line("name"),
        handle: handle.and_then(|handle| Clean::some_line(&handle)),
        id: user.line("id").or(id),
    }
}

/// In the words of the other software of the fediverse.
fn visibility(note: &mut Fields) -> Option<Clean> {
    let name = note.text("visibility")?;
    let is_local = note.flag("localOnly") == Some(true);
    Clean::some_line(match &*name {
        "public" | "home" if is_local => "local",
        "home" => "unlisted",
        "specified" => "direct",
        name => name,
    })
}

fn reactions(note: &mut Fields) -> Option<u64> {
    if let Some(all) = note.count("reactionCount") {
        return Some(all);
    }
    let by_kind = Object::walk(note.object.get("reactions")?).ok()?;
    Some(by_kind.fields().filter_map(|(_, raw)| count(raw)).fold(0, u64::saturating_add))
}

fn body(note: &mut Fields) -> Rich {
    let mut body = note.text("text").map(|text| markup::read(&text)).unwrap_or_default();
    let Some(mut poll) = note.inner("poll") else { return body };
    // The export has the options and the votes in two lists.
    let votes: Vec<Option<u64>> = poll.several("votes").into_iter().map(count).collect();
    let options = poll.several("choices").into_iter().enumerate().filter_map(|(i, raw)| {
        if let Some(option) = text(raw) {
            return Some((Clean::some_line(&option)?, votes.get(i).copied().flatten()));
        }
        let option = Object::walk(raw).ok()?;
        let words = option.get("text").and_then(text)?;
        Some((Clean::some_line(&words)?, option.get("votes").and_then(count)))
    });
    add_poll(&mut body, options.collect::<Vec<_>>());
    body
}

fn media(note: &mut Fields) -> Vec<Media> {
    note.objects("files", |file| {
        let kind = match file.text("type").unwrap_or_default().split('/').next() {
            Some("image") => MediaKind::Image,
            Some("video") => MediaKind::Video,
            Some("audio") => MediaKind::Audio,
            _ => MediaKind::File,
        };
        let url = file.line("url").or_else(|| file.line("thumbnailUrl"));
        Some(Media { kind, url, file: None, alt: file.passage("comment") })
    })
}
