//! What the HTML of a status means: mentions by their full names, hashtags, links with the titles of their cards.

use super::status::Mentioned;
use crate::formats::html::{self, Anchor, Rules, Target};
use crate::model::{Clean, DraftLink, EntityKind, Rich, address};

/// What a status says of its links beside its HTML.
pub(super) struct Meaning {
    pub(super) mentioned: Vec<Mentioned>,
    /// The address of a link and the title of what it leads to.
    pub(super) card: Option<(Clean, Clean)>,
    /// Whether the post that it quotes is shown, so that the link to it need not be.
    pub(super) has_quote: bool,
}

/// The content of a status as text.
pub(super) fn read_content(html: &str, meaning: &mut Meaning) -> Rich {
    html::read(html, meaning)
}

impl Rules for Meaning {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        let is_tag = anchor.has_class("hashtag") || anchor.shown.starts_with('#');
        if anchor.has_class("mention") && is_tag && anchor.shown.len() > 1 {
            return Some(Target::Mention(EntityKind::Hashtag, None));
        }
        let is_mention = anchor.has_class("mention") || anchor.has_class("u-url");
        if is_mention && anchor.shown.len() > 1 && anchor.shown.starts_with('@') {
            return Some(Target::Mention(EntityKind::Handle, Some(self.handle(anchor))));
        }
        let mut link = anchor.link()?;
        link.title = self.title(&link);
        Some(Target::Link(link))
    }

    fn is_repeated(&self, class: &str) -> bool {
        self.has_quote && class.split_ascii_whitespace().any(|class| class == "quote-inline")
    }
}

impl Meaning {
    /// `@user@instance`, as the status says, else by the address that the mention leads to.
    fn handle(&self, anchor: &Anchor) -> Clean {
        let mentioned = self.mentioned.iter().find(|known| known.url.as_deref() == Some(anchor.href));
        if let Some(known) = mentioned {
            return Clean::line(&format!("@{}", known.name));
        }
        match address::host(anchor.href).filter(|_| !anchor.shown[1..].contains('@')) {
            Some(host) => Clean::line(&format!("{}@{host}", anchor.shown)),
            None => Clean::line(anchor.shown),
        }
    }

    fn title(&self, link: &DraftLink) -> Option<Clean> {
        let (url, title) = self.card.as_ref()?;
        let is_same = *url == link.url || address::normal(url) == address::normal(&link.url);
        is_same.then(|| title.clone())
    }
}
