//! Hostile text in every place where a file's words can stand, drawn by the real view into a terminal emulator.
//!
//! The judge is twofold. The emulator writes down whatever it is asked for beyond drawing; nothing may ask for anything.
//! And no cell may hold a character that acts or hides, while every row is exactly as wide as the window. The strings
//! are `tests/hostile/strings.tsv`; the group before each says what it is about.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "pty/asked.rs"]
mod asked;
#[path = "hostile/posts.rs"]
mod posts;
mod reader;
#[path = "hostile/strings.rs"]
mod strings;

use std::collections::HashMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use asked::Asked;
use posts::{SENTINEL, thread};
use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::{TerminalOptions, Viewport, layout::Rect};
use reader::Reader;
use serde_json::json;
use strings::strings;
use unspool::app::{Event, Message, State};
use unspool::formats;
use unspool::layout::measure;
use unspool::model::{Clean, Draft, Rich, Source, ThreadBuilder};
use unspool::shell::files::{self, Origin};
use unspool::view::{self, theme::Theme};

const WINDOW: (u16, u16) = (110, 34);
/// A window as high as they are drawn, how many characters its posts are given, and one post of them.
const HIGH: (u16, u16) = (110, 500);
const IN_POSTS: usize = 240;
const IN_POST: usize = 6;
/// A window of few rows, and how many characters one of them has room for.
const FLAT: (u16, u16) = (200, 8);
const IN_ROW: usize = 12;
/// What every screen may ask for: underlines in the colour of their text, and the sign for what cannot be shown.
const USUAL: &[&str] = &["CSI \0[[59]]m", "character '\u{FFFD}'"];
/// Whether a character acts on terminals, or cannot be seen, wherever it stands.
fn acts_or_hides(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}'
            | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{FDD0}'..='\u{FDEF}' | '\u{E000}'..='\u{F8FF}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0080}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}' | '\u{F0000}'..='\u{10FFFF}')
        || (c as u32) & 0xFFFE == 0xFFFE
}

/// The same where text is not shown but kept: there marks of direction belong to the writing, and nobody has drawn the
/// characters of private use.
fn acts_in_text(c: char) -> bool {
    let is_kept = matches!(c, '\u{200E}' | '\u{200F}' | '\u{61C}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}');
    acts_or_hides(c) && !(is_kept && (c as u32) & 0xFFFE != 0xFFFE)
}

/// Whether a cell holds nothing but what may stand there.
fn is_fit(symbol: &str) -> bool {
    let is_tag = |c: char| matches!(c, '\u{E0000}'..='\u{E007F}');
    let is_selector =
        |c: char| matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}');
    let is_flag = symbol.starts_with('\u{1F3F4}') && symbol.ends_with('\u{E007F}');
    let is_bare = symbol.chars().all(|c| c.is_ascii_alphabetic() || is_selector(c));
    let selects = symbol.contains(is_selector);
    let is_unfit =
        symbol.contains(acts_or_hides) || (!is_flag && symbol.contains(is_tag)) || (selects && is_bare);
    !is_unfit && symbol.len() <= 64
}

/// Judges what is on the screen.
#[track_caller]
fn judge(reader: &Reader, about: &str) {
    let (width, height) = reader.state.size;
    let (buffer, emulator) = drawn(reader);
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let symbol = buffer[(x, y)].symbol();
            assert!(is_fit(symbol), "{about}: {symbol:?} in a cell at {x}, {y}");
            x += measure::width(symbol).max(1) as u16;
        }
        assert_eq!(x, width, "{about}: row {y} is wider than the window");
    }
    let asked: Vec<_> = emulator.callbacks().0.iter().filter(|asked| !USUAL.contains(&&***asked)).collect();
    assert!(asked.is_empty(), "{about}: the terminal was asked for {asked:?}");
    let screen = emulator.screen();
    assert!(
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.application_keypad(),
        "{about}"
    );
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{about}");
    assert_as_drawn(&buffer, &emulator, about);
}

/// The cells of a screen, and what an emulator makes of it.
fn drawn(reader: &Reader) -> (Buffer, vt100::Parser<Asked>) {
    let (width, height) = reader.state.size;
    let mut bytes = Vec::new();
    let options = TerminalOptions { viewport: Viewport::Fixed(Rect { x: 0, y: 0, width, height }) };
    let mut terminal = Terminal::with_options(CrosstermBackend::new(&mut bytes), options).unwrap();
    let frame = terminal.draw(|frame| view::draw(frame, &reader.state, &Theme::default())).unwrap();
    let buffer = frame.buffer.clone();
    drop(terminal);
    let (rows, columns) = (height.try_into().unwrap(), width.try_into().unwrap());
    let mut emulator = vt100::Parser::new_with_callbacks(rows, columns, 0, Asked::default());
    emulator.process(&bytes);
    (buffer, emulator)
}

/// Where each cell has one character, which all measure alike, the emulator has it where it was drawn.
#[track_caller]
fn assert_as_drawn(buffer: &Buffer, emulator: &vt100::Parser<Asked>, about: &str) {
    for y in 0..buffer.area.height {
        let row = |x: u16| buffer[(x, y)].symbol();
        if !(0..buffer.area.width).all(|x| row(x).is_ascii()) {
            continue;
        }
        for x in 0..buffer.area.width {
            let seen = emulator.screen().cell(y, x).map_or("", vt100::Cell::contents);
            let drawn = row(x).trim_end();
            assert_eq!(seen.trim_end(), drawn, "{about}: at {x}, {y}");
        }
    }
}

/// Goes everywhere in a thread and judges each screen.
#[track_caller]
fn tour(strings: &[String], about: &str) {
    let mut reader = Reader::open(&thread(strings), WINDOW);
    judge(&reader, about);
    assert!(
        reader.screen()[0].ends_with(&format!("1/{}", strings.len() + 1)),
        "{about}: {}",
        reader.screen()[0]
    );
    for keys in ["i", "G", "<Esc>", "o", "<Esc>", "<Tab>", "G", "<Enter>", "<Tab>G", "<Esc>/"] {
        reader.keys(keys);
        judge(&reader, about);
    }
    reader.take(Event::Paste(strings.concat()));
    judge(&reader, about);
    reader.keys("<Enter>");
    judge(&reader, about);
    reader.keys("<Esc><Esc><Esc>G");
    reader.shows(SENTINEL);
}

/// The strings as names of files, in messages, and in what cannot be opened.
#[track_caller]
fn around(strings: &[String], about: &str) {
    let name = |s: &String| Origin::new(Path::new(&s.replace('\0', "%"))).name();
    let names: Vec<Clean> = strings.iter().map(name).chain([Clean::line("thread.txt")]).collect();
    let mut reader = Reader::empty(WINDOW, &[]);
    reader.state = State::new(WINDOW, names);
    let told: Vec<String> = strings.iter().filter_map(|s| failure(s)).collect();
    reader.take(Event::Listed(0, Err(told.concat())));
    judge(&reader, about);
    for told in &told {
        assert!(!told.contains(acts_in_text) && !told.contains('\n'), "{about}: {told:?}");
    }
    reader.take(Event::Done(Message::problem(told.concat())));
    judge(&reader, about);
    reader.keys("/");
    reader.take(Event::Paste(strings.concat()));
    judge(&reader, about);
    for bad in [thread(strings).replace("\"posts\":[", "\"posts\":[}"), strings.concat()] {
        if let Err(problem) = formats::read(bad.as_bytes(), Source::default()) {
            assert!(!problem.to_string().contains(acts_in_text), "{about}: {problem}");
        }
    }
}

/// What is said of a file of that name that cannot be opened.
fn failure(name: &str) -> Option<String> {
    let path = Path::new("no-such-folder").join(name.replace(['\0', '/'], "%"));
    files::open(&Origin::File(path), false).err().map(|failure| failure.to_string())
}

#[test]
fn hostile_text_has_no_power_wherever_it_stands() {
    let strings = strings();
    assert!(strings.len() >= 260, "{}", strings.len());
    for (i, (group, string)) in strings.iter().enumerate() {
        let about = format!("{group}, string {}: {:?}", i + 1, string.chars().take(60).collect::<String>());
        tour(std::slice::from_ref(string), &about);
        around(std::slice::from_ref(string), &about);
    }
}

/// Scalars to try: all below the ideographs, all that are near anything special, and of the rest every so-manieth.
fn scalars(step: usize) -> Vec<char> {
    let is_near = |c: &char| {
        matches!(c, '\0'..='\u{33FF}' | '\u{A000}'..='\u{ABFF}' | '\u{D7A0}'..='\u{E0FF}'
        | '\u{F8F0}'..='\u{101FF}' | '\u{1BC00}'..='\u{1BCFF}' | '\u{1D000}'..='\u{1D2FF}' | '\u{1F000}'..='\u{1FAFF}'
        | '\u{E0000}'..='\u{E0FFF}')
    };
    let (near, far): (Vec<char>, Vec<char>) = ('\0'..=char::MAX).partition(is_near);
    near.into_iter().chain(far.into_iter().step_by(step)).collect()
}

/// Words around scalars.
fn string_of(scalars: &[char]) -> String {
    scalars.iter().flat_map(|c| ['x', *c, 'y', ' ']).collect()
}

/// Holds a screen to showing, so often at least, each of the scalars that text keeps: what is cut off proves nothing.
#[track_caller]
fn assert_seen(reader: &Reader, scalars: &[char], times: usize, about: &str) {
    let mut seen = HashMap::new();
    for c in reader.screen().iter().flat_map(|row| row.chars()) {
        *seen.entry(c).or_insert(0) += 1;
    }
    let is_kept = |c: char| {
        let string = string_of(&[c]);
        let has_width = measure::width(&string) > "xy ".len();
        has_width && !acts_or_hides(c) && !c.is_whitespace() && Clean::line(&string).contains(c)
    };
    let missing: Vec<(char, usize)> = scalars
        .iter()
        .map(|c| (*c, seen.get(c).copied().unwrap_or(0)))
        .filter(|(c, count)| *count < times && is_kept(*c))
        .collect();
    assert!(missing.is_empty(), "{about}: seen too seldom: {missing:?}");
}

/// Tries scalars in all places: hundreds in the fields of posts on a screen as high as screens can be, and as many as fit
/// where there is but one row for them.
fn sweep(scalars: &[char]) {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = scalars.len().div_ceil(workers).next_multiple_of(IN_POSTS);
    thread::scope(|scope| {
        for own in scalars.chunks(share) {
            scope.spawn(|| sweep_alone(own));
        }
    });
}

fn sweep_alone(scalars: &[char]) {
    for some in scalars.chunks(IN_POSTS) {
        let about = format!("from U+{:04X} to U+{:04X}", some[0] as u32, some[some.len() - 1] as u32);
        let strings: Vec<String> = some.chunks(IN_POST).map(string_of).collect();
        let mut reader = Reader::open(&thread(&strings), (HIGH.0, HIGH.1));
        judge(&reader, &about);
        reader.shows(SENTINEL);
        assert_seen(&reader, some, 7, &about);
        reader.resize(WINDOW.0, WINDOW.1);
        for keys in ["<Tab>", "G"] {
            reader.keys(keys);
            judge(&reader, &about);
        }
        around(&strings, &about);
    }
    for few in scalars.chunks(IN_ROW) {
        let about = format!("in a row from U+{:04X} to U+{:04X}", few[0] as u32, few[few.len() - 1] as u32);
        in_rows(few, &about);
    }
}

/// Tries scalars where one row is for them: a title, a message, what is typed, the name of a file.
fn in_rows(scalars: &[char], about: &str) {
    let string = string_of(scalars);
    let text = json!({"title": string, "posts": [{"text": SENTINEL}]}).to_string();
    let text = text.replacen('{', "{\"unspool\":1,", 1).replace('\u{7f}', "\\u007f");
    let mut reader = Reader::open(&text, FLAT);
    judge(&reader, about);
    assert_seen(&reader, scalars, 1, about);
    reader.take(Event::Done(Message::problem(string.clone())));
    judge(&reader, about);
    assert_seen(&reader, scalars, 2, about);
    reader.keys("/");
    reader.take(Event::Paste(string.clone()));
    judge(&reader, about);
    let name = Origin::new(Path::new(&string.replace('\0', "%"))).name();
    let mut reader = Reader::empty(FLAT, &[]);
    reader.state = State::new(FLAT, vec![name, Clean::line("thread.txt")]);
    judge(&reader, about);
    assert_seen(&reader, scalars, 1, about);
    let told = failure(&string).unwrap();
    assert!(!told.contains(acts_in_text) && !told.contains('\n'), "{about}: {told:?}");
}

#[test]
fn no_character_acts_or_hides_wherever_it_stands() {
    let scalars = scalars(41);
    assert!(scalars.len() >= 50_000, "{}", scalars.len());
    sweep(&scalars);
}

#[test]
#[ignore = "takes minutes: cargo test --release --test hostile -- --ignored"]
fn no_character_at_all_acts_or_hides_wherever_it_stands() {
    sweep(&('\0'..=char::MAX).collect::<Vec<_>>());
}

/// Escape sequences as their grammar (ECMA-48, and what terminals add) has them, whole or broken off.
fn sequence() -> impl Strategy<Value = String> {
    let csi =
        ("(\u{1b}\\[|\u{9b})", "[<=>?]?[0-9;:]{0,12}[ -/]{0,2}", "[@-~]?").prop_map(|(a, b, c)| a + &b + &c);
    let strings =
        ("(\u{1b}[\\]P_^X]|[\u{9d}\u{90}\u{9f}\u{9e}\u{98}])", "[ -~]{0,24}", "(\u{7}|\u{1b}\\\\|\u{9c}|)")
            .prop_map(|(a, b, c)| a + &b + &c);
    prop_oneof![
        3 => csi,
        3 => strings,
        1 => "\u{1b}[ -/]{0,2}[0-~]?",
        1 => "[\u{0}-\u{1f}\u{7f}-\u{9f}]{1,4}",
        1 => "[\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fe0f}\u{e0061}\u{e007f}👩🏴]{1,6}",
        2 => "[a-z王é ]{1,8}",
    ]
}

/// How many strings are made; `UNSPOOL_CASES` makes more.
fn cases() -> u32 {
    std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(50_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn sequences_made_by_their_grammar_are_inert_and_stay_so(
        pieces in prop::collection::vec(sequence(), 1..6),
        cuts in prop::collection::vec(0_usize..200, 0..4),
    ) {
        let raw = pieces.concat();
        let cleaned = Clean::text(&raw);
        prop_assert_eq!(Clean::text(&cleaned), cleaned.clone());
        prop_assert_eq!(cleaned.chars().find(|c| acts_in_text(*c) && !matches!(c, '\n' | '\t')), None);
        let line = Clean::line(&raw);
        prop_assert_eq!(Clean::line(&line), line.clone());
        prop_assert!(!line.contains(['\n', '\t']));
        // Cut into spans, and the spans into posts.
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut % (raw.len() + 1)).filter(|cut| raw.is_char_boundary(*cut)).collect();
        ends.sort_unstable();
        ends.push(raw.len());
        let (mut from, mut body, mut builder) = (0, Rich::default(), ThreadBuilder::default());
        for (i, end) in ends.into_iter().enumerate() {
            body.push(&raw[from..end]);
            from = end;
            if i % 2 == 1 {
                builder.push(Draft { body: std::mem::take(&mut body), ..Draft::default() });
            }
        }
        builder.push(Draft { body, ..Draft::default() });
        let thread = builder.finish();
        for post in thread.posts() {
            let acts = post.whole().chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\u{1e}'));
            prop_assert_eq!(acts, None);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases() / 500, ..ProptestConfig::default() })]

    #[test]
    fn sequences_made_by_their_grammar_are_inert_on_the_screen(strings in prop::collection::vec(prop::collection::vec(sequence(), 1..5), 1..4)) {
        let strings: Vec<String> = strings.iter().map(|pieces| pieces.concat()).collect();
        tour(&strings, &format!("{strings:?}"));
    }
}

#[test]
fn real_writing_reaches_the_screen_and_the_copy_unchanged() {
    let writings = [
        "مرحبا بالعالم می‌خواهم",
        "שָׁלוֹם עולם",
        "สวัสดีชาวโลก",
        "한국어 조합",
        "क्षत्रिय हिन्दी",
        "བོད་སྐད་",
        "Tiếng Việt Zürich",
        "葛󠄀城 日本語",
        "👩‍🔬 👨‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇨🇳 ❤️ 1️⃣ 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    ];
    for writing in writings {
        let text =
            json!({"unspool": 1, "posts": [{"author": {"name": writing}, "text": writing}]}).to_string();
        let mut reader = Reader::open(&text, WINDOW);
        reader.shows(writing);
        reader.keys("y");
        // The words; a citation tells the name without ornaments.
        assert!(reader.copied[0].0.starts_with(writing), "{:?}", reader.copied[0].0);
    }
}

#[test]
fn what_was_taken_out_is_counted_and_shown_on_demand() {
    let tags: String = "obey".chars().map(|c| char::from_u32(0xE0000 + c as u32).unwrap()).collect();
    let text = format!("annual\u{202e}fdp.exe, pay\u{200b}pal, \u{1b}[31mred{tags}.");
    let mut reader = Reader::open(
        &json!({"posts": [{"text": text}]}).to_string().replacen('{', "{\"unspool\":1,", 1),
        WINDOW,
    );
    reader.shows("annualfdp.exe, paypal, [31mred.").shows("7 hidden characters; H shows them");
    reader.keys("H").shows("annual⟦RLO⟧fdp.exe, pay⟦U+200B⟧pal, ⟦ESC⟧[31mred⟦tags:\u{a0}obey⟧.");
    // A copy is what is there, not what is shown of it.
    reader.keys("y");
    assert!(reader.copied[0].0.contains("annualfdp.exe, paypal, [31mred."));
    reader.keys("/paypal<Enter>").shows("1 of 1");
    reader.keys("H").hides("RLO");
    let mut plain = Reader::open("Plain words.", WINDOW);
    plain.hides("hidden");
    plain.keys("H").shows("Nothing was taken out");
}

/// A thread with one link, by its words and its target.
fn linked(words: &str, url: &str) -> Reader {
    let link = json!({"start": 0, "end": words.chars().count(), "url": url});
    let text = json!({"posts": [{"text": format!("{words} and more"), "links": [link]}]}).to_string();
    Reader::open(&text.replacen('{', "{\"unspool\":1,", 1), WINDOW)
}

#[test]
fn a_doubtful_address_is_asked_about_before_it_is_opened() {
    let url = "https://evil.example/login";
    let mut reader = linked("https://bank.example/login", url);
    reader.shows("[evil.example]");
    reader.keys("o").shows("leads to evil.example").shows("name another host, bank.example");
    assert!(reader.opened.is_empty());
    // What is marked does no harm, and a reason is no choice.
    reader.keys("G<Enter>").shows("Open this address?");
    reader.keys("k<Esc>");
    assert!(reader.opened.is_empty() && reader.copied.is_empty());
    reader.keys("o<Enter>");
    assert_eq!(reader.copied[0].0, url);
    reader.keys("o1");
    assert_eq!(reader.opened, [url]);
    // From the panel too.
    reader.keys("<Tab>o").shows("Open this address?");
    for url in [
        "http://10.0.0.1/",
        "https://a.example:8443/",
        "https://bank.example@evil.example/",
        "https://аррӏе.com/",
    ] {
        let mut reader = linked("here", url);
        reader.keys("o").shows("Open this address?");
        assert!(reader.opened.is_empty(), "{url}");
    }
    let mut reader = linked("the filing", "https://example.org/filing");
    reader.keys("oo");
    assert_eq!(reader.opened, ["https://example.org/filing"]);
}

/// The shortest of some runs.
fn shortest(mut run: impl FnMut()) -> Duration {
    let one = |()| {
        let begun = Instant::now();
        run();
        begun.elapsed()
    };
    std::iter::repeat_n((), 4).map(one).min().unwrap()
}

#[test]
fn eight_times_the_text_takes_no_more_than_some_eight_times_as_long() {
    for unit in [
        "\u{301}",
        "👩\u{200d}",
        "a\u{200d}",
        "\u{1112}",
        "🏴",
        "🏴\u{E0067}",
        "\u{202b}",
        "ﷺ\u{fe0f}",
        "\u{1b}[",
        "🇦",
        "\r",
        " \n",
    ] {
        let (small, large) = (unit.repeat(8_000), unit.repeat(64_000));
        let time = |text: &str| {
            shortest(|| drop(Clean::line(text)))
                + shortest(|| {
                    measure::fit(text, 80);
                })
        };
        // Squared it would be 64 times.
        let (small, large) = (time(&small), time(&large));
        assert!(large < small * 30 + Duration::from_millis(5), "{unit:?}: {small:?}, {large:?}");
    }
}
