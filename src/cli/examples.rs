//! What `--help` of each command tells below its arguments: what it prints, and examples.

pub(super) const LINKS: &str = "\
A line has five fields, with a tab between them:
  count   how often the link occurs
  target  where it leads, as far as the file knows
  given   how the file gives it where that is something else, or -
  title   what the target is called, or -
  posts   the numbers of the posts that have it, 1,3,7

With --json: url, given, title, host, count, posts.

Example:
  unspool links thread.json | cut -f 2";

pub(super) const ENTITIES: &str = "\
Beside handles, hashtags and cashtags, people, organizations, places and products are recognized. \
Each has one line, under one name, with a tab between four fields:
  count   how often the entity is named
  kind    handle, hashtag, cashtag, person, organization, place, product
  name    with its @, # or $
  posts   the numbers of the posts that name it, 1,3,7

Of several files or a folder, other fields:
  threads, posts  how many of them name it; a file may hold many threads
  kind, name      the same

With --per-post, a line per mention:
  post        the number of the post
  start, end  where, in characters (code points) of the post's text
  kind, name  the same
  text        how it is written there
  in          body, or the warning, alt or quote whose text start and end count in
  file        where there are several

With --json: kind, name, aliases (how else it is written), count, posts; of several files threads \
too, and files, each with its posts. With --per-post, the fields above and, for what is not in the \
body, its text as within.

Corrections, names to add and names to watch for stand in entities.toml in the configuration folder \
(UNSPOOL_CONFIG names another folder); --edit opens it, with how to write it at its head.

Examples:
  unspool entities --json thread.json | jq -r .name
  unspool entities --kind person,place thread.json
  unspool entities --kind organization saved/ | head
  unspool entities --per-post saved/ | grep -w Fabrikam
  unspool entities --edit";

/// As clap would put it, FILE came before QUERY.
pub(super) const SEARCH_USAGE: &str = "\
unspool search [OPTIONS] <QUERY> <FILE>...
       unspool search [OPTIONS] <QUERY> --sample";

pub(super) const SEARCH: &str = "\
For each post with hits a line FILE:NUMBER: AUTHOR, DATE, as far as these are known, and below it \
the lines that have them. \
Warnings, descriptions of pictures and quoted posts are searched too.

QUERY may say in which posts, before or behind the words or alone: from:NAME, person:NAME, \
org:NAME, place:NAME, product:NAME (a NAME with blanks in double quotes), has:link, has:media \
(or image, video, gif, audio, file, quote), what you keep upon them (has:remark, has:highlight, \
has:bookmark, tag:NAME), type:post (reply, quote, repost, missing), before:DATE, after:DATE (2024, 2024-03 or 2024-03-14, that time not included). With -e it may not.

With --json: file, number, id, url, author, created_at, created_precision, text, hits. A hit has \
in (body, warning, alt or quote), start and end, which count the characters (code points) of the \
post's text; a hit outside the body brings its own text along.

With --aliases, a name of somebody or something well known finds all its names: short and former \
names, tickers, acronyms, other scripts. Names that are words too are found with their capitals \
only. Standard error says which names were looked for. Another QUERY is searched for as it stands.

The exit code is 0 with hits, 1 without, 2 if something went wrong.

Examples:
  unspool search fabrikam saved/
  unspool search --aliases alibaba saved/
  unspool search 'contoso from:dana after:2024-02' saved/
  unspool search -e 'bought|sold' *.json
  unspool search --count -w dana thread.json
  unspool search --json '#deals' saved/ | jq .url";

pub(super) const CITE: &str = "\
Without --post, --search, --whole or --all the first post is cited. Numbers are those of the reader; times are in UTC. \
With --quote, the post that has the words is cited, below the words as it has them; if none has, the nearest are shown.

For posts there are styles of their own: apa, mla, chicago (a note), chicago-short, \
chicago-bibliography, chicago-author-date. The others of --list-styles, and CSL files, cite a post \
as they cite anything. Without --style, the one of the settings is taken, or else apa.

Whether an author is a person or an organization is told from the name, --as knows better. What \
the file does not tell is left out, as the style has it: n.d., the handle as author.

With --record, a record for a bibliography takes the citation's place. With --append, it is added to a file of the same \
kind, once.

Examples:
  unspool cite thread.json
  unspool cite --post 3 --style mla thread.json
  unspool cite --post 2 --to 4 --style chicago thread.json
  unspool cite --quote 'nobody reported it' --form markdown thread.json
  unspool cite --post 1 --record biblatex --append refs.bib thread.json
  unspool cite --post 3 --in-text thread.json
  unspool cite --all --form markdown thread.json
  unspool cite --style mine.csl --accessed today --whole thread.json";

pub(super) const EXPORT: &str = "\
Posts come in reading order.
  json      one document with all that is known; unspool opens it again
  ndjson    one object per post and line; unspool opens it too
  markdown  replies as quotes
  text      plain, not wrapped

Examples:
  unspool export --to json thread.txt > thread.json
  unspool export --to markdown --sample";

pub(super) const CONFIG: &str = "\
Settings stand in config.toml in the configuration folder (UNSPOOL_CONFIG names another folder). \
Every one may be left out. What is wrong is told when unspool starts and stops nothing: the default \
holds. A setting is printed with what it does and the line that it comes from.

The exit code of --check is 1 if anything is wrong.

Examples:
  unspool config
  unspool config --init
  unspool config --check";

pub(super) const THEMES: &str = "\
A theme of your own is a file in the folder themes beside config.toml; its name is the name of the file. \
It says how each thing looks, in words: a color (#rrggbb, 0 to 255, or a name such as red), 'on' and a \
color for what is behind it, and bold, dim, italic, underlined, reversed, crossed-out. What it does not \
say is as in the theme that it names as its base. What is wrong in it is listed, and the exit code is 1.

Examples:
  unspool themes
  unspool themes dark > ~/.config/unspool/themes/mine.toml
  unspool --theme mine thread.json";

pub(super) const QUOTE: &str = "\
Without --post and --search, the whole thread is quoted; with --quote alone, these words, wherever \
they stand. They are found also where quotation marks, dashes, capitals and white space differ; what \
is quoted is what the post says. If no post has them, the nearest words are shown.

Posts in a row by the same author have one citation, with --each one each. Times are in UTC. What the file does not tell \
is left out, and said on standard error.

Without --style, the citation is the short line of the form. Form, style and the rest are as in the table [quote] of \
config.toml where no option says otherwise. 'unspool cite --record' makes records for a bibliography.

A template is a file in the language of Jinja; docs/templates.md lists what it may name.

Examples:
  unspool quote thread.json --post 3 --form markdown
  unspool quote thread.json --quote 'nobody reported it' --form org
  unspool quote thread.json --search fabrikam --all --form html
  unspool quote thread.json --post 1 --template footnote
  unspool quote thread.json --post 3 --to 5 --style mla --form markdown";

pub(super) const KEYS: &str = "\
Keys are set in config.toml ('unspool config --edit'): preset, one of vim, emacs and less, under [keys], \
and keys of your own under [keys.thread], [keys.panel] and so on, a line each:

  [keys.thread]
  \"C-j\" = \"next-post\"
  \"x\" = \"none\"
  \"x x\" = \"toggle-fold\"

What a line does not name stays as it is. A key that cannot be bound so is told when unspool starts, \
and by 'unspool config --check' with line and column. Quitting, going back and help always keep a key.

Examples:
  unspool keys | grep fold
  unspool keys --actions";

pub(super) const NOTES: &str = "\
In reading order, each passage is quoted with its citation, and below it stand your remark, color and \
tags. What the thread no longer has comes last. Without --to, Markdown is written.

With --to json, a page of W3C annotations (Web Annotation Data Model); --import adds such a page, a \
collection, a list, or one annotation. What is there already is not added twice.

They are kept in the folder for what is kept between runs (UNSPOOL_STATE names another), or beside \
the thread's file: set notes.annotations (unspool config --edit).

Examples:
  unspool notes thread.json > notes.md
  unspool notes --to org --style apa thread.json
  unspool notes --to json thread.json > annotations.json
  unspool notes --import annotations.json thread.json";

pub(super) const COMPLETIONS: &str = "\
Example:
  unspool completions bash > ~/.local/share/bash-completion/completions/unspool";
