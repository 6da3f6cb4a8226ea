//! Files of X, formerly Twitter: the archives that it gives its users, and what its API 1.1 gave to programs.
//!
//! ```text
//! archive, v1     which file this is, and where its posts stand
//!    └ items      the order in which they are read
//!        └ statuses, notes     one post: fields
//!             └ marks ─► text       its words, links and names as X shows them
//! ```
//!
//! What X's later API and its web pages give is another matter.

mod archive;
mod items;
mod marks;
mod notes;
mod packages;
mod statuses;
mod text;
mod times;
mod v1;

pub use archive::{ARCHIVE, OLD_ARCHIVE};
pub use v1::API_1;

/// The platform's name for readers.
const PLATFORM: &str = "X";
