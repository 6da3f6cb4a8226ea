//! A style from outside looked over before the engine sees it: the engine recurses where the file does.
//!
//! Refused are files that are too big or nested too deeply, and macros that call themselves.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The largest files of the public collection of styles have some 300 kB.
const LARGEST: usize = 2 << 20;

/// Elements within elements; styles in use have some 20, and macros call each other as deeply.
const DEEPEST: usize = 64;

/// What is wrong with a style, if something is.
pub(super) fn check(text: &str) -> Result<(), String> {
    if text.len() > LARGEST {
        return Err("it is too big for a citation style".to_owned());
    }
    let calls = calls(text)?;
    let mut done = BTreeMap::new();
    for name in calls.keys() {
        visit(name, &calls, &mut done)?;
    }
    Ok(())
}

/// By macro, those that it calls.
fn calls(text: &str) -> Result<BTreeMap<String, Vec<String>>, String> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    let mut within: Option<(String, usize)> = None;
    let mut calls: BTreeMap<String, Vec<String>> = BTreeMap::new();
    loop {
        let event = reader.read_event().map_err(|_| broken(&reader))?;
        let (tag, is_open) = match &event {
            Event::Start(tag) => (tag, true),
            Event::Empty(tag) => (tag, false),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                within = within.filter(|(_, outer)| *outer < depth);
                continue;
            }
            Event::Eof => return Ok(calls),
            _ => continue,
        };
        if tag.local_name().as_ref() == b"macro" && is_open && within.is_none() {
            within = attribute(tag, b"name").map(|name| (name, depth));
            calls.extend(within.iter().map(|(name, _)| (name.clone(), Vec::new())));
        } else if let (Some((name, _)), Some(called)) = (&within, attribute(tag, b"macro")) {
            calls.entry(name.clone()).or_default().push(called);
        }
        depth += usize::from(is_open);
        if depth > DEEPEST {
            return Err(format!("its elements are nested more than {DEEPEST} deep"));
        }
    }
}

fn broken(reader: &Reader<&[u8]>) -> String {
    format!("it is no CSL style that can be read: its XML is broken at byte {}", reader.error_position())
}

fn attribute(tag: &BytesStart, name: &[u8]) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(String::from_utf8_lossy(&attribute.value).into_owned())
}

/// Walks the calls below a macro, without recursion; in `done`, macros are `false` while on the way.
fn visit(
    name: &str,
    calls: &BTreeMap<String, Vec<String>>,
    done: &mut BTreeMap<String, bool>,
) -> Result<(), String> {
    if done.contains_key(name) {
        return Ok(());
    }
    done.insert(name.to_owned(), false);
    // (macro, which of its calls is next).
    let mut way = vec![(name, 0_usize)];
    while let Some((at, next)) = way.last_mut() {
        let Some(called) = calls.get(*at).and_then(|called| called.get(*next)) else {
            done.insert((*at).to_owned(), true);
            way.pop();
            continue;
        };
        *next += 1;
        match done.get(called) {
            Some(false) => {
                return Err(format!("its macro '{}' calls itself", crate::cite::wording::one_line(called)));
            }
            None if calls.contains_key(called) => {
                done.insert(called.clone(), false);
                way.push((called, 0));
            }
            _ => {}
        }
        if way.len() > DEEPEST {
            return Err(format!("its macros are nested more than {DEEPEST} deep"));
        }
    }
    Ok(())
}
