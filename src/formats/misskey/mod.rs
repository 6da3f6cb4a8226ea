//! Misskey's notes as its API and its export of an account give them; Sharkey's, Firefish's and Iceshrimp's alike.
//!
//! ```text
//! {"id":"9f3k…","createdAt":…,"text":"…","userId":…,"user":{…},"replyId":null,"renoteId":null}    notes/show
//! [{…},{…}]                                  notes/children, users/notes, timelines; or one per line
//! [{"id":…,"createdAt":…,"text":…,"localOnly":false,…},…]       notes-DATE.json, the export; without its author
//! ```
//!
//! Source: misskey-hub.net/en/docs/for-developers/api, and the part of Misskey that writes the export. The words are in
//! a markup of their own, read in `markup`; one note is read in `note`.

mod markup;
mod note;

use std::collections::{HashMap, HashSet, VecDeque};

use super::json::{Item, Object, Way, choose, excerpt, gather, top_level_keys};
use super::{Format, Input, Unreadable};
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};

/// Notes of Misskey.
pub const FORMAT: Format = Format {
    id: "misskey",
    title: "Misskey notes",
    how: "Your own: Settings > Import / Export > All notes > Export, then download notes-DATE.json from the drive. \
          Of others: what https://SERVER/api/notes/children answers to {\"noteId\": \"ID\", \"limit\": 100}",
    recognise,
    read,
    package: None,
};

/// As many notes within notes as are looked into.
const DEPTH: usize = 16;

fn recognise(input: &Input) -> bool {
    let start = input.start();
    is_note(start.strip_prefix('[').map_or(start, str::trim_start))
}

/// Whether `json` begins with a note, by the fields that nothing else has together.
fn is_note(json: &str) -> bool {
    let (mut has_time, mut others) = (false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, _)| {
            match key {
                "createdAt" => has_time = true,
                "userId" | "replyId" | "renoteId" | "cw" | "visibility" | "localOnly" | "fileIds" => {
                    others += 1;
                }
                _ => {}
            }
            has_time && others >= 3
        })
}

fn way(_: &str, _: &str) -> Way {
    Way::Pass
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Misskey"));
    let listed = gather(&input.text, way, builder)?;
    let count = listed.len();
    let items = with_answered(listed, builder);
    let (heads, known) = choose(&items, &["id"], &["replyId"]);
    let at: HashMap<&str, usize> =
        heads.iter().enumerate().filter_map(|(i, head)| Some((head.id.as_deref()?, i))).collect();
    // Answers to one note that is not there are a thread below it; else each note without one begins a thread.
    let is_root = |reply_to: Option<&str>| reply_to.is_none_or(|id| !known.contains(id));
    let begun: HashSet<Option<&str>> = heads
        .iter()
        .filter(|head| is_root(head.reply_to.as_deref()))
        .map(|head| head.reply_to.as_deref().or(head.id.as_deref()))
        .collect();
    let is_thread = begun.len() <= 1;
    builder.shape(if is_thread { Shape::Thread } else { Shape::Collection });
    let absent = heads.first().and_then(|head| head.reply_to.as_deref()).filter(|id| !known.contains(id));
    if let Some(id) = absent.filter(|_| is_thread && count > 1) {
        let (id, state) = (Clean::some_line(id), Some(State::Missing));
        builder.push(Draft { id, state, ..Draft::default() });
    }
    for head in &heads {
        let Some((mut draft, quoted)) = note::read(head.item, builder) else { continue };
        // The export names what is quoted by its id alone.
        if let (Some(id), None) = (&quoted, &draft.quote) {
            let inner = at.get(&**id).and_then(|i| note::read(heads[*i].item, builder));
            draft.quote = Some(Box::new(inner.map_or_else(
                || Draft { id: Some(id.clone()), state: Some(State::Missing), ..Draft::default() },
                |(inner, _)| Draft { quote: None, ..inner },
            )));
        }
        builder.push(draft);
    }
    Ok(())
}

/// The notes of a list, each after the one that it answers, which comes within it.
fn with_answered<'a>(listed: Vec<Item<'a>>, builder: &mut ThreadBuilder) -> Vec<Item<'a>> {
    let mut items = Vec::with_capacity(listed.len());
    for item in listed {
        let mut chain = VecDeque::from([item]);
        while let Some(first) = chain.front().copied() {
            let Ok(object) = Object::walk(first.json) else {
                builder.warn(
                    &first.at.field(""),
                    &format!("{} is no note; it was left out", excerpt(first.json)),
                );
                chain.pop_front();
                break;
            };
            let Some(json) = object.get("reply").filter(|json| json.starts_with('{')) else { break };
            if chain.len() > DEPTH {
                builder.warn(&item.at.field("reply"), "notes nested deeper than 16 were left out");
                break;
            }
            chain.push_front(Item { json, ..first });
        }
        items.extend(chain);
    }
    items
}

#[cfg(test)]
mod tests;
