//! Lemmy's Markdown: that of CommonMark, with blocks that hide a text until it is asked for.
//!
//! ```text
//! ::: spoiler What they read
//! The cook did it.
//! :::
//! ```

use crate::formats::html::{Anchor, Image, Rules, Target};
use crate::formats::markdown;
use crate::formats::scanning::{self, What};
use crate::model::{Clean, EntityKind, Media, MediaKind, Rich, Style, address};

/// What somebody wrote, and the pictures in it.
#[derive(Default)]
pub(super) struct Words {
    pub(super) text: Rich,
    pub(super) media: Vec<Media>,
}

/// Reads `source`.
pub(super) fn read(source: &str) -> Words {
    let mut words = Words::default();
    let mut spoiler = None;
    let mut from = 0;
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(mark) = line.trim().strip_prefix(":::") else { continue };
        match (&mut spoiler, mark.trim()) {
            (None, title) if title.starts_with("spoiler") => {
                words.append(&source[from..start], false);
                spoiler = Some(title["spoiler".len()..].trim());
                from = at;
            }
            (Some(title), "") => {
                words.append(title, false);
                words.append(&source[from..start], true);
                spoiler = None;
                from = at;
            }
            _ => {}
        }
    }
    // One that is not closed hides what follows.
    if let Some(title) = spoiler {
        words.append(title, false);
    }
    words.append(&source[from..], spoiler.is_some());
    words
}

impl Words {
    fn append(&mut self, source: &str, is_spoiler: bool) {
        let mut part = markdown::read(source, markdown::COMMON, self);
        if part.is_blank() {
            return;
        }
        scanning::complete(&mut part, |what| what == What::Mention(EntityKind::Handle));
        if !self.text.text().is_empty() {
            self.text.push("\n\n");
        }
        let start = self.text.text().len();
        if is_spoiler {
            // It begins where its words do, so before what is marked in these.
            self.text.mark_style(start..start + part.text().len(), Style::Spoiler);
        }
        self.text.append(part);
    }
}

impl Rules for Words {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_account = anchor.href.contains("/u/") && anchor.shown.len() > 1;
        if is_account && let Some(name) = anchor.shown.strip_prefix('@') {
            let host = address::host(anchor.href).filter(|_| !name.contains('@'));
            let name = host.map(|host| Clean::line(&format!("@{name}@{host}")));
            return Some(Target::Mention(EntityKind::Handle, name));
        }
        anchor.link().map(Target::Link)
    }

    fn is_written(&mut self, image: &Image) -> bool {
        let url = Clean::some_line(image.src).filter(|url| address::is_web(url));
        if let Some(url) = url {
            let alt = Clean::some_line(image.alt);
            self.media.push(Media { kind: MediaKind::Image, url: Some(url), file: None, alt });
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoilers_mentions_and_pictures_are_told() {
        let words = read(
            "Before.\n\n::: spoiler The **end**\n- a\n- b\n:::\nAfter, [@jo](https://pier.example/u/jo) and @mo@example.org. ![A crane](https://pier.example/c.png)",
        );
        let text = words.text.text();
        assert_eq!(text, "Before.\n\nThe end\n\n- a\n- b\n\nAfter, @jo and @mo@example.org.");
        let styles = words.text.marks().styles.iter();
        let styles: Vec<_> = styles.map(|(range, style)| (&text[range.clone()], *style)).collect();
        assert_eq!(styles, [("end", Style::Bold), ("- a\n- b", Style::Spoiler)]);
        let mentions = words.text.marks().mentions.iter();
        let mentions: Vec<_> =
            mentions.map(|(range, _, name)| (&text[range.clone()], name.as_deref())).collect();
        assert_eq!(mentions, [("@jo", Some("@jo@pier.example")), ("@mo@example.org", None)]);
        assert_eq!(words.media[0].alt.as_deref(), Some("A crane"));
    }

    #[test]
    fn marks_without_end_cost_their_own_length_only() {
        for unit in ["::: spoiler x\n", ":::\n", "::: spoiler x\ny\n:::\n"] {
            assert!(read(&(unit.repeat(5_000) + "end")).text.text().ends_with("end"), "{unit}");
        }
    }
}
