//! `unspool export`: a thread in another form, written post by post.

use std::io::Write;
use std::sync::atomic::AtomicBool;

use super::arguments::ExportForm;
use super::{Stop, own_corrections};
use crate::cite;
use crate::formats::unspool;
use crate::index::{Tree, recognising};
use crate::shell::files::{self, Origin};

/// Writes a thread in reading order; the SHA-256 of its file goes along.
pub(super) fn export(origin: &Origin, form: ExportForm, out: &mut dyn Write) -> Result<(), Stop> {
    let mut thread = files::open(origin, true)?;
    if matches!(form, ExportForm::Json | ExportForm::Ndjson) {
        thread = recognising::named(&thread, &own_corrections(out), &AtomicBool::new(false));
    }
    let tree = Tree::new(&thread);
    match form {
        ExportForm::Json => unspool::write_json(out, &thread, tree.order())?,
        ExportForm::Ndjson => unspool::write_ndjson(out, &thread, tree.order())?,
        ExportForm::Markdown => cite::write_markdown(out, &thread, &tree, tree.order())?,
        ExportForm::Text => cite::write_text(out, &thread, &tree, tree.order())?,
    }
    Ok(())
}
