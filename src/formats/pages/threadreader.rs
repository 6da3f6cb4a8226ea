//! A page of Thread Reader App: a thread of one author, unrolled.
//!
//! ```text
//! .twitter_name a, .screenName a, a.time[data-time]       who, and when the first post was made (Unix seconds)
//! div#tweet_1.content-tweet[data-screenname][data-tweet]  one post; without data-tweet until 2020
//!   a.entity-url, .entity-image img[data-src], .entity-video, .entity-embed blockquote, sup.tw-permalink
//! ```
//!
//! Pictures are loaded late: where they really lie is in `data-src`.

use url::Url;

use super::page::{self, Page, Text, named, status_of};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Draft, EntityKind, Media, MediaKind, Precision, State, ThreadBuilder, Time,
};

/// A page of Thread Reader App.
pub const FORMAT: Format = Format {
    id: "thread-reader",
    title: "Saved page of Thread Reader App",
    how: "Open the thread on threadreaderapp.com (https://threadreaderapp.com/thread/ID.html, with the id of its \
          first post) and save the page (Ctrl+S, 'HTML only' suffices)",
    recognise: |input| page_format(input) == Some(Kind::ThreadReader),
    read,
    package: None,
};

/// The page shows the beginnings of other threads in boxes of the same class, without a number.
fn is_post(element: &Element) -> bool {
    let is_numbered = element.attribute("id").is_some_and(|id| id.starts_with("tweet_"));
    element.has_class("content-tweet") && (is_numbered || element.attribute("data-tweet").is_some())
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("X"));
    builder.title(page::title(tree).and_then(|title| title_of(&title)));
    let mut page = Page::at(tree, "https://x.com/", links);
    let name = tree.find(|e| e.has_class("twitter_name")).map(Element::line);
    let header = tree.find(|e| e.has_class("screenName")).map(Element::line);
    let header = header.and_then(|line| Clean::some_line(line.trim_start_matches('@')));
    let header = header.or_else(|| {
        let title = page::title(tree)?;
        let handle = title.strip_prefix("Thread by @")?.split([' ', ':']).next()?;
        Clean::some_line(handle)
    });
    let time = tree.find(|e| e.attribute("data-time").is_some());
    let started = time.and_then(|e| e.attribute("data-time")?.parse::<i64>().ok()?.checked_mul(1000));
    let started = started.and_then(|millis| Time::from_millis(millis, Precision::Second));
    let first = time.and_then(|e| status_of(e.attribute("href")?)).map(|(_, id)| id.to_owned());
    let mut read_to = 0;
    let mut before: Option<Clean> = None;
    for element in tree.elements().filter(is_post) {
        if element.place() < read_to {
            continue;
        }
        read_to = element.end();
        let is_first = builder.is_empty();
        let handle =
            element.attribute("data-screenname").and_then(Clean::some_line).or_else(|| header.clone());
        let is_header = header.is_none() || handle == header;
        let name = name.as_deref().filter(|_| is_header).and_then(Clean::some_line);
        let id =
            element.attribute("data-tweet").map(str::to_owned).or_else(|| first.clone().filter(|_| is_first));
        let url = handle.as_deref().zip(id.as_deref());
        let draft = Draft {
            url: url.map(|(handle, id)| Clean::line(&format!("https://x.com/{handle}/status/{id}"))),
            created: id.as_deref().and_then(snowflake_time).or(started.filter(|_| is_first)),
            id: id.as_deref().and_then(Clean::some_line),
            author: Author { name, handle, id: None },
            reply_to: before.clone(),
            body: page.text(element, &Text { leaves_out, ..Text::default() }),
            media: media(element, &page),
            quote: quote(element),
            ..Draft::default()
        };
        before = draft.id.clone().or(before);
        builder.push(draft);
    }
    finish(tree, builder)
}

fn title_of(title: &str) -> Option<Clean> {
    let title = [" – Thread Reader App", " - Thread Reader App", " on Thread Reader App"]
        .iter()
        .fold(title, |title, service| title.strip_suffix(service).unwrap_or(title));
    Clean::some_line(title)
}

/// What in a post is shown elsewhere, or is a control of the page; pictures that are no emoji.
fn leaves_out(element: &Element) -> bool {
    const CLASSES: [&str; 6] =
        ["tw-permalink", "entity-image", "entity-video", "entity-embed", "tweet-url", "row"];
    CLASSES.iter().any(|class| element.has_class(class))
        || matches!(element.name(), "video" | "button" | "svg")
        || (element.name() == "img" && !is_emoji(element))
}

fn is_emoji(img: &Element) -> bool {
    img.has_class("emoji") || img.attribute("src").is_some_and(|src| src.contains("emoji"))
}

fn media(post: Element, page: &Page) -> Vec<Media> {
    let mut found = Vec::new();
    for element in post.within(|e| e.has_class("entity-embed") || e.has_class("tw-permalink")) {
        let medium = match element.name() {
            "img" if !is_emoji(&element) => {
                let sources = [element.attribute("data-src"), element.attribute("src")];
                let src = sources.into_iter().flatten().find(|src| !src.ends_with("1px.png"));
                page.media(MediaKind::Image, src, element.attribute("alt").filter(|alt| *alt != "Image"))
            }
            "video" => {
                let source = element.within(|_| false).find(|e| e.name() == "source");
                let source = source.and_then(|e| e.attribute("data-src").or_else(|| e.attribute("src")));
                let sources = [element.attribute("data-src"), element.attribute("src"), source];
                page.media(MediaKind::Video, sources.into_iter().flatten().next(), None)
            }
            _ => continue,
        };
        if medium.url.is_some() || medium.file.is_some() {
            found.push(medium);
        }
    }
    found
}

/// The post that another quotes: its address, where the page was saved before a script of X has filled it in.
fn quote(post: Element) -> Option<Box<Draft>> {
    let embed = post.within(|_| false).find(|e| e.has_class("entity-embed"))?;
    let anchors = embed.within(|_| false).filter(|e| e.name() == "a");
    let (handle, id) = anchors.filter_map(|e| status_of(e.attribute("href")?)).last()?;
    Some(Box::new(Draft {
        id: Clean::some_line(id),
        url: Clean::some_line(&format!("https://x.com/{handle}/status/{id}")),
        author: Author { handle: Clean::some_line(handle), ..Author::default() },
        created: snowflake_time(id),
        state: Some(State::Missing),
        ..Draft::default()
    }))
}

fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    if anchor.has_class("entity-mention") {
        named(anchor)
    } else if anchor.has_class("entity-hashtag") && anchor.shown.starts_with('#') {
        Some(Target::Mention(EntityKind::Hashtag, None))
    } else {
        named(anchor)
            .filter(|_| matches!(url.host_str(), Some("x.com" | "twitter.com" | "threadreaderapp.com")))
    }
}
