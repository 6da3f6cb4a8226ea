//! What X sends to its web pages: a post with its replies, timelines, searches, as a browser or a tool saved them.
//!
//! ```text
//! {"data":{"threaded_conversation_with_injections_v2":{"instructions":[…]}}}     TweetDetail, one thread
//! {"data":{"user":{"result":{"timeline":…}}}}                                     a timeline; a search, a list alike
//! {"data":{"tweetResult":{"result":{"__typename":"Tweet","rest_id":"17",…}}}}     one post
//! {"__typename":"Tweet","rest_id":"17","legacy":{…}}                              posts alone, in a list, or one per line
//! ```
//!
//! Where posts stand is found by `finding`, one post is read by `posts`, and what stands for one that is not there is told
//! by `gone`.

mod cards;
mod finding;
mod gone;
mod media;
mod posts;

use std::collections::HashSet;

use memchr::memmem;

use super::PLATFORM;
use super::threads::{self, Head, Order, Posts};
use crate::formats::json::At;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, State, ThreadBuilder};
pub(super) use cards::add_words as add_article_words;
use finding::{CONVERSATIONS, Found, HOLDERS, Kind};
pub(super) use posts::{Peeled, read as read_web_post, style};

/// What X sends to its web pages.
pub const WEB: Format = Format {
    id: "x-web",
    title: "X web data (GraphQL)",
    how: "In the browser, open the post on x.com with the developer tools (F12) on Network, filter for TweetDetail, and \
          save that answer as a file; tools such as twscrape save the same",
    recognise: is_web,
    read,
    package: None,
};

/// How far into a file its signs stand, in bytes.
const SAMPLE: usize = 64 << 10;

fn is_web(input: &Input) -> bool {
    let start = input.start();
    let first = start.trim_start_matches(['[', ' ', '\n', '\r', '\t']);
    if !first.starts_with('{') {
        return false;
    }
    let end = (0..=SAMPLE.min(start.len())).rev().find(|end| start.is_char_boundary(*end)).unwrap_or(0);
    let sample = &start[..end];
    finding::is_post(first)
        || HOLDERS.iter().chain(CONVERSATIONS).chain(&["tombstoneInfo"]).any(|key| has_key(sample, key))
        || (has_key(sample, "instructions") && has_key(sample, "entries"))
}

/// Whether `json` has such a key at any depth.
fn has_key(json: &str, key: &str) -> bool {
    memmem::find_iter(json.as_bytes(), key).any(|at| {
        let is_whole = json[..at].ends_with('"') && !json[..at].ends_with("\\\"");
        is_whole
            && json[at + key.len()..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'))
    })
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let findings = finding::find(&input.text, builder);
    let is_conversation = findings.is_conversation;
    let posts = Posts::arrange(heads(&findings.found, is_conversation), Order::File, is_conversation);
    posts.push_onto(builder, read_found, |_| None);
    if builder.is_empty() {
        return Err(Unreadable::new(
            "there is no whole post in this answer of X",
            "Save the answer again; it is the one named TweetDetail, UserTweets or SearchTimeline.",
        ));
    }
    Ok(())
}

/// Reads what was found as a post or as what stands for one.
fn read_found<'a>(
    found: &Found<'a>,
    head: &Head,
    posts: &Posts<'a, Found<'a>>,
    notes: &mut ThreadBuilder,
) -> Option<Draft> {
    let line = At::line(found.line);
    let above = if found.line == 0 { &At::DOCUMENT } else { &line };
    let id = head.id.to_string();
    let at = above.inner(if found.entry.is_empty() { &id } else { found.entry });
    match found.kind {
        Kind::More => Some(Draft { state: Some(State::Omitted), ..Draft::default() }),
        Kind::Tombstone => Some(gone::read_tombstone(found.json, if head.id == 0 { "" } else { &id })),
        Kind::Post => {
            let answers = head.answered.0.as_deref().filter(|_| posts.contains(head.reply_to));
            let draft = posts::read(found.json, &at, answers, notes)?;
            let is_nameless = draft.id.is_none() && head.id != 0;
            Some(if is_nameless { gone::read(&Peeled::of(found.json), Some(id.into())) } else { draft })
        }
    }
}

/// What must be known of everything found. A post that is not there, and a sign that there are more, follow what stands
/// before them in the same chain of replies.
fn heads<'a>(found: &[Found<'a>], is_conversation: bool) -> Vec<(Head<'a>, Found<'a>)> {
    let mut heads: Vec<(Head, Found)> = Vec::with_capacity(found.len());
    // The last post before the replies is the one that was asked for.
    let mut focal = 0;
    let mut last = ("", 0_u64);
    for item in found {
        let chain = item.chain();
        let peeled = Peeled::of(item.json);
        let mut head = if item.kind == Kind::Post { peeled.head(item.json.len()) } else { Head::default() };
        if item.kind != Kind::More && head.id == 0 {
            head.id = threads::id(item.entry_id());
        }
        let is_there = item.kind == Kind::Post && peeled.is_there();
        if !is_there && is_conversation {
            head.reply_to = match item.kind {
                Kind::More if chain.is_empty() => focal,
                _ if last.0 == chain && last.1 != head.id => last.1,
                _ => focal,
            };
        } else if item.kind == Kind::More {
            if chain.is_empty() || last.0 != chain {
                continue;
            }
            head.reply_to = last.1;
        }
        if head.id != 0 {
            last = (chain, head.id);
            if chain.is_empty() {
                focal = head.id;
            }
        }
        heads.push((head, *item));
    }
    if is_conversation {
        name_tombstones(&mut heads);
    }
    heads
}

/// Tombstones do not always have the id of their post; who answers it knows.
fn name_tombstones(heads: &mut [(Head, Found)]) {
    let known: HashSet<u64> = heads.iter().map(|(head, _)| head.id).collect();
    let answered: HashSet<u64> = heads.iter().map(|(head, _)| head.reply_to).collect();
    for i in 1..heads.len() {
        let next = heads[i].0.reply_to;
        let (head, found) = &mut heads[i - 1];
        let is_gone = found.kind != Kind::More && !Peeled::of(found.json).is_there();
        if is_gone && next != 0 && !known.contains(&next) && !answered.contains(&head.id) {
            head.id = next;
        }
    }
}

#[cfg(test)]
mod tests;
