//! A page of Mastodon's web client, or a public page of older servers: a post with its thread, a profile, a timeline.
//!
//! ```text
//! .status[data-id]           a post above, below, or in a timeline
//!   .status--first-in-thread   answers the main post, or one that is not right above; the others answer the one above
//! .detailed-status           the main post, with its counts
//!   .display-name__html, .display-name__account, .status__content__text, .media-gallery, a.status-card
//! ```
//!
//! Source: `status.jsx` and `detailed_status.tsx` of Mastodon. Names of accounts of the page's own server lack its name.

use url::Url;

use super::below::{add_card, add_poll};
use super::page::{self, Page, Text, last_segment, number};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::text::date_line;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, EntityKind, Media, MediaKind, Precision, Rich, Shape, ThreadBuilder, Time,
};

/// A page of Mastodon.
pub const FORMAT: Format = Format {
    id: "mastodon-page",
    title: "Saved page of Mastodon",
    how: "Open the post on its author's server, scroll to the end of the answers, and save the page (Ctrl+S)",
    recognise: |input| page_format(input) == Some(Kind::Mastodon),
    read,
    package: None,
};

fn is_post(element: &Element) -> bool {
    element.has_class("status") || element.has_class("detailed-status")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("Mastodon"));
    builder.title(page::title(tree));
    let mut page = Page::new(tree, "", links);
    let server = page.address("/").and_then(|url| url.host_str().map(str::to_owned));
    let mut thread = Thread::default();
    let mut read_to = 0;
    for element in tree.elements().filter(is_post) {
        if element.place() < read_to {
            continue;
        }
        read_to = element.end();
        let mut post = Post { element, server: server.as_deref() };
        let mut draft = post.read(&mut page);
        if element.has_class("detailed-status") {
            draft.created = published(tree).or(draft.created);
            thread.has_main = true;
        }
        // The quoted post stands within, as a post.
        if let Some(quoted) = element.within(|_| false).find(is_post) {
            post.element = quoted;
            draft.quote = Some(Box::new(post.read(&mut page)));
        }
        let name = post.booster(element);
        if let Some(author) = name {
            draft = Draft { author, is_repost: true, quote: Some(Box::new(draft)), ..Draft::default() };
        } else {
            thread.take(element, &mut draft);
        }
        thread.drafts.push(draft);
    }
    if !thread.has_main {
        builder.shape(Shape::Collection);
        thread.drafts.iter_mut().for_each(|draft| draft.reply_to = None);
    }
    for draft in thread.drafts {
        builder.push(draft);
    }
    finish(tree, builder)
}

/// When the main post was made, which the page itself shows in its reader's zone.
fn published(tree: &Tree) -> Option<Time> {
    let names = ["og:published_time", "article:published_time"];
    let meta = tree.find(|e| e.name() == "meta" && names.iter().any(|name| e.is("property", name)))?;
    Time::parse(meta.attribute("content")?)
}

/// The posts so far, and what is known of who answers whom.
#[derive(Default)]
struct Thread {
    drafts: Vec<Draft>,
    main: Option<Clean>,
    has_main: bool,
}

impl Thread {
    fn take(&mut self, element: Element, draft: &mut Draft) {
        let before = self.drafts.last().and_then(|draft| draft.id.clone());
        let is_main = element.has_class("detailed-status");
        let is_first = element.has_class("status--first-in-thread");
        draft.reply_to = match () {
            () if is_main || self.main.is_none() || !is_first => before,
            () => self.main.clone(),
        };
        if is_main {
            self.main.clone_from(&draft.id);
        }
    }
}

#[derive(Clone, Copy)]
struct Post<'t, 's> {
    element: Element<'t>,
    /// The host of the page.
    server: Option<&'s str>,
}

impl<'t> Post<'t, '_> {
    fn own(self) -> impl Iterator<Item = Element<'t>> {
        self.element.within(is_post)
    }

    fn class(self, name: &str) -> Option<Element<'t>> {
        self.own().find(|e| e.has_class(name))
    }

    fn read(self, page: &mut Page) -> Draft {
        let times = ["status__relative-time", "detailed-status__datetime", "u-url"];
        let link = times.iter().find_map(|name| self.class(name));
        let address = link.and_then(|e| page.address(e.attribute("href")?));
        let segment = address.as_ref().and_then(|url| last_segment(url).map(str::to_owned));
        let id = self.element.attribute("data-id").map(str::to_owned).or(segment);
        let time =
            self.own().find(|e| e.name() == "time").and_then(|e| Time::parse(e.attribute("datetime")?));
        let shown = || date_line(&link?.line())?.time.map(|time| time.with_precision(Precision::Day));
        Draft {
            created: time.or_else(|| id.as_deref().and_then(time_of_id)).or_else(shown),
            id: id.as_deref().and_then(Clean::some_line),
            url: address.and_then(|url| Clean::some_line(url.as_str())),
            author: self.author(),
            content_warning: self.warning(),
            visibility: self.visibility(),
            language: self
                .class("status__content__text")
                .and_then(|e| e.attribute("lang"))
                .and_then(Clean::some_line),
            body: self.body(page),
            media: self.media(page),
            counts: self.counts(),
            ..Draft::default()
        }
    }

    fn author(self) -> Author {
        let name = self.class("display-name__html").or_else(|| self.class("p-name")).map(Element::line);
        let link = self.class("status__display-name").and_then(|e| e.attribute("title"));
        let account = self.class("display-name__account").map(Element::line);
        let handle = link.filter(|title| title.contains('@')).map(str::to_owned).or(account);
        let handle = handle.or_else(|| link.map(str::to_owned)).map(|h| self.full(h.trim_start_matches('@')));
        Author {
            name: name.as_deref().and_then(Clean::some_line),
            handle: handle.as_deref().and_then(Clean::some_line),
            id: None,
        }
    }

    /// A name with its server: the page leaves out its own.
    fn full(self, name: &str) -> String {
        match self.server.filter(|_| !name.contains('@')) {
            Some(server) => format!("{name}@{server}"),
            None => name.to_owned(),
        }
    }

    /// Who boosted it, by the line above.
    fn booster(self, element: Element<'t>) -> Option<Author> {
        let prepend = element.parent()?.children().find(|e| e.has_class("status__prepend"))?;
        let shown = prepend.line();
        let name = shown.strip_suffix(" boosted")?;
        let link = prepend.within(|_| false).find(|e| e.name() == "a");
        let handle = link.and_then(|e| e.attribute("href")?.rsplit('/').next()?.strip_prefix('@'));
        let handle = handle.map(|handle| self.full(handle)).and_then(|handle| Clean::some_line(&handle));
        Some(Author { name: Clean::some_line(name), handle, id: None })
    }

    fn warning(self) -> Option<Clean> {
        let button = || self.class("status__content__spoiler-link").and_then(Element::parent);
        let around = self.class("content-warning").or_else(button)?;
        let html =
            around.inner_without(|e| e.name() == "button" || e.has_class("status__content__spoiler-link"));
        let text = crate::formats::html::read(&html, &mut crate::formats::html::LinksOnly);
        Some(Clean::text(text.text().trim())).filter(|text| !text.is_empty())
    }

    fn visibility(self) -> Option<Clean> {
        let names =
            [("public", "public"), ("unlisted", "unlisted"), ("private", "followers"), ("direct", "direct")];
        let around =
            std::iter::once(self.element).chain(self.element.ancestors().take_while(|e| !is_post(e)).take(3));
        let classes: Vec<&str> = around.filter_map(|e| e.attribute("class")).collect();
        let has = |class: &str| classes.iter().any(|c| c.split_ascii_whitespace().any(|word| word == class));
        let found = names.iter().find(|(name, _)| {
            ["status-", "status__wrapper-", "detailed-status__wrapper-", "detailed-status-"]
                .iter()
                .any(|prefix| has(&format!("{prefix}{name}")))
        });
        found.map(|(_, shown)| Clean::line(shown))
    }

    fn body(self, page: &mut Page) -> Rich {
        let card = self.class("status-card").and_then(|card| {
            let title = card.within(|_| false).find(|e| e.has_class("status-card__title"))?;
            let title = title.attribute("title").map_or_else(|| title.line(), str::to_owned);
            Some((page.address(card.attribute("href")?)?.to_string(), Clean::line(&title)))
        });
        let texts = ["status__content__text", "e-content", "status__content"];
        let text = texts.iter().find_map(|name| self.class(name));
        let leaves_out = |e: &Element| {
            e.name() == "button"
                || e.has_class("status__content__read-more-button")
                || e.has_class("quote-inline")
        };
        let title = card.clone();
        let mut body =
            text.map(|e| page.text(e, &Text { leaves_out, title, ..Text::default() })).unwrap_or_default();
        if let Some(poll) = self.class("poll") {
            let mut choices: Vec<(String, Option<String>)> = Vec::new();
            for element in poll.within(|_| false) {
                if element.has_class("poll__number") {
                    choices.push((String::new(), Some(element.line()).filter(|share| !share.is_empty())));
                } else if element.has_class("poll__option__text") {
                    match choices.last_mut().filter(|(label, _)| label.is_empty()) {
                        Some(choice) => {
                            choice.0 = element.line();
                            choice.1 = choice.1.take().filter(|_| element.is_ended());
                        }
                        None => choices.push((element.line(), None)),
                    }
                }
            }
            choices.retain(|(label, _)| !label.is_empty());
            add_poll(&mut body, choices);
        }
        if let Some((url, title)) = card {
            add_card(&mut body, &url, &title);
        }
        body
    }

    fn media(self, page: &Page) -> Vec<Media> {
        let mut found = Vec::new();
        for element in self.own() {
            if element.has_class("media-gallery__item-thumbnail") {
                let inner = element.within(|_| false).find(|e| matches!(e.name(), "img" | "video"));
                let alt = inner.and_then(|e| e.attribute("alt").or_else(|| e.attribute("aria-label")));
                let src = element.attribute("href").or_else(|| inner?.attribute("src"));
                found.push(page.media(MediaKind::Image, src, alt));
            } else if element.name() == "video" || element.name() == "audio" {
                let is_gif = element.has_class("media-gallery__item-gifv-thumbnail");
                let kind = match element.name() {
                    "audio" => MediaKind::Audio,
                    _ if is_gif => MediaKind::Gif,
                    _ => MediaKind::Video,
                };
                let source = element.within(|_| false).find(|e| e.name() == "source");
                let src = element.attribute("src").or_else(|| source?.attribute("src"));
                let alt = ["aria-label", "title"].iter().find_map(|name| element.attribute(name));
                found.push(page.media(kind, src, alt));
            }
        }
        found
    }

    fn counts(self) -> Counts {
        let count = |names: &[&str]| names.iter().find_map(|name| number(&self.class(name)?.line()));
        let mut buttons = self.own().filter(|e| e.has_class("icon-button__counter"));
        Counts {
            likes: count(&["detailed-status__favorites", "detailed-status__favourites"]),
            reposts: count(&["detailed-status__reblogs"]),
            quotes: count(&["detailed-status__quotes"]),
            // Of the buttons below a post, the first has a number that all may see.
            replies: buttons.next().and_then(|e| number(&e.line())),
            views: None,
        }
    }
}

/// When a server made the post of this id; its ids are milliseconds, shifted by 16 bits, since 2017.
fn time_of_id(id: &str) -> Option<Time> {
    /// 1 January 2016.
    const FIRST: u64 = 1_451_606_400_000;
    let millis = id.parse::<u64>().ok()? >> 16;
    let time = i64::try_from(millis).ok().filter(|_| millis > FIRST)?;
    Time::from_millis(time, Precision::Second)
}

fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    let is_tag =
        anchor.shown.starts_with('#') && (anchor.has_class("hashtag") || url.path().starts_with("/tags/"));
    if is_tag && anchor.shown.len() > 1 {
        return Some(Target::Mention(EntityKind::Hashtag, None));
    }
    let is_mention = anchor.has_class("mention") || anchor.has_class("u-url");
    let name = anchor.shown.strip_prefix('@').filter(|name| is_mention && !name.is_empty())?;
    // `https://server/@name`, or, of an account elsewhere, `https://server/@name@elsewhere`.
    let of_path = last_segment(url).and_then(|last| last.strip_prefix('@')).filter(|last| last.contains('@'));
    let full = match (of_path, url.host_str()) {
        (Some(full), _) => full.to_owned(),
        (None, Some(host)) if !name.contains('@') => format!("{name}@{host}"),
        _ => name.to_owned(),
    };
    Some(Target::Mention(EntityKind::Handle, Clean::some_line(&format!("@{full}"))))
}
