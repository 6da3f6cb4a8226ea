//! Themes: those that come with the program, and the reader's own in `themes/NAME.toml` of the configuration folder.
//!
//! All are files of one form: what the theme is about, for which ground it is made, and for each ink a look in words. What
//! is wrong in a file costs itself only: it is told with its place, and what stands below holds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use toml_edit::{Document, Item};

use super::keeping::{self, Place, in_config, told};
use super::settings::{Problem, from_home};
use crate::app::theming::{Choice, Ground, Theming};
use crate::model::Clean;
use crate::view::theme::look::{Depth, Look};
use crate::view::theme::{INKS, Ink, Theme};

/// The themes that come with the program, in the order of stepping through them.
const OURS: &[(&str, &str)] = &[
    (AUTO, include_str!("../../assets/themes/auto.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("contrast", include_str!("../../assets/themes/contrast.toml")),
    ("contrast-light", include_str!("../../assets/themes/contrast-light.toml")),
    ("colour-blind", include_str!("../../assets/themes/colour-blind.toml")),
    ("colour-blind-light", include_str!("../../assets/themes/colour-blind-light.toml")),
    (SIXTEEN, include_str!("../../assets/themes/sixteen.toml")),
    (MONO, include_str!("../../assets/themes/mono.toml")),
];
/// The theme that suits every terminal.
pub const AUTO: &str = "auto";
/// The theme that keeps to the terminal's own colours.
const SIXTEEN: &str = "sixteen";
/// The theme without colours.
pub const MONO: &str = "mono";
/// The folder of the reader's own.
const FOLDER: &str = "themes";
/// A file that is larger is no theme, in bytes.
const MOST: u64 = 1 << 20;
/// What a theme file says beside its inks.
const FACTS: [&str; 5] = ["about", "background", "on_dark", "on_light", "base"];

/// A theme as its file has it.
#[derive(Clone, Debug, Default)]
struct Written {
    about: Clean,
    /// The only ground it can be read on.
    ground: Option<Ground>,
    /// The themes to take in its place where the ground is dark, and where it is light.
    on: [Option<String>; 2],
    /// The theme that holds where it says nothing.
    base: Option<String>,
    looks: BTreeMap<Ink, (String, Look)>,
}

/// A theme.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name.
    pub name: Clean,
    /// What it is for, in a few words.
    pub about: Clean,
    /// Its file, for one of the reader's own.
    pub file: Option<PathBuf>,
    written: Written,
    theme: Theme,
}

/// All themes there are.
#[derive(Clone, Debug, Default)]
pub struct Themes {
    /// In the order of stepping through them.
    pub entries: Vec<Entry>,
    /// What is wrong with files of the reader's own, each with its file.
    pub problems: Vec<(PathBuf, Problem)>,
    depth: Depth,
    /// What is shown where there is no theme at all.
    none: Theme,
}

impl Themes {
    /// The program's own themes, for so many colours.
    pub fn ours(depth: Depth) -> Self {
        let mut themes = Self { depth, ..Self::default() };
        for (name, text) in OURS {
            // A test shows that nothing is wrong with them.
            let (written, _) = parse(text);
            themes.add(Clean::line(name), written, None);
        }
        themes
    }

    /// The same, with the reader's own from the configuration folder.
    pub fn load(depth: Depth) -> Self {
        let mut themes = Self::ours(depth);
        let Ok(folder) = in_config(FOLDER) else { return themes };
        let mut files: Vec<_> = match fs::read_dir(&folder) {
            Ok(entries) => entries.filter_map(Result::ok).map(|entry| entry.path()).collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return themes,
            Err(error) => {
                themes.complain(&folder, None, format!("cannot be read ({})", keeping::reason(&error)));
                return themes;
            }
        };
        files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        files.sort_unstable();
        for path in files {
            let name = Clean::line(&path.file_stem().unwrap_or_default().to_string_lossy());
            themes.read(name, &path);
        }
        themes
    }

    /// The same, to be told of and not to be drawn with.
    pub fn known() -> Self {
        Self::load(Depth::default())
    }

    /// Which theme a reader means who names one, or the file of one: a path has a slash or ends in `.toml`.
    ///
    /// # Errors
    /// A line for the reader, where there is no such theme.
    pub fn find(&mut self, wanted: &str) -> Result<usize, String> {
        let at = |themes: &Self| themes.entries.iter().position(|entry| &*entry.name == wanted);
        if let Some(found) = at(self) {
            return Ok(found);
        }
        let path = from_home(wanted);
        if wanted.contains('/') || path.extension().is_some_and(|extension| extension == "toml") {
            if !path.exists() {
                return Err(format!("there is no theme file {}", told(&path)));
            }
            self.read(Clean::line(wanted), &path);
            return at(self).ok_or_else(|| format!("{}: cannot be read", told(&path)));
        }
        let names: Vec<_> = self.entries.iter().map(|entry| &*entry.name).collect();
        Err(format!("there is no theme “{}”, but {}", Clean::line(wanted), names.join(", ")))
    }

    /// What there is to choose, with one chosen.
    pub fn theming(&self, chosen: usize, ground: Option<Ground>) -> Theming {
        let choices = self.entries.iter();
        let choice = |entry: &Entry| Choice { name: entry.name.clone(), only_on: entry.written.ground };
        Theming { choices: choices.map(choice).collect(), chosen, ground }
    }

    /// The theme to draw with.
    pub fn shown(&self, theming: &Theming) -> &Theme {
        let Some(wanted) = self.entries.get(theming.chosen) else { return &self.none };
        let entry = match (self.depth, &*wanted.name) {
            (Depth::None, _) => self.named(MONO),
            // Sixteen colours are whatever the terminal has made of them, on its own ground.
            (Depth::Sixteen, AUTO) => self.named(SIXTEEN),
            _ => {
                let other = theming.ground.and_then(|ground| wanted.written.on[ground as usize].as_deref());
                other.and_then(|name| self.named(name))
            }
        };
        &entry.unwrap_or(wanted).theme
    }

    fn named(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.name == name)
    }

    /// The first trouble in a line, for a reader who meets it on the way to something else.
    pub fn trouble(&self) -> Option<String> {
        let (path, Problem { place, what }) = self.problems.first()?;
        let file = told(path.file_name().map_or(path.as_path(), Path::new));
        Some(format!("{file}, {place}: {what}; the default holds (unspool themes lists all that is wrong)"))
    }

    fn complain(&mut self, path: &Path, place: Option<Place>, what: String) {
        let place = place.unwrap_or(Place { line: 1, column: 1 });
        self.problems.push((path.to_owned(), Problem { place, what }));
    }

    fn read(&mut self, name: Clean, path: &Path) {
        match keeping::read(path, MOST, "a theme") {
            Ok(text) => {
                let (written, problems) = parse(&text);
                self.problems.extend(problems.into_iter().map(|problem| (path.to_owned(), problem)));
                for other in written.on.iter().chain([&written.base]).flatten() {
                    if self.named(other).is_none() && **other != *name {
                        let line = text.lines().position(|line| line.contains(other.as_str())).unwrap_or(0);
                        let place = Place { line: line + 1, column: 1 };
                        self.complain(
                            path,
                            Some(place),
                            format!("there is no theme “{}”", Clean::line(other)),
                        );
                    }
                }
                self.add(name, written, Some(path.to_owned()));
            }
            Err(what) => self.complain(path, None, what),
        }
    }

    /// Adds a theme, in the place of one of that name.
    fn add(&mut self, name: Clean, written: Written, file: Option<PathBuf>) {
        let base = match (&written.base, written.ground) {
            (Some(base), _) => base,
            (None, Some(ground)) => ground.name(),
            (None, None) => AUTO,
        };
        let below = self.named(base).map(|entry| entry.theme.clone()).unwrap_or_default();
        let theme = Theme::new(|ink| written.looks.get(&ink).map(|(_, look)| *look), &below, self.depth);
        let entry = Entry { name, about: written.about.clone(), file, written, theme };
        match self.entries.iter_mut().find(|known| known.name == entry.name) {
            Some(known) => *known = entry,
            None => self.entries.push(entry),
        }
    }
}

impl Entry {
    /// The theme as a file to begin one's own with: every ink with what it is for; what it does not say is a comment.
    pub fn as_file(&self) -> String {
        let Written { ground, on, base, looks, .. } = &self.written;
        let mut text = format!(
            "# A theme of unspool: {}.\n# To have one of your own, put a file like this into the folder themes beside config.toml.\n\
             # A look is words: a colour (#rrggbb, 0 to 255, red or bright-red …, default), “on” and a colour for\n\
             # what is behind it, and bold, dim, italic, underlined, reversed, crossed-out.\n\n\
             about = {}\n",
            self.about,
            toml_edit::Value::from(&*self.about)
        );
        let facts = [
            ("background", ground.map(Ground::name), "the only background it is for: dark or light"),
            ("on_dark", on[0].as_deref(), "the theme to take instead where the background is dark"),
            ("on_light", on[1].as_deref(), "the theme to take instead where the background is light"),
            ("base", base.as_deref(), "the theme that holds where this file says nothing"),
        ];
        for (name, value, does) in facts {
            let _ = match value {
                Some(value) => writeln!(text, "{name} = {}  # {does}", toml_edit::Value::from(value)),
                None => writeln!(text, "# {name} = \"…\"  # {does}"),
            };
        }
        for row in INKS {
            let (does, name) = (row.does, row.name);
            let _ = if let Some((words, _)) = looks.get(&row.ink) {
                let value = toml_edit::Value::from(words.as_str());
                writeln!(text, "\n# {does}\n{name} = {value}")
            } else {
                let like = INKS[row.like as usize].name;
                writeln!(text, "\n# {does} Without this line, like {like}.\n# {name} = \"\"")
            };
        }
        text
    }
}

/// What a theme file says, with all that is wrong in it.
fn parse(text: &str) -> (Written, Vec<Problem>) {
    let (mut written, mut problems) = (Written::default(), Vec::new());
    let mut complain = |at: usize, what: String| problems.push(Problem { place: Place::of(text, at), what });
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let what = Clean::line(error.message()).to_string();
            complain(error.span().unwrap_or_default().start, what);
            return (written, problems);
        }
    };
    for (name, item) in document.as_table() {
        let at = item.span().unwrap_or_default().start;
        if let Some(row) = INKS.iter().find(|row| row.name == name) {
            match look(item) {
                Ok(look) => drop(written.looks.insert(row.ink, look)),
                Err(what) => complain(at, format!("{name}: {what}")),
            }
        } else if let (true, Some(words)) = (FACTS.contains(&name), item.as_str()) {
            match name {
                "about" => written.about = Clean::line(words),
                "on_dark" => written.on[Ground::Dark as usize] = Some(words.to_owned()),
                "on_light" => written.on[Ground::Light as usize] = Some(words.to_owned()),
                "base" => written.base = Some(words.to_owned()),
                _ => match Ground::from_name(words) {
                    Some(ground) => written.ground = Some(ground),
                    None => complain(at, "background is \"dark\" or \"light\"".to_owned()),
                },
            }
        } else if FACTS.contains(&name) {
            complain(at, format!("{name} needs words in quotation marks"));
        } else {
            let key = document.as_table().get_key_value(name).and_then(|(key, _)| key.span());
            let names: Vec<_> = FACTS.into_iter().chain(INKS.iter().map(|row| row.name)).collect();
            let told = format!("“{}” is not known; there are {}", Clean::line(name), names.join(", "));
            complain(key.map_or(at, |key| key.start), told);
        }
    }
    problems.sort_by_key(|problem| problem.place);
    (written, problems)
}

/// A look: words, or the number of a colour alone.
fn look(item: &Item) -> Result<(String, Look), String> {
    let words = match (item.as_str(), item.as_integer()) {
        (Some(words), _) => words.to_owned(),
        (None, Some(number)) => number.to_string(),
        (None, None) => {
            return Err("a look is words in quotation marks, or a number from 0 to 255".to_owned());
        }
    };
    Look::parse(&words).map(|look| (words, look)).map_err(|what| Clean::line(&what).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wrong_with_our_own_themes() {
        for (name, text) in OURS {
            let (written, problems) = parse(text);
            assert_eq!(problems, [], "{name}");
            assert!(!written.about.is_empty(), "{name}");
            for other in written.on.iter().chain([&written.base]).flatten() {
                assert!(OURS.iter().any(|(known, _)| known == other), "{name} names {other}");
            }
        }
    }

    #[test]
    fn what_is_wrong_in_a_theme_is_told_with_its_place_and_the_rest_holds() {
        for (text, line, column, words) in [
            ("link = \"blu\"\n", 1, 8, "link: “blu” is not known"),
            ("date = 300\n", 1, 8, "0 to 255"),
            ("\nhit = true\n", 2, 7, "words in quotation marks, or a number"),
            ("lnk = \"red\"\n", 1, 1, "“lnk” is not known; there are about, background"),
            ("background = \"grey\"\n", 1, 14, "\"dark\" or \"light\""),
            ("about = 3\n", 1, 9, "needs words"),
            ("link = \"red\nhit = \"x\"\n", 1, 12, ""),
        ] {
            let (written, problems) = parse(&format!("{text}quiet = 243\n"));
            let [problem] = &problems[..] else { panic!("{text}: {problems:?}") };
            assert_eq!((problem.place.line, problem.place.column), (line, column), "{}", problem.what);
            assert!(problem.what.contains(words), "{}", problem.what);
            assert!(words.is_empty() || written.looks.contains_key(&Ink::Quiet), "{text}");
        }
    }

    #[test]
    fn a_theme_is_taken_for_its_ground_and_its_colours() {
        let mut themes = Themes::ours(Depth::Full);
        let auto = themes.find(AUTO).unwrap();
        let shown = |themes: &Themes, ground| themes.shown(&themes.theming(auto, ground)).clone();
        assert_eq!(shown(&themes, Some(Ground::Light)), themes.named("light").unwrap().theme);
        assert_eq!(shown(&themes, Some(Ground::Dark)), themes.named("dark").unwrap().theme);
        assert_eq!(shown(&themes, None), themes.named(AUTO).unwrap().theme);
        let sixteen = Themes::ours(Depth::Sixteen);
        assert_eq!(shown(&sixteen, Some(Ground::Light)), sixteen.named(SIXTEEN).unwrap().theme);
        let none = Themes::ours(Depth::None);
        assert_eq!(shown(&none, Some(Ground::Dark)), none.named(MONO).unwrap().theme);
        assert!(themes.find("grue").unwrap_err().contains("but auto, dark, light"));
    }

    #[test]
    fn a_theme_is_written_as_it_is_read() {
        for entry in Themes::ours(Depth::Full).entries {
            let (written, problems) = parse(&entry.as_file());
            assert_eq!(problems, [], "{}", entry.name);
            assert_eq!(written.looks, entry.written.looks);
            assert_eq!((written.ground, written.on), (entry.written.ground, entry.written.on));
        }
    }
}
