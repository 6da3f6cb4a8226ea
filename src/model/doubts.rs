//! What speaks against opening an address without a second look.
//!
//! A reader sees words and a host; whoever wrote them may want the two to tell different stories. Doubts are told before
//! a browser is: credentials that read like a host, names that look like others, addresses of the reader's own network,
//! ports that no page usually has, and words that name another host. Nothing here decides; that is for the reader.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::address;

/// Letters of other scripts that are drawn as Latin ones (from the confusables of UTS #39, the commonest).
const ALIKE: &[(&str, char)] = &[
    ("аɑα", 'a'),
    ("ЬƄ", 'b'),
    ("сϲᴄ", 'c'),
    ("ԁ", 'd'),
    ("еҽ", 'e'),
    ("ɡց", 'g'),
    ("һհ", 'h'),
    ("іıɩι", 'i'),
    ("ј", 'j'),
    ("κк", 'k'),
    ("ⅼǀӏΙ", 'l'),
    ("м", 'm'),
    ("ոп", 'n'),
    ("оοσօ", 'o'),
    ("рρ", 'p'),
    ("ԛզ", 'q'),
    ("гᴦ", 'r'),
    ("ѕꜱ", 's'),
    ("тτ", 't'),
    ("υսц", 'u'),
    ("νѵ", 'v'),
    ("ԝѡա", 'w'),
    ("хχ", 'x'),
    ("уγү", 'y'),
    ("ᴢ", 'z'),
];

/// Hosts that are made to lead elsewhere: words that name one of them claim nothing.
const SHORTENERS: &[&str] = &[
    "t.co",
    "bit.ly",
    "lnkd.in",
    "buff.ly",
    "ow.ly",
    "tinyurl.com",
    "goo.gl",
    "dlvr.it",
    "trib.al",
    "fb.me",
    "amzn.to",
    "youtu.be",
    "is.gd",
    "shorturl.at",
    "rebrand.ly",
    "redd.it",
    "flip.it",
    "wp.me",
    "g.co",
    "aka.ms",
];

/// What a reader should know before an address is opened, each as a sentence; `words` are those that stand for it.
pub fn doubts<'w>(url: &str, words: impl IntoIterator<Item = &'w str>) -> Vec<String> {
    let Ok(parsed) = Url::parse(url) else { return Vec::new() };
    let Some(host) = address::host(url) else { return Vec::new() };
    let mut doubts = Vec::new();
    if !parsed.username().is_empty() || parsed.password().is_some() {
        doubts.push("What stands before the @ is a name to log in with, not the host.".to_owned());
    }
    if let Some(port) = parsed.port() {
        doubts.push(format!("Port {port} is not where pages usually are."));
    }
    if is_nearby(&parsed) {
        doubts.push("It leads to this computer or its own network, not to the web.".to_owned());
    }
    if let Some(told) = looks_like(&parsed) {
        doubts.push(told);
    }
    let claimed = words.into_iter().filter_map(claimed_host).find(|claimed| !is_within(claimed, &host));
    if let Some(claimed) = claimed {
        doubts.push(format!("Its words name another host, {claimed}."));
    }
    doubts
}

/// The host that words name, if they read as an address.
fn claimed_host(words: &str) -> Option<String> {
    let words = words.trim().trim_end_matches(['…', '.']);
    if words.contains(char::is_whitespace) || !words.contains('.') {
        return None;
    }
    let has_scheme = words.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
    let host = if has_scheme { address::host(words) } else { address::host(&format!("https://{words}")) }?;
    // `see.below` and `3.5` are words too: what claims to be a host ends as one.
    let end = host.rsplit_once('.')?.1;
    let is_claim = has_scheme || words.contains('/') || is_top_level(end);
    (is_claim && !SHORTENERS.contains(&host.as_str())).then_some(host)
}

/// Ends of hosts that words have which were written to be taken for one.
fn is_top_level(end: &str) -> bool {
    matches!(
        end,
        "com"
            | "org"
            | "net"
            | "gov"
            | "edu"
            | "info"
            | "bank"
            | "example"
            | "io"
            | "co"
            | "eu"
            | "uk"
            | "de"
            | "fr"
            | "int"
            | "mil"
    ) || end.starts_with("xn--")
}

/// Whether one of two hosts is the other, or part of it.
fn is_within(a: &str, b: &str) -> bool {
    let below = |inner: &str, outer: &str| {
        inner.strip_suffix(outer).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    below(a, b) || below(b, a)
}

/// Whether an address is of this computer or the network that it is in.
fn is_nearby(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_nearby_v4(ip),
        Some(Host::Ipv6(ip)) => is_nearby_v6(ip),
        Some(Host::Domain(domain)) => {
            let domain = domain.trim_end_matches('.');
            let ends = ["localhost", "local", "internal", "home.arpa", "lan", "test", "onion"];
            !domain.contains('.') || ends.iter().any(|end| is_within(domain, end))
        }
        None => false,
    }
}

fn is_nearby_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    // 100.64.0.0/10 is shared by those behind one provider (RFC 6598).
    let is_shared = a == 100 && b & 0xC0 == 64;
    ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_broadcast() || a == 0 || is_shared
}

fn is_nearby_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    let mapped = ip.to_ipv4_mapped().is_some_and(is_nearby_v4);
    ip.is_loopback() || ip.is_unspecified() || first & 0xFE00 == 0xFC00 || first & 0xFFC0 == 0xFE80 || mapped
}

/// What an international name looks like, if it looks like another, or mixes scripts as no honest name does.
fn looks_like(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|host| host.split('.').any(|label| label.starts_with("xn--")))?;
    let (written, _) = idna::domain_to_unicode(host);
    let plain: String = written.chars().map(drawn_as).collect();
    if plain.is_ascii() {
        return Some(format!("Its host is not {plain}, it only looks so: {host}."));
    }
    let mixes = |label: &str| {
        let is_letter = |c: &char| c.is_alphabetic();
        let is_latin = |c: char| c.is_ascii() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
        // Latin stands beside Chinese, Japanese and Korean in many a name.
        let is_east = |c: char| matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{FF66}'..='\u{FF9F}');
        let letters: Vec<char> = label.chars().filter(is_letter).filter(|c| !is_east(*c)).collect();
        letters.iter().any(|c| is_latin(*c)) && letters.iter().any(|c| !is_latin(*c))
    };
    let is_mixed = written.split('.').any(mixes);
    is_mixed.then(|| format!("Its host mixes letters of several scripts: {host}."))
}

/// The Latin letter that a letter is drawn as, or itself.
fn drawn_as(c: char) -> char {
    ALIKE.iter().find(|(letters, _)| letters.contains(c)).map_or(c, |(_, latin)| *latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_addresses_are_not_doubted() {
        for (url, words) in [
            ("https://example.org/filing?x=1", "the filing"),
            ("https://www.example.org/a", "example.org/a…"),
            ("https://news.example.org/a", "example.org"),
            ("https://harbour.example/books", "https://t.co/Lq7"),
            ("https://xn--mnchen-3ya.example/", "münchen.example"),
            ("https://xn--fiqs8s.example/", "see.below"),
            ("https://93.184.216.34/", "version 3.5"),
            ("http://example.org:80/", ""),
        ] {
            assert_eq!(doubts(url, [words]), Vec::<String>::new(), "{url} {words}");
        }
    }

    #[test]
    fn what_tells_another_story_is_doubted() {
        for (url, words, told) in [
            ("http://bank.example@evil.example/", "", "not the host"),
            ("https://evil.example\\@bank.example/", "bank.example", "another host, bank.example"),
            ("https://example.org:8443/", "", "Port 8443"),
            ("http://0x7f.1/", "", "own network"),
            ("http://2130706433/", "", "own network"),
            ("http://[::1]/", "", "own network"),
            ("http://[::ffff:10.0.0.1]/", "", "own network"),
            ("http://10.0.0.1/", "", "own network"),
            ("http://172.20.1.1/", "", "own network"),
            ("http://169.254.169.254/latest/meta-data", "", "own network"),
            ("http://100.100.1.1/", "", "own network"),
            ("http://localhost/", "", "own network"),
            ("http://printer/", "", "own network"),
            ("http://router.local./", "", "own network"),
            ("https://аррӏе.com/", "", "is not apple.com, it only looks so: xn--80ak6aa92e.com"),
            ("https://pаypal.example/", "", "is not paypal.example"),
            ("https://gооgleж.example/", "", "several scripts"),
            ("https://evil.example/", "https://bank.example", "another host, bank.example"),
            ("https://evil.example/", "bank.com", "another host, bank.com"),
            ("https://bank.example.evil.example/", "bank.example/login", "another host, bank.example"),
        ] {
            let doubts = doubts(url, [words]);
            assert!(doubts.iter().any(|doubt| doubt.contains(told)), "{url} {words}: {doubts:?}");
        }
    }
}
