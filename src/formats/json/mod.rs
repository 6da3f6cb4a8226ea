//! JSON as readers of formats need it: one level at a time, forgivingly, and without recursion.
//!
//! Fields come as texts, numbers or lists through [`Fields`], which notes what is wrong and [where](At). Nothing of this
//! knows a platform.

mod fields;
mod keys;
mod place;

pub use fields::{Fields, Object, Text, count, excerpt, text};
pub use keys::top_level_keys;
pub use place::At;
