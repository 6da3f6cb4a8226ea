//! Hacker News: the nested item of Algolia's search service, its hits, and the flat items of the official API.
//!
//! ```text
//! {"id":1,"title":…,"children":[{"id":2,"text":…,"children":[…]},…]}   hn.algolia.com/api/v1/items/1
//! {"hits":[{"objectID":"2","comment_text":…,"parent_id":1},…]}         hn.algolia.com/api/v1/search
//! [{"id":1,"by":…,"kids":[2]},{"id":2,"by":…,"parent":1},…]            hacker-news.firebaseio.com/v0/item/1.json each;
//!                                                                      also by line, by id, or under "comments"
//! ```
//!
//! Sources: hn.algolia.com/api, github.com/HackerNews/API, and files that people keep. Answers nest as deep as people
//! quarrel, so the walk through them keeps its own stack.

mod item;
mod nested;

use super::json::{Fields, Object, Way, choose, excerpt, gather, top_level_keys};
use super::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};

/// What a search found.
const HITS: &str = "hits";

/// Hacker News in any of these forms.
pub const FORMAT: Format = Format {
    id: "hackernews",
    title: "Hacker News discussion",
    how: "Of a discussion https://news.ycombinator.com/item?id=ID, save the page \
          https://hn.algolia.com/api/v1/items/ID from the browser",
    recognise,
    read,
    package: None,
};

fn recognise(input: &Input) -> bool {
    let start = input.start();
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    is_item(first)
        || (start.starts_with('{')
            && top_level_keys(start).any(|(key, value)| match key {
                HITS | "comments" => value.strip_prefix('[').is_some_and(|items| is_item(items.trim_start())),
                // Items by their ids.
                _ => is_id(key) && is_item(value),
            }))
}

/// Whether `json` begins with an item, by the fields that nothing else has together.
fn is_item(json: &str) -> bool {
    let (mut algolia, mut official) = (0, 0);
    let is_number = |value: &str| value.starts_with(|c: char| c.is_ascii_digit());
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "created_at_i" => algolia += usize::from(is_number(value)),
                "story_id" | "children" | "objectID" | "points" => algolia += 1,
                "id" | "time" => official += usize::from(is_number(value)),
                "type" => official += usize::from(is_type(value)),
                _ => {}
            }
            // Both tell the moment in seconds, which the other fields by themselves would not make an item.
            (algolia >= 3) || official == 3
        })
}

fn is_type(value: &str) -> bool {
    ["\"story\"", "\"comment\"", "\"job\"", "\"poll\"", "\"pollopt\""]
        .iter()
        .any(|name| value.starts_with(name))
}

fn is_id(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_digit())
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", HITS | "comments") => Way::Posts,
        ("", id) if is_id(id) => Way::Posts,
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_owned(input.text.to_string(), builder)
}

/// Reads the text, and gives that of nested items up as it is read.
///
/// # Errors
/// When the JSON is broken before the first item.
pub(in crate::formats) fn read_owned(text: String, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Hacker News"));
    // Only the nested form has children.
    let start = text.trim_start();
    let first = start.strip_prefix('[').map_or(start, str::trim_start);
    if top_level_keys(first).any(|(key, _)| key == "children") {
        return nested::read(text, builder);
    }
    let items = gather(&text, way, builder)?;
    let (heads, known) = choose(&items, &["id", "objectID"], &["parent", "parent_id"]);
    // What a search finds belongs to many discussions.
    let is_search = items.iter().any(|item| item.field == HITS);
    if is_search {
        builder.shape(Shape::Collection);
    }
    let mut root: Option<Clean> = None;
    let (mut orphans, mut comments) = (0, 0);
    // The official story counts its comments, however few of them are in the file.
    let mut counted = None;
    for head in heads {
        let Ok(object) = Object::walk(head.item.json) else {
            let message = format!("{} is no item; it was left out", excerpt(head.item.json));
            builder.warn(&head.item.at.field(""), &message);
            continue;
        };
        let fields = &mut Fields { object, at: head.item.at, notes: builder };
        let Some(mut draft) = item::read(fields) else { continue };
        if draft.reply_to.is_none() {
            counted = counted.or(draft.counts.replies);
            root = root.or_else(|| draft.id.clone());
        } else if root.is_some() && !is_search && head.reply_to.is_some_and(|parent| !known.contains(&parent))
        {
            orphans += 1;
            draft.reply_to.clone_from(&root);
        }
        comments += u64::from(draft.reply_to.is_some());
        builder.push(draft);
    }
    let missing = counted.unwrap_or(0).saturating_sub(comments);
    if missing > 0 && !is_search {
        builder.push(Draft {
            reply_to: root,
            state: Some(State::Omitted),
            omitted: missing,
            ..Draft::default()
        });
    }
    if orphans > 0 {
        let message = format!(
            "{orphans} comments answer comments that are not in the file; they stand below the story"
        );
        builder.warn("", &message);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
