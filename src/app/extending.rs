//! Selecting by keys and mouse: where a selection begins, how each motion moves its end, and what it becomes.

use super::reading::Reading;
use super::selecting::{Grain, Selection, Spot, Words};
use super::sheets::Sheet;
use super::update::rows_of;
use super::{Action, Effect, Hit, Message, MouseKind, State, finding};
use crate::index::Rank;
use crate::index::corrections::Scope;
use crate::model::{Clean, EntityKind, thousands};

use super::correcting::Subject;

/// No motion is repeated more often.
const MOST_STEPS: usize = 10_000;
/// Rows that the view moves when the mouse is dragged beyond an edge.
const DRAGGED: isize = 2;
/// No name is longer, in characters.
const LONGEST_NAME: usize = 80;

impl State {
    /// Begins to select: the hit or mention that the cursor is at, or else from the first words on its row.
    pub(super) fn begin_selection(&mut self, grain: Grain) {
        let at_hit = self.hit_at_cursor();
        let Some(reading) = &mut self.reading else { return };
        if reading.document.tree.is_empty() {
            return;
        }
        let start = reading.spot_at_cursor();
        let words = Words::of(reading);
        let current = reading.current();
        let near = || words.near(current, true).or_else(|| words.near(current, false));
        let start = start.or_else(|| words.first_of(near()?));
        let selection = match (at_hit, start) {
            (Some(hit), _) => {
                let (anchor, head) = ends_of(&words, hit);
                Selection::new(anchor, head, grain)
            }
            (None, Some(start)) => Selection::new(start, start, grain),
            (None, None) => {
                self.message = Some(Message::info("There are no words here to select"));
                return;
            }
        };
        reading.point_to(selection.head);
        self.selection = Some(selection);
    }

    /// The hit of the search, or the mention, that the cursor stands at.
    pub(super) fn hit_at_cursor(&self) -> Option<Hit> {
        let reading = self.reading.as_ref()?;
        let hits = self.marks();
        finding::number_of(hits, &reading.outline, reading.cursor_point()).map(|number| hits[number - 1])
    }

    pub(super) fn perform_in_select(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let (Some(reading), Some(selection)) = (&mut self.reading, &mut self.selection) else {
            return Vec::new();
        };
        match action {
            Action::CopyPost => return self.copy_chosen(),
            Action::CopyWords => return self.copy_words(),
            Action::Note => return self.note_chosen(),
            Action::Remark | Action::Highlight | Action::Tag => return self.annotate_here(action),
            Action::ChooseForm => self.open_chooser(),
            Action::Select => selection.grain = selection.grain.next(),
            Action::SelectPosts => selection.grain = Grain::Post,
            Action::QuoteSentence => selection.grain = Grain::Sentence,
            Action::OtherEnd => {
                std::mem::swap(&mut selection.anchor, &mut selection.head);
                reading.point_to(selection.head);
            }
            Action::MarkPost => self.mark_selected(),
            Action::AddName => self.add_name(),
            _ => {
                let has_moved = extend(reading, selection, action, count);
                if !has_moved {
                    self.message = Some(Message::info("There are no words further that way"));
                }
            }
        }
        Vec::new()
    }

    /// Selects as far as a hit, while something is selected.
    pub(super) fn extend_to_hit(&mut self, hit: Hit) {
        let (Some(reading), Some(selection)) = (&mut self.reading, &mut self.selection) else { return };
        let words = Words::of(reading);
        let (first, last) = ends_of(&words, hit);
        selection.head = if words.point(last) < words.point(selection.anchor) { first } else { last };
        selection.column = None;
    }

    /// Selects with the mouse: `kind` is a press, a drag or the end of it, at a column and a row of the thread pane.
    pub(super) fn select_with_mouse(&mut self, kind: MouseKind, (x, y): (u16, u16)) {
        let area = self.areas.thread;
        if kind == MouseKind::Release {
            self.pressed = None;
            return;
        }
        if kind == MouseKind::Drag {
            self.drag((x, y));
            return;
        }
        self.selection = None;
        let Some(reading) = &self.reading else { return };
        let column = usize::from(x.saturating_sub(area.x + 1));
        let spot = reading.spot_in_sight(usize::from(y - area.y), column);
        let grain = match kind {
            MouseKind::SecondPress => Grain::Word,
            MouseKind::ThirdPress => Grain::Sentence,
            _ => Grain::Character,
        };
        self.pressed = spot.map(|spot| Selection::new(spot, spot, grain));
        if grain != Grain::Character {
            self.selection.clone_from(&self.pressed);
        }
    }

    /// Moves the end of what was begun with a press; beyond an edge the view moves along.
    fn drag(&mut self, (x, y): (u16, u16)) {
        let area = self.areas.thread;
        let (Some(reading), Some(pressed)) = (&mut self.reading, &self.pressed) else { return };
        let bottom = area.y + area.height.saturating_sub(1);
        if y < area.y || y > bottom {
            reading.scroll(if y < area.y { -DRAGGED } else { DRAGGED });
            reading.settle();
        }
        let row = usize::from(y.clamp(area.y, bottom.max(area.y)) - area.y);
        let column = usize::from(x.saturating_sub(area.x + 1));
        // On a row without words, those of the nearest row above count, or else of the nearest below.
        let above = (0..=row).rev().find_map(|row| reading.spot_in_sight(row, column));
        let spot =
            above.or_else(|| (row..reading.screen.len()).find_map(|row| reading.spot_in_sight(row, 0)));
        if let Some(spot) = spot {
            reading.point_to(spot);
            self.selection = Some(Selection::new(pressed.anchor, spot, pressed.grain));
        }
    }

    /// Asks of what the selected words are the name.
    fn add_name(&mut self) {
        let (Some(reading), Some(selection)) = (&self.reading, &self.selection) else { return };
        let passages = selection.passages(&Words::of(reading));
        let name = match &passages[..] {
            [only] => Some(reading.document.thread.post(only.post).text(only.range.clone())),
            _ => None,
        };
        let name = name.filter(|name| name.chars().count() <= LONGEST_NAME && !name.contains('\n'));
        let Some(name) = name.and_then(Clean::some_line) else {
            let most = thousands(LONGEST_NAME);
            let text = format!("A name is a few words of one row, at most {most} characters: select less");
            self.message = Some(Message::info(text));
            return;
        };
        let kind = EntityKind::Organization;
        self.selection = None;
        self.sheet = Some(Sheet::kinds(kind));
        self.subject = Some(Subject { name, kind, scope: Scope::default(), is_new: true });
    }
}

/// The first and the last grapheme of a hit.
fn ends_of(words: &Words, hit: Hit) -> (Spot, Spot) {
    let first = Spot { rank: hit.rank, byte: hit.start };
    let end = Spot { byte: hit.end, ..first };
    (first, words.before(end).unwrap_or(first).max(first))
}

/// Moves the end of a selection; whether there was anywhere to go.
fn extend(reading: &mut Reading, selection: &mut Selection, action: Action, count: Option<usize>) -> bool {
    let height = isize::try_from(reading.screen.len().max(1)).unwrap_or(1);
    let is_end = matches!(action, Action::Top | Action::Bottom);
    if let Some(rows) = rows_of(action, count, height).filter(|_| !is_end) {
        let column = selection.column.unwrap_or_else(|| reading.column_of(selection.head));
        let Some(spot) = reading.spot_by_rows(selection.head, rows, column) else { return false };
        (selection.head, selection.column) = (spot, Some(column));
        reading.point_to(spot);
        return true;
    }
    selection.column = None;
    let Some(spot) = moved(reading, selection.head, action, count) else { return false };
    selection.head = spot;
    reading.point_to(spot);
    true
}

/// Where a motion leads.
fn moved(reading: &mut Reading, from: Spot, action: Action, count: Option<usize>) -> Option<Spot> {
    if matches!(action, Action::RowStart | Action::RowEnd) {
        return reading.row_end(from, action == Action::RowEnd);
    }
    let words = Words::of(reading);
    let step = |spot: Spot| match action {
        Action::CharRight => words.after(spot),
        Action::CharLeft => words.before(spot),
        Action::NextWord => words.next_word(spot),
        Action::PreviousWord => words.word_back(spot),
        Action::WordEnd => words.word_end(spot),
        Action::NextSentence => words.next_sentence(spot),
        Action::PreviousSentence => words.sentence_back(spot),
        Action::NextPost => words.first_of(words.beside(spot.rank, true)?),
        Action::PreviousPost => match words.first_of(spot.rank) {
            Some(first) if first < spot => Some(first),
            _ => words.first_of(words.beside(spot.rank, false)?),
        },
        _ => None,
    };
    match (action, count) {
        (Action::Top, None) => words.first_of(words.near(reading.outline.first()?, true)?),
        (Action::Bottom, None) => words.last_of(words.near(reading.outline.last()?, false)?),
        (Action::Top | Action::Bottom, Some(number)) => {
            let rank = Rank(number.clamp(1, reading.document.tree.len().max(1)) as u32 - 1);
            let shown = reading.outline.nearest(rank);
            words.first_of(words.near(shown, true).or_else(|| words.near(shown, false))?)
        }
        // Where there is nothing further, towards the end the last words are selected too.
        _ => {
            let mut at = from;
            for _ in 0..count.unwrap_or(1).min(MOST_STEPS) {
                match step(at) {
                    Some(next) => at = next,
                    None => break,
                }
            }
            let is_stuck = at == from;
            match action {
                Action::NextWord | Action::NextSentence | Action::NextPost if is_stuck => {
                    words.last_of(from.rank).filter(|last| *last > from)
                }
                _ => Some(at).filter(|_| !is_stuck),
            }
        }
    }
}
