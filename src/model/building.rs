//! How a thread comes to be: readers of formats hand in [`Draft`]s, the builder packs them into batches.
//!
//! A draft is loose and convenient; its strings are [`Clean`] and its text is [`Rich`], so nothing uncleaned gets in.
//! Packing is where offsets become absolute, authors shared, and strings laid into the batch.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::answers::{self, Numbers};
use super::clean::Hidden;
use super::rich::Rich;
use super::tally::Tally;
use super::thread::{
    Batch, Extras, LinkRecord, MentionRecord, PackedCounts, PartKind, PartRecord, Post, PostIx, Record, Str,
    StyleRecord, Thread,
};
use super::{Author, Clean, Counts, Media, SEPARATOR, Shape, Source, State, Time, Unit, Warning};

/// A batch is closed once its text has grown to this many bytes.
const BATCH_BYTES: usize = 1 << 20;
/// No region may make a batch's text outgrow 32-bit offsets; the rest of such a post is cut, with a warning.
const POST_BYTES: usize = 1 << 30;
/// Quotes within quotes beyond this depth are dropped, with a warning.
const QUOTE_DEPTH: usize = 8;

/// A post as a format's reader found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The platform's id.
    pub id: Option<Clean>,
    /// The post's own address.
    pub url: Option<Clean>,
    /// Who wrote it.
    pub author: Author,
    /// When it was made.
    pub created: Option<Time>,
    /// The id of the post it answers.
    pub reply_to: Option<Clean>,
    /// Its words.
    pub body: Rich,
    /// What is attached.
    pub media: Vec<Media>,
    /// The post it quotes.
    pub quote: Option<Box<Draft>>,
    /// How often it was liked and passed on.
    pub counts: Counts,
    /// The language, as the file names it.
    pub language: Option<Clean>,
    /// The warning that its author set before it.
    pub content_warning: Option<Clean>,
    /// Who may see it.
    pub visibility: Option<Clean>,
    /// Whether it is there; `None` is as good as [`State::Ok`].
    pub state: Option<State>,
    /// How many posts a placeholder stands for ([`State::Omitted`]); 0 where the file does not count them.
    pub omitted: u64,
    /// Whether its author only passed the quoted post on, without words of their own.
    pub is_repost: bool,
}

impl Draft {
    /// The draft from which a post would be built again, with what it quotes.
    pub fn of(post: &Post) -> Self {
        let within = |inner: Option<Self>, outer: Post| {
            Some(Self { quote: inner.map(Box::new), ..Self::without_quote(&outer) })
        };
        let chain: Vec<Post> = post.with_quotes().collect();
        chain.into_iter().rev().fold(None, within).unwrap_or_default()
    }

    fn without_quote(post: &Post) -> Self {
        let some = |text: Option<&str>| text.map(Clean::line);
        Self {
            id: some(post.id()),
            url: some(post.url()),
            author: post.author().clone(),
            created: post.created(),
            reply_to: some(post.reply_to()),
            body: Rich::of(post),
            media: post.media().to_vec(),
            quote: None,
            counts: post.counts(),
            language: some(post.language()),
            content_warning: post.content_warning().map(Clean::text),
            visibility: some(post.visibility()),
            state: Some(post.state()).filter(|state| *state != State::Ok),
            omitted: post.omitted(),
            is_repost: post.is_repost(),
        }
    }
}

/// Packs drafts into a [`Thread`].
#[derive(Debug, Default)]
pub struct ThreadBuilder {
    thread: Thread,
    batch: Batch,
    authors: HashMap<Author, u32, RandomState>,
    /// That of the post before.
    last_author: u32,
    /// The warnings that name a post by its number, and that number.
    numbered: Vec<(usize, u32)>,
    numbers: Numbers,
    /// Where the posts are counted for whoever waits for them.
    tally: Tally,
}

impl ThreadBuilder {
    /// A builder for a thread from `source`.
    pub fn new(source: Source) -> Self {
        Self { thread: Thread { source, ..Thread::default() }, ..Self::default() }
    }

    /// The same, counting its posts there.
    #[must_use]
    pub fn counted(self, tally: Tally) -> Self {
        Self { tally, ..self }
    }

    /// A builder for other posts of the same file, to be appended later.
    #[must_use]
    pub fn beside(&self) -> Self {
        Self { tally: self.tally.clone(), ..Self::default() }
    }

    /// Sets the title; an empty one is none.
    pub fn title(&mut self, title: Option<Clean>) {
        self.thread.title = title.filter(|title| !title.is_empty());
    }

    /// Sets what the pieces are.
    pub fn unit(&mut self, unit: Unit) {
        self.thread.unit = unit;
    }

    /// Says whether the posts are one thread or many.
    pub fn shape(&mut self, shape: Shape) {
        self.thread.shape = shape;
    }

    /// What is known of the file; readers may fill in what they learn.
    pub fn source(&mut self) -> &mut Source {
        &mut self.thread.source
    }

    /// Notes that something could not be read as it should: where, and what was done about it; without words it is nothing.
    pub fn warn(&mut self, at: &str, message: &str) {
        let message = Clean::line(message);
        if !message.is_empty() {
            self.thread.warnings.push(Warning { at: Clean::line(at), message });
        }
    }

    /// Notes what is wrong with the post at hand, which may have no place but its number.
    fn warn_of_post(&mut self, message: &str) {
        let number = self.thread.len + 1;
        self.numbered.push((self.thread.warnings.len(), number));
        self.warn(&format!("post {number}"), message);
    }

    /// Takes in the posts of another builder behind those there are, with its warnings; what else is told of the whole
    /// stays as it is.
    pub fn append(&mut self, mut other: Self) {
        self.close_batch();
        other.close_batch();
        let before = self.thread.len;
        for (warning, number) in other.numbered {
            let number = number + before;
            other.thread.warnings[warning].at = Clean::line(&format!("post {number}"));
            self.numbered.push((self.thread.warnings.len() + warning, number));
        }
        self.thread.warnings.append(&mut other.thread.warnings);
        for mut batch in other.thread.batches {
            // Nobody else has it yet.
            if let Some(batch) = Arc::get_mut(&mut batch) {
                batch.first += before;
            }
            self.thread.batches.push(batch);
        }
        self.numbers.append(other.numbers);
        self.thread.len += other.thread.len;
        self.batch.first = self.thread.len;
    }

    /// Gives away the posts and warnings taken in so far; what comes from now on is counted from 0 again.
    #[must_use]
    pub fn split(&mut self) -> Self {
        self.close_batch();
        self.batch.first = 0;
        let (thread, numbered) = (std::mem::take(&mut self.thread), std::mem::take(&mut self.numbered));
        Self { thread, numbered, numbers: std::mem::take(&mut self.numbers), ..Self::default() }
    }

    /// Goes on with a thread as it was built.
    fn going_on_from(thread: &Thread) -> Self {
        let mut builder = Self { thread: thread.clone(), numbers: Numbers::of(thread), ..Self::default() };
        builder.thread.names.clear();
        builder.batch.first = thread.len;
        builder
    }

    /// How many posts there are so far.
    pub fn len(&self) -> usize {
        self.thread.len as usize
    }

    /// Whether there is no post yet.
    pub fn is_empty(&self) -> bool {
        self.thread.len == 0
    }

    /// Takes a post in.
    pub fn push(&mut self, draft: Draft) -> PostIx {
        let ix = PostIx(self.thread.len);
        let parts = self.batch.parts.len() as u32;
        let start = self.batch.text.len() as u32;
        let mut draft = draft;
        let mut next = draft.quote.take();
        self.numbers.push(draft.id.as_deref(), draft.reply_to.as_deref());
        let mut record = self.pack(draft);
        let mut quotes = Vec::new();
        while let Some(mut draft) = next {
            next = draft.quote.take();
            if quotes.len() == QUOTE_DEPTH {
                self.warn_of_post("quotes nested deeper than 8 were left out");
                break;
            }
            quotes.push(self.pack(*draft));
        }
        let end = self.batch.text.len() as u32 - SEPARATOR.len_utf8() as u32;
        debug_assert!(parts < self.batch.parts.len() as u32, "every post has a body");
        // Quotes are linked from the innermost out.
        record.quote = u32::MAX;
        for mut quote in quotes.into_iter().rev() {
            quote.quote = record.quote;
            record.quote = self.batch.quotes.len() as u32;
            self.batch.quotes.push(quote);
        }
        record.region = (start, end);
        self.batch.records.push(record);
        self.thread.len += 1;
        if self.batch.text.len() >= BATCH_BYTES {
            self.close_batch();
        }
        ix
    }

    /// The thread with all posts taken in, and warnings of ids and answers that had to be mended.
    pub fn finish(mut self) -> Thread {
        self.close_batch();
        let (answered, faults) = answers::resolve(&self.thread, &self.numbers);
        self.thread.answered = answered;
        let faults = faults.iter().map(|fault| Warning {
            at: Clean::line(&format!("id {}", fault.id)),
            message: Clean::line(fault.what),
        });
        // An export brings the warnings of its file along; none is given twice.
        let known: HashSet<Warning> = self.thread.warnings.iter().cloned().collect();
        self.thread.warnings.extend(faults.filter(|warning| !known.contains(warning)));
        self.thread
    }

    fn close_batch(&mut self) {
        if self.batch.records.is_empty() {
            return;
        }
        self.tally.add(self.batch.records.len());
        // The room that the batch grew into serves the next one: only what it fills is kept.
        let batch = self.batch.drained();
        self.batch.first = self.thread.len;
        self.authors.clear();
        self.thread.batches.push(Arc::new(batch));
    }

    /// Lays one draft without its quote into the batch; its region is not set yet.
    fn pack(&mut self, draft: Draft) -> Record {
        let first = self.batch.parts.len() as u32;
        if let Some(warning) = &draft.content_warning {
            self.add_part(PartKind::Warning, warning);
        }
        self.add_body(draft.body);
        for (i, media) in draft.media.iter().enumerate() {
            if let Some(alt) = &media.alt {
                self.add_part(PartKind::Alt(u16::try_from(i).unwrap_or(u16::MAX)), alt);
            }
        }
        let extras = Extras {
            counts: PackedCounts::of(draft.counts),
            language: self.add_string(draft.language.as_deref()),
            visibility: self.add_string(draft.visibility.as_deref()),
            state: draft.state.filter(|state| *state != State::Ok),
            omitted: draft.omitted,
            is_repost: draft.is_repost,
            media: draft.media.into(),
        };
        Record {
            region: (0, 0),
            parts: (first, self.batch.parts.len() as u32),
            id: self.add_string(draft.id.as_deref()),
            url: self.add_string(draft.url.as_deref()),
            reply_to: self.add_string(draft.reply_to.as_deref()),
            author: self.add_author(draft.author),
            created: draft.created,
            extras: self.add_extras(extras),
            quote: u32::MAX,
        }
    }

    fn add_body(&mut self, body: Rich) {
        let base = self.batch.text.len();
        let cut = boundary_at_most(&body.text, POST_BYTES);
        if cut < body.text.len() {
            self.warn_of_post("longer than 1 GiB: the rest of it was left out");
        }
        self.add_part(PartKind::Body, &body.text[..cut]);
        let at = |offset: usize| (base + offset) as u32;
        for (range, link) in body.marks.links.into_iter().filter(|(range, _)| range.end <= cut) {
            let record = LinkRecord {
                start: at(range.start),
                end: at(range.end),
                url: self.add_string(Some(&link.url)),
                shown: self.add_string(link.shown.as_deref()),
                title: self.add_string(link.title.as_deref()),
            };
            self.batch.links.push(record);
        }
        for (range, kind, name) in body.marks.mentions.into_iter().filter(|(range, ..)| range.end <= cut) {
            let name = self.add_string(name.as_deref());
            self.batch.mentions.push(MentionRecord {
                start: at(range.start),
                end: at(range.end),
                kind,
                name,
            });
        }
        let styles = body.marks.styles.into_iter().filter(|(range, _)| range.end <= cut);
        self.batch.styles.extend(styles.map(|(range, style)| StyleRecord {
            start: at(range.start),
            end: at(range.end),
            style,
        }));
        self.batch.hidden.extend(body.hidden.iter().map(|h| Hidden { at: at(h.at as usize), ..*h }));
    }

    fn add_part(&mut self, kind: PartKind, text: &str) {
        let start = self.batch.text.len() as u32;
        self.batch.text.push_str(text);
        self.batch.parts.push(PartRecord { kind, start, end: self.batch.text.len() as u32 });
        self.batch.text.push(SEPARATOR);
    }

    fn add_string(&mut self, text: Option<&str>) -> Str {
        let Some(text) = text else { return Str::NONE };
        let at = self.batch.strings.len() as u32;
        self.batch.strings.push_str(text);
        Str { at, len: text.len() as u32 }
    }

    fn add_author(&mut self, author: Author) -> u32 {
        // Many posts come one after the other from the same account.
        if self.batch.authors.get(self.last_author as usize) == Some(&author) {
            return self.last_author;
        }
        self.last_author = *self.authors.entry(author).or_insert_with_key(|author| {
            self.batch.authors.push(author.clone());
            self.batch.authors.len() as u32 - 1
        });
        self.last_author
    }

    fn add_extras(&mut self, extras: Extras) -> u32 {
        let Extras { counts, language, visibility, state, omitted, is_repost, media } = &extras;
        let nothing = *counts == PackedCounts::of(Counts::default())
            && *language == Str::NONE
            && *visibility == Str::NONE
            && state.is_none()
            && *omitted == 0
            && !is_repost
            && media.is_empty();
        if nothing {
            return u32::MAX;
        }
        self.batch.extras.push(extras);
        self.batch.extras.len() as u32 - 1
    }
}

impl Thread {
    /// The thread with further posts of the same file behind its own, whose batches are shared.
    #[must_use]
    pub fn followed_by(&self, more: Self) -> Self {
        let mut builder = ThreadBuilder::going_on_from(self);
        let numbers = Numbers::of(&more);
        builder.append(ThreadBuilder { thread: more, numbers, ..ThreadBuilder::default() });
        builder.finish()
    }

    /// Some posts of it as a thread of their own, in the given order, from the same source.
    #[must_use]
    pub fn part(&self, posts: &[PostIx]) -> Self {
        let mut builder = ThreadBuilder::new(self.source.clone());
        builder.unit(self.unit);
        for ix in posts {
            builder.push(Draft::of(&self.post(*ix)));
        }
        builder.finish()
    }
}

/// The last character boundary at or before `most`.
fn boundary_at_most(text: &str, most: usize) -> usize {
    (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DraftLink, EntityKind, Marks, Span, Style};

    fn draft(text: &str) -> Draft {
        Draft { body: Rich::plain(text), ..Draft::default() }
    }

    #[test]
    fn what_goes_in_comes_out() {
        let mut body = Rich::plain("Read ");
        body.push_link(
            "example.org/x",
            DraftLink { url: Clean::line("https://example.org/x"), ..DraftLink::default() },
        );
        body.push(" by ");
        body.push_mention("@Ana", EntityKind::Handle, Some(Clean::line("@ana@example.social")));
        let mut builder = ThreadBuilder::default();
        builder.push(draft("First."));
        builder.push(Draft {
            id: Some(Clean::line("17")),
            body,
            content_warning: Some(Clean::line("numbers")),
            media: vec![Media {
                kind: crate::model::MediaKind::Image,
                url: None,
                file: None,
                alt: Some(Clean::line("a chart")),
            }],
            quote: Some(Box::new(Draft { quote: Some(Box::new(draft("inner"))), ..draft("quoted") })),
            ..Draft::default()
        });
        let thread = builder.finish();

        let post = thread.post(PostIx(1));
        assert_eq!(
            post.whole(),
            "numbers\u{1e}Read example.org/x by @Ana\u{1e}a chart\u{1e}quoted\u{1e}inner"
        );
        assert_eq!(post.body(), "Read example.org/x by @Ana");
        assert_eq!(post.id(), Some("17"));
        assert_eq!(post.content_warning(), Some("numbers"));
        let link = post.links().next().unwrap();
        assert_eq!((post.text(link.range), link.url), ("example.org/x", "https://example.org/x"));
        let mention = post.mentions().next().unwrap();
        assert_eq!((post.text(mention.range), mention.name), ("@Ana", "@ana@example.social"));
        let quoted: Vec<_> = post.with_quotes().skip(1).map(|q| q.body()).collect();
        assert_eq!(quoted, ["quoted", "inner"]);
        assert_eq!(thread.post(PostIx(0)).whole(), "First.");
    }

    #[test]
    fn a_post_can_be_built_again() {
        let mut body = Rich::plain("a\u{200b} \u{200b}bold word, ");
        body.mark_style(2..6, Style::Bold);
        body.push_mention("@Ana", EntityKind::Handle, Some(Clean::line("@ana@example.social")));
        body.push_link("x", DraftLink { url: Clean::line("https://example.org/x"), ..DraftLink::default() });
        let draft = Draft {
            id: Clean::some_line("17"),
            body: body.clone(),
            content_warning: Some(Clean::text("numbers")),
            quote: Some(Box::new(Draft { quote: Some(Box::new(draft("inner"))), body, ..Draft::default() })),
            omitted: 3,
            is_repost: true,
            state: Some(State::Omitted),
            ..Draft::default()
        };
        let mut builder = ThreadBuilder::default();
        builder.push(self::draft("before"));
        builder.push(draft.clone());
        builder.push(self::draft("after"));
        let thread = builder.finish();
        assert_eq!(thread.omitted_count(), 3);
        assert_eq!(Draft::of(&thread.post(PostIx(1))), draft);
        let part = thread.part(&[PostIx(2), PostIx(1)]);
        assert_eq!((part.len(), part.post(PostIx(0)).body()), (2, "after"));
        assert_eq!(Draft::of(&part.post(PostIx(1))), draft);
    }

    #[test]
    fn ranges_of_outside_text_survive_its_cleaning() {
        let raw = "\u{202e}é @an\u{200b}a, \u{1f468}\u{200d}\u{1f469} x";
        let range = |needle: &str| {
            let at = raw.find(needle).unwrap();
            at..at + needle.len()
        };
        let link = DraftLink { url: Clean::line("https://example.org"), ..DraftLink::default() };
        let rich = Rich::annotated(
            raw,
            Marks {
                links: vec![
                    (range("x"), link.clone()),
                    (range("\u{202e}é @an\u{200b}a"), link),
                    (2..4, DraftLink::default()),
                ],
                mentions: vec![
                    (range("@an\u{200b}a"), EntityKind::Handle, Some(Clean::line("@ana"))),
                    (range("\u{200b}"), EntityKind::Person, None),
                ],
                styles: vec![(range("a, "), Style::Bold), (range("é @an\u{200b}a"), Style::Quote)],
            },
        );
        assert_eq!(rich.text, "é @ana, \u{1f468}\u{200d}\u{1f469} x");
        let links: Vec<_> = rich.marks.links.iter().map(|(range, _)| &rich.text[range.clone()]).collect();
        assert_eq!(links, ["é @ana", "x"]);
        let [(mention, EntityKind::Handle, None)] = &rich.marks.mentions[..] else { panic!("{rich:?}") };
        assert_eq!(&rich.text[mention.clone()], "@ana");
        let styles: Vec<_> =
            rich.marks.styles.iter().map(|(at, style)| (&rich.text[at.clone()], *style)).collect();
        assert_eq!(styles, [("é @ana", Style::Quote), ("a, ", Style::Bold)]);
    }

    #[test]
    fn a_cut_moves_what_was_hidden_behind_it() {
        let mut rich = Rich::plain("<\u{200b}ab>c\u{200b}<d>\u{200b}");
        rich.cut(&[0..1, 3..4, 5..6, 7..8]);
        assert_eq!(rich.text, "abcd");
        assert_eq!(rich.hidden.iter().map(|hidden| hidden.at).collect::<Vec<_>>(), [0, 3, 4]);
        rich.cut(&[1..2, 2..3]);
        assert_eq!((rich.text(), rich.hidden[1].at, rich.hidden[2].at), ("ad", 1, 2));
    }

    #[test]
    fn marks_are_links_and_mentions() {
        let mut rich = Rich::plain("@ana ＠bo");
        rich.mark_mention(0..4, EntityKind::Handle, Some(Clean::line("@ana")));
        rich.mark_mention(5..10, EntityKind::Handle, Some(Clean::line("@bo")));
        let names: Vec<_> = rich.marks.mentions.iter().map(|(_, _, name)| name.as_deref()).collect();
        assert_eq!(names, [None, Some("@bo")]);
    }

    #[test]
    fn ranges_of_a_batch_find_their_post_and_never_two() {
        let mut builder = ThreadBuilder::default();
        builder.push(draft("one"));
        builder.push(draft("two"));
        let thread = builder.finish();
        let batch = &thread.batches()[0];
        let at = batch.text().find("two").unwrap();
        assert_eq!(batch.span(at..at + 3), Some(Span { post: PostIx(1), start: 0, end: 3 }));
        assert_eq!(batch.span(2..5), None);
    }

    #[test]
    fn posts_are_found_across_batches() {
        let mut builder = ThreadBuilder::default();
        let long = "word ".repeat(BATCH_BYTES / 10);
        for i in 0..7 {
            builder.push(draft(&format!("{i} {long}")));
        }
        let thread = builder.finish();
        assert!(thread.batches().len() > 2);
        for i in 0..7 {
            assert!(thread.post(PostIx(i)).body().starts_with(&i.to_string()));
        }
        assert_eq!(thread.posts().count(), 7);
    }
}
