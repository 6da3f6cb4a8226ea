//! What a user may rely on when unspool runs without a screen: its output, its messages, its exit codes.
//!
//! Every test runs the real program. Standard output is never a terminal here, so threads are printed, not opened.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use unspool::app::keymap::{Mode, TABLE};
use unspool::formats::FORMATS;
use unspool::layout::measure;

const THREAD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/unspool-json/thread.json");
const COMMANDS: [&str; 12] = [
    "links",
    "entities",
    "search",
    "quote",
    "cite",
    "export",
    "config",
    "themes",
    "formats",
    "keys",
    "completions",
    "man",
];

/// What a run left behind.
struct Ran {
    out: String,
    err: String,
    code: i32,
}

impl Ran {
    fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    fn records(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn program(args: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_unspool"));
    // Nobody's own files.
    let config = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-such-folder");
    program
        .args(args)
        .env("UNSPOOL_CONFIG", config)
        .env("UNSPOOL_STATE", config)
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    program
}

fn run(program: &mut Command) -> Ran {
    let output = program.output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// A run that may fail.
fn unspool(args: &[&str]) -> Ran {
    run(&mut program(args))
}

/// A run that must not: exit code 0, and nothing to complain of.
fn done(args: &[&str]) -> Ran {
    let ran = unspool(args);
    assert_eq!((ran.code, &*ran.err), (0, ""), "{args:?}");
    ran
}

/// A run that is given standard input.
fn fed(args: &[&str], input: &[u8]) -> Ran {
    let mut child =
        program(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// A folder with files of these names and contents.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn path(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_str().unwrap().to_owned()
}

/// A thread in unspool's own JSON: a post per text.
fn thread(texts: &[&str]) -> Vec<u8> {
    let posts: Vec<_> = texts.iter().map(|text| json!({"text": text})).collect();
    json!({"unspool": 1, "posts": posts}).to_string().into_bytes()
}

#[test]
fn alone_it_says_how_to_begin() {
    let ran = done(&[]);
    assert!(ran.out.contains("unspool --tour") && ran.out.contains("--help"), "{}", ran.out);
    assert!(ran.lines().len() < 12);
}

#[test]
fn a_thread_is_printed_in_the_rows_of_the_reader() {
    let ran = done(&["--width", "60", THREAD]);
    let expected = "\
The last boat of Lanternfish Ferries
Ilse Quandt @ilsequandt · X · 13 May 2024 · 5 posts · 2
authors · 2 warnings

 1 Ilse Quandt @ilsequandt                 13 May 2024 08:15
   🧵 Lanternfish Ferries sold its last boat to Koru
   Shipping in May. @rafa_o and I read the harbour books of
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    let expected = "
 2 Ilse Quandt @ilsequandt                 13 May 2024 08:17
   Content warning: prices
   Page 12 says the price was “a song and a crane”.

   The crane is real. 👩‍🔧 The song is not.
   ▎ Rafa Oyelaran @rafa_o  1 Apr 2024
   ▎ A crane for a boat? Never.
   ▎ ▎ @harbourmaster
   ▎ ▎ This post was deleted.
   │
 3 │ Rafa Oyelaran @rafa_o                 13 May 2024 09:00
   │ Which crane? lanternfish.example/crane…
";
    assert!(ran.out.contains(expected), "{}", ran.out);
}

#[test]
fn no_line_is_wider_than_asked_or_ends_in_blanks() {
    for (width, args) in
        [(80, &["--sample"][..]), (30, &["--sample", "--width", "30"]), (120, &["--sample", "--width=120"])]
    {
        for line in done(args).lines() {
            assert!(measure::width(line) <= width && line.trim_end() == line, "{width}: {line:?}");
        }
    }
}

#[test]
fn posts_of_one_author_and_day_share_a_head() {
    let author = json!({"name": "Ana Ruiz"});
    let post = |day: u8, text: &str| json!({"author": author, "created_at": format!("2024-03-{day}T10:00:00Z"), "text": text});
    let posts = json!({"unspool": 1, "posts": [post(14, "One."), post(14, "Two."), post(15, "Three.")]});
    let ran = fed(&["--width", "40"], posts.to_string().as_bytes());
    let expected = "\
Ana Ruiz · 14 Mar 2024 · 3 posts

 1 Ana Ruiz            14 Mar 2024 10:00
   One.

 2 Two.

 3 Ana Ruiz            15 Mar 2024 10:00
   Three.
";
    assert_eq!(ran.out, expected);
}

#[test]
fn standard_input_is_read_by_name_and_from_a_pipe() {
    let bytes = fs::read(THREAD).unwrap();
    let printed = done(&[THREAD]).out;
    assert_eq!(fed(&[], &bytes).out, printed);
    assert_eq!(fed(&["-"], &bytes).out, printed);
    assert_eq!(fed(&["links", "-"], &bytes).out, done(&["links", THREAD]).out);
    let found = fed(&["search", "yellow", "-"], &bytes).out;
    assert!(found.starts_with("-:4: Ilse Quandt"), "{found}");
}

#[test]
fn several_files_are_printed_one_after_the_other_under_their_names() {
    let folder = folder(&[("a.json", &thread(&["First."])), ("b.json", &thread(&["Second."]))]);
    let (a, b) = (path(&folder, "a.json"), path(&folder, "b.json"));
    let ran = done(&[&b, &a]);
    let heads: Vec<_> = ran.lines().into_iter().filter(|line| line.starts_with("==>")).collect();
    assert_eq!(heads, [format!("==> {b} <=="), format!("==> {a} <==")]);
    assert!(ran.out.find("Second.") < ran.out.find("First."));
    assert_eq!(ran.out.matches("\n\n==> ").count(), 1);
    assert!(!done(&[&a]).out.contains("==>"));
}

#[test]
fn a_folder_stands_for_its_threads() {
    let folder = folder(&[
        ("a.json", &thread(&["First."])),
        ("b.json", &thread(&["Second."])),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\0\0\0\x01\x02"),
        (".hidden.json", &thread(&["Third."])),
    ]);
    let ran = unspool(&[folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("First.") && ran.out.contains("Second.") && !ran.out.contains("Third."));
    assert!(ran.err.starts_with("unspool: note: 1 file without a thread was passed over"), "{}", ran.err);
}

#[test]
fn what_cannot_be_read_is_told_in_one_line_and_keeps_nothing_else_back() {
    let folder = folder(&[
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("program", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0"),
        ("other.json", br#"{"alpha": 1}"#),
    ]);
    fs::create_dir(folder.path().join("nothing")).unwrap();
    for (name, what) in [
        ("missing.txt", "no such file"),
        ("empty.txt", "empty"),
        ("blank.txt", "blank"),
        ("program", "binary"),
        ("other.json", "JSON of an unknown kind (keys: alpha)"),
        ("nothing", "no thread in this folder"),
    ] {
        let file = path(&folder, name);
        for command in [&[][..], &["links"], &["entities"], &["export"]] {
            let ran = unspool(&[command, &[&file]].concat());
            assert_eq!((ran.code, &*ran.out), (1, ""), "{command:?} {name}");
            assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
            assert!(
                ran.err.starts_with(&format!("unspool: {file}: ")) && ran.err.ends_with(".\n"),
                "{}",
                ran.err
            );
            // The commands for one thread say of any folder that they want a file.
            assert!(ran.err.contains(what) || name == "nothing" && !command.is_empty(), "{}", ran.err);
        }
        let ran = unspool(&[&file, THREAD]);
        assert_eq!((ran.code, ran.err.lines().count()), (1, 1));
        assert!(ran.out.contains("Lanternfish Ferries"));
    }
}

#[test]
fn a_message_never_acts_on_the_terminal() {
    for args in
        [&["no\u{1b}[2Jfile\n"][..], &["links", "\u{9b}31m"], &["--no\u{1b}]0;x\u{7}"], &["man", "\u{1b}c"]]
    {
        let ran = unspool(args);
        assert!(ran.code > 0);
        assert!(!ran.err.contains(|c: char| c.is_control() && c != '\n'), "{:?}", ran.err);
    }
}

#[test]
fn wrong_usage_is_told_on_standard_error_with_exit_code_2() {
    for args in [
        &["--no-such-option"][..],
        &["--width", "0", THREAD],
        &["--width", "abc", THREAD],
        &["--widht", "60", THREAD],
        &["--color", "sometimes", THREAD],
        &["--sample", THREAD],
        &["links"],
        &["links", THREAD, "--sample"],
        &["search"],
        &["search", "crane"],
        &["search", "", THREAD],
        &["search", "--json", "--count", "crane", THREAD],
        &["export", "--to", "docx", THREAD],
        &["keys", "--json", "--markdown"],
        &["completions", "cobol"],
        &["man", "woman"],
    ] {
        let ran = unspool(args);
        assert_eq!((ran.code, &*ran.out), (2, ""), "{args:?}");
        assert!(ran.err.starts_with("unspool: ") && ran.err.ends_with(".\n"), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        assert!(!ran.err.contains("Usage") && !ran.err.contains("  "), "{}", ran.err);
    }
    let told = |args: &[&str]| unspool(args).err;
    assert_eq!(
        told(&["--width", "abc", THREAD]),
        "unspool: invalid value 'abc' for '--width <N>': a number of columns is wanted, 20 or more. \
         'unspool --help' tells more.\n"
    );
    assert!(told(&["export", "--to", "docx", THREAD]).contains("markdown"));
    assert!(told(&["links"]).ends_with(". 'unspool links --help' tells more.\n"));
}

#[test]
fn colors_come_only_when_asked_for_and_change_no_word() {
    for args in [&["--sample"][..], &["search", "robot", "--sample"]] {
        let plain = done(args).out;
        assert!(!plain.contains('\u{1b}'));
        let never = run(program(args).args(["--color", "never"]).env("CLICOLOR_FORCE", "1"));
        assert_eq!(never.out, plain);
        // Who asks by name, wins over the environment.
        for colors in ["", "1"] {
            let colored = run(program(args).args(["--color", "always"]).env("NO_COLOR", colors)).out;
            assert!(colored.contains("\u{1b}[1m"));
            assert_eq!(without_colors(&colored), plain);
        }
        assert_eq!(run(program(args).env("NO_COLOR", "1")).out, plain);
    }
}

fn without_colors(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').unwrap().1)
}

#[test]
fn links_are_listed_once_in_fields_between_tabs() {
    let ran = done(&["links", THREAD]);
    let fields: Vec<Vec<&str>> = ran.lines().iter().map(|line| line.split('\t').collect()).collect();
    assert_eq!(fields.len(), 2);
    assert_eq!(fields[0][..2], ["1", "https://harbour.example/books?year=2024&page=12"]);
    assert_eq!(fields[0][3..], ["Harbour books", "1"]);
    assert_eq!(fields[1], ["1", "https://lanternfish.example/crane-sale", "https://t.co/Cr4", "-", "3"]);
    let shared = done(&["links", "--sample"]);
    assert!(shared.out.contains("2\thttps://northwind.example/press/2024-03-15\t"), "{}", shared.out);
}

#[test]
fn links_as_json_say_the_same() {
    let records = done(&["links", "--json", THREAD]).records();
    let expected = json!({
        "url": "https://lanternfish.example/crane-sale",
        "given": "https://t.co/Cr4",
        "host": "lanternfish.example",
        "count": 1,
        "posts": [3],
    });
    assert_eq!(records[1], expected);
    assert_eq!(records[0]["title"], "Harbour books");
}

#[test]
fn entities_are_listed_by_kind_the_most_frequent_first() {
    let ran = done(&["entities", "--sample"]);
    let lines = ran.lines();
    assert_eq!(lines[0], "3\thandle\t@danareyes\t4,7,18");
    let kinds: Vec<_> = lines.iter().map(|line| line.split('\t').nth(1).unwrap()).collect();
    let order = ["handle", "hashtag", "cashtag", "person", "organization", "place", "product"];
    assert!(kinds.is_sorted_by_key(|kind| order.iter().position(|known| known == kind)));
    let find = |name: &str| lines.iter().find(|line| line.split('\t').nth(2) == Some(name)).copied();
    assert_eq!(find("Ingrid Holm"), Some("1\tperson\tIngrid Holm\t3"), "{lines:?}");
    let records = done(&["entities", "--json", "--sample"]).records();
    assert_eq!(records.len(), lines.len());
    let first = json!({"kind": "handle", "name": "@danareyes", "count": 3, "posts": [4, 7, 18]});
    assert_eq!(records[0], first);
}

#[test]
fn entities_of_some_kinds_are_listed_alone() {
    let kinds = |args: &[&str]| {
        let ran = done(&[&["entities", "--sample"], args].concat());
        let mut kinds: Vec<_> =
            ran.lines().iter().map(|line| line.split('\t').nth(1).unwrap().to_owned()).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(kinds(&["--kind", "person"]), ["person"]);
    assert_eq!(kinds(&["--kind", "organization,handle"]), ["handle", "organization"]);
    assert_eq!(kinds(&["-k", "place", "-k", "cashtag"]), ["cashtag", "place"]);
    let bad = unspool(&["entities", "--sample", "--kind", "ship"]);
    assert_eq!((bad.code, &*bad.out, bad.err.lines().count()), (2, "", 1));
    assert!(bad.err.contains("organization"), "{}", bad.err);
}

#[test]
fn every_mention_is_told_with_its_place_in_the_post() {
    let posts = json!({"unspool": 1, "posts": [
        {"text": "🧵 Alibaba fell in Berlin, says @bo."},
        {"text": "And $BABA.", "quote": {"text": "Not in été: Berlin."}},
    ]});
    let folder = folder(&[("t.json", posts.to_string().as_bytes())]);
    let file = path(&folder, "t.json");
    let ran = done(&["entities", "--per-post", &file]);
    let expected = [
        "1\t2\t9\torganization\tAlibaba\tAlibaba\tbody",
        "1\t18\t24\tplace\tBerlin\tBerlin\tbody",
        "1\t31\t34\thandle\t@bo\t@bo\tbody",
        "2\t4\t9\tcashtag\t$BABA\t$BABA\tbody",
        "2\t12\t18\tplace\tBerlin\tBerlin\tquote",
    ];
    assert_eq!(ran.lines(), expected);
    let records = done(&["entities", "--per-post", "--json", "--kind", "place", &file]).records();
    let quoted = json!({
        "post": 2, "in": "quote", "start": 12, "end": 18, "kind": "place", "name": "Berlin", "text": "Berlin",
        "within": "Not in été: Berlin.",
    });
    assert_eq!((records.len(), &records[1]), (2, &quoted));
    let hit = &done(&["search", "--json", "Berlin", &file]).records()[0]["hits"][0];
    assert_eq!((&hit["start"], &hit["end"]), (&records[0]["start"], &records[0]["end"]), "as a search tells");
    let many = done(&["entities", "--per-post", "-k", "cashtag", folder.path().to_str().unwrap()]);
    assert_eq!(many.lines(), [format!("{}\t{file}", expected[3])]);
}

#[test]
fn entities_of_many_threads_say_in_how_many_they_are() {
    let folder = folder(&[
        ("a.json", &thread(&["Alibaba fell.", "Alibaba Group rose in Berlin.", "#Boats"])),
        ("b.json", &thread(&["阿里巴巴 rose.", "#boats", "#boats"])),
        ("c.json", &thread(&["Nobody is here."])),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
    ]);
    let ran = unspool(&["entities", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.starts_with("unspool: note: 1 file without a thread was passed over"), "{}", ran.err);
    let expected = ["2\t3\thashtag\t#Boats", "2\t3\torganization\tAlibaba", "1\t1\tplace\tBerlin"];
    assert_eq!(ran.lines(), expected);
    let (a, b) = (path(&folder, "a.json"), path(&folder, "b.json"));
    let records = done(&["entities", "--json", "-k", "organization", &a, &b]).records();
    let expected = json!({
        "kind": "organization", "name": "Alibaba", "aliases": ["Alibaba Group", "阿里巴巴"],
        "count": 3, "threads": 2, "posts": 3,
        "files": [{"file": a, "posts": [1, 2]}, {"file": b, "posts": [1]}],
    });
    assert_eq!(records, [expected]);
    let ran = unspool(&["entities", &a, "no-such-file", &b]);
    assert_eq!((ran.code, ran.err.lines().count(), ran.lines().len()), (1, 1, 3), "the others are told");
}

#[test]
fn search_tells_post_author_date_and_the_lines_with_hits() {
    let ran = done(&["search", "crane", THREAD]);
    let expected = format!(
        "{THREAD}:2: Ilse Quandt (@ilsequandt), 13 May 2024 08:17\n  \
           Page 12 says the price was “a song and a crane”.\n  \
           The crane is real. 👩‍🔧 The song is not.\n  \
           > A crane for a boat? Never.\n\
         \n\
         {THREAD}:3: Rafa Oyelaran (@rafa_o), 13 May 2024 09:00\n  \
           Which crane? lanternfish.example/crane…\n"
    );
    assert_eq!(ran.out, expected);
    assert!(done(&["search", "prices", THREAD]).out.ends_with("\n  [Content warning: prices]\n"));
    assert!(done(&["search", "white ferry", THREAD]).out.ends_with("\n  [Image: A white ferry]\n"));
}

#[test]
fn search_options_choose_what_is_a_hit() {
    let folder = folder(&[("a.json", &thread(&["Crane", "crane", "cranes", "c.ane"]))]);
    let file = path(&folder, "a.json");
    let count = |options: &[&str]| {
        unspool(&[&["search", "--count"], options, &[&file]].concat()).out.trim().parse::<usize>().unwrap()
    };
    assert_eq!(count(&["crane"]), 3);
    assert_eq!(count(&["Crane"]), 1);
    assert_eq!(count(&["-i", "Crane"]), 3);
    assert_eq!(count(&["-s", "crane"]), 2);
    assert_eq!(count(&["-i", "-s", "crane"]), 2);
    assert_eq!(count(&["-w", "crane"]), 2);
    assert_eq!(count(&["c.ane"]), 1);
    assert_eq!(count(&["-e", "c.ane"]), 4);
    assert_eq!(count(&["-e", "--", "-?cranes?$"]), 3);
    assert_eq!(count(&["ships"]), 0);
}

#[test]
fn search_has_the_exit_codes_of_grep() {
    let folder = folder(&[("a.json", &thread(&["A crane."])), ("empty.txt", b"")]);
    let (file, empty) = (path(&folder, "a.json"), path(&folder, "empty.txt"));
    assert_eq!(unspool(&["search", "crane", &file]).code, 0);
    let nothing = unspool(&["search", "ships", &file]);
    assert_eq!((nothing.code, &*nothing.out, &*nothing.err), (1, "", ""));
    for (query, hits) in [("crane", 1), ("ships", 0)] {
        let ran = unspool(&["search", query, &empty, &file, "no-such-file"]);
        assert_eq!((ran.code, ran.out.matches("A crane.").count(), ran.err.lines().count()), (2, hits, 2));
    }
    let bad = unspool(&["search", "-e", "cran(e", &file]);
    assert_eq!((bad.code, bad.err.lines().count()), (2, 1));
}

#[test]
fn search_finds_a_thing_under_all_its_names() {
    let folder = folder(&[(
        "t.json",
        &thread(&["阿里巴巴 rose", "$BABA fell", "Alibaba Group sold", "Ali Baba slept"]),
    )]);
    let file = path(&folder, "t.json");
    let count =
        |args: &[&str]| unspool(&[&["search", "--count"], args, &[&file]].concat()).out.trim().to_owned();
    for name in ["alibaba", "BABA", "阿里巴巴", "9988.HK"] {
        assert_eq!(count(&["--aliases", name]), "3", "{name}");
    }
    for name in ["org:alibaba", "org:BABA", "org:阿里巴巴"] {
        assert_eq!(count(&[name]), "3", "{name}");
    }
    assert_eq!((count(&["alibaba"]), count(&["BABA"])), ("1".to_owned(), "1".to_owned()));
    let ran = unspool(&["search", "-a", "BABA", &file]);
    let told = ran.err.trim();
    assert!(told.starts_with("unspool: note: Alibaba (organization), also looked for: Alibaba, "), "{told}");
    assert!(told.contains("阿里巴巴") && !told.contains('\n'), "{told}");
    let ran = unspool(&["search", "-a", "slept", &file]);
    assert_eq!((ran.code, &*ran.err), (0, "unspool: note: no other name of 'slept' is known.\n"));
    assert!(
        unspool(&["search", "-a", "apple", &file]).err.contains("only Apple with its capitals is looked for")
    );
    assert_eq!(unspool(&["search", "-a", "-e", "BABA", &file]).code, 2);
}

#[test]
fn search_finds_a_thing_under_the_names_in_the_readers_own_file() {
    let folder = folder(&[
        ("t.json", &thread(&["Northwind sank", "NWL rose", "阿里巴巴 left", "Northwinds blow"])),
        (
            "entities.toml",
            b"[[entity]]\nname = \"Northwind Labs\"\nkind = \"organization\"\naliases = [\"Northwind\", \"NWL\"]\n\
             [[entity]]\nname = \"NWL\"\nmerge = \"Alibaba\"\n",
        ),
    ]);
    let search = |query: &str| {
        let args = ["search", "-c", "-a", query, &path(&folder, "t.json")];
        run(program(&args).env("UNSPOOL_CONFIG", folder.path()))
    };
    for query in ["northwind", "NWL", "Northwind Labs", "BABA"] {
        assert_eq!(search(query).out.trim(), "3", "{query}: {}", search(query).err);
    }
    let told = search("NWL").err;
    assert!(
        told.contains("also looked for: Northwind Labs, Northwind, ") && told.contains("阿里巴巴"),
        "{told}"
    );
}

#[test]
fn search_takes_fields() {
    let count = |query: &str, options: &[&str]| {
        unspool(&[&["search", "--count", query], options, &["--sample"]].concat()).out.trim().to_owned()
    };
    let all: usize = count("contoso", &[]).parse().unwrap();
    let some: usize = count("contoso from:dana", &[]).parse().unwrap();
    assert!(0 < some && some < all, "{some} of {all}");
    assert_eq!(count("person:holm", &[]), "1");
    assert_eq!(count("after:2030", &[]), "0");
    assert_eq!(count("from:dana", &["-e"]), "0", "an expression has no fields");
    let found = done(&["search", "person:holm", "--sample"]);
    assert!(found.lines()[1].contains("Ingrid Holm"), "{}", found.out);
    let bad = unspool(&["search", "boats before:spring", "--sample"]);
    assert_eq!((bad.code, bad.err.lines().count()), (2, 1));
    assert!(bad.err.contains("before: wants a date such as 2024"), "{}", bad.err);
}

#[test]
fn search_reads_many_files_and_tells_them_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = Vec::new();
    for i in 0..60 {
        let name = format!("{i:02}.json");
        // The first files are the slowest.
        let padding = vec!["filler"; (60 - i) * 20];
        let texts = [&padding[..], &["a crane"]].concat();
        fs::write(folder.path().join(&name), thread(&texts)).unwrap();
        expected.push(format!("{}:1", path(&folder, &name)));
    }
    let ran = done(&["search", "--count", "crane", folder.path().to_str().unwrap()]);
    assert_eq!(ran.lines(), expected);
    let nowhere = unspool(&["search", "--count", "ships", folder.path().to_str().unwrap()]);
    assert_eq!((nowhere.code, nowhere.lines().len()), (1, 60));
    assert!(nowhere.lines().iter().all(|line| line.ends_with(":0")));
    let blocks = done(&["search", "crane", folder.path().to_str().unwrap()]).out;
    assert_eq!(blocks.split("\n\n").count(), 60);
}

#[test]
fn search_passes_over_what_lies_beside_the_threads_of_a_folder() {
    let folder = folder(&[("a.json", &thread(&["A crane."])), ("photo.jpg", b"\xff\xd8\xff\0\0\0\x01\x02")]);
    let ran = unspool(&["search", "crane", folder.path().to_str().unwrap()]);
    assert_eq!((ran.code, ran.out.matches("A crane.").count()), (0, 1));
    let told =
        "unspool: note: 1 file without a thread was passed over; the reader's list of the folder says why\n";
    assert_eq!(ran.err, told);
    // A file that was named is another matter.
    assert_eq!(unspool(&["search", "crane", &path(&folder, "photo.jpg")]).code, 2);
}

#[test]
fn search_as_json_counts_code_points() {
    let records = done(&["search", "--json", "song", THREAD]).records();
    assert_eq!(records.len(), 1);
    let record = &records[0];
    assert_eq!((&record["number"], &record["id"]), (&json!(2), &json!("1790000000000000002")));
    assert_eq!(record["author"], json!({"name": "Ilse Quandt", "handle": "ilsequandt"}));
    assert_eq!(record["created_precision"], "minute");
    let text: Vec<char> = record["text"].as_str().unwrap().chars().collect();
    let hits = record["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let at = |name: &str| usize::try_from(hit[name].as_u64().unwrap()).unwrap();
        assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), "song");
        assert_eq!(hit["in"], "body");
    }
    let quoted = &done(&["search", "--json", "for a boat", THREAD]).records()[0]["hits"][0];
    assert_eq!((&quoted["in"], &quoted["text"]), (&json!("quote"), &json!("A crane for a boat? Never.")));
}

#[test]
fn an_export_opens_again_as_the_same_thread() {
    for form in ["json", "ndjson"] {
        let exported = done(&["export", "--to", form, "--sample"]).out;
        let again = fed(&["export", "--to", form, "-"], exported.as_bytes());
        let posts = |text: &str| {
            text.lines().filter(|line| line.contains("\"id\":\"")).map(post_on).collect::<Vec<_>>()
        };
        assert_eq!((again.code, posts(&exported).len()), (0, 19));
        assert_eq!(posts(&again.out), posts(&exported), "{form}");
        assert_eq!(fed(&["links", "-"], exported.as_bytes()).out, done(&["links", "--sample"]).out);
    }
}

/// The object on a line of an export, without what the whole document has around it.
fn post_on(line: &str) -> Value {
    let line = line.trim_end_matches("]}").trim_end_matches(',');
    let mut post: Value = serde_json::from_str(line).unwrap();
    // The thread's name is the file's where it has no title of its own.
    post.as_object_mut().unwrap().remove("thread");
    post
}

#[test]
fn an_export_says_which_bytes_it_was_made_from() {
    let folder = folder(&[("a.txt", b"One thing.\n\nAnother thing.\n")]);
    let exported: Value = serde_json::from_str(&done(&["export", &path(&folder, "a.txt")]).out).unwrap();
    let sha256 = "92f1a35d2be1219a9e0b6dd6d5ef5e071d9c6e83d4a53861c55de3f10a837262";
    assert_eq!(exported["source"]["sha256"], sha256);
    assert_eq!(exported["source"]["file"], path(&folder, "a.txt"));
}

#[test]
fn markdown_and_text_have_every_post() {
    for form in ["markdown", "text"] {
        let exported = done(&["export", "--to", form, THREAD]).out;
        for words in ["Lanternfish Ferries sold", "Which crane?", "The yellow one", "blocked"] {
            assert!(exported.contains(words), "{form}: {words}");
        }
    }
}

#[test]
fn formats_tell_how_to_get_such_a_file() {
    let [text, markdown] = [&["formats"][..], &["formats", "--markdown"]].map(|args| done(args).out);
    let records = done(&["formats", "--json"]).records();
    assert_eq!(records.len(), FORMATS.len());
    for (format, record) in FORMATS.iter().zip(records) {
        assert!(text.contains(&format!("{}  {}\n", format.id, format.title)));
        assert!(markdown.contains(&format!("| `{}` |", format.id)));
        assert_eq!(record, json!({"id": format.id, "title": format.title, "how": format.how}));
    }
}

#[test]
fn keys_are_those_of_the_reader() {
    let [text, markdown] = [&["keys"][..], &["keys", "--markdown"]].map(|args| done(args).out);
    let rows = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(rows(&text, "    "), TABLE.len());
    // A table for each mode, with a head and a rule.
    assert_eq!(rows(&markdown, "| "), TABLE.len() + 2 * Mode::ALL.len());
    assert_eq!(done(&["keys", "--json"]).records().len(), TABLE.len());
    assert!(markdown.contains("| `\\|` | show or hide the panel |"));
}

#[test]
fn the_tour_is_for_a_terminal() {
    let ran = unspool(&["--tour"]);
    assert_eq!((ran.code, &*ran.out), (2, ""));
    assert!(ran.err.contains("the tour needs a terminal"), "{}", ran.err);
}

#[test]
fn keys_are_told_as_they_are_set_and_actions_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), "[keys.thread]\n\"C-j\" = \"next-post\"\nQ = \"leave\"\n")
        .unwrap();
    let with = |args: &[&str]| run(program(args).env("UNSPOOL_CONFIG", folder.path()));
    let keys = with(&["keys"]);
    assert!(keys.out.contains("    C-j  J  }"), "{}", keys.out);
    assert!(keys.err.contains("config.toml, line 3, column 1: “leave” is no action"), "{}", keys.err);
    let actions = with(&["keys", "--actions"]).out;
    let row = actions.lines().find(|line| line.starts_with("  next-post ")).unwrap();
    assert!(row.contains("C-j  J  }") && row.ends_with("to the next post"), "{row}");
    assert!(actions.starts_with("[keys.thread]\n") && actions.contains("\n[keys.prompt]\n"), "{actions}");
    let check = with(&["config", "--check"]);
    assert!(check.code == 1 && check.out.contains("config.toml:3:1: “leave”"), "{}", check.out);
    assert!(with(&["config"]).out.contains("[keys.thread]\n\"C-j\" = \"next-post\"  # line 2\n"));
}

#[test]
fn completions_and_manual_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = done(&["completions", shell]).out;
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}");
        assert!(!script.contains("hold-clipboard"), "{shell}");
    }
    let page = done(&["man"]).out;
    for command in COMMANDS {
        assert!(page.contains(&format!("unspool\\-{command}(1)")), "{command}");
        let own = done(&["man", command]).out;
        assert!(own.contains(".SH SYNOPSIS") && own.contains("Example"), "{command}");
    }
}

#[test]
fn help_shows_an_example_of_every_command() {
    let help = done(&["--help"]).out;
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        let own = done(&[command, "--help"]).out;
        assert!(own.contains("Example") && own.contains(&format!("\n  unspool {command}")), "{own}");
    }
    assert_eq!(done(&["--version"]).out, concat!("unspool ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_file_named_like_a_command_is_read_by_its_path() {
    let folder = folder(&[("links", &thread(&["Read me."]))]);
    let ran = run(program(&["./links"]).current_dir(&folder));
    assert!(ran.code == 0 && ran.out.contains("Read me."));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    for args in [&["-"][..], &["links", "-"], &["search", "crane", "-"], &["export", "-"]] {
        let mut child = program(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed before there is anything to write.
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(&fs::read(THREAD).unwrap()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    for args in [&["--sample"][..], &["keys"], &["export", "--sample"], &["search", "the", "--sample"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = run(program(args).stdout(full));
        let told = "unspool: standard output cannot be written to (No space left on device).\n";
        assert_eq!((ran.code, &*ran.err), (1, told), "{args:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_closed_standard_error_changes_no_exit_code() {
    let command = format!("exec {} no-such-file 2>&-", env!("CARGO_BIN_EXE_unspool"));
    assert_eq!(run(Command::new("sh").args(["-c", &command])).code, 1);
}

// ---- the reader's own names -------------------------------------------------------------------------------------

#[cfg(unix)]
#[test]
fn the_file_of_names_is_made_edited_and_heeded() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("a folder");
    let run_with =
        |args: &[&str], editor: &str| run(program(args).env("UNSPOOL_CONFIG", &config).env("VISUAL", editor));
    let ran = run_with(&["entities", "--edit"], "grep -q '^# Names as you want them'");
    assert_eq!((ran.code, &*ran.err), (0, ""), "an editor with arguments, a folder with blanks");
    let before = run_with(&["entities", "--sample"], "");
    assert!(before.out.contains("\tNorthwind Labs\t"), "{}", before.out);
    let name = "[[entity]]\nname = \"Northwind Labs\"\nrename = \"Northwind\"\nkind = \"product\"\n";
    fs::write(config.join("entities.toml"), name).unwrap();
    let after = run_with(&["entities", "--sample"], "");
    assert!(after.out.contains("\tproduct\tNorthwind\t"), "{}", after.out);
    assert!(run_with(&["export", "--sample"], "").out.contains(r#""kind":"product","name":"Northwind"}"#));
    let found = run_with(&["search", "--count", "product:Northwind", "--sample"], "");
    assert_eq!((found.code, found.out.trim() != "0"), (0, true), "{}", found.out);
    // A file that cannot be understood is told and does not stand in the way.
    fs::write(config.join("entities.toml"), "[[entity]]\nnam = 1\n").unwrap();
    let broken = run_with(&["entities", "--sample"], "");
    assert_eq!((broken.code, broken.out), (0, before.out));
    assert!(broken.err.contains("entities.toml: line 2:"), "{}", broken.err);
    assert_eq!(run_with(&["entities", "--edit"], "true").code, 1);
    assert!(run_with(&["entities", "--edit"], "no-such-editor").err.contains("VISUAL or EDITOR"));
}

/// A run with a configuration folder of its own.
fn configured(folder: &TempDir, args: &[&str]) -> Ran {
    run(program(args).env("UNSPOOL_CONFIG", folder.path()))
}

#[test]
fn settings_are_told_with_where_they_come_from() {
    let folder = folder(&[("config.toml", b"[quote]\n\nstyle = \"apa\"\n")]);
    let ran = configured(&folder, &["config"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    assert!(ran.out.contains("\nstyle = \"apa\"  # line 3\n"), "{}", ran.out);
    assert!(ran.out.contains("\nform = \"text\"  # default\n"), "{}", ran.out);
}

#[test]
fn a_file_of_settings_is_made_once_and_nothing_is_wrong_with_it() {
    let folder = folder(&[]);
    assert!(configured(&folder, &["config"]).out.contains("which is not there"));
    let ran = configured(&folder, &["config", "--init"]);
    assert_eq!((ran.code, ran.out.trim_end()), (0, &*path(&folder, "config.toml")));
    fs::write(path(&folder, "config.toml"), "# mine\n").unwrap();
    let ran = configured(&folder, &["config", "--init"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("is there already"), "{}", ran.err);
    assert_eq!(fs::read_to_string(path(&folder, "config.toml")).unwrap(), "# mine\n");
    assert_eq!(configured(&folder, &["config", "--check"]).code, 0);
}

#[test]
fn themes_are_listed_and_any_of_them_begins_one_of_your_own() {
    let folder = folder(&[("config.toml", b"[looks]\ntheme = \"mine\"\n")]);
    fs::create_dir(folder.path().join("themes")).unwrap();
    let mine = folder.path().join("themes/mine.toml");
    fs::write(&mine, configured(&folder, &["themes", "dark"]).out).unwrap();
    let ran = configured(&folder, &["themes"]);
    assert_eq!((ran.code, &*ran.err), (0, ""));
    assert!(ran.lines().iter().any(|line| line.starts_with("* mine ")), "{}", ran.out);
    assert!(ran.lines().iter().any(|line| line.starts_with("  colour-blind ")), "{}", ran.out);
    fs::write(&mine, "about = \"mine\"\nlink = \"blu\"\n").unwrap();
    let ran = configured(&folder, &["themes"]);
    assert_eq!(ran.code, 1);
    let wrong = format!("{}:2:8: link: “blu” is not known", mine.display());
    assert!(ran.lines().last().unwrap().starts_with(&wrong), "{}", ran.out);
    assert_eq!(configured(&folder, &["config", "--check"]).code, 1, "what it names counts too");
    fs::remove_file(&mine).unwrap();
    let ran = configured(&folder, &["config", "--check"]);
    let wrong = format!("{}:2:9: looks.theme: there is no theme “mine”", path(&folder, "config.toml"));
    assert!(ran.code == 1 && ran.out.starts_with(&wrong), "{}", ran.out);
    let ran = configured(&folder, &["themes", "grue"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no theme “grue”, but auto, dark"), "{}", ran.err);
}

#[test]
fn what_is_wrong_with_the_settings_is_listed_and_stops_nothing() {
    let folder = folder(&[("config.toml", b"[quote]\nform = \"markdwon\"\n[notse]\n")]);
    let ran = configured(&folder, &["config", "--check"]);
    assert_eq!((ran.code, &*ran.err), (1, ""));
    let file = path(&folder, "config.toml");
    assert!(ran.lines()[0].starts_with(&format!("{file}:2:8: quote.form is one of text, ")), "{}", ran.out);
    assert!(ran.lines()[1].starts_with(&format!("{file}:3:2: ")), "{}", ran.out);
    let ran = configured(&folder, &["config"]);
    assert_eq!(ran.code, 0);
    assert!(ran.err.starts_with("unspool: note: config.toml, line 2, column 8: "), "{}", ran.err);
    assert!(ran.out.contains("form = \"text\"  # default"));
    assert_eq!(configured(&folder, &["--sample"]).code, 0);
}

#[test]
fn the_settings_are_edited_in_an_editor_of_ones_own() {
    let folder = folder(&[("editor", b"#!/bin/sh\necho '[quote]\nform = 1' > \"$1\"\n")]);
    let ran = run(program(&["config", "--edit"])
        .env("UNSPOOL_CONFIG", folder.path())
        .env("VISUAL", format!("sh {}", path(&folder, "editor"))));
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("config.toml:2:8: "), "{}{}", ran.out, ran.err);
}

const DANA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/citing/deals.json");

#[test]
fn posts_are_quoted_by_number_by_search_and_by_their_words() {
    for (args, start) in [
        (&["--post", "2"][..], "The sale closed"),
        (&["--search", "patents", "--nth", "2"], "Two of the four patents"),
        (
            &["--quote", "a CLERICAL slip"],
            "A clerical slip\n\n— Dana Reyes (@danareyes), X, 14 Mar 2024, 09:30 UTC, post 3 of 7",
        ),
        (
            &["--post", "6", "--quote", "rumors & gossip", "--form", "html"],
            "<blockquote cite=\"https://x.com/",
        ),
        (&["--search", "patents", "--all", "--template", "footnote"], "What did Northwind pay for?"),
    ] {
        let ran = done(&[&["quote", DANA], args].concat());
        assert!(ran.out.starts_with(start), "{args:?}: {}", ran.out);
    }
}

#[test]
fn what_cannot_be_quoted_is_told() {
    let folder = folder(&[("bad.jinja", b"one\n{{ quote|shout }}")]);
    let template = folder.path().join("bad.jinja");
    for (args, code, told) in [
        (&["--post", "8"][..], 1, "there is no post 8; the thread has 7 posts."),
        (&["--post", "5", "--to", "3"], 2, "Name the earlier one first."),
        (&["--search", "zebra"], 1, "no post has 'zebra'."),
        (&["--search", "patents", "--nth", "9"], 1, "only 2 posts have 'patents'."),
        (
            &["--quote", "two of four patents lapsed"],
            1,
            "no post has 'two of four patents lapsed'; the nearest is in post 5: Two of the four patents",
        ),
        (&["--post", "2", "--quote", "zebra"], 1, "post 2 does not have 'zebra'."),
        (&["--template", "none"], 1, "A template is a file, or one of footnote, harvard."),
        (&["--template", template.to_str().unwrap()], 1, "bad.jinja”, line 2: unknown filter"),
        (&["--form", "word"], 2, "markdown"),
        (&["--style", "vancuver"], 2, "no citation style is called 'vancuver'; near it are vancouver"),
    ] {
        let ran = unspool(&[&["quote", DANA], args].concat());
        assert_eq!((ran.code, &*ran.out), (code, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains(told), "{args:?}: {}", ran.err);
    }
}

#[test]
fn a_record_is_added_to_a_bibliography_once() {
    let folder = folder(&[("refs.bib", b"@book{mine, title = {Mine}}\n")]);
    let file = folder.path().join("refs.bib");
    let args = ["cite", DANA, "--post", "1", "--record", "biblatex", "--append", file.to_str().unwrap()];
    let first = unspool(&args);
    assert_eq!((first.code, &*first.out), (0, ""));
    assert!(first.err.contains("added to") && first.err.contains("reyes2024northwind"), "{}", first.err);
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("@book{mine, title = {Mine}}\n\n@online{reyes2024northwind,"), "{written}");
    assert!(unspool(&args).err.contains("already in"));
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
}
