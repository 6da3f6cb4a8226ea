//! Answers of `FxTwitter`'s API: a post, a thread, a conversation, as services that embed posts give them.
//!
//! ```text
//! {"code":200,"status":{…},"thread":[{"type":"status","id":"17",…},{"type":"tombstone","reason":"deleted"}],"replies":[…]}
//! {"code":200,"message":"OK","tweet":{"id":"17","text":…,"author":{…}}}        its first version
//! ```
//!
//! Source: the project's schemas and the code that fills them in. Ranges are those of X, so they count code points of X's
//! own text, whatever the schemas say; that text stands in `raw_text`.

use std::borrow::Cow;

use super::super::PLATFORM;
use super::super::articles::read_article;
use super::super::chains::read_chain;
use super::super::graphql::{add_article_words, style};
use super::super::marks::{best_variant, medium_kind, pair};
use super::super::statuses::{address, read_language, read_sensitivity};
use super::super::text::{Besides, Mark, Target, What, Written, is_withheld_notice, looks_escaped};
use super::super::threads::{self, Head, Order, Posts};
use crate::formats::below::{add_community_note, add_poll, add_title};
use crate::formats::json::{Fields, Item, Object, Way, gather, text, top_level_keys};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, EntityKind, Media, Rich, State, ThreadBuilder};

/// Answers of `FxTwitter`'s API.
pub const FX: Format = Format {
    id: "fxtwitter",
    title: "FxTwitter API",
    how: "In the browser, open https://api.fxtwitter.com/2/conversation/ID with the number from the post's address, or \
          /2/thread/ID, and save the page",
    recognise: is_fx,
    read,
    package: None,
};

const LISTS: &[&str] = &["status", "tweet", "thread", "replies", "results"];

fn is_fx(input: &Input) -> bool {
    let start = input.start();
    let (mut has_code, mut has_posts) = (false, false);
    start.starts_with('{')
        && top_level_keys(start).any(|(key, value)| {
            has_code |= key == "code" && value.starts_with(|c: char| c.is_ascii_digit());
            let first = value.trim_start_matches(['[', ' ', '\n', '\r', '\t']);
            has_posts |= LISTS.contains(&key)
                && top_level_keys(first)
                    .any(|(key, _)| matches!(key, "raw_text" | "replying_to" | "reason" | "author"));
            has_code && has_posts
        })
}

fn way(entered: &str, name: &str) -> Way {
    if entered.is_empty() && LISTS.contains(&name) { Way::Posts } else { Way::Pass }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let items = gather(&input.text, way, builder)?;
    let is_conversation = items.iter().any(|item| matches!(item.field, "thread" | "replies"));
    let mut posts: Vec<(Head, Option<Item>)> = Vec::with_capacity(items.len());
    // A conversation gives its own post once more, by itself: those above it come first.
    let (alone, listed): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| is_conversation && matches!(item.field, "status" | "tweet"));
    let mut focal = 0;
    for item in listed.into_iter().chain(alone) {
        let mut head = head(item);
        // What is not there follows what stands before it.
        if head.reply_to == 0 && is_tombstone(item.json) && item.field == "thread" {
            head.reply_to = focal;
        }
        focal = if item.field == "thread" && head.id != 0 { head.id } else { focal };
        posts.push((head, Some(item)));
    }
    if is_conversation && has_more(&input.text) {
        posts.push((Head { reply_to: focal, ..Head::default() }, None));
    }
    Posts::arrange(posts, Order::File, is_conversation).push_onto(
        builder,
        |item, head, posts, notes| {
            let Some(item) = item else {
                return Some(Draft { state: Some(State::Omitted), ..Draft::default() });
            };
            let answers = head.answered.0.as_deref().filter(|_| posts.contains(head.reply_to));
            read_chain(item.json, &item.at, notes, |post, is_first| {
                read_post(post, answers.filter(|_| is_first))
            })
        },
        |_| None,
    );
    Ok(())
}

/// Whether there are more replies than the answer holds.
fn has_more(json: &str) -> bool {
    let cursor = Object::walk(json).ok().and_then(|object| Object::walk(object.get("cursor")?).ok());
    cursor.is_some_and(|cursor| cursor.get("bottom").is_some())
}

fn is_tombstone(json: &str) -> bool {
    Object::walk(json).is_ok_and(|object| object.get("type") == Some("\"tombstone\""))
}

/// What must be known of a post before it is read.
fn head(item: Item<'_>) -> Head<'_> {
    let Ok(object) = Object::walk(item.json) else { return Head::default() };
    let number = |json: Option<&str>| json.and_then(text).map_or(0, |id| threads::id(&id));
    let answered = object.get("replying_to");
    let inner = answered.and_then(|json| Object::walk(json).ok());
    let (handle, parent) = match &inner {
        Some(inner) => (inner.get("screen_name"), inner.get("status")),
        None => (answered, object.get("replying_to_status")),
    };
    Head {
        id: number(object.get("id")),
        reply_to: number(parent),
        answered: (handle.and_then(text), None),
        size: item.json.len(),
        ..Head::default()
    }
}

fn read_post<'a>(post: &mut Fields<'a, '_>, answers: Option<&str>) -> (Draft, Option<&'a str>) {
    let id = post.line("id");
    let author = read_author(post, "author");
    let url = post.line("url").or_else(|| Some(address(id.as_deref()?, author.handle.as_deref())));
    let created = id.as_deref().and_then(snowflake_time);
    let mut draft = Draft { id, url, author, created, ..Draft::default() };
    if post.object.get("type") == Some("\"tombstone\"") {
        draft.state = Some(match post.text("reason").as_deref() {
            Some("deleted") => State::Deleted,
            Some("suspended") => State::Suspended,
            Some("private") => State::Private,
            Some("blocked") => State::Blocked,
            _ => State::Missing,
        });
        return (draft, None);
    }
    draft.media = read_media(post);
    draft.body = read_words(post, answers);
    if is_withheld_notice(draft.body.text()) {
        draft.state = Some(State::Withheld);
    }
    read_below(post, &mut draft.body);
    let reposts = if post.object.has("reposts") { "reposts" } else { "retweets" };
    draft.counts = Counts {
        likes: post.count("likes"),
        reposts: post.count(reposts),
        replies: post.count("replies"),
        quotes: post.count("quotes"),
        views: post.count("views"),
    };
    draft.language = read_language(post);
    draft.content_warning = read_sensitivity(post);
    (draft, post.object.get("quote"))
}

fn read_author(post: &mut Fields, name: &str) -> Author {
    let Some(mut user) = post.inner(name) else { return Author::default() };
    Author { name: user.line("name"), handle: user.line("screen_name"), id: user.line("id") }
}

/// The words of X with its ranges, or else those that the service made of them.
fn read_words(post: &mut Fields, answers: Option<&str>) -> Rich {
    let is_note = post.flag("is_note_tweet") == Some(true);
    let Some(mut words) = post.inner("raw_text") else {
        return post.text("text").map(|text| crate::formats::scanning::scan(&text)).unwrap_or_default();
    };
    let Some(raw) = words.text("text") else { return Rich::default() };
    let mut styles = Vec::new();
    let marks = words.items("facets", |facet| {
        let (start, end) = facet.object.get("indices").and_then(pair)?;
        let kind = facet.text("type")?;
        styles.extend(style(&kind).map(|style| (start, end, style)));
        let what = match &*kind {
            "url" => What::Link(read_target(facet)?),
            "media" => What::Attachment(read_target(facet)?),
            "mention" => What::Name(EntityKind::Handle, facet.text("original")?),
            "hashtag" => What::Name(EntityKind::Hashtag, facet.text("original")?),
            "symbol" => What::Name(EntityKind::Cashtag, facet.text("original")?),
            _ => return None,
        };
        Some(Mark { start, end, what })
    });
    let mut marks = marks;
    marks.dedup_by(|a, b| (a.start, a.end) == (b.start, b.end));
    let mut body = Rich::default();
    let besides = Besides { styles, ..Besides::default() };
    let lost = Written { raw: &raw, is_escaped: !is_note, marks, answers }.compose_with(besides, &mut body);
    if lost > 0 {
        words.warn("facets", &format!("{lost} of them fit nowhere in the text; left out"));
    }
    body
}

fn read_target<'a>(facet: &mut Fields<'a, '_>) -> Option<Target<'a>> {
    Some(Target {
        url: facet.text("original")?,
        expanded: facet.text("replacement"),
        display: facet.text("display"),
    })
}

fn read_media(post: &mut Fields) -> Vec<Media> {
    let Some(mut media) = post.inner("media") else { return Vec::new() };
    media.items("all", |medium| {
        let kind = medium_kind(medium);
        // Films have their forms as `formats`, or as `variants` in the first version.
        let film = best_variant(medium).and_then(|url| Clean::some_line(&url));
        let url = film.or_else(|| medium.line("url")).or_else(|| medium.line("thumbnail_url"));
        Some(Media { kind, url, file: None, alt: medium.passage("altText") })
    })
}

/// The poll, the card, and the note of readers.
fn read_below(post: &mut Fields, body: &mut Rich) {
    if let Some(mut poll) = post.inner("poll") {
        let choices = poll.items("choices", |choice| Some((choice.text("label")?, choice.count("count"))));
        add_poll(body, choices);
    }
    if let Some(mut card) = post.inner("card")
        && let Some((url, title)) = card.line("url").zip(card.line("title"))
    {
        add_title(body, &url, &title);
    }
    if let Some(mut article) = post.inner("article") {
        let words = article.inner("content").map(|mut content| read_article(&mut content));
        add_article_words(&mut article, words, body);
    }
    let Some(mut note) = post.inner("community_note") else { return };
    let Some(raw) = note.text("text") else { return };
    let marks = note.items("facets", |facet| {
        let (start, end) = facet.object.get("indices").and_then(pair)?;
        let url = facet.text("replacement")?;
        let display = facet.text("display").or_else(|| {
            let length = usize::try_from(end.checked_sub(start)?).ok()?;
            Some(Cow::Owned(raw.chars().skip(usize::try_from(start).ok()?).take(length).collect()))
        });
        Some(Mark { start, end, what: What::Link(Target { url, expanded: None, display }) })
    });
    let mut rich = Rich::default();
    Written { raw: &raw, is_escaped: looks_escaped(&raw), marks, answers: None }.compose_onto(&mut rich);
    add_community_note(body, rich);
}
