//! Annotated posts in two columns, token and tag, and how well names found in them agree with those marked.

use std::ops::Range;
use std::path::Path;
use std::{fs, io};

use unspool::index::naming::Name;
use unspool::model::EntityKind;

/// The kinds of names in the corpora, with their tags.
pub(crate) const KINDS: [(EntityKind, &str); 3] =
    [(EntityKind::Person, "PER"), (EntityKind::Organization, "ORG"), (EntityKind::Place, "LOC")];

/// A post as text, with the names that people have marked in it: byte range, and index of the kind.
#[derive(Clone)]
pub(crate) struct Post {
    /// The text.
    pub(crate) text: String,
    /// The names, in order.
    pub(crate) names: Vec<(Range<usize>, usize)>,
}

/// Whether no blank goes between two tokens in running text.
fn is_tight(before: &str, after: &str) -> bool {
    const CLOSING: &[&str] = &[".", ",", "!", "?", ";", ":", ")", "]", "…", "...", "”", "%"];
    const CLITICS: &[&str] = &["'s", "n't", "'m", "'ve", "'re", "'ll", "'d", "'t"];
    let lower = after.to_lowercase().replace('’', "'");
    CLOSING.contains(&after) || CLITICS.contains(&&*lower) || matches!(before, "(" | "[" | "“")
}

/// The posts of a file; with a blank between all tokens if `spaced`, else as in running text.
pub(crate) fn read(path: &Path, spaced: bool) -> io::Result<Vec<Post>> {
    let text = fs::read_to_string(path)?;
    let blocks = text.split("\n\n").map(|block| post(block, spaced));
    Ok(blocks.filter(|post| !post.text.is_empty()).collect())
}

fn post(block: &str, spaced: bool) -> Post {
    let mut post = Post { text: String::new(), names: Vec::new() };
    let (mut before, mut open) = ("", None);
    for (token, tag) in block.lines().filter_map(|line| line.split_once('\t')) {
        if !post.text.is_empty() && (spaced || !is_tight(before, token)) {
            post.text.push(' ');
        }
        let start = post.text.len();
        post.text.push_str(token);
        before = token;
        let kind = KINDS.iter().position(|(_, name)| tag.ends_with(name));
        match (kind, post.names.last_mut()) {
            (Some(_), Some(last)) if tag.starts_with("I-") && open == kind => last.0.end = post.text.len(),
            (Some(kind), _) => post.names.push((start..post.text.len(), kind)),
            (None, _) => {}
        }
        open = kind;
    }
    post
}

/// How many names were found rightly, found, and marked, for each kind.
#[derive(Clone, Copy, Default)]
pub(crate) struct Tally([[usize; 3]; 3]);

impl Tally {
    /// Counts the names found in a post. Right is what has the same ends and the same kind.
    pub(crate) fn count(&mut self, post: &Post, found: &[Name]) {
        for name in found {
            let Some(kind) = KINDS.iter().position(|(kind, _)| *kind == name.kind) else { continue };
            self.0[kind][1] += 1;
            self.0[kind][0] += usize::from(post.names.contains(&(name.range.clone(), kind)));
        }
        for (_, kind) in post.names.iter().filter(|(range, _)| !post.text[range.clone()].starts_with('@')) {
            self.0[*kind][2] += 1;
        }
    }

    /// Adds the counts of another.
    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.iter().flatten()) {
            *mine += theirs;
        }
    }

    /// Precision, recall and F1 of a kind, in hundredths.
    pub(crate) fn of(&self, kind: usize) -> [f64; 3] {
        figures(self.0[kind])
    }

    /// Precision, recall and F1 of all kinds, in hundredths.
    pub(crate) fn all(&self) -> [f64; 3] {
        figures(std::array::from_fn(|i| self.0.iter().map(|counts| counts[i]).sum()))
    }
}

/// Precision, recall and F1, in hundredths, of how many are right, found, and marked.
pub(crate) fn figures([right, found, marked]: [usize; 3]) -> [f64; 3] {
    let share = |of: usize| 100.0 * right as f64 / of.max(1) as f64;
    [share(found), share(marked), 200.0 * right as f64 / (found + marked).max(1) as f64]
}
