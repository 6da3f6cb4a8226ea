//! Every theme can be read: contrast as WCAG 2.1 measures it, and nothing told by its hue alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use ratatui::style::{Color, Modifier, Style};
use unspool::app::theming::Ground;
use unspool::shell::themes::Themes;
use unspool::view::theme::look::{Depth, Hue};
use unspool::view::theme::{Apart, INKS, Ink, Row, Theme};

type Rgb = [u8; 3];

/// Grounds that people have: black and white, and those of much-used terminal themes.
const DARK: &[Rgb] = &[
    [0, 0, 0],
    [0x1e, 0x1e, 0x1e],
    [0x00, 0x2b, 0x36],
    [0x1a, 0x1b, 0x26],
    [0x27, 0x28, 0x22],
    [0x28, 0x2a, 0x36],
    [0x28, 0x2c, 0x34],
    [0x2e, 0x34, 0x40],
];
const LIGHT: &[Rgb] = &[
    [255, 255, 255],
    [0xfa, 0xfa, 0xfa],
    [0xfd, 0xf6, 0xe3],
    [0xf2, 0xf2, 0xf2],
    [0xef, 0xf1, 0xf5],
    [0xfb, 0xf1, 0xc7],
    [0xee, 0xe8, 0xd5],
];

/// A theme with a ground that it is to be read on, and the letters that such a terminal writes with.
struct Case {
    name: String,
    theme: Theme,
    ground: Rgb,
    letters: Rgb,
}

/// Every theme with colours of its own, on every ground that it is for.
fn cases(depth: Depth) -> Vec<Case> {
    let themes = Themes::ours(depth);
    let mut cases = Vec::new();
    for (at, entry) in themes.entries.iter().enumerate() {
        if *entry.name == *"sixteen" || *entry.name == *"mono" {
            continue;
        }
        // What is written where the ground is not known.
        let theming = themes.theming(at, None);
        let only_on = theming.choices[at].only_on;
        let mut grounds: Vec<(Rgb, Rgb)> = Vec::new();
        let theme = themes.shown(&theming).clone();
        match (only_on, *entry.name == *"auto") {
            // Nothing stands out from every grey.
            (None, true) => grounds.extend([([0; 3], [255; 3]), ([255; 3], [0; 3])]),
            (Some(Ground::Dark), _) => grounds.extend(DARK.iter().map(|ground| (*ground, [255; 3]))),
            (Some(Ground::Light), _) => grounds.extend(LIGHT.iter().map(|ground| (*ground, [0; 3]))),
            (None, false) => grounds.push(([128; 3], [128; 3])),
        }
        for (ground, letters) in grounds {
            cases.push(Case { name: entry.name.to_string(), theme: theme.clone(), ground, letters });
        }
    }
    assert!(cases.len() > 10);
    cases
}

fn rgb(color: Option<Color>, own: Rgb) -> Rgb {
    match color {
        None | Some(Color::Reset) => own,
        Some(Color::Rgb(r, g, b)) => [r, g, b],
        Some(Color::Indexed(number)) => Hue::Palette(number).rgb().unwrap(),
        Some(named) => panic!("{named:?} is whatever the terminal makes of it"),
    }
}

/// Letters and ground of something, as they are seen.
fn seen(style: Style, case: &Case) -> (Rgb, Rgb) {
    let style = case.theme.ground().patch(style);
    let (letters, ground) = (rgb(style.fg, case.letters), rgb(style.bg, case.ground));
    if style.add_modifier.contains(Modifier::REVERSED) { (ground, letters) } else { (letters, ground) }
}

/// Relative luminance (WCAG 2.1).
fn luminance(rgb: Rgb) -> f64 {
    let [r, g, b] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What is a sign and no words: a bar, a frame.
fn is_sign(ink: Ink) -> bool {
    matches!(ink, Ink::Guide | Ink::Frame)
}

#[test]
fn every_pair_of_words_and_ground_stands_out() {
    for depth in [Depth::Full, Depth::Palette] {
        for case in cases(depth) {
            let wanted = if case.name.starts_with("contrast") { 7.0 } else { 4.5 };
            let over = [
                None,
                Some(Ink::Hit),
                Some(Ink::Chosen),
                Some(Ink::Selection),
                Some(Ink::Marked),
                Some(Ink::HighlightYellow),
                Some(Ink::HighlightGreen),
                Some(Ink::HighlightBlue),
                Some(Ink::HighlightPink),
            ];
            for row in INKS.iter().filter(|row| !row.is_over) {
                // These two are over everything themselves.
                let is_last = matches!(row.ink, Ink::Alarm | Ink::SelectionEnd);
                for over in over
                    .into_iter()
                    .filter(|over| over.is_none() || !is_last)
                    .map(|ink| ink.map(|ink| case.theme.ink(ink)).unwrap_or_default())
                {
                    let least = if is_sign(row.ink) { 3.0 } else { wanted };
                    let style = case.theme.ink(row.ink).patch(over);
                    let (letters, ground) = seen(style, &case);
                    let found = contrast(letters, ground);
                    assert!(
                        found >= least,
                        "{} {depth:?}: {} on {ground:x?} is {letters:x?}, {found:.2} : 1",
                        case.name,
                        row.name
                    );
                }
            }
        }
    }
}

#[test]
fn what_lies_over_something_that_lies_over_words_can_be_read() {
    let highlights = [Ink::HighlightYellow, Ink::HighlightGreen, Ink::HighlightBlue, Ink::HighlightPink];
    // From the lowest to the highest, as they are painted.
    let stack = [&highlights[..], &[Ink::Annotated], &[Ink::Selection], &[Ink::Chosen], &[Ink::Hit]];
    for case in [Depth::Full, Depth::Palette].into_iter().flat_map(cases) {
        let wanted = if case.name.starts_with("contrast") { 7.0 } else { 4.5 };
        for (i, below) in stack.iter().enumerate() {
            for (below, above) in below.iter().flat_map(|below| {
                stack[i + 1..].iter().flat_map(|above| above.iter()).map(move |above| (*below, *above))
            }) {
                let style = case.theme.ink(below).patch(case.theme.ink(above));
                let (letters, ground) = seen(style, &case);
                let found = contrast(letters, ground);
                assert!(found >= wanted, "{}: {above:?} over {below:?}, {found:.2} : 1", case.name);
            }
        }
    }
}

#[test]
fn what_is_selected_or_found_is_seen_as_a_patch() {
    for case in cases(Depth::Palette) {
        for ink in [Ink::Hit, Ink::Chosen, Ink::Selection, Ink::Marked] {
            let ground = seen(Style::new(), &case).1;
            let patch = seen(case.theme.ink(ink), &case).1;
            let found = contrast(ground, patch);
            assert!(found >= 3.0, "{}: {ink:?} on {ground:x?}, {found:.2} : 1", case.name);
        }
    }
}

/// Whether two looks are told apart by eyes that see no hue.
fn is_apart(a: Style, b: Style, case: &Case) -> bool {
    let ((a_letters, a_ground), (b_letters, b_ground)) = (seen(a, case), seen(b, case));
    // A contrast of 3 : 1 tells what a hue would tell (WCAG technique G183).
    a.add_modifier != b.add_modifier
        || contrast(a_letters, b_letters) >= 3.0
        || contrast(a_ground, b_ground) >= 3.0
}

/// The inks that are told by their look alone, as they are drawn on words.
fn by_look(theme: &Theme) -> Vec<(&'static Row, Style)> {
    let look = |row: &'static Row| match row.ink {
        Ink::CurrentHit => theme.hit().patch(theme.current_hit()),
        ink => theme.ink(ink),
    };
    INKS.iter().filter(|row| row.apart == Apart::Look).map(|row| (row, look(row))).collect()
}

#[test]
fn nothing_is_told_by_its_hue_alone() {
    let mono = Themes::ours(Depth::None);
    let plain = mono.shown(&mono.theming(0, None)).clone();
    let none = Case { name: "mono".to_owned(), theme: plain, ground: [0; 3], letters: [255; 3] };
    for case in cases(Depth::Full).into_iter().chain([none]) {
        let looks = by_look(&case.theme);
        for (i, (a, a_look)) in looks.iter().enumerate() {
            for (b, b_look) in &looks[..i] {
                assert!(is_apart(*a_look, *b_look, &case), "{}: {} is as {}", case.name, a.name, b.name);
            }
        }
        assert!(looks.len() >= 8);
    }
}

#[test]
fn without_colours_there_are_none() {
    let themes = Themes::ours(Depth::None);
    for at in 0..themes.entries.len() {
        let theme = themes.shown(&themes.theming(at, Some(Ground::Light)));
        for row in INKS {
            let Style { fg, bg, .. } = theme.ink(row.ink);
            assert_eq!((fg, bg), (None, None), "{}", row.name);
        }
    }
}

#[test]
fn names_and_cautions_share_no_hue() {
    for case in cases(Depth::Palette) {
        let cautions = [Ink::Warning, Ink::Alarm].map(|ink| seen(case.theme.ink(ink), &case));
        for name in [Ink::Person, Ink::Organization, Ink::Place, Ink::Product, Ink::Mention, Ink::Link] {
            let name_seen = seen(case.theme.ink(name), &case);
            assert!(!cautions.contains(&name_seen), "{}: {name:?} is as a caution", case.name);
        }
    }
}

/// How eyes without one kind of cone see red, green and blue light (Machado, Oliveira, Fernandes 2009, severity 1).
const BLIND: [[[f64; 3]; 3]; 3] = [
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

/// From linear sRGB to CIE XYZ, each with the white of D65.
const D65: [([f64; 3], f64); 3] = [
    ([0.4124, 0.3576, 0.1805], 0.950_47),
    ([0.2126, 0.7152, 0.0722], 1.0),
    ([0.0193, 0.1192, 0.9505], 1.088_83),
];

/// A colour as such eyes see it, in CIE L*a*b*.
fn as_seen_by(eyes: &[[f64; 3]; 3], rgb: Rgb) -> [f64; 3] {
    let light = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    let dot = |row: &[f64; 3], part: [f64; 3]| row.iter().zip(part).map(|(a, b)| a * b).sum::<f64>();
    let seen = eyes.map(|row| dot(&row, light).clamp(0.0, 1.0));
    let curve = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    let [x, y, z] = D65.map(|(row, white)| curve(dot(&row, seen) / white));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[test]
fn colour_blind_eyes_tell_the_hues_of_the_themes_for_them() {
    for case in cases(Depth::Palette).iter().filter(|case| case.name.starts_with("colour-blind")) {
        let inks = [Ink::Person, Ink::Organization, Ink::Place, Ink::Product, Ink::Link, Ink::Warning];
        let hues = inks.map(|ink| seen(case.theme.ink(ink), case).0);
        for eyes in &BLIND {
            for (i, a) in hues.iter().enumerate() {
                for (j, b) in hues[..i].iter().enumerate() {
                    let (a, b) = (as_seen_by(eyes, *a), as_seen_by(eyes, *b));
                    let apart = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
                    assert!(apart >= 20.0, "{}: {:?} and {:?}, {apart:.1}", case.name, inks[i], inks[j]);
                }
            }
        }
    }
}
