//! The entities and media of a post, from the JSON of X's API to marks on its text.
//!
//! The names of the fields are those of API 1.1 (`entities`, `extended_entities`), which archives since 2012 share.

use std::borrow::Cow;

use super::text::{Mark, Target, What};
use crate::formats::json::{Fields, Walker, count};
use crate::model::{EntityKind, Media, MediaKind};

/// What stands in for a range that the file does not give; the text itself tells then.
const UNPLACED: (u64, u64) = (u64::MAX, u64::MAX);

/// Which lists name accounts and tags, and in which field.
pub(super) type Lists = [(&'static str, EntityKind, &'static str); 3];

/// The names of API 1.1, of archives, and of X's web pages.
const API_1: Lists = [
    ("user_mentions", EntityKind::Handle, "screen_name"),
    ("hashtags", EntityKind::Hashtag, "text"),
    ("symbols", EntityKind::Cashtag, "text"),
];

/// Every mark that the `entities` of `post` make on its text; links to `attached` posts are attachments.
pub(super) fn read_marks<'a>(post: &mut Fields<'a, '_>, attached: Option<&str>) -> Vec<Mark<'a>> {
    // Most posts have none, and need not be taken apart.
    if post.object.get("entities").is_some_and(are_all_empty) {
        return Vec::new();
    }
    post.inner("entities").map(|mut entities| entity_marks(&mut entities, attached)).unwrap_or_default()
}

/// Whether all values of an object are lists with nothing in them: `{"urls": [], "hashtags": []}`.
fn are_all_empty(raw: &str) -> bool {
    let mut walker = Walker::new(raw);
    let mut has_one = false;
    if !walker.enter(b'{') {
        return false;
    }
    while let Ok(Some(_)) = walker.key() {
        if !(walker.enter(b'[') && walker.enter(b']')) {
            return false;
        }
        has_one = true;
    }
    has_one && walker.at() == raw.len()
}

/// Every mark that `entities` make; links to `attached` posts are attachments.
pub(super) fn entity_marks<'a>(entities: &mut Fields<'a, '_>, attached: Option<&str>) -> Vec<Mark<'a>> {
    let mut marks = name_marks(entities, &API_1);
    marks.extend(link_marks(entities, "urls", attached));
    let media = entities.items("media", |entity| {
        let target = read_target(entity)?;
        Some(marked(entity, What::Attachment(target)))
    });
    for mark in media {
        // Several pictures share one link.
        if !marks
            .iter()
            .any(|other| (other.start, other.end) == (mark.start, mark.end) && mark.start < mark.end)
        {
            marks.push(mark);
        }
    }
    marks
}

/// The accounts and tags that `lists` name.
pub(super) fn name_marks<'a>(entities: &mut Fields<'a, '_>, lists: &Lists) -> Vec<Mark<'a>> {
    let mut marks = Vec::new();
    for (list, kind, name) in lists {
        marks.extend(entities.items(list, |entity| {
            let name = entity.text(name)?;
            Some(marked(entity, What::Name(*kind, name)))
        }));
    }
    marks
}

/// The links of a list; those to media and to the `attached` post are attachments.
pub(super) fn link_marks<'a>(
    entities: &mut Fields<'a, '_>,
    list: &str,
    attached: Option<&str>,
) -> Vec<Mark<'a>> {
    let mut marks = entities.items(list, |entity| {
        let target = read_target(entity)?;
        let leads_to = |id: &str| target.expanded.as_deref().is_some_and(|url| is_post(url, id));
        let is_attached = attached.is_some_and(leads_to) || entity.object.has("media_key");
        Some(marked(entity, if is_attached { What::Attachment(target) } else { What::Link(target) }))
    });
    // Several pictures share one link.
    marks.dedup_by(|a, b| (a.start, a.end) == (b.start, b.end) && a.start < a.end);
    marks
}

/// A link in the forms that `url`, `expanded_url` and `display_url` give.
pub(super) fn read_target<'a>(entity: &mut Fields<'a, '_>) -> Option<Target<'a>> {
    Some(Target {
        url: entity.text("url")?,
        expanded: entity.text("expanded_url"),
        display: entity.text("display_url"),
    })
}

/// A mark for a link whose place the file does not tell.
pub(super) fn unplaced(what: What<'_>) -> Mark<'_> {
    Mark { start: UNPLACED.0, end: UNPLACED.1, what }
}

/// A mark at `indices`, or from `start` to `end`.
fn marked<'a>(entity: &mut Fields, what: What<'a>) -> Mark<'a> {
    let (start, end) = match entity.object.get("indices") {
        Some(_) => entity.field("indices", "pair of numbers", pair),
        None => entity.count("start").zip(entity.count("end")),
    }
    .unwrap_or(UNPLACED);
    Mark { start, end, what }
}

/// `[3, 14]` or `["3", "14"]`.
pub(super) fn pair(raw: &str) -> Option<(u64, u64)> {
    let (start, end) = raw.strip_prefix('[')?.strip_suffix(']')?.split_once(',')?;
    Some((count(start.trim())?, count(end.trim())?))
}

/// Whether `url` is an address of the post `id`.
pub(super) fn is_post(url: &str, id: &str) -> bool {
    let url = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let ends =
        url.strip_suffix(id).is_some_and(|rest| rest.ends_with("/status/") || rest.ends_with("/statuses/"));
    ends && !id.is_empty()
}

/// What is attached to a post: `extended_entities` has all of it, `entities` the first.
pub(super) fn read_media(post: &mut Fields) -> Vec<Media> {
    let list = if post.object.get("extended_entities").is_some() { "extended_entities" } else { "entities" };
    // Most posts have none, and need not be taken apart once more.
    if !post.object.get(list).is_some_and(|raw| raw.contains("\"media\"")) {
        return Vec::new();
    }
    let Some(mut entities) = post.inner(list) else { return Vec::new() };
    entities.items("media", |medium| {
        let kind = medium_kind(medium);
        let still = medium.line("media_url_https").or_else(|| medium.line("media_url"));
        let film = medium.inner("video_info").and_then(|mut info| best_variant(&mut info));
        let url = film.as_deref().and_then(crate::model::Clean::some_line).or(still);
        Some(Media { kind, url, file: None, alt: medium.passage("ext_alt_text") })
    })
}

/// What a medium is, by its `type`.
pub(super) fn medium_kind(medium: &mut Fields) -> MediaKind {
    match medium.text("type").as_deref() {
        Some("photo") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("animated_gif" | "gif") => MediaKind::Gif,
        _ => MediaKind::File,
    }
}

/// The address of the film with the highest bit rate.
pub(super) fn best_variant<'a>(info: &mut Fields<'a, '_>) -> Option<Cow<'a, str>> {
    let variants = info.items("variants", |variant| {
        let rate = variant.count("bitrate").or_else(|| variant.count("bit_rate"));
        Some((rate, variant.text("url")?))
    });
    variants.into_iter().filter(|(rate, _)| rate.is_some()).max_by_key(|(rate, _)| *rate).map(|(_, url)| url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_taken_apart_where_there_is_nothing() {
        for raw in [r#"{"urls": []}"#, "{\n \"urls\" : [], \"hashtags\":[] ,\"symbols\":[]\n}"] {
            assert!(are_all_empty(raw), "{raw}");
        }
        for raw in [
            "{}",
            r#"{"urls":[7]}"#,
            r#"{"urls":7}"#,
            r#"{"a":[],"b":{}}"#,
            r#"{"a":[],"b":[{}]}"#,
            "[]",
            "7",
        ] {
            assert!(!are_all_empty(raw), "{raw}");
        }
    }

    #[test]
    fn indices_are_numbers_or_strings() {
        assert_eq!(pair("[3, 14]"), Some((3, 14)));
        assert_eq!(pair("[ \"3\",\n \"14\" ]"), Some((3, 14)));
        for raw in ["[3]", "[3, -1]", "{}", "[1, 2, 3]", "null"] {
            assert_eq!(pair(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_post_is_told_by_the_end_of_its_address() {
        assert!(is_post("https://x.com/ilse/status/17?s=20", "17"));
        assert!(is_post("https://twitter.com/ilse/statuses/17/", "17"));
        for url in
            ["https://x.com/ilse/status/117", "https://x.com/ilse/status/17/photo/1", "https://x.com/17"]
        {
            assert!(!is_post(url, "17"), "{url}");
        }
    }
}
