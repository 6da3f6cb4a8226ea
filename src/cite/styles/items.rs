//! References as items for the engine, with what CSL cannot word worded already: time of day, address, what is attached.
//!
//! Titles go in as single characters that no text of a file contains, and are put in their place afterwards
//! ([`super::engine`]): the engine would turn their quotation marks round and eat their punctuation.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};

use super::titling::{self, Title};
use super::{Options, Rules};
use crate::cite::reference::{Moment, Name, Reference, Scope, platforms};
use crate::model::{State, Time};

/// Stands for the title; a noncharacter, which cleaned text never contains.
pub(super) const TITLE: char = '\u{FDD0}';

/// The item for the engine, and the title that its [`TITLE`] stands for.
pub(super) fn item(at: usize, reference: &Reference, rules: Rules, options: Options) -> (Item, String) {
    let mut item = Filling::new(at);
    let title = titling::title(reference, rules);
    item.names(reference);
    item.dates(reference);
    item.title(&title, rules);
    item.kind(reference, rules, options, matches!(title, Title::Description(_)));
    let url = reference.url.as_deref().unwrap_or_default();
    let shown = match rules {
        Rules::Mla => url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url),
        _ => url,
    };
    item.text("URL", shown);
    let et_al = matches!(rules, Rules::Mla) && reference.others > 1;
    item.text("status", if et_al { "et al." } else { "" });
    if let Some((hour, minute)) = reference.posted.and_then(Moment::of).and_then(|moment| moment.clock) {
        item.text("annote", &clock(hour, minute));
    }
    let mut item = item.0;
    if rules == Rules::Plain {
        item.0.retain(|variable, _| !SPARE.contains(&variable.as_str()));
    }
    (item, words(title, rules))
}

/// `9:26 a.m.`
fn clock(hour: u8, minute: u8) -> String {
    let half = if hour < 12 { "a.m." } else { "p.m." };
    format!("{}:{minute:02} {half}", (hour + 11) % 12 + 1)
}

/// What is put in the title's place.
fn words(title: Title, rules: Rules) -> String {
    match (title, rules) {
        (Title::Words(words), _) => words,
        (Title::Description(told), Rules::Apa | Rules::Plain) => told,
        (Title::Description(told), Rules::Mla | Rules::ChicagoList | Rules::ChicagoShort) => {
            format!("{told}.")
        }
        (Title::Description(told), Rules::ChicagoNote) => format!("{},", lower_first(&told)),
    }
}

/// `Image of a page` within a sentence: `image of a page`; `GIF` stays.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_none_or(char::is_lowercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The variables in which our own styles look for what CSL has no variable for; other styles mean something else by them.
const SPARE: &[&str] =
    &["annote", "archive", "authority", "dimensions", "medium", "part-title", "scale", "source", "status"];

/// An item while it is filled.
struct Filling(Item);

impl Filling {
    fn new(at: usize) -> Self {
        let mut filling = Self(Item(BTreeMap::new()));
        filling.text("id", &at.to_string());
        filling.text("type", "post");
        filling
    }

    /// A variable, unless there is nothing to say.
    fn text(&mut self, variable: &str, value: &str) {
        if !value.is_empty() {
            self.0.0.insert(variable.to_owned(), Value::String(value.to_owned()));
        }
    }

    /// Author and handle; a handle alone is the author.
    fn names(&mut self, reference: &Reference) {
        let (author, key) = match (&reference.author, &reference.handle) {
            (Some(name), handle) => {
                self.text("authority", handle.as_deref().unwrap_or_default());
                (of_name(name), sorted(name))
            }
            (None, Some(handle)) => {
                let literal = NameValue::Literal(LiteralName { literal: handle.clone() });
                (literal, handle.trim_start_matches('@').to_owned())
            }
            (None, None) => return,
        };
        self.0.0.insert("author".to_owned(), Value::Names(vec![author]));
        self.text("archive", &key.to_lowercase());
    }

    fn dates(&mut self, reference: &Reference) {
        let posted = reference.posted.and_then(Moment::of);
        let has_day = posted.is_some_and(|moment| moment.day.is_some());
        let has_month = posted.is_some_and(|moment| moment.month.is_some());
        self.text("scale", if has_month { "month" } else { "" });
        self.text("part-title", if has_day { "day" } else { "" });
        for (variable, time) in [("issued", reference.posted), ("accessed", reference.accessed)] {
            if let Some(date) = time.and_then(date) {
                self.0.0.insert(variable.to_owned(), Value::Date(date));
            }
        }
    }

    fn title(&mut self, title: &Title, rules: Rules) {
        let sign = TITLE.to_string();
        match title {
            Title::Description(_) if rules == Rules::Apa => self.text("source", &sign),
            _ => self.text("title", &sign),
        }
        // Where there is no author, the title stands for the work in the text.
        if rules != Rules::Plain {
            self.text("title-short", &sign);
        }
    }

    /// The kind of post, what is attached, how much of a thread it is.
    fn kind(&mut self, reference: &Reference, rules: Rules, options: Options, is_described: bool) {
        let named = reference.platform.as_deref().unwrap_or_default();
        let platform = platforms::known(named);
        let is_gone = is_described && reference.state != State::Ok;
        let is_tweet = reference.kind == "Tweet";
        let genre = match rules {
            Rules::Apa if is_gone => "",
            Rules::Apa if is_tweet && !options.has_tweets => "Post",
            Rules::Apa => match platform {
                Some(platform) if reference.kind == platform.kind => platform.apa,
                _ => &reference.kind,
            },
            _ => &reference.kind,
        };
        let name = match named {
            "Twitter" if rules == Rules::Apa && is_tweet && !options.has_tweets => "X",
            "Mail" => "",
            _ => named,
        };
        self.text("genre", genre);
        self.text("container-title", name);
        let medium =
            titling::attached(reference).filter(|_| rules == Rules::Apa && reference.scope == Scope::Post);
        self.text("medium", &medium.unwrap_or_default());
        let (apa, chicago) = match reference.scope {
            Scope::Post => (String::new(), String::new()),
            Scope::Range(first, last) => {
                (format!("Thread, posts {first}–{last}"), format!("thread, posts {first}–{last}"))
            }
            Scope::Thread => ("Thread".to_owned(), "thread".to_owned()),
        };
        self.text("dimensions", if rules == Rules::Apa { &apa } else { &chicago });
    }
}

fn of_name(name: &Name) -> NameValue {
    let Name::Person { given, family } = name else {
        return NameValue::Literal(LiteralName { literal: name.full() });
    };
    let (given, suffix) = match given.split_once(", ") {
        Some((given, suffix)) => (given, Some(suffix.to_owned())),
        None => (given.as_str(), None),
    };
    if given.is_empty() {
        return NameValue::Literal(LiteralName { literal: family.clone() });
    }
    // Particles stay where they are: what the engine takes for one of its own it would put elsewhere.
    let (particle, family) = match family.split_once(' ') {
        Some((particle, rest)) => (Some(particle.to_owned()), rest),
        None => (None, family.as_str()),
    };
    NameValue::Item(NameItem {
        family: family.to_owned(),
        given: Some(given.to_owned()),
        non_dropping_particle: particle,
        dropping_particle: None,
        comma_suffix: suffix.as_ref().map(|_| true),
        suffix,
    })
}

/// What a name is sorted by.
fn sorted(name: &Name) -> String {
    match name {
        Name::Person { given, family } => format!("{family} {given}"),
        Name::Group(name) => name.strip_prefix("The ").unwrap_or(name).to_owned(),
    }
}

fn date(time: Time) -> Option<DateValue> {
    let moment = Moment::of(time)?;
    let parts = [moment.month, moment.day].into_iter().flatten().map(i16::from);
    let year = i16::try_from(moment.year).ok()?;
    let date_parts = VecDateRange(vec![VecDate([year].into_iter().chain(parts).collect())]);
    Some(DateValue::DateParts { date_parts, literal: None, season: None, circa: false })
}
