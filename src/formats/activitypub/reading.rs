//! A file of objects and activities, from its text to drafts: what is there twice, what was taken back, and whether it is
//! one thread or many.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::account::{Accounts, author_of_post};
use super::activity::{Kind, Unwrapped, unwrap};
use super::object::{self, Surroundings};
use super::{address_in, way};
use crate::formats::Unreadable;
use crate::formats::json::{At, Fields, Item, Object, excerpt, gather, several, text, top_level_keys};
use crate::model::{Author, Clean, Draft, Shape, State, ThreadBuilder, address};

const MEDIA: &str = "media_attachments/";

/// Where the media lie that an archive holds.
pub(super) struct Files {
    /// By what follows the last folder that archives name alike; `None` where only one file was opened.
    by_path: Option<HashMap<String, String>>,
}

impl Files {
    /// Those of an outbox by itself: they lie beside it, if they do.
    pub(super) fn unknown() -> Self {
        Self { by_path: None }
    }

    /// Those of an archive with files of these names.
    pub(super) fn of_archive(names: &[String]) -> Self {
        let of_media = names.iter().filter_map(|name| Some((below_media(name)?.to_owned(), name.clone())));
        Self { by_path: Some(of_media.collect()) }
    }

    /// Where the file of an attachment lies; `Err` where the archive should have it and has not.
    pub(super) fn find(&self, url: &str) -> Result<Option<Clean>, ()> {
        let is_elsewhere = address::is_web(url);
        let Some(path) = below_media(url) else {
            return Ok(Some(url.trim_start_matches('/'))
                .filter(|_| !is_elsewhere)
                .and_then(Clean::some_line));
        };
        match &self.by_path {
            Some(known) => match known.get(path) {
                Some(name) => Ok(Clean::some_line(name)),
                None if is_elsewhere => Ok(None),
                None => Err(()),
            },
            None => Ok(Some(path).filter(|_| !is_elsewhere).and_then(Clean::some_line)),
        }
    }
}

/// Servers put folders of their own above.
fn below_media(path: &str) -> Option<&str> {
    path.find(MEDIA).map(|start| &path[start..])
}

/// Reads the objects and activities in `text`.
pub(super) fn read(
    text: &str,
    mut accounts: Accounts,
    files: &Files,
    builder: &mut ThreadBuilder,
) -> Result<(), Unreadable> {
    let items = gather(text, way, builder)?;
    let mut found = Vec::with_capacity(items.len());
    let (mut addresses, mut others) = (0, 0);
    for item in items {
        let unwrapped = unwrap(item);
        match unwrapped.kind {
            Kind::Actor => accounts.learn(unwrapped.json),
            Kind::Other if item.json.starts_with('"') => addresses += 1,
            Kind::Other if !item.json.starts_with('{') => {
                builder.warn(
                    &item.at.field(""),
                    &format!("{} is no object; it was left out", excerpt(item.json)),
                );
            }
            Kind::Other => others += 1,
            _ => found.push(unwrapped),
        }
    }
    let found = once(found);
    if found.is_empty() && others + addresses > 0 {
        return Err(nothing(addresses));
    }
    for (count, what) in [
        (addresses, "are only the addresses of posts"),
        (others, "are no posts (likes, follows and the like)"),
    ] {
        if count > 0 {
            builder.warn("", &format!("{count} items {what}; they were left out"));
        }
    }
    builder.source().platform = Some(Clean::line(platform(&found)));
    tell_of_pages(text, builder);
    let mut thread = Found { posts: found, accounts, files, missing_files: 0 };
    thread.push_all(builder);
    if thread.missing_files > 0 {
        let message = format!("{} media are not in the archive", thread.missing_files);
        builder.warn("", &message);
    }
    Ok(())
}

fn nothing(addresses: usize) -> Unreadable {
    let what = match addresses {
        0 => "no post in it: a collection without its items, or activities that are none".to_owned(),
        _ => format!("no post in it, only the addresses of {addresses}"),
    };
    Unreadable::new(&what, "Save the posts themselves, or the pages of the collection that hold them.")
}

fn platform(found: &[Unwrapped]) -> &'static str {
    let first = found.iter().find(|found| found.kind == Kind::Post);
    let has = |name| first.is_some_and(|first| Object::walk(first.json).is_ok_and(|object| object.has(name)));
    match () {
        () if has("_misskey_content") => "Misskey",
        () if has("atomUri") => "Mastodon",
        () => "Fediverse",
    }
}

/// A page of a collection is not the whole of it.
fn tell_of_pages(text: &str, builder: &mut ThreadBuilder) {
    let next = top_level_keys(text).find(|(key, value)| *key == "next" && value.starts_with('"'));
    if let Some((_, value)) = next {
        let address = value[1..].split('"').next().unwrap_or_default();
        builder.warn("next", &format!("the file is one page of several; the next is {address}"));
    }
}

/// An item of the list of posts with whether it was taken back later.
struct Kept<'a> {
    found: Unwrapped<'a>,
    is_gone: bool,
}

/// Each post once, at its first place and in its last form.
fn once(all: Vec<Unwrapped>) -> Vec<Unwrapped> {
    let mut kept: Vec<Kept> = Vec::with_capacity(all.len());
    let mut places: HashMap<Cow<str>, usize> = HashMap::with_capacity(all.len());
    for found in all {
        let is_gone = found.kind == Kind::Gone;
        let Some(id) = found.id.clone() else {
            kept.push(Kept { found, is_gone });
            continue;
        };
        match places.entry(id) {
            Entry::Vacant(place) => {
                place.insert(kept.len());
                kept.push(Kept { found, is_gone });
            }
            Entry::Occupied(place) => {
                let first = &mut kept[*place.get()];
                first.is_gone |= is_gone;
                if rank(&first.found) < rank(&found) {
                    first.found = found;
                }
            }
        }
    }
    kept.into_iter().map(|Kept { found, is_gone }| Unwrapped { is_gone, ..found }).collect()
}

/// Of two forms of a post, the greater is shown: what is there, what was changed later, what is longer.
fn rank<'f>(found: &'f Unwrapped) -> (bool, Option<&'f str>, usize) {
    let is_there = matches!(found.kind, Kind::Post | Kind::Announce);
    (is_there, found.changed.as_deref(), found.json.len())
}

/// All that is to be read, and what helps to read it.
struct Found<'a, 'f> {
    posts: Vec<Unwrapped<'a>>,
    accounts: Accounts,
    files: &'f Files,
    missing_files: usize,
}

impl<'a> Found<'a, '_> {
    fn push_all(&mut self, builder: &mut ThreadBuilder) {
        let by_id: HashMap<Cow<str>, usize> =
            self.posts.iter().enumerate().filter_map(|(i, post)| Some((post.id.clone()?, i))).collect();
        self.answer_ids(&by_id);
        let shape = self.shape(&by_id);
        builder.shape(shape.shape);
        if let Some(absent) = &shape.absent {
            builder.push(absent_post(absent));
        }
        if shape.orphans > 0 {
            let orphans = shape.orphans;
            builder.warn(
                "",
                &format!("{orphans} posts answer posts that are not in the file; they stand below the first"),
            );
        }
        if shape.shape == Shape::Thread {
            let name =
                |post: &Unwrapped| Clean::some_line(&text(Object::walk(post.json).ok()?.get("name")?)?);
            builder.title(self.posts.iter().find_map(name));
        }
        for i in 0..self.posts.len() {
            let Some(mut draft) = self.draft(i, &by_id, builder) else { continue };
            if let Some(root) = &shape.root
                && draft.reply_to.as_ref().is_some_and(|id| !by_id.contains_key(&**id))
            {
                draft.reply_to = Clean::some_line(root);
            }
            builder.push(draft);
        }
    }

    /// Some software answers the address of a page instead of the id of a post.
    fn answer_ids(&mut self, by_id: &HashMap<Cow<'a, str>, usize>) {
        let by_url: HashMap<Cow<str>, Cow<str>> =
            self.posts.iter().filter_map(|post| Some((post.url.clone()?, post.id.clone()?))).collect();
        for post in &mut self.posts {
            if let Some(answered) = &post.reply_to
                && !by_id.contains_key(answered)
                && let Some(id) = by_url.get(answered)
            {
                post.reply_to = Some(id.clone());
            }
        }
    }

    /// A thread, where all posts hang together or say that they do; else many.
    fn shape(&self, by_id: &HashMap<Cow<'a, str>, usize>) -> Hanging<'a> {
        let is_sent = |post: &Unwrapped| post.kind == Kind::Announce || post.envelope.actor.is_some();
        let is_outbox = self.posts.iter().any(|post| !post.item.field.is_empty() && is_sent(post));
        let collection = Hanging { shape: Shape::Collection, absent: None, root: None, orphans: 0 };
        if is_outbox {
            return collection;
        }
        let is_orphan =
            |post: &&Unwrapped| post.reply_to.as_ref().is_some_and(|answered| !by_id.contains_key(answered));
        let orphans = self.posts.iter().filter(is_orphan);
        let absent: HashSet<&str> = orphans.clone().filter_map(|post| post.reply_to.as_deref()).collect();
        let mut roots = self.posts.iter().filter(|post| post.reply_to.is_none());
        let (root, further) = (roots.next(), roots.next());
        let thread = Hanging { shape: Shape::Thread, ..collection };
        let conversation = self.posts.first().and_then(|post| post.conversation.as_ref());
        let is_said = conversation.is_some()
            && self.posts.iter().all(|post| post.conversation.as_ref() == conversation);
        match (root, absent.len()) {
            _ if self.posts.len() < 2 => thread,
            (None, 1) => Hanging { absent: absent.iter().next().map(|id| (*id).to_owned().into()), ..thread },
            (_, 0) if further.is_none() => thread,
            (Some(root), _) if is_said && further.is_none() => {
                Hanging { root: root.id.clone(), orphans: orphans.count(), ..thread }
            }
            _ => Hanging { shape: Shape::Collection, ..thread },
        }
    }

    fn draft(
        &mut self,
        i: usize,
        by_id: &HashMap<Cow<'a, str>, usize>,
        builder: &mut ThreadBuilder,
    ) -> Option<Draft> {
        let post = &self.posts[i];
        let at = post.item.at;
        let at = at.repeated("object", post.depth);
        let object = Object::walk(post.json).unwrap_or_else(|_| Object::of_fields(Vec::new()));
        let mut around = Surroundings { accounts: &self.accounts, files: self.files, missing_files: 0 };
        let fields = &mut Fields { object, at, notes: builder };
        let quoted = match post.kind {
            Kind::Announce => fields.object.get("object").and_then(|raw| several(raw).first().copied()),
            _ => ["quote", "quoteUrl", "quoteUri", "_misskey_quote"]
                .iter()
                .find_map(|name| fields.object.get(name)),
        };
        let quote = quoted.and_then(|raw| {
            let known = address_in(raw).and_then(|id| by_id.get(&id)).map(|i| &self.posts[*i]);
            quote(raw, known, &mut around, fields.notes)
        });
        let mut draft = match post.kind {
            Kind::Post => object::read(fields, &post.envelope, quote.is_some(), &mut around),
            Kind::Announce => object::passed_on(fields, &around),
            Kind::Address | Kind::Gone => object::absent(fields, post, &around),
            Kind::Actor | Kind::Other => return None,
        };
        draft.quote = quote.map(Box::new);
        draft.reply_to = post.reply_to.as_deref().and_then(Clean::some_line);
        if post.is_gone {
            draft.state = Some(State::Deleted);
        }
        self.missing_files += around.missing_files;
        Some(draft)
    }
}

/// How the posts hang together.
struct Hanging<'a> {
    shape: Shape,
    /// The one post that is not there and that the others answer.
    absent: Option<Cow<'a, str>>,
    /// The post below which those stand whose own is not there.
    root: Option<Cow<'a, str>>,
    orphans: usize,
}

/// The post that another passes on or quotes: as it stands there, or elsewhere in the file, or its address alone.
fn quote(
    raw: &str,
    known: Option<&Unwrapped>,
    around: &mut Surroundings,
    notes: &mut ThreadBuilder,
) -> Option<Draft> {
    let of_raw = raw.starts_with('{').then(|| unwrap(Item { json: raw, at: At::DOCUMENT, field: "" }));
    let inner = of_raw.as_ref().filter(|inner| inner.kind == Kind::Post).or(known);
    if let Some(inner) = inner.filter(|inner| inner.kind == Kind::Post) {
        let object = Object::walk(inner.json).ok()?;
        let at = At::value("", inner.id.as_deref().unwrap_or("object"));
        let draft = object::read(&mut Fields { object, at, notes }, &inner.envelope, false, around);
        return Some(Draft { state: inner.is_gone.then_some(State::Deleted), ..draft });
    }
    let is_gone = of_raw.is_some_and(|inner| inner.kind == Kind::Gone);
    let address = address_in(raw).or_else(|| text(raw))?;
    let draft = absent_post(&address);
    Some(Draft { state: if is_gone { Some(State::Deleted) } else { draft.state }, ..draft })
}

/// Stands for a post of which only the address is known.
fn absent_post(id: &str) -> Draft {
    Draft {
        id: Clean::some_line(id),
        url: Clean::some_line(id).filter(|url| address::is_web(url)),
        author: if address::is_web(id) { author_of_post(id) } else { Author::default() },
        state: Some(State::Missing),
        ..Draft::default()
    }
}
