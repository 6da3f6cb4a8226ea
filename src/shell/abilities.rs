//! What the terminal can do beyond text, as far as the environment tells: links to click on, pictures.
//!
//! Only terminals that are known to do a thing are taken to do it: one that does not would print what it is told. Within
//! tmux and screen it is they who must do it, whatever stands outside; their own variables win over those that were
//! inherited from there.

/// How pictures are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// By the protocol of kitty, with placeholders among the text.
    Kitty,
    /// By that of iTerm2.
    Iterm2,
    /// As sixels.
    Sixel,
    /// As halves of cells in two colours each.
    HalfBlocks,
    /// Not at all: there are no colours.
    None,
}

/// What a terminal can do with text beyond what every terminal can.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// It knows hyperlinks (OSC 8).
    pub has_links: bool,
    /// It knows left and right margins (DECLRMM).
    pub has_margins: bool,
}

/// Looks a variable of the environment up; one that is not set is empty.
pub type Variable<'v> = &'v dyn Fn(&str) -> String;

/// Whether something stands between the program and the terminal that draws.
fn multiplexer(variable: Variable) -> Option<&'static str> {
    let term = variable("TERM");
    if variable("TERM_PROGRAM") == "tmux" || !variable("TMUX").is_empty() || term.starts_with("tmux") {
        Some("tmux")
    } else if !variable("STY").is_empty() || term.starts_with("screen") {
        Some("screen")
    } else {
        None
    }
}

/// A version as `3.4`, `3.4a`, `20240203`: the numbers before and behind the first point.
pub(super) fn version(text: &str) -> (u32, u32) {
    let mut numbers = text.split('.').map(|part| {
        part.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or_default()
    });
    (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default())
}

/// Whether the terminal knows hyperlinks (OSC 8).
pub fn has_hyperlinks(variable: Variable) -> bool {
    let term = variable("TERM");
    if term == "dumb" || term == "linux" {
        return false;
    }
    match multiplexer(variable) {
        // tmux passes them on from 3.4 on, and drops them where they are not known outside.
        Some("tmux") => version(&variable("TERM_PROGRAM_VERSION")) >= (3, 4),
        Some(_) => false,
        None => {
            let program = variable("TERM_PROGRAM");
            let programs =
                ["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "mintty", "rio", "Tabby", "zed"];
            let terms = ["kitty", "ghostty", "foot", "alacritty", "wezterm", "contour", "rio", "mintty"];
            programs.contains(&program.as_str())
                || terms.iter().any(|name| term.contains(name))
                || version(&variable("VTE_VERSION")).0 >= 5000
                || version(&variable("KONSOLE_VERSION")).0 >= 201_200
                || ["KITTY_WINDOW_ID", "WT_SESSION", "WEZTERM_PANE"]
                    .iter()
                    .any(|name| !variable(name).is_empty())
        }
    }
}

/// Whether the terminal knows left and right margins (DECLRMM), between which rows can be moved by themselves.
pub fn has_margins(variable: Variable) -> bool {
    // No xterm: it has them or not by the terminal that it is told to be (`-ti vt340`), which no variable says.
    let programs = ["iTerm.app", "WezTerm", "ghostty", "mintty", "contour"];
    multiplexer(variable).is_none() && programs.contains(&variable("TERM_PROGRAM").as_str())
}

/// How the terminal draws pictures.
pub fn drawing(variable: Variable) -> Drawing {
    let term = variable("TERM");
    if !variable("NO_COLOR").is_empty() || term == "dumb" {
        return Drawing::None;
    }
    // What is outside of tmux and screen is reached by neither way that could be relied on.
    if multiplexer(variable).is_some() {
        return Drawing::HalfBlocks;
    }
    let program = variable("TERM_PROGRAM");
    let is = |names: &[&str]| names.iter().any(|name| term.contains(name) || program.contains(name));
    // No Konsole: it leaves pixels standing behind the words that are written over them (25.04).
    if is(&["iTerm", "WezTerm", "wezterm", "mintty", "rio"]) {
        Drawing::Iterm2
    } else if is(&["kitty", "ghostty"]) || !variable("KITTY_WINDOW_ID").is_empty() {
        Drawing::Kitty
    } else if is(&["foot", "contour", "yaft", "mlterm"]) {
        Drawing::Sixel
    } else {
        Drawing::HalfBlocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks variables up in `NAME=value NAME=value`.
    fn with<T>(variables: &str, judge: impl Fn(Variable) -> T) -> T {
        judge(&|name| {
            let pairs = variables.split(' ').filter_map(|pair| pair.split_once('='));
            pairs.filter(|(known, _)| *known == name).map(|(_, value)| value.to_owned()).collect()
        })
    }

    #[test]
    fn links_are_for_terminals_that_are_known_to_have_them() {
        for known in [
            "TERM=xterm-kitty",
            "TERM=xterm-256color VTE_VERSION=7200",
            "TERM=xterm-256color TERM_PROGRAM=WezTerm",
            "TERM=foot",
            "TERM=tmux-256color TMUX=/tmp/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.5a",
        ] {
            assert!(with(known, has_hyperlinks), "{known}");
        }
        for unknown in [
            "",
            "TERM=xterm-256color",
            "TERM=linux",
            "TERM=dumb TERM_PROGRAM=vscode",
            "TERM=xterm-256color VTE_VERSION=4600",
            "TERM=screen-256color TMUX=/tmp/x TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3a",
            "TERM=screen STY=1.pts KITTY_WINDOW_ID=1",
        ] {
            assert!(!with(unknown, has_hyperlinks), "{unknown}");
        }
    }

    #[test]
    fn margins_are_for_terminals_that_are_known_to_have_them() {
        assert!(with("TERM=xterm-256color TERM_PROGRAM=WezTerm", has_margins));
        assert!(!with("TERM=xterm-256color", has_margins));
        assert!(!with("TERM=xterm XTERM_VERSION=XTerm(379)", has_margins), "it may be set to be a VT340");
        assert!(!with("TERM=screen TMUX=/tmp/x TERM_PROGRAM=WezTerm", has_margins));
    }

    #[test]
    fn pictures_are_drawn_in_the_best_way_that_is_sure() {
        for (variables, drawing) in [
            ("TERM=xterm-kitty", Drawing::Kitty),
            ("TERM=xterm-ghostty", Drawing::Kitty),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", Drawing::Iterm2),
            ("TERM=foot", Drawing::Sixel),
            ("TERM=xterm-256color", Drawing::HalfBlocks),
            ("TERM=xterm-256color KONSOLE_VERSION=250401", Drawing::HalfBlocks),
            ("TERM=tmux-256color TMUX=/tmp/x KITTY_WINDOW_ID=1", Drawing::HalfBlocks),
            ("TERM=xterm-kitty NO_COLOR=1", Drawing::None),
        ] {
            assert_eq!(with(variables, super::drawing), drawing, "{variables}");
        }
    }
}
