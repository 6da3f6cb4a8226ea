//! RIS: a tag, two blanks, a dash, a blank and a value in each line.
//!
//! The type is ELEC: what Zotero writes for posts, ICOMM, it reads back as an e-mail.

use super::{Choice, Writer, title_of, writer};
use crate::cite::dates::Day;
use crate::cite::reference::Reference;
use crate::cite::wording;

/// One record, `TY` to `ER`.
pub(super) fn write(reference: &Reference, choice: Choice) -> String {
    let author = writer(reference, choice).map(|writer| match writer {
        Writer::Person { given, family, .. } if given.is_empty() => family,
        // A comma within would part the name in the wrong place.
        Writer::Person { given, family, suffix } => {
            let suffix = suffix.map(|suffix| format!(", {suffix}")).unwrap_or_default();
            format!("{}, {given}{suffix}", family.replace(',', ""))
        }
        Writer::Literal(literal) => literal,
    });
    let posted = reference
        .posted
        .filter(|time| time.has_time_of_day())
        .map(|time| format!("posted {}", time.rfc3339()));
    let place = reference.place.map(|(number, of)| format!("post {number} of {of}"));
    let note: Vec<_> = [reference.handle.clone(), posted, place].into_iter().flatten().collect();
    let lines = [
        ("TY", Some("ELEC".to_owned())),
        ("AU", author),
        ("TI", Some(title_of(reference, choice))),
        ("T2", reference.platform.clone()),
        ("M3", Some(reference.kind.clone())),
        ("DA", reference.posted.and_then(Day::of).map(date)),
        ("UR", reference.url.clone()),
        ("Y2", reference.accessed.and_then(Day::of).map(date)),
        ("N1", Some(note.join("; "))),
        ("ER", Some(String::new())),
    ];
    let lines = lines.into_iter().filter_map(|(tag, value)| Some((tag, wording::one_line(&value?))));
    let lines = lines.filter(|(tag, value)| *tag == "ER" || !value.is_empty());
    lines.map(|(tag, value)| format!("{tag}  - {value}")).collect::<Vec<_>>().join("\n")
}

/// `2024/03/14/`, with all its slashes whatever is known.
fn date(day: Day) -> String {
    let two = |number: Option<u8>| number.map(|number| format!("{number:02}")).unwrap_or_default();
    format!("{:04}/{}/{}/", day.year, two(day.month), two(day.of_month))
}
