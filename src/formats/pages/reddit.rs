//! A page of Reddit: a post with its comments, or a list of posts; of old.reddit.com and of the site of today.
//!
//! ```text
//! .thing.link[data-fullname=t3_…] > .entry > .title, .tagline, .usertext-body > .md       old
//! .thing.comment > .entry, .child > .sitetable > .thing.comment …                         answers stand within
//! .thing.morechildren, .thing.morerecursion                                               comments left out
//! shreddit-post[id][post-title], shreddit-comment[thingid][parentid]                      today
//! ```
//!
//! Comments nest as deep as people quarrel, so who answers whom is kept on a stack of the comments that are open.

use url::Url;

use super::below::entitled;
use super::page::{self, Page, Text, number};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, EntityKind, Rich, Shape, State, ThreadBuilder, Time};

/// A page of Reddit.
pub const FORMAT: Format = Format {
    id: "reddit-page",
    title: "Saved page of Reddit",
    how: "Open the discussion on old.reddit.com (the same address with 'old' instead of 'www'), open what is \
          folded, and save the page (Ctrl+S)",
    recognise: |input| page_format(input) == Some(Kind::Reddit),
    read,
    package: None,
};

fn is_thing(element: &Element) -> bool {
    element.has_class("thing") || matches!(element.name(), "shreddit-post" | "shreddit-comment")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("Reddit"));
    builder.title(page::title(tree));
    let mut page = Page::at(tree, "https://www.reddit.com/", links);
    let mut posts = 0;
    let mut has_comments = false;
    let mut root: Option<Clean> = None;
    // The comments around the place at hand, each with where it ends.
    let mut open: Vec<(u32, Option<Clean>)> = Vec::new();
    for element in tree.elements().filter(is_thing) {
        while open.pop_if(|(end, _)| element.place() >= *end).is_some() {}
        let above = open.last().and_then(|(_, id)| id.clone());
        let mut draft = thing(element, &mut page);
        if is_post(element) {
            posts += 1;
            root = root.or_else(|| draft.id.clone());
        } else {
            has_comments = true;
            draft.reply_to = above.or(draft.reply_to).or_else(|| root.clone());
            open.push((element.end(), draft.id.clone()));
        }
        builder.push(draft);
    }
    if posts > 1 || (posts == 0 && has_comments && root.is_none()) {
        builder.shape(Shape::Collection);
    }
    finish(tree, builder)
}

fn is_post(element: Element) -> bool {
    element.has_class("link") || element.name() == "shreddit-post" || element.is("data-type", "link")
}

fn own(thing: Element<'_>) -> impl Iterator<Item = Element<'_>> {
    thing.within(is_thing)
}

fn thing(element: Element, page: &mut Page) -> Draft {
    let id = id(element);
    let is_more = element.has_class("morechildren") || element.has_class("morerecursion");
    if is_more || element.is("data-type", "morechildren") {
        let line = own(element).find(|e| e.has_class("entry")).map(Element::line).unwrap_or_default();
        let count = line.split(['(', ' ']).find_map(number).unwrap_or(0);
        return Draft { state: Some(State::Omitted), omitted: count, ..Draft::default() };
    }
    let author = own(element).find(|e| e.has_class("author")).map(Element::line);
    let author = author.or_else(|| {
        element.attribute("author").or_else(|| element.attribute("data-author")).map(str::to_owned)
    });
    let author = author.filter(|name| !matches!(&**name, "[deleted]" | "[removed]" | ""));
    let permalink = element.attribute("data-permalink").or_else(|| element.attribute("permalink"));
    let permalink = permalink.or_else(|| own(element).find(|e| e.has_class("bylink"))?.attribute("href"));
    let time = own(element).find(|e| matches!(e.name(), "time" | "faceplate-timeago"));
    let time = time.and_then(|e| e.attribute("datetime").or_else(|| e.attribute("ts")));
    let time =
        time.or_else(|| element.attribute("created-timestamp").or_else(|| element.attribute("created")));
    let body = body(element, page);
    let state = state(author.is_some(), body.text());
    Draft {
        state,
        url: permalink.and_then(|href| page.address(href)).and_then(|url| Clean::some_line(url.as_str())),
        id,
        author: Author { name: author.as_deref().and_then(Clean::some_line), ..Author::default() },
        created: time.and_then(time_of),
        reply_to: element
            .attribute("parentid")
            .or_else(|| element.attribute("postid"))
            .and_then(Clean::some_line),
        // What stands in its place is told by its state.
        body: if state.is_some() { Rich::default() } else { body },
        counts: counts(element),
        ..Draft::default()
    }
}

/// `2025-01-15T10:30:00Z`, also `2025-01-15T10:30:00.000000+0000`.
fn time_of(text: &str) -> Option<Time> {
    Time::parse(text).or_else(|| Time::parse(&format!("{}Z", text.strip_suffix("+0000")?)))
}

fn state(has_author: bool, body: &str) -> Option<State> {
    // Of a page that was cut, the beginning of the next tag may stand behind it.
    match body.trim_end_matches(['<', '/']).trim() {
        "[removed]" | "[ Removed by Reddit ]" | "[removed by moderator]" | "Comment removed by moderator" => {
            Some(State::Removed)
        }
        "[deleted]" | "Comment deleted by user" => Some(State::Deleted),
        "" if !has_author => Some(State::Deleted),
        _ => None,
    }
}

/// The full name of a thing, `t1_…` or `t3_…`.
fn id(element: Element) -> Option<Clean> {
    let said = ["data-fullname", "thingid"].iter().find_map(|name| element.attribute(name));
    let classes = element.attribute("class").unwrap_or_default();
    let of_class = || classes.split_ascii_whitespace().find_map(|class| class.strip_prefix("id-"));
    let own_id =
        || element.attribute("id").map(|id| id.trim_start_matches("thing_")).filter(|id| id.starts_with('t'));
    if let Some(id) = said.or_else(of_class).or_else(own_id) {
        return Clean::some_line(id);
    }
    let mut parts =
        element.attribute("data-permalink")?.split('/').skip_while(|part| *part != "comments").skip(1);
    let post = parts.next()?;
    match parts.nth(1).filter(|comment| !comment.is_empty()) {
        Some(comment) => Clean::some_line(&format!("t1_{comment}")),
        None => Clean::some_line(&format!("t3_{post}")),
    }
}

fn body(element: Element, page: &mut Page) -> Rich {
    let is_text = |e: &Element| {
        let slot = e.attribute("slot");
        e.has_class("md") || slot == Some("comment") || slot == Some("text-body")
    };
    let text = own(element).find(is_text);
    let leaves_out = |e: &Element| matches!(e.name(), "button" | "svg" | "script" | "style");
    if !is_post(element) {
        return text.map(|text| page.text(text, &Text { leaves_out, ..Text::default() })).unwrap_or_default();
    }
    let link = own(element).find(|e| e.name() == "a" && e.has_class("title"));
    let title = element.attribute("post-title").map(str::to_owned).or_else(|| link.map(Element::line));
    let mut body = entitled(&title.unwrap_or_default(), Rich::default());
    let target = element.attribute("content-href").or_else(|| element.attribute("data-url"));
    let target = target.or_else(|| link?.attribute("href")).and_then(|href| page.address(href));
    // A post of words leads to itself.
    let is_whole = link.is_none_or(Element::is_ended);
    if let Some(target) = target.filter(|url| is_whole && !url.path().contains("/comments/")) {
        body.push("\n\n");
        body.push_link(target.as_str(), page::link(target.as_str()));
    }
    let text = text.map(|text| page.text(text, &Text { leaves_out, ..Text::default() })).unwrap_or_default();
    if !text.is_blank() {
        body.push("\n\n");
        body.append(text);
    }
    body
}

fn counts(element: Element) -> Counts {
    let unvoted = own(element).find(|e| e.has_class("score") && e.has_class("unvoted"));
    let shown = unvoted.or_else(|| own(element).find(|e| e.has_class("score")));
    let shown = shown.and_then(|e| e.attribute("title").map_or_else(|| number(&e.line()), number));
    let said = |names: &[&str]| names.iter().find_map(|name| number(element.attribute(name)?));
    let comments = own(element).find(|e| e.name() == "a" && e.has_class("comments"));
    Counts {
        likes: said(&["score", "data-score"]).or(shown),
        replies: said(&["comment-count", "data-comments-count"]).or_else(|| number(&comments?.line())),
        ..Counts::default()
    }
}

fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    let is_user = url.path().starts_with("/u/") || url.path().starts_with("/user/");
    let name = anchor.shown.strip_prefix("/u/").or_else(|| anchor.shown.strip_prefix("u/"))?;
    is_user.then(|| Target::Mention(EntityKind::Handle, Clean::some_line(&format!("u/{name}"))))
}
