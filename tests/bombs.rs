//! What unpacks to more than anybody has, leads out of where it lies, or lies about itself: read in memory and within
//! bounds, told in a line, and nothing written.
//!
//! The real program reads each file with little memory, little time on the processor, and a home of its own, in which it may
//! leave nothing behind. What it took is measured: the memory holds for every build, the time for an optimised one, which
//! `UNSPOOL_FULL=1 cargo test --release --test bombs -- --nocapture` judges, and prints as a table.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(unsafe_code, reason = "nothing else tells what a child took")]
#![expect(clippy::print_stderr, reason = "figures are told, not judged")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write};
use std::mem::MaybeUninit;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use flate2::{Compress, Compression, Crc, FlushCompress};
use tar::EntryType;

/// Address space that the program may have, in KiB. It asks for some tens of megabytes that it does not use.
const SPACE: u32 = 384 << 10;
/// Time that it may have on a processor, in seconds; a program built without optimisation needs a good part of it.
const TIME: u32 = 20;
/// The most memory that it may fill, in KiB.
const PEAK: u64 = 128 << 10;
/// How long a program that was built with optimisation may be on a processor.
const SOON: Duration = Duration::from_secs(1);
/// Where the process that measures is told what to read, and tells what came of it.
const PLACE: &str = "UNSPOOL_MEASURED";
/// What a bomb is made of, in bytes.
const MIB: usize = 1 << 20;

/// What reading a file took.
struct Took {
    /// The most memory that was filled at once, in KiB.
    peak: u64,
    /// On a processor.
    time: Duration,
}

/// Reads a file as a stranger to the world; what it prints, with an end of its own.
fn read(name: &str, bytes: &[u8]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join(name);
    fs::write(&path, bytes).unwrap();
    let before = files(home.path());
    let (output, took) = measured(&path);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.signal(), None, "{name} takes more than it may: {said}");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {:?}: {said}", output.status);
    assert_eq!(files(home.path()), before, "{name} leaves something behind");
    assert!(took.peak <= PEAK, "{name} fills {} KiB: {said}", took.peak);
    if std::env::var_os("UNSPOOL_FULL").is_some() {
        eprintln!("{:>6} MB {:>5} ms  {name}", took.peak.div_ceil(1 << 10), took.time.as_millis());
        assert!(took.time <= SOON, "{name} takes {:?}: {said}", took.time);
    }
    output
}

/// What the program makes of a file, and what that took. A process counts as filled what the one that started it had filled
/// by then, so a small one starts it: this test again.
fn measured(path: &Path) -> (Output, Took) {
    let place = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(path, place.path().join("read")).unwrap();
    let itself = ["--ignored", "--exact", "reads_a_file_and_tells_what_that_took"];
    let told = Command::new(std::env::current_exe().unwrap())
        .args(itself)
        .current_dir(path.parent().unwrap())
        .env(PLACE, place.path())
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    let take = |name: &str| fs::read(place.path().join(name)).unwrap();
    let told = String::from_utf8(take("took")).unwrap();
    let told: Vec<u64> = told.split(' ').map(|number| number.parse().unwrap()).collect();
    let status = ExitStatus::from_raw(told[0] as i32);
    let took = Took { peak: told[1], time: Duration::from_micros(told[2]) };
    (Output { status, stdout: take("stdout"), stderr: take("stderr") }, took)
}

#[test]
#[ignore = "run by the tests of bombs, in a process of its own"]
fn reads_a_file_and_tells_what_that_took() {
    let place = std::env::var_os(PLACE).unwrap();
    let place = Path::new(&place);
    let path = fs::read_link(place.join("read")).unwrap();
    let home = path.parent().unwrap();
    let script = format!(r#"ulimit -v {SPACE}; ulimit -t {TIME}; ulimit -c 0; exec "$0" "$1""#);
    let into = |name: &str| fs::File::create(place.join(name)).unwrap();
    let status = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_unspool"), path.to_str().unwrap()])
        .envs(
            ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"].map(|key| (key, home)),
        )
        .stdin(Stdio::null())
        .stdout(into("stdout"))
        .stderr(into("stderr"))
        .status()
        .unwrap();
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: `usage` is written by a call that succeeds, and read after that only.
    let usage = unsafe {
        assert_eq!(libc::getrusage(libc::RUSAGE_CHILDREN, usage.as_mut_ptr()), 0);
        usage.assume_init()
    };
    let micros = |time: libc::timeval| time.tv_sec * 1_000_000 + time.tv_usec;
    let time = micros(usage.ru_utime) + micros(usage.ru_stime);
    fs::write(place.join("took"), format!("{} {} {time}", status.into_raw(), usage.ru_maxrss)).unwrap();
}

/// The files in a folder with their sizes.
fn files(folder: &Path) -> BTreeMap<String, u64> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    entries.map(|entry| (entry.path().display().to_string(), entry.metadata().unwrap().len())).collect()
}

/// Holds a file to being refused in a line that has these words.
#[track_caller]
fn assert_refused(name: &str, bytes: &[u8], words: &str) {
    let output = read(name, bytes);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains(words), "{name}: {:?}: {said}", output.status);
    assert_eq!((said.lines().count(), &*output.stdout), (1, &b""[..]), "{name}: {said}");
}

/// Holds a file to being shown, with these words in it.
#[track_caller]
fn assert_shown(name: &str, bytes: &[u8], words: &str) {
    let output = read(name, bytes);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(0) && shown.contains(words), "{name}: {shown}\n{said}");
}

/// A thread of one post.
const THREAD: &[u8] = br#"{"unspool":1,"posts":[{"author":{"name":"Ana"},"text":"The one post."}]}"#;

/// Deflated: `first`, then so many mebibytes of blanks, which take a kilobyte each.
fn deflated(first: &[u8], mebibytes: usize) -> Vec<u8> {
    let piece = |bytes: &[u8], flush| {
        let mut compress = Compress::new(Compression::best(), false);
        let mut out = Vec::with_capacity(bytes.len() + 1024);
        compress.compress_vec(bytes, &mut out, flush).unwrap();
        out
    };
    // Each piece ends at a byte, so that they can be laid one behind the other; the last says that it is the last.
    let blanks = piece(&vec![b' '; MIB], FlushCompress::Full);
    [piece(first, FlushCompress::Full), blanks.repeat(mebibytes), piece(b"", FlushCompress::Finish)].concat()
}

/// A member of a zip: its name, how it is packed, its bytes as they lie there, the size that it claims, and what it is.
struct Member {
    name: String,
    method: u16,
    packed: Vec<u8>,
    size: u32,
    crc: u32,
    mode: u32,
}

impl Member {
    fn stored(name: &str, bytes: &[u8]) -> Self {
        let (name, packed, size) = (name.to_owned(), bytes.to_vec(), bytes.len() as u32);
        Self { name, method: 0, crc: crc([bytes]), packed, size, mode: 0o100_644 }
    }

    /// `first` and so many mebibytes of blanks.
    fn deflated(name: &str, first: &[u8], mebibytes: usize) -> Self {
        let blanks = vec![b' '; MIB];
        Self {
            method: 8,
            crc: crc(std::iter::once(first).chain(std::iter::repeat_n(&*blanks, mebibytes))),
            packed: deflated(first, mebibytes),
            size: (first.len() + mebibytes * MIB) as u32,
            ..Self::stored(name, b"")
        }
    }
}

fn crc<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> u32 {
    let mut crc = Crc::new();
    pieces.into_iter().for_each(|piece| crc.update(piece));
    crc.sum()
}

/// A zip of these members; `names` gives each several places in the directory instead of its own, which overlap.
fn zip(members: &[Member], names: &[String]) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for member in members {
        let about = |name: &str| {
            let mut about = vec![20, 0, 0, 0];
            about.extend(member.method.to_le_bytes());
            about.extend([0; 4]);
            about.extend(member.crc.to_le_bytes());
            about.extend((member.packed.len() as u32).to_le_bytes());
            about.extend(member.size.to_le_bytes());
            about.extend((name.len() as u16).to_le_bytes());
            about.extend([0; 2]);
            about
        };
        let at = out.len() as u32;
        out.extend(b"PK\x03\x04");
        out.extend(about(&member.name));
        out.extend(member.name.as_bytes());
        out.extend(&member.packed);
        let own = [member.name.clone()];
        for name in if names.is_empty() { &own[..] } else { names } {
            directory.extend(b"PK\x01\x02\x14\x03");
            directory.extend(about(name));
            directory.extend([0; 6]);
            directory.extend((member.mode << 16).to_le_bytes());
            directory.extend(at.to_le_bytes());
            directory.extend(name.as_bytes());
            count += 1;
        }
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// One file in a tar, as it describes itself.
fn entry(describe: impl FnOnce(&mut tar::Header), content: &[u8]) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    describe(&mut header);
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn named(name: &'static str) -> impl FnOnce(&mut tar::Header) {
    // A builder refuses names that lead elsewhere; others write them.
    move |header| header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes())
}

fn tar(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1024]].concat()
}

/// A zstd frame of so many blocks of one byte again and again, with a window of so many bits.
fn zst(window: u8, blocks: usize) -> Vec<u8> {
    let size: u32 = 128 << 10;
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0, (window - 10) << 3];
    for _ in 0..blocks {
        frame.extend(&((size << 3) | 2).to_le_bytes()[..3]);
        frame.push(b' ');
    }
    frame.extend([1, 0, 0]);
    frame
}

#[test]
fn compression_beyond_measure_is_stopped() {
    // As one stream, and as many, one behind the other.
    let bomb = |mebibytes| [&gz(b"")[..10], &deflated(THREAD, mebibytes), &[0; 8]].concat();
    assert_refused("one.json.gz", &bomb(300), "it unpacks to more than 64 MiB");
    let streams = gz(&vec![b' '; MIB]).repeat(300);
    assert_refused("many.json.gz", &streams, "it unpacks to more than");
    assert_shown("empty.json.gz", &[gz(b"").repeat(100_000), gz(THREAD)].concat(), "The one post.");
    // Window by window, and a window as large as there is.
    assert_refused("blocks.json.zst", &zst(20, 10_000), "only blank lines in it");
    assert_refused("window.json.zst", &zst(31, 10_000), "is damaged or was cut");
    let skipped = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0].repeat(100_000);
    let raw = |bytes: &[u8]| {
        let header = ((bytes.len() << 3) | 1).to_le_bytes();
        [&[0x28, 0xB5, 0x2F, 0xFD, 0, 10 << 3], &header[..3], bytes].concat()
    };
    assert_shown("skipped.json.zst", &[&skipped[..], &raw(THREAD)].concat(), "The one post.");
    assert_refused(
        "skips.json.zst",
        &[0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF],
        "is damaged or was cut",
    );
}

#[test]
fn members_beyond_measure_are_left_out() {
    let bomb = Member::deflated("bomb.json", THREAD, 300);
    assert_refused("bomb.zip", &zip(&[bomb], &[]), "more than 64 MiB");
    // A size that is too small is not believed.
    let modest = Member { size: 80, ..Member::deflated("modest.json", THREAD, 300) };
    read("modest.zip", &zip(&[modest], &[]));
    let tarred = |bytes: &[u8]| [&gz(b"")[..10], bytes, &[0; 8]].concat();
    let header = entry(|header| header.set_size(300 << 20), b"");
    assert_refused("bomb.tar.gz", &tarred(&deflated(&header, 300)), "more than 64 MiB");
    // A name, and what is said about a file, may be long, but not without end.
    for kind in [EntryType::GNULongName, EntryType::GNULongLink, EntryType::XHeader] {
        let long = entry(
            |header| {
                header.set_entry_type(kind);
                header.set_size(300 << 20);
            },
            b"",
        );
        read("long.tar.gz", &tarred(&deflated(&long, 300)));
    }
    // Holes that are not there take no room.
    let sparse = |header: &mut tar::Header| {
        header.set_entry_type(EntryType::GNUSparse);
        header.as_old_mut().name[..11].copy_from_slice(b"sparse.json");
        let gnu = header.as_gnu_mut().unwrap();
        let octal =
            |field: &mut [u8; 12], number: u64| field.copy_from_slice(format!("{number:011o}\0").as_bytes());
        octal(&mut gnu.realsize, 4 << 30);
        octal(&mut gnu.sparse[0].offset, 4 << 30);
        octal(&mut gnu.sparse[0].numbytes, 0);
    };
    let holes = tar(&[entry(sparse, b""), entry(named("one.json"), THREAD)]);
    assert_shown("holes.tar", &holes, "The one post.");
    assert_shown("holes.tar.gz", &gz(&holes), "The one post.");
}

#[test]
fn members_that_share_their_bytes_are_not_unpacked_again_and_again() {
    let kernel = || Member::deflated("kernel.js", b"window.YTD.tweets.part0 = [ ]", 60);
    // As parts of an archive that are all read, and as files that are looked into.
    let parts: Vec<String> = (0..1_000).map(|i| format!("data/tweets-part{i}.js")).collect();
    assert_refused("parts.zip", &zip(&[kernel()], &parts), "no whole post");
    let files: Vec<String> = (0..10_000).map(|i| format!("{i}.json")).collect();
    read("files.zip", &zip(&[kernel()], &files));
}

#[test]
fn an_archive_within_an_archive_stays_closed() {
    let inner = zip(&[Member::stored("thread.json", THREAD)], &[]);
    let nested = (0..10).fold(inner, |inner, _| zip(&[Member::stored("inner.zip", &inner)], &[]));
    assert_refused("nested.zip", &nested, "no thread in this archive");
    let nested = (0..10).fold(gz(THREAD), |inner, _| gz(&inner));
    assert_eq!(read("nested.json.gz", &nested).status.code(), Some(1));
    let bomb = gz(&[&gz(b"")[..10], &deflated(THREAD, 300), &[0; 8]].concat());
    assert_eq!(read("bomb.json.gz.gz", &bomb).status.code(), Some(1));
    let tarred = tar(&[entry(named("inner.zip"), &nested), entry(named("inner.tar.gz"), &bomb)]);
    assert_refused("nested.tar", &tarred, "no thread in this archive");
}

#[test]
fn so_many_members_are_no_burden() {
    let names = |i: usize| format!("posts/{i}.json");
    let mut zipped = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for i in 0..100_000 {
        zipped.start_file(names(i), stored).unwrap();
    }
    zipped.start_file("thread.json", stored).unwrap();
    zipped.write_all(THREAD).unwrap();
    // Only so many are looked into.
    read("many.zip", &zipped.finish().unwrap().into_inner());
    let one = |i: usize| {
        entry(|header| header.as_old_mut().name[..names(i).len()].copy_from_slice(names(i).as_bytes()), b"")
    };
    let many = tar(&(0..100_000).map(one).collect::<Vec<_>>());
    read("many.tar", &many);
    read("many.tar.gz", &gz(&many));
}

#[test]
fn members_that_lie_about_their_size_cost_themselves() {
    let whole = |size: u64| {
        tar(&[
            entry(named("one.json"), THREAD),
            entry(
                |header| {
                    named("lies.json")(header);
                    header.set_size(size);
                },
                b"",
            ),
        ])
    };
    for size in [513, 1 << 32, 8 << 30, u64::MAX >> 1, u64::MAX] {
        let tarred = whole(size);
        let (plain, packed) = (read("lies.tar", &tarred), read("lies.tar.gz", &gz(&tarred)));
        for output in [plain, packed] {
            assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{size}");
        }
    }
    for size in [0, 1, u32::MAX - 1] {
        read("lies.zip", &zip(&[Member { size, ..Member::stored("thread.json", THREAD) }], &[]));
        read("deflates.zip", &zip(&[Member { size, ..Member::deflated("thread.json", THREAD, 1) }], &[]));
    }
    // A directory that says it has more than there is.
    let mut counted = zip(&[Member::stored("thread.json", THREAD)], &[]);
    let end = counted.len() - 14;
    counted[end..end + 12].fill(0xFE);
    assert_refused("counted.zip", &counted, "is damaged or was cut");
}

#[test]
fn names_that_lead_elsewhere_and_links_lead_nowhere() {
    const NAMES: [&str; 5] =
        ["../../out.json", "/tmp/out.json", "C:\\out.json", "~/out.json", "a/../../out.json"];
    for name in NAMES {
        assert_shown("up.zip", &zip(&[Member::stored(name, THREAD)], &[]), "The one post.");
        assert_shown("up.tar", &tar(&[entry(named(name), THREAD)]), "The one post.");
    }
    // A link's own bytes are the name of what it leads to, and no more than that.
    let link = Member { mode: 0o120_777, ..Member::stored("link.json", b"/etc/passwd") };
    let shown = String::from_utf8(read("link.zip", &zip(&[link], &[])).stdout).unwrap();
    assert!(shown.contains("/etc/passwd") && !shown.contains("root:"), "{shown}");
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Char,
        EntryType::Block,
        EntryType::Fifo,
        EntryType::Directory,
    ] {
        let leading = entry(
            |header| {
                named("link.json")(header);
                header.set_entry_type(kind);
                header.set_link_name_literal("/etc/passwd").unwrap();
            },
            b"",
        );
        assert_refused("link.tar", &tar(&[leading]), "there is no file in it");
    }
}

#[test]
fn entities_of_xml_do_not_multiply() {
    let entity = |i: usize| format!("<!ENTITY e{} \"{}\">", i + 1, format!("&e{i};").repeat(10));
    let entities: String = (0..9).map(entity).collect();
    let feed = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY e0 \"ha\">{entities}<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
        <rss version=\"2.0\"><channel><title>T</title><item><title>A &e9; &x;</title><description>The one post. &e9;\
        </description></item></channel></rss>"
    );
    let shown = String::from_utf8(read("laughs.xml", feed.as_bytes()).stdout).unwrap();
    assert!(shown.len() < 4_000 && !shown.contains("root:"), "{shown}");
}
