//! Where the reader sits, as the environment tells it: which display, over SSH or not, in tmux or screen.
//!
//! tmux outlives logins: what it told a shell years ago of display and SSH may be stale, so it is asked anew. A variable
//! that is set and empty counts as unset.

#![expect(clippy::disallowed_methods, reason = "tmux knows the display that its reader sits at")]

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};

/// What tmux tells anew when somebody attaches to it.
const TOLD: &[&str] = &["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "SSH_CONNECTION"];

/// Where the reader sits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Surroundings {
    /// Whether there is an X server.
    pub(super) has_x11: bool,
    /// Whether there is a Wayland compositor.
    pub(super) has_wayland: bool,
    /// Whether the display, if any, is not the one that the reader sits at.
    pub(super) is_remote: bool,
    /// Whether tmux is in between.
    pub(super) in_tmux: bool,
    /// Whether GNU screen is in between.
    pub(super) in_screen: bool,
    /// Whether this is a telephone (Termux).
    pub(super) in_termux: bool,
    /// Whether this is Linux within Windows.
    pub(super) in_wsl: bool,
    /// Variables that are otherwise than this program was told; `None` for those that are gone.
    pub(super) corrected: Vec<(&'static str, Option<OsString>)>,
}

impl Surroundings {
    /// As they are now.
    pub(super) fn now() -> Self {
        let in_tmux = env::var_os("TMUX").is_some_and(|value| !value.is_empty());
        let told = in_tmux.then(ask_tmux).flatten();
        Self::of(|name| env::var_os(name), told.as_deref())
    }

    /// As these variables tell, and tmux, which prints `NAME=value`, or `-NAME` for one that is gone.
    fn of(variable: impl Fn(&str) -> Option<OsString>, tmux: Option<&str>) -> Self {
        let mut corrected = Vec::new();
        for line in tmux.unwrap_or_default().lines() {
            for name in TOLD {
                if line.strip_prefix('-') == Some(name) {
                    corrected.push((*name, None));
                } else if let Some(value) = line.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                    corrected.push((*name, Some(OsString::from(value))));
                }
            }
        }
        let is_set = |name: &str| {
            let known = corrected.iter().find(|(known, _)| *known == name);
            let value = known.map_or_else(|| variable(name), |(_, value)| value.clone());
            value.is_some_and(|value| !value.is_empty())
        };
        // tmux does not pass the other variable of SSH on: it is as old as the shell.
        let is_told = corrected.iter().any(|(name, _)| *name == "SSH_CONNECTION");
        Self {
            has_x11: is_set("DISPLAY"),
            has_wayland: is_set("WAYLAND_DISPLAY"),
            is_remote: is_set("SSH_CONNECTION") || !is_told && is_set("SSH_TTY"),
            in_tmux: is_set("TMUX"),
            in_screen: is_set("STY"),
            in_termux: is_set("TERMUX_VERSION"),
            in_wsl: is_set("WSL_DISTRO_NAME") || is_set("WSL_INTEROP"),
            corrected,
        }
    }

    /// Whether there is a display of the reader's own.
    pub(super) fn has_display(&self) -> bool {
        let is_always = cfg!(not(unix)) || cfg!(target_os = "macos");
        !self.is_remote && (is_always || self.has_x11 || self.has_wayland)
    }

    /// Has a program know of them as they are.
    pub(super) fn correct(&self, command: &mut Command) {
        for (name, value) in &self.corrected {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        for (name, is_set) in [("DISPLAY", self.has_x11), ("WAYLAND_DISPLAY", self.has_wayland)] {
            if !is_set {
                command.env_remove(name);
            }
        }
    }
}

/// What tmux knows of the terminal that is attached to it.
fn ask_tmux() -> Option<String> {
    let asked =
        Command::new("tmux").arg("show-environment").stdin(Stdio::null()).stderr(Stdio::null()).output();
    let answer = asked.ok().filter(|answer| answer.status.success())?;
    Some(String::from_utf8_lossy(&answer.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)], tmux: Option<&str>) -> Surroundings {
        let value =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        Surroundings::of(value, tmux)
    }

    #[test]
    fn an_empty_variable_is_none() {
        assert!(!of(&[("DISPLAY", "")], None).has_x11);
        assert!(of(&[("DISPLAY", ":0")], None).has_x11);
        assert!(!of(&[("DISPLAY", ":0"), ("SSH_TTY", "/dev/pts/1")], None).has_display());
    }

    #[test]
    fn tmux_knows_better_than_an_old_shell() {
        let old = [("TMUX", "x"), ("DISPLAY", "localhost:10.0"), ("SSH_CONNECTION", "a b"), ("SSH_TTY", "c")];
        assert!(of(&old, None).is_remote);
        let now = of(&old, Some("DISPLAY=:0\n-SSH_CONNECTION\n-WAYLAND_DISPLAY\nLANG=C\n"));
        assert!(now.has_x11 && !now.is_remote && !now.has_wayland);
        assert_eq!(now.corrected[0], ("DISPLAY", Some(":0".into())));
        let mut command = Command::new("true");
        now.correct(&mut command);
        let envs: Vec<_> = command.get_envs().collect();
        assert!(envs.contains(&("DISPLAY".as_ref(), Some(":0".as_ref()))));
        assert!(envs.contains(&("SSH_CONNECTION".as_ref(), None)));
        assert!(of(&[("TMUX", "x")], Some("SSH_CONNECTION=a b\n")).is_remote);
    }
}
