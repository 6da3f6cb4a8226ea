//! The title line: what the thread is, and how far the reader has come.

use super::canvas::Canvas;
use crate::app::State;
use crate::app::document::Document;
use crate::app::sheets::thousands;
use crate::layout::measure;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let area = state.areas.title;
    if area.height == 0 {
        return;
    }
    let Some(reading) = &state.reading else {
        let count = state.contents.entries.len();
        let folder = &state.contents.folder;
        let words = match (count, folder.as_str()) {
            (0, _) => "unspool".to_owned(),
            (_, "") => format!("{} files", thousands(count)),
            _ => format!("{} files in {folder}", thousands(count)),
        };
        canvas.put_fitted(
            (area.x + 1, area.y),
            &words,
            usize::from(area.width.saturating_sub(2)),
            canvas.theme.head(),
        );
        return;
    };
    let document = &reading.document;
    let total = document.thread.len();
    let current = reading.current();
    let progress = if reading.outline.is_filtered() {
        let shown = reading.outline.count();
        format!("{} of {} shown", thousands(shown), thousands(total))
    } else {
        format!("{}/{}", thousands(current.number()), thousands(total))
    };
    let width = usize::from(area.width);
    let right = measure::width(&progress);
    if width > right + 2 {
        let x = area.x + (width - right - 1) as u16;
        canvas.put((x, area.y), &progress, right, canvas.theme.quiet());
    }
    let room = width.saturating_sub(right + 4);
    let name = document.author.name.as_deref().map_or_else(|| who(document), str::to_owned);
    let used = canvas.put_fitted((area.x + 1, area.y), &name, room, canvas.theme.head());
    let rest = rest(document, room.saturating_sub(used));
    canvas.put_fitted(
        (area.x + 1 + used as u16, area.y),
        &rest,
        room.saturating_sub(used),
        canvas.theme.quiet(),
    );
}

/// The handle, or the thread's title where nobody is named.
fn who(document: &Document) -> String {
    let title = document.thread.title.as_deref().or(document.thread.source.file.as_deref());
    match (&document.author.handle, title) {
        (Some(handle), _) => format!("@{handle}"),
        (None, Some(title)) => title.to_owned(),
        (None, None) => document.author.display_name(),
    }
}

/// Handle, platform, date, posts, authors; the count of posts is the last to go where there is no room.
fn rest(document: &Document, room: usize) -> String {
    let thread = &document.thread;
    let handle = document.author.handle.as_ref().filter(|_| document.author.name.is_some());
    let count = format!("{} {}", thousands(thread.len()), thread.unit.noun(thread.len()));
    let authors =
        (document.author_count > 1).then(|| format!("{} authors", thousands(document.author_count)));
    let facts = [
        thread.source.platform.as_ref().map(ToString::to_string),
        document.begun.map(crate::model::Time::date),
        Some(count.clone()),
        authors,
    ];
    let all = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let full = format!("{} · {all}", handle.map(|handle| format!(" @{handle}")).unwrap_or_default());
    [full, format!(" · {all}")]
        .into_iter()
        .find(|words| measure::width(words) <= room)
        .unwrap_or_else(|| format!(" · {count}"))
}
