//! What a citation says of a post, a range of posts or a thread: facts, before any style's rules.
//!
//! Nothing here is invented: what the file does not tell is `None`, and a style says so in its own way (`n.d.`, the handle
//! as the author).

use crate::model::{MediaKind, State, Time};

/// Who wrote what is cited, as far as a name can be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// A human being.
    Person {
        /// All names before the family name; empty if there are none.
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
