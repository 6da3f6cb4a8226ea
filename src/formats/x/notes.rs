//! Long posts of an archive, `note-tweet.js`: the text in full, apart from the post that it belongs to.
//!
//! Unlike all other texts of an archive it is not escaped, and its ranges are named `fromIndex` and `toIndex`. The id is
//! that of the note, which no post and no address has, so a note stands here as a post of its own without an id.

use std::borrow::Cow;

use super::text::{Mark, Target, What, Written};
use super::times::read_time;
use crate::formats::json::{At, Fields, Object};
use crate::model::{Draft, EntityKind, Rich, ThreadBuilder};

/// Reads the note at a place.
pub(super) fn read_note(object: Object, at: &At, notes: &mut ThreadBuilder) -> Draft {
    let mut note = Fields { object, at: *at, notes };
    let created = note.text("createdAt").and_then(|text| read_time(&text, None));
    let body = note.inner("core").map(|mut core| read_text(&mut core));
    if body.is_none() {
        note.warn("core", "no text in it");
    }
    Draft { created, body: body.unwrap_or_default(), ..Draft::default() }
}

fn read_text(core: &mut Fields) -> Rich {
    let Some(raw) = core.text("text") else { return Rich::default() };
    let mut marks = Vec::new();
    for (list, kind, name) in [
        ("mentions", EntityKind::Handle, "screenName"),
        ("hashtags", EntityKind::Hashtag, "text"),
        ("cashtags", EntityKind::Cashtag, "text"),
    ] {
        marks.extend(core.items(list, |entity| {
            let name = entity.text(name)?;
            marked(entity, What::Name(kind, name))
        }));
    }
    marks.extend(core.items("urls", |entity| {
        let target = Target {
            url: entity.text("shortUrl").unwrap_or(Cow::Borrowed("")),
            expanded: entity.text("expandedUrl"),
            display: entity.text("displayUrl"),
        };
        marked(entity, What::Link(target))
    }));
    let mut body = Rich::default();
    let lost = Written { raw: &raw, is_escaped: false, marks, answers: None }.compose_onto(&mut body);
    if lost > 0 {
        core.warn("text", &format!("{lost} links or names fit nowhere in it; left out"));
    }
    body
}

fn marked<'a>(entity: &mut Fields, what: What<'a>) -> Option<Mark<'a>> {
    Some(Mark { start: entity.count("fromIndex")?, end: entity.count("toIndex")?, what })
}
