//! Whether output has colours, and what they are for.
//!
//! On a pipe there are none unless they are asked for; `NO_COLOR` (no-color.org) turns off what nobody asked for.

use std::env;
use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Effects, Style};
use clap::ValueEnum;

use crate::layout::{Role, StyleSet};
use crate::model;

/// When output has colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How things look; plain where there are no colours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looks {
    has_colours: bool,
}

impl Looks {
    /// Decides for standard output.
    pub(super) fn new(when: When) -> Self {
        let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = || env::var_os("TERM").is_some_and(|term| term == "dumb");
        let has_colours = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb(),
        };
        Self { has_colours }
    }

    /// Looks for tests and for forms that never have any.
    #[cfg(test)]
    pub(super) fn plain() -> Self {
        Self { has_colours: false }
    }

    fn style(self, style: Style) -> Style {
        if self.has_colours { style } else { Style::new() }
    }

    /// A piece of a row.
    fn role(self, role: Role) -> Style {
        self.style(match role {
            Role::Author | Role::Warning => Style::new().bold(),
            Role::Link => Style::new().underline(),
            Role::Number | Role::Guide | Role::Handle | Role::Date | Role::Host | Role::Alt | Role::Note => {
                Style::new().dimmed()
            }
            Role::Space | Role::Body | Role::Mention(_) => Style::new(),
        })
    }

    /// A piece of a row, and how its words are set in the file.
    pub(super) fn piece(self, role: Role, set: StyleSet) -> Style {
        let looks = [
            (model::Style::Bold, Effects::BOLD),
            (model::Style::Italic, Effects::ITALIC),
            (model::Style::Struck, Effects::STRIKETHROUGH),
        ];
        let role = self.role(role);
        let set = looks.into_iter().filter(|(style, _)| set.has(*style)).map(|(_, effect)| effect);
        self.style(set.fold(role, |all, effect| all.effects(all.get_effects() | effect)))
    }

    /// What stands above others.
    pub(super) fn head(self) -> Style {
        self.style(Style::new().bold())
    }

    /// What is there to be found, not to be read.
    pub(super) fn quiet(self) -> Style {
        self.style(Style::new().dimmed())
    }

    /// A search hit; bold and underlined too, for those who do not see the red.
    pub(super) fn hit(self) -> Style {
        self.style(AnsiColor::Red.on_default().effects(Effects::BOLD | Effects::UNDERLINE))
    }
}
