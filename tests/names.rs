//! The names of a thread, found by all that is there to find them: lexicon, model, and the thread as a whole.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use unspool::formats;
use unspool::index::corrections::Corrections;
use unspool::index::{entities, recognising};
use unspool::model::EntityKind::{Organization, Person, Place, Product};
use unspool::model::{EntityKind, Source, Thread};

fn read(bytes: &[u8]) -> Thread {
    let thread = formats::read(bytes, Source::default()).unwrap();
    recognising::named(&thread, &Corrections::default(), &AtomicBool::new(false))
}

/// Names with their kind and count, without handles and tags.
fn named(thread: &Thread) -> BTreeMap<String, (EntityKind, usize)> {
    let sign = [EntityKind::Handle, EntityKind::Hashtag, EntityKind::Cashtag];
    let rows = entities::gather(thread).into_iter().filter(|row| !sign.contains(&row.kind));
    rows.map(|row| (row.name.to_string(), (row.kind, row.spans.len()))).collect()
}

#[test]
fn well_known_names_are_found_under_one_name_each() {
    let thread = read(
        b"Alibaba and $BABA fell after Beijing fined the company.\n\nThe CIA says so, said Tim Cook.\n\nCook spoke in Berlin.",
    );
    let found = named(&thread);
    for (name, expected) in [
        ("Alibaba", (EntityKind::Organization, 1)),
        ("Central Intelligence Agency", (EntityKind::Organization, 1)),
        ("Tim Cook", (EntityKind::Person, 2)),
        ("Beijing", (EntityKind::Place, 1)),
        ("Berlin", (EntityKind::Place, 1)),
    ] {
        assert_eq!(found.get(name), Some(&expected), "{name} in {found:?}");
    }
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn names_are_not_looked_for_in_addresses_handles_and_tags() {
    let thread = read(b"See https://alibaba.com/google and @microsoft, #Tencent.\n\nNothing else.");
    assert_eq!(named(&thread), BTreeMap::new());
}

#[test]
fn what_no_name_is_in_has_none() {
    let thread = read("…\n\n\u{301}\u{301}\n\n1234 5678\n\nand so on and so forth".as_bytes());
    assert_eq!(named(&thread), BTreeMap::new());
}

#[test]
fn a_town_is_a_club_where_a_thread_speaks_of_sport() {
    let sport = read(b"Transfer news: a striker on loan, a keeper sold.\n\nWrexham to Shrewsbury, fee agreed with the club, medical before the match.");
    assert_eq!(named(&sport).get("Wrexham AFC"), Some(&(EntityKind::Organization, 1)), "{:?}", named(&sport));
    let place = read(b"We moved house last year.\n\nShe grew up in Wrexham and went to school there.");
    assert_eq!(named(&place).get("Wrexham"), Some(&(EntityKind::Place, 1)), "{:?}", named(&place));
}

#[test]
fn a_surname_is_found_wherever_it_stands() {
    let thread =
        read(b"Tobias Engstrand signed it in Geneva.\n\nEngstrand hung up. I called Engstrand again.");
    assert_eq!(
        named(&thread).get("Tobias Engstrand"),
        Some(&(EntityKind::Person, 3)),
        "{:?}",
        named(&thread)
    );
}

/// The thread that the recogniser was never made for: every name in it at every place.
#[test]
fn a_real_thread_has_every_name_at_every_place() {
    let Some(shared) = std::env::var_os("UNSPOOL_SHARED") else { return };
    let folder = Path::new(&shared).join("samples/text_unrolled");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let found = named(&read(&fs::read(file.path()).unwrap()));
    let expected = [
        ("Ministry of State Security", Organization, 2),
        ("Baidu", Organization, 3),
        ("Alibaba", Organization, 2),
        ("Tencent", Organization, 3),
        ("Google", Organization, 1),
        ("Amazon", Organization, 1),
        ("Microsoft", Organization, 1),
        ("National Security Agency", Organization, 1),
        ("Central Intelligence Agency", Organization, 2),
        ("Office of Personnel Management", Organization, 1),
        ("Department of Homeland Security", Organization, 1),
        ("Foreign Policy", Organization, 1),
        ("WeChat", Product, 1),
        ("China", Place, 3),
        ("United States", Place, 6),
        ("Zach", Person, 3),
        ("Donald Trump", Person, 2),
    ];
    let expected = expected.map(|(name, kind, count)| (name.to_owned(), (kind, count)));
    assert_eq!(found, BTreeMap::from(expected));
}
