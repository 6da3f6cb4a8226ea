//! Host names: which end in a top-level domain that exists, and where in running text they end.
//!
//! The list of top-level domains is the root zone's, in Unicode, with `onion` (RFC 7686). This module knows nothing of
//! schemes, paths or mentions.

use std::sync::LazyLock;

use super::characters::is_accented_latin;

static TLDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| include_str!("../../../assets/tlds.txt").lines().collect());

/// What a label may contain, but not at its ends.
const DASHES: [char; 2] = ['-', '_'];
/// The longest name that DNS can hold (RFC 1035), in bytes.
const HOST_BYTES: usize = 253;
/// The longest label.
const LABEL_BYTES: usize = 63;
/// Top-level domains that are no words with which a sentence could begin.
const NO_WORDS: [&str; 5] = ["com", "edu", "gov", "net", "org"];
/// The longest top-level domain outside ASCII has fewer characters than this.
const TLD_CHARACTERS: usize = 24;

/// A host name in a text, as far as it is known when its last label is looked at.
pub(super) struct Candidate<'t> {
    /// The labels before the top-level domain, with the dots between them.
    pub(super) name: &'t str,
    /// The top-level domain.
    pub(super) tld: &'t str,
    /// What follows in the text.
    pub(super) rest: &'t str,
}

impl Candidate<'_> {
    /// Whether the top-level domain is rather the first word of a sentence, put after a full stop without a blank.
    pub(super) fn starts_sentence(&self) -> bool {
        let upper = |c: char| c.is_ascii_uppercase();
        let no_word = NO_WORDS.iter().any(|tld| self.tld.eq_ignore_ascii_case(tld));
        self.tld.starts_with(upper) && !self.tld[1..].contains(upper) && !no_word
    }
}

/// Where the labels and dots end that begin at `at`: a dot belongs to them where a label follows.
pub(super) fn run_end(text: &str, at: usize, in_label: impl Fn(char) -> bool) -> usize {
    let mut end = at;
    loop {
        let dot = usize::from(text.as_bytes().get(end) == Some(&b'.'));
        let rest = &text[end + dot..];
        let length = rest.find(|c| !in_label(c)).unwrap_or(rest.len());
        if length == 0 {
            return end;
        }
        end += dot + length;
    }
}

/// The length of the longest host name at the start of `text` that `accepts`; `run` is how much of `text` may belong to it.
pub(super) fn host_length(text: &str, run: usize, accepts: impl Fn(&Candidate) -> bool) -> Option<usize> {
    let mut longest = None;
    let mut start = 0;
    for label in text[..run].split('.') {
        let end = start + label.len();
        // Only the first label has no name before it.
        let tld = tld_length(label).filter(|_| start > 0).map(|length| start + length);
        // `www.example-site.com` does not end in `example`, though that may be a top-level domain.
        let dashed = tld.is_some_and(|tld| tld < end && text[tld..].starts_with(DASHES));
        if let Some(tld) = tld.filter(|tld| *tld <= HOST_BYTES && (!dashed || end == run)) {
            let candidate =
                Candidate { name: &text[..start - 1], tld: &text[start..tld], rest: &text[tld..] };
            if !last_label(candidate.name).contains('_') && accepts(&candidate) {
                longest = Some(tld);
            }
        }
        let glued_script = tld.is_some_and(|tld| tld < end) && !dashed;
        if glued_script || !is_label(label) || start > HOST_BYTES {
            break;
        }
        start = end + 1;
    }
    longest
}

fn last_label(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn is_label(label: &str) -> bool {
    !label.is_empty() && label.len() <= LABEL_BYTES && !label.starts_with(DASHES) && !label.ends_with(DASHES)
}

/// How much of `label` is a top-level domain: all of it, or what stands before a dash or another script.
fn tld_length(label: &str) -> Option<usize> {
    if is_tld(label) {
        return Some(label.len());
    }
    let ascii = label.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(label.len());
    let next = label[ascii..].chars().next()?;
    if ascii > 0 {
        return (!is_accented_latin(next) && is_tld(&label[..ascii])).then_some(ascii);
    }
    let ends = label.char_indices().map(|(at, _)| at).take(TLD_CHARACTERS).collect::<Vec<_>>();
    ends.into_iter()
        .rev()
        .find(|end| !label.as_bytes()[*end].is_ascii_alphanumeric() && is_tld(&label[..*end]))
}

/// Whether `label` is a top-level domain, in letters of any case; any name in Punycode counts as one.
pub(super) fn is_tld(label: &str) -> bool {
    if label.is_empty() || label.len() > LABEL_BYTES {
        return false;
    }
    let lower = label.to_lowercase();
    if let Some(coded) = lower.strip_prefix("xn--") {
        return !coded.is_empty() && coded.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    }
    TLDS.binary_search(&&*lower).is_ok()
}

/// Whether `tld` is that of a country: two ASCII letters, as ISO 3166 has them.
pub(super) fn is_country(tld: &str) -> bool {
    tld.len() == 2 && tld.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_can_be_searched() {
        assert!(TLDS.is_sorted_by(|a, b| a < b), "sorted, each once");
        assert!(TLDS.iter().all(|tld| *tld == tld.to_lowercase() && tld.chars().count() < TLD_CHARACTERS));
        for known in ["com", "ORG", "uk", "みんな", "中国", "xn--p1ai", "XN--P1AI"] {
            assert!(is_tld(known), "{known}");
        }
        for unknown in ["", "txt", "notld", "co m", "xn--"] {
            assert!(!is_tld(unknown), "{unknown}");
        }
    }

    #[test]
    fn a_host_name_is_as_long_as_the_names_in_it_allow() {
        let long = "a".repeat(64);
        for (text, expected) in [
            ("example.com", Some("example.com")),
            ("example.com.notld", Some("example.com")),
            ("example.notld", None),
            ("com", None),
            (".example.com", None),
            ("a_b.example.com", Some("a_b.example.com")),
            ("a.b_c.com", None),
            ("-a.com", None),
            ("a-.com", None),
            ("example.com日本", Some("example.com")),
            ("example.中国語", Some("example.中国")),
            ("example.comé", None),
            (&format!("{long}.com"), None),
            (&format!("{}com", "a.".repeat(200)), None),
        ] {
            let found = host_length(text, text.len(), |_| true).map(|length| &text[..length]);
            assert_eq!(found, expected, "{text}");
        }
    }
}
