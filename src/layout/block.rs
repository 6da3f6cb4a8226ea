//! The rows of one post.
//!
//! The parts of a post become rows in reading order: a gap, a head, the warning, the body, descriptions of media, the
//! quoted post, a foot that counts what is folded away. Indentation shows the depth of a reply and stops growing where
//! it would eat the text; from there on the depth is written in words.

use std::ops::Range;

use super::looks::{Emoji, Looks};
use super::marking::{Composed, Marks, StyleSet, push_pieces};
use super::picturing::{PictureRow, Shape};
use super::setting::{Setting, Spoken};
use super::{measure, wrapping};
use crate::model::{DateForm, EntityKind, PartKind, Post, State, Time, thousands};

/// What a piece of a row is for; a theme gives each its looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Blanks that only place the next piece.
    Space,
    /// The number of a post.
    Number,
    /// The lines that lead from a post to its replies, and the bar beside a quoted post.
    Guide,
    /// The name of an author.
    Author,
    /// The handle of an author.
    Handle,
    /// A date and what else stands beside it.
    Date,
    /// Words of the thread.
    Body,
    /// A link in the words.
    Link,
    /// The host of a link that does not say it itself.
    Host,
    /// A mention in the words.
    Mention(EntityKind),
    /// A content warning.
    Warning,
    /// The description of a medium.
    Alt,
    /// What the reader must know of the post: deleted, withheld, folded.
    Note,
}

/// A run of text in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What is shown.
    pub text: String,
    /// What it is for.
    pub role: Role,
    /// How its words are set in the file.
    pub set: StyleSet,
    /// Which bytes of [`Post::whole`] it shows.
    pub origin: Option<Range<u32>>,
    /// Whether these bytes are `text` itself; where not, the piece stands for all of them.
    pub is_exact: bool,
}

impl Piece {
    /// Words of the program's own.
    fn own(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, set: StyleSet::default(), origin: None, is_exact: false }
    }

    /// The byte of the post that stands so many bytes into the text.
    fn source(origin: &Range<u32>, is_exact: bool, at: usize) -> u32 {
        if is_exact { origin.start + at as u32 } else { origin.start }
    }
}

/// Where a row stands in its block: by part of the block, then by byte. Rows of a block have rising keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// An empty row above, from 0.
    Gap(u16),
    /// The author and the date.
    #[default]
    Head,
    /// Words, from this byte of [`Post::whole`]; the second tells rows apart that begin at the same byte.
    Text(u32, u16),
    /// What is folded away.
    Foot(u16),
}

impl RowKey {
    /// The key that finds the row which shows a byte of the post.
    pub fn of_byte(byte: u32) -> Self {
        Self::Text(byte, u16::MAX)
    }

    /// The byte of the post that the row begins with, as far as rows above the words have one.
    pub fn byte(self) -> u32 {
        match self {
            Self::Gap(_) | Self::Head => 0,
            Self::Text(byte, _) => byte,
            Self::Foot(_) => u32::MAX,
        }
    }

    /// The key of a row that would begin like this one, below it.
    fn after(self) -> Self {
        match self {
            Self::Text(byte, nth) => Self::Text(byte, nth.saturating_add(1)),
            Self::Foot(nth) => Self::Foot(nth.saturating_add(1)),
            Self::Gap(nth) => Self::Gap(nth.saturating_add(1)),
            Self::Head => Self::Head,
        }
    }
}

/// One line on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it stands in the block.
    pub key: RowKey,
    /// Its pieces, from left to right.
    pub pieces: Vec<Piece>,
    /// The picture that goes on behind them.
    pub picture: Option<PictureRow>,
}

impl Row {
    /// What a reader sees, without blanks at the end.
    pub fn text(&self) -> String {
        let text: String = self.pieces.iter().map(|piece| piece.text.as_str()).collect();
        text.trim_end().to_owned()
    }

    /// The words in its row, each grapheme by the byte of the post that it shows and the column it begins in.
    fn places(&self) -> impl Iterator<Item = (u32, usize)> {
        let mut column = 0;
        self.pieces.iter().flat_map(move |piece| {
            let start = column;
            column += measure::width(&piece.text);
            let origin = piece.origin.clone().into_iter();
            origin.flat_map(move |origin| {
                let mut column = start;
                measure::glyphs(&piece.text).map(move |glyph| {
                    let at = column;
                    column += glyph.width;
                    (Piece::source(&origin, piece.is_exact, glyph.at), at)
                })
            })
        })
    }

    /// The bytes of the post that it shows, from the first to the last; `None` for a row without words of it.
    pub fn bytes(&self) -> Option<std::ops::Range<u32>> {
        let mut origins = self.pieces.iter().filter_map(|piece| piece.origin.clone());
        let first = origins.next()?;
        Some(origins.fold(first, |all, own| all.start.min(own.start)..all.end.max(own.end)))
    }

    /// The byte of the post that it shows in a column: of the last word that begins there or before, or else of the first.
    pub fn byte_at(&self, column: usize) -> Option<u32> {
        let mut places = self.places();
        let first = places.next()?;
        Some(places.take_while(|(_, at)| *at <= column).last().unwrap_or(first).0)
    }

    /// The column in which a byte of the post is shown, or the last before it.
    pub fn column_of(&self, byte: u32) -> usize {
        self.places().take_while(|(shown, _)| *shown <= byte).last().map_or(0, |(_, column)| column)
    }
}

/// All rows of one post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// From top to bottom, at least one.
    pub rows: Vec<Row>,
}

impl Block {
    /// The row that shows what a key points at: the last whose key is not greater.
    pub fn row_of(&self, key: RowKey) -> usize {
        let row = self.rows.partition_point(|row| row.key <= key).saturating_sub(1);
        // A head that is not shown is not the gap above it.
        if matches!(key, RowKey::Gap(_)) { row } else { row.max(self.first_row()) }
    }

    /// The first row with something in it.
    pub fn first_row(&self) -> usize {
        let gaps = self.rows.iter().take_while(|row| matches!(row.key, RowKey::Gap(_))).count();
        gaps.min(self.rows.len().saturating_sub(1))
    }
}

/// The narrowest text that indentation may leave, in columns.
const NARROWEST: usize = 28;
/// The narrowest author that a date may leave beside it, in columns.
const NARROWEST_AUTHOR: usize = 10;
/// The narrowest text that the bars of quotes may leave, in columns.
const NARROWEST_QUOTE: usize = 16;
/// Where a post begins in a running text.
const BEGIN: &str = "·";
/// Columns of one level of indentation.
const STEP: usize = 2;

/// Lays out `post` in rows of `width` columns, numbers and indentation included.
pub fn lay_out(post: &Post, setting: &Setting, width: usize) -> Block {
    let is_spoken = setting.spoken.is_some();
    let margin = if is_spoken { 0 } else { setting.number_columns + 1 };
    let most = width.saturating_sub(margin + NARROWEST) / STEP;
    let levels = if is_spoken { 0 } else { (setting.depth as usize).min(most) };
    let mut typesetter = Typesetter {
        block: Block::default(),
        setting,
        levels,
        columns: width.saturating_sub(margin + levels * STEP).max(1),
        bars: 0,
        numbered: is_spoken,
    };
    for nth in 0..if setting.has_gap { setting.looks.gap } else { 0 } {
        typesetter.gap(nth);
    }
    if let Some(spoken) = &setting.spoken {
        typesetter.spoken_head(post, spoken);
    } else if setting.has_head {
        typesetter.head(post, (setting.depth as usize).saturating_sub(levels));
    }
    typesetter.parts(post);
    for quote in post.with_quotes().skip(1) {
        typesetter.quote(&quote);
    }
    typesetter.foot();
    typesetter.block
}

struct Typesetter<'s> {
    block: Block,
    setting: &'s Setting,
    levels: usize,
    /// Columns for text.
    columns: usize,
    /// Bars of quoted posts to the left of the text.
    bars: usize,
    /// Whether the post's number stands already.
    numbered: bool,
}

impl Typesetter<'_> {
    /// A row with number and guides, ready for its text.
    fn open_row(&mut self, key: RowKey) -> Vec<Piece> {
        if self.setting.spoken.is_some() {
            return Vec::new();
        }
        let columns = self.setting.number_columns;
        let number = if self.numbered || matches!(key, RowKey::Gap(_)) {
            " ".repeat(columns + 1)
        } else {
            self.numbered = true;
            if self.setting.prose.is_some() {
                format!("{BEGIN:>columns$} ")
            } else {
                format!("{:>columns$} ", self.setting.number)
            }
        };
        let mut pieces = vec![Piece::own(number, Role::Number)];
        let guides = "│ ".repeat(self.levels) + &"▎ ".repeat(self.bars);
        if !guides.is_empty() {
            pieces.push(Piece::own(guides, Role::Guide));
        }
        pieces
    }

    fn close_row(&mut self, key: RowKey, pieces: Vec<Piece>) {
        let last = self.block.rows.last().map(|row| row.key);
        let key = last.filter(|last| *last >= key).map_or(key, RowKey::after);
        self.block.rows.push(Row { key, pieces, picture: None });
    }

    fn gap(&mut self, nth: u16) {
        let pieces = self.open_row(RowKey::Gap(nth));
        self.close_row(RowKey::Gap(nth), pieces);
    }

    /// `Name @handle …………… date`, the handle and then the name shortened where there is no room.
    fn head(&mut self, post: &Post, beyond: usize) {
        let mut pieces = self.open_row(RowKey::Head);
        let mut date = right_side(post, self.setting);
        let date_columns = measure::width(&date);
        // Who wrote it matters more than when.
        if self.columns < date_columns + 2 + NARROWEST_AUTHOR {
            date.clear();
        }
        let mut room = self.columns.saturating_sub(if date.is_empty() { 0 } else { date_columns + 2 });
        if beyond > 0 {
            let depth = format!("↳{} ", self.setting.depth);
            room = room.saturating_sub(measure::width(&depth));
            pieces.push(Piece::own(depth, Role::Guide));
        }
        let answers = self.setting.answers.map(|number| format!(" → {}", thousands(number)));
        let answers = answers.filter(|answers| room >= NARROWEST_AUTHOR + measure::width(answers));
        let kept = answers.as_deref().map_or(0, measure::width);
        let used = author_pieces(post, self.setting.looks.emoji, room - kept, &mut pieces) + kept;
        if let Some(text) = answers {
            pieces.push(Piece::own(text, Role::Guide));
        }
        if !date.is_empty() {
            let blanks = (room.saturating_sub(used)) + 2;
            pieces.push(Piece::own(" ".repeat(blanks), Role::Space));
            pieces.push(Piece::own(date, Role::Date));
        }
        self.close_row(RowKey::Head, pieces);
    }

    /// `Post 3, Dana Reyes @danareyes, 14 Mar 2024 09:48, reply to post 2 by Bo Tran`, in as many rows as it needs.
    fn spoken_head(&mut self, post: &Post, spoken: &Spoken) {
        let answers = spoken.answers.as_ref().map(|(number, author)| {
            let by = if author.is_empty() { String::new() } else { format!(" by {author}") };
            format!("reply to {} {}{by}", spoken.noun, thousands(*number))
        });
        let mut noun = spoken.noun.to_owned();
        if let Some(first) = noun.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let author = Some(post.author().full_name()).filter(|_| post.author().is_known());
        let date = Some(right_side(post, self.setting).replace(" · ", ", "));
        let facts = [Some(format!("{noun} {}", thousands(self.setting.number))), author, date, answers];
        let kept = spoken.kept.iter().cloned();
        let facts: Vec<_> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).chain(kept).collect();
        // Further rows stand where the words begin: there is one head.
        let (words, mut key) = (facts.join(", "), RowKey::Head);
        for range in wrapping::wrap(&words, self.columns) {
            self.close_row(key, vec![Piece::own(&words[range], Role::Author)]);
            key = RowKey::Text(0, 0);
        }
    }

    /// Warning, body and media of one post, top-level or quoted.
    fn parts(&mut self, post: &Post) {
        let start = RowKey::Text(post.body_range().start, 0);
        if let Some(words) = absence(post) {
            self.remark(start, &words, Role::Note);
        }
        if post.is_repost() && post.body().is_empty() {
            let words = if self.setting.spoken.is_some() { "passed on" } else { "↻ passed on" };
            self.remark(start, words, Role::Note);
        }
        for part in post.parts() {
            match part.kind {
                PartKind::Warning => self.labelled(post, part.range, "Content warning: ", Role::Warning),
                PartKind::Alt(i) => {
                    self.picture(RowKey::Text(part.range.start, 0), usize::from(i));
                    let label = post.media().get(usize::from(i)).map_or("", |media| media.kind.word());
                    self.labelled(post, part.range, &format!("{label}: "), Role::Alt);
                }
                PartKind::Body if part.range.is_empty() => {}
                PartKind::Body => self.body(post, self.without_number(part.range)),
            }
        }
        for (i, media) in post.media().iter().enumerate().filter(|(_, media)| media.alt.is_none()) {
            let end = post.parts().last().map_or(0, |part| part.range.end);
            self.picture(RowKey::Text(end, 0), i);
            self.remark(RowKey::Text(end, 0), &format!("{}, not described", media.kind.word()), Role::Alt);
        }
        if self.block.rows.last().is_none_or(|row| matches!(row.key, RowKey::Gap(_))) {
            self.remark(start, "(no text)", Role::Note);
        }
    }

    /// A body without the number at its beginning or its end that is left out of sight.
    fn without_number(&self, body: Range<u32>) -> Range<u32> {
        let Some(Range { start, end }) = self.setting.prose.clone() else { return body };
        match (start == body.start, end == body.end) {
            (true, false) if end > start => end..body.end,
            (false, true) if end > start => body.start..start,
            _ => body,
        }
    }

    /// The rows of a picture, or the words in its place.
    fn picture(&mut self, key: RowKey, medium: usize) {
        let quote = self.bars;
        let setting = self.setting;
        let known = setting.pictures.iter().find(|known| (known.quote, known.medium) == (quote, medium));
        match known.map(|known| &known.shape) {
            None => {}
            Some(Shape::Told(words)) => self.remark(key, words, Role::Note),
            Some(Shape::Drawn(width, height)) => {
                let size = setting.easel.fit((*width, *height), self.columns);
                for line in 0..size.1 {
                    let pieces = self.open_row(key);
                    self.close_row(key, pieces);
                    if let Some(row) = self.block.rows.last_mut() {
                        row.picture = Some(PictureRow { quote, medium, line, size });
                    }
                }
            }
        }
    }

    fn quote(&mut self, quote: &Post) {
        if self.setting.spoken.is_some() {
            return self.spoken_post(quote);
        }
        if self.columns <= STEP + 8 {
            return;
        }
        self.bars += 1;
        self.columns -= STEP;
        let at = RowKey::Text(quote.parts().next().map_or(0, |part| part.range.start), 0);
        let mut pieces = self.open_row(at);
        let used = author_pieces(quote, self.setting.looks.emoji, self.columns, &mut pieces);
        let date = right_side(quote, self.setting);
        if !date.is_empty() && used + 2 + measure::width(&date) <= self.columns {
            pieces.push(Piece::own(format!("  {date}"), Role::Date));
        }
        self.close_row(at, pieces);
        self.parts(quote);
    }

    fn foot(&mut self) {
        let folded = self.setting.folded;
        if folded > 0 {
            self.columns += self.bars * STEP;
            self.bars = 0;
            let words = if self.setting.spoken.is_some() {
                format!("folded, {} {}", thousands(folded), if folded == 1 { "reply" } else { "replies" })
            } else if folded == 1 {
                "▸ 1 reply folded".into()
            } else {
                format!("▸ {} replies folded", thousands(folded))
            };
            self.remark(RowKey::Foot(0), &words, Role::Note);
        }
    }

    /// Words of the program's own.
    fn remark(&mut self, key: RowKey, words: &str, role: Role) {
        for range in wrapping::wrap(words, self.columns) {
            let mut pieces = self.open_row(key);
            pieces.push(Piece::own(&words[range], role));
            self.close_row(key, pieces);
        }
    }

    /// A part behind a label of the program's own.
    fn labelled(&mut self, post: &Post, range: Range<u32>, label: &str, role: Role) {
        let mut marks = Marks::labelled(post, range.clone(), (label.to_owned(), role), &self.setting.looks);
        if self.setting.looks.reveals {
            marks.reveal(post);
        }
        self.text(post, range, &marks, role);
    }

    /// The words of a post, what is quoted in them behind a bar.
    fn body(&mut self, post: &Post, range: Range<u32>) {
        let mut marks = Marks::new(post, range.clone(), &self.setting.looks);
        if self.setting.looks.reveals {
            marks.reveal(post);
        }
        for (lines, depth) in post.lines_by_quotes(range) {
            let most = self.columns.saturating_sub(NARROWEST_QUOTE) / STEP;
            let depth = depth.min(most);
            if self.setting.spoken.is_some() {
                self.spoken_quote(post, lines, &marks, depth);
                continue;
            }
            self.bars += depth;
            self.columns -= depth * STEP;
            self.text(post, lines, &marks, Role::Body);
            self.bars -= depth;
            self.columns += depth * STEP;
        }
    }

    /// A quoted post, between words that say so.
    fn spoken_post(&mut self, quote: &Post) {
        let (first, last) = (quote.parts().next(), quote.parts().last());
        let facts = [quote.author().full_name(), right_side(quote, self.setting)];
        let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
        let start = RowKey::Text(first.map_or(0, |part| part.range.start), 0);
        self.remark(start, &format!("Quoted post, {}:", facts.join(", ")), Role::Note);
        self.parts(quote);
        let end = RowKey::Text(last.map_or(0, |part| part.range.end), 0);
        self.remark(end, "End of the quoted post.", Role::Note);
    }

    /// Words of a post, between words that say that they are quoted in it.
    fn spoken_quote(&mut self, post: &Post, lines: Range<u32>, marks: &Marks, depth: usize) {
        let (start, end) = (lines.start, lines.end);
        if depth > 0 {
            self.remark(RowKey::Text(start, 0), "Quoted:", Role::Note);
        }
        self.text(post, lines, marks, Role::Body);
        if depth > 0 {
            self.remark(RowKey::Text(end, 0), "End of quote.", Role::Note);
        }
    }

    /// A range of the thread's text, wrapped, with its marks.
    fn text(&mut self, post: &Post, range: Range<u32>, marks: &Marks, role: Role) {
        let composed = Composed::new(post.text(range.clone()), range, &marks.inserts);
        for line in wrapping::wrap(&composed.text, self.columns) {
            let key = RowKey::Text(composed.source(line.start), 0);
            let mut pieces = self.open_row(key);
            let mut at = line.start;
            while at < line.end {
                let run = composed.run(at, marks, role);
                let end = run.end.min(line.end);
                push_pieces(&composed.text[at..end], &run, &mut pieces);
                at = end;
            }
            self.close_row(key, pieces);
        }
    }
}

/// Puts name and handle into at most `room` columns; the columns used.
fn author_pieces(post: &Post, emoji: Emoji, room: usize, pieces: &mut Vec<Piece>) -> usize {
    let author = post.author();
    let (name, handle) = match (&author.name, &author.handle) {
        (Some(name), Some(handle)) => (Some(name.to_string()), Some(format!("@{handle}"))),
        (None, Some(handle)) => (None, Some(format!("@{handle}"))),
        // Nobody is no name to show.
        (name, None) => (name.as_ref().map(ToString::to_string), None),
    };
    let mut used = 0;
    if let Some(name) = name {
        let text = measure::fit(&emoji.shown_in(&name), room).into_owned();
        used = measure::width(&text);
        pieces.push(Piece::own(text, Role::Author));
    }
    if let Some(handle) = handle {
        let blank = usize::from(used > 0);
        // A handle cut to a few letters says nothing.
        let left = room.saturating_sub(used + blank);
        if used == 0 || left >= measure::width(&handle).min(6) {
            let text = format!("{}{}", " ".repeat(blank), measure::fit(&handle, left));
            used += measure::width(&text);
            pieces.push(Piece::own(text, Role::Handle));
        }
    }
    used
}

/// The date, and who may see the post where that is not everybody.
fn right_side(post: &Post, setting: &Setting) -> String {
    let Looks { zone, dates, .. } = &*setting.looks;
    let since = |time: Time| {
        setting.begun.filter(|_| *dates == DateForm::Relative).and_then(|begun| time.since(begun))
    };
    let date = post.created().map(|time| since(time).unwrap_or_else(|| time.shown(zone, *dates)));
    [visibility(post), date].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Who may see a post, where that is not everybody; at most 16 columns.
pub fn visibility(post: &Post) -> Option<String> {
    post.visibility().filter(|v| *v != "public").map(|v| measure::fit(v, 16).into_owned())
}

/// What to say of a post that is not there, or of those that a placeholder stands for.
pub fn absence(post: &Post) -> Option<String> {
    let words = match post.state() {
        State::Ok => return None,
        State::Deleted => "This post was deleted.",
        State::Blocked => "This post was blocked for whoever saved the thread.",
        State::Missing => "This post is not in the file.",
        State::Suspended => "The author's account was suspended.",
        State::Withheld => "This post was withheld.",
        State::Private => "The author's account is protected.",
        State::Removed => "This post was removed by a moderator.",
        State::Omitted => match post.omitted() {
            0 => "Further posts are not in the file.",
            1 => "1 further post is not in the file.",
            omitted => {
                let omitted = thousands(usize::try_from(omitted).unwrap_or(usize::MAX));
                return Some(format!("{omitted} further posts are not in the file."));
            }
        },
    };
    Some(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::setting::goes_on;
    use super::*;
    use crate::model::{
        Author, Clean, Draft, DraftLink, Media, MediaKind, Rich, Style, Thread, ThreadBuilder, Time,
    };

    fn thread(draft: Draft) -> Thread {
        let mut builder = ThreadBuilder::default();
        builder.push(draft);
        builder.finish()
    }

    fn ana() -> Author {
        Author { name: Clean::some_line("Ana Ruiz"), handle: Clean::some_line("anaruiz"), id: None }
    }

    fn rows(draft: Draft, setting: &Setting, width: usize) -> Vec<String> {
        let thread = thread(draft);
        let block = lay_out(&thread.posts().next().unwrap(), setting, width);
        for pair in block.rows.windows(2) {
            assert!(pair[0].key < pair[1].key, "{:?}", block.rows);
        }
        block.rows.iter().map(Row::text).collect()
    }

    fn setting(depth: u32) -> Setting {
        Setting { number: 7, number_columns: 2, depth, has_head: true, ..Setting::default() }
    }

    #[test]
    fn a_post_is_a_head_and_its_words() {
        let draft = Draft {
            author: ana(),
            created: Time::parse("2024-03-14T09:26:53Z"),
            body: Rich::plain("Northwind Labs quietly bought Fabrikam Robotics."),
            ..Draft::default()
        };
        assert_eq!(
            rows(draft, &setting(0), 44),
            [
                "~7 Ana Ruiz @anaruiz       14 Mar 2024 09:26",
                "   Northwind Labs quietly bought Fabrikam",
                "   Robotics."
            ]
            .map(|row| row.replace('~', " "))
        );
    }

    #[test]
    fn a_post_by_nobody_known_shows_its_date_alone() {
        let draft =
            Draft { created: Time::parse("2024-03-14"), body: Rich::plain("Yes."), ..Draft::default() };
        assert_eq!(rows(draft, &setting(0), 30), [" 7                 14 Mar 2024", "   Yes."]);
    }

    #[test]
    fn read_aloud_a_post_has_words_for_its_signs() {
        let spoken = Spoken { noun: "post", answers: Some((2, "Bo Tran".to_owned())), kept: Vec::new() };
        let setting = Setting { folded: 3, spoken: Some(spoken), ..setting(2) };
        let rows = rows(
            Draft { author: ana(), body: Rich::plain("Hello there."), ..Draft::default() },
            &setting,
            60,
        );
        let text = rows.join("\n");
        assert!(text.starts_with("Post 7, Ana Ruiz"), "{text}");
        assert!(text.contains(", reply to post 2 by Bo Tran\nHello there.\nfolded, 3 replies"), "{text}");
        assert!(!text.contains(['│', '▸', '▎', '↻']), "{text}");
    }

    #[test]
    fn without_a_head_the_number_stands_beside_the_words() {
        let bare = Setting { has_head: false, has_gap: true, ..setting(0) };
        let draft = Draft { body: Rich::plain("Word."), ..Draft::default() };
        assert_eq!(rows(draft, &bare, 40), ["", " 7 Word."]);
    }

    #[test]
    fn a_post_goes_on_while_author_day_and_readers_stay_the_same() {
        let draft = Draft { author: ana(), created: Time::parse("2024-03-14T09:26:53Z"), ..Draft::default() };
        let next = |change: fn(&mut Draft)| {
            let mut later = Draft { created: Time::parse("2024-03-14T23:59:00Z"), ..draft.clone() };
            change(&mut later);
            let mut builder = ThreadBuilder::default();
            builder.push(draft.clone());
            builder.push(later);
            let thread = builder.finish();
            let posts: Vec<_> = thread.posts().collect();
            goes_on(&posts[0], &posts[1])
        };
        assert!(next(|_| {}));
        assert!(!next(|later| later.author = Author::default()));
        assert!(!next(|later| later.created = Time::parse("2024-03-15T00:00:00Z")));
        assert!(!next(|later| later.visibility = Clean::some_line("direct")));
    }

    #[test]
    fn replies_are_indented_until_the_text_would_suffer() {
        let draft = || Draft { author: ana(), body: Rich::plain("Yes."), ..Draft::default() };
        assert_eq!(rows(draft(), &setting(2), 60), [" 7 │ │ Ana Ruiz @anaruiz", "   │ │ Yes."]);
        assert_eq!(rows(draft(), &setting(40), 35), [" 7 │ │ ↳40 Ana Ruiz @anaruiz", "   │ │ Yes."]);
        assert_eq!(rows(draft(), &setting(1), 12), [" 7 ↳1 Ana R…", "   Yes."]);
    }

    #[test]
    fn a_link_that_hides_its_host_is_made_to_tell_it() {
        let mut body = Rich::plain("See ");
        body.push_link(
            "this",
            DraftLink { url: Clean::line("https://www.example.org/filing"), ..DraftLink::default() },
        );
        body.push(" and ");
        body.push_link(
            "example.com/a…",
            DraftLink { url: Clean::line("https://example.com/a/b"), ..DraftLink::default() },
        );
        let shown = rows(Draft { body, ..Draft::default() }, &setting(0), 60);
        assert_eq!(shown[1], "   See this\u{a0}[example.org] and example.com/a…");
    }

    #[test]
    fn quotes_stand_behind_a_bar_and_struck_words_say_so() {
        let mut body = Rich::plain("He wrote:\n\nNorthwind buys nothing, ever.\n\nIt bought 12 firms.");
        for (words, style) in [
            ("Northwind buys nothing, ever.", Style::Quote),
            ("nothing", Style::Bold),
            ("12", Style::Struck),
            ("firms", Style::Spoiler),
        ] {
            let at = body.text().find(words).unwrap();
            body.mark_style(at..at + words.len(), style);
        }
        let draft = Draft { body, ..Draft::default() };
        let setting = Setting { has_head: false, ..setting(0) };
        assert_eq!(
            rows(draft.clone(), &setting, 33),
            [
                " 7 He wrote:",
                "",
                "   ▎ Northwind buys nothing,",
                "   ▎ ever.",
                "",
                "   It bought ~~12~~",
                "   [spoiler:\u{a0}firms]."
            ]
        );
        let thread = thread(draft);
        let block = lay_out(&thread.posts().next().unwrap(), &setting, 80);
        let bold: Vec<_> = block
            .rows
            .iter()
            .flat_map(|row| &row.pieces)
            .filter(|piece| piece.set.has(Style::Bold))
            .collect();
        assert_eq!((bold.len(), &*bold[0].text), (1, "nothing"));
    }

    #[test]
    fn a_placeholder_counts_what_it_stands_for() {
        let omitted = |omitted| Draft { state: Some(State::Omitted), omitted, ..Draft::default() };
        let setting = Setting { has_head: false, ..setting(0) };
        assert_eq!(rows(omitted(1200), &setting, 60), [" 7 1,200 further posts are not in the file."]);
        assert_eq!(rows(omitted(0), &setting, 60), [" 7 Further posts are not in the file."]);
        let quote = Some(Box::new(Draft { author: ana(), body: Rich::plain("Yes."), ..Draft::default() }));
        let repost = Draft { is_repost: true, quote, ..Draft::default() };
        assert_eq!(rows(repost, &setting, 60), [" 7 ↻ passed on", "   ▎ Ana Ruiz @anaruiz", "   ▎ Yes."]);
    }

    #[test]
    fn warning_media_quote_and_fold_each_have_their_rows() {
        let draft = Draft {
            author: ana(),
            content_warning: Clean::some_line("numbers"),
            body: Rich::plain("Look."),
            media: vec![
                Media {
                    kind: MediaKind::Image,
                    url: None,
                    file: None,
                    alt: Some(Clean::line("a falling curve")),
                },
                Media { kind: MediaKind::Video, url: None, file: None, alt: None },
            ],
            quote: Some(Box::new(Draft {
                author: Author { handle: Clean::some_line("botran"), ..Author::default() },
                body: Rich::plain("It fell."),
                ..Draft::default()
            })),
            ..Draft::default()
        };
        assert_eq!(
            rows(draft, &Setting { folded: 3, ..setting(0) }, 60)[1..],
            [
                "   Content warning: numbers",
                "   Look.",
                "   Image: a falling curve",
                "   Video, not described",
                "   ▎ @botran",
                "   ▎ It fell.",
                "   ▸ 3 replies folded"
            ]
        );
    }

    #[test]
    fn a_post_that_is_not_there_says_why() {
        let draft = Draft { author: ana(), state: Some(State::Deleted), ..Draft::default() };
        assert_eq!(rows(draft, &setting(0), 60)[1], "   This post was deleted.");
    }

    #[test]
    fn every_piece_remembers_its_bytes() {
        let mut body = Rich::plain("Tab\there, \u{e000} box, ");
        body.push_mention("@botran", EntityKind::Handle, None);
        body.push(&" and a tail that wraps over several rows".repeat(3));
        let thread = thread(Draft { body, ..Draft::default() });
        let post = thread.posts().next().unwrap();
        let block = lay_out(&post, &setting(0), 30);
        let mut shown = String::new();
        for piece in block.rows.iter().flat_map(|row| &row.pieces) {
            let Some(origin) = piece.origin.clone() else { continue };
            let source = post.text(origin);
            assert!(
                source == piece.text || matches!(source, "\t" | "\u{e000}"),
                "{source:?} {:?}",
                piece.text
            );
            shown.push_str(source);
        }
        let squeeze = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
        assert_eq!(squeeze(&shown), squeeze(post.body()));
    }
}
