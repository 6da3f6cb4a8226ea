//! The keys at the beginning of a document, by which formats are told apart without parsing it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use super::walking::end_of_string;

/// How far into a file the search for telling keys goes, in bytes.
const SAMPLE: usize = 64 << 10;

/// The keys of the object that `json` opens with, each with what follows its colon, as far as the sample goes.
pub fn top_level_keys(json: &str) -> impl Iterator<Item = (&str, &str)> {
    let remembered = remembered(json);
    let (mut next, mut walk) = (0, Walk::default());
    std::iter::from_fn(move || {
        let key = match &remembered {
            Some(keys) => keys.get(next).copied(),
            None => walk.next(json),
        };
        next += 1;
        key.map(|key| (&json[key.start..key.end], &json[key.value..]))
    })
}

/// Where a key stands, and what follows its colon, in bytes.
#[derive(Clone, Copy, Debug)]
struct Key {
    start: usize,
    end: usize,
    value: usize,
}

/// How far a sample was walked through.
#[derive(Debug, Default)]
struct Walk {
    at: usize,
    depth: usize,
}

impl Walk {
    /// The next key of the object that `json` opens with.
    fn next(&mut self, json: &str) -> Option<Key> {
        let sample = &json.as_bytes()[..json.len().min(SAMPLE)];
        while let Some(byte) = sample.get(self.at) {
            let start = self.at + 1;
            self.at = start;
            match byte {
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        // What follows is another document.
                        self.at = sample.len();
                    }
                }
                b'"' => {
                    let end = end_of_string(sample, start)?;
                    self.at = end + 1;
                    let value = json[self.at..].trim_start().strip_prefix(':').filter(|_| self.depth == 1);
                    if let Some(value) = value {
                        let value = json.len() - value.trim_start().len();
                        return Some(Key { start, end, value });
                    }
                }
                _ if self.depth == 0 && !byte.is_ascii_whitespace() => return None,
                _ => {}
            }
        }
        None
    }
}

/// The objects of a text whose keys were asked for, by where they begin and how much of them is looked at.
struct Remembered {
    /// Where the text lies in memory: what lies elsewhere may be gone when the same place is asked for again.
    text: Range<usize>,
    keys: HashMap<(usize, usize), Rc<[Key]>>,
}

thread_local! {
    static REMEMBERED: RefCell<Option<Remembered>> = const { RefCell::new(None) };
}

/// Does `work`, in which many formats ask for the keys of the same objects of `text`: each object is walked through once.
pub fn remembering<T>(text: &str, work: impl FnOnce() -> T) -> T {
    struct Forgetting(Option<Remembered>);
    impl Drop for Forgetting {
        fn drop(&mut self) {
            REMEMBERED.set(self.0.take());
        }
    }
    let start = text.as_ptr() as usize;
    let remembered = Remembered { text: start..start + text.len(), keys: HashMap::new() };
    let _forgetting = Forgetting(REMEMBERED.replace(Some(remembered)));
    work()
}

/// The keys of the object that `json` opens with, if they are to be remembered.
fn remembered(json: &str) -> Option<Rc<[Key]>> {
    let (start, length) = (json.as_ptr() as usize, json.len().min(SAMPLE));
    REMEMBERED.with_borrow_mut(|remembered| {
        let Remembered { text, keys } = remembered.as_mut()?;
        if start < text.start || text.end < start + json.len() {
            return None;
        }
        let all = || {
            let mut walk = Walk::default();
            std::iter::from_fn(|| walk.next(json)).collect()
        };
        Some(keys.entry((start, length)).or_insert_with(all).clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(json: &str) -> Vec<(&str, &str)> {
        top_level_keys(json).collect()
    }

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let text = r#"{"a": [{"b": 1}], "c" : "}", "d": {"e": {}}} {"f": 2}"#;
        let inner = &text[text.find(r#"{"b""#).unwrap()..];
        let line = &text[..text.find(r#", "c""#).unwrap()];
        let found = [keys(text), keys(inner), keys(line)];
        assert_eq!(found[0].iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["a", "c", "d"]);
        assert_eq!((found[1].len(), found[1][0], found[2].len()), (1, ("b", &inner[6..]), 1));
        remembering(text, || {
            for _ in 0..2 {
                assert_eq!([keys(text), keys(inner), keys(line)], found);
                // What lies elsewhere is walked through anew.
                assert_eq!(keys(&text.replace("\"c\"", "\"x\""))[1].0, "x");
            }
        });
        assert!(remembered(text).is_none());
    }
}
