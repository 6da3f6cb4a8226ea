//! What is attached to a post: pictures, films, link cards, quoted posts; as the API shows it, or as the record has it.
//!
//! A record names pictures by their content alone; where its account is known, that gives the address at which Bluesky
//! serves them. Source: the lexicons `app.bsky.embed.*`.

use super::uris::{self, AtUri};
use crate::formats::json::{Fields, Object, text};
use crate::model::{Author, Clean, Draft, DraftLink, Media, MediaKind, Rich, State, address};

/// What is attached to one post.
#[derive(Default)]
pub(super) struct Attached<'a> {
    pub(super) media: Vec<Media>,
    /// The address and the title of what links point to beside the text.
    pub(super) cards: Vec<(Clean, Option<Clean>)>,
    pub(super) quote: Option<Quoted<'a>>,
}

/// What a post quotes.
pub(super) enum Quoted<'a> {
    /// A post, with its words.
    Post(&'a str),
    /// A post that is not there.
    Gone(Box<Draft>),
}

impl<'a> Attached<'a> {
    /// Takes in an embed; `did` is the account whose post it is of.
    pub(super) fn take(&mut self, embed: &mut Fields<'a, '_>, did: Option<&str>) {
        let Some(kind) = embed.text("$type") else { return };
        match kind.strip_suffix("#view").unwrap_or(&kind) {
            "app.bsky.embed.images" => {
                let images = embed.items("images", |image| Some(read_image(image, did)));
                self.media.extend(images);
            }
            "app.bsky.embed.video" => self.media.push(read_video(embed, did)),
            "app.bsky.embed.external" => {
                if let Some(mut external) = embed.inner("external") {
                    self.take_external(&mut external);
                }
            }
            "app.bsky.embed.record" => self.take_record(embed),
            "app.bsky.embed.recordWithMedia" => {
                if let Some(mut record) = embed.inner("record") {
                    self.take_record(&mut record);
                }
                if let Some(mut media) = embed.inner("media") {
                    // It holds no further embeds: a record with media is no medium.
                    if media.text("$type").is_some_and(|kind| !kind.starts_with("app.bsky.embed.record")) {
                        self.take(&mut media, did);
                    }
                }
            }
            other => embed.warn("", &format!("attached is something of an unknown kind ({other}); left out")),
        }
    }

    fn take_external(&mut self, external: &mut Fields) {
        let Some(url) = external.line("uri").filter(|uri| address::is_web(uri)) else { return };
        let host = address::host(&url).unwrap_or_default();
        // Animated pictures are chosen from a service and attached as links to it.
        if matches!(&*host, "media.tenor.com" | "static.klipy.com" | "media.giphy.com") {
            let alt = external.passage("description").map(|told| {
                let words = told.strip_prefix("ALT: ").or_else(|| told.strip_prefix("Alt: "));
                words.map_or_else(|| told.clone(), Clean::text)
            });
            self.media.push(Media { kind: MediaKind::Gif, url: Some(url), file: None, alt });
        } else {
            self.cards.push((url, external.line("title")));
        }
    }

    /// Takes in what a quote shows: a post, a post that is not there, or a feed, a list and the like.
    fn take_record(&mut self, embed: &mut Fields<'a, '_>) {
        let raw = embed.object.get("record");
        let Some(mut record) = embed.inner("record") else { return };
        let kind = record.text("$type").unwrap_or_default();
        let state = match kind.rsplit('#').next().unwrap_or_default() {
            "viewRecord" => {
                self.quote = raw.map(Quoted::Post);
                return;
            }
            "viewNotFound" => State::Deleted,
            "viewBlocked" => State::Blocked,
            "viewDetached" => State::Withheld,
            _ => State::Missing,
        };
        let uri = record.text("uri").unwrap_or_default();
        let parsed = AtUri::parse(&uri);
        if state == State::Missing && parsed.is_some_and(|uri| uri.collection != super::POST) {
            let handle = ["creator"].iter().find_map(|name| handle_in(record.object.get(name)?));
            let title = record.line("displayName").or_else(|| record.line("name"));
            let title = title.or_else(|| name_in(record.object.get("record")?));
            let page = parsed.and_then(|uri| uri.page(handle.as_deref()));
            self.cards.extend(page.map(|page| (page, title)));
            return;
        }
        self.quote = Some(Quoted::Gone(Box::new(Draft { state: Some(state), ..absent(&uri) })));
    }
}

/// What an address tells of a post that is not there.
pub(super) fn absent(uri: &str) -> Draft {
    let parsed = AtUri::parse(uri);
    Draft {
        id: Clean::some_line(uri),
        url: parsed.and_then(|uri| uri.page(None)),
        author: parsed.map_or_else(Author::default, AtUri::author),
        ..Draft::default()
    }
}

fn handle_in(raw: &str) -> Option<Clean> {
    Object::walk(raw).ok()?.get("handle").and_then(text).and_then(|handle| Clean::some_line(&handle))
}

fn name_in(raw: &str) -> Option<Clean> {
    Object::walk(raw).ok()?.get("name").and_then(text).and_then(|name| Clean::some_line(&name))
}

fn read_image(image: &mut Fields, did: Option<&str>) -> Media {
    let url = image.line("fullsize").or_else(|| image.line("thumb")).or_else(|| {
        let (did, cid) = (did?, blob(image.object.get("image")?)?);
        Some(Clean::line(&format!("https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}@jpeg")))
    });
    Media { kind: MediaKind::Image, url, file: None, alt: image.passage("alt") }
}

fn read_video(video: &mut Fields, did: Option<&str>) -> Media {
    let url = video.line("playlist").or_else(|| {
        let (did, cid) = (did?.replace(':', "%3A"), blob(video.object.get("video")?)?);
        Some(Clean::line(&format!("https://video.bsky.app/watch/{did}/{cid}/playlist.m3u8")))
    });
    Media { kind: MediaKind::Video, url, file: None, alt: video.passage("alt") }
}

/// The CID of a blob; the oldest records have it without a reference around it.
fn blob(raw: &str) -> Option<String> {
    let blob = Object::walk(raw).ok()?;
    let cid = match blob.get("ref") {
        Some(reference) => Object::walk(reference).ok()?.get("$link").and_then(text),
        None => blob.get("cid").and_then(text),
    }?;
    cid.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| cid.into_owned())
}

/// Puts the titles of cards on the links that lead to the same place; what has no link yet becomes one, below the text.
pub(super) fn add_cards(body: &mut Rich, cards: Vec<(Clean, Option<Clean>)>) {
    for (url, title) in cards {
        let there = address::normal(&url);
        let leads_there = |link: &str| link == &*url || (there.is_some() && address::normal(link) == there);
        body.entitle(|link| title.clone().filter(|_| leads_there(&link.url)));
        if body.links().iter().any(|(_, link)| leads_there(&link.url)) {
            continue;
        }
        if !body.is_blank() {
            body.push("\n\n");
        }
        let reads = title.as_deref().unwrap_or(&url);
        body.push_link(reads, DraftLink { url: url.clone(), ..DraftLink::default() });
    }
}

/// The account in a field of a view.
pub(super) fn author(view: &mut Fields, name: &str) -> Option<Author> {
    let mut author = view.inner(name)?;
    let id = author.line("did");
    // What Bluesky says where a handle leads elsewhere.
    let handle = author.line("handle").filter(|handle| &**handle != "handle.invalid");
    let name = author.line("displayName");
    if name.is_none() && handle.is_none() {
        return id.map(|did| uris::account(&did));
    }
    Some(Author { name, handle, id })
}
