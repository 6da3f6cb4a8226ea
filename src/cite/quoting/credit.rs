//! Whose words they are, where and when: what every form says below a quotation, before it is escaped.

use std::collections::BTreeSet;

use super::extract::{Extract, is_web};
use crate::cite::dates::{self, Day};
use crate::cite::reference::{Name, Reference, Scope};
use crate::index::Tree;
use crate::model::{PostIx, Shape, Thread, Time, Unit};

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
}

impl Run<'_> {
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
///
/// A name is parted at its last blank.
pub(super) fn provisional_reference(thread: &Thread, tree: &Tree, posts: &[PostIx]) -> Option<Reference> {
    let ix = *posts.first()?;
    let post = thread.post(ix);
    let number = |ix: &PostIx| tree.rank(*ix).number();
    let author = post.author();
    let parted = author.name.as_deref().map(|name| match name.rsplit_once(' ') {
        Some((given, family)) => Name::Person { given: given.to_owned(), family: family.to_owned() },
        None => Name::Person { given: String::new(), family: name.to_owned() },
    });
    let platform = thread.source.platform.as_deref();
    let is_twitter = platform == Some("X") && post.created().is_some_and(is_before_renaming);
    Some(Reference {
        scope: match posts {
            [_] => Scope::Post,
            _ => Scope::Range(
                posts.iter().map(number).min().unwrap_or(1),
                posts.iter().map(number).max().unwrap_or(1),
            ),
        },
        author: parted,
        others: 0,
        handle: author.handle.as_ref().map(|handle| format!("@{handle}")),
        profile: crate::cite::markdown::profile(author, post.url()),
        platform: if is_twitter { Some("Twitter".to_owned()) } else { platform.map(str::to_owned) },
        kind: if is_twitter { "Tweet" } else { "Post" }.to_owned(),
        is_repost: post.is_repost(),
        state: post.state(),
        posted: post.created(),
        url: post.url().map(str::to_owned),
        id: post.id().map(str::to_owned),
        text: post.body().to_owned(),
        media: post.media().iter().map(|m| (m.kind, m.alt.as_ref().map(ToString::to_string))).collect(),
        place: thread_length(thread).map(|of| (number(&ix), of)),
        language: post.language().map(str::to_owned),
        accessed: None,
        file: thread.source.file.as_deref().filter(|file| *file != "-").map(str::to_owned),
        sha256: thread.source.sha256.as_ref().map(ToString::to_string),
    })
}

/// How many posts a thread has, where its posts are one thread of more than one.
pub(super) fn thread_length(thread: &Thread) -> Option<usize> {
    (thread.unit == Unit::Post && thread.shape == Shape::Thread && thread.len() > 1).then(|| thread.len())
}

/// Whether Twitter was not called X yet, which it was from 24 July 2023.
fn is_before_renaming(time: Time) -> bool {
    const RENAMED: i64 = 1_690_156_800_000;
    time.millis() < RENAMED
}
