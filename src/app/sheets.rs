//! Sheets over the screen: help from the table of keys, links to choose from, facts of the thread.

use super::document::{Document, Hit};
use super::geometry::Area;
use super::keymap::{Group, Keymap, Mode};
use crate::index::{Rank, sentences};
use crate::layout::{measure, wrapping};
use crate::model::{EntityKind, Post, Shape, address, thousands};

/// What choosing a link in a sheet does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Opens it.
    Open,
    /// Copies it.
    Copy,
}

/// What a sheet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The keys.
    Help,
    /// What is known of the thread.
    Facts,
    /// Links to choose from.
    Links(Use, Vec<String>),
    /// Whether to open an address that is doubtful.
    Doubt(String),
    /// Kinds that a name may be of.
    Kinds,
    /// The mentions of an entity: for each row where it leads.
    Mentions(Vec<Hit>),
}

/// A row before it is wrapped: a head, or a label with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetRow {
    /// The head of a group.
    Head(String),
    /// A label and what belongs to it.
    Pair(String, String),
}

/// A line of a sheet as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// The label, on the first line of its row.
    pub label: String,
    /// The words.
    pub words: String,
    /// Whether it is the head of a group.
    pub is_head: bool,
    /// Which row it belongs to.
    pub row: usize,
}

/// A sheet over the screen.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// What it is called.
    pub title: &'static str,
    /// What it is.
    pub kind: Kind,
    rows: Vec<SheetRow>,
    /// The lines, wrapped for the window.
    pub lines: Vec<SheetLine>,
    /// The row that is marked, in a sheet to choose from.
    pub cursor: usize,
    /// The first line in sight.
    pub top: usize,
    /// Lines in sight.
    pub height: usize,
    /// Where it stands in the window, its frame included.
    pub area: Area,
    /// Columns of the labels.
    pub label_columns: usize,
    /// The window that `lines` were wrapped for.
    window: (u16, u16),
}

/// The kinds that a name may be of, in words.
pub(super) const KINDS: &[(EntityKind, &str)] = &[
    (EntityKind::Person, "a person"),
    (EntityKind::Organization, "an organisation"),
    (EntityKind::Place, "a place"),
    (EntityKind::Product, "a product"),
];

/// A kind in words.
pub(super) fn kind_told(kind: EntityKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or_else(|| kind.name(), |(_, told)| told)
}

/// So many mentions are shown in a sheet at the most.
const MOST_MENTIONS: usize = 500;
/// Columns of the widest sheet, without its frame.
const WIDEST: usize = 90;
/// Columns that would be left beside a sheet and are too few to tell anything.
const STRAY: u16 = 8;

impl Sheet {
    fn new(title: &'static str, kind: Kind, rows: Vec<SheetRow>) -> Self {
        Self {
            title,
            kind,
            rows,
            lines: Vec::new(),
            cursor: 0,
            top: 0,
            height: 0,
            area: Area::default(),
            label_columns: 0,
            window: (0, 0),
        }
    }

    /// The keys, those of `mode` first.
    pub fn help(keymap: &Keymap, mode: Mode) -> Self {
        let mut rows = Vec::new();
        let modes = std::iter::once(mode).chain(Mode::ALL.into_iter().filter(|other| *other != mode));
        for mode in modes {
            let mut last: Option<Group> = None;
            for row in keymap.rows_of(mode) {
                let binding = row.binding;
                if last != Some(binding.group) {
                    rows.push(SheetRow::Head(format!(
                        "{}: {}",
                        mode.title(),
                        binding.group.title().to_lowercase()
                    )));
                    last = Some(binding.group);
                }
                rows.push(SheetRow::Pair(row.told(), binding.does.to_owned()));
            }
        }
        Self::new("Keys", Kind::Help, rows)
    }

    /// The links of a post and its own address, if there is more than nothing.
    pub fn links(post: &Post, purpose: Use) -> Self {
        let (mut rows, mut urls) = (Vec::new(), Vec::new());
        let mut add = |url: &str, words: String| {
            if !urls.iter().any(|known| known == url) {
                urls.push(url.to_owned());
                rows.push(SheetRow::Pair(urls.len().to_string(), words));
            }
        };
        for post in post.with_quotes() {
            for link in post.links() {
                let title = link.title.map(|title| format!("{title} · ")).unwrap_or_default();
                let host = address::host(link.url).map(|host| format!("{host} · ")).unwrap_or_default();
                add(link.url, format!("{title}{host}{}", link.url));
            }
        }
        if let Some(url) = post.url() {
            add(url, format!("its own address · {url}"));
        }
        let title = match purpose {
            Use::Open => "Open a link",
            Use::Copy => "Copy a link",
        };
        Self::new(title, Kind::Links(purpose, urls), rows)
    }

    /// An address, what speaks against opening it, and what may be done with it.
    pub fn doubt(url: &str, doubts: Vec<String>) -> Self {
        let host = address::host(url).unwrap_or_default();
        let pair = |label: &str, words: String| SheetRow::Pair(label.to_owned(), words);
        let mut rows = vec![
            pair("1", format!("open it: it leads to {host}")),
            pair("2", "copy it instead".to_owned()),
            pair("", format!("Whole: {url}")),
        ];
        rows.extend(doubts.into_iter().map(|doubt| pair("!", doubt)));
        let mut sheet = Self::new("Open this address?", Kind::Doubt(url.to_owned()), rows);
        // What is taken without a look must do no harm.
        sheet.cursor = 1;
        sheet
    }

    /// What is known of the thread, and of the post at the cursor.
    pub fn facts(document: &Document, post: Option<&Post>) -> Self {
        let thread = &document.thread;
        let source = &thread.source;
        let mut rows = vec![SheetRow::Head("The thread".to_owned())];
        let mut add = |label: &str, words: Option<String>| {
            if let Some(words) = words.filter(|words| !words.is_empty()) {
                rows.push(SheetRow::Pair(label.to_owned(), words));
            }
        };
        let text = |clean: &Option<crate::model::Clean>| clean.as_ref().map(ToString::to_string);
        add("title", text(&thread.title));
        // A file of many threads was begun by nobody, unless all of it is by one.
        let is_one = thread.shape == Shape::Thread || document.author_count == 1;
        let author = Some(document.author.full_name());
        add("begun by", author.filter(|_| is_one && document.author.is_known()));
        add("platform", text(&source.platform));
        add("file", text(&source.file));
        add("read as", Some(source.format.to_string()));
        add("encoding", text(&source.encoding));
        add(thread.unit.noun(2), Some(thousands(thread.len())));
        add("authors", Some(document.author_count).filter(|count| *count > 0).map(thousands));
        let omitted = thread.omitted_count();
        let words = format!(
            "{}, as far as the file counts them",
            thousands(usize::try_from(omitted).unwrap_or(usize::MAX))
        );
        add("not in it", (omitted > 0).then_some(words));
        let hidden = thread.hidden_count();
        let words =
            format!("{}, taken out because they act on terminals or cannot be seen", thousands(hidden));
        add("characters", (hidden > 0).then_some(words));
        if let Some(post) = post {
            rows.push(SheetRow::Head("At the cursor".to_owned()));
            post_facts(post, &mut rows);
        }
        if !thread.warnings.is_empty() {
            rows.push(SheetRow::Head(format!("Warnings: {}", thousands(thread.warnings.len()))));
            for warning in &thread.warnings {
                rows.push(SheetRow::Pair(warning.at.to_string(), warning.message.to_string()));
            }
        }
        Self::new("Facts", Kind::Facts, rows)
    }

    /// The kinds that a name may be of, its own marked.
    pub fn kinds(own: EntityKind) -> Self {
        let rows = (1..)
            .zip(KINDS)
            .map(|(i, (_, told)): (usize, _)| SheetRow::Pair(i.to_string(), (*told).to_owned()));
        let mut sheet = Self::new("What is it?", Kind::Kinds, rows.collect());
        sheet.cursor = KINDS.iter().position(|(kind, _)| *kind == own).unwrap_or(0);
        sheet
    }

    /// All mentions of an entity, each with its sentence, below what it is and how it is written.
    pub fn mentions(document: &Document, entity: usize) -> Self {
        let entity = &document.entities[entity];
        let hits = document.hits(&entity.spans);
        let (first, last) = (hits.first().map(|hit| hit.rank), hits.last().map(|hit| hit.rank));
        let told = |rank: Option<Rank>| {
            rank.map_or_else(String::new, |rank| {
                let post = document.thread.post(document.tree.post(rank));
                let time = post.created().map(|time| format!(", {}", time.display()));
                format!(
                    "{} {}{}",
                    document.thread.unit.noun(1),
                    thousands(rank.number()),
                    time.unwrap_or_default()
                )
            })
        };
        let mut head = vec![entity.name.to_string(), kind_told(entity.kind).to_owned()];
        if !entity.forms.is_empty() {
            let forms: Vec<&str> = entity.forms.iter().map(|form| &**form).collect();
            head.push(format!("also {}", forms.join(", ")));
        }
        let mut rows = vec![
            SheetRow::Pair("name".to_owned(), head.join(" · ")),
            SheetRow::Pair("first".to_owned(), told(first)),
            SheetRow::Pair("last".to_owned(), told(last)),
        ];
        let mut leads: Vec<Hit> =
            hits.first().into_iter().chain(hits.first()).chain(hits.last()).copied().collect();
        for hit in hits.iter().take(MOST_MENTIONS) {
            let post = document.thread.post(document.tree.post(hit.rank));
            let own = part_at(&post, hit.start);
            let range = (hit.start - own.start) as usize..(hit.end - own.start) as usize;
            let text = post.text(own);
            let sentence = text[sentences::around(text, &range)].replace('\n', " ");
            rows.push(SheetRow::Pair(thousands(hit.rank.number()), sentence));
            leads.push(*hit);
        }
        if let Some(next) = hits.get(MOST_MENTIONS) {
            let more = thousands(hits.len() - MOST_MENTIONS);
            rows.push(SheetRow::Pair("…".to_owned(), format!("and {more} more from here on")));
            leads.push(*next);
        }
        let mut sheet = Self::new("Mentions", Kind::Mentions(leads), rows);
        sheet.cursor = 3;
        sheet
    }

    /// Whether it holds posts by their places.
    pub(super) fn holds_posts(&self) -> bool {
        matches!(self.kind, Kind::Mentions(_))
    }

    /// Whether a row can be chosen.
    pub fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Links(..) | Kind::Doubt(_) | Kind::Kinds | Kind::Mentions(_))
    }

    /// Whether a digit takes the row of that number.
    pub fn takes_digits(&self) -> bool {
        matches!(self.kind, Kind::Links(..) | Kind::Doubt(_) | Kind::Kinds)
    }

    /// How many rows can be chosen.
    pub fn choices(&self) -> usize {
        if self.is_choice() { self.rows.len() } else { 0 }
    }

    /// Moves the mark, or scrolls where there is nothing to choose.
    pub fn move_by(&mut self, rows: isize) {
        if self.is_choice() {
            self.cursor = self.cursor.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
        } else {
            self.top = self.top.saturating_add_signed(rows);
        }
    }

    /// Wraps the rows for a window and keeps what is marked in sight.
    pub fn settle(&mut self, window: (u16, u16)) {
        if self.window != window {
            self.wrap(window);
        }
        if self.is_choice() {
            let first = self.lines.iter().position(|line| line.row == self.cursor).unwrap_or(0);
            let last = self.lines.iter().rposition(|line| line.row == self.cursor).unwrap_or(0);
            self.top = self.top.max((last + 1).saturating_sub(self.height)).min(first);
        }
        self.top = self.top.min(self.lines.len().saturating_sub(self.height));
    }

    fn wrap(&mut self, window: (u16, u16)) {
        self.window = window;
        let most = usize::from(window.0).saturating_sub(4).clamp(1, WIDEST);
        let labels = self.rows.iter().map(|row| match row {
            SheetRow::Pair(label, _) => measure::width(label),
            SheetRow::Head(_) => 0,
        });
        self.label_columns = labels.max().unwrap_or(0).min(most / 3);
        self.lines.clear();
        for (row, content) in self.rows.iter().enumerate() {
            let (label, words, is_head) = match content {
                SheetRow::Head(words) => ("", words, true),
                SheetRow::Pair(label, words) => (label.as_str(), words, false),
            };
            if is_head && row > 0 {
                self.lines.push(SheetLine {
                    label: String::new(),
                    words: String::new(),
                    is_head: false,
                    row,
                });
            }
            let columns = if is_head { most } else { most.saturating_sub(self.label_columns + 2).max(8) };
            for (i, range) in wrapping::wrap(words, columns).into_iter().enumerate() {
                let label = if i == 0 { label } else { "" };
                self.lines.push(SheetLine {
                    label: label.to_owned(),
                    words: words[range].to_owned(),
                    is_head,
                    row,
                });
            }
        }
        self.height = usize::from(window.1).saturating_sub(4).clamp(1, self.lines.len().max(1));
        let words = self.lines.iter().map(|line| measure::width(&line.words)).max().unwrap_or(0);
        let columns = (self.label_columns + 2 + words).clamp(24.min(most), most) as u16 + 4;
        let width = if window.0.saturating_sub(columns) < STRAY { window.0 } else { columns };
        let height = self.height as u16 + 2;
        let (x, y) = (window.0.saturating_sub(width) / 2, window.1.saturating_sub(height) / 2);
        self.area = Area { x, y, width, height };
    }
}

/// The part of a post, or of one that it quotes, that has a place.
fn part_at(post: &Post, at: u32) -> std::ops::Range<u32> {
    let mut parts = post.with_quotes().flat_map(|post| post.parts().collect::<Vec<_>>());
    let own = parts.find(|part| part.range.start <= at && at < part.range.end);
    own.map_or_else(|| 0..post.whole().len() as u32, |part| part.range)
}

fn post_facts(post: &Post, rows: &mut Vec<SheetRow>) {
    let mut add = |label: &str, words: Option<String>| {
        if let Some(words) = words {
            rows.push(SheetRow::Pair(label.to_owned(), words));
        }
    };
    add("author", Some(post.author().full_name()));
    add(
        "written",
        post.created().map(|time| {
            let zone = match (time.has_time_of_day(), time.is_local()) {
                (false, _) => "",
                (true, false) => " UTC",
                (true, true) => ", in a zone that the file does not tell",
            };
            time.display() + zone
        }),
    );
    add("address", post.url().map(str::to_owned));
    add("id", post.id().map(str::to_owned));
    add("answers", post.reply_to().map(str::to_owned));
    add("language", post.language().map(str::to_owned));
    add("for", post.visibility().map(str::to_owned));
    let counts = post.counts();
    let counted: Vec<_> = [
        (counts.likes, "likes"),
        (counts.reposts, "reposts"),
        (counts.replies, "replies"),
        (counts.quotes, "quotes"),
        (counts.views, "views"),
    ]
    .into_iter()
    .filter_map(|(count, what)| count.map(|count| format!("{} {what}", thousands(count as usize))))
    .collect();
    add("counted", (!counted.is_empty()).then(|| counted.join(", ")));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_binding() {
        let keymap = Keymap::default();
        let help = Sheet::help(&keymap, Mode::Panel);
        let pairs = help.rows.iter().filter(|row| matches!(row, SheetRow::Pair(..))).count();
        assert_eq!(pairs, keymap.rows().len());
        assert_eq!(help.rows[0], SheetRow::Head("In the panel: move".to_owned()));
    }
}
