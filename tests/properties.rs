//! What holds for any thread, any window, and any run of keys.

mod reader;

use proptest::prelude::*;
use reader::{Reader, SAMPLE};
use unspool::app::Event;
use unspool::layout::{self, Setting, measure};
use unspool::model::{Clean, Draft, DraftLink, EntityKind, Rich, ThreadBuilder, Zone};

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

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_never_wider_than_asked_and_show_every_word(draft in draft(), width in 12_usize..100, depth in 0_u32..30) {
        let mut builder = ThreadBuilder::default();
        builder.push(draft);
        let thread = builder.finish();
        let post = thread.posts().next().unwrap();
        let setting = Setting { number: 1, number_columns: 2, depth, has_gap: true, has_head: true, folded: 2, zone: Zone::Utc, reveals: depth % 2 == 1 };
        let block = layout::lay_out(&post, &setting, width);
        let mut shown = String::new();
        for row in &block.rows {
            let columns: usize = row.pieces.iter().map(|piece| measure::width(&piece.text)).sum();
            prop_assert!(columns <= width, "{columns} > {width}: {:?}", row.text());
            for piece in &row.pieces {
                if let Some(origin) = piece.origin.clone() {
                    shown.push_str(post.text(origin));
                }
            }
        }
        let words = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{1e}').collect::<String>();
        prop_assert_eq!(words(&shown), words(post.whole()));
    }

    #[test]
    fn any_run_of_keys_leaves_a_screen_that_can_be_drawn_and_left(
        keys in prop::collection::vec(
            prop_oneof![
                6 => prop::sample::select(vec![
                    "j", "k", "d", "u", "f", "b", "g", "G", "J", "K", ")", "(", "p", "]", "[", "h", "l", "x", "z", "a", "m",
                    "r", "M", "R", "n", "N", "&", "s", "<Tab>", "|", ">", "i", "?", "<Esc>", "<Enter>", "<Up>", "<Down>",
                    "<BS>", "<C-w>", "<A-r>", "<A-w>", "<A-c>", "o", "c", "y", "3", "9", "0",
                ]),
                1 => Just("/fab"),
                1 => Just("\\maps<Enter>"),
            ],
            0..60,
        ),
        sizes in prop::collection::vec((0_u16..130, 0_u16..50), 1..4),
    ) {
        let mut reader = Reader::open(SAMPLE, sizes[0]);
        for (i, key) in keys.iter().enumerate() {
            reader.keys(key);
            if i % 17 == 16 {
                let (width, height) = sizes[i % sizes.len()];
                reader.resize(width, height);
            }
            let reading = reader.state.reading.as_ref().unwrap();
            prop_assert!(reading.outline.contains(reading.anchored()) || !reading.outline.is_filtered(), "after {keys:?}");
            prop_assert!(reading.screen.is_empty() || reading.cursor_row().is_some(), "the cursor is in sight after {keys:?}");
        }
        reader.screen();
        reader.keys("<Esc><Esc><Esc><Esc><Esc><Esc>q");
        prop_assert!(reader.has_quit);
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
