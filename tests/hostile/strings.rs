//! The hostile strings, read from `strings.tsv`: group, string with escapes, how often it is repeated.

const STRINGS: &str = include_str!("strings.tsv");

/// The strings with their groups.
pub(crate) fn strings() -> Vec<(&'static str, String)> {
    let rows = STRINGS.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        (fields[0], read_escaped(fields[1]).repeat(fields.get(2).map_or(1, |times| times.parse().unwrap())))
    })
    .collect()
}

/// Text with `\\` and `\u{hex}` in it.
fn read_escaped(escaped: &str) -> String {
    let mut pieces = escaped.split('\\');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    while let Some(piece) = pieces.next() {
        if let Some((hex, rest)) = piece.strip_prefix("u{").and_then(|rest| rest.split_once('}')) {
            out.push(char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap());
            out.push_str(rest);
        } else {
            assert!(piece.is_empty(), "an escape in {escaped}");
            out.push('\\');
            out.push_str(pieces.next().unwrap_or_default());
        }
    }
    out
}
