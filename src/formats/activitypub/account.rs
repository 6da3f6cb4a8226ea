//! Who an address of an account is: by what a file tells of it, else by the name that is written in the address.
//!
//! ```text
//! https://quay.example/users/ilse                Mastodon, Pleroma, GoToSocial     ilse@quay.example
//! https://quay.example/@ilse                     profile pages                     ilse@quay.example
//! https://quay.example/u/ilse, /c/ferries        Lemmy                             ilse@quay.example
//! https://quay.example/users/17, /ap/actor/9f…   no name in it: the address is shown
//! ```

use std::collections::HashMap;

use url::Url;

use super::address_in;
use crate::formats::json::{Object, list, text};
use crate::model::{Author, Clean, address};

/// The accounts that a file tells more of than their addresses.
#[derive(Default)]
pub(super) struct Accounts(HashMap<String, Author>);

impl Accounts {
    /// Notes the account that `json` is, if it is one.
    pub(super) fn learn(&mut self, json: &str) {
        let Some(author) = described(json.trim()) else { return };
        if let Some(id) = &author.id {
            self.0.insert(id.to_string(), author);
        }
    }

    /// The account in a field: its address, or the account itself. `of` is the address of what it wrote.
    pub(super) fn author(&self, raw: &str, of: &str) -> Author {
        let described = match raw.as_bytes().first() {
            Some(b'{') => described(raw),
            // PeerTube names the account and the channel, in objects that say no more than their kind.
            Some(b'[') => list(raw).and_then(|all| {
                all.first().filter(|first| first.starts_with('{')).and_then(|first| described(first))
            }),
            _ => None,
        };
        if let Some(author) = described.filter(|author| author.handle.is_some()) {
            return author;
        }
        let Some(id) = address_in(raw) else { return Author::default() };
        if let Some(author) = self.0.get(&*id) {
            return author.clone();
        }
        // Misskey has ids where others have names.
        let is_misskey = path(of).is_some_and(|path| path.starts_with("/notes/"));
        let handle = handle_in(&id).filter(|_| !is_misskey || !id.contains("/users/"));
        let name = match &handle {
            Some(_) => None,
            None => Clean::some_line(id.trim_start_matches("https://").trim_start_matches("http://")),
        };
        Author { name, handle, id: Clean::some_line(&id) }
    }
}

/// Who is known to have written the post at an address, by the address alone.
pub(super) fn author_of_post(url: &str) -> Author {
    Author { handle: handle_in(url), ..Author::default() }
}

/// The account that an object tells of, with the name that it calls itself.
fn described(json: &str) -> Option<Author> {
    let object = Object::walk(json).ok()?;
    let id = object.get("id").and_then(text)?;
    let username = object.get("preferredUsername").and_then(text);
    let handle = username.as_deref().zip(address::host(&id)).map(|(name, host)| format!("{name}@{host}"));
    Some(Author {
        name: object.get("name").and_then(text).and_then(|name| Clean::some_line(&name)),
        handle: handle.and_then(|handle| Clean::some_line(&handle)),
        id: Clean::some_line(&id),
    })
}

/// `user@instance`, as far as an address has a name in it.
fn handle_in(url: &str) -> Option<Clean> {
    let host = address::host(url)?;
    let parsed = Url::parse(url).ok()?;
    let mut segments = parsed.path_segments()?;
    let first = segments.next()?;
    let name = match first {
        "users" | "user" | "u" | "c" | "m" | "accounts" | "video-channels" | "profile" | "author" => {
            segments.next()?
        }
        _ => first.strip_prefix('@')?,
    };
    let is_number = name.bytes().all(|b| b.is_ascii_digit());
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    (!is_number && is_plain).then(|| Clean::line(&format!("{name}@{host}")))
}

fn path(url: &str) -> Option<String> {
    Url::parse(url).ok().map(|url| url.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_an_address_where_there_is_one() {
        for (url, expected) in [
            ("https://quay.example/users/ilse", Some("ilse@quay.example")),
            ("https://quay.example/users/ilse/statuses/17", Some("ilse@quay.example")),
            ("https://www.quay.example/@ilse.q", Some("ilse.q@quay.example")),
            ("https://quay.example:8443/u/ilse", Some("ilse@quay.example:8443")),
            ("https://quay.example/c/ferries", Some("ferries@quay.example")),
            ("https://quay.example/users/17", None),
            ("https://quay.example/ap/users/17", None),
            ("https://quay.example/users/", None),
            ("https://quay.example/posts/17", None),
            ("tag:quay.example,2024:17", None),
            ("no address", None),
        ] {
            assert_eq!(handle_in(url).as_deref(), expected, "{url}");
        }
    }
}
