//! Records as others read them: CSL-JSON by the facts of its schema, RIS by its lines, BibTeX by a parser that is not ours;
//! and by `bibtex`, `biber` and `pdflatex` themselves.
//!
//! A test whose programs are not installed says so and passes.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use biblatex::{Bibliography, ChunksExt};
use serde_json::Value;
use tempfile::TempDir;
use unspool::cite::quoting::{Form, Manner, Passage, quote};
use unspool::cite::records::{self, Choice, Kind};
use unspool::cite::reference::{Access, Reference};
use unspool::index::{Rank, Tree};
use unspool::model::{
    Author, Clean, Draft, Media, MediaKind, PostIx, Rich, Source, Thread, ThreadBuilder, Time,
};

/// Posts with everything that a format could stumble over, and with almost nothing.
fn thread() -> Thread {
    let source = Source { platform: Clean::some_line("X"), ..Source::default() };
    let mut builder = ThreadBuilder::new(source);
    let posts = [
        (
            "Dana Reyes",
            "danareyes",
            "2024-03-14T09:26:53Z",
            "🤖 Northwind paid $240M & 5% of #deals_1 {twice}.",
        ),
        (
            "Northwind and Sons, Inc.",
            "nw_labs",
            "2024-03",
            "“Nobody” — «rien», ‘nichts’: \\input{x} ~ ^ 100% | <b>",
        ),
        (
            "Ines van der Berg",
            "",
            "2023",
            "Đà Nẵng, Łódź, Kraków: x² ≥ 10⁴ ⅓ → ½ • Ąę e\u{301} naïve --- ``so'' \"so\"",
        ),
        ("Martin Oakley Jr.", "oakley", "", "TY  - BOOK\nER  - \n@book{x, title={y}}\nER  -"),
        ("", "onlyhandle", "2024-03-14", "A single } brace, and another {"),
        ("", "", "", ""),
    ];
    for (number, (name, handle, at, text)) in posts.into_iter().enumerate() {
        let image =
            Media { kind: MediaKind::Image, url: None, file: None, alt: Clean::some_line("A 100% map_1") };
        builder.push(Draft {
            id: Clean::some_line(&(17 + number).to_string()),
            author: Author { name: Clean::some_line(name), handle: Clean::some_line(handle), id: None },
            url: Clean::some_line(&format!("https://x.com/a_b/status/{}?q=1%20&r=~{{#x", 17 + number))
                .filter(|_| !at.is_empty()),
            created: Time::parse(at),
            body: Rich::plain(text),
            media: vec![image],
            language: Clean::some_line("en"),
            ..Draft::default()
        });
    }
    builder.finish()
}

fn references(thread: &Thread) -> Vec<Reference> {
    let tree = Tree::new(thread);
    let manner = Manner { access: Access::On(Time::parse("2026-10-01").unwrap()), ..Manner::default() };
    let ranks = (0..thread.len() as u32).map(Rank);
    let of = |rank: Rank| {
        let facts = manner.facts(thread.post(tree.post(rank)).author());
        Reference::of(thread, &tree, rank..=rank, &facts)
    };
    ranks.map(of).collect()
}

fn record(kind: Kind) -> String {
    records::write(kind, &references(&thread()), Choice { emoji_as_words: true, ..Choice::default() })
}

/// The properties that `csl-data.json` (Citation Style Language, 1.0.2) has for what we tell, all of them strings but these.
const CSL_TEXTS: [&str; 7] = ["type", "genre", "container-title", "title", "abstract", "language", "URL"];

#[test]
fn csl_json_is_as_its_schema_wants_it() {
    let items: Vec<Value> = serde_json::from_str(&record(Kind::CslJson)).unwrap();
    assert_eq!(items.len(), 6);
    for item in &items {
        let item = item.as_object().unwrap();
        // Required are these two, and no others are allowed than those that the schema names.
        assert!(item["id"].is_string() && item["type"] == "post", "{item:?}");
        for (name, value) in item {
            match name.as_str() {
                "id" => {}
                "author" => {
                    let names = value.as_array().unwrap().iter().map(|name| name.as_object().unwrap());
                    for (part, text) in names.flatten() {
                        assert!(
                            ["family", "given", "suffix", "literal"].contains(&part.as_str())
                                && text.is_string()
                        );
                    }
                }
                "issued" | "accessed" => {
                    let date = value.as_object().unwrap();
                    assert_eq!(date.keys().collect::<Vec<_>>(), ["date-parts"]);
                    for parts in date["date-parts"].as_array().unwrap() {
                        let parts = parts.as_array().unwrap();
                        assert!((1..=3).contains(&parts.len()) && parts.iter().all(Value::is_number));
                    }
                }
                "custom" => assert!(value.is_object()),
                text => assert!(CSL_TEXTS.contains(&text) && value.is_string(), "{text}: {value}"),
            }
        }
    }
}

/// A reader of RIS: a tag of two letters or digits, two blanks, a dash, a blank, a value; `TY` opens, `ER` closes.
fn read_ris(text: &str) -> Vec<Vec<(&str, &str)>> {
    let (mut all, mut open) = (Vec::new(), None::<Vec<(&str, &str)>>);
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (tag, value) = line.split_once("  - ").unwrap();
        assert!(
            tag.len() == 2 && tag.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()),
            "{line}"
        );
        match tag {
            "TY" => assert!(open.replace(vec![(tag, value)]).is_none(), "a record within another"),
            "ER" => all.push(open.take().unwrap()),
            _ => open.as_mut().unwrap().push((tag, value)),
        }
    }
    assert!(open.is_none());
    all
}

#[test]
fn ris_is_read_back_record_by_record() {
    let text = record(Kind::Ris);
    let read = read_ris(&text);
    let value = |at: usize, tag: &str| {
        let found = read[at].iter().find(|(known, _)| *known == tag);
        found.map_or("", |(_, value)| *value)
    };
    assert_eq!(read.len(), 6);
    assert_eq!((value(0, "AU"), value(0, "DA")), ("Reyes, Dana", "2024/03/14/"));
    assert_eq!(value(0, "TI"), "[robot emoji] Northwind paid $240M & 5% of #deals_1 {twice}.");
    assert_eq!((value(1, "AU"), value(1, "DA")), ("Northwind and Sons, Inc.", "2024/03//"));
    assert_eq!((value(2, "AU"), value(2, "DA")), ("van der Berg, Ines", "2023///"));
    assert_eq!((value(3, "AU"), value(3, "DA")), ("Oakley, Martin, Jr.", ""));
    assert_eq!(value(3, "TI"), "TY - BOOK ER - @book{x, title={y}} ER -");
    assert_eq!(value(4, "AU"), "@onlyhandle");
    assert!(read.iter().all(|record| record[0] == ("TY", "ELEC")), "{text}");
}

#[test]
fn bibtex_is_read_back_entry_by_entry() {
    for kind in [Kind::Biblatex, Kind::Bibtex] {
        let text = record(kind);
        let read = Bibliography::parse(&text).unwrap();
        assert_eq!(read.len(), 6, "{text}");
        let authors = read.get("reyes2024northwind").unwrap().author().unwrap();
        assert_eq!((&*authors[0].name, &*authors[0].given_name), ("Reyes", "Dana"));
        let group = read.iter().find(|entry| entry.key.contains("sons")).unwrap();
        assert_eq!(group.author().unwrap()[0].name, "Northwind and Sons, Inc.");
        let junior = read.iter().find(|entry| entry.key.starts_with("oakley")).unwrap().author().unwrap();
        let [junior] = &junior[..] else { panic!("{junior:?}") };
        assert_eq!((&*junior.name, &*junior.suffix, &*junior.given_name), ("Oakley", "Jr.", "Martin"));
        let title = read.get("reyes2024northwind").unwrap().title().unwrap().format_verbatim();
        assert_eq!(title, "[robot emoji] Northwind paid $240M & 5% of #deals_1 {twice}.");
    }
}

// ---- with the programs themselves ---------------------------------------------------------------------------------

fn is_installed(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if found.is_err() {
        let _ = writeln!(io::stderr(), "skipped: {program} is not installed");
    }
    found.is_ok()
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> (bool, String) {
    let Output { status, stdout, stderr } =
        Command::new(program).args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    (status.success(), String::from_utf8_lossy(&[stdout, stderr].concat()).into_owned())
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn biber_finds_nothing_wrong_with_a_record() {
    if !is_installed("biber") {
        return;
    }
    let folder = folder(&[("refs.bib", &record(Kind::Biblatex))]);
    let tool = ["--tool", "--validate-datamodel", "--nolog", "refs.bib"];
    let (is_done, said) = run("biber", &tool, folder.path());
    // BibLaTeX itself says n.d. of what has no date.
    let wrong =
        |line: &&str| line.starts_with("WARN") && !line.contains("one of 'date, year' must be defined");
    assert!(is_done && !said.contains("ERROR") && !said.lines().any(|line| wrong(&line)), "{said}");
    let written = fs::read_to_string(folder.path().join("refs_bibertool.bib")).unwrap();
    assert_eq!(written.matches("@ONLINE{").count(), 6, "{written}");
}

#[test]
fn bibtex_and_pdflatex_print_a_bibliography() {
    if !is_installed("bibtex") || !is_installed("pdflatex") {
        return;
    }
    let document = "\\documentclass{article}\n\\begin{document}\n\\nocite{*}\n\\bibliographystyle{plain}\n\
                    \\bibliography{refs}\n\\end{document}\n";
    let folder = folder(&[("refs.bib", &record(Kind::Bibtex)), ("paper.tex", document)]);
    let latex = ["-interaction=nonstopmode", "-halt-on-error", "paper.tex"];
    assert!(run("pdflatex", &latex, folder.path()).0);
    let (is_done, said) = run("bibtex", &["paper"], folder.path());
    assert!(is_done && !said.contains("error"), "{said}");
    let listed = fs::read_to_string(folder.path().join("paper.bbl")).unwrap();
    assert_eq!(listed.matches("\\bibitem{").count(), 6, "{listed}");
    let (is_set, said) = run("pdflatex", &latex, folder.path());
    assert!(is_set, "{said}");
}

#[test]
fn pdflatex_sets_quotations_and_citations_without_a_package() {
    if !is_installed("pdflatex") {
        return;
    }
    let thread = thread();
    let tree = Tree::new(&thread);
    let passages: Vec<_> = (0..5).map(|ix| Passage::whole(&thread, PostIx(ix))).collect();
    let quoted = |style: Option<&str>| {
        let style = style.map(str::to_owned);
        let manner = Manner { form: Form::Latex, style, has_provenance: true, ..Manner::default() };
        let quotation = quote(&thread, &tree, &passages, &manner);
        let of_letters: Vec<_> = quotation.notices.iter().filter(|told| told.contains("LaTeX")).collect();
        assert_eq!(of_letters, Vec::<&String>::new());
        quotation.text
    };
    for encoding in ["", "\\usepackage[T1]{fontenc}\n"] {
        let blocks = [quoted(None), quoted(Some("apa")), quoted(Some("mla"))].join("\n\n");
        let document = format!(
            "\\documentclass{{article}}\n{encoding}\\begin{{document}}\n{blocks}\n\\end{{document}}\n"
        );
        let folder = folder(&[("quotes.tex", &document)]);
        let latex = ["-interaction=nonstopmode", "-halt-on-error", "quotes.tex"];
        let (is_set, said) = run("pdflatex", &latex, folder.path());
        assert!(is_set, "{said}\n{document}");
    }
}
