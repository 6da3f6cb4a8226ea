//! One post as X sends it to its web pages: which post it is, and its object as a draft.
//!
//! The same post comes in several shapes: X wraps what it warns of, has moved names out of `legacy`, and lately the words
//! too, to `details`. What is read of them is the same. The field names are those that were found in answers up to 2026
//! and, for the newest shape, in what other programs read of it.

use std::borrow::Cow;

use super::super::chains::QUOTE_DEPTH;
use super::super::marks::{Lists, entity_marks, link_marks, name_marks, pair, read_media};
use super::super::statuses::{
    QuoteLink, address, compose, read_created, read_figures, read_language, read_sensitivity,
};
use super::super::text::{Besides, Mark, Target, What, Written, is_withheld_notice, looks_escaped};
use super::super::threads::{self, Head};
use super::cards::{add_article, add_card};
use super::gone;
use super::media::read_newest_media;
use crate::formats::below::{add_community_note, add_title};
use crate::formats::json::{At, Fields, Object, count, list, text};
use crate::formats::text::snowflake_time;
use crate::model::{Author, Clean, Draft, EntityKind, Precision, Rich, State, Style, ThreadBuilder, Time};

/// Where the post that is passed on stands, in a post or in its `legacy`.
const ORIGINALS: &[&str] = &[
    "retweeted_status_result",
    "retweeted_status_results",
    "repostedStatusResults",
    "retweeted_tweet_results",
];
/// Where the post that is quoted stands.
const QUOTED: &[&str] = &["quoted_status_result", "quoted_tweet_results", "quotedPostResults"];
/// Tags and names in the newest shape.
const NEWEST: Lists = [
    ("mention_entities", EntityKind::Handle, "screen_name"),
    ("hashtag_entities", EntityKind::Hashtag, "text"),
    ("cashtag_entities", EntityKind::Cashtag, "text"),
];

/// A value that should be a post, out of its wrappings.
pub(in crate::formats::x) struct Peeled<'a> {
    /// The innermost object; `None` where there is none.
    pub(super) object: Option<Object<'a>>,
    /// The wrapping that says why X warns of it.
    wrapping: Option<Object<'a>>,
}

impl<'a> Peeled<'a> {
    /// Takes `json` out of `result` and `tweet`.
    pub(in crate::formats::x) fn of(json: &'a str) -> Self {
        /// Nothing is wrapped more often.
        const MOST: usize = 4;
        let mut peeled = Self { object: None, wrapping: None };
        let mut next = Some(json);
        for _ in 0..MOST {
            let Some(object) = next.take().and_then(|json| Object::walk(json).ok()) else { break };
            let is_bare = object.has("legacy") || object.has("details");
            let inner = if is_bare { None } else { object.get("result").or_else(|| object.get("tweet")) };
            let Some(inner) = inner else {
                peeled.object = Some(object);
                break;
            };
            if object.has("tweet") {
                peeled.wrapping = Some(object);
            }
            next = Some(inner);
        }
        peeled
    }

    /// Its kind, as X names it.
    pub(super) fn kind(&self) -> Option<Cow<'a, str>> {
        self.object.as_ref()?.get("__typename").and_then(text)
    }

    /// Its id.
    pub(super) fn id(&self) -> Option<Cow<'a, str>> {
        let object = self.object.as_ref()?;
        let within = || object.get("legacy").and_then(|json| Object::walk(json).ok())?.get("id_str");
        object.get("rest_id").or_else(within).and_then(text)
    }

    /// Whether there are words in it.
    pub(in crate::formats::x) fn is_there(&self) -> bool {
        self.object.as_ref().is_some_and(|object| object.has("legacy") || object.has("details"))
    }

    /// What must be known of it before it is read.
    pub(in crate::formats::x) fn head(&self, size: usize) -> Head<'a> {
        let Some(object) = &self.object else { return Head::default() };
        let legacy = object.get("legacy").and_then(|json| Object::walk(json).ok());
        let of_legacy = |name: &str| legacy.as_ref().and_then(|legacy| legacy.get(name)).and_then(text);
        let number = |text: Option<Cow<str>>| text.map_or(0, |text| threads::id(&text));
        let reply_to = of_legacy("in_reply_to_status_id_str")
            .or_else(|| path(object, &["reply_to_results", "rest_id"]).and_then(text));
        let handle = of_legacy("in_reply_to_screen_name").or_else(|| {
            path(object, &["reply_to_user_results", "result", "core", "screen_name"]).and_then(text)
        });
        Head {
            id: number(self.id()),
            reply_to: number(reply_to),
            conversation: number(of_legacy("conversation_id_str")),
            answered: (handle, of_legacy("in_reply_to_user_id_str")),
            versions: versions(object),
            size,
        }
    }
}

/// The value at the end of a path of fields.
pub(super) fn path<'a>(object: &Object<'a>, names: &[&str]) -> Option<&'a str> {
    let (first, rest) = names.split_first()?;
    let mut json = object.get(first)?;
    for name in rest {
        json = Object::walk(json).ok()?.get(name)?;
    }
    Some(json)
}

/// The versions of an edited post.
fn versions(object: &Object) -> Vec<u64> {
    let ids = path(object, &["edit_control", "edit_control_initial", "edit_tweet_ids"])
        .or_else(|| path(object, &["edit_control", "edit_tweet_ids"]));
    ids.and_then(list).unwrap_or_default().into_iter().filter_map(count).collect()
}

/// Reads a post, and those that it passes on and quotes; `answers` is the handle of the account that it answers, if a
/// reader sees that post.
pub(in crate::formats::x) fn read(
    json: &str,
    at: &At,
    answers: Option<&str>,
    notes: &mut ThreadBuilder,
) -> Option<Draft> {
    let mut chain: Vec<Draft> = Vec::new();
    let mut next = Some((json, None));
    while let Some((json, hint)) = next.take() {
        let at = at.repeated("quoted", chain.len());
        if chain.len() > QUOTE_DEPTH {
            notes.warn(&at.field(""), "quotes nested deeper than 8 were left out");
            break;
        }
        let peeled = Peeled::of(json);
        let is_there = peeled.is_there();
        let Some(object) = peeled.object.filter(|_| is_there) else {
            chain.push(gone::read(&Peeled::of(json), hint));
            break;
        };
        let mut post = Fields { object, at, notes };
        let mut draft = read_frame(&mut post);
        next = original(&post.object).map(|json| (json, None));
        draft.is_repost = next.is_some();
        if !draft.is_repost {
            let quoted = QUOTED.iter().find_map(|name| post.object.get(name));
            let quoted_id = quoted.and_then(|json| Peeled::of(json).id()).or_else(|| {
                path(&post.object, &["legacy", "quoted_status_id_str"])
                    .filter(|_| quoted.is_some())
                    .and_then(text)
            });
            let answers = answers.filter(|_| chain.is_empty());
            read_content(&mut post, answers, quoted_id.clone(), &mut draft);
            draft.content_warning = peeled.wrapping.as_ref().and_then(interstitial).or(draft.content_warning);
            next = quoted.map(|json| (json, quoted_id));
        }
        chain.push(draft);
    }
    let within = |inner: Option<Draft>, outer| Some(Draft { quote: inner.map(Box::new), ..outer });
    chain.into_iter().rev().fold(None, within)
}

/// The post that this one passes on.
fn original<'a>(object: &Object<'a>) -> Option<&'a str> {
    let found = ORIGINALS.iter().find_map(|name| object.get(name));
    let within = || {
        let legacy = Object::walk(object.get("legacy")?).ok()?;
        ORIGINALS.iter().find_map(|name| legacy.get(name))
    };
    found.or_else(within).filter(|json| {
        Peeled::of(json).object.is_some_and(|object| object.has("rest_id") || object.has("legacy"))
    })
}

/// What X sets before a post that it warns of.
fn interstitial(wrapping: &Object) -> Option<Clean> {
    let words =
        ["tweetInterstitial", "tweet_interstitial", "softInterventionPivot", "soft_intervention_pivot"]
            .iter()
            .find_map(|name| path(wrapping, &[name, "text", "text"]));
    words.and_then(text).map(|words| Clean::text(&words)).filter(|words| !words.is_empty())
}

/// Which post it is, whose, and from when.
fn read_frame(post: &mut Fields) -> Draft {
    let id = post.line("rest_id").or_else(|| post.inner("legacy")?.line("id_str"));
    let mut author = read_author(post);
    if author.id.is_none() {
        author.id = post.inner("legacy").and_then(|mut legacy| legacy.line("user_id_str"));
    }
    let newest = post.inner("details").and_then(|mut details| details.count("created_at_ms"));
    let newest = newest.and_then(|millis| Time::from_millis(i64::try_from(millis).ok()?, Precision::Second));
    let created = newest
        .or_else(|| read_created(&mut post.inner("legacy")?, id.as_deref()))
        .or_else(|| snowflake_time(id.as_deref()?));
    let url = id.as_deref().map(|id| address(id, author.handle.as_deref()));
    Draft { id, url, author, created, ..Draft::default() }
}

/// The author, by both shapes in which X tells of an account.
pub(super) fn read_author(post: &mut Fields) -> Author {
    let Some(mut core) = post.inner("core") else { return Author::default() };
    let results = if core.object.has("user_result") { "user_result" } else { "user_results" };
    let Some(mut results) = core.inner(results) else { return Author::default() };
    let Some(mut user) = results.inner("result") else { return Author::default() };
    let id = user.line("rest_id");
    let mut author = Author { id, ..Author::default() };
    for place in ["core", "legacy"] {
        if let Some(mut names) = user.inner(place) {
            author.name = author.name.or_else(|| names.line("name"));
            author.handle = author.handle.or_else(|| names.line("screen_name"));
        }
    }
    author
}

fn read_content(post: &mut Fields, answers: Option<&str>, quoted: Option<Cow<str>>, draft: &mut Draft) {
    if let Some(mut legacy) = post.inner("legacy") {
        read_figures(&mut legacy, draft);
    }
    if let Some(mut counts) = post.inner("counts") {
        let kept = (draft.language.take(), draft.content_warning.take());
        read_figures(&mut counts, draft);
        (draft.language, draft.content_warning) = kept;
    }
    draft.language = draft.language.take().or_else(|| read_language(post));
    draft.content_warning = draft.content_warning.take().or_else(|| read_sensitivity(post));
    let views = if post.object.has("views") { "views" } else { "view_count_info" };
    draft.counts.views = post.inner(views).and_then(|mut views| views.count("count"));
    read_words(post, answers, quoted, draft);
    if is_withheld_notice(draft.body.text()) {
        draft.state = Some(State::Withheld);
    }
    add_card(post, &mut draft.body);
    add_article(post, &mut draft.body);
    if let Some(note) = read_community_note(post) {
        add_community_note(&mut draft.body, note);
    }
}

/// The words from where the post has them in full: in its note, in `legacy`, or in `details`.
fn read_words(post: &mut Fields, answers: Option<&str>, quoted: Option<Cow<str>>, draft: &mut Draft) {
    let note = post.inner("note_tweet").and_then(|mut note| {
        let mut results = note.inner("note_tweet_results")?;
        read_note(&mut results.inner("result")?, quoted.as_deref(), answers)
    });
    let is_newest = !path(&post.object, &["legacy"])
        .and_then(|json| Object::walk(json).ok())
        .is_some_and(|legacy| legacy.has("full_text"));
    if is_newest {
        draft.media = read_newest_media(post);
        draft.body = note.unwrap_or_else(|| read_newest(post, quoted.as_deref(), answers));
        return;
    }
    let Some(mut legacy) = post.inner("legacy") else { return };
    if let Some(note) = note {
        (draft.body, draft.media) = (note, read_media(&mut legacy));
    } else {
        let link = quoted
            .map(|id| QuoteLink::to(Some(Cow::Owned(id.into_owned())), &mut legacy))
            .unwrap_or_default();
        draft.media = compose(&mut legacy, link, answers, &mut draft.body);
    }
}

/// A long post, whose text is not escaped.
fn read_note(note: &mut Fields, quoted: Option<&str>, answers: Option<&str>) -> Option<Rich> {
    let raw = note.text("text").filter(|text| !text.is_empty())?;
    let marks = note.inner("entity_set").map(|mut set| entity_marks(&mut set, quoted)).unwrap_or_default();
    let mut styles = Vec::new();
    if let Some(mut rich) = note.inner("richtext") {
        let tags = rich.items("richtext_tags", |tag| {
            let range = tag.count("from_index").zip(tag.count("to_index"))?;
            Some((range, tag.list("richtext_types")))
        });
        for ((start, end), kinds) in tags {
            styles.extend(
                kinds.into_iter().filter_map(text).filter_map(|kind| Some((start, end, style(&kind)?))),
            );
        }
    }
    let mut body = Rich::default();
    let besides = Besides { styles, ..Besides::default() };
    let lost = Written { raw: &raw, is_escaped: false, marks, answers }.compose_with(besides, &mut body);
    if lost > 0 {
        note.warn("entity_set", &format!("{lost} of them fit nowhere in the text; left out"));
    }
    Some(body)
}

/// How X names a style.
pub(in crate::formats::x) fn style(name: &str) -> Option<Style> {
    match name.to_ascii_lowercase().as_str() {
        "bold" => Some(Style::Bold),
        "italic" => Some(Style::Italic),
        "strikethrough" => Some(Style::Struck),
        _ => None,
    }
}

/// The words in the shape of 2026.
fn read_newest(post: &mut Fields, quoted: Option<&str>, answers: Option<&str>) -> Rich {
    let mut marks = name_marks(post, &NEWEST);
    marks.extend(link_marks(post, "url_entities", quoted));
    // A picture has no link of its own here but the end of the text.
    let media = post.items("media_entities", |medium| {
        let (start, end) = medium.object.get("indices").and_then(pair)?;
        let target = Target { url: medium.text("url")?, ..Target::default() };
        Some(Mark { start, end, what: What::Attachment(target) })
    });
    marks.extend(media);
    let Some(mut details) = post.inner("details") else { return Rich::default() };
    marks.extend(name_marks(&mut details, &NEWEST));
    let Some(raw) = details.text("full_text") else {
        details.warn("", "no text in it");
        return Rich::default();
    };
    let mut body = Rich::default();
    let lost = Written { raw: &raw, is_escaped: true, marks, answers }.compose_onto(&mut body);
    if lost > 0 {
        details.warn("full_text", &format!("{lost} links or names fit nowhere in it; left out"));
    }
    body
}

/// What readers added as context.
fn read_community_note(post: &mut Fields) -> Option<Rich> {
    let mut pivot = post.inner("birdwatch_pivot")?;
    let mut subtitle = pivot.inner("subtitle")?;
    let raw = subtitle.text("text")?;
    let marks = subtitle.items("entities", |entity| {
        let (start, end) = entity.count("fromIndex").zip(entity.count("toIndex"))?;
        let url = entity.inner("ref").and_then(|mut leads| leads.text("url"))?;
        let length = usize::try_from(end.checked_sub(start)?).ok()?;
        let shown: String = raw.chars().skip(usize::try_from(start).ok()?).take(length).collect();
        let target = Target { url, expanded: None, display: Some(shown.into()) };
        Some(Mark { start, end, what: What::Link(target) })
    });
    let mut note = Rich::default();
    Written { raw: &raw, is_escaped: looks_escaped(&raw), marks, answers: None }.compose_onto(&mut note);
    Some(note)
}

/// The title of what the link to an article leads to.
pub(super) fn entitle_article(body: &mut Rich, title: &Clean) -> bool {
    let url = body.links().iter().map(|(_, link)| &link.url).find(|url| url.contains("/i/article/")).cloned();
    let is_there = url.is_some();
    if let Some(url) = url {
        add_title(body, &url, title);
    }
    is_there
}
