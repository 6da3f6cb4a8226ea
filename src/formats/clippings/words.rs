//! The words of a post in Markdown: with its links, mentions and styles, and what is attached apart from them.
//!
//! Some programs write Markdown; others put links and pictures of Markdown into a text that is else as its author typed it,
//! where `*` and `_` mean themselves.

use crate::formats::html::{Anchor, Rules, Target};
use crate::formats::text::addresses;
use crate::formats::{markdown, scanning};
use crate::model::{Clean, EntityKind, Marks, Media, MediaKind, Rich, address};

/// Markdown throughout.
pub(super) fn marked_up(source: &str) -> (Rich, Vec<Media>) {
    let mut media = Vec::new();
    let source = without_players(without_cut_link(source), &mut media);
    let body = markdown::read_note(&source, &mut Meaning, &mut media);
    (body, media)
}

/// A text as it was typed, but for links and pictures.
pub(super) fn typed(source: &str) -> (Rich, Vec<Media>) {
    let source = without_cut_link(source);
    let links = markdown::inline_links(source);
    if links.is_empty() {
        return (scanning::scan(source.trim()), Vec::new());
    }
    let has_pictures = links.iter().any(|link| link.is_picture);
    let mut media = Vec::new();
    let mut text = String::with_capacity(source.len());
    let mut marks = Marks::default();
    let mut at = 0;
    for link in links {
        text.push_str(&source[at..link.range.start]);
        at = link.range.end;
        if link.is_picture {
            let alt = Clean::some_line(&link.shown).filter(|alt| !alt.eq_ignore_ascii_case("image"));
            media.push(Media { alt, ..markdown::picture(&link.url) });
            // What parted it from the words above it.
            text.truncate(text.trim_end_matches([' ', '\n']).len());
        } else if has_pictures && link.shown.starts_with("pic.twitter.com/") && link.url.contains("/photo/") {
            // It stands for the pictures.
            text.truncate(text.trim_end_matches(' ').len());
        } else {
            let start = text.len();
            text.push_str(&link.shown);
            let anchor = Anchor { href: &link.url, class: "", shown: &link.shown };
            match Meaning.target(&anchor) {
                Some(Target::Link(link)) => marks.links.push((start..text.len(), link)),
                Some(Target::Mention(kind, name)) => marks.mentions.push((start..text.len(), kind, name)),
                None => {}
            }
        }
    }
    text.push_str(&source[at..]);
    let trimmed = text.trim_start();
    let cut = text.len() - trimmed.len();
    let ranges = marks.links.iter_mut().map(|(range, _)| range);
    for range in ranges.chain(marks.mentions.iter_mut().map(|(range, ..)| range)) {
        *range = range.start.saturating_sub(cut)..range.end.saturating_sub(cut);
    }
    let mut body = Rich::annotated(trimmed.trim_end(), marks);
    scanning::complete(&mut body, |_| true);
    (body, media)
}

/// What a link to a profile or a tag is.
struct Meaning;

impl Rules for Meaning {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let Anchor { href, shown, .. } = anchor;
        let is_one_word = shown.len() > 1 && !shown.contains(char::is_whitespace);
        match shown.chars().next()? {
            '@' if is_one_word && is_profile(href) => {
                return Some(Target::Mention(EntityKind::Handle, Some(handle(shown, href))));
            }
            '#' if is_one_word && (href.contains("/hashtag/") || href.contains("/tags/")) => {
                return Some(Target::Mention(EntityKind::Hashtag, None));
            }
            '$' if is_one_word && href.contains("search?q=%24") => {
                return Some(Target::Mention(EntityKind::Cashtag, None));
            }
            _ => {}
        }
        // Thread Reader's pages make links of words like `browser`; they lead nowhere.
        let leads_nowhere = href
            .strip_prefix("https://threadreaderapp.com/thread/")
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        anchor.link().filter(|_| !leads_nowhere).map(Target::Link)
    }
}

/// Whether a URL has a name for its path: `/ana`, `/@ana`, `/profile/ana.example`.
fn is_profile(url: &str) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name =
        ["profile/", "u/", "user/", "users/"].iter().find_map(|p| path.strip_prefix(p)).unwrap_or(path);
    !name.is_empty() && !name.contains('/')
}

/// `@ana`, with the instance where there are many.
fn handle(shown: &str, url: &str) -> Clean {
    let has_instances = url.contains("/@") && !shown[1..].contains('@');
    let account = url.rsplit_once("/@").map_or("", |(_, account)| account);
    if has_instances && account.contains('@') {
        return Clean::line(&format!("@{account}"));
    }
    match address::host(url).filter(|_| has_instances) {
        Some(host) => Clean::line(&format!("{shown}@{host}")),
        None => Clean::line(shown),
    }
}

/// The source without a link below the post that the end of the file cut off.
fn without_cut_link(source: &str) -> &str {
    let rest = source.trim_end();
    let start = rest.rfind('\n').map_or(0, |at| at + 1);
    let line = rest[start..].to_ascii_lowercase();
    let is_cut = line.len() > 1
        && line.len() < 300
        && addresses::LABELS.iter().any(|label| {
            let opening = format!("[{label}](");
            opening.starts_with(&line) || (line.starts_with(&opening) && !line.ends_with(')'))
        });
    if is_cut { &rest[..start] } else { source }
}

/// How the element of a film begins.
const PLAYER: &str = "<video controls";

/// The source without the `<video>` elements that clippers leave as they are.
fn without_players(source: &str, media: &mut Vec<Media>) -> String {
    let mut kept = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once(PLAYER) {
        // Without an end, the file was cut off within it.
        let (player, behind) = after.split_once("</video>").unwrap_or((after, ""));
        kept.push_str(before.trim_end_matches(' '));
        let sources: Vec<&str> =
            player.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let is_film =
            |url: &&&str| url.split('?').next().is_some_and(|path| path.rsplit('.').next() == Some("mp4"));
        if let Some(url) = sources.iter().find(is_film).or(sources.first()) {
            media.push(Media {
                kind: MediaKind::Video,
                url: Clean::some_line(&url.replace("&amp;", "&")),
                file: None,
                alt: None,
            });
        }
        rest = behind;
    }
    // So it was where a part of the tag stands last.
    let cut = rest.rfind('<').filter(|at| rest.len() - at > 1 && PLAYER.starts_with(&rest[*at..]));
    kept.push_str(&rest[..cut.unwrap_or(rest.len())]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told((body, media): (Rich, Vec<Media>)) -> (String, Vec<String>) {
        let marks = body.marks();
        let links =
            marks.links.iter().map(|(range, link)| format!("{} → {}", &body.text()[range.clone()], link.url));
        let mentions = marks.mentions.iter().map(|(range, kind, name)| {
            format!("{} {}", kind.name(), name.as_deref().unwrap_or(&body.text()[range.clone()]))
        });
        let media =
            media.iter().map(|m| format!("{} {}", m.kind.name(), m.url.as_deref().unwrap_or_default()));
        (body.text().to_owned(), links.chain(mentions).chain(media).collect())
    }

    #[test]
    fn links_to_profiles_and_tags_are_mentions() {
        let source = "[@odile_m](https://x.com/odile_m) [@tam](https://vellmark.example/@tam) \
                      [@io](https://vellmark.example/@io@quay.example) [#nets](https://twitter.com/hashtag/nets) [$VLMK](https://twitter.com/search?q=%24VLMK) \
                      [@odile_m's post](https://x.com/odile_m/status/17)";
        let expected = [
            "@odile_m's post → https://x.com/odile_m/status/17",
            "handle @odile_m",
            "handle @tam@vellmark.example",
            "handle @io@quay.example",
            "hashtag #nets",
            "cashtag $VLMK",
        ];
        for (text, found) in [told(marked_up(source)), told(typed(source))] {
            assert_eq!(text, "@odile_m @tam @io #nets $VLMK @odile_m's post");
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_was_typed_stays_and_pictures_are_attached() {
        let (text, found) = told(typed(
            "A *crane* is c[ea]+t\n> not a quote [pic.twitter.com/x](https://twitter.com/o/status/1/photo/1)\n\n\
             ![](https://pbs.example/1.jpg) ",
        ));
        assert_eq!(text, "A *crane* is c[ea]+t\n> not a quote");
        assert_eq!(found, ["image https://pbs.example/1.jpg"]);
        let (text, found) = told(typed("See [pic.twitter.com/x](https://twitter.com/o/status/1/video/1)"));
        assert_eq!((text.as_str(), found.len()), ("See pic.twitter.com/x", 1));
    }

    #[test]
    fn players_are_attached_and_links_to_nowhere_are_words() {
        let (text, found) = told(marked_up(
            "The [browser](https://threadreaderapp.com/thread/?utm_campaign=topunroll#). <video controls=\"\"><source \
             src=\"https://v.example/1.m3u8?a=1&amp;b=2\"><br><source src=\"https://v.example/1.mp4?tag=12\"></video>\n\nNext",
        ));
        assert_eq!(text, "The browser.\n\nNext");
        assert_eq!(found, ["video https://v.example/1.mp4?tag=12"]);
    }
}
