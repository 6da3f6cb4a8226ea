//! What of a long name may stand for it: a surname, a first name, the firm without what it does.
//!
//! ```text
//! Rosa Huamaní Tello        Rosa · Huamaní · Tello · Rosa Huamaní · Huamaní Tello
//! Nour Gulf Grain DMCC      Nour · Nour Gulf · Nour Gulf Grain
//! ```

use super::reading::is_form;
use super::spreading::is_written_as_name;
use crate::index::lexicon::Lexicon;
use crate::index::naming::{List, Recogniser};
use crate::model::EntityKind;

/// Words of surnames that stand for nobody alone.
const PARTICLES: &[&str] = &[
    "de", "del", "la", "las", "los", "da", "do", "dos", "das", "di", "du", "van", "von", "der", "den", "ter",
    "ten", "le", "al", "el", "bin", "ibn", "bint", "ould", "abu", "y", "e", "jr", "jr.", "sr", "sr.", "ii",
    "iii", "st.", "&",
];

/// The longest name whose parts are looked at, in words.
const LONGEST: usize = 8;

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// The parts of a name of several words, each as it is written there.
pub(super) fn parts(name: &str, kind: EntityKind) -> Vec<String> {
    let mut words: Vec<&str> =
        name.split_whitespace().map(|word| word.trim_matches([',', '(', ')'])).collect();
    let mut found = Vec::new();
    if !(2..=LONGEST).contains(&words.len()) {
        return found;
    }
    match kind {
        EntityKind::Person => {
            for first in 0..words.len() {
                for last in first..words.len() {
                    let whole = last + 1 - first == words.len();
                    if !whole && !is_particle(words[last]) && (first < last || !is_particle(words[first])) {
                        found.push(words[first..=last].join(" "));
                    }
                }
            }
        }
        EntityKind::Organization => {
            let full = words.len();
            while words.len() > 1 && is_form(words[words.len() - 1]) {
                words.pop();
            }
            for first in 0..words.len() {
                for last in first..words.len() {
                    let length = last + 1 - first;
                    let ends_well = !is_particle(words[last]) && words[last].starts_with(char::is_uppercase);
                    let begins_well = words[first].starts_with(char::is_uppercase);
                    if length < full && ends_well && begins_well && (first == 0 || length > 1) {
                        found.push(words[first..=last].join(" "));
                    }
                }
            }
        }
        _ => {}
    }
    found
}

/// Whether a part of a name may be looked for where nothing else says that it is a name.
pub(super) fn stands_alone(part: &str, kind: EntityKind) -> bool {
    let is_single = !part.contains(' ');
    let word = Recogniser::embedded().known(part);
    if !is_written_as_name(part) || part.chars().count() < 3 || Lexicon::get().named(part).is_some() {
        return false;
    }
    match kind {
        EntityKind::Person => !is_single || !word.is_small(),
        EntityKind::Organization => {
            let is_place =
                [List::Countries, List::Cities, List::Regions].iter().any(|list| word.is_in(*list));
            let is_other = [List::Given, List::Adjectives, List::Titles, List::BodyWords];
            if is_single {
                !word.is_everyday() && !is_place && !is_other.iter().any(|list| word.is_in(*list))
            } else {
                // `Lagos State` is no `Lagos State Government`.
                part.split(' ').next().is_none_or(|first| Lexicon::get().named(first).is_none())
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use EntityKind::{Organization, Person, Place};

    use super::*;

    #[test]
    fn parts_are_what_a_name_may_be_shortened_to() {
        for (name, kind, expected) in [
            (
                "Rosa Huamani Tello",
                Person,
                &["Rosa", "Rosa Huamani", "Huamani", "Huamani Tello", "Tello"][..],
            ),
            ("Marit van Elsloo", Person, &["Marit", "van Elsloo", "Elsloo"]),
            (
                "Nour Gulf Grain DMCC",
                Organization,
                &["Nour", "Nour Gulf", "Nour Gulf Grain", "Nour Gulf Grain DMCC"],
            ),
            ("Upper Valley", Place, &[]),
            ("Zach", Person, &[]),
        ] {
            let found = parts(name, kind);
            for part in expected.iter().filter(|part| **part != name) {
                assert!(found.iter().any(|found| found == part), "{part} of {name}: {found:?}");
            }
            assert!(!found.iter().any(|part| part == name || part == "van"), "{found:?}");
        }
    }

    #[test]
    fn everyday_words_do_not_stand_for_a_name() {
        assert!(stands_alone("Huamani", Person));
        assert!(stands_alone("Kwelvane", Organization));
        assert!(!stands_alone("People", Organization));
        assert!(!stands_alone("Berlin", Organization));
    }
}
