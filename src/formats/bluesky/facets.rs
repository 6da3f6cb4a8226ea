//! The text of a record with what its facets mark in it, by bytes of UTF-8.
//!
//! Source: docs.bsky.app/docs/advanced-guides/post-richtext. A facet that lies on no characters, or in another one, is
//! passed over, as Bluesky's own programs do; what is plain to see in the text is found even so.

use std::ops::Range;

use super::uris;
use crate::formats::json::{Fields, Object, text};
use crate::formats::scanning;
use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich, address};

/// What a facet makes of a stretch of text.
enum Feature {
    Link(Clean),
    /// The DID of an account.
    Account(String),
    Tag(String),
}

/// The words of a record.
pub(super) fn read(record: &mut Fields) -> Rich {
    let Some(words) = record.text("text") else { return Rich::default() };
    let mut found: Vec<(Range<usize>, Feature)> = record.items("facets", |facet| {
        let range = {
            let mut index = facet.inner("index")?;
            let at = |place: Option<u64>| place.and_then(|place| usize::try_from(place).ok());
            at(index.count("byteStart"))?..at(index.count("byteEnd"))?
        };
        let feature = facet.list("features").into_iter().find_map(feature)?;
        Some((range, feature))
    });
    if found.is_empty() && record.object.has("entities") {
        found = read_entities(record, &words);
    }
    found.sort_by_key(|(range, _)| range.start);
    let mut marks = Marks::default();
    let mut end = 0;
    for (range, feature) in found {
        let Some(reads) = words.get(range.clone()).filter(|reads| !reads.is_empty() && range.start >= end)
        else {
            continue;
        };
        end = range.end;
        mark(&mut marks, range, reads, feature);
    }
    let mut rich = Rich::annotated(&words, marks);
    scanning::complete(&mut rich, |_| true);
    rich
}

/// What the first records have instead of facets, in units of UTF-16.
fn read_entities(record: &mut Fields, words: &str) -> Vec<(Range<usize>, Feature)> {
    // The byte of each unit; the second unit of a pair is no place.
    let units = words.char_indices().flat_map(|(at, c)| [Some(at), None].into_iter().take(c.len_utf16()));
    let bytes: Vec<Option<usize>> = units.chain([Some(words.len())]).collect();
    record.items("entities", |entity| {
        let feature = match &*entity.text("type")? {
            "link" => Feature::Link(entity.line("value").filter(|url| address::is_web(url))?),
            "mention" => Feature::Account(entity.text("value")?.into_owned()),
            _ => return None,
        };
        let mut index = entity.inner("index")?;
        let at = |unit: Option<u64>| *bytes.get(usize::try_from(unit?).ok()?)?;
        Some((at(index.count("start"))?..at(index.count("end"))?, feature))
    })
}

fn feature(raw: &str) -> Option<Feature> {
    let object = Object::walk(raw).ok()?;
    let field = |name| object.get(name).and_then(text);
    match field("$type")?.rsplit('#').next()? {
        "link" => field("uri").filter(|uri| address::is_web(uri)).map(|uri| Feature::Link(Clean::line(&uri))),
        "mention" => field("did").map(|did| Feature::Account(did.into_owned())),
        "tag" => field("tag").map(|tag| Feature::Tag(tag.into_owned())),
        _ => None,
    }
}

fn mark(marks: &mut Marks, range: Range<usize>, reads: &str, feature: Feature) {
    match feature {
        Feature::Link(url) => marks.links.push((range, DraftLink { url, ..DraftLink::default() })),
        Feature::Account(_) if reads.starts_with('@') => {
            marks.mentions.push((range, EntityKind::Handle, None));
        }
        // Somebody named in other words than by the handle.
        Feature::Account(did) => {
            marks.links.push((range, DraftLink { url: uris::profile(&did), ..DraftLink::default() }));
        }
        Feature::Tag(tag) => {
            let (sign, kind) =
                if reads.starts_with('$') { ('$', EntityKind::Cashtag) } else { ('#', EntityKind::Hashtag) };
            let name = format!("{sign}{}", tag.trim_start_matches(['#', '$']));
            marks.mentions.push((range, kind, Clean::some_line(&name)));
        }
    }
}
