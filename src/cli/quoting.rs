//! `unspool quote`: words of a thread with their citation, in the form of somebody's notes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::arguments::Quote;
use super::choosing::passage;
use super::{Stop, note, own_corrections};
use crate::cite::quoting::{self, BUILT_IN, Form, Manner, Passage};
use crate::index::{Tree, recognising};
use crate::model::{Clean, Thread};
use crate::shell::{Failure, files};

/// A template is not larger than this, in bytes.
const MOST_TEMPLATE: u64 = 1 << 20;

/// Writes the quotation that is asked for.
pub(super) fn quote(asked: &Quote, out: &mut dyn Write) -> Result<(), Stop> {
    let manner = manner(asked, out)?;
    let is_own = matches!(manner.form, Form::Own(_));
    let mut thread = files::open(&asked.input.origin()?, manner.has_provenance || is_own)?;
    if manner.links_entities || is_own {
        thread = recognising::named(&thread, &own_corrections(out), &AtomicBool::new(false));
    }
    let tree = Tree::new(&thread);
    let posts = asked.posts.of(&thread, &tree)?.unwrap_or_else(|| tree.order().to_vec());
    let passages = match &asked.posts.quote {
        None => posts.iter().map(|post| Passage::whole(&thread, *post)).collect(),
        Some(words) => vec![passage(&thread, &tree, &posts, words)?],
    };
    write((&thread, &tree), &passages, &manner, out)
}

/// Writes a quotation, and what is to be known of it as notes.
pub(super) fn write(
    (thread, tree): (&Thread, &Tree),
    passages: &[Passage],
    manner: &Manner,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let quotation = quoting::quote(thread, tree, passages, manner);
    if let (Form::Own(_), "") = (&manner.form, quotation.text.as_str()) {
        let problem = quotation.notices.first().map_or("the template writes nothing", String::as_str);
        return Err(Failure::could_not(format!("{problem}.")).into());
    }
    writeln!(out, "{}", quotation.text.trim_end_matches('\n'))?;
    for notice in &quotation.notices {
        note(out, &format!("{}: {}.", quotation.what, notice.trim_end_matches('.')));
    }
    Ok(())
}

fn manner(asked: &Quote, out: &mut dyn Write) -> Result<Manner, Failure> {
    let mut manner = asked.wording.manner(out)?;
    manner.links_entities |= asked.links_to_entities;
    manner.has_provenance |= asked.provenance;
    manner.cites_each |= asked.each;
    manner.has_key = asked.cite_key;
    if let Some(form) = &asked.form {
        manner.form = form.clone();
    }
    if let Some(name) = &asked.template {
        manner.form = Form::Own(name.clone());
        let is_known = BUILT_IN.iter().any(|(known, _)| known == name);
        if !is_known && !manner.templates.contains_key(name) {
            let text = template(Path::new(name), &manner)?;
            manner.templates.insert(name.clone(), text);
        }
    }
    Ok(manner)
}

/// A template from its file.
fn template(path: &Path, manner: &Manner) -> Result<String, Failure> {
    let failed = |what: &str| {
        let known = BUILT_IN.iter().map(|(name, _)| *name);
        let known: Vec<_> = known.chain(manner.templates.keys().map(String::as_str)).collect();
        let name = Clean::line(&path.to_string_lossy());
        Failure::could_not(format!("{name}: {what}. A template is a file, or one of {}.", known.join(", ")))
    };
    let known = fs::metadata(path).map_err(|error| failed(&error.to_string()))?;
    if !known.is_file() || known.len() > MOST_TEMPLATE {
        return Err(failed("no file of a template's size"));
    }
    fs::read_to_string(path).map_err(|error| failed(&error.to_string()))
}
