//! Several files that hold parts of one thread, made one: a post and what answers it, the pages of an answer to a search.
//!
//! ```text
//! a: 1, (2 is missing), 3        b: 2        joined: 1, 2, 3
//! ```
//!
//! A post that stands in several is taken once, where it stands first; a placeholder gives way to the post, and of two the
//! richer stays.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::{Clean, Draft, Post, Shape, Source, State, Thread, ThreadBuilder, Warning};

/// Shorter ids, numbers within a chat or a page, are the same in files that have nothing to do with each other.
const TELLING: usize = 6;

impl Thread {
    /// Whether this and another file hold parts of one thread: of one platform, with a post that is in both, or one that
    /// answers a post of the other.
    pub fn belongs_with(&self, other: &Self) -> bool {
        let differ = |a: &Option<Clean>, b: &Option<Clean>| a.is_some() && b.is_some() && a != b;
        if self.source.platform.is_none()
            || self.source.platform != other.source.platform
            || differ(&self.title, &other.title)
        {
            return false;
        }
        let ids: HashMap<&str, Post> =
            other.posts().filter_map(|post| post.id().filter(|id| is_telling(id)).zip(Some(post))).collect();
        let answers = |a: &Post| a.reply_to().is_some_and(|id| ids.contains_key(id));
        if self.posts().any(|post| {
            answers(&post)
                || post.id().and_then(|id| ids.get(id)).is_some_and(|same| may_be_same(&post, same))
        }) {
            return true;
        }
        let own: HashSet<&str> =
            self.posts().filter_map(|post| post.id()).filter(|id| is_telling(id)).collect();
        other.posts().any(|post| post.reply_to().is_some_and(|id| own.contains(id)))
    }

    /// The thread that several files make, the one that begins first before the others.
    ///
    /// Warnings keep the name of their file; those of a post that another file brought are settled.
    pub fn joined(mut parts: Vec<Self>) -> Self {
        parts.sort_by_key(Self::first_time);
        let mut builder = ThreadBuilder::new(source(&parts));
        builder.title(parts.iter().find_map(|part| part.title.clone()));
        if parts.iter().any(|part| part.shape == Shape::Collection) {
            builder.shape(Shape::Collection);
        }
        if let Some(first) = parts.first() {
            builder.unit(first.unit);
        }
        let (chosen, settled) = choose(&parts);
        for (part, file) in parts.iter().map(|part| (part, part.source.file.as_deref().unwrap_or("-"))) {
            let is_open = |warning: &&Warning| !settled.iter().any(|id| warning.message.contains(&**id));
            for Warning { at, message } in part.warnings.iter().filter(is_open) {
                let at = if at.is_empty() { file.to_owned() } else { format!("{file}: {at}") };
                builder.warn(&at, message);
            }
        }
        for post in chosen {
            builder.push(Draft::of(&post));
        }
        builder.finish()
    }
}

fn is_telling(id: &str) -> bool {
    id.len() >= TELLING
}

/// Whether nothing speaks against two posts of one id being one.
fn may_be_same(a: &Post, b: &Post) -> bool {
    let agree = |a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none() || a == b;
    is_placeholder(a)
        || is_placeholder(b)
        || (agree(a.url(), b.url())
            && (a.created().is_none() || b.created().is_none() || a.created() == b.created()))
}

/// Whether a post only stands for one that is not there.
fn is_placeholder(post: &Post) -> bool {
    post.state() != State::Ok && post.body().is_empty() && post.media().is_empty()
}

fn source(parts: &[Thread]) -> Source {
    let files: Vec<&str> = parts.iter().filter_map(|part| part.source.file.as_deref()).collect();
    let first = parts.first().map(|part| part.source.clone()).unwrap_or_default();
    Source { file: Clean::some_line(&files.join(", ")), sha256: None, encoding: None, ..first }
}

/// Each post once, in its best form; and the ids of placeholders whose post was there.
fn choose(parts: &[Thread]) -> (Vec<Post<'_>>, Vec<Clean>) {
    let mut chosen: Vec<Post> = Vec::new();
    let mut settled = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let answered: Vec<HashSet<&str>> = parts.iter().map(answered).collect();
    for (part, post) in parts.iter().enumerate().flat_map(|(i, part)| part.posts().map(move |post| (i, post)))
    {
        let Some(id) = post.id() else {
            // What stands for answers that this file has none of gives way to those of another.
            let is_filled = |id| !answered[part].contains(id) && answered.iter().any(|ids| ids.contains(id));
            if post.state() != State::Omitted || !post.reply_to().is_some_and(is_filled) {
                chosen.push(post);
            }
            continue;
        };
        match places.entry(id) {
            Entry::Vacant(place) => {
                place.insert(chosen.len());
                chosen.push(post);
            }
            Entry::Occupied(place) => {
                let other = &mut chosen[*place.get()];
                if is_placeholder(&post) != is_placeholder(other) {
                    settled.extend(Clean::some_line(id).filter(|id| is_telling(id)));
                }
                if richness(&post) > richness(other) {
                    *other = post;
                }
            }
        }
    }
    (chosen, settled)
}

/// The posts to which a file has answers.
fn answered(part: &Thread) -> HashSet<&str> {
    part.posts().filter(|post| post.state() != State::Omitted).filter_map(|post| post.reply_to()).collect()
}

/// How much a post says: whether it is there, its words, what is attached and marked, its counts.
fn richness(post: &Post) -> (bool, usize, usize) {
    let counts = post.counts();
    let counts = [counts.likes, counts.reposts, counts.replies, counts.quotes, counts.views];
    let marks = post.links().count() + post.mentions().count() + post.media().len();
    let known = usize::from(post.reply_to().is_some()) + usize::from(post.author().is_known());
    (!is_placeholder(post), post.whole().len(), marks + known + counts.iter().flatten().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PostIx, Rich, Time};

    /// Posts as (id, answered id, words); without words it is not there.
    fn part(file: &str, posts: &[(&str, &str, &str)]) -> Thread {
        let source = Source {
            file: Clean::some_line(file),
            platform: Clean::some_line("X"),
            format: Clean::line("x"),
            ..Source::default()
        };
        let mut builder = ThreadBuilder::new(source);
        for (id, reply_to, words) in posts {
            builder.push(Draft {
                id: Clean::some_line(id),
                reply_to: Clean::some_line(reply_to),
                body: Rich::plain(words),
                state: words.is_empty().then_some(State::Missing),
                created: Time::parse(&format!("20{}", &id[4..])),
                ..Draft::default()
            });
        }
        builder.finish()
    }

    #[test]
    fn a_placeholder_gives_way_to_its_post() {
        let mut context = part(
            "context",
            &[("100001", "", "one"), ("100002", "100001", ""), ("100003", "100002", "three")],
        );
        for message in ["post 100002 is not in the file", "something else"] {
            context.warnings.push(Warning { at: Clean::line("[1]"), message: Clean::line(message) });
        }
        let status = part("status", &[("100002", "100001", "two")]);
        assert!(context.belongs_with(&status) && status.belongs_with(&context));
        for parts in [vec![context.clone(), status.clone()], vec![status, context]] {
            let joined = Thread::joined(parts);
            let bodies: Vec<_> = joined.posts().map(|post| post.body()).collect();
            assert_eq!(bodies, ["one", "two", "three"]);
            assert_eq!(joined.answered(PostIx(2)), Some(PostIx(1)));
            assert_eq!(joined.source.file.as_deref(), Some("context, status"));
            let told: Vec<_> = joined.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect();
            assert_eq!(told, ["context: [1]: something else"]);
        }
    }

    #[test]
    fn of_the_same_post_twice_the_richer_is_shown() {
        let a = part("a", &[("100001", "", "one"), ("100002", "", "two, cut")]);
        let b = part("b", &[("100002", "", "two, in full"), ("100003", "", "three")]);
        let joined = Thread::joined(vec![b, a]);
        let bodies: Vec<_> = joined.posts().map(|post| post.body()).collect();
        assert_eq!(bodies, ["one", "two, in full", "three"]);
        assert!(joined.warnings.is_empty());
    }

    #[test]
    fn what_has_nothing_to_do_with_each_other_stays_apart() {
        let a = part("a", &[("100001", "", "one"), ("100002", "100001", "two")]);
        for (other, expected) in [
            (part("b", &[("100009", "100002", "answers")]), true),
            (part("b", &[("100009", "100008", "answers")]), false),
            (part("b", &[("100002", "", "the same")]), true),
        ] {
            assert_eq!((a.belongs_with(&other), other.belongs_with(&a)), (expected, expected));
        }
        let mut elsewhere = part("b", &[("100002", "", "the same")]);
        elsewhere.source.platform = Clean::some_line("Mastodon");
        assert!(!a.belongs_with(&elsewhere));
        let chat = |title| Thread { title: Clean::some_line(title), ..a.clone() };
        assert!(!chat("Ships").belongs_with(&chat("Fog")));
        assert!(!part("a", &[("00001", "", "one")]).belongs_with(&part("b", &[("00001", "", "one")])));
    }
}
