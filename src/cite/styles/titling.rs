//! The words of a post as a title, by the rule of each style; done before the engine, which cannot cut or count.
//!
//! | style | title |
//! | --- | --- |
//! | APA | the first 20 words; an address, a hashtag, an emoji is one word each; no ellipsis |
//! | MLA | all, in quotation marks; beyond 140 characters cut with `. . . .`, at the end of a sentence if one is near |
//! | Chicago | up to 160 characters in quotation marks, cut at a word; in a short note four words |
//!
//! A post without words has no title but a description of what it is.

use unicode_segmentation::UnicodeSegmentation;

use super::Rules;
use crate::cite::emoji;
use crate::cite::reference::{Reference, is_east_asian};
use crate::model::State;

const APA_WORDS: usize = 20;
const MLA_CHARACTERS: usize = 140;
const CHICAGO_CHARACTERS: usize = 160;
const SHORT_WORDS: usize = 4;

/// Marks that promise more than a title that is cut has.
const LEADING_ON: [char; 4] = [':', ',', ';', ' '];

/// What stands before each choice of a poll.
const CHOICE: &str = "○ ";

/// A title, or what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Title {
    /// Words of the post, with all marks that the style sets around them.
    Words(String),
    /// What the post is, for one without words.
    Description(String),
}

/// The title of a reference by the rules of a style.
pub(super) fn title(reference: &Reference, rules: Rules) -> Title {
    let (words, _) = without_poll(&reference.text);
    let words = crate::cite::wording::one_line(words);
    if words.is_empty() {
        return Title::Description(description(reference));
    }
    Title::Words(match rules {
        Rules::Apa => title_words(&words),
        Rules::Plain => plain(&words).to_owned(),
        Rules::Mla => format!("“{}”", mla(&inner_quotes(&words))),
        Rules::ChicagoNote => format!("“{}”", closed(&chicago(&words), ',')),
        Rules::ChicagoList => format!("“{}”", closed(&chicago(&words), '.')),
        Rules::ChicagoShort => format!("“{}”", closed(&inner_quotes(short(&words)), '.')),
    })
}

/// The words of a post that stand for it in a list, as APA counts them.
pub(in crate::cite) fn title_words(text: &str) -> String {
    let (words, _) = without_poll(text);
    first_words(&crate::cite::wording::one_line(words), APA_WORDS).to_owned()
}

/// What is attached, as APA says it: `Image attached`.
pub(in crate::cite) fn attached(reference: &Reference) -> Option<String> {
    let (words, has_poll) = without_poll(&reference.text);
    let is_alone = words.trim().is_empty();
    match reference.media.first() {
        Some((kind, _)) if !is_alone => Some(format!("{} attached", kind.word())),
        _ if has_poll && !is_alone => Some("Poll attached".to_owned()),
        None if reference.has_card && !is_alone => Some("Thumbnail with link attached".to_owned()),
        _ => None,
    }
}

/// The words of a post, and whether choices of a poll followed them.
fn without_poll(text: &str) -> (&str, bool) {
    let start = if text.starts_with(CHOICE) { Some(0) } else { text.find("\n○ ") };
    match start {
        Some(at) if text[at..].trim().lines().all(|line| line.starts_with(CHOICE)) => (&text[..at], true),
        _ => (text, false),
    }
}

/// What a post without words is: `Image of a page of the register`, `Deleted post`.
fn description(reference: &Reference) -> String {
    let kind = reference.kind.to_lowercase();
    match reference.state {
        State::Ok => {}
        State::Deleted => return format!("Deleted {kind}"),
        State::Removed => return format!("{} removed by a moderator", reference.kind),
        State::Blocked => return format!("Blocked {kind}"),
        State::Missing => return format!("{} not in the file", reference.kind),
        State::Suspended => return format!("{} of a suspended account", reference.kind),
        State::Withheld => return format!("Withheld {kind}"),
        State::Private => return format!("{} of a protected account", reference.kind),
        State::Omitted => return format!("{}s left out of the file", reference.kind),
    }
    match reference.media.first() {
        Some((kind, alt)) => described(kind.word(), alt.as_deref()),
        None if without_poll(&reference.text).1 => "Poll".to_owned(),
        None => format!("{} without words", reference.kind),
    }
}

/// `Image of a page`, where the description reads on; else `Image: A page`.
fn described(noun: &str, alt: Option<&str>) -> String {
    let Some(alt) = alt.map(crate::cite::wording::one_line).filter(|alt| !alt.is_empty()) else {
        return noun.to_owned();
    };
    let alt = first_words(&alt, APA_WORDS).trim_end_matches(['.', ',', ';', ':']);
    for article in ["A ", "An ", "The "] {
        if let Some(rest) = alt.strip_prefix(article) {
            return format!("{noun} of {}{rest}", article.to_lowercase());
        }
    }
    if alt.starts_with(char::is_lowercase) { format!("{noun} of {alt}") } else { format!("{noun}: {alt}") }
}

/// The first words; an emoji is one, wherever it stands, and so is an ideograph, as no blanks part them.
fn first_words(text: &str, count: usize) -> &str {
    let mut words = 0;
    let mut is_in_word = false;
    for (at, cluster) in text.grapheme_indices(true) {
        let is_blank = cluster.chars().all(char::is_whitespace);
        let is_alone = emoji::is_emoji(cluster) || is_east_asian(cluster);
        if !is_blank && (is_alone || !is_in_word) && is_counted(cluster) {
            words += 1;
            if words > count {
                return text[..at].trim_end();
            }
        }
        is_in_word = !is_blank && !is_alone;
    }
    text
}

/// A mark alone, such as that behind an ideograph, is no word.
fn is_counted(cluster: &str) -> bool {
    !matches!(cluster, "。" | "、" | "，" | "．" | "！" | "？" | "：" | "；" | "「" | "」" | "…")
}

/// The text up to so many characters, cut at a word.
fn within(text: &str, characters: usize) -> &str {
    let Some((end, _)) = text.grapheme_indices(true).nth(characters) else { return text };
    // Nothing of a word that goes on is kept, unless it is all there is.
    let is_whole = text[end..].starts_with(' ');
    match text[..end].rfind(' ') {
        Some(blank) if !is_whole => text[..blank].trim_end(),
        _ => text[..end].trim_end(),
    }
}

/// MLA: all of it, or its first sentences and an ellipsis.
fn mla(text: &str) -> String {
    let cut = within(text, MLA_CHARACTERS);
    if cut.len() == text.len() {
        return closed(text, '.');
    }
    // A sentence that ends in the first half would say too little.
    let mut ends = cut.match_indices([' ']).map(|(at, _)| at).chain([cut.len()]);
    let sentence = ends.rfind(|at| cut[..*at].ends_with(['.', '!', '?']) && *at * 2 >= cut.len());
    let kept = &cut[..sentence.unwrap_or(cut.len())];
    if kept.ends_with(['!', '?']) {
        return format!("{kept} . . .");
    }
    format!("{}. . . .", kept.trim_end_matches(['.', ',', ';', ':', ' ']))
}

/// Up to 160 characters without a mark that would lead on, or a full stop: the style sets its own.
fn plain(text: &str) -> &str {
    let cut = within(text, CHICAGO_CHARACTERS).trim_end_matches(LEADING_ON);
    match cut.strip_suffix('.') {
        Some(open) if !open.ends_with('.') => open,
        _ => cut,
    }
}

/// Chicago: up to 160 characters, without a mark that would lead on.
fn chicago(text: &str) -> String {
    let cut = within(text, CHICAGO_CHARACTERS);
    inner_quotes(cut.trim_end_matches(LEADING_ON))
}

/// The first four words that are no emoji.
fn short(text: &str) -> &str {
    let start = emoji::stretches(text).first().filter(|(_, is)| *is).map_or(0, |(emoji, _)| emoji.len());
    let text = text[start..].trim_start();
    let text = if text.is_empty() { &text[..0] } else { text };
    first_words(text, SHORT_WORDS).trim_end_matches(LEADING_ON)
}

/// A text that ends with a mark: its own question mark or exclamation mark, or `mark`, which takes a full stop's place.
fn closed(text: &str, mark: char) -> String {
    let open = text.trim_end_matches(['.', '。']);
    match open.strip_suffix('’') {
        // The mark goes inside all quotation marks.
        Some(inner) if open.contains('‘') && inner.ends_with(['!', '?']) => open.to_owned(),
        Some(inner) if open.contains('‘') => format!("{}{mark}’", inner.trim_end_matches('.')),
        _ if text.ends_with(['!', '?', '…', '！', '？']) => text.to_owned(),
        _ => format!("{open}{mark}"),
    }
}

/// Double quotation marks as single ones, as they stand within double ones.
fn inner_quotes(text: &str) -> String {
    let mut before = ' ';
    let turned = |c: char| {
        let opens = before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '—');
        before = c;
        match c {
            '“' => '‘',
            '"' if opens => '‘',
            '”' | '"' => '’',
            _ => c,
        }
    };
    text.chars().map(turned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_words_are_counted_as_apa_counts() {
        assert_eq!(first_words("one two 🚀🚀 #tag https://example.org/a-b five", 5), "one two 🚀🚀 #tag");
        assert_eq!(first_words("one two", 5), "one two");
        assert_eq!(first_words("船は五月に売られた。港", 5), "船は五月に");
    }

    #[test]
    fn a_text_is_cut_at_a_word() {
        assert_eq!(within("alpha beta gamma", 10), "alpha beta");
        assert_eq!(within("alpha beta gamma", 9), "alpha");
        assert_eq!(within("alphabetagamma", 5), "alpha");
        assert_eq!(within("alpha", 5), "alpha");
    }

    #[test]
    fn quotation_marks_within_are_single() {
        assert_eq!(inner_quotes("He said \"no\" (\"never\")."), "He said ‘no’ (‘never’).");
        assert_eq!(closed("He said ‘no’", '.'), "He said ‘no.’");
        assert_eq!(closed("He said ‘no.’", ','), "He said ‘no,’");
    }

    #[test]
    fn a_mark_goes_inside_all_quotation_marks() {
        assert_eq!(closed("He said ‘no’.", '.'), "He said ‘no.’");
        assert_eq!(closed("He said ‘no?’", ','), "He said ‘no?’");
        assert_eq!(closed("The dogs’", ','), "The dogs’,");
    }

    #[test]
    fn a_poll_is_no_part_of_the_words() {
        assert_eq!(without_poll("Sell the boat?\n○ Yes\n○ No"), ("Sell the boat?", true));
        assert_eq!(without_poll("○ Yes\nand so on"), ("○ Yes\nand so on", false));
    }
}
