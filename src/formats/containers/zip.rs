//! Zip: a directory at the end says where each member lies, so each is read by itself, from archives of any size.

use std::io::{BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Bytes, MOST_MEMBERS, absent, allowed, broken, too_large, too_many};
use crate::formats::Unreadable;

pub(super) struct Zip {
    archive: ZipArchive<BufReader<Box<dyn Bytes>>>,
    /// Sorted.
    pub(super) names: Vec<String>,
    /// Where in the directory each of them stands.
    places: Vec<usize>,
    length: u64,
}

impl Zip {
    /// Reads the directory.
    pub(super) fn open(bytes: Box<dyn Bytes>, length: u64) -> Result<Self, Unreadable> {
        let archive =
            ZipArchive::new(BufReader::new(bytes)).map_err(|error| told("the zip archive", &error))?;
        if archive.len() > MOST_MEMBERS {
            return Err(too_many());
        }
        let mut members: Vec<(String, usize)> = archive
            .file_names_raw()
            .zip(archive.file_names())
            .map(|(raw, name)| {
                name.map_or_else(|_| String::from_utf8_lossy(raw).into_owned(), std::borrow::Cow::into_owned)
            })
            // Some programs for Windows separate folders in their own way.
            .map(|name| name.replace('\\', "/"))
            .zip(0..)
            .filter(|(name, _)| !name.ends_with('/'))
            .collect();
        members.sort();
        members.dedup_by(|a, b| a.0 == b.0);
        let (names, places) = members.into_iter().unzip();
        Ok(Self { archive, names, places, length })
    }

    pub(super) fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Unreadable> {
        let length = self.length;
        let member = self.member(name)?;
        let most = most.min(allowed(member.compressed_size().min(length)));
        let expected = member.size();
        if expected > most {
            return Err(too_large(most));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0));
        let read = member.take(most + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return Err(too_large(most));
        }
        read.map_err(|error| broken(&format!("{name} in the archive"), &error.to_string()))?;
        Ok(bytes)
    }

    pub(super) fn start(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Unreadable> {
        let mut start = Vec::new();
        let read = self.member(name)?.take(most).read_to_end(&mut start);
        read.map(|_| start).map_err(|error| broken(name, &error.to_string()))
    }

    fn member(
        &mut self,
        name: &str,
    ) -> Result<zip::read::ZipFile<'_, BufReader<Box<dyn Bytes>>>, Unreadable> {
        let i = self.names.binary_search_by(|known| known.as_str().cmp(name)).map_err(|_| absent(name))?;
        self.archive.by_index(self.places[i]).map_err(|error| told(&format!("{name} in the archive"), &error))
    }
}

/// The error in words that help.
fn told(what: &str, error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Unreadable::new(
                &format!("{what} is encrypted"),
                "Unpack it with its password and open the folder.",
            )
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => Unreadable::new(
            &format!("{what} is compressed in a rare way"),
            "Unpack it and open the folder, or pack it again as a common zip.",
        ),
        // The library's own reasons speak of its insides.
        ZipError::InvalidArchive(_) => {
            broken(what, "its end, where the list of its files stands, is not there")
        }
        other => broken(what, &other.to_string()),
    }
}
