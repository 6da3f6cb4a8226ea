//! The beginning of a document that was cut within a text, closed there, so that a post which goes on beyond the cut can be
//! looked at.

/// What closes the string in which `text` ends, and all that is open around it; `None` where it ends elsewhere.
///
/// ```text
/// [{"id": "17", "text": "Once upon a time, there was  ─►  "}]
/// ```
///
/// The second value is how much of `text` stands before what closes it: an escape that was cut is left out.
pub fn closing(text: &str) -> Option<(String, usize)> {
    let mut open = Vec::new();
    let mut bytes = text.bytes().enumerate();
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'{' => open.push('}'),
            b'[' => open.push(']'),
            b'}' | b']' => drop(open.pop()),
            b'"' => loop {
                match bytes.next() {
                    Some((_, b'"')) => break,
                    Some((at, b'\\')) => {
                        let length = if text[at..].starts_with("\\u") { 6 } else { 2 };
                        if at + length > text.len() {
                            return Some((closers(&open), at));
                        }
                        bytes.next();
                    }
                    Some(_) => {}
                    None => return Some((closers(&open), text.len())),
                }
            },
            _ => {}
        }
    }
    None
}

fn closers(open: &[char]) -> String {
    std::iter::once('"').chain(open.iter().rev().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_cut_is_closed_with_all_around_it() {
        for (text, expected) in [
            (r#"[{"id": 1, "text": "Once upon"#, r#"[{"id": 1, "text": "Once upon"}]"#),
            (r#"{"a": {"b": ["x", "]\"{"#, r#"{"a": {"b": ["x", "]\"{"]}}"#),
            (r#"part0 = [ {"text": "so\"#, r#"part0 = [ {"text": "so"}]"#),
            (r#"{"text": "caf\u00e"#, r#"{"text": "caf"}"#),
            (r#"{"text": "caf\u00e9"#, r#"{"text": "caf\u00e9"}"#),
            (r#"{"text": "\\"#, r#"{"text": "\\"}"#),
        ] {
            let (closing, end) = closing(text).unwrap();
            assert_eq!(format!("{}{closing}", &text[..end]), expected);
        }
        for text in [r#"{"text": "whole"}"#, r#"{"id": 12"#, r#"{"id""#, "plain", ""] {
            assert_eq!(closing(text), None, "{text}");
        }
    }
}
