//! A line as [`super::write()`] writes it, read without asking of each name what it is: these are all lines but those that
//! somebody has changed by hand, and there may be ten thousand of them before a thread is seen with its notes.

use std::borrow::Cow;

use super::{Body, Goal, Item, Selector, Several, Text, Word};

/// The annotation on a line; `None` where anything is other than it would have been written, which is to be read as any
/// JSON is.
pub(super) fn item(line: &str) -> Option<Item<'_>> {
    let mut rest = Line(line);
    let mut item = Item { kind: "Annotation".into(), ..Item::default() };
    rest.skip("{")?;
    if rest.skip("\"id\":\"").is_some() {
        item.id = rest.string()?;
        rest.skip(",")?;
    }
    rest.skip("\"type\":\"Annotation\",\"motivation\":\"")?;
    item.motivation = Several::One(Word(rest.string()?));
    item.created = rest.member(",\"created\":\"")?;
    item.modified = rest.member(",\"modified\":\"")?;
    if rest.skip(",\"body\":").is_some() {
        item.body = rest.several(Line::body)?;
    }
    rest.skip(",\"target\":")?;
    item.target = rest.several(Line::goal)?;
    rest.skip("}")?;
    rest.0.is_empty().then_some(item)
}

/// What is left of a line.
struct Line<'a>(&'a str);

impl<'a> Line<'a> {
    /// Goes over what is to stand next, if it does.
    fn skip(&mut self, literal: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(literal)?;
        Some(())
    }

    /// The rest of a string, whose opening mark is behind.
    fn string(&mut self) -> Option<Text<'a>> {
        let bytes = self.0.as_bytes();
        // JSON has controls written otherwise.
        let ending = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
        let mut end = bytes.iter().position(ending)?;
        let is_plain = bytes[end] == b'"';
        while bytes[end] == b'\\' {
            end += 2;
            end += bytes.get(end..)?.iter().position(ending)?;
        }
        let text = &self.0[..end];
        self.0 = self.0[end..].strip_prefix('"')?;
        if is_plain {
            return Some(Cow::Borrowed(text));
        }
        serde_json::from_str(&format!("\"{text}\"")).ok().map(Cow::Owned)
    }

    /// A string that may be left out, behind its name; `None` where it cannot be read.
    #[expect(clippy::option_option, reason = "it is not there, or cannot be read")]
    fn member(&mut self, name: &str) -> Option<Option<Text<'a>>> {
        match self.skip(name) {
            None => Some(None),
            Some(()) => self.string().map(Some),
        }
    }

    fn number(&mut self) -> Option<u32> {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        // A number of JSON has no needless zeros.
        digits.parse().ok().filter(|_| length == 1 || !digits.starts_with('0'))
    }

    /// One value, or a list of none or several.
    fn several<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Several<T>> {
        if self.skip("[").is_none() {
            return read(self).map(Several::One);
        }
        let mut all = Vec::new();
        while self.skip("]").is_none() {
            if !all.is_empty() {
                self.skip(",")?;
            }
            all.push(read(self)?);
        }
        Some(Several::Many(all))
    }

    fn body(&mut self) -> Option<Body<'a>> {
        self.skip("{\"type\":\"TextualBody\",\"purpose\":\"")?;
        let purpose = Several::One(Word(self.string()?));
        self.skip(",\"value\":\"")?;
        let value = self.string()?;
        self.skip("}")?;
        Some(Body { kind: "TextualBody".into(), purpose, value })
    }

    fn goal(&mut self) -> Option<Goal<'a>> {
        self.skip("{\"type\":\"SpecificResource\",\"source\":\"")?;
        let mut goal = Goal {
            kind: "SpecificResource".into(),
            source: Several::One(Word(self.string()?)),
            post: self.member(",\"post\":\"")?.unwrap_or_default(),
            begins: self.member(",\"begins\":\"")?,
            ..Goal::default()
        };
        if self.skip(",\"selector\":").is_some() {
            goal.selector = self.several(Self::selector)?;
        }
        if let Some(class) = self.member(",\"styleClass\":\"")? {
            goal.style_class = Several::One(Word(class));
        }
        self.skip("}")?;
        Some(goal)
    }

    fn selector(&mut self) -> Option<Selector<'a>> {
        let mut selector = Selector::default();
        if self.skip("{\"type\":\"TextQuoteSelector\",\"exact\":\"").is_some() {
            selector.kind = "TextQuoteSelector".into();
            selector.exact = Some(self.string()?);
            selector.prefix = self.member(",\"prefix\":\"")?.unwrap_or_default();
            selector.suffix = self.member(",\"suffix\":\"")?.unwrap_or_default();
        } else {
            self.skip("{\"type\":\"TextPositionSelector\",\"start\":")?;
            selector.kind = "TextPositionSelector".into();
            selector.start = Some(self.number()?);
            self.skip(",\"end\":")?;
            selector.end = Some(self.number()?);
        }
        self.skip("}")?;
        Some(selector)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cite::annotations::w3c::tests::annotation;
    use crate::index::annotations::{Annotation, Colour, Quote, Target, tags};
    use crate::model::Clean;

    fn read_as_json(line: &str) -> Option<Annotation> {
        serde_json::from_str::<Item>(line).ok().map(Item::annotation)
    }

    fn written() -> Vec<String> {
        let whole = annotation();
        let first = || vec![whole.targets[0].clone()];
        let short = Quote { exact: Clean::text("\\\t\"“\u{1F600}"), ..Quote::default() };
        let all = [
            whole.clone(),
            Annotation { targets: first(), ..whole.clone() },
            Annotation { targets: Vec::new(), ..whole.clone() },
            Annotation { tags: Vec::new(), bookmark: None, created: None, ..whole.clone() },
            Annotation { id: Clean::default(), remark: Clean::text("\n \\u0041 \u{fffd}"), ..whole.clone() },
            Annotation { targets: first(), colour: Some(Colour::Yellow), ..Annotation::default() },
            Annotation { targets: vec![Target { quote: short, ..first().remove(0) }], ..whole.clone() },
            Annotation { tags: tags("one"), modified: None, ..Annotation::default() },
            Annotation::default(),
        ];
        all.iter().map(|annotation| serde_json::to_string(&Item::of(annotation)).unwrap()).collect()
    }

    #[test]
    fn what_is_written_is_read_here_and_as_any_json_is() {
        for line in written() {
            let here = item(&line).map(Item::annotation);
            assert!(here.is_some(), "{line}");
            assert_eq!(here, read_as_json(&line), "{line}");
        }
    }

    #[test]
    fn what_is_changed_is_read_as_json_reads_it_or_not_here() {
        for line in written() {
            for (at, c) in line.char_indices() {
                let (before, after) = (&line[..at], &line[at + c.len_utf8()..]);
                for instead in ["", "\"", "\\", "0", " ", "\u{1}", "{", "]", ",", "é"] {
                    let changed = format!("{before}{instead}{after}");
                    if let Some(here) = item(&changed) {
                        assert_eq!(Some(here.annotation()), read_as_json(&changed), "{changed}");
                    }
                }
                assert!(item(before).is_none(), "{before}");
            }
        }
    }
}
