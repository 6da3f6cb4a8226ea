//! Taking things out of the thread: posts, the whole thread, links; and taking a row of a sheet.

use super::keymap::Mode;
use super::picking::Item;
use super::sheets::{KINDS, Kind, Sheet, Use};
use super::update::rows_of;
use super::{Action, Effect, Message, State};
use crate::cite;
use crate::model::address;
use crate::model::doubts::doubts;
use crate::model::{Outgoing, thousands};

impl State {
    /// Copies the whole thread.
    pub(super) fn copy_thread(&mut self) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        let document = &reading.document;
        let text = cite::thread_as_text(&document.thread, &document.tree, document.tree.order());
        let count = document.thread.len();
        vec![Effect::Copy {
            text: Outgoing::new(text),
            what: format!("the thread, {} {}", thousands(count), document.thread.unit.noun(count)),
        }]
    }

    /// Copies or opens a link of the post under the cursor; asks which one where there are several.
    pub(super) fn take_link(&mut self, purpose: Use) -> Vec<Effect> {
        let Some(reading) = &self.reading else { return Vec::new() };
        if reading.document.tree.is_empty() {
            return Vec::new();
        }
        let post = reading.document.thread.post(reading.document.tree.post(reading.current()));
        let sheet = Sheet::links(&post, purpose);
        match &sheet.kind {
            Kind::Links(_, urls) if urls.is_empty() => {
                self.message =
                    Some(Message::problem("There is no link here, and the file gives no address for it."));
                Vec::new()
            }
            Kind::Links(_, urls) if urls.len() == 1 => {
                let effects = self.use_link(&urls[0].clone(), purpose);
                if !matches!(effects[..], [Effect::OpenLink(_)]) {
                    return effects;
                }
                // Where it leads is shown before; what is doubtful was told already.
                self.sheet = Some(sheet);
                Vec::new()
            }
            _ => {
                self.sheet = Some(sheet);
                Vec::new()
            }
        }
    }

    pub(super) fn perform_in_sheet(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(sheet) = &mut self.sheet else { return Vec::new() };
        let height = isize::try_from(sheet.height.max(1)).unwrap_or(1);
        if let Some(rows) = rows_of(action, count, height) {
            sheet.move_by(rows);
        } else if action == Action::IgnoreHere {
            return self.ignore_mention();
        } else if matches!(action, Action::QuoteSentence | Action::Note) {
            return self.take_mention(action);
        } else if action == Action::Choose {
            return self.choose_in_sheet();
        } else if action == Action::OpenLink && matches!(sheet.kind, Kind::Links(Use::Open, _)) {
            let row = sheet.cursor;
            return self.take_choice(row);
        }
        Vec::new()
    }

    /// Takes the row that is marked; closes a sheet that has nothing to choose.
    pub(super) fn choose_in_sheet(&mut self) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if !sheet.is_choice() {
            // What it was narrowed to may still be read.
            self.sheet.take_if(|sheet| sheet.narrow.text().is_empty());
            return Vec::new();
        }
        let row = sheet.cursor;
        if sheet.count().0 == 0 { Vec::new() } else { self.take_choice(row) }
    }

    /// Takes a row of a sheet to choose from.
    pub(super) fn take_choice(&mut self, row: usize) -> Vec<Effect> {
        let (purpose, urls) = match self.sheet.as_ref().map(|sheet| sheet.kind.clone()) {
            Some(Kind::Links(purpose, urls)) => (purpose, urls),
            Some(Kind::Doubt(url)) => match row {
                0 => {
                    self.sheet = None;
                    return vec![Effect::OpenLink(url)];
                }
                1 => (Use::Copy, vec![String::new(), url]),
                _ => return Vec::new(),
            },
            Some(Kind::Kinds) => {
                let Some((kind, _)) = KINDS.get(row) else { return Vec::new() };
                self.sheet = None;
                return self.take_kind(*kind);
            }
            Some(Kind::Help(help)) => return self.take_help(&help, row),
            Some(Kind::Mentions(hits)) => {
                self.sheet = None;
                if let Some(hit) = hits.get(row) {
                    self.go_to_mention(*hit);
                }
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        let Some(url) = urls.get(row) else { return Vec::new() };
        self.sheet = None;
        self.use_link(url, purpose)
    }

    /// Copies or opens what is marked in the panel.
    pub(super) fn take_item(&mut self, purpose: Use) -> Vec<Effect> {
        let (Some(reading), Some(item)) = (&self.reading, self.picking.item()) else { return Vec::new() };
        match (item, purpose) {
            (Item::Link(i), _) => {
                let url = reading.document.links[i].url.clone();
                self.use_link(&url, purpose)
            }
            (Item::Entity(_), Use::Copy) => {
                let text = item.label(&reading.document).to_owned();
                vec![Effect::Copy { what: text.clone(), text: Outgoing::new(text) }]
            }
            (Item::Entity(_), Use::Open) => {
                let key = self.keymap.key_for(Mode::Panel, Action::Choose);
                let told = format!("Only links can be opened; {key} goes to where the name stands.");
                self.message = Some(Message::problem(told));
                Vec::new()
            }
        }
    }

    /// Shows where the link in a cell of the thread leads, to be opened or not; whether there is one.
    pub(super) fn show_link(&mut self, (x, y): (u16, u16)) -> bool {
        let area = self.areas.thread;
        let Some(reading) = self.reading.as_ref().filter(|_| area.contains(x, y)) else { return false };
        let column = usize::from(x.saturating_sub(area.x + 1));
        let Some(spot) = reading.spot_in_sight(usize::from(y - area.y), column) else { return false };
        let post = reading.document.thread.post(reading.document.tree.post(spot.rank));
        let mut links = post.with_quotes().flat_map(|post| post.links());
        let Some(link) = links.find(|link| link.range.contains(&spot.byte)) else { return false };
        self.sheet = Some(Sheet::link(&link, Use::Open));
        true
    }

    fn use_link(&mut self, url: &str, purpose: Use) -> Vec<Effect> {
        match purpose {
            Use::Copy => {
                vec![Effect::Copy { text: Outgoing::new(url.to_owned()), what: "the link".to_owned() }]
            }
            Use::Open if address::is_web(url) => self.open_link(url),
            Use::Open => {
                let key = self.keymap.key_for(self.mode(), Action::CopyLink);
                let text = format!("Not opened: {url} is no http or https address; {key} copies it");
                self.message = Some(Message::problem(text));
                Vec::new()
            }
        }
    }

    /// Opens an address, or asks first where something speaks against it.
    fn open_link(&mut self, url: &str) -> Vec<Effect> {
        let document = self.reading.as_ref().map(|reading| &reading.document);
        let own = address::normal(url);
        let rows = document.iter().flat_map(|document| &document.links);
        let spans = rows.filter(|link| address::normal(&link.url) == own).flat_map(|link| &link.spans);
        let words = spans.take(MOST_WORDS).filter_map(|span| Some(document?.thread.slice(*span)));
        let doubts = doubts(url, words);
        if doubts.is_empty() {
            return vec![Effect::OpenLink(url.to_owned())];
        }
        self.sheet = Some(Sheet::doubt(url, doubts));
        Vec::new()
    }
}

/// So many mentions of a link are looked at for what their words claim.
const MOST_WORDS: usize = 100;
