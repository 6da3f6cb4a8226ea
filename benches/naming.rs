//! How long it takes to find the names in posts: tokens, observations, weights and the best way, all of it.
//!
//! The posts are made up by a generator with a fixed seed. Items are tokens, so that items per second are tokens per
//! second.

mod measuring;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use unspool::index::naming::Recogniser;
use unspool::index::naming::training::tokenize;

fn main() {
    let mut criterion = measuring::quick();
    names(&mut criterion);
    cut_into_tokens(&mut criterion);
    open(&mut criterion);
    criterion.final_summary();
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

fn names(criterion: &mut Criterion) {
    let mut group = measuring::slow(criterion, "names");
    for count in measuring::sizes(&[100, 2_000]) {
        let posts = posts(count);
        group.throughput(Throughput::Elements(tokens(&posts)));
        let recogniser = Recogniser::embedded();
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| posts.iter().map(|post| recogniser.names(post, None).len()).sum::<usize>());
        });
    }
}

fn tokens(posts: &[String]) -> u64 {
    let mut tokens = Vec::new();
    let count = |post: &String| {
        tokenize(post, &mut tokens);
        tokens.len() as u64
    };
    posts.iter().map(count).sum()
}

fn cut_into_tokens(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("cut_into_tokens");
    let posts = posts(2_000);
    group.throughput(Throughput::Elements(tokens(&posts)));
    group.bench_function(BenchmarkId::from_parameter(2_000), |bencher| {
        bencher.iter(|| tokens(black_box(&posts)));
    });
}

fn open(criterion: &mut Criterion) {
    let model = include_bytes!("../assets/names.model");
    criterion.bench_function("open_the_model", |bencher| {
        bencher.iter(|| Recogniser::open(black_box(model)).is_some());
    });
}
