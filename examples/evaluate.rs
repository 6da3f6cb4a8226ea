//! Measures the recogniser that is part of the program on annotated posts.
//!
//! ```console
//! $ cargo run --release --example evaluate -- [--spaced] FILE.conll...
//! ```
//!
//! Prints precision, recall and F1 by kind and over all, for each file and for all together. A name counts as found
//! only if both ends and the kind are right; handles are left out. The tokens of a file are joined to running text
//! (`--spaced`: with a blank between all of them), which is then read as any post is.

#![expect(clippy::print_stdout, reason = "it prints what it measures")]
#![expect(clippy::cast_precision_loss, reason = "counts of names are small")]

mod corpus;

use std::path::Path;
use std::{env, io};

use corpus::{KINDS, Tally};
use unspool::index::naming::Recogniser;

fn main() -> io::Result<()> {
    let (options, files): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let spaced = options.iter().any(|option| option == "--spaced");
    let mut pooled = Tally::default();
    println!("{:24}{:>20}{:>20}{:>20}{:>20}", "", "PER", "ORG", "LOC", "all");
    for file in &files {
        let mut tally = Tally::default();
        for post in corpus::read(Path::new(file), spaced)? {
            tally.count(&post, &Recogniser::embedded().names(&post.text, None));
        }
        let name = Path::new(file).file_stem().unwrap_or_default();
        print(&name.to_string_lossy(), &tally);
        pooled.add(&tally);
    }
    print("pooled", &pooled);
    Ok(())
}

fn print(name: &str, tally: &Tally) {
    print!("{name:24}");
    for [precision, recall, f1] in (0..KINDS.len()).map(|kind| tally.of(kind)).chain([tally.all()]) {
        print!("   {precision:5.1} {recall:5.1} {f1:5.1}");
    }
    println!();
}
