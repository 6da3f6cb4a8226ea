//! Handing a web address to the reader's browser.
//!
//! Only `http` and `https`, parsed as a browser parses them, and only as one argument of one program: never through a
//! shell. `$BROWSER` comes first, as xdg-open has it: several separated by colons, each with its own arguments, `%s` for
//! the address. What is doubtful about an address was told and asked before; see `model::doubts`.

#![expect(clippy::disallowed_methods, reason = "the reader's browser gets one argument")]

use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::app::Message;
use crate::model::{Clean, address};

/// The longest address that is handed on, in bytes; browsers take no more either.
const LONGEST: usize = 8192;
/// How long an opener may take to fail; one that still runs has become the browser.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(10);

/// Opens a web address, or says that `key` copies it. Waits until whatever opens it has ended, or for three seconds.
pub fn open(url: &str, key: &str) -> Message {
    let browser = std::env::var("BROWSER").unwrap_or_default();
    let ways = |url: &str| named_by(&browser, url).into_iter().chain(open::commands(url));
    open_by((url, key), ways)
}

/// Opens a web address by the first of some ways that works.
fn open_by<W: IntoIterator<Item = Command>>(
    (url, key): (&str, &str),
    ways: impl FnOnce(&str) -> W,
) -> Message {
    let url = match argument(url, key) {
        Ok(url) => url,
        Err(told) => return Message::problem(told),
    };
    let host = address::host(&url).unwrap_or_default();
    if ways(&url).into_iter().any(|mut command| run(&mut command)) {
        Message::info(format!("Opened {host} in the browser"))
    } else {
        Message::problem(format!("No browser could be started. {key} copies the link"))
    }
}

/// The one argument for an address: ASCII without blanks or controls that begins with `http`; or why there is none.
fn argument(url: &str, key: &str) -> Result<String, String> {
    let parsed = url::Url::parse(url).ok().filter(|url| address::is_web(url.as_str()));
    let Some(parsed) = parsed else {
        return Err(format!("Not opened, as it is no http or https address: {}", Clean::line(url)));
    };
    if parsed.as_str().len() > LONGEST {
        return Err(format!("Not opened: the address is too long. {key} copies the link"));
    }
    Ok(parsed.into())
}

/// The programs that `$BROWSER` names, each as it is to be called.
fn named_by(browser: &str, url: &str) -> Vec<Command> {
    let calls = browser.split(':').filter_map(shlex::split).filter(|words| !words.is_empty());
    calls.map(|words| called(&words, url)).collect()
}

/// A program with its arguments: the address where the first `%s` stands, or else at the end.
fn called(words: &[String], url: &str) -> Command {
    let place = words.iter().skip(1).position(|word| word.contains("%s")).map(|at| at + 1);
    let mut arguments: Vec<OsString> = words.iter().skip(1).map(OsString::from).collect();
    match place {
        Some(at) => arguments[at - 1] = words[at].replacen("%s", url, 1).into(),
        None => arguments.push(url.into()),
    }
    let mut command = Command::new(&words[0]);
    command.args(arguments);
    command
}

fn run(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // In a group of its own, or the browser would stop and end with the reader.
    quiet.process_group(0).spawn().is_ok_and(has_opened)
}

/// Whether an opener ends well, or goes on.
fn has_opened(mut opener: Child) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        match opener.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => thread::sleep(PAUSE),
            Err(_) => return false,
        }
    }
    // It is the browser itself; somebody has to bury it once it ends.
    thread::spawn(move || opener.wait());
    true
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::*;

    fn words(command: &Command) -> Vec<String> {
        let arguments = command.get_args().map(|word| word.to_string_lossy().into_owned());
        std::iter::once(command.get_program().to_string_lossy().into_owned()).chain(arguments).collect()
    }

    #[test]
    fn what_is_not_opened_can_be_copied() {
        let told = open(&format!("https://example.org/{}", "x".repeat(LONGEST)), "C-x").text;
        assert_eq!(&*told, "Not opened: the address is too long. C-x copies the link");
    }

    #[test]
    fn a_browser_is_called_as_its_variable_says() {
        let url = "https://example.org/%s?a=$(b);c";
        let calls = |browser| named_by(browser, url).iter().map(words).collect::<Vec<_>>();
        assert_eq!(calls("one"), [["one", url]]);
        assert_eq!(calls("one:two --new"), [vec!["one", url], vec!["two", "--new", url]]);
        assert_eq!(calls("'my browser' --url=%s %s"), [["my browser", &format!("--url={url}"), "%s"]]);
        assert!(calls("").is_empty() && calls(" : ").is_empty() && calls("'open").is_empty());
    }

    #[test]
    fn only_addresses_of_the_web_are_arguments() {
        for url in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "smb://h/x",
            "ssh://h",
            "telnet://h",
            "vscode://x",
            "tabby://x",
            "ms-msdt:/id",
            "intent://x",
            "ftp://h/x",
            "view-source:http://h/",
            "about:blank",
            "blob:https://h/x",
            "mailto:a@b.example",
            "tel:1",
            "-oProxyCommand=x",
            "--version",
            "--help",
            "/etc/passwd",
            "",
            " ",
            "http://",
            "https://",
            "http:///",
            "\u{1b}]0;x\u{7}",
        ] {
            let told = open_by((url, "c"), |_| -> Vec<Command> { panic!("{url:?} is opened") });
            assert!(told.is_problem() && !told.text.contains(char::is_control), "{told:?}");
        }
        let argument = |url: &str| argument(url, "c").unwrap();
        assert_eq!(
            argument("https://a.example/$(touch pwn)`x`;|&'\""),
            "https://a.example/$(touch%20pwn)%60x%60;|&'%22"
        );
        assert_eq!(argument("http://good.example@evil.example/"), "http://good.example@evil.example/");
        assert_eq!(argument("https://a.example/\u{202e}gpj.exe"), "https://a.example/%E2%80%AEgpj.exe");
        assert_eq!(
            argument("https://a.example/%s%n%00%0d%0a#:~:text=x"),
            "https://a.example/%s%n%00%0d%0a#:~:text=x"
        );
        assert_eq!(argument("https://ex\u{ad}ample。org/"), "https://example.org/");
    }

    #[test]
    fn an_opener_that_fails_hangs_or_shouts_is_borne() {
        let folder = tempfile::tempdir().unwrap();
        let script = |name: &str, body: &str| {
            let path = folder.path().join(name);
            fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let said = folder.path().join("said");
        let records = script("records", &format!("printf '%s|' \"$#\" \"$@\" > '{}'", said.display()));
        let fails = script("fails", "exit 1");
        let shouts = script("shouts", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2");
        let hangs = script("hangs", "exec sleep 5");
        let url = "https://example.org/$(touch pwn);`touch pwn`'\"|&<>";
        let by = |browser: &str| open_by((url, "c"), |url| named_by(browser, url));
        assert!(by(&format!("{fails}:none-such:{records}")).text.starts_with("Opened example.org"));
        let expected = "1|https://example.org/$(touch%20pwn);%60touch%20pwn%60'%22|&%3C%3E|";
        assert_eq!(fs::read_to_string(&said).unwrap(), expected);
        assert!(by(&fails).is_problem() && by("none-such").is_problem());
        assert!(!by(&shouts).is_problem());
        let begun = Instant::now();
        assert!(!by(&hangs).is_problem() && begun.elapsed() < PATIENCE * 2);
        assert!(!folder.path().join("pwn").exists());
    }

    /// How many addresses are made; `UNSPOOL_CASES` makes more.
    fn cases() -> u32 {
        std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(20_000)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_opened_is_one_plain_argument(url in "((https?|HTTP|ftp|file|javascript|-)(:|&colon;)?[/\\\\]{0,3})?(\\PC|[-@:./%?# \n\u{0}\u{1b}\u{202e}аxn0-9]){0,30}") {
            if let Ok(argument) = argument(&url, "c") {
                prop_assert!(argument.starts_with("http://") || argument.starts_with("https://"), "{argument}");
                prop_assert!(argument.bytes().all(|b| b.is_ascii_graphic()), "{argument}");
                let commands = named_by("one --flag", &argument);
                prop_assert_eq!(words(&commands[0]), ["one", "--flag", &argument]);
            }
        }
    }
}
