//! The fuzzer: libFuzzer over one of the targets, which `UNSPOOL_TARGET` names. `fuzz/run` calls it.

#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a target fails by panicking")]

mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use targets::Run;

/// What is run again and again.
static RUN: OnceLock<Run> = OnceLock::new();

fuzz_target!(init: {
    let name = std::env::var("UNSPOOL_TARGET").unwrap_or_default();
    let Some(run) = targets::named(&name) else {
        panic!("UNSPOOL_TARGET names no target: {name:?}. Those there are: {}", targets::names().join(" "));
    };
    RUN.get_or_init(|| run);
}, |data: &[u8]| {
    if let Some(run) = RUN.get() {
        run(data);
    }
});
