//! Tests of reading statuses.

use super::*;
use crate::formats::{read, recognise};
use crate::model::{Post, Source, Thread, Time};

const CONTEXT_FILE: &str = include_str!("../../../tests/fixtures/mastodon/context.json");
const TIMELINE: &str = include_str!("../../../tests/fixtures/mastodon/timeline.json");

fn thread(json: &str) -> Thread {
    read(json.as_bytes(), Source::default()).unwrap()
}

/// A status by Ana, with further fields.
fn status(id: &str, fields: &str) -> String {
    format!(
        r#"{{"id":"{id}","created_at":"2024-05-13T08:15:00Z","visibility":"public","reblog":null,"account":{{"id":"1","acct":"ana","display_name":"Ana","url":"https://quay.example/@ana"}}{fields}}}"#
    )
}

fn warnings(thread: &Thread) -> Vec<String> {
    thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
}

fn bodies(thread: &Thread) -> Vec<&str> {
    thread.posts().map(|post| post.body()).collect()
}

fn mentions<'t>(post: &Post<'t>) -> Vec<(&'t str, &'t str)> {
    post.mentions().map(|mention| (post.text(mention.range), mention.name)).collect()
}

#[test]
fn a_status_is_read_with_all_that_is_told_of_it() {
    let thread = thread(CONTEXT_FILE);
    let posts: Vec<Post> = thread.posts().collect();
    let answer = &posts[2];
    assert_eq!(answer.author().handle.as_deref(), Some("rafa@harbour.example"));
    assert_eq!(mentions(answer), [("@ilse", "@ilse@quay.example"), ("#ferries", "#ferries")]);
    let link = answer.links().next().unwrap();
    assert_eq!(answer.text(link.range), "books.harbour.example/1931/led…");
    assert_eq!(link.url, "https://books.harbour.example/1931/ledgers/page/12");
    assert_eq!(link.title, Some("Ledger of 1931, page 12"));
    assert_eq!(answer.links().count(), 1);
    assert_eq!((posts[0].counts().likes, posts[0].counts().reposts), (Some(90), Some(41)));
    assert_eq!(posts[0].author().handle.as_deref(), Some("ilse@quay.example"));
    assert_eq!(posts[3].media()[0].alt.as_deref(), Some("A yellow crane without a hook"));
    assert_eq!(posts[4].content_warning(), Some("singing"));
    assert_eq!(posts[4].author().name.as_deref(), Some("bo_l"));
    let seen: Vec<_> = posts.iter().map(Post::visibility).collect();
    assert_eq!(seen, [Some("public"), None, Some("public"), Some("unlisted"), Some("followers")]);
    assert_eq!(
        posts[4].body(),
        "Did anybody hear it?\n\n○ Yes, at night (1 vote)\n○ No (3 votes)\n○ I sang it"
    );
}

#[test]
fn the_post_that_a_context_leaves_out_has_its_place_and_its_author() {
    let thread = thread(CONTEXT_FILE);
    let absent = thread.post(crate::model::PostIx(1));
    assert_eq!((absent.id(), absent.state()), (Some("109300000000000002"), State::Missing));
    assert_eq!(absent.reply_to(), Some("109300000000000001"));
    assert_eq!(absent.author().handle.as_deref(), Some("ilse@quay.example"));
    assert!(warnings(&thread)[0].contains("/api/v1/statuses/109300000000000002 "));
}

#[test]
fn boosts_and_quotes_stand_within_the_post_that_makes_them() {
    let thread = thread(TIMELINE);
    let posts: Vec<Post> = thread.posts().collect();
    let revoked = posts[0].quote().unwrap();
    assert_eq!((revoked.state(), revoked.body()), (State::Withheld, ""));
    let quoted = posts[1].quote().unwrap();
    assert_eq!(posts[1].body(), "Still nobody.");
    assert_eq!(quoted.body(), "Who paid? Koru Shipping Nobody says.\n\nOne song, one crane.");
    let boosted = posts[2].quote().unwrap();
    assert_eq!((posts[2].author().display_name(), posts[2].body()), ("bo_l".to_owned(), ""));
    assert_eq!(boosted.author().display_name(), "Ilse Quandt");
    assert!(thread.warnings.is_empty());
}

#[test]
fn of_two_forms_of_a_post_the_richer_is_shown_once() {
    let short = status("7", r#","spoiler_text":"","content":"<p>Cut…</p>""#);
    let long = status("7", r#","spoiler_text":"","content":"<p>Not cut at all</p>""#);
    let other = status("8", r#","spoiler_text":"","content":"<p>Other</p>""#);
    let thread = thread(&format!("[{short},{other},{long},{short}]"));
    assert_eq!(bodies(&thread), ["Not cut at all", "Other"]);
}

#[test]
fn a_wrong_field_costs_neither_its_post_nor_the_rest() {
    for (fields, expected) in [
        (r#","content":["x"]"#, r#"[0].content: ["x"] is no text; it was left out"#),
        (r#","content":"b","mentions":[7]"#, "[0].mentions[0]: 7 is no object; it was left out"),
        (
            r#","content":"b","favourites_count":NaN"#,
            "[0].favourites_count: NaN is no whole number; it was left out",
        ),
        (
            r#","content":"b","poll":{"options":[{"title":{}}]}"#,
            "[0].poll.options[0].title: {} is no text; it was left out",
        ),
        (r#","content":"b","quote":{"content":{}}"#, "[0].quote.content: {} is no text; it was left out"),
        (r#","content":"b","quote":{}"#, ""),
    ] {
        let rest = status("9", r#","content":"the rest""#);
        let thread = thread(&format!("[{},{rest}]", status("8", &format!(r#","spoiler_text":""{fields}"#))));
        assert_eq!(warnings(&thread).join(" "), expected, "{fields}");
        assert_eq!(bodies(&thread)[1..], ["the rest"], "{fields}");
    }
}

#[test]
fn what_is_no_post_is_left_out_with_its_place() {
    let good = status("1", r#","spoiler_text":"","content":"go\u0007od""#);
    let thread = thread(&format!(
        "{{\"ancestors\":[{good},17,null,{{}}],\"descendants\":[{{\"id\":\"2\",\"content\":\"c\"}}]}}"
    ));
    assert_eq!(bodies(&thread), ["good", "c"]);
    assert_eq!(
        warnings(&thread),
        [
            "ancestors[1]: 17 is no post; it was left out",
            "ancestors[3]: no text and no author in it; it was left out"
        ]
    );
}

#[test]
fn broken_lines_are_told_and_the_others_read() {
    let line = |id: &str| status(id, &format!(r#","spoiler_text":"","content":"{id}""#));
    let thread =
        thread(&format!("{}\n{}\n{{\"id\":\n\n{}\n{}", line("1"), line("2"), line("3"), &line("4")[..40]));
    assert_eq!(bodies(&thread), ["1", "2", "3"]);
    assert_eq!(
        warnings(&thread),
        [
            "line 6: it ends in the middle; it was left out",
            "line 6, column 1: not as JSON should be (expected a key), after post 2; of the lines below it, 1 could be read as posts",
        ]
    );
}

#[test]
fn what_a_cut_list_has_on_lines_of_their_own_is_read_once() {
    // Many are found by several processors at once.
    for count in [1, 2, 20_000] {
        let post = |i: usize| status(&i.to_string(), &format!(r#","spoiler_text":"","content":"{i}""#));
        let posts: Vec<String> = (1..=count).map(post).collect();
        for end in ["", "\n", "]\n", "],\n"] {
            let thread = thread(&format!("{{\"descendants\":[\n{}{end}", posts.join(",\n")));
            assert_eq!(thread.len(), count, "{end:?}");
            let [warning] = &warnings(&thread)[..] else { panic!("{:?}", warnings(&thread)) };
            let told = format!("after post {count}; nothing more could be read");
            assert!(warning.ends_with(&told), "{warning}");
        }
    }
}

#[test]
fn lists_are_many_threads_unless_all_hang_together() {
    use crate::model::Shape;
    let one = status("7", r#","spoiler_text":"","content":"a""#);
    let answer = status("8", r#","spoiler_text":"","content":"b","in_reply_to_id":"7""#);
    let other = status("9", r#","spoiler_text":"","content":"c""#);
    assert_eq!(thread(&one).shape, Shape::Thread);
    assert_eq!(thread(&format!("[{one},{answer}]")).shape, Shape::Thread);
    assert_eq!(thread(&format!("[{one},{answer},{other}]")).shape, Shape::Collection);
    let context = format!(r#"{{"ancestors":[],"descendants":[{answer},{other}]}}"#);
    assert_eq!(thread(&context).shape, Shape::Thread);
    assert_eq!(thread(&format!("{one}\n{context}")).len(), 3);
}

#[test]
fn a_post_saved_without_its_answers_says_how_many_there_are() {
    let one = |count: &str| {
        status("700001", &format!(r#","spoiler_text":"","content":"a","replies_count":{count}"#))
    };
    let alone = thread(&one("57"));
    let last = alone.posts().last().unwrap();
    assert_eq!(
        (alone.len(), last.state(), last.omitted(), last.reply_to()),
        (2, State::Omitted, 57, Some("700001"))
    );
    let answer = status("700002", r#","spoiler_text":"","content":"b","in_reply_to_id":"700001""#);
    let context = format!(r#"{{"ancestors":[],"descendants":[{answer}]}}"#);
    let whole = format!(r#"{{"status":{},"context":{context}}}"#, one("57"));
    let joined = Thread::joined(vec![alone, thread(&context)]);
    let listed = thread(&format!("[{},{answer}]", one("57")));
    for told in [listed, thread(&whole), joined] {
        assert_eq!((bodies(&told), told.warnings.len()), (vec!["a", "b"], 0));
    }
    assert_eq!(thread(&one("0")).len(), 1);
}

#[test]
fn a_time_that_is_not_told_is_taken_from_the_id() {
    for (id, expected) in [
        ("109294719267373593", Some("2022-11-06T03:24:26.946Z")),
        ("01HXS6ZG0G0000000000000000", Some("2024-05-13T14:51:17.392Z")),
        ("17", None),
        ("AdnKxqBvhoR8xuJ2Zk", None),
    ] {
        let json = status(id, r#","spoiler_text":"","content":"a""#).replace("2024-05-13T08:15:00Z", "");
        let json = json.replace(r#""created_at":"","#, "");
        let created = thread(&json).posts().next().unwrap().created();
        assert_eq!(created.map(Time::rfc3339).as_deref(), expected, "{id}");
    }
}

#[test]
fn a_quote_of_pleroma_that_is_elsewhere_has_its_place() {
    let quoting = status(
        "7",
        r#","spoiler_text":"","content":"a","pleroma":{"quote":null,"quote_id":"A1","quote_url":"https://pond.example/objects/1"}"#,
    );
    let thread = thread(&quoting);
    let quote = thread.posts().next().unwrap().quote().unwrap();
    assert_eq!((quote.state(), quote.url()), (State::Missing, Some("https://pond.example/objects/1")));
    assert_eq!(thread.source.platform.as_deref(), Some("Pleroma"));
}

#[test]
fn quotes_without_end_are_an_orderly_warning() {
    let deep = r#"{"id":"1","content":"q","account":{},"visibility":"","reblog":"#.repeat(50_000);
    let thread = thread(&format!("{deep}null{}", "}".repeat(50_000)));
    assert_eq!(thread.posts().next().unwrap().with_quotes().count(), 9);
    assert_eq!(warnings(&thread).len(), 1);
}

#[test]
fn documents_are_told_from_others() {
    let one = status("1", r#","spoiler_text":"","content":"c""#);
    for (json, expected) in [
        (one.clone(), Some("mastodon")),
        (format!("[ {one}"), Some("mastodon")),
        (format!("{{\"ancestors\":[],\"descendants\":[{one}]}}"), Some("mastodon")),
        ("{\"ancestors\":[], \"descendants\":[ ]}".to_owned(), Some("mastodon")),
        (format!("{{\"accounts\":[],\"statuses\":[{one}]}}"), Some("mastodon")),
        (
            format!("{{\"context\":{{\"ancestors\":[],\"descendants\":[]}},\"status\":{one}}}"),
            Some("mastodon"),
        ),
        ("{\"account\":{},\"content\":\"c\"}".to_owned(), None),
        ("{\"ancestors\":[],\"text\":\"c\"}".to_owned(), None),
    ] {
        let input = Input::decode(json.as_bytes()).unwrap();
        assert_eq!(recognise(&input).map(|format| format.id), expected, "{json}");
    }
}

#[test]
fn a_long_list_is_read_as_a_short_one_is() {
    const POSTS: usize = 4_000;
    // Most mention somebody, a few have lists of what opens like a status and is none.
    let lookalike = r#""card":{"x":[{"id":"1","created_at":"a"},{"id":"2","created_at":"b"}]}"#;
    let post = |i: usize| {
        let more = if i.is_multiple_of(500) { lookalike } else { r#""mentions":[{"id":"3","acct":"bo"}]"# };
        let words = "word ".repeat(i % 40);
        status(&(100_000 + i).to_string(), &format!(r#","content":"<p>{words}{i}</p>",{more}"#))
    };
    let posts: Vec<String> = (0..POSTS).map(post).collect();
    let text = format!("[{}\n]", posts.join(",\n"));
    assert!(text.len() > 1_000_000);
    let whole = thread(&text);
    assert!(whole.warnings.is_empty());
    let is_told = |(i, post): (usize, Post)| post.body().split(' ').next_back() == Some(&*i.to_string());
    assert_eq!((whole.len(), whole.posts().enumerate().all(is_told)), (POSTS, true));
    for cut in [text.len() / 3, text.len() / 2, text.len() - 2] {
        let cut = thread(&text[..cut]);
        assert!(cut.posts().enumerate().all(is_told));
        assert_eq!(warnings(&cut).len(), 1);
        assert!(
            warnings(&cut)[0].contains(&format!("the file ends in the middle, after post {}", cut.len()))
        );
    }
    // Broken in the middle, it goes on line by line.
    let broken = text.replacen(r#""id":"102000""#, r#""id" "102000""#, 1);
    assert_eq!(thread(&broken).len(), POSTS - 1);
}
