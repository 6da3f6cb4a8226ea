//! Emoji, for readers that cannot show them: where they stand, and what they are called.

use unicode_segmentation::UnicodeSegmentation;

/// Signs below this are letters and punctuation to whoever typesets them: ©, ™, ‼.
const FIRST: char = '\u{2190}';

/// The text with `[robot emoji]` for each emoji.
pub(super) fn in_words(text: &str) -> String {
    each(text, |_, name| format!("[{name} emoji]"))
}

/// The text with each emoji in braces.
pub(super) fn braced(text: &str) -> String {
    each(text, |emoji, _| format!("{{{emoji}}}"))
}

/// Whether a character may be part of an emoji.
pub(super) fn is_part(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}')
        || (c >= FIRST && emojis::get(c.encode_utf8(&mut [0; 4])).is_some())
        || matches!(c, '\u{1F1E6}'..='\u{1F1FF}' | '\u{1F3FB}'..='\u{1F3FF}')
}

fn name_of(grapheme: &str) -> Option<&'static str> {
    grapheme.chars().any(|c| c >= FIRST).then(|| emojis::get(grapheme).map(emojis::Emoji::name)).flatten()
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
    fn emoji_are_told_in_words() {
        assert_eq!(in_words("🤖 Über™ #1 👩‍🔬!"), "[robot emoji] Über™ #1 [woman scientist emoji]!");
        assert_eq!(braced("🤖 a"), "{🤖} a");
    }
}
