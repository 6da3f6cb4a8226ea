//! What a text in angle brackets is: a web page, a feed, or neither.

/// The name of the first element, after comments and declarations; `None` where the text does not begin with markup.
pub(super) fn first_tag(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->")? + 3,
            _ if rest.starts_with("<?") => rest.find("?>")? + 2,
            _ if rest.starts_with("<!") => end_of_declaration(rest)?,
            _ => break,
        };
        rest = rest[end..].trim_start();
    }
    let tag = rest.strip_prefix('<')?;
    let end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    Some(&tag[..end]).filter(|tag| tag.starts_with(|c: char| c.is_ascii_alphabetic()))
}

/// Where a document type ends, with what is declared within it.
fn end_of_declaration(text: &str) -> Option<usize> {
    let end = text.find('>')?;
    match text.find('[').filter(|open| *open < end) {
        Some(open) => {
            let close = open + text[open..].find(']')?;
            Some(close + text[close..].find('>')? + 1)
        }
        None => Some(end + 1),
    }
}

/// Whether a text is declared to be HTML before its first element, which may be left out.
pub(super) fn declares_html(text: &str) -> bool {
    const DECLARATION: &str = "<!doctype html";
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else { return false };
        rest = comment[end + 3..].trim_start();
    }
    rest.get(..DECLARATION.len()).is_some_and(|start| start.eq_ignore_ascii_case(DECLARATION))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_element_is_behind_comments_and_declarations() {
        for (text, expected) in [
            ("<!doctype html><!-- a <b> --> <HTML lang=en>", Some("HTML")),
            ("<?xml version=\"1.0\"?>\n<?x y?><rss version=2>", Some("rss")),
            ("<!DOCTYPE rss [<!ENTITY a \">\">]><rss>", Some("rss")),
            ("<rdf:RDF\nxmlns=x>", Some("rdf:RDF")),
            ("<3 this thread", None),
            ("plain <b>", None),
            ("<!-- never ended", None),
        ] {
            assert_eq!(first_tag(text), expected, "{text}");
        }
        assert!(declares_html("<!-- x --><!DOCTYPE HTML PUBLIC 'a'><p>"));
        assert!(!declares_html("<!doctype rss><p>"));
    }
}
