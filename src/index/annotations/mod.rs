//! What a reader keeps upon a thread: bookmarks, highlights, remarks and tags, each anchored to a post or to words of one.
//!
//! The values alone. [`merging`] tells how a change meets what others have changed since; [`anchoring`] finds the words
//! again in a thread that was saved anew. Where annotations are kept, and in what form, is for others to know.

pub mod anchoring;
pub mod merging;

pub use anchoring::{Annotations, Place, Placed, Stand};
pub use merging::{Change, Outcome};

use std::borrow::Cow;

use crate::model::{Clean, Time};

/// A colour that highlights have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// As most highlighters are.
    #[default]
    Yellow,
    /// Green.
    Green,
    /// Blue.
    Blue,
    /// Pink.
    Pink,
}

impl Colour {
    /// Every colour, in the order in which a key turns them.
    pub const ALL: [Self; 4] = [Self::Yellow, Self::Green, Self::Blue, Self::Pink];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Pink => "pink",
        }
    }

    /// The colour of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.name() == name)
    }

    /// The next one; after the last none.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().skip_while(|colour| *colour != self).nth(1)
    }
}

/// What an annotation is first of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A place with a name to come back to.
    Bookmark,
    /// A text of the reader's own.
    Remark,
    /// Words in a colour.
    Highlight,
    /// A tag and no more.
    Tags,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bookmark => "bookmark",
            Self::Remark => "remark",
            Self::Highlight => "highlight",
            Self::Tags => "tag",
        }
    }
}

/// Words as they stood when they were annotated, with what stood around them: a `TextQuoteSelector` of the W3C's Web
/// Annotation Data Model, and a `TextPositionSelector` as a hint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quote {
    /// The words; of a whole post those it begins with.
    pub exact: Clean,
    /// What stood before them in the same part of the post.
    pub prefix: Clean,
    /// What stood after them there.
    pub suffix: Clean,
    /// The first character, counted in code points of all that can be read of the post.
    pub start: u32,
}

/// What an annotation is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// The post: its id, or else its number in reading order.
    pub post: Clean,
    /// The post's address, where it has one.
    pub url: Option<Clean>,
    /// The words that it is found again by.
    pub quote: Quote,
    /// Whether it is the post as a whole that is meant.
    pub is_whole: bool,
}

/// One thing that a reader keeps upon a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// Tells it from others; empty until it is kept.
    pub id: Clean,
    /// What it is on: several stretches where it reaches over several posts.
    pub targets: Vec<Target>,
    /// The name of a bookmark: a letter or a word.
    pub bookmark: Option<Clean>,
    /// The colour of a highlight.
    pub colour: Option<Colour>,
    /// The reader's own text, of several lines perhaps; empty for none.
    pub remark: Clean,
    /// Tags, without `#`, sorted.
    pub tags: Vec<Clean>,
    /// When it was made.
    pub created: Option<Time>,
    /// When it was last changed.
    pub modified: Option<Time>,
}

impl Annotation {
    /// Nothing yet, on what it will be on.
    pub fn on(targets: Vec<Target>) -> Self {
        Self { targets, ..Self::default() }
    }

    /// What it is first of all.
    pub fn kind(&self) -> Kind {
        if self.bookmark.is_some() {
            Kind::Bookmark
        } else if !self.remark.is_empty() {
            Kind::Remark
        } else if self.colour.is_some() {
            Kind::Highlight
        } else {
            Kind::Tags
        }
    }

    /// Whether it says nothing, so that there is nothing to keep.
    pub fn is_empty(&self) -> bool {
        self.bookmark.is_none() && self.colour.is_none() && self.remark.is_empty() && self.tags.is_empty()
    }

    /// Whether it is on posts as a whole.
    pub fn is_whole(&self) -> bool {
        self.targets.iter().all(|target| target.is_whole)
    }

    /// The words it is on.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(|target| &*target.quote.exact)
    }

    /// The first words it is on, as a reader is told them.
    pub fn words_told(&self) -> Cow<'_, str> {
        self.targets.first().map(Target::told).unwrap_or_default()
    }

    /// Whether it has a tag, whatever its case.
    pub fn has_tag(&self, tag: &str) -> bool {
        let tag = tag.trim_start_matches('#').to_lowercase();
        self.tags.iter().any(|own| own.to_lowercase() == tag)
    }
}

/// Tags as they are typed: words with or without `#`, parted by blanks or commas; sorted, each once.
pub fn tags(typed: &str) -> Vec<Clean> {
    let words = typed.split([' ', ',', '\t', '\n']).map(|word| word.trim_start_matches('#'));
    let mut tags: Vec<Clean> = words.filter_map(Clean::some_line).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_words_however_they_are_typed() {
        let typed: Vec<_> = tags("#todo, filings todo  #Zürich,").iter().map(ToString::to_string).collect();
        assert_eq!(typed, ["Zürich", "filings", "todo"]);
        let annotation = Annotation { tags: tags("Filings"), ..Annotation::default() };
        assert!(annotation.has_tag("#filings") && !annotation.has_tag("filing"));
    }

    #[test]
    fn colours_are_turned_through_to_none() {
        let turned: Vec<_> = std::iter::successors(Some(Colour::default()), |colour| colour.next()).collect();
        assert_eq!(turned, Colour::ALL);
        assert!(Colour::ALL.iter().all(|colour| Colour::from_name(colour.name()) == Some(*colour)));
    }
}
