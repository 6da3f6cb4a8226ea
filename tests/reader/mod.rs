//! The reader without a terminal: keys in, screen and effects out.
//!
//! Keys are written as a reader would say them: `jjJ`, `/northwind<Enter>`, `<C-d>`, `z<Space>`. Searches are performed
//! at once, copies and opened links are kept to be looked at.
#![allow(dead_code, reason = "each test uses its own share")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unspool::app::annotating::{Annotated, Upon};
use unspool::app::keymap::Press;
use unspool::app::places::Place;
use unspool::app::{Document, Effect, Event, Message, Opened, State, update};
use unspool::cite::annotations::w3c::{self, Page};
use unspool::cite::quoting::Manner;
use unspool::formats;
use unspool::index::annotations::{Annotation, Annotations, Change, Outcome, merging};
use unspool::index::corrections::Corrections;
use unspool::index::recognising;
use unspool::model::{Clean, Source};
use unspool::shell::abilities::Drawing;
use unspool::shell::corrections;
use unspool::shell::pictures::{self, Medium};
use unspool::view::gallery::Gallery;
use unspool::view::{self, Beside, theme::Theme};

/// The sample thread of the program.
pub(crate) const SAMPLE: &str = include_str!("../../assets/sample.json");

pub(crate) struct Reader {
    pub(crate) state: State,
    /// Texts that were copied, with what they are.
    pub(crate) copied: Vec<(String, String)>,
    /// Notes, each with heading, text and what it is.
    pub(crate) noted: Vec<(String, String, String)>,
    /// How quotations are wanted from now on.
    pub(crate) remembered: Vec<Manner>,
    /// Commands with what they were given.
    pub(crate) piped: Vec<(String, String)>,
    /// Addresses that were opened.
    pub(crate) opened: Vec<String>,
    /// Entries of the list that were asked for.
    pub(crate) asked: Vec<usize>,
    /// Entries that were to be read anew, and the one that is followed.
    pub(crate) reloaded: Vec<usize>,
    pub(crate) followed: Option<usize>,
    pub(crate) has_quit: bool,
    /// Whether searches take their time: their answers wait for [`Reader::answer`].
    pub(crate) is_slow: bool,
    /// Whether names are recognised; without, the panel has what the file tells.
    pub(crate) has_names: bool,
    pub(crate) places: HashMap<Clean, Place>,
    /// What is kept upon threads, as it is written.
    pub(crate) shelf: HashMap<Clean, String>,
    /// Texts that went to the reader's own editor.
    pub(crate) edited: Vec<String>,
    /// The reader's own file of names.
    pub(crate) file: String,
    waiting: Vec<Event>,
    /// The pictures that lie with the thread, by their files.
    pub(crate) pictures: HashMap<String, Vec<u8>>,
    /// How they are drawn.
    pub(crate) drawing: Drawing,
    /// Those that are ready to be painted.
    pub(crate) gallery: Gallery,
    /// How many annotations were made.
    made: usize,
}

/// What a file of that text holds.
pub(crate) fn opened(text: &str) -> Opened {
    let source = Source { file: Some(Clean::line("thread.txt")), ..Source::default() };
    Opened::new(formats::read(text.as_bytes(), source).unwrap())
}

pub(crate) fn document(text: &str) -> Arc<Document> {
    let source = Source { file: Some(Clean::line("thread.txt")), ..Source::default() };
    Arc::new(Document::new(formats::read(text.as_bytes(), source).unwrap()))
}

impl Reader {
    /// A thread opened in a window of that size.
    pub(crate) fn open(text: &str, size: (u16, u16)) -> Self {
        let mut reader = Self::empty(size, &["thread.txt"]);
        reader.take(Event::Opened(0, Ok(opened(text))));
        reader
    }

    /// The same, with the names in it recognised.
    pub(crate) fn named(text: &str, size: (u16, u16)) -> Self {
        let mut reader = Self::empty(size, &["thread.txt"]);
        reader.has_names = true;
        reader.take(Event::Opened(0, Ok(opened(text))));
        reader
    }

    pub(crate) fn sample() -> Self {
        Self::open(SAMPLE, (80, 24))
    }

    /// A window with nothing open yet.
    pub(crate) fn empty(size: (u16, u16), files: &[&str]) -> Self {
        let state = State::new(size, files.iter().map(|file| Clean::line(file)).collect());
        Self {
            state,
            copied: Vec::new(),
            noted: Vec::new(),
            remembered: Vec::new(),
            piped: Vec::new(),
            opened: Vec::new(),
            asked: Vec::new(),
            reloaded: Vec::new(),
            followed: None,
            has_quit: false,
            is_slow: false,
            has_names: false,
            places: HashMap::new(),
            shelf: HashMap::new(),
            edited: Vec::new(),
            file: String::new(),
            waiting: Vec::new(),
            pictures: HashMap::new(),
            drawing: Drawing::HalfBlocks,
            gallery: Gallery::default(),
            made: 0,
        }
    }

    pub(crate) fn take(&mut self, event: Event) {
        for effect in update(&mut self.state, event) {
            match effect {
                Effect::Quit => self.has_quit = true,
                Effect::Copy { text, what } => self.copied.push((text.into(), what)),
                Effect::Note { heading, text, what } => self.noted.push((heading, text.into(), what)),
                Effect::Remember(manner) => self.remembered.push(manner),
                Effect::Pipe { command, text, .. } => self.piped.push((command, text.into())),
                Effect::OpenLink(url) => self.opened.push(url),
                Effect::Open(entry) => self.asked.push(entry),
                Effect::OpenThread { collection, thread, entry } => {
                    self.take(Event::ThreadOpened(entry, Arc::new(collection.open(thread))));
                }
                Effect::Search(generation, sought) => {
                    let stop = AtomicBool::new(false);
                    let mut near = Vec::new();
                    let found = sought.search(&stop, |hits, reach| near.push((hits, reach)));
                    for (hits, reach) in near {
                        self.wait_for(Event::FoundNear(generation, hits, reach));
                    }
                    let found = found.map(Option::unwrap).map_err(|bad| bad.to_string());
                    self.wait_for(Event::Found(generation, found));
                }
                Effect::Correct { correction, said } => {
                    self.file = corrections::with(&self.file, &correction).unwrap();
                    let known = corrections::parse(&self.file).unwrap();
                    self.take(Event::Corrected(Ok((known, said))));
                }
                Effect::Recognise(document, corrections) => {
                    if self.has_names {
                        self.name(document, &corrections);
                    }
                }
                Effect::KeepPlace { mark, place, .. } => drop(match place {
                    Some(place) => self.places.insert(mark, place),
                    None => self.places.remove(&mark),
                }),
                Effect::RecallPlace(mark) => {
                    if let Some(place) = self.places.get(&mark).cloned() {
                        self.take(Event::Recalled(mark, Box::new(place)));
                    }
                }
                Effect::Reload(entry) => self.reloaded.push(entry),
                Effect::Follow(entry) => self.followed = Some(entry),
                Effect::Leave => self.followed = None,
                Effect::Hash(file) => self.take(Event::Hashed(file, Clean::line("5ea1"))),
                Effect::MeasurePictures { source, files } => {
                    let found = files.into_iter().map(|file| {
                        let bytes = self.pictures.get(&*file).ok_or("it is not there".to_owned());
                        let measured = bytes.and_then(|bytes| pictures::measure(bytes));
                        (file, measured)
                    });
                    let found = found.collect();
                    self.take(Event::PicturesMeasured(source, found));
                }
                Effect::DrawPictures { wanted, .. } => {
                    for picture in &wanted {
                        let bytes = &self.pictures[&*picture.0];
                        let medium = Medium { drawing: self.drawing, cell: (8, 16) };
                        let ready = pictures::draw(bytes, picture.1, medium).unwrap();
                        self.gallery.hang(picture.clone(), ready, &wanted);
                    }
                    self.take(Event::PictureReady);
                }
                Effect::RecallAnnotations(upon) => {
                    let known = self.annotate(&upon, None);
                    self.wait_for(known);
                }
                Effect::Annotate { upon, change, said, undoes } => {
                    let known = self.annotate(&upon, Some((change, said, undoes)));
                    self.wait_for(known);
                }
                Effect::EditText(text) => self.edited.push(text),
                Effect::Suspend
                | Effect::Redraw
                | Effect::Prepare(..)
                | Effect::PrepareSearch
                | Effect::TakeMouse(_) => {}
            }
        }
    }

    /// What is kept upon a thread.
    pub(crate) fn kept(&self) -> Vec<Annotation> {
        let texts = self.shelf.values().map(|text| w3c::read(text).unwrap().annotations);
        texts.flatten().collect()
    }

    /// Makes a change to what is kept upon a thread, as it stands written, and tells what there is then.
    fn annotate(&mut self, upon: &Upon, asked: Option<(Change, String, bool)>) -> Event {
        let text = self.shelf.get(&upon.mark).map_or("", String::as_str);
        let mut page = Page { thread: upon.mark.clone(), ..w3c::read(text).unwrap() };
        let (mut made, mut outcome, mut told) = (None, Outcome::Done, None);
        if let Some((mut change, said, undoes)) = asked {
            if let Some(after) = change.after.as_mut().filter(|after| after.id.is_empty()) {
                self.made += 1;
                after.id = Clean::line(&format!("n{}-{}", page.annotations.len(), self.made));
            }
            outcome = merging::make([change.clone()], &mut page.annotations)[0].1;
            made = Some(change).filter(|_| !undoes);
            told = Some(Message::info(said));
            self.shelf.insert(upon.mark.clone(), w3c::write(&page));
        }
        let all = Annotations::new(&upon.document.thread, &upon.document.tree, page.annotations);
        let annotated = Annotated { all: Arc::new(all), change: made, outcome, said: told };
        Event::Annotated(upon.clone(), Box::new(Ok(annotated)))
    }

    /// Takes an answer at once, or once it is asked for.
    fn wait_for(&mut self, answer: Event) {
        self.waiting.push(answer);
        if !self.is_slow {
            self.answer();
        }
    }

    fn name(&mut self, document: Arc<Document>, corrections: &Corrections) {
        let stop = AtomicBool::new(false);
        let names = recognising::corrected(&document.thread, corrections, &stop).unwrap();
        let after = Arc::new(document.with_names(names, corrections));
        self.take(Event::Named(document, after));
    }

    /// Sets something, in the form of the reader's settings.
    pub(crate) fn set(&mut self, settings: &str) -> &mut Self {
        let settings = unspool::shell::settings::parse(settings);
        assert_eq!(settings.problems, []);
        self.state.keymap = Arc::new(settings.keymap);
        self
    }

    /// Lets the names of the open thread be recognised.
    pub(crate) fn recognise(&mut self) -> &mut Self {
        let document = Arc::clone(&self.state.reading.as_ref().unwrap().document);
        let corrections = self.state.corrections.clone();
        self.name(document, &corrections);
        self
    }

    /// Lets what waits have its answers.
    pub(crate) fn answer(&mut self) -> &mut Self {
        for event in std::mem::take(&mut self.waiting) {
            self.take(event);
        }
        self
    }

    /// Lets only the first of what waits have its answer.
    pub(crate) fn answer_one(&mut self) -> &mut Self {
        let event = self.waiting.remove(0);
        self.take(event);
        self
    }

    /// Types keys.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        let mut rest = keys;
        while let Some(c) = rest.chars().next() {
            let named =
                rest.strip_prefix('<').and_then(|r| r.split_once('>')).filter(|(name, _)| !name.is_empty());
            let (press, after) = match named {
                Some((name, after)) => (Press::parse(name), after),
                None => (
                    Press::parse(if c == ' ' { "Space" } else { &rest[..c.len_utf8()] }),
                    &rest[c.len_utf8()..],
                ),
            };
            self.take(Event::Key(press.expect(rest)));
            rest = after;
        }
        self
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.take(Event::Resize(width, height));
        self
    }

    /// What stands on the screen, row by row, without blanks at the ends.
    pub(crate) fn screen(&self) -> Vec<String> {
        let (width, height) = self.state.size;
        let buffer = self.cells();
        (0..height)
            .map(|y| {
                let mut row = String::new();
                let mut x = 0;
                while x < width {
                    let symbol = buffer[(x, y)].symbol();
                    row.push_str(symbol);
                    x += unspool::layout::measure::width(symbol).max(1) as u16;
                }
                row.trim_end().to_owned()
            })
            .collect()
    }

    /// Where the terminal's cursor stands.
    pub(crate) fn cursor(&self) -> (u16, u16) {
        self.paint(&Theme::default()).1.unwrap_or_default()
    }

    /// The row that the terminal's cursor stands in, from there on.
    pub(crate) fn row_at_cursor(&self) -> String {
        let (x, y) = self.cursor();
        let row = self.screen().swap_remove(usize::from(y));
        let mut columns = 0;
        let is_before = |c: &char| {
            columns += unspool::layout::measure::width(&c.to_string());
            columns <= usize::from(x)
        };
        row.chars().skip_while(is_before).collect()
    }

    /// The cells of the screen.
    pub(crate) fn cells(&self) -> Buffer {
        self.paint(&Theme::default()).0
    }

    /// The cells of the screen in a theme.
    pub(crate) fn cells_in(&self, theme: &Theme) -> Buffer {
        self.paint(theme).0
    }

    fn paint(&self, theme: &Theme) -> (Buffer, Option<(u16, u16)>) {
        let (width, height) = self.state.size;
        let mut cells = Buffer::empty(Rect { x: 0, y: 0, width, height });
        let beside = Beside { links: None, gallery: Some(&self.gallery) };
        let cursor = view::paint(&mut cells, beside, &self.state, theme);
        (cells, cursor)
    }

    pub(crate) fn text(&self) -> String {
        self.screen().join("\n")
    }

    /// The status line.
    pub(crate) fn status(&self) -> String {
        self.screen().pop().unwrap()
    }

    /// The number of the post that the cursor is in.
    pub(crate) fn post(&self) -> usize {
        self.state.reading.as_ref().unwrap().current().number()
    }

    /// The rows of the thread pane alone.
    pub(crate) fn rows(&self) -> Vec<String> {
        self.state
            .reading
            .as_ref()
            .unwrap()
            .screen
            .iter()
            .map(|row| row.row().text().trim_end().to_owned())
            .collect()
    }

    #[track_caller]
    pub(crate) fn shows(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "{text:?} is not on the screen:\n{}", self.text());
        self
    }

    #[track_caller]
    pub(crate) fn hides(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "{text:?} is on the screen:\n{}", self.text());
        self
    }
}
