//! A page of Hacker News: a discussion, or a list of stories.
//!
//! ```text
//! tr.athing#ID            .titleline a; the row behind it: .score, a.hnuser, .age[title]; div.toptext
//! tr.athing.comtr#ID      td.ind[indent], a.hnuser, .age[title], .commtext
//! ```
//!
//! Comments are rows of one table; how deep one stands, the width of its indentation tells, 40 a level.

use url::Url;

use super::page::{self, Page, Text, number};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Counts, Draft, Precision, Rich, Shape, State, ThreadBuilder, Time};

/// A page of Hacker News.
pub const FORMAT: Format = Format {
    id: "hackernews-page",
    title: "Saved page of Hacker News",
    how: "Open the discussion https://news.ycombinator.com/item?id=ID and save the page (Ctrl+S, 'HTML only' \
          suffices)",
    recognise: |input| page_format(input) == Some(Kind::HackerNews),
    read,
    package: None,
};

/// The width of one level of indentation, where it is an image.
const LEVEL: u64 = 40;

fn is_item(element: &Element) -> bool {
    element.name() == "tr" && element.has_class("athing")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("Hacker News"));
    let title = page::title(tree);
    builder.title(
        title.and_then(|title| Clean::some_line(title.strip_suffix(" | Hacker News").unwrap_or(&title))),
    );
    let mut page = Page::at(tree, "https://news.ycombinator.com/", |_: &Url, _: &Anchor| None::<Target>);
    let items: Vec<Element> = tree.elements().filter(is_item).collect();
    let last = tree.elements().last().map_or(0, |e| e.place() + 1);
    let ends = items.iter().skip(1).map(|next| next.place()).chain([last]);
    let mut rows = tree.elements().peekable();
    let mut root: Option<Clean> = None;
    // The comments above the one at hand, each with its depth.
    let mut above: Vec<(u64, Clean)> = Vec::new();
    let (mut stories, mut has_more) = (0, false);
    for (item, end) in items.iter().zip(ends) {
        while rows.next_if(|e| e.place() < item.place()).is_some() {}
        let mut own = Vec::new();
        while let Some(element) = rows.next_if(|e| e.place() < end) {
            has_more |= element.has_class("morelink");
            own.push(element);
        }
        let mut draft = read_item(*item, &own, &mut page);
        if item.has_class("comtr") {
            let depth = depth(&own);
            while above.pop_if(|(other, _)| *other >= depth).is_some() {}
            draft.reply_to = above.last().map(|(_, id)| id.clone()).or_else(|| root.clone());
            above.extend(draft.id.clone().map(|id| (depth, id)));
        } else {
            stories += 1;
            above.clear();
            root.clone_from(&draft.id);
        }
        builder.push(draft);
    }
    if stories != 1 {
        builder.shape(Shape::Collection);
    }
    if has_more && stories == 1 {
        builder.push(Draft { reply_to: root, state: Some(State::Omitted), ..Draft::default() });
    }
    finish(tree, builder)
}

/// One item from the elements of its row, and of those up to the next.
fn read_item(item: Element, own: &[Element], page: &mut Page) -> Draft {
    let class = |name: &str| own.iter().copied().find(|e| e.has_class(name));
    let id = item.attribute("id").and_then(Clean::some_line);
    let author = class("hnuser").map(Element::line);
    let leaves_out = |e: &Element| e.has_class("reply") || e.has_class("navs");
    let text = class("commtext").or_else(|| class("toptext"));
    let text = text.map(|text| page.text(text, &Text { leaves_out, ..Text::default() })).unwrap_or_default();
    let is_comment = item.has_class("comtr");
    let body = if is_comment { text } else { story(&class, text, page) };
    let gone = if is_comment && author.is_none() { class("comment").map(Element::line) } else { None };
    let state = gone.filter(|_| body.is_blank()).map(|notice| match notice.trim() {
        "[flagged]" | "[dead]" => State::Removed,
        _ => State::Deleted,
    });
    let is_count = |e: &&Element| e.name() == "a" && e.line().ends_with("comments");
    let comments = own.iter().rev().filter(|_| !is_comment).find(is_count);
    Draft {
        url: id.as_deref().map(|id| Clean::line(&format!("https://news.ycombinator.com/item?id={id}"))),
        id,
        author: Author { name: author.as_deref().and_then(Clean::some_line), ..Author::default() },
        created: class("age").and_then(|e| time(e.attribute("title")?)),
        body,
        counts: Counts {
            likes: class("score").and_then(|e| number(&e.line())),
            replies: comments.and_then(|e| number(&e.line())),
            ..Counts::default()
        },
        state,
        ..Draft::default()
    }
}

/// A story is a title, an address and a text, as from its API.
fn story<'t>(class: &dyn Fn(&str) -> Option<Element<'t>>, text: Rich, page: &Page) -> Rich {
    let line = class("titleline").and_then(|e| e.children().find(|e| e.name() == "a"));
    let Some(title) = line.or_else(|| class("storylink")) else { return text };
    let mut body = Rich::plain(&title.line());
    let url = title.attribute("href").and_then(|href| page.address(href));
    let is_elsewhere = |url: &Url| url.host_str() != Some("news.ycombinator.com");
    if let Some(url) = url.filter(|url| title.is_ended() && is_elsewhere(url)) {
        body.push("\n\n");
        body.push_link(url.as_str(), page::link(url.as_str()));
    }
    if !text.is_blank() {
        body.push("\n\n");
        body.append(text);
    }
    body
}

fn depth(own: &[Element]) -> u64 {
    let Some(cell) = own.iter().find(|e| e.has_class("ind")) else { return 0 };
    if let Some(indent) = cell.attribute("indent").and_then(number) {
        return indent;
    }
    let image = cell.within(|_| false).find(|e| e.name() == "img");
    image.and_then(|e| number(e.attribute("width")?)).unwrap_or(0) / LEVEL
}

/// `2025-04-08T12:36:53 1744115813`; without the seconds until 2024.
fn time(title: &str) -> Option<Time> {
    let mut words = title.split_whitespace();
    let date = words.next()?;
    let seconds = words.next().and_then(|seconds| seconds.parse::<i64>().ok()?.checked_mul(1000));
    let exact = seconds.and_then(|millis| Time::from_millis(millis, Precision::Second));
    exact.or_else(|| Time::parse(&format!("{date}Z"))).or_else(|| Time::parse(date))
}
