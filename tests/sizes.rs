//! Every screen at every size: drawn without a fault, and as wide as the window.
//!
//! At commit some of the sizes; `UNSPOOL_FULL=1 cargo test --release --test sizes` takes each from 0 to 60 columns and
//! 0 to 25 rows, the largest, and 20,000 others at random.

mod reader;

use reader::{Reader, SAMPLE};
use unspool::layout::measure;

/// What leads to a screen from the beginning.
const SCREENS: &[(&str, &str)] = &[
    ("the thread", ""),
    ("the panel", "<Tab>"),
    ("the help", "?"),
    ("the facts", "i"),
    ("the search", "/nor"),
    ("a selection", "v3w"),
    ("the form of quotations", "C"),
    ("the links", "o"),
];

fn is_full() -> bool {
    std::env::var_os("UNSPOOL_FULL").is_some()
}

/// Draws a screen and holds its rows to the width of the window.
#[track_caller]
fn judge(reader: &Reader, about: &str) {
    let width = usize::from(reader.state.size.0);
    for row in reader.screen() {
        assert!(measure::width(&row) <= width, "{about} at {:?}: {row:?}", reader.state.size);
    }
}

/// The sizes of a whole sweep; at commit, every so-manieth and all that are near to nothing.
fn sizes() -> Vec<(u16, u16)> {
    let is_tried = |(x, y): &(u16, u16)| is_full() || (x % 9 == 4 && y % 5 == 2) || (*x < 3 && *y < 3);
    (0..=60).flat_map(|x| (0..=25).map(move |y| (x, y))).filter(is_tried).collect()
}

#[test]
fn every_screen_stands_every_size() {
    let sizes = sizes();
    assert!(sizes.len() == if is_full() { 61 * 26 } else { sizes.len() } && sizes.len() >= 30);
    for (screen, keys) in SCREENS {
        // Resized to, and opened at.
        let mut reader = Reader::open(SAMPLE, (80, 24));
        reader.keys(keys);
        for size in &sizes {
            reader.resize(size.0, size.1);
            judge(&reader, screen);
        }
        for size in sizes.iter().step_by(if is_full() { 1 } else { 5 }) {
            let mut reader = Reader::open(SAMPLE, *size);
            reader.keys(keys);
            judge(&reader, screen);
        }
        let mut largest = vec![(1, 500), (500, 1)];
        if is_full() {
            largest.extend([(1000, 400), (65_535, 1), (1, 65_535), (10_000, 5_000), (65_535, 65_535)]);
        }
        for size in largest {
            reader.resize(size.0, size.1);
            // What is larger than any screen is drawn in part, as the terminal is given it.
            reader.state.size = (size.0.min(1000), size.1.min(400));
            judge(&reader, screen);
        }
    }
}

#[test]
fn any_run_of_sizes_is_stood() {
    // Numerical Recipes: every run is the same.
    let mut seed = 7_u32;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((seed >> 8) % below) as u16
    };
    let mut reader = Reader::open(SAMPLE, (80, 24));
    let keys =
        ["j", "G", "g", "<Tab>", "?", "<Esc>", "i", "<Esc>", "z", "M", "/a<Enter>", "n", "v", "<Esc>", "|"];
    for i in 0..if is_full() { 20_000 } else { 300 } {
        reader.keys(keys[usize::from(next(keys.len() as u32))]);
        reader.resize(next(200), next(70));
        if i % 8 == 0 {
            judge(&reader, "after a run");
        }
    }
}
