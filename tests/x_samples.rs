//! X's rules against real files: what unspool marks in a text is what the file's own entities mark, offset for offset.
//!
//! The files are no part of the project; without `UNSPOOL_SHARED` there is nothing to compare.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use unspool::formats;
use unspool::formats::scanning::{self, What};
use unspool::model::{EntityKind, Post, Shape, Source, State, Thread, clean};

/// The files of these folders whose posts carry entities.
fn samples(folders: &[&str], count: usize) -> Vec<PathBuf> {
    let Some(shared) = std::env::var_os("UNSPOOL_SHARED") else { return Vec::new() };
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
    assert_eq!(found.len(), count);
    found
}

const OLD: (&[&str], usize) = (&["x_archive", "twitter_v1", "twitter_v1_threads"], 19);
const NEW: (&[&str], usize) = (&["x_graphql", "twitter_v2"], 23);

/// What a file says of the words of a post.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug)]
struct Words {
    raw: String,
    is_escaped: bool,
    /// Where in the text as it is shown, in bytes, and a letter for the kind.
    marks: Vec<(usize, usize, char)>,
    /// What X says that the text speaks of.
    spoken: Vec<String>,
    is_retweet: bool,
    is_cut: bool,
    /// Whether unspool puts lines below the text: a poll, a card, a note.
    has_more: bool,
    size: usize,
}

impl Words {
    fn of(raw: &Value, is_escaped: bool, marks: Vec<(u64, u64, char)>) -> Self {
        let raw = raw.as_str().unwrap().to_owned();
        let points: Vec<char> = raw.chars().collect();
        let byte = |index: u64| {
            let before: String = points[..points.len().min(usize::try_from(index).unwrap())].iter().collect();
            if is_escaped { unescaped(&before).len() } else { before.len() }
        };
        let mut marks: Vec<_> =
            marks.into_iter().map(|(start, end, kind)| (byte(start), byte(end), kind)).collect();
        marks.sort_unstable();
        marks.dedup();
        let (spoken, is_retweet, is_cut, has_more, size) = Default::default();
        Self { raw, is_escaped, marks, spoken, is_retweet, is_cut, has_more, size }
    }

    fn shown(&self) -> String {
        if self.is_escaped { unescaped(&self.raw) } else { self.raw.clone() }
    }
}

fn number(index: &Value) -> u64 {
    index.as_u64().or_else(|| index.as_str()?.parse().ok()).unwrap()
}

/// The posts of a file, by id; of the same post twice the longer.
fn statuses(text: &str) -> HashMap<String, Words> {
    let body = text.strip_prefix("window.YTD.tweets.part0 = ").unwrap_or(text);
    let values: Vec<Value> = match serde_json::from_str(body) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(mut object)) => match object.remove("statuses") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        _ => body.lines().filter_map(|line| serde_json::from_str(line).ok()).collect(),
    };
    let mut found: HashMap<String, Words> = HashMap::new();
    let mut keep = |id: &Value, size: &Value, words: Words| {
        let size = size.to_string().len();
        let id = id.as_str().unwrap().to_owned();
        if found.get(&id).is_none_or(|other| other.size < size) {
            found.insert(id, Words { size, ..words });
        }
    };
    // What a page refers to may stand on another.
    let all: Vec<Value> = values.iter().flat_map(posts_of_page).collect();
    for value in &values {
        let status = if value["tweet"].is_object() { &value["tweet"] } else { value };
        if status["id_str"].is_string() {
            keep(&status["id_str"], status, of_api_1(status));
        } else if value["includes"].is_object() {
            for post in posts_of_page(value) {
                keep(&post["id"], &post, of_api_2(&post, &all));
            }
        } else {
            let mut stack = vec![value];
            while let Some(value) = stack.pop() {
                if value["legacy"]["full_text"].is_string() {
                    keep(&value["rest_id"], value, of_web(value));
                }
                stack.extend(value.as_array().into_iter().flatten());
                stack.extend(value.as_object().into_iter().flat_map(|object| object.values()));
            }
        }
    }
    found
}

/// The posts of a page of API 2, and those beside them.
fn posts_of_page(page: &Value) -> Vec<Value> {
    if !page["includes"].is_object() {
        return Vec::new();
    }
    let data = page["data"].as_array().cloned().unwrap_or_else(|| vec![page["data"].clone()]);
    let beside = page["includes"]["tweets"].as_array().cloned().unwrap_or_default();
    data.into_iter().chain(beside).collect()
}

const OF_API_1: [(&str, char); 5] =
    [("urls", 'l'), ("media", 'l'), ("user_mentions", '@'), ("hashtags", '#'), ("symbols", '$')];

fn marks_of_api_1(entities: &Value) -> Vec<(u64, u64, char)> {
    let mut found = Vec::new();
    for (list, kind) in OF_API_1 {
        for entity in entities[list].as_array().into_iter().flatten() {
            found.push((number(&entity["indices"][0]), number(&entity["indices"][1]), kind));
        }
    }
    found
}

/// Words stand in the original of a retweet, in the extension of a long post.
fn of_api_1(status: &Value) -> Words {
    let is_retweet = status["retweeted_status"].is_object();
    let own = if is_retweet { &status["retweeted_status"] } else { status };
    let words = if own["extended_tweet"].is_object() { &own["extended_tweet"] } else { own };
    let raw = if words["full_text"].is_string() { &words["full_text"] } else { &words["text"] };
    let is_cut = words["truncated"] == true;
    Words { is_retweet, is_cut, ..Words::of(raw, true, marks_of_api_1(&words["entities"])) }
}

fn of_api_2(post: &Value, beside: &[Value]) -> Words {
    let referenced = post["referenced_tweets"].as_array().into_iter().flatten();
    let original = referenced
        .filter(|other| other["type"] == "retweeted")
        .find_map(|other| beside.iter().find(|beside| beside["id"] == other["id"]));
    let own = original.unwrap_or(post);
    let mut marks = Vec::new();
    for (list, kind) in [("urls", 'l'), ("mentions", '@'), ("hashtags", '#'), ("cashtags", '$')] {
        for entity in own["entities"][list].as_array().into_iter().flatten() {
            marks.push((number(&entity["start"]), number(&entity["end"]), kind));
        }
    }
    let spoken = own["entities"]["annotations"].as_array().into_iter().flatten();
    let spoken = spoken.filter(|entity| entity["type"] != "Other");
    Words {
        spoken: spoken.map(|entity| entity["normalized_text"].as_str().unwrap().to_owned()).collect(),
        is_retweet: original.is_some(),
        has_more: own["attachments"]["poll_ids"].is_array(),
        ..Words::of(&own["text"], true, marks)
    }
}

fn of_web(post: &Value) -> Words {
    let original = &post["legacy"]["retweeted_status_result"]["result"];
    let original = if original["tweet"].is_object() { &original["tweet"] } else { original };
    let own = if original.is_object() { original } else { post };
    let note = &own["note_tweet"]["note_tweet_results"]["result"];
    let words = if note["text"].is_string() {
        Words::of(&note["text"], false, marks_of_api_1(&note["entity_set"]))
    } else {
        Words::of(&own["legacy"]["full_text"], true, marks_of_api_1(&own["legacy"]["entities"]))
    };
    let has_more = ["card", "article", "birdwatch_pivot"].iter().any(|name| own[name].is_object());
    Words { is_retweet: original.is_object(), has_more, ..words }
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
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
    let is_written = |kind| matches!(kind, EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag);
    let names = post.mentions().filter(|name| is_written(name.kind)).map(|name| {
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
    let mut spoken = (0, 0);
    for (path, is_new) in samples(OLD.0, OLD.1)
        .into_iter()
        .map(|path| (path, false))
        .chain(samples(NEW.0, NEW.1).into_iter().map(|path| (path, true)))
    {
        let text = fs::read_to_string(&path).unwrap();
        let statuses = statuses(&text);
        let thread = formats::read(text.as_bytes(), Source::default()).unwrap();
        if !is_new {
            assert_eq!(thread.len(), statuses.len(), "{}", path.display());
        }
        let (mut marks, mut prefixes, mut attachments, mut more) = (0, 0, 0, 0);
        let there = thread.posts().filter(|post| matches!(post.state(), State::Ok | State::Withheld));
        for post in there {
            let place = format!("{}: {:?}", path.display(), post.id());
            let words = &statuses[post.id().unwrap()];
            // Archives have nothing of a retweet but its words, cut.
            let is_cut = path.to_string_lossy().contains("x_archive") && words.shown().starts_with("RT @");
            let is_told = words.is_retweet || is_cut || (is_new && post.is_repost());
            assert_eq!(post.is_repost(), is_told, "{place}");
            let post = if words.is_retweet { post.quote().unwrap() } else { post };
            let (mut shown, found) = respelled(post);
            let kept = post.mentions().filter(|name| {
                !matches!(name.kind, EntityKind::Handle | EntityKind::Hashtag | EntityKind::Cashtag)
            });
            for name in kept {
                assert!(
                    words.spoken.iter().any(|spoken| *spoken == post.text(name.range.clone())),
                    "{place}"
                );
                spoken.0 += 1;
            }
            spoken.1 += words.spoken.len();
            // Characters that are taken out for safety are none of X's business.
            let plain = words.shown();
            let mut whole = String::new();
            clean::clean_onto(&mut whole, 0, &plain, &mut Vec::new());
            while words.has_more && !whole.contains(&shown) {
                more += 1;
                let end = shown.rfind("\n\n").unwrap_or_else(|| panic!("{place}: {shown}"));
                shown.truncate(end);
            }
            let Some(at) = whole.find(&shown) else {
                panic!("{place}\n{shown:?}\n{whole:?}");
            };
            let end = at + shown.len();
            let (before, after) = (&whole[..at], &whole[end..]);
            let is_prefix =
                before.is_empty() || (before.starts_with('@') && before.trim_end().split(' ').count() == 1);
            assert!(is_prefix, "{place} lost {before:?}");
            let are_attachments = after
                .split_whitespace()
                .all(|word| word.starts_with("https://t.co/") || word.starts_with("http://t.co/"));
            assert!(are_attachments, "{place} lost {after:?}");
            let within = |(start, stop, _): &(usize, usize, char)| *start >= at && *stop <= end;
            let expected: Vec<_> = words.marks.iter().copied().filter(within).collect();
            let expected: Vec<_> =
                expected.into_iter().map(|(start, stop, kind)| (start - at, stop - at, kind)).collect();
            let found: Vec<_> = found.into_iter().filter(|(_, stop, _)| *stop <= shown.len()).collect();
            if whole == plain {
                assert_eq!(found, expected, "{place}");
            }
            marks += found.len();
            prefixes += usize::from(!before.is_empty());
            attachments += after.split_whitespace().count();
        }
        println!(
            "{}: {} posts, {marks} marks agree; {prefixes} mentions before replies and {attachments} links to attachments not shown; {more} paragraphs below texts",
            path.file_name().unwrap().to_str().unwrap(),
            thread.len(),
        );
    }
    println!("{} of {} persons, organizations, places and products marked", spoken.0, spoken.1);
    assert!(spoken.0 * 100 >= spoken.1 * 90, "{spoken:?}");
}

/// The post whose words a reader sees.
fn said<'t>(post: &Post<'t>) -> Post<'t> {
    post.quote().filter(|_| post.is_repost()).unwrap_or(*post)
}

/// Posts, authors, posts whose parent is in the file, links, media, placeholders, warnings; a repost counts with what it
/// passes on.
fn figures(thread: &Thread) -> [usize; 7] {
    let ids: HashSet<&str> = thread.posts().filter_map(|post| post.id()).collect();
    let is_there = |post: &Post| matches!(post.state(), State::Ok | State::Withheld);
    let there: Vec<Post> = thread.posts().filter(is_there).collect();
    let authors: HashSet<_> = there.iter().map(|post| post.author().account()).collect();
    let answers = there.iter().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id)));
    [
        there.len(),
        authors.len(),
        answers.count(),
        there.iter().map(|post| said(post).links().count()).sum(),
        there.iter().map(|post| said(post).media().len()).sum(),
        thread.len() - there.len(),
        thread.warnings.len(),
    ]
}

#[test]
fn real_files_are_read_to_the_last_post() {
    let Some(shared) = std::env::var_os("UNSPOOL_SHARED") else { return };
    // Counted by a script of its own. In card_summary, the link of the card stands below the text.
    for (path, shape, expected) in [
        ("x_graphql/fxembed.TweetDetail_1841206275088290279.json", Shape::Thread, [1, 1, 0, 0, 1, 0, 0]),
        ("x_graphql/fxembed.TweetDetail_1899954694652309701.json", Shape::Thread, [1, 1, 0, 0, 0, 0, 0]),
        ("x_graphql/fxembed.TweetDetail_1902059299591090335.json", Shape::Thread, [1, 1, 0, 0, 1, 0, 0]),
        (
            "x_graphql/fxembed.TweetResultByRestId_1964084223871971826.json",
            Shape::Thread,
            [1, 1, 0, 0, 1, 0, 0],
        ),
        ("x_graphql/fxembed.TweetResultByRestId_991500.json", Shape::Thread, [0, 0, 0, 0, 0, 1, 0]),
        ("x_graphql/twscrape._issue_42.json", Shape::Thread, [1, 1, 0, 0, 1, 0, 0]),
        ("x_graphql/twscrape.card_summary.json", Shape::Thread, [4, 4, 3, 1, 0, 1, 0]),
        ("x_graphql/twscrape.manual_tweet_with_video_1.json", Shape::Thread, [11, 10, 10, 0, 3, 1, 0]),
        ("x_graphql/twscrape.raw_community_tweets.json", Shape::Collection, [20, 10, 0, 1, 10, 0, 0]),
        ("x_graphql/twscrape.raw_search.json", Shape::Collection, [20, 18, 0, 0, 28, 0, 0]),
        ("x_graphql/twscrape.raw_tweet_thread.json", Shape::Thread, [37, 31, 36, 4, 2, 1, 0]),
        ("x_graphql/twscrape.raw_user_tweets.json", Shape::Collection, [21, 1, 1, 9, 3, 0, 0]),
        ("x_graphql/twscrape.raw_user_tweets_and_replies.json", Shape::Collection, [28, 8, 8, 8, 1, 0, 0]),
        ("twitter_v2/twarc-csv.2sets.jsonl", Shape::Collection, [210, 194, 10, 113, 107, 0, 0]),
        ("twitter_v2/twarc-csv.edited_after.jsonl", Shape::Thread, [1, 1, 0, 1, 0, 0, 0]),
        ("twitter_v2/twarc-csv.edited_before.jsonl", Shape::Thread, [1, 1, 0, 1, 1, 0, 0]),
        ("twitter_v2/twarc-csv.entities_test.jsonl", Shape::Collection, [535, 475, 92, 67, 0, 6, 0]),
        ("twitter_v2/twarc-csv.geo_tweets.jsonl", Shape::Collection, [3, 3, 1, 2, 0, 0, 0]),
        ("twitter_v2/twarc-csv.kpop.jsonl", Shape::Collection, [100, 87, 0, 80, 66, 0, 0]),
        ("twitter_v2/twarc-csv.noflat.jsonl", Shape::Collection, [129, 122, 32, 27, 31, 0, 0]),
        ("twitter_v2/twarc-csv.quoted_edit.jsonl", Shape::Thread, [2, 2, 1, 1, 0, 0, 0]),
        (
            "twitter_v2/twarc-csv.streaming_output_with_error.jsonl",
            Shape::Collection,
            [10, 10, 3, 3, 3, 0, 1],
        ),
        ("twitter_v2/twarc-csv.withheld.jsonl", Shape::Collection, [254, 133, 47, 65, 73, 2, 0]),
    ] {
        let bytes = fs::read(Path::new(&shared).join("samples").join(path)).unwrap();
        let thread = formats::read(&bytes, Source::default()).unwrap();
        assert_eq!((thread.shape, figures(&thread)), (shape, expected), "{path}");
    }
}

#[test]
fn the_scanner_finds_what_the_files_entities_mark() {
    let (mut both, mut marked, mut scanned) = (0, 0, 0);
    let mut apart = Vec::new();
    for path in samples(OLD.0, OLD.1) {
        let text = fs::read_to_string(&path).unwrap();
        for (id, words) in statuses(&text) {
            // A cut text has lost the ends of its links.
            if words.raw.contains('…') || words.is_cut {
                continue;
            }
            let text = words.shown();
            let expected = words.marks;
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
