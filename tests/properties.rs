//! What holds for any thread, any window, and any run of keys.
//!
//! `UNSPOOL_CASES` asks for more runs of keys than a commit can wait for, and those are longer.

mod reader;

use std::sync::Arc;

use proptest::prelude::*;
use reader::{Reader, SAMPLE};
use unspool::app::Event;
use unspool::app::selecting::Spot;
use unspool::layout::{self, Emoji, LinkForm, Looks, Setting, Spoken, measure};
use unspool::model::{Clean, Draft, DraftLink, EntityKind, Rich, ThreadBuilder};

/// Text as it comes: words, scripts, emoji, controls, long runs.
fn raw_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            4 => "[a-zA-Z]{1,14} ",
            1 => "https://example\\.org/[a-z]{1,60} ",
            1 => "王晓燕|한국어|مرحبا|นี่คือ|e\u{301}|👩‍🔬|🇨🇳|❤️|\u{200f}|\u{e001}|\t|\n|\n\n|\u{1b}\\[31m|\u{202e}",
            1 => "\\PC{1,8}",
        ],
        0..40,
    )
    .prop_map(|pieces| pieces.concat())
}

/// A post with a link and a mention somewhere in it.
fn draft() -> impl Strategy<Value = Draft> {
    (raw_text(), raw_text(), prop::option::of("\\PC{0,20}")).prop_map(|(a, b, warning)| {
        let mut body = Rich::plain(&a);
        body.push_link(
            "see",
            DraftLink { url: Clean::line("https://example.org/x"), ..DraftLink::default() },
        );
        body.push(&b);
        body.push_mention("@ana", EntityKind::Handle, None);
        Draft { body, content_warning: warning.and_then(|w| Clean::some_line(&w)), ..Draft::default() }
    })
}

/// How many runs of keys there are, and of how many keys each.
fn runs() -> (u32, usize) {
    let asked = std::env::var("UNSPOOL_CASES").ok().and_then(|cases| cases.parse().ok());
    asked.map_or((48, 60), |cases| (cases, 500))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_never_wider_than_asked_and_show_every_word(draft in draft(), width in 12_usize..100, depth in 0_u32..30, spoken in any::<bool>()) {
        let mut builder = ThreadBuilder::default();
        builder.push(draft);
        let thread = builder.finish();
        let post = thread.posts().next().unwrap();
        let looks = Looks {
            reveals: depth % 2 == 1,
            gap: (depth % 3) as u16,
            emoji: Emoji::NAMED[depth as usize / 3 % 3].1,
            links: LinkForm::NAMED[depth as usize / 9 % 3].1,
            ..Looks::default()
        };
        let setting = Setting { number: 1, number_columns: 2, depth, has_gap: true, has_head: true, folded: 2, looks: Arc::new(looks), spoken: spoken.then(|| Spoken { noun: "post", answers: Some((7, "王晓燕".to_owned())), kept: vec!["your remark".to_owned()] }), ..Setting::default() };
        let block = layout::lay_out(&post, &setting, width);
        let (mut shown, mut last) = (String::new(), None);
        for row in &block.rows {
            let columns: usize = row.pieces.iter().map(|piece| measure::width(&piece.text)).sum();
            prop_assert!(columns <= width, "{columns} > {width}: {:?}", row.text());
            for piece in &row.pieces {
                // What stands for other words may do so over several rows.
                let is_new = piece.is_exact || last != piece.origin;
                if piece.origin.is_some() {
                    last.clone_from(&piece.origin);
                }
                if let Some(origin) = piece.origin.clone().filter(|_| is_new) {
                    shown.push_str(post.text(origin));
                }
            }
        }
        let words = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{1e}').collect::<String>();
        prop_assert_eq!(words(&shown), words(post.whole()));
    }

    #[test]
    fn what_was_laid_out_before_equals_what_is_laid_out_anew(keys in "[jkduJKGg]{0,12}", width in 20_u16..100) {
        let mut kept = Reader::open(SAMPLE, (width, 20));
        kept.keys(&keys);
        let view = kept.state.reading.as_ref().unwrap().view();
        let mut fresh = Reader::open(SAMPLE, (width, 20));
        fresh.state.reading.as_mut().unwrap().return_to(view);
        fresh.take(Event::Resize(width, 20));
        prop_assert_eq!(kept.rows(), fresh.rows());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: runs().0, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn any_run_of_keys_leaves_a_screen_that_can_be_drawn_and_left(
        keys in prop::collection::vec(
            prop_oneof![
                6 => prop::sample::select(vec![
                    "j", "k", "d", "u", "f", "b", "g", "G", "J", "K", ")", "(", "p", "]", "[", "h", "l", "x", "z", "a", "m",
                    "r", "M", "+", "-", "Z", "L", "H", "R", "n", "N", "&", "s", "<Tab>", "|", ">", "i", "?", "<Esc>", "<Enter>", "<Up>", "<Down>",
                    "<BS>", "<C-w>", "<A-r>", "<A-w>", "<A-c>", "o", "c", "y", "3", "9", "0",
                    "v", "V", "w", "/", "<F3>", "b", "e", "$", "{", "}", "s", "S", "U", "C", "E", "Y", "<C-d>", "<PgDn>",
                ]),
                2 => prop::sample::select(vec!["v20w", "V3J", "vG", "vj", "v$", "v)", "C<Tab>j", "m4j"]),
                2 => prop::sample::select(vec!["rc", "rp", "ra", "rh", "rt", "O", "Ol<Enter>", "O]<Enter>", "OG<Enter>"]),
                1 => Just("/fab"),
                1 => Just("\\maps<Enter>"),
            ],
            0..=runs().1,
        ),
        sizes in prop::collection::vec((0_u16..130, 0_u16..50), 1..4),
        (is_plain, is_tour) in any::<(bool, bool)>(),
    ) {
        let mut reader = Reader::open(SAMPLE, sizes[0]);
        reader.state.is_plain = is_plain;
        if is_tour {
            reader.state.begin_tour();
        }
        for (i, key) in keys.iter().enumerate() {
            reader.keys(key);
            if i % 17 == 16 {
                let (width, height) = sizes[i % sizes.len()];
                reader.resize(width, height);
            }
            let reading = reader.state.reading.as_ref().unwrap();
            prop_assert!(reading.outline.contains(reading.anchored()) || !reading.outline.is_filtered(), "after {keys:?}");
            prop_assert!(reading.outline.is_filtered() == (reading.showing.is_narrowed() || reading.showing.is_prose()), "after {keys:?}");
            if let Some(selection) = &reader.state.selection {
                let text = |spot: Spot| reading.document.thread.post(reading.document.tree.post(spot.rank)).whole();
                for spot in [selection.anchor, selection.head] {
                    let at = spot.byte as usize;
                    prop_assert!(at < text(spot).len() && text(spot).is_char_boundary(at), "{spot:?} after {keys:?}");
                    prop_assert!(reading.outline.contains(spot.rank), "{spot:?} is hidden after {keys:?}");
                }
            }
            prop_assert!(reading.screen.is_empty() || reading.cursor_row().is_some(), "the cursor is in sight after {keys:?}");
        }
        reader.screen();
        reader.keys("<Esc><Esc><Esc><Esc><Esc><Esc><Esc><Esc><Esc>q");
        prop_assert!(reader.has_quit);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn what_is_selected_is_a_piece_of_the_thread_by_whole_graphemes(
        text in raw_text(), keys in "[hlwbejk0$()]{0,12}o[hlwbejk0$()]{0,12}", width in 20_u16..90,
    ) {
        let mut reader = Reader::open(&format!("Begin. {text} end"), (width, 20));
        reader.keys("v").keys(&keys);
        let Some(selection) = reader.state.selection.clone() else { return Ok(()) };
        let reading = reader.state.reading.as_ref().unwrap();
        let (first, last) = (selection.anchor.min(selection.head), selection.anchor.max(selection.head));
        for rank in first.rank.0..=last.rank.0 {
            let rank = unspool::index::Rank(rank);
            let post = reading.document.thread.post(reading.document.tree.post(rank));
            for range in selection.ranges_in(reading, rank) {
                // Every end is an end of a glyph of the whole text.
                let ends: Vec<usize> = measure::glyphs(post.whole()).map(|glyph| glyph.at).collect();
                for end in [range.start as usize, range.end as usize] {
                    prop_assert!(end == post.whole().len() || ends.contains(&end), "{end} after {keys:?} in {text:?}");
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn whoever_quits_after_any_run_of_keys_finds_all_again(
        keys in prop::collection::vec(
            prop_oneof![
                4 => prop::sample::select(vec![
                    "j", "k", "d", "J", "K", "g", "G", "x", "zM", "zR", "n", "7g", "12g", "/fab<Enter>", "<Esc>", "p", "|", "rc", "rp", "rt",
                ]),
                4 => prop::sample::select(vec![
                    "vex<Esc>", "v)x", "V2Jx", "vAa word<Esc>", "ASo.<Enter>Then.<Esc>", "A<C-u><Esc>", "Ba", "Bb", "B<Enter>word<Enter>",
                    "tone<Enter>", "t<C-u>two #three<Enter>", "D", "\'a", "\'\'<Enter>", "\'\'D<Esc>", "\'\'jx<Esc>", "\'\'uu<Esc>",
                    "\'\'/two<Enter>", "\'\'B<C-u>c<Enter><Esc>", "Agiven up<C-c>",
                ]),
            ],
            0..40,
        ),
    ) {
        let mut reader = Reader::open(SAMPLE, (80, 24));
        for key in &keys {
            reader.keys(key);
        }
        reader.keys("<Esc><Esc><Esc><Esc><Esc><Esc>q");
        prop_assert!(reader.has_quit, "after {keys:?}");
        let mut again = Reader::empty((80, 24), &["thread.txt"]);
        again.places.clone_from(&reader.places);
        again.shelf.clone_from(&reader.shelf);
        again.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
        prop_assert_eq!(reader.post(), again.post(), "after {:?}", keys);
        let rows = |reader: &Reader| (reader.rows(), reader.state.reading.as_ref().unwrap().cursor_row());
        prop_assert_eq!(rows(&reader), rows(&again), "after {:?}", keys);
        let kept = |reader: &Reader| -> Vec<_> {
            let all = &reader.state.annotating.known.all;
            all.iter().map(|placed| (placed.annotation.clone(), placed.place)).collect()
        };
        prop_assert_eq!(kept(&reader), kept(&again), "after {:?}", keys);
        prop_assert!(kept(&again).iter().all(|(annotation, _)| !annotation.is_empty()), "after {:?}", keys);
    }
}
