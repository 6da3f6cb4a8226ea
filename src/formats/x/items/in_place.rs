//! Posts found and read where they lie in a file of which only pieces are in memory.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use memchr::memmem;

use super::{Items, Key, Layout, Page, Resync, Walker};
use crate::formats::in_place::InPlace;
use crate::formats::json::At;
use crate::formats::sharing::{self, Looked};
use crate::model::{Draft, ThreadBuilder};

/// So much is read with a piece for the post at its end, in bytes; more where that is longer.
const MARGIN: usize = 32 << 10;
/// Longer than this is no post, in bytes.
const MOST: usize = 16 << 20;
/// So much of a file is read for as many posts as stand there, in bytes: it stays at hand while they are read.
const ROOM: usize = 128 << 10;
/// What stands between posts that are read together may be so many times as long as they are.
const GAPS: usize = 2;

impl Items<'static> {
    /// Finds the posts of an archive's file, which begins with `start`, and hands each to `read`, with its place, all posts
    /// and where to put it, in their order; nothing where the file is not sound from end to end.
    pub(in crate::formats::x) fn read_in_place(
        file: &dyn InPlace,
        (start, layout): (&str, Layout),
        builder: &mut ThreadBuilder,
        read: impl Fn(&str, &At, &Items, &mut ThreadBuilder) -> Option<Draft> + Sync,
    ) -> Option<()> {
        let found = Self::find_in_place(file, (start, layout), builder)?;
        let page = Page { name: None, text: "", layout };
        let is_sound = AtomicBool::new(true);
        sharing::read_runs(&found.sorted, builder, |mut run, builder, room| {
            while !run.is_empty() && is_sound.load(Ordering::Relaxed) {
                let (count, span) = beside_each_other(run.iter().map(|item| item.start..item.end));
                let Some(text) = text_of(file, span.clone(), room) else {
                    return is_sound.store(false, Ordering::Relaxed);
                };
                for item in &run[..count] {
                    let raw = text.get(item.start - span.start..item.end - span.start).unwrap_or_default();
                    page.at(item, |at| {
                        let Some(draft) = read(raw, at, &found, builder) else { return };
                        // It was found by the only id in it, which might have been another's.
                        let is_it =
                            !item.has_id || draft.id.as_deref().is_some_and(|id| id.parse() == Ok(item.id));
                        if !is_it {
                            is_sound.store(false, Ordering::Relaxed);
                        }
                        builder.push(draft);
                    });
                }
                run = &run[count..];
            }
        });
        is_sound.into_inner().then_some(())
    }

    fn find_in_place(
        file: &dyn InPlace,
        (start, layout): (&str, Layout),
        notes: &mut ThreadBuilder,
    ) -> Option<Self> {
        let Layout::List(at) = layout else { return None };
        let mut walker = Walker::new_at(start, at + 1);
        if walker.peek() != Some(b'{') {
            return None;
        }
        let ids = Some(memmem::Finder::new("\"id_str\""));
        let (first, mut resync) = (walker.at(), Resync { ids, ..Resync::default() });
        resync.learn(&start[first..]);
        if !resync.is_of_archive() {
            return None;
        }
        let whole = first..file.size();
        let (posts, behind) =
            sharing::find_in_pieces(whole.clone(), |piece, room| resync.look(file, (&whole, piece), room));
        let mut found = Self::default();
        let mut number = found.push_all(posts);
        // Where the last post ends is known from what stands behind it.
        let mut room = Vec::new();
        let rest = text_of(file, behind..file.size(), &mut room)?;
        let mut walker = Walker::new(rest);
        loop {
            match walker.peek()? {
                b',' => _ = walker.enter(b','),
                b'{' => {
                    let at = walker.at();
                    let key = Key::read(&mut walker).ok()?;
                    found.push(number, behind + at..behind + walker.at(), &key);
                    number += 1;
                }
                b']' => break,
                _ => return None,
            }
        }
        found.arrange(notes);
        Some(found)
    }
}

impl Resync<'_> {
    /// The posts that begin in a piece of a file, as [`sharing::find_in_pieces`] has it.
    fn look(
        &self,
        file: &dyn InPlace,
        (whole, piece): (&Range<usize>, Range<usize>),
        room: &mut Vec<u8>,
    ) -> Option<Looked<(Range<usize>, Key)>> {
        let mut margin = MARGIN;
        loop {
            let to = (piece.end + margin).min(whole.end);
            let (text, base) = text_about(file, piece.start..to, room)?;
            let is_first = piece.start == whole.start;
            let start = if is_first { Some(0) } else { self.first_at(text, 0) };
            // To the beginning of the first post that belongs to the next piece.
            let end = self.first_at(text, (piece.end - base).min(text.len()));
            let end = end.or((to == whole.end).then_some(text.len()));
            if let (Some(start), Some(end)) = (start, end) {
                let (mut found, halt) = self.all_in(text, start..end);
                for (range, _) in &mut found {
                    *range = base + range.start..base + range.end;
                }
                return Some(Looked { start: base + start, found, halt: base + halt });
            }
            if to == whole.end || margin > MOST {
                return None;
            }
            margin *= 2;
        }
    }
}

/// How many of the ranges that come first stand so near to each other that they are read together, and from where to where.
fn beside_each_other(mut ranges: impl Iterator<Item = Range<usize>>) -> (usize, Range<usize>) {
    let Some(mut span) = ranges.next() else { return (0, 0..0) };
    let (mut count, mut length) = (1, span.len());
    for range in ranges {
        let wider = span.start.min(range.start)..span.end.max(range.end);
        length += range.len();
        if wider.len() > ROOM || wider.len() > length * GAPS {
            break;
        }
        (count, span) = (count + 1, wider);
    }
    (count, span)
}

/// The text that stands there in a file, if it is as long and is text.
fn text_of<'r>(file: &dyn InPlace, span: Range<usize>, room: &'r mut Vec<u8>) -> Option<&'r str> {
    std::str::from_utf8(bytes_of(file, span, room)?).ok()
}

/// The same without the pieces of characters at both ends, and where it begins.
fn text_about<'r>(file: &dyn InPlace, span: Range<usize>, room: &'r mut Vec<u8>) -> Option<(&'r str, usize)> {
    let start = span.start;
    let bytes = bytes_of(file, span, room)?;
    let before = bytes.iter().take(3).take_while(|byte| matches!(byte, 0x80..=0xBF)).count();
    let bytes = &bytes[before..];
    let text = std::str::from_utf8(bytes).or_else(|error| {
        let is_cut = error.error_len().is_none();
        std::str::from_utf8(if is_cut { &bytes[..error.valid_up_to()] } else { bytes })
    });
    Some((text.ok()?, start + before))
}

fn bytes_of<'r>(file: &dyn InPlace, span: Range<usize>, room: &'r mut Vec<u8>) -> Option<&'r [u8]> {
    let length = span.len();
    // No piece with its margin is so long: what stands behind the last of them has no end.
    if length > MOST * 3 {
        return None;
    }
    if room.len() < length {
        room.resize(length, 0);
    }
    let read = file.read(span.start, &mut room[..length])?;
    (read == length).then(|| &room[..length])
}
