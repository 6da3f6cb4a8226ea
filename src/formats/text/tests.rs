//! Threads in every style that people keep, made from posts whose boundaries are known.
//!
//! The posts are made up, and have what makes boundaries hard to find: blank lines, lists with numbers, links on lines
//! of their own, dates and fractions. The generator gives the same threads on every run.

use crate::formats;
use crate::model::{PostIx, Source, Thread, Time, Unit};

fn thread(text: &str) -> Thread {
    formats::read(text.as_bytes(), Source::default()).unwrap()
}

fn bodies(thread: &Thread) -> Vec<&str> {
    thread.posts().map(|post| post.body()).collect()
}

/// Numbers that look random and never differ: xorshift64*.
struct Dice(u64);

impl Dice {
    fn new(seed: usize) -> Self {
        Self((seed as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const SENTENCES: &[&str] = &[
    "The harbour office of Vellmark sold its cranes in March.",
    "Nobody at Fennick & Daughters answered our letters.",
    "On 9/11/2019 the board met in secret?",
    "“We paid what we owed,” says Odile Marrable.",
    "About 3/4 of the nets were never found!",
    "2024 was no better.",
    "Their lawyer, Tam Okerfield, calls it gossip",
    "This is where it gets strange:",
    "More at https://vellmark.example/cranes",
    "@vellmarkpost had it first 👏",
    "It runs 24/7, they claim…",
    "So who owns the boats?",
];
const LINKS: &[&str] =
    &["https://t.co/vEllmArk01", "https://fennick.example/boats https://t.co/x1", "pic.twitter.com/Odile9"];
const ITEMS: &[&str] = &["Cranes, rusty", "Nets, torn", "Two boats", "The old lighthouse"];

/// What posts may contain beside paragraphs.
#[derive(Clone, Copy)]
struct Contents {
    links: bool,
    lists: bool,
}

/// A post of one to four paragraphs.
fn post(dice: &mut Dice, contents: Contents) -> String {
    let paragraph = |dice: &mut Dice| {
        let count = 1 + dice.roll(3);
        (0..count).map(|_| dice.pick(SENTENCES)).collect::<Vec<_>>().join(" ")
    };
    let mut paragraphs: Vec<String> =
        (0..=[0, 0, 1, 1, 1, 2, 3][dice.roll(7)]).map(|_| paragraph(dice)).collect();
    if contents.lists && dice.roll(4) == 0 {
        let form = dice.roll(2);
        let items: Vec<String> =
            (1..=2 + dice.roll(3)).map(|i| format!("{i}. {}", dice.pick(ITEMS))).collect();
        paragraphs.push(items.join(if form == 0 { "\n" } else { "\n\n" }));
    }
    if contents.links && dice.roll(4) == 0 {
        paragraphs.push(dice.pick(LINKS).to_owned());
    }
    paragraphs.join("\n\n")
}

fn posts(seed: usize, contents: Contents) -> Vec<String> {
    let mut dice = Dice::new(seed);
    (0..6 + dice.roll(30)).map(|_| post(&mut dice, contents)).collect()
}

const HEADER: &str = "Twitter Thread by Odile Marrable\n\n\nOdile Marrable\n\n@odile_m\n\n\n";
const FOOTER: &str = "\n\n• • •\n\nMissing some Tweet in this thread? You can try to force a refresh\n\n\
                      Keep Current with Odile Marrable\n\nMore from @odile_m\n\nAnother thread.\n\nAnd its end.";

const PLAIN: Contents = Contents { links: false, lists: false };
const LINKED: Contents = Contents { links: true, lists: false };
const ALL: Contents = Contents { links: true, lists: true };

/// Number and total as an author writes them.
type Numbering = fn(usize, usize) -> String;

/// How many threads of each kind are made.
const SEEDS: usize = 50;

/// How many of them are read exactly as they were made.
fn exact(contents: Contents, keep: impl Fn(&[String]) -> (Vec<String>, &'static str)) -> usize {
    let is_exact = |seed: &usize| {
        let (kept, between) = keep(&posts(*seed, contents));
        let body = kept.join(between);
        let text = match seed % 3 {
            0 => body,
            1 => format!("{HEADER}{body}\n"),
            _ => format!("{HEADER}{body}{FOOTER}"),
        };
        let thread = thread(&text);
        thread.unit == Unit::Post && bodies(&thread) == kept
    };
    (0..SEEDS).filter(is_exact).count()
}

fn numbered_before(posts: &[String], first: usize, number: impl Fn(usize, usize) -> String) -> Vec<String> {
    posts
        .iter()
        .enumerate()
        .map(|(i, post)| if i < first { post.clone() } else { number(i + 1, posts.len()) + post })
        .collect()
}

fn keycap(number: usize) -> String {
    number.to_string().chars().flat_map(|digit| [digit, '\u{FE0F}', '\u{20E3}']).collect()
}

#[test]
fn rules_part_posts() {
    for rule in [
        "\n\n---\n\n",
        "\n---\n",
        "\n\n***\n\n",
        "\n\n• • •\n\n",
        "\n\n=====\n\n",
        "\n\n___\n\n",
        "\n\n⸻\n\n",
        "\n\n* * *\n\n",
        "\n\n\n---\n\n\n",
    ] {
        assert_eq!(exact(ALL, |posts| (posts.to_vec(), rule)), SEEDS, "{rule:?}");
    }
}

#[test]
fn wide_gaps_part_posts() {
    for gap in ["\n\n\n", "\n\n\n\n", "\n\n\n\n\n", "\r\n\r\n\r\n", "\n \n\t\n"] {
        assert_eq!(exact(ALL, |posts| (posts.to_vec(), gap)), SEEDS, "{gap:?}");
    }
}

#[test]
fn numbers_before_the_text_part_posts() {
    let styles: [(&str, Numbering); 15] = [
        ("1/ ", |n, _| format!("{n}/ ")),
        ("1/21 ", |n, t| format!("{n}/{t} ")),
        ("1/n ", |n, _| format!("{n}/n ")),
        ("1/", |n, _| format!("{n}/")),
        ("1 / 21 ", |n, t| format!("{n} / {t} ")),
        ("(1/21) ", |n, t| format!("({n}/{t}) ")),
        ("[1/21] ", |n, t| format!("[{n}/{t}] ")),
        ("[1/21] on a line", |n, t| format!("[{n}/{t}]\n")),
        ("[1/21] on its own", |n, t| format!("[{n}/{t}]\n\n")),
        ("🧵 1/", |n, _| format!("🧵 {n}/ ")),
        ("1. ", |n, _| format!("{n}. ")),
        ("1) ", |n, _| format!("{n}) ")),
        ("#1 ", |n, _| format!("#{n} ")),
        ("1 - ", |n, _| format!("{n} - ")),
        ("keycap", |n, _| format!("{} ", keycap(n))),
    ];
    for (name, style) in styles {
        let contents = if name == "1. " { LINKED } else { ALL };
        assert_eq!(exact(contents, |p| (numbered_before(p, 0, style), "\n\n")), SEEDS, "{name}");
        assert_eq!(
            exact(contents, |p| (numbered_before(p, 1, style), "\n\n")),
            SEEDS,
            "{name}, not the first"
        );
    }
    for (name, style) in &styles[..9] {
        assert_eq!(
            exact(ALL, |p| (numbered_before(p, 0, style), "\n")),
            SEEDS,
            "{name}, no blank lines between"
        );
    }
    assert_eq!(
        exact(ALL, |p| (numbered_before(p, 0, |n, _| format!("{}/ ", n - 1)), "\n\n")),
        SEEDS,
        "beginning at 0/"
    );
}

#[test]
fn numbers_after_the_text_part_posts() {
    let styles: [(&str, Numbering); 6] = [
        ("1/21", |n, t| format!(" {n}/{t}")),
        ("1/", |n, _| format!(" {n}/")),
        ("(1/21)", |n, t| format!(" ({n}/{t})")),
        ("1/21 on a line", |n, t| format!("\n{n}/{t}")),
        ("1/21 on its own", |n, t| format!("\n\n{n}/{t}")),
        ("1/ and a link", |n, _| format!(" {n}/\n\nhttps://t.co/vEllmArk{n}")),
    ];
    for (name, style) in styles {
        let numbered = |posts: &[String]| {
            posts.iter().enumerate().map(|(i, p)| p.clone() + &style(i + 1, posts.len())).collect()
        };
        assert_eq!(exact(PLAIN, |posts| (numbered(posts), "\n\n")), SEEDS, "{name}");
    }
}

#[test]
fn separators_and_numbers_together_part_posts_as_the_separators_do() {
    for rule in ["\n\n---\n\n", "\n\n\n"] {
        for first in [0, 1] {
            let numbered = |p: &[String]| numbered_before(p, first, |n, _| format!("{n}/ "));
            assert_eq!(exact(ALL, |p| (numbered(p), rule)), SEEDS, "{rule:?} {first}");
        }
    }
}

#[test]
fn rules_between_sections_of_a_numbered_thread_part_no_posts() {
    let sections = |posts: &[String]| {
        let mut numbered = numbered_before(posts, 0, |n, _| format!("{n}/ "));
        let middle = numbered.len() / 2;
        numbered[middle].insert_str(0, "---\n\n");
        numbered
    };
    for seed in 0..SEEDS {
        let kept = sections(&posts(seed, ALL));
        let thread = thread(&kept.join("\n\n"));
        let expected: Vec<&str> = kept.iter().map(|post| post.trim_start_matches("---\n\n")).collect();
        assert_eq!(bodies(&thread), expected);
    }
}

#[test]
fn lists_numbered_as_the_posts_are_part_no_posts_mostly() {
    // Where a list in a post counts on to the number of the next post, nothing in the text tells them apart.
    let found = exact(ALL, |posts| (numbered_before(posts, 0, |n, _| format!("{n}. ")), "\n\n"));
    assert!(found * 100 >= SEEDS * 85, "{found} of {SEEDS}");
}

#[test]
fn addresses_part_posts() {
    for (kept_as, between) in [("URL\n\nTEXT", "\n\n"), ("URL\nTEXT", "\n\n"), ("TEXT\n\nURL", "\n\n\n")] {
        for seed in 0..SEEDS {
            let posts = posts(seed, ALL);
            let url = |i: usize| format!("https://x.com/odile_m/status/{}", 1_768_200_000_000_000_000 + i);
            let kept: Vec<String> = posts
                .iter()
                .enumerate()
                .map(|(i, post)| kept_as.replace("URL", &url(i)).replace("TEXT", post))
                .collect();
            let thread = thread(&kept.join(between));
            assert_eq!(bodies(&thread), posts, "{kept_as:?} {seed}");
            for (i, post) in thread.posts().enumerate() {
                assert_eq!(post.url(), Some(&*url(i)));
                assert_eq!(post.author().handle.as_deref(), Some("odile_m"));
            }
        }
    }
}

#[test]
fn without_a_sign_there_are_only_paragraphs() {
    for seed in 0..SEEDS {
        let posts = posts(seed, LINKED);
        let thread = thread(&format!("{HEADER}{}", posts.join("\n\n")));
        assert_eq!(thread.unit, Unit::Paragraph);
        let paragraphs: Vec<&str> = posts.iter().flat_map(|post| post.split("\n\n")).collect();
        let mut expected: Vec<String> = Vec::new();
        for paragraph in paragraphs {
            match expected.last_mut() {
                Some(last) if LINKS.contains(&paragraph) => *last = format!("{last}\n{paragraph}"),
                _ => expected.push(paragraph.to_owned()),
            }
        }
        assert_eq!(bodies(&thread), expected);
    }
}

#[test]
fn torn_sentences_are_mended_wherever_they_are() {
    let breaks = [(" sold its", "\n\nsold its"), (" met in", "\n\nmet in"), (" had it", "\n\nhad it")];
    for seed in 0..SEEDS {
        let whole = HEADER.to_owned() + &posts(seed, PLAIN).join("\n\n");
        let torn = breaks.iter().fold(whole.clone(), |text, (from, to)| text.replace(from, to));
        let (whole, torn) = (thread(&whole), thread(&torn));
        assert_eq!(bodies(&torn), bodies(&whole));
    }
}

#[test]
fn a_torn_sentence_is_mended() {
    let torn = thread("Fish.\n\nBoats early on in\n\ntheir life.\n\nNets:\n\nhttps://t.co/nets\n\nCranes.");
    assert_eq!(
        bodies(&torn),
        ["Fish.", "Boats early on in their life.", "Nets:\nhttps://t.co/nets", "Cranes."]
    );
    assert_eq!(torn.unit, Unit::Paragraph);
}

#[test]
fn lines_are_paragraphs_where_there_are_no_blank_lines() {
    let kept = thread("The harbour is empty.\nNobody says why.\nWe asked.\nThey laughed.");
    assert_eq!(kept.len(), 4);
    let wrapped = thread("The harbour is\nempty, and nobody\nsays why. We\nasked.");
    assert_eq!(wrapped.len(), 1);
}

#[test]
fn a_list_in_a_thread_is_no_numbering() {
    let paragraphs: Vec<String> =
        posts(7, PLAIN).iter().flat_map(|p| p.split("\n\n").map(str::to_owned)).collect();
    let middle = paragraphs.len() / 2;
    let mut kept = paragraphs.clone();
    kept.splice(middle..middle, ["1. Cranes", "2. Nets", "3. Boats"].map(str::to_owned));
    assert_eq!(thread(&kept.join("\n\n")).unit, Unit::Paragraph);
}

#[test]
fn markup_of_unknown_kinds_is_refused_with_advice() {
    for text in ["<?xml version=\"1.0\"?>", "<?xml version=\"1.0\"?><opml><body>", "<!-- saved -->"] {
        let error = formats::read(text.as_bytes(), Source::default()).unwrap_err();
        assert!(error.what.contains("unknown kind"), "{error}");
    }
    assert_eq!(thread("<https://t.co/a> is a link.").len(), 1);
}

#[test]
fn a_header_alone_is_text() {
    let alone = thread("Twitter Thread by Odile Marrable\n\n@odile_m\n");
    assert_eq!(bodies(&alone), ["Twitter Thread by Odile Marrable", "@odile_m"]);
}

#[test]
fn what_the_header_says_of_the_first_post_stays_with_it() {
    let thread =
        thread("Odile (@odile_m)\n14 Mar 2024\nSource: https://x.com/odile_m/status/17\n\nFish.\n\nBoats.");
    let (first, second) = (thread.post(PostIx(0)), thread.post(PostIx(1)));
    assert_eq!((first.id(), first.url()), (Some("17"), Some("https://x.com/odile_m/status/17")));
    assert_eq!(first.created().unwrap().display(), "14 Mar 2024");
    assert_eq!((second.id(), second.url(), second.created()), (None, None, None));
    assert_eq!(first.author(), second.author());
    assert_eq!(thread.source.platform.as_deref(), Some("X"));
}

#[test]
fn other_threads_of_the_page_are_left_out_and_that_is_said() {
    let thread = thread(&format!("{HEADER}Fish.\n\nBoats.{FOOTER}"));
    assert_eq!(bodies(&thread), ["Fish.", "Boats."]);
    let warning = &thread.warnings[0];
    assert_eq!((&*warning.at, &*warning.message), ("line 19", "the page's other threads were left out"));
}

/// A thread as the browser copies it from the page of its first post.
const PAGE: &[&str] = &[
    "Post",
    "",
    "See new posts",
    "Conversation",
    "Odile Marrable",
    "@odile_m",
    "Seven cranes stood in Vellmark.",
    "",
    "Who bought them? vellmark.example/cranes/se…",
    "Image",
    "9:26 AM · Mar 14, 2024",
    "·",
    "12.3K",
    " Views",
    "29",
    "48",
    "538",
    "12",
    "Odile Marrable",
    "@odile_m",
    "·",
    "Mar 14",
    "They say it was a",
    "@vellmarkpost",
    "reader. And then",
    "Show more",
    "Quote",
    "Tam Okerfield",
    "@tam_oker",
    "·",
    "Mar 13, 2023",
    "It was not us.",
    "2",
    "5",
    "1,204",
    "3.1K",
    "Tam Okerfield",
    "@tam_oker",
    "·",
    "5h",
    "Replying to",
    "@odile_m",
    " and",
    "@vellmarkpost",
    "Ask the port.",
    "",
    "In 2024",
    "Translate post",
    "7",
    "Io",
    "@io_17",
    "·",
    "Mar 15",
    "Replying to @odile_m",
    "🚢",
    "Discover more",
    "Sourced from across X",
    "Somebody",
    "@somebody",
    "·",
    "1h",
    "Buy boats.",
];

#[test]
fn a_copied_page_is_told_apart_by_its_names() {
    let thread = thread(&PAGE.join("\n"));
    assert_eq!((thread.unit, thread.source.platform.as_deref()), (Unit::Post, Some("X")));
    assert_eq!(
        bodies(&thread),
        [
            "Seven cranes stood in Vellmark.\n\nWho bought them? vellmark.example/cranes/se…",
            "They say it was a\n@vellmarkpost\nreader. And then",
            "Ask the port.\n\nIn 2024",
            "🚢"
        ]
    );
    // What was cut off for display leads nowhere.
    assert_eq!(thread.post(PostIx(0)).links().count(), 0);
    let authors: Vec<_> = thread.posts().map(|post| post.author().full_name()).collect();
    let odile = "Odile Marrable (@odile_m)";
    assert_eq!(authors, [odile, odile, "Tam Okerfield (@tam_oker)", "Io (@io_17)"]);
    let days: Vec<_> = thread.posts().map(|post| post.created().map(Time::display)).collect();
    assert_eq!(days, [Some("14 Mar 2024".to_owned()), None, None, None]);
    let quote = thread.post(PostIx(1)).with_quotes().nth(1).unwrap();
    assert_eq!((quote.body(), quote.author().handle.as_deref()), ("It was not us.", Some("tam_oker")));
    assert_eq!(quote.created().unwrap().display(), "13 Mar 2023");
}

#[test]
fn a_copied_page_tells_its_numbers_where_it_tells_all() {
    let thread = thread(&PAGE.join("\n"));
    let counts: Vec<_> =
        thread.posts().map(|post| post.counts()).map(|c| [c.replies, c.reposts, c.likes, c.views]).collect();
    assert_eq!(
        counts,
        [
            [Some(29), Some(48), Some(538), Some(12_300)],
            [Some(2), Some(5), Some(1204), Some(3100)],
            [None; 4],
            [None; 4]
        ]
    );
    let warnings: Vec<_> = thread.warnings.iter().map(|warning| (&*warning.at, &*warning.message)).collect();
    assert_eq!(
        warnings,
        [
            ("line 26", "the page had cut the post off here; the rest is not in the file"),
            ("line 56", "the page's other posts were left out")
        ]
    );
}

#[test]
fn pages_of_other_platforms_are_told_too() {
    let lines = [
        "Odile",
        "\u{202A}@odile.vellmark.example\u{202C}",
        "· 5h",
        "Seven cranes.",
        "12",
        "3",
        "Tam Okerfield @tam.bsky.social · Mar 15, 2024",
        "Nobody knows.",
    ];
    let sky = thread(&lines.join("\n"));
    assert_eq!(bodies(&sky), ["Seven cranes.", "Nobody knows."]);
    assert_eq!(sky.post(PostIx(0)).author().handle.as_deref(), Some("odile.vellmark.example"));
    assert_eq!(sky.source.platform, None);
    let toots = thread(
        "Odile\n@odile@vellmark.example\nMar 14, 2024\n\nCranes.\n\nTam\n@tam@quay.example\n2d\n\nNets.",
    );
    assert_eq!(bodies(&toots), ["Cranes.", "Nets."]);
    assert_eq!(toots.post(PostIx(1)).author().handle.as_deref(), Some("tam@quay.example"));
}

#[test]
fn what_a_tool_writes_around_posts_is_none_of_theirs() {
    let line = "=".repeat(50);
    let post = |n, text: &str, id| {
        let rule = "-".repeat(30);
        format!("[{n}/2]\n{rule}\n{text}\n\nhttps://x.com/odile_m/status/{id}\n\n{line}\n\n")
    };
    let thread = thread(&format!(
        "THREAD BY @ODILE_M\n{line}\nUnrolled: 2024-03-20T09:15:58.000Z\nTotal tweets: 2\n{line}\n\n{}{}",
        post(1, "Fish.\n\nNets.", "1768200000000000001"),
        post(2, "Boats.", "1768200004211081217")
    ));
    assert_eq!(bodies(&thread), ["Fish.\n\nNets.", "Boats."]);
    let second = thread.post(PostIx(1));
    assert_eq!(
        (second.id(), second.author().handle.as_deref()),
        (Some("1768200004211081217"), Some("odile_m"))
    );
    assert_eq!(second.created().unwrap().display(), "14 Mar 2024 08:58");
}

/// What a text is made of, as a reader of texts sees it.
const TOKENS: &[&str] = &[
    "\n",
    "\n\n",
    "\n\n\n",
    "\r\n",
    "\r",
    " ",
    "---",
    "• • •",
    "====",
    "1/",
    "2/",
    "3/3",
    "(2/4)",
    "[1/2]",
    "1. ",
    "2. ",
    "#3 ",
    "4\u{FE0F}\u{20E3}",
    "@odile_m",
    "Odile Marrable",
    "Twitter Thread by ",
    "Thread by @odile_m",
    "14 Mar 2024",
    "9:26",
    "https://x.com/odile_m/status/17",
    "<https://t.co/a>",
    "bsky.app/x",
    "https://",
    "<",
    "…",
    ",",
    "-",
    "Dr.",
    "word",
    "Word",
    "wörd",
    "字",
    "🧵",
    "\u{200B}",
    "\u{0301}",
    "More from @odile_m",
    "Mar 14",
    "5h",
    "9:26 AM · Mar 14, 2024",
    "12.3K",
    "Did Thread Reader help you today?",
    "@threadreaderapp unroll",
    "Source: ",
    "·",
    "# ",
    "(",
    ")",
    "\"",
    "/",
    ".",
    "0",
    "99999999999",
];

#[test]
fn any_text_is_read_and_nothing_is_added_or_turned_round() {
    for seed in 0..4_000 {
        let mut dice = Dice::new(seed);
        let text: String = (0..=dice.roll(40)).map(|_| dice.pick(TOKENS)).collect();
        let Ok(thread) = formats::read(text.as_bytes(), Source::default()) else { continue };
        let words = bodies(&thread).concat();
        let mut rest = text.chars();
        for sign in words.chars().filter(|sign| !sign.is_whitespace()) {
            assert!(rest.any(|c| c == sign), "{sign:?} of {:?} is not in order in {text:?}", bodies(&thread));
        }
    }
}
