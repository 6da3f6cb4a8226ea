//! Fields in a query: `from:dana has:link after:2024-03 boats` finds boats in some posts only.
//!
//! A field is a word that begins with one of the known names and a colon; anything else is searched for as it stands, so
//! addresses and times of day are. A value with blanks stands in quotes: `from:"Dana Reyes"`.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use super::aliases::{self, Expansion};
use super::naming::Known;
use super::{BadQuery, Case, Matcher, Query, naming};
use crate::index::annotations::{Annotation, Kind};
use crate::index::entities::Entity;
use crate::index::lexicon::How;
use crate::model::{EntityKind, MediaKind, Post, PostIx, Precision, Span, State, Thread, Time};

/// Posts between two looks at whether to stop.
const SHARE: u32 = 4096;

/// The fields of a query.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<Field>);

#[derive(Clone, Debug)]
enum Field {
    /// The post names somebody or something: what kind, and by which name.
    Names(EntityKind, String, Matcher),
    /// The reader keeps something of that kind upon it.
    Annotated(Kind),
    /// The reader has given it that tag.
    Tag(String),
    /// Who wrote it.
    From(Matcher),
    /// It has a link.
    Link,
    /// It has a picture, a film or a sound; of that kind where one is told.
    Media(Option<MediaKind>),
    /// It is of that type.
    Type(Type),
    /// It was written before, in milliseconds since 1970.
    Before(i64),
    /// It was written then or later.
    Since(i64),
}

/// What a post is to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    /// It answers none.
    Post,
    /// It answers another.
    Reply,
    /// It has another in it.
    Quote,
    /// It passes another on.
    Repost,
    /// It is not there.
    Missing,
}

/// The fields of a query, and what remains of it: the words to be found in the posts that fit.
pub fn split(query: &Query) -> Result<(Query, Fields), BadQuery> {
    let (mut fields, mut words) = (Vec::new(), Vec::new());
    if query.fields && !query.regex {
        let mut rest = query.text.trim_start();
        while !rest.is_empty() {
            let (word, value, after) = first_word(rest);
            match value.map(|(name, value)| Field::read(name, value)).transpose()?.flatten() {
                Some(field) => fields.push(field),
                None => words.push(word),
            }
            rest = after.trim_start();
        }
    }
    let text = if fields.is_empty() { query.text.clone() } else { words.join(" ") };
    Ok((Query { text, ..query.clone() }, Fields(fields)))
}

/// The first word of a text with what stands before and behind its colon, and the text after it.
fn first_word(text: &str) -> (&str, Option<(&str, &str)>, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let Some((name, _)) = text[..end].split_once(':') else { return (&text[..end], None, &text[end..]) };
    let from = name.len() + 1;
    if let Some(quoted) = text[from..].strip_prefix('"') {
        let len = quoted.find('"').unwrap_or(quoted.len());
        let end = (from + 1 + len + 1).min(text.len());
        return (&text[..end], Some((name, &quoted[..len])), &text[end..]);
    }
    (&text[..end], Some((name, &text[from..end])), &text[end..])
}

impl Field {
    /// A field by its name; `None` for a name that no field has.
    fn read(name: &str, value: &str) -> Result<Option<Self>, BadQuery> {
        let value = value.trim();
        let kind = match name {
            "person" => Some(EntityKind::Person),
            "org" => Some(EntityKind::Organization),
            "place" => Some(EntityKind::Place),
            "product" => Some(EntityKind::Product),
            _ => None,
        };
        let wants = |what: &str| Err(BadQuery(format!("{name}: wants {what} right behind it")));
        if let Some(kind) = kind {
            return if value.is_empty() {
                wants("a name")
            } else {
                Ok(Some(Self::Names(kind, value.to_owned(), loose(value)?)))
            };
        }
        Ok(Some(match name {
            "from" if value.trim_start_matches('@').is_empty() => return wants("a name or a handle"),
            "from" => Self::From(loose(value.trim_start_matches('@'))?),
            "has" => match value {
                "link" | "links" => Self::Link,
                "media" => Self::Media(None),
                "quote" => Self::Type(Type::Quote),
                "remark" => Self::Annotated(Kind::Remark),
                "highlight" => Self::Annotated(Kind::Highlight),
                "bookmark" => Self::Annotated(Kind::Bookmark),
                kind => {
                    let what =
                        "link, media, image, video, gif, audio, file, quote, remark, highlight or bookmark";
                    let kind = MediaKind::from_name(kind.strip_suffix('s').unwrap_or(kind));
                    let Some(kind) = kind else { return wants(what) };
                    Self::Media(Some(kind))
                }
            },
            "tag" if value.trim_start_matches('#').is_empty() => return wants("a tag of yours"),
            "tag" => Self::Tag(value.to_owned()),
            "type" => Self::Type(match value {
                "post" => Type::Post,
                "reply" => Type::Reply,
                "quote" => Type::Quote,
                "repost" => Type::Repost,
                "missing" => Type::Missing,
                _ => return wants("post, reply, quote, repost or missing"),
            }),
            "before" | "after" => match days(value) {
                Some(days) if name == "before" => Self::Before(days.start),
                Some(days) => Self::Since(days.end),
                None => return wants("a date such as 2024, 2024-03 or 2024-03-14"),
            },
            _ => return Ok(None),
        }))
    }
}

/// Finds a text in whatever case.
fn loose(text: &str) -> Result<Matcher, BadQuery> {
    Matcher::new(&Query { text: text.to_owned(), case: Case::Insensitive, ..Query::default() })
}

/// The time that a date takes up, in milliseconds since 1970.
fn days(date: &str) -> Option<Range<i64>> {
    let first = Time::parse(date)?;
    let number = |range: Range<usize>| date.get(range)?.parse::<i32>().ok();
    let end = match first.precision() {
        Precision::Year => Time::parse(&format!("{:04}", number(0..4)? + 1))?.millis(),
        Precision::Month => {
            let (year, month) = (number(0..4)?, number(5..7)?);
            let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            Time::parse(&format!("{:04}-{:02}", next.0, next.1))?.millis()
        }
        Precision::Day => first.millis() + 86_400_000,
        Precision::Minute => first.millis() + 60_000,
        Precision::Second => first.millis() + 1000,
    };
    Some(first.millis()..end)
}

impl Fields {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the names of a thread must be known to tell which posts fit.
    pub fn want_names(&self) -> bool {
        self.0.iter().any(|field| matches!(field, Field::Names(..)))
    }

    /// Whether what the reader keeps upon a thread must be known to tell which posts fit.
    pub fn want_annotations(&self) -> bool {
        self.0.iter().any(|field| matches!(field, Field::Annotated(_) | Field::Tag(_)))
    }

    /// Leaves of the hits of the words those in posts that fit; without words, what made the posts fit: the names, the
    /// links, or else the first line. `None` once `stop` is set.
    pub fn choose(
        &self,
        thread: &Thread,
        known: &Known,
        words: Option<Vec<Span>>,
        stop: &AtomicBool,
    ) -> Option<Vec<Span>> {
        let mut named = self.named(known.entities);
        named.extend(self.annotated(thread, known.annotated));
        let has_words = words.is_some();
        let mut hits = words.unwrap_or_default().into_iter().peekable();
        let mut chosen = Vec::new();
        for (ix, post) in (0..).map(PostIx).zip(thread.posts()) {
            if ix.0 % SHARE == 0 && stop.load(Ordering::Relaxed) {
                return None;
            }
            while hits.next_if(|hit| hit.post < ix).is_some() {}
            let fits = named.iter().all(|posts| posts.contains_key(&ix))
                && self.0.iter().all(|field| field.fits(&post));
            if !fits {
                continue;
            }
            if has_words {
                chosen.extend(std::iter::from_fn(|| hits.next_if(|hit| hit.post == ix)));
            } else if !named.is_empty() {
                chosen.extend(named.iter().filter_map(|posts| posts.get(&ix)).flatten());
            } else {
                chosen.extend(self.reason(&post).into_iter().map(|range| Span {
                    post: ix,
                    start: range.start,
                    end: range.end,
                }));
            }
        }
        Some(naming::joined(chosen))
    }

    /// For each field that wants a name, the posts that have it, and where.
    fn named(&self, entities: &[Entity]) -> Vec<HashMap<PostIx, Vec<Span>>> {
        let mut named = Vec::new();
        for field in &self.0 {
            let Field::Names(kind, value, matcher) = field else { continue };
            let known = aliases::expand(value);
            let is_meant = |entity: &&Entity| match &known {
                Some(known) if known.kind == *kind && is_known(entity, known) => true,
                _ => {
                    let mut written = std::iter::once(&entity.name).chain(&entity.forms);
                    entity.kind == *kind && written.any(|name| matcher.hits(name).next().is_some())
                }
            };
            let mut posts: HashMap<PostIx, Vec<Span>> = HashMap::new();
            for span in entities.iter().filter(is_meant).flat_map(|entity| &entity.spans) {
                posts.entry(span.post).or_default().push(*span);
            }
            named.push(posts);
        }
        named
    }

    /// For each field that wants something of the reader's, the posts that have it, and where.
    fn annotated(
        &self,
        thread: &Thread,
        annotated: &[(Span, &Annotation)],
    ) -> Vec<HashMap<PostIx, Vec<Span>>> {
        let mut all = Vec::new();
        for field in &self.0 {
            let is_meant = |annotation: &Annotation| match field {
                Field::Annotated(Kind::Remark) => !annotation.remark.is_empty(),
                Field::Annotated(Kind::Highlight) => annotation.colour.is_some(),
                Field::Annotated(kind) => annotation.kind() == *kind,
                Field::Tag(tag) => annotation.has_tag(tag),
                _ => false,
            };
            if !matches!(field, Field::Annotated(_) | Field::Tag(_)) {
                continue;
            }
            let mut posts: HashMap<PostIx, Vec<Span>> = HashMap::new();
            for (span, _) in annotated.iter().filter(|(_, annotation)| is_meant(annotation)) {
                let own = posts.entry(span.post).or_default();
                if span.start < span.end {
                    own.push(*span);
                } else {
                    // Of a post as a whole, its first line is shown.
                    let line = self.reason(&thread.post(span.post));
                    own.extend(line.into_iter().map(|range| Span {
                        start: range.start,
                        end: range.end,
                        ..*span
                    }));
                }
            }
            all.push(posts);
        }
        all
    }

    /// What to show of a post that fits: its links if these were asked for, else its first line that is not empty.
    fn reason(&self, post: &Post) -> Vec<Range<u32>> {
        if self.0.iter().any(|field| matches!(field, Field::Link)) {
            return post.with_quotes().flat_map(|post| post.links().map(|link| link.range)).collect();
        }
        let first = post.with_quotes().flat_map(|post| post.parts().collect::<Vec<_>>()).find_map(|part| {
            let text = post.text(part.range.clone());
            let blank = text.len() - text.trim_start().len();
            let line = text.trim_start().lines().next()?.trim_end();
            let start = part.range.start + blank as u32;
            (!line.is_empty()).then(|| start..start + line.len() as u32)
        });
        vec![first.unwrap_or(0..0)]
    }
}

/// Whether a post has words of its own, and is not only passed on.
fn is_there(post: &Post) -> bool {
    post.state() == State::Ok && !post.is_repost()
}

/// Whether an entity of a thread is what the lexicon knows by the name that was typed, or its ticker.
fn is_known(entity: &Entity, known: &Expansion) -> bool {
    if entity.kind == EntityKind::Cashtag {
        let mut tickers = known.names.iter().filter(|name| name.how == How::Ticker);
        return tickers
            .any(|name| entity.name.get(1..).is_some_and(|own| own.eq_ignore_ascii_case(name.text)));
    }
    known.is(entity)
}

impl Field {
    /// Whether a post fits; names are looked at elsewhere.
    fn fits(&self, post: &Post) -> bool {
        let is_when = |fits: &dyn Fn(i64) -> bool| post.created().is_some_and(|time| fits(time.millis()));
        match self {
            Self::Names(..) | Self::Annotated(_) | Self::Tag(_) => true,
            Self::From(matcher) => {
                let author = post.author();
                let mut names = [&author.name, &author.handle].into_iter().flatten();
                names.any(|name| matcher.hits(name).next().is_some())
            }
            Self::Link => post.with_quotes().any(|post| post.links().next().is_some()),
            Self::Media(None) => post.with_quotes().any(|post| !post.media().is_empty()),
            Self::Media(Some(kind)) => {
                post.with_quotes().any(|post| post.media().iter().any(|media| media.kind == *kind))
            }
            Self::Type(wanted) => match wanted {
                Type::Missing => post.state() != State::Ok,
                Type::Repost => post.is_repost(),
                Type::Quote => post.quote().is_some() && !post.is_repost(),
                Type::Reply => is_there(post) && post.reply_to().is_some(),
                Type::Post => is_there(post) && post.reply_to().is_none(),
            },
            Self::Before(end) => is_when(&|millis| millis < *end),
            Self::Since(start) => is_when(&|millis| millis >= *start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::corrections::Corrections;
    use crate::index::{entities, recognising};
    use crate::model::{Author, Clean, Draft, DraftLink, Media, Rich, ThreadBuilder};

    fn query(text: &str) -> Query {
        Query { text: text.to_owned(), names: true, fields: true, ..Query::default() }
    }

    fn found(text: &str) -> Vec<(u32, String)> {
        let mut builder = ThreadBuilder::default();
        let by = |name: &str, handle: &str| Author {
            name: Clean::some_line(name),
            handle: Clean::some_line(handle),
            ..Author::default()
        };
        let mut linked = Rich::plain("Boats of Alibaba at ");
        linked.push_link(
            "harbour.example",
            DraftLink { url: Clean::line("https://harbour.example/"), ..DraftLink::default() },
        );
        builder.push(Draft {
            author: by("Dana Reyes", "danareyes"),
            created: Time::parse("2024-03-14T09:00:00Z"),
            body: linked,
            ..Draft::default()
        });
        builder.push(Draft {
            author: by("Bo Tran", "botran"),
            created: Time::parse("2024-03-15T09:00:00Z"),
            body: Rich::plain("\nNo boats in Berlin.\nMara Quill left."),
            media: vec![Media { kind: MediaKind::Image, url: None, file: None, alt: None }],
            ..Draft::default()
        });
        builder.push(Draft {
            body: Rich::plain("阿里巴巴 has boats, at 10:30."),
            reply_to: Clean::some_line("1"),
            ..Draft::default()
        });
        builder.push(Draft { state: Some(State::Deleted), ..Draft::default() });
        let quoted = Box::new(Draft { body: Rich::plain("Ships."), ..Draft::default() });
        builder.push(Draft { quote: Some(quoted.clone()), body: Rich::plain("So."), ..Draft::default() });
        builder.push(Draft { quote: Some(quoted), is_repost: true, ..Draft::default() });
        let thread = recognising::named(&builder.finish(), &Corrections::default(), &AtomicBool::new(false));
        let entities = entities::gather(&thread);
        let spans = naming::search(&query(text), &thread, &Known::of(&entities), &AtomicBool::new(false))
            .unwrap()
            .unwrap();
        spans.iter().map(|span| (span.post.0, thread.slice(*span).to_owned())).collect()
    }

    #[test]
    fn fields_choose_the_posts_in_which_words_are_found() {
        let posts = |text: &str| found(text).into_iter().map(|(post, _)| post).collect::<Vec<_>>();
        assert_eq!(posts("boats"), [0, 1, 2]);
        for (text, expected) in [
            ("from:dana boats", &[0][..]),
            ("boats from:@BOTRAN", &[1]),
            ("from:\"bo tran\" boats", &[1]),
            ("from:dana from:bo boats", &[]),
            ("has:link boats", &[0]),
            ("has:media boats", &[1]),
            ("has:images boats", &[1]),
            ("has:video boats", &[]),
            ("type:post boats", &[0, 1]),
            ("type:reply boats", &[2]),
            ("type:missing", &[3]),
            ("type:quote", &[4]),
            ("has:quote type:reply", &[]),
            ("type:repost", &[5]),
            ("before:2024-03-15 boats", &[0]),
            ("after:2024-03-14 boats", &[1]),
            ("after:2023 boats", &[0, 1]),
            ("after:2024 boats", &[]),
            ("before:2024-04 after:2024-02 boats", &[0, 1]),
            ("org:alibaba boats", &[0, 2]),
            ("org:BABA boats", &[0, 2]),
            ("place:berlin boats", &[1]),
            ("person:quill boats", &[1]),
            ("person:berlin boats", &[]),
            ("before:2024-03-15 BABA", &[0]),
        ] {
            assert_eq!(posts(text), expected, "{text}");
        }
    }

    #[test]
    fn fields_alone_find_what_made_the_post_fit() {
        let one = |text: &str| found(text).into_iter().map(|(_, reads)| reads).collect::<Vec<_>>();
        assert_eq!(one("org:alibaba"), ["Alibaba", "阿里巴巴"]);
        assert_eq!(one("has:link"), ["harbour.example"]);
        assert_eq!(one("from:bo"), ["No boats in Berlin."]);
        assert_eq!(one("person:quill has:media"), ["Mara Quill"]);
    }

    #[test]
    fn what_is_no_field_is_searched_for_as_it_stands() {
        assert_eq!(found("at 10:30"), [(2, "at 10:30".to_owned())]);
        assert_eq!(found("ship:boats"), []);
        let words = |query: &Query| split(query).unwrap().0.text;
        assert_eq!(words(&query(" a  https://b.example ")), " a  https://b.example ");
        assert_eq!(words(&Query { fields: false, ..query("from:dana") }), "from:dana");
        assert_eq!(words(&Query { regex: true, ..query("from:dana|x") }), "from:dana|x");
    }

    #[test]
    fn what_is_wrong_with_a_field_is_said() {
        for (text, expected) in [
            ("from: dana", "from: wants a name or a handle right behind it"),
            ("boats person:\"\"", "person: wants a name right behind it"),
            ("type:boats", "type: wants post, reply, quote, repost or missing right behind it"),
            (
                "has:boats",
                "has: wants link, media, image, video, gif, audio, file, quote, remark, highlight or bookmark right behind it",
            ),
            ("tag:#", "tag: wants a tag of yours right behind it"),
            ("after:spring", "after: wants a date such as 2024, 2024-03 or 2024-03-14 right behind it"),
            ("before:2024-13", "before: wants a date such as 2024, 2024-03 or 2024-03-14 right behind it"),
        ] {
            assert_eq!(split(&query(text)).unwrap_err().0, expected, "{text}");
        }
        for text in ["from:\"", "from:\"é", ":", "::", "person:é\"", "\"from:x\""] {
            let _ = split(&query(text));
        }
    }
}
