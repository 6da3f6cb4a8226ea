//! Learns the model of the recogniser and writes it to a file.
//!
//! ```console
//! $ cargo run --release --example train -- FOLDER [--out FILE] [OPTION VALUE]...
//! ```
//!
//! `FOLDER` holds annotated posts (`btc.train.conll` …) and two tables of words, `word_classes.tsv` and
//! `case_counts.tsv`; lists of names and classes of words come from `assets/names`. The same input gives the same bytes.
//! At the end it prints how well the model does on the development sets of `FOLDER`, which it has not learnt from.
//!
//! | option | default | meaning |
//! | --- | --- | --- |
//! | `--out` | none | file for the model, with the first of the doubts |
//! | `--files` | the corpora below | what to learn from, with commas |
//! | `--without` | nothing | tables and lists to leave out: `classes`, `leanings`, `posts`, `cases`, `lists`, or one list |
//! | `--how` | `field` | `field`, `perceptron`, or `both` (summed) |
//! | `--seeds`, `--epochs` | 2, 5 | how many models are averaged; how often each sees every line |
//! | `--copies`, `--rename`, `--recase` | 2, 0.7, 0.3 | copies with other names and in other cases, as shares of the posts |
//! | `--blank`, `--dropout` | 0.3, 0 | observations left out while learning: one group of a token's, single ones |
//! | `--cut`, `--trim` | 5, 2 | observations kept: how often made, and how great the greatest weight at least |
//! | `--alpha`, `--l1`, `--l2` | 0.05, 0.7, 1 | step and regularisation of the field |
//! | `--doubts`, `--caution` | -80, 600 | added to the score of "no name"; in other languages besides |

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it prints what it does and measures")]
#![expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "counts and options are small")]

#[path = "../corpus/mod.rs"]
mod corpus;
mod field;
mod knowledge;
mod learn;
mod lines;

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use corpus::{Post, Tally};
use field::Ftrl;
use knowledge::Knowledge;
use learn::{Line, Options, Weights};
use lines::{Copier, Lines};
use unspool::index::naming::Recogniser;
use unspool::index::naming::training::{Parts, Phrases, Table, Words, lay_out, pack};

/// The lists and classes that belong to the project.
const NAMES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/names");
const DEVELOPMENT: [&str; 3] = ["btc.dev", "wnut17.dev", "tweebank.dev"];

/// The arguments of the command line.
struct Arguments(Vec<String>);

impl Arguments {
    fn text<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        let at = self.0.iter().rposition(|argument| argument.strip_prefix("--") == Some(name));
        at.and_then(|at| self.0.get(at + 1)).map_or(default, |value| value)
    }

    fn number(&self, name: &str, default: f32) -> f32 {
        self.text(name, "").parse().unwrap_or(default)
    }
}

fn main() -> io::Result<()> {
    let arguments = Arguments(env::args().skip(1).collect());
    let folder = arguments.0.first().map(PathBuf::from).ok_or(io::ErrorKind::InvalidInput)?;
    let without: Vec<&str> = arguments.text("without", "").split(',').collect();
    let known = knowledge::gather(&folder, Path::new(NAMES), &without)?;
    let lines = prepare(&folder, &arguments, &known)?;
    eprintln!("{} lines, {} observations", lines.lines.len(), lines.keys.len());
    let weights = learn(&lines, &arguments);
    let scale = scale(&weights);
    let table = table(&lines.keys, &weights, scale, arguments.number("trim", 2.0));
    let transitions = weights.transitions.map(|row| row.map(|weight| (weight * scale).round() as i16));
    for (n, doubt) in arguments.text("doubts", "-80").split(',').enumerate() {
        let model = pack(&Parts {
            transitions: &transitions,
            doubt: doubt.parse().unwrap_or(0),
            caution: arguments.number("caution", 600.0) as i16,
            coarser: &known.coarser,
            words: &known.words,
            phrases: &known.phrases,
            weights: &table,
        });
        let path = arguments.text("out", "");
        if n == 0 && !path.is_empty() {
            fs::write(path, &model)?;
        }
        println!("doubt {doubt:>5} {} · {} KB", measure(&folder, &model)?, model.len() / 1024);
    }
    Ok(())
}

/// Reads the corpora, copies their posts, and observes them.
fn prepare(folder: &Path, arguments: &Arguments, known: &Knowledge) -> io::Result<Lines> {
    let copier =
        Copier::new(Path::new(NAMES), arguments.number("rename", 0.7), arguments.number("recase", 0.3))?;
    let mut posts: Vec<(u64, Post)> = Vec::new();
    for file in arguments.text("files", "btc.train,wnut17.train,tweebank.train,wikigold").split(',') {
        let read = corpus::read(&folder.join(format!("{file}.conll")), false)?;
        for copy in 1..=arguments.number("copies", 2.0) as u64 {
            posts.extend(copier.copies(&read, copy).into_iter().map(|post| (copy, post)));
        }
        posts.extend(read.into_iter().map(|post| (0, post)));
    }
    let (Some(words), Some(phrases)) = (Table::new(&known.words), Table::new(&known.phrases)) else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let words = Words::new(words, &known.coarser);
    Ok(Lines::new(&posts, &words, &Phrases(phrases), arguments.number("cut", 5.0) as u32))
}

/// Learns several models, each from the corpora and one of the copies, and averages them.
fn learn(lines: &Lines, arguments: &Arguments) -> Weights {
    let features = lines.keys.len();
    let copies = (arguments.number("copies", 2.0) as u64).max(1);
    let ftrl = Ftrl {
        alpha: arguments.number("alpha", 0.05),
        l1: arguments.number("l1", 0.7),
        l2: arguments.number("l2", 1.0),
    };
    let how = arguments.text("how", "field");
    let mut sum = Weights::new(features);
    for seed in 0..arguments.number("seeds", 2.0) as u64 {
        let mine = |copy: u64| copy == 0 || copy == 1 + seed % copies;
        let chosen: Vec<&Line> =
            lines.lines.iter().filter(|(copy, _)| mine(*copy)).map(|(_, line)| line).collect();
        let options = Options {
            epochs: arguments.number("epochs", 5.0) as usize,
            seed: seed + 1,
            dropout: arguments.number("dropout", 0.0),
            blank: arguments.number("blank", 0.3),
        };
        let mut add = |weights: &Weights| sum.add(weights, 1.0 / weights.size());
        if how != "perceptron" {
            add(&field::learn(&chosen, features, &options, &ftrl));
        }
        if how != "field" {
            add(&learn::perceptron(&chosen, features, &options));
        }
        eprintln!("model {} learnt", seed + 1);
    }
    sum
}

/// What makes weights fit eight bits; the few greatest are cut to the greatest that fits.
fn scale(weights: &Weights) -> f32 {
    let sizes = weights.emissions.iter().flatten().map(|weight| weight.abs());
    let mut sizes: Vec<f32> = sizes.filter(|size| *size > 0.0).collect();
    sizes.sort_unstable_by(f32::total_cmp);
    sizes.get(sizes.len() * 1999 / 2000).map_or(1.0, |top| 127.0 / top)
}

/// The table of the weights of the observations that have a weight of at least `trim`.
fn table(keys: &[u32], weights: &Weights, scale: f32, trim: f32) -> Vec<u8> {
    let mut entries: Vec<(u32, Vec<u8>)> = Vec::new();
    for (key, row) in keys.iter().zip(&weights.emissions) {
        let row = row.map(|weight| (weight * scale).round().clamp(-127.0, 127.0));
        // Key 0 is an empty slot.
        if *key != 0 && row.iter().any(|weight| weight.abs() >= trim) {
            entries.push((*key, row.iter().map(|weight| (*weight as i8).cast_unsigned()).collect()));
        }
    }
    lay_out(&entries)
}

/// F1 on each development set, and precision, recall and F1 on all of them.
fn measure(folder: &Path, model: &[u8]) -> io::Result<String> {
    let recogniser = Recogniser::open(model).ok_or(io::ErrorKind::InvalidData)?;
    let mut pooled = Tally::default();
    let mut told = Vec::new();
    for name in DEVELOPMENT {
        let mut tally = Tally::default();
        for post in corpus::read(&folder.join(format!("{name}.conll")), false)? {
            tally.count(&post, &recogniser.names(&post.text, None));
        }
        told.push(format!("{name} {:.1}", tally.all()[2]));
        pooled.add(&tally);
    }
    let [precision, recall, f1] = pooled.all();
    let kinds: Vec<String> = corpus::KINDS
        .iter()
        .enumerate()
        .map(|(i, (_, name))| format!("{name} {:.1}", pooled.of(i)[2]))
        .collect();
    Ok(format!("{} · pooled {precision:.1}/{recall:.1}/{f1:.2} · {}", told.join(" · "), kinds.join(" ")))
}
