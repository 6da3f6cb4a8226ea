//! How a thread looks is the reader's to say: themes, and what becomes of the screen when it is changed while reading.

mod reader;

use reader::Reader;
use unspool::app::Event;
use unspool::app::theming::{Choice, Ground, Theming};
use unspool::model::Clean;

#[test]
fn themes_are_stepped_through_and_the_message_says_how_to_keep_one() {
    let mut reader = Reader::sample();
    reader.keys("L").shows("There is no other theme");
    let choice = |name, only_on| Choice { name: Clean::line(name), only_on };
    let choices = vec![choice("auto", None), choice("dark", Some(Ground::Dark)), choice("contrast", None)];
    reader.state.theming = Theming { choices, ..Theming::default() };
    reader.keys("L").shows("Theme dark; L: the next; looks.theme = \"dark\" in config.toml keeps it");
    // Where the terminal turns out to be light, a theme for dark ones is left out.
    reader.take(Event::Ground(Ground::Light));
    reader.keys("LL").shows("Theme auto");
    reader.keys("L").shows("Theme contrast");
}
