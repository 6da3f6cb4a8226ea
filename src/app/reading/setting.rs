//! What the surroundings of a post decide about its rows: how it is gone through, and what stands beside it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::Reading;
use crate::app::document::Document;
use crate::app::outline::Outline;
use crate::app::showing::ReadingMode;
use crate::index::annotations::{Annotation, Annotations};
use crate::index::{Rank, numbering};
use crate::layout::{self, Setting, Spoken};
use crate::model::thousands;

impl Reading {
    /// What its surroundings decide about the rows of a post.
    pub(super) fn setting(&self, rank: Rank) -> Setting {
        let Document { thread, tree, .. } = &*self.document;
        let previous = self.outline.previous(rank);
        let post = thread.post(tree.post(rank));
        let is_prose = self.showing.is_prose();
        let is_flat = is_prose || self.showing.mode == ReadingMode::Chronological;
        let depth = |rank: Rank| if is_flat { 0 } else { tree.depth(rank) };
        // A filter puts posts side by side that have nothing to do with each other.
        let place = |rank: Rank| self.outline.place(rank);
        let is_next = |previous: &Rank| place(*previous) + 1 == place(rank) || !self.outline.is_filtered();
        let before = previous
            .filter(|previous| is_next(previous) && depth(*previous) == depth(rank))
            .map(|previous| thread.post(tree.post(previous)));
        let answers = tree.parent(rank).filter(|_| is_flat && !is_prose).map(Rank::number);
        let needs_head = layout::needs_head(before.as_ref(), &post) || answers.is_some();
        Setting {
            number: rank.number(),
            number_columns: self.number_columns(),
            depth: depth(rank),
            answers,
            has_gap: previous.is_some(),
            has_head: if is_prose { previous.is_none() } else { needs_head },
            prose: is_prose.then(|| self.own_number(rank)),
            folded: if self.outline.is_folded(rank) { tree.replies(rank) } else { 0 },
            begun: self.document.begun,
            looks: Arc::clone(&self.looks),
            spoken: self.spoken.as_ref().map(|known| Spoken {
                noun: thread.unit.noun(1),
                answers: self.answers(rank),
                kept: kept_told(known, rank),
            }),
            pictures: self.album.of(&post),
            easel: self.album.easel(),
        }
    }

    /// Which post another answers, and whose that is.
    fn answers(&self, rank: Rank) -> Option<(usize, String)> {
        let Document { thread, tree, .. } = &*self.document;
        let parent = tree.parent(rank)?;
        let author = thread.post(tree.post(parent)).author().display_name();
        Some((parent.number(), author))
    }

    /// Where a post has the number that its author gave it, judged by the posts shown beside it; nowhere for none.
    fn own_number(&self, rank: Rank) -> Range<u32> {
        let Document { thread, tree, .. } = &*self.document;
        let post = thread.post(tree.post(rank));
        let near = |step: fn(&Outline, Rank) -> Option<Rank>| {
            let ranks = std::iter::successors(step(&self.outline, rank), |rank| step(&self.outline, *rank));
            ranks.take(2).map(|rank| thread.post(tree.post(rank)).body()).collect::<Vec<_>>()
        };
        let (before, after) = (near(Outline::previous), near(Outline::next));
        let start = post.body_range().start;
        numbering::in_series(post.body(), &before, &after)
            .map_or(0..0, |range| start + range.start as u32..start + range.end as u32)
    }
}

/// What is kept upon a post, in words: `bookmark a`, `your remark`, `2 highlights`, `tagged #todo`.
fn kept_told(known: &Annotations, rank: Rank) -> Vec<String> {
    let mut stands: Vec<_> = known.in_post(rank).iter().collect();
    stands.sort_by_key(|stand| stand.of);
    stands.dedup_by_key(|stand| stand.of);
    let kept: Vec<&Annotation> = stands.into_iter().map(|stand| known.of(stand)).collect();
    let count = |is_one: fn(&Annotation) -> bool, one: &str, many: &str| match kept
        .iter()
        .filter(|annotation| is_one(annotation))
        .count()
    {
        0 => None,
        1 => Some(one.to_owned()),
        count => Some(format!("{} {many}", thousands(count))),
    };
    let bookmarks = kept.iter().filter_map(|annotation| annotation.bookmark.as_ref());
    let mut told: Vec<String> = bookmarks.map(|name| format!("bookmark {name}")).collect();
    told.extend(count(|annotation| !annotation.remark.is_empty(), "your remark", "remarks of yours"));
    told.extend(count(|annotation| annotation.colour.is_some(), "a highlight", "highlights"));
    let tags: BTreeSet<_> = kept.iter().flat_map(|annotation| &annotation.tags).collect();
    told.extend(tags.into_iter().map(|tag| format!("tagged {tag}")));
    told
}
