//! Reading thread files: what is a file, an archive, a folder, a pipe, and what to say of what is none of them.

use std::fmt::Write as _;
use std::fs::{File, Metadata};
use std::io::{self, Cursor, Read, Seek};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::folders::Folder;
use super::together::{self, Named};
use super::watching::Watch;
use super::{Failure, limit};
use crate::formats::containers::{self, Opened};
use crate::formats::{self, Archive, Members, START};
use crate::model::{Clean, Precision, Source, Thread, Time, Warning, thousands};

/// The most files that a folder may have, those of packages not counted.
const MOST_FILES: usize = 10_000;
/// The sample thread that is part of the program.
const SAMPLE: &[u8] = include_bytes!("../../assets/sample.json");
/// How many names of files a message gives.
const MOST_NAMES: usize = 3;

/// Where a thread comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A file, also a compressed one, or an archive with one thread or one package in it.
    File(PathBuf),
    /// A folder that is a package.
    Folder(PathBuf),
    /// A file in an archive.
    Member(PathBuf, String),
    /// Files that are one package, or hold parts of one thread.
    Together(Vec<PathBuf>),
    /// Standard input.
    Stdin,
    /// The sample in the program.
    Sample,
}

impl Origin {
    /// `-` is standard input, anything else a path; it may lead on into an archive, `saved.zip/thread.txt`.
    pub fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            return Self::Stdin;
        }
        if path.is_dir() {
            return Self::Folder(path.to_owned());
        }
        let archive = path.ancestors().skip(1).find(|above| above.is_file());
        let below = archive.and_then(|archive| path.strip_prefix(archive).ok()?.to_str().zip(Some(archive)));
        match below {
            Some((name, archive)) if !path.exists() => Self::Member(archive.to_owned(), name.to_owned()),
            _ => Self::File(path.to_owned()),
        }
    }

    /// The name to show and to record.
    pub fn name(&self) -> Clean {
        match self {
            Self::File(path) | Self::Folder(path) => Clean::line(&path.to_string_lossy()),
            Self::Member(archive, name) => Clean::line(&format!("{}/{name}", archive.to_string_lossy())),
            Self::Together(paths) => {
                let mut names: Vec<_> =
                    paths.iter().take(MOST_NAMES).map(|path| path.to_string_lossy().into_owned()).collect();
                if paths.len() > MOST_NAMES {
                    names.push(format!("and {} more", thousands(paths.len() - MOST_NAMES)));
                }
                Clean::line(&names.join(", "))
            }
            Self::Stdin => Clean::line("-"),
            Self::Sample => Clean::line("sample"),
        }
    }

    /// The file on the disk that it is, or lies in; of several the first.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::Folder(path) | Self::Member(path, _) => Some(path),
            Self::Together(paths) => paths.first().map(PathBuf::as_path),
            Self::Stdin | Self::Sample => None,
        }
    }
}

/// Reads a thread; with `hashed`, the SHA-256 of its file, as it was given, is recorded in its source.
///
/// # Errors
/// One line that says what is wrong, where, and what to try.
pub fn open(origin: &Origin, hashed: bool) -> Result<Thread, Failure> {
    open_for(&Arc::default(), origin, hashed)
}

/// The same for somebody who waits for it.
///
/// # Errors
/// As [`open()`]; the message is worth nothing where nobody waits any more.
pub fn open_for(watch: &Arc<Watch>, origin: &Origin, hashed: bool) -> Result<Thread, Failure> {
    let name = origin.name();
    let source = Source { file: Some(name.clone()), written: written(origin), ..Source::default() };
    let asked = Asked { watch, hashed };
    let opened = match origin {
        Origin::Sample => read(SAMPLE.to_vec(), source, asked),
        Origin::Stdin => read_pipe(io::stdin(), source, asked),
        Origin::Folder(path) => read_folder(path, source, asked),
        Origin::Together(paths) => return read_together(paths, source, asked),
        Origin::File(path) => read_file(path, None, source, asked),
        Origin::Member(path, member) => read_file(path, Some(member), source, asked),
    };
    let strictly =
        |thread| if is_strict() { formats::whole(thread).map_err(|e| e.to_string()) } else { Ok(thread) };
    opened.and_then(strictly).map_err(|problem| Failure::could_not(format!("{name}: {problem}")))
}

/// Whether damaged files are refused; for the whole process.
static IS_STRICT: AtomicBool = AtomicBool::new(false);

/// From now on, whatever would be repaired or left out is refused.
pub fn be_strict() {
    IS_STRICT.store(true, Ordering::Relaxed);
}

fn is_strict() -> bool {
    IS_STRICT.load(Ordering::Relaxed)
}

/// How a thread is wanted.
#[derive(Clone, Copy)]
struct Asked<'a> {
    watch: &'a Arc<Watch>,
    /// With the SHA-256 of its file.
    hashed: bool,
}

/// The day on which the file of an origin was written; of several, that of the first.
fn written(origin: &Origin) -> Option<Time> {
    let path = match origin {
        Origin::Folder(_) => return None,
        origin => origin.path()?,
    };
    let known = path.metadata().ok().filter(Metadata::is_file)?;
    day(known.modified().ok()?)
}

/// The day of a time, in UTC.
pub fn day(time: SystemTime) -> Option<Time> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Time::from_millis(i64::try_from(since.as_millis()).ok()?, Precision::Day)
}

/// The SHA-256 of the file of an origin, as it was given; of several files and of what cannot be read again, none.
pub fn sha256(origin: &Origin) -> Option<Clean> {
    let (Origin::File(path) | Origin::Member(path, _)) = origin else { return None };
    // Opening a pipe with a name would wait for somebody to write into it.
    path.metadata().ok().filter(Metadata::is_file)?;
    hash(&File::open(path).ok()?).ok()
}

/// Reads a file, or the `member` of an archive.
fn read_file(path: &Path, member: Option<&str>, source: Source, asked: Asked) -> Result<Thread, String> {
    let mut file = File::open(path).map_err(|error| told(&error))?;
    let metadata = file.metadata().map_err(|error| told(&error))?;
    refuse_endless(&metadata)?;
    if !metadata.is_file() {
        return read_pipe(file, source, asked);
    }
    let mut start = Vec::new();
    (&file).take(START).read_to_end(&mut start).map_err(|error| told(&error))?;
    if containers::is_packed(&start) {
        let _telling = asked.watch.keep_telling();
        file.rewind().map_err(|error| told(&error))?;
        let sha256 = asked.hashed.then(|| hash(&file)).transpose()?;
        return read_packed(Box::new(file), member, Source { sha256, ..source }, asked);
    }
    if let Some(member) = member {
        return Err(format!(
            "no such file: what is before {member} is no archive. Check the name and the folder."
        ));
    }
    if metadata.len() > limit::most() {
        return Err(limit::exceeded(Some(metadata.len())));
    }
    asked.watch.expect(metadata.len());
    let _telling = asked.watch.keep_telling();
    if !is_strict()
        && !asked.hashed
        && let Some(thread) = asked.watch.read_in_place(&file, &source)
    {
        return Ok(thread);
    }
    let mut bytes = asked.watch.read_large(&mut file, start, &source)?;
    asked.watch.read_on(&mut file, &mut bytes)?;
    read(bytes, source, asked)
}

/// Reads what cannot be read again: standard input, or a pipe with a name.
fn read_pipe(pipe: impl Read + Send + 'static, source: Source, asked: Asked) -> Result<Thread, String> {
    let mut bytes = Vec::new();
    asked.watch.stream(pipe, &mut bytes, &source)?;
    let _telling = asked.watch.keep_telling();
    if !containers::is_packed(&bytes) {
        return read(bytes, source, asked);
    }
    let sha256 = asked.hashed.then(|| hash(&*bytes)).transpose()?;
    read_packed(Box::new(Cursor::new(bytes)), None, Source { sha256, ..source }, asked)
}

/// Refuses, before anything is read, what is no file and may have no end.
fn refuse_endless(metadata: &Metadata) -> Result<(), String> {
    let kind = metadata.file_type();
    if kind.is_dir() {
        return Err(A_FOLDER.to_owned());
    }
    if kind.is_char_device() || kind.is_block_device() {
        return Err("a device, which may never end. Name a file, or pipe into unspool.".to_owned());
    }
    Ok(())
}

fn read(bytes: Vec<u8>, source: Source, asked: Asked) -> Result<Thread, String> {
    let sha256 = asked.hashed.then(|| hash(&*bytes)).transpose()?;
    let tally = &asked.watch.tally;
    if is_strict() {
        formats::check(&bytes).map_err(|problem| problem.to_string())?;
    }
    formats::read_owned(bytes, Source { sha256, ..source }, tally).map_err(|problem| problem.to_string())
}

/// Reads what is packed in `bytes`: the one file, the package, or the only thread of an archive.
fn read_packed(
    bytes: Box<dyn containers::Bytes>,
    member: Option<&str>,
    source: Source,
    asked: Asked,
) -> Result<Thread, String> {
    let (mut thread, fault) = match (containers::open(bytes).map_err(|problem| problem.to_string())?, member)
    {
        (Opened::File(stream), None) => {
            let unpacked = stream.read().map_err(|problem| problem.to_string())?;
            let thread = formats::read_owned(unpacked.bytes, source, &asked.watch.tally);
            (thread.map_err(|problem| problem.to_string())?, unpacked.fault)
        }
        (Opened::File(_), Some(_)) => {
            return Err("no archive of several files. Open it by itself.".to_owned());
        }
        (Opened::Archive(mut archive), member) => {
            let fault = archive.fault().map(str::to_owned);
            (read_archive(&mut archive, member, source, asked)?, fault)
        }
    };
    if let Some(fault) = fault {
        let told = format!("the file breaks off, or is damaged ({fault}); what comes before is shown");
        thread.warnings.push(Warning { at: Clean::default(), message: Clean::line(&told) });
    }
    Ok(thread)
}

fn read_archive(
    archive: &mut Archive,
    member: Option<&str>,
    source: Source,
    asked: Asked,
) -> Result<Thread, String> {
    let tally = &asked.watch.tally;
    let only;
    let member = match member {
        Some(member) => member,
        None if formats::recognise_package(archive.names()).is_some() => {
            return formats::read_package_counted(archive, source, tally)
                .map_err(|problem| problem.to_string());
        }
        None => match &formats::threads_in(archive)[..] {
            [] => return Err(no_thread(archive)),
            [one] => {
                only = one.clone();
                &only
            }
            several => return Err(several_threads(several)),
        },
    };
    let bytes = archive.read(member).map_err(|problem| problem.to_string())?;
    formats::read_owned(bytes, source, tally).map_err(|problem| problem.to_string())
}

/// What to say of an archive without a thread in it, or in as much of it as there is.
fn no_thread(archive: &Archive) -> String {
    archive.fault().map_or_else(
        || "no thread in this archive. 'unspool formats' lists what unspool opens.".to_owned(),
        |fault| {
            format!(
                "the archive breaks off, or is damaged ({fault}), and before that there is no whole thread in it. Copy or \
                 download it again."
            )
        },
    )
}

fn several_threads(names: &[String]) -> String {
    let first = names.iter().take(MOST_NAMES).cloned().collect::<Vec<_>>().join(", ");
    let more = if names.len() > MOST_NAMES { ", …" } else { "" };
    format!(
        "{} threads in this archive ({first}{more}). Name one of them behind it, as in ARCHIVE/{}.",
        thousands(names.len()),
        names[0]
    )
}

const A_FOLDER: &str = "this is a folder where a file is wanted. Name a file in it.";

fn read_folder(path: &Path, source: Source, asked: Asked) -> Result<Thread, String> {
    let _telling = asked.watch.keep_telling();
    let folder = Folder::list(path).and_then(Folder::into_package).ok_or_else(|| A_FOLDER.to_owned());
    formats::read_package_counted(&mut folder?, source, &asked.watch.tally)
        .map_err(|problem| problem.to_string())
}

/// Reads files that are one package, or parts of one thread; of several files no SHA-256 is told.
fn read_together(paths: &[PathBuf], source: Source, asked: Asked) -> Result<Thread, Failure> {
    let _telling = asked.watch.keep_telling();
    let Some(mut named) = Named::package(paths) else {
        let parts = paths.iter().map(|path| open(&Origin::File(path.clone()), false));
        return parts.collect::<Result<Vec<_>, _>>().map(Thread::joined);
    };
    let name = source.file.clone().unwrap_or_default();
    let thread = formats::read_package_counted(&mut named, source, &asked.watch.tally);
    let mut thread = thread.map_err(|problem| Failure::could_not(format!("{name}: {problem}")))?;
    for file in named.unread() {
        let told = "no file with posts of this archive; it was not opened";
        thread.warnings.push(Warning { at: Clean::line(file), message: Clean::line(told) });
    }
    Ok(thread)
}

fn hash(mut bytes: impl Read) -> Result<Clean, String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match bytes.read(&mut buffer).map_err(|error| told(&error))? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    let mut digits = String::new();
    for byte in hasher.finalize() {
        let _ = write!(digits, "{byte:02x}");
    }
    Ok(Clean::line(&digits))
}

/// All bytes of a file that is not packed.
pub(super) fn plain(mut source: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    Watch::default().read_on(&mut source, &mut bytes)?;
    Ok(bytes)
}

/// So many bytes tell of what kind a file is, as far as its spelling goes.
const HEAD: u64 = 8 << 10;

/// The bytes of a file of at most `most`, if the words of its posts stand in them as they are read.
pub fn spelt_out(path: &Path, most: u64) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    let metadata = file.metadata().ok().filter(|metadata| metadata.is_file() && metadata.len() <= most)?;
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.by_ref().take(HEAD).read_to_end(&mut bytes).ok().filter(|_| formats::is_spelt_out(&bytes))?;
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A system's error in words that help.
pub(super) fn told(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file. Check the name and the folder.".to_owned(),
        io::ErrorKind::PermissionDenied => "you may not read it. Check its permissions.".to_owned(),
        io::ErrorKind::IsADirectory => A_FOLDER.to_owned(),
        _ => format!("it could not be read ({error}). Try to copy it elsewhere first."),
    }
}

/// What the arguments stand for, as [`gather`] has it, with files that belong together as one.
///
/// # Errors
/// As [`gather`].
pub fn gather_together(paths: &[PathBuf]) -> Result<Vec<Origin>, Failure> {
    gather(paths).map(together::grouped)
}

/// The one thread that the arguments stand for.
///
/// # Errors
/// When they stand for several.
pub fn one(paths: &[PathBuf]) -> Result<Origin, Failure> {
    if let [path] = paths {
        return Ok(Origin::new(path));
    }
    match &gather_together(paths)?[..] {
        [one] => Ok(one.clone()),
        several => {
            // A name that was mistyped belongs with nothing, but that is not what is to be told of it.
            for origin in paths.iter().map(|path| Origin::new(path)) {
                if let Origin::File(path) = &origin
                    && let Err(error) = std::fs::metadata(path)
                {
                    return Err(Failure::could_not(format!("{}: {}", origin.name(), told(&error))));
                }
            }
            let names: Vec<_> =
                several.iter().take(MOST_NAMES).map(|origin| origin.name().to_string()).collect();
            Err(Failure::could_not(format!(
                "{}: {} threads that do not belong together. Name the files of one.",
                names.join(", "),
                thousands(several.len())
            )))
        }
    }
}

/// What the arguments stand for: each file itself, for a folder the threads and packages in it, for an archive that is no
/// package its threads.
///
/// # Errors
/// When a folder holds nothing that looks like a thread, or too many files.
pub fn gather(paths: &[PathBuf]) -> Result<Vec<Origin>, Failure> {
    let mut origins = Vec::new();
    for path in paths {
        match Origin::new(path) {
            Origin::Folder(path) => origins.extend(in_folder(&path, MOST_FILES)?),
            Origin::File(path) => {
                origins.extend(in_archive(&path).unwrap_or_else(|| vec![Origin::File(path)]));
            }
            other => origins.push(other),
        }
    }
    Ok(origins)
}

/// The threads of an archive that is no package and has several.
fn in_archive(path: &Path) -> Option<Vec<Origin>> {
    // A pipe with a name must not be waited for here.
    if !std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file()) {
        return None;
    }
    let mut file = File::open(path).ok()?;
    let mut start = Vec::new();
    (&file).take(START).read_to_end(&mut start).ok()?;
    file.rewind().ok()?;
    if !containers::is_archive(&start) {
        return None;
    }
    let Ok(Opened::Archive(mut archive)) = containers::open(Box::new(file)) else { return None };
    if formats::recognise_package(archive.names()).is_some() {
        return None;
    }
    let names = formats::threads_in(&mut archive);
    (names.len() > 1).then(|| names.into_iter().map(|name| Origin::Member(path.to_owned(), name)).collect())
}

/// The packages and files of a folder, sorted by name.
fn in_folder(path: &Path, most: usize) -> Result<Vec<Origin>, Failure> {
    let name = Clean::line(&path.to_string_lossy());
    let too_many = || {
        let most = thousands(most);
        Failure::could_not(format!("{name}: more than {most} files in this folder. Name a smaller one."))
    };
    let folder = Folder::list(path).ok_or_else(too_many)?;
    let packages = folder.packages();
    let others = folder.others(&packages);
    if others.len() > most {
        return Err(too_many());
    }
    if packages.is_empty() {
        if folder.into_package().is_some() {
            return Ok(vec![Origin::Folder(path.to_owned())]);
        }
        if !others.iter().any(|path| is_likely(path)) {
            return Err(Failure::could_not(format!(
                "{name}: no thread in this folder. 'unspool formats' lists what unspool opens and how to get such a file."
            )));
        }
    }
    let packages = packages.iter().map(|below| Origin::Folder(inner(path, below)));
    let mut origins: Vec<Origin> = packages.chain(others.into_iter().map(Origin::File)).collect();
    origins.sort_by(|a, b| a.path().cmp(&b.path()));
    Ok(origins)
}

/// The folder that lies at `below`, with `/` at its end.
fn inner(path: &Path, below: &str) -> PathBuf {
    if below.is_empty() { path.to_owned() } else { path.join(below.trim_end_matches('/')) }
}

/// Whether a file begins like a thread; a large one takes its time to be read as a whole.
fn is_likely(path: &Path) -> bool {
    let start = |mut start: Vec<u8>| {
        File::open(path).and_then(|file| file.take(START).read_to_end(&mut start)).map(|_| start)
    };
    let Ok(start) = start(Vec::new()) else { return false };
    if !containers::is_packed(&start) {
        return formats::likely(&start);
    }
    containers::start(&*start, START).is_none_or(|start| formats::likely(&start))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_cannot_be_read_is_told_in_one_line_with_advice() {
        let folder = tempfile::tempdir().unwrap();
        let missing = open(&Origin::File(folder.path().join("none.txt")), false).unwrap_err();
        assert!(missing.message.contains("none.txt: no such file.") && missing.code == 1);
        let directory = open(&Origin::File(folder.path().to_owned()), false).unwrap_err();
        assert!(directory.message.contains("folder"));
        let empty = gather(&[folder.path().to_owned()]).unwrap_err();
        assert!(empty.message.contains("no thread in this folder"));
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "One thing.").unwrap();
        }
        let many = in_folder(folder.path(), 1).unwrap_err();
        assert!(many.message.contains("more than 1 files"));
        assert_eq!(in_folder(folder.path(), 2).unwrap().len(), 2);
        for failure in [missing, directory, empty, many] {
            assert!(!failure.message.contains('\n') && failure.message.ends_with('.'));
        }
    }

    #[test]
    fn a_folder_is_searched_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let deep = (0..20).fold(folder.path().to_owned(), |path, i| path.join(i.to_string()));
        fs::create_dir_all(&deep).unwrap();
        fs::write(folder.path().join("photo.jpg"), b"\xff\xd8\xff\xe0\0\0\0\0\x01\x02").unwrap();
        assert!(gather(&[folder.path().to_owned()]).is_err());
        fs::write(deep.join("a.txt"), "One thing. ".repeat(10_000)).unwrap();
        assert_eq!(gather(&[folder.path().to_owned()]).unwrap().len(), 2);
    }

    /// A zip with these files.
    fn zip(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_is_its_only_thread_or_a_list_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let one =
            zip(&[("saved/a.txt", "One thing."), ("saved/photo.jpg", "x"), ("__MACOSX/saved/a.txt", "x")]);
        fs::write(path("one.zip"), &one).unwrap();
        fs::write(path("two.zip"), zip(&[("b.txt", "Two things."), ("../a.txt", "Three things.")])).unwrap();
        fs::write(path("none.zip"), zip(&[("photo.jpg", "x")])).unwrap();
        let opened = |path: &Path| open(&Origin::new(path), true);

        let thread = opened(&path("one.zip")).unwrap();
        assert_eq!(thread.post(crate::model::PostIx(0)).body(), "One thing.");
        assert_eq!(thread.source.sha256, hash(&*one).ok());
        assert_eq!(gather(&[path("one.zip")]).unwrap(), [Origin::File(path("one.zip"))]);

        let members = gather(&[path("two.zip")]).unwrap();
        let member = |name: &str| Origin::Member(path("two.zip"), name.to_owned());
        assert_eq!(members, [member("../a.txt"), member("b.txt")]);
        assert_eq!(open(&members[0], false).unwrap().post(crate::model::PostIx(0)).body(), "Three things.");
        assert!(members[1].name().ends_with("two.zip/b.txt"));
        assert_eq!(Origin::new(Path::new(&*members[1].name())), members[1]);
        let several = opened(&path("two.zip")).unwrap_err().message;
        assert!(several.contains("2 threads in this archive (../a.txt, b.txt). Name one"), "{several}");
        let absent = opened(&path("two.zip/c.txt")).unwrap_err().message;
        assert!(absent.contains("two.zip/c.txt: no c.txt in the archive."), "{absent}");
        let none = opened(&path("none.zip")).unwrap_err().message;
        assert!(none.contains("no thread in this archive"), "{none}");
        let no_archive = opened(&path("one.zip/saved/none/x")).unwrap_err().message;
        assert!(no_archive.contains("no saved/none/x in the archive"), "{no_archive}");
    }

    #[test]
    fn a_compressed_file_that_was_cut_gives_what_comes_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("thread.txt.gz");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        let posts: Vec<_> = (0..20_000).map(|i| format!("Thing {i} of {}.\n\n", i * 7919 % 10_007)).collect();
        std::io::Write::write_all(&mut gz, posts.concat().as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        fs::write(&path, &gz).unwrap();
        let whole = open(&Origin::File(path.clone()), false).unwrap();
        assert!(whole.warnings.is_empty());
        fs::write(&path, &gz[..gz.len() / 2]).unwrap();
        let cut = open(&Origin::File(path.clone()), false).unwrap();
        assert!(cut.len() > whole.len() / 4 && cut.len() < whole.len());
        assert!(cut.warnings[0].message.contains("breaks off"), "{:?}", cut.warnings);
        assert_eq!(gather(&[folder.path().to_owned()]).unwrap(), [Origin::File(path)]);
    }

    #[test]
    fn of_several_files_one_that_is_not_there_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let [there, absent] = ["there.txt", "absent.txt"].map(|name| folder.path().join(name));
        fs::write(&there, "One.").unwrap();
        let told = one(&[there, absent]).unwrap_err().message;
        assert!(told.contains("absent.txt: no such file") && !told.contains("there.txt, "), "{told}");
    }

    #[test]
    fn an_archive_that_was_cut_before_its_first_thread_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archive.tar.gz");
        let words: Vec<_> = (0..9_000).map(|i| (i * 7919 % 10_007).to_string()).collect();
        let words = words.join(" ");
        let mut tar =
            tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
        for (name, content) in [("actor.json", "{}"), ("thread.txt", words.as_str())] {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            tar.append_data(&mut header, name, content.as_bytes()).unwrap();
        }
        let packed = tar.into_inner().unwrap().finish().unwrap();
        fs::write(&path, &packed[..packed.len() / 2]).unwrap();
        let told = open(&Origin::File(path), false).unwrap_err().message;
        assert!(told.contains("breaks off") && told.contains("download it again"), "{told}");
    }

    #[test]
    fn a_name_that_would_act_on_the_terminal_is_told_cleaned() {
        let failure = open(&Origin::File(PathBuf::from("a\u{1b}[31m\nb")), false).unwrap_err();
        assert!(failure.message.starts_with("a[31m b: no such file"));
    }

    #[test]
    fn the_sample_is_a_thread() {
        let thread = open(&Origin::Sample, true).unwrap();
        assert!(thread.len() >= 12 && thread.warnings.is_empty());
    }
}
