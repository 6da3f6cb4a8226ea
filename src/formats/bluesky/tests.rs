//! Tests of reading Bluesky.

use crate::formats::read;
use crate::model::{Post, PostIx, Shape, Source, State, Thread};

fn thread(json: &str) -> Thread {
    read(json.as_bytes(), Source::default()).unwrap()
}

/// The view of a post by Ana, with further fields of the record.
fn view(key: &str, text: &str, fields: &str) -> String {
    format!(
        r#"{{"uri":"at://did:plc:ana/app.bsky.feed.post/{key}","cid":"c","author":{{"did":"did:plc:ana","handle":"ana.example"}},"record":{{"$type":"app.bsky.feed.post","text":"{text}","createdAt":"2024-05-13T08:15:00Z"{fields}}},"indexedAt":"2024-05-13T08:15:00Z"}}"#
    )
}

fn reply(parent: &str) -> String {
    let uri = format!("at://did:plc:ana/app.bsky.feed.post/{parent}");
    format!(r#","reply":{{"root":{{"uri":"{uri}"}},"parent":{{"uri":"{uri}"}}}}"#)
}

fn bodies(thread: &Thread) -> Vec<&str> {
    thread.posts().map(|post| post.body()).collect()
}

fn warnings(thread: &Thread) -> Vec<String> {
    thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
}

#[test]
fn threads_nest_without_end() {
    const DEPTH: usize = 100_000;
    const HEIGHT: usize = 20_000;
    let mut json = String::from(r#"{"thread":"#);
    for i in 0..DEPTH {
        json.extend([r#"{"post":"#, &view(&i.to_string(), "down", ""), r#","replies":["#]);
    }
    json += &"]}".repeat(DEPTH);
    let down = thread(&(json + "}"));
    assert_eq!((down.len(), down.warnings.len()), (DEPTH, 0));
    assert_eq!(down.answered(PostIx(DEPTH as u32 - 1)), Some(PostIx(DEPTH as u32 - 2)));

    let mut json = String::from(r#"{"thread":"#);
    for i in 0..HEIGHT {
        json.extend([
            r#"{"post":"#,
            &view(&i.to_string(), "up", &reply(&(i + 1).to_string())),
            r#","parent":"#,
        ]);
    }
    json += "null";
    json += &"}".repeat(HEIGHT);
    let up = thread(&(json + "}"));
    // Above the last stands the one that it answers, which is not there.
    assert_eq!((up.len(), up.post(PostIx(0)).state()), (HEIGHT + 1, State::Missing));
    assert_eq!(up.answered(PostIx(HEIGHT as u32)), Some(PostIx(HEIGHT as u32 - 1)));
}

#[test]
fn what_a_post_answers_comes_first_in_any_order_of_keys() {
    let (top, middle, below) =
        (view("1", "top", ""), view("2", "middle", &reply("1")), view("3", "below", &reply("2")));
    for node in [
        format!(r#"{{"post":{middle},"parent":{{"post":{top}}},"replies":[{{"post":{below}}}]}}"#),
        format!(r#"{{"parent":{{"post":{top}}},"replies":[{{"post":{below}}}],"post":{middle}}}"#),
    ] {
        let thread = thread(&format!(r#"{{"thread":{node}}}"#));
        assert_eq!(thread.post(PostIx(0)).body(), "top", "{node}");
        let answered = |text: &str| {
            let ix = thread.posts().position(|post| post.body() == text).unwrap();
            thread.answered(PostIx(ix as u32)).map(|ix| thread.post(ix).body())
        };
        assert_eq!((answered("below"), answered("middle")), (Some("middle"), Some("top")), "{node}");
    }
}

#[test]
fn facets_count_in_bytes_and_bad_ones_cost_nothing() {
    let facets = |list: &str| format!(r#","facets":[{list}]"#);
    let link = |start: &str, end: &str, uri: &str| {
        format!(
            r#"{{"index":{{"byteStart":{start},"byteEnd":{end}}},"features":[{{"$type":"app.bsky.richtext.facet#link","uri":"{uri}"}}]}}"#
        )
    };
    let text = "Ünü 🏗 here, there";
    let here = (12, 16);
    assert_eq!(&text[here.0..here.1], "ere,");
    let all = [
        link("11", "15", "https://example.org/a?b=c"),
        // In the middle of the first, of a character, beyond the end, backwards, empty, to run something.
        link("12", "18", "https://example.org/overlapping"),
        link("1", "4", "https://example.org/half"),
        link("17", "900", "https://example.org/beyond"),
        link("15", "11", "https://example.org/backwards"),
        link("5", "5", "https://example.org/empty"),
        link("17", "22", "javascript:alert(1)"),
        r#"{"index":{"byteStart":17,"byteEnd":22},"features":[]}"#.to_owned(),
    ];
    let thread = thread(&view("1", text, &facets(&all.join(","))));
    let post = thread.post(PostIx(0));
    let links: Vec<_> = post.links().map(|link| (post.text(link.range.clone()), link.url)).collect();
    assert_eq!(links, [("here", "https://example.org/a?b=c")]);
    assert_eq!(post.body(), text);
}

#[test]
fn the_entities_of_the_first_records_count_in_units_of_utf_16() {
    let entity = |start: usize, end: usize, kind: &str, value: &str| {
        format!(r#"{{"index":{{"start":{start},"end":{end}}},"type":"{kind}","value":"{value}"}}"#)
    };
    let entities = [
        entity(3, 7, "link", "https://example.org/here"),
        entity(8, 12, "mention", "did:plc:bo"),
        entity(1, 3, "link", "https://example.org/half"),
        entity(3, 99, "link", "https://example.org/beyond"),
    ];
    let thread = thread(&view("1", "🏗 here @bo.x", &format!(r#","entities":[{}]"#, entities.join(","))));
    let post = thread.post(PostIx(0));
    let links: Vec<_> = post.links().map(|link| (post.text(link.range.clone()), link.url)).collect();
    assert_eq!(links, [("here", "https://example.org/here")]);
    assert_eq!(post.mentions().map(|m| post.text(m.range)).collect::<Vec<_>>(), ["@bo."]);
}

#[test]
fn a_post_that_comes_twice_is_shown_once_and_the_richer() {
    let short = view("1", "One.", "");
    let long = view("1", "One.", r#","langs":["nl"]"#);
    for json in [format!("{short}\n{long}\n"), format!("[{long},{short}]")] {
        let thread = thread(&json);
        assert_eq!((thread.len(), thread.post(PostIx(0)).language()), (1, Some("nl")), "{json}");
    }
}

#[test]
fn a_broken_post_costs_itself_alone() {
    let json = format!(
        r#"{{"posts":[{},7,{{"uri":"at://a","cid":"c","record":"x"}},{{"uri":"at://did:plc:b/app.bsky.feed.post/2","record":{{"text":7,"createdAt":[]}}}},{}]}}"#,
        view("1", "One.", ""),
        view("3", "Three.", r#","facets":7,"langs":{},"reply":[]"#)
    );
    let thread = thread(&json);
    assert_eq!(bodies(&thread), ["One.", "7", "Three."]);
    assert_eq!(
        warnings(&thread),
        [
            "posts[1]: 7 is no post; it was left out",
            "posts[2].record: \"x\" is no record; the post was left out",
            "posts[3].record.createdAt: [] is no text; it was left out",
            "posts[4].record.facets: 7 is no list; it was left out",
            "posts[4].record.reply: [] is no object; it was left out",
            "posts[4].record.langs: {} is no list; it was left out",
        ]
    );
}

#[test]
fn threads_of_several_answers_are_read_together() {
    let page = |key: &str| format!(r#"{{"thread":{{"post":{},"replies":[]}}}}"#, view(key, key, ""));
    let thread = thread(&format!("{}\n{}\n", page("1"), page("2")));
    assert_eq!(bodies(&thread), ["1", "2"]);
    let both = format!(r#"{{"feed":[{{"post":{}}}]}}"#, view("1", "1", "")) + "\n" + &page("2");
    let thread = super::tests::thread(&both);
    assert_eq!((bodies(&thread), thread.shape), (vec!["1", "2"], Shape::Collection));
}

#[test]
fn quotes_in_quotes_are_kept_as_deep_as_they_can_be_shown() {
    let mut inner = String::new();
    for i in (0..1000).rev() {
        let embeds = if inner.is_empty() {
            String::new()
        } else {
            format!(r#","embeds":[{{"$type":"app.bsky.embed.record#view","record":{inner}}}]"#)
        };
        inner = format!(
            r#"{{"$type":"app.bsky.embed.record#viewRecord","uri":"at://did:plc:b/app.bsky.feed.post/{i}","author":{{"did":"did:plc:b","handle":"b.example"}},"value":{{"$type":"app.bsky.feed.post","text":"{i}"}}{embeds}}}"#
        );
    }
    let outer = view("1", "Look.", "").replace(
        r#","indexedAt""#,
        &format!(r#","embed":{{"$type":"app.bsky.embed.record#view","record":{inner}}},"indexedAt""#),
    );
    let thread = thread(&outer);
    let chain: Vec<Post> = thread.post(PostIx(0)).with_quotes().collect();
    assert_eq!((chain.len(), chain[8].body()), (9, "7"));
    assert_eq!(thread.warnings.len(), 1);
}

#[test]
fn a_repository_that_is_damaged_anywhere_is_read_or_refused() {
    let whole = include_bytes!("../../../tests/fixtures/bluesky-car/account.car");
    for at in 0..whole.len() {
        for bit in [0x01, 0x10, 0x80] {
            let mut damaged = whole.to_vec();
            damaged[at] ^= bit;
            if let Ok(thread) = read(&damaged, Source::default()) {
                assert!(!thread.is_empty(), "{at}");
            }
        }
    }
}

#[test]
fn a_repository_that_was_cut_says_where() {
    let whole = include_bytes!("../../../tests/fixtures/bluesky-car/account.car");
    let thread = read(&whole[..whole.len() - 1], Source::default()).unwrap();
    assert_eq!(thread.len(), 5);
    let told = warnings(&thread);
    assert!(told.iter().any(|told| told.contains("the file breaks off after post 5")), "{told:?}");
    assert!(told.iter().any(|told| told.contains("the index names 1 post more")), "{told:?}");
    let error = read(&whole[..80], Source::default()).unwrap_err();
    assert!(error.what.contains("before the first post"), "{error}");
}
