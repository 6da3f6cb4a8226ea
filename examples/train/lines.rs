//! Posts made ready for learning: cut by the reader's own tokenizer, observed, and multiplied with other names and in
//! other cases, so that what is learnt holds for names that no corpus has.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use unspool::index::naming::training::{Observer, Phrases, Sort, Token, Words, tokenize};

use crate::corpus::Post;
use crate::knowledge;
use crate::learn::{Dice, Line};

/// The label of each token of a post; a name whose ends fall into tokens is widened to them.
fn labels(post: &Post, tokens: &[Token]) -> Vec<u8> {
    let mut labels = vec![0; tokens.len()];
    for (range, kind) in &post.names {
        let overlaps = |token: &Token| token.range().start < range.end && token.range().end > range.start;
        let mut inside: Vec<usize> = (0..tokens.len()).filter(|i| overlaps(&tokens[*i])).collect();
        // Some corpora leave a full stop or a colon on a name.
        while inside.last().is_some_and(|i| is_loose(&post.text, tokens[*i])) {
            inside.pop();
        }
        for (n, i) in inside.iter().enumerate() {
            let place = match (n == 0, n + 1 == inside.len()) {
                (true, true) => 3,
                (true, false) => 0,
                (false, true) => 2,
                (false, false) => 1,
            };
            labels[*i] = (1 + 4 * kind + place) as u8;
        }
    }
    labels
}

/// Whether a token cannot be the last of a name.
fn is_loose(text: &str, token: Token) -> bool {
    token.sort == Sort::Mark && !matches!(&text[token.range()], ")" | "!" | "]")
}

/// All lines, and the keys of the observations that are kept.
pub(crate) struct Lines {
    /// Each with the number of the copy that it belongs to; 0 is the corpus itself.
    pub(crate) lines: Vec<(u64, Line)>,
    /// The key of each observation by its index, in order.
    pub(crate) keys: Vec<u32>,
}

impl Lines {
    /// Observes posts; observations made fewer than `cut` times are dropped.
    pub(crate) fn new(posts: &[(u64, Post)], words: &Words, phrases: &Phrases, cut: u32) -> Self {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        let mut observer = Observer::default();
        let (mut tokens, mut seen) = (Vec::new(), Vec::new());
        let mut lines = Vec::new();
        for (copy, post) in posts {
            tokenize(&post.text, &mut tokens);
            observer.look(&post.text, &tokens, words, phrases);
            let mut line = Line { seen: Vec::new(), groups: Vec::new(), labels: labels(post, &tokens) };
            for i in 0..tokens.len() {
                let from = line.seen.len();
                let ends = observer.observe(i, &mut seen);
                line.groups.push(std::array::from_fn(|group| {
                    (from + group.checked_sub(1).map_or(0, |g| ends[g])) as u32
                }));
                for key in &seen {
                    *counts.entry(*key).or_default() += 1;
                }
                line.seen.extend(&seen);
            }
            if !tokens.is_empty() {
                lines.push((*copy, line));
            }
        }
        let mut keys: Vec<u32> =
            counts.iter().filter(|(_, count)| **count >= cut).map(|(key, _)| *key).collect();
        keys.sort_unstable();
        let index: HashMap<u32, u32> = keys.iter().enumerate().map(|(i, key)| (*key, i as u32)).collect();
        for (_, line) in &mut lines {
            keep(line, &index);
        }
        Self { lines, keys }
    }
}

/// Turns the keys of a line's observations into indices, without those that have none.
fn keep(line: &mut Line, index: &HashMap<u32, u32>) {
    let mut kept = Vec::new();
    for groups in &mut line.groups {
        let mut moved = [kept.len() as u32; 7];
        for group in 0..6 {
            let range = groups[group] as usize..groups[group + 1] as usize;
            kept.extend(line.seen[range].iter().filter_map(|key| index.get(key)));
            moved[group + 1] = kept.len() as u32;
        }
        *groups = moved;
    }
    line.seen = kept;
}

/// Copies posts with other names, and in small letters or capitals.
pub(crate) struct Copier {
    given: Vec<String>,
    surnames: Vec<String>,
    places: Vec<String>,
    organisations: Vec<String>,
    /// Chance of a post with names to be copied with other names.
    pub(crate) rename: f32,
    /// Chance of a post to be copied in another case.
    pub(crate) recase: f32,
}

impl Copier {
    /// Reads the lists of names in `folder`.
    pub(crate) fn new(folder: &Path, rename: f32, recase: f32) -> io::Result<Self> {
        let lists = |lists: &[&str]| -> io::Result<Vec<String>> {
            let lists: io::Result<Vec<_>> = lists.iter().map(|list| knowledge::names(folder, list)).collect();
            Ok(lists?.concat())
        };
        Ok(Self {
            given: lists(&["given"])?,
            surnames: lists(&["surnames"])?,
            places: lists(&["cities", "regions", "countries"])?,
            organisations: lists(&["companies", "bodies", "media", "teams"])?,
            rename,
            recase,
        })
    }

    /// The copies of some posts; each `copy` is another.
    pub(crate) fn copies(&self, posts: &[Post], copy: u64) -> Vec<Post> {
        let mut dice = Dice(5 + copy * 1000);
        let mut copies = Vec::new();
        for post in posts {
            let renamed = (dice.chance() < self.rename && !post.names.is_empty())
                .then(|| self.renamed(post, &mut dice));
            if dice.chance() < self.recase {
                let upper = dice.chance() < 0.4;
                copies.extend(recased(renamed.as_ref().unwrap_or(post), upper));
            }
            copies.extend(renamed);
        }
        copies
    }

    /// A post with other names of the same kinds in place of most of its own.
    fn renamed(&self, post: &Post, dice: &mut Dice) -> Post {
        let mut new = Post { text: String::new(), names: Vec::new() };
        let mut from = 0;
        for (range, kind) in &post.names {
            new.text.push_str(&post.text[from..range.start]);
            let start = new.text.len();
            let old = &post.text[range.clone()];
            new.text.push_str(&self.other_name(*kind, old, dice).unwrap_or_else(|| old.to_owned()));
            new.names.push((start..new.text.len(), *kind));
            from = range.end;
        }
        new.text.push_str(&post.text[from..]);
        new
    }

    /// Another name of a kind, written as the old one; none for tags, for people of three words, and sometimes.
    fn other_name(&self, kind: usize, old: &str, dice: &mut Dice) -> Option<String> {
        if old.starts_with(['#', '@']) || dice.chance() < 0.3 {
            return None;
        }
        let mut pick = |list: &[String]| list.get(dice.next() as usize % list.len().max(1)).cloned();
        let name = match (kind, old.split(' ').count()) {
            (0, 1) if old.len().is_multiple_of(2) => pick(&self.given)?,
            (0, 1) => pick(&self.surnames)?,
            (0, 2) => format!("{} {}", pick(&self.given)?, pick(&self.surnames)?),
            (1, _) => pick(&self.organisations)?,
            (2, _) => pick(&self.places)?,
            _ => return None,
        };
        Some(if !old.contains(char::is_uppercase) {
            name.to_lowercase()
        } else if old.len() > 3 && !old.contains(char::is_lowercase) {
            name.to_uppercase()
        } else {
            name
        })
    }
}

/// A post in small letters or capitals throughout, unless that would move its names.
fn recased(post: &Post, upper: bool) -> Option<Post> {
    let text = if upper { post.text.to_uppercase() } else { post.text.to_lowercase() };
    let stays = post.names.iter().all(|(range, _)| {
        text.is_char_boundary(range.start.min(text.len())) && text.is_char_boundary(range.end.min(text.len()))
    });
    (stays && text.len() == post.text.len()).then(|| Post { text, names: post.names.clone() })
}
