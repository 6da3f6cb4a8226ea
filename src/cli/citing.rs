//! `unspool cite`: posts, ranges and threads as citations, one per line.
//!
//! It finds out what the world knows and the thread does not: when the file was written, what day it is, what a style's
//! file says. How a citation reads is `cite`'s business.

use std::fs;
use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::SystemTime;

use super::arguments::{Cite, CiteForm, Who};
use super::{Stop, note};
use crate::cite::citation::{Citation, Markup};
use crate::cite::reference::platforms;
use crate::cite::reference::{AuthorIs, Facts, Reference};
use crate::cite::styles::{self, Options, Place, Style};
use crate::index::{Rank, Tree};
use crate::model::{Precision, Thread, Time, thousands};
use crate::shell::Failure;
use crate::shell::files::{self, Origin};

/// The longest list, in posts: the engine compares each with all others.
const LONGEST: usize = 5_000;

/// How many works of an author and a year the engine has letters for.
const LETTERS: usize = 256;

/// Larger than any citation style, in bytes.
const LARGEST_STYLE: u64 = 4 << 20;

/// Writes the citations that are asked for, or the list of styles.
pub(super) fn cite(asked: &Cite, out: &mut dyn Write) -> Result<(), Stop> {
    if asked.inputs.list_styles {
        for (names, title) in styles::all() {
            super::listing::write_fields(out, &[&names.join(", "), title])?;
        }
        return Ok(());
    }
    let style = style(&asked.style)?;
    let origin = if asked.inputs.sample { Origin::Sample } else { files::one(&asked.inputs.files)? };
    let thread = files::open(&origin, false)?;
    let tree = Tree::new(&thread);
    let facts = Facts {
        author_is: asked.author.map(|who| match who {
            Who::Person => AuthorIs::Person,
            Who::Group => AuthorIs::Group,
        }),
        accessed: accessed(asked.accessed.as_deref(), &origin, &thread)?,
        ..Facts::default()
    };
    let ranges = ranges(asked, &tree)?;
    let references: Vec<_> =
        ranges.into_iter().map(|range| Reference::of(&thread, &tree, range, &facts)).collect();
    tell_of_reposts(&references, out);
    if asked.all && references.len() > LETTERS {
        note(out, "letters behind years tell 256 posts of an author and a year apart; beyond, they repeat");
    }
    let place = match asked.in_text {
        None => Place::List,
        Some(CiteForm::Parenthetical) => Place::Text,
        Some(CiteForm::Narrative) => Place::Sentence,
    };
    let options = Options { place, ..Options::default() };
    let citations =
        if asked.all { style.list(&references, options) } else { style.cite(&references, options) };
    write(&citations, asked.form.into(), out)
}

fn write(citations: &[Citation], markup: Markup, out: &mut dyn Write) -> Result<(), Stop> {
    for citation in citations {
        writeln!(out, "{}", citation.to_markup(markup))?;
    }
    Ok(())
}

/// The style of that name, or of the file of that name.
fn style(asked: &str) -> Result<Style, Failure> {
    let path = Path::new(asked);
    let is_file =
        path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csl")) || asked.contains(['/', '\\']);
    if !is_file {
        return Style::named(asked).map_err(|error| Failure::wrong_usage(format!("{error}.")));
    }
    let could_not = |why: &str| Failure::could_not(format!("{}: {why}.", crate::model::Clean::line(asked)));
    let is_big = fs::metadata(path).is_ok_and(|about| about.len() > LARGEST_STYLE);
    if is_big {
        return Err(could_not("it is too big for a citation style"));
    }
    let text = fs::read_to_string(path).map_err(|error| {
        let told = error.to_string();
        could_not(told.split(" (os error").next().unwrap_or_default())
    })?;
    Style::from_csl(&text).map_err(|error| could_not(&error.to_string()))
}

/// When what is cited was seen: as asked, else the day on which the file was written, where posts can change.
fn accessed(asked: Option<&str>, origin: &Origin, thread: &Thread) -> Result<Option<Time>, Failure> {
    let day = |time: SystemTime| {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Time::from_millis(i64::try_from(since.as_millis()).ok()?, Precision::Day)
    };
    match asked {
        Some("none") => Ok(None),
        Some("today") => Ok(day(SystemTime::now())),
        Some(date) => match Time::parse(date) {
            Some(time) => Ok(Some(time)),
            None => Err(Failure::wrong_usage(format!(
                "'{}' is no date. --accessed takes today, none or a date such as 2024-03-14.",
                crate::model::Clean::line(date)
            ))),
        },
        None => {
            let platform = thread.source.platform.as_deref().and_then(platforms::known);
            let written = match origin {
                Origin::File(path) if platform.is_some_and(|platform| platform.is_edited) => {
                    fs::metadata(path).and_then(|about| about.modified()).ok()
                }
                _ => None,
            };
            Ok(written.and_then(day))
        }
    }
}

/// The posts of each citation.
fn ranges(asked: &Cite, tree: &Tree) -> Result<Vec<RangeInclusive<Rank>>, Failure> {
    let last = tree.len().checked_sub(1).ok_or_else(|| Failure::could_not("there is no post to cite."))?;
    let last = Rank(last as u32);
    if asked.whole {
        return Ok(vec![Rank(0)..=last]);
    }
    if asked.all && tree.len() > LONGEST {
        return Err(Failure::could_not(format!(
            "--all lists {} posts at most, and there are {}. Cite some of them with --post.",
            thousands(LONGEST),
            thousands(tree.len())
        )));
    }
    if asked.all {
        return Ok((0..=last.0).map(|rank| Rank(rank)..=Rank(rank)).collect());
    }
    let rank = |number: &usize| match number.checked_sub(1) {
        Some(rank) if rank < tree.len() => Ok(Rank(rank as u32)),
        _ => Err(Failure::could_not(format!("there is no post {number}: {}.", count(tree.len())))),
    };
    let first = [1];
    let posts = if asked.post.is_empty() { &first[..] } else { &asked.post };
    match (&asked.to, posts) {
        (Some(to), [from]) => {
            let (from, to) = (rank(from)?, rank(to)?);
            if to < from {
                return Err(Failure::wrong_usage(
                    "--to names a post before --post. Name the earlier one first.",
                ));
            }
            Ok(vec![from..=to])
        }
        (Some(_), _) => {
            Err(Failure::wrong_usage("--to goes with one --post. Give each range its own command."))
        }
        (None, posts) => posts.iter().map(|number| rank(number).map(|rank| rank..=rank)).collect(),
    }
}

fn count(posts: usize) -> String {
    if posts == 1 { "there is 1 post".to_owned() } else { format!("there are {} posts", thousands(posts)) }
}

/// Styles want the original cited, not whoever passed it on.
fn tell_of_reposts(references: &[Reference], out: &mut dyn Write) {
    let reposts = references.iter().filter(|reference| reference.is_repost).count();
    match reposts {
        0 => {}
        1 => note(out, "a post only passes another on; the original is cited"),
        _ => note(out, &format!("{} posts only pass others on; the originals are cited", thousands(reposts))),
    }
}
