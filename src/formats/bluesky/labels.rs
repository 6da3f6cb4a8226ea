//! Labels on a post, by its author or by moderators, as the warning that stands before it.
//!
//! Source: docs.bsky.app/docs/advanced-guides/moderation. What an account or another service makes up itself is told as
//! it reads.

use crate::formats::json::{Fields, Object};
use crate::model::Clean;

/// So many labels are looked at.
const MOST: usize = 100;

/// The warning that the labels of a post make, those of its view and those in its record; `None` without any.
pub(super) fn warning(view: &mut Fields, own: Option<Vec<String>>) -> Option<Clean> {
    let mut values: Vec<String> = own.unwrap_or_default();
    let mut withdrawn = Vec::new();
    view.items("labels", |label| {
        let value = label.text("val")?.into_owned();
        if label.flag("neg") == Some(true) {
            withdrawn.push(value);
        } else {
            values.push(value);
        }
        None::<()>
    });
    values.truncate(MOST);
    withdrawn.truncate(MOST);
    let mut words: Vec<&str> = Vec::new();
    for value in &values {
        let word = meaning(value);
        // What is hidden from those who are not signed in is there for the reader.
        if value == "!no-unauthenticated" || withdrawn.contains(value) || words.contains(&word) {
            continue;
        }
        words.push(word);
    }
    Clean::some_line(&words.join(", "))
}

/// The labels that a record gives itself.
pub(super) fn of_record(record: &Fields) -> Option<Vec<String>> {
    let labels = Object::walk(record.object.get("labels")?).ok()?;
    let values = crate::formats::json::list(labels.get("values")?)?;
    let value = |raw: &&str| {
        let label = Object::walk(raw).ok()?;
        label.get("val").and_then(crate::formats::json::text).map(std::borrow::Cow::into_owned)
    };
    Some(values.iter().filter_map(value).collect())
}

/// What labels mean.
const MEANINGS: &[(&str, &str)] = &[
    ("!hide", "Hidden by moderators"),
    ("!takedown", "Hidden by moderators"),
    ("!warn", "Warning by moderators"),
    ("porn", "Adult content"),
    ("sexual", "Sexually suggestive"),
    ("nudity", "Nudity"),
    ("graphic-media", "Graphic media"),
    ("gore", "Graphic media"),
    ("spam", "Spam"),
    ("impersonation", "Impersonation"),
    ("misleading", "Misleading"),
    ("rude", "Rude"),
    ("threat", "Threats"),
    ("intolerant", "Intolerance"),
    ("self-harm", "Self-harm"),
    ("sensitive", "Sensitive content"),
];

fn meaning(value: &str) -> &str {
    MEANINGS.iter().find(|(label, _)| *label == value).map_or(value, |(_, meaning)| meaning)
}

/// All that labels are told as.
pub(in crate::formats) fn told() -> impl Iterator<Item = &'static str> {
    MEANINGS.iter().map(|(_, meaning)| *meaning)
}
