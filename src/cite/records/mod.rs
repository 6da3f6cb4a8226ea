//! Records for bibliographies: BibLaTeX, BibTeX, CSL-JSON and RIS.
//!
//! Each says what programs that read it understand, as found in their own schemas and tests. Words of strangers go in
//! escaped: none of them can end a field or begin another record. Missing facts are missing fields.

mod bibtex;
mod csl;
mod key;
mod known;
mod ris;

use std::collections::BTreeSet;

use super::reference::{Name, Reference};
use super::styles::titling::{attached, title_words};
use super::{emoji, wording};

pub use key::{fresh_key, key, surname};

/// The forms of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BibLaTeX, as biblatex-apa reads posts.
    Biblatex,
    /// BibTeX for any style.
    Bibtex,
    /// JSON of the Citation Style Language.
    CslJson,
    /// RIS.
    Ris,
}

/// What can be chosen of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Whether the handle stands in the name, as Zotero has it: `Dana Reyes [@danareyes]`.
    pub handle_in_name: bool,
    /// Whether emoji are told in words, `[robot emoji]`, and letters by commands in BibTeX: what pdfLaTeX can print.
    pub emoji_as_words: bool,
}

/// What came of adding records to a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// The file, as it is to be.
    pub text: String,
    /// The keys of the new records.
    pub added: Vec<String>,
    /// The keys of records that were there before.
    pub present: Vec<String>,
}

/// The records as a file of their own.
pub fn write(kind: Kind, references: &[Reference], choice: Choice) -> String {
    appended("", kind, references, choice).map(|appended| appended.text).unwrap_or_default()
}

/// A file with these records added, but for those of a post that it has already; what was there stays as it is.
///
/// # Errors
/// When the file is none of that form.
pub fn appended(
    file: &str,
    kind: Kind,
    references: &[Reference],
    choice: Choice,
) -> Result<Appended, String> {
    let mut known = match kind {
        Kind::Biblatex | Kind::Bibtex => known::of_bibtex(file),
        Kind::CslJson => known::of_csl(file)?,
        Kind::Ris => known::of_ris(file)?,
    };
    let mut done = Appended::default();
    let mut records = Vec::new();
    for reference in references {
        if let Some(present) = known.find(reference) {
            done.present.push(present);
            continue;
        }
        let key = fresh_key(&key(reference), &mut known.keys);
        known.add(reference, &key);
        records.push(match kind {
            Kind::Biblatex => bibtex::biblatex(reference, &key, choice),
            Kind::Bibtex => bibtex::bibtex(reference, &key, choice),
            Kind::CslJson => csl::write(reference, &key, choice)?,
            Kind::Ris => ris::write(reference, choice),
        });
        done.added.push(key);
    }
    done.text = if kind == Kind::CslJson { csl::joined(file, &records) } else { joined(file, &records) };
    Ok(done)
}

/// Records below what is there, a blank line between them.
fn joined(file: &str, records: &[String]) -> String {
    let mut text = file.to_owned();
    for record in records {
        if !text.is_empty() {
            text.push_str(match (text.ends_with("\n\n"), text.ends_with('\n')) {
                (true, _) => "",
                (false, true) => "\n",
                (false, false) => "\n\n",
            });
        }
        text.push_str(record);
        text.push('\n');
    }
    text
}

/// The title; of a post without words, what it shows.
fn title_of(reference: &Reference, choice: Choice) -> String {
    let title = title_words(&reference.text);
    let title = match reference.media.first() {
        Some((kind, alt)) if title.is_empty() => {
            let alt = alt.as_ref().map(|alt| format!(": {}", title_words(alt))).unwrap_or_default();
            format!("[{}{alt}]", kind.word())
        }
        _ if title.is_empty() => "[Untitled post]".to_owned(),
        _ => title,
    };
    if choice.emoji_as_words { emoji::in_words(&title) } else { title }
}

/// Who wrote it, as a record has it.
enum Writer {
    Person { given: String, family: String, suffix: Option<String> },
    Literal(String),
}

/// The author; the handle where no name is known, or in the name where that is chosen.
fn writer(reference: &Reference, choice: Choice) -> Option<Writer> {
    let line = |text: &str| {
        wording::one_line(&if choice.emoji_as_words { emoji::in_words(text) } else { text.to_owned() })
    };
    let Some(name) = &reference.author else {
        return reference.handle.as_deref().map(|handle| Writer::Literal(line(handle)));
    };
    if let Some(handle) = reference.handle.as_ref().filter(|_| choice.handle_in_name) {
        let shown = match name {
            Name::Person { given, family } => format!("{given} {family} [{handle}]"),
            Name::Group(name) => format!("{name} [{handle}]"),
        };
        return Some(Writer::Literal(line(&shown)));
    }
    Some(match name {
        Name::Person { given, family } => {
            let (given, suffix) = match given.split_once(", ") {
                Some((given, suffix)) => (given, Some(line(suffix))),
                None => (given.as_str(), None),
            };
            Writer::Person { given: line(given), family: line(family), suffix }
        }
        Name::Group(name) => Writer::Literal(line(name)),
    })
}

/// The keys of references that are written together.
pub fn keys(references: &[Reference]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    references.iter().map(|reference| fresh_key(&key(reference), &mut taken)).collect()
}
