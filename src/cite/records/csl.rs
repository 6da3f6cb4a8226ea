//! CSL-JSON: type `post`, with what the schema has no field for under `custom`.
//!
//! After the schema `csl-data.json` of the Citation Style Language, 1.0.2, and Zotero's mapping of its type for posts.

use serde::Serialize;

use super::{Choice, Writer, title_of, writer};
use crate::cite::dates::Day;
use crate::cite::emoji;
use crate::cite::reference::Reference;
use crate::model::Time;

#[derive(Serialize)]
struct Item<'r> {
    id: &'r str,
    #[serde(rename = "type")]
    kind: &'static str,
    genre: &'r str,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    platform: Option<&'r str>,
    title: String,
    #[serde(rename = "abstract", skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Author>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'r str>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<&'r str>,
    #[serde(skip_serializing_if = "Custom::is_empty")]
    custom: Custom<'r>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Author {
    Person {
        family: String,
        #[serde(skip_serializing_if = "String::is_empty")]
        given: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<String>,
    },
    Literal {
        literal: String,
    },
}

#[derive(Serialize)]
struct Date {
    #[serde(rename = "date-parts")]
    parts: [Vec<u16>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Custom<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    posted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_id: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_sha256: Option<&'r str>,
}

impl Custom<'_> {
    fn is_empty(&self) -> bool {
        self.handle.is_none()
            && self.posted.is_none()
            && self.post_id.is_none()
            && self.thread.is_none()
            && self.source_sha256.is_none()
    }
}

/// One item, indented as an item of a list.
pub(super) fn write(reference: &Reference, key: &str, choice: Choice) -> Result<String, String> {
    let date = |time| Day::of(time).map(|day| Date { parts: [day.numbers()] });
    let author = writer(reference, choice).map(|writer| match writer {
        Writer::Person { given, family, suffix } => Author::Person { family, given, suffix },
        Writer::Literal(literal) => Author::Literal { literal },
    });
    let text = reference.text.trim();
    let item = Item {
        id: key,
        kind: "post",
        genre: &reference.kind,
        platform: reference.platform.as_deref(),
        title: title_of(reference, choice),
        text: if choice.emoji_as_words { emoji::in_words(text) } else { text.to_owned() },
        author: author.into_iter().collect(),
        issued: reference.posted.and_then(date),
        accessed: reference.accessed.and_then(date),
        language: reference.language.as_deref(),
        url: reference.url.as_deref(),
        custom: Custom {
            handle: reference.handle.as_deref(),
            posted: reference.posted.filter(|time| time.has_time_of_day()).map(Time::rfc3339),
            post_id: reference.id.as_deref(),
            thread: reference.place.map(|(number, of)| format!("{number}/{of}")),
            source_sha256: reference.sha256.as_deref(),
        },
    };
    let written = serde_json::to_string_pretty(&item).map_err(|error| error.to_string())?;
    Ok(written.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n"))
}

/// The items within the list of a file, whose own text stays as it is; a list of their own where there is none.
pub(super) fn joined(file: &str, items: &[String]) -> String {
    let items = items.join(",\n");
    let Some(end) = file.rfind(']') else {
        return if items.is_empty() { "[]\n".to_owned() } else { format!("[\n{items}\n]\n") };
    };
    if items.is_empty() {
        return file.to_owned();
    }
    let before = file[..end].trim_end();
    let comma = if before.ends_with('[') { "" } else { "," };
    format!("{before}{comma}\n{items}\n{}", &file[end..])
}
