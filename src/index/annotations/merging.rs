//! Changes to annotations, and how they meet what another program has changed in the meantime: nothing is lost.
//!
//! ```text
//! before ── this reader ──► after        a field that this reader changed is as they want it,
//!    └───── another ──────► current      every other as it is now; two new remarks are joined
//! ```

use std::collections::HashMap;

use super::Annotation;
use crate::model::Clean;

/// One annotation made, changed or deleted: as it was, and as it is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// As it was, unless it is made.
    pub before: Option<Annotation>,
    /// As it is to be, unless it is deleted.
    pub after: Option<Annotation>,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for.
    Done,
    /// Another program had changed the remark as well: it has both texts.
    Joined,
    /// Another program had changed what was to be deleted: it stays.
    Kept,
}

impl Change {
    /// A new annotation.
    pub fn made(annotation: Annotation) -> Self {
        Self { before: None, after: Some(annotation) }
    }

    /// An annotation that is no more.
    pub fn deleted(annotation: Annotation) -> Self {
        Self { before: Some(annotation), after: None }
    }

    /// An annotation that becomes another; one that then says nothing is deleted.
    pub fn between(before: Annotation, after: Annotation) -> Self {
        let after = Some(after).filter(|after| !after.is_empty());
        Self { before: Some(before), after }
    }

    /// What undoes it.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    /// What becomes of the annotation as it is now, if it is there; `None` for nothing.
    fn meet(&self, current: Option<&Annotation>) -> (Option<Annotation>, Outcome) {
        match (&self.before, &self.after, current) {
            (_, Some(after), None) => (Some(after.clone()), Outcome::Done),
            (before, Some(after), Some(current)) => {
                let (merged, outcome) = merged(before.as_ref().unwrap_or(current), current, after);
                (Some(merged), outcome)
            }
            (Some(before), None, Some(current)) if says_the_same(before, current) => (None, Outcome::Done),
            (Some(_), None, Some(current)) => (Some(current.clone()), Outcome::Kept),
            (_, None, current) => (current.cloned(), Outcome::Done),
        }
    }
}

/// Makes changes to what is there now, one after the other; each as it was made, with what came of it.
pub fn make(changes: impl IntoIterator<Item = Change>, all: &mut Vec<Annotation>) -> Vec<(Change, Outcome)> {
    let mut slots: Vec<Option<Annotation>> = std::mem::take(all).into_iter().map(Some).collect();
    let mut places = HashMap::with_capacity(slots.len());
    for (place, annotation) in slots.iter().flatten().enumerate() {
        places.entry(annotation.id.clone()).or_insert(place);
    }
    let made = changes.into_iter().map(|change| {
        let Some(annotation) = change.after.as_ref().or(change.before.as_ref()) else {
            return (change, Outcome::Done);
        };
        let place = *places.entry(annotation.id.clone()).or_insert_with(|| {
            slots.push(None);
            slots.len() - 1
        });
        let (after, outcome) = change.meet(slots[place].as_ref());
        let before = std::mem::replace(&mut slots[place], after.clone());
        (Change { before, after }, outcome)
    });
    let made = made.collect();
    *all = slots.into_iter().flatten().collect();
    made
}

/// Whether nothing differs but the times.
fn says_the_same(one: &Annotation, other: &Annotation) -> bool {
    *one == Annotation { created: one.created, modified: one.modified, ..other.clone() }
}

/// What an annotation becomes that this reader and another have changed.
fn merged(before: &Annotation, current: &Annotation, after: &Annotation) -> (Annotation, Outcome) {
    fn newer<T: Clone + PartialEq>(before: &T, current: &T, after: &T) -> T {
        if after == before { current.clone() } else { after.clone() }
    }
    let is_joined = after.remark != before.remark
        && current.remark != before.remark
        && current.remark != after.remark
        && !current.remark.is_empty()
        && !after.remark.is_empty();
    let remark = if is_joined {
        Clean::text(&format!("{}\n\n{}", current.remark, after.remark))
    } else {
        newer(&before.remark, &current.remark, &after.remark)
    };
    // Tags are taken one by one: both may have added some.
    let gone = |tag: &&Clean| before.tags.contains(tag) && !after.tags.contains(tag);
    let mut tags: Vec<Clean> = current.tags.iter().filter(|tag| !gone(tag)).cloned().collect();
    tags.extend(after.tags.iter().filter(|tag| !before.tags.contains(tag)).cloned());
    tags.sort_unstable();
    tags.dedup();
    let merged = Annotation {
        id: after.id.clone(),
        targets: newer(&before.targets, &current.targets, &after.targets),
        bookmark: newer(&before.bookmark, &current.bookmark, &after.bookmark),
        colour: newer(&before.colour, &current.colour, &after.colour),
        remark,
        tags,
        created: current.created.or(after.created),
        modified: after.modified.max(current.modified),
    };
    (merged, if is_joined { Outcome::Joined } else { Outcome::Done })
}

#[cfg(test)]
mod tests {
    use super::super::{Colour, tags};
    use super::*;

    fn remark(text: &str, own: &str) -> Annotation {
        Annotation {
            id: Clean::line("1"),
            remark: Clean::text(text),
            tags: tags(own),
            ..Annotation::default()
        }
    }

    fn apply(change: Change, all: &mut Vec<Annotation>) -> Outcome {
        let made = make([change], all);
        made[0].1
    }

    #[test]
    fn what_two_programs_change_at_once_is_all_there() {
        let before = remark("one", "a b");
        let mut all = vec![Annotation { colour: Some(Colour::Blue), ..remark("one", "a b c") }];
        let after = remark("two", "b d");
        assert_eq!(apply(Change::between(before.clone(), after), &mut all), Outcome::Done);
        assert_eq!(all, [Annotation { colour: Some(Colour::Blue), ..remark("two", "b c d") }]);
        assert_eq!(apply(Change::between(before, remark("three", "a b")), &mut all), Outcome::Joined);
        assert_eq!(&*all[0].remark, "two\n\nthree");
    }

    #[test]
    fn what_another_has_changed_is_not_deleted_and_what_another_deleted_comes_back_with_an_edit() {
        let before = remark("one", "");
        let mut all = vec![remark("another's", "")];
        assert_eq!(apply(Change::deleted(before.clone()), &mut all), Outcome::Kept);
        assert_eq!(all.len(), 1);
        all.clear();
        assert_eq!(apply(Change::between(before.clone(), remark("two", "")), &mut all), Outcome::Done);
        assert_eq!(all, [remark("two", "")]);
        assert_eq!(apply(Change::deleted(remark("two", "")), &mut all), Outcome::Done);
        assert_eq!(apply(Change::deleted(before), &mut all), Outcome::Done, "twice is once");
        assert_eq!(all, []);
    }

    #[test]
    fn a_change_is_undone_by_its_reverse() {
        let made = Change::made(remark("one", "a"));
        let edited = Change::between(remark("one", "a"), remark("", ""));
        assert_eq!(edited.after, None, "what says nothing is deleted");
        let mut all = Vec::new();
        apply(made.clone(), &mut all);
        let before = all.clone();
        apply(edited.clone(), &mut all);
        apply(edited.reversed(), &mut all);
        assert_eq!(all, before);
        apply(made.reversed(), &mut all);
        assert_eq!(all, []);
    }

    #[test]
    fn changes_of_one_annotation_meet_each_other_and_what_they_were_is_told() {
        let other = Annotation { id: Clean::line("2"), ..remark("other", "") };
        let mut all = vec![remark("one", ""), other.clone()];
        let changes = [
            Change::between(remark("one", ""), remark("two", "")),
            Change::deleted(remark("two", "")),
            Change::made(remark("three", "")),
        ];
        let made = make(changes.clone(), &mut all);
        assert_eq!(
            made.iter().map(|(change, _)| change).collect::<Vec<_>>(),
            changes.iter().collect::<Vec<_>>()
        );
        assert_eq!(all, [remark("three", ""), other]);
    }
}
