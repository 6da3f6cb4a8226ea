//! A thread as it stands in memory: immutable batches of posts, and the views through which they are read.
//!
//! A batch is shared (`Arc`), never changed, and no post straddles two, so workers may read what is there while more
//! arrives. Records are small and fixed in size; every string lies in its batch.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::answers;
use super::clean::Hidden;
use super::{Author, Clean, Counts, EntityKind, Media, Shape, Source, State, Style, Time, Unit, Warning};

/// A post's place in the file, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostIx(pub u32);

impl PostIx {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A point in a thread's text: a post, and a byte offset into its region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The post.
    pub post: PostIx,
    /// Byte offset into [`Post::whole`].
    pub byte: u32,
}

/// A stretch of one post's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The post.
    pub post: PostIx,
    /// First byte, an offset into [`Post::whole`].
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The point where it begins.
    pub fn place(self) -> Place {
        Place { post: self.post, byte: self.start }
    }
}

/// The posts of one file, with what the file says of them.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// The title that the file gives.
    pub title: Option<Clean>,
    /// Where it comes from.
    pub source: Source,
    /// Whether its pieces are posts or only paragraphs.
    pub unit: Unit,
    /// Whether its posts are one thread or many.
    pub shape: Shape,
    /// What could not be read as it should.
    pub warnings: Vec<Warning>,
    pub(super) batches: Vec<Arc<Batch>>,
    /// By batch: the names that were recognised in it; shorter while some are not read yet.
    pub(super) names: Vec<Arc<Names>>,
    pub(super) len: u32,
    /// By post, the post it answers; empty where none answers another.
    pub(super) answered: Vec<u32>,
}

impl Thread {
    /// How many posts there are.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many accounts wrote it, as far as the file tells them; those of quoted posts are not counted.
    pub fn author_count(&self) -> usize {
        let mut accounts = HashSet::new();
        for batch in &self.batches {
            let mut is_counted = vec![false; batch.authors.len()];
            for record in &batch.records {
                if !std::mem::replace(&mut is_counted[record.author as usize], true) {
                    let author = &batch.authors[record.author as usize];
                    if author.is_known() || author.id.is_some() {
                        accounts.insert(author.account());
                    }
                }
            }
        }
        accounts.len()
    }

    /// The post that a post answers, if it is in the file. Following these never leads back to where it began.
    pub fn answered(&self, ix: PostIx) -> Option<PostIx> {
        self.answered.get(ix.index()).copied().filter(|answered| *answered != answers::NONE).map(PostIx)
    }

    /// The time of the first post, in the order of the file, that has one.
    pub fn first_time(&self) -> Option<Time> {
        self.batches.iter().flat_map(|batch| &batch.records).find_map(|record| record.created)
    }

    /// The post at a place.
    ///
    /// # Panics
    /// When the thread has no such post.
    pub fn post(&self, ix: PostIx) -> Post<'_> {
        let at = self.batch_of(ix);
        let batch = &self.batches[at];
        batch.post((ix.0 - batch.first) as usize, self.names.get(at).map(Arc::as_ref))
    }

    /// Which of [`Thread::batches`] a post is in.
    ///
    /// # Panics
    /// When the thread has no such post.
    pub fn batch_of(&self, ix: PostIx) -> usize {
        self.batches.partition_point(|b| b.first <= ix.0) - 1
    }

    /// All posts, in the order of the file.
    pub fn posts(&self) -> impl Iterator<Item = Post<'_>> {
        let names = |at: usize| self.names.get(at).map(Arc::as_ref);
        let batches = self.batches.iter().enumerate();
        batches.flat_map(move |(at, batch)| (0..batch.records.len()).map(move |i| batch.post(i, names(at))))
    }

    /// The batches, in the order of the file.
    pub fn batches(&self) -> &[Arc<Batch>] {
        &self.batches
    }

    /// The text of a span.
    pub fn slice(&self, span: Span) -> &str {
        &self.post(span.post).whole()[span.start as usize..span.end as usize]
    }

    /// How many posts the file says there are and does not contain, as far as it counts them.
    pub fn omitted_count(&self) -> u64 {
        self.posts().map(|post| post.omitted()).fold(0, u64::saturating_add)
    }

    /// How many characters were taken out of the text because they would act or hide.
    pub fn hidden_count(&self) -> usize {
        self.batches.iter().map(|batch| batch.hidden.len()).sum()
    }
}

/// Some thousand posts with their text in one piece; immutable.
#[derive(Debug, Default)]
pub struct Batch {
    pub(super) first: u32,
    pub(super) text: String,
    /// Ids, URLs and other strings that are no text to read.
    pub(super) strings: String,
    pub(super) records: Vec<Record>,
    pub(super) quotes: Vec<Record>,
    pub(super) parts: Vec<PartRecord>,
    pub(super) links: Vec<LinkRecord>,
    pub(super) mentions: Vec<MentionRecord>,
    pub(super) styles: Vec<StyleRecord>,
    pub(super) authors: Vec<Author>,
    pub(super) extras: Vec<Extras>,
    pub(super) hidden: Vec<Hidden>,
}

impl Batch {
    /// The text of all its posts, parts and posts separated by [`super::SEPARATOR`].
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The numbers of its posts, as a [`PostIx`] has them.
    pub fn posts(&self) -> Range<u32> {
        self.first..self.first + self.records.len() as u32
    }

    /// Who wrote its posts, and those that are quoted in them.
    pub fn authors(&self) -> &[Author] {
        &self.authors
    }

    /// For one post after the other the place of its author among [`Batch::authors`].
    pub fn writers(&self) -> impl Iterator<Item = usize> {
        self.records.iter().map(|record| record.author as usize)
    }

    /// The span for a byte range of [`Batch::text`]; `None` if it reaches beyond one post.
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let i = self.records.partition_point(|r| r.region.0 as usize <= range.start).checked_sub(1)?;
        let (start, end) = self.records[i].region;
        (range.end <= end as usize).then(|| Span {
            post: PostIx(self.first + i as u32),
            start: range.start as u32 - start,
            end: range.end as u32 - start,
        })
    }

    /// What is in it, in no more room than that takes; its own room stays for what comes next.
    pub(super) fn drained(&mut self) -> Self {
        fn all<T>(of: &mut Vec<T>) -> Vec<T> {
            let mut all = Vec::with_capacity(of.len());
            all.append(of);
            all
        }
        let drained = Self {
            first: self.first,
            text: self.text.as_str().to_owned(),
            strings: self.strings.as_str().to_owned(),
            records: all(&mut self.records),
            quotes: all(&mut self.quotes),
            parts: all(&mut self.parts),
            links: all(&mut self.links),
            mentions: all(&mut self.mentions),
            styles: all(&mut self.styles),
            authors: all(&mut self.authors),
            extras: all(&mut self.extras),
            hidden: all(&mut self.hidden),
        };
        self.text.clear();
        self.strings.clear();
        drained
    }

    fn post<'t>(&'t self, i: usize, names: Option<&'t Names>) -> Post<'t> {
        let record = &self.records[i];
        Post { batch: self, names, record, base: record.region.0 }
    }
}

/// The names that were recognised in a batch.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) mentions: Vec<MentionRecord>,
    pub(super) strings: String,
}

/// A string in [`Batch::strings`]; `NONE` where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Str {
    pub(super) at: u32,
    pub(super) len: u32,
}

impl Str {
    pub(super) const NONE: Self = Self { at: u32::MAX, len: 0 };

    fn get(self, batch: &Batch) -> Option<&str> {
        self.of(&batch.strings)
    }

    pub(super) fn of(self, strings: &str) -> Option<&str> {
        (self != Self::NONE).then(|| &strings[self.at as usize..(self.at + self.len) as usize])
    }
}

#[derive(Debug)]
pub(super) struct Record {
    /// Start and end in the batch's text, all parts and quotes included.
    pub(super) region: (u32, u32),
    pub(super) parts: (u32, u32),
    pub(super) id: Str,
    pub(super) url: Str,
    pub(super) reply_to: Str,
    pub(super) author: u32,
    pub(super) created: Option<Time>,
    /// Index into `extras`, `u32::MAX` for none.
    pub(super) extras: u32,
    /// Index into `quotes`, `u32::MAX` for none.
    pub(super) quote: u32,
}

/// What only some posts have.
#[derive(Debug)]
pub(super) struct Extras {
    pub(super) counts: PackedCounts,
    pub(super) language: Str,
    pub(super) visibility: Str,
    pub(super) state: Option<State>,
    pub(super) omitted: u64,
    pub(super) is_repost: bool,
    pub(super) media: Box<[Media]>,
}

/// [`Counts`] in half the room: the numbers, and a bit for each that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PackedCounts {
    numbers: [u64; 5],
    known: u8,
}

impl PackedCounts {
    pub(super) fn of(counts: Counts) -> Self {
        let Counts { likes, reposts, replies, quotes, views } = counts;
        let counts = [likes, reposts, replies, quotes, views];
        let known = counts.iter().rev().fold(0, |known, count| known << 1 | u8::from(count.is_some()));
        Self { numbers: counts.map(Option::unwrap_or_default), known }
    }

    fn counts(self) -> Counts {
        let count = |i: usize| (self.known >> i & 1 == 1).then_some(self.numbers[i]);
        Counts { likes: count(0), reposts: count(1), replies: count(2), quotes: count(3), views: count(4) }
    }
}

/// What a part of a post is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// The words of the post itself.
    Body,
    /// The warning that its author set before it.
    Warning,
    /// The description of its n-th medium, from 0.
    Alt(u16),
}

#[derive(Debug)]
pub(super) struct PartRecord {
    pub(super) kind: PartKind,
    pub(super) start: u32,
    pub(super) end: u32,
}

#[derive(Debug)]
pub(super) struct LinkRecord {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) url: Str,
    pub(super) shown: Str,
    pub(super) title: Str,
}

#[derive(Debug)]
pub(super) struct MentionRecord {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: EntityKind,
    pub(super) name: Str,
}

#[derive(Debug)]
pub(super) struct StyleRecord {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) style: Style,
}

/// A range of text and how it is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Styled {
    /// Where in [`Post::whole`].
    pub range: Range<u32>,
    /// How it is set.
    pub style: Style,
}

/// A stretch of a post's region that stands apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where in [`Post::whole`].
    pub range: Range<u32>,
}

/// A range of text that points somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'t> {
    /// Where in [`Post::whole`].
    pub range: Range<u32>,
    /// The target, as far as the file knows it.
    pub url: &'t str,
    /// How the source gave it (`https://t.co/…`, a shortened form) where that is neither the target nor what the text says.
    pub shown: Option<&'t str>,
    /// The title of what it points to.
    pub title: Option<&'t str>,
}

/// A range of text that names somebody or something, by the file's own word or by the rules of its platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'t> {
    /// Where in [`Post::whole`].
    pub range: Range<u32>,
    /// What kind of thing.
    pub kind: EntityKind,
    /// Its name: `@name`, `#tag`, `$TICKER`, `Full Name`.
    pub name: &'t str,
}

/// A view of one post, top-level or quoted.
#[derive(Clone, Copy, Debug)]
pub struct Post<'t> {
    batch: &'t Batch,
    names: Option<&'t Names>,
    record: &'t Record,
    /// Where the region of the top-level post begins in the batch's text; all ranges count from it.
    base: u32,
}

impl<'t> Post<'t> {
    /// Everything readable of the top-level post: its parts and those of the posts it quotes.
    pub fn whole(&self) -> &'t str {
        let end = self.batch.records.partition_point(|r| r.region.0 <= self.base);
        &self.batch.text[self.base as usize..self.batch.records[end - 1].region.1 as usize]
    }

    /// The parts of this post alone, in reading order.
    pub fn parts(&self) -> impl Iterator<Item = Part> + use<'t> {
        let base = self.base;
        let (start, end) = self.record.parts;
        self.batch.parts[start as usize..end as usize]
            .iter()
            .map(move |part| Part { kind: part.kind, range: part.start - base..part.end - base })
    }

    /// Where the body stands in [`Post::whole`].
    pub fn body_range(&self) -> Range<u32> {
        self.parts().find(|part| part.kind == PartKind::Body).map_or(0..0, |part| part.range)
    }

    /// The words of the post itself.
    pub fn body(&self) -> &'t str {
        self.text(self.body_range())
    }

    /// The text of a range of [`Post::whole`].
    pub fn text(&self, range: Range<u32>) -> &'t str {
        &self.batch.text[(self.base + range.start) as usize..(self.base + range.end) as usize]
    }

    /// The platform's id.
    pub fn id(&self) -> Option<&'t str> {
        self.record.id.get(self.batch)
    }

    /// The post's own address.
    pub fn url(&self) -> Option<&'t str> {
        self.record.url.get(self.batch)
    }

    /// The id of the post it answers.
    pub fn reply_to(&self) -> Option<&'t str> {
        self.record.reply_to.get(self.batch)
    }

    /// Who wrote it.
    pub fn author(&self) -> &'t Author {
        &self.batch.authors[self.record.author as usize]
    }

    /// When it was made.
    pub fn created(&self) -> Option<Time> {
        self.record.created
    }

    fn extras(&self) -> Option<&'t Extras> {
        self.batch.extras.get(self.record.extras as usize)
    }

    /// How often it was liked and passed on.
    pub fn counts(&self) -> Counts {
        self.extras().map_or_else(Counts::default, |extras| extras.counts.counts())
    }

    /// The language, as the file names it (BCP 47 mostly).
    pub fn language(&self) -> Option<&'t str> {
        self.extras().and_then(|extras| extras.language.get(self.batch))
    }

    /// Who may see it, where the file says so: `public`, `unlisted`, `followers`, `direct`.
    pub fn visibility(&self) -> Option<&'t str> {
        self.extras().and_then(|extras| extras.visibility.get(self.batch))
    }

    /// Whether it is there.
    pub fn state(&self) -> State {
        self.extras().and_then(|extras| extras.state).unwrap_or(State::Ok)
    }

    /// How many posts it stands for where it is a placeholder: 0 where it is none, or the file does not count.
    pub fn omitted(&self) -> u64 {
        self.extras().map_or(0, |extras| extras.omitted)
    }

    /// Whether its author only passed somebody else's post on.
    pub fn is_repost(&self) -> bool {
        self.extras().is_some_and(|extras| extras.is_repost)
    }

    /// The content warning.
    pub fn content_warning(&self) -> Option<&'t str> {
        self.parts().find(|part| part.kind == PartKind::Warning).map(|part| self.text(part.range))
    }

    /// What is attached.
    pub fn media(&self) -> &'t [Media] {
        self.extras().map_or(&[], |extras| &extras.media)
    }

    /// The post it quotes.
    pub fn quote(&self) -> Option<Self> {
        let record = self.batch.quotes.get(self.record.quote as usize)?;
        Some(Self { record, ..*self })
    }

    /// The links in this post's own parts, in order.
    pub fn links(&self) -> impl Iterator<Item = Link<'t>> + use<'t> {
        let Self { batch, base, .. } = *self;
        let (start, end) = self.own_range();
        let first = batch.links.partition_point(|link| link.start < start);
        batch.links[first..].iter().take_while(move |link| link.start < end).map(move |link| Link {
            range: link.start - base..link.end - base,
            url: link.url.get(batch).unwrap_or(""),
            shown: link.shown.get(batch),
            title: link.title.get(batch),
        })
    }

    /// The mentions in this post's own parts, in order: those of the file, and the names that were recognised.
    pub fn mentions(&self) -> impl Iterator<Item = Mention<'t>> + use<'t> {
        let Self { batch, base, .. } = *self;
        let (start, end) = self.own_range();
        let own = |records: &'t [MentionRecord]| {
            let first = records.partition_point(|mention| mention.start < start);
            records[first..].iter().take_while(move |mention| mention.start < end).peekable()
        };
        let mut told = own(&batch.mentions);
        let mut recognised = own(self.names.map_or(&[], |names| &names.mentions));
        let strings = self.names.map_or("", |names| &names.strings);
        std::iter::from_fn(move || {
            let is_told = match (told.peek(), recognised.peek()) {
                (Some(told), Some(recognised)) => told.start <= recognised.start,
                (told, _) => told.is_some(),
            };
            let (mention, strings) =
                if is_told { (told.next()?, batch.strings.as_str()) } else { (recognised.next()?, strings) };
            let reads = &batch.text[mention.start as usize..mention.end as usize];
            Some(Mention {
                range: mention.start - base..mention.end - base,
                kind: mention.kind,
                name: mention.name.of(strings).unwrap_or(reads),
            })
        })
    }

    /// How the words in this post's own parts are set, in order; ranges may lie within each other and overlap.
    pub fn styles(&self) -> impl Iterator<Item = Styled> + use<'t> {
        let Self { batch, base, .. } = *self;
        let (start, end) = self.own_range();
        let first = batch.styles.partition_point(|styled| styled.start < start);
        batch.styles[first..]
            .iter()
            .take_while(move |styled| styled.start < end)
            .map(move |styled| Styled { range: styled.start - base..styled.end - base, style: styled.style })
    }

    /// What was taken out of this post's own text, at offsets into [`Post::whole`].
    pub fn hidden(&self) -> impl Iterator<Item = Hidden> + use<'t> {
        let Self { batch, base, .. } = *self;
        let (start, end) = self.own_range();
        let first = batch.hidden.partition_point(|hidden| hidden.at < start);
        let within = batch.hidden[first..].iter().take_while(move |hidden| hidden.at <= end);
        within.map(move |hidden| Hidden { at: hidden.at - base, ..*hidden })
    }

    /// This post and the posts it quotes, one within the other.
    pub fn with_quotes(&self) -> impl Iterator<Item = Self> + use<'t> {
        std::iter::successors(Some(*self), Self::quote)
    }

    /// Bounds of this post's own parts in the batch's text.
    fn own_range(&self) -> (u32, u32) {
        let (first, last) = self.record.parts;
        let parts = &self.batch.parts[first as usize..last as usize];
        parts.first().zip(parts.last()).map_or((0, 0), |(a, b)| (a.start, b.end))
    }
}
