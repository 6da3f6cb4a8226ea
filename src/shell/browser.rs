//! Handing a web address to the reader's browser.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::app::keymap::{self, Mode};
use crate::app::{Action, Message};
use crate::model::address;

/// The longest address that is handed on, in bytes; browsers take no more either.
const LONGEST: usize = 8192;

/// Opens a web address, as one argument to the system's opener and never through a shell. Waits until that has ended.
pub fn open(url: &str) -> Message {
    let Some(url) = url::Url::parse(url).ok().filter(|url| address::is_web(url.as_str())) else {
        return Message::problem(format!("Not opened, as it is no http or https address: {url}"));
    };
    if url.as_str().len() > LONGEST {
        return Message::problem(format!("Not opened: the address is too long. {}", copying()));
    }
    let host = address::host(url.as_str()).unwrap_or_default();
    // `Url` writes ASCII without blanks, so there is nothing left that an opener could take for an option.
    if open::commands(url.as_str()).iter_mut().any(run) {
        Message::info(format!("Opened {host} in the browser"))
    } else {
        Message::problem(format!("No browser could be started. {}", copying()))
    }
}

/// What to do instead; the key is the same in the thread and in the panel.
fn copying() -> String {
    format!("{} copies the link", keymap::key_for(Mode::Thread, Action::CopyLink))
}

fn run(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a group of its own, or the browser would stop and end with the reader.
    quiet.process_group(0).status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_opened_can_be_copied_by_one_key_everywhere() {
        let told = open(&format!("https://example.org/{}", "x".repeat(LONGEST))).text;
        assert_eq!(told, "Not opened: the address is too long. c copies the link");
        let has_key = |mode| {
            let mut rows =
                keymap::TABLE.iter().filter(|row| row.mode == mode && row.action == Action::CopyLink);
            rows.any(|row| row.keys.contains(&"c"))
        };
        assert!(has_key(Mode::Thread) && has_key(Mode::Panel));
    }
}
