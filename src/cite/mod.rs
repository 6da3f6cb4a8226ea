//! Quotes, citations and exports as text.
use crate::index::Tree;
use crate::model::{PostIx, Thread};
/// Post.
pub fn post_as_text(_: &Thread, _: PostIx) -> String {
    String::new()
}
/// Thread.
pub fn thread_as_text(_: &Thread, _: &Tree) -> String {
    String::new()
}
