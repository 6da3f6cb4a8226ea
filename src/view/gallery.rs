//! Pictures as they are painted: made ready elsewhere, for so many columns and rows, and hung here by their file.
//!
//! Most are sequences for the terminal that stand in a cell and cover others; those of half blocks are cells like any. What
//! is cut off by the edge of its pane is left out of what is painted, row by row.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::sliced::{SignedPosition, SlicedImage, SlicedProtocol};

use crate::app::pictures::Wanted;

/// So many pictures are kept beyond those that are wanted.
const MOST: usize = 24;

/// A picture made ready for so many columns and rows.
pub struct Ready(SlicedProtocol);

impl Ready {
    /// As the terminal is to draw it.
    pub fn new(drawn: SlicedProtocol) -> Self {
        Self(drawn)
    }

    /// As cells of two colours each.
    pub fn in_cells(cells: Halfblocks) -> Self {
        Self(SlicedProtocol::Halfblocks(cells))
    }

    /// Whether it is made of cells, over which others can be put.
    pub(super) fn is_in_cells(&self) -> bool {
        matches!(self.0, SlicedProtocol::Halfblocks(_))
    }
}

/// The pictures that are ready.
#[derive(Default)]
pub struct Gallery {
    ready: HashMap<Wanted, Ready>,
    /// Whether the terminal has more than 256 colours.
    has_true_colors: bool,
}

impl Gallery {
    /// Learns whether the terminal has more than 256 colours.
    pub fn set_true_colors(&mut self, has_true_colors: bool) {
        self.has_true_colors = has_true_colors;
    }

    /// Hangs a picture; of those that are not wanted any more only some stay.
    pub fn hang(&mut self, picture: Wanted, ready: Ready, wanted: &[Wanted]) {
        if self.ready.len() >= MOST {
            self.ready.retain(|picture, _| wanted.contains(picture));
        }
        self.ready.insert(picture, ready);
    }

    /// Whether a picture is ready, in cells or not.
    pub fn has(&self, picture: &Wanted, in_cells: bool) -> bool {
        self.ready.get(picture).is_some_and(|ready| ready.is_in_cells() == in_cells)
    }

    /// Takes all pictures down: what the terminal remembered of them may be gone.
    pub fn clear(&mut self) {
        self.ready.clear();
    }

    /// A picture that is ready.
    pub(super) fn get(&self, picture: &Wanted) -> Option<&Ready> {
        self.ready.get(picture)
    }

    /// Paints the rows of a picture that fit into an area, without so many at its top.
    pub(super) fn paint(&self, ready: &Ready, area: Rect, above: u16, cells: &mut Buffer) {
        let up = i16::try_from(above).unwrap_or(i16::MAX);
        SlicedImage::new(&ready.0, SignedPosition::from((0, -up))).render(area, cells);
        if self.has_true_colors || !ready.is_in_cells() {
            return;
        }
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = cells.cell_mut((x, y)) {
                    (cell.fg, cell.bg) = (nearest(cell.fg), nearest(cell.bg));
                }
            }
        }
    }
}

/// The nearest colour of the palette of 256, in its cube or its ramp of greys.
fn nearest(color: Color) -> Color {
    const LEVELS: [i32; 6] = [0, 95, 135, 175, 215, 255];
    let Color::Rgb(red, green, blue) = color else { return color };
    let own = [red, green, blue].map(i32::from);
    let distance =
        |other: [i32; 3]| own.iter().zip(other).map(|(own, other)| (own - other).pow(2)).sum::<i32>();
    let level_of =
        |value: i32| (0..6_u8).min_by_key(|i| (LEVELS[usize::from(*i)] - value).abs()).unwrap_or(0);
    let cube = own.map(level_of);
    let grey = u8::try_from(((own.iter().sum::<i32>() / 3 - 3) / 10).clamp(0, 23)).unwrap_or(0);
    let index = if distance([8 + 10 * i32::from(grey); 3]) < distance(cube.map(|i| LEVELS[usize::from(i)])) {
        232 + grey
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    };
    Color::Indexed(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_becomes_the_nearest_of_the_palette() {
        for ((r, g, b), index) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((250, 5, 0), 196),
            ((128, 128, 130), 244),
            ((95, 135, 175), 67),
        ] {
            assert_eq!(nearest(Color::Rgb(r, g, b)), Color::Indexed(index), "{r} {g} {b}");
        }
        assert_eq!(nearest(Color::Reset), Color::Reset);
    }
}
