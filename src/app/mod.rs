//! The program as a value: what it shows, what a key asks for, and what it wants done in the world.
//!
//! [`fn@update`] takes an [`Event`], changes the [`State`] and returns [`Effect`]s for the shell to perform. It touches no
//! file, clock, clipboard or terminal, so that every journey of a reader can be tested as values.

pub mod collection;
pub mod contents;
pub mod copying;
pub mod correcting;
pub mod document;
pub mod finding;
pub mod geometry;
pub mod keymap;
pub mod moving;
pub mod outline;
pub mod picking;
mod pointing;
pub mod prompting;
pub mod reading;
pub mod sheets;
pub mod typing;
pub mod update;
mod walking;

use std::sync::Arc;

pub use collection::{Collection, Opened};
pub use document::{Document, Hit};
pub use update::update;

use contents::{Contents, Summary};
use correcting::Subject;
use finding::Finding;
use geometry::Areas;
use keymap::{Mode, Press};
use picking::Picking;
use reading::Reading;
use sheets::Sheet;
use typing::Line;

use crate::index::corrections::{Correction, Corrections};
use crate::index::search::Query;
use crate::model::Zone;

/// Declares the actions, with a list of them all.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// What a key asks for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }
    };
}

actions! {
    /// A row down.
    LineDown,
    /// A row up.
    LineUp,
    /// Half a page down.
    HalfPageDown,
    /// Half a page up.
    HalfPageUp,
    /// A page down.
    PageDown,
    /// A page up.
    PageUp,
    /// To the top, or to the post of that number.
    Top,
    /// To the end, or to the post of that number.
    Bottom,
    /// To the next post.
    NextPost,
    /// To the head of the post, or to the post before.
    PreviousPost,
    /// To the next post of the same level.
    NextSibling,
    /// To the post before of the same level.
    PreviousSibling,
    /// To the post above.
    Parent,
    /// To the next root.
    NextTopLevel,
    /// To the root before.
    PreviousTopLevel,
    /// Folds the branch; where there is nothing to fold, goes to the post above.
    FoldOrParent,
    /// Unfolds the branch; where it is open, goes to the first reply.
    UnfoldOrReply,
    /// Folds or unfolds the branch.
    ToggleFold,
    /// Folds one level more.
    FoldLevel,
    /// Folds one level less.
    UnfoldLevel,
    /// Folds every branch, or all from a level on.
    FoldAll,
    /// Unfolds all.
    UnfoldAll,
    /// Opens the prompt for a search forwards, or for narrowing a list.
    SearchForward,
    /// Opens the prompt for a search backwards.
    SearchBackward,
    /// To the next hit or mention.
    NextHit,
    /// To the hit or mention before.
    PreviousHit,
    /// Shows only the posts with hits, or all again.
    Filter,
    /// Copies the post.
    CopyPost,
    /// Copies the thread.
    CopyThread,
    /// Copies a link.
    CopyLink,
    /// Opens a link.
    OpenLink,
    /// To the panel, or back.
    FocusPanel,
    /// Shows or hides the panel.
    TogglePanel,
    /// Makes the panel wider.
    WidenPanel,
    /// Makes the panel narrower.
    NarrowPanel,
    /// Shows what is known of the thread.
    Facts,
    /// Shows times in the reader's zone, or in UTC.
    TurnZone,
    /// Shows what was taken out of the text, or no more.
    Reveal,
    /// Gives the mouse away or takes it back.
    Mouse,
    /// Shows the keys.
    Help,
    /// Draws everything anew.
    Redraw,
    /// Stops the program until the shell continues it.
    Suspend,
    /// Undoes one thing.
    Back,
    /// Ends the program.
    Quit,
    /// To the next section of the panel.
    NextSection,
    /// To the section before.
    PreviousSection,
    /// Takes what is marked.
    Choose,
    /// Shows all mentions of a name.
    Mentions,
    /// Calls a name something else.
    Rename,
    /// The same in this thread only.
    RenameHere,
    /// Says what kind of thing a name is.
    Kind,
    /// The same in this thread only.
    KindHere,
    /// Makes one of two names.
    Merge,
    /// The same in this thread only.
    MergeHere,
    /// Says that a name is none.
    Ignore,
    /// The same in this thread only.
    IgnoreHere,
    /// Watches for a name, or no more.
    Watch,
    /// Sorts the list in the next way.
    Sort,
    /// Leaves out what was only passed on, or shows it again.
    Reposts,
    /// The search before.
    HistoryUp,
    /// The search after.
    HistoryDown,
    /// Switches regular expressions.
    ToggleRegex,
    /// Switches whole words.
    ToggleWords,
    /// Switches case.
    ToggleCase,
    /// Switches other names of what is searched for.
    ToggleNames,
    /// One character left.
    EditLeft,
    /// One character right.
    EditRight,
    /// To the start of the line.
    EditHome,
    /// To the end of the line.
    EditEnd,
    /// Deletes to the left.
    EditBackspace,
    /// Deletes to the right.
    EditDelete,
    /// Deletes the word to the left.
    EditKillWord,
    /// Deletes all to the left.
    EditKillLine,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The first button went down.
    Press,
    /// The wheel turned towards the end.
    WheelDown,
    /// The wheel turned towards the top.
    WheelUp,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// A key was pressed.
    Key(Press),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something, at a column and row from 0.
    Mouse(MouseKind, u16, u16),
    /// The window has so many columns and rows.
    Resize(u16, u16),
    /// The n-th entry of the list was opened, or could not be: what to say.
    Opened(usize, Result<Opened, String>),
    /// More is known of a file in the list.
    Listed(usize, Result<Summary, String>),
    /// Names were recognised in a document: what it was, and what it is with them.
    Named(Arc<Document>, Arc<Document>),
    /// The reader's file has what was corrected: all that it says, and what to say; or why it has not.
    Corrected(Result<(Corrections, String), String>),
    /// A search of that generation ended, or its query cannot be read: what is wrong with it.
    Found(u64, Result<Vec<Hit>, String>),
    /// An effect succeeded or failed.
    Done(Message),
    /// The terminal is ours again after a stop.
    Resumed,
}

/// What the world is asked to do.
#[derive(Debug)]
pub enum Effect {
    /// End the program.
    Quit,
    /// Stop until continued.
    Suspend,
    /// Draw every cell anew.
    Redraw,
    /// Put a text into the clipboard; `what` says in the message what it is.
    Copy {
        /// The text.
        text: String,
        /// `post 3`, `the link`.
        what: String,
    },
    /// Open a web address in the browser.
    OpenLink(String),
    /// Search a thread and answer with [`Event::Found`].
    Search {
        /// Tells this search from older ones.
        generation: u64,
        /// The thread.
        document: Arc<Document>,
        /// What to look for.
        query: Query,
    },
    /// Recognise the names in a document, as corrected, and answer with [`Event::Named`].
    Recognise(Arc<Document>, Arc<Corrections>),
    /// Add to the reader's file and answer with [`Event::Corrected`].
    Correct {
        /// What to add.
        correction: Correction,
        /// What to say when that is done.
        said: String,
    },
    /// A search is about to be typed: make ready what every search needs.
    PrepareSearch,
    /// Open the n-th file of the list and answer with [`Event::Opened`].
    Open(usize),
    /// Open a thread of a collection, or all its posts, and answer with [`Event::Opened`] for that entry of the list.
    OpenThread {
        /// The collection.
        collection: Arc<Collection>,
        /// The thread; `None` for all posts.
        thread: Option<usize>,
        /// The entry of the list.
        entry: usize,
    },
    /// Take the mouse, or give it to the terminal.
    TakeMouse(bool),
}

/// How a line for the reader is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good news, or no news.
    Info,
    /// A word beside what the status line says anyway.
    Aside,
    /// Something went wrong.
    Problem,
}

/// A line for the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What happened and what to do next.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

impl Message {
    /// Good news, or no news.
    pub fn info(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Info }
    }

    /// A word beside what the status line says anyway.
    pub fn aside(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Aside }
    }

    /// Something went wrong.
    pub fn problem(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Problem }
    }

    /// Whether something went wrong.
    pub fn is_problem(&self) -> bool {
        self.tone == Tone::Problem
    }
}

/// What the typed line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Searching the thread.
    Search,
    /// Narrowing the panel.
    NarrowPanel,
    /// Calling a name something else.
    Rename,
    /// Joining a name with the one that the panel is narrowed to.
    Merge,
    /// Narrowing the list of files, or of the threads in a file.
    NarrowContents,
}

/// The open prompt.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What the line is for.
    pub purpose: Purpose,
    /// What was typed.
    pub line: Line,
    /// What to go back to when it is given up.
    before: Before,
}

/// How things stood when a prompt was opened.
#[derive(Clone, Debug)]
struct Before {
    view: Option<reading::View>,
    query: Query,
    direction: finding::Direction,
    walk: Walk,
    narrow: Line,
}

/// Which marks `n` and `N` walk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Walk {
    /// The hits of the search.
    #[default]
    Search,
    /// The mentions of what was chosen in the panel.
    Chosen,
}

/// The whole program.
#[derive(Debug)]
pub struct State {
    /// Columns and rows of the window.
    pub size: (u16, u16),
    /// Where everything stands in it.
    pub areas: Areas,
    /// The open thread.
    pub reading: Option<Reading>,
    /// What there is to choose from: the files that were asked for, or the threads of one.
    pub contents: Contents,
    /// The list of files that the list of threads was opened from.
    above: Option<Contents>,
    /// The entry of the list that is being opened.
    pub opening: Option<usize>,
    /// The entry that is open.
    entry: usize,
    /// The entry that was left for the list, as it stood.
    left: Option<(usize, Reading)>,
    /// The panel.
    pub picking: Picking,
    /// What the reader has said of names.
    pub corrections: Arc<Corrections>,
    /// The name that is being corrected.
    pub subject: Option<Subject>,
    /// The search.
    pub finding: Finding,
    /// Which marks are walked.
    pub walk: Walk,
    /// The open prompt.
    pub prompt: Option<Prompt>,
    /// The open sheet.
    pub sheet: Option<Sheet>,
    /// What was last said.
    pub message: Option<Message>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Press>,
    /// The number typed before a motion.
    pub count: Option<usize>,
    /// The zone that times are shown in.
    pub zone: Zone,
    /// The reader's own zone.
    pub local: Zone,
    /// Whether the mouse is ours.
    pub has_mouse: bool,
    /// Rows of the scrollbar with a mark.
    pub ticks: Vec<bool>,
    /// What the ticks were made from.
    ticked: Option<Ticked>,
}

/// Everything that the marks in the scrollbar depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticked {
    rows: u16,
    outline: u64,
    walk: Walk,
    hits: u64,
    chosen: Option<picking::Item>,
}

impl State {
    /// A program in a window of that size, with nothing open; `files` are listed if there is more than one.
    pub fn new(size: (u16, u16), files: Vec<crate::model::Clean>) -> Self {
        let opening = (files.len() == 1).then_some(0);
        let mut state = Self {
            size,
            areas: Areas::default(),
            reading: None,
            contents: Contents::new(files),
            above: None,
            opening,
            entry: 0,
            left: None,
            picking: Picking::default(),
            corrections: Arc::default(),
            subject: None,
            finding: Finding::default(),
            walk: Walk::Search,
            prompt: None,
            sheet: None,
            message: None,
            pending: Vec::new(),
            count: None,
            zone: Zone::Utc,
            local: Zone::Utc,
            has_mouse: true,
            ticks: Vec::new(),
            ticked: None,
        };
        state.settle();
        state
    }

    /// Where keys go.
    pub fn mode(&self) -> Mode {
        if self.prompt.is_some() {
            Mode::Prompt
        } else if self.sheet.is_some() {
            Mode::Sheet
        } else if self.reading.is_none() {
            Mode::Contents
        } else if self.picking.has_focus {
            Mode::Panel
        } else {
            Mode::Thread
        }
    }

    /// Brings every part in order after something changed: areas, rows in sight, marks in the scrollbar.
    fn settle(&mut self) {
        self.areas = Areas::new(self);
        let Areas { thread, panel, .. } = self.areas;
        if let Some(reading) = &mut self.reading {
            // A column for the bar of the current post to the left, a blank one to the right.
            reading.show_in(&self.zone);
            reading.resize(usize::from(thread.width).saturating_sub(2), usize::from(thread.height));
            reading.settle();
        }
        let panel_rows = panel.map_or(0, |panel| usize::from(panel.height));
        self.picking.settle(panel_rows);
        self.contents.settle(usize::from(thread.height));
        if let Some(sheet) = &mut self.sheet {
            sheet.settle(self.size);
        }
        self.tick();
    }

    /// Marks the rows of the scrollbar whose posts have a hit or a mention.
    fn tick(&mut self) {
        let made_from = self.reading.as_ref().map(|reading| Ticked {
            rows: self.areas.thread.height,
            outline: reading.outline.version(),
            walk: self.walk,
            hits: self.finding.version,
            chosen: self.picking.chosen.as_ref().map(|chosen| chosen.item),
        });
        // A search may have millions of hits: they are not gone through for every key.
        if made_from.is_some() && std::mem::replace(&mut self.ticked, made_from) == made_from {
            return;
        }
        let mut ticks = std::mem::take(&mut self.ticks);
        ticks.clear();
        ticks.resize(usize::from(self.areas.thread.height), false);
        if let Some(reading) = &self.reading {
            let count = reading.outline.count().max(1);
            let mut last = None;
            for rank in self.marks().iter().map(|hit| hit.rank) {
                if last.replace(rank) == Some(rank) {
                    continue;
                }
                let at = reading.outline.position(reading.outline.nearest(rank)) * ticks.len() / count;
                if let Some(tick) = ticks.get_mut(at) {
                    *tick = true;
                }
            }
        }
        self.ticks = ticks;
    }
}
