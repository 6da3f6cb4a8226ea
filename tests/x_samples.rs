//! X's rules against real files: what unspool marks in a text is what the file's own entities mark, offset for offset.
//!
//! The files are no part of the project; without `UNSPOOL_SHARED` there is nothing to compare.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use unspool::formats;
use unspool::formats::scanning::{self, What};
use unspool::model::{EntityKind, Post, Source};

/// The files whose posts carry entities.
fn samples() -> Vec<PathBuf> {
    let Some(shared) = std::env::var_os("UNSPOOL_SHARED") else { return Vec::new() };
    let folders = ["x_archive", "twitter_v1", "twitter_v1_threads"];
    let mut found: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(Path::new(&shared).join("samples").join(folder)).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            !["structure.json", "README.txt", "profile.js"].iter().any(|end| name.ends_with(end))
        })
        .collect();
    found.sort();
    assert_eq!(found.len(), 19);
    found
}

/// The posts of a file as plain JSON values, by id; of the same post twice the longer.
fn statuses(text: &str) -> HashMap<String, Value> {
    let body = text.strip_prefix("window.YTD.tweets.part0 = ").unwrap_or(text);
    let values: Vec<Value> = match serde_json::from_str(body) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut object)) => match object.remove("statuses") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        _ => body.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    };
    let mut found: HashMap<String, Value> = HashMap::new();
    for mut value in values {
        let status = if value["tweet"].is_object() { value["tweet"].take() } else { value };
        let id = status["id_str"].as_str().unwrap().to_owned();
        let is_richer = found.get(&id).is_none_or(|other| other.to_string().len() < status.to_string().len());
        if is_richer {
            found.insert(id, status);
        }
    }
    found
}

/// Where the words of a status stand: in the original of a retweet, in the extension of a long post.
fn words(status: &Value) -> &Value {
    let own = if status["retweeted_status"].is_object() { &status["retweeted_status"] } else { status };
    if own["extended_tweet"].is_object() { &own["extended_tweet"] } else { own }
}

fn raw_text(words: &Value) -> &str {
    words["full_text"].as_str().or(words["text"].as_str()).unwrap()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// What the file's entities mark: where in the unescaped text, in bytes, and a letter for the kind.
fn expected(words: &Value) -> Vec<(usize, usize, char)> {
    let points: Vec<char> = raw_text(words).chars().collect();
    let byte = |index: &Value| {
        let index = index.as_u64().or_else(|| index.as_str()?.parse().ok()).unwrap();
        unescaped(&points[..points.len().min(usize::try_from(index).unwrap())].iter().collect::<String>())
            .len()
    };
    let mut found = Vec::new();
    for (list, kind) in
        [("urls", 'l'), ("media", 'l'), ("user_mentions", '@'), ("hashtags", '#'), ("symbols", '$')]
    {
        for entity in words["entities"][list].as_array().into_iter().flatten() {
            found.push((byte(&entity["indices"][0]), byte(&entity["indices"][1]), kind));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn letter(kind: EntityKind) -> char {
    match kind {
        EntityKind::Handle => '@',
        EntityKind::Hashtag => '#',
        _ => '$',
    }
}

/// The text with every link spelled as in the file again, and what is marked in it.
fn respelled(post: Post) -> (String, Vec<(usize, usize, char)>) {
    let links = post.links().map(|link| {
        let spelled = link.shown.unwrap_or(post.text(link.range.clone())).to_owned();
        (link.range, spelled, 'l')
    });
    let names = post.mentions().map(|name| {
        let spelled = post.text(name.range.clone()).to_owned();
        (name.range, spelled, letter(name.kind))
    });
    let mut marks: Vec<_> =
        links.chain(names).filter(|(range, ..)| range.end <= post.body_range().end).collect();
    marks.sort_by_key(|(range, ..)| range.start);
    let start = post.body_range().start;
    let (mut text, mut found, mut at) = (String::new(), Vec::new(), start);
    for (range, spelled, kind) in marks {
        text.push_str(post.text(at..range.start));
        found.push((text.len(), text.len() + spelled.len(), kind));
        text.push_str(&spelled);
        at = range.end;
    }
    text.push_str(post.text(at..post.body_range().end));
    (text, found)
}

#[test]
fn links_and_names_are_those_of_the_files_own_entities() {
    for path in samples() {
        let text = fs::read_to_string(&path).unwrap();
        let statuses = statuses(&text);
        let thread = formats::read(text.as_bytes(), Source::default()).unwrap();
        assert_eq!(thread.len(), statuses.len(), "{}", path.display());
        let (mut marks, mut prefixes, mut attachments) = (0, 0, 0);
        for post in thread.posts() {
            let status = &statuses[post.id().unwrap()];
            let words = words(status);
            let is_retweet = status["retweeted_status"].is_object();
            // Archives have nothing of a retweet but its words, cut.
            let is_cut_retweet = path.to_string_lossy().contains("x_archive")
                && status["full_text"].as_str().is_some_and(|text| text.starts_with("RT @"));
            assert_eq!(post.is_repost(), is_retweet || is_cut_retweet, "{}: {:?}", path.display(), post.id());
            let (shown, found) = respelled(if is_retweet { post.quote().unwrap() } else { post });
            // Characters that are taken out for safety are none of X's business.
            let whole: String = unescaped(raw_text(words)).replace(['\u{2066}', '\u{2069}'], "");
            let Some(at) = whole.find(&shown) else {
                panic!("{}: {:?}\n{shown:?}\n{whole:?}", path.display(), post.id());
            };
            let end = at + shown.len();
            let (before, after) = (&whole[..at], &whole[end..]);
            let is_prefix =
                before.is_empty() || (before.starts_with('@') && before.trim_end().split(' ').count() == 1);
            assert!(is_prefix, "{}: {:?} lost {before:?}", path.display(), post.id());
            let are_attachments = after
                .split_whitespace()
                .all(|word| word.starts_with("https://t.co/") || word.starts_with("http://t.co/"));
            assert!(are_attachments, "{}: {:?} lost {after:?}", path.display(), post.id());
            let expected: Vec<_> = expected(words)
                .into_iter()
                .filter(|(start, stop, _)| *start >= at && *stop <= end)
                .map(|(start, stop, kind)| (start - at, stop - at, kind))
                .collect();
            if whole == unescaped(raw_text(words)) {
                assert_eq!(found, expected, "{}: {:?}", path.display(), post.id());
            }
            marks += found.len();
            prefixes += usize::from(!before.is_empty());
            attachments += after.split_whitespace().count();
        }
        println!(
            "{}: {} posts, {marks} marks agree; {prefixes} mentions before replies and {attachments} links to attachments not shown",
            path.file_name().unwrap().to_str().unwrap(),
            thread.len(),
        );
    }
}

#[test]
fn the_scanner_finds_what_the_files_entities_mark() {
    let (mut both, mut marked, mut scanned) = (0, 0, 0);
    let mut apart = Vec::new();
    for path in samples() {
        let text = fs::read_to_string(&path).unwrap();
        for (id, status) in statuses(&text) {
            let words = words(&status);
            let raw = raw_text(words);
            // A cut text has lost the ends of its links.
            if raw.contains('…') || status["truncated"] == true {
                continue;
            }
            let text = unescaped(raw);
            let expected = expected(words);
            let found: Vec<_> = scanning::find(&text)
                .into_iter()
                .map(|found| {
                    let kind = match found.what {
                        What::Link => 'l',
                        What::Mention(kind) => letter(kind),
                    };
                    (found.range.start, found.range.end, kind)
                })
                .collect();
            marked += expected.len();
            scanned += found.len();
            both += expected.iter().filter(|mark| found.contains(mark)).count();
            for (list, other, sign) in [(&expected, &found, '-'), (&found, &expected, '+')] {
                for (start, end, _) in list.iter().filter(|mark| !other.contains(mark)) {
                    apart.push(format!("{sign} {id} {:?}", &text[*start..*end]));
                }
            }
        }
    }
    if marked == 0 {
        return;
    }
    println!("{both} of {marked} marks found, {} found besides", scanned - both);
    apart.sort();
    for line in apart {
        println!("{line}");
    }
    assert!(both * 1000 >= marked * 990, "{both} of {marked}");
    assert!((scanned - both) * 100 <= scanned, "{} of {scanned}", scanned - both);
}
