//! Adding records to the reader's bibliography: nobody else writes it meanwhile, and it is never half written.

use std::fs;
use std::io;
use std::path::Path;

use super::Failure;
use super::keeping::{lock_folder_of, replace};
use crate::cite::records::{self, Appended, Choice, Kind};
use crate::cite::reference::Reference;
use crate::model::Clean;

/// A bibliography is not larger than this.
const MOST: u64 = 256 << 20;

/// Adds records to a file, which may not be there yet; those of posts that it has already are left out.
///
/// # Errors
/// When it cannot be read or written, is none of that form, or somebody else keeps it.
pub fn append(
    path: &Path,
    kind: Kind,
    references: &[Reference],
    choice: Choice,
) -> Result<Appended, Failure> {
    let told = |what: &str| Failure::could_not(format!("{}: {what}.", Clean::line(&path.to_string_lossy())));
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let _lock = lock_folder_of(&path).map_err(|error| told(&format!("it cannot be locked ({error})")))?;
    let before = read(&path).map_err(|error| told(&format!("it cannot be read ({error})")))?;
    let after = records::appended(&before, kind, references, choice).map_err(|problem| told(&problem))?;
    if after.text != before {
        replace(&path, &after.text).map_err(|error| told(&format!("it cannot be written ({error})")))?;
    }
    Ok(after)
}

fn read(path: &Path) -> io::Result<String> {
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error),
        Ok(known) if known.len() > MOST => Err(io::Error::other("too large")),
        Ok(_) => fs::read_to_string(path),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn reference(id: usize) -> Reference {
        Reference {
            scope: crate::cite::reference::Scope::Post,
            author: None,
            others: 0,
            handle: Some("@danareyes".to_owned()),
            profile: None,
            platform: Some("X".to_owned()),
            kind: "Post".to_owned(),
            is_repost: false,
            state: crate::model::State::Ok,
            posted: None,
            url: Some(format!("https://x.com/danareyes/status/{id}")),
            id: None,
            text: "Nobody reported it.".to_owned(),
            media: Vec::new(),
            has_card: false,
            place: None,
            language: None,
            accessed: None,
            file: None,
            sha256: None,
        }
    }

    #[test]
    fn records_of_many_writers_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        for (name, kind) in [
            ("a.bib", Kind::Biblatex),
            ("a.json", Kind::CslJson),
            ("a.ris", Kind::Ris),
            ("b.bib", Kind::Bibtex),
        ] {
            let path = folder.path().join(name);
            thread::scope(|scope| {
                for id in 0..6 {
                    let path = &path;
                    // The second of two is of the same post.
                    scope.spawn(move || append(path, kind, &[reference(id / 2)], Choice::default()).unwrap());
                }
            });
            let done =
                append(&path, kind, &(0..3).map(reference).collect::<Vec<_>>(), Choice::default()).unwrap();
            assert_eq!((done.added.len(), done.present.len()), (0, 3), "{}", done.text);
            let written = fs::read_to_string(&path).unwrap();
            assert_eq!(written.matches("danareyes/status/").count(), 3, "{written}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left beside them");
    }

    #[test]
    fn what_is_no_such_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "{\"items\":[]}").unwrap();
        let failure = append(&path, Kind::CslJson, &[reference(1)], Choice::default()).unwrap_err();
        assert!(failure.message.contains("a.json: it is no list of CSL-JSON"), "{failure}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "{\"items\":[]}");
    }
}
