//! One status of Mastodon's API, from its object to a draft.
//!
//! A boost is a post without words of its own that quotes another: so its author and its time are told, and nobody's
//! words are put into another's mouth.

use super::content::{Meaning, Mentioned};
use crate::formats::below::add_poll;
use crate::formats::html;
use crate::formats::json::{Fields, Item, Object, excerpt};
use crate::formats::scanning::scan;
use crate::model::{
    Author, Clean, Counts, Draft, Media, MediaKind, Precision, Rich, State, ThreadBuilder, Time, address,
};

/// As many quotes within quotes as the builder keeps.
const QUOTE_DEPTH: usize = 8;

/// Reads a status with those it quotes or boosts; `None`, and a warning, where there is none.
pub(super) fn read(item: Item, notes: &mut ThreadBuilder) -> Option<Draft> {
    let mut chain = Vec::new();
    let mut next = Some(item.json);
    while let Some(json) = next.take() {
        let at = item.at.repeated("quote", chain.len());
        let Ok(object) = Object::walk(json) else {
            notes.warn(&at.field(""), &format!("{} is no post; it was left out", excerpt(json)));
            break;
        };
        if !object.has("content") && !object.has("account") && !object.has("text") {
            notes.warn(&at.field(""), "no text and no author in it; it was left out");
            break;
        }
        let mut fields = Fields { object, at, notes };
        let inner = inner(&mut fields);
        chain.push(read_fields(&mut fields, !matches!(inner, Inner::None)));
        match inner {
            Inner::Status(json) if chain.len() <= QUOTE_DEPTH => next = Some(json),
            Inner::Status(_) => notes.warn(&at.field("quote"), "quotes nested deeper than 8 were left out"),
            Inner::Gone(draft) => chain.push(*draft),
            Inner::None => {}
        }
    }
    let within = |inner: Option<Draft>, outer| Some(Draft { quote: inner.map(Box::new), ..outer });
    chain.into_iter().rev().fold(None, within)
}

/// What a status quotes or boosts.
enum Inner<'a> {
    None,
    Status(&'a str),
    /// It is not there any more, or may not be shown.
    Gone(Box<Draft>),
}

fn inner<'a>(status: &mut Fields<'a, '_>) -> Inner<'a> {
    if let Some(boosted) = status.object.get("reblog") {
        return Inner::Status(boosted);
    }
    let Some(mut quote) = status.inner("quote") else {
        return of_pleroma(status);
    };
    if quote.object.has("content") {
        return status.object.get("quote").map_or(Inner::None, Inner::Status);
    }
    if let Some(quoted) = quote.object.get("quoted_status") {
        return Inner::Status(quoted);
    }
    let state = match quote.text("state").as_deref() {
        Some("deleted") => State::Deleted,
        Some("blocked_account" | "blocked_domain" | "muted_account") => State::Blocked,
        Some("revoked" | "rejected" | "unauthorized") => State::Withheld,
        _ => State::Missing,
    };
    let id = quote.line("quoted_status_id");
    Inner::Gone(Box::new(Draft { id, state: Some(state), ..Draft::default() }))
}

/// What Pleroma tells of a quote in a field of its own: the post, or where it is.
fn of_pleroma<'a>(status: &mut Fields<'a, '_>) -> Inner<'a> {
    let Some(mut pleroma) = status.inner("pleroma") else { return Inner::None };
    if let Some(quote) = pleroma.object.get("quote") {
        return Inner::Status(quote);
    }
    let (id, url) = (pleroma.line("quote_id"), pleroma.line("quote_url"));
    if id.is_none() && url.is_none() {
        return Inner::None;
    }
    Inner::Gone(Box::new(Draft { id, url, state: Some(State::Missing), ..Draft::default() }))
}

fn read_fields(status: &mut Fields, has_inner: bool) -> Draft {
    Draft {
        id: status.line("id"),
        url: status.line("url").or_else(|| status.line("uri")),
        author: account(status, "account"),
        created: status.time("created_at").or_else(|| time_of_id(&status.text("id")?)),
        reply_to: status.line("in_reply_to_id"),
        body: body(status, has_inner),
        media: media(status),
        quote: None,
        counts: Counts {
            likes: status.count("favourites_count"),
            reposts: status.count("reblogs_count"),
            replies: status.count("replies_count"),
            quotes: status.count("quotes_count"),
            views: None,
        },
        language: status.line("language"),
        content_warning: status.passage("spoiler_text"),
        visibility: status.line("visibility").map(|name| match &*name {
            "private" => Clean::line("followers"),
            "mutuals_only" => Clean::line("mutuals"),
            _ => name,
        }),
        state: None,
        omitted: 0,
        is_repost: status.object.get("reblog").is_some(),
    }
}

/// When a post was made, by its id: Mastodon counts milliseconds in it, `GoToSocial`'s is a ULID.
fn time_of_id(id: &str) -> Option<Time> {
    /// Of October 2016, before which ids were counted from 1.
    const FIRST: u64 = 1_475_000_000_000;
    let millis = match id.parse::<u64>() {
        Ok(number) => number >> 16,
        Err(_) if id.len() == 26 => {
            // Crockford's digits: without I, L, O and U.
            let digit = |c| b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".iter().position(|known| *known == c);
            id.bytes().take(10).try_fold(0, |all, c| Some(all << 5 | digit(c)? as u64))?
        }
        Err(_) => return None,
    };
    let millis = Some(millis).filter(|millis| *millis >= FIRST)?;
    Time::from_millis(i64::try_from(millis).ok()?, Precision::Second)
}

/// The account in a field; its handle always names its instance.
pub(super) fn account(status: &mut Fields, name: &str) -> Author {
    let Some(mut account) = status.inner(name) else { return Author::default() };
    let url = account.line("url");
    let handle = account.text("acct").or_else(|| account.text("username"));
    let handle = handle.and_then(|handle| Clean::some_line(&full_handle(&handle, url.as_deref())));
    Author {
        name: account.line("display_name").or_else(|| account.line("username")),
        handle,
        id: account.line("id"),
    }
}

/// `user@instance`: a server leaves its own name out.
fn full_handle(acct: &str, url: Option<&str>) -> String {
    let acct = acct.trim_start_matches('@');
    match url.and_then(address::host).filter(|_| !acct.contains('@')) {
        Some(host) => format!("{acct}@{host}"),
        None => acct.to_owned(),
    }
}

/// Those whom a status mentions.
pub(super) fn mentioned(status: &mut Fields) -> Vec<Mentioned> {
    status.items("mentions", |mention| {
        let url = mention.line("url");
        let acct = mention.text("acct")?;
        Some(Mentioned { id: mention.line("id"), name: full_handle(&acct, url.as_deref()), url })
    })
}

fn body(status: &mut Fields, has_inner: bool) -> Rich {
    let Some(content) = status.text("content") else {
        return status.text("text").map(|text| scan(&text)).unwrap_or_default();
    };
    let mut meaning = Meaning { mentioned: mentioned(status), card: None, has_quote: has_inner };
    if let Some(mut card) = status.inner("card") {
        meaning.card = card.line("url").zip(card.line("title"));
    }
    let mut body = html::read(&content, &mut meaning);
    if let Some(mut poll) = status.inner("poll") {
        let option = |option: &mut Fields| Some((option.line("title")?, option.count("votes_count")));
        add_poll(&mut body, poll.items("options", option));
    }
    body
}

fn media(status: &mut Fields) -> Vec<Media> {
    status.items("media_attachments", |medium| {
        let kind = match medium.text("type").as_deref() {
            Some("image") => MediaKind::Image,
            Some("video") => MediaKind::Video,
            Some("gifv") => MediaKind::Gif,
            Some("audio") => MediaKind::Audio,
            _ => MediaKind::File,
        };
        let url = medium.line("url").or_else(|| medium.line("remote_url"));
        let url = url.or_else(|| medium.line("preview_url"));
        Some(Media { kind, url, file: None, alt: medium.passage("description") })
    })
}
