//! Reddit: pages of its API, and the dumps of comments and submissions that are kept of it.
//!
//! ```text
//! [{"kind":"Listing","data":{"children":[{"kind":"t3","data":{…}}]}},      …/comments/ID.json: the post,
//!  {"kind":"Listing","data":{"children":[{"kind":"t1","data":{"replies":…},  and its comments, in each the replies to it,
//!                                        {"kind":"more","data":{"count":7}}  or how many more there are
//! {"id":…,"link_id":"t3_…","parent_id":"t1_…","body":…}                     dumps: one per line, or a list under "data"
//! ```
//!
//! Sources: github.com/reddit-archive/reddit/wiki/JSON, real answers, and the fields of the dumps of Pushshift and Arctic
//! Shift. A thing is told by its full name, `t1_…` for a comment and `t3_…` for a submission.

mod dumps;
mod nested;
mod text;
mod thing;
mod threads;

use super::json::top_level_keys;
use super::{Format, Input, Unreadable};
use crate::model::{Clean, ThreadBuilder};

/// Reddit in any of these forms.
pub const FORMAT: Format = Format {
    id: "reddit",
    title: "Reddit discussion (JSON)",
    how: "Open the discussion in the browser, add .json?limit=500&raw_json=1 to its address \
          (https://www.reddit.com/r/NAME/comments/ID.json?limit=500&raw_json=1), and save the page. Comments of dumps \
          (Pushshift, Arctic Shift): the unpacked .jsonl file",
    recognise,
    read,
    package: None,
};

fn recognise(input: &Input) -> bool {
    let first = first(input);
    is_thing(first) || is_dump(first) || holds_dump(first)
}

/// The first object of the document.
fn first<'a>(input: &'a Input) -> &'a str {
    input.start().strip_prefix('[').map_or(input.start(), str::trim_start)
}

/// Whether `json` begins with a thing of the API: `kind` and `data`, in either order.
fn is_thing(json: &str) -> bool {
    let mut is_wrapped = false;
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| match key {
            "kind" => {
                is_wrapped = ["\"Listing\"", "\"t1\"", "\"t3\"", "\"more\""]
                    .iter()
                    .any(|kind| value.starts_with(kind));
                is_wrapped
            }
            // What comes to the same where the kind stands behind it.
            "data" if !is_wrapped => value.starts_with('{') && top_level_keys(value).any(is_of_listing),
            "json" => top_level_keys(value).any(|(key, value)| {
                key == "data"
                    && top_level_keys(value).any(|(key, value)| key == "things" && value.starts_with('['))
            }),
            _ => false,
        })
}

fn is_of_listing((key, value): (&str, &str)) -> bool {
    match key {
        "children" => value.strip_prefix('[').is_some_and(|items| {
            top_level_keys(items.trim_start()).any(|(key, _)| matches!(key, "kind" | "data"))
        }),
        "name" | "link_id" => value.starts_with("\"t3_") || value.starts_with("\"t1_"),
        _ => false,
    }
}

/// Whether `json` begins with a comment or a submission of a dump, by the fields that nothing else has together.
fn is_dump(json: &str) -> bool {
    let (mut has_subreddit, mut others) = (false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "subreddit" | "subreddit_id" | "subreddit_name_prefixed" => has_subreddit = true,
                "link_id" => others += usize::from(value.starts_with("\"t3_")),
                "body" | "selftext" | "num_comments" | "created_utc" | "is_self" | "permalink" => others += 1,
                _ => {}
            }
            has_subreddit && others >= 3
        })
}

fn holds_dump(json: &str) -> bool {
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            key == "data" && value.strip_prefix('[').is_some_and(|items| is_dump(items.trim_start()))
        })
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Reddit"));
    let first = first(input);
    if is_thing(first) { nested::read(&input.text, builder) } else { dumps::read(&input.text, builder) }
}

#[cfg(test)]
mod tests;
