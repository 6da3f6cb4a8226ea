//! The tour: ten things worth knowing, one after the other, each told with the keys that hold.
//!
//! It watches what the reader does and goes on when that was the thing to do. Whatever else is done in the meantime is
//! done too; only nothing is written to the reader's files.

use super::keymap::{Found, Keymap, Mode, Press};
use super::{Action, Effect, Message, State};
use crate::cite::quoting::Form;
use crate::layout::wrapping;

/// How far the reader has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tour {
    step: usize,
}

/// One thing worth knowing.
struct Step {
    title: &'static str,
    /// What to do; a name in braces stands for the key of that action, in the mode before the colon if there is one.
    says: &'static str,
    /// Whether it has been done, from what stands after an action in a mode.
    is_done: fn(&State, Mode, Action) -> bool,
}

const STEPS: &[Step] = &[
    Step {
        title: "Move",
        says: "{next-post} goes to the next post, {previous-post} to the one before; {line-down} and {line-up} scroll. \
               Go to post 3.",
        is_done: |state, _, _| state.reading.as_ref().is_some_and(|reading| reading.current().number() >= 3),
    },
    Step {
        title: "Fold",
        says: "{fold-or-parent} folds a post's replies away, or goes to the post it answers; {unfold-or-reply} opens them \
               again. Press {fold-or-parent} until something is folded.",
        is_done: |state, _, _| state.reading.as_ref().is_some_and(|reading| reading.outline.has_folds()),
    },
    Step {
        title: "Search",
        says: "{search-forward} searches as you type, in folded replies too. Look for fabrikam, press {prompt:choose}, then \
               {next-hit} for the next hit.",
        is_done: |state, _, action| action == Action::NextHit && state.finding.is_active(),
    },
    Step {
        title: "Names",
        says: "The panel lists who and what is named. {thread:focus-panel} goes there, {panel:line-down} and {panel:line-up} \
               move in it, {panel:choose} goes to the first mention. Choose a name.",
        is_done: |state, mode, _| mode == Mode::Panel && state.picking.chosen.is_some(),
    },
    Step {
        title: "Filter",
        says: "{filter} shows only the posts that have it. Press it, read, and press it again for all posts.",
        is_done: |state, _, action| {
            let is_filtered = state.reading.as_ref().is_some_and(|reading| reading.outline.is_filtered());
            !is_filtered && action == Action::Filter
        },
    },
    Step {
        title: "Select",
        says: "In the thread ({panel:focus-panel} goes back from the panel) {thread:select} begins a selection, \
               {select:word-end} goes on to the end of a word, {select:quote-sentence} takes whole sentences. Select \
               some words.",
        is_done: |state, mode, action| {
            mode == Mode::Select
                && state.selection.is_some()
                && !matches!(action, Action::Select | Action::Help)
        },
    },
    Step {
        title: "Copy",
        says: "{select:copy-post} copies what is selected with its citation; where nothing is selected, the post. It takes \
               the place of what is on your clipboard now: copy it, or go on with {tour:skip-step}.",
        is_done: |_, _, action| action == Action::CopyPost,
    },
    Step {
        title: "Forms",
        says: "{choose-form} shows the forms and citation styles beside exactly what is copied: {choose:line-down} for the \
               next form, {choose:next-style} for the next style. Look, then {choose:back} or {choose:choose}.",
        is_done: |state, mode, _| mode == Mode::Choose && state.chooser.is_none(),
    },
    Step {
        title: "Notes",
        says: "{note} appends the post with its source to your file of notes, which --notes or the settings name. Press it; \
               in the tour nothing is written.",
        is_done: |_, _, action| action == Action::Note,
    },
    Step {
        title: "Help",
        says: "{help} shows every key, {sheet:search-forward} narrows them by typing, {sheet:choose} does what is marked. \
               Open help and close it with {sheet:back}.",
        is_done: |state, mode, _| mode == Mode::Sheet && state.sheet.is_none(),
    },
];

/// What is said in the end.
const END: (&str, &str) = (
    "That was the tour",
    "Read on here, or {quit} to quit; 'unspool FILE' opens a thread of yours, 'unspool formats' tells how to get one.",
);

impl Tour {
    /// Which step it is, from 1, and of how many; `None` after the last.
    pub fn number(self) -> Option<(usize, usize)> {
        (self.step < STEPS.len()).then(|| (self.step + 1, STEPS.len()))
    }

    /// What the step is about.
    pub fn title(self) -> &'static str {
        STEPS.get(self.step).map_or(END.0, |step| step.title)
    }

    /// What to do now, with the keys that hold where `mode` has the keys.
    pub fn says(self, keymap: &Keymap, mode: Mode) -> String {
        with_keys(STEPS.get(self.step).map_or(END.1, |step| step.says), keymap, mode)
    }

    /// How many rows it needs in a window of so many columns, its head among them.
    pub(super) fn rows(self, state: &State, width: u16) -> u16 {
        let says = self.says(&state.keymap, state.mode());
        wrapping::wrap(&says, usize::from(width).saturating_sub(2).max(1)).len() as u16 + 1
    }

    fn go(&mut self, steps: isize) {
        self.step = self.step.saturating_add_signed(steps).min(STEPS.len());
    }
}

/// Puts keys where the names of actions stand.
fn with_keys(says: &str, keymap: &Keymap, mode: Mode) -> String {
    let mut told = String::new();
    for (i, piece) in says.split(['{', '}']).enumerate() {
        if i % 2 == 0 {
            told.push_str(piece);
            continue;
        }
        let (named, name) = piece.split_once(':').unwrap_or(("", piece));
        let Some(action) = Action::from_name(name) else { continue };
        let modes = Mode::from_name(named).map_or([mode, Mode::Thread], |mode| [mode, mode]);
        let key = modes.into_iter().find_map(|mode| keymap.first_key(mode, action));
        told.push_str(key.unwrap_or("no key"));
    }
    told
}

impl State {
    /// Begins the tour.
    pub fn begin_tour(&mut self) {
        self.tour = Some(Tour::default());
        // So that it can be shown what a note is.
        self.taking.notes.get_or_insert(Form::Markdown);
        self.settle();
    }

    /// Takes a key of the tour; `None` for any other.
    pub(super) fn press_in_tour(&mut self, mode: Mode, press: Press) -> Option<Vec<Effect>> {
        // What is typed comes first.
        let is_free = mode != Mode::Prompt && self.pending.is_empty();
        let tour = self.tour.as_mut().filter(|_| is_free)?;
        let Found::Action(action) = self.keymap.look_up(Mode::Tour, &[press]) else { return None };
        match action {
            Action::SkipStep => tour.go(1),
            Action::StepBack => tour.go(-1),
            Action::LeaveTour => self.tour = None,
            _ => return None,
        }
        self.message = None;
        Some(Vec::new())
    }

    /// Goes on with the tour if what was done is what it asks for.
    pub(super) fn watch_tour(&mut self, mode: Mode, action: Action) {
        let Some(tour) = self.tour else { return };
        if STEPS.get(tour.step).is_some_and(|step| (step.is_done)(self, mode, action))
            && let Some(tour) = &mut self.tour
        {
            tour.go(1);
        }
    }

    /// Leaves out what would be written to the reader's files during the tour, and says so.
    pub(super) fn withhold(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        if self.tour.is_none() {
            return effects;
        }
        let mut kept = Vec::new();
        for effect in effects {
            let told = match effect {
                Effect::Note { what, .. } => {
                    format!("In the tour nothing is written: {what} would go to your notes")
                }
                Effect::Correct { .. } => {
                    "In the tour nothing is written: the name stays as it is".to_owned()
                }
                Effect::Annotate { .. } => {
                    "In the tour nothing is written: this would be kept upon the thread".to_owned()
                }
                Effect::KeepPlace { .. }
                | Effect::RecallPlace(_)
                | Effect::RecallAnnotations(_)
                | Effect::Remember(_) => continue,
                // All of them are named, so that a new one is not forgotten here.
                other @ (Effect::Quit
                | Effect::Suspend
                | Effect::Redraw
                | Effect::Copy { .. }
                | Effect::Pipe { .. }
                | Effect::OpenLink(_)
                | Effect::Search(..)
                | Effect::Recognise(..)
                | Effect::Hash(_)
                | Effect::Prepare(..)
                | Effect::PrepareSearch
                | Effect::EditText(_)
                | Effect::Open(_)
                | Effect::Reload(_)
                | Effect::Follow(_)
                | Effect::Leave
                | Effect::OpenThread { .. }
                | Effect::MeasurePictures { .. }
                | Effect::DrawPictures { .. }
                | Effect::TakeMouse(_)) => {
                    kept.push(other);
                    continue;
                }
            };
            self.message = Some(Message::info(told));
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_names_actions_that_have_a_key() {
        let keymap = Keymap::default();
        for step in (0..=STEPS.len()).map(|step| Tour { step }) {
            let told = step.says(&keymap, Mode::Thread);
            assert!(!told.contains("no key") && !told.contains(['{', '}']), "{told}");
            let says = STEPS.get(step.step).map_or(END.1, |step| step.says);
            for name in says.split(['{', '}']).skip(1).step_by(2) {
                let name = name.rsplit(':').next().unwrap_or(name);
                assert!(Action::from_name(name).is_some(), "{name}");
            }
        }
    }
}
