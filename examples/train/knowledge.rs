//! The tables of words: classes, use of capitals, lists. Packed as the reader reads them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use unspool::index::naming::training::{Entry, Table, hash, hash_phrase, lay_out, tokenize};

/// The lists, in the order of their bits.
pub(crate) const LISTS: &[&str] = &[
    "given",
    "surnames",
    "countries",
    "cities",
    "regions",
    "companies",
    "bodies",
    "media",
    "teams",
    "body_words",
    "place_words",
    "titles",
    "products",
    "adjectives",
];
const JOINTS: &[&str] = &[
    "of", "the", "and", "&", "de", "del", "la", "van", "von", "der", "for", "bin", "al", "da", "di", "du",
    "le",
];

pub(crate) struct Knowledge {
    pub(crate) words: Vec<u8>,
    pub(crate) coarser: Vec<u8>,
    pub(crate) phrases: Vec<u8>,
}

fn number(text: Option<&str>) -> u16 {
    text.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// How often a word is in small letters, capitalised, in capitals, as one of 15 buckets from 1.
fn case_bucket(lower: u32, title: u32, upper: u32) -> u16 {
    let total = lower + title + upper;
    let share = f64::from(lower) / f64::from(total.max(1));
    let level = [0.02, 0.2, 0.5, 0.8, 0.97].iter().filter(|limit| share >= **limit).count() as u16;
    let mostly_upper = u16::from(upper > title && level < 3);
    let often = u16::from(total >= 8);
    1 + if level < 3 { level * 4 + mostly_upper * 2 + often } else { 12 + (level - 3).min(2) }
}

/// The names of a list.
pub(crate) fn names(assets: &Path, list: &str) -> io::Result<Vec<String>> {
    let text = match fs::read_to_string(assets.join(format!("{list}.txt"))) {
        // A list that nobody has compiled yet is empty.
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        text => text?,
    };
    Ok(text.lines().map(str::to_owned).collect())
}

/// Notes that a list, by its bit, has `name`.
fn enlist(name: &str, bit: u16, entries: &mut HashMap<String, Entry>, phrases: &mut HashMap<u64, u16>) {
    let lower = name.to_lowercase().replace('’', "'");
    let mut tokens = Vec::new();
    tokenize(&lower, &mut tokens);
    let Some(first) = tokens.first() else { return };
    let entry = entries.entry(lower[first.range()].to_owned()).or_default();
    if tokens.len() == 1 {
        entry.lists |= bit;
    } else {
        entry.begins_phrase = true;
        *phrases.entry(hash_phrase(tokens.iter().map(|token| hash(&lower[token.range()])))).or_default() |=
            bit;
    }
}

/// Reads classes and counts from `folder`, lists and general classes from `assets`.
pub(crate) fn gather(folder: &Path, assets: &Path, without: &[&str]) -> io::Result<Knowledge> {
    let mut entries: HashMap<String, Entry> = HashMap::new();
    let mut coarser = Vec::new();
    let uses = |part: &str| !without.contains(&part);
    // One line per class: middle, coarse, words in the order of their frequency with their rank.
    for (class, line) in fs::read_to_string(assets.join("classes.txt"))?.lines().enumerate() {
        let mut fields = line.split('\t');
        let coarse = number(fields.next());
        let middle = number(fields.next());
        coarser.extend([middle as u8, coarse as u8]);
        for item in fields.next().unwrap_or("").split(' ') {
            // A letter for how rare it is, three digits for its leanings, the word.
            let (Some(rank), Some(leanings), Some(word)) =
                (item.bytes().next(), item.get(1..4), item.get(4..))
            else {
                continue;
            };
            let entry = entries.entry(word.to_owned()).or_default();
            if uses("classes") {
                entry.class = class as u16 + 1;
                entry.rank = u16::from(rank - b'a') + 1;
            }
            if uses("leanings") {
                for (leaning, digit) in entry.leanings.iter_mut().zip(leanings.bytes()) {
                    *leaning = u16::from(digit - b'0') + 1;
                }
            }
        }
    }
    if uses("posts") {
        for line in fs::read_to_string(folder.join("word_classes.tsv"))?.lines().skip(1) {
            let mut fields = line.split('\t');
            let entry = entries.entry(fields.next().unwrap_or("").to_owned()).or_default();
            entry.post_coarse = number(fields.next()) + 1;
            entry.post_middle = number(fields.next()) + 1;
            entry.post_class = number(fields.next()) + 1;
        }
    }
    if uses("cases") {
        for line in fs::read_to_string(folder.join("case_counts.tsv"))?.lines().skip(1) {
            let mut fields = line.split('\t');
            let entry = entries.entry(fields.next().unwrap_or("").to_owned()).or_default();
            let [lower, title, upper] = std::array::from_fn(|_| u32::from(number(fields.next())));
            entry.case = case_bucket(lower, title, upper);
        }
    }
    let mut phrases: HashMap<u64, u16> = HashMap::new();
    for (bit, list) in LISTS.iter().enumerate().filter(|(_, list)| uses(list) && uses("lists")) {
        for name in names(assets, list)? {
            enlist(&name, 1 << bit, &mut entries, &mut phrases);
        }
    }
    for word in JOINTS {
        entries.entry((*word).to_owned()).or_default().is_joint = true;
    }
    let mut words: HashMap<u32, Vec<u8>> = HashMap::new();
    // The more frequent of two words with one key stays, and the result is the same each time.
    let mut entries: Vec<_> = entries.into_iter().collect();
    entries.sort_by(|a, b| (b.1.rank, &b.0).cmp(&(a.1.rank, &a.0)));
    for (word, entry) in &entries {
        words.insert(Table::key(hash(word)), entry.pack().to_vec());
    }
    let words: Vec<_> = words.into_iter().collect();
    let phrases: Vec<_> =
        phrases.into_iter().map(|(key, lists)| (Table::key(key), lists.to_le_bytes().to_vec())).collect();
    Ok(Knowledge { words: lay_out(&words), coarser, phrases: lay_out(&phrases) })
}
