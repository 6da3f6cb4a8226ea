//! unspool: read, search and quote saved social-media threads in a terminal.
//!
//! The library exists for the program and its tests; its API carries no promise of stability.
//!
//! ```text
//! bytes ─► formats ─► model::Thread ─► index (tree, search, links, names, entities)
//!                          │                └► cite (Reference ─► style ─► Citation)
//!                          ▼
//!           layout (one post + width ─► rows)              pure: no clock, no disk, no terminal
//!                          │
//! key ─► Event ─► app::update(&mut State) ─► Vec<Effect>
//!                          │                     │
//!                          ▼                     ▼
//!             view::draw(frame, &State)     shell performs effects,
//!                                           answers with another Event
//! ```
//!
//! # Glossary
//!
//! One word per thing, in the code as in the messages:
//!
//! | word | meaning |
//! | --- | --- |
//! | *thread* | the posts of one file, with what the file says of them |
//! | *post* | one message by one author; a *paragraph* where a file gives no better boundary |
//! | *part* | a stretch of a post's text that stands apart: body, content warning, alt text, quoted post |
//! | *placeholder* | a post that is not there, with the reason, or that stands for so many others |
//! | *collection* | a file of many threads: an archive, a timeline, a feed; each of them is a *stretch* of its posts |
//! | *package* | what comes as several files: a zip, a folder; its files are *members* |
//! | *style* | how words are set in the file: bold, italic, code, quote, spoiler, struck |
//! | *batch* | some thousand posts with their text in one piece, immutable once built |
//! | *rank* | a post's place in reading order, from 0; its *number* is the rank plus one |
//! | *branch* | a post and all replies below it |
//! | *link*, *mention* | ranges of text that point somewhere or name somebody |
//! | *name* | a mention that was recognised by the *lexicon* (known names) or the *model* (learnt ones), not told by the file |
//! | *entity* | one thing named in a thread, with all its mentions |
//! | *hit* | a range that a search found |
//! | *sieve* | what tells from the bytes of a file that it holds no hit |
//! | *picture* | a medium that can be seen: *measured* by its header, *ready* once it can be painted, *enlarged* over the screen |
//! | *row* | one line on the screen; a *block* is the rows of one post; a *piece* is a run in a row |
//! | *role* | what a piece is for (author, date, body …) |
//! | *ink* | what something on the screen is drawn with: a role, a hit, a frame; a *theme* gives each ink its *look* |
//! | *ground* | what the terminal writes on: dark, light, or not known |
//! | *reference* | the facts that a citation may tell of a post, a range of posts, a thread |
//! | *citation* | a reference worded by a citation style, as runs of set words |
//! | *reading mode* | how a thread is gone through: as a tree, by time, as the prose of its author; it can be narrowed to an author or to hits |
//! | *overview* | posts over time, authors and names as a picture; its counts are a *tally*, by *periods* of the calendar |
//! | *mark* | a hit of the search, or a mention of what was chosen in the panel |
//! | *begin*, *load*, *follow*, *renew* | the first part of a file is there; the rest comes; what is added is read as it comes; what is open becomes what the file is now |
//! | *event*, *action*, *effect* | what happened; what a key asks for; what `update` wants done in the world |
//! | *annotation* | what the reader keeps upon a thread: a bookmark, a highlight, a remark, each with tags perhaps |
//! | *bookmark* | a place with a name to come back to: a letter or a word |
//! | *highlight* | words of a thread that the reader gave a colour |
//! | *remark* | a text of the reader's own on a post or on words of it |
//! | *tag* | a word of the reader's on an annotation; a `#word` of the thread is a *hashtag* |
//! | *target*, *stand* | what an annotation is on, by its words; where that is in the thread that is open |
//! | *lost* | of an annotation: the thread has its words no more |
//! | *note* | what was appended to the reader's file of notes, under the heading of its thread |
//! | *setting* | a value of the reader's `config.toml` |
//! | *keymap*, *preset* | the keys that hold: the table, with what the settings lay over it; keys as another program has them |
//! | *tour* | ten things worth knowing, told one after the other |
//! | *plain* | of a screen that is read aloud: words for signs, nothing beside each other |
//! | *confined* | held by the system to reading, whatever happens |
//! | *sheet*, *prompt* | what stands over the screen (help, links, facts); the line that takes typing |

// Tests make files, programs and servers of their own.
#![cfg_attr(not(test), warn(clippy::disallowed_methods, clippy::disallowed_types))]

pub mod app;
pub mod cite;
pub mod cli;
pub mod formats;
pub mod index;
pub mod layout;
pub mod model;
pub mod shell;
pub mod view;
