//! The reader's own file of names, `entities.toml` in the configuration folder: read, checked, and added to.
//!
//! It belongs to the reader: what stands there stays as it stands, comments too, and a file that cannot be understood is
//! told with its line and never written over. A change is written aside and put in its place in one step.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, value};

use super::keeping::{Place, in_config, read, replace, told};
use crate::index::corrections::{Change, Correction, Corrections, Scope};
use crate::model::{Clean, EntityKind};

/// What the file is called.
const FILE: &str = "entities.toml";
/// A file that is larger is no list that somebody keeps, in bytes.
const MOST: u64 = 16 << 20;
/// What the file is, where it is too large for that.
const WHAT: &str = "a list of names";
/// The tables of the file, one for each name that something is said of.
const TABLES: &str = "entity";

/// How the file begins.
pub const HEAD: &str = "\
# Names as you want them: what unspool takes for people, organisations, places and products.
# unspool reads this file when it starts and adds to it when you correct a name in the panel.
# Edit it as you like: your comments stay. To undo something, delete its lines.
#
# Each name has an [[entity]] of its own with its name, as the panel shows it or as it is written in
# the text, and one line or more of these:
#
#   rename = \"…\"         call it something else
#   merge = \"…\"          it is the same as another name
#   kind = \"…\"           person, organization, place or product
#   ignore = true        it is no name
#   watch = true         it always counts; marked in the panel, and told when a thread opens
#   aliases = [\"…\"]      it is a name with these other names; add = true for one without
#
# and, where that is not meant for all threads:
#
#   thread = \"…\"         only in the thread that begins with the post of this address, id or first words
#   post = \"…\"           only in the post of this id, or of this number
#   place = 2            only at the second place of the post that reads so; name is then as it reads there
#
# What stands further down wins. An example:
#
#   [[entity]]
#   name = \"Northwind Labs\"
#   kind = \"organization\"
#   aliases = [\"Northwind\", \"NWL\"]
#   watch = true
";

/// Where the file is, or would be.
pub fn path() -> Result<PathBuf, String> {
    in_config(FILE)
}

/// What the file says; nothing if there is none.
///
/// # Errors
/// A line for the reader, where the file cannot be read or understood.
pub fn load() -> Result<Corrections, String> {
    // Without a home there is no file, which is no fault before something is to be kept.
    path().map_or_else(|_| Ok(Corrections::default()), |path| load_from(&path))
}

/// What a file says; nothing if there is none.
pub fn load_from(path: &Path) -> Result<Corrections, String> {
    let text = read(path, MOST, WHAT)?;
    parse(&text).map_err(|problem| format!("{}: {problem}", told(path)))
}

/// Adds a correction to the file, which is made where there is none; all that it says then.
///
/// # Errors
/// A line for the reader; the file is then what it was.
pub fn save(correction: &Correction) -> Result<Corrections, String> {
    save_to(&path()?, correction)
}

/// The same for a file.
pub fn save_to(path: &Path, correction: &Correction) -> Result<Corrections, String> {
    let before = read(path, MOST, WHAT)?;
    let after = with(&before, correction).map_err(|problem| format!("{}: {problem}", told(path)))?;
    replace(path, &after).map_err(|error| format!("{}: cannot be written ({error})", told(path)))?;
    parse(&after)
}

/// Makes the file, with nothing in it but how to write it, unless it is there; where it is.
pub fn prepare() -> Result<PathBuf, String> {
    let path = path()?;
    if !path.exists() {
        replace(&path, HEAD).map_err(|error| format!("{}: cannot be made ({error})", told(&path)))?;
    }
    Ok(path)
}

/// What a text in the form of the file says.
///
/// # Errors
/// What is wrong, with the line.
pub fn parse(text: &str) -> Result<Corrections, String> {
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().unwrap_or_default();
        let problem = Clean::line(error.message());
        format!("line {}: {problem}", line_of(text, &at))
    })?;
    let mut said = Vec::new();
    for (key, item) in document.iter() {
        let at = item.span().or_else(|| document.key(key).and_then(toml_edit::Key::span)).unwrap_or_default();
        let unknown = || {
            let key = Clean::line(key);
            format!("line {}: “{key}” is not known; names stand in [[{TABLES}]]", line_of(text, &at))
        };
        let tables = item.as_array_of_tables().filter(|_| key == TABLES).ok_or_else(unknown)?;
        for table in tables {
            read_table(text, table, &mut said)?;
        }
    }
    Ok(Corrections(said))
}

/// The line of a place, from 1.
fn line_of(text: &str, at: &Range<usize>) -> usize {
    Place::of(text, at.start).line
}

/// Adds what one table says.
fn read_table(text: &str, table: &Table, said: &mut Vec<Correction>) -> Result<(), String> {
    let bad = |at: Option<Range<usize>>, problem: &str| {
        let line = line_of(text, &at.or_else(|| table.span()).unwrap_or_default());
        format!("line {line}: {problem}")
    };
    let mut fields = Fields::default();
    for (key, item) in table {
        let at = item.span();
        let is_known =
            fields.take(key, item).map_err(|problem| bad(at.clone(), &format!("{key} {problem}")))?;
        if !is_known {
            return Err(bad(at, &format!("“{}” is none of the words known here", Clean::line(key))));
        }
    }
    let count = said.len();
    if fields.name.is_none() {
        return Err(bad(None, "this entity has no name"));
    }
    fields.corrections(said);
    if said.len() == count {
        return Err(bad(
            None,
            "nothing is said of this name: rename, merge, kind, ignore, watch, add or aliases",
        ));
    }
    Ok(())
}

/// The fields of a table.
#[derive(Default)]
struct Fields {
    name: Option<Clean>,
    scope: Scope,
    rename: Option<Clean>,
    merge: Option<Clean>,
    kind: Option<EntityKind>,
    aliases: Option<Vec<Clean>>,
    ignores: bool,
    adds: bool,
    watch: Option<bool>,
}

impl Fields {
    /// Takes a field; whether it is known.
    fn take(&mut self, key: &str, item: &Item) -> Result<bool, &'static str> {
        let line = || item.as_str().and_then(Clean::some_line).ok_or("needs words in quotation marks");
        let is_on = || item.as_bool().ok_or("is true or false");
        match key {
            "name" => self.name = Some(line()?),
            "thread" => self.scope.thread = Some(line()?),
            "post" => {
                let number = item.as_integer().map(|number| Clean::line(&number.to_string()));
                self.scope.post = Some(number.map_or_else(line, Ok)?);
            }
            "rename" => self.rename = Some(line()?),
            "merge" => self.merge = Some(line()?),
            "kind" => {
                let kinds = "is person, organization, place or product";
                let kind = item.as_str().and_then(EntityKind::from_name);
                self.kind = Some(kind.filter(|kind| KINDS.contains(kind)).ok_or(kinds)?);
            }
            "place" => {
                let number = item.as_integer().and_then(|number| usize::try_from(number).ok());
                self.scope.place = Some(number.filter(|number| *number > 0).ok_or("is a number from 1")?);
            }
            "ignore" => self.ignores = is_on()?,
            "add" => self.adds = is_on()?,
            "watch" => self.watch = Some(is_on()?),
            "aliases" => {
                let needs = "needs a list of words in quotation marks";
                let list = item.as_array().ok_or(needs)?.iter();
                let aliases = list.map(|alias| alias.as_str().and_then(Clean::some_line).ok_or(needs));
                self.aliases = Some(aliases.collect::<Result<_, _>>()?);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Adds what the fields say, what it is first and what it is called last: the name means the thing as it was.
    fn corrections(self, said: &mut Vec<Correction>) {
        let Some(name) = self.name else { return };
        let kind = self.kind.unwrap_or(EntityKind::Organization);
        let adds = (self.adds || self.aliases.is_some())
            .then(|| Change::Add(kind, self.aliases.unwrap_or_default()));
        let changes = [
            adds,
            self.watch.map(|is_on| Change::Watch(is_on, kind)),
            self.kind.map(Change::Kind),
            self.merge.map(Change::Merge),
            self.rename.map(Change::Rename),
            self.ignores.then_some(Change::Ignore),
        ];
        let scope = self.scope;
        said.extend(changes.into_iter().flatten().map(|change| Correction {
            name: name.clone(),
            scope: scope.clone(),
            change,
        }));
    }
}

/// The kinds that a name may be of.
const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Product];

/// The text of a file with a correction more; all else in it stays as it is.
///
/// # Errors
/// What is wrong with the text, with the line.
pub fn with(text: &str, correction: &Correction) -> Result<String, String> {
    parse(text)?;
    let text = if text.trim().is_empty() { HEAD } else { text };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    if document.as_table().is_empty() && !document.trailing().as_str().unwrap_or_default().is_empty() {
        // The comments of a file without tables are its trailing words: they stay above the first.
        return Ok(format!(
            "{}\n\n{}",
            text.trim_end(),
            appended(DocumentMut::new(), correction).trim_start()
        ));
    }
    if let Change::Watch(is_on, _) = correction.change
        && turn_watch(&mut document, correction, is_on)
    {
        return Ok(document.to_string());
    }
    Ok(appended(document, correction))
}

/// Turns the word on a name that is watched for or was; whether there is one.
fn turn_watch(document: &mut DocumentMut, correction: &Correction, is_on: bool) -> bool {
    let Some(tables) = document.get_mut(TABLES).and_then(Item::as_array_of_tables_mut) else { return false };
    let mut is_found = false;
    for table in tables.iter_mut() {
        let is_same = |key: &str, wanted: Option<&Clean>| {
            table.get(key).and_then(Item::as_str) == wanted.map(|wanted| &**wanted)
        };
        let is_meant = is_same("name", Some(&correction.name))
            && is_same("thread", correction.scope.thread.as_ref())
            && !table.contains_key("post");
        if is_meant && let Some(watch) = table.get_mut("watch").and_then(Item::as_value_mut) {
            let decor = watch.decor().clone();
            *watch = is_on.into();
            *watch.decor_mut() = decor;
            is_found = true;
        }
    }
    is_found
}

/// A document with one table more, at its end.
fn appended(mut document: DocumentMut, correction: &Correction) -> String {
    let mut table = Table::new();
    table.insert("name", value(&*correction.name));
    match &correction.change {
        Change::Add(kind, aliases) => {
            table.insert("kind", value(kind.name()));
            let aliases: toml_edit::Array = aliases.iter().map(|alias| &**alias).collect();
            table.insert("aliases", value(aliases));
        }
        Change::Kind(kind) => drop(table.insert("kind", value(kind.name()))),
        Change::Merge(into) => drop(table.insert("merge", value(&**into))),
        Change::Rename(to) => drop(table.insert("rename", value(&**to))),
        Change::Ignore => drop(table.insert("ignore", value(true))),
        Change::Watch(is_on, kind) => {
            table.insert("watch", value(*is_on));
            if *is_on && KINDS.contains(kind) {
                table.insert("kind", value(kind.name()));
            }
        }
    }
    let scopes = [("thread", &correction.scope.thread), ("post", &correction.scope.post)];
    for (key, scope) in scopes {
        if let Some(scope) = scope {
            table.insert(key, value(&**scope));
        }
    }
    if let Some(place) = correction.scope.place.and_then(|place| i64::try_from(place).ok()) {
        table.insert("place", value(place));
    }
    table.decor_mut().set_prefix("\n");
    let tables = document.entry(TABLES).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = tables.as_array_of_tables_mut() {
        tables.push(table);
    }
    document.to_string()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn said(name: &str, change: Change) -> Correction {
        Correction { name: Clean::line(name), scope: Scope::default(), change }
    }

    const KEPT: &str = "\
# mine
[[entity]] # the labs
name = \"NWL\"
merge = \"Northwind Labs\"   # since 2023

[[entity]]
name = \"Mara\"
watch = true # always
kind = \"person\"
thread = \"https://example.org/1\"
# the end
";

    #[test]
    fn every_word_of_the_file_is_understood() {
        let text = "entity = []\n".replace("entity = []", "")
            + KEPT
            + "[[entity]]\nname = 'Halden'\nkind = 'place'\naliases = ['哈尔登']\npost = 3\nrename = 'Halden Town'\n\
               [[entity]]\nname = 'Apple'\nignore = true\n";
        let thread = Scope::only(Clean::line("https://example.org/1"));
        let post = Scope { post: Some(Clean::line("3")), ..Scope::default() };
        let place = EntityKind::Place;
        let with =
            |name: &str, scope: &Scope, change| Correction { scope: scope.clone(), ..said(name, change) };
        let expected = vec![
            said("NWL", Change::Merge(Clean::line("Northwind Labs"))),
            with("Mara", &thread, Change::Watch(true, EntityKind::Person)),
            with("Mara", &thread, Change::Kind(EntityKind::Person)),
            with("Halden", &post, Change::Add(place, vec![Clean::line("哈尔登")])),
            with("Halden", &post, Change::Kind(place)),
            with("Halden", &post, Change::Rename(Clean::line("Halden Town"))),
            said("Apple", Change::Ignore),
        ];
        assert_eq!(parse(&text), Ok(Corrections(expected)));
        assert_eq!(parse(HEAD), Ok(Corrections::default()));
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_line() {
        for (text, line, words) in [
            ("[[entity]]\nname = \"a\nignore = true\n", 2, ""),
            ("\n[[entity]]\nkind = \"person\"\n", 2, "no name"),
            ("[[entity]]\nname = \"a\"\nkind = \"dog\"\n", 3, "person, organization"),
            ("[[entity]]\nname = \"a\"\nplace = 0\n", 3, "number from 1"),
            ("[[entity]]\nname = \"a\"\nkind = \"handle\"\n", 3, "person, organization"),
            ("[[entity]]\nname = \"a\"\nignored = true\n", 3, "ignored"),
            ("[[entity]]\nname = \"a\"\n", 1, "nothing is said"),
            ("# x\nwatch = [\"a\"]\n", 2, "watch"),
            ("[[entity]]\nname = 5\n", 2, "quotation marks"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.starts_with(&format!("line {line}: ")), "{problem} for {text}");
            assert!(problem.contains(words), "{problem} for {text}");
        }
    }

    #[test]
    fn what_is_added_leaves_the_rest_as_it_stands() {
        let after = with(KEPT, &said("Zach", Change::Rename(Clean::line("Zach \"Z\" Dorn")))).unwrap();
        assert!(after.starts_with(KEPT.strip_suffix("# the end\n").unwrap()), "{after}");
        assert!(after.contains("# the end") && after.contains("[[entity]]\nname = \"Zach\"\n"), "{after}");
        let known = parse(&after).unwrap();
        assert_eq!(known.0.last(), Some(&said("Zach", Change::Rename(Clean::line("Zach \"Z\" Dorn")))));
    }

    #[test]
    fn a_new_file_opens_with_how_to_write_it() {
        let after = with("", &said("Zach", Change::Ignore)).unwrap();
        assert!(after.starts_with(HEAD), "{after}");
        assert_eq!(parse(&after).unwrap().0, [said("Zach", Change::Ignore)]);
        let again = with(&after, &said("Mara", Change::Ignore)).unwrap();
        assert!(again.starts_with(&after), "{again}");
    }

    #[test]
    fn a_name_is_watched_and_no_more_in_one_place() {
        let watch = |on| Correction {
            scope: Scope::only(Clean::line("https://example.org/1")),
            ..said("Mara", Change::Watch(on, EntityKind::Person))
        };
        let off = with(KEPT, &watch(false)).unwrap();
        assert_eq!(off, KEPT.replace("watch = true", "watch = false"));
        assert_eq!(with(&off, &watch(true)).unwrap(), KEPT);
    }

    #[test]
    fn a_broken_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/entities.toml");
        assert_eq!(load_from(&path), Ok(Corrections::default()));
        assert_eq!(save_to(&path, &said("Zach", Change::Ignore)).map(|known| known.0.len()), Ok(1));
        fs::write(&path, "[[entity]\n").unwrap();
        assert!(save_to(&path, &said("Zach", Change::Ignore)).unwrap_err().contains("line 1"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "[[entity]\n");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_behind_a_link_is_changed_there() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dotfile"), folder.path().join("entities.toml"));
        fs::write(&real, KEPT).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        save_to(&link, &said("Zach", Change::Ignore)).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::read_to_string(&real).unwrap().contains("Zach"));
    }
}
