//! Quotations as references of Wikipedia: `{{cite tweet}}` for posts on X, `{{cite web}}` for all others.

use super::credit::Run;
use crate::cite::dates::Day;

/// A template, which cites one post.
pub(super) fn write(run: &Run) -> String {
    let reference = &run.reference;
    let is_x = matches!(reference.platform.as_deref(), Some("X" | "Twitter"));
    let author = run.name();
    let words = value(&super::plain::sentence(run));
    let date = run.day().map(Day::day_first);
    let number = reference.id.as_deref().filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
    let user = reference.handle.as_deref().map(|handle| handle.trim_start_matches('@'));
    match (is_x, user, number) {
        (true, Some(user), Some(number)) => filled(
            "cite tweet",
            [
                ("user", Some(value(user))),
                ("author", author.as_deref().map(value)),
                ("number", Some(number.to_owned())),
                ("date", date),
                ("title", Some(words)),
            ],
        ),
        _ => filled(
            "cite web",
            [
                ("author", author.or_else(|| reference.handle.clone()).map(|name| value(&name))),
                ("title", Some(words)),
                ("url", run.url().map(address)),
                ("website", reference.platform.as_deref().map(value)),
                ("date", date),
            ],
        ),
    }
}

fn filled<const N: usize>(name: &str, values: [(&str, Option<String>); N]) -> String {
    let known = values.into_iter().filter_map(|(name, value)| Some(format!(" |{name}={}", value?)));
    format!("{{{{{name}{}}}}}", known.collect::<String>())
}

/// Text on one line with nothing in it that `MediaWiki` would obey.
fn value(text: &str) -> String {
    let text = crate::cite::wording::one_line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let is_doubled = next == Some(c) || before == Some(c);
        let acts = match c {
            '|' | '{' | '}' | '[' | ']' | '<' | '>' | '&' => true,
            '\'' | '_' | '~' | '-' => is_doubled,
            // An address would become a link, which a title must not have.
            ':' => before.is_none() || next == Some('/'),
            '*' | '#' | ';' | '=' => before.is_none(),
            _ => false,
        };
        match c {
            '|' => out.push_str("{{!}}"),
            c if acts => out.extend(["&#", &u32::from(c).to_string(), ";"]),
            c => out.push(c),
        }
        before = Some(c);
    }
    out
}

/// An address that no template and no brackets can end.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '|' | '{' | '}' | '[' | ']' | '<' | '>' | '"' | '\'' | '\\' | '^' | '`' => {
                out.extend(["%", &format!("{:02X}", u32::from(c))]);
            }
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words() {
        assert_eq!(
            value("#REDIRECT [[a|b]] {{c}} ''d'' ~~~~ <ref>e</ref>\nhttps://f"),
            "&#35;REDIRECT &#91;&#91;a{{!}}b&#93;&#93; &#123;&#123;c&#125;&#125; &#39;&#39;d&#39;&#39; \
             &#126;&#126;&#126;&#126; &#60;ref&#62;e&#60;/ref&#62; https&#58;//f"
        );
        assert_eq!(address("https://example.org/a|b c?d={e}"), "https://example.org/a%7Cb%20c?d=%7Be%7D");
    }
}
