//! Lobsters: a story with its comments, a list of stories, a list of comments; in the three forms that the site has given.
//!
//! ```text
//! {"short_id":"ab12cd","title":…,"comments":[{"short_id":…,"parent_comment":null,"depth":0,…},…]}   lobste.rs/s/ID.json
//! [{"short_id":…,"title":…,"comment_count":7},…]                                                    lobste.rs/hottest.json
//! ```
//!
//! Source: github.com/lobsters/lobsters, and answers of 2020 to 2024. Accounts were objects and are names now; what a
//! comment answers is told by name, or by how far it is indented.

use std::collections::HashSet;

use super::html::{self, Anchor, Rules, Target};
use super::json::{At, Fields, Object, Way, excerpt, gather_with_outer, top_level_keys};
use super::markdown;
use super::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, DraftLink, EntityKind, Rich, Shape, State, ThreadBuilder};

/// Stories and comments of Lobsters.
pub const FORMAT: Format = Format {
    id: "lobsters",
    title: "Lobsters discussion",
    how: "Put .json behind the address of a story, https://lobste.rs/s/ID.json, and save that page",
    recognise,
    read,
    package: None,
};

const COMMENTS: &str = "comments";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    let (mut has_id, mut others) = (false, 0);
    first.starts_with('{')
        && top_level_keys(first).any(|(key, _)| {
            match key {
                "short_id" => has_id = true,
                "short_id_url" | "comments_url" | "comment_count" | "submitter_user" | "commenting_user"
                | "comment_plain" | "description_plain" => others += 1,
                _ => {}
            }
            has_id && others >= 2
        })
}

fn way(entered: &str, name: &str) -> Way {
    if (entered, name) == ("", COMMENTS) { Way::Posts } else { Way::Pass }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Lobsters"));
    let items = gather_with_outer(&input.text, way, builder)?;
    let known: HashSet<Clean> = items.iter().filter_map(|item| id_of(item.json)).collect();
    let stories = items.iter().filter(|item| item.field.is_empty()).count();
    if stories > 1 {
        builder.shape(Shape::Collection);
    }
    let mut story = Story::default();
    let mut seen = HashSet::new();
    for item in items {
        if !item.json.starts_with('{') {
            builder.warn(&item.at.field(""), &format!("{} is no post; it was left out", excerpt(item.json)));
            continue;
        }
        let fields = &mut Fields { object: Object::begun(item.json), at: item.at, notes: builder };
        let Some(id) = fields.line("short_id") else {
            fields.warn("", "a post without an id; it was left out");
            continue;
        };
        if !seen.insert(id.clone()) {
            continue;
        }
        let is_comment = item.field == COMMENTS || fields.object.has("commenting_user");
        let draft = if is_comment {
            let parent = story.parent(fields, &known);
            story.indented.push((level(fields), id.clone()));
            comment(fields, id, parent)
        } else {
            story.finish(fields.notes);
            story = Story::of(fields, id.clone());
            if stories == 1 {
                let title = fields.line("title");
                fields.notes.title(title);
            }
            told(fields, id)
        };
        story.comments += usize::from(is_comment);
        builder.push(draft);
    }
    story.finish(builder);
    Ok(())
}

fn id_of(json: &str) -> Option<Clean> {
    let mut unheard = ThreadBuilder::default();
    Fields { object: Object::begun(json), at: At::DOCUMENT, notes: &mut unheard }.line("short_id")
}

/// The story at hand, and what is known of its comments so far.
#[derive(Default)]
struct Story {
    id: Option<Clean>,
    /// How many comments it should have, where the file has any.
    stated: Option<u64>,
    comments: usize,
    /// How many of them answer comments that the file leaves out.
    orphans: usize,
    /// How far each of those is indented that the next one may answer.
    indented: Vec<(u64, Clean)>,
}

impl Story {
    fn of(story: &mut Fields, id: Clean) -> Self {
        let stated = if story.object.has(COMMENTS) { story.count("comment_count") } else { None };
        Self { id: Some(id), stated, ..Self::default() }
    }

    /// What a comment answers: the one that it names, the one that it is indented below, else the story.
    fn parent(&mut self, comment: &mut Fields, known: &HashSet<Clean>) -> Option<Clean> {
        let level = level(comment);
        while self.indented.pop_if(|(above, _)| *above >= level).is_some() {}
        let named = comment.line("parent_comment");
        let by_indent = || self.indented.last().map(|(_, id)| id.clone());
        let parent = if comment.object.has("parent_comment") { named } else { by_indent() };
        self.orphans += usize::from(parent.as_ref().is_some_and(|id| !known.contains(id)));
        parent.filter(|id| known.contains(id)).or_else(|| self.id.clone())
    }

    /// Says how many comments the file leaves out.
    fn finish(&self, builder: &mut ThreadBuilder) {
        if self.orphans > 0 {
            let message = "comments answer comments that are not in the file; they stand below the story";
            builder.warn("", &format!("{} {message}", self.orphans));
        }
        let missing = self.stated.unwrap_or(0).saturating_sub(self.comments as u64);
        if missing > 0 {
            builder.push(Draft {
                reply_to: self.id.clone(),
                state: Some(State::Omitted),
                omitted: missing,
                ..Draft::default()
            });
        }
    }
}

/// How deep a comment stands: from 0, or from 1 in older files.
fn level(comment: &mut Fields) -> u64 {
    comment.count("depth").or_else(|| comment.count("indent_level")).unwrap_or(0)
}

fn told(story: &mut Fields, id: Clean) -> Draft {
    let mut body = Rich::default();
    if let Some(title) = story.line("title") {
        body.push(&title);
    }
    if let Some(url) = story.line("url") {
        body.push(if body.text().is_empty() { "" } else { "\n\n" });
        body.push_link(&url, DraftLink { url: url.clone(), ..DraftLink::default() });
    }
    let description = words(story, "description", "description_plain");
    if !description.is_blank() {
        body.push(if body.text().is_empty() { "" } else { "\n\n" });
        body.append(description);
    }
    Draft {
        url: story.line("short_id_url").or_else(|| story.line("comments_url")),
        author: author(story, "submitter_user"),
        created: story.time("created_at"),
        body,
        counts: Counts {
            likes: story.count("score"),
            replies: story.count("comment_count"),
            ..Counts::default()
        },
        id: Some(id),
        ..Draft::default()
    }
}

fn comment(comment: &mut Fields, id: Clean, reply_to: Option<Clean>) -> Draft {
    let state = match (comment.flag("is_moderated"), comment.flag("is_deleted")) {
        (Some(true), _) => Some(State::Removed),
        (_, Some(true)) => Some(State::Deleted),
        _ => None,
    };
    // What stands in place of their words was written by the site.
    let body = if state.is_none() { words(comment, "comment", "comment_plain") } else { Rich::default() };
    Draft {
        url: comment.line("url").or_else(|| comment.line("short_id_url")),
        author: author(comment, "commenting_user"),
        created: comment.time("created_at"),
        reply_to,
        body,
        counts: Counts { likes: comment.count("score"), ..Counts::default() },
        state,
        id: Some(id),
        ..Draft::default()
    }
}

/// The account in a field: a name, or in older files an object with one.
fn author(post: &mut Fields, name: &str) -> Author {
    let is_object = post.object.get(name).is_some_and(|raw| raw.starts_with('{'));
    let handle =
        if is_object { post.inner(name).and_then(|mut user| user.line("username")) } else { post.line(name) };
    Author { handle, ..Author::default() }
}

/// The words as HTML, else as they were typed.
fn words(post: &mut Fields, html: &str, plain: &str) -> Rich {
    if let Some(text) = post.text(html).filter(|text| !text.is_empty()) {
        return html::read(&text, &mut Accounts);
    }
    post.text(plain).map(|text| markdown::read(&text, markdown::COMMON, &mut Accounts)).unwrap_or_default()
}

/// Links to accounts that read `@name` are mentions.
struct Accounts;

impl Rules for Accounts {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_account = ["/u/", "/~"].iter().any(|path| anchor.href.contains(&format!("lobste.rs{path}")));
        if is_account && anchor.shown.len() > 1 && anchor.shown.starts_with('@') {
            return Some(Target::Mention(EntityKind::Handle, None));
        }
        anchor.link().map(Target::Link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats;
    use crate::model::{Source, Thread};

    fn thread(json: &str) -> Thread {
        formats::read(json.as_bytes(), Source::default()).unwrap()
    }

    fn story(comments: &str) -> String {
        format!(
            r#"{{"short_id":"s1","short_id_url":"https://lobste.rs/s/s1","title":"T","comment_count":3,"submitter_user":"ana"{comments}}}"#
        )
    }

    fn answered(thread: &Thread) -> Vec<(Option<&str>, Option<&str>)> {
        thread.posts().map(|post| (post.id(), post.reply_to())).collect()
    }

    #[test]
    fn comments_hang_by_name_or_by_their_indent() {
        let by_indent = r#"{"short_id":"a","comment":"a","indent_level":1},{"short_id":"b","comment":"b","indent_level":2},{"short_id":"c","comment":"c","indent_level":1}"#;
        let by_depth =
            by_indent.replace("indent_level\":1", "depth\":0").replace("indent_level\":2", "depth\":1");
        let by_name = r#"{"short_id":"a","comment":"a","parent_comment":null},{"short_id":"b","comment":"b","parent_comment":"a"},{"short_id":"c","comment":"c","parent_comment":"gone"}"#;
        let expected =
            [(Some("s1"), None), (Some("a"), Some("s1")), (Some("b"), Some("a")), (Some("c"), Some("s1"))];
        for comments in [by_indent, &by_depth, by_name] {
            assert_eq!(answered(&thread(&story(&format!(r#","comments":[{comments}]"#)))), expected);
        }
    }

    #[test]
    fn the_story_may_be_told_after_its_comments() {
        let sorted = r#"{"comments":[{"comment":"a","short_id":"a","depth":0}],"comment_count":1,"short_id":"s1","short_id_url":"u","title":"T"}"#;
        let thread = thread(sorted);
        assert_eq!(answered(&thread), [(Some("s1"), None), (Some("a"), Some("s1"))]);
        assert_eq!(thread.title.as_deref(), Some("T"));
    }

    #[test]
    fn comments_that_are_not_there_are_counted() {
        let thread = thread(&story(r#","comments":[{"short_id":"a","comment":"a"}]"#));
        let last = thread.posts().last().unwrap();
        assert_eq!((last.state(), last.omitted(), last.reply_to()), (State::Omitted, 2, Some("s1")));
        assert_eq!(self::thread(&story("")).len(), 1);
    }

    #[test]
    fn what_is_no_post_is_left_out_with_its_place() {
        let thread = thread(&story(
            r#","comments":[7,{"comment":"x"},{"short_id":"a","comment":{}},{"short_id":"a","comment":"twice"}]"#,
        ));
        let told: Vec<String> = thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect();
        assert_eq!(
            told,
            [
                "comments[0]: 7 is no post; it was left out",
                "comments[1]: a post without an id; it was left out",
                "comments[2].comment: {} is no text; it was left out"
            ]
        );
    }
}
