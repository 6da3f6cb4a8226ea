//! What the things of a file make together: one discussion, or many beside each other.

use std::collections::HashSet;

use super::thing::Thing;
use crate::model::{Clean, Draft, Shape, State, ThreadBuilder};

/// Takes things in one by one, each once.
pub(super) struct Threads<'b> {
    pub(super) builder: &'b mut ThreadBuilder,
    pub(super) is_escaped: bool,
    known: HashSet<Clean>,
    /// The submissions that they belong to; two are as good as many.
    links: Vec<Clean>,
    /// What comments answer, and the submissions above.
    answered: Vec<(Clean, Option<Clean>)>,
}

impl<'b> Threads<'b> {
    pub(super) fn new(is_escaped: bool, builder: &'b mut ThreadBuilder) -> Self {
        Self { builder, is_escaped, known: HashSet::new(), links: Vec::new(), answered: Vec::new() }
    }

    /// Takes a thing in, unless one of its name is there already.
    pub(super) fn push(&mut self, thing: Thing) {
        let Thing { draft, link } = thing;
        if draft.id.clone().is_some_and(|id| !self.known.insert(id)) {
            return;
        }
        if let Some(link) = &link
            && self.links.len() < 2
            && !self.links.contains(link)
        {
            self.links.push(link.clone());
        }
        if let Some(answered) = draft.reply_to.clone() {
            let is_wanted = self.links.len() < 2 && !self.known.contains(&answered);
            self.answered.extend(is_wanted.then_some((answered, link)));
        }
        self.builder.push(draft);
    }

    /// In one discussion, gives what is answered but not there a place, so that all hangs together.
    pub(super) fn finish(mut self) {
        if self.links.len() > 1 {
            self.builder.title(None);
            self.builder.shape(Shape::Collection);
            return;
        }
        let answered = std::mem::take(&mut self.answered);
        for (id, link) in answered.into_iter().filter(|(id, _)| id.starts_with("t1_")) {
            if self.known.insert(id.clone()) {
                self.absent(id, link);
            }
        }
        // Last what all stands below, as even those that are not there do.
        for link in std::mem::take(&mut self.links) {
            if self.known.insert(link.clone()) {
                self.absent(link, None);
            }
        }
    }

    fn absent(&mut self, id: Clean, reply_to: Option<Clean>) {
        let link = id.strip_prefix("t3_");
        let url = link.map(|link| Clean::line(&format!("https://www.reddit.com/comments/{link}/")));
        let state = Some(State::Missing);
        self.builder.push(Draft { id: Some(id), url, reply_to, state, ..Draft::default() });
    }
}
