//! `at://` addresses: whose post, which one, when it was named so, and where it is on the web.
//!
//! ```text
//! at://did:plc:anaquay2222222222222222/app.bsky.feed.post/3kse76nhds22b
//!      └──────── authority ───────────┘ └── collection ──┘ └─ key, a TID: the moment in microseconds
//! ```
//!
//! Source: atproto.com/specs/at-uri-scheme and atproto.com/specs/tid.

use crate::model::{Author, Clean, Precision, Time};

/// An address of a record, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AtUri<'a> {
    /// The account, by its DID or, rarely, by its handle.
    pub(super) authority: &'a str,
    pub(super) collection: &'a str,
    pub(super) key: &'a str,
}

impl<'a> AtUri<'a> {
    /// `None` for what is no address of a record.
    pub(super) fn parse(uri: &'a str) -> Option<Self> {
        let mut parts = uri.strip_prefix("at://")?.splitn(3, '/');
        let (authority, collection, key) = (parts.next()?, parts.next()?, parts.next()?);
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| {
                    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'~' | b'%')
                })
        };
        [authority, collection, key].into_iter().all(is_plain).then_some(Self { authority, collection, key })
    }

    /// The account as far as the address tells it.
    pub(super) fn author(self) -> Author {
        account(self.authority)
    }

    /// Where the record is on the web, below the account's handle if that is known; `None` for what has no page.
    pub(super) fn page(self, handle: Option<&str>) -> Option<Clean> {
        let who = handle.unwrap_or(self.authority);
        let key = self.key;
        let path = match self.collection {
            "app.bsky.feed.post" => format!("profile/{who}/post/{key}"),
            "app.bsky.feed.generator" => format!("profile/{who}/feed/{key}"),
            "app.bsky.graph.list" => format!("profile/{who}/lists/{key}"),
            "app.bsky.graph.starterpack" => format!("starter-pack/{who}/{key}"),
            "app.bsky.labeler.service" => format!("profile/{who}"),
            _ => return None,
        };
        Some(Clean::line(&format!("https://bsky.app/{path}")))
    }

    /// When the key was made, if it is one that tells.
    pub(super) fn time(self) -> Option<Time> {
        tid_time(self.key)
    }
}

/// The account of a DID, or of a handle. A DID is a name where nothing else is known: no two accounts share it.
pub(super) fn account(identifier: &str) -> Author {
    let name = Clean::some_line(identifier);
    if identifier.starts_with("did:") {
        Author { name: name.clone(), handle: None, id: name }
    } else {
        Author { handle: name, ..Author::default() }
    }
}

/// The page of an account.
pub(super) fn profile(identifier: &str) -> Clean {
    Clean::line(&format!("https://bsky.app/profile/{identifier}"))
}

/// The moment in a TID: 13 digits to the base 32, of which the last ten bits are no part of the microseconds.
fn tid_time(key: &str) -> Option<Time> {
    const DIGITS: &[u8] = b"234567abcdefghijklmnopqrstuvwxyz";
    if key.len() != 13 {
        return None;
    }
    let mut value = 0_u64;
    for byte in key.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        // The first bit of 65 has to be zero.
        value = value.checked_mul(32)? | digit as u64;
    }
    let millis = i64::try_from((value >> 10) / 1000).ok()?;
    Time::from_millis(millis, Precision::Second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_when_it_was_made() {
        let time = |key| tid_time(key).map(Time::rfc3339);
        assert_eq!(time("3kse76nhds22b").as_deref(), Some("2024-05-13T08:01:00Z"));
        for key in ["self", "3kse76nhds221", "zzzzzzzzzzzzz", ""] {
            assert_eq!(time(key), None, "{key}");
        }
    }

    #[test]
    fn an_address_leads_to_its_page() {
        let page =
            |uri, handle| AtUri::parse(uri).and_then(|uri| uri.page(handle)).map(|page| page.to_string());
        assert_eq!(
            page("at://did:plc:a/app.bsky.feed.post/3k", Some("ana.example")).as_deref(),
            Some("https://bsky.app/profile/ana.example/post/3k")
        );
        assert_eq!(
            page("at://did:plc:a/app.bsky.graph.starterpack/3k", None).as_deref(),
            Some("https://bsky.app/starter-pack/did:plc:a/3k")
        );
        for uri in
            ["at://did:plc:a/app.bsky.feed.like/3k", "https://example.org/a/b", "at://a/b", "at://a/b/c d"]
        {
            assert_eq!(page(uri, None), None, "{uri}");
        }
    }
}
