//! The reader's settings: `config.toml` in the configuration folder, every value of which may be left out.
//!
//! One table says what there is to set: [`TABLE`]. Reading, checking, the commented file that `unspool config --init` writes
//! and what `unspool config` tells all come from it. What is wrong in the file costs itself only: it is a [`Problem`] with
//! its place, and the default holds.

mod keys;
mod reading;
mod showing;

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};

pub use keys::OwnKey;
pub use reading::parse;
pub use showing::{blank, write_effective};

use super::annotations::Shelf;
use super::keeping::{self, Place, in_config, told};
use crate::app::keymap::Keymap;
use crate::cite::quoting::{Form, Manner};
use crate::cite::reference::{Access, NameOfX};
use crate::cite::styles::{self, Style};
use crate::model::Clean;

/// What the file is called.
const FILE: &str = "config.toml";
/// A file that is larger holds no settings, in bytes.
const MOST: u64 = 1 << 20;
/// The table of the reader's own templates, whose names are free.
const TEMPLATES: &str = "templates";

/// Names a setting in the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the table says what each is")]
pub enum Key {
    Form,
    Style,
    NamesAsLinks,
    XName,
    ApaKind,
    HandleInName,
    Accessed,
    EachPost,
    NotesFile,
    NotesForm,
    Annotations,
    Command,
    Primary,
    Osc52,
    Zone,
    Panel,
    PanelWidth,
    PanelSide,
    Places,
    MaxSize,
    Mode,
    Pictures,
    Enter,
    Plain,
    Preset,
    Theme,
    Background,
    TextWidth,
    TextPlace,
    LinesBetween,
    Dates,
    Emoji,
    Links,
    Hyperlinks,
    Graphics,
}

/// What values a setting takes.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Words in quotation marks.
    Words,
    /// A citation style: a name, or a CSL file from the root or from the home folder.
    Style,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// `utc`, `local`, or a zone by its name.
    Zone,
    /// One of the forms of a quotation, or the name of a template.
    Form,
    /// `true` or `false`.
    Switch,
    /// A number from the first to the second.
    Number(u16, u16),
    /// A file, from the root or from the home folder (`~/`).
    Path,
    /// A program with its arguments, as a shell would have it.
    Command,
    /// A size of files, `4G`.
    Size,
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the code.
    pub key: Key,
    /// The table of the file in which it stands.
    pub table: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// Its value where the file says nothing, as TOML; empty for none.
    pub default: &'static str,
    /// A value to show where there is no default.
    pub example: &'static str,
    /// What it does, in a line.
    pub does: &'static str,
}

/// The forms of a quotation by their names.
pub const FORMS: &[(&str, Form)] = &[
    ("text", Form::Text),
    ("markdown", Form::Markdown),
    ("obsidian", Form::Callout),
    ("org", Form::Org),
    ("prose", Form::Prose),
    ("html", Form::Html),
    ("latex", Form::Latex),
    ("wikipedia", Form::Wikipedia),
    ("typst", Form::Typst),
];

/// The rows of the table, by the tables of the file.
macro_rules! settings {
    ($($table:literal { $($key:ident $name:literal: $kind:expr, $default:literal or $example:literal => $does:literal;)+ })+) => {
        &[$($(Setting {
            key: Key::$key,
            table: $table,
            name: $name,
            kind: $kind,
            default: $default,
            example: $example,
            does: $does,
        },)+)+]
    };
}

/// Everything that can be set, in the order of the file.
pub const TABLE: &[Setting] = settings! {
    "quote" {
        Form "form": Kind::Form, "\"text\"" or ""
            => "the form of a quotation: text, markdown, obsidian, org, prose, html, latex, wikipedia, typst, or the name of a template";
        Style "style": Kind::Style, "" or "\"apa\""
            => "the style of citations: a name of 'unspool cite --list-styles', or a .csl file; without one, the short line of the form";
        NamesAsLinks "names_as_links": Kind::Switch, "false" or ""
            => "write names in a quotation as [[links]], where the form has them";
        XName "x_name": Kind::OneOf(&["date", "X", "Twitter", "X (formerly Twitter)"]), "\"date\"" or ""
            => "what citations call X; date: by its name on the day of the post";
        ApaKind "apa_kind": Kind::OneOf(&["post", "tweet"]), "\"post\"" or ""
            => "what APA calls a post on X";
        HandleInName "handle_in_name": Kind::Switch, "false" or ""
            => "write the handle into the author's name in records, as Zotero does";
        Accessed "accessed": Kind::OneOf(&["auto", "always", "never"]), "\"auto\"" or ""
            => "when a citation tells the day of access, which is that of the file; auto: where posts can be edited";
        EachPost "each_post": Kind::Switch, "false" or ""
            => "cite every post, also where posts in a row are by one author";
    }
    "notes" {
        NotesFile "file": Kind::Path, "" or "\"~/notes/threads.md\""
            => "the file that quotations are appended to";
        NotesForm "form": Kind::OneOf(&["auto", "markdown", "org"]), "\"auto\"" or ""
            => "how its headings are written; auto: by its name";
        Annotations "annotations": Kind::OneOf(&["state", "beside"]), "\"state\"" or ""
            => "where bookmarks, highlights, remarks and tags are kept: in the folder for what is kept between runs, or beside the thread's file (thread.json.notes)";
    }
    "clipboard" {
        Command "command": Kind::Command, "" or "\"wl-copy --type text/plain\""
            => "a program of yours that takes what is copied on its standard input, before any other way";
        Primary "primary": Kind::Switch, "false" or ""
            => "copy into the primary selection too, which the middle button pastes (X11, Wayland)";
        Osc52 "osc52": Kind::OneOf(&["auto", "always", "never"]), "\"auto\"" or ""
            => "ask the terminal to take the text; auto: where there is no other way";
    }
    "reading" {
        Zone "zone": Kind::Zone, "\"utc\"" or ""
            => "the zone that times are shown in at first: utc, local, or a name such as Europe/Berlin, which is then yours";
        Panel "panel": Kind::OneOf(&["auto", "shown", "hidden"]), "\"auto\"" or ""
            => "whether the panel is there at first; auto: where there is room";
        PanelWidth "panel_width": Kind::Number(16, 200), "" or "32"
            => "columns of the panel; without a number, by the width of the window";
        PanelSide "panel_side": Kind::OneOf(&["right", "left"]), "\"right\"" or ""
            => "the side of the thread that the panel is on";
        Places "places": Kind::Switch, "true" or ""
            => "open a thread where it was left, and list the threads read last where no file is named";
        MaxSize "max_size": Kind::Size, "\"2G\"" or ""
            => "the largest file that is read: 512M, 4G";
        Mode "mode": Kind::OneOf(&["tree", "chronological", "prose"]), "\"tree\"" or ""
            => "how threads are gone through at first; prose: the author's own posts as one running text";
        Pictures "pictures": Kind::OneOf(&["auto", "shown", "hidden"]), "\"auto\"" or ""
            => "whether pictures that lie with the thread are shown at first; auto: where the terminal draws them sharply";
        Enter "enter": Kind::OneOf(&["line", "link", "fold"]), "\"line\"" or ""
            => "what Enter does in the thread: go down a row, open a link, fold the branch";
        Plain "plain": Kind::Switch, "false" or ""
            => "a screen to be read aloud: one column, words instead of signs, the cursor where the reader is";
    }
    "keys" {
        Preset "preset": Kind::OneOf(&["default", "vim", "emacs", "less"]), "\"default\"" or ""
            => "the keys to begin with; your own stand in [keys.thread], [keys.panel] and so on, and come first";
    }
    "looks" {
        Theme "theme": Kind::Words, "\"auto\"" or ""
            => "the colours, by the name of a theme ('unspool themes' lists them) or as a file of your own";
        Background "background": Kind::OneOf(&["auto", "dark", "light"]), "\"auto\"" or ""
            => "what the terminal writes on; auto: the terminal is asked";
        TextWidth "text_width": Kind::Number(20, 200), "80" or ""
            => "the widest text, in columns";
        TextPlace "text_place": Kind::OneOf(&["centre", "left"]), "\"centre\"" or ""
            => "where the text stands in a window that is wider";
        LinesBetween "lines_between": Kind::Number(0, 2), "1" or ""
            => "blank lines between posts";
        Dates "dates": Kind::OneOf(&["short", "long", "weekday", "iso", "relative"]), "\"short\"" or ""
            => "how dates are written: 14 Mar 2024, 14 March 2024, Thu 14 Mar 2024, 2024-03-14, or how long after the first post";
        Emoji "emoji": Kind::OneOf(&["auto", "plain", "names"]), "\"auto\"" or ""
            => "how emoji are shown: as they are, the first sign of each alone, by names such as :robot:; copies have them as they are";
        Links "links": Kind::OneOf(&["full", "short", "label"]), "\"full\"" or ""
            => "how links are shown: as they are with the host of those that hide it, addresses by host and path, the words alone";
    }
    "terminal" {
        Hyperlinks "hyperlinks": Kind::OneOf(&["auto", "always", "never"]), "\"auto\"" or ""
            => "have the terminal open links by a click of its own; auto: where it is known to do so";
        Graphics "graphics": Kind::OneOf(&["auto", "kitty", "iterm2", "sixel", "blocks"]), "\"auto\"" or ""
            => "how pictures are drawn; auto: as the terminal is known to; sixel: also in xterm -ti vt340; blocks: halves of cells";
    }
};

impl Setting {
    /// The row of a setting.
    fn of(key: Key) -> &'static Self {
        // A test shows that every key has a row.
        TABLE.iter().find(|row| row.key == key).unwrap_or(&TABLE[0])
    }
}

/// A value that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Words(String),
    Switch(bool),
    Number(u16),
}

/// What is wrong in the file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What, and what would be right.
    pub what: String,
}

/// What the reader has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Where the file is.
    pub path: PathBuf,
    given: BTreeMap<Key, (Value, Place)>,
    /// Own templates by name.
    pub templates: BTreeMap<String, String>,
    /// Own styles as CSL, by what `style` calls them.
    pub styles: BTreeMap<String, String>,
    /// The keys that hold.
    pub keymap: Keymap,
    /// Keys of the reader's own, in the order of the file.
    pub own_keys: Vec<OwnKey>,
    /// What is wrong with the file, from its beginning.
    pub problems: Vec<Problem>,
}

impl Settings {
    /// What a setting is in words; `None` where nothing is set and there is no default.
    pub fn words(&self, key: Key) -> Option<&str> {
        match self.given.get(&key) {
            Some((Value::Words(words), _)) => Some(words),
            _ => Some(Setting::of(key).default.trim_matches('"')).filter(|default| !default.is_empty()),
        }
    }

    /// Whether a setting is on.
    pub fn is_on(&self, key: Key) -> bool {
        match self.given.get(&key) {
            Some((Value::Switch(is_on), _)) => *is_on,
            _ => Setting::of(key).default == "true",
        }
    }

    /// The number of a setting.
    pub fn number(&self, key: Key) -> Option<u16> {
        match self.given.get(&key) {
            Some((Value::Number(number), _)) => Some(*number),
            _ => Setting::of(key).default.parse().ok(),
        }
    }

    /// The file that a setting names.
    pub fn file(&self, key: Key) -> Option<PathBuf> {
        self.words(key).map(from_home)
    }

    /// Where annotations are kept.
    pub fn shelf(&self) -> Shelf {
        if self.words(Key::Annotations) == Some("beside") { Shelf::Beside } else { Shelf::State }
    }

    /// How the reader wants quotations.
    pub fn manner(&self) -> Manner {
        let form = self.words(Key::Form).map(form_named).unwrap_or_default();
        let style = self.words(Key::Style).map(str::to_owned);
        let name_of_x = match self.words(Key::XName) {
            None | Some("date") => NameOfX::OfTheDay,
            Some(name) => NameOfX::Fixed(name.to_owned()),
        };
        Manner {
            form,
            style,
            styles: self.styles.clone(),
            templates: self.templates.clone(),
            cites_each: self.is_on(Key::EachPost),
            access: match self.words(Key::Accessed) {
                Some("always") => Access::Always,
                Some("never") => Access::Never,
                _ => Access::Auto,
            },
            links_entities: self.is_on(Key::NamesAsLinks),
            name_of_x,
            has_tweets: self.words(Key::ApaKind) == Some("tweet"),
            has_handle_in_name: self.is_on(Key::HandleInName),
            ..Manner::default()
        }
    }

    /// Reads the file of the style that is set, if it is one.
    fn read_style(&mut self) {
        let Some((Value::Words(name), place)) = self.given.get(&Key::Style).cloned() else { return };
        if !styles::is_file(&name) {
            return;
        }
        match style_file(&name) {
            Ok(csl) => drop(self.styles.insert(name, csl)),
            Err(what) => {
                self.given.remove(&Key::Style);
                self.problems.push(Problem { place, what: what.trim_end_matches('.').to_owned() });
                self.problems.sort_by_key(|problem| problem.place);
            }
        }
    }

    /// Sets something for this once, as the file would: `looks.emoji=names`, words without quotation marks too.
    ///
    /// # Errors
    /// A line for the reader, where that cannot be set.
    pub fn set(&mut self, assignment: &str) -> Result<(), String> {
        let wanted =
            || format!("“{}”: a setting is wanted, such as looks.emoji=names", Clean::line(assignment));
        let (key, value) = assignment.split_once('=').ok_or_else(wanted)?;
        let is_toml = value.trim().parse::<toml_edit::Value>().is_ok();
        let value =
            if is_toml { value.trim().to_owned() } else { toml_edit::value(value.trim()).to_string() };
        let said = parse(&format!("{key} = {value}\n"));
        match said.problems.first() {
            Some(problem) => Err(problem.what.clone()),
            None if said.given.is_empty() => Err(wanted()),
            None => {
                self.given.extend(said.given);
                self.read_style();
                Ok(())
            }
        }
    }

    /// Whether the file says anything of a setting.
    pub fn has(&self, key: Key) -> bool {
        self.given.contains_key(&key)
    }

    /// Where in the file a setting stands.
    pub fn place(&self, key: Key) -> Option<Place> {
        self.given.get(&key).map(|(_, place)| *place)
    }

    /// The problems in one line, for a reader who meets them on the way to something else, and so many others.
    pub fn trouble(&self, others: usize) -> Option<String> {
        let Problem { place, what } = self.problems.first()?;
        let more = match self.problems.len() - 1 + others {
            0 => "the default holds".to_owned(),
            count => format!("{count} more: unspool config --check"),
        };
        Some(format!("{FILE}, {place}: {what}; {more}"))
    }
}

/// The form of that name; a template for a name that is none of ours.
pub(super) fn form_named(name: &str) -> Form {
    let known = FORMS.iter().find(|(known, _)| *known == name);
    known.map_or_else(|| Form::Own(name.to_owned()), |(_, form)| form.clone())
}

/// The name of a form.
pub(super) fn name_of(form: &Form) -> &str {
    match form {
        Form::Own(name) => name,
        known => FORMS.iter().find(|(_, form)| form == known).map_or("text", |(name, _)| name),
    }
}

/// A path with `~/` read as the home folder.
pub fn from_home(path: &str) -> PathBuf {
    let below = path.strip_prefix("~/").zip(env::home_dir());
    below.map_or_else(|| PathBuf::from(path), |(below, home)| home.join(below))
}

/// Where the file is, or would be.
///
/// # Errors
/// A line for the reader, where there is no home.
pub fn path() -> Result<PathBuf, String> {
    in_config(FILE)
}

/// What the reader has set; nothing where there is no file, and a problem where it cannot be read.
pub fn load() -> Settings {
    // Without a home there is no file, which is no fault before something is to be kept.
    path().map_or_else(|_| Settings::default(), |path| load_from(&path))
}

/// What a file sets.
pub fn load_from(path: &Path) -> Settings {
    let mut settings = match keeping::read(path, MOST, "settings") {
        Ok(text) => parse(&text),
        Err(what) => {
            let problem = Problem { place: Place { line: 1, column: 1 }, what };
            Settings { problems: vec![problem], ..Settings::default() }
        }
    };
    path.clone_into(&mut settings.path);
    settings.read_style();
    settings
}

/// A file of the reader's own for a citation style is not larger than this, in bytes.
const MOST_STYLE: u64 = 4 << 20;

/// The text of a CSL file that can be used as a citation style.
///
/// # Errors
/// A line for the reader, with the name of the file.
pub fn style_file(name: &str) -> Result<String, String> {
    let told = |what: &str| format!("{}: {what}", Clean::line(name));
    let path = from_home(name);
    let unread = |error: std::io::Error| told(&format!("it cannot be read ({}).", keeping::reason(&error)));
    if path.metadata().map_err(unread)?.len() > MOST_STYLE {
        return Err(told("it is too big for a citation style."));
    }
    let csl = std::fs::read_to_string(&path).map_err(unread)?;
    Style::from_csl(&csl).map_err(|problem| told(&format!("{problem}.")))?;
    Ok(csl)
}

/// Makes the file, with everything that can be set as a comment; where it is.
///
/// # Errors
/// A line for the reader, where it is there already or cannot be made.
pub fn init() -> Result<PathBuf, String> {
    let path = path()?;
    if path.symlink_metadata().is_ok() {
        return Err(format!("{} is there already; unspool config --edit opens it", told(&path)));
    }
    make(&path)
}

/// Makes the file unless it is there; where it is.
///
/// # Errors
/// A line for the reader, where it cannot be made.
pub fn prepare() -> Result<PathBuf, String> {
    let path = path()?;
    if path.exists() { Ok(path) } else { make(&path) }
}

fn make(path: &Path) -> Result<PathBuf, String> {
    let failed = |error| format!("{}: cannot be made ({})", told(path), keeping::reason(&error));
    keeping::replace(path, &blank()).map_err(failed)?;
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_every_default_is_right() {
        let mut tables: Vec<_> = TABLE.iter().map(|row| row.table).collect();
        tables.dedup();
        let count = tables.len();
        tables.sort_unstable();
        tables.dedup();
        assert_eq!(tables.len(), count, "a table of the file stands in one piece");
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.key as usize, i, "{}", row.name);
            assert!(!row.default.is_empty() || !row.example.is_empty(), "{}", row.name);
            for value in [row.default, row.example].iter().filter(|value| !value.is_empty()) {
                let settings = parse(&format!("[{}]\n{} = {value}\n", row.table, row.name));
                assert_eq!(settings.problems, [], "{} = {value}", row.name);
                assert!(settings.has(row.key));
            }
        }
    }

    #[test]
    fn what_is_not_set_is_as_the_table_says() {
        let settings = Settings::default();
        assert_eq!(settings.manner(), Manner::default());
        assert_eq!(settings.words(Key::NotesFile), None);
        assert_eq!(settings.words(Key::Zone), Some("utc"));
        assert!(!settings.is_on(Key::Primary));
        assert_eq!((settings.number(Key::PanelWidth), settings.trouble(0)), (None, None));
    }

    #[test]
    fn what_is_set_counts() {
        let settings = parse(
            "quote.form = 'mine'\nquote.style = \"apa\"\n[templates]\nmine = '''\n{{ quote }}'''\n[clipboard]\n\
             primary = true\n[reading]\npanel_width = 40\n",
        );
        assert_eq!(settings.problems, []);
        assert_eq!(
            settings.manner(),
            Manner {
                form: Form::Own("mine".to_owned()),
                style: Some("apa".to_owned()),
                templates: settings.templates.clone(),
                ..Manner::default()
            }
        );
        assert_eq!(settings.templates["mine"], "{{ quote }}");
        assert!(settings.is_on(Key::Primary));
        assert_eq!(settings.number(Key::PanelWidth), Some(40));
    }

    #[test]
    fn a_setting_is_given_for_once_in_words() {
        let mut settings = parse("[looks]\nemoji = \"plain\"\n");
        for assignment in
            ["looks.emoji=names", "looks.text_width = 60", "clipboard.primary=true", "quote.style=ieee"]
        {
            settings.set(assignment).unwrap();
        }
        assert_eq!((settings.words(Key::Emoji), settings.words(Key::Style)), (Some("names"), Some("ieee")));
        assert_eq!((settings.number(Key::TextWidth), settings.is_on(Key::Primary)), (Some(60), true));
        for (assignment, told) in [
            ("looks.emoji=smile", "looks.emoji is one of"),
            ("looks.text_width=9", "20 to 200"),
            ("emoji", "a setting is wanted"),
            ("looks.emojis=names", "is not known; [looks] has theme"),
        ] {
            let wrong = settings.set(assignment).unwrap_err();
            assert!(wrong.contains(told), "{assignment}: {wrong}");
        }
    }

    #[test]
    fn forms_have_names() {
        for (name, form) in FORMS {
            assert_eq!((form_named(name), name_of(form)), (form.clone(), *name));
        }
        assert_eq!(name_of(&form_named("mine")), "mine");
    }
}
