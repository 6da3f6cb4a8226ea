//! Dumps: comments and submissions one per line or in a list, each flat and for itself, in any order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::text::is_escaped;
use super::thing;
use super::threads::Threads;
use crate::formats::Unreadable;
use crate::formats::json::{Fields, Item, Object, Way, excerpt, gather};
use crate::model::{Clean, ThreadBuilder};

fn way(entered: &str, name: &str) -> Way {
    match (entered, name) {
        ("", "data") => Way::Posts,
        _ => Way::Pass,
    }
}

/// Reads the things of `text`, of a thing that comes twice the richer one.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let items = gather(text, way, builder)?;
    let mut chosen: Vec<Item> = Vec::with_capacity(items.len());
    let mut places: HashMap<Clean, usize> = HashMap::new();
    for item in items {
        let Ok(object) = Object::walk(item.json) else {
            let message = format!("{} is no post; it was left out", excerpt(item.json));
            builder.warn(&item.at.field(""), &message);
            continue;
        };
        let name = thing::kind(&object).and_then(|kind| thing::full_name(&object, kind));
        let Some(name) = name else {
            builder.warn(&item.at.field(""), "neither a comment nor a submission; it was left out");
            continue;
        };
        match places.entry(name) {
            Entry::Vacant(place) => {
                place.insert(chosen.len());
                chosen.push(item);
            }
            Entry::Occupied(place) => {
                let known = &mut chosen[*place.get()];
                if known.json.len() < item.json.len() {
                    *known = item;
                }
            }
        }
    }
    let mut threads = Threads::new(is_escaped(text), builder);
    for item in chosen {
        let Ok(object) = Object::walk(item.json) else { continue };
        let is_escaped = threads.is_escaped;
        let mut fields = Fields { object, at: item.at, notes: threads.builder };
        if let Some(thing) = thing::read(&mut fields, is_escaped) {
            threads.push(thing);
        }
    }
    threads.finish();
    Ok(())
}
