//! Quotes, citations and exports as text.
//!
//! ```text
//! posts ─► reference (facts) ─► styles (CSL, run by hayagriva) ─► citation (runs) ─► text, Markdown, HTML, Org, …
//! ```
//!
//! What leaves here is read by something else: an editor, a notes program, a parser. Each form escapes for its own
//! reader, and none claims what the file does not say: an unknown author, time or address is left out.

pub mod annotations;
pub mod citation;
pub mod copying;
mod dates;
mod emoji;
mod emphasis;
mod heading;
mod latex;
pub mod markdown;
pub mod quoting;
pub mod records;
pub mod reference;
pub mod styles;
mod wording;
pub mod words;

pub use copying::{post_as_text, thread_as_text, write_text};
pub use heading::heading;
pub use markdown::write_markdown;
