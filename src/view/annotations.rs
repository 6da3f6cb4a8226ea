//! The list of annotations, the bookmarks that a letter leads to, and the signs by which each kind is known.
//!
//! ```text
//! ╭─ Your annotations: 4 ───────────────────────────────────────────╮
//! │ a  3  Nobody reported it. Here is what the filings show          │
//! │ ✎  3  Ask the registry · “Here is what the filings show” #todo   │
//! │ ■  7  bought Fabrikam Robotics                                   │
//! │ ──────────────────────────────────────────────────────────────── │
//! │ remark on post 3, 14 Mar 2026 · #todo                            │
//! ╰──────────────────────────────────────────────────────────────────╯
//! ```

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Canvas;
use super::sheet::{draw_corner, draw_frame};
use crate::app::State;
use crate::app::annotating::listing::Listing;
use crate::app::annotating::{Asked, excerpt, tags_told};
use crate::index::annotations::{Annotation, Colour, Kind, Placed, Target};
use crate::layout::{measure, wrapping};
use crate::model::{Clean, thousands};

/// So many bookmarks are shown beside the letter that leads to them.
const MOST_BOOKMARKS: usize = 12;
/// Columns before the words of a bookmark.
const NAME: usize = 8;

/// The sign of an annotation: a bookmark's own letter, or what is known by kind and colour without seeing the colour.
pub(super) fn sign(annotation: &Annotation) -> String {
    match (annotation.kind(), &annotation.bookmark, annotation.colour) {
        (Kind::Bookmark, Some(name), _) => measure::fit(name, 1).into_owned(),
        (Kind::Remark, ..) => "✎".to_owned(),
        (_, _, Some(colour)) => colour_sign(colour).to_owned(),
        _ => "#".to_owned(),
    }
}

fn colour_sign(colour: Colour) -> &'static str {
    match colour {
        Colour::Yellow => "■",
        Colour::Green => "▲",
        Colour::Blue => "◆",
        Colour::Pink => "★",
    }
}

/// What stands over the screen for annotations.
pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    if let Some(list) = &state.annotating.list {
        draw_list(canvas, state, list);
    }
    if state.annotating.asked == Some(Asked::Bookmark) {
        draw_bookmarks(canvas, state);
    }
}

fn draw_list(canvas: &mut Canvas, state: &State, list: &Listing) {
    let (width, height) = (state.size.0, state.areas.status.y);
    let frame = Rect { x: 0, y: 0, width, height };
    let all = &state.annotating.known.all;
    let title = match list.narrow.text() {
        "" => format!("Your annotations: {}", thousands(all.len())),
        narrow => {
            format!("Your annotations: {} of {} with “{narrow}”", list.rows.len(), thousands(all.len()))
        }
    };
    let end = (list.top + list.height).min(list.rows.len());
    let place =
        if list.rows.len() > list.height { format!("{end}/{}", list.rows.len()) } else { String::new() };
    draw_frame(canvas, state, frame, (&title, &place));
    let columns = usize::from(width.saturating_sub(4));
    let in_sight = || list.rows[list.top.min(end)..end].iter().map(|i| &all[*i]);
    let numbers = in_sight().map(|placed| measure::width(&number(placed))).max().unwrap_or(0);
    for (row, placed) in in_sight().enumerate() {
        let y = 1 + row as u16;
        if state.is_plain {
            canvas.put_fitted((2, y), &row_told(state, placed), columns, Style::new());
        } else {
            draw_row(canvas, placed, (2, y, columns), numbers);
        }
        if list.top + row == list.cursor {
            canvas.mark(Rect { x: 1, y, width: width.saturating_sub(2), height: 1 });
        }
    }
    if list.rows.is_empty() {
        canvas.put_fitted((2, 1), "Nothing of yours has these words", columns, canvas.theme.quiet());
    }
    if let Some(placed) = list.marked().and_then(|i| all.get(i)).filter(|_| list.details > 0) {
        let y = 1 + list.height as u16;
        if !state.is_plain {
            canvas.put((2, y), &"─".repeat(columns), columns, canvas.theme.frame());
        }
        draw_details(canvas, state, placed, (y + 1, list.details));
    }
}

/// The number of the post, or a sign for what is lost.
fn number(placed: &Placed) -> String {
    if placed.is_lost() {
        "lost".to_owned()
    } else {
        placed.rank().map_or_else(String::new, |rank| thousands(rank.number()))
    }
}

/// A row in words: `remark on post 3: Ask the registry. “Here is what the filings show” #todo`.
fn row_told(state: &State, placed: &Placed) -> String {
    let annotation = &placed.annotation;
    let kind = match (annotation.kind(), &annotation.bookmark, annotation.colour) {
        (Kind::Bookmark, Some(name), _) => format!("bookmark {name}"),
        (Kind::Highlight, _, Some(colour)) => format!("{} highlight", colour.name()),
        (kind, ..) => kind.name().to_owned(),
    };
    let noun = state.reading.as_ref().map_or("post", |reading| reading.document.thread.unit.noun(1));
    let number = match placed.rank() {
        Some(rank) if !placed.is_lost() => format!("{noun} {}", thousands(rank.number())),
        _ => "nothing that is still there".to_owned(),
    };
    let words = format!("“{}”", excerpt_line(&annotation.words_told()));
    let said = [excerpt_line(&annotation.remark), words, tags_told(annotation)];
    let said: Vec<_> = said.into_iter().filter(|said| !said.is_empty()).collect();
    format!("{kind} on {number}: {}", said.join(" "))
}

/// Sign, post, remark, words and tags of an annotation.
fn draw_row(canvas: &mut Canvas, placed: &Placed, (x, y, columns): (u16, u16, usize), numbers: usize) {
    let annotation = &placed.annotation;
    canvas.put((x, y), &sign(annotation), 1, sign_style(canvas, annotation));
    let number = number(placed);
    canvas.put((x + 3, y), &format!("{number:>numbers$}"), numbers, canvas.theme.quiet());
    let start = 3 + numbers + 2;
    let mut at = start;
    let tags = tags_told(annotation);
    let room =
        columns.saturating_sub(if tags.is_empty() { 0 } else { measure::width(&tags).min(columns / 3) + 2 });
    let name = annotation.bookmark.as_deref().filter(|name| measure::width(name) > 1).map(str::to_owned);
    let remark = Some(excerpt_line(&annotation.remark)).filter(|remark| !remark.is_empty());
    let words = excerpt_line(&annotation.words_told());
    let has_own = name.is_some() || remark.is_some();
    for own in [name, remark].into_iter().flatten() {
        at += canvas.put_fitted((x + at as u16, y), &own, room.saturating_sub(at), canvas.theme.head()) + 2;
    }
    let words = if has_own { format!("“{words}”") } else { words };
    let style = match annotation.colour {
        Some(colour) if !placed.is_lost() => canvas.theme.highlight(colour),
        None if !has_own && !placed.is_lost() => Style::new(),
        _ => canvas.theme.quiet(),
    };
    canvas.put_fitted((x + at as u16, y), &words, room.saturating_sub(at), style);
    if room < columns {
        canvas.put_fitted(
            (x + room as u16 + 2, y),
            &tags,
            columns.saturating_sub(room + 2),
            canvas.theme.accent(),
        );
    }
}

/// The first line's worth of a text; no more of it is looked at than a row can show.
fn excerpt_line(text: &str) -> String {
    let end = text.char_indices().nth(300).map_or(text.len(), |(at, _)| at);
    Clean::line(&text[..end]).to_string()
}

/// The looks of a sign. That of a highlight is known by its form: its colour cannot be told from every ground.
pub(super) fn sign_style(canvas: &Canvas, annotation: &Annotation) -> Style {
    match annotation.kind() {
        Kind::Bookmark => canvas.theme.accent().patch(canvas.theme.head()),
        _ => canvas.theme.accent(),
    }
}

/// The marked annotation as a whole, as far as there are rows for it.
fn draw_details(canvas: &mut Canvas, state: &State, placed: &Placed, (y, rows): (u16, usize)) {
    let annotation = &placed.annotation;
    let columns = usize::from(state.size.0.saturating_sub(4));
    let noun = state.reading.as_ref().map_or("post", |reading| reading.document.thread.unit.noun(1));
    let place = match placed.rank() {
        Some(rank) if placed.is_lost() => format!("no longer in {noun} {}", thousands(rank.number())),
        Some(rank) => format!("{noun} {}", thousands(rank.number())),
        None => "no longer in this thread".to_owned(),
    };
    let facts = [
        Some(annotation.kind().name().to_owned()),
        annotation.bookmark.as_ref().map(|name| format!("“{name}”")),
        annotation.colour.map(|colour| {
            let sign = if state.is_plain { String::new() } else { format!("{} ", colour_sign(colour)) };
            sign + colour.name()
        }),
        Some(place),
        annotation.modified.or(annotation.created).map(|time| time.display_in(&state.looks.zone)),
        Some(tags_told(annotation)).filter(|tags| !tags.is_empty()),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    canvas.put_fitted((2, y), &facts, columns, canvas.theme.quiet());
    let remark = wrapped(&annotation.remark, columns, rows);
    let words = annotation.targets.iter().map(Target::told).collect::<Vec<_>>().join(" … ");
    let words = wrapped(&words, columns.saturating_sub(2), rows);
    // The remark comes first; two rows at least are for the words.
    let for_remark = remark.len().min(rows.saturating_sub(if words.is_empty() { 1 } else { 3 }));
    let mut y = y + 1;
    for line in remark.iter().take(for_remark) {
        canvas.put((2, y), line, columns, Style::new());
        y += 1;
    }
    for line in words.iter().take(rows.saturating_sub(1 + for_remark)) {
        if !state.is_plain {
            canvas.put((2, y), "▎", 1, canvas.theme.quiet());
        }
        canvas.put((4, y), line, columns.saturating_sub(2), canvas.theme.quiet());
        y += 1;
    }
}

/// The first lines of a text.
fn wrapped(text: &str, columns: usize, rows: usize) -> Vec<String> {
    let most = text.char_indices().nth(columns * (rows + 1)).map_or(text.len(), |(at, _)| at);
    let text = &text[..most];
    let lines = wrapping::wrap(text, columns).into_iter().take(rows);
    lines.map(|line| text[line].to_owned()).filter(|line| !line.is_empty() || !text.is_empty()).collect()
}

/// The bookmarks, while a letter is waited for.
fn draw_bookmarks(canvas: &mut Canvas, state: &State) {
    let all = &state.annotating.known.all;
    let bookmarks = state.annotating.known.bookmarks();
    let more = bookmarks.len().saturating_sub(MOST_BOOKMARKS);
    let mut rows: Vec<(String, String)> = bookmarks
        .take(MOST_BOOKMARKS)
        .map(|(name, i)| (name.to_owned(), excerpt(&all[i].annotation.words_told())))
        .collect();
    let told = if more > 0 {
        format!("the list of all, {more} more bookmarks in it")
    } else {
        "the list of all".to_owned()
    };
    rows.push(("'".to_owned(), told));
    let names = rows.iter().map(|(name, _)| measure::width(name)).max().unwrap_or(0).min(NAME);
    let words = rows.iter().map(|(_, words)| measure::width(words)).max().unwrap_or(0);
    let frame = draw_corner(canvas, state, (names + 2 + words, rows.len()), "Bookmarks");
    let columns = usize::from(frame.width.saturating_sub(4));
    // Where there is no room for all, the list is what must be known of.
    let shown = usize::from(frame.height.saturating_sub(2));
    let skipped = rows.len().saturating_sub(shown);
    let last = rows.len() - 1;
    let kept = rows.iter().enumerate().filter(|(i, _)| *i == last || *i + skipped < last);
    for (row, (_, (name, words))) in kept.enumerate().take(shown) {
        let (x, y) = (frame.x + 2, frame.y + 1 + row as u16);
        canvas.put_fitted((x, y), name, names, canvas.theme.key());
        canvas.put_fitted((x + names as u16 + 2, y), words, columns.saturating_sub(names + 2), Style::new());
    }
}
