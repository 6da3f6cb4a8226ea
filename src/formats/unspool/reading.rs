//! unspool's JSON and NDJSON as they come in: post by post, and as far as a file goes.
//!
//! Each post is handed on before the next is looked at, so what stands before a fault in the JSON is never lost. A fault
//! in a single field is none of this file's business; see `posts`.

use std::collections::HashMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::posts::read_post;
use super::{FORM, names};
use crate::formats::json::{At, Fields, Object, Text};
use crate::formats::{Input, Unreadable};
use crate::model::{Shape, Source, ThreadBuilder, Unit};

/// Reads the JSON document.
pub(super) fn read_document(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let mut json = serde_json::Deserializer::from_str(&input.text);
    let read = Document(builder).deserialize(&mut json).and_then(|()| json.end());
    let Err(error) = read else { return Ok(()) };
    let fault = Fault::of(&error, &input.text);
    let before = builder.len();
    read_on(&input.text, error.line(), builder);
    let read_on = builder.len() - before;
    if builder.is_empty() {
        return Err(Unreadable::new(
            &format!("{} before the first post ({})", fault.what, fault.at),
            "Export the thread again, or mend the file at that place.",
        ));
    }
    let rest = match read_on {
        0 => "nothing more could be read".to_owned(),
        _ => format!("of the lines below it, {read_on} could be read as posts"),
    };
    builder.warn(&fault.at, &format!("{}, after post {before}; {rest}", fault.what));
    Ok(())
}

/// Reads the posts that stand on lines of their own below a fault, as unspool writes them.
fn read_on(text: &str, fault: usize, builder: &mut ThreadBuilder) {
    for (i, line) in text.split('\n').enumerate().skip(fault).filter(|(_, line)| line.starts_with('{')) {
        let Some(Ok(post)) = serde_json::Deserializer::from_str(line).into_iter::<&RawValue>().next() else {
            continue;
        };
        // Other objects, such as links, may stand on lines of their own as well.
        let has_text = Object::read(post.get()).is_ok_and(|object| object.get(names::TEXT).is_some());
        if has_text && let Some(draft) = read_post(post.get(), At::line(i + 1), builder) {
            builder.push(draft);
        }
    }
}

/// What makes the JSON unreadable from some place on.
struct Fault {
    /// `line 3, column 17`.
    at: String,
    /// `the file ends in the middle`.
    what: String,
}

impl Fault {
    fn of(error: &serde_json::Error, text: &str) -> Self {
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        // serde_json counts bytes, an editor counts characters.
        let column = line.char_indices().take_while(|(at, _)| at + 1 < error.column()).count() + 1;
        Self { at: format!("line {}, column {column}", error.line()), what: what_is_wrong(error) }
    }
}

/// The error in words, without its place.
fn what_is_wrong(error: &serde_json::Error) -> String {
    if error.classify() == Category::Eof {
        return "the file ends in the middle".to_owned();
    }
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason);
    format!("not as JSON should be ({reason})")
}

/// The outermost object.
struct Document<'b>(&'b mut ThreadBuilder);

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with posts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Text(key)) = map.next_key()? {
            if key == names::POSTS {
                map.next_value_seed(Posts(self.0))?;
            } else {
                read_head(&key, map.next_value::<&RawValue>()?.get(), self.0);
            }
        }
        Ok(())
    }
}

/// The list of posts.
struct Posts<'b>(&'b mut ThreadBuilder);

impl<'de> DeserializeSeed<'de> for Posts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Posts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of posts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut i = 0;
        let posts = At::DOCUMENT.inner(names::POSTS);
        while let Some(raw) = list.next_element::<&RawValue>()? {
            if let Some(draft) = read_post(raw.get(), posts.item(i), self.0) {
                self.0.push(draft);
            }
            i += 1;
        }
        Ok(())
    }
}

/// Reads a field of the document that is not its posts; fields of later versions are passed over.
fn read_head(name: &str, value: &str, builder: &mut ThreadBuilder) {
    let mut head = Fields::of_document(name, value, builder);
    match name {
        names::UNSPOOL => {
            if let Some(form) = head.count(name).filter(|form| *form != FORM) {
                let message =
                    format!("written in form {form} of this format; read as far as form {FORM} goes");
                head.warn(name, &message);
            }
        }
        names::TITLE => {
            let title = head.line(name);
            builder.title(title);
        }
        names::UNIT => {
            if let Some(unit) = head.named(name, unit_of_name) {
                builder.unit(unit);
            }
        }
        names::SHAPE => {
            if let Some(shape) = head.named(name, Shape::from_name) {
                builder.shape(shape);
            }
        }
        names::SOURCE => {
            if let Some(source) = head.inner(names::SOURCE) {
                read_source(source);
            }
        }
        names::WARNINGS => {
            head.items(name, |warning| {
                let (at, message) = (warning.line(names::AT), warning.line(names::MESSAGE));
                warning.notes.warn(&at.unwrap_or_default(), &message.unwrap_or_default());
                Some(())
            });
        }
        _ => {}
    }
}

fn unit_of_name(name: &str) -> Option<Unit> {
    match name {
        names::PARAGRAPH => Some(Unit::Paragraph),
        names::POST => Some(Unit::Post),
        _ => None,
    }
}

/// What the document says of the file that the thread was first read from replaces what is known of the document.
fn read_source(mut fields: Fields) {
    let source = Source {
        format: fields.line(names::FORMAT).unwrap_or_default(),
        platform: fields.line(names::PLATFORM),
        file: fields.line(names::FILE),
        sha256: fields.line(names::SHA256),
        encoding: fields.line(names::ENCODING),
        // Of an export, the day is that of the export.
        written: fields.notes.source().written,
    };
    if !source.format.is_empty() {
        *fields.notes.source() = source;
    }
}

/// Reads NDJSON: each line for itself, put in order by their positions.
pub(super) fn read_lines(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let mut lines = find_lines(&input.text, builder);
    lines.sort_by_key(|line| (line.thread, line.position));
    for line in lines {
        if let Some(draft) = read_post(line.json.get(), At::line(line.number), builder) {
            builder.push(draft);
        }
    }
    if builder.is_empty() {
        return Err(Unreadable::new("no line of it holds a whole post", "Export the thread again."));
    }
    Ok(())
}

/// A line of NDJSON and where its post belongs.
struct Line<'a> {
    number: usize,
    json: &'a RawValue,
    /// Which thread of the file, in the order in which they begin.
    thread: usize,
    position: u64,
}

/// The lines that hold an object. Only their places are read yet, as posts go to the builder in their order.
fn find_lines<'a>(text: &'a str, builder: &mut ThreadBuilder) -> Vec<Line<'a>> {
    let mut lines: Vec<Line> = Vec::new();
    let mut threads = HashMap::new();
    for (i, line) in text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let at = At::line(i + 1);
        let read = serde_json::from_str(line).and_then(|json| Ok((json, Object::read(line)?)));
        let (json, object) = match read {
            Ok(read) => read,
            Err(error) => {
                builder.warn(&at.field(""), &format!("{}; it was left out", what_is_wrong(&error)));
                continue;
            }
        };
        let mut fields = Fields { object, at, notes: builder };
        let thread = fields.line(names::THREAD).unwrap_or_default();
        // A line without a position stays where it stands.
        let position = fields.count(names::POSITION).or(lines.last().map(|line| line.position));
        if threads.is_empty() {
            let unit = fields.named(names::UNIT, unit_of_name);
            builder.unit(unit.unwrap_or_default());
            builder.title(Some(thread.clone()));
        } else if !threads.contains_key(&thread) {
            fields.warn("", &format!("another thread, “{thread}”, begins here; they are read as one"));
        }
        let next = threads.len();
        let thread = *threads.entry(thread).or_insert(next);
        lines.push(Line { number: i + 1, json, thread, position: position.unwrap_or(0) });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read;
    use crate::model::{State, Thread};

    const DOCUMENT: &str = include_str!("../../../tests/fixtures/unspool-json/thread.json");
    const LINES: &str = include_str!("../../../tests/fixtures/unspool-ndjson/thread.ndjson");

    fn thread(json: &str) -> Thread {
        read(json.as_bytes(), Source::default()).unwrap()
    }

    /// The warnings as `place: message`.
    fn warnings(thread: &Thread) -> Vec<String> {
        thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
    }

    /// The bodies of the posts.
    fn bodies(thread: &Thread) -> Vec<&str> {
        thread.posts().map(|post| post.body()).collect()
    }

    /// Where each post of a fixture ends: behind its state, the last on its line.
    fn ends(text: &str) -> Vec<usize> {
        let mut at = 0;
        let mut ends = Vec::new();
        for line in text.split_inclusive('\n') {
            if line.contains("\"text\":") {
                ends.push(at + line.rfind("\"}").unwrap() + 2);
            }
            at += line.len();
        }
        ends
    }

    #[test]
    fn a_file_cut_at_any_byte_gives_every_post_before_the_cut() {
        for text in [DOCUMENT, LINES] {
            let (whole, ends) = (thread(text), ends(text));
            for cut in 1..text.len() {
                let expected = ends.iter().filter(|end| **end <= cut).count();
                let Ok(thread) = read(&text.as_bytes()[..cut], Source::default()) else {
                    assert_eq!(expected, 0, "cut at {cut}");
                    continue;
                };
                assert_eq!(bodies(&thread), bodies(&whole)[..expected], "cut at {cut}");
                let is_whole_line = text == LINES && ends.iter().any(|end| cut == *end || cut == end + 1);
                let is_whole = cut == text.trim_end().len() || is_whole_line;
                let last = warnings(&thread).pop().unwrap_or_default();
                assert_eq!(last.contains("the file ends in the middle"), !is_whole, "cut at {cut}: {last}");
            }
        }
    }

    #[test]
    fn a_cut_file_says_where_it_ends() {
        let text = "{\"unspool\":1,\"posts\":[\n{\"text\":\"one\"},\n{\"text\":\"tw";
        assert_eq!(
            warnings(&thread(text)),
            ["line 3, column 11: the file ends in the middle, after post 1; nothing more could be read"]
        );
        let error = read(b"{\"unspool\":1,\"posts\":[{\"te", Source::default()).unwrap_err();
        assert_eq!(&*error.what, "the file ends in the middle before the first post (line 1, column 26)");
    }

    #[test]
    fn a_fault_in_the_json_costs_only_its_line_or_what_follows_on_it() {
        for (posts, expected, message) in [
            (
                "{\"text\":\"one\"},\n{\"text\":\"üü\", id: 2}, {\"text\":\"three\"}]}",
                &["one"][..],
                "line 2, column 15: not as JSON should be (key must be a string), after post 1; \
                 nothing more could be read",
            ),
            (
                "{\"text\":\"one\"},\n{\"text\":NaN},\n{\"text\":\"three\"},\n{\"text\":\"four\"}],\"warnings\":[\n{\"message\":\"\"}]}",
                &["one", "three", "four"],
                "line 2, column 9: not as JSON should be (expected value), after post 1; \
                 of the lines below it, 2 could be read as posts",
            ),
            (
                "{\"text\":\"one\"}]} {}",
                &["one"],
                "line 1, column 40: not as JSON should be (trailing characters), after post 1; \
                 nothing more could be read",
            ),
        ] {
            let thread = thread(&format!("{{\"unspool\":1,\"posts\":[{posts}"));
            assert_eq!(bodies(&thread), expected);
            assert_eq!(warnings(&thread), [message]);
        }
    }

    #[test]
    fn a_wrong_field_costs_neither_its_post_nor_the_rest() {
        for (fields, expected) in [
            (r#""id":17,"text":"a""#, ""),
            (r#""id":18446744073709551617.50,"text":"a""#, ""),
            (r#""id":null,"author":null,"links":null,"counts":null"#, ""),
            (r#""later":{"than":["now"]}"#, ""),
            (r#""id":["x"]"#, r#"posts[0].id: ["x"] is no text; it was left out"#),
            (r#""text":5"#, "posts[0].text: 5 is a number; it was read as text"),
            (r#""text":{}"#, "posts[0].text: {} is no text; it was left out"),
            (r#""author":"Ana""#, r#"posts[0].author: "Ana" is no object; it was left out"#),
            (r#""author":{"name":true}"#, "posts[0].author.name: true is no text; it was left out"),
            (r#""created_at":"soon""#, "posts[0].created_at: “soon” is no time by RFC 3339; it was left out"),
            (
                r#""created_at":"2024-03-14","created_precision":"hour""#,
                "posts[0].created_precision: “hour” is no created_precision that unspool knows; it was left out",
            ),
            (r#""state":"lost""#, "posts[0].state: “lost” is no state that unspool knows; it was left out"),
            (r#""counts":{"likes":-3}"#, "posts[0].counts.likes: -3 is no whole number; it was left out"),
            (r#""counts":{"likes":1.5}"#, "posts[0].counts.likes: 1.5 is no whole number; it was left out"),
            (r#""links":{}"#, "posts[0].links: {} is no list; it was left out"),
            (r#""links":[7]"#, "posts[0].links[0]: 7 is no object; it was left out"),
            (
                r#""text":"ab","links":[{"start":0,"end":3,"url":"u"}]"#,
                "posts[0].links[0]: “start” and “end” are no range of the text; it was left out",
            ),
            (
                r#""text":"ab","links":[{"start":1,"end":1,"url":"u"}]"#,
                "posts[0].links[0]: “start” and “end” are no range of the text; it was left out",
            ),
            (
                r#""text":"ab","links":[{"start":0,"end":1}]"#,
                "posts[0].links[0]: a link without “url”; it was left out",
            ),
            (
                r#""text":"ab","entities":[{"start":0,"end":1,"kind":"ghost","name":"x"}]"#,
                "posts[0].entities[0].kind: “ghost” is no kind that unspool knows; it was left out",
            ),
            (
                r#""media":[{"kind":"smell"}]"#,
                "posts[0].media[0].kind: “smell” is no kind that unspool knows; it was left out",
            ),
            (r#""quote":[]"#, "posts[0].quote: [] is no post; it was left out"),
            (
                r#""quote":{"state":1}"#,
                "posts[0].quote.state: “1” is no state that unspool knows; it was left out",
            ),
        ] {
            let thread =
                thread(&format!("{{\"unspool\":1,\"posts\":[{{{fields}}},{{\"text\":\"the rest\"}}]}}"));
            assert_eq!(warnings(&thread).join("; "), expected, "{fields}");
            assert_eq!(bodies(&thread)[1], "the rest");
        }
        let thread = thread("{\"unspool\":1,\"posts\":[3,{\"text\":\"the rest\"}]}");
        assert_eq!(warnings(&thread), ["posts[0]: 3 is no post; it was left out"]);
        assert_eq!(bodies(&thread), ["the rest"]);
    }

    #[test]
    fn a_wrong_field_of_the_document_costs_only_itself() {
        for (field, expected) in [
            (r#""title":["x"]"#, r#"title: ["x"] is no text; it was left out"#),
            (r#""unit":"verse""#, "unit: “verse” is no unit that unspool knows; it was left out"),
            (r#""source":{"format":[]}"#, "source.format: [] is no text; it was left out"),
            (
                r#""warnings":[{"at":"line 3","message":"odd"},4]"#,
                "line 3: odd; warnings[1]: 4 is no object; it was left out",
            ),
            (
                r#""warnings":[{"at":"line 3"},{"message":"\u200b "},{"at":"line 4","message":"odd"}]"#,
                "line 4: odd",
            ),
            (
                r#""unspool":2,"new":{}"#,
                "unspool: written in form 2 of this format; read as far as form 1 goes",
            ),
        ] {
            let thread = thread(&format!("{{\"unspool\":1,{field},\"posts\":[{{\"text\":\"a\"}}]}}"));
            assert_eq!(warnings(&thread).join("; "), expected);
        }
        let error = read(br#"{"unspool":1,"posts":{}}"#, Source::default()).unwrap_err();
        assert!(error.what.contains("a list of posts"), "{error}");
    }

    #[test]
    fn numbers_keep_their_digits_and_strings_what_can_be_kept() {
        let thread = thread(
            r#"{"posts":[{"id":170141183460469231731687303715884105728,"text":"half \ud83d, whole \ud83d\ude00","links":[
            {"start":5,"end":6,"url":"https://example.org","shown":"\ufffd"}],"author":{"handle":"@ana"}}],"unspool":1}"#,
        );
        let post = thread.posts().next().unwrap();
        assert_eq!(post.id(), Some("170141183460469231731687303715884105728"));
        assert_eq!(post.body(), "half \u{FFFD}, whole 😀");
        assert_eq!(post.author().handle.as_deref(), Some("ana"));
        let link = post.links().next().unwrap();
        assert_eq!((post.text(link.range), link.shown), ("\u{FFFD}", None));
        assert!(thread.warnings.is_empty());
    }

    #[test]
    fn of_a_key_that_comes_twice_the_last_counts() {
        let thread =
            thread(r#"{"unspool":1,"posts":[{"text":"a","state":"deleted","text":"b","state":"ok"}]}"#);
        assert_eq!(bodies(&thread), ["b"]);
        assert_eq!(thread.posts().next().unwrap().state(), State::Ok);
    }

    #[test]
    fn a_precision_never_claims_more_than_the_time_says() {
        let thread = thread(
            r#"{"unspool":1,"posts":[{"text":"","created_at":"2024-03-14","created_precision":"second"}]}"#,
        );
        assert_eq!(thread.posts().next().unwrap().created().unwrap().display(), "14 Mar 2024");
    }

    #[test]
    fn nesting_without_end_is_an_orderly_warning() {
        let quotes = "{\"text\":\"q\",\"quote\":".repeat(100_000);
        let json = format!(
            "{{\"unspool\":1,\"posts\":[{quotes}null{}, {{\"id\":{}{}, \"text\":\"rest\"}}]}}",
            "}".repeat(100_000),
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        let thread = thread(&json);
        assert_eq!(bodies(&thread), ["q", "rest"]);
        assert_eq!(thread.posts().next().unwrap().with_quotes().count(), 9);
        let place = "posts[0]".to_owned() + &".quote".repeat(9);
        assert_eq!(warnings(&thread)[0], format!("{place}: quotes nested deeper than 8 were left out"));
        assert!(warnings(&thread)[1].starts_with("posts[1].id: [[["), "{:?}", warnings(&thread)[1]);
    }

    #[test]
    fn lines_are_read_each_for_itself_and_put_in_order() {
        let thread = thread(concat!(
            "{\"thread\":\"Notes\",\"position\":2,\"text\":\"two\",\"unit\":\"paragraph\"}\r\n",
            "\n",
            "{\"thread\":\"Notes\",\"position\":3,\"text\":\"three\",\"state\":\"lost\"}\n",
            "{\"thread\":\"Notes\",\"position\":oops}\n",
            "[1]\n",
            "{\"thread\":\"Notes\",\"position\":1,\"text\":\"one\u{2028}\u{85}\"}\n",
            "{\"thread\":\"More\",\"position\":1,\"text\":\"four\"}\n",
            "{\"thread\":\"More\",\"posi",
        ));
        assert_eq!(bodies(&thread), ["one\n", "two", "three", "four"]);
        assert_eq!((thread.title.as_deref(), thread.unit), (Some("Notes"), Unit::Paragraph));
        assert_eq!(
            warnings(&thread),
            [
                "line 4: not as JSON should be (expected value); it was left out",
                "line 5: not as JSON should be (invalid type: sequence, expected an object); it was left out",
                "line 7: another thread, “More”, begins here; they are read as one",
                "line 8: the file ends in the middle; it was left out",
                "line 3: state: “lost” is no state that unspool knows; it was left out",
            ]
        );
    }
}
