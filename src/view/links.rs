//! Which cells of a frame lead to an address.
//!
//! A terminal that knows hyperlinks (OSC 8) opens what lies under the mouse by itself. Cells cannot say where they lead,
//! so it is kept beside them; all rows of one link have one target with one id, and light up together. An address that a
//! reader would be asked about before it is opened is not offered: the terminal would not ask.

use std::hash::{DefaultHasher, Hash, Hasher};

use ratatui::layout::Rect;

use crate::model::address;
use crate::model::doubts::doubts;

/// The longest address that is offered, in bytes; terminals take no more.
const LONGEST: usize = 2000;

/// Where a cell leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// An address of the web in its one spelling, which is ASCII without blanks.
    url: String,
    /// Tells the link from others, also from those with the same address.
    id: u64,
}

impl Target {
    /// The target of a link that stands at `place`; `None` where it leads out of the web or something speaks against
    /// opening it unasked.
    pub(super) fn new(url: &str, words: &str, place: impl Hash) -> Option<Self> {
        let normal = address::normal(url).filter(|url| address::is_web(url))?;
        let is_plain = normal.len() <= LONGEST && normal.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_plain || !doubts(url, [words]).is_empty() {
            return None;
        }
        let mut hasher = DefaultHasher::new();
        (place, &normal).hash(&mut hasher);
        Some(Self { url: normal, id: hasher.finish() })
    }

    /// The address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What tells the link from others.
    pub fn id(&self) -> u64 {
        self.id
    }
}

/// Where the cells of a frame lead.
#[derive(Clone, Debug, Default)]
pub struct Links {
    area: Rect,
    /// For each cell the number of its target plus one, or 0.
    cells: Vec<u16>,
    targets: Vec<Target>,
}

impl Links {
    /// Makes ready for a frame in which nothing leads anywhere yet.
    pub fn reset(&mut self, area: Rect) {
        self.area = area;
        self.targets.clear();
        self.cells.clear();
        self.cells.resize(area.area() as usize, 0);
    }

    /// Where the cell at an index of the frame leads.
    pub fn at(&self, index: usize) -> Option<&Target> {
        match self.cells.get(index) {
            None | Some(0) => None,
            Some(number) => self.targets.get(usize::from(*number) - 1),
        }
    }

    /// Has cells lead nowhere.
    pub(super) fn clear(&mut self, (x, y): (u16, u16), columns: u16) {
        self.fill((x, y), columns, 0);
    }

    /// Has cells lead to a target.
    pub(super) fn set(&mut self, at: (u16, u16), columns: u16, target: &Target) {
        let known = self.targets.iter().rposition(|known| known == target);
        let number = known.unwrap_or_else(|| {
            self.targets.push(target.clone());
            self.targets.len() - 1
        });
        if let Ok(number) = u16::try_from(number + 1) {
            self.fill(at, columns, number);
        }
    }

    fn fill(&mut self, (x, y): (u16, u16), columns: u16, number: u16) {
        let Rect { width, height, .. } = self.area;
        if y < height && x < width {
            let row = usize::from(y) * usize::from(width);
            let end = usize::from(x.saturating_add(columns).min(width));
            self.cells[row + usize::from(x)..row + end].fill(number);
        }
    }

    /// Moves what stands in an area up by so many rows, down if negative; what is left behind leads nowhere.
    pub fn scroll(&mut self, area: Rect, rows: i32) {
        let width = usize::from(self.area.width);
        scroll_rows(area, rows, |to, from| {
            for x in usize::from(area.left())..usize::from(area.right()) {
                let moved = from.map_or(0, |from| self.cells[usize::from(from) * width + x]);
                self.cells[usize::from(to) * width + x] = moved;
            }
        });
    }
}

/// Walks the rows of an area as scrolling fills them: each with the row that it comes from, or none for a blank one.
pub fn scroll_rows(area: Rect, rows: i32, mut fill: impl FnMut(u16, Option<u16>)) {
    let source = |y: u16| {
        let from = i32::from(y) + rows;
        u16::try_from(from).ok().filter(|from| (area.top()..area.bottom()).contains(from))
    };
    if rows >= 0 {
        (area.top()..area.bottom()).for_each(|y| fill(y, source(y)));
    } else {
        (area.top()..area.bottom()).rev().for_each(|y| fill(y, source(y)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_need_no_question_are_offered() {
        let target = |url| Target::new(url, "words", 1).map(|target| target.url);
        assert_eq!(target("https://example.org/a b?ü").as_deref(), Some("https://example.org/a%20b?%C3%BC"));
        for url in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://bank.example@evil.example/",
            "http://127.0.0.1/",
            "https://аррӏе.com/",
            "no address",
        ] {
            assert_eq!(target(url), None, "{url}");
        }
        assert_eq!(target(&format!("https://example.org/{}", "x".repeat(LONGEST))), None);
        assert!(Target::new("https://evil.example/", "https://bank.example/", 1).is_none());
    }

    #[test]
    fn what_could_act_on_a_terminal_is_percent_encoded() {
        let target = Target::new("https://example.org/\u{1b}]8;;\u{7}\u{9c}", "words", 1).unwrap();
        assert!(target.url.bytes().all(|byte| byte.is_ascii_graphic()), "{}", target.url);
    }

    #[test]
    fn links_scroll_with_their_cells() {
        let area = Rect { x: 0, y: 0, width: 4, height: 3 };
        let mut links = Links::default();
        links.reset(area);
        let target = Target::new("https://example.org/", "words", 1).unwrap();
        links.set((1, 2), 2, &target);
        links.scroll(Rect { x: 1, y: 0, width: 3, height: 3 }, 1);
        let led: Vec<_> = (0..12).filter(|i| links.at(*i).is_some()).collect();
        assert_eq!(led, [5, 6]);
        links.clear((0, 1), 2);
        assert!(links.at(5).is_none() && links.at(6) == Some(&target));
    }
}
