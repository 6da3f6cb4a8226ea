//! The overview: the thread as a picture of rows, in which a mark moves; what stands in each row, and where it leads.
//!
//! ```text
//! Posts over time · a bar is 1 hour
//!  4 │▆
//!    │█▄   ▂
//!  0 └──●──▲────
//!    14 Mar …    15 Mar …      the mark moves along the bars,
//! Authors                      down the authors,
//!  Ana Ruiz    ██████ 12
//! Names over the thread        and down and along the names
//!  Northwind   ▂ ▅  ▂  4
//! ```

use std::sync::Arc;

use super::document::{Document, Frequent};
use super::geometry::Area;
use super::keymap::Mode;
use super::picking::Item;
use super::update::rows_of;
use super::{Action, Effect, Message, State, Walk};
use crate::index::Rank;
use crate::index::tally::{Bins, Tally};
use crate::layout::measure;
use crate::model::{Author, Zone, thousands};

/// So many authors are listed at the most.
const MOST_LISTED: usize = 100;
/// The widest bar, in columns.
const WIDEST_BAR: usize = 6;
/// The most columns that the label of a row takes.
const WIDEST_LABEL: usize = 28;

/// What stands in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverviewRow {
    /// Nothing.
    Blank,
    /// What follows.
    Head(String),
    /// The bars, at this height from 0.
    Bars(usize),
    /// What the bars stand on, with the marks.
    Axis,
    /// What the axis begins and ends with.
    Dates,
    /// An author by the place among those who wrote a post, who wrote most first.
    Author(usize),
    /// A name by its place in [`Overview::names`].
    Name(usize),
    /// The thread from its first post to its last, with where the reader is.
    Thread,
    /// What is left out.
    More(String),
}

/// What the mark can stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The bars.
    Times,
    /// An author.
    Author(usize),
    /// A name.
    Name(usize),
}

/// A name that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRow {
    /// Its place in [`Document::entities`]; among [`Document::frequent`] it is at the place of the row.
    pub entity: usize,
    /// How often it stands in each cell, from 0 to 8.
    pub strip: Vec<u8>,
}

/// The overview of an open thread.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The posts by the clock of a zone.
    tally: Arc<Tally>,
    /// How many posts were written by who wrote most.
    pub most_posts: usize,
    /// The posts by time; `None` where they have none.
    pub bins: Option<Bins>,
    /// Columns of a bar, the blank beside it included.
    pub bar_columns: usize,
    /// Rows of the highest bar.
    pub bar_rows: usize,
    /// The names, the most frequent first.
    pub names: Vec<NameRow>,
    /// Columns of the labels of authors and names.
    pub label_columns: usize,
    /// All rows.
    pub rows: Vec<OverviewRow>,
    /// The first row in sight.
    pub top: usize,
    /// The bar that is marked.
    pub bin: usize,
    /// The cell of names that is marked.
    pub cell: usize,
    /// The bar, the author and the cell that the reader is in.
    pub here: (Option<usize>, Option<usize>, usize),
    /// What the mark can stand on, and what it does.
    stops: Vec<Stop>,
    cursor: usize,
    /// Whether words stand for bars.
    is_plain: bool,
    /// The window and the document that the rows were made for.
    made_for: Option<(u16, u16, Arc<Document>)>,
}

impl Overview {
    fn new(document: &Document, zone: &Zone) -> Self {
        Self {
            tally: document.tally(zone),
            most_posts: document.authorship().posts(0).len(),
            bins: None,
            bar_columns: 1,
            bar_rows: 1,
            names: Vec::new(),
            label_columns: 0,
            rows: Vec::new(),
            top: 0,
            bin: 0,
            cell: 0,
            here: (None, None, 0),
            stops: Vec::new(),
            cursor: 0,
            is_plain: false,
            made_for: None,
        }
    }

    /// What the mark stands on.
    pub fn stop(&self) -> Option<Stop> {
        self.stops.get(self.cursor).copied()
    }

    /// Columns that the counts beside the bars take, the line included.
    pub fn scale_columns(&self) -> usize {
        let highest = self.bins.as_ref().and_then(|bins| bins.counts.iter().max());
        thousands(highest.copied().unwrap_or(0)).len() + 3
    }

    /// Columns of a count at the end of a row.
    pub fn count_columns(&self) -> usize {
        thousands(self.most_posts).len().max(5)
    }

    /// Columns for the bars of authors and the cells of names in a window.
    pub fn cells(&self, width: u16) -> usize {
        usize::from(width).saturating_sub(self.label_columns + self.count_columns() + 5)
    }

    /// Makes the rows for a window, and keeps what is marked in sight.
    pub(super) fn settle(&mut self, document: &Arc<Document>, current: Rank, area: Area) {
        let is_made = self.made_for.as_ref().is_some_and(|(width, height, made_for)| {
            (*width, *height) == (area.width, area.height) && Arc::ptr_eq(made_for, document)
        });
        if !is_made {
            let is_new = self.made_for.is_none();
            self.made_for = Some((area.width, area.height, Arc::clone(document)));
            self.make(document, area);
            self.find(document, current, area.width);
            if is_new {
                // From where the reader is.
                (self.bin, self.cell) = (self.here.0.unwrap_or(0), 0);
            }
        }
        let rows = self.rows_of_stop();
        let height = usize::from(area.height);
        self.top = self.top.max(rows.end.saturating_sub(height)).min(rows.start);
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }

    fn make(&mut self, document: &Document, area: Area) {
        let columns = usize::from(area.width).saturating_sub(self.scale_columns() + 2);
        self.bins = self.tally.bins(&document.thread, columns);
        let count = self.bins.as_ref().map_or(0, |bins| bins.counts.len());
        self.bin = self.bin.min(count.saturating_sub(1));
        self.bar_columns = (columns / count.max(1)).clamp(1, WIDEST_BAR);
        self.bar_rows = match area.height {
            30.. => 8,
            18.. => 5,
            10.. => 3,
            _ => 1,
        };
        self.label_columns = widest_label(document).min(usize::from(area.width) / 3).min(WIDEST_LABEL);
        let cells = self.cells(area.width);
        self.cell = self.cell.min(cells.saturating_sub(1));
        let row = |named: &Frequent| NameRow {
            entity: named.entity,
            strip: document.places(named).strip(document.tree.len(), cells),
        };
        self.names = document.frequent.iter().map(row).collect();
        let stop = self.stop();
        (self.rows, self.stops) = (Vec::new(), Vec::new());
        self.add_times(document);
        self.add_authors(document);
        self.add_names(document);
        self.cursor = self.stops.iter().position(|known| Some(*known) == stop).unwrap_or(0);
    }

    fn add_times(&mut self, document: &Document) {
        let (Some(bins), Some((first, last))) = (&self.bins, self.tally.span(&document.thread)) else {
            self.rows.push(OverviewRow::Head("No post here has a date".to_owned()));
            return;
        };
        let undated = match self.tally.undated {
            0 => String::new(),
            count => format!(" · {} without a date", thousands(count)),
        };
        let names = [bins.period.name(first), bins.period.name(last)];
        let span = if names[0] == names[1] { names[0].clone() } else { names.join(" – ") };
        self.rows.push(OverviewRow::Head(format!(
            "Posts over time · a bar is {} · {span}{undated}",
            bins.period.told()
        )));
        if self.is_plain {
            self.rows.push(OverviewRow::Axis);
        } else {
            self.rows.extend((0..self.bar_rows).rev().map(OverviewRow::Bars));
            self.rows.extend([OverviewRow::Axis, OverviewRow::Dates]);
        }
        self.stops.push(Stop::Times);
    }

    fn add_authors(&mut self, document: &Document) {
        let count = document.authorship().len();
        // Whoever cannot be told is one author.
        if count == 0 || count == 1 && !author(document, 0).is_known() {
            return;
        }
        let shown = count.min(MOST_LISTED);
        self.rows.extend([OverviewRow::Blank, OverviewRow::Head(format!("Authors · {}", thousands(count)))]);
        self.rows.extend((0..shown).map(OverviewRow::Author));
        self.stops.extend((0..shown).map(Stop::Author));
        if count > shown {
            let more = thousands(count - shown);
            self.rows.push(OverviewRow::More(format!("and {more} more with fewer posts")));
        }
    }

    fn add_names(&mut self, document: &Document) {
        if self.names.is_empty() {
            return;
        }
        let count = thousands(document.entities.len());
        self.rows.extend([OverviewRow::Blank, OverviewRow::Head(format!("Names over the thread · {count}"))]);
        self.rows.extend((0..self.names.len()).map(OverviewRow::Name));
        self.stops.extend((0..self.names.len()).map(Stop::Name));
        let unnamed = document.entities.len() - self.names.len();
        if unnamed > 0 {
            self.rows.push(OverviewRow::More(format!("and {} more named less often", thousands(unnamed))));
        }
        if !self.is_plain {
            self.rows.push(OverviewRow::Thread);
        }
    }

    /// Where the reader is.
    fn find(&mut self, document: &Document, current: Rank, width: u16) {
        let Some(ix) = document.tree.order().get(current.index()) else { return };
        let post = document.thread.post(*ix);
        let clock = post.created().map(|time| time.clock(self.tally.zone()));
        let bin = clock.zip(self.bins.as_ref()).map(|(clock, bins)| bins.of(clock));
        let author = document.authorship().place(post.author()).filter(|place| *place < MOST_LISTED);
        let cell = current.index() * self.cells(width) / document.tree.len().max(1);
        self.here = (bin, author, cell);
    }

    /// The rows of what is marked, with the head above where it is the first.
    fn rows_of_stop(&self) -> std::ops::Range<usize> {
        let row = |wanted: OverviewRow| self.rows.iter().position(|row| *row == wanted).unwrap_or(0);
        match self.stop() {
            None => 0..1,
            Some(Stop::Times) => 0..row(OverviewRow::Axis).max(row(OverviewRow::Dates)) + 1,
            Some(Stop::Author(i)) => {
                row(OverviewRow::Author(i)) - usize::from(i == 0)..row(OverviewRow::Author(i)) + 1
            }
            Some(Stop::Name(i)) => {
                let (first, last) = (i == 0, i + 1 == self.names.len());
                let at = row(OverviewRow::Name(i));
                // With the last the end of the section is in sight.
                at - usize::from(first)..if last { self.rows.len() } else { at + 1 }
            }
        }
    }

    /// The row in sight with what is marked.
    pub fn marked_row(&self) -> usize {
        self.rows_of_stop().end.saturating_sub(1 + self.top)
    }

    /// Moves the mark along the bars or the cells.
    fn move_along(&mut self, by: isize) {
        let (at, count) = match self.stop() {
            Some(Stop::Times) => (&mut self.bin, self.bins.as_ref().map_or(0, |bins| bins.counts.len())),
            Some(Stop::Name(_)) => (&mut self.cell, self.names.first().map_or(0, |name| name.strip.len())),
            _ => return,
        };
        *at = at.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    fn move_by(&mut self, rows: isize) {
        self.cursor = self.cursor.saturating_add_signed(rows).min(self.stops.len().saturating_sub(1));
    }

    /// Moves the mark to the first row of the next section, or of the one before.
    fn move_section(&mut self, is_forward: bool) {
        let kind = |stop: &Stop| std::mem::discriminant(stop);
        let starts: Vec<usize> = (0..self.stops.len())
            .filter(|i| *i == 0 || kind(&self.stops[*i]) != kind(&self.stops[i - 1]))
            .collect();
        let found = if is_forward {
            starts.iter().find(|start| **start > self.cursor)
        } else {
            starts.iter().rfind(|start| **start < self.cursor)
        };
        self.cursor = found.copied().unwrap_or(self.cursor);
    }

    /// The first post of the cells from the marked one on.
    fn cell_start(&self, document: &Document) -> Rank {
        let cells = self.names.first().map_or(1, |name| name.strip.len().max(1));
        Rank((self.cell * document.tree.len()).div_ceil(cells) as u32)
    }

    /// A row in words: `14 Mar 2024 09:00, 4 posts, you are here`; none for one that only draws.
    pub fn row_told(&self, row: &OverviewRow, document: &Document) -> Option<String> {
        let noun = |count: usize| document.thread.unit.noun(count);
        let posts = |count: usize| format!("{} {}", thousands(count), noun(count));
        let here = |is_here: bool| if is_here { ", you are here" } else { "" };
        Some(match row {
            OverviewRow::Axis => {
                let bins = self.bins.as_ref()?;
                let (name, count) = (bins.period.name(bins.starts[self.bin]), bins.counts[self.bin]);
                format!("{name}, {}{}", posts(count), here(self.here.0 == Some(self.bin)))
            }
            OverviewRow::Author(i) => {
                let author = author(document, *i).display_name();
                let count = document.authorship().posts(*i).len();
                format!("{author}, {}{}", posts(count), here(self.here.1 == Some(*i)))
            }
            OverviewRow::Name(i) => {
                let entity = document.entities.get(self.names.get(*i)?.entity)?;
                let (first, last) = document.places(document.frequent.get(*i)?).ends()?;
                let where_ = if first == last {
                    format!("in {} {}", noun(1), thousands(first.number()))
                } else {
                    let (first, last) = (thousands(first.number()), thousands(last.number()));
                    format!("from {} {first} to {last}", noun(1))
                };
                let times = match entity.count() {
                    1 => "once".to_owned(),
                    count => format!("{} times", thousands(count)),
                };
                format!("{}, {times}, {where_}", entity.name)
            }
            _ => return None,
        })
    }

    /// What is marked, in words: `14 Mar 2024 09:00 · 4 posts`.
    pub fn told(&self, document: &Document) -> String {
        let posts = |count: usize| format!("{} {}", thousands(count), document.thread.unit.noun(count));
        match self.stop() {
            None => "There is nothing to count here".to_owned(),
            Some(Stop::Times) => self.bins.as_ref().map_or_else(String::new, |bins| {
                format!("{} · {}", bins.period.name(bins.starts[self.bin]), posts(bins.counts[self.bin]))
            }),
            Some(Stop::Author(i)) => {
                let count = document.authorship().posts(i).len();
                format!("{} · {}", author(document, i).full_name(), posts(count))
            }
            Some(Stop::Name(i)) => {
                let Some(entity) = document.entities.get(self.names[i].entity) else { return String::new() };
                let mentions = if entity.count() == 1 { "mention" } else { "mentions" };
                let from = match self.cell_start(document) {
                    Rank(0) => String::new(),
                    rank => {
                        format!(", from {} {} on", document.thread.unit.noun(1), thousands(rank.number()))
                    }
                };
                format!("{} · {} {mentions}{from}", entity.name, thousands(entity.count()))
            }
        }
    }
}

/// The author at a place among those who wrote a post, as their first one in the file has them.
pub fn author(document: &Document, place: usize) -> &Author {
    document.thread.post(document.authorship().first(place)).author()
}

/// Columns of the widest of the authors and names that are listed.
fn widest_label(document: &Document) -> usize {
    let authors = (0..document.authorship().len().min(MOST_LISTED)).map(|i| author(document, i));
    let names = document.frequent.iter().map(|named| measure::width(&document.entities[named.entity].name));
    authors.map(|author| measure::width(&author.display_name())).chain(names).max().unwrap_or(0)
}

impl State {
    /// Opens the overview of the open thread.
    pub(super) fn open_overview(&mut self) {
        let Some(reading) = &self.reading else { return };
        if reading.document.tree.is_empty() {
            self.message = Some(Message::info("There are no posts here"));
            return;
        }
        let overview = Overview::new(&reading.document, &self.looks.zone);
        self.overview = Some(Overview { is_plain: self.is_plain, ..overview });
    }

    pub(super) fn perform_in_overview(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let height = isize::try_from(self.areas.body.height.max(1)).unwrap_or(1);
        let Some(overview) = &mut self.overview else { return Vec::new() };
        let times = isize::try_from(count.unwrap_or(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            overview.move_by(rows);
            return Vec::new();
        }
        match action {
            Action::CharRight => overview.move_along(times),
            Action::CharLeft => overview.move_along(-times),
            Action::RowStart => overview.move_along(isize::MIN / 2),
            Action::RowEnd => overview.move_along(isize::MAX / 2),
            Action::NextSection | Action::PreviousSection => {
                overview.move_section(action == Action::NextSection);
            }
            Action::Choose => return self.go_from_overview(),
            _ => {}
        }
        Vec::new()
    }

    /// Goes to the first post of what is marked; of an author shows the posts.
    fn go_from_overview(&mut self) -> Vec<Effect> {
        let Some((overview, document)) =
            self.overview.as_ref().zip(self.reading.as_ref().map(|r| &r.document))
        else {
            return Vec::new();
        };
        let told = overview.told(document);
        match overview.stop() {
            None => {}
            Some(Stop::Times) => {
                let start = overview.bins.as_ref().map(|bins| bins.starts[overview.bin]);
                let post = start.and_then(|start| overview.tally.first_from(&document.thread, start));
                let rank = post.map(|post| document.tree.rank(post));
                self.overview = None;
                if let (Some(reading), Some(rank)) = (&mut self.reading, rank) {
                    reading.let_through(rank);
                    reading.go_to(rank);
                    let key = self.keymap.key_for(Mode::Thread, Action::Overview);
                    self.message = Some(Message::info(format!("{told}; {key} shows the overview")));
                }
            }
            Some(Stop::Author(i)) => {
                let author = author(document, i).clone();
                self.overview = None;
                self.show_author(author);
            }
            Some(Stop::Name(i)) => {
                let (entity, from) = (overview.names[i].entity, overview.cell_start(document));
                self.overview = None;
                self.go_to_name(entity, from);
            }
        }
        Vec::new()
    }

    /// Marks the mentions of an entity and goes to the first from a post on.
    fn go_to_name(&mut self, entity: usize, from: Rank) {
        let Some(reading) = &self.reading else { return };
        self.picking.choose_item(&reading.document, Item::Entity(entity));
        self.walk = Walk::Chosen;
        self.adapt_chosen();
        let hits = self.marks();
        let hit = hits.iter().find(|hit| hit.rank >= from).or(hits.first()).copied();
        if let (Some(reading), Some(hit)) = (&mut self.reading, hit) {
            reading.go_to_hit(hit);
        }
    }

    /// Moves the mark to a row of the overview; whether there is anything to mark.
    pub(super) fn point_in_overview(&mut self, x: u16, y: u16) -> bool {
        let area = self.areas.body;
        let Some(overview) = self.overview.as_mut().filter(|_| area.contains(x, y)) else { return false };
        let row = overview.top + usize::from(y - area.y);
        let stop = match overview.rows.get(row) {
            Some(OverviewRow::Bars(_) | OverviewRow::Axis | OverviewRow::Dates) => Stop::Times,
            Some(OverviewRow::Author(i)) => Stop::Author(*i),
            Some(OverviewRow::Name(i)) => Stop::Name(*i),
            _ => return false,
        };
        overview.cursor = overview.stops.iter().position(|known| *known == stop).unwrap_or(overview.cursor);
        let column = usize::from(x - area.x);
        match stop {
            Stop::Times => {
                overview.bin = column.saturating_sub(overview.scale_columns()) / overview.bar_columns;
            }
            Stop::Name(_) => overview.cell = column.saturating_sub(overview.label_columns + 4),
            Stop::Author(_) => {}
        }
        overview.move_along(0);
        true
    }
}
