//! What a thread is called in notes: its title, else author and day, else its file.

use crate::index::Tree;
use crate::model::{Thread, Time};

/// The words for a heading of a thread.
pub fn heading(thread: &Thread, tree: &Tree) -> String {
    if let Some(title) = &thread.title {
        return title.to_string();
    }
    let first = tree.order().first().map(|ix| thread.post(*ix).author());
    let author =
        first.filter(|author| author.is_known()).map(|author| match (&author.name, &author.handle) {
            (Some(name), Some(handle)) => format!("{name} @{handle}"),
            _ => author.display_name(),
        });
    let known: Vec<_> = author.into_iter().chain(thread.first_time().map(Time::date)).collect();
    match (known.is_empty(), &thread.source.file) {
        (true, Some(file)) => file.to_string(),
        (true, None) => "A thread".to_owned(),
        _ => known.join(", "),
    }
}
