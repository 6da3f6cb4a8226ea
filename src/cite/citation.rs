//! A citation as runs of set words, and the same in the markup of what it is pasted into.
//!
//! Everything in it that came from a file is inert there: it stays text in Markdown, HTML, Org, LaTeX and Typst.

use std::fmt::Write;

use super::latex;
use super::markdown::Escaper;
use crate::model::address;

/// How a run is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// In italics.
    pub is_italic: bool,
    /// In bold.
    pub is_bold: bool,
    /// In small capitals.
    pub is_small_caps: bool,
}

/// Words that are set alike.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub text: String,
    /// How they are set.
    pub set: Setting,
    /// Where they lead.
    pub link: Option<String>,
}

impl Run {
    /// Words without any setting.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// What a citation is pasted into.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// None: the words alone.
    #[default]
    Text,
    /// Markdown, as `CommonMark` has it.
    Markdown,
    /// HTML.
    Html,
    /// Org.
    Org,
    /// LaTeX without a package.
    Latex,
    /// Typst.
    Typst,
}

impl Markup {
    /// Every one with its name.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("org", Self::Org),
        ("latex", Self::Latex),
        ("typst", Self::Typst),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(_, known)| *known == self).map_or("text", |(name, _)| *name)
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, markup)| markup)
    }
}

/// A citation, ready to be taken away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// Its words in order; no line ends.
    pub runs: Vec<Run>,
}

impl Citation {
    /// The words alone.
    pub fn to_text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The words in a markup.
    pub fn to_markup(&self, markup: Markup) -> String {
        match markup {
            Markup::Text => self.to_text(),
            Markup::Markdown => self.markdown(),
            Markup::Html => self.put(&HTML),
            Markup::Org => self.put(&ORG),
            Markup::Latex => self.put(&LATEX),
            Markup::Typst => self.put(&TYPST),
        }
    }

    fn markdown(&self) -> String {
        let mut out = String::new();
        let mut escaper = Escaper::new(&mut out);
        for run in &self.runs {
            if let Some(url) = run.link.as_deref().filter(|url| address::is_web(url)) {
                escaper.verbatim(&super::markdown::link(&run.text, url));
                continue;
            }
            let sign = match run.set {
                Setting { is_italic: true, is_bold: true, .. } => "***",
                Setting { is_bold: true, .. } => "**",
                Setting { is_italic: true, .. } => "*",
                _ => "",
            };
            // Signs that stand beside a blank are none.
            let (before, words, after) = parted(&run.text);
            escaper.text(before, false);
            if words.is_empty() {
                continue;
            }
            escaper.verbatim(sign);
            escaper.text(words, false);
            escaper.verbatim(sign);
            escaper.text(after, false);
        }
        out
    }

    fn put(&self, language: &Language) -> String {
        let mut out = String::new();
        for run in &self.runs {
            let is_start = out.is_empty();
            if let Some(url) = run.link.as_deref().filter(|url| address::is_web(url)) {
                out.push_str(&(language.link)(url, &run.text));
                continue;
            }
            let signs = [
                (run.set.is_italic, language.italic),
                (run.set.is_bold, language.bold),
                (run.set.is_small_caps, language.small_caps),
            ];
            let signs = signs.into_iter().filter(|(is, _)| *is).map(|(_, signs)| signs);
            let (before, words, after) = parted(&run.text);
            out.push_str(before);
            if !words.is_empty() {
                out.extend(signs.clone().map(|(open, _)| open));
                out.push_str(&(language.text)(words, is_start));
                out.extend(signs.rev().map(|(_, close)| close));
            }
            out.push_str(after);
        }
        out
    }

    /// Puts together what is set alike, and leaves no blanks at the ends, no two beside each other, no comma at the end.
    pub(super) fn tidy(&mut self) {
        let mut tidy: Vec<Run> = Vec::with_capacity(self.runs.len());
        for mut run in self.runs.drain(..) {
            if tidy.last().is_none_or(|before| before.text.ends_with(' ')) {
                run.text.drain(..run.text.len() - run.text.trim_start().len());
            }
            match tidy.last_mut() {
                _ if run.text.is_empty() => {}
                Some(before) if before.set == run.set && before.link == run.link => before.text += &run.text,
                _ => tidy.push(run),
            }
        }
        while let Some(last) = tidy.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            tidy.pop();
        }
        if let Some(last) = tidy.last_mut() {
            for (wrong, right) in [(",”", ".”"), (",", "."), (",”.", ".”"), (".”.", ".”"), (" ()", "")]
            {
                if let Some(words) = last.text.strip_suffix(wrong) {
                    last.text = format!("{words}{right}");
                }
            }
        }
        self.runs = tidy;
    }
}

/// The blanks before, the words, the blanks behind.
fn parted(text: &str) -> (&str, &str, &str) {
    let words = text.trim();
    let start = text.len() - text.trim_start().len();
    (&text[..start], words, &text[start + words.len()..])
}

/// What a markup language makes of runs.
struct Language {
    italic: (&'static str, &'static str),
    bold: (&'static str, &'static str),
    small_caps: (&'static str, &'static str),
    /// Text that nothing acts in; whether it is the beginning of a line.
    text: fn(&str, bool) -> String,
    /// A link to a web address.
    link: fn(&str, &str) -> String,
}

const HTML: Language = Language {
    italic: ("<i>", "</i>"),
    bold: ("<b>", "</b>"),
    small_caps: ("<span style=\"font-variant: small-caps\">", "</span>"),
    text: |text, _| html(text),
    link: |url, text| format!("<a href=\"{}\">{}</a>", html(url), html(text)),
};

const ORG: Language = Language {
    italic: ("/", "/"),
    bold: ("*", "*"),
    small_caps: ("", ""),
    text: org,
    link: |url, text| {
        let target = encoded(url, "[]\\ ");
        if text == url { format!("[[{target}]]") } else { format!("[[{target}][{}]]", org(text, false)) }
    },
};

const LATEX: Language = Language {
    italic: ("\\emph{", "}"),
    bold: ("\\textbf{", "}"),
    small_caps: ("\\textsc{", "}"),
    text: |text, _| latex::text(text),
    // As it is printed, links are not.
    link: |_, text| latex::address(text),
};

/// The longest address that Typst takes, in bytes; with a longer one nothing of the document is set.
pub(super) const LONGEST_OF_TYPST: usize = 8000;

const TYPST: Language = Language {
    italic: ("#emph[", "]"),
    bold: ("#strong[", "]"),
    small_caps: ("#smallcaps[", "]"),
    text: typst,
    link: |url, text| match encoded(url, "\\\" ") {
        url if (1..=LONGEST_OF_TYPST).contains(&url.len()) => {
            format!("#link(\"{url}\")[{}]", typst(text, false))
        }
        _ => typst(text, false),
    },
};

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// An address with some of its characters percent-encoded.
fn encoded(url: &str, characters: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        if characters.contains(c) || c.is_control() {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                // Writing into a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// Org knows no escaping but the zero-width space (Org manual, "Escape Character").
fn org(text: &str, is_start: bool) -> String {
    const BREAK: char = '\u{200B}';
    let mut out = String::with_capacity(text.len());
    let has_math = text.matches('$').count() > 1;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        if at == 0 && is_start && (matches!(c, '*' | '#' | '-' | '+' | '|' | ':') || c.is_ascii_digit()) {
            out.push(BREAK);
        }
        if c == '{' {
            out.push(BREAK);
        }
        out.push(c);
        let is_marker = matches!(c, '*' | '/' | '=' | '~' | '_' | '+') && !before.is_alphanumeric();
        let is_script = matches!(c, '_' | '^') && before.is_alphanumeric();
        let acts = is_marker
            || is_script
            || matches!(c, '[' | '<' | '\\')
            || (c == '@' && next == Some('@'))
            || (c == '$' && has_math);
        if acts {
            out.push(BREAK);
        }
        before = c;
    }
    out
}

fn typst(text: &str, is_start: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        let acts = match c {
            '\\' | '*' | '_' | '`' | '$' | '#' | '<' | '>' | '@' | '[' | ']' | '~' | '"' | '\'' => true,
            // Comments, the scheme of an address, dashes, a list, a heading.
            '/' => {
                next.is_some_and(|next| matches!(next, '/' | '*'))
                    || before == '/'
                    || before == ':'
                    || (is_start && at == 0)
            }
            '-' => {
                next.is_some_and(|next| next == '-' || next == '?') || before == '-' || (is_start && at == 0)
            }
            '=' | '+' => is_start && at == 0,
            '.' => before.is_ascii_digit() && is_start,
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(text: &str) -> Citation {
        let set = Setting { is_italic: true, ..Setting::default() };
        let mut citation = Citation {
            runs: vec![
                Run::plain("Reyes. "),
                Run { text: text.to_owned(), set, link: None },
                Run::plain(" X. "),
                Run {
                    text: "https://x.com/a_b".to_owned(),
                    link: Some("https://x.com/a_b".to_owned()),
                    ..Run::default()
                },
            ],
        };
        citation.tidy();
        citation
    }

    #[test]
    fn each_markup_sets_italics_and_links() {
        let citation = sample("Sold.");
        for (markup, expected) in [
            (Markup::Text, "Reyes. Sold. X. https://x.com/a_b"),
            (Markup::Markdown, "Reyes. *Sold.* X. <https://x.com/a_b>"),
            (Markup::Html, "Reyes. <i>Sold.</i> X. <a href=\"https://x.com/a_b\">https://x.com/a_b</a>"),
            (Markup::Org, "Reyes. /Sold./ X. [[https://x.com/a_b]]"),
            (
                Markup::Latex,
                "Reyes. \\emph{Sold.} X. \\texttt{https://\\allowbreak{}x.com/\\allowbreak{}a\\_b}",
            ),
            (Markup::Typst, "Reyes. #emph[Sold.] X. #link(\"https://x.com/a_b\")[https:\\/\\/x.com/a\\_b]"),
        ] {
            assert_eq!(citation.to_markup(markup), expected);
        }
    }

    #[test]
    fn what_a_post_says_acts_in_no_markup() {
        let citation = sample("5% & <b>#x</b> *a* [b](c) $y$ \\input{z} {{{m}}} src_sh{rm} @ref");
        let words = |markup| {
            let told = citation.to_markup(markup);
            let end = told.find(" X. ").unwrap();
            told["Reyes. ".len()..end].to_owned()
        };
        assert_eq!(
            words(Markup::Html),
            "<i>5% &amp; &lt;b&gt;#x&lt;/b&gt; *a* [b](c) $y$ \\input{z} {{{m}}} src_sh{rm} @ref</i>"
        );
        assert_eq!(
            words(Markup::Latex),
            "\\emph{5\\% \\& \\textless{}b\\textgreater{}\\#x\\textless{}/b\\textgreater{} *a* [b](c) \\$y\\$ \
             \\textbackslash{}input\\{z\\} \\{\\{\\{m\\}\\}\\} src\\_sh\\{rm\\} @ref}"
        );
        assert_eq!(
            words(Markup::Typst),
            "#emph[5% & \\<b\\>\\#x\\</b\\> \\*a\\* \\[b\\](c) \\$y\\$ \\\\input{z} {{{m}}} src\\_sh{rm} \\@ref]"
        );
        let org = words(Markup::Org);
        for acting in ["{{{", "src_sh{", " *a*", "[b", "<b", "\\input"] {
            assert!(!org.contains(acting), "{acting} acts in {org}");
        }
        let markdown = words(Markup::Markdown);
        assert!(markdown.contains("\\*a\\*") && markdown.contains("\\<b"), "{markdown}");
    }

    #[test]
    fn a_citation_ends_well() {
        let ended = |text: &str| {
            let mut citation = Citation { runs: vec![Run::plain(text), Run::plain("  ")] };
            citation.tidy();
            citation.to_text()
        };
        assert_eq!(ended("Reyes, “Sold,”"), "Reyes, “Sold.”");
        assert_eq!(ended("Reyes,"), "Reyes.");
        assert_eq!(ended(" “Sold.”. "), "“Sold.”");
    }
}
