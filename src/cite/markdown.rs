//! Threads as Markdown in which the words of strangers stay words.
//!
//! ```markdown
//! **Dana Reyes** ([@danareyes](<https://x.com/danareyes>)) · [14 Mar 2024 09:26 UTC](<https://x.com/…/17>) · 1/7
//!
//! \#filings Nobody reported it. …
//!
//! > **Bo** · 2/7
//! > …
//! ```
//!
//! Any reader of `CommonMark` shows exactly the text of a post: nothing in it becomes HTML, an image, a heading or a link of
//! its own. What only some readers obey is escaped as well: tables, mathematics, tags, templates, comments.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::ops::Range;

use super::{emphasis, wording};
use crate::index::{Rank, Tree};
use crate::model::{Author, Post, PostIx, Style, Thread, Unit};

/// Replies nest this deep; deeper ones stand at this depth and name the post they answer.
const DEEPEST: u32 = 5;

/// Writes posts in the given order under the title, replies as quotes within quotes.
pub fn write_markdown(out: &mut dyn Write, thread: &Thread, tree: &Tree, order: &[PostIx]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    out.write_all(head(thread, order).as_bytes())?;
    let ranks = order.iter().map(|ix| tree.rank(*ix));
    let least = ranks.clone().map(|rank| tree.depth(rank)).min().unwrap_or(0);
    let mut above = 0;
    for rank in ranks {
        let depth = tree.depth(rank) - least;
        let level = depth.min(DEEPEST);
        let answered = tree.parent(rank).filter(|_| depth > DEEPEST);
        let text =
            joined([heading(thread, tree, rank, answered), content(thread.post(tree.post(rank)))], "\n\n");
        // The quote that both posts stand in goes on between them.
        writeln!(out, "{}", nested("", above.min(level)))?;
        writeln!(out, "{}", nested(&text, level))?;
        above = level;
    }
    out.flush()
}

/// Title, and a line on what the posts are and where they come from.
fn head(thread: &Thread, order: &[PostIx]) -> String {
    let title = thread.title.as_ref().map(|title| format!("# {}", escaped(title)));
    let facts = [Some(wording::summary(thread, order)), wording::origin(&thread.source)];
    let source = facts.into_iter().flatten().map(|fact| escaped(&fact)).collect::<Vec<_>>().join("\\\n");
    joined([title.unwrap_or_default(), source], "\n\n") + "\n"
}

/// Who, when, in answer to which, and which: the first line of a post.
fn heading(thread: &Thread, tree: &Tree, rank: Rank, answered: Option<Rank>) -> String {
    let post = thread.post(tree.post(rank));
    let number = match thread.unit {
        Unit::Paragraph => None,
        Unit::Post => Some(format!("{}/{}", rank.number(), thread.len())),
    };
    let facts = [
        by_line(post),
        dated(post),
        answered.map(|parent| format!("in reply to {}", parent.number())),
        number,
    ];
    joined(facts.map(Option::unwrap_or_default), " · ")
}

/// `**Name** ([@handle](<profile>))`, as far as known.
fn by_line(post: Post) -> Option<String> {
    let author = post.author();
    let handle = author.handle.as_ref().map(|handle| {
        let shown = format!("@{handle}");
        profile(author, post.url()).map_or_else(|| escaped(&shown), |url| link(&shown, &url))
    });
    let name = author.name.as_ref().map(|name| format!("**{}**", escaped(name)));
    match (name, handle) {
        (Some(name), Some(handle)) => Some(format!("{name} ({handle})")),
        (name, handle) => name.or(handle),
    }
}

/// The time with a link to the post; either alone where the other is not known.
fn dated(post: Post) -> Option<String> {
    let time = post.created().map(wording::moment);
    match (time, post.url()) {
        (Some(time), Some(url)) if is_web(url) => Some(link(&time, url)),
        (Some(time), Some(url)) => Some(format!("{} · {}", escaped(&time), escaped(url))),
        (Some(time), None) => Some(escaped(&time)),
        (None, Some(url)) if is_web(url) => Some(link(url, url)),
        (None, url) => url.map(escaped),
    }
}

/// The address of an account, where that of a post begins with it: `https://x.com/name` of `https://x.com/name/status/1`,
/// `https://example.social/@name`, `https://bsky.app/profile/name`.
pub(super) fn profile(author: &Author, post_url: Option<&str>) -> Option<String> {
    let url = post_url.filter(|url| is_web(url))?;
    let handle = author.handle.as_deref()?;
    let host = url.find("://")? + 3;
    let mut end = host + url[host..].find('/')?;
    // An account of one instance may be shown by another, where its short name is somebody else's.
    let local = handle.split_once('@').filter(|(_, home)| *home == &url[host..end]).map(|(name, _)| name);
    for step in url[end + 1..].split('/').take(2) {
        end += 1 + step.len();
        let name = step.strip_prefix('@').unwrap_or(step);
        if name.eq_ignore_ascii_case(handle) || Some(name) == local {
            return url[end..].starts_with('/').then(|| url[..end].to_owned());
        }
        if step != "profile" {
            return None;
        }
    }
    None
}

/// What there is to read of a post. It recurses into quotes, of which the model keeps eight at most.
fn content(post: Post) -> String {
    let warning =
        post.content_warning().map(|w| escaped(&format!("[Content warning: {}]", wording::one_line(w))));
    let absence = wording::absence(post).map(|words| escaped(&format!("[{words}]")));
    let media: Vec<_> = post.media().iter().map(|m| escaped(&format!("[{}]", wording::medium(m)))).collect();
    let quote = post.quote().map(|quote| {
        let heading = joined([by_line(quote), dated(quote)].map(Option::unwrap_or_default), " · ");
        nested(&joined([heading, content(quote)], "\n\n"), 1)
    });
    let blocks = [
        warning.unwrap_or_default(),
        absence.unwrap_or_default(),
        body(post),
        media.join("\\\n"),
        quote.unwrap_or_default(),
    ];
    joined(blocks, "\n\n")
}

/// The words of a post, line ends kept, links live where they lead to the web, quotes and emphasis as they are set.
fn body(post: Post) -> String {
    let base = post.body_range().start;
    let own = |range: Range<u32>| (range.start - base) as usize..(range.end - base) as usize;
    let links = post.links().filter(|link| is_web(link.url));
    let links = links.map(|link| (own(link.range), Whole::Link(link.url))).collect();
    let styles: Vec<_> = post.styles().map(|styled| (own(styled.range), styled.style)).collect();
    let mut words = Words::new(post.body(), links, styles, true);
    let stretches = post.lines_by_quotes(post.body_range()).into_iter();
    let stretches = stretches.map(|(lines, depth)| nested(&words.lines(own(lines)), depth as u32));
    stretches.filter(|lines| !lines.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// The words of a post with what is still to come of their links, code and signs.
pub(super) struct Words<'t> {
    text: &'t str,
    /// In order of where they begin, and apart.
    wholes: VecDeque<(Range<usize>, Whole<'t>)>,
    signs: VecDeque<emphasis::Sign>,
    /// Whether a dollar sign may open a formula; one that is alone cannot.
    has_mathematics: bool,
}

/// What a stretch of words becomes as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole<'t> {
    /// A link to an address of the web.
    Link(&'t str),
    /// Code within a line.
    Code,
    /// A link to the reader's own note of this name.
    Note(&'t str),
}

impl Whole<'_> {
    fn written(self, reads: &str) -> String {
        match self {
            Self::Link(url) => link(reads, url),
            Self::Code => code(reads),
            Self::Note(name) if name == reads => format!("[[{name}]]"),
            Self::Note(name) => format!("[[{name}|{reads}]]"),
        }
    }
}

/// Code within a line, behind more backticks than it has in a row (CommonMark 0.31, section 6.1).
fn code(reads: &str) -> String {
    let longest = reads.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One blank at either end is taken away again where there are two.
    let needs_blank = reads.starts_with(['`', ' ']) || reads.ends_with(['`', ' ']);
    let blank = if needs_blank { " " } else { "" };
    format!("{fence}{blank}{reads}{blank}{fence}")
}

impl<'t> Words<'t> {
    /// The words of a text; what stands behind others in `wholes`, or comes last of all as code does, gives way to them.
    pub(super) fn new(
        text: &'t str,
        mut wholes: Vec<(Range<usize>, Whole<'t>)>,
        styles: Vec<(Range<usize>, Style)>,
        has_mathematics: bool,
    ) -> Self {
        for (range, _) in styles.iter().filter(|(_, style)| *style == Style::Code) {
            wholes.extend(lines_of_words(text, range.clone()).map(|line| (line, Whole::Code)));
        }
        wholes.sort_by_key(|(range, whole)| (range.start, *whole == Whole::Code));
        let mut end = 0;
        wholes.retain(|(range, _)| {
            let is_apart = range.start >= end;
            end = if is_apart { range.end } else { end };
            is_apart
        });
        let ranges: Vec<_> = wholes.iter().map(|(range, _)| range.clone()).collect();
        let signs = emphasis::signs(text, styles.into_iter(), &ranges);
        Self { text, wholes: wholes.into(), signs, has_mathematics }
    }

    /// Some lines of the text.
    pub(super) fn lines(&mut self, lines: Range<usize>) -> String {
        let mut out = String::with_capacity(lines.len() + lines.len() / 8);
        let mut next = lines.start;
        for line in self.text[lines].split('\n') {
            let start = next + (line.len() - line.trim_start_matches(BLANKS).len());
            let end = start.max(next + line.trim_end_matches(BLANKS).len());
            next += line.len() + 1;
            if start == end {
                if !out.is_empty() && !out.ends_with("\n\n") {
                    out.push_str("\n\n");
                }
                continue;
            }
            if !out.is_empty() && !out.ends_with("\n\n") {
                out.push_str("\\\n");
            }
            let indent = &line[..line.len() - line.trim_start_matches(BLANKS).len()];
            out.push_str(&wording::kept_blanks(indent, "\u{a0}"));
            let has_mathematics = self.has_mathematics;
            self.line(start..end, &mut Escaper { has_mathematics, ..Escaper::new(&mut out) });
        }
        out.truncate(out.trim_end_matches('\n').len());
        out
    }

    fn line(&mut self, line: Range<usize>, escaper: &mut Escaper) {
        let mut at = line.start;
        while self.wholes.front().is_some_and(|(range, _)| range.start < line.end)
            && let Some((range, whole)) = self.wholes.pop_front()
        {
            // One that reaches beyond its line, or into another, is only read.
            if range.start >= at && range.end <= line.end {
                self.stretch(at..range.start, true, escaper);
                escaper.verbatim(&whole.written(&self.text[range.clone()]));
                at = range.end;
            }
        }
        self.stretch(at..line.end, false, escaper);
    }

    /// Words without links, with the signs of their emphasis.
    fn stretch(&mut self, range: Range<usize>, is_before_link: bool, escaper: &mut Escaper) {
        let mut at = range.start;
        while let Some(sign) = self.signs.front().copied().filter(|sign| sign.at <= range.end) {
            self.signs.pop_front();
            escaper.text(&self.text[at..sign.at], false);
            escaper.verbatim(sign.words);
            at = sign.at;
        }
        escaper.text(&self.text[at..range.end], is_before_link);
    }
}

/// The lines of a range that have words, without the blanks at their ends.
fn lines_of_words(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = range.start;
    text[range].split('\n').filter_map(move |line| {
        let start = next + (line.len() - line.trim_start().len());
        let end = next + line.trim_end().len();
        next += line.len() + 1;
        (start < end).then_some(start..end)
    })
}

/// What Markdown takes for indentation.
const BLANKS: [char; 2] = [' ', '\t'];

/// The parts that are not empty, with something between them.
fn joined<const N: usize>(parts: [String; N], between: &str) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(between)
}

/// A text within so many block quotes.
pub(super) fn nested(text: &str, level: u32) -> String {
    (0..level).fold(text.to_owned(), |text, _| wording::quoted(&text))
}

/// Whether an address leads to the web; no other is ever made a link.
fn is_web(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// A link to an address of the web.
pub(super) fn link(reads: &str, url: &str) -> String {
    let may_hold_reference = url.contains('&') && url.contains(';');
    let is_bare = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '\\' | '`');
    // Emacs takes settings from between two of these in the first line of a file.
    let may_hold_settings = url.contains("-*-");
    // A bare address knows no escapes.
    if reads == url && url.chars().all(is_bare) && !may_hold_reference && !may_hold_settings {
        return format!("<{url}>");
    }
    let unfit =
        [('<', "%3C"), ('>', "%3E"), ('\\', "%5C"), ('`', "%60"), (' ', "%20"), ('\t', "%20"), ('\n', "%20")];
    let mut target = unfit.iter().fold(url.to_owned(), |url, (c, code)| url.replace(*c, code));
    if may_hold_reference {
        target = target.replace('&', "&amp;");
    }
    if may_hold_settings {
        target = target.replace('*', "%2A");
    }
    format!("[{}](<{target}>)", escaped(reads))
}

/// A line of text with nothing in it that Markdown would obey.
pub(super) fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    Escaper::new(&mut out).text(line, false);
    out
}

/// Puts one line of text down so that it stays text.
pub(super) struct Escaper<'o> {
    out: &'o mut String,
    place: LinePlace,
    before: char,
    has_mathematics: bool,
}

/// How much of a line there is yet: some marks have a meaning only at its beginning.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinePlace {
    Start,
    /// Nothing but digits, which a full stop would make an item of a list.
    Number,
    Within,
}

impl<'o> Escaper<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Self { out, place: LinePlace::Start, before: ' ', has_mathematics: true }
    }

    /// Appends Markdown.
    pub(super) fn verbatim(&mut self, markdown: &str) {
        self.out.push_str(markdown);
        self.place = LinePlace::Within;
    }

    /// Appends text, which a link may follow.
    pub(super) fn text(&mut self, text: &str, is_before_link: bool) {
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            let next = rest.clone().next();
            let is_last_before_link = next.is_none() && is_before_link;
            if self.acts(c, next) || (c == '!' && is_last_before_link) {
                self.out.push('\\');
            }
            self.out.push(c);
            self.place = match self.place {
                LinePlace::Start | LinePlace::Number if c.is_ascii_digit() => LinePlace::Number,
                _ => LinePlace::Within,
            };
            self.before = c;
        }
    }

    /// Whether Markdown, or a program that extends it, would take `c` for more than a character.
    fn acts(&self, c: char, next: Option<char>) -> bool {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '^' | '{' => true,
            '$' => self.has_mathematics,
            '&' => next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '#'),
            // Comments and highlights of Obsidian.
            '%' | '=' if self.before == c || next == Some(c) => true,
            ':' if opens_modeline(self.out) => true,
            '-' | '+' | '=' | ':' => self.place == LinePlace::Start,
            '.' | ')' => self.place == LinePlace::Number,
            _ => false,
        }
    }
}

/// Whether a colon after `before` would have Vim or Emacs take settings from the text.
fn opens_modeline(before: &str) -> bool {
    let word = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '=');
    let stands_alone = |rest: &str| rest.is_empty() || rest.ends_with(char::is_whitespace);
    ["vi", "vim", "Vim", "ex"].iter().any(|name| word.strip_suffix(name).is_some_and(stands_alone))
        || before.ends_with("Local Variables")
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;
    use crate::cite::wording::tests::sample;
    use crate::model::{Clean, Draft, DraftLink, Rich, Source, Style, ThreadBuilder};

    fn markdown(thread: &Thread) -> String {
        let tree = Tree::new(thread);
        let mut out = Vec::new();
        write_markdown(&mut out, thread, &tree, tree.order()).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What a reader of Markdown shows, its words with single blanks; the addresses it links to.
    ///
    /// Nothing but paragraphs, quotes, links and what the head needs may come of it.
    fn shown(markdown: &str, options: Options) -> (String, Vec<String>) {
        let (mut text, mut urls) = (String::new(), Vec::new());
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(words) => text.push_str(&words),
                Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => text.push(' '),
                Event::Start(Tag::Link { dest_url, .. }) => urls.push(dest_url.to_string()),
                Event::Start(Tag::Paragraph | Tag::BlockQuote(None)) | Event::End(_) => {}
                other => panic!("{other:?} in {markdown}"),
            }
        }
        (wording::one_line(&text), urls)
    }

    /// Everything that pulldown-cmark has beyond `CommonMark` and that does not change plain text.
    fn extended() -> Options {
        Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES
    }

    /// A thread of one paragraph, which has no heading.
    fn paragraph(body: Rich) -> Thread {
        let mut builder = ThreadBuilder::default();
        builder.unit(Unit::Paragraph);
        builder.push(Draft { body, ..Draft::default() });
        builder.finish()
    }

    #[test]
    fn an_address_holds_no_settings_of_emacs() {
        let url = "https://example.com/-*-mode:c-*-";
        for reads in [url, "here"] {
            let written = link(reads, url);
            assert!(
                !written.contains("-*-") && written.contains("<https://example.com/-%2A-mode:c-%2A->"),
                "{written}"
            );
        }
        assert_eq!(link("https://example.com/*", "https://example.com/*"), "<https://example.com/*>");
    }

    #[test]
    fn a_thread_becomes_quotes_within_quotes() {
        let expected = r"
# Who bought Fabrikam?

Dana Reyes (@danareyes) and 1 other, X, 14 Mar 2024 – 15 Mar 2024, 4 posts\
From fabrikam.json, SHA-256 9f2b

**Dana Reyes** ([@danareyes](<https://x.com/danareyes>)) · [14 Mar 2024 09:26 UTC](<https://x.com/danareyes/status/17>) · 1/4

Northwind Labs quietly bought Fabrikam Robotics.\
Nobody reported it: [example.org/filing](<https://example.org/filing?a=1>)

\[Image: a page of the register\]\
\[Video\]

> **Bo** · 2/4
>
> \# For \*how\* much? \<b\>
>
> > **Dana Reyes** ([@danareyes](<https://x.com/danareyes>)) · [15 Mar 2024](<https://x.com/danareyes/status/19>) · 3/4
> >
> > \[Content warning: numbers\]
> >
> > 240 million.
> >
> > > @fabrikam · Feb 2024
> > >
> > > No comment.
> > >
> > > > \[deleted\]
>
> 4/4
>
> \[removed by a moderator\]
";
        assert_eq!(markdown(&sample()), expected.trim_start());
    }

    #[test]
    fn words_look_as_their_author_set_them() {
        let mut body =
            Rich::plain("He wrote:\n\nBuy *now*.\n\nSell.\n\nif a_b:\n  sell(`x`)\n\nIt sold 12 big firms: ");
        for (words, style) in [
            ("Buy *now*.\n\nSell.", Style::Quote),
            ("Buy *now*.", Style::Bold),
            ("Sell.", Style::Quote),
            ("if a_b:\n  sell(`x`)", Style::Code),
            ("12", Style::Struck),
            ("big firms", Style::Italic),
        ] {
            let at = body.text().find(words).unwrap();
            body.mark_style(at..at + words.len(), style);
        }
        let at = body.text().len();
        let url = Clean::line("https://example.org/1");
        body.push_link("list", DraftLink { url, ..DraftLink::default() });
        body.mark_style(at..at + 4, Style::Bold);
        let markdown = markdown(&paragraph(body));
        let expected = "He wrote:\n\n> Buy \\*now\\*.\n\n> > Sell.\n\n`if a_b:`\\\n\u{a0}\u{a0}``sell(`x`)``\n\n\
                        It sold ~~12~~ *big firms*: **[list](<https://example.org/1>)**\n";
        assert!(markdown.ends_with(expected), "{markdown}");
    }

    #[test]
    fn replies_nest_to_a_readable_depth() {
        let mut builder = ThreadBuilder::default();
        for i in 0..12 {
            builder.push(Draft {
                id: Clean::some_line(&format!("id{i}")),
                reply_to: Clean::some_line(&format!("id{}", i - 1)),
                body: Rich::plain("Yes."),
                ..Draft::default()
            });
        }
        let markdown = markdown(&builder.finish());
        assert!(markdown.contains("\n> > > > > 6/12\n"), "{markdown}");
        assert!(
            markdown.ends_with("\n> > > > > in reply to 11 · 12/12\n> > > > >\n> > > > > Yes.\n"),
            "{markdown}"
        );
    }

    #[test]
    fn a_branch_by_itself_begins_at_the_margin() {
        let thread = sample();
        let mut out = Vec::new();
        write_markdown(&mut out, &thread, &Tree::new(&thread), &[PostIx(1), PostIx(2)]).unwrap();
        let markdown = String::from_utf8(out).unwrap();
        assert!(markdown.contains("\n**Bo** · 2/4\n"), "{markdown}");
        assert!(markdown.contains("\n> 240 million.\n"), "{markdown}");
    }

    #[test]
    fn an_account_is_linked_only_where_the_post_tells_its_address() {
        for (handle, url, expected) in [
            ("dana", "https://x.com/Dana/status/17", Some("https://x.com/Dana")),
            (
                "dana.example",
                "https://bsky.app/profile/dana.example/post/3k",
                Some("https://bsky.app/profile/dana.example"),
            ),
            ("dana@a.example", "https://a.example/@dana/17", Some("https://a.example/@dana")),
            (
                "dana@b.example",
                "https://a.example/@dana@b.example/17",
                Some("https://a.example/@dana@b.example"),
            ),
            ("dana@b.example", "https://a.example/@dana/17", None),
            ("dana", "https://a.example/notes/dana/17", None),
            ("dana", "https://a.example/dana", None),
            ("dana", "https://a.example", None),
            ("dana", "at://dana/status", None),
        ] {
            let author = Author { handle: Clean::some_line(handle), ..Author::default() };
            assert_eq!(profile(&author, Some(url)).as_deref(), expected, "{handle} {url}");
        }
    }

    #[test]
    fn what_other_programs_obey_is_inert_as_well() {
        for (text, expected) in [
            ("{{query}} <% tp %> %% x %%", r"\{\{query}} \<% tp %\> \%\% x \%\%"),
            ("[[note]] ![[note]] ^block", r"\[\[note\]\] !\[\[note\]\] \^block"),
            ("==mark== $5 and $6", r"\=\=mark\=\= \$5 and \$6"),
            ("vim: set x: index: vim=7:", r"vim\: set x: index: vim=7\:"),
            (":-|-:", r"\:-\|-:"),
            ("100% = 1 - 0", "100% = 1 - 0"),
            ("1984. A year", r"1984\. A year"),
            ("AT&T &amp; R&#68;", r"AT\&T \&amp; R\&\#68;"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }

    /// Pieces of Markdown, HTML and what extends them, to be put together at random.
    const PIECES: &str = concat!(
        "#¦##¦ ¦  ¦    ¦\t¦\n¦\n\n¦```¦`¦~~~¦~¦---¦- ¦+ ¦* ¦**¦*¦_¦__¦===¦=¦>¦> ¦1. ¦12)¦7¦.¦)¦(¦[¦]¦![¦](¦[x]: ¦[^1]¦[[¦]]",
        "¦|¦|-|¦:-¦:¦: ¦:::¦+++¦- [ ] ¦<¦<b>¦</b>¦<script>¦<!--¦-->¦<?¦<https://x.example>¦javascript:x¦&¦&amp;¦&#35;",
        "¦\\¦!¦$¦$$¦^¦{¦}¦{#a}¦%%¦\"¦'¦a¦word¦é¦漢¦👩¦\u{a0}¦\u{3000}¦https://x.example/a_b¦http://x.example?a=1&b=2;",
    );

    fn hostile() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(PIECES.split('¦').collect::<Vec<_>>());
        prop_oneof![vec(pieces, 0..24).prop_map(|pieces| pieces.concat()), any::<String>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn the_words_of_a_post_are_shown_as_they_are(raw in hostile()) {
            let thread = paragraph(Rich::plain(&raw));
            let expected = wording::one_line(&format!("1 paragraph {}", thread.post(PostIx(0)).body()));
            let markdown = markdown(&thread);
            for options in [Options::empty(), extended()] {
                let (text, urls) = shown(&markdown, options);
                prop_assert_eq!(&text, &expected, "{}", markdown);
                prop_assert!(urls.is_empty(), "{}", markdown);
            }
        }

        #[test]
        fn only_links_of_the_file_are_live_and_only_to_the_web(
            pieces in vec((hostile(), hostile(), hostile(), 0..4_usize), 1..4)
        ) {
            let mut body = Rich::default();
            for (words, reads, url, scheme) in &pieces {
                body.push(words);
                let scheme = ["https://x.example/", "HTTP://", "javascript:", ""][*scheme];
                let url = Clean::line(&format!("{scheme}{url}"));
                let reads = if reads.contains('7') { url.to_string() } else { reads.clone() };
                body.push_link(&reads, DraftLink { url, ..DraftLink::default() });
            }
            let thread = paragraph(body);
            let post = thread.post(PostIx(0));
            let expected = wording::one_line(&format!("1 paragraph {}", post.body()));
            let markdown = markdown(&thread);
            for options in [Options::empty(), extended()] {
                let (text, urls) = shown(&markdown, options);
                prop_assert_eq!(&text, &expected, "{}", markdown);
                for url in urls {
                    prop_assert!(is_web(&url), "{} in {}", url, markdown);
                }
            }
        }

        #[test]
        fn names_and_titles_are_shown_as_they_are(
            title in hostile(), name in hostile(), handle in hostile(), url in hostile(), warning in hostile()
        ) {
            let mut builder = ThreadBuilder::new(Source { file: Clean::some_line(&title), ..Source::default() });
            builder.push(Draft {
                author: Author { name: Clean::some_line(&name), handle: Clean::some_line(&handle), id: None },
                url: Clean::some_line(&url),
                content_warning: Clean::some_line(&warning),
                ..Draft::default()
            });
            builder.title(Clean::some_line(&title));
            let thread = builder.finish();
            let post = thread.post(PostIx(0));
            let has_title = thread.title.is_some();
            let by = match (&post.author().name, &post.author().handle) {
                (Some(name), Some(handle)) => format!("{name} (@{handle}) · "),
                (Some(name), None) => format!("{name} · "),
                (None, Some(handle)) => format!("@{handle} · "),
                (None, None) => String::new(),
            };
            let url = post.url().map(|url| format!("{url} · ")).unwrap_or_default();
            let warning = post.content_warning().map(|w| format!("[Content warning: {w}]")).unwrap_or_default();
            let summary = wording::summary(&thread, &[PostIx(0)]);
            let origin = wording::origin(&thread.source).unwrap_or_default();
            let title = thread.title.as_deref().unwrap_or_default();
            let expected = wording::one_line(&format!("{title} {summary} {origin} {by}{url}1/1 {warning}"));
            let markdown = markdown(&thread);
            let (mut text, mut headings) = (String::new(), 0);
            for event in Parser::new(&markdown) {
                match event {
                    Event::Text(words) => text.push_str(&words),
                    Event::Start(Tag::Heading { .. }) => headings += 1,
                    Event::SoftBreak
                    | Event::HardBreak
                    | Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => text.push(' '),
                    Event::Start(Tag::Link { dest_url, .. }) => prop_assert!(is_web(&dest_url)),
                    Event::Start(Tag::Paragraph | Tag::Strong) | Event::End(_) => {}
                    other => prop_assert!(false, "{other:?} in {markdown}"),
                }
            }
            prop_assert_eq!(wording::one_line(&text), expected, "{}", &markdown);
            prop_assert_eq!(headings, usize::from(has_title));
        }
    }
}
