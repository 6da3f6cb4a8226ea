//! The choice of a quotation's form: the forms, the style of its citation, switches, and exactly what will be copied.
//!
//! The preview is the quotation itself, made anew with every change; nothing here writes a form or a citation.

use super::quoting::Choice;
use super::update::rows_of;
use super::{Action, Effect, State};
use crate::cite::quoting::{Form, Manner, Quotation};
use crate::cite::reference::AuthorIs;
use crate::layout::wrapping;
use crate::model::Clean;

/// What the forms are called.
const FORMS: &[(Form, &str)] = &[
    (Form::Text, "Text"),
    (Form::Markdown, "Markdown"),
    (Form::Callout, "Obsidian"),
    (Form::Org, "Org"),
    (Form::Prose, "Prose"),
    (Form::Html, "HTML"),
    (Form::Latex, "LaTeX"),
    (Form::Wikipedia, "Wikipedia"),
    (Form::Typst, "Typst"),
];

/// The styles to choose from, with what they are called; without one, a form has a short line of its own.
const STYLES: &[(Option<&str>, &str)] = &[
    (None, "short line"),
    (Some("apa"), "APA"),
    (Some("mla"), "MLA"),
    (Some("chicago-note"), "Chicago, note"),
    (Some("chicago-short"), "Chicago, short note"),
    (Some("chicago-bibliography"), "Chicago, bibliography"),
    (Some("chicago-author-date"), "Chicago, author-date"),
    (Some("harvard"), "Harvard"),
    (Some("ieee"), "IEEE"),
    (Some("vancouver"), "Vancouver"),
];

/// Columns of the widest preview, and of what stands to its left.
const WIDEST: usize = 90;
/// Columns of the list of forms with the switches below it.
pub const SIDE: u16 = 30;
/// The smallest window with the forms beside the preview.
const BESIDE: (u16, u16) = (72, 18);

/// The open choice.
#[derive(Clone, Debug)]
pub struct Chooser {
    /// What is quoted.
    pub choice: Choice,
    /// How, so far.
    pub manner: Manner,
    /// What would be copied.
    pub quotation: Quotation,
    /// The forms with what they are called, the reader's own templates last.
    pub forms: Vec<(Form, String)>,
    /// The styles with what they are called, the reader's own last.
    styles: Vec<(Option<String>, String)>,
    /// Who wrote what is quoted, as [`Manner::account`] has it.
    accounts: Vec<String>,
    /// The lines of the preview, wrapped; `true` for those of notices.
    pub lines: Vec<(String, bool)>,
    /// The first line in sight.
    pub top: usize,
    /// Lines in sight.
    pub height: usize,
    /// Whether the forms stand beside the preview; above it otherwise.
    pub is_beside: bool,
    /// The window that `lines` were wrapped for; `None` after a change.
    window: Option<(u16, u16)>,
}

impl Chooser {
    /// The forms to choose from, at the one the reader is used to.
    fn new(choice: Choice, manner: Manner, accounts: Vec<String>) -> Self {
        let known = FORMS.iter().map(|(form, told)| (form.clone(), (*told).to_owned()));
        let own = manner.templates.keys().map(|name| (Form::Own(name.clone()), name.clone()));
        let forms = known.chain(own).collect();
        let known = STYLES.iter().map(|(style, told)| (style.map(str::to_owned), (*told).to_owned()));
        let mut styles: Vec<_> = known.collect();
        for own in manner.styles.keys().chain(&manner.style) {
            if styles.iter().all(|(known, _)| known.as_ref() != Some(own)) {
                let told = own.rsplit(['/', '\\']).next().unwrap_or(own);
                styles.push((Some(own.clone()), Clean::line(told).to_string()));
            }
        }
        Self {
            styles,
            accounts,
            choice,
            manner,
            quotation: Quotation::default(),
            forms,
            lines: Vec::new(),
            top: 0,
            height: 1,
            is_beside: false,
            window: None,
        }
    }

    /// Which of the forms it is.
    pub fn form(&self) -> usize {
        self.forms.iter().position(|(form, _)| *form == self.manner.form).unwrap_or(0)
    }

    /// What the style of the citation is called.
    pub fn style_told(&self) -> &str {
        self.styles.get(self.style()).map_or("", |(_, told)| told)
    }

    /// Which of the styles it is.
    fn style(&self) -> usize {
        self.styles.iter().position(|(style, _)| *style == self.manner.style).unwrap_or(0)
    }

    /// What the reader has said that the author is; of several, the first.
    fn author_is(&self) -> Option<AuthorIs> {
        self.manner.authors.get(self.accounts.first()?).copied()
    }

    fn turn_author(&mut self) {
        let next = match self.author_is() {
            None => Some(AuthorIs::Person),
            Some(AuthorIs::Person) => Some(AuthorIs::Group),
            Some(AuthorIs::Group) => None,
        };
        for account in &self.accounts {
            match next {
                Some(next) => drop(self.manner.authors.insert(account.clone(), next)),
                None => drop(self.manner.authors.remove(account)),
            }
        }
    }

    /// What is switched: the action that switches it, what it is, and how it stands.
    pub fn switches(&self) -> [(Action, &'static str, &'static str); 4] {
        let is_on = |is_on: bool| if is_on { "yes" } else { "no" };
        let author = match self.author_is() {
            None => "as guessed",
            Some(AuthorIs::Person) => "a person",
            Some(AuthorIs::Group) => "a group",
        };
        [
            (Action::TurnAuthor, "author", author),
            (Action::TurnEach, "cite every post", is_on(self.manner.cites_each)),
            (Action::TurnLinks, "names as links", is_on(self.manner.links_entities)),
            (Action::TurnProvenance, "provenance", is_on(self.manner.has_provenance)),
        ]
    }

    fn move_form(&mut self, forms: isize) {
        let last = self.forms.len().saturating_sub(1);
        let at = self.form().saturating_add_signed(forms).min(last);
        if let Some((form, _)) = self.forms.get(at) {
            self.manner.form = form.clone();
        }
    }

    fn move_style(&mut self, is_forward: bool) {
        let count = self.styles.len();
        let next = (self.style() + if is_forward { 1 } else { count - 1 }) % count;
        self.manner.style.clone_from(&self.styles[next].0);
    }

    /// Wraps the preview for a window, after a change or for another size.
    pub(super) fn settle(&mut self, window: (u16, u16), is_plain: bool) {
        if self.window != Some(window) {
            self.window = Some(window);
            self.is_beside = window.0 >= BESIDE.0 && window.1 >= BESIDE.1 && !is_plain;
            // Frame and blanks, the title above and the status line below, the forms.
            let beside = if self.is_beside { SIDE + 2 } else { 0 };
            let columns = usize::from(window.0.saturating_sub(4 + beside)).clamp(1, WIDEST);
            let above = if self.is_beside { 0 } else { 3 };
            self.height = usize::from(window.1.saturating_sub(3 + above)).max(1);
            let wrapped = |text: &str, is_notice: bool| -> Vec<(String, bool)> {
                let lines = wrapping::wrap(text, columns).into_iter();
                lines.map(|range| (text[range].to_owned(), is_notice)).collect()
            };
            self.lines = wrapped(&self.quotation.text, false);
            if !self.quotation.notices.is_empty() {
                self.lines.push((String::new(), true));
            }
            let notices = self.quotation.notices.iter();
            self.lines.extend(notices.flat_map(|notice| wrapped(&format!("! {notice}"), true)));
        }
        self.top = self.top.min(self.lines.len().saturating_sub(self.height));
    }
}

impl State {
    /// Opens the choice of forms for what is chosen.
    pub(super) fn open_chooser(&mut self) {
        let (Some(choice), Some(reading)) = (self.chosen(), &self.reading) else { return };
        let authors =
            choice.passages.iter().map(|passage| reading.document.thread.post(passage.post).author());
        let mut accounts: Vec<_> = authors.filter_map(Manner::account).collect();
        accounts.dedup();
        self.chooser = Some(Chooser::new(choice, self.manner.clone(), accounts));
        self.preview();
    }

    /// Makes the preview anew.
    pub(super) fn preview(&mut self) {
        let Some(chooser) = &self.chooser else { return };
        let quotation = self.quotation(&chooser.choice.passages, &chooser.manner);
        if let (Some(chooser), Some(quotation)) = (&mut self.chooser, quotation) {
            (chooser.quotation, chooser.window, chooser.top) = (quotation, None, 0);
        }
    }

    pub(super) fn perform_in_chooser(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(chooser) = &mut self.chooser else { return Vec::new() };
        let height = isize::try_from(chooser.height).unwrap_or(1);
        let rows = rows_of(action, count, height);
        match action {
            Action::HalfPageDown | Action::HalfPageUp | Action::PageDown | Action::PageUp => {
                chooser.top = chooser.top.saturating_add_signed(rows.unwrap_or(0));
                return Vec::new();
            }
            Action::LineDown | Action::LineUp | Action::Top | Action::Bottom => {
                chooser.move_form(rows.unwrap_or(0));
            }
            Action::NextStyle | Action::PreviousStyle => chooser.move_style(action == Action::NextStyle),
            Action::TurnAuthor => chooser.turn_author(),
            Action::TurnEach => chooser.manner.cites_each ^= true,
            Action::TurnLinks => chooser.manner.links_entities ^= true,
            Action::TurnProvenance => chooser.manner.has_provenance ^= true,
            Action::Choose | Action::Note => return self.take_chosen_form(action),
            _ => return Vec::new(),
        }
        self.preview();
        self.ask_hash().into_iter().collect()
    }

    /// Copies or notes what the preview shows, and keeps to that form.
    fn take_chosen_form(&mut self, action: Action) -> Vec<Effect> {
        let Some(Chooser { choice, manner, .. }) = self.chooser.take() else { return Vec::new() };
        let mut effects = match action {
            Action::Note => self.note_choice(choice, Some(manner.clone())),
            _ => self.copy_choice(choice, &manner),
        };
        self.manner = manner;
        effects.push(Effect::Remember(self.manner.clone()));
        effects
    }

    /// Scrolls the preview, for the wheel.
    pub(super) fn turn_chooser(&mut self, rows: isize) {
        if let Some(chooser) = &mut self.chooser {
            chooser.top = chooser.top.saturating_add_signed(rows);
        }
    }
}
