//! Posts that quote posts that quote posts, read one after another without recursion.

use crate::formats::json::{At, Fields, Object};
use crate::model::{Draft, ThreadBuilder};

/// As many quotes within quotes as the builder keeps.
pub(super) const QUOTE_DEPTH: usize = 8;

/// Reads a post and those that it quotes: `read` makes a draft of one, the first or a further one, and tells where the next
/// stands.
pub(super) fn read_chain<'a>(
    json: &'a str,
    at: &At,
    notes: &mut ThreadBuilder,
    mut read: impl FnMut(&mut Fields<'a, '_>, bool) -> (Draft, Option<&'a str>),
) -> Option<Draft> {
    let mut chain: Vec<Draft> = Vec::new();
    let mut next = Some(json);
    while let Some(json) = next.take() {
        let at = at.repeated("quoted", chain.len());
        if chain.len() > QUOTE_DEPTH {
            notes.warn(&at.field(""), "quotes nested deeper than 8 were left out");
            break;
        }
        let Ok(object) = Object::walk(json) else { break };
        let (draft, inner) = read(&mut Fields { object, at, notes }, chain.is_empty());
        chain.push(draft);
        next = inner;
    }
    let within = |inner: Option<Draft>, outer: Draft| {
        let quote = inner.map(Box::new).or(outer.quote);
        Some(Draft { quote, ..outer })
    };
    chain.into_iter().rev().fold(None, within)
}
