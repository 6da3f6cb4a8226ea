//! Lemmy: a post with its comments, lists of either, as versions 3 and 4 of its API give them.
//!
//! ```text
//! {"post_view":{"post":{…},"creator":{…},"counts":{…}},"community_view":…}        SERVER/api/v3/post?id=ID
//! {"comments":[{"comment":{"path":"0.24.27",…},"creator":{…},"counts":{…}},…]}    SERVER/api/v3/comment/list?post_id=ID
//! {"post":{…},"comments":{…}}                                                       both together, or one after the other
//! ```
//!
//! Source: github.com/LemmyNet/lemmy-js-client, of both versions. A comment says by its path what it answers; the words
//! are Markdown, read in `words`, one post or comment is read in `view`.

mod view;
mod words;

use std::collections::{HashMap, HashSet};

use super::json::{Fields, Item, Object, Way, count, excerpt, gather, list, text, top_level_keys};
use super::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};

/// Posts and comments of Lemmy.
pub const FORMAT: Format = Format {
    id: "lemmy",
    title: "Lemmy post with comments (API)",
    how: "Of a post https://SERVER/post/ID, save the pages https://SERVER/api/v3/post?id=ID and \
          https://SERVER/api/v3/comment/list?post_id=ID&limit=50&max_depth=20 from the browser. As one file: \
          {\"post\": FIRST, \"comments\": SECOND}",
    recognise,
    read,
    package: None,
};

const POST: &str = "post";
const POST_VIEW: &str = "post_view";
const COMMENT: &str = "comment";
const COMMENT_VIEW: &str = "comment_view";
const COMMENTS: &str = "comments";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    is_view(first)
        || (first.starts_with('{')
            && top_level_keys(first).any(|(key, value)| match key {
                POST_VIEW | COMMENT_VIEW => is_view(value),
                POST => top_level_keys(value).any(|(key, value)| key == POST_VIEW && is_view(value)),
                COMMENTS | "posts" | "items" => {
                    value.strip_prefix('[').is_some_and(|views| is_view(views.trim_start()))
                }
                _ => false,
            }))
}

/// Whether `json` begins with a post or a comment and who wrote it.
fn is_view(json: &str) -> bool {
    let (mut has_words, mut others) = (false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                COMMENT | POST => {
                    has_words |= top_level_keys(value).any(|(key, _)| matches!(key, "ap_id" | "path"));
                }
                "creator" | "community" | "counts" | "creator_is_admin" => others += 1,
                _ => {}
            }
            has_words && others >= 2
        })
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", POST) => Way::Enter(POST),
        ("" | POST, POST_VIEW) | ("", COMMENT_VIEW | COMMENTS | "posts" | "items") => Way::Posts,
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Lemmy"));
    let mut views = Views::default();
    for item in gather(&input.text, way, builder)? {
        views.take(item, builder);
    }
    views.push(builder);
    Ok(())
}

/// The views of a file, each once: those of posts, those of comments.
#[derive(Default)]
struct Views<'a> {
    posts: Vec<View<'a>>,
    comments: Vec<View<'a>>,
    seen: HashMap<(bool, u64), usize>,
}

/// A post or a comment, and what must be known of it before it is read.
struct View<'a> {
    item: Item<'a>,
    json: &'a str,
    id: u64,
    /// The post that it is or is of.
    post: u64,
    /// The comment that it answers.
    answers: Option<u64>,
    depth: usize,
    /// How many comments stand below it on the server.
    below: Option<u64>,
}

impl<'a> Views<'a> {
    fn take(&mut self, item: Item<'a>, builder: &mut ThreadBuilder) {
        let Ok(object) = Object::walk(item.json) else {
            builder.warn(&item.at.field(""), &format!("{} is no post; it was left out", excerpt(item.json)));
            return;
        };
        // The whole answer to a request for comments, in the field of that name.
        if let Some(views) = object.get(COMMENTS).and_then(list) {
            for json in views {
                self.view(Item { json, ..item }, builder);
            }
            return;
        }
        self.view(item, builder);
    }

    fn view(&mut self, item: Item<'a>, builder: &mut ThreadBuilder) {
        let view = Object::walk(item.json).ok().and_then(|object| View::of(item, &object));
        let Some((is_comment, view)) = view else {
            builder.warn(&item.at.field(""), "no post and no comment in it; it was left out");
            return;
        };
        let views = if is_comment { &mut self.comments } else { &mut self.posts };
        let place = *self.seen.entry((is_comment, view.id)).or_insert(views.len());
        if place == views.len() {
            views.push(view);
        } else if views[place].json.len() < view.json.len() {
            views[place] = view;
        }
    }

    fn push(mut self, builder: &mut ThreadBuilder) {
        let of: HashSet<u64> = self.posts.iter().chain(&self.comments).map(|view| view.post).collect();
        let is_thread = of.len() <= 1;
        builder.shape(if is_thread { Shape::Thread } else { Shape::Collection });
        let is_known = !self.posts.is_empty();
        // Comments hold the post that they are of, but not who wrote it.
        if let Some(first) = self.comments.first().filter(|_| is_thread && !is_known) {
            self.posts.extend(View::of_post_within(first));
        }
        let known: HashSet<u64> = self.comments.iter().map(|view| view.id).collect();
        let posts: HashSet<u64> = self.posts.iter().map(|view| view.id).collect();
        let missing = missing(&self.comments, &known);
        for post in &self.posts {
            let object = Object::walk(post.json).unwrap_or_else(|_| Object::of_fields(Vec::new()));
            let fields = &mut Fields { object, at: post.item.at, notes: builder };
            let draft = view::post(fields);
            if is_thread {
                let title = draft.body.text().lines().next().and_then(Clean::some_line);
                fields.notes.title(title);
            }
            builder.push(draft);
        }
        let is_orphan = |view: &&View| view.answers.is_some_and(|id| !known.contains(&id));
        let orphans = self.comments.iter().filter(is_orphan).count();
        if orphans > 0 {
            let message = "comments answer comments that are not in the file; they stand below the post";
            builder.warn("", &format!("{orphans} {message}"));
        }
        for comment in &self.comments {
            let object = Object::walk(comment.json).unwrap_or_else(|_| Object::of_fields(Vec::new()));
            let draft = view::comment(&mut Fields { object, at: comment.item.at, notes: builder });
            let parent = comment.answers.filter(|id| known.contains(id)).map(view::comment_id);
            let post = Some(comment.post).filter(|id| posts.contains(id)).map(view::post_id);
            builder.push(Draft { reply_to: parent.or(post), ..draft });
            omit(missing.get(&comment.id).copied(), view::comment_id(comment.id), builder);
        }
        if let Some(post) = self.posts.first().filter(|_| is_thread) {
            let told = self.comments.len() as u64 + missing.values().sum::<u64>();
            omit(post.below.map(|below| below.saturating_sub(told)), view::post_id(post.id), builder);
        }
    }
}

/// Stands for comments that the file leaves out.
fn omit(count: Option<u64>, below: Clean, builder: &mut ThreadBuilder) {
    if let Some(omitted) = count.filter(|count| *count > 0) {
        builder.push(Draft {
            reply_to: Some(below),
            state: Some(State::Omitted),
            omitted,
            ..Draft::default()
        });
    }
}

/// For each comment how many are missing right below it: what is missing below its answers is told there.
fn missing(comments: &[View], known: &HashSet<u64>) -> HashMap<u64, u64> {
    let mut order: Vec<&View> = comments.iter().collect();
    // The deepest first, so that each knows of all below it.
    order.sort_by_key(|view| std::cmp::Reverse(view.depth));
    // By comment: how many of those below it are accounted for, in the file or as missing.
    let mut accounted: HashMap<u64, u64> = HashMap::new();
    let mut missing = HashMap::new();
    for view in order {
        let below = accounted.get(&view.id).copied().unwrap_or(0);
        let lacking = view.below.unwrap_or(0).saturating_sub(below);
        if lacking > 0 {
            missing.insert(view.id, lacking);
        }
        if let Some(parent) = view.answers.filter(|id| known.contains(id)) {
            *accounted.entry(parent).or_default() += 1 + below + lacking;
        }
    }
    missing
}

impl<'a> View<'a> {
    /// What an object is, and whether it is a comment.
    fn of(item: Item<'a>, object: &Object<'a>) -> Option<(bool, Self)> {
        // The answer to a request for one post or comment has it in a field.
        let inner = [POST_VIEW, COMMENT_VIEW].iter().find_map(|name| object.get(name));
        let inner = inner.and_then(|json| Some((json, Object::walk(json).ok()?)));
        let (json, object) = inner.as_ref().map_or((item.json, object), |(json, object)| (*json, object));
        let name = if object.has(COMMENT) { COMMENT } else { POST };
        let own = Object::walk(object.get(name)?).ok()?;
        let id = own.get("id").and_then(count)?;
        let counts = object.get("counts").and_then(|counts| Object::walk(counts).ok());
        let counted = |name| counts.as_ref().and_then(|counts| counts.get(name)).or_else(|| own.get(name));
        let is_comment = name == COMMENT;
        let post = if is_comment { own.get("post_id").and_then(count).unwrap_or(0) } else { id };
        let below = counted(if is_comment { "child_count" } else { COMMENTS }).and_then(count);
        let path = own.get("path").and_then(text).filter(|_| is_comment);
        let depth = path.as_ref().map_or(0, |path| path.matches('.').count());
        let answers = path.and_then(|path| path.rsplit('.').nth(1)?.parse().ok()).filter(|id| *id > 0);
        Some((is_comment, Self { item, json, id, post, answers, depth, below }))
    }

    /// The post that a comment holds.
    fn of_post_within(comment: &Self) -> Option<Self> {
        let object = Object::walk(comment.json).ok()?;
        let post = object.get(POST)?;
        let id = Object::walk(post).ok()?.get("id").and_then(count)?;
        // A post alone is read as a view of which the rest is not there.
        Some(Self {
            item: Item { json: post, ..comment.item },
            json: post,
            id,
            post: id,
            answers: None,
            depth: 0,
            below: None,
        })
    }
}

#[cfg(test)]
mod tests;
