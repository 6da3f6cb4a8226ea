//! What tools make of posts, as its readers may rely on it.

use std::collections::HashMap;

use super::*;
use crate::formats::package::Members;
use crate::formats::{Input, Unreadable, read, read_package, recognise, recognise_package};
use crate::model::{MediaKind, Shape, Source, State, Thread};

const METADATA: &str = include_str!("../../../../tests/fixtures/gallery-dl/metadata.json");
const MESSAGES: &str = include_str!("../../../../tests/fixtures/gallery-dl/messages.json");
const CONVERSATION: &str = include_str!("../../../../tests/fixtures/fxtwitter/conversation.json");
const SCRAPED: &str = include_str!("../../../../tests/fixtures/snscrape/lines.jsonl");

fn thread(text: &str) -> Thread {
    read(text.as_bytes(), Source::default()).unwrap()
}

fn recognised(text: &str) -> Option<&'static str> {
    recognise(&Input::decode(text.as_bytes()).unwrap()).map(|format| format.id)
}

#[test]
fn each_tool_is_told_from_the_others() {
    for (text, id) in [
        (r#"{"_type": "snscrape.modules.twitter.Tweet", "#, SCRAPERS.id),
        (r#"{"id": 1, "rawContent": "a", "likeCount": 1, "conversationId": 1, "#, SCRAPERS.id),
        (
            r#"[{"id":"1","created_at":"","full_text":"a","screen_name":"b","name":"c","profile_image_url":"d","#,
            EXPORTER.id,
        ),
        (r#"[[2, {"tweet_id": 1, "author": {"id": 3}, "content": "a"}]]"#, GALLERY.id),
        (r#"[[1, 1], [2, {"tweet_id": 1, "author": {}, "content": ""#, GALLERY.id),
        (r#"{"code":200,"thread":[{"type":"tombstone","reason":"deleted"}]}"#, FX.id),
        (r#"{"code":200,"message":"OK","tweet":{"url":"a","author":{}}}"#, FX.id),
    ] {
        assert_eq!(recognised(text), Some(id), "{text}");
    }
    for other in [
        r#"{"code":404,"message":"NOT_FOUND"}"#,
        r#"{"code":200,"thread":[{"a":1}]}"#,
        r#"[[2,{"a":"tweet_id"}]]"#,
        r#"{"content":"a","id":1}"#,
    ] {
        assert_eq!(recognised(other), None, "{other}");
    }
}

#[test]
fn only_listed_names_are_names_and_what_is_attached_is_not_shown() {
    let thread = thread(SCRAPED);
    let post = thread.posts().next().unwrap();
    let names: Vec<_> = post.mentions().map(|name| post.text(name.range)).collect();
    assert_eq!(names, ["@rafa_o", "#quay"]);
    assert!(post.body().ends_with("#quay #hush"));
    // An id that was rounded is told by the address; what looks like markup is no reference.
    let reply = thread.posts().nth(1).unwrap();
    assert!(reply.url().unwrap().ends_with(reply.id().unwrap()));
    assert_eq!(reply.body(), "Nobody <there> minds.");
}

#[test]
fn pictures_of_one_post_are_one_post_and_quotes_go_where_they_are_quoted() {
    let thread = thread(MESSAGES);
    let posts: Vec<_> = thread.posts().collect();
    assert_eq!((posts.len(), thread.shape), (3, Shape::Collection));
    let kinds: Vec<_> = posts[0].media().iter().map(|medium| medium.kind).collect();
    assert_eq!(kinds, [MediaKind::Image, MediaKind::Video]);
    assert_eq!(posts[1].quote().unwrap().body(), "Quoted before.");
    assert_eq!(posts[2].author().handle.as_deref(), Some("ilsequandt"));
    assert_eq!(posts[2].quote().unwrap().author().handle.as_deref(), Some("rafa_o"));
}

#[test]
fn what_is_not_there_in_a_thread_stands_in_its_place() {
    let thread = thread(CONVERSATION);
    let posts: Vec<_> = thread.posts().collect();
    assert_eq!((posts[1].state(), posts[1].reply_to()), (State::Deleted, posts[0].id()));
    assert_eq!((posts[2].reply_to(), posts[4].state()), (posts[1].id(), State::Omitted));
    assert_eq!(posts.iter().filter(|post| post.reply_to().is_none()).count(), 1);
}

/// Files in memory.
struct Folder(Vec<String>, HashMap<String, String>);

impl Members for Folder {
    fn names(&self) -> &[String] {
        &self.0
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let text = self.1.get(name).ok_or_else(|| Unreadable::new("not to be opened", ""))?;
        Ok(text.clone().into_bytes())
    }
}

#[test]
fn a_folder_of_pictures_names_the_files_beside_its_posts() {
    let second = METADATA.replace("\"num\": 1", "\"num\": 2");
    let files =
        [("ilse/1664134677918646272_1.jpg.json", METADATA), ("ilse/1664134677918646272_2.jpg.json", &second)];
    let mut names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.extend(["ilse/1664134677918646272_1.jpg", "ilse/notes.txt"].map(str::to_owned));
    names.sort();
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let mut folder = Folder(names, files);
    assert_eq!(recognise_package(folder.names()).map(|format| format.id), Some(GALLERY.id));
    let thread = read_package(&mut folder, Source::default()).unwrap();
    assert_eq!(thread.len(), 1);
    let files: Vec<_> =
        thread.posts().next().unwrap().media().iter().map(|medium| medium.file.as_deref()).collect();
    assert_eq!(files, [Some("ilse/1664134677918646272_1.jpg"), None]);
}

#[test]
fn a_broken_line_costs_itself_alone() {
    let text = format!("{SCRAPED}{{\"_type\":\n{}", SCRAPED.replace("15873", "15874"));
    assert_eq!(thread(&text).len(), 4);
}
