//! Keys as a table: mode, keys, action, group. Lookup, help, hints and the README's table of keys all come from it.
//!
//! A binding is a sequence of one or more presses, written as a reader would write them: `j`, `C-d`, `PgDn`, `z a`. The
//! order of the rows is the order in help.

use std::fmt;

use super::Action;

/// A key, without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character as typed, upper case with Shift.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift and Tab.
    BackTab,
    /// The key that deletes to the left.
    Backspace,
    /// The key that deletes to the right.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key by its number.
    F(u8),
}

const NAMES: &[(Key, &str)] = &[
    (Key::Char(' '), "Space"),
    (Key::Enter, "Enter"),
    (Key::Esc, "Esc"),
    (Key::Tab, "Tab"),
    (Key::BackTab, "S-Tab"),
    (Key::Backspace, "BS"),
    (Key::Delete, "Del"),
    (Key::Up, "Up"),
    (Key::Down, "Down"),
    (Key::Left, "Left"),
    (Key::Right, "Right"),
    (Key::Home, "Home"),
    (Key::End, "End"),
    (Key::PageUp, "PgUp"),
    (Key::PageDown, "PgDn"),
];

/// A key with its modifiers; Shift is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    /// The key.
    pub key: Key,
    /// Whether Control was held.
    pub ctrl: bool,
    /// Whether Alt was held.
    pub alt: bool,
}

impl Press {
    /// A key without modifiers.
    pub const fn plain(key: Key) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// Reads `j`, `C-d`, `A-w`, `PgDn`, `F1`.
    pub fn parse(name: &str) -> Option<Self> {
        let (mut press, mut rest) = (Self::plain(Key::Esc), name);
        loop {
            match rest.split_at_checked(2) {
                Some(("C-", key)) if !key.is_empty() => (press.ctrl, rest) = (true, key),
                Some(("A-", key)) if !key.is_empty() => (press.alt, rest) = (true, key),
                _ => break,
            }
        }
        let mut chars = rest.chars();
        press.key = match (chars.next(), chars.as_str()) {
            (Some(c), "") => Key::Char(c),
            (Some('F'), digits) if digits.parse::<u8>().is_ok() => Key::F(digits.parse().ok()?),
            _ => NAMES.iter().find(|(_, n)| *n == rest)?.0,
        };
        Some(press)
    }

    /// The presses of a sequence such as `z a`.
    pub fn sequence(keys: &str) -> impl Iterator<Item = Self> + '_ {
        keys.split(' ').filter_map(Self::parse)
    }
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.ctrl { "C-" } else { "" })?;
        f.write_str(if self.alt { "A-" } else { "" })?;
        match (NAMES.iter().find(|(key, _)| *key == self.key), self.key) {
            (Some((_, name)), _) => f.write_str(name),
            (None, Key::Char(c)) => write!(f, "{c}"),
            (None, Key::F(n)) => write!(f, "F{n}"),
            (None, _) => Ok(()),
        }
    }
}

/// Where keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The thread has the keys.
    Thread,
    /// Words of it are being selected.
    Select,
    /// The panel beside it has.
    Panel,
    /// The list of files, or of the threads in a file, has.
    Contents,
    /// A sheet over the screen has: help, links to choose from, facts of the thread.
    Sheet,
    /// The sheet that chooses the form of a quotation has.
    Choose,
    /// The line that takes a search has; characters go into it.
    Prompt,
}

impl Mode {
    /// Every mode, in the order of help.
    pub const ALL: [Self; 7] =
        [Self::Thread, Self::Select, Self::Panel, Self::Contents, Self::Sheet, Self::Choose, Self::Prompt];

    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Thread => "In the thread",
            Self::Select => "While selecting",
            Self::Panel => "In the panel",
            Self::Contents => "In the list of files or threads",
            Self::Sheet => "In a sheet (help, links, facts)",
            Self::Choose => "While choosing a form",
            Self::Prompt => "While typing",
        }
    }
}

/// What a binding is about, for help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Moving about.
    Move,
    /// Folding branches.
    Fold,
    /// Searching and marks.
    Search,
    /// Copying and opening.
    Take,
    /// Correcting names.
    Correct,
    /// Panel, sheets, and the program.
    Program,
}

impl Group {
    /// What help calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Fold => "Fold",
            Self::Search => "Search and mark",
            Self::Take => "Copy and open",
            Self::Correct => "Correct names",
            Self::Program => "Panel and program",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub mode: Mode,
    /// The sequences that call it, the one to teach first.
    pub keys: &'static [&'static str],
    /// What it does.
    pub action: Action,
    /// Where help lists it.
    pub group: Group,
    /// What it does, in a few words.
    pub does: &'static str,
    /// The word for the status line, empty for none.
    pub hint: &'static str,
}

/// The rows of one mode and group.
macro_rules! rows {
    ($($mode:ident $group:ident { $($action:ident: $($keys:literal)+ => $does:literal $(, $hint:literal)?;)+ })+) => {
        &[$($(Binding {
            mode: Mode::$mode,
            keys: &[$($keys),+],
            action: Action::$action,
            group: Group::$group,
            does: $does,
            hint: concat!("" $(, $hint)?),
        },)+)+]
    };
}

/// The table. A number before a motion repeats it.
pub const TABLE: &[Binding] = rows! {
    Thread Move {
        LineDown: "j" "Down" "Enter" "C-e" "C-n" => "down a row";
        LineUp: "k" "Up" "C-y" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the top; with a number, to that post";
        Bottom: "G" "End" => "to the end; with a number, to that post";
        NextPost: "J" "}" => "to the next post";
        PreviousPost: "K" "{" => "to the post before";
        NextSibling: ")" => "to the next reply of the same level";
        PreviousSibling: "(" => "to the reply before of the same level";
        Parent: "p" "^" => "to the post that this one answers";
        NextTopLevel: "]" => "to the next post at the top level";
        PreviousTopLevel: "[" => "to the top-level post before";
    }
    Thread Fold {
        FoldOrParent: "h" "Left" => "fold the branch, or go to its parent";
        UnfoldOrReply: "l" "Right" => "unfold the branch, or go to its first reply";
        ToggleFold: "x" "z a" => "fold or unfold the branch";
        FoldLevel: "z m" => "fold one level more, the deepest first";
        UnfoldLevel: "z r" => "unfold one level";
        FoldAll: "z M" => "fold every branch; with a number before z, all below that level";
        UnfoldAll: "z R" => "unfold all";
    }
    Thread Search {
        SearchForward: "/" => "search the text forwards", "search";
        SearchBackward: "\\" => "search the text backwards";
        NextHit: "n" => "to the next hit or mention";
        PreviousHit: "N" => "to the hit or mention before";
        Filter: "&" => "show only the posts that have it; again for all";
    }
    Thread Take {
        Select: "v" => "select words, from the cursor or the hit at it", "select";
        SelectPosts: "V" => "select whole posts";
        CopyPost: "y" => "copy the marked posts, or this one, with the citation", "copy";
        QuoteSentence: "s" => "copy the sentence of the hit, or at the cursor, with its citation";
        ChooseForm: "C" => "choose form and citation style, with a look at what is copied";
        Note: "a" => "append the same to your notes file";
        MarkPost: "m" => "mark the post, or no more; marked posts are copied together";
        UnmarkAll: "U" => "unmark all posts";
        CopyThread: "Y" => "copy the whole thread";
        CopyLink: "c" => "copy a link of the post, or its address";
        OpenLink: "o" => "open a link of the post in the browser";
        Pipe: "!" => "pipe the same to a command of yours";
        PipeLast: "A-!" => "pipe what was copied last to a command of yours";
    }
    Thread Program {
        FocusPanel: "Tab" => "to the panel and back", "panel";
        TogglePanel: "|" => "show or hide the panel";
        WidenPanel: "<" => "make the panel wider";
        NarrowPanel: ">" => "make the panel narrower";
        Facts: "i" "=" => "what is known of the thread, with warnings";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        Reveal: "H" => "show what was taken out of the text because it acts or hides, or no more";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "undo one thing: filter, mark, search; then to the list";
        Quit: "q" "C-c" => "quit", "quit";
    }
    Select Move {
        CharRight: "l" "Right" => "a character right";
        CharLeft: "h" "Left" => "a character left";
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        NextWord: "w" => "to the next word";
        PreviousWord: "b" => "to the beginning of the word, or of the one before";
        WordEnd: "e" => "to the end of the word, or of the next one";
        NextSentence: ")" => "to the next sentence";
        PreviousSentence: "(" => "to the beginning of the sentence, or of the one before";
        RowStart: "0" "^" "Home" => "to the beginning of the row";
        RowEnd: "$" "End" => "to the end of the row";
        NextPost: "}" "J" => "to the next post";
        PreviousPost: "{" "K" => "to the beginning of the post, or of the one before";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "PgDn" "C-f" => "down a page";
        PageUp: "PgUp" "C-b" => "up a page";
        Top: "g" => "to the first words; with a number, to that post";
        Bottom: "G" => "to the last words; with a number, to that post";
    }
    Select Search {
        SearchForward: "/" => "search forwards and select as far as that";
        SearchBackward: "\\" => "search backwards and select as far as that";
        NextHit: "n" => "as far as the next hit";
        PreviousHit: "N" => "as far as the hit before";
    }
    Select Take {
        CopyPost: "y" "Enter" => "copy what is selected with its citation", "copy";
        CopyWords: "Y" "c" => "copy the words alone", "words";
        ChooseForm: "C" => "choose form and citation style, with a look at what is copied", "form";
        Note: "a" => "append it to your notes file";
        Pipe: "!" => "pipe it to a command of yours";
        Select: "v" => "bind the ends to words, sentences, posts, characters", "grain";
        QuoteSentence: "s" => "whole sentences", "sentence";
        SelectPosts: "V" => "whole posts";
        OtherEnd: "o" => "go on from the other end", "other end";
        MarkPost: "m" => "mark the posts instead";
    }
    Select Correct {
        AddName: "E" => "it is a name: say of what";
    }
    Select Program {
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "select no more", "leave";
        Quit: "q" "C-c" => "quit";
    }
    Panel Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
        NextSection: "]" "J" => "to the next section";
        PreviousSection: "[" "K" => "to the section before";
    }
    Panel Search {
        Choose: "Enter" "l" "Right" => "mark all mentions and go to the first", "go";
        NextHit: "n" => "to the next mention";
        PreviousHit: "N" => "to the mention before";
        Filter: "&" => "show only the posts that have it; again for all", "filter";
        SearchForward: "/" => "narrow the panel by typing", "narrow";
        Sort: "s" => "sort by count or by first appearance", "sort";
    }
    Panel Take {
        Mentions: "v" => "all its mentions, each with its sentence";
        CopyLink: "y" "c" => "copy the name or the link", "copy";
        OpenLink: "o" => "open the link in the browser", "open";
    }
    Panel Correct {
        Rename: "e r" => "call the name something else";
        Merge: "e m" => "it is the same as another name";
        Kind: "e k" => "say what kind of thing it is";
        Ignore: "e x" => "it is no name";
        RenameHere: "e R" => "call it something else in this thread only";
        MergeHere: "e M" => "it is the same as another name in this thread only";
        KindHere: "e K" => "say what kind of thing it is in this thread only";
        IgnoreHere: "e X" => "it is no name in this thread";
        Watch: "e w" => "watch for it in all threads, or no more";
    }
    Panel Program {
        FocusPanel: "Tab" "S-Tab" "h" "Left" => "back to the thread", "thread";
        TogglePanel: "|" => "hide the panel";
        WidenPanel: "<" => "make the panel wider";
        NarrowPanel: ">" => "make the panel narrower";
        Facts: "i" "=" => "what is known of the thread, with warnings";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" => "undo one thing: narrowing, filter, mark; then to the thread";
        Quit: "q" "C-c" => "quit";
    }
    Contents Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
    }
    Contents Search {
        SearchForward: "/" => "narrow the list by typing; threads by all their words", "narrow";
        Sort: "s" => "sort: newest, longest, as in the file", "sort";
        Reposts: "r" => "leave out what was only passed on, or show it again";
    }
    Contents Program {
        Choose: "Enter" "l" "Right" => "open the row that is marked", "open";
        Facts: "i" "=" => "what is known of the file, with warnings";
        TurnZone: "T" => "show times in your own zone, or in UTC";
        Mouse: "M" => "give the mouse to the terminal, or take it back";
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "h" "Left" => "undo one thing: opening, narrowing; then to the list of files";
        Quit: "q" "C-c" => "quit", "quit";
    }
    Sheet Move {
        LineDown: "j" "Down" "C-n" => "down a row";
        LineUp: "k" "Up" "C-p" => "up a row";
        HalfPageDown: "d" "C-d" => "down half a page";
        HalfPageUp: "u" "C-u" => "up half a page";
        PageDown: "Space" "f" "PgDn" "C-f" => "down a page";
        PageUp: "b" "PgUp" "C-b" => "up a page";
        Top: "g" "Home" => "to the first row";
        Bottom: "G" "End" => "to the last row";
    }
    Sheet Take {
        Choose: "Enter" => "take the row that is marked; a digit takes that row", "choose";
        QuoteSentence: "y" => "among mentions: copy the sentence with its citation";
        Note: "a" => "among mentions: append the sentence to your notes file";
    }
    Sheet Correct {
        IgnoreHere: "X" => "among mentions: the name is none in that post";
    }
    Sheet Program {
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" "?" "F1" => "close", "close";
        Quit: "C-c" => "quit";
    }
    Choose Move {
        LineDown: "j" "Down" "C-n" => "the next form";
        LineUp: "k" "Up" "C-p" => "the form before";
        Top: "g" "Home" => "the first form";
        Bottom: "G" "End" => "the last form";
        HalfPageDown: "d" "C-d" => "half a page on in what is copied";
        HalfPageUp: "u" "C-u" => "half a page back";
        PageDown: "Space" "f" "PgDn" "C-f" => "a page on in what is copied";
        PageUp: "b" "PgUp" "C-b" => "a page back";
    }
    Choose Take {
        Choose: "Enter" "y" => "copy it so, and keep to this form", "copy";
        Note: "a" => "append it so to your notes file", "note";
        NextStyle: "Tab" "l" "Right" => "the next citation style", "style";
        PreviousStyle: "S-Tab" "h" "Left" => "the citation style before";
        TurnAuthor: "w" => "the author is a person, a group, or as guessed";
        TurnLinks: "n" => "names as links to notes, or not";
        TurnProvenance: "p" => "also file, checksum, id and archive, or not";
    }
    Choose Program {
        Help: "?" "F1" => "this help", "help";
        Redraw: "C-l" => "draw the screen anew";
        Suspend: "C-z" => "leave to the shell; 'fg' comes back";
        Back: "Esc" "q" => "close and copy nothing", "close";
        Quit: "C-c" => "quit";
    }
    Prompt Search {
        Choose: "Enter" => "accept the search; in a list being narrowed, take the row", "accept";
        Back: "Esc" "C-c" => "give it up and go back to where you were", "back";
        HistoryUp: "Up" "C-p" => "the search before; in a list being narrowed, a row up";
        HistoryDown: "Down" "C-n" => "the search after; in a list being narrowed, a row down";
        ToggleRegex: "A-r" => "regular expression, or plain words", "regex";
        ToggleWords: "A-w" => "whole words only, or parts too", "words";
        ToggleCase: "A-c" => "case: smart, exact, any", "case";
        ToggleNames: "A-n" => "also the other names of what is searched for, or not", "names";
    }
    Prompt Move {
        EditLeft: "Left" "C-b" => "one character left";
        EditRight: "Right" "C-f" => "one character right";
        EditHome: "Home" "C-a" => "to the start";
        EditEnd: "End" "C-e" => "to the end";
        EditBackspace: "BS" "C-h" => "delete to the left; in an empty line, give up";
        EditDelete: "Del" "C-d" => "delete to the right";
        EditKillWord: "C-w" => "delete the word to the left";
        EditKillLine: "C-u" => "delete all to the left";
    }
};

/// What a run of presses means in a mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A binding.
    Action(Action),
    /// The beginning of at least one.
    Prefix,
    /// Nothing.
    Nothing,
}

/// The bindings of a mode whose keys begin with the presses, each with the presses that are still to come.
fn beginning_with(mode: Mode, presses: &[Press]) -> impl Iterator<Item = (&'static Binding, Vec<Press>)> {
    let sequences = TABLE.iter().filter(move |binding| binding.mode == mode).flat_map(|binding| {
        binding.keys.iter().map(move |keys| (binding, Press::sequence(keys).collect::<Vec<_>>()))
    });
    sequences.filter_map(move |(binding, wanted)| Some((binding, wanted.strip_prefix(presses)?.to_vec())))
}

/// Looks the presses up.
pub fn look_up(mode: Mode, presses: &[Press]) -> Found {
    let mut found = Found::Nothing;
    for (binding, rest) in beginning_with(mode, presses) {
        if rest.is_empty() {
            return Found::Action(binding.action);
        }
        found = Found::Prefix;
    }
    found
}

/// The first key of an action in a mode, for hints and messages; `?` for an action that is not bound there.
pub fn key_for(mode: Mode, action: Action) -> &'static str {
    TABLE
        .iter()
        .find(|binding| binding.mode == mode && binding.action == action)
        .and_then(|binding| binding.keys.first())
        .copied()
        .unwrap_or("?")
}

/// What may follow the presses typed so far: the remaining keys, and what they do.
pub fn continuations(mode: Mode, presses: &[Press]) -> Vec<(String, &'static str)> {
    let told = |rest: Vec<Press>| rest.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    beginning_with(mode, presses)
        .filter(|(_, rest)| !rest.is_empty())
        .map(|(binding, rest)| (told(rest), binding.does))
        .collect()
}

/// The hints for the status line: key and word, in the order of the table with `help` first.
pub fn hints(mode: Mode) -> Vec<(&'static str, &'static str)> {
    let mut hints: Vec<_> = TABLE
        .iter()
        .filter(|binding| binding.mode == mode && !binding.hint.is_empty())
        .map(|binding| (binding.keys[0], binding.hint))
        .collect();
    hints.sort_by_key(|(_, word)| *word != "help");
    hints
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_key_is_written_as_it_is_read() {
        for binding in TABLE {
            for keys in binding.keys {
                let presses: Vec<_> =
                    keys.split(' ').map(|key| Press::parse(key).expect(key).to_string()).collect();
                assert_eq!(presses.join(" "), *keys);
            }
        }
    }

    #[test]
    fn no_key_is_bound_twice_in_a_mode_nor_begins_another() {
        let mut bound: HashMap<(Mode, Vec<Press>), Action> = HashMap::new();
        for binding in TABLE {
            for keys in binding.keys {
                let presses: Vec<_> = Press::sequence(keys).collect();
                let before = bound.insert((binding.mode, presses), binding.action);
                assert_eq!(before, None, "{keys} in {:?}", binding.mode);
            }
        }
        for (mode, presses) in bound.keys() {
            for end in 1..presses.len() {
                assert!(!bound.contains_key(&(*mode, presses[..end].to_vec())), "{presses:?}");
            }
        }
    }

    #[test]
    fn every_action_is_bound() {
        for action in Action::ALL {
            assert!(TABLE.iter().any(|binding| binding.action == *action), "{action:?} has no key");
        }
    }

    #[test]
    fn sequences_are_found_by_their_beginning() {
        let press = |name| Press::parse(name).unwrap();
        assert_eq!(look_up(Mode::Thread, &[press("z")]), Found::Prefix);
        assert_eq!(look_up(Mode::Thread, &[press("z"), press("M")]), Found::Action(Action::FoldAll));
        assert_eq!(look_up(Mode::Thread, &[press("z"), press("Q")]), Found::Nothing);
        assert_eq!(look_up(Mode::Thread, &[press("C-d")]), Found::Action(Action::HalfPageDown));
        assert!(continuations(Mode::Thread, &[press("z")]).iter().any(|(keys, _)| keys == "M"));
    }

    #[test]
    fn hints_begin_with_help() {
        assert_eq!(hints(Mode::Thread)[0], ("?", "help"));
    }
}
