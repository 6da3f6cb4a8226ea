//! What tools make of X's posts: names of their own, fewer fields, and mostly no ranges.
//!
//! Where a file only lists links and names, they are looked for in the text; a handle that is not in the list is none.

mod exporter;
mod fx;
mod gallery;
mod scrapers;

pub use exporter::EXPORTER;
pub use fx::FX;
pub use gallery::GALLERY;
pub use scrapers::SCRAPERS;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::text::{Mark, Target, What};
use crate::formats::json::{Fields, text};
use crate::formats::scanning;
use crate::model::{Clean, EntityKind};

/// The names that a file lists for a text, in lower case; `None` where it lists none of a kind.
#[derive(Debug, Default)]
struct Listed {
    handles: Option<HashSet<String>>,
    tags: Option<HashSet<String>>,
}

impl Listed {
    fn has(&self, kind: EntityKind, name: &str) -> bool {
        let list = if kind == EntityKind::Handle { &self.handles } else { &self.tags };
        list.as_ref().is_none_or(|list| list.contains(&name.to_lowercase()))
    }
}

/// Names in lower case.
fn lower(names: Vec<String>) -> HashSet<String> {
    names.into_iter().map(|name| name.to_lowercase()).collect()
}

/// The links and names of a text whose places the file does not tell. Short links at its end that are not listed stand
/// for what is attached, if anything is.
fn spot<'a>(raw: &str, links: &[Target<'a>], listed: &Listed, has_attachments: bool) -> Vec<Mark<'a>> {
    let links: HashMap<&str, &Target> = links.iter().map(|link| (&*link.url, link)).collect();
    let mut marks = Vec::new();
    let (mut at, mut points) = (0, 0);
    for found in scanning::find(raw) {
        let read = &raw[found.range.clone()];
        points += raw[at..found.range.start].chars().count() as u64;
        let (start, end) = (points, points + read.chars().count() as u64);
        (at, points) = (found.range.end, end);
        let what = match found.what {
            scanning::What::Link => {
                let known = links.get(read).map(|link| (*link).clone());
                let is_short = read.starts_with("https://t.co/") || read.starts_with("http://t.co/");
                let is_attached = has_attachments && is_short && known.is_none();
                let url = scanning::target(read).to_string();
                let target = known.unwrap_or_else(|| Target {
                    url: read.to_owned().into(),
                    expanded: Some(url.into()),
                    display: None,
                });
                if is_attached { What::Attachment(target) } else { What::Link(target) }
            }
            scanning::What::Mention(kind) => {
                let name = read.trim_start_matches(['@', '#', '$', '＠', '＃']);
                if !listed.has(kind, name) {
                    continue;
                }
                What::Name(kind, name.to_owned().into())
            }
        };
        marks.push(Mark { start, end, what });
    }
    marks
}

/// The strings of a list, if there is one.
fn strings(fields: &mut Fields, name: &str) -> Option<Vec<String>> {
    fields.object.get(name)?;
    Some(fields.list(name).into_iter().filter_map(text).map(Cow::into_owned).collect())
}

/// An id that is told, and is not 0.
fn some_id(fields: &mut Fields, name: &str) -> Option<Clean> {
    fields.line(name).filter(|id| **id != *"0")
}

#[cfg(test)]
mod tests;
