//! What the program does to the world while nobody asks it to: nothing. Shown by the system calls it makes.
//!
//! No network, no other program, no file opened for writing but the terminal, whatever is in the file that is read.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "not every test of terminals hangs up")]
mod pty;

use std::fs;
use std::process::Command;

use pty::{command, start};

/// What is written down of the program's calls.
const CALLS: &str = "trace=network,execve,execveat,open,openat,creat,rename,renameat2,unlink,unlinkat,mkdir,mkdirat,link,symlink,truncate,chmod";

/// Calls that touch more than they may.
fn touching(log: &str) -> Vec<&str> {
    let is_touching = |line: &&str| {
        let call = line.split_once(' ').map_or(*line, |(_, call)| call).trim_start();
        if call.starts_with("open") {
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| call.contains(flag));
            return writes
                && !["\"/dev/tty\"", "\"/dev/pts/", "\"/dev/null\""].iter().any(|own| call.contains(own));
        }
        // What ended, also a thread so suddenly that its call was never made, and pairs of sockets within the program, by
        // which signals are told.
        let is_own = ["+++", "---", "???( <unfinished", "socketpair(AF_UNIX", "<..."]
            .iter()
            .any(|start| call.starts_with(start));
        !is_own && !is_of_pair(call)
    };
    log.lines().filter(is_touching).collect()
}

/// Whether a call uses a pair of sockets: any other socket was made before, and is told of itself.
fn is_of_pair(call: &str) -> bool {
    ["recvfrom(", "sendto("].iter().any(|name| call.starts_with(name))
}

#[test]
fn reading_touches_no_network_no_program_and_no_file() {
    if Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status()
        .map_or(true, |status| !status.success())
    {
        eprintln!("left out: strace cannot be used here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (log, file) = (folder.path().join("log"), folder.path().join("thread.html"));
    let page = include_str!("fixtures/web-page/forum.html");
    let (before, after) = page.split_once("<body").unwrap();
    let page = format!(
        "{}<base href='file:///etc/'><meta http-equiv=refresh content='0;url=http://evil.example/'><link rel=stylesheet \
        href=http://evil.example/x.css><script src=http://evil.example/x.js></script></head><body{}<img \
        src=http://evil.example/pixel.png><iframe src=file:///etc/passwd></iframe><svg><image href=http://evil.example/y.svg \
        /></svg></body></html>",
        before.replace("</head>", ""),
        after.replace("</body>", "").replace("</html>", "")
    );
    fs::write(&file, page).unwrap();
    let state = folder.path().join("state");
    for (target, keeps) in
        [(file.to_str().unwrap(), "--fresh"), ("--sample", "--fresh"), (file.to_str().unwrap(), "--width=80")]
    {
        let program = env!("CARGO_BIN_EXE_unspool");
        let arguments = ["-f", "-qq", "-e", CALLS, "-o", log.to_str().unwrap(), program, target, keeps];
        let mut traced = command("strace", arguments);
        traced.env("UNSPOOL_STATE", &state);
        let mut session = start(traced, (100, 30));
        session.wait("1/");
        for key in [
            " ", "g", "i", "q", "\t", "j", "\r", "\t", "?", "q", "z", "M", "z", "R", "H", "T", "/a\r", "n",
            "&",
        ] {
            session.keys(key);
        }
        session.keys("i");
        session.wait("The thread");
        session.keys("qq");
        let ended = session.end();
        assert_eq!(ended.status.code(), Some(0), "{}", ended.heard.screen());
        let log = fs::read_to_string(&log).unwrap();
        let mut calls = touching(&log);
        if keeps != "--fresh" {
            // Where it was left is kept, in the folder for it and nowhere else.
            let threads = format!("\"{}/threads", state.display());
            let is_kept = |call: &&str| !call.contains("exec") && call.contains(&threads);
            assert!(calls.iter().any(is_kept), "{calls:#?}");
            let made = format!("mkdir(\"{}\"", state.display());
            calls.retain(|call| !is_kept(call) && !call.contains(&made));
        }
        // The one program is unspool itself.
        assert!(
            calls.len() == 1 && calls[0].contains("execve") && calls[0].contains("unspool"),
            "{calls:#?}"
        );
    }
}
