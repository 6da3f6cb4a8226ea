//! Annotations as text for a reader's notes: each passage with its citation, and below it what was written on it.
//!
//! ```markdown
//! > Nobody reported it.
//! >
//! > — Dana Reyes ([@danareyes](https://x.com/danareyes)), …
//!
//! Ask the registry for the filing.
//!
//! yellow · #filings #todo
//! ```
//!
//! The words of the thread are escaped as in any quotation; the reader's own stand as they were typed. What is lost comes
//! last, under a heading of its own.

pub mod w3c;

use std::io::{self, Write};

use super::heading::heading;
use super::markdown;
use super::quoting::{Form, Manner, Passage, org, quote};
use super::wording;
use crate::index::Tree;
use crate::index::annotations::{Annotation, Annotations, Placed, Stand};
use crate::model::{Clean, Thread, address};

/// The forms in which annotations are written for notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// Markdown.
    Markdown,
    /// Org.
    Org,
}

impl Notes {
    fn form(self) -> Form {
        match self {
            Self::Markdown => Form::Markdown,
            Self::Org => Form::Org,
        }
    }

    /// The heading of a thread with its address.
    fn head(self, title: &str, address: Option<&str>) -> String {
        match (self, address) {
            (Self::Markdown, Some(url)) => {
                format!("# {}\n\n{}\n", markdown::escaped(title), markdown::link(url, url))
            }
            (Self::Markdown, None) => format!("# {}\n", markdown::escaped(title)),
            (Self::Org, Some(url)) => {
                format!("* {}\n:PROPERTIES:\n:URL: {url}\n:END:\n", org::title(title))
            }
            (Self::Org, None) => format!("* {}\n", org::title(title)),
        }
    }

    /// An address of the web, as a link.
    fn link(self, url: &str) -> String {
        match self {
            Self::Markdown => markdown::link(url, url),
            Self::Org => org::link(url, url),
        }
    }

    /// The heading of what is lost.
    fn lost(self) -> &'static str {
        match self {
            Self::Markdown => "\n## No longer in the thread\n",
            Self::Org => "\n** No longer in the thread\n",
        }
    }

    /// Words that are no more in the thread.
    fn quoted(self, words: &str) -> String {
        match self {
            Self::Markdown => {
                let lines: Vec<_> = words.lines().map(markdown::escaped).collect();
                wording::quoted(&lines.join("\n"))
            }
            Self::Org => {
                let lines: Vec<_> = words.lines().map(org::line).collect();
                format!("#+begin_quote\n{}\n#+end_quote", lines.join("\n"))
            }
        }
    }

    /// A text of the reader's own.
    fn own(self, text: &str) -> String {
        match self {
            Self::Markdown => text.to_owned(),
            // A star at the beginning of a line would end the section.
            Self::Org => guarded(text),
        }
    }
}

/// A text whose lines are no headings of Org, and end no block.
fn guarded(text: &str) -> String {
    let guard = |line: &str| {
        let acts = line.starts_with('*') || line.starts_with("#+");
        format!("{}{line}", if acts { "," } else { "" })
    };
    text.lines().map(guard).collect::<Vec<_>>().join("\n")
}

/// Writes all annotations of a thread in reading order, each with its citation.
pub fn write_notes(
    out: &mut dyn Write,
    (thread, tree): (&Thread, &Tree),
    annotations: &Annotations,
    notes: Notes,
    manner: &Manner,
) -> io::Result<()> {
    let address =
        tree.order().first().and_then(|ix| thread.post(*ix).url()).filter(|url| address::is_web(url));
    out.write_all(notes.head(&Clean::line(&heading(thread, tree)), address).as_bytes())?;
    let manner = Manner { form: notes.form(), ..manner.clone() };
    let mut stands: Vec<Vec<Stand>> = vec![Vec::new(); annotations.all.len()];
    for stand in annotations.stands() {
        stands[stand.of as usize].push(*stand);
    }
    let mut has_lost = false;
    for (placed, stands) in annotations.all.iter().zip(stands) {
        if placed.is_lost() && !std::mem::replace(&mut has_lost, true) {
            out.write_all(notes.lost().as_bytes())?;
        }
        let passages: Vec<_> = stands.iter().map(|stand| passage(thread, tree, stand)).collect();
        let quotation =
            if placed.is_lost() { lost(placed, notes) } else { quote(thread, tree, &passages, &manner).text };
        let told = told(&placed.annotation);
        let blocks = [quotation, notes.own(&placed.annotation.remark), told];
        let known: Vec<_> =
            blocks.iter().map(|block| block.trim_end()).filter(|block| !block.is_empty()).collect();
        writeln!(out, "\n{}", known.join("\n\n"))?;
    }
    Ok(())
}

fn passage(thread: &Thread, tree: &Tree, stand: &Stand) -> Passage {
    let post = tree.post(stand.rank);
    if stand.is_whole() {
        Passage::whole(thread, post)
    } else {
        Passage { post, range: stand.start..stand.end }
    }
}

/// The words that are lost, and where they stood.
fn lost(placed: &Placed, notes: Notes) -> String {
    let targets = &placed.annotation.targets;
    let words: Vec<&str> = placed.annotation.words().filter(|words| !words.is_empty()).collect();
    let mut urls = targets.iter().filter_map(|target| target.url.as_deref());
    let quoted = if words.is_empty() { String::new() } else { notes.quoted(&words.join("\n")) };
    let url = urls.find(|url| address::is_web(url)).map(|url| notes.link(url)).unwrap_or_default();
    [quoted, url].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// `bookmark a · yellow · #filings #todo`
fn told(annotation: &Annotation) -> String {
    let tags: Vec<_> = annotation.tags.iter().map(|tag| format!("#{tag}")).collect();
    let facts = [
        annotation.bookmark.as_ref().map(|name| format!("bookmark {name}")),
        annotation.colour.map(|colour| colour.name().to_owned()),
        Some(tags.join(" ")),
    ];
    facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cite::wording::tests::sample;
    use crate::index::annotations::{Colour, Target, tags};
    use crate::model::PostIx;

    fn written(notes: Notes) -> String {
        let thread = sample();
        let tree = Tree::new(&thread);
        let words = Annotation {
            colour: Some(Colour::Green),
            remark: Clean::text("Ask *them*.\n* twice"),
            tags: tags("todo"),
            ..Annotation::on(vec![Target::of(&thread, &tree, PostIx(0), Some(0..9))])
        };
        let mut gone = words.clone();
        gone.targets[0].post = Clean::line("none");
        gone.targets[0].url = Clean::some_line("https://example.org/gone");
        gone.targets[0].quote.exact = Clean::text("* never\nsaid");
        let annotations = Annotations::new(&thread, &tree, vec![gone, words]);
        let mut out = Vec::new();
        write_notes(&mut out, (&thread, &tree), &annotations, notes, &Manner::default()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_stands_below_its_passage_and_the_lost_last() {
        let markdown = written(Notes::Markdown);
        let (here, lost) = markdown.split_once("## No longer in the thread").unwrap();
        assert!(here.starts_with("# ") && here.contains("\n> — "), "{here}");
        assert!(here.ends_with("\n\nAsk *them*.\n* twice\n\ngreen · #todo\n\n"), "{here}");
        assert!(lost.contains("> \\* never\n> said\n\n<https://example.org/gone>\n\nAsk"), "{lost}");
        let org = written(Notes::Org);
        assert!(org.contains("#+end_quote\n— ") && org.contains("Ask *them*.\n,* twice"), "{org}");
    }
}
