//! Every format against its fixtures: an outline of each, recognition, and files that end too early.
//!
//! A fixture is `tests/fixtures/FORMAT/NAME.EXT`; `NAME.outline` beside it says what is read from it. After a change that
//! is meant, `UNSPOOL_BLESS=1 cargo test --test formats` writes the outlines anew.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use unspool::formats::{self, Input};
use unspool::model::{Post, Shape, Source, State, Thread, Unit};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// A file to read, and the format whose folder it lies in.
struct Fixture {
    format: String,
    path: PathBuf,
    bytes: Vec<u8>,
}

fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for folder in fs::read_dir(FIXTURES).unwrap() {
        let folder = folder.unwrap();
        // Not a format's: the thread that citations and quotations are made from.
        if folder.file_name() == "citing" {
            continue;
        }
        for file in fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|e| e != "outline") {
                let format = folder.file_name().into_string().unwrap();
                found.push(Fixture { format, bytes: fs::read(&path).unwrap(), path });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty());
    found
}

fn read(bytes: &[u8]) -> Result<Thread, formats::Unreadable> {
    formats::read(bytes, Source::default())
}

/// The words of a post, and what is told of them, each on a line of its own.
fn tell(out: &mut String, post: Post, indent: &str) {
    let mut line = |name: &str, value: String| writeln!(out, "   {indent}· {name}: {value}").unwrap();
    if !indent.is_empty() {
        let known =
            [post.author().is_known().then(|| post.author().full_name()), post.url().map(str::to_owned)];
        line("quotes", known.into_iter().flatten().collect::<Vec<_>>().join(" · "));
    }
    if let Some(id) = post.reply_to() {
        line("answers", id.to_owned());
    }
    if post.state() != State::Ok {
        let count = Some(post.omitted()).filter(|omitted| *omitted > 0).map(|omitted| format!(" {omitted}"));
        line("state", format!("{}{}", post.state().name(), count.unwrap_or_default()));
    }
    for (name, value) in [
        ("repost", post.is_repost().then_some("yes")),
        ("visibility", post.visibility()),
        ("language", post.language()),
        ("content warning", post.content_warning()),
    ] {
        if let Some(value) = value {
            line(name, value.to_owned());
        }
    }
    let counts = post.counts();
    let counts: Vec<_> = [
        ("likes", counts.likes),
        ("reposts", counts.reposts),
        ("replies", counts.replies),
        ("quotes", counts.quotes),
        ("views", counts.views),
    ]
    .into_iter()
    .filter_map(|(name, count)| count.map(|count| format!("{count} {name}")))
    .collect();
    if !counts.is_empty() {
        line("counts", counts.join(", "));
    }
    if !post.body().is_empty() {
        writeln!(out, "   {indent}{}", post.body().replace('\n', &format!("\n   {indent}"))).unwrap();
    }
    let mut line = |name: &str, value: String| writeln!(out, "   {indent}· {name}: {value}").unwrap();
    for link in post.links() {
        let title = link.title.map(|title| format!(" “{title}”")).unwrap_or_default();
        line("link", format!("{} → {}{title}", post.text(link.range), link.url));
    }
    for mention in post.mentions() {
        line(mention.kind.name(), format!("{} = {}", post.text(mention.range), mention.name));
    }
    for styled in post.styles() {
        line(styled.style.name(), post.text(styled.range).replace('\n', "⏎"));
    }
    for media in post.media() {
        let known = [&media.url, &media.file, &media.alt].into_iter().flatten();
        line(media.kind.name(), known.map(|value| value.replace('\n', "⏎")).collect::<Vec<_>>().join(" · "));
    }
}

/// What is known of a thread, and its posts with line ends made visible.
fn outline(thread: &Thread) -> String {
    let mut out = String::new();
    let unit = thread.unit.noun(thread.len());
    writeln!(out, "{}: {} {unit}", thread.source.format, thread.len()).unwrap();
    for (name, value) in [("title", &thread.title), ("platform", &thread.source.platform)] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    if thread.shape == Shape::Collection {
        out.push_str("many threads\n");
    }
    for warning in &thread.warnings {
        writeln!(out, "warning: {}: {}", warning.at, warning.message).unwrap();
    }
    let mut author = None;
    for (i, post) in thread.posts().enumerate() {
        write!(out, "\n{}.", i + 1).unwrap();
        if author != Some(post.author()) {
            write!(out, " {}", post.author().full_name()).unwrap();
            author = Some(post.author());
        }
        if let Some(created) = post.created() {
            write!(out, " · {}", created.display()).unwrap();
        }
        for value in [post.id(), post.url()].into_iter().flatten() {
            write!(out, " · {value}").unwrap();
        }
        out.push('\n');
        for (depth, post) in post.with_quotes().enumerate() {
            tell(&mut out, post, &"  ".repeat(depth));
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

#[test]
fn every_fixture_is_read_as_its_outline_says() {
    for fixture in fixtures() {
        let found =
            outline(&read(&fixture.bytes).unwrap_or_else(|e| panic!("{}: {e}", fixture.path.display())));
        let path = fixture.path.with_extension("outline");
        if std::env::var_os("UNSPOOL_BLESS").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(found, expected, "{}", fixture.path.display());
    }
}

#[test]
fn every_fixture_is_recognised_as_its_own_format() {
    for fixture in fixtures() {
        let input = Input::decode(&fixture.bytes).unwrap();
        let format = formats::recognise(&input).map(|format| format.id);
        assert_eq!(format, Some(&*fixture.format), "{}", fixture.path.display());
        // Plain text takes what no other format does; the others must not be in doubt.
        let choosy = formats::FORMATS.iter().filter(|format| format.id != "text");
        let claims: Vec<_> =
            choosy.filter(|format| (format.recognise)(&input)).map(|format| format.id).collect();
        assert!(claims.iter().all(|id| *id == fixture.format), "{}: {claims:?}", fixture.path.display());
    }
}

/// The words of all posts, in order.
fn words(thread: &Thread) -> Vec<String> {
    let bodies: Vec<&str> = thread.posts().map(|post| post.body()).collect();
    bodies.join(" ").split_whitespace().map(|word| word.trim_matches(['<', '>']).to_owned()).collect()
}

#[test]
fn a_file_cut_anywhere_gives_what_came_before() {
    let fixtures = fixtures();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(fixture) = fixtures.get(next.fetch_add(1, Ordering::Relaxed)) {
            cut_everywhere(fixture);
        }
    };
    // A panic in any of them fails the test.
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
}

fn cut_everywhere(fixture: &Fixture) {
    let whole = words(&read(&fixture.bytes).unwrap());
    for cut in 0..fixture.bytes.len() {
        let Ok(thread) = read(&fixture.bytes[..cut]) else { continue };
        assert!(!thread.is_empty());
        let found = words(&thread);
        // A header or a footer that is cut short reads as text; beyond these, nothing is lost and nothing added.
        let Some(start) = found.iter().position(|word| *word == whole[0]) else { continue };
        let found = &found[start..];
        let same = found.iter().zip(&whole).take_while(|(a, b)| a == b).count();
        assert!(
            same + 1 >= found.len().min(whole.len()),
            "{} cut at {cut}: after {same} words {:?} instead of {:?}",
            fixture.path.display(),
            &found[same..],
            &whole[same..(same + 3).min(whole.len())],
        );
    }
}

/// Folders of real files that are not part of the project, if there are any.
fn samples() -> Option<PathBuf> {
    std::env::var_os("UNSPOOL_SHARED").map(|folder| Path::new(&folder).join("samples"))
}

#[test]
fn a_real_unrolled_thread_is_read_as_by_a_careful_reader() {
    let Some(samples) = samples() else { return };
    let file = fs::read_dir(samples.join("text_unrolled")).unwrap().next().unwrap().unwrap();
    let thread = read(&fs::read(file.path()).unwrap()).unwrap();
    assert_eq!(thread.title.as_deref(), Some("Twitter Thread by B. Allen-Ebrahimian"));
    assert_eq!(thread.source.platform.as_deref(), Some("X"));
    assert_eq!((thread.len(), thread.unit), (12, Unit::Paragraph));
    let bodies: Vec<&str> = thread.posts().map(|post| post.body()).collect();
    for post in thread.posts() {
        let author = post.author();
        assert_eq!(author.name.as_deref(), Some("B. Allen-Ebrahimian"));
        assert_eq!(author.handle.as_deref(), Some("BethanyAllenEbr"));
    }
    assert!(bodies[0].starts_with("NEW SCOOP from @zachsdorfman:"));
    assert!(bodies[7].starts_with("Just yesterday, we saw this from DHS:\n"));
    assert!(bodies[7].contains("https://t.co/d7wrQQIZNV"));
    assert!(bodies[9].ends_with("early on in its foundation."));
    assert_eq!(bodies[10], "Tencent strenuously denies this.");
    assert!(bodies[11].ends_with("more than 36 people verifying."));
    assert_eq!(bodies.concat().matches("https://").count(), 1);
}

/// Figures of a thread: posts, accounts, posts that answer one of them, links, mentions, media, warnings.
fn figures(thread: &Thread) -> [usize; 7] {
    let ids: std::collections::HashSet<_> = thread.posts().filter_map(|post| post.id()).collect();
    let answers = thread.posts().filter(|post| post.reply_to().is_some_and(|id| ids.contains(id)));
    [
        thread.len(),
        thread.author_count(),
        answers.count(),
        thread.posts().map(|post| post.links().count()).sum(),
        thread.posts().map(|post| post.mentions().count()).sum(),
        thread.posts().map(|post| post.media().len()).sum(),
        thread.warnings.len(),
    ]
}

/// Counted apart from this program; of the mailbox without fields, three messages share their id with another.
#[test]
fn real_chats_and_mailboxes_are_read_to_the_last_message() {
    let Some(samples) = samples() else { return };
    for (path, expected) in [
        ("chat_discord/chat-analytics.DM_2A_2M.json", [3, 2, 0]),
        ("chat_discord/chat-analytics.GC_3A_5M.json", [6, 3, 1]),
        ("chat_slack/perceval.slack_history.json", [7, 4, 0]),
        ("chat_telegram/chat-analytics.BIG_20A_5475M.json", [5475, 20, 0]),
        ("chat_telegram/chat-analytics.DM_2A_7M.json", [8, 2, 0]),
        ("chat_whatsapp/chat-analytics.2A_5M.txt", [5, 2, 0]),
        ("mail/perceval.mbox_complex.mbox", [2, 2, 0]),
        ("mail/perceval.mbox_iso8859_encoding.mbox", [1, 1, 0]),
        ("mail/perceval.mbox_multipart.mbox", [2, 2, 0]),
        ("mail/perceval.mbox_no_fields.mbox", [3, 2, 0]),
        ("mail/perceval.mbox_unixfrom_encoding.mbox", [1, 1, 0]),
        ("mail/talon.gmail.eml", [1, 1, 0]),
    ] {
        let thread = read(&fs::read(samples.join(path)).unwrap()).unwrap();
        assert_eq!(figures(&thread)[..3], expected, "{path}");
    }
}

/// The figures were counted in the JSON, apart from this program. A context is one post longer than its lists: the post
/// that it leaves out has a placeholder, and those that answer it have a parent.
/// Of the anchors that read `#tag`, those that bridges write are hashtags too, though they have no class `mention`.
#[test]
fn real_files_with_html_are_read_to_the_last_post() {
    let Some(samples) = samples() else { return };
    for (path, expected) in [
        ("mastodon_api/rtoot.account_statuses_default.json", [20, 1, 2, 9, 31, 7, 0]),
        ("mastodon_api/rtoot.account_statuses_page1.json", [20, 1, 1, 8, 27, 0, 0]),
        ("mastodon_api/rtoot.account_statuses_page3.json", [20, 1, 0, 10, 28, 3, 0]),
        ("mastodon_api/rtoot.context_109294719267373593.json", [60, 50, 59, 4, 187, 0, 1]),
        ("mastodon_api/rtoot.context_fosstodon_114026814291152535.json", [4, 3, 3, 1, 6, 1, 1]),
        ("mastodon_api/rtoot.timeline_hashtag_rstats.json", [5, 5, 0, 5, 11, 2, 0]),
        ("mastodon_api/rtoot.timeline_public_fosstodon.json", [20, 20, 0, 8, 46, 8, 0]),
        ("mastodon_api/rtoot.timeline_tag_ichbinhanna_page1.json", [40, 22, 2, 29, 121, 4, 0]),
        ("mastodon_api/rtoot.timeline_tag_ichbinhanna_page3.json", [40, 25, 6, 17, 132, 9, 0]),
        ("hackernews/hacker-job-trends.2011-01.json", [96, 89, 0, 79, 0, 0, 0]),
        ("hackernews/hacker-job-trends.2018-05.json", [1033, 961, 0, 1948, 0, 0, 0]),
    ] {
        let thread = read(&fs::read(samples.join(path)).unwrap()).unwrap();
        assert_eq!(figures(&thread), expected, "{path}");
    }
}
