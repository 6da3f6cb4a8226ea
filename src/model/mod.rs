//! What a thread, a post, an author, a link, a mention and a time are; no file format and no screen.
//!
//! The text of all posts stands in one piece per batch; everything else is a range into it:
//!
//! ```text
//! batch.text   First post's body.␞alt text of its image␞Second post.␞the post it quotes␞
//!              └──── region of post 0 ───────────────┘ └──── region of post 1 ──────┘
//!              └─ part: body ────┘ └─ part: alt ──────┘ └─ body ───┘ └─ quote's body ┘
//! ```
//!
//! Ranges handed out by a [`Post`] are byte offsets into [`Post::whole`], its region. All text is [clean] already.

pub mod address;
mod answers;
pub mod building;
mod by_id;
pub mod calendar;
pub mod clean;
pub mod doubts;
pub mod emoji;
mod joining;
pub mod naming;
mod number;
mod outgoing;
mod packed;
mod processors;
mod quoting;
pub mod rich;
mod tally;
pub mod thread;
pub mod time;

pub use building::{Draft, ThreadBuilder};
pub use by_id::ById;
pub use clean::{Clean, Hidden};
pub use naming::Recognised;
pub use number::thousands;
pub use outgoing::Outgoing;
pub use packed::{unpacked, unpacked_text};
pub use processors::processors;
pub use quoting::lines_by_depth;
pub use rich::{DraftLink, Marks, Rich};
pub use tally::Tally;
pub use thread::{Batch, Link, Mention, Part, PartKind, Place, Post, PostIx, Span, Styled, Thread};
pub use time::{DateForm, Precision, Time, Zone};

/// What separates parts and posts in a batch's text; cleaned text never contains it.
pub const SEPARATOR: char = '\u{1E}';

/// Who wrote a post, as far as the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Author {
    /// The display name.
    pub name: Option<Clean>,
    /// The handle, without a leading `@`.
    pub handle: Option<Clean>,
    /// The platform's own id of the account.
    pub id: Option<Clean>,
}

impl Author {
    /// The name, or else `@handle`, or else `(unknown author)`.
    pub fn display_name(&self) -> String {
        match (&self.name, &self.handle) {
            (Some(name), _) => name.to_string(),
            (None, Some(handle)) => format!("@{handle}"),
            (None, None) => "(unknown author)".to_owned(),
        }
    }

    /// `Name (@handle)`, with whichever of the two is known.
    pub fn full_name(&self) -> String {
        match (&self.name, &self.handle) {
            (Some(name), Some(handle)) => format!("{name} (@{handle})"),
            _ => self.display_name(),
        }
    }

    /// What tells the account from others: its id, else its handle, else its name.
    pub fn account(&self) -> (u8, String) {
        match (&self.id, &self.handle, &self.name) {
            (Some(id), ..) => (0, id.to_string()),
            (None, Some(handle), _) => (1, handle.to_lowercase()),
            (None, None, name) => (2, name.as_deref().unwrap_or_default().to_owned()),
        }
    }

    /// Whether the file says anything of them that can be shown.
    pub fn is_known(&self) -> bool {
        self.name.is_some() || self.handle.is_some()
    }

    /// Whether both are the same account: by id, else by handle, else by name.
    pub fn is_same(&self, other: &Self) -> bool {
        if let (Some(a), Some(b)) = (&self.id, &other.id) {
            return a == b;
        }
        match (&self.handle, &other.handle) {
            (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
            (None, None) => self.name.is_some() && self.name == other.name,
            _ => false,
        }
    }
}

/// Defines an enum whose variants have fixed names in unspool's JSON.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every variant, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that unspool's JSON uses.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The variant of that name, if it is one.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// What kind of thing a mention names.
    EntityKind {
        /// An account: `@name`, `@name@instance`.
        Handle = "handle",
        /// A `#tag`.
        Hashtag = "hashtag",
        /// A `$TICKER`.
        Cashtag = "cashtag",
        /// A human being, real or fictional.
        Person = "person",
        /// A company, agency, party, club, or other body.
        Organization = "organization",
        /// A country, region, city, street, or building.
        Place = "place",
        /// A good, app, service, drug, vehicle, coin.
        Product = "product",
    }
}

named! {
    /// How a stretch of words is set, by the file's own markup.
    Style {
        /// Bold, strong, a heading.
        Bold = "bold",
        /// Italic, emphasis.
        Italic = "italic",
        /// Code, in a line or a block.
        Code = "code",
        /// Somebody else's words; quotes within quotes are ranges within ranges.
        Quote = "quote",
        /// What its author hides until the reader asks for it.
        Spoiler = "spoiler",
        /// Struck out.
        Struck = "struck",
    }
}

named! {
    /// What the posts of a file make together.
    #[derive(Default)]
    Shape {
        /// One thread, its posts in answer to each other.
        #[default]
        Thread = "thread",
        /// Many threads beside each other: an archive, a timeline, the answer to a search.
        Collection = "collection",
    }
}

named! {
    /// Whether a post is there, and if not, why.
    State {
        /// The post is there.
        Ok = "ok",
        /// Its author, or nobody knows who, deleted it.
        Deleted = "deleted",
        /// Its author has blocked the reader of the time, or the other way round.
        Blocked = "blocked",
        /// The file refers to it and does not contain it.
        Missing = "missing",
        /// Its author's account is suspended.
        Suspended = "suspended",
        /// Withheld in some country or on some notice.
        Withheld = "withheld",
        /// Its author's account is protected.
        Private = "private",
        /// Taken down by a moderator.
        Removed = "removed",
        /// Stands for further posts that the file leaves out.
        Omitted = "omitted",
    }
}

named! {
    /// What kind of medium is attached.
    MediaKind {
        /// A still picture.
        Image = "image",
        /// A film with or without sound.
        Video = "video",
        /// A short silent loop.
        Gif = "gif",
        /// Sound.
        Audio = "audio",
        /// Anything else.
        File = "file",
    }
}

impl MediaKind {
    /// The word for it, as a label.
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "Image",
            Self::Video => "Video",
            Self::Gif => "GIF",
            Self::Audio => "Audio",
            Self::File => "File",
        }
    }
}

/// Something attached to a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is on the web.
    pub url: Option<Clean>,
    /// Where it lies beside the thread's file.
    pub file: Option<Clean>,
    /// The author's description of it.
    pub alt: Option<Clean>,
}

/// How often a post was liked and passed on; `None` is unknown, not zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Likes, favourites, points.
    pub likes: Option<u64>,
    /// Reposts, boosts.
    pub reposts: Option<u64>,
    /// Replies, also those that the file does not contain.
    pub replies: Option<u64>,
    /// Posts that quote it.
    pub quotes: Option<u64>,
    /// Views.
    pub views: Option<u64>,
}

/// What the pieces of a thread really are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// The file tells where each post begins.
    #[default]
    Post,
    /// It does not: the pieces are paragraphs, each a post or a part of one.
    Paragraph,
}

impl Unit {
    /// The word for `count` of them: `post`, `posts`, `paragraph`, `paragraphs`.
    pub fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Post, 1) => "post",
            (Self::Post, _) => "posts",
            (Self::Paragraph, 1) => "paragraph",
            (Self::Paragraph, _) => "paragraphs",
        }
    }
}

/// Where a thread comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The id of the format in the table of formats, `text` or `unspool-json`.
    pub format: Clean,
    /// The platform it was posted on: `X`, `Mastodon`, …
    pub platform: Option<Clean>,
    /// The file's name as the user gave it, `-` for standard input.
    pub file: Option<Clean>,
    /// SHA-256 of the file's bytes, in hexadecimal digits.
    pub sha256: Option<Clean>,
    /// The day on which the file was written: the last on which its posts can have been seen.
    pub written: Option<Time>,
    /// The character encoding, where it was not UTF-8.
    pub encoding: Option<Clean>,
}

/// Something in the file that could not be read as it should.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Warning {
    /// Where: `line 12`, `posts[3].text`; empty for the file as a whole.
    pub at: Clean,
    /// What is wrong, and what was done about it.
    pub message: Clean,
}
