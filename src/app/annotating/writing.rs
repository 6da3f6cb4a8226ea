//! The editor that a remark is written in: a text of several lines, a cursor by graphemes, lines wrapped for the window.

use std::ops::Range;

use crate::app::geometry::Area;
use crate::app::{Action, Effect, Message, State};
use crate::layout::{measure, wrapping};
use crate::model::Clean;

/// No remark grows beyond this many bytes.
const MOST: usize = 64 << 10;
/// Columns of the widest text.
const WIDEST: u16 = 80;
/// Rows above the text: the frame, the words it is on, a line.
const ABOVE: u16 = 3;

/// A text that is being written.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// What was written.
    pub text: String,
    /// Byte offset of the cursor.
    cursor: usize,
    /// The lines as they are shown.
    pub lines: Vec<Range<usize>>,
    /// The first line in sight.
    pub top: usize,
    /// Where it stands in the window, its frame included.
    pub area: Area,
    /// The column that moving by lines keeps to.
    column: Option<usize>,
}

impl Writing {
    /// A text with the cursor at its end.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len(), ..Self::default() }
    }

    /// Types `text`.
    pub fn insert(&mut self, text: &str) {
        let text = Clean::text(text);
        let room = MOST.saturating_sub(self.text.len()).min(text.len());
        let end = (0..=room).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        self.text.insert_str(self.cursor, &text[..end]);
        self.cursor += end;
        self.column = None;
    }

    /// Takes another text in the place of what was written.
    pub fn set(&mut self, text: &str) {
        *self = Self { area: self.area, ..Self::new("") };
        self.insert(text.trim_end());
    }

    fn left(&self) -> usize {
        let start = self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1);
        if start == self.cursor {
            return start.saturating_sub(1);
        }
        start + measure::glyphs(&self.text[start..self.cursor]).last().map_or(0, |glyph| glyph.at)
    }

    fn right(&self) -> usize {
        let next = measure::glyphs(&self.text[self.cursor..]).next();
        self.cursor + next.map_or(0, |glyph| glyph.source.len())
    }

    /// The line of the cursor, and its column there.
    pub fn place(&self) -> (usize, usize) {
        let line = self.lines.partition_point(|line| line.start <= self.cursor).saturating_sub(1);
        let Some(range) = self.lines.get(line) else { return (0, 0) };
        (line, measure::width(&self.text[range.start..self.cursor.max(range.start)]))
    }

    /// Performs an editing action.
    pub fn edit(&mut self, action: Action) {
        let (line, _) = self.place();
        let range = self.lines.get(line).cloned().unwrap_or(0..self.text.len());
        let column = self.column.take();
        match action {
            Action::EditLeft => self.cursor = self.left(),
            Action::EditRight => self.cursor = self.right(),
            Action::EditHome => self.cursor = range.start,
            Action::EditEnd => self.cursor = range.end.max(range.start),
            Action::EditUp => self.move_to_line(line.checked_sub(1), column),
            Action::EditDown => {
                self.move_to_line(Some(line + 1).filter(|line| *line < self.lines.len()), column);
            }
            Action::EditNewline => self.insert("\n"),
            Action::EditBackspace => self.delete(self.left()..self.cursor),
            Action::EditDelete => self.delete(self.cursor..self.right()),
            Action::EditKillWord => {
                let head = self.text[..self.cursor].trim_end();
                let start = head.char_indices().rfind(|(_, c)| c.is_whitespace());
                self.delete(start.map_or(0, |(at, c)| at + c.len_utf8())..self.cursor);
            }
            Action::EditKillLine => self.delete(range.start.min(self.cursor)..self.cursor),
            _ => {}
        }
    }

    fn delete(&mut self, range: Range<usize>) {
        self.cursor = range.start;
        self.text.drain(range);
    }

    fn move_to_line(&mut self, line: Option<usize>, column: Option<usize>) {
        let wanted = column.unwrap_or_else(|| self.place().1);
        let Some(range) = line.and_then(|line| self.lines.get(line)).cloned() else { return };
        let mut used = 0;
        self.cursor = range.end;
        for glyph in measure::glyphs(&self.text[range.clone()]) {
            if used + glyph.width > wanted {
                self.cursor = range.start + glyph.at;
                break;
            }
            used += glyph.width;
        }
        self.column = Some(wanted);
    }

    /// Wraps the text for a window and keeps the cursor in sight.
    pub(in crate::app) fn settle(&mut self, (width, height): (u16, u16)) {
        let columns = width.min(WIDEST + 4);
        let rows = (height / 2).max(ABOVE + 5).min(height);
        self.area = Area { x: (width - columns) / 2, y: height - rows, width: columns, height: rows };
        self.lines = wrapping::wrap(&self.text, usize::from(columns.saturating_sub(5)).max(1));
        let (line, _) = self.place();
        let sight = self.rows();
        self.top = self.top.max((line + 1).saturating_sub(sight)).min(line);
    }

    /// How many lines are in sight.
    pub fn rows(&self) -> usize {
        usize::from(self.area.height.saturating_sub(ABOVE + 1)).max(1)
    }

    /// The first row of the text in the window.
    pub fn first_row(&self) -> u16 {
        self.area.y + ABOVE
    }
}

impl State {
    pub(in crate::app) fn perform_in_writing(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Keep => self
                .annotating
                .writing
                .take()
                .map_or_else(Vec::new, |writing| self.keep_written(&writing.text)),
            Action::EditElsewhere => {
                let text = self.annotating.writing.as_ref().map(|writing| writing.text.clone());
                text.map(Effect::EditText).into_iter().collect()
            }
            _ => {
                if let Some(writing) = &mut self.annotating.writing {
                    writing.edit(action);
                }
                Vec::new()
            }
        }
    }

    fn keep_written(&mut self, text: &str) -> Vec<Effect> {
        let Some(mut draft) = self.annotating.draft.take() else { return Vec::new() };
        draft.now.remark = Clean::text(text.trim_end());
        if draft.before.is_none() && draft.now.is_empty() {
            self.message = Some(Message::info("Nothing was written, nothing is kept"));
            return Vec::new();
        }
        self.keep(draft)
    }

    /// Gives up what is being written.
    pub(in crate::app) fn give_up_writing(&mut self) {
        let written = self.annotating.writing.take().map(|writing| writing.text).unwrap_or_default();
        let draft = self.annotating.draft.take();
        let is_other = draft.is_some_and(|draft| *draft.now.remark != *written.trim_end());
        if is_other {
            self.message = Some(Message::info("Given up: what was written last is not kept"));
        }
    }

    /// Takes what was written in the reader's own editor.
    pub(in crate::app) fn edited(&mut self, text: Result<String, String>) {
        match (text, &mut self.annotating.writing) {
            (Ok(text), Some(writing)) => writing.set(&text),
            (Err(problem), _) => self.message = Some(Message::problem(problem)),
            (Ok(_), None) => {}
        }
    }

    /// Types into the text.
    pub(in crate::app) fn write_words(&mut self, words: &str) {
        self.message = None;
        if let Some(writing) = &mut self.annotating.writing {
            writing.insert(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text after some actions, with the cursor as `|`.
    fn after(text: &str, actions: &[Action]) -> String {
        let mut writing = Writing::new(text);
        for action in actions {
            writing.settle((20, 20));
            writing.edit(*action);
        }
        let (before, behind) = writing.text.split_at(writing.cursor);
        format!("{before}|{behind}")
    }

    #[test]
    fn a_text_is_edited_by_lines_and_graphemes() {
        use Action::{
            EditBackspace, EditDelete, EditDown, EditEnd, EditHome, EditKillLine, EditKillWord, EditLeft,
            EditNewline, EditRight, EditUp,
        };
        for (text, actions, expected) in [
            ("a👩‍🔬", &[EditLeft][..], "a|👩‍🔬"),
            ("a👩‍🔬", &[EditBackspace], "a|"),
            ("one\ntwo", &[EditUp], "one|\ntwo"),
            ("one\n\ntwo", &[EditUp, EditUp, EditDown, EditDown], "one\n\ntwo|"),
            ("one\ntwo", &[EditHome, EditLeft], "one|\ntwo"),
            ("one\ntwo", &[EditHome, EditBackspace], "one|two"),
            ("one\ntwo", &[EditUp, EditRight], "one\n|two"),
            ("one two", &[EditKillWord], "one |"),
            ("one\ntwo", &[EditKillLine], "one\n|"),
            ("one", &[EditNewline, EditNewline], "one\n\n|"),
            ("one\ntwo", &[EditUp, EditHome, EditDelete, EditEnd], "ne|\ntwo"),
            // Wrapped after fifteen columns.
            ("some words that wrap here", &[EditHome], "some words that |wrap here"),
            ("some words that wrap here", &[EditUp], "some word|s that wrap here"),
            ("", &[EditUp, EditDown, EditBackspace, EditDelete, EditHome, EditEnd], "|"),
        ] {
            assert_eq!(after(text, actions), expected, "{text:?} {actions:?}");
        }
    }

    #[test]
    fn a_pasted_book_is_cut_and_made_harmless() {
        let mut writing = Writing::default();
        writing.insert(&"words é\u{1b}[31m\r\n".repeat(20_000));
        assert!(writing.text.len() <= MOST && !writing.text.contains(['\u{1b}', '\r']));
    }
}
