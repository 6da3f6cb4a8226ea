//! The lexicon of entities: its table is tidy, its rules hold, and a search by one name finds the others.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use unspool::index::lexicon::{Certainty, How, Lexicon, Rule};
use unspool::index::search::aliases::{self, AliasMatcher};
use unspool::model::{Draft, EntityKind, Rich, ThreadBuilder};

const TABLE: &str = include_str!("../assets/entities.tsv");
const PAIRS: &str = include_str!("aliases.tsv");

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split('\t').collect())
}

/// What a text names, as `name: words`.
fn found(text: &str) -> Vec<String> {
    let lexicon = Lexicon::get();
    let matches = lexicon.find(text).into_iter();
    matches.map(|m| format!("{}: {}", lexicon.entity(m.entity).name, &text[m.range])).collect()
}

/// What a search under all names finds in a text.
fn hits<'t>(query: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let matcher = AliasMatcher::new(aliases::expand(query)?).unwrap();
    Some(matcher.hits(text, &AtomicBool::new(false)).map(|hit| &text[hit]).collect())
}

#[test]
fn the_table_is_tidy() {
    let rows: Vec<_> = rows(TABLE).collect();
    assert!(rows.len() >= 700);
    assert_eq!(rows.len(), Lexicon::get().len());
    let key = |row: &[&str]| {
        let name = row[0].split(" {").next().unwrap();
        (name.to_lowercase(), name.to_owned())
    };
    for pair in rows.windows(2) {
        assert!(key(&pair[0]) < key(&pair[1]), "{} stands before {}", pair[0][0], pair[1][0]);
    }
    for row in &rows {
        let name = row[0];
        assert_eq!(row.len(), 10, "{name}: columns");
        assert!(!name.is_empty());
        assert!(["person", "organization", "place", "product"].contains(&row[1]), "{name}: {}", row[1]);
        let country = row[2];
        assert!(
            country == "-" || country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase()),
            "{name}"
        );
        for cell in row {
            assert_eq!(cell.trim(), *cell, "{name}: blanks");
            let items: Vec<_> = cell.split("; ").collect();
            assert!(items.iter().all(|item| !item.contains(';') && item.trim() == *item), "{name}: {cell}");
            assert_eq!(items.iter().collect::<BTreeSet<_>>().len(), items.len(), "{name}: twice in {cell}");
            for item in items.iter().filter(|item| item.contains('{') && **item != "{sport}") {
                let rule = item.split(" (until").next().unwrap().rsplit_once(' ').unwrap().1;
                assert!(["{capital}", "{context}", "{search}"].contains(&rule), "{name}: {item}");
            }
        }
        assert!(
            row[6].split("; ").all(|item| item.is_empty() || item.contains(" (until ")),
            "{name}: {}",
            row[6]
        );
        assert!(row[7].split("; ").all(|item| item.is_empty() || !item.is_ascii()), "{name}: {}", row[7]);
        let is_context = name.contains("{context}");
        let has_more = row[3..8].iter().any(|cell| !cell.is_empty() && !cell.contains("{context}"));
        assert!(!is_context || !row[8].is_empty() || has_more, "{name}: nothing can speak for it");
    }
}

#[test]
fn no_name_is_claimed_twice_without_a_rule() {
    let lexicon = Lexicon::get();
    let mut claims: BTreeMap<String, Vec<(&str, Rule)>> = BTreeMap::new();
    for (_, entity) in lexicon.entities() {
        assert!(entity.names.iter().any(|name| name.rule != Rule::Search), "{} cannot be found", entity.name);
        for name in &entity.names {
            let letters = name.text.chars().filter(|c| c.is_alphanumeric()).count();
            let is_long = letters > 1 || name.rule == Rule::Context || name.how == How::Ticker;
            assert!(is_long, "{} of {} is one letter", name.text, entity.name);
            claims.entry(name.text.to_lowercase()).or_default().push((entity.name, name.rule));
        }
    }
    for (name, claims) in claims {
        let free: BTreeSet<_> = claims
            .iter()
            .filter(|(_, rule)| matches!(rule, Rule::Free | Rule::Exact | Rule::Capital))
            .map(|(entity, _)| entity)
            .collect();
        assert!(free.len() <= 1, "{name} is claimed by {free:?}");
    }
}

#[test]
fn a_search_by_one_name_finds_the_others() {
    let pairs: Vec<_> = rows(PAIRS).collect();
    assert!(pairs.len() >= 150);
    let mut wrong = Vec::new();
    for row in &pairs {
        let [query, text, expected] = row[..] else { panic!("{row:?}") };
        let has = hits(query, text).is_some_and(|hits| !hits.is_empty());
        if has != (expected == "yes") {
            wrong.push(format!("{query} in {text:?}: expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_name_leads_to_its_entity() {
    let lexicon = Lexicon::get();
    let mut lost = Vec::new();
    for (id, entity) in lexicon.entities() {
        for name in &entity.names {
            let Some(named) = lexicon.named(name.text) else {
                lost.push(name.text);
                continue;
            };
            assert!(named.entity == id || named.others.contains(&id), "{} of {}", name.text, entity.name);
            // One that needs another name beside it is not found alone.
            let is_alone = name.rule == Rule::Context && name.text == entity.names[0].text;
            // Making a search ready takes its time.
            if id.0 % 16 == 0 && !is_alone {
                let dollar = if name.how == How::Ticker { "$" } else { "" };
                let text = format!("{dollar}{}\u{1E}{dollar}{}", entity.names[0].text, name.text);
                let hits = hits(name.text, &text);
                assert!(named.entity != id || hits.is_some_and(|hits| !hits.is_empty()), "{text:?}");
            }
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn what_a_text_names_is_found_by_the_rules() {
    let mut wrong = Vec::new();
    for (text, expected) in [
        ("Apple shares fell, an apple did not", &["Apple: Apple"][..]),
        ("We bought it from Apple last week", &["Apple: Apple"]),
        ("apple pie and a shell script", &[]),
        ("Shell scripts are fun", &[]),
        ("They hit the Target audience", &[]),
        ("Shoppers left Target for Walmart", &["Target: Target", "Walmart: Walmart"]),
        ("who told us it may be ice?", &[]),
        ("The WHO and the US agree", &["World Health Organization: WHO", "United States: US"]),
        ("WHO TOLD US THAT IT IS OVER", &[]),
        ("WHO did this?!", &[]),
        ("ICE agents came", &["Immigration and Customs Enforcement: ICE"]),
        ("PayPal, $PYPL and $V", &["PayPal: PayPal", "PayPal: PYPL", "Visa: V"]),
        ("@Apple wrote on https://www.apple.example/Apple", &[]),
        ("阿里巴巴和腾讯", &["Alibaba: 阿里巴巴", "Tencent: 腾讯"]),
        ("Paris Hilton flew from Paris to Washington", &["Paris: Paris", "Washington: Washington"]),
        ("Melania Trump met Trump's lawyer", &["Donald Trump: Trump"]),
        ("Joe Biden spoke. Biden-era rules ended", &["Joe Biden: Joe Biden", "Joe Biden: Biden"]),
        (
            "China's Ministry of State Security (MSS)",
            &[
                "China: China",
                "Ministry of State Security: Ministry of State Security",
                "Ministry of State Security: MSS",
            ],
        ),
        ("In Jordan, refugees; Michael Jordan did not", &["Jordan: Jordan"]),
        ("Atlanta is in Georgia", &["Atlanta: Atlanta", "Georgia (US state): Georgia"]),
        ("Tbilisi is in Georgia", &["Tbilisi: Tbilisi", "Georgia: Georgia"]),
        ("Tim Cook spoke. Cook said no. James Cook sailed", &["Tim Cook: Tim Cook", "Tim Cook: Cook"]),
        ("the Amazon rainforest burns", &["Amazon River: Amazon rainforest"]),
        ("the U.S. Senate and the U.S.", &["United States Senate: U.S. Senate", "United States: U.S."]),
        ("He may come in May. Theresa May did", &["Theresa May: Theresa May"]),
        ("Roast turkey in Turkey", &["Turkey: Turkey"]),
        ("Austin, Texas", &["Austin: Austin", "Texas: Texas"]),
        (
            "The Bank of England governor left England",
            &["Bank of England: Bank of England", "England: England"],
        ),
        ("Путин и Газпром", &["Vladimir Putin: Путин", "Gazprom: Газпром"]),
        ("מוסד and الموساد", &["Mossad: מוסד", "Mossad: الموساد"]),
        ("日本銀行は日本にある", &["Bank of Japan: 日本銀行", "Japan: 日本"]),
    ] {
        if found(text) != expected {
            wrong.push(format!("{text:?}: {:?}", found(text)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_query_is_told_what_it_may_mean_besides() {
    let lexicon = Lexicon::get();
    let note = |query: &str| lexicon.named(query).unwrap().note();
    assert_eq!(note("阿里巴巴"), None);
    assert_eq!(note("$BABA"), None);
    assert!(note("apple").unwrap().contains("only Apple with its capitals is looked for"));
    assert!(note("georgia").unwrap().contains("it may also mean Georgia (US state)"));
    for nothing in ["", "lanternfish", "apple bank and more", "Alibaba Tencent"] {
        assert_eq!(lexicon.named(nothing), None, "{nothing}");
    }
    let entity = |query: &str| lexicon.entity(lexicon.named(query).unwrap().entity);
    for query in ["阿里巴巴", "BABA", "$baba", "alibaba", "ALIBABA", "9988.hk"] {
        assert_eq!(
            (entity(query).name, entity(query).kind),
            ("Alibaba", EntityKind::Organization),
            "{query}"
        );
    }
}

#[test]
fn a_thread_is_searched_under_all_names_in_order() {
    let mut builder = ThreadBuilder::default();
    for text in ["Alibaba rose", "an apple", "阿里巴巴 和 $BABA", "No Ali Baba here", "aliBABA"] {
        builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
    }
    let thread = builder.finish();
    let matcher = AliasMatcher::new(aliases::expand("BABA").unwrap()).unwrap();
    let spans = matcher.search(&thread, &AtomicBool::new(false)).unwrap();
    let read: Vec<_> = spans.iter().map(|span| (span.post.index(), thread.slice(*span))).collect();
    assert_eq!(read, [(0, "Alibaba"), (2, "阿里巴巴"), (2, "BABA"), (4, "aliBABA")]);
    assert_eq!(matcher.search(&thread, &AtomicBool::new(true)), None);
}

#[test]
fn hostile_texts_are_looked_through_in_linear_time() {
    let texts = [
        "Bank of ",
        "A",
        "a.",
        "U.S.",
        "中国",
        "e\u{301}",
        "\u{301}",
        "://",
        "www.",
        "New York ",
        "@",
        "\0\n",
        "\"",
        "x://",
    ];
    for piece in texts {
        let text = piece.repeat(400_000 / piece.len());
        let before = Instant::now();
        let mut end = 0;
        for found in Lexicon::get().candidates(&text) {
            assert!(end <= found.range.start && found.range.start < found.range.end);
            assert!(text.is_char_boundary(found.range.end) && found.certainty >= Certainty::Doubtful);
            end = found.range.end;
        }
        let _ = hits("New York", &text);
        // Quadratic time would be minutes.
        assert!(before.elapsed().as_secs() < 20, "{piece:?}: {:?}", before.elapsed());
    }
}
