//! A quotation: words of one post or several, in the form of the reader's notes, with its citation.
//!
//! ```text
//! passages ─► extract (the words of a post)  ─┐
//! posts ────► credit (whose they are)        ─┴─► run ─► markdown, org, html, latex, …, own
//! ```
//!
//! Each form escapes for whatever reads it, so that the words of the thread stay words. What the file does not tell is
//! left out and told in [`Quotation::notices`].

mod credit;
mod extract;
pub mod finding;
pub mod fragment;
mod html;
mod latex;
mod markdown;
pub(super) mod org;
mod own;
mod plain;
mod provenance;
mod typst;
mod wikipedia;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use self::credit::Run;
use self::extract::Extract;
use super::latex::needs_unicode;
use super::records;
use super::reference::{Access, AuthorIs, Facts, NameOfX, Reference};
use super::styles::{Options, Style, StyleError};
use crate::index::Tree;
use crate::model::{Author, PostIx, Thread};

pub use own::BUILT_IN;

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

    /// The form of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, form)| form)
    }

    /// Its name; of a template, the template's.
    pub fn name(&self) -> &str {
        match self {
            Self::Own(name) => name,
            form => Self::NAMED.iter().find(|(_, known)| known == form).map_or("text", |(name, _)| *name),
        }
    }
}

/// How the reader wants quotations and citations; values of the configuration file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the configuration")]
pub struct Manner {
    /// The form.
    pub form: Form,
    /// The style of the citation by its name or its file; the form's own short line where it is `None`.
    pub style: Option<String>,
    /// Styles of the reader's own as CSL, by what `style` calls them.
    pub styles: BTreeMap<String, String>,
    /// Templates of the reader's own, by name.
    pub templates: BTreeMap<String, String>,
    /// Whether people, organisations, places and products become links to notes, in the forms that have such.
    pub links_entities: bool,
    /// Whether file, hash, id and archive are told too.
    pub has_provenance: bool,
    /// Whether every post has a citation of its own; else posts in a row by one author share one.
    pub cites_each: bool,
    /// Whether LaTeX and Typst cite the record by its key; Org always does.
    pub has_key: bool,
    /// When it is told that the posts were seen.
    pub access: Access,
    /// What the author is, whoever it is; as in `authors` where it is `None`.
    pub author_is: Option<AuthorIs>,
    /// What authors are, by [`Manner::account`]; guessed where nothing is said.
    pub authors: BTreeMap<String, AuthorIs>,
    /// By which name posts on X are cited.
    pub name_of_x: NameOfX,
    /// Whether APA cites what was posted on Twitter as a tweet.
    pub has_tweets: bool,
    /// Whether records tell the handle in the author's name, as Zotero does.
    pub has_handle_in_name: bool,
    /// The SHA-256 of the file, where the thread does not tell it.
    pub sha256: Option<String>,
}

impl Manner {
    /// What an author goes by in [`Manner::authors`]: the handle, or else the name.
    pub fn account(author: &Author) -> Option<String> {
        let handle = author.handle.as_ref().map(|handle| format!("@{}", handle.to_lowercase()));
        handle.or_else(|| author.name.as_ref().map(ToString::to_string))
    }

    /// What is known of posts by an author, beside the thread.
    pub fn facts(&self, author: &Author) -> Facts {
        let said = || self.authors.get(&Self::account(author)?).copied();
        Facts {
            author_is: self.author_is.or_else(said),
            access: self.access,
            name_of_x: self.name_of_x.clone(),
        }
    }

    /// The style of citations, ready for use; `None` where none is wanted.
    pub fn cited_by(&self) -> Option<Result<Style, StyleError>> {
        let name = self.style.as_deref()?;
        Some(self.styles.get(name).map_or_else(|| Style::named(name), |csl| Style::from_csl(csl)))
    }
}

/// A quotation, ready to be taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotation {
    /// Exactly what is copied.
    pub text: String,
    /// What it is, for messages: `words of post 3`, `posts 3 to 5`.
    pub what: String,
    /// What the reader should know of it: facts that the file does not tell, names that were guessed.
    pub notices: Vec<String>,
}

/// The passages as one quotation, in the order given.
pub fn quote(thread: &Thread, tree: &Tree, passages: &[Passage], manner: &Manner) -> Quotation {
    let style = manner.cited_by().transpose();
    let runs = runs((thread, tree), passages, manner, style.as_ref().ok().and_then(Option::as_ref));
    let mut notices: Vec<String> = Vec::new();
    let blocks: Vec<String> = match &manner.form {
        Form::Own(name) => match own::write(name, &runs, manner) {
            Ok(text) => vec![text],
            Err(problem) => {
                notices.push(problem);
                Vec::new()
            }
        },
        form => runs.iter().map(|run| written(form, run, manner)).collect(),
    };
    if manner.form == Form::Latex && blocks.iter().any(|block| needs_unicode(block)) {
        notices.push("pdfLaTeX cannot set some of its letters; LuaLaTeX and XeLaTeX can".to_owned());
    }
    if runs.iter().all(|run| run.extracts.iter().all(|e| e.text.is_empty() && e.asides.is_empty())) {
        notices.push("there are no words to quote".to_owned());
    }
    if passages.iter().any(|passage| reaches_quoted_post(thread, passage)) {
        notices.push("some of the words are of a post that is quoted there, by somebody else".to_owned());
    }
    if let Err(problem) = &style {
        notices.push(format!("cited without a style: {problem}"));
    }
    notices.extend(runs.iter().flat_map(Run::notices));
    let mut told = BTreeSet::new();
    notices.retain(|notice| told.insert(notice.clone()));
    Quotation { text: blocks.join("\n\n"), what: what(&runs), notices }
}

/// The references that records of the passages are made from: one for each author in a row.
pub fn references(thread: &Thread, tree: &Tree, passages: &[Passage], manner: &Manner) -> Vec<Reference> {
    runs((thread, tree), passages, manner, None).into_iter().map(|run| run.reference).collect()
}

fn written(form: &Form, run: &Run, manner: &Manner) -> String {
    match form {
        Form::Markdown => markdown::block(run, manner),
        Form::Callout => markdown::callout(run, manner),
        Form::Org => org::write(run, manner),
        Form::Prose => plain::prose(run, manner),
        Form::Html => html::write(run, manner),
        Form::Latex => latex::write(run, manner),
        Form::Wikipedia => wikipedia::write(run),
        Form::Typst => typst::write(run, manner),
        Form::Text | Form::Own(_) => plain::text(run, manner),
    }
}

/// The passages of a post together, and posts that follow each other by the same author.
fn runs<'t>(
    (thread, tree): (&'t Thread, &Tree),
    passages: &[Passage],
    manner: &Manner,
    style: Option<&Style>,
) -> Vec<Run<'t>> {
    let posts = passages.chunk_by(|a, b| a.post == b.post).collect::<Vec<_>>();
    let is_same = |a: PostIx, b: PostIx| {
        let (a, b) = (thread.post(a).author(), thread.post(b).author());
        a.is_same(b) || (!a.is_known() && !b.is_known())
    };
    // A template of Wikipedia cites one post.
    let may_join = manner.form != Form::Wikipedia && !manner.cites_each;
    let by_author = posts.chunk_by(|a, b| may_join && is_same(a[0].post, b[0].post));
    let options = Options { has_tweets: manner.has_tweets, ..Options::default() };
    let mut keys = BTreeSet::new();
    let runs = by_author.filter_map(|posts| {
        let places: Vec<PostIx> = posts.iter().map(|passages| passages[0].post).collect();
        let reference = credit::reference(thread, tree, &places, manner)?;
        let key = records::fresh_key(&records::key(&reference), &mut keys);
        Some(Run {
            extracts: posts.iter().map(|passages| Extract::of(thread, passages)).collect(),
            numbers: places.iter().map(|ix| tree.rank(*ix).number()).collect(),
            ranks: places.iter().map(|ix| tree.rank(*ix).number()).collect(),
            of: credit::thread_length(thread),
            citation: style.and_then(|style| style.cite(std::slice::from_ref(&reference), options).pop()),
            reference,
            key,
        })
    });
    runs.collect()
}

fn reaches_quoted_post(thread: &Thread, passage: &Passage) -> bool {
    let parts = thread.post(passage.post).with_quotes().skip(1).flat_map(|post| post.parts());
    let mut parts = parts.filter(|part| !part.range.is_empty());
    parts.any(|part| part.range.start < passage.range.end && passage.range.start < part.range.end)
}

/// `words of post 3`, `post 3`, `posts 3 to 5`, `4 posts`.
fn what(runs: &[Run]) -> String {
    let numbers: BTreeSet<usize> = runs.iter().flat_map(|run| &run.numbers).copied().collect();
    let is_whole = runs.iter().flat_map(|run| &run.extracts).all(|extract| extract.is_whole);
    let posts = match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if first == last => format!("post {first}"),
        (Some(first), Some(last)) if last - first + 1 == numbers.len() => format!("posts {first} to {last}"),
        (None, _) | (_, None) => "nothing".to_owned(),
        _ => format!("{} posts", numbers.len()),
    };
    if is_whole { posts } else { format!("words of {posts}") }
}
