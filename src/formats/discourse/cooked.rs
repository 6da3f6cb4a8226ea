//! What the HTML of a Discourse post means: quotes and cards of links, mentions and hashtags, pictures that are media.

use url::Url;

use crate::formats::html::{Anchor, Image, Rules, Target, Treatment, has_class};
use crate::model::{Clean, EntityKind, Media, MediaKind, address};

/// The rules for a post, and the media that its HTML holds.
pub(super) struct Cooked<'b> {
    /// Where the forum is, for addresses within it.
    pub(super) base: Option<&'b Url>,
    /// Whether its polls are told of apart from the HTML.
    pub(super) has_polls: bool,
    pub(super) media: Vec<Media>,
}

impl Rules for Cooked<'_> {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_mention = anchor.has_class("mention") || anchor.has_class("mention-group");
        if is_mention && anchor.shown.starts_with('@') {
            return Some(Target::Mention(EntityKind::Handle, None));
        }
        if anchor.has_class("hashtag") || anchor.has_class("hashtag-cooked") {
            let name = format!("#{}", anchor.shown.trim_start_matches('#'));
            return Some(Target::Mention(EntityKind::Hashtag, Some(Clean::line(&name))));
        }
        let url = self.absolute(anchor.href);
        let href = url.as_deref().unwrap_or(anchor.href);
        (Anchor { href, ..*anchor }).link().map(Target::Link)
    }

    fn treatment(&self, name: &str, class: &str) -> Treatment {
        match name {
            "aside" if has_class(class, "onebox") => Treatment::Quote,
            "svg" => Treatment::LeftOut,
            "div" | "span"
                if ["meta", "quote-controls", "cooked-selection-barrier"]
                    .iter()
                    .any(|c| has_class(class, c)) =>
            {
                Treatment::LeftOut
            }
            "div" if self.has_polls && has_class(class, "poll") => Treatment::LeftOut,
            _ => Treatment::Usual,
        }
    }

    /// Emoji are words; pictures that somebody put there are media; those of accounts and sites are neither.
    fn is_written(&mut self, image: &Image) -> bool {
        if has_class(image.class, "emoji") {
            return true;
        }
        let decoration = ["avatar", "onebox-avatar", "site-icon", "thumbnail", "onebox-avatar-inline"];
        if decoration.iter().any(|class| has_class(image.class, class)) {
            return false;
        }
        // What is shown is a smaller copy of what it links to.
        let large = image.href.filter(|href| is_picture(href)).unwrap_or(image.src);
        let url = self.absolute(large).filter(|url| address::is_web(url));
        if url.is_some() || !image.alt.is_empty() {
            let alt = Clean::some_line(image.alt);
            self.media.push(Media { kind: MediaKind::Image, url, file: None, alt });
        }
        false
    }
}

impl Cooked<'_> {
    /// An address as it is, or within the forum.
    fn absolute(&self, href: &str) -> Option<Clean> {
        let href = href.trim();
        if address::is_web(href) {
            return Clean::some_line(href);
        }
        if let Some(rest) = href.strip_prefix("//") {
            return Clean::some_line(&format!("https://{rest}"));
        }
        let url = self.base.filter(|_| href.starts_with('/'))?.join(href).ok()?;
        Clean::some_line(url.as_str())
    }
}

fn is_picture(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".heic", ".svg"].iter().any(|end| path.ends_with(end))
}
