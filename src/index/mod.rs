//! Facts derived from a thread: its tree of replies, search hits, links, entities. Nothing here changes a thread, and
//! nothing knows of rows, keys or screens.

pub mod accounts;
pub mod annotations;
pub mod authorship;
pub mod corrections;
pub mod entities;
pub mod identity;
pub mod lexicon;
pub mod links;
pub mod naming;
pub mod numbering;
pub mod occurrence;
pub mod order;
pub mod recognising;
pub mod search;
pub mod sentences;
pub mod stretches;
pub mod tally;
pub mod tree;

pub use authorship::Ranks;
pub use order::Order;
pub use tree::{Rank, Tree};
