//! Files to which posts are added at the end, line by line, so that what is added can be read by itself.
//!
//! ```text
//! {"id":"17",…}⏎{"id":"18",…}⏎      an object a line
//! ```
//!
//! That holds of formats in which a post says of itself whatever is to be known of it.

use super::json::Walker;
use super::{Format, Input, begun, finished, hackernews, mastodon, posts, recognise, unspool, x};
use crate::model::{Source, Tally, Thread};

/// The formats of which it holds.
const BY_LINE: &[&str] = &[unspool::NDJSON.id, x::API_1.id, mastodon::FORMAT.id, hackernews::FORMAT.id];

/// How a file goes on.
#[derive(Clone, Copy)]
pub struct Continuing(&'static Format);

/// How the file goes on that begins with `start`, if what is added to it can be read by itself.
pub fn continuing(start: &[u8]) -> Option<Continuing> {
    let input = Input::decode(start).ok()?;
    let format = recognise(&input).filter(|format| BY_LINE.contains(&format.id))?;
    (input.encoding.is_none() && is_object_by_line(input.start())).then_some(Continuing(format))
}

/// Whether a text begins with an object on a line of its own, and another below it.
fn is_object_by_line(text: &str) -> bool {
    let mut lines = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    let is_whole = |line: &str| {
        let mut walker = Walker::new(line);
        line.starts_with('{') && walker.value().is_ok() && walker.peek().is_none()
    };
    lines.next().is_some_and(is_whole) && lines.next().is_some_and(|line| line.starts_with('{'))
}

impl Continuing {
    /// The posts of whole lines that were added; `None` where they do not begin with one, or hold none.
    pub fn read(self, added: &[u8], source: Source) -> Option<Thread> {
        let input = Input::decode(added).ok().filter(|input| input.start().starts_with('{'))?;
        let builder = begun(&input, self.0, source).counted(Tally::default());
        finished(posts(&input, self.0, builder).ok()?, self.0).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read;
    use crate::model::PostIx;

    /// Lines of posts with these ids, each an answer to another or to none.
    fn mastodon(posts: &[(u32, &str)]) -> String {
        let line = |(id, answers): &(u32, &str)| {
            format!(
                r#"{{"id":"{id}","created_at":"2024-03-14T09:26:53Z","in_reply_to_id":{answers},"spoiler_text":"","visibility":"public","account":{{"id":"1","acct":"ana"}},"content":"<p>post {id}</p>"}}"#
            ) + "\n"
        };
        posts.iter().map(line).collect()
    }

    fn ours(posts: &[(u32, &str)]) -> String {
        let line = |(id, answers): &(u32, &str)| {
            format!(
                r#"{{"thread":"Cranes","position":{id},"id":"{id}","reply_to":{answers},"text":"post {id}"}}"#
            ) + "\n"
        };
        posts.iter().map(line).collect()
    }

    #[test]
    fn what_is_added_is_read_as_the_whole_would_be() {
        for lines in [mastodon, ours] {
            let first = lines(&[(101, "null"), (102, "\"101\"")]);
            let added = lines(&[(103, "\"102\""), (104, "\"101\"")]);
            let start = read(first.as_bytes(), Source::default()).unwrap();
            let more =
                continuing(first.as_bytes()).unwrap().read(added.as_bytes(), Source::default()).unwrap();
            let joined = start.followed_by(more);
            let whole = read((first + &added).as_bytes(), Source::default()).unwrap();
            let told = |thread: &Thread| -> Vec<_> {
                let answered = |ix| thread.answered(PostIx(ix)).map(PostIx::index);
                let posts = (0..thread.len() as u32).map(|ix| (thread.post(PostIx(ix)), answered(ix)));
                posts.map(|(post, answered)| (post.body().to_owned(), answered)).collect()
            };
            assert_eq!(told(&joined), told(&whole));
            assert_eq!(told(&joined)[2], ("post 103".to_owned(), Some(1)));
            assert!(std::sync::Arc::ptr_eq(&joined.batches()[0], &start.batches()[0]), "nothing is copied");
        }
    }

    #[test]
    fn what_does_not_go_on_line_by_line_is_told_from_what_does() {
        for text in
            ["[{\"id\":1}]\n", "One.\n\nTwo.\n", "{\"ancestors\":[],\"descendants\":[]}\n", "{\"id\":"]
        {
            assert!(continuing(text.as_bytes()).is_none(), "{text}");
        }
        let goes_on = continuing(mastodon(&[(1, "null"), (2, "null")]).as_bytes()).unwrap();
        assert!(goes_on.read(b"the end of a line\n", Source::default()).is_none());
    }
}
