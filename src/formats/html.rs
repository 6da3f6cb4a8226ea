//! HTML in posts, such as Mastodon's `content` and Hacker News's `text`, made readable as plain text with its links and
//! styles.
//!
//! ```text
//! <p>Read <a href="https://example.org/filing/17">example.org/fil…</a></p><p>Twice.</p>   is   Read example.org/fil…
//!
//!                                                                                              Twice.
//! ```
//!
//! The tokens are those of the HTML standard (`html5gum`), so entities are decoded once and tag soup is read as browsers
//! read it. There is no tree: depth is counted, never walked, and what is shown for it is bounded. What a link is to a
//! platform, its [`Rules`] say.

mod rules;

use std::convert::Infallible;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};
pub use rules::{Anchor, Image, LinksOnly, Rules, Target, Treatment, has_class};

use super::markup::{Simple, Token, attributes};
use crate::model::{Marks, Rich, Style};

/// How many quotes within quotes, and lists within lists, are told as such; deeper ones look like the deepest.
const SHOWN_DEPTH: usize = 6;

/// `html` as text, with its links and mentions.
pub fn read(html: &str, rules: &mut dyn Rules) -> Rich {
    if !html.bytes().any(|b| matches!(b, b'<' | b'&' | b'\r' | b'\n' | b'\t' | b'\0')) && !html.contains("  ")
    {
        return Rich::plain(html.trim_matches(' '));
    }
    write(html, rules, Open::default())
}

/// The same of HTML that is shown with its line ends and blanks (`white-space: pre-wrap`).
pub fn read_lines(html: &str, rules: &mut dyn Rules) -> Rich {
    write(html, rules, Open { pre: 1, ..Open::default() })
}

fn write(html: &str, rules: &mut dyn Rules, open: Open) -> Rich {
    let page = Page { text: String::with_capacity(html.len()), ..Page::default() };
    let mut reader = Reader { rules, tag: Tag::default(), open, page };
    let rest = reader.simple(html);
    if !rest.is_empty() {
        let mut emitter = CallbackEmitter::new(&mut reader);
        emitter.naively_switch_states(true);
        // An emitter that never emits: the loop runs to the end at once.
        Tokenizer::new_with_emitter(rest, emitter).for_each(|_| {});
    }
    reader.close_anchor();
    reader.page.close_all();
    let Page { text, marks, .. } = reader.page;
    Rich::annotated_owned(text, marks)
}

/// The start tag at hand.
#[derive(Default)]
struct Tag {
    name: String,
    /// Whether it is one: attributes of end tags are passed over.
    is_open: bool,
    attribute: Attribute,
    href: String,
    class: String,
    alt: String,
    src: String,
    start: String,
}

/// The attributes that matter.
#[derive(Clone, Copy, Default)]
enum Attribute {
    #[default]
    Other,
    Href,
    Class,
    Alt,
    Src,
    Start,
}

/// What is open around the text at hand.
#[derive(Default)]
struct Open {
    anchor: Option<OpenAnchor>,
    /// An element whose content is no writing, and how many of its name are open since.
    dropped: Option<(String, usize)>,
    /// Whether a paragraph that repeats something is open.
    is_repeating: bool,
    pre: usize,
    /// The spans and divisions, each with what it makes of what is in it.
    boxes: Vec<(Box, Option<Style>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Box {
    Span,
    Div,
    Aside,
}

struct OpenAnchor {
    href: String,
    class: String,
    /// Where its text begins, once it has begun.
    start: Option<usize>,
    spans: Vec<SpanKind>,
    /// How many of them are invisible.
    invisible: usize,
}

/// What Mastodon does with parts of a long address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SpanKind {
    Plain,
    Invisible,
    Ellipsis,
}

struct Reader<'r> {
    rules: &'r mut dyn Rules,
    tag: Tag,
    open: Open,
    page: Page,
}

impl Callback<Infallible, ()> for &mut Reader<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.begin_tag(&String::from_utf8_lossy(name));
            }
            CallbackEvent::AttributeName { name } => self.tag.attribute = attribute(name),
            CallbackEvent::AttributeValue { value } if self.tag.is_open => {
                self.tag.take_value(&String::from_utf8_lossy(value));
            }
            CallbackEvent::CloseStartTag { .. } => {
                self.tag.is_open = false;
                self.start_tag();
            }
            CallbackEvent::EndTag { name } => self.end_tag(&String::from_utf8_lossy(name)),
            CallbackEvent::String { value } => self.text(&String::from_utf8_lossy(value)),
            _ => {}
        }
        None
    }
}

fn attribute(name: &[u8]) -> Attribute {
    match name {
        b"href" => Attribute::Href,
        b"class" => Attribute::Class,
        b"alt" => Attribute::Alt,
        b"src" => Attribute::Src,
        b"start" => Attribute::Start,
        _ => Attribute::Other,
    }
}

impl Tag {
    /// Takes the value of the attribute at hand.
    fn take_value(&mut self, value: &str) {
        let field = match self.attribute {
            Attribute::Other => return,
            Attribute::Href => &mut self.href,
            Attribute::Class => &mut self.class,
            Attribute::Alt => &mut self.alt,
            Attribute::Src => &mut self.src,
            Attribute::Start => &mut self.start,
        };
        // Of an attribute that comes twice, the first counts.
        if field.is_empty() {
            field.push_str(value);
        }
    }
}

impl Reader<'_> {
    /// Reads as far as the HTML is simple; gives what is left.
    fn simple<'h>(&mut self, html: &'h str) -> &'h str {
        let mut simple = Simple { rest: html };
        for token in simple.by_ref() {
            match token {
                Token::Text(text) => self.text(&text),
                Token::Open(name, rest) => {
                    self.begin_tag(name);
                    for (name, value) in attributes(rest) {
                        self.tag.attribute = attribute(name.as_bytes());
                        self.tag.take_value(value);
                    }
                    self.tag.is_open = false;
                    self.start_tag();
                }
                Token::Close(name) => self.end_tag(name),
            }
        }
        simple.rest
    }

    fn begin_tag(&mut self, name: &str) {
        let mut tag = std::mem::take(&mut self.tag);
        let Tag { name: own, href, class, alt, src, start, .. } = &mut tag;
        [own, href, class, alt, src, start].into_iter().for_each(String::clear);
        tag.name.push_str(name);
        self.tag = Tag { is_open: true, ..tag };
    }

    fn start_tag(&mut self) {
        let name = std::mem::take(&mut self.tag.name);
        if let Some((dropped, open)) = &mut self.open.dropped {
            *open += usize::from(*dropped == name);
            return;
        }
        let is_left_out = self.rules.treatment(&name, &self.tag.class) == Treatment::LeftOut;
        if is_left_out && !matches!(&*name, "p" | "br" | "img" | "hr" | "input" | "wbr") {
            self.open.dropped = Some((name, 1));
            return;
        }
        match &*name {
            "script" | "style" | "template" | "title" | "iframe" => self.open.dropped = Some((name, 1)),
            "br" => self.page.breaks += 1,
            "a" => self.open_anchor(),
            "span" => self.open_span(),
            "img" => self.image(),
            "blockquote" => {
                self.page.part(2);
                self.page.open_quote();
            }
            "ul" | "ol" => self.open_list(&name),
            "li" => self.page.open_item(),
            "pre" => {
                self.page.part(2);
                self.open.pre += 1;
                self.page.open_style(Style::Code);
            }
            "hr" => self.rule(),
            "td" | "th" => self.page.space = true,
            "p" => {
                self.page.part(2);
                self.open.is_repeating = self.rules.is_repeated(&self.tag.class);
            }
            _ => {
                self.page.part(lines_around(&name));
                match &*name {
                    "div" => self.open_box(&name, Box::Div),
                    "aside" => self.open_box(&name, Box::Aside),
                    _ => {}
                }
                if let Some(style) = style(&name) {
                    self.page.open_style(style);
                }
            }
        }
    }

    fn end_tag(&mut self, name: &str) {
        if let Some((dropped, open)) = &mut self.open.dropped {
            *open -= usize::from(dropped == name);
            if *open == 0 {
                self.open.dropped = None;
            }
            return;
        }
        match name {
            "a" => self.close_anchor(),
            "span" => self.close_span(),
            "blockquote" => {
                self.page.part(2);
                self.page.close_quote();
            }
            "ul" | "ol" => {
                self.page.lists.pop();
                self.page.part(2);
            }
            "pre" => {
                self.page.part(2);
                self.open.pre = self.open.pre.saturating_sub(1);
                self.page.close_style(Style::Code);
            }
            "p" => {
                self.page.part(2);
                self.open.is_repeating = false;
            }
            _ => {
                self.page.part(lines_around(name));
                if let Some(style) = style(name) {
                    self.page.close_style(style);
                }
                match name {
                    "div" => self.close_box(Box::Div),
                    "aside" => self.close_box(Box::Aside),
                    _ => {}
                }
            }
        }
    }

    fn image(&mut self) {
        if self.open.is_repeating {
            return;
        }
        let href = self.open.anchor.as_ref().map(|anchor| &*anchor.href);
        let Tag { src, class, alt, .. } = &self.tag;
        if self.rules.is_written(&Image { src, class, alt, href }) {
            let alt = std::mem::take(&mut self.tag.alt);
            self.text(&alt);
        }
    }

    fn text(&mut self, text: &str) {
        if self.open.dropped.is_some() || self.open.is_repeating {
            return;
        }
        let mut text = text;
        if let Some(anchor) = &mut self.open.anchor {
            if anchor.invisible > 0 {
                return;
            }
            let words = text.trim_ascii_start();
            if anchor.start.is_none() && !words.is_empty() {
                self.page.space |= words.len() < text.len();
                self.page.flush();
                anchor.start = Some(self.page.text.len());
                text = words;
            }
        }
        if self.open.pre > 0 { self.page.push_pre(text) } else { self.page.push(text) }
    }

    fn rule(&mut self) {
        self.page.part(2);
        self.text("---");
        self.page.part(2);
    }

    fn open_list(&mut self, name: &str) {
        let first = self.tag.start.parse::<i32>().unwrap_or(1);
        self.page.part(2);
        self.page.lists.push((name == "ol").then_some(i64::from(first)));
    }

    fn open_anchor(&mut self) {
        // Anchors do not nest: a second one ends the first.
        self.close_anchor();
        let (href, class) = (std::mem::take(&mut self.tag.href), std::mem::take(&mut self.tag.class));
        self.open.anchor = Some(OpenAnchor { href, class, start: None, spans: Vec::new(), invisible: 0 });
    }

    fn close_anchor(&mut self) {
        while self.open.anchor.as_ref().is_some_and(|anchor| !anchor.spans.is_empty()) {
            self.close_span();
        }
        let Some(OpenAnchor { href, class, start: Some(start), .. }) = self.open.anchor.take() else {
            return;
        };
        let range = start..self.page.text.len();
        let anchor = Anchor { href: &href, class: &class, shown: &self.page.text[range.clone()] };
        match self.rules.target(&anchor) {
            Some(Target::Link(link)) => self.page.marks.links.push((range, link)),
            Some(Target::Mention(kind, name)) => self.page.marks.mentions.push((range, kind, name)),
            None => {}
        }
    }

    /// Spans hide within links only: elsewhere, a class must not be able to hide what somebody wrote.
    fn open_span(&mut self) {
        self.open_box("span", Box::Span);
        let Some(anchor) = &mut self.open.anchor else { return };
        let kind = match &*self.tag.class {
            class if has_class(class, "invisible") => SpanKind::Invisible,
            class if has_class(class, "ellipsis") => SpanKind::Ellipsis,
            _ => SpanKind::Plain,
        };
        anchor.invisible += usize::from(kind == SpanKind::Invisible);
        anchor.spans.push(kind);
    }

    /// Notes a span or a division, and whether it is a spoiler by its class: Discourse's `spoiler`, Reddit's
    /// `md-spoiler-text`; or a quote by the rules.
    fn open_box(&mut self, name: &str, kind: Box) {
        let class = &self.tag.class;
        let is_spoiler = ["spoiler", "spoiled", "md-spoiler-text"].iter().any(|c| has_class(class, c));
        let style = if is_spoiler {
            self.page.open_style(Style::Spoiler);
            Some(Style::Spoiler)
        } else if self.rules.treatment(name, class) == Treatment::Quote {
            self.page.open_quote();
            Some(Style::Quote)
        } else {
            None
        };
        self.open.boxes.push((kind, style));
    }

    fn close_box(&mut self, kind: Box) {
        match self.open.boxes.pop_if(|(open, _)| *open == kind) {
            Some((_, Some(Style::Quote))) => self.page.close_quote(),
            Some((_, Some(style))) => self.page.close_style(style),
            _ => {}
        }
    }

    fn close_span(&mut self) {
        self.close_box(Box::Span);
        let Some(anchor) = &mut self.open.anchor else { return };
        match anchor.spans.pop() {
            Some(SpanKind::Invisible) => anchor.invisible -= 1,
            Some(SpanKind::Ellipsis) => self.text("…"),
            Some(SpanKind::Plain) | None => {}
        }
    }
}

/// How an element sets its words.
fn style(name: &str) -> Option<Style> {
    Some(match name {
        "b" | "strong" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Style::Bold,
        "i" | "em" | "cite" | "dfn" => Style::Italic,
        "code" | "tt" | "kbd" | "samp" => Style::Code,
        "del" | "s" | "strike" => Style::Struck,
        _ => return None,
    })
}

/// How many line ends part an element from what stands around it.
fn lines_around(name: &str) -> usize {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "figure" | "details" | "dl" | "section"
        | "article" | "aside" | "header" | "footer" => 2,
        "div" | "li" | "tr" | "dt" | "dd" | "summary" | "figcaption" | "caption" | "address" => 1,
        _ => 0,
    }
}

/// The text as it grows, and what is due before its next word.
#[derive(Default)]
struct Page {
    text: String,
    marks: Marks,
    /// By [`Style`] as it is declared: how many such elements are open, and where the words of the outermost begin.
    styles: [(usize, Option<usize>); Style::ALL.len()],
    /// Line ends that elements ask for.
    due: usize,
    /// Line ends that stand there.
    breaks: usize,
    space: bool,
    /// How many quotes are open.
    quotes: usize,
    /// Where the words of the outer ones begin, as far as they have begun.
    quotes_begun: Vec<usize>,
    /// The number of the next item, or `None` for lists without numbers.
    lists: Vec<Option<i64>>,
    /// What the item that has begun is marked with.
    marker: Option<String>,
}

impl Page {
    /// Asks for so many line ends before what follows; within a list, for one at the most.
    fn part(&mut self, lines: usize) {
        if self.marker.is_none() {
            self.due = self.due.max(if self.lists.is_empty() { lines } else { lines.min(1) });
        }
    }

    fn open_item(&mut self) {
        self.marker = None;
        self.part(1);
        self.marker = Some(match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        });
    }

    /// Writes what is due, so that a word can follow.
    fn flush(&mut self) {
        let lines = self.due.max(self.breaks);
        let (is_new, space) = (self.text.is_empty(), self.space);
        (self.due, self.breaks, self.space) = (0, 0, false);
        if !is_new && lines == 0 && self.marker.is_none() {
            self.text.push_str(if space { " " } else { "" });
            return self.begin();
        }
        if !is_new {
            self.text.extend(std::iter::repeat_n('\n', lines.max(1)));
        }
        let marker = self.marker.take();
        let lists = self.lists.len() - usize::from(marker.is_some() && !self.lists.is_empty());
        let line = self.text.len();
        self.text.extend(std::iter::repeat_n("  ", lists.min(SHOWN_DEPTH)));
        self.text.push_str(marker.as_deref().unwrap_or_default());
        // A quote has its lists; other styles begin with the words.
        self.quotes_begun.resize(self.quotes.min(SHOWN_DEPTH), line);
        self.begin();
    }

    /// Lets the styles begin that are open and wait for a word.
    fn begin(&mut self) {
        let at = self.text.len();
        self.quotes_begun.resize(self.quotes.min(SHOWN_DEPTH), at);
        for (open, start) in &mut self.styles {
            if *open > 0 {
                start.get_or_insert(at);
            }
        }
    }

    fn open_style(&mut self, style: Style) {
        self.styles[style as usize].0 += 1;
    }

    fn close_style(&mut self, style: Style) {
        let (open, start) = &mut self.styles[style as usize];
        *open = open.saturating_sub(1);
        if *open == 0
            && let Some(start) = start.take()
        {
            self.marks.styles.push((start..self.text.len(), style));
        }
    }

    fn open_quote(&mut self) {
        self.quotes += 1;
    }

    fn close_quote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
        while self.quotes_begun.len() > self.quotes
            && let Some(start) = self.quotes_begun.pop()
        {
            self.marks.styles.push((start..self.text.len(), Style::Quote));
        }
    }

    /// Ends whatever the HTML left open.
    fn close_all(&mut self) {
        self.quotes = self.quotes.min(1);
        self.close_quote();
        for style in Style::ALL {
            self.styles[*style as usize].0 = 1;
            self.close_style(*style);
        }
    }

    /// Appends text in which any run of white space is one blank.
    fn push(&mut self, text: &str) {
        let is_space = |c: char| c.is_ascii_whitespace();
        let mut rest = text;
        while !rest.is_empty() {
            let words = rest.trim_start_matches(is_space);
            self.space |= words.len() < rest.len();
            if words.is_empty() {
                return;
            }
            self.flush();
            let end = end_of_plain_words(words);
            self.text.push_str(&words[..end]);
            rest = &words[end..];
        }
    }

    /// Appends text in which all white space counts.
    fn push_pre(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            self.breaks += usize::from(i > 0);
            if line.is_empty() || (line.trim_ascii().is_empty() && self.text.is_empty()) {
                continue;
            }
            self.space = false;
            self.flush();
            self.text.push_str(line);
        }
    }
}

/// Where words with single blanks between them end: at the end, or at white space of another form.
fn end_of_plain_words(words: &str) -> usize {
    const PIECE: usize = 16;
    let bytes = words.as_bytes();
    let is_end = |(byte, next): (&u8, &u8)| {
        byte.is_ascii_whitespace() & ((*byte != b' ') | next.is_ascii_whitespace())
    };
    // Whole pieces are looked at without an end in between, and for what may be one: this is done many bytes at a time.
    let may_end = |(byte, next): (&u8, &u8)| {
        u8::from(*byte < b' ') | (u8::from(*byte == b' ') & u8::from(*next <= b' '))
    };
    let is_plain = |(piece, next): &(&[u8], &[u8])| {
        piece.iter().zip(*next).fold(0, |any, pair| any | may_end(pair)) == 0
    };
    let pairs = bytes.chunks_exact(PIECE).zip(bytes.get(1..).unwrap_or_default().chunks_exact(PIECE));
    let plain = pairs.take_while(is_plain).count() * PIECE;
    let rest = &bytes[plain..];
    let end = rest.iter().zip(rest.iter().skip(1).chain([&b' '])).position(is_end);
    end.map_or(bytes.len(), |end| plain + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(html: &str) -> String {
        read(html, &mut LinksOnly).text().to_owned()
    }

    #[test]
    fn blocks_become_lines() {
        for (html, expected) in [
            ("plain", "plain"),
            ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
            ("One.<p>Two.<p>Three.", "One.\n\nTwo.\n\nThree."),
            ("<p>One<br>two<br />three<br/></p>\n<p>four</p>", "One\ntwo\nthree\n\nfour"),
            ("<p>One<br><br><br>two</p>", "One\n\n\ntwo"),
            ("<p></p><p> </p>", ""),
            ("<p>a  b\n c</p>  <p>\td </p>", "a b c\n\nd"),
            ("<b>a</b> <i>b</i>c", "a bc"),
            ("a&nbsp; b", "a\u{a0} b"),
            ("<ul><li>a</li><li><p>b</p></li></ul>end", "- a\n- b\n\nend"),
            ("x<ol start=3><li>a<ul><li>b</ul><li>c</ol>", "x\n\n3. a\n  - b\n4. c"),
            ("<li>lone", "- lone"),
            ("<p>a</p><blockquote><p>b</p><p>c<br>d</p></blockquote><p>e</p>", "a\n\nb\n\nc\nd\n\ne"),
            ("<blockquote><ul><li>a<li>b</ul></blockquote>", "- a\n- b"),
            ("a<p><pre><code>  x\n\n    y\n</code></pre>b", "a\n\n  x\n\n    y\n\nb"),
            ("<h2>Title</h2>text<hr>more", "Title\n\ntext\n\n---\n\nmore"),
            ("<img class=emoji alt=':boat:'> sails", ":boat: sails"),
            ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ] {
            assert_eq!(text(html), expected, "{html}");
        }
    }

    #[test]
    fn line_ends_count_where_a_page_shows_them() {
        for (html, expected) in [
            ("one\n\ntwo  <b>three</b>\nfour ", "one\n\ntwo  three\nfour "),
            ("\n  one<br>two\n\n", "  one\ntwo"),
            ("plain &amp; short", "plain & short"),
            ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ] {
            assert_eq!(read_lines(html, &mut LinksOnly).text(), expected, "{html}");
        }
        assert!(read_lines("one\ntwo", &mut LinksOnly).marks().is_empty());
    }

    #[test]
    fn styles_are_ranges_of_the_text() {
        for (html, expected) in [
            ("a <b>b <strong>c</b> d</strong> e", &[("b c d", Style::Bold)][..]),
            ("a<i> b </i>c", &[("b", Style::Italic)]),
            (
                "<p>run <code>ls</code></p><pre><code>x\n  y</code></pre>z",
                &[("ls", Style::Code), ("x\n  y", Style::Code)],
            ),
            ("sold for <del>1</del> 2 M", &[("1", Style::Struck)]),
            (
                "a<blockquote>b<blockquote><p>c</p><ul><li>d</ul></blockquote></blockquote>e",
                &[("b\n\nc\n\n- d", Style::Quote), ("c\n\n- d", Style::Quote)],
            ),
            ("<blockquote>b", &[("b", Style::Quote)]),
            ("<b></b><blockquote> </blockquote>x", &[]),
            ("it was <span class=spoiler>the <span>cook</span></span>!", &[("the cook", Style::Spoiler)]),
            ("<div class='spoiler'><div>a</div>b</div>c", &[("a\nb", Style::Spoiler)]),
            ("<h2>Title</h2>text", &[("Title", Style::Bold)]),
        ] {
            let rich = read(html, &mut LinksOnly);
            let styles = rich.marks().styles.iter();
            let styles: Vec<_> = styles.map(|(range, style)| (&rich.text()[range.clone()], *style)).collect();
            assert_eq!(styles, expected, "{html}");
        }
    }

    /// Leaves out what is of a class, quotes what is of another, and keeps the addresses of images.
    struct Forum(Vec<(String, Option<String>)>);

    impl Rules for Forum {
        fn treatment(&self, _name: &str, class: &str) -> Treatment {
            match class {
                "out" => Treatment::LeftOut,
                "card" => Treatment::Quote,
                _ => Treatment::Usual,
            }
        }

        fn is_written(&mut self, image: &Image) -> bool {
            self.0.push((image.src.to_owned(), image.href.map(str::to_owned)));
            image.class == "emoji"
        }
    }

    #[test]
    fn a_platform_leaves_out_and_quotes_by_class() {
        for (html, expected, quoted) in [
            ("a<div class=out>b<div>c</div>d</div> e", "a e", &[][..]),
            ("a<span class=out>b<span>c</span></span>d", "ad", &[]),
            ("a<div class=out>b", "a", &[]),
            ("<p class=out>a</p><p>b<br class=out>c", "a\n\nb\nc", &[]),
            ("a<aside class=card><h3>b</h3>c</aside>d", "a\n\nb\n\nc\n\nd", &["b\n\nc"]),
            ("a<div class=card>b<blockquote>c</blockquote></div>d", "a\nb\n\nc\n\nd", &["b\n\nc", "c"]),
            ("a<aside>b</aside></aside></div>c", "a\n\nb\n\nc", &[]),
        ] {
            let rich = read(html, &mut Forum(Vec::new()));
            assert_eq!(rich.text(), expected, "{html}");
            let styles = rich.marks().styles.iter().filter(|(_, style)| *style == Style::Quote);
            let found: Vec<_> = styles.map(|(range, _)| &rich.text()[range.clone()]).collect();
            assert_eq!(found, quoted, "{html}");
        }
    }

    #[test]
    fn images_are_told_with_the_link_around_them() {
        let mut forum = Forum(Vec::new());
        let html =
            "<img class=emoji src=e alt=':x:'> <a href=big><img src=small alt=page></a> <img alt=none>";
        assert_eq!(read(html, &mut forum).text(), ":x:");
        let expected = [("e", None), ("small", Some("big")), ("", None)];
        let expected = expected.map(|(src, href)| (src.to_owned(), href.map(str::to_owned)));
        assert_eq!(forum.0, expected);
    }

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(
            text("&lt;b&gt; &amp;lt; &#x27;&#x2F;&quot; AT&T &copy &bogus;"),
            "<b> &lt; '/\" AT&T © &bogus;"
        );
        assert_eq!(text("&#x1b;[31m &#0; &#xD800;"), "[31m \u{FFFD} \u{FFFD}");
    }

    #[test]
    fn what_is_no_writing_is_dropped() {
        for html in [
            "a<script>alert('<p>b</p>')</script> c",
            "a<style>p { b }</style> c",
            "a<!-- b --> c",
            "a<template><p>b</p></template> c",
            "a<iframe src=x>b</iframe> c",
            "<title>b</title>a c<script>b",
            "a<![CDATA[ b ]]> c",
        ] {
            assert_eq!(text(html), "a c", "{html}");
        }
    }

    /// Each link as what it reads and where it leads.
    fn links(html: &str) -> (String, Vec<(String, String)>) {
        let rich = read(html, &mut LinksOnly);
        let links = rich.links().iter();
        let links = links.map(|(range, link)| (rich.text()[range.clone()].to_owned(), link.url.to_string()));
        (rich.text().to_owned(), links.collect())
    }

    #[test]
    fn links_have_their_target_and_their_text() {
        for (html, shown, expected) in [
            (
                "see <a href=\"https://example.org/?a=1&amp;b=2\" rel=nofollow>the &amp; filing</a>.",
                "see the & filing.",
                &[("the & filing", "https://example.org/?a=1&b=2")][..],
            ),
            (
                "<a href='https://harbour.example/books/1931/page/12'><span class='invisible'>https://</span>\
                 <span class='ellipsis'>harbour.example/books/1931</span><span class='invisible'>/page/12</span></a>",
                "harbour.example/books/1931…",
                &[("harbour.example/books/1931…", "https://harbour.example/books/1931/page/12")],
            ),
            ("<p>a<a href=https://b.example> b </a>c</p>", "a b c", &[("b", "https://b.example")]),
            (
                "<a href=https://a.example>a<a href=https://b.example>b",
                "ab",
                &[("a", "https://a.example"), ("b", "https://b.example")],
            ),
            ("<a href=https://a.example href=https://b.example>a</a>", "a", &[("a", "https://a.example")]),
            ("<p>x</p><a href=https://a.example><p>a</p></a>", "x\n\na", &[("a", "https://a.example")]),
            ("<a href='java\nscript:alert(1)'>run</a> <a>none</a> <a href=''>none</a>", "run none none", &[]),
            ("<a href=https://a.example></a><a href=https://b.example> </a>x", "x", &[]),
            ("<span class=invisible>not hidden</span>", "not hidden", &[]),
            ("<a href=https://a.example><span class=invisible>hidden</a> shown", "shown", &[]),
        ] {
            let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            assert_eq!(links(html), (shown.to_owned(), expected), "{html}");
        }
    }

    #[test]
    fn nesting_without_end_costs_its_own_length_only() {
        for tag in ["div", "blockquote", "ul", "ol><li", "span", "a href=https://a.example", "pre", "b"] {
            let html = format!("start {}deep", format!("<{tag}>").repeat(100_000));
            let found = text(&html);
            assert!(found.starts_with("start") && found.ends_with("deep"), "{tag}");
            assert!(found.len() < 100, "{tag}: {}", found.len());
        }
        let spans = "<a href=https://a.example>".to_owned() + &"<span class=ellipsis>x".repeat(20_000);
        assert!(text(&spans).len() < spans.len());
    }
}
