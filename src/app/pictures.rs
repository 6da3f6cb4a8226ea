//! Pictures that lie with a thread: whether they are shown, how large they say they are, which are to be drawn.
//!
//! ```text
//! posts near the screen ─► MeasurePictures ─► Measured: how large each is   (it gets its rows)
//! rows in sight         ─► DrawPictures    ─► Drawn: it can be painted
//! ```
//!
//! Pixels are nothing that is known here: whoever paints has them. Nothing is ever fetched from the web.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::keymap::Mode;
use super::reading::{Reading, ScreenRow};
use super::{Action, Effect, Message, State};
use crate::layout::picturing::{Easel, Picture, Shape};
use crate::layout::wrapping;
use crate::model::{Clean, Media, MediaKind, Post};

/// So many posts above and below what is in sight are looked at, so that pictures have their rows before they come.
const AROUND: usize = 40;
/// Rows below an enlarged picture for its words, at the most.
const CAPTION: usize = 3;

/// How large a picture is, or why it cannot be shown.
pub type Measured = Result<(u32, u32), String>;

/// A picture that is to be drawn: its file, and its columns and rows.
pub type Wanted = (Clean, (u16, u16));

/// What is known of the pictures of a file, and how they are shown.
#[derive(Clone, Debug, Default)]
pub struct Album {
    /// Whether they are shown in the text.
    is_shown: bool,
    /// Whether the terminal can show any.
    can_draw: bool,
    easel: Easel,
    measured: Arc<HashMap<Clean, Measured>>,
    /// Counts changes of all this.
    version: u64,
}

impl Album {
    /// Counts its changes.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How large a picture says to be.
    pub fn pixels(&self, file: &Clean) -> Option<(u32, u32)> {
        self.measured.get(file).and_then(|measured| measured.as_ref().ok()).copied()
    }

    /// What is known of a picture.
    pub fn measured(&self, file: &Clean) -> Option<&Measured> {
        self.measured.get(file)
    }

    /// What is shown of the pictures of a post.
    pub fn of(&self, post: &Post) -> Vec<Picture> {
        if !self.is_shown {
            return Vec::new();
        }
        let shape = |file: &Clean| match self.measured.get(file)? {
            Ok((width, height)) if self.can_draw => Some(Shape::Drawn(*width, *height)),
            measured => Some(Shape::Told(told(file, measured))),
        };
        pictures(post)
            .filter_map(|(quote, medium, media)| {
                Some(Picture { quote, medium, shape: shape(media.file.as_ref()?)? })
            })
            .collect()
    }

    /// What they are drawn on.
    pub fn easel(&self) -> Easel {
        self.easel
    }
}

/// `[picture 800×600, lamp.jpg]`, or why there is none.
pub fn told(file: &str, measured: &Measured) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    match measured {
        Ok((width, height)) => format!("[picture {width}×{height}, {name}]"),
        Err(why) => format!("[picture {name}: {why}]"),
    }
}

/// The pictures of a post and of those it quotes that lie with the thread: how deep in quotes, which medium.
fn pictures<'t>(post: &Post<'t>) -> impl Iterator<Item = (usize, usize, &'t Media)> + use<'t> {
    post.with_quotes().enumerate().flat_map(|(quote, post)| {
        let media = post.media().iter().enumerate().filter(|(_, media)| is_picture(media));
        media.map(move |(medium, media)| (quote, medium, media)).collect::<Vec<_>>()
    })
}

/// Whether a medium is a picture that lies with the thread; silent loops are kept as films mostly.
fn is_picture(media: &Media) -> bool {
    let is_still = |file: &Clean| {
        let end = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        matches!(end.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "jfif")
    };
    match media.kind {
        MediaKind::Image => media.file.is_some(),
        MediaKind::Gif | MediaKind::File => media.file.as_ref().is_some_and(is_still),
        MediaKind::Video | MediaKind::Audio => false,
    }
}

/// A picture that stands over the screen, among those of its post.
#[derive(Clone, Debug)]
pub struct Enlarged {
    /// Their files and descriptions.
    pictures: Vec<(Clean, Option<Clean>)>,
    at: usize,
}

impl Enlarged {
    /// Its file.
    pub fn file(&self) -> &Clean {
        &self.pictures[self.at].0
    }

    /// `2/3  what it shows`, wrapped to so many columns.
    pub fn caption(&self, columns: usize) -> Vec<String> {
        let (file, alt) = &self.pictures[self.at];
        let place = match self.pictures.len() {
            1 => String::new(),
            count => format!("{}/{count}  ", self.at + 1),
        };
        let words = match alt {
            Some(alt) => alt,
            None => file.rsplit('/').next().unwrap_or(file),
        };
        let text = format!("{place}{}", words.split_whitespace().collect::<Vec<_>>().join(" "));
        let rows = wrapping::wrap(&text, columns.max(1)).into_iter().take(CAPTION);
        rows.map(|row| text[row].to_owned()).collect()
    }
}

/// Pictures in the program.
#[derive(Debug, Default)]
pub struct Pictures {
    /// What is known of them.
    pub album: Album,
    /// The one that stands over the screen.
    pub enlarged: Option<Enlarged>,
    /// The file that all this is about.
    source: Option<Clean>,
    /// What was asked about already.
    asked: HashSet<Clean>,
    /// What was asked to be drawn last.
    wanted: Vec<Wanted>,
    /// Whether somebody said that they are to be shown or hidden.
    is_settled: bool,
}

impl Pictures {
    /// Learns what the terminal can draw, on cells of so many pixels; where it draws them sharply they are shown unless
    /// somebody said otherwise.
    pub fn set_up(&mut self, (can_draw, is_sharp): (bool, bool), cell: (u16, u16)) {
        let album = &mut self.album;
        if !self.is_settled && album.is_shown != is_sharp {
            album.is_shown = is_sharp;
            album.version += 1;
        }
        if (album.can_draw, album.easel.cell) != (can_draw, cell) {
            (album.can_draw, album.easel.cell) = (can_draw, cell);
            album.version += 1;
        }
    }

    /// Shows pictures in the text, or hides them.
    pub fn show(&mut self, is_shown: bool) {
        self.is_settled = true;
        self.album.is_shown = is_shown;
        self.album.version += 1;
    }

    /// Takes the height of the pane: a picture leaves room for words.
    pub(super) fn resize(&mut self, rows: u16) {
        let rows = (rows * 3 / 5).clamp(1, 24);
        if self.album.easel.rows != rows {
            self.album.easel.rows = rows;
            self.album.version += 1;
        }
    }

    /// Takes what was found out of pictures of a file.
    pub(super) fn learn(&mut self, source: Option<&Clean>, found: Vec<(Clean, Measured)>) {
        if self.source.as_ref() == source {
            Arc::make_mut(&mut self.album.measured).extend(found);
            self.album.version += 1;
        }
    }

    fn turn_to(&mut self, source: Option<&Clean>) {
        if self.source.as_ref() != source {
            self.source = source.cloned();
            self.asked.clear();
            self.wanted.clear();
            self.album.measured = Arc::default();
            self.album.version += 1;
        }
    }
}

/// The files of pictures in sight and around it.
fn files_near(reading: &Reading) -> Vec<Clean> {
    let Some((first, last)) = reading.screen.first().zip(reading.screen.last()) else { return Vec::new() };
    let (outline, document) = (&reading.outline, &reading.document);
    let start = (0..AROUND).try_fold(first.rank, |rank, _| outline.previous(rank).ok_or(rank));
    let mut rank = Some(start.unwrap_or_else(|first| first));
    let (mut files, mut after) = (Vec::new(), 0);
    while let Some(here) = rank.filter(|_| after <= AROUND) {
        let post = document.thread.post(document.tree.post(here));
        files.extend(pictures(&post).filter_map(|(.., media)| media.file.clone()));
        after += usize::from(here >= last.rank);
        rank = outline.next(here);
    }
    files
}

impl Reading {
    /// The file of the picture that a row in sight shows.
    pub fn picture_file(&self, row: &ScreenRow) -> Option<&Clean> {
        let picture = row.row().picture?;
        let post = self.document.thread.post(self.document.tree.post(row.rank));
        let post = post.with_quotes().nth(picture.quote)?;
        post.media().get(picture.medium)?.file.as_ref()
    }
}

impl State {
    /// Asks for what is to be known and to be drawn of pictures, `after` whatever is to be done.
    pub(super) fn ask_for_pictures(&mut self, after: &[Effect]) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let pictures = &mut self.pictures;
        if after.iter().any(|effect| matches!(effect, Effect::Redraw)) {
            // Then the terminal may have forgotten them.
            pictures.wanted.clear();
        }
        if !pictures.album.is_shown && pictures.enlarged.is_none() {
            return Vec::new();
        }
        let source = reading.document.thread.source.file.as_ref();
        pictures.turn_to(source);
        let mut effects = Vec::new();
        let near = if pictures.album.is_shown { files_near(reading) } else { Vec::new() };
        let enlarged = pictures.enlarged.iter().map(|enlarged| enlarged.file().clone());
        let files: Vec<Clean> =
            near.into_iter().chain(enlarged).filter(|file| pictures.asked.insert(file.clone())).collect();
        if !files.is_empty() {
            effects.push(Effect::MeasurePictures { source: source.cloned(), files });
        }
        let wanted = match self.enlarged_size() {
            Some(wanted) => vec![wanted],
            None if self.pictures.enlarged.is_some() => Vec::new(),
            None => self.pictures_in_sight(),
        };
        if wanted != self.pictures.wanted {
            self.pictures.wanted.clone_from(&wanted);
            if !wanted.is_empty() {
                effects.push(Effect::DrawPictures { source: self.pictures.source.clone(), wanted });
            }
        }
        effects
    }

    fn pictures_in_sight(&self) -> Vec<Wanted> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let mut wanted: Vec<Wanted> = Vec::new();
        for row in &reading.screen {
            let Some(picture) = row.row().picture else { continue };
            let Some(file) = reading.picture_file(row) else { continue };
            if wanted.last().is_none_or(|last| last.0 != *file) {
                wanted.push((file.clone(), picture.size));
            }
        }
        wanted
    }

    /// The picture over the screen, with its columns and rows, once it is known how large it is.
    pub fn enlarged_size(&self) -> Option<Wanted> {
        let enlarged = self.pictures.enlarged.as_ref()?;
        let album = &self.pictures.album;
        let pixels = album.pixels(enlarged.file()).filter(|_| album.can_draw)?;
        let columns = usize::from(self.areas.title.width).saturating_sub(2);
        let caption = enlarged.caption(columns).len() as u16;
        let rows = self.areas.status.y.saturating_sub(self.areas.title.height + caption + 1);
        let easel = Easel { rows: rows.max(1), ..album.easel };
        Some((enlarged.file().clone(), easel.fit(pixels, columns)))
    }

    /// Shows pictures in the text, or hides them.
    pub(super) fn turn_pictures(&mut self) {
        let Some(reading) = &self.reading else { return };
        if !reading.document.thread.posts().any(|post| pictures(&post).next().is_some()) {
            let words =
                "No picture lies with this thread, and none is fetched: its descriptions and addresses stay";
            self.message = Some(Message::info(words));
            return;
        }
        let is_shown = !self.pictures.album.is_shown;
        let key = self.keymap.key_for(Mode::Thread, Action::Pictures);
        self.pictures.show(is_shown);
        let told = match (is_shown, self.pictures.album.can_draw) {
            (true, true) => format!("Pictures that lie with the thread are shown; {key} hides them"),
            (true, false) => format!("{}: their names are shown; {key} hides them", self.pictureless_told()),
            (false, _) => "Pictures are hidden; their descriptions stay".to_owned(),
        };
        self.message = Some(Message::info(told));
    }

    /// Why no picture is drawn.
    fn pictureless_told(&self) -> &'static str {
        if self.is_plain {
            "No picture is drawn on a screen that is read aloud"
        } else {
            "This terminal shows no pictures, as it has no colours"
        }
    }

    /// Shows a picture of the post over the screen, the first or the one of that file.
    pub(super) fn enlarge(&mut self, file: Option<&Clean>) {
        let Some(reading) = &self.reading else { return };
        let Some(ix) = reading.document.tree.order().get(reading.current().index()) else { return };
        let post = reading.document.thread.post(*ix);
        let pictures: Vec<_> = pictures(&post)
            .filter_map(|(.., media)| Some((media.file.clone()?, media.alt.clone())))
            .collect();
        if pictures.is_empty() {
            let has_any = post.with_quotes().any(|post| !post.media().is_empty());
            self.message = Some(Message::info(if has_any {
                "No picture of this post lies with the thread; its address is among the links"
            } else {
                "This post has no picture"
            }));
        } else if !self.pictures.album.can_draw {
            self.message = Some(Message::info(self.pictureless_told()));
        } else {
            let at = file.and_then(|file| pictures.iter().position(|(known, _)| known == file));
            self.pictures.enlarged = Some(Enlarged { pictures, at: at.unwrap_or(0) });
        }
    }

    /// Goes on among the pictures of the post, or closes the one that is shown.
    pub(super) fn perform_in_picture(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(enlarged) = &mut self.pictures.enlarged else { return Vec::new() };
        let (last, steps) = (enlarged.pictures.len() - 1, count.unwrap_or(1));
        match action {
            Action::NextPicture => enlarged.at = enlarged.at.saturating_add(steps).min(last),
            Action::PreviousPicture => enlarged.at = enlarged.at.saturating_sub(steps),
            _ => self.pictures.enlarged = None,
        }
        Vec::new()
    }
}
