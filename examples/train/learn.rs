//! What learning works on, and the simplest way of it: an averaged perceptron over whole lines (Collins 2002).

use unspool::index::naming::training::{LABELS, may_follow};

/// A line made ready: the observations of each token as indices, group by group, and the labels.
pub(crate) struct Line {
    pub(crate) seen: Vec<u32>,
    /// For each token, where each of its groups of observations starts and the last one ends.
    pub(crate) groups: Vec<[u32; 7]>,
    pub(crate) labels: Vec<u8>,
}

/// A weight for each observation and label, and for each pair of labels.
pub(crate) struct Weights {
    pub(crate) emissions: Vec<[f32; LABELS]>,
    pub(crate) transitions: [[f32; LABELS]; LABELS],
}

impl Weights {
    pub(crate) fn new(features: usize) -> Self {
        Self { emissions: vec![[0.0; LABELS]; features], transitions: [[0.0; LABELS]; LABELS] }
    }

    /// Adds `other`, taken `factor` times.
    pub(crate) fn add(&mut self, other: &Self, factor: f32) {
        let mine = self.emissions.iter_mut().chain(&mut self.transitions).flatten();
        let theirs = other.emissions.iter().chain(&other.transitions).flatten();
        for (mine, theirs) in mine.zip(theirs) {
            *mine += theirs * factor;
        }
    }

    /// The root of the mean square of the weights of observations that are not zero.
    pub(crate) fn size(&self) -> f32 {
        let (mut sum, mut count) = (0.0_f64, 1.0_f64);
        for weight in self.emissions.iter().flatten().filter(|weight| **weight != 0.0) {
            sum += f64::from(*weight) * f64::from(*weight);
            count += 1.0;
        }
        (sum / count).sqrt() as f32
    }

    /// The score of each label for a token.
    pub(crate) fn scores(&self, seen: &[u32]) -> [f32; LABELS] {
        let mut scores = [0.0; LABELS];
        for i in seen {
            for (score, weight) in scores.iter_mut().zip(&self.emissions[*i as usize]) {
                *score += weight;
            }
        }
        scores
    }
}

/// How to learn.
pub(crate) struct Options {
    pub(crate) epochs: usize,
    pub(crate) seed: u64,
    /// Chance of each observation to be left out.
    pub(crate) dropout: f32,
    /// Chance of a token to go without one group of its observations.
    pub(crate) blank: f32,
}

/// Knuth's linear congruential generator.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }

    /// A number from 0 to 1.
    pub(crate) fn chance(&mut self) -> f32 {
        self.next() as f32 / (1_u64 << 31) as f32
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.next() as usize % (i + 1));
        }
    }
}

/// The observations of a line that are looked at this time.
#[derive(Default)]
pub(crate) struct Thinned {
    kept: Vec<u32>,
    ends: Vec<usize>,
}

impl Thinned {
    /// Groups that may be left out as a whole: the word, its neighbours, the run of capitals, classes.
    const BLANKS: [usize; 4] = [0, 2, 4, 3];

    /// Takes the observations of `line`, without those left out.
    pub(crate) fn thin(&mut self, line: &Line, options: &Options, dice: &mut Dice) {
        self.kept.clear();
        self.ends.clear();
        for groups in &line.groups {
            let blank = (options.blank > 0.0 && dice.chance() < options.blank)
                .then(|| Self::BLANKS[dice.next() as usize % Self::BLANKS.len()]);
            for group in (0..6).filter(|group| Some(*group) != blank) {
                let range = groups[group] as usize..groups[group + 1] as usize;
                let keeps = |_: &&u32| options.dropout == 0.0 || dice.chance() >= options.dropout;
                self.kept.extend(line.seen[range].iter().filter(keeps));
            }
            self.ends.push(self.kept.len());
        }
    }

    /// The observations of each token.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.kept[start..*end])
    }
}

/// The labels with the highest sum of scores.
fn best(scores: &[[f32; LABELS]], transitions: &[[f32; LABELS]; LABELS]) -> Vec<u8> {
    let mut sums: [f32; LABELS] =
        std::array::from_fn(
            |label| if may_follow(None, Some(label)) { scores[0][label] } else { f32::MIN / 2.0 },
        );
    let mut ways = Vec::new();
    for here in &scores[1..] {
        let mut next_sums = [f32::MIN / 2.0; LABELS];
        let mut way = [0_u8; LABELS];
        for (next, best) in next_sums.iter_mut().enumerate() {
            for label in (0..LABELS).filter(|label| may_follow(Some(*label), Some(next))) {
                let sum = sums[label] + transitions[label][next] + here[next];
                if sum > *best {
                    (*best, way[next]) = (sum, label as u8);
                }
            }
        }
        ways.push(way);
        sums = next_sums;
    }
    let ends = (0..LABELS).filter(|label| may_follow(Some(*label), None));
    let mut label = ends.max_by(|a, b| sums[*a].total_cmp(&sums[*b])).unwrap_or(0);
    let mut labels = vec![label as u8];
    for way in ways.iter().rev() {
        label = usize::from(way[label]);
        labels.push(label as u8);
    }
    labels.reverse();
    labels
}

/// Learns a perceptron with a margin of 1; gives the mean of its weights over time.
pub(crate) fn perceptron(lines: &[&Line], features: usize, options: &Options) -> Weights {
    let (mut now, mut mean) = (Weights::new(features), Weights::new(features));
    let mut dice = Dice(options.seed);
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let mut seen = Thinned::default();
    let total = (options.epochs * lines.len()) as f32;
    for epoch in 0..options.epochs {
        dice.shuffle(&mut order);
        for (n, i) in order.iter().enumerate() {
            let labels = &lines[*i].labels;
            seen.thin(lines[*i], options, &mut dice);
            let mut scores: Vec<_> = seen.each().map(|seen| now.scores(seen)).collect();
            for (scores, gold) in scores.iter_mut().zip(labels) {
                scores[usize::from(*gold)] -= 1.0;
            }
            let guess = best(&scores, &now.transitions);
            if guess != *labels {
                let left = 1.0 - (epoch * lines.len() + n) as f32 / total;
                for (weights, step) in [(&mut now, 1.0), (&mut mean, left)] {
                    correct(weights, &seen, labels, step);
                    correct(weights, &seen, &guess, -step);
                }
            }
        }
    }
    mean
}

/// Adds `step` to all weights that speak for `labels`.
fn correct(weights: &mut Weights, seen: &Thinned, labels: &[u8], step: f32) {
    for (seen, label) in seen.each().zip(labels) {
        for i in seen {
            weights.emissions[*i as usize][usize::from(*label)] += step;
        }
    }
    for pair in labels.windows(2) {
        weights.transitions[usize::from(pair[0])][usize::from(pair[1])] += step;
    }
}
