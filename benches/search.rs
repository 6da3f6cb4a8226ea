//! How long it takes to search a thread, to make a query ready, and to gather links and entities.
//!
//! The posts are made up by a generator with a fixed seed: English words of falling frequency, and in about every third
//! post something that is not ASCII. `UNSPOOL_BENCH_TEXT=/some/file cargo bench --bench search -- write_text` writes the
//! text of 200,000 of them to a file, one post a line, for other searchers to be measured on.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};

use divan::Bencher;
use divan::counter::BytesCount;
use unspool::index::lexicon::Lexicon;
use unspool::index::search::aliases::{self, AliasMatcher};
use unspool::index::search::{Matcher, Query};
use unspool::index::{entities, links};
use unspool::model::{Clean, Draft, DraftLink, EntityKind, Rich, Thread, ThreadBuilder};

fn main() {
    divan::main();
}

const WORDS: &[&str] = &[
    "the",
    "to",
    "and",
    "of",
    "a",
    "in",
    "that",
    "it",
    "for",
    "was",
    "on",
    "with",
    "as",
    "at",
    "we",
    "they",
    "from",
    "have",
    "about",
    "which",
    "when",
    "people",
    "board",
    "company",
    "year",
    "money",
    "battery",
    "factory",
    "report",
    "city",
    "school",
    "market",
    "river",
    "harbour",
    "minister",
    "council",
    "engine",
    "letter",
    "contract",
    "witness",
    "archive",
    "railway",
    "invoice",
    "laboratory",
    "subsidy",
    "warehouse",
    "quarterly",
    "shareholder",
];

const BEYOND_ASCII: &[&str] = &[
    "it’s",
    "they’re",
    "“so called”",
    "—",
    "…",
    "🔥",
    "👍🏽",
    "😂😂",
    "Zürich",
    "café",
    "naïve",
    "Müller",
    "São Paulo",
    "€40",
    "𝗯𝗿𝗲𝗮𝗸𝗶𝗻𝗴",
    "東京",
    "Москва",
    "résumé",
];

const CYRILLIC: &[&str] = &[
    "и",
    "в",
    "не",
    "на",
    "что",
    "город",
    "завод",
    "отчёт",
    "школа",
    "рынок",
    "река",
    "письмо",
    "договор",
    "свидетель",
    "архив",
    "совет",
    "министр",
    "деньги",
    "компания",
    "привет",
];

const JAPANESE: &[&str] = &[
    "の",
    "は",
    "が",
    "を",
    "会社",
    "東京",
    "工場",
    "報告",
    "学校",
    "市場",
    "川",
    "手紙",
    "契約",
    "証人",
    "です",
    "ました",
];

/// Knuth's linear congruential generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    /// The first are much more frequent than the last.
    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        let most = self.below(words.len()) + 1;
        words[self.below(most)]
    }
}

fn body(dice: &mut Dice, words: &[&str]) -> Rich {
    let mut body = Rich::default();
    let colourful = dice.below(3) == 0;
    for _ in 0..20 + dice.below(40) {
        match dice.below(60) {
            0 => {
                let url = format!("https://www.example.org/story/{}", dice.below(100_000));
                body.push_link(&url, DraftLink { url: Clean::line(&url), ..DraftLink::default() });
            }
            1 => body.push_mention(&format!("@user{}", dice.below(5_000)), EntityKind::Handle, None),
            2 => body.push_mention(&format!("#Tag{}", dice.below(500)), EntityKind::Hashtag, None),
            3..8 if colourful => body.push(BEYOND_ASCII[dice.below(BEYOND_ASCII.len())]),
            _ => body.push(dice.pick(words)),
        }
        body.push(" ");
    }
    body
}

/// A thread of so many posts, made once.
fn thread(posts: usize, words: &'static [&'static str]) -> Arc<Thread> {
    type Made = HashMap<(usize, usize), Arc<Thread>>;
    static MADE: LazyLock<Mutex<Made>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap();
    let made = made.entry((posts, words.len())).or_insert_with(|| {
        let mut dice = Dice(7);
        let mut builder = ThreadBuilder::default();
        for _ in 0..posts {
            builder.push(Draft { body: body(&mut dice, words), ..Draft::default() });
        }
        Arc::new(builder.finish())
    });
    Arc::clone(made)
}

fn bytes(thread: &Thread) -> BytesCount {
    BytesCount::new(thread.batches().iter().map(|batch| batch.text().len()).sum::<usize>())
}

fn search(bencher: Bencher, thread: &Thread, query: &Query) {
    let matcher = Matcher::new(query).unwrap();
    bencher.counter(bytes(thread)).bench(|| matcher.search(thread, &AtomicBool::new(false)));
}

fn literal(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

#[divan::bench(args = [100, 1_000, 10_000, 100_000, 200_000, 1_000_000])]
fn word(bencher: Bencher, posts: usize) {
    search(bencher, &thread(posts, WORDS), &literal("shareholder"));
}

#[divan::bench(args = ["e", "the", "battery", "Battery", "zurich", "zürich", "quarterly report", "\"so called\"", "москва", "東京", "nowhere to be found"])]
fn in_english(bencher: Bencher, text: &str) {
    search(bencher, &thread(200_000, WORDS), &literal(text));
}

#[divan::bench(args = ["привет", "свидетель", "отчет", "battery"])]
fn in_russian(bencher: Bencher, text: &str) {
    search(bencher, &thread(200_000, CYRILLIC), &literal(text));
}

#[divan::bench(args = ["東京", "です", "工場", "battery"])]
fn in_japanese(bencher: Bencher, text: &str) {
    search(bencher, &thread(200_000, JAPANESE), &literal(text));
}

#[divan::bench(args = ["battery", "zurich", "the"])]
fn whole_words(bencher: Bencher, text: &str) {
    search(bencher, &thread(200_000, WORDS), &Query { words: true, ..literal(text) });
}

#[divan::bench(args = ["battery", r"\bbatter(y|ies)\b", r"\w+ory", "^the .*[0-9]{3}$"])]
fn expressions(bencher: Bencher, text: &str) {
    search(bencher, &thread(200_000, WORDS), &Query { regex: true, ..literal(text) });
}

#[divan::bench(args = ["Alibaba", "Twitter", "US", "Vladimir Putin"])]
fn under_all_names(bencher: Bencher, text: &str) {
    let thread = thread(200_000, WORDS);
    let matcher = AliasMatcher::new(aliases::expand(text).unwrap()).unwrap();
    bencher.counter(bytes(&thread)).bench(|| matcher.search(&thread, &AtomicBool::new(false)));
}

#[divan::bench(args = ["Alibaba", "US"])]
fn make_names_ready(text: &str) -> AliasMatcher {
    AliasMatcher::new(aliases::expand(text).unwrap()).unwrap()
}

#[divan::bench]
fn make_lexicon_ready() -> Lexicon {
    Lexicon::made_anew()
}

#[divan::bench(args = [1_000, 200_000])]
fn find_entities(bencher: Bencher, posts: usize) {
    let thread = thread(posts, WORDS);
    let find = || thread.posts().map(|post| Lexicon::get().find(post.body()).len()).sum::<usize>();
    bencher.counter(bytes(&thread)).bench(find);
}

#[divan::bench(args = ["e", "zurich", "quarterly report of the laboratory"])]
fn make_ready(text: &str) -> Matcher {
    Matcher::new(&literal(text)).unwrap()
}

#[divan::bench(args = [1_000, 200_000, 1_000_000])]
fn gather_links(bencher: Bencher, posts: usize) {
    let thread = thread(posts, WORDS);
    bencher.bench(|| links::gather(&thread));
}

#[divan::bench(args = [1_000, 200_000, 1_000_000])]
fn gather_entities(bencher: Bencher, posts: usize) {
    let thread = thread(posts, WORDS);
    bencher.bench(|| entities::gather(&thread));
}

/// Not a measurement; see above.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn write_text() {
    let Ok(path) = std::env::var("UNSPOOL_BENCH_TEXT") else { return };
    for (name, words) in [("english", WORDS), ("russian", CYRILLIC), ("japanese", JAPANESE)] {
        let thread = thread(200_000, words);
        let lines: Vec<_> = thread.posts().map(|post| post.body().to_owned() + "\n").collect();
        std::fs::write(format!("{path}.{name}"), lines.concat()).unwrap();
    }
}
