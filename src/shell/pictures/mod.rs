//! Pictures from the archive or the folder of a thread, measured and made ready to be painted on a thread of their own.
//!
//! What is asked for last comes first: pictures that were scrolled past before their turn are never unpacked. A decoder
//! that fails, even by a panic, costs its picture and nothing else.

mod decoding;
mod finding;

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

pub use decoding::{Medium, draw, measure};

use super::abilities::Drawing;
use super::files::Origin;
use super::terminal::CONTAINED;
use crate::app::Event;
use crate::app::pictures::{Measured, Wanted};
use crate::model::Clean;
use crate::view::gallery::{Gallery, Ready};
use finding::Shelf;

/// The pictures that are ready, shared by whoever makes and whoever paints them.
#[derive(Clone, Default)]
pub struct Shared(Arc<Mutex<Gallery>>);

impl Shared {
    /// The pictures; nobody else has them meanwhile.
    pub fn lock(&self) -> MutexGuard<'_, Gallery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be done for a thread of that source.
enum Job {
    Measure(Vec<Clean>),
    Draw(Vec<Wanted>, Medium),
}

/// A job, and where its pictures lie.
struct Order {
    origin: Origin,
    source: Option<Clean>,
    job: Job,
}

/// Makes pictures ready; its thread begins with the first that is asked for.
pub struct Illustrator {
    gallery: Shared,
    events: Sender<Event>,
    orders: Option<Sender<Order>>,
}

impl Illustrator {
    /// One that hangs pictures in a gallery.
    pub fn new(gallery: Shared, events: Sender<Event>) -> Self {
        Self { gallery, events, orders: None }
    }

    /// Measures pictures, then answers with [`Event::PicturesMeasured`].
    pub fn measure(&mut self, origin: &Origin, source: Option<Clean>, files: Vec<Clean>) {
        self.order(Order { origin: origin.clone(), source, job: Job::Measure(files) });
    }

    /// Makes pictures ready, each followed by an [`Event::PictureReady`], in place of those that were wanted before.
    pub fn draw(&mut self, origin: &Origin, source: Option<Clean>, wanted: Vec<Wanted>, medium: Medium) {
        self.order(Order { origin: origin.clone(), source, job: Job::Draw(wanted, medium) });
    }

    fn order(&mut self, order: Order) {
        let orders = self.orders.get_or_insert_with(|| {
            let (orders, inbox) = mpsc::channel();
            let studio = Studio {
                gallery: self.gallery.clone(),
                events: self.events.clone(),
                inbox,
                waiting: VecDeque::new(),
                place: None,
            };
            let begun = thread::Builder::new().name(CONTAINED.to_owned()).spawn(move || studio.work());
            // Without a thread there are no pictures, and their words stay.
            drop(begun);
            orders
        });
        let _ = orders.send(order);
    }
}

/// Where the work is done.
struct Studio {
    gallery: Shared,
    events: Sender<Event>,
    inbox: Receiver<Order>,
    waiting: VecDeque<Order>,
    /// Where the pictures of the last order lie.
    place: Option<(Origin, Shelf)>,
}

impl Studio {
    fn work(mut self) {
        while let Some(order) = self.waiting.pop_front().or_else(|| self.inbox.recv().ok()) {
            let mut place = match self.place.take() {
                Some((origin, place)) if origin == order.origin => place,
                _ => Shelf::of(&order.origin),
            };
            match order.job {
                Job::Measure(files) => {
                    let measured = files.into_iter().map(|file| {
                        let measured = contained(|| measured(&mut place, &file));
                        (file, measured)
                    });
                    let event = Event::PicturesMeasured(order.source, measured.collect());
                    if self.events.send(event).is_err() {
                        return;
                    }
                }
                Job::Draw(wanted, medium) => self.draw(&mut place, order.source.as_ref(), &wanted, medium),
            }
            self.place = Some((order.origin, place));
        }
    }

    /// Makes pictures ready, until others are wanted.
    fn draw(&mut self, place: &mut Shelf, source: Option<&Clean>, wanted: &[Wanted], medium: Medium) {
        for picture in wanted {
            self.waiting.extend(self.inbox.try_iter());
            if self.waiting.iter().any(|order| matches!(order.job, Job::Draw(..))) {
                return;
            }
            // One may have been made in a way that has turned out not to be the terminal's.
            let in_cells = matches!(medium.drawing, Drawing::HalfBlocks | Drawing::None);
            if self.gallery.lock().has(picture, in_cells) {
                continue;
            }
            let (file, size) = picture;
            let event = match contained(|| drawn(place, file, *size, medium)) {
                Ok(ready) => {
                    self.gallery.lock().hang(picture.clone(), ready, wanted);
                    Event::PictureReady
                }
                Err(why) => Event::PicturesMeasured(source.cloned(), vec![(file.clone(), Err(why))]),
            };
            let _ = self.events.send(event);
        }
    }
}

fn measured(place: &mut Shelf, file: &str) -> Measured {
    // Some say only far behind how large they are.
    measure(&place.beginning(file)?).or_else(|_| measure(&place.read(file)?))
}

fn drawn(place: &mut Shelf, file: &str, size: (u16, u16), medium: Medium) -> Result<Ready, String> {
    draw(&place.read(file)?, size, medium)
}

/// Has a decoder that panics fail like any other.
fn contained<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("it is damaged".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_made_as_a_sequence_is_made_anew_where_cells_are_wanted() {
        let red = image::RgbImage::from_pixel(8, 16, image::Rgb([250, 0, 0]));
        let mut png = std::io::Cursor::new(Vec::new());
        red.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let picture = (Clean::line("a.png"), (1, 1));
        let mut gallery = Gallery::default();
        for (drawing, in_cells) in [(Drawing::Kitty, false), (Drawing::HalfBlocks, true)] {
            assert!(!gallery.has(&picture, in_cells), "{drawing:?}");
            let ready = draw(png.get_ref(), picture.1, Medium { drawing, cell: (8, 16) }).unwrap();
            gallery.hang(picture.clone(), ready, &[]);
            assert!(gallery.has(&picture, in_cells), "{drawing:?}");
        }
    }

    #[test]
    fn a_decoder_that_panics_costs_its_picture_alone() {
        assert_eq!(contained(|| Ok(1)), Ok(1));
        assert_eq!(
            contained(|| -> Result<u8, String> { std::panic::panic_any("x") }),
            Err("it is damaged".to_owned())
        );
    }
}
