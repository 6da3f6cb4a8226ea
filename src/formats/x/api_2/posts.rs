//! One post of the API 2 as a draft, with what it refers to taken from beside it.
//!
//! Ranges count code points of the escaped text; those of `annotations`, by which X says what a text speaks of, are
//! mostly of the text as it is shown, and their ends are part of them. Only X gives the titles of links.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::chains::read_chain;
use super::super::marks::{Lists, best_variant, link_marks, medium_kind, name_marks};
use super::super::statuses::{address, read_language, read_sensitivity};
use super::super::text::{Besides, Mark, Spoken, Target, What, Written, is_withheld_notice, looks_escaped};
use super::super::threads;
use super::Beside;
use crate::formats::below::add_poll;
use crate::formats::json::{At, Fields, Object, count, text};
use crate::formats::text::snowflake_time;
use crate::model::{Author, Clean, Counts, Draft, EntityKind, Media, MediaKind, Rich, State, ThreadBuilder};

const NAMES: Lists = [
    ("mentions", EntityKind::Handle, "username"),
    ("hashtags", EntityKind::Hashtag, "tag"),
    ("cashtags", EntityKind::Cashtag, "tag"),
];

/// Reads a post, and those that it passes on and quotes; `is_answer` to a post that a reader sees.
pub(super) fn read(
    json: &str,
    at: &At,
    beside: &Beside,
    is_answer: bool,
    notes: &mut ThreadBuilder,
) -> Option<Draft> {
    read_chain(json, at, notes, |post, is_first| {
        let mut draft = read_frame(post, beside);
        let (original, quoted) = references(post);
        let found = |id: Option<u64>| id.and_then(|id| beside.tweets.get(&id).copied());
        draft.is_repost = original.is_some();
        if let Some(original) = found(original) {
            return (draft, Some(original));
        }
        let next = found(quoted);
        let gone = quoted.filter(|_| next.is_none()).and_then(|id| Some((id, beside.missing(id)?)));
        let shown = quoted.filter(|_| next.is_some() || gone.is_some());
        read_content(post, beside, (is_answer && is_first, shown), &mut draft);
        draft.quote = gone.map(|(id, gone)| {
            let id = id.to_string();
            Box::new(Draft { url: Some(address(&id, None)), id: Some(Clean::line(&id)), ..gone })
        });
        (draft, next)
    })
}

/// The posts that this one passes on and quotes.
fn references(post: &mut Fields) -> (Option<u64>, Option<u64>) {
    let (mut original, mut quoted) = (None, None);
    for (kind, id) in post.items("referenced_tweets", |other| Some((other.text("type")?, other.text("id")?)))
    {
        match &*kind {
            "retweeted" => original = Some(threads::id(&id)),
            "quoted" => quoted = Some(threads::id(&id)),
            _ => {}
        }
    }
    (original, quoted)
}

/// Which post it is, whose, and from when.
fn read_frame(post: &mut Fields, beside: &Beside) -> Draft {
    let id = post.line("id");
    let author_id = post.text("author_id");
    let user = post.object.get("author");
    let user = user.or_else(|| beside.users.get(&threads::id(author_id.as_deref()?)).copied());
    let mut author =
        user.and_then(|json| Object::walk(json).ok()).map(|object| read_user(&object)).unwrap_or_default();
    author.id = author.id.or_else(|| author_id.as_deref().and_then(Clean::some_line));
    let created = post.time("created_at").or_else(|| snowflake_time(id.as_deref()?));
    let url = id.as_deref().map(|id| address(id, author.handle.as_deref()));
    Draft { id, url, author, created, ..Draft::default() }
}

fn read_user(user: &Object) -> Author {
    let line = |name: &str| user.get(name).and_then(text).and_then(|text| Clean::some_line(&text));
    Author { name: line("name"), handle: line("username"), id: line("id") }
}

/// What a post says: `shown` is whether it answers a post that a reader sees, and the quoted post that one sees.
fn read_content(post: &mut Fields, beside: &Beside, shown: (bool, Option<u64>), draft: &mut Draft) {
    draft.media = read_media(post, beside);
    let parent = shown.0.then(|| post.text("in_reply_to_user_id")).flatten();
    let answers = parent.and_then(|id| {
        let user = Object::walk(beside.users.get(&threads::id(&id))?).ok()?;
        Some(text(user.get("username")?)?.into_owned())
    });
    let quoted = shown.1.map(|id| id.to_string());
    draft.body = read_words(post, quoted.as_deref(), answers.as_deref());
    if is_withheld_notice(draft.body.text()) {
        draft.state = Some(State::Withheld);
    }
    add_poll(&mut draft.body, read_poll(post, beside));
    if let Some(mut counts) = post.inner("public_metrics") {
        draft.counts = Counts {
            likes: counts.count("like_count"),
            reposts: counts.count("retweet_count"),
            replies: counts.count("reply_count"),
            quotes: counts.count("quote_count"),
            views: counts.count("impression_count"),
        };
    }
    draft.language = read_language(post);
    draft.content_warning = read_sensitivity(post);
}

/// The words from where the file has them in full.
fn read_words(post: &mut Fields, quoted: Option<&str>, answers: Option<&str>) -> Rich {
    let has_media = post.object.get("attachments").is_some_and(|json| json.contains("\"media"));
    let own = post.text("id");
    if let Some(mut note) = post.inner("note_tweet").filter(|note| note.object.has("text"))
        && let Some(raw) = note.text("text")
    {
        let is_escaped = looks_escaped(&raw);
        return compose(&mut note, Raw { text: raw, is_escaped, has_media }, quoted, answers);
    }
    let Some(raw) = post.text("text") else {
        post.warn("", "no text in it");
        return Rich::default();
    };
    if is_cut(&raw, post.object.get("entities"), own.as_deref()) {
        post.warn(
            "text",
            "the API cut this text; the rest is not in the file, as note_tweet was not asked for",
        );
    }
    compose(post, Raw { text: raw, is_escaped: true, has_media }, quoted, answers)
}

/// Whether a text ends with a link to where the post itself stands in full.
fn is_cut(raw: &str, entities: Option<&str>, own: Option<&str>) -> bool {
    let Some((before, link)) = raw.trim_end().rsplit_once(' ') else { return false };
    before.ends_with('…')
        && link.starts_with("https://t.co/")
        && own.zip(entities).is_some_and(|(id, json)| json.contains(&format!("/i/web/status/{id}\"")))
}

/// A text as the file has it.
struct Raw<'a> {
    text: Cow<'a, str>,
    is_escaped: bool,
    has_media: bool,
}

fn compose(holder: &mut Fields, text: Raw, quoted: Option<&str>, answers: Option<&str>) -> Rich {
    let mut body = Rich::default();
    let Raw { text: raw, is_escaped, has_media } = text;
    let Some(mut entities) = holder.inner("entities") else {
        Written { raw: &raw, is_escaped, marks: Vec::new(), answers }.compose_onto(&mut body);
        return body;
    };
    let mut marks = name_marks(&mut entities, &NAMES);
    let links = link_marks(&mut entities, "urls", quoted).into_iter();
    marks.extend(links.map(|mark| if has_media { as_medium(mark) } else { mark }));
    let spoken = entities.items("annotations", |entity| {
        let kind = match entity.text("type").as_deref() {
            Some("Person") => EntityKind::Person,
            Some("Organization") => EntityKind::Organization,
            Some("Place") => EntityKind::Place,
            Some("Product") => EntityKind::Product,
            _ => return None,
        };
        Some(Spoken { start: entity.count("start")?, kind, words: entity.text("normalized_text")? })
    });
    let titles = entities.items("urls", |link| Some((link.text("url")?.into_owned(), link.line("title")?)));
    let titles: HashMap<String, Clean> = titles.into_iter().collect();
    let besides = Besides { entities: spoken, ..Besides::default() };
    let lost = Written { raw: &raw, is_escaped, marks, answers }.compose_with(besides, &mut body);
    // What was cut off with the end of an old retweet is no fault.
    if lost > 0 && !raw.starts_with("RT @") {
        holder.warn("entities", &format!("{lost} of them fit nowhere in the text; left out"));
    }
    if !titles.is_empty() {
        let title = |url: &str| titles.get(url).cloned();
        body.entitle(|link| link.shown.as_deref().and_then(title).or_else(|| title(&link.url)));
    }
    body
}

/// Before links told which medium they stand for, their words did.
fn as_medium(mark: Mark) -> Mark {
    match mark.what {
        What::Link(Target { display: Some(display), url, expanded })
            if display.starts_with("pic.twitter.com/") || display.starts_with("pic.x.com/") =>
        {
            let target = Target { display: Some(display), url, expanded };
            Mark { what: What::Attachment(target), ..mark }
        }
        _ => mark,
    }
}

fn read_media(post: &mut Fields, beside: &Beside) -> Vec<Media> {
    let Some(mut attachments) = post.inner("attachments") else { return Vec::new() };
    if attachments.object.has("media") {
        return attachments.items("media", |medium| Some(read_medium(medium)));
    }
    let keys: Vec<_> = attachments.list("media_keys").into_iter().filter_map(text).collect();
    let media = keys.into_iter().map(|key| {
        let known = beside.media.get(&key).and_then(|json| Object::walk(json).ok());
        let Some(object) = known else { return of_key(&key) };
        let at = attachments.at.inner(&key);
        read_medium(&mut Fields { object, at, notes: attachments.notes })
    });
    media.collect()
}

fn read_medium(medium: &mut Fields) -> Media {
    let kind = medium_kind(medium);
    let film = best_variant(medium).and_then(|url| Clean::some_line(&url));
    let url = film.or_else(|| medium.line("url")).or_else(|| medium.line("preview_image_url"));
    Media { kind, url, file: None, alt: medium.passage("alt_text") }
}

/// A medium of which the file says no more than its key, `3_1440535264527405065`.
fn of_key(key: &str) -> Media {
    let kind = match key.split('_').next() {
        Some("3") => MediaKind::Image,
        Some("7" | "13") => MediaKind::Video,
        Some("16") => MediaKind::Gif,
        _ => MediaKind::File,
    };
    Media { kind, url: None, file: None, alt: None }
}

fn read_poll(post: &mut Fields, beside: &Beside) -> Vec<(Cow<'static, str>, Option<u64>)> {
    let Some(mut attachments) = post.inner("attachments") else { return Vec::new() };
    let ids: Vec<_> = attachments.list("poll_ids").into_iter().filter_map(text).collect();
    let within = attachments.object.get("poll").or_else(|| attachments.list("polls").first().copied());
    let json = within.or_else(|| ids.iter().find_map(|id| beside.polls.get(id).copied()));
    let Some(object) = json.and_then(|json| Object::walk(json).ok()) else { return Vec::new() };
    let at = attachments.at.inner("poll");
    let mut poll = Fields { object, at, notes: attachments.notes };
    let mut choices = poll.items("options", |choice| {
        let position = choice.object.get("position").and_then(count);
        let label = Cow::Owned(choice.text("label")?.into_owned());
        Some((position, (label, choice.count("votes"))))
    });
    choices.sort_by_key(|(position, _)| *position);
    choices.into_iter().map(|(_, choice)| choice).collect()
}
