//! Text fragments: addresses that lead to the very words on a page.
//!
//! ```text
//! https://example.org/page#:~:text=[prefix-,]start[,end][,-suffix]
//! ```
//!
//! By <https://wicg.github.io/scroll-to-text-fragment/>. A browser takes the first place that fits, whatever its capitals,
//! so words that come again are told by their neighbours. Pages that a script builds have no words yet when it looks.

use std::fmt::Write as _;

use super::extract::GAP;

/// Beyond this many words, only the first and last are given.
const MOST_WORDS: usize = 12;
/// How many words stand for the beginning and the end of a long quotation.
const EDGE_WORDS: usize = 4;
/// How many words tell one place from another.
const NEIGHBOURS: usize = 3;

/// The address of `quoted` on the page of a post that reads `text`; `None` for pages that are known not to find it.
pub fn address(url: &str, text: &str, quoted: &str) -> Option<String> {
    let page = url::Url::parse(url).ok().filter(is_built_by_server)?;
    let quoted = quoted.split(GAP).next()?.trim();
    let words: Vec<&str> = quoted.split_whitespace().collect();
    let is_long = words.len() > MOST_WORDS || quoted.contains('\n');
    let directive = match words.as_slice() {
        [] => return None,
        words if is_long && words.len() > 1 => {
            let edge = EDGE_WORDS.min(words.len() / 2);
            let (start, end) = (&words[..edge], &words[words.len() - edge..]);
            format!("{},{}", encoded(&start.join(" ")), encoded(&end.join(" ")))
        }
        words => with_neighbours(text, quoted, &words.join(" ")),
    };
    let bare = page.as_str().split('#').next().unwrap_or_default();
    let own = page.fragment().filter(|own| !own.contains(":~:")).unwrap_or_default();
    Some(format!("{bare}#{own}:~:text={directive}"))
}

/// The words, with those before and after them where they come more than once.
fn with_neighbours(text: &str, quoted: &str, words: &str) -> String {
    let (folded, sought) = (text.to_lowercase(), quoted.to_lowercase());
    if folded.matches(&sought).nth(1).is_none() {
        return encoded(words);
    }
    let Some(at) = text.find(quoted) else { return encoded(words) };
    let before: Vec<_> = text[..at].split_whitespace().rev().take(NEIGHBOURS).collect();
    let after: Vec<_> = text[at + quoted.len()..].split_whitespace().take(NEIGHBOURS).collect();
    let before = before.into_iter().rev().collect::<Vec<_>>().join(" ");
    let prefix = if before.is_empty() { String::new() } else { format!("{}-,", encoded(&before)) };
    let after = after.join(" ");
    let suffix = if after.is_empty() { String::new() } else { format!(",-{}", encoded(&after)) };
    format!("{prefix}{}{suffix}", encoded(words))
}

/// Everything but letters and digits of ASCII as `%XX`: `-`, `,` and `&` have a meaning of their own.
fn encoded(words: &str) -> String {
    let mut out = String::with_capacity(words.len() * 2);
    for byte in words.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Whether a page comes with its words from the server. Applications that build theirs by script are known by their
/// addresses; an instance of Mastodon or Misskey by the `@` of its accounts.
fn is_built_by_server(page: &url::Url) -> bool {
    const BUILT_BY_SCRIPT: [&str; 12] = [
        "x.com",
        "twitter.com",
        "bsky.app",
        "threads.net",
        "threads.com",
        "facebook.com",
        "instagram.com",
        "linkedin.com",
        "discord.com",
        "slack.com",
        "t.me",
        "tiktok.com",
    ];
    let Some(host) = page.host_str().filter(|_| matches!(page.scheme(), "http" | "https")) else {
        return false;
    };
    let bare = host.strip_prefix("www.").or_else(|| host.strip_prefix("mobile.")).unwrap_or(host);
    let is_new_reddit = matches!(bare, "reddit.com" | "new.reddit.com" | "sh.reddit.com");
    let is_script = BUILT_BY_SCRIPT.iter().any(|known| {
        bare.strip_suffix(known).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    });
    let first = page.path_segments().and_then(|mut steps| steps.next()).unwrap_or_default();
    !(is_script || is_new_reddit || first.starts_with('@') || matches!(first, "users" | "notes" | "notice"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://threadreaderapp.com/thread/1768200000000000001.html";

    #[test]
    fn words_are_found_on_their_page() {
        for (text, quoted, expected) in [
            ("Nobody reported it, so far - yet.", "it, so far - yet", Some("it%2C%20so%20far%20%2D%20yet")),
            ("One day. Another day. The last Day & night.", "day", Some("One-,day,-%2E%20Another%20day%2E")),
            (
                "",
                "Nobody reported it and here is what the filings in Delaware and Munich show",
                Some("Nobody%20reported%20it%20and,Delaware%20and%20Munich%20show"),
            ),
            ("", "one\ntwo", Some("one,two")),
            ("", "both […] ends", Some("both")),
            ("", "…", Some("%E2%80%A6")),
            ("", "  ", None),
        ] {
            let expected = expected.map(|directive| format!("{PAGE}#:~:text={directive}"));
            assert_eq!(address(PAGE, text, quoted), expected, "{quoted}");
        }
    }

    #[test]
    fn pages_that_scripts_build_are_left_out() {
        for (url, is_told) in [
            ("https://x.com/danareyes/status/1", false),
            ("https://mobile.twitter.com/danareyes/status/1", false),
            ("https://social.example/@dana/1", false),
            ("https://www.reddit.com/r/a/comments/1", false),
            ("https://old.reddit.com/r/a/comments/1", true),
            ("https://news.ycombinator.com/item?id=1", true),
            ("https://notx.com/1", true),
            ("ftp:x", false),
        ] {
            assert_eq!(address(url, "", "words").is_some(), is_told, "{url}");
        }
        assert_eq!(
            address("https://example.org/a#b", "", "w").as_deref(),
            Some("https://example.org/a#b:~:text=w")
        );
    }
}
