//! Roles to looks.
//!
//! A theme is a table: for every [`Ink`] a look, written in words such as `#87afff underlined` (see [`look`]). Themes are
//! files, the reader's own like those that come with the program; this module knows what there is to be drawn and what
//! holds where a file says nothing, not where files lie. No ink is told from another by its hue alone: each has an attribute,
//! a sign or a place of its own.

pub mod look;

use ratatui::style::{Modifier, Style};

use self::look::{Depth, Look};
use crate::app::Tone;
use crate::index::annotations::Colour;
use crate::layout::{Role, StyleSet};
use crate::model::{EntityKind, Style as Set};

/// How an ink is told from others where no hue is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apart {
    /// By its look alone: attributes, or how light it is.
    Look,
    /// By a sign or words of its own: `@`, `▸`, `[host]`.
    Sign,
    /// By where it stands.
    Place,
}

/// A row of the table of inks.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it is in the code.
    pub ink: Ink,
    /// What it is in a theme file.
    pub name: &'static str,
    /// What it looks like where a theme does not say.
    pub like: Ink,
    /// How it is told from others without hues.
    pub apart: Apart,
    /// Whether it is laid over other inks and keeps of them what it does not change.
    pub is_over: bool,
    /// What it is for, in a few words.
    pub does: &'static str,
}

/// Declares the inks, with a table of them all.
macro_rules! inks {
    (@is_over over) => { true };
    (@is_over own) => { false };
    ($($ink:ident $name:literal $kind:ident, $apart:ident, like $like:ident: $does:literal;)*) => {
        /// What something on the screen is drawn with.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Ink { $(#[doc = $does] $ink,)* }

        /// Every ink, in the order of a theme file; what an ink is like stands before it.
        pub const INKS: &[Row] = &[$(Row {
            ink: Ink::$ink,
            name: $name,
            like: Ink::$like,
            apart: Apart::$apart,
            is_over: inks!(@is_over $kind),
            does: $does,
        },)*];
    };
}

inks! {
    Text "text" own, Look, like Text: "Words, and the ground under everything where it has one.";
    Quiet "quiet" own, Place, like Text: "What is there to be found, not to be read.";
    Number "number" own, Place, like Quiet: "The number of a post.";
    Author "author" own, Place, like Text: "The name of an author.";
    Handle "handle" own, Sign, like Quiet: "The handle of an author.";
    Date "date" own, Place, like Quiet: "When a post was made.";
    Guide "guide" own, Sign, like Quiet: "The lines that lead to replies, and the bar beside a quoted post.";
    Host "host" own, Sign, like Quiet: "The host of a link that does not name it itself.";
    Link "link" own, Look, like Text: "A link.";
    Mention "mention" own, Sign, like Text: "A handle, a hashtag or a cashtag in the words.";
    Person "person" own, Look, like Text: "The name of a person.";
    Organization "organization" own, Look, like Text: "The name of an organization.";
    Place "place" own, Look, like Text: "The name of a place.";
    Product "product" own, Look, like Text: "The name of a product.";
    Code "code" own, Sign, like Text: "Words that the file sets as code.";
    Remark "remark" own, Sign, like Quiet: "What unspool says of a post: deleted, folded, what a picture shows.";
    Warning "warning" own, Sign, like Text: "A content warning, and what was taken out of the text.";
    Accent "accent" own, Sign, like Text: "The bar of the cursor, and other signs to be seen.";
    Key "key" own, Place, like Accent: "A key in hints and lists of keys.";
    Head "head" own, Place, like Text: "The title, the head of a section.";
    Frame "frame" own, Sign, like Quiet: "The frames of sheets, and the scrollbar.";
    Alarm "alarm" own, Place, like Warning: "A message that something went wrong.";
    HighlightYellow "highlight_yellow" over, Sign, like Text: "Words that you highlighted in yellow, marked ■.";
    HighlightGreen "highlight_green" over, Sign, like Text: "Words that you highlighted in green, marked ▲.";
    HighlightBlue "highlight_blue" over, Sign, like Text: "Words that you highlighted in blue, marked ◆.";
    HighlightPink "highlight_pink" over, Sign, like Text: "Words that you highlighted in pink, marked ★.";
    Annotated "annotated" over, Sign, like Text: "Words that you wrote a remark on, marked ✎.";
    Hit "hit" over, Look, like Text: "A hit of the search.";
    Chosen "chosen" over, Look, like Hit: "A mention of what was chosen in the panel.";
    CurrentHit "current_hit" over, Look, like Hit: "The hit or mention at the cursor, laid over its look.";
    Selection "selection" over, Look, like Hit: "Selected words.";
    SelectionEnd "selection_end" own, Look, like Selection: "The end of the selection that moves.";
    Marked "marked" over, Place, like Hit: "The row at the cursor, in a list that has the keys.";
}

/// The looks of everything, by ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; INKS.len()],
}

/// No looks at all: every ink is as the terminal writes.
impl Default for Theme {
    fn default() -> Self {
        Self { styles: [Style::new(); INKS.len()] }
    }
}

impl Theme {
    /// The theme of these looks, with as many colours as there are. An ink of which `looks` knows nothing is like the one
    /// that the table names; one of which it knows nothing either way is as in the theme below.
    pub fn new(looks: impl Fn(Ink) -> Option<Look>, below: &Self, depth: Depth) -> Self {
        let mut theme = below.clone();
        let mut said = [false; INKS.len()];
        for row in INKS {
            let (at, like) = (row.ink as usize, row.like as usize);
            if let Some(look) = looks(row.ink) {
                let style = look.style(depth);
                // What is written over the ground of the words stands on that ground.
                let ground = if row.is_over { Style::new() } else { theme.ground() };
                theme.styles[at] = if at == 0 { style } else { ground.patch(style) };
                said[at] = true;
            } else if like != at && said[like] && INKS[like].is_over == row.is_over {
                theme.styles[at] = theme.styles[like];
                said[at] = true;
            }
        }
        theme
    }

    /// The look of an ink.
    pub fn ink(&self, ink: Ink) -> Style {
        self.styles[ink as usize]
    }

    /// The colours of words where nothing else is said; nothing where the terminal's own hold.
    pub fn ground(&self) -> Style {
        let Style { fg, bg, .. } = self.styles[Ink::Text as usize];
        Style { fg, bg, ..Style::new() }
    }

    /// What is there to be found, not to be read.
    pub fn quiet(&self) -> Style {
        self.ink(Ink::Quiet)
    }

    /// The looks of a piece of a row.
    pub fn role(&self, role: Role) -> Style {
        self.ink(match role {
            Role::Number => Ink::Number,
            Role::Guide => Ink::Guide,
            Role::Handle => Ink::Handle,
            Role::Date => Ink::Date,
            Role::Host => Ink::Host,
            Role::Author => Ink::Author,
            Role::Link => Ink::Link,
            Role::Mention(EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag) => Ink::Mention,
            // Names are words until somebody looks for them.
            Role::Space | Role::Body | Role::Mention(_) => Ink::Text,
            Role::Warning => Ink::Warning,
            Role::Alt | Role::Note => Ink::Remark,
        })
    }

    /// The looks of how words are set in the file, laid over those of their role.
    pub fn set(&self, set: StyleSet) -> Style {
        if set == StyleSet::default() {
            return Style::new();
        }
        let looks = [
            (Set::Bold, Style::new().add_modifier(Modifier::BOLD)),
            (Set::Italic, Style::new().add_modifier(Modifier::ITALIC)),
            (Set::Struck, Style::new().add_modifier(Modifier::CROSSED_OUT)),
            (Set::Code, self.ink(Ink::Code)),
        ];
        looks
            .into_iter()
            .filter(|(style, _)| set.has(*style))
            .fold(Style::new(), |all, (_, look)| all.patch(look))
    }

    /// A name in the text while the panel has the keys.
    pub fn name(&self, kind: EntityKind) -> Style {
        self.ink(match kind {
            EntityKind::Person => Ink::Person,
            EntityKind::Organization => Ink::Organization,
            EntityKind::Place => Ink::Place,
            EntityKind::Product => Ink::Product,
            EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag => Ink::Mention,
        })
    }

    /// The hue of a kind of entity, in a list that is sorted by kinds anyway.
    pub fn kind(&self, kind: EntityKind) -> Style {
        let Style { fg, bg, .. } = self.name(kind);
        Style { fg, bg, ..Style::new() }
    }

    /// The bar of the cursor, and other signs to be seen.
    pub fn accent(&self) -> Style {
        self.ink(Ink::Accent)
    }

    /// Words in a highlight, and its sign.
    pub fn highlight(&self, colour: Colour) -> Style {
        self.ink(match colour {
            Colour::Yellow => Ink::HighlightYellow,
            Colour::Green => Ink::HighlightGreen,
            Colour::Blue => Ink::HighlightBlue,
            Colour::Pink => Ink::HighlightPink,
        })
    }

    /// Words with a remark on them.
    pub fn annotated(&self) -> Style {
        self.ink(Ink::Annotated)
    }

    /// A search hit, laid over other looks.
    pub fn hit(&self) -> Style {
        self.ink(Ink::Hit)
    }

    /// The hit that the cursor is on.
    pub fn current_hit(&self) -> Style {
        self.ink(Ink::CurrentHit)
    }

    /// A mention of what was chosen in the panel.
    pub fn chosen(&self) -> Style {
        self.ink(Ink::Chosen)
    }

    /// What is selected.
    pub fn selection(&self) -> Style {
        self.ink(Ink::Selection)
    }

    /// The end of the selection that moves: in place of its looks, not over them.
    pub fn selection_end(&self) -> Style {
        Style::reset().patch(self.ink(Ink::SelectionEnd))
    }

    /// A head of a section, the first words of the title.
    pub fn head(&self) -> Style {
        self.ink(Ink::Head)
    }

    /// A row that is marked in a list which has the keys.
    pub fn marked(&self) -> Style {
        self.ink(Ink::Marked)
    }

    /// A key in hints and lists of keys.
    pub fn key(&self) -> Style {
        self.ink(Ink::Key)
    }

    /// The frame of a sheet, and the scrollbar.
    pub fn frame(&self) -> Style {
        self.ink(Ink::Frame)
    }

    /// The looks of a message.
    pub fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Info => self.ink(Ink::Text),
            Tone::Aside => self.quiet(),
            Tone::Problem => self.alarm(),
        }
    }

    /// Something went wrong.
    pub fn alarm(&self) -> Style {
        self.ink(Ink::Alarm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(looks: &[(Ink, &str)], below: &Theme) -> Theme {
        let said =
            |ink| looks.iter().find(|(said, _)| *said == ink).map(|(_, words)| Look::parse(words).unwrap());
        Theme::new(said, below, Depth::Full)
    }

    #[test]
    fn the_table_is_in_order_and_every_ink_has_a_name_of_its_own() {
        for (i, row) in INKS.iter().enumerate() {
            assert_eq!(row.ink as usize, i, "{}", row.name);
            assert!(row.like as usize <= i, "{}: what it is like stands below it", row.name);
            assert!(INKS[..i].iter().all(|before| before.name != row.name), "{}", row.name);
        }
    }

    #[test]
    fn what_a_theme_does_not_say_is_like_what_it_says_or_as_below() {
        let below = theme(&[(Ink::Quiet, "243"), (Ink::Link, "blue underlined")], &Theme::default());
        let above = theme(&[(Ink::Quiet, "#9e9e9e")], &below);
        assert_eq!(above.ink(Ink::Date), above.quiet(), "a date is as quiet as the rest");
        assert_eq!(above.ink(Ink::Link), below.ink(Ink::Link));
    }

    #[test]
    fn a_ground_is_under_all_that_is_not_laid_over_something() {
        let theme = theme(
            &[(Ink::Text, "white on black"), (Ink::Link, "blue"), (Ink::Hit, "reversed")],
            &Theme::default(),
        );
        assert_eq!(theme.ink(Ink::Link).bg, theme.ground().bg);
        assert_eq!(theme.hit(), Style::new().add_modifier(Modifier::REVERSED));
        assert_eq!(theme.set(StyleSet::default()), Style::new());
    }
}
