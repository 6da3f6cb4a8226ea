//! One post, from its object to a draft: as a view of the API, as a record with its address, or as a record alone.
//!
//! ```text
//! {"uri":…,"author":{…},"record":{"text":…},"embed":{…},"likeCount":1}    a view
//! {"uri":…,"author":{…},"value":{"text":…},"embeds":[…]}                  a view within a quote
//! {"uri":…,"cid":…,"value":{"$type":"app.bsky.feed.post","text":…}}       a record with its address
//! ```

use super::embeds::{self, Attached, Quoted, absent};
use super::uris::AtUri;
use super::{POST, REPOST, facets, labels};
use crate::formats::json::{At, Fields, Object, excerpt};
use crate::model::{Author, Clean, Counts, Draft, State, ThreadBuilder, Time};

/// As many quotes within quotes as the builder keeps.
const QUOTE_DEPTH: usize = 8;
/// How far a post may be ahead of the server that took it in, for clocks that are not set well.
const AHEAD: i64 = 24 * 60 * 60 * 1000;

/// A post, and what is said of it beside.
pub(super) struct Post {
    pub(super) draft: Draft,
    /// The first post of its thread.
    pub(super) root: Option<Clean>,
}

/// Reads a post with those it quotes; `None` where there is none, with a warning unless it is a record of another kind.
pub(super) fn read(json: &str, at: &At, notes: &mut ThreadBuilder) -> Option<Post> {
    let mut chain = Vec::new();
    let mut root = None;
    let mut next = Some(json);
    while let Some(json) = next.take() {
        let at = at.repeated("embed.record", chain.len());
        let Ok(object) = Object::walk(json) else {
            notes.warn(&at.field(""), &format!("{} is no post; it was left out", excerpt(json)));
            break;
        };
        let mut view = Fields { object, at, notes };
        let Some((post, quoted)) = read_view(&mut view, json) else { break };
        if chain.is_empty() {
            root = post.root;
        }
        chain.push(post.draft);
        match quoted {
            Some(Quoted::Post(json)) if chain.len() <= QUOTE_DEPTH => next = Some(json),
            Some(Quoted::Post(_)) => {
                notes.warn(&at.field(""), "quotes nested deeper than 8 were left out");
            }
            Some(Quoted::Gone(draft)) => chain.push(*draft),
            None => {}
        }
    }
    let within = |inner: Option<Draft>, outer| Some(Draft { quote: inner.map(Box::new), ..outer });
    let draft = chain.into_iter().rev().fold(None, within)?;
    Some(Post { draft, root })
}

fn read_view<'a>(view: &mut Fields<'a, '_>, json: &'a str) -> Option<(Post, Option<Quoted<'a>>)> {
    let uri = view.text("uri").unwrap_or_default();
    let address = AtUri::parse(&uri);
    let author = embeds::author(view, "author").or_else(|| address.map(AtUri::author)).unwrap_or_default();
    let page = address.and_then(|uri| uri.page(author.handle.as_deref()));
    let name = ["record", "value"].into_iter().find(|name| view.object.get(name).is_some());
    let raw = name.map_or(Some(json), |name| view.object.get(name))?;
    let Ok(object) = Object::walk(raw) else {
        view.warn(name.unwrap_or_default(), &format!("{} is no record; the post was left out", excerpt(raw)));
        return None;
    };
    let at = name.map_or(view.at, |name| view.at.inner(name));
    let mut record = Fields { object, at, notes: view.notes };
    match record.text("$type").as_deref() {
        Some(REPOST) => return Some(read_repost(&mut record, &uri, author, address)),
        Some(kind) if kind != POST => return None,
        _ => {}
    }
    if !record.object.has("text") && !record.object.has("embed") {
        record.warn("", "no text and no embed in it; the post was left out");
        return None;
    }
    let mut body = facets::read(&mut record);
    let (reply_to, root) = answered(&mut record);
    let own_labels = labels::of_record(&record);
    let language = record.list("langs").first().and_then(|raw| crate::formats::json::text(raw));
    let claimed = claimed_time(&mut record);
    let in_record = record.object.get("embed");
    let indexed = view.text("indexedAt").and_then(|text| Time::parse(&text));
    let created = created(claimed, address, indexed);
    let mut attached = attachments(view, name, in_record, author.id.as_deref());
    embeds::add_cards(&mut body, std::mem::take(&mut attached.cards));
    let draft = Draft {
        id: Clean::some_line(&uri),
        url: page,
        author,
        created,
        reply_to,
        body,
        media: attached.media,
        counts: Counts {
            likes: view.count("likeCount"),
            reposts: view.count("repostCount"),
            replies: view.count("replyCount"),
            quotes: view.count("quoteCount"),
            views: None,
        },
        language: language.and_then(|code| Clean::some_line(&code)),
        content_warning: labels::warning(view, own_labels),
        ..Draft::default()
    };
    Some((Post { draft, root }, attached.quote))
}

/// What is attached: as the API shows it, else as the record has it.
fn attachments<'a>(
    view: &mut Fields<'a, '_>,
    record: Option<&str>,
    in_record: Option<&'a str>,
    did: Option<&str>,
) -> Attached<'a> {
    let mut attached = Attached::default();
    let shown = view.object.get("embed").filter(|_| record.is_some());
    let mut shown: Vec<&str> = shown.into_iter().collect();
    shown.extend(view.list("embeds"));
    let (name, embeds) = match (shown.is_empty(), record) {
        (false, _) => ("embed", shown),
        (true, Some("value")) => ("value.embed", in_record.into_iter().collect()),
        (true, Some(_)) => ("record.embed", in_record.into_iter().collect()),
        (true, None) => ("embed", in_record.into_iter().collect()),
    };
    let at = view.at.inner(name);
    for raw in embeds {
        match Object::walk(raw) {
            Ok(object) => attached.take(&mut Fields { object, at, notes: view.notes }, did),
            Err(_) => view.notes.warn(&at.field(""), &format!("{} is no embed; left out", excerpt(raw))),
        }
    }
    attached
}

/// The post that a record answers, and the first of its thread.
fn answered(record: &mut Fields) -> (Option<Clean>, Option<Clean>) {
    let Some(mut reply) = record.inner("reply") else { return (None, None) };
    let mut uri = |name| reply.inner(name).and_then(|mut post| post.line("uri"));
    (uri("parent"), uri("root"))
}

/// The moment that the author's program wrote down.
fn claimed_time(record: &mut Fields) -> Option<Time> {
    let text = record.text("createdAt")?;
    let time = Time::parse(&text);
    if time.is_none() {
        let message = format!("“{text}” is no time by RFC 3339; the post's key tells it as far as it does");
        record.warn("createdAt", &message);
    }
    time
}

/// When a post was made: as it says, unless that is impossible; else as its key says; else when a server took it in.
fn created(claimed: Option<Time>, address: Option<AtUri>, indexed: Option<Time>) -> Option<Time> {
    let named = address.and_then(AtUri::time);
    let latest = indexed.or(named).map(Time::millis);
    // Nothing is posted before the protocol's years, but for what is brought along from elsewhere.
    let is_possible =
        |time: &Time| time.millis() > 0 && latest.is_none_or(|latest| time.millis() <= latest + AHEAD);
    let by_key = named.filter(|time| indexed.is_none_or(|indexed| time.millis() <= indexed.millis() + AHEAD));
    claimed.filter(is_possible).or(by_key).or(indexed.filter(|time| time.millis() > 0)).or(claimed)
}

/// A record that passes a post on, and what is known of that.
fn read_repost<'a>(
    record: &mut Fields,
    uri: &str,
    author: Author,
    address: Option<AtUri>,
) -> (Post, Option<Quoted<'a>>) {
    let subject = record.inner("subject").and_then(|mut subject| subject.text("uri"));
    let claimed = claimed_time(record);
    let original = subject.map(|uri| Box::new(Draft { state: Some(State::Missing), ..absent(&uri) }));
    let draft = Draft {
        id: Clean::some_line(uri),
        author,
        created: created(claimed, address, None),
        is_repost: true,
        ..Draft::default()
    };
    (Post { draft, root: None }, original.map(Quoted::Gone))
}
