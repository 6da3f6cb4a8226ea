//! Hostile text in every export: inert in whatever reads it. A new form of export is a new row of the table.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "hostile/strings.rs"]
mod strings;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use biblatex::{Bibliography, ChunksExt};
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use strings::strings;
use unspool::cite;
use unspool::cite::annotations::{self, Notes, w3c};
use unspool::cite::quoting::{self, Form, Manner, Passage};
use unspool::cite::records::{self, Choice, Kind};
use unspool::formats::{self, unspool as own};
use unspool::index::Tree;
use unspool::index::annotations::{Annotation, Annotations, Target};
use unspool::model::{Clean, PostIx, Source, Thread};

type Write = fn(&mut Vec<u8>, &Thread, &Tree);
type Judge = fn(&str, &Thread);

/// Every form, how it is written, and how what was written is read.
const FORMS: &[(&str, Write, Judge)] = &[
    ("json", |out, thread, tree| own::write_json(out, thread, tree.order()).unwrap(), judge_json),
    ("ndjson", |out, thread, tree| own::write_ndjson(out, thread, tree.order()).unwrap(), judge_ndjson),
    (
        "markdown",
        |out, thread, tree| cite::write_markdown(out, thread, tree, tree.order()).unwrap(),
        judge_markdown,
    ),
    ("text", |out, thread, tree| cite::write_text(out, thread, tree, tree.order()).unwrap(), |_, _| {}),
    ("quoted in markdown", |out, thread, tree| put(out, quoted(thread, tree, "markdown")), judge_markdown),
    ("quoted in obsidian", |out, thread, tree| put(out, quoted(thread, tree, "obsidian")), judge_markdown),
    ("quoted in html", |out, thread, tree| put(out, quoted(thread, tree, "html")), judge_html),
    ("quoted in org", |out, thread, tree| put(out, quoted(thread, tree, "org")), judge_org),
    ("quoted in latex", |out, thread, tree| put(out, quoted(thread, tree, "latex")), judge_latex),
    ("quoted in typst", |out, thread, tree| put(out, quoted(thread, tree, "typst")), judge_typst),
    ("quoted in wikipedia", |out, thread, tree| put(out, quoted(thread, tree, "wikipedia")), judge_wiki),
    ("quoted in text", |out, thread, tree| put(out, quoted(thread, tree, "text")), |_, _| {}),
    ("quoted in prose", |out, thread, tree| put(out, quoted(thread, tree, "prose")), |_, _| {}),
    ("quoted with front matter", |out, thread, tree| put(out, quoted(thread, tree, "front")), judge_front),
    ("biblatex", |out, thread, tree| put(out, recorded(thread, tree, Kind::Biblatex)), judge_bibtex),
    ("bibtex", |out, thread, tree| put(out, recorded(thread, tree, Kind::Bibtex)), judge_bibtex),
    ("csl-json", |out, thread, tree| put(out, recorded(thread, tree, Kind::CslJson)), judge_csl),
    ("ris", |out, thread, tree| put(out, recorded(thread, tree, Kind::Ris)), judge_ris),
    ("notes in markdown", |out, thread, tree| noted(out, thread, tree, Notes::Markdown), judge_markdown),
    ("notes in org", |out, thread, tree| noted(out, thread, tree, Notes::Org), judge_org),
    ("annotations", |out, thread, tree| put(out, kept(thread, tree)), judge_annotations),
];

/// A template with front matter, as notes programs want it.
const FRONT: &str =
    "---\nauthor: {{ author|yaml }}\nurl: {{ url|yaml }}\nabout: {{ text|yaml }}\n---\n{{ text|markdown }}\n";

fn put(out: &mut Vec<u8>, text: String) {
    out.extend(text.into_bytes());
}

fn passages(thread: &Thread) -> Vec<Passage> {
    (0..thread.len() as u32).map(|ix| Passage::whole(thread, PostIx(ix))).collect()
}

/// All posts, each with all that can be told of it.
fn quoted(thread: &Thread, tree: &Tree, form: &str) -> String {
    let form = Form::from_name(form).unwrap_or_else(|| Form::Own(form.to_owned()));
    let manner = Manner {
        form,
        templates: BTreeMap::from([("front".to_owned(), FRONT.to_owned())]),
        has_provenance: true,
        has_key: true,
        cites_each: true,
        links_entities: true,
        ..Manner::default()
    };
    let is_template = matches!(manner.form, Form::Own(_));
    let quote = |passages: &[Passage]| quoting::quote(thread, tree, passages, &manner).text;
    if !is_template {
        return quote(&passages(thread));
    }
    passages(thread).iter().map(|passage| quote(std::slice::from_ref(passage))).collect()
}

fn recorded(thread: &Thread, tree: &Tree, kind: Kind) -> String {
    let references = quoting::references(thread, tree, &passages(thread), &Manner::default());
    // What is told of a post's words stands in the title, and nowhere whole.
    records::write(kind, &references, Choice::default())
}

/// Annotations on each post and on words of it, and on words that are no more there.
fn upon(thread: &Thread, tree: &Tree) -> Vec<Annotation> {
    let mut all = Vec::new();
    for passage in passages(thread) {
        for words in [None, Some(passage.range.clone())] {
            let mut target = Target::of(thread, tree, passage.post, words);
            all.push(Annotation::on(vec![target.clone()]));
            target.quote.exact = Clean::text(&format!("{} and no more", target.quote.exact));
            target.post = Clean::line("gone");
            all.push(Annotation::on(vec![target]));
        }
    }
    for annotation in &mut all {
        annotation.bookmark = Clean::some_line("a");
    }
    all
}

fn noted(out: &mut Vec<u8>, thread: &Thread, tree: &Tree, notes: Notes) {
    let annotations = Annotations::new(thread, tree, upon(thread, tree));
    annotations::write_notes(out, (thread, tree), &annotations, notes, &Manner::default()).unwrap();
}

fn kept(thread: &Thread, tree: &Tree) -> String {
    w3c::write(&w3c::Page { annotations: upon(thread, tree), ..w3c::Page::default() })
}

/// A thread of one post, with the string in all its fields.
fn thread(s: &str) -> Thread {
    let post = json!({
        "id": s, "url": s, "language": s, "visibility": s,
        "author": {"name": s, "handle": s, "id": s},
        "text": format!("linked {s}\n{s}"), "content_warning": s,
        "links": [{"start": 0, "end": 6, "url": format!("https://example.org/{s}"), "shown": s, "title": s}],
        "media": [{"kind": "image", "url": s, "file": s, "alt": s}],
        "quote": {"author": {"name": s, "handle": s}, "text": s, "url": s},
    });
    let reply = json!({"author": {"name": "Ana"}, "text": "plain words", "reply_to": s});
    let text = json!({"title": s, "source": {"platform": s, "file": s}, "posts": [post, reply]}).to_string();
    let text = text.replacen('{', "{\"unspool\":1,", 1).replace('\u{7f}', "\\u007f");
    formats::read(text.as_bytes(), Source::default()).unwrap()
}

/// Whether a character acts on what shows or edits text.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{200B}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[test]
fn what_is_exported_is_inert_wherever_it_is_read() {
    let strings = strings().into_iter().map(|(_, string)| string);
    for string in strings.chain(TOLD_TO_EDITORS.iter().map(|told| (*told).to_owned())) {
        let thread = thread(&string);
        let tree = Tree::new(&thread);
        for (form, write, judge) in FORMS {
            let mut out = Vec::new();
            write(&mut out, &thread, &tree);
            let written = String::from_utf8(out).unwrap();
            let about = string.chars().take(80).collect::<String>();
            // Org parts signs by a blank of no width.
            let is_org = form.ends_with("org");
            let acting = written.chars().find(|c| acts(*c) && !(is_org && *c == '\u{200B}'));
            assert_eq!(acting, None, "{form}: {about:?}");
            assert!(written.contains("plain words"), "{form}: {about:?}");
            let judged = std::panic::catch_unwind(|| judge(&written, &thread));
            assert!(
                judged.is_ok(),
                "{form}: {about:?}:\n{}",
                written.chars().take(3_000).collect::<String>()
            );
        }
    }
}

/// All fields come back, however often it is written and read.
fn judge_json(written: &str, thread: &Thread) {
    let again = formats::read(written.as_bytes(), Source::default()).unwrap();
    assert_eq!(again.len(), thread.len());
    for (post, before) in again.posts().zip(thread.posts()) {
        assert_eq!(post.whole(), before.whole());
        assert_eq!((post.author(), post.url(), post.id()), (before.author(), before.url(), before.id()));
    }
    serde_json::from_str::<Value>(written).unwrap();
}

fn judge_ndjson(written: &str, thread: &Thread) {
    let posts = written.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let texts: Vec<_> = posts.filter_map(|post| post["text"].as_str().map(str::to_owned)).collect();
    assert_eq!(texts.len(), thread.len());
}

/// No markup of the strangers' own: no HTML, no picture that is fetched, no link but to the web, no program.
fn judge_markdown(written: &str, _: &Thread) {
    assert_tells_vi_nothing(written);
    for event in Parser::new_ext(written, Options::all()) {
        let is_active = match &event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => true,
            Event::Start(Tag::Link { dest_url, .. }) => {
                !["http://", "https://"].iter().any(|web| dest_url.starts_with(web))
            }
            _ => false,
        };
        assert!(!is_active, "{event:?}");
    }
}

/// Nothing but the elements of a quotation, and links to the web.
fn judge_html(written: &str, _: &Thread) {
    for token in Tokenizer::new(written) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert!(["blockquote", "p", "br", "a", "cite"].contains(&&*name), "<{name}>");
                for (name, value) in &tag.attributes {
                    let value = String::from_utf8_lossy(&value.value).into_owned();
                    let is_web = ["http://", "https://"].iter().any(|web| value.starts_with(web));
                    assert!(["href", "cite"].contains(&&*String::from_utf8_lossy(name)) && is_web, "{value}");
                }
            }
            Token::EndTag(_) | Token::String(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// No word by which vi is told its options.
fn assert_tells_vi_nothing(written: &str) {
    let told = written.split_whitespace().find(|word| {
        let is_name = |name: &str| ["vi", "vim", "Vim", "ex"].contains(&name);
        word.split_once(':').is_some_and(|(name, _)| is_name(name.trim_end_matches(['<', '=', '>', '0'])))
    });
    assert_eq!(told, None);
}

/// No line of the strangers' own that is a headline, a keyword, a table or a drawer, and no link but to the web.
fn judge_org(written: &str, _: &Thread) {
    assert_tells_vi_nothing(written);
    let mut is_quoted = false;
    for line in written.lines() {
        match line {
            "#+begin_quote" | "#+end_quote" => is_quoted = line == "#+begin_quote",
            "** No longer in the thread" | ":PROPERTIES:" | ":END:" => assert!(!is_quoted),
            _ => {
                let is_heading = line.starts_with("* ") && !is_quoted && written.starts_with(line);
                let is_url = line.starts_with(":URL: ") && !is_quoted;
                assert!(is_heading || is_url || !line.starts_with(['*', '#', '|', ':']), "{line}");
            }
        }
        for (at, _) in line.match_indices("[[") {
            let target = &line[at + 2..];
            assert!(["http://", "https://"].iter().any(|web| target.starts_with(web)), "{line}");
        }
        let acts = ["<<", "{{{", "[fn:", "src_", "@@"].iter().find(|sign| line.contains(**sign));
        assert_eq!(acts, None, "{line}");
    }
    assert!(!is_quoted);
}

/// Commands of our own only, and as many braces that open as close.
fn judge_latex(written: &str, _: &Thread) {
    let mut depth = 0_usize;
    let mut rest = written.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                let mut command = String::new();
                while let Some(c) = rest.next_if(char::is_ascii_alphabetic) {
                    command.push(c);
                }
                if command.is_empty() {
                    rest.next();
                }
                let is_active =
                    ["input", "include", "write", "openin", "openout", "read", "def", "catcode", "csname"];
                assert!(!is_active.contains(&&*command), "\\{command}");
            }
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1).unwrap(),
            '%' | '#' | '$' | '&' => panic!("{c} is not escaped"),
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

/// As many brackets that open as close, and no function but those of a quotation.
fn judge_typst(written: &str, _: &Thread) {
    // With a longer address nothing of the document is set.
    assert!(written.split("#link(\"").skip(1).all(|link| link.find("\")").is_some_and(|end| end <= 8000)));
    let mut open = Vec::new();
    let (mut rest, mut is_string) = (written.char_indices(), false);
    while let Some((at, c)) = rest.next() {
        // Arguments stand between parentheses, which are signs like others in text.
        let is_code = open.last() == Some(&'(');
        match c {
            '\\' => drop(rest.next()),
            '"' if is_code => is_string = !is_string,
            _ if is_string => {}
            '[' => open.push(c),
            ']' => assert_eq!(open.pop(), Some('[')),
            ')' if is_code => drop(open.pop()),
            '#' => {
                let name: String = written[at + 1..].chars().take_while(char::is_ascii_alphabetic).collect();
                let known = ["quote", "link", "strong", "emph", "strike", "raw"];
                assert!(!is_code && known.contains(&&*name), "#{name}");
                let is_call = written[at + 1 + name.len()..].starts_with('(');
                rest.nth(name.len() + usize::from(is_call) - 1);
                open.extend(is_call.then_some('('));
            }
            '$' | '`' => panic!("{c} is not escaped"),
            _ => {}
        }
    }
    assert!(open.is_empty() && !is_string);
}

/// One template for each post, with nothing in it that is markup.
fn judge_wiki(written: &str, thread: &Thread) {
    let plain = written.replace("{{!}}", "");
    let cited = plain.matches("{{cite ").count();
    assert_eq!(
        (cited, plain.matches("{{").count(), plain.matches("}}").count()),
        (thread.len(), cited, cited)
    );
    assert!(!plain.contains(['[', ']', '<', '>']) && !plain.contains("''") && !plain.contains("~~~"));
}

/// Front matter of three lines, which are those facts.
fn judge_front(written: &str, thread: &Thread) {
    let mut lines = written.lines();
    let post = thread.post(PostIx(0));
    assert_eq!(lines.next(), Some("---"));
    for name in ["author", "url", "about"] {
        let (known, value) = lines.next().unwrap().split_once(": ").unwrap();
        // A string of JSON is one of YAML.
        let value: String = serde_json::from_str(value).unwrap();
        assert_eq!(known, name);
        assert!(name != "about" || value.split_whitespace().eq(post.body().split_whitespace()), "{value}");
    }
    assert_eq!(lines.next(), Some("---"));
}

/// As many entries as posts, with the address as it is; nothing between them.
fn judge_bibtex(written: &str, thread: &Thread) {
    // The crate does not know annotations of names.
    let known: Vec<&str> = written.lines().filter(|line| !line.contains("author+an:")).collect();
    let plain = known.join("\n");
    let read = Bibliography::parse(&plain).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(read.len(), thread.len());
    for entry in read.iter() {
        let told = entry.fields.get("url").map(|url| url.format_verbatim());
        assert!(told.is_none_or(|url| !url.contains(['{', '}', '\\', ' '])), "{entry:?}");
    }
}

fn judge_csl(written: &str, thread: &Thread) {
    let items: Vec<Value> = serde_json::from_str(written).unwrap();
    assert_eq!(items.len(), thread.len());
    assert!(items.iter().all(|item| item["title"].is_string() && item["id"].is_string()));
}

/// Whole records, each line of which begins with a tag.
fn judge_ris(written: &str, thread: &Thread) {
    let mut is_open = false;
    let mut count = 0;
    for line in written.lines().filter(|line| !line.is_empty()) {
        let (tag, _) = line.split_once("  - ").unwrap();
        assert_eq!(tag == "TY", !is_open, "{line}");
        is_open = tag != "ER";
        count += usize::from(!is_open);
    }
    assert_eq!((is_open, count), (false, thread.len()));
}

/// They are read as they were written.
fn judge_annotations(written: &str, thread: &Thread) {
    let page = w3c::read(written).unwrap();
    assert_eq!(page.annotations, upon(thread, &Tree::new(thread)));
}

/// What pandoc calls the forms that it reads.
const READ_BY_PANDOC: &[(&str, &str)] = &[
    ("quoted in html", "html"),
    ("quoted in org", "org"),
    ("quoted in latex", "latex"),
    ("quoted in typst", "typst"),
    ("quoted in wikipedia", "mediawiki"),
    ("biblatex", "biblatex"),
    ("bibtex", "bibtex"),
    ("csl-json", "csljson"),
    ("ris", "ris"),
];

/// Puts what is exported of a thread into a folder, each form as a file of its own: NAME.NUMBER.
fn export(folder: &Path, number: usize, thread: &Thread, forms: &[(&str, &str)]) {
    let tree = Tree::new(thread);
    for (form, name) in forms {
        let (_, write, _) = FORMS.iter().find(|(known, ..)| known == form).unwrap();
        let mut out = Vec::new();
        write(&mut out, thread, &tree);
        fs::write(folder.join(format!("{name}.{number}")), out).unwrap();
    }
}

/// What a program that is installed tells of a folder, line by line.
fn told_by(program: &mut Command) -> Vec<String> {
    let told = program.stdin(Stdio::null()).output().unwrap();
    let told = [told.stdout, told.stderr].map(|told| String::from_utf8_lossy(&told).into_owned());
    told.concat().lines().map(str::to_owned).collect()
}

/// Whether a program is there, and says so of itself.
fn is_installed(program: &str, arguments: &[&str], says: &str) -> bool {
    let told = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let is_there = told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).contains(says));
    if !is_there {
        let _ = writeln!(io::stderr(), "left out: {program} is not installed, or not as it is needed here");
    }
    is_there
}

/// Holds what was told to no fault but in the control, which has these, and to so many files.
#[track_caller]
fn assert_only_the_control_acts(told: &[String], faults: &[&str], files: usize) {
    let (control, others): (Vec<_>, Vec<_>) = told.iter().partition(|line| line.starts_with("control"));
    for fault in faults {
        assert!(control.iter().any(|line| line.contains(fault)), "{fault} is not told: {control:#?}");
    }
    let (count, others): (Vec<_>, Vec<_>) = others
        .into_iter()
        .partition(|line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(" files "));
    assert!(others.is_empty(), "{} faults: {others:#?}", others.len());
    assert!(count.len() == 1 && count[0].starts_with(&format!("{files} ")), "{count:?}");
}

#[test]
fn pandoc_reads_nothing_that_acts_and_every_record() {
    if !is_installed("pandoc", &["--version"], "pandoc 3") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let strings = strings();
    for (number, (_, string)) in strings.iter().enumerate() {
        export(folder.path(), number, &thread(string), READ_BY_PANDOC);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile/inert.lua");
    let told = told_by(Command::new("pandoc").args(["lua", script]).arg(folder.path()));
    let (records, faults): (Vec<_>, Vec<_>) = told.iter().partition(|line| line.ends_with(" 2 records"));
    assert_eq!(records.len(), 4 * strings.len(), "{faults:#?}");
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

/// By these an editor is told what to do with a file that it opens.
const TOLD_TO_EDITORS: &[&str] = &[
    "vim: set shiftwidth=3:",
    "/* vim: set shiftwidth=3: */",
    "words\n vim: set foldmethod=expr foldexpr=system('id') :\nwords",
    "vi:shiftwidth=3",
    "words ex: shiftwidth=3",
    "Vim>0: sw=3",
    "Local Variables:\neval: (error \"run\")\nfill-column: 3\nEnd:",
    "# Local Variables:\n# eval: (error \"run\")\n# End:",
    "> Local Variables:\n> fill-column: 3\n> End:",
    "-*- mode: c; fill-column: 3 -*-",
    "https://example.com/-*-mode:c-*-",
];

/// The threads that editors are to open: hostile strings in all fields, and words to editors in the last post too.
fn threads_for_editors() -> Vec<Thread> {
    let ending = |s: &&str| {
        let post = |s: &str| json!({"author": {"name": s, "handle": s}, "text": s});
        let text = json!({"unspool": 1, "title": s, "posts": [post("plain words"), post(s)]}).to_string();
        formats::read(text.as_bytes(), Source::default()).unwrap()
    };
    let strings =
        strings().into_iter().map(|(_, s)| s).chain(TOLD_TO_EDITORS.iter().map(|s| (*s).to_owned()));
    strings.map(|s| thread(&s)).chain(TOLD_TO_EDITORS.iter().map(ending)).collect()
}

/// The forms in which people keep notes, which they open in their editor again and again.
const IN_NOTES: &[(&str, &str)] = &[
    ("markdown", "export-md"),
    ("quoted in markdown", "quotation-md"),
    ("quoted in obsidian", "obsidian-md"),
    ("notes in markdown", "notes-md"),
    ("quoted in org", "quotation-org"),
    ("notes in org", "notes-org"),
];

/// Puts those threads into a folder in every form of notes; how many files there are.
fn export_for_editors(folder: &Path) -> usize {
    let threads = threads_for_editors();
    for (number, thread) in threads.iter().enumerate() {
        export(folder, number, thread, IN_NOTES);
    }
    threads.len() * IN_NOTES.len()
}

#[test]
fn emacs_runs_nothing_and_finds_nothing_that_acts() {
    if !is_installed("emacs", &["--version"], "GNU Emacs") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = export_for_editors(folder.path());
    let control = "#+macro: run (eval (shell-command-to-string \"true\"))\n* TODO Head\n{{{run}}} src_emacs-lisp{(shell-command \"true\")} \
        [[elisp:(run)]] shell:run\n#+include: \"/no/such\"\n#+begin_src emacs-lisp\n1\n#+end_src\n# Local Variables:\n# fill-column: 3\n# End:\n";
    fs::write(folder.path().join("control-org.0"), control).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile/inert.el");
    let told = told_by(Command::new("emacs").args(["-Q", "--batch", "-l", script]).arg(folder.path()));
    let faults = [
        "src-block:",
        "inline-src-block:",
        "macro:",
        "headline that is more",
        "link to elisp:",
        "link to shell:",
        "keyword: #+include",
        "variables of the file: ((fill-column . 3))",
    ];
    assert_only_the_control_acts(&told, &faults, files + 1);
}

#[test]
fn vim_obeys_no_modeline() {
    if !is_installed("vim", &["--version"], "+eval") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = export_for_editors(folder.path());
    fs::write(folder.path().join("control.0"), "words\nvim: set shiftwidth=3:\n").unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile/inert.vim");
    let place = format!("let folder = '{}'", folder.path().display());
    let quietly = ["-es", "-u", "NONE", "-i", "NONE", "-N", "--cmd", &place, "-S", script];
    let told = told_by(Command::new("vim").args(quietly));
    assert_only_the_control_acts(&told, &["{'shiftwidth': 3}"], files + 1);
}

#[test]
fn typst_compiles_the_words_and_nothing_that_acts() {
    if !is_installed("python3", &["-c", "import typst; print('compiles')"], "compiles") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let threads = threads_for_editors();
    for (number, thread) in threads.iter().enumerate() {
        let tree = Tree::new(thread);
        let words: Vec<_> = thread.posts().map(|post| post.body().to_owned()).collect();
        fs::write(folder.path().join(format!("{number}.typ")), quoted(thread, &tree, "typst")).unwrap();
        fs::write(folder.path().join(format!("{number}.txt")), words.join("\n")).unwrap();
    }
    fs::write(folder.path().join("control.typ"), "= Head\n#read(\"0.txt\")#link(\"file:x\")[x]").unwrap();
    fs::write(folder.path().join("control.txt"), "#read").unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile/inert.py");
    let told = told_by(Command::new("python3").arg(script).arg(folder.path()));
    assert_only_the_control_acts(
        &told,
        &["heading", "link to file:x", "without the words"],
        threads.len() + 1,
    );
}
