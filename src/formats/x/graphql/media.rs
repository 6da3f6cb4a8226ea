//! Pictures and films in the newest shape of X's web data, `media_entities`.

use super::super::marks::best_variant;
use crate::formats::json::Fields;
use crate::model::{Clean, Media, MediaKind};

/// What is attached to a post.
pub(super) fn read_newest_media(post: &mut Fields) -> Vec<Media> {
    post.items("media_entities", |entity| {
        let Some(mut results) = entity.inner("media_results") else { return plain(entity) };
        let mut result = results.inner("result")?;
        let mut info = result.inner("media_info")?;
        let kind = match info.text("__typename").as_deref() {
            Some("ApiImage") => MediaKind::Image,
            Some("ApiVideo") => MediaKind::Video,
            Some("ApiGif") => MediaKind::Gif,
            _ => MediaKind::File,
        };
        let alt = info.passage("alt_text");
        let film = best_variant(&mut info).and_then(|url| Clean::some_line(&url));
        let still = info.line("original_img_url");
        let still = still.or_else(|| info.inner("preview_image")?.line("original_img_url"));
        Some(Media { kind, url: film.or(still), file: None, alt })
    })
}

/// One in the shape of API 1.1.
fn plain(entity: &mut Fields) -> Option<Media> {
    let url = entity.line("media_url_https")?;
    let kind = super::super::marks::medium_kind(entity);
    Some(Media { kind, url: Some(url), file: None, alt: entity.passage("ext_alt_text") })
}
