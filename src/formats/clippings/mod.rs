//! Markdown files in which people keep threads: exports of Readwise, clippings of pages, posts saved by tools, and notes.
//!
//! ```text
//! front       what stands above: title, author, source, day          all
//! readwise    highlights with ([View Tweet](…)) behind each           READWISE
//! tweets      tweet-to-markdown                                       TWEETS
//! posts       **Name** @handle [day](…) above each post               WEB_CLIPPER
//! comments    ## Comments, quotes within quotes                       WEB_CLIPPER
//! note        everything else                                         NOTE
//! words       the words of one post                                   all
//! ```
//!
//! Each is told by signs in its text. The blocks of an export are found line by line, as its writer laid them out; the words
//! of a post are read by [`markdown`](super::markdown). Notes that nothing marks as Markdown are plain text.

mod comments;
mod front;
mod note;
mod posts;
mod readwise;
mod rules;
#[cfg(test)]
mod tests;
mod tweets;
mod words;

use super::{Format, Input};

/// Highlights of posts from Readwise.
pub const READWISE: Format = Format {
    id: "readwise",
    title: "Readwise highlights of posts",
    how: "Save the thread to Readwise (reply '@readwise save thread'), export to Obsidian or Logseq, and open the note of \
          that thread",
    recognise: |input| kind(input) == Some(Kind::Readwise),
    read: |input, builder| {
        readwise::read(&input.text, builder);
        Ok(())
    },
    package: None,
};

/// Posts that tweet-to-markdown saved.
pub const TWEETS: Format = Format {
    id: "tweet-to-markdown",
    title: "tweet-to-markdown",
    how: "Run 'ttm --thread URL' (github.com/kbravh/tweet-to-markdown), or use its plugin for Obsidian, and open the note",
    recognise: |input| kind(input) == Some(Kind::Tweets),
    read: |input, builder| {
        tweets::read(&input.text, builder);
        Ok(())
    },
    package: None,
};

/// Threads and discussions that Obsidian Web Clipper keeps.
pub const WEB_CLIPPER: Format = Format {
    id: "web-clipper",
    title: "Obsidian Web Clipper",
    how: "Open the thread on X, Bluesky, Mastodon, Reddit or Hacker News in the browser, click Obsidian Web Clipper, add it \
          to Obsidian or save it as a file, and open that note",
    recognise: |input| matches!(kind(input), Some(Kind::Posts | Kind::Comments)),
    read: |input, builder| {
        match kind(input) {
            Some(Kind::Comments) => comments::read(&input.text, builder),
            _ => posts::read(&input.text, builder),
        }
        Ok(())
    },
    package: None,
};

/// Threads kept in Markdown in some other way.
pub const NOTE: Format = Format {
    id: "markdown",
    title: "Thread kept in Markdown",
    how: "Clip an unrolled thread (Thread Reader App, XActions) with MarkDownload or another clipper, or keep posts in a note \
          by hand, with a line '---' between them",
    recognise: |input| kind(input) == Some(Kind::Note),
    read: |input, builder| {
        note::read(&input.text, builder);
        Ok(())
    },
    package: None,
};

/// How far into a file its signs are looked for, in bytes.
const HEAD: usize = 64 << 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Readwise,
    Tweets,
    Posts,
    Comments,
    Note,
}

fn kind(input: &Input) -> Option<Kind> {
    let start = input.start();
    if input.is_json() || start.starts_with('<') {
        return None;
    }
    let end = (HEAD..start.len()).find(|at| start.is_char_boundary(*at)).unwrap_or(start.len());
    let head = &start[..end];
    // Each of the first needs a link, or a key at the top.
    let has_links = head.contains("](");
    if (has_links || head.starts_with("title::")) && readwise::is_one(head) {
        Some(Kind::Readwise)
    } else if has_links && tweets::is_one(head) {
        Some(Kind::Tweets)
    } else if comments::is_one(head) {
        Some(Kind::Comments)
    } else if posts::is_one(head) {
        Some(Kind::Posts)
    } else {
        note::is_one(head).then_some(Kind::Note)
    }
}
