//! Finding words in a thread.
//!
//! A [`Query`] is what a user typed, a [`Matcher`] what finds it: `literal` words in whatever way the text spells them,
//! or a regular expression (`pattern`). Hits are ranges of the text as it stands; no changed copy of it is kept.
//!
//! [`aliases`] searches for a thing under all its names; [`naming`] adds that to a search for words, [`fields`]
//! hold it to some posts.
//!
//! A large thread is searched batch by batch on several threads, and any search can be stopped by a newer one.

pub mod aliases;
pub mod fields;
pub mod naming;

mod char_set;
mod folding;
mod literal;
mod pattern;
mod sieve;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use folding::Caseness;
use literal::Literal;
use pattern::Pattern;
pub use sieve::Sieve;

use crate::model::{Batch, PostIx, Span, Thread, processors};

/// Longest query, in bytes. Nobody types as much; it keeps the time bounded in which a query is made ready.
const LONGEST: usize = 4096;

/// When upper and lower case differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// Only if the query has an upper-case letter.
    #[default]
    Smart,
    /// Always.
    Sensitive,
    /// Never.
    Insensitive,
}

/// What to look for, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Query {
    /// What the user typed.
    pub text: String,
    /// When upper and lower case differ.
    pub case: Case,
    /// Whether `text` is a regular expression.
    pub regex: bool,
    /// Whether hits must be whole words: nothing that could be part of a word stands directly before or after.
    ///
    /// Scripts without blanks between words (Chinese, Japanese, Thai …) set no bounds to words in a search for words;
    /// in a regular expression they do, as with `\b`.
    pub words: bool,
    /// Whether what the query names is found under its other names too: see [`naming`]. A [`Matcher`] finds words only.
    pub names: bool,
    /// Whether words such as `from:dana` say in which posts: see [`fields`]. A [`Matcher`] takes them as they stand.
    pub fields: bool,
}

/// A query made ready; cheap to clone.
#[derive(Clone, Debug)]
pub struct Matcher(Arc<Kind>);

#[derive(Clone, Debug)]
enum Kind {
    /// The query is empty or cannot be in any text.
    Nothing,
    Literal(Literal),
    Pattern(Pattern),
}

/// What is wrong with a query, for its author: one line, `unclosed group at character 5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadQuery(pub String);

impl fmt::Display for BadQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadQuery {}

impl Matcher {
    /// Makes a query ready. An empty one is not bad: it finds nothing.
    pub fn new(query: &Query) -> Result<Self, BadQuery> {
        let Query { text, case, regex, words, .. } = query;
        if text.len() > LONGEST {
            return Err(BadQuery(format!("the query is longer than {LONGEST} bytes")));
        }
        let kind = if text.is_empty() {
            Kind::Nothing
        } else if *regex {
            Kind::Pattern(Pattern::new(text, *case, *words)?)
        } else {
            let kept = match case {
                Case::Smart => text.chars().any(char::is_uppercase),
                Case::Sensitive => true,
                Case::Insensitive => false,
            };
            let case = if kept { Caseness::Kept } else { Caseness::Ignored };
            Literal::new(text, case, *words).map_or(Kind::Nothing, Kind::Literal)
        };
        Ok(Self(Arc::new(kind)))
    }

    /// The hits in `text`, in order, none empty, none overlapping, none across the border of two parts.
    ///
    /// They are found as they are asked for, each in time linear in the text.
    pub fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + use<'a> {
        static NEVER: AtomicBool = AtomicBool::new(false);
        self.0.hits(text, &NEVER)
    }

    /// What tells of files without reading them that they hold no hit; `None` where it would tell too little.
    pub fn sieve(&self) -> Option<Sieve> {
        match &*self.0 {
            Kind::Literal(literal) => literal.sieve(),
            Kind::Nothing | Kind::Pattern(_) => None,
        }
    }

    /// All hits in the thread, in the order of the file; `None` once `stop` is set.
    pub fn search(&self, thread: &Thread, stop: &AtomicBool) -> Option<Vec<Span>> {
        self.search_in(thread, &all_batches(thread), stop)
    }

    /// The hits in some batches of the thread, told by their places; in the order in which these are given.
    fn search_in(&self, thread: &Thread, batches: &[usize], stop: &AtomicBool) -> Option<Vec<Span>> {
        in_batches(thread, batches, || {
            // Its own copy, as the caches of one expression are slow to share.
            let kind = Kind::clone(&self.0);
            move |batch| spans(thread, batch, kind.hits(batch.text(), stop), stop)
        })
    }
}

/// The places of all batches of a thread.
fn all_batches(thread: &Thread) -> Vec<usize> {
    (0..thread.batches().len()).collect()
}

/// What a search finds in each of some batches, one after another, by as many workers as there are cores; each has a search
/// of its own. `None` once a search gives none.
fn in_batches<S>(thread: &Thread, batches: &[usize], searcher: impl Fn() -> S + Sync) -> Option<Vec<Span>>
where
    S: Fn(&Batch) -> Option<Vec<Span>>,
{
    let next = AtomicUsize::new(0);
    let work = || {
        let search = searcher();
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(batch) = batches.get(at) else { return Some(done) };
            done.push((at, search(&thread.batches()[*batch])?));
        }
    };
    let workers = processors().min(batches.len());
    let done = thread::scope(|scope| {
        // A thread that cannot be had is done without.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, work).ok();
        let helpers: Vec<_> = (1..workers).map_while(spawn).collect();
        let own = work();
        let theirs = helpers
            .into_iter()
            .map(|helper| helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        std::iter::once(own).chain(theirs).collect::<Option<Vec<_>>>()
    })?;
    let mut done: Vec<_> = done.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(at, _)| *at);
    Some(done.into_iter().map(|(_, spans)| spans).collect::<Vec<_>>().concat())
}

/// Hits in a batch as spans of its thread; `None` once `stop` is set.
fn spans(
    thread: &Thread,
    batch: &Batch,
    hits: impl Iterator<Item = Range<usize>>,
    stop: &AtomicBool,
) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    // The post of the last hit, and its place in the batch: the next hit is often in the same.
    let mut post = PostIx(0);
    let mut region = 0..0;
    for hit in hits {
        if hit.end > region.end {
            let span = batch.span(hit.clone())?;
            let start = hit.start - span.start as usize;
            post = span.post;
            region = start..start + thread.post(post).whole().len();
        }
        let start = (hit.start - region.start) as u32;
        spans.push(Span { post, start, end: start + hit.len() as u32 });
    }
    (!stop.load(Ordering::Relaxed)).then_some(spans)
}

impl Kind {
    fn hits<'a>(&'a self, text: &'a str, stop: &'a AtomicBool) -> Hits<'a> {
        match self {
            Self::Nothing => Hits::Nothing,
            Self::Literal(literal) => Hits::Literal(literal.hits(text, stop)),
            Self::Pattern(pattern) => Hits::Pattern(pattern.hits(text, stop)),
        }
    }
}

/// The hits of either kind of query.
enum Hits<'a> {
    Nothing,
    Literal(literal::Hits<'a>),
    Pattern(pattern::Hits<'a>),
}

impl Iterator for Hits<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        match self {
            Self::Nothing => None,
            Self::Literal(hits) => hits.next(),
            Self::Pattern(hits) => hits.next(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Draft, Rich, SEPARATOR, ThreadBuilder};

    fn words(text: &str) -> Query {
        Query { text: text.to_owned(), ..Query::default() }
    }

    fn expression(text: &str) -> Query {
        Query { regex: true, ..words(text) }
    }

    fn found<'t>(query: &Query, text: &'t str) -> Vec<&'t str> {
        Matcher::new(query).unwrap().hits(text).map(|hit| &text[hit]).collect()
    }

    #[track_caller]
    fn check(rows: &[(&str, &str, &[&str])]) {
        for (query, text, expected) in rows {
            assert_eq!(found(&words(query), text), *expected, "{query:?} in {text:?}");
        }
    }

    #[test]
    fn what_was_not_typed_may_be_there() {
        check(&[
            ("zurich", "Zürich, ZURICH, Zu\u{308}rich, Zuerich", &["Zürich", "ZURICH", "Zu\u{308}rich"]),
            ("cafe", "café cafe\u{301}s Cafés", &["café", "cafe\u{301}", "Café"]),
            ("lodz", "Łódź", &["Łódź"]),
            ("oresund", "Øresund", &["Øresund"]),
            ("viet", "Việt Nam", &["Việt"]),
            (
                "sold out",
                "ｓｏｌｄ　ｏｕｔ 𝘀𝗼𝗹𝗱 𝗼𝘂𝘁 𝓢𝓸𝓵𝓭\u{a0}𝓸𝓾𝓽",
                &["ｓｏｌｄ　ｏｕｔ", "𝘀𝗼𝗹𝗱 𝗼𝘂𝘁", "𝓢𝓸𝓵𝓭\u{a0}𝓸𝓾𝓽"],
            ),
            (
                "struck",
                "s\u{336}t\u{336}r\u{336}u\u{336}c\u{336}k\u{336}!",
                &["s\u{336}t\u{336}r\u{336}u\u{336}c\u{336}k\u{336}"],
            ),
            ("مرحبا", "مَرْحَبًا مــرحبا", &["مَرْحَبًا", "مــرحبا"]),
            ("שלום", "שָׁלוֹם", &["שָׁלוֹם"]),
            ("1", "1\u{fe0f}\u{20e3} 1", &["1\u{fe0f}\u{20e3}", "1"]),
            ("👍", "👍🏽👍", &["👍🏽", "👍"]),
            ("отчет", "Отчёт", &["Отчёт"]),
            ("σισυφος", "ΣΊΣΥΦΟΣ Σίσυφος", &["ΣΊΣΥΦΟΣ", "Σίσυφος"]),
            ("istanbul", "İstanbul ISTANBUL ıstanbul", &["İstanbul", "ISTANBUL", "ıstanbul"]),
        ]);
    }

    #[test]
    fn what_was_typed_must_be_there() {
        check(&[
            ("zürich", "Zurich Zürich ZU\u{308}RICH Zúrich", &["Zürich", "ZU\u{308}RICH"]),
            ("zu\u{308}rich", "Zurich Zürich", &["Zürich"]),
            ("viêt", "Viet Viêt Việt", &["Viêt", "Việt"]),
            ("øre", "ore øre ØRE", &["øre", "ØRE"]),
            ("ısı", "isi ısı", &["ısı"]),
            ("👍🏽", "👍 👍🏽 👍🏿", &["👍🏽"]),
            ("カラス", "カラス ガラス", &["カラス"]),
            ("カ", "ガ ｶﾞ カ\u{3099} カ", &["カ"]),
            ("ガラス", "ガラス ｶﾞﾗｽ カ\u{3099}ラス カラス", &["ガラス", "ｶﾞﾗｽ", "カ\u{3099}ラス"]),
            ("하", "한 하", &["하"]),
            (
                "한국",
                "한국 \u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}",
                &["한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"],
            ),
            ("ㅋㅋ", "ㅋㅋㅋㅋ", &["ㅋㅋ", "ㅋㅋ"]),
            ("東京", "東京都と京都", &["東京"]),
            ("कम", "कीमत कम", &["कम"]),
        ]);
    }

    #[test]
    fn letters_for_two_quotes_dashes_and_blanks_are_the_same_either_way() {
        check(&[
            ("strasse", "Straße STRASSE", &["Straße", "STRASSE"]),
            ("straße", "Strasse STRAẞE", &["Strasse", "STRAẞE"]),
            ("stras", "Straße", &["Straß"]),
            ("office", "oﬃce of\u{fb01}ce", &["oﬃce", "of\u{fb01}ce"]),
            ("ice", "oﬃce", &["ﬃce"]),
            ("encyclopaedia", "Encyclopædia", &["Encyclopædia"]),
            ("it's", "it’s it's itʼs", &["it’s", "it's", "itʼs"]),
            ("it’s", "it's", &["it's"]),
            ("\"so\"", "“so” «so» \"so\" ＂so＂", &["“so”", "«so»", "\"so\"", "＂so＂"]),
            ("2-3", "2–3 2—3 2-3", &["2–3", "2—3", "2-3"]),
            ("wait...", "wait…", &["wait…"]),
            ("a  b", "a b, a\n\u{a0}b", &["a b", "a\n\u{a0}b"]),
        ]);
    }

    #[test]
    fn an_upper_case_letter_makes_case_matter() {
        check(&[
            ("Apt", "Apt apt Ápt APT", &["Apt", "Ápt"]),
            ("apt", "Apt apt Ápt APT", &["Apt", "apt", "Ápt", "APT"]),
        ]);
        let with = |case| found(&Query { case, ..words("Apt") }, "Apt apt");
        assert_eq!(with(Case::Insensitive), ["Apt", "apt"]);
        assert_eq!(found(&Query { case: Case::Sensitive, ..words("apt") }, "Apt apt"), ["apt"]);
    }

    #[test]
    fn whole_words_have_no_word_beside_them() {
        for (query, text, expected) in [
            (
                "art",
                "art party start art_ art’s _art Art. art\u{301}",
                &["art", "art", "Art", "art\u{301}"][..],
            ),
            ("a a", "ba a a", &["a a"]),
            ("sony", "私はSonyが好き", &["Sony"]),
            ("京", "東京都", &["京"]),
            ("art", "éart ärt", &["ärt"]),
        ] {
            assert_eq!(found(&Query { words: true, ..words(query) }, text), expected, "{query:?}");
        }
    }

    #[test]
    fn expressions_see_one_part_at_a_time() {
        let text = format!("Alpha one\nbeta{SEPARATOR}two alpha{SEPARATOR}");
        for (query, expected) in [
            ("^.*$", &["Alpha one", "beta", "two alpha"][..]),
            ("(?s).+", &["Alpha one\nbeta", "two alpha"]),
            ("alpha", &["Alpha", "alpha"]),
            ("Alpha", &["Alpha"]),
            (r"\W", &[" ", "\n", " "]),
            (r"ALPH\S", &[]),
            ("x*", &[]),
            (r"\x1e|\x{1E}", &[]),
            ("[^a-z]{2}", &[]),
        ] {
            assert_eq!(found(&expression(query), &text), expected, "{query:?}");
        }
    }

    #[test]
    fn expressions_can_be_held_to_whole_words() {
        for (query, text, expected) in [
            ("foo|foobar", "foo foobar foobars", &["foo", "foobar"][..]),
            ("(?x) art # a comment", "art party", &["art"]),
            ("^A.t$", "Art\nAct\nant", &["Art", "Act"]),
        ] {
            assert_eq!(found(&Query { words: true, ..expression(query) }, text), expected, "{query:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_on_one_line() {
        let long = "a".repeat(10_000_000);
        for (query, expected) in [
            ("née(", "unclosed group at character 4"),
            ("a)", "unopened group at character 2"),
            ("[z-a]", "invalid character class range, the start must be <= the end at character 2"),
            ("*", "repetition operator missing expression at character 1"),
            (r"\q", "unrecognized escape sequence at character 1"),
            (r"née\p{None}", "Unicode property not found at character 4"),
            ("((a{1000}){1000}){1000}", "the expression is too large"),
            (&long, "the query is longer than 4096 bytes"),
        ] {
            let BadQuery(message) = Matcher::new(&expression(query)).unwrap_err();
            assert!(!message.contains('\n'), "{message}");
            assert_eq!(message, expected);
        }
    }

    #[test]
    fn nothing_finds_nothing() {
        for query in ["", "\u{301}", "\u{200d}", "\u{1e}", "a\u{1e}b"] {
            assert!(found(&words(query), "a\u{301}\u{1e}b\u{200d}").is_empty(), "{query:?}");
        }
        assert!(found(&expression(""), "abc").is_empty());
    }

    fn thread(posts: impl IntoIterator<Item = String>) -> Thread {
        let mut builder = ThreadBuilder::default();
        for post in posts {
            builder.push(Draft { body: Rich::plain(&post), ..Draft::default() });
        }
        builder.finish()
    }

    #[test]
    fn a_thread_is_searched_in_the_order_of_the_file() {
        let filler = "lorem ".repeat(1_000);
        let thread = thread((0..1_500).map(|i| format!("{filler} Ñu{i} ñu{i}")));
        assert!(thread.batches().len() > 4);
        let never = AtomicBool::new(false);
        let spans = Matcher::new(&words("nu1")).unwrap().search(&thread, &never).unwrap();
        assert!(spans.is_sorted());
        assert_eq!(spans.len(), 2 * (1 + 10 + 100 + 500));
        assert!(spans.iter().all(|span| matches!(thread.slice(*span), "ñu1" | "Ñu1")));
    }

    #[test]
    fn a_set_stop_ends_a_search_of_quadratic_cost() {
        let thread = thread(["A".repeat(1_000_000)]);
        let stop = AtomicBool::new(false);
        let matcher = Matcher::new(&expression(".*[^A-Z]|[A-Z]")).unwrap();
        let (spans, late) = thread::scope(|scope| {
            let search = scope.spawn(|| matcher.search(&thread, &stop));
            thread::sleep(std::time::Duration::from_millis(20));
            stop.store(true, Ordering::Relaxed);
            let stopped = std::time::Instant::now();
            (search.join().unwrap(), stopped.elapsed())
        });
        assert_eq!(spans, None);
        assert!(late.as_millis() < 200, "{late:?}");
    }

    proptest! {
        #[test]
        fn hits_are_ranges_of_the_text(
            query in r"\PC{0,4}|[ab\u{1e}\u{301}é ]{1,3}|[a.*+^$|b\\W()]{1,5}",
            text in r"(\PC|[abé\u{1e}\u{301} \n]){0,60}",
            (regex, whole) in any::<(bool, bool)>(),
        ) {
            let query = Query { text: query, case: Case::Smart, regex, words: whole, names: false, fields: false };
            if let Ok(matcher) = Matcher::new(&query) {
                let mut end = 0;
                for hit in matcher.hits(&text) {
                    prop_assert!(end <= hit.start && hit.start < hit.end);
                    prop_assert!(text.get(hit.clone()).is_some_and(|hit| !hit.contains(SEPARATOR)));
                    end = hit.end;
                }
            }
        }

        #[test]
        fn a_text_is_found_in_any_that_contains_it(
            before in r"\PC{0,20}", query in r"[\p{L}\p{N}\p{P}\p{S}](\PC){0,6}", after in r"([ -~]\PC{0,20})?",
        ) {
            let text = format!("{before}{query}{after}");
            let matcher = Matcher::new(&words(&query)).unwrap();
            prop_assert!(matcher.hits(&text).next().is_some());
        }

        #[test]
        fn a_search_for_ascii_is_that_of_the_standard_library(query in "[a-cA-C]{1,3}", text in "[a-cA-C .]{0,60}") {
            let matcher = Matcher::new(&Query { case: Case::Sensitive, ..words(&query) }).unwrap();
            let expected: Vec<_> = text.match_indices(&query).map(|(at, _)| at..at + query.len()).collect();
            prop_assert_eq!(matcher.hits(&text).collect::<Vec<_>>(), expected);
        }
    }
}
