//! The data that pages carry for search engines and for their own scripts: posts as schema.org has them, or JSON of a
//! format that unspool opens by itself.
//!
//! ```text
//! <script type="application/ld+json">{"@type":"DiscussionForumPosting","text":…,"comment":[{"@type":"Comment",…}]}
//! <script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":…}}
//! ```
//!
//! So a discussion opens from a site that nobody here has heard of. Source: schema.org, and what Google asks of forums.

use super::schema;
use super::tree::Tree;
use super::{Kind, page, page_format};
use crate::formats::json::Object;
use crate::formats::{FORMATS, Format, Input, Unreadable};
use crate::model::ThreadBuilder;

/// Any web page with posts in its data.
pub const FORMAT: Format = Format {
    id: "web-page",
    title: "Saved page of a forum or another site",
    how: "Open the discussion and save the page (Ctrl+S). It opens if the site tells search engines of its posts \
          (schema.org), as many forums do",
    recognise: |input| page_format(input) == Some(Kind::Other),
    read,
    package: None,
};

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    read_data(&Tree::of(&html), builder)
}

/// Reads the posts in the data of a page.
///
/// # Errors
/// When there are none.
pub(super) fn read_data(tree: &Tree, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let scripts: Vec<(bool, &str)> = tree
        .elements()
        .filter(|e| e.name() == "script")
        .filter_map(|e| {
            let kind = e.attribute("type").unwrap_or_default();
            let is_json = kind.starts_with("application/json") || e.is("id", "__NEXT_DATA__");
            let is_schema = kind.starts_with("application/ld+json");
            (is_json || is_schema).then(|| (is_schema, e.inner()))
        })
        .collect();
    builder.title(page::title(tree));
    for (_, json) in scripts.iter().filter(|(is_schema, _)| *is_schema) {
        schema::read(json, builder);
    }
    if !builder.is_empty() {
        return Ok(());
    }
    for (_, json) in scripts.iter().filter(|(is_schema, _)| !is_schema) {
        if let Some((format, input)) = candidates(json).into_iter().find_map(known)
            && (format.read)(&input, builder).is_ok()
            && !builder.is_empty()
        {
            return Ok(());
        }
    }
    Err(without_posts(tree))
}

/// What of a script's data may be a document by itself.
fn candidates(json: &str) -> Vec<&str> {
    let mut found = vec![json];
    let object = |json| Object::walk(json).ok();
    let props = object(json).and_then(|data| data.get("props").and_then(object)?.get("pageProps"));
    if let Some(props) = props {
        found.push(props);
        let names = ["data", "thread", "initialData", "post", "posts", "comments", "fallbackData"];
        found.extend(names.iter().filter_map(|name| object(props)?.get(name)));
    }
    found
}

fn known(json: &str) -> Option<(&'static Format, Input<'_>)> {
    let input = Input::decode(json.as_bytes()).ok().filter(Input::is_json)?;
    let format = FORMATS.iter().find(|format| format.id != "text" && (format.recognise)(&input))?;
    Some((format, input))
}

/// As much of a title as tells which page it is: some titles are a whole post.
fn shortened(title: &str) -> String {
    const MOST: usize = 60;
    match title.char_indices().nth(MOST) {
        Some((end, _)) => format!("{} …", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

/// The error for a page that shows no posts: what page it is, and what to do instead.
fn without_posts(tree: &Tree) -> Unreadable {
    let title = page::title(tree).map(|title| format!(" (“{}”)", shortened(&title))).unwrap_or_default();
    let address = page::address(tree).unwrap_or_default();
    let what = format!("a saved web page{title} in which no posts were found");
    let is_of = |host: &str| address.contains(host) || title.to_lowercase().contains(host);
    let advice = if is_of("x.com") || is_of("/ x”") || is_of("twitter") {
        "Save it again when the posts are on the screen: X fills its pages only then. A page of Thread Reader App \
         or Nitter opens too."
    } else if is_of("mastodon") || is_of("bsky") || is_of("bluesky") {
        "Save it again when the posts are on the screen, or save its data: 'unspool formats' tells how."
    } else if is_of("login") || is_of("log in") || is_of("sign in") {
        "It seems to ask for a log-in. Log in, open the thread, and save the page again."
    } else {
        "Save it again when the posts are on the screen; or select the thread in the browser, copy it, and save it as \
         plain text."
    };
    Unreadable::new(&what, advice)
}
