//! What it costs to open a thread and to read in it, by the number of its posts.
//!
//! `cargo bench --bench reading`. Opening grows with the file; a key and a frame must not grow with anything.

use std::sync::Arc;

use divan::{Bencher, black_box};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unspool::app::keymap::Press;
use unspool::app::{Document, Event, Opened, State, update};
use unspool::formats;
use unspool::model::{Clean, Source};
use unspool::view::{self, theme::Theme};

const POSTS: [usize; 4] = [100, 10_000, 100_000, 1_000_000];

fn main() {
    divan::main();
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

fn document(posts: usize) -> Arc<Document> {
    let source = Source { file: Some(Clean::line("bench")), ..Source::default() };
    Arc::new(Document::new(formats::read(text(posts).as_bytes(), source).unwrap_or_default()))
}

fn reader(posts: usize) -> State {
    let mut state = State::new((120, 40), vec![Clean::line("bench")]);
    update(&mut state, Event::Opened(0, Ok(Opened::Thread(document(posts)))));
    state
}

#[divan::bench(args = POSTS, sample_count = 3, sample_size = 1)]
fn open(bencher: Bencher, posts: usize) {
    let text = text(posts);
    bencher
        .counter(divan::counter::BytesCount::new(text.len()))
        .bench(|| formats::read(black_box(text.as_bytes()), Source::default()).map(Document::new));
}

/// One key, from the middle of the thread, laid out anew.
fn key(bencher: Bencher, posts: usize, keys: &[&str]) {
    let mut state = reader(posts);
    for press in format!("{}G", posts / 2).chars().filter_map(|c| Press::parse(&c.to_string())) {
        update(&mut state, Event::Key(press));
    }
    let presses: Vec<_> = keys.iter().filter_map(|key| Press::parse(key)).collect();
    bencher.bench_local(|| {
        for press in &presses {
            update(&mut state, Event::Key(*press));
        }
    });
}

#[divan::bench(args = POSTS)]
fn line_down_and_up(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["j", "k"]);
}

#[divan::bench(args = POSTS)]
fn page_down_and_up(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["PgDn", "PgUp"]);
}

#[divan::bench(args = POSTS)]
fn top_and_end(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["g", "G"]);
}

/// From the tree to all posts by time and back: what walks all posts does so once.
#[divan::bench(args = POSTS)]
fn by_time_and_back(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["r", "c", "r", "t"]);
}

/// From the tree to the author's text and back: whose each post is, is asked each time.
#[divan::bench(args = POSTS, sample_count = 10, sample_size = 1)]
fn prose_and_back(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["r", "p", "r", "t"]);
}

#[divan::bench(args = POSTS)]
fn overview_and_back(bencher: Bencher, posts: usize) {
    key(bencher, posts, &["O", "Esc"]);
}

#[divan::bench(args = POSTS)]
fn resize(bencher: Bencher, posts: usize) {
    let mut state = reader(posts);
    let mut width = 80;
    bencher.bench_local(|| {
        width = 200 - width;
        update(&mut state, Event::Resize(width, 40));
    });
}

#[divan::bench(args = POSTS)]
fn frame(bencher: Bencher, posts: usize) {
    let state = reader(posts);
    let Ok(mut terminal) = Terminal::new(TestBackend::new(120, 40));
    bencher.bench_local(|| terminal.draw(|frame| view::draw(frame, &state, &Theme::default())).map(|_| ()));
}
