//! JSON objects read one level at a time, and forgivingly: what is not as it should be becomes a warning with its place.
//!
//! A value stays raw until its field is asked for. So nothing here recurses however deep a file nests, numbers keep all
//! their digits, and a fault within a value costs that value alone.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::{Clean, ThreadBuilder};

/// A JSON string; half a surrogate pair in it has become U+FFFD, which serde's own strings refuse.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                std::str::from_utf8(bytes).map_or_else(|_| self.visit_bytes(bytes), |s| Ok(Text(s.into())))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
                Ok(Text(without_surrogates(bytes.to_vec()).into()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// `serde_json` gives a lone surrogate as the three bytes that UTF-8 would have for it, as many as U+FFFD has.
fn without_surrogates(mut bytes: Vec<u8>) -> String {
    const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();
    for i in 2..bytes.len() {
        if bytes[i - 2] == 0xED && bytes[i - 1] >= 0xA0 {
            bytes[i - 2..=i].copy_from_slice(REPLACEMENT);
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// An object whose values are still raw. Of a key that comes twice, the last counts.
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    /// Reads `json`, which should be one object.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn read(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// The value of a field, if it is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let (_, raw) = self.0.iter().rev().find(|(key, _)| key == name)?;
        Some(*raw).filter(|raw| raw.get() != "null")
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(Text(key)) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The text of a string, or the digits of a number just as they stand.
pub(super) fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    match raw.get().as_bytes().first()? {
        b'"' => serde_json::from_str::<Text>(raw.get()).ok().map(|text| text.0),
        b'-' | b'0'..=b'9' => Some(raw.get().into()),
        _ => None,
    }
}

/// A whole number that is not negative.
pub(super) fn count(raw: &RawValue) -> Option<u64> {
    text(raw)?.parse().ok()
}

/// Where in a document something stands, for warnings: `posts[3].quote.links[0].start`, `line 17: author`.
#[derive(Clone, Copy)]
pub(super) struct At {
    root: Root,
    quotes: usize,
    /// The field that holds the object at hand, and its place there if that field is a list.
    inner: Option<(&'static str, Option<usize>)>,
}

/// What the place of a value is told from.
#[derive(Clone, Copy)]
pub(super) enum Root {
    /// The document itself.
    Document,
    /// One of its posts, from 0.
    Post(usize),
    /// A line of NDJSON, from 1.
    Line(usize),
}

impl At {
    /// The object at `root` itself.
    pub(super) fn new(root: Root) -> Self {
        Self { root, quotes: 0, inner: None }
    }

    /// The post quoted there, so many quotes deep.
    pub(super) fn quote(self, quotes: usize) -> Self {
        Self { quotes, ..self }
    }

    /// The place of a field there, or of the whole with an empty name.
    pub(super) fn field(self, name: &str) -> String {
        let mut steps = vec![match self.root {
            Root::Post(i) => format!("posts[{i}]"),
            Root::Document | Root::Line(_) => String::new(),
        }];
        steps.extend(std::iter::repeat_n("quote".to_owned(), self.quotes));
        match self.inner {
            Some((list, Some(i))) => steps.push(format!("{list}[{i}]")),
            Some((object, None)) => steps.push(object.to_owned()),
            None => {}
        }
        steps.push(name.to_owned());
        steps.retain(|step| !step.is_empty());
        let path = steps.join(".");
        match self.root {
            Root::Line(n) if path.is_empty() => format!("line {n}"),
            Root::Line(n) => format!("line {n}: {path}"),
            _ => path,
        }
    }
}

/// An object at a place, and where to note what is wrong with its fields.
pub(super) struct Fields<'a, 'n> {
    pub(super) object: Object<'a>,
    pub(super) at: At,
    pub(super) notes: &'n mut ThreadBuilder,
}

impl<'a, 'n> Fields<'a, 'n> {
    /// One field of the document by itself, for reading fields as they come.
    pub(super) fn of_document(name: &'a str, value: &'a RawValue, notes: &'n mut ThreadBuilder) -> Self {
        Self { object: Object(vec![(name.into(), value)]), at: At::new(Root::Document), notes }
    }

    /// Notes what is wrong with a field, or with the whole object for an empty name.
    pub(super) fn warn(&mut self, name: &str, message: &str) {
        self.notes.warn(&self.at.field(name), message);
    }

    /// A field's value in a form of its own; `what` it should be, for the warning.
    pub(super) fn field<T>(
        &mut self,
        name: &str,
        what: &str,
        read: impl FnOnce(&'a RawValue) -> Option<T>,
    ) -> Option<T> {
        let raw = self.object.get(name)?;
        let value = read(raw);
        if value.is_none() {
            self.warn(name, &format!("{} is no {what}; it was left out", excerpt(raw)));
        }
        value
    }

    /// A text, or a number as text.
    pub(super) fn text(&mut self, name: &str) -> Option<Cow<'a, str>> {
        self.field(name, "text", text)
    }

    /// A text made clean and put on one line, with something in it.
    pub(super) fn line(&mut self, name: &str) -> Option<Clean> {
        self.text(name).and_then(|text| Clean::some_line(&text))
    }

    /// A text made clean that may have several lines, with something in it.
    pub(super) fn passage(&mut self, name: &str) -> Option<Clean> {
        self.text(name).map(|text| Clean::text(&text)).filter(|text| !text.is_empty())
    }

    /// A value out of a fixed list of names.
    pub(super) fn named<T>(&mut self, name: &str, from_name: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = from_name(&text);
        if value.is_none() {
            self.warn(name, &format!("“{text}” is no {name} that unspool knows; it was left out"));
        }
        value
    }

    /// A number of things.
    pub(super) fn count(&mut self, name: &str) -> Option<u64> {
        self.field(name, "whole number", count)
    }

    /// The values of a list; none where there is no list.
    pub(super) fn list(&mut self, name: &str) -> Vec<&'a RawValue> {
        self.field(name, "list", |raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
    }

    /// The object in a field.
    pub(super) fn inner(&mut self, name: &'static str) -> Option<Fields<'a, '_>> {
        let object = self.field(name, "object", |raw| Object::read(raw.get()).ok())?;
        let at = At { inner: Some((name, None)), ..self.at };
        Some(Fields { object, at, notes: self.notes })
    }

    /// One item of a list of objects.
    pub(super) fn item(&mut self, list: &'static str, i: usize, raw: &'a RawValue) -> Option<Fields<'a, '_>> {
        let at = At { inner: Some((list, Some(i))), ..self.at };
        let Ok(object) = Object::read(raw.get()) else {
            self.notes.warn(&at.field(""), &format!("{} is no object; it was left out", excerpt(raw)));
            return None;
        };
        Some(Fields { object, at, notes: self.notes })
    }
}

/// The beginning of a value, for a message.
pub(super) fn excerpt(raw: &RawValue) -> String {
    const MOST: usize = 40;
    match raw.get().char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &raw.get()[..end]),
        None => raw.get().to_owned(),
    }
}
