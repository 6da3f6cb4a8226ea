//! Quotations by templates of the reader's own, in the language of Jinja; `docs/templates.md` lists what they may name.
//!
//! A template is the reader's, the words in it are strangers': filters escape them for where they go. It can neither run
//! on without end nor write without end.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind};
use serde::Serialize;

use super::credit::{Run, name};
use super::extract::Extract;
use super::{Manner, html, markdown, plain, provenance};
use crate::cite::dates::Day;
use crate::cite::reference::{Name, Reference};
use crate::cite::styles::titling::title_words;
use crate::cite::{latex, wording};
use crate::model::Time;

/// How many steps a template may take.
const FUEL: u64 = 200_000;
/// How much it may write, in bytes.
const MOST_BYTES: usize = 16 << 20;

/// Templates that come with the program; one of the reader's own goes before one of the same name.
pub const BUILT_IN: [(&str, &str); 2] = [
    (
        "footnote",
        "{{ quote|oneline|markdown }}[^{{ anchor }}]\n\n[^{{ anchor }}]: {{ [who, platform, day]|select|join(', ')|markdown }}\
         {% if url %}, <{{ url }}>{% endif %}",
    ),
    (
        "harvard",
        "{{ surname or handle }}{% if given %}, {{ given|initials }}{% endif %}\
         {% if surname and handle %} [{{ handle|replace('@', '') }}]{% endif %} {{ year or 'n.d.' }}, \
         ‘{{ quote|oneline }}’{% if platform %}, {{ platform }} post{% endif %}{% if day_and_month %}, {{ day_and_month }}{% endif %}\
         {% if accessed %}, viewed {{ accessed }}{% endif %}{% if url %}, <{{ url }}>{% endif %}.",
    ),
];

/// What a template may name.
#[derive(Debug, Serialize)]
struct Fields {
    #[serde(flatten)]
    first: RunFields,
    posts: Vec<PostFields>,
    runs: Vec<RunFields>,
}

/// What is known of the posts by one author.
#[derive(Clone, Debug, Default, Serialize)]
struct RunFields {
    #[serde(flatten)]
    known: BTreeMap<&'static str, String>,
    entities: Vec<String>,
    media: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<usize>,
}

#[derive(Debug, Serialize)]
struct PostFields {
    number: usize,
    quote: String,
    markdown: String,
    media: Vec<String>,
    #[serde(flatten)]
    known: BTreeMap<&'static str, String>,
}

/// The quotation; or what is wrong with the template, and in which line.
pub(super) fn write(template: &str, runs: &[Run], manner: &Manner) -> Result<String, String> {
    let built_in = || BUILT_IN.iter().find(|(known, _)| *known == template).map(|(_, text)| *text);
    let own = manner.templates.get(template).map(String::as_str);
    let text = own.or_else(built_in).ok_or_else(|| unknown(template, manner))?;
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    // A template could double a text in these until memory ends.
    environment.remove_global("namespace");
    add_filters(&mut environment);
    let told = |error: &minijinja::Error| problem(template, error);
    let parsed = environment.template_from_named_str(template, text).map_err(|error| told(&error))?;
    let mut out = Limited(Vec::new());
    parsed.render_captured_to(Serde(fields(runs, manner)), &mut out).map_err(|error| told(&error))?;
    Ok(String::from_utf8_lossy(&out.0).into_owned())
}

fn unknown(template: &str, manner: &Manner) -> String {
    let own = manner.templates.keys().map(String::as_str);
    let known: Vec<_> = own.chain(BUILT_IN.iter().map(|(name, _)| *name)).collect();
    format!("there is no template “{template}”; there are {}", known.join(", "))
}

fn problem(template: &str, error: &minijinja::Error) -> String {
    let place = error.line().map(|line| format!(", line {line}")).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::OutOfFuel => "it takes too many steps".to_owned(),
        ErrorKind::WriteFailure => "it writes too much".to_owned(),
        kind => {
            let detail = error.detail().map(|detail| format!(": {}", wording::one_line(detail)));
            format!("{kind}{}", detail.unwrap_or_default())
        }
    };
    format!("template “{template}”{place}: {what}")
}

/// What can be written to until it is enough.
struct Limited(Vec<u8>);

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("too much"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn add_filters(environment: &mut Environment) {
    environment.add_filter("markdown", |text: String| {
        let lines: Vec<_> = text.split('\n').map(crate::cite::markdown::escaped).collect();
        lines.join("\n")
    });
    environment.add_filter("latex", |text: String| {
        text.split('\n').map(latex::escaped).collect::<Vec<_>>().join("\n")
    });
    environment.add_filter("html", |text: String| html::escaped(&text));
    environment.add_filter("quote", |text: String| wording::quoted(&text));
    environment.add_filter("oneline", |text: String| wording::one_line(&text));
    environment.add_filter("initials", |text: String| {
        let initials = text.split_whitespace().filter_map(|name| name.chars().next());
        initials.map(String::from).collect::<Vec<_>>().join(" ")
    });
    environment.add_filter("yaml", |text: String| serde_json::to_string(&text).unwrap_or_default());
}

fn fields(runs: &[Run], manner: &Manner) -> Fields {
    let all: Vec<_> = runs.iter().map(|run| run_fields(run, manner)).collect();
    let joined = |key| {
        let texts = all.iter().filter_map(|run: &RunFields| run.known.get(key));
        texts.cloned().collect::<Vec<_>>().join("\n\n")
    };
    let mut first = all.first().cloned().unwrap_or_default();
    for key in ["quote", "markdown"] {
        first.known.insert(key, joined(key));
    }
    first.entities = distinct(all.iter().flat_map(|run| run.entities.iter().cloned()));
    first.media = all.iter().flat_map(|run| run.media.iter().cloned()).collect();
    let posts = runs.iter().flat_map(|run| {
        run.ranks.iter().zip(&run.extracts).map(move |(number, extract)| post_fields(run, *number, extract))
    });
    Fields { first, posts: posts.collect(), runs: all }
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut told = std::collections::BTreeSet::new();
    texts.filter(|text| told.insert(text.clone())).collect()
}

fn post_fields(run: &Run, number: usize, extract: &Extract) -> PostFields {
    let known = [("author", run.name()), ("handle", run.reference.handle.clone())];
    PostFields {
        number,
        quote: extract.plain(),
        markdown: markdown::body(extract, false, true),
        media: extract.asides.clone(),
        known: known.into_iter().filter_map(|(key, value)| Some((key, value?))).collect(),
    }
}

fn run_fields(run: &Run, manner: &Manner) -> RunFields {
    let reference = &run.reference;
    let (given, surname) = parted(reference);
    let day = run.day();
    let address = |url: Option<&str>| url.map(str::to_owned);
    let media = reference.media.iter().map(|(kind, alt)| match alt {
        Some(alt) => format!("{}: {}", kind.name(), wording::one_line(alt)),
        None => kind.name().to_owned(),
    });
    let known = [
        ("author", name(reference)),
        ("given", given),
        ("family", surname.clone()),
        ("surname", surname),
        ("handle", reference.handle.clone()),
        ("who", run.who()),
        ("profile", address(run.profile())),
        ("platform", reference.platform.clone()),
        ("kind", Some(reference.kind.clone())),
        ("date", run.iso_day()),
        ("day", reference.posted.map(Time::date)),
        ("day_and_month", day.and_then(Day::day_and_month)),
        ("long_date", day.map(Day::month_first)),
        ("year", day.map(|day| day.year.to_string())),
        ("time", plain::clock(run)),
        ("iso", reference.posted.map(Time::rfc3339)),
        ("url", address(run.url())),
        ("id", reference.id.clone()),
        ("place", run.place()),
        ("numbers", Some(run.numbers())),
        ("text", Some(reference.text.clone())),
        ("title", Some(title_words(&reference.text))),
        ("quote", Some(plain::words(run))),
        ("markdown", Some(markdown::words(run, manner.links_entities))),
        ("citation", Some(plain::citation(run))),
        ("key", Some(run.key.clone())),
        ("anchor", Some(markdown::id(run).replace('-', ""))),
        ("language", reference.language.clone()),
        ("file", reference.file.clone()),
        ("sha256", reference.sha256.clone()),
        ("accessed", reference.accessed.and_then(Day::of).map(Day::day_first)),
        ("accessed_iso", reference.accessed.map(Time::rfc3339)),
        ("wayback", provenance::wayback(reference)),
        ("fragment", provenance::fragment(run)),
    ];
    let known = known.into_iter().filter_map(|(key, value)| Some((key, value?)));
    RunFields {
        known: known.collect(),
        entities: distinct(
            run.extracts.iter().flat_map(|e| e.names.iter().map(|(_, name)| (*name).to_owned())),
        ),
        media: media.collect(),
        number: run.numbers.first().copied(),
        of: run.of,
    }
}

fn parted(reference: &Reference) -> (Option<String>, Option<String>) {
    match &reference.author {
        Some(Name::Person { given, family }) => {
            (Some(given.clone()).filter(|given| !given.is_empty()), Some(family.clone()))
        }
        Some(Name::Group(name)) => (None, Some(name.clone())),
        None => (None, None),
    }
}
