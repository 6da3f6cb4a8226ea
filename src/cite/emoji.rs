//! Pictures among letters: which clusters of a text are emoji, and what they are called.
//!
//! Styles count them as words, leave them upright in italics and leave them out of names. Arrows, stars of typographers
//! and the signs for copyright are letters here unless a selector makes them pictures (UTS #51).

use unicode_segmentation::UnicodeSegmentation;

use crate::model::emoji;

/// Whether a grapheme cluster is shown as a picture.
pub(super) fn is_emoji(cluster: &str) -> bool {
    let is_picture = |c: char| {
        matches!(c,
            '\u{231A}' | '\u{231B}' | '\u{23E9}'..='\u{23F3}' | '\u{2600}'..='\u{27BF}' | '\u{2B1B}' | '\u{2B1C}'
            | '\u{2B50}' | '\u{2B55}' | '\u{1F000}'..='\u{1FAFF}')
    };
    cluster.chars().next().is_some_and(is_picture) && !cluster.contains('\u{FE0E}')
        || cluster.contains(['\u{FE0F}', '\u{20E3}'])
}

/// A text without its emoji.
pub(super) fn without(text: &str) -> String {
    text.graphemes(true).filter(|cluster| !is_emoji(cluster)).collect()
}

/// A text in stretches that are emoji or are not.
pub(super) fn stretches(text: &str) -> Vec<(&str, bool)> {
    let mut found: Vec<(usize, bool)> = Vec::new();
    for (at, cluster) in text.grapheme_indices(true) {
        let is = is_emoji(cluster);
        if found.last().is_none_or(|(_, before)| *before != is) {
            found.push((at, is));
        }
    }
    let ends = found.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    found.iter().zip(ends).map(|((start, is), end)| (&text[*start..end], *is)).collect()
}

/// Signs below this are letters and punctuation to whoever typesets them: ©, ™, ‼.
const FIRST: char = '\u{2190}';

/// The text with `[robot emoji]` for each emoji.
pub(super) fn in_words(text: &str) -> String {
    each(text, |_, name| format!("[{name} emoji]"))
}

/// The text with each emoji in braces; `text` is TeX already, so that a keycap of `#` has its backslash before it.
pub(super) fn braced(text: &str) -> String {
    each(text, |emoji, _| if emoji.starts_with('#') { emoji.to_owned() } else { format!("{{{emoji}}}") })
}

fn name_of(grapheme: &str) -> Option<&'static str> {
    grapheme.chars().any(|c| c >= FIRST).then(|| emoji::names(grapheme).map(|names| names.name)).flatten()
}

fn each(text: &str, write: impl Fn(&str, &str) -> String) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let told = text.graphemes(true).map(|grapheme| match name_of(grapheme) {
        Some(name) => write(grapheme, name),
        None => grapheme.to_owned(),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_from_letters() {
        for cluster in ["🤖", "👩‍🔬", "🇨🇳", "❤️", "1️⃣", "👍🏽", "✨"] {
            assert!(is_emoji(cluster), "{cluster}");
        }
        for cluster in ["a", "7", "→", "©", "字", "é", "☺︎"] {
            assert!(!is_emoji(cluster), "{cluster}");
        }
        assert_eq!(stretches("🤖🤖 a"), [("🤖🤖", true), (" a", false)]);
        assert_eq!(without("Dana 🦀 Reyes"), "Dana  Reyes");
    }

    #[test]
    fn emoji_are_told_in_words() {
        assert_eq!(in_words("🤖 Über™ #1 👩‍🔬!"), "[robot emoji] Über™ #1 [woman scientist emoji]!");
        assert_eq!(braced("🤖 a \\#️⃣ 1️⃣"), "{🤖} a \\#️⃣ {1️⃣}");
    }
}
