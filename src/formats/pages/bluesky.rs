//! A page of bsky.app: a post with its thread, a profile, a feed.
//!
//! ```text
//! [data-testid^=postThreadItem-by-HANDLE]     a post of a thread; the one the page is of has no link to itself
//! [data-testid^=feedItem-by-HANDLE]           a post of a list
//!   a[href=/profile/HANDLE/post/KEY], [data-testid=postText] or [data-word-wrap], [data-testid=likeCount]
//! ```
//!
//! Source: the components of Bluesky's social-app. The key of a post tells when it was made.

use url::Url;

use super::answering::answer;
use super::page::{self, Page, Text, number};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, EntityKind, Media, MediaKind, Precision, Rich, Shape, ThreadBuilder, Time,
};

/// A page of Bluesky.
pub const FORMAT: Format = Format {
    id: "bluesky-page",
    title: "Saved page of Bluesky",
    how: "Open the post on bsky.app, scroll to the end of the answers, and save the page (Ctrl+S)",
    recognise: |input| page_format(input) == Some(Kind::Bluesky),
    read,
    package: None,
};

const THREAD_ITEM: &str = "postThreadItem-by-";
const FEED_ITEM: &str = "feedItem-by-";

fn test_id(element: Element<'_>) -> &str {
    element.attribute("data-testid").unwrap_or_default()
}

fn is_post(element: &Element) -> bool {
    test_id(*element).starts_with(THREAD_ITEM) || test_id(*element).starts_with(FEED_ITEM)
}

/// Whether an element frames the post that another quotes.
fn is_frame(element: &Element) -> bool {
    element.name() == "div" && element.is("role", "link")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("Bluesky"));
    let title = page::title(tree);
    builder
        .title(title.and_then(|title| Clean::some_line(title.strip_suffix(" — Bluesky").unwrap_or(&title))));
    let mut page = Page::at(tree, "https://bsky.app/", links);
    let focal = page::address(tree);
    let focal = focal.as_deref().and_then(post_of);
    let (mut found, mut main, mut is_thread) = (Vec::new(), None, false);
    let mut read_to = 0;
    for element in tree.elements().filter(is_post) {
        if element.place() < read_to {
            continue;
        }
        read_to = element.end();
        is_thread |= test_id(element).starts_with(THREAD_ITEM);
        let mut draft = post(element, &mut page);
        let is_focal = match (&draft.id, focal) {
            (Some(id), Some((_, key))) => **id == *key,
            (None, _) => test_id(element).starts_with(THREAD_ITEM),
            _ => false,
        };
        if main.is_none() && is_focal {
            main = Some(found.len());
            if let (None, Some((handle, key))) = (&draft.id, focal) {
                draft = addressed(draft, handle, key);
            }
        }
        found.push(draft);
    }
    answer(&mut found, main);
    if !is_thread {
        builder.shape(Shape::Collection);
    }
    for draft in found {
        builder.push(draft);
    }
    finish(tree, builder)
}

/// Handle and key in the address of a post.
fn post_of(address: &str) -> Option<(&str, &str)> {
    let (_, rest) = address.split_once("/profile/")?;
    let (handle, rest) = rest.split_once("/post/")?;
    let key = rest.split(['/', '?', '#']).next().filter(|key| !key.is_empty())?;
    Some((handle, key))
}

fn addressed(draft: Draft, handle: &str, key: &str) -> Draft {
    Draft {
        id: Clean::some_line(key),
        url: Clean::some_line(&format!("https://bsky.app/profile/{handle}/post/{key}")),
        created: time_of_key(key).or(draft.created),
        ..draft
    }
}

/// When the key of a record was made: 13 letters of a base 32 that sorts, microseconds shifted by 10 bits.
fn time_of_key(key: &str) -> Option<Time> {
    const LETTERS: &str = "234567abcdefghijklmnopqrstuvwxyz";
    if key.len() != 13 {
        return None;
    }
    let number =
        key.chars().try_fold(0u64, |number, c| Some(number.checked_mul(32)? | LETTERS.find(c)? as u64))?;
    Time::from_millis(i64::try_from((number >> 10) / 1000).ok()?, Precision::Second)
}

fn own(post: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    post.within(|e| is_frame(e) || is_post(e))
}

fn post(element: Element, page: &mut Page) -> Draft {
    let id = test_id(element);
    let handle = id.strip_prefix(THREAD_ITEM).or_else(|| id.strip_prefix(FEED_ITEM)).unwrap_or_default();
    let draft = Draft {
        author: Author { name: name(own(element), handle), handle: Clean::some_line(handle), id: None },
        body: body(own(element), page),
        media: media(own(element), page),
        counts: counts(element),
        quote: element.within(is_post).find(is_frame).and_then(|frame| quote(frame, page)),
        ..Draft::default()
    };
    let links = own(element).filter_map(|e| e.attribute("href"));
    match links.filter_map(post_of).find(|(of, _)| *of == handle || of.starts_with("did:")) {
        Some((_, key)) => addressed(draft, handle, key),
        None => draft,
    }
}

/// The display name: what a link to the profile reads that is not the handle.
fn name<'t>(elements: impl Iterator<Item = Element<'t>>, handle: &str) -> Option<Clean> {
    let of_profile = format!("/profile/{handle}");
    let name = elements
        .filter(|e| e.attribute("href").is_some_and(|href| href.ends_with(&of_profile)))
        .take(8)
        .map(Element::line)
        .map(|line| line.trim_matches(['\u{2068}', '\u{2069}', '\u{202a}', '\u{202c}']).to_owned())
        .find(|line| !line.is_empty() && line.trim_start_matches('@') != handle && !line.starts_with('@'))?;
    // One link may hold both.
    Clean::some_line(name.split(" @").next().unwrap_or(&name))
}

fn body<'t>(elements: impl Iterator<Item = Element<'t>>, page: &mut Page) -> Rich {
    let mut wrapped = None;
    for element in elements {
        if test_id(element) == "postText" {
            wrapped = Some(element);
            break;
        }
        if wrapped.is_none() && element.attribute("data-word-wrap").is_some() {
            wrapped = Some(element);
        }
    }
    let leaves_out = |e: &Element| matches!(e.name(), "svg" | "img");
    wrapped
        .map(|e| page.text(e, &Text { keeps_lines: true, leaves_out, ..Text::default() }))
        .unwrap_or_default()
}

fn quote(frame: Element, page: &mut Page) -> Option<Box<Draft>> {
    let inner = || frame.within(|_| false);
    let (handle, key) = inner().filter_map(|e| e.attribute("href")).find_map(post_of)?;
    let draft = Draft {
        author: Author { name: name(inner(), handle), handle: Clean::some_line(handle), id: None },
        body: body(inner(), page),
        media: media(inner(), page),
        ..Draft::default()
    };
    Some(Box::new(addressed(draft, handle, key)))
}

fn media<'t>(elements: impl Iterator<Item = Element<'t>>, page: &Page) -> Vec<Media> {
    let mut found = Vec::new();
    for element in elements {
        let src = element.attribute("src").unwrap_or_default();
        if element.name() == "img"
            && (src.contains("/img/feed_thumbnail/") || src.contains("/img/feed_fullsize/"))
        {
            found.push(page.media(MediaKind::Image, Some(src), element.attribute("alt")));
        } else if element.name() == "video" {
            let src = [element.attribute("src"), element.attribute("poster")];
            let src = src.into_iter().flatten().find(|src| !src.starts_with("blob:"));
            found.push(page.media(MediaKind::Video, src, element.attribute("aria-label")));
        }
    }
    found
}

fn counts(element: Element) -> Counts {
    // `Like (12 likes)` on the button, or the number by itself.
    let count = |number_id: &str, button: &str| {
        let shown = own(element).find(|e| test_id(*e) == number_id).and_then(|e| number(&e.line()));
        let label = || own(element).find(|e| test_id(*e) == button)?.attribute("aria-label");
        shown.or_else(|| number(label()?.split_once('(')?.1))
    };
    Counts {
        likes: count("likeCount", "likeBtn"),
        reposts: count("repostCount", "repostBtn"),
        replies: count("replyCount", "replyBtn"),
        quotes: count("quoteCount", "quoteBtn"),
        views: None,
    }
}

fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    if url.host_str() == Some("go.bsky.app") {
        let target = url.query_pairs().find(|(name, _)| name == "u")?.1;
        let target = Url::parse(&target).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        return Some(Target::Link(page::link(target.as_str())));
    }
    if url.host_str() != Some("bsky.app") {
        return None;
    }
    if anchor.shown.starts_with('#') && url.path().starts_with("/hashtag/") {
        return Some(Target::Mention(EntityKind::Hashtag, None));
    }
    let is_profile = url.path().starts_with("/profile/") && !url.path().contains("/post/");
    (is_profile && anchor.shown.starts_with('@')).then_some(Target::Mention(EntityKind::Handle, None))
}
