//! Text with what is marked in it, as readers of formats build it: cleaned as it comes, its marks moved along.

use std::cmp::Reverse;
use std::ops::Range;

use super::clean::{Hidden, clean_onto, is_clean};
use super::{Clean, EntityKind, Post, Style};

/// Cleaned text with the links, mentions and styles in it, built piece by piece.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rich {
    pub(super) text: String,
    pub(super) marks: Marks,
    pub(super) hidden: Vec<Hidden>,
}

/// What is marked in a text, by byte ranges of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Where it points somewhere.
    pub links: Vec<(Range<usize>, DraftLink)>,
    /// Where it names somebody; without a name, by what it reads.
    pub mentions: Vec<(Range<usize>, EntityKind, Option<Clean>)>,
    /// How it is set.
    pub styles: Vec<(Range<usize>, Style)>,
}

impl Marks {
    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty() && self.mentions.is_empty() && self.styles.is_empty()
    }

    fn ranges(&mut self) -> impl Iterator<Item = &mut Range<usize>> {
        let links = self.links.iter_mut().map(|(range, _)| range);
        let mentions = self.mentions.iter_mut().map(|(range, ..)| range);
        links.chain(mentions).chain(self.styles.iter_mut().map(|(range, _)| range))
    }

    fn retain(&mut self, is_kept: impl Fn(&Range<usize>) -> bool) {
        self.links.retain(|(range, _)| is_kept(range));
        self.mentions.retain(|(range, ..)| is_kept(range));
        self.styles.retain(|(range, _)| is_kept(range));
    }

    fn sort(&mut self) {
        self.links.sort_by_key(|(range, _)| range.start);
        self.mentions.sort_by_key(|(range, ..)| range.start);
        // Of two that begin at the same byte the outer one comes first.
        self.styles.sort_by_key(|(range, style)| (range.start, Reverse(range.end), *style));
    }
}

/// Where a link points; see [`super::Link`] for the fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftLink {
    /// The target.
    pub url: Clean,
    /// How the source gave it, if in a third way.
    pub shown: Option<Clean>,
    /// The title of the target.
    pub title: Option<Clean>,
}

impl Rich {
    /// Text alone.
    pub fn plain(raw: &str) -> Self {
        let mut rich = Self::default();
        rich.push(raw);
        rich
    }

    /// Text with what is marked in it, by byte ranges of `raw`; they may overlap. Ranges that hold no text, or do not lie on
    /// characters, are left out.
    pub fn annotated(raw: &str, mut marks: Marks) -> Self {
        marks.retain(|range| raw.get(range.clone()).is_some_and(|text| !text.is_empty()));
        let mut rich = Self::plain(raw);
        if rich.text.len() != raw.len() || rich.text != raw {
            // What cleaning changed moves the ranges: cleaned piece by piece, each bound is found again.
            let mut bounds: Vec<usize> = marks.ranges().flat_map(|range| [range.start, range.end]).collect();
            bounds.extend([0, raw.len()]);
            bounds.sort_unstable();
            bounds.dedup();
            rich = Self::default();
            let mut moved = vec![0];
            for piece in bounds.windows(2) {
                rich.push(&raw[piece[0]..piece[1]]);
                moved.push(rich.text.len());
            }
            let now = |at: usize| moved[bounds.partition_point(|bound| *bound < at)];
            for range in marks.ranges() {
                *range = now(range.start)..now(range.end);
            }
            marks.retain(|range| !range.is_empty());
        }
        rich.with_marks(marks)
    }

    /// The same of a text that nobody else needs, which is kept as it is where it is clean.
    pub fn annotated_owned(raw: String, mut marks: Marks) -> Self {
        if !is_clean(&raw) {
            return Self::annotated(&raw, marks);
        }
        marks.retain(|range| raw.get(range.clone()).is_some_and(|text| !text.is_empty()));
        Self { text: raw, ..Self::default() }.with_marks(marks)
    }

    fn with_marks(self, mut marks: Marks) -> Self {
        for (range, _, name) in &mut marks.mentions {
            *name = name.take().filter(|name| **name != self.text[range.clone()]);
        }
        marks.sort();
        Self { marks, ..self }
    }

    /// The body of a post with all that is marked in it.
    pub(super) fn of(post: &Post) -> Self {
        let body = post.body_range();
        let own = |range: &Range<u32>| body.start <= range.start && range.end <= body.end;
        let at = |range: Range<u32>| (range.start - body.start) as usize..(range.end - body.start) as usize;
        let link = |link: super::Link| DraftLink {
            url: Clean::line(link.url),
            shown: link.shown.map(Clean::line),
            title: link.title.map(Clean::line),
        };
        let mention = |mention: super::Mention| {
            let name = Some(mention.name).filter(|name| *name != post.text(mention.range.clone()));
            (at(mention.range), mention.kind, name.map(Clean::line))
        };
        Self {
            text: post.body().to_owned(),
            marks: Marks {
                links: post
                    .links()
                    .filter(|l| own(&l.range))
                    .map(|l| (at(l.range.clone()), link(l)))
                    .collect(),
                mentions: post.mentions().filter(|m| own(&m.range)).map(mention).collect(),
                styles: post.styles().filter(|s| own(&s.range)).map(|s| (at(s.range), s.style)).collect(),
            },
            hidden: post.hidden().map(|h| Hidden { at: h.at - body.start, ..h }).collect(),
        }
    }

    /// Makes room for so many bytes of text more.
    pub fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Appends text.
    pub fn push(&mut self, raw: &str) {
        clean_onto(&mut self.text, 0, raw, &mut self.hidden);
    }

    /// Appends a link that reads `raw`.
    pub fn push_link(&mut self, raw: &str, link: DraftLink) {
        let start = self.text.len();
        self.push(raw);
        if start < self.text.len() {
            self.marks.links.push((start..self.text.len(), link));
        }
    }

    /// Appends a mention that reads `raw`; without `name`, that is its name.
    pub fn push_mention(&mut self, raw: &str, kind: EntityKind, name: Option<Clean>) {
        let start = self.text.len();
        self.push(raw);
        if start < self.text.len() {
            self.marks.mentions.push((
                start..self.text.len(),
                kind,
                name.filter(|name| **name != self.text[start..]),
            ));
        }
    }

    /// Makes a stretch of the text a link, behind those there are.
    pub fn mark_link(&mut self, range: Range<usize>, link: DraftLink) {
        debug_assert!(self.marks.links.last().is_none_or(|(last, _)| last.end <= range.start));
        self.marks.links.push((range, link));
    }

    /// Makes a stretch of the text a mention, behind those there are; without `name`, that is its name.
    pub fn mark_mention(&mut self, range: Range<usize>, kind: EntityKind, name: Option<Clean>) {
        debug_assert!(self.marks.mentions.last().is_none_or(|(last, ..)| last.end <= range.start));
        let name = name.filter(|name| **name != self.text[range.clone()]);
        self.marks.mentions.push((range, kind, name));
    }

    /// Sets a stretch of the text in a style; it begins no earlier than those there are.
    pub fn mark_style(&mut self, range: Range<usize>, style: Style) {
        debug_assert!(self.marks.styles.last().is_none_or(|(last, _)| last.start <= range.start));
        self.marks.styles.push((range, style));
    }

    /// Marks stretches of the text, each where nothing of its kind is marked, in any order.
    pub fn add(&mut self, marks: Marks) {
        let Marks { links, mentions, styles } = marks;
        self.marks.links.extend(links);
        self.marks.mentions.extend(mentions.into_iter().map(|(range, kind, name)| {
            let name = name.filter(|name| **name != self.text[range.clone()]);
            (range, kind, name)
        }));
        self.marks.styles.extend(styles);
        self.marks.sort();
    }

    /// Gives the links a title that have none, as `title` tells of each.
    pub fn entitle(&mut self, title: impl Fn(&DraftLink) -> Option<Clean>) {
        for (_, link) in &mut self.marks.links {
            if link.title.is_none() {
                link.title = title(link);
            }
        }
    }

    /// Appends another text with all that is marked in it.
    pub fn append(&mut self, other: Self) {
        let base = self.text.len();
        let mut marks = other.marks;
        for range in marks.ranges() {
            *range = range.start + base..range.end + base;
        }
        self.text.push_str(&other.text);
        self.marks.links.append(&mut marks.links);
        self.marks.mentions.append(&mut marks.mentions);
        self.marks.styles.append(&mut marks.styles);
        self.hidden.extend(other.hidden.iter().map(|h| Hidden { at: h.at + base as u32, ..*h }));
    }

    /// Takes stretches out of a text in which nothing is marked yet; they are in order and do not overlap.
    pub fn cut(&mut self, stretches: &[Range<usize>]) {
        debug_assert!(self.marks.is_empty());
        let text = std::mem::take(&mut self.text);
        let mut hidden = self.hidden.iter_mut().peekable();
        let mut from = 0;
        let rest = text.len()..text.len();
        for stretch in stretches.iter().chain([&rest]) {
            let gone = from - self.text.len();
            self.text.push_str(&text[from..stretch.start]);
            while let Some(hidden) = hidden.next_if(|hidden| hidden.at as usize <= stretch.start) {
                hidden.at = ((hidden.at as usize).max(from) - gone) as u32;
            }
            from = stretch.end;
        }
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The links so far, by range of [`Rich::text`].
    pub fn links(&self) -> &[(Range<usize>, DraftLink)] {
        &self.marks.links
    }

    /// What is marked so far, by range of [`Rich::text`].
    pub fn marks(&self) -> &Marks {
        &self.marks
    }
}
