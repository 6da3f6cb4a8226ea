//! Annotations as the W3C's Web Annotation Data Model has them, in JSON: what is kept, exported and imported.
//!
//! ```json
//! {"type": "Annotation", "motivation": "commenting", "body": [{"type": "TextualBody", "purpose": "commenting", …}],
//!  "target": [{"source": "https://…", "post": "1768…", "selector": [{"type": "TextQuoteSelector", "exact": …}, …]}]}
//! ```
//!
//! Source: <https://www.w3.org/TR/annotation-model/>. What it has no word for (the post's id, the first words of a post as
//! a whole) is declared in the context. Of what others write, one value may stand for a list of them, and a page may be
//! a collection, a bare list, or a single annotation. One annotation is one line, so that people and `diff` can read it.

mod lines;

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::thread;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::index::annotations::{Annotation, Colour, Kind, Quote, Target, tags};
use crate::model::{Clean, Time};

/// The version of what is written here.
const VERSION: u32 = 1;
/// So many annotations are worth a second processor.
const MANY: usize = 500;
/// How the address of a post begins that has none.
const NO_ADDRESS: &str = "urn:unspool:post:";
/// What the names mean.
const CONTEXT: &str = r#"["http://www.w3.org/ns/anno.jsonld", {"unspool": "urn:unspool:version", "thread": "urn:unspool:thread", "words": "urn:unspool:words", "post": "urn:unspool:post", "begins": "urn:unspool:begins"}]"#;

/// The annotations of one thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What tells the thread from others; empty where others wrote it.
    pub thread: Clean,
    /// Its first words.
    pub words: Clean,
    /// In the order in which they were made.
    pub annotations: Vec<Annotation>,
}

/// Why there is nothing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It was written by a later unspool.
    Newer,
    /// It is no such JSON: what is wrong, with line and column.
    Broken(String),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer => f.write_str("written by a later unspool"),
            Self::Broken(problem) => f.write_str(problem),
        }
    }
}

/// Reads a page; an empty text has nothing on it.
///
/// # Errors
/// When it is of a later version, or none.
pub fn read(text: &str) -> Result<Page, Unreadable> {
    if let Some((whole, annotations)) = read_lines(text).filter(|(whole, _)| !whole.is_newer()) {
        return Ok(whole.page(annotations));
    }
    let broken = |error: serde_json::Error| Unreadable::Broken(Clean::line(&error.to_string()).to_string());
    let first = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']).chars().next();
    let whole = match first {
        None => return Ok(Page::default()),
        Some('[') => Whole { items: Some(serde_json::from_str(text).map_err(broken)?), ..Whole::default() },
        Some(_) => serde_json::from_str::<Whole>(text.trim_start_matches('\u{feff}')).map_err(broken)?,
    };
    if whole.is_newer() {
        return Err(Unreadable::Newer);
    }
    let (items, whole) = whole.take_items();
    let items = match items {
        Some(items) => items,
        None if whole.target.is_some() => vec![serde_json::from_str(text).map_err(broken)?],
        None => return Err(Unreadable::Broken("there are no annotations in it".to_owned())),
    };
    Ok(whole.page(items.into_iter().map(|read| read.0).collect()))
}

/// Reads a page of many annotations that is as [`write()`] writes it, each on a line, with two processors at once; `None` for
/// any other, which is to be read as a whole.
fn read_lines(text: &str) -> Option<(Whole, Vec<Annotation>)> {
    let (head, rest) = text.split_once("\"items\": [\n")?;
    let lines: Vec<&str> = rest.strip_suffix("\n]\n}\n")?.split('\n').collect();
    if lines.len() < MANY {
        return None;
    }
    let whole = serde_json::from_str(&format!("{head}\"items\": []}}")).ok()?;
    let read = |lines: &[&str]| -> Option<Vec<Annotation>> {
        let read = |line: &&str| {
            let line = line.strip_suffix(',').unwrap_or(line);
            lines::item(line).or_else(|| serde_json::from_str(line).ok()).map(Item::annotation)
        };
        lines.iter().map(read).collect()
    };
    let (first, second) = lines.split_at(lines.len() / 2);
    let (first, second) = thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, || read(second));
        (read(first), beside.map_or_else(|_| read(second), |beside| beside.join().ok().flatten()))
    });
    let mut annotations = first?;
    annotations.append(&mut second?);
    Some((whole, annotations))
}

/// Writes a page, from which [`read`] has it again.
pub fn write(page: &Page) -> String {
    let string = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let mut out = format!(
        "{{\n\"@context\": {CONTEXT},\n\"type\": \"AnnotationPage\",\n\"unspool\": {VERSION},\n\"thread\": {},\n\
         \"words\": {},\n\"items\": [",
        string(&page.thread),
        string(&page.words)
    );
    for (i, annotation) in page.annotations.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&Item::of(annotation)).unwrap_or_default());
    }
    out.push_str("\n]\n}\n");
    out
}

type Text<'a> = Cow<'a, str>;

/// A page, a collection, or as much of an annotation as tells it from these.
#[derive(Default, Deserialize)]
struct Whole {
    unspool: Option<u32>,
    thread: Option<String>,
    words: Option<String>,
    items: Option<Vec<Read>>,
    first: Option<First>,
    target: Option<serde::de::IgnoredAny>,
}

impl Whole {
    fn is_newer(&self) -> bool {
        self.unspool.is_some_and(|version| version > VERSION)
    }

    /// The annotations, of a collection those of its first page.
    fn take_items(self) -> (Option<Vec<Read>>, Self) {
        let items = self.items.or_else(|| self.first.and_then(|first| first.items));
        (items, Self { items: None, first: None, ..self })
    }

    fn page(self, annotations: Vec<Annotation>) -> Page {
        let line = |text: Option<String>| text.as_deref().map(Clean::line).unwrap_or_default();
        Page { thread: line(self.thread), words: line(self.words), annotations }
    }
}

/// The first page of a collection, which may be named only.
#[derive(Default, Deserialize)]
#[serde(from = "Several<FirstPage>")]
struct First {
    items: Option<Vec<Read>>,
}

#[derive(Default, Deserialize)]
struct FirstPage {
    items: Option<Vec<Read>>,
}

impl From<Several<FirstPage>> for First {
    fn from(pages: Several<FirstPage>) -> Self {
        Self { items: pages.into_iter().find_map(|page| page.items) }
    }
}

/// An annotation as it is understood, each as soon as it is read: thousands of them are never there in both forms.
struct Read(Annotation);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Item::deserialize(deserializer).map(|item| Self(item.annotation()))
    }
}

/// An annotation.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Item<'a> {
    #[serde(borrow, skip_serializing_if = "str::is_empty")]
    id: Text<'a>,
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    motivation: Several<Word<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    created: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    modified: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Several::is_empty")]
    body: Several<Body<'a>>,
    #[serde(rename = "bodyValue", borrow, skip_serializing_if = "Option::is_none")]
    body_value: Option<Text<'a>>,
    #[serde(borrow)]
    target: Several<Goal<'a>>,
}

/// A text about the target.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Body<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    purpose: Several<Word<'a>>,
    #[serde(borrow)]
    value: Text<'a>,
}

/// A target.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Goal<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow)]
    source: Several<Word<'a>>,
    #[serde(borrow, skip_serializing)]
    id: Text<'a>,
    #[serde(borrow, skip_serializing_if = "str::is_empty")]
    post: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    begins: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "Several::is_empty")]
    selector: Several<Selector<'a>>,
    #[serde(rename = "styleClass", borrow, skip_serializing_if = "Several::is_empty")]
    style_class: Several<Word<'a>>,
}

/// What selects a part of a target.
#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Selector<'a> {
    #[serde(rename = "type", borrow)]
    kind: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    exact: Option<Text<'a>>,
    #[serde(borrow, skip_serializing_if = "str::is_empty")]
    prefix: Text<'a>,
    #[serde(borrow, skip_serializing_if = "str::is_empty")]
    suffix: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<u32>,
}

impl<'a> Item<'a> {
    fn of(annotation: &'a Annotation) -> Self {
        let motivation = match annotation.kind() {
            Kind::Bookmark => "bookmarking",
            Kind::Remark => "commenting",
            Kind::Highlight => "highlighting",
            Kind::Tags => "tagging",
        };
        let body = |purpose: &'static str, value: &'a str| Body {
            kind: "TextualBody".into(),
            purpose: Several::One(Word(purpose.into())),
            value: value.into(),
        };
        let remark = Some(&*annotation.remark).filter(|remark| !remark.is_empty());
        let bodies = remark
            .into_iter()
            .map(|remark| body("commenting", remark))
            .chain(annotation.bookmark.iter().map(|name| body("bookmarking", name)))
            .chain(annotation.tags.iter().map(|tag| body("tagging", tag)));
        Self {
            id: (&*annotation.id).into(),
            kind: "Annotation".into(),
            motivation: Several::One(Word(motivation.into())),
            created: annotation.created.map(|time| time.rfc3339().into()),
            modified: annotation.modified.map(|time| time.rfc3339().into()),
            body: Several::Many(bodies.collect()),
            body_value: None,
            target: Several::Many(
                annotation.targets.iter().map(|target| Goal::of(target, annotation.colour)).collect(),
            ),
        }
    }

    fn annotation(self) -> Annotation {
        let created = self.created.as_deref();
        let mut annotation = Annotation {
            id: Clean::line(&self.id),
            colour: self.target.iter().flat_map(|goal| goal.style_class.iter()).find_map(Word::colour),
            created: created.and_then(Time::parse),
            ..Annotation::default()
        };
        let modified = self.modified.as_deref();
        annotation.modified =
            if modified == created { annotation.created } else { modified.and_then(Time::parse) };
        let mut remarks: Vec<Text> = self.body_value.into_iter().collect();
        for body in self.body {
            match body.purpose.iter().next().map_or("", |word| &word.0) {
                // A tag of others may have blanks, which ours have not.
                "tagging" => {
                    let tag = body.value.trim();
                    let tag =
                        if tag.contains(' ') { tag.replace(' ', "-").into() } else { Text::Borrowed(tag) };
                    annotation.tags.extend(tags(&tag));
                }
                "bookmarking" => annotation.bookmark = Clean::some_line(&body.value),
                _ => remarks.push(body.value),
            }
        }
        annotation.tags.sort_unstable();
        annotation.tags.dedup();
        annotation.remark = match &remarks[..] {
            [] => Clean::default(),
            [only] => Clean::text(only.trim_end()),
            several => Clean::text(several.join("\n\n").trim_end()),
        };
        annotation.targets = self.target.into_iter().map(Goal::target).collect();
        let is_highlight = self.motivation.iter().any(|word| word.0 == "highlighting");
        if annotation.colour.is_none() && (is_highlight || annotation.is_empty()) {
            annotation.colour = Some(Colour::default());
        }
        annotation
    }
}

impl<'a> Goal<'a> {
    fn of(target: &'a Target, colour: Option<Colour>) -> Self {
        let quote = &target.quote;
        let source = target.url.as_deref().map_or_else(
            || Text::Owned(format!("{NO_ADDRESS}{}", target.post.replace(' ', "%20"))),
            Text::Borrowed,
        );
        let selector = if target.is_whole {
            Vec::new()
        } else {
            vec![
                Selector {
                    kind: "TextQuoteSelector".into(),
                    exact: Some((&*quote.exact).into()),
                    prefix: (&*quote.prefix).into(),
                    suffix: (&*quote.suffix).into(),
                    ..Selector::default()
                },
                Selector {
                    kind: "TextPositionSelector".into(),
                    start: Some(quote.start),
                    end: Some(quote.start + quote.exact.chars().count() as u32),
                    ..Selector::default()
                },
            ]
        };
        Self {
            kind: "SpecificResource".into(),
            source: Several::One(Word(source)),
            id: Text::default(),
            post: (&*target.post).into(),
            begins: target.is_whole.then(|| (&*quote.exact).into()),
            selector: Several::Many(selector),
            style_class: colour
                .map_or_else(Several::default, |colour| Several::One(Word(colour.name().into()))),
        }
    }

    fn target(self) -> Target {
        let source = self.source.into_iter().next().map_or(self.id, |word| word.0);
        let source = source.split_once("#:~:").map_or(&*source, |(page, _)| page);
        let post = match source.strip_prefix(NO_ADDRESS) {
            Some(post) if self.post.is_empty() => Clean::line(&post.replace("%20", " ")),
            _ => Clean::line(&self.post),
        };
        let mut quote = Quote::default();
        let is_whole = self.selector.iter().all(|selector| selector.exact.is_none());
        for selector in self.selector {
            if let Some(exact) = selector.exact {
                quote.exact = Clean::text(&exact);
                quote.prefix = Clean::text(&selector.prefix);
                quote.suffix = Clean::text(&selector.suffix);
            } else if let Some(start) = selector.start {
                quote.start = start;
            }
        }
        if let Some(begins) = self.begins.filter(|_| is_whole) {
            quote.exact = Clean::text(&begins);
        }
        let url = Clean::some_line(source).filter(|url| !url.starts_with(NO_ADDRESS));
        Target { post, url, quote, is_whole }
    }
}

/// A string where an object with an `id` may stand.
#[derive(Default, Deserialize, Serialize)]
#[serde(from = "Named", into = "Text", bound(deserialize = "'de: 'a"))]
struct Word<'a>(Text<'a>);

impl Clone for Word<'_> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    id: Text<'a>,
}

impl<'a> From<Named<'a>> for Word<'a> {
    fn from(named: Named<'a>) -> Self {
        Self(named.id)
    }
}

impl<'a> From<Word<'a>> for Text<'a> {
    fn from(word: Word<'a>) -> Self {
        word.0
    }
}

impl Word<'_> {
    fn colour(&self) -> Option<Colour> {
        Colour::from_name(&self.0)
    }
}

/// What a string alone stands for.
trait OfText<'a>: Sized {
    fn of_text(text: Text<'a>) -> Self;
}

impl<'a> OfText<'a> for Word<'a> {
    fn of_text(text: Text<'a>) -> Self {
        Self(text)
    }
}

impl<'a> OfText<'a> for Body<'a> {
    fn of_text(value: Text<'a>) -> Self {
        Self { value, ..Self::default() }
    }
}

impl<'a> OfText<'a> for Goal<'a> {
    fn of_text(id: Text<'a>) -> Self {
        Self { id, ..Self::default() }
    }
}

impl<'a> OfText<'a> for Selector<'a> {
    fn of_text(_: Text<'a>) -> Self {
        Self::default()
    }
}

impl<'a> OfText<'a> for FirstPage {
    fn of_text(_: Text<'a>) -> Self {
        Self::default()
    }
}

/// A list of values, or one that stands alone, as most do: thousands of lists of one would cost more than all the rest.
enum Several<T> {
    One(T),
    Many(Vec<T>),
}

impl<T> Default for Several<T> {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

impl<T> Several<T> {
    fn all(&self) -> &[T] {
        match self {
            Self::One(only) => std::slice::from_ref(only),
            Self::Many(several) => several,
        }
    }

    fn iter(&self) -> std::slice::Iter<'_, T> {
        self.all().iter()
    }

    fn is_empty(&self) -> bool {
        self.all().is_empty()
    }
}

impl<T> IntoIterator for Several<T> {
    type Item = T;
    type IntoIter = std::iter::Chain<std::option::IntoIter<T>, std::vec::IntoIter<T>>;

    fn into_iter(self) -> Self::IntoIter {
        let (one, many) = match self {
            Self::One(only) => (Some(only), Vec::new()),
            Self::Many(several) => (None, several),
        };
        one.into_iter().chain(many)
    }
}

impl<T: Serialize> Serialize for Several<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.all() {
            [only] => only.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de> + OfText<'a>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visit<'a, T>(PhantomData<(&'a (), T)>);
        impl<'de: 'a, 'a, T: Deserialize<'de> + OfText<'a>> Visitor<'de> for Visit<'a, T> {
            type Value = Several<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value or a list of values")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Several::default())
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Several::One(T::of_text(Text::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Several::One(T::of_text(Text::Owned(text.to_owned()))))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Several::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                // An element may be a string as well.
                while let Some(some) = list.next_element::<Several<T>>()? {
                    match some {
                        Several::One(only) => all.push(only),
                        Several::Many(several) => all.extend(several),
                    }
                }
                Ok(Several::Many(all))
            }
        }
        deserializer.deserialize_any(Visit(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn annotation() -> Annotation {
        let quote = Quote {
            exact: Clean::text("it's “gone”\nat last"),
            prefix: Clean::text("she said "),
            suffix: Clean::text(", and"),
            start: 12,
        };
        let words = Target {
            post: Clean::line("1768"),
            url: Clean::some_line("https://x.com/dana/status/1768"),
            quote: quote.clone(),
            is_whole: false,
        };
        let post = Target { post: Clean::line("a 7"), url: None, quote, is_whole: true };
        Annotation {
            id: Clean::line("urn:uuid:1"),
            targets: vec![
                words,
                Target { quote: Quote { exact: Clean::line("Begin"), ..Quote::default() }, ..post },
            ],
            bookmark: Clean::some_line("a"),
            colour: Some(Colour::Pink),
            remark: Clean::text("Two\n\n\"lines\"."),
            tags: tags("todo Zürich"),
            created: Time::parse("2026-03-14T09:26:53Z"),
            modified: Time::parse("2026-03-15T09:26:53Z"),
        }
    }

    #[test]
    fn what_was_written_is_read_as_it_was() {
        let page = Page {
            thread: Clean::line("https://x.com/one"),
            words: Clean::line("\"Nobody\" knew"),
            annotations: vec![annotation(), Annotation { targets: Vec::new(), colour: None, ..annotation() }],
        };
        let text = write(&page);
        assert_eq!(read(&text), Ok(page));
        assert_eq!(text.lines().filter(|line| line.starts_with("{\"id\"")).count(), 2, "a line for each");
        assert_eq!(read("  \n"), Ok(Page::default()));
    }

    #[test]
    fn many_are_read_as_few_and_what_is_wrong_among_them_is_told() {
        let remark = |i| Annotation { remark: Clean::text(&format!("{i}],\n\"items\": [")), ..annotation() };
        for count in [MANY - 1, MANY, 2 * MANY + 1] {
            let page = Page { annotations: (0..count).map(remark).collect(), ..Page::default() };
            let text = write(&page);
            assert_eq!(read(&text), Ok(page));
            let last = text.rfind("\"id\"").unwrap();
            let Err(Unreadable::Broken(problem)) =
                read(&text.replacen("\"motivation\":", "\"motivation\"", 1))
            else {
                panic!("read")
            };
            assert!(problem.contains("line 8 "), "{problem}");
            let by_hand = format!("{}\n  {}", &text[..last], &text[last..]);
            assert_eq!(read(&by_hand).unwrap().annotations.len(), count);
            assert_eq!(read(&text.replace("\"unspool\": 1", "\"unspool\": 2")), Err(Unreadable::Newer));
        }
    }

    #[test]
    fn what_others_write_is_read_in_all_its_forms() {
        let text = r#"{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "id": "x:1",
            "motivation": ["highlighting"], "bodyValue": "A word.",
            "target": {"source": {"id": "https://example.org/1#:~:text=w"},
                "selector": {"type": "TextQuoteSelector", "exact": "w", "prefix": "a "}}}"#;
        let one = read(text).unwrap().annotations.remove(0);
        assert_eq!((&*one.remark, one.colour), ("A word.", Some(Colour::Yellow)));
        assert_eq!(one.targets[0].url.as_deref(), Some("https://example.org/1"));
        assert_eq!((&*one.targets[0].quote.exact, &*one.targets[0].quote.prefix), ("w", "a "));
        let list =
            read(&format!("[{text}, {{\"target\": \"https://example.org/2\", \"body\": \"so\"}}]")).unwrap();
        assert_eq!(list.annotations.len(), 2);
        assert_eq!((&*list.annotations[1].remark, list.annotations[1].is_whole()), ("so", true));
        let collection =
            format!("{{\"type\": \"AnnotationCollection\", \"first\": {{\"items\": [{text}]}}}}");
        assert_eq!(read(&collection).unwrap().annotations, [one]);
    }

    #[test]
    fn what_cannot_be_read_is_told_apart() {
        assert_eq!(read("{\"unspool\": 2, \"items\": []}"), Err(Unreadable::Newer));
        let Err(Unreadable::Broken(problem)) = read("{\"items\": [{]}") else { panic!("read") };
        assert!(problem.contains("line 1"), "{problem}");
        assert!(matches!(read("{\"posts\": []}"), Err(Unreadable::Broken(_))));
    }
}
