//! A comment or a submission, from its fields to a draft; a submission is a title, an address and a text, in this order.
//!
//! Names of accounts are no handles here: nobody is called with an `@`. Deleted accounts are all called `[deleted]`,
//! which is nobody's name.

use super::text::{self, value};
use crate::formats::json::{Fields, Object, list};
use crate::formats::polls;
use crate::model::{
    Author, Clean, Counts, Draft, DraftLink, Media, MediaKind, Precision, Rich, State, Time, address,
};

const SITE: &str = "https://www.reddit.com";

/// A thing, and the submission that it belongs to.
pub(super) struct Thing {
    pub(super) draft: Draft,
    /// The full name of the submission, its own or that of the one commented on.
    pub(super) link: Option<Clean>,
}

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    Submission,
    More,
}

/// The kind of the thing with these fields; `None` for what is neither of them.
pub(super) fn kind(thing: &Object) -> Option<Kind> {
    if thing.has("body") {
        Some(Kind::Comment)
    } else if thing.has("title")
        && (thing.has("selftext") || thing.has("permalink") || thing.has("num_comments"))
    {
        Some(Kind::Submission)
    } else if thing.has("count") && thing.has("parent_id") {
        Some(Kind::More)
    } else {
        None
    }
}

/// Its full name, `t1_…` or `t3_…`.
pub(super) fn full_name(thing: &Object, kind: Kind) -> Option<Clean> {
    let prefix = if kind == Kind::Comment { "t1_" } else { "t3_" };
    let field = |name| thing.get(name).and_then(crate::formats::json::text);
    let name = field("name").filter(|name| name.starts_with(prefix));
    let name = name.map(std::borrow::Cow::into_owned).or_else(|| Some(format!("{prefix}{}", field("id")?)));
    name.and_then(|name| Clean::some_line(&name))
}

/// Reads a thing; `None` where it is none, or one without an id. The first title becomes that of the thread.
pub(super) fn read(thing: &mut Fields, is_escaped: bool) -> Option<Thing> {
    let kind = kind(&thing.object)?;
    if kind == Kind::More {
        return Some(read_more(thing));
    }
    let Some(id) = full_name(&thing.object, kind) else {
        thing.warn("", "a post without an id; it was left out");
        return None;
    };
    if kind == Kind::Comment {
        return Some(read_comment(thing, id, is_escaped));
    }
    if thing.notes.is_empty() {
        let title = thing.object.get("title").and_then(|raw| value(raw, is_escaped));
        thing.notes.title(title.and_then(|title| Clean::some_line(&title)));
    }
    let mut draft = read_submission(thing, id.clone(), is_escaped);
    draft.quote = original(thing, is_escaped).map(Box::new);
    Some(Thing { draft, link: Some(id) })
}

fn read_comment(comment: &mut Fields, id: Clean, is_escaped: bool) -> Thing {
    let link = comment.line("link_id");
    let author = author(comment);
    let source = comment.field("body", "text", |raw| value(raw, is_escaped)).unwrap_or_default();
    let state = state(&source, author.name.is_some(), None);
    // The words that say so are no words of the author's.
    let (body, pictures) = if state.is_some() { Default::default() } else { text::read(&source) };
    let gallery = Gallery::of(comment, is_escaped);
    let draft = Draft {
        url: url(comment, &id, link.as_deref()),
        author,
        created: created(comment),
        reply_to: answered(comment).or_else(|| link.clone()),
        body,
        media: pictures.iter().filter_map(|name| gallery.take(name)).collect(),
        counts: Counts { likes: score(comment), ..Counts::default() },
        state,
        id: Some(id),
        ..Draft::default()
    };
    Thing { draft, link }
}

fn read_submission(submission: &mut Fields, id: Clean, is_escaped: bool) -> Draft {
    let author = author(submission);
    let source = submission.field("selftext", "text", |raw| value(raw, is_escaped)).unwrap_or_default();
    let removed = submission.text("removed_by_category");
    let is_gone = state(&source, true, None).is_some();
    let state = state(&source, true, removed.as_deref());
    // A submission that was taken away may still have its words in a dump.
    let (words, pictures) = if is_gone { Default::default() } else { text::read(&source) };
    let mut gallery = Gallery::of(submission, is_escaped);
    let mut media: Vec<Media> = pictures.iter().filter_map(|name| gallery.take(name)).collect();
    media.extend(gallery.rest());
    let title = submission.field("title", "text", |raw| value(raw, is_escaped)).unwrap_or_default();
    let mut body = Rich::plain(title.trim());
    if let Some(video) = reddit_video(&submission.object, is_escaped) {
        media.push(video);
    } else {
        add_target(&mut body, submission, is_escaped, &mut media);
    }
    if !words.is_blank() {
        body.push("\n\n");
        body.append(words);
    }
    add_poll(&mut body, submission, is_escaped);
    Draft {
        url: url(submission, &id, Some(&id)),
        author,
        created: created(submission),
        body,
        media,
        counts: Counts {
            likes: score(submission),
            replies: submission.count("num_comments"),
            ..Counts::default()
        },
        content_warning: warning(submission),
        state,
        id: Some(id),
        ..Draft::default()
    }
}

fn author(thing: &mut Fields) -> Author {
    let name = thing.line("author").filter(|name| !matches!(&**name, "[deleted]" | "[removed]"));
    Author { name, ..Author::default() }
}

/// Comments that are not in the file: so many, or, without a count, those on a page of their own.
fn read_more(more: &mut Fields) -> Thing {
    let draft = Draft {
        reply_to: more.line("parent_id"),
        state: Some(State::Omitted),
        omitted: more.count("count").unwrap_or(0),
        ..Draft::default()
    };
    Thing { draft, link: None }
}

/// The full name of what a comment answers. Some dumps have it as a number, which the id is to the base 36.
fn answered(comment: &mut Fields) -> Option<Clean> {
    let parent = comment.line("parent_id")?;
    match parent.parse::<u64>() {
        Ok(number) => Clean::some_line(&format!("t1_{}", base36(number))),
        Err(_) => Some(parent),
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 || digits.is_empty() {
        digits.extend(char::from_digit((number % 36) as u32, 36));
        number /= 36;
    }
    digits.iter().rev().collect()
}

fn url(thing: &mut Fields, id: &str, link: Option<&str>) -> Option<Clean> {
    if let Some(permalink) = thing.text("permalink").filter(|path| path.starts_with('/')) {
        return Clean::some_line(&format!("{SITE}{permalink}"));
    }
    let link = link?.strip_prefix("t3_")?.to_owned();
    let subreddit = thing.text("subreddit").map(|name| format!("/r/{name}")).unwrap_or_default();
    let comment = id.strip_prefix("t1_").map(|comment| format!("_/{comment}/")).unwrap_or_default();
    Clean::some_line(&format!("{SITE}{subreddit}/comments/{link}/{comment}"))
}

fn created(thing: &mut Fields) -> Option<Time> {
    let seconds = thing.field("created_utc", "time", |raw| {
        crate::formats::json::text(raw)?.parse::<f64>().ok().filter(|seconds| seconds.abs() < 1e12)
    })?;
    Time::from_millis((seconds * 1000.0) as i64, Precision::Second)
}

/// The score, unless it is hidden or below nothing.
fn score(thing: &mut Fields) -> Option<u64> {
    if thing.object.get("score_hidden") == Some("true") || thing.object.get("hide_score") == Some("true") {
        return None;
    }
    let raw = thing.object.get("score").or_else(|| thing.object.get("ups"))?;
    crate::formats::json::count(raw)
}

/// Whether a thing is there, by its words, or by who took it away.
fn state(words: &str, has_author: bool, removed_by: Option<&str>) -> Option<State> {
    match words.trim() {
        "[removed]" | "[ Removed by Reddit ]" | "[ Removed by reddit ]" | "[removed by moderator]" => {
            return Some(State::Removed);
        }
        "[deleted]" => return Some(State::Deleted),
        "" if !has_author => return Some(State::Deleted),
        _ => {}
    }
    removed_by.map(|who| match who {
        "deleted" | "author" => State::Deleted,
        _ => State::Removed,
    })
}

fn warning(thing: &mut Fields) -> Option<Clean> {
    let words = [("over_18", "NSFW"), ("spoiler", "Spoiler")];
    let said: Vec<&str> = words
        .iter()
        .filter(|(name, _)| thing.object.get(name) == Some("true"))
        .map(|(_, word)| *word)
        .collect();
    Clean::some_line(&said.join(", "))
}

/// The submission that another one passes on; what that again passes on is not shown.
fn original(thing: &mut Fields, is_escaped: bool) -> Option<Draft> {
    let first = thing.list("crosspost_parent_list").into_iter().next()?;
    let object = Object::walk(first).ok()?;
    let id = full_name(&object, Kind::Submission)?;
    let at = thing.at.inner("crosspost_parent_list[0]");
    Some(read_submission(&mut Fields { object, at, notes: thing.notes }, id, is_escaped))
}

/// What a submission leads to: a picture, or a page elsewhere.
fn add_target(body: &mut Rich, submission: &mut Fields, is_escaped: bool, media: &mut Vec<Media>) {
    let is = |name: &str| submission.object.get(name) == Some("true");
    if is("is_self") || is("is_gallery") || submission.object.get("crosspost_parent").is_some() {
        return;
    }
    let url = submission.field("url", "text", |raw| value(raw, is_escaped));
    let Some(url) = url.and_then(|url| Clean::some_line(&url)).filter(|url| address::is_web(url)) else {
        return;
    };
    let hint = submission.text("post_hint");
    if hint.as_deref() == Some("image") || address::host(&url).as_deref() == Some("i.redd.it") {
        let kind = if url.ends_with(".gif") { MediaKind::Gif } else { MediaKind::Image };
        media.push(Media { kind, url: Some(url), file: None, alt: None });
    } else {
        body.push("\n\n");
        body.push_link(&url, DraftLink { url: url.clone(), ..DraftLink::default() });
    }
}

fn reddit_video(thing: &Object, is_escaped: bool) -> Option<Media> {
    let media = ["secure_media", "media"].iter().find_map(|name| thing.get(name))?;
    let video = Object::walk(Object::walk(media).ok()?.get("reddit_video")?).ok()?;
    let url = value(video.get("fallback_url")?, is_escaped)?;
    let kind = if video.get("is_gif") == Some("true") { MediaKind::Gif } else { MediaKind::Video };
    Some(Media { kind, url: Clean::some_line(&url), file: None, alt: None })
}

fn add_poll(body: &mut Rich, submission: &mut Fields, is_escaped: bool) {
    let Some(mut poll) = submission.inner("poll_data") else { return };
    let options = poll.items("options", |option| {
        let words = option.field("text", "text", |raw| value(raw, is_escaped))?;
        Some((Clean::some_line(&words)?, option.count("vote_count")))
    });
    polls::push_options(body, options);
}

/// The pictures of a post by their names, and in which order they are shown.
struct Gallery<'a> {
    known: Option<Object<'a>>,
    order: Vec<(String, Option<Clean>)>,
    is_escaped: bool,
}

impl<'a> Gallery<'a> {
    fn of(thing: &mut Fields<'a, '_>, is_escaped: bool) -> Self {
        let known = thing.object.get("media_metadata").and_then(|raw| Object::walk(raw).ok());
        let gallery = thing.object.get("gallery_data").and_then(|raw| Object::walk(raw).ok());
        let items = gallery.and_then(|gallery| list(gallery.get("items")?)).unwrap_or_default();
        let item = |raw: &str| {
            let item = Object::walk(raw).ok()?;
            let words = item.get("caption").and_then(|raw| value(raw, is_escaped));
            let name = item.get("media_id").and_then(crate::formats::json::text)?.into_owned();
            Some((name, words.map(|words| Clean::text(&words)).filter(|words| !words.is_empty())))
        };
        Self { known, order: items.into_iter().filter_map(item).collect(), is_escaped }
    }

    /// The pictures that stand below the text.
    fn rest(&mut self) -> Vec<Media> {
        let order = std::mem::take(&mut self.order);
        let media =
            |(name, caption): (String, Option<Clean>)| Some(Media { alt: caption, ..self.take(&name)? });
        order.into_iter().filter_map(media).collect()
    }

    fn take(&self, name: &str) -> Option<Media> {
        let object = self.known.as_ref().and_then(|known| Object::walk(known.get(name)?).ok());
        let Some(object) = object else {
            // Pictures of this service are known by their names alone.
            let id = name.strip_prefix("giphy|")?.split('|').next()?;
            let url = Clean::some_line(&format!("https://giphy.com/gifs/{id}"));
            return Some(Media { kind: MediaKind::Gif, url, file: None, alt: None });
        };
        let kind = match object.get("e").unwrap_or_default() {
            "\"AnimatedImage\"" => MediaKind::Gif,
            "\"RedditVideo\"" => MediaKind::Video,
            _ => MediaKind::Image,
        };
        let source = object.get("s").and_then(|raw| Object::walk(raw).ok());
        let address = source.and_then(|source| ["u", "gif", "mp4"].iter().find_map(|name| source.get(name)));
        let address = address.or_else(|| object.get("hlsUrl")).and_then(|raw| value(raw, self.is_escaped));
        let url = address.and_then(|address| Clean::some_line(&address));
        Some(Media { kind, url, file: None, alt: None })
    }
}
