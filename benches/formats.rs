//! How fast files are read, in MB/s beside plain typed reading of the same JSON, which does nothing with it.
//!
//! `cargo bench --bench formats`. Made-up posts, as an X archive, Mastodon's context and a Hacker News discussion have them.

mod measuring;

use std::fmt::Write;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput};
use serde::Deserialize;
use unspool::formats;
use unspool::model::{Source, Tally};

const POSTS: [usize; 2] = [10_000, 200_000];

fn main() {
    let mut criterion = measuring::quick();
    both::<Vec<Archived>>(&mut criterion, "x_archive", archive, |text| {
        text.split_once('=').map_or("", |(_, json)| json)
    });
    both::<Context>(&mut criterion, "mastodon_context", mastodon, |text| text);
    both::<Comment>(&mut criterion, "hackernews_item", hackernews, |text| text);
    criterion.final_summary();
}

/// The words of a post; now and then a name, a handle, a tag, a link.
fn words(post: usize) -> String {
    const WORDS: &[&str] = &[
        "the",
        "harbour",
        "sold",
        "its",
        "cranes",
        "to",
        "nobody",
        "Northwind",
        "says",
        "that",
        "ledgers",
        "of",
        "boats",
        "were",
        "burnt",
        "by",
        "clerks",
        "in",
        "Zürich",
        "王晓燕",
        "and",
        "ferries",
        "are",
        "late",
        "again",
    ];
    let mut out = String::new();
    for word in 0..10 + post % 35 {
        let step = post * 7 + word * 13;
        match step % 200 {
            0 => out.push_str("@danareyes "),
            1 => out.push_str("#deals "),
            2 => out.push_str("https://t.co/Cr4 "),
            3 => out.push_str("👀 "),
            _ => out.extend([WORDS[step % WORDS.len()], " "]),
        }
    }
    out + "it ends."
}

fn archive(posts: usize) -> String {
    let mut out = String::from("window.YTD.tweets.part0 = [\n");
    for post in 0..posts {
        let gap = if post == 0 { "" } else { ",\n" };
        let id = 1_300_000_000_000_000_000_u64 + post as u64 * 4_194_304;
        let before = id - 4_194_304;
        let _ = write!(
            out,
            r#"{gap}{{"tweet": {{"edit_info": {{"initial": {{"editTweetIds": ["{id}"], "editsRemaining": "5", "isEditEligible": false}}}}, "retweeted": false, "source": "<a href=\"https://mobile.example.org\" rel=\"nofollow\">Web App</a>", "entities": {{"hashtags": [], "symbols": [], "user_mentions": [], "urls": []}}, "display_text_range": ["0", "140"], "favorite_count": "7", "id_str": "{id}", "truncated": false, "retweet_count": "2", "id": "{id}", "created_at": "Sat Nov 09 12:14:18 +0000 2024", "favorited": false, "full_text": "{}", "lang": "en", "in_reply_to_status_id_str": "{before}", "in_reply_to_screen_name": "madeup"}}}}"#,
            words(post)
        );
    }
    out + "\n]"
}

fn mastodon(posts: usize) -> String {
    let mut out = String::from(r#"{"ancestors":[],"descendants":["#);
    for post in 0..posts {
        let gap = if post == 0 { "" } else { "," };
        let (id, user) = (100_000_000_000_000_000_u64 + post as u64, post * 7919 % 5000);
        let parent = if post == 0 { "null".to_owned() } else { format!("\"{}\"", id - 1) };
        let _ = write!(
            out,
            r#"{gap}{{"id": "{id}", "created_at": "2022-11-06T03:36:44.808Z", "in_reply_to_id": {parent}, "in_reply_to_account_id": null, "sensitive": false, "spoiler_text": "", "visibility": "public", "language": "en", "uri": "https://example.social/users/user{user}/statuses/{id}", "url": "https://example.social/@user{user}/{id}", "replies_count": 0, "reblogs_count": 3, "favourites_count": 9, "content": "<p>{}</p>", "reblog": null, "account": {{"id": "{user}", "username": "user{user}", "acct": "user{user}", "display_name": "User{user}", "url": "https://example.social/@user{user}", "bot": false}}, "media_attachments": [], "mentions": [], "tags": [], "emojis": [], "card": null, "poll": null}}"#,
            words(post)
        );
    }
    out + "]}"
}

/// Chains of eight comments below the story.
fn hackernews(posts: usize) -> String {
    const DEPTH: usize = 8;
    let mut out = String::from(
        r#"{"id": 1, "created_at": "2024-05-13T08:15:00Z", "created_at_i": 1, "type": "story", "author": "madeup", "title": "Made up", "url": "https://example.org/", "text": null, "points": 1, "parent_id": null, "story_id": 1, "children": ["#,
    );
    let mut open = 0;
    for post in 0..posts {
        if open == DEPTH {
            out.extend([&"]}".repeat(open), ","]);
            open = 0;
        }
        let (id, user) = (post + 2, post * 7919 % 5000);
        let parent = if open == 0 { 1 } else { id - 1 };
        let _ = write!(
            out,
            r#"{{"id": {id}, "created_at": "2024-05-13T08:15:00Z", "created_at_i": 1715588100, "type": "comment", "author": "user{user}", "title": null, "url": null, "text": "<p>{}", "points": null, "parent_id": {parent}, "story_id": 1, "children": ["#,
            words(post)
        );
        open += 1;
    }
    out + &"]}".repeat(open + 1)
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Archived {
    tweet: Tweet,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Tweet {
    id_str: String,
    full_text: String,
    created_at: String,
    favorite_count: String,
    retweet_count: String,
    lang: String,
    in_reply_to_status_id_str: Option<String>,
    display_text_range: [String; 2],
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Context {
    descendants: Vec<Status>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Status {
    id: String,
    created_at: String,
    in_reply_to_id: Option<String>,
    visibility: String,
    url: String,
    reblogs_count: u64,
    favourites_count: u64,
    content: String,
    account: Account,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Account {
    id: String,
    acct: String,
    display_name: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read for the time that takes")]
struct Comment {
    id: u64,
    created_at_i: i64,
    author: Option<String>,
    text: Option<String>,
    parent_id: Option<u64>,
    children: Vec<Comment>,
}

/// Reading as the program does it, and typed reading of the JSON in it.
fn both<T: for<'de> Deserialize<'de>>(
    criterion: &mut Criterion,
    name: &str,
    make: fn(usize) -> String,
    json: fn(&str) -> &str,
) {
    let mut group = measuring::slow(criterion, name);
    for posts in measuring::sizes(&POSTS) {
        let text = make(posts);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("read", posts), |bencher| {
            // The program has the file's bytes for itself.
            bencher.iter_batched(
                || text.as_bytes().to_vec(),
                |bytes| formats::read_owned(black_box(bytes), Source::default(), &Tally::default()),
                BatchSize::PerIteration,
            );
        });
        group.bench_function(BenchmarkId::new("typed", posts), |bencher| {
            bencher.iter(|| serde_json::from_str::<T>(black_box(json(&text))).is_ok());
        });
    }
}
