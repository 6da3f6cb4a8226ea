//! A look in words: `#87afff underlined`, `243`, `black on bright-yellow bold`; and what becomes of it where a terminal has
//! fewer colours.
//!
//! A colour is `#rrggbb`, a number of the palette of 256, one of the sixteen by its name, or `default` for the terminal's
//! own. What comes after `on` is the ground. All else are attributes. No words at all are a look too: that of the text.

use ratatui::style::{Color, Modifier, Style};

/// How many colours there are to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None: attributes only.
    None,
    /// The terminal's own sixteen, whatever they look like.
    Sixteen,
    /// The palette of 256.
    #[default]
    Palette,
    /// All of them.
    Full,
}

/// A colour as a theme names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// Whatever the terminal writes with.
    Own,
    /// A number of the palette; the first sixteen are the terminal's own.
    Palette(u8),
    /// Red, green, blue.
    Rgb([u8; 3]),
}

/// What something looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The colour of letters, unless the one below shows through.
    pub letters: Option<Hue>,
    /// The colour behind them, likewise.
    pub ground: Option<Hue>,
    /// The attributes.
    pub attributes: Modifier,
}

/// The sixteen by their names, as terminals number them, and how they look in most.
const SIXTEEN: [(&str, Color, [u8; 3]); 16] = [
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [205, 0, 0]),
    ("green", Color::Green, [0, 205, 0]),
    ("yellow", Color::Yellow, [205, 205, 0]),
    ("blue", Color::Blue, [0, 0, 238]),
    ("magenta", Color::Magenta, [205, 0, 205]),
    ("cyan", Color::Cyan, [0, 205, 205]),
    ("white", Color::Gray, [229, 229, 229]),
    ("bright-black", Color::DarkGray, [127, 127, 127]),
    ("bright-red", Color::LightRed, [255, 0, 0]),
    ("bright-green", Color::LightGreen, [0, 255, 0]),
    ("bright-yellow", Color::LightYellow, [255, 255, 0]),
    ("bright-blue", Color::LightBlue, [92, 92, 255]),
    ("bright-magenta", Color::LightMagenta, [255, 0, 255]),
    ("bright-cyan", Color::LightCyan, [0, 255, 255]),
    ("bright-white", Color::White, [255, 255, 255]),
];

/// The attributes by their names.
const ATTRIBUTES: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

impl Look {
    /// Reads a look.
    ///
    /// # Errors
    /// Which word is wrong, and what would be right.
    pub fn parse(words: &str) -> Result<Self, String> {
        let mut look = Self::default();
        let mut is_ground = false;
        for word in words.split_whitespace() {
            if word == "on" && look.ground.is_none() && !is_ground {
                is_ground = true;
            } else if let Some((_, attribute)) = ATTRIBUTES.iter().find(|(name, _)| *name == word) {
                look.attributes |= *attribute;
            } else {
                let hue = Hue::parse(word)?;
                let place = if is_ground { &mut look.ground } else { &mut look.letters };
                if place.replace(hue).is_some() {
                    return Err(format!("“{word}” is a colour too many; a ground comes after “on”"));
                }
                is_ground = false;
            }
        }
        if is_ground { Err("after “on” a colour is wanted".to_owned()) } else { Ok(look) }
    }

    /// What becomes of it with so many colours.
    pub fn style(self, depth: Depth) -> Style {
        Style {
            fg: self.letters.and_then(|hue| hue.color(depth)),
            bg: self.ground.and_then(|hue| hue.color(depth)),
            ..Style::new().add_modifier(self.attributes)
        }
    }
}

impl Hue {
    fn parse(word: &str) -> Result<Self, String> {
        if word == "default" {
            return Ok(Self::Own);
        }
        if let Some(digits) = word.strip_prefix('#') {
            let part = |at: usize| digits.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
            let is_hex = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
            let parts = is_hex.then(|| [part(0), part(2), part(4)].map(Option::unwrap_or_default));
            return parts.map(Self::Rgb).ok_or_else(|| format!("“{word}” is no colour like #87afff"));
        }
        let named = SIXTEEN.iter().position(|(name, ..)| *name == word).and_then(|at| u8::try_from(at).ok());
        named.or_else(|| word.parse().ok()).map(Self::Palette).ok_or_else(|| {
            let known: Vec<_> = SIXTEEN[..8].iter().map(|(name, ..)| *name).collect();
            let attributes = ATTRIBUTES.map(|(name, _)| name).join(", ");
            format!(
                "“{word}” is not known; a colour is #rrggbb, 0 to 255, default, or {}, with or without bright-; \
                 an attribute is {attributes}",
                known.join(", ")
            )
        })
    }

    /// The colour as a terminal with so many is told it; `None` where it has none.
    fn color(self, depth: Depth) -> Option<Color> {
        Some(match (self, depth) {
            (_, Depth::None) => return None,
            (Self::Own, _) => Color::Reset,
            (Self::Palette(number @ 0..16), _) => SIXTEEN[usize::from(number)].1,
            (Self::Rgb([r, g, b]), Depth::Full) => Color::Rgb(r, g, b),
            (Self::Palette(number), Depth::Full | Depth::Palette) => Color::Indexed(number),
            (Self::Rgb(rgb), Depth::Palette) => {
                Color::Indexed((16..=255).min_by_key(|number| distance(rgb_of(*number), rgb)).unwrap_or(255))
            }
            (hue, Depth::Sixteen) => {
                let rgb = hue.rgb().unwrap_or_default();
                SIXTEEN
                    .iter()
                    .min_by_key(|(.., near)| distance(*near, rgb))
                    .map_or(Color::Reset, |near| near.1)
            }
        })
    }

    /// Its red, green and blue, as most terminals have them.
    pub fn rgb(self) -> Option<[u8; 3]> {
        match self {
            Self::Own => None,
            Self::Palette(number) => Some(rgb_of(number)),
            Self::Rgb(rgb) => Some(rgb),
        }
    }
}

/// Red, green and blue of a number of the palette: the sixteen, a cube of 6 × 6 × 6, a ramp of greys.
fn rgb_of(number: u8) -> [u8; 3] {
    let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
    match number {
        0..16 => SIXTEEN[usize::from(number)].2,
        16..232 => [level((number - 16) / 36), level((number - 16) / 6 % 6), level((number - 16) % 6)],
        232.. => [8 + (number - 232) * 10; 3],
    }
}

/// How far two colours are apart, roughly as eyes have it ("redmean").
fn distance(a: [u8; 3], b: [u8; 3]) -> i64 {
    let [r, g, b_] = [0, 1, 2].map(|i| i64::from(a[i]) - i64::from(b[i]));
    let mean = i64::midpoint(i64::from(a[0]), i64::from(b[0]));
    (((512 + mean) * r * r) >> 8) + 4 * g * g + (((767 - mean) * b_ * b_) >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_read_as_it_is_written() {
        let style = |words| Look::parse(words).unwrap().style(Depth::Full);
        assert_eq!(style(""), Style::new());
        assert_eq!(style("#87afff underlined"), Style::new().fg(Color::Rgb(135, 175, 255)).underlined());
        assert_eq!(style("243"), Style::new().fg(Color::Indexed(243)));
        assert_eq!(
            style("bold black on bright-yellow"),
            Style::new().fg(Color::Black).bg(Color::LightYellow).bold()
        );
        assert_eq!(style("on default"), Style::new().bg(Color::Reset));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (words, told) in [
            ("blu", "“blu” is not known"),
            ("#12345", "“#12345” is no colour"),
            ("#+12345", "is no colour"),
            ("256", "0 to 255"),
            ("red blue", "“blue” is a colour too many"),
            ("red on", "after “on”"),
            ("on on red", "“on” is not known"),
        ] {
            let wrong = Look::parse(words).unwrap_err();
            assert!(wrong.contains(told), "{words}: {wrong}");
        }
    }

    #[test]
    fn fewer_colours_give_the_nearest() {
        for (words, depth, color) in [
            ("#5fafd7", Depth::Palette, Some(Color::Indexed(74))),
            ("#777777", Depth::Palette, Some(Color::Indexed(243))),
            ("#f01010", Depth::Sixteen, Some(Color::LightRed)),
            ("29", Depth::Sixteen, Some(Color::DarkGray)),
            ("blue", Depth::Sixteen, Some(Color::Blue)),
            ("blue", Depth::Full, Some(Color::Blue)),
            ("#5fafd7", Depth::None, None),
        ] {
            assert_eq!(Look::parse(words).unwrap().style(depth).fg, color, "{words} {depth:?}");
        }
    }
}
