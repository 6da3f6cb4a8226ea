//! One element of a page, and those around it.

use std::borrow::Cow;

use super::{NONE, Tree};
use crate::formats::html::{self, LinksOnly};

/// An element of a tree.
#[derive(Clone, Copy)]
pub(in crate::formats::pages) struct Element<'t> {
    pub(super) tree: &'t Tree<'t>,
    pub(super) ix: u32,
}

impl<'t> Element<'t> {
    /// Its name, in small letters.
    pub(in crate::formats::pages) fn name(self) -> &'t str {
        &self.tree.names[self.tree.nodes[self.ix as usize].name as usize]
    }

    /// Its place among all elements of the page.
    pub(in crate::formats::pages) fn place(self) -> u32 {
        self.ix
    }

    /// The place of the first element behind it that is not within it.
    pub(in crate::formats::pages) fn end(self) -> u32 {
        self.tree.nodes[self.ix as usize].end
    }

    /// Whether its end tag is there; of a page that was cut, the last elements have none.
    pub(in crate::formats::pages) fn is_ended(self) -> bool {
        let node = &self.tree.nodes[self.ix as usize];
        node.outer.1 > node.inner.1
    }

    /// The HTML between its tags.
    pub(in crate::formats::pages) fn inner(self) -> &'t str {
        let (start, end) = self.tree.nodes[self.ix as usize].inner;
        self.tree.source.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The HTML between its tags but for the elements that are left out.
    pub(in crate::formats::pages) fn inner_without(
        self,
        is_left_out: impl Fn(&Self) -> bool,
    ) -> Cow<'t, str> {
        let (mut from, end) = self.tree.nodes[self.ix as usize].inner;
        let mut kept = String::new();
        let source =
            |from: u32, to: u32| self.tree.source.get(from as usize..to as usize).unwrap_or_default();
        let (mut next, last) = (self.ix + 1, self.end());
        while next < last {
            let element = Self { ix: next, ..self };
            if is_left_out(&element) {
                let outer = self.tree.nodes[next as usize].outer;
                kept.push_str(source(from, outer.0));
                from = outer.1;
                next = element.end();
            } else {
                next += 1;
            }
        }
        if kept.is_empty() && from == self.tree.nodes[self.ix as usize].inner.0 {
            return source(from, end).into();
        }
        kept.push_str(source(from, end));
        kept.into()
    }

    /// What it reads, on one line; names, dates and titles are short, so no more than the beginning is looked at.
    pub(in crate::formats::pages) fn line(self) -> String {
        const MOST: usize = 1024;
        let inner = self.inner();
        let end = (0..=MOST.min(inner.len())).rev().find(|end| inner.is_char_boundary(*end)).unwrap_or(0);
        let text = html::read(&inner[..end], &mut LinksOnly);
        text.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The value of an attribute; of one that comes twice, the first.
    pub(in crate::formats::pages) fn attribute(self, name: &str) -> Option<&'t str> {
        let end = |ix: u32| self.tree.nodes[ix as usize].attributes_end as usize;
        let first = self.ix.checked_sub(1).map_or(0, end);
        let found = (first..end(self.ix)).find(|i| {
            let attribute = &self.tree.attributes[*i];
            &*self.tree.names[attribute.name as usize] == name
        })?;
        let value_end = |i: usize| self.tree.attributes[i].value_end as usize;
        self.tree.values.get(found.checked_sub(1).map_or(0, value_end)..value_end(found))
    }

    /// Whether an attribute has a value.
    pub(in crate::formats::pages) fn is(self, name: &str, value: &str) -> bool {
        self.attribute(name) == Some(value)
    }

    /// Whether it has a class.
    pub(in crate::formats::pages) fn has_class(self, name: &str) -> bool {
        self.attribute("class").is_some_and(|class| class.split_ascii_whitespace().any(|word| word == name))
    }

    /// The element around it.
    pub(in crate::formats::pages) fn parent(self) -> Option<Self> {
        let parent = self.tree.nodes[self.ix as usize].parent;
        (parent != NONE).then_some(Self { ix: parent, ..self })
    }

    /// The elements around it, from the nearest out.
    pub(in crate::formats::pages) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// The elements within it, except those that `stops` takes, and what is within them.
    pub(in crate::formats::pages) fn within(self, stops: fn(&Self) -> bool) -> impl Iterator<Item = Self> {
        let (mut next, end) = (self.ix + 1, self.end());
        std::iter::from_fn(move || {
            while next < end {
                let element = Self { ix: next, ..self };
                if stops(&element) {
                    next = element.end();
                    continue;
                }
                next += 1;
                return Some(element);
            }
            None
        })
    }

    /// The elements right within it.
    pub(in crate::formats::pages) fn children(self) -> impl Iterator<Item = Self> {
        let (mut next, end) = (self.ix + 1, self.end());
        std::iter::from_fn(move || {
            let element = Self { ix: next, ..self };
            (next < end).then(|| {
                next = element.end();
                element
            })
        })
    }
}
