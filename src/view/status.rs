//! The last line: what is being typed, what was said, how the search stands, and the keys worth knowing now.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Canvas;
use super::rect;
use super::theme::Theme;
use crate::app::finding::{Direction, Finding};
use crate::app::geometry::Area;
use crate::app::keymap::{Keymap, Mode};
use crate::app::picking::Item;
use crate::app::selecting::Grain;
use crate::app::sheets::Sheet;
use crate::app::{Action, Message, Prompt, Purpose, State, Tone, Walk};
use crate::index::search::Case;
use crate::layout::{measure, wrapping};
use crate::model::thousands;

/// Rows that a long message may take.
const MOST_ROWS: usize = 4;

/// Draws the line; where the terminal's cursor belongs, if text is being typed.
pub(super) fn draw(canvas: &mut Canvas, state: &State) -> Option<(u16, u16)> {
    let area = state.areas.status;
    if area.height == 0 {
        return None;
    }
    if state.is_bare() && !is_spoken(state) {
        return None;
    }
    canvas.clear(rect(area));
    if let Some(prompt) = &state.prompt {
        return Some(draw_prompt(canvas, state, prompt));
    }
    let width = usize::from(area.width);
    if let Some(message) = state.message.as_ref().filter(|message| measure::width(&message.text) + 2 > width)
    {
        draw_long(canvas, area, message);
        return None;
    }
    let mut left = 1;
    for (words, style) in told_now(state, canvas.theme) {
        let blank = if left > 1 { 2 } else { 0 };
        let room = width.saturating_sub(left + blank + 1);
        left += blank + canvas.put_fitted((area.x + (left + blank) as u16, area.y), &words, room, style);
    }
    draw_hints(canvas, state, left + 2);
    None
}

/// Whether something was said or is being typed or selected, for which the text alone lends its last row.
fn is_spoken(state: &State) -> bool {
    state.prompt.is_some()
        || state.message.is_some()
        || state.selection.is_some()
        || !pending_words(state).is_empty()
}

/// A message that needs more than one row, over the rows above the line.
fn draw_long(canvas: &mut Canvas, area: Area, message: &Message) {
    let lines = wrapping::wrap(&message.text, usize::from(area.width).saturating_sub(2).max(1));
    let rows = lines.len().min(MOST_ROWS).min(usize::from(area.y) + 1) as u16;
    let top = area.y + 1 - rows;
    canvas.clear(Rect { x: area.x, y: top, width: area.width, height: rows });
    for (i, line) in lines.into_iter().take(usize::from(rows)).enumerate() {
        let style = canvas.theme.tone(message.tone);
        canvas.put((area.x + 1, top + i as u16), &message.text[line], usize::from(area.width), style);
    }
}

/// What the line says, from left to right: a message, or else what is marked and how the search stands; keys typed.
fn told_now(state: &State, theme: &Theme) -> Vec<(String, Style)> {
    let mut told = Vec::new();
    let message = state.message.as_ref();
    if let Some(message) = message.filter(|message| message.tone != Tone::Aside) {
        told.push((message.text.to_string(), theme.tone(message.tone)));
    } else if let (Some(overview), Some(reading)) = (&state.overview, &state.reading) {
        told.push((overview.told(&reading.document), Style::new()));
    } else if let Some(entry) = state.opening.filter(|_| state.contents.is_list()) {
        let name = match state.contents.label(entry) {
            "" => "the thread",
            name => name,
        };
        told.push((format!("Opening {name} …"), Style::new()));
        told.extend(state.growing_told().map(|words| (words, theme.quiet())));
    } else {
        if !is_overlaid(state) {
            tell_reading(state, theme, &mut told);
        }
        told.extend(message.map(|message| (format!("· {}", message.text), theme.tone(message.tone))));
    }
    let typed = pending_words(state);
    if !typed.is_empty() {
        told.push((typed, theme.key()));
    }
    told
}

/// Whether something stands over the thread that is not about what is marked in it.
fn is_overlaid(state: &State) -> bool {
    matches!(state.mode(), Mode::Choose | Mode::Annotations | Mode::Write | Mode::Sheet | Mode::Picture)
}

/// What is selected and marked, how the search stands, and how far a file is read.
fn tell_reading(state: &State, theme: &Theme, told: &mut Vec<(String, Style)>) {
    if let Some(selection) = &state.selection {
        told.push((selection.told.clone(), theme.head()));
        if selection.grain != Grain::Character {
            told.push((selection.grain.told().to_owned(), theme.quiet()));
        }
    }
    let item = marked_item(state).filter(|_| state.selection.is_none());
    let is_chosen = item.is_some() && !state.picking.is_marked_unchosen();
    if let Some(told_item) = &item {
        told.push(told_item.clone());
    } else if let Some(words) = marked_words(state) {
        told.push((words, Style::new()));
    }
    if item.is_none() || is_chosen {
        let searching = state.finding.is_running.then(|| "searching …".to_owned());
        told.extend(state.marks_told().or(searching).map(|words| (words, theme.quiet())));
    }
    told.extend(state.marked_told().map(|words| (words, theme.accent())));
    if state.reading.is_some() || state.contents.collection().is_some() {
        told.extend(state.growing_told().map(|words| (words, theme.quiet())));
    }
}

/// What the panel's cursor is on, in full: where a link leads is shown before it is opened.
fn marked_item(state: &State) -> Option<(String, Style)> {
    let (reading, item) = (state.reading.as_ref()?, state.picking.item()?);
    (state.mode() == Mode::Panel).then(|| match item {
        Item::Link(i) => (reading.document.links[i].url.to_string(), Style::new().underlined()),
        Item::Entity(_) => (item.label(&reading.document).to_owned(), Style::new()),
    })
}

/// What the marks are of.
fn marked_words(state: &State) -> Option<String> {
    if state.reading.is_none() {
        let narrowed = state.contents.narrow.text();
        return (!narrowed.is_empty()).then(|| format!("narrowed to “{narrowed}”"));
    }
    match (state.walk, &state.picking.chosen, &state.reading) {
        (Walk::Chosen, Some(chosen), Some(reading)) => Some(chosen.item.label(&reading.document).to_owned()),
        _ if state.finding.is_active() => {
            let query = &state.finding.query;
            Some(format!("{}{}{}", sign(state), query.text, if query.names { ", all names" } else { "" }))
        }
        _ => None,
    }
}

/// The sign of the search at work.
fn sign(state: &State) -> &'static str {
    match state.finding.direction {
        Direction::Forward => "/",
        Direction::Backward => "\\",
    }
}

/// Keys typed that wait for more.
fn pending_words(state: &State) -> String {
    let count = state.count.map(|count| count.to_string());
    count.into_iter().chain(state.pending.iter().map(ToString::to_string)).collect::<Vec<_>>().join(" ")
}

/// As many hints as there is room for, from the right.
fn draw_hints(canvas: &mut Canvas, state: &State, from: usize) {
    let area = state.areas.status;
    let room = usize::from(area.width).saturating_sub(from + 1);
    let mut hints = Vec::new();
    let mut columns = 0;
    let can_choose = state.sheet.as_ref().is_none_or(Sheet::is_choice);
    for (key, word) in
        state.keymap.hints(state.mode()).into_iter().filter(|(_, word)| can_choose || *word != "choose")
    {
        let more = measure::width(key) + 1 + measure::width(word) + if hints.is_empty() { 0 } else { 2 };
        if columns + more > room {
            break;
        }
        columns += more;
        hints.push((key, word));
    }
    let mut x = area.x + (usize::from(area.width) - columns).saturating_sub(1) as u16;
    for (i, (key, word)) in hints.into_iter().enumerate() {
        x += if i == 0 { 0 } else { 2 };
        x += canvas.put((x, area.y), key, room, canvas.theme.key()) as u16 + 1;
        x += canvas.put((x, area.y), word, room, canvas.theme.quiet()) as u16;
    }
}

/// The typed line with its sign, and what it finds to its right.
fn draw_prompt(canvas: &mut Canvas, state: &State, prompt: &Prompt) -> (u16, u16) {
    let area = state.areas.status;
    let width = usize::from(area.width);
    let sign = match prompt.purpose {
        Purpose::Search => sign(state),
        Purpose::Rename => ":",
        Purpose::Pipe => "!",
        Purpose::Tag => "#",
        Purpose::NameBookmark => "'",
        _ => "/",
    };
    let (words, is_problem) = told(state, prompt);
    let typed = measure::width(prompt.line.text()) + 4;
    let words = measure::fit(&words, (width / 2).max(width.saturating_sub(typed))).into_owned();
    let right = measure::width(&words);
    let style = if is_problem { canvas.theme.alarm() } else { canvas.theme.quiet() };
    let at = width.saturating_sub(right + 1);
    canvas.put((area.x + at as u16, area.y), &words, right, style);

    let room = at.saturating_sub(3).max(1);
    let (before, after) = prompt.line.halves();
    // The end of what stands before the cursor is always in sight.
    let mut shown = before;
    while measure::width(shown) >= room {
        let Some(first) = shown.chars().next() else { break };
        shown = &shown[first.len_utf8()..];
    }
    let used = canvas.put((area.x, area.y), sign, 1, canvas.theme.accent());
    let cursor = used + canvas.put((area.x + used as u16, area.y), shown, room, Style::new());
    canvas.put((area.x + cursor as u16, area.y), after, room.saturating_sub(cursor), Style::new());
    (area.x + cursor as u16, area.y)
}

/// So many other names are told at the prompt.
const MOST_NAMES: usize = 3;

/// Under which other names the thing that is typed is found, or could be.
fn names_told(finding: &Finding, keymap: &Keymap) -> Option<String> {
    let Some(names) = &finding.names else {
        let is_asked = finding.wants_names == Some(true) && finding.is_active() && !finding.query.regex;
        return is_asked.then(|| "no other name is known".to_owned());
    };
    let some: Vec<_> = names.names.iter().take(MOST_NAMES).map(String::as_str).collect();
    let more = if names.names.len() > MOST_NAMES { " …" } else { "" };
    let some = format!("{}{more}", some.join(", "));
    Some(if !finding.query.names {
        format!("{} adds {some}", keymap.key_for(Mode::Prompt, Action::ToggleNames))
    } else if names.is_word {
        format!("the word too · + {some}")
    } else {
        format!("+ {some}")
    })
}

/// The hints that an empty line of a search has room for.
const SWITCHES: [&str; 4] = ["regex", "words", "case", "names"];

/// What a search finds while it is typed, and the switches that are on.
fn told(state: &State, prompt: &Prompt) -> (String, bool) {
    let finding = &state.finding;
    match prompt.purpose {
        Purpose::Tag => return ("tags, with blanks between them".to_owned(), false),
        Purpose::NameBookmark => return ("what the bookmark is called".to_owned(), false),
        Purpose::NarrowAnnotations => {
            let shown = state.annotating.list.as_ref().map_or(0, |list| list.rows.len());
            let all = state.annotating.known.all.len();
            return (format!("{} of {} annotations", thousands(shown), thousands(all)), false);
        }
        Purpose::NarrowPanel => return ("narrows the panel".to_owned(), false),
        Purpose::NarrowSheet => {
            let (listed, all) = state.sheet.as_ref().map(Sheet::count).unwrap_or_default();
            return (format!("{} of {}", thousands(listed), thousands(all)), false);
        }
        Purpose::Rename | Purpose::Merge => {
            let name = state.subject.as_ref().map_or("", |subject| &subject.name);
            let words = match prompt.purpose {
                Purpose::Rename => format!("what {name} is called"),
                _ => format!("is the same as {name}: Up and Down choose"),
            };
            return (words, false);
        }
        Purpose::Pipe => {
            let what = state.taking.piped().unwrap_or_default();
            return (format!("a command that {what} is piped to"), false);
        }
        Purpose::NarrowContents => {
            let contents = &state.contents;
            let shown = thousands(contents.listed.len());
            let words = match contents.collection() {
                Some(_) if contents.search.is_some() => "searching …".to_owned(),
                Some(collection) => format!("{shown} of {} threads", thousands(collection.threads.len())),
                None => format!("{shown} of {} files", thousands(contents.len())),
            };
            return (words, false);
        }
        Purpose::Search => {}
    }
    if let Some(problem) = &finding.problem {
        return (problem.clone(), true);
    }
    let mut words = Vec::new();
    if finding.is_running {
        words.push("searching …".to_owned());
    } else if !prompt.line.text().is_empty() {
        words.push(state.marks_told().unwrap_or_else(|| {
            if finding.is_partial { "no hit in what is shown" } else { "no hit" }.to_owned()
        }));
    }
    words.extend(names_told(finding, &state.keymap));
    let case = match finding.query.case {
        Case::Smart => None,
        Case::Sensitive => Some("exact case"),
        Case::Insensitive => Some("any case"),
    };
    let switches = [(finding.query.regex, "regex"), (finding.query.words, "words")];
    words.extend(switches.into_iter().filter(|(on, _)| *on).map(|(_, word)| word.to_owned()));
    words.extend(case.map(str::to_owned));
    if prompt.line.text().is_empty() {
        words.extend(
            state
                .keymap
                .hints(Mode::Prompt)
                .into_iter()
                .filter(|(_, word)| SWITCHES.contains(word))
                .map(|(key, word)| format!("{key} {word}")),
        );
    }
    (words.join(" · "), false)
}
