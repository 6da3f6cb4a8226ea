//! Between the two ways of counting: unspool's JSON counts code points, the model counts bytes.

/// The code points of a text, for going to and fro between the two.
pub(super) struct CodePoints {
    /// Where each code point begins, and the end of the text; empty for ASCII, where both counts are the same.
    starts: Vec<usize>,
    len: usize,
}

impl CodePoints {
    /// Those of `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut starts = Vec::new();
        if !text.is_ascii() {
            starts.extend(text.char_indices().map(|(at, _)| at));
            starts.push(text.len());
        }
        Self { starts, len: text.len() }
    }

    /// The byte at which the code point `index` begins, or the text ends; `None` beyond the end.
    pub(super) fn byte(&self, index: u64) -> Option<usize> {
        let index = usize::try_from(index).ok()?;
        if self.starts.is_empty() {
            return Some(index).filter(|index| *index <= self.len);
        }
        self.starts.get(index).copied()
    }

    /// How many code points begin before `byte`.
    pub(super) fn index(&self, byte: usize) -> usize {
        if self.starts.is_empty() { byte } else { self.starts.partition_point(|start| *start < byte) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_are_told_apart() {
        for text in ["", "plain", "Zürich 👩\u{200d}🔬 end"] {
            let points = CodePoints::of(text);
            for (index, (byte, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                assert_eq!(points.byte(index as u64), Some(byte), "{text}");
                assert_eq!(points.index(byte), index, "{text}");
            }
            assert_eq!(points.byte(text.chars().count() as u64 + 1), None);
            assert_eq!(points.byte(u64::MAX), None);
        }
    }
}
