//! What is known of words beforehand: classes learnt without labels, how often they are capitalised, lists that have
//! them. The tables are read in place out of the model's bytes.

use super::table::Table;

/// Bits beside those of the lists.
const BEGINS_PHRASE: u16 = 1 << 15;
const JOINT: u16 = 1 << 14;
/// Buckets of use from which on four of five are in small letters.
const MOSTLY_SMALL: u16 = 13;
/// Buckets of rareness up to which a word is usual: some 5,000 words.
const EVERYDAY: u16 = 8;

/// What is known of a word; 0 stands for "unknown" everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its finest class by general text, from 1 to 1024; the coarser ones follow from it.
    pub class: u16,
    /// The class of some hundreds that its finest class belongs to.
    pub middle: u16,
    /// The class of some dozens that its finest class belongs to.
    pub coarse: u16,
    /// Its finest class by posts, from 1 to 1024.
    pub post_class: u16,
    /// Its middle class by posts, from 1 to 256.
    pub post_middle: u16,
    /// Its coarsest class by posts, from 1 to 64.
    pub post_coarse: u16,
    /// How often it is in small letters, capitalised, in capitals: a bucket below 16.
    pub case: u16,
    /// How rare it is: a bucket below 16.
    pub rank: u16,
    /// The lists that have it, a bit for each of 14.
    pub lists: u16,
    /// How much its use in general text is like that of names of people, organisations and places: from 1 to 8 each.
    pub leanings: [u16; 3],
    /// Whether a phrase of the lists begins with it.
    pub begins_phrase: bool,
    /// Whether it joins the words of a name, as *of* does.
    pub is_joint: bool,
}

/// Lists of names and of words that stand in names, by their bits; the trainer reads them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// First names.
    Given,
    /// Surnames.
    Surnames,
    /// Countries.
    Countries,
    /// Cities and towns.
    Cities,
    /// States, districts, seas, landmarks.
    Regions,
    /// Companies.
    Companies,
    /// Bodies of states and others.
    Bodies,
    /// Newspapers, stations, publishers.
    Media,
    /// Clubs and bands.
    Teams,
    /// Words that end the names of organisations: `bank`, `photonics`.
    BodyWords,
    /// Words that end the names of places: `street`.
    PlaceWords,
    /// Titles and professions.
    Titles,
    /// Goods.
    Products,
    /// Words such as `Russian`.
    Adjectives,
}

impl Entry {
    /// Whether a list has it.
    pub fn is_in(&self, list: List) -> bool {
        self.lists >> (list as u16) & 1 == 1
    }

    /// Whether it is written in small letters nearly always.
    pub fn is_small(&self) -> bool {
        self.case >= MOSTLY_SMALL
    }

    /// Whether it is a word that everybody uses.
    pub fn is_everyday(&self) -> bool {
        self.is_small() || (1..=EVERYDAY).contains(&self.rank)
    }

    /// Bytes of a packed entry.
    pub const SIZE: usize = 10;

    /// The entry that was packed into `bytes`, without what follows from its finest class.
    fn unpack(bytes: [u8; Self::SIZE]) -> Self {
        let field = |at: usize| u16::from_le_bytes([bytes[at * 2], bytes[at * 2 + 1]]);
        let [class, post, coarser, lists, leanings] = std::array::from_fn(field);
        Self {
            class: class & 0x7ff,
            rank: class >> 11 & 15,
            post_class: post & 0x7ff,
            case: post >> 11 & 15,
            post_middle: coarser & 0x1ff,
            post_coarse: coarser >> 9,
            lists: lists & !(BEGINS_PHRASE | JOINT),
            leanings: [leanings & 15, leanings >> 4 & 15, leanings >> 8 & 15],
            begins_phrase: lists & BEGINS_PHRASE != 0,
            is_joint: lists & JOINT != 0,
            ..Self::default()
        }
    }

    /// Its bytes in the table; reading them gives the entry again.
    pub fn pack(&self) -> [u8; Self::SIZE] {
        let marks = u16::from(self.begins_phrase) * BEGINS_PHRASE + u16::from(self.is_joint) * JOINT;
        let [person, organisation, place] = self.leanings;
        let fields = [
            self.class | self.rank << 11,
            self.post_class | self.case << 11,
            self.post_middle | self.post_coarse << 9,
            self.lists | marks,
            person | organisation << 4 | place << 8,
        ];
        let mut bytes = [0; Self::SIZE];
        for (pair, field) in bytes.chunks_exact_mut(2).zip(fields) {
            pair.copy_from_slice(&field.to_le_bytes());
        }
        bytes
    }
}

/// The table of single words.
#[derive(Clone, Copy, Debug)]
pub struct Words<'m> {
    table: Table<'m>,
    /// For each finest class, the middle and the coarse one.
    coarser: &'m [u8],
}

impl<'m> Words<'m> {
    /// `coarser` has two bytes for each finest class, from class 1: its middle and its coarse class, less one.
    pub fn new(table: Table<'m>, coarser: &'m [u8]) -> Self {
        Self { table, coarser }
    }

    /// What is known of the word with this hash.
    pub fn get(&self, hash: u64) -> Entry {
        let Some(value) = self.table.get(Table::key(hash)) else { return Entry::default() };
        let mut entry = Entry::unpack(value.whole());
        let at = usize::from(entry.class) * 2;
        if let Some(&[middle, coarse]) = at.checked_sub(2).and_then(|from| self.coarser.get(from..at)) {
            entry.middle = u16::from(middle) + 1;
            entry.coarse = u16::from(coarse) + 1;
        }
        entry
    }
}

/// The table of phrases: names of several words that a list has.
#[derive(Clone, Copy, Debug)]
pub struct Phrases<'m>(pub Table<'m>);

impl Phrases<'_> {
    /// The lists that have the phrase with this hash, a bit for each.
    pub fn get(&self, hash: u64) -> Option<u16> {
        self.0.get(Table::key(hash)).map(|lists| u16::from_le_bytes(lists.whole()))
    }
}
