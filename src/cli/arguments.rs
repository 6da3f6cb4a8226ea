//! What the command line may say, and the words in which `--help` explains it.
//!
//! Completions and the manual page are made from the same definitions. A file that is named like a command is given as
//! `./links`. The arguments that make the program hold a clipboard, or
//! become another program, are none of them: they are not for people.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::coloring::When;
use super::examples::{
    CITE, COMPLETIONS, CONFIG, ENTITIES, EXPORT, KEYS, LINKS, NOTES, QUOTE, SEARCH, SEARCH_USAGE, THEMES,
};
use crate::cite::citation::Markup;
use crate::cite::quoting::Form;
use crate::cite::reference::Access;
use crate::model::{EntityKind, Time};
use crate::shell::files::{self, Origin};
use crate::shell::{Failure, limit};

const EXAMPLES: &str = "\
Examples:
  unspool thread.json            read a thread
  unspool saved/                 choose from a folder of threads
  unspool thread.json | less     the same as wrapped text
  curl -s URL | unspool          read what another program prints
  unspool --print a.json | pbcopy  choose what goes on
  unspool --tour                 learn the ten things worth knowing
  unspool --sample               read the thread that comes with unspool

A file that is named like a command: unspool ./links";

/// Read, search and quote saved social-media threads.
#[derive(Debug, Parser)]
#[command(name = "unspool", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Arguments {
    /// What to do instead of reading.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to read.
    #[command(flatten)]
    pub reading: Reading,
    /// Refuse a damaged file, with the place, rather than show what can be read of it
    #[arg(long, global = true)]
    pub strict: bool,
    /// Read files up to this size, as 512M or 4G
    #[arg(long, value_name = "SIZE", global = true, value_parser = limit::parse)]
    pub max_size: Option<u64>,
}

/// Without a command: what to read, and how to print it where there is no terminal.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Reading {
    /// Files or folders to read; - is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read the thread that comes with unspool
    #[arg(long, conflicts_with = "files")]
    pub sample: bool,
    /// Walk through the ten things worth knowing, on that thread
    #[arg(long, conflicts_with_all = ["files", "sample", "print"])]
    pub tour: bool,
    /// Show a screen to be read aloud: one column, words instead of signs
    #[arg(long)]
    pub plain: bool,
    /// Append quotations to this file when a is pressed (.md or .org)
    #[arg(long, value_name = "FILE")]
    pub notes: Option<PathBuf>,
    /// Print what was copied when the reader ends, also into a pipe
    #[arg(long)]
    pub print: bool,
    /// Open threads at their beginning, and keep nothing of where they are left
    #[arg(long)]
    pub fresh: bool,
    /// Take these colors: a theme by its name, or its file ('unspool themes' lists them)
    #[arg(long, value_name = "NAME|FILE", value_parser = NonEmptyStringValueParser::new())]
    pub theme: Option<String>,
    /// Set something for this once, as config.toml would: --set looks.emoji=names
    #[arg(long, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// Have the system forbid all but reading: no program is started, no network reached (Linux)
    #[arg(long)]
    pub sandbox: bool,
    /// Columns of printed text
    #[arg(long, value_name = "N", default_value_t = 80, value_parser = columns)]
    pub width: u16,
    /// Color printed text: auto, always, never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, hide_possible_values = true)]
    pub color: When,
}

/// The narrowest text that is printed, in columns.
const NARROWEST: u64 = 20;

/// A number of columns; beyond what a line can have, it is as if there were no end.
fn columns(text: &str) -> Result<u16, String> {
    let columns = text.parse::<u64>().ok().filter(|columns| *columns >= NARROWEST);
    let columns = columns.ok_or_else(|| format!("a number of columns is wanted, {NARROWEST} or more"))?;
    Ok(u16::try_from(columns).unwrap_or(u16::MAX))
}

/// The one thread that a command is about.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct Input {
    /// The thread, or the files with its parts; - is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Take the thread that comes with unspool
    #[arg(long)]
    pub sample: bool,
}

impl Input {
    /// Where the thread comes from.
    ///
    /// # Errors
    /// When the files are not of one thread.
    pub fn origin(&self) -> Result<Origin, Failure> {
        if self.sample { Ok(Origin::Sample) } else { files::one(&self.files) }
    }
}

/// In which form a table is printed; text where none is asked for.
#[derive(Args, Debug)]
#[group(multiple = false)]
pub struct TableForm {
    /// Print one JSON object per line
    #[arg(long)]
    pub json: bool,
    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Which keys to list, and how.
#[derive(Args, Debug)]
pub struct Keys {
    /// List the actions that a key can be bound to, with the keys that they have
    #[arg(long, conflicts_with_all = ["json", "markdown"])]
    pub actions: bool,
    /// The form.
    #[command(flatten)]
    pub form: TableForm,
}

/// The forms that a thread is exported in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ExportForm {
    /// One JSON document, from which unspool reads all of it again
    #[default]
    Json,
    /// One JSON object per post and line, for databases
    Ndjson,
    /// Markdown, replies as quotes
    Markdown,
    /// Plain text, not wrapped
    Text,
}

/// What to search for, where, and how to tell.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Search {
    /// The words to find
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub query: String,
    /// Where.
    #[command(flatten)]
    pub inputs: SearchInputs,
    /// Take a and A for the same; by default only while QUERY has no capital
    #[arg(short, long, overrides_with = "case_sensitive")]
    pub ignore_case: bool,
    /// Tell a from A
    #[arg(short = 's', long, overrides_with = "ignore_case")]
    pub case_sensitive: bool,
    /// QUERY is a regular expression
    #[arg(short = 'e', long)]
    pub regex: bool,
    /// Find whole words only
    #[arg(short, long)]
    pub word: bool,
    /// Find QUERY under its other names too: BABA finds Alibaba
    #[arg(short, long, conflicts_with_all = ["regex", "ignore_case", "case_sensitive", "word"])]
    pub aliases: bool,
    /// Print only how many posts of each file have hits, 0 too
    #[arg(short, long)]
    pub count: bool,
    /// Print one JSON object per post
    #[arg(long, conflicts_with = "count")]
    pub json: bool,
    /// Color hits: auto, always, never
    #[arg(long, value_name = "WHEN", value_enum, default_value_t, hide_possible_values = true)]
    pub color: When,
}

/// The threads that are searched.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct SearchInputs {
    /// Files or folders to search; - is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Search the thread that comes with unspool
    #[arg(long)]
    pub sample: bool,
}

/// Which names to list, of what, and how.
#[derive(Args, Debug)]
pub struct Entities {
    /// In what.
    #[command(flatten)]
    pub inputs: EntitiesInputs,
    /// List these kinds only: handle, hashtag, cashtag, person, organization, place, product
    #[arg(short, long, value_name = "KIND", value_delimiter = ',', value_parser = kinds(), hide_possible_values = true)]
    pub kind: Vec<EntityKind>,
    /// Print one line per mention: where it stands in which post
    #[arg(short, long)]
    pub per_post: bool,
    /// Print one JSON object per line
    #[arg(long)]
    pub json: bool,
}

/// The kinds by their names.
fn kinds() -> impl TypedValueParser<Value = EntityKind> {
    let names = EntityKind::ALL.iter().map(|kind| kind.name());
    PossibleValuesParser::new(names)
        .try_map(|name| EntityKind::from_name(&name).ok_or("no kind of that name is known"))
}

/// The threads whose names are listed, or the file that corrects them.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct EntitiesInputs {
    /// The thread, or files and folders; - is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Take the thread that comes with unspool
    #[arg(long)]
    pub sample: bool,
    /// Open your own file of names in $VISUAL or $EDITOR
    #[arg(long)]
    pub edit: bool,
}

/// What to do about the settings; told where nothing else is asked for.
#[derive(Args, Debug)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Config {
    /// Make the file, with everything that can be set as a comment
    #[arg(long)]
    pub init: bool,
    /// List what is wrong, with line and column
    #[arg(long)]
    pub check: bool,
    /// Open the file in $VISUAL or $EDITOR
    #[arg(long)]
    pub edit: bool,
    /// Print what can be set as Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// Which theme to print; all are listed where none is named.
#[derive(Args, Debug)]
pub struct Themes {
    /// Print this theme as a file to begin your own with
    #[arg(value_name = "NAME|FILE", conflicts_with = "markdown")]
    pub name: Option<String>,
    /// Print the list as Markdown
    #[arg(long)]
    pub markdown: bool,
}

/// What to cite, by which style, in which form.
#[derive(Args, Debug)]
pub struct Cite {
    /// What.
    #[command(flatten)]
    pub inputs: CiteInputs,
    /// Which posts.
    #[command(flatten)]
    pub posts: Posts,
    /// Cite the thread as a whole
    #[arg(long, conflicts_with_all = ["post", "search", "all", "quote"])]
    pub whole: bool,
    /// How.
    #[command(flatten)]
    pub wording: Wording,
    /// Print what stands in the text: parenthetical, (Reyes, 2024), or narrative, Reyes (2024)
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, require_equals = true,
        default_missing_value = "parenthetical", hide_possible_values = true, conflicts_with_all = ["record", "quote"])]
    pub in_text: Option<CiteForm>,
    /// The form: text, markdown, html, org, latex, typst
    #[arg(short, long, value_name = "FORM", default_value = "text", value_parser = markups(), hide_possible_values = true)]
    pub form: Markup,
    /// Make a record for a bibliography instead: biblatex, bibtex, csl-json, ris
    #[arg(short, long, value_name = "KIND", value_enum, hide_possible_values = true)]
    pub record: Option<RecordKind>,
    /// Add the record to this file, unless it has the post already
    #[arg(long, value_name = "FILE", requires = "record")]
    pub append: Option<PathBuf>,
    /// Put the handle in the author's name, as Zotero does
    #[arg(long, requires = "record")]
    pub handle_in_name: bool,
    /// Tell emoji in words, [robot emoji], which pdfLaTeX can print
    #[arg(long, requires = "record")]
    pub emoji_as_words: bool,
}

/// Which posts of a thread are meant, and which words of them.
#[derive(Args, Debug)]
pub struct Posts {
    /// The number of the post; several with commas
    #[arg(short, long, value_name = "N", value_delimiter = ',', value_parser = number())]
    pub post: Vec<usize>,
    /// All posts from --post to this one
    #[arg(long, value_name = "M", requires = "post", value_parser = number())]
    pub to: Option<usize>,
    /// The first post that has these words
    #[arg(long, value_name = "WORDS", conflicts_with = "post", value_parser = NonEmptyStringValueParser::new())]
    pub search: Option<String>,
    /// Of the posts that --search finds, the K-th
    #[arg(long, value_name = "K", requires = "search", value_parser = number())]
    pub nth: Option<usize>,
    /// All that --search finds; without it, every post
    #[arg(long, conflicts_with_all = ["post", "nth"])]
    pub all: bool,
    /// Quote these words only, wherever they stand in the posts
    #[arg(long, value_name = "WORDS", value_parser = NonEmptyStringValueParser::new())]
    pub quote: Option<String>,
}

/// How citations are worded; what is not asked for is as in the settings.
#[derive(Args, Debug)]
pub struct Wording {
    /// A citation style by its name, or a CSL file
    #[arg(short, long, value_name = "NAME|FILE", value_parser = NonEmptyStringValueParser::new())]
    pub style: Option<String>,
    /// Take authors for this: person, group; by default as their names read
    #[arg(long = "as", value_name = "WHAT", value_enum, hide_possible_values = true)]
    pub author: Option<Who>,
    /// When it was last seen: today, never, a day, or always for the day of the file; auto: where posts can be edited
    #[arg(long, value_name = "WHEN", value_parser = access)]
    pub accessed: Option<Access>,
    /// What X is called: date, as on the day of the post, or X, Twitter, 'X (formerly Twitter)'
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub x_name: Option<String>,
    /// What APA calls a post from before X had that name: post, tweet
    #[arg(long, value_name = "KIND", value_enum, hide_possible_values = true)]
    pub apa_kind: Option<ApaKind>,
}

/// What APA calls a post on X.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ApaKind {
    /// `[Post]. X.`
    Post,
    /// `[Tweet]. Twitter.`, where it was one.
    Tweet,
}

/// The thread that is cited, or the list of styles.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct CiteInputs {
    /// The thread, or the files with its parts; - is standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Take the thread that comes with unspool
    #[arg(long)]
    pub sample: bool,
    /// List the citation styles
    #[arg(long)]
    pub list_styles: bool,
}

/// How a reference stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CiteForm {
    /// In parentheses.
    Parenthetical,
    /// As part of a sentence.
    Narrative,
}

/// What an author is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Who {
    /// A human being.
    Person,
    /// An organisation.
    Group,
}

/// Which words to quote, and in which form.
#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the command line")]
pub struct Quote {
    /// The thread.
    #[command(flatten)]
    pub input: Input,
    /// Which posts.
    #[command(flatten)]
    pub posts: Posts,
    /// How they are cited.
    #[command(flatten)]
    pub wording: Wording,
    /// The form: text, markdown, obsidian, org, prose, html, latex, wikipedia, typst; by default as in the settings
    #[arg(short, long, value_name = "FORM", value_parser = forms(), hide_possible_values = true)]
    pub form: Option<Form>,
    /// Quote by a template: a file, one of the templates in your settings, or one of footnote, harvard
    #[arg(short, long, value_name = "NAME", conflicts_with = "form")]
    pub template: Option<String>,
    /// Cite every post, also where posts in a row are by one author
    #[arg(long)]
    pub each: bool,
    /// Link people, organizations, places and products to notes (obsidian)
    #[arg(long)]
    pub links_to_entities: bool,
    /// Cite the record by its key (latex, typst)
    #[arg(long)]
    pub cite_key: bool,
    /// Tell file, hash, post id and archived copy too
    #[arg(long)]
    pub provenance: bool,
}

/// Whose annotations to write, in which form, and what to add to them before.
#[derive(Args, Debug)]
pub struct Notes {
    /// The thread.
    #[command(flatten)]
    pub input: Input,
    /// The form: markdown, org, json
    #[arg(long, value_name = "FORM", value_enum, hide_possible_values = true)]
    pub to: Option<NotesForm>,
    /// Cite by this style; by default as quotations are
    #[arg(short, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub style: Option<String>,
    /// Add the annotations of this file (W3C Web Annotation, JSON); - is standard input
    #[arg(long, value_name = "FILE")]
    pub import: Option<PathBuf>,
}

/// The forms in which annotations are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum NotesForm {
    /// Markdown.
    #[default]
    Markdown,
    /// Org.
    Org,
    /// W3C Web Annotation.
    Json,
}

/// The number of a post, or of a hit.
fn number() -> impl TypedValueParser<Value = usize> {
    clap::value_parser!(u32).range(1..).map(|number| number as usize)
}

/// The markup of citations by its names.
fn markups() -> impl TypedValueParser<Value = Markup> {
    PossibleValuesParser::new(Markup::NAMED.map(|(name, _)| name))
        .try_map(|name| Markup::from_name(&name).ok_or("no markup of that name is known"))
}

/// The forms of quotations by their names.
fn forms() -> impl TypedValueParser<Value = Form> {
    PossibleValuesParser::new(Form::NAMED.map(|(name, _)| name))
        .try_map(|name| Form::from_name(&name).ok_or("no form of that name is known"))
}

/// When it is told that posts were seen.
fn access(text: &str) -> Result<Access, String> {
    let wanted = "a day is wanted, such as 2026-10-01, or one of today, never, always, auto";
    Ok(match text {
        "auto" => Access::Auto,
        "always" => Access::Always,
        "never" => Access::Never,
        "today" => Access::On(files::day(SystemTime::now()).ok_or("the clock tells no day")?),
        day => Access::On(Time::parse(day).ok_or(wanted)?),
    })
}

/// The forms of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RecordKind {
    /// BibLaTeX
    Biblatex,
    /// BibTeX
    Bibtex,
    /// CSL-JSON
    CslJson,
    /// RIS
    Ris,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List every link of a thread
    #[command(after_help = LINKS)]
    Links {
        /// The thread.
        #[command(flatten)]
        input: Input,
        /// Print one JSON object per link
        #[arg(long)]
        json: bool,
    },
    /// List who and what is named, in a thread or in many
    #[command(after_help = ENTITIES)]
    Entities(Entities),
    /// Find posts, in many files at once
    #[command(after_help = SEARCH, override_usage = SEARCH_USAGE)]
    Search(Search),
    /// Cite a post, a range of posts or a thread, or make its record for a bibliography
    #[command(after_help = CITE)]
    Cite(Cite),
    /// Write a thread in another form
    #[command(after_help = EXPORT)]
    Export {
        /// The form: json, ndjson, markdown, text
        #[arg(long, value_name = "FORM", value_enum, default_value_t, hide_possible_values = true)]
        to: ExportForm,
        /// The thread.
        #[command(flatten)]
        input: Input,
    },
    /// Tell what is set, check it, or make the file to set it in
    #[command(after_help = CONFIG)]
    Config(Config),
    /// Quote words of a thread with their citation
    #[command(after_help = QUOTE)]
    Quote(Quote),
    /// Write what you keep upon a thread: highlights, remarks, bookmarks and tags
    #[command(after_help = NOTES)]
    Notes(Notes),
    /// List the kinds of file that unspool opens, and how to get them
    #[command(after_help = "Example:\n  unspool formats")]
    Formats {
        /// The form.
        #[command(flatten)]
        form: TableForm,
    },
    /// List the themes: the colors of the reader
    #[command(after_help = THEMES)]
    Themes(Themes),
    /// List the keys of the reader, as they are set
    #[command(after_help = KEYS)]
    Keys(Keys),
    /// Print a script that completes commands and options in a shell
    #[command(after_help = COMPLETIONS)]
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of unspool or of one command
    #[command(after_help = "Examples:\n  unspool man | man -l -\n  unspool man search > unspool-search.1")]
    Man {
        /// The command
        command: Option<String>,
    },
}

impl Command {
    /// Whether it does no more than read and print: it writes no file and starts no editor.
    pub fn only_reads(&self) -> bool {
        match self {
            Self::Entities(asked) => !asked.inputs.edit,
            Self::Config(asked) => !asked.init && !asked.edit,
            Self::Cite(asked) => asked.append.is_none(),
            Self::Notes(asked) => asked.import.is_none(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definitions_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_shows_an_example() {
        for command in Arguments::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("  unspool {}", command.get_name())), "{}", command.get_name());
        }
    }
}
