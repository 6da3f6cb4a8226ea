//! Conversations of API 1.1 as folders, a file per post: the layout in which research collections are passed on.
//!
//! ```text
//! THREAD/source-tweet/17.json     the first post; source-tweets in some collections
//! THREAD/replies/18.json          those below it; reactions in some
//! THREAD/structure.json           {"17":{"18":{"19":[]}}}, what answers what, also of posts that are not there
//! ```
//!
//! Source: the collections PHEME and `RumourEval`. A folder of many such folders is a collection.

use std::collections::{HashMap, HashSet};

use serde::de::IgnoredAny;

use super::PLATFORM;
use super::items::{Items, Layout};
use super::statuses::read_status;
use super::threads::{self, Head, Order, Posts};
use crate::formats::Unreadable;
use crate::formats::json::{At, Object, Walker, text};
use crate::formats::package::{Members, Package};
use crate::model::{Clean, Draft, State, ThreadBuilder};

/// Folders of conversations.
pub(super) const CONVERSATIONS: Package = Package { recognise: is_conversations, read };

/// The folders of first posts.
const FIRST: &[&str] = &["source-tweet", "source-tweets"];
/// The folders of those below.
const BELOW: &[&str] = &["replies", "reactions"];
const STRUCTURE: &str = "structure.json";

/// A file with a post in it: the folder of its conversation, and whether it is the first.
fn post_file(name: &str) -> Option<(&str, bool)> {
    let (folder, file) = name.rsplit_once('/')?;
    let id = file.strip_suffix(".json")?;
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (thread, kind) = folder.rsplit_once('/').unwrap_or(("", folder));
    let is_first = FIRST.contains(&kind);
    (is_first || BELOW.contains(&kind)).then_some((thread, is_first))
}

fn is_conversations(names: &[String]) -> bool {
    names.iter().any(|name| post_file(name).is_some_and(|(_, is_first)| is_first))
}

/// The files of all posts, one after another as items of a list.
struct Files {
    json: String,
    /// Where each begins, its name, and the first post of its conversation.
    begins: Vec<(usize, String, u64)>,
}

impl Files {
    fn of(&self, json: &str) -> &(usize, String, u64) {
        let at = json.as_ptr() as usize - self.json.as_ptr() as usize;
        &self.begins[self.begins.partition_point(|(begin, ..)| *begin <= at) - 1]
    }
}

fn read(members: &mut dyn Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line(PLATFORM));
    let names = members.names().to_vec();
    let mut roots: HashMap<&str, u64> = HashMap::new();
    for name in &names {
        if let Some((thread, true)) = post_file(name) {
            roots.insert(thread, id_of_file(name));
        }
    }
    let files = gather(&names, &roots, members, builder);
    let mut above = HashMap::new();
    for (thread, root) in &roots {
        let name = if thread.is_empty() { STRUCTURE.to_owned() } else { format!("{thread}/{STRUCTURE}") };
        if names.binary_search(&name).is_ok()
            && let Some(json) = member(&name, members, builder)
        {
            read_structure(&json, *root, &mut above);
        }
    }
    let items = Items::find(&files.json, Layout::List(0), builder);
    let mut posts = Vec::new();
    items.for_each(|json, _| posts.push((head(json, files.of(json).2, &above), json)));
    let known: HashSet<u64> = posts.iter().map(|(head, _)| head.id).collect();
    let is_conversation = roots.len() == 1;
    Posts::arrange(posts, Order::Ids, is_conversation).push_onto(
        builder,
        |json, _, _, notes| {
            let at = At::value("", &files.of(json).1);
            Some(read_status(Object::walk(json).ok()?, &at, &items, notes))
        },
        |id| {
            let (parent, _) = above.get(&id)?;
            let reply_to = Some(*parent).filter(|parent| *parent != 0).map(|id| Clean::line(&id.to_string()));
            Some(Draft { reply_to, state: Some(State::Missing), ..Draft::default() })
        },
    );
    push_omitted(&known, &above, builder);
    if builder.is_empty() {
        return Err(Unreadable::new(
            "there is no whole post in these folders",
            "Unpack the collection again.",
        ));
    }
    Ok(())
}

fn id_of_file(name: &str) -> u64 {
    name.rsplit('/').next().and_then(|file| file.strip_suffix(".json")).map_or(0, threads::id)
}

/// Reads the files of posts; one that is no JSON is left out.
fn gather(
    names: &[String],
    roots: &HashMap<&str, u64>,
    members: &mut dyn Members,
    builder: &mut ThreadBuilder,
) -> Files {
    let mut files = Files { json: "[".to_owned(), begins: Vec::new() };
    for name in names {
        let Some((thread, _)) = post_file(name) else { continue };
        let Some(json) = member(name, members, builder) else { continue };
        if serde_json::from_str::<IgnoredAny>(&json).is_err() || !json.trim_start().starts_with('{') {
            builder.warn(name, "no post; it was left out");
            continue;
        }
        if !files.begins.is_empty() {
            files.json.push(',');
        }
        files.begins.push((files.json.len(), name.clone(), roots.get(thread).copied().unwrap_or(0)));
        files.json.push_str(&json);
    }
    files.json.push(']');
    files
}

fn member(name: &str, members: &mut dyn Members, builder: &mut ThreadBuilder) -> Option<String> {
    match members.read(name) {
        Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) => {
            builder.warn(name, &format!("{}; it was left out", error.what));
            None
        }
    }
}

/// What each post answers, and the first post of its conversation.
type Above = HashMap<u64, (u64, u64)>;

fn read_structure(json: &str, root: u64, above: &mut Above) {
    let mut walker = Walker::new(json);
    let mut stack = Vec::new();
    if walker.enter(b'{') {
        stack.push(0);
    }
    while let Some(parent) = stack.last().copied() {
        match walker.key() {
            Ok(Some(key)) => {
                let id = threads::id(&key);
                above.entry(id).or_insert((parent, root));
                if walker.enter(b'{') {
                    stack.push(id);
                } else if walker.value().is_err() {
                    return;
                }
            }
            Ok(None) => {
                stack.pop();
            }
            Err(_) => return,
        }
    }
}

/// What must be known of a post before it is read; posts that do not tell what they answer are told by the structure.
fn head<'a>(json: &'a str, root: u64, above: &Above) -> Head<'a> {
    let Ok(object) = Object::walk(json) else { return Head::default() };
    let number = |names: [&str; 2]| {
        names.iter().find_map(|name| object.get(name)).and_then(text).map_or(0, |id| threads::id(&id))
    };
    let id = number(["id_str", "id"]);
    let told = number(["in_reply_to_status_id_str", "in_reply_to_status_id"]);
    let by_structure = above.get(&id).map_or(0, |(parent, _)| *parent);
    Head {
        id,
        reply_to: if id == root {
            0
        } else {
            [told, by_structure].into_iter().find(|id| *id != 0).unwrap_or(0)
        },
        conversation: root,
        answered: (
            object.get("in_reply_to_screen_name").and_then(text),
            object.get("in_reply_to_user_id_str").and_then(text),
        ),
        size: json.len(),
        ..Head::default()
    }
}

/// Says how many posts the structure knows of that are neither there nor needed to hang others on.
fn push_omitted(known: &HashSet<u64>, above: &Above, builder: &mut ThreadBuilder) {
    let mut needed = HashSet::new();
    for id in known {
        let mut next = *id;
        while let Some((parent, _)) = above.get(&next) {
            if *parent == 0 || !needed.insert(*parent) {
                break;
            }
            next = *parent;
        }
    }
    let mut omitted: HashMap<u64, u64> = HashMap::new();
    for (id, (_, root)) in above {
        if *id != 0 && !known.contains(id) && !needed.contains(id) {
            *omitted.entry(*root).or_default() += 1;
        }
    }
    let mut omitted: Vec<_> = omitted.into_iter().collect();
    omitted.sort_unstable();
    for (root, count) in omitted {
        let reply_to = Some(Clean::line(&root.to_string()));
        builder.push(Draft { reply_to, state: Some(State::Omitted), omitted: count, ..Draft::default() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{read_package, recognise_package};
    use crate::model::{Shape, Source};

    /// Files in memory.
    struct Folder(Vec<String>, HashMap<String, String>);

    impl Folder {
        fn of(files: &[(&str, String)]) -> Self {
            let mut names: Vec<_> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
            names.sort();
            Self(names, files.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect())
        }
    }

    impl Members for Folder {
        fn names(&self) -> &[String] {
            &self.0
        }

        fn read(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
            let text = self.1.get(name).ok_or_else(|| Unreadable::new("no such file", ""))?;
            Ok(text.clone().into_bytes())
        }
    }

    fn post(id: u64, answers: u64) -> String {
        let answers = if answers == 0 { "null".to_owned() } else { format!("\"{answers}\"") };
        format!(
            "{{\n\"id_str\":\"{id}\",\"text\":\"post {id}\",\"in_reply_to_status_id_str\":{answers},\n\"created_at\":\"Wed Jan 07 11:14:08 +0000 2015\",\"user\":{{\"screen_name\":\"ilse\"}}}}"
        )
    }

    #[test]
    fn a_folder_is_one_thread_with_what_its_structure_knows() {
        let mut folder = Folder::of(&[
            ("quay/structure.json", r#"{"10":{"11":{"13":{"14":[]}},"12":[],"15":[]}}"#.to_owned()),
            ("quay/source-tweet/10.json", post(10, 0)),
            ("quay/reactions/11.json", post(11, 10)),
            ("quay/reactions/14.json", post(14, 0)),
            ("quay/reactions/12.json", "oops".to_owned()),
        ]);
        let format = recognise_package(folder.names()).unwrap();
        assert_eq!(format.id, "x-api-1.1");
        let thread = read_package(&mut folder, Source::default()).unwrap();
        let told: Vec<_> = thread
            .posts()
            .map(|post| {
                (
                    post.id().unwrap_or("-").to_owned(),
                    post.reply_to().unwrap_or("-").to_owned(),
                    post.omitted(),
                )
            })
            .collect();
        let expected = [("10", "-", 0), ("11", "10", 0), ("13", "11", 0), ("14", "13", 0), ("-", "10", 2)];
        assert_eq!(told, expected.map(|(id, parent, n)| (id.to_owned(), parent.to_owned(), n)));
        assert_eq!(thread.shape, Shape::Thread);
        assert_eq!(&*thread.warnings[0].at, "quay/reactions/12.json");
    }

    #[test]
    fn many_folders_are_a_collection() {
        let mut folder = Folder::of(&[
            ("x/a/source-tweets/10.json", post(10, 0)),
            ("x/a/replies/11.json", post(11, 9)),
            ("x/b/source-tweets/20.json", post(20, 0)),
        ]);
        let thread = read_package(&mut folder, Source::default()).unwrap();
        assert_eq!((thread.len(), thread.shape), (3, Shape::Collection));
    }

    #[test]
    fn a_structure_may_be_deep() {
        let mut json = String::new();
        (1..100_000).for_each(|id| json.extend(["{\"", &id.to_string(), "\":"]));
        json.extend(["[]", &"}".repeat(99_999)]);
        let mut folder = Folder::of(&[
            ("structure.json", json),
            ("source-tweet/1.json", post(1, 0)),
            ("replies/99999.json", post(99_999, 0)),
        ]);
        let thread = read_package(&mut folder, Source::default()).unwrap();
        assert_eq!(thread.len(), 99_999);
    }
}
