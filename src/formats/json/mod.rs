//! JSON as readers of formats need it: one level at a time, forgivingly, and without recursion.
//!
//! Fields come as texts, numbers or lists through [`Fields`], which notes what is wrong and [where](At). Nothing of this
//! knows a platform.

mod closing;
mod fields;
mod gathering;
mod keys;
mod place;
pub mod strict;
mod walking;

pub use closing::closing;
pub use fields::{Fields, Object, Text, count, excerpt, list, several, text};
pub use gathering::{Head, Ids, Item, Way, choose, gather, gather_with_outer};
pub use keys::{remembering, top_level_keys};
pub use place::At;
pub use walking::{Fault, Walker};
