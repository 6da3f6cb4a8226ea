//! Quotations as Org: a quote block, and a line that links to the post and cites its record.
//!
//! Org has two ways to keep a sign from acting: entities (`\under{}`), and a zero-width space before what acts at the
//! beginning of a line (Org manual, "Escape Character").

use super::Manner;
use super::credit::Run;
use super::extract::{Extract, Segment};
use super::provenance::{self, Fact};
use crate::cite::citation::Markup;
use crate::model::Style;

/// The signs of the styles, the outermost first; Org has none for what is hidden.
const SIGNS: [(Style, char); 4] =
    [(Style::Bold, '*'), (Style::Italic, '/'), (Style::Struck, '+'), (Style::Code, '~')];

/// What keeps the beginning of a line from acting.
const GUARD: char = '\u{200B}';

/// What Org and those that read it make a link of wherever it stands before a colon, some of which runs programs. The web is
/// none of them.
const LINK_TYPES: [&str; 20] = [
    "attachment",
    "bbdb",
    "data",
    "docview",
    "doi",
    "elisp",
    "eww",
    "file",
    "ftp",
    "gnus",
    "help",
    "id",
    "info",
    "irc",
    "javascript",
    "mailto",
    "mhe",
    "news",
    "rmail",
    "shell",
];

/// A quote block and the line below it.
pub(super) fn write(run: &Run, manner: &Manner) -> String {
    let blocks: Vec<_> = run.extracts.iter().map(body).filter(|block| !block.is_empty()).collect();
    let facts = provenance::facts(run, manner).into_iter().map(|Fact { words, url }| match url {
        Some(url) => link(&words, &url),
        None => guarded(&escaped(&words)),
    });
    let lines: Vec<String> =
        std::iter::once(format!("— {} [cite:@{}]", credit(run), run.key).replace("—  ", "— "))
            .chain(facts)
            .collect();
    format!("#+begin_quote\n{}\n#+end_quote\n{}", blocks.join("\n\n"), lines.join("\\\\\n"))
}

/// `[[https://…][Dana Reyes (@danareyes), X, 2024-03-14]]`.
fn credit(run: &Run) -> String {
    if let Some(cited) = run.cited(Markup::Org) {
        return cited;
    }
    let facts = [
        run.who(),
        run.reference.platform.clone(),
        run.iso_day(),
        run.short_place().filter(|_| is_part(run)),
    ];
    let told = facts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match run.url() {
        Some(url) if told.is_empty() => link(url, url),
        Some(url) => link(&told, url),
        None => escaped(&told),
    }
}

/// Whether several posts are quoted, which the address of the first does not say.
fn is_part(run: &Run) -> bool {
    run.numbers.len() > 1
}

fn body(extract: &Extract) -> String {
    let paragraphs = extract.paragraphs();
    let mut blocks: Vec<String> = paragraphs
        .iter()
        .map(|paragraph| {
            let last = paragraph.lines.len().saturating_sub(1);
            let lines = paragraph.lines.iter().enumerate().map(|(i, line)| {
                let told = (0..paragraph.depth).map(|_| "> ").collect::<String>();
                let told = told + &line.kept_indent("\u{a0}") + &segments(line);
                format!("{}{}", guarded(&told), if i < last { "\\\\" } else { "" })
            });
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    if !extract.asides.is_empty() {
        let asides: Vec<_> = extract.asides.iter().map(|aside| guarded(&escaped(aside))).collect();
        blocks.push(asides.join("\\\\\n"));
    }
    blocks.join("\n\n")
}

fn segments(line: &[Segment]) -> String {
    let mut out = String::new();
    for (i, segment) in line.iter().enumerate() {
        if let Some(url) = segment.link {
            out.push_str(&link(segment.text, url));
            continue;
        }
        // A sign acts only between blanks and signs, as the words do that it stands around.
        let next = line.get(i + 1).and_then(|next| next.text.chars().next());
        let is_apart =
            |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "-–—('\"{.,;:!?)}[".contains(c));
        let inner = segment.text.trim();
        let signs: String =
            SIGNS.iter().filter(|(style, _)| segment.looks.has(*style)).map(|(_, c)| *c).collect();
        let is_code = segment.looks.has(Style::Code);
        let can_stand = inner == segment.text
            && is_apart(out.chars().next_back())
            && is_apart(next)
            && !(is_code && inner.contains(['~', '\\', '[', ']', '#', '{', '<', '@']));
        if signs.is_empty() || !can_stand {
            let is_struck = segment.looks.has(Style::Struck);
            let mark = if is_struck { "\\tilde{}\\tilde{}" } else { "" };
            let before = out.chars().next_back();
            out.extend([
                mark,
                &escaped_after(segment.text, if is_struck { Some('}') } else { before }),
                mark,
            ]);
        } else {
            out.push_str(&signs);
            // What stands between signs of code is taken as it is.
            out.push_str(&if is_code { inner.to_owned() } else { escaped(inner) });
            out.extend(signs.chars().rev());
        }
    }
    out
}

/// A link; nothing of an address or of what it reads can end it.
pub(in crate::cite) fn link(reads: &str, url: &str) -> String {
    let mut target = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '[' => target.push_str("%5B"),
            ']' => target.push_str("%5D"),
            '\\' => target.push_str("%5C"),
            c if c.is_whitespace() => target.push_str("%20"),
            c => target.push(c),
        }
    }
    if is_picture(reads) {
        // Org would put the picture itself into a page that it writes, and whoever looks at that would fetch it.
        let apart = escaped(reads).replace("://", &format!("{GUARD}://"));
        return format!("[[{target}][{apart}]]");
    }
    if reads == url {
        return format!("[[{target}]]");
    }
    format!("[[{target}][{}]]", escaped(reads))
}

/// Whether Org takes an address for that of a picture.
fn is_picture(url: &str) -> bool {
    let endings = ["jpeg", "jpg", "png", "gif", "svg", "webp"];
    let ending = url.rsplit_once('.').map(|(_, ending)| ending);
    url.contains("://") && ending.is_some_and(|ending| endings.iter().any(|e| ending.eq_ignore_ascii_case(e)))
}

fn escaped(text: &str) -> String {
    escaped_after(text, None)
}

/// Text of one line with entities for what Org would obey, after another character.
fn escaped_after(text: &str, before: Option<char>) -> String {
    let has_formula = text.matches('$').count() > 1;
    let mut out = String::with_capacity(text.len());
    let mut before = before;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let next = rest.clone().next();
        let opens = before.is_none_or(|c| c.is_whitespace() || c == GUARD || "-–—('\"{[>".contains(c))
            && next.is_some_and(|c| !c.is_whitespace());
        // Where there is no entity that every Org knows, a blank of no width parts what would act together.
        let is_parted = match c {
            '^' | '\\' => true,
            '[' => opens_object(rest.as_str()),
            ']' | '{' | '@' => next == Some(c),
            _ => false,
        };
        let is_name =
            c == ':' && (next.is_some_and(|c| !c.is_whitespace()) && is_link_type(&out) || is_modeline(&out));
        match c {
            '*' if opens => out.push_str("\\ast{}"),
            '/' if opens => out.push_str("\\slash{}"),
            '=' if opens => out.push_str("\\equal{}"),
            '~' if opens => out.push_str("\\tilde{}"),
            '+' if opens => out.push_str("\\plus{}"),
            '_' if opens || next.is_some_and(|c| c.is_alphanumeric() || "{(*+-".contains(c)) => {
                out.push_str("\\under{}");
            }
            '$' if has_formula => out.push_str("\\dollar{}"),
            '<' if next.is_some_and(|c| !c.is_whitespace()) => out.push_str("\\lt{}"),
            ':' if is_name => out.extend([GUARD, ':']),
            c => out.push(c),
        }
        if is_parted {
            out.push(GUARD);
        }
        before = Some(if is_parted { GUARD } else { c });
    }
    out
}

/// Whether a text ends in the type of a link.
fn is_link_type(text: &str) -> bool {
    let word = text
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(text, |at| text[at..].trim_start_matches(|c: char| !c.is_ascii_alphabetic()));
    LINK_TYPES.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

/// Whether a text ends in the name by which vi, of whatever version, is told its options before a colon.
fn is_modeline(text: &str) -> bool {
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit() || "<=>".contains(c));
    let word = name.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    ["vi", "vim", "ex"].iter().any(|vi| word.eq_ignore_ascii_case(vi))
}

/// Whether a bracket before `rest` would begin a link, a note, a citation, a time or a count.
fn opens_object(rest: &str) -> bool {
    let is_note = ["fn:", "cite", "[", "%", "/"].iter().any(|start| rest.starts_with(start));
    is_note || rest.starts_with(|c: char| c.is_ascii_digit())
}

/// A line of words, in which nothing acts.
pub(in crate::cite) fn line(words: &str) -> String {
    guarded(&escaped(words))
}

/// The words of a headline: no task, no priority, no tags.
pub(in crate::cite) fn title(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_keyword = first.starts_with('[') || first.chars().all(|c| c.is_ascii_uppercase());
    let before = if is_keyword { String::from(GUARD) } else { String::new() };
    let after = if words.ends_with(':') { String::from(GUARD) } else { String::new() };
    format!("{before}{}{after}", line(words))
}

/// A line that does not begin anything: no headline, list, table, comment, keyword, drawer.
fn guarded(line: &str) -> String {
    let word = line.split_whitespace().next().unwrap_or_default();
    let number = word.trim_end_matches(['.', ')']);
    let is_item = number.len() < word.len() && number.chars().all(|c| c.is_ascii_alphanumeric());
    let acts = line.starts_with(['*', '#', '|', ':', '-', '+', '%'])
        || (is_item && !number.is_empty())
        || ["SCHEDULED:", "DEADLINE:", "CLOSED:", "CLOCK:", "DIARY:"].contains(&word);
    let is_emphasis =
        line.starts_with(['*', '+']) && !word[1..].is_empty() && !word[1..].starts_with(['*', '+']);
    if acts && !is_emphasis { format!("{GUARD}{line}") } else { line.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_parted_and_all_else_stands_as_it_is_written() {
        for (text, expected) in [
            ("see http://example.com/a-b, //c and 1/2", "see http://example.com/a-b, \\slash{}/c and 1/2"),
            ("*/both/* of [[them]]", "\\ast{}/both/* of [\u{200B}[them]\u{200B}]"),
            ("C:\\new x^2 {{{m}}} a@@b", "C:\\\u{200B}new x^\u{200B}2 {\u{200B}{\u{200B}{m}}} a@\u{200B}@b"),
            ("file:x, vim: set", "file\u{200B}:x, vim\u{200B}: set"),
        ] {
            assert_eq!(escaped(text), expected);
        }
    }
}
