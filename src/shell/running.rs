//! The run loop: wait for an event, update, perform, draw.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use super::abilities::{self, Abilities, Drawing};
use super::annotating::Annotator;
use super::background::{self, Surroundings};
use super::clipboard::{self, Ways};
use super::files::Origin;
use super::loading::Loader;
use super::notes::{self, Headings, Note};
use super::pictures::{Illustrator, Medium};
use super::places::{self, Kept};
use super::settings::{Key, Settings};
use super::terminal::{self, Screen};
use super::themes::{self, Themes};
use super::working::{self, Recogniser, Searcher};
use super::{Failure, browser, corrections, editor, input, keeping, programs, remembering};
use crate::app::geometry::Page;
use crate::app::growing::Change;
use crate::app::keymap::Mode;
use crate::app::showing::ReadingMode;
use crate::app::theming::{Ground, Theming};
use crate::app::{Action, Document, Effect, Event, Message, State, update};
use crate::layout::{Emoji, LinkForm, Looks};
use crate::model::{Clean, DateForm, Outgoing, Zone, thousands};

/// How long the terminal is left alone while a file is opened: most are open by then, and a file that cannot be read
/// leaves the screen as it was.
const HEAD_START: Duration = Duration::from_millis(60);

/// How long quitting waits for a copy that is still under way.
const LAST_COPY: Duration = Duration::from_secs(3);

/// What the reader asked for beside what to read.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Options {
    /// The settings.
    pub settings: Settings,
    /// The notes file.
    pub notes: Option<PathBuf>,
    /// Whether what was copied is printed in the end.
    pub prints: bool,
    /// The theme, by its name or its file, if not the one of the settings.
    pub theme: Option<String>,
    /// Whether threads open at their beginning, and nothing is kept of where they are left.
    pub is_fresh: bool,
    /// Whether the tour is wanted.
    pub is_tour: bool,
    /// Whether the screen is read aloud, whatever the settings say.
    pub is_plain: bool,
    /// Whether the system lets this program start no other.
    pub is_confined: bool,
}

impl Options {
    /// How headings are written in the notes.
    fn headings(&self) -> Headings {
        Headings::of(self.notes.as_deref().unwrap_or(Path::new("")), self.settings.words(Key::NotesForm))
    }

    /// The background that the reader says the terminal has.
    fn ground(&self) -> Option<Ground> {
        self.settings.words(Key::Background).and_then(Ground::from_name)
    }

    /// Which theme to begin with, and what is wrong with themes.
    fn theming(
        &self,
        themes: &mut Themes,
        around: Surroundings,
    ) -> Result<(Theming, Option<String>), Failure> {
        let usual = if around.is_plain { themes::MONO } else { themes::AUTO };
        let ground = self.ground().or(around.ground);
        let at = self.settings.place(Key::Theme).map_or_else(String::new, |place| format!("{place}: "));
        let (chosen, trouble) = match (&self.theme, self.settings.words(Key::Theme)) {
            (Some(asked), _) => (themes.find(asked).map_err(Failure::wrong_usage)?, None),
            (None, Some(set)) if self.settings.has(Key::Theme) => match themes.find(set) {
                Ok(chosen) => (chosen, None),
                Err(what) => (
                    themes.find(usual).unwrap_or(0),
                    Some(format!("config.toml, {at}looks.theme: {what}; {usual} is taken")),
                ),
            },
            _ => (themes.find(usual).unwrap_or(0), None),
        };
        Ok((themes.theming(chosen, ground), trouble.or_else(|| themes.trouble())))
    }

    /// Whether links in the text are to be links of the terminal's too.
    fn offers_links(&self) -> bool {
        match self.settings.words(Key::Hyperlinks) {
            Some("always") => true,
            Some("never") => false,
            _ => abilities::has_hyperlinks(&variable),
        }
    }

    /// How pictures are drawn.
    fn medium(&self) -> Medium {
        Medium::of_terminal(match self.settings.words(Key::Graphics) {
            Some("kitty") => Drawing::Kitty,
            Some("iterm2") => Drawing::Iterm2,
            Some("sixel") => Drawing::Sixel,
            Some("blocks") => Drawing::HalfBlocks,
            _ => match abilities::drawing(&variable) {
                Drawing::Kitty if background::is_old_kitty() => Drawing::HalfBlocks,
                drawing => drawing,
            },
        })
    }

    /// Has threads look as they are set to.
    fn typeset(&self, state: &mut State) {
        let words = |key| self.settings.words(key).unwrap_or_default();
        let zone = match words(Key::Zone) {
            "utc" => Zone::Utc,
            "local" => state.local.clone(),
            name => {
                state.local = Zone::named(name).unwrap_or_default();
                state.local.clone()
            }
        };
        state.looks = Arc::new(Looks {
            zone,
            dates: DateForm::from_name(words(Key::Dates)).unwrap_or_default(),
            gap: self.settings.number(Key::LinesBetween).unwrap_or(1),
            emoji: Emoji::from_name(words(Key::Emoji)).unwrap_or_default(),
            links: LinkForm::from_name(words(Key::Links)).unwrap_or_default(),
            ..Looks::default()
        });
        state.page = Page {
            measure: self.settings.number(Key::TextWidth).unwrap_or(state.page.measure),
            is_centred: words(Key::TextPlace) == "centre",
            has_panel_left: words(Key::PanelSide) == "left",
            ..state.page
        };
    }

    /// Has a program begin as it is set.
    fn apply(&self, state: &mut State) {
        state.manner = remembering::manner(&self.settings);
        state.taking.notes = self.notes.as_ref().map(|_| self.headings().form());
        self.typeset(state);
        state.picking.usual = match self.settings.words(Key::Panel) {
            Some("shown") => Some(true),
            Some("hidden") => Some(false),
            _ => None,
        };
        state.picking.wanted = state.picking.usual;
        state.is_plain = self.is_plain || self.settings.is_on(Key::Plain);
        state.keymap = Arc::new(self.settings.keymap.clone());
        state.preferred = self.settings.words(Key::Mode).and_then(ReadingMode::named).unwrap_or_default();
        state.keeps_places = !self.is_fresh && self.settings.is_on(Key::Places);
        state.picking.width = self.settings.number(Key::PanelWidth);
        // What is wrong with the theme is told already, unless there is more.
        let others = usize::from(state.message.is_some());
        if self.is_confined && others == 0 {
            state.message = Some(Message::info("In a sandbox: no program is started, no network reached"));
        }
        if let Some(trouble) = self.settings.trouble(others) {
            state.message = Some(Message::problem(trouble));
        }
        if self.is_tour {
            state.begin_tour();
        }
    }
}

/// The address of a thread's first post.
fn address_of(document: &Document) -> Option<&str> {
    document.tree.order().first().and_then(|ix| document.thread.post(*ix).url())
}

/// What to say of a copy that nobody tells of.
const UNANSWERED: &str = "Not copied: the clipboard does not answer.";

/// Reads the thread of one origin, or lists several, until the reader quits; what was copied is added to `copies` if it
/// is to be printed.
///
/// # Errors
/// When the only file cannot be read, or there is no terminal.
pub fn read(origins: Vec<Origin>, options: Options, copies: &mut Vec<String>) -> Result<(), Failure> {
    // Where memory ends, even the first thread may not be had.
    terminal::leave_on_panic();
    let (events, inbox) = mpsc::channel();
    let mut loader = Loader::new(events.clone());
    let begun = Instant::now();
    if let [only] = &origins[..] {
        loader.load(0, only.clone());
    }
    // What needs no terminal is made ready while the file is being read.
    let surroundings = Surroundings::of_environment();
    let mut themes = Themes::load(surroundings.depth);
    let (theming, theme_trouble) = options.theming(&mut themes, surroundings)?;
    let size = terminal::size();
    let names = origins.iter().map(Origin::name).collect();
    let local = Zone::of_system();
    let head_start = HEAD_START.saturating_sub(begun.elapsed());
    let opened = if origins.len() == 1 { inbox.recv_timeout(head_start).ok() } else { None };
    if let Some(Event::Opened(_, Err(problem))) = opened {
        return Err(Failure::could_not(problem));
    }
    // From here on no signal finds the terminal taken and nobody to give it back.
    terminal::watch(events.clone())?;
    let screen = Screen::take(size, themes)?;
    let mut program = Program {
        state: State::new(size, names),
        illustrator: Illustrator::new(screen.gallery(), events.clone()),
        screen,
        loader,
        searcher: Searcher::default(),
        annotator: Annotator::new(options.settings.shelf(), events.clone()),
        recogniser: Recogniser::default(),
        is_single: origins.len() == 1,
        origins,
        events: events.clone(),
        ways: Ways::new(&options.settings),
        surroundings,
        options,
        copies,
        taking: Vec::new(),
        told: None,
    };
    program.state.local = local;
    program.state.theming = theming;
    program.state.message = theme_trouble.map(Message::problem);
    program.screen.adopt(Abilities {
        has_links: program.options.offers_links(),
        has_margins: abilities::has_margins(&variable),
    });
    let has_true_colors = matches!(variable("COLORTERM").as_str(), "truecolor" | "24bit");
    program.screen.gallery().lock().set_true_colors(has_true_colors);
    if let Some(pictures @ ("shown" | "hidden")) = program.options.settings.words(Key::Pictures) {
        program.state.pictures.show(pictures == "shown");
    }
    program.options.apply(&mut program.state);
    program.set_up_pictures();
    match corrections::load() {
        Ok(known) => program.state.corrections = Arc::new(known),
        Err(problem) => {
            let told = format!("Names are as recognised, without your corrections: {problem}");
            program.state.message = Some(Message::problem(told));
        }
    }
    if !program.is_single {
        let own =
            working::Own { shelf: program.options.settings.shelf(), has_places: program.state.keeps_places };
        working::list(program.origins.clone(), own, events.clone());
    }
    let size = program.state.size;
    thread::spawn(move || input::listen(&events, size));
    if program.options.medium().drawing == Drawing::Kitty {
        background::ask_kitty();
    }
    program.ask_for_ground();
    program.run(opened, &inbox)
}

/// A variable of the environment; one that is not set is empty.
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

struct Program<'a> {
    state: State,
    screen: Screen,
    illustrator: Illustrator,
    loader: Loader,
    searcher: Searcher,
    annotator: Annotator,
    recogniser: Recogniser,
    origins: Vec<Origin>,
    /// Whether there is one file only, without which there is nothing to do.
    is_single: bool,
    events: Sender<Event>,
    options: Options,
    surroundings: Surroundings,
    ways: Ways,
    /// What was copied, where that is printed in the end.
    copies: &'a mut Vec<String>,
    /// Where what is being taken away will tell how it went, and what to say if it does not.
    taking: Vec<(Receiver<Message>, &'static str)>,
    /// What the last of it told, until the reader does something else.
    told: Option<Message>,
}

impl Program<'_> {
    fn run(&mut self, opened: Option<Event>, inbox: &Receiver<Event>) -> Result<(), Failure> {
        let mut next = opened;
        loop {
            // Whatever has come in the meantime is taken in before the screen is drawn once.
            while let Some(event) = next.take() {
                if !self.take(event)? {
                    return Ok(());
                }
                next = inbox.try_recv().ok();
            }
            self.screen.draw(&self.state).map_err(|error| {
                Failure::could_not(format!("the terminal cannot be written to ({error})."))
            })?;
            next = inbox.recv().ok();
            if next.is_none() {
                return Ok(());
            }
        }
    }

    /// Takes one event in; whether to go on.
    fn take(&mut self, event: Event) -> Result<bool, Failure> {
        let terminal_failed =
            |error: std::io::Error| Failure::could_not(format!("the terminal cannot be used ({error})."));
        if let Event::Opened(entry, Err(problem)) = &event
            && self.is_single
            && self.state.is_opening_file(*entry)
        {
            return Err(Failure::could_not(problem.clone()));
        }
        if matches!(event, Event::Done(_) | Event::Annotated(..)) {
            let told = &mut self.told;
            self.taking.retain(|(taking, _)| match taking.try_recv() {
                Ok(message) => {
                    *told = Some(message);
                    false
                }
                Err(_) => true,
            });
        }
        // A reader who quits next may not have seen what the screen said for a moment; one who does something else has.
        let is_ending = matches!(event, Event::Ending);
        let is_typed = matches!(event, Event::Key(_) | Event::Paste(_) | Event::Mouse(..));
        let told = if is_typed { self.told.take() } else { None };
        if let Event::Resize(width, height) = event {
            self.screen.resize((width, height));
        }
        if matches!(event, Event::Resize(..) | Event::Resumed) {
            self.set_up_pictures();
        }
        match &event {
            Event::Key(_) => self.look_after_file(),
            Event::Named(_, named) => self.loader.learn(named),
            _ => {}
        }
        for effect in update(&mut self.state, event) {
            match effect {
                Effect::Quit => return self.finish_taking(told).map(|()| false),
                Effect::Suspend => self.suspend(),
                Effect::Redraw => {
                    let size = terminal::size();
                    self.screen.resize(size);
                    if size != self.state.size {
                        update(&mut self.state, Event::Resize(size.0, size.1));
                    }
                    self.ask_for_ground();
                }
                Effect::EditText(text) => self.edit(&text)?,
                Effect::TakeMouse(taken) => terminal::take_mouse(taken).map_err(terminal_failed)?,
                other => self.perform(other),
            }
        }
        if is_ending {
            let kept = self.finish_taking(None);
            terminal::let_end();
            kept?;
        }
        Ok(true)
    }

    /// Performs what needs no terminal.
    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Quit | Effect::Suspend | Effect::Redraw | Effect::EditText(_) | Effect::TakeMouse(_) => {}
            Effect::Open(entry) => {
                if let Some(origin) = self.origins.get(entry) {
                    self.loader.load(entry, origin.clone());
                }
            }
            Effect::Reload(entry) => self.read_on(entry, Loader::reload),
            Effect::Follow(entry) => self.read_on(entry, Loader::follow),
            Effect::Leave => self.loader.leave(),
            Effect::OpenThread { collection, thread, entry } => {
                working::open_thread(collection, thread, entry, self.events.clone());
            }
            Effect::Copy { text, what } => self.copy(text, what),
            Effect::OpenLink(_) | Effect::Pipe { .. } if self.options.is_confined => {
                let told =
                    format!("Not done: --sandbox starts no program. {} copies the link", self.copying_key());
                let _ = self.events.send(Event::Done(Message::problem(told)));
            }
            Effect::Note { heading, text, what } => self.note(heading, text, what),
            Effect::Pipe { command, text, what } => {
                let late = "The command is still at work; it may not have read all.";
                self.take_away(late, move || programs::pipe(&command, &text, &what));
            }
            Effect::OpenLink(url) => {
                let key = self.copying_key();
                self.answer(move || browser::open(&url, &key));
            }
            Effect::Recognise(document, corrections) => {
                self.recogniser.recognise(document, corrections, self.events.clone());
            }
            // At once, so that quitting right after it loses nothing.
            Effect::Correct { correction, said } => {
                let saved = corrections::save(&correction).map(|known| (known, said));
                let _ = self.events.send(Event::Corrected(saved));
            }
            Effect::Hash(file) => {
                let origin = self.origins.iter().find(|origin| origin.name() == file);
                if let Some(origin) = origin {
                    working::hash(file, origin.clone(), self.events.clone());
                }
            }
            Effect::Remember(manner) => {
                if let Err(problem) = remembering::remember(&manner) {
                    let _ = self.events.send(Event::Done(Message::problem(problem)));
                }
            }
            // At once, as quitting comes right after it.
            Effect::KeepPlace { mark, words, file, place } => {
                let file = file.map(|file| PathBuf::from(&*file));
                if let Err(problem) = places::keep(Kept { mark, words, file, place }) {
                    let _ = self.events.send(Event::Done(Message::problem(problem)));
                }
            }
            Effect::RecallPlace(mark) => {
                if let Some(place) = places::recall(&mark) {
                    let _ = self.events.send(Event::Recalled(mark, Box::new(place)));
                }
            }
            Effect::MeasurePictures { source, files } => {
                if let Some(origin) = self.origin_of(source.as_ref()) {
                    self.illustrator.measure(&origin, source, files);
                }
            }
            Effect::DrawPictures { source, wanted } => {
                if let Some(origin) = self.origin_of(source.as_ref()) {
                    self.illustrator.draw(&origin, source, wanted, self.options.medium());
                }
            }
            Effect::Prepare(document, zone) => working::prepare(document, zone),
            Effect::PrepareSearch => working::prepare_search(),
            Effect::Search(generation, sought) => {
                self.searcher.search(generation, sought, self.events.clone());
            }
            Effect::RecallAnnotations(upon) => self.annotator.recall(upon),
            Effect::Annotate { upon, change, said, undoes } => {
                let taking = self.annotator.change(upon, change, said, undoes);
                self.taking.push((taking, "Not kept: the disk does not answer."));
            }
        }
    }

    /// Has a file read anew or followed, if it can change.
    fn read_on(&mut self, entry: usize, read: fn(&mut Loader, usize, Origin)) {
        match self.origins.get(entry) {
            None | Some(Origin::Stdin | Origin::Sample) => {
                let _ = self.events.send(Event::Changed(entry, Change::Never));
            }
            Some(origin) => read(&mut self.loader, entry, origin.clone()),
        }
    }

    /// Looks whether the open file is still what was read.
    fn look_after_file(&mut self) {
        let growing = &self.state.growing;
        if let Some(entry) = growing.file.filter(|_| growing.progress.is_none() && !growing.is_followed)
            && let Some(origin) = self.origins.get(entry)
        {
            self.loader.look(entry, origin);
        }
    }

    /// Where the thread of that source comes from.
    fn origin_of(&self, source: Option<&Clean>) -> Option<Origin> {
        let named = self.origins.iter().find(|origin| Some(&origin.name()) == source);
        // A file may name another as its source.
        named.or_else(|| self.origins.first().filter(|_| self.is_single)).cloned()
    }

    /// Has pictures drawn as the terminal can now.
    fn set_up_pictures(&mut self) {
        let Medium { drawing, cell } = self.options.medium();
        let can_draw = drawing != Drawing::None && !self.state.is_plain;
        let is_sharp = can_draw && drawing != Drawing::HalfBlocks;
        self.state.pictures.set_up((can_draw, is_sharp), cell);
    }

    /// The key that copies a link where the reader is.
    fn copying_key(&self) -> String {
        let mode = if self.state.picking.has_focus { Mode::Panel } else { Mode::Thread };
        self.state.keymap.key_for(mode, Action::CopyLink).to_owned()
    }

    /// Lends the terminal to the reader's own editor.
    fn edit(&mut self, text: &str) -> Result<(), Failure> {
        let paused = input::pause();
        let edited = terminal::lend(|| editor::edit_text(text));
        drop(paused);
        let edited =
            edited.map_err(|error| Failure::could_not(format!("the terminal cannot be used ({error}).")))?;
        let _ = self.events.send(Event::Resumed);
        let _ = self.events.send(Event::Edited(edited));
        Ok(())
    }

    fn copy(&mut self, text: Outgoing, what: String) {
        let ways = self.ways.clone();
        if self.options.prints {
            self.copies.push(text.clone().into());
        }
        self.take_away(UNANSWERED, move || clipboard::copy(&text, &what, &ways));
    }

    /// Appends to the notes; where that cannot be, the text is copied, so that nothing is lost.
    fn note(&mut self, heading: String, text: Outgoing, what: String) {
        let Some(path) = self.options.notes.clone() else {
            let told = "No notes file: start with --notes FILE, or set notes.file (unspool config --edit)";
            return self.take_away(UNANSWERED, move || Message::problem(told));
        };
        let (ways, headings) = (self.ways.clone(), self.options.headings());
        let document = self.state.reading.as_ref().map(|reading| Arc::clone(&reading.document));
        if self.options.prints {
            self.copies.push(text.clone().into());
        }
        self.take_away("Not added: the notes file does not answer.", move || {
            let address = document.as_ref().and_then(|document| address_of(document));
            let note = Note { heading: &heading, address, text: &text, headings };
            let file = keeping::told(path.file_name().map_or(path.as_path(), Path::new));
            match notes::append(&path, &note) {
                Ok(()) => {
                    let count = thousands(text.chars().count());
                    Message::info(format!("Added {what} ({count} characters) to {file}"))
                }
                Err(why) => {
                    let copied = clipboard::copy(&text, &what, &ways).text;
                    Message::problem(format!("Not added to {file}: {why}. {copied}"))
                }
            }
        });
    }

    /// Performs something by which the reader takes a text away: quitting waits for it, and says `late` in the end.
    fn take_away(&mut self, late: &'static str, perform: impl FnOnce() -> Message + Send + 'static) {
        let (sender, taking) = mpsc::channel();
        self.taking.push((taking, late));
        self.answer(move || {
            let message = perform();
            let _ = sender.send(message.clone());
            message
        });
    }

    /// Waits for what is taken away: a reader who copies and quits next has the text, or is told why not, also of what was
    /// `told` before.
    fn finish_taking(&mut self, told: Option<Message>) -> Result<(), Failure> {
        let until = Instant::now() + LAST_COPY;
        let waited = std::mem::take(&mut self.taking).into_iter().map(|(taking, late)| {
            let left = until.saturating_duration_since(Instant::now());
            taking.recv_timeout(left).unwrap_or_else(|_| Message::problem(late))
        });
        let mut told = told.into_iter().chain(waited);
        // All of them are waited for, and the first trouble is told.
        let trouble = told.by_ref().find(Message::is_problem);
        told.for_each(drop);
        trouble.map_or(Ok(()), |trouble| Err(Failure::could_not(trouble.text)))
    }

    /// Asks the terminal what it writes on, unless the reader has said it.
    fn ask_for_ground(&self) {
        if self.options.ground().is_none() {
            self.surroundings.ask();
        }
    }

    fn suspend(&mut self) {
        background::settle();
        if !terminal::suspend() {
            let told = "Not stopped: there is no shell here that could continue it.";
            update(&mut self.state, Event::Done(Message::problem(told)));
        }
    }

    /// Performs something that takes its time, and has its message shown.
    fn answer(&self, perform: impl FnOnce() -> Message + Send + 'static) {
        let events = self.events.clone();
        thread::spawn(move || drop(events.send(Event::Done(perform()))));
    }
}
