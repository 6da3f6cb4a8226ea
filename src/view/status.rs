//! The last line: what is being typed, what was said, how the search stands, and the keys worth knowing now.

use super::canvas::Canvas;
use crate::app::keymap::{self, Mode};
use crate::app::picking::Item;
use crate::app::{Prompt, Purpose, State, Walk};
use crate::index::search::Case;
use crate::layout::measure;

/// Draws the line; where the terminal's cursor belongs, if text is being typed.
pub(super) fn draw(canvas: &mut Canvas, state: &State) -> Option<(u16, u16)> {
    let area = state.areas.status;
    if area.height == 0 {
        return None;
    }
    if let Some(prompt) = &state.prompt {
        return Some(draw_prompt(canvas, state, prompt));
    }
    let width = usize::from(area.width);
    let mut left = 1;
    let mut say = |canvas: &mut Canvas, words: &str, style| {
        left +=
            canvas.put_fitted((area.x + left as u16, area.y), words, width.saturating_sub(left + 1), style);
    };
    if let Some(message) = &state.message {
        say(
            canvas,
            &message.text,
            if message.is_problem { canvas.theme.alarm() } else { ratatui::style::Style::new() },
        );
    } else if let Some(url) = marked_link(state) {
        // Where a link leads is shown before it is opened.
        say(canvas, url, canvas.theme.role(crate::layout::Role::Link));
    } else {
        if let Some(words) = marked_words(state) {
            say(canvas, &words, ratatui::style::Style::new());
        }
        if let Some(told) = state.marks_told() {
            say(canvas, &format!("  {told}"), canvas.theme.quiet());
        } else if state.finding.is_running {
            say(canvas, "  searching …", canvas.theme.quiet());
        }
    }
    let typed = pending_words(state);
    if !typed.is_empty() {
        say(canvas, &format!("  {typed}"), canvas.theme.accent());
    }
    draw_hints(canvas, state, left + 2);
    None
}

/// The target of the link that the panel's cursor is on.
fn marked_link(state: &State) -> Option<&str> {
    match (state.mode(), state.picking.item(), &state.reading) {
        (Mode::Panel, Some(Item::Link(i)), Some(reading)) => Some(&reading.document.links[i].url),
        _ => None,
    }
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
            let sign = if state.finding.is_backward { '\\' } else { '/' };
            Some(format!("{sign}{}", state.finding.query.text))
        }
        _ if state.mode() == Mode::Panel && !state.picking.narrow.text().is_empty() => {
            Some(format!("narrowed to “{}”", state.picking.narrow.text()))
        }
        _ => None,
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
    let can_choose = state.sheet.as_ref().is_none_or(crate::app::sheets::Sheet::is_choice);
    for (key, word) in
        keymap::hints(state.mode()).into_iter().filter(|(_, word)| can_choose || *word != "choose")
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
        x += canvas.put((x, area.y), key, room, canvas.theme.accent()) as u16 + 1;
        x += canvas.put((x, area.y), word, room, canvas.theme.quiet()) as u16;
    }
}

/// The typed line with its sign, and what it finds to its right.
fn draw_prompt(canvas: &mut Canvas, state: &State, prompt: &Prompt) -> (u16, u16) {
    let area = state.areas.status;
    let width = usize::from(area.width);
    let sign = match prompt.purpose {
        Purpose::Search if state.finding.is_backward => "\\",
        _ => "/",
    };
    let (words, is_problem) = told(state, prompt);
    let words = measure::fit(&words, width / 2).into_owned();
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
    let cursor = used + canvas.put((area.x + used as u16, area.y), shown, room, ratatui::style::Style::new());
    canvas.put(
        (area.x + cursor as u16, area.y),
        after,
        room.saturating_sub(cursor),
        ratatui::style::Style::new(),
    );
    (area.x + cursor as u16, area.y)
}

/// What a search finds while it is typed, and the switches that are on.
fn told(state: &State, prompt: &Prompt) -> (String, bool) {
    let finding = &state.finding;
    match prompt.purpose {
        Purpose::NarrowPanel => return ("narrows the panel".to_owned(), false),
        Purpose::NarrowContents => {
            let (shown, all) = (state.contents.listed.len(), state.contents.entries.len());
            return (format!("{shown} of {all} files"), false);
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
        words.push(state.marks_told().unwrap_or_else(|| "no hit".to_owned()));
    }
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
            keymap::hints(Mode::Prompt)
                .into_iter()
                .filter(|(key, _)| key.starts_with("A-"))
                .map(|(key, word)| format!("{key} {word}")),
        );
    }
    (words.join(" · "), false)
}
