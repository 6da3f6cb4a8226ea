//! Quotations and records, word for word on one worked example, and on any text whatever.
//!
//! Whoever reads them is asked what they say: parsers of Markdown, HTML, BibTeX and JSON that are not ours.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use biblatex::{Bibliography, ChunksExt};
use html5gum::{Token, Tokenizer};
use proptest::collection::vec;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};
use unspool::cite::quoting::{self, Form, Manner, Passage, Quotation};
use unspool::cite::records::{self, Choice, Kind};
use unspool::cite::reference::{Access, AuthorIs, Reference};
use unspool::formats;
use unspool::index::Tree;
use unspool::model::{
    Author, Clean, Draft, DraftLink, Media, MediaKind, PostIx, Rich, Source, Style, Thread, ThreadBuilder,
    Time,
};

const DANA: &[u8] = include_bytes!("fixtures/citing/deals.json");
const URL: &str = "https://x.com/danareyes/status/1768200000000000001";
const TITLE: &str = "🤖 Northwind Labs quietly bought Fabrikam Robotics for $240M last week. Nobody reported it. \
                     Here is what the filings in";

fn dana() -> Thread {
    formats::read(DANA, Source::default()).unwrap()
}

/// The words in the post of an index.
fn words(thread: &Thread, post: u32, words: &str) -> Passage {
    let ix = PostIx(post);
    let base = thread.post(ix).body_range().start;
    let at = base + thread.post(ix).body().find(words).unwrap() as u32;
    Passage { post: ix, range: at..at + words.len() as u32 }
}

fn quote(thread: &Thread, passages: &[Passage], manner: &Manner) -> Quotation {
    quoting::quote(thread, &Tree::new(thread), passages, manner)
}

fn in_form(form: Form) -> Manner {
    Manner { form, access: Access::On(Time::parse("2026-10-01").unwrap()), ..Manner::default() }
}

fn whole(thread: &Thread) -> Vec<Passage> {
    (0..thread.len() as u32).map(|ix| Passage::whole(thread, PostIx(ix))).collect()
}

fn references(thread: &Thread) -> Vec<Reference> {
    let passages = [Passage::whole(thread, PostIx(0))];
    quoting::references(thread, &Tree::new(thread), &passages, &in_form(Form::Text))
}

/// Form, with what the quoted words begin, what is written.
fn worked_forms() -> Vec<(Form, &'static str, &'static str)> {
    vec![
        (
            Form::Markdown,
            "🤖",
            "> 🤖 Northwind Labs quietly bought Fabrikam Robotics for $240M last week. Nobody reported it.\n\
             >\n\
             > — Dana Reyes ([@danareyes](https://x.com/danareyes)), [X, 14 Mar 2024, 09:26 UTC](URL), post 1/7",
        ),
        (
            Form::Callout,
            "Northwind",
            "> [!quote] Dana Reyes (@danareyes) · X · 2024-03-14 · [1/7](URL)\n\
             > [[Northwind Labs]] quietly bought [[Fabrikam Robotics]] for $240M last week. ^reyes-1",
        ),
        (
            Form::Org,
            "Northwind",
            "#+begin_quote\n\
             Northwind Labs quietly bought Fabrikam Robotics for $240M last week.\n\
             #+end_quote\n\
             — [[URL][Dana Reyes (@danareyes), X, 2024-03-14]] [cite:@reyes2024northwind]",
        ),
        (
            Form::Prose,
            "Northwind",
            "“Northwind Labs quietly bought Fabrikam Robotics for $240M last week,” Dana Reyes (@danareyes) \
             wrote on X on March 14, 2024 (post 1 of 7): URL",
        ),
        (
            Form::Wikipedia,
            "Northwind",
            "{{cite tweet |user=danareyes |author=Dana Reyes |number=1768200000000000001 |date=14 March 2024 \
             |title=Northwind Labs quietly bought Fabrikam Robotics for $240M last week.}}",
        ),
        (
            Form::Text,
            "Northwind",
            "Northwind Labs quietly bought Fabrikam Robotics for $240M last week.\n\
             \n\
             — Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1 of 7, URL",
        ),
        (
            Form::Html,
            "Northwind",
            "<blockquote cite=\"URL\">\n\
             <p>Northwind Labs quietly bought Fabrikam Robotics for $240M last week.</p>\n\
             </blockquote>\n\
             <p>— Dana Reyes (<a href=\"https://x.com/danareyes\">@danareyes</a>), \
             <cite><a href=\"URL\">X, 14 Mar 2024, 09:26 UTC</a></cite>, post 1/7</p>",
        ),
        (
            Form::Typst,
            "Northwind",
            "#quote(block: true, attribution: [Dana Reyes (#link(\"https://x.com/danareyes\")[\\@danareyes]), \
             #link(\"URL\")[X, 14 Mar 2024, 09:26 UTC], post 1/7])[\n\
             Northwind Labs quietly bought Fabrikam Robotics for \\$240M last week.\n\
             ] @reyes2024northwind",
        ),
        (
            Form::Own("footnote".to_owned()),
            "Northwind",
            "Northwind Labs quietly bought Fabrikam Robotics for \\$240M last week.[^reyes1]\n\
             \n\
             [^reyes1]: Dana Reyes (@danareyes), X, 14 Mar 2024, <URL>",
        ),
        (
            Form::Own("harvard".to_owned()),
            "Northwind",
            "Reyes, D [danareyes] 2024, ‘Northwind Labs quietly bought Fabrikam Robotics for $240M last week.’, \
             X post, 14 March, viewed 1 October 2026, <URL>.",
        ),
    ]
}

#[test]
fn the_worked_example_is_quoted_word_for_word() {
    let thread = dana();
    let sentence = words(&thread, 0, "Northwind Labs quietly bought Fabrikam Robotics for $240M last week.");
    let two = words(
        &thread,
        0,
        "🤖 Northwind Labs quietly bought Fabrikam Robotics for $240M last week. Nobody reported it.",
    );
    for (form, start, expected) in worked_forms() {
        let passage = if start == "🤖" { &two } else { &sentence };
        let manner = Manner { links_entities: true, has_key: true, ..in_form(form) };
        let quotation = quote(&thread, std::slice::from_ref(passage), &manner);
        assert_eq!(quotation.text, expected.replace("URL", URL));
        assert_eq!((quotation.what.as_str(), quotation.notices), ("words of post 1", Vec::new()));
    }
}

#[test]
fn a_quotation_in_latex_needs_no_package() {
    let thread = dana();
    let manner = Manner { has_key: true, ..in_form(Form::Latex) };
    let quotation = quote(&thread, &[Passage::whole(&thread, PostIx(0))], &manner);
    let text = quotation.text.replace("\\allowbreak{}", "");
    assert_eq!(
        text,
        format!(
            "\\begin{{quote}}\n\
             [robot emoji] Northwind Labs quietly bought Fabrikam Robotics for \\$240M last week. Nobody reported it. \
             Here is what the filings in Delaware and Munich show: \\texttt{{https://example.org/filing}} \\#deals 1/7\n\
             \n\
             [Image: A page of the register of Delaware with a stamp of 7 March]\n\
             \n\
             --- Dana Reyes (@danareyes), X, 14 Mar 2024, 09:26 UTC, post 1/7, \\texttt{{{URL}}} \
             \\cite{{reyes2024northwind}}\n\
             \\end{{quote}}"
        )
    );
    assert_eq!(quotation.what, "post 1");
}

#[test]
fn the_worked_example_is_recorded_word_for_word() {
    let references = references(&dana());
    let record = |kind| records::write(kind, &references, Choice::default());
    assert_eq!(
        record(Kind::Biblatex),
        format!(
            "@online{{reyes2024northwind,\n  \
               author = {{Reyes, Dana}}, author+an:username = {{1=\"@danareyes\"}},\n  \
               title = {{{{🤖}}{}}},\n  \
               titleaddon = {{Image attached}}, entrysubtype = {{Post}}, eprint = {{X}},\n  \
               date = {{2024-03-14}}, urldate = {{2026-10-01}}, langid = {{english}},\n  \
               url = {{{URL}}} }}\n",
            TITLE.trim_start_matches('🤖').replace('$', "\\$")
        )
    );
    let item = json!([{"id": "reyes2024northwind", "type": "post", "genre": "Post", "container-title": "X",
        "title": TITLE,
        "abstract": format!("{TITLE} Delaware and Munich show: https://example.org/filing #deals 1/7"),
        "author": [{"family": "Reyes", "given": "Dana"}],
        "issued": {"date-parts": [[2024, 3, 14]]}, "accessed": {"date-parts": [[2026, 10, 1]]}, "language": "en",
        "URL": URL,
        "custom": {"handle": "@danareyes", "posted": "2024-03-14T09:26:53Z", "post-id": "1768200000000000001",
            "thread": "1/7", "source-sha256": "7c1d".repeat(16)}}]);
    assert_eq!(serde_json::from_str::<Value>(&record(Kind::CslJson)).unwrap(), item);
    assert_eq!(
        record(Kind::Ris),
        format!(
            "TY  - ELEC\nAU  - Reyes, Dana\nTI  - {TITLE}\nT2  - X\nM3  - Post\nDA  - 2024/03/14/\nUR  - {URL}\n\
             Y2  - 2026/10/01/\nN1  - @danareyes; posted 2024-03-14T09:26:53Z; post 1 of 7\nER  - \n"
        )
    );
    let bibtex = record(Kind::Bibtex);
    for field in
        ["@misc{", "howpublished = {X}", "note = {Post by @danareyes, accessed 2026-10-01}", "month = mar,"]
    {
        assert!(bibtex.contains(field), "{bibtex}");
    }
    let zotero = Choice { handle_in_name: true, emoji_as_words: true };
    let bibtex = records::write(Kind::Bibtex, &references, zotero);
    assert!(bibtex.contains("{{Dana Reyes [@danareyes]}}") && bibtex.contains("[robot emoji]"), "{bibtex}");
}

#[test]
fn passages_of_a_post_say_what_they_leave_out() {
    let thread = dana();
    let passages = [words(&thread, 0, "Nobody reported it."), words(&thread, 0, "#deals")];
    let text = quote(&thread, &passages, &in_form(Form::Text)).text;
    assert!(text.starts_with("Nobody reported it. […] #deals\n\n—"), "{text}");
    let touching = [words(&thread, 3, "four patents"), words(&thread, 3, "on grippers")];
    let text = quote(&thread, &touching, &in_form(Form::Text)).text;
    assert!(text.starts_with("four patents on grippers\n\n—"), "{text}");
}

#[test]
fn posts_of_one_author_have_one_citation_or_one_each() {
    let thread = dana();
    let each = Manner { cites_each: true, ..in_form(Form::Text) };
    let text = quote(&thread, &whole(&thread)[2..5], &each).text;
    for place in ["post 3 of 7", "post 4 of 7", "post 5 of 7"] {
        assert_eq!(text.matches(place).count(), 1, "{text}");
    }
    let quotation = quote(&thread, &whole(&thread)[2..5], &in_form(Form::Markdown));
    assert_eq!(quotation.text.matches("— Dana Reyes").count(), 1);
    assert!(quotation.text.ends_with("/status/1768200000000000003), posts 3–5/7"), "{}", quotation.text);
    assert_eq!(quotation.what, "posts 3 to 5");
    let gap = [whole(&thread)[0].clone(), whole(&thread)[2].clone(), whole(&thread)[3].clone()];
    let text = quote(&thread, &gap, &in_form(Form::Prose)).text;
    assert!(text.contains("(posts 1, 3–4 of 7): "), "{text}");
    let wiki = quote(&thread, &whole(&thread)[..2], &in_form(Form::Wikipedia)).text;
    assert_eq!(wiki.matches("{{cite tweet |").count(), 2, "a template cites one post: {wiki}");
}

/// A thread of what little is known: two authors, one without a name, one without anything.
fn bare() -> Thread {
    let mut builder = ThreadBuilder::default();
    let author = |handle| Author { handle: Clean::some_line(handle), ..Author::default() };
    builder.push(Draft { author: author("bo"), body: Rich::plain("One."), ..Draft::default() });
    builder.push(Draft { body: Rich::plain("Two"), ..Draft::default() });
    let image = Media { kind: MediaKind::Image, url: None, file: None, alt: Clean::some_line("a map") };
    builder.push(Draft { author: author("bo"), media: vec![image], ..Draft::default() });
    builder.finish()
}

#[test]
fn what_is_not_known_is_not_said() {
    let thread = bare();
    let quotation = quote(&thread, &whole(&thread), &in_form(Form::Text));
    assert_eq!(
        quotation.text,
        "One.\n\n— @bo, post 1 of 3\n\nTwo\n\n— post 2 of 3\n\n[Image: a map]\n\n— @bo, post 3 of 3"
    );
    assert_eq!(
        quotation.notices,
        [
            "the file tells no name of @bo",
            "the file tells no date: n.d.",
            "the file tells no address of the post",
            "the file tells no author",
        ]
    );
    let prose = quote(&thread, &whole(&thread)[..2], &in_form(Form::Prose)).text;
    assert_eq!(prose, "“One,” @bo wrote (post 1 of 3).\n\n“Two,” an unknown author wrote (post 2 of 3).");
    assert_eq!(
        records::write(Kind::Biblatex, &references(&thread), Choice::default()),
        "@online{bondone,\n  author = {{@bo}},\n  title = {One.},\n  entrysubtype = {Post},\n  urldate = {2026-10-01} }\n"
    );
}

#[test]
fn links_are_written_in_full_and_styles_are_kept() {
    let mut body = Rich::plain("A bold plan, an old one and code: ");
    for (words, style) in
        [("bold", Style::Bold), ("plan", Style::Italic), ("old", Style::Struck), ("code", Style::Code)]
    {
        let at = body.text().find(words).unwrap();
        let at = if style == Style::Struck { body.text().rfind(words).unwrap() } else { at };
        body.mark_style(at..at + words.len(), style);
    }
    body.push_link(
        "example.org/fil…",
        DraftLink { url: Clean::line("https://example.org/filing?a=1&b_c"), ..DraftLink::default() },
    );
    body.push(" and ");
    body.push_link(
        "more",
        DraftLink { url: Clean::line("https://example.org/more"), ..DraftLink::default() },
    );
    let mut builder = ThreadBuilder::default();
    builder.push(Draft { body, ..Draft::default() });
    let thread = builder.finish();
    for (form, expected) in [
        (
            Form::Text,
            "A bold plan, an ~~old~~ one and code: https://example.org/filing?a=1&b_c and more (https://example.org/more)",
        ),
        (
            Form::Markdown,
            "> A **bold** *plan*, an ~~old~~ one and `code`: <https://example.org/filing?a=1&b_c> and [more](<https://example.org/more>)",
        ),
        (
            Form::Org,
            "#+begin_quote\nA *bold* /plan/, an +old+ one and ~code~: [[https://example.org/filing?a=1&b_c]] and [[https://example.org/more][more]]\n#+end_quote\n",
        ),
        (
            Form::Html,
            "<blockquote>\n<p>A <strong>bold</strong> <em>plan</em>, an <s>old</s> one and <code>code</code>: \
             <a href=\"https://example.org/filing?a=1&amp;b_c\">https://example.org/filing?a=1&amp;b_c</a> and \
             <a href=\"https://example.org/more\">more</a></p>\n</blockquote>",
        ),
        (
            Form::Typst,
            "#quote(block: true)[\nA #strong[bold]; #emph[plan];, an #strike[old]; one and #raw(\"code\");: \
             #link(\"https://example.org/filing?a=1&b_c\")[https\\:\\/\\/example.org/filing?a=1&b\\_c] and \
             #link(\"https://example.org/more\")[more]\n]",
        ),
    ] {
        let text = quote(&thread, &whole(&thread), &in_form(form)).text;
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn the_blanks_before_a_line_stay() {
    let mut builder = ThreadBuilder::default();
    builder.push(Draft { body: Rich::plain("\n  fn main() {\n      sell();\n  }\n"), ..Draft::default() });
    let thread = builder.finish();
    let text = |passages: &[Passage]| quote(&thread, passages, &in_form(Form::Text)).text;
    assert_eq!(text(&whole(&thread)), "  fn main() {\n      sell();\n  }");
    assert_eq!(text(&[words(&thread, 0, " main() {\n      sell();")]), "main() {\n      sell();");
    for (form, expected) in [
        (Form::Markdown, "> \u{a0}\u{a0}fn main() \\{\\\n> \u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}sell();\\\n"),
        (Form::Html, "<p>&nbsp;&nbsp;fn main() {<br>\n&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;sell();<br>\n"),
        (Form::Latex, "\n~~fn main() \\{\\\\{}\n~~~~~~sell();\\\\{}\n"),
        (Form::Typst, "\n~~fn main() { \\\n~~~~~~sell(); \\\n"),
        (Form::Org, "\n\u{a0}\u{a0}fn main() {\\\\\n\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}sell();\\\\\n"),
    ] {
        let quoted = quote(&thread, &whole(&thread), &in_form(form)).text;
        assert!(quoted.contains(expected), "{quoted}");
    }
}

#[test]
fn what_an_author_is_is_said_once_for_all_their_posts() {
    let thread = dana();
    let mut manner = Manner { style: Some("apa".to_owned()), ..in_form(Form::Text) };
    let cited = |manner: &Manner| quote(&thread, &whole(&thread)[2..3], manner).text;
    assert!(cited(&manner).contains("— Reyes, D. [@danareyes]."));
    manner.authors.insert("@danareyes".to_owned(), AuthorIs::Group);
    assert!(cited(&manner).contains("— Dana Reyes [@danareyes]."));
    manner.author_is = Some(AuthorIs::Person);
    assert!(cited(&manner).contains("— Reyes, D. [@danareyes]."));
}

#[test]
fn a_style_of_ones_own_is_a_style_like_others() {
    let thread = dana();
    let csl = r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
      <info><title>House</title><id>house</id><updated>2026-01-01T00:00:00+00:00</updated></info>
      <citation><layout><text variable="title"/></layout></citation>
      <bibliography><layout><names variable="author"/><text variable="URL" prefix=", "/></layout></bibliography>
    </style>"#;
    let mut manner = Manner { style: Some("~/house.csl".to_owned()), ..in_form(Form::Text) };
    let unread = quote(&thread, &whole(&thread)[2..3], &manner);
    assert_eq!(unread.notices, ["cited without a style: the file ~/house.csl could not be read"]);
    manner.styles.insert("~/house.csl".to_owned(), csl.to_owned());
    let quotation = quote(&thread, &whole(&thread)[2..3], &manner);
    assert!(quotation.text.ends_with("\n\n— Dana Reyes, https://x.com/danareyes/status/1768200000000000003"));
    assert!(quotation.notices.is_empty(), "{:?}", quotation.notices);
}

#[test]
fn templates_have_the_facts_and_their_errors_a_line() {
    let thread = dana();
    let written = |template: &str| {
        let templates = [("mine".to_owned(), template.to_owned())].into();
        let manner = Manner { templates, ..in_form(Form::Own("mine".to_owned())) };
        quote(&thread, &whole(&thread)[..2], &manner)
    };
    assert_eq!(
        written(
            "{{ author }}|{{ given }}|{{ family }}|{{ handle }}|{{ platform }}|{{ date }}|{{ time }}|{{ iso }}|\
             {{ number }}|{{ of }}|{{ id }}|{{ key }}|{{ accessed }}|{{ nothing }}|{{ entities[0] }}|{{ media[0] }}|\
             {% for post in posts %}{{ post.number }}:{{ post.quote|length }};{% endfor %}{{ '#<*'|markdown }}\
             {{ '#<*'|latex }}{{ '#<*'|html }}{{ 'a\nb'|quote }}"
        )
        .text,
        "Dana Reyes|Dana|Reyes|@danareyes|X|2024-03-14|09:26 UTC|2024-03-14T09:26:53Z|1|7|1768200000000000001|\
         reyes2024northwind|1 October 2026||Northwind Labs|image: A page of the register of Delaware with a stamp of \
         7 March|1:251;2:113;\\#\\<\\*\\#\\textless{}*#&lt;*> a\n> b"
    );
    for (template, problem) in [
        ("a\n{{ quote|shout }}", "template “mine”, line 2: unknown filter"),
        ("a\n\n{% if %}", "template “mine”, line 3: syntax error"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{{ quote }}{% endfor %}{% endfor %}", "too"),
        ("{% include 'other' %}", "template “mine”, line 1: "),
    ] {
        let quotation = written(template);
        assert_eq!(quotation.text, "", "{template}");
        assert!(quotation.notices[0].contains(problem), "{}", quotation.notices[0]);
    }
    let unknown = quote(&thread, &whole(&thread), &in_form(Form::Own("yours".to_owned())));
    assert_eq!(unknown.notices[0], "there is no template “yours”; there are footnote, harvard");
}

#[test]
fn provenance_is_told_when_it_is_asked_for() {
    let thread = dana();
    let manner = Manner { has_provenance: true, ..in_form(Form::Text) };
    let text = quote(&thread, &whole(&thread)[..1], &manner).text;
    let facts = text.split_once("— Dana Reyes").unwrap().1.split_once('\n').unwrap().1;
    assert_eq!(
        facts,
        format!(
            "File dana.json, SHA-256 {}\nPost id 1768200000000000001\nAccessed 1 Oct 2026\n\
             Wayback Machine: https://web.archive.org/web/20261001/{URL}",
            "7c1d".repeat(16)
        )
    );
}

#[test]
fn a_post_is_added_once_and_keys_are_told_apart() {
    let thread = dana();
    let tree = Tree::new(&thread);
    let one = |ix: u32| {
        quoting::references(&thread, &tree, &[Passage::whole(&thread, PostIx(ix))], &in_form(Form::Text))
    };
    let mut other = one(1);
    other[0].text = "Northwind answered.".to_owned();
    let with = |file: &str, kind, references: &[Reference]| {
        records::appended(file, kind, references, Choice::default())
    };
    for (kind, file) in [
        (Kind::Biblatex, "% mine, me@example.org {\n@book{ a1 ,\n title={X}}"),
        (Kind::Bibtex, "@comment{x}\n"),
        (Kind::CslJson, "[{\"id\":1,\"x\": 1.50}]\n"),
        (Kind::Ris, "TY  - BOOK\nER  - \n"),
    ] {
        let first = with(file, kind, &one(0)).unwrap();
        assert_eq!((&first.added[..], first.present.len()), (&["reyes2024northwind".to_owned()][..], 0));
        let kept = file.trim_end().trim_end_matches(']');
        assert!(first.text.starts_with(kept), "what was there stays: {}", first.text);
        let again = with(&first.text, kind, &one(0)).unwrap();
        assert_eq!((&again.text, again.added.len(), again.present.len()), (&first.text, 0, 1));
        let mut moved = one(0);
        moved[0].url = Some("http://www.twitter.com/DanaReyes/status/1768200000000000001/".to_owned());
        assert_eq!(
            with(&first.text, kind, &moved).unwrap().added.len(),
            0,
            "the same post by its old address"
        );
        let second = with(&first.text, kind, &other).unwrap();
        if kind != Kind::Ris {
            assert_eq!(second.added, ["reyes2024northwinda"]);
        }
        assert!(second.text.starts_with(first.text.trim_end().trim_end_matches(']').trim_end()));
        if kind == Kind::CslJson {
            assert_eq!(serde_json::from_str::<Vec<Value>>(&second.text).unwrap().len(), 3);
        }
    }
    assert!(with("{}", Kind::CslJson, &one(0)).is_err());
    assert!(with("@book{a}", Kind::Ris, &one(0)).is_err());
}

/// Text that tries to get out of where it stands.
fn hostile() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(vec![
        "\\",
        "{",
        "}",
        "{{",
        "}}",
        "%",
        "@",
        "\n",
        "\n\n",
        "$",
        "#",
        "&",
        "_",
        "^",
        "~",
        "\"",
        "'",
        "`",
        "*",
        "**",
        "[",
        "]",
        "]]",
        "|",
        "<b>",
        "</blockquote>",
        "<!--",
        "&lt;",
        "- ",
        "1. ",
        "> ",
        "    ",
        "--",
        "---",
        "===",
        "//",
        "/*",
        "https://example.org/a_b",
        "#+end_quote",
        "\\end{quote}",
        "\nER  - ",
        "\n@book{x,",
        ",",
        " and ",
        "=",
        ":",
        "!",
        "](x)",
        "$$",
        "%%",
        "word",
        "Ünï",
        "🤖",
        "👩‍🔬",
        "王",
        " ",
        "\t",
        "…",
        "“",
        "”",
        "~~~",
        "```",
        "{{!}}",
        "\u{301}",
    ]);
    vec(prop_oneof![4 => signs.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)], 0..24)
        .prop_map(|pieces| pieces.concat())
}

fn thread_of(text: &str, name: &str) -> Thread {
    let mut builder = ThreadBuilder::new(Source { platform: Clean::some_line("X"), ..Source::default() });
    builder.push(Draft {
        id: Clean::some_line("1"),
        url: Clean::some_line("https://x.com/d/status/1?a={b}\\"),
        author: Author { name: Clean::some_line(name), handle: Clean::some_line("d_\"{"), id: None },
        created: Time::parse("2024-03-14T09:26:53Z"),
        body: Rich::plain(text),
        ..Draft::default()
    });
    builder.finish()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a title is to be of a text.
fn title(thread: &Thread) -> String {
    let title: Vec<_> = thread.post(PostIx(0)).body().split_whitespace().take(20).collect();
    if title.is_empty() { "[Untitled post]".to_owned() } else { title.join(" ") }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_record_reads_back_whatever_the_text(text in hostile(), name in hostile()) {
        let thread = thread_of(&text, &name);
        let references = references(&thread);
        let url = "https://x.com/d/status/1?a=%7Bb%7D%5C";
        for kind in [Kind::Biblatex, Kind::Bibtex] {
            let written = records::write(kind, &references, Choice::default());
            // The crate does not know annotations.
            let plain = written.split(", author+an:username").map(|part| part.split_once("\"},").map_or(part, |(_, rest)| rest));
            let known = if written.contains("author+an:username") {
                let mut parts = plain.clone();
                format!("{},{}", written.split(", author+an:username").next().unwrap(), parts.nth(1).unwrap())
            } else {
                written.clone()
            };
            let read = Bibliography::parse(&known).map_err(|error| TestCaseError::fail(format!("{error} in {known}")))?;
            prop_assert_eq!(read.len(), 1, "{}", known);
            let entry = read.iter().next().unwrap();
            let field = |name: &str| entry.fields.get(name).map(|chunks| chunks.format_verbatim());
            prop_assert_eq!(field("title").map(|title| one_line(&title)), Some(title(&thread)), "{}", known);
            prop_assert_eq!(field("url"), Some(url.to_owned()));
            prop_assert!(entry.fields.contains_key("author"));
        }
        let csl = records::write(Kind::CslJson, &references, Choice::default());
        let read: Value = serde_json::from_str(&csl).unwrap();
        prop_assert_eq!(&read[0]["title"], &json!(title(&thread)));
        let body = thread.post(PostIx(0)).body().trim();
        prop_assert_eq!(read[0]["abstract"].as_str().unwrap_or_default(), body);
        let ris = records::write(Kind::Ris, &references, Choice::default());
        let read: Vec<(&str, &str)> = ris.lines().map(|line| line.split_once("  - ").unwrap()).collect();
        let tags: Vec<_> = read.iter().map(|(tag, _)| *tag).collect();
        prop_assert_eq!(tags, ["TY", "AU", "TI", "T2", "M3", "DA", "UR", "Y2", "N1", "ER"]);
        prop_assert_eq!(read[2].1, title(&thread));
        for kind in [Kind::Biblatex, Kind::Bibtex, Kind::CslJson, Kind::Ris] {
            let written = records::write(kind, &references, Choice::default());
            let again = records::appended(&written, kind, &references, Choice::default()).unwrap();
            prop_assert_eq!(&again.text, &written, "added twice");
        }
    }

    #[test]
    fn html_says_the_same_words_whatever_the_text(text in hostile(), name in hostile()) {
        let thread = thread_of(&text, &name);
        let html = quote(&thread, &whole(&thread), &in_form(Form::Html)).text;
        let (mut shown, mut is_within) = (String::new(), false);
        for token in Tokenizer::new(&html) {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    let name = String::from_utf8_lossy(&tag.name).into_owned();
                    prop_assert!(["blockquote", "p", "br", "a", "cite"].contains(&&*name), "{}", html);
                    is_within |= name == "blockquote";
                    shown.push_str(if name == "br" || name == "p" { " " } else { "" });
                }
                Token::EndTag(tag) => {
                    is_within &= &*tag.name != b"blockquote";
                }
                Token::String(words) if is_within => shown.push_str(&String::from_utf8_lossy(&words)),
                Token::String(_) => {}
                _ => prop_assert!(false, "{}", html),
            }
        }
        prop_assert_eq!(one_line(&shown), one_line(thread.post(PostIx(0)).body()));
    }

    #[test]
    fn markdown_says_the_same_words_whatever_the_text(text in hostile(), name in hostile()) {
        let thread = thread_of(&text, &name);
        let extended = Options::all() - Options::ENABLE_SMART_PUNCTUATION - Options::ENABLE_OLD_FOOTNOTES;
        for options in [Options::empty(), extended] {
            let markdown = quote(&thread, &whole(&thread), &in_form(Form::Markdown)).text;
            let mut shown = String::new();
            for event in Parser::new_ext(&markdown, options) {
                match event {
                    Event::Text(words) => shown.push_str(&words),
                    Event::SoftBreak | Event::HardBreak | Event::End(TagEnd::Paragraph) => shown.push(' '),
                    Event::Start(Tag::Link { .. } | Tag::Paragraph | Tag::BlockQuote(None)) | Event::End(_) => {}
                    other => prop_assert!(false, "{:?} in {}", other, markdown),
                }
            }
            let words = one_line(thread.post(PostIx(0)).body());
            prop_assert!(one_line(&shown).starts_with(&words), "{} for {}", markdown, words);
        }
    }

    #[test]
    fn no_form_can_be_left_by_words(text in hostile(), name in hostile()) {
        let thread = thread_of(&text, &name);
        let written = |form| quote(&thread, &whole(&thread), &in_form(form)).text;
        let org = written(Form::Org);
        let is_block = |line: &&str| line.starts_with("#+");
        prop_assert_eq!(org.lines().filter(is_block).collect::<Vec<_>>(), ["#+begin_quote", "#+end_quote"]);
        prop_assert!(!org.lines().any(|line| line.starts_with("* ") || line.starts_with('|')), "{}", org);
        let latex = written(Form::Latex);
        let quoteless = latex.replace("\\{", "").replace("\\}", "");
        prop_assert_eq!(quoteless.matches('{').count(), quoteless.matches('}').count(), "{}", latex);
        prop_assert_eq!(latex.matches("\\end{").count(), 1, "{}", latex);
        let wiki = written(Form::Wikipedia).replace("{{!}}", "");
        prop_assert_eq!(wiki.matches(['{', '}', '|', '[', ']', '<']).count(), 4 + wiki.matches(" |").count(), "{}", wiki);
    }
}
