//! How benches are run: measured by `cargo bench`, beside a saved baseline; once each, to see that they work, by
//! `cargo test --bench NAME`, which leaves out the largest sizes.

use std::time::Duration;

use criterion::{Criterion, SamplingMode};

/// Whether times are measured, or each bench is run once.
pub(crate) fn is_measured() -> bool {
    std::env::args().any(|argument| argument == "--bench")
        && !std::env::args().any(|argument| argument == "--test")
}

/// The sizes that are run.
pub(crate) fn sizes(all: &[usize]) -> impl Iterator<Item = usize> {
    all.iter().copied().filter(|size| *size <= 10_000 || is_measured())
}

/// For what takes milliseconds or less.
pub(crate) fn quick() -> Criterion {
    let criterion = Criterion::default().warm_up_time(Duration::from_millis(300)).sample_size(20);
    criterion.measurement_time(Duration::from_secs(1)).configure_from_args()
}

/// For what takes a good part of a second: one run a sample.
pub(crate) fn slow<'c>(
    criterion: &'c mut Criterion,
    name: &str,
) -> criterion::BenchmarkGroup<'c, criterion::measurement::WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sampling_mode(SamplingMode::Flat).sample_size(10).warm_up_time(Duration::from_millis(1));
    group
}
