//! Which posts a file of records has already, by their addresses; read leniently, in one pass.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::cite::reference::Reference;

/// What a file has.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) keys: BTreeSet<String>,
    /// By address, the key.
    posts: BTreeMap<String, String>,
}

impl Known {
    /// The key of the record of the same post.
    pub(super) fn find(&self, reference: &Reference) -> Option<String> {
        identities(reference).iter().find_map(|identity| self.posts.get(identity).cloned())
    }

    pub(super) fn add(&mut self, reference: &Reference, key: &str) {
        for identity in identities(reference) {
            self.posts.insert(identity, key.to_owned());
        }
    }

    fn note(&mut self, key: &str, url: Option<&str>) {
        self.keys.insert(key.to_owned());
        if let Some(url) = url {
            self.posts.insert(bare(url), key.to_owned());
        }
    }
}

/// By what a post is known: its address, or else its id on its platform.
fn identities(reference: &Reference) -> Vec<String> {
    match (&reference.url, &reference.id) {
        (Some(url), _) => vec![bare(url)],
        (None, Some(id)) => vec![id_on(reference.platform.as_deref(), id)],
        (None, None) => Vec::new(),
    }
}

fn id_on(platform: Option<&str>, id: &str) -> String {
    format!("{}:{id}", platform.unwrap_or_default().to_lowercase())
}

/// What no address of a record holds as it is: other programs write it in their own ways.
const UNFIT: [(char, &str); 9] = [
    ('{', "%7B"),
    ('}', "%7D"),
    ('\\', "%5C"),
    ('^', "%5E"),
    ('`', "%60"),
    ('<', "%3C"),
    ('>', "%3E"),
    ('"', "%22"),
    (' ', "%20"),
];

/// An address without what may differ for the same post.
fn bare(url: &str) -> String {
    let mut url = url.to_owned();
    for (sign, code) in UNFIT {
        url = url.replace(sign, "").replace(code, "");
    }
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let host = ["www.", "mobile.", "m."].iter().find_map(|start| host.strip_prefix(start)).unwrap_or(&host);
    let host = if host == "twitter.com" { "x.com" } else { host };
    let path = path.trim_end_matches('/');
    // X takes any capitals in the name of an account.
    if host == "x.com" { format!("{host}{}", path.to_lowercase()) } else { format!("{host}{path}") }
}

/// The entries of a BibTeX file: `@kind{key, … url = {…} …}`, each ending where the next line begins with `@`.
pub(super) fn of_bibtex(file: &str) -> Known {
    let mut known = Known::default();
    let starts = file.match_indices('@').map(|(at, _)| at);
    let is_line_start = |at: &usize| {
        file[..*at].ends_with(['\n', '\r'])
            || *at == 0
            || file[..*at].trim_end_matches([' ', '\t']).ends_with('\n')
    };
    let starts: Vec<_> = starts.filter(is_line_start).collect();
    for (i, start) in starts.iter().enumerate() {
        let entry = &file[*start..starts.get(i + 1).copied().unwrap_or(file.len())];
        let Some((kind, rest)) = entry.split_once(['{', '(']) else { continue };
        let kind = kind[1..].trim().to_ascii_lowercase();
        if ["comment", "string", "preamble"].contains(&kind.as_str())
            || !kind.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            continue;
        }
        let Some((key, fields)) = rest.split_once(',') else { continue };
        known.note(key.trim(), url_field(fields));
    }
    known
}

/// The value of the field `url`.
fn url_field(fields: &str) -> Option<&str> {
    let lower = fields.to_ascii_lowercase();
    lower.match_indices("url").find_map(|(at, word)| {
        let is_alone = !lower[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
        let value =
            fields[at + word.len()..].trim_start().strip_prefix('=').filter(|_| is_alone)?.trim_start();
        let value = value.strip_prefix(['{', '"'])?;
        value.split(['}', '"', '\n']).next()
    })
}

/// The items of a list of CSL-JSON.
pub(super) fn of_csl(file: &str) -> Result<Known, String> {
    let mut known = Known::default();
    if file.trim().is_empty() {
        return Ok(known);
    }
    let items: Vec<Value> = serde_json::from_str(file).map_err(|error| {
        format!("it is no list of CSL-JSON (line {}, column {})", error.line(), error.column())
    })?;
    for item in items {
        let told = |name: &str| item.get(name).and_then(Value::as_str);
        let key = match item.get("id") {
            Some(Value::Number(number)) => number.to_string(),
            _ => told("id").unwrap_or_default().to_owned(),
        };
        known.note(&key, told("URL"));
        let id = item.get("custom").and_then(|custom| custom.get("post-id")).and_then(Value::as_str);
        if let (None, Some(id)) = (told("URL"), id) {
            known.posts.insert(id_on(told("container-title"), id), key);
        }
    }
    Ok(known)
}

/// The records of a RIS file; they have no keys of their own.
pub(super) fn of_ris(file: &str) -> Result<Known, String> {
    let mut known = Known::default();
    let mut lines =
        file.trim_start_matches('\u{FEFF}').lines().map(str::trim_end).filter(|line| !line.is_empty());
    if lines.clone().next().is_some_and(|first| !first.starts_with("TY  -")) {
        return Err("it is no RIS: its first line is not “TY  - …”".to_owned());
    }
    if lines.next_back().is_some_and(|last| !last.starts_with("ER  -")) {
        return Err("its last record does not end with “ER  - ”".to_owned());
    }
    for line in file.lines() {
        if let Some(url) = line.strip_prefix("UR  -") {
            known.posts.insert(bare(url), url.trim().to_owned());
        }
    }
    Ok(known)
}
