//! A thread with all that is derived from it once: its tree, its entities and links, and what its title line says.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::index::accounts;
use crate::index::annotations::Annotations;
use crate::index::authorship::Authorship;
use crate::index::corrections::Corrections;
use crate::index::entities::{self, Entity};
use crate::index::links::{self, LinkRow};
use crate::index::occurrence::Places;
use crate::index::search::naming::{self, Known, OtherNames};
use crate::index::search::{BadQuery, Query, fields};
use crate::index::tally::Tally;
use crate::index::{Order, Rank, Tree};
use crate::model::{Author, Recognised, Span, Thread, Time, Zone};

/// Cells of the strip that shows where in the thread something occurs.
pub const STRIP: usize = 6;

/// So many entities are told of as the most frequent.
const MOST_LISTED: usize = 100;

/// A range that was found, by the rank of its post. Ordered as a reader meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The rank of the post.
    pub rank: Rank,
    /// First byte, an offset into the post's region.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A thread ready to be read.
#[derive(Debug, Default)]
pub struct Document {
    /// The thread.
    pub thread: Arc<Thread>,
    /// Its reading order.
    pub tree: Tree,
    /// What it names.
    pub entities: Vec<Entity>,
    /// What it points to.
    pub links: Vec<LinkRow>,
    /// Where each entity occurs, then where each link does: levels 0 to 8 per cell.
    pub strips: Vec<Vec<u8>>,
    /// The entities that are named most often, the most frequent first.
    pub frequent: Vec<Frequent>,
    /// For each entity, whether the reader watches for it; empty for none.
    pub watched: Vec<bool>,
    /// Whether the names in it were recognised.
    pub is_named: bool,
    /// How many people wrote it.
    pub author_count: usize,
    /// Who began it.
    pub author: Author,
    /// The time of the first post that has one.
    pub begun: Option<Time>,
    /// What is sorted out of its posts alone, whatever is recognised in them.
    sorted: Arc<Sorted>,
}

/// An entity that is named often.
#[derive(Debug)]
pub struct Frequent {
    /// Its place in [`Document::entities`].
    pub entity: usize,
    /// The ranks of its mentions, sorted; none where these are in reading order.
    ranks: Option<Box<[u32]>>,
}

/// The entities that are named most often.
fn frequent(entities: &[Entity], tree: &Tree) -> Vec<Frequent> {
    let mut most: Vec<usize> = (0..entities.len()).collect();
    let rarity = |entity: &usize| (Reverse(entities[*entity].count()), *entity);
    if most.len() > MOST_LISTED {
        most.select_nth_unstable_by_key(MOST_LISTED, rarity);
        most.truncate(MOST_LISTED);
    }
    most.sort_unstable_by_key(rarity);
    let ranks = |entity: usize| match Places::new(&entities[entity].spans, tree) {
        Places::OfFile(_) => None,
        Places::Sorted(ranks) => Some(ranks.into()),
    };
    most.into_iter().map(|entity| Frequent { entity, ranks: ranks(entity) }).collect()
}

/// What is made of the posts of a thread when it is first asked for.
#[derive(Debug, Default)]
struct Sorted {
    authorship: OnceLock<Authorship>,
    by_time: OnceLock<Arc<Order>>,
    /// For each zone that was asked for; there are hardly ever more than the reader's own and UTC.
    tallies: Mutex<Vec<Arc<Tally>>>,
}

impl Document {
    /// Derives everything from a thread.
    pub fn new(thread: Thread) -> Self {
        let mut document = Self::bare(thread);
        let (thread, tree) = (&document.thread, &document.tree);
        let mut entities = entities::gather(thread);
        accounts::join(thread, &mut entities);
        let links = links::gather(thread);
        let spans = entities.iter().map(|entity| &entity.spans).chain(links.iter().map(|link| &link.spans));
        document.strips = spans.map(|spans| Places::new(spans, tree).strip(tree.len(), STRIP)).collect();
        document.frequent = frequent(&entities, tree);
        (document.entities, document.links) = (entities, links);
        document
    }

    /// The same thread with the names that were recognised in it, those marked that are watched.
    #[must_use]
    pub fn with_names(&self, names: Vec<Recognised>, corrections: &Corrections) -> Self {
        let mut document = Self::new(self.thread.with_names(names));
        document.watched = corrections.watched(&document.thread, &document.entities);
        document.is_named = true;
        document.sorted = Arc::clone(&self.sorted);
        document
    }

    /// Which posts are whose. It is sorted out once: of many posts best by [`Document::prepare`], before anybody waits.
    pub fn authorship(&self) -> &Authorship {
        self.sorted.authorship.get_or_init(|| Authorship::new(&self.thread, &self.tree))
    }

    /// The posts by time; made once, as the authorship is.
    pub fn by_time(&self) -> Arc<Order> {
        let by_time = || Arc::new(Order::by_time(&self.thread, &self.tree));
        Arc::clone(self.sorted.by_time.get_or_init(by_time))
    }

    /// How many posts there are by the clock of a zone; made once, as the authorship is.
    pub fn tally(&self, zone: &Zone) -> Arc<Tally> {
        // Whoever asks while it is being made waits for it.
        let mut tallies = self.sorted.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tallies.iter().find(|tally| tally.zone() == zone) {
            return Arc::clone(known);
        }
        let tally = Arc::new(Tally::new(&self.thread, &self.tree, zone));
        tallies.push(Arc::clone(&tally));
        tally
    }

    /// Sorts out what keys ask for, which looks through all posts; times by the clock of a zone.
    pub fn prepare(&self, zone: &Zone) {
        self.authorship();
        self.by_time();
        self.tally(zone);
    }

    /// Where a frequent entity is named.
    pub fn places<'t>(&'t self, frequent: &'t Frequent) -> Places<'t> {
        match &frequent.ranks {
            Some(ranks) => Places::Sorted(Cow::Borrowed(ranks)),
            None => Places::OfFile(&self.entities[frequent.entity].spans),
        }
    }

    /// Whether the reader watches for an entity.
    pub fn is_watched(&self, entity: usize) -> bool {
        self.watched.get(entity).is_some_and(|is_watched| *is_watched)
    }

    /// Whether both are the same posts, whatever is recognised in them.
    pub fn has_posts_of(&self, other: &Self) -> bool {
        let (own, others) = (self.thread.batches(), other.thread.batches());
        own.len() == others.len() && own.iter().zip(others).all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// A thread without what it names and points to.
    pub fn bare(thread: Thread) -> Self {
        let tree = Tree::new(&thread);
        let first = tree.order().first().map(|ix| thread.post(*ix));
        Self {
            author: first.map(|post| post.author().clone()).unwrap_or_default(),
            begun: thread.first_time(),
            author_count: thread.author_count(),
            thread: Arc::new(thread),
            tree,
            ..Self::default()
        }
    }

    /// The other names of what a query names, if any are known.
    pub fn other_names(&self, query: &Query) -> Option<OtherNames> {
        let (words, _) = fields::split(query).ok()?;
        OtherNames::of(&words, &self.entities)
    }

    /// What a query finds in the thread and in what is kept upon it, in reading order; `None` once `stop` is set.
    pub fn search(
        &self,
        query: &Query,
        annotations: &Annotations,
        stop: &AtomicBool,
    ) -> Result<Option<Vec<Hit>>, BadQuery> {
        let annotated = annotations.spans(&self.tree);
        let known = Known { entities: &self.entities, annotated: &annotated };
        let spans = naming::search(query, &self.thread, &known, stop)?;
        Ok(spans.map(|spans| self.hits(&spans)))
    }

    /// Spans as hits, in reading order.
    pub fn hits(&self, spans: &[Span]) -> Vec<Hit> {
        let mut hits: Vec<_> = spans
            .iter()
            .map(|span| Hit { rank: self.tree.rank(span.post), start: span.start, end: span.end })
            .collect();
        hits.sort_unstable();
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, Rich, ThreadBuilder};

    #[test]
    fn posts_are_sorted_out_once_whatever_is_recognised_in_them() {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain("x"), ..Draft::default() });
        let document = Document::new(builder.finish());
        let named = document.with_names(Vec::new(), &Corrections::default());
        document.prepare(&Zone::Utc);
        assert!(std::ptr::eq(named.authorship(), document.authorship()));
        assert_eq!(named.authorship().posts(0).len(), 1);
        assert!(Arc::ptr_eq(&named.tally(&Zone::Utc), &document.tally(&Zone::Utc)));
        assert_eq!(named.tally(&Zone::Utc).undated, 1);
        assert!(Arc::ptr_eq(&named.by_time(), &document.by_time()));
    }
}
