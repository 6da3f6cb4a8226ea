//! Where the posts of a text begin: what speaks for which boundaries, and the choice between them.
//!
//! A survey counts the signs, then a plan is chosen, in this order: addresses of posts, rules and wide gaps, a series of
//! numbers, paragraphs. A series goes before rules and gaps where it explains more posts, because those also part the
//! sections of a thread; numbers that could be lists must explain twice as many. Signs that would make posts of many
//! paragraphs each are not believed: real posts have two on average.

use super::blocks::{Block, Blocks, Rule};
use super::numbering::{self, Mark, Style};
use super::{addresses, sentences};

/// Posts with more blocks than this on average are none: numbers that nothing but threads have, and others.
const BLOCKS_PER_POST: (usize, usize) = (12, 6);
/// The same where a single sign parts a text in two.
const BLOCKS_PER_HALF: usize = 4;
/// Of all blocks, how many a series of numbers must reach over, in percent.
const REACH: usize = 60;

/// How the posts of a text are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Plan {
    /// The address of each post stands above it, or below.
    Addresses {
        /// Whether it stands below.
        below: bool,
    },
    /// Rules of one kind part them.
    Rules(Rule),
    /// At least so many blank lines part them.
    Gaps(usize),
    /// Numbers open them, in blocks at these offsets.
    NumbersBefore(Vec<usize>),
    /// Numbers close them, in blocks at these offsets.
    NumbersAfter(Vec<usize>),
    /// Nothing tells them apart; there are only paragraphs.
    Paragraphs {
        /// Whether a beginning in lower case goes on with a sentence.
        lower_case_tells: bool,
        /// Whether every line is a paragraph.
        each_line: bool,
    },
}

impl Plan {
    /// The plan that explains most of `body`; `has_source` if the address of its first post stood above it.
    pub(super) fn choose(body: &str, has_source: bool) -> Self {
        let survey = Survey::of(body);
        let parted = survey.rules().or_else(|| survey.gaps());
        let numbered = survey.numbers();
        let posts = |found: &Option<(Self, usize)>| found.as_ref().map_or(0, |(_, posts)| *posts);
        let others = posts(&parted).max(posts(&numbered.as_ref().map(|(plan, n, _)| (plan.clone(), *n))));
        let addressed = survey.addresses(has_source).filter(|(_, addresses)| addresses * 2 >= others);
        if let Some((plan, _)) = addressed {
            return plan;
        }
        match (parted, numbered) {
            (Some((_, pieces)), Some((plan, numbers, style)))
                if numbers > pieces * if style.is_strong() { 1 } else { 2 } =>
            {
                plan
            }
            (Some((plan, _)), _) | (None, Some((plan, ..))) => plan,
            (None, None) => Self::Paragraphs {
                lower_case_tells: survey.habit.lower_case_tells(),
                each_line: survey.is_one_block_of_lines(body),
            },
        }
    }

    /// Whether it tells posts, not just paragraphs.
    pub(super) fn tells_posts(&self) -> bool {
        !matches!(self, Self::Paragraphs { .. })
    }

    /// Whether every line is a block of its own.
    pub(super) fn each_line(&self) -> bool {
        matches!(self, Self::Paragraphs { each_line: true, .. })
    }

    /// Whether a rule parts posts.
    pub(super) fn parts_at(&self, rule: Rule) -> bool {
        match self {
            Self::Rules(parting) => *parting == rule,
            Self::Paragraphs { .. } => true,
            _ => false,
        }
    }

    /// What stands between two blocks of one post; `None` where the second begins the next.
    ///
    /// Blocks come in the order of the text; numbers that were passed are forgotten.
    pub(super) fn joint(
        &self,
        progress: &mut Progress,
        before: &Block,
        next: &Block,
    ) -> Option<&'static str> {
        let kept = if next.gap == 0 { "\n" } else { "\n\n" };
        let begins = match self {
            Self::Addresses { .. } | Self::Rules(_) => false,
            Self::Gaps(least) => next.gap >= *least,
            Self::NumbersBefore(starts) => progress.has_reached(starts, next.at),
            Self::NumbersAfter(ends) => {
                progress.is_closed |= progress.has_reached(ends, before.at);
                let begins = progress.is_closed && !sentences::is_only_links(next.text);
                progress.is_closed &= !begins;
                begins
            }
            Self::Paragraphs { .. } if next.gap == 0 => false,
            Self::Paragraphs { lower_case_tells, .. } => {
                return sentences::joint(before.text, next.text, *lower_case_tells);
            }
        };
        (!begins).then_some(kept)
    }
}

/// How far the numbers of a plan have been met.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    next: usize,
    is_closed: bool,
}

impl Progress {
    fn has_reached(&mut self, offsets: &[usize], at: usize) -> bool {
        let mut reached = false;
        while offsets.get(self.next).is_some_and(|offset| *offset <= at) {
            reached = offsets[self.next] == at;
            self.next += 1;
        }
        reached
    }
}

/// What stands between the blocks of a text and at their ends.
#[derive(Default)]
struct Survey {
    /// Blocks with words in them.
    blocks: usize,
    /// Kinds of rules between blocks, and how many there are.
    rules: Vec<(Rule, usize)>,
    /// Gaps of one, two, and three or more blank lines.
    gaps: [usize; 3],
    /// Numbers, by style.
    marks: [Vec<Mark>; Style::ALL.len()],
    addresses: usize,
    /// Those of them that a tool says are of posts.
    labelled: usize,
    opens_with_address: bool,
    closes_with_address: bool,
    habit: sentences::Habit,
    /// Wide gaps in the middle of a sentence or before a link.
    torn: usize,
}

impl Survey {
    fn of(body: &str) -> Self {
        let mut survey = Self::default();
        let mut before: Option<Block> = None;
        let mut rule = None;
        for block in Blocks::new(body, false) {
            if block.rule.is_some() {
                rule = block.rule;
                continue;
            }
            let stands_free = before.is_none() || rule.is_some() || block.gap > 0;
            match (rule.take(), &before) {
                (_, None) => {}
                (Some(rule), _) => survey.count_rule(rule),
                (None, Some(before)) => survey.count_gap(before, &block),
            }
            survey.count_address(&block, before.is_none());
            survey.habit.note(before.as_ref().map(|block| block.text), block.text);
            survey.note_numbers(&block, stands_free);
            survey.blocks += 1;
            before = Some(block);
        }
        survey
    }

    fn count_rule(&mut self, rule: Rule) {
        match self.rules.iter_mut().find(|(known, _)| *known == rule) {
            Some((_, count)) => *count += 1,
            None => self.rules.push((rule, 1)),
        }
    }

    fn count_gap(&mut self, before: &Block, block: &Block) {
        if block.gap > 0 {
            self.gaps[block.gap.min(3) - 1] += 1;
        }
        if block.gap > 1 {
            self.torn += usize::from(sentences::joint(before.text, block.text, true).is_some());
        }
    }

    fn count_address(&mut self, block: &Block, is_first: bool) {
        let is_address = addresses::is_address_line(block.text);
        self.addresses += usize::from(is_address);
        self.labelled += usize::from(is_address && block.text.starts_with('['));
        self.opens_with_address |= is_first && is_address;
        self.closes_with_address = is_address;
    }

    fn note_numbers(&mut self, block: &Block, stands_free: bool) {
        let before = numbering::before(block.text).filter(|(style, _)| stands_free || *style == Style::Slash);
        let after = numbering::after(block.text).map(|written| (Style::SlashAfter, written));
        for (style, (number, total)) in before.into_iter().chain(after) {
            let mark = Mark { number, total, at: block.at, block: self.blocks as u32 };
            self.marks[style as usize].push(mark);
        }
    }

    /// Whether so many posts may be made of all the blocks.
    fn is_plausible(&self, posts: usize) -> bool {
        match posts {
            0 | 1 => false,
            2 => self.blocks <= BLOCKS_PER_HALF * 2,
            _ => self.blocks <= BLOCKS_PER_POST.0 * posts,
        }
    }

    fn rules(&self) -> Option<(Plan, usize)> {
        // The first of those that are most frequent.
        let (rule, count) = self.rules.iter().rev().max_by_key(|(_, count)| *count)?;
        let posts = count + 1;
        self.is_plausible(posts).then_some((Plan::Rules(*rule), posts))
    }

    /// Gaps of two blank lines or more, where they stand out against others; gaps that are all alike must not tear
    /// sentences.
    fn gaps(&self) -> Option<(Plan, usize)> {
        let [narrow, double, wide] = self.gaps;
        let wider =
            |least, posts| Some((Plan::Gaps(least), posts)).filter(|(_, posts)| self.is_plausible(*posts));
        if wide >= 2 && wide >= double && narrow + double > 0 {
            return wider(3, wide + 1);
        }
        if narrow > 0 || self.torn == 0 {
            return wider(2, double + wide + 1).filter(|_| double + wide > 0);
        }
        None
    }

    fn addresses(&self, has_source: bool) -> Option<(Plan, usize)> {
        let addresses = self.addresses + usize::from(has_source);
        let above = has_source || self.opens_with_address;
        let words = self.blocks - self.addresses;
        let is_told = self.labelled > 0 && self.labelled == addresses;
        let is_kept = (addresses >= 2 || is_told)
            && (above || self.closes_with_address || is_told)
            && (words <= addresses * BLOCKS_PER_HALF || is_told)
            && words * 2 >= addresses;
        is_kept.then_some((Plan::Addresses { below: !above }, addresses))
    }

    /// The series of numbers that explains most, how many there are, and their style.
    fn numbers(&self) -> Option<(Plan, usize, Style)> {
        let found = Style::ALL.into_iter().filter_map(|style| {
            let series = numbering::series(&self.marks[style as usize]);
            self.is_series(&series, style).then_some((style, series))
        });
        let (style, series) = found
            .rev()
            .max_by_key(|(style, series)| (series.len(), usize::MAX - self.oddities(*style, series)))?;
        let count = series.len();
        let mut offsets: Vec<usize> = series.iter().map(|mark| mark.at).collect();
        if style != Style::SlashAfter {
            return Some((Plan::NumbersBefore(offsets), count, style));
        }
        // The first post has no number then; its first block is all that is certain of it.
        if series[0].number == 2 && series[0].block > 0 {
            offsets.insert(0, 0);
        }
        Some((Plan::NumbersAfter(offsets), count, style))
    }

    /// What would be odd about a series: decides whether numbers on lines of their own belong to the text above them or
    /// below.
    fn oddities(&self, style: Style, series: &[Mark]) -> usize {
        let [first, .., last] = series else { return 0 };
        let tail = self.blocks - 1 - last.block as usize;
        if style == Style::SlashAfter {
            let goes_on_after_end = tail > 0 && last.number == last.total;
            return usize::from(tail > 0)
                + usize::from(goes_on_after_end) * 2
                + usize::from(first.number > 1);
        }
        let after = self.marks[Style::SlashAfter as usize].last();
        let ends_without_text = tail == 0 && after.is_some_and(|after| after.block == last.block);
        usize::from(first.block > 0 && first.number <= 1) + usize::from(ends_without_text) * 2
    }

    fn is_series(&self, series: &[Mark], style: Style) -> bool {
        let (Some(first), Some(last)) = (series.first(), series.last()) else { return false };
        let agrees = first.total > 0 && last.total == first.total;
        let opens = first.number <= 1 && (first.block == 0 || style == Style::SlashAfter);
        let fewest = if style.is_strong() && (agrees || opens) { 2 } else { 3 };
        let blocks_each = if style.is_strong() { BLOCKS_PER_POST.0 } else { BLOCKS_PER_POST.1 };
        let (lead, tail) = (first.block as usize, self.blocks - 1 - last.block as usize);
        let reach = self.blocks - lead - tail;
        let reaches =
            reach * 100 >= self.blocks * REACH || (lead <= BLOCKS_PER_HALF && tail <= BLOCKS_PER_HALF);
        series.len() >= fewest && self.blocks <= blocks_each * series.len() && reaches
    }

    /// A text without blank lines, whose lines end as sentences do: whoever kept it began a new line for each post.
    fn is_one_block_of_lines(&self, body: &str) -> bool {
        self.gaps == [0; 3] && self.rules.is_empty() && sentences::are_lines_whole(body)
    }
}
