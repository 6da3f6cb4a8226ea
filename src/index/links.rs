//! The links of a thread, each once, with the places where it stands.
//!
//! Two links are one if they lead to the same address, however that is spelled: scheme and host in upper or lower case,
//! a port that goes without saying, the `/` of an empty path. Query and fragment are part of the address. Nothing is
//! fetched, and nothing is taken off: a link is a thing to cite.

use std::collections::HashMap;

use crate::model::{Clean, Link, PostIx, Span, Thread, address};

/// A link with all its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// The target as far as it is known, spelled as where it first stands.
    pub url: Clean,
    /// The address that the source gave instead, `https://t.co/…`.
    pub given: Option<Clean>,
    /// The title of the target.
    pub title: Option<Clean>,
    /// Whose site it is: the host without `www.`, international names in punycode; empty if there is none.
    pub host: Clean,
    /// Where it stands, in the order of the file; never empty.
    pub spans: Vec<Span>,
}

/// Every link of a thread, those in quoted posts too, in the order of first appearance.
///
/// A link without a target is none.
pub fn gather(thread: &Thread) -> Vec<LinkRow> {
    let mut rows: Vec<LinkRow> = Vec::new();
    let mut by_address: HashMap<String, usize> = HashMap::new();
    for (i, top) in thread.posts().enumerate() {
        for link in top.with_quotes().flat_map(|post| post.links()).filter(|link| !link.url.is_empty()) {
            let address = address::normal(link.url).unwrap_or_else(|| link.url.to_owned());
            let at = *by_address.entry(address).or_insert_with(|| {
                rows.push(row(&link));
                rows.len() - 1
            });
            let row = &mut rows[at];
            row.spans.push(Span { post: PostIx(i as u32), start: link.range.start, end: link.range.end });
            if row.given.is_none() {
                row.given = given(&link, top.text(link.range.clone()));
            }
            if row.title.is_none() {
                row.title = link.title.and_then(Clean::some_line);
            }
        }
    }
    rows
}

fn row(link: &Link) -> LinkRow {
    let host = address::host(link.url).unwrap_or_default();
    LinkRow {
        url: Clean::line(link.url),
        given: None,
        title: None,
        host: Clean::line(&host),
        spans: Vec::new(),
    }
}

/// The address that the source gave, where it is not the target: what it showed, or what stands in the text.
fn given(link: &Link, text: &str) -> Option<Clean> {
    let given = link.shown.unwrap_or(text);
    Clean::some_line(given).filter(|given| **given != *link.url && address::is_web(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Draft, DraftLink, Rich, ThreadBuilder};

    fn linked(links: &[(&str, &str, &str)]) -> Rich {
        let mut rich = Rich::default();
        for (url, shown, title) in links {
            rich.push("see ");
            let link = DraftLink {
                url: Clean::line(url),
                shown: Clean::some_line(shown),
                title: Clean::some_line(title),
            };
            rich.push_link("here", link);
        }
        rich
    }

    fn thread(posts: Vec<Draft>) -> Thread {
        let mut builder = ThreadBuilder::default();
        for post in posts {
            builder.push(post);
        }
        builder.finish()
    }

    #[test]
    fn every_link_is_listed_once_with_its_places() {
        let thread = thread(vec![
            Draft {
                body: linked(&[
                    ("https://example.org/a", "", ""),
                    ("https://b.example/", "https://t.co/x1", ""),
                ]),
                quote: Some(Box::new(Draft {
                    body: linked(&[("https://c.example/q", "c.example/q…", "")]),
                    ..Draft::default()
                })),
                ..Draft::default()
            },
            Draft {
                body: linked(&[
                    ("HTTPS://Example.org:443/a", "https://t.co/y2", "A report"),
                    ("", "https://t.co/dead", ""),
                ]),
                ..Draft::default()
            },
        ]);
        let rows = gather(&thread);
        let seen: Vec<_> = rows
            .iter()
            .map(|row| (&*row.url, row.given.as_deref(), row.title.as_deref(), row.spans.len()))
            .collect();
        assert_eq!(
            seen,
            [
                ("https://example.org/a", Some("https://t.co/y2"), Some("A report"), 2),
                ("https://b.example/", Some("https://t.co/x1"), None, 1),
                ("https://c.example/q", None, None, 1),
            ]
        );
        assert_eq!(rows[0].spans.iter().map(|span| span.post.0).collect::<Vec<_>>(), [0, 1]);
        assert!(rows.iter().flat_map(|row| &row.spans).all(|span| thread.slice(*span) == "here"));
    }

    #[test]
    fn spellings_of_an_address_are_one_and_other_addresses_are_not() {
        for (a, b, same) in [
            ("https://example.org", "https://example.org/", true),
            ("https://example.org?q=1", "https://example.org/?q=1", true),
            ("http://EXAMPLE.org:80/x", "http://example.org/x", true),
            ("http://example.org:8080/", "http://example.org/", false),
            ("http://example.org:443/", "http://example.org/", false),
            ("https://example.org/x", "https://example.org/x/", false),
            ("https://example.org/x", "https://example.org/X", false),
            ("https://example.org/x", "http://example.org/x", false),
            ("https://example.org/x#a", "https://example.org/x#b", false),
            ("https://example.org/?utm_source=a", "https://example.org/", false),
            ("https://Ana@example.org", "https://Ana@EXAMPLE.org/", true),
            ("https://ana@example.org", "https://Ana@example.org/", false),
            ("https://[2001:DB8::1]:443/", "https://[2001:db8::1]", true),
            ("mailto:ana@example.org", "mailto:ANA@example.org", false),
        ] {
            assert_eq!(address::normal(a) == address::normal(b), same, "{a} {b}");
        }
    }
}
