//! Which theme is wanted. What the themes look like is the view's business; here they are names, and what ground each is for.
//!
//! The terminal's background may become known after the first frame, so a choice is a name and a ground, put together
//! only when something is drawn.

use super::{Action, Message, State};
use crate::app::keymap::Mode;
use crate::model::Clean;

/// What a terminal writes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// Black, or near it.
    Dark,
    /// White, or near it.
    Light,
}

impl Ground {
    /// The grounds by their names.
    pub const NAMED: [(&'static str, Self); 2] = [("dark", Self::Dark), ("light", Self::Light)];

    /// The ground of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(known, _)| *known == name).map(|(_, ground)| *ground)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The ground of a colour, each part from 0 to 1: dark where white stands out from it more than black does.
    pub fn of_color(rgb: [f64; 3]) -> Self {
        // Relative luminance; the two contrasts are equal at √(1.05 · 0.05) − 0.05 (WCAG 2.1).
        let [r, g, b] =
            rgb.map(|part| if part <= 0.04 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        if 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.179 { Self::Dark } else { Self::Light }
    }
}

/// A theme to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: Clean,
    /// The only ground it can be read on; `None` for one that suits every terminal.
    pub only_on: Option<Ground>,
}

/// The themes there are, and which is wanted.
#[derive(Clone, Debug, Default)]
pub struct Theming {
    /// All there are, in the order of stepping through them.
    pub choices: Vec<Choice>,
    /// The one that is wanted.
    pub chosen: usize,
    /// The terminal's background, once it is known.
    pub ground: Option<Ground>,
}

impl Theming {
    /// The next theme that can be read here.
    fn next(&self) -> Option<usize> {
        let count = self.choices.len();
        let after = (1..count).map(|step| (self.chosen + step) % count);
        let is_readable = |at: &usize| {
            let only_on = self.choices[*at].only_on;
            only_on.is_none() || self.ground.is_none() || only_on == self.ground
        };
        after.into_iter().find(is_readable)
    }
}

impl State {
    /// Takes the next theme, and says how to keep it.
    pub(super) fn turn_theme(&mut self) {
        let Some(next) = self.theming.next() else {
            self.message = Some(Message::info("There is no other theme"));
            return;
        };
        self.theming.chosen = next;
        let key = self.keymap.key_for(Mode::Thread, Action::TurnTheme);
        let name = &self.theming.choices[next].name;
        self.message = Some(Message::info(format!(
            "Theme {name}; {key}: the next; looks.theme = \"{name}\" in config.toml keeps it"
        )));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_dark_where_white_stands_out_from_it() {
        for (rgb, ground) in [
            ([0.0, 0.0, 0.0], Ground::Dark),
            ([0.18, 0.2, 0.25], Ground::Dark),
            ([0.4, 0.4, 0.4], Ground::Dark),
            ([0.5, 0.5, 0.5], Ground::Light),
            ([0.99, 0.96, 0.89], Ground::Light),
        ] {
            assert_eq!(Ground::of_color(rgb), ground, "{rgb:?}");
        }
    }
}
