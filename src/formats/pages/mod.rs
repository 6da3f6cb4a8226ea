//! Saved web pages: what a browser wrote to a file, as HTML or MHTML.
//!
//! ```text
//! bytes ─► html_of ─► kind ─► Tree ─► one reader per site ─► posts
//!                                └──► the data in the page, if it has posts   embedded
//!                                └──► an error that names the page
//! ```
//!
//! A site is told by the few names in its markup that nothing else has; browsers, savers of pages and servers write the same
//! markup with different quotes. Nothing on a page is run or fetched.

mod answering;
mod bluesky;
mod embedded;
mod hackernews;
mod mastodon;
mod mhtml;
mod nitter;
mod page;
mod reddit;
mod schema;
mod threadreader;
mod tree;
mod x;

use std::borrow::Cow;

pub use bluesky::FORMAT as BLUESKY;
pub use embedded::FORMAT as ANY;
pub use hackernews::FORMAT as HACKER_NEWS;
pub use mastodon::FORMAT as MASTODON;
pub use nitter::FORMAT as NITTER;
pub use reddit::FORMAT as REDDIT;
pub use threadreader::FORMAT as THREAD_READER;
pub use x::FORMAT as X;

pub(super) use nitter::links as nitter_links;
pub(super) use page::{status_of, without_pictures};
pub(super) use schema::begins_with;

use super::{Input, Unreadable, opening};
use crate::model::ThreadBuilder;
use tree::Tree;

/// Which reader a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    X,
    Bluesky,
    Nitter,
    ThreadReader,
    Reddit,
    HackerNews,
    Mastodon,
    /// Any other page.
    Other,
}

/// The HTML of a page, unwrapped where it is MHTML.
fn html_of<'i>(input: &'i Input) -> Result<Cow<'i, str>, Unreadable> {
    if !mhtml::is_it(input.start()) {
        return Ok(Cow::Borrowed(&input.text));
    }
    mhtml::unwrap(&input.text).map(Cow::Owned).ok_or_else(|| {
        Unreadable::new(
            "an MHTML file without a web page in it",
            "Save the page again, as 'Webpage, Complete' or 'HTML only'.",
        )
    })
}

/// Whether a page is wrapped like mail (MHTML), as some browsers save it.
pub(super) fn is_wrapped(input: &Input) -> bool {
    mhtml::is_it(input.start())
}

/// The reader for an input; `None` where it is no web page.
fn page_format(input: &Input) -> Option<Kind> {
    if is_wrapped(input) {
        return Some(kind(&mhtml::unwrap(&input.text)?));
    }
    let tag = opening::first_tag(input.start())?;
    let is_document =
        ["html", "head", "body", "title", "meta"].iter().any(|name| tag.eq_ignore_ascii_case(name))
            || opening::declares_html(input.start());
    // A part of a page, as it is copied out of a browser's tools, must have a site's own marks.
    let is_markup = is_document || ["div", "table", "article", "main", "section"].contains(&tag);
    is_markup.then(|| kind(&input.text)).filter(|kind| is_document || *kind != Kind::Other)
}

fn kind(html: &str) -> Kind {
    let has = |name: &str, value: &str| has_attribute(html, name, value);
    if has("data-testid", "tweet") && has("data-testid", "User-Name") {
        Kind::X
    } else if ["postThreadItem-by-", "feedItem-by-"].iter().any(|id| has("data-testid", id)) {
        Kind::Bluesky
    } else if html.contains("timeline-item") && html.contains("tweet-content") {
        Kind::Nitter
    } else if html.contains("content-tweet") && html.contains("tweet_1") {
        Kind::ThreadReader
    } else if html.contains("<shreddit-post")
        || (html.contains("usertext-body") && (has("data-fullname", "t") || html.contains("nestedlisting")))
    {
        Kind::Reddit
    } else if html.contains("athing") && (html.contains("hnmain") || html.contains("hnuser")) {
        Kind::HackerNews
    } else if html.contains("status__content") {
        Kind::Mastodon
    } else {
        Kind::Other
    }
}

/// Whether an attribute begins with a value somewhere, however it is quoted.
fn has_attribute(html: &str, name: &str, value: &str) -> bool {
    let bytes = html.as_bytes();
    html.match_indices(value).any(|(at, _)| {
        let before = at - usize::from(at > 0 && matches!(bytes[at - 1], b'"' | b'\''));
        html.get(..before)
            .is_some_and(|start| start.strip_suffix('=').is_some_and(|start| start.ends_with(name)))
    })
}

/// Ends the reading of a page: without posts from its opening, its data is asked, and then it is an error.
fn finish(tree: &Tree, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    if builder.is_empty() { embedded::read_data(tree, builder) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
