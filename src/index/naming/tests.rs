//! What readers may rely on: the conventions of spans, and that nothing breaks it.

use std::collections::BTreeMap;

use super::*;
use EntityKind::{Organization, Person, Place as Somewhere};

/// The names that the recogniser of the program finds.
fn names(text: &str) -> Vec<(EntityKind, &str)> {
    let found = Recogniser::embedded().names(text, None);
    found.into_iter().map(|name| (name.kind, &text[name.range])).collect()
}

#[test]
fn people_organisations_and_places_are_found() {
    assert_eq!(
        names("Mara Holm left Microsoft for a job in Rotterdam."),
        [(Person, "Mara Holm"), (Organization, "Microsoft"), (Somewhere, "Rotterdam"),]
    );
    assert_eq!(names("we were told on monday that the boats are late"), []);
}

#[test]
fn a_possessive_is_no_part_of_a_name() {
    assert_eq!(
        names("I read Microsoft's report and Toyota’s answer to it."),
        [(Organization, "Microsoft"), (Organization, "Toyota"),]
    );
}

#[test]
fn an_apostrophe_that_belongs_to_a_name_stays() {
    assert_eq!(
        names("They bought it at Sainsbury’s in London."),
        [(Organization, "Sainsbury’s"), (Somewhere, "London"),]
    );
}

#[test]
fn titles_and_articles_are_left_out() {
    assert_eq!(
        names("Then Dr. Samuel Carter called Judge Maria Lopez."),
        [(Person, "Samuel Carter"), (Person, "Maria Lopez"),]
    );
    assert_eq!(names("He works for the Bank of England now"), [(Organization, "Bank of England")]);
}

#[test]
fn a_legal_form_belongs_to_the_name() {
    assert_eq!(
        names("Volkswagen AG and Toyota, Inc. said no."),
        [(Organization, "Volkswagen AG"), (Organization, "Toyota, Inc."),]
    );
}

#[test]
fn a_city_and_its_state_are_two_places() {
    assert_eq!(
        names("They moved to Austin, Texas last year."),
        [(Somewhere, "Austin"), (Somewhere, "Texas")]
    );
}

#[test]
fn a_name_and_its_acronym_in_brackets_are_two() {
    assert_eq!(
        names("The Ministry of State Security (MSS) said nothing."),
        [(Organization, "Ministry of State Security"), (Organization, "MSS"),]
    );
}

#[test]
fn a_name_before_a_hyphen_stands_alone() {
    assert!(names("a Biden-era rule in London").contains(&(Person, "Biden")));
}

#[test]
fn handles_tags_and_links_are_no_names_here() {
    assert_eq!(names("@MaraHolm #London $MSFT https://london.example/Paris @London@example.social"), []);
}

#[test]
fn names_are_told_by_their_bytes_on_every_line() {
    let text = "🔥 ça va\n\nSamuel Carter lives in Zürich.\r\nSo does 王晓燕, and so does Maria Lopez.";
    assert_eq!(names(text), [(Person, "Samuel Carter"), (Somewhere, "Zürich"), (Person, "Maria Lopez")]);
}

#[test]
fn other_languages_are_read_with_caution() {
    let german = "Der Vorstand hat gestern mit der Firma über das Projekt in Bremen gesprochen und ist nicht zufrieden";
    let found = Recogniser::embedded().names(german, None);
    assert!(found.iter().all(|name| &german[name.range.clone()] == "Bremen"), "{found:?}");
    assert_eq!(Recogniser::embedded().names(german, Some("de")), found);
}

#[test]
fn what_is_no_model_finds_nothing() {
    assert!(Recogniser::open(b"").is_none());
    assert!(Recogniser::open(b"names 2\n\xff\xff\xff\xff").is_none());
    let model = include_bytes!("../../../assets/names.model");
    for length in [9, 30, 400, 5_000, model.len() - 1] {
        assert!(Recogniser::open(&model[..length]).is_none(), "{length}");
    }
    assert!(Recogniser { model: None }.names("Samuel Carter in London", None).is_empty());
}

#[test]
fn hostile_text_breaks_nothing() {
    let long = [
        "x".repeat(1 << 20),
        "Ab".repeat(1 << 13),
        "A\u{301}\u{302}".repeat(1 << 14),
        "Mara ".repeat(1 << 13),
        "@a ".repeat(1 << 13),
        "\0".repeat(1 << 14),
        "U.S.".repeat(1 << 13),
        "\"(".repeat(1 << 13),
        "東".repeat(1 << 14),
        "\n".repeat(1 << 14),
    ];
    for text in &long {
        for name in Recogniser::embedded().names(text, None) {
            assert!(text.get(name.range).is_some());
        }
    }
}

#[test]
fn tables_are_laid_out_the_same_each_time_and_found_again() {
    // Few keys share a bin, many share one, or none are there.
    for (count, spread) in
        [(2_000, 2_654_435_769), (40_000, 2_654_435_769), (2_000, 1), (300, 1 << 16), (0, 1)]
    {
        let value = |i: u32| [&[0, 7][..], &i.wrapping_mul(17).to_be_bytes(), &[0; 4], &[i as u8]].concat();
        let entries: Vec<(u32, Vec<u8>)> = (1..=count)
            .map(|i: u32| (i.wrapping_mul(spread) | 1, value(i)))
            .collect::<BTreeMap<_, _>>()
            .into_iter()
            .collect();
        let mut other_order = entries.clone();
        other_order.reverse();
        let bytes = packing::lay_out(&entries);
        assert_eq!(bytes, packing::lay_out(&other_order));
        let table = table::Table::new(&bytes).unwrap();
        for (key, value) in &entries {
            assert_eq!(
                table.get(*key).map(table::Value::whole::<11>).as_ref().map(<[u8; 11]>::as_slice),
                Some(&**value)
            );
            let known = entries.binary_search_by_key(&(key ^ 0x10), |(key, _)| *key).is_ok();
            assert_eq!(table.get(key ^ 0x10).is_some(), known);
        }
        assert!(table.get(2).is_none());
        for length in [0, 1, 100, bytes.len() - 1] {
            assert!(table::Table::new(&bytes[..length]).is_none());
        }
    }
}

#[test]
fn an_entry_comes_out_as_it_was_packed() {
    let entry = words::Entry {
        class: 1024,
        middle: 256,
        coarse: 64,
        post_class: 1023,
        post_middle: 256,
        post_coarse: 64,
        case: 15,
        rank: 13,
        lists: 0x2aaa,
        leanings: [1, 8, 5],
        begins_phrase: true,
        is_joint: false,
    };
    let mut coarser = [0; 2048];
    coarser[2046..].copy_from_slice(&[255, 63]);
    let bytes = packing::lay_out(&[(table::Table::key(features::hash("oslo")), entry.pack().to_vec())]);
    let words = words::Words::new(table::Table::new(&bytes).unwrap(), &coarser);
    assert_eq!(words.get(features::hash("oslo")), entry);
    assert_eq!(words.get(features::hash("bergen")), words::Entry::default());
}
