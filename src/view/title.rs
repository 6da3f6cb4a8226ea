//! The title line: what the thread is, and how far the reader has come.

use std::borrow::Cow;

use super::canvas::Canvas;
use crate::app::State;
use crate::app::document::Document;
use crate::app::showing::ReadingMode;
use crate::layout::measure;
use crate::model::thousands;

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let area = state.areas.title;
    if area.height == 0 {
        return;
    }
    let Some(reading) = &state.reading else {
        let room = usize::from(area.width.saturating_sub(2));
        let (name, facts, is_path) = list_title(state);
        // However long a name is, how much there is must have its place.
        let share = room.saturating_sub(measure::width(&facts)).max(room / 3);
        let name = fit_name(&name, share, is_path);
        let used = canvas.put((area.x + 1, area.y), &name, room, canvas.theme.head());
        let (x, rest) = (area.x + 1 + used as u16, room.saturating_sub(used));
        canvas.put_fitted((x, area.y), &facts, rest, canvas.theme.quiet());
        return;
    };
    let document = &reading.document;
    let total = document.thread.len();
    let current = reading.current();
    let showing = &reading.showing;
    let progress = if showing.is_narrowed() {
        let shown = reading.outline.count();
        format!("{} of {} shown", thousands(shown), thousands(total))
    } else if showing.mode == ReadingMode::Tree {
        format!("{}/{}", thousands(current.number()), thousands(total))
    } else {
        let position = reading.outline.position(current) + 1;
        format!("{}/{}", thousands(position), thousands(reading.outline.count()))
    };
    let width = usize::from(area.width);
    // However narrow the window, what is shown is not forgotten.
    let told = reading.showing_told().map(|told| format!("{} · ", measure::fit(&told, (width / 3).max(12))));
    let progress = told.unwrap_or_default() + &progress;
    let right = measure::width(&progress);
    if width > right + 2 {
        let x = area.x + (width - right - 1) as u16;
        canvas.put((x, area.y), &progress, right, canvas.theme.quiet());
    }
    let room = width.saturating_sub(right + 4);
    let name = state.looks.emoji.shown_in(&name(document)).into_owned();
    // However long a name is, what the thread is must have its place.
    let count = measure::width(&count(state, document)) + 3;
    let share = room.saturating_sub(count).max(room / 2);
    let is_path = !document.author.is_known() && document.thread.title.is_none();
    let name = fit_name(&name, share, is_path);
    let used = canvas.put((area.x + 1, area.y), &name, share, canvas.theme.head());
    let rest = rest(state, document, room.saturating_sub(used));
    canvas.put_fitted(
        (area.x + 1 + used as u16, area.y),
        &rest,
        room.saturating_sub(used),
        canvas.theme.quiet(),
    );
}

/// A name cut to so many columns; paths differ at their ends.
fn fit_name(name: &str, columns: usize, is_path: bool) -> Cow<'_, str> {
    if is_path { measure::fit_end(name, columns) } else { measure::fit(name, columns) }
}

/// What the list is of, and how much there is: `saved/` and ` · 3 files`, `Dana Reyes` and ` · X · 1,223 threads`; and
/// whether that is a path.
fn list_title(state: &State) -> (String, String, bool) {
    let contents = &state.contents;
    let Some(collection) = contents.collection() else {
        return match (contents.len(), contents.folder.as_str()) {
            (0 | 1, _) => ("unspool".to_owned(), String::new(), false),
            (count, "") => (format!("{} files", thousands(count)), String::new(), false),
            (count, folder) => (folder.to_owned(), format!(" · {} files", thousands(count)), true),
        };
    };
    let document = &collection.document;
    let thread = &document.thread;
    let author = Some(document.author.full_name())
        .filter(|_| document.author_count == 1 && document.author.is_known());
    let known = thread.title.as_ref().map(ToString::to_string).or(author);
    let is_path = known.is_none();
    let name = known.unwrap_or_else(|| file(document).to_owned());
    let facts = [
        thread.source.platform.as_ref().map(ToString::to_string),
        Some(format!("{} threads", thousands(collection.threads.len()))),
        Some(count(state, document)),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    (name, format!(" · {facts}"), is_path)
}

/// The author's name or handle, or what else the thread is known by.
fn name(document: &Document) -> String {
    let thread = &document.thread;
    match (&document.author.name, &document.author.handle, &thread.title) {
        (Some(name), ..) => name.to_string(),
        (None, Some(handle), _) => format!("@{handle}"),
        (None, None, Some(title)) => title.to_string(),
        (None, None, None) => file(document).to_owned(),
    }
}

/// The file that a thread comes from.
fn file(document: &Document) -> &str {
    document.thread.source.file.as_deref().filter(|file| *file != "-").unwrap_or("standard input")
}

/// How many posts there are; the number alone stands for all of them.
fn count(state: &State, document: &Document) -> String {
    let posts = document.thread.len();
    let so_far = if state.growing.progress.is_some() { " so far" } else { "" };
    format!("{} {}{so_far}", thousands(posts), document.thread.unit.noun(posts))
}

/// Handle, platform, date, posts, authors; the count of posts is the last to go where there is no room.
fn rest(state: &State, document: &Document, room: usize) -> String {
    let thread = &document.thread;
    let handle = document.author.handle.as_ref().filter(|_| document.author.name.is_some());
    let count = count(state, document);
    let authors =
        (document.author_count > 1).then(|| format!("{} authors", thousands(document.author_count)));
    let facts = [
        thread.source.platform.as_ref().map(ToString::to_string),
        document.begun.map(|time| time.date_shown(&state.looks.zone, state.looks.dates)),
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
