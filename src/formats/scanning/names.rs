//! Handles, hashtags and cashtags: each function is given the place of a sign and tells where the name ends, if it is one.
//!
//! A handle is X's `@name`, the Fediverse's `@name@instance.example`, or Bluesky's `@name.example.com`; an e-mail address
//! is none. The signs are `@`, `#`, their full-width forms, and `$`.

use unicode_normalization::char::is_combining_mark;

use super::characters::class::{LABEL, NAME};
use super::characters::{
    AT_SIGNS, HASH_SIGNS, after, before, end_of, is_accented_latin, is_ascii, is_hashtag_character,
    is_letter_or_mark,
};
use super::domains::{Candidate, host_length, run_end};

/// The longest name that X's rules take for one.
const NAME_BYTES: usize = 20;

/// The end of the handle whose sign is at `at`.
pub(super) fn handle(text: &str, at: usize) -> Option<usize> {
    let start = at + after(text, at)?.len_utf8();
    if !may_precede_handle(text, at) || is_in_mail_address(text, at, start) {
        return None;
    }
    at_instance(text, start).or_else(|| of_domain(text, start)).or_else(|| of_x(text, start))
}

/// The end of the hashtag whose sign is at `at`.
pub(super) fn hashtag(text: &str, at: usize) -> Option<usize> {
    // A variation selector is a mark, but it belongs to the emoji before it.
    let follows = before(text, at)
        .is_some_and(|c| c == '&' || is_hashtag_character(c) && !matches!(c, '\u{FE0E}' | '\u{FE0F}'));
    let start = at + after(text, at)?.len_utf8();
    // `#️⃣` is a picture of a key.
    let keycap = matches!(after(text, start), Some('\u{FE0F}' | '\u{20E3}'));
    if follows || keycap {
        return None;
    }
    let rest = &text[start..];
    let tag = &rest[..rest.find(|c| !is_hashtag_character(c)).unwrap_or(rest.len())];
    let end = start + tag.len();
    let goes_on = text[end..].starts_with(HASH_SIGNS) || text[end..].starts_with("://");
    (!goes_on && tag.contains(is_letter_or_mark)).then_some(end)
}

/// The end of the cashtag whose sign is at `at`: `$TSLA`, `$BRK.B`, `$RDS-A`, `$VOW:GR`, `$2010:HK`.
///
/// Beyond twitter-text, it may stand in brackets or quotation marks.
pub(super) fn cashtag(text: &str, at: usize) -> Option<usize> {
    let opens = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '„' | '«' | '「');
    let start = at + 1;
    let length = before(text, at).is_none_or(opens).then(|| ticker_length(&text[start..]))?;
    length.map(|length| start + length)
}

/// The length of the ticker at the start of `text`, with the class of the share or the exchange.
fn ticker_length(text: &str) -> Option<usize> {
    let leading = |text: &str, of: fn(&u8) -> bool| text.bytes().take_while(of).count();
    let ends = |length: usize| {
        let rest = &text[length..];
        !rest.starts_with(|c: char| c.is_alphanumeric() || is_combining_mark(c)) && !rest.starts_with("://")
    };
    let is_letters = leading(text, u8::is_ascii_alphabetic) > 0;
    let root = leading(text, if is_letters { u8::is_ascii_alphabetic } else { u8::is_ascii_digit });
    if !(1..=6).contains(&root) {
        return None;
    }
    let mut rest = text[root..].chars();
    let separator = rest.next();
    let letters = leading(rest.as_str(), u8::is_ascii_alphabetic);
    let capitals = leading(rest.as_str(), u8::is_ascii_uppercase);
    let digits = leading(rest.as_str(), u8::is_ascii_digit);
    let suffix = match separator {
        Some('.' | '_') if is_letters && letters <= 2 => letters,
        Some('-') if is_letters && capitals <= 2 => capitals,
        Some(':') if (2..=4).contains(&capitals) => capitals,
        Some(':') if is_letters && (4..=6).contains(&digits) => digits,
        _ => 0,
    };
    let long = root + 1 + suffix;
    if suffix > 0 && ends(long) { Some(long) } else { (is_letters && ends(root)).then_some(root) }
}

/// `user@instance.example`, as Mastodon reads it.
fn at_instance(text: &str, start: usize) -> Option<usize> {
    let user = run_end(text, start, |c| is_ascii(c, LABEL));
    let host = user + 1;
    if user == start || text.as_bytes().get(user) != Some(&b'@') {
        return None;
    }
    let run = run_end(text, host, |c| is_ascii(c, LABEL)) - host;
    host_length(&text[host..], run, |candidate| {
        !candidate.starts_sentence() && !candidate.rest.starts_with(AT_SIGNS)
    })
    .map(|length| host + length)
}

/// `name.example.com`, as Bluesky has them: in lower case, so that `@name.Then` is no such handle.
fn of_domain(text: &str, start: usize) -> Option<usize> {
    let upper = |c: char| c.is_ascii_uppercase();
    let run = run_end(text, start, |c| is_ascii(c, LABEL)) - start;
    let accepts = |Candidate { name, tld, rest }: &Candidate| {
        let domain = name.split_once('.').map_or(*name, |(_, domain)| domain);
        let path =
            rest.strip_prefix('/').is_some_and(|path| path.starts_with(|c: char| c.is_ascii_alphanumeric()));
        let goes_on = path
            || rest.starts_with(['-', '_'])
            || rest.starts_with(AT_SIGNS)
            || rest.starts_with(is_accented_latin);
        !goes_on && !name.contains('_') && !domain.contains(upper) && !tld.contains(upper)
    };
    host_length(&text[start..], run, accepts).map(|length| start + length)
}

/// `name`, as X has them.
fn of_x(text: &str, start: usize) -> Option<usize> {
    let end = end_of(text.as_bytes(), start, NAME).min(start + NAME_BYTES);
    let rest = &text[end..];
    let goes_on =
        rest.starts_with(AT_SIGNS) || rest.starts_with(is_accented_latin) || rest.starts_with("://");
    (end > start && !goes_on).then_some(end)
}

/// Whether a handle's sign may stand at `at`: not in a word, not after certain signs, but right after `RT`.
fn may_precede_handle(text: &str, at: usize) -> bool {
    let in_word = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '!' | '#' | '$' | '%' | '&' | '*' | '@' | '\u{FF20}')
    };
    if !before(text, at).is_some_and(in_word) {
        return true;
    }
    let retweet = at
        .checked_sub(2)
        .filter(|start| text.get(*start..at).is_some_and(|rt| rt.eq_ignore_ascii_case("rt")));
    retweet.is_some_and(|start| {
        !before(text, start)
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '~' | '.' | '-'))
    })
}

/// Whether the sign at `at` stands within an e-mail address that X's rules would not see: `josé@example.org`.
fn is_in_mail_address(text: &str, at: usize, start: usize) -> bool {
    let local = match before(text, at) {
        Some('-' | '+') => before(text, at - 1).is_some_and(char::is_alphanumeric),
        // `{first, last}@example.org`
        Some(']' | '}') => true,
        // Chinese, Japanese and Korean set no blank before a handle.
        Some(c) => c < '\u{1100}' && !c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c)),
        None => false,
    };
    local && {
        let run = run_end(text, start, |c| is_ascii(c, LABEL)) - start;
        host_length(&text[start..], run, |_| true).is_some()
    }
}
