//! Discord's channels as DiscordChatExporter writes them in JSON.
//!
//! ```text
//! {"guild":{…},"channel":{…},"messages":[{"id":"17","type":"Default","content":"…","author":{…},…},…],"messageCount":9}
//! ```
//!
//! Source: github.com/Tyrrrz/DiscordChatExporter (JsonMessageWriter). Texts are Markdown in which mentions are names
//! already.

use super::{add_paragraph, happening, reactions};
use crate::formats::html::LinksOnly;
use crate::formats::json::{Fields, Item, Object, Walker, Way, gather, text, top_level_keys};
use crate::formats::markdown::{self, DISCORD};
use crate::formats::scanning::{self, What};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, DraftLink, EntityKind, Media, MediaKind, Rich, Style, ThreadBuilder,
};

/// A channel.
pub const FORMAT: Format = Format {
    id: "discord",
    title: "Discord channel",
    how: "With the program DiscordChatExporter, export the channel in the format JSON",
    recognise,
    read,
    package: None,
};

fn recognise(input: &Input) -> bool {
    let (mut has_guild, mut has_channel) = (false, false);
    input.start().starts_with('{')
        && top_level_keys(input.start()).any(|(key, value)| {
            has_guild |= key == "guild" && value.starts_with('{');
            has_channel |= key == "channel" && value.starts_with('{');
            key == "messages" && has_guild && has_channel && value.starts_with('[')
        })
}

fn way(entered: &str, name: &str) -> Way {
    if (entered, name) == ("", "messages") { Way::Posts } else { Way::Pass }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Discord"));
    let items = gather(&input.text, way, builder)?;
    builder.title(title(input.start()));
    let guild = field(input.start(), "guild", "id");
    let channel = field(input.start(), "channel", "id");
    let place = guild.zip(channel).map(|(guild, channel)| {
        // Direct messages are of no guild.
        let guild = if guild == "0" { "@me" } else { &guild };
        format!("https://discord.com/channels/{guild}/{channel}")
    });
    for item in items {
        read_message(item, place.as_deref(), builder);
    }
    Ok(())
}

/// A field of the guild or the channel.
fn field(json: &str, object: &str, name: &str) -> Option<String> {
    let (_, value) = top_level_keys(json).find(|(key, _)| *key == object)?;
    let object = Object::walk(Walker::new(value).value().ok()?).ok()?;
    text(object.get(name)?).map(std::borrow::Cow::into_owned)
}

/// `Harbour Office: #cranes`; a direct talk by the other's name.
fn title(json: &str) -> Option<Clean> {
    let channel = field(json, "channel", "name")?;
    let is_direct = field(json, "channel", "type").is_some_and(|kind| kind.starts_with("Direct"));
    let guild = field(json, "guild", "name").filter(|_| !is_direct);
    Clean::some_line(&match guild {
        Some(guild) => format!("{guild}: #{channel}"),
        None => channel,
    })
}

fn read_message(item: Item, place: Option<&str>, builder: &mut ThreadBuilder) {
    let Ok(object) = Object::walk(item.json) else {
        return builder.warn(&item.at.field(""), "no message; it was left out");
    };
    let mut message = Fields { object, at: item.at, notes: builder };
    let draft = draft(&mut message, place);
    builder.push(draft);
}

fn draft(message: &mut Fields, place: Option<&str>) -> Draft {
    let id = message.line("id");
    let is_said =
        message.text("type").is_none_or(|kind| matches!(&*kind, "Default" | "Reply" | "ChatInputCommand"));
    let content = message.text("content").unwrap_or_default();
    let mut body = if is_said { words(message, &content) } else { happening(Rich::plain(&content)) };
    for embed in message.items("embeds", |embed| Some(embed_words(embed))) {
        add_paragraph(&mut body, embed);
    }
    let quote = message.inner("forwardedMessage").map(|mut forwarded| {
        let content = forwarded.text("content").unwrap_or_default();
        let body = words(&mut forwarded, &content);
        Box::new(Draft {
            body,
            created: forwarded.time("timestamp"),
            media: media(&mut forwarded),
            ..Draft::default()
        })
    });
    Draft {
        url: id.as_ref().zip(place).map(|(id, place)| Clean::line(&format!("{place}/{id}"))),
        id,
        author: author(message),
        created: message.time("timestamp"),
        reply_to: message.inner("reference").and_then(|mut reference| reference.line("messageId")),
        is_repost: quote.is_some() && body.is_blank(),
        body,
        media: media(message),
        quote,
        counts: Counts { likes: reactions(message), ..Counts::default() },
        ..Draft::default()
    }
}

fn author(message: &mut Fields) -> Author {
    let Some(mut author) = message.inner("author") else { return Author::default() };
    Author {
        name: author.line("nickname").or_else(|| author.line("name")),
        handle: author.line("name"),
        id: author.line("id"),
    }
}

/// A text in Markdown, with the names of those it mentions.
fn words(message: &mut Fields, content: &str) -> Rich {
    let mut body = markdown::read(content, DISCORD, &mut LinksOnly);
    let mentioned = message.items("mentions", |user| {
        let handle = user.line("name")?;
        Some((user.line("nickname").unwrap_or_else(|| handle.clone()), handle))
    });
    let mut found = Vec::new();
    for (shown, handle) in mentioned {
        let shown = format!("@{shown}");
        let at = body.text().match_indices(&shown).map(|(at, _)| at..at + shown.len());
        found.extend(at.map(|range| (range, EntityKind::Handle, Some(Clean::line(&format!("@{handle}"))))));
    }
    found.sort_by_key(|(range, ..)| range.start);
    found.dedup_by(|next, last| next.0.start < last.0.end);
    body.add(crate::model::Marks { mentions: found, ..Default::default() });
    scanning::complete(&mut body, |what| what == What::Mention(EntityKind::Handle));
    body
}

/// The title, with its link, and the words of what a message shows of a page.
fn embed_words(embed: &mut Fields) -> Rich {
    let (title, url) = (embed.line("title"), embed.line("url"));
    let mut words = Rich::default();
    match (title, url) {
        (Some(title), Some(url)) => words.push_link(&title, DraftLink { url, ..DraftLink::default() }),
        (Some(title), None) => words.push(&title),
        (None, _) => {}
    }
    if let Some(description) = embed.text("description") {
        add_paragraph(&mut words, markdown::read(&description, DISCORD, &mut LinksOnly));
    }
    let end = words.text().len();
    if end > 0 {
        let styles = vec![(0..end, Style::Quote)];
        words.add(crate::model::Marks { styles, ..Default::default() });
    }
    words
}

fn media(message: &mut Fields) -> Vec<Media> {
    let mut found = message.items("attachments", |file| {
        let name = file.text("fileName").unwrap_or_default().to_lowercase();
        let kind = match name.rsplit('.').next() {
            Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "avif") => MediaKind::Image,
            Some("mp4" | "mov" | "webm") => MediaKind::Video,
            Some("mp3" | "ogg" | "wav" | "m4a" | "flac") => MediaKind::Audio,
            _ => MediaKind::File,
        };
        // With its media, the exporter gives paths in place of addresses.
        let place = file.line("url");
        let is_web = place.as_deref().is_some_and(|url| url.contains("://"));
        let (url, file) = if is_web { (place, None) } else { (None, place) };
        Some(Media { kind, url, file, alt: None })
    });
    found.extend(message.items("stickers", |sticker| {
        let alt = sticker.passage("name");
        Some(Media { kind: MediaKind::Image, url: sticker.line("sourceUrl"), file: None, alt })
    }));
    found
}
