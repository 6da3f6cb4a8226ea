//! Whether a post is in English, which is what the model has learnt: by its code where the file gives one, else by the
//! small words that every post has.

use super::tokens::{Sort, Token};

/// Small words of English that other languages of the list below do not have.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "to", "is", "it", "for", "that", "this", "was", "with", "you", "are", "have", "not",
    "they", "his", "her", "she", "be", "by", "from", "but", "what", "my", "we", "your", "has", "had", "were",
    "will", "would", "been", "their", "which", "who", "when", "how", "why", "just", "out", "about", "if",
    "than", "then", "there", "i'm", "don't", "it's", "can't", "get", "got", "now", "new", "says", "after",
    "into", "him", "our", "its", "rt", "lol",
];

/// Small words of other languages in Latin letters: Spanish, Portuguese, French, Italian, German, Dutch, Swedish,
/// Danish, Norwegian, Polish, Turkish, Indonesian, Tagalog, Swahili, Romanian, Hungarian, Finnish, Czech.
const OTHER: &[&str] = &[
    "el", "los", "las", "una", "que", "por", "para", "con", "del", "está", "como", "más", "pero", "y", "ya",
    "muy", "su", "lo", "se", "não", "uma", "com", "você", "mas", "em", "dos", "das", "ao", "são", "pra", "é",
    "le", "les", "des", "une", "et", "est", "dans", "pour", "pas", "sur", "qui", "avec", "ce", "je", "vous",
    "nous", "du", "au", "aux", "il", "che", "di", "della", "del", "gli", "non", "sono", "per", "più",
    "anche", "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "mit", "von", "auf", "für", "den",
    "dem", "sich", "auch", "ich", "wir", "zu", "im", "het", "een", "van", "niet", "voor", "met", "ik",
    "zijn", "och", "att", "det", "som", "på", "är", "inte", "för", "og", "ikke", "til", "af", "jeg", "nie",
    "się", "jest", "na", "że", "do", "w", "z", "bir", "ve", "bu", "için", "değil", "çok", "da", "yang",
    "dan", "di", "ini", "itu", "tidak", "dengan", "untuk", "ada", "aku", "ang", "ng", "mga", "sa", "ko",
    "hindi", "naman", "lang", "ako", "ya", "wa", "kwa", "ni", "katika", "și", "să", "nu", "este", "cu", "az",
    "és", "hogy", "egy", "nem", "ja", "ei", "että", "je", "že",
];

/// Whether `text` is to be read as English. `code` is a language code as files have it, such as `en`, `pt-BR`, `und`.
pub(super) fn is_english(text: &str, tokens: &[Token], code: Option<&str>) -> bool {
    let code = code.map_or("", |code| code.split(['-', '_']).next().unwrap_or("")).trim();
    // X writes `und`, `qme`, `zxx` and the like where it does not know.
    if !code.is_empty() && !matches!(code, "und" | "mul" | "mis") && !code.starts_with('q') && code != "zxx" {
        return code.eq_ignore_ascii_case("en");
    }
    let (mut english, mut other, mut strange) = (0, 0, 0);
    for token in tokens.iter().take(400).filter(|token| token.sort == Sort::Word) {
        let word = &text[token.range()];
        if word.len() > 12 && word.is_ascii() {
            continue;
        }
        let is = |known: &&str| word.eq_ignore_ascii_case(known);
        if ENGLISH.iter().any(is) {
            english += 1;
        } else if OTHER.iter().any(is) {
            other += 1;
        } else if word.starts_with(|c: char| c.is_alphabetic() && c > '\u{24f}') {
            strange += 1;
        }
    }
    let foreign = other + strange;
    foreign < 3 || foreign <= english * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::naming::tokens::tokenize;

    fn judged(text: &str, code: Option<&str>) -> bool {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        is_english(text, &tokens, code)
    }

    #[test]
    fn the_code_of_the_file_decides_where_it_is_known() {
        assert!(judged("Mara Quill", Some("en-GB")));
        assert!(!judged("Mara Quill and the others", Some("pt")));
        assert!(!judged("el informe de la empresa no es para los vecinos", Some("und")));
        assert!(judged("Mara Quill", Some("und")));
    }

    #[test]
    fn small_words_tell_other_languages() {
        assert!(judged("Northwind sold the lab and nobody told the people in Leeds", None));
        assert!(judged("Fabrikam!!!", None));
        assert!(judged("we met at the Café de la Gare in Lyon and it was closed", None));
        assert!(!judged(
            "Der Rat hat gestern in Bremen mit der Firma gesprochen und ist nicht zufrieden",
            None
        ));
        assert!(!judged("La ministra visitó la fábrica con los vecinos para hablar del informe", None));
        assert!(!judged("Компания сообщила об этом вчера вечером", None));
    }
}
