//! Journeys with a file that is not all there, or not at rest: it loads, comes through a pipe, is followed, is read anew.

mod reader;

use std::time::Duration;

use reader::{Reader, opened};
use unspool::app::growing::{Change, Progress};
use unspool::app::keymap::Mode;
use unspool::app::{Event, Opened};

const SIZE: (u16, u16) = (80, 12);

/// Paragraphs with a number each.
fn text(numbers: impl IntoIterator<Item = u32>) -> String {
    let paragraphs =
        numbers.into_iter().map(|number| format!("Crane {number} stands in Zennor harbour.\n\n"));
    paragraphs.collect()
}

/// A discussion in unspool's own form: posts as (id, answered id, words).
fn thread(posts: &[(&str, &str, &str)]) -> String {
    let post = |(id, answers, words): &(&str, &str, &str)| {
        format!(r#"{{"id":"{id}","author":{{"handle":"h{id}"}},"reply_to":"{answers}","text":"{words}"}}"#)
    };
    let posts: Vec<_> = posts.iter().map(post).collect();
    format!("{{\"unspool\":1,\"posts\":[{}]}}", posts.join(","))
}

/// Threads of one post each, by id and day of March.
fn collection(posts: &[(&str, u32)]) -> String {
    let post = |(id, day): &(&str, u32)| {
        format!(r#"{{"id":"{id}","created_at":"2024-03-{day:02}","text":"Thread {id} begins."}}"#)
    };
    let posts: Vec<_> = posts.iter().map(post).collect();
    format!("{{\"unspool\":1,\"shape\":\"collection\",\"posts\":[{}]}}", posts.join(","))
}

fn progress(bytes: u64, posts: usize) -> Progress {
    Progress { bytes, of: Some(200_000_000), posts, left: Some(Duration::from_secs(3)) }
}

/// A file of which a part is there, and no more yet.
fn begun(part: &str) -> Reader {
    let mut reader = Reader::empty(SIZE, &["thread.txt"]);
    reader.take(Event::Loading(0, progress(1_000_000, 0)));
    reader.take(Event::Begun(0, opened(part)));
    reader
}

fn whole(reader: &mut Reader, text: &str) {
    reader.take(Event::Opened(0, Ok(opened(text))));
}

// ---- loading ----------------------------------------------------------------------------------------------------

#[test]
fn a_file_tells_how_far_it_is_while_it_loads_and_can_be_quit() {
    let mut reader = Reader::empty(SIZE, &["saved/thread.txt"]);
    reader.shows("Opening thread.txt …");
    reader.take(Event::Loading(0, progress(86_000_000, 41_000)));
    reader.shows("86 of 200 MB · 41,000 posts · 3 s left").shows("━");
    reader.keys("q");
    assert!(reader.has_quit);
}

#[test]
fn of_several_files_one_that_loads_can_be_given_up() {
    let mut reader = Reader::empty(SIZE, &["a.txt", "b.txt"]);
    reader.keys("j<Enter>");
    reader.take(Event::Loading(1, progress(86_000_000, 0)));
    reader.shows("Opening b.txt …").shows("86 of 200 MB");
    reader.keys("<Esc>").hides("Opening").hides("200 MB");
    reader.keys("F").shows("No file is open: Enter opens the one that is marked");
    reader.take(Event::Begun(1, opened("Too late.")));
    reader.take(Event::Opened(1, Ok(opened("Too late."))));
    reader.hides("Too late");
    assert!(!reader.has_quit);
}

#[test]
fn a_part_is_read_while_the_rest_loads_and_nothing_moves_when_it_comes() {
    let mut reader = begun(&text(1..=20));
    reader.shows("20 paragraphs so far").shows("Crane 1 ").shows("1 of 200 MB");
    reader.take(Event::Loading(0, progress(90_000_000, 20)));
    reader.shows("90 of 200 MB");
    reader.keys("7Jm2J");
    let rows = reader.rows();
    whole(&mut reader, &text(1..=5000));
    reader.shows("5,000 paragraphs").hides("so far").hides("MB");
    // The numbers of posts have more digits now.
    let words = |rows: &[String]| {
        rows.iter()
            .map(|row| row.trim_start_matches([' ', '●', '1', '0', '8', '9']).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!((reader.post(), words(&reader.rows())), (10, words(&rows)));
    reader.shows("8●");
    reader.keys("G").shows("Crane 5000 ");
}

#[test]
fn of_a_part_that_ends_in_a_fault_what_was_read_stays() {
    let mut reader = begun(&text(1..=20));
    reader.take(Event::Opened(0, Err("thread.txt: it could not be read. Try again.".into())));
    reader.shows("it could not be read").shows("What was read stays").shows("Crane 1 ");
}

#[test]
fn a_list_of_threads_grows_around_the_row_that_is_marked() {
    let mut reader = begun(&collection(&[("3", 3), ("2", 2)]));
    reader.shows("2 posts so far");
    reader.keys("jj");
    whole(&mut reader, &collection(&[("1", 1), ("2", 2), ("3", 3), ("4", 4)]));
    reader.shows("4 posts").hides("so far").shows("Thread 4 begins");
    reader.keys("<Enter>").shows("Thread 2 begins");
}

#[test]
fn a_thread_of_a_list_that_grows_has_what_answers_it_too() {
    let part = collection(&[("1", 1), ("2", 2)]);
    let mut reader = begun(&part);
    reader.keys("jj<Enter>").shows("Thread 1 begins");
    let answer = r#",{"id":"3","reply_to":"1","text":"An answer."}]}"#;
    whole(&mut reader, &part.replace("]}", answer));
    reader.shows("Thread 1 begins").shows("An answer.");
    reader.keys("<Esc>");
    assert_eq!(reader.state.mode(), Mode::Contents);
}

#[test]
fn a_part_that_is_left_for_the_list_is_opened_anew() {
    let mut reader = Reader::empty(SIZE, &["a.txt", "b.txt"]);
    reader.keys("<Enter>");
    reader.take(Event::Loading(0, progress(1_000_000, 0)));
    reader.take(Event::Begun(0, opened(&text(1..=20))));
    reader.keys("<Esc><Enter>");
    assert_eq!(reader.asked, [0, 0]);
}

// ---- what comes through a pipe ----------------------------------------------------------------------------------

#[test]
fn what_comes_through_a_pipe_is_read_as_it_comes() {
    let mut reader = Reader::empty(SIZE, &["-"]);
    let piped = |bytes| Progress { bytes, ..Progress::default() };
    reader.take(Event::Loading(0, piped(1200)));
    reader.take(Event::Begun(0, opened(&text(1..=3))));
    reader.shows("Crane 3 ").shows("1.2 kB read, more may come");
    reader.keys("J");
    reader.take(Event::Loading(0, piped(1600)));
    reader.take(Event::Begun(0, opened(&text(1..=4))));
    reader.shows("Crane 4 ").shows("1.6 kB read").shows("2/4");
    reader.take(Event::Opened(0, Ok(opened(&text(1..=4)))));
    reader.hides("more may come").shows("2/4");
    reader.keys("R");
    assert_eq!(reader.reloaded, [0]);
    reader.take(Event::Changed(0, Change::Never));
    reader.shows("neither followed nor read anew");
}

// ---- following --------------------------------------------------------------------------------------------------

#[test]
fn a_file_that_is_followed_grows_without_moving_the_place() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("4JF").shows("Following");
    assert_eq!(reader.followed, Some(0));
    let rows = reader.rows();
    whole(&mut reader, &text(1..=23));
    reader.shows("3 new posts").shows("5/23");
    assert_eq!(reader.rows(), rows);
    reader.keys("j").shows("following; F ends it");
}

#[test]
fn at_its_end_the_view_goes_on_with_a_file_that_is_followed() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("FG");
    whole(&mut reader, &text(1..=23));
    reader.shows("23/23").shows("Crane 23 ");
    reader.keys("K");
    whole(&mut reader, &text(1..=24));
    reader.shows("22/24");
}

#[test]
fn following_is_ended_by_the_same_key_by_escape_and_by_control_c() {
    for key in ["F", "<Esc>", "<C-c>"] {
        let mut reader = Reader::open(&text(1..=20), SIZE);
        reader.keys("F").keys(key).shows("Followed no more");
        assert_eq!((reader.followed, reader.has_quit), (None, false), "{key}");
        reader.keys("<C-c>");
        assert!(reader.has_quit);
    }
}

#[test]
fn a_search_finds_what_comes_later_and_a_filter_lets_it_through() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("/crane 1<Enter>F").keys("j").shows("11 hits");
    whole(&mut reader, &text(1..=110));
    reader.shows("22 hits");
    reader.keys("&").shows("22 of 110 shown");
    whole(&mut reader, &text(1..=111));
    reader.shows("23 of 111 shown");
}

// ---- reading anew -----------------------------------------------------------------------------------------------

#[test]
fn a_file_that_was_changed_is_read_anew_when_the_reader_says_so() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("9J");
    for (change, told) in [
        (Change::Grown, "the file has grown: R reads it anew, F follows it"),
        (Change::Other, "the file was changed: R reads it anew"),
        (Change::Gone, "the file is gone; what was read stays"),
    ] {
        reader.take(Event::Changed(0, change));
        reader.shows(told).shows("10/20");
    }
    reader.keys("R");
    assert_eq!(reader.reloaded, [0]);
    // Something was put before, and something taken away behind.
    whole(&mut reader, &text((100..103).chain(1..=15)));
    reader.shows("Read anew: 2 posts less").shows("13/18").shows("Crane 10 ");
    reader.take(Event::Opened(0, Err("thread.txt: no such file. Check the name and the folder.".into())));
    reader.shows("no such file").shows("What was read stays").shows("Crane 10 ");
}

#[test]
fn folds_marks_search_and_panel_outlive_reading_anew() {
    let before = [("1", "", "One @ana."), ("2", "1", "Two."), ("3", "1", "Three @bo."), ("4", "3", "Four.")];
    let mut reader = Reader::open(&thread(&before), (100, 24));
    reader.keys("2Jmx").shows("post 3 marked").hides("Four.");
    reader.keys("<Tab>j<Enter><Tab>/three<Enter>").shows("1 of 1");
    let chosen = |reader: &Reader| {
        let chosen = reader.state.picking.chosen.as_ref().unwrap();
        (chosen.item.label(&reader.state.reading.as_ref().unwrap().document).to_owned(), chosen.hits.len())
    };
    assert_eq!(chosen(&reader), ("@bo".to_owned(), 1));
    // A post that stands before all others now, and one more below the first.
    let after = [
        ("0", "", "Zero."),
        ("1", "", "One @ana."),
        ("2", "1", "Two."),
        ("5", "2", "Five @bo."),
        ("3", "1", "Three @bo."),
        ("4", "3", "Four."),
    ];
    whole(&mut reader, &thread(&after));
    reader.shows("5/6").shows("1 of 1").shows("Five").hides("Four.").shows("post 5 marked");
    assert_eq!(chosen(&reader), ("@bo".to_owned(), 2));
}

#[test]
fn a_selection_stays_on_its_words() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("3Jv2w");
    whole(&mut reader, &text((50..52).chain(1..=20)));
    reader.keys("Y");
    assert_eq!(reader.copied.pop().unwrap().0, "Crane 4 s");
    assert_eq!(reader.state.mode(), Mode::Thread);
}

#[test]
fn giving_up_a_search_leads_back_to_a_place_in_what_has_come() {
    let mut reader = Reader::open(&text(1..=20), SIZE);
    reader.keys("4J/crane 2");
    whole(&mut reader, &text(1..=30));
    reader.shows("2 of 11");
    reader.keys("<Esc>").shows("5/30");
    reader.keys("G").shows("30/30");
}

#[test]
fn what_was_one_thread_and_is_many_now_becomes_a_list() {
    let mut reader = begun(&collection(&[("1", 1)]));
    assert_eq!(reader.state.mode(), Mode::Thread);
    whole(&mut reader, &collection(&[("1", 1), ("2", 2)]));
    reader.shows("Thread 1 begins").shows("Thread 2 begins").shows("1/2");
    reader.keys("<Esc>").shows("2 threads");
    let one = opened("One.\n\nTwo.");
    assert!(matches!(one, Opened::Thread(_)));
    reader.take(Event::Opened(0, Ok(one)));
    reader.shows("Two.");
}
