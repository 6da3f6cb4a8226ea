//! `unspool FILE`: the reader on a terminal, wrapped text in a pipe.
//!
//! The text has the rows of the reader, heads, numbers and guides as they are there, without what only a screen has:
//!
//! ```text
//! Dana Reyes @danareyes · X · 14 Mar 2024 · 19 posts · 6 authors
//!
//!  1 Dana Reyes @danareyes                                      14 Mar 2024 09:26
//!    Northwind Labs quietly bought Fabrikam Robotics.
//! ```

use std::io::{self, IsTerminal, Write};

use rustix::fs::FileType;

use super::arguments::Reading;
use super::coloring::Looks;
use super::{Stop, complain, inputs};
use crate::index::{Rank, Tree};
use crate::layout::{self, Row, Setting, wrapping};
use crate::model::{Post, Thread, Time, thousands};
use crate::shell::files::{self, Origin};
use crate::shell::{self, Failure, Options, confining, places, settings, terminal};

const WELCOME: &str = "\
unspool reads, searches and quotes saved social-media threads.

  unspool --tour                 learn it in ten steps, on a sample thread
  unspool thread.json            read your own; a folder opens on a list
  unspool search WORDS saved/    find posts in many files
  unspool links thread.json      list the links; 'entities' lists who is named
  unspool formats                what it opens, and how to get such a file

In the reader, ? shows the keys and q quits. 'unspool --help' tells the rest.
";

/// Opens the reader, or prints; the exit code.
pub(super) fn read(reading: &Reading, out: &mut dyn Write) -> Result<u8, Stop> {
    let mut paths = reading.files.clone();
    let mut settings = settings::load();
    for assignment in &reading.set {
        settings.set(assignment).map_err(|told| Failure::wrong_usage(format!("--set: {told}")))?;
    }
    if reading.tour && !io::stdout().is_terminal() {
        return Err(Failure::wrong_usage("the tour needs a terminal. Start it without a pipe.").into());
    }
    let takes_sample = reading.sample || reading.tour;
    let mut are_recent = false;
    if paths.is_empty() && !takes_sample {
        if is_piped() {
            paths.push("-".into());
        } else if io::stdout().is_terminal() && settings.is_on(settings::Key::Places) {
            paths = places::recent();
            are_recent = true;
        }
        if paths.is_empty() {
            out.write_all(WELCOME.as_bytes())?;
            return Ok(0);
        }
    }
    let notes = reading.notes.clone().or_else(|| settings.file(settings::Key::NotesFile));
    if reading.sandbox {
        confining::to(&confining::Room::of_reader(&paths, notes.as_deref()))?;
    }
    if !io::stdout().is_terminal() && !reading.print {
        confining::to_reading();
        let (candidates, failures) = inputs::gather_together(&paths, reading.sample);
        return Printer::new(reading, candidates.len() + failures.len() > 1, out).all(&candidates, &failures);
    }
    let origins = if takes_sample {
        vec![Origin::Sample]
    } else {
        // What was read one by one was not named together.
        let gather = if are_recent { files::gather } else { files::gather_together };
        confining::reading(|| gather(&paths))?
    };
    if origins.contains(&Origin::Stdin) {
        check_stdin(origins.len())?;
    }
    let mut copies = Vec::new();
    // Standard output is where the reader draws, unless somebody waits for what is copied.
    let elsewhere = (!io::stdout().is_terminal()).then(terminal::take_the_place_of_stdout).transpose()?;
    let ended = shell::read(
        origins,
        Options {
            settings,
            notes,
            prints: reading.print,
            theme: reading.theme.clone(),
            is_fresh: reading.fresh || reading.tour,
            is_tour: reading.tour,
            is_plain: reading.plain,
            is_confined: reading.sandbox,
        },
        &mut copies,
    );
    drop(elsewhere);
    for (i, copy) in copies.iter().enumerate() {
        let blank = if i == 0 { "" } else { "\n" };
        writeln!(out, "{blank}{}", copy.trim_end_matches('\n'))?;
    }
    Ok(ended.map(|()| 0)?)
}

/// Whether somebody feeds standard input: a pipe, a file, a socket; not a terminal, not `/dev/null`.
fn is_piped() -> bool {
    rustix::fs::fstat(io::stdin()).is_ok_and(|stat| {
        matches!(
            FileType::from_raw_mode(stat.st_mode),
            FileType::Fifo | FileType::RegularFile | FileType::Socket
        )
    })
}

/// The reader takes its keys from the terminal and opens files of a list when they are chosen: a thread from standard
/// input must come from elsewhere, and come alone.
fn check_stdin(origins: usize) -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        let told = "standard input is the terminal itself. Name a file, or pipe a thread into unspool.";
        return Err(Failure::wrong_usage(told));
    }
    if origins > 1 {
        return Err(Failure::wrong_usage(
            "standard input (-) cannot stand in a list of files. Read it alone.",
        ));
    }
    Ok(())
}

struct Printer<'a> {
    out: &'a mut dyn Write,
    looks: Looks,
    width: usize,
    /// Whether a line with its name stands above each thread.
    has_names: bool,
}

impl<'a> Printer<'a> {
    fn new(reading: &Reading, has_names: bool, out: &'a mut dyn Write) -> Self {
        Self { out, looks: Looks::new(reading.color), width: usize::from(reading.width), has_names }
    }

    /// Prints every thread, and complains of what is none.
    fn all(&mut self, candidates: &[inputs::Candidate], failures: &[Failure]) -> Result<u8, Stop> {
        let mut code = 0;
        let mut passed_over = 0;
        let mut is_first = true;
        for candidate in candidates {
            match candidate.open() {
                Ok(Some(thread)) => {
                    if !std::mem::take(&mut is_first) {
                        writeln!(self.out)?;
                    }
                    self.one(&candidate.origin, &thread)?;
                }
                Ok(None) => passed_over += 1,
                Err(failure) => code = complain(self.out, &failure),
            }
        }
        for failure in failures {
            code = complain(self.out, failure);
        }
        inputs::tell_passed_over(passed_over, self.out);
        Ok(code)
    }

    fn one(&mut self, origin: &Origin, thread: &Thread) -> io::Result<()> {
        let tree = Tree::new(thread);
        let head = self.looks.head();
        if self.has_names {
            writeln!(self.out, "{head}==> {} <=={head:#}", origin.name())?;
        }
        if let Some(title) = &thread.title {
            self.wrapped(head, title)?;
        }
        self.wrapped(self.looks.quiet(), &facts(thread, &tree))?;
        writeln!(self.out)?;
        let mut before: Option<Post> = None;
        for (rank, ix) in (0..).map(Rank).zip(tree.order()) {
            let post = thread.post(*ix);
            let setting = setting(&tree, rank, &post, before.as_ref());
            for row in layout::lay_out(&post, &setting, self.width).rows {
                self.row(&row)?;
            }
            before = Some(post);
        }
        Ok(())
    }

    fn wrapped(&mut self, style: anstyle::Style, text: &str) -> io::Result<()> {
        for line in wrapping::wrap(text, self.width) {
            writeln!(self.out, "{style}{}{style:#}", &text[line])?;
        }
        Ok(())
    }

    /// A row without the blanks at its end.
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let mut left = row.text().len();
        for piece in &row.pieces {
            let text = &piece.text[..piece.text.len().min(left)];
            left -= text.len();
            if text.trim().is_empty() {
                self.out.write_all(text.as_bytes())?;
            } else {
                let style = self.looks.piece(piece.role, piece.set);
                write!(self.out, "{style}{text}{style:#}")?;
            }
        }
        writeln!(self.out)
    }
}

/// As in the reader, with nothing folded.
fn setting(tree: &Tree, rank: Rank, post: &Post, before: Option<&Post>) -> Setting {
    let is_level = || tree.depth(rank) == tree.depth(Rank(rank.0 - 1));
    Setting {
        number: rank.number(),
        number_columns: tree.len().max(10).to_string().len(),
        depth: tree.depth(rank),
        has_gap: before.is_some(),
        has_head: layout::needs_head(before.filter(|_| is_level()), post),
        ..Setting::default()
    }
}

/// Author, platform, day, posts, authors, warnings, as far as known.
fn facts(thread: &Thread, tree: &Tree) -> String {
    let first = tree.order().first().map(|ix| thread.post(*ix));
    let author = first.map(|post| post.author()).filter(|author| author.is_known()).map(|author| {
        match (&author.name, &author.handle) {
            (Some(name), Some(handle)) => format!("{name} @{handle}"),
            _ => author.display_name(),
        }
    });
    let counted = |count: usize, one: &str, many: &str| {
        format!("{} {}", thousands(count), if count == 1 { one } else { many })
    };
    let noun = |count| thread.unit.noun(count);
    let authors = thread.author_count();
    let warnings = thread.warnings.len();
    let facts = [
        author,
        thread.source.platform.as_ref().map(ToString::to_string),
        thread.first_time().map(Time::date),
        Some(counted(thread.len(), noun(1), noun(2))),
        (authors > 1).then(|| counted(authors, "author", "authors")),
        (warnings > 0).then(|| counted(warnings, "warning", "warnings")),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
