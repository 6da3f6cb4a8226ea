//! What an item of a file stands for: a post, one passed on, one taken back; unwrapped from the activity around it.
//!
//! ```text
//! Create { object: Note }            the note            Announce { object: "https://…" }     passed on
//! Announce { Create { Page } }       the page, as groups send it out
//! Delete { object: Tombstone }       taken back          Like, Follow, …                      no post
//! ```

use std::borrow::Cow;

use super::address_in;
use crate::formats::json::{Item, Object, several, text};

/// As many activities within activities as are unwrapped.
const DEPTH: usize = 4;

const POSTS: &[&str] =
    &["Note", "Question", "Article", "Page", "Video", "Event", "Audio", "Image", "ChatMessage", "Document"];
const ACTIVITIES: &[&str] = &["Create", "Update", "Announce", "Delete"];
const OTHER_ACTIVITIES: &[&str] = &[
    "Accept",
    "Add",
    "Block",
    "Dislike",
    "EmojiReact",
    "Flag",
    "Follow",
    "Ignore",
    "Invite",
    "Join",
    "Leave",
    "Like",
    "Listen",
    "Move",
    "Offer",
    "QuoteRequest",
    "Read",
    "Reject",
    "Remove",
    "TentativeAccept",
    "TentativeReject",
    "Undo",
    "View",
];
const ACTORS: &[&str] = &["Person", "Group", "Organization", "Service", "Application"];
const COLLECTIONS: &[&str] = &["Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"];
const TOMBSTONE: &str = "Tombstone";

/// Whether a type is one of those that a file is told by.
pub(super) fn is_type(name: &str) -> bool {
    [POSTS, ACTIVITIES, OTHER_ACTIVITIES].iter().any(|names| names.contains(&name)) || name == TOMBSTONE
}

/// Whether a type is that of a collection.
pub(super) fn is_collection(name: &str) -> bool {
    COLLECTIONS.contains(&name)
}

/// The fields of the innermost activity around an object, raw.
#[derive(Clone, Copy, Default)]
pub(super) struct Envelope<'a> {
    pub(super) actor: Option<&'a str>,
    pub(super) published: Option<&'a str>,
    pub(super) to: Option<&'a str>,
    pub(super) cc: Option<&'a str>,
}

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An object that is there.
    Post,
    /// One of which only the address is there.
    Address,
    /// Another's post passed on.
    Announce,
    /// Taken back.
    Gone,
    /// An account.
    Actor,
    /// No post, or nothing that is understood.
    Other,
}

/// An item without the activities around it.
pub(super) struct Unwrapped<'a> {
    pub(super) item: Item<'a>,
    pub(super) kind: Kind,
    /// The object itself; of what was passed on, the activity.
    pub(super) json: &'a str,
    /// In how many fields `object` it stands.
    pub(super) depth: usize,
    pub(super) envelope: Envelope<'a>,
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) url: Option<Cow<'a, str>>,
    pub(super) reply_to: Option<Cow<'a, str>>,
    /// What names the conversation that it is of.
    pub(super) conversation: Option<Cow<'a, str>>,
    /// Whether the file says that it was taken back.
    pub(super) is_gone: bool,
    /// When it was last changed, as it stands there.
    pub(super) changed: Option<Cow<'a, str>>,
}

/// Takes the activities off an item.
pub(super) fn unwrap(item: Item) -> Unwrapped {
    let mut found = Unwrapped {
        item,
        kind: Kind::Other,
        json: item.json,
        depth: 0,
        envelope: Envelope::default(),
        id: None,
        url: None,
        reply_to: None,
        conversation: None,
        is_gone: false,
        changed: None,
    };
    while found.depth < DEPTH {
        let Ok(object) = Object::walk(found.json) else { return found };
        let name = type_of(&object);
        let inner = object.get("object").and_then(|raw| several(raw).first().copied());
        found.id = object.get("id").and_then(text).filter(|id| !id.is_empty());
        let is_within = match &*name {
            "Create" | "Update" => found.open(&object, inner, Kind::Address),
            "Delete" => {
                found.open(&object, inner, Kind::Gone);
                let is_account = found.id.is_some() && found.id == object.get("actor").and_then(address_in);
                found.kind = if is_account { Kind::Other } else { Kind::Gone };
                return found;
            }
            "Announce" if !inner.is_some_and(is_activity) => {
                found.kind = Kind::Announce;
                return found;
            }
            "Announce" => found.open(&object, inner, Kind::Announce),
            _ => {
                found.take(&object, &name);
                return found;
            }
        };
        if !is_within {
            return found;
        }
    }
    found
}

impl<'a> Unwrapped<'a> {
    /// Goes into the object of an activity, or takes the address that stands in its place; whether it went in.
    fn open(&mut self, activity: &Object<'a>, inner: Option<&'a str>, of_address: Kind) -> bool {
        let get = |name| activity.get(name);
        self.envelope =
            Envelope { actor: get("actor"), published: get("published"), to: get("to"), cc: get("cc") };
        self.id = inner.and_then(address_in);
        let Some(inner) = inner else { return false };
        let is_object = inner.starts_with('{');
        if is_object {
            self.json = inner;
            self.depth += 1;
        } else {
            self.kind = of_address;
        }
        is_object
    }

    fn take(&mut self, object: &Object<'a>, name: &str) {
        self.kind = match name {
            TOMBSTONE => Kind::Gone,
            name if ACTORS.contains(&name) => Kind::Actor,
            name if OTHER_ACTIVITIES.contains(&name) || is_collection(name) => Kind::Other,
            name if POSTS.contains(&name) => Kind::Post,
            _ if ["content", "contentMap", "name"].iter().any(|field| object.has(field)) => Kind::Post,
            _ => Kind::Other,
        };
        self.url = object.get("url").and_then(address_in);
        self.reply_to = object.get("inReplyTo").and_then(address_in);
        self.conversation = object.get("conversation").or_else(|| object.get("context")).and_then(address_in);
        self.changed = object.get("updated").or_else(|| object.get("published")).and_then(text);
    }
}

/// The first type that is known, of one or several.
fn type_of<'a>(object: &Object<'a>) -> Cow<'a, str> {
    let names = object.get("type").map(several).unwrap_or_default();
    let mut names = names.into_iter().filter_map(text);
    let first = names.next().unwrap_or_default();
    if is_type(&first) { first } else { names.find(|name| is_type(name)).unwrap_or(first) }
}

fn is_activity(json: &str) -> bool {
    Object::walk(json).is_ok_and(|object| {
        let name = type_of(&object);
        [ACTIVITIES, OTHER_ACTIVITIES].iter().any(|names| names.contains(&&*name))
    })
}
