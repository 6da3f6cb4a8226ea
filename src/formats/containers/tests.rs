//! What is promised of everything packed: it is read by name, never by path, and stopped where it grows beyond measure.

use std::io::{Cursor, Write};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A zstd frame with the largest window that dumps have, of raw blocks, or of one byte again and again.
fn wide_zst(raw: &[&[u8]], repeated: usize) -> Vec<u8> {
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0, 21 << 3];
    let header = |size: usize, kind: usize, is_last: bool| {
        ((size << 3) | (kind << 1) | usize::from(is_last)).to_le_bytes()[..3].to_vec()
    };
    for block in raw {
        frame.extend(header(block.len(), 0, false));
        frame.extend(*block);
    }
    for _ in 0..repeated {
        frame.extend(header(BLOCK_BYTES, 1, false));
        frame.push(b'a');
    }
    frame.extend(header(0, 0, true));
    frame
}

const BLOCK_BYTES: usize = 128 << 10;

fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = ::tar::Header::new_gnu();
        // A builder refuses names that lead elsewhere; others write them.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_cksum();
        tar.append(&header, *content).unwrap();
    }
    let mut link = ::tar::Header::new_gnu();
    link.set_entry_type(::tar::EntryType::Symlink);
    link.set_size(0);
    tar.append_link(&mut link, "link.txt", "/etc/passwd").unwrap();
    tar.into_inner().unwrap()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_directory("empty", SimpleFileOptions::default()).unwrap();
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn opened(bytes: Vec<u8>) -> Opened {
    open(Box::new(Cursor::new(bytes))).unwrap_or_else(|error| panic!("{error}"))
}

fn archive(bytes: Vec<u8>) -> Archive {
    let Opened::Archive(archive) = opened(bytes) else { panic!("no archive") };
    archive
}

fn stream(bytes: Vec<u8>) -> Result<Unpacked, Unreadable> {
    let Opened::File(stream) = opened(bytes) else { panic!("no single file") };
    stream.read()
}

fn refused(bytes: Vec<u8>) -> String {
    open(Box::new(Cursor::new(bytes))).err().map(|error| error.to_string()).unwrap_or_default()
}

const FILES: &[(&str, &[u8])] =
    &[("z.txt", b"last by name"), ("../up.txt", b"up"), ("/etc/passwd", b"abs"), ("a/photo.jpg", b"jpg")];

#[test]
fn members_are_read_by_their_names_wherever_those_would_lead() {
    let tar = tar(FILES);
    for packed in [zip(FILES), tar.clone(), gz(&tar), zst(&tar)] {
        assert!(is_packed(&packed));
        let mut archive = archive(packed);
        assert_eq!(archive.names(), ["../up.txt", "/etc/passwd", "a/photo.jpg", "z.txt"]);
        for (name, content) in FILES {
            // A second time as well: what was kept is given away once.
            assert_eq!(archive.read(name).unwrap(), *content, "{name}");
            assert_eq!(archive.read(name).unwrap(), *content, "{name}");
        }
        assert_eq!(archive.start("z.txt", 4).unwrap_or(b"last".to_vec()), b"last");
        for absent in ["up.txt", "link.txt", "empty", "empty/", "a"] {
            let error = archive.read(absent).unwrap_err().to_string();
            assert!(error.starts_with(&format!("no {absent} in the archive.")), "{error}");
        }
        assert_eq!(archive.fault(), None);
    }
}

#[test]
fn one_compressed_file_is_a_stream() {
    let pieces = [&gz(b"one, ")[..], &gz(b"two")].concat();
    assert_eq!(stream(pieces).unwrap().bytes, b"one, two");
    let skipped = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
    let pieces = [&zst(b"one, ")[..], &skipped, &zst(b"two")].concat();
    assert_eq!(stream(pieces).unwrap().bytes, b"one, two");
    let wide = stream(wide_zst(&[b"one, ", b"two"], 0)).unwrap();
    assert_eq!((&*wide.bytes, wide.fault), (&b"one, two"[..], None));
    assert!(!is_packed(b"{}") && !is_packed(b""));
}

#[test]
fn the_start_is_told_where_that_is_cheap() {
    assert_eq!(start(&*gz(b"one thing"), 3).as_deref(), Some(&b"one"[..]));
    for packed in [zst(b"one"), zip(FILES), tar(FILES), gz(&tar(FILES))] {
        assert_eq!(start(&*packed, 1024), None);
    }
}

#[test]
fn what_unpacks_beyond_measure_is_stopped() {
    let zeros = vec![0; FREE as usize + 1];
    let told = |result: Result<Unpacked, Unreadable>| match result {
        Ok(unpacked) => unpacked.fault.unwrap_or_default(),
        Err(error) => error.to_string(),
    };
    assert!(told(stream(gz(&zeros))).contains("more than 1 MiB"));
    // Within the measure all is well.
    assert_eq!(stream(gz(&zeros[..1 << 20])).unwrap().bytes.len(), 1 << 20);
    let mut deflated = archive(zip(&[("bomb.json", &zeros), ("small.json", b"{}")]));
    assert!(deflated.read("bomb.json").unwrap_err().to_string().contains("more than 1 MiB"));
    assert_eq!(deflated.read("small.json").unwrap(), b"{}");
    // A wide window gives nothing out before it is full.
    assert!(told(stream(wide_zst(&[], 600))).contains("far more than its size"));
    let tarred = gz(&tar(&[("a.json", b"{}"), ("bomb.json", &zeros)]));
    let mut cut = archive(tarred);
    assert!(cut.fault().unwrap().contains("far more than its size"));
    assert_eq!(cut.read("a.json").unwrap(), b"{}");
}

#[test]
fn what_is_damaged_says_so_and_gives_what_it_can() {
    let whole = zip(FILES);
    for cut in 4..whole.len() {
        let told = refused(whole[..cut].to_vec());
        assert!(told.contains("the zip archive is damaged or was cut"), "cut at {cut}: {told}");
        assert!(!told.contains("EOCD") && !told.contains("::"), "cut at {cut}: {told}");
    }
    let text = b"one two three four five six seven eight nine ten".repeat(3);
    let packed = gz(&text);
    for cut in 3..packed.len() {
        match stream(packed[..cut].to_vec()) {
            Ok(unpacked) => assert!(text.starts_with(&unpacked.bytes) && unpacked.fault.is_some()),
            Err(error) => assert!(error.to_string().contains("is damaged or was cut"), "{error}"),
        }
    }
    let packed = zst(&text);
    for cut in 4..packed.len() {
        match stream(packed[..cut].to_vec()) {
            Ok(unpacked) => assert!(text.starts_with(&unpacked.bytes) && unpacked.fault.is_some()),
            Err(error) => assert!(error.to_string().contains("is damaged or was cut"), "{error}"),
        }
    }
    let whole = tar(FILES);
    let mut cut = archive(whole[..1536].to_vec());
    assert_eq!(cut.read("z.txt").unwrap(), b"last by name");
    assert!(cut.read("../up.txt").unwrap_err().to_string().contains("it ends in the middle"));
    let mut flipped = zip(&[("a.txt", &text)]);
    let at = flipped.windows(5).position(|w| w == b"a.txt").unwrap() + 12;
    flipped[at] ^= 0xFF;
    assert!(
        archive(flipped).read("a.txt").unwrap_err().to_string().contains("a.txt in the archive is damaged")
    );
}

#[test]
fn what_needs_a_password_says_so() {
    let mut packed = zip(&[("a.txt", b"one")]);
    // The sign of encryption, in the member's head and in the directory.
    for (sign, flags) in [(*b"PK\x03\x04", 6), (*b"PK\x01\x02", 8)] {
        let heads: Vec<usize> =
            packed.windows(4).enumerate().filter(|(_, w)| *w == sign).map(|(at, _)| at).collect();
        for at in heads {
            packed[at + flags] |= 1;
        }
    }
    let error = archive(packed).read("a.txt").unwrap_err().to_string();
    assert_eq!(error, "a.txt in the archive is encrypted. Unpack it with its password and open the folder.");
}
