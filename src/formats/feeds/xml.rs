//! The XML of a feed as entries with fields: no platform, no meaning.
//!
//! Feeds break the rules of XML in many ways, so nothing is refused: end tags need not fit, `&` may stand alone, HTML's own
//! entities are left to those who read HTML, and a file that breaks off gives what came before. Depth is counted on a stack.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::model::ThreadBuilder;

/// A feed: what it says of itself, and its entries.
#[derive(Default)]
pub(super) struct Feed {
    pub(super) about: Entry,
    pub(super) entries: Vec<Entry>,
}

/// The fields of an entry, in order.
#[derive(Default)]
pub(super) struct Entry(Vec<Field>);

/// An element within an entry.
pub(super) struct Field {
    /// Its name with its prefix, in small letters: `title`, `dc:creator`, `media:content`.
    pub(super) name: String,
    /// The field that it stands in, by its place.
    pub(super) within: Option<usize>,
    attributes: Vec<(String, String)>,
    /// What it says, decoded once; of XHTML, the markup as it stands there.
    pub(super) text: String,
    /// Whether it is there to its end, which the last of a file that was cut is not.
    pub(super) is_whole: bool,
}

impl Field {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, value)| &**value)
    }
}

impl Entry {
    /// All fields, with their places.
    pub(super) fn fields(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.0.iter().enumerate()
    }

    /// The fields of a name that stand right in the entry.
    pub(super) fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Field> {
        self.0.iter().filter(move |field| field.within.is_none() && field.name == name)
    }

    /// What the first field of a name says, if anything.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).map(|field| field.text.trim()).find(|text| !text.is_empty())
    }

    /// What a field within another says.
    pub(super) fn inner(&self, outer: &str, name: &str) -> Option<&str> {
        let is_it = |field: &&Field| {
            field.name == name && field.within.is_some_and(|within| self.0[within].name == outer)
        };
        self.0.iter().find(is_it).map(|field| field.text.trim()).filter(|text| !text.is_empty())
    }
}

/// What is open on the way to the place at hand.
enum Open {
    /// An element that holds others: the channel, the feed.
    Outer,
    Entry,
    /// A field by its place.
    Field(usize),
    /// XHTML, which begins at this byte and is taken as it stands, and how deep in it the place is.
    Markup(usize, usize),
}

struct Reading {
    feed: Feed,
    entry: Option<Entry>,
    open: Vec<Open>,
}

/// Reads a feed; what is wrong with its XML is noted.
pub(super) fn read(text: &str, notes: &mut ThreadBuilder) -> Feed {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut reading = Reading { feed: Feed::default(), entry: None, open: Vec::new() };
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let line = text.get(..before).unwrap_or(text).matches('\n').count() + 1;
                let message = format!("broken XML ({error}); what came before was read");
                notes.warn(&format!("line {line}"), &message);
                break;
            }
        };
        let after = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) => reading.start(&tag, after),
            Event::Empty(tag) => {
                reading.start(&tag, after);
                reading.end(text, after);
            }
            Event::End(_) => reading.end(text, before),
            Event::Text(words) => reading.text(&String::from_utf8_lossy(&words)),
            Event::CData(words) => reading.text(&String::from_utf8_lossy(&words)),
            Event::GeneralRef(name) => {
                reading.text(&decoded(&format!("&{};", String::from_utf8_lossy(&name))));
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    while !reading.open.is_empty() {
        reading.end(text, text.len());
    }
    reading.feed
}

impl Reading {
    fn target(&mut self) -> &mut Entry {
        self.entry.as_mut().unwrap_or(&mut self.feed.about)
    }

    /// Opens an element whose content begins at a byte.
    fn start(&mut self, tag: &BytesStart, at: usize) {
        if let Some(Open::Markup(_, depth)) = self.open.last_mut() {
            *depth += 1;
            return;
        }
        let name = String::from_utf8_lossy(tag.name().as_ref()).to_ascii_lowercase();
        let name = name.strip_prefix("atom:").map(str::to_owned).unwrap_or(name);
        let is_field = matches!(self.open.last(), Some(Open::Field(_)));
        if !is_field && self.entry.is_none() && matches!(&*name, "item" | "entry") {
            self.entry = Some(Entry::default());
            self.open.push(Open::Entry);
            return;
        }
        if self.entry.is_none() && matches!(&*name, "rss" | "channel" | "feed" | "rdf:rdf" | "items") {
            self.open.push(Open::Outer);
            return;
        }
        let within = match self.open.last() {
            Some(Open::Field(place)) => Some(*place),
            _ => None,
        };
        let attributes = attributes(tag);
        let is_markup = attributes.iter().any(|(name, value)| name == "type" && value == "xhtml");
        let target = self.target();
        let place = target.0.len();
        target.0.push(Field { name, within, attributes, text: String::new(), is_whole: false });
        self.open.push(Open::Field(place));
        if is_markup {
            self.open.push(Open::Markup(at, 0));
        }
    }

    /// Closes what is open innermost; its end tag begins at a byte.
    fn end(&mut self, source: &str, at: usize) {
        match self.open.last_mut() {
            Some(Open::Markup(_, depth)) if *depth > 0 && at < source.len() => {
                *depth -= 1;
                return;
            }
            Some(Open::Markup(start, _)) => {
                let markup = source.get(*start..at).unwrap_or_default().to_owned();
                self.open.pop();
                if let Some(Open::Field(place)) = self.open.last() {
                    let place = *place;
                    if let Some(field) = self.target().0.get_mut(place) {
                        field.text = markup;
                    }
                }
            }
            _ => {}
        }
        match self.open.pop() {
            Some(Open::Entry) => self.feed.entries.extend(self.entry.take()),
            Some(Open::Field(place)) => {
                if let Some(field) = self.target().0.get_mut(place) {
                    field.is_whole = at < source.len();
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Open::Field(place)) = self.open.last() {
            let place = *place;
            if let Some(field) = self.target().0.get_mut(place) {
                field.text.push_str(text);
            }
        }
    }
}

fn attributes(tag: &BytesStart) -> Vec<(String, String)> {
    let mut found = tag.html_attributes();
    found
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let name = String::from_utf8_lossy(attribute.key.as_ref()).to_ascii_lowercase();
            (name, decoded(&String::from_utf8_lossy(&attribute.value)).into_owned())
        })
        .collect()
}

/// A text with XML's references decoded once; those of HTML stay as they are.
fn decoded(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out = text[..first].to_owned();
    let mut rest = &text[first..];
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].bytes().take(12).position(|b| b == b';').and_then(|end| rest.get(1..=end));
        if let Some((c, name)) = name.and_then(character).zip(name) {
            out.push(c);
            rest = &rest[name.len() + 2..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).unwrap_or('\u{FFFD}')
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(text: &str) -> (Feed, usize) {
        let mut notes = ThreadBuilder::default();
        let feed = read(text, &mut notes);
        (feed, notes.finish().warnings.len())
    }

    #[test]
    fn broken_xml_gives_what_can_be_read() {
        let (found, warnings) = feed(
            "<rss><channel><title>A & B</title><item><title>1 &lt; 2 &nbsp;&#x27;<b>x</wrong></title></item><item><link>u",
        );
        assert_eq!(found.about.text("title"), Some("A & B"));
        assert_eq!(found.entries[0].text("title"), Some("1 < 2 &nbsp;'"));
        assert_eq!(found.entries[1].text("link"), Some("u"));
        assert_eq!((found.entries.len(), warnings), (2, 0));
        let (found, warnings) = feed("<rss><item><title>one</title></item><item><![CDATA[ never ended");
        assert_eq!((found.entries[0].text("title"), warnings), (Some("one"), 1));
    }

    #[test]
    fn markup_of_atom_is_taken_as_it_stands() {
        let (found, _) = feed(
            "<feed><entry><content type='xhtml'><div>a <b>b</b> &amp;<br/></div></content><author><name>x</name></author></entry></feed>",
        );
        assert_eq!(found.entries[0].text("content"), Some("<div>a <b>b</b> &amp;<br/></div>"));
        assert_eq!(found.entries[0].inner("author", "name"), Some("x"));
    }

    #[test]
    fn depth_costs_its_own_length_only() {
        let (found, _) = feed(&format!("<rss><item>{}<title>", "<a>".repeat(100_000)));
        assert_eq!(found.entries.len(), 1);
        let (found, _) = feed(&format!("<feed><entry><content type='xhtml'>{}", "<a>".repeat(100_000)));
        assert_eq!(found.entries.len(), 1);
    }
}
