//! What a reader does and what comes of it. Together these read as the manual: each opens a thread, types keys, and
//! looks at the screen or at what was asked of the world.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod reader;

use std::sync::Arc;

use reader::{Reader, SAMPLE};
use unspool::app::contents::Summary;
use unspool::app::{Document, Event, Message, MouseKind, Opened};
use unspool::cite::quoting::Form;
use unspool::model::{Draft, Rich, ThreadBuilder, Zone};
use unspool::shell::corrections;

/// Twelve short posts of one author, numbered by words.
fn plain() -> String {
    let words = "one two three four five six seven eight nine ten eleven twelve";
    words.split(' ').map(|word| format!("Post {word} speaks of Northwind.")).collect::<Vec<_>>().join("\n\n")
}

// ---- reading ----------------------------------------------------------------------------------------------------

#[test]
fn a_thread_opens_at_its_beginning_and_says_what_it_is() {
    let reader = Reader::sample();
    reader.shows("Dana Reyes @danareyes · X · 14 Mar 2024 · 19 posts · 6 authors").shows("1/19");
    assert!(reader.screen()[1].starts_with("▌ 1 Dana Reyes @danareyes"));
    reader.shows("? help");
}

#[test]
fn lines_scroll_the_text_and_the_bar_stays_where_the_eye_is() {
    let mut reader = Reader::sample();
    let before = reader.rows();
    reader.keys("j");
    assert_eq!(reader.rows()[..5], before[1..6], "it scrolls by one row");
    reader.keys("3j2k");
    assert_eq!(reader.rows()[0], before[2], "a number repeats a motion");
    reader.keys("<PgDn><PgUp>g");
    assert_eq!(reader.rows(), before, "g goes back to the top");
}

#[test]
fn at_the_end_the_bar_goes_on_and_no_void_opens() {
    let mut reader = Reader::sample();
    reader.keys("G");
    assert_eq!(reader.post(), 19);
    assert!(reader.rows().last().unwrap().contains("7/7"), "the last row is at the bottom");
    let rows = reader.rows();
    reader.keys("jjj <C-d>");
    assert_eq!(reader.rows(), rows);
    reader.keys("gG50j");
    assert_eq!(reader.post(), 19);
}

#[test]
fn where_a_file_gives_only_paragraphs_nothing_speaks_of_posts() {
    let mut reader = Reader::open(&plain(), (80, 24));
    reader.shows("12 paragraphs");
    for keys in ["GJ", "gK", "p", "l", "o", "[", "]", "i", "<Esc>/five<Enter>&/zyzzyva", "<Enter>"] {
        reader.keys(keys);
        let said = reader.text().replace("Post ", "").to_lowercase();
        assert!(!said.contains("post"), "after {keys}:\n{}", reader.text());
    }
}

#[test]
fn a_short_thread_is_walked_without_scrolling() {
    let mut reader = Reader::open("One.\n\nTwo.\n\nThree.", (80, 24));
    let rows = reader.rows();
    reader.keys("jj");
    assert_eq!((reader.rows(), reader.post()), (rows, 2));
    reader.keys("<C-d>");
    assert_eq!(reader.post(), 3);
}

#[test]
fn posts_are_hopped_over_one_by_one_or_by_number() {
    let mut reader = Reader::sample();
    reader.keys("JJ");
    assert_eq!(reader.post(), 3);
    reader.keys("5J");
    assert_eq!(reader.post(), 8);
    reader.keys("jK");
    assert_eq!(reader.post(), 8, "from within a post, first to its head");
    reader.keys("K");
    assert_eq!(reader.post(), 7);
    reader.keys("13g");
    assert_eq!(reader.post(), 13);
    reader.keys("99G");
    assert_eq!(reader.post(), 19);
    reader.shows("There are only 19 posts");
}

#[test]
fn replies_are_a_tree_to_climb() {
    let mut reader = Reader::sample();
    reader.keys("4g");
    reader.shows("│ │ │ @danareyes Eleven days.");
    reader.keys("p");
    assert_eq!(reader.post(), 3);
    reader.keys("2p");
    assert_eq!(reader.post(), 1, "a number climbs several");
    reader.keys("l");
    assert_eq!(reader.post(), 2, "l goes to the first reply");
    reader.keys(")");
    assert_eq!(reader.post(), 5, "the next reply of the same level");
    reader.keys("(");
    assert_eq!(reader.post(), 2);
    reader.keys("]");
    assert_eq!(reader.post(), 6, "the next post of the thread itself");
    reader.keys("[p");
    assert_eq!(reader.post(), 1);
    reader.shows("This answers nothing in the file");
}

#[test]
fn an_author_who_goes_on_with_the_thread_stays_at_the_left() {
    let mut reader = Reader::sample();
    reader.keys("6g");
    reader.shows(" 6 Dana Reyes @danareyes").shows("The price: $240M");
}

#[test]
fn a_post_that_is_gone_says_so() {
    let mut reader = Reader::sample();
    reader.keys("16gJ");
    reader.shows("This post was deleted.");
}

#[test]
fn resizing_keeps_the_words_in_place() {
    let mut reader = Reader::sample();
    // To a row that begins with a plain word.
    let first_word = |reader: &Reader| {
        reader.rows()[0].trim_start_matches([' ', '│']).split(' ').next().unwrap().to_owned()
    };
    reader.keys("40j");
    while !first_word(&reader).starts_with(char::is_alphabetic) || first_word(&reader).contains('/') {
        reader.keys("j");
    }
    let (wide, first) = (reader.rows(), first_word(&reader));
    for (width, height) in [(40, 24), (120, 40), (25, 10), (61, 33)] {
        reader.resize(width, height);
        assert!(reader.rows()[0].contains(&first), "{first} at {width}×{height}:\n{}", reader.text());
    }
    reader.resize(80, 24);
    assert_eq!(reader.rows(), wide, "and going back is going back");
}

#[test]
fn where_not_all_fits_the_words_at_the_bar_stay() {
    let mut reader = Reader::sample();
    reader.keys("/street pictures<Enter>");
    let wide = reader.rows();
    reader.resize(32, 8);
    reader.shows("street");
    reader.resize(80, 24);
    assert_eq!(reader.rows(), wide);
}

#[test]
fn no_window_is_too_small_or_too_large() {
    let mut reader = Reader::sample();
    for size in [(0, 0), (1, 1), (2, 1), (1, 50), (20, 5), (3, 3), (500, 200), (65_535, 1), (80, 24)] {
        reader.resize(size.0, size.1);
        reader.keys("jJ<Tab>?<Esc><Tab>/a<Esc>z<Esc>G");
        if size.0 < 1000 {
            reader.screen();
        }
    }
}

// ---- folding ----------------------------------------------------------------------------------------------------

#[test]
fn a_folded_branch_says_what_it_hides() {
    let mut reader = Reader::sample();
    reader.keys("h");
    reader.shows("▸ 4 replies folded").hides("Bo Tran");
    reader.keys("J");
    assert_eq!(reader.post(), 6);
    reader.keys("Kl");
    reader.shows("Bo Tran").hides("folded");
}

#[test]
fn from_within_a_branch_one_key_folds_it_away() {
    let mut reader = Reader::sample();
    reader.keys("4gx");
    assert_eq!(reader.post(), 3);
    reader.shows("▸ 1 reply folded");
    reader.keys("za");
    reader.shows("Eleven days.");
}

#[test]
fn all_branches_fold_to_a_level() {
    let mut reader = Reader::sample();
    reader.keys("4gzM");
    assert_eq!(reader.post(), 1, "the head of the branch takes the place of what is hidden");
    reader.shows("Folded to the top level").hides("Bo Tran");
    reader.keys("zr");
    reader.shows("Bo Tran").hides("Eleven days.");
    reader.keys("zR");
    reader.shows("Eleven days.");
    reader.keys("2zM");
    reader.shows("Bo Tran").hides("Eleven days.");
}

#[test]
fn half_a_command_shows_what_may_follow() {
    let mut reader = Reader::sample();
    reader.keys("z");
    reader.shows("unfold all");
    reader.keys("<Esc>");
    reader.hides("unfold all");
}

// ---- search -----------------------------------------------------------------------------------------------------

#[test]
fn a_search_finds_while_it_is_typed() {
    let mut reader = Reader::sample();
    reader.keys("/contoso");
    assert_eq!(reader.post(), 9);
    reader.shows("/contoso").shows("1 of 4");
    reader.keys("<Enter>n");
    reader.shows("2 of 4");
    reader.keys("3n");
    reader.shows("/contoso  1 of 4  · went on from the top");
    reader.keys("jN");
    reader.shows("1 of 4");
}

#[test]
fn giving_a_search_up_goes_back_to_where_it_began() {
    let mut reader = Reader::sample();
    reader.keys("2J");
    let rows = reader.rows();
    reader.keys("/lindqvist");
    assert_ne!(reader.rows(), rows);
    reader.keys("<Esc>");
    assert_eq!((reader.rows(), reader.post()), (rows, 3));
}

#[test]
fn searching_backwards_goes_the_other_way() {
    let mut reader = Reader::sample();
    reader.keys("G\\contoso<Enter>");
    assert_eq!(reader.post(), 11);
    reader.keys("n");
    assert_eq!(reader.post(), 9, "on is up");
    reader.keys("N");
    assert_eq!(reader.post(), 11);
}

#[test]
fn search_folds_what_readers_do_not_type() {
    let mut reader = Reader::sample();
    for (query, post) in [("montreal", 5), ("sao paulo", 9), ("\"deleted\"", 10), ("王晓燕", 5)] {
        reader.keys(&format!("g/{query}<Enter>"));
        assert_eq!(reader.post(), post, "{query}");
    }
}

#[test]
fn capitals_in_the_query_count_and_switches_change_what_is_found() {
    let mut reader = Reader::sample();
    reader.keys("/Maps");
    reader.shows("1 of 1");
    reader.keys("<A-c><A-c>");
    reader.shows("any case").shows("of 3");
    reader.keys("<Esc>/no<A-w>");
    reader.shows("words");
    let of =
        |reader: &Reader| reader.status().split(" of ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let whole = of(&reader);
    reader.keys("<A-w>");
    assert_ne!(of(&reader), whole);
}

#[test]
fn a_regular_expression_that_is_wrong_moves_nothing_and_says_what_is_wrong() {
    let mut reader = Reader::sample();
    let rows = reader.rows();
    reader.keys("/<A-r>(wang");
    assert_eq!(reader.rows(), rows);
    assert!(reader.status().contains("group"), "{}", reader.status());
    reader.keys("<Enter>");
    assert!(reader.status().contains("(wang"), "the query can be mended");
    reader.keys("|lind)qvist");
    assert_eq!(reader.post(), 13);
}

#[test]
fn hits_in_folded_branches_count_and_unfold_when_visited() {
    let mut reader = Reader::sample();
    reader.keys("zM/eleven days<Enter>");
    reader.shows("of 2").shows("eleven days before");
    reader.keys("n");
    reader.shows("Eleven days. 👀");
}

#[test]
fn searches_are_remembered() {
    let mut reader = Reader::sample();
    reader.keys("/oslo<Enter>/lyon<Enter>/<Up><Up>");
    reader.shows("/oslo");
    reader.keys("<Down>");
    reader.shows("/lyon");
}

#[test]
fn what_is_not_there_is_said() {
    let mut reader = Reader::sample();
    reader.keys("/zyzzyva");
    reader.shows("no hit");
    reader.keys("<Enter>");
    reader.shows("“zyzzyva” is not in the text of this thread");
}

/// Posts that speak of one company under several names, and of a fruit.
const COMPANIES: &str = "Alibaba Group fell.\n\n阿里巴巴 rose.\n\nShe sold $BABA and ate an apple.\n\n\
     Tim Cook of Apple sold $AAPL.\n\nMara Quill left. Then Quill came back.";

#[test]
fn a_name_is_searched_for_under_its_other_names_too() {
    let mut reader = Reader::named(COMPANIES, (80, 24));
    for query in ["alibaba", "BABA", "阿里巴巴"] {
        reader.keys(&format!("g/{query}"));
        reader.shows("1 of 3");
        reader.keys("<Enter>");
        reader.shows(&format!("/{query}, all names"));
        reader.keys("n");
        assert_eq!(reader.post(), 2, "{query}");
        reader.keys("n");
        assert_eq!(reader.post(), 3, "{query}");
    }
    reader.keys("g/BABA");
    reader.shows("+ Alibaba, ").shows("…");
    reader.keys("<A-n>");
    reader.shows("1 of 1").shows("A-n adds Alibaba, ");
    reader.keys("<A-n>");
    reader.shows("1 of 3");
    reader.keys("<A-n><Enter>/BABA");
    reader.shows("1 of 3");
    reader.keys(" ");
    reader.hides("Alibaba, ");
}

#[test]
fn a_name_that_is_a_word_too_finds_the_word_and_says_so() {
    let mut reader = Reader::named(COMPANIES, (80, 24));
    reader.keys("/apple");
    reader.shows("1 of 3").shows("the word too · + AAPL");
    assert_eq!(reader.post(), 3);
    reader.keys("<Esc>/Apple");
    reader.shows("1 of 2").hides("the word too");
}

#[test]
fn a_ticker_in_small_letters_is_a_word_until_the_reader_says_otherwise() {
    let mut reader = Reader::named(COMPANIES, (80, 24));
    reader.keys("/baba");
    reader.shows("1 of 2").shows("A-n adds 阿里巴巴");
    reader.keys("<A-n>");
    reader.shows("1 of 3");
    reader.keys("<Esc>/quince<A-n>");
    reader.shows("no other name is known");
}

#[test]
fn people_of_the_thread_are_searched_for_under_their_short_names_too() {
    let mut reader = Reader::named(COMPANIES, (80, 24));
    reader.keys("/mara quill");
    reader.shows("1 of 2").shows("+ Quill");
    reader.keys("<A-r>");
    reader.shows("1 of 1").hides("+ Quill");
}

#[test]
fn names_that_are_recognised_while_one_types_count_at_once() {
    let mut reader = Reader::open(COMPANIES, (80, 24));
    reader.keys("/mara quill");
    reader.shows("1 of 1");
    reader.recognise();
    reader.shows("1 of 2").shows("+ Quill");
    reader.keys("<Enter>n");
    reader.shows("2 of 2");
}

#[test]
fn fields_hold_a_search_to_some_posts() {
    let mut reader = Reader::sample();
    reader.keys("/contoso");
    reader.shows("of 4");
    reader.keys(" from:dana");
    reader.shows("of 3");
    reader.keys(" after:2024-03-14");
    reader.shows("no hit");
    reader.keys("<C-w>before:2024-03-15<Enter>n");
    reader.shows("/contoso from:dana before:2024-03-15  2 of 3");
    // Fields alone find posts; what is wrong with one is said, and can be mended.
    reader.keys("g/has:media<Enter>");
    reader.shows("1 of ");
    reader.keys("/after:spring");
    reader.shows("after: wants a date such as 2024");
    reader.keys("<Enter><C-w>after:2030<Enter>");
    reader.shows("“after:2030” is not in the text of this thread");
}

#[test]
fn people_are_searched_for_by_field_once_their_names_are_known() {
    let mut reader = Reader::open(COMPANIES, (80, 24));
    reader.keys("/person:quill<Enter>");
    reader.shows("“person:quill” is not in");
    reader.recognise();
    reader.shows("2 hits");
    reader.keys("n");
    reader.shows("1 of 2");
    reader.keys("/org:baba<Enter>");
    reader.shows("of 3");
}

#[test]
fn a_filter_shows_only_the_posts_with_hits() {
    let mut reader = Reader::open(&plain(), (80, 24));
    reader.keys("/five<Enter>&");
    reader.shows("1 of 12 shown").hides("Post four");
    reader.keys("<Esc>");
    reader.shows("Post four").shows("five");
    assert_eq!(reader.post(), 5, "and the reader stays at the post");
}

#[test]
fn a_search_stays_within_the_posts_that_a_filter_shows() {
    let mut reader = Reader::sample();
    reader.keys("/botran<Enter>&/lindqvist");
    reader.shows("no hit in what is shown");
    reader.keys("<Enter>");
    reader.shows("“lindqvist” is not in what is shown; Esc shows all");
    reader.keys("<Esc>n");
    assert_eq!(reader.post(), 13, "without the filter it is found");
}

#[test]
fn a_search_that_takes_its_time_loses_no_key() {
    let mut reader = Reader::sample();
    reader.is_slow = true;
    reader.keys("/contoso<Enter>nn");
    reader.shows("searching …");
    reader.answer();
    reader.shows("3 of 4");
    reader.keys("/zyzzyva<Enter>").answer();
    reader.shows("“zyzzyva” is not in the text");
    reader.keys("/<A-r>(<Enter>").answer();
    reader.shows("Cannot search for “(”");
    reader.keys("n");
    reader.shows("Cannot search for “(”");
}

/// A thread of 200 batches with a post each, of which those of these numbers have a needle, at one of them; the answers of
/// searches come when they are asked for.
fn haystack(needles: &[usize], at: usize) -> Reader {
    let part = |number: usize| {
        let text = if needles.contains(&number) { "A needle." } else { "Some hay." };
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: Rich::plain(text), ..Draft::default() });
        builder.finish()
    };
    let thread = (2..=200).fold(part(1), |thread, number| thread.followed_by(part(number)));
    let mut reader = Reader::empty((80, 24), &["haystack"]);
    reader.keys("<Enter>").take(Event::Opened(0, Ok(Opened::Thread(Arc::new(Document::new(thread))))));
    reader.keys(&format!("{at}G"));
    reader.is_slow = true;
    reader
}

/// Asks for the needle in one go, after some keys, and has the first answer.
fn look_for_needle<'r>(reader: &'r mut Reader, keys: &str) -> &'r mut Reader {
    reader.keys(keys).take(Event::Paste("needle".to_owned()));
    reader.answer_one()
}

#[test]
fn the_next_hit_is_gone_to_while_the_rest_is_still_searched() {
    let mut reader = haystack(&[3, 101, 102, 180], 100);
    look_for_needle(&mut reader, "/").shows("searching …");
    assert_eq!(reader.post(), 101);
    reader.keys("<Enter>").shows("searching …");
    assert_eq!(reader.post(), 101, "it stays there");
    reader.keys("N");
    assert_eq!(reader.post(), 101, "what lies before is not known yet");
    reader.keys("n");
    assert_eq!(reader.post(), 102, "what lies behind is");
    reader.answer().shows("3 of 4");
    assert_eq!(reader.post(), 102, "and nothing is gone to once all is known");
}

#[test]
fn a_hit_that_is_not_known_yet_is_waited_for_with_other_keys_at_work() {
    let mut reader = haystack(&[2, 110, 120], 100);
    look_for_needle(&mut reader, "/").keys("<Enter>");
    assert_eq!(reader.post(), 110);
    reader.keys("n?").shows("Keys");
    assert_eq!(reader.keys("<Esc>").post(), 110);
    assert_eq!(reader.answer_one().post(), 120, "once it is known, whatever else is not");
    reader.keys("n").shows("searching …").hides("went on");
    assert_eq!(reader.post(), 120, "around the end lies what is not searched");
    reader.answer().shows("went on from the top").shows("1 of 3");
    assert_eq!(reader.post(), 2);
}

#[test]
fn backwards_and_beyond_the_end_the_nearest_comes_first_too() {
    let mut reader = haystack(&[3, 99, 150], 100);
    look_for_needle(&mut reader, "\\").shows("searching …");
    assert_eq!(reader.post(), 99);
    reader.keys("<Esc>").answer();
    assert_eq!(reader.post(), 100, "giving up leads back");
    look_for_needle(&mut reader, "199G/");
    assert_eq!(reader.post(), 3, "beyond the end");
    reader.keys("<Enter>").answer().shows("1 of 3");
}

#[test]
fn what_is_read_otherwise_meanwhile_is_searched_to_the_end_first() {
    let mut reader = haystack(&[3, 101, 102, 180], 100);
    look_for_needle(&mut reader, "/").keys("<Enter>rcn");
    assert_eq!(reader.post(), 101, "what was known was known of another order");
    reader.answer().shows("3 of 4");
    look_for_needle(&mut reader, "<Esc>/").keys("<Enter>rh").answer().shows("4 of 200 shown");
}

#[test]
fn the_very_first_word_is_a_hit_too() {
    let mut reader = Reader::open("Apple one.\n\nThe apple two.\n\nAn apple three.", (80, 24));
    reader.keys("/apple");
    reader.shows("1 of 3");
    reader.keys("<Enter>100n");
    reader.shows("2 of 3");
}

#[test]
fn giving_up_a_prompt_leaves_no_trace() {
    let mut reader = Reader::sample();
    reader.keys("/contoso<Enter>\\<Esc>n");
    reader.shows("2 of 4");
    reader.keys("/lyon<Enter>/<Up><Up><Esc>/<Up>");
    reader.shows("/lyon");
    reader.keys("<Esc>/dra<Up><Down>");
    reader.shows("/dra");
    reader.keys("<Esc><Tab>/<A-r><Esc><Tab>/");
    assert!(!reader.state.finding.query.regex, "the switches are those of searching");
}

#[test]
fn escape_drops_a_number_before_anything_else() {
    let mut reader = Reader::sample();
    reader.keys("/botran<Enter>&5<Esc>");
    reader.shows("shown");
    reader.keys("j");
    assert_eq!(reader.post(), 3, "the number is forgotten");
}

// ---- the panel --------------------------------------------------------------------------------------------------

#[test]
fn the_panel_lists_who_and_what_is_named_with_counts() {
    let reader = Reader::open(SAMPLE, (120, 40));
    reader
        .shows("Handles")
        .shows("@danareyes")
        .shows("Hashtags")
        .shows("#deals")
        .shows("Links")
        .shows("filings.example.org");
}

#[test]
fn choosing_in_the_panel_marks_and_walks_the_mentions() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.keys("<Tab>/botran<Enter><Enter>");
    assert_eq!(reader.post(), 3);
    reader.shows("@botran  1 of 2");
    reader.keys("n");
    assert_eq!(reader.post(), 12);
    reader.keys("&");
    reader.shows("2 of 19 shown");
    reader.keys("<Esc><Esc>");
    reader.shows("12/19").shows("@leafontaine");
    reader.keys("<Esc><Esc><Esc>");
    reader.hides("●").shows("q quits");
}

#[test]
fn the_panel_is_sorted_widened_and_hidden_by_keys() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    let width = reader.state.areas.panel.unwrap().width;
    reader.keys("<").keys("|");
    reader.hides("Hashtags");
    reader.keys("|");
    reader.shows("Hashtags");
    assert_eq!(reader.state.areas.panel.unwrap().width, width + 4);
    for _ in 0..40 {
        reader.keys("<");
    }
    let widest = reader.state.areas.panel.unwrap().width;
    reader.keys(">");
    assert_eq!(reader.state.areas.panel.unwrap().width, widest - 4, "no press is dead");
    reader.keys("<Tab>s");
    reader.shows("Sorted by first appearance");
    let row = |name: &str| reader.screen().iter().position(|row| row.contains(name)).unwrap();
    assert!(row("  @northwindlabs ") < row("  @botran "));
}

#[test]
fn from_the_panel_mentions_are_walked_both_ways() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.keys("13g<Tab>/danareyes<Enter><Tab>G<Tab>");
    reader.keys("<Esc><Esc><Tab>/danareyes<Enter>");
    assert_eq!(reader.post(), 4);
    reader.keys("N");
    assert_eq!(reader.post(), 18);
    reader.shows("3 of 3").shows("went on from the end");
}

#[test]
fn narrowing_finds_as_search_does_and_says_that_it_narrows() {
    let mut reader = Reader::open("@leafontaine went to #Zürich.\n\nSo did @botran.", (120, 40));
    reader.keys("<Tab>/zuri<Enter><Tab>");
    reader.shows("“zuri”").shows("#Zürich").hides("Handles");
    reader.keys("<Esc><Esc><Esc>");
    reader.shows("Handles 2");
}

#[test]
fn in_a_narrow_window_the_panel_comes_when_called() {
    let mut reader = Reader::open(SAMPLE, (50, 24));
    reader.hides("Handles");
    reader.keys("<Tab>");
    reader.shows("Handles").shows("Dana Reyes");
    reader.keys("<Tab>");
    reader.hides("Handles");
}

// ---- taking things out ------------------------------------------------------------------------------------------

#[test]
fn a_post_is_copied_clean_and_with_its_source() {
    let mut reader = Reader::open(SAMPLE, (30, 24));
    reader.keys("2Jy");
    let (text, what) = &reader.copied[0];
    assert_eq!(what, "post 3");
    assert!(text.starts_with(
        "@botran Ingrid Holm, the general counsel in Oslo. Her name stands on page 3, with a date"
    ));
    let last = text.lines().last().unwrap();
    assert_eq!(
        last,
        "— Dana Reyes (@danareyes), X, 14 Mar 2024, 09:48 UTC, post 3 of 19, https://x.com/danareyes/status/1768200000000000003"
    );
    reader.take(Event::Done(Message::info("Copied post 3, 212 characters, to the clipboard")));
    reader.keys("").shows("Copied post 3");
}

#[test]
fn the_whole_thread_is_copied_by_one_key() {
    let mut reader = Reader::sample();
    reader.keys("Y");
    let (text, what) = &reader.copied[0];
    assert_eq!(what, "the thread, 19 posts");
    assert!(text.contains("Northwind Labs quietly bought") && text.contains("7/7"));
}

#[test]
fn a_post_is_added_to_the_notes_in_the_form_of_the_notes() {
    let mut reader = Reader::sample();
    reader.keys("a").shows("--notes FILE");
    assert!(reader.noted.is_empty());
    reader.state.taking.notes = Some(Form::Org);
    assert_eq!(reader.state.manner_of_notes().map(|manner| manner.form), Some(Form::Org));
    reader.state.manner.form = Form::Own("mine".to_owned());
    reader.state.manner.templates.insert("mine".to_owned(), "{{ text }}".to_owned());
    assert_eq!(reader.state.manner_of_notes().map(|manner| manner.form), Some(Form::Own("mine".to_owned())));
    reader.keys("2Ja");
    let (heading, text, what) = &reader.noted[0];
    assert_eq!((&**heading, &**what), ("Northwind, Fabrikam, and 340 cities of pictures", "post 3"));
    assert!(text.contains("Her name stands on page 3"), "{text}");
}

#[test]
fn a_post_or_the_last_copy_is_piped_to_a_command() {
    let mut reader = Reader::sample();
    reader.keys("<A-!>").shows("Nothing has been copied yet; y copies the post");
    reader.keys("c2<A-!>").shows("a command that the link is piped to");
    reader.keys("tee -a x<Enter>");
    let link = "https://x.com/danareyes/status/1768200000000000001";
    assert_eq!(reader.piped, [("tee -a x".to_owned(), link.to_owned())]);
    reader.keys("2J!");
    reader.shows("!tee -a x").shows("a command that post 3 is piped to");
    reader.keys("<C-u>wc<Enter>");
    assert_eq!(reader.piped[1].0, "wc");
    assert!(reader.piped[1].1.contains("Her name stands on page 3"));
    reader.keys("!<Esc>!<C-u><Enter>j");
    assert_eq!((reader.piped.len(), reader.state.prompt.is_none()), (2, true), "given up, nothing is run");
}

#[test]
fn of_several_links_the_reader_chooses_one() {
    let mut reader = Reader::sample();
    reader.keys("o");
    reader.shows("Open a link").shows("filings.example.org").shows("its own address");
    reader.keys("<Enter>");
    assert_eq!(reader.opened, ["https://filings.example.org/de/2024/fabrikam"]);
    reader.keys("c2");
    assert_eq!(reader.copied[0].0, "https://x.com/danareyes/status/1768200000000000001");
    let only = "https://x.com/botran/status/1768200000000000002";
    reader.keys("Jo").shows(only);
    assert_eq!(reader.opened.len(), 1, "where it leads is shown before it is opened");
    reader.keys("o");
    assert_eq!(reader.opened[1], only);
    reader.keys("c");
    assert_eq!(reader.copied[1].0, only, "to copy a single one needs no look");
}

#[test]
fn a_click_takes_a_row_of_a_sheet_and_one_beside_it_closes_it() {
    let mut reader = Reader::sample();
    reader.keys("o");
    let row = reader.screen().iter().position(|row| row.contains("its own address")).unwrap() as u16;
    reader.take(Event::Mouse(MouseKind::Press, 20, row));
    assert_eq!(reader.opened, ["https://x.com/danareyes/status/1768200000000000001"]);
    reader.keys("o");
    reader.take(Event::Mouse(MouseKind::Press, 20, 1));
    reader.hides("Open a link");
}

#[test]
fn only_web_addresses_are_opened() {
    let json = r#"{"unspool":1,"posts":[{"text":"click here","links":[{"start":0,"end":10,"url":"file:///etc/passwd"}]}]}"#;
    let mut reader = Reader::open(json, (80, 24));
    reader.keys("o");
    assert!(reader.opened.is_empty());
    reader.shows("no http or https address");
}

// ---- the program ------------------------------------------------------------------------------------------------

#[test]
fn help_comes_from_the_keys_and_scrolls() {
    let mut reader = Reader::sample();
    reader.keys("?");
    reader.shows("Keys").shows("down a row");
    reader.keys("G");
    reader.shows("While typing");
    reader.keys("q");
    reader.hides("Keys");
    assert!(!reader.has_quit, "q closes the sheet first");
    reader.keys("q");
    assert!(reader.has_quit);
}

#[test]
fn escape_undoes_one_thing_at_a_time_and_never_quits() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.keys("/deals<Enter>&");
    reader.shows("2 of 19 shown");
    reader.keys("<Esc>");
    reader.hides("shown").shows("/deals");
    reader.keys("<Esc>");
    reader.hides("/deals");
    reader.keys("<Esc>");
    reader.shows("q quits");
    assert!(!reader.has_quit);
}

#[test]
fn facts_tell_what_the_file_is() {
    let mut reader = Reader::sample();
    reader.keys("i");
    reader
        .shows("Northwind, Fabrikam, and 340 cities of pictures")
        .shows("unspool-json")
        .shows("4,812 likes");
}

#[test]
fn several_files_are_a_list_to_open_and_come_back_to() {
    let mut reader = Reader::empty((80, 24), &["a.txt", "b.json", "c.txt"]);
    reader.shows("3 files").shows("b.json");
    let summary =
        Summary { author: "Ana Ruiz".into(), words: "A first word.".into(), posts: 3, ..Summary::default() };
    reader.take(Event::Listed(1, Ok(summary)));
    reader.take(Event::Listed(2, Err("the file is empty. Save it again.".into())));
    reader.shows("Ana Ruiz · A first word.").shows("3 posts").shows("the file is empty");
    reader.keys("/ruiz<Enter>");
    assert_eq!(reader.asked, [1]);
    reader.shows("Opening b.json …");
    reader.take(Event::Opened(0, Ok(reader::opened("Another file, asked for before."))));
    reader.hides("Another file");
    reader.take(Event::Opened(1, Ok(reader::opened("One.\n\nTwo."))));
    reader.shows("Two.");
    reader.keys("J<Esc>");
    reader.shows("b.json");
    reader.keys("<Enter>");
    reader.shows("Two.").shows("2/2");
    assert_eq!(reader.asked, [1], "coming back does not read the file again");
    reader.keys("<Esc>q");
    assert!(reader.has_quit);
}

/// A file of many threads: Ana's of two posts with an answer, one of a post, and somebody's post passed on.
const COLLECTION: &str = r#"{"unspool":1,"shape":"collection","source":{"platform":"X"},"posts":[
{"id":"1","author":{"handle":"ana"},"created_at":"2024-03-01","text":"The harbour sold a crane."},
{"id":"2","author":{"handle":"bo"},"created_at":"2024-03-01","reply_to":"1","text":"To whom?"},
{"id":"3","author":{"handle":"ana"},"created_at":"2024-03-02","reply_to":"1","text":"To Northwind."},
{"id":"4","author":{"handle":"ana"},"created_at":"2024-03-09","text":"A quiet week."},
{"id":"5","author":{"handle":"ana"},"created_at":"2024-03-10","text":"","repost":true,
 "quote":{"author":{"handle":"cy"},"text":"Ferries are late."}}]}"#;

#[test]
fn a_file_of_many_threads_opens_on_a_list_of_them() {
    let mut reader = Reader::open(COLLECTION, (80, 24));
    assert!(reader.screen()[0].starts_with(" thread.txt · 3 threads"), "{}", reader.screen()[0]);
    reader.shows("3 threads").shows("5 posts").shows("All 5 posts in one").shows("3 posts   1 Mar 2024");
    reader.resize(31, 24).shows(" …read.txt · 3 threads");
    reader.resize(80, 24);
    let order = |reader: &Reader| {
        let rows = reader.screen();
        ["Ferries", "A quiet", "The harbour"].map(|words| rows.iter().position(|row| row.contains(words)))
    };
    assert_eq!(order(&reader), [Some(2), Some(3), Some(4)], "the newest first");
    reader.keys("s").shows("longest first");
    assert_eq!(order(&reader)[2], Some(2));
    reader
        .keys("j<Enter>")
        .shows("The harbour sold a crane.")
        .shows("To whom?")
        .shows("1/3")
        .hides("A quiet week");
    reader.keys("J<Esc>").shows("All 5 posts in one");
    reader.keys("<Enter>").shows("To whom?").shows("2/3");
    reader.keys("<Esc>g<Enter>").shows("A quiet week.").shows("1/5");
    reader.keys("<Esc><Esc>").shows("q quits");
}

#[test]
fn a_row_tells_who_may_see_a_thread_and_what_it_warns_of() {
    let reader = Reader::open(
        r#"{"unspool":1,"shape":"collection","posts":[
{"id":"1","author":{"handle":"ana"},"created_at":"2024-03-01","text":"For Bo alone.","visibility":"direct"},
{"id":"2","author":{"handle":"ana"},"created_at":"2024-03-02","text":"For all.","visibility":"public"},
{"id":"3","author":{"handle":"ana"},"created_at":"2024-03-03","text":"It was the ferry.","content_warning":"the end of a film"},
{"id":"4","author":{"handle":"ana"},"created_at":"2024-03-04","text":"","repost":true,
 "quote":{"author":{"handle":"cy"},"text":"","state":"missing"}}]}"#,
        (80, 24),
    );
    let row = |words: &str| reader.screen().into_iter().find(|row| row.contains(words)).unwrap();
    assert!(row("For Bo alone.").contains("direct ·  1 Mar 2024"), "{}", row("For Bo alone."));
    assert!(!row("For all.").contains("public"));
    reader.shows("Content warning: the end of a film · It was the ferry.");
    reader.shows("↻ @cy · This post is not in the file.");
}

#[test]
fn facts_of_a_file_of_many_threads_claim_no_beginner() {
    let mut reader = Reader::open(COLLECTION, (80, 24));
    reader.keys("i").shows("posts").shows("authors").hides("begun by");
    let nobody =
        COLLECTION.replace(r#""author":{"handle":"ana"},"#, "").replace(r#""author":{"handle":"bo"},"#, "");
    let mut reader = Reader::open(&nobody, (80, 24));
    reader.keys("i").shows("read as").hides("unknown author").hides("authors");
}

#[test]
fn the_threads_of_a_file_are_narrowed_by_all_their_words() {
    let mut reader = Reader::open(COLLECTION, (80, 24));
    reader
        .keys("/northw")
        .shows("1 of 3 threads")
        .shows("The harbour sold")
        .hides("A quiet week")
        .hides("All 5");
    reader.keys("<Enter>").shows("/northw").shows("1 of 1");
    assert_eq!(reader.post(), 3, "it opens at what was looked for");
    reader.keys("<Esc><Esc>").shows("narrowed to");
    reader.keys("<Esc>").shows("A quiet week");
    reader.keys("/nothing like it").shows("No thread with these words");
    reader.keys("<Esc>").shows("A quiet week");
}

#[test]
fn the_threads_of_a_file_are_narrowed_by_fields_and_names() {
    let mut reader =
        Reader::named(&COLLECTION.replace("A quiet week.", "A quiet week at Alibaba."), (80, 24));
    reader.keys("/from:bo").shows("The harbour sold").hides("A quiet week");
    reader.keys("<Enter>").shows("1 of 1");
    assert_eq!(reader.post(), 2, "it opens at what was looked for");
    reader
        .keys("<Esc><Esc><Esc>/org:BABA")
        .shows("A quiet week at")
        .shows("1 of 3 threads")
        .hides("The harbour sold");
    reader.keys("<Esc>/type:").shows("type: wants post, reply, quote, repost or missing");
    reader.keys("reply").shows("The harbour sold").hides("A quiet week");
}

#[test]
fn reposts_are_marked_and_can_be_left_out() {
    let mut reader = Reader::open(COLLECTION, (80, 24));
    reader.shows("↻ @cy · Ferries are late.");
    reader.keys("r").shows("1 repost left out").hides("Ferries");
    reader.keys("r").shows("1 repost shown").shows("Ferries");
}

#[test]
fn the_threads_of_a_file_lead_back_to_the_list_of_files() {
    let mut reader = Reader::empty((80, 24), &["a.txt", "b.json"]);
    reader.keys("j<Enter>");
    reader.take(Event::Opened(1, Ok(reader::opened(COLLECTION))));
    reader.take(Event::Listed(0, Err("the file is empty. Save it again.".into())));
    reader.keys("jj<Enter>").shows("A quiet week.");
    reader.keys("<Esc>").shows("3 threads");
    reader.keys("<Esc>").shows("2 files").shows("the file is empty");
}

#[test]
fn times_are_shown_in_utc_or_in_the_readers_zone() {
    let mut reader = Reader::sample();
    reader.shows("14 Mar 2024 09:26");
    reader.keys("T").shows("your own zone is UTC").shows("14 Mar 2024 09:26");
    // Eleven hours behind.
    reader.state.local = Zone::Local(jiff::tz::TimeZone::fixed(jiff::tz::offset(-11)));
    reader.keys("T").shows("13 Mar 2024 22:26").shows("T turns this").hides("14 Mar 2024 09:26");
    reader.keys("T").shows("14 Mar 2024 09:26");
}

#[test]
fn the_mouse_scrolls_what_it_is_over_and_points() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    let before = reader.rows();
    reader.take(Event::Mouse(MouseKind::WheelDown, 10, 10));
    assert_eq!(reader.rows()[0], before[3]);
    reader.take(Event::Mouse(MouseKind::Press, 10, 12));
    assert!(reader.screen()[12].starts_with('▌'));
    let panel = reader.state.areas.panel.unwrap();
    reader.take(Event::Mouse(MouseKind::Press, panel.x + 4, panel.y + 1));
    reader.shows("●");
    reader.keys("M");
    reader.shows("The mouse is the terminal's");
}

#[test]
fn a_paste_is_never_a_run_of_commands() {
    let mut reader = Reader::sample();
    reader.take(Event::Paste("qqq".into()));
    assert!(!reader.has_quit);
    reader.keys("/");
    reader.take(Event::Paste("Ingrid\nHolm".into()));
    assert_eq!(reader.post(), 3, "in the prompt it is typed, line ends as blanks");
}

#[test]
fn a_message_that_is_longer_than_the_line_takes_more_of_them() {
    let mut reader = Reader::open(SAMPLE, (40, 12));
    let text =
        "Not copied: too long for the terminal, which takes 74,994 bytes; pipe it: unspool FILE > notes.txt";
    reader.take(Event::Done(Message::problem(text)));
    reader.shows("Not copied").shows("notes.txt");
    reader.keys("j");
    reader.hides("notes.txt");
}

#[test]
fn an_unknown_key_says_where_the_keys_are() {
    let mut reader = Reader::sample();
    reader.keys("w");
    reader.shows("w does nothing here; ? shows the keys");
}

// ---- correcting names -------------------------------------------------------------------------------------------

/// A thread of people and places that no list knows.
const HALDEN: &str = "Zach Dorn works for Fabrikam in Berlin. Dorn said so.\n\nMara Quill left Fabrikam. \
                      She met Zach Dorn in Berlin.\n\nQuill went on to Northwind, says Mara Quill.";

/// The reader with the panel's mark on a name.
fn at_name(name: &str) -> Reader {
    let mut reader = Reader::named(HALDEN, (120, 30));
    reader.keys(&format!("<Tab>/{name}<Enter><Esc><Esc>"));
    reader
}

/// The rows of the panel, as they are read.
fn panel(reader: &Reader) -> Vec<String> {
    let area = reader.state.areas.panel.unwrap();
    let rows = reader.screen().into_iter();
    rows.map(|row| row.chars().skip(usize::from(area.x)).collect::<String>().trim().to_owned()).collect()
}

#[track_caller]
fn panel_has(reader: &Reader, name: &str, count: usize) {
    let count = count.to_string();
    let is_row = |row: &String| {
        row.trim_start_matches(['●', '◆', ' '])
            .strip_prefix(name)
            .is_some_and(|rest| rest.split_whitespace().next() == Some(&*count))
    };
    assert!(panel(reader).iter().any(is_row), "no {name} {count} in\n{}", panel(reader).join("\n"));
}

#[test]
fn a_name_is_called_something_else_in_two_keys() {
    let mut reader = at_name("mara");
    panel_has(&reader, "Mara Quill", 3);
    reader.keys("er<C-u>Mara Quill-Ruiz<Enter>");
    panel_has(&reader, "Mara Quill-Ruiz", 3);
    reader.shows("Mara Quill is called Mara Quill-Ruiz").shows("unspool entities --edit");
    assert!(reader.file.contains("name = \"Mara Quill\"\nrename = \"Mara Quill-Ruiz\"\n"), "{}", reader.file);
    // The mark is still on it.
    reader.keys("ek1").keys("ek4");
    reader.shows("Products");
    panel_has(&reader, "Mara Quill-Ruiz", 3);
}

#[test]
fn two_names_are_joined_by_choosing_the_other() {
    let mut reader = at_name("northwind");
    reader.keys("em").keys("fabri");
    reader.shows("is the same as Northwind");
    reader.keys("<Enter>");
    panel_has(&reader, "Fabrikam", 3);
    reader.hides("“fabri”").shows("Northwind is the same as Fabrikam");
    // Given up, nothing is said of it.
    let file = reader.file.clone();
    reader.keys("emzach<Esc>");
    assert_eq!(reader.file, file);
    reader.hides("“zach”");
}

#[test]
fn what_is_no_name_goes_from_the_panel_here_or_everywhere() {
    let mut reader = at_name("berlin");
    reader.keys("eX");
    assert!(!panel(&reader).iter().any(|row| row.starts_with("Berlin")));
    reader.shows("Berlin is no name in this thread");
    assert!(reader.file.contains("thread = \"Zach Dorn works for"), "{}", reader.file);
    let mut reader = at_name("berlin");
    reader.keys("ex");
    assert!(!panel(&reader).iter().any(|row| row.starts_with("Berlin")));
    assert!(!reader.file.contains("\nthread"), "{}", reader.file);
}

#[test]
fn watched_names_are_told_on_opening_and_stand_first() {
    let mut reader = at_name("quill");
    reader.keys("ew");
    assert!(panel(&reader).iter().any(|row| row.starts_with("◆ Mara Quill")), "{}", reader.text());
    let mut again = Reader::empty((120, 30), &["thread.txt"]);
    again.has_names = true;
    again.file = reader.file.clone() + "[[entity]]\nname = \"left\"\nkind = \"product\"\nwatch = true\n";
    again.state.corrections = Arc::new(corrections::parse(&again.file).unwrap());
    again.take(Event::Opened(0, Ok(reader::opened(HALDEN))));
    again.shows("2 watched names here");
    panel_has(&again, "left", 1);
    let rows = panel(&again);
    let at = |name: &str| rows.iter().position(|row| row.contains(name)).unwrap();
    assert_eq!(at("Mara Quill"), at("People") + 1);
    again.keys("<Tab>/quill<Enter>ew");
    again.shows("is watched for no more");
    assert!(again.file.contains("watch = false"));
}

#[test]
fn all_mentions_of_a_name_are_listed_with_their_sentences() {
    let mut reader = at_name("dorn");
    reader.keys("v");
    reader
        .shows("Zach Dorn · a person · also Dorn")
        .shows("Dorn said so.")
        .shows("She met Zach Dorn in Berlin.")
        .hides("Quill went on to Northwind, says Mara Quill.│");
    reader.keys("jj<Enter>");
    assert_eq!(reader.post(), 2);
    reader.hides("a person");
}

#[test]
fn what_the_file_gives_is_not_corrected() {
    let mut reader = Reader::open(SAMPLE, (120, 40));
    reader.keys("<Tab>/botran<Enter>ex");
    reader.shows("Handles and tags are as the file has them");
    reader.keys("ew");
    reader.shows("is watched for");
    assert!(reader.file.contains("name = \"@botran\"\nwatch = true\n"));
}

#[test]
fn one_mention_is_taken_out_of_the_list_of_mentions() {
    let mut reader = at_name("berlin");
    panel_has(&reader, "Berlin", 2);
    reader.keys("v").keys("jX");
    panel_has(&reader, "Berlin", 1);
    reader.shows("Berlin is no name at that place");
    assert!(reader.file.contains("post = \"2\"\nplace = 1\n"), "{}", reader.file);
}

#[test]
fn one_of_two_mentions_in_a_post_is_taken_out() {
    let mut reader = Reader::named("She met Mara Quill in Berlin. The Berlin was full.", (120, 30));
    reader.keys("<Tab>/berlin<Enter>");
    panel_has(&reader, "Berlin", 2);
    reader.keys("v").keys("jX");
    panel_has(&reader, "Berlin", 1);
    assert!(reader.file.contains("place = 2\n"), "{}", reader.file);
    reader.keys("v");
    reader.shows("She met Mara Quill in Berlin.").hides("The Berlin was full.│");
}

#[test]
fn a_name_is_joined_with_one_that_is_not_in_the_thread_but_with_no_link() {
    let mut reader = at_name("northwind");
    reader.keys("emNorthwind Labs<Enter>");
    panel_has(&reader, "Northwind Labs", 1);
    let mut reader = Reader::named(&format!("{HALDEN} See https://example.org/x"), (120, 30));
    reader.keys("<Tab>gem").keys("example.org<Enter>");
    reader.shows("Nothing was joined");
    assert_eq!(reader.file, "");
}

// ---- places kept ------------------------------------------------------------------------------------------------

#[test]
fn a_post_that_was_unfolded_among_folded_ones_is_come_back_to() {
    let mut before = Reader::open(SAMPLE, (80, 24));
    before.keys("zM7gq");
    let mut after = Reader::empty((80, 24), &["thread.txt"]);
    after.places.clone_from(&before.places);
    after.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
    assert_eq!((before.post(), after.post()), (7, 7));
}

#[test]
fn a_thread_opens_where_it_was_left() {
    let mut before = Reader::open(SAMPLE, (61, 12));
    before.keys("5J3jx/the<Enter>nq");
    assert!(before.has_quit);
    let mut after = Reader::empty((61, 12), &["moved.txt"]);
    after.places = before.places.clone();
    after.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
    assert_eq!(after.rows(), before.rows());
    assert_eq!(after.post(), before.post());
    after.shows("where you left it; g goes to the top");
    after.keys("n").shows("/the");
    // In another window the words are the same, and what was saved anew has its posts elsewhere.
    let mut narrow = Reader::empty((30, 12), &["thread.txt"]);
    narrow.places = before.places.clone();
    narrow.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
    assert_eq!(narrow.post(), before.post());
}

#[test]
fn a_thread_left_at_its_beginning_opens_there_and_says_nothing() {
    let mut before = Reader::open(SAMPLE, (60, 12));
    before.keys("5Jq");
    before.keys("gq");
    assert!(before.places.is_empty());
    let mut list = Reader::empty((60, 12), &["a.txt", "b.txt"]);
    list.keys("<Enter>");
    list.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
    list.hides("where you left it");
    list.keys("2J<Esc>");
    assert_eq!(list.places.len(), 1, "leaving for the list keeps it too");
}
