//! Links, handles, hashtags and cashtags in plain text, by the rules that the platforms publish.
//!
//! X's rules are those of its library twitter-text, kept to the offset; Mastodon's `@user@instance` and Bluesky's
//! `@name.example.com` are added. Where this scanner is more careful than twitter-text, the place says so: it takes
//! fewer file names and glued sentences (`end.Next`) for links, and never half of a URL that was cut for display.
//!
//! One pass over the bytes stops at the few signs that anything found must contain. Whatever
//! is read there is read only once more, so the time is linear in the text, whoever wrote it.

mod characters;
mod domains;
mod links;
mod names;

use std::ops::Range;

use crate::model::{Clean, DraftLink, EntityKind, Marks, Rich, Style};

/// Something found in plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub what: What,
}

/// What a stretch of plain text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A link; [`target`] tells where it points.
    Link,
    /// A handle, a hashtag or a cashtag.
    Mention(EntityKind),
}

/// `raw` cleaned, with its links and mentions found.
///
/// The text stays as its author wrote it, but for the `<` and `>` around a URL.
pub fn scan(raw: &str) -> Rich {
    let mut rich = Rich::plain(raw);
    let mut found = find(rich.text());
    let mut brackets = Vec::new();
    for Found { range, what } in &mut found {
        let (before, after) = (&rich.text()[..range.start], &rich.text()[range.end..]);
        let wrapped = *what == What::Link && before.ends_with('<') && after.starts_with('>');
        let around = range.start.saturating_sub(1)..range.end + 1;
        if wrapped {
            brackets.push(around.start..range.start);
        }
        // A bracket is one byte.
        let gone = brackets.len();
        if wrapped {
            brackets.push(range.end..around.end);
        }
        *range = range.start - gone..range.end - gone;
    }
    rich.cut(&brackets);
    for Found { range, what } in found {
        let text = &rich.text()[range.clone()];
        match what {
            What::Link => {
                let url = target(text);
                rich.mark_link(range, DraftLink { url, ..DraftLink::default() });
            }
            What::Mention(kind) => {
                let name = Clean::line(&with_ascii_sign(text));
                rich.mark_mention(range, kind, Some(name));
            }
        }
    }
    rich
}

/// Everything found in `text`, for texts of which more is known than their words.
pub fn marks(text: &str) -> Marks {
    marked(text, find(text))
}

fn marked(text: &str, found: Vec<Found>) -> Marks {
    let mut marks = Marks::default();
    for Found { range, what } in found {
        let reads = &text[range.clone()];
        match what {
            What::Link => marks.links.push((range, DraftLink { url: target(reads), ..DraftLink::default() })),
            What::Mention(kind) => {
                let name = Clean::line(&with_ascii_sign(reads));
                marks.mentions.push((range, kind, Some(name)));
            }
        }
    }
    marks
}

/// Marks what is found of the wanted kinds where nothing is marked yet, and not in code.
pub fn complete(rich: &mut Rich, is_wanted: impl Fn(What) -> bool) {
    let mut found = find(rich.text());
    found.retain(|found| is_wanted(found.what));
    if found.is_empty() {
        return;
    }
    keep_unmarked(rich, &mut found, |found| &found.range);
    let marks = marked(rich.text(), found);
    rich.add(marks);
}

/// Keeps of what was found, in order and without overlaps, what stands where no link, mention or code is marked.
pub fn keep_unmarked<T>(rich: &Rich, found: &mut Vec<T>, range: impl Fn(&T) -> &Range<usize>) {
    let marks = rich.marks();
    let code = marks.styles.iter().filter(|(_, style)| *style == Style::Code).map(|(range, _)| range);
    let known =
        marks.links.iter().map(|(range, _)| range).chain(marks.mentions.iter().map(|(range, ..)| range));
    let mut taken: Vec<Range<usize>> = known.chain(code).cloned().collect();
    taken.sort_by_key(|range| range.start);
    let mut taken = taken.into_iter().peekable();
    let mut reach = 0;
    found.retain(|found| {
        let found = range(found);
        while let Some(range) = taken.next_if(|range| range.start < found.end) {
            reach = range.end.max(reach);
        }
        found.start >= reach
    });
}

/// Everything found in `text`, in order, without overlaps.
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while let Some(sign) = characters::next_sign(text.as_bytes(), at) {
        let rest = &text[sign..];
        let mention = match rest.as_bytes()[0] {
            b'.' => {
                floor = links::around_dot(text, sign, floor, &mut found);
                at = floor.max(sign + 1);
                continue;
            }
            b'<' => {
                if let Some(wrapped) = links::in_brackets(text, sign) {
                    floor = wrapped.end;
                    found.extend(wrapped.link.map(|range| Found { range, what: What::Link }));
                }
                at = floor.max(sign + 1);
                continue;
            }
            b'$' => names::cashtag(text, sign).map(|end| (end, EntityKind::Cashtag)),
            _ if rest.starts_with(characters::AT_SIGNS) => {
                names::handle(text, sign).map(|end| (end, EntityKind::Handle))
            }
            _ if rest.starts_with(characters::HASH_SIGNS) => {
                names::hashtag(text, sign).map(|end| (end, EntityKind::Hashtag))
            }
            _ => None,
        };
        at = sign + rest.chars().next().map_or(1, char::len_utf8);
        if let Some((end, kind)) = mention.filter(|(end, _)| !is_cut(&text[*end..])) {
            found.push(Found { range: sign..end, what: What::Mention(kind) });
            (at, floor) = (end, end);
        }
    }
    found
}

/// Where a link that reads `text` points: `text` itself, with `https://` where it names no scheme.
pub fn target(text: &str) -> Clean {
    match links::scheme(text) {
        Some(_) => Clean::line(text),
        None => Clean::line(&format!("https://{text}")),
    }
}

/// Whether a name before `rest` was cut for display: an ellipsis stands there, and it is the last thing in the text.
fn is_cut(rest: &str) -> bool {
    rest.strip_prefix(characters::ELLIPSIS).is_some_and(|rest| rest.chars().all(char::is_whitespace))
}

/// `＠name` as `@name`, `＃tag` as `#tag`.
fn with_ascii_sign(text: &str) -> String {
    match text.strip_prefix(['\u{FF20}', '\u{FF03}']) {
        Some(name) => format!("{}{name}", if text.starts_with('\u{FF20}') { '@' } else { '#' }),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Draft, PostIx, ThreadBuilder};

    /// What is found in `text`, each after a letter for its kind.
    fn finds(text: &str) -> Vec<String> {
        let letter = |what| match what {
            What::Link => "link",
            What::Mention(kind) => kind.name(),
        };
        find(text).into_iter().map(|found| format!("{} {}", letter(found.what), &text[found.range])).collect()
    }

    fn check(table: &[(&str, &[&str])]) {
        for (text, expected) in table {
            assert_eq!(finds(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn urls_with_a_scheme_end_where_the_sentence_goes_on() {
        check(&[
            ("The filing: https://example.org/filing.", &["link https://example.org/filing"]),
            ("(see http://example.org/a)", &["link http://example.org/a"]),
            ("Is it http://example.org/a?b=1&c=2?", &["link http://example.org/a?b=1&c=2"]),
            ("“https://example.org/a”, he said", &["link https://example.org/a"]),
            ("HTTPS://WWW.EXAMPLE.ORG/A!", &["link HTTPS://WWW.EXAMPLE.ORG/A"]),
            ("https://example.org:8443/x, then", &["link https://example.org:8443/x"]),
            ("https://example.org#minutes…", &[]),
            ("https://example.org#minutes;", &["link https://example.org#minutes"]),
            ("https://example.org/~ana/x-", &["link https://example.org/~ana/x-"]),
            ("https://example.org/@ana/1 and", &["link https://example.org/@ana/1"]),
            ("budget.https://example.org/a", &["link https://example.org/a"]),
            ("xhttps://example.org/a", &[]),
            ("@https://example.org #https://example.org $https://example.org", &[]),
            ("ftp://example.org/a", &[]),
            ("https://intranet/wiki https://example.notld/", &[]),
            ("http://192.0.2.7/leak http://192.0.2.700/", &["link http://192.0.2.7/leak"]),
            ("https://ana@example.org/", &[]),
        ]);
    }

    #[test]
    fn brackets_belong_to_a_url_in_pairs() {
        check(&[
            ("https://example.org/Rule_(1874)_x", &["link https://example.org/Rule_(1874)_x"]),
            ("(https://example.org/Rule_(1874))", &["link https://example.org/Rule_(1874)"]),
            ("https://example.org/a_(b_(c))/d", &["link https://example.org/a_(b_(c))/d"]),
            ("https://example.org/a_(b", &["link https://example.org/a_"]),
            ("https://example.org/a(and more words)", &["link https://example.org/a"]),
            (
                "[https://example.org/a](https://example.org/b)",
                &["link https://example.org/a", "link https://example.org/b"],
            ),
            ("https://example.org/?q=(a)[b]&c", &["link https://example.org/?q=(a)[b]&c"]),
            ("(https://example.org/?q=a), and", &["link https://example.org/?q=a"]),
            ("https://example.org/(a]b)", &["link https://example.org/"]),
        ]);
    }

    #[test]
    fn writing_without_blanks_ends_a_url_and_other_scripts_go_on() {
        check(&[
            ("記事はhttps://example.org/aです", &["link https://example.org/a"]),
            ("example.comとexample.org/b。", &["link example.com", "link example.org/b"]),
            (
                "中文example.org/a中文https://example.org/b中文",
                &["link example.org/a", "link https://example.org/b"],
            ),
            ("https://example.comこれ", &["link https://example.com"]),
            ("https://example.org/wiki/Αθήνα, Ελλάδα", &["link https://example.org/wiki/Αθήνα"]),
            ("https://example.org/wiki/Москва.", &["link https://example.org/wiki/Москва"]),
            ("https://example.org/wiki/القاهرة،", &["link https://example.org/wiki/القاهرة"]),
            (
                "http://bücher.example.com/ http://例え.みんな/",
                &["link http://bücher.example.com/", "link http://例え.みんな/"],
            ),
            ("https://xn--bcher-kva.example.com", &["link https://xn--bcher-kva.example.com"]),
        ]);
    }

    #[test]
    fn a_host_alone_is_a_link_if_it_can_hardly_be_anything_else() {
        check(&[
            ("Ask example.org/filing or example.com.", &["link example.org/filing", "link example.com"]),
            ("www.example.co.uk, example.co.uk", &["link www.example.co.uk", "link example.co.uk"]),
            ("example.de example.de/presse example.ai", &["link example.de/presse", "link example.ai"]),
            ("e.g.this file.txt README.md photos.zip Node.js", &[]),
            ("release 1.2.3, v1.2.dev, 3.14, 12.am", &[]),
            ("the U.S. and the U.K. at 5 p.m.so to say", &[]),
            ("That was the end.Next we voted.It passed.", &[]),
            ("Example.Com example.com.Then", &["link Example.Com", "link example.com"]),
            ("a example..com b -example.com c _example.com", &[]),
            ("the example.com-based firm", &["link example.com"]),
            ("www.example-site.org www.com-site.notld", &["link www.example-site.org"]),
            ("see/example.com ../example.com", &[]),
        ]);
    }

    #[test]
    fn an_address_for_mail_is_neither_link_nor_handle() {
        check(&[
            ("ana@example.org, mailto:bo.li@example.org", &[]),
            ("ana+press@example.org josé@example.org ana-@example.org", &[]),
            ("{ana,bo}@example.org <ana@example.org>", &[]),
            ("first.com@example.org", &[]),
        ]);
    }

    #[test]
    fn what_was_cut_for_display_leads_nowhere() {
        check(&[
            ("https://example.org/a-long-na…", &[]),
            ("example.org/…reports…", &[]),
            ("https://example.or…", &[]),
            ("https://example.org/a_(b…", &[]),
            ("https://t.co/abc…", &[]),
            ("https://t.co/abcdefghij…", &["link https://t.co/abcdefghij"]),
            ("<https://example.org/a…>", &[]),
            ("https://example.org/a …", &["link https://example.org/a"]),
            ("RT: thanks @ana and #bud…", &["handle @ana"]),
            ("@ana… you there? #budget…", &["handle @ana"]),
        ]);
    }

    #[test]
    fn short_links_of_x_are_letters_and_digits() {
        check(&[
            ("https://t.co/aB3's page", &["link https://t.co/aB3"]),
            (
                "https://t.co/aB3-x https://t.co/aB3?s=1",
                &["link https://t.co/aB3", "link https://t.co/aB3?s=1"],
            ),
            (&format!("https://t.co/{}", "a".repeat(41)), &[]),
        ]);
    }

    #[test]
    fn handles_are_those_of_three_networks() {
        check(&[
            ("@ana_b, (@bo): .@cy's", &["handle @ana_b", "handle @bo", "handle @cy"]),
            ("ask@ana !@ana #@ana &@ana @@ana", &[]),
            ("RT@ana rt:@bo", &["handle @ana", "handle @bo"]),
            ("@ana@ @anaé @ana://", &[]),
            ("記者@anaは", &["handle @ana"]),
            ("＠ana", &["handle ＠ana"]),
            ("@a23456789012345678901", &["handle @a2345678901234567890"]),
            (
                "@ana@example.social. @bo-li@news.example.org!",
                &["handle @ana@example.social", "handle @bo-li@news.example.org"],
            ),
            ("@ana@example @ana@example.notld", &[]),
            ("@ana@example.social.Then", &["handle @ana@example.social"]),
            (
                "@ana.bsky.social. @press.example.com's",
                &["handle @ana.bsky.social", "handle @press.example.com"],
            ),
            ("@ana. @ana.The @ana.notld @ana.Org", &["handle @ana"; 4]),
            ("@ana/reporters @example.com/ana", &["handle @ana", "handle @example"]),
        ]);
    }

    #[test]
    fn hashtags_are_words_of_any_script() {
        check(&[
            ("#Budget2024, #2024vote (#x)", &["hashtag #Budget2024", "hashtag #2024vote", "hashtag #x"]),
            ("#1 #12_3 #_ # budget", &[]),
            ("no#tag &#39; #a#b #a://", &[]),
            ("##a", &["hashtag #a"]),
            ("#予算、＃選挙", &["hashtag #予算", "hashtag ＃選挙"]),
            ("#بودجه #बजट #il·lusió", &["hashtag #بودجه", "hashtag #बजट", "hashtag #il·lusió"]),
            ("#co₂ #Ⅷ", &["hashtag #co"]),
            ("#️⃣ ❤️#love", &["hashtag #love"]),
            ("https://example.org/#minutes", &["link https://example.org/#minutes"]),
        ]);
    }

    #[test]
    fn cashtags_are_tickers_not_sums() {
        check(&[
            ("$TSLA, $BRK.B. $BTC_x", &["cashtag $TSLA", "cashtag $BRK.B", "cashtag $BTC_x"]),
            ("$VOW:GR $2010:HK $RDS-A", &["cashtag $VOW:GR", "cashtag $2010:HK", "cashtag $RDS-A"]),
            ("Widgets ($WDGT) fell; “$WDGT”", &["cashtag $WDGT", "cashtag $WDGT"]),
            ("$WDGT-led $WDGT.Then $WDGT: up", &["cashtag $WDGT"; 3]),
            ("$5 $5M $20:30 US$ a$WDGT $$WDGT $TOOLONG $株 $WDGTは", &[]),
            ("$WDGT.com", &["cashtag $WDGT"]),
        ]);
    }

    #[test]
    fn scanned_text_keeps_its_words_and_loses_the_brackets_of_links() {
        let raw = "See\u{200b} <https://example.org/a b>, <https://example.org/(c>, <\u{202e}example.org/d>, a<b \
                   ＠ana <ana@example.org> ＃tag";
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: scan(raw), ..Draft::default() });
        let thread = builder.finish();
        let post = thread.post(PostIx(0));
        assert_eq!(
            post.body(),
            "See <https://example.org/a b>, https://example.org/(c, example.org/d, a<b ＠ana <ana@example.org> ＃tag"
        );
        let links: Vec<_> = post.links().map(|link| (post.text(link.range), link.url)).collect();
        assert_eq!(
            links,
            [
                ("https://example.org/a", "https://example.org/a"),
                ("https://example.org/(c", "https://example.org/(c"),
                ("example.org/d", "https://example.org/d"),
            ]
        );
        let names: Vec<_> = post.mentions().map(|mention| (post.text(mention.range), mention.name)).collect();
        assert_eq!(names, [("＠ana", "@ana"), ("＃tag", "#tag")]);
        assert_eq!(thread.hidden_count(), 2);
    }

    #[test]
    fn hidden_characters_do_not_hide_a_handle() {
        let mut builder = ThreadBuilder::default();
        builder.push(Draft { body: scan("@a\u{200b}na"), ..Draft::default() });
        let thread = builder.finish();
        assert_eq!(thread.post(PostIx(0)).mentions().next().unwrap().name, "@ana");
    }

    /// Text made of what the rules turn on.
    fn crafted() -> impl Strategy<Value = String> {
        let words = "@ ＠ # ＃ $ . .. / : :// http:// https:// < > ( ) [ ] ? & = - _ … a Ana TSLA 7 com org Next de \
                     example.org t.co bsky.social é 日本 中国 ب ❤️ RT ' \u{301}";
        let pieces: Vec<&str> = words.split(' ').chain([" ", "\n", "\u{200d}"]).collect();
        proptest::collection::vec(proptest::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_found_lies_in_the_text_in_order(text in prop_oneof![crafted(), any::<String>()]) {
            let mut floor = 0;
            for Found { range, .. } in find(&text) {
                prop_assert!(floor <= range.start && range.start < range.end, "{range:?} in {text:?}");
                prop_assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
                floor = range.end;
            }
        }

        #[test]
        fn what_is_found_is_found_again_by_itself(text in crafted()) {
            for Found { range, what } in find(&text) {
                let alone = &text[range.clone()];
                // Angle brackets and a ticker's neighbours say more than the stretch alone.
                if text[..range.start].ends_with('<') {
                    continue;
                }
                prop_assert_eq!(find(alone), [Found { range: 0..alone.len(), what }], "{:?} in {:?}", alone, text);
            }
        }

        #[test]
        fn scanning_changes_nothing_but_brackets(text in crafted()) {
            let plain = Rich::plain(&text);
            let kept: String = scan(&text).text().chars().filter(|c| !matches!(c, '<' | '>')).collect();
            let expected: String = plain.text().chars().filter(|c| !matches!(c, '<' | '>')).collect();
            prop_assert_eq!(kept, expected);
        }
    }
}
