//! Words by the place where they stand on the screen, and back: what a selection walks through, row by row.

use super::{At, MOST_ROWS, Reading};
use crate::app::selecting::Spot;
use crate::layout::RowKey;

impl Reading {
    /// The first words at the cursor: on its row, or else of its post.
    pub fn spot_at_cursor(&mut self) -> Option<Spot> {
        let at = self.resolve(self.cursor);
        let block = self.block(at.rank);
        let byte = block.rows[at.row..].iter().find_map(|row| row.byte_at(0))?;
        Some(Spot { rank: at.rank, byte })
    }

    fn row_of(&mut self, spot: Spot) -> At {
        let row = self.block(spot.rank).row_of(RowKey::of_byte(spot.byte));
        self.at(spot.rank, row)
    }

    /// The column that some words begin in.
    pub fn column_of(&mut self, spot: Spot) -> usize {
        let at = self.row_of(spot);
        self.block(at.rank).rows[at.row].column_of(spot.byte)
    }

    /// The words in a column so many rows with words below, above if negative; the last ones on the way.
    pub fn spot_by_rows(&mut self, spot: Spot, rows: isize, column: usize) -> Option<Spot> {
        let mut at = self.row_of(spot);
        let (mut found, mut left) = (None, rows.unsigned_abs().min(MOST_ROWS));
        while left > 0 {
            let Some(next) = (if rows < 0 { self.above(at) } else { self.below(at) }) else { break };
            at = next;
            if let Some(byte) = self.block(at.rank).rows[at.row].byte_at(column) {
                (found, left) = (Some(Spot { rank: at.rank, byte }), left - 1);
            }
        }
        found
    }

    /// The words at the left end of the row of others, or at its right end.
    pub fn row_end(&mut self, spot: Spot, is_right: bool) -> Option<Spot> {
        let at = self.row_of(spot);
        let byte = self.block(at.rank).rows[at.row].byte_at(if is_right { usize::MAX } else { 0 })?;
        Some(Spot { byte, ..spot })
    }

    /// The words in a column of a row in sight, or the nearest on it.
    pub fn spot_in_sight(&self, row: usize, column: usize) -> Option<Spot> {
        let shown = self.screen.get(row)?;
        Some(Spot { rank: shown.rank, byte: shown.row().byte_at(column)? })
    }
}
