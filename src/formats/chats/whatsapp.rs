//! WhatsApp's exported chats: lines of text, on Android and on the iPhone, alone or in the zip with the media.
//!
//! ```text
//! 14/03/2024, 09:26 - Ana: The crane is sold.       Android: WhatsApp Chat with Ana.txt
//! [14.03.24, 09:26:53] Ana: The crane is sold.      iPhone: _chat.txt
//! To Northwind, of all people.                      goes on with the message above
//! ```
//!
//! Source: exports of both, as described in WhatsApp's help and seen in real files. The dates are those of the telephone's
//! country, the times those of its clock; what WhatsApp itself says has no name before it.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::clock::{Order, Stamp, order};
use super::{happening, marking};
use crate::formats::package::{self, Package};
use crate::formats::scanning::{self, What};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{Author, Clean, Draft, Marks, Media, MediaKind, Rich, State, ThreadBuilder};

/// A chat.
pub const FORMAT: Format = Format {
    id: "whatsapp",
    title: "WhatsApp chat",
    how: "In WhatsApp open the chat; in its menu choose More, Export chat; open the .txt or the .zip that it gives",
    recognise,
    read,
    package: Some(Package { recognise: is_package, read: read_package }),
};

/// Date, time, half of the day; what follows is the message. U+200E and U+202F stand where iPhones put them.
const STAMP: &str = r"(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4}),?[ \u{202F}\u{A0}]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[ \u{202F}\u{A0}]*([AaPp])\.?[ \u{A0}]?[Mm]\.?)?";

static LINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"^[\u{{200E}}\u{{200F}}]*(?:\[{STAMP}\] ?|{STAMP} [\-–] )(.*)$")).ok()
});

/// How many of the first lines tell what a file is, and how many there may be to a message.
const FIRST: usize = 10;
const MOST_LINES: usize = 5;

fn recognise(input: &Input) -> bool {
    let Some(line) = LINE.as_ref() else { return false };
    let start = input.start();
    // Most files are none: what is no digit and no bracket at its beginning is not looked at further.
    if !start.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '[' | '\u{200E}' | '\u{200F}')) {
        return false;
    }
    let lines: Vec<&str> = start.lines().filter(|line| !line.trim().is_empty()).take(FIRST).collect();
    let found = lines.iter().filter(|text| line.is_match(text)).count();
    line.is_match(lines[0]) && found * MOST_LINES >= lines.len()
}

/// The chat of a package: `_chat.txt` of an iPhone, `WhatsApp Chat with Ana.txt` of Android.
fn chat(names: &[String]) -> Option<&str> {
    package::find(names, "_chat.txt").or_else(|| {
        let own = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        names
            .iter()
            .map(String::as_str)
            .find(|name| own(name).starts_with("WhatsApp") && name.to_lowercase().ends_with(".txt"))
    })
}

fn is_package(names: &[String]) -> bool {
    chat(names).is_some()
}

fn read_package(members: &mut dyn package::Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let name = chat(members.names()).unwrap_or("_chat.txt").to_owned();
    let bytes = members.read(&name)?;
    let input = Input::decode(&bytes)?;
    if !recognise(&input) {
        return Err(Unreadable::new(
            &format!("{name} is no chat of WhatsApp"),
            "Export the chat again, or open the file itself.",
        ));
    }
    let own = name.rsplit('/').next().unwrap_or(&name);
    builder.title(own.strip_suffix(".txt").filter(|name| *name != "_chat").and_then(Clean::some_line));
    read_chat(&input, members.names(), builder);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "the table of formats wants a reader that may fail")]
fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_chat(input, &[], builder);
    Ok(())
}

/// A message with the lines that belong to it.
struct Message<'t> {
    stamp: Stamp,
    text: &'t str,
}

fn read_chat(input: &Input, names: &[String], builder: &mut ThreadBuilder) {
    builder.source().platform = Some(Clean::line("WhatsApp"));
    let messages = messages(input.start());
    let stamps: Vec<Stamp> = messages.iter().map(|message| message.stamp).collect();
    let (order, is_open) = order(&stamps);
    if is_open {
        builder.warn(
            "",
            "whether the day or the month comes first, no date in it tells; they are read as day, month",
        );
    }
    for message in messages {
        builder.push(draft(&message, order, names));
    }
}

fn messages(text: &str) -> Vec<Message<'_>> {
    let Some(line) = LINE.as_ref() else { return Vec::new() };
    let mut found: Vec<Message> = Vec::new();
    let mut at = 0;
    // Where the words of the message at hand begin.
    let mut begun = 0;
    for row in text.split_inclusive('\n') {
        let start = at;
        at += row.len();
        let stamped =
            line.captures(row.trim_end_matches(['\n', '\r'])).and_then(|c| Some((stamp(&c)?, words(&c)?)));
        match stamped {
            Some((stamp, words)) => {
                begun = start + words;
                found.push(Message { stamp, text: "" });
            }
            None if found.is_empty() || is_cut_stamp(row) => continue,
            None => {}
        }
        if let Some(last) = found.last_mut() {
            last.text = text[begun..at].trim_end_matches(['\n', '\r']);
        }
    }
    found
}

/// Whether a file ends in the middle of what stands before a message: a date, and nothing but what belongs to a time.
fn is_cut_stamp(row: &str) -> bool {
    let belongs = |c: char| c.is_ascii_digit() || "[]./-,: \u{202F}\u{A0}\u{200E}\u{FFFD}APMapm".contains(c);
    let date = row.trim_start_matches(['[', '\u{200E}']);
    let digits = date.bytes().take_while(u8::is_ascii_digit).count();
    digits > 0
        && date[digits..].starts_with(['.', '/', '-'])
        && !row.ends_with('\n')
        && row.chars().all(belongs)
}

fn stamp(captures: &Captures) -> Option<Stamp> {
    // The first seven groups are those of the bracketed form.
    let group = |i: usize| captures.get(i).or_else(|| captures.get(i + 7)).map(|m| m.as_str());
    let number = |i: usize| group(i)?.parse::<u16>().ok();
    let hour = number(4)?;
    let hour = match group(7) {
        Some("p" | "P") => hour % 12 + 12,
        Some(_) => hour % 12,
        None => hour,
    };
    Some(Stamp {
        date: [number(1)?, number(2)?, number(3)?],
        hour,
        minute: number(5)?,
        second: number(6),
        year_first: group(1)?.len() == 4,
    })
}

fn words(captures: &Captures) -> Option<usize> {
    captures.get(15).map(|words| words.start())
}

fn draft(message: &Message, order: Order, names: &[String]) -> Draft {
    let created = message.stamp.time(order);
    let text = message.text.trim_start_matches(['\u{200E}', '\u{200F}']);
    // A name is short and stands on the first line; what has none was said by nobody.
    let said = text.split_once(": ").or_else(|| text.strip_suffix(':').map(|name| (name, "")));
    let Some((name, words)) = said.filter(|(name, _)| name.chars().count() <= 60 && !name.contains('\n'))
    else {
        return Draft { created, body: happening(Rich::plain(text)), ..Draft::default() };
    };
    let author = Author { name: Clean::some_line(name), ..Author::default() };
    let words = words.trim_start_matches(['\u{200E}', '\u{200F}']);
    let mut draft = Draft { author, created, ..Draft::default() };
    if matches!(
        words,
        "This message was deleted"
            | "This message was deleted."
            | "You deleted this message"
            | "You deleted this message."
    ) {
        draft.state = Some(State::Deleted);
        return draft;
    }
    let (media, rest) = attached(words, names);
    draft.media.extend(media);
    draft.body = body(rest);
    draft
}

/// The file that a message brings, and what else it says.
fn attached<'t>(words: &'t str, names: &[String]) -> (Option<Media>, &'t str) {
    let first = words.lines().next().unwrap_or_default();
    let file = first
        .strip_prefix("<attached: ")
        .and_then(|rest| rest.strip_suffix('>'))
        .or_else(|| first.strip_suffix(" (file attached)"));
    let is_left_out =
        first.to_lowercase().ends_with("omitted>") || first.to_lowercase().ends_with(" omitted");
    let rest = words[first.len()..].trim_start_matches(['\r', '\n']);
    match file {
        Some(file) => {
            // Where the media came along, by their place in the package.
            let place = package::find(names, file).unwrap_or(file);
            let media = Media { kind: kind(file), url: None, file: Clean::some_line(place), alt: None };
            (Some(media), rest)
        }
        None if is_left_out && first.len() <= 40 => {
            let media = Media { kind: kind_of_word(first), url: None, file: None, alt: None };
            (Some(media), rest)
        }
        None => (None, words),
    }
}

fn kind(file: &str) -> MediaKind {
    match file.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
        "jpg" | "jpeg" | "png" | "webp" | "heic" => MediaKind::Image,
        "gif" => MediaKind::Gif,
        "mp4" | "mov" | "3gp" => MediaKind::Video,
        "opus" | "m4a" | "mp3" | "aac" | "ogg" => MediaKind::Audio,
        _ => MediaKind::File,
    }
}

/// `image omitted`, `‎video omitted`, `<Media omitted>`.
fn kind_of_word(words: &str) -> MediaKind {
    let words = words.to_lowercase();
    [
        ("image", MediaKind::Image),
        ("sticker", MediaKind::Image),
        ("video", MediaKind::Video),
        ("gif", MediaKind::Gif),
        ("audio", MediaKind::Audio),
    ]
    .into_iter()
    .find(|(word, _)| words.contains(word))
    .map_or(MediaKind::File, |(_, kind)| kind)
}

fn body(words: &str) -> Rich {
    let marked = marking::read(&words.replace("\r\n", "\n"));
    let mut body = Rich::annotated(&marked.text, Marks { styles: marked.styles, ..Marks::default() });
    scanning::complete(&mut body, |what| matches!(what, What::Link | What::Mention(_)));
    body
}

#[cfg(test)]
mod tests {
    use crate::formats::package::testing::InMemory;
    use crate::formats::{read, read_package};
    use crate::model::{PostIx, Source};

    #[test]
    fn both_telephones_and_all_countries_are_read() {
        for (first, expected) in [
            ("14/03/2024, 09:26 - Ana: Yes.", "2024-03-14T09:26:00"),
            ("3/14/24, 9:26\u{202F}PM - Ana: Yes.", "2024-03-14T21:26:00"),
            ("[14.03.24, 09:26:53] Ana: Yes.", "2024-03-14T09:26:53"),
            ("\u{200E}[14/03/2024, 9:26:53 am] Ana: Yes.", "2024-03-14T09:26:53"),
            ("2024-03-14, 09:26 - Ana: Yes.", "2024-03-14T09:26:00"),
            ("14.03.24, 09:26 - Ana: Yes.", "2024-03-14T09:26:00"),
        ] {
            let text = format!("{first}\n{first}\nand more: of it\n{first}\n");
            let thread = read(text.as_bytes(), Source::default()).unwrap();
            assert_eq!((&*thread.source.format, thread.len()), ("whatsapp", 3), "{first}");
            let post = thread.post(PostIx(1));
            assert_eq!(post.created().unwrap().rfc3339(), expected);
            assert_eq!((post.author().name.as_deref(), post.body()), (Some("Ana"), "Yes.\nand more: of it"));
        }
    }

    #[test]
    fn the_media_of_a_package_are_named_by_their_place_in_it() {
        let chat =
            "14/03/2024, 09:26 - Ana: The crane.\n14/03/2024, 09:27 - Ana: IMG-1.jpg (file attached)\n";
        let name = "Chat/WhatsApp Chat with Ana.txt";
        let mut files = InMemory::new([(name, chat), ("Chat/IMG-1.jpg", "picture")]);
        let thread = read_package(&mut files, Source::default()).unwrap();
        assert_eq!(thread.title.as_deref(), Some("WhatsApp Chat with Ana"));
        assert_eq!(thread.post(PostIx(1)).media()[0].file.as_deref(), Some("Chat/IMG-1.jpg"));
        assert_eq!(files.opened, [name]);
    }

    #[test]
    fn a_list_of_dates_is_no_chat() {
        let text = "14/03/2024 We met.\n15/03/2024 We met again.\n16/03/2024 And once more.\n";
        assert_eq!(&*read(text.as_bytes(), Source::default()).unwrap().source.format, "text");
    }
}
