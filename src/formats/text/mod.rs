//! Plain text: threads unrolled by a service, copied from a page, or kept by hand; the format of last resort.
//!
//! ```text
//! header        title, name, @handle, date, source                   header
//! body          blocks ─► survey ─► plan ─► posts or paragraphs      blocks, segmentation
//!                           ├ numbers that go on                     numbering
//!                           └ sentences that go on                   sentences
//! boilerplate   what the service adds; other threads                 boilerplate
//! ```
//!
//! A text is read in a few passes, each linear; posts go to the builder as they are found.

pub(super) mod addresses;
pub(super) mod blocks;
mod boilerplate;
pub(super) mod dates;
mod header;
mod numbering;
mod page;
mod segmentation;
mod sentences;
#[cfg(test)]
mod tests;

use addresses::Address;
pub(super) use addresses::snowflake_time;
use blocks::{Block, Blocks};
pub(super) use dates::date_line;
pub(super) use header::{Header, Markup};
use segmentation::{Plan, Progress};

use super::decoding::is_empty_json;
use super::{Format, Input, Unreadable, scanning};
use crate::model::{Author, Clean, Draft, Media, Rich, ThreadBuilder, Unit};

/// Plain text, the format of last resort.
pub const FORMAT: Format = Format {
    id: "text",
    title: "Unrolled thread, plain text",
    how: "Copy an unrolled thread, or all of a thread's page, into a text file, or keep posts by hand: URL, blank line, text, \
          blank line, URL …",
    recognise: |input| !input.is_json() && !is_empty_json(&input.text),
    read,
    package: None,
};

/// The same, of a tool that writes `[1/12]` above each post, and below it what it counted.
fn unlabelled(words: &str) -> (Rich, Vec<Media>) {
    let (label, rest) = words.split_once('\n').unwrap_or((words, ""));
    let label = label.trim().strip_prefix('[').and_then(|label| label.strip_suffix(']'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_label = label
        .and_then(|label| label.split_once('/'))
        .is_some_and(|(number, total)| is_number(number) && is_number(total));
    if !is_label {
        return plain(words);
    }
    let rest = rest.trim_start();
    let rest = match rest.split_once('\n') {
        Some((line, below)) if blocks::Rule::of(line).is_some() => below,
        _ => rest,
    };
    plain(rest.trim())
}

/// A text without markup.
fn plain(words: &str) -> (Rich, Vec<Media>) {
    (scanning::scan(words), Vec::new())
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    refuse_markup(input.start())?;
    let text = &*input.text;
    // Below a thread of Thread Reader others of its author stand like posts on a page.
    if page::is_one(text) && page::is_one(boilerplate::trim(text, &[]).body) {
        page::read(text, builder);
        return Ok(());
    }
    let mut header = header_of(text, Markup::None);
    builder.title(header.title.clone());
    let body = without_boilerplate(text, header.end, &header, builder);
    let body = source_below(body, &mut header);
    let is_labelled =
        header.title.as_deref().is_some_and(|title| title.to_lowercase().starts_with("thread by @"));
    read_body(body, header, if is_labelled { unlabelled } else { plain }, builder);
    Ok(())
}

/// What stands above a thread in `text`.
pub(super) fn header_of(text: &str, markup: Markup) -> Header {
    let header = header::read(text, markup);
    // Nothing but a header: then it is what the file has to say.
    if blocks::is_blank(&text[header.end..]) { Header::default() } else { header }
}

/// What is left of `text` from `start` on without what services add to a thread.
pub(super) fn without_boilerplate<'t>(
    text: &'t str,
    start: usize,
    header: &Header,
    builder: &mut ThreadBuilder,
) -> &'t str {
    let names = [header.author.name.as_deref(), header.author.handle.as_deref()];
    let names: Vec<&str> = names.into_iter().flatten().collect();
    let trimmed = boilerplate::trim(&text[start..], &names);
    if let Some(at) = trimmed.others {
        let line = text[..start + at].split('\n').count();
        builder.warn(&format!("line {line}"), "the page's other threads were left out");
    }
    trimmed.body
}

/// Takes the address of the thread that a tool wrote below it into `header`: `Original: https://…`.
pub(super) fn source_below<'t>(body: &'t str, header: &mut Header) -> &'t str {
    let rest = body.trim_end();
    let start = rest.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = rest[start..].trim();
    let label_and_url =
        line.rsplit_once(": ").or_else(|| line.strip_prefix('[')?.strip_suffix(')')?.split_once("]("));
    let Some((label, url)) = label_and_url.filter(|_| start > 0) else { return body };
    let label = label.to_lowercase();
    // Where each post has a link below it, the last is the last post's.
    let is_only = || !blocks::Lines::new(&rest[..start]).any(|(_, line)| addresses::is_address_line(line));
    let is_label = ["original", "original thread", "source"].contains(&&*label)
        || (addresses::LABELS.contains(&&*label) && is_only());
    let Some(address) = Address::parse(url).filter(|_| is_label) else { return body };
    let is_own = match (&header.author.handle, &address.handle) {
        (Some(own), Some(handle)) => own.eq_ignore_ascii_case(handle),
        _ => true,
    };
    if !is_own || header.address.is_some() {
        return body;
    }
    header.platform = header.platform.or(Some(address.platform));
    header.author.handle = header.author.handle.take().or_else(|| address.handle.clone());
    header.address = Some(address);
    &rest[..start]
}

/// Whether a body is one block of lines.
pub(super) fn is_one_block(body: &str) -> bool {
    Blocks::new(body, false).nth(1).is_none()
}

/// The handle that a title `Thread by @ana` names.
pub(super) fn thread_by(title: &str) -> Option<&str> {
    let (_, who) = title.split_once("hread by @")?;
    who.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().filter(|handle| !handle.is_empty())
}

/// How the words of a post are read: its text, and what is attached to it.
pub(super) type Wording = fn(&str) -> (Rich, Vec<Media>);

/// Reads the posts, or else the paragraphs, of a text without its header.
pub(super) fn read_body(body: &str, header: Header, wording: Wording, builder: &mut ThreadBuilder) {
    let plan = Plan::choose(body, header.address.is_some());
    builder.unit(if plan.tells_posts() { Unit::Post } else { Unit::Paragraph });
    Posts { wording, ..Posts::new(builder, header, &plan) }.write(body);
}

/// Markup that no other format takes would read as a thread of tags.
fn refuse_markup(start: &str) -> Result<(), Unreadable> {
    let opens = |tag: &&str| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    if ["<?xml", "<!doctype", "<!--"].iter().any(opens) {
        return Err(Unreadable::new(
            "markup of an unknown kind, neither a web page nor a feed",
            "'unspool formats' lists what unspool opens and how to get such a file.",
        ));
    }
    Ok(())
}

/// Hands posts to a builder, one after another.
struct Posts<'b, 't> {
    builder: &'b mut ThreadBuilder,
    wording: Wording,
    plan: &'b Plan,
    progress: Progress,
    /// What the header says; what is said of the first post alone is taken out of it with that post.
    header: Header,
    /// Whether addresses name several platforms.
    is_mixed: bool,
    open: Open<'t>,
}

/// The post that is being put together.
#[derive(Default)]
struct Open<'t> {
    address: Option<Address>,
    first: &'t str,
    last: Option<Block<'t>>,
    /// All its blocks, once there are two.
    joined: String,
    /// A rule, which is text only if more of the same post follows.
    rule: Option<Block<'t>>,
}

impl<'b, 't> Posts<'b, 't> {
    fn new(builder: &'b mut ThreadBuilder, mut header: Header, plan: &'b Plan) -> Self {
        if header.is_author_of_address && matches!(plan, Plan::Addresses { .. }) {
            // Each post has an address of its own to tell its author.
            header.author = Author::default();
        }
        let open = Open { address: header.address.take(), ..Open::default() };
        Self { builder, wording: plain, plan, progress: Progress::default(), header, is_mixed: false, open }
    }

    fn write(mut self, body: &'t str) {
        let mut blocks = Blocks::new(body, self.plan.each_line()).peekable();
        while let Some(block) = blocks.next() {
            match block.rule {
                Some(rule) if self.plan.parts_at(rule) => self.close(),
                Some(_) => self.open.rule = Some(block),
                None => self.take(block, blocks.peek().map_or("", |next| next.text)),
            }
        }
        self.close();
        let platform = self.header.platform.filter(|_| !self.is_mixed);
        self.builder.source().platform = platform.map(Clean::line);
    }

    /// Takes a block of text in, which `next` follows.
    fn take(&mut self, block: Block<'t>, next: &str) {
        if let Some(address) = self.own_address(&block, next) {
            return self.take_address(address);
        }
        let Some(before) = self.open.last else { return self.open.begin(block) };
        if let Some(joint) = self.plan.joint(&mut self.progress, &before, &block) {
            self.open.join(joint, block);
        } else {
            self.close();
            self.take(block, next);
        }
    }

    /// The address of a post that a block is, unless it is a link in one.
    fn own_address(&self, block: &Block, next: &str) -> Option<Address> {
        let address = Address::parse(block.text)?;
        let is_own = match (self.plan, self.open.last) {
            (Plan::Addresses { .. }, None) => true,
            // Of two addresses below one another, the first is what the post quotes.
            (Plan::Addresses { below }, _) => (*below || block.gap > 0) && !addresses::is_address_line(next),
            // At the top of a post by somebody else than the thread's author it is a link as well.
            (plan, last) => {
                plan.tells_posts()
                    && last.is_none()
                    && self.open.address.is_none()
                    && (self.header.author == Author::default() || self.is_by_author(&address))
            }
        };
        is_own.then_some(address)
    }

    /// Takes the address of the post that it stands above, or below.
    fn take_address(&mut self, address: Address) {
        let is_below = *self.plan == (Plan::Addresses { below: true });
        if !is_below {
            self.close();
        }
        let header = &mut self.header;
        self.is_mixed |= header.platform.is_some_and(|known| known != address.platform);
        header.platform = header.platform.or(Some(address.platform));
        if header.author.name.is_some() && header.author.handle.is_none() {
            header.author.handle.clone_from(&address.handle);
        }
        self.open.address = Some(address);
        if is_below {
            self.close();
        }
    }

    /// Hands the open post over, if there is one.
    fn close(&mut self) {
        let Open { address, first, last, joined, .. } = std::mem::take(&mut self.open);
        let text = match (&address, last) {
            (_, Some(_)) if !joined.is_empty() => &*joined,
            (_, Some(_)) => first,
            // A post of which only the address was kept.
            (Some(address), None) => &*address.url,
            (None, None) => return,
        };
        let (body, media) = (self.wording)(text);
        if body.is_blank() && media.is_empty() && address.is_none() {
            return;
        }
        let author = self.author_of(address.as_ref());
        let mut draft = Draft {
            url: self.header.url.take(),
            author,
            created: self.header.created.take(),
            body,
            media,
            ..Draft::default()
        };
        if let Some(Address { url, id, created, .. }) = address {
            draft.created = created.or(draft.created);
            draft.url = Some(url);
            draft.id = Some(id);
        }
        self.builder.push(draft);
    }

    /// The header's author, unless the address names another.
    fn author_of(&self, address: Option<&Address>) -> Author {
        match address {
            Some(address) if !self.is_by_author(address) => {
                Author { handle: address.handle.clone(), ..Author::default() }
            }
            _ => self.header.author.clone(),
        }
    }

    /// Whether an address is one of the header's author, or says nothing against it.
    fn is_by_author(&self, address: &Address) -> bool {
        let (Some(known), Some(handle)) = (&self.header.author.handle, &address.handle) else {
            return address.handle.is_none();
        };
        // A header may leave out the instance that an address names.
        let account = handle.split('@').next().unwrap_or(handle);
        known.eq_ignore_ascii_case(handle) || known.eq_ignore_ascii_case(account)
    }
}

impl<'t> Open<'t> {
    fn begin(&mut self, block: Block<'t>) {
        self.first = block.text;
        self.last = Some(block);
        self.rule = None;
    }

    fn join(&mut self, joint: &str, block: Block<'t>) {
        if self.joined.is_empty() {
            self.joined.push_str(self.first);
        }
        if let Some(rule) = self.rule.take() {
            self.joined.push_str(if rule.gap == 0 { "\n" } else { "\n\n" });
            self.joined.push_str(rule.text);
        }
        self.joined.push_str(joint);
        self.joined.push_str(block.text);
        self.last = Some(block);
    }
}
