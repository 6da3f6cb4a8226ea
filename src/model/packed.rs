//! Tables that are packed into the program, and take their room only where they are wanted.

use std::io::Read;

use flate2::read::ZlibDecoder;

/// What was packed when the program was built.
pub fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut table = Vec::new();
    let read = ZlibDecoder::new(packed).read_to_end(&mut table);
    debug_assert!(read.is_ok(), "it is as the build has written it");
    table
}

/// The same of a text.
pub fn unpacked_text(packed: &[u8]) -> String {
    String::from_utf8(unpacked(packed)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_as_it_was() {
        let packed: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/entities.tsv"));
        let table = include_str!("../../assets/entities.tsv");
        assert!(packed.len() < table.len() / 2);
        assert!(unpacked_text(packed) == table);
    }
}
