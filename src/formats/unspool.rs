//! unspool's own JSON and NDJSON, read and written.

use super::{Format, Input, Unreadable};
use crate::model::ThreadBuilder;

/// The normal form: one JSON document.
pub const JSON: Format = Format {
    id: "unspool-json",
    title: "unspool's own JSON",
    how: "unspool export --to json FILE > thread.json",
    recognise: |_| false,
    read,
};

/// One post per line.
pub const NDJSON: Format = Format { id: "unspool-ndjson", title: "unspool's own NDJSON", ..JSON };

fn read(_: &Input, _: &mut ThreadBuilder) -> Result<(), Unreadable> {
    Ok(())
}
