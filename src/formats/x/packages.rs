//! Archives of X as they are downloaded: a zip of many files, of which a few hold posts.
//!
//! ```text
//! data/manifest.js       which parts there are, and whose archive it is
//! data/account.js        whose, in full
//! data/tweets.js         the posts; tweets-part1.js, …, tweet.js until 2021; also deleted-tweets.js, community-tweet.js
//! data/note-tweet.js     the texts of long posts
//! data/tweets_media/     pictures and films, named by post
//!
//! data/js/user_details.js, data/js/tweets/2014_02.js      archives until 2018
//! ```
//!
//! Nothing else is opened: messages, contacts, telephone numbers and addresses stay where they are.

use std::collections::HashSet;

use super::PLATFORM;
use super::archive::{ADVICE, OLD_SIGN, SIGN, is_of_deleted, layout, read_item};
use super::items::{Items, Page};
use super::notes::Notes;
use super::statuses::{read_object, read_status};
use crate::formats::json::{At, Fields, Object, list};
use crate::formats::{Input, Members, Unreadable, package};
use crate::model::{Author, Clean, Draft, MediaKind, Shape, State, ThreadBuilder};

/// The files with posts of their own, without their ending.
const POSTS: &[&str] = &["tweets", "tweet", "community-tweet", "deleted-tweets", "deleted-tweet"];
/// The file with the texts of long posts.
const NOTES: &str = "note-tweet";
/// The folders with pictures and films; the latter names are those of old archives.
const MEDIA: &[&str] =
    &["tweets_media", "tweet_media", "community_tweet_media", "deleted_tweets_media", "deleted_tweet_media"];
/// Where months lie in archives until 2018.
const MONTHS: &str = "data/js/tweets/";

/// Whether these are the files of an archive, or some of them laid together.
pub(super) fn is_package(names: &[String]) -> bool {
    folder(names).is_some()
}

/// What the names of the files with posts begin with: `data/`, with what is above, or nothing for files laid together.
fn folder(names: &[String]) -> Option<&str> {
    let with_posts = names.iter().filter(|name| part_of(file_name(name)).is_some_and(|part| part != NOTES));
    let in_data = with_posts
        .clone()
        .map(|name| &name[..name.len() - file_name(name).len()])
        .filter(|folder| *folder == "data/" || folder.ends_with("/data/"))
        .min_by_key(|folder| folder.len());
    let is_flat = || names.iter().all(|name| !name.contains('/')) && names.len() > 1;
    in_data.or_else(|| with_posts.clone().next().filter(|_| is_flat()).map(|_| ""))
}

fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// What a file is a part of, if it may have posts: `tweets` for `tweets-part1.js`.
fn part_of(file: &str) -> Option<&str> {
    let stem = file.strip_suffix(".js")?;
    let kind = stem.rsplit_once("-part").map_or(stem, |(kind, number)| {
        if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) { kind } else { stem }
    });
    (POSTS.contains(&kind) || kind == NOTES).then_some(kind)
}

/// Reads the posts of an archive with their long texts, their author and what lies beside them.
pub(super) fn read_package(members: &mut dyn Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    let names = members.names().to_vec();
    let folder = folder(&names).unwrap_or_default();
    let inner: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix(folder)).collect();
    builder.source().platform = Some(Clean::line(PLATFORM));
    builder.shape(Shape::Collection);
    let owner = read_owner(members, folder, &inner, builder);
    let mut texts = Vec::new();
    let mut notes = Notes::default();
    for file in &inner {
        let Some(kind) = part_of(file) else { continue };
        let name = format!("{folder}{file}");
        let Some(text) = text(members, &name, builder) else { continue };
        if kind == NOTES {
            let Some(layout) = layout(&text) else { continue };
            let items = Items::find_on(vec![Page { name: Some(&name), text: &text, layout }], builder);
            items.for_each(|raw, at| notes.take(raw, at, builder));
        } else {
            texts.push((name, text));
        }
    }
    let items = Items::find_on(pages(&texts, SIGN, builder), builder).of(owner);
    let is_deleted: Vec<bool> = items.pages().iter().map(|page| is_of_deleted(page.text)).collect();
    let files = Files { names: &names, folder };
    let read = |page: usize, raw: &str, at: &At, builder: &mut ThreadBuilder| {
        let mut draft = read_item(raw, at, &items, builder)?;
        if is_deleted[page] {
            draft.state = Some(State::Deleted);
        }
        files.find_media(&mut draft);
        Some(draft)
    };
    if notes.is_empty() {
        items.read_onto(builder, |page, raw, at, builder| {
            if let Some(draft) = read(page, raw, at, builder) {
                builder.push(draft);
            }
        });
    } else {
        // A note belongs to the first post that claims it.
        items.for_each_on(|page, raw, at| {
            let Some(mut draft) = read(page, raw, at, builder) else { return };
            notes.join(&mut draft);
            builder.push(draft);
        });
    }
    for draft in notes.unclaimed(&items.owner, builder) {
        builder.push(draft);
    }
    is_something(builder)
}

fn is_something(builder: &ThreadBuilder) -> Result<(), Unreadable> {
    if builder.is_empty() {
        return Err(Unreadable::new("there is no whole post in this archive of X", ADVICE));
    }
    Ok(())
}

/// The text of a member; what cannot be read is warned of and left out.
fn text(members: &mut dyn Members, name: &str, builder: &mut ThreadBuilder) -> Option<String> {
    let read = members.read(name).and_then(|bytes| match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(other) => Input::decode(other.as_bytes()).map(|input| input.text.into_owned()),
    });
    match read {
        Ok(mut text) => {
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Some(text)
        }
        Err(problem) => {
            builder.warn(name, &format!("{}; it was left out", problem.what));
            None
        }
    }
}

fn pages<'t>(texts: &'t [(String, String)], sign: &str, builder: &mut ThreadBuilder) -> Vec<Page<'t>> {
    let mut pages = Vec::with_capacity(texts.len());
    for (name, text) in texts {
        let is_list = text.trim_start().starts_with(sign);
        match layout(text) {
            Some(layout) => pages.push(Page { name: Some(name), text, layout }),
            // Some accounts have no post of a kind.
            None if is_list && text.trim_end().ends_with('=') => {}
            None => builder.warn(name, "no list of posts in it; it was left out"),
        }
    }
    pages
}

/// Whose archive it is, by `account.js` or else by the list of files; parts that are listed and not there are told.
fn read_owner(
    members: &mut dyn Members,
    folder: &str,
    inner: &[&str],
    builder: &mut ThreadBuilder,
) -> Author {
    let mut owner = Author::default();
    let has = |name: &str| inner.contains(&name);
    if has("account.js")
        && let Some(text) = text(members, &format!("{folder}account.js"), builder)
    {
        owner = account(&text, builder).unwrap_or_default();
    }
    if has("manifest.js")
        && let Some(text) = text(members, &format!("{folder}manifest.js"), builder)
        && let Some(manifest) = body(&text).and_then(|json| Object::walk(json).ok())
    {
        warn_of_absent(&manifest, inner, builder);
        if owner == Author::default() {
            let mut manifest = Fields { object: manifest, at: At::DOCUMENT, notes: builder };
            owner = manifest
                .inner("userInfo")
                .map(|mut user| Author {
                    name: user.line("displayName"),
                    handle: user.line("userName"),
                    id: user.line("accountId"),
                })
                .unwrap_or_default();
        }
    }
    owner
}

/// What a file says behind the name that it gives itself.
fn body(text: &str) -> Option<&str> {
    text.find('=').map(|sign| text[sign + 1..].trim_start()).filter(|json| json.starts_with(['{', '[']))
}

/// `[ {"account": {"username": …, "accountId": …, "accountDisplayName": …}} ]`; what else it has is not looked at.
fn account(text: &str, builder: &mut ThreadBuilder) -> Option<Author> {
    let json = body(text).unwrap_or(text.trim_start());
    let item = list(json)?.into_iter().next()?;
    let at = At::file("account.js");
    let mut item = Fields { object: Object::walk(item).ok()?, at, notes: builder };
    let mut account = item.inner("account")?;
    Some(Author {
        name: account.line("accountDisplayName"),
        handle: account.line("username"),
        id: account.line("accountId"),
    })
}

/// Warns of files with posts that the archive lists and does not have.
fn warn_of_absent(manifest: &Object, inner: &[&str], builder: &mut ThreadBuilder) {
    let Some(types) = manifest.get("dataTypes").and_then(|raw| Object::walk(raw).ok()) else { return };
    for kind in ["tweets", "tweet", "noteTweet", "communityTweet", "deletedTweets"] {
        let files =
            types.get(kind).and_then(|raw| Object::walk(raw).ok()).and_then(|kind| list(kind.get("files")?));
        for file in files.unwrap_or_default() {
            let Ok(object) = Object::walk(file) else { continue };
            let mut file = Fields { object, at: At::file("manifest.js"), notes: builder };
            let Some(name) = file.text("fileName") else { continue };
            if !inner.contains(&file_name(&name)) {
                builder.warn("", &format!("{name} is listed in the archive and is not there"));
            }
        }
    }
}

/// The pictures and films that lie beside the posts.
struct Files<'n> {
    names: &'n [String],
    folder: &'n str,
}

impl<'n> Files<'n> {
    /// Says of the media of a post where they lie.
    fn find_media(&self, draft: &mut Draft) {
        let Some(id) = draft.id.as_deref().filter(|_| !draft.media.is_empty()) else { return };
        for media in &mut draft.media {
            let url = media.url.as_deref().unwrap_or_default();
            let base =
                url.split(['?', '#']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            let is_film = matches!(media.kind, MediaKind::Video | MediaKind::Gif);
            let found = self.of_post(id).find(|name| name.ends_with(base) && !base.is_empty());
            // Of the forms of a film the archive has one, which need not be the best.
            let found = found
                .or_else(|| self.of_post(id).find(|name| is_film && name.rsplit('.').next() == Some("mp4")));
            media.file = found.and_then(Clean::some_line);
        }
    }

    fn of_post(&self, id: &str) -> impl Iterator<Item = &'n str> + use<'n> {
        let prefixes: Vec<String> =
            MEDIA.iter().map(|media| format!("{}{media}/{id}-", self.folder)).collect();
        let names = self.names;
        prefixes.into_iter().flat_map(move |prefix| {
            let first = names.partition_point(|name| **name < *prefix);
            let of_it: Vec<&str> = names[first..]
                .iter()
                .take_while(|name| name.starts_with(&prefix))
                .map(String::as_str)
                .collect();
            of_it
        })
    }
}

/// Whether these are the files of an archive from before 2019, or some of its months laid together.
pub(super) fn is_old_package(names: &[String]) -> bool {
    let is_flat = names.iter().all(|name| !name.contains('/')) && names.len() > 1;
    names.iter().any(|name| is_month(name) && (is_flat || in_months(name)))
}

fn in_months(name: &str) -> bool {
    name[..name.len() - file_name(name).len()]
        .strip_suffix(MONTHS)
        .is_some_and(|above| above.is_empty() || above.ends_with('/'))
}

/// `2014_02.js`.
fn is_month(name: &str) -> bool {
    let parts = file_name(name).strip_suffix(".js").and_then(|stem| stem.split_once('_'));
    let is_number = |text: &str, len| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    parts.is_some_and(|(year, month)| is_number(year, 4) && is_number(month, 2))
}

/// Reads the months one after the other, so that no more than one is held at a time.
pub(super) fn read_old_package(
    members: &mut dyn Members,
    builder: &mut ThreadBuilder,
) -> Result<(), Unreadable> {
    let names = members.names().to_vec();
    builder.source().platform = Some(Clean::line(PLATFORM));
    builder.shape(Shape::Collection);
    let details = package::find(&names, "user_details.js").map(str::to_owned);
    let details = details.and_then(|name| text(members, &name, builder));
    let owner = details.and_then(|text| user_details(&text, builder)).unwrap_or_default();
    let is_packed = names.iter().any(|name| is_month(name) && in_months(name));
    let mut months: Vec<&String> =
        names.iter().filter(|name| is_month(name) && (!is_packed || in_months(name))).collect();
    months.sort_by_key(|name| file_name(name));
    let mut known = HashSet::new();
    for name in months {
        let Some(text) = text(members, name, builder) else { continue };
        let texts = [(name.clone(), text)];
        let pages = pages(&texts, OLD_SIGN, builder);
        let items = Items::find_on(pages, builder).of(owner.clone()).after(known);
        items.for_each(|raw, at| {
            let draft = read_object(raw, at, builder).map(|object| read_status(object, at, &items, builder));
            // A month that was laid there twice, or a post in two.
            let is_new = |draft: &Draft| draft.id.as_deref().is_none_or(|id| !items.was_read_before(id));
            if let Some(draft) = draft.filter(is_new) {
                builder.push(draft);
            }
        });
        known = items.into_known();
    }
    is_something(builder)
}

/// `var user_details = {"screen_name": …, "full_name": …, "id": …}`.
fn user_details(text: &str, builder: &mut ThreadBuilder) -> Option<Author> {
    let object = Object::walk(body(text)?).ok()?;
    let mut user = Fields { object, at: At::file("user_details.js"), notes: builder };
    Some(Author { name: user.line("full_name"), handle: user.line("screen_name"), id: user.line("id") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::package::testing::InMemory;
    use crate::formats::{read_package, recognise_package};
    use crate::model::{Source, Thread};

    const ACCOUNT: &str = r#"window.YTD.account.part0 = [ { "account" : {
        "email" : "ilse@harbour.example", "username" : "ilsequandt", "accountId" : "41",
        "accountDisplayName" : "Ilse Quandt" } } ]"#;
    const MANIFEST: &str = r#"window.__THAR_CONFIG = { "userInfo" : { "accountId" : "41", "userName" : "ilse_by_list",
        "displayName" : "Ilse" }, "dataTypes" : { "tweets" : { "files" : [ { "fileName" : "data/tweets.js" },
        { "fileName" : "data/tweets-part1.js" } ] }, "directMessages" : { "files" : [] } } }"#;
    const TWEETS: &str = r#"window.YTD.tweets.part0 = [
        { "tweet" : { "id_str" : "1790000000000000030", "created_at" : "Mon May 13 08:17:00 +0000 2024",
          "full_text" : "@rafa_o In all, the harbour &amp; its sheds lost forty ships to the fog, and not one of them… https://t.co/Own",
          "favorite_count" : "7", "in_reply_to_status_id_str" : "1789000000000000000",
          "entities" : { "user_mentions" : [ { "screen_name" : "rafa_o", "indices" : [ "0", "7" ] } ],
            "urls" : [ { "url" : "https://t.co/Own", "expanded_url" : "https://twitter.com/i/web/status/1790000000000000030",
              "display_url" : "twitter.com/i/web/status/1…", "indices" : [ "97", "113" ] } ] } } },
        { "tweet" : { "id_str" : "1790000000000000020", "created_at" : "Mon May 13 08:17:00 +0000 2024",
          "full_text" : "A crane. https://t.co/Pic", "entities" : {}, "extended_entities" : { "media" : [
            { "type" : "photo", "url" : "https://t.co/Pic", "media_url_https" : "https://pbs.twimg.com/media/Crane1.jpg", "indices" : [ "9", "25" ] },
            { "type" : "photo", "url" : "https://t.co/Pic", "media_url_https" : "https://pbs.twimg.com/media/Crane2.jpg", "indices" : [ "9", "25" ] },
            { "type" : "video", "url" : "https://t.co/Pic", "media_url_https" : "https://pbs.twimg.com/thumb/Film.jpg", "indices" : [ "9", "25" ],
              "video_info" : { "variants" : [ { "bitrate" : "900", "url" : "https://video.twimg.com/best.mp4?tag=12" } ] } } ] } } },
        { "tweet" : { "id_str" : "1790000000000000010", "created_at" : "Mon May 13 08:10:00 +0000 2024",
          "full_text" : "RT @rafa_o: The fog has a na…",
          "entities" : { "user_mentions" : [ { "screen_name" : "rafa_o", "indices" : [ "3", "10" ] } ] } } } ]"#;
    const PART: &str = r#"window.YTD.tweets.part1 = [ { "tweet" : { "id_str" : "1790000000000000015",
        "created_at" : "Mon May 13 08:11:00 +0000 2024", "full_text" : "In a part.", "in_reply_to_status_id_str" : "1790000000000000010" } } ]"#;
    const DELETED: &str = r#"window.YTD.deleted_tweets.part0 = [ { "tweet" : { "id_str" : "1790000000000000040",
        "created_at" : "Mon May 13 09:00:00 +0000 2024", "full_text" : "Gone.", "deleted_at" : "2024-05-14T00:00:00.000Z" } } ]"#;
    const NOTES: &str = r#"window.YTD.note_tweet.part0 = [
        { "noteTweet" : { "noteTweetId" : "5", "createdAt" : "2024-05-13T08:17:00.000Z", "core" : {
          "text" : "In all, the harbour & its sheds lost forty ships to the fog, and not one of them was insured. Read harbour.example.",
          "urls" : [], "mentions" : [], "hashtags" : [], "cashtags" : [] } } },
        { "noteTweet" : { "noteTweetId" : "6", "createdAt" : "2024-05-13T08:17:00.000Z", "core" : {
          "text" : "In all, something else." } } } ]"#;

    fn archive(without: &[&str]) -> InMemory {
        let files = [
            ("Your archive.html", "<html>"),
            ("data/account.js", ACCOUNT),
            ("data/community-tweet.js", "window.YTD.community_tweet.part0 = [ ]"),
            ("data/contact.js", "private"),
            ("data/deleted-tweets.js", DELETED),
            ("data/direct-messages-group.js", "private"),
            ("data/direct-messages.js", "private"),
            ("data/ip-audit.js", "private"),
            ("data/manifest.js", MANIFEST),
            ("data/note-tweet.js", NOTES),
            ("data/phone-number.js", "private"),
            ("data/tweet-headers.js", "window.YTD.tweet_headers.part0 = [ ]"),
            ("data/tweets-part1.js", PART),
            ("data/tweets.js", TWEETS),
            ("data/tweets_media/1790000000000000020-Crane1.jpg", ""),
            ("data/tweets_media/1790000000000000020-less.mp4", ""),
            ("data/tweets_media/1790000000000000030-Crane2.jpg", ""),
        ];
        InMemory::new(files.into_iter().filter(|(name, _)| !without.contains(name)))
    }

    fn thread(members: &mut InMemory) -> Thread {
        read_package(members, Source::default()).unwrap()
    }

    fn warnings(thread: &Thread) -> Vec<String> {
        thread.warnings.iter().map(|w| format!("{}: {}", w.at, w.message)).collect()
    }

    #[test]
    fn an_archive_is_read_from_those_files_alone_that_hold_posts() {
        let mut members = archive(&[]);
        let thread = thread(&mut members);
        members.opened.sort();
        assert_eq!(
            members.opened,
            [
                "data/account.js",
                "data/community-tweet.js",
                "data/deleted-tweets.js",
                "data/manifest.js",
                "data/note-tweet.js",
                "data/tweets-part1.js",
                "data/tweets.js",
            ]
        );
        assert_eq!(thread.shape, Shape::Collection);
        let posts: Vec<_> = thread.posts().collect();
        let ends: Vec<_> = posts.iter().map(|post| post.id().map(|id| &id[17..])).collect();
        assert_eq!(ends, [Some("10"), Some("15"), Some("20"), Some("30"), Some("40"), None]);
        assert!(posts.iter().all(|post| post.author().full_name() == "Ilse Quandt (@ilsequandt)"));
        assert!(posts.iter().all(|post| post.author().id.as_deref() == Some("41")));
        assert_eq!(posts[1].url(), Some("https://x.com/ilsequandt/status/1790000000000000015"));
        assert_eq!(thread.answered(crate::model::PostIx(1)), Some(crate::model::PostIx(0)));
        assert!(posts[0].is_repost() && !posts[1].is_repost());
        assert_eq!(posts[4].state(), State::Deleted);
        assert_eq!(warnings(&thread), [": 1 long text belongs to no post that is there; shown by itself"]);
    }

    #[test]
    fn a_long_text_takes_the_place_of_the_cut_one() {
        let thread = thread(&mut archive(&[]));
        let post = thread.posts().nth(3).unwrap();
        assert_eq!(
            post.body(),
            "@rafa_o In all, the harbour & its sheds lost forty ships to the fog, and not one of them was insured. Read harbour.example."
        );
        let names: Vec<_> = post.mentions().map(|name| name.name.to_owned()).collect();
        assert_eq!((names, post.links().count()), (vec!["@rafa_o".to_owned()], 0));
        assert_eq!((post.counts().likes, post.reply_to()), (Some(7), Some("1789000000000000000")));
        assert_eq!(thread.posts().last().unwrap().body(), "In all, something else.");
    }

    #[test]
    fn media_say_where_they_lie_in_the_archive() {
        let thread = thread(&mut archive(&[]));
        let post = thread.posts().nth(2).unwrap();
        let files: Vec<_> = post.media().iter().map(|media| media.file.as_deref()).collect();
        let lies = |name| Some(name);
        assert_eq!(
            files,
            [
                lies("data/tweets_media/1790000000000000020-Crane1.jpg"),
                None,
                lies("data/tweets_media/1790000000000000020-less.mp4")
            ]
        );
    }

    #[test]
    fn what_is_missing_is_told_and_costs_no_more() {
        let part = thread(&mut archive(&["data/account.js", "data/tweets-part1.js"]));
        assert_eq!(part.len(), 5);
        assert_eq!(part.posts().next().unwrap().author().full_name(), "Ilse (@ilse_by_list)");
        assert_eq!(warnings(&part)[0], ": data/tweets-part1.js is listed in the archive and is not there");
        let mut broken = InMemory::new([
            ("data/tweets.js", TWEETS),
            ("data/tweets-part1.js", "window.YTD.tweets.part1 = [ {"),
        ]);
        let broken = thread(&mut broken);
        assert_eq!(broken.len(), 3);
        assert_eq!(warnings(&broken), ["data/tweets-part1.js: [0]: it ends in the middle; it was left out"]);
        let none = read_package(
            &mut InMemory::new([("data/tweets.js", "window.YTD.tweets.part0 = [ ]")]),
            Source::default(),
        );
        assert!(none.unwrap_err().to_string().starts_with("there is no whole post in this archive of X."));
    }

    #[test]
    fn an_archive_is_told_by_the_names_of_its_files() {
        let recognised = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            recognise_package(&names).map(|format| format.id)
        };
        assert_eq!(recognised(&["data/tweets.js"]), Some("x-archive"));
        assert_eq!(recognised(&["twitter-2021/data/tweet.js"]), Some("x-archive"));
        assert_eq!(recognised(&["account.js", "note-tweet.js", "tweets-part1.js"]), Some("x-archive"));
        assert_eq!(recognised(&["data/js/tweets/2014_02.js"]), Some("x-archive-2012"));
        assert_eq!(recognised(&["2014_02.js", "2014_03.js"]), Some("x-archive-2012"));
        for names in [
            &["tweets.js"][..],
            &["mydata/tweets.js"],
            &["data/note-tweet.js"],
            &["data/tweets-party.js"],
            &["data/like.js", "x/tweets.js"],
            &["js/2014_02.js"],
        ] {
            assert_eq!(recognised(names), None, "{names:?}");
        }
    }

    #[test]
    fn an_old_archive_is_read_month_by_month() {
        let month = |name: &str, posts: &str| format!("Grailbird.data.tweets_{name} = \n [ {posts} ]");
        let post = |id: u64, fields: &str| {
            format!(
                r#"{{"id_str":"{id}","created_at":"2014-02-01 06:44:59 +0000","text":"@ilsequandt {id}",
                "entities":{{"user_mentions":[{{"screen_name":"ilsequandt","indices":[0,11]}}]}}{fields}}}"#
            )
        };
        let answer =
            r#","in_reply_to_status_id_str":"429000000000000001","in_reply_to_screen_name":"ilsequandt""#;
        let user = r#","user":{"name":"Ilse Q.","screen_name":"ilsequandt","id_str":"41"}"#;
        let mut members = InMemory::new([
            (
                "a/data/js/tweets/2014_02.js",
                month(
                    "2014_02",
                    &[post(429_000_000_000_000_002, user), post(429_000_000_000_000_001, "")].join(","),
                ),
            ),
            (
                "a/data/js/tweets/2014_03.js",
                month(
                    "2014_03",
                    &[post(440_000_000_000_000_001, answer), post(429_000_000_000_000_002, "")].join(","),
                ),
            ),
            (
                "a/data/js/user_details.js",
                r#"var user_details =  {"screen_name":"ilsequandt","full_name":"Ilse Quandt","id":"41"}"#
                    .to_owned(),
            ),
            ("a/tweets.csv", "private".to_owned()),
        ]);
        let thread = thread(&mut members);
        assert!(!members.opened.contains(&"a/tweets.csv".to_owned()));
        let told: Vec<_> = thread.posts().map(|post| (post.body(), post.author().full_name())).collect();
        assert_eq!(
            told,
            [
                ("@ilsequandt 429000000000000001", "Ilse Quandt (@ilsequandt)".to_owned()),
                ("@ilsequandt 429000000000000002", "Ilse Q. (@ilsequandt)".to_owned()),
                // It answers a post of the month before.
                ("440000000000000001", "Ilse Quandt (@ilsequandt)".to_owned()),
            ]
        );
        assert_eq!((thread.shape, thread.warnings.len()), (Shape::Collection, 0));
    }
}
