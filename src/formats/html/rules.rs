//! What a platform says of the HTML in its posts: which anchors are mentions, what repeats or quotes something.

use url::Url;

use crate::model::{Clean, DraftLink, EntityKind};

/// A link as the HTML has it.
#[derive(Debug)]
pub struct Anchor<'a> {
    /// Its target, as it stands there.
    pub href: &'a str,
    /// Its classes, between blanks.
    pub class: &'a str,
    /// What it reads.
    pub shown: &'a str,
}

impl Anchor<'_> {
    /// Whether it has a class.
    pub fn has_class(&self, name: &str) -> bool {
        has_class(self.class, name)
    }

    /// The link to its target; `None` where following it would run something, or where it has none.
    pub fn link(&self) -> Option<DraftLink> {
        let is_inert =
            |url: &Url| !matches!(url.scheme(), "javascript" | "vbscript" | "data" | "blob" | "file");
        let url = Clean::some_line(self.href)?;
        Url::parse(&url).is_ok_and(|url| is_inert(&url)).then(|| DraftLink { url, ..DraftLink::default() })
    }
}

/// What an anchor is.
#[derive(Debug)]
pub enum Target {
    /// A link.
    Link(DraftLink),
    /// A mention, of a name that is not what it reads.
    Mention(EntityKind, Option<Clean>),
}

/// An image as the HTML has it.
#[derive(Debug)]
pub struct Image<'a> {
    /// Where it lies, as it stands there.
    pub src: &'a str,
    /// Its classes, between blanks.
    pub class: &'a str,
    /// Its description.
    pub alt: &'a str,
    /// Where the link leads that it stands in.
    pub href: Option<&'a str>,
}

/// What becomes of an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Treatment {
    /// What its name says.
    #[default]
    Usual,
    /// It is left out with all in it; not for paragraphs, which need no end.
    LeftOut,
    /// It quotes somebody; for `aside`, `div` and `span`.
    Quote,
}

/// What a platform makes of HTML.
pub trait Rules {
    /// What an anchor is; `None` for text.
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        anchor.link().map(Target::Link)
    }

    /// Whether a paragraph of this class repeats what is shown elsewhere.
    fn is_repeated(&self, _class: &str) -> bool {
        false
    }

    /// What becomes of an element of this name and class.
    fn treatment(&self, _name: &str, _class: &str) -> Treatment {
        Treatment::Usual
    }

    /// Whether an image is shown as its description among the words.
    fn is_written(&mut self, _image: &Image) -> bool {
        true
    }
}

/// Every anchor a link.
#[derive(Debug)]
pub struct LinksOnly;

impl Rules for LinksOnly {}

/// Whether one of the classes between blanks is this one.
pub fn has_class(class: &str, name: &str) -> bool {
    class.split_ascii_whitespace().any(|word| word == name)
}
