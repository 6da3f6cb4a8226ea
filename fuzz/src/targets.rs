//! What is fuzzed, and what must hold of any bytes whatever. `tests/fuzzed.rs` runs the same on what was found before.

#[path = "../../tests/reader/mod.rs"]
mod reader;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::io::Cursor;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use biblatex::Bibliography;
use pulldown_cmark::{Event as Markup, Options, Parser, Tag};
use reader::{Reader, SAMPLE};
use textwrap::{WordSeparator, WordSplitter};
use unspool::app::keymap::{Press, TABLE};
use unspool::app::{Document, Event, Opened};
use unspool::cite;
use unspool::cite::quoting::{self, Form, Manner, Passage};
use unspool::cite::records::{self, Choice, Kind};
use unspool::cite::styles::{Options as Setting, Style};
use unspool::formats::containers::{self, Opened as Unpacked};
use unspool::formats::html::{self, LinksOnly};
use unspool::formats::{self, FORMATS, Input, markdown, unspool as own};
use unspool::index::Tree;
use unspool::index::search::{Case, Matcher, Query};
use unspool::layout::{self, measure, wrapping};
use unspool::model::{
    Author, Clean, Draft, DraftLink, Media, MediaKind, PostIx, Rich, SEPARATOR, Source, Thread,
    ThreadBuilder, address, doubts,
};

/// A target: it panics where something does not hold.
pub(crate) type Run = Box<dyn Fn(&[u8]) + Send + Sync>;

/// A name, and what it runs.
type Target = (&'static str, fn(&[u8]));

/// The targets beside those of single formats.
const TARGETS: &[Target] = &[
    ("json", file),
    ("pages", file),
    ("text", file),
    ("packed", packed),
    ("clean", clean),
    ("markup", markup),
    ("wrap", wrap),
    ("search", search),
    ("exports", exports),
    ("citing", citing),
    ("styles", styles),
    ("keys", keys),
    ("addresses", addresses),
];

/// The names of all targets.
pub(crate) fn names() -> Vec<String> {
    let own = TARGETS.iter().map(|(name, _)| (*name).to_owned());
    own.chain(FORMATS.iter().map(|format| format!("read-{}", format.id))).collect()
}

/// The target of that name; `read-x-web` has the reader of a format read whatever comes.
pub(crate) fn named(name: &str) -> Option<Run> {
    if let Some((_, run)) = TARGETS.iter().find(|(known, _)| *known == name) {
        return Some(Box::new(run));
    }
    let format = FORMATS.iter().find(|format| Some(format.id) == name.strip_prefix("read-"))?;
    Some(Box::new(move |data| {
        let Ok(input) = Input::decode(data) else { return };
        let mut builder = ThreadBuilder::default();
        match (format.read)(&input, &mut builder) {
            Ok(()) => judge(&builder.finish()),
            Err(problem) => assert_told(&problem.to_string()),
        }
    }))
}

/// Whether a character acts on what shows or edits text, or only hides.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | SEPARATOR))
        || matches!(c, '\u{200B}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Holds a text to being harmless.
#[track_caller]
fn assert_harmless(text: &str) {
    assert_eq!(text.chars().find(|c| acts(*c)), None, "{text:?}");
}

/// Holds a message to being harmless and on one line.
#[track_caller]
fn assert_told(message: &str) {
    assert_harmless(message);
    assert!(!message.contains('\n') && !message.is_empty(), "{message:?}");
}

/// A file of whatever kind: a thread that can be shown, or a sentence.
fn file(data: &[u8]) {
    match formats::read(data, Source::default()) {
        Ok(thread) => judge(&thread),
        Err(problem) => assert_told(&problem.to_string()),
    }
}

/// Holds a thread to being whole and harmless.
fn judge(thread: &Thread) {
    let tree = Tree::new(thread);
    let order: HashSet<_> = tree.order().iter().map(|post| post.0).collect();
    assert_eq!(order.len(), thread.len(), "each post stands once in the reading order");
    thread.title.iter().for_each(|title| assert_harmless(title));
    for warning in &thread.warnings {
        assert_told(&warning.message);
        assert_harmless(&warning.at);
    }
    for (i, post) in thread.posts().enumerate() {
        assert_harmless(post.whole());
        let told = [
            post.id(),
            post.url(),
            post.reply_to(),
            post.language(),
            post.visibility(),
            post.content_warning(),
        ];
        told.into_iter().flatten().for_each(assert_harmless);
        assert_harmless(&post.author().full_name());
        for link in post.links() {
            assert_harmless(link.url);
            assert!(!post.text(link.range).is_empty());
        }
        for mention in post.mentions() {
            assert!(!post.text(mention.range).is_empty());
        }
        // Enough of them to see every shape.
        if i < 16 {
            let setting = layout::Setting {
                number: i + 1,
                number_columns: 2,
                depth: i as u32,
                has_gap: true,
                has_head: true,
                looks: Arc::new(layout::Looks { reveals: i % 2 == 1, ..layout::Looks::default() }),
                ..layout::Setting::default()
            };
            for row in layout::lay_out(&post, &setting, 40).rows {
                let columns: usize = row.pieces.iter().map(|piece| measure::width(&piece.text)).sum();
                assert!(columns <= 40, "{columns} columns: {:?}", row.text());
            }
        }
    }
}

/// A file or an archive: bounded memory, and nothing but what is in it.
fn packed(data: &[u8]) {
    if !containers::is_packed(data) {
        return file(data);
    }
    match containers::open(Box::new(Cursor::new(data.to_vec()))) {
        Err(problem) => assert_told(&problem.to_string()),
        Ok(Unpacked::File(stream)) => {
            if let Ok(unpacked) = stream.read() {
                file(&unpacked.bytes[..unpacked.bytes.len().min(1 << 16)]);
            }
        }
        Ok(Unpacked::Archive(mut archive)) => {
            formats::threads_in(&mut archive);
            match formats::read_package(&mut archive, Source::default()) {
                Ok(thread) => judge(&thread),
                Err(problem) => assert_told(&problem.to_string()),
            }
        }
    }
}

/// The text of an input: what is no UTF-8 is replaced.
fn words(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// The cleaner: harmless, the same if done again, never much longer.
fn clean(data: &[u8]) {
    let raw = words(data);
    let text = Clean::text(&raw);
    assert_harmless(&text);
    assert!(!text.contains(SEPARATOR));
    assert_eq!(Clean::text(&text), text);
    assert!(text.len() <= raw.len() * 3 + 3);
    let line = Clean::line(&raw);
    assert_told_or_empty(&line);
    assert_eq!(Clean::line(&line), line);
    // However it is cut into pieces, as readers of formats hand it on.
    let middle = (raw.len() / 2..=raw.len()).find(|at| raw.is_char_boundary(*at)).unwrap_or(0);
    let mut rich = Rich::plain(&raw[..middle]);
    rich.push(&raw[middle..]);
    judge(&thread_of(rich));
}

fn assert_told_or_empty(line: &str) {
    assert!(!line.contains(['\n', '\t']), "{line:?}");
    assert_harmless(line);
}

fn thread_of(body: Rich) -> Thread {
    let mut builder = ThreadBuilder::default();
    builder.push(Draft { body, ..Draft::default() });
    builder.finish()
}

/// HTML and Markdown within posts, in every flavour.
fn markup(data: &[u8]) {
    let source = words(data);
    judge(&thread_of(html::read(&source, &mut LinksOnly)));
    judge(&thread_of(html::read_lines(&source, &mut LinksOnly)));
    for flavour in [markdown::COMMON, markdown::REDDIT, markdown::DISCORD] {
        judge(&thread_of(markdown::read(&source, flavour, &mut LinksOnly)));
    }
    judge(&thread_of(markdown::read_note(&source, &mut LinksOnly, &mut Vec::new())));
    drop(markdown::inline_links(&source));
}

/// Wrapping, against one that measures every line anew for every end that it might have.
fn wrap(data: &[u8]) {
    let Some((width, text)) = data.split_first() else { return };
    let width = usize::from(*width % 60) + measure::TAB;
    let text = Clean::text(&words(text));
    let text: String = text.chars().take(400).collect();
    let lines = wrapping::wrap(&text, width);
    let mut end = 0;
    for line in &lines {
        assert!(
            measure::width(&text[line.clone()]) <= width,
            "{:?} is wider than {width}",
            &text[line.clone()]
        );
        assert!(text[end..line.start].chars().all(char::is_whitespace), "lost: {:?}", &text[end..line.start]);
        end = line.end;
    }
    assert!(text[end..].chars().all(char::is_whitespace), "lost: {:?}", &text[end..]);
    let expected: Vec<&str> = text.split('\n').flat_map(|line| slowly_wrapped(line, width)).collect();
    assert_eq!(lines.into_iter().map(|line| &text[line]).collect::<Vec<_>>(), expected, "at {width}");
}

/// The lines of one line of text: each as long as it can be, measured as a whole.
fn slowly_wrapped(line: &str, width: usize) -> Vec<&str> {
    let line = line.trim_end();
    let ends = ends_of_pieces(line, width);
    let (mut lines, mut start) = (Vec::new(), 0);
    while start < line.len() {
        let fits = |end: &&usize| measure::width(line[start..**end].trim_end()) <= width;
        let within: Vec<usize> = ends.iter().copied().filter(|end| *end > start).collect();
        let end = within.iter().rfind(fits).or(within.first()).copied().unwrap_or(line.len());
        lines.push(line[start..end].trim_end());
        start = end;
    }
    if lines.is_empty() {
        lines.push("");
    }
    lines
}

/// Where a line may end: behind words, behind hyphens but in addresses, and, in words wider than a line, where it is full.
fn ends_of_pieces(line: &str, width: usize) -> Vec<usize> {
    let (mut ends, mut start, mut at) = (Vec::new(), 0, 0);
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        at += word.word.len() + word.whitespace.len();
        if word.word.ends_with("://") && at < line.len() {
            continue;
        }
        let whole = &line[start..at - word.whitespace.len()];
        let splitter =
            if whole.contains('/') { WordSplitter::NoHyphenation } else { WordSplitter::HyphenSplitter };
        let mut from = start;
        for end in splitter.split_points(whole).into_iter().chain([whole.len()]) {
            let end = start + end;
            while measure::width(&line[from..end]) > width {
                let glyphs = measure::glyphs(&line[from..end]);
                let cuts: Vec<usize> = glyphs.map(|glyph| from + glyph.at + glyph.source.len()).collect();
                let cut =
                    cuts.iter().rfind(|cut| measure::width(&line[from..**cut]) <= width).or(cuts.first());
                let Some(cut) = cut.copied().filter(|cut| *cut < end) else { break };
                ends.push(cut);
                from = cut;
            }
            ends.push(end);
            from = end;
        }
        // Blanks belong to the word before.
        ends.pop();
        ends.push(at);
        start = at;
    }
    ends
}

/// Searching: hits are ranges of the text in order, and those of plain words are what the standard library finds.
fn search(data: &[u8]) {
    let [switches, rest @ ..] = data else { return };
    let all = words(rest);
    let (text, rest) = all.split_once('\n').unwrap_or((&all, ""));
    let query = Query {
        text: text.to_owned(),
        case: [Case::Smart, Case::Sensitive, Case::Insensitive][usize::from(switches % 3)],
        regex: switches & 4 != 0,
        words: switches & 8 != 0,
        ..Query::default()
    };
    let thread = thread_of(Rich::plain(rest));
    let Some(post) = thread.posts().next() else { return };
    let text = post.whole();
    let matcher = match Matcher::new(&query) {
        Ok(matcher) => matcher,
        Err(bad) => return assert!(!bad.to_string().contains('\n'), "{bad}"),
    };
    let hits: Vec<_> = matcher.hits(text).collect();
    let mut end = 0;
    for hit in &hits {
        assert!(end <= hit.start && hit.start < hit.end, "{hits:?}");
        assert!(text.get(hit.clone()).is_some_and(|hit| !hit.contains(SEPARATOR)), "{hit:?}");
        end = hit.end;
    }
    let spans = matcher.search(&thread, &AtomicBool::new(false)).unwrap();
    assert_eq!(spans.len(), hits.len());
    let is_plain =
        query.text.bytes().all(|b| b.is_ascii_alphanumeric()) && text.is_ascii() && !query.text.is_empty();
    if is_plain && !query.regex && !query.words && query.case == Case::Sensitive {
        let expected: Vec<_> =
            text.match_indices(&query.text).map(|(at, found)| at..at + found.len()).collect();
        assert_eq!(hits, expected);
    }
}

/// A thread whose fields are the pieces of an input between bytes that no UTF-8 has, with a reply to its first post.
fn thread_in(data: &[u8]) -> Thread {
    let mut pieces = data.split(|b| *b == 0xFF).map(words).chain(std::iter::repeat(String::new()));
    let mut next = || pieces.next().unwrap_or_default();
    let mut builder = ThreadBuilder::new(Source { platform: Clean::some_line(&next()), ..Source::default() });
    builder.title(Clean::some_line(&next()));
    // A handle has no sign before it, whatever reads it.
    let author = Author {
        name: Clean::some_line(&next()),
        handle: Clean::some_line(Clean::line(&next()).trim_start_matches('@')),
        id: None,
    };
    let mut body = Rich::plain(&next());
    match Clean::some_line(&next()) {
        Some(url) => body.push_link("linked", DraftLink { url, ..DraftLink::default() }),
        None => body.push("not linked"),
    }
    body.push(&next());
    let alt = Some(Clean::text(&next())).filter(|alt| !alt.is_empty());
    let media = vec![Media { kind: MediaKind::Image, url: Clean::some_line(&next()), file: None, alt }];
    let quoted = Draft { author: author.clone(), body: Rich::plain(&next()), ..Draft::default() };
    builder.push(Draft {
        id: Clean::some_line("1"),
        url: Clean::some_line(&next()),
        content_warning: Some(Clean::text(&next())).filter(|warning| !warning.is_empty()),
        author: author.clone(),
        body,
        media,
        quote: Some(Box::new(quoted)),
        ..Draft::default()
    });
    let reply = Rich::plain(&format!("{} and plain words", next()));
    builder.push(Draft { reply_to: Clean::some_line("1"), author, body: reply, ..Draft::default() });
    builder.finish()
}

/// Every form of export, as those read it that it is for.
fn exports(data: &[u8]) {
    let thread = thread_in(data);
    let tree = Tree::new(&thread);
    let written = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut out = Vec::new();
        write(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert_harmless(&text);
        text
    };
    let json = written(&|out| own::write_json(out, &thread, tree.order()).unwrap());
    serde_json::from_str::<serde_json::Value>(&json).unwrap();
    let again = formats::read(json.as_bytes(), Source::default()).unwrap();
    for (post, before) in again.posts().zip(thread.posts()) {
        assert_eq!(post.whole(), before.whole());
        assert_eq!((post.author(), post.url(), post.id()), (before.author(), before.url(), before.id()));
    }
    assert_eq!((again.len(), again.warnings.len()), (thread.len(), 0), "{:?}", again.warnings);
    let lines = written(&|out| own::write_ndjson(out, &thread, tree.order()).unwrap());
    assert_eq!(formats::read(lines.as_bytes(), Source::default()).unwrap().len(), thread.len());
    let markdown = written(&|out| cite::write_markdown(out, &thread, &tree, tree.order()).unwrap());
    assert_inert(&markdown);
    assert!(
        written(&|out| cite::write_text(out, &thread, &tree, tree.order()).unwrap()).contains("plain words")
    );
}

/// Holds Markdown to having no HTML, no picture that is fetched, no program, and no link but to the web.
#[track_caller]
fn assert_inert(markdown: &str) {
    for event in Parser::new_ext(markdown, Options::all()) {
        let is_active = match &event {
            Markup::Html(_)
            | Markup::InlineHtml(_)
            | Markup::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => true,
            Markup::Start(Tag::Link { dest_url, .. }) => {
                // A scheme is the same in capitals (RFC 3986, 3.1).
                let url = dest_url.to_ascii_lowercase();
                !["http://", "https://"].iter().any(|web| url.starts_with(web))
            }
            _ => false,
        };
        assert!(!is_active, "{event:?} in\n{markdown}");
    }
}

/// Quotations in every form, records of every kind, and citations.
fn citing(data: &[u8]) {
    thread_local! {
        static STYLE: OnceCell<Style> = const { OnceCell::new() };
    }
    let thread = thread_in(data);
    let tree = Tree::new(&thread);
    let passages: Vec<_> = (0..thread.len() as u32).map(|ix| Passage::whole(&thread, PostIx(ix))).collect();
    for (name, form) in Form::NAMED {
        let manner =
            Manner { form, has_provenance: true, has_key: true, links_entities: true, ..Manner::default() };
        let quotation = quoting::quote(&thread, &tree, &passages, &manner);
        // Org takes signs apart with a blank of no width.
        assert_harmless(&quotation.text.replace('\u{200B}', ""));
        if name == "markdown" {
            assert_inert(&quotation.text);
        }
    }
    let references = quoting::references(&thread, &tree, &passages, &Manner::default());
    for kind in [Kind::Biblatex, Kind::Bibtex] {
        let text = records::write(kind, &references, Choice::default());
        let read = Bibliography::parse(&text).unwrap_or_else(|error| panic!("{error:?} in\n{text}"));
        assert_eq!(read.len(), references.len(), "{text}");
    }
    let json = records::write(Kind::CslJson, &references, Choice::default());
    let items: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
    assert_eq!(items.len(), references.len());
    let ris = records::write(Kind::Ris, &references, Choice::default());
    assert_eq!(ris.lines().filter(|line| line.starts_with("TY  - ")).count(), references.len(), "{ris}");
    STYLE.with(|style| {
        let style = style.get_or_init(|| Style::named("apa").unwrap());
        for citation in style.cite(&references, Setting::default()) {
            assert_harmless(&citation.to_text());
        }
    });
}

/// Citation styles of the reader's own: refused in a sentence, or used.
fn styles(data: &[u8]) {
    let text = words(data);
    match Style::from_csl(&text) {
        Err(problem) => assert_told(&Clean::line(&problem.to_string())),
        Ok(style) => {
            let thread = thread_in(b"X\xFFA title\xFFAna\xFFana\xFFWords");
            let tree = Tree::new(&thread);
            let passages = [Passage::whole(&thread, PostIx(0))];
            let references = quoting::references(&thread, &tree, &passages, &Manner::default());
            drop(style.cite(&references, Setting::default()));
        }
    }
}

/// Any run of keys, pastes and sizes: every screen can be drawn, and the reader left.
fn keys(data: &[u8]) {
    static DOCUMENT: OnceLock<Arc<Document>> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| reader::document(SAMPLE));
    let pressed: Vec<&str> = TABLE.iter().flat_map(|row| row.keys.iter().copied()).collect();
    let mut reader = Reader::empty((80, 24), &["thread.txt"]);
    reader.take(Event::Opened(0, Ok(Opened::Thread(Arc::clone(document)))));
    let mut bytes = data.iter().copied().take(200);
    while let Some(byte) = bytes.next() {
        match byte {
            0xFF => {
                let (width, height) = (bytes.next().unwrap_or(0), bytes.next().unwrap_or(0));
                reader.resize(u16::from(width), u16::from(height % 64));
            }
            0xFE => reader.take(Event::Paste(words(&bytes.by_ref().take(8).collect::<Vec<_>>()))),
            _ if byte.is_ascii_graphic() => {
                reader.take(Event::Key(Press::parse(&char::from(byte).to_string()).unwrap()));
            }
            _ => {
                if let Some(press) = Press::parse(pressed[usize::from(byte) * 7 % pressed.len()]) {
                    reader.take(Event::Key(press));
                }
            }
        }
        if reader.has_quit {
            return;
        }
    }
    reader.screen();
    reader.keys("<Esc><Esc><Esc><Esc><Esc><Esc><Esc><Esc><C-c>");
    assert!(reader.has_quit, "the reader cannot be left");
}

/// Addresses: one spelling, one host, and doubts that can be told.
fn addresses(data: &[u8]) {
    let text = words(data);
    let (url, shown) = text.split_once('\n').unwrap_or((&text, "words"));
    if let Some(normal) = address::normal(url) {
        assert_eq!(address::normal(&normal).as_deref(), Some(&*normal));
        assert_eq!(address::host(&normal), address::host(url));
        assert!(!address::is_web(url) || normal.starts_with("http://") || normal.starts_with("https://"));
        assert!(!address::is_web(url) || normal.bytes().all(|b| b.is_ascii_graphic()), "{normal:?}");
    }
    for doubt in doubts::doubts(url, [shown]) {
        assert_told_or_empty(&Clean::line(&doubt));
    }
}
