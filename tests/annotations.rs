//! What a reader keeps upon a thread: bookmarks, highlights, remarks and tags, by keys, and found again.

mod reader;

use reader::{Reader, SAMPLE};
use unspool::app::Event;
use unspool::index::annotations::{Colour, Kind};

/// The annotations of a thread that was read before, in another window.
fn reopened(before: &Reader, text: &str) -> Reader {
    let mut reader = Reader::empty((80, 24), &["thread.txt"]);
    reader.shelf.clone_from(&before.shelf);
    reader.take(Event::Opened(0, Ok(reader::opened(text))));
    reader
}

#[test]
fn a_remark_is_written_on_a_post_and_shown_beside_it() {
    let mut reader = Reader::sample();
    reader.keys("2gA");
    reader.shows("Your remark on post 2").shows("Esc keep");
    reader.keys("Ask the registry.<Enter>Twice? q<Esc>");
    reader.shows("Your remark on post 2 is kept");
    let [kept] = &reader.kept()[..] else { panic!("{:?}", reader.kept()) };
    assert_eq!((&*kept.remark, kept.is_whole()), ("Ask the registry.\nTwice? q", true));
    let row = reader.screen().into_iter().find(|row| row.contains(" 2 │ Bo")).unwrap();
    assert!(row.contains('✎'), "{row}");
    reader.keys("A<C-u>No.<Esc>");
    assert_eq!(&*reader.kept()[0].remark, "Ask the registry.\nNo.", "again, it is the same remark");
    assert_eq!(reader.kept().len(), 1);
}

#[test]
fn what_is_typed_before_it_is_known_what_is_kept_waits_for_it() {
    let mut before = Reader::sample();
    before.keys("2gAAsk the registry.<Esc>g");
    let mut reader = Reader::empty((80, 24), &["thread.txt"]);
    reader.shelf.clone_from(&before.shelf);
    reader.is_slow = true;
    reader.take(Event::Opened(0, Ok(reader::opened(SAMPLE))));
    reader.keys("2gA").shows("Reading what you kept upon this thread… C-c gives up");
    reader.keys(" Today? q<Esc>3gANew.<Esc>AAnd more.<Esc>5g");
    assert_eq!(reader.kept().len(), 1, "nothing is written over what is not read");
    for _ in 0..4 {
        reader.answer();
    }
    let remarks: Vec<_> = reader.kept().iter().map(|kept| kept.remark.to_string()).collect();
    assert_eq!(remarks, ["Ask the registry. Today? q", "New.And more."], "each is one remark");
    assert_eq!(reader.post(), 5, "the last of what was typed is done too");
    reader.keys("D").shows("There is nothing of yours on this post");
    reader.keys("BaB").shows("Reading");
    reader.keys("b<C-c>").shows("Given up");
    reader.answer();
    assert_eq!(reader.kept().len(), 3, "what was given up is not done");
    assert_eq!(reader.kept()[2].bookmark.as_deref(), Some("a"));
}

#[test]
fn what_is_given_up_or_empty_is_not_kept() {
    let mut reader = Reader::sample();
    reader.keys("Asome words<C-c>");
    reader.shows("Given up");
    reader.keys("A<Esc>");
    reader.shows("Nothing was written");
    assert!(reader.shelf.is_empty());
    reader.keys("Aone<Esc>A<C-w><Esc>");
    assert_eq!(reader.kept(), [], "a remark without words is deleted");
}

#[test]
fn a_selection_is_highlighted_and_turned_through_the_colours() {
    let mut reader = Reader::sample();
    reader.keys("v)x");
    reader.shows("highlighted in yellow");
    let [kept] = &reader.kept()[..] else { panic!("{:?}", reader.kept()) };
    assert_eq!((kept.kind(), kept.colour), (Kind::Highlight, Some(Colour::Yellow)));
    assert!(SAMPLE.contains(kept.words().next().unwrap()));
    reader.keys("vx");
    assert_eq!(reader.kept()[0].colour, Some(Colour::Green), "within a highlight it turns the colour");
    reader.keys("<Esc>").shows("▲");
    reader.keys("jjjvex");
    assert_eq!(reader.kept()[1].colour, Some(Colour::Green), "the next has the colour of the last");
}

#[test]
fn a_bookmark_is_gone_back_to_by_its_letter() {
    let mut reader = Reader::sample();
    reader.keys("6gjBa");
    reader.shows("Bookmark a is set");
    reader.keys("g12gBx");
    reader.keys("'");
    reader.shows("Bookmarks").shows("the list of all");
    reader.keys("a");
    assert_eq!(reader.post(), 6);
    reader.keys("2gBa'x'a");
    assert_eq!(reader.post(), 2, "a bookmark that is set again has moved");
    assert_eq!(reader.kept().len(), 2);
    reader.keys("'q");
    reader.shows("There is no bookmark q; B and the letter sets it");
    reader.keys("B<Enter>filings<Enter>''").shows("filings");
}

#[test]
fn tags_are_given_to_what_is_here_and_searched_for() {
    let mut reader = Reader::sample();
    reader.keys("3gtfilings #todo<Enter>");
    reader.shows("post 3: #filings #todo");
    reader.keys("ttwice <Enter>");
    let tags: Vec<_> = reader.kept()[0].tags.iter().map(ToString::to_string).collect();
    assert_eq!(tags, ["filings", "todo", "twice"]);
    reader.keys("g/tag:todo<Enter>");
    assert_eq!(reader.post(), 3);
    reader.keys("5gAWhy?<Esc>g/has:remark<Enter>");
    assert_eq!(reader.post(), 5);
    reader.keys("/tag:none<Enter>").shows("“tag:none” is not in");
}

#[test]
fn the_list_shows_all_narrows_goes_and_changes() {
    let mut reader = Reader::sample();
    reader.keys("''").shows("Nothing of yours is in this thread yet: A writes a remark");
    reader.keys("2gAAsk the registry.<Esc>9gtlater<Enter>g''");
    reader.shows("Your annotations: 2").shows("Ask the registry.").shows("#later");
    reader.keys("/later").shows("1 of 2 annotations");
    reader.keys("<Enter>");
    assert_eq!(reader.post(), 9);
    reader.keys("''k").keys("e at once<Esc>").shows("Ask the registry. at once");
    reader.keys("tnow<Enter>").shows("#now");
    reader.keys("D").shows("Deleted: remark").shows("Your annotations: 1");
    reader.keys("u").shows("Your annotations: 2").shows("Ask the registry. at once");
    reader.keys("uuuuuu").shows("There is nothing to undo");
    assert_eq!(reader.kept(), [], "all of it is undone");
    reader.keys("<Esc>").hides("Your annotations");
}

#[test]
fn what_is_at_the_cursor_is_deleted_or_chosen_among_several() {
    let mut reader = Reader::sample();
    reader.keys("D").shows("There is nothing of yours on this post");
    reader.keys("vexD").shows("Deleted: highlight");
    assert_eq!(reader.kept(), []);
    reader.keys("vexAOne.<Esc>BzD");
    reader.shows("2 are here: D takes the one that is marked");
    reader.keys("D").shows("Your annotations: 2");
}

#[test]
fn what_is_kept_is_there_when_the_thread_opens_again_in_another_form() {
    let text = "First words of Ana.\n\nThe price was 240 million, she said.\n\nLast words.";
    let mut reader = Reader::open(text, (80, 24));
    reader.keys("2gvwwx<Esc>AWho says?<Esc>");
    let anew = format!("A paragraph that came before.\n\n{}", text.replace("The price", "Now: the price"));
    // The thread is known by its first words, so that its beginning must be the same.
    let anew = anew.replacen(
        "A paragraph that came before.\n\nFirst words of Ana.",
        "First words of Ana.\n\nA new one.",
        1,
    );
    let mut again = reopened(&reader, &anew);
    again.shows("✎");
    again.keys("''").shows("Who says?");
    again.keys("gG<Enter>");
    assert_eq!(again.post(), 3);
    let mut other = reopened(&reader, "First words of Ana.\n\nQuite something else.");
    other.keys("''").shows("lost").shows("Who says?").shows("no longer in this");
}

#[test]
fn a_long_remark_scrolls_and_the_readers_own_editor_takes_over() {
    let mut reader = Reader::sample();
    reader.keys("A");
    for line in 0..20 {
        reader.keys(&format!("line {line}<Enter>"));
    }
    reader.shows("line 19").hides("line 2\u{20}");
    reader.keys("<C-o>");
    assert!(reader.edited[0].starts_with("line 0\nline 1\n"));
    reader.take(Event::Edited(Ok("from\nelsewhere\n".to_owned())));
    reader.shows("elsewhere");
    reader.keys("<Esc>");
    assert_eq!(&*reader.kept()[0].remark, "from\nelsewhere");
    reader.keys("A").take(Event::Edited(Err("vi: cannot be started".to_owned())));
    reader.shows("vi: cannot be started");
}

#[test]
fn what_cannot_be_kept_is_not_lost() {
    use unspool::app::annotating::{NotKept, Upon};
    use unspool::index::annotations::{Annotation, Change};
    use unspool::model::Clean;
    let mut reader = Reader::sample();
    reader.keys("Akept<Esc>");
    let upon = Upon {
        document: reader.state.reading.as_ref().unwrap().document.clone(),
        mark: reader.shelf.keys().next().unwrap().clone(),
        words: Clean::default(),
        file: None,
    };
    let typed = Annotation { remark: Clean::text("typed for an hour"), ..Annotation::default() };
    let problem = "Not kept: the disk is full".to_owned();
    let not_kept = NotKept { problem, change: Some(Change::made(typed)) };
    reader.take(Event::Annotated(upon, Box::new(Err(not_kept))));
    reader.shows("Not kept: the disk is full").shows("typed for an hour");
}

#[test]
fn annotations_have_notches_in_the_scrollbar_and_fit_any_window() {
    let mut reader = Reader::sample();
    reader.keys("G").hides("├");
    reader.keys("tend<Enter>g").shows("├");
    reader.keys("/fabrikam<Enter>").shows("┤");
    for size in [(1, 1), (5, 3), (20, 6), (40, 12), (200, 60)] {
        reader.resize(size.0, size.1);
        for keys in ["''", "e", "word<Enter><Up><Down><C-c>", "/x<Esc>", "<Esc><Esc>", "'", "<Esc>"] {
            reader.keys(keys).screen();
        }
    }
}
