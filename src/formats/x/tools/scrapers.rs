//! What snscrape and twscrape print: a post per line, with the names of snscrape's dataclasses.
//!
//! ```text
//! {"_type":"snscrape.modules.twitter.Tweet","url":…,"date":…,"rawContent":…,"id":17,"user":{"username":…},"links":[…]}
//! ```
//!
//! Source: the dataclasses of both. Older snscrape calls the text `content` and lists links as `outlinks`. Texts are as
//! X gives them, escaped but for long posts; the file does not say which.

use std::borrow::Cow;

use super::super::PLATFORM;
use super::super::chains::read_chain;
use super::super::marks::best_variant;
use super::super::statuses::{address, read_language};
use super::super::text::{Target, Written, looks_escaped};
use super::super::threads::{self, Head, Order, Posts};
use super::{Listed, lower, spot, strings};
use crate::formats::below::{add_poll, add_title};
use crate::formats::json::{Fields, Item, Object, Way, gather, text, top_level_keys};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, Media, MediaKind, Rich, State, ThreadBuilder};

/// Posts as snscrape and twscrape print them.
pub const SCRAPERS: Format = Format {
    id: "snscrape",
    title: "snscrape and twscrape",
    how: "Printed by these programs, a post per line: snscrape --jsonl twitter-user NAME (until 2023), \
          twscrape tweet_thread ID",
    recognise: is_scraped,
    read,
    package: None,
};

const TYPE: &str = "\"snscrape.modules.twitter.";

fn is_scraped(input: &Input) -> bool {
    let first = input.start().trim_start_matches(['[', ' ', '\n', '\r', '\t']);
    let mut missing = vec!["conversationId", "likeCount", "content"];
    first.starts_with('{')
        && top_level_keys(first).any(|(key, value)| {
            let key = if key == "rawContent" { "content" } else { key };
            missing.retain(|name| *name != key);
            missing.is_empty() || (key == "_type" && value.starts_with(TYPE))
        })
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = gather(&input.text, |_, _| Way::Pass, builder)?;
    let mut posts = Vec::with_capacity(items.len());
    for item in items {
        match head(item) {
            Some(head) => posts.push((head, item)),
            None => builder.warn(&item.at.field(""), "no post; it was left out"),
        }
    }
    let posts = Posts::arrange(posts, Order::Ids, false);
    posts.push_onto(
        builder,
        |item, head, posts, notes| {
            let answers = head.answered.0.as_deref().filter(|_| posts.contains(head.reply_to));
            read_chain(item.json, &item.at, notes, |post, is_first| {
                read_post(post, answers.filter(|_| is_first))
            })
        },
        |_| None,
    );
    if builder.is_empty() {
        return Err(Unreadable::new("there are no posts in this file", "Let the program run again."));
    }
    Ok(())
}

/// What must be known of a post before it is read; `None` where it is none.
fn head(item: Item<'_>) -> Option<Head<'_>> {
    let object = Object::walk(item.json).ok()?;
    if !object.has("rawContent") && !object.has("content") {
        return None;
    }
    let told = |names: [&str; 2]| names.iter().find_map(|name| object.get(name)).and_then(text);
    let number = |names| told(names).map_or(0, |id| threads::id(&id));
    let user = object.get("inReplyToUser").and_then(|json| Object::walk(json).ok());
    let of_user = |name: &str| user.as_ref().and_then(|user| user.get(name)).and_then(text);
    Some(Head {
        id: id(&object).map_or(0, |id| threads::id(&id)),
        reply_to: number(["inReplyToTweetIdStr", "inReplyToTweetId"]),
        conversation: number(["conversationIdStr", "conversationId"]),
        answered: (of_user("username"), of_user("id")),
        size: item.json.len(),
        ..Head::default()
    })
}

/// The id; numbers may have been rounded on their way, addresses are not.
fn id<'a>(object: &Object<'a>) -> Option<Cow<'a, str>> {
    let of_url = || {
        let url = object.get("url").and_then(text)?;
        let (_, id) = url.rsplit_once("/status/")?;
        id.bytes().all(|b| b.is_ascii_digit()).then(|| Cow::Owned(id.to_owned()))
    };
    object.get("id_str").and_then(text).or_else(of_url).or_else(|| object.get("id").and_then(text))
}

fn read_post<'a>(post: &mut Fields<'a, '_>, answers: Option<&str>) -> (Draft, Option<&'a str>) {
    let id = id(&post.object);
    let mut draft = Draft { id: id.as_deref().and_then(Clean::some_line), ..Draft::default() };
    let kind = post.text("_type").unwrap_or_default();
    if kind.ends_with("TweetRef") || kind.ends_with("Tombstone") {
        draft.url = draft.id.as_deref().map(|id| address(id, None));
        draft.body = post.text("text").map(|text| Rich::plain(&text)).unwrap_or_default();
        draft.state = Some(State::Missing);
        return (draft, None);
    }
    if let Some(mut user) = post.inner("user") {
        draft.author = Author {
            name: user.line("displayname"),
            handle: user.line("username"),
            id: user.line("id_str").or_else(|| user.line("id")),
        };
    }
    draft.url = id.as_deref().map(|id| address(id, draft.author.handle.as_deref()));
    draft.created = post.time("date").or_else(|| snowflake_time(id.as_deref()?));
    if let Some(original) = post.object.get("retweetedTweet") {
        draft.is_repost = true;
        return (draft, Some(original));
    }
    let quoted = post.object.get("quotedTweet");
    draft.media = read_media(post);
    draft.body = read_words(post, answers, quoted.is_some() || !draft.media.is_empty());
    add_card(post, &mut draft.body);
    draft.counts = Counts {
        likes: post.count("likeCount"),
        reposts: post.count("retweetCount"),
        replies: post.count("replyCount"),
        quotes: post.count("quoteCount"),
        views: post.count("viewCount"),
    };
    draft.language = read_language(post);
    (draft, quoted)
}

fn read_words(post: &mut Fields, answers: Option<&str>, has_attachments: bool) -> Rich {
    let name = if post.object.has("rawContent") { "rawContent" } else { "content" };
    let Some(raw) = post.text(name) else { return Rich::default() };
    let mut links = post.items("links", |link| {
        Some(Target { url: link.text("tcourl")?, expanded: link.text("url"), display: link.text("text") })
    });
    if let Some((long, short)) = strings(post, "outlinks").zip(strings(post, "tcooutlinks")) {
        let target = |(long, short): (String, String)| Target {
            url: short.into(),
            expanded: Some(long.into()),
            display: None,
        };
        links.extend(long.into_iter().zip(short).map(target));
    }
    let handles = post.items("mentionedUsers", |user| user.text("username").map(Cow::into_owned));
    let mut tags = strings(post, "hashtags").unwrap_or_default();
    tags.extend(strings(post, "cashtags").unwrap_or_default());
    let listed = Listed {
        handles: post.object.has("mentionedUsers").then(|| lower(handles)),
        tags: post.object.has("hashtags").then(|| lower(tags)),
    };
    let marks = spot(&raw, &links, &listed, has_attachments);
    let mut body = Rich::default();
    Written { raw: &raw, is_escaped: looks_escaped(&raw), marks, answers }.compose_onto(&mut body);
    body
}

/// Media as a list with types, or as lists by type.
fn read_media(post: &mut Fields) -> Vec<Media> {
    if post.object.get("media").is_some_and(|json| json.starts_with('[')) {
        return post.items("media", |medium| {
            let kind = match medium.text("_type").as_deref().and_then(|kind| kind.rsplit('.').next()) {
                Some("Photo") => MediaKind::Image,
                Some("Video") => MediaKind::Video,
                Some("Gif") => MediaKind::Gif,
                _ => MediaKind::File,
            };
            Some(read_medium(medium, kind))
        });
    }
    let Some(mut lists) = post.inner("media") else { return Vec::new() };
    let kinds = [("photos", MediaKind::Image), ("videos", MediaKind::Video), ("animated", MediaKind::Gif)];
    let media =
        kinds.iter().flat_map(|(name, kind)| lists.items(name, |medium| Some(read_medium(medium, *kind))));
    media.collect()
}

fn read_medium(medium: &mut Fields, kind: MediaKind) -> Media {
    let film = best_variant(medium).and_then(|url| Clean::some_line(&url));
    let names = ["videoUrl", "fullUrl", "url", "thumbnailUrl", "previewUrl"];
    let url = film.or_else(|| names.iter().find_map(|name| medium.line(name)));
    Media { kind, url, file: None, alt: medium.passage("altText") }
}

fn add_card(post: &mut Fields, body: &mut Rich) {
    let Some(mut card) = post.inner("card") else { return };
    let choices = card.items("options", |choice| {
        let votes = choice.count("votesCount").or_else(|| choice.count("count"));
        Some((choice.text("label")?, votes))
    });
    add_poll(body, choices);
    if let Some((url, title)) = card.line("url").zip(card.line("title")) {
        add_title(body, &url, &title);
    }
}
