//! Bytes to threads: one file per format, one row each in [`FORMATS`].
//!
//! Detection looks at the bytes, never at names. A reader hands [`Draft`](crate::model::Draft)s to a
//! [`ThreadBuilder`] one by one and rarely refuses: a broken post becomes a warning with its place, and only a document
//! with nothing readable in it is [`Unreadable`]. A new format is one file here and one row in the table.

pub mod decoding;
pub mod feeds;
pub mod hackernews;
pub mod html;
pub mod json;
pub mod markdown;
mod markup;
pub mod mastodon;
pub mod package;
pub mod pages;
pub mod scanning;
pub mod text;
pub mod unspool;
pub mod x;

use std::fmt;

pub use decoding::Input;
pub use package::{Members, Package};

use crate::model::{Clean, Source, Thread, ThreadBuilder};

/// A kind of file that unspool opens.
pub struct Format {
    /// What unspool's JSON calls it, `text`.
    pub id: &'static str,
    /// What a reader calls it, `Unrolled thread, plain text`.
    pub title: &'static str,
    /// How to get such a file, in a line or two that a journalist understands.
    pub how: &'static str,
    /// Whether the input is of this kind, judged by its first bytes where they suffice.
    pub recognise: fn(&Input) -> bool,
    /// Reads it. An `Err` means that nothing at all could be read.
    pub read: fn(&Input, &mut ThreadBuilder) -> Result<(), Unreadable>,
    /// How it is kept as several files, if it is.
    pub package: Option<Package>,
}

/// Every format, the choosy ones first; plain text takes what no other recognises.
pub static FORMATS: &[Format] = &[
    unspool::JSON,
    unspool::NDJSON,
    x::ARCHIVE,
    x::OLD_ARCHIVE,
    x::API_1,
    mastodon::FORMAT,
    hackernews::FORMAT,
    feeds::FORMAT,
    pages::X,
    pages::BLUESKY,
    pages::NITTER,
    pages::THREAD_READER,
    pages::REDDIT,
    pages::HACKER_NEWS,
    pages::MASTODON,
    pages::ANY,
    text::FORMAT,
];

/// Why a document gives no thread: what is wrong, where, and what to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong, and where, without a full stop: `the file is empty`.
    pub what: Clean,
    /// What the reader can do about it.
    pub advice: Clean,
}

impl Unreadable {
    /// An error that says `what` is wrong and gives `advice`.
    pub fn new(what: &str, advice: &str) -> Self {
        Self { what: Clean::line(what), advice: Clean::line(advice) }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.what, self.advice)
    }
}

impl std::error::Error for Unreadable {}

/// The format of an input, the first in the table that recognises it.
pub fn recognise(input: &Input) -> Option<&'static Format> {
    FORMATS.iter().find(|format| (format.recognise)(input))
}

/// The format of a package with files of these names, sorted; the first in the table that recognises it.
pub fn recognise_package(names: &[String]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.package.is_some_and(|package| (package.recognise)(names)))
}

/// Reads a package as one thread or collection; `source.file` should be set, the rest is filled in.
///
/// # Errors
/// When no format recognises the names of its files, or there is nothing to read in it.
pub fn read_package(members: &mut dyn Members, mut source: Source) -> Result<Thread, Unreadable> {
    let format = recognise_package(members.names());
    let Some((format, package)) = format.and_then(|format| format.package.map(|package| (format, package)))
    else {
        return Err(Unreadable::new(
            "no archive of a known kind",
            "Open a file of it; 'unspool formats' lists what unspool opens.",
        ));
    };
    source.format = Clean::line(format.id);
    let mut builder = ThreadBuilder::new(source);
    (package.read)(members, &mut builder)?;
    finished(builder, format)
}

/// Reads a file's bytes as a thread; `source.file` should be set, the rest is filled in.
///
/// # Errors
/// When the bytes are no text, of no known format, or hold nothing to read.
pub fn read(bytes: &[u8], mut source: Source) -> Result<Thread, Unreadable> {
    let input = Input::decode(bytes)?;
    let format = recognise(&input).ok_or_else(|| unknown(&input))?;
    source.format = Clean::line(format.id);
    source.encoding = input.encoding.map(Clean::line);
    let mut builder = ThreadBuilder::new(source);
    if input.replaced {
        builder.warn("", "bytes that are no characters in this encoding were replaced by \u{FFFD}");
    }
    (format.read)(&input, &mut builder)?;
    finished(builder, format)
}

fn finished(builder: ThreadBuilder, format: &Format) -> Result<Thread, Unreadable> {
    let thread = builder.finish();
    if thread.is_empty() {
        return Err(Unreadable::new(
            &format!("no posts in it (read as {})", format.title),
            "Check that the export is complete; 'unspool formats' lists what unspool opens.",
        ));
    }
    Ok(thread)
}

/// Whether a file that begins with `start` is likely to be a thread; only [`read`] finds out.
pub fn likely(start: &[u8]) -> bool {
    let Ok(input) = Input::decode(start) else { return false };
    // The first post of a JSON document may well end beyond the start; text has one at once.
    recognise(&input).is_some() && (input.is_json() || read(start, Source::default()).is_ok())
}

/// The error for an input that no format recognises.
fn unknown(input: &Input) -> Unreadable {
    let keys = decoding::json_keys(&input.text);
    let what = if keys.is_empty() {
        "a file of an unknown kind".to_owned()
    } else {
        format!("JSON of an unknown kind (keys: {})", keys.join(", "))
    };
    Unreadable::new(&what, "'unspool formats' lists what unspool opens and how to get such a file.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_file_tells_whether_it_is_likely_a_thread() {
        for (start, expected) in [
            (&b"One.\n\nTwo, and more of it that is cut in the mid"[..], true),
            ("Zürich, cut in a character: ü".as_bytes().split_last().unwrap().1, true),
            (br#"{"unspool":1,"posts":[{"text":"a very long post"#, true),
            (b"<!doctype html><title>A thread</title>", false),
            (br#"{"alpha":1}"#, false),
            (b"\xff\xd8\xff\xe0\0\0\0\0\x01\x02", false),
            (b"", false),
        ] {
            assert_eq!(likely(start), expected, "{}", String::from_utf8_lossy(start));
        }
    }
}
