//! How a thread is set, as the reader wants it: zone and form of dates, blank rows, emoji, links. Whatever is here is part
//! of what a block was laid out for; what is copied knows nothing of it.

use std::borrow::Cow;
use std::ops::Range;

use super::measure;
use crate::model::{DateForm, Zone, address, emoji};

/// How a thread is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks {
    /// The zone that times are shown in.
    pub zone: Zone,
    /// How dates are written.
    pub dates: DateForm,
    /// Blank rows between posts.
    pub gap: u16,
    /// How emoji are shown.
    pub emoji: Emoji,
    /// How links are shown.
    pub links: LinkForm,
    /// Whether it is shown what was taken out of the text.
    pub reveals: bool,
}

impl Default for Looks {
    fn default() -> Self {
        Self {
            zone: Zone::Utc,
            dates: DateForm::default(),
            gap: 1,
            emoji: Emoji::default(),
            links: LinkForm::default(),
            reveals: false,
        }
    }
}

/// How emoji are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emoji {
    /// As they stand in the text.
    #[default]
    Auto,
    /// The first sign of each alone, for a terminal that draws what is joined as several: no tone of skin, no family.
    Plain,
    /// By their names, `:thumbs_up:`.
    Names,
}

impl Emoji {
    /// The forms by the names that settings have for them.
    pub const NAMED: [(&'static str, Self); 3] =
        [("auto", Self::Auto), ("plain", Self::Plain), ("names", Self::Names)];

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    /// A text of one line with its emoji as wanted.
    pub fn shown_in(self, text: &str) -> Cow<'_, str> {
        let replaced = self.replaced(text);
        if replaced.is_empty() {
            return Cow::Borrowed(text);
        }
        let (mut shown, mut from) = (String::new(), 0);
        for (range, words) in replaced {
            shown.push_str(&text[from..range.start]);
            shown.push_str(&words);
            from = range.end;
        }
        Cow::Owned(shown + &text[from..])
    }

    /// The emoji that are not shown as they stand, with what is shown for them.
    pub(super) fn replaced(self, text: &str) -> Vec<(Range<usize>, String)> {
        if self == Self::Auto || text.is_ascii() {
            return Vec::new();
        }
        let glyphs =
            measure::glyphs(text).filter(|glyph| glyph.source.chars().any(|c| c >= FIRST || c == KEYCAP));
        let replaced = glyphs.filter_map(|glyph| {
            let names = emoji::names(glyph.source)?;
            let words = match self {
                Self::Names => {
                    format!(":{}:", names.shortcode.map_or_else(|| name(names.name), str::to_owned))
                }
                _ => plain(glyph.source)?,
            };
            Some((glyph.at..glyph.at + glyph.source.len(), words))
        });
        replaced.collect()
    }
}

/// Signs below this are letters and punctuation: ©, ™, ‼.
const FIRST: char = '\u{2190}';
/// What makes a key of a digit.
const KEYCAP: char = '\u{20E3}';

/// The name of an emoji as one word.
fn name(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    letters.collect::<String>().split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// The first sign of an emoji of several; the letters of a flag.
fn plain(emoji: &str) -> Option<String> {
    let flag = |c: char| {
        char::from_u32(u32::from('A') + (c as u32).checked_sub(0x1_F1E6)?).filter(char::is_ascii_uppercase)
    };
    let letters: String = emoji.chars().filter_map(flag).collect();
    if !letters.is_empty() {
        return Some(letters);
    }
    let mut signs = emoji.chars();
    let first = signs.next()?;
    signs.next().map(|_| first.to_string())
}

/// How links are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkForm {
    /// As they stand, with the host behind words that do not name it.
    #[default]
    Full,
    /// Addresses by host and path; the host behind words that do not name it.
    Short,
    /// Addresses by host and path; words alone.
    Label,
}

impl LinkForm {
    /// The forms by the names that settings have for them.
    pub const NAMED: [(&'static str, Self); 3] =
        [("full", Self::Full), ("short", Self::Short), ("label", Self::Label)];

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
    }

    /// What is shown for the words of a link to `host`, if they are an address and longer than that.
    pub(super) fn shortened(self, words: &str, host: &str) -> Option<String> {
        if self == Self::Full {
            return None;
        }
        let bare = words.split_once("://").map_or(words, |(_, rest)| rest);
        let end = bare.find(['?', '#']).unwrap_or(bare.len());
        let (at_host, path) = bare[..end].split_at(bare[..end].find('/').unwrap_or(end));
        let is_address = address::host(&format!("https://{at_host}")).is_some_and(|named| named == host);
        let path = path.trim_end_matches('/');
        let more = if end < bare.len() { "…" } else { "" };
        let short = format!("{host}{}{more}", measure::fit(path, MOST_PATH));
        (is_address && !words.contains(char::is_whitespace) && measure::width(&short) < measure::width(words))
            .then_some(short)
    }
}

/// Columns of a path that are shown.
const MOST_PATH: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_shown_as_wanted() {
        for (text, plain, names) in [
            ("fine 👍🏽, sir", "fine 👍, sir", "fine :thumbs_up_medium_skin_tone:, sir"),
            ("👩‍🔬 in 🇨🇳", "👩 in CN", ":woman_scientist: in :cn:"),
            ("I ❤️ it → yes ©", "I ❤ it → yes ©", "I :heart: it → yes ©"),
            ("no. 3️⃣", "no. 3", "no. :three:"),
            ("王 and 🤖", "王 and 🤖", "王 and :robot:"),
        ] {
            assert_eq!(Emoji::Auto.shown_in(text), text);
            assert_eq!(Emoji::Plain.shown_in(text), plain);
            assert_eq!(Emoji::Names.shown_in(text), names);
        }
    }

    #[test]
    fn an_address_is_shortened_to_host_and_path() {
        for (words, host, shown) in [
            ("https://www.example.org/filing?utm=x", "example.org", Some("example.org/filing…")),
            ("https://example.org/", "example.org", Some("example.org")),
            ("example.org/filing", "example.org", None),
            (
                "https://example.org/a/very/long/way/to/the/filing",
                "example.org",
                Some("example.org/a/very/long/way/to/the…"),
            ),
            ("read this", "example.org", None),
            ("https://example.com/x", "example.org", None),
        ] {
            assert_eq!(LinkForm::Short.shortened(words, host).as_deref(), shown, "{words}");
            assert_eq!(LinkForm::Full.shortened(words, host), None);
        }
    }
}
