//! One post of unspool's JSON, from its object to a draft.

use std::borrow::Cow;
use std::ops::Range;

use super::names;
use super::offsets::CodePoints;
use crate::formats::json::{At, Fields, Object, excerpt};
use crate::formats::scanning;
use crate::model::{
    Author, Clean, Counts, Draft, DraftLink, EntityKind, Marks, Media, MediaKind, Precision, Rich, State,
    Style, ThreadBuilder, Time,
};

/// As many quotes within quotes as the builder keeps.
const QUOTE_DEPTH: usize = 8;

/// Reads the post at a place, with the posts it quotes; `None`, and a warning, where there is no object.
pub(super) fn read_post(json: &str, at: At, notes: &mut ThreadBuilder) -> Option<Draft> {
    let mut chain = Vec::new();
    let mut next = Some(json);
    while let Some(raw) = next {
        let at = at.repeated(names::QUOTE, chain.len());
        if chain.len() > QUOTE_DEPTH {
            notes.warn(&at.field(""), "quotes nested deeper than 8 were left out");
            break;
        }
        let Ok(object) = Object::read(raw) else {
            notes.warn(&at.field(""), &format!("{} is no post; it was left out", excerpt(raw)));
            break;
        };
        next = object.get(names::QUOTE);
        chain.push(read_fields(&mut Fields { object, at, notes }));
    }
    let within = |inner: Option<Draft>, outer| Some(Draft { quote: inner.map(Box::new), ..outer });
    chain.into_iter().rev().fold(None, within)
}

fn read_fields(post: &mut Fields) -> Draft {
    Draft {
        id: post.line(names::ID),
        url: post.line(names::URL),
        author: read_author(post),
        created: read_time(post),
        reply_to: post.line(names::REPLY_TO),
        body: read_body(post),
        media: read_media(post),
        quote: None,
        counts: read_counts(post),
        language: post.line(names::LANGUAGE),
        content_warning: post.passage(names::CONTENT_WARNING),
        visibility: post.line(names::VISIBILITY),
        state: post.named(names::STATE, State::from_name),
        omitted: post.count(names::OMITTED).unwrap_or(0),
        is_repost: post.flag(names::REPOST).unwrap_or(false),
    }
}

fn read_author(post: &mut Fields) -> Author {
    let Some(mut author) = post.inner(names::AUTHOR) else { return Author::default() };
    Author {
        name: author.line(names::NAME),
        handle: author
            .text(names::HANDLE)
            .and_then(|handle| Clean::some_line(handle.trim_start_matches('@'))),
        id: author.line(names::ID),
    }
}

fn read_time(post: &mut Fields) -> Option<Time> {
    let time = post.time(names::CREATED_AT)?;
    let precision = post.named(names::CREATED_PRECISION, Precision::from_name);
    // A bare day with the precision of seconds is still a bare day.
    Some(precision.map_or(time, |precision| time.with_precision(precision.min(time.precision()))))
}

fn read_body(post: &mut Fields) -> Rich {
    let text = read_text(post);
    let is_told = [names::LINKS, names::ENTITIES].iter().any(|name| post.object.get(name).is_some());
    if !is_told && post.object.get(names::STYLES).is_none() {
        return scanning::scan(&text);
    }
    let points = CodePoints::of(&text);
    let styles = post.items(names::STYLES, |styled| {
        let range = read_range(styled, &points)?;
        Some((range, styled.named(names::STYLE, Style::from_name)?))
    });
    if !is_told {
        return Rich::annotated(&text, Marks { styles, ..scanning::marks(&text) });
    }
    let links = post.items(names::LINKS, |link| {
        let range = read_range(link, &points)?;
        let target = read_link(link, &text[range.clone()])?;
        Some((range, target))
    });
    let mentions = post.items(names::ENTITIES, |entity| {
        let range = read_range(entity, &points)?;
        let kind = entity.named(names::KIND, EntityKind::from_name)?;
        let name = entity.text(names::NAME).filter(|name| *name != text[range.clone()]);
        Some((range, kind, name.and_then(|name| Clean::some_line(&name))))
    });
    Rich::annotated(&text, Marks { links, mentions, styles })
}

/// The words of a post; a number there is a slip of whoever made the file.
fn read_text<'a>(post: &mut Fields<'a, '_>) -> Cow<'a, str> {
    let Some(text) = post.text(names::TEXT) else { return Cow::default() };
    let raw = post.object.get(names::TEXT).filter(|raw| !raw.starts_with('"'));
    if let Some(raw) = raw {
        post.warn(names::TEXT, &format!("{} is a number; it was read as text", excerpt(raw)));
    }
    text
}

/// The bytes of the text that `start` and `end` stand for.
fn read_range(fields: &mut Fields, points: &CodePoints) -> Option<Range<usize>> {
    let start = fields.count(names::START).and_then(|start| points.byte(start));
    let end = fields.count(names::END).and_then(|end| points.byte(end));
    let range = start.zip(end).filter(|(start, end)| start < end).map(|(start, end)| start..end);
    if range.is_none() {
        fields.warn("", "“start” and “end” are no range of the text; it was left out");
    }
    range
}

fn read_link(link: &mut Fields, reads: &str) -> Option<DraftLink> {
    let Some(url) = link.line(names::URL) else {
        link.warn("", "a link without “url”; it was left out");
        return None;
    };
    let shown = link.line(names::SHOWN).filter(|shown| *shown != url && *shown != Clean::line(reads));
    Some(DraftLink { url, shown, title: link.line(names::TITLE) })
}

fn read_media(post: &mut Fields) -> Vec<Media> {
    post.items(names::MEDIA, |item| {
        Some(Media {
            kind: item.named(names::KIND, MediaKind::from_name).unwrap_or(MediaKind::File),
            url: item.line(names::URL),
            file: item.line(names::FILE),
            alt: item.passage(names::ALT),
        })
    })
}

fn read_counts(post: &mut Fields) -> Counts {
    let Some(mut counts) = post.inner(names::COUNTS) else { return Counts::default() };
    Counts {
        likes: counts.count(names::LIKES),
        reposts: counts.count(names::REPOSTS),
        replies: counts.count(names::REPLIES),
        quotes: counts.count(names::QUOTES),
        views: counts.count(names::VIEWS),
    }
}
