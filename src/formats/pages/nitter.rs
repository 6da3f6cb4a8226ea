//! A page of Nitter, a mirror of X: a status with its conversation, or a timeline.
//!
//! ```text
//! div.main-thread > div.before-tweet, div.main-tweet#m, div.after-tweet       what leads to it, and what goes on
//! div.replies > div.reply.thread                                              one chain of answers each
//! div.timeline > div.timeline-item                                            a profile, a search
//! ```
//!
//! Source: `src/views/tweet.nim` and `status.nim` of Nitter. Its links to itself and to other mirrors are turned back into
//! those they were made from.

use url::Url;

use super::answering::name_gap;
use super::below::{add_card, add_community_note, add_poll};
use super::page::{self, Page, Text, named, number, status_of};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::text::{date_line, snowflake_time};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, EntityKind, Media, MediaKind, Rich, Shape, State, ThreadBuilder,
};

/// A page of Nitter.
pub const FORMAT: Format = Format {
    id: "nitter",
    title: "Saved page of Nitter",
    how: "Open the post on a Nitter server (the address of the post, with the server's name instead of x.com), \
          and save the page (Ctrl+S, 'HTML only' suffices)",
    recognise: |input| page_format(input) == Some(Kind::Nitter),
    read,
    package: None,
};

fn is_item(element: &Element) -> bool {
    element.has_class("timeline-item") || is_more(element)
}

fn is_more(element: &Element) -> bool {
    element.has_class("more-replies")
}

fn is_quote(element: &Element) -> bool {
    element.has_class("quote")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("X"));
    let title = page::title(tree);
    builder
        .title(title.and_then(|title| Clean::some_line(title.strip_suffix(" | nitter").unwrap_or(&title))));
    let mut page = Page::at(tree, "https://x.com/", links);
    let is_conversation = tree.find(|e| e.has_class("main-thread") || e.has_class("main-tweet")).is_some();
    if !is_conversation {
        builder.shape(Shape::Collection);
    }
    let mut chain = Chain::default();
    let mut read_to = 0;
    for element in tree.elements().filter(is_item) {
        if element.place() < read_to || (element.has_class("show-more") && !is_more(&element)) {
            continue;
        }
        read_to = element.end();
        let mut draft = if is_more(&element) { omitted(element) } else { post(element, &mut page) };
        if is_conversation {
            chain.take(element, &mut draft);
        }
        builder.push(draft);
    }
    finish(tree, builder)
}

/// Who answers whom: posts of one chain answer each other, chains of answers the main post.
#[derive(Default)]
struct Chain {
    main: Option<Clean>,
    last: Option<Clean>,
    /// The end of the group of answers at hand.
    end: u32,
}

impl Chain {
    fn take(&mut self, element: Element, draft: &mut Draft) {
        if element.place() >= self.end
            && let Some(group) = element.ancestors().take(4).find(|e| e.has_class("reply"))
        {
            self.end = group.end();
            self.last.clone_from(&self.main);
        }
        name_gap(draft, element.place());
        if self.last != draft.id || draft.id.is_none() {
            draft.reply_to.clone_from(&self.last);
        }
        if draft.id.is_some() {
            self.last.clone_from(&draft.id);
        }
        if self.main.is_none() && element.ancestors().take(3).any(|e| e.has_class("main-tweet")) {
            self.main.clone_from(&draft.id);
        }
    }
}

fn omitted(element: Element) -> Draft {
    let line = element.line();
    let count = line.split_whitespace().find_map(number).unwrap_or(0);
    Draft { state: Some(State::Omitted), omitted: count, ..Draft::default() }
}

/// What of an item is its own, not that of the post it quotes.
fn own(item: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    item.within(is_quote)
}

fn class<'t>(mut elements: impl Iterator<Item = Element<'t>>, name: &str) -> Option<Element<'t>> {
    elements.find(|e| e.has_class(name))
}

fn post(item: Element, page: &mut Page) -> Draft {
    let gone = class(own(item), "unavailable-box").map(Element::line);
    if class(own(item), "tweet-content").is_none()
        && let Some(notice) = gone
    {
        return Draft { state: Some(state(&notice)), ..Draft::default() };
    }
    let href = |e: Element<'_>| e.attribute("href").map(str::to_owned);
    let link = class(own(item), "tweet-link").and_then(href);
    let date = class(own(item), "tweet-date");
    let dated = date.and_then(|e| e.within(|_| false).find(|e| e.name() == "a"));
    let link = link.or_else(|| dated.and_then(href)).unwrap_or_default();
    let mut draft = Draft { author: author(item), ..addressed(&link) };
    draft.created = dated.and_then(|e| date_line(e.attribute("title")?)?.time).or(draft.created);
    draft.body = body(item, page);
    draft.media = media(own(item), page);
    draft.counts = counts(item);
    draft.quote =
        item.within(|e| e.has_class("tweet-content")).find(is_quote).map(|e| Box::new(quote(e, page)));
    let Some(header) = class(own(item), "retweet-header") else { return draft };
    let shown = header.line();
    let name = shown.strip_suffix(" retweeted").unwrap_or(&shown);
    let author = Author { name: Clean::some_line(name), ..Author::default() };
    Draft { author, is_repost: true, quote: Some(Box::new(draft)), ..Draft::default() }
}

/// What the address of a post tells of it.
fn addressed(link: &str) -> Draft {
    let Some((handle, id)) = status_of(link) else { return Draft::default() };
    Draft {
        id: Clean::some_line(id),
        url: Clean::some_line(&format!("https://x.com/{handle}/status/{id}")),
        created: snowflake_time(id),
        ..Draft::default()
    }
}

fn author(item: Element) -> Author {
    let title = |name: &str| {
        let element = class(own(item), name)?;
        Some(element.attribute("title").map_or_else(|| element.line(), str::to_owned))
    };
    let handle = title("username").or_else(|| item.attribute("data-username").map(str::to_owned));
    let handle = handle.as_deref().map(|handle| handle.trim_start_matches('@'));
    Author {
        name: title("fullname").as_deref().and_then(Clean::some_line),
        handle: handle.and_then(Clean::some_line),
        id: None,
    }
}

fn body(item: Element, page: &mut Page) -> Rich {
    let lines = || Text { keeps_lines: true, ..Text::default() };
    let card = class(own(item), "card").and_then(|card| card_of(card, page));
    let text = class(own(item), "tweet-content");
    let text = text.map(|text| page.text(text, &Text { title: card.clone(), ..lines() }));
    let mut body = text.unwrap_or_default();
    if let Some(poll) = class(own(item), "poll") {
        let class_in = |name: &'static str| poll.within(|_| false).filter(move |e| e.has_class(name));
        let shares = class_in("poll-choice-value").map(|e| Some(e.line())).chain(std::iter::repeat(None));
        // The share stands before what it is of.
        let choices = class_in("poll-choice-option").zip(shares);
        let choices = choices.map(|(option, share)| (option.line(), share.filter(|_| option.is_ended())));
        add_poll(&mut body, choices);
        if let Some(info) = class(poll.within(|_| false), "poll-info") {
            body.push(&format!("\n{}", info.line()));
        }
    }
    if let Some((url, title)) = card {
        add_card(&mut body, &url, &title);
    }
    if let Some(note) = class(own(item), "community-note-text") {
        let note = page.text(note, &lines());
        add_community_note(&mut body, note);
    }
    body
}

/// The address and the title of a card.
fn card_of(card: Element, page: &Page) -> Option<(String, Clean)> {
    let anchor = card.within(|_| false).find(|e| e.name() == "a" && e.attribute("href").is_some())?;
    let title = class(card.within(|_| false), "card-title")?.line();
    let url = page.address(anchor.attribute("href")?)?;
    Some((original(&url).unwrap_or(url).to_string(), Clean::line(&title)))
}

fn quote(frame: Element, page: &mut Page) -> Draft {
    let inner = || frame.within(|_| false);
    if frame.has_class("unavailable") {
        return Draft { state: Some(state(&frame.line())), ..Draft::default() };
    }
    let link = class(inner(), "quote-link").and_then(|e| e.attribute("href")).unwrap_or_default();
    let mut draft = addressed(link);
    let title = |name: &str| {
        class(inner(), name).map(|e| e.attribute("title").map_or_else(|| e.line(), str::to_owned))
    };
    draft.author = Author {
        name: title("fullname").as_deref().and_then(Clean::some_line),
        handle: title("username").and_then(|handle| Clean::some_line(handle.trim_start_matches('@'))),
        id: None,
    };
    let dated = class(inner(), "tweet-date").and_then(|e| e.within(|_| false).find(|e| e.name() == "a"));
    draft.created = dated.and_then(|e| date_line(e.attribute("title")?)?.time).or(draft.created);
    let text = class(inner(), "quote-text");
    draft.body =
        text.map(|e| page.text(e, &Text { keeps_lines: true, ..Text::default() })).unwrap_or_default();
    draft.media = media(inner(), page);
    draft
}

fn state(notice: &str) -> State {
    let notice = notice.to_lowercase();
    let says = |word: &str| notice.contains(word);
    match () {
        () if says("deleted") => State::Deleted,
        () if says("suspended") => State::Suspended,
        () if says("limits who") || says("protected") || says("private") => State::Private,
        () if says("withheld") => State::Withheld,
        () if says("blocked") => State::Blocked,
        () if says("violat") => State::Removed,
        () => State::Missing,
    }
}

fn media<'t>(elements: impl Iterator<Item = Element<'t>>, page: &Page) -> Vec<Media> {
    let mut found: Vec<Media> = Vec::new();
    let mut in_media = 0;
    for element in elements {
        if ["attachments", "quote-media-container", "media-gif", "gallery-row", "attachment"]
            .iter()
            .any(|c| element.has_class(c))
        {
            in_media = in_media.max(element.end());
        }
        if element.has_class("alt-text") {
            let line = element.line();
            let alt = Clean::text(line.strip_prefix("ALT").unwrap_or(&line).trim());
            if let Some(last) = found.last_mut().filter(|last| last.alt.is_none() && !alt.is_empty()) {
                last.alt = Some(alt);
            }
        }
        if element.place() >= in_media {
            continue;
        }
        if element.has_class("still-image") {
            let alt =
                element.within(|_| false).find_map(|e| e.attribute("alt")).filter(|alt| *alt != "Image");
            found.push(picture(page.media(MediaKind::Image, element.attribute("href"), alt)));
        } else if element.name() == "video" {
            let source =
                element.within(|_| false).find(|e| e.name() == "source").and_then(|e| e.attribute("src"));
            let src = element.attribute("data-url").or(source).or_else(|| element.attribute("poster"));
            let kind = if element.has_class("gif") { MediaKind::Gif } else { MediaKind::Video };
            found.push(picture(page.media(kind, src, None)));
        }
    }
    found
}

/// A picture with its address at X instead of that at the mirror.
fn picture(medium: Media) -> Media {
    let url = medium.url.as_deref().and_then(|url| Url::parse(url).ok());
    let url = url.map(|url| original(&url).unwrap_or(url).to_string());
    Media { url: url.as_deref().and_then(Clean::some_line), ..medium }
}

fn counts(item: Element) -> Counts {
    let mut counts = Counts::default();
    for stat in own(item).filter(|e| e.has_class("tweet-stat")) {
        let line = stat.line();
        let count = if line.trim().is_empty() { Some(0) } else { number(&line) };
        let fields = [
            ("icon-comment", &mut counts.replies),
            ("icon-retweet", &mut counts.reposts),
            ("icon-quote", &mut counts.quotes),
            ("icon-heart", &mut counts.likes),
            ("icon-views", &mut counts.views),
        ];
        let has = |class: &str| stat.within(|_| false).any(|e| e.has_class(class));
        if let Some((_, field)) = fields.into_iter().find(|(class, _)| has(class)) {
            *field = count;
        } else if has("icon-play") {
            counts.views = count;
        }
    }
    counts
}

/// What the links on Nitter's pages and in its feeds lead to.
pub(in crate::formats) fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    let has_sign = anchor.shown.starts_with(['@', '#', '$']);
    let is_own = matches!(url.host_str(), Some("x.com" | "twitter.com"))
        || url.path().starts_with("/search")
        || (has_sign && url.path().trim_matches('/').split('/').count() == 1);
    if let Some(name) = named(anchor).filter(|_| is_own) {
        let Target::Mention(EntityKind::Handle, _) = &name else { return Some(name) };
        return Some(Target::Mention(EntityKind::Handle, None));
    }
    original(url).map(|url| Target::Link(page::link(url.as_str())))
}

/// The address that a mirror's was made from; `None` where it is no mirror's.
pub(super) fn original(url: &Url) -> Option<Url> {
    let host = url.host_str()?;
    if let Some(pic) = url.path().strip_prefix("/pic/") {
        let name = pic.strip_prefix("orig/").unwrap_or(pic);
        let name = percent_decoded(name);
        let host = if name.starts_with("video.twimg.com") || name.starts_with("pbs.twimg.com") {
            ""
        } else {
            "pbs.twimg.com/"
        };
        return Url::parse(&format!("https://{host}{}", name.trim_start_matches("https://"))).ok();
    }
    if let Some(video) = url.path().strip_prefix("/video/") {
        let name = percent_decoded(video.split_once('/').map_or(video, |(_, name)| name));
        return Url::parse(&name).ok();
    }
    let is_mirror =
        |words: &[&str]| words.iter().any(|word| host.split('.').any(|label| label.starts_with(word)));
    let target = if is_mirror(&["piped", "invidious", "yewtu"]) {
        "www.youtube.com"
    } else if is_mirror(&["teddit", "libreddit", "redlib"]) {
        "www.reddit.com"
    } else if is_mirror(&["nitter", "xcancel"]) {
        "x.com"
    } else {
        return None;
    };
    let mut original = url.clone();
    original.set_host(Some(target)).ok()?;
    original.set_scheme("https").ok()?;
    if target == "x.com" {
        original.set_fragment(None);
    }
    Some(original)
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digits = [ahead.next(), ahead.next()].map(|b| b.and_then(|b| char::from(b).to_digit(16)));
        match (byte, digits) {
            (b'%', [Some(high), Some(low)]) => {
                out.push((high * 16 + low) as u8);
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
