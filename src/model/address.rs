//! What a reader must see of a link: the host it really leads to.
//!
//! Parsed as a browser parses it (WHATWG URL), so that credentials, odd digits and look-alike characters cannot pass for
//! a host; international names appear in their ASCII form.

use std::borrow::Cow;

use url::Url;

/// The host that a URL leads to, without `www.`, with a port that is not the scheme's own.
///
/// For what is no URL with a host, the whole of it: what cannot be judged is shown as it is.
pub fn host(url: &str) -> Cow<'_, str> {
    let Ok(parsed) = Url::parse(url) else { return Cow::Borrowed(url) };
    let Some(host) = parsed.host_str() else { return Cow::Borrowed(url) };
    let host = host.strip_prefix("www.").unwrap_or(host);
    Cow::Owned(match parsed.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Whether a URL may be handed to a browser: `http` or `https`, with a host.
pub fn is_web(url: &str) -> bool {
    Url::parse(url).is_ok_and(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_the_one_a_browser_would_ask() {
        for (url, expected) in [
            ("https://example.org/filing?x=1", "example.org"),
            ("https://www.example.org", "example.org"),
            ("http://good.example@evil.example/", "evil.example"),
            ("https://evil.example\\@good.example/", "evil.example"),
            ("https://example.org:8443/", "example.org:8443"),
            ("http://2130706433/", "127.0.0.1"),
            ("https://аррӏе.com/", "xn--80ak6aa92e.com"),
            ("mailto:ana@example.org", "mailto:ana@example.org"),
            ("example.org", "example.org"),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }

    #[test]
    fn only_web_addresses_are_opened() {
        assert!(is_web("https://example.org"));
        for url in
            ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "-x", "https://", "vscode://x"]
        {
            assert!(!is_web(url), "{url}");
        }
    }
}
