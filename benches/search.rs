//! How long it takes to search a thread, to make a query ready, and to gather links and entities.
//!
//! The posts are made up by a generator with a fixed seed: English words of falling frequency, and in about every third
//! post something that is not ASCII. `UNSPOOL_BENCH_TEXT=/some/file cargo bench --bench search -- word` first writes the
//! text of 200,000 of them to a file, one post a line, for other searchers to be measured on.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

mod measuring;

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, LazyLock, Mutex};

use criterion::{Bencher, BenchmarkId, Criterion, Throughput};
use unspool::index::lexicon::Lexicon;
use unspool::index::search::aliases::{self, AliasMatcher};
use unspool::index::search::{Matcher, Query};
use unspool::index::{entities, links};
use unspool::model::{Clean, Draft, DraftLink, EntityKind, Rich, Thread, ThreadBuilder};

/// What is asked for, of posts in which language: all of it in one group.
const ASKED: [(&str, &[&str], &[&str]); 3] = [
    (
        "in_english",
        WORDS,
        &[
            "e",
            "the",
            "battery",
            "Battery",
            "zurich",
            "zürich",
            "quarterly report",
            "\"so called\"",
            "москва",
            "東京",
            "nowhere to be found",
        ],
    ),
    ("in_russian", CYRILLIC, &["привет", "свидетель", "отчет", "battery"]),
    ("in_japanese", JAPANESE, &["東京", "です", "工場", "battery"]),
];

fn main() {
    write_text();
    let mut criterion = measuring::quick();
    word(&mut criterion);
    for (name, words, texts) in ASKED {
        queries(&mut criterion, name, words, texts, literal);
    }
    queries(&mut criterion, "whole_words", WORDS, &["battery", "zurich", "the"], |text| Query {
        words: true,
        ..literal(text)
    });
    let expressions = ["battery", r"\bbatter(y|ies)\b", r"\w+ory", "^the .*[0-9]{3}$"];
    queries(&mut criterion, "expressions", WORDS, &expressions, |text| Query {
        regex: true,
        ..literal(text)
    });
    under_all_names(&mut criterion);
    make_ready(&mut criterion);
    gather(&mut criterion);
    criterion.final_summary();
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

/// The posts that are searched where their number is not what is asked.
fn many() -> usize {
    if measuring::is_measured() { 200_000 } else { 1_000 }
}

fn bytes(thread: &Thread) -> Throughput {
    Throughput::Bytes(thread.batches().iter().map(|batch| batch.text().len() as u64).sum())
}

fn literal(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn search(bencher: &mut Bencher, thread: &Thread, query: &Query) {
    let matcher = Matcher::new(query).unwrap();
    bencher.iter(|| matcher.search(thread, &AtomicBool::new(false)));
}

fn word(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("word");
    for posts in measuring::sizes(&[100, 1_000, 10_000, 100_000, 200_000, 1_000_000]) {
        let thread = thread(posts, WORDS);
        group.throughput(bytes(&thread)).bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            search(bencher, &thread, &literal("shareholder"));
        });
    }
}

fn queries(
    criterion: &mut Criterion,
    name: &str,
    words: &'static [&'static str],
    texts: &[&str],
    query: fn(&str) -> Query,
) {
    let mut group = criterion.benchmark_group(name);
    let thread = thread(many(), words);
    group.throughput(bytes(&thread));
    for text in texts {
        group.bench_function(*text, |bencher| {
            search(bencher, &thread, &query(text));
        });
    }
}

fn under_all_names(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("under_all_names");
    let thread = thread(many(), WORDS);
    group.throughput(bytes(&thread));
    for text in ["Alibaba", "Twitter", "US", "Vladimir Putin"] {
        let matcher = AliasMatcher::new(aliases::expand(text).unwrap()).unwrap();
        group.bench_function(text, |bencher| {
            bencher.iter(|| matcher.search(&thread, &AtomicBool::new(false)));
        });
    }
}

fn make_ready(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("make_ready");
    for text in ["e", "zurich", "quarterly report of the laboratory"] {
        group.bench_function(text, |bencher| {
            bencher.iter(|| Matcher::new(black_box(&literal(text))).is_ok());
        });
    }
    for text in ["Alibaba", "US"] {
        group.bench_function(format!("all names of {text}"), |bencher| {
            bencher.iter(|| AliasMatcher::new(aliases::expand(black_box(text)).unwrap()).is_ok());
        });
    }
    group.bench_function("lexicon", |bencher| {
        bencher.iter(Lexicon::made_anew);
    });
}

fn gather(criterion: &mut Criterion) {
    type Gather = fn(&Thread) -> usize;
    let all: [(&str, Gather); 3] = [
        ("gather_links", |thread| links::gather(thread).len()),
        ("gather_entities", |thread| entities::gather(thread).len()),
        ("find_entities", |thread| thread.posts().map(|post| Lexicon::get().find(post.body()).len()).sum()),
    ];
    for (name, gather) in all {
        let mut group = measuring::slow(criterion, name);
        for posts in measuring::sizes(&[1_000, 200_000, 1_000_000]) {
            let thread = thread(posts, WORDS);
            group.throughput(bytes(&thread)).bench_function(BenchmarkId::from_parameter(posts), |bencher| {
                bencher.iter(|| gather(black_box(&thread)));
            });
        }
    }
}

/// Not a measurement; see above.
fn write_text() {
    let Ok(path) = std::env::var("UNSPOOL_BENCH_TEXT") else { return };
    for (name, words) in [("english", WORDS), ("russian", CYRILLIC), ("japanese", JAPANESE)] {
        let thread = thread(200_000, words);
        let lines: Vec<_> = thread.posts().map(|post| post.body().to_owned() + "\n").collect();
        std::fs::write(format!("{path}.{name}"), lines.concat()).unwrap();
    }
}
