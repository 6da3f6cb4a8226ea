//! Sheets over the screen: help, links to choose from, facts of the thread. Each can be narrowed by typing.

use super::document::{Document, Hit};
use super::geometry::Area;
use super::helping::Help;
use super::typing::Line;
use crate::index::{Rank, sentences};
use crate::layout::{measure, wrapping};
use crate::model::{EntityKind, Link, Post, Shape, address, thousands};

/// What choosing a link in a sheet does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Opens it.
    Open,
    /// Copies it.
    Copy,
}

impl Use {
    fn title(self) -> &'static str {
        match self {
            Self::Open => "Open a link",
            Self::Copy => "Copy a link",
        }
    }
}

/// The title of what a link leads to, its host, all of its address.
fn link_told(link: &Link) -> String {
    let title = link.title.map(|title| format!("{title} · ")).unwrap_or_default();
    let host = address::host(link.url).map(|host| format!("{host} · ")).unwrap_or_default();
    format!("{title}{host}{}", link.url)
}

/// What a sheet is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The keys, and what each row does.
    Help(Help),
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
    /// What it is narrowed to.
    pub narrow: Line,
    /// Which rows have these words.
    listed: Vec<bool>,
    /// All lines, wrapped for the window.
    wrapped: Vec<SheetLine>,
    /// The lines of the rows that are listed.
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
    pub(super) fn new(title: &'static str, kind: Kind, rows: Vec<SheetRow>) -> Self {
        Self {
            title,
            kind,
            cursor: usize::from(matches!(rows.first(), Some(SheetRow::Head(_)))),
            listed: vec![true; rows.len()],
            rows,
            narrow: Line::default(),
            wrapped: Vec::new(),
            lines: Vec::new(),
            top: 0,
            height: 0,
            area: Area::default(),
            label_columns: 0,
            window: (0, 0),
        }
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
                add(link.url, link_told(&link));
            }
        }
        if let Some(url) = post.url() {
            add(url, format!("its own address · {url}"));
        }
        Self::new(purpose.title(), Kind::Links(purpose, urls), rows)
    }

    /// One link, and where it leads.
    pub fn link(link: &Link, purpose: Use) -> Self {
        let row = SheetRow::Pair("1".to_owned(), link_told(link));
        Self::new(purpose.title(), Kind::Links(purpose, vec![link.url.to_owned()]), vec![row])
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
        matches!(
            self.kind,
            Kind::Help(_) | Kind::Links(..) | Kind::Doubt(_) | Kind::Kinds | Kind::Mentions(_)
        )
    }

    /// Whether a digit takes the row of that number.
    pub fn takes_digits(&self) -> bool {
        matches!(self.kind, Kind::Links(..) | Kind::Doubt(_) | Kind::Kinds)
    }

    /// How many rows with words are listed, and how many there are.
    pub fn count(&self) -> (usize, usize) {
        let rows = || self.rows.iter().zip(&self.listed).filter(|(row, _)| matches!(row, SheetRow::Pair(..)));
        (rows().filter(|(_, is_listed)| **is_listed).count(), rows().count())
    }

    /// Moves the mark, or scrolls where there is nothing to choose.
    pub fn move_by(&mut self, rows: isize) {
        if !self.is_choice() {
            self.top = self.top.saturating_add_signed(rows);
            return;
        }
        let marks: Vec<_> = (0..self.rows.len()).filter(|row| self.can_mark(*row)).collect();
        let at = marks.partition_point(|row| *row < self.cursor);
        let at = at.saturating_add_signed(rows).min(marks.len().saturating_sub(1));
        self.cursor = marks.get(at).copied().unwrap_or(self.cursor);
    }

    /// Whether a row is listed and no head.
    fn can_mark(&self, row: usize) -> bool {
        self.listed.get(row) == Some(&true) && matches!(self.rows[row], SheetRow::Pair(..))
    }

    /// Narrows it to the rows with all words of a line; a single character is a key of help.
    pub fn narrow_to(&mut self, line: Line) {
        let words: Vec<_> = line.text().split_whitespace().map(str::to_lowercase).collect();
        let key = Some(line.text()).filter(|text| text.chars().count() == 1);
        let has = |row: usize| match (&self.rows[row], &self.kind, key) {
            (SheetRow::Head(_), ..) => false,
            (SheetRow::Pair(keys, _), Kind::Help(_), Some(key)) => keys.split("  ").any(|told| told == key),
            (SheetRow::Pair(label, told), kind, _) => {
                let names = if let Kind::Help(help) = kind { help.names(row) } else { String::new() };
                let told = format!("{label}\n{told}\n{names}").to_lowercase();
                words.iter().all(|word| told.contains(word))
            }
        };
        let mut listed: Vec<_> = (0..self.rows.len()).map(has).collect();
        // A head stands above what is listed of its group.
        let mut is_due = false;
        for row in (0..self.rows.len()).rev() {
            match self.rows[row] {
                SheetRow::Head(_) => listed[row] = std::mem::take(&mut is_due),
                SheetRow::Pair(..) => is_due |= listed[row],
            }
        }
        (self.listed, self.narrow, self.top) = (listed, line, 0);
        if !self.can_mark(self.cursor) {
            self.cursor = (0..self.rows.len()).find(|row| self.can_mark(*row)).unwrap_or(0);
        }
        self.list();
    }

    /// Lists the lines of the rows with the words that it is narrowed to.
    fn list(&mut self) {
        let listed = self.wrapped.iter().filter(|line| self.listed[line.row]);
        // No blank line above the first head.
        self.lines =
            listed.skip_while(|line| line.words.is_empty() && line.label.is_empty()).cloned().collect();
    }

    /// The lines of the row that is marked.
    pub fn marked_lines(&self) -> std::ops::Range<usize> {
        let is_marked = |line: &SheetLine| line.row == self.cursor;
        let first = self.lines.iter().position(is_marked).unwrap_or(0);
        first..self.lines.iter().rposition(is_marked).map_or(first, |last| last + 1)
    }

    /// Wraps the rows for a window and keeps what is marked in sight, below a head with its head.
    pub fn settle(&mut self, window: (u16, u16)) {
        if self.window != window {
            self.wrap(window);
            self.list();
        }
        if self.is_choice() {
            let marked = self.marked_lines();
            let above = self.cursor.checked_sub(1).filter(|row| matches!(self.rows[*row], SheetRow::Head(_)));
            let first = above.and_then(|head| self.lines.iter().position(|line| line.row == head));
            let first = first.unwrap_or(marked.start).max(marked.end.saturating_sub(self.height));
            self.top = self.top.max(marked.end.saturating_sub(self.height)).min(first);
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
        self.wrapped.clear();
        for (row, content) in self.rows.iter().enumerate() {
            let (label, words, is_head) = match content {
                SheetRow::Head(words) => ("", words, true),
                SheetRow::Pair(label, words) => (label.as_str(), words, false),
            };
            if is_head && row > 0 {
                self.wrapped.push(SheetLine {
                    label: String::new(),
                    words: String::new(),
                    is_head: false,
                    row,
                });
            }
            let columns = if is_head { most } else { most.saturating_sub(self.label_columns + 2).max(8) };
            for (i, range) in wrapping::wrap(words, columns).into_iter().enumerate() {
                let label = if i == 0 { label } else { "" };
                self.wrapped.push(SheetLine {
                    label: label.to_owned(),
                    words: words[range].to_owned(),
                    is_head,
                    row,
                });
            }
        }
        self.height = usize::from(window.1).saturating_sub(4).clamp(1, self.wrapped.len().max(1));
        let words = self.wrapped.iter().map(|line| measure::width(&line.words)).max().unwrap_or(0);
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
