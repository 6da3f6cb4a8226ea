//! Files of X, formerly Twitter: the archives that it gives its users, what its APIs gave to programs and to its own web
//! pages, and what tools make of that.
//!
//! ```text
//! archive, v1     which file this is, and where its posts stand
//!    └ items      the order in which they are read
//!        └ statuses, notes     one post: fields
//!             └ marks ─► text       its words, links and names as X shows them
//! ```
//!
//! `graphql` (the web pages), `api_2` and `tools` find their posts in ways of their own, keep them in `threads`, and share
//! the rules of `statuses`, `marks` and `text`.

mod api_2;
mod archive;
mod articles;
mod chains;
mod conversations;
mod graphql;
mod items;
mod marks;
mod notes;
mod packages;
mod statuses;
mod text;
mod threads;
mod times;
mod tools;
mod v1;

pub use api_2::API_2;
pub use archive::{ARCHIVE, OLD_ARCHIVE};
pub(super) use archive::{read_archive_in_place, read_owned_archive, read_owned_old_archive};
pub use graphql::WEB;
pub use tools::{EXPORTER, FX, GALLERY, SCRAPERS};
pub use v1::API_1;

/// The platform's name for readers.
const PLATFORM: &str = "X";
