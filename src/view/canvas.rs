//! A buffer that can be written to without fear: everything is clipped, nothing outside exists.

#![expect(clippy::disallowed_methods, reason = "this is the one place")]

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Beside;
use super::gallery::{Gallery, Ready};
use super::links::{Links, Target};
use super::theme::Theme;
use crate::app::pictures::Wanted;
use crate::layout::measure;

/// The cells of a frame.
pub(super) struct Canvas<'b> {
    /// The looks of everything.
    pub(super) theme: &'b Theme,
    buffer: &'b mut Buffer,
    /// Where the cells lead, if anybody wants to know.
    links: Option<&'b mut Links>,
    gallery: Option<&'b Gallery>,
    whole: Rect,
}

impl<'b> Canvas<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, beside: Beside<'b>, theme: &'b Theme) -> Self {
        let whole = buffer.area;
        // Under everything, where a theme has a ground of its own.
        if theme.ground() != Style::new() {
            buffer.set_style(whole, theme.ground());
        }
        Self { theme, buffer, links: beside.links, gallery: beside.gallery, whole }
    }

    /// Paints a picture, without so many of its rows at the top, if it is ready; whether it is.
    pub(super) fn hang(&mut self, picture: &Wanted, area: Rect, above: u16) -> bool {
        let area = area.intersection(self.whole);
        let Some((gallery, ready)) = self.gallery.and_then(|gallery| Some((gallery, gallery.get(picture)?)))
        else {
            return false;
        };
        gallery.paint(ready, area, above, self.buffer);
        true
    }

    /// Whether a picture, once it is painted, is something that text can be put over.
    pub(super) fn is_in_cells(&self, picture: &Wanted) -> bool {
        self.gallery.and_then(|gallery| gallery.get(picture)).is_none_or(Ready::is_in_cells)
    }

    /// Whether it is wanted where cells lead.
    pub(super) fn has_links(&self) -> bool {
        self.links.is_some()
    }

    /// Has cells that were written lead to a target.
    pub(super) fn lead(&mut self, at: (u16, u16), columns: usize, target: &Target) {
        if let Some(links) = &mut self.links {
            links.set(at, columns as u16, target);
        }
    }

    /// Writes `text` at a cell, as far as it fits into `columns` and the frame; the columns used.
    pub(super) fn put(&mut self, (x, y): (u16, u16), text: &str, columns: usize, style: Style) -> usize {
        if !self.whole.contains((x, y).into()) || columns == 0 {
            return 0;
        }
        // Also what was typed: nothing gets into a cell past the one place that knows what may be shown.
        let (end, _) = self.buffer.set_stringn(x, y, measure::shown_whole(text), columns, style);
        if let Some(links) = &mut self.links {
            links.clear((x, y), end - x);
        }
        usize::from(end - x)
    }

    /// Writes `text` shortened to `columns`, with an ellipsis where it was cut; the columns used.
    pub(super) fn put_fitted(&mut self, at: (u16, u16), text: &str, columns: usize, style: Style) -> usize {
        self.put(at, &measure::fit(text, columns), columns, style)
    }

    /// Blanks an area, and what is left of a wide character that its left edge cuts in two.
    pub(super) fn clear(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            let before = area.left().saturating_sub(1);
            let is_cut = self.buffer.cell((before, y)).is_some_and(|cell| measure::width(cell.symbol()) > 1);
            if let Some(links) = &mut self.links {
                links.clear((area.left(), y), area.width);
            }
            for x in if is_cut { before } else { area.left() }..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(self.theme.ground());
                }
            }
        }
    }

    /// Marks an area as the row of the cursor: one look for all of it, whatever its words looked like.
    pub(super) fn mark(&mut self, area: Rect) {
        let style = Style::reset().patch(self.theme.ground()).patch(self.theme.marked());
        self.buffer.set_style(area.intersection(self.whole), style);
    }
}
