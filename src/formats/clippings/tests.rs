//! What tells clippings from plain text, and clippings that mean harm.

use crate::formats::{self, Input};
use crate::model::{PostIx, Source, Thread, Unit};

fn thread(text: &str) -> Thread {
    formats::read(text.as_bytes(), Source::default()).unwrap()
}

fn format(text: &str) -> &'static str {
    formats::recognise(&Input::decode(text.as_bytes()).unwrap()).unwrap().id
}

#[test]
fn plain_texts_stay_plain() {
    for text in [
        "# On nets\n\nThey tear.",
        "---\n\nOne.\n\n---\n\nTwo.",
        "---\nOne: a post.\n---\nTwo, and more.",
        "Note: nets tear.\n\nBoats: sink.",
        "See [the paper](https://vellmark.example/17).\n\nNets tear.",
        "**Nets** tear.\n\n**Boats** sink.",
        "> **Odile** · she said so\n\nNets.",
        "## Comments\n\nNobody said a word.",
        "1/ Nets\n\n2/ Boats",
        "#nets tear\n\n#boats sink",
    ] {
        assert_eq!(format(text), "text", "{text}");
    }
}

#[test]
fn signs_of_markdown_are_enough_together() {
    for (text, expected) in [
        ("# Nets\n\nSee [paper](https://vellmark.example/17).", "markdown"),
        ("See [a](https://a.example) and [b](https://b.example).\n\n## Nets\n\nTorn.", "markdown"),
        ("---\ntitle: Nets\n---\n\nTorn.", "markdown"),
        ("# Thread by @odile_m\n\nTorn.", "markdown"),
        ("**Odile** @odile_m [2024-03-14](https://x.com/odile_m/status/17)\n\nTorn.", "web-clipper"),
        ("Nets.\n\n## Comments\n\n> **Odile** · 2024-03-14\n> \n> Torn.", "web-clipper"),
        ("- Torn. ([View Tweet](https://twitter.com/odile_m/status/17))", "readwise"),
        ("Torn.\n\n[Tweet link](https://twitter.com/odile_m/status/17)", "tweet-to-markdown"),
    ] {
        assert_eq!(format(text), expected, "{text}");
    }
}

#[test]
fn a_post_clipped_by_itself_is_one_post() {
    let front = "---\ntitle: \"Thread by @odile_m\"\nsource: \"https://x.com/odile_m/status/1768200000000000001\"\n---\n";
    let one = thread(&format!("{front}Nets tear, boats sink."));
    assert_eq!((one.len(), one.unit), (1, Unit::Post));
    assert_eq!(one.post(PostIx(0)).author().handle.as_deref(), Some("odile_m"));
    let several = thread(&format!("{front}Nets tear.\n\nBoats sink."));
    assert_eq!((several.len(), several.unit), (2, Unit::Paragraph));
}

#[test]
fn sections_are_no_posts_and_numbered_headings_are() {
    let sections = thread("# Vellmark\n\n## Nets\n\nSee [a](https://a.example).\n\n## Boats\n\nSunk.");
    assert_eq!(sections.unit, Unit::Paragraph);
    let posts = thread("# Vellmark\n\n## 1/2\n\nSee [a](https://a.example).\n\nTorn.\n\n## 2/2\n\nSunk.");
    assert_eq!(posts.unit, Unit::Post);
    let bodies: Vec<_> = posts.posts().map(|post| post.body()).collect();
    assert_eq!(bodies, ["See a.\n\nTorn.", "Sunk."]);
}

#[test]
fn comments_may_nest_deeper_than_any_stack() {
    let comment = |depth| {
        let sign = ">".repeat(depth);
        format!("{sign} **odile{depth}** · 2024-03-14\n{sign} Torn.\n")
    };
    let comments: String = (1..=2_000).map(comment).collect();
    let deep = thread(&format!("Nets.\n\n## Comments\n\n{comments}"));
    assert_eq!(deep.len(), 2_001);
    assert!(deep.posts().skip(1).all(|post| post.body() == "Torn." && post.reply_to().is_some()));
    assert_eq!(deep.post(PostIx(2_000)).reply_to(), Some("comment 2000"));
}

#[test]
fn a_comment_that_skips_a_level_is_part_of_the_one_above() {
    let text = "## Comments\n\n> **odile** · 2024-03-14\n> Torn.\n> > > **tam** · 2024-03-14\n> > > Sunk.";
    let thread = thread(text);
    assert_eq!(thread.len(), 1);
    assert_eq!(thread.post(PostIx(0)).body(), "Torn.\n\ntam · 2024-03-14\nSunk.");
}

#[test]
fn any_sign_without_end_costs_its_own_length_only() {
    let heads = [
        "---\ntitle: Nets\n---\n",
        "**Odile** @odile_m 2024-03-14\n\n",
        "Nets.\n\n## Comments\n\n> **odile** · 2024-03-14\n",
        "- Torn. ([View Tweet](https://twitter.com/odile_m/status/17))\n- ",
        "![o](a)\nOdile ([@odile_m](https://x.com/odile_m)) - March 14, 2024 at 4:58 AM\n\n",
        "",
    ];
    let units = [
        ">",
        "> ",
        "- ",
        "==",
        "**",
        "[[",
        "![[",
        "![",
        "[a](",
        "<video controls",
        "```\n",
        "```\n\n",
        "---\n",
        "([View Tweet](",
        "\n",
        "  \n  \n",
        "| ",
        "> **a** · 2024-03-14\n",
        "**a** @b 2024-03-14\n",
        "# ",
        "a: b\n",
        "[Tweet link](",
        "@a\n",
        "A\n@a\n",
    ];
    for head in heads {
        for unit in units {
            let text = format!("{head}{}deep", unit.repeat(30_000 / unit.len()));
            let start = std::time::Instant::now();
            let _ = formats::read(text.as_bytes(), Source::default());
            let taken = start.elapsed();
            assert!(taken.as_secs() < 5, "{head:?} {unit:?}: {taken:?}");
        }
    }
}

#[test]
fn line_ends_of_windows_change_nothing() {
    for name in ["readwise", "tweet-to-markdown", "web-clipper", "markdown"] {
        let folder = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let told = |thread: &Thread| -> Vec<_> {
                let told = thread.posts().map(|post| {
                    let author = post.author().full_name();
                    (post.body().to_owned(), post.id().map(str::to_owned), author, post.media().to_vec())
                });
                told.collect()
            };
            let (unix, windows) = (thread(&text), thread(&text.replace('\n', "\r\n")));
            assert_eq!(told(&unix), told(&windows), "{}", path.display());
        }
    }
}

/// What clippings are made of.
const TOKENS: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "  \n  \n",
    " ",
    "\t",
    "---",
    "---\n",
    "```",
    "```json\n",
    "{\"title\": \"é\"}",
    "> ",
    ">",
    "- ",
    "\t- ",
    "\t  ",
    "# ",
    "## ",
    "## Comments\n\n",
    "## Metadata\n",
    "## Highlights\n",
    "## Full Document\n",
    "title: ",
    "title:: ",
    "author: ",
    "source: https://x.com/odile_m/status/1768200000000000001\n",
    "[[@odile_m on Twitter]]",
    "category:: #tweets\n",
    "**",
    "**Odile** @odile_m ",
    "**Ödile** · ",
    "[2024-03-14](https://x.com/odile_m/status/17)",
    "2024-03-14",
    " · 42 points",
    "[deleted]",
    "([View Tweet](",
    "https://twitter.com/odile_m/status/17",
    "))",
    ")",
    "![",
    "![[",
    "]]",
    "](",
    "![é](é.png)",
    "<video controls",
    "</video>",
    "src=\"a.mp4\"",
    "==",
    "wörd",
    "字",
    "🧵",
    "\u{301}",
    "\\",
    "_",
    "*",
    "|é|1|",
    "|---|:---:|",
    "![o](a)\n",
    "Odile ([@odile_m](https://x.com/odile_m)) - March 14, 2024\n",
    "[Tweet link](https://twitter.com/odile_m/status/17)",
    "[Thread link](https://x.com/odile_m/status/17)",
    "[Original Thread](",
    "Original: ",
    "• • •",
    "More from @odile_m",
    "**1/3**",
    "[a](https://a.example)",
    "@odile_m",
    "·",
    "é",
];

#[test]
fn any_clipping_is_read() {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut roll = |sides: usize| {
        seed ^= seed >> 12;
        seed ^= seed << 25;
        seed ^= seed >> 27;
        (seed.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    };
    for _ in 0..6_000 {
        let count = roll(40) + 1;
        let text: String = (0..count).map(|_| TOKENS[roll(TOKENS.len())]).collect();
        let _ = formats::read(text.as_bytes(), Source::default());
    }
}
