//! One object, from its fields to a draft: its words, who may see them, what is attached.
//!
//! Any field may hold one value or a list. What the fields of the object do not say, the activity around it may.

use super::account::{Accounts, author_of_post};
use super::activity::{Envelope, Unwrapped};
use super::address_in;
use super::reading::Files;
use crate::formats::below::add_poll;
use crate::formats::html;
use crate::formats::json::{Fields, Object, count, several, text};
use crate::formats::markdown::{self, Flavour};
use crate::formats::mastodon::content::{Meaning, Mentioned};
use crate::formats::scanning::{complete, scan};
use crate::model::{Author, Clean, Counts, Draft, DraftLink, Media, MediaKind, Rich, State, Time, address};

/// As people write it in comments: each line end is one.
const MARKDOWN: Flavour = Flavour { keeps_lines: true, spoiler: None };
/// As many mentions of a post as are looked through for each link.
const MOST_MENTIONED: usize = 500;

/// What else the file holds.
pub(super) struct Surroundings<'s> {
    pub(super) accounts: &'s Accounts,
    pub(super) files: &'s Files,
    /// How many media the archive should hold and does not.
    pub(super) missing_files: usize,
}

/// Reads an object that is there; what it quotes and answers is left to the caller.
pub(super) fn read(
    object: &mut Fields,
    envelope: &Envelope,
    has_quote: bool,
    around: &mut Surroundings,
) -> Draft {
    let title = named(object);
    let (media, links) = attachments(object, around);
    Draft {
        id: object.line("id"),
        url: page(object),
        author: author(object, envelope, around.accounts),
        created: created(object, envelope),
        body: body(object, title.as_ref(), &links, has_quote),
        media,
        counts: Counts {
            likes: total(object, "likes"),
            reposts: total(object, "shares"),
            replies: total(object, "replies"),
            ..Counts::default()
        },
        language: language(object),
        content_warning: warning(object),
        visibility: visibility(
            object.object.get("to").or(envelope.to),
            object.object.get("cc").or(envelope.cc),
        ),
        ..Draft::default()
    }
}

/// Reads the activity by which somebody passed a post on.
pub(super) fn passed_on(activity: &mut Fields, around: &Surroundings) -> Draft {
    Draft {
        id: activity.line("id"),
        author: author(activity, &Envelope::default(), around.accounts),
        created: activity.time_or_utc("published"),
        visibility: visibility(activity.object.get("to"), activity.object.get("cc")),
        is_repost: true,
        ..Draft::default()
    }
}

/// Reads what stands for a post that was taken back, or of which only the address is there.
pub(super) fn absent(object: &mut Fields, post: &Unwrapped, around: &Surroundings) -> Draft {
    let id = post.id.as_deref().unwrap_or_default();
    let known = author(object, &post.envelope, around.accounts);
    // The time of the activity that takes a post back is not that of the post.
    let created = object.time_or_utc("published").filter(|_| post.depth > 0 || post.envelope.actor.is_none());
    Draft {
        id: Clean::some_line(id),
        url: page(object).or_else(|| Clean::some_line(id)).filter(|url| address::is_web(url)),
        author: if known.is_known() { known } else { author_of_post(id) },
        created,
        visibility: visibility(post.envelope.to, post.envelope.cc),
        state: Some(if post.is_gone { State::Deleted } else { State::Missing }),
        ..Draft::default()
    }
}

fn author(object: &Fields, envelope: &Envelope, accounts: &Accounts) -> Author {
    let own = object.object.get("attributedTo").or(envelope.actor).or_else(|| object.object.get("actor"));
    let id = object.object.get("id").and_then(text).unwrap_or_default();
    own.map(|raw| accounts.author(raw, &id)).unwrap_or_default()
}

/// The page that shows it: the address for readers, else the id.
fn page(object: &mut Fields) -> Option<Clean> {
    let links = object.several("url");
    let is_page = |raw: &&&str| {
        let link = Object::walk(raw).ok();
        let kind = link.as_ref().and_then(|link| link.get("mediaType")).and_then(text);
        kind.is_some_and(|kind| kind.starts_with("text/html"))
    };
    let link = links.iter().find(is_page).or(links.first()).copied();
    let url = link.and_then(address_in).or_else(|| object.object.get("id").and_then(text));
    url.and_then(|url| Clean::some_line(&url)).filter(|url| address::is_web(url))
}

fn created(object: &mut Fields, envelope: &Envelope) -> Option<Time> {
    let own = object.time_or_utc("published");
    own.or_else(|| Time::parse(&envelope.published.and_then(text)?))
}

/// Who may see it: everybody, everybody who looks for it, those who follow its author, those whom it names.
///
/// `None` where the file does not say.
fn visibility(to: Option<&str>, cc: Option<&str>) -> Option<Clean> {
    let any = |raw: Option<&str>, is_it: fn(&str) -> bool| {
        raw.is_some_and(|raw| several(raw).into_iter().filter_map(address_in).any(|address| is_it(&address)))
    };
    let is_public =
        |to: &str| matches!(to, "https://www.w3.org/ns/activitystreams#Public" | "as:Public" | "Public");
    let is_followers = |to: &str| to.contains("/followers") || to.ends_with("/subscribers");
    let name = match () {
        () if any(to, is_public) => "public",
        () if any(cc, is_public) => "unlisted",
        // Pleroma's, for those who have an account on the same server.
        () if any(to, |to| to.ends_with("/#Public")) => "local",
        () if any(to, is_followers) || any(cc, is_followers) => "followers",
        () if to.is_some() || cc.is_some() => "direct",
        () => return None,
    };
    Some(Clean::line(name))
}

/// The name of an article, a page, a video.
fn named(object: &mut Fields) -> Option<Clean> {
    object.line("name").or_else(|| {
        let by_language = object.inner("nameMap")?.object;
        by_language.fields().find_map(|(_, raw)| text(raw)).and_then(|name| Clean::some_line(&name))
    })
}

/// The name, the links that are attached, the words, the options of a poll.
fn body(object: &mut Fields, title: Option<&Clean>, links: &[Clean], has_quote: bool) -> Rich {
    let mut body = Rich::default();
    let mut add = |part: Rich| {
        if part.is_blank() {
            return;
        }
        body.push(if body.text().is_empty() { "" } else { "\n\n" });
        body.append(part);
    };
    if let Some(title) = title {
        add(Rich::plain(title));
    }
    for url in links {
        let mut link = Rich::default();
        link.push_link(url, DraftLink { url: url.clone(), ..DraftLink::default() });
        add(link);
    }
    add(words(object, has_quote));
    for name in ["oneOf", "anyOf"] {
        let options = object.objects(name, |option| {
            let votes = total(option, "replies");
            Some((option.line("name")?, votes))
        });
        add_poll(&mut body, options);
    }
    body
}

fn words(object: &mut Fields, has_quote: bool) -> Rich {
    let mut meaning = Meaning { mentioned: mentioned(object), has_quote, ..Meaning::default() };
    let kind = object.text("mediaType");
    let content = object.text("content").filter(|content| !content.is_empty());
    let content = content.or_else(|| in_a_language(object, "contentMap").map(|(_, content)| content));
    if let Some(content) = content {
        return as_text(&content, kind.as_deref(), &mut meaning);
    }
    // Only where nothing else is there, and of an article without words its summary.
    if let Some(source) = object.object.get("source") {
        let of_object = Object::walk(source).ok();
        let kind = of_object.as_ref().and_then(|source| source.get("mediaType")).and_then(text);
        let content = of_object.as_ref().map_or(Some(source), |source| source.get("content")).and_then(text);
        return as_text(&content.unwrap_or_default(), kind.as_deref(), &mut meaning);
    }
    let summary = if is_short(object) { None } else { object.text("summary") };
    summary.map(|summary| as_text(&summary, None, &mut meaning)).unwrap_or_default()
}

/// Text of a kind that is told, or that is seen.
fn as_text(content: &str, kind: Option<&str>, meaning: &mut Meaning) -> Rich {
    match kind {
        Some(kind) if kind.contains("markdown") => {
            let mut rich = markdown::read(content, MARKDOWN, meaning);
            complete(&mut rich, |_| true);
            rich
        }
        Some("text/plain") => scan(content),
        Some(kind) if kind.starts_with("text/html") => html::read(content, meaning),
        _ if has_markup(content) => html::read(content, meaning),
        _ => scan(content),
    }
}

/// Whether there is a tag or an entity in it.
fn has_markup(content: &str) -> bool {
    let is_tag = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    let is_entity = |rest: &str| {
        let name = rest.bytes().take(12).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        name > 0 && rest.as_bytes().get(name) == Some(&b';')
    };
    content.match_indices(['<', '&']).any(|(at, sign)| match sign {
        "<" => is_tag(&content[at + 1..]) && content[at..].contains('>'),
        _ => is_entity(&content[at + 1..]),
    })
}

/// A text by its language, the first that there is.
fn in_a_language<'a>(object: &mut Fields<'a, '_>, name: &str) -> Option<(String, std::borrow::Cow<'a, str>)> {
    let by_language = object.object.get(name).and_then(|raw| Object::walk(raw).ok())?;
    by_language.fields().find_map(|(language, raw)| Some((language.to_owned(), text(raw)?)))
}

fn language(object: &mut Fields) -> Option<Clean> {
    let stated = object.object.get("language").or_else(|| object.object.get("inLanguage"));
    // Lemmy's has a name as well.
    let stated = stated.and_then(|raw| match Object::walk(raw) {
        Ok(language) => language.get("identifier").and_then(text),
        Err(_) => text(raw),
    });
    if let Some(language) = stated {
        return Clean::some_line(&language).filter(|language| **language != *"und");
    }
    let content = object.object.get("content");
    let by_language = object.object.get("contentMap").and_then(|raw| Object::walk(raw).ok())?;
    // Of several, that of the words which are shown.
    let shown = by_language.fields().find(|(_, raw)| Some(*raw) == content);
    let (language, _) = shown.or_else(|| by_language.fields().next())?;
    Clean::some_line(language).filter(|language| **language != *"und")
}

/// Whether a summary is a warning: that of an article is what it says.
fn is_short(object: &Fields) -> bool {
    let kinds = object.object.get("type").map(several).unwrap_or_default();
    kinds.into_iter().filter_map(text).any(|kind| matches!(&*kind, "Note" | "Question" | "ChatMessage"))
}

fn warning(object: &mut Fields) -> Option<Clean> {
    if !is_short(object) {
        return None;
    }
    let summary = object.text("summary").filter(|summary| !summary.is_empty());
    let summary = summary.or_else(|| in_a_language(object, "summaryMap").map(|(_, summary)| summary))?;
    let rich =
        if has_markup(&summary) { html::read(&summary, &mut html::LinksOnly) } else { Rich::plain(&summary) };
    Some(Clean::text(rich.text())).filter(|warning| !warning.is_empty())
}

fn mentioned(object: &mut Fields) -> Vec<Mentioned> {
    let mut mentioned = object.objects("tag", |tag| {
        if tag.object.get("type") != Some("\"Mention\"") {
            return None;
        }
        let name = tag.text("name")?;
        let url = tag.line("href");
        let name = name.trim_start_matches('@');
        // Without an instance, it is one of the server's own.
        let name = match url.as_deref().and_then(address::host).filter(|_| !name.contains('@')) {
            Some(host) => format!("{name}@{host}"),
            None => name.to_owned(),
        };
        Some(Mentioned { id: None, name, url })
    });
    mentioned.truncate(MOST_MENTIONED);
    mentioned
}

/// How many there are in a collection that is told of by its size.
fn total(object: &mut Fields, name: &str) -> Option<u64> {
    let collection = object.object.get(name).and_then(|raw| Object::walk(raw).ok())?;
    collection.get("totalItems").and_then(count)
}

/// What is attached: media, and links to pages.
fn attachments(object: &mut Fields, around: &mut Surroundings) -> (Vec<Media>, Vec<Clean>) {
    let mut links = Vec::new();
    let media = object.objects("attachment", |item| {
        let kind = item.text("type").unwrap_or_default();
        let address = ["url", "href"].iter().find_map(|name| item.object.get(name)).and_then(address_in);
        let address = address.and_then(|address| Clean::some_line(&address));
        let media_kind = media_kind(&kind, &item.text("mediaType").unwrap_or_default(), address.as_deref());
        if kind == "PropertyValue" || (address.is_none() && item.object.get("name").is_none()) {
            return None;
        }
        if matches!(&*kind, "Link" | "Page" | "Article") && media_kind == MediaKind::File {
            links.extend(address.filter(|url| address::is_web(url)));
            return None;
        }
        let file = match address.as_deref().map(|address| around.files.find(address)) {
            Some(Ok(file)) => file,
            Some(Err(())) => {
                around.missing_files += 1;
                None
            }
            None => None,
        };
        let alt = item.passage("name").or_else(|| item.passage("summary"));
        Some(Media { kind: media_kind, url: address.filter(|url| address::is_web(url)), file, alt })
    });
    (media, links)
}

fn media_kind(kind: &str, media_type: &str, url: Option<&str>) -> MediaKind {
    let end = url.and_then(|url| url.split(['?', '#']).next()?.rsplit_once('.')).map(|(_, end)| end);
    let end = end.unwrap_or_default().to_ascii_lowercase();
    match media_type.split('/').next() {
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ if kind == "Image" => MediaKind::Image,
        _ if kind == "Video" => MediaKind::Video,
        _ if kind == "Audio" => MediaKind::Audio,
        _ => match &*end {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => MediaKind::Image,
            "mp4" | "webm" | "mov" => MediaKind::Video,
            "mp3" | "ogg" | "flac" | "opus" => MediaKind::Audio,
            _ => MediaKind::File,
        },
    }
}
