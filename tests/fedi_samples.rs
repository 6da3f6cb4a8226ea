//! Real files of the fediverse and of forums: what is read from them, against figures counted in their JSON apart from
//! this program. They are not part of the project; without them, the test says nothing.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use unspool::formats;
use unspool::model::{Post, Shape, Source, State, Thread};

fn sample(path: &str) -> Option<Thread> {
    let folder = PathBuf::from(std::env::var_os("UNSPOOL_SHARED")?).join("samples");
    Some(formats::read(&fs::read(folder.join(path)).unwrap(), Source::default()).unwrap())
}

/// Posts, accounts that are told, posts that answer one of them, links, media, posts that are not there, warnings.
fn figures(thread: &Thread) -> [usize; 7] {
    let ids: HashSet<_> = thread.posts().filter_map(|post| post.id()).collect();
    let answers = thread.posts().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id)));
    [
        thread.len(),
        thread.author_count(),
        answers.count(),
        thread.posts().map(|post| post.links().count()).sum(),
        thread.posts().map(|post| post.media().len()).sum(),
        thread.posts().filter(|post| post.state() != State::Ok).count(),
        thread.warnings.len(),
    ]
}

#[test]
fn real_files_are_read_to_the_last_post() {
    for (path, format, expected) in [
        ("activitypub/lemmy.discourse_objects_page.json", "activitypub", [1, 1, 0, 1, 0, 0, 0]),
        ("activitypub/lemmy.gnusocial_objects_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.lemmy_collections_group_outbox.json", "activitypub", [2, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.lemmy_objects_comment.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.lemmy_objects_page.json", "activitypub", [1, 1, 0, 0, 1, 0, 0]),
        ("activitypub/lemmy.lemmy_objects_tombstone.json", "activitypub", [1, 0, 0, 0, 0, 1, 0]),
        ("activitypub/lemmy.lotide_objects_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.mastodon_activities_create_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.mastodon_activities_delete.json", "activitypub", [1, 1, 0, 0, 0, 1, 0]),
        ("activitypub/lemmy.mastodon_objects_note_1.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.peertube_objects_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.pleroma_activities_create_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("activitypub/lemmy.smithereen_objects_note.json", "activitypub", [1, 1, 0, 0, 0, 0, 0]),
        ("lobsters/claw.hottest.json", "lobsters", [25, 25, 0, 23, 0, 0, 0]),
        ("lobsters/claw.post_details_tdfoqh.json", "lobsters", [11, 8, 10, 3, 0, 0, 0]),
        ("lobsters/claw.post_details_tdfoqh.old.json", "lobsters", [8, 6, 7, 3, 0, 0, 0]),
        ("discourse/discourse_api.post.json", "discourse", [1, 1, 0, 0, 0, 0, 0]),
        ("discourse/discourse_api.topic_posts.json", "discourse", [1, 1, 0, 0, 0, 0, 0]),
        // 20 posts of 22; the list of all does not hold their ids, so the two stand at the end.
        ("discourse/perceval.topic_1148.json", "discourse", [21, 10, 20, 9, 6, 1, 0]),
    ] {
        let Some(thread) = sample(path) else { return };
        assert_eq!((&*thread.source.format, figures(&thread)), (format, expected), "{path}");
    }
}

#[test]
fn what_a_topic_leaves_out_is_counted_in_its_place() {
    let Some(thread) = sample("discourse/perceval.topic_1148.json") else { return };
    let omitted: Vec<_> = thread.posts().map(|post| post.omitted()).collect();
    assert_eq!((omitted.iter().sum::<u64>(), omitted.last()), (2, Some(&2)));
    assert_eq!(thread.title.as_deref(), Some("[Support] uBlock Origin"));
    assert_eq!(thread.posts().map(|post| post.media().len()).max(), Some(6));
}

#[test]
fn who_may_see_an_object_and_in_what_language_it_is_are_read_from_many_implementations() {
    for (path, expected) in [
        ("gnusocial_objects_note", (Some("public"), None)),
        ("lemmy_objects_comment", (Some("public"), Some("fr"))),
        ("lotide_objects_note", (Some("unlisted"), None)),
        ("mastodon_activities_create_note", (Some("unlisted"), Some("en"))),
        ("pleroma_activities_create_note", (Some("public"), None)),
        ("discourse_objects_page", (None, None)),
    ] {
        let Some(thread) = sample(&format!("activitypub/lemmy.{path}.json")) else { return };
        let post = thread.posts().next().unwrap();
        assert_eq!((post.visibility(), post.language()), expected, "{path}");
    }
}

#[test]
fn lists_of_stories_and_timelines_are_many_threads() {
    for (path, expected) in [
        ("lobsters/claw.hottest.json", Shape::Collection),
        ("lobsters/claw.post_details_tdfoqh.json", Shape::Thread),
        ("mastodon_api/rtoot.timeline_public_fosstodon.json", Shape::Collection),
        ("mastodon_api/rtoot.account_statuses_default.json", Shape::Collection),
        ("mastodon_api/rtoot.context_109294719267373593.json", Shape::Thread),
        ("activitypub/lemmy.lemmy_collections_group_outbox.json", Shape::Collection),
        ("discourse/perceval.topic_1148.json", Shape::Thread),
    ] {
        let Some(thread) = sample(path) else { return };
        assert_eq!(thread.shape, expected, "{path}");
        assert!(thread.posts().all(|post| !Post::body(&post).contains("</")), "{path}");
    }
}
