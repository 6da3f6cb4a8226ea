//! A conditional random field: the chance of all labels of a line at once, learnt by FTRL, which keeps only the weights
//! that earn their place ("Ad click prediction: a view from the trenches", KDD 2013).

use unspool::index::naming::training::{LABELS, may_follow};

use crate::learn::{Dice, Line, Options, Thinned, Weights};

type Chances = [f64; LABELS];

/// How FTRL goes: its step, and what it costs a weight to be there and to be great.
pub(crate) struct Ftrl {
    pub(crate) alpha: f32,
    pub(crate) l1: f32,
    pub(crate) l2: f32,
}

impl Ftrl {
    /// Moves one weight against its gradient. `drift` and `squares` are what FTRL keeps of its gradients so far.
    fn step(&self, weight: &mut f32, (drift, squares): (&mut f32, &mut f32), gradient: f32) {
        let more = *squares + gradient * gradient;
        *drift += gradient - (more.sqrt() - squares.sqrt()) / self.alpha * *weight;
        *squares = more;
        *weight = if drift.abs() <= self.l1 {
            0.0
        } else {
            -(*drift - drift.signum() * self.l1) / ((1.0 + more.sqrt()) / self.alpha + self.l2)
        };
    }
}

/// The weights while they are learnt.
struct Field<'f> {
    weights: Weights,
    drift: Weights,
    squares: Weights,
    ftrl: &'f Ftrl,
    /// The pairs of labels that may stand side by side.
    pairs: Vec<(usize, usize)>,
}

/// The field that is learnt from `lines`: the mean of the later epochs.
pub(crate) fn learn(lines: &[&Line], features: usize, options: &Options, ftrl: &Ftrl) -> Weights {
    let all = (0..LABELS).flat_map(|label| (0..LABELS).map(move |next| (label, next)));
    let mut field = Field {
        weights: Weights::new(features),
        drift: Weights::new(features),
        squares: Weights::new(features),
        ftrl,
        pairs: all.filter(|(label, next)| may_follow(Some(*label), Some(*next))).collect(),
    };
    let mut mean = Weights::new(features);
    let mut dice = Dice(options.seed);
    let mut order: Vec<usize> = (0..lines.len()).collect();
    let mut seen = Thinned::default();
    let later = options.epochs.div_ceil(2);
    for epoch in 0..options.epochs {
        dice.shuffle(&mut order);
        for i in &order {
            seen.thin(lines[*i], options, &mut dice);
            field.learn_line(&seen, &lines[*i].labels);
        }
        if epoch >= later {
            mean.add(&field.weights, 1.0 / (options.epochs - later) as f32);
        }
    }
    mean
}

impl Field<'_> {
    fn learn_line(&mut self, seen: &Thinned, labels: &[u8]) {
        let here: Vec<Chances> = seen.each().map(|seen| potentials(&self.weights.scores(seen))).collect();
        let go = self.weights.transitions.map(|row| row.map(|weight| f64::from(weight).exp()));
        let forth = self.forth(&here, &go);
        let back = self.back(&here, &go);
        let mut moved = [[0.0; LABELS]; LABELS];
        for at in 1..here.len() {
            let chance = |(label, next): (usize, usize)| {
                forth[at - 1][label] * go[label][next] * here[at][next] * back[at][next]
            };
            let sum: f64 = self.pairs.iter().map(|pair| chance(*pair)).sum();
            for (label, next) in &self.pairs {
                moved[*label][*next] += chance((*label, *next)) / sum;
            }
            moved[usize::from(labels[at - 1])][usize::from(labels[at])] -= 1.0;
        }
        for (label, next) in &self.pairs {
            let kept =
                (&mut self.drift.transitions[*label][*next], &mut self.squares.transitions[*label][*next]);
            self.ftrl.step(&mut self.weights.transitions[*label][*next], kept, moved[*label][*next] as f32);
        }
        for (at, seen) in seen.each().enumerate() {
            let mut chances: Chances = std::array::from_fn(|label| forth[at][label] * back[at][label]);
            to_one(&mut chances);
            chances[usize::from(labels[at])] -= 1.0;
            self.step(seen, &chances);
        }
    }

    /// Moves the weights of one token's observations.
    fn step(&mut self, seen: &[u32], gradients: &Chances) {
        for (label, gradient) in gradients.iter().enumerate().filter(|(_, gradient)| gradient.abs() >= 1e-4) {
            for i in seen {
                let i = *i as usize;
                let kept = (&mut self.drift.emissions[i][label], &mut self.squares.emissions[i][label]);
                self.ftrl.step(&mut self.weights.emissions[i][label], kept, *gradient as f32);
            }
        }
    }

    /// Chances of each label by what stands before.
    fn forth(&self, here: &[Chances], go: &[Chances; LABELS]) -> Vec<Chances> {
        let mut rows: Vec<Chances> = Vec::with_capacity(here.len());
        for potentials in here {
            let mut row = [0.0; LABELS];
            match rows.last() {
                Some(before) => {
                    for (label, next) in &self.pairs {
                        row[*next] += before[*label] * go[*label][*next];
                    }
                }
                None => row = std::array::from_fn(|label| f64::from(u8::from(may_follow(None, Some(label))))),
            }
            for (chance, potential) in row.iter_mut().zip(potentials) {
                *chance *= potential;
            }
            to_one(&mut row);
            rows.push(row);
        }
        rows
    }

    /// Chances of each label by what stands after.
    fn back(&self, here: &[Chances], go: &[Chances; LABELS]) -> Vec<Chances> {
        let mut row: Chances =
            std::array::from_fn(|label| f64::from(u8::from(may_follow(Some(label), None))));
        let mut rows = vec![row];
        for potentials in here[1..].iter().rev() {
            let mut before = [0.0; LABELS];
            for (label, next) in &self.pairs {
                before[*label] += go[*label][*next] * potentials[*next] * row[*next];
            }
            to_one(&mut before);
            row = before;
            rows.push(row);
        }
        rows.reverse();
        rows
    }
}

/// Scores as potentials, the greatest of them 1.
fn potentials(scores: &[f32; LABELS]) -> Chances {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    scores.map(|score| f64::from(score - top).exp())
}

fn to_one(chances: &mut Chances) {
    let sum: f64 = chances.iter().sum();
    for chance in chances {
        *chance /= sum;
    }
}
