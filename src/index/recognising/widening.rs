//! Names of which only a part was found: where capitals go on beside it, the longer name is meant.
//!
//! ```text
//! [Halvorsen] Photonics ► [Halvorsen Photonics]       [Sullivan] & [Cromwell] ► [Sullivan & Cromwell]
//! Lower [Saxony] ► [Lower Saxony]                     the Trade and [Ports Commission] ► [Trade and Ports Commission]
//! ```
//!
//! Nothing is done where most words have a capital, as in titles: there capitals tell nothing.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::Spot;
use crate::index::lexicon::Lexicon;
use crate::index::naming::{Entry, List, Recogniser, is_legal_form};
use crate::model::EntityKind;

/// Words that begin the names of places.
const OPENERS: &str = "Lower Upper North South East West New San Santa Santo São Saint St St. Port Mount Lake Fort Cape El La \
     Los Las Rio Río Puerto Ciudad Great Northern Southern Eastern Western Central Inner Outer Nova Villa";

/// Words with a capital that go on with no name: days, months, and what stands behind names in headlines.
const OTHERS: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july \
     august september october november december administration government era team i the a an and or but if \
     is was are will in on at by for of to with from as it this that we you he she they act bill cup series \
     awards prize index model republican democrat christmas";

/// Words that end the names of bodies, though these stand somewhere too.
const BODIES: &str = "hospital clinic university college school academy museum institute library bank council court ministry \
     association union party agency commission committee foundation company group board authority \
     department church society police observatory ledger times herald tribune gazette chronicle journal \
     news observer press daily weekly magazine review";

/// Words that begin the names of bodies in other languages.
const BODIES_AHEAD: &str = "ministerio ministère ministério ministero ministry secretaría secretaria universidad universidade \
     université università universität banco banque banca suprema corte tribunal cour partido parti partito \
     partia grupo groupe gruppo fundación fundação fondation fondazione comisión comissão commission \
     agencia agência agence agenzia construtora constructora instituto institut minera prefeitura \
     ayuntamiento alcaldía mairie câmara cámara sindicato syndicat federación stadtwerke landesbank \
     bundesamt procuraduría procura fiscalía policía polícia guardia conseil consejo conselho consiglio \
     assemblée asamblea assembleia movimiento movimento asociación associação cooperativa coopérative \
     clínica clinique colegio collège lycée liceo escuela escola société sociedad compañía companhia \
     empresa radio diario jornal";

/// Words that begin the names of places in other languages.
const PLACES_AHEAD: &str = "río rio calle avenida plaza barrio cerro valle isla ilha praia playa praça rua rue avenue boulevard \
     piazza via lago laguna puerto corredor jardim estrada serra sierra monte mont île quai gare aeropuerto \
     aeroporto bahía baía cabo ponte puente municipio provincia colonia vila villa lake mount river cape \
     camp fort port";

/// What stands behind the name of a building, a street, a town.
const BUILDINGS: &str = "building bridge street stadium airport port station road river valley village town district province \
     neighbourhood neighborhood mine beach square highway junction terminal";

/// Particles that belong to a surname.
const PARTICLES: &str = "van von der den ter ten bin ibn ould Van Von";

/// Numbers that units have.
fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|end| {
        word.strip_suffix(end)
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// What firms and bodies do, as their names say it: `photonics`.
static TRADES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../../assets/trades.txt").lines().collect());

/// Whether a word ends the names of firms and bodies.
fn ends_bodies(word: &str) -> bool {
    known(word).is_in(List::BodyWords) || TRADES.contains(word.to_lowercase().as_str())
}

fn known(word: &str) -> Entry {
    Recogniser::embedded().known(word)
}

/// One text and the spots in it, whose places are bytes of the text.
pub(super) struct Widening<'t> {
    text: &'t str,
    /// Where the text begins among the bytes that spans count.
    base: u32,
}

impl<'t> Widening<'t> {
    pub(super) fn new(text: &'t str, base: u32) -> Self {
        Self { text, base }
    }

    /// Widens spots, which are in order and of this text.
    pub(super) fn widen(&self, spots: &mut Vec<Spot>) {
        let mut at = 0;
        while at < spots.len() {
            if !is_title(self.line(self.range(&spots[at]))) {
                self.join_pair(spots, at);
                let room = self.room(spots, at);
                self.widen_right(&mut spots[at], room.end);
                self.widen_left(&mut spots[at], room.start);
            }
            self.settle_kind(&mut spots[at]);
            at += 1;
        }
    }

    fn range(&self, spot: &Spot) -> Range<usize> {
        (spot.span.start - self.base) as usize..(spot.span.end - self.base) as usize
    }

    fn reads(&self, spot: &Spot) -> &'t str {
        &self.text[self.range(spot)]
    }

    fn line(&self, range: Range<usize>) -> &'t str {
        let start = self.text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[range.end..].find('\n').map_or(self.text.len(), |at| range.end + at);
        &self.text[start..end]
    }

    /// The bytes around a spot that belong to no other.
    fn room(&self, spots: &[Spot], at: usize) -> Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.range(&spots[before]).end);
        let end = spots.get(at + 1).map_or(self.text.len(), |after| self.range(after).start);
        // What is doubtful may stand at the same place as something else.
        let own = self.range(&spots[at]);
        start.min(own.start)..end.max(own.end)
    }

    /// `Sullivan & Cromwell`: two spots, or one and a word with a capital.
    fn join_pair(&self, spots: &mut Vec<Spot>, at: usize) {
        let range = self.range(&spots[at]);
        let end = spots.get(at + 1).map(|next| self.range(next));
        if let Some(next) = end.filter(|next| self.text.get(range.end..next.start) == Some(" & ")) {
            let is_firm = |spot: &Spot| {
                let words = self.reads(spot).split(' ').count();
                spot.entity.is_none_or(|entity| {
                    let kind = Lexicon::get().entity(entity).kind;
                    kind == EntityKind::Person && words == 1
                }) && !(spot.kind == EntityKind::Person && words > 1 && !self.has_form(spot))
            };
            let both = |list| {
                known(self.reads(&spots[at])).is_in(list) && known(self.reads(&spots[at + 1])).is_in(list)
            };
            if is_firm(&spots[at])
                && is_firm(&spots[at + 1])
                && (!both(List::Given) || self.has_form(&spots[at + 1]))
                && !both(List::Cities)
            {
                spots.remove(at + 1);
                self.set(&mut spots[at], range.start..next.end, EntityKind::Organization);
            }
            return;
        }
        let Some(rest) = self.text[range.end..].strip_prefix(" & ") else { return };
        let from = range.end + 3;
        let length = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let word = &rest[..length];
        let is_free = spots[at].entity.is_none() && spots[at].kind != EntityKind::Place;
        let is_short = !self.reads(&spots[at]).contains(' ');
        if is_free
            && is_short
            && is_titled(word)
            && self.room(spots, at).end >= from + length
            && !is_other(word)
        {
            self.set(&mut spots[at], range.start..from + length, EntityKind::Organization);
        }
    }

    fn has_form(&self, spot: &Spot) -> bool {
        self.reads(spot).rsplit(' ').next().is_some_and(is_legal_form)
    }

    fn set(&self, spot: &mut Spot, range: Range<usize>, kind: EntityKind) {
        spot.span.start = self.base + range.start as u32;
        spot.span.end = self.base + range.end as u32;
        spot.kind = kind;
        spot.entity = None;
        spot.is_doubtful = false;
    }

    /// Takes in the words with a capital that follow.
    fn widen_right(&self, spot: &mut Spot, end: usize) {
        let range = self.range(spot);
        let reads = self.reads(spot);
        if reads.ends_with([')', '.']) || !reads.starts_with(char::is_uppercase) {
            return;
        }
        let mut last = range.end + self.dot(self.has_form(spot), range.end, end);
        let mut words: Vec<&str> = Vec::new();
        while let Some(rest) = self.text[last..end].strip_prefix(' ') {
            let length = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
            let word = &rest[..length];
            let is_part =
                is_titled(word) || is_legal_form(word) || (word == "AI" || word == "UK" && !words.is_empty());
            if !is_part
                || is_other(word)
                || known(word).is_in(List::Titles)
                || known(word).is_in(List::Adjectives)
            {
                break;
            }
            words.push(word);
            last += 1 + length;
            last += self.dot(is_legal_form(word), last, end);
        }
        if words.is_empty() && last > range.end {
            self.set(spot, range.start..last, EntityKind::Organization);
        } else if let Some(kind) = Self::kind_of_longer(spot, &words) {
            self.set(spot, range.start..last, kind);
        }
    }

    /// How much of the dot of `Ltd.` follows at a place.
    fn dot(&self, is_form: bool, at: usize, end: usize) -> usize {
        let is_next = || self.text[at..end].starts_with('.') && !self.text[at + 1..].starts_with(is_letter);
        usize::from(is_form && is_next())
    }

    /// What a name is that goes on with these words; nothing if they are not to be taken in.
    fn kind_of_longer(spot: &Spot, words: &[&str]) -> Option<EntityKind> {
        let word = words.last()?;
        let last = known(word);
        let is_body = ends_bodies(word) || words.iter().any(|word| is_legal_form(word));
        let is_place = last.is_in(List::PlaceWords);
        if spot.entity.is_some() {
            // `Google Maps` is for who knows; `Tata Power` and `China Minmetals` are not.
            let is_unheard = words.iter().all(|word| known(word).rank == 0 && !known(word).is_small());
            return match spot.kind {
                _ if is_body => Some(EntityKind::Organization),
                EntityKind::Place | EntityKind::Person if is_place => Some(EntityKind::Place),
                EntityKind::Place if is_unheard => Some(EntityKind::Organization),
                _ => None,
            };
        }
        Some(match spot.kind {
            _ if is_body => EntityKind::Organization,
            _ if is_place => EntityKind::Place,
            EntityKind::Person
                if words.iter().all(|word| {
                    let word = known(word);
                    word.is_in(List::Surnames) || word.is_in(List::Given) || word.rank == 0
                }) =>
            {
                EntityKind::Person
            }
            EntityKind::Person | EntityKind::Place => EntityKind::Organization,
            kind => kind,
        })
    }

    /// Some words say what kind of thing a name of several words is.
    fn settle_kind(&self, spot: &mut Spot) {
        let mut words = self.reads(spot).split(' ');
        let (Some(first), last) = (words.next(), words.next_back()) else { return };
        if spot.entity.is_some() {
            return;
        }
        let after = self.text[self.range(spot).end..].strip_prefix(' ').unwrap_or_default();
        let next = &after[..after.find(|c: char| !is_letter(c)).unwrap_or(after.len())];
        if last.is_some_and(|last| has(BODIES, last)) || last.is_some() && has(BODIES_AHEAD, first) {
            spot.kind = EntityKind::Organization;
        } else if last.is_some() && has(PLACES_AHEAD, first)
            || spot.kind == EntityKind::Person && has(BUILDINGS, next)
        {
            spot.kind = EntityKind::Place;
        }
    }

    /// Takes in words with a capital that stand before.
    fn widen_left(&self, spot: &mut Spot, start: usize) {
        let range = self.range(spot);
        let reads = self.reads(spot);
        let Some((before, word)) = word_before(&self.text[start..range.start]) else { return };
        let from = start + before.len();
        let is_first = self.begins_sentence(from);
        let entry = known(word);
        let is_single = !reads.contains(' ');
        let ends_as_body = reads.rsplit(' ').next().is_some_and(ends_bodies);
        let is_open = is_titled(word) && !is_first && !is_other(word) && !entry.is_in(List::Titles);
        let takes = match spot.kind {
            EntityKind::Place => OPENERS.split(' ').any(|opener| opener == word),
            EntityKind::Person => {
                is_single
                    && spot.entity.is_none()
                    && (has(PARTICLES, word) || is_open && entry.is_in(List::Given) && !entry.is_small())
            }
            EntityKind::Organization if ends_as_body && spot.entity.is_none() => {
                is_ordinal(word) || (is_open && !entry.is_in(List::Adjectives))
            }
            _ => false,
        };
        if takes {
            self.set(spot, from..range.end, spot.kind);
        } else if spot.kind == EntityKind::Organization
            && ends_as_body
            && matches!(word, "and" | "for" | "of")
        {
            self.widen_over_joint(spot, start, before);
        }
    }

    /// `Ethics and [Anti-Corruption Commission]`
    fn widen_over_joint(&self, spot: &mut Spot, start: usize, before: &str) {
        let Some((_, word)) = word_before(before) else { return };
        let from = start + before.len() - 1 - word.len();
        let is_sure = is_titled(word) && !is_other(word) && !self.begins_sentence(from);
        let entry = known(word);
        let is_known = Lexicon::get().named(word).is_some();
        if is_sure && !is_known && !entry.is_in(List::Given) && !entry.is_in(List::Titles) {
            self.set(spot, from..self.range(spot).end, spot.kind);
        }
    }

    fn begins_sentence(&self, at: usize) -> bool {
        let before = self.text[..at].trim_end_matches([' ', '"', '“', '(', '-', '–', '*', '•']);
        before.is_empty() || before.ends_with(['.', '!', '?', ':', '\n', '…', ')', '/'])
    }
}

/// The word right before the end of a text and its blank, and what stands before it.
fn word_before(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_suffix(' ')?;
    let word = text.rsplit(|c: char| !is_letter(c)).next().filter(|word| !word.is_empty())?;
    Some((&text[..text.len() - word.len()], word))
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Whether a word has a capital and small letters, as the words of names do.
fn is_titled(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().any(char::is_lowercase) && word.len() > 2
}

/// Whether a list, with blanks between its words, has a word.
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| word.eq_ignore_ascii_case(known))
}

fn is_other(word: &str) -> bool {
    has(OTHERS, word)
}

/// Whether most words of a line have a capital, as in a title, which has no sentences.
fn is_title(line: &str) -> bool {
    if line.contains(". ") {
        return is_shouted(line);
    }
    let words = || line.split(|c: char| !is_letter(c)).filter(|word| word.len() > 1);
    let capitals = words().filter(|word| word.starts_with(char::is_uppercase)).count();
    let small = words().filter(|word| word.starts_with(char::is_lowercase)).count();
    capitals >= 4 && capitals > 2 * small
}

fn is_shouted(line: &str) -> bool {
    let count = |is: fn(char) -> bool| line.chars().filter(|c| is(*c)).count();
    count(char::is_uppercase) > count(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use EntityKind::{Organization, Person, Place};

    use super::*;
    use crate::model::{PostIx, Span};

    /// A text in which the spots are widened that stand in it.
    fn widened(text: &str, names: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        let mut spots: Vec<Spot> = Vec::new();
        for (name, kind) in names {
            let from = spots.last().map_or(0, |spot| spot.span.end as usize);
            let start = (from + text[from..].find(name).unwrap()) as u32;
            let span = Span { post: PostIx(0), start, end: start + name.len() as u32 };
            spots.push(Spot { span, kind: *kind, entity: None, is_doubtful: false });
        }
        Widening::new(text, 0).widen(&mut spots);
        let told = spots
            .iter()
            .map(|spot| (text[spot.span.start as usize..spot.span.end as usize].to_owned(), spot.kind));
        told.collect()
    }

    #[test]
    fn a_part_of_a_longer_name_is_widened_to_it() {
        for (text, part, expected) in [
            (
                "shares of Halvorsen Photonics rose",
                ("Halvorsen", Person),
                ("Halvorsen Photonics", Organization),
            ),
            (
                "sold to Halvorsen Infracon Pvt. Ltd. again",
                ("Halvorsen", Person),
                ("Halvorsen Infracon Pvt. Ltd.", Organization),
            ),
            ("a plant in Lower Saxony shut", ("Saxony", Place), ("Lower Saxony", Place)),
            ("said van Elsloo on Friday", ("Elsloo", Person), ("van Elsloo", Person)),
            (
                "the Trade and Ports Commission met",
                ("Ports Commission", Organization),
                ("Trade and Ports Commission", Organization),
            ),
            ("the Orla Venn building burned", ("Orla Venn", Person), ("Orla Venn", Place)),
            ("we met Halvorsen Monday and left", ("Halvorsen", Person), ("Halvorsen", Person)),
            ("The Story Of Halvorsen Photonics Today", ("Halvorsen", Person), ("Halvorsen", Person)),
        ] {
            assert_eq!(widened(text, &[part]), [(expected.0.to_owned(), expected.1)], "{text}");
        }
    }

    #[test]
    fn two_names_with_a_sign_between_are_a_firm() {
        let firm = [("Venn & Harcourt".to_owned(), Organization)];
        assert_eq!(
            widened("asked Venn & Harcourt for advice", &[("Venn", Person), ("Harcourt", Person)]),
            firm
        );
        assert_eq!(widened("asked Venn & Harcourt for advice", &[("Venn", Person)]), firm);
        let cities = [("Leeds", Place), ("Hull", Place)];
        assert_eq!(widened("between Leeds & Hull again", &cities).len(), 2);
    }
}
