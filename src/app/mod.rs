//! The program as a value: what it shows, what a key asks for, and what it wants done in the world.
//!
//! [`fn@update`] takes an [`Event`], changes the [`State`] and returns [`Effect`]s for the shell to perform. It touches no
//! file, clock, clipboard or terminal, so that every journey of a reader can be tested as values.

mod actions;
pub mod annotating;
pub mod choosing;
pub mod collection;
pub mod contents;
pub mod copying;
pub mod correcting;
pub mod document;
mod extending;
pub mod finding;
pub mod geometry;
pub mod growing;
pub mod helping;
pub mod keymap;
pub mod moving;
pub mod noting;
mod opening;
pub mod outline;
pub mod overview;
pub mod picking;
pub mod pictures;
pub mod places;
mod pointing;
pub mod prompting;
pub mod quoting;
pub mod reading;
mod renewing;
mod saying;
pub mod searching;
pub mod selecting;
pub mod sheets;
pub mod showing;
mod switching;
pub mod theming;
pub mod touring;
pub mod typesetting;
pub mod typing;
pub mod update;
mod walking;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use actions::Action;
pub use collection::{Collection, Opened};
pub use document::{Document, Hit};
pub use saying::{Message, Tone};
pub use update::update;

use annotating::{Annotated, Annotating, NotKept, Upon};
use choosing::Chooser;
use contents::{Contents, Summary};
use correcting::Subject;
use finding::Finding;
use geometry::{Areas, Page};
use growing::{Change, Growing, Progress};
use keymap::{Keymap, Mode, Press};
use noting::Taking;
use overview::Overview;
use picking::Picking;
use pictures::{Measured, Pictures, Wanted};
use places::Place;
use pointing::Held;
use reading::Reading;
use searching::{Reach, Sought};
use selecting::{Selection, Words};
use sheets::Sheet;
use showing::ReadingMode;
use theming::{Ground, Theming};
use touring::Tour;
use typing::Line;

use crate::cite::quoting::Manner;
use crate::index::annotations;
use crate::index::corrections::{Correction, Corrections};
use crate::index::search::Query;
use crate::layout::Looks;
use crate::model::{Clean, Outgoing, Zone};

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The first button went down.
    Press,
    /// It went down with a key that asks for what a link leads to: Ctrl, or Alt.
    Follow,
    /// It went down a second time at the same place.
    SecondPress,
    /// It went down a third time there.
    ThirdPress,
    /// The mouse moved with the button down.
    Drag,
    /// The button went up.
    Release,
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
    /// How far the n-th file of the list is read.
    Loading(usize, Progress),
    /// What is there already of the n-th file of the list; the rest is on its way.
    Begun(usize, Opened),
    /// The n-th file of the list was opened, or could not be: what to say. Of an open file, what it holds now.
    Opened(usize, Result<Opened, String>),
    /// The n-th row of a list of threads was opened.
    ThreadOpened(usize, Arc<Document>),
    /// The n-th file of the list is no longer what was read.
    Changed(usize, Change),
    /// More is known of a file in the list.
    Listed(usize, Result<Summary, String>),
    /// Names were recognised in a document: what it was, and what it is with them.
    Named(Arc<Document>, Arc<Document>),
    /// The reader's file has what was corrected: all that it says, and what to say; or why it has not.
    Corrected(Result<(Corrections, String), String>),
    /// Where the thread of that mark was left.
    Recalled(Clean, Box<Place>),
    /// The file of that name has this SHA-256.
    Hashed(Clean, Clean),
    /// What is kept upon a thread; or why a change to it is not kept.
    Annotated(Upon, Box<Result<Annotated, NotKept>>),
    /// What was written in the reader's own editor, or why it was not.
    Edited(Result<String, String>),
    /// A search of that generation ended, or its query cannot be read: what is wrong with it.
    Found(u64, Result<Vec<Hit>, String>),
    /// A search of that generation has found so much, which is all in what it has reached.
    FoundNear(u64, Vec<Hit>, Reach),
    /// An effect succeeded or failed.
    Done(Message),
    /// It is known what the terminal writes on.
    Ground(Ground),
    /// How large pictures of a file are, by its name, or why they cannot be shown.
    PicturesMeasured(Option<Clean>, Vec<(Clean, Measured)>),
    /// A picture can be painted.
    PictureReady,
    /// The terminal is ours again after a stop.
    Resumed,
    /// The program is about to be ended from outside.
    Ending,
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
        text: Outgoing,
        /// `post 3`, `the link`.
        what: String,
    },
    /// Answer with [`Event::Hashed`] for the file of that name.
    Hash(Clean),
    /// Keep for the next time how the reader wants quotations.
    Remember(Manner),
    /// Append a text to the notes file, under the heading of its thread.
    Note {
        /// What the thread is called.
        heading: String,
        /// The quotation with its citation.
        text: Outgoing,
        /// `post 3`, `a sentence of post 3`.
        what: String,
    },
    /// Give a text to a command of the reader's.
    Pipe {
        /// The command with its arguments, as typed.
        command: String,
        /// The text.
        text: Outgoing,
        /// `post 3`, `the link`.
        what: String,
    },
    /// Open a web address in the browser.
    OpenLink(String),
    /// Search a thread and answer with [`Event::Found`] of that generation, perhaps with [`Event::FoundNear`] before.
    Search(u64, Sought),
    /// Recognise the names in a document, as corrected, and answer with [`Event::Named`].
    Recognise(Arc<Document>, Arc<Corrections>),
    /// Add to the reader's file and answer with [`Event::Corrected`].
    Correct {
        /// What to add.
        correction: Correction,
        /// What to say when that is done.
        said: String,
    },
    /// Answer with [`Event::Annotated`]: what is kept upon a thread.
    RecallAnnotations(Upon),
    /// Make a change to what is kept upon a thread, and answer with [`Event::Annotated`].
    Annotate {
        /// The thread.
        upon: Upon,
        /// The change.
        change: annotations::Change,
        /// What to say when it is made.
        said: String,
        /// Whether it undoes another.
        undoes: bool,
    },
    /// Have a text edited in the reader's own editor, and answer with [`Event::Edited`].
    EditText(String),
    /// Sort out what keys ask for of a document with many posts, before they do; times by the clock of a zone.
    Prepare(Arc<Document>, Zone),
    /// A search is about to be typed: make ready what every search needs.
    PrepareSearch,
    /// Open the n-th file of the list and answer with [`Event::Opened`].
    Open(usize),
    /// Read the n-th file of the list anew and answer with [`Event::Opened`].
    Reload(usize),
    /// Answer with [`Event::Opened`] whenever the n-th file of the list has grown or changed.
    Follow(usize),
    /// Nothing of the open file is waited for any more.
    Leave,
    /// Open a thread of a collection, or all its posts, and answer with [`Event::ThreadOpened`] for that row of the list.
    OpenThread {
        /// The collection.
        collection: Arc<Collection>,
        /// The thread; `None` for all posts.
        thread: Option<usize>,
        /// The entry of the list.
        entry: usize,
    },
    /// Keep where the thread of a mark was left; `None` forgets it.
    KeepPlace {
        /// What tells the thread from others, see [`crate::index::identity::thread_mark`].
        mark: Clean,
        /// Its first words.
        words: Clean,
        /// The file it was read from, as the reader named it.
        file: Option<Clean>,
        /// Where the reader is.
        place: Option<Place>,
    },
    /// Answer with [`Event::Recalled`] if it is known where the thread of that mark was left.
    RecallPlace(Clean),
    /// Take the mouse, or give it to the terminal.
    TakeMouse(bool),
    /// Find out how large pictures are and answer with [`Event::PicturesMeasured`].
    MeasurePictures {
        /// The file with which they lie, as it names itself.
        source: Option<Clean>,
        /// Where they lie there.
        files: Vec<Clean>,
    },
    /// Make pictures ready to be painted and answer each with [`Event::PictureReady`].
    DrawPictures {
        /// The file with which they lie, as it names itself.
        source: Option<Clean>,
        /// Which, and how large.
        wanted: Vec<Wanted>,
    },
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
    /// Narrowing the open sheet.
    NarrowSheet,
    /// Naming a command that a text is given to.
    Pipe,
    /// Giving an annotation tags.
    Tag,
    /// Calling a bookmark by a word.
    NameBookmark,
    /// Narrowing the list of annotations.
    NarrowAnnotations,
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
    selection: Option<Selection>,
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
    /// The open file, while it is not all there or not at rest.
    pub growing: Growing,
    /// The entry that was left for the list, as it stood.
    left: Option<(usize, Reading)>,
    /// The panel.
    pub picking: Picking,
    /// What the reader has said of names.
    pub corrections: Arc<Corrections>,
    /// The name that is being corrected.
    pub subject: Option<Subject>,
    /// What is kept upon the open thread.
    pub annotating: Annotating,
    /// The search.
    pub finding: Finding,
    /// Which marks are walked.
    pub walk: Walk,
    /// The open prompt.
    pub prompt: Option<Prompt>,
    /// The open sheet.
    pub sheet: Option<Sheet>,
    /// What is selected, while it is.
    pub selection: Option<Selection>,
    /// Where the button of the mouse went down, and what is selected from there.
    pressed: Option<Selection>,
    /// The open overview.
    pub overview: Option<Overview>,
    /// What the mouse has hold of.
    held: Option<Held>,
    /// The open choice of forms.
    pub chooser: Option<Chooser>,
    /// How the reader wants quotations.
    pub manner: Manner,
    /// The SHA-256 of files, by their names; `None` for those that were asked for.
    hashes: BTreeMap<Clean, Option<Clean>>,
    /// What is taken where.
    pub taking: Taking,
    /// The tour, while it lasts.
    pub tour: Option<Tour>,
    /// Whether the screen is for being read aloud: words for signs, and nothing beside each other.
    pub is_plain: bool,
    /// The keys that hold.
    pub keymap: Arc<Keymap>,
    /// What was last said.
    pub message: Option<Message>,
    /// Keys of a sequence that is not complete.
    pub pending: Vec<Press>,
    /// The number typed before a motion.
    pub count: Option<usize>,
    /// Which theme is wanted.
    pub theming: Theming,
    /// How the thread is set.
    pub looks: Arc<Looks>,
    /// How the window is shared out.
    pub page: Page,
    /// The reader's own zone.
    pub local: Zone,
    /// How threads are gone through at first.
    pub preferred: ReadingMode,
    /// Whether it is kept where a thread was left, and come back to.
    pub keeps_places: bool,
    /// Whether the mouse is ours.
    pub has_mouse: bool,
    /// Pictures that lie with the thread.
    pub pictures: Pictures,
    /// Rows of the scrollbar with a mark.
    pub ticks: Vec<bool>,
    /// Rows of the scrollbar with an annotation.
    pub notches: Vec<bool>,
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
    annotations: u64,
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
            growing: Growing::default(),
            left: None,
            picking: Picking::default(),
            corrections: Arc::default(),
            subject: None,
            annotating: Annotating::default(),
            finding: Finding::default(),
            walk: Walk::Search,
            prompt: None,
            sheet: None,
            selection: None,
            pressed: None,
            overview: None,
            held: None,
            chooser: None,
            manner: Manner::default(),
            hashes: BTreeMap::new(),
            taking: Taking::default(),
            tour: None,
            is_plain: false,
            keymap: Arc::default(),
            message: None,
            pending: Vec::new(),
            count: None,
            theming: Theming::default(),
            looks: Arc::default(),
            page: Page::default(),
            local: Zone::Utc,
            preferred: ReadingMode::Tree,
            keeps_places: true,
            has_mouse: true,
            pictures: Pictures::default(),
            ticks: Vec::new(),
            notches: Vec::new(),
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
        } else if self.annotating.writing.is_some() {
            Mode::Write
        } else if self.annotating.list.is_some() {
            Mode::Annotations
        } else if self.chooser.is_some() {
            Mode::Choose
        } else if self.pictures.enlarged.is_some() {
            Mode::Picture
        } else if self.reading.is_none() {
            Mode::Contents
        } else if self.overview.is_some() {
            Mode::Overview
        } else if self.selection.is_some() {
            Mode::Select
        } else if self.picking.has_focus {
            Mode::Panel
        } else {
            Mode::Thread
        }
    }

    /// Brings every part in order after something changed: areas, rows in sight, marks in the scrollbar.
    fn settle(&mut self) {
        let narrows_sheet = |prompt: &mut Prompt| prompt.purpose == Purpose::NarrowSheet;
        if self.sheet.is_none() {
            self.prompt.take_if(narrows_sheet);
        }
        self.areas = Areas::new(self);
        let Areas { thread, panel, .. } = self.areas;
        self.pictures.resize(thread.height);
        if let Some(reading) = &mut self.reading {
            reading.illustrate(&self.pictures.album);
            reading.set(&self.looks);
            reading.speak(self.is_plain.then(|| Arc::clone(&self.annotating.known)));
            // A column for the bar of the current post to the left; to the right a blank one, and one for signs.
            let beside = if self.is_plain { 2 } else { 3 };
            let size = (usize::from(thread.width).saturating_sub(beside), usize::from(thread.height));
            reading.resize(usize::from(self.page.measure), size);
            reading.settle();
            if let Some(selection) = &mut self.selection {
                selection.settle(&Words::of(reading));
            }
        }
        if let (Some(overview), Some(reading)) = (&mut self.overview, &self.reading) {
            overview.settle(&reading.document, reading.current(), self.areas.body);
        }
        let panel_rows = panel.map_or(0, |panel| usize::from(panel.height));
        self.picking.settle(panel_rows);
        self.contents.settle(usize::from(thread.height));
        self.annotating.settle(self.size, self.areas.status.y);
        if let Some(sheet) = &mut self.sheet {
            sheet.settle(self.areas.room);
            if self.is_plain {
                (sheet.area.x, sheet.area.y) = (0, 0);
            }
        }
        if let Some(chooser) = &mut self.chooser {
            chooser.settle(self.areas.room, self.is_plain);
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
            annotations: self.annotating.version,
        });
        // A search may have millions of hits: they are not gone through for every key.
        if made_from.is_some() && std::mem::replace(&mut self.ticked, made_from) == made_from {
            return;
        }
        let rows = usize::from(self.areas.thread.height);
        let (mut ticks, mut notches) = (vec![false; rows], vec![false; rows]);
        if let Some(reading) = &self.reading {
            mark_rows(&mut ticks, reading, self.marks().iter().map(|hit| hit.rank));
            let stands = self.annotating.known.stands().iter();
            mark_rows(&mut notches, reading, stands.map(|stand| stand.rank));
        }
        (self.ticks, self.notches) = (ticks, notches);
    }
}

/// Marks the rows of the scrollbar that stand for some posts, in reading order.
fn mark_rows(rows: &mut [bool], reading: &Reading, ranks: impl Iterator<Item = crate::index::Rank>) {
    let (count, height) = (reading.outline.count().max(1), rows.len());
    let mut last = None;
    for rank in ranks {
        if last.replace(rank) == Some(rank) {
            continue;
        }
        let at = reading.outline.position(reading.outline.nearest(rank)) * height / count;
        if let Some(row) = rows.get_mut(at) {
            *row = true;
        }
    }
}
