//! What thread files come packed in: compression around one file, or an archive of many.
//!
//! ```text
//! thread.json.gz, dump.zst        one file                      a stream
//! twitter.zip, export.tar.gz      many files                    [`Archive`], read member by member
//! ```
//!
//! What holds the bytes is handed in; where it lies is not known here. Nothing is unpacked but what is asked for, and that
//! into memory, with limits. The names of members are names only, never paths. An archive within an archive stays closed.

mod tar;
mod unpacking;
mod zip;

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard};

use self::tar::Tar;
use self::zip::Zip;
use super::{Members, Unreadable};
use crate::model::thousands;

/// The most that is read of one file, in bytes.
pub const MOST_BYTES: u64 = 2 << 30;
/// The most that is unpacked of one archive, in bytes; less of a small one.
const MOST_OF_ALL: u64 = 4 * MOST_BYTES;
/// The most members that an archive may have; those of people with many pictures have some ten thousand.
const MOST_MEMBERS: usize = 1_000_000;
/// What may be unpacked of anything, however small, in bytes.
const FREE: u64 = if cfg!(test) { 1 << 20 } else { 64 << 20 };
/// How many times its own size anything may unpack to beyond that; saved posts come to some twenty times.
const RATIO: u64 = 200;
/// How many of the first bytes tell what holds them: in a tar the sign stands at byte 257.
const SIGN: usize = 512;

/// What bytes are read from, a file or memory.
pub trait Bytes: Read + Seek + Send {}

impl<T: Read + Seek + Send> Bytes for T {}

/// What is packed in a file.
pub enum Opened {
    /// One file.
    File(Stream),
    /// Many.
    Archive(Archive),
}

/// The bytes of a file, as they are unpacked.
pub struct Stream {
    bytes: Box<dyn Read + Send>,
    /// How many there may be, which is more than in any honest file.
    most: u64,
}

/// What a stream gave.
pub struct Unpacked {
    /// Its bytes, up to where it broke.
    pub bytes: Vec<u8>,
    /// Why it broke, if it did.
    pub fault: Option<String>,
}

impl Stream {
    /// All of it; of a stream that breaks what comes before.
    ///
    /// # Errors
    /// When it is larger than what is read of one file, or nothing came before it broke.
    pub fn read(mut self) -> Result<Unpacked, Unreadable> {
        let mut bytes = Vec::new();
        let read = (&mut self.bytes).take(self.most + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > self.most {
            return Err(too_large(self.most));
        }
        let fault = read.err().map(|error| error.to_string());
        match fault {
            Some(fault) if bytes.is_empty() => Err(broken("the compressed file", &fault)),
            fault => Ok(Unpacked { bytes, fault }),
        }
    }
}

/// Whether a file that begins with `start` has something packed in it.
pub fn is_packed(start: &[u8]) -> bool {
    kind(start) != Kind::Plain
}

/// Whether a file that begins with `start` is an archive whose members are listed without reading all of it.
pub fn is_archive(start: &[u8]) -> bool {
    matches!(kind(start), Kind::Zip | Kind::Tar)
}

/// Opens what is packed in `bytes`, which [`is_packed`]; the directory of an archive is read at once.
///
/// # Errors
/// When it is damaged, or has more members than are listed.
pub fn open(mut bytes: Box<dyn Bytes>) -> Result<Opened, Unreadable> {
    let start = beginning(&mut bytes).map_err(|error| broken("the file", &error.to_string()))?;
    let kind = kind(&start);
    let mut length = || -> io::Result<u64> {
        let length = bytes.seek(SeekFrom::End(0))?;
        bytes.rewind()?;
        Ok(length)
    };
    let length = length().map_err(|error| broken("the file", &error.to_string()))?;
    match kind {
        Kind::Zip => Zip::open(bytes, length).map(|zip| Archive::of(Packing::Zip(zip), length)),
        Kind::Tar => Tar::open(bytes, kind, length).map(|tar| Archive::of(Packing::Tar(tar), length)),
        Kind::Plain => Ok(Opened::File(Stream { bytes: Box::new(bytes), most: MOST_BYTES })),
        Kind::Gzip | Kind::Zstd => {
            let shared = Shared(Arc::new(Mutex::new(bytes)));
            let mut stream = unpacking::unpack(shared.clone(), kind, length);
            let (inner, fault) = beginning_of(&mut stream);
            if is_tar(&inner) {
                drop(stream);
                return Tar::open(Box::new(shared), kind, length)
                    .map(|tar| Archive::of(Packing::Tar(tar), length));
            }
            // A decoder does not break twice.
            let rest: Box<dyn Read + Send> = fault.map_or(stream, |fault| Box::new(Broken(Some(fault))));
            let bytes = Box::new(io::Cursor::new(inner).chain(rest));
            Ok(Opened::File(Stream { bytes, most: allowed(length).min(MOST_BYTES) }))
        }
    }
}

/// The first bytes of what is packed in a file, where they tell whether it is a thread and cost no more than a look.
pub fn start(packed: impl Read + Send, most: u64) -> Option<Vec<u8>> {
    let mut packed = packed;
    let (sign, _) = beginning_of(&mut packed);
    if kind(&sign) != Kind::Gzip {
        return None;
    }
    let mut start = Vec::new();
    let stream = unpacking::unpack(sign.chain(packed), Kind::Gzip, 0);
    let _ = stream.take(most).read_to_end(&mut start);
    (!is_tar(&start)).then_some(start)
}

/// Bytes that are read from the beginning again once it is known what they hold.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn Bytes>>>);

impl Shared {
    fn inner(&self) -> io::Result<MutexGuard<'_, Box<dyn Bytes>>> {
        self.0.lock().map_err(|_| io::Error::other("reading it failed before"))
    }
}

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner()?.read(buffer)
    }
}

impl Seek for Shared {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner()?.seek(to)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Zip,
    Tar,
    Gzip,
    Zstd,
    Plain,
}

fn kind(start: &[u8]) -> Kind {
    match start {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Kind::Zip,
        [0x1F, 0x8B, 8, ..] => Kind::Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Kind::Zstd,
        _ if is_tar(start) => Kind::Tar,
        _ => Kind::Plain,
    }
}

fn is_tar(start: &[u8]) -> bool {
    start.get(257..).is_some_and(|rest| rest.starts_with(b"ustar\0") || rest.starts_with(b"ustar "))
}

/// The first bytes, with what is read put back.
fn beginning(bytes: &mut dyn Bytes) -> io::Result<Vec<u8>> {
    bytes.rewind()?;
    let mut start = Vec::new();
    bytes.take(SIGN as u64).read_to_end(&mut start)?;
    bytes.rewind()?;
    Ok(start)
}

/// The first bytes, as far as they come, and why no more do.
fn beginning_of(stream: &mut dyn Read) -> (Vec<u8>, Option<io::Error>) {
    let mut start = Vec::new();
    let fault = stream.take(SIGN as u64).read_to_end(&mut start).err();
    (start, fault)
}

/// What comes where a stream broke.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// How much may come out of so many packed bytes.
fn allowed(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).max(FREE)
}

/// An archive of many files.
pub struct Archive {
    packing: Packing,
    /// How much may still be unpacked of it as posts: members may share their bytes, and each be within its measure.
    left: u64,
    /// How much may still be unpacked of it to see what it is.
    left_for_looks: u64,
}

enum Packing {
    Zip(Zip),
    Tar(Tar),
}

impl Archive {
    fn of(packing: Packing, length: u64) -> Opened {
        Opened::Archive(Self {
            packing,
            left: allowed(length).min(MOST_OF_ALL),
            left_for_looks: allowed(length),
        })
    }

    /// Why the archive breaks off before its end, if it does; what comes before can be read.
    pub fn fault(&self) -> Option<&str> {
        match &self.packing {
            Packing::Zip(_) => None,
            Packing::Tar(tar) => tar.fault.as_deref(),
        }
    }

    /// The first bytes of a member, `most` or as many as come; none where they would cost more than a look.
    pub fn start(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        match &mut self.packing {
            Packing::Zip(zip) => {
                let start = zip.start(name, most.min(self.left_for_looks)).unwrap_or_default();
                self.left_for_looks -= start.len() as u64;
                Some(start)
            }
            Packing::Tar(tar) => tar.start(name, most),
        }
    }
}

impl Archive {
    /// The bytes of a member that has no more than so many.
    ///
    /// # Errors
    /// When there is no such member, it cannot be unpacked, or it is larger.
    pub fn read_at_most(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Unreadable> {
        let most = most.min(MOST_BYTES);
        match &mut self.packing {
            Packing::Zip(zip) => zip.read(name, most),
            Packing::Tar(tar) => tar.read(name, most),
        }
    }
}

impl Members for Archive {
    fn names(&self) -> &[String] {
        match &self.packing {
            Packing::Zip(zip) => &zip.names,
            Packing::Tar(tar) => &tar.names,
        }
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let bytes = self.read_at_most(name, self.left)?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        Ok(bytes)
    }
}

/// The error for a member that is not there.
fn absent(name: &str) -> Unreadable {
    Unreadable::new(&format!("no {name} in the archive"), "Check the name, or download the archive again.")
}

fn too_large(most: u64) -> Unreadable {
    let what = if most < FREE {
        "with what came before it unpacks to more than is unpacked of one archive".to_owned()
    } else {
        let size = if most < 1 << 30 { format!("{} MiB", most >> 20) } else { format!("{} GiB", most >> 30) };
        format!("it unpacks to more than {size}, the most that is unpacked of it")
    };
    Unreadable::new(&what, "Unpack it yourself if you trust it, and split it.")
}

fn too_many() -> Unreadable {
    Unreadable::new(
        &format!("more than {} files in the archive", thousands(MOST_MEMBERS)),
        "Unpack it and name the folder with the posts.",
    )
}

/// The error for what cannot be unpacked: `what` is, and why.
fn broken(what: &str, why: &str) -> Unreadable {
    let told = why.trim_end_matches('.');
    Unreadable::new(
        &format!("{what} is damaged or was cut ({told})"),
        "Copy or download it again, or unpack what can be saved of it.",
    )
}

#[cfg(test)]
mod tests;
