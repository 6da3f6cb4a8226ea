//! Where posts stand in what X sends to its web pages: one walk through answers that nest and change, without recursion.
//!
//! ```text
//! data.….instructions[].entries[]   {"entryId": "tweet-17", "content": {"itemContent": {"tweet_results": …}}}
//!                                   {"entryId": "conversationthread-18", "content": {"items": [{"entryId": …}, …]}}
//!                                   {"entryId": "cursor-bottom-…", "content": {"cursorType": "Bottom", …}}
//! data.tweetResult                  one post alone
//! ```
//!
//! Only the names that hold posts are looked for; how deep they lie does not matter. Advertisements and posts that X
//! thinks related are left out. What a post says is read elsewhere.

use std::borrow::Cow;

use crate::formats::json::{Fault, Walker, list, text, top_level_keys};
use crate::model::ThreadBuilder;

/// Something that stands for a post, or for several.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'a> {
    /// What it is.
    pub(super) kind: Kind,
    /// The value that holds it.
    pub(super) json: &'a str,
    /// The entry that it stands in, `conversationthread-18-tweet-19`; empty where there is none.
    pub(super) entry: &'a str,
    /// The line on which its document begins, from 1; 0 where there is but one.
    pub(super) line: usize,
}

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A post, or the reason why it is not there.
    Post,
    /// The words that stand where a post was.
    Tombstone,
    /// There are more posts of the kind before it.
    More,
}

impl<'a> Found<'a> {
    /// The digits at the end of its entry's name, which are a post's id.
    pub(super) fn entry_id(&self) -> &'a str {
        let rest = self.entry.trim_end_matches(|c: char| c.is_ascii_digit());
        &self.entry[rest.len()..]
    }

    /// The chain of replies that it stands in, by the name of its entry; empty for what stands by itself.
    pub(super) fn chain(&self) -> &'a str {
        let end =
            ["-tweet-", "-cursor-", "-tombstone-"].iter().filter_map(|sign| self.entry.find(sign)).min();
        end.map_or("", |end| &self.entry[..end])
    }
}

/// The fields whose values are posts.
pub(super) const HOLDERS: &[&str] = &["tweet_results", "tweetResult", "tweet_result"];
/// The fields whose values are conversations.
pub(super) const CONVERSATIONS: &[&str] =
    &["threaded_conversation_with_injections_v2", "threaded_conversation_with_injections"];
/// What X puts between the posts that were asked for, by the beginnings of its entries' names.
const STRANGERS: &[&str] =
    &["promoted", "tweetdetailrelatedtweets", "who-to-follow", "YouMightAlsoLike", "community-to-join"];

/// Whether the object that `json` begins with is a post by itself.
pub(super) fn is_post(json: &str) -> bool {
    let (mut has_id, mut has_words) = (false, false);
    json.starts_with('{')
        && top_level_keys(json).take(60).any(|(key, value)| {
            has_id |= key == "rest_id";
            has_words |= matches!(key, "legacy" | "details")
                && top_level_keys(value).any(|(key, _)| key == "full_text");
            has_words |= key == "tweet" && top_level_keys(value).any(|(key, _)| key == "rest_id");
            has_id |= key == "__typename" && value.starts_with("\"TweetWithVisibilityResults\"");
            has_id && has_words
        })
}

/// What is found in a document or in several.
#[derive(Debug, Default)]
pub(super) struct Findings<'a> {
    /// In the order of the file.
    pub(super) found: Vec<Found<'a>>,
    /// Whether the file says that it is one conversation.
    pub(super) is_conversation: bool,
}

/// Looks through `text`. Where its JSON is broken, a warning tells the place, and later lines are looked through.
pub(super) fn find<'a>(text: &'a str, builder: &mut ThreadBuilder) -> Findings<'a> {
    let (stack, findings) = Default::default();
    let mut search = Search { walker: Walker::new(text), text, stack, findings, line: 0 };
    let is_several = text.trim_end().contains("\n{");
    // After a fault, what begins a line is another document: so no fault costs more than its own lines.
    let mut is_broken = false;
    let (mut counted, mut line) = (0, 1);
    while search.walker.peek().is_some() {
        let start = search.walker.at();
        line += text[counted..start].matches('\n').count();
        counted = start;
        search.line = if is_several { line } else { 0 };
        let before = search.findings.found.len();
        let next = text[start..].find("\n{").filter(|_| is_broken).map(|next| start + next + 1);
        search.walker = Walker::new(&text[..next.map_or(text.len(), |next| next - 1)]);
        search.walker.skip_to(start);
        let mut end = None;
        if let Err(fault) = search.document() {
            if is_several && !std::mem::replace(&mut is_broken, true) {
                search.stack.clear();
                search.findings.found.truncate(before);
                end = Some(start);
            } else {
                search.leave_all();
                let count = search.findings.found.len() - before;
                let posts = if count == 1 { "post" } else { "posts" };
                let what = format!("{}, after {count} {posts}; the rest of it was left out", fault.what());
                builder.warn(&fault.place(text), &what);
                end = Some(next.unwrap_or(text.len()));
            }
        }
        let at = end.or(next).unwrap_or_else(|| search.walker.at());
        search.walker = Walker::new(text);
        search.walker.skip_to(at);
    }
    search.findings
}

struct Search<'a> {
    text: &'a str,
    walker: Walker<'a>,
    stack: Vec<Level<'a>>,
    findings: Findings<'a>,
    line: usize,
}

/// An object or a list that is being walked through.
struct Level<'a> {
    is_list: bool,
    /// How much was found before it.
    before: usize,
    entry: &'a str,
    is_promoted: bool,
    /// Whether it says that there is more.
    is_cursor: bool,
}

impl Search<'_> {
    /// Walks through one document.
    fn document(&mut self) -> Result<(), Fault> {
        self.value()?;
        while let Some(level) = self.stack.last() {
            if level.is_list {
                if self.walker.item()? {
                    self.value()?;
                } else {
                    self.leave();
                }
            } else if let Some(key) = self.walker.key()? {
                self.field(&key)?;
            } else {
                self.leave();
            }
        }
        Ok(())
    }

    fn field(&mut self, key: &str) -> Result<(), Fault> {
        self.findings.is_conversation |= CONVERSATIONS.contains(&key);
        let kind = match key {
            key if HOLDERS.contains(&key) => Kind::Post,
            "tombstoneInfo" => Kind::Tombstone,
            "entryId" | "entry_id" | "cursorType" | "cursor_type" | "promotedMetadata"
            | "promoted_metadata" => {
                let value = self.walker.value()?;
                if let Some(level) = self.stack.last_mut() {
                    level.learn(key, value);
                }
                return Ok(());
            }
            // Whole profiles, which hold no posts.
            "user_results" | "user_result" => return self.walker.value().map(drop),
            _ => return self.value(),
        };
        let json = self.walker.value()?;
        let found = |json| Found { kind, json, entry: "", line: self.line };
        match list(json) {
            Some(several) => self.findings.found.extend(several.into_iter().map(found)),
            None => self.findings.found.push(found(json)),
        }
        Ok(())
    }

    /// Steps into the value that comes next, takes it as a post, or passes over it.
    fn value(&mut self) -> Result<(), Fault> {
        let first = self.walker.peek();
        let is_outermost = self.stack.len() <= 1 && self.stack.iter().all(|level| level.is_list);
        if first == Some(b'{') && is_outermost && is_post(&self.text[self.walker.at()..]) {
            let json = self.walker.value()?;
            self.findings.found.push(Found { kind: Kind::Post, json, entry: "", line: self.line });
            return Ok(());
        }
        for (bracket, is_list) in [(b'{', false), (b'[', true)] {
            if self.walker.enter(bracket) {
                let before = self.findings.found.len();
                self.stack.push(Level { is_list, before, entry: "", is_promoted: false, is_cursor: false });
                return Ok(());
            }
        }
        self.walker.value().map(drop)
    }

    /// Steps out of the level at hand, whose name may have come last.
    fn leave(&mut self) {
        let Some(level) = self.stack.pop() else { return };
        let found = &mut self.findings.found;
        let is_strange = level.entry.contains("promoted-")
            || STRANGERS.iter().any(|strange| level.entry.starts_with(strange));
        if level.is_promoted || is_strange {
            found.truncate(level.before);
            return;
        }
        if level.is_cursor {
            found.push(Found { kind: Kind::More, json: "", entry: "", line: self.line });
        }
        if !level.entry.is_empty() {
            for found in found[level.before..].iter_mut().filter(|found| found.entry.is_empty()) {
                found.entry = level.entry;
            }
        }
    }

    /// Steps out of all levels of a document that ends early.
    fn leave_all(&mut self) {
        while !self.stack.is_empty() {
            self.leave();
        }
    }
}

impl<'a> Level<'a> {
    fn learn(&mut self, key: &str, value: &'a str) {
        match (key, text(value)) {
            ("entryId" | "entry_id", Some(Cow::Borrowed(name))) => self.entry = name,
            ("cursorType" | "cursor_type", Some(kind)) => {
                self.is_cursor =
                    matches!(&*kind, "Bottom" | "ShowMore" | "ShowMoreThreads" | "ShowMoreThreadsPrompt");
            }
            ("promotedMetadata" | "promoted_metadata", _) => self.is_promoted = value != "null",
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    fn found(text: &str) -> (Vec<String>, Vec<String>) {
        let mut builder = ThreadBuilder::new(Source::default());
        let findings = find(text, &mut builder);
        let found =
            findings.found.iter().map(|found| format!("{:?} {} {}", found.kind, found.entry, found.json));
        let found = found.map(|line| line.trim_end().to_owned()).collect();
        (found, builder.finish().warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect())
    }

    #[test]
    fn entries_may_be_named_before_or_after_what_they_hold() {
        let (found, warnings) = found(
            r#"{"data":{"x":{"instructions":[{"entries":[
            {"content":{"itemContent":{"tweet_results":{"result":7}}},"entryId":"tweet-1"},
            {"entryId":"conversationthread-2","content":{"items":[
                {"entryId":"conversationthread-2-tweet-3","item":{"itemContent":{"tweet_results":{}}}},
                {"entryId":"conversationthread-2-cursor-showmore-4","item":{"itemContent":{"cursorType":"ShowMore"}}}]}},
            {"entryId":"tombstone-5","content":{"itemContent":{"tombstoneInfo":{"text":"gone"}}}},
            {"entryId":"cursor-top-6","content":{"cursorType":"Top"}},
            {"entryId":"promoted-tweet-7","content":{"itemContent":{"tweet_results":{}}}},
            {"entryId":"tweet-8","content":{"itemContent":{"tweet_results":{},"promotedMetadata":{"a":1}}}},
            {"entryId":"tweetdetailrelatedtweets-9","content":{"items":[{"item":{"tweet_results":{}}}]}}]}]}}}"#,
        );
        assert_eq!(
            found,
            [
                r#"Post tweet-1 {"result":7}"#,
                "Post conversationthread-2-tweet-3 {}",
                "More conversationthread-2-cursor-showmore-4",
                r#"Tombstone tombstone-5 {"text":"gone"}"#,
            ]
        );
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn a_broken_document_costs_neither_what_came_before_nor_the_next() {
        let (found, warnings) =
            found("{\"tweetResult\":{\"a\":1},\"x\":}\n{\"tweetResult\":{\"b\":2}}\n{\"tweetResult\":{\"c\"");
        assert_eq!(found, [r#"Post  {"a":1}"#, r#"Post  {"b":2}"#]);
        assert_eq!(
            warnings[1],
            "line 3, column 20: the file ends in the middle, after 0 posts; the rest of it was left out"
        );
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn depth_costs_nothing() {
        let deep =
            format!("{}{}{}", r#"{"a":["#.repeat(200_000), r#"{"tweet_results":{}}"#, "]}".repeat(200_000));
        assert_eq!(found(&deep).0.len(), 1);
    }
}
