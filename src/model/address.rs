//! What a reader must see of a link: the host it really leads to.
//!
//! Parsed as a browser parses it (WHATWG URL), so that credentials, odd digits and look-alike characters cannot pass for
//! a host; international names appear in their ASCII form.

use url::Url;

/// The host that a URL leads to, without `www.`, with a port that is not the scheme's own; `None` for what has no host.
pub fn host(url: &str) -> Option<String> {
    let parsed = Url::parse(url).ok()?;
    let host = parsed.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(match parsed.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// A URL in the one spelling by which it is told from others; `None` for what is no URL.
pub fn normal(url: &str) -> Option<String> {
    Url::parse(url).ok().map(String::from)
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
            ("https://example.org/filing?x=1", Some("example.org")),
            ("https://www.Example.org", Some("example.org")),
            ("https://wwwhat.example", Some("wwwhat.example")),
            ("http://good.example@evil.example/", Some("evil.example")),
            ("https://evil.example\\@good.example/", Some("evil.example")),
            ("https://example.org:8443/", Some("example.org:8443")),
            ("http://2130706433/", Some("127.0.0.1")),
            ("http://[2001:db8::1]:80/", Some("[2001:db8::1]")),
            ("https://аррӏе.com/", Some("xn--80ak6aa92e.com")),
            ("mailto:ana@example.org", None),
            ("example.org", None),
        ] {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn one_address_has_one_spelling() {
        assert_eq!(normal("HTTPS://Example.ORG:443").as_deref(), Some("https://example.org/"));
        assert_eq!(normal("https://example.org/?q#part").as_deref(), Some("https://example.org/?q#part"));
        assert_eq!(normal("no address"), None);
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
