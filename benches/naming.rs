//! How long it takes to find the names in posts: tokens, observations, weights and the best way, all of it.
//!
//! The posts are made up by a generator with a fixed seed. Items are tokens, so that items per second are tokens per
//! second.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use divan::Bencher;
use divan::counter::ItemsCount;
use unspool::index::naming::Recogniser;
use unspool::index::naming::training::tokenize;

fn main() {
    divan::main();
}

const SENTENCES: &[&str] = &[
    "I can't believe Mara Quill left Northwind for a bank in Rotterdam, just like that.",
    "RT @danareyes: new filing says Fabrikam paid $240M for the Oslo lab 🔥 https://example.org/f/2024",
    "so the board of the Harbour Trust met on tuesday and nobody told the people in Leeds lol",
    "The minister, Ingrid Holm, said the report was “not looking at hardware” — whatever that means.",
    "@botran who signed it? Somebody at Tidewater Capital Partners Ltd., I guess. #deals $NWL",
    "WHY IS NOBODY TALKING ABOUT THE STRIKE IN MARSEILLE",
    "it was about the maps, and then about the money, and in the end about the river.",
];

/// Made-up posts of one to three sentences.
fn posts(count: usize) -> Vec<String> {
    let mut dice = 7_u64;
    let mut below = |sides: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % sides
    };
    let post = |below: &mut dyn FnMut(usize) -> usize| {
        let sentences = (0..=below(3)).map(|_| SENTENCES[below(SENTENCES.len())]);
        sentences.collect::<Vec<_>>().join(" ")
    };
    (0..count).map(|_| post(&mut below)).collect()
}

#[divan::bench(args = [100, 2_000])]
fn names(bencher: Bencher, count: usize) {
    let posts = posts(count);
    let mut tokens = Vec::new();
    let mut total = 0_usize;
    for post in &posts {
        tokenize(post, &mut tokens);
        total += tokens.len();
    }
    let recogniser = Recogniser::embedded();
    bencher
        .counter(ItemsCount::new(total))
        .bench(|| posts.iter().map(|post| recogniser.names(post, None).len()).sum::<usize>());
}

#[divan::bench]
fn cut_into_tokens(bencher: Bencher) {
    let posts = posts(2_000);
    let mut tokens = Vec::new();
    let total: usize = posts
        .iter()
        .map(|post| {
            tokenize(post, &mut tokens);
            tokens.len()
        })
        .sum();
    bencher.counter(ItemsCount::new(total)).bench_local(|| {
        for post in &posts {
            tokenize(post, &mut tokens);
        }
    });
}

#[divan::bench]
fn open() -> bool {
    let bytes = include_bytes!("../assets/names.model");
    Recogniser::open(divan::black_box(bytes)).ok_or(()).map(|_| true).unwrap()
}
