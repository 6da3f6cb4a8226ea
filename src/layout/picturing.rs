//! How much room a picture takes among the rows of its post.
//!
//! That is decided from how large it says to be, before anybody has looked at its pixels, so that nothing moves once it is
//! drawn. A picture keeps its shape, and none is drawn larger than it is.

/// A picture that lies with the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// How many quotes deep its post stands; 0 is the post itself.
    pub quote: usize,
    /// Which of the media of its post it is.
    pub medium: usize,
    /// What is shown of it.
    pub shape: Shape,
}

/// What is shown of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Itself, which has so many pixels across and down.
    Drawn(u32, u32),
    /// Words in its place.
    Told(String),
}

/// What pictures are drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Easel {
    /// Pixels of a cell, across and down.
    pub cell: (u16, u16),
    /// The most rows that one may take.
    pub rows: u16,
}

impl Default for Easel {
    fn default() -> Self {
        Self { cell: (8, 16), rows: 16 }
    }
}

/// A row of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureRow {
    /// As in [`Picture::quote`].
    pub quote: usize,
    /// As in [`Picture::medium`].
    pub medium: usize,
    /// Which of its rows it is, from 0.
    pub line: u16,
    /// Columns and rows of the whole.
    pub size: (u16, u16),
}

impl Easel {
    /// Columns and rows of a picture of so many pixels in at most so many columns.
    pub fn fit(self, (width, height): (u32, u32), columns: usize) -> (u16, u16) {
        let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
        let cell = (u64::from(self.cell.0.max(1)), u64::from(self.cell.1.max(1)));
        let room = (u16::try_from(columns).unwrap_or(u16::MAX).max(1), self.rows.max(1));
        // By what to shrink it, as a fraction: not at all, to the columns, to the rows.
        let (up, down) = [(1, 1), (u64::from(room.0) * cell.0, width), (u64::from(room.1) * cell.1, height)]
            .into_iter()
            .reduce(|a, b| if a.0 * b.1 <= b.0 * a.1 { a } else { b })
            .unwrap_or((1, 1));
        let cells = |length: u64, cell: u64, most: u16| {
            let rounded = (length * up + down * cell / 2) / (down * cell);
            u16::try_from(rounded).unwrap_or(u16::MAX).clamp(1, most)
        };
        (cells(width, cell.0, room.0), cells(height, cell.1, room.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_shape_and_its_bounds() {
        let easel = Easel { cell: (10, 20), rows: 12 };
        for (pixels, columns, size) in [
            ((100, 100), 80, (10, 5)),
            ((800, 600), 80, (32, 12)),
            ((800, 200), 40, (40, 5)),
            ((1, 1), 80, (1, 1)),
            ((60_000, 60_000), 80, (24, 12)),
            ((60_000, 1), 80, (80, 1)),
            ((1, 60_000), 80, (1, 12)),
            ((0, 0), 0, (1, 1)),
        ] {
            assert_eq!(easel.fit(pixels, columns), size, "{pixels:?} in {columns}");
        }
    }
}
