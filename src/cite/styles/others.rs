//! The other styles that are part of the program: a table of their names, and their files in an archive.
//!
//! They are the files of the CSL project's collection that `hayagriva` brings along, packed: a tenth of the size.

use std::io::{Cursor, Read};

use zip::ZipArchive;

const TABLE: &str = include_str!("../../../assets/styles/others.tsv");
const FILES: &[u8] = include_bytes!("../../../assets/styles/others.zip");

/// A style of the collection.
pub(super) struct Other {
    /// The first is that of its file.
    pub(super) names: Vec<&'static str>,
    pub(super) title: &'static str,
    /// The language, where the file tells none and it is not the usual one.
    pub(super) language: Option<&'static str>,
}

/// All of them, in the order of the table.
pub(super) fn all() -> impl Iterator<Item = Other> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut fields = line.split('\t');
        let (names, title, language) = (fields.next()?, fields.next()?, fields.next()?);
        let language = Some(language).filter(|language| *language != "-");
        Some(Other { names: names.split(',').collect(), title, language })
    })
}

/// The one of that name.
pub(super) fn find(name: &str) -> Option<Other> {
    all().find(|other| other.names.contains(&name))
}

/// The file of a style.
pub(super) fn read(other: &Other) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(FILES)).ok()?;
    let mut text = String::new();
    archive.by_name(&format!("{}.csl", other.names.first()?)).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}
