//! The addresses of single posts: what a URL tells of platform, author and id.
//!
//! The shapes are those that the platforms give in a browser's address line. What is no post (a profile, an article, a
//! short link) is none of this module's business.

use crate::model::{Clean, Precision, Time};

/// The first id that X made with the time in it, of 4 November 2010.
const FIRST_SNOWFLAKE: u64 = 29_700_859_247;
/// Milliseconds from 1970 to the zero of X's ids.
const SNOWFLAKE_ZERO: u64 = 1_288_834_974_657;

/// Bluesky opened in 2022; keys of a later century are none of its clock's. In milliseconds.
const FIRST_KEY: i64 = 1_640_995_200_000;
const LAST_KEY: i64 = 4_102_444_800_000;

/// What the address of a post tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Address {
    /// The address itself.
    pub(in crate::formats) url: Clean,
    /// The platform, as readers know it.
    pub(in crate::formats) platform: &'static str,
    /// The platform's id of the post.
    pub(in crate::formats) id: Clean,
    /// The author's handle, with the instance where there are many.
    pub(in crate::formats) handle: Option<Clean>,
    /// When it was made, where the id says so.
    pub(in crate::formats) created: Option<Time>,
}

impl Address {
    /// The address that `text` is, with or without `<` and `>`.
    pub(in crate::formats) fn parse(text: &str) -> Option<Self> {
        let found = find(text)?;
        Some(Self {
            url: Clean::line(bare(text.trim())),
            platform: found.platform,
            id: Clean::line(found.id),
            handle: found.handle.and_then(|handle| match found.instance {
                Some(instance) => Clean::some_line(&format!("{handle}@{instance}")),
                None => Clean::some_line(handle),
            }),
            created: match found.platform {
                "X" => snowflake_time(found.id),
                "Bluesky" => key_time(found.id),
                _ => None,
            },
        })
    }
}

/// Whether a line is the address of a post and nothing else.
pub(in crate::formats) fn is_address_line(line: &str) -> bool {
    find(line).is_some()
}

/// What tools call the link to a post that stands above or below it.
pub(in crate::formats) const LABELS: &[&str] = &[
    "view tweet",
    "view post",
    "tweet link",
    "thread link",
    "post link",
    "original thread",
    "view on x",
    "view on twitter",
    "link",
];

/// A URL without the brackets that plain text puts around it, or Markdown and a word that says what it is.
pub(in crate::formats) fn bare(text: &str) -> &str {
    let inside = text.strip_prefix('<').and_then(|inside| inside.strip_suffix('>'));
    let labelled = || {
        let (label, url) = text.strip_prefix('[')?.strip_suffix(')')?.split_once("](")?;
        LABELS.iter().any(|known| known.eq_ignore_ascii_case(label)).then_some(url)
    };
    inside.or_else(labelled).unwrap_or(text)
}

/// Whether it begins like a URL of the web.
pub(in crate::formats) fn is_web(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The pieces of an address.
struct Found<'u> {
    platform: &'static str,
    id: &'u str,
    handle: Option<&'u str>,
    /// Where the handle is one of many instances'.
    instance: Option<&'u str>,
}

/// Takes an address apart; every line of a text comes here, so this is done without memory.
fn find(text: &str) -> Option<Found<'_>> {
    let raw = bare(text.trim());
    if !is_web(raw) || raw.len() > 500 || raw.contains(char::is_whitespace) {
        return None;
    }
    let (host, rest) = raw.split_once("://")?.1.split_once('/')?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut path = [""; 6];
    let segments = rest.split(['?', '#']).next()?.split('/').filter(|segment| !segment.is_empty());
    for (place, segment) in path.iter_mut().zip(segments) {
        *place = segment;
    }
    on_x(host, path).or_else(|| on_bluesky(host, path)).or_else(|| elsewhere(host, path))
}

fn on_x<'u>(host: &str, path: [&'u str; 6]) -> Option<Found<'u>> {
    const HOSTS: &[&str] = &[
        "x.com",
        "twitter.com",
        "mobile.twitter.com",
        "mobile.x.com",
        "fxtwitter.com",
        "vxtwitter.com",
        "fixupx.com",
        "threadreaderapp.com",
    ];
    let (handle, id) = match path {
        ["i", "web", "status", id, ..] | ["i", "status", id, ..] => (None, id),
        [handle, "status" | "statuses", id, ..] => (Some(handle), id),
        ["thread", id, ..] => (None, id.trim_end_matches(".html")),
        _ => return None,
    };
    let is_known = HOSTS.contains(&host) || host.starts_with("nitter.");
    (is_known && is_number(id)).then_some(Found { platform: "X", id, handle, instance: None })
}

fn on_bluesky<'u>(host: &str, path: [&'u str; 6]) -> Option<Found<'u>> {
    let ["profile", who, "post", id, ..] = path else { return None };
    let handle = Some(who).filter(|who| !who.starts_with("did:"));
    (host == "bsky.app" && !id.is_empty()).then_some(Found {
        platform: "Bluesky",
        id,
        handle,
        instance: None,
    })
}

/// Threads, and Mastodon on whatever host: `/@ana/123`, `/@ana@home.example/123`, `/users/ana/statuses/123`.
fn elsewhere<'u>(host: &'u str, path: [&'u str; 6]) -> Option<Found<'u>> {
    let (who, id) = match path {
        [who, "post", id, ..] if matches!(host, "threads.net" | "threads.com") && !id.is_empty() => {
            let handle = Some(who.strip_prefix('@')?);
            return Some(Found { platform: "Threads", id, handle, instance: None });
        }
        ["users", who, "statuses", id, ..] => (who, id),
        ["web" | "deck", who, id, "", ..] | [who, id, "", ..] => (who.strip_prefix('@')?, id),
        _ => return None,
    };
    let instance = Some(host).filter(|_| !who.contains('@'));
    is_number(id).then_some(Found { platform: "Mastodon", id, handle: Some(who), instance })
}

fn is_number(id: &str) -> bool {
    (1..=25).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

/// When X made the post of this id, to the millisecond; `None` for ids from before November 2010.
pub(in crate::formats) fn snowflake_time(id: &str) -> Option<Time> {
    let id = id.parse::<u64>().ok().filter(|id| *id >= FIRST_SNOWFLAKE)?;
    let millis = (id >> 22) + SNOWFLAKE_ZERO;
    Time::from_millis(i64::try_from(millis).ok()?, Precision::Second)
}

/// When Bluesky's key of a post was made: 13 signs that count microseconds and a clock's number below them.
fn key_time(key: &str) -> Option<Time> {
    const SIGNS: &str = "234567abcdefghijklmnopqrstuvwxyz";
    let value = key.chars().try_fold(0_u64, |value, sign| Some(value << 5 | SIGNS.find(sign)? as u64))?;
    // Keys may be chosen freely; those that tell no time of Bluesky's are.
    let millis = i64::try_from((value >> 10) / 1000).ok().filter(|_| key.len() == 13)?;
    Time::from_millis(millis, Precision::Second).filter(|_| (FIRST_KEY..LAST_KEY).contains(&millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str) -> Option<(&'static str, String, Option<String>)> {
        Address::parse(url).map(|a| (a.platform, a.id.to_string(), a.handle.map(|h| h.to_string())))
    }

    #[test]
    fn addresses_tell_platform_id_and_handle() {
        for (url, platform, id, handle) in [
            (
                "https://x.com/ana_example/status/1768200000000000001",
                "X",
                "1768200000000000001",
                Some("ana_example"),
            ),
            ("<https://twitter.com/ana/status/17?s=20>", "X", "17", Some("ana")),
            ("http://mobile.twitter.com/ana/statuses/17/photo/1", "X", "17", Some("ana")),
            ("https://x.com/i/web/status/17", "X", "17", None),
            ("https://threadreaderapp.com/thread/17.html", "X", "17", None),
            ("https://bsky.app/profile/ana.example/post/3kabc", "Bluesky", "3kabc", Some("ana.example")),
            ("https://bsky.app/profile/did:plc:abc/post/3kabc", "Bluesky", "3kabc", None),
            ("https://example.social/@ana/1093", "Mastodon", "1093", Some("ana@example.social")),
            ("https://example.social/@ana@home.example/1093", "Mastodon", "1093", Some("ana@home.example")),
            (
                "https://example.social/users/ana/statuses/1093",
                "Mastodon",
                "1093",
                Some("ana@example.social"),
            ),
            ("https://www.threads.net/@ana/post/Cxyz", "Threads", "Cxyz", Some("ana")),
        ] {
            assert_eq!(told(url), Some((platform, id.to_owned(), handle.map(str::to_owned))), "{url}");
        }
    }

    #[test]
    fn other_urls_are_no_addresses() {
        for url in [
            "https://x.com/ana",
            "https://t.co/abc",
            "https://example.org/status/17",
            "https://x.com/ana/status/seventeen",
            "https://x.com/ana/status/17 and more",
            "x.com/ana/status/17",
            "https://",
            "https://example.org/a/b/1",
        ] {
            assert_eq!(told(url), None, "{url}");
        }
    }

    #[test]
    fn an_id_of_x_tells_the_time_since_november_2010() {
        let created = |id| Address::parse(&format!("https://x.com/ana/status/{id}")).unwrap().created;
        assert_eq!(created("1768200000000000001").unwrap().rfc3339(), "2024-03-14T08:58:26.224Z");
        assert_eq!(created("29700859246"), None);
    }

    #[test]
    fn a_key_of_bluesky_tells_the_time() {
        let created = |key| {
            Address::parse(&format!("https://bsky.app/profile/ana.example/post/{key}")).unwrap().created
        };
        assert_eq!(created("3knngg4eqw227").unwrap().rfc3339(), "2024-03-14T08:58:26.224Z");
        for key in ["self", "3kabc", "2222222222222", "zzzzzzzzzzzzz", "3KNNGG4EQW227"] {
            assert_eq!(created(key), None, "{key}");
        }
    }
}
