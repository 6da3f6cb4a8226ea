//! Saved pages and feeds as people have them; the figures were counted in the files, apart from this program.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use unspool::formats;
use unspool::model::{Source, Thread};

/// Posts, those that answer one of them, links, media, warnings.
fn figures(thread: &Thread) -> [usize; 5] {
    let ids: HashSet<_> = thread.posts().filter_map(|post| post.id()).collect();
    [
        thread.len(),
        thread.posts().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id))).count(),
        thread.posts().map(|post| post.links().count()).sum(),
        thread.posts().map(|post| post.media().len()).sum(),
        thread.warnings.len(),
    ]
}

/// Of the page of X, three texts end at "Show more"; its card is linked twice, and stands once. Placeholders for comments
/// that were not loaded answer the post, too.
#[test]
fn real_pages_and_feeds_are_read_to_the_last_post() {
    let Some(shared) = std::env::var_os("UNSPOOL_SHARED") else { return };
    for (path, format, expected) in [
        ("html_pages/brocc.x-thread.html", "x-page", [4, 3, 1, 1, 4]),
        ("html_pages/defuddle.general--x.com-article-2026-02-13.html", "x-page", [1, 0, 1, 1, 1]),
        ("html_pages/brocc.hackernews-feed.html", "hackernews-page", [30, 0, 30, 0, 0]),
        (
            "html_pages/defuddle.comments--mastodon.social-_user-12345678.html",
            "mastodon-page",
            [6, 5, 2, 1, 0],
        ),
        (
            "html_pages/defuddle.comments--old.reddit.com-r-test-comments-abc123-test_post.html",
            "reddit-page",
            [6, 5, 1, 0, 0],
        ),
        ("reddit_html/a2web.oldreddit_thread.html", "reddit-page", [5, 4, 0, 0, 0]),
        ("rss/a2web.reddit_thread.rss", "feed", [34, 33, 1, 0, 1]),
    ] {
        let bytes = fs::read(Path::new(&shared).join("samples").join(path)).unwrap();
        let thread = formats::read(&bytes, Source::default()).unwrap();
        assert_eq!((&*thread.source.format, figures(&thread)), (format, expected), "{path}");
    }
}
