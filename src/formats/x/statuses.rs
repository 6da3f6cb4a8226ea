//! One post as API 1.1 and the archives have it (a *status*), from its object to a draft.
//!
//! Archives write numbers as strings and leave out what is null; both are read alike. A retweet has no words of its own
//! and quotes those that it passes on. The fields are those of the API's reference of the Tweet object.

use std::borrow::Cow;

use super::chains::QUOTE_DEPTH;
use super::items::Items;
use super::marks::{pair, read_marks, read_media, unplaced};
use super::text::{Mark, Target, What, Written};
use super::times::read_time;
use crate::formats::json::{At, Fields, Object, excerpt};
use crate::formats::text::snowflake_time;
use crate::model::{Author, Clean, Counts, Draft, EntityKind, Media, Rich, State, ThreadBuilder, Time};

/// The object that `raw` is; `None`, and a warning, where it is none.
pub(super) fn read_object<'a>(raw: &'a str, at: &At, notes: &mut ThreadBuilder) -> Option<Object<'a>> {
    let object = Object::walk(raw).ok();
    if object.is_none() {
        notes.warn(&at.field(""), &format!("{} is no post; it was left out", excerpt(raw)));
    }
    object
}

/// Reads the post at a place.
pub(super) fn read_status(object: Object, at: &At, items: &Items, notes: &mut ThreadBuilder) -> Draft {
    let original = object.get("retweeted_status").and_then(|raw| Object::walk(raw).ok());
    let mut post = Fields { object, at: *at, notes };
    let mut draft = read_frame(&mut post, Some(items));
    let Some(original) = original else {
        let answers = post
            .text("in_reply_to_screen_name")
            .filter(|_| draft.reply_to.as_deref().is_some_and(|id| items.contains(id)));
        read_content(&mut post, answers.as_deref(), &mut draft);
        draft.quote = post.object.get("quoted_status").and_then(|raw| read_quotes(raw, at, notes));
        return draft;
    };
    let at = at.inner("retweeted_status");
    let mut post = Fields { object: original, at, notes };
    let mut passed_on = read_frame(&mut post, None);
    read_content(&mut post, None, &mut passed_on);
    passed_on.quote = post.object.get("quoted_status").and_then(|raw| read_quotes(raw, &at, notes));
    Draft { is_repost: true, quote: Some(Box::new(passed_on)), ..draft }
}

/// The quoted post, and those quoted in it.
fn read_quotes(raw: &str, at: &At, notes: &mut ThreadBuilder) -> Option<Box<Draft>> {
    let mut chain = Vec::new();
    let mut next = Some(raw);
    while let Some(raw) = next {
        let at = at.repeated("quoted_status", chain.len() + 1);
        if chain.len() == QUOTE_DEPTH {
            notes.warn(&at.field(""), "quotes nested deeper than 8 were left out");
            break;
        }
        let Some(object) = read_object(raw, &at, notes) else { break };
        next = object.get("quoted_status");
        let mut post = Fields { object, at, notes };
        let mut draft = read_frame(&mut post, None);
        read_content(&mut post, None, &mut draft);
        chain.push(draft);
    }
    let within = |inner: Option<Box<Draft>>, outer| Some(Box::new(Draft { quote: inner, ..outer }));
    chain.into_iter().rev().fold(None, within)
}

/// Which post it is, whose, and what it answers; `items` where it stands for itself in the file.
fn read_frame(post: &mut Fields, items: Option<&Items>) -> Draft {
    let id = post.line("id_str").or_else(|| post.line("id"));
    let author = read_author(post).or_else(|| items.map(|items| items.owner.clone())).unwrap_or_default();
    let reply_to = post.line("in_reply_to_status_id_str").or_else(|| post.line("in_reply_to_status_id"));
    let is_deleted =
        post.object.has("deleted_at") || items.is_some_and(|items| items.is_deleted(id.as_deref()));
    Draft {
        url: id.as_deref().map(|id| address(id, author.handle.as_deref())),
        created: read_created(post, id.as_deref()),
        reply_to: reply_to.map(|id| items.and_then(|items| items.last_version(&id)).unwrap_or(id)),
        state: is_deleted.then_some(State::Deleted),
        id,
        author,
        ..Draft::default()
    }
}

/// What a post says, behind what its body says already.
fn read_content(post: &mut Fields, answers: Option<&str>, draft: &mut Draft) {
    draft.media = read_words(post, answers, &mut draft.body);
    read_figures(post, draft);
}

/// How often a post was liked and passed on, its language, and whether it is called sensitive.
pub(super) fn read_figures(post: &mut Fields, draft: &mut Draft) {
    draft.counts = Counts {
        likes: post.count("favorite_count"),
        reposts: post.count("retweet_count"),
        replies: post.count("reply_count"),
        quotes: post.count("quote_count"),
        views: None,
    };
    draft.language = read_language(post);
    draft.content_warning = read_sensitivity(post);
}

/// The language in `lang`, if it is one.
pub(super) fn read_language(post: &mut Fields) -> Option<Clean> {
    post.line("lang").filter(|code| is_language(code))
}

/// The warning that `possibly_sensitive` stands for.
pub(super) fn read_sensitivity(post: &mut Fields) -> Option<Clean> {
    (post.flag("possibly_sensitive") == Some(true)).then(|| Clean::line("Sensitive content"))
}

/// The address of a post; X leads on from `/i/` where the author is not known.
pub(super) fn address(id: &str, handle: Option<&str>) -> Clean {
    Clean::line(&["https://x.com/", handle.unwrap_or("i"), "/status/", id].concat())
}

fn read_author(post: &mut Fields) -> Option<Author> {
    let mut user = post.inner("user")?;
    Some(Author {
        name: user.line("name"),
        handle: user.line("screen_name"),
        id: user.line("id_str").or_else(|| user.line("id")),
    })
}

pub(super) fn read_created(post: &mut Fields, id: Option<&str>) -> Option<Time> {
    let text = post.text("created_at");
    let time = text.as_deref().and_then(|text| read_time(text, id));
    if let Some(text) = text.filter(|_| time.is_none()) {
        post.warn(
            "created_at",
            &format!("“{text}” is no time that X writes; the time is told by the id, if at all"),
        );
    }
    time.or_else(|| snowflake_time(id?))
}

/// X has codes for what is in no language (`zxx`, `qme`, …) and for what it could not tell (`und`).
fn is_language(code: &str) -> bool {
    !(matches!(code, "und" | "unk" | "zxx") || (code.len() == 3 && code.starts_with('q')))
}

/// Reads the text from where the file has it in full, and gives what is attached.
fn read_words(post: &mut Fields, answers: Option<&str>, body: &mut Rich) -> Vec<Media> {
    let link = read_quote_link(post);
    let is_cut = post.flag("truncated") == Some(true) && !post.object.has("full_text");
    // Streams put posts of more than 140 characters there.
    if let Some(mut extended) = post.inner("extended_tweet").filter(|inner| inner.object.has("full_text")) {
        return compose(&mut extended, link, answers, body);
    }
    if is_cut {
        post.warn("text", "the API cut this text; the rest is not in the file");
    }
    compose(post, link, answers, body)
}

/// How a text links to the post that it quotes, if the file has that post.
#[derive(Default)]
pub(super) struct QuoteLink<'a> {
    id: Option<Cow<'a, str>>,
    permalink: Option<Target<'a>>,
}

impl<'a> QuoteLink<'a> {
    /// The link to the post `id` in the text of `post`.
    pub(super) fn to(id: Option<Cow<'a, str>>, post: &mut Fields<'a, '_>) -> Self {
        let permalink = post.inner("quoted_status_permalink").and_then(|mut link| {
            Some(Target {
                url: link.text("url")?,
                expanded: link.text("expanded"),
                display: link.text("display"),
            })
        });
        Self { id, permalink }
    }
}

fn read_quote_link<'a>(post: &mut Fields<'a, '_>) -> QuoteLink<'a> {
    let id =
        post.inner("quoted_status").map(|mut quoted| quoted.text("id_str").or_else(|| quoted.text("id")));
    id.map(|id| QuoteLink::to(id, post)).unwrap_or_default()
}

/// Appends the text of `holder`, which has it and its entities, and gives its media.
pub(super) fn compose(
    holder: &mut Fields,
    quote: QuoteLink,
    answers: Option<&str>,
    body: &mut Rich,
) -> Vec<Media> {
    let name = if holder.object.has("full_text") { "full_text" } else { "text" };
    let Some(raw) = holder.text(name) else {
        if !holder.object.has(name) {
            holder.warn("", "no text in it");
        }
        return read_media(holder);
    };
    let mut marks = read_marks(holder, quote.id.as_deref());
    // Since 2018 the link to the quoted post may stand in the text without being an entity.
    marks.extend(
        quote
            .permalink
            .filter(|link| !marks.iter().any(|mark| mark.links(&link.url)))
            .filter(|link| raw.ends_with(&*link.url))
            .map(|link| unplaced(What::Attachment(link))),
    );
    if let Some(handle) = answers
        && let Some(end) =
            end_of_hidden_name(holder, &raw).filter(|_| marks.iter().all(|mark| mark.start > 0))
    {
        let what = What::Name(EntityKind::Handle, Cow::Owned(handle.to_owned()));
        marks.push(Mark { start: 0, end, what });
    }
    let lost = Written { raw: &raw, is_escaped: true, marks, answers }.compose_onto(body);
    // What was cut off with the end of an old retweet is no fault.
    if lost > 0 && !raw.starts_with("RT @") && !raw.ends_with('…') {
        holder.warn("entities", &format!("{lost} of them fit nowhere in the text; left out"));
    }
    read_media(holder)
}

/// Where the one name before a reply ends that X does not display: accounts that are called otherwise by now are no
/// entities any more.
fn end_of_hidden_name(holder: &mut Fields, raw: &str) -> Option<u64> {
    let (start, _) = holder.object.get("display_text_range").and_then(pair)?;
    let name = raw.split(' ').next()?;
    let is_name = name.strip_prefix('@')?.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    // The name is ASCII, so its bytes are code points.
    let end = name.len() as u64;
    (is_name && start == end + 1).then_some(end)
}
