//! What to say of JSON that no format recognises: which keys it has, and which formats have most of these.
//!
//! A guess is only ever told, never acted on.

use std::collections::HashSet;

use super::FORMATS;

/// The keys by which people know the JSON of a format, with its id.
const KEYS: &[(&str, &[&str])] = &[
    ("x-archive", &["tweet", "full_text", "id_str", "entities", "edit_info", "favorite_count"]),
    (
        "x-api-1.1",
        &["statuses", "search_metadata", "id_str", "full_text", "screen_name", "user", "created_at"],
    ),
    ("x-api-2", &["data", "includes", "meta", "author_id", "public_metrics", "edit_history_tweet_ids"]),
    ("x-web", &["data", "instructions", "entries", "tweet_results", "rest_id", "legacy", "__typename"]),
    (
        "snscrape",
        &["_type", "rawContent", "renderedContent", "conversationId", "likeCount", "retweetedTweet"],
    ),
    (
        "twitter-web-exporter",
        &["full_text", "screen_name", "profile_image_url", "views_count", "favorite_count"],
    ),
    ("gallery-dl", &["tweet_id", "content", "author", "nick", "reply_count", "retweet_id"]),
    (
        "mastodon",
        &["ancestors", "descendants", "account", "acct", "content", "spoiler_text", "in_reply_to_id"],
    ),
    ("activitypub", &["@context", "orderedItems", "attributedTo", "inReplyTo", "published", "totalItems"]),
    ("misskey", &["cw", "renoteId", "replyId", "reactions", "userId", "visibility"]),
    ("bluesky", &["thread", "post", "uri", "cid", "record", "feed", "indexedAt", "$type"]),
    ("reddit", &["kind", "data", "children", "selftext", "subreddit", "link_id", "body", "created_utc"]),
    (
        "hackernews",
        &["by", "kids", "descendants", "created_at_i", "story_id", "children", "objectID", "hits"],
    ),
    ("lobsters", &["short_id", "comments_url", "commenting_user", "comment_plain", "submitter_user"]),
    ("discourse", &["post_stream", "posts", "cooked", "post_number", "topic_id", "username"]),
    ("lemmy", &["post_view", "community_view", "comments", "creator", "counts", "ap_id"]),
    ("telegram", &["chats", "messages", "from_id", "text_entities", "date_unixtime", "personal_information"]),
    ("discord", &["guild", "channel", "messages", "timestampEdited", "isPinned", "nickname"]),
    ("slack", &["messages", "ts", "thread_ts", "subtype", "client_msg_id", "has_more"]),
];

/// How many of a format's keys make it worth naming.
const ENOUGH: usize = 2;
/// How many formats are named.
const MOST: usize = 2;

/// The titles of the formats that have most of these keys, the nearest first.
pub(super) fn nearest(keys: &[String]) -> Vec<&'static str> {
    let seen: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let shared = |known: &[&str]| known.iter().filter(|key| seen.contains(*key)).count();
    let mut found: Vec<(usize, &str)> =
        KEYS.iter().map(|(id, known)| (shared(known), *id)).filter(|(shared, _)| *shared >= ENOUGH).collect();
    // Of equals, the one further up is the more common.
    found.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
    let titles = found.into_iter().filter_map(|(_, id)| FORMATS.iter().find(|format| format.id == id));
    titles.map(|format| format.title).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guess_is_a_format() {
        for (id, keys) in KEYS {
            assert!(FORMATS.iter().any(|format| format.id == *id), "{id}");
            assert!(keys.len() >= ENOUGH);
        }
    }

    #[test]
    fn the_nearest_formats_are_named() {
        let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        assert_eq!(nearest(&keys(&["account", "acct", "content", "likes"])), ["Mastodon posts (API)"]);
        assert_eq!(nearest(&keys(&["alpha", "data"])), Vec::<&str>::new());
    }
}
