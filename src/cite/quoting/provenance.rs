//! Where a quotation can be checked: file and hash, the post's id, a copy in an archive, the words on their page.
//!
//! Addresses are put together, never asked for: whether an archive has a copy is for the reader to see.

use super::credit::Run;
use super::{Manner, fragment};
use crate::cite::reference::Reference;
use crate::model::{Precision, Time};

/// One thing to say, with where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) words: String,
    pub(super) url: Option<String>,
}

impl Fact {
    /// For a form without links.
    pub(super) fn plain(&self) -> String {
        match &self.url {
            Some(url) => format!("{}: {url}", self.words),
            None => self.words.clone(),
        }
    }
}

/// All of it; nothing unless it is asked for.
pub(super) fn facts(run: &Run, manner: &Manner) -> Vec<Fact> {
    if !manner.has_provenance {
        return Vec::new();
    }
    let reference = &run.reference;
    let hash = reference.sha256.as_ref().map(|hash| format!("SHA-256 {hash}"));
    let file = reference.file.as_ref().map(|file| format!("File {file}"));
    let file: Vec<_> = [file, hash].into_iter().flatten().collect();
    let id = reference.id.as_ref().map(|id| format!("Post id {id}"));
    let accessed = reference.accessed.map(|time| format!("Accessed {}", crate::cite::dates::moment(time)));
    let told = (!file.is_empty()).then(|| file.join(", "));
    let plain = [told, id, accessed].into_iter().flatten().map(|words| Fact { words, url: None });
    let archived = wayback(reference).map(|url| Fact { words: "Wayback Machine".to_owned(), url: Some(url) });
    let fragment =
        fragment(run).map(|url| Fact { words: "The words on their page".to_owned(), url: Some(url) });
    plain.chain(archived).chain(fragment).collect()
}

/// The address of the copy in the Wayback Machine nearest to when the post was seen, else made.
pub(super) fn wayback(reference: &Reference) -> Option<String> {
    let url = reference.url.as_deref().filter(|url| super::extract::is_web(url))?;
    let time = reference.accessed.or(reference.posted)?;
    Some(format!("https://web.archive.org/web/{}/{url}", stamp(time)))
}

/// `20240314092653`, as far as known.
fn stamp(time: Time) -> String {
    let digits: String = time.rfc3339().chars().filter(char::is_ascii_digit).collect();
    let known = match time.precision() {
        Precision::Year => 4,
        Precision::Month => 6,
        Precision::Day => 8,
        Precision::Minute => 12,
        Precision::Second => 14,
    };
    digits.chars().take(known).collect()
}

/// The address of the quoted words themselves, where one post is quoted and its page can show them.
pub(super) fn fragment(run: &Run) -> Option<String> {
    let [extract] = run.extracts.as_slice() else { return None };
    fragment::address(run.url()?, &run.reference.text, &extract.text)
}
