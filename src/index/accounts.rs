//! Which account is whose: a person and their handle are one row, with the mentions of both.
//!
//! ```text
//! Dana Reyes … @dreyes      the account's own posts, or their quotes, bear that name
//! Mara Quill … @mara_quill  the handle is made of the name
//! Zach … @zachsdorfman      the only handle that begins with a first name that is met right after it
//! ```

use std::collections::{HashMap, HashSet};

use super::entities::{self, Entity};
use crate::model::{EntityKind, Thread};

/// A first name is looked for in so many posts after the handle.
const NEAR: u32 = 3;
/// A first name, and what follows it in a handle, have at least so many letters.
const FEWEST: usize = 3;

/// How a handle was found to be a person's, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    Told,
    Spelled,
    Near,
}

/// Joins handles with the people whose they are, where only one of each fits.
pub fn join(thread: &Thread, entities: &mut Vec<Entity>) {
    let of_kind = |wanted| move |(_, entity): &(usize, &Entity)| entity.kind == wanted;
    let people: Vec<usize> =
        entities.iter().enumerate().filter(of_kind(EntityKind::Person)).map(|(i, _)| i).collect();
    let handles: Vec<usize> =
        entities.iter().enumerate().filter(of_kind(EntityKind::Handle)).map(|(i, _)| i).collect();
    if people.is_empty() || handles.is_empty() {
        return;
    }
    let pairs = pairs(thread, entities, &people, &handles);
    for (person, handle) in &pairs {
        let account = std::mem::take(&mut entities[*handle].spans);
        let called = entities[*handle].name.clone();
        let person = &mut entities[*person];
        person.spans.extend(account);
        person.spans.sort_unstable();
        person.forms.push(called);
    }
    if !pairs.is_empty() {
        entities.retain(|entity| !entity.spans.is_empty());
        entities.sort_by_key(|entity| entity.spans[0]);
    }
}

/// People with their handles, each in one pair at most.
fn pairs(thread: &Thread, entities: &[Entity], people: &[usize], handles: &[usize]) -> Vec<(usize, usize)> {
    let told = told(thread);
    let by_key: HashMap<String, usize> =
        handles.iter().map(|i| (entities::key(EntityKind::Handle, &entities[*i].name), *i)).collect();
    let mut by_spelling: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_letters: Vec<(String, usize)> = Vec::new();
    for i in handles {
        let letters = letters(user(&entities[*i].name));
        by_spelling.entry(letters.clone()).or_default().push(*i);
        by_letters.push((letters, *i));
    }
    by_letters.sort_unstable();
    let mut claims: Vec<(How, usize, usize)> = Vec::new();
    for person in people {
        let own = &entities[*person];
        let names = || std::iter::once(&*own.name).chain(own.forms.iter().map(|form| &**form));
        let known = names().find_map(|name| told.get(&words(name)));
        let known = known.and_then(|keys| only(keys.iter().filter_map(|key| by_key.get(key).copied())));
        let spelled =
            || only(spellings(&own.name).iter().filter_map(|s| by_spelling.get(s)).flatten().copied());
        let near = || beginning_with(&own.name, &by_letters).filter(|i| is_near(&entities[*i], own));
        let found = known.map(|handle| (How::Told, handle));
        let found = found.or_else(|| spelled().map(|handle| (How::Spelled, handle)));
        if let Some((how, handle)) = found.or_else(|| near().map(|handle| (How::Near, handle))) {
            claims.push((how, handle, *person));
        }
    }
    // An account whose owner is told by its posts is nobody else's.
    let owned: HashSet<usize> = told.values().flatten().filter_map(|key| by_key.get(key).copied()).collect();
    claims.retain(|(how, handle, _)| *how == How::Told || !owned.contains(handle));
    claims.sort_unstable();
    let sole = claims.chunk_by(|a, b| a.0 == b.0 && a.1 == b.1).filter(|claims| claims.len() == 1);
    let mut taken = HashSet::new();
    let first = sole.map(|claims| claims[0]).filter(|(_, handle, _)| taken.insert(*handle));
    first.map(|(_, handle, person)| (person, handle)).collect()
}

/// The accounts that post under each name, by the [`words`] of the name.
fn told(thread: &Thread) -> HashMap<String, HashSet<String>> {
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut told: HashMap<String, HashSet<String>> = HashMap::new();
    for post in thread.posts().flat_map(|post| post.with_quotes()) {
        let author = post.author();
        if let (Some(name), Some(handle)) = (author.name.as_deref(), author.handle.as_deref())
            && seen.insert((name, handle))
        {
            let key = entities::key(EntityKind::Handle, &format!("@{}", handle.trim_start_matches('@')));
            told.entry(words(name)).or_default().insert(key);
        }
    }
    told
}

/// The only one of some, whatever often it comes.
fn only(mut some: impl Iterator<Item = usize>) -> Option<usize> {
    let first = some.next()?;
    some.all(|other| other == first).then_some(first)
}

/// A handle without its sign and instance.
fn user(handle: &str) -> &str {
    handle.trim_start_matches('@').split('@').next().unwrap_or_default()
}

/// The letters of a text, in small.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// The words of a name without case and ornament: `Dana Reyes 🦀`.
fn words(name: &str) -> String {
    let words = name.split_whitespace().map(letters).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// How a name of several words is made a handle of: `maraquill`, `quillmara`, `mquill`.
fn spellings(name: &str) -> Vec<String> {
    let words: Vec<String> = name.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    let [first, .., last] = words.as_slice() else { return Vec::new() };
    let mut made = vec![words.concat(), format!("{first}{last}"), format!("{last}{first}")];
    made.extend(first.chars().next().map(|initial| format!("{initial}{last}")));
    made.retain(|made| made.len() > FEWEST);
    made
}

/// The only handle that begins with a name of one word and goes on, as handles with a surname do.
fn beginning_with(name: &str, by_letters: &[(String, usize)]) -> Option<usize> {
    let first = letters(name);
    if name.contains(char::is_whitespace) || first.chars().count() < FEWEST {
        return None;
    }
    let from = by_letters.partition_point(|(letters, _)| *letters < first);
    let mut those = by_letters[from..].iter().take_while(|(letters, _)| letters.starts_with(&first));
    let (reads, handle) = those.next()?;
    let is_only = those.next().is_none();
    (is_only && reads[first.len()..].chars().count() >= FEWEST).then_some(*handle)
}

/// Whether a person is named right after the handle is.
fn is_near(handle: &Entity, person: &Entity) -> bool {
    let first = person.spans[0];
    let before = handle.spans.iter().take_while(|span| **span < first).last();
    before.is_some_and(|span| first.post.0 - span.post.0 <= NEAR)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Author, Clean, Draft, Rich, ThreadBuilder};
    use EntityKind::{Handle, Person};

    /// Posts by authors (`Name/handle`), with what they mention: `@handle` or a person.
    fn rows(posts: &[(&str, &[&str])]) -> Vec<(String, usize)> {
        let mut builder = ThreadBuilder::default();
        for (author, mentions) in posts {
            let (name, handle) = author.split_once('/').unwrap_or_default();
            let mut body = Rich::default();
            for name in *mentions {
                body.push("by ");
                body.push_mention(name, if name.starts_with('@') { Handle } else { Person }, None);
            }
            let (name, handle) = (Clean::some_line(name), Clean::some_line(handle));
            builder.push(Draft { author: Author { name, handle, id: None }, body, ..Draft::default() });
        }
        let thread = builder.finish();
        let mut rows = entities::gather(&thread);
        join(&thread, &mut rows);
        rows.iter().map(|row| (row.name.to_string(), row.count())).collect()
    }

    fn told(rows: &[(&str, usize)]) -> Vec<(String, usize)> {
        rows.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn who_posts_under_a_name_is_that_person() {
        let posts: &[(&str, &[&str])] =
            &[("Dana Reyes 🦀/dreyes77", &[]), ("Bo/bo", &["@DReyes77", "Dana Reyes", "@dreyes77"])];
        assert_eq!(rows(posts), told(&[("Dana Reyes", 3)]));
        let two: &[(&str, &[&str])] =
            &[("Dana Reyes/dreyes77", &[]), ("Dana Reyes/dana_r", &["@dreyes77", "@dana_r", "Dana Reyes"])];
        assert_eq!(rows(two).len(), 3);
    }

    #[test]
    fn a_handle_made_of_a_name_is_theirs_unless_it_posts_under_another() {
        for handle in ["@mara_quill", "@QuillMara", "@mquill", "@maraquill@wharf.example"] {
            assert_eq!(rows(&[("/", &["Mara Quill", handle])]), told(&[("Mara Quill", 2)]), "{handle}");
        }
        let other: &[(&str, &[&str])] = &[("Marcus Quill/mquill", &["Mara Quill", "@mquill"])];
        assert_eq!(rows(other), told(&[("Mara Quill", 1), ("@mquill", 1)]));
    }

    #[test]
    fn a_first_name_right_after_the_only_handle_that_begins_with_it_is_theirs() {
        let near: &[(&str, &[&str])] = &[("/", &["@tessawexford"]), ("/", &["Tessa"]), ("/", &["Tessa"])];
        assert_eq!(rows(near), told(&[("Tessa", 3)]));
        let before: &[(&str, &[&str])] = &[("/", &["Tessa"]), ("/", &["@tessawexford"])];
        assert_eq!(rows(before).len(), 2);
        let several: &[(&str, &[&str])] = &[("/", &["@tessawexford", "@tessabrook", "Tessa"])];
        assert_eq!(rows(several).len(), 3);
        let other: &[(&str, &[&str])] = &[("Ann Bell/tessawexford", &["@tessawexford", "Tessa"])];
        assert_eq!(rows(other).len(), 2);
        assert_eq!(rows(&[("/", &["@tessas", "Tessa"])]).len(), 2);
    }
}
