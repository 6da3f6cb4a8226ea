//! BibLaTeX as biblatex-apa's own test file writes posts, and BibTeX for styles that know no posts.

use super::{Choice, Writer, attached, title_of, writer};
use crate::cite::dates::Day;
use crate::cite::reference::Reference;
use crate::cite::{emoji, latex, wording};

/// Languages by their BCP 47 tag, as babel calls them.
const LANGUAGES: [(&str, &str); 28] = [
    ("ar", "arabic"),
    ("ca", "catalan"),
    ("cs", "czech"),
    ("da", "danish"),
    ("de", "german"),
    ("el", "greek"),
    ("en", "english"),
    ("es", "spanish"),
    ("et", "estonian"),
    ("fi", "finnish"),
    ("fr", "french"),
    ("he", "hebrew"),
    ("hr", "croatian"),
    ("hu", "hungarian"),
    ("it", "italian"),
    ("ja", "japanese"),
    ("ko", "korean"),
    ("nb", "norsk"),
    ("nl", "dutch"),
    ("no", "norsk"),
    ("pl", "polish"),
    ("pt", "portuguese"),
    ("ro", "romanian"),
    ("ru", "russian"),
    ("sv", "swedish"),
    ("tr", "turkish"),
    ("uk", "ukrainian"),
    ("zh", "chinese"),
];

/// An `@online` entry.
pub(super) fn biblatex(reference: &Reference, key: &str, choice: Choice) -> String {
    let annotated = reference.author.is_some() && !choice.handle_in_name;
    let handle = reference.handle.as_deref().filter(|_| annotated);
    let handle =
        handle.map(|handle| format!("author+an:username = {{1=\"{}\"}}", escaped(&handle.replace('"', ""))));
    let field = |name: &str, value: Option<String>| value.map(|value| format!("{name} = {{{value}}}"));
    let day = |time| Day::of(time).map(|day| day.iso('-'));
    let language = reference.language.as_deref().and_then(|tag| {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        LANGUAGES
            .iter()
            .find(|(known, _)| primary.eq_ignore_ascii_case(known))
            .map(|(_, name)| (*name).to_owned())
    });
    let lines = [
        vec![field("author", author(reference, choice)), handle],
        vec![field("title", Some(title(reference, choice)))],
        vec![
            field("titleaddon", attached(reference)),
            field("entrysubtype", Some(escaped(&reference.kind))),
            field("eprint", reference.platform.as_deref().map(escaped)),
        ],
        vec![
            field("date", reference.posted.and_then(day)),
            field("urldate", reference.accessed.and_then(day)),
            field("langid", language),
        ],
        vec![field("url", reference.url.as_deref().map(address))],
    ];
    entry("online", key, lines)
}

/// A `@misc` entry.
pub(super) fn bibtex(reference: &Reference, key: &str, choice: Choice) -> String {
    let field = |name: &str, value: Option<String>| value.map(|value| format!("{name} = {{{value}}}"));
    let day = reference.posted.and_then(Day::of);
    let by = reference.handle.as_deref().map(|handle| format!("{} by {handle}", reference.kind));
    let accessed = reference.accessed.and_then(Day::of).map(|day| format!("accessed {}", day.iso('-')));
    let note: Vec<_> =
        [by.or_else(|| Some(reference.kind.clone())), accessed].into_iter().flatten().collect();
    let lines = [
        vec![field("author", author(reference, choice))],
        vec![field("title", Some(title_with_capitals(reference, choice)))],
        vec![field("howpublished", reference.platform.as_deref().map(escaped))],
        vec![field("note", Some(escaped(&note.join(", "))))],
        vec![
            field("year", day.map(|day| day.year.to_string())),
            day.and_then(Day::month_macro).map(|month| format!("month = {month}")),
        ],
        vec![field("url", reference.url.as_deref().map(address))],
    ];
    entry("misc", key, lines)
}

/// An entry of some fields in each line.
fn entry<const N: usize>(kind: &str, key: &str, lines: [Vec<Option<String>>; N]) -> String {
    let lines = lines.into_iter().map(|line| line.into_iter().flatten().collect::<Vec<_>>().join(", "));
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    format!("@{kind}{{{key},\n  {} }}", lines.join(",\n  "))
}

/// What pdfLaTeX cannot print by itself told by commands, where that is chosen.
fn printable(text: String, choice: Choice) -> String {
    if choice.emoji_as_words { latex::letters(&text) } else { text }
}

/// `Reyes, Dana`; `{Northwind Labs}` for what is not to be turned round.
fn author(reference: &Reference, choice: Choice) -> Option<String> {
    let told = match writer(reference, choice)? {
        Writer::Literal(name) => format!("{{{}}}", escaped(&name)),
        Writer::Person { given, family, .. } if given.is_empty() => format!("{{{}}}", escaped(&family)),
        Writer::Person { given, family, suffix: None } => format!("{}, {}", name(&family), name(&given)),
        Writer::Person { given, family, suffix: Some(suffix) } => {
            format!("{}, {}, {}", name(&family), name(&suffix), name(&given))
        }
    };
    Some(printable(told, choice))
}

/// A part of a name, in braces where a comma or an “and” in it would part it.
fn name(part: &str) -> String {
    let is_parted = part.contains(',')
        || part
            .split_whitespace()
            .any(|word| word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("others"));
    if is_parted { format!("{{{}}}", escaped(part)) } else { escaped(part) }
}

fn title(reference: &Reference, choice: Choice) -> String {
    printable(emoji::braced(&escaped(&title_of(reference, choice))), choice)
}

/// The title with braces around words with capitals, which styles would make small.
fn title_with_capitals(reference: &Reference, choice: Choice) -> String {
    let title = title_of(reference, choice);
    let words = title.split(' ').map(|word| {
        let written = emoji::braced(&escaped(word));
        let has_capital = word.chars().any(char::is_uppercase);
        if has_capital { format!("{{{written}}}") } else { written }
    });
    printable(words.collect::<Vec<_>>().join(" "), choice)
}

/// Text on one line in which nothing acts and every brace has its fellow.
fn escaped(text: &str) -> String {
    let text = wording::one_line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            // A backslash does not keep BibTeX from counting a brace.
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // These would become a dash or a quotation mark.
            '-' | '\'' | '`' if before == c => out.extend(['{', '}', c]),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// An address, which is taken as it is: what could end the field is written as `%XX`.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | '^' | '`' | '<' | '>' | '"' => {
                out.extend(["%", &format!("{:02X}", u32::from(c))]);
            }
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}
