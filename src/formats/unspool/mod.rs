//! unspool's own JSON and NDJSON, read and written: the normal form from which everything else can be rebuilt.
//!
//! ```text
//! {"unspool":1,"title":…,"source":{…},"posts":[        one document; a post a line, so that it greps and diffs
//! {"id":"17","author":{…},"text":…,"links":[…],…},
//! …],"warnings":[…]}
//!
//! {"thread":…,"position":1,"id":"17","text":…,…}       NDJSON: the same posts for databases, one by one
//! ```
//!
//! Fields are absent when unknown; offsets count code points of `text`. A post with neither `links` nor `entities`, as
//! one made by hand, says nothing of either: they are looked for in its text. An empty list says that there are none.
//! The names of all fields stand in `names`, for both directions. This module must not know in which order a thread is read: who writes, says it.

mod offsets;
mod posts;
mod reading;
mod writing;

pub use writing::{write_json, write_ndjson};

use super::json::top_level_keys;
use super::{Format, Input};

/// The normal form: one JSON document.
pub const JSON: Format = Format {
    id: "unspool-json",
    title: "unspool's own JSON",
    how: "unspool export --to json FILE > thread.json",
    recognise: is_document,
    read: reading::read_document,
    package: None,
};

/// One post per line.
pub const NDJSON: Format = Format {
    id: "unspool-ndjson",
    title: "unspool's own NDJSON",
    how: "unspool export --to ndjson FILE > thread.ndjson",
    recognise: is_lines,
    read: reading::read_lines,
    package: None,
};

/// The version of the form; it goes up when a field changes its meaning, not when one is added.
const FORM: u64 = 1;

/// The fields of both forms.
mod names {
    pub(super) const UNSPOOL: &str = "unspool";
    pub(super) const TITLE: &str = "title";
    pub(super) const SOURCE: &str = "source";
    pub(super) const UNIT: &str = "unit";
    pub(super) const SHAPE: &str = "shape";
    pub(super) const POSTS: &str = "posts";
    pub(super) const WARNINGS: &str = "warnings";

    pub(super) const FORMAT: &str = "format";
    pub(super) const PLATFORM: &str = "platform";
    pub(super) const FILE: &str = "file";
    pub(super) const SHA256: &str = "sha256";
    pub(super) const ENCODING: &str = "encoding";

    pub(super) const PARAGRAPH: &str = "paragraph";
    pub(super) const POST: &str = "post";

    pub(super) const THREAD: &str = "thread";
    pub(super) const POSITION: &str = "position";

    pub(super) const ID: &str = "id";
    pub(super) const URL: &str = "url";
    pub(super) const AUTHOR: &str = "author";
    pub(super) const NAME: &str = "name";
    pub(super) const HANDLE: &str = "handle";
    pub(super) const CREATED_AT: &str = "created_at";
    pub(super) const CREATED_PRECISION: &str = "created_precision";
    pub(super) const REPLY_TO: &str = "reply_to";
    pub(super) const TEXT: &str = "text";
    pub(super) const QUOTE: &str = "quote";
    pub(super) const LANGUAGE: &str = "language";
    pub(super) const CONTENT_WARNING: &str = "content_warning";
    pub(super) const VISIBILITY: &str = "visibility";
    pub(super) const STATE: &str = "state";
    pub(super) const OMITTED: &str = "omitted";
    pub(super) const REPOST: &str = "repost";

    pub(super) const LINKS: &str = "links";
    pub(super) const ENTITIES: &str = "entities";
    pub(super) const STYLES: &str = "styles";
    pub(super) const STYLE: &str = "style";
    pub(super) const START: &str = "start";
    pub(super) const END: &str = "end";
    pub(super) const SHOWN: &str = "shown";
    pub(super) const KIND: &str = "kind";

    pub(super) const MEDIA: &str = "media";
    pub(super) const ALT: &str = "alt";

    pub(super) const COUNTS: &str = "counts";
    pub(super) const LIKES: &str = "likes";
    pub(super) const REPOSTS: &str = "reposts";
    pub(super) const REPLIES: &str = "replies";
    pub(super) const QUOTES: &str = "quotes";
    pub(super) const VIEWS: &str = "views";

    pub(super) const AT: &str = "at";
    pub(super) const MESSAGE: &str = "message";
}

fn is_document(input: &Input) -> bool {
    let text = input.start();
    let is_sign =
        |(key, value): (&str, &str)| key == names::UNSPOOL && value.starts_with(|c: char| c.is_ascii_digit());
    top_level_keys(text).any(is_sign) || has_sign_behind(text)
}

/// Whether the sign stands behind the posts, as in what other programs write with sorted keys.
fn has_sign_behind(text: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Signed {
        #[serde(rename = "unspool")]
        _form: u64,
    }
    const OURS: &[&str] = &[names::POSTS, names::SHAPE, names::SOURCE, names::TITLE, names::UNIT];
    if !top_level_keys(text).next().is_some_and(|(key, _)| OURS.contains(&key)) {
        return false;
    }
    let Some(at) = text.rfind(concat!('"', "unspool", '"')) else { return false };
    let rest = format!("{{{}", &text[at..]);
    serde_json::from_str::<Signed>(&rest).is_ok()
}

fn is_lines(input: &Input) -> bool {
    let line = input.start().split('\n').next().unwrap_or_default();
    let mut missing = vec![names::THREAD, names::POSITION, names::TEXT];
    top_level_keys(line).any(|(key, _)| {
        missing.retain(|name| *name != key);
        missing.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::*;
    use crate::formats::{read, recognise};
    use crate::model::{
        Author, Clean, Counts, Draft, DraftLink, EntityKind, Marks, Media, MediaKind, Post, PostIx,
        Precision, Rich, Shape, Source, State, Style, Thread, ThreadBuilder, Time, Unit,
    };

    const DOCUMENT: &[u8] = include_bytes!("../../../tests/fixtures/unspool-json/thread.json");
    const LINES: &[u8] = include_bytes!("../../../tests/fixtures/unspool-ndjson/thread.ndjson");

    type Write = fn(&mut dyn std::io::Write, &Thread, &[PostIx]) -> std::io::Result<()>;

    fn written(write: Write, thread: &Thread) -> Vec<u8> {
        let order: Vec<_> = (0..thread.len() as u32).map(PostIx).collect();
        let mut out = Vec::new();
        write(&mut out, thread, &order).unwrap();
        out
    }

    /// All that a post says, and the posts it quotes.
    fn facts(post: Post) -> String {
        let own = |post: Post| {
            let links: Vec<_> = post.links().collect();
            let mentions: Vec<_> = post.mentions().collect();
            let ids = (post.id(), post.url(), post.reply_to(), post.author(), post.created());
            let styles: Vec<_> = post.styles().collect();
            let rest = (post.counts(), post.language(), post.visibility(), post.state(), post.media());
            let rest = (rest, post.omitted(), post.is_repost());
            let words = (post.body(), post.content_warning());
            format!("{words:?} {ids:?} {links:?} {mentions:?} {styles:?} {rest:?}")
        };
        format!("{:?}: {:?}", post.whole(), post.with_quotes().map(own).collect::<Vec<_>>())
    }

    fn all_facts(thread: &Thread) -> Vec<String> {
        thread.posts().map(facts).collect()
    }

    #[test]
    fn the_fixtures_are_read_and_written_byte_by_byte() {
        for (bytes, format, write) in
            [(DOCUMENT, JSON.id, write_json as Write), (LINES, NDJSON.id, write_ndjson as Write)]
        {
            assert_eq!(recognise(&Input::decode(bytes).unwrap()).unwrap().id, format);
            let thread = read(bytes, Source::default()).unwrap();
            let text = String::from_utf8(written(write, &thread)).unwrap();
            assert_eq!(text, std::str::from_utf8(bytes).unwrap());
        }
    }

    #[test]
    fn the_first_source_of_a_thread_outlives_its_export() {
        let opened = Source { file: Some(Clean::line("export.json")), ..Source::default() };
        let thread = read(DOCUMENT, opened.clone()).unwrap();
        assert_eq!(&*thread.source.format, "x-api");
        assert_eq!(thread.source.file.as_deref(), Some("lanternfish.json"));
        assert_eq!(thread.warnings[0].at.as_ref(), "posts[9]");
        // NDJSON has no word of it.
        assert_eq!(read(LINES, opened).unwrap().source.file.as_deref(), Some("export.json"));
    }

    #[test]
    fn both_forms_are_told_from_other_json() {
        let recognised = |text: &str| recognise(&Input::decode(text.as_bytes()).unwrap()).map(|f| f.id);
        let id = |format: Format| Some(format.id);
        assert_eq!(recognised(r#"{"unspool":1,"posts":[]}"#), id(JSON));
        assert_eq!(recognised(" {\n \"posts\": [{\"unspool\": \"]\"}],\n \"unspool\" : 2 }"), id(JSON));
        assert_eq!(recognised(r#"{"posts":[{"unspool":1}]}"#), None);
        let long = format!(
            r#"{{"posts":[{}{{}}],"shape":"thread","unspool":1,"warnings":[]}}"#,
            "{},".repeat(99_999)
        );
        assert_eq!(recognised(&long), id(JSON));
        assert_eq!(recognised(&long.replace(r#","warnings":[]}"#, "]}")), None);
        assert_eq!(recognised(r#"{"unspool":"yes"}"#), None);
        assert_eq!(recognised(r#"["unspool", 1]"#), None);
        assert_eq!(recognised(r#"{"text":"a","position":1,"thread":"t"}"#), id(NDJSON));
        assert_eq!(recognised(r#"{"thread":"t","position":1,"text":"cut in the mid"#), id(NDJSON));
        assert_eq!(recognised("{\"thread\":\"t\",\"position\":1}\n{\"text\":\"a\"}"), None);
        assert_eq!(recognised(r#"{"thread":{"position":1,"text":"a"}}"#), None);
    }

    #[test]
    fn a_json_document_has_a_line_for_each_post() {
        let thread = read(DOCUMENT, Source::default()).unwrap();
        let text = String::from_utf8(written(write_json, &thread)).unwrap();
        let posts = text.lines().filter(|line| line.starts_with("{\"id\"")).count();
        assert_eq!(posts, thread.len());
    }

    #[test]
    fn posts_are_written_in_the_order_asked_for() {
        let thread = read(DOCUMENT, Source::default()).unwrap();
        for write in [write_json as Write, write_ndjson] {
            let mut out = Vec::new();
            write(&mut out, &thread, &[PostIx(2), PostIx(0)]).unwrap();
            let again = read(&out, Source::default()).unwrap();
            assert_eq!(all_facts(&again), [facts(thread.post(PostIx(2))), facts(thread.post(PostIx(0)))]);
        }
    }

    #[test]
    fn what_a_post_does_not_tell_is_looked_for_in_its_text() {
        let text = r#""text":"See <https://example.org/a> by @ana""#;
        for (fields, link, count) in [
            ("", Some("https://example.org/a"), 2),
            (r#","links":null"#, Some("https://example.org/a"), 2),
            (r#","links":[]"#, None, 0),
            (r#","entities":[]"#, None, 0),
            (
                r#","links":[{"start":0,"end":3,"url":"https://example.org/b"}]"#,
                Some("https://example.org/b"),
                1,
            ),
        ] {
            for (json, write) in [
                (format!("{{\"unspool\":1,\"posts\":[{{{text}{fields}}}]}}"), write_json as Write),
                (format!("{{\"thread\":\"t\",\"position\":1,{text}{fields}}}"), write_ndjson),
            ] {
                let thread = read(json.as_bytes(), Source::default()).unwrap();
                let post = thread.post(PostIx(0));
                assert_eq!(post.links().next().map(|link| link.url), link, "{json}");
                assert_eq!(post.links().count() + post.mentions().count(), count, "{json}");
                let again = read(&written(write, &thread), Source::default()).unwrap();
                assert_eq!(all_facts(&again), all_facts(&thread));
            }
        }
    }

    const CHARS: &str = "[a-cA \n\t#@\"\\\\<é漢👩\u{200d}\u{200b}\u{202e}\u{301}\u{2028}\u{fe0f}\u{0}]{0,12}";

    fn line() -> impl Strategy<Value = Option<Clean>> {
        of(CHARS.prop_map(|raw| Clean::line(&raw))).prop_map(|line| line.filter(|line| !line.is_empty()))
    }

    fn passage() -> impl Strategy<Value = Option<Clean>> {
        of(CHARS.prop_map(|raw| Clean::text(&raw))).prop_map(|text| text.filter(|text| !text.is_empty()))
    }

    fn handle() -> impl Strategy<Value = Option<Clean>> {
        line().prop_map(|handle| handle.filter(|handle| !handle.starts_with('@')))
    }

    prop_compose! {
        fn author()(name in line(), handle in handle(), id in line()) -> Author {
            Author { name, handle, id }
        }
    }

    prop_compose! {
        fn body()(
            raw in CHARS,
            links in vec((0..13_usize, 1..13_usize, "[a-z:/]{1,9}", line(), line()), 0..3),
            mentions in vec((0..13_usize, 1..13_usize, 0..7_usize, line()), 0..3),
            styles in vec((0..13_usize, 1..13_usize, 0..Style::ALL.len()), 0..3),
        ) -> Rich {
            let ends: Vec<_> = raw.char_indices().map(|(at, _)| at).chain([raw.len()]).collect();
            let range = |start: usize, len: usize| {
                let start = start.min(ends.len() - 1);
                ends[start]..ends[(start + len).min(ends.len() - 1)]
            };
            let links = links.into_iter().map(|(start, len, url, shown, title)| {
                let url = Clean::line(&url);
                // What the model asks of `shown`: neither the target nor what the text says.
                let reads = Clean::line(&raw[range(start, len)]);
                let shown = shown.filter(|shown| *shown != url && *shown != reads);
                (range(start, len), DraftLink { url, shown, title })
            });
            let mentions = mentions.into_iter().map(|(start, len, kind, name)| {
                (range(start, len), EntityKind::ALL[kind], name)
            });
            let styles = styles.into_iter().map(|(start, len, style)| (range(start, len), Style::ALL[style]));
            let (links, mentions) = (links.collect(), mentions.collect());
            Rich::annotated(&raw, Marks { links, mentions, styles: styles.collect() })
        }
    }

    prop_compose! {
        fn media()(kind in 0..5_usize, url in line(), file in line(), alt in passage()) -> Media {
            Media { kind: MediaKind::ALL[kind], url, file, alt }
        }
    }

    prop_compose! {
        fn counts()(n in (of(any::<u64>()), of(0..9_u64), of(0..9_u64), of(0..9_u64), of(0..9_u64))) -> Counts {
            Counts { likes: n.0, reposts: n.1, replies: n.2, quotes: n.3, views: n.4 }
        }
    }

    prop_compose! {
        /// The years 0 to 9999, beyond which RFC 3339 does not go.
        fn time()(millis in -62_167_219_200_000..253_370_764_800_000_i64, precision in 0..5_usize) -> Time {
            let precisions =
                [Precision::Year, Precision::Month, Precision::Day, Precision::Minute, Precision::Second];
            Time::from_millis(millis, precisions[precision]).unwrap()
        }
    }

    prop_compose! {
        fn single()(
            (id, url, reply_to, author, created) in (line(), line(), line(), author(), of(time())),
            (body, media, counts) in (body(), vec(media(), 0..3), counts()),
            (language, content_warning, visibility, state) in (line(), passage(), line(), of(0..9_usize)),
            (omitted, is_repost) in (0..3_u64, any::<bool>()),
        ) -> Draft {
            let state = state.map(|i| State::ALL[i]);
            Draft {
                id, url, author, created, reply_to, body, media, quote: None, counts, language,
                content_warning, visibility, state, omitted, is_repost,
            }
        }
    }

    fn draft() -> impl Strategy<Value = Draft> {
        vec(single(), 1..4).prop_map(|drafts| {
            let within = |inner: Option<Draft>, outer| Some(Draft { quote: inner.map(Box::new), ..outer });
            drafts.into_iter().fold(None, within).unwrap()
        })
    }

    prop_compose! {
        fn source()(format in CHARS, platform in line(), file in line(), sha256 in line(), encoding in line())
            -> Source
        {
            Source { format: Clean::line(&format!("f{format}")), platform, file, sha256, written: None, encoding }
        }
    }

    prop_compose! {
        fn thread()(
            (title, source, is_paragraphs) in (line(), source(), any::<bool>()),
            is_collection in any::<bool>(),
            warnings in vec((CHARS, CHARS), 0..3),
            drafts in vec(draft(), 1..4),
        ) -> Thread {
            let mut builder = ThreadBuilder::new(source);
            builder.title(title);
            builder.unit(if is_paragraphs { Unit::Paragraph } else { Unit::Post });
            builder.shape(if is_collection { Shape::Collection } else { Shape::Thread });
            for (at, message) in warnings {
                builder.warn(&at, &message);
            }
            for draft in drafts {
                builder.push(draft);
            }
            builder.finish()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn what_is_written_as_json_is_read_back_without_loss(thread in thread()) {
            let again = read(&written(write_json, &thread), Source::default()).unwrap();
            prop_assert_eq!(all_facts(&again), all_facts(&thread));
            prop_assert_eq!(&again.title, &thread.title);
            prop_assert_eq!(&again.source, &thread.source);
            prop_assert_eq!((again.unit, again.shape), (thread.unit, thread.shape));
            prop_assert_eq!(&again.warnings, &thread.warnings);
        }

        #[test]
        fn what_is_written_as_ndjson_is_read_back_post_by_post(thread in thread()) {
            let bytes = written(write_ndjson, &thread);
            prop_assert_eq!(bytes.split(|b| *b == b'\n').count(), thread.len() + 1);
            let again = read(&bytes, Source::default()).unwrap();
            prop_assert_eq!(all_facts(&again), all_facts(&thread));
            prop_assert_eq!(again.unit, thread.unit);
            // Of warnings, only those come back that the posts themselves give cause for.
            prop_assert!(again.warnings.iter().all(|warning| thread.warnings.contains(warning)));
            let name = thread.title.as_ref().or(thread.source.file.as_ref());
            prop_assert_eq!(again.title.as_ref(), name);
        }
    }
}
