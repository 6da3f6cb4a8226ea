//! What is annotated at the cursor: on its row, or else in its post.

use super::{Annotating, Draft};
use crate::app::State;
use crate::app::reading::Reading;
use crate::app::selecting::Words;
use crate::index::Rank;
use crate::index::annotations::{Annotation, Stand, Target};
use crate::model::thousands;

/// What there is at the cursor.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Here {
    Nothing,
    One(usize),
    Several(Vec<usize>),
}

impl Reading {
    /// The bytes of its post that the row of the cursor shows.
    pub(super) fn bytes_at_cursor(&self) -> Option<std::ops::Range<u32>> {
        self.screen.get(self.cursor_row()?)?.row().bytes()
    }
}

impl Annotating {
    /// The annotations of some stretches, each once.
    fn of(stands: impl Iterator<Item = Stand>) -> Vec<usize> {
        let mut of: Vec<usize> = stands.map(|stand| stand.of as usize).collect();
        of.sort_unstable();
        of.dedup();
        of
    }

    /// The remark on a post as a whole, or else what else is on it alone but for a bookmark.
    fn on_post(&self, rank: Rank) -> Option<usize> {
        let whole = self.known.in_post(rank).iter().filter(|stand| stand.is_whole());
        let alone = |of: &usize| {
            let annotation = &self.known.all[*of].annotation;
            annotation.targets.len() == 1 && annotation.bookmark.is_none()
        };
        whole.map(|stand| stand.of as usize).find(alone)
    }
}

impl State {
    pub(super) fn annotations_here(&self) -> Here {
        let Some(reading) = &self.reading else { return Here::Nothing };
        let stands = self.annotating.known.in_post(reading.current());
        let row = reading.bytes_at_cursor();
        let on_row = |stand: &&Stand| {
            row.as_ref().map_or(stand.is_whole(), |row| {
                !stand.is_whole() && stand.start < row.end && row.start < stand.end
            })
        };
        let mut of = Annotating::of(stands.iter().filter(on_row).copied());
        if of.is_empty() {
            of = Annotating::of(stands.iter().copied());
        }
        match of[..] {
            [] => Here::Nothing,
            [only] => Here::One(only),
            _ => Here::Several(of),
        }
    }

    /// The annotation of the post at the cursor as a whole, new if there is none.
    pub(super) fn draft_of_post(&self) -> Draft {
        let Some(reading) = &self.reading else {
            return Draft { before: None, now: Annotation::default(), what: String::new() };
        };
        let (document, rank) = (&reading.document, reading.current());
        if let Some(i) = self.annotating.on_post(rank) {
            return self.draft_of(i);
        }
        let target = Target::of(&document.thread, &document.tree, document.tree.post(rank), None);
        let what = format!("{} {}", document.thread.unit.noun(1), thousands(rank.number()));
        Draft { before: None, now: Annotation::on(vec![target]), what }
    }

    /// The words on the row of the cursor, or where the selection ends; the post as a whole where there are none.
    pub(super) fn draft_of_row(&self) -> Option<Draft> {
        let reading = self.reading.as_ref()?;
        let (document, rank) = (&reading.document, reading.current());
        let range = reading.bytes_at_cursor().map(|row| {
            let post = document.thread.post(document.tree.post(rank));
            let text = post.text(row.clone());
            let end = text.find(crate::model::SEPARATOR).unwrap_or(text.len());
            row.start..row.start + text[..end].trim_end().len() as u32
        });
        let range = range.filter(|range| !range.is_empty());
        let target = Target::of(&document.thread, &document.tree, document.tree.post(rank), range);
        let what = format!("{} {}", document.thread.unit.noun(1), thousands(rank.number()));
        Some(Draft { before: None, now: Annotation::on(vec![target]), what })
    }

    /// The highlight that all of the selection lies in.
    pub(super) fn highlight_around_selection(&self) -> Option<usize> {
        let (reading, selection) = (self.reading.as_ref()?, self.selection.as_ref()?);
        let passages = selection.passages(&Words::of(reading));
        let [only] = &passages[..] else { return None };
        let known = &self.annotating.known;
        let stands = known.in_post(reading.document.tree.rank(only.post)).iter();
        let mut around = stands.filter(|stand| {
            stand.start <= only.range.start && only.range.end <= stand.end && known.of(stand).colour.is_some()
        });
        around.next().map(|stand| stand.of as usize)
    }
}
