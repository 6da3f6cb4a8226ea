//! Bytes to threads: one file per format, one row each in [`FORMATS`].
//!
//! Detection looks at the bytes, never at names. A reader hands [`Draft`](crate::model::Draft)s to a
//! [`ThreadBuilder`] one by one and rarely refuses: a broken post becomes a warning with its place, and only a document
//! with nothing readable in it is [`Unreadable`]. A new format is one file here and one row in the table.

pub mod activitypub;
mod below;
pub mod bluesky;
pub mod chats;
pub mod clippings;
pub mod containers;
mod continuing;
pub mod decoding;
pub mod discourse;
pub mod feeds;
mod guessing;
pub mod hackernews;
pub mod html;
mod in_place;
pub mod json;
pub mod lemmy;
pub mod lobsters;
pub mod mail;
pub mod markdown;
mod markup;
pub mod mastodon;
pub mod misskey;
mod opening;
pub mod package;
pub mod pages;
pub mod reddit;
pub mod scanning;
mod sharing;
pub mod text;
pub mod unspool;
pub mod x;

use std::fmt;

pub use containers::Archive;
pub use continuing::{Continuing, continuing};
pub use decoding::Input;
pub use in_place::{InPlace, read_in_place};
pub use package::{Members, Package};

use crate::model::{Clean, Source, Tally, Thread, ThreadBuilder, Warning};

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
    x::API_2,
    x::WEB,
    x::EXPORTER,
    x::GALLERY,
    x::SCRAPERS,
    x::FX,
    bluesky::REPOSITORY,
    bluesky::JSON,
    mastodon::FORMAT,
    misskey::FORMAT,
    activitypub::FORMAT,
    hackernews::FORMAT,
    lobsters::FORMAT,
    lemmy::FORMAT,
    discourse::FORMAT,
    chats::TELEGRAM,
    chats::DISCORD,
    chats::SLACK,
    chats::WHATSAPP,
    mail::FORMAT,
    reddit::FORMAT,
    clippings::READWISE,
    clippings::TWEETS,
    clippings::WEB_CLIPPER,
    clippings::NOTE,
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
    json::remembering(&input.text, || FORMATS.iter().find(|format| (format.recognise)(input)))
}

/// The format of a package with files of these names, sorted; the first in the table that recognises it.
pub fn recognise_package(names: &[String]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.package.is_some_and(|package| (package.recognise)(names)))
}

/// Reads a package as one thread or collection; `source.file` should be set, the rest is filled in.
///
/// # Errors
/// When no format recognises the names of its files, or there is nothing to read in it.
pub fn read_package(members: &mut dyn Members, source: Source) -> Result<Thread, Unreadable> {
    read_package_counted(members, source, &Tally::default())
}

/// The same, with the posts counted as they are read.
///
/// # Errors
/// As [`read_package`].
pub fn read_package_counted(
    members: &mut dyn Members,
    mut source: Source,
    tally: &Tally,
) -> Result<Thread, Unreadable> {
    let format = recognise_package(members.names());
    let Some((format, package)) = format.and_then(|format| format.package.map(|package| (format, package)))
    else {
        return Err(Unreadable::new(
            "no archive of a known kind",
            "Open a file of it; 'unspool formats' lists what unspool opens.",
        ));
    };
    source.format = Clean::line(format.id);
    let mut builder = ThreadBuilder::new(source).counted(tally.clone());
    (package.read)(members, &mut builder)?;
    finished(builder, format)
}

/// Reads a file's bytes as a thread; `source.file` should be set, the rest is filled in.
///
/// # Errors
/// When the bytes are no text, of no known format, or hold nothing to read.
pub fn read(bytes: &[u8], source: Source) -> Result<Thread, Unreadable> {
    let input = Input::decode(bytes)?;
    let format = known(&input)?;
    finished(posts(&input, format, begun(&input, format, source))?, format)
}

/// Reads the beginning of a file that goes on: the posts that are there as a whole, or as much as there is of one, of which
/// more than [`START`] could not be looked at meanwhile.
///
/// # Errors
/// As [`read`].
pub fn read_beginning(bytes: &[u8], source: Source) -> Result<Thread, Unreadable> {
    // Up to the end of a line, so that nothing is shown by halves where that can be. In UTF-16 no byte tells of it.
    let is_wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let end = memchr::memrchr(b'\n', bytes).filter(|_| !is_wide).map_or(bytes.len(), |at| at + 1);
    let whole = read(&bytes[..end], source.clone());
    let is_follower = |at: &usize| bytes.get(*at).is_some_and(|byte| matches!(byte, 0x80..=0xBF));
    let cut = (0..=bytes.len().min(START as usize)).rev().find(|at| !is_follower(at)).unwrap_or(0);
    if is_wide || whole.as_ref().is_ok_and(|thread| thread.len() > 1 || end <= cut) {
        return whole;
    }
    let start = &bytes[..cut];
    let part = read(start, source.clone()).or_else(|unreadable| {
        let text = std::str::from_utf8(start).unwrap_or_default();
        let (closing, end) = json::closing(text).ok_or(unreadable)?;
        read(format!("{}{closing}", &text[..end]).as_bytes(), source)
    });
    part.or(whole)
}

/// As [`read`], but a file of which anything would be repaired or left out is refused, with the place.
///
/// # Errors
/// As [`read`], [`check`] and [`whole`].
pub fn read_strictly(bytes: &[u8], source: Source) -> Result<Thread, Unreadable> {
    check(bytes)?;
    whole(read(bytes, source)?)
}

/// What to do where a strict reading fails.
const LESS_STRICT: &str = "Without --strict it is shown as far as it can be read.";

/// Holds a file that is JSON to being JSON.
///
/// # Errors
/// Where RFC 8259 has it otherwise.
pub fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let input = Input::decode(bytes)?;
    if !input.is_json() {
        return Ok(());
    }
    json::strict::check(&input.text).map_err(|fault| {
        Unreadable::new(&format!("{} ({})", fault.what(), fault.place(&input.text)), LESS_STRICT)
    })
}

/// A thread of which nothing was repaired or left out.
///
/// # Errors
/// The first warning, where there is one.
pub fn whole(thread: Thread) -> Result<Thread, Unreadable> {
    match thread.warnings.first() {
        None => Ok(thread),
        Some(Warning { at, message }) if at.is_empty() => Err(Unreadable::new(message, LESS_STRICT)),
        Some(Warning { at, message }) => Err(Unreadable::new(&format!("{message} ({at})"), LESS_STRICT)),
    }
}

/// As [`read`], with the posts counted as they are read, and the bytes given up as soon as that is done, or earlier where
/// the format allows it.
///
/// # Errors
/// As [`read`].
pub fn read_owned(bytes: Vec<u8>, source: Source, tally: &Tally) -> Result<Thread, Unreadable> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(other) => {
            let input = Input::decode(other.as_bytes())?;
            let format = known(&input)?;
            let builder = posts(&input, format, begun(&input, format, source).counted(tally.clone()))?;
            drop(other);
            return finished(builder, format);
        }
    };
    let input = Input::of(&text)?;
    let format = known(&input)?;
    let is_as_it_is = input.encoding.is_none() && input.text.len() == text.len();
    let letting_go = LETTING_GO.iter().find(|(id, _)| *id == format.id && is_as_it_is);
    let mut builder = begun(&input, format, source).counted(tally.clone());
    if let Some((_, read)) = letting_go {
        read(text, &mut builder)?;
    } else {
        builder = posts(&input, format, builder)?;
        drop(text);
    }
    finished(builder, format)
}

/// A reader that takes the text and lets it go bit by bit.
type LettingGo = fn(String, &mut ThreadBuilder) -> Result<(), Unreadable>;

/// The formats of the largest files, that give the text up as they read it.
static LETTING_GO: &[(&str, LettingGo)] = &[
    (x::ARCHIVE.id, x::read_owned_archive),
    (x::OLD_ARCHIVE.id, x::read_owned_old_archive),
    (mastodon::FORMAT.id, mastodon::read_owned),
    (hackernews::FORMAT.id, hackernews::read_owned),
];

fn known(input: &Input) -> Result<&'static Format, Unreadable> {
    recognise(input).ok_or_else(|| unknown(input))
}

fn posts(input: &Input, format: &Format, mut builder: ThreadBuilder) -> Result<ThreadBuilder, Unreadable> {
    (format.read)(input, &mut builder)?;
    Ok(builder)
}

fn begun(input: &Input, format: &Format, mut source: Source) -> ThreadBuilder {
    source.format = Clean::line(format.id);
    source.encoding = input.encoding.map(Clean::line);
    let mut builder = ThreadBuilder::new(source);
    if input.replaced {
        builder.warn("", "bytes that are no characters in this encoding were replaced by \u{FFFD}");
    }
    builder
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
    recognise(&input).is_some()
        && (input.is_json() || input.text.is_empty() || read(start, Source::default()).is_ok())
}

/// Whether the words of posts stand in a file that begins with `start` as they are read from it, escapes and markup aside:
/// not so in mail, which may be base64, in pages wrapped like mail, in binaries, and in encodings where bytes of letters
/// stand for others.
pub fn is_spelt_out(start: &[u8]) -> bool {
    !containers::is_packed(start)
        && Input::decode(start).is_ok_and(|input| {
            let is_plain = input.encoding.is_none_or(|name| name == encoding_rs::WINDOWS_1252.name());
            is_plain
                && !input.text.is_empty()
                && !(mail::FORMAT.recognise)(&input)
                && !pages::is_wrapped(&input)
        })
}

/// Whether a word, or a part of one, is among those that readers put into the text of posts themselves.
pub fn is_added(word: &str) -> bool {
    /// What stands with polls, notes of readers, and posts that are marked.
    const OTHERS: &[&str] = &["votes", "Community note", "NSFW", "Sensitive content"];
    let word = word.to_lowercase();
    bluesky::labels::told().chain(OTHERS.iter().copied()).any(|told| told.to_lowercase().contains(&word))
}

/// How much of a file tells whether it is likely a thread, in bytes.
pub const START: u64 = 64 << 10;

/// The files of an archive that are likely to be threads, for one that is no package of a known kind.
pub fn threads_in(archive: &mut Archive) -> Vec<String> {
    let is_hidden =
        |name: &str| name.split('/').any(|part| part.starts_with('.') && part != ".." || part == "__MACOSX");
    let mut names = archive.names().to_vec();
    names.retain(|name| !is_hidden(name) && !is_medium(name));
    names.truncate(MOST_LOOKED_INTO);
    names.retain(|name| archive.start(name, START).is_none_or(|start| likely(&start)));
    names
}

/// How many files of an archive are looked into.
const MOST_LOOKED_INTO: usize = 10_000;

/// Whether a file of this name is a picture, a film, or whatever else lies beside posts and has none.
fn is_medium(name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "svg", "ico", "mp4", "m4v", "mov",
        "webm", "mkv", "mp3", "m4a", "ogg", "opus", "wav", "aac", "pdf", "woff", "woff2", "ttf", "otf",
        "css",
    ];
    name.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)))
}

/// How many keys of an unknown JSON are told.
const TOLD_KEYS: usize = 5;

/// The error for an input that no format recognises.
fn unknown(input: &Input) -> Unreadable {
    if decoding::is_empty_json(&input.text) {
        return Unreadable::new(
            "JSON with nothing in it: so a server answers where there is no such post",
            "See in the browser whether the post is still there, and save it again.",
        );
    }
    let keys = decoding::json_keys(&input.text);
    let is_id = |key: &String| key.len() >= 15 && key.bytes().all(|b| b.is_ascii_digit());
    if !keys.is_empty() && keys.iter().all(is_id) {
        return Unreadable::new(
            "ids alone, without a word: it tells which post answers which, as a structure.json does",
            "Open the folder in which it lies with the posts.",
        );
    }
    let mut what = if keys.is_empty() {
        "a file of an unknown kind".to_owned()
    } else {
        format!("JSON of an unknown kind (keys: {})", keys[..keys.len().min(TOLD_KEYS)].join(", "))
    };
    let fault = input.is_json().then(|| json::strict::check(&input.text).err()).flatten();
    if let Some(fault) = fault.filter(|fault| fault.expected.is_none()) {
        what = format!("{what}, and {} ({})", fault.what(), fault.place(&input.text));
    }
    let nearest = guessing::nearest(&keys);
    let advice = "'unspool formats' lists what unspool opens and how to get such a file.";
    if nearest.is_empty() {
        return Unreadable::new(&what, advice);
    }
    Unreadable::new(&what, &format!("It comes closest to: {}. {advice}", nearest.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_no_format_takes_is_told_by_what_it_is() {
        let told = |text: &str| read(text.as_bytes(), Source::default()).unwrap_err().to_string();
        for empty in ["null", " [] ", "{}\n"] {
            assert!(told(empty).contains("JSON with nothing in it"), "{}", told(empty));
        }
        let ids = r#"{"552783667052167168":{"552785374507175936":[],"552786226546495488":[]}}"#;
        assert!(told(ids).starts_with("ids alone, without a word"), "{}", told(ids));
        assert!(told(r#"{"alpha":1}"#).starts_with("JSON of an unknown kind (keys: alpha). "));
        assert!(
            told("{\"alpha\":\n{\"beta\":1")
                .starts_with("JSON of an unknown kind (keys: alpha, beta), and the file ends in the middle (line 2, column 10). ")
        );
    }

    #[test]
    fn of_a_file_that_goes_on_whole_posts_are_there_or_the_beginning_of_one() {
        let posts = |text: &str| -> Vec<String> {
            let thread = read_beginning(text.as_bytes(), Source::default()).unwrap();
            thread.posts().map(|post| post.body().to_owned()).collect()
        };
        let long = "The crane is sold, é. ".repeat(10_000);
        assert_eq!(posts("One post.\n\nTwo posts.\n\nThr"), ["One post.", "Two posts."]);
        for text in [long.clone(), format!(r#"{{"unspool":1,"posts":[{{"id":"1","text":"{long}"#)] {
            let shown = posts(&text);
            assert_eq!(shown.len(), 1);
            assert!(
                shown[0].len() > START as usize - 100 && long.starts_with(&shown[0]),
                "{}",
                shown[0].len()
            );
        }
        let two = format!("One post.\n\n{long}\n\nThr");
        assert_eq!(posts(&two).len(), 2, "both are whole");
        assert!(read_beginning(br#"{"unspool":1,"posts":[{"id":"1","#, Source::default()).is_err());
    }

    #[test]
    fn the_start_of_a_file_tells_whether_it_is_likely_a_thread() {
        for (start, expected) in [
            (&b"One.\n\nTwo, and more of it that is cut in the mid"[..], true),
            ("Zürich, cut in a character: ü".as_bytes().split_last().unwrap().1, true),
            (br#"{"unspool":1,"posts":[{"text":"a very long post"#, true),
            (b"<!doctype html><title>A thread</title>", false),
            (br#"{"alpha":1}"#, false),
            (b"null\n", false),
            (b"\xff\xd8\xff\xe0\0\0\0\0\x01\x02", false),
            (b"", false),
        ] {
            assert_eq!(likely(start), expected, "{}", String::from_utf8_lossy(start));
        }
    }
}
