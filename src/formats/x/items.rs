//! Where the posts stand in a file, and in which order they are read.
//!
//! Neither archives nor the API sort their posts as a reader reads them. So a first pass notes only where each post
//! stands and its id (which rises with time), and the posts are read in the second pass, in order, one by one:
//!
//! ```text
//! file    [ {id 30 …}, {id 10 …}, {id 20 …}, {id 20 …} ]
//! items     10 at 12   20 at 19   30 at 4                    sorted, each once, edited posts as their last version
//! ```
//!
//! The first pass reads past what is broken; what a post must look like is none of its business.

mod in_place;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use crate::formats::json::{At, Fault, Object, Walker, text};
use crate::formats::sharing;
use crate::model::{Author, Clean, ThreadBuilder};

/// How the posts stand in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One post alone.
    Single,
    /// A list, which begins at a byte.
    List(usize),
    /// A list in the field `statuses`.
    Statuses(usize),
    /// A post on each line.
    Lines,
}

/// A text with posts; one of several where an archive has several files.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'t> {
    /// The name of its file, where there are others.
    pub(super) name: Option<&'t str>,
    pub(super) text: &'t str,
    pub(super) layout: Layout,
}

impl<'t> Page<'t> {
    /// Hands one of its posts to `read`, with its place.
    fn read(&self, item: &Item, read: impl FnOnce(&'t str, &At)) {
        self.at(item, |at| read(&self.text[item.start..item.end], at));
    }

    /// Hands the place of one of its posts to `read`.
    fn at(&self, item: &Item, read: impl FnOnce(&At)) {
        let whole = self.name.map_or(At::DOCUMENT, At::file);
        let statuses = whole.inner("statuses");
        let at = match self.layout {
            Layout::Single => whole,
            Layout::List(_) => whole.item(item.number as usize),
            Layout::Statuses(_) => statuses.item(item.number as usize),
            Layout::Lines => At::line(item.number as usize),
        };
        read(&at);
    }

    /// The place of a post or line there, written out.
    fn place(&self, number: usize) -> String {
        let page = self.name.map_or(At::DOCUMENT, At::file);
        let statuses = page.inner("statuses");
        match self.layout {
            Layout::Single => page.field(""),
            Layout::List(_) => page.item(number).field(""),
            Layout::Statuses(_) => statuses.item(number).field(""),
            Layout::Lines => At::line(number).field(""),
        }
    }
}

/// One post of a file, not read yet.
#[derive(Clone, Debug)]
pub(super) struct Item {
    start: usize,
    end: usize,
    /// Its place: the number of its line from 1, or of its item from 0.
    number: u32,
    /// That of the item before it, where it has none.
    id: u64,
    has_id: bool,
    page: u16,
}

/// The posts of a file, in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Items<'t> {
    /// Whose posts they are, where a post does not say so.
    pub(super) owner: Author,
    pages: Vec<Page<'t>>,
    /// By id, once they are all found. There is one for each post, so they are kept small.
    sorted: Vec<Item>,
    /// Versions of edited posts, and the first version of each.
    edits: HashMap<u64, u64>,
    /// Earlier versions of edited posts, and the last.
    replaced: HashMap<u64, u64>,
    /// Posts of which the file says that they were deleted.
    deleted: HashSet<u64>,
    /// Posts of files that were read before.
    known: HashSet<u64>,
}

impl<'t> Items<'t> {
    /// Finds the posts of `text`.
    pub(super) fn find(text: &'t str, layout: Layout, notes: &mut ThreadBuilder) -> Self {
        Self::find_on(vec![Page { name: None, text, layout }], notes)
    }

    /// Finds the posts of several texts.
    pub(super) fn find_on(pages: Vec<Page<'t>>, notes: &mut ThreadBuilder) -> Self {
        let mut found = Self::default();
        for page in pages {
            found.pages.push(page);
            match page.layout {
                Layout::Single => found.find_single(notes),
                Layout::List(at) | Layout::Statuses(at) => found.find_in_list(at + 1, notes),
                Layout::Lines => found.find_on_lines(notes),
            }
        }
        found.arrange(notes);
        found
    }

    /// The same posts, of an account that they need not name.
    pub(super) fn of(self, owner: Author) -> Self {
        Self { owner, ..self }
    }

    /// Their texts.
    pub(super) fn pages(&self) -> &[Page<'t>] {
        &self.pages
    }

    /// Whether the post `id` stands in a file that was read before.
    pub(super) fn was_read_before(&self, id: &str) -> bool {
        !self.known.is_empty() && id.parse().is_ok_and(|id: u64| self.known.contains(&id))
    }

    /// The same posts, read after those with the ids `known`.
    pub(super) fn after(self, known: HashSet<u64>) -> Self {
        Self { known, ..self }
    }

    /// The ids of all posts that are known so far.
    pub(super) fn into_known(self) -> HashSet<u64> {
        let mut known = self.known;
        known.extend(self.sorted.iter().filter(|item| item.has_id).map(|item| item.id));
        known
    }

    /// Hands each post in order to `read`, with its place.
    pub(super) fn for_each(&self, mut read: impl FnMut(&'t str, &At)) {
        self.for_each_on(|_, raw, at| read(raw, at));
    }

    /// Hands each post in order to `read`, with the number of its page and its place.
    pub(super) fn for_each_on(&self, mut read: impl FnMut(usize, &'t str, &At)) {
        self.sorted.iter().for_each(|item| self.read(item, &mut read));
    }

    /// Finds the posts of `text` and hands each to `read`, with its place, all posts and where to put it, as
    /// [`Items::read_onto`] does; the text is given up from its end on as far as its posts have been read.
    ///
    /// So a file that has its posts in the order of their ids, or the other way round, is never there whole together with
    /// the thread that is made of it.
    pub(super) fn read_letting_go(
        text: String,
        layout: Layout,
        builder: &mut ThreadBuilder,
        read: impl Fn(&str, &At, &Items, &mut ThreadBuilder) + Sync,
    ) {
        let found = Items::find(&text, layout, builder).apart();
        let places = (&found.sorted[..], |item: &Item| item.end);
        sharing::read_all_letting_go((text, 0), places, builder, |text, item, builder| {
            let page = Page { name: None, text, layout };
            page.read(item, |raw, at| read(raw, at, &found, builder));
        });
    }

    /// The same without the texts.
    fn apart<'u>(self) -> Items<'u> {
        let Self { owner, sorted, edits, replaced, deleted, known, .. } = self;
        Items { owner, pages: Vec::new(), sorted, edits, replaced, deleted, known }
    }

    /// Hands each post to `read`, with the number of its page, its place, and where to put it: on all cores, and so that all
    /// end up in order.
    pub(super) fn read_onto(
        &self,
        builder: &mut ThreadBuilder,
        read: impl Fn(usize, &'t str, &At, &mut ThreadBuilder) + Sync,
    ) {
        sharing::read_all(&self.sorted, builder, |item, builder| {
            self.read(item, |page, raw, at| read(page, raw, at, builder));
        });
    }

    fn read(&self, item: &Item, read: impl FnOnce(usize, &'t str, &At)) {
        if let Some(page) = self.pages.get(usize::from(item.page)) {
            page.read(item, |raw, at| read(usize::from(item.page), raw, at));
        }
    }

    /// Whether there is the post `id`.
    pub(super) fn contains(&self, id: &str) -> bool {
        let Ok(id) = id.parse::<u64>() else { return false };
        let first = self.sorted.partition_point(|item| item.id < id);
        self.sorted.get(first).is_some_and(|item| item.id == id && item.has_id) || self.known.contains(&id)
    }

    /// The version of an edited post that is shown, where `id` is an earlier one.
    pub(super) fn last_version(&self, id: &str) -> Option<Clean> {
        if self.replaced.is_empty() {
            return None;
        }
        let last = self.replaced.get(&id.parse().ok()?)?;
        Some(Clean::line(&last.to_string()))
    }

    /// Whether the file says that the post `id` was deleted.
    pub(super) fn is_deleted(&self, id: Option<&str>) -> bool {
        !self.deleted.is_empty()
            && id.and_then(|id| id.parse().ok()).is_some_and(|id| self.deleted.contains(&id))
    }

    /// The page at hand; there is one while posts are looked for.
    fn page(&self) -> Page<'t> {
        let none = Page { name: None, text: "", layout: Layout::Single };
        self.pages.last().copied().unwrap_or(none)
    }

    fn warn(&self, number: usize, message: &str, notes: &mut ThreadBuilder) {
        notes.warn(&self.page().place(number), message);
    }

    fn push(&mut self, number: usize, range: Range<usize>, key: &Key) {
        let page = u16::try_from(self.pages.len()).unwrap_or(u16::MAX).saturating_sub(1);
        let has_id = key.id != 0;
        let before = || self.sorted.last().filter(|item| item.page == page).map_or(0, |item| item.id);
        let id = if has_id { key.id } else { before() };
        self.sorted.push(Item {
            start: range.start,
            end: range.end,
            number: number as u32,
            id,
            has_id,
            page,
        });
        if key.first != 0 {
            self.edits.insert(key.id, key.first);
        }
        self.deleted.extend(key.deleted);
    }

    /// Takes what was found in pieces of a list; how many that is.
    fn push_all(&mut self, found: sharing::Found<(Range<usize>, Key)>) -> usize {
        let count = found.iter().map(Vec::len).sum();
        self.sorted.reserve(count);
        for (number, (range, key)) in found.into_iter().flatten().enumerate() {
            self.push(number, range, &key);
        }
        count
    }

    fn find_single(&mut self, notes: &mut ThreadBuilder) {
        let mut walker = Walker::new(self.page().text);
        match Key::read(&mut walker) {
            Ok(key) => self.push(0, 0..walker.at(), &key),
            Err(fault) => self.warn(0, &what_is_wrong(&fault), notes),
        }
    }

    fn find_on_lines(&mut self, notes: &mut ThreadBuilder) {
        let mut at = 0;
        for (i, line) in self.page().text.split('\n').enumerate() {
            let range = at..at + line.len();
            at = range.end + 1;
            if line.trim().is_empty() {
                continue;
            }
            let mut walker = Walker::new(line);
            let key = Key::read(&mut walker);
            match key.and_then(|key| {
                if walker.peek().is_none() { Ok(key) } else { Err(walker.fault("a line end")) }
            }) {
                Ok(key) => self.push(i + 1, range, &key),
                Err(fault) => self.warn(i + 1, &format!("{}; it was left out", what_is_wrong(&fault)), notes),
            }
        }
    }

    fn find_in_list(&mut self, from: usize, notes: &mut ThreadBuilder) {
        let text = self.page().text;
        let mut walker = Walker::new_at(text, from);
        let mut resync = Resync::default();
        let mut number = 0;
        if walker.peek() == Some(b'{') {
            resync.learn(&text[walker.at()..]);
            let whole = walker.at()..text.len();
            let (found, at) =
                sharing::find_all(whole, |at| resync.first_at(text, at), |piece| resync.all_in(text, piece));
            number = self.push_all(found);
            walker.skip_to(at);
        }
        let is_quick = is_quick(&text[walker.at()..]);
        loop {
            while walker.peek() == Some(b',') {
                walker.enter(b',');
            }
            let at = walker.at();
            match text.as_bytes().get(at) {
                Some(b']') => return,
                Some(b'{') => resync.learn(&text[at..]),
                Some(_) => {}
                None => {
                    let place = self.page().name.unwrap_or_default();
                    return notes.warn(place, &format!("the file ends in the middle, after {number} posts"));
                }
            }
            if let Some((key, end, next)) = resync.quick(text, at).filter(|_| is_quick) {
                self.push(number, at..end, &key);
                walker.skip_to(next);
                number += 1;
                continue;
            }
            match Key::read(&mut walker) {
                Ok(key) => self.push(number, at..walker.at(), &key),
                Err(fault) => {
                    let next = resync.next(text, at, &fault);
                    let told = match (&fault.expected, next) {
                        (None, Some(_)) => "not as JSON should be (it has no end)".to_owned(),
                        _ => what_is_wrong(&fault),
                    };
                    self.warn(number, &format!("{told}; it was left out"), notes);
                    let Some(next) = next else {
                        if fault.expected.is_some() {
                            notes.warn("", &format!("nothing more could be read after {number} posts"));
                        }
                        return;
                    };
                    walker = Walker::new_at(text, next);
                }
            }
            number += 1;
        }
    }

    /// Sorts, and leaves out what stands there twice, and versions that were edited later, which is told.
    fn arrange(&mut self, notes: &mut ThreadBuilder) {
        // Of the same post twice, the longer is the richer. Items without an id stay apart, where they stand.
        self.sorted.sort_unstable_by_key(|item| {
            let rank = if item.has_id { Reverse(item.end - item.start) } else { Reverse(0) };
            (item.id, !item.has_id, rank, item.page, item.number)
        });
        self.sorted
            .dedup_by_key(|item| (item.id, if item.has_id { None } else { Some((item.page, item.number)) }));
        if self.edits.is_empty() {
            return;
        }
        let mut last_of: HashMap<u64, u64> = HashMap::new();
        for (version, first) in &self.edits {
            let last = last_of.entry(*first).or_default();
            *last = (*version).max(*last);
        }
        let (edits, replaced) = (&self.edits, &mut self.replaced);
        self.sorted.retain(|item| {
            let first = edits.get(&item.id).unwrap_or(&item.id);
            let last = last_of.get(first).filter(|last| item.has_id && **last != item.id);
            replaced.extend(last.map(|last| (item.id, *last)));
            last.is_none()
        });
        if !self.replaced.is_empty() {
            let count = self.replaced.len();
            let versions =
                if count == 1 { "version of a post that was" } else { "versions of posts that were" };
            notes.warn("", &format!("{count} earlier {versions} edited later: only the last is shown"));
        }
    }
}

/// What the first pass learns of a post.
#[derive(Debug, Default)]
struct Key {
    id: u64,
    first: u64,
    deleted: Option<u64>,
}

impl Key {
    /// Reads past the post that comes next.
    fn read(walker: &mut Walker) -> Result<Self, Fault> {
        let mut key = Self::default();
        if !walker.enter(b'{') {
            let at = walker.at();
            walker.value()?;
            return Err(Fault { at, expected: Some("a post") });
        }
        let mut within = 1;
        while within > 0 {
            let Some(name) = walker.key()? else {
                within -= 1;
                continue;
            };
            match &*name {
                "tweet" | "noteTweet" if walker.enter(b'{') => within += 1,
                "id_str" | "noteTweetId" => key.id = number(walker.value()?).unwrap_or(key.id),
                // The digits of a bare number may have been rounded on their way.
                "id" if key.id == 0 => key.id = number(walker.value()?).unwrap_or(0),
                "edit_info" => key.first = first_version(walker.value()?).unwrap_or(0),
                "delete" => key.deleted = deleted_post(walker.value()?),
                _ => {
                    walker.value()?;
                }
            }
        }
        Ok(key)
    }
}

/// Whether nothing is wanted of the posts in this text of an archive but their ids, so that the next post is found by how it
/// opens.
fn is_quick(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"initialTweetId").is_none()
}

/// The id of the post whose fields come next.
fn id_of(mut walker: Walker) -> Option<u64> {
    loop {
        match walker.key().ok()??.as_ref() {
            "id_str" => return number(walker.value().ok()?),
            _ => walker.value().ok()?,
        };
    }
}

fn number(raw: &str) -> Option<u64> {
    text(raw)?.parse().ok()
}

/// `{"edit": {"initialTweetId": "17", …}}`; posts that are not edited have no such field.
fn first_version(raw: &str) -> Option<u64> {
    if !raw.contains("initialTweetId") {
        return None;
    }
    let edit = Object::walk(raw).ok()?.get("edit")?;
    text(Object::walk(edit).ok()?.get("initialTweetId")?)?.parse().ok()
}

/// `{"status": {"id_str": "17", …}}`.
fn deleted_post(raw: &str) -> Option<u64> {
    let status = Object::walk(raw).ok()?.get("status")?;
    text(Object::walk(status).ok()?.get("id_str")?)?.parse().ok()
}

/// How reading a list goes on behind an item that is broken.
#[derive(Debug, Default)]
struct Resync<'t> {
    /// How an item opens, from its brace to the colon behind its first key.
    opening: Option<&'t str>,
    /// Finds that quickly.
    finder: Option<memmem::Finder<'t>>,
    /// Finds ids, whosever they are; set where those who read the posts compare them.
    ids: Option<memmem::Finder<'static>>,
    /// How many bytes were read in search of ends.
    spent: usize,
}

impl<'t> Resync<'t> {
    /// How often, at the worst, a file is read from front to back in search of ends.
    const MOST_TIMES: usize = 8;

    fn learn(&mut self, item: &'t str) {
        if self.opening.is_none() {
            self.opening = item.find(':').map(|colon| &item[..=colon]);
            self.finder = self.opening.map(|opening| memmem::Finder::new(opening.as_bytes()));
        }
    }

    /// Where the first item from a byte on opens, if it opens as they all do.
    fn first_at(&self, text: &str, at: usize) -> Option<usize> {
        Some(at + self.finder.as_ref()?.find(&text.as_bytes()[at..])?)
    }

    fn is_of_archive(&self) -> bool {
        self.opening.is_some_and(|opening| opening.contains("\"tweet\""))
    }

    /// The sound items of a piece of the list, and where what follows them begins.
    fn all_in(&self, text: &str, piece: Range<usize>) -> (Vec<(Range<usize>, Key)>, usize) {
        /// Hardly any post of an archive has fewer bytes.
        const POST: usize = 512;
        let is_quick = self.is_of_archive() && is_quick(&text[piece.clone()]);
        let mut found = Vec::with_capacity(piece.len() / POST);
        let mut at = piece.start;
        while at < piece.end {
            let item = if is_quick { self.quick(text, at) } else { self.slow(text, at) };
            let Some((key, end, next)) = item else { break };
            found.push((at..end, key));
            at = next;
        }
        (found, at)
    }

    /// The key of an item that opens like the others, its end, and where what follows begins.
    fn slow(&self, text: &str, at: usize) -> Option<(Key, usize, usize)> {
        text[at..].starts_with(self.opening?).then_some(())?;
        let mut walker = Walker::new_at(text, at);
        let key = Key::read(&mut walker).ok()?;
        let end = walker.at();
        while walker.peek() == Some(b',') {
            walker.enter(b',');
        }
        Some((key, end, walker.at()))
    }

    /// The id of an item of an archive, its end, and where the next one begins.
    ///
    /// Within a string there is no quotation mark without a backslash, and nothing in a post begins with a post: so how an
    /// item opens stands nowhere else. What is wrong within an item is found when it is read.
    fn quick(&self, text: &str, at: usize) -> Option<(Key, usize, usize)> {
        let opening = self.opening.filter(|_| self.is_of_archive())?;
        if !text[at..].starts_with(opening) {
            return None;
        }
        let behind = at + opening.len();
        let next = self.first_at(text, behind)?;
        let end = text[..next].trim_end().strip_suffix(',')?.trim_end().strip_suffix('}')?.len() + 1;
        let mut walker = Walker::new(&text[behind..end]);
        if !walker.enter(b'{') {
            return None;
        }
        let id = self.id_at_a_glance(&text[behind..end]).or_else(|| id_of(walker))?;
        Some((Key { id, ..Key::default() }, end, next))
    }

    /// The id of an item that has only one, if whoever reads the item sees to it that it is the item's own.
    fn id_at_a_glance(&self, item: &str) -> Option<u64> {
        let finder = self.ids.as_ref()?;
        let mut found = finder.find_iter(item.as_bytes());
        let behind = found.next()? + finder.needle().len();
        let mut walker = Walker::new_at(item, behind);
        (found.next().is_none() && walker.enter(b':')).then(|| number(walker.value().ok()?))?
    }

    /// Where the next item begins, if one can be told.
    fn next(&mut self, text: &str, at: usize, fault: &Fault) -> Option<usize> {
        if self.spent < text.len() * Self::MOST_TIMES {
            let mut walker = Walker::new_at(text, at);
            let end = fault.expected.and_then(|_| walker.value().ok()).map(|value| at + value.len());
            let behind = fault.at.max(at + 1);
            self.spent += end.unwrap_or(text.len()) - at;
            return match end {
                // With a bracket too few, what looks like its end is that of something behind it.
                Some(end) => self.opening_after(&text[..end], behind).or(Some(end)),
                // What is wrong may be a quotation mark too many: the items behind it may be sound.
                None => self.opening_after(text, at + 1),
            };
        }
        fault.expected.and_then(|_| self.opening_after(text, fault.at.max(at + 1)))
    }

    /// The next object that opens like the others and stands in a list.
    fn opening_after(&self, text: &str, from: usize) -> Option<usize> {
        let from = (from..=text.len()).find(|at| text.is_char_boundary(*at))?;
        let opening = self.opening?;
        let mut starts = text[from..].match_indices(opening).map(|(found, _)| from + found);
        starts.find(|start| text[..*start].trim_end().ends_with([',', '}']))
    }
}

/// The fault in words, without its place.
fn what_is_wrong(fault: &Fault) -> String {
    match fault.expected {
        None => "it ends in the middle".to_owned(),
        Some("a post") => "no post".to_owned(),
        Some(_) => fault.what(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;

    /// The numbers of the items in the order in which they are read, and the warnings.
    fn found(text: &str, layout: Layout) -> (Vec<u32>, Vec<String>) {
        let mut notes = ThreadBuilder::new(Source::default());
        let items = Items::find(text, layout, &mut notes);
        let warnings = notes.finish().warnings.into_iter().map(|w| format!("{}: {}", w.at, w.message));
        (items.sorted.iter().map(|item| item.number).collect(), warnings.collect())
    }

    #[test]
    fn posts_are_read_in_the_order_of_their_ids() {
        let (order, warnings) =
            found(r#"[{"id_str":"30"},{"x":1},{"id":10},{"id":7,"id_str":"20"}]"#, Layout::List(0));
        assert_eq!((order, warnings), (vec![2, 3, 0, 1], vec![]));
        let (order, _) = found("{\"id_str\":\"30\"}\n\n{\"id_str\":\"4\"}\r\n", Layout::Lines);
        assert_eq!(order, [3, 1]);
    }

    #[test]
    fn of_the_same_post_twice_the_richer_stays() {
        let (order, warnings) =
            found(r#"[{"id_str":"3"},{"id_str":"3","text":"a"},{"id_str":"3","t":1}]"#, Layout::List(0));
        assert_eq!((order, warnings), (vec![1], vec![]));
    }

    #[test]
    fn an_edited_post_is_its_last_version() {
        let text = r#"[
            {"id_str":"9","edit_info":{"edit":{"initialTweetId":"3"}}},
            {"id_str":"3","edit_info":{"initial":{"editTweetIds":["3"]}}},
            {"tweet":{"edit_info":{"edit":{"initialTweetId":"3"}},"id_str":"5"}},
            {"id_str":"6"}
        ]"#;
        let mut notes = ThreadBuilder::new(Source::default());
        let items = Items::find(text, Layout::List(0), &mut notes);
        assert_eq!(items.sorted.iter().map(|item| item.id).collect::<Vec<_>>(), [6, 9]);
        assert_eq!(items.last_version("3").as_deref(), Some("9"));
        assert_eq!(items.last_version("5").as_deref(), Some("9"));
        assert_eq!(items.last_version("9"), None);
        assert!(items.contains("9") && !items.contains("5") && !items.contains("x"));
        assert_eq!(
            &*notes.finish().warnings[0].message,
            "2 earlier versions of posts that were edited later: only the last is shown"
        );
    }

    #[test]
    fn what_is_broken_costs_itself_alone() {
        for (text, expected, message) in [
            (r#"[{"id":1}, 7, {"id":2}]"#, &[0, 2][..], "[1]: no post; it was left out"),
            (
                r#"[{"id":1},{"id":2,"x" {"id":5}},{"id":3}]"#,
                &[0, 2],
                "[1]: not as JSON should be (expected a colon); it was left out",
            ),
            (
                "[\n {\n  \"id\": 1\n },\n {\n  \"id\": 2, \"u\": {\n   \"id\": 8}, oops\n },\n {\n  \"id\": 3\n }\n]",
                &[0, 2],
                "[1]: not as JSON should be (expected a key); it was left out",
            ),
            (
                r#"[{"id":1},{"id":2,"t":"one " too many"},{"id":3},{"id":4}]"#,
                &[0, 2, 3],
                "[1]: not as JSON should be (expected a key); it was left out",
            ),
            (
                r#"[{"id":1},{"id":2,"t":{"one":1},{"id":3}]"#,
                &[0, 2],
                "[1]: not as JSON should be (expected a key); it was left out",
            ),
            (r#"[{"id":1},{"id":2},"#, &[0, 1], ": the file ends in the middle, after 2 posts"),
            (r#"[{"id":1},{"id":"#, &[0], "[1]: it ends in the middle; it was left out"),
            (r#"[{"id":1},{'id':2}]"#, &[0], "[1]: not as JSON should be (expected a key); it was left out"),
        ] {
            let (order, warnings) = found(text, Layout::List(0));
            assert_eq!((order.as_slice(), warnings[0].as_str()), (expected, message), "{text}");
        }
        let (order, warnings) = found("{\"id\":1}\n{\"id\":\n{\"id\":3}\n[]", Layout::Lines);
        assert_eq!(order, [1, 3]);
        assert_eq!(
            warnings,
            ["line 2: it ends in the middle; it was left out", "line 4: no post; it was left out"]
        );
    }

    #[test]
    fn a_long_list_is_found_as_a_short_one_is() {
        const POSTS: u32 = 6_000;
        // Some were edited, one is broken, and one has in it what looks like the beginning of others.
        let post = |i: u32| {
            let id = 1_000_000 + i;
            let fields = match i {
                2_700 => r#""x" 1"#.to_owned(),
                2_500 | 5_500 => format!(r#""edit_info":{{"edit":{{"initialTweetId":"{}"}}}}"#, id - 1),
                3_000 => r#""inner":[{"tweet":{"id_str":"7"}},{"tweet":{"id_str":"8"}}]"#.to_owned(),
                _ => format!(r#""full_text":"{}""#, "word ".repeat(20)),
            };
            format!("\n {{\"tweet\": {{\"id_str\":\"{id}\",{fields}}}}}")
        };
        let posts: Vec<String> = (0..POSTS).map(post).collect();
        let text = format!("[{} ]", posts.join(","));
        assert!(text.len() > 700_000);
        let (order, warnings) = found(&text, Layout::List(0));
        let told: Vec<u32> = (0..POSTS).filter(|i| ![2_499, 2_700, 5_499].contains(i)).collect();
        assert!(order == told);
        assert_eq!(
            warnings,
            [
                "[2700]: not as JSON should be (expected a colon); it was left out",
                ": 2 earlier versions of posts that were edited later: only the last is shown"
            ]
        );
        for cut in [posts[0].len() + 30, text.len() / 3, text.len() / 2, text.len() - 1] {
            let (order, warnings) = found(&text[..cut], Layout::List(0));
            let whole = posts.iter().scan(1, |at, post| {
                *at += post.len() + 1;
                Some(*at - 1)
            });
            let whole = whole.take_while(|end| *end <= cut).count() as u32;
            let told: Vec<u32> = told.iter().copied().filter(|i| *i < whole).collect();
            assert!(order == told, "cut at {cut}");
            assert!(warnings.iter().any(|warning| warning.contains("ends in the middle")));
        }
    }

    #[test]
    fn a_hostile_list_is_read_in_linear_time() {
        let nested = format!("[{}x", r#"{"a":[1,"#.repeat(100_000));
        assert_eq!(found(&nested, Layout::List(0)).0, [0_u32; 0]);
        let closed = format!("[{}{}]", r#"{"a":,"#.repeat(100_000), "}".repeat(100_000));
        assert_eq!(found(&closed, Layout::List(0)).0, [0_u32; 0]);
        let broken = format!("[{}]", r#"{"a":,"#.repeat(100_000));
        assert_eq!(found(&broken, Layout::List(0)).0, [0_u32; 0]);
    }

    #[test]
    fn the_posts_that_a_stream_calls_deleted_are_known() {
        let mut notes = ThreadBuilder::new(Source::default());
        let text = "{\"delete\":{\"status\":{\"id\":4,\"id_str\":\"4\"}}}\n{\"id\":4}";
        let items = Items::find(text, Layout::Lines, &mut notes);
        assert!(items.is_deleted(Some("4")) && !items.is_deleted(Some("5")) && !items.is_deleted(None));
    }
}
