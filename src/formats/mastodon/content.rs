//! What the HTML of a status means: mentions by their full names, hashtags, links with the titles of their cards.
//!
//! What other software of the fediverse writes is close enough to be read by the same rules.

use crate::formats::html::{Anchor, Rules, Target, Treatment, has_class};
use crate::model::{Clean, DraftLink, EntityKind, address};

/// An account that a status mentions.
#[derive(Debug)]
pub(in crate::formats) struct Mentioned {
    pub(in crate::formats) id: Option<Clean>,
    /// `user@instance`.
    pub(in crate::formats) name: String,
    pub(in crate::formats) url: Option<Clean>,
}

/// What a status says of its links beside its HTML.
#[derive(Debug, Default)]
pub(in crate::formats) struct Meaning {
    pub(in crate::formats) mentioned: Vec<Mentioned>,
    /// The address of a link and the title of what it leads to.
    pub(in crate::formats) card: Option<(Clean, Clean)>,
    /// Whether the post that it quotes is shown, so that the link to it need not be.
    pub(in crate::formats) has_quote: bool,
}

impl Rules for Meaning {
    fn target(&mut self, anchor: &Anchor) -> Option<Target> {
        // Pleroma has the one class, Misskey and bridges none.
        let is_tag = ["mention", "hashtag"].iter().any(|class| anchor.has_class(class))
            || ["/tag/", "/tags/", "=%23"].iter().any(|path| anchor.href.contains(path));
        let reads_as_tag = anchor.has_class("hashtag") || anchor.shown.starts_with('#');
        if is_tag && reads_as_tag && anchor.shown.len() > 1 {
            return Some(Target::Mention(EntityKind::Hashtag, None));
        }
        let is_mention =
            || anchor.has_class("mention") || anchor.has_class("u-url") || self.known(anchor.href).is_some();
        if anchor.shown.len() > 1 && anchor.shown.starts_with('@') && is_mention() {
            return Some(Target::Mention(EntityKind::Handle, Some(self.handle(anchor))));
        }
        let mut link = anchor.link()?;
        link.title = self.title(&link);
        Some(Target::Link(link))
    }

    fn is_repeated(&self, class: &str) -> bool {
        self.has_quote && has_class(class, "quote-inline")
    }

    fn treatment(&self, _name: &str, class: &str) -> Treatment {
        if self.is_repeated(class) { Treatment::LeftOut } else { Treatment::Usual }
    }
}

impl Meaning {
    fn known(&self, url: &str) -> Option<&Mentioned> {
        self.mentioned.iter().find(|known| known.url.as_deref() == Some(url))
    }

    /// `@user@instance`, as the status says, else by the address that the mention leads to.
    fn handle(&self, anchor: &Anchor) -> Clean {
        if let Some(known) = self.known(anchor.href) {
            return Clean::line(&format!("@{}", known.name));
        }
        let name = &anchor.shown[1..];
        let Some(host) = address::host(anchor.href).filter(|_| !name.contains('@')) else {
            return Clean::line(anchor.shown);
        };
        // A profile has another address than its account, and a server may have another name than its accounts.
        let known = self.mentioned.iter().find(|known| {
            known.name.split_once('@').is_some_and(|(user, _)| user.eq_ignore_ascii_case(name))
                && known.url.as_deref().and_then(address::host).is_some_and(|of_known| of_known == host)
        });
        match known {
            Some(known) => Clean::line(&format!("@{}", known.name)),
            None => Clean::line(&format!("@{name}@{host}")),
        }
    }

    fn title(&self, link: &DraftLink) -> Option<Clean> {
        let (url, title) = self.card.as_ref()?;
        let is_same = *url == link.url || address::normal(url) == address::normal(&link.url);
        is_same.then(|| title.clone())
    }
}
