//! MHTML, as Chrome and Edge save a page in one file: a mail with the page and its pictures as parts.
//!
//! ```text
//! From: <Saved by Blink>
//! Snapshot-Content-Location: https://…
//! Content-Type: multipart/related; type="text/html"; boundary="----X----"
//!
//! ------X----
//! Content-Type: text/html
//! Content-Transfer-Encoding: quoted-printable
//! ```
//!
//! Only the first part that is HTML is unwrapped. Sources: RFC 2557 (MHTML), RFC 2045 (quoted-printable).

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::Encoding;

/// As far into a file its header may reach, in bytes.
const HEADER: usize = 16 << 10;

/// Whether a text begins with the header of MHTML.
pub(super) fn is_it(start: &str) -> bool {
    let Some((header, _)) = split_header(start) else { return false };
    let kind = field(header, "content-type").unwrap_or_default().to_ascii_lowercase();
    let is_page = field(header, "snapshot-content-location").is_some()
        || field(header, "from").is_some_and(|from| from.to_ascii_lowercase().contains("saved by"));
    kind.starts_with("multipart/related") && (is_page || kind.contains("text/html"))
}

/// The page in a file, with the address it was saved from in front of it as browsers write it; `None` without one.
pub(super) fn unwrap(text: &str) -> Option<String> {
    let (header, body) = split_header(text.trim_start())?;
    let kind = field(header, "content-type")?;
    let boundary = parameter(&kind, "boundary")?;
    let location = field(header, "snapshot-content-location");
    let mark = format!("--{boundary}");
    for part in body.split(&*mark).skip(1) {
        let Some((header, content)) = split_header(part.trim_start_matches(['\r', '\n'])) else { continue };
        let kind = field(header, "content-type").unwrap_or_default();
        if !kind.to_ascii_lowercase().starts_with("text/html") {
            continue;
        }
        let coding = field(header, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        let bytes = match &*coding {
            "quoted-printable" => unquoted(content),
            "base64" => from_base64(content),
            _ => content.as_bytes().to_vec(),
        };
        let named = parameter(&kind, "charset").and_then(|name| Encoding::for_label(name.as_bytes()));
        let html = match named {
            Some(encoding) => encoding.decode(&bytes).0.into_owned(),
            None => String::from_utf8_lossy(&bytes).into_owned(),
        };
        let location = location.or_else(|| field(header, "content-location"));
        let location = location.filter(|url| url.starts_with("http") && !url.contains("--"));
        return Some(match location {
            Some(url) => format!("<!-- saved from url=({:04}){url} -->\n{html}", url.len()),
            None => html,
        });
    }
    None
}

/// A header and what follows its blank line; one that is never ended is all header.
fn split_header(text: &str) -> Option<(&str, &str)> {
    let name_length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    if !(1..60).contains(&name_length) || text.as_bytes().get(name_length).is_some_and(|b| *b != b':') {
        return None;
    }
    let limit = (0..=HEADER.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
    let start = &text[..limit];
    let end = [start.find("\r\n\r\n").map(|at| (at, 4)), start.find("\n\n").map(|at| (at, 2))];
    let (at, len) = end.into_iter().flatten().min()?;
    Some((&text[..at], &text[at + len..]))
}

/// The value of a field, its continued lines joined.
fn field(header: &str, name: &str) -> Option<String> {
    let mut lines = header.lines();
    let first = lines.by_ref().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then_some(value)
    })?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(std::iter::once(first).chain(more).map(str::trim).collect::<Vec<_>>().join(" "))
}

fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte != b'=' {
            out.push(*byte);
            at += 1;
        } else if let (Some(high), Some(low)) = (digit(at + 1), digit(at + 2)) {
            out.push((high * 16 + low) as u8);
            at += 3;
        } else {
            // A line that goes on: its end is none of the text.
            at += 1;
            at += usize::from(bytes.get(at) == Some(&b'\r'));
            at += usize::from(bytes.get(at) == Some(&b'\n'));
        }
    }
    out
}

fn from_base64(text: &str) -> Vec<u8> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let mut digits: Vec<u8> =
        text.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).collect();
    // A file that was cut ends within a group.
    digits.truncate(digits.len() - usize::from(digits.len() % 4 == 1));
    let engine = GeneralPurpose::new(&STANDARD, config.with_decode_allow_trailing_bits(true));
    engine.decode(digits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_out_of_its_wrapping() {
        let file = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/1\r\n\
                    Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x\"\r\n\r\n\
                    ----x\r\nContent-Type: text/css\r\n\r\np {}\r\n\
                    ----x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
                    <p class=3D\"a\">Z=C3=BCrich is a long =\r\nword</p>\r\n----x--\r\n";
        assert!(is_it(file));
        let html = unwrap(file).unwrap();
        assert!(html.contains("url=(0019)https://a.example/1 -->"), "{html}");
        assert!(html.contains("<p class=\"a\">Zürich is a long word</p>"), "{html}");
        for cut in 0..file.len() {
            let _ = unwrap(&file[..cut]);
        }
    }

    #[test]
    fn base64_and_other_characters_are_decoded() {
        let part = |head: &str, body: &str| {
            format!(
                "MIME-Version: 1.0\nContent-Type: multipart/related; type=text/html; boundary=b\n\n--b\n{head}\n\n{body}\n--b--"
            )
        };
        let file = part("Content-Type: text/html\nContent-Transfer-Encoding: base64", "PHA+aGk8L3A+\n");
        assert_eq!(unwrap(&file).as_deref(), Some("<p>hi</p>"));
        let file = part(
            "Content-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable",
            "Z=FCrich",
        );
        assert_eq!(unwrap(&file).as_deref().map(str::trim), Some("Zürich"));
        assert!(!is_it("From: ada\nContent-Type: text/plain\n\nhello"));
    }
}
