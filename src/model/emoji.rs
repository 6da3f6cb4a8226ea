//! What emoji are called: by Unicode (CLDR's short names, in English), and between colons on GitHub.
//!
//! The table is read in place: a line each, in order of the bytes of the emoji, without the selectors (U+FE0F) that make
//! a picture of a sign, since texts often lack them.

use std::sync::LazyLock;

use super::packed::unpacked_text;

/// `emoji` tab `name` tab `shortcode`, which may be missing; from the crate `emojis`, see the test.
static TABLE: LazyLock<String> =
    LazyLock::new(|| unpacked_text(include_bytes!(concat!(env!("OUT_DIR"), "/emoji.tsv"))));
/// Makes a picture of the sign before it.
const SELECTOR: char = '\u{FE0F}';

/// The names of an emoji.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// As Unicode has it: *thumbs up: dark skin tone*.
    pub name: &'static str,
    /// As GitHub has it: `+1`.
    pub shortcode: Option<&'static str>,
}

/// The names of a grapheme cluster that is an emoji.
pub fn names(cluster: &str) -> Option<Names> {
    let wanted: String = cluster.chars().filter(|c| *c != SELECTOR).collect();
    let mut rest = TABLE.as_str();
    while !rest.is_empty() {
        let half = &rest.as_bytes()[..rest.len() / 2];
        let start = half.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (line, later) = rest[start..].split_once('\n')?;
        let mut columns = line.split('\t');
        match columns.next()?.cmp(&wanted) {
            std::cmp::Ordering::Less => rest = later,
            std::cmp::Ordering::Greater => rest = &rest[..start],
            std::cmp::Ordering::Equal => {
                let shortcode = columns.clone().nth(1).filter(|shortcode| !shortcode.is_empty());
                return Some(Names { name: columns.next()?, shortcode });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_crate() {
        let tones = |emoji: &'static emojis::Emoji| emoji.skin_tones().into_iter().flatten().chain([emoji]);
        let mut lines: Vec<String> = emojis::iter()
            .flat_map(tones)
            .map(|emoji| {
                let signs = emoji.as_str().replace(SELECTOR, "");
                format!("{signs}\t{}\t{}\n", emoji.name(), emoji.shortcode().unwrap_or_default())
            })
            .collect();
        lines.sort();
        lines.dedup();
        assert!(lines.concat() == *TABLE, "write it anew");
    }

    #[test]
    fn every_emoji_has_its_names_with_and_without_selectors() {
        for emoji in emojis::iter() {
            let names = Some(Names { name: emoji.name(), shortcode: emoji.shortcode() });
            assert_eq!(super::names(emoji.as_str()), names);
            assert_eq!(super::names(&emoji.as_str().replace(SELECTOR, "")), names);
        }
        for other in ["", "a", "\n", "\t", "robot", "🤖\t", "☺\u{FE0E}", "\u{FE0F}", "字", "🤖🤖"] {
            assert_eq!(names(other), None, "{other:?}");
        }
    }
}
