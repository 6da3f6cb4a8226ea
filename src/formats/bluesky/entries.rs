//! The posts that were found in a file, in order, each once; and their way into the thread.
//!
//! Only where they stand is kept. So of a post that comes twice the richer one is read, and who answers a post that is
//! not there is known before the first is read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use super::embeds::{self, absent};
use super::post;
use crate::formats::json::{At, Fields, Object, Walker, text};
use crate::model::{Clean, Draft, State, ThreadBuilder};

/// Something that has a place in the thread.
pub(super) struct Entry<'a> {
    pub(super) what: What<'a>,
    /// The list item that holds it, and the fields that lead from there; none where its address says enough.
    pub(super) at: Option<(At<'a>, &'static str)>,
    /// The entry that it stands below, if its record should not say.
    pub(super) below: Option<usize>,
    /// How far above the others it stands: 1 for what the first of them answers.
    pub(super) above: usize,
}

/// What it is.
pub(super) enum What<'a> {
    /// A post.
    Post(&'a str),
    /// A post that somebody passed on, and what is said of that.
    Repost(&'a str, &'a str),
    /// A post that is not there: its address, why, and whose it was.
    Gone { uri: Cow<'a, str>, state: State, author: Option<&'a str> },
    /// Replies to the entry that it stands below, so many of them, that are not in the file.
    More(u64),
    /// What its counted replies are more than those that are there.
    MoreThan(u64),
}

/// All that were found.
#[derive(Default)]
pub(super) struct Entries<'a> {
    list: Vec<Entry<'a>>,
    /// The address of each, if it has one.
    uris: Vec<Option<Cow<'a, str>>>,
    places: HashMap<Cow<'a, str>, usize>,
}

impl<'a> Entries<'a> {
    /// Takes a post in, or a post that is not there; gives its place.
    pub(super) fn add(&mut self, entry: Entry<'a>) -> usize {
        let uri = match &entry.what {
            What::Post(json) => address(json),
            What::Gone { uri, .. } => Some(uri.clone()),
            _ => None,
        };
        let uri = uri.filter(|uri| !uri.is_empty());
        let next = self.list.len();
        let Some(uri) = uri else {
            self.uris.push(None);
            self.list.push(entry);
            return next;
        };
        match self.places.entry(uri.clone()) {
            Slot::Vacant(slot) => {
                slot.insert(next);
                self.uris.push(Some(uri));
                self.list.push(entry);
                next
            }
            Slot::Occupied(slot) => {
                let known = &mut self.list[*slot.get()];
                if entry.what.richness() > known.what.richness() {
                    (known.what, known.at) = (entry.what, entry.at);
                }
                known.below = known.below.or(entry.below);
                *slot.get()
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Reads them all, from the topmost down. In a thread, a post that is not there but answered has its place, too.
    pub(super) fn read(mut self, is_thread: bool, builder: &mut ThreadBuilder) {
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|i| std::cmp::Reverse(self.list[*i].above));
        let mut counts = vec![None; self.list.len()];
        for i in order {
            let Some(post) = self.read_entry(i, &counts, builder) else { continue };
            counts[i] = post.draft.counts.replies;
            if is_thread && let Some(absent) = self.absent(&post) {
                builder.push(absent);
            }
            builder.push(post.draft);
        }
    }

    fn read_entry(
        &self,
        i: usize,
        counts: &[Option<u64>],
        builder: &mut ThreadBuilder,
    ) -> Option<post::Post> {
        let entry = &self.list[i];
        let below = entry.below.and_then(|below| self.uris[below].as_deref()).and_then(Clean::some_line);
        let omitted = match entry.what {
            What::Post(json) | What::Repost(json, _) => {
                let named = format!("post {}", self.uris[i].as_deref().unwrap_or_default());
                let at = entry.at.map_or(At::value("", &named), |(at, _)| at);
                let at =
                    entry.at.map_or(at, |(_, inner)| if inner.is_empty() { at } else { at.inner(inner) });
                let mut post = post::read(json, &at, builder)?;
                if let What::Repost(_, reason) = entry.what {
                    post.draft = passed_on(post.draft, reason, builder);
                } else if post.draft.reply_to.is_none() {
                    post.draft.reply_to = below.filter(|uri| post.draft.id.as_ref() != Some(uri));
                }
                return Some(post);
            }
            What::Gone { ref uri, state, author } => {
                let draft = gone(uri, state, author, below);
                return Some(post::Post { draft, root: None });
            }
            What::More(count) => count,
            What::MoreThan(present) => {
                let counted = counts[entry.below?]?.checked_sub(present).filter(|more| *more > 0);
                counted?
            }
        };
        let draft = Draft { reply_to: below, state: Some(State::Omitted), omitted, ..Draft::default() };
        Some(post::Post { draft, root: None })
    }

    /// Stands for the post that `post` answers, if that is not in the file; once.
    fn absent(&mut self, post: &post::Post) -> Option<Draft> {
        let answered = post.draft.reply_to.as_ref().filter(|_| post.draft.state.is_none())?;
        if self.places.contains_key(&**answered) {
            return None;
        }
        self.places.insert(Cow::Owned(answered.to_string()), usize::MAX);
        let root = post.root.clone().filter(|root| root != answered && self.places.contains_key(&**root));
        Some(Draft { reply_to: root, state: Some(State::Missing), ..absent(answered) })
    }
}

impl What<'_> {
    fn richness(&self) -> usize {
        match self {
            Self::Post(json) => json.len(),
            _ => 0,
        }
    }
}

/// The address of the post that `json` is.
fn address(json: &str) -> Option<Cow<'_, str>> {
    let mut walker = Walker::new(json);
    walker.enter(b'{');
    while let Ok(Some(key)) = walker.key() {
        let value = walker.value().ok()?;
        if key == "uri" {
            return text(value);
        }
    }
    None
}

/// Somebody's passing on of a post.
fn passed_on(original: Draft, reason: &str, notes: &mut ThreadBuilder) -> Draft {
    let mut draft = Draft { quote: Some(Box::new(original)), is_repost: true, ..Draft::default() };
    if let Ok(object) = Object::walk(reason) {
        let mut reason = Fields { object, at: At::value("", "reason"), notes };
        draft.id = reason.line("uri");
        draft.author = embeds::author(&mut reason, "by").unwrap_or_default();
        draft.created = reason.time("indexedAt");
    }
    draft
}

/// A post that is not there.
fn gone(uri: &str, state: State, author: Option<&str>, below: Option<Clean>) -> Draft {
    let mut draft = Draft { reply_to: below, state: Some(state), ..absent(uri) };
    let did = author.and_then(|raw| Object::walk(raw).ok()?.get("did").and_then(text));
    if let Some(did) = did.filter(|did| did.starts_with("did:")) {
        draft.author = super::uris::account(&did);
    }
    draft
}
