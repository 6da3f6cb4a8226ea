//! Whose name it is: display names taken apart as a bibliography wants them.
//!
//! ```text
//! Dana Reyes 🦀 (she/her)   →  Reyes, Dana
//! Ines van der Berg, PhD    →  van der Berg, Ines
//! Northwind Labs            →  a group
//! ```
//!
//! A name is a guess. What cannot be told apart with some safety (Chinese, Japanese, Korean) stays in one piece.

use unicode_normalization::char::is_combining_mark;

use super::Name;
use crate::cite::emoji;

/// Whether an author is a human being; where the reader knows better than the guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorIs {
    /// A human being.
    Person,
    /// An organisation.
    Group,
}

/// Words that no person bears; whole words, in lower case.
const GROUP_WORDS: &[&str] = &[
    "academy",
    "administration",
    "agency",
    "airlines",
    "alliance",
    "association",
    "authority",
    "bank",
    "board",
    "bureau",
    "center",
    "centre",
    "city",
    "club",
    "co",
    "college",
    "commission",
    "committee",
    "community",
    "company",
    "conference",
    "consortium",
    "cooperative",
    "corp",
    "corporation",
    "council",
    "county",
    "court",
    "department",
    "dept",
    "embassy",
    "federation",
    "fc",
    "foundation",
    "fund",
    "gazette",
    "gmbh",
    "government",
    "group",
    "herald",
    "holdings",
    "hospital",
    "hq",
    "inc",
    "industries",
    "initiative",
    "institut",
    "institute",
    "institution",
    "journal",
    "lab",
    "laboratories",
    "laboratory",
    "labs",
    "league",
    "library",
    "limited",
    "llc",
    "ltd",
    "magazine",
    "media",
    "ministry",
    "museum",
    "network",
    "news",
    "newspaper",
    "observatory",
    "office",
    "official",
    "organisation",
    "organization",
    "orchestra",
    "party",
    "partners",
    "plc",
    "police",
    "press",
    "project",
    "radio",
    "records",
    "report",
    "review",
    "robotics",
    "school",
    "services",
    "shipping",
    "society",
    "software",
    "solutions",
    "studio",
    "studios",
    "support",
    "systems",
    "team",
    "technologies",
    "theatre",
    "times",
    "tribune",
    "trust",
    "tv",
    "union",
    "universidad",
    "universität",
    "universite",
    "université",
    "university",
    "verlag",
    "verein",
    "weekly",
    "zeitung",
];

/// What stands before a family name and belongs to it; in lower case.
const PARTICLES: &[&str] = &[
    "af", "al", "av", "bin", "bint", "da", "dal", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "el", "ibn", "la", "las", "le", "los", "lo", "mac", "ten", "ter", "van", "vom", "von", "zu",
    "zum", "zur", "'t",
];

/// What follows a family name and belongs to the person.
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

/// Degrees and forms of address, which a citation leaves out; in lower case without dots.
const TITLES: &[&str] = &[
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "mr",
    "mrs",
    "ms",
    "rev",
    "phd",
    "md",
    "msc",
    "bsc",
    "mba",
    "esq",
    "dphil",
];

/// What ends the name in a display name: what follows tells of something else.
const ENDS: &[&str] = &[" | ", " • ", " · ", " // ", " – ", " — ", " @ "];

impl Name {
    /// The name of a human being; `None` where decorations are all there is.
    pub fn person(display: &str) -> Option<Self> {
        let plain = undecorated(display);
        let alone = |family: String| Some(Self::Person { given: String::new(), family });
        if plain.is_empty() {
            return None;
        }
        if is_east_asian(&plain) {
            return alone(plain);
        }
        let (plain, comma_suffix) = match plain.rsplit_once(", ") {
            Some((name, last)) if is_suffix(last) => (name.to_owned(), Some(last.to_owned())),
            // `Reyes, Dana`: turned round already.
            Some((family, given)) if !family.contains(',') => {
                return Some(Self::Person { given: given.to_owned(), family: family.to_owned() });
            }
            _ => (plain, None),
        };
        let mut words: Vec<_> = plain.split(' ').collect();
        let mut suffix = comma_suffix;
        if suffix.is_none() && words.len() > 2 && words.last().is_some_and(|last| is_suffix(last)) {
            suffix = words.pop().map(str::to_owned);
        }
        let family_at = family_start(&words);
        let (given, family) = (words[..family_at].join(" "), words[family_at..].join(" "));
        Some(match suffix {
            Some(suffix) if !given.is_empty() => Self::Person { given: format!("{given}, {suffix}"), family },
            _ => Self::Person { given, family },
        })
    }

    /// The name of an organisation, or one that is not to be turned round.
    pub fn group(display: &str) -> Option<Self> {
        let plain = without_decorations(display);
        (!plain.is_empty()).then_some(Self::Group(plain))
    }

    /// The likelier of the two.
    pub fn guess(display: &str) -> Option<Self> {
        if is_group(&without_decorations(display)) { Self::group(display) } else { Self::person(display) }
    }

    /// As `is` says, or the likelier where it says nothing.
    pub fn of(display: &str, is: Option<AuthorIs>) -> Option<Self> {
        match is {
            Some(AuthorIs::Person) => Self::person(display),
            Some(AuthorIs::Group) => Self::group(display),
            None => Self::guess(display),
        }
    }

    /// As one says it: `Dana Reyes`.
    pub fn full(&self) -> String {
        match self {
            Self::Person { given, family } if given.is_empty() => family.clone(),
            Self::Person { given, family } => match given.split_once(", ") {
                Some((given, suffix)) => format!("{given} {family} {suffix}"),
                None => format!("{given} {family}"),
            },
            Self::Group(name) => name.clone(),
        }
    }
}

/// Where in the words of a name the family name begins: at its last word, or at the particles before it.
fn family_start(words: &[&str]) -> usize {
    let mut at = words.len().saturating_sub(1);
    while at > 1 && PARTICLES.contains(&words[at - 1].to_lowercase().as_str()) {
        at -= 1;
    }
    at
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// Whether a name is written in Chinese characters, kana or Hangul, where the family name stands first.
pub(in crate::cite) fn is_east_asian(name: &str) -> bool {
    let is_such = |c: char| matches!(c, '\u{3005}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{20000}'..='\u{3FFFF}');
    name.chars().any(is_such) && !name.chars().any(|c| c.is_ascii_alphabetic())
}

fn is_group(name: &str) -> bool {
    let words: Vec<_> = name.split([' ', '-', '.', ',']).filter(|word| !word.is_empty()).collect();
    let lower: Vec<_> = words.iter().map(|word| word.to_lowercase()).collect();
    let is_acronym = |word: &&str| {
        word.len() > 1
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && word.starts_with(|c: char| c.is_alphabetic())
    };
    let has_acronym = match words.len() {
        1 => words[0].len() <= 6 && is_acronym(&words[0]),
        // `DANA REYES` shouts; `BBC Verify` is somebody else.
        _ => {
            words.iter().any(|word| is_acronym(word) && !is_suffix(word))
                && !words.iter().all(is_acronym)
                && !is_initials(words[0])
        }
    };
    has_acronym
        || name.contains(" & ")
        || lower.first().is_some_and(|first| first == "the")
        || lower.iter().any(|word| matches!(word.as_str(), "of" | "for" | "and"))
        || lower.iter().any(|word| GROUP_WORDS.contains(&word.as_str()))
}

/// `JD` in `JD Reyes`.
fn is_initials(word: &str) -> bool {
    word.len() == 2
}

/// A name without what people hang on it, titles left out too.
fn undecorated(display: &str) -> String {
    let plain = without_decorations(display);
    let is_title =
        |word: &str| TITLES.contains(&word.trim_end_matches(',').replace('.', "").to_lowercase().as_str());
    let mut words: Vec<_> = plain.split(' ').collect();
    while words.len() > 1 && is_title(words[0]) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|last| is_title(last)) {
        words.pop();
    }
    words.join(" ").trim_end_matches(',').to_owned()
}

/// A name without emoji, brackets, `:badges:` and what follows a bar.
fn without_decorations(display: &str) -> String {
    let end = ENDS.iter().filter_map(|mark| display.find(mark)).filter(|at| *at > 0).min();
    let name = emoji::without(&display[..end.unwrap_or(display.len())]);
    let mut depth = 0_usize;
    let is_outside = |c: &char| {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    };
    let outside: String = name.chars().filter(is_outside).collect();
    let is_badge = |word: &&str| word.len() > 2 && word.starts_with(':') && word.ends_with(':');
    let words: Vec<_> = outside.split_whitespace().filter(|word| !is_badge(word)).collect();
    // A tsheg ends the syllable before it, and signs above or below a letter are part of it.
    let is_kept = |c: char| matches!(c, '.' | '!' | '?' | '\'' | '’' | '+' | '་' | '༌');
    let edges = |c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !is_kept(c);
    words.join(" ").trim_matches(edges).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(display: &str) -> String {
        match Name::guess(display) {
            Some(Name::Person { given, family }) => format!("{family} / {given}"),
            Some(Name::Group(name)) => format!("group {name}"),
            None => "nobody".to_owned(),
        }
    }

    #[test]
    fn names_are_taken_apart() {
        for (display, expected) in [
            ("Dana Reyes", "Reyes / Dana"),
            ("Dana Reyes 🦀", "Reyes / Dana"),
            ("✨ Dana Reyes ✨ (she/her)", "Reyes / Dana"),
            ("Dana Reyes :verified:", "Reyes / Dana"),
            ("Dana Reyes | Northwind Labs", "Reyes / Dana"),
            ("Dr. Dana Reyes, PhD", "Reyes / Dana"),
            ("Ines van der Berg", "van der Berg / Ines"),
            ("Ana de la Cruz", "de la Cruz / Ana"),
            ("Van Lee", "Lee / Van"),
            ("B. Allen-Ebrahimian", "Allen-Ebrahimian / B."),
            ("JD Reyes", "Reyes / JD"),
            ("Martin Oakley Jr.", "Oakley / Martin, Jr."),
            ("Martin Oakley, Jr.", "Oakley / Martin, Jr."),
            ("Reyes, Dana", "Reyes / Dana"),
            ("Dana", "Dana / "),
            ("DANA REYES", "REYES / DANA"),
            ("王小明", "王小明 / "),
            ("山田 花子", "山田 花子 / "),
            ("محمد الفاروق", "الفاروق / محمد"),
            ("דנה רייס", "רייס / דנה"),
            ("བསྟན་འཛིན་", "བསྟན་འཛིན་ / "),
            ("श्रीमन्", "श्रीमन् / "),
            ("🦀🦀", "nobody"),
            ("()", "nobody"),
        ] {
            assert_eq!(told(display), expected, "{display}");
        }
    }

    #[test]
    fn groups_are_known_by_their_words() {
        for name in [
            "Northwind Labs",
            "Fabrikam Robotics Inc.",
            "Port Célestine News",
            "Ministry of Tides",
            "NOAA",
            "BBC Verify",
            "The Lanternfish",
            "Quandt & Sons",
            "University of Northwind",
            "Institute for Ferries",
        ] {
            assert_eq!(told(name), format!("group {name}"));
        }
        assert_eq!(told("Northwind Labs 🚀"), "group Northwind Labs");
    }

    #[test]
    fn the_reader_may_know_better() {
        let full = |name: Option<Name>| name.unwrap();
        assert_eq!(full(Name::group("Dana Reyes 🦀")), Name::Group("Dana Reyes".to_owned()));
        let labs = Name::of("Northwind Labs", Some(AuthorIs::Person));
        assert_eq!(full(labs), Name::Person { given: "Northwind".to_owned(), family: "Labs".to_owned() });
    }
}
