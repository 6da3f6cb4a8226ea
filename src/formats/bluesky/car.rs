//! CAR, the file in which a repository is exported: blocks one after another, each below its CID.
//!
//! ```text
//! length │ header {roots: [CID], version: 1} │ length │ CID │ data │ length │ CID │ data │ …
//! ```
//!
//! Source: ipld.io/specs/transport/car/carv1. Blocks are found by their CIDs; whether these are true is not looked into.

use std::collections::HashMap;

use super::cbor::Reader;

/// The blocks of a file.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// The CIDs of the block to begin with.
    pub(super) roots: Vec<&'a [u8]>,
    /// The blocks in the order of the file.
    pub(super) list: Vec<&'a [u8]>,
    places: HashMap<&'a [u8], usize>,
    /// At which byte the file breaks off, or is no CAR any more.
    pub(super) broken: Option<usize>,
}

/// Whether `bytes` begin like a CAR.
pub(super) fn is_car(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    length(&mut rest).is_some_and(|length| (8..1 << 16).contains(&length))
        && rest.starts_with(b"\xA2\x65roots")
}

impl<'a> Blocks<'a> {
    /// The blocks of `bytes`, as far as they are whole.
    pub(super) fn find(bytes: &'a [u8]) -> Self {
        let mut blocks = Self::default();
        let mut rest = bytes;
        let Some(header) = section(&mut rest) else {
            blocks.broken = Some(0);
            return blocks;
        };
        blocks.roots = roots(header).unwrap_or_default();
        while !rest.is_empty() {
            let at = bytes.len() - rest.len();
            let block = section(&mut rest).and_then(|section| section.split_at_checked(cid_length(section)?));
            let Some((cid, data)) = block else {
                blocks.broken = Some(at);
                break;
            };
            blocks.places.entry(cid).or_insert(blocks.list.len());
            blocks.list.push(data);
        }
        blocks
    }

    /// The place of a block in [`Blocks::list`].
    pub(super) fn place(&self, cid: &[u8]) -> Option<usize> {
        self.places.get(cid).copied()
    }
}

/// A number in groups of seven bits, the lowest first; each but the last has its top bit set.
fn length(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0_u64;
    for shift in (0..63).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return usize::try_from(number).ok();
        }
    }
    None
}

/// What a length stands before.
fn section<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = length(rest).filter(|length| *length > 0)?;
    let (section, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(section)
}

/// How long the CID is that a block begins with.
fn cid_length(block: &[u8]) -> Option<usize> {
    // The oldest kind is a bare SHA-256.
    if block.starts_with(&[0x12, 0x20]) {
        return Some(34);
    }
    let mut rest = block;
    // Version, codec, hash function.
    for _ in 0..3 {
        length(&mut rest)?;
    }
    let digest = length(&mut rest)?;
    (block.len() - rest.len()).checked_add(digest)
}

fn roots(header: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = Reader::new(header);
    let super::cbor::Item::Map(fields) = reader.item()? else { return None };
    for _ in 0..fields {
        if reader.text()? != "roots" {
            reader.skip()?;
            continue;
        }
        let super::cbor::Item::List(count) = reader.item()? else { return None };
        let mut roots = Vec::new();
        for _ in 0..count {
            roots.extend(reader.link()?);
        }
        return Some(roots);
    }
    None
}
