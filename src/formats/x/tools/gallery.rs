//! What gallery-dl tells of the posts whose pictures it fetches: a list of messages, or an object per picture.
//!
//! ```text
//! [[2,{"tweet_id":17,…}],[3,"https://…/a.jpg",{"tweet_id":17,"num":1,…}],…]     gallery-dl -j
//! {"tweet_id":17,"content":…,"author":{"name":…,"nick":…},"num":1,"filename":…}   --write-metadata, a file per picture
//! ```
//!
//! Source: the program's extractor for X. Texts are not escaped, and their short links are replaced by where they lead.
//! A post that another quotes names that other, as `quote_id`; older versions named the quoted post so.

use std::borrow::Cow;
use std::collections::HashMap;

use super::super::PLATFORM;
use super::super::statuses::{address, read_language};
use super::super::text::Written;
use super::super::threads::{self, Head, Order, Posts};
use super::{Listed, lower, some_id, spot, strings};
use crate::formats::json::{At, Fields, Object, Way, gather, list, text, top_level_keys};
use crate::formats::package::{Members, Package};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, Media, MediaKind, Rich, ThreadBuilder, Time};

/// Posts as gallery-dl tells of them.
pub const GALLERY: Format = Format {
    id: "gallery-dl",
    title: "gallery-dl (X)",
    how: "gallery-dl -j https://x.com/NAME/status/ID > FILE.json; or the folder of pictures that gallery-dl \
          --write-metadata made",
    recognise: is_gallery,
    read,
    package: Some(Package { recognise: is_folder, read: read_folder }),
};

fn is_gallery(input: &Input) -> bool {
    let start = input.start();
    // The first message may be of another kind.
    let first = start.find('{').map_or("", |at| &start[at..]);
    start.starts_with(['[', '{']) && is_told(first)
}

/// Whether the object that `json` begins with tells of a post.
fn is_told(json: &str) -> bool {
    let mut missing = vec!["tweet_id", "author", "content"];
    top_level_keys(json).any(|(key, _)| {
        missing.retain(|name| *name != key);
        missing.is_empty()
    })
}

/// One picture or film, or none, and what is told of its post.
#[derive(Clone, Copy, Debug)]
struct Told<'a> {
    json: &'a str,
    url: Option<&'a str>,
    /// The file beside it.
    file: Option<&'a str>,
    place: (&'a str, usize),
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let items = gather(&input.text, |_, _| Way::Pass, builder)?;
    let mut told = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let place = ("", i);
        if item.json.starts_with('{') {
            told.push(Told { json: item.json, url: None, file: None, place });
            continue;
        }
        match list(item.json).unwrap_or_default()[..] {
            ["2", json] => told.push(Told { json, url: None, file: None, place }),
            ["3", url, json] => told.push(Told { json, url: Some(url), file: None, place }),
            _ => {}
        }
    }
    push(told, builder)
}

/// `NAME/17_1.jpg.json` beside `NAME/17_1.jpg`.
fn is_folder(names: &[String]) -> bool {
    names.iter().any(|name| is_metadata(name))
}

fn is_metadata(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let Some((id, rest)) = name.strip_suffix(".json").and_then(|name| name.split_once('_')) else {
        return false;
    };
    let number = rest.split_once('.').map_or("", |(number, _)| number);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    id.len() > 8 && is_number(id) && is_number(number)
}

fn read_folder(members: &mut dyn Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let names = members.names().to_vec();
    let mut texts = Vec::new();
    for name in names.iter().filter(|name| is_metadata(name)) {
        match members.read(name) {
            Ok(bytes) => texts.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) => builder.warn(name, &format!("{}; it was left out", error.what)),
        }
    }
    let mut told = Vec::new();
    for (name, text) in &texts {
        if !is_told(text.trim_start()) {
            builder.warn(name, "no post; it was left out");
            continue;
        }
        let beside = name.strip_suffix(".json").unwrap_or_default();
        let file =
            names.binary_search_by(|other| other.as_str().cmp(beside)).ok().map(|at| names[at].as_str());
        told.push(Told { json: text.trim(), url: None, file, place: (name, 0) });
    }
    push(told, builder)
}

/// Hands in every post once, with all its media.
fn push(told: Vec<Told>, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let mut places: HashMap<u64, usize> = HashMap::new();
    let mut posts: Vec<(Head, Vec<Told>)> = Vec::new();
    for told in told {
        let head = head(told.json);
        if head.id == 0 {
            builder.warn(&at(told).field(""), "no post; it was left out");
            continue;
        }
        let place = *places.entry(head.id).or_insert(posts.len());
        if place == posts.len() {
            posts.push((head, Vec::new()));
        }
        posts[place].1.push(told);
    }
    let mut quoted: HashMap<u64, Vec<Told>> = HashMap::new();
    posts.retain(|(_, told)| {
        let Some(by) = told.first().and_then(|told| quoting(told.json)).filter(|id| places.contains_key(id))
        else {
            return true;
        };
        quoted.insert(by, told.clone());
        false
    });
    Posts::arrange(posts, Order::Ids, false).push_onto(
        builder,
        |told, head, posts, notes| {
            let answers = head.answered.0.as_deref().filter(|_| posts.contains(head.reply_to));
            let mut draft = read_post(told, answers, notes)?;
            if let Some(quoted) = quoted.get(&head.id).filter(|_| draft.quote.is_none()) {
                draft.quote = read_post(quoted, None, notes).map(Box::new);
            }
            Some(draft)
        },
        |_| None,
    );
    if builder.is_empty() {
        return Err(Unreadable::new(
            "gallery-dl tells of no post in it",
            "Run it again on the post's address.",
        ));
    }
    Ok(())
}

fn at(told: Told<'_>) -> At<'_> {
    match told.place {
        ("", i) => At::entry(("", ""), i),
        (name, _) => At::value("", name),
    }
}

/// The post that quotes this one.
fn quoting(json: &str) -> Option<u64> {
    let object = Object::walk(json).ok()?;
    object.get("quote_by")?;
    let id = threads::id(&text(object.get("quote_id")?)?);
    (id != 0).then_some(id)
}

/// What must be known of a post before it is read.
fn head(json: &str) -> Head<'_> {
    let Ok(object) = Object::walk(json) else { return Head::default() };
    let number = |name: &str| object.get(name).and_then(text).map_or(0, |id| threads::id(&id));
    Head {
        id: number("tweet_id"),
        reply_to: number("reply_id"),
        conversation: number("conversation_id"),
        answered: (object.get("reply_to").and_then(text), None),
        size: json.len(),
        ..Head::default()
    }
}

fn read_post(told: &[Told], answers: Option<&str>, notes: &mut ThreadBuilder) -> Option<Draft> {
    let first = *told.first()?;
    let object = Object::walk(first.json).ok()?;
    let mut post = Fields { object, at: at(first), notes };
    let id = some_id(&mut post, "tweet_id");
    let author = read_author(&mut post, "author");
    let mut draft = Draft {
        url: Some(address(id.as_deref()?, author.handle.as_deref())),
        created: id.as_deref().and_then(snowflake_time).or_else(|| time(&post.text("date")?)),
        body: read_words(&mut post, author.handle.as_deref(), answers),
        counts: Counts {
            likes: post.count("favorite_count"),
            reposts: post.count("retweet_count"),
            replies: post.count("reply_count"),
            quotes: post.count("quote_count"),
            // Where X does not count views, the program writes 0.
            views: post.count("view_count").filter(|views| *views > 0),
        },
        language: read_language(&mut post),
        id,
        author,
        ..Draft::default()
    };
    draft.content_warning = (post.flag("sensitive") == Some(true)).then(|| Clean::line("Sensitive content"));
    let original = some_id(&mut post, "retweet_id");
    let by = read_author(&mut post, "user");
    draft.media = told.iter().filter_map(|told| read_medium(*told, notes)).collect();
    let Some(original) = original else { return Some(draft) };
    // The author is that of the original; who passes it on is the user whose posts were fetched.
    let url = Some(address(draft.id.as_deref()?, by.handle.as_deref()));
    let repost = Draft {
        id: draft.id.take(),
        created: draft.created.take(),
        author: by,
        url,
        is_repost: true,
        ..Draft::default()
    };
    draft.url = Some(address(&original, draft.author.handle.as_deref()));
    draft.created = snowflake_time(&original);
    draft.id = Some(original);
    Some(Draft { quote: Some(Box::new(draft)), ..repost })
}

fn read_author(post: &mut Fields, name: &str) -> Author {
    let Some(mut user) = post.inner(name) else { return Author::default() };
    Author { name: user.line("nick"), handle: user.line("name"), id: user.line("id") }
}

/// The text without `RT @author: ` before it, which the program adds.
fn read_words(post: &mut Fields, handle: Option<&str>, answers: Option<&str>) -> Rich {
    let Some(content) = post.text("content") else { return Rich::default() };
    let opening = format!("RT @{}: ", handle.unwrap_or_default());
    let raw = content.strip_prefix(&opening).unwrap_or(&content);
    let handles = post.items("mentions", |user| Some(user.text("name")?.into_owned()));
    let listed = Listed { handles: Some(lower(handles)), tags: strings(post, "hashtags").map(lower) };
    let marks = spot(raw, &[], &listed, false);
    let mut body = Rich::default();
    Written { raw, is_escaped: false, marks, answers }.compose_onto(&mut body);
    body
}

/// The medium of which an object tells; those of posts without any tell of none.
fn read_medium(told: Told, notes: &mut ThreadBuilder) -> Option<Media> {
    let object = Object::walk(told.json).ok()?;
    let mut medium = Fields { object, at: at(told), notes };
    let extension = medium.text("extension");
    let kind = match (medium.text("type").as_deref(), extension.as_deref()) {
        (Some("photo"), _) | (None, Some("jpg" | "png" | "webp")) => MediaKind::Image,
        (Some("video"), _) | (None, Some("mp4")) => MediaKind::Video,
        (Some("animated_gif"), _) => MediaKind::Gif,
        _ if told.url.is_none() && told.file.is_none() => return None,
        _ => MediaKind::File,
    };
    // Without its address, a picture's name tells it.
    let name = medium.text("filename").zip(extension).filter(|_| kind == MediaKind::Image);
    let by_name = || name.map(|(name, extension)| format!("https://pbs.twimg.com/media/{name}.{extension}"));
    let url = told.url.and_then(text).map(Cow::into_owned).or_else(by_name);
    Some(Media {
        kind,
        url: url.as_deref().and_then(Clean::some_line),
        file: told.file.and_then(Clean::some_line),
        alt: medium.passage("description"),
    })
}

/// `2009-05-02 15:04:11`, in UTC.
fn time(text: &str) -> Option<Time> {
    Time::parse(&format!("{}Z", text.replacen(' ', "T", 1)))
}
