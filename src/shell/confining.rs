//! What the system itself holds the program to, where it can: Landlock, on Linux.
//!
//! Whoever reads a file of strangers has nothing to write, nothing to start and nobody to reach. So the threads that read
//! are confined to that always, and a command that only reads as a whole: nothing that it does has need of more. The
//! reader's own keys start programs, so the thread that obeys them stays free, unless `--sandbox` asks for all to be held.
//!
//! What is confined stays so, with whatever it starts. Where the system cannot, nothing is, and [`to`] says it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::{Failure, clipboard, keeping};

/// What a program that is confined as a whole may still do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Files and folders that may be read.
    pub reads: Vec<PathBuf>,
    /// Files and folders that may be written, and read.
    pub writes: Vec<PathBuf>,
}

impl Room {
    /// The reader's: the folders of what was named and of the notes, and unspool's own, which are made where they are not there.
    ///
    /// A file's folder and not the file, as it may be written anew while it is read.
    pub fn of_reader(named: &[PathBuf], notes: Option<&Path>) -> Self {
        let folder = |path: &Path| match path.parent() {
            _ if path.is_dir() => path.to_owned(),
            Some(above) if !above.as_os_str().is_empty() => above.to_owned(),
            _ => PathBuf::from("."),
        };
        // Through links to where it really is, too; an archive stands above its members.
        let there = |path: &Path| path.ancestors().find(|above| above.exists()).map(Path::to_owned);
        let real = named.iter().filter_map(|path| fs::canonicalize(there(path)?).ok());
        let reads =
            named.iter().filter_map(|path| there(path)).chain(real).map(|path| folder(&path)).collect();
        let file = |name: Result<PathBuf, String>| Some(folder(&name.ok()?));
        let own = [keeping::in_config("x"), keeping::in_state("x"), clipboard::last_copy()];
        let own: Vec<PathBuf> = own.into_iter().filter_map(file).collect();
        for folder in &own {
            // Where it cannot be made, what would be kept in it is told of when it is.
            let _ = fs::create_dir_all(folder);
        }
        Self { reads, writes: own.into_iter().chain(notes.map(folder)).collect() }
    }
}

/// How far the system holds what was confined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whether other files cannot be written, and no program started.
    pub files: bool,
    /// Whether no connection can be made (TCP, the only kind that would leave a trace of a page).
    pub network: bool,
}

/// Confines this thread, and whatever it starts, to reading; a terminal may be written to, or a panic could not give it back.
pub fn to_reading() -> Held {
    system::confine(None).unwrap_or(Held { files: false, network: false })
}

/// Does some work on a thread that is confined to reading; what comes of it.
pub fn reading<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let confined = || {
        to_reading();
        work()
    };
    thread::scope(|scope| {
        scope.spawn(confined).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// Starts a thread that is confined to reading.
pub fn spawn(work: impl FnOnce() + Send + 'static) {
    thread::spawn(|| {
        to_reading();
        work();
    });
}

/// Confines this thread, and whatever it starts, to some room: no program, no connection, no other file.
///
/// # Errors
/// Where the system cannot hold anything to that.
pub fn to(room: &Room) -> Result<Held, Failure> {
    let held = system::confine(Some(room)).filter(|held| held.files);
    held.ok_or_else(|| {
        Failure::could_not(
            "--sandbox needs Landlock, which this system has not (Linux 5.13 or later, if it is switched on). \
             Without --sandbox the program does no more, but nothing holds it to that.",
        )
    })
}

#[cfg(target_os = "linux")]
mod system {
    use std::path::{Path, PathBuf};

    use landlock::{
        ABI, Access, AccessFs, AccessNet, LandlockStatus, Ruleset, RulesetAttr, RulesetCreatedAttr,
        RulesetStatus, path_beneath_rules,
    };

    use super::{Held, Room};

    /// The newest rules that are asked for; an older system holds as many of them as it knows.
    const RULES: ABI = ABI::V10;
    /// What a terminal is opened by, and what swallows everything.
    const DEVICES: &[&str] = &["/dev/tty", "/dev/pts", "/dev/null"];
    /// What tells the time of day here.
    const ZONES: &[&str] = &["/etc/localtime", "/usr/share/zoneinfo"];

    /// Confines this thread: to that room, or to reading whatever there is. `None` where it cannot.
    pub(super) fn confine(room: Option<&Room>) -> Option<Held> {
        let writing = AccessFs::from_write(RULES);
        let all = if room.is_some() { AccessFs::from_all(RULES) } else { writing | AccessFs::Execute };
        let rules =
            Ruleset::default().handle_access(all).ok()?.handle_access(AccessNet::from_all(RULES)).ok()?;
        let mut rules =
            rules.create().ok()?.add_rules(path_beneath_rules(DEVICES, all & !AccessFs::Execute)).ok()?;
        if let Some(room) = room {
            let reads = room.reads.iter().map(PathBuf::as_path).chain(ZONES.iter().map(Path::new));
            let both = all & !AccessFs::Execute;
            rules = rules.add_rules(path_beneath_rules(reads, both & !writing)).ok()?;
            rules = rules.add_rules(path_beneath_rules(&room.writes, both)).ok()?;
        }
        let status = rules.restrict_self().ok()?;
        let network = matches!(status.landlock, LandlockStatus::Available { effective_abi, .. } if effective_abi >= ABI::V4);
        let files = status.ruleset != RulesetStatus::NotEnforced;
        Some(Held { files, network: files && network })
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::{Held, Room};

    /// No other system is asked.
    pub(super) fn confine(_: Option<&Room>) -> Option<Held> {
        None
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::net::{TcpListener, TcpStream};
    use std::process::Command;

    use super::*;

    /// Does some work on a thread of its own, confined to that room; `None` where the system cannot.
    fn within<T: Send>(room: &Room, work: impl FnOnce() -> T + Send) -> Option<T> {
        thread::scope(|scope| scope.spawn(|| to(room).ok().map(|_| work())).join().unwrap())
    }

    #[test]
    fn who_reads_can_write_nothing_start_nothing_and_reach_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("thread.txt");
        fs::write(&path, "One post.").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                let held = to_reading();
                assert_eq!(fs::read_to_string(&path).unwrap(), "One post.");
                if held.files {
                    assert!(fs::write(&path, "x").is_err() && fs::remove_file(&path).is_err());
                    assert!(File::create(folder.path().join("new")).is_err());
                    assert!(fs::create_dir(folder.path().join("new")).is_err());
                    assert!(Command::new("true").status().is_err());
                    // So is whatever it starts.
                    assert!(thread::scope(|inner| inner
                        .spawn(|| fs::write(&path, "x").is_err())
                        .join()
                        .unwrap()));
                }
                if held.network {
                    assert!(
                        TcpStream::connect(address).is_err() && TcpListener::bind("127.0.0.1:0").is_err()
                    );
                }
            });
        });
        // This thread is as free as before.
        fs::write(&path, "Two posts.").unwrap();
        assert!(Command::new("true").status().is_ok() && TcpStream::connect(address).is_ok());
        assert_eq!(reading(|| fs::read_to_string(&path).unwrap()), "Two posts.");
    }

    #[test]
    fn a_room_is_all_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["inside", "outside", "own"] {
            fs::create_dir(path(name)).unwrap();
            fs::write(path(name).join("a"), "a").unwrap();
        }
        let room =
            Room { reads: vec![path("inside"), path("absent")], writes: vec![path("own"), path("inside/a")] };
        let held = within(&room, || {
            assert!(fs::read(path("inside/a")).is_ok() && fs::read_dir(path("inside")).is_ok());
            assert!(fs::read(path("outside/a")).is_err() && fs::read_dir(folder.path()).is_err());
            fs::write(path("inside/a"), "b").unwrap();
            assert!(File::create(path("inside/b")).is_err());
            fs::write(path("own/b"), "b").unwrap();
            fs::rename(path("own/b"), path("own/a")).unwrap();
            assert!(Command::new("true").status().is_err());
        });
        if held.is_none() {
            eprintln!("left out: no Landlock here");
        }
    }
}
