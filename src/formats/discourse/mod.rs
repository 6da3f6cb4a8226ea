//! Discourse: a topic with its posts, further pages of it, lists of posts, posts one per line.
//!
//! ```text
//! {"post_stream":{"posts":[…20 of them…],"stream":[1,2,…]},"title":…,"id":7}     FORUM/t/ID.json
//! {"post_stream":{"posts":[…]},"id":7}                                            FORUM/t/ID/posts.json?post_ids[]=…
//! {"latest_posts":[…]}   [{"cooked":…,"post_number":1,"topic_id":7},…]            FORUM/posts.json; dumps
//! ```
//!
//! Source: docs.discourse.org, and topics of several forums. A post answers a number within its topic; its HTML is read
//! in `cooked`, itself in `post`.

mod cooked;
mod post;

use std::collections::{HashMap, HashSet};

use url::Url;

use super::json::top_level_keys;
use super::json::{Fields, Head, Item, Object, Way, choose, count, excerpt, gather_with_outer, list, text};
use super::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};
use post::Topic;

/// Topics and posts of Discourse.
pub const FORMAT: Format = Format {
    id: "discourse",
    title: "Discourse topic",
    how: "Put .json?print=true behind the address of a topic, https://FORUM/t/NAME/ID.json?print=true, and save that \
          page: it holds up to 1000 posts; without print=true, the first 20",
    recognise,
    read,
    package: None,
};

const STREAM: &str = "post_stream";
const POSTS: &str = "posts";
const LATEST: &str = "latest_posts";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    is_post(start.strip_prefix('[').map_or(start, str::trim_start))
        || (start.starts_with('{')
            && top_level_keys(start).any(|(key, value)| match key {
                STREAM => top_level_keys(value)
                    .any(|(key, value)| matches!(key, POSTS | "stream") && value.starts_with('[')),
                LATEST | POSTS => value.strip_prefix('[').is_some_and(|posts| is_post(posts.trim_start())),
                _ => false,
            }))
}

/// Whether `json` begins with a post, by the fields that nothing else has together.
fn is_post(json: &str) -> bool {
    let mut found = 0;
    json.starts_with('{')
        && top_level_keys(json).any(|(key, _)| {
            found += usize::from(matches!(key, "cooked" | "raw" | "blurb" | "post_number" | "topic_id"));
            found >= 3
        })
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", STREAM) => Way::Enter(STREAM),
        ("", LATEST | POSTS) | (STREAM, POSTS) => Way::Posts,
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Discourse"));
    let items = gather_with_outer(&input.text, way, builder)?;
    let (outer, items): (Vec<Item>, Vec<Item>) = items.into_iter().partition(is_outer);
    let (heads, _) = choose(&items, &["id"], &["reply_to_post_number"]);
    let mut posts = Vec::with_capacity(heads.len());
    for head in heads {
        let json = head.item.json;
        if !json.starts_with('{') {
            builder.warn(&head.item.at.field(""), &format!("{} is no post; it was left out", excerpt(json)));
            continue;
        }
        posts.push(Listed::of(&head));
    }
    // A post may leave its topic to what stands around it.
    let around = outer.iter().find_map(|outer| Object::begun(outer.json).get("id").and_then(count));
    let topic = around.or_else(|| posts.iter().map(|post| post.topic).find(|topic| *topic > 0)).unwrap_or(0);
    posts.iter_mut().filter(|post| post.topic == 0).for_each(|post| post.topic = topic);
    let mut topics = Topics::of(&posts, &outer);
    topics.base = base(&posts);
    let is_collection =
        topics.by_id.len() > 1 || outer.iter().any(|outer| Object::begun(outer.json).has(LATEST));
    if is_collection {
        builder.shape(Shape::Collection);
    } else {
        builder.title(topics.only().and_then(|topic| topic.title.clone()));
    }
    push(&posts, &outer, &topics, is_collection, builder);
    Ok(())
}

/// Whether an item is what stands around posts and no post.
fn is_outer(item: &Item) -> bool {
    item.field.is_empty() && {
        let object = Object::begun(item.json);
        [STREAM, LATEST, POSTS].iter().any(|name| object.has(name))
    }
}

/// A post, and what must be known of it before it is read.
struct Listed<'a> {
    item: Item<'a>,
    id: Option<u64>,
    number: Option<u64>,
    answers: Option<u64>,
    /// The topic that it says it is of, or 0.
    topic: u64,
}

impl<'a> Listed<'a> {
    fn of(head: &Head<'a>) -> Self {
        let object = Object::begun(head.item.json);
        let get = |name| object.get(name).and_then(count);
        Self {
            item: head.item,
            id: get("id"),
            number: get("post_number"),
            answers: head.reply_to.as_deref().and_then(|number| number.parse().ok()),
            topic: get("topic_id").unwrap_or(0),
        }
    }
}

/// The topics that the posts are of, and what the file tells of them.
struct Topics {
    by_id: HashMap<u64, Topic>,
    /// By topic and number, the id of a post.
    ids: HashMap<(u64, u64), u64>,
    /// Where the forum is, as far as a post says.
    base: Option<Url>,
}

impl Topics {
    fn of(posts: &[Listed], outer: &[Item]) -> Self {
        let mut by_id: HashMap<u64, Topic> = HashMap::new();
        let mut ids = HashMap::with_capacity(posts.len());
        for post in posts {
            by_id.entry(post.topic).or_default();
            if let (Some(number), Some(id)) = (post.number, post.id) {
                ids.entry((post.topic, number)).or_insert(id);
            }
        }
        for outer in outer {
            let object = Object::begun(outer.json);
            if object.has(STREAM) {
                let topic = Topic::of(&object);
                let known = by_id.entry(topic.id).or_default();
                if known.title.is_none() {
                    *known = topic;
                }
            }
        }
        Self { by_id, ids, base: None }
    }

    fn only(&self) -> Option<&Topic> {
        self.by_id.values().next().filter(|_| self.by_id.len() == 1)
    }

    /// The id of the post that another answers: the one of that number, else the first of the topic.
    fn answered(&self, post: &Listed) -> Option<u64> {
        let of = |number| self.ids.get(&(post.topic, number)).copied();
        let first = of(1).filter(|_| post.number != Some(1));
        post.answers.and_then(of).or(first)
    }
}

/// Pushes the posts in the order of the topic, with places for those that are not in the file.
fn push(posts: &[Listed], outer: &[Item], topics: &Topics, is_collection: bool, builder: &mut ThreadBuilder) {
    let mut stream =
        if is_collection { Vec::new() } else { outer.iter().find_map(stream).unwrap_or_default() };
    let by_id: HashMap<u64, &Listed> = posts.iter().filter_map(|post| Some((post.id?, post))).collect();
    let mut further = 0;
    if !posts.is_empty() && !stream.iter().any(|id| by_id.contains_key(id)) {
        // Whatever these numbers are, they say how many posts there should be.
        further = stream.len().saturating_sub(posts.len()) as u64;
        stream.clear();
    }
    let topic = topics.only().filter(|_| !is_collection);
    let mut root = topics.by_id.keys().next().and_then(|topic| topics.ids.get(&(*topic, 1)).copied());
    if let Some(topic) = topic.filter(|_| root.is_none() && posts.len() > 1) {
        let id = stream.first().copied().filter(|id| !by_id.contains_key(id)).unwrap_or(topic.id);
        builder.push(first_post(id, topic));
        root = Some(id);
    }
    let is_orphan =
        |post: &&Listed| post.answers.is_some_and(|number| !topics.ids.contains_key(&(post.topic, number)));
    let orphans = posts.iter().filter(is_orphan).count();
    if orphans > 0 && !is_collection {
        let message = "posts answer posts that are not in the file; they stand below the first";
        builder.warn("", &format!("{orphans} {message}"));
    }
    let one = |post: &Listed, builder: &mut ThreadBuilder| {
        let object = Object::begun(post.item.json);
        let fields = &mut Fields { object, at: post.item.at, notes: builder };
        let topic = topics.by_id.get(&post.topic);
        let Some(mut draft) = post::read(fields, topic, topics.base.as_ref()) else { return };
        let answered = topics.answered(post).or(root.filter(|_| !is_collection));
        draft.reply_to = answered.filter(|id| Some(*id) != post.id).map(|id| Clean::line(&id.to_string()));
        builder.push(draft);
    };
    let mut done = HashSet::new();
    let mut missing = 0;
    for id in stream {
        if !done.insert(id) || (Some(id) == root && !by_id.contains_key(&id)) {
            continue;
        }
        if let Some(post) = by_id.get(&id) {
            omit(std::mem::take(&mut missing), root, builder);
            one(post, builder);
        } else {
            missing += 1;
        }
    }
    omit(missing, root, builder);
    for post in posts.iter().filter(|post| post.id.is_none_or(|id| !done.contains(&id))) {
        one(post, builder);
    }
    omit(further, root, builder);
}

/// Stands for posts of the topic that the file names and leaves out.
fn omit(missing: u64, root: Option<u64>, builder: &mut ThreadBuilder) {
    if missing > 0 {
        let reply_to = root.map(|id| Clean::line(&id.to_string()));
        builder.push(Draft { reply_to, state: Some(State::Omitted), omitted: missing, ..Draft::default() });
    }
}

/// Stands for the first post of a topic of which later ones are there.
fn first_post(id: u64, topic: &Topic) -> Draft {
    Draft {
        id: Some(Clean::line(&id.to_string())),
        author: topic.author.clone().unwrap_or_default(),
        created: topic.created,
        state: Some(State::Missing),
        ..Draft::default()
    }
}

/// The ids of all posts of a topic, in their order.
fn stream(outer: &Item) -> Option<Vec<u64>> {
    let object = Object::begun(outer.json);
    let stream = Object::begun(object.get(STREAM)?).get("stream").and_then(list)?;
    Some(stream.into_iter().filter_map(count).collect())
}

/// Where the forum is: pictures of accounts and links within it say so.
fn base(posts: &[Listed]) -> Option<Url> {
    /// So many posts are asked.
    const MOST: usize = 50;
    posts.iter().take(MOST).find_map(|post| {
        let object = Object::begun(post.item.json);
        let picture = object.get("avatar_template").and_then(text).unwrap_or_default();
        let host = picture.strip_prefix("/user_avatar/").and_then(|rest| rest.split('/').next());
        if let Some(base) = host.and_then(|host| Url::parse(&format!("https://{host}/")).ok()) {
            return Some(base);
        }
        let links = object.get("link_counts").and_then(list)?;
        links.into_iter().find_map(|link| {
            let link = Object::walk(link).ok()?;
            let url = link.get("url").and_then(text).filter(|_| link.get("internal") == Some("true"))?;
            Url::parse(&url).ok()?.join("/").ok()
        })
    })
}

#[cfg(test)]
mod tests;
