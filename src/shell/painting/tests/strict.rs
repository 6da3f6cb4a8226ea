//! A terminal that knows nothing but what is painted with, left and right margins among it, and fails at anything else.
//!
//! Its text wraps and its rows move within the margins, as DEC's manuals and xterm have it. It keeps letters and colours.

use ratatui::layout::Rect;

use crate::layout::measure;

/// A cell: what stands in it, its colour, the colour behind it. What stands behind a wide letter is empty.
pub(super) type Seen = (String, String, String);

pub(super) struct Strict {
    cells: Vec<Vec<Seen>>,
    at: (usize, usize),
    /// Rows and columns that move and wrap by themselves.
    region: Rect,
    has_margins: bool,
    is_at_edge: bool,
    fg: String,
    bg: String,
}

impl Strict {
    pub(super) fn new(area: Rect) -> Self {
        let cells = vec![vec![Seen::default(); area.width.into()]; area.height.into()];
        let (fg, bg) = ("39".to_owned(), "49".to_owned());
        let mut made =
            Self { cells, at: (0, 0), region: area, has_margins: false, is_at_edge: false, fg, bg };
        made.clear(0..area.height.into(), 0..area.width.into());
        made
    }

    pub(super) fn seen(&self, x: u16, y: u16) -> &Seen {
        &self.cells[usize::from(y)][usize::from(x)]
    }

    fn blank(&self) -> Seen {
        (" ".to_owned(), "39".to_owned(), self.bg.clone())
    }

    fn clear(&mut self, rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) {
        let blank = self.blank();
        for row in rows {
            self.cells[row][columns.clone()].fill(blank.clone());
        }
    }

    /// Rows of the region go up by one, or down.
    fn scroll(&mut self, is_up: bool) {
        let (columns, rows) =
            (self.columns(), usize::from(self.region.top())..usize::from(self.region.bottom()));
        let mut order: Vec<usize> = rows.collect();
        if !is_up {
            order.reverse();
        }
        for pair in order.windows(2) {
            for x in columns.clone() {
                self.cells[pair[0]][x] = self.cells[pair[1]][x].clone();
            }
        }
        let last = order[order.len() - 1];
        self.clear(last..last + 1, columns);
    }

    fn columns(&self) -> std::ops::Range<usize> {
        usize::from(self.region.left())..usize::from(self.region.right())
    }

    fn put(&mut self, c: char) {
        let width = measure::width(c.encode_utf8(&mut [0; 4]));
        let (x, y) = self.at;
        if width == 0 {
            let before = (0..x).rev().find(|x| !self.cells[y][*x].0.is_empty()).unwrap();
            return self.cells[y][before].0.push(c);
        }
        assert!(!self.is_at_edge, "{c:?} would wrap at {x}, {y}");
        self.cells[y][x] = (c.to_string(), self.fg.clone(), self.bg.clone());
        for behind in x + 1..x + width {
            self.cells[y][behind] = (String::new(), self.fg.clone(), self.bg.clone());
        }
        let edge = if self.columns().contains(&x) { self.columns().end } else { self.cells[0].len() };
        self.is_at_edge = x + width >= edge;
        self.at.0 = (x + width).min(edge - 1);
    }

    pub(super) fn process(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).unwrap();
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            if c != '\x1b' && c >= ' ' {
                self.put(c);
                continue;
            }
            self.is_at_edge = false;
            match c {
                '\r' => self.at.0 = 0,
                '\x08' => self.at.0 -= 1,
                '\n' if self.at.1 + 1 == usize::from(self.region.bottom()) => self.scroll(true),
                '\n' => self.at.1 += 1,
                _ => match rest.next().unwrap() {
                    'M' if self.at.1 == usize::from(self.region.top()) => self.scroll(false),
                    '[' => {
                        let sequence = rest.as_str();
                        let end = sequence.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                        self.control(&sequence[..end], &sequence[end..=end]);
                        rest = sequence[end + 1..].chars();
                    }
                    other => panic!("{other:?} in {text:?}"),
                },
            }
        }
    }

    fn control(&mut self, parameters: &str, what: &str) {
        let numbers: Vec<usize> = parameters.split(';').filter_map(|number| number.parse().ok()).collect();
        let (first, second) = (numbers.first().map_or(1, |n| *n), numbers.get(1).map_or(1, |n| *n));
        let (width, height) = (self.cells[0].len(), self.cells.len());
        let (x, y) = self.at;
        match (parameters, what) {
            ("?2026" | "?25", "h" | "l") => {}
            ("?69", "h" | "l") => {
                self.has_margins = what == "h";
                (self.region.x, self.region.width) = (0, width as u16);
                self.at = (width / 2, height / 2);
            }
            (_, "s") if self.has_margins => {
                (self.region.x, self.region.width) = (first as u16 - 1, (second + 1 - first) as u16);
                self.at = (0, 0);
            }
            ("", "r") => {
                (self.region.y, self.region.height) = (0, height as u16);
                self.at = (0, 0);
            }
            (_, "r") => {
                (self.region.y, self.region.height) = (first as u16 - 1, (second + 1 - first) as u16);
                self.at = (0, 0);
            }
            (_, "H") => self.at = (second - 1, first - 1),
            (_, "G") => self.at.0 = first - 1,
            (_, "A") => self.at.1 -= first,
            (_, "B") => self.at.1 += first,
            (_, "C") => self.at.0 += first,
            (_, "D") => self.at.0 -= first,
            ("", "K") => self.clear(y..y + 1, x..width),
            (_, "X") => self.clear(y..y + 1, x..x + first),
            ("2", "J") => self.clear(0..height, 0..width),
            (_, "m") => self.color(&numbers),
            _ => panic!("{parameters}{what}"),
        }
        assert!(self.at.0 < width && self.at.1 < height, "{parameters}{what}");
    }

    fn color(&mut self, codes: &[usize]) {
        if codes.is_empty() {
            (self.fg, self.bg) = ("39".to_owned(), "49".to_owned());
        }
        let mut rest = codes;
        while let Some(code) = rest.first() {
            let length = match (code, rest.get(1)) {
                (38 | 48, Some(5)) => 3,
                (38 | 48, _) => 5,
                _ => 1,
            };
            let (told, others) = rest.split_at(length);
            let told: Vec<String> = told.iter().map(ToString::to_string).collect();
            rest = others;
            match code {
                0 => (self.fg, self.bg) = ("39".to_owned(), "49".to_owned()),
                30..40 | 90..98 => self.fg = told.join(";"),
                40..50 | 100..108 => self.bg = told.join(";"),
                _ => {}
            }
        }
    }
}
