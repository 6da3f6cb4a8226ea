//! Found names without what is not theirs, by the conventions of threads: titles in many languages, the word that opens
//! the sentence, what goes on behind the name in small letters.
//!
//! ```text
//! Chief Lanre Baiyewu ► Lanre Baiyewu     Selon Fatoumata Aly ► Fatoumata Aly     Quay Board gave N4 ► Quay Board
//! ```

use std::ops::Range;

use crate::index::naming::is_legal_form;
use crate::model::EntityKind;

/// Titles beside those that the model's names are cut of already.
const TITLES: &[&str] = &[
    "hajj",
    "haji",
    "hadj",
    "hag",
    "alhaji",
    "alhaja",
    "mallam",
    "otunba",
    "oba",
    "kuya",
    "aling",
    "mang",
    "ate",
    "shri",
    "smt",
    "pandit",
    "mama",
    "baba",
    "tía",
    "tío",
    "padre",
    "monseñor",
    "monsignor",
    "maître",
    "onorevole",
    "pani",
    "pan",
    "bay",
    "hanım",
    "bapak",
    "ibu",
    "encik",
    "datuk",
    "tun",
    "chief",
    "vice",
    "prime",
    "premier",
    "chairman",
    "chairwoman",
    "ambassador",
    "archbishop",
    "bishop",
    "cardinal",
    "imam",
    "ayatollah",
    "pastor",
    "rev",
    "rev.",
    "reverend",
    "councillor",
    "cllr",
    "cllr.",
    "commissioner",
    "superintendent",
    "inspector",
    "lieutenant",
    "lt",
    "major",
    "maj.",
    "brigadier",
    "marshal",
    "dame",
    "baroness",
    "doña",
    "señora",
    "señor",
    "frau",
    "herr",
    "madame",
    "monsieur",
    "mme",
    "m.",
    "senhor",
    "senhora",
    "dona",
    "sheikha",
    "mullah",
    "rabbi",
    "sister",
    "deputy",
    "engineer",
    "attorney",
    "advocate",
    "representative",
    "congresswoman",
    "chairperson",
    "cfo",
    "cto",
    "coo",
];

/// Words of other languages that begin sentences and no name of a person.
const OPENERS: &[&str] = &[
    "Selon",
    "Según",
    "Segundo",
    "Laut",
    "Avec",
    "Pour",
    "Dans",
    "Chez",
    "Mais",
    "Contre",
    "Depuis",
    "Quand",
    "Aujourd'hui",
    "Der",
    "Die",
    "Das",
    "Den",
    "Dem",
    "Und",
    "Mit",
    "Nach",
    "Bei",
    "Für",
    "Gegen",
    "Auch",
    "Aber",
    "Para",
    "Con",
    "Pero",
    "Cuando",
    "Desde",
    "Hasta",
    "Sobre",
    "Entre",
    "Como",
    "Por",
    "Per",
    "Ma",
    "Anche",
    "Secondo",
    "Com",
    "Mas",
    "Na",
    "Até",
    "Hoje",
    "Heute",
    "Hoy",
    "Oggi",
    "Ayer",
    "Gestern",
    "Hier",
    "Volgens",
    "Maar",
    "Enligt",
    "Ifølge",
    "Według",
];

/// Small words that join the words of a name, in several languages.
const JOINTS: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "at", "to", "by", "as", "de", "del", "dei", "della", "delle",
    "di", "da", "das", "do", "dos", "du", "des", "la", "las", "le", "les", "los", "el", "al", "y", "e", "et",
    "und", "der", "die", "den", "von", "vom", "zu", "zur", "für", "am", "im", "van", "ten", "ter", "op",
    "aan", "het", "bin", "bint", "ibn", "ould", "och", "og", "af", "av", "para", "pour", "sur", "con",
    "with", "against", "without", "sans", "i", "na", "d'", "l'", "or", "vs",
];

/// The bytes of a name of a kind that stands at `range`.
pub(super) fn trim(text: &str, range: Range<usize>, kind: EntityKind) -> Range<usize> {
    let mut range = range;
    while kind == EntityKind::Person
        && let Some((word, rest)) = text[range.clone()].split_once(' ')
        && (OPENERS.contains(&word) || TITLES.iter().any(|title| word.eq_ignore_ascii_case(title)))
    {
        range.start = range.end - rest.len();
    }
    range.start..range.start + end(&text[range])
}

/// Where a name with capitals ends: before a word in small letters that joins nothing.
fn end(name: &str) -> usize {
    if !name.starts_with(char::is_uppercase) {
        return name.len();
    }
    let (mut end, mut at) = (0, 0);
    for word in name.split(' ') {
        let is_small = word.len() > 1 && word.chars().all(char::is_lowercase);
        if is_small && !JOINTS.contains(&word) && !is_legal_form(word) {
            return end;
        }
        at += word.len();
        if !is_small || is_legal_form(word) {
            end = at;
        }
        at += 1;
    }
    name.len()
}

#[cfg(test)]
mod tests {
    use EntityKind::{Organization, Person, Place};

    use super::*;

    #[test]
    fn what_is_not_the_names_is_left_out() {
        for (reads, kind, expected) in [
            ("Chief Lanre Baiyewu", Person, "Lanre Baiyewu"),
            ("Doña Chelo", Person, "Chelo"),
            ("Selon Fatoumata Aly", Person, "Fatoumata Aly"),
            ("Chief", Person, "Chief"),
            ("Quay Board gave N4", Organization, "Quay Board"),
            ("Bank of England", Organization, "Bank of England"),
            ("Quay Board of the", Organization, "Quay Board of the"),
            ("Marit van Elsloo", Person, "Marit van Elsloo"),
            ("Port Ferry bridge", Place, "Port Ferry"),
            ("mara holm", Person, "mara holm"),
        ] {
            assert_eq!(&reads[trim(reads, 0..reads.len(), kind)], expected);
        }
    }
}
