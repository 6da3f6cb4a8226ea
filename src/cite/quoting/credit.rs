//! Whose words they are, where and when: what every form says below a quotation, before it is escaped.

use std::collections::BTreeSet;

use super::Manner;
use super::extract::{Extract, is_web};
use crate::cite::citation::{Citation, Markup};
use crate::cite::dates::{self, Day};
use crate::cite::reference::{Name, Reference, Scope};
use crate::index::Tree;
use crate::model::{PostIx, Shape, Thread, Unit};

/// Words by one author that one citation is enough for.
#[derive(Debug)]
pub(super) struct Run<'t> {
    pub(super) extracts: Vec<Extract<'t>>,
    pub(super) reference: Reference,
    /// The numbers of the posts, in order.
    pub(super) numbers: BTreeSet<usize>,
    /// The number of the post of each extract.
    pub(super) ranks: Vec<usize>,
    /// How many posts there are; `None` where a number says nothing, as in a file of many threads.
    pub(super) of: Option<usize>,
    /// The key of its record.
    pub(super) key: String,
    /// Its citation, where the reader wants one of a style.
    pub(super) citation: Option<Citation>,
}

impl Run<'_> {
    /// The citation of the style that the reader wants, if they want one.
    pub(super) fn cited(&self, markup: Markup) -> Option<String> {
        self.citation.as_ref().map(|citation| citation.to_markup(markup))
    }

    /// `Dana Reyes`.
    pub(super) fn name(&self) -> Option<String> {
        name(&self.reference)
    }

    /// `Dana Reyes (@danareyes)`, with whichever of the two is known.
    pub(super) fn who(&self) -> Option<String> {
        match (self.name(), &self.reference.handle) {
            (Some(name), Some(handle)) => Some(format!("{name} ({handle})")),
            (name, handle) => name.or_else(|| handle.clone()),
        }
    }

    /// `X, 14 Mar 2024, 09:26 UTC`.
    pub(super) fn where_and_when(&self) -> Option<String> {
        let facts = [self.reference.platform.clone(), self.reference.posted.map(dates::moment)];
        let known: Vec<_> = facts.into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.join(", "))
    }

    /// `2024-03-14`.
    pub(super) fn iso_day(&self) -> Option<String> {
        self.day().map(|day| day.iso('-'))
    }

    pub(super) fn day(&self) -> Option<Day> {
        self.reference.posted.and_then(Day::of)
    }

    /// `1`, `3–5`, `3–5, 9`.
    pub(super) fn numbers(&self) -> String {
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for number in &self.numbers {
            match ranges.last_mut().filter(|(_, last)| last + 1 == *number) {
                Some((_, last)) => *last = *number,
                None => ranges.push((*number, *number)),
            }
        }
        let told = ranges.into_iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}–{last}"),
        });
        told.collect::<Vec<_>>().join(", ")
    }

    /// `1/7`.
    pub(super) fn place(&self) -> Option<String> {
        self.of.map(|of| format!("{}/{of}", self.numbers()))
    }

    /// `post 1/7`, `posts 3–5/12`.
    pub(super) fn short_place(&self) -> Option<String> {
        self.place().map(|place| format!("{} {place}", self.noun()))
    }

    /// `post 1 of 7`, `posts 3–5 of 12`.
    pub(super) fn long_place(&self) -> Option<String> {
        self.of.map(|of| format!("{} {} of {of}", self.noun(), self.numbers()))
    }

    fn noun(&self) -> &'static str {
        if self.numbers.len() == 1 { "post" } else { "posts" }
    }

    /// The address, where it leads to the web.
    pub(super) fn url(&self) -> Option<&str> {
        self.reference.url.as_deref().filter(|url| is_web(url))
    }

    /// The address of the account, where it leads to the web.
    pub(super) fn profile(&self) -> Option<&str> {
        self.reference.profile.as_deref().filter(|url| is_web(url))
    }

    /// What is not known, in words for the reader.
    pub(super) fn notices(&self) -> Vec<String> {
        let reference = &self.reference;
        let mut told = Vec::new();
        if reference.author.is_none() {
            told.push(match &reference.handle {
                Some(handle) => format!("the file tells no name of {handle}"),
                None => "the file tells no author".to_owned(),
            });
        }
        if reference.posted.is_none() {
            told.push("the file tells no date: n.d.".to_owned());
        }
        if reference.url.is_none() {
            told.push("the file tells no address of the post".to_owned());
        }
        if reference.is_repost {
            told.push("it passes on somebody else's post; cite that one".to_owned());
        }
        told
    }
}

/// A name in one line, the family name last.
pub(super) fn name(reference: &Reference) -> Option<String> {
    Some(match reference.author.as_ref()? {
        Name::Person { given, family } if given.is_empty() => family.clone(),
        Name::Person { given, family } => format!("{given} {family}"),
        Name::Group(name) => name.clone(),
    })
}

/// What is known of the posts of one author, the first of them before all.
pub(super) fn reference(
    thread: &Thread,
    tree: &Tree,
    posts: &[PostIx],
    manner: &Manner,
) -> Option<Reference> {
    let first = tree.rank(*posts.first()?);
    let facts = manner.facts(thread.post(tree.post(first)).author());
    let numbers = || posts.iter().map(|ix| tree.rank(*ix).number());
    let scope = match (numbers().min()?, numbers().max()?) {
        (least, most) if least == most => Scope::Post,
        (least, most) => Scope::Range(least, most),
    };
    let place = thread_length(thread).map(|of| (first.number(), of));
    let known = Reference::of(thread, tree, first..=first, &facts);
    let sha256 = known.sha256.clone().or_else(|| manner.sha256.clone());
    Some(Reference { scope, place, sha256, ..known })
}

/// How many posts a thread has, where its posts are one thread of more than one.
pub(super) fn thread_length(thread: &Thread) -> Option<usize> {
    (thread.unit == Unit::Post && thread.shape == Shape::Thread && thread.len() > 1).then(|| thread.len())
}
