//! What stands in front of a clipping: YAML front matter, Logseq's page properties, or a block of JSON.
//!
//! ```text
//! ---                                   title:: Fish (highlights)      ```json
//! title: "Thread by @ana"               author:: [[@ana on Twitter]]   {"title": "Fish", "author": "ana"}
//! author:                               url:: https://x.com/ana        ```
//!   - "[[@ana]]"
//! ---
//! ```
//!
//! The programs that write it do not all write YAML: `author: [[@ana on Twitter]]` and `title: Fish: dear` are none. So
//! this reads lines of keys and values, one level deep, and knows the quotes, lists and blocks that are met.

use std::collections::HashMap;

use crate::formats::text::{addresses, dates};
use crate::model::{Author, Clean, Time};

/// No front matter is longer, in bytes.
const MOST_BYTES: usize = 64 << 10;

/// Keys and their values, and where what they stand in front of begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    fields: Vec<(String, Vec<String>)>,
    /// The offset after it; 0 where there is none.
    pub(super) end: usize,
}

impl Front {
    /// Reads what stands at the top of `text`.
    pub(super) fn read(text: &str) -> Self {
        let start = text.len() - text.trim_start().len();
        let rest = &text[start..];
        let found = yaml(rest).or_else(|| properties(rest)).or_else(|| json(rest)).unwrap_or_default();
        Self { end: if found.end == 0 { 0 } else { start + found.end }, ..found }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Adds a field found elsewhere.
    pub(super) fn add(&mut self, key: &str, value: &str) {
        self.fields.push((key.trim().to_lowercase(), vec![scalar(value)]));
    }

    /// All values of the first of `keys` that has any.
    pub(super) fn all(&self, keys: &[&str]) -> &[String] {
        let values = |key: &&str| {
            self.fields.iter().find(|(known, values)| known == key && !values.is_empty()).map(|(_, v)| &**v)
        };
        keys.iter().find_map(values).unwrap_or_default()
    }

    /// The first value of the first of `keys` that has one.
    pub(super) fn get(&self, keys: &[&str]) -> Option<&str> {
        self.all(keys).first().map(String::as_str)
    }

    /// The title.
    pub(super) fn title(&self) -> Option<Clean> {
        let title = self.get(&["full-title", "full title", "title", "subject"])?;
        Clean::some_line(&html_escape_undone(title))
    }

    /// Where it was.
    pub(super) fn source(&self) -> Option<&str> {
        self.get(&["source", "url", "link", "permalink", "original", "source_url"])
            .filter(|url| addresses::is_web(url))
    }

    /// Who wrote it, by name, handle, or both.
    pub(super) fn author(&self) -> Author {
        let handle = self.get(&["handle", "username", "author_handle"]);
        let names = self.all(&["author", "authors", "creator", "by"]);
        let mut author = names.first().map(|name| author_of(name)).unwrap_or_default();
        if let Some(handle) = handle.and_then(|handle| Clean::some_line(handle.trim_start_matches('@'))) {
            author.handle = Some(handle);
        }
        author
    }

    /// When it was made, as far as that is told; `created` is when it was clipped.
    pub(super) fn published(&self) -> Option<Time> {
        let told = self.get(&["published", "date", "date_published", "published_at", "posted"])?;
        time(told)
    }
}

/// The time that `text` tells; a time of day without a zone is none.
pub(super) fn time(text: &str) -> Option<Time> {
    Time::parse(text).or_else(|| dates::date_line(text)?.time)
}

/// `[[@ana on Twitter]]`, `[[@ana]]`, `@ana`, `Ana Example`.
pub(super) fn author_of(text: &str) -> Author {
    let bare = text.trim().trim_start_matches('[').trim_end_matches(']').trim();
    let bare = [" on Twitter", " on X"].iter().find_map(|on| bare.strip_suffix(on)).unwrap_or(bare);
    match bare.strip_prefix('@') {
        Some(handle) if !handle.contains(char::is_whitespace) => {
            Author { handle: Clean::some_line(handle), ..Author::default() }
        }
        _ => Author { name: Clean::some_line(bare), ..Author::default() },
    }
}

/// Titles come from pages, and sometimes as those spell them.
fn html_escape_undone(text: &str) -> String {
    [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&Amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (escape, sign)| text.replace(escape, sign))
}

/// The lines of `text` with the offset behind each.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    text.split_inclusive('\n').map(move |line| {
        end += line.len();
        (end, line.trim_end_matches(['\n', '\r']))
    })
}

/// A key, in lower case, and what stands behind its colon.
fn key<'l>(line: &'l str, colon: &str) -> Option<(String, &'l str)> {
    let (key, value) = line.split_once(colon)?;
    let is_key = !key.is_empty()
        && key.len() <= 40
        && key.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.'))
        && (value.is_empty() || value.starts_with([' ', '\t']));
    is_key.then(|| (key.trim().to_lowercase(), value.trim()))
}

fn yaml(text: &str) -> Option<Front> {
    let mut lines = lines(text);
    lines.next().filter(|(_, line)| line.trim_end() == "---")?;
    let mut front = Front::default();
    let mut block = false;
    for (end, line) in lines.take_while(|(end, _)| *end <= MOST_BYTES) {
        if matches!(line.trim_end(), "---" | "...") {
            // A rule, a blank line and a rule are none.
            return (!front.is_empty()).then_some(Front { end, ..front });
        }
        let words = line.trim();
        let is_inside = line.starts_with([' ', '\t']) || line.starts_with("- ") || line == "-";
        if words.is_empty() || (words.starts_with('#') && !block) {
            continue;
        }
        if is_inside {
            let (_, values) = front.fields.last_mut()?;
            let item = words.strip_prefix('-').filter(|_| !block);
            match (item, values.last_mut()) {
                (Some(item), _) => values.push(scalar(item)),
                (None, Some(last)) => {
                    last.push(' ');
                    last.push_str(words);
                    *last = last.trim().to_owned();
                }
                (None, None) => values.push(words.to_owned()),
            }
            continue;
        }
        let Some((key, value)) = key(line, ":") else {
            // The last line of a file that was cut off may be anything.
            if end < text.len() || text.ends_with('\n') {
                return None;
            }
            break;
        };
        block = matches!(value.trim_end_matches(['+', '-']), "|" | ">");
        let values = match value {
            _ if block || value.is_empty() => Vec::new(),
            _ => flow(value).unwrap_or_else(|| vec![scalar(value)]),
        };
        front.fields.push((key, values));
    }
    // It was cut off within: all there is of the file.
    (!front.is_empty()).then_some(Front { end: text.len(), ..front })
}

/// `[a, "b"]`, but not `[[@ana]]`.
fn flow(value: &str) -> Option<Vec<String>> {
    let inside = value.strip_prefix('[').filter(|inside| !inside.starts_with('['))?.strip_suffix(']')?;
    Some(inside.split(',').map(scalar).filter(|item| !item.is_empty()).collect())
}

/// A value without its quotes and what is escaped in them.
fn scalar(value: &str) -> String {
    let value = value.trim();
    if let Some(inside) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return inside.replace("''", "'");
    }
    let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    // JSON has the escapes that these programs write.
    serde_json::from_str(value).unwrap_or_else(|_| inside.replace("\\\"", "\""))
}

/// `title:: Fish`, line by line up to a blank one.
fn properties(text: &str) -> Option<Front> {
    let mut front = Front::default();
    for (end, line) in lines(text).take_while(|(end, _)| *end <= MOST_BYTES) {
        let Some((key, value)) = key(line, "::") else { break };
        front.fields.push((key, vec![scalar(value)]));
        front.end = end;
    }
    (!front.is_empty()).then_some(front)
}

/// A fenced block with one object in it, as the engine of Obsidian's clipper writes when it is asked for it.
fn json(text: &str) -> Option<Front> {
    let inside = text.strip_prefix("```json")?;
    let (object, _) = inside.get(..inside.len().min(MOST_BYTES)).unwrap_or(inside).split_once("\n```")?;
    let fields: HashMap<String, serde_json::Value> = serde_json::from_str(object).ok()?;
    let fields: Vec<_> = fields
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_lowercase(), vec![value.as_str()?.to_owned()])))
        .filter(|(_, values)| !values[0].is_empty())
        .collect();
    let end = text.len() - inside.len() + object.len() + "\n```".len();
    (!fields.is_empty()).then_some(Front { fields, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> [String; 5] {
        let front = Front::read(text);
        [
            front.title().map(|title| title.to_string()).unwrap_or_default(),
            front.author().full_name(),
            front.source().unwrap_or_default().to_owned(),
            front.published().map(Time::display).unwrap_or_default(),
            text[front.end..].trim().to_owned(),
        ]
    }

    #[test]
    fn front_matter_is_read_as_programs_write_it() {
        assert_eq!(
            told(
                "---\ntitle: \"Thread by @odile_m: \\\"nets\\\"\"\nsource: \"https://x.com/odile_m/status/17\"\nauthor:\n  \
                 - \"[[@odile_m]]\"\npublished: 2024-03-14\ncreated: 2024-03-20\ndescription: |\n  Nets: torn\n  - all\ntags:\n  \
                 - \"clippings\"\n---\nNets."
            ),
            [
                "Thread by @odile_m: \"nets\"",
                "@odile_m",
                "https://x.com/odile_m/status/17",
                "14 Mar 2024",
                "Nets."
            ]
        );
        assert_eq!(
            told(
                "---\nauthor: [[@odile_m on Twitter]]\ntitle: Nets: it&#39;s late\ndate: 2024-03-14T09:26:53Z\ntags: \n- tweets\n---\n"
            ),
            ["Nets: it's late", "@odile_m", "", "14 Mar 2024 09:26", ""]
        );
        assert_eq!(
            told(
                "---\r\nauthor: 'Odile ''M'''\r\nhandle: \"@odile_m\"\r\nurl: https://a.example/1\r\n---\r\nx"
            ),
            ["", "Odile 'M' (@odile_m)", "https://a.example/1", "", "x"]
        );
        assert_eq!(
            Front::read("---\ntags: [nets, \"two boats\"]\n---\n").all(&["tags"]),
            ["nets", "two boats"]
        );
    }

    #[test]
    fn properties_and_json_are_read_too() {
        assert_eq!(
            told(
                "title:: Nets (highlights)\nauthor:: [[@odile_m on Twitter]]\nurl:: https://x.com/odile_m/status/17\n\n- x"
            ),
            ["Nets (highlights)", "@odile_m", "https://x.com/odile_m/status/17", "", "- x"]
        );
        assert_eq!(
            told(
                "```json\n{\n  \"title\": \"Nets\",\n  \"author\": \"odile_m\",\n  \"published\": \"2024-03-14\"\n}\n```\n\nx"
            ),
            ["Nets", "odile_m", "", "14 Mar 2024", "x"]
        );
    }

    #[test]
    fn what_only_looks_like_front_matter_is_text() {
        for text in [
            "---\n\n---\nx",
            "---\nNets are torn.\n---\nx",
            "Nets: torn\n\nx",
            "",
            "---",
            "---\n- a\n---\n",
            "```json\n{",
        ] {
            assert_eq!(Front::read(text), Front::default(), "{text}");
        }
        for text in ["---\ntitle: Cut off\nsou", "---\ntitle: Cut off\nsource: x"] {
            assert_eq!(told(text), ["Cut off", "(unknown author)", "", "", ""]);
        }
    }
}
