//! The reader's notes: a file that quotations are appended to, each under the heading of its thread.
//!
//! ```text
//! ## A title                       * A title
//!                                  :PROPERTIES:
//! <https://x.com/…/1>              :URL: https://x.com/…/1
//!                                  :END:
//! > Words.                         #+begin_quote
//! ```
//!
//! The file is the reader's: what stands there stays, byte by byte. A heading is written once and found again by the
//! address below it, else by its words. At the end of the file a note is appended in place, in one piece; further up, the
//! whole is written aside and renamed. Programs that append at once wait for each other.

#![expect(
    clippy::disallowed_methods,
    reason = "notes are appended to in place, and taken back where that fails"
)]

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::keeping;
use crate::cite::quoting::Form;
use crate::model::Clean;
use crate::model::address::is_web;

/// A file that is larger is no notes, in bytes.
const MOST: u64 = 256 << 20;
/// How long another program may have the file.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(3);
/// How many lines below a heading its address is looked for.
const BELOW: usize = 6;

/// How headings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headings {
    /// `## Title`
    Markdown,
    /// `* Title`
    Org,
}

impl Headings {
    /// Those of a file: as the setting `notes.form` says, else by the file's name.
    pub fn of(path: &Path, setting: Option<&str>) -> Self {
        let by_name = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("org"));
        match setting {
            Some("org") => Self::Org,
            Some("markdown") => Self::Markdown,
            _ if by_name => Self::Org,
            _ => Self::Markdown,
        }
    }

    /// The form in which quotations go well with them.
    pub fn form(self) -> Form {
        match self {
            Self::Markdown => Form::Markdown,
            Self::Org => Form::Org,
        }
    }

    /// The level at which threads stand.
    fn level(self) -> usize {
        match self {
            Self::Markdown => 2,
            Self::Org => 1,
        }
    }

    /// Level and words of a line that is a heading.
    fn heading(self, line: &str) -> Option<(usize, &str)> {
        let sign = match self {
            Self::Markdown => '#',
            Self::Org => '*',
        };
        let words = line.trim_start_matches(sign);
        let level = line.len() - words.len();
        let is_one = level > 0 && (level <= 6 || self == Self::Org);
        (is_one && words.starts_with([' ', '\t'])).then(|| (level, words.trim()))
    }

    /// What a line says of the address of its section.
    fn address(self, line: &str) -> Option<&str> {
        match self {
            Self::Markdown => line.trim().strip_prefix('<')?.strip_suffix('>'),
            Self::Org => line.trim().strip_prefix(":URL:").map(str::trim),
        }
    }

    /// A title on one line, with nothing in it that would be taken for a sign.
    fn title(self, words: &str) -> String {
        let line = Clean::line(words);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        match self {
            Self::Markdown => {
                let mut title = String::new();
                for c in line.chars() {
                    if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&') {
                        title.push('\\');
                    }
                    title.push(c);
                }
                title
            }
            // Org has no escapes: a blank of no width takes signs apart.
            Self::Org => ["[[", "{{", "<<", "]["].iter().fold(line, |line, sign| {
                line.replace(sign, &format!("{}\u{200b}{}", &sign[..1], &sign[1..]))
            }),
        }
    }
}

/// Something to append.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// What the thread is called.
    pub heading: &'a str,
    /// The thread's address.
    pub address: Option<&'a str>,
    /// The quotation with its citation, in a form that goes with the headings.
    pub text: &'a str,
    /// How headings are written.
    pub headings: Headings,
}

/// Appends a note to a file, which is made where there is none.
///
/// # Errors
/// What hinders, and what to do, in two short sentences; the file is then what it was.
pub fn append(path: &Path, note: &Note) -> Result<(), String> {
    if path.metadata().is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        return Err("it is no file. Name one that can be written to".to_owned());
    }
    let (mut file, size) = open(path).map_err(|error| told(&error, path))?;
    if size > MOST {
        return Err("it is too large for notes. Name another file".to_owned());
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content).map_err(|error| told(&error, path))?;
    if content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff") {
        return Err("it is UTF-16. Convert it to UTF-8, or name another file".to_owned());
    }
    let place = place(&content, note);
    if let Place::Within(at) = place {
        let (before, after) = content.split_at(at);
        let piece = piece(before, note, false, true);
        // The file is known by what it is, not by a link to it.
        let written =
            path.canonicalize().and_then(|path| keeping::put(&path, &[before, piece.as_bytes(), after]));
        match written {
            // In a folder that takes no new files, the note goes to the end under its heading once more.
            Err(error) if is_denied(&error) => {}
            written => return written.map_err(|error| told(&error, path)),
        }
    }
    let piece = piece(&content, note, place != Place::End, false);
    extend(&mut file, size, &piece).map_err(|error| told(&error, path))
}

fn is_denied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// Writes at the end, all or nothing.
fn extend(file: &mut File, size: u64, piece: &str) -> io::Result<()> {
    let written = file.write_all(piece.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // What there was room for is half a note.
        let _ = file.set_len(size);
    }
    written
}

/// Opens the file, and has it alone; its size.
fn open(path: &Path) -> io::Result<(File, u64)> {
    let until = Instant::now() + PATIENCE;
    loop {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let locked = flock(&file, FlockOperation::NonBlockingLockExclusive);
        // Not every disk knows locks; then there is nobody to wait for.
        let is_ours = !matches!(locked, Err(Errno::WOULDBLOCK | Errno::INTR));
        // Whoever had it may have put another file in its place.
        let known = file.metadata()?;
        let is_same = |there: Metadata| (there.dev(), there.ino()) == (known.dev(), known.ino());
        if is_ours && path.metadata().is_ok_and(is_same) {
            return Ok((file, known.len()));
        }
        if Instant::now() > until {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        drop(file);
        thread::sleep(PAUSE);
    }
}

/// What went wrong, and what to do.
fn told(error: &io::Error, path: &Path) -> String {
    use io::ErrorKind::{
        IsADirectory, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull, WouldBlock,
    };
    match error.kind() {
        NotFound => {
            let folder = path.parent().map(keeping::told).unwrap_or_default();
            format!("its folder is not there. Make it: mkdir -p '{folder}'")
        }
        PermissionDenied => {
            "it may not be written to. Change that (chmod u+w), or name another file".to_owned()
        }
        ReadOnlyFilesystem => "its disk is read-only. Name another file".to_owned(),
        StorageFull | QuotaExceeded => "the disk is full. Make room, then try again".to_owned(),
        IsADirectory => "it is a folder. Name a file in it".to_owned(),
        WouldBlock => "another program has it. Try again".to_owned(),
        _ => format!("{}. Try again, or name another file", keeping::reason(error)),
    }
}

/// Where a note goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// To the end, under a heading of its own.
    NewSection,
    /// To the end, where its section is the last.
    End,
    /// Before this byte, where its section ends.
    Within(usize),
}

/// Looks for the section of the note's thread: the last of the file, if it has several and that is one, else the first.
fn place(content: &[u8], note: &Note) -> Place {
    let headings = note.headings;
    let title = headings.title(note.heading);
    let address = note.address.and_then(harmless);
    let lines = Lines::new(content, headings);
    let (mut open, mut within) = (None, None);
    for (i, line) in lines.0.iter().enumerate() {
        let Some((level, words)) = &line.heading else { continue };
        if open.is_some_and(|own| *level > own) {
            continue;
        }
        if open.take().is_some() {
            within = within.or(Some(line.start));
        }
        let mut below = lines.0[i + 1..].iter().take(BELOW).take_while(|line| line.heading.is_none());
        let known = below.find_map(|line| line.address.as_deref());
        let is_own = match (known, address.as_deref()) {
            (Some(known), wanted) => wanted == Some(known),
            (None, _) => *words == title,
        };
        open = is_own.then_some(*level);
    }
    match (open, within) {
        (Some(_), _) => Place::End,
        (None, Some(at)) => Place::Within(at),
        (None, None) => Place::NewSection,
    }
}

/// A line of the file, as far as it matters.
struct Line {
    start: usize,
    heading: Option<(usize, String)>,
    address: Option<String>,
}

struct Lines(Vec<Line>);

impl Lines {
    fn new(content: &[u8], headings: Headings) -> Self {
        let (mut lines, mut start) = (Vec::new(), 0);
        let mut fence = None;
        for bytes in content.split_inclusive(|byte| *byte == b'\n') {
            let text = String::from_utf8_lossy(bytes);
            let text = text.trim_end_matches(['\n', '\r']);
            let is_outside = fence.is_none();
            fence = next_fence(fence, text, headings);
            let heading = headings.heading(text).filter(|_| is_outside && fence.is_none());
            let address = headings.address(text).map(str::to_owned);
            lines.push(Line {
                start,
                heading: heading.map(|(level, words)| (level, words.to_owned())),
                address,
            });
            start += bytes.len();
        }
        Self(lines)
    }
}

/// The fence of code that is open behind a line: its sign, and how often.
fn next_fence(open: Option<(char, usize)>, line: &str, headings: Headings) -> Option<(char, usize)> {
    if headings == Headings::Org {
        // A line that could be taken for a heading is escaped in Org's blocks.
        return None;
    }
    let line = line.trim_start_matches(' ');
    let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'));
    let count = sign.map_or(0, |sign| line.chars().take_while(|c| *c == sign).count());
    let fence = sign.filter(|_| count >= 3).map(|sign| (sign, count));
    match (open, fence) {
        (None, fence) => fence,
        (Some((own, least)), Some((sign, count)))
            if own == sign && count >= least && line.trim_end().len() == count =>
        {
            None
        }
        (open, _) => open,
    }
}

/// What is written behind `before`: blank lines, the heading if the thread has none yet, the note.
fn piece(before: &[u8], note: &Note, has_heading: bool, goes_on: bool) -> String {
    let trimmed = before.trim_ascii_end().len();
    let ends = String::from_utf8_lossy(&before[trimmed..]).matches('\n').count();
    let mut piece = "\n".repeat(if trimmed == 0 { 0 } else { 2_usize.saturating_sub(ends) });
    if has_heading {
        let title = note.headings.title(note.heading);
        let address = note.address.and_then(harmless);
        let head = match (note.headings, address) {
            (Headings::Markdown, Some(address)) => format!("## {title}\n\n<{address}>\n\n"),
            (Headings::Markdown, None) => format!("## {title}\n\n"),
            (Headings::Org, Some(address)) => {
                format!("* {title}\n:PROPERTIES:\n:URL: {address}\n:END:\n\n")
            }
            (Headings::Org, None) => format!("* {title}\n\n"),
        };
        piece += &head;
    }
    for line in note.text.trim_end().lines() {
        // The words of a thread make no heading at which its section would end.
        if note.headings.heading(line).is_some_and(|(level, _)| level <= note.headings.level()) {
            piece.push(if note.headings == Headings::Org { ' ' } else { '\\' });
        }
        piece += line;
        piece.push('\n');
    }
    if goes_on {
        piece.push('\n');
    }
    let has_returns =
        before.iter().position(|byte| *byte == b'\n').is_some_and(|at| before[..at].ends_with(b"\r"));
    if has_returns { piece.replace('\n', "\r\n") } else { piece }
}

/// An address of the web that ends nothing early; any other might do something where it is followed.
fn harmless(address: &str) -> Option<String> {
    let line = Clean::line(address);
    is_web(&line).then(|| line.trim().replace('<', "%3C").replace('>', "%3E").replace(' ', "%20"))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn note<'a>(heading: &'a str, address: &'a str, text: &'a str) -> Note<'a> {
        let address = Some(address).filter(|address| !address.is_empty());
        Note { heading, address, text, headings: Headings::Markdown }
    }

    const ONE: &str = "https://example.org/1";
    const TWO: &str = "https://example.org/2";

    #[test]
    fn each_note_goes_under_the_heading_of_its_thread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        for (heading, address, text) in [
            ("Boats", ONE, "> first\n"),
            ("Maps", TWO, "> second"),
            ("Boats", ONE, "> third"),
            ("Maps", TWO, "> 4"),
        ] {
            append(&path, &note(heading, address, text)).unwrap();
        }
        let expected = "\
## Boats

<https://example.org/1>

> first

> third

## Maps

<https://example.org/2>

> second

> 4
";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn org_has_its_own_headings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.org");
        let headings = Headings::of(&path, Some("auto"));
        for (heading, text) in [("A [[link]]", "* no heading"), ("B", "two"), ("A [[link]]", "three")] {
            let address = Some(ONE).filter(|_| heading != "B");
            append(&path, &Note { heading, address, text, headings }).unwrap();
        }
        let expected = "* A [\u{200b}[link]]\n:PROPERTIES:\n:URL: https://example.org/1\n:END:\n\n * no heading\n\n\
                        three\n\n* B\n\ntwo\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }

    #[test]
    fn a_section_is_known_again_however_the_reader_changed_it() {
        let at = |content: &str, note: Note| place(content.as_bytes(), &note);
        let renamed = "# Mine\n\n#### My own title\n<https://example.org/1>\ntext\n##### deeper\n### next\n";
        assert_eq!(at(renamed, note("Boats", ONE, "")), Place::Within(renamed.find("### next").unwrap()));
        let other = "## Boats\n\n<https://example.org/2>\n";
        assert_eq!(at(other, note("Boats", ONE, "")), Place::NewSection);
        assert_eq!(at("## Boats\n", note("Boats", ONE, "")), Place::End);
        assert_eq!(at("## A\\*b\n", note("A*b", "", "")), Place::End);
        let twice = "## Boats\n## Maps\n## Boats\n";
        assert_eq!(at(twice, note("Boats", "", "")), Place::End);
        let code = "## Boats\n```sh\n# no heading\n```\n~~~\n## nor this\n";
        assert_eq!(at(code, note("Boats", "", "")), Place::End);
        assert_eq!(at("> ## Boats\n\n#Boats\n", note("Boats", "", "")), Place::NewSection);
    }

    #[test]
    fn what_stands_there_stays_byte_by_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        let before = b"\xef\xbb\xbfcaf\xe9\r\n\r\n## Boats\r\n\r\nold \r\n\r\n\r\n## Else";
        fs::write(&path, before).unwrap();
        append(&path, &note("Boats", "", "> new\n> lines")).unwrap();
        let after = fs::read(&path).unwrap();
        let expected =
            b"\xef\xbb\xbfcaf\xe9\r\n\r\n## Boats\r\n\r\nold \r\n\r\n\r\n> new\r\n> lines\r\n\r\n## Else";
        assert_eq!(after.escape_ascii().to_string(), expected.escape_ascii().to_string());
        append(&path, &note("Else", "", "end")).unwrap();
        assert!(fs::read(&path).unwrap().ends_with(b"## Else\r\n\r\nend\r\n"));
    }

    #[test]
    fn the_mode_stays_and_a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.md"), folder.path().join("notes.md"));
        fs::write(&real, "## A\n\n## B\n").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.md", &link).unwrap();
        append(&link, &note("A", "", "within")).unwrap();
        append(&link, &note("B", "", "behind")).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "## A\n\nwithin\n\n## B\n\nbehind\n");
        assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_hinders_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |path: &Path| append(path, &note("A", "", "text")).unwrap_err();
        let missing = refused(&folder.path().join("no/such/notes.md"));
        assert!(missing.starts_with("its folder is not there. Make it: mkdir -p '"), "{missing}");
        assert_eq!(refused(folder.path()), "it is a folder. Name a file in it");
        assert_eq!(refused(Path::new("/dev/null")), "it is no file. Name one that can be written to");
        let wide = folder.path().join("wide.md");
        fs::write(&wide, b"\xff\xfea\0").unwrap();
        assert!(refused(&wide).contains("UTF-16"));
        assert_eq!(fs::read(&wide).unwrap(), b"\xff\xfea\0");
        let full = told(&io::ErrorKind::StorageFull.into(), Path::new("notes.md"));
        assert_eq!(full, "the disk is full. Make room, then try again");
    }

    #[test]
    fn half_a_note_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        fs::write(&path, "before\nhalf").unwrap();
        // A file that is open for reading only takes nothing, as a full disk does.
        let mut file = File::open(&path).unwrap();
        assert!(extend(&mut file, 7, "a note").is_err());
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        extend(&mut file, 11, " and more").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "before\nhalf and more");
    }
}
