//! What a file knows of its posts, in words that all text forms share; no markup, no escaping.

use std::collections::HashSet;

use crate::model::{Author, Media, Post, PostIx, Precision, Source, State, Style, Thread, Time};

/// `Name (@handle)`, as far as known.
pub(super) fn author(author: &Author) -> Option<String> {
    author.is_known().then(|| author.full_name())
}

/// `14 Mar 2024 09:26 UTC`; a bare day has no zone.
pub(super) fn moment(time: Time) -> String {
    match time.precision() {
        Precision::Minute | Precision::Second if !time.is_local() => format!("{} UTC", time.display()),
        Precision::Minute | Precision::Second => format!("{} local time", time.display()),
        Precision::Year | Precision::Month | Precision::Day => time.display(),
    }
}

/// Why a post is not there, or has no words of its own, for brackets.
pub(super) fn absence(post: Post) -> Option<String> {
    let words = match post.state() {
        State::Ok if post.is_repost() && post.body().is_empty() => "passed on",
        State::Ok => return None,
        State::Deleted => "deleted",
        State::Blocked => "blocked",
        State::Missing => "not in the file",
        State::Suspended => "account suspended",
        State::Withheld => "withheld",
        State::Private => "account protected",
        State::Removed => "removed by a moderator",
        State::Omitted => match post.omitted() {
            0 => "further posts, left out of the file",
            1 => "1 further post, left out of the file",
            omitted => return Some(format!("{omitted} further posts, left out of the file")),
        },
    };
    Some(words.to_owned())
}

/// The words of a post as plain text tells them: what is quoted behind `> `, what is struck out between `~~`.
pub(super) fn body(post: Post) -> String {
    let struck = post.styles().filter(|styled| styled.style == Style::Struck).map(|styled| styled.range);
    let mut signs: Vec<u32> = struck.flat_map(|range| [range.start, range.end]).collect();
    signs.sort_unstable();
    let mut signs = signs.into_iter().peekable();
    let stretches = post.lines_by_quotes(post.body_range()).into_iter().map(|(lines, depth)| {
        let (mut out, mut at) = (String::new(), lines.start);
        while let Some(sign) = signs.next_if(|sign| *sign <= lines.end) {
            out.extend([post.text(at..sign), "~~"]);
            at = sign;
        }
        out.push_str(post.text(at..lines.end));
        (0..depth).fold(out, |out, _| quoted(&out))
    });
    stretches.collect::<Vec<_>>().join("\n")
}

/// `Image: what it shows`, on one line.
pub(super) fn medium(media: &Media) -> String {
    let kind = media.kind.word();
    match &media.alt {
        Some(alt) => format!("{kind}: {}", one_line(alt)),
        None => kind.to_owned(),
    }
}

/// A text with all its white space made single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Who wrote the posts, where and when, and how many there are: `Dana Reyes (@danareyes) and 2 others, X, 14 Mar 2024, 7
/// posts`.
pub(super) fn summary(thread: &Thread, posts: &[PostIx]) -> String {
    let authors = authors(thread, posts);
    let facts = [authors, thread.source.platform.as_ref().map(ToString::to_string), days(thread, posts)];
    let count = match posts.len() {
        some if some < thread.len() => {
            format!("{some} of {} {}", thread.len(), thread.unit.noun(thread.len()))
        }
        all => format!("{all} {}", thread.unit.noun(all)),
    };
    facts.into_iter().flatten().chain([count]).collect::<Vec<_>>().join(", ")
}

/// The author of the first post that has one, and how many others there are.
fn authors(thread: &Thread, posts: &[PostIx]) -> Option<String> {
    let known = posts.iter().map(|ix| thread.post(*ix).author()).filter(|a| author(a).is_some());
    let first = author(known.clone().next()?)?;
    Some(match known.collect::<HashSet<_>>().len() - 1 {
        0 => first,
        1 => format!("{first} and 1 other"),
        others => format!("{first} and {others} others"),
    })
}

/// The days from the first post to the last.
fn days(thread: &Thread, posts: &[PostIx]) -> Option<String> {
    let times = posts.iter().filter_map(|ix| thread.post(*ix).created());
    let (first, last) = (times.clone().min()?.date(), times.max()?.date());
    Some(if first == last { first } else { format!("{first} – {last}") })
}

/// Which file the thread was read from: `From thread.json, SHA-256 9f2b…`.
pub(super) fn origin(source: &Source) -> Option<String> {
    let file = source.file.as_deref().filter(|file| *file != "-").map(|file| format!("From {file}"));
    let hash = source.sha256.as_ref().map(|hash| format!("SHA-256 {hash}"));
    let known: Vec<_> = [file, hash].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(", "))
}

/// The blanks before the words of a line as signs that no reader of markup takes away: `blank` for each column.
pub(super) fn kept_blanks(blanks: &str, blank: &str) -> String {
    const TAB: usize = 4;
    let columns = |c| match c {
        '\t' => TAB,
        '\u{3000}' => 2,
        _ => 1,
    };
    blank.repeat(blanks.chars().map(columns).sum())
}

/// A text with `> ` before each line.
pub(super) fn quoted(text: &str) -> String {
    text.split('\n').map(|line| format!("> {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Clean, Draft, DraftLink, MediaKind, Rich, ThreadBuilder};

    fn person(name: &str, handle: &str) -> Author {
        Author { name: Clean::some_line(name), handle: Clean::some_line(handle), id: None }
    }

    /// A thread of four posts that has something of everything.
    pub(in crate::cite) fn sample() -> Thread {
        let mut body = Rich::plain("Northwind Labs quietly bought Fabrikam Robotics.\nNobody reported it: ");
        let filing = DraftLink { url: Clean::line("https://example.org/filing?a=1"), ..DraftLink::default() };
        body.push_link("example.org/filing", filing);
        let image = |kind, alt| Media { kind, url: None, file: None, alt };
        let gone = Draft { state: Some(State::Deleted), ..Draft::default() };
        let dana = Draft { author: person("Dana Reyes", "danareyes"), ..Draft::default() };
        let mut builder = ThreadBuilder::new(Source {
            platform: Clean::some_line("X"),
            file: Clean::some_line("fabrikam.json"),
            sha256: Clean::some_line("9f2b"),
            ..Source::default()
        });
        builder.title(Clean::some_line("Who bought Fabrikam?"));
        builder.push(Draft {
            id: Clean::some_line("17"),
            url: Clean::some_line("https://x.com/danareyes/status/17"),
            created: Time::parse("2024-03-14T09:26:53Z"),
            body,
            media: vec![
                image(MediaKind::Image, Some(Clean::text("a page\nof the register"))),
                image(MediaKind::Video, None),
            ],
            ..dana.clone()
        });
        builder.push(Draft {
            id: Clean::some_line("18"),
            author: person("Bo", ""),
            reply_to: Clean::some_line("17"),
            body: Rich::plain("# For *how* much? <b>"),
            ..Draft::default()
        });
        builder.push(Draft {
            url: Clean::some_line("https://x.com/danareyes/status/19"),
            created: Time::parse("2024-03-15"),
            reply_to: Clean::some_line("18"),
            content_warning: Clean::some_line("numbers"),
            body: Rich::plain("240 million."),
            quote: Some(Box::new(Draft {
                author: person("", "fabrikam"),
                created: Time::parse("2024-02"),
                body: Rich::plain("No comment."),
                quote: Some(Box::new(gone)),
                ..Draft::default()
            })),
            ..dana
        });
        builder.push(Draft {
            reply_to: Clean::some_line("17"),
            state: Some(State::Removed),
            ..Draft::default()
        });
        builder.finish()
    }

    #[test]
    fn every_absence_has_a_word() {
        for state in State::ALL {
            let mut builder = ThreadBuilder::default();
            builder.push(Draft { state: Some(*state), omitted: 3, ..Draft::default() });
            let words = absence(builder.finish().post(PostIx(0)));
            assert_eq!(words.is_none(), *state == State::Ok);
        }
    }

    #[test]
    fn a_day_has_no_zone() {
        let said = |text| moment(Time::parse(text).unwrap());
        assert_eq!(said("2024-03-14T09:26:53Z"), "14 Mar 2024 09:26 UTC");
        assert_eq!(said("2024-03-14"), "14 Mar 2024");
    }
}
