//! Text and addresses as LaTeX that compiles with the plain article class and no package, by pdfLaTeX too where it can.
//!
//! pdfLaTeX knows some hundred letters by itself. Others it is told by commands: accents are put on their letters, letters
//! and quotation marks of the encoding T1 are fetched from there (the kernel knows it, whatever a document is set in), and
//! signs come from the fonts of formulas. What is left, such as Chinese, needs LuaLaTeX or XeLaTeX.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::emoji;

/// Letters and marks that stand in the encoding T1.
const IN_T1: &[(char, &str)] = &[
    ('«', "guillemotleft"),
    ('»', "guillemotright"),
    ('‹', "guilsinglleft"),
    ('›', "guilsinglright"),
    ('„', "quotedblbase"),
    ('‚', "quotesinglbase"),
    ('Ð', "DH"),
    ('ð', "dh"),
    ('Đ', "DJ"),
    ('đ', "dj"),
    ('Þ', "TH"),
    ('þ', "th"),
    ('Ŋ', "NG"),
    ('ŋ', "ng"),
];

/// Signs that stand in the fonts of formulas.
const IN_FORMULAS: &[(char, &str)] = &[
    ('−', "-"),
    ('′', "'"),
    ('″', "''"),
    ('≈', "\\approx"),
    ('≠', "\\neq"),
    ('≡', "\\equiv"),
    ('≤', "\\leq"),
    ('≥', "\\geq"),
    ('≪', "\\ll"),
    ('≫', "\\gg"),
    ('∼', "\\sim"),
    ('∝', "\\propto"),
    ('∞', "\\infty"),
    ('√', "\\surd"),
    ('∑', "\\sum"),
    ('∏', "\\prod"),
    ('∫', "\\int"),
    ('∂', "\\partial"),
    ('∇', "\\nabla"),
    ('∆', "\\Delta"),
    ('∅', "\\emptyset"),
    ('∈', "\\in"),
    ('∉', "\\notin"),
    ('∩', "\\cap"),
    ('∪', "\\cup"),
    ('⊂', "\\subset"),
    ('⊆', "\\subseteq"),
    ('∀', "\\forall"),
    ('∃', "\\exists"),
    ('∧', "\\wedge"),
    ('∨', "\\vee"),
    ('⋅', "\\cdot"),
    ('↔', "\\leftrightarrow"),
    ('↗', "\\nearrow"),
    ('↘', "\\searrow"),
    ('↖', "\\nwarrow"),
    ('↙', "\\swarrow"),
    ('⇒', "\\Rightarrow"),
    ('⇐', "\\Leftarrow"),
    ('⇔', "\\Leftrightarrow"),
    ('⇑', "\\Uparrow"),
    ('⇓', "\\Downarrow"),
    ('★', "\\star"),
    ('☆', "\\star"),
    ('●', "\\bullet"),
    ('○', "\\circ"),
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\varepsilon"),
    ('θ', "\\theta"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('σ', "\\sigma"),
    ('τ', "\\tau"),
    ('φ', "\\varphi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Θ', "\\Theta"),
    ('Λ', "\\Lambda"),
    ('Π', "\\Pi"),
    ('Σ', "\\Sigma"),
    ('Φ', "\\Phi"),
    ('Ω', "\\Omega"),
];

/// White space and what breaks or joins lines.
const SPACES: &[(char, &str)] = &[
    ('\u{2002}', "\\enspace{}"),
    ('\u{2003}', "\\quad{}"),
    ('\u{2009}', "\\,"),
    ('\u{200A}', "\\,"),
    ('\u{202F}', "\\,"),
    ('\u{200B}', "\\hspace{0pt}"),
    ('\u{2060}', "\\nobreak{}"),
    ('\u{2011}', "\\mbox{-}"),
];

/// Marks on a letter.
const ACCENTS: &[(char, &str)] = &[
    ('\u{300}', "\\`"),
    ('\u{301}', "\\'"),
    ('\u{302}', "\\^"),
    ('\u{303}', "\\~"),
    ('\u{304}', "\\="),
    ('\u{306}', "\\u"),
    ('\u{307}', "\\."),
    ('\u{308}', "\\\""),
    ('\u{30A}', "\\r"),
    ('\u{30B}', "\\H"),
    ('\u{30C}', "\\v"),
    ('\u{323}', "\\d"),
    ('\u{327}', "\\c"),
    ('\u{328}', "\\UseTextAccent{T1}{\\k}"),
    ('\u{331}', "\\b"),
];

/// The letters and signs beyond Latin-1 and Latin Extended-A that the plain article class sets by itself.
const PLAIN: &str = "ƒǄǅǆǇǈǉǊǋǌǍǎǏǐǑǒǓǔǢǣǦǧǨǩǰǴǵȘșȚțȲȳȷˆˇ˘˙˜˝ḂḃḍḞḟḠḡḥḰḱḷṃṅṇṛṣṭẎẏẐẑẞỲỳ‐‒–—―‖‘’“”†‡•…‰‱※‽⁄⁎⁒₡₤₦₩₫€₱℃№℗℞℠™Ω℧℮\
     ←↑→↓◦◯♪";

/// Of Latin-1 and Latin Extended-A, those that it does not set.
const NOT_PLAIN: &str = "«»ÐÞðþĄąĐđĘęĦħĮįĸĿŀŉŊŋŦŧŲųſ";

/// Whether the plain article class sets a character without a package.
fn is_plain(c: char) -> bool {
    c.is_ascii() || (('\u{A0}'..='\u{17F}').contains(&c) && !NOT_PLAIN.contains(c)) || PLAIN.contains(c)
}

/// Whether some of what is written is left for LuaLaTeX and XeLaTeX.
pub(super) fn needs_unicode(written: &str) -> bool {
    !written.chars().all(is_plain)
}

/// Text with its emoji told in words: no engine of TeX has them without a package.
pub(super) fn text(words: &str) -> String {
    escaped(&emoji::in_words(words))
}

/// An address in typewriter letters, where a line may end after a slash.
pub(super) fn address(url: &str) -> String {
    const BREAK: &str = "\\allowbreak{}";
    let breaking = escaped(url).replace('/', "/\\allowbreak{}");
    let breaking = breaking.replace(&format!("/{BREAK}/{BREAK}"), &format!("//{BREAK}"));
    format!("\\texttt{{{}}}", breaking.strip_suffix(BREAK).unwrap_or(&breaking))
}

/// Text with nothing in it that TeX would obey, no ligatures but those of letters.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = ' ';
    // What only says how a sign is to look.
    let is_selector = |c: &char| matches!(c, '\u{FE0E}' | '\u{FE0F}');
    let mut letters = text.chars().filter(|c| !is_selector(c)).nfc().peekable();
    while let Some(c) = letters.next() {
        let mut marks = String::new();
        while let Some(mark) = letters.next_if(|next| is_combining_mark(*next)) {
            marks.push(mark);
        }
        if !marks.is_empty() || !is_plain(c) {
            if let Some(command) = composed(c, &marks) {
                out.push_str(&command);
            } else {
                put(c, before, &mut out);
                out.push_str(&marks);
            }
        } else {
            put(c, before, &mut out);
        }
        before = c;
    }
    out
}

/// Text that is LaTeX already, with commands for letters that pdfLaTeX lacks: in braces that keep BibTeX from changing them.
pub(super) fn letters(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut letters = written.nfc().peekable();
    while let Some(c) = letters.next() {
        let mut marks = String::new();
        while let Some(mark) = letters.next_if(|next| is_combining_mark(*next)) {
            marks.push(mark);
        }
        if let Some(command) = composed(c, &marks).filter(|_| !marks.is_empty() || !is_plain(c)) {
            out.extend(["{{", &command, "}}"]);
        } else {
            out.push(c);
            out.push_str(&marks);
        }
    }
    out
}

fn put(c: char, before: char, out: &mut String) {
    match c {
        '\\' => out.push_str("\\textbackslash{}"),
        '{' | '}' | '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
        '~' => out.push_str("\\textasciitilde{}"),
        '^' => out.push_str("\\textasciicircum{}"),
        '<' => out.push_str("\\textless{}"),
        '>' => out.push_str("\\textgreater{}"),
        '|' => out.push_str("\\textbar{}"),
        '`' => out.push_str("\\textasciigrave{}"),
        // Active in some languages of babel.
        '"' => out.push_str("\\char34{}"),
        // These would become a dash, a quotation mark, a question mark turned upside down.
        '-' | '\'' | ',' if before == c => out.extend(['{', '}', c]),
        '\n' | '\t' => out.push(' '),
        c => out.push(c),
    }
}

/// A letter or sign that is not plain, with the marks on it; `None` where there is no command for it.
fn composed(c: char, marks: &str) -> Option<String> {
    let of = |table: &[(char, &'static str)], c: char| {
        table.iter().find(|(known, _)| *known == c).map(|(_, command)| *command)
    };
    let base = [
        of(IN_T1, c).map(|name| format!("\\UseTextSymbol{{T1}}{{\\{name}}}")),
        of(IN_FORMULAS, c).map(|sign| format!("\\ensuremath{{{sign}}}")),
        of(SPACES, c).map(str::to_owned),
    ];
    if let (Some(known), "") = (base.into_iter().flatten().next(), marks) {
        return Some(known);
    }
    let parts: Vec<char> = std::iter::once(c).chain(marks.chars()).nfd().collect();
    let accents: Option<Vec<_>> = parts[1..].iter().map(|mark| of(ACCENTS, *mark)).collect();
    match (parts[0], accents) {
        (letter, Some(accents)) if letter.is_ascii_alphabetic() && !accents.is_empty() => {
            Some(accents.iter().fold(letter.to_string(), |told, accent| format!("{accent}{{{told}}}")))
        }
        _ => compatible(c).filter(|_| marks.is_empty()),
    }
}

/// Numbers and letters in another shape: `x²` and `⅓`, ligatures, letters of formulas.
fn compatible(c: char) -> Option<String> {
    let plain: String = std::iter::once(c).nfkd().collect();
    let is_simple =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '⁄' | '+' | '-' | '=' | '(' | ')' | ' ');
    if plain.starts_with(c) || !plain.chars().all(is_simple) {
        return None;
    }
    Some(match c {
        '\u{2070}'..='\u{207F}' => format!("\\textsuperscript{{{plain}}}"),
        '\u{2080}'..='\u{209C}' => format!("\\textsubscript{{{plain}}}"),
        _ => plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tex_would_obey_is_told_by_commands() {
        for (text, told) in [
            ("50% & #1_a {b} ~c^d", "50\\% \\& \\#1\\_a \\{b\\} \\textasciitilde{}c\\textasciicircum{}d"),
            (
                "\\input <x> | `y`",
                "\\textbackslash{}input \\textless{}x\\textgreater{} \\textbar{} \\textasciigrave{}y\\textasciigrave{}",
            ),
            ("a--b ''c'' \"d\"", "a-{}-b '{}'c'{}' \\char34{}d\\char34{}"),
        ] {
            assert_eq!(escaped(text), told);
        }
    }

    #[test]
    fn letters_that_pdflatex_lacks_are_put_together() {
        for (text, told) in [
            ("Größe, naïve, Łódź — “so” …", "Größe, naïve, Łódź — “so” …"),
            (
                "«þ»",
                "\\UseTextSymbol{T1}{\\guillemotleft}\\UseTextSymbol{T1}{\\th}\\UseTextSymbol{T1}{\\guillemotright}",
            ),
            ("Ąę", "\\UseTextAccent{T1}{\\k}{A}\\UseTextAccent{T1}{\\k}{e}"),
            ("Việt", "Vi\\^{\\d{e}}t"),
            ("e\u{301} x\u{304}", "é \\={x}"),
            ("x₂ ≥ 10⁴ ⅓ ﬁ 𝗔", "x\\textsubscript{2} \\ensuremath{\\geq} 10\\textsuperscript{4} 1⁄3 fi A"),
            ("a\u{202F}b", "a\\,b"),
        ] {
            assert_eq!(escaped(text), told);
            assert!(!needs_unicode(&escaped(text)), "{text}");
        }
        assert_eq!(letters("5\\% of Đà"), "5\\% of {{\\UseTextSymbol{T1}{\\DJ}}}à");
        assert_eq!(escaped("王 श्री"), "王 श्री");
        assert!(needs_unicode("王"));
    }

    #[test]
    fn an_address_may_be_broken_at_its_slashes() {
        assert_eq!(
            address("https://x.com/a_b/"),
            "\\texttt{https://\\allowbreak{}x.com/\\allowbreak{}a\\_b/}"
        );
    }
}
