//! What it costs to open a thread and to read in it, by the number of its posts.
//!
//! `cargo bench --bench reading`. Opening grows with the file; a key, a frame and a resize must not grow with anything.
//! To another mode and back is flat too: what has to walk all posts is done once, while the reader looks at the first screen.

mod measuring;

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use criterion::{BenchmarkId, Criterion, Throughput};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unspool::app::finding::Direction;
use unspool::app::keymap::Press;
use unspool::app::outline::Outline;
use unspool::app::searching::{Near, Sought};
use unspool::app::{Document, Effect, Event, Opened, State, update};
use unspool::formats;
use unspool::index::search::Query;
use unspool::model::{Clean, Source};
use unspool::view::{self, theme::Theme};

const POSTS: [usize; 5] = [100, 1_000, 10_000, 100_000, 1_000_000];

/// What is pressed from the middle of a thread, and then what leads back.
const KEYS: [(&str, &[&str]); 8] = [
    ("line_down_and_up", &["j", "k"]),
    ("page_down_and_up", &["PgDn", "PgUp"]),
    ("top_and_end", &["g", "G"]),
    ("by_time_and_back", &["r", "c", "r", "t"]),
    ("prose_and_back", &["r", "p", "r", "t"]),
    ("one_author_and_back", &["r", "a", "r", "t"]),
    ("hits_and_back", &["r", "h", "r", "t"]),
    ("overview_and_back", &["O", "Esc"]),
];

fn main() {
    let mut criterion = measuring::quick();
    open(&mut criterion);
    for (name, keys) in KEYS {
        press(&mut criterion, name, keys);
    }
    resize(&mut criterion);
    frame(&mut criterion);
    next_hit(&mut criterion);
    criterion.final_summary();
}

/// An unrolled thread of made-up posts.
fn text(posts: usize) -> String {
    let words = [
        "harbour",
        "filing",
        "Northwind",
        "quietly",
        "ledger",
        "@botran",
        "cranes",
        "Zürich",
        "王晓燕",
        "#deals",
    ];
    let mut out = String::from("Twitter Thread by Ana Ruiz\n\nAna Ruiz\n\n@anaruiz\n\n\n\n");
    for post in 0..posts {
        for word in 0..20 + post % 17 {
            out.push_str(words[(post * 7 + word * 3) % words.len()]);
            out.push(' ');
        }
        out.push_str("ends here.\n\n");
    }
    out
}

/// A document of so many posts, made once.
fn document(posts: usize) -> Arc<Document> {
    static MADE: LazyLock<Mutex<HashMap<usize, Arc<Document>>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let made = made.entry(posts).or_insert_with(|| {
        let source = Source { file: Some(Clean::line("bench")), ..Source::default() };
        Arc::new(Document::new(formats::read(text(posts).as_bytes(), source).unwrap_or_default()))
    });
    Arc::clone(made)
}

fn reader(posts: usize) -> State {
    let mut state = State::new((120, 40), vec![Clean::line("bench")]);
    for effect in update(&mut state, Event::Opened(0, Ok(Opened::Thread(document(posts))))) {
        // As the shell does, while the reader looks at the first screen.
        if let Effect::Prepare(document, zone) = effect {
            document.prepare(&zone);
        }
    }
    state
}

fn open(criterion: &mut Criterion) {
    let mut group = measuring::slow(criterion, "open");
    for posts in measuring::sizes(&POSTS) {
        let text = text(posts);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            bencher.iter(|| formats::read(black_box(text.as_bytes()), Source::default()).map(Document::new));
        });
    }
}

/// Keys, from the middle of the thread.
fn press(criterion: &mut Criterion, name: &str, keys: &[&str]) {
    let mut group = criterion.benchmark_group(name);
    for posts in measuring::sizes(&POSTS) {
        let mut state = reader(posts);
        for press in format!("{}G", posts / 2).chars().filter_map(|c| Press::parse(&c.to_string())) {
            update(&mut state, Event::Key(press));
        }
        let presses: Vec<_> = keys.iter().filter_map(|key| Press::parse(key)).collect();
        group.bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            bencher.iter(|| {
                for press in &presses {
                    update(&mut state, Event::Key(*press));
                }
            });
        });
    }
}

fn resize(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("resize");
    for posts in measuring::sizes(&POSTS) {
        let mut state = reader(posts);
        let mut width = 80;
        group.bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            bencher.iter(|| {
                width = 200 - width;
                update(&mut state, Event::Resize(width, 40))
            });
        });
    }
}

fn frame(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frame");
    for posts in measuring::sizes(&POSTS) {
        let state = reader(posts);
        let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
        group.bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            bencher.iter(|| {
                terminal.draw(|frame| view::draw(frame, &state, &Theme::default())).map(|drawn| drawn.count)
            });
        });
    }
}

/// How long it takes until it is known where the next hit is, of a word that each post has: from the middle of the thread.
fn next_hit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("next_hit");
    for posts in measuring::sizes(&POSTS) {
        let document = document(posts);
        let outline = Outline::new(&document.tree);
        let sought = Sought {
            document,
            annotations: Arc::default(),
            query: Query { text: "ends here".to_owned(), ..Query::default() },
            near: Some(Near { outline, place: posts as u32 / 2, direction: Direction::Forward }),
        };
        group.bench_function(BenchmarkId::from_parameter(posts), |bencher| {
            bencher.iter(|| {
                let stop = AtomicBool::new(false);
                sought.search(&stop, |_, _| stop.store(true, Ordering::Relaxed))
            });
        });
    }
}
