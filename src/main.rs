//! Arguments in, exit code out.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(unspool::cli::run(env::args_os()))
}
