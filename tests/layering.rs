//! The plan of the house, held to: which module may import which, and which crates it may name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Module, the modules it may import, the crates it may name.
const PLAN: &[(&str, &[&str], &[&str])] = &[
    ("model", &[], &["std", "flate2", "foldhash", "idna", "jiff", "unicode_normalization", "url"]),
    (
        "formats",
        &["model"],
        &[
            "std",
            "serde",
            "serde_json",
            "base64",
            "encoding_rs",
            "html5gum",
            "mail_parser",
            "pulldown_cmark",
            "flate2",
            "foldhash",
            "memchr",
            "quick_xml",
            "regex",
            "ruzstd",
            "tar",
            "unicode_normalization",
            "url",
            "zip",
        ],
    ),
    ("index", &["model"], &["std", "aho_corasick", "regex", "regex_syntax", "unicode_normalization", "url"]),
    (
        "cite",
        &["model", "index"],
        &[
            "std",
            "emojis",
            "hayagriva",
            "minijinja",
            "quick_xml",
            "serde",
            "serde_json",
            "unicode_normalization",
            "unicode_segmentation",
            "url",
            "zip",
        ],
    ),
    ("layout", &["model"], &["std", "emojis", "textwrap", "unicode_segmentation", "unicode_width"]),
    ("app", &["model", "index", "cite", "layout"], &["std"]),
    ("view", &["model", "index", "cite", "layout", "app"], &["std", "ratatui", "ratatui_image"]),
    (
        "shell",
        &["model", "formats", "index", "cite", "layout", "app", "view"],
        &[
            "std",
            "ratatui",
            "ratatui_image",
            "image",
            "crossterm",
            "arboard",
            "landlock",
            "rustix",
            "signal_hook",
            "sha2",
            "walkdir",
            "base64",
            "url",
            "libc",
            "open",
            "shlex",
            "etcetera",
            "toml_edit",
            "shell_words",
        ],
    ),
    // `app` is there for its table of keys, which `unspool keys` prints.
    (
        "cli",
        &["model", "formats", "index", "cite", "layout", "app", "shell"],
        &["std", "clap", "clap_complete", "clap_mangen", "anstyle", "serde", "serde_json", "rustix"],
    ),
];

const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");

/// Words that name nothing; what they hold belongs where it is used.
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "manager", "handler", "misc"];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

/// The code of a file before its tests, without comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The first segments after every `prefix` in `code`, groups in braces opened.
fn paths_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let whole_word =
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
        let rest = &code[at + prefix.len()..];
        if !whole_word {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let top_level: String = group
                    .chars()
                    .take_while(|c| {
                        depth += i32::from(*c == '{') - i32::from(*c == '}');
                        depth >= 0
                    })
                    .collect();
                found.extend(top_level.split(',').map(|item| word(item.trim())));
            }
            None => {
                found.insert(word(rest));
            }
        }
    }
    found.remove("");
    found
}

#[test]
fn modules_import_only_what_the_plan_allows() {
    for (module, imports, _) in PLAN {
        for path in rust_files(&Path::new(SOURCES).join(module)) {
            for used in paths_after(&code(&path), "crate::") {
                let known = PLAN.iter().any(|(name, ..)| *name == used);
                assert!(
                    !known || used == *module || imports.contains(&used.as_str()),
                    "{} imports {used}, which the plan does not allow in {module}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn modules_name_only_the_crates_of_the_plan() {
    let manifest = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).unwrap();
    let crates: Vec<String> = manifest
        .lines()
        .skip_while(|line| *line != "[dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name.replace('-', "_")))
        .collect();
    assert!(crates.contains(&"ratatui".to_owned()));
    for (module, _, allowed) in PLAN {
        for path in rust_files(&Path::new(SOURCES).join(module)) {
            let code = code(&path);
            for name in crates.iter().filter(|name| !allowed.contains(&name.as_str())) {
                let named = !paths_after(&code, &format!("{name}::")).is_empty();
                assert!(
                    !named,
                    "{} names the crate {name}, which the plan keeps out of {module}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_plan_has_no_cycle_and_no_gap() {
    for (i, (module, imports, _)) in PLAN.iter().enumerate() {
        for import in *imports {
            let at = PLAN.iter().position(|(name, ..)| name == import).unwrap();
            assert!(at < i, "{module} imports {import}, which stands below it");
        }
    }
    for entry in fs::read_dir(SOURCES).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(
            matches!(&*name, "lib" | "main") || PLAN.iter().any(|(module, ..)| *module == name),
            "{name} is not in the plan"
        );
    }
}

#[test]
fn files_have_a_header_a_telling_name_and_a_readable_length() {
    for path in rust_files(Path::new(SOURCES)) {
        let text = fs::read_to_string(&path).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(text.starts_with("//!"), "{} has no header", path.display());
        assert!(!EMPTY_NAMES.contains(&stem), "{} is named after nothing", path.display());
        let lines = code(&path).lines().count();
        assert!(lines <= 600, "{} has {lines} lines before its tests", path.display());
        assert!(stem != "main" || lines <= 40, "main has {lines} lines");
    }
}
