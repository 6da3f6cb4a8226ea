//! Posts as plain text, for the clipboard and for notes: the words as they stand, unwrapped, and where they are from.
//!
//! ```text
//! Nobody reported it. Here is what the filings show: https://example.org/filing
//!
//! [Image: a page of the register]
//!
//! — Dana Reyes (@danareyes), X, 14 Mar 2024 09:26 UTC, https://x.com/danareyes/status/1768200000000000001
//! ```

use std::io::{self, Write};
use std::iter;

use super::wording;
use crate::index::Tree;
use crate::model::{Post, PostIx, Thread, Unit};

/// One post with what it quotes; a last line says who wrote it, where and when.
pub fn post_as_text(thread: &Thread, post: Post) -> String {
    let blocks = [content(thread, post), attribution(thread, post)];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Posts in the given order, under a head that says what they are.
pub fn thread_as_text(thread: &Thread, tree: &Tree, order: &[PostIx]) -> String {
    blocks(thread, tree, order).collect()
}

/// Writes what [`thread_as_text`] gives, post by post.
pub fn write_text(out: &mut dyn Write, thread: &Thread, tree: &Tree, order: &[PostIx]) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    for block in blocks(thread, tree, order) {
        out.write_all(block.as_bytes())?;
    }
    out.flush()
}

/// The head, and each post with a blank line before it.
fn blocks(thread: &Thread, tree: &Tree, order: &[PostIx]) -> impl Iterator<Item = String> {
    let before = iter::once(None).chain(order.iter().map(|ix| Some(thread.post(*ix))));
    let posts = order.iter().zip(before).map(move |(ix, before)| {
        let lines = [heading(thread, tree, *ix, before), content(thread, thread.post(*ix))];
        let known = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>();
        format!("\n{}\n", known.join("\n"))
    });
    iter::once(head(thread, order)).chain(posts)
}

/// What the posts are, a line each: title, authors and days, file.
fn head(thread: &Thread, order: &[PostIx]) -> String {
    let title = thread.title.as_ref().map(ToString::to_string);
    let lines = [title, Some(wording::summary(thread, order)), wording::origin(&thread.source)];
    lines.into_iter().flatten().map(|line| line + "\n").collect()
}

/// `3. Dana Reyes (@danareyes), 14 Mar 2024 09:26 UTC, in reply to 1, https://…`; the author only where it is another than
/// before.
fn heading(thread: &Thread, tree: &Tree, ix: PostIx, before: Option<Post>) -> String {
    let post = thread.post(ix);
    let rank = tree.rank(ix);
    let is_same = before.is_some_and(|before| before.author().is_same(post.author()));
    let facts = [
        wording::author(post.author()).filter(|_| !is_same),
        post.created().map(wording::moment),
        tree.parent(rank).map(|parent| format!("in reply to {}", parent.number())),
        post.url().map(str::to_owned),
    ];
    let known: Vec<_> = facts.into_iter().flatten().collect();
    match thread.unit {
        // A paragraph's number is no fact of the thread.
        Unit::Paragraph => known.join(", "),
        Unit::Post => format!("{}. {}", rank.number(), known.join(", ")).trim_end().to_owned(),
    }
}

/// `— Dana Reyes (@danareyes), X, 14 Mar 2024 09:26 UTC, https://…`; nothing where nothing is known of the post itself.
fn attribution(thread: &Thread, post: Post) -> String {
    let author = wording::author(post.author());
    let time = post.created().map(wording::moment);
    let url = post.url().map(str::to_owned);
    if author.is_none() && time.is_none() && url.is_none() {
        return String::new();
    }
    let platform = thread.source.platform.as_ref().map(ToString::to_string);
    format!("— {}", [author, platform, time, url].into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// What there is to read: content warning, text, media, and the quoted post set off by `> `.
///
/// It recurses into quotes, of which the model keeps eight at most.
fn content(thread: &Thread, post: Post) -> String {
    let warning = post.content_warning().map(|w| format!("[Content warning: {}]", wording::one_line(w)));
    let absence = wording::absence(post).map(|words| format!("[{words}]"));
    let top: Vec<_> = [warning, absence].into_iter().flatten().collect();
    let media: Vec<_> = post.media().iter().map(|media| format!("[{}]", wording::medium(media))).collect();
    let quote = post.quote().map(|quote| wording::quoted(&post_as_text(thread, quote)));
    let body = wording::body(post);
    let body = body.trim_end().trim_start_matches('\n');
    let blocks = [top.join("\n"), body.to_owned(), media.join("\n"), quote.unwrap_or_default()];
    blocks.into_iter().filter(|block| !block.is_empty()).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cite::wording::tests::sample;
    use crate::model::{Draft, Rich, Style, ThreadBuilder};

    #[test]
    fn a_post_is_copied_with_where_it_is_from() {
        let thread = sample();
        assert_eq!(
            post_as_text(&thread, thread.post(PostIx(0))),
            "Northwind Labs quietly bought Fabrikam Robotics.\nNobody reported it: example.org/filing\n\
             \n\
             [Image: a page of the register]\n\
             [Video]\n\
             \n\
             — Dana Reyes (@danareyes), X, 14 Mar 2024 09:26 UTC, https://x.com/danareyes/status/17"
        );
        assert_eq!(
            post_as_text(&thread, thread.post(PostIx(2))),
            "[Content warning: numbers]\n\
             \n\
             240 million.\n\
             \n\
             > No comment.\n\
             >\n\
             > > [deleted]\n\
             >\n\
             > — @fabrikam, X, Feb 2024\n\
             \n\
             — Dana Reyes (@danareyes), X, 15 Mar 2024, https://x.com/danareyes/status/19"
        );
    }

    #[test]
    fn what_is_quoted_or_struck_out_says_so() {
        let mut body = Rich::plain("He wrote:\n\nBuy.\n\nSell.\n\nIt sold 12 firms.");
        for (words, style) in
            [("Buy.\n\nSell.", Style::Quote), ("Sell.", Style::Quote), ("12", Style::Struck)]
        {
            let at = body.text().find(words).unwrap();
            body.mark_style(at..at + words.len(), style);
        }
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body, ..Draft::default() });
        let thread = builder.finish();
        assert_eq!(
            post_as_text(&thread, thread.post(PostIx(0))),
            "He wrote:\n\n> Buy.\n>\n> > Sell.\n\nIt sold ~~12~~ firms."
        );
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let thread = sample();
        assert_eq!(post_as_text(&thread, thread.post(PostIx(3))), "[removed by a moderator]");
    }

    #[test]
    fn a_thread_names_an_author_when_it_changes() {
        let thread = sample();
        let tree = Tree::new(&thread);
        assert_eq!(
            thread_as_text(&thread, &tree, tree.order()),
            "Who bought Fabrikam?\n\
             Dana Reyes (@danareyes) and 1 other, X, 14 Mar 2024 – 15 Mar 2024, 4 posts\n\
             From fabrikam.json, SHA-256 9f2b\n\
             \n\
             1. Dana Reyes (@danareyes), 14 Mar 2024 09:26 UTC, https://x.com/danareyes/status/17\n\
             Northwind Labs quietly bought Fabrikam Robotics.\nNobody reported it: example.org/filing\n\
             \n\
             [Image: a page of the register]\n\
             [Video]\n\
             \n\
             2. Bo, in reply to 1\n\
             # For *how* much? <b>\n\
             \n\
             3. Dana Reyes (@danareyes), 15 Mar 2024, in reply to 2, https://x.com/danareyes/status/19\n\
             [Content warning: numbers]\n\
             \n\
             240 million.\n\
             \n\
             > No comment.\n\
             >\n\
             > > [deleted]\n\
             >\n\
             > — @fabrikam, X, Feb 2024\n\
             \n\
             4. in reply to 1\n\
             [removed by a moderator]\n"
        );
    }

    #[test]
    fn paragraphs_of_a_file_without_facts_stay_paragraphs() {
        let mut builder = ThreadBuilder::default();
        builder.unit(Unit::Paragraph);
        for text in ["One.", "Two."] {
            builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
        }
        let thread = builder.finish();
        let tree = Tree::new(&thread);
        assert_eq!(thread_as_text(&thread, &tree, tree.order()), "2 paragraphs\n\nOne.\n\nTwo.\n");
        assert_eq!(post_as_text(&thread, thread.post(PostIx(0))), "One.");
    }

    #[test]
    fn some_posts_of_a_thread_say_that_they_are_some() {
        let thread = sample();
        let text = thread_as_text(&thread, &Tree::new(&thread), &[PostIx(1)]);
        assert!(text.contains("Bo, X, 1 of 4 posts\n"), "{text}");
    }
}
