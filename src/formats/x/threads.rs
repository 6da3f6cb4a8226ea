//! How the posts of a file hang together: each once, in its last version, as one conversation or as many threads.
//!
//! ```text
//! 10 ◄─ 12 ◄─ 15      15 answers 13, which is not in the file: in a conversation a placeholder stands for it
//!  ▲     ⋮            below its root, 10; in a collection 15 begins a thread of its own
//!  └─ (13) ◄─ 15
//! ```
//!
//! Ids are numbers here, 0 where a file tells none. What a post says is none of this module's business.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::statuses::address;
use crate::formats::text::snowflake_time;
use crate::model::{Author, Clean, Draft, Shape, State, ThreadBuilder};

/// What must be known of a post before any is read.
#[derive(Clone, Debug, Default)]
pub(super) struct Head<'a> {
    /// Its id.
    pub(super) id: u64,
    /// The post that it answers.
    pub(super) reply_to: u64,
    /// The first post of the conversation that it stands in.
    pub(super) conversation: u64,
    /// The handle and the id of the account that it answers.
    pub(super) answered: (Option<Cow<'a, str>>, Option<Cow<'a, str>>),
    /// The versions of an edited post, the first first.
    pub(super) versions: Vec<u64>,
    /// How much the file says of it, in bytes.
    pub(super) size: usize,
}

/// In which order posts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// As they were made.
    Ids,
    /// As they stand in the file, if they are one conversation.
    File,
}

/// The posts of a file and what reads each of them.
pub(super) struct Posts<'a, T> {
    list: Vec<(Head<'a>, T)>,
    ids: HashSet<u64>,
    /// Earlier versions of edited posts, and the last.
    last: HashMap<u64, u64>,
    shape: Shape,
    /// The first post of the one conversation; 0 in a collection.
    root: u64,
}

/// The number that an id is.
pub(super) fn id(text: &str) -> u64 {
    text.parse().unwrap_or(0)
}

impl<'a, T> Posts<'a, T> {
    /// Takes each post once, and tells whether they are one conversation: by the conversations that they name, or as the
    /// file `is_conversation`.
    pub(super) fn arrange(posts: Vec<(Head<'a>, T)>, order: Order, is_conversation: bool) -> Self {
        let mut found = Self {
            list: each_once(posts),
            ids: HashSet::new(),
            last: HashMap::new(),
            shape: Shape::Thread,
            root: 0,
        };
        found.keep_last_versions();
        found.ids = found.list.iter().map(|(head, _)| head.id).filter(|id| *id != 0).collect();
        found.find_shape(is_conversation);
        if order == Order::Ids || found.shape == Shape::Collection {
            found.sort();
        }
        found
    }

    /// Whether the file has the post `id`, in whichever version.
    pub(super) fn contains(&self, id: u64) -> bool {
        self.ids.contains(&id) || self.last.contains_key(&id)
    }

    /// Hands every post in, as `read` makes it, and what stands for those that are not there, as `missing` makes it.
    pub(super) fn push_onto(
        self,
        builder: &mut ThreadBuilder,
        mut read: impl FnMut(&T, &Head, &Self, &mut ThreadBuilder) -> Option<Draft>,
        missing: impl Fn(u64) -> Option<Draft>,
    ) {
        builder.shape(self.shape);
        if !self.last.is_empty() {
            let count = self.last.len();
            let versions =
                if count == 1 { "version of a post that was" } else { "versions of posts that were" };
            builder.warn("", &format!("{count} earlier {versions} edited later: only the last is shown"));
        }
        let mut stood_for = HashSet::new();
        for (head, item) in &self.list {
            let parent = self.parent(head);
            let is_told = parent != 0 && !self.ids.contains(&parent) && missing(parent).is_some();
            // One post alone needs nothing to hang on.
            let is_needed = self.shape == Shape::Thread && self.list.len() > 1;
            if parent != 0 && (is_told || is_needed) {
                let mut above = Vec::new();
                let mut next = parent;
                while next != 0 && next != head.id && !self.ids.contains(&next) && stood_for.insert(next) {
                    let told = missing(next).unwrap_or_default();
                    let author = if next == parent { answered(head) } else { Author::default() };
                    let stand_in = self.stand_in(next, author, told);
                    next = stand_in.reply_to.as_deref().map_or(0, id);
                    above.push(stand_in);
                }
                for stand_in in above.into_iter().rev() {
                    builder.push(stand_in);
                }
            }
            if let Some(draft) = read(item, head, &self, builder) {
                let reply_to = (parent != 0).then(|| Clean::line(&parent.to_string()));
                builder.push(Draft { reply_to, ..draft });
            }
        }
    }

    /// The post that a post answers, in the version that is shown; in a conversation every post but the first answers one.
    fn parent(&self, head: &Head) -> u64 {
        let told = match head.reply_to {
            0 if self.root != head.id && [0, self.root].contains(&head.conversation) => self.root,
            id => id,
        };
        self.last.get(&told).copied().unwrap_or(told)
    }

    fn stand_in(&self, id: u64, author: Author, told: Draft) -> Draft {
        let text = id.to_string();
        let author = if told.author == Author::default() { author } else { told.author };
        Draft {
            url: Some(address(&text, author.handle.as_deref())),
            created: snowflake_time(&text),
            id: Some(Clean::line(&text)),
            reply_to: told
                .reply_to
                .or_else(|| (self.root != 0 && self.root != id).then(|| Clean::line(&self.root.to_string()))),
            state: Some(told.state.unwrap_or(State::Missing)),
            author,
            ..told
        }
    }

    fn keep_last_versions(&mut self) {
        let mut last_of: HashMap<u64, u64> = HashMap::new();
        for (head, _) in &self.list {
            if let [first, _, ..] = head.versions[..] {
                let last = last_of.entry(first).or_default();
                *last = head.id.max(*last);
            }
        }
        if last_of.is_empty() {
            return;
        }
        let mut replaced = HashMap::new();
        self.list.retain(|(head, _)| {
            let first = head.versions.first().unwrap_or(&head.id);
            let last = last_of.get(first).filter(|last| head.id != 0 && **last != head.id);
            replaced.extend(last.map(|last| (head.id, *last)));
            last.is_none()
        });
        self.last = replaced;
    }

    fn find_shape(&mut self, is_conversation: bool) {
        let mut roots = HashMap::new();
        for (head, _) in &self.list {
            if head.conversation != 0 {
                *roots.entry(head.conversation).or_insert(0_usize) += 1;
            }
        }
        // A conversation that does not name itself begins with its first post.
        let first =
            self.list.iter().map(|(head, _)| head.id).find(|id| *id != 0 && is_conversation).unwrap_or(0);
        let most = roots.iter().max_by_key(|(id, count)| (**count, **id)).map_or(first, |(id, _)| *id);
        // Where no conversation is named, the posts tell by what they answer.
        let begins = |(head, _): &&(Head, T)| {
            head.id != 0 && head.id != most && head.conversation == 0 && !self.contains(head.reply_to)
        };
        let is_one = match roots.len() {
            0 => is_conversation || self.list.iter().filter(begins).take(2).count() < 2,
            1 => is_conversation || !self.list.iter().any(|post| begins(&post)),
            _ => is_conversation,
        };
        if is_one {
            self.root = self.last.get(&most).copied().unwrap_or(most);
        } else {
            self.shape = Shape::Collection;
        }
    }

    fn sort(&mut self) {
        // What has no id stays behind the post before it.
        let mut before = 0;
        let mut keyed: Vec<_> = std::mem::take(&mut self.list)
            .into_iter()
            .map(|(head, item)| {
                before = if head.id == 0 { before } else { head.id };
                (before, head.id == 0, head, item)
            })
            .collect();
        keyed.sort_by_key(|(id, is_without, ..)| (*id, *is_without));
        self.list = keyed.into_iter().map(|(_, _, head, item)| (head, item)).collect();
    }
}

/// The account that a post answers.
fn answered(head: &Head) -> Author {
    let (handle, id) = &head.answered;
    Author {
        name: None,
        handle: handle.as_deref().and_then(Clean::some_line),
        id: id.as_deref().and_then(Clean::some_line),
    }
}

/// Of the same post twice the one that says more, where it first stood.
fn each_once<T>(posts: Vec<(Head, T)>) -> Vec<(Head, T)> {
    let mut places: HashMap<u64, usize> = HashMap::with_capacity(posts.len());
    let mut kept: Vec<(Head, T)> = Vec::with_capacity(posts.len());
    for (mut head, item) in posts {
        let place = places.get(&head.id).copied().filter(|_| head.id != 0);
        let Some(place) = place else {
            places.insert(head.id, kept.len());
            kept.push((head, item));
            continue;
        };
        let known = &mut kept[place];
        if known.0.size < head.size {
            head.reply_to = if head.reply_to == 0 { known.0.reply_to } else { head.reply_to };
            *known = (head, item);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    fn head(id: u64, reply_to: u64, conversation: u64) -> (Head<'static>, u64) {
        (Head { id, reply_to, conversation, size: 1, ..Head::default() }, id)
    }

    /// Every post with what it answers, placeholders in brackets, and the shape.
    fn told(posts: Vec<(Head<'static>, u64)>, order: Order) -> (Vec<String>, Shape) {
        let mut builder = ThreadBuilder::new(Source::default());
        Posts::arrange(posts, order, false).push_onto(
            &mut builder,
            |id, _, _, _| Some(Draft { id: Clean::some_line(&id.to_string()), ..Draft::default() }),
            |id| (id == 99).then(|| Draft { state: Some(State::Deleted), ..Draft::default() }),
        );
        let thread = builder.finish();
        let posts = thread.posts().map(|post| {
            let name = post.id().unwrap_or_default().to_owned();
            let name = if post.state() == State::Ok { name } else { format!("({name})") };
            format!("{name}>{}", post.reply_to().unwrap_or_default())
        });
        (posts.collect(), thread.shape)
    }

    #[test]
    fn one_conversation_is_one_thread_whatever_is_missing() {
        let posts = vec![head(15, 13, 10), head(12, 10, 10), head(16, 0, 10)];
        let (posts, shape) = told(posts, Order::Ids);
        assert_eq!(posts, ["(10)>", "12>10", "(13)>10", "15>13", "16>10"]);
        assert_eq!(shape, Shape::Thread);
    }

    #[test]
    fn a_collection_has_no_placeholders_but_those_that_the_file_tells_of() {
        let (posts, shape) = told(vec![head(15, 13, 10), head(7, 0, 7), head(100, 99, 50)], Order::File);
        assert_eq!(posts, ["7>", "15>13", "(99)>", "100>99"]);
        assert_eq!(shape, Shape::Collection);
    }

    #[test]
    fn where_no_conversation_is_named_the_answers_tell() {
        assert_eq!(told(vec![head(2, 1, 0), head(1, 0, 0)], Order::File).0, ["2>1", "1>"]);
        assert_eq!(told(vec![head(2, 0, 0), head(1, 0, 0)], Order::File).1, Shape::Collection);
    }

    #[test]
    fn a_post_that_names_no_conversation_and_answers_nothing_is_none_of_another() {
        let (posts, shape) = told(vec![head(5, 4, 4), head(7, 0, 0)], Order::Ids);
        assert_eq!((posts, shape), (vec!["5>4".to_owned(), "7>".to_owned()], Shape::Collection));
    }

    #[test]
    fn of_an_edited_post_the_last_version_is_answered() {
        let edited = |id| {
            let mut post = head(id, 0, 0);
            post.0.versions = vec![3, 5, 9];
            post
        };
        let (posts, _) = told(vec![edited(3), edited(5), head(6, 3, 0)], Order::Ids);
        assert_eq!(posts, ["5>", "6>5"]);
    }

    #[test]
    fn of_the_same_post_twice_the_richer_stays_where_the_first_stood() {
        let mut richer = head(1, 0, 0);
        (richer.0.size, richer.1) = (7, 17);
        let posts = Posts::arrange(vec![head(1, 0, 0), head(2, 1, 0), richer], Order::File, false);
        assert_eq!(posts.list.iter().map(|(_, item)| *item).collect::<Vec<_>>(), [17, 2]);
    }
}
