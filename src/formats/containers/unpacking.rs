//! Compression around one stream: gzip and zstd, both in several pieces one behind the other if need be.

use std::io::{self, BufReader, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::{Kind, MOST_BYTES, allowed};

/// How far back a zstd stream may refer, in bytes; dumps of whole platforms go this far.
const WINDOW: u64 = MOST_BYTES;
/// The most that one block of a zstd stream holds, in bytes.
const BLOCK: u64 = 128 << 10;
/// How much is read from a file at once, in bytes.
const BUFFER: usize = 64 << 10;

/// What `packed`, `length` bytes long, holds.
pub(super) fn unpack<'b>(
    packed: impl Read + Send + 'b,
    kind: Kind,
    length: u64,
) -> Box<dyn Read + Send + 'b> {
    let packed = BufReader::with_capacity(BUFFER, packed);
    match kind {
        Kind::Gzip => Box::new(MultiGzDecoder::new(packed)),
        Kind::Zstd => Box::new(Zstd { packed, frame: None, blocks_left: allowed(length) / BLOCK }),
        _ => Box::new(packed),
    }
}

/// The frames of a zstd stream, one behind the other.
struct Zstd<R> {
    packed: R,
    frame: Option<Frame>,
    /// A frame is given out only once more than its window is decoded, so that what is decoded is limited here.
    blocks_left: u64,
}

struct Frame {
    decoder: Box<FrameDecoder>,
    blocks: usize,
}

impl<R: Read> Zstd<R> {
    /// Begins the next frame; `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            let mut first = [0];
            if self.packed.read(&mut first)? == 0 {
                return Ok(false);
            }
            // A decoder that is used again would reserve its whole window at once.
            let mut decoder = Box::new(FrameDecoder::new());
            decoder.set_max_window_size(WINDOW);
            match decoder.init(first.chain(&mut self.packed)) {
                Ok(()) => {
                    self.frame = Some(Frame { decoder, blocks: 0 });
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut (&mut self.packed).take(u64::from(length)), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
    }
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(frame) = &mut self.frame else {
                if !self.begin()? {
                    return Ok(0);
                }
                continue;
            };
            let read = frame.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            if frame.decoder.is_finished() {
                self.frame = None;
                continue;
            }
            frame
                .decoder
                .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(io::Error::other)?;
            let decoded = frame.decoder.blocks_decoded();
            self.blocks_left = self.blocks_left.saturating_sub((decoded - frame.blocks) as u64);
            frame.blocks = decoded;
            if self.blocks_left == 0 {
                return Err(io::Error::other("it unpacks to far more than its size"));
            }
        }
    }
}
