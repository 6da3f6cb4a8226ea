//! Large files that are read where they lie, a piece at a time, so that text and thread are never both there whole:
//!
//! ```text
//! file      ████████████████████████████      once for where its posts stand, once for the posts
//! memory        ██        ██                   what each core looks at
//! ```
//!
//! Only what is sound is read in this way. Of whatever else there may be in a file, reading it as a whole tells.

use super::{Input, START, begun, finished, recognise, x};
use crate::model::{Source, Tally, Thread};

/// A file of which bytes can be had at any place, by several at a time.
pub trait InPlace: Sync {
    /// How many bytes it has.
    fn size(&self) -> usize;

    /// Fills `room` with what stands from a byte on, as far as the file goes; how many bytes that are, or nothing where it
    /// cannot be read or is not wanted any more.
    fn read(&self, at: usize, room: &mut [u8]) -> Option<usize>;
}

/// Reads a file that begins with `start` where it lies, with the posts counted as they are read; nothing where its format
/// cannot be read so, or anything in it is not as it should be.
pub fn read_in_place(file: &dyn InPlace, start: &[u8], source: Source, tally: &Tally) -> Option<Thread> {
    let start = &start[..start.len().min(START as usize)];
    let known = std::str::from_utf8(start).map_or_else(|error| error.valid_up_to(), str::len);
    let text = std::str::from_utf8(&start[..known]).ok()?;
    let input = Input::of(text).ok().filter(|input| input.encoding.is_none() && input.text.len() == known)?;
    let format = recognise(&input).filter(|format| format.id == x::ARCHIVE.id)?;
    let mut builder = begun(&input, format, source).counted(tally.clone());
    x::read_archive_in_place(file, text, &mut builder)?;
    finished(builder, format).ok()
}

/// Files in memory, for tests of what reads them in place.
#[cfg(test)]
pub(super) mod testing {
    use super::InPlace;

    impl InPlace for Vec<u8> {
        fn size(&self) -> usize {
            self.len()
        }

        fn read(&self, at: usize, room: &mut [u8]) -> Option<usize> {
            let rest = self.get(at..)?;
            let read = rest.len().min(room.len());
            room[..read].copy_from_slice(&rest[..read]);
            Some(read)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read;
    use crate::model::Draft;

    /// An archive of so many posts, each made by `post` of its number.
    fn archive(posts: impl IntoIterator<Item = u64>, post: impl Fn(u64) -> String) -> String {
        let posts: Vec<_> = posts.into_iter().map(post).collect();
        format!("window.YTD.tweets.part0 = [\n{}\n]", posts.join(",\n"))
    }

    /// A post that names an account by its id, in letters of two and three bytes.
    fn post(id: u64) -> String {
        let (text, answered) = ("wörter, слова, 言葉 ".repeat(id as usize % 9 + 1), id - id % 3 - 1);
        let mention = r#"{"id_str":"7","screen_name":"ana_reads","indices":["0","10"]}"#;
        let mentions = if id.is_multiple_of(4) { mention } else { "" };
        format!(
            r#"{{"tweet": {{"entities":{{"user_mentions":[{mentions}],"urls":[]}},
                "created_at":"Sat Nov 09 12:14:18 +0000 2024", "id_str" : "{id}", "lang":"de",
                "in_reply_to_status_id_str":"{answered}", "full_text":"@ana_reads {text}{id}"}} }}"#
        )
    }

    fn read_lying(text: &str) -> Option<Thread> {
        let bytes = text.as_bytes().to_vec();
        let start = &text.as_bytes()[..bytes.len().min(64 << 10)];
        read_in_place(&bytes, start, Source::default(), &Tally::default())
    }

    #[test]
    fn what_is_read_where_it_lies_is_what_is_read_as_a_whole() {
        let count = 4_000;
        let rising = archive(1_000..1_000 + count, post);
        let falling = archive((1_000..1_000 + count).rev(), post);
        let shuffled = archive((0..count).map(|i| 1_000 + i * 1_013 % count), post);
        let edited = archive(1_000..1_000 + count, |id| match id % 700 {
            0 => post(id).replacen(
                r#"{"tweet": {"#,
                r#"{"tweet": {"edit_info":{"edit":{"initialTweetId":"1001"}},"#,
                1,
            ),
            1 => [post(id), post(id)].join(" , "),
            2 => post(id).replace("\"id_str\" : ", "\"id\": "),
            _ => post(id),
        });
        let deleted = rising.replace("tweets", "deleted_tweets");
        let unclosed = rising.replacen("4000\"} },", "4000\"},", 1);
        for text in [rising, falling, shuffled, edited, deleted, unclosed.clone()] {
            assert!(text.len() > 1 << 20);
            let (own, whole) =
                (read_lying(&text).unwrap(), read(text.as_bytes(), Source::default()).unwrap());
            assert_eq!(own.len(), whole.len());
            assert!(own.posts().map(|post| Draft::of(&post)).eq(whole.posts().map(|post| Draft::of(&post))));
            assert_eq!(
                (&own.warnings, &own.source, own.shape),
                (&whole.warnings, &whole.source, whole.shape)
            );
            let is_odd = text.contains("initialTweetId") || text == unclosed;
            assert_eq!(own.warnings.is_empty(), !is_odd);
        }
    }

    #[test]
    fn what_is_not_sound_is_left_to_be_read_as_a_whole() {
        let sound = archive(1_000..5_000, post);
        assert!(read_lying(&sound).is_some());
        let at_4000 =
            |old: &str, new: &str| sound.replacen(&old.replace('#', "4000"), &new.replace('#', "4000"), 1);
        for text in [
            // The file is cut; something stands between the posts.
            sound[..sound.rfind("слова").unwrap()].to_owned(),
            at_4000("#\"} },", "#\"} },7,"),
            // The only id in it is that of somebody it names.
            at_4000("\"id_str\" : \"#\",", ""),
            // Another kind of file.
            sound.replace("tweets.part0", "like.part0"),
            "[1/2] A thread of mine\n\nand its end".to_owned(),
        ] {
            assert_ne!(text, sound);
            assert!(read_lying(&text).is_none());
        }
        let mut bytes = sound.into_bytes();
        let middle = bytes.len() / 2;
        bytes[middle] = 0xFF;
        let start = bytes[..64 << 10].to_vec();
        assert!(read_in_place(&bytes, &start, Source::default(), &Tally::default()).is_none());
    }
}
