//! The key of a record: `reyes2024northwind`, who, when and the first word that tells something.
//!
//! The same post has the same key every time, so that what cites it stays right.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::cite::dates::Day;
use crate::cite::reference::{Name, Reference};

/// A word that tells something is no shorter than this.
const SHORTEST: usize = 3;
/// No part of a key is longer than this.
const LONGEST: usize = 24;

/// Words that tell nothing.
const SMALL: [&str; 42] = [
    "about", "after", "all", "also", "and", "are", "because", "been", "but", "can", "for", "from", "has",
    "have", "her", "here", "his", "how", "into", "its", "just", "not", "now", "our", "she", "some", "that",
    "the", "their", "there", "they", "this", "was", "were", "what", "when", "where", "who", "why", "with",
    "you", "your",
];

/// The key of a record, before others are asked whether it is free.
pub fn key(reference: &Reference) -> String {
    let year = reference.posted.and_then(Day::of).map(|day| day.year.to_string());
    let words =
        reference.text.split_whitespace().filter(|word| !word.contains("://") && !word.starts_with('@'));
    let mut words =
        words.flat_map(|word| word.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’'));
    let telling = words.find_map(|word| {
        let word = folded(word);
        (word.len() >= SHORTEST
            && !SMALL.contains(&word.as_str())
            && word.bytes().any(|b| b.is_ascii_alphabetic()))
        .then_some(word)
    });
    format!(
        "{}{}{}",
        surname(reference),
        year.as_deref().unwrap_or("nd"),
        telling.as_deref().unwrap_or("post")
    )
}

/// The name, or else the handle, that a key begins with.
pub fn surname(reference: &Reference) -> String {
    let name = match &reference.author {
        Some(Name::Person { family, .. } | Name::Group(family)) => Some(folded(family)),
        None => None,
    };
    let handle = || {
        reference
            .handle
            .as_deref()
            .and_then(|handle| handle.trim_start_matches('@').split('@').next().map(folded))
    };
    let known = name.filter(|name| !name.is_empty()).or_else(handle).filter(|name| !name.is_empty());
    known.unwrap_or_else(|| "unknown".to_owned())
}

/// The key, or the key with a letter behind it, that no other has yet; it is taken from then on.
pub fn fresh_key(key: &str, taken: &mut BTreeSet<String>) -> String {
    let mut fresh = key.to_owned();
    let mut count = 0;
    while !taken.insert(fresh.clone()) {
        fresh = format!("{key}{}", letters(count));
        count += 1;
    }
    fresh
}

/// `a` to `z`, `aa` and on.
fn letters(mut count: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'a' + (count % 26) as u8));
        match count / 26 {
            0 => break,
            more => count = more - 1,
        }
    }
    out.into_iter().rev().collect()
}

/// Small letters and digits of ASCII, accents left out; nothing of other scripts.
fn folded(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd() {
        match c.to_lowercase().next().unwrap_or(c) {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            c if c.is_ascii_alphanumeric() => out.push(c),
            _ => {}
        }
        if out.len() >= LONGEST {
            break;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clashes_get_letters() {
        let mut taken = BTreeSet::new();
        let keys: Vec<_> = (0..29).map(|_| fresh_key("k", &mut taken)).collect();
        assert_eq!(keys[..3], ["k", "ka", "kb"]);
        assert_eq!(keys[26..], ["kz", "kaa", "kab"]);
    }

    #[test]
    fn other_letters_become_ascii() {
        assert_eq!(folded("Škoda-Þór Łęcki ﬁ"), "skodathorleckifi");
        assert_eq!(folded("王"), "");
    }
}
