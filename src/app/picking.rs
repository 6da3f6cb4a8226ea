//! The panel: entities and links in sections, what is chosen there, and what typing narrows them to.

use super::document::{Document, Hit};
use super::typing::{Line, Narrowing};
use crate::index::entities::Entity;
use crate::index::links::LinkRow;
use crate::model::EntityKind;

/// Something in the panel: an entity or a link, by its place in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An entity.
    Entity(usize),
    /// A link.
    Link(usize),
}

impl Item {
    /// Its place in [`Document::strips`].
    pub fn strip(self, document: &Document) -> &[u8] {
        let at = match self {
            Self::Entity(i) => i,
            Self::Link(i) => document.entities.len() + i,
        };
        document.strips.get(at).map_or(&[], Vec::as_slice)
    }

    /// What it is called: the name, or the link's title or target.
    pub fn label(self, document: &Document) -> &str {
        match self {
            Self::Entity(i) => document.entities.get(i).map_or("", |entity: &Entity| &entity.name),
            Self::Link(i) => {
                document.links.get(i).map_or("", |link: &LinkRow| link.title.as_deref().unwrap_or(&link.url))
            }
        }
    }

    /// How often it is mentioned.
    pub fn count(self, document: &Document) -> usize {
        self.spans(document).len()
    }

    /// Whether the reader watches for it.
    pub fn is_watched(self, document: &Document) -> bool {
        matches!(self, Self::Entity(i) if document.is_watched(i))
    }

    /// Its mentions, in the order of the tree.
    pub fn hits(self, document: &Document) -> Vec<Hit> {
        document.hits(self.spans(document))
    }

    fn spans(self, document: &Document) -> &[crate::model::Span] {
        match self {
            Self::Entity(i) => document.entities.get(i).map_or(&[], |entity| &entity.spans),
            Self::Link(i) => document.links.get(i).map_or(&[], |link| &link.spans),
        }
    }
}

/// A row of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelRow {
    /// That typing narrowed the rows.
    Narrowed,
    /// Nothing, between two sections.
    Gap,
    /// The head of a section, with how many rows it has.
    Section(&'static str, usize),
    /// Something that can be chosen.
    Item(Item),
}

/// In which order a section lists its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The most mentioned first.
    #[default]
    Count,
    /// As they first appear in the thread.
    Appearance,
}

/// What was chosen, with all its mentions.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// What it is.
    pub item: Item,
    /// Its mentions, in reading order.
    pub hits: Vec<Hit>,
}

/// The state of the panel.
#[derive(Debug, Default)]
pub struct Picking {
    /// Whether the keys go here.
    pub has_focus: bool,
    /// Whether the reader hid it (`Some(false)`) or asked for it.
    pub wanted: Option<bool>,
    /// The same as it is set for all threads.
    pub usual: Option<bool>,
    /// The width that the reader gave it, in columns.
    pub width: Option<u16>,
    /// In which order rows are listed.
    pub sort: Sort,
    /// What typing narrows the rows to.
    pub narrow: Line,
    /// All rows.
    pub rows: Vec<PanelRow>,
    /// The row that is marked; always an item if there is one.
    pub cursor: usize,
    /// The first row in sight.
    pub top: usize,
    /// What was chosen.
    pub chosen: Option<Chosen>,
}

/// The sections, in the order of the panel.
const SECTIONS: &[(&str, EntityKind)] = &[
    ("People", EntityKind::Person),
    ("Organisations", EntityKind::Organization),
    ("Places", EntityKind::Place),
    ("Products", EntityKind::Product),
    ("Handles", EntityKind::Handle),
    ("Hashtags", EntityKind::Hashtag),
    ("Cashtags", EntityKind::Cashtag),
];

impl Picking {
    /// Lists the rows anew, after the document, the order or the narrowing changed; the marked item stays marked.
    pub fn list(&mut self, document: &Document) {
        let marked = self.item();
        self.rows.clear();
        let narrowing = Narrowing::new(self.narrow.text());
        if !self.narrow.text().is_empty() {
            self.rows.push(PanelRow::Narrowed);
        }
        for (title, kind) in SECTIONS {
            let entities = document.entities.iter().enumerate().filter(|(_, entity)| entity.kind == *kind);
            let found = entities.filter(|(_, entity)| narrowing.lets_through(&entity.name));
            self.section(title, found.map(|(i, _)| Item::Entity(i)).collect(), document);
        }
        let found = document.links.iter().enumerate().filter(|(_, link)| {
            narrowing.lets_through(&link.url)
                || link.title.as_deref().is_some_and(|t| narrowing.lets_through(t))
        });
        self.section("Links", found.map(|(i, _)| Item::Link(i)).collect(), document);
        let again =
            self.rows.iter().position(|row| matches!((row, marked), (PanelRow::Item(a), Some(b)) if *a == b));
        self.cursor = again.unwrap_or(0);
        self.move_by(0);
    }

    fn section(&mut self, title: &'static str, mut items: Vec<Item>, document: &Document) {
        if items.is_empty() {
            return;
        }
        if self.sort == Sort::Count {
            items.sort_by_key(|item| std::cmp::Reverse(item.count(document)));
        }
        items.sort_by_key(|item| !item.is_watched(document));
        if !self.rows.is_empty() {
            self.rows.push(PanelRow::Gap);
        }
        self.rows.push(PanelRow::Section(title, items.len()));
        self.rows.extend(items.into_iter().map(PanelRow::Item));
    }

    /// The item that is marked.
    pub fn item(&self) -> Option<Item> {
        match self.rows.get(self.cursor) {
            Some(PanelRow::Item(item)) => Some(*item),
            _ => None,
        }
    }

    /// Whether the item that is marked is another than the chosen one.
    pub fn is_marked_unchosen(&self) -> bool {
        self.item().is_some_and(|item| self.chosen.as_ref().is_none_or(|chosen| chosen.item != item))
    }

    /// Moves the mark by rows, over the heads of sections.
    pub fn move_by(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(1);
        let mut at = self.cursor.saturating_add_signed(rows).min(last);
        let is_item = |at: usize| matches!(self.rows.get(at), Some(PanelRow::Item(_)));
        if rows < 0 {
            while at > 0 && !is_item(at) {
                at -= 1;
            }
        }
        while at < last && !is_item(at) {
            at += 1;
        }
        self.cursor = at;
    }

    /// Moves the mark to the first row of the next section, or of the one before.
    pub fn move_section(&mut self, forward: bool) {
        let is_head = |at: &usize| matches!(self.rows[*at], PanelRow::Section(..));
        let own = (0..=self.cursor.min(self.rows.len().saturating_sub(1)))
            .rev()
            .find(|at| self.rows.get(*at).is_some() && is_head(at));
        let head = if forward {
            (self.cursor..self.rows.len()).find(is_head)
        } else {
            // From within a section first to its own start.
            own.and_then(|own| if self.cursor > own + 1 { Some(own) } else { (0..own).rev().find(is_head) })
        };
        if let Some(head) = head {
            self.cursor = head;
            self.move_by(0);
        }
    }

    /// Marks a row in sight; whether there is an item.
    pub fn point_at(&mut self, row: usize) -> bool {
        let at = self.top + row;
        let is_item = matches!(self.rows.get(at), Some(PanelRow::Item(_)));
        if is_item {
            self.cursor = at;
        }
        is_item
    }

    /// Keeps what is chosen and what is marked where the document has become another with more in it.
    pub fn follow(&mut self, before: &Document, after: &Document) {
        let at = |span: &crate::model::Span| (span.post, span.start);
        let moved = |item: Item| match item {
            Item::Entity(i) => {
                let known = before.entities.get(i)?;
                let same = |entity: &Entity| entity.kind == known.kind && entity.name == known.name;
                let now = after.entities.iter().position(same);
                // What is called something else now still stands where it stood.
                let there = || {
                    let first = known.spans.first()?;
                    after
                        .entities
                        .iter()
                        .position(|entity| entity.spans.binary_search_by_key(&at(first), at).is_ok())
                };
                now.or_else(there).map(Item::Entity)
            }
            Item::Link(i) => {
                let known = before.links.get(i)?;
                let is_same = |link: &LinkRow| link.url == known.url;
                // As a rule links stand where they stood.
                let stays = after.links.get(i).is_some_and(is_same);
                Some(i).filter(|_| stays).or_else(|| after.links.iter().position(is_same)).map(Item::Link)
            }
        };
        if let Some(PanelRow::Item(item)) = self.rows.get_mut(self.cursor)
            && let Some(now) = moved(*item)
        {
            *item = now;
        }
        self.chosen = self.chosen.take().and_then(|chosen| {
            let item = moved(chosen.item)?;
            Some(Chosen { item, hits: item.hits(after) })
        });
    }

    /// Chooses what is marked.
    pub fn choose(&mut self, document: &Document) -> Option<&Chosen> {
        self.item().map(|item| self.choose_item(document, item))
    }

    /// Chooses something, wherever the mark is.
    pub fn choose_item(&mut self, document: &Document, item: Item) -> &Chosen {
        self.chosen.insert(Chosen { item, hits: item.hits(document) })
    }

    /// Keeps the marked row in sight of a panel with `height` rows.
    pub fn settle(&mut self, height: usize) {
        let height = height.max(1);
        // The head of its section stays in sight with the first row.
        let start = self.cursor
            - usize::from(
                self.cursor > 0 && matches!(self.rows.get(self.cursor - 1), Some(PanelRow::Section(..))),
            );
        self.top = self.top.min(start).max((self.cursor + 1).saturating_sub(height));
        self.top = self.top.min(self.rows.len().saturating_sub(height));
    }
}
