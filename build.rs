//! Keeps the program small: large tables are packed into it, and relocations where the system can load them so.

use std::env;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Tables that are wanted once in a run, if at all; `model::unpacked` reads them.
const TABLES: [&str; 3] = ["emoji.tsv", "entities.tsv", "names.model"];
/// The first glibc that loads packed relocations.
const FIRST: (u32, u32) = (2, 36);

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    for table in TABLES {
        pack(table)?;
    }
    let set = |name| env::var(name).unwrap_or_default();
    // What is built for another system may meet an older one.
    let is_for_this = set("HOST") == set("TARGET");
    let is_glibc = set("CARGO_CFG_TARGET_OS") == "linux" && set("CARGO_CFG_TARGET_ENV") == "gnu";
    if is_for_this && is_glibc && glibc().is_some_and(|version| version >= FIRST) {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    Ok(())
}

/// Writes a table of `assets` in less room to where the program takes it from.
fn pack(table: &str) -> Result<(), Box<dyn Error>> {
    let from = Path::new("assets").join(table);
    println!("cargo::rerun-if-changed={}", from.display());
    let to = File::create(Path::new(&env::var("OUT_DIR")?).join(table))?;
    let mut packing = ZlibEncoder::new(to, Compression::best());
    packing.write_all(&fs::read(from)?)?;
    packing.finish()?;
    Ok(())
}

/// The version of this system's C library.
fn glibc() -> Option<(u32, u32)> {
    let told = Command::new("getconf").arg("GNU_LIBC_VERSION").output().ok()?;
    let told = String::from_utf8(told.stdout).ok()?;
    let (major, minor) = told.trim().strip_prefix("glibc ")?.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}
