//! What the model sees of a token: a list of numbers, each of which stands for one observation ("the word before is
//! *in*", "ends in *-burg*", "a list of surnames has it").
//!
//! An observation is hashed to 32 bits as it is made; no string is built for it. Training and reading go through this
//! file alike, so that both see the same. It knows nothing of weights.

use super::tokens::{Sort, Token};
use super::words::{Entry, Phrases, Words};

/// Letters of a word that are looked at one by one; of longer words the first of them, and the last for endings.
const LETTERS: usize = 24;
/// Tokens of the longest phrase that a list may hold.
const PHRASE: usize = 5;

/// Starts a hash of text.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// Adds `value` to a hash.
const fn mix(hash: u64, value: u64) -> u64 {
    let hash = (hash ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The hash by which words and phrases are found in the tables, of text in small letters.
pub fn hash(lower: &str) -> u64 {
    lower.chars().fold(BASIS, |hash, c| mix(hash, u64::from(c)))
}

/// The hash of a phrase: of its words' hashes.
pub fn hash_phrase(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(BASIS ^ 1, mix)
}

/// How a word is spelled, as far as case goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Case {
    /// No letters that have case.
    #[default]
    None,
    Lower,
    /// The first letter only.
    Title,
    /// All letters, two or more.
    Upper,
    /// One letter, a capital.
    Single,
    /// A capital first, and others within.
    Mixed,
    /// A small letter first, capitals within.
    Inner,
}

/// All that is found out about a token before its neighbours are looked at.
#[derive(Clone, Debug, Default)]
struct Look {
    exact: u64,
    lower: u64,
    shape: u64,
    short_shape: u64,
    prefixes: [u64; 4],
    suffixes: [u64; 4],
    trigrams: (u32, u32),
    length: u8,
    case: Case,
    sort: u64,
    entry: Entry,
    /// Lists that have it as part of a phrase, and where in the phrase it stands.
    phrase: u16,
    phrase_place: u8,
    /// First and last token of the run of capitalised words that it stands in; itself if in none.
    run: (u32, u32),
    ends_sentence: bool,
    quoted: bool,
}

/// How a line is written as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Style {
    /// 0: no capitals, 1: as usual, 2: most words capitalised, 3: all in capitals.
    case: u64,
}

/// Observes the tokens of one line after another. Keeps its buffers.
#[derive(Debug, Default)]
pub struct Observer {
    looks: Vec<Look>,
    trigrams: Vec<u64>,
    style: Style,
}

/// The token before the first and after the last.
const EDGE: u64 = 7;

impl Observer {
    /// Looks at `tokens`, which stand in `text`.
    pub fn look(&mut self, text: &str, tokens: &[Token], words: &Words, phrases: &Phrases) {
        self.looks.clear();
        self.trigrams.clear();
        for token in tokens {
            let look = self.see(&text[token.range()], token.sort, words);
            self.looks.push(look);
        }
        self.style = self.style();
        self.mark_runs();
        self.mark_phrases(phrases);
        self.mark_quotes(text, tokens);
    }

    /// Whether token `i` is the last of a phrase that a list has.
    pub(super) fn ends_phrase(&self, i: usize) -> bool {
        self.looks.get(i).is_some_and(|look| look.phrase_place == 3)
    }

    fn see(&mut self, token: &str, sort: Sort, words: &Words) -> Look {
        let mut look =
            Look { exact: BASIS, lower: BASIS, shape: BASIS, short_shape: BASIS, ..Look::default() };
        look.sort = sort as u64;
        let stand_in = match sort {
            Sort::Link => "http",
            Sort::Handle => "<user>",
            _ => token,
        };
        let mut head = ['\0'; LETTERS];
        let (mut count, mut upper, mut lower_count, mut last_class) = (0_usize, 0_usize, 0_usize, '\0');
        let mut first_upper = false;
        for c in stand_in.chars() {
            let c = if matches!(c, '’' | '‘') { '\'' } else { c };
            let class = shape_of(c);
            let small = small(c);
            look.exact = mix(look.exact, u64::from(c));
            look.lower = mix(look.lower, u64::from(small));
            if count < LETTERS {
                head[count] = small;
                look.shape = mix(look.shape, u64::from(class));
            }
            if class != last_class && count < LETTERS {
                look.short_shape = mix(look.short_shape, u64::from(class));
                last_class = class;
            }
            upper += usize::from(class == 'X');
            lower_count += usize::from(class == 'x');
            first_upper |= count == 0 && class == 'X';
            count += 1;
        }
        look.length = count.min(12) as u8;
        look.case = match (first_upper, upper, lower_count) {
            (_, 0, 0) => Case::None,
            (_, 0, _) => Case::Lower,
            (true, 1, 0) => Case::Single,
            (true, 1, _) => Case::Title,
            (_, _, 0) => Case::Upper,
            (true, ..) => Case::Mixed,
            (false, ..) => Case::Inner,
        };
        look.entry = match stand_in.strip_prefix('#') {
            Some(tag) if sort == Sort::Hashtag => {
                words.get(tag.chars().fold(BASIS, |hash, c| mix(hash, u64::from(small(c)))))
            }
            _ => words.get(look.lower),
        };
        let is_word = matches!(sort, Sort::Word | Sort::Hashtag | Sort::Number | Sort::Unspaced);
        if is_word {
            self.spell(&mut look, &head[..count.min(LETTERS)], stand_in, count);
        }
        look.ends_sentence = matches!(token, "." | "!" | "?" | "…" | ":" | "..." | "!!" | "!!!" | "—" | "|");
        look
    }

    /// Beginnings, endings and trigrams.
    fn spell(&mut self, look: &mut Look, head: &[char], token: &str, count: usize) {
        let mut hash = BASIS;
        for (length, c) in head.iter().take(4).enumerate() {
            hash = mix(hash, u64::from(*c));
            look.prefixes[length] = hash;
        }
        hash = BASIS;
        for (length, c) in token.chars().rev().take(4).enumerate() {
            let c = if c == '’' { '\'' } else { small(c) };
            hash = mix(hash, u64::from(c));
            look.suffixes[length] = hash;
        }
        let start = self.trigrams.len() as u32;
        if count >= 3 {
            self.trigrams.extend(
                head.windows(3)
                    .map(|c| mix(mix(mix(BASIS, u64::from(c[0])), u64::from(c[1])), u64::from(c[2]))),
            );
        }
        look.trigrams = (start, self.trigrams.len() as u32);
    }

    fn style(&self) -> Style {
        let (mut words, mut lower, mut title, mut upper) = (0, 0, 0, 0);
        for look in self.looks.iter().filter(|look| look.sort == Sort::Word as u64) {
            words += 1;
            match look.case {
                Case::Lower => lower += 1,
                Case::Title | Case::Mixed => title += 1,
                Case::Upper => upper += 1,
                _ => {}
            }
        }
        let case = if upper * 10 > words * 6 && words > 2 {
            3
        } else if (title + upper) * 10 > words * 6 && words > 4 {
            2
        } else {
            u64::from(title + upper > 0 || lower <= 2)
        };
        Style { case }
    }

    fn is_capitalised(&self, i: usize) -> bool {
        let look = &self.looks[i];
        look.sort == Sort::Word as u64
            && matches!(look.case, Case::Title | Case::Upper | Case::Mixed | Case::Single | Case::Inner)
    }

    /// Runs of capitalised words, over a single `of`, `the`, `and`, `&`, `de` … between two of them.
    fn mark_runs(&mut self) {
        let mut i = 0;
        while i < self.looks.len() {
            let start = i;
            if !self.is_capitalised(i) {
                self.looks[i].run = (i as u32, i as u32);
                i += 1;
                continue;
            }
            let mut last = i;
            while last + 1 < self.looks.len() {
                if self.is_capitalised(last + 1) {
                    last += 1;
                } else if last + 2 < self.looks.len()
                    && self.looks[last + 1].entry.is_joint
                    && self.is_capitalised(last + 2)
                {
                    last += 2;
                } else {
                    break;
                }
            }
            for look in &mut self.looks[start..=last] {
                look.run = (start as u32, last as u32);
            }
            i = last + 1;
        }
    }

    /// Finds the longest phrases of the lists, from left to right.
    fn mark_phrases(&mut self, phrases: &Phrases) {
        let mut i = 0;
        while i < self.looks.len() {
            let mut found = None;
            if self.looks[i].entry.begins_phrase {
                let mut hash = BASIS ^ 1;
                for j in i..self.looks.len().min(i + PHRASE) {
                    hash = mix(hash, self.looks[j].lower);
                    if j > i
                        && let Some(lists) = phrases.get(hash)
                    {
                        found = Some((j, lists));
                    }
                }
            }
            let Some((last, lists)) = found else {
                i += 1;
                continue;
            };
            for j in i..=last {
                self.looks[j].phrase = lists;
                self.looks[j].phrase_place = if j == i {
                    1
                } else if j == last {
                    3
                } else {
                    2
                };
            }
            i = last + 1;
        }
    }

    fn mark_quotes(&mut self, text: &str, tokens: &[Token]) {
        let mut open = false;
        for (look, token) in self.looks.iter_mut().zip(tokens) {
            match &text[token.range()] {
                "\"" => open = !open,
                "“" | "«" => open = true,
                "”" | "»" => open = false,
                _ => look.quoted = open,
            }
        }
    }

    /// Puts the observations about token `i` into `into`, after emptying it. Gives the ends of the groups: the word
    /// itself, its shape, its neighbours, classes, the run of capitals, lists.
    pub fn observe(&self, i: usize, into: &mut Vec<u32>) -> [usize; 6] {
        into.clear();
        let nothing =
            Look { lower: EDGE, exact: EDGE, shape: EDGE, short_shape: EDGE, sort: 99, ..Look::default() };
        let near =
            |offset: isize| i.checked_add_signed(offset).and_then(|j| self.looks.get(j)).unwrap_or(&nothing);
        let around = [near(-2), near(-1), near(0), near(1), near(2)];
        let mut ends = [0; 6];
        for (group, end) in ends.iter_mut().enumerate() {
            let mut notes = Notes { into, at: group as u64 * 64 };
            match group {
                0 => self.observe_word(&mut notes, around[2]),
                1 => observe_shape(&mut notes, around, self.style),
                2 => observe_context(&mut notes, around, [near(-3), near(3)]),
                3 => observe_classes(&mut notes, around, self.style),
                4 => self.observe_run(&mut notes, i),
                _ => observe_lists(&mut notes, around, self.style),
            }
            *end = into.len();
        }
        ends
    }

    fn observe_word(&self, notes: &mut Notes, this: &Look) {
        notes.add(1);
        notes.add(this.lower);
        notes.add(this.exact);
        for affix in this.prefixes.iter().chain(&this.suffixes) {
            notes.add(*affix);
        }
        for trigram in &self.trigrams[this.trigrams.0 as usize..this.trigrams.1 as usize] {
            notes.add_same(*trigram);
        }
        notes.at += 1;
        notes.add(mix(this.suffixes[2], this.short_shape));
        notes.add(mix(this.suffixes[3], this.case as u64));
    }

    /// The run of capitals that the token stands in, and what stands around the run.
    fn observe_run(&self, notes: &mut Notes, i: usize) {
        let this = &self.looks[i];
        let (first, last) = (this.run.0 as usize, this.run.1 as usize);
        let length = (last - first + 1).min(5) as u64;
        let place = if first == last {
            0
        } else if i == first {
            1
        } else if i == last {
            2
        } else {
            3
        };
        let capitalised = self.is_capitalised(first);
        notes.add(mix(mix(length, place), u64::from(capitalised)));
        notes.add(mix(mix(length, place), mix(this.case as u64, self.style.case)));
        if !capitalised {
            return;
        }
        let at = |j: Option<usize>| j.and_then(|j| self.looks.get(j)).map_or(EDGE, |look| look.lower);
        let class = |j: Option<usize>| {
            j.and_then(|j| self.looks.get(j)).map_or(999, |look| u64::from(look.entry.middle))
        };
        let (head, end) = (&self.looks[first], &self.looks[last]);
        let (previous, next) = (first.checked_sub(1), Some(last + 1));
        notes.add(at(previous));
        notes.add(at(next));
        notes.add(mix(class(previous), place));
        notes.add(mix(class(next), place));
        notes.add(mix(class(previous), class(next)));
        let mut sums = [0; 3];
        for look in &self.looks[first..=last.min(first + 8)] {
            for (sum, leaning) in sums.iter_mut().zip(look.entry.leanings) {
                *sum += u64::from(leaning);
            }
        }
        let sums = sums.map(|sum| sum * 2 / (last.min(first + 8) - first + 1) as u64);
        for (kind, sum) in sums.iter().enumerate() {
            notes.add(mix(mix(*sum, kind as u64), place));
        }
        notes.add(mix(mix(sums[0] / 2, sums[1] / 2), mix(sums[2] / 2, place)));
        if first != last {
            notes.add(mix(head.lower, place));
            notes.add(mix(end.lower, place));
            notes.add(mix(u64::from(end.entry.middle), place));
            notes.add(mix(u64::from(head.entry.middle), place));
            notes.add(mix(mix(u64::from(head.entry.lists), u64::from(end.entry.lists)), place));
            notes.add(mix(mix(u64::from(head.entry.coarse), u64::from(end.entry.coarse)), place));
        }
    }
}

/// Observations being noted down, each under the number of its question.
struct Notes<'v> {
    into: &'v mut Vec<u32>,
    at: u64,
}

impl Notes<'_> {
    /// Notes `value` as the answer to the next question.
    fn add(&mut self, value: u64) {
        self.at += 1;
        self.add_same(value);
    }

    /// Notes one more answer to the same question.
    fn add_same(&mut self, value: u64) {
        self.into.push((mix(mix(value, self.at), 0x5bd1) >> 32) as u32);
    }

    fn skip(&mut self) {
        self.at += 1;
    }
}

fn observe_shape(notes: &mut Notes, near: [&Look; 5], style: Style) {
    let [before2, before, this, after, after2] = near;
    let case = |look: &Look| look.case as u64;
    notes.add(this.shape);
    notes.add(this.short_shape);
    notes.add(mix(before.short_shape, 0));
    notes.add(mix(after.short_shape, 0));
    notes.add(mix(before.short_shape, this.short_shape));
    notes.add(mix(this.short_shape, after.short_shape));
    notes.add(mix(mix(before.short_shape, this.short_shape), after.short_shape));
    notes.add(mix(mix(mix(case(before2), case(before)), case(this)), mix(case(after), case(after2))));
    notes.add(mix(case(this), style.case));
    notes.add(mix(mix(case(this), style.case), u64::from(this.entry.case)));
    notes.add(mix(mix(case(this), u64::from(this.entry.case)), u64::from(this.entry.rank)));
    notes
        .add(mix(mix(case(this), case(after)), mix(u64::from(this.entry.case), u64::from(after.entry.case))));
    notes.add(mix(
        mix(case(before), case(this)),
        mix(u64::from(before.entry.case), u64::from(this.entry.case)),
    ));
    notes.add(mix(u64::from(this.length), case(this)));
    let opens = before.lower == EDGE || before.ends_sentence;
    notes.add(mix(u64::from(opens), case(this)));
    notes.add(mix(mix(u64::from(opens), case(this)), u64::from(this.entry.case)));
    notes.add(mix(mix(u64::from(opens), case(this)), case(after)));
    notes.add(mix(u64::from(this.quoted), case(this)));
    notes.add(mix(this.sort, mix(before.sort, after.sort)));
}

fn observe_context(notes: &mut Notes, near: [&Look; 5], far: [&Look; 2]) {
    let [before2, before, this, after, after2] = near;
    notes.add(before.lower);
    notes.add(after.lower);
    notes.add(before2.lower);
    notes.add(after2.lower);
    notes.add(mix(before.lower, this.lower));
    notes.add(mix(this.lower, after.lower));
    notes.add(mix(before2.lower, before.lower));
    notes.add(mix(after.lower, after2.lower));
    notes.add(mix(before.lower, this.case as u64));
    notes.add(mix(after.lower, this.case as u64));
    notes.add(mix(before.lower, after.lower));
    notes.add(before.suffixes[2]);
    notes.add(after.suffixes[2]);
    for look in [before2, before, far[0]] {
        notes.add_same(look.lower);
    }
    notes.skip();
    for look in [after, after2, far[1]] {
        notes.add_same(look.lower);
    }
}

fn observe_classes(notes: &mut Notes, near: [&Look; 5], style: Style) {
    let [before2, before, this, after, after2] = near;
    let case = this.case as u64;
    for look in near {
        let entry = &look.entry;
        notes.add(u64::from(entry.class));
        notes.add(u64::from(entry.middle));
        notes.add(u64::from(entry.coarse));
        notes.add(u64::from(entry.post_class));
        notes.add(u64::from(entry.post_middle));
        notes.add(u64::from(entry.post_coarse));
    }
    let middle = |look: &Look| u64::from(look.entry.middle);
    let coarse = |look: &Look| u64::from(look.entry.coarse);
    let post = |look: &Look| u64::from(look.entry.post_coarse);
    notes.add(mix(u64::from(this.entry.class), case));
    notes.add(mix(middle(this), mix(case, style.case)));
    notes.add(mix(u64::from(this.entry.post_middle), case));
    notes.add(mix(coarse(before), coarse(this)));
    notes.add(mix(coarse(this), coarse(after)));
    notes.add(mix(mix(coarse(before), coarse(this)), coarse(after)));
    notes.add(mix(post(before), post(this)));
    notes.add(mix(post(this), post(after)));
    notes.add(mix(middle(before), middle(after)));
    notes.add(mix(mix(coarse(before2), coarse(before)), case));
    notes.add(mix(mix(coarse(after), coarse(after2)), case));
    notes.add(mix(mix(middle(before), middle(this)), case));
    notes.add(mix(mix(middle(this), middle(after)), case));
    notes.add(mix(u64::from(this.entry.rank), case));
    notes.add(mix(mix(u64::from(this.entry.rank), case), style.case));
    observe_leanings(notes, near, style);
}

/// What a word's use in general text makes likely.
fn observe_leanings(notes: &mut Notes, near: [&Look; 5], style: Style) {
    let [before2, before, this, after, after2] = near;
    let case = mix(this.case as u64, style.case);
    let of = |look: &Look, kind: usize| u64::from(look.entry.leanings[kind]);
    let all = |look: &Look| look.entry.leanings.iter().fold(0, |sum, leaning| sum * 16 + u64::from(*leaning));
    // Halved: unknown, hardly, perhaps, likely, surely.
    let rough = |look: &Look| {
        look.entry.leanings.iter().fold(0, |sum, leaning| sum * 8 + u64::from(leaning.div_ceil(2)))
    };
    for kind in 0..3 {
        notes.add(mix(of(this, kind), this.case as u64));
        notes.add(of(before, kind));
        notes.add(of(after, kind));
        notes.add(mix(mix(of(before, kind), of(this, kind)), mix(before.case as u64, this.case as u64)));
        notes.add(mix(mix(of(this, kind), of(after, kind)), mix(this.case as u64, after.case as u64)));
    }
    notes.add(mix(all(this), case));
    notes.add(mix(rough(this), case));
    notes.add(mix(rough(this), u64::from(this.entry.case)));
    notes.add(mix(mix(rough(before), rough(this)), case));
    notes.add(mix(mix(rough(this), rough(after)), case));
    notes.add(mix(rough(before2), case));
    notes.add(mix(rough(after2), case));
}

fn observe_lists(notes: &mut Notes, near: [&Look; 5], style: Style) {
    let [_, before, this, after, _] = near;
    let case = this.case as u64;
    for look in [before, this, after] {
        notes.skip();
        for bit in (0..16).filter(|bit| look.entry.lists >> bit & 1 == 1) {
            notes.add_same(bit);
            notes.add_same(mix(bit + 100, case));
        }
    }
    notes.add(mix(u64::from(this.entry.lists), case));
    notes.add(mix(u64::from(this.entry.lists), mix(case, style.case)));
    notes.add(mix(u64::from(before.entry.lists), u64::from(this.entry.lists)));
    notes.add(mix(u64::from(this.entry.lists), u64::from(after.entry.lists)));
    notes.add(mix(mix(u64::from(before.entry.lists), u64::from(this.entry.lists)), case));
    notes.add(mix(mix(u64::from(this.entry.lists), u64::from(after.entry.lists)), case));
    notes.skip();
    if this.phrase != 0 {
        for bit in (0..16).filter(|bit| this.phrase >> bit & 1 == 1) {
            notes.add_same(mix(bit, u64::from(this.phrase_place)));
            notes.add_same(mix(mix(bit, u64::from(this.phrase_place)), case + 10));
        }
    }
    notes.add(mix(u64::from(after.phrase), u64::from(after.phrase_place == 1)));
    notes.add(mix(u64::from(before.phrase), u64::from(before.phrase_place == 3)));
}

/// A letter in its small form, where that is one letter.
fn small(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(small), None) => small,
        _ => c,
    }
}

/// What a character is in the shape of a word.
fn shape_of(c: char) -> char {
    if c.is_uppercase() {
        'X'
    } else if c.is_lowercase() {
        'x'
    } else if c.is_numeric() {
        'd'
    } else if c.is_alphabetic() {
        'o'
    } else if c.is_ascii() {
        c
    } else {
        's'
    }
}
