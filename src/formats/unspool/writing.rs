//! A thread written as unspool's JSON or NDJSON, post by post: nothing is built up in memory.

use std::io;
use std::ops::Range;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;

use super::offsets::CodePoints;
use super::{FORM, names};
use crate::formats::scanning;
use crate::model::{
    Author, Counts, Link, Media, Mention, Post, PostIx, Precision, Shape, Source, Style, Thread, Unit,
    Warning,
};

/// Writes the thread as one JSON document, with its posts in the given order and each on a line of its own.
pub fn write_json(out: &mut dyn io::Write, thread: &Thread, order: &[PostIx]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let mut json = serde_json::Serializer::with_formatter(&mut out, PostPerLine::default());
    DocumentForm { thread, order }.serialize(&mut json)?;
    io::Write::write_all(&mut out, b"\n")?;
    io::Write::flush(&mut out)
}

/// Writes the posts in the given order, each as a JSON object on one line that also says where it belongs.
pub fn write_ndjson(out: &mut dyn io::Write, thread: &Thread, order: &[PostIx]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let file = thread.source.file.as_deref().filter(|file| *file != "-");
    let name = thread.title.as_deref().or(file).unwrap_or_default();
    for (i, ix) in order.iter().enumerate() {
        let place = PlaceForm { thread: name, position: i + 1, unit: thread.unit };
        serde_json::to_writer(&mut out, &PostForm { post: thread.post(*ix), place: Some(place) })?;
        io::Write::write_all(&mut out, b"\n")?;
    }
    io::Write::flush(&mut out)
}

/// Compact JSON with a line for each post and each warning.
#[derive(Default)]
struct PostPerLine {
    depth: usize,
}

/// The depth of an array that is a field of the document.
const OUTER_LIST: usize = 2;

impl Formatter for PostPerLine {
    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        writer.write_all(b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        match (first, self.depth == OUTER_LIST) {
            (true, true) => writer.write_all(b"\n"),
            (true, false) => Ok(()),
            (false, true) => writer.write_all(b",\n"),
            (false, false) => writer.write_all(b","),
        }
    }
}

/// An object whose unknown fields are left out.
trait KnownFields: SerializeMap {
    fn known<T: Serialize>(&mut self, name: &str, value: Option<T>) -> Result<(), Self::Error> {
        value.map_or(Ok(()), |value| self.serialize_entry(name, &value))
    }
}

impl<M: SerializeMap> KnownFields for M {}

/// A sequence of what the function gives, put in its form item by item, so that none is held.
struct ListForm<F>(F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for ListForm<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct DocumentForm<'t> {
    thread: &'t Thread,
    order: &'t [PostIx],
}

impl Serialize for DocumentForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { thread, order } = *self;
        let source = Some(&thread.source).filter(|source| **source != Source::default());
        let posts = || order.iter().map(|ix| PostForm { post: thread.post(*ix), place: None });
        let warnings = || thread.warnings.iter().map(WarningForm);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(names::UNSPOOL, &FORM)?;
        map.known(names::TITLE, thread.title.as_deref())?;
        map.known(names::SOURCE, source.map(SourceForm))?;
        map.known(names::UNIT, unit_name(thread.unit))?;
        map.known(names::SHAPE, Some(thread.shape.name()).filter(|_| thread.shape != Shape::default()))?;
        map.serialize_entry(names::POSTS, &ListForm(posts))?;
        map.known(names::WARNINGS, (!thread.warnings.is_empty()).then_some(ListForm(warnings)))?;
        map.end()
    }
}

/// Posts are the rule and go without saying.
fn unit_name(unit: Unit) -> Option<&'static str> {
    (unit == Unit::Paragraph).then_some(names::PARAGRAPH)
}

struct SourceForm<'t>(&'t Source);

impl Serialize for SourceForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Source { format, platform, file, sha256, encoding, written: _ } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.known(names::FORMAT, Some(&**format).filter(|format| !format.is_empty()))?;
        map.known(names::PLATFORM, platform.as_deref())?;
        map.known(names::FILE, file.as_deref())?;
        map.known(names::SHA256, sha256.as_deref())?;
        map.known(names::ENCODING, encoding.as_deref())?;
        map.end()
    }
}

struct WarningForm<'t>(&'t Warning);

impl Serialize for WarningForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Warning { at, message } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.known(names::AT, Some(&**at).filter(|at| !at.is_empty()))?;
        map.serialize_entry(names::MESSAGE, &**message)?;
        map.end()
    }
}

/// Where a line of NDJSON belongs.
struct PlaceForm<'t> {
    thread: &'t str,
    position: usize,
    unit: Unit,
}

struct PostForm<'t> {
    post: Post<'t>,
    place: Option<PlaceForm<'t>>,
}

impl Serialize for PostForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(place) = &self.place {
            map.serialize_entry(names::THREAD, place.thread)?;
            map.serialize_entry(names::POSITION, &place.position)?;
            map.known(names::UNIT, unit_name(place.unit))?;
        }
        self.write_facts(&mut map)?;
        map.serialize_entry(names::TEXT, self.post.body())?;
        self.write_ranges(&mut map)?;
        self.write_rest(&mut map)?;
        map.end()
    }
}

impl PostForm<'_> {
    fn write_facts<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let post = &self.post;
        let author = Some(post.author()).filter(|author| **author != Author::default());
        map.known(names::ID, post.id())?;
        map.known(names::URL, post.url())?;
        map.known(names::AUTHOR, author.map(AuthorForm))?;
        if let Some(created) = post.created() {
            map.serialize_entry(names::CREATED_AT, &created.rfc3339())?;
            map.serialize_entry(names::CREATED_PRECISION, Precision::name(created.precision()))?;
        }
        map.known(names::REPLY_TO, post.reply_to())
    }

    fn write_ranges<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let post = self.post;
        let has_links = post.links().next().is_some();
        let body = post.body_range();
        // Names stand in other parts too, which have no field of their own for them.
        let own = || post.mentions().filter(|m| body.start <= m.range.start && m.range.end <= body.end);
        let has_mentions = own().next().is_some();
        let has_styles = post.styles().next().is_some();
        // Where neither is told, whoever reads the text looks for both.
        if !has_links && !has_mentions && !scanning::find(post.body()).is_empty() {
            map.serialize_entry::<_, [(); 0]>(names::LINKS, &[])?;
        }
        if !has_links && !has_mentions && !has_styles {
            return Ok(());
        }
        let base = body.start;
        let points = CodePoints::of(post.body());
        let place = |range: Range<u32>| RangeForm {
            text: post.text(range.clone()),
            start: points.index((range.start - base) as usize),
            end: points.index((range.end - base) as usize),
        };
        let links = || post.links().map(|link| LinkForm { range: place(link.range.clone()), link });
        let mentions = || own().map(|mention| EntityForm { range: place(mention.range.clone()), mention });
        map.known(names::LINKS, has_links.then_some(ListForm(links)))?;
        map.known(names::ENTITIES, has_mentions.then_some(ListForm(mentions)))?;
        let styles =
            || post.styles().map(|styled| StyleForm { range: place(styled.range), style: styled.style });
        map.known(names::STYLES, has_styles.then_some(ListForm(styles)))
    }

    fn write_rest<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let post = self.post;
        let media = || post.media().iter().map(MediaForm);
        let counts = Some(post.counts()).filter(|counts| *counts != Counts::default());
        map.known(names::MEDIA, (!post.media().is_empty()).then_some(ListForm(media)))?;
        map.known(names::QUOTE, post.quote().map(|post| PostForm { post, place: None }))?;
        map.known(names::COUNTS, counts.map(CountsForm))?;
        map.known(names::LANGUAGE, post.language())?;
        map.known(names::CONTENT_WARNING, post.content_warning())?;
        map.known(names::VISIBILITY, post.visibility())?;
        map.known(names::OMITTED, Some(post.omitted()).filter(|omitted| *omitted > 0))?;
        map.known(names::REPOST, post.is_repost().then_some(true))?;
        map.serialize_entry(names::STATE, post.state().name())
    }
}

struct AuthorForm<'t>(&'t Author);

impl Serialize for AuthorForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Author { name, handle, id } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.known(names::NAME, name.as_deref())?;
        map.known(names::HANDLE, handle.as_deref())?;
        map.known(names::ID, id.as_deref())?;
        map.end()
    }
}

/// A range of a post's text, in code points, and what it reads.
struct RangeForm<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

struct LinkForm<'t> {
    range: RangeForm<'t>,
    link: Link<'t>,
}

impl Serialize for LinkForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { range, link } = self;
        let shown = link.shown.unwrap_or(range.text);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(names::START, &range.start)?;
        map.serialize_entry(names::END, &range.end)?;
        map.serialize_entry(names::URL, link.url)?;
        map.known(names::SHOWN, Some(shown).filter(|shown| *shown != link.url))?;
        map.known(names::TITLE, link.title)?;
        map.end()
    }
}

struct EntityForm<'t> {
    range: RangeForm<'t>,
    mention: Mention<'t>,
}

impl Serialize for EntityForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { range, mention } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(names::START, &range.start)?;
        map.serialize_entry(names::END, &range.end)?;
        map.serialize_entry(names::KIND, mention.kind.name())?;
        map.serialize_entry(names::NAME, mention.name)?;
        map.end()
    }
}

struct StyleForm<'t> {
    range: RangeForm<'t>,
    style: Style,
}

impl Serialize for StyleForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(names::START, &self.range.start)?;
        map.serialize_entry(names::END, &self.range.end)?;
        map.serialize_entry(names::STYLE, self.style.name())?;
        map.end()
    }
}

struct MediaForm<'t>(&'t Media);

impl Serialize for MediaForm<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Media { kind, url, file, alt } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(names::KIND, kind.name())?;
        map.known(names::URL, url.as_deref())?;
        map.known(names::FILE, file.as_deref())?;
        map.known(names::ALT, alt.as_deref())?;
        map.end()
    }
}

struct CountsForm(Counts);

impl Serialize for CountsForm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Counts { likes, reposts, replies, quotes, views } = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.known(names::LIKES, likes)?;
        map.known(names::REPOSTS, reposts)?;
        map.known(names::REPLIES, replies)?;
        map.known(names::QUOTES, quotes)?;
        map.known(names::VIEWS, views)?;
        map.end()
    }
}
