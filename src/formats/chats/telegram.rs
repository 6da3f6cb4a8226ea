//! Telegram's export, `result.json`: one chat, or all chats of an account.
//!
//! ```text
//! {"name":"Harbour","type":"public_channel","id":7,"messages":[{"id":1,"type":"message",…},…]}
//! {"about":…,"chats":{"list":[{"name":…,"messages":[…]},…]}}
//! ```
//!
//! Source: Telegram Desktop's `export_output_json.cpp` as files show it. A text is a string, or pieces of which some are
//! strings; `text_entities` has the same pieces, all as objects. Times are those of a clock, but for `date_unixtime`.

use std::borrow::Cow;

use super::{add_paragraph, happening, head, reactions};
use crate::formats::json::{Fields, Item, Object, Walker, Way, gather, list, text, top_level_keys};
use crate::formats::package::{self, Package};
use crate::formats::scanning;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, DraftLink, EntityKind, Marks, Media, MediaKind, Precision, Rich, Shape,
    Style, ThreadBuilder, Time,
};

/// A chat, or all chats of an account.
pub const FORMAT: Format = Format {
    id: "telegram",
    title: "Telegram chat or channel",
    how: "In Telegram Desktop open the chat; in its menu choose Export chat history, format JSON; open result.json",
    recognise,
    read,
    package: Some(Package { recognise: is_package, read: read_package }),
};

const RESULT: &str = "result.json";
/// What Telegram writes in place of a file that was not exported.
const NOT_EXPORTED: &str = "(File ";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    start.starts_with('{')
        && (is_chat(start) || top_level_keys(start).any(|(key, value)| key == "chats" && is_chats(value)))
}

/// Whether an object begins as a chat does: a name, a type of Telegram's, an id, messages.
fn is_chat(json: &str) -> bool {
    const TYPES: &[&str] = &["personal_chat", "bot_chat", "saved_messages", "private_", "public_"];
    let mut has_type = false;
    top_level_keys(json).any(|(key, value)| {
        let is_type = |name: &&str| value.strip_prefix('"').is_some_and(|value| value.starts_with(*name));
        has_type |= key == "type" && TYPES.iter().any(is_type);
        key == "messages" && has_type && value.starts_with('[')
    })
}

fn is_chats(json: &str) -> bool {
    top_level_keys(json).any(|(key, value)| {
        key == "list" && value.strip_prefix('[').is_some_and(|items| is_chat(items.trim_start()))
    })
}

fn is_package(names: &[String]) -> bool {
    package::find(names, RESULT).is_some()
}

fn read_package(members: &mut dyn package::Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let name = package::find(members.names(), RESULT).unwrap_or(RESULT).to_owned();
    let bytes = members.read(&name)?;
    let input = Input::decode(&bytes)?;
    if !recognise(&input) {
        return Err(Unreadable::new(
            &format!("{name} is no export of Telegram"),
            "'unspool formats' lists what unspool opens and how to get such a file.",
        ));
    }
    read(&input, builder)
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", "messages") | ("chats", "list") => Way::Posts,
        ("", "chats") => Way::Enter("chats"),
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Telegram"));
    let items = gather(&input.text, way, builder)?;
    let is_many = top_level_keys(input.start()).any(|(key, _)| key == "chats");
    if !is_many {
        let name = top_level_keys(input.start()).find(|(key, _)| *key == "name");
        let name = name.and_then(|(_, value)| text(Walker::new(value).value().ok()?));
        builder.title(name.and_then(|name| Clean::some_line(&name)));
        for item in items {
            read_message(item, None, builder);
        }
        return Ok(());
    }
    builder.shape(Shape::Collection);
    for item in &items {
        read_chat(*item, builder);
    }
    Ok(())
}

/// One chat of several: a post that names it, and its messages below.
fn read_chat(item: Item, builder: &mut ThreadBuilder) {
    let Ok(chat) = Object::walk(item.json) else {
        return builder.warn(&item.at.field(""), "no chat; it was left out");
    };
    let id = chat.get("id").and_then(text).unwrap_or_default();
    let name = chat.get("name").and_then(text).unwrap_or(Cow::Borrowed("A chat without a name"));
    let messages = chat.get("messages").and_then(list).unwrap_or_default();
    if messages.is_empty() {
        return;
    }
    builder.push(head(&id, &name));
    let at = item.at.inner("messages");
    for (i, json) in messages.into_iter().enumerate() {
        read_message(Item { json, at: at.item(i), field: "" }, Some(&id), builder);
    }
}

fn read_message(item: Item, chat: Option<&str>, builder: &mut ThreadBuilder) {
    let Ok(object) = Object::walk(item.json) else {
        return builder.warn(&item.at.field(""), "no message; it was left out");
    };
    let mut message = Fields { object, at: item.at, notes: builder };
    let draft = draft(&mut message, chat);
    builder.push(draft);
}

fn draft(message: &mut Fields, chat: Option<&str>) -> Draft {
    let is_service = message.text("type").as_deref() == Some("service");
    let whole = |id: Cow<str>| match chat {
        Some(chat) => Clean::some_line(&format!("{chat}/{id}")),
        None => Clean::some_line(&id),
    };
    let own = if is_service { ["actor", "actor_id"] } else { ["from", "from_id"] };
    let author = Author { name: message.line(own[0]), handle: None, id: message.line(own[1]) };
    let mut body = if is_service { service(message) } else { body(message) };
    if let Some(poll) = message.inner("poll") {
        add_poll(&mut body, poll);
    }
    if let Some(sticker) = message.line("sticker_emoji").filter(|_| body.is_blank()) {
        body.push(&sticker);
    }
    let reply_to = message.text("reply_to_message_id").and_then(whole);
    let mut draft = Draft {
        id: message.text("id").and_then(whole),
        author,
        created: created(message),
        reply_to: reply_to.or_else(|| chat.and_then(Clean::some_line)),
        body,
        media: media(message),
        counts: Counts { likes: reactions(message), ..Counts::default() },
        ..Draft::default()
    };
    let original = message.line("forwarded_from").or_else(|| message.line("saved_from"));
    if let Some(name) = original {
        // What was passed on is another's words.
        let author = Author { name: Some(name), ..Author::default() };
        let body = std::mem::take(&mut draft.body);
        let media = std::mem::take(&mut draft.media);
        draft.quote = Some(Box::new(Draft { author, body, media, ..Draft::default() }));
        draft.is_repost = true;
    }
    draft
}

fn created(message: &mut Fields) -> Option<Time> {
    let seconds =
        message.count("date_unixtime").and_then(|seconds| i64::try_from(seconds).ok()?.checked_mul(1000));
    match seconds.and_then(|millis| Time::from_millis(millis, Precision::Second)) {
        Some(time) => Some(time),
        None => message.time("date"),
    }
}

/// `joined_telegram`, with what it was about.
fn service(message: &mut Fields) -> Rich {
    let action = message.text("action").unwrap_or_default().replace('_', " ");
    let about = message.line("title").or_else(|| message.line("text"));
    let about = about.map(|title| format!(": {title}")).unwrap_or_default();
    happening(Rich::plain(&format!("{action}{about}")))
}

fn body(message: &mut Fields) -> Rich {
    let raw =
        message.object.get("text_entities").filter(|raw| *raw != "[]").or_else(|| message.object.get("text"));
    let Some(raw) = raw else { return Rich::default() };
    let Some(pieces) = list(raw) else {
        return text(raw).map(|words| scanning::scan(&words)).unwrap_or_default();
    };
    let (mut words, mut marks) = (String::new(), Marks::default());
    for (i, piece) in pieces.into_iter().enumerate() {
        if let Some(plain) = text(piece) {
            words.push_str(&plain);
            continue;
        }
        let list = message.at.inner("text_entities");
        let Ok(object) = Object::walk(piece) else { continue };
        let mut piece = Fields { object, at: list.item(i), notes: message.notes };
        let Some(reads) = piece.text("text") else { continue };
        let range = words.len()..words.len() + reads.len();
        words.push_str(&reads);
        let link = |url: &str| DraftLink { url: Clean::line(url), ..DraftLink::default() };
        match piece.text("type").as_deref() {
            Some("link") => {
                marks.links.push((range, DraftLink { url: scanning::target(&reads), ..link("") }));
            }
            Some("text_link") => {
                marks.links.extend(piece.text("href").map(|href| (range, link(&href))));
            }
            Some("email") => marks.links.push((range, link(&format!("mailto:{reads}")))),
            Some("mention" | "mention_name") => marks.mentions.push((range, EntityKind::Handle, None)),
            Some("hashtag") => marks.mentions.push((range, EntityKind::Hashtag, None)),
            Some("cashtag") => marks.mentions.push((range, EntityKind::Cashtag, None)),
            Some(kind) => marks.styles.extend(style(kind).map(|style| (range, style))),
            None => {}
        }
    }
    Rich::annotated(&words, marks)
}

fn style(kind: &str) -> Option<Style> {
    Some(match kind {
        "bold" => Style::Bold,
        "italic" => Style::Italic,
        "strikethrough" => Style::Struck,
        "code" | "pre" => Style::Code,
        "spoiler" => Style::Spoiler,
        "blockquote" => Style::Quote,
        _ => return None,
    })
}

/// The question and the answers of a poll as lines, with the votes as far as they are told.
fn add_poll(body: &mut Rich, mut poll: Fields) {
    let mut words = poll.text("question").unwrap_or_default().into_owned();
    for (answer, voters) in
        poll.items("answers", |answer| Some((answer.line("text")?, answer.count("voters"))))
    {
        let votes = match voters {
            Some(1) => " (1 vote)".to_owned(),
            Some(votes) => format!(" ({votes} votes)"),
            None => String::new(),
        };
        words.extend(["\n○ ", &answer, &votes]);
    }
    add_paragraph(body, Rich::plain(&words));
}

fn media(message: &mut Fields) -> Vec<Media> {
    let kind = match message.text("media_type").as_deref() {
        Some("video_file" | "video_message") => MediaKind::Video,
        Some("animation") => MediaKind::Gif,
        Some("voice_message" | "audio_file") => MediaKind::Audio,
        Some("sticker") => MediaKind::Image,
        _ => MediaKind::File,
    };
    let mut found = Vec::new();
    for (name, kind) in [("photo", MediaKind::Image), ("file", kind)] {
        let Some(file) = message.line(name) else { continue };
        let file = Some(file).filter(|file| !file.starts_with(NOT_EXPORTED));
        found.push(Media { kind, url: None, file, alt: None });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::package::testing::InMemory;
    use crate::formats::{read, read_package};
    use crate::model::Source;

    #[test]
    fn a_chat_alone_is_a_thread_and_an_account_a_collection() {
        let chat = r#"{"name":"Quay","type":"public_channel","id":7,"messages":[{"id":1,"type":"message","date":"2024-03-14T09:26:53","from":"Ana","from_id":"user1","text":"One"},{"id":2,"type":"message","date":"2024-03-14T09:27:53","from":"Bo","from_id":"user2","reply_to_message_id":1,"text":["Two ",{"type":"bold","text":"now"}]}]}"#;
        let single = read(chat.as_bytes(), Source::default()).unwrap();
        assert_eq!((single.len(), single.shape, single.title.as_deref()), (2, Shape::Thread, Some("Quay")));
        assert!(single.first_time().unwrap().is_local());
        assert_eq!(single.answered(crate::model::PostIx(1)), Some(crate::model::PostIx(0)));
        let many = format!(
            r#"{{"about":"x","chats":{{"about":"y","list":[{chat},{chat2}]}}}}"#,
            chat2 = chat.replace(":7", ":8")
        );
        let many = read(many.as_bytes(), Source::default()).unwrap();
        assert_eq!((many.len(), many.shape), (6, Shape::Collection));
        assert_eq!(many.posts().next().unwrap().body(), "Quay");
        assert_eq!(many.posts().filter(|post| post.reply_to().is_none()).count(), 2);
        let mut files =
            InMemory::new([("ChatExport/result.json", chat), ("ChatExport/photos/1.jpg", "picture")]);
        assert_eq!(read_package(&mut files, Source::default()).unwrap().len(), 2);
    }
}
