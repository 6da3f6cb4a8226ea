//! Clubs that are called after their town: where a thread speaks of sport, the club is meant.
//!
//! ```text
//! Wrexham to Shrewsbury on loan ► two clubs        born in Wrexham ► a place
//! ```

use std::collections::HashMap;

use super::Spot;
use crate::index::lexicon::{EntityId, Lexicon};
use crate::model::{EntityKind, PostIx, Thread};

/// So many words of sport in a post, or fewer in several posts, make it sport.
const ENOUGH: usize = 2;

/// What stands before a town and not before a club.
const BEFORE_PLACES: &[&str] = &["in", "near", "around", "across", "outside", "en", "em"];

/// Has those spots name clubs that do so.
pub(super) fn settle(thread: &Thread, spots: &mut [Spot]) {
    let lexicon = Lexicon::get();
    let may_play = |spot: &Spot| spot.entity.is_some_and(|entity| lexicon.plays(entity) && spot.is_doubtful);
    let is_candidate = |spot: &Spot| may_play(spot) || club(thread.slice(spot.span), spot.kind).is_some();
    let candidates: Vec<usize> = (0..spots.len()).filter(|at| is_candidate(&spots[*at])).collect();
    if candidates.is_empty() {
        return;
    }
    let mut counts: HashMap<PostIx, usize> = HashMap::new();
    for at in &candidates {
        let post = spots[*at].span.post;
        counts.entry(post).or_insert_with(|| Lexicon::words_of_sport(thread.post(post).whole()));
    }
    for spot in spots.iter().filter(|spot| !spot.is_doubtful) {
        if spot.entity.is_some_and(|entity| lexicon.plays(entity))
            && let Some(count) = counts.get_mut(&spot.span.post)
        {
            *count += ENOUGH;
        }
    }
    // A thread on a match has posts without any word of it.
    let all: usize = counts.values().sum();
    let is_on_sport = all > ENOUGH && all >= counts.len();
    for at in candidates {
        let spot = &mut spots[at];
        if counts[&spot.span.post] < ENOUGH && !is_on_sport {
            continue;
        }
        if may_play(spot) {
            spot.is_doubtful = false;
        } else if let Some(club) = club(thread.slice(spot.span), spot.kind)
            && !is_in_place(thread, spot)
        {
            spot.entity = Some(club);
            spot.kind = EntityKind::Organization;
        }
    }
}

/// The club that a place may stand for.
fn club(reads: &str, kind: EntityKind) -> Option<EntityId> {
    if kind != EntityKind::Place || reads.contains(' ') {
        return None;
    }
    let lexicon = Lexicon::get();
    let named = lexicon.named(reads)?;
    let all = std::iter::once(named.entity).chain(named.others);
    all.into_iter()
        .find(|entity| lexicon.plays(*entity) && lexicon.entity(*entity).kind == EntityKind::Organization)
}

fn is_in_place(thread: &Thread, spot: &Spot) -> bool {
    let before = &thread.post(spot.span.post).whole()[..spot.span.start as usize];
    let word = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    BEFORE_PLACES.iter().any(|place| word.eq_ignore_ascii_case(place))
}
