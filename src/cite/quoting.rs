//! A quotation: words of one post or several, in the form of the reader's notes, with its citation.

use std::ops::Range;

use super::post_as_text;
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

/// How the reader wants quotations and citations; values of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// The form.
    pub form: Form,
    /// The style of the citation by its name; the form's own short line where it is `None`.
    pub style: Option<String>,
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
    let texts: Vec<_> =
        passages.iter().map(|passage| post_as_text(thread, thread.post(passage.post))).collect();
    Quotation { text: texts.join("\n\n"), what: String::new(), notices: Vec::new() }
}
