//! What the reader says of names, against lexicon and model: what a thing is called, what kind it is, what is none.
//!
//! The values alone: where they are kept and how they are written there is for others to know. They are applied one after
//! the other, so that a later word wins over an earlier one.

use super::Tree;
use super::entities::{Entity, is_sign};
use super::identity::mark;
use crate::model::{Clean, EntityKind, Span, Thread};

/// All that the reader has said, in that order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corrections(pub Vec<Correction>);

/// One thing said of one name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The name: of a thing as it is listed, or else as it stands in a text.
    pub name: Clean,
    /// Where it holds.
    pub scope: Scope,
    /// What is said.
    pub change: Change,
}

/// Where a correction holds; everywhere by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// In the thread of that mark only, see [`mark`].
    pub thread: Option<Clean>,
    /// In the post of that id, or of that number in reading order, only.
    pub post: Option<Clean>,
    /// Only at the so-many-th place of a post, from 1, where its text reads as the name does.
    pub place: Option<usize>,
}

/// What is said of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It names something, wherever it or another of its names stands.
    Add(EntityKind, Vec<Clean>),
    /// It is of that kind.
    Kind(EntityKind),
    /// It is the same as another, by whose name it is called.
    Merge(Clean),
    /// It is called something else.
    Rename(Clean),
    /// It names nothing.
    Ignore,
    /// It is watched for, or no more; what it is where nothing else tells.
    Watch(bool, EntityKind),
}

impl Scope {
    /// A thread and nothing beyond it.
    pub fn only(thread: Clean) -> Self {
        Self { thread: Some(thread), ..Self::default() }
    }
}

/// What scopes are judged by in one thread.
pub(super) struct Here<'t> {
    thread: &'t Thread,
    tree: Tree,
    mark: Option<Clean>,
}

impl<'t> Here<'t> {
    pub(super) fn new(thread: &'t Thread) -> Self {
        let tree = Tree::new(thread);
        let mark = mark(thread, &tree);
        Self { thread, tree, mark }
    }

    /// Whether a scope has any of this thread.
    pub(super) fn is_meant(&self, scope: &Scope) -> bool {
        scope.thread.is_none() || scope.thread == self.mark
    }

    /// Whether a scope, which has some of this thread, has a span of it.
    pub(super) fn has(&self, scope: &Scope, span: Span) -> bool {
        let is_post = scope.post.as_deref().is_none_or(|wanted| {
            let number = self.tree.rank(span.post).number();
            self.thread.post(span.post).id() == Some(wanted) || wanted.parse() == Ok(number)
        });
        is_post && scope.place.is_none_or(|wanted| wanted == place(self.thread, span))
    }
}

/// The so-many-th place of its post, from 1, where the text reads as a span does.
pub fn place(thread: &Thread, span: Span) -> usize {
    let before = &thread.post(span.post).whole()[..span.start as usize];
    before.matches(thread.slice(span)).count() + 1
}

impl Corrections {
    /// The further names, by what the reader has said for all threads, of what has any of these; whatever their case.
    pub fn other_names<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Vec<Clean> {
        let mut known: Vec<Clean> = names.into_iter().map(Clean::line).collect();
        let given = known.len();
        let is_same = |a: &Clean, b: &Clean| a.to_lowercase() == b.to_lowercase();
        let everywhere = self.0.iter().filter(|said| said.scope == Scope::default());
        let groups: Vec<Vec<&Clean>> = everywhere
            .filter_map(|said| match &said.change {
                Change::Add(_, others) => Some(std::iter::once(&said.name).chain(others).collect()),
                Change::Merge(other) | Change::Rename(other) => Some(vec![&said.name, other]),
                Change::Kind(_) | Change::Ignore | Change::Watch(..) => None,
            })
            .collect();
        // Each name that is met may be one of another group too.
        let mut at = 0;
        while let Some(name) = known.get(at).cloned() {
            for group in groups.iter().filter(|group| group.iter().any(|other| is_same(other, &name))) {
                for other in group {
                    if !known.iter().any(|known| is_same(known, other)) {
                        known.push((*other).clone());
                    }
                }
            }
            at += 1;
        }
        known.split_off(given)
    }

    /// For each entity of a thread, whether it is watched.
    pub fn watched(&self, thread: &Thread, entities: &[Entity]) -> Vec<bool> {
        let mut watched = vec![false; entities.len()];
        if !self.0.iter().any(|said| matches!(said.change, Change::Watch(..))) {
            return watched;
        }
        let here = Here::new(thread);
        for said in self.0.iter().filter(|said| here.is_meant(&said.scope)) {
            let Change::Watch(is_watched, _) = said.change else { continue };
            for (entity, watched) in entities.iter().zip(&mut watched) {
                if is_called(entity, &said.name) {
                    *watched = is_watched;
                }
            }
        }
        watched
    }
}

/// Whether an entity has that name, among others.
fn is_called(entity: &Entity, name: &Clean) -> bool {
    if is_sign(entity.kind) {
        return entity.name.to_lowercase() == name.to_lowercase();
    }
    if name.starts_with('@') {
        return entity.forms.iter().any(|form| form.to_lowercase() == name.to_lowercase());
    }
    entity.name == *name || entity.forms.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_were_joined_for_all_threads_are_names_of_each_other() {
        let said = |name: &str, change, thread: Option<&str>| Correction {
            name: Clean::line(name),
            scope: Scope { thread: thread.map(Clean::line), ..Scope::default() },
            change,
        };
        let lines = |names: &[&str]| names.iter().map(|name| Clean::line(name)).collect::<Vec<_>>();
        let corrections = Corrections(vec![
            said("NWL", Change::Rename(Clean::line("Northwind Labs")), None),
            said("Northwind Labs", Change::Add(EntityKind::Organization, lines(&["Northwind"])), None),
            said("Northwind", Change::Merge(Clean::line("Southwind")), Some("one")),
            said("Dana", Change::Merge(Clean::line("Dana Reyes")), None),
        ]);
        assert_eq!(corrections.other_names(["nwl"]), lines(&["Northwind Labs", "Northwind"]));
        assert_eq!(corrections.other_names(["northwind"]), lines(&["Northwind Labs", "NWL"]));
        assert_eq!(corrections.other_names(["Southwind"]), []);
    }
}
