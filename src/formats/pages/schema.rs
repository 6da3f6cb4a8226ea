//! Posts as schema.org describes them, in JSON-LD: postings of forums and social media, questions, and their comments.
//!
//! Comments stand within what they answer, as deep as they go; the walk keeps its own stack. What is no posting (a list, a
//! page, a person) is passed through for the postings in it.

use std::borrow::Cow;

use crate::formats::html::{self, LinksOnly};
use crate::formats::json::{Object, Walker, list, text};
use crate::formats::scanning::scan;
use crate::model::{Author, Clean, Counts, Draft, Media, MediaKind, Rich, Shape, ThreadBuilder, Time};

use super::below::entitled;

/// Fields in which other things stand.
const INNER: [&str; 12] = [
    "comment",
    "comments",
    "mainEntity",
    "mainEntityOfPage",
    "@graph",
    "acceptedAnswer",
    "suggestedAnswer",
    "hasPart",
    "itemListElement",
    "item",
    "about",
    "subjectOf",
];

/// What is open on the way to the place at hand.
enum Open<'a> {
    /// The fields of an object so far, and its place among all.
    Object(Vec<(Cow<'a, str>, &'a str)>, usize),
    List,
}

/// An object that may be a posting, and the one it stands in.
struct Found<'a> {
    fields: Object<'a>,
    above: Option<usize>,
}

/// Reads all postings of a document; one that breaks off gives what came before.
pub(super) fn read(json: &str, builder: &mut ThreadBuilder) {
    let found = find(json, builder);
    let mut ids: Vec<Option<Clean>> = Vec::with_capacity(found.len());
    let mut roots = 0;
    for (i, item) in found.iter().enumerate() {
        let above = item.above.and_then(|above| ids[above].clone());
        let Some(mut draft) = draft(&item.fields) else {
            ids.push(above);
            continue;
        };
        if draft.id.is_none() {
            draft.id = draft.url.clone().or_else(|| Clean::some_line(&format!("{}", i + 1)));
        }
        ids.push(draft.id.clone());
        roots += usize::from(above.is_none());
        draft.reply_to = above.filter(|above| Some(above) != draft.id.as_ref());
        builder.push(draft);
    }
    if roots > 1 {
        builder.shape(Shape::Collection);
    }
}

/// All objects, in the order in which they begin.
fn find<'a>(json: &'a str, builder: &mut ThreadBuilder) -> Vec<Found<'a>> {
    let mut walker = Walker::new(json);
    let mut found: Vec<Found> = Vec::new();
    let mut stack = Vec::new();
    enter(&mut walker, &mut stack, &mut found);
    let fault = loop {
        let Some(open) = stack.last_mut() else { break None };
        let step = match open {
            Open::Object(fields, _) => walker.key().and_then(|key| {
                let Some(key) = key else { return Ok(Step::Close) };
                if INNER.contains(&&*key) && matches!(walker.peek(), Some(b'{' | b'[')) {
                    return Ok(Step::Enter);
                }
                fields.push((key, walker.value()?));
                Ok(Step::Stay)
            }),
            Open::List => walker.item().and_then(|is_there| match (is_there, walker.peek()) {
                (false, _) => Ok(Step::Close),
                (true, Some(b'{' | b'[')) => Ok(Step::Enter),
                (true, _) => walker.value().map(|_| Step::Stay),
            }),
        };
        match step {
            Ok(Step::Stay) => {}
            Ok(Step::Enter) => enter(&mut walker, &mut stack, &mut found),
            Ok(Step::Close) => close(&mut stack, &mut found),
            Err(fault) => break Some(fault),
        }
    };
    if let Some(fault) = fault {
        builder.warn("the data of the page", &format!("{}; what came before was read", fault.what()));
    }
    while !stack.is_empty() {
        close(&mut stack, &mut found);
    }
    found
}

enum Step {
    Stay,
    Enter,
    Close,
}

fn enter<'a>(walker: &mut Walker<'a>, stack: &mut Vec<Open<'a>>, found: &mut Vec<Found<'a>>) {
    if walker.enter(b'{') {
        let above = stack.iter().rev().take(2).find_map(|open| match open {
            Open::Object(_, place) => Some(*place),
            Open::List => None,
        });
        stack.push(Open::Object(Vec::new(), found.len()));
        found.push(Found { fields: Object::of_fields(Vec::new()), above });
    } else if walker.enter(b'[') {
        stack.push(Open::List);
    }
}

fn close<'a>(stack: &mut Vec<Open<'a>>, found: &mut [Found<'a>]) {
    if let Some(Open::Object(fields, place)) = stack.pop() {
        found[place].fields = Object::of_fields(fields);
    }
}

fn draft(object: &Object) -> Option<Draft> {
    let kinds = object.get("@type")?;
    let is_a = |names: &[&str]| {
        let one = text(kinds);
        let many = list(kinds).unwrap_or_default().into_iter().filter_map(text);
        one.into_iter().chain(many).any(|kind| names.contains(&kind.rsplit('/').next().unwrap_or(&kind)))
    };
    if !is_a(&[
        "SocialMediaPosting",
        "DiscussionForumPosting",
        "Comment",
        "Question",
        "Answer",
        "LiveBlogPosting",
    ]) {
        return None;
    }
    let line = |name: &str| object.get(name).and_then(text).and_then(|text| Clean::some_line(&text));
    let words =
        ["text", "articleBody", "description"].iter().find_map(|name| object.get(name).and_then(text));
    let body = words.map(|words| written(&words)).unwrap_or_default();
    let title = line("headline").or_else(|| line("name"));
    let title = title.filter(|title| !begins_with(body.text(), title));
    let body = entitled(title.as_deref().unwrap_or_default(), body);
    let media = media(object);
    let author = object.get("author").map(author).unwrap_or_default();
    if body.is_blank() && media.is_empty() && !author.is_known() {
        return None;
    }
    let web = |name: &str| line(name).filter(|url| url.starts_with("http"));
    let time =
        ["dateCreated", "datePublished"].iter().find_map(|name| time(&object.get(name).and_then(text)?));
    Some(Draft {
        id: line("identifier").or_else(|| line("@id")).or_else(|| line("url")),
        url: web("url").or_else(|| web("@id")),
        author,
        created: time,
        body,
        media,
        counts: counts(object),
        language: line("inLanguage"),
        ..Draft::default()
    })
}

/// Whether a title is nothing but the beginning of a text, cut or not.
pub(in crate::formats) fn begins_with(text: &str, title: &str) -> bool {
    let title = title.trim_end_matches(['…', '.', ' ']);
    let mut words = text.split_whitespace();
    let mut wanted = title.split_whitespace().peekable();
    while let Some(word) = wanted.next() {
        let Some(found) = words.next() else { return false };
        let is_same = if wanted.peek().is_none() { found.starts_with(word) } else { found == word };
        if !is_same {
            return false;
        }
    }
    true
}

/// Plain text by the standard, HTML in practice at times.
fn written(words: &str) -> Rich {
    let is_html = ["</p>", "<br", "</a>", "<p>", "</div>"].iter().any(|tag| words.contains(tag));
    if is_html { html::read(words, &mut LinksOnly) } else { scan(words.trim()) }
}

/// RFC 3339, also without a zone, which is then unknown: the day is kept.
fn time(text: &str) -> Option<Time> {
    Time::parse(text).or_else(|| Time::parse(text.get(..10)?))
}

fn author(json: &str) -> Author {
    let first = list(json).and_then(|list| list.first().copied()).unwrap_or(json);
    if let Some(name) = text(first) {
        return Author { name: Clean::some_line(&name), ..Author::default() };
    }
    let Ok(object) = Object::walk(first) else { return Author::default() };
    let line = |name: &str| object.get(name).and_then(text).and_then(|text| Clean::some_line(&text));
    let handle = line("alternateName").map(|name| Clean::line(name.trim_start_matches('@')));
    let handle = handle.filter(|handle| !handle.is_empty() && !handle.contains(' '));
    Author { name: line("name"), handle, id: line("identifier") }
}

fn counts(object: &Object) -> Counts {
    let number = |name: &str| object.get(name).and_then(text).and_then(|text| text.parse().ok());
    let mut counts =
        Counts { likes: number("upvoteCount"), replies: number("commentCount"), ..Counts::default() };
    counts.replies = counts.replies.or_else(|| number("answerCount"));
    let statistics = object.get("interactionStatistic");
    let all = statistics.map(|json| list(json).unwrap_or_else(|| vec![json])).unwrap_or_default();
    for statistic in all.into_iter().filter_map(|json| Object::walk(json).ok()) {
        let kind = statistic.get("interactionType").unwrap_or_default();
        let count = statistic.get("userInteractionCount").and_then(text).and_then(|count| count.parse().ok());
        let field = match () {
            () if kind.contains("LikeAction") => &mut counts.likes,
            () if kind.contains("ShareAction") => &mut counts.reposts,
            () if kind.contains("CommentAction") || kind.contains("ReplyAction") => &mut counts.replies,
            () if kind.contains("WatchAction") || kind.contains("ViewAction") => &mut counts.views,
            () => continue,
        };
        *field = count.or(*field);
    }
    counts
}

fn media(object: &Object) -> Vec<Media> {
    let mut found = Vec::new();
    for (name, kind) in
        [("image", MediaKind::Image), ("video", MediaKind::Video), ("audio", MediaKind::Audio)]
    {
        let Some(json) = object.get(name) else { continue };
        for json in list(json).unwrap_or_else(|| vec![json]) {
            let inner = Object::walk(json).ok();
            let field = |name: &str| {
                inner.as_ref()?.get(name).and_then(text).and_then(|text| Clean::some_line(&text))
            };
            let url = text(json).and_then(|url| Clean::some_line(&url));
            let url =
                url.or_else(|| field("contentUrl")).or_else(|| field("url")).or_else(|| field("embedUrl"));
            if let Some(url) = url.filter(|url| url.starts_with("http")) {
                found.push(Media { kind, url: Some(url), file: None, alt: field("caption") });
            }
        }
    }
    found
}
