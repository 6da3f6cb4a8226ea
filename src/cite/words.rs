//! The plain words of passages, without whose they are: for a search engine, a translation, a note one has begun.

use super::quoting::Passage;
use crate::model::{Post, Thread, address};

/// The words of the passages, a blank line between those of different parts; links in full.
pub fn words(thread: &Thread, passages: &[Passage]) -> String {
    let texts = passages.iter().map(|passage| of_passage(&thread.post(passage.post), passage));
    texts.collect::<Vec<_>>().join("\n\n")
}

fn of_passage(post: &Post, passage: &Passage) -> String {
    let (mut text, mut at) = (String::new(), passage.range.start);
    let links = post.with_quotes().flat_map(|post| post.links());
    for link in links.filter(|link| link.range.end <= passage.range.end) {
        let reads = post.text(link.range.clone());
        if link.range.start >= at && is_cut(reads) {
            text.push_str(post.text(at..link.range.start));
            text.push_str(link.url);
            at = link.range.end;
        }
    }
    text + post.text(at..passage.range.end)
}

/// Whether the words of a link are an address cut short by its platform.
fn is_cut(reads: &str) -> bool {
    let host = address::host(reads).or_else(|| address::host(&format!("https://{reads}")));
    !reads.contains(char::is_whitespace) && (reads.ends_with('…') || host.as_deref() == Some("t.co"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, DraftLink, PostIx, Rich, ThreadBuilder};

    #[test]
    fn a_link_that_was_cut_short_is_told_in_full() {
        let mut body = Rich::plain("See ");
        let url = "https://example.org/filings/2024/17";
        body.push_link("example.org/filings…", DraftLink { url: Clean::line(url), ..DraftLink::default() });
        body.push(" and ");
        body.push_link("the register", DraftLink { url: Clean::line(url), ..DraftLink::default() });
        body.push(".");
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body, ..Draft::default() });
        let thread = builder.finish();
        let whole = Passage::whole(&thread, PostIx(0));
        let told = words(&thread, std::slice::from_ref(&whole));
        assert_eq!(told, format!("See {url} and the register."));
        let half = Passage { range: 0..10, ..whole };
        assert_eq!(words(&thread, &[half]), "See exampl", "half a link is half its words");
    }
}
