//! What of the words that the model took for a name is the name, by the conventions: no title, no article, no quotation
//! mark.
//!
//! ```text
//! Dr. Samuel Carter ► Samuel Carter        the Bank of England ► Bank of England
//! ```

use super::tokens::{Sort, Token};
use crate::model::EntityKind;

/// Titles and ranks, which are no part of a name.
const TITLES: &[&str] = &[
    "mr",
    "mr.",
    "mrs",
    "mrs.",
    "ms",
    "ms.",
    "dr",
    "dr.",
    "prof",
    "prof.",
    "professor",
    "president",
    "senator",
    "sen",
    "sen.",
    "rep.",
    "congressman",
    "governor",
    "gov",
    "gov.",
    "judge",
    "justice",
    "minister",
    "chancellor",
    "secretary",
    "mayor",
    "sheikh",
    "commander",
    "general",
    "gen.",
    "colonel",
    "col.",
    "captain",
    "capt.",
    "lt.",
    "sgt.",
    "sergeant",
    "admiral",
    "officer",
    "detective",
    "sheriff",
    "sir",
    "lord",
    "coach",
    "ceo",
    "pm",
];

/// What the law adds to the names of companies; it belongs to them.
pub(super) const LEGAL_FORMS: &[&str] = &[
    "Inc",
    "Inc.",
    "Corp",
    "Corp.",
    "Corporation",
    "Ltd",
    "Ltd.",
    "Limited",
    "LLC",
    "LLP",
    "PLC",
    "plc",
    "AG",
    "GmbH",
    "KG",
    "KGaA",
    "N.V.",
    "NV",
    "B.V.",
    "BV",
    "S.A.",
    "S.p.A.",
    "SpA",
    "ASA",
    "Oyj",
    "Pte",
    "Pte.",
    "Pty",
    "Pty.",
    "Co.",
    "SE",
    "S.r.l.",
    "srl",
    "SARL",
    "SAS",
    "S.A.S.",
    "S.L.",
    "SL",
    "A.S.",
    "AS",
    "ApS",
    "AB",
    "OY",
    "Oy",
    "LP",
    "L.P.",
    "(Pty)",
    "Pvt",
    "Pvt.",
    "Bhd",
    "Sdn",
    "K.K.",
    "Ltda",
    "Ltda.",
    "Lda",
    "Lda.",
    "EIRL",
    "C.V.",
    "DMCC",
    "FZE",
    "JSC",
    "PJSC",
    "OOO",
    "PT",
    "eG",
    "mbH",
    "d.d.",
    "d.o.o.",
    "SRL",
    "S.R.L.",
];

/// Whether a word is what the law adds to the names of companies.
pub fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.contains(&word) || LEGAL_FORMS.iter().any(|form| form.strip_suffix('.') == Some(word))
}

/// A name without what does not belong to it: punctuation around it, *the*, a title.
pub(super) fn trim<'t>(line: &str, mut name: &'t [Token], kind: EntityKind) -> &'t [Token] {
    loop {
        name = match name {
            [Token { sort: Sort::Mark, .. }, rest @ ..] => rest,
            [rest @ .., end] if end.sort == Sort::Mark && !closes(line, rest, *end) => rest,
            [head, rest @ ..] if is_left_out(&line[head.range()], rest.len(), kind) => rest,
            _ => break name,
        }
    }
}

/// Whether `end` is a bracket that one among `rest` has opened, as in *Shiv Sena (UBT)*.
fn closes(line: &str, rest: &[Token], end: Token) -> bool {
    &line[end.range()] == ")" && rest.iter().any(|token| &line[token.range()] == "(")
}

/// Whether `word` is left out at the head of a name of which `more` words follow.
fn is_left_out(word: &str, more: usize, kind: EntityKind) -> bool {
    match word {
        "the" => more > 0,
        // *The Hague* and *The Shard* are names as they are.
        "The" | "THE" => more > 1,
        _ => {
            kind == EntityKind::Person
                && more > 0
                && TITLES.iter().any(|title| word.eq_ignore_ascii_case(title))
        }
    }
}
