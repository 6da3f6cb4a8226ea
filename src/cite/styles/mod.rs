//! Citation styles: our own for posts, many of the public collection, and the reader's own files.
//!
//! ```text
//! Reference ─► titling, items (a style's rules for words) ─► engine (CSL) ─► Citation
//! ```
//!
//! Our own are CSL files in `assets/styles`. CSL has no place for a handle and a time of day: they travel in variables that
//! posts leave free, as each file says at its head.

use std::fmt;

use hayagriva::citationberg::{IndependentStyle, LocaleCode, Style as Parsed};

use super::citation::Citation;
use super::reference::Reference;

mod checking;
mod engine;
mod items;
mod others;
mod patching;
pub(in crate::cite) mod titling;

/// How a style words what CSL leaves to the writer: titles, addresses, times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    Apa,
    Mla,
    /// Marks at the end of a title are commas.
    ChicagoNote,
    /// They are full stops.
    ChicagoList,
    ChicagoShort,
    /// Of a style that knows nothing of posts.
    Plain,
}

/// A style of our own.
struct Own {
    names: &'static [&'static str],
    title: &'static str,
    csl: &'static str,
    rules: Rules,
    /// The style of references in the text, where it is another.
    in_text: Option<&'static str>,
}

const CHICAGO_TEXT: &str = include_str!("../../../assets/styles/chicago-text.csl");

const OWN: &[Own] = &[
    Own {
        names: &["apa"],
        title: "APA, 7th edition",
        csl: include_str!("../../../assets/styles/apa.csl"),
        rules: Rules::Apa,
        in_text: None,
    },
    Own {
        names: &["mla"],
        title: "MLA, 9th edition",
        csl: include_str!("../../../assets/styles/mla.csl"),
        rules: Rules::Mla,
        in_text: None,
    },
    Own {
        names: &["chicago", "chicago-note"],
        title: "Chicago, 18th edition: note",
        csl: include_str!("../../../assets/styles/chicago-note.csl"),
        rules: Rules::ChicagoNote,
        in_text: Some(CHICAGO_TEXT),
    },
    Own {
        names: &["chicago-short"],
        title: "Chicago, 18th edition: shortened note",
        csl: include_str!("../../../assets/styles/chicago-short.csl"),
        rules: Rules::ChicagoShort,
        in_text: Some(CHICAGO_TEXT),
    },
    Own {
        names: &["chicago-bibliography"],
        title: "Chicago, 18th edition: bibliography",
        csl: include_str!("../../../assets/styles/chicago-bibliography.csl"),
        rules: Rules::ChicagoList,
        in_text: Some(CHICAGO_TEXT),
    },
    Own {
        names: &["chicago-author-date"],
        title: "Chicago, 18th edition: author-date",
        csl: include_str!("../../../assets/styles/chicago-author-date.csl"),
        rules: Rules::ChicagoList,
        in_text: None,
    },
];

/// Which text of a style is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// The whole reference, as it stands in a list or a note.
    #[default]
    List,
    /// What stands in parentheses in the text: `(Reyes, 2024)`.
    Text,
    /// The same as part of a sentence: `Reyes (2024)`.
    Sentence,
}

/// What the reader wants of all styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which text is wanted.
    pub place: Place,
    /// Whether APA cites what was posted on Twitter as `[Tweet]. Twitter.`, as its older examples do.
    pub has_tweets: bool,
}

/// A citation style, ready for use.
#[derive(Clone, Debug)]
pub struct Style {
    csl: Box<IndependentStyle>,
    in_text: Option<Box<IndependentStyle>>,
    rules: Rules,
    /// The language, where the style's file tells none.
    locale: Option<LocaleCode>,
}

/// Why there is no such style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StyleError {
    /// No style has that name; the nearest names.
    Unknown(String, Vec<&'static str>),
    /// The text is no CSL style that can be used, and why.
    Unusable(String),
}

impl fmt::Display for StyleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name, near) => {
                write!(f, "no citation style is called '{name}'")?;
                if !near.is_empty() {
                    write!(f, "; near it are {}", near.join(", "))?;
                }
                write!(f, ". 'unspool cite --list-styles' lists all")
            }
            Self::Unusable(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for StyleError {}

impl Style {
    /// The style of that name, in any case of letters.
    pub fn named(name: &str) -> Result<Self, StyleError> {
        let wanted = &*name.trim().to_lowercase();
        if let Some(own) = OWN.iter().find(|own| own.names.contains(&wanted)) {
            let in_text = own.in_text.map(independent).transpose()?;
            return Ok(Self { csl: independent(own.csl)?, in_text, rules: own.rules, locale: None });
        }
        if is_file(name) {
            let told = format!("the file {} could not be read", super::wording::one_line(name));
            return Err(StyleError::Unusable(told));
        }
        let Some(other) = others::find(wanted) else {
            return Err(StyleError::Unknown(super::wording::one_line(name), near(wanted)));
        };
        let csl =
            others::read(&other).ok_or_else(|| StyleError::Unusable("it cannot be unpacked".to_owned()))?;
        let locale = other.language.map(|language| LocaleCode(language.to_owned()));
        Ok(Self { csl: independent(&csl)?, in_text: None, rules: Rules::Plain, locale })
    }

    /// A style of the reader's own, from the text of a CSL file.
    pub fn from_csl(text: &str) -> Result<Self, StyleError> {
        checking::check(text).map_err(StyleError::Unusable)?;
        Ok(Self { csl: independent(text)?, in_text: None, rules: Rules::Plain, locale: None })
    }

    /// The citations of these references, in their order.
    pub fn cite(&self, references: &[Reference], options: Options) -> Vec<Citation> {
        let mut made = engine::run(self, references, options);
        made.sort_by_key(|(at, _)| *at);
        made.into_iter().map(|(_, citation)| citation).collect()
    }

    /// The references as a list, in the order of the style; years of one author are told apart.
    pub fn list(&self, references: &[Reference], options: Options) -> Vec<Citation> {
        engine::run(self, references, options).into_iter().map(|(_, citation)| citation).collect()
    }
}

/// Whether a style is named by its file rather than by its name.
pub fn is_file(name: &str) -> bool {
    let is_csl = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csl"));
    is_csl || name.contains(['/', '\\'])
}

/// Every style by its names, the first of which is the usual one, and its title; our own first.
pub fn all() -> Vec<(Vec<&'static str>, &'static str)> {
    let own = OWN.iter().map(|own| (own.names.to_vec(), own.title));
    own.chain(others::all().map(|other| (other.names, other.title))).collect()
}

/// Whether a style has that name, in any case of letters.
pub fn is_known(name: &str) -> bool {
    let wanted = &*name.trim().to_lowercase();
    OWN.iter().any(|own| own.names.contains(&wanted)) || others::find(wanted).is_some()
}

fn independent(csl: &str) -> Result<Box<IndependentStyle>, StyleError> {
    match Parsed::from_xml(csl) {
        Ok(Parsed::Independent(style)) => Ok(Box::new(patching::patched(style))),
        Ok(Parsed::Dependent(style)) => Err(StyleError::Unusable(format!(
            "it only says that it is like another style, {}. Take that one's file",
            super::wording::one_line(&style.parent_link.href)
        ))),
        Err(error) => {
            let told = super::wording::one_line(&error.to_string());
            Err(StyleError::Unusable(format!("it is no CSL style that can be read ({told})")))
        }
    }
}

/// The names that are nearest to one that is none, three at most.
fn near(wanted: &str) -> Vec<&'static str> {
    const FARTHEST: usize = 3;
    let names: Vec<_> = all().into_iter().flat_map(|(names, _)| names).collect();
    // A longer word is none that was mistyped.
    let wanted: String = wanted.chars().take(80).collect();
    let mut near: Vec<_> = names
        .into_iter()
        .filter_map(|name| {
            let is_part = wanted.len() > 2 && (name.contains(&*wanted) || wanted.contains(name));
            let distance = if is_part { 1 } else { distance(&wanted, name) };
            (distance <= FARTHEST.min(wanted.len() / 2)).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(3).collect()
}

/// How many letters must be changed, added or left out to get from one word to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<_> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_style_is_there() {
        for (names, title) in all() {
            assert!(!title.is_empty());
            for name in &names {
                Style::named(name).unwrap();
            }
        }
        assert_eq!(Style::named("APA").unwrap().rules, Rules::Apa);
        assert_eq!(Style::named("harvard").unwrap().rules, Rules::Plain);
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest() {
        let told = |name| Style::named(name).unwrap_err().to_string();
        assert!(told("chicgo").contains("near it are chicago"), "{}", told("chicgo"));
        assert!(told("vancuver").contains("vancouver"));
        assert!(told("qqqqqqqqqq").starts_with("no citation style is called 'qqqqqqqqqq'. "));
    }

    #[test]
    fn a_file_that_is_no_style_says_why() {
        let told = |text: &str| Style::from_csl(text).unwrap_err().to_string();
        assert!(told("hello").contains("no CSL style"), "{}", told("hello"));
        assert!(told("<html></html>").contains("no CSL style"));
        let round = include_str!("../../../assets/styles/chicago-short.csl")
            .replace("<citation>", "<macro name=\"a\"><text macro=\"b\"/></macro><macro name=\"b\"><text macro=\"a\"/></macro><citation>");
        assert!(told(&round).contains("macro 'a' calls itself"), "{}", told(&round));
        let deep = format!("<style>{}", "<group>".repeat(100_000));
        assert!(told(&deep).contains("nested"), "{}", told(&deep));
    }
}
