//! URLs, with a scheme and without, and where in running text they end.
//!
//! A host has a dot in it, so every link is found from the first dot of its host: backwards to where it begins, forwards
//! over host, port, path and query. A URL that goes on in `…` was cut for display and leads nowhere; it stays text.

use std::ops::Range;

use super::characters::class::{LABEL, PATH, PATH_END, QUERY, QUERY_END};
use super::characters::{
    ELLIPSIS, after, before, is_accented_latin, is_ascii, is_host_letter, is_path_letter,
};
use super::domains::{Candidate, host_length, is_country, run_end};
use super::{Found, What};

const SCHEMES: [&str; 2] = ["https://", "http://"];
/// Countries' domains that stand for names known without a path (`claude.ai`, `last.fm`) and are neither words nor file
/// endings. twitter-text has `co` and `tv`; without a path it takes no other.
const KNOWN_ALONE: [&str; 7] = ["ai", "co", "fm", "gg", "io", "ly", "tv"];
/// Top-level domains that far more often end the name of a file.
const FILE_ENDINGS: [&str; 2] = ["mov", "zip"];
/// Brackets within brackets that a path may have; a bound, lest hostile text be read again for each.
const NESTED_BRACKETS: usize = 3;
/// The longest name that X's shortener may give out.
const SHORT_NAME_BYTES: usize = 40;
/// How long its names are nowadays: one of that length is whole, even before an ellipsis.
const WHOLE_SHORT_NAME_BYTES: usize = 10;

/// How far a URL goes.
struct Reach {
    /// Where it ends.
    end: usize,
    /// Where reading ended; what lies between are characters like a full stop, which a URL can have within only.
    stop: usize,
}

/// A URL in angle brackets.
pub(super) struct Wrapped {
    /// The URL, if it can be followed.
    pub(super) link: Option<Range<usize>>,
    /// The end of the closing bracket.
    pub(super) end: usize,
}

/// The length of `http://` or `https://` at the start of `text`.
pub(super) fn scheme(text: &str) -> Option<usize> {
    SCHEMES
        .map(str::len)
        .into_iter()
        .zip(SCHEMES)
        .find_map(|(length, scheme)| text.get(..length)?.eq_ignore_ascii_case(scheme).then_some(length))
}

/// Adds the links to `found` whose host has its first dot at `dot`; nothing before `floor` belongs to one.
///
/// Returns the new floor: up to there all links are found.
pub(super) fn around_dot(text: &str, dot: usize, floor: usize, found: &mut Vec<Found>) -> usize {
    let run = run_start(text, dot, floor)..run_end(text, dot, is_label_character);
    if run.start == dot || run.end == dot {
        return floor;
    }
    // The floor may stand behind `http`, which could have been the end of a host name.
    let taken = found.last().map_or(0, |last| last.range.end);
    let Some(start) = scheme_before(text, run.start).filter(|start| *start >= taken) else {
        return bare(text, run, found);
    };
    let sigil = before(text, start).is_some_and(|c| c.is_ascii_alphanumeric() || is_sigil(c));
    let host = host_length(&text[run.start..], run.len(), |candidate| !candidate.rest.starts_with('@'))
        .or_else(|| is_ipv4(&text[run.clone()]).then_some(run.len()));
    match host {
        Some(length) if !sigil => add(text, start, run.start..run.start + length, found),
        _ => run.end,
    }
}

/// The URL in the angle brackets of which the first is at `open`; what they enclose is the URL, whatever it contains.
pub(super) fn in_brackets(text: &str, open: usize) -> Option<Wrapped> {
    let start = open + 1;
    let host = start + scheme(&text[start..])?;
    let close = start + text[start..].find(|c: char| matches!(c, '<' | '>') || c.is_whitespace())?;
    if text.as_bytes()[close] != b'>' {
        return None;
    }
    let length = host_length(&text[host..], run_end(text, host, is_label_character) - host, |candidate| {
        candidate.rest.starts_with(['/', '?', '#', ':', '>'])
    });
    let followable = !text[start..close].contains(ELLIPSIS);
    length.map(|_| Wrapped { link: followable.then_some(start..close), end: close + 1 })
}

/// Adds the links without a scheme in `run`, a stretch of host names and other letters.
fn bare(text: &str, run: Range<usize>, found: &mut Vec<Found>) -> usize {
    let latin = |c: char| c == '.' || is_ascii(c, LABEL) || is_accented_latin(c);
    let mut at = run.start;
    while at < run.end {
        let rest = &text[at..run.end];
        let length = rest.find(|c| !latin(c)).unwrap_or(rest.len());
        let end = at + length;
        let follows = before(text, at).is_some_and(|c| {
            c.is_ascii_alphanumeric() || is_sigil(c) || matches!(c, '-' | '_' | '.' | '/' | ELLIPSIS)
        });
        let mail = text[end..].starts_with('@');
        let host = (!follows && !mail).then(|| host_length(&text[at..], length, stands_alone)).flatten();
        if let Some(host) = host {
            at = add(text, at, at..at + host, found).max(end);
        } else {
            at = end + after(text, end).filter(|_| end < run.end).map_or(0, char::len_utf8);
        }
    }
    at
}

/// Whether a host name is a link though no scheme says so.
fn stands_alone(candidate: &Candidate) -> bool {
    let Candidate { name, tld, rest } = *candidate;
    let is_one_of = |list: &[&str]| list.iter().any(|item| tld.eq_ignore_ascii_case(item));
    // `the end.Next we`; `ana.com@example.org`.
    if candidate.starts_sentence() || rest.starts_with(['@', '+']) {
        return false;
    }
    if rest.starts_with('/') {
        return true;
    }
    // `README.md`, `it.so`, but also `example.co.uk`.
    if !name.contains('.') && is_country(tld) && !is_one_of(&KNOWN_ALONE) {
        return false;
    }
    // `p.m.so`, `v1.2.dev`.
    let short =
        |label: &str| label.len() == 1 || label.trim_start_matches('v').bytes().all(|b| b.is_ascii_digit());
    if name.contains('.') && name.split('.').all(short) {
        return false;
    }
    !is_one_of(&FILE_ENDINGS)
}

/// Adds the link that begins at `start` and has its host at `host`; returns the new floor.
fn add(text: &str, start: usize, host: Range<usize>, found: &mut Vec<Found>) -> usize {
    let short_name = short_name(text, &host);
    let Reach { end, stop } = match short_name {
        Some(length) => with_query(text, host.end + 1 + length),
        None => reach(text, host.end, start < host.start),
    };
    let cut = after(text, stop) == Some(ELLIPSIS) && short_name.is_none_or(|n| n < WHOLE_SHORT_NAME_BYTES);
    if cut || short_name.is_some_and(|n| n > SHORT_NAME_BYTES) {
        return stop;
    }
    found.push(Found { range: start..end, what: What::Link });
    end
}

/// The length of the name in a link of X's shortener: letters and digits, so that `https://t.co/abc's` ends before the `'`.
fn short_name(text: &str, host: &Range<usize>) -> Option<usize> {
    let name =
        text[host.end..].strip_prefix('/').filter(|_| text[host.clone()].eq_ignore_ascii_case("t.co"))?;
    Some(name.bytes().take_while(u8::is_ascii_alphanumeric).count()).filter(|length| *length > 0)
}

/// How far the URL goes whose host ends at `end`.
fn reach(text: &str, mut end: usize, with_scheme: bool) -> Reach {
    let bytes = text.as_bytes();
    let digits =
        text[end..].strip_prefix(':').map_or(0, |port| port.bytes().take_while(u8::is_ascii_digit).count());
    if digits > 0 {
        end += 1 + digits;
    }
    match bytes.get(end) {
        Some(b'#') if with_scheme => read(text, end, PATH, PATH_END),
        Some(b'/') => {
            let path = read(text, end, PATH, PATH_END);
            if path.end == path.stop { with_query(text, path.end) } else { path }
        }
        _ => with_query(text, end),
    }
}

/// How far the URL goes that has its query at `at`, if it has one.
fn with_query(text: &str, at: usize) -> Reach {
    if text.as_bytes().get(at) == Some(&b'?') {
        return read(text, at, QUERY, QUERY_END);
    }
    Reach { end: at, stop: at }
}

/// Reads characters of the class `within`, brackets in pairs, from `start` on; the last is of the class `last`.
fn read(text: &str, start: usize, within: u8, last: u8) -> Reach {
    let mut end = start;
    let mut open = [' '; NESTED_BRACKETS];
    let mut depth = 0;
    for (i, c) in text[start..].char_indices() {
        let at = start + i;
        match c {
            '(' | '[' => {
                let Some(slot) = open.get_mut(depth) else { return Reach { end, stop: at } };
                *slot = if c == '(' { ')' } else { ']' };
                depth += 1;
            }
            ')' | ']' if depth == 0 || open[depth - 1] != c => return Reach { end, stop: at },
            ')' | ']' => depth -= 1,
            '\u{2013}' => {}
            _ if c.is_ascii() && !is_ascii(c, within) => return Reach { end, stop: at },
            _ if !c.is_ascii() && !is_path_letter(c) => return Reach { end, stop: at },
            _ => {}
        }
        let can_end = !c.is_ascii() && c != '\u{2013}' || matches!(c, ')' | ']') || is_ascii(c, last);
        if depth == 0 && can_end {
            end = at + c.len_utf8();
        }
    }
    Reach { end, stop: text.len() }
}

/// Signs that make of what follows a name rather than a URL.
fn is_sigil(c: char) -> bool {
    matches!(c, '@' | '\u{FF20}' | '$' | '#' | '\u{FF03}')
}

/// Whether `c` may stand in a label of a host name.
fn is_label_character(c: char) -> bool {
    is_ascii(c, LABEL) || is_host_letter(c)
}

/// Where the characters of a host name begin that end before `at`, dots apart.
fn run_start(text: &str, at: usize, floor: usize) -> usize {
    let before = &text[floor..at];
    floor + before.trim_end_matches(is_label_character).len()
}

/// Where the scheme begins that ends before `at`.
fn scheme_before(text: &str, at: usize) -> Option<usize> {
    SCHEMES.iter().find_map(|scheme| {
        let start = at.checked_sub(scheme.len())?;
        text.get(start..at)?.eq_ignore_ascii_case(scheme).then_some(start)
    })
}

fn is_ipv4(host: &str) -> bool {
    host.parse::<std::net::Ipv4Addr>().is_ok()
}
