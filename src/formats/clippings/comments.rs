//! A post with the comments on it as quotes within quotes, as Obsidian Web Clipper keeps Reddit, Hacker News or Mastodon.
//!
//! ```text
//! The post.
//!
//! ---
//!
//! ## Comments
//!
//! > **tam** · [2024-03-14](https://reddit.com/r/nets/comments/1a/nets/c1/) · 42 points
//! >
//! > A comment.
//! >
//! > > **Ana @ana@vellmark.example** · [2024-03-14](https://vellmark.example/@ana/17)
//! > >
//! > > Its answer; `> > > words` below it are words that it quotes.
//! ```
//!
//! The number of `>` is the depth. They nest as deep as people quarrel, so the way down is kept in a list of its own. Source:
//! github.com/kepano/defuddle, and files that people keep.

use memchr::memmem;

use super::front::Front;
use super::posts::{day, is_cut_byline, unescaped};
use super::words;
use crate::formats::text::addresses::{self, Address};
use crate::formats::text::blocks::Rule;
use crate::model::{Author, Clean, Counts, Draft, Precision, Rich, State, ThreadBuilder, Time, address};

/// The heading above the comments.
const HEADING: &str = "## Comments";

/// Whether `head`, the beginning of a file, has comments in it.
pub(super) fn is_one(head: &str) -> bool {
    start(head).is_some_and(|at| {
        let first = head[at..].lines().find(|line| !line.trim().is_empty());
        first.is_some_and(|line| opening(line).1.starts_with("**"))
    })
}

/// Where the comments begin: below the last heading of theirs, since the post may have one as well.
fn start(text: &str) -> Option<usize> {
    // Looked for forwards first, which is done many bytes at a time: hardly any text has it.
    memmem::find(text.as_bytes(), HEADING.as_bytes())?;
    let is_line = |at: &usize| {
        (*at == 0 || text[..*at].ends_with('\n'))
            && text[at + HEADING.len()..].trim_start_matches(' ').starts_with(['\n', '\r'])
    };
    text.rmatch_indices(HEADING).map(|(at, _)| at).find(is_line).map(|at| at + HEADING.len())
}

/// How many `>` open a line, and what stands behind them.
fn opening(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth += 1;
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    (depth, rest)
}

/// What is left of a line without its first `depth` signs.
fn without(line: &str, depth: usize) -> &str {
    (0..depth).fold(line, |line, _| {
        let inner = line.strip_prefix('>').unwrap_or(line);
        inner.strip_prefix(' ').unwrap_or(inner)
    })
}

/// Reads `text`, with its front matter.
pub(super) fn read(text: &str, builder: &mut ThreadBuilder) {
    let front = Front::read(text);
    let body = &text[front.end..];
    let below = start(body).unwrap_or(body.len());
    let site = Site::of(&front);
    builder.title(front.title());
    builder.source().platform = site.platform.map(Clean::line);
    let root = push_root(body[..below].trim_end_matches(HEADING).trim(), &front, &site, builder);
    let line = text[..front.end + below].matches('\n').count();
    let mut comments = Comments { builder, site, open: None, above: Vec::new(), root, is_lazy: false };
    let mut above = 0;
    let mut lines = body[below..].lines().enumerate().peekable();
    while let Some((i, words)) = lines.next() {
        let (depth, inner) = opening(words);
        let opens = depth > std::mem::replace(&mut above, depth);
        if lines.peek().is_none() && opens && byline(inner).is_none() && is_cut_byline(inner, " ·") {
            comments.take_author(depth, inner);
            break;
        }
        if !comments.take(words) {
            let at = format!("line {}", line + i + 1);
            comments.builder.warn(&at, "what stands below the comments was left out");
            break;
        }
    }
    comments.close();
}

/// What the place of a discussion says of it.
struct Site {
    platform: Option<&'static str>,
    source: Option<String>,
}

impl Site {
    fn of(front: &Front) -> Self {
        let source = front.source().map(str::to_owned);
        let host = source.as_deref().and_then(address::host).unwrap_or_default();
        let name = front.get(&["site", "domain"]).unwrap_or_default();
        let is = |host_end: &str, site: &str| {
            host == host_end || host.ends_with(&format!(".{host_end}")) || name == site
        };
        let platform = if is("reddit.com", "Reddit") || name.starts_with("r/") {
            Some("Reddit")
        } else if is("news.ycombinator.com", "Hacker News") {
            Some("Hacker News")
        } else if is("lobste.rs", "Lobsters") {
            Some("Lobsters")
        } else {
            source.as_deref().and_then(Address::parse).map(|address| address.platform)
        };
        Self { platform, source }
    }
}

/// The id in the address of a comment: `item?id=17`, `/comments/1a/nets/c1/`, `/@ana/17`.
fn id_of(url: &str) -> Option<Clean> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let query = path.split_once("?id=").map(|(_, id)| id.split(['&', '#']).next().unwrap_or(id));
    let path = path.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next().filter(|last| !last.is_empty());
    Clean::some_line(query.or(last)?)
}

/// Hands the post itself over, if there is one; its id, for those who answer it.
fn push_root(text: &str, front: &Front, site: &Site, builder: &mut ThreadBuilder) -> Option<Clean> {
    let end = text.rfind('\n').map_or(0, |at| at + 1);
    let text = if Rule::of(&text[end..]).is_some() { text[..end].trim() } else { text };
    let title = front.title();
    let url = site.source.as_deref().and_then(Clean::some_line);
    if text.is_empty() && title.is_none() && url.is_none() {
        return None;
    }
    let (mut body, media) = words::marked_up(text);
    if body.is_blank() && media.is_empty() {
        body.push(title.as_deref().or(url.as_deref()).unwrap_or_default());
    }
    let address = site.source.as_deref().and_then(Address::parse);
    let id = match &address {
        Some(address) => Some(address.id.clone()),
        None => site.source.as_deref().and_then(|url| post_id(url).or_else(|| id_of(url))),
    };
    let id = id.or_else(|| Clean::some_line("post"));
    let mut author = front.author();
    author.handle = author.handle.take().or_else(|| address.as_ref()?.handle.clone());
    builder.push(Draft {
        id: id.clone(),
        url,
        author,
        created: front.published().map(|day| moment(day, address.as_ref())),
        body,
        media,
        ..Draft::default()
    });
    id
}

/// Reddit's id of a post stands in the middle: `/r/nets/comments/1a/nets/`.
fn post_id(url: &str) -> Option<Clean> {
    let (_, rest) = url.split_once("/comments/")?;
    Clean::some_line(rest.split(['/', '?', '#']).next()?)
}

struct Comments<'b, 't> {
    builder: &'b mut ThreadBuilder,
    site: Site,
    open: Option<Open<'t>>,
    /// The ids of the comments above the open one, from the outermost; `None` below a comment that has none.
    above: Vec<Option<Clean>>,
    root: Option<Clean>,
    /// Whether the last line had words, so that the next may go on with it without a sign.
    is_lazy: bool,
}

struct Open<'t> {
    depth: usize,
    draft: Draft,
    lines: Vec<&'t str>,
}

impl<'t> Comments<'_, 't> {
    /// Takes a line in; whether it belongs to the comments.
    fn take(&mut self, line: &'t str) -> bool {
        let (depth, words) = opening(line);
        let known = self.open.as_ref().map_or(0, |open| open.depth);
        if depth > 0
            && depth <= known + 1
            && let Some(draft) = byline(words)
        {
            self.close();
            self.begin(depth, draft);
            return true;
        }
        let is_blank = words.trim().is_empty();
        let Some(open) = &mut self.open else { return is_blank };
        let belongs = depth >= open.depth || is_blank || self.is_lazy || depth > 0;
        if belongs {
            open.lines.push(without(line, depth.min(open.depth)));
            self.is_lazy = !is_blank;
        }
        belongs
    }

    /// Takes in what a file that was cut off has of its last comment, if that is a whole name.
    fn take_author(&mut self, depth: usize, words: &str) {
        let name = words.strip_prefix("**").and_then(|rest| rest.split_once("**"));
        let known = self.open.as_ref().map_or(0, |open| open.depth);
        if let Some((name, _)) = name.filter(|_| depth <= known + 1) {
            self.close();
            self.begin(depth, Draft { author: author(&unescaped(name)), ..Draft::default() });
        }
    }

    fn begin(&mut self, depth: usize, mut draft: Draft) {
        self.above.truncate(depth - 1);
        let parent = self.above.last().cloned().unwrap_or_else(|| self.root.clone());
        draft.reply_to = parent;
        let number = self.builder.len() + 1;
        let id = draft.id.take().or_else(|| Clean::some_line(&format!("comment {number}")));
        draft.id.clone_from(&id);
        self.above.push(id);
        self.is_lazy = false;
        self.open = Some(Open { depth, draft, lines: Vec::new() });
    }

    fn close(&mut self) {
        let Some(Open { mut draft, lines, .. }) = self.open.take() else { return };
        (draft.body, draft.media) = words::marked_up(lines.join("\n").trim());
        draft.state = match draft.body.text() {
            "[deleted]" => Some(State::Deleted),
            "[removed]" => Some(State::Removed),
            _ => None,
        };
        if draft.state.is_some() {
            draft.body = Rich::default();
        }
        if self.site.platform.is_none() {
            let platform = draft.url.as_deref().and_then(Address::parse).map(|address| address.platform);
            self.site.platform = platform;
            self.builder.source().platform = platform.map(Clean::line);
        }
        self.builder.push(draft);
    }
}

/// `**tam** · [2024-03-14](url) · 42 points`, in either order of date and points.
fn byline(line: &str) -> Option<Draft> {
    let (who, rest) = line.trim().strip_prefix("**")?.split_once("**")?;
    let rest = rest.trim_start();
    if !(rest.is_empty() || rest.starts_with('·')) {
        return None;
    }
    let mut draft = Draft { author: author(&unescaped(who)), ..Draft::default() };
    let mut is_told = false;
    for field in rest.split('·').map(str::trim).filter(|field| !field.is_empty()) {
        let (shown, url) = match field.strip_prefix('[').and_then(|link| link.split_once("](")) {
            Some((shown, url)) => (shown, url.strip_suffix(')')),
            None => (field, None),
        };
        if let Some(url) = url.filter(|url| addresses::is_web(url)) {
            draft.url = Clean::some_line(url);
            draft.id = id_of(url);
        }
        let points = shown.strip_suffix(" points").or_else(|| shown.strip_suffix(" point"));
        if let Some(points) = points.and_then(|points| points.parse::<i64>().ok()) {
            // Fewer than none are not told.
            draft.counts = Counts { likes: u64::try_from(points).ok(), ..Counts::default() };
        } else {
            draft.created = day(shown).or(draft.created);
        }
        is_told = true;
    }
    let address = draft.url.as_deref().and_then(Address::parse);
    if let Some(handle) = address.as_ref().and_then(|address| address.handle.as_ref())
        && draft.author.handle.as_ref().is_some_and(|own| handle.starts_with(&format!("{own}@")))
    {
        // Accounts of the instance itself are named without it.
        draft.author.handle = Some(handle.clone());
    }
    draft.created = draft.created.map(|day| moment(day, address.as_ref()));
    is_told.then_some(draft)
}

/// Name and handle of `Tam @tam@vellmark.example`; a name alone is what it is.
fn author(who: &str) -> Author {
    match who.rsplit_once(" @") {
        Some((name, handle)) if !handle.contains(' ') => {
            Author { name: Clean::some_line(name), handle: Clean::some_line(handle), id: None }
        }
        // Reddit names nobody whose account is gone.
        _ if who == "[deleted]" => Author::default(),
        _ => super::front::author_of(who),
    }
}

/// The moment in an id of X or Mastodon, where it falls on the day that is told.
fn moment(day: Time, address: Option<&Address>) -> Time {
    if day.has_time_of_day() {
        return day;
    }
    let in_id = address.and_then(|address| match address.platform {
        "X" | "Bluesky" => address.created,
        "Mastodon" => {
            let millis = address.id.parse::<u64>().ok()? >> 16;
            Time::from_millis(i64::try_from(millis).ok()?, Precision::Second)
        }
        _ => None,
    });
    in_id.filter(|moment| moment.is_same_day(day)).unwrap_or(day)
}
