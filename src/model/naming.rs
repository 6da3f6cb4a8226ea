//! Names that were recognised in a thread, kept beside its text: who reads the posts sees them as mentions.
//!
//! Batches never change, so what is found in them later stands in a layer of its own, as sorted as they are.

use std::sync::Arc;

use super::thread::{MentionRecord, Names, Str};
use super::{Clean, EntityKind, Span, Thread};

/// A name that was recognised: where, what kind of thing it is, and what that is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// Where.
    pub span: Span,
    /// What kind of thing.
    pub kind: EntityKind,
    /// Its name, where that is not what it reads.
    pub name: Option<Clean>,
}

impl Thread {
    /// The thread with these names in place of those it has had; its text is shared, not copied.
    #[must_use]
    pub fn with_names(&self, mut names: Vec<Recognised>) -> Self {
        names.sort_by_key(|name| (name.span.post, name.span.start));
        let mut names = names.into_iter().peekable();
        let layers = self.batches.iter().map(|batch| {
            let mut layer = Names::default();
            let end = batch.first + batch.records.len() as u32;
            while let Some(Recognised { span, kind, name }) = names.next_if(|name| name.span.post.0 < end) {
                let base = batch.records[(span.post.0 - batch.first) as usize].region.0;
                let name = name.map_or(Str::NONE, |name| layer.add(&name));
                layer.mentions.push(MentionRecord {
                    start: base + span.start,
                    end: base + span.end,
                    kind,
                    name,
                });
            }
            Arc::new(layer)
        });
        Self { names: layers.collect(), ..self.clone() }
    }
}

impl Thread {
    /// The names that were recognised in it.
    pub fn names(&self) -> Vec<Recognised> {
        let layers = self.batches.iter().zip(&self.names);
        let names = layers.flat_map(|(batch, layer)| {
            layer.mentions.iter().filter_map(|mention| {
                let span = batch.span(mention.start as usize..mention.end as usize)?;
                let name = mention.name.of(&layer.strings).map(Clean::line);
                Some(Recognised { span, kind: mention.kind, name })
            })
        });
        names.collect()
    }
}

impl Names {
    /// Keeps a string; one that comes twice in a row is kept once.
    fn add(&mut self, text: &str) -> Str {
        let at = match self.mentions.last().map(|last| last.name) {
            Some(last) if last.of(&self.strings) == Some(text) => return last,
            _ => self.strings.len() as u32,
        };
        self.strings.push_str(text);
        Str { at, len: text.len() as u32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, PostIx, Rich, ThreadBuilder};

    #[test]
    fn recognised_names_stand_among_the_mentions_of_the_file() {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain("Nobody here."), ..Draft::default() });
        let mut body = Rich::plain("Ana and ");
        body.push_mention("@bo", EntityKind::Handle, None);
        body.push(" met Dr Ruiz.");
        let quote = Some(Box::new(Draft { body: Rich::plain("Ruiz!"), ..Draft::default() }));
        builder.push(Draft { body, quote, ..Draft::default() });
        let thread = builder.finish();
        let post = PostIx(1);
        let whole = thread.post(post).whole();
        let name = |reads: &str, nth: usize, name: Option<&str>| {
            let at = whole.match_indices(reads).nth(nth).unwrap().0 as u32;
            let span = Span { post, start: at, end: at + reads.len() as u32 };
            Recognised { span, kind: EntityKind::Person, name: name.map(Clean::line) }
        };
        let named = thread.with_names(vec![
            name("Ruiz", 0, Some("Ana Ruiz")),
            name("Ruiz", 1, Some("Ana Ruiz")),
            name("Ana", 0, None),
        ]);
        let told = |thread: &Thread| {
            let posts = thread.posts().flat_map(|post| post.with_quotes().collect::<Vec<_>>());
            let mentions =
                posts.flat_map(|post| post.mentions().map(|m| m.name.to_owned()).collect::<Vec<_>>());
            mentions.collect::<Vec<_>>()
        };
        assert_eq!(told(&named), ["Ana", "@bo", "Ana Ruiz", "Ana Ruiz"]);
        assert_eq!(told(&thread), ["@bo"]);
        assert_eq!(told(&named.with_names(Vec::new())), ["@bo"]);
        assert_eq!(told(&thread.with_names(named.names())), told(&named));
    }
}
