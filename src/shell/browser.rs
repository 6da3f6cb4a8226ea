//! Handing a web address to the reader's browser.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use crate::app::Message;
use crate::model::address;

/// The longest address that is handed on, in bytes; browsers take no more either.
const LONGEST: usize = 8192;

/// Opens a web address, as one argument to the system's opener and never through a shell. Waits until that has ended.
pub fn open(url: &str) -> Message {
    let Some(url) = url::Url::parse(url).ok().filter(|url| address::is_web(url.as_str())) else {
        return Message::problem(format!("Not opened: {url} is no http or https address."));
    };
    if url.as_str().len() > LONGEST {
        return Message::problem(format!(
            "Not opened: the address is longer than {LONGEST} bytes. It can be copied."
        ));
    }
    let host = address::host(url.as_str()).unwrap_or_default();
    // `Url` writes ASCII without blanks, so there is nothing left that an opener could take for an option.
    if open::commands(url.as_str()).iter_mut().any(run) {
        Message::info(format!("Opened {host} in the browser"))
    } else {
        Message::problem(format!("No browser could be started for {host}. The link can be copied instead."))
    }
}

fn run(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a group of its own, or the browser would stop and end with the reader.
    quiet.process_group(0).status().is_ok_and(|status| status.success())
}
