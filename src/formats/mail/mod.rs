//! Mail: a mailbox in mbox form, as mail programs and list archives keep it, and single messages (`.eml`).
//!
//! ```text
//! From dana@example.org  Thu Mar 14 09:26:53 2024      before each message of a mailbox, after a blank line
//! From: Dana Reyes <dana@example.org>                  headers, a blank line, the body
//! Subject: Cranes
//! ```
//!
//! Sources: RFC 4155 (mbox), RFC 5322 (messages), RFC 2045 to 2047 (MIME), which `mail-parser` reads. Which message
//! answers which, `In-Reply-To` and `References` tell: of these the last that is in the file.

mod body;

use std::collections::HashSet;
use std::ops::Range;

use mail_parser::{Address, HeaderValue, Message, MessageParser, MimeHeaders, PartType};

use super::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Draft, Media, MediaKind, Precision, Rich, Shape, Style, ThreadBuilder, Time,
};

/// A mailbox, or one message.
pub const FORMAT: Format = Format {
    id: "mail",
    title: "Mail: a mailbox (mbox) or a message (eml)",
    how: "In Thunderbird, Apple Mail or Gmail (Takeout) export the folder as mbox, or save a message as .eml; list archives \
          offer mbox too",
    recognise,
    read,
    package: None,
};

/// What a mailbox's messages begin with.
const FROM: &str = "From ";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    is_separator(start.lines().next().unwrap_or_default().as_bytes()) || has_headers(start)
}

/// `From dana@example.org  Thu Mar 14 09:26:53 2024`: something, and a time with its year at the end or before a zone.
fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(FROM.as_bytes()) else { return false };
    let words: Vec<&[u8]> = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_clock = |word: &&[u8]| word.len() >= 5 && word.contains(&b':') && word[0].is_ascii_digit();
    let is_year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.len() >= 4 && words.iter().any(is_clock) && words.iter().any(is_year)
}

/// Whether a text begins with headers of which three are those of mail, and is no page that a browser wrapped like one.
fn has_headers(text: &str) -> bool {
    const TELLING: &[&str] = &[
        "from",
        "to",
        "date",
        "subject",
        "message-id",
        "received",
        "return-path",
        "mime-version",
        "content-type",
        "delivered-to",
        "x-mailer",
        "in-reply-to",
        "references",
    ];
    let mut found = 0;
    for line in text.lines() {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, value)) = line.split_once(':').filter(|(name, _)| is_field_name(name)) else { break };
        if name.eq_ignore_ascii_case("content-type") && value.trim_start().starts_with("multipart/related") {
            return false;
        }
        found += usize::from(TELLING.contains(&name.to_ascii_lowercase().as_str()));
    }
    found >= 3
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[expect(clippy::unnecessary_wraps, reason = "the table of formats wants a reader that may fail")]
fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Mail"));
    // Each message has its own encoding: the bytes count, not what they were decoded to.
    let bytes = input.bytes;
    let messages = messages(bytes);
    let known: HashSet<String> = messages.iter().filter_map(|range| id_of(&bytes[range.clone()])).collect();
    let mut seen = HashSet::new();
    let (mut roots, mut subjects) = (0, HashSet::new());
    for (i, range) in messages.into_iter().enumerate() {
        let Some(mut draft) = draft(&bytes[range], &known) else {
            builder.warn(
                &format!("message {}", i + 1),
                "the file ends before its headers, or it has none; it was left out",
            );
            continue;
        };
        if draft.id.as_ref().is_some_and(|id| !seen.insert(id.to_string())) {
            continue;
        }
        let is_root = draft.draft.reply_to.as_ref().is_none_or(|id| !known.contains(&**id));
        roots += usize::from(is_root);
        if is_root && subjects.insert(std::mem::take(&mut draft.topic)) {
            draft.put_subject();
        }
        builder.push(draft.draft);
    }
    builder.shape(if roots > 1 { Shape::Collection } else { Shape::Thread });
    Ok(())
}

/// A message, and what it is about.
struct Mail {
    draft: Draft,
    id: Option<Clean>,
    subject: Option<Clean>,
    /// The subject without `Re:` and the like.
    topic: String,
}

impl Mail {
    /// The subject stands above the words of whoever brought it up.
    fn put_subject(&mut self) {
        let Some(subject) = &self.subject else { return };
        let mut body = Rich::plain(subject);
        let end = body.text().len();
        body.mark_style(0..end, Style::Bold);
        let words = std::mem::take(&mut self.draft.body);
        if !words.is_blank() {
            body.push("\n\n");
            body.append(words);
        }
        self.draft.body = body;
    }
}

/// Where each message stands, without the lines that part them.
fn messages(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut at, mut is_after_blank) = (0, true);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let start = at;
        at += line.len();
        // In a mailbox that was cut, the last line may be the beginning of such a line.
        let is_cut = at == bytes.len() && !line.ends_with(b"\n") && !found.is_empty();
        if is_after_blank && (is_separator(line) || is_cut && line.starts_with(FROM.as_bytes())) {
            if let Some(last) = found.last_mut() {
                last.end = start;
            }
            found.push(at..bytes.len());
        }
        is_after_blank = line.trim_ascii().is_empty() && (start > 0 || !found.is_empty()) || found.is_empty();
    }
    if found.is_empty() {
        found.push(0..bytes.len());
    }
    found
}

/// The id of a message, from its headers alone.
fn id_of(bytes: &[u8]) -> Option<String> {
    MessageParser::new().with_message_ids().parse_headers(bytes)?.message_id().map(str::to_owned)
}

fn draft(bytes: &[u8], known: &HashSet<String>) -> Option<Mail> {
    let message = MessageParser::default().parse(bytes)?;
    if message.headers().is_empty() {
        return None;
    }
    let id = message.message_id().and_then(Clean::some_line);
    let body = words(&message);
    let draft = Draft {
        id: id.clone(),
        author: message.from().map(author).unwrap_or_default(),
        created: created(&message),
        reply_to: answered(&message, known),
        media: media(&message),
        body,
        ..Draft::default()
    };
    let topic = message.thread_name().unwrap_or_default().to_owned();
    Some(Mail { draft, id, subject: message.subject().and_then(Clean::some_line), topic })
}

/// The name, else what stands before the address; the address is the account.
fn author(address: &Address) -> Author {
    let Some(first) = address.first() else { return Author::default() };
    let told = first.name.as_deref().or(first.address.as_deref()).unwrap_or_default();
    // `dana at example.org (Dana Reyes)`, as list archives write it.
    let hidden =
        told.strip_suffix(')').and_then(|told| told.split_once(" (")).filter(|(at, _)| at.contains(" at "));
    if let Some((address, name)) = hidden {
        let id = Clean::some_line(&address.replace(" at ", "@"));
        return Author { name: Clean::some_line(name).or_else(|| id.clone()), handle: None, id };
    }
    let address = first.address.as_deref().map(|address| address.replace(" at ", "@"));
    Author {
        name: first
            .name
            .as_deref()
            .and_then(Clean::some_line)
            .or_else(|| address.as_deref().and_then(Clean::some_line)),
        handle: None,
        id: address.as_deref().and_then(Clean::some_line),
    }
}

fn created(message: &Message) -> Option<Time> {
    let date = message.date().filter(|date| date.is_valid())?;
    Time::from_millis(date.to_timestamp().checked_mul(1000)?, Precision::Second)
}

/// The message that this one answers: the last of those it names that is in the file, else the last.
fn answered(message: &Message, known: &HashSet<String>) -> Option<Clean> {
    let own = message.message_id().unwrap_or_default();
    let ids = |value: &HeaderValue| match value {
        HeaderValue::Text(id) => vec![id.to_string()],
        HeaderValue::TextList(ids) => ids.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let mut named = ids(message.references());
    named.extend(ids(message.in_reply_to()));
    named.retain(|id| id != own);
    let in_file = named.iter().rfind(|id| known.contains(*id));
    in_file.or(named.last()).and_then(|id| Clean::some_line(id))
}

/// The words of a message: its plain text, else its HTML.
fn words(message: &Message) -> Rich {
    let plain = message.text_bodies().find_map(|part| match &part.body {
        PartType::Text(text) => Some(body::plain(text)),
        _ => None,
    });
    let html = || {
        message.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(body::html(html)),
            _ => None,
        })
    };
    plain.filter(|words| !words.is_blank()).or_else(html).unwrap_or_default()
}

fn media(message: &Message) -> Vec<Media> {
    let kind =
        |part: &mail_parser::MessagePart| match part.content_type().map(mail_parser::ContentType::ctype) {
            Some("image") => MediaKind::Image,
            Some("video") => MediaKind::Video,
            Some("audio") => MediaKind::Audio,
            _ => MediaKind::File,
        };
    let named = |part: &mail_parser::MessagePart| part.attachment_name().map(Clean::text);
    message
        .attachments()
        .filter(|part| {
            part.attachment_name().is_some() || !matches!(part.body, PartType::Text(_) | PartType::Html(_))
        })
        .map(|part| Media { kind: kind(part), url: None, file: None, alt: named(part) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{read, recognise};
    use crate::model::{PostIx, Source};

    const LIST: &str = "From dana at example.org  Thu Mar 14 09:26:53 2024\nFrom: dana at example.org (Dana Reyes)\nDate: Thu, 14 Mar 2024 10:26:53 +0100\nSubject: [harbour] Cranes\nMessage-ID: <1@example.org>\n\nKoru sold 12 cranes.\n\n>From what I hear, to Northwind.\n\nFrom the register: nothing.\n\nFrom bo at example.org  Thu Mar 14 09:30:53 2024\nFrom: =?utf-8?q?B=C3=B6?= <bo@example.org>\nDate: Thu, 14 Mar 2024 10:30:53 +0100\nSubject: Re: [harbour] Cranes\nMessage-ID: <2@example.org>\nReferences: <1@example.org> <0@elsewhere.example>\n\nOn 14 March Dana wrote:\n> Koru sold 12 cranes.\n>> Did it?\nTo whom?\n";

    #[test]
    fn a_list_archive_is_a_thread_of_answers() {
        let thread = read(LIST.as_bytes(), Source::default()).unwrap();
        assert_eq!((&*thread.source.format, thread.len(), thread.shape), ("mail", 2, Shape::Thread));
        let [first, second] = [0, 1].map(|i| thread.post(PostIx(i)));
        assert_eq!(first.author().name.as_deref(), Some("Dana Reyes"));
        assert_eq!(first.created().unwrap().rfc3339(), "2024-03-14T09:26:53Z");
        assert_eq!(
            first.body(),
            "[harbour] Cranes\n\nKoru sold 12 cranes.\n\nFrom what I hear, to Northwind.\n\nFrom the register: nothing."
        );
        assert_eq!((second.author().name.as_deref(), second.reply_to()), (Some("Bö"), Some("1@example.org")));
        assert_eq!(second.body(), "On 14 March Dana wrote:\nKoru sold 12 cranes.\nDid it?\nTo whom?");
        let quotes: Vec<_> = second.styles().map(|styled| second.text(styled.range)).collect();
        assert_eq!(quotes, ["Koru sold 12 cranes.\nDid it?", "Did it?"]);
    }

    #[test]
    fn what_a_mail_answers_is_told_though_it_is_not_in_the_file() {
        let (_, answer) = LIST.split_at(LIST.find("From bo").unwrap());
        let thread = read(answer.as_bytes(), Source::default()).unwrap();
        let post = thread.post(PostIx(0));
        assert_eq!(post.reply_to(), Some("0@elsewhere.example"));
        // Nobody above it has told what it is about.
        assert!(post.body().starts_with("Re: [harbour] Cranes\n\n"), "{}", post.body());
    }

    #[test]
    fn a_note_with_colons_is_no_mail() {
        for text in [
            "From: me\n\nJust a note.",
            "From here to eternity\n\nA film.",
            "Title: a\nAuthor: b\nDate: c\n\nText.",
        ] {
            let input = Input::decode(text.as_bytes()).unwrap();
            assert_ne!(recognise(&input).map(|format| format.id), Some("mail"), "{text}");
        }
    }
}
