//! One post and a width to rows with roles and origins; no colours, no clock, no terminal.
//!
//! A *block* is all rows of one post. Each piece of a row remembers which bytes of the post it shows, so cursor, hits and
//! entities are painted over rows and never lay anything out anew:
//!
//! ```text
//!                                       ← gap, above every post but the first
//!  2 │ Bo Tran @botran     3 Mar 09:40  ← head, where author, day or depth changes
//!    │ Who paid for it? The filing at   ← rows of the body, each with its range
//!    │ example.org/filing names nobody.
//!    │ ▸ 3 replies folded               ← foot
//! ```

pub mod block;
pub mod looks;
mod marking;
pub mod measure;
pub mod picturing;
mod setting;
pub mod wrapping;

pub use block::{Block, Piece, Role, Row, RowKey, absence, lay_out, visibility};
pub use looks::{Emoji, LinkForm, Looks};
pub use marking::StyleSet;
pub use setting::{Setting, Spoken, needs_head};
