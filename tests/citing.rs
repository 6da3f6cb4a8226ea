//! Citations as the styles want them: the worked example, the rules of `citing.md`, lists, and what the command prints.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Output};

use unspool::cite::citation::{Citation, Markup};
use unspool::cite::reference::{Access, AuthorIs, Facts, NameOfX, Reference};
use unspool::cite::styles::{Options, Place, Style};
use unspool::index::{Rank, Tree};
use unspool::model::{
    Author, Clean, Draft, DraftLink, Media, MediaKind, Rich, Source, State, Thread, ThreadBuilder, Time,
};

const RULES: &str = include_str!("citing.md");
const DANA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/citing/dana.json");

type Fields<'a> = HashMap<&'a str, &'a str>;

/// A citation with asterisks around italics, nothing escaped.
fn starred(citation: &Citation) -> String {
    let mut out = String::new();
    for run in &citation.runs {
        let words = run.text.trim();
        if run.set.is_italic && !words.is_empty() {
            out += &run.text.replacen(words, &format!("*{words}*"), 1);
        } else {
            out += &run.text;
        }
    }
    out
}

fn field<'a>(fields: &Fields<'a>, name: &str) -> Option<&'a str> {
    fields.get(name).copied().filter(|value| *value != "-")
}

fn person(name: &str) -> Author {
    Author { name: Clean::some_line(name), handle: None, id: None }
}

fn media(told: &str) -> Vec<Media> {
    let (kind, alt) = told.split_once(": ").unwrap_or((told, ""));
    let alt = Some(Clean::text(alt)).filter(|alt| !alt.is_empty());
    vec![Media { kind: MediaKind::from_name(kind).unwrap(), url: None, file: None, alt }]
}

/// The thread that a rule is about.
fn thread(fields: &Fields) -> Thread {
    let mut builder = ThreadBuilder::new(Source {
        platform: field(fields, "platform").map(Clean::line),
        ..Source::default()
    });
    let other = |name: &str| {
        Box::new(Draft {
            author: person(name),
            created: Time::parse("2024-03-13"),
            url: Clean::some_line("https://x.com/bolind/status/16"),
            body: Rich::plain("The boat is sold."),
            ..Draft::default()
        })
    };
    let repost = field(fields, "repost of");
    let text = field(fields, "text").filter(|_| repost.is_none()).unwrap_or_default().replace("\\n", "\n");
    let mut body = Rich::plain(&text);
    if let Some(title) = field(fields, "card") {
        let url = "https://example.org/filing";
        body.push(" ");
        body.push_link(url, DraftLink { url: Clean::line(url), title: Clean::some_line(title), shown: None });
    }
    let author = Author {
        name: field(fields, "name").map(Clean::line),
        handle: field(fields, "handle").map(Clean::line),
        id: None,
    };
    builder.push(Draft {
        id: Clean::some_line("17"),
        author: author.clone(),
        url: field(fields, "url").map(Clean::line),
        created: field(fields, "at").map(|at| Time::parse(at).unwrap()),
        body,
        media: field(fields, "media").map(media).unwrap_or_default(),
        state: field(fields, "state").map(|state| State::from_name(state).unwrap()),
        reply_to: field(fields, "reply to").map(Clean::line),
        is_repost: repost.is_some(),
        quote: repost.or(field(fields, "quotes")).map(other),
        ..Draft::default()
    });
    for (at, name) in field(fields, "thread").into_iter().flat_map(|names| names.split(", ")).enumerate() {
        let is_same = author.name.as_deref() == Some(name);
        builder.push(Draft {
            id: Clean::some_line(&(18 + at).to_string()),
            author: if is_same { author.clone() } else { person(name) },
            url: Clean::some_line(&format!("https://x.com/reply/status/{}", 18 + at)),
            created: Time::parse("2024-03-15"),
            reply_to: Clean::some_line(&(17 + at).to_string()),
            body: Rich::plain("Further words."),
            ..Draft::default()
        });
    }
    builder.finish()
}

fn reference(fields: &Fields) -> Reference {
    let thread = thread(fields);
    let tree = Tree::new(&thread);
    let facts = Facts {
        author_is: field(fields, "as").map(|what| match what {
            "group" => AuthorIs::Group,
            _ => AuthorIs::Person,
        }),
        access: field(fields, "accessed").map_or(Access::Never, |at| Access::On(Time::parse(at).unwrap())),
        name_of_x: field(fields, "x").map_or(NameOfX::OfTheDay, |name| NameOfX::Fixed(name.to_owned())),
    };
    let rank = |number: &str| Rank(number.parse::<u32>().unwrap() - 1);
    let (from, to) = match field(fields, "cited") {
        None => (Rank(0), Rank(0)),
        Some("whole") => (Rank(0), Rank(tree.len() as u32 - 1)),
        Some(cited) => {
            let (from, to) = cited.split_once('-').unwrap_or((cited, cited));
            (rank(from), rank(to))
        }
    };
    Reference::of(&thread, &tree, from..=to, &facts)
}

fn cited(style: &str, fields: &Fields) -> String {
    let (name, place) = match style.split_once(" in ") {
        None => (style, Place::List),
        Some((name, "text")) => (name, Place::Text),
        Some((name, _)) => (name, Place::Sentence),
    };
    let options = Options { place, has_tweets: field(fields, "tweets").is_some() };
    let style = Style::named(name).unwrap();
    starred(&style.cite(&[reference(fields)], options)[0])
}

#[test]
fn every_rule_of_the_guide_is_kept() {
    let (base, rules) = RULES.split_once("\n# The parts").unwrap();
    let told = |line: &'static str| line.strip_prefix("    ").and_then(|line| line.split_once(": "));
    let base: Fields = base.lines().filter_map(told).collect();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for rule in rules.split("\n## ").skip(1) {
        let mut lines = rule.lines();
        let heading = lines.next().unwrap();
        let mut fields = base.clone();
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((name, value)) = told(line) {
                fields.insert(name, value);
                continue;
            }
            let (style, expected) = line.split_once(": ").unwrap();
            let found = cited(style, &fields);
            count += 1;
            if found != expected {
                wrong.push(format!("{heading}\n  {style}\n  wanted {expected}\n  found  {found}\n"));
            }
        }
    }
    assert!(count > 100, "{count} examples");
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

fn unspool(args: &[&str]) -> Output {
    configured(args, concat!(env!("CARGO_TARGET_TMPDIR"), "/no-such-folder"))
}

/// unspool with the settings of a folder, nobody's own.
fn configured(args: &[&str], folder: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_unspool"))
        .args(args)
        .env("UNSPOOL_CONFIG", folder)
        .env("UNSPOOL_STATE", folder)
        .output()
        .unwrap()
}

fn printed(args: &[&str]) -> String {
    let output = unspool(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn refused(args: &[&str]) -> String {
    let output = unspool(args);
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_worked_example_is_cited_word_for_word() {
    let start = "🤖 Northwind Labs quietly bought Fabrikam Robotics for $240M last week. Nobody reported it.";
    let url = "https://x.com/danareyes/status/1768200000000000001";
    let chicago = format!("{start} Here is what the filings in Delaware and Munich show");
    for (args, expected) in [
        (
            &["--style", "apa"][..],
            format!(
                "Reyes, D. [@danareyes]. (2024, March 14). {start} Here is what the filings in [Image attached] [Post]. X. {url}"
            ),
        ),
        (
            &["--style", "apa", "--whole"],
            format!(
                "Reyes, D. [@danareyes]. (2024, March 14). {start} Here is what the filings in [Thread]. X. {url}"
            ),
        ),
        (&["--style", "apa", "--in-text"], "(Reyes, 2024)".to_owned()),
        (&["--style", "apa", "--in-text=narrative"], "Reyes (2024)".to_owned()),
        (
            &["--style", "mla", "--accessed", "never"],
            format!("Reyes, Dana [@danareyes]. “{start} . . .” X, 14 Mar. 2024, 9:26 a.m., {}.", &url[8..]),
        ),
        (
            &["--style", "mla", "--accessed", "2026-10-01"],
            format!(
                "Reyes, Dana [@danareyes]. “{start} . . .” X, 14 Mar. 2024, 9:26 a.m., {}. Accessed 1 Oct. 2026.",
                &url[8..]
            ),
        ),
        (&["--style", "mla", "--in-text"], "(Reyes)".to_owned()),
        (
            &["--style", "chicago"],
            format!("Dana Reyes (@danareyes), “{chicago},” X, March 14, 2024, 9:26 a.m., {url}."),
        ),
        (&["--style", "chicago-short"], "Reyes, “Northwind Labs quietly bought.”".to_owned()),
        (
            &["--style", "chicago-bibliography"],
            format!("Reyes, Dana (@danareyes). “{chicago}.” X, March 14, 2024. {url}."),
        ),
        (
            &["--style", "chicago-author-date"],
            format!("Reyes, Dana (@danareyes). 2024. “{chicago}.” X, March 14. {url}."),
        ),
        (
            &["--style", "chicago", "--in-text=narrative"],
            format!("Dana Reyes wrote, “{chicago}” (@danareyes, March 14, 2024)."),
        ),
    ] {
        let args: Vec<_> = ["cite", DANA].iter().chain(args).copied().collect();
        assert_eq!(printed(&args), expected + "\n", "{args:?}");
    }
}

#[test]
fn emoji_stay_upright_in_italics_and_nothing_acts_in_markdown() {
    let told = printed(&["cite", "--form", "markdown", DANA]);
    assert!(told.contains("🤖 *Northwind Labs quietly"), "{told}");
    assert!(told.contains("filings in* \\[Image attached\\]"), "{told}");
}

#[test]
fn years_of_one_author_are_told_apart_in_a_list() {
    let list = printed(&["cite", "--all", DANA]);
    let lines: Vec<_> = list.lines().collect();
    assert_eq!(lines.len(), 7);
    assert!(lines[0].starts_with("Reyes, D. [@danareyes]. (2024a, March 14)."), "{}", lines[0]);
    assert!(lines[6].starts_with("Reyes, D. [@danareyes]. (2024g, March 14)."), "{}", lines[6]);
    let in_text = printed(&["cite", "--post", "3,1", "--in-text", DANA]);
    let mut in_text: Vec<_> = in_text.lines().collect();
    in_text.sort_unstable();
    assert_eq!(in_text, ["(Reyes, 2024a)", "(Reyes, 2024b)"]);
}

#[test]
fn several_posts_are_several_citations_in_the_order_asked_for() {
    let told = printed(&["cite", "--style", "chicago-short", "--post", "3,2", DANA]);
    assert_eq!(told, "Reyes, “The Munich one names.”\nReyes, “The Delaware filing names.”\n");
}

#[test]
fn a_range_is_one_citation() {
    let told = printed(&["cite", "--post", "2", "--to", "4", DANA]);
    assert!(
        told.contains(" [Thread, posts 2–4]. X. https://x.com/danareyes/status/1768200000000000002\n"),
        "{told}"
    );
}

#[test]
fn a_post_that_is_not_there_is_answered_with_how_many_there_are() {
    assert_eq!(
        refused(&["cite", "--post", "9", DANA]),
        "unspool: there is no post 9; the thread has 7 posts.\n"
    );
    assert!(refused(&["cite", "--post", "3", "--to", "2", DANA]).contains("Name the earlier one first."));
    assert!(refused(&["cite", "--accessed", "soon", DANA]).contains("a day is wanted"));
}

#[test]
fn the_day_of_the_file_is_the_day_it_was_seen_where_posts_can_be_edited() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("thread.json");
    let cited = |text: &str| {
        fs::write(&path, text).unwrap();
        let day = std::time::Duration::from_secs(1_790_812_800 + 3_600);
        fs::File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH + day)
            .unwrap();
        printed(&["cite", "--style", "mla", path.to_str().unwrap()])
    };
    let dana = fs::read_to_string(DANA).unwrap();
    assert!(cited(&dana).ends_with(" Accessed 1 Oct. 2026.\n"), "{}", cited(&dana));
    assert!(!cited(&dana.replace("\"platform\":\"X\"", "\"platform\":\"Bluesky\"")).contains("Accessed"));
}

#[test]
fn a_style_of_ones_own_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.csl");
    let style = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
      <info><title>House</title><id>house</id><updated>2026-01-01T00:00:00+00:00</updated></info>
      <citation><layout><text variable="title"/></layout></citation>
      <bibliography><layout><group delimiter=": "><names variable="author"/><text variable="title" font-weight="bold"/></group></layout></bibliography>
    </style>"#;
    fs::write(&path, style).unwrap();
    let path = path.to_str().unwrap();
    let told = printed(&["cite", "--style", path, "--post", "4", "--form", "html", DANA]);
    assert_eq!(told, "Dana Reyes: <b>Neither company answered my questions. 4/7</b>\n");
    fs::write(path, style.replace("</info>", "")).unwrap();
    let told = refused(&["cite", "--style", path, DANA]);
    assert!(told.starts_with(&format!("unspool: {path}: it is no CSL style that can be read")), "{told}");
    assert!(refused(&["cite", "--style", "missing.csl", DANA]).contains("(no such file or directory)"));
}

#[test]
fn settings_hold_where_no_option_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let house = folder.path().join("house.csl");
    fs::write(&house, include_str!("../assets/styles/chicago-short.csl")).unwrap();
    let told = |settings: &str, args: &[&str]| {
        fs::write(folder.path().join("config.toml"), settings).unwrap();
        let output = configured(&[args, &[DANA]].concat(), folder.path().to_str().unwrap());
        let said = String::from_utf8(output.stderr).unwrap();
        (String::from_utf8(output.stdout).unwrap().trim_end().to_owned(), said)
    };
    let post = ["cite", "--post", "4"];
    let (mla, _) = told("[quote]\nstyle = 'mla'\naccessed = 'never'\n", &post);
    assert!(mla.starts_with("Reyes, Dana [@danareyes].") && !mla.contains("Accessed"), "{mla}");
    let (mla, _) = told("[quote]\nstyle = 'mla'\naccessed = 'always'\n", &post);
    assert!(mla.contains(" Accessed "), "{mla}");
    let (apa, _) = told("[quote]\nstyle = 'mla'\n", &["cite", "--style", "apa"]);
    assert!(apa.starts_with("Reyes, D. [@danareyes]."), "{apa}");
    let (renamed, _) = told("[quote]\nx_name = 'X (formerly Twitter)'\n", &post);
    assert!(renamed.contains("[Post]. X (formerly Twitter). "), "{renamed}");
    let (named, _) = told("[quote]\nx_name = 'Twitter'\n", &["cite", "--x-name", "X"]);
    assert!(named.contains("[Post]. X. "), "{named}");
    let own = format!("[quote]\nstyle = '{}'\nform = 'markdown'\n", house.display());
    let (quoted, said) = told(&own, &["quote", "--post", "4"]);
    assert_eq!((&*said, quoted.lines().next()), ("", Some("> Neither company answered my questions. 4/7")));
    assert!(quoted.ends_with("> — Reyes, Neither company answered my questions. 4/7"), "{quoted}");
    fs::remove_file(&house).unwrap();
    let (_, said) = told(&own, &["quote", "--post", "4"]);
    assert!(said.starts_with("unspool: note: config.toml, line 2, column 9: "), "{said}");
    assert!(said.contains("house.csl: it cannot be read (no such file or directory)"), "{said}");
    let (_, said) = told("[quote]\nstyle = 'aap'\n", &["cite"]);
    assert!(said.contains("quote.style is one of 'unspool cite --list-styles'"), "{said}");
}

#[test]
fn words_are_cited_with_the_post_that_has_them() {
    let told = printed(&["cite", "--quote", "the munich ONE names", DANA]);
    assert!(
        told.starts_with("The Munich one names\n\n— Reyes, D. [@danareyes]. (2024, March 14). "),
        "{told}"
    );
    let told =
        printed(&["cite", "--quote", "its lender", "--form", "markdown", "--style", "chicago-short", DANA]);
    assert_eq!(told, "> its lender\n>\n> — Reyes, “The Munich one names.”\n");
    let told =
        refused(&["cite", "--post", "1", "--to", "3", "--quote", "the Munich one hid its lender", DANA]);
    assert!(told.contains("the nearest is in post 3: The Munich one names its lender"), "{told}");
    let found = printed(&["cite", "--search", "filing", "--all", "--style", "chicago-short", DANA]);
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[test]
fn styles_are_listed_and_a_wrong_name_is_answered_with_near_ones() {
    let listed = printed(&["cite", "--list-styles"]);
    for name in ["apa\t", "mla\t", "chicago, chicago-note\t", "harvard, ", "ieee, ", "vancouver"] {
        assert!(listed.lines().any(|line| line.starts_with(name)), "{name}");
    }
    let told = refused(&["cite", "--style", "vancuver", DANA]);
    assert!(
        told.starts_with("unspool: no citation style is called 'vancuver'; near it are vancouver"),
        "{told}"
    );
}

#[test]
fn every_style_names_author_and_words() {
    // These leave titles out.
    let untitled = ["cse-name-year", "royal-society-of-chemistry"];
    for line in printed(&["cite", "--list-styles"]).lines() {
        let name = line.split([',', '\t']).next().unwrap();
        let told = cited(
            name,
            &Fields::from([("name", "Dana Reyes"), ("text", "Nobody reported it."), ("platform", "X")]),
        );
        assert!(told.to_lowercase().contains("reyes"), "{name}: {told}");
        assert!(told.contains("obody reported") || untitled.contains(&name), "{name}: {told}");
    }
}

#[test]
fn a_list_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.ndjson");
    fs::write(&path, "{\"thread\":\"Many\",\"position\":1,\"text\":\"One more.\"}\n".repeat(5_001)).unwrap();
    let told = refused(&["cite", "--all", path.to_str().unwrap()]);
    assert_eq!(
        told,
        "unspool: --all lists 5,000 posts at most, and there are 5,001. Cite some of them with --post.\n"
    );
}

#[test]
fn all_markups_say_the_same_words() {
    let thread = reference(&HashMap::from([("name", "Dana Reyes"), ("text", "Sold.")]));
    let citation = &Style::named("apa").unwrap().cite(&[thread], Options::default())[0];
    for markup in [Markup::Html, Markup::Org, Markup::Latex, Markup::Typst, Markup::Markdown] {
        let told = citation.to_markup(markup);
        assert!(told.contains("Reyes, D.") && told.contains("Sold."), "{told}");
    }
}
