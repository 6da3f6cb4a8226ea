//! An object at a place: its fields in the forms that readers need, and warnings where they are not as they should be.
//!
//! A value stays raw until its field is asked for. So nothing here recurses however deep a file nests, numbers keep all
//! their digits, and a fault within a value costs that value alone.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{At, Fault, Walker};
use crate::model::{Clean, ThreadBuilder, Time};

/// Room for the fields of what stands within posts.
const FEW_FIELDS: usize = 8;
/// Room for further ones; with both, posts of many platforms fit into what is cheap to have.
const MORE_FIELDS: usize = 13;

/// An object of so many bytes has many fields.
const LONG: usize = 400;

/// A JSON string; half a surrogate pair in it has become U+FFFD, which serde's own strings refuse.
pub struct Text<'a>(
    /// What it says.
    pub Cow<'a, str>,
);

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
#[derive(Default)]
pub struct Object<'a> {
    fields: Vec<Field<'a>>,
    /// A bit for each sign that a key has: most fields that are asked for are not there.
    signs: u64,
}

struct Field<'a> {
    /// What tells most keys apart at a glance.
    sign: u64,
    key: Cow<'a, str>,
    value: &'a str,
}

impl<'a> Field<'a> {
    fn new(key: Cow<'a, str>, value: &'a str) -> Self {
        Self { sign: sign(&key), key, value }
    }
}

/// Whether two keys are the same; hardly any has more than sixteen bytes, of which the first and the last eight are all.
#[inline]
fn is_same(key: &str, other: &str) -> bool {
    let (key, other) = (key.as_bytes(), other.as_bytes());
    match (key.first_chunk::<8>(), key.last_chunk::<8>()) {
        (Some(first), Some(last)) if key.len() <= 16 => {
            key.len() == other.len() && other.starts_with(first) && other.ends_with(last)
        }
        _ => key == other,
    }
}

/// Which of 64 bits stands for a sign.
#[inline]
fn bit(sign: u64) -> u64 {
    /// Spreads what differs between signs; the golden ratio, as Fibonacci hashing has it.
    const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
    1 << (sign.wrapping_mul(SPREAD) >> 58)
}

/// The first and the last bytes of a key, and its length.
#[inline]
fn sign(key: &str) -> u64 {
    let key = key.as_bytes();
    let ends = match (key.first_chunk::<4>(), key.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => key.iter().fold(0, |sign, b| sign << 8 | u64::from(*b)),
    };
    ends ^ (key.len() as u64).rotate_left(24)
}

impl<'a> Object<'a> {
    /// Reads `json`, which should be one object.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(json: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(json)
    }

    /// Walks through `json`, which should be one object; a fault within a value is left to who asks for it.
    ///
    /// # Errors
    /// When it is none.
    pub fn walk(json: &'a str) -> Result<Self, Fault> {
        let mut walker = Walker::new(json);
        if !walker.enter(b'{') {
            return Err(Fault { at: 0, expected: Some("an object") });
        }
        // Room that is had at once comes from the worker's own memory: to make it larger may mean to wait for another's.
        let room = if json.len() > LONG { FEW_FIELDS + MORE_FIELDS } else { FEW_FIELDS };
        let mut object = Self { fields: Vec::with_capacity(room), signs: 0 };
        while let Some(key) = walker.key()? {
            object.push(key, walker.value()?);
        }
        Ok(object)
    }

    /// Adds a field behind those there are.
    #[inline]
    pub fn push(&mut self, key: Cow<'a, str>, value: &'a str) {
        let fields = &mut self.fields;
        if fields.len() == fields.capacity() {
            fields.reserve_exact(if fields.is_empty() { FEW_FIELDS } else { fields.len().max(MORE_FIELDS) });
        }
        let field = Field::new(key, value);
        self.signs |= bit(field.sign);
        fields.push(field);
    }

    /// As many fields of the object that `json` begins with as there are before it ends, is cut or is broken.
    pub fn begun(json: &'a str) -> Self {
        let mut walker = Walker::new(json);
        walker.enter(b'{');
        let mut object = Self { fields: Vec::with_capacity(FEW_FIELDS + MORE_FIELDS), signs: 0 };
        while let Ok(Some(key)) = walker.key()
            && let Ok(value) = walker.value()
        {
            object.push(key, value);
        }
        object
    }

    /// An object of which the fields have been found one by one.
    pub fn of_fields(fields: Vec<(Cow<'a, str>, &'a str)>) -> Self {
        let fields: Vec<_> = fields.into_iter().map(|(key, value)| Field::new(key, value)).collect();
        let signs = fields.iter().fold(0, |signs, field| signs | bit(field.sign));
        Self { fields, signs }
    }

    /// The value of a field, if it is there and not null.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.field(name).map(|field| field.value).filter(|raw| *raw != "null")
    }

    /// The values of all fields.
    pub fn values(&self) -> impl Iterator<Item = &'a str> {
        self.fields.iter().map(|field| field.value)
    }

    /// The fields that are not null, in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.fields.iter().filter(|field| field.value != "null").map(|field| (&*field.key, field.value))
    }

    /// Whether a field is there, even if it is null.
    pub fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    /// The last field of that name.
    fn field(&self, name: &str) -> Option<&Field<'a>> {
        let wanted = sign(name);
        if self.signs & bit(wanted) == 0 {
            return None;
        }
        self.fields.iter().rev().find(|field| field.sign == wanted && is_same(&field.key, name))
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
                    pairs.push((key, map.next_value::<&RawValue>()?.get()));
                }
                Ok(Object::of_fields(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

/// The text of a string, or the digits of a number just as they stand.
pub fn text(raw: &str) -> Option<Cow<'_, str>> {
    match raw.as_bytes().first()? {
        b'"' => {
            // Most strings stand there as they are.
            let plain = raw.get(1..raw.len() - 1)?;
            // All of it is looked at, without an end in between: this is done many bytes at a time.
            let is_plain = |bytes: &[u8]| {
                let is_odd = |b: &u8| u8::from(*b < b' ') | u8::from(*b == b'\\') | u8::from(*b == b'"');
                bytes.iter().fold(0, |found, b| found | is_odd(b)) == 0
            };
            if raw.ends_with('"') && is_plain(plain.as_bytes()) {
                return Some(plain.into());
            }
            serde_json::from_str::<Text>(raw).ok().map(|text| text.0).or_else(|| mended(raw).map(Cow::Owned))
        }
        b'-' | b'0'..=b'9' => Some(raw.into()),
        _ => None,
    }
}

/// A string with line ends or other controls in it, which JSON wants escaped.
fn mended(raw: &str) -> Option<String> {
    if !raw.contains(|c| c < ' ') {
        return None;
    }
    let escaped: String = raw
        .chars()
        .flat_map(|c| match c {
            '\n' => "\\n".chars().collect::<Vec<_>>(),
            '\t' => "\\t".chars().collect(),
            c if c < ' ' => Vec::new(),
            c => vec![c],
        })
        .collect();
    serde_json::from_str::<Text>(&escaped).ok().map(|text| text.0.into_owned())
}

/// A whole number that is not negative, also as a string.
pub fn count(raw: &str) -> Option<u64> {
    text(raw)?.parse().ok()
}

/// An object at a place, and where to note what is wrong with its fields.
pub struct Fields<'a, 'n> {
    /// The object.
    pub object: Object<'a>,
    /// Where it stands.
    pub at: At<'n>,
    /// Who is told of what is wrong.
    pub notes: &'n mut ThreadBuilder,
}

impl<'a, 'n> Fields<'a, 'n> {
    /// One field of the document by itself, for reading fields as they come.
    pub fn of_document(name: &'a str, value: &'a str, notes: &'n mut ThreadBuilder) -> Self {
        Self { object: Object::of_fields(vec![(name.into(), value)]), at: At::DOCUMENT, notes }
    }

    /// Notes what is wrong with a field, or with the whole object for an empty name.
    pub fn warn(&mut self, name: &str, message: &str) {
        self.notes.warn(&self.at.field(name), message);
    }

    /// A field's value in a form of its own; `what` it should be, for the warning.
    pub fn field<T>(&mut self, name: &str, what: &str, read: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        let raw = self.object.get(name)?;
        let value = read(raw);
        if value.is_none() {
            self.warn(name, &format!("{} is no {what}; it was left out", excerpt(raw)));
        }
        value
    }

    /// A text, or a number as text.
    pub fn text(&mut self, name: &str) -> Option<Cow<'a, str>> {
        self.field(name, "text", text)
    }

    /// A text made clean and put on one line, with something in it.
    pub fn line(&mut self, name: &str) -> Option<Clean> {
        self.text(name).and_then(|text| Clean::some_line(&text))
    }

    /// A text made clean that may have several lines, with something in it.
    pub fn passage(&mut self, name: &str) -> Option<Clean> {
        self.text(name).map(|text| Clean::text(&text)).filter(|text| !text.is_empty())
    }

    /// A time as RFC 3339 has it.
    pub fn time(&mut self, name: &str) -> Option<Time> {
        let text = self.text(name)?;
        let time = Time::parse(&text);
        if time.is_none() {
            self.warn(name, &format!("“{text}” is no time by RFC 3339; it was left out"));
        }
        time
    }

    /// Such a time, in UTC where it names no zone.
    pub fn time_or_utc(&mut self, name: &str) -> Option<Time> {
        let own = self.object.get(name).and_then(text).filter(|own| own.contains('T'));
        let in_utc = own.and_then(|own| Time::parse(&format!("{own}Z")));
        in_utc.or_else(|| self.time(name))
    }

    /// A value out of a fixed list of names.
    pub fn named<T>(&mut self, name: &str, from_name: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let value = from_name(&text);
        if value.is_none() {
            self.warn(name, &format!("“{text}” is no {name} that unspool knows; it was left out"));
        }
        value
    }

    /// A number of things.
    pub fn count(&mut self, name: &str) -> Option<u64> {
        self.field(name, "whole number", count)
    }

    /// Whether something is so; `None` where the file does not say.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.field(name, "yes or no", |raw| raw.parse().ok())
    }

    /// The values of a list; none where there is no list.
    pub fn list(&mut self, name: &str) -> Vec<&'a str> {
        if self.object.get(name) == Some("[]") {
            return Vec::new();
        }
        self.field(name, "list", list).unwrap_or_default()
    }

    /// The values of a list, or the one value that stands in its place.
    pub fn several(&mut self, name: &str) -> Vec<&'a str> {
        self.object.get(name).map(several).unwrap_or_default()
    }

    /// The object in a field.
    pub fn inner<'f>(&'f mut self, name: &'f str) -> Option<Fields<'a, 'f>> {
        let object = self.field(name, "object", |raw| Object::walk(raw).ok())?;
        Some(Fields { object, at: self.at.inner(name), notes: self.notes })
    }

    /// Looks at each object of a list in turn, and gives what `read` makes of them.
    pub fn items<T>(&mut self, name: &str, read: impl FnMut(&mut Fields<'a, '_>) -> Option<T>) -> Vec<T> {
        let values = self.list(name);
        if values.is_empty() {
            return Vec::new();
        }
        self.each(name, values, read)
    }

    /// Looks at each object of a list in turn, or at the one object that stands in its place; texts are passed over.
    pub fn objects<T>(&mut self, name: &str, read: impl FnMut(&mut Fields<'a, '_>) -> Option<T>) -> Vec<T> {
        let mut values = self.several(name);
        values.retain(|raw| !raw.starts_with('"') && *raw != "null");
        self.each(name, values, read)
    }

    fn each<T>(
        &mut self,
        name: &str,
        values: Vec<&'a str>,
        mut read: impl FnMut(&mut Fields<'a, '_>) -> Option<T>,
    ) -> Vec<T> {
        let list = self.at.inner(name);
        let mut found = Vec::with_capacity(values.len());
        for (i, raw) in values.into_iter().enumerate() {
            let at = list.item(i);
            let Ok(object) = Object::walk(raw) else {
                let message = format!("{} is no object; it was left out", excerpt(raw));
                self.notes.warn(&at.field(""), &message);
                continue;
            };
            found.extend(read(&mut Fields { object, at, notes: self.notes }));
        }
        found
    }
}

/// The values of a list.
pub fn list(raw: &str) -> Option<Vec<&str>> {
    let mut walker = Walker::new(raw);
    let mut values = Vec::new();
    if !walker.enter(b'[') {
        return None;
    }
    while walker.item().ok()? {
        values.push(walker.value().ok()?);
    }
    Some(values)
}

/// The values of a list, or the one value that stands in its place; nothing for null.
pub fn several(raw: &str) -> Vec<&str> {
    match raw {
        "null" => Vec::new(),
        _ => list(raw).unwrap_or_else(|| vec![raw]),
    }
}

/// The beginning of a value, for a message.
pub fn excerpt(raw: &str) -> String {
    const MOST: usize = 40;
    match raw.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &raw[..end]),
        None => raw.to_owned(),
    }
}
