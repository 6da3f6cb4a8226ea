//! What a citation says of a post, a range of posts or a thread: facts, before any style's rules.
//!
//! Nothing here is invented: what the file does not tell is `None`, and a style says so in its own way (`n.d.`, the handle
//! as the author).

use std::ops::RangeInclusive;

use crate::index::{Rank, Tree};
use crate::model::{MediaKind, Post, Precision, State, Thread, Time, Unit, address};

mod naming;
pub mod platforms;

pub use naming::AuthorIs;
pub(super) use naming::is_east_asian;

/// Who wrote what is cited, as far as a name can be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A human being.
    Person {
        /// All names before the family name, and behind a comma what follows it (`Martin, Jr.`); empty if there are none.
        given: String,
        /// The family name with its particles, or the only name.
        family: String,
    },
    /// An organisation, or a name that is not to be turned round.
    Group(String),
}

/// How much is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One post.
    Post,
    /// The posts of these numbers, in reading order, both included.
    Range(usize, usize),
    /// The thread as a whole.
    Thread,
}

/// All that a citation may say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// How much is cited.
    pub scope: Scope,
    /// Who wrote it; for a thread, the first post.
    pub author: Option<Name>,
    /// How many others wrote in what is cited.
    pub others: usize,
    /// The account, as its platform writes it: `@danareyes`, `@user@instance`.
    pub handle: Option<String>,
    /// The address of the account's page, where the platform is known to have one.
    pub profile: Option<String>,
    /// The platform by the name it had on that day: `X`, `Twitter`, `Mastodon`.
    pub platform: Option<String>,
    /// What a post is called there: `Post`, `Tweet`, `Comment`, `Message`.
    pub kind: String,
    /// Whether it only passes another's post on.
    pub is_repost: bool,
    /// Whether the post is there, and if not, why.
    pub state: State,
    /// When it was posted; for a range or a thread, the first post.
    pub posted: Option<Time>,
    /// Its address.
    pub url: Option<String>,
    /// Its id on the platform.
    pub id: Option<String>,
    /// Its words: for a range or a thread, those of the first post.
    pub text: String,
    /// What is attached, each with its description if it has one.
    pub media: Vec<(MediaKind, Option<String>)>,
    /// Whether a link in it is shown with the title of what it leads to.
    pub has_card: bool,
    /// Its number in the thread and how many posts the thread has, where it has more than one.
    pub place: Option<(usize, usize)>,
    /// Its language as a BCP 47 tag.
    pub language: Option<String>,
    /// When the copy was taken, or its page last seen.
    pub accessed: Option<Time>,
    /// The file that it was read from.
    pub file: Option<String>,
    /// SHA-256 of that file, in hexadecimal digits.
    pub sha256: Option<String>,
}

/// By which name posts on X are cited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NameOfX {
    /// The name that the platform had on the day of the post: Twitter until 23 July 2023.
    #[default]
    OfTheDay,
    /// Always this one: `X`, `Twitter`, `X (formerly Twitter)`.
    Fixed(String),
}

/// What the caller knows of what is cited, beside the thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the author is; guessed where it is `None`.
    pub author_is: Option<AuthorIs>,
    /// When a citation tells that it was seen.
    pub access: Access,
    /// By which name posts on X are cited.
    pub name_of_x: NameOfX,
}

/// When a citation tells on which day a post was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Where posts can be edited: the day on which the file was written.
    #[default]
    Auto,
    /// Always that day.
    Always,
    /// Not at all.
    Never,
    /// Always this day.
    On(Time),
}

impl Access {
    /// The day for the posts of a thread.
    fn to(self, thread: &Thread) -> Option<Time> {
        let platform = thread.source.platform.as_deref().and_then(platforms::known);
        match self {
            Self::Auto => thread.source.written.filter(|_| platform.is_some_and(|known| known.is_edited)),
            Self::Always => thread.source.written,
            Self::Never => None,
            Self::On(day) => Some(day),
        }
    }
}

/// When Twitter was renamed: 24 July 2023, in milliseconds since 1970 in UTC.
const RENAMED: i64 = 1_690_156_800_000;

impl Reference {
    /// The facts of the posts at these ranks, which are in the tree: of one post, of a range, or, where they are all posts,
    /// of the thread.
    ///
    /// Of a post that only passes another on, they are those of the other one ([`Reference::is_repost`] tells).
    ///
    /// # Panics
    /// When the thread has no such post.
    pub fn of(thread: &Thread, tree: &Tree, posts: RangeInclusive<Rank>, facts: &Facts) -> Self {
        let (first, last) = (*posts.start(), *posts.end());
        let scope = match (first, last) {
            _ if first >= last => Scope::Post,
            (Rank(0), last) if last.number() == tree.len() => Scope::Thread,
            _ => Scope::Range(first.number(), last.number()),
        };
        let passed_on = thread.post(tree.post(first));
        let is_repost = passed_on.is_repost();
        let original = passed_on.quote().filter(|_| is_repost && passed_on.body().is_empty());
        let place = (tree.len() > 1 && thread.unit == Unit::Post).then(|| (first.number(), tree.len()));
        let others = if scope == Scope::Post { 0 } else { others(thread, tree, first, last) };
        let source = &thread.source;
        let own =
            Self { scope, others, is_repost, place, ..of_post(thread, original.unwrap_or(passed_on), facts) };
        Self {
            file: source.file.as_deref().filter(|file| *file != "-").map(str::to_owned),
            sha256: source.sha256.as_deref().map(str::to_owned),
            accessed: facts.access.to(thread),
            ..own
        }
    }
}

/// How many accounts beside that of the first post wrote these posts.
fn others(thread: &Thread, tree: &Tree, first: Rank, last: Rank) -> usize {
    let author = |rank: &u32| thread.post(tree.post(Rank(*rank))).author();
    let accounts =
        (first.0..=last.0).filter(|rank| author(rank).is_known()).map(|rank| author(&rank).account());
    let own = author(&first.0).account();
    accounts.filter(|account| *account != own).collect::<std::collections::HashSet<_>>().len()
}

/// What a post tells of itself.
fn of_post(thread: &Thread, post: Post, facts: &Facts) -> Reference {
    let author = post.author();
    let host = post.url().and_then(address::host);
    let named = thread.source.platform.as_deref();
    let platform = named.and_then(platforms::known);
    let handle = author.handle.as_deref();
    let is_answer = post.reply_to().is_some();
    let kind = platform.map_or("Post", |platform| if is_answer { platform.reply } else { platform.kind });
    let is_x = platform.is_some_and(|platform| platform.name == "X");
    let is_old = post.created().is_some_and(|time| time.millis() < RENAMED);
    let (platform_name, kind) = match &facts.name_of_x {
        NameOfX::OfTheDay if is_x && is_old => (Some("Twitter"), "Tweet"),
        NameOfX::Fixed(name) if is_x => (Some(name.as_str()), kind),
        _ => (named, kind),
    };
    Reference {
        scope: Scope::Post,
        author: author.name.as_deref().and_then(|name| Name::of(name, facts.author_is)),
        others: 0,
        handle: handle.map(|handle| {
            platform.map_or_else(|| format!("@{handle}"), |known| known.handle(handle, host.as_deref()))
        }),
        profile: handle.and_then(|handle| platform?.profile(handle, host.as_deref())),
        platform: platform_name.map(str::to_owned),
        kind: kind.to_owned(),
        is_repost: false,
        state: post.state(),
        posted: post.created(),
        url: post.url().map(str::to_owned),
        id: post.id().map(str::to_owned),
        text: post.body().to_owned(),
        media: post
            .media()
            .iter()
            .map(|media| (media.kind, media.alt.as_deref().map(str::to_owned)))
            .collect(),
        has_card: post.links().any(|link| link.title.is_some()),
        place: None,
        language: post.language().map(str::to_owned),
        accessed: None,
        file: None,
        sha256: None,
    }
}

/// A point in time as a calendar and a clock show it in UTC, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) year: i32,
    /// From 1.
    pub(super) month: Option<u8>,
    /// From 1.
    pub(super) day: Option<u8>,
    /// Hour and minute.
    pub(super) clock: Option<(u8, u8)>,
}

impl Moment {
    pub(super) fn of(time: Time) -> Option<Self> {
        let written = time.rfc3339();
        let (date, clock) = written.split_once('T')?;
        let mut from_end = date.rsplitn(3, '-');
        let (day, month) = (from_end.next()?.parse().ok()?, from_end.next()?.parse().ok()?);
        let year = from_end.next()?.parse().ok()?;
        let mut clock = clock.split(':');
        let clock = (clock.next()?.parse().ok()?, clock.next()?.parse().ok()?);
        let knows = |precision| time.precision() >= precision;
        Some(Self {
            year,
            month: knows(Precision::Month).then_some(month),
            day: knows(Precision::Day).then_some(day),
            clock: knows(Precision::Minute).then_some(clock),
        })
    }
}
