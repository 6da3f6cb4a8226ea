//! The simple HTML that platforms write in posts, token by token: text, a few references, tags as they should be.
//!
//! ```text
//! <p>Fish &amp; ships, <a href="https://example.org">here</a></p>
//! ```
//!
//! Whatever else comes, be it sound or soup, ends the walk between two tokens; who reads it goes on from there by the whole
//! standard (`html5gum`). Up to there both give the same.

use std::borrow::Cow;

use memchr::memchr2;

/// Elements whose content is read like any other.
const NAMES: &[&str] = &[
    "p",
    "br",
    "a",
    "span",
    "i",
    "b",
    "em",
    "strong",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "del",
    "u",
];

/// A piece of simple HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'h> {
    /// Text, with references decoded.
    Text(Cow<'h, str>),
    /// `<a href="…">`: the name and what follows it, for [`attributes`].
    Open(&'h str, &'h str),
    /// `</a>`.
    Close(&'h str),
}

/// A walk through HTML as long as it is simple.
pub(super) struct Simple<'h> {
    /// What was not read yet.
    pub(super) rest: &'h str,
}

impl<'h> Iterator for Simple<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        if let Some(tag) = self.rest.strip_prefix('<') {
            return self.tag(tag);
        }
        let (text, rest) = text(self.rest)?;
        self.rest = rest;
        Some(Token::Text(text))
    }
}

impl<'h> Simple<'h> {
    fn tag(&mut self, tag: &'h str) -> Option<Token<'h>> {
        let end = tag.find(['>', '<', '\0', '\r', '&'])?;
        if tag.as_bytes()[end] != b'>' {
            return None;
        }
        let (inside, rest) = (&tag[..end], &tag[end + 1..]);
        let token = if let Some(name) = inside.strip_prefix('/') {
            Token::Close(known(name)?)
        } else {
            let inside = inside.strip_suffix('/').map_or(inside, str::trim_end);
            let (name, rest) = inside.split_once(' ').unwrap_or((inside, ""));
            known(name)?;
            let mut attributes = attributes(rest);
            while attributes.next().is_some() {}
            if !attributes.rest.is_empty() {
                return None;
            }
            Token::Open(name, rest)
        };
        self.rest = rest;
        Some(token)
    }
}

fn known(name: &str) -> Option<&str> {
    NAMES.contains(&name).then_some(name)
}

/// The text up to the next tag, and the rest; up to what is not simple where that comes before.
fn text(html: &str) -> Option<(Cow<'_, str>, &str)> {
    let bytes = html.as_bytes();
    let plain = memchr2(b'<', b'&', bytes).unwrap_or(bytes.len());
    if memchr2(0, b'\r', &bytes[..plain]).is_some() {
        return None;
    }
    if plain == bytes.len() || bytes[plain] == b'<' {
        return (plain > 0).then(|| (html[..plain].into(), &html[plain..]));
    }
    let mut text = String::with_capacity(html.len().min(plain * 2 + 64));
    let mut rest = html;
    loop {
        let plain = memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        if memchr2(0, b'\r', &rest.as_bytes()[..plain]).is_some() {
            break;
        }
        text.push_str(&rest[..plain]);
        rest = &rest[plain..];
        let Some((decoded, len)) = reference(rest) else { break };
        text.push(decoded);
        rest = &rest[len..];
    }
    (!text.is_empty()).then_some((text.into(), rest))
}

/// The character of a reference that `html` begins with, and its length.
fn reference(html: &str) -> Option<(char, usize)> {
    const REFERENCES: &[(&str, char)] = &[
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&#39;", '\''),
        ("&#x27;", '\''),
        ("&#x2F;", '/'),
        ("&apos;", '\''),
    ];
    REFERENCES.iter().find(|(name, _)| html.starts_with(name)).map(|(name, c)| (*c, name.len()))
}

/// The attributes `name="value"` of a tag, up to what is not simple.
pub(super) fn attributes(inside: &str) -> Attributes<'_> {
    Attributes { rest: inside.trim_matches(' ') }
}

/// A walk through attributes.
pub(super) struct Attributes<'h> {
    rest: &'h str,
}

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.rest.split_once("=\"")?;
        let is_name = |b: u8| b.is_ascii_lowercase() || b == b'-';
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        let (value, rest) = rest.split_once('"')?;
        let after = rest.trim_start_matches(' ');
        if after.len() == rest.len() && !rest.is_empty() {
            return None;
        }
        self.rest = after;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens, written out, and what is left.
    fn tokens(html: &str) -> (Vec<String>, &str) {
        let mut simple = Simple { rest: html };
        let mut found = Vec::new();
        for token in simple.by_ref() {
            found.push(match token {
                Token::Text(text) => text.into_owned(),
                Token::Open(name, rest) => format!("<{name} {:?}>", attributes(rest).collect::<Vec<_>>()),
                Token::Close(name) => format!("</{name}>"),
            });
        }
        (found, simple.rest)
    }

    #[test]
    fn simple_html_is_read_to_its_end() {
        let html = r#"<p>Fish &amp; ships&#x27;<br />in <a href="https://a.example?x=1" rel="nofollow">here</a></p>"#;
        let (found, rest) = tokens(html);
        assert_eq!(
            found,
            [
                "<p []>",
                "Fish & ships'",
                "<br []>",
                "in ",
                r#"<a [("href", "https://a.example?x=1"), ("rel", "nofollow")]>"#,
                "here",
                "</a>",
                "</p>"
            ]
        );
        assert_eq!(rest, "");
    }

    #[test]
    fn what_is_not_simple_is_left_as_it_is() {
        for (html, left) in [
            ("a &amp; b &copy; c", "&copy; c"),
            ("<p>a<script>b</script>", "<script>b</script>"),
            ("a<a href='x'>", "<a href='x'>"),
            ("a<a href=x>", "<a href=x>"),
            ("a<a href=\"x\"title=\"y\">", "<a href=\"x\"title=\"y\">"),
            ("a<a href=\"x>y\">", "<a href=\"x>y\">"),
            ("a<a href=\"?a&amp;b\">", "<a href=\"?a&amp;b\">"),
            ("a<P>", "<P>"),
            ("a <- b", "<- b"),
            ("a<p", "<p"),
            ("a &lt;&", "&"),
            ("a &amp", "&amp"),
            ("a&amp;b\r\nc", "b\r\nc"),
            ("a\0b", "a\0b"),
            ("a<!-- b -->", "<!-- b -->"),
            ("</p >", "</p >"),
        ] {
            assert_eq!(tokens(html).1, left, "{html}");
        }
    }
}
