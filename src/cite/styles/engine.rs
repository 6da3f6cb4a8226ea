//! The CSL engine run, and its output mended: the one place that knows what the engine cannot do.
//!
//! - Titles are put in afterwards, so that nothing in them is changed; emoji in them stay upright in italics, as APA asks.
//! - A mark that the title brings already is not set twice.
//! - Addresses are links to the whole address, however they are shown.

use std::sync::LazyLock;

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, Locale, LocaleFile};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, ElemChild,
    ElemChildren, Formatting,
};

use super::items::{self, TITLE};
use super::{Options, Place, Rules, Style};
use crate::cite::citation::{Citation, Run, Setting};
use crate::cite::emoji;
use crate::cite::reference::Reference;
use crate::model::Clean;

/// English, for styles that do not bring their own words.
static LOCALES: LazyLock<Vec<Locale>> = LazyLock::new(|| {
    let files = [
        include_str!("../../../assets/styles/english.xml"),
        include_str!("../../../assets/styles/english-british.xml"),
    ];
    files.iter().filter_map(|file| LocaleFile::from_xml(file).ok().map(Locale::from)).collect()
});

/// The citations with the places of their references, in the order of the style.
pub(super) fn run(style: &Style, references: &[Reference], options: Options) -> Vec<(usize, Citation)> {
    // A sentence of Chicago is told as a list of its style for the text.
    let (csl, is_list, rules) = match (&style.in_text, options.place) {
        (Some(in_text), Place::Text) => (in_text, false, Rules::ChicagoNote),
        (Some(in_text), Place::Sentence) => (in_text, true, Rules::ChicagoList),
        (_, place) => (&style.csl, place == Place::List && style.csl.bibliography.is_some(), style.rules),
    };
    let worded: Vec<_> =
        references.iter().enumerate().map(|(at, r)| items::item(at, r, rules, options)).collect();
    let purpose = (options.place == Place::Sentence && style.in_text.is_none()).then_some(CitePurpose::Prose);
    let mut driver = BibliographyDriver::new();
    for (item, _) in &worded {
        let item = CitationItem::new(item, None, None, false, purpose);
        driver.citation(CitationRequest::new(vec![item], csl, style.locale.clone(), &LOCALES, None));
    }
    let done = driver.finish(BibliographyRequest::new(csl, style.locale.clone(), &LOCALES));
    let finish = |at: usize, told: &[&ElemChildren]| {
        let reference = &references[at];
        let mending = Mending {
            title: &worded[at].1,
            url: reference.url.as_deref(),
            goes_on: options.place != Place::List,
        };
        (at, mending.citation(told))
    };
    if !is_list {
        return done.citations.iter().enumerate().map(|(at, cited)| finish(at, &[&cited.citation])).collect();
    }
    let listed = done.bibliography.map(|list| list.items).unwrap_or_default();
    let listed = listed.into_iter().filter_map(|item| {
        let at = item.key.parse::<usize>().ok().filter(|at| *at < references.len())?;
        let first = ElemChildren(item.first_field.into_iter().collect());
        let listed = finish(at, &[&first, &item.content]);
        // Some styles leave posts out of lists and cite them in notes alone.
        Some(if listed.1.runs.is_empty() { finish(at, &[&done.citations.get(at)?.citation]) } else { listed })
    });
    listed.collect()
}

/// What is put into the engine's output, or put right in it.
struct Mending<'a> {
    title: &'a str,
    url: Option<&'a str>,
    /// Whether it stands in a sentence, which its title does not end.
    goes_on: bool,
}

impl Mending<'_> {
    fn citation(&self, told: &[&ElemChildren]) -> Citation {
        let mut runs = Vec::new();
        for (at, told) in told.iter().enumerate() {
            if at > 0 && runs.last().is_some_and(|run: &Run| !run.text.ends_with(' ')) {
                runs.push(Run::plain(" "));
            }
            flatten(told, &mut runs);
        }
        let runs = self.with_title(runs);
        let mut citation = Citation { runs };
        for run in &mut citation.runs {
            // A style from outside may bring characters that a terminal would obey.
            run.text = Clean::text(&run.text).replace(['\n', '\t'], " ");
            run.link = run.link.take().and(self.url.map(str::to_owned));
        }
        citation.tidy();
        citation
    }

    /// The title for its sign, emoji upright, and no full stop behind a mark of its own.
    fn with_title(&self, runs: Vec<Run>) -> Vec<Run> {
        let title = if self.goes_on { leading_on(self.title) } else { self.title.into() };
        let is_ended = title.trim_end_matches(['”', '’']).ends_with(['.', '!', '?', '…', ',']);
        let mut out: Vec<Run> = Vec::new();
        let mut is_behind = false;
        for run in runs {
            for (at, text) in run.text.split(TITLE).enumerate() {
                let mut text = text;
                if at > 0 {
                    let pieces = emoji::stretches(&title).into_iter();
                    out.extend(pieces.map(|(piece, is_emoji)| Run {
                        text: piece.to_owned(),
                        set: Setting { is_italic: run.set.is_italic && !is_emoji, ..run.set },
                        link: None,
                    }));
                    is_behind = true;
                }
                if is_behind && !text.is_empty() {
                    is_behind = false;
                    if is_ended && text.starts_with(['.', ',']) {
                        text = &text[1..];
                    }
                }
                out.push(Run { text: text.to_owned(), ..run.clone() });
            }
        }
        out
    }
}

/// A title within a sentence that goes on has no full stop: `“It is sold.”` is `“It is sold”`, `It is sold.` `It is sold`.
fn leading_on(title: &str) -> std::borrow::Cow<'_, str> {
    match (title.strip_suffix(".”"), title.strip_suffix('.')) {
        (Some(title), _) => format!("{title}”").into(),
        (None, Some(title)) if !title.ends_with('.') => title.into(),
        _ => title.into(),
    }
}

/// The tree of the engine's output as runs, without recursion.
fn flatten(told: &ElemChildren, runs: &mut Vec<Run>) {
    let mut open: Vec<&ElemChild> = told.0.iter().rev().collect();
    while let Some(child) = open.pop() {
        match child {
            ElemChild::Text(text) => {
                runs.push(Run { text: text.text.clone(), set: setting(text.formatting), link: None });
            }
            ElemChild::Elem(element) => open.extend(element.children.0.iter().rev()),
            ElemChild::Markup(text) => runs.push(Run::plain(text)),
            ElemChild::Link { text, url } => runs.push(Run {
                text: text.text.clone(),
                set: setting(text.formatting),
                link: Some(url.clone()),
            }),
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn setting(formatting: Formatting) -> Setting {
    Setting {
        is_italic: formatting.font_style == FontStyle::Italic,
        is_bold: formatting.font_weight == FontWeight::Bold,
        is_small_caps: formatting.font_variant == FontVariant::SmallCaps,
    }
}
