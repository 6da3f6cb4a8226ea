//! JSON Feed 1.0 and 1.1.

use super::{content, dates};
use crate::formats::json::{Fields, Object, Way, excerpt, gather, text, top_level_keys};
use crate::formats::pages::{begins_with, entitled};
use crate::formats::scanning::scan;
use crate::formats::{Input, Unreadable};
use crate::model::{Author, Clean, Draft, Media, MediaKind, ThreadBuilder};

pub(super) fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let way = |entered: &str, name: &str| match (entered, name) {
        ("", "items") => Way::Posts,
        _ => Way::Pass,
    };
    let about =
        |wanted: &str| top_level_keys(input.start()).find(|(key, _)| *key == wanted).map(|(_, value)| value);
    let title = about("title").and_then(first_text).and_then(|title| Clean::some_line(&title));
    let owner = about("authors").or_else(|| about("author")).map(first_object).unwrap_or_default();
    let owner =
        owner.as_ref().and_then(author).or_else(|| Some(Author { name: title.clone(), ..Author::default() }));
    builder.title(title);
    for item in gather(&input.text, way, builder)? {
        let Ok(object) = Object::walk(item.json) else {
            let message = format!("{} is no entry; it was left out", excerpt(item.json));
            builder.warn(&item.at.field(""), &message);
            continue;
        };
        let draft = draft(&mut Fields { object, at: item.at, notes: builder }, owner.as_ref());
        builder.push(draft);
    }
    Ok(())
}

/// The string that a text begins with.
fn first_text(json: &str) -> Option<std::borrow::Cow<'_, str>> {
    let end = (1..json.len()).find(|at| json.as_bytes()[*at] == b'"' && json.as_bytes()[at - 1] != b'\\')?;
    text(json.get(..=end)?)
}

/// The object that a text or its list begins with.
fn first_object(json: &str) -> Option<Object<'_>> {
    Object::walk(json.trim_start_matches(['[', ' ', '\n', '\t', '\r'])).ok()
}

fn author(object: &Object) -> Option<Author> {
    let name = object.get("name").and_then(text)?;
    let author = match name.strip_prefix('@') {
        Some(handle) => Author { handle: Clean::some_line(handle), ..Author::default() },
        None => Author { name: Clean::some_line(&name), ..Author::default() },
    };
    author.is_known().then_some(author)
}

fn draft(item: &mut Fields, owner: Option<&Author>) -> Draft {
    let html = item.text("content_html").map(|html| content::read(&html, false));
    let mut said = html.unwrap_or_default();
    if said.body.is_blank() {
        let plain = item.text("content_text").or_else(|| item.text("summary")).unwrap_or_default();
        said.body = scan(plain.trim());
    }
    let title = item.line("title").filter(|title| !begins_with(said.body.text(), title));
    let mut body = entitled(title.as_deref().unwrap_or_default(), said.body);
    let url = item.line("url").or_else(|| item.line("external_url")).filter(|url| url.starts_with("http"));
    let tags = item.list("tags");
    for tag in tags.into_iter().filter_map(text).filter(|tag| !tag.contains(char::is_whitespace)) {
        let tag = format!("#{}", tag.trim_start_matches('#'));
        if !body.text().to_lowercase().contains(&tag.to_lowercase()) {
            body.push(if body.is_blank() { "" } else { "\n\n" });
            body.push_mention(&tag, crate::model::EntityKind::Hashtag, None);
        }
    }
    let by = ["authors", "author"].iter().find_map(|name| author(&first_object(item.object.get(name)?)?));
    let created = ["date_published", "date_modified"].iter().find_map(|name| dates::read(&item.text(name)?));
    Draft {
        id: item.line("id").or_else(|| url.clone()),
        url,
        author: by.or_else(|| owner.cloned()).unwrap_or_default(),
        created,
        body,
        media: media(item, said.media),
        language: item.line("language"),
        content_warning: said.warning,
        ..Draft::default()
    }
}

fn media(item: &mut Fields, in_text: Vec<Media>) -> Vec<Media> {
    let mut found = in_text;
    for medium in item.items("attachments", |attachment| {
        let kind = content::kind(&attachment.text("mime_type").unwrap_or_default());
        Some(Media { kind, url: attachment.line("url"), file: None, alt: attachment.passage("title") })
    }) {
        found.push(medium);
    }
    if let Some(url) =
        item.line("image").filter(|url| !found.iter().any(|known| known.url.as_ref() == Some(url)))
    {
        found.push(Media { kind: MediaKind::Image, url: Some(url), file: None, alt: None });
    }
    found
}
