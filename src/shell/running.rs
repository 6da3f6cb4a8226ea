//! The run loop: wait for an event, update, perform, draw.

use std::env;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use super::files::Origin;
use super::terminal::{self, Screen};
use super::working::{self, Recogniser, Searcher};
use super::{Failure, browser, clipboard, corrections, input};
use crate::app::{Document, Effect, Event, Message, State, update};
use crate::index::search::Query;
use crate::model::Zone;
use crate::view::theme::{Depth, Theme};

/// How long the terminal is left alone while a file is opened: most are open by then, and a file that cannot be read
/// leaves the screen as it was.
const HEAD_START: Duration = Duration::from_millis(60);

/// How long quitting waits for a copy that is still under way.
const LAST_COPY: Duration = Duration::from_secs(3);

/// Reads the thread of one origin, or lists several, until the reader quits.
///
/// # Errors
/// When the only file cannot be read, or there is no terminal.
pub fn read(origins: Vec<Origin>) -> Result<(), Failure> {
    let (events, inbox) = mpsc::channel();
    let opened = match &origins[..] {
        [only] => {
            working::open(0, only.clone(), events.clone());
            inbox.recv_timeout(HEAD_START).ok()
        }
        _ => None,
    };
    if let Some(Event::Opened(_, Err(problem))) = opened {
        return Err(Failure::could_not(problem));
    }
    let size = terminal::size();
    let names = origins.iter().map(Origin::name).collect();
    // From here on no signal finds the terminal taken and nobody to give it back.
    terminal::watch(events.clone())?;
    let mut program = Program {
        state: State::new(size, names),
        screen: Screen::take(size, Theme::new(depth()))?,
        searcher: Searcher::default(),
        recogniser: Recogniser::default(),
        is_single: origins.len() == 1,
        origins,
        events: events.clone(),
        copying: None,
        untold: None,
    };
    match corrections::load() {
        Ok(known) => program.state.corrections = Arc::new(known),
        Err(problem) => {
            let told = format!("Names are as recognised, without your corrections: {problem}");
            program.state.message = Some(Message::problem(told));
        }
    }
    program.state.local = Zone::of_system();
    if !program.is_single {
        working::list(program.origins.clone(), events.clone());
    }
    thread::spawn(move || input::listen(&events));
    program.run(opened, &inbox)
}

/// How many colours the terminal says it has.
fn depth() -> Depth {
    let set = |name: &str| env::var(name).unwrap_or_default();
    let term = set("TERM");
    if !set("NO_COLOR").is_empty() || term == "dumb" {
        Depth::None
    } else if !set("COLORTERM").is_empty()
        || ["256", "kitty", "ghostty", "alacritty", "foot", "wezterm", "direct"]
            .iter()
            .any(|name| term.contains(name))
    {
        Depth::Palette
    } else {
        Depth::Sixteen
    }
}

struct Program {
    state: State,
    screen: Screen,
    searcher: Searcher,
    recogniser: Recogniser,
    origins: Vec<Origin>,
    /// Whether there is one file only, without which there is nothing to do.
    is_single: bool,
    events: Sender<Event>,
    /// Where the last copy will tell how it went.
    copying: Option<Receiver<Message>>,
    /// What it told, until that has been on the screen.
    untold: Option<Message>,
}

impl Program {
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
            self.untold = None;
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
        if let Event::Opened(_, Err(problem)) = &event
            && self.is_single
        {
            return Err(Failure::could_not(problem.clone()));
        }
        if let (Event::Done(_), Some(copying)) = (&event, &self.copying)
            && let Ok(message) = copying.try_recv()
        {
            (self.copying, self.untold) = (None, Some(message));
        }
        if let Event::Resize(width, height) = event {
            self.screen.resize((width, height)).map_err(terminal_failed)?;
        }
        for effect in update(&mut self.state, event) {
            match effect {
                Effect::Quit => return self.finish_copying().map(|()| false),
                Effect::Suspend => self.suspend(),
                Effect::Redraw => {
                    let size = terminal::size();
                    self.screen.resize(size).map_err(terminal_failed)?;
                    if size != self.state.size {
                        update(&mut self.state, Event::Resize(size.0, size.1));
                    }
                }
                Effect::TakeMouse(taken) => terminal::take_mouse(taken).map_err(terminal_failed)?,
                Effect::Open(entry) => {
                    if let Some(origin) = self.origins.get(entry) {
                        working::open(entry, origin.clone(), self.events.clone());
                    }
                }
                Effect::OpenThread { collection, thread, entry } => {
                    working::open_thread(collection, thread, entry, self.events.clone());
                }
                Effect::Copy { text, what } => self.copy(text, what),
                // Settings and notes files are not asked yet.
                Effect::Remember(_) => {}
                Effect::Note { what, .. } => {
                    let told = format!("No notes file: {what} is not kept; y copies it");
                    let _ = self.events.send(Event::Done(Message::problem(told)));
                }
                Effect::OpenLink(url) => self.answer(move || browser::open(&url)),
                Effect::Recognise(document, corrections) => {
                    self.recogniser.recognise(document, corrections, self.events.clone());
                }
                // At once, so that quitting right after it loses nothing.
                Effect::Correct { correction, said } => {
                    let saved = corrections::save(&correction).map(|known| (known, said));
                    let _ = self.events.send(Event::Corrected(saved));
                }
                Effect::PrepareSearch => working::prepare_search(),
                Effect::Search { generation, document, query } => self.search(generation, document, query),
            }
        }
        Ok(true)
    }

    fn search(&mut self, generation: u64, document: Arc<Document>, query: Query) {
        self.searcher.search(generation, document, query, self.events.clone());
    }

    fn copy(&mut self, text: String, what: String) {
        let (sender, copying) = mpsc::channel();
        self.copying = Some(copying);
        self.answer(move || {
            let message = clipboard::copy(&text, &what);
            let _ = sender.send(message.clone());
            message
        });
    }

    /// Waits for the last copy: a reader who copies and quits at once has the text, or is told why not.
    fn finish_copying(&mut self) -> Result<(), Failure> {
        let copied = match (self.untold.take(), self.copying.take()) {
            (Some(message), None) => message,
            (_, Some(copying)) => copying
                .recv_timeout(LAST_COPY)
                .unwrap_or_else(|_| Message::problem("Not copied: the clipboard does not answer.")),
            (None, None) => return Ok(()),
        };
        if copied.is_problem() { Err(Failure::could_not(copied.text)) } else { Ok(()) }
    }

    fn suspend(&mut self) {
        if !terminal::suspend() {
            let told = "Not stopped: there is no shell here that could continue it.";
            update(&mut self.state, Event::Done(Message::problem(told)));
        }
    }

    /// Performs something that takes its time, and has its message shown.
    fn answer(&self, perform: impl FnOnce() -> Message + Send + 'static) {
        let events = self.events.clone();
        thread::spawn(move || events.send(Event::Done(perform())));
    }
}
