//! The repository of an account, as it can be downloaded: a commit, a search tree of keys, and the records.
//!
//! ```text
//! commit {did, data} ─► node {l, e: [{p, k, v, t}]} ─► nodes left of, between and right of its keys
//!                                          └ record     a key shares its first p bytes with the one before
//! ```
//!
//! Source: atproto.com/specs/repository. A file that was cut still holds records that no key leads to any more; they are
//! shown without their addresses.

use std::collections::HashSet;

use super::car::Blocks;
use super::cbor::{Item, Reader, to_json};
use super::post;
use super::{POST, REPOST};
use crate::formats::json::{At, Object, text};
use crate::formats::{Input, Unreadable};
use crate::model::{Clean, Draft, Shape, ThreadBuilder, Unit};

/// A key is a collection and a name in it; neither may be long.
const KEY_BYTES: usize = 1024;
/// The account's own profile.
const PROFILE: &str = "app.bsky.actor.profile/self";

/// Reads the posts of a repository.
pub(super) fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let blocks = Blocks::find(input.bytes);
    builder.source().platform = Some(Clean::line("Bluesky"));
    builder.shape(Shape::Collection);
    let commit = blocks.roots.iter().find_map(|root| read_commit(blocks.list[blocks.place(root)?]));
    let mut reading = Reading {
        did: commit.as_ref().map(|(did, _)| did.clone()),
        seen: vec![false; blocks.list.len()],
        blocks,
        name: None,
        has_media: false,
        absent: 0,
    };
    let is_whole =
        commit.is_some_and(|(_, tree)| reading.walk(tree, builder)) && reading.blocks.broken.is_none();
    if !is_whole {
        reading.read_strays(builder);
    }
    reading.tell(is_whole, builder)
}

/// The account of a commit, and the root of its tree.
fn read_commit(block: &[u8]) -> Option<(String, &[u8])> {
    let mut reader = Reader::new(block);
    let Item::Map(fields) = reader.item()? else { return None };
    let (mut did, mut tree) = (None, None);
    for _ in 0..fields {
        match &*reader.text()? {
            "did" => did = Some(reader.text()?.into_owned()),
            "data" => tree = reader.link()?,
            _ => reader.skip()?,
        }
    }
    did.zip(tree)
}

/// What a node of the tree holds, in the order of the keys.
enum Step<'a> {
    Node(&'a [u8]),
    Record(String, &'a [u8]),
}

/// The nodes below a node, and those of its records that are of interest.
fn read_node(block: &[u8]) -> Option<Vec<Step<'_>>> {
    let mut reader = Reader::new(block);
    let Item::Map(fields) = reader.item()? else { return None };
    let (mut left, mut steps) = (None, Vec::new());
    for _ in 0..fields {
        match &*reader.text()? {
            "l" => left = reader.link()?,
            "e" => {
                let Item::List(count) = reader.item()? else { return None };
                let mut key = Vec::new();
                for _ in 0..count {
                    read_entry(&mut reader, &mut key, &mut steps)?;
                }
            }
            _ => reader.skip()?,
        }
    }
    steps.splice(0..0, left.map(Step::Node));
    Some(steps)
}

/// Reads an entry of a node; `key` is that of the entry before, and then its own.
fn read_entry<'a>(reader: &mut Reader<'a>, key: &mut Vec<u8>, steps: &mut Vec<Step<'a>>) -> Option<()> {
    let Item::Map(fields) = reader.item()? else { return None };
    let (mut shared, mut rest, mut value, mut right) = (0, None, None, None);
    for _ in 0..fields {
        match &*reader.text()? {
            "p" => {
                let Item::Unsigned(count) = reader.item()? else { return None };
                shared = usize::try_from(count).ok()?;
            }
            "k" => {
                let Item::Bytes(bytes) = reader.item()? else { return None };
                rest = Some(bytes);
            }
            "v" => value = reader.link()?,
            "t" => right = reader.link()?,
            _ => reader.skip()?,
        }
    }
    let rest = rest.filter(|rest| shared <= key.len() && shared + rest.len() <= KEY_BYTES)?;
    key.truncate(shared);
    key.extend_from_slice(rest);
    let name = std::str::from_utf8(key).ok()?;
    let collection = name.split('/').next().unwrap_or_default();
    if collection == POST || collection == REPOST || name == PROFILE {
        steps.push(Step::Record(name.to_owned(), value?));
    }
    steps.extend(right.map(Step::Node));
    Some(())
}

struct Reading<'a> {
    did: Option<String>,
    blocks: Blocks<'a>,
    /// Which blocks were come by.
    seen: Vec<bool>,
    /// How the account calls itself.
    name: Option<Clean>,
    has_media: bool,
    /// How many records have a key and are not in the file.
    absent: usize,
}

impl<'a> Reading<'a> {
    /// Walks the tree and reads what is of interest; whether all of the tree was there.
    fn walk(&mut self, root: &'a [u8], builder: &mut ThreadBuilder) -> bool {
        let mut is_whole = true;
        let mut due = vec![Step::Node(root)];
        let mut visited = HashSet::new();
        while let Some(step) = due.pop() {
            match step {
                // A node that leads to itself would never end.
                Step::Node(cid) if !visited.insert(cid) => {}
                Step::Node(cid) => {
                    let steps = self.block(cid).and_then(read_node);
                    is_whole &= steps.is_some();
                    due.extend(steps.into_iter().flatten().rev());
                }
                Step::Record(key, cid) => match self.block(cid) {
                    Some(record) => self.read_record(&key, record, builder),
                    None => self.absent += 1,
                },
            }
        }
        is_whole
    }

    fn block(&mut self, cid: &[u8]) -> Option<&'a [u8]> {
        let place = self.blocks.place(cid)?;
        self.seen[place] = true;
        Some(self.blocks.list[place])
    }

    fn read_record(&mut self, key: &str, record: &[u8], builder: &mut ThreadBuilder) {
        let Some(record) = to_json(record) else {
            builder.warn(key, "the record is broken; it was left out");
            return;
        };
        if key == PROFILE {
            let profile = Object::walk(&record).ok();
            let name = profile.and_then(|profile| profile.get("displayName").and_then(text));
            self.name = name.and_then(|name| Clean::some_line(&name));
            return;
        }
        let did = self.did.as_deref().unwrap_or_default();
        let item = format!("{{\"uri\":\"at://{did}/{key}\",\"value\":{record}}}");
        // A key may be of any characters that are none in JSON; so may an account.
        if key.contains(['"', '\\']) || did.contains(['"', '\\']) {
            builder.warn(key, "no key that a post can have; it was left out");
            return;
        }
        self.push(&item, key, builder);
    }

    fn push(&mut self, item: &str, place: &str, builder: &mut ThreadBuilder) {
        let Some(mut post) = post::read(item, &At::value("", place), builder) else { return };
        self.has_media |= !post.draft.media.is_empty();
        self.sign(&mut post.draft);
        builder.push(post.draft);
    }

    /// Names the account, in what it wrote and in what it quotes of its own.
    fn sign(&self, draft: &mut Draft) {
        if draft.author.id.is_none() && draft.id.is_none() {
            draft.author = self.did.as_deref().map(super::uris::account).unwrap_or_default();
        }
        let mut next = Some(draft);
        while let Some(draft) = next {
            if draft.author.id.as_deref() == self.did.as_deref() && self.name.is_some() {
                draft.author.name.clone_from(&self.name);
            }
            next = draft.quote.as_deref_mut();
        }
    }

    /// Reads the posts that no key leads to.
    fn read_strays(&mut self, builder: &mut ThreadBuilder) {
        for i in 0..self.blocks.list.len() {
            let block = self.blocks.list[i];
            let is_post = !self.seen[i] && block.windows(POST.len()).any(|bytes| bytes == POST.as_bytes());
            let Some(record) = is_post.then(|| to_json(block)).flatten() else { continue };
            let kind = Object::walk(&record).ok().and_then(|record| record.get("$type").and_then(text));
            if kind.as_deref() == Some(POST) {
                let item = format!("{{\"value\":{record}}}");
                self.push(&item, &format!("block {}", i + 1), builder);
            }
        }
    }

    /// Says what is not in the file.
    fn tell(&self, is_whole: bool, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
        if let Some(at) = self.blocks.broken {
            if builder.is_empty() {
                return Err(Unreadable::new(
                    &format!("the file breaks off at byte {at}, before the first post"),
                    "Download it again: in Bluesky, Settings, Account, Export my data.",
                ));
            }
            let message =
                format!("the file breaks off after post {}; what came before is shown", builder.len());
            builder.warn(&format!("byte {at}"), &message);
        } else if !is_whole {
            builder.warn(
                "",
                "parts of the index are not in the file; posts may be missing, or be without addresses",
            );
        }
        if self.absent > 0 {
            let posts = Unit::Post.noun(self.absent);
            let message = format!("the index names {} {posts} more than are in the file", self.absent);
            builder.warn("", &message);
        }
        if self.has_media {
            let message = "pictures and films are not in such a file; their addresses are those at which Bluesky serves them";
            builder.warn("", message);
        }
        Ok(())
    }
}
