//! The reader's word, which wins over lexicon and model: names added, called otherwise, joined, or taken for none.
//!
//! A correction of a name means the things that are called so; where nothing is, or where it is said of one place, it means
//! the places that read so.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::passages;
use crate::index::corrections::{Change, Correction, Corrections, Here};
use crate::model::{Clean, EntityKind, PostIx, Recognised, Span, Thread};

/// A name that is looked for because the reader says that it is one.
struct Wanted<'c> {
    reads: &'c str,
    said: &'c Correction,
    kind: EntityKind,
    /// Whether it goes before what was recognised there.
    is_sure: bool,
}

/// A recognised name with what it is called now.
struct Spot {
    span: Span,
    kind: EntityKind,
    called: Clean,
    is_gone: bool,
}

/// Names with the corrections made.
pub(super) fn correct(
    thread: &Thread,
    corrections: &Corrections,
    mut names: Vec<Recognised>,
) -> Vec<Recognised> {
    if corrections.0.is_empty() {
        return names;
    }
    let here = Here::new(thread);
    add(thread, corrections, &here, &mut names);
    let mut spots = Spots::new(thread, names);
    for said in corrections.0.iter().filter(|said| here.is_meant(&said.scope)) {
        spots.apply(&here, said);
    }
    spots.into_names(thread)
}

/// All names of a thread, found by what they are called and by what they read.
struct Spots<'t> {
    all: Vec<Spot>,
    by_called: HashMap<Clean, Vec<usize>>,
    by_reads: HashMap<&'t str, Vec<usize>>,
}

impl<'t> Spots<'t> {
    fn new(thread: &'t Thread, names: Vec<Recognised>) -> Self {
        let mut found = Self { all: Vec::new(), by_called: HashMap::new(), by_reads: HashMap::new() };
        for (i, Recognised { span, kind, name }) in names.into_iter().enumerate() {
            let reads = thread.slice(span);
            let called = name.unwrap_or_else(|| Clean::line(reads));
            found.by_called.entry(called.clone()).or_default().push(i);
            found.by_reads.entry(reads).or_default().push(i);
            found.all.push(Spot { span, kind, called, is_gone: false });
        }
        found
    }

    /// The spots that a name means.
    fn meant(&self, name: &Clean) -> &[usize] {
        let called = self.by_called.get(name).filter(|called| !called.is_empty());
        called.or_else(|| self.by_reads.get(&**name)).map_or(&[], Vec::as_slice)
    }

    fn apply(&mut self, here: &Here, said: &Correction) {
        let meant = match said.scope.place {
            Some(_) => self.by_reads.get(&*said.name).map_or(&[][..], Vec::as_slice),
            None => self.meant(&said.name),
        };
        let meant = meant.iter().copied();
        let meant: Vec<usize> = meant.filter(|i| here.has(&said.scope, self.all[*i].span)).collect();
        match &said.change {
            Change::Add(..) | Change::Watch(..) => {}
            Change::Kind(kind) => meant.iter().for_each(|i| self.all[*i].kind = *kind),
            Change::Ignore => meant.iter().for_each(|i| self.all[*i].is_gone = true),
            Change::Rename(to) => {
                let kind = self.by_called.get(to).and_then(|known| self.kind_of(known));
                self.call(&meant, to.clone(), kind);
            }
            Change::Merge(into) => {
                let other = self.meant(into);
                let kind = self.kind_of(other);
                let called = other.first().map_or(into, |i| &self.all[*i].called).clone();
                self.call(&meant, called, kind);
            }
        }
    }

    /// The kind that most of the spots are of.
    fn kind_of(&self, spots: &[usize]) -> Option<EntityKind> {
        let mut counts: HashMap<EntityKind, usize> = HashMap::new();
        for i in spots {
            *counts.entry(self.all[*i].kind).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(kind, count)| (*count, std::cmp::Reverse(*kind)));
        most.map(|(kind, _)| kind)
    }

    /// Has spots called something else.
    fn call(&mut self, spots: &[usize], called: Clean, kind: Option<EntityKind>) {
        let mut before: Vec<Clean> = Vec::new();
        for i in spots {
            let spot = &mut self.all[*i];
            let was = std::mem::replace(&mut spot.called, called.clone());
            if before.last() != Some(&was) {
                before.push(was);
            }
            spot.kind = kind.unwrap_or(spot.kind);
        }
        for was in before.iter().filter(|was| **was != called) {
            if let Some(known) = self.by_called.get_mut(was) {
                known.retain(|i| self.all[*i].called == *was);
            }
        }
        let known = self.by_called.entry(called).or_default();
        known.extend(spots);
        known.sort_unstable();
        known.dedup();
    }

    fn into_names(self, thread: &Thread) -> Vec<Recognised> {
        let left = self.all.into_iter().filter(|spot| !spot.is_gone);
        left.map(|Spot { span, kind, called, .. }| {
            let name = Some(called).filter(|name| **name != *thread.slice(span));
            Recognised { span, kind, name }
        })
        .collect()
    }
}

/// Adds the names that the reader says are names. One that is sure takes the place of what is recognised within it.
fn add(thread: &Thread, corrections: &Corrections, here: &Here, names: &mut Vec<Recognised>) {
    let wanted = wanted(corrections, here);
    let builder =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(wanted.iter().map(|w| w.reads));
    let Ok(searcher) = builder else { return };
    if wanted.is_empty() {
        return;
    }
    names.sort_by_key(|name| (name.span.post, name.span.start));
    let mut is_gone = vec![false; names.len()];
    let mut added = Vec::new();
    for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
        for passage in passages(&post) {
            for hit in searcher.find_iter(passage.text) {
                let Wanted { said, kind, is_sure, .. } = wanted[hit.pattern().as_usize()];
                let span = passage.span(ix, &hit.range());
                if passage.is_taken(&hit.range())
                    || !is_word(passage.text, &hit.range())
                    || !here.has(&said.scope, span)
                {
                    continue;
                }
                let first = names.partition_point(|n| (n.span.post, n.span.end) <= (ix, span.start));
                let touched = names[first..]
                    .iter()
                    .take_while(|name| name.span.post == ix && name.span.start < span.end)
                    .count();
                let within = |name: &Recognised| name.span.start >= span.start && name.span.end <= span.end;
                let touched = first..first + touched;
                if touched.is_empty() || (is_sure && names[touched.clone()].iter().all(within)) {
                    is_gone[touched].fill(true);
                    added.push(Recognised { span, kind, name: Some(said.name.clone()) });
                }
            }
        }
    }
    let mut is_gone = is_gone.into_iter();
    names.retain(|_| !is_gone.next().unwrap_or(false));
    names.extend(added);
}

/// The names that are looked for; where one is wanted twice, the later word counts.
fn wanted<'c>(corrections: &'c Corrections, here: &Here) -> Vec<Wanted<'c>> {
    let mut by_reads: HashMap<&str, Wanted> = HashMap::new();
    for said in corrections.0.iter().filter(|said| here.is_meant(&said.scope)) {
        let (kind, others, is_sure) = match &said.change {
            Change::Add(kind, others) => (*kind, others.as_slice(), true),
            // Handles and tags are found by their signs.
            Change::Watch(true, _) if said.name.starts_with(['@', '#', '$']) => continue,
            Change::Watch(true, kind) => (*kind, &[][..], false),
            Change::Watch(false, _) => {
                if by_reads.get(&*said.name).is_some_and(|known| !known.is_sure) {
                    by_reads.remove(&*said.name);
                }
                continue;
            }
            _ => continue,
        };
        for reads in std::iter::once(&said.name).chain(others).filter(|reads| !reads.is_empty()) {
            if is_sure || by_reads.get(&**reads).is_none_or(|known| !known.is_sure) {
                by_reads.insert(reads, Wanted { reads, said, kind, is_sure });
            }
        }
    }
    let mut wanted: Vec<_> = by_reads.into_values().collect();
    wanted.sort_by_key(|wanted| wanted.reads);
    wanted
}

/// Whether a range is not part of a longer word; in scripts without blanks nothing is.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    let goes_on = |within: Option<char>, beyond: Option<char>| {
        let is_letter =
            |c: Option<char>| c.is_some_and(|c| (c.is_alphanumeric() || c == '_') && !is_unspaced(c));
        is_letter(within) && is_letter(beyond)
    };
    let (reads, before, after) = (&text[range.clone()], &text[..range.start], &text[range.end..]);
    !goes_on(reads.chars().next(), before.chars().next_back())
        && !goes_on(reads.chars().next_back(), after.chars().next())
}

/// Whether a character is of a script that sets no blanks between words: Thai, Chinese, Japanese; Korean sets particles
/// right behind a name.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1100..=0x11FF | 0x2E80..=0xA4CF | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use EntityKind::{Organization, Person, Place, Product};

    use super::*;
    use crate::index::corrections::Scope;
    use crate::index::{Tree, entities};
    use crate::model::{Draft, Rich, ThreadBuilder};

    const POSTS: &[&str] =
        &["Zach met Ana Ruiz of MSS in Halden.", "Ruiz likes Halden and Halden Maps.", "哈尔登在这里 Zach"];

    fn thread() -> Thread {
        let mut builder = ThreadBuilder::default();
        for (i, text) in POSTS.iter().enumerate() {
            let id = Clean::some_line(&format!("p{i}"));
            builder.push(Draft { id, body: Rich::plain(text), ..Draft::default() });
        }
        builder.finish()
    }

    /// What is recognised: where each word stands, with its kind and what it is called.
    fn names(thread: &Thread) -> Vec<Recognised> {
        let mut found = Vec::new();
        for (post, reads, kind, name) in [
            (0, "Zach", Person, None),
            (0, "Ana Ruiz", Person, None),
            (0, "MSS", Place, Some("Ministry of State Security")),
            (0, "Halden", Place, None),
            (1, "Ruiz", Person, Some("Ana Ruiz")),
            (1, "Halden", Place, None),
            (2, "Zach", Person, None),
        ] {
            let post = PostIx(post);
            let at = thread.post(post).whole().find(reads).unwrap() as u32;
            let span = Span { post, start: at, end: at + reads.len() as u32 };
            found.push(Recognised { span, kind, name: name.map(Clean::line) });
        }
        found
    }

    fn said(name: &str, change: Change) -> Correction {
        Correction { name: Clean::line(name), scope: Scope::default(), change }
    }

    /// What a thread names after corrections: name, kind letter, count.
    fn told(said: Vec<Correction>) -> String {
        let thread = thread();
        let named = thread.with_names(correct(&thread, &Corrections(said), names(&thread)));
        let rows = entities::gather(&named).into_iter();
        let rows: Vec<_> =
            rows.map(|row| format!("{} {} {}", row.name, &row.kind.name()[..2], row.spans.len())).collect();
        rows.join(", ")
    }

    #[test]
    fn each_change_does_what_it_says() {
        let before = "Zach pe 2, Ana Ruiz pe 2, Ministry of State Security pl 1, Halden pl 2";
        let line = Clean::line;
        for (name, change, expected) in [
            ("Nobody", Change::Ignore, before.to_owned()),
            ("Zach", Change::Rename(line("Zach Dorn")), before.replace("Zach", "Zach Dorn")),
            (
                "Ministry of State Security",
                Change::Kind(Organization),
                before.replace("Security pl", "Security or"),
            ),
            // What reads so is meant where nothing is called so.
            ("MSS", Change::Kind(Organization), before.replace("Security pl", "Security or")),
            ("Halden", Change::Ignore, before.replace(", Halden pl 2", "")),
            (
                "Halden",
                Change::Merge(line("MSS")),
                "Zach pe 2, Ana Ruiz pe 2, Ministry of State Security pl 3".to_owned(),
            ),
            (
                "Zach",
                Change::Merge(line("Ana Ruiz")),
                before.replace("Zach pe 2, Ana Ruiz pe 2", "Ana Ruiz pe 4"),
            ),
            (
                "Ana Ruiz",
                Change::Rename(line("Halden")),
                before
                    .replace("Ana Ruiz pe 2, ", "")
                    .replace("Zach pe 2, ", "Zach pe 2, Halden pl 4, ")
                    .replace(", Halden pl 2", ""),
            ),
            ("Halden Maps", Change::Add(Product, vec![]), format!("{before}, Halden Maps pr 1")),
            (
                "Halden",
                Change::Add(Product, vec![line("哈尔登")]),
                before.replace("Halden pl 2", "Halden pr 4"),
            ),
            ("Maps", Change::Watch(true, Product), format!("{before}, Maps pr 1")),
            ("Map", Change::Watch(true, Product), before.to_owned()),
            ("likes Halden", Change::Watch(true, Product), before.to_owned()),
        ] {
            assert_eq!(told(vec![said(name, change.clone())]), expected, "{name} {change:?}");
        }
    }

    #[test]
    fn a_later_word_wins_and_names_what_the_earlier_ones_made() {
        let rename = |from, to| said(from, Change::Rename(Clean::line(to)));
        assert!(told(vec![rename("Zach", "Zed"), rename("Zed", "Zoe")]).starts_with("Zoe pe 2"));
        assert!(told(vec![rename("Zach", "Zed"), rename("Zed", "Zach")]).starts_with("Zach pe 2"));
    }

    #[test]
    fn a_correction_holds_in_its_thread_and_in_its_post_only() {
        let thread = thread();
        let mark = crate::index::identity::mark(&thread, &Tree::new(&thread));
        assert_eq!(mark.as_deref(), Some("p0"));
        let ignore = |thread: Option<&str>, post: Option<&str>| {
            let scope = Scope { thread: thread.map(Clean::line), post: post.map(Clean::line), place: None };
            told(vec![Correction { scope, ..said("Halden", Change::Ignore) }])
        };
        assert!(!ignore(Some("p0"), None).contains("Halden"));
        assert!(ignore(Some("elsewhere"), None).contains("Halden pl 2"));
        for post in ["p1", "2"] {
            assert!(ignore(Some("p0"), Some(post)).contains("Halden pl 1"), "{post}");
        }
    }

    #[test]
    fn a_correction_of_one_place_leaves_the_others() {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain("Halden is in Halden, says Halden."), ..Draft::default() });
        let thread = builder.finish();
        let places = thread.post(PostIx(0)).whole().match_indices("Halden");
        let names = places.map(|(at, reads)| {
            let span = Span { post: PostIx(0), start: at as u32, end: (at + reads.len()) as u32 };
            Recognised { span, kind: Place, name: None }
        });
        let names = names.collect();
        let at = |place| Scope { post: Some(Clean::line("1")), place: Some(place), ..Scope::default() };
        let said = [
            Correction { scope: at(2), ..said("Halden", Change::Ignore) },
            Correction { scope: at(3), ..said("Halden", Change::Kind(Person)) },
            Correction { scope: at(4), ..said("Halden", Change::Ignore) },
        ];
        let left = correct(&thread, &Corrections(said.to_vec()), names);
        let left: Vec<_> = left.iter().map(|name| (name.span.start, name.kind)).collect();
        assert_eq!(left, [(0, Place), (26, Person)]);
    }

    #[test]
    fn watched_are_those_of_any_of_the_names() {
        let thread = thread();
        let named = thread.with_names(names(&thread));
        let rows = entities::gather(&named);
        let watched = |names: &[(&str, bool)]| {
            let said = names.iter().map(|(name, on)| said(name, Change::Watch(*on, Person)));
            let watched = Corrections(said.collect()).watched(&named, &rows).into_iter().zip(&rows);
            watched.filter(|(on, _)| *on).map(|(_, row)| row.name.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(watched(&[("MSS", true), ("Zach", true)]), ["Zach", "Ministry of State Security"]);
        assert_eq!(watched(&[("MSS", true), ("MSS", false), ("mss", true)]), [""; 0]);
    }
}
