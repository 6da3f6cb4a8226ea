//! Measures the recogniser that is part of the program on annotated posts, and on annotated threads.
//!
//! ```console
//! $ cargo run --release --example evaluate -- [--spaced] [--errors] FILE...
//! ```
//!
//! Of `FILE.conll` it prints precision, recall and F1 by kind and over all, for each file and for all together: the model
//! alone. A name counts as found only if both ends and the kind are right; handles are left out. The tokens of a file are
//! joined to running text (`--spaced`: with a blank between all of them), which is then read as any post is.
//!
//! Of `FILE.txt` (see `threads`) it prints the same for mentions, and for the things named: the model, the lexicon and the
//! thread as a whole. `--errors` lists what is wrong: `+` found without reason, `-` missed, `++` and `--` the same of things.

#![expect(clippy::print_stdout, reason = "it prints what it measures")]
#![expect(clippy::cast_precision_loss, reason = "counts of names are small")]

mod corpus;
mod threads;

use std::path::Path;
use std::{env, io};

use corpus::{KINDS, Tally};
use threads::Counts;
use unspool::index::naming::Recogniser;

fn main() -> io::Result<()> {
    let (options, files): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let has = |name: &str| options.iter().any(|option| option == name);
    let (threads, posts): (Vec<_>, Vec<_>) = files.iter().map(Path::new).partition(|file| is_threads(file));
    if !posts.is_empty() {
        measure_posts(&posts, has("--spaced"))?;
    }
    for file in threads {
        measure_threads(file, has("--errors"))?;
    }
    Ok(())
}

fn is_threads(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "txt")
}

fn measure_posts(files: &[&Path], spaced: bool) -> io::Result<()> {
    let mut pooled = Tally::default();
    println!("{:24}{:>20}{:>20}{:>20}{:>20}", "", "PER", "ORG", "LOC", "all");
    for file in files {
        let mut tally = Tally::default();
        for post in corpus::read(file, spaced)? {
            tally.count(&post, &Recogniser::embedded().names(&post.text, None));
        }
        print(&file.file_stem().unwrap_or_default().to_string_lossy(), &tally);
        pooled.add(&tally);
    }
    print("pooled", &pooled);
    Ok(())
}

fn print(name: &str, tally: &Tally) {
    print!("{name:24}");
    for figures in (0..KINDS.len()).map(|kind| tally.of(kind)).chain([tally.all()]) {
        print!("{}", told(figures));
    }
    println!();
}

fn measure_threads(file: &Path, shows_errors: bool) -> io::Result<()> {
    let (mut mentions, mut things) = (Counts::default(), Counts::default());
    println!("{:24}{:>20}{:>20}", "", "mentions", "things");
    let line = |name: &str, mentions: Counts, things: Counts| {
        println!("{name:24}{}{}", told(corpus::figures(mentions.0)), told(corpus::figures(things.0)));
    };
    for marked in threads::read(file)? {
        let outcome = threads::measure(&marked);
        mentions.add(outcome.mentions);
        things.add(outcome.things);
        if shows_errors {
            line(&marked.title, outcome.mentions, outcome.things);
            outcome.wrong.iter().for_each(|wrong| println!("    {wrong}"));
        }
    }
    line(&file.file_stem().unwrap_or_default().to_string_lossy(), mentions, things);
    Ok(())
}

fn told([precision, recall, f1]: [f64; 3]) -> String {
    format!("   {precision:5.1} {recall:5.1} {f1:5.1}")
}
