//! DAG-CBOR, in which repositories keep their records: item by item, or a whole record as JSON.
//!
//! ```text
//! A1 64 74 65 78 74 62 68 69   is   {"text":"hi"}
//! ```
//!
//! Source: RFC 8949 and ipld.io/specs/codecs/dag-cbor, which leaves out all lengths that are not told beforehand and all
//! tags but 42, a link. So it takes few lines to read, and these never recurse.

use std::borrow::Cow;

/// The tag of a link.
const LINK: u64 = 42;

/// One item; those of a list or a map follow it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Item<'a> {
    Unsigned(u64),
    /// -1 minus this.
    Negative(u64),
    Bytes(&'a [u8]),
    Text(&'a [u8]),
    List(u64),
    /// So many keys with a value each.
    Map(u64),
    Tag(u64),
    False,
    True,
    Null,
    Float(f64),
}

/// A place in CBOR that goes forward only.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    fn take(&mut self, len: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(usize::try_from(len).ok()?)?;
        self.bytes = rest;
        Some(taken)
    }

    fn number(&mut self, len: u64) -> Option<u64> {
        Some(self.take(len)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The next item; `None` at the end, and for what DAG-CBOR does not have.
    pub(super) fn item(&mut self) -> Option<Item<'a>> {
        let first = *self.take(1)?.first()?;
        let low = u64::from(first & 0x1F);
        let argument = match low {
            0..=23 => low,
            24..=27 => self.number(1 << (low - 24))?,
            _ => return None,
        };
        Some(match first >> 5 {
            0 => Item::Unsigned(argument),
            1 => Item::Negative(argument),
            2 => Item::Bytes(self.take(argument)?),
            3 => Item::Text(self.take(argument)?),
            4 => Item::List(argument),
            5 => Item::Map(argument),
            6 => Item::Tag(argument),
            _ => match (low, argument) {
                (20, _) => Item::False,
                (21, _) => Item::True,
                (22 | 23, _) => Item::Null,
                (26, bits) => Item::Float(f64::from(f32::from_bits(u32::try_from(bits).ok()?))),
                (27, bits) => Item::Float(f64::from_bits(bits)),
                _ => return None,
            },
        })
    }

    /// Passes over one item with all in it.
    pub(super) fn skip(&mut self) -> Option<()> {
        let mut due = 1_u64;
        while due > 0 {
            due -= 1;
            let within = match self.item()? {
                Item::List(count) => count,
                Item::Map(count) => count.checked_mul(2)?,
                Item::Tag(_) => 1,
                _ => 0,
            };
            due = due.checked_add(within)?;
        }
        Some(())
    }

    /// The next item if it is a text.
    pub(super) fn text(&mut self) -> Option<Cow<'a, str>> {
        match self.item()? {
            Item::Text(text) => Some(String::from_utf8_lossy(text)),
            _ => None,
        }
    }

    /// The CID of the next item if it is a link; `Some(None)` for null.
    #[expect(clippy::option_option, reason = "no link is something else than a broken one")]
    pub(super) fn link(&mut self) -> Option<Option<&'a [u8]>> {
        match self.item()? {
            Item::Null => Some(None),
            Item::Tag(LINK) => match self.item()? {
                // A zero stands before it.
                Item::Bytes([0, cid @ ..]) => Some(Some(cid)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What is open around the item at hand.
struct Open {
    /// How many items are due, of a map the keys and the values.
    due: u64,
    is_map: bool,
}

/// A record as JSON, with links as DAG-JSON has them; `None` where it is broken.
pub(super) fn to_json(record: &[u8]) -> Option<String> {
    let mut reader = Reader::new(record);
    let mut json = String::with_capacity(record.len() * 2);
    let mut open: Vec<Open> = Vec::new();
    loop {
        let is_key = open.last().is_some_and(|open| open.is_map && open.due % 2 == 0);
        let item = reader.item()?;
        if is_key && !matches!(item, Item::Text(_)) {
            return None;
        }
        match item {
            Item::List(count) | Item::Map(count) => {
                let is_map = matches!(item, Item::Map(_));
                json.push(if is_map { '{' } else { '[' });
                open.push(Open { due: if is_map { count.checked_mul(2)? } else { count }, is_map });
            }
            Item::Tag(LINK) => {
                let Item::Bytes([0, cid @ ..]) = reader.item()? else { return None };
                json.extend(["{\"$link\":\"", &base32(cid), "\"}"]);
                close(&mut json, &mut open);
            }
            Item::Tag(_) => continue,
            item => {
                push_scalar(&mut json, item)?;
                close(&mut json, &mut open);
            }
        }
        // What is empty ends as it begins.
        while open.last().is_some_and(|open| open.due == 0) {
            let ended = open.pop()?;
            json.push(if ended.is_map { '}' } else { ']' });
            close(&mut json, &mut open);
        }
        if open.is_empty() {
            return Some(json);
        }
    }
}

/// Notes that an item has ended, and sets the sign behind it.
fn close(json: &mut String, open: &mut [Open]) {
    let Some(open) = open.last_mut() else { return };
    open.due -= 1;
    if open.due > 0 {
        json.push(if open.is_map && open.due % 2 == 1 { ':' } else { ',' });
    }
}

fn push_scalar(json: &mut String, item: Item) -> Option<()> {
    match item {
        Item::Unsigned(number) => json.push_str(&number.to_string()),
        Item::Negative(number) => json.push_str(&(-1 - i128::from(number)).to_string()),
        Item::Text(text) => json.push_str(&serde_json::to_string(&String::from_utf8_lossy(text)).ok()?),
        Item::False => json.push_str("false"),
        Item::True => json.push_str("true"),
        Item::Float(number) if number.is_finite() => json.push_str(&number.to_string()),
        // Bytes say nothing to a reader.
        _ => json.push_str("null"),
    }
    Some(())
}

/// A CID as it is written: base 32 with a letter before it that says so.
fn base32(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut text = String::from("b");
    let (mut bits, mut held) = (0_u32, 0);
    for byte in bytes {
        bits = bits << 8 | u32::from(*byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            text.push(char::from(DIGITS[(bits >> held) as usize & 31]));
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        text.push(char::from(DIGITS[(bits << (5 - held)) as usize & 31]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(hex: &str) -> Option<String> {
        let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        to_json(&digits.chunks(2).map(byte).collect::<Vec<_>>())
    }

    #[test]
    fn records_become_json() {
        for (hex, expected) in [
            ("a1 6474657874 626869", r#"{"text":"hi"}"#),
            ("a2 6161 80 6162 a0", r#"{"a":[],"b":{}}"#),
            ("83 01 20 1903e8", "[1,-1,1000]"),
            ("82 3bffffffffffffffff 1bffffffffffffffff", "[-18446744073709551616,18446744073709551615]"),
            ("84 f4 f5 f6 fb3ff8000000000000", "[false,true,null,1.5]"),
            ("a1 6161 82 a1 6162 43010203 6163", r#"{"a":[{"b":null},"c"]}"#),
            ("65 22 0a 5c c3bc", r#""\"\n\\ü""#),
            ("d82a 45 00 01711220", r#"{"$link":"bafyreia"}"#),
        ] {
            assert_eq!(json(hex).as_deref(), Some(expected), "{hex}");
        }
    }

    #[test]
    fn what_is_cut_or_no_dag_cbor_is_none() {
        for hex in [
            "",
            "a1",
            "a1 6474657874",
            "a1 6474657874 62",
            "9f ff",
            "a1 01 02",
            "f97e00",
            "d82a 4101",
            "9bffffffffffffffff",
        ] {
            assert_eq!(json(hex), None, "{hex}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let mut deep = vec![0x81; 200_000];
        deep.push(0x80);
        assert_eq!(to_json(&deep).map(|json| json.len()), Some(400_002));
        assert_eq!(Reader::new(&deep).skip(), Some(()));
    }
}
