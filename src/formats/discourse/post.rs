//! One post of a topic, from its object to a draft; and what a file tells of the topic around it.

use url::Url;

use super::cooked::Cooked;
use crate::formats::below::add_poll;
use crate::formats::html;
use crate::formats::json::{Fields, Object, count, list, text};
use crate::formats::markdown::{self, Flavour};
use crate::model::{Author, Clean, Counts, Draft, Rich, State, Time};

/// Forums show a line end as one.
const MARKDOWN: Flavour = Flavour { keeps_lines: true, spoiler: None };
/// What a post is that only says what was done to the topic.
const SMALL_ACTION: u64 = 3;
/// One that only the staff may see.
const WHISPER: u64 = 4;

/// What a file tells of a topic.
#[derive(Default)]
pub(super) struct Topic {
    pub(super) id: u64,
    pub(super) title: Option<Clean>,
    pub(super) author: Option<Author>,
    pub(super) created: Option<Time>,
    views: Option<u64>,
}

impl Topic {
    /// Reads what stands around the posts of a topic.
    pub(super) fn of(object: &Object) -> Self {
        let line = |name| object.get(name).and_then(text).and_then(|text| Clean::some_line(&text));
        let author = object.get("details").and_then(|details| {
            let creator = Object::begun(Object::begun(details).get("created_by")?);
            let get = |name| creator.get(name).and_then(text).and_then(|text| Clean::some_line(&text));
            Some(Author { name: get("name"), handle: get("username"), id: get("id") })
        });
        Self {
            id: object.get("id").and_then(count).unwrap_or(0),
            title: line("title"),
            author,
            created: line("created_at").and_then(|time| Time::parse(&time)),
            views: object.get("views").and_then(count),
        }
    }
}

/// Reads a post; `None`, and a warning, where nothing is told of it.
pub(super) fn read(post: &mut Fields, topic: Option<&Topic>, base: Option<&Url>) -> Option<Draft> {
    if !["cooked", "raw", "blurb", "username"].iter().any(|name| post.object.has(name)) {
        post.warn("", "no text and no author in it; it was left out");
        return None;
    }
    let state = state(post);
    let mut cooked = Cooked { base, has_polls: post.object.has("polls"), media: Vec::new() };
    let is_boilerplate = state == Some(State::Deleted) || post.flag("cooked_hidden") == Some(true);
    let body = if is_boilerplate { Rich::default() } else { body(post, &mut cooked) };
    let kind = post.count("post_type");
    let number = post.count("post_number");
    Some(Draft {
        id: post.line("id"),
        url: url(post, base),
        author: Author { name: post.line("name"), handle: post.line("username"), id: post.line("user_id") },
        created: post.time("created_at"),
        body,
        media: cooked.media,
        counts: Counts {
            likes: likes(post),
            replies: post.count("reply_count"),
            quotes: post.count("quote_count"),
            views: topic.and_then(|topic| topic.views).filter(|_| number == Some(1)),
            ..Counts::default()
        },
        visibility: (kind == Some(WHISPER)).then(|| Clean::line("staff")),
        state,
        ..Draft::default()
    })
}

fn state(post: &mut Fields) -> Option<State> {
    match (post.flag("user_deleted"), post.object.get("deleted_at"), post.flag("hidden")) {
        (Some(true), ..) => Some(State::Deleted),
        // Whoever saved it may read what the staff took away.
        (_, Some(_), _) | (.., Some(true)) => Some(State::Removed),
        _ => None,
    }
}

fn url(post: &mut Fields, base: Option<&Url>) -> Option<Clean> {
    let path = if let Some(path) = post.text("post_url") {
        path.into_owned()
    } else {
        let (topic, number) = (post.count("topic_id")?, post.count("post_number")?);
        let slug = post.text("topic_slug").unwrap_or("-".into());
        format!("/t/{slug}/{topic}/{number}")
    };
    base?.join(&path).ok().and_then(|url| Clean::some_line(url.as_str()))
}

fn likes(post: &mut Fields) -> Option<u64> {
    if let Some(all) = post.count("reaction_users_count") {
        return Some(all);
    }
    let is_likes = |action: &Object| action.get("id") == Some("2");
    let actions = post.object.get("actions_summary").and_then(list)?;
    let likes = actions.into_iter().filter_map(|raw| Object::walk(raw).ok()).find(is_likes);
    likes.map_or(Some(0), |likes| likes.get("count").and_then(count))
}

fn body(post: &mut Fields, cooked: &mut Cooked) -> Rich {
    let mut body = match post.text("cooked") {
        Some(html) => html::read(&html, cooked),
        None => match post.object.get("raw").and_then(text) {
            Some(raw) => markdown::read(&raw, MARKDOWN, cooked),
            // Of a search, only the beginning is there.
            None => post.text("blurb").map(|blurb| html::read(&blurb, cooked)).unwrap_or_default(),
        },
    };
    if post.count("post_type") == Some(SMALL_ACTION)
        && let Some(code) = post.text("action_code")
    {
        let mut told = Rich::plain(&format!("({})", what_was_done(&code)));
        if !body.is_blank() {
            told.push(" ");
            told.append(body);
        }
        body = told;
    }
    let polls = post.items("polls", |poll| {
        Some(poll.items("options", |option| {
            let words = option.text("html")?;
            let words = html::read(&words, &mut html::LinksOnly);
            Some((Clean::line(words.text()), option.count("votes")))
        }))
    });
    for options in polls {
        add_poll(&mut body, options);
    }
    body
}

/// What was done to a topic, in words.
fn what_was_done(code: &str) -> String {
    let (name, is_on) = match code.rsplit_once('.') {
        Some((name, "enabled")) => (name, true),
        Some((name, "disabled")) => (name, false),
        _ => (code, true),
    };
    let words = match (name, is_on) {
        ("closed" | "autoclosed", true) => "closed the topic",
        ("closed" | "autoclosed", false) => "opened the topic",
        ("archived", true) => "archived the topic",
        ("archived", false) => "took the topic out of the archive",
        ("pinned" | "pinned_globally", true) => "pinned the topic",
        ("pinned" | "pinned_globally", false) => "unpinned the topic",
        ("visible", true) => "listed the topic",
        ("visible", false) => "unlisted the topic",
        ("split_topic", _) => "moved posts to another topic",
        _ => return code.replace(['_', '.'], " "),
    };
    words.to_owned()
}
