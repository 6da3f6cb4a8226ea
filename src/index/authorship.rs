//! Which posts are whose: sorted once by who wrote them, so that nobody who asks for an author's posts looks through all.
//!
//! ```text
//! by rank   Ana  Bo  Ana  Cy  Ana  Bo
//! posts     0 2 4 │ 1 5 │ 3             who wrote most first, each in reading order
//! chains    0 2   │ 1   │ 3             of these, what answers nobody else
//! ```
//!
//! An account is told by its id, or else by its handle, or else by its name; a post without the id is by who has the same
//! handle. Whoever cannot be told at all is one and the same.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::{Rank, Tree};
use crate::model::{Author, PostIx, Thread};

/// The ranks of some posts, sorted: a stretch of a list that may be shared.
#[derive(Clone, Debug, Default)]
pub struct Ranks {
    list: Arc<[u32]>,
    stretch: Range<usize>,
}

impl Deref for Ranks {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        &self.list[self.stretch.clone()]
    }
}

impl PartialEq for Ranks {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl Eq for Ranks {}

impl From<Vec<u32>> for Ranks {
    /// The list as a whole, which must be sorted.
    fn from(ranks: Vec<u32>) -> Self {
        Self { stretch: 0..ranks.len(), list: ranks.into() }
    }
}

/// The posts of a thread by who wrote them.
#[derive(Debug)]
pub struct Authorship {
    /// By place, the first post in the file.
    firsts: Vec<PostIx>,
    posts: Sorted,
    chains: Sorted,
    /// Their numbers are the places.
    accounts: Accounts,
}

impl Authorship {
    /// Sorts the posts of a thread; looks through them a few times.
    pub fn new(thread: &Thread, tree: &Tree) -> Self {
        let mut accounts = Accounts::default();
        let mut by_rank = accounts.tell_apart(thread, tree);
        let count = accounts.count as usize;
        let mut writers: Vec<_> = (0_u32..).map(|number| (number, PostIx(u32::MAX), 0)).take(count).collect();
        for (number, post) in by_rank.iter().zip(tree.order()) {
            let (_, first, count) = &mut writers[*number as usize];
            (*first, *count) = ((*post).min(*first), *count + 1);
        }
        writers.sort_unstable_by_key(|(_, first, count)| (Reverse(*count), *first));
        let mut places = vec![0; count];
        for (place, (number, ..)) in (0..).zip(&writers) {
            places[*number as usize] = place;
        }
        accounts
            .numbers
            .values_mut()
            .chain(&mut by_rank)
            .for_each(|number| *number = places[*number as usize]);
        let posts = Sorted::new(&by_rank, count, |_| true);
        let is_chained = chained(&by_rank, tree);
        let chains = if is_chained.contains(&false) {
            Sorted::new(&by_rank, count, |rank| is_chained[rank])
        } else {
            posts.clone()
        };
        Self { firsts: writers.into_iter().map(|(_, first, _)| first).collect(), posts, chains, accounts }
    }

    /// How many there are who wrote a post.
    pub fn len(&self) -> usize {
        self.firsts.len()
    }

    /// Whether there are no posts.
    pub fn is_empty(&self) -> bool {
        self.firsts.is_empty()
    }

    /// The place of an author among those who wrote a post, who wrote most first.
    pub fn place(&self, author: &Author) -> Option<usize> {
        self.accounts.find(author).map(|place| place as usize)
    }

    /// The first post in the file by the author at a place.
    ///
    /// # Panics
    /// When there are fewer authors.
    pub fn first(&self, place: usize) -> PostIx {
        self.firsts[place]
    }

    /// The posts of the author at a place, in reading order; none where there are fewer authors.
    pub fn posts(&self, place: usize) -> Ranks {
        self.posts.of(place)
    }

    /// Those of them that answer nobody else: the author's own thread.
    pub fn chain(&self, place: usize) -> Ranks {
        self.chains.of(place)
    }
}

/// By rank, whether a post answers nobody but who wrote it, and what it answers neither does.
fn chained(by_rank: &[u32], tree: &Tree) -> Vec<bool> {
    let mut is_chained = vec![true; by_rank.len()];
    for rank in 0..by_rank.len() {
        // What is answered comes first in the tree.
        is_chained[rank] = tree.answered(Rank(rank as u32)).is_none_or(|answered| {
            let answered = answered.index();
            by_rank[answered] == by_rank[rank] && is_chained[answered]
        });
    }
    is_chained
}

/// Ranks by the place of who wrote them.
#[derive(Clone, Debug)]
struct Sorted {
    list: Arc<[u32]>,
    /// Where each stretch begins, and where the last ends.
    starts: Arc<[u32]>,
}

impl Sorted {
    /// Sorts the ranks that are wanted by counting.
    fn new(by_rank: &[u32], count: usize, is_wanted: impl Fn(usize) -> bool) -> Self {
        let wanted = || (0..).zip(by_rank).filter(|(rank, _)| is_wanted(*rank as usize));
        let mut starts = vec![0_u32; count + 1];
        for (_, place) in wanted() {
            starts[*place as usize + 1] += 1;
        }
        for place in 0..count {
            starts[place + 1] += starts[place];
        }
        let mut free = starts.clone();
        let mut list = vec![0_u32; starts[count] as usize];
        for (rank, place) in wanted() {
            let at = &mut free[*place as usize];
            list[*at as usize] = rank;
            *at += 1;
        }
        Self { list: list.into(), starts: starts.into() }
    }

    fn of(&self, place: usize) -> Ranks {
        let at = |place: usize| self.starts.get(place).map_or(self.list.len(), |start| *start as usize);
        Ranks { list: Arc::clone(&self.list), stretch: at(place)..at(place + 1) }
    }
}

/// Who is who, by numbers.
#[derive(Debug, Default)]
struct Accounts {
    /// By the hash of each sign. That two signs have one in common is less likely than that memory fails.
    numbers: HashMap<u64, u32>,
    hashing: RandomState,
    count: u32,
}

/// What an account is told by.
#[derive(Hash)]
enum Sign<'a> {
    Id(&'a str),
    Handle(String),
    Name(&'a str),
    Nobody,
}

impl<'a> Sign<'a> {
    fn id(author: &'a Author) -> Option<Self> {
        author.id.as_deref().map(Self::Id)
    }

    fn shown(author: &'a Author) -> Self {
        match (&author.handle, &author.name) {
            (Some(handle), _) => Self::Handle(handle.to_ascii_lowercase()),
            (None, Some(name)) => Self::Name(name),
            (None, None) => Self::Nobody,
        }
    }
}

impl Accounts {
    /// By rank, the number of who wrote a post.
    fn tell_apart(&mut self, thread: &Thread, tree: &Tree) -> Vec<u32> {
        // An account may call itself differently in each post: these are the authors as the file tells them.
        let (mut authors, mut known) = (Vec::new(), HashMap::new());
        let mut by_rank = vec![0; tree.len()];
        let mut posts = (0..).map(PostIx);
        for batch in thread.batches() {
            let mut of_batch = vec![None; batch.authors().len()];
            for (at, post) in batch.writers().zip(&mut posts) {
                let author = *of_batch[at].get_or_insert_with(|| {
                    let author = &batch.authors()[at];
                    *known.entry(author).or_insert_with(|| {
                        authors.push(author);
                        authors.len() - 1
                    })
                });
                by_rank[tree.rank(post).index()] = author as u32;
            }
        }
        let mut numbers = vec![0; authors.len()];
        let mut surest: Vec<usize> = (0..authors.len()).collect();
        surest.sort_by_key(|author| (!authors[*author].is_known(), authors[*author].id.is_none()));
        for author in surest {
            numbers[author] = self.learn(authors[author]);
        }
        by_rank.into_iter().map(|author| numbers[author as usize]).collect()
    }

    fn learn(&mut self, author: &Author) -> u32 {
        let number = self.find(author).unwrap_or(self.count);
        self.count = self.count.max(number + 1);
        for sign in Sign::id(author).into_iter().chain([Sign::shown(author)]) {
            self.numbers.entry(self.hashing.hash_one(sign)).or_insert(number);
        }
        number
    }

    fn find(&self, author: &Author) -> Option<u32> {
        let number = |sign| self.numbers.get(&self.hashing.hash_one(sign)).copied();
        let is_told_by_id = author.id.is_some() && author.is_known();
        let shown = || if is_told_by_id { None } else { number(Sign::shown(author)) };
        Sign::id(author).and_then(number).or_else(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clean, Draft, Rich, ThreadBuilder};

    /// Posts as (name, handle, id of the author; id of the post; what it answers).
    fn authorship(posts: &[(&str, &str, &str, &str, &str)]) -> (Thread, Authorship) {
        let mut builder = ThreadBuilder::default();
        for (name, handle, account, id, answers) in posts {
            let [name, handle, account] = [name, handle, account].map(|text| Clean::some_line(text));
            builder.push(Draft {
                id: Clean::some_line(id),
                author: Author { name, handle, id: account },
                reply_to: Clean::some_line(answers),
                body: Rich::plain(id),
                ..Draft::default()
            });
        }
        let thread = builder.finish();
        let authorship = Authorship::new(&thread, &Tree::new(&thread));
        (thread, authorship)
    }

    #[test]
    fn who_wrote_most_comes_first_each_with_their_posts_in_reading_order() {
        let (thread, authorship) = authorship(&[
            ("Bo", "bo", "", "a", ""),
            ("Ana", "ana", "", "b", ""),
            ("Cy", "cy", "", "c", ""),
            ("Ana", "ana", "", "d", "a"),
        ]);
        let told: Vec<_> = (0..authorship.len())
            .map(|place| {
                let name = thread.post(authorship.first(place)).author().display_name();
                (name, authorship.posts(place).to_vec(), authorship.chain(place).to_vec())
            })
            .collect();
        // The answer stands below what it answers.
        let expected = [("Ana", vec![1, 2], vec![2]), ("Bo", vec![0], vec![0]), ("Cy", vec![3], vec![3])];
        assert_eq!(told, expected.map(|(name, posts, chain)| (name.to_owned(), posts, chain)));
        assert!(authorship.posts(3).is_empty(), "nobody");
    }

    #[test]
    fn a_chain_ends_where_it_answers_somebody_else() {
        let (_, authorship) = authorship(&[
            ("Ana", "ana", "", "a", ""),
            ("Ana", "ana", "", "b", "a"),
            ("Bo", "bo", "", "c", "b"),
            ("Ana", "ana", "", "d", "c"),
            ("Ana", "ana", "", "e", "d"),
        ]);
        assert_eq!((authorship.posts(0).len(), authorship.chain(0).len()), (4, 2));
    }

    #[test]
    fn an_account_is_the_same_under_another_name_and_without_its_id() {
        let (thread, authorship) = authorship(&[
            ("", "ANA", "", "a", ""),
            ("Ana", "ana", "1", "b", ""),
            ("Ana Ruiz", "ruiz", "1", "c", ""),
            ("Another", "another", "2", "d", ""),
            ("", "", "", "e", ""),
            ("", "", "3", "f", ""),
            ("", "", "2", "g", ""),
        ]);
        let of = |post| {
            let place = authorship.place(thread.post(PostIx(post)).author()).unwrap();
            authorship.posts(place).to_vec()
        };
        assert_eq!((of(0), of(1), of(2)), (vec![0, 1, 2], vec![0, 1, 2], vec![0, 1, 2]));
        assert_eq!((of(3), of(6)), (vec![3, 6], vec![3, 6]), "who is not named has the same id");
        assert_eq!((of(4), of(5)), (vec![4, 5], vec![4, 5]), "whoever cannot be told");
        let stranger = Author { handle: Clean::some_line("cy"), ..Author::default() };
        assert_eq!(authorship.place(&stranger), None);
    }
}
