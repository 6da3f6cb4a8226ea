//! Tar: members one behind the other, without a directory. Where one lies is found out in one pass from front to back.
//!
//! A plain tar is read by place from then on. Within compression there are no places to go to, so the first pass keeps what
//! may hold posts, up to a limit; what does not fit is found by another pass when it is asked for.

use std::io::{self, Read, Seek, SeekFrom};

use tar::{Archive, Entries, Entry};

use super::{Bytes, FREE, Kind, MOST_MEMBERS, absent, allowed, broken, too_large, too_many, unpacking};
use crate::formats::{Unreadable, is_medium};

/// How much of a compressed archive is kept for when it is asked for, in bytes.
const MOST_KEPT: u64 = 4 * FREE;

pub(super) struct Tar {
    bytes: Box<dyn Bytes>,
    kind: Kind,
    length: u64,
    /// Sorted.
    pub(super) names: Vec<String>,
    members: Vec<Member>,
    /// Where the archive breaks off, why.
    pub(super) fault: Option<String>,
}

struct Member {
    at: u64,
    size: u64,
    kept: Option<Vec<u8>>,
}

impl Tar {
    /// Goes through the archive once.
    pub(super) fn open(mut bytes: Box<dyn Bytes>, kind: Kind, length: u64) -> Result<Self, Unreadable> {
        bytes.rewind().map_err(|error| broken("the tar archive", &error.to_string()))?;
        let mut pass = Pass::default();
        let done = if kind == Kind::Tar {
            pass.over_places(&mut bytes)
        } else {
            pass.over_stream(unpacking::unpack(&mut bytes, kind, length), allowed(length))
        };
        let Pass { mut members, is_too_long, .. } = pass;
        if is_too_long {
            return Err(too_many());
        }
        let fault = done.err().map(|error| error.to_string());
        if members.is_empty() {
            return Err(broken("the tar archive", fault.as_deref().unwrap_or("there is no file in it")));
        }
        // Of a name that stands there twice, the last is what unpacking would leave.
        members.reverse();
        members.sort_by(|a, b| a.0.cmp(&b.0));
        members.dedup_by(|a, b| a.0 == b.0);
        let (names, members) = members.into_iter().unzip();
        Ok(Self { bytes, kind, length, names, members, fault })
    }

    pub(super) fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Unreadable> {
        let i = self.place(name)?;
        let member = &mut self.members[i];
        if member.size > most {
            return Err(too_large(most));
        }
        if let Some(kept) = member.kept.take() {
            return Ok(kept);
        }
        let (at, size) = (member.at, member.size);
        let damaged = |error: io::Error| broken(&format!("{name} in the archive"), &error.to_string());
        let mut bytes = Vec::new();
        if self.kind == Kind::Tar {
            self.bytes.seek(SeekFrom::Start(at)).map_err(damaged)?;
            (&mut self.bytes).take(size).read_to_end(&mut bytes).map_err(damaged)?;
        } else {
            self.bytes.rewind().map_err(damaged)?;
            let mut stream = unpacking::unpack(&mut self.bytes, self.kind, self.length);
            io::copy(&mut (&mut stream).take(at), &mut io::sink()).map_err(damaged)?;
            stream.take(size).read_to_end(&mut bytes).map_err(damaged)?;
        }
        if bytes.len() as u64 == size { Ok(bytes) } else { Err(broken(name, "it ends in the middle")) }
    }

    pub(super) fn start(&mut self, name: &str, most: u64) -> Option<Vec<u8>> {
        let i = self.place(name).ok()?;
        let member = &self.members[i];
        if let Some(kept) = &member.kept {
            return Some(kept[..kept.len().min(most as usize)].to_vec());
        }
        if self.kind != Kind::Tar {
            return None;
        }
        let (at, size) = (member.at, member.size.min(most));
        let mut start = Vec::new();
        self.bytes.seek(SeekFrom::Start(at)).ok()?;
        (&mut self.bytes).take(size).read_to_end(&mut start).ok()?;
        Some(start)
    }

    fn place(&self, name: &str) -> Result<usize, Unreadable> {
        self.names.binary_search_by(|known| known.as_str().cmp(name)).map_err(|_| absent(name))
    }
}

/// The first pass, up to where the archive breaks.
#[derive(Default)]
struct Pass {
    members: Vec<(String, Member)>,
    kept: u64,
    is_too_long: bool,
}

impl Pass {
    fn over_places(&mut self, bytes: &mut Box<dyn Bytes>) -> io::Result<()> {
        for entry in Archive::new(bytes).entries_with_seek()? {
            if !self.note(&entry?, None) {
                break;
            }
        }
        Ok(())
    }

    fn over_stream(&mut self, stream: impl Read, most: u64) -> io::Result<()> {
        let mut archive = Archive::new(stream.take(most));
        let done = archive.entries().and_then(|entries| self.keep(entries));
        if archive.into_inner().limit() == 0 {
            return Err(io::Error::other("it unpacks to far more than its size"));
        }
        done
    }

    fn keep<R: Read>(&mut self, entries: Entries<'_, R>) -> io::Result<()> {
        for entry in entries {
            let mut entry = entry?;
            let mut content = None;
            let is_file = entry.header().entry_type().is_file();
            if is_file && entry.size() <= MOST_KEPT - self.kept && !is_medium(&name(&entry)) {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                self.kept += bytes.len() as u64;
                content = Some(bytes);
            }
            if !self.note(&entry, content) {
                break;
            }
        }
        Ok(())
    }

    /// Notes a member, if it is a file; whether there may be more.
    fn note<R: Read>(&mut self, entry: &Entry<R>, kept: Option<Vec<u8>>) -> bool {
        if entry.header().entry_type().is_file() {
            let (at, size) = (entry.raw_file_position(), entry.size());
            self.members.push((name(entry), Member { at, size, kept }));
        }
        self.is_too_long = self.members.len() > MOST_MEMBERS;
        !self.is_too_long
    }
}

/// `./` is what `tar` puts before what it packs from a folder.
fn name<R: Read>(entry: &Entry<R>) -> String {
    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    name.strip_prefix("./").map_or(name.clone(), str::to_owned)
}
