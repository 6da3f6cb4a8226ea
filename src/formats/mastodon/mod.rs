//! Mastodon's REST API: a post's context, single posts, lists and JSON Lines of them; Pleroma's, Akkoma's and
//! `GoToSocial`'s alike.
//!
//! ```text
//! {"ancestors":[…],"descendants":[…]}           GET /api/v1/statuses/ID/context; without the post itself
//! {"status":{…},"context":{…}}                  both together
//! [{"id":"17","content":"<p>…</p>",…},…]        timelines, an account's posts; or one per line
//! ```
//!
//! Source: docs.joinmastodon.org/entities, and real answers of several servers. What a server sends of a post is in
//! `status`, what its HTML means in `content`.

pub(in crate::formats) mod content;
mod status;

use super::json::{At, Fields, Head, Ids, Item, Object, Way, choose, count, gather, text, top_level_keys};
use super::{Format, Input, Unreadable, sharing};
use crate::model::{Author, Clean, Draft, Shape, State, ThreadBuilder};

/// Statuses as Mastodon's API gives them.
pub const FORMAT: Format = Format {
    id: "mastodon",
    title: "Mastodon posts (API)",
    how: "Of a post https://SERVER/@NAME/ID, save the pages https://SERVER/api/v1/statuses/ID and \
          https://SERVER/api/v1/statuses/ID/context (the replies) from the browser. As one file: \
          {\"status\": FIRST, \"context\": SECOND}",
    recognise,
    read,
    package: None,
};

const ANCESTORS: &str = "ancestors";
const DESCENDANTS: &str = "descendants";
const CONTEXT: &str = "context";
const STATUS: &str = "status";
const STATUSES: &str = "statuses";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    is_status(start) || is_list(start) || (start.starts_with('{') && is_document(start))
}

/// Whether the object that `json` begins with holds statuses in its fields.
fn is_document(json: &str) -> bool {
    let mut empty = 0;
    top_level_keys(json).any(|(key, value)| match key {
        ANCESTORS | DESCENDANTS if is_empty_list(value) => {
            empty += 1;
            empty == 2
        }
        ANCESTORS | DESCENDANTS | STATUSES => is_list(value),
        STATUS => is_status(value),
        CONTEXT => top_level_keys(value).any(|(key, _)| key == DESCENDANTS),
        _ => false,
    })
}

fn is_empty_list(json: &str) -> bool {
    json.strip_prefix('[').is_some_and(|inside| inside.trim_start().starts_with(']'))
}

/// Whether a list begins with a status.
fn is_list(json: &str) -> bool {
    json.strip_prefix('[').is_some_and(|items| is_status(items.trim_start()))
}

/// Whether `json` begins with a status, by the fields that nothing else has together.
fn is_status(json: &str) -> bool {
    let (mut has_account, mut others) = (false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "account" => has_account = value.starts_with('{'),
                "in_reply_to_id" | "spoiler_text" | "visibility" | "reblog" | "media_attachments" => {
                    others += 1;
                }
                _ => {}
            }
            has_account && others >= 2
        })
}

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", CONTEXT) => Way::Enter(CONTEXT),
        ("", STATUS | STATUSES) | (_, ANCESTORS | DESCENDANTS) => Way::Posts,
        _ => Way::Pass,
    }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_owned(input.text.to_string(), builder)
}

/// Reads the text, and gives it up as it is read.
///
/// # Errors
/// When the JSON is broken before the first post.
pub(in crate::formats) fn read_owned(text: String, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let Survey { places, above, absent, answers } = survey(&text, builder)?;
    let (above, below) = places.split_at(above);
    let kept = above.iter().map(|place| place.end).max().unwrap_or(0);
    let mut rest = builder.beside();
    let places = (below, |place: &Place| place.end);
    let text = sharing::read_all_letting_go((text, kept), places, &mut rest, Place::read);
    sharing::read_all(above, builder, |place, builder| Place::read(&text, place, builder));
    builder.append(absent);
    builder.append(rest);
    if let Some(answers) = answers {
        builder.push(answers);
    }
    Ok(())
}

/// What is known of a file before its posts are read.
struct Survey {
    /// Where they stand, in order.
    places: Vec<Place>,
    /// How many of them stand above the one that is not there.
    above: usize,
    /// Holds what stands for that one, if there is one.
    absent: ThreadBuilder,
    /// Stands for the answers to the only post there is.
    answers: Option<Draft>,
}

/// Where a post stands.
struct Place {
    start: usize,
    end: usize,
    at: At<'static>,
}

impl Place {
    fn read(text: &str, place: &Self, builder: &mut ThreadBuilder) {
        let item = Item { json: &text[place.start..place.end], at: place.at, field: "" };
        if let Some(draft) = status::read(item, builder) {
            builder.push(draft);
        }
    }
}

fn survey(text: &str, builder: &mut ThreadBuilder) -> Result<Survey, Unreadable> {
    let items = gather(text, way, builder)?;
    builder.source().platform = items.first().map(|item| Clean::line(software(item.json)));
    let (heads, known) = choose(&items, &["id"], &["in_reply_to_id"]);
    drop(items);
    let missing = heads.iter().find(|head| {
        head.item.field == DESCENDANTS && head.reply_to.as_ref().is_some_and(|id| !known.contains(id))
    });
    let missing = missing.and_then(|head| head.reply_to.clone());
    if !is_one_thread(&heads, &known) {
        builder.shape(Shape::Collection);
    }
    drop(known);
    let mut absent = builder.beside();
    let first = heads.iter().position(|head| head.item.field == DESCENDANTS);
    let above = missing.as_ref().and(first).unwrap_or(0);
    if let Some(id) = missing {
        let placeholder = placeholder(&id, &heads, &mut absent);
        absent.push(placeholder);
    }
    let place = |head: &Head| {
        // Each is a part of the text.
        let start = head.item.json.as_ptr().addr() - text.as_ptr().addr();
        let at = head.item.at.apart(&[CONTEXT, STATUS, STATUSES, ANCESTORS, DESCENDANTS]);
        Place { start, end: start + head.item.json.len(), at }
    };
    let answers = answers_to(&heads);
    Ok(Survey { places: heads.iter().map(place).collect(), above, absent, answers })
}

/// The software of the server that answered, by what it adds of its own.
fn software(status: &str) -> &'static str {
    let object = Object::walk(status).ok();
    let has = |name| object.as_ref().is_some_and(|object| object.has(name));
    match () {
        () if has("akkoma") => "Akkoma",
        () if has("pleroma") => "Pleroma",
        // Mastodon has no rules by that name.
        () if has("interaction_policy") => "GoToSocial",
        () => "Mastodon",
    }
}

/// Whether the posts are a context, or a list in which all answer the first or one another; else they are many threads.
fn is_one_thread(heads: &[Head], known: &Ids) -> bool {
    let is_root = |head: &&Head| head.reply_to.as_ref().is_none_or(|id| !known.contains(id));
    heads.iter().any(|head| matches!(head.item.field, ANCESTORS | DESCENDANTS))
        || heads.iter().filter(is_root).take(2).count() < 2
}

/// Stands for the answers to a post that was saved by itself, if the server counts any.
fn answers_to(heads: &[Head]) -> Option<Draft> {
    let [only] = heads else { return None };
    let counted = Object::walk(only.item.json).ok()?.get("replies_count").and_then(count)?;
    let id = only.id.as_deref().filter(|_| only.item.field.is_empty() && counted > 0)?;
    let reply_to = Clean::some_line(id);
    Some(Draft { reply_to, state: Some(State::Omitted), omitted: counted, ..Draft::default() })
}

/// Stands for the post that a context is of, and that it leaves out.
fn placeholder(id: &str, heads: &[Head], builder: &mut ThreadBuilder) -> Draft {
    let message = format!(
        "the post that the others answer is not in the file: a context never holds its own post. \
         Save …/api/v1/statuses/{id} as well and open both files together"
    );
    builder.warn("", &message);
    let above = heads.iter().rev().find(|head| head.item.field == ANCESTORS);
    Draft {
        id: Clean::some_line(id),
        author: author_of(id, heads).unwrap_or_default(),
        reply_to: above.and_then(|head| head.id.as_deref()).and_then(Clean::some_line),
        state: Some(State::Missing),
        ..Draft::default()
    }
}

/// Who wrote a post that is not there: those who answer it give the account, and mostly mention it.
fn author_of(id: &str, heads: &[Head]) -> Option<Author> {
    /// So many answers are asked.
    const MOST: usize = 100;
    let answers = heads.iter().filter(|head| head.reply_to.as_deref() == Some(id)).take(MOST);
    for head in answers {
        let Ok(object) = Object::walk(head.item.json) else { continue };
        let account = object.get("in_reply_to_account_id").and_then(text);
        // What is wrong with the fields is told when the post itself is read.
        let mut unheard = ThreadBuilder::default();
        let mut fields = Fields { object, at: At::DOCUMENT, notes: &mut unheard };
        let author = status::account(&mut fields, "account");
        if author.id.as_deref() == account.as_deref() {
            return Some(author);
        }
        let mentioned = status::mentioned(&mut fields);
        if let Some(mention) =
            mentioned.into_iter().find(|mention| mention.id.as_deref() == account.as_deref())
        {
            return Some(Author { name: None, handle: Clean::some_line(&mention.name), id: mention.id });
        }
    }
    None
}

#[cfg(test)]
mod tests;
