//! From the bytes of a picture to what can be painted, with bounds on everything that a hostile file could make large.
//!
//! How large a picture says to be is read first and judged before a pixel is unpacked. PNG, JPEG, GIF (its first frame) and
//! WebP; turned as the camera says; what is transparent lies on white, as most charts and letters are made for that.

use std::io::Cursor;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, RgbImage, RgbaImage, imageops};
use ratatui::layout::Size;
use ratatui_image::FontSize;
use ratatui_image::picker::{Picker, ProtocolType};
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::sliced::SlicedProtocol;

use crate::app::pictures::Measured;
use crate::shell::abilities::Drawing;
use crate::shell::terminal;
use crate::view::gallery::Ready;

/// The largest file that is taken for a picture, in bytes.
pub(super) const MOST_BYTES: u64 = 32 << 20;
/// The most pixels of a picture.
const MOST_PIXELS: u64 = 40_000_000;
/// The most pixels across or down.
const MOST_ACROSS: u32 = 30_000;
/// The most memory that unpacking one may take, in bytes.
const MOST_MEMORY: u64 = 320 << 20;

/// How pictures are drawn, on cells of how many pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Medium {
    /// In which way.
    pub drawing: Drawing,
    /// Pixels of a cell, across and down.
    pub cell: (u16, u16),
}

/// Pixels of a cell where the terminal does not say.
const COMMON_CELL: (u16, u16) = (8, 16);

impl Medium {
    /// What pictures that are to be drawn so are drawn on now.
    pub fn of_terminal(drawing: Drawing) -> Self {
        match (drawing, terminal::cell()) {
            (drawing, Some(cell)) => Self { drawing, cell },
            (Drawing::None, None) => Self { drawing: Drawing::None, cell: COMMON_CELL },
            // Without a size nothing sharp would fit.
            (_, None) => Self { drawing: Drawing::HalfBlocks, cell: COMMON_CELL },
        }
    }
}

/// How many pixels a picture has across and down, as far as these bytes of its beginning tell.
///
/// # Errors
/// Why it cannot be shown, in a few words.
pub fn measure(bytes: &[u8]) -> Measured {
    let mut decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    Ok(if is_on_its_side(decoder.orientation().unwrap_or(Orientation::NoTransforms)) {
        (height, width)
    } else {
        (width, height)
    })
}

/// Makes a picture ready to be painted in so many columns and rows.
///
/// # Errors
/// Why it cannot be shown, in a few words.
pub fn draw(bytes: &[u8], (columns, rows): (u16, u16), medium: Medium) -> Result<Ready, String> {
    let (columns, rows) = (columns.clamp(1, 500), rows.clamp(1, 250));
    let cell = match medium.drawing {
        // Each cell has two dots, one above the other.
        Drawing::HalfBlocks | Drawing::None => (1, 2),
        _ => (medium.cell.0.clamp(1, 64), medium.cell.1.clamp(1, 128)),
    };
    let (width, height) = (u32::from(columns) * u32::from(cell.0), u32::from(rows) * u32::from(cell.1));
    let picture = DynamicImage::ImageRgb8(scaled(&decode(bytes)?, width, height));
    let size = Size::new(columns, rows);
    let failed = |error: ratatui_image::errors::Errors| format!("cannot be drawn ({error})");
    match medium.drawing {
        Drawing::HalfBlocks | Drawing::None => {
            Halfblocks::new(picture, size).map(Ready::in_cells).map_err(failed)
        }
        Drawing::Kitty => Kitty::new(picture, size, next_id(), false, false)
            .map(|kitty| Ready::new(SlicedProtocol::Kitty(kitty)))
            .map_err(failed),
        Drawing::Iterm2 => {
            let row = |row: u16| {
                let strip = picture.crop_imm(0, u32::from(row * cell.1), width, u32::from(cell.1));
                Iterm2::new(strip, Size::new(columns, 1), false).map(Protocol::ITerm2)
            };
            let strips: Result<Vec<_>, _> = (0..rows).map(row).collect();
            strips.map(|strips| Ready::new(SlicedProtocol::Sliced(strips))).map_err(failed)
        }
        Drawing::Sixel => {
            SlicedProtocol::new(&sixels(cell), picture, Some(size)).map(Ready::new).map_err(failed)
        }
    }
}

/// What makes sixels for cells of so many pixels.
fn sixels((width, height): (u16, u16)) -> Picker {
    #[expect(deprecated, reason = "the other ways ask the terminal, which has been done")]
    let mut picker = Picker::from_fontsize(FontSize::new(width, height));
    picker.set_protocol_type(ProtocolType::Sixel);
    picker
}

/// A number by which the terminal tells a picture from those of other programs, and of this one.
fn next_id() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    std::process::id() << 12 | NEXT.fetch_add(1, Relaxed) & 0xFFF
}

/// What reads a picture, within bounds.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, String> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_ACROSS);
    limits.max_image_height = Some(MOST_ACROSS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| told(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > MOST_ACROSS {
        return Err(format!("{width}×{height} is too large"));
    }
    if width == 0 || height == 0 {
        return Err("it is empty".to_owned());
    }
    Ok(decoder)
}

fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let mut decoder = decoder(bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| told(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn is_on_its_side(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// A picture in so many pixels, on white.
fn scaled(picture: &DynamicImage, width: u32, height: u32) -> RgbImage {
    let is_smaller = width < picture.width() || height < picture.height();
    let scaled = if is_smaller {
        picture.thumbnail_exact(width, height)
    } else {
        picture.resize_exact(width, height, imageops::FilterType::Triangle)
    };
    if scaled.color().has_alpha() { on_white(&scaled.into_rgba8()) } else { scaled.into_rgb8() }
}

fn on_white(picture: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let pixel = picture.get_pixel(x, y).0.map(u16::from);
        let alpha = pixel[3];
        image::Rgb([0, 1, 2].map(|i| ((pixel[i] * alpha + 255 * (255 - alpha)) / 255) as u8))
    })
}

fn told(error: &image::ImageError) -> String {
    use image::ImageError as Error;
    match error {
        Error::Unsupported(_) => "no PNG, JPEG, GIF or WebP".to_owned(),
        Error::Limits(_) => "it is too large".to_owned(),
        _ => "it is damaged".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn checked(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([if (x + y) % 2 == 0 { 255 } else { 0 }, 0, 0])
        }))
    }

    const MEDIUMS: [Drawing; 4] = [Drawing::HalfBlocks, Drawing::Kitty, Drawing::Iterm2, Drawing::Sixel];

    #[test]
    fn every_kind_of_picture_is_measured_and_drawn_in_every_way() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let bytes = encoded(&checked(40, 20), format);
            assert_eq!(measure(&bytes), Ok((40, 20)), "{format:?}");
            for drawing in MEDIUMS {
                let ready = draw(&bytes, (5, 2), Medium { drawing, cell: (8, 16) });
                assert!(ready.is_ok(), "{format:?} {drawing:?}: {:?}", ready.err());
            }
        }
    }

    #[test]
    fn a_picture_that_claims_to_be_huge_is_refused_before_it_is_unpacked() {
        let mut bytes = encoded(&checked(1, 1), ImageFormat::Png);
        // Width and height in the header, and its checksum.
        bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(measure(&bytes).unwrap_err().contains("too large"));
        let mut gif = encoded(&checked(1, 1), ImageFormat::Gif);
        gif[6..10].copy_from_slice(&[0xFF; 4]);
        assert!(measure(&gif).is_err());
    }

    #[test]
    fn a_picture_that_is_cut_or_is_none_is_an_error_and_no_more() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let whole = encoded(&checked(64, 64), format);
            for cut in (0..whole.len()).step_by(whole.len() / 40 + 1) {
                let medium = Medium { drawing: Drawing::HalfBlocks, cell: (8, 16) };
                let _ = measure(&whole[..cut]);
                let _ = draw(&whole[..cut], (4, 2), medium);
            }
            for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
                let mut bent = whole.clone();
                bent[at] ^= 0x55;
                let _ = draw(&bent, (4, 2), Medium { drawing: Drawing::HalfBlocks, cell: (8, 16) });
            }
        }
        assert_eq!(measure(b"no picture at all"), Err("no PNG, JPEG, GIF or WebP".to_owned()));
        assert!(measure(b"").is_err());
    }

    #[test]
    fn what_is_transparent_lies_on_white() {
        let glass = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, image::Rgba([0, 0, 0, 0])));
        assert!(scaled(&glass, 2, 2).pixels().all(|pixel| pixel.0 == [255; 3]));
    }
}
