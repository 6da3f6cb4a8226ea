//! Roles to looks.
//!
//! Whether the terminal is dark or light is not known, so the colours are those of the 256 that stand out from black and
//! from white alike (contrast 4:1 or more against both, which a test measures), and the text itself keeps the terminal's
//! own colour. No role differs by colour alone: each also has a sign, an attribute or a place of its own.

use ratatui::style::{Color, Modifier, Style};

use crate::app::Tone;
use crate::layout::{Role, StyleSet};
use crate::model::Style as Set;

/// How many colours there are to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: attributes only.
    None,
    /// The terminal's own sixteen, whatever they look like.
    Sixteen,
    /// The fixed palette of 256.
    #[default]
    Palette,
}

/// A hue by what it is used for: its number in the palette of 256, and the nearest of the sixteen.
type Hue = (u8, Color);

const QUIET: Hue = (243, Color::Reset);
const LINK: Hue = (31, Color::Blue);
const MENTION: Hue = (30, Color::Cyan);
const PERSON: Hue = (98, Color::Magenta);
const ORGANIZATION: Hue = (130, Color::Green);
const PLACE: Hue = (29, Color::Cyan);
const PRODUCT: Hue = (132, Color::Magenta);
const CODE: Hue = (64, Color::Green);
const ACCENT: Hue = (63, Color::Blue);
const SELECTION: Hue = (30, Color::Blue);
const ALARM: Hue = (161, Color::Red);
const CAUTION: Hue = (130, Color::Magenta);

/// The looks of everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Theme {
    depth: Depth,
}

impl Theme {
    /// The looks for so many colours.
    pub fn new(depth: Depth) -> Self {
        Self { depth }
    }

    fn hue(self, hue: Hue) -> Style {
        match self.depth {
            Depth::None => Style::new(),
            Depth::Sixteen if hue.1 == Color::Reset => Style::new().add_modifier(Modifier::DIM),
            Depth::Sixteen => Style::new().fg(hue.1),
            Depth::Palette => Style::new().fg(Color::Indexed(hue.0)),
        }
    }

    /// What is there to be found, not to be read.
    pub fn quiet(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::DIM),
            _ => self.hue(QUIET),
        }
    }

    /// The looks of a piece of a row.
    pub fn role(self, role: Role) -> Style {
        use crate::model::EntityKind as Kind;
        match role {
            Role::Space | Role::Body => Style::new(),
            Role::Number | Role::Guide | Role::Handle | Role::Date | Role::Host => self.quiet(),
            Role::Author => Style::new().add_modifier(Modifier::BOLD),
            Role::Link => self.hue(LINK).add_modifier(Modifier::UNDERLINED),
            Role::Mention(kind) => match kind {
                Kind::Handle | Kind::Hashtag | Kind::Cashtag => self.hue(MENTION),
                // Names are words until somebody looks for them.
                _ => Style::new(),
            },
            Role::Warning => self.hue(CAUTION).add_modifier(Modifier::BOLD),
            Role::Alt | Role::Note => self.quiet().add_modifier(Modifier::ITALIC),
        }
    }

    /// The looks of how words are set in the file, laid over those of their role.
    pub fn set(self, set: StyleSet) -> Style {
        if set == StyleSet::default() {
            return Style::new();
        }
        let looks = [
            (Set::Bold, Style::new().add_modifier(Modifier::BOLD)),
            (Set::Italic, Style::new().add_modifier(Modifier::ITALIC)),
            (Set::Struck, Style::new().add_modifier(Modifier::CROSSED_OUT)),
            (Set::Code, self.hue(CODE)),
        ];
        looks
            .into_iter()
            .filter(|(style, _)| set.has(*style))
            .fold(Style::new(), |all, (_, look)| all.patch(look))
    }

    /// A name in the text while the panel has the keys.
    pub fn name(self, kind: crate::model::EntityKind) -> Style {
        self.kind(kind).add_modifier(Modifier::UNDERLINED)
    }

    /// The hue of a kind of entity.
    pub fn kind(self, kind: crate::model::EntityKind) -> Style {
        use crate::model::EntityKind as Kind;
        self.hue(match kind {
            Kind::Person => PERSON,
            Kind::Organization => ORGANIZATION,
            Kind::Place => PLACE,
            Kind::Product => PRODUCT,
            Kind::Handle | Kind::Hashtag | Kind::Cashtag => MENTION,
        })
    }

    /// The post and the row that the cursor is in.
    pub fn accent(self) -> Style {
        self.hue(ACCENT)
    }

    /// A search hit, laid over other looks.
    pub fn hit(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The hit that the cursor is on.
    pub fn current_hit(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD | Modifier::UNDERLINED)
    }

    /// A mention of what was chosen in the panel.
    pub fn chosen(self) -> Style {
        self.hue(ACCENT).add_modifier(Modifier::REVERSED)
    }

    /// What is selected: light letters on a dark hue, whatever the terminal's own colours.
    pub fn selection(self) -> Style {
        match self.depth {
            Depth::None => Style::new().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
            Depth::Sixteen => Style::new().fg(Color::White).bg(SELECTION.1).add_modifier(Modifier::BOLD),
            Depth::Palette => Style::new()
                .fg(Color::Indexed(231))
                .bg(Color::Indexed(SELECTION.0))
                .add_modifier(Modifier::BOLD),
        }
    }

    /// The end of the selection that moves, laid over its looks.
    pub fn selection_end(self) -> Style {
        match self.depth {
            Depth::None => Style::new().remove_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD),
            _ => Style::new().add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
        }
    }

    /// A head of a section, the first words of the title.
    pub fn head(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// A row that is marked in a list which has the keys.
    pub fn marked(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// The row that is marked in a list which has not.
    pub fn marked_unfocused(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The looks of a message.
    pub fn tone(self, tone: Tone) -> Style {
        match tone {
            Tone::Info => Style::new(),
            Tone::Aside => self.quiet(),
            Tone::Problem => self.alarm(),
        }
    }

    /// Something went wrong.
    pub fn alarm(self) -> Style {
        self.hue(ALARM).add_modifier(Modifier::BOLD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.1) of a colour of the 6 × 6 × 6 cube or the grey ramp.
    fn luminance(index: u8) -> f64 {
        let rgb = if index < 232 {
            let level = |n: u8| if n == 0 { 0 } else { 55 + 40 * n };
            let n = index - 16;
            [level(n / 36), level(n / 6 % 6), level(n % 6)]
        } else {
            [8 + (index - 232) * 10; 3]
        };
        let linear = rgb.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    #[test]
    fn every_hue_stands_out_from_black_and_from_white() {
        for (index, _) in [
            QUIET,
            LINK,
            MENTION,
            PERSON,
            ORGANIZATION,
            PLACE,
            PRODUCT,
            CODE,
            ACCENT,
            SELECTION,
            ALARM,
            CAUTION,
        ] {
            let luminance = luminance(index);
            let (on_white, on_black) = (1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05);
            assert!(
                on_white >= 4.0 && on_black >= 4.0,
                "{index}: {on_white:.2} on white, {on_black:.2} on black"
            );
        }
    }

    #[test]
    fn without_colours_the_roles_still_differ() {
        let theme = Theme::new(Depth::None);
        let looks = [
            theme.role(Role::Body),
            theme.role(Role::Author),
            theme.role(Role::Link),
            theme.role(Role::Note),
            theme.hit(),
            theme.selection(),
            theme.selection().patch(theme.selection_end()),
        ];
        for (i, a) in looks.iter().enumerate() {
            assert!(a.fg.is_none() && looks[i + 1..].iter().all(|b| a != b));
        }
    }
}
