//! Unrolled plain text.

use super::{Format, Input, Unreadable, scanning};
use crate::model::{Draft, ThreadBuilder, Unit};

/// Plain text, the format of last resort.
pub const FORMAT: Format = Format {
    id: "text",
    title: "Unrolled thread, plain text",
    how: "Copy an unrolled thread into a text file, or keep posts by hand.",
    recognise: |input| !input.is_json(),
    read,
};

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.unit(Unit::Paragraph);
    for paragraph in input.text.split("\n\n").filter(|p| !p.trim().is_empty()) {
        builder.push(Draft { body: scanning::scan(paragraph.trim()), ..Draft::default() });
    }
    Ok(())
}
