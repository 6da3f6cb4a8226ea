//! Real Markdown files, which are not part of the project: read where `UNSPOOL_SHARED` names the folder that holds them.
//!
//! The figures were counted in the files, apart from this program.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use unspool::formats;
use unspool::model::{Source, Thread, Unit};

/// Folders of real files, if there are any.
fn samples() -> Option<PathBuf> {
    std::env::var_os("UNSPOOL_SHARED").map(|folder| Path::new(&folder).join("samples"))
}

fn read(path: &Path) -> Thread {
    formats::read(&fs::read(path).unwrap(), Source::default()).unwrap()
}

/// Accounts, posts that answer one of the file, links, media, warnings.
fn figures(thread: &Thread) -> [usize; 5] {
    let ids: HashSet<_> = thread.posts().filter_map(|post| post.id()).collect();
    let answers = thread.posts().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id)));
    [
        thread.author_count(),
        answers.count(),
        thread.posts().map(|post| post.links().count()).sum(),
        thread.posts().map(|post| post.media().len()).sum(),
        thread.warnings.len(),
    ]
}

#[test]
fn real_markdown_is_read_to_the_last_post() {
    let Some(samples) = samples() else { return };
    for (path, format, posts, expected) in [
        ("md_ttm/ttm.image-tweet.md", "tweet-to-markdown", 1, [1, 0, 1, 2, 0]),
        ("md_ttm/ttm.multiple-mentions.md", "tweet-to-markdown", 1, [1, 0, 0, 0, 0]),
        ("md_ttm/ttm.partial-thread.md", "tweet-to-markdown", 1, [1, 0, 0, 0, 0]),
        ("md_ttm/ttm.tweet-thread.md", "tweet-to-markdown", 3, [1, 0, 1, 3, 0]),
        (
            "md_clipper/defuddle.comments--mastodon.social-_user-12345678.md",
            "web-clipper",
            5,
            // Alice is named with her handle where she answers, and without it above.
            [5, 4, 2, 2, 0],
        ),
        (
            "md_clipper/defuddle.comments--news.ycombinator.com-item-id_12345678.md",
            "web-clipper",
            5,
            [4, 4, 1, 0, 0],
        ),
    ] {
        let thread = read(&samples.join(path));
        assert_eq!(
            (&*thread.source.format, thread.len(), thread.unit),
            (format, posts, Unit::Post),
            "{path}"
        );
        assert_eq!(figures(&thread), expected, "{path}");
    }
}

#[test]
fn real_markdown_without_bounds_between_posts_is_read_as_paragraphs() {
    let Some(samples) = samples() else { return };
    for (path, format, expected) in [
        ("md_ttm/ttm.condensed-thread.md", "tweet-to-markdown", [1, 0, 1, 3, 0]),
        ("md_clipper/defuddle.general--x.com-article-2026-02-13.md", "markdown", [1, 0, 1, 1, 0]),
    ] {
        let thread = read(&samples.join(path));
        assert_eq!((&*thread.source.format, thread.unit), (format, Unit::Paragraph), "{path}");
        assert_eq!(figures(&thread), expected, "{path}");
    }
}

#[test]
fn no_markup_is_left_in_real_texts() {
    let Some(samples) = samples() else { return };
    for folder in ["md_ttm", "md_clipper"] {
        for file in fs::read_dir(samples.join(folder)).unwrap() {
            let path = file.unwrap().path();
            for post in read(&path).posts() {
                for sign in ["](", "![", "> ", "**", "\\_", "\\.", "Tweet link", "Comments"] {
                    let is_there = post.body().contains(sign)
                        && !post.styles().any(|s| post.text(s.range).contains(sign));
                    assert!(!is_there, "{sign} in {}: {}", path.display(), post.body());
                }
            }
        }
    }
}
