//! From bytes to characters: byte-order marks, UTF-16, Windows-1252 as the last resort, and the refusal of binaries.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Unreadable, bluesky};

/// A file's bytes as text.
#[derive(Debug)]
pub struct Input<'a> {
    /// The bytes themselves.
    pub bytes: &'a [u8],
    /// The decoded text, without a byte-order mark; empty for a binary that a format reads.
    pub text: Cow<'a, str>,
    /// The encoding, where it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// Whether some bytes were no characters and became U+FFFD.
    pub replaced: bool,
}

/// How far into a file the search for signs of a binary goes, in bytes.
const SAMPLE: usize = 64 << 10;
/// Invalid sequences per thousand bytes above which UTF-8 is given up for Windows-1252.
const INVALID_PER_MILLE: usize = 2;

impl<'a> Input<'a> {
    /// Decodes by byte-order mark, else as UTF-8, else as a page or a feed says of itself, else as Windows-1252.
    ///
    /// UTF-8 with a few broken bytes is still UTF-8: they become U+FFFD, and [`Input::replaced`] says so.
    ///
    /// # Errors
    /// When the bytes are empty, blank, or no text.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        Self::read(bytes, || std::str::from_utf8(bytes).ok())
    }

    /// The same of bytes that are known to be UTF-8.
    ///
    /// # Errors
    /// As [`Input::decode`].
    pub fn of(text: &'a str) -> Result<Self, Unreadable> {
        Self::read(text.as_bytes(), || Some(text))
    }

    fn read(bytes: &'a [u8], utf_8: impl FnOnce() -> Option<&'a str>) -> Result<Self, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::new("the file is empty", "Save or export the thread again."));
        }
        if bluesky::is_repository(bytes) {
            return Ok(Self { bytes, text: "".into(), encoding: None, replaced: false });
        }
        let (encoding, body) = match Encoding::for_bom(bytes) {
            Some((encoding, bom)) => (encoding, &bytes[bom..]),
            None if looks_binary(bytes) => return Err(binary(bytes)),
            None if let Some(encoding) = declared(bytes) => (encoding, bytes),
            None => match utf_8() {
                Some(text) if !is_blank(text) => {
                    return Ok(Self { bytes, text: text.into(), encoding: None, replaced: false });
                }
                _ => (guess(bytes), bytes),
            },
        };
        let (text, replaced) = encoding.decode_without_bom_handling(body);
        if is_blank(&text) {
            return Err(Unreadable::new("only blank lines in it", "Save or export the thread again."));
        }
        let name = (encoding != UTF_8).then(|| encoding.name());
        Ok(Self { bytes, text, encoding: name, replaced })
    }

    /// The text after leading white space.
    pub fn start(&self) -> &str {
        self.text.trim_start()
    }

    /// Whether the text opens like JSON; `[1/12] …`, `[Thread] …` and `[1] …` do not.
    pub fn is_json(&self) -> bool {
        opens_as_json(self.start())
    }
}

fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// An object with a key, or a list whose first item is a JSON value: brackets alone are too common in writing.
fn opens_as_json(text: &str) -> bool {
    if let Some(inside) = text.strip_prefix('{') {
        // A file that ends after the brace is one that was cut.
        return inside.trim_start().chars().next().is_none_or(|c| matches!(c, '"' | '}'));
    }
    let Some(inside) = text.strip_prefix('[') else { return false };
    let first = inside.trim_start_matches(|c: char| c == '[' || c.is_ascii_whitespace());
    if first.starts_with(['{', '"']) {
        return true;
    }
    let after = first.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.'));
    let word = &first[..first.len() - after.len()];
    let is_value = matches!(word, "true" | "false" | "null") || word.parse::<f64>().is_ok();
    let mut rest = after.trim_start().chars();
    match rest.next() {
        Some(',') => is_value,
        // A list that ends at once is JSON only where nothing is said after it.
        Some(']') => {
            (is_value || word.is_empty())
                && rest.as_str().trim_matches(|c: char| c == ']' || c.is_whitespace()).is_empty()
        }
        None => is_value || word.is_empty(),
        _ => false,
    }
}

/// The encoding that a web page (`<meta charset=…>`) or a feed (`<?xml encoding=…?>`) declares; `None` where it is UTF-8 all
/// the same, as of pages that a browser has written anew.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    /// As far into a page the declaration stands, in bytes.
    const REACH: usize = 2048;
    let start = &bytes[..bytes.len().min(REACH)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    if !start.trim_start().starts_with('<') || (!bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()) {
        return None;
    }
    let tags = start.split('<').filter(|tag| tag.starts_with("meta") || tag.starts_with("?xml"));
    let label = tags.filter_map(|tag| tag.split('>').next()).find_map(|tag| {
        let (_, value) = tag.split_once("charset=").or_else(|| tag.split_once("encoding="))?;
        value.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ', ';', '?', '/']).next()
    })?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // What only claims to be UTF-8 or UTF-16 is judged by its bytes.
    (encoding.is_ascii_compatible() && encoding != UTF_8).then_some(encoding)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut invalid = 0;
    let mut rest = bytes;
    // A file cut in the middle of a character is still UTF-8: what `error_len` leaves open is not counted.
    while let Err(error) = std::str::from_utf8(rest) {
        let Some(len) = error.error_len() else { break };
        invalid += 1;
        rest = &rest[error.valid_up_to() + len..];
    }
    // One bad byte in a short file says little by itself: multi-byte characters beside it speak for UTF-8.
    let multibyte = bytes.iter().filter(|b| (0xC2..=0xF4).contains(*b)).count();
    let is_rare = invalid * 1000 <= bytes.len() * INVALID_PER_MILLE || multibyte > invalid * 4;
    if invalid == 0 || (is_rare && multibyte > invalid) { UTF_8 } else { WINDOWS_1252 }
}

/// Text has no NUL and hardly any other control character.
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let is_strange = |byte: &u8| matches!(byte, 0x00..=0x08 | 0x0E..=0x1A | 0x1C..=0x1F | 0x7F);
    // Counted in bytes, sixteen and more of them at once.
    let count = |piece: &[u8]| piece.iter().map(|byte| u8::from(is_strange(byte))).sum::<u8>();
    let strange: usize = sample.chunks(u8::MAX.into()).map(|piece| usize::from(count(piece))).sum();
    // A stray NUL or escape sequences do not make a binary; a tenth of the bytes does.
    strange * 10 > sample.len()
        || (sample.contains(&0) && std::str::from_utf8(sample).is_err_and(|e| e.error_len().is_some()))
}

fn binary(bytes: &[u8]) -> Unreadable {
    let (kind, advice) = match bytes {
        // Those that are opened come here only from within another.
        [b'P', b'K', 3, 4, ..] => ("a zip archive within an archive", "Unpack the outer one, then open it."),
        [0x1F, 0x8B, ..] => ("gzip-compressed within an archive", "Unpack the archive, then open it."),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => {
            ("zstd-compressed within an archive", "Unpack the archive, then open it.")
        }
        [b'B', b'Z', b'h', ..] => ("bzip2-compressed", "Unpack it first: bzip2 -dk FILE."),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => ("xz-compressed", "Unpack it first: xz -dk FILE."),
        [b'7', b'z', 0xBC, 0xAF, ..] => ("a 7z archive", "Unpack it first and open the folder."),
        [b'R', b'a', b'r', b'!', ..] => ("a rar archive", "Unpack it first and open the folder."),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF", "Save the thread as text or JSON instead."),
        _ if is_utf16(bytes) => ("UTF-16 without a byte-order mark", "Save it as UTF-8."),
        _ => ("no text but binary data", "'unspool formats' lists what unspool opens."),
    };
    Unreadable::new(&format!("the file is {kind}"), advice)
}

fn is_utf16(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(1024) & !1];
    [UTF_16LE, UTF_16BE].iter().any(|encoding| {
        let (text, replaced) = encoding.decode_without_bom_handling(sample);
        !replaced
            && text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').count() * 2 > text.chars().count()
    })
}

/// Whether a text is JSON that holds nothing.
pub(super) fn is_empty_json(text: &str) -> bool {
    let inside = text.trim();
    inside == "null"
        || [('[', ']'), ('{', '}')].into_iter().any(|(opening, closing)| {
            let inside = inside.strip_prefix(opening).and_then(|rest| rest.strip_suffix(closing));
            inside.is_some_and(is_blank)
        })
}

/// The first keys of a JSON document, at whatever depth; none where the text is no JSON.
pub(super) fn json_keys(text: &str) -> Vec<String> {
    const MOST: usize = 40;
    if !opens_as_json(text.trim_start()) {
        return Vec::new();
    }
    // Keys stand before colons; a message needs no more than that.
    let mut keys: Vec<String> = Vec::new();
    for piece in text.split(':').take(MOST * 4) {
        let Some(key) = piece.trim_end().strip_suffix('"').and_then(|p| p.rsplit('"').next()) else {
            continue;
        };
        if !key.is_empty() && key.len() <= 40 && !keys.iter().any(|k| k == key) && keys.len() < MOST {
            keys.push(key.to_owned());
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, Option<&'static str>, bool) {
        let input = Input::decode(bytes).unwrap();
        (input.text.into_owned(), input.encoding, input.replaced)
    }

    #[test]
    fn encodings_are_told_from_the_bytes() {
        assert_eq!(decoded("Zürich".as_bytes()), ("Zürich".into(), None, false));
        assert_eq!(decoded("\u{feff}Zürich".as_bytes()), ("Zürich".into(), None, false));
        assert_eq!(decoded(b"\xff\xfeZ\0\xfc\0"), ("Zü".into(), Some("UTF-16LE"), false));
        assert_eq!(decoded(b"\xfe\xff\0Z\0\xfc"), ("Zü".into(), Some("UTF-16BE"), false));
        assert_eq!(
            decoded(b"Z\xfcrich \x93quoted\x94"),
            ("Zürich “quoted”".into(), Some("windows-1252"), false)
        );
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_encoding() {
        let mut bytes = "Zürich und Köln, Straße für Straße. ".repeat(10).into_bytes();
        bytes[100] = 0xFF;
        let (text, encoding, replaced) = decoded(&bytes);
        assert!(text.contains("Köln") && encoding.is_none() && replaced);
    }

    #[test]
    fn pages_and_feeds_say_their_encoding() {
        for (bytes, text, encoding) in [
            (&b"<html><meta charset=shift_jis><p>\x93\xFA\x96\x7B"[..], "日本", Some("Shift_JIS")),
            (b"<?xml version='1.0' encoding='iso-8859-2'?><rss>\xB9", "š", Some("ISO-8859-2")),
            (b"<meta http-equiv=x content='text/html; charset=KOI8-R'>\xC1\xC2", "аб", Some("KOI8-R")),
            ("<meta charset=latin1><p>Zürich".as_bytes(), "Zürich", None),
            (b"<meta charset=utf-8><p>Z\xFCrich", "Zürich", Some("windows-1252")),
        ] {
            let (found, name, _) = decoded(bytes);
            assert!(found.contains(text), "{found}");
            assert_eq!(name, encoding, "{found}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused_with_advice() {
        for (bytes, what) in [
            (&b""[..], "empty"),
            (b" \n\t\n", "blank"),
            (b"PK\x03\x04\x14\0\0\0\x08\0", "zip"),
            (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "gzip"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0", "binary"),
            (b"T\0e\0x\0t\0 \0h\0e\0r\0e\0", "UTF-16"),
        ] {
            let error = Input::decode(bytes).unwrap_err();
            assert!(error.what.contains(what), "{error}");
            assert!(error.advice.ends_with('.'));
        }
    }

    #[test]
    fn brackets_alone_do_not_make_json() {
        for json in [
            "{\"a\": 1}",
            "{ }",
            "[]",
            " [ [ ] ]",
            "[\n  {\"id\": 7}",
            "[\"a\"",
            "[1, 2]",
            "[-1.5e3,",
            "[7]\n",
            "[true, ",
            "[[[{\"a\"",
            "[",
        ] {
            assert!(Input::decode(json.as_bytes()).unwrap().is_json(), "{json}");
        }
        for text in [
            "[1/12] A thread.",
            "[1] First.",
            "[Thread] On fish.",
            "[[Jane Doe]] writes",
            "{sigh} again",
            "[true] story",
            "[sic]",
            "[2024-03-14] Today",
            "[…] and so on",
            "[] to do\n[] done",
        ] {
            assert!(!Input::decode(text.as_bytes()).unwrap().is_json(), "{text}");
        }
    }

    #[test]
    fn an_unknown_json_tells_its_keys() {
        assert_eq!(json_keys(r#"{"alpha": 1, "beta": {"gamma": [2]}}"#), ["alpha", "beta", "gamma"]);
        assert!(json_keys("plain: text").is_empty());
    }
}
