//! The program at the far end of an SSH connection that is cut, with a server of the test's own on this machine.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, getuid, kill_process};
use tempfile::TempDir;

use crate::pty::{Running, Session, command, start, unspool};
use crate::{WINDOW, assert_gone_soon, is_gone, is_installed, parent, pid_in, tell, wait};

const SSHD: &str = "/usr/sbin/sshd";

/// A server that lets in whoever runs the test, by a key of its own.
struct Server {
    folder: TempDir,
    port: u16,
    _running: Running,
}

impl Server {
    /// `None`, with a note, where there is none to start or it lets nobody in.
    fn start() -> Option<Self> {
        if !is_installed(&["ssh", "ssh-keygen"]) || !is_installed(&[SSHD]) {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        for key in ["host", "own"] {
            let mut makes = Command::new("ssh-keygen");
            makes.args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)]).stdin(Stdio::null());
            assert!(makes.status().unwrap().success());
        }
        if getuid().is_root() {
            // What its service makes before it starts.
            fs::create_dir_all("/run/sshd").unwrap();
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let settings = format!(
            "ListenAddress 127.0.0.1:{port}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\nUsePAM no\nStrictModes no\n\
             PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n\
             ClientAliveInterval 1\nClientAliveCountMax 1\n",
            at("host"),
            at("own.pub")
        );
        fs::write(at("settings"), settings).unwrap();
        let mut sshd = Command::new(SSHD);
        sshd.args(["-D", "-f", &at("settings")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let running = Running(sshd.spawn().unwrap());
        let server = Self { folder, port, _running: running };
        wait("the server", || TcpStream::connect(("127.0.0.1", port)).ok());
        let words = server.client("true");
        let is_let_in =
            Command::new(&words[0]).args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).status();
        if !is_let_in.unwrap().success() {
            tell("left out: sshd lets nobody in here");
            return None;
        }
        Some(server)
    }

    /// The client's words that run a command there, in a terminal.
    fn client(&self, run: &str) -> Vec<String> {
        let own = self.folder.path().join("own");
        let (own, port) = (own.to_str().unwrap(), self.port.to_string());
        let words =
            ["ssh", "-F", "none", "-tt", "-p", &port, "-i", own, "-o", "UserKnownHostsFile=/dev/null"];
        let options = ["StrictHostKeyChecking=no", "BatchMode=yes", "IdentitiesOnly=yes", "LogLevel=ERROR"];
        let options = options.iter().flat_map(|option| ["-o", option]);
        words.into_iter().chain(options).chain(["127.0.0.1", run]).map(str::to_owned).collect()
    }

    /// The sample there, with what is kept in a folder.
    fn reads(&self, folder: &Path, first: &str) -> Session {
        let run = format!(
            "{first}; exec env UNSPOOL_CONFIG=/nonexistent UNSPOOL_STATE={0}/state sh -c 'echo $$ >{0}/pid; exec {1} --sample'",
            folder.display(),
            env!("CARGO_BIN_EXE_unspool")
        );
        let words = self.client(&run);
        let session = start(command(&words[0], &words[1..]), WINDOW);
        session.wait("quietly bought");
        session
    }
}

/// How a connection is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// The client is killed.
    Client,
    /// What serves the connection is killed.
    Server,
    /// The client stands still, until the server takes the connection for lost.
    Frozen,
}

#[test]
fn the_program_ends_with_the_ssh_connection_that_it_runs_on_and_keeps_the_place() {
    let Some(server) = Server::start() else { return };
    for first in [":", "trap '' HUP"] {
        for cut in [Cut::Client, Cut::Server, Cut::Frozen] {
            let about = format!("{cut:?} cut, {first}");
            let folder = tempfile::tempdir().unwrap();
            let mut session = server.reads(folder.path(), first);
            session.keys("7g");
            session.wait("7/19");
            let pid = pid_in(folder.path());
            let (far_end, client) = (parent(pid), Pid::from_child(&session.child.0));
            let mut begun = Instant::now();
            match cut {
                Cut::Client => kill_process(client, Signal::KILL).unwrap(),
                Cut::Server => kill_process(far_end, Signal::KILL).unwrap(),
                Cut::Frozen => {
                    kill_process(client, Signal::STOP).unwrap();
                    wait("the end of the connection", || (is_gone(far_end) || is_gone(pid)).then_some(()));
                    begun = Instant::now();
                }
            }
            assert_gone_soon(pid, begun, &about);
            drop(session);
            assert_place_is_kept(folder.path(), &about);
        }
    }
}

#[track_caller]
fn assert_place_is_kept(folder: &Path, about: &str) {
    let mut again = unspool(&["--sample"]);
    again.env("UNSPOOL_STATE", folder.join("state"));
    let again = start(again, WINDOW);
    again.wait("where you left it");
    let screen = again.wait("7/19");
    assert!(screen.contains("7/19"), "{about}");
}
