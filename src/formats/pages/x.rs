//! A page of x.com as a browser saved it: a post with its replies, a profile, a list.
//!
//! ```text
//! div[data-testid=cellInnerDiv]                    one row of the page: a post, a notice, "Show replies"
//!   article[data-testid=tweet]
//!     [data-testid=User-Name]                      name, @handle, a[href=/h/status/ID] > time[datetime]
//!     [data-testid=tweetText][lang]                lines count; img[alt] is an emoji
//!     div[role=link] > [data-testid=User-Name] …   the quoted post
//!     div[role=group][aria-label]                  29 replies, 3 reposts, 100 likes, …
//! ```
//!
//! Classes are random there, so only what X keeps for its own tests is relied upon. The page holds the posts near the
//! place that was on the screen, and no more; and nothing says who answers whom but the order.

use url::Url;

use super::answering::answer;
use super::below::{add_card, entitled};
use super::page::{self, Page, Text, named, number, status_of};
use super::tree::{Element, Tree};
use super::{Kind, finish, page_format};
use crate::formats::html::{Anchor, Target};
use crate::formats::text::snowflake_time;
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, DraftLink, Media, MediaKind, Rich, Shape, State, ThreadBuilder, Time,
};

/// A page of x.com.
pub const FORMAT: Format = Format {
    id: "x-page",
    title: "Saved page of X (Twitter)",
    how: "Open the thread on x.com, scroll until the posts you need are in sight and opened, and save the page \
          (Ctrl+S). X takes posts out of the page when they are scrolled away: save long threads in several files",
    recognise: |input| page_format(input) == Some(Kind::X),
    read,
    package: None,
};

/// As many frames of a post are looked into for the post that it quotes, and as many parts of a name for the handle.
const FRAMES: usize = 20;
const LEAVES: usize = 40;

fn test_id(element: Element<'_>) -> &str {
    element.attribute("data-testid").unwrap_or_default()
}

fn is_post(element: &Element) -> bool {
    element.name() == "article" && test_id(*element) == "tweet"
}

/// Whether an element frames the post that another quotes.
fn is_frame(element: &Element) -> bool {
    element.name() == "div" && element.is("role", "link")
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let html = super::html_of(input)?;
    let tree = &Tree::of(&html);
    builder.source().platform = Some(Clean::line("X"));
    builder.title(page::title(tree).and_then(|title| title_of(&title)));
    let mut page = Page::at(tree, "https://x.com/", links);
    let focal = page::address(tree).as_deref().and_then(status_of).map(|(_, id)| id.to_owned());
    let mut found = Vec::new();
    let mut is_main = None;
    let mut cells = Cells::default();
    for element in tree.elements() {
        if let Some(notice) = cells.pass(element) {
            found.push(notice);
        }
        if element.place() < cells.read || !is_post(&element) {
            continue;
        }
        cells.read = element.end();
        cells.has_post = true;
        let draft = Post { element, place: found.len() + 1 }.read(&mut page, builder);
        let is_focal = focal.is_some() && draft.id.as_deref() == focal.as_deref();
        if is_main.is_none() && (is_focal || (focal.is_none() && element.is("tabindex", "-1"))) {
            is_main = Some(found.len());
        }
        found.push(draft);
    }
    found.extend(cells.close());
    answer(&mut found, is_main);
    if is_main.is_none() {
        builder.shape(Shape::Collection);
    } else if !found.is_empty() {
        let message = "X keeps in a page only the posts near what was on the screen when it was saved: \
                       others of this thread may be missing";
        builder.warn("", message);
    }
    for draft in found {
        builder.push(draft);
    }
    finish(tree, builder)
}

/// `Name on X: "First words" / X` without the platform; `(4) ` are unread notices.
fn title_of(title: &str) -> Option<Clean> {
    let title = title.strip_suffix(" / X").or_else(|| title.strip_suffix(" / Twitter")).unwrap_or(title);
    let number = title.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let title = match number {
        Some((number, rest)) if number.bytes().all(|b| b.is_ascii_digit() || b == b'+') => rest,
        _ => title,
    };
    Clean::some_line(title).filter(|title| !matches!(&**title, "X" | "Twitter"))
}

/// The rows of the page between its posts.
#[derive(Default)]
struct Cells<'t> {
    open: Option<Element<'t>>,
    has_post: bool,
    /// The place before which all has been read.
    read: u32,
}

impl<'t> Cells<'t> {
    /// Passes an element by; gives the notice of the row that it ends.
    fn pass(&mut self, element: Element<'t>) -> Option<Draft> {
        let is_cell = test_id(element) == "cellInnerDiv" && element.place() >= self.read;
        let is_over = self.open.is_some_and(|open| element.place() >= open.end());
        if !is_cell && !is_over {
            return None;
        }
        let notice = self.close();
        self.open = is_cell.then_some(element);
        self.has_post = false;
        notice
    }

    /// The notice that the open row is, if it is one.
    fn close(&mut self) -> Option<Draft> {
        /// Longer rows are no notices.
        const LONGEST: usize = 20_000;
        let cell = self.open.take().filter(|_| !self.has_post)?;
        (cell.inner().len() <= LONGEST).then(|| notice(&cell.line()))?
    }
}

/// What stands for a post that is not there, by what X says in its place.
fn notice(text: &str) -> Option<Draft> {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let is_of_post = says(&["This Post", "This Tweet", "this Post", "this Tweet", "this post"]);
    let state = if text.len() < 120 && text.starts_with("Show") && says(&["replies", "Replies"]) {
        State::Omitted
    } else if !is_of_post {
        return None;
    } else if says(&["deleted"]) {
        State::Deleted
    } else if says(&["suspended"]) {
        State::Suspended
    } else if says(&["no longer exists", "unavailable"]) {
        State::Missing
    } else if says(&["limits who can view", "protected"]) {
        State::Private
    } else if says(&["blocked"]) {
        State::Blocked
    } else if says(&["withheld"]) {
        State::Withheld
    } else if says(&["violat", "unable to view"]) {
        State::Removed
    } else {
        return None;
    };
    Some(Draft { state: Some(state), ..Draft::default() })
}

/// Links to X's own pages name somebody or something.
fn links(url: &Url, anchor: &Anchor) -> Option<Target> {
    if let Some(name) = named(anchor).filter(|_| matches!(url.host_str(), Some("x.com" | "twitter.com"))) {
        return Some(name);
    }
    // X shortens every address; what stands for it in the page is whole, with parts that are not shown.
    let whole = anchor.shown.trim_end_matches('…');
    let is_short = url.host_str() == Some("t.co");
    let whole =
        Url::parse(whole).ok().filter(|whole| is_short && matches!(whole.scheme(), "http" | "https"))?;
    let shown = Some(Clean::line(anchor.href));
    Some(Target::Link(DraftLink { url: Clean::line(whole.as_str()), shown, title: None }))
}

/// One post of the page.
#[derive(Clone, Copy)]
struct Post<'t> {
    element: Element<'t>,
    /// Its number among the posts of the page, for warnings.
    place: usize,
}

impl<'t> Post<'t> {
    /// Its elements, without those of the post that it quotes.
    fn own(self) -> impl Iterator<Item = Element<'t>> {
        self.element.within(is_frame)
    }

    fn find(self, id: &str) -> Option<Element<'t>> {
        self.own().find(|e| test_id(*e) == id)
    }

    fn read(self, page: &mut Page, builder: &mut ThreadBuilder) -> Draft {
        let framed = self.element.within(|e| is_post(e) || test_id(*e) == "tweetText");
        let frame = framed
            .filter(is_frame)
            .take(FRAMES)
            .find(|f| f.within(|_| false).any(|e| test_id(e) == "User-Name"));
        let draft = self.draft(page, builder);
        let quote = frame.map(|element| Box::new(Post { element, ..self }.draft(page, builder)));
        let draft = Draft { quote, ..draft };
        match self.reposter() {
            Some(author) => {
                Draft { author, is_repost: true, quote: Some(Box::new(draft)), ..Draft::default() }
            }
            None => draft,
        }
    }

    fn draft(self, page: &mut Page, builder: &mut ThreadBuilder) -> Draft {
        let author = self.author();
        let (id, time) = self.id_and_time(author.handle.as_deref());
        let url = id.as_deref().map(|id| {
            let handle = author.handle.as_deref().unwrap_or("i");
            Clean::line(&format!("https://x.com/{handle}/status/{id}"))
        });
        let text = self.find("tweetText");
        if self.find("tweet-text-show-more-link").is_some() {
            let message = "its text ends at \"Show more\", which was not opened when the page was saved";
            builder.warn(&format!("post {}", self.place), message);
        }
        let body = self.body(page, text);
        Draft {
            created: time.or_else(|| id.as_deref().and_then(snowflake_time)),
            id: id.as_deref().and_then(Clean::some_line),
            url,
            author,
            body,
            media: self.media(page),
            counts: self.counts(),
            language: text.and_then(|e| e.attribute("lang")).and_then(Clean::some_line),
            ..Draft::default()
        }
    }

    /// Who passed the post on, where the page says so above it.
    fn reposter(self) -> Option<Author> {
        let context = self.find("socialContext")?;
        let line = context.line();
        let name = line.strip_suffix(" reposted").or_else(|| line.strip_suffix(" Retweeted"))?;
        let around = std::iter::once(context).chain(context.ancestors().take(3));
        let around = around.chain(context.within(|_| false));
        let href = around.filter(|e| e.name() == "a").find_map(|e| e.attribute("href"));
        let handle = href.and_then(|href| href.rsplit('/').next()).and_then(Clean::some_line);
        Some(Author { name: Clean::some_line(name), handle, id: None })
    }

    fn author(self) -> Author {
        let Some(names) = self.find("User-Name") else { return Author::default() };
        let leaves = names.within(|_| false).filter(|e| matches!(e.name(), "span" | "a")).take(LEAVES);
        let handle = leaves.map(Element::line).find_map(|line| {
            let handle = line.strip_prefix('@')?;
            handle.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then(|| handle.to_owned())
        });
        let name = names.within(|_| false).find(|e| e.is("dir", "ltr")).map(|e| {
            let html = e.inner_without(|e| e.name() == "svg");
            let name = crate::formats::html::read(&html, &mut crate::formats::html::LinksOnly);
            Clean::line(name.text())
        });
        let name = name.filter(|name| !name.is_empty() && !name.starts_with('@'));
        Author { name, handle: handle.as_deref().and_then(Clean::some_line), id: None }
    }

    fn id_and_time(self, handle: Option<&str>) -> (Option<String>, Option<Time>) {
        let time = self.own().find(|e| e.name() == "time");
        let at = time.and_then(|e| Time::parse(e.attribute("datetime")?));
        let above = time.into_iter().flat_map(|e| e.ancestors().take(2)).filter(|e| e.name() == "a");
        let others = self.own().filter(|e| e.name() == "a");
        let id = above.chain(others).find_map(|a| {
            let (of, id) = status_of(a.attribute("href")?)?;
            handle.is_none_or(|handle| handle.eq_ignore_ascii_case(of) || of == "i").then(|| id.to_owned())
        });
        (id, at)
    }

    fn body(self, page: &mut Page, text: Option<Element>) -> Rich {
        let card = self.find("card.wrapper").and_then(|card| card_of(card, page));
        let mut body = match (text, self.find("longformRichTextComponent")) {
            (Some(text), _) => {
                let style = Text {
                    keeps_lines: !is_reflowed(text.inner()),
                    is_one_flow: true,
                    leaves_out: |e| e.name() == "svg",
                    title: card.clone(),
                };
                page.text(text, &style)
            }
            (None, Some(article)) => {
                let title = self.find("twitter-article-title").map(Element::line).unwrap_or_default();
                let leaves_out = |e: &Element| matches!(e.name(), "button" | "svg" | "img" | "video");
                entitled(&title, page.text(article, &Text { leaves_out, ..Text::default() }))
            }
            (None, None) => Rich::default(),
        };
        if let Some((url, title)) = card {
            add_card(&mut body, &url, &title);
        }
        body
    }

    fn media(self, page: &Page) -> Vec<Media> {
        let mut found = Vec::new();
        let mut until = 0;
        for element in self.own() {
            let kind = match test_id(element) {
                "tweetPhoto" => MediaKind::Image,
                "videoPlayer" | "videoComponent" | "previewInterstitial" => MediaKind::Video,
                _ => continue,
            };
            let is_preview = element.ancestors().take(6).any(|e| test_id(e) == "card.wrapper");
            if element.place() < until || is_preview {
                continue;
            }
            until = element.end();
            let mut inner = element.within(|_| false);
            let medium = match inner.find(|e| matches!(e.name(), "img" | "video")) {
                Some(video) if video.name() == "video" => {
                    let source = video.within(|_| false).find(|e| e.name() == "source");
                    let sources = [
                        video.attribute("src"),
                        source.and_then(|e| e.attribute("src")),
                        video.attribute("poster"),
                    ];
                    let src = sources.into_iter().flatten().find(|src| !src.starts_with("blob:"));
                    page.media(
                        MediaKind::Video,
                        src,
                        video.attribute("aria-label").filter(|l| *l != "Embedded video"),
                    )
                }
                Some(img) => {
                    let alt = img.attribute("alt").filter(|alt| !matches!(*alt, "Image" | "Embedded video"));
                    page.media(kind, img.attribute("src"), alt)
                }
                None => continue,
            };
            found.push(medium);
        }
        found
    }

    fn counts(self) -> Counts {
        let label = |id: &str| {
            let button = self.find(id)?;
            button.attribute("aria-label").and_then(number).or_else(|| number(&button.line()))
        };
        let group = self.own().find(|e| e.is("role", "group") && e.attribute("aria-label").is_some());
        let all = group.and_then(|e| e.attribute("aria-label")).unwrap_or_default();
        let of = |words: &[&str]| {
            let mut parts = all.split(", ");
            parts.find(|part| words.iter().any(|word| part.ends_with(word))).and_then(number)
        };
        let analytics = || {
            let mut own = self.own();
            let link = own.find(|e| e.attribute("href").is_some_and(|href| href.ends_with("/analytics")))?;
            link.attribute("aria-label").and_then(number)
        };
        Counts {
            likes: of(&["like", "likes"]).or_else(|| label("like")).or_else(|| label("unlike")),
            reposts: of(&["repost", "reposts"]).or_else(|| label("retweet")).or_else(|| label("unretweet")),
            replies: of(&["reply", "replies"]).or_else(|| label("reply")),
            quotes: None,
            views: of(&["view", "views"]).or_else(analytics),
        }
    }
}

/// The address and the title of a card below a post.
fn card_of(card: Element, page: &Page) -> Option<(String, Clean)> {
    let anchor = card.within(|_| false).find(|e| e.name() == "a" && e.attribute("href").is_some())?;
    let url = page.address(anchor.attribute("href")?)?;
    // "ai.example Title of the page": the host, then the title.
    let label = anchor.attribute("aria-label").map_or_else(|| anchor.line(), str::to_owned);
    let title = match label.split_once(' ') {
        Some((host, title)) if host.contains('.') => title,
        _ => &label,
    };
    Some((url.to_string(), Clean::line(title)))
}

/// Whether a formatter has broken the lines of a page: then line ends say nothing.
fn is_reflowed(html: &str) -> bool {
    html.contains("\n          ")
}
