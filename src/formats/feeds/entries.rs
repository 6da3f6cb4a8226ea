//! From the entries of an XML feed to posts, with what platforms do of their own.

use super::content::{self, Content};
use super::dates;
use super::xml::{Entry, Feed};
use crate::formats::pages::{begins_with, entitled, status_of};
use crate::model::{Author, Clean, Draft, EntityKind, Media, MediaKind, Rich, Shape, ThreadBuilder, address};

/// Who wrote a feed, as far as it matters for reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Platform {
    Mastodon,
    Nitter,
    Bluesky,
    Reddit,
    Other,
}

/// As many fields, tags or media of an entry are looked at for one that belongs to another, or is it once more.
const NEAR: usize = 32;

/// Reads all entries.
pub(super) fn read(feed: &Feed, builder: &mut ThreadBuilder) {
    let platform = platform(feed);
    let name = match platform {
        Platform::Mastodon => Some("Mastodon"),
        Platform::Nitter => Some("X"),
        Platform::Bluesky => Some("Bluesky"),
        Platform::Reddit => Some("Reddit"),
        Platform::Other => None,
    };
    builder.source().platform = name.and_then(Clean::some_line);
    builder.title(feed.about.text("title").and_then(content::line));
    let owner = owner(feed, platform);
    let language = feed.about.text("language").and_then(Clean::some_line);
    let mut root: Option<Clean> = None;
    for (i, entry) in feed.entries.iter().enumerate() {
        let mut draft = draft(entry, &owner, platform);
        if draft.body.is_blank() && draft.media.is_empty() && draft.url.is_none() && draft.quote.is_none() {
            builder.warn(&format!("entry {}", i + 1), "no words and no address in it; it was left out");
            continue;
        }
        draft.language.clone_from(&language);
        let is_kind = |kind: &str| draft.id.as_deref().is_some_and(|id| id.starts_with(kind));
        if platform == Platform::Reddit && builder.is_empty() && is_kind("t3_") {
            root.clone_from(&draft.id);
        } else if root.is_some() && is_kind("t1_") {
            draft.reply_to.clone_from(&root);
        } else {
            root = None;
        }
        builder.push(draft);
    }
    if root.is_some() && builder.len() > 1 {
        builder.shape(Shape::Thread);
        builder
            .warn("", "a feed of Reddit does not say which comment answers which: all stand below the post");
    }
}

fn platform(feed: &Feed) -> Platform {
    let says = |name: &str, word: &str| feed.about.text(name).is_some_and(|text| text.contains(word));
    let first = feed.entries.first();
    let id = first.and_then(id).unwrap_or_default();
    let link = first.and_then(link).unwrap_or_default();
    if says("generator", "Mastodon") {
        Platform::Mastodon
    } else if id.starts_with("at://") {
        Platform::Bluesky
    } else if says("description", "Twitter feed for") || (link.ends_with("#m") && status_of(link).is_some()) {
        Platform::Nitter
    } else if id.starts_with("t3_") || id.starts_with("t1_") {
        Platform::Reddit
    } else {
        Platform::Other
    }
}

fn id(entry: &Entry) -> Option<&str> {
    let about = || entry.fields().find(|(_, field)| field.name == "link")?.1.attribute("rdf:about");
    entry.text("guid").or_else(|| entry.text("id")).or_else(about)
}

/// The address of an entry: RSS writes it as text, Atom as an attribute.
fn link(entry: &Entry) -> Option<&str> {
    let of_atom =
        entry.all("link").filter(|field| field.attribute("rel").is_none_or(|rel| rel == "alternate"));
    entry.text("link").or_else(|| of_atom.into_iter().find_map(|field| field.attribute("href")))
}

/// Who writes the entries that do not say who wrote them.
fn owner(feed: &Feed, platform: Platform) -> Author {
    let title = feed.about.text("title").unwrap_or_default();
    let address = link(&feed.about).unwrap_or_default();
    match platform {
        Platform::Mastodon => {
            let account = address.rsplit('/').next().and_then(|last| last.strip_prefix('@'));
            let handle = account.zip(address::host(address)).map(|(name, host)| format!("{name}@{host}"));
            Author {
                name: Clean::some_line(title),
                handle: handle.as_deref().and_then(Clean::some_line),
                id: None,
            }
        }
        Platform::Bluesky => {
            // `@handle - Name`
            let (handle, name) = title.split_once(" - ").unwrap_or((title, ""));
            let handle = handle.strip_prefix('@').and_then(Clean::some_line);
            Author { name: Clean::some_line(name), handle, id: None }
        }
        Platform::Nitter | Platform::Reddit => Author::default(),
        Platform::Other => {
            let name = feed.about.inner("author", "name").or_else(|| feed.about.text("itunes:author"));
            Author { name: Clean::some_line(name.unwrap_or(title)), ..Author::default() }
        }
    }
}

fn author(entry: &Entry) -> Option<Author> {
    let names = [
        entry.text("dc:creator"),
        entry.inner("author", "name"),
        entry.text("author"),
        entry.text("itunes:author"),
    ];
    let said = content::line(names.into_iter().flatten().next()?)?;
    // RSS wants `mail@server (Name)`, Reddit writes `/u/name`.
    let said = match said.split_once('(') {
        Some((mail, name)) if mail.contains('@') => Clean::line(name.trim_end_matches(')')),
        _ => Clean::line(said.strip_prefix("/u/").unwrap_or(&said)),
    };
    match said.strip_prefix('@') {
        Some(handle) => Some(Author { handle: Clean::some_line(handle), ..Author::default() }),
        None => Some(Author { name: Some(said), ..Author::default() }),
    }
}

fn draft(entry: &Entry, owner: &Author, platform: Platform) -> Draft {
    let words = ["content:encoded", "content", "description", "summary", "itunes:summary"];
    let words = words.iter().find_map(|name| entry.text(name)).unwrap_or_default();
    let Content { mut body, media, warning, quote } = match platform {
        // Bluesky writes plain text.
        Platform::Bluesky => Content { body: crate::formats::scanning::scan(words), ..Content::default() },
        _ => content::read(words, platform == Platform::Nitter),
    };
    let author = author(entry).unwrap_or_else(|| owner.clone());
    let is_told =
        |body: &Rich| body.is_blank() || entry.all("title").next().is_some_and(|field| field.is_whole);
    let title = entry.text("title").filter(|_| is_told(&body)).and_then(content::line);
    let title = title.filter(|title| is_title(title, &body, &author, platform));
    body = entitled(title.as_deref().unwrap_or_default(), body);
    let is_microblog = matches!(platform, Platform::Mastodon | Platform::Bluesky | Platform::Nitter);
    if !is_microblog && platform != Platform::Reddit {
        add_tags(&mut body, entry);
    }
    let times = ["pubdate", "published", "dc:date", "date", "updated"];
    let link = link(entry).or_else(|| entry.text("guid")).filter(|link| link.starts_with("http"));
    let number = link.and_then(|link| link.rsplit('/').next());
    // The id by which Mastodon's other forms know it.
    let number = number.filter(|id| platform == Platform::Mastodon && id.bytes().all(|b| b.is_ascii_digit()));
    let draft = Draft {
        id: number.or(id(entry)).or(link).and_then(Clean::some_line),
        url: link.and_then(Clean::some_line),
        author,
        created: times.iter().find_map(|name| dates::read(entry.text(name)?)),
        body,
        media: all_media(entry, media),
        content_warning: warning,
        quote,
        ..Draft::default()
    };
    if platform == Platform::Nitter { of_nitter(draft, entry) } else { draft }
}

/// Whether a title says what the text does not.
fn is_title(title: &str, body: &Rich, author: &Author, platform: Platform) -> bool {
    let of_author = author.name.as_deref().is_some_and(|name| {
        title
            .strip_prefix("/u/")
            .unwrap_or(title)
            .strip_prefix(name)
            .is_some_and(|rest| rest.starts_with(" on "))
    });
    match platform {
        Platform::Nitter | Platform::Mastodon => false,
        Platform::Reddit if of_author => false,
        _ => !begins_with(body.text(), title),
    }
}

/// A category as a hashtag below the text, where the text does not have it.
fn add_tags(body: &mut Rich, entry: &Entry) {
    let terms = entry.all("category").filter_map(|field| field.attribute("term").or(Some(field.text.trim())));
    let mut is_first = true;
    for term in terms
        .take(NEAR)
        .filter(|term| !term.is_empty() && term.len() <= 40 && !term.contains(char::is_whitespace))
    {
        let tag = format!("#{}", term.trim_start_matches('#'));
        if body.text().to_lowercase().contains(&tag.to_lowercase()) {
            continue;
        }
        let gap = match (body.is_blank(), is_first) {
            (true, _) => "",
            (false, true) => "\n\n",
            (false, false) => " ",
        };
        body.push(gap);
        body.push_mention(&tag, EntityKind::Hashtag, None);
        is_first = false;
    }
}

/// What is attached, with that which stands in the text.
fn all_media(entry: &Entry, in_text: Vec<Media>) -> Vec<Media> {
    let mut found: Vec<Media> = Vec::new();
    for (place, field) in entry.fields() {
        let is_enclosure = field.name == "enclosure"
            || (field.name == "link" && field.attribute("rel") == Some("enclosure"));
        if !is_enclosure && field.name != "media:content" {
            continue;
        }
        let address = field.attribute("url").or_else(|| field.attribute("href"));
        let Some(url) = address.filter(|url| url.starts_with("http")).and_then(Clean::some_line) else {
            continue;
        };
        let said = field.attribute("medium").or_else(|| field.attribute("type")).unwrap_or_default();
        let described = entry
            .fields()
            .skip(place + 1)
            .take(NEAR)
            .find(|(_, inner)| inner.name == "media:description" && inner.within == Some(place));
        let alt = described.map(|(_, inner)| Clean::text(inner.text.trim())).filter(|alt| !alt.is_empty());
        match found.iter_mut().rev().take(NEAR).find(|known| known.url.as_ref() == Some(&url)) {
            Some(known) => known.alt = known.alt.take().or(alt),
            None => found.push(Media { kind: content::kind(said), url: Some(url), file: None, alt }),
        }
    }
    for medium in in_text {
        if medium.kind != MediaKind::File && !found.iter().take(NEAR).any(|known| known.url == medium.url) {
            found.push(medium);
        }
    }
    found
}

/// Nitter tells in the title whose post was passed on by whom, and whom a post answers.
fn of_nitter(mut draft: Draft, entry: &Entry) -> Draft {
    let title = entry.text("title").unwrap_or_default();
    let title = title.strip_prefix("Pinned: ").unwrap_or(title);
    if let Some((handle, id)) = link(entry).and_then(status_of) {
        draft.id = Clean::some_line(id);
        draft.url = Clean::some_line(&format!("https://x.com/{handle}/status/{id}"));
        draft.author.handle = draft.author.handle.or_else(|| Clean::some_line(handle));
    }
    let named = |prefix: &str| {
        let (handle, _) = title.strip_prefix(prefix)?.split_once(": ")?;
        (!handle.contains(' ')).then_some(handle)
    };
    if let Some(handle) = named("R to @") {
        // X itself begins answers so.
        let mut body = Rich::default();
        body.push_mention(&format!("@{handle}"), EntityKind::Handle, None);
        body.push(" ");
        body.append(draft.body);
        draft.body = body;
    }
    match named("RT by @") {
        Some(handle) => Draft {
            author: Author { handle: Clean::some_line(handle), ..Author::default() },
            is_repost: true,
            quote: Some(Box::new(draft)),
            ..Draft::default()
        },
        None => draft,
    }
}
