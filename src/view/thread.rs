//! The posts: rows as they are laid out, with the cursor, the hits and the chosen entity painted over them.

use std::ops::Range;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::annotations;
use super::canvas::Canvas;
use super::links::Target;
use super::theme::Theme;
use crate::app::annotating::Asked;
use crate::app::finding;
use crate::app::reading::{Reading, ScreenRow};
use crate::app::selecting::Spot;
use crate::app::{Hit, State, Walk};
use crate::index::Rank;
use crate::index::annotations::{Annotation, Annotations};
use crate::layout::{Piece, Role, RowKey, measure};

/// Looks to lay over a range of a post's text.
type Paint = (Range<u32>, Style);

pub(super) fn draw(canvas: &mut Canvas, state: &State) {
    let Some(reading) = &state.reading else { return };
    let area = state.areas.thread;
    let current = reading.current();
    let cursor_row = reading.cursor_row();
    let (mut paints, mut targets): (Vec<Paint>, Vec<(Range<u32>, Target)>) = (Vec::new(), Vec::new());
    let mut painted: Option<Rank> = None;
    let known = &state.annotating.known;
    for (i, row) in reading.screen.iter().enumerate().take(usize::from(area.height)) {
        if painted.replace(row.rank) != Some(row.rank) {
            paints = paints_of(state, row.rank, canvas.theme);
            targets = if canvas.has_links() { targets_of(reading, row.rank) } else { Vec::new() };
        }
        let y = area.y + i as u16;
        if let Some(annotation) = sign_due(known, row).filter(|_| !state.is_plain) {
            let at = (area.x + area.width.saturating_sub(1), y);
            canvas.put(at, &annotations::sign(annotation), 1, annotations::sign_style(canvas, annotation));
        }
        let is_current = row.rank == current && !matches!(row.row().key, RowKey::Gap(_));
        // Where it is read aloud, the terminal's own cursor stands there.
        if cursor_row == Some(i) && !state.is_plain {
            canvas.put((area.x, y), "▌", 1, canvas.theme.accent());
        } else if is_current && !state.is_plain {
            canvas.put((area.x, y), "▏", 1, canvas.theme.quiet());
        }
        let mut x = area.x + 1;
        let end = area.x + area.width;
        for piece in &row.row().pieces {
            let base = match piece.role {
                Role::Mention(kind) if state.picking.has_focus => {
                    canvas.theme.name(kind).patch(canvas.theme.set(piece.set))
                }
                Role::Number if is_current => canvas.theme.head().patch(canvas.theme.accent()),
                Role::Number if is_sign_due(reading, row, piece) => canvas.theme.head(),
                role => canvas.theme.role(role).patch(canvas.theme.set(piece.set)),
            };
            if is_sign_due(reading, row, piece) {
                // In the blank behind the number.
                let at = x + measure::width(piece.text.trim_end()) as u16;
                draw_piece(canvas, (x, y), piece, &paints, (usize::from(end.saturating_sub(x)), base));
                canvas.put((at, y), MARK, 1, canvas.theme.accent());
                x += measure::width(&piece.text) as u16;
                continue;
            }
            let used = draw_piece(canvas, (x, y), piece, &paints, (usize::from(end.saturating_sub(x)), base));
            let start = piece.origin.as_ref().map(|origin| origin.start);
            if let Some((_, target)) =
                start.and_then(|start| targets.iter().find(|(range, _)| range.contains(&start)))
            {
                canvas.lead((x, y), used, target);
            }
            x += used as u16;
        }
        if state.is_plain && row.row().key == RowKey::Head && reading.marked.contains(&row.rank) {
            canvas.put((x, y), ", marked", usize::from(end.saturating_sub(x)), canvas.theme.accent());
        }
        if row.row().picture.is_some() {
            draw_picture(canvas, state, i, (x, y));
        }
    }
}

/// Where the links of a post lead, as far as they are offered.
fn targets_of(reading: &Reading, rank: Rank) -> Vec<(Range<u32>, Target)> {
    let document = &reading.document;
    let post = document.thread.post(document.tree.post(rank));
    let links = post.with_quotes().flat_map(|post| post.links());
    let targets = links.map(|link| {
        let target = Target::new(link.url, post.text(link.range.clone()), (rank.0, link.range.start));
        target.map(|target| (link.range, target))
    });
    targets.flatten().collect()
}

/// Draws what is in sight of a picture whose first row in sight this is.
fn draw_picture(canvas: &mut Canvas, state: &State, i: usize, (x, y): (u16, u16)) {
    let Some(reading) = &state.reading else { return };
    let picture_at = |row: &ScreenRow| {
        let picture = row.row().picture?;
        Some((row.rank, picture.quote, picture.medium))
    };
    let (row, area) = (&reading.screen[i], state.areas.thread);
    let own = picture_at(row);
    if i > 0 && picture_at(&reading.screen[i - 1]) == own {
        return;
    }
    let (Some(picture), Some(file)) = (row.row().picture, reading.picture_file(row)) else { return };
    let rows = reading.screen[i..].iter().take_while(|row| picture_at(row) == own).count() as u16;
    let room = Rect {
        x,
        y,
        width: picture.size.0.min((area.x + area.width).saturating_sub(x)),
        height: rows.min((area.y + area.height).saturating_sub(y)),
    };
    let wanted = (file.clone(), picture.size);
    // Text cannot be put over what the terminal itself draws.
    let annotating = &state.annotating;
    let is_covered = state.sheet.is_some()
        || state.chooser.is_some()
        || annotating.list.is_some()
        || annotating.writing.is_some()
        || annotating.asked == Some(Asked::Bookmark)
        || state.pictures.enlarged.is_some()
        || !state.pending.is_empty();
    if is_covered && !canvas.is_in_cells(&wanted) || !canvas.hang(&wanted, room, picture.line) {
        let words = super::picture::waiting(&state.pictures.album, file);
        canvas.put_fitted(
            (x, y),
            &words,
            usize::from((area.x + area.width).saturating_sub(x)),
            canvas.theme.quiet(),
        );
    }
}

/// What a row has a sign for in the margin: of what begins there, or on its first row is on the post as a whole, the
/// bookmark before the remark before the highlight.
fn sign_due<'k>(known: &'k Annotations, row: &ScreenRow) -> Option<&'k Annotation> {
    let stands = known.in_post(row.rank);
    let is_first = row.row == row.block.first_row();
    let whole =
        stands.iter().take_while(|stand| stand.start == 0).filter(|stand| is_first && stand.is_whole());
    let bytes = row.row().bytes().unwrap_or(0..0);
    let from = stands.partition_point(|stand| stand.start < bytes.start);
    let within = stands[from..].iter().take_while(|stand| stand.start < bytes.end);
    let due = whole.chain(within.filter(|stand| !stand.is_whole())).map(|stand| known.of(stand));
    due.min_by_key(|annotation| annotation.kind())
}

/// The sign of a marked post.
const MARK: &str = "●";

/// Whether a piece is the number of a post that is marked.
fn is_sign_due(reading: &Reading, row: &ScreenRow, piece: &Piece) -> bool {
    piece.role == Role::Number && !piece.text.trim().is_empty() && reading.marked.contains(&row.rank)
}

/// Draws one piece; the columns used.
fn draw_piece(
    canvas: &mut Canvas,
    (x, y): (u16, u16),
    piece: &Piece,
    paints: &[Paint],
    (columns, base): (usize, Style),
) -> usize {
    let Some(origin) = &piece.origin else { return canvas.put((x, y), &piece.text, columns, base) };
    let over = |paint: &&Paint| paint.0.start < origin.end && origin.start < paint.0.end;
    let paints: Vec<&Paint> = paints.iter().filter(over).collect();
    if paints.is_empty() {
        return canvas.put((x, y), &piece.text, columns, base);
    }
    let mut used = 0;
    for glyph in measure::glyphs(&piece.text) {
        let at = origin.start + glyph.at as u32;
        // A piece that does not show its bytes as they stand is painted as a whole.
        let is_painted = |range: &Range<u32>| {
            if piece.is_exact {
                range.contains(&at)
            } else {
                range.start < origin.end && origin.start < range.end
            }
        };
        let over = paints.iter().filter(|(range, _)| is_painted(range)).map(|(_, style)| *style);
        let style = over.fold(base, Style::patch);
        used += canvas.put((x + used as u16, y), &glyph.shown, columns.saturating_sub(used), style);
    }
    used
}

/// What is laid over a post, the later over the earlier: what the reader keeps, the selection, hits of the search and
/// mentions of the chosen entity, the one at the cursor last.
fn paints_of(state: &State, rank: Rank, theme: &Theme) -> Vec<Paint> {
    let Some(reading) = &state.reading else { return Vec::new() };
    let outline = &reading.outline;
    let place = outline.place(rank);
    let within = |hits: &[Hit]| {
        let start = hits.partition_point(|hit| outline.place(hit.rank) < place);
        let end = hits.partition_point(|hit| outline.place(hit.rank) <= place);
        start..end
    };
    let known = &state.annotating.known;
    let kept = known.in_post(rank).iter().filter_map(|stand| {
        let annotation = known.of(stand);
        let style = match annotation.colour {
            Some(colour) => theme.highlight(colour),
            None if annotation.remark.is_empty() => return None,
            None => theme.annotated(),
        };
        Some((stand.start..stand.end, style))
    });
    let mut paints: Vec<Paint> = kept.collect();
    if let Some(selection) = &state.selection {
        let ranges = selection.ranges_in(reading, rank).into_iter();
        paints.extend(ranges.map(|range| (range, theme.selection())));
    }
    let chosen = state.picking.chosen.as_ref().map_or(&[][..], |chosen| &chosen.hits);
    let searched = &state.finding.hits[..];
    let sets = [(chosen, theme.chosen(), Walk::Chosen), (searched, theme.hit(), Walk::Search)];
    let point = reading.cursor_point();
    for (hits, style, walk) in sets {
        for hit in &hits[within(hits)] {
            let is_current = state.walk == walk && point == finding::point(hit, outline);
            paints.push((
                hit.start..hit.end,
                if is_current { style.patch(theme.current_hit()) } else { style },
            ));
        }
    }
    if let Some(Spot { rank: head, byte }) = state.selection.as_ref().map(|selection| selection.head)
        && head == rank
    {
        paints.push((byte..byte + 1, theme.selection_end()));
    }
    paints
}
