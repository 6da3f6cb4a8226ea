//! What comes as several files: an archive as it was downloaded, or the folder that it was unpacked to.
//!
//! ```text
//! twitter-2024.zip     data/account.js, data/tweets.js, data/note-tweet.js, data/tweets_media/…
//! export/              channels.json, users.json, general/2024-03-14.json, …
//! ```
//!
//! A format tells a package by the names of its files and opens those it needs, one at a time; what it does not ask for
//! stays closed. Where the files lie, in a zip, a tar or a folder, is not known here.

use super::Unreadable;
use crate::model::ThreadBuilder;

/// The files of an archive or a folder.
pub trait Members {
    /// Their names, sorted, with `/` between folders, as they stand in the archive or below the folder.
    fn names(&self) -> &[String];

    /// The bytes of one of them.
    ///
    /// # Errors
    /// When there is no such file, it cannot be read, or it is larger than what is read of one file.
    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable>;
}

/// How a format is kept as several files.
#[derive(Clone, Copy)]
pub struct Package {
    /// Whether files of these names, sorted, are such a package.
    pub recognise: fn(&[String]) -> bool,
    /// Reads it. An `Err` means that nothing at all could be read.
    pub read: fn(&mut dyn Members, &mut ThreadBuilder) -> Result<(), Unreadable>,
}

/// The name that ends in `path` as a whole: packages are often kept with a folder of their own above.
pub fn find<'n>(names: &'n [String], path: &str) -> Option<&'n str> {
    let is_it = |name: &&String| {
        name.strip_suffix(path).is_some_and(|above| above.is_empty() || above.ends_with('/'))
    };
    // The nearest to the top, of those the first.
    names.iter().filter(is_it).min_by_key(|name| name.matches('/').count()).map(String::as_str)
}

/// Packages in memory, for tests of what reads them.
pub mod testing {
    use std::collections::BTreeMap;

    use super::{Members, Unreadable};

    /// Files in memory that know which of them were opened.
    #[derive(Debug, Default)]
    pub struct InMemory {
        names: Vec<String>,
        files: BTreeMap<String, Vec<u8>>,
        /// The names of those that were read, in order.
        pub opened: Vec<String>,
    }

    impl InMemory {
        /// A package of these files, by name and content.
        pub fn new<N: Into<String>, C: Into<Vec<u8>>>(files: impl IntoIterator<Item = (N, C)>) -> Self {
            let files: BTreeMap<_, _> =
                files.into_iter().map(|(name, content)| (name.into(), content.into())).collect();
            Self { names: files.keys().cloned().collect(), files, opened: Vec::new() }
        }
    }

    impl Members for InMemory {
        fn names(&self) -> &[String] {
            &self.names
        }

        fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
            self.opened.push(name.to_owned());
            let absent = || Unreadable::new(&format!("no {name} in the archive"), "Check the name.");
            self.files.get(name).cloned().ok_or_else(absent)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_below_a_folder_of_any_name() {
        let names =
            ["a/b/data/tweets.js", "twitter-2024/data/tweets.js", "x/mydata/tweets.js"].map(str::to_owned);
        assert_eq!(find(&names, "data/tweets.js"), Some("twitter-2024/data/tweets.js"));
        assert_eq!(find(&names, "data/account.js"), None);
        assert_eq!(find(&names[2..], "data/tweets.js"), None);
    }
}
