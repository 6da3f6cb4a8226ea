//! Bluesky and Reddit against real files: every figure was counted in the raw JSON, apart from this program.
//!
//! The files are no part of the project; without `UNSPOOL_SHARED` there is nothing to compare.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use unspool::formats;
use unspool::model::{Post, Shape, Source, State, Thread};

/// A real file as a thread; `None` where there are none.
fn sample(path: &str) -> Option<Thread> {
    let shared = std::env::var_os("UNSPOOL_SHARED")?;
    let bytes = fs::read(Path::new(&shared).join("samples").join(path)).unwrap();
    Some(formats::read(&bytes, Source::default()).unwrap())
}

/// Figures of a thread: posts that are there, their accounts, those that answer something in the file, links, media,
/// posts that are not there, warnings.
fn figures(thread: &Thread) -> [usize; 7] {
    let is_there = |post: &Post| post.state() == State::Ok;
    let ids: HashSet<_> = thread.posts().filter_map(|post| post.id()).collect();
    let there: Vec<Post> = thread.posts().filter(is_there).collect();
    let known = there.iter().filter(|post| post.author().is_known());
    let authors: HashSet<_> = known.map(|post| post.author().account()).collect();
    [
        there.len(),
        authors.len(),
        there.iter().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id))).count(),
        thread.posts().map(|post| post.with_quotes().map(|post| post.links().count()).sum::<usize>()).sum(),
        thread.posts().map(|post| post.with_quotes().map(|post| post.media().len()).sum::<usize>()).sum(),
        thread.len() - there.len(),
        thread.warnings.len(),
    ]
}

fn check(table: &[(&str, [usize; 7])]) {
    for (path, expected) in table {
        let Some(thread) = sample(path) else { return };
        assert_eq!(figures(&thread), *expected, "{path}");
    }
}

#[test]
fn bluesky_answers_are_read_to_the_last_post() {
    check(&[
        ("bluesky/atrrr.getPostThread_72827.json", [4, 1, 3, 1, 1, 0, 0]),
        ("bluesky/atrrr.searchPosts_bb16d.json", [100, 53, 3, 65, 44, 0, 0]),
        ("bluesky/bskyr.getListFeed.json", [10, 5, 0, 10, 13, 0, 0]),
        ("bluesky/bskyr.getPostThread_small.json", [1, 1, 0, 2, 1, 0, 0]),
        ("bluesky/bskyr.listRecords_post.json", [50, 1, 2, 28, 17, 0, 0]),
        ("bluesky/bskyr.searchPosts_redistricting.json", [25, 18, 3, 14, 5, 0, 0]),
        // 17 links by facets and cards; an address is written out twice without being made a link.
        ("bluesky/indigo.capture_atprotocom.json", [20, 1, 5, 19, 0, 0, 0]),
        ("bluesky/indigo.capture_hackerdarkweb.json", [20, 1, 0, 0, 0, 0, 0]),
        ("bluesky/marshalx.thread_view_post_with_embed_media.json", [1, 1, 0, 0, 1, 0, 0]),
    ]);
}

/// The server's own tests: the ids are made up, so the figures are of the structure alone.
#[test]
fn bluesky_threads_keep_their_structure() {
    let folder = |name: &str| format!("bluesky_snap/{name}.json");
    for (name, expected) in [
        ("blocks.pds_views_with_blocking_blocks_thread_parent_1", [2, 2, 2, 0, 0, 1, 0]),
        ("thread.appview_thread_views_fetches_ancestors_1", [3, 2, 2, 0, 1, 0, 0]),
        ("thread.appview_thread_views_fetches_shallow_post_thread_1", [3, 3, 2, 0, 1, 1, 0]),
        ("thread.appview_thread_views_handles_deleted_posts_correctly_1", [3, 2, 2, 0, 0, 0, 0]),
        ("thread.appview_thread_views_takedown_blocks_ancestors_by_record_1", [1, 1, 1, 0, 0, 1, 0]),
        ("thread.appview_thread_views_takedown_blocks_replies_by_record_1", [2, 2, 1, 0, 1, 2, 0]),
        (
            "thread-v2.appview_thread_views_v2_simple_thread_returns_thread_anchored_on_2_1",
            [3, 3, 2, 0, 0, 0, 0],
        ),
        ("author-feed.pds_author_feed_views_pins_params_includePins_false_1", [12, 2, 2, 0, 3, 0, 0]),
        ("quotes.pds_quote_views_fetches_post_quotes_1", [2, 1, 0, 0, 0, 0, 0]),
    ] {
        check(&[(&folder(name), expected)]);
    }
    let Some(feed) = sample("bluesky/bskyr.getListFeed.json") else { return };
    assert_eq!(feed.shape, Shape::Collection);
}

/// 15 reposts in each. Of the links, the old form of facets has 22 in one of them and none in the other; link cards make
/// up the rest.
#[test]
fn bluesky_repositories_are_read_to_the_last_post() {
    check(&[
        ("bluesky_car/indigo.fakermaker.repo.car", [26 + 15, 1, 0, 0, 1, 0, 1]),
        ("bluesky_car/indigo.paul_staging.repo.car", [101 + 15, 1, 10, 24, 70, 0, 1]),
    ]);
    let Some(thread) = sample("bluesky_car/indigo.fakermaker.repo.car") else { return };
    let Some(truth) = sample("bluesky_car/indigo.fakermaker.repo.posts.json") else { return };
    let told = |post: &Post| (post.id().map(str::to_owned), post.created(), post.body().to_owned());
    let mut posts: Vec<_> = thread.posts().filter(|post| !post.is_repost()).map(|post| told(&post)).collect();
    let mut expected: Vec<_> = truth.posts().map(|post| told(&post)).collect();
    posts.sort();
    expected.sort();
    assert_eq!(posts, expected);
}

/// Links were counted in Reddit's own HTML. Told otherwise: a picture that a submission leads to is a medium (571dw3), bare
/// domains are links and so is an address in a tag that was typed (z1c9z, 6302cj: one), addresses of mail are none (6302cj: 5).
#[test]
fn reddit_discussions_are_read_to_the_last_comment() {
    let table = [
        ("reddit/praw.3hahrw_476c.json", [471, 388, 470, 64, 0, 24, 0], 61),
        ("reddit/rtv.571dw3.json", [192, 179, 191, 35 - 1, 1, 153, 0], 1538),
        ("reddit/rtv.AskReddit_2np694.json", [195, 104, 194, 2, 0, 197, 0], 8172),
        ("reddit/rtv.CollegeBasketball_31owr1.json", [197, 152, 196, 21, 0, 151, 0], 10_524),
        ("reddit/rtv.IAmA_z1c9z_obama.json", [192, 165, 191, 39 + 3, 0, 173, 0], 27_284),
        ("reddit/rtv.Python_6302cj.json", [109, 75, 108, 62 + 1 - 5, 0, 2, 0], 0),
    ];
    for (path, expected, omitted) in table {
        let Some(thread) = sample(path) else { return };
        assert_eq!(figures(&thread), expected, "{path}");
        assert_eq!(thread.posts().map(|post| post.omitted()).sum::<u64>(), omitted, "{path}");
    }
}
