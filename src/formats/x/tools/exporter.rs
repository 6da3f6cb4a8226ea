//! What the browser script twitter-web-exporter saves: a list of posts, with X's own data of each if that was wanted.
//!
//! ```text
//! [{"id":"17","created_at":"2026-05-02 15:04:11 +00:00","full_text":…,"media":[…],"screen_name":…,"metadata":{…}}]
//! ```
//!
//! Source: the script's table of columns. Times are written as its user likes, so the id tells the time where it can.

use super::super::PLATFORM;
use super::super::graphql::{Peeled, read_web_post};
use super::super::marks::medium_kind;
use super::super::statuses::address;
use super::super::text::{Written, looks_escaped};
use super::super::threads::{self, Head, Order, Posts};
use super::{Listed, some_id, spot};
use crate::formats::json::{Fields, Item, Object, Way, gather, text, top_level_keys};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, Media, Rich, ThreadBuilder, Time};

/// Posts as twitter-web-exporter saves them.
pub const EXPORTER: Format = Format {
    id: "twitter-web-exporter",
    title: "twitter-web-exporter",
    how: "With the browser script twitter-web-exporter, open a thread, a profile or a search on x.com and export it as JSON",
    recognise: is_exported,
    read,
    package: None,
};

fn is_exported(input: &Input) -> bool {
    let first = input.start().trim_start_matches(['[', ' ', '\n', '\r', '\t']);
    let mut missing = vec!["id", "full_text", "screen_name", "profile_image_url"];
    first.starts_with('{')
        && top_level_keys(first).any(|(key, _)| {
            missing.retain(|name| *name != key);
            missing.is_empty()
        })
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = gather(&input.text, |_, _| Way::Pass, builder)?;
    let posts = items.into_iter().map(|item| (head(item), item)).collect();
    let posts = Posts::arrange(posts, Order::Ids, false);
    posts.push_onto(
        builder,
        |item, head, posts, notes| {
            let is_seen = posts.contains(head.reply_to);
            let Ok(object) = Object::walk(item.json) else {
                notes.warn(&item.at.field(""), "no post; it was left out");
                return None;
            };
            if let Some(json) = object.get("metadata").filter(|json| Peeled::of(json).is_there()) {
                let answers = head.answered.0.as_deref().filter(|_| is_seen);
                return read_web_post(json, &item.at.inner("metadata"), answers, notes);
            }
            Some(read_row(&mut Fields { object, at: item.at, notes }))
        },
        |_| None,
    );
    Ok(())
}

/// What must be known of a post before it is read.
fn head(item: Item<'_>) -> Head<'_> {
    let Ok(object) = Object::walk(item.json) else { return Head::default() };
    let of_x = object.get("metadata").map(|json| Peeled::of(json).head(item.json.len()));
    let number = |name: &str| object.get(name).and_then(text).map_or(0, |id| threads::id(&id));
    let row =
        Head { id: number("id"), reply_to: number("in_reply_to"), size: item.json.len(), ..Head::default() };
    of_x.filter(|head| head.id != 0).unwrap_or(row)
}

fn read_row(row: &mut Fields) -> Draft {
    let id = some_id(row, "id");
    let author = Author { name: row.line("name"), handle: row.line("screen_name"), id: row.line("user_id") };
    let created = id.as_deref().and_then(snowflake_time);
    let media = row.items("media", |medium| {
        let kind = medium_kind(medium);
        let url = medium.line("original").or_else(|| medium.line("thumbnail"));
        Some(Media { kind, url, file: None, alt: medium.passage("ext_alt_text") })
    });
    let mut body = Rich::default();
    if let Some(raw) = row.text("full_text") {
        let marks = spot(&raw, &[], &Listed::default(), !media.is_empty());
        Written { raw: &raw, is_escaped: looks_escaped(&raw), marks, answers: None }.compose_onto(&mut body);
    } else {
        row.warn("full_text", "no text in it");
    }
    Draft {
        url: row.line("url").or_else(|| Some(address(id.as_deref()?, author.handle.as_deref()))),
        created: created.or_else(|| time(&row.text("created_at")?)),
        counts: Counts {
            likes: row.count("favorite_count"),
            reposts: row.count("retweet_count"),
            replies: row.count("reply_count"),
            quotes: row.count("quote_count"),
            views: row.count("views_count"),
        },
        is_repost: row.object.get("retweeted_status").is_some(),
        id,
        author,
        body,
        media,
        ..Draft::default()
    }
}

/// `2009-05-02 15:04:11 +02:00`.
fn time(text: &str) -> Option<Time> {
    let (local, zone) = text.rsplit_once(' ')?;
    Time::parse(&format!("{}{zone}", local.replacen(' ', "T", 1)))
}
