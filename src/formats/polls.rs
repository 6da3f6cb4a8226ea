//! A poll as lines below the words of the post that asks.
//!
//! ```text
//! ○ Yes, at night (1 vote)
//! ○ No (3 votes)
//! ```

use crate::model::{Clean, Rich};

/// Appends the options of a poll, each a line, with its votes as far as they are told.
pub fn push_options(body: &mut Rich, options: impl IntoIterator<Item = (Clean, Option<u64>)>) {
    for (i, (title, votes)) in options.into_iter().enumerate() {
        body.push(match i {
            0 if body.text().is_empty() => "",
            0 => "\n\n",
            _ => "\n",
        });
        body.push(&format!("○ {title}"));
        match votes {
            Some(1) => body.push(" (1 vote)"),
            Some(votes) => body.push(&format!(" ({votes} votes)")),
            None => {}
        }
    }
}
