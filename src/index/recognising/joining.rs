//! The thread as a whole: which spots name the same thing, what kind of thing that is, and what it is called.
//!
//! ```text
//! Kathleen Hicks … Hicks                      the surname joins the only full name that has it
//! Ministry of State Security (MSS) … MSS      the acronym joins what it stands for
//! Fabrikam Robotics … Fabrikam                the short name joins the only long one
//! Zach … @zachsdorfman                        a first name is called what the account of that name is called
//! ```

use std::collections::{HashMap, HashSet};

use super::reading::is_form;
use super::{Spot, parts};
use crate::index::lexicon::{self, EntityId, Lexicon};
use crate::model::{Clean, EntityKind, Recognised, Span, Thread};

/// What one thing is known by: its entity, or its name without what does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Entity(EntityId),
    Words(String),
}

/// A thing that the thread names.
#[derive(Debug)]
struct Thing {
    entity: Option<EntityId>,
    /// How it is written, each with how often; in the order of appearance.
    forms: Vec<(String, usize)>,
    /// How often it was taken for each kind.
    kinds: HashMap<EntityKind, usize>,
    /// A fuller name that the thread tells elsewhere, such as its authors'.
    called: Option<String>,
}

/// All spots with the things they name.
#[derive(Debug)]
pub(super) struct Named {
    spots: Vec<(Span, usize)>,
    things: Vec<Thing>,
    /// By thing: the one that it was joined to, itself where it was not.
    joined: Vec<usize>,
}

/// Joins the spots of a thread, which are in its order.
pub(super) fn join(thread: &Thread, spots: Vec<Spot>) -> Named {
    let certain: HashSet<EntityId> =
        spots.iter().filter(|spot| !spot.is_doubtful).filter_map(|spot| spot.entity).collect();
    let mut named = Named { spots: Vec::new(), things: Vec::new(), joined: Vec::new() };
    let mut places: HashMap<Key, usize> = HashMap::new();
    for spot in spots {
        if spot.is_doubtful && spot.entity.is_none_or(|entity| !certain.contains(&entity)) {
            continue;
        }
        let reads = thread.slice(spot.span);
        let key = match spot.entity {
            Some(entity) => Key::Entity(entity),
            None => Key::Words(plain(reads)),
        };
        let thing = *places.entry(key).or_insert_with(|| named.add(spot.entity));
        named.things[thing].meet(reads, spot.kind);
        named.spots.push((spot.span, thing));
    }
    named.join_acronyms(thread);
    named.join_short_names();
    named.call_by_accounts(thread);
    named
}

/// A name without what does not matter: articles, possessives, legal forms, case.
fn plain(name: &str) -> String {
    let name = name.trim_end_matches("'s").trim_end_matches("’s");
    let mut words: Vec<&str> = name.split_whitespace().collect();
    if words.len() > 1 && words[0].eq_ignore_ascii_case("the") {
        words.remove(0);
    }
    while words.len() > 1 && is_form(words[words.len() - 1].trim_matches(',')) {
        words.pop();
    }
    words.join(" ").trim_end_matches(',').to_lowercase()
}

/// The first letters of the words that count: `MSS` of `Ministry of State Security`.
fn initials(name: &str) -> String {
    const SMALL: &[&str] = &["of", "the", "and", "for", "de", "la", "du", "des", "der", "und", "&"];
    let words = name.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty());
    words
        .filter(|word| !SMALL.contains(&word.to_lowercase().as_str()))
        .filter_map(|word| word.chars().next())
        .collect()
}

impl Thing {
    fn meet(&mut self, reads: &str, kind: EntityKind) {
        match self.forms.iter_mut().find(|(form, _)| form == reads) {
            Some((_, count)) => *count += 1,
            None => self.forms.push((reads.to_owned(), 1)),
        }
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// The kind it was taken for most often; the lexicon knows.
    fn kind(&self) -> EntityKind {
        if let Some(entity) = self.entity {
            return Lexicon::get().entity(entity).kind;
        }
        let most = self.kinds.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
        most.map_or(EntityKind::Organization, |(kind, _)| *kind)
    }

    /// The fullest way in which it is written.
    fn fullest(&self) -> &str {
        let longest = self.forms.iter().max_by_key(|(form, count)| {
            (form.split_whitespace().count(), *count, std::cmp::Reverse(form.len()))
        });
        longest.map_or("", |(form, _)| form)
    }

    /// What it is called: as the lexicon has it, or else by the fullest name that is met.
    fn name(&self) -> String {
        if let Some(called) = &self.called {
            return called.clone();
        }
        match self.entity {
            Some(entity) => {
                let known = Lexicon::get().entity(entity);
                let name = lexicon::shown(known.name);
                self.fuller(name, known.kind).unwrap_or(name).to_owned()
            }
            None => self.fullest().trim_end_matches("'s").trim_end_matches("’s").to_owned(),
        }
    }

    /// A way in which a body is written that tells more than the name that the lexicon has: `Volkswagen AG`, `Facebook`.
    fn fuller(&self, name: &str, kind: EntityKind) -> Option<&str> {
        let form = self.fullest().trim_end_matches("'s").trim_end_matches("’s");
        let is_fuller = kind == EntityKind::Organization
            && form.len() > name.len()
            && form.chars().any(char::is_lowercase)
            && form.starts_with(|c: char| c.is_uppercase() && c < '\u{250}');
        is_fuller.then_some(form)
    }

    /// Whether it is somebody known of whom the thread has no more than one word.
    fn is_surname(&self) -> bool {
        self.kind() == EntityKind::Person
            && self.forms.iter().all(|(form, _)| !form.contains(char::is_whitespace))
    }

    fn is_word(&self) -> bool {
        self.entity.is_none() && self.forms.iter().all(|(form, _)| !form.contains(char::is_whitespace))
    }
}

impl Named {
    fn add(&mut self, entity: Option<EntityId>) -> usize {
        let thing = Thing { entity, forms: Vec::new(), kinds: HashMap::new(), called: None };
        self.things.push(thing);
        self.joined.push(self.joined.len());
        self.joined.len() - 1
    }

    /// The thing that a thing was joined to in the end.
    fn root(&self, mut thing: usize) -> usize {
        while self.joined[thing] != thing {
            thing = self.joined[thing];
        }
        thing
    }

    /// Makes one thing of two; it is what `whole` is.
    fn unite(&mut self, part: usize, whole: usize) {
        let (part, whole) = (self.root(part), self.root(whole));
        if part == whole {
            return;
        }
        let forms = std::mem::take(&mut self.things[part].forms);
        for (form, count) in forms {
            match self.things[whole].forms.iter_mut().find(|(known, _)| *known == form) {
                Some((_, known)) => *known += count,
                None => self.things[whole].forms.push((form, count)),
            }
        }
        if self.things[whole].entity.is_none() {
            self.things[whole].entity = self.things[part].entity;
        }
        self.joined[part] = whole;
    }

    /// `Name (ABC)` and, of those that the thread names in full, the only one with these initials.
    fn join_acronyms(&mut self, thread: &Thread) {
        for i in 1..self.spots.len() {
            let ((before, full), (span, short)) = (self.spots[i - 1], self.spots[i]);
            let is_between = before.post == span.post && span.start == before.end + 2;
            if !is_between || !is_acronym(thread.slice(span)) {
                continue;
            }
            let whole = thread.post(span.post).whole();
            let (gap, after) =
                (&whole[before.end as usize..span.start as usize], &whole[span.end as usize..]);
            if gap == " (" && after.starts_with(')') {
                self.unite(short, full);
            }
        }
        let mut by_initials: HashMap<String, Vec<usize>> = HashMap::new();
        for thing in (0..self.things.len()).filter(|thing| self.joined[*thing] == *thing) {
            let name = self.things[thing].name();
            if name.contains(' ') && self.things[thing].kind() == EntityKind::Organization {
                by_initials.entry(initials(&name)).or_default().push(thing);
            }
        }
        for thing in 0..self.things.len() {
            let is_open = self.joined[thing] == thing && self.things[thing].is_word();
            let form = self.things[thing].forms.first().map(|(form, _)| form.clone()).unwrap_or_default();
            if is_open
                && form.len() > 2
                && is_acronym(&form)
                && let Some([only]) = by_initials.get(&form).map(Vec::as_slice)
            {
                self.unite(thing, *only);
            }
        }
    }

    /// By kind and small letters: the things of several words that a part of their name stands for.
    fn longer(&self) -> HashMap<(EntityKind, String), Vec<usize>> {
        let mut longer: HashMap<(EntityKind, String), Vec<usize>> = HashMap::new();
        for thing in (0..self.things.len()).filter(|thing| self.joined[*thing] == *thing) {
            let kind = self.things[thing].kind();
            let mut parts = parts::parts(&self.things[thing].name(), kind);
            for part in &mut parts {
                *part = part.to_lowercase();
            }
            parts.sort_unstable();
            parts.dedup();
            for part in parts {
                longer.entry((kind, part)).or_default().push(thing);
            }
        }
        longer
    }

    /// A part of a name joins the only longer one that has it.
    fn join_short_names(&mut self) {
        let longer = self.longer();
        for thing in 0..self.things.len() {
            let own = &self.things[thing];
            if self.joined[thing] != thing || own.entity.is_some() && !own.is_surname() {
                continue;
            }
            let name = match own.entity {
                Some(_) => own.fullest().to_lowercase(),
                None => own.name().to_lowercase(),
            };
            // What the model took for something else once is a person where the thread has one of that surname.
            let kinds = [own.kind(), EntityKind::Person, EntityKind::Organization];
            let kinds = if own.entity.is_some() || own.kind() == EntityKind::Product {
                &kinds[..1]
            } else {
                &kinds[..]
            };
            let known =
                kinds.iter().find_map(|kind| match longer.get(&(*kind, name.clone())).map(Vec::as_slice) {
                    Some([only]) => Some(*only),
                    _ => None,
                });
            if let Some(whole) = known.filter(|whole| *whole != thing) {
                // Somebody known has this surname too, but the thread speaks of another.
                if self.things[whole].entity.is_none() {
                    self.things[thing].entity = None;
                }
                self.unite(thing, whole);
            }
        }
    }

    /// A first name or a surname alone is called what the only author or account with it is called.
    fn call_by_accounts(&mut self, thread: &Thread) {
        let mut names: HashMap<String, HashSet<String>> = HashMap::new();
        let mut handles: HashSet<String> = HashSet::new();
        for post in thread.posts().flat_map(|post| post.with_quotes()) {
            let author = post.author();
            if let Some(name) = author.name.as_deref().filter(|name| name.split_whitespace().count() > 1) {
                let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
                for word in [&words[0], &words[words.len() - 1]] {
                    names.entry(word.clone()).or_default().insert(name.to_owned());
                }
            }
            handles.extend(author.handle.as_deref().map(str::to_lowercase));
            let mentioned = post.mentions().filter(|mention| mention.kind == EntityKind::Handle);
            handles.extend(mentioned.map(|mention| mention.name.trim_start_matches('@').to_lowercase()));
        }
        for thing in 0..self.things.len() {
            let own = &self.things[thing];
            if self.joined[thing] != thing || !own.is_word() || own.kind() != EntityKind::Person {
                continue;
            }
            let word = own.name().to_lowercase();
            let called = names
                .get(&word)
                .filter(|names| names.len() == 1)
                .and_then(|names| names.iter().next().cloned());
            self.things[thing].called = called;
        }
    }

    /// What is to be looked for elsewhere, each with its thing: how things are written, and parts of their names that
    /// stand for no other.
    pub(super) fn forms(&self) -> HashMap<String, usize> {
        let mut forms: HashMap<String, usize> = HashMap::new();
        let open = || (0..self.things.len()).filter(|thing| self.joined[*thing] == *thing);
        let mut claims: HashMap<String, Option<usize>> = HashMap::new();
        for thing in open() {
            let own = &self.things[thing];
            for (form, _) in &own.forms {
                forms.entry(form.clone()).or_insert(thing);
            }
            if own.entity.is_some() {
                continue;
            }
            let mut parts: Vec<String> =
                own.forms.iter().flat_map(|(form, _)| parts::parts(form, own.kind())).collect();
            parts.retain(|part| parts::stands_alone(part, own.kind()));
            parts.sort_unstable();
            parts.dedup();
            for part in parts {
                claims.entry(part).and_modify(|claim| *claim = None).or_insert(Some(thing));
            }
        }
        for (part, thing) in claims {
            if let Some(thing) = thing {
                forms.entry(part).or_insert(thing);
            }
        }
        forms
    }

    /// Where something is named already, in order.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        self.spots.iter().map(|(span, _)| *span)
    }

    /// A name at a place.
    pub(super) fn recognised(&self, span: Span, thing: usize, reads: &str) -> Recognised {
        let thing = &self.things[self.root(thing)];
        let name = Some(thing.name()).filter(|name| name != reads);
        Recognised { span, kind: thing.kind(), name: name.as_deref().map(Clean::line) }
    }

    /// All spots as names.
    pub(super) fn into_names(self) -> Vec<Recognised> {
        let names = self.spots.iter().map(|(span, thing)| self.recognised(*span, *thing, ""));
        names.collect()
    }
}

/// Whether a word is made of capitals, as acronyms are.
fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c == '.' || c == '&' || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use EntityKind::{Organization, Person, Place};

    use super::*;
    use crate::model::{Author, Draft, PostIx, Rich, ThreadBuilder};

    /// A thread of these posts, each with the words in it that name something; `?` before a word makes it doubtful.
    fn named(posts: &[(&str, &[(&str, EntityKind)])], authors: &[&str]) -> Vec<(String, EntityKind, String)> {
        let mut builder = ThreadBuilder::default();
        for (i, (text, _)) in posts.iter().enumerate() {
            let name = authors.get(i).and_then(|name| Clean::some_line(name));
            let author = Author { name, ..Author::default() };
            builder.push(Draft { author, body: Rich::plain(text), ..Draft::default() });
        }
        let thread = builder.finish();
        let mut spots = Vec::new();
        for (ix, (text, names)) in (0..).map(PostIx).zip(posts) {
            let mut from = 0;
            for (name, kind) in *names {
                let (name, is_doubtful) = name.strip_prefix('?').map_or((*name, false), |name| (name, true));
                let at = from + text[from..].find(name).unwrap();
                from = at + name.len();
                let entity = Lexicon::get()
                    .named(name)
                    .filter(|_| name == "OPEC" || is_doubtful)
                    .map(|named| named.entity);
                let span = Span { post: ix, start: at as u32, end: from as u32 };
                spots.push(Spot { span, kind: *kind, entity, is_doubtful });
            }
        }
        let names = join(&thread, spots).into_names().into_iter();
        let told = names.map(|name| {
            let reads = thread.slice(name.span).to_owned();
            (reads.clone(), name.kind, name.name.map_or(reads, |name| name.to_string()))
        });
        told.collect()
    }

    fn called(posts: &[(&str, &[(&str, EntityKind)])], authors: &[&str]) -> Vec<String> {
        named(posts, authors).into_iter().map(|(reads, _, name)| format!("{reads} = {name}")).collect()
    }

    #[test]
    fn a_surname_joins_the_only_full_name_that_has_it() {
        let posts: &[(&str, &[_])] = &[
            ("Kathleen Mora spoke.", &[("Kathleen Mora", Person)]),
            ("Mora's book, by Kathleen.", &[("Mora's", Organization), ("Kathleen", Person)]),
        ];
        assert_eq!(
            called(posts, &[]),
            ["Kathleen Mora = Kathleen Mora", "Mora's = Kathleen Mora", "Kathleen = Kathleen Mora"]
        );
        let two: &[(&str, &[_])] = &[
            ("Kathleen Mora met Jan Mora.", &[("Kathleen Mora", Person), ("Jan Mora", Person)]),
            ("Mora spoke.", &[("Mora", Person)]),
        ];
        assert_eq!(called(two, &[])[2], "Mora = Mora");
    }

    #[test]
    fn an_acronym_joins_what_it_stands_for() {
        let posts: &[(&str, &[_])] = &[
            ("The Quay Ports Board (QPB) met.", &[("Quay Ports Board", Organization), ("QPB", Organization)]),
            ("The QPB sold it.", &[("QPB", Place)]),
        ];
        assert_eq!(called(posts, &[])[2], "QPB = Quay Ports Board");
        let apart: &[(&str, &[_])] = &[
            ("The Quay Ports Board met.", &[("Quay Ports Board", Organization)]),
            ("The QPB sold it to the XYZ.", &[("QPB", Organization), ("XYZ", Organization)]),
        ];
        assert_eq!(called(apart, &[])[1..], ["QPB = Quay Ports Board", "XYZ = XYZ"]);
    }

    #[test]
    fn legal_forms_and_short_names_are_the_same_firm() {
        let posts: &[(&str, &[_])] = &[
            (
                "Fabrikam Robotics Inc. and Fabrikam.",
                &[("Fabrikam Robotics Inc.", Organization), ("Fabrikam", Organization)],
            ),
            ("Fabrikam Robotics", &[("Fabrikam Robotics", Organization)]),
        ];
        let told = called(posts, &[]);
        assert_eq!(told[1], "Fabrikam = Fabrikam Robotics Inc.");
        assert_eq!(told[2], "Fabrikam Robotics = Fabrikam Robotics Inc.");
    }

    #[test]
    fn one_name_is_one_kind_and_what_is_doubtful_needs_another() {
        let posts: &[(&str, &[_])] =
            &[("Koru Koru Koru", &[("Koru", Place), ("Koru", Organization), ("Koru", Organization)])];
        assert!(named(posts, &[]).iter().all(|(_, kind, _)| *kind == Organization));
        assert!(named(&[("OPEC", &[("?OPEC", Organization)])], &[]).is_empty());
        let both = [("OPEC", &[("OPEC", Organization)][..]), ("OPEC", &[("?OPEC", Organization)])];
        assert_eq!(named(&both, &[]).len(), 2);
    }

    #[test]
    fn a_first_name_is_called_what_the_author_of_that_name_is_called() {
        let posts: &[(&str, &[_])] = &[("Hello.", &[]), ("Dana writes well.", &[("Dana", Person)])];
        assert_eq!(called(posts, &["Dana Reyes", "Bo"]), ["Dana = Dana Reyes"]);
        assert_eq!(called(posts, &["Dana Reyes", "Dana Wolf"]), ["Dana = Dana"]);
    }
}
