//! Where in a thread something occurs, as a strip of a few cells.

/// So many mentions fill a cell, unless another cell has more: a single one is a low mark, not a tower.
const FULL: usize = 4;

/// How much occurs in each of `cells` equal stretches of a thread of `posts` posts: 0 for nothing, 8 for the fullest.
///
/// `ranks` are the places in reading order of the posts that have it. What occurs at all shows as 1 at least. Where
/// there are more cells than posts, a post fills all of its cells.
pub fn strip(ranks: impl Iterator<Item = u32>, posts: usize, cells: usize) -> Vec<u8> {
    if cells == 0 {
        return Vec::new();
    }
    let mut counts = vec![0_usize; cells];
    for rank in ranks.map(|rank| rank as usize).filter(|rank| *rank < posts) {
        let (start, end) = (rank * cells / posts, (rank + 1) * cells / posts);
        counts[start..end.max(start + 1)].iter_mut().for_each(|count| *count += 1);
    }
    let fullest = counts.iter().copied().max().unwrap_or(0).max(FULL);
    counts.iter().map(|count| (count * 8).div_ceil(fullest) as u8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_shows_where() {
        for (ranks, posts, cells, expected) in [
            (&[][..], 100, 4, &[0, 0, 0, 0][..]),
            (&[0, 99], 100, 4, &[2, 0, 0, 2]),
            (&[0, 1, 2, 3, 99], 100, 4, &[8, 0, 0, 2]),
            (&[0, 1, 2, 3, 4, 5, 6, 7, 8, 50], 100, 4, &[8, 0, 1, 0]),
            (&[1], 2, 4, &[0, 0, 2, 2]),
            (&[2], 3, 4, &[0, 0, 2, 2]),
            (&[0, 1], 2, 1, &[4]),
            (&[0], 1, 0, &[]),
            (&[7], 3, 2, &[0, 0]),
        ] {
            assert_eq!(strip(ranks.iter().copied(), posts, cells), expected, "{ranks:?} of {posts}");
        }
    }

    #[test]
    fn what_occurs_once_in_a_million_is_seen() {
        let strip = strip((0..500_000).chain([999_999]), 1_000_000, 10);
        assert_eq!(strip, [8, 8, 8, 8, 8, 0, 0, 0, 0, 1]);
    }
}
