//! What a thread names, each thing once, with the places where it is named.
//!
//! Handles, hashtags and cashtags are the same in upper and lower case, as on every platform, and in full-width form.
//! Any other name is taken as it is: whether `US` is `United States` is for whoever finds the mentions to say.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Clean, EntityKind, PostIx, Span, Thread};

/// One thing named in a thread, with all its mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What kind of thing.
    pub kind: EntityKind,
    /// Its name, as it is most often spelled.
    pub name: Clean,
    /// Its mentions in the order of the file; never empty.
    pub spans: Vec<Span>,
    /// The other ways in which it is written, the most frequent first; none for handles and tags.
    pub forms: Vec<Clean>,
}

impl Entity {
    /// How often it is named.
    pub fn count(&self) -> usize {
        self.spans.len()
    }

    /// The posts that name it, each once, in the order of the file.
    pub fn posts(&self) -> impl Iterator<Item = PostIx> {
        self.spans.chunk_by(|a, b| a.post == b.post).map(|spans| spans[0].post)
    }
}

/// So many ways to write an entity are told.
const MOST_FORMS: usize = 20;

/// One way to spell the name of an entity, counted.
struct Spelling<'t> {
    name: &'t str,
    entity: usize,
    count: usize,
}

/// Every entity of a thread, those in quoted posts too, in the order of first appearance.
pub fn gather(thread: &Thread) -> Vec<Entity> {
    let mut entities: Vec<Entity> = Vec::new();
    let mut by_key: HashMap<(EntityKind, String), usize> = HashMap::new();
    // Most mentions repeat a spelling; only a new one is folded.
    let mut spellings: Vec<Spelling> = Vec::new();
    let mut by_name: HashMap<(EntityKind, &str), usize> = HashMap::new();
    for (i, top) in thread.posts().enumerate() {
        for mention in top.with_quotes().flat_map(|post| post.mentions()) {
            let (kind, name) = (mention.kind, mention.name);
            let at = *by_name.entry((kind, name)).or_insert_with(|| {
                let entity = *by_key.entry((kind, key(kind, name))).or_insert_with(|| {
                    entities.push(Entity {
                        kind,
                        name: Clean::default(),
                        spans: Vec::new(),
                        forms: Vec::new(),
                    });
                    entities.len() - 1
                });
                spellings.push(Spelling { name, entity, count: 0 });
                spellings.len() - 1
            });
            spellings[at].count += 1;
            entities[spellings[at].entity].spans.push(Span {
                post: PostIx(i as u32),
                start: mention.range.start,
                end: mention.range.end,
            });
        }
    }
    name(&mut entities, &spellings);
    for entity in entities.iter_mut().filter(|entity| !is_sign(entity.kind)) {
        entity.forms = forms(thread, entity);
    }
    entities
}

/// Whether a kind is told by a sign: `@`, `#`, `$`.
pub fn is_sign(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag)
}

/// The ways in which an entity is written, but for its name.
fn forms(thread: &Thread, entity: &Entity) -> Vec<Clean> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for span in &entity.spans {
        let reads = thread.slice(*span);
        match counts.iter().position(|(form, _)| *form == reads) {
            Some(at) => counts[at].1 += 1,
            None if counts.len() < MOST_FORMS => counts.push((reads, 1)),
            None => {}
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(form, _)| Clean::line(form)).filter(|form| *form != entity.name).collect()
}

/// Gives each entity its most frequent spelling, the first of those that are equally frequent.
fn name(entities: &mut [Entity], spellings: &[Spelling]) {
    let mut most = vec![0; entities.len()];
    let mut best = vec![""; entities.len()];
    for spelling in spellings {
        if spelling.count > most[spelling.entity] {
            most[spelling.entity] = spelling.count;
            best[spelling.entity] = spelling.name;
        }
    }
    for (entity, name) in entities.iter_mut().zip(best) {
        entity.name = Clean::line(name);
    }
}

/// What two names of one entity have in common.
pub fn key(kind: EntityKind, name: &str) -> String {
    match kind {
        EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag if name.is_ascii() => {
            name.to_ascii_lowercase()
        }
        EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag => {
            name.nfkc().collect::<String>().to_lowercase()
        }
        EntityKind::Person | EntityKind::Organization | EntityKind::Place | EntityKind::Product => {
            name.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, Rich, ThreadBuilder};
    use EntityKind::{Handle, Hashtag, Organization, Person};

    fn naming(mentions: &[(EntityKind, &str)]) -> Draft {
        let mut body = Rich::default();
        for (kind, name) in mentions {
            body.push("of ");
            body.push_mention(name, *kind, None);
        }
        Draft { body, ..Draft::default() }
    }

    #[test]
    fn every_entity_is_listed_once_under_its_usual_name() {
        let mut builder = ThreadBuilder::default();
        builder.push(naming(&[(Hashtag, "#harbourgate"), (Person, "Mara Quill"), (Hashtag, "#HarbourGate")]));
        builder.push(Draft {
            quote: Some(Box::new(naming(&[(Hashtag, "＃ＨarbourGate"), (Handle, "@mara_quill")]))),
            ..naming(&[(Hashtag, "#HarbourGate"), (Organization, "Mara Quill"), (Person, "mara quill")])
        });
        let thread = builder.finish();
        let entities = gather(&thread);
        let seen: Vec<_> =
            entities.iter().map(|e| (e.kind, &*e.name, e.count(), e.posts().count())).collect();
        assert_eq!(
            seen,
            [
                (Hashtag, "#HarbourGate", 4, 2),
                (Person, "Mara Quill", 1, 1),
                (Organization, "Mara Quill", 1, 1),
                (Person, "mara quill", 1, 1),
                (Handle, "@mara_quill", 1, 1),
            ]
        );
        let read: Vec<_> = entities[0].spans.iter().map(|span| thread.slice(*span)).collect();
        assert_eq!(read, ["#harbourgate", "#HarbourGate", "#HarbourGate", "＃ＨarbourGate"]);
    }

    #[test]
    fn the_first_of_equally_frequent_spellings_wins() {
        let mut builder = ThreadBuilder::default();
        builder.push(naming(&[(Handle, "@Ana"), (Handle, "@ana"), (Handle, "@ANA")]));
        assert_eq!(&*gather(&builder.finish())[0].name, "@Ana");
    }
}
