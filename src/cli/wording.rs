//! How `cite` and `quote` word what they print: as the settings have it, but for what their arguments say.

use std::io::Write;

use super::arguments::{ApaKind, Who, Wording};
use super::configuring;
use crate::cite::quoting::Manner;
use crate::cite::reference::{AuthorIs, NameOfX};
use crate::cite::styles;
use crate::shell::{Failure, settings};

impl Wording {
    /// The manner of the settings with what is asked for.
    pub(super) fn manner(&self, out: &mut dyn Write) -> Result<Manner, Failure> {
        let mut manner = configuring::load(out).manner();
        if let Some(style) = &self.style {
            manner.style = Some(style.clone());
            if styles::is_file(style) {
                let csl = settings::style_file(style).map_err(Failure::could_not)?;
                manner.styles.insert(style.clone(), csl);
            }
        }
        if let Some(Err(problem)) = manner.cited_by() {
            return Err(Failure::wrong_usage(format!("{problem}.")));
        }
        manner.author_is = self.author.map(|who| match who {
            Who::Person => AuthorIs::Person,
            Who::Group => AuthorIs::Group,
        });
        manner.access = self.accessed.unwrap_or(manner.access);
        match self.x_name.as_deref() {
            Some("date") => manner.name_of_x = NameOfX::OfTheDay,
            Some(name) => manner.name_of_x = NameOfX::Fixed(name.to_owned()),
            None => {}
        }
        manner.has_tweets = self.apa_kind.map_or(manner.has_tweets, |kind| kind == ApaKind::Tweet);
        Ok(manner)
    }
}
