//! Changes to annotations, and how they meet what another program has changed in the meantime: nothing is lost.
//!
//! ```text
//! before ── this reader ──► after        a field that this reader changed is as they want it,
//!    └───── another ──────► current      every other as it is now; two new remarks are joined
//! ```

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

    /// Makes the change to what is there now.
    pub fn apply(&self, all: &mut Vec<Annotation>) -> Outcome {
        let id = self.after.as_ref().or(self.before.as_ref()).map(|annotation| &annotation.id);
        let at = all.iter().position(|known| Some(&known.id) == id);
        match (&self.before, &self.after, at) {
            (None | Some(_), Some(after), None) => {
                all.push(after.clone());
                Outcome::Done
            }
            (before, Some(after), Some(at)) => {
                let before = before.clone().unwrap_or_else(|| all[at].clone());
                let (merged, outcome) = merged(&before, &all[at], after);
                all[at] = merged;
                outcome
            }
            (Some(before), None, Some(at)) if says_the_same(before, &all[at]) => {
                all.remove(at);
                Outcome::Done
            }
            (Some(_), None, Some(_)) => Outcome::Kept,
            (_, None, _) => Outcome::Done,
        }
    }
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

    #[test]
    fn what_two_programs_change_at_once_is_all_there() {
        let before = remark("one", "a b");
        let mut all = vec![Annotation { colour: Some(Colour::Blue), ..remark("one", "a b c") }];
        let after = remark("two", "b d");
        assert_eq!(Change::between(before.clone(), after).apply(&mut all), Outcome::Done);
        assert_eq!(all, [Annotation { colour: Some(Colour::Blue), ..remark("two", "b c d") }]);
        assert_eq!(Change::between(before, remark("three", "a b")).apply(&mut all), Outcome::Joined);
        assert_eq!(&*all[0].remark, "two\n\nthree");
    }

    #[test]
    fn what_another_has_changed_is_not_deleted_and_what_another_deleted_comes_back_with_an_edit() {
        let before = remark("one", "");
        let mut all = vec![remark("another's", "")];
        assert_eq!(Change::deleted(before.clone()).apply(&mut all), Outcome::Kept);
        assert_eq!(all.len(), 1);
        all.clear();
        assert_eq!(Change::between(before.clone(), remark("two", "")).apply(&mut all), Outcome::Done);
        assert_eq!(all, [remark("two", "")]);
        assert_eq!(Change::deleted(remark("two", "")).apply(&mut all), Outcome::Done);
        assert_eq!(Change::deleted(before).apply(&mut all), Outcome::Done, "twice is once");
        assert_eq!(all, []);
    }

    #[test]
    fn a_change_is_undone_by_its_reverse() {
        let made = Change::made(remark("one", "a"));
        let edited = Change::between(remark("one", "a"), remark("", ""));
        assert_eq!(edited.after, None, "what says nothing is deleted");
        let mut all = Vec::new();
        made.apply(&mut all);
        let before = all.clone();
        edited.apply(&mut all);
        edited.reversed().apply(&mut all);
        assert_eq!(all, before);
        made.reversed().apply(&mut all);
        assert_eq!(all, []);
    }
}
