//! A quotation: words of one post or several, in the form of the reader's notes, with its citation.

use std::collections::BTreeMap;
use std::ops::Range;

use super::post_as_text;
use super::reference::AuthorIs;
use crate::index::Tree;
use crate::model::{PostIx, Thread};

/// Words of one post that are quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The post.
    pub post: PostIx,
    /// Bytes of the post's text ([`Post::text`](crate::model::Post::text)).
    pub range: Range<u32>,
}

impl Passage {
    /// All words of a post's own.
    pub fn whole(thread: &Thread, post: PostIx) -> Self {
        Self { post, range: thread.post(post).body_range() }
    }
}

/// The form that a quotation takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// The words and a line that says whose they are.
    #[default]
    Text,
    /// A Markdown block quote.
    Markdown,
    /// An Obsidian callout.
    Callout,
    /// An Org quote block.
    Org,
    /// A sentence as a newspaper prints it.
    Prose,
    /// HTML.
    Html,
    /// LaTeX.
    Latex,
    /// Wikipedia's template for posts.
    Wikipedia,
    /// Typst.
    Typst,
    /// A template of the reader's own, by its name.
    Own(String),
}

impl Form {
    /// Every form but templates, with the name that the command line and the configuration have for it.
    pub const NAMED: [(&'static str, Self); 9] = [
        ("text", Self::Text),
        ("markdown", Self::Markdown),
        ("obsidian", Self::Callout),
        ("org", Self::Org),
        ("prose", Self::Prose),
        ("html", Self::Html),
        ("latex", Self::Latex),
        ("wikipedia", Self::Wikipedia),
        ("typst", Self::Typst),
    ];
}

/// How the reader wants quotations and citations; values of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// The form.
    pub form: Form,
    /// The style of the citation by its name; the form's own short line where it is `None`.
    pub style: Option<String>,
    /// Templates of the reader's own, by name.
    pub templates: BTreeMap<String, String>,
    /// Whether people, organisations, places and products become links to notes, in the forms that have such.
    pub links_entities: bool,
    /// Whether file, hash, id and archive are told too.
    pub has_provenance: bool,
    /// What the author is; guessed where it is `None`.
    pub author_is: Option<AuthorIs>,
}

/// A quotation, ready to be taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotation {
    /// Exactly what is copied.
    pub text: String,
    /// What it is, for messages: `a sentence of post 3`, `posts 3 to 5`.
    pub what: String,
    /// What the reader should know of it: facts that the file does not tell, names that were guessed.
    pub notices: Vec<String>,
}

/// The passages as one quotation, in the order given.
pub fn quote(thread: &Thread, tree: &Tree, passages: &[Passage], manner: &Manner) -> Quotation {
    let _ = (tree, manner);
    let texts = passages.iter().map(|passage| {
        let post = thread.post(passage.post);
        let told = post_as_text(thread, post);
        if passage.range == post.body_range() {
            return told;
        }
        let credit = told.rsplit_once("\n\n").map_or("", |(_, credit)| credit);
        format!("{}\n\n{credit}", post.text(passage.range.clone())).trim_end().to_owned()
    });
    Quotation { text: texts.collect::<Vec<_>>().join("\n\n"), what: String::new(), notices: Vec::new() }
}
