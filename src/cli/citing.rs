//! `unspool cite`: posts, ranges and threads as citations, one per line, with words of theirs, or as records.
//!
//! How a citation reads is `cite`'s business.

use std::io::Write;
use std::ops::RangeInclusive;
use std::path::Path;

use super::arguments::{Cite, CiteForm, RecordKind};
use super::choosing::passage;
use super::{Stop, note, quoting};
use crate::cite::quoting::{Form, Manner};
use crate::cite::records::{self, Choice, Kind};
use crate::cite::reference::Reference;
use crate::cite::styles::{self, Options, Place};
use crate::index::{Rank, Tree};
use crate::model::{Clean, Thread, thousands};
use crate::shell::files::{self, Origin};
use crate::shell::records::append;
use crate::shell::{Failure, confining};

/// The longest list, in posts: the engine compares each with all others.
const LONGEST: usize = 5_000;

/// How many works of an author and a year the engine has letters for.
const LETTERS: usize = 256;

/// The style where none is asked for or set.
const USUAL: &str = "apa";

/// Writes the citations or records that are asked for, or the list of styles.
pub(super) fn cite(asked: &Cite, out: &mut dyn Write) -> Result<(), Stop> {
    if asked.inputs.list_styles {
        for (names, title) in styles::all() {
            super::listing::write_fields(out, &[&names.join(", "), title])?;
        }
        return Ok(());
    }
    let mut manner = asked.wording.manner(out)?;
    manner.style.get_or_insert_with(|| USUAL.to_owned());
    let origin = if asked.inputs.sample { Origin::Sample } else { files::one(&asked.inputs.files)? };
    // The one command that reads what strangers wrote, and may write a file after it.
    let thread = confining::reading(|| files::open(&origin, asked.record.is_some()))?;
    let tree = Tree::new(&thread);
    let mut ranges = ranges(asked, &thread, &tree)?;
    if let Some(words) = &asked.posts.quote {
        let posts = asked.posts.of(&thread, &tree)?.unwrap_or_else(|| tree.order().to_vec());
        let passage = passage(&thread, &tree, &posts, words)?;
        if asked.record.is_none() {
            manner.form = Form::from_name(asked.form.name()).unwrap_or_default();
            return quoting::write((&thread, &tree), &[passage], &manner, out);
        }
        let rank = tree.rank(passage.post);
        ranges = vec![rank..=rank];
    }
    let references: Vec<_> = ranges
        .into_iter()
        .map(|range| {
            let facts = manner.facts(thread.post(tree.post(*range.start())).author());
            Reference::of(&thread, &tree, range, &facts)
        })
        .collect();
    tell_of_reposts(&references, out);
    match asked.record {
        Some(kind) => {
            let choice = Choice {
                handle_in_name: asked.handle_in_name || manner.has_handle_in_name,
                emoji_as_words: asked.emoji_as_words,
            };
            record(&references, (kind, choice), asked.append.as_deref(), out)
        }
        None => write(asked, &references, &manner, out),
    }
}

/// Writes citations, one per line.
fn write(asked: &Cite, references: &[Reference], manner: &Manner, out: &mut dyn Write) -> Result<(), Stop> {
    if asked.posts.all && references.len() > LETTERS {
        note(out, "letters behind years tell 256 posts of an author and a year apart; beyond, they repeat");
    }
    let place = match asked.in_text {
        None => Place::List,
        Some(CiteForm::Parenthetical) => Place::Text,
        Some(CiteForm::Narrative) => Place::Sentence,
    };
    let options = Options { place, has_tweets: manner.has_tweets };
    let Some(Ok(style)) = manner.cited_by() else { return Ok(()) };
    let citations =
        if asked.posts.all { style.list(references, options) } else { style.cite(references, options) };
    for citation in citations {
        writeln!(out, "{}", citation.to_markup(asked.form))?;
    }
    Ok(())
}

/// Writes records, or adds them to a file and says which are new.
fn record(
    references: &[Reference],
    (kind, choice): (RecordKind, Choice),
    file: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let kind = match kind {
        RecordKind::Biblatex => Kind::Biblatex,
        RecordKind::Bibtex => Kind::Bibtex,
        RecordKind::CslJson => Kind::CslJson,
        RecordKind::Ris => Kind::Ris,
    };
    let Some(file) = file else {
        write!(out, "{}", records::write(kind, references, choice))?;
        return Ok(());
    };
    let done = append(file, kind, references, choice)?;
    let name = Clean::line(&file.to_string_lossy());
    for (keys, what) in [(&done.added, "added to"), (&done.present, "already in")] {
        if !keys.is_empty() {
            note(out, &format!("{what} {name}: {}.", Clean::line(&keys.join(", "))));
        }
    }
    Ok(())
}

/// The posts of each citation.
fn ranges(asked: &Cite, thread: &Thread, tree: &Tree) -> Result<Vec<RangeInclusive<Rank>>, Failure> {
    let last = tree.len().checked_sub(1).ok_or_else(|| Failure::could_not("there is no post to cite."))?;
    if asked.whole {
        return Ok(vec![Rank(0)..=Rank(last as u32)]);
    }
    let Some(posts) = asked.posts.of(thread, tree)? else { return Ok(vec![Rank(0)..=Rank(0)]) };
    if asked.posts.all && posts.len() > LONGEST {
        return Err(Failure::could_not(format!(
            "--all lists {} posts at most, and there are {}. Cite some of them with --post.",
            thousands(LONGEST),
            thousands(posts.len())
        )));
    }
    let ranks: Vec<_> = posts.iter().map(|post| tree.rank(*post)).collect();
    match (&asked.posts.to, &ranks[..]) {
        (Some(_), [first, .., last]) => Ok(vec![*first..=*last]),
        _ => Ok(ranks.into_iter().map(|rank| rank..=rank).collect()),
    }
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
