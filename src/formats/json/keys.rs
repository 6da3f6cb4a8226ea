//! The keys at the beginning of a document, by which formats are told apart without parsing it.

use super::walking::end_of_string;

/// How far into a file the search for telling keys goes, in bytes.
const SAMPLE: usize = 64 << 10;

/// The keys of the object that `json` opens with, each with what follows its colon, as far as the sample goes.
pub fn top_level_keys(json: &str) -> impl Iterator<Item = (&str, &str)> {
    let sample = &json.as_bytes()[..json.len().min(SAMPLE)];
    let (mut at, mut depth) = (0, 0_usize);
    std::iter::from_fn(move || {
        while let Some(byte) = sample.get(at) {
            let start = at + 1;
            at = start;
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        // What follows is another document.
                        at = sample.len();
                    }
                }
                b'"' => {
                    let end = end_of_string(sample, start)?;
                    at = end + 1;
                    let value = json[at..].trim_start().strip_prefix(':').filter(|_| depth == 1);
                    if let Some(value) = value {
                        return Some((&json[start..end], value.trim_start()));
                    }
                }
                _ if depth == 0 && !byte.is_ascii_whitespace() => return None,
                _ => {}
            }
        }
        None
    })
}
