//! What services that unroll threads add around them, and where a page goes on with threads of others.
//!
//! The sentences are those of Thread Reader pages. Losing an author's words is worse than keeping a service's, so a
//! line is only cut where it is the whole line, and `More from …` only where it names the thread's own author.

use std::borrow::Cow;

use super::blocks::{Blocks, Lines};

/// Lines after which nothing of the thread comes.
const CLOSING: &[&str] = &[
    "Missing some Tweet in this thread? You can try to force a refresh",
    "Stay in touch and get notified when new unrolls are available from this author!",
    "This Thread may be Removed Anytime!",
    "Twitter may remove this content at anytime! Save it as PDF for later use!",
    "Try unrolling a thread yourself!",
    "Follow @ThreadReaderApp to mention us!",
    "From a Twitter thread mention us with a keyword \"unroll\"",
    "Practice here first or read more on our help page!",
    "Did Thread Reader help you today?",
    "You May Also Like",
];
/// Lines that such services put at the top, or that a copied page has beside the author's name.
const OPENING: &[&str] = &[
    "Enter URL or ID to Unroll",
    "Thread Reader",
    "Thread Reader App",
    "Bookmark",
    "Save as PDF",
    "My Authors",
    "Bookmark Save as PDF",
    "Bookmark Save as PDF My Authors",
    "Read on X",
    "Read on Twitter",
    "Share this page!",
    "Subscribe",
    "Follow",
    "Following",
    "Verified account",
    "Scrolly",
    "·",
    "…",
];

/// A text without what services added below it.
pub(super) struct Trimmed<'t> {
    /// What is left.
    pub(super) body: &'t str,
    /// Where other threads began, as an offset into what was given.
    pub(super) others: Option<usize>,
}

/// Whether a line at the top is a service's.
pub(super) fn is_opening(line: &str) -> bool {
    OPENING.contains(&line)
}

/// A line without the signs that Markdown puts around all of it (`##`, `>`, `**`), and with what its links read.
pub(super) fn undecorated(line: &str) -> Cow<'_, str> {
    let line = line.trim();
    if line.len() > 400 || !line.contains(['#', '>', '*', '_', '[']) {
        return Cow::Borrowed(line);
    }
    let bare = line.trim_start_matches(['#', '>', ' ']).replace("**", "");
    let bare = ['*', '_'].iter().fold(bare.trim(), |bare, sign| {
        bare.strip_prefix(*sign).and_then(|rest| rest.strip_suffix(*sign)).unwrap_or(bare)
    });
    let mut words = String::with_capacity(bare.len());
    let mut rest = bare;
    while let Some((before, after)) = rest.split_once('[')
        && let Some((shown, behind)) = after.split_once("](")
        && let Some((_, behind)) = behind.split_once(')')
    {
        words.extend([before, shown]);
        rest = behind;
    }
    words.push_str(rest);
    Cow::Owned(words)
}

/// Takes off what services add below a thread by `names`, the author's name and handle as far as they are known.
pub(super) fn trim<'t>(text: &'t str, names: &[&str]) -> Trimmed<'t> {
    let mut end = None;
    let mut others = None;
    let mut has_text = false;
    for (at, line) in Lines::new(text) {
        let line = undecorated(line);
        let line = &*line;
        if is_more(line, names, end.is_some()) {
            others = Some(at);
            break;
        }
        if is_closing(line) {
            // Above the first word it closes nothing.
            end = end.or(Some(at)).filter(|_| has_text);
        } else {
            has_text |= !line.is_empty();
        }
    }
    let end = end.or(others).filter(|_| has_text);
    let others = others.filter(|at| has_text && Blocks::new(&text[*at..], false).nth(1).is_some());
    Trimmed { body: without_calls(&text[..end.unwrap_or(text.len())]), others }
}

fn is_closing(line: &str) -> bool {
    // Most lines are longer or begin otherwise, and are seen to be so at once.
    CLOSING.contains(&line) || line.strip_prefix("Keep Current with ").is_some_and(|who| who.len() <= 60)
}

/// `More from @handle`; once the page has closed, whoever it names.
fn is_more(line: &str, names: &[&str], is_closed: bool) -> bool {
    let Some(who) = line.strip_prefix("More from ").filter(|who| who.len() <= 60) else { return false };
    let who = who.strip_prefix('@').unwrap_or(who);
    is_closed || names.iter().any(|name| name.eq_ignore_ascii_case(who))
}

/// Takes off calls to a service (`@threadreaderapp unroll`) that stand last.
fn without_calls(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let start = rest.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = rest[start..].trim().to_ascii_lowercase();
        let is_call = ["@threadreaderapp", "@unrollthread", "@threadunrollr"].iter().any(|service| {
            line.strip_prefix(service).is_some_and(|order| {
                matches!(
                    order.trim(),
                    "" | "unroll" | "unroll please" | "please unroll" | "compile" | "unroll this"
                )
            })
        });
        if !is_call || start == 0 {
            return rest;
        }
        rest = rest[..start].trim_end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trimmed<'t>(text: &'t str, names: &[&str]) -> (&'t str, bool) {
        let trimmed = trim(text, names);
        (trimmed.body, trimmed.others.is_some())
    }

    #[test]
    fn what_stands_below_a_thread_is_cut() {
        let page = "Fish.\n\n• • •\n\nMissing some Tweet in this thread? You can try to force a refresh\n\n\
                    Keep Current with Ana Example\n\nMore from @other\n\nBoats.";
        assert_eq!(trimmed(page, &[]), ("Fish.\n\n• • •", true));
        assert_eq!(trimmed("Fish.\n\n@threadreaderapp unroll\n", &[]), ("Fish.", false));
        assert_eq!(trimmed("Fish.\n\nMore from @Ana\n\nBoats.", &["ana"]), ("Fish.", true));
        assert_eq!(trimmed("Fish.\n\nMore from @ana\n", &["ana"]), ("Fish.", false));
    }

    #[test]
    fn an_authors_words_are_left() {
        for text in [
            "Fish.\n\nMore from @other\n\nBoats.",
            "Fish.\n\nMore from the harbour: boats.\n\nNets.",
            "@threadreaderapp unroll",
            "This Thread may be Removed Anytime!\n\nFish.",
            "You May Also Like fish.",
        ] {
            assert_eq!(trimmed(text, &["ana"]), (text, false));
        }
    }

    #[test]
    fn other_threads_below_a_thread_are_not_taken_for_its_posts() {
        let page = "Enter URL or ID to Unroll\n\nAna Example\n@ana\nMar 14 • 2 tweets • 1 min read\n\n\
                    1/ Fish.\n\nMuch of it.\n\n2/ To whom?\n\n• • •\n\n\
                    Missing some Tweet in this thread? You can try to force a refresh\n\nKeep Current with Ana Example\n\n\
                    More from @ana\n\nAna Example\n@ana\nMar 10\nBoats.\n\nAna Example\n@ana\nMar 2\nNets.\n";
        let thread = crate::formats::read(page.as_bytes(), crate::model::Source::default()).unwrap();
        let told: Vec<_> =
            thread.posts().map(|post| (post.body(), post.author().handle.as_deref())).collect();
        assert_eq!(told, [("1/ Fish.\n\nMuch of it.", Some("ana")), ("2/ To whom?", Some("ana"))]);
        assert_eq!(thread.warnings.len(), 1);
    }
}
