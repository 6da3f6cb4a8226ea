//! The archives that X gives its users: JavaScript files that hold one JSON list each.
//!
//! ```text
//! window.YTD.tweets.part0 = [ {"tweet": {"id_str": "17", "full_text": …}}, … ]     since 2019; also without the first line
//! Grailbird.data.tweets_2014_01 = [ {"id_str": "17", "text": …}, … ]               2012 to 2018, a file a month
//! ```
//!
//! The fields are those of the `README.txt` that comes with an archive. An archive names its owner in another file, so
//! the author of a file's posts is not known where it is opened by itself.

use super::PLATFORM;
use super::items::{Items, Layout};
use super::notes::read_note;
use super::packages;
use super::statuses::{read_object, read_status};
use crate::formats::in_place::InPlace;
use crate::formats::json::{At, Object, top_level_keys};
use crate::formats::{Format, Input, Package, Unreadable};
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};

/// `tweets.js`, `deleted-tweets.js`, `community-tweet.js`, `note-tweet.js`.
pub const ARCHIVE: Format = Format {
    id: "x-archive",
    title: "X archive",
    how: "On X: Settings, Your account, Download an archive of your data; open the zip as it comes, or data/tweets.js of it",
    recognise: is_archive,
    read: read_archive,
    package: Some(Package { recognise: packages::is_package, read: packages::read_package }),
};

/// The months of an archive from before 2019.
pub const OLD_ARCHIVE: Format = Format {
    id: "x-archive-2012",
    title: "Twitter archive of 2012 to 2018",
    how: "Open the zip that Twitter gave until 2018, or a month of data/js/tweets in it, such as 2014_01.js",
    recognise: is_old_archive,
    read: read_old_archive,
    package: Some(Package { recognise: packages::is_old_package, read: packages::read_old_package }),
};

/// What the files of an archive begin with.
pub(super) const SIGN: &str = "window.YTD.";
pub(super) const OLD_SIGN: &str = "Grailbird.data.";
/// The list of an archive's files.
const MANIFEST: &str = "window.__THAR_CONFIG";
/// The files of an archive that hold posts, as they call themselves.
const WITH_POSTS: &[&str] =
    &["tweets", "tweet", "deleted_tweets", "deleted_tweet", "community_tweet", "note_tweet"];

/// What to try where there is nothing to read.
pub(super) const ADVICE: &str = "Unpack the archive again, or download it again.";

/// How far into a file its list begins at the latest, in bytes.
const HEAD: usize = 200;

fn is_archive(input: &Input) -> bool {
    let start = input.start();
    if start.starts_with(SIGN) || start.starts_with(MANIFEST) {
        return true;
    }
    let Some((key, value)) = top_level_keys(start.trim_start_matches(['[', ' ', '\n', '\r', '\t'])).next()
    else {
        return false;
    };
    match key {
        "tweet" => value.starts_with('{') && has_keys(value, &["id_str", "full_text"]),
        "noteTweet" => has_keys(value, &["noteTweetId"]),
        _ => false,
    }
}

/// Whether the object that `json` opens with has these keys, as far as the beginning of a file tells.
fn has_keys(json: &str, keys: &[&str]) -> bool {
    let mut missing = keys.to_vec();
    top_level_keys(json).any(|(key, _)| {
        missing.retain(|name| *name != key);
        missing.is_empty()
    })
}

fn is_old_archive(input: &Input) -> bool {
    input.start().starts_with(OLD_SIGN)
}

/// The name that a file gives itself: `tweets` in `window.YTD.tweets.part0 = [`.
pub(super) fn own_name<'t>(text: &'t str, sign: &str) -> Option<&'t str> {
    let rest = text.trim_start().strip_prefix(sign)?;
    rest.split(['.', ' ', '=']).next()
}

/// Where the posts stand in a file, behind the name that it gives itself.
pub(super) fn layout(text: &str) -> Option<Layout> {
    let is_named = [SIGN, OLD_SIGN].iter().any(|sign| text.trim_start().starts_with(sign));
    let head = if is_named { text.bytes().take(HEAD).position(|b| b == b'=')? + 1 } else { 0 };
    let at = text.len() - text[head..].trim_start().len();
    match text.as_bytes().get(at)? {
        b'[' => Some(Layout::List(at)),
        b'{' if !is_named => Some(Layout::Single),
        _ => None,
    }
}

fn read_archive(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_owned_archive(input.text.to_string(), builder)
}

fn read_old_archive(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    read_owned_old_archive(input.text.to_string(), builder)
}

/// Reads an archive's text, and gives it up as it is read.
///
/// # Errors
/// When there is no whole post in it.
pub(in crate::formats) fn read_owned_archive(
    text: String,
    builder: &mut ThreadBuilder,
) -> Result<(), Unreadable> {
    let name = own_name(&text, SIGN);
    if text.trim_start().starts_with(MANIFEST) || name.is_some_and(|name| !WITH_POSTS.contains(&name)) {
        return Err(Unreadable::new(
            &format!("this file of an X archive ({}) holds no posts", name.unwrap_or("manifest")),
            "Open data/tweets.js of the same archive.",
        ));
    }
    let is_deleted = is_of_deleted(&text);
    read_items(text, builder, |raw, at, items, notes| read_own_item(raw, at, items, (is_deleted, notes)))
}

/// Reads an archive's file, which begins with `start`, where it lies; nothing where it is not sound from end to end.
pub(in crate::formats) fn read_archive_in_place(
    file: &dyn InPlace,
    start: &str,
    builder: &mut ThreadBuilder,
) -> Option<()> {
    if own_name(start, SIGN).is_some_and(|name| !WITH_POSTS.contains(&name)) {
        return None;
    }
    let (layout, is_deleted) = (layout(start)?, is_of_deleted(start));
    begin(builder);
    Items::read_in_place(file, (start, layout), builder, |raw, at, items, notes| {
        read_own_item(raw, at, items, (is_deleted, notes))
    })
}

/// Whether a file holds posts that were deleted, by the name that it gives itself.
pub(super) fn is_of_deleted(text: &str) -> bool {
    own_name(text, SIGN).is_some_and(|name| name.starts_with("deleted"))
}

fn begin(builder: &mut ThreadBuilder) {
    builder.source().platform = Some(Clean::line(PLATFORM));
    builder.shape(Shape::Collection);
}

fn read_own_item(
    raw: &str,
    at: &At,
    items: &Items,
    (is_deleted, notes): (bool, &mut ThreadBuilder),
) -> Option<Draft> {
    let mut draft = read_item(raw, at, items, notes)?;
    if is_deleted {
        draft.state = Some(State::Deleted);
    }
    Some(draft)
}

/// The same of an old archive.
///
/// # Errors
/// When there is no whole post in it.
pub(in crate::formats) fn read_owned_old_archive(
    text: String,
    builder: &mut ThreadBuilder,
) -> Result<(), Unreadable> {
    read_items(text, builder, |raw, at, items, notes| {
        read_object(raw, at, notes).map(|object| read_status(object, at, items, notes))
    })
}

fn read_items(
    text: String,
    builder: &mut ThreadBuilder,
    read: impl Fn(&str, &At, &Items, &mut ThreadBuilder) -> Option<Draft> + Sync,
) -> Result<(), Unreadable> {
    let layout = layout(&text).ok_or_else(|| {
        Unreadable::new("the file ends before its first post, or has no list of posts", ADVICE)
    })?;
    begin(builder);
    Items::read_letting_go(text, layout, builder, |raw, at, items, builder| {
        if let Some(draft) = read(raw, at, items, builder) {
            builder.push(draft);
        }
    });
    if builder.is_empty() {
        return Err(Unreadable::new("there is no whole post in this file of an X archive", ADVICE));
    }
    Ok(())
}

/// `{"tweet": {…}}` or `{"noteTweet": {…}}`.
pub(super) fn read_item(raw: &str, at: &At, items: &Items, notes: &mut ThreadBuilder) -> Option<Draft> {
    if let Some(Ok(object)) = only_field(raw, "\"tweet\"").map(Object::walk) {
        return Some(read_post(object, &at.inner("tweet"), items, notes));
    }
    let item = read_object(raw, at, notes)?;
    if let Some(raw) = item.get("tweet") {
        let at = at.inner("tweet");
        return read_object(raw, &at, notes).map(|object| read_post(object, &at, items, notes));
    }
    if let Some(raw) = item.get("noteTweet") {
        let at = at.inner("noteTweet");
        return read_object(raw, &at, notes).map(|object| read_note(object, &at, notes));
    }
    notes.warn(&at.field(""), "no post; it was left out");
    None
}

/// Of a retweet an archive has only what fits into a post: `RT @ana: The harbour …`.
fn read_post(object: Object, at: &At, items: &Items, notes: &mut ThreadBuilder) -> Draft {
    let mut draft = read_status(object, at, items, notes);
    let names_author = draft.body.text().starts_with("RT @")
        && draft.body.marks().mentions.first().is_some_and(|(range, ..)| {
            // Of a picture alone nothing stands behind the name.
            let rest = &draft.body.text()[range.end..];
            range.start == "RT ".len() && (rest.starts_with(": ") || rest == ":")
        });
    draft.is_repost |= names_author;
    draft
}

/// What stands behind the first key of an object, if that is `key`: its value, unless there is a second field.
fn only_field<'a>(raw: &'a str, key: &str) -> Option<&'a str> {
    let inside = raw.strip_prefix('{')?.strip_suffix('}')?.trim_start();
    Some(inside.strip_prefix(key)?.trim_start().strip_prefix(':')?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{read, recognise};
    use crate::model::{MediaKind, Source, Thread};

    const TWEETS: &str = include_str!("../../../tests/fixtures/x-archive/tweets.js");
    const NOTES: &str = include_str!("../../../tests/fixtures/x-archive/note_tweet.js");
    const DELETED: &str = include_str!("../../../tests/fixtures/x-archive/deleted_tweets.js");

    fn thread(text: &str) -> Thread {
        read(text.as_bytes(), Source::default()).unwrap()
    }

    fn warnings(thread: &Thread) -> Vec<String> {
        thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
    }

    #[test]
    fn an_archive_keeps_what_its_posts_say() {
        let thread = thread(TWEETS);
        let posts: Vec<_> = thread.posts().collect();
        // An edited post answers what its first version answered, and is answered as one.
        assert_eq!(posts[1].reply_to(), posts[0].id());
        assert_eq!(posts[2].reply_to(), posts[1].id());
        assert_eq!(posts[3].reply_to(), Some("1790000000000000999"));
        assert_eq!((posts[0].counts().likes, posts[0].counts().views), (Some(3), None));
        assert_eq!((posts[0].language(), posts[5].language()), (Some("en"), None));
        let media: Vec<_> = posts[1].media().iter().map(|m| (m.kind, m.url.as_deref().unwrap())).collect();
        assert_eq!(
            media,
            [
                (MediaKind::Image, "https://pbs.twimg.com/media/Crane0001.jpg"),
                (MediaKind::Image, "https://pbs.twimg.com/media/Crane0002.jpg"),
            ]
        );
        let link = posts[0].links().next().unwrap();
        assert_eq!(posts[0].text(link.range), "harbour.example/register/2024/…");
        assert_eq!(
            (link.url, link.shown),
            ("https://harbour.example/register/2024/zennor", Some("https://t.co/Fi1ing0001"))
        );
        let names: Vec<_> = posts[0].mentions().map(|name| name.name.to_owned()).collect();
        assert_eq!(names, ["@KoruShipping", "#lighthouse", "$KORU"]);
    }

    #[test]
    fn a_file_cut_at_any_byte_gives_every_post_before_the_cut() {
        let whole = thread(TWEETS);
        let ids: Vec<_> = whole.posts().map(|post| post.id().unwrap().to_owned()).collect();
        for cut in (1..TWEETS.len()).step_by(29) {
            let Some(text) = TWEETS.get(..cut) else { continue };
            // Every post of this file ends with its brace alone on a line.
            let complete = text.matches("\n }").count();
            match read(text.as_bytes(), Source::default()) {
                Ok(thread)
                    if recognise(&Input::decode(text.as_bytes()).unwrap()).unwrap().id == ARCHIVE.id =>
                {
                    let found: Vec<_> = thread.posts().map(|post| post.id().unwrap().to_owned()).collect();
                    // The file has one post twice, and one in two versions.
                    assert!(found.len() <= complete && complete <= found.len() + 2, "cut at {cut}");
                    assert!(found.iter().filter(|id| !ids.contains(id)).count() <= 1, "cut at {cut}");
                    assert!(warnings(&thread).iter().any(|warning| warning.contains("ends in the middle")));
                }
                Ok(_) => assert!(cut < SIGN.len(), "cut at {cut}"),
                Err(_) => assert_eq!(complete, 0, "cut at {cut}"),
            }
        }
    }

    #[test]
    fn a_wrong_field_costs_neither_its_post_nor_the_rest() {
        for (fields, expected) in [
            (r#""full_text":["x"]"#, r#"[1].tweet.full_text: ["x"] is no text; it was left out"#),
            (r#""lang":"en""#, "[1].tweet: no text in it"),
            (
                r#""full_text":"a","created_at":"soon""#,
                "[1].tweet.created_at: “soon” is no time that X writes; the time is told by the id, if at all",
            ),
            (
                r#""full_text":"a","favorite_count":"many""#,
                r#"[1].tweet.favorite_count: "many" is no whole number; it was left out"#,
            ),
            (
                r#""full_text":"a","entities":{"urls":7}"#,
                "[1].tweet.entities.urls: 7 is no list; it was left out",
            ),
            (
                r#""full_text":"a","entities":{"hashtags":[{"text":"a","indices":["0"]}]}"#,
                r#"[1].tweet.entities.hashtags[0].indices: ["0"] is no pair of numbers; it was left out"#,
            ),
            (
                r#""full_text":"a","entities":{"hashtags":[{"text":"b","indices":["0","1"]}]}"#,
                "[1].tweet.entities: 1 of them fit nowhere in the text; left out",
            ),
        ] {
            let text = format!(
                r#"window.YTD.tweet.part0 = [ {{"tweet":{{"id_str":"1","full_text":"one"}}}}, {{"tweet":{{"id_str":"2",{fields}}}}}, {{"tweet":{{"id_str":"3","full_text":"three"}}}} ]"#
            );
            let thread = thread(&text);
            assert_eq!(thread.len(), 3, "{fields}");
            assert_eq!(warnings(&thread)[0], expected, "{fields}");
        }
    }

    #[test]
    fn a_retweet_is_told_by_how_it_begins() {
        let is_repost = |text: &str, at: [usize; 2]| {
            let [start, end] = at;
            let item = format!(
                r#"[{{"tweet":{{"id_str":"1","full_text":"{text}","entities":{{
                "user_mentions":[{{"screen_name":"bo","indices":["{start}","{end}"]}}],
                "media":[{{"url":"https://t.co/p","indices":["8","22"]}}]}}}}}}]"#
            );
            thread(&item).posts().next().unwrap().is_repost()
        };
        assert!(is_repost("RT @bo: The fog has a na…", [3, 6]));
        assert!(is_repost("RT @bo: https://t.co/p", [3, 6]));
        assert!(!is_repost("RT @bo said so", [3, 6]));
        assert!(!is_repost("Yes! RT @bo: The fog", [8, 11]));
    }

    #[test]
    fn items_that_are_no_posts_are_left_out() {
        let thread = thread(
            r#"window.YTD.tweets.part0 = [{"like":{}},{"tweet":7},{"tweet":{"id_str":"1","full_text":"a"},"more":1}]"#,
        );
        assert_eq!(thread.len(), 1);
        assert_eq!(
            warnings(&thread),
            ["[0]: no post; it was left out", "[1].tweet: 7 is no post; it was left out"]
        );
    }

    #[test]
    fn files_without_posts_say_where_the_posts_are() {
        let refused = |text: &str| read(text.as_bytes(), Source::default()).unwrap_err().to_string();
        assert_eq!(
            refused("window.YTD.account.part0 = [ {} ]"),
            "this file of an X archive (account) holds no posts. Open data/tweets.js of the same archive."
        );
        assert!(refused("window.__THAR_CONFIG = {").starts_with("this file of an X archive (manifest)"));
        assert!(refused("window.YTD.tweets.part0 = ").starts_with("the file ends before its first post"));
        assert!(refused("window.YTD.tweets.part0 = [ ]").starts_with("there is no whole post"));
    }

    #[test]
    fn deleted_posts_are_shown_as_deleted_and_notes_without_an_id() {
        assert_eq!(thread(DELETED).posts().next().unwrap().state(), State::Deleted);
        let notes = thread(NOTES);
        let note = notes.posts().next().unwrap();
        assert_eq!((note.id(), note.url()), (None, None));
        let marks =
            note.links().map(|l| note.text(l.range)).chain(note.mentions().map(|m| note.text(m.range)));
        assert_eq!(marks.collect::<Vec<_>>(), ["harbour.example/notes", "@rafa_o", "#who"]);
    }

    #[test]
    fn an_archive_is_told_from_other_json() {
        let recognised = |text: &str| recognise(&Input::decode(text.as_bytes()).unwrap()).map(|f| f.id);
        let id = Some(ARCHIVE.id);
        assert_eq!(recognised("\u{feff}window.YTD.tweet.part12=[{"), id);
        assert_eq!(recognised(r#"[ { "tweet" : { "id_str" : "1", "full_text" : "cut"#), id);
        assert_eq!(recognised(r#"{"tweet":{"full_text":"a","x":[{}],"id_str":"1"}}"#), id);
        assert_eq!(recognised(r#"[{"noteTweet":{"noteTweetId":"1"}}]"#), id);
        assert_eq!(recognised("Grailbird.data.tweets_2014_02 = ["), Some(OLD_ARCHIVE.id));
        assert_eq!(recognised(r#"{"tweet":{"id":"1","url":"a","text":"b"}}"#), None);
        assert_eq!(recognised(r#"{"tweet":"a"}"#), None);
        assert_eq!(recognised("window.YTD = [] is how such a file begins"), Some("text"));
    }
}
