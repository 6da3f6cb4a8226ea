//! Arguments to options, and the commands that need no screen.
//!
//! ```text
//! unspool FILE          a terminal: shell::read      a pipe: `printing`
//! unspool COMMAND …     `listing`, `naming`, `searching`, `quoting`, `noting`, `citing`, `exporting`, `configuring`,
//!                       `theming`, `telling`
//! ```
//!
//! What a command finds goes to standard output, plain and in a form that stays; what went wrong goes to standard error
//! in one line. The exit code is 0 for done, 1 for could not, 2 for wrong usage; `search` has its own, those of grep.

pub mod arguments;

mod choosing;
mod citing;
mod coloring;
mod configuring;
mod examples;
mod exporting;
mod hits;
mod inputs;
mod listing;
mod naming;
mod noting;
mod printing;
mod quoting;
mod searching;
mod sweeping;
mod telling;
mod theming;
mod wording;

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};

use clap::{CommandFactory, Parser};

use self::arguments::{Arguments, Command};
use crate::index::corrections::Corrections;
use crate::model::Clean;
use crate::shell::{Failure, clipboard, confining, corrections, editor, files, limit, programs, settings};

/// How much is gathered before it is written, in bytes.
const BUFFER: usize = 64 << 10;

/// Does what the arguments ask for, the program's name first; the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<_> = args.into_iter().collect();
    // These two are not for people, who need no answer beside the exit code.
    match args.get(1).and_then(|word| word.to_str()) {
        Some(clipboard::HOLD) => {
            return u8::from(clipboard::hold(args.get(2).and_then(|word| word.to_str())).is_err());
        }
        Some(programs::RUN) if args.len() > 2 => return programs::become_program(&args[2..]),
        _ => {}
    }
    // Not locked: under the reader, other threads write to the terminal too.
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout());
    let done = match Arguments::try_parse_from(&args) {
        Ok(arguments) => perform(arguments, &mut out),
        Err(told) if told.use_stderr() => Err(Stop::Failed(misused(&told, command_of(&args)))),
        // `--help` and `--version` come as errors too.
        Err(told) => told.print().map_err(Stop::from).map(|()| 0),
    };
    let done = done.and_then(|code| out.flush().map_err(Stop::from).map(|()| code));
    match done {
        Ok(code) => code,
        Err(Stop::Written(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(Stop::Written(error)) => complain(&mut out, &unwritable(&error)),
        Err(Stop::Failed(failure)) => complain(&mut out, &failure),
    }
}

fn perform(arguments: Arguments, out: &mut dyn Write) -> Result<u8, Stop> {
    let set = || limit::parse(settings::load().words(settings::Key::MaxSize)?).ok();
    if let Some(most) = arguments.max_size.or_else(set) {
        limit::set(most);
    }
    if arguments.strict {
        files::be_strict();
    }
    let Some(command) = arguments.command else { return printing::read(&arguments.reading, out) };
    if command.only_reads() {
        confining::to_reading();
    }
    match command {
        Command::Links { input, json } => listing::links(&input.origin()?, json, out)?,
        Command::Entities(asked) if asked.inputs.edit => edit_names()?,
        Command::Entities(entities) => return naming::entities(&entities, out),
        Command::Search(search) => return searching::search(&search, out),
        Command::Cite(asked) => citing::cite(&asked, out)?,
        Command::Export { to, input } => exporting::export(&input.origin()?, to, out)?,
        Command::Config(config) => return configuring::config(&config, out),
        Command::Quote(asked) => quoting::quote(&asked, out)?,
        Command::Notes(asked) => noting::notes(&asked, out)?,
        Command::Formats { form } => telling::formats(&form, out)?,
        Command::Themes(asked) => return theming::themes(&asked, out),
        Command::Keys(asked) => telling::keys(&asked, out)?,
        Command::Completions { shell } => telling::completions(shell, out)?,
        Command::Man { command } => telling::man(command.as_deref(), out)?,
    }
    Ok(0)
}

/// Opens the reader's own file of names, and says what is wrong with it afterwards.
fn edit_names() -> Result<(), Failure> {
    editor::edit(&corrections::prepare().map_err(Failure::could_not)?)?;
    corrections::load()
        .map(drop)
        .map_err(|problem| Failure::could_not(format!("{problem}. It counts again once that is mended.")))
}

/// Why a command ends early.
enum Stop {
    /// It could not be done.
    Failed(Failure),
    /// Nobody takes what it writes.
    Written(io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Written(error)
    }
}

/// Says on standard error what went wrong, below what is on standard output already; the exit code for it.
fn complain(out: &mut dyn Write, failure: &Failure) -> u8 {
    // Where neither can be written to, there is nobody left to tell.
    let _ = out.flush();
    let _ = writeln!(io::stderr(), "unspool: {}", failure.message);
    failure.code
}

/// What the reader's own file says of names; nothing, and a note, where it cannot be understood.
fn own_corrections(out: &mut dyn Write) -> Corrections {
    corrections::load().unwrap_or_else(|problem| {
        note(out, &format!("names are told without your corrections: {problem}"));
        Corrections::default()
    })
}

/// Says on standard error what is no fault and still good to know.
fn note(out: &mut dyn Write, told: &str) {
    let _ = out.flush();
    let _ = writeln!(io::stderr(), "unspool: note: {}", Clean::line(told));
}

fn unwritable(error: &io::Error) -> Failure {
    let told = error.to_string();
    let reason = told.split(" (os error").next().unwrap_or_default();
    Failure::could_not(format!("standard output cannot be written to ({reason})."))
}

/// What clap says of arguments that it cannot read, on one line; it repeats them, so they are cleaned.
fn misused(error: &clap::Error, command: Option<&str>) -> Failure {
    let told = error.render().to_string();
    let told = told.strip_prefix("error: ").unwrap_or(&told);
    // The usage would show the very form that was refused where two arguments exclude each other.
    let end = ["\nUsage: ", "\nFor more information"].iter().filter_map(|mark| told.rfind(mark)).min();
    let paragraphs = told[..end.unwrap_or(told.len())].split("\n\n");
    let said: Vec<_> = paragraphs.map(|said| Clean::line(said.trim()).to_string()).collect();
    let said = said.iter().flat_map(|said| said.split(' ')).filter(|word| !word.is_empty());
    let said = said.collect::<Vec<_>>().join(" ").replace(" tip: ", "; ");
    let help = command.map(|command| format!("{command} ")).unwrap_or_default();
    let told = format!("{said}. 'unspool {help}--help' tells more.");
    Failure::of(&told, u8::try_from(error.exit_code()).unwrap_or(2))
}

/// The command that the arguments begin with, if they do.
fn command_of(args: &[OsString]) -> Option<&str> {
    let name = args.get(1)?.to_str()?;
    Arguments::command().find_subcommand(name).map(|_| name)
}
