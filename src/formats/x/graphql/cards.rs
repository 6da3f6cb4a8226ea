//! What X shows below a post in a frame: polls, what a link leads to, and articles.
//!
//! A card is a list of keys with values, whose names differ from kind to kind; only words and addresses are read.

use std::borrow::Cow;

use super::super::articles::read_article;
use super::posts::{entitle_article, path};
use crate::formats::below::{add_poll, add_title, begin_paragraph};
use crate::formats::json::{Fields, Object, list, text};
use crate::model::{Clean, Rich};

/// Adds the card of a post to its text.
pub(super) fn add_card(post: &mut Fields, body: &mut Rich) {
    let name = if post.object.has("card") { "card" } else { "tweet_card" };
    let Some(card) = post.object.get(name).and_then(|json| Object::walk(json).ok()) else { return };
    let card = card.get("legacy").and_then(|json| Object::walk(json).ok()).unwrap_or(card);
    let Some(values) = card.get("binding_values").map(values) else { return };
    let kind = card.get("name").and_then(text).unwrap_or_default();
    let value = |key: &str| values.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    if kind.starts_with("poll") {
        let choices = (1..=4).filter_map(|i| {
            let votes = value(&format!("choice{i}_count")).and_then(|votes| votes.parse().ok());
            Some((value(&format!("choice{i}_label"))?, votes))
        });
        return add_poll(body, choices);
    }
    if let Some(unified) = value("unified_card") {
        if let Some((title, url)) = unified_title(&unified) {
            add_title(body, &url, &title);
        }
        return;
    }
    let title = ["title", "broadcast_title", "event_title"].iter().find_map(|key| value(key));
    let url = ["card_url", "broadcast_url"].iter().find_map(|key| value(key));
    let url = url.or_else(|| card.get("url").and_then(text));
    if let Some((title, url)) = title.as_deref().and_then(Clean::some_line).zip(url) {
        add_title(body, &url, &title);
    }
}

/// The values of a card that are words or numbers, by their keys.
fn values(json: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let pairs = list(json).unwrap_or_default().into_iter().filter_map(|json| {
        let pair = Object::walk(json).ok()?;
        let value = Object::walk(pair.get("value")?).ok()?;
        let value = value.get("string_value").or_else(|| value.get("scribe_value"))?;
        Some((text(pair.get("key")?)?, text(value)?))
    });
    pairs.collect()
}

/// The title and the address of a card that is a document of its own.
fn unified_title(json: &str) -> Option<(Clean, String)> {
    let card = Object::walk(json).ok()?;
    let inner = |name: &str, names: &[&str]| {
        let objects = Object::walk(card.get(name)?).ok()?;
        objects.values().find_map(|json| path(&Object::walk(json).ok()?, names).and_then(text))
    };
    let title = inner("component_objects", &["data", "title", "content"])?;
    let url = inner("destination_objects", &["data", "url_data", "url"])?;
    Some((Clean::some_line(&title)?, url.into_owned()))
}

/// Adds an article's title and how it begins, or all of it where the file has it.
pub(super) fn add_article(post: &mut Fields, body: &mut Rich) {
    let Some(mut article) = post.inner("article") else { return };
    let Some(mut results) = article.inner("article_results") else { return };
    let Some(mut article) = results.inner("result") else { return };
    let words = article.inner("content_state").map(|mut content| read_article(&mut content));
    add_words(&mut article, words, body);
}

/// Adds the title and the `words` of an article, or how it begins.
pub(in crate::formats::x) fn add_words(article: &mut Fields, words: Option<Rich>, body: &mut Rich) {
    if let Some(title) = article.line("title")
        && !entitle_article(body, &title)
    {
        begin_paragraph(body);
        body.push(&title);
    }
    let preview = || article.text("preview_text").map(|text| Rich::plain(&text));
    let words = words.filter(|words| !words.is_blank()).or_else(preview);
    if let Some(words) = words.filter(|words| !words.is_blank()) {
        begin_paragraph(body);
        body.append(words);
    }
}
