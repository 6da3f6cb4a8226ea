//! How large a file may be that is read: more than any honest thread, less than what fills the memory by mistake.
//!
//! It holds for the whole process, and the reader may set another.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::formats::containers::MOST_BYTES;

static MOST: AtomicU64 = AtomicU64::new(MOST_BYTES);

/// The most that is read of one file, in bytes.
pub fn most() -> u64 {
    MOST.load(Ordering::Relaxed)
}

/// Sets it.
pub fn set(bytes: u64) {
    MOST.store(bytes, Ordering::Relaxed);
}

/// A size as people write it: `512M`, `4G`, `4GiB`, a number of bytes.
///
/// # Errors
/// What would be one.
pub fn parse(text: &str) -> Result<u64, String> {
    let wanted = || "a size is wanted, as 512M or 4G".to_owned();
    let text = text.trim();
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let shift = match text[end..].to_ascii_lowercase().trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return Err(wanted()),
    };
    let number: u64 = text[..end].parse().map_err(|_| wanted())?;
    number.checked_mul(1 << shift).filter(|bytes| *bytes > 0 && *bytes < u64::MAX).ok_or_else(wanted)
}

/// What to say of a file that is larger, with so many bytes if that is known.
pub(super) fn exceeded(bytes: Option<u64>) -> String {
    let enough = bytes.unwrap_or_else(|| most().saturating_mul(2)).div_ceil(1 << 30);
    format!(
        "larger than {}, the most that is read. Give --max-size {enough}G if there is memory for it, or split it.",
        told(most())
    )
}

fn told(bytes: u64) -> String {
    match bytes {
        _ if bytes.is_multiple_of(1 << 30) => format!("{} GiB", bytes >> 30),
        _ if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [
            ("4G", Some(4 << 30)),
            ("4 GiB", None),
            ("512m", Some(512 << 20)),
            ("1TiB", Some(1 << 40)),
            ("70kb", Some(70 << 10)),
            ("1000", Some(1000)),
            ("0", None),
            ("", None),
            ("G", None),
            ("-1G", None),
            ("99999999999T", None),
        ] {
            assert_eq!(parse(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn what_is_too_large_is_told_with_what_would_do() {
        assert_eq!(
            exceeded(Some(3 << 30)),
            "larger than 2 GiB, the most that is read. Give --max-size 3G if there is memory for it, or split it."
        );
    }
}
