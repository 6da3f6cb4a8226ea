//! The hits of one thread as `unspool search` tells them: post by post, in reading order.
//!
//! ```text
//! thread.json:3: Dana Reyes (@danareyes), 14 Mar 2024 09:48
//!   the lines of the body that have hits
//!   [Image: a line of the description of a picture]
//!   > a line of the quoted post
//! ```

use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use super::coloring::Looks;
use super::listing::write_object;
use crate::index::{Rank, Tree};
use crate::model::{Author, PartKind, Post, Span, Thread, Time};

/// How hits are told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Telling {
    /// The lines that have them.
    Text(Looks),
    /// A JSON object per post.
    Json,
    /// How many posts have some; whether behind the file's name.
    Count(bool),
}

/// Writes what there is to tell of the hits in a file; how many posts have some.
pub(super) fn write(
    out: &mut dyn Write,
    (file, thread): (&str, &Thread),
    spans: &[Span],
    telling: Telling,
) -> io::Result<usize> {
    let tree = Tree::new(thread);
    let mut hits: Vec<(Rank, Range<u32>)> =
        spans.iter().map(|span| (tree.rank(span.post), span.start..span.end)).collect();
    hits.sort_unstable_by_key(|(rank, range)| (*rank, range.start));
    let posts = || hits.chunk_by(|a, b| a.0 == b.0);
    if let Telling::Count(is_named) = telling {
        let count = posts().count();
        if is_named {
            writeln!(out, "{file}:{count}")?;
        } else {
            writeln!(out, "{count}")?;
        }
        return Ok(count);
    }
    for (i, hits) in posts().enumerate() {
        let rank = hits[0].0;
        let found = Found { file, number: rank.number(), post: thread.post(tree.post(rank)), hits };
        match telling {
            Telling::Text(looks) => {
                out.write_all(if i > 0 { b"\n" } else { b"" })?;
                found.write_text(looks, out)?;
            }
            _ => write_object(out, &found.form())?,
        }
    }
    Ok(posts().count())
}

/// A post with hits.
struct Found<'a> {
    file: &'a str,
    number: usize,
    post: Post<'a>,
    /// By range of [`Post::whole`], sorted.
    hits: &'a [(Rank, Range<u32>)],
}

/// A part of a post or of what it quotes, and how its lines are told.
struct Stretch<'a> {
    /// What `--json` calls it.
    place: &'static str,
    text: &'a str,
    before: String,
    after: &'static str,
    /// By byte of `text`, at least one.
    hits: Vec<Range<usize>>,
}

impl<'a> Found<'a> {
    /// The parts that have hits.
    fn stretches(&self) -> Vec<Stretch<'a>> {
        let mut stretches = Vec::new();
        for (level, post) in self.post.with_quotes().enumerate() {
            for part in post.parts() {
                let within = |hit: &Range<u32>| {
                    let (start, end) = (hit.start.max(part.range.start), hit.end.min(part.range.end));
                    let from = |byte: u32| (byte - part.range.start) as usize;
                    (start < end).then(|| from(start)..from(end))
                };
                let hits: Vec<_> = self.hits.iter().filter_map(|(_, hit)| within(hit)).collect();
                if hits.is_empty() {
                    continue;
                }
                let (place, label, after) = match part.kind {
                    PartKind::Body => ("body", String::new(), ""),
                    PartKind::Warning => ("warning", "[Content warning: ".to_owned(), "]"),
                    PartKind::Alt(i) => {
                        let word = post.media().get(usize::from(i)).map_or("File", |m| m.kind.word());
                        ("alt", format!("[{word}: "), "]")
                    }
                };
                stretches.push(Stretch {
                    place: if level > 0 { "quote" } else { place },
                    text: post.text(part.range),
                    before: "> ".repeat(level) + &label,
                    after,
                    hits,
                });
            }
        }
        stretches
    }

    fn write_text(&self, looks: Looks, out: &mut dyn Write) -> io::Result<()> {
        let head = looks.head();
        let author = self.post.author();
        let is_known = author.name.is_some() || author.handle.is_some();
        let facts = [is_known.then(|| author.full_name()), self.post.created().map(Time::display)];
        let facts = facts.into_iter().flatten().map(|fact| format!(" {fact}")).collect::<Vec<_>>().join(",");
        let colon = if facts.is_empty() { "" } else { ":" };
        writeln!(out, "{head}{}:{}{colon}{head:#}{facts}", self.file, self.number)?;
        for stretch in self.stretches() {
            stretch.write_lines(looks, out)?;
        }
        Ok(())
    }

    fn form(&self) -> PostForm<'a> {
        let created = self.post.created();
        let Author { name, handle, .. } = self.post.author();
        PostForm {
            file: self.file,
            number: self.number,
            id: self.post.id(),
            url: self.post.url(),
            author: (name.is_some() || handle.is_some())
                .then_some(AuthorForm { name: name.as_deref(), handle: handle.as_deref() }),
            created_at: created.map(Time::rfc3339),
            created_precision: created.map(|time| time.precision().name()),
            text: self.post.body(),
            hits: self.stretches().iter().flat_map(Stretch::forms).collect(),
        }
    }
}

impl<'a> Stretch<'a> {
    /// The lines that a hit touches.
    fn write_lines(&self, looks: Looks, out: &mut dyn Write) -> io::Result<()> {
        let mut start = 0;
        for line in self.text.split('\n') {
            let end = start + line.len();
            let mut touching = self.hits.iter().filter(|hit| hit.start <= end && hit.end > start).peekable();
            if touching.peek().is_some() {
                write!(out, "  {}", self.before)?;
                let style = looks.hit();
                let mut at = start;
                for hit in touching {
                    let (from, to) = (hit.start.max(at), hit.end.min(end));
                    let (plain, marked) = (&self.text[at..from], &self.text[from..to]);
                    write!(out, "{plain}{style}{marked}{style:#}")?;
                    at = to;
                }
                writeln!(out, "{}{}", &self.text[at..end], self.after)?;
            }
            start = end + 1;
        }
        Ok(())
    }

    fn forms(&self) -> Vec<HitForm<'a>> {
        let (mut byte, mut character) = (0, 0);
        let mut characters_to = |at: usize| {
            character += self.text[byte..at].chars().count();
            byte = at;
            character
        };
        let mut form = |hit: &Range<usize>| HitForm {
            place: self.place,
            start: characters_to(hit.start),
            end: characters_to(hit.end),
            text: (self.place != "body").then_some(self.text),
        };
        self.hits.iter().map(&mut form).collect()
    }
}

#[derive(Serialize)]
struct PostForm<'a> {
    file: &'a str,
    number: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<AuthorForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_precision: Option<&'static str>,
    text: &'a str,
    hits: Vec<HitForm<'a>>,
}

#[derive(Serialize)]
struct AuthorForm<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<&'a str>,
}

#[derive(Serialize)]
struct HitForm<'a> {
    #[serde(rename = "in")]
    place: &'static str,
    /// In code points of the post's text, or of `text` where that is given.
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Media, MediaKind, PostIx, Rich, ThreadBuilder};

    /// A post with something in every part, and the spans of a word in it.
    fn told(word: &str, telling: Telling) -> String {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft {
            author: Author { name: Clean::some_line("Ana Ruiz"), ..Author::default() },
            content_warning: Clean::some_line("boats"),
            body: Rich::plain("🧵 boats, boats\nand cranes\nno boats"),
            media: vec![Media {
                kind: MediaKind::Image,
                url: None,
                file: None,
                alt: Clean::some_line("two boats"),
            }],
            quote: Some(Box::new(Draft { body: Rich::plain("Sold:\nboats"), ..Draft::default() })),
            ..Draft::default()
        });
        let thread = builder.finish();
        let whole = thread.post(PostIx(0)).whole();
        let span = |(at, found): (usize, &str)| Span {
            post: PostIx(0),
            start: at as u32,
            end: (at + found.len()) as u32,
        };
        let spans: Vec<_> = whole.match_indices(word).map(span).collect();
        let mut out = Vec::new();
        write(&mut out, ("a.json", &thread), &spans, telling).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_part_shows_its_lines_and_says_what_it_is() {
        assert_eq!(
            told("boats", Telling::Text(Looks::plain())),
            "a.json:1: Ana Ruiz\n  [Content warning: boats]\n  🧵 boats, boats\n  no boats\n  \
             [Image: two boats]\n  > boats\n"
        );
    }

    #[test]
    fn a_post_of_which_nothing_is_known_is_told_by_its_number() {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain("boats"), ..Draft::default() });
        let span = Span { post: PostIx(0), start: 0, end: 5 };
        let mut out = Vec::new();
        write(&mut out, ("a.txt", &builder.finish()), &[span], Telling::Text(Looks::plain())).unwrap();
        assert_eq!(out, b"a.txt:1\n  boats\n");
    }

    #[test]
    fn a_hit_over_several_lines_shows_them_all() {
        assert_eq!(
            told("boats\nand cranes\nno", Telling::Text(Looks::plain())),
            "a.json:1: Ana Ruiz\n  🧵 boats, boats\n  and cranes\n  no boats\n"
        );
    }

    #[test]
    fn offsets_count_code_points_of_the_text_they_belong_to() {
        let record: serde_json::Value = serde_json::from_str(&told("boats", Telling::Json)).unwrap();
        assert_eq!(
            record["hits"],
            serde_json::json!([
                {"in": "warning", "start": 0, "end": 5, "text": "boats"},
                {"in": "body", "start": 2, "end": 7},
                {"in": "body", "start": 9, "end": 14},
                {"in": "body", "start": 29, "end": 34},
                {"in": "alt", "start": 4, "end": 9, "text": "two boats"},
                {"in": "quote", "start": 6, "end": 11, "text": "Sold:\nboats"},
            ])
        );
    }

    #[test]
    fn counts_are_of_posts() {
        assert_eq!(told("boats", Telling::Count(false)), "1\n");
        assert_eq!(told("boats", Telling::Count(true)), "a.json:1\n");
        assert_eq!(told("ships", Telling::Count(false)), "0\n");
        assert_eq!(told("ships", Telling::Count(true)), "a.json:0\n");
    }
}
