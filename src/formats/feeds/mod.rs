//! Feeds: RSS 2.0 and its older forms, RSS 1.0 (RDF), Atom, and JSON Feed; of Mastodon, Nitter, Bluesky, Reddit and others.
//!
//! ```text
//! bytes ─► xml    ─► Feed, Entry (fields by name) ─┐
//!          json   ─► Fields ───────────────────────┴─► entries ─► posts
//! ```
//!
//! An entry is a post; a feed is a collection. Entries stay in the order of the file, which is mostly the newest first.
//! Sources: the specifications of RSS, Atom (RFC 4287), Media RSS and JSON Feed 1.1, and what the platforms write.

mod content;
mod dates;
mod entries;
mod json;
mod xml;

use super::json::top_level_keys;
use super::{Format, Input, Unreadable, opening};
use crate::model::{Shape, ThreadBuilder};

/// A feed in any of these forms.
pub const FORMAT: Format = Format {
    id: "feed",
    title: "Feed (RSS, Atom, JSON Feed)",
    how: "Save the address of the feed from the browser. Mastodon: https://SERVER/@NAME.rss; Bluesky: \
          https://bsky.app/profile/NAME/rss; Reddit: the address of the discussion with .rss behind it; \
          Nitter: https://SERVER/NAME/rss",
    recognise: |input| is_xml(input) || is_json(input),
    read,
    package: None,
};

fn is_xml(input: &Input) -> bool {
    let Some(tag) = opening::first_tag(input.start()) else { return false };
    let name = tag.rsplit(':').next().unwrap_or(tag);
    // Atom's element may have a prefix, that of RDF always has one.
    ["rss", "feed"].iter().any(|known| name.eq_ignore_ascii_case(known))
        || tag.eq_ignore_ascii_case("rdf:rdf")
}

fn is_json(input: &Input) -> bool {
    input.start().starts_with('{')
        && top_level_keys(input.start())
            .any(|(key, value)| key == "version" && value.get(..60).unwrap_or(value).contains("jsonfeed.org"))
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.shape(Shape::Collection);
    if is_json(input) {
        return json::read(input, builder);
    }
    entries::read(&xml::read(&input.text, builder), builder);
    Ok(())
}

#[cfg(test)]
mod tests;
