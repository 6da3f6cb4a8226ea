//! Slack's exports: a zip with a folder for each channel and a file for each day; a day alone; what the API answers.
//!
//! ```text
//! channels.json, users.json, general/2024-03-14.json, general/2024-03-15.json, …
//! [{"type":"message","user":"U1","text":"…","ts":"1710408413.000100","thread_ts":…},…]     a day
//! {"ok":true,"messages":[…],"has_more":false}                                              conversations.history
//! ```
//!
//! Sources: slack.com/help/articles/220556107 and api.slack.com/events/message. A message's time is also its id, unique
//! within its channel.

use std::collections::HashMap;

use super::slack_text::{self, Member, Members};
use super::{add_paragraph, happening, head, reactions};
use crate::formats::json::{At, Fields, Item, Object, Way, gather, list, text, top_level_keys};
use crate::formats::package::{self, Package};
use crate::formats::{Format, Input, Unreadable};
use crate::model::{
    Author, Clean, Counts, Draft, Marks, Media, MediaKind, Precision, Rich, Shape, State, Style,
    ThreadBuilder, Time,
};

/// A day, a channel, a workspace.
pub const FORMAT: Format = Format {
    id: "slack",
    title: "Slack export",
    how: "A workspace's owner gets it in Slack under Tools, Workspace settings, Import/Export data; open the zip",
    recognise,
    read,
    package: Some(Package { recognise: is_package, read: read_package }),
};

const CHANNELS: &[&str] = &["channels.json", "groups.json", "mpims.json", "dms.json"];
/// The lists of what not the whole workspace may read, and who may see it.
const CLOSED: &[(&str, &str)] =
    &[("groups.json", "private"), ("mpims.json", "direct"), ("dms.json", "direct")];
const USERS: &str = "users.json";

fn recognise(input: &Input) -> bool {
    let start = input.start();
    if let Some(items) = start.strip_prefix('[') {
        return is_message(items.trim_start());
    }
    start.starts_with('{')
        && top_level_keys(start).any(|(key, value)| {
            key == "messages" && value.strip_prefix('[').is_some_and(|items| is_message(items.trim_start()))
        })
}

/// Whether `json` begins with a message: a time of seconds and digits behind them, and what else only Slack has.
fn is_message(json: &str) -> bool {
    let (mut has_ts, mut others) = (false, 0);
    json.starts_with('{')
        && top_level_keys(json).any(|(key, value)| {
            match key {
                "ts" => has_ts = value.strip_prefix('"').is_some_and(is_ts),
                "type" => others += usize::from(value.starts_with("\"message\"")),
                "user" | "bot_id" | "subtype" | "text" => others += 1,
                _ => {}
            }
            has_ts && others >= 2
        })
}

fn is_ts(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let seconds = digits(text);
    (9..=10).contains(&seconds) && text[seconds..].strip_prefix('.').is_some_and(|rest| digits(rest) == 6)
}

fn way(entered: &str, name: &str) -> Way {
    if (entered, name) == ("", "messages") { Way::Posts } else { Way::Pass }
}

fn read(input: &Input, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Slack"));
    let mut items = gather(&input.text, way, builder)?;
    // The API answers with the newest first.
    if input.start().starts_with('{') {
        items.reverse();
    }
    let channel = Channel { name: None, members: &Members::new(), visibility: None };
    for item in items {
        channel.read(item, builder);
    }
    Ok(())
}

/// A day of a channel: `general/2024-03-14.json`, below whatever folder.
fn day(name: &str) -> Option<(&str, &str)> {
    let (folder, file) = name.rsplit_once('/')?;
    let date = file.strip_suffix(".json")?;
    let is_date = date.len() == 10 && Time::parse(date).is_some();
    is_date.then(|| (folder.rsplit('/').next().unwrap_or(folder), date))
}

fn is_package(names: &[String]) -> bool {
    let has_channels = CHANNELS.iter().any(|name| package::find(names, name).is_some());
    has_channels && package::find(names, USERS).is_some() && names.iter().any(|name| day(name).is_some())
}

fn read_package(files: &mut dyn package::Members, builder: &mut ThreadBuilder) -> Result<(), Unreadable> {
    builder.source().platform = Some(Clean::line("Slack"));
    let members = match package::find(files.names(), USERS).map(str::to_owned) {
        Some(name) => read_members(&files.read(&name)?, &name, builder),
        None => Members::new(),
    };
    let days: Vec<String> = files.names().iter().filter(|name| day(name).is_some()).cloned().collect();
    let mut channels: HashMap<&str, Vec<&String>> = HashMap::new();
    let mut order: Vec<&str> = Vec::new();
    for name in &days {
        if let Some((channel, _)) = day(name) {
            let days = channels.entry(channel).or_default();
            if days.is_empty() {
                order.push(channel);
            }
            days.push(name);
        }
    }
    let closed = read_closed(files, &members);
    let title = |name: &str| match closed.get(name).and_then(|chat| chat.between.as_deref()) {
        Some(between) => format!("Direct messages: {between}"),
        None => format!("#{name}"),
    };
    let is_many = order.len() > 1;
    builder.shape(if is_many { Shape::Collection } else { Shape::Thread });
    if let [only] = order[..] {
        builder.title(Clean::some_line(&title(only)));
    }
    for name in order {
        let visibility = closed.get(name).map(|chat| chat.visibility);
        if is_many {
            let visibility = visibility.map(Clean::line);
            builder.push(Draft { visibility, ..head(name, &title(name)) });
        }
        let channel = Channel { name: is_many.then_some(name), members: &members, visibility };
        for file in channels.remove(name).unwrap_or_default() {
            read_day(files, file, &channel, builder);
        }
    }
    Ok(())
}

/// A chat that not the whole workspace may read.
struct Closed {
    visibility: &'static str,
    /// Who speaks with each other, of direct messages, which have no name.
    between: Option<String>,
}

/// These chats, by the names of their folders.
fn read_closed(files: &mut dyn package::Members, members: &Members) -> HashMap<String, Closed> {
    let mut closed = HashMap::new();
    for (name, visibility) in CLOSED {
        let Some(name) = package::find(files.names(), name).map(str::to_owned) else { continue };
        let Ok(bytes) = files.read(&name) else { continue };
        let Ok(input) = Input::decode(&bytes) else { continue };
        for json in list(&input.text).unwrap_or_default() {
            let Ok(object) = Object::walk(json) else { continue };
            let mut unheard = ThreadBuilder::default();
            let mut chat = Fields { object, at: At::DOCUMENT, notes: &mut unheard };
            let Some(folder) = chat.text("name").or_else(|| chat.text("id")) else { continue };
            let between = chat.list("members").into_iter().filter_map(text);
            let between: Vec<String> = between.map(|id| called(&id, members)).collect();
            let between = (*visibility == "direct" && !between.is_empty()).then(|| between.join(", "));
            closed.insert(folder.into_owned(), Closed { visibility, between });
        }
    }
    closed
}

/// What an account is called, else its id.
fn called(id: &str, members: &Members) -> String {
    let member = members.get(id);
    let name = member.and_then(|member| member.name.as_ref().or(member.handle.as_ref()));
    name.cloned().unwrap_or_else(|| id.to_owned())
}

/// A day that cannot be read costs that day.
fn read_day(files: &mut dyn package::Members, file: &str, channel: &Channel, builder: &mut ThreadBuilder) {
    let bytes = match files.read(file) {
        Ok(bytes) => bytes,
        Err(problem) => return builder.warn(file, &problem.what),
    };
    let told = Input::decode(&bytes).and_then(|input| {
        for item in gather(&input.text, way, builder)? {
            channel.read(item, builder);
        }
        Ok(())
    });
    if let Err(problem) = told {
        builder.warn(file, &problem.what);
    }
}

fn read_members(bytes: &[u8], name: &str, builder: &mut ThreadBuilder) -> Members {
    let Ok(input) = Input::decode(bytes) else { return Members::new() };
    let Some(users) = list(&input.text) else {
        builder.warn(name, "no list of members; messages are told by the ids of accounts");
        return Members::new();
    };
    let mut members = Members::new();
    for (i, json) in users.into_iter().enumerate() {
        let Ok(object) = Object::walk(json) else { continue };
        let mut unheard = ThreadBuilder::default();
        let mut user = Fields { object, at: At::DOCUMENT.item(i), notes: &mut unheard };
        let Some(id) = user.text("id") else { continue };
        let profile = user.inner("profile").and_then(|mut profile| {
            let name = profile.line("real_name").or_else(|| profile.line("display_name"));
            name.map(|name| name.to_string())
        });
        let name = profile.or_else(|| user.line("real_name").map(|name| name.to_string()));
        members
            .insert(id.into_owned(), Member { handle: user.line("name").map(|name| name.to_string()), name });
    }
    members
}

/// What a message must know of its surroundings.
struct Channel<'m> {
    /// The name, where there are several.
    name: Option<&'m str>,
    members: &'m Members,
    /// Who may see it, where that is not the whole workspace.
    visibility: Option<&'static str>,
}

impl Channel<'_> {
    fn read(&self, item: Item, builder: &mut ThreadBuilder) {
        let Ok(object) = Object::walk(item.json) else {
            return builder.warn(&item.at.field(""), "no message; it was left out");
        };
        let mut message = Fields { object, at: item.at, notes: builder };
        let draft = self.draft(&mut message);
        builder.push(draft);
    }

    fn id(&self, ts: &str) -> Option<Clean> {
        match self.name {
            Some(name) => Clean::some_line(&format!("{name}/{ts}")),
            None => Clean::some_line(ts),
        }
    }

    fn draft(&self, message: &mut Fields) -> Draft {
        let ts = message.text("ts").unwrap_or_default();
        let parent = message.text("thread_ts").filter(|parent| *parent != ts);
        let parent =
            parent.and_then(|parent| self.id(&parent)).or_else(|| self.name.and_then(Clean::some_line));
        let kind = message.text("subtype").unwrap_or_default();
        let text = message.text("text").unwrap_or_default();
        let mut body = slack_text::read(&text, self.members);
        if is_happening(&kind) {
            body = happening(body);
        }
        for shown in message.items("attachments", |attachment| Some(self.attachment(attachment))) {
            add_paragraph(&mut body, shown);
        }
        let is_gone = kind == "tombstone";
        Draft {
            id: self.id(&ts),
            author: self.author(message),
            created: time(&ts),
            reply_to: parent,
            body: if is_gone { Rich::default() } else { body },
            media: media(message),
            counts: Counts {
                likes: reactions(message),
                replies: message.count("reply_count"),
                ..Counts::default()
            },
            state: is_gone.then_some(State::Deleted),
            visibility: self.visibility.map(Clean::line),
            ..Draft::default()
        }
    }

    fn author(&self, message: &mut Fields) -> Author {
        let id = message.line("user").or_else(|| message.line("bot_id"));
        let known = id.as_ref().and_then(|id| self.members.get(&**id)).cloned().unwrap_or_default();
        let own = message.inner("user_profile").map(|mut profile| Member {
            name: profile
                .line("real_name")
                .or_else(|| profile.line("display_name"))
                .map(|name| name.to_string()),
            handle: profile.line("name").map(|name| name.to_string()),
        });
        let own = own.unwrap_or_default();
        let bot = message.inner("bot_profile").and_then(|mut profile| profile.line("name"));
        let name = known.name.or(own.name).and_then(|name| Clean::some_line(&name));
        let name = name.or_else(|| message.line("username")).or(bot);
        let handle = known.handle.or(own.handle).and_then(|handle| Clean::some_line(&handle));
        // Without a list of members the id is all there is.
        let name = if name.is_none() && handle.is_none() { id.clone() } else { name };
        Author { name, handle, id }
    }

    /// What a message shows of a page or of another message, as somebody else's words.
    fn attachment(&self, attachment: &mut Fields) -> Rich {
        let mut shown = Rich::default();
        if let Some(title) = attachment.text("title") {
            let link = attachment.text("title_link").map(|url| format!("<{url}|{title}>"));
            shown = slack_text::read(link.as_deref().unwrap_or(&title), self.members);
        }
        let words =
            attachment.text("text").or_else(|| attachment.text("fallback").filter(|_| shown.is_blank()));
        if let Some(words) = words {
            add_paragraph(&mut shown, slack_text::read(&words, self.members));
        }
        let end = shown.text().len();
        if end > 0 {
            shown.add(Marks { styles: vec![(0..end, Style::Quote)], ..Marks::default() });
        }
        shown
    }
}

/// Whether a message tells of what happened rather than of what was said.
fn is_happening(kind: &str) -> bool {
    ["channel_", "group_", "pinned_item", "unpinned_item", "bot_add", "bot_remove", "reminder_add"]
        .iter()
        .any(|start| kind.starts_with(start))
}

/// `1710408413.000100`: seconds, and digits that tell messages of the same second apart.
fn time(ts: &str) -> Option<Time> {
    let seconds: i64 = ts.split('.').next()?.parse().ok()?;
    Time::from_millis(seconds.checked_mul(1000)?, Precision::Second)
}

fn media(message: &mut Fields) -> Vec<Media> {
    let mut found = message.items("files", |file| Some(medium(file)));
    if found.is_empty() {
        found.extend(message.inner("file").map(|mut file| medium(&mut file)));
    }
    found
}

fn medium(file: &mut Fields) -> Media {
    let kind = match file.text("mimetype").unwrap_or_default().split('/').next() {
        Some("image") => MediaKind::Image,
        Some("video") => MediaKind::Video,
        Some("audio") => MediaKind::Audio,
        _ => MediaKind::File,
    };
    let url = file.line("permalink").or_else(|| file.line("url_private"));
    let alt = file.passage("alt_txt").or_else(|| file.passage("title")).or_else(|| file.passage("name"));
    Media { kind, url, file: None, alt }
}

#[cfg(test)]
mod tests {
    use crate::formats::package::testing::InMemory;
    use crate::formats::read_package;
    use crate::model::{Shape, Source, Style};

    #[test]
    fn what_happened_keeps_its_links_and_mentions() {
        let day = r#"[{"type":"message","subtype":"bot_add","user":"U1","ts":"1710408413.000200","text":"<@U1|dana> *added* <https://example.org/hook|a hook>"}]"#;
        let thread = crate::formats::read(day.as_bytes(), Source::default()).unwrap();
        let post = thread.posts().next().unwrap();
        assert_eq!(post.body(), "@dana added a hook");
        assert_eq!(post.links().next().map(|link| link.url), Some("https://example.org/hook"));
        assert_eq!(post.mentions().next().map(|mention| mention.name), Some("@dana"));
        let styles: Vec<_> = post.styles().map(|styled| styled.style).collect();
        assert_eq!(styles, [Style::Italic, Style::Bold]);
    }

    #[test]
    fn what_not_all_of_a_workspace_may_read_says_so() {
        let day = |words: &str| {
            format!(r#"[{{"type":"message","ts":"1710408413.000200","user":"U1","text":"{words}"}}]"#)
        };
        let mut files = InMemory::new([
            (
                "users.json",
                r#"[{"id":"U1","name":"dana","profile":{"real_name":"Dana Reyes"}},{"id":"U2","name":"bo"}]"#
                    .to_owned(),
            ),
            ("channels.json", r#"[{"id":"C1","name":"cranes"}]"#.to_owned()),
            ("groups.json", r#"[{"id":"G1","name":"board","members":["U1"]}]"#.to_owned()),
            ("mpims.json", "no JSON".to_owned()),
            ("dms.json", r#"[{"id":"D1","members":["U1","U2","U3"]},{"id":"D2"}]"#.to_owned()),
            ("D1/2024-03-14.json", day("To Bo.")),
            ("D2/2024-03-14.json", day("To nobody.")),
            ("board/2024-03-14.json", day("To few.")),
            ("cranes/2024-03-14.json", day("To all.")),
        ]);
        let thread = read_package(&mut files, Source::default()).unwrap();
        let told: Vec<_> = thread.posts().map(|post| (post.body(), post.visibility())).collect();
        assert_eq!(
            told,
            [
                ("Direct messages: Dana Reyes, bo, U3", Some("direct")),
                ("To Bo.", Some("direct")),
                ("#D2", Some("direct")),
                ("To nobody.", Some("direct")),
                ("#board", Some("private")),
                ("To few.", Some("private")),
                ("#cranes", None),
                ("To all.", None),
            ]
        );
    }

    #[test]
    fn a_workspace_is_a_list_of_its_channels() {
        let message = |ts: &str, rest: &str| format!(r#"{{"type":"message","ts":"{ts}",{rest}}}"#);
        let first = message("1710408413.000200", r#""user":"U1","text":"Sold, <@U2>.","reply_count":1"#);
        let answer =
            message("1710494813.000300", r#""user":"U2","text":"To whom?","thread_ts":"1710408413.000200""#);
        let mut files = InMemory::new([
            ("work/channels.json", "[]".to_owned()),
            (
                "work/users.json",
                r#"[{"id":"U1","name":"dana","profile":{"real_name":"Dana Reyes"}},{"id":"U2","name":"bo"}]"#
                    .to_owned(),
            ),
            ("work/cranes/2024-03-14.json", format!("[{first}]")),
            ("work/cranes/2024-03-15.json", format!("[{answer}]")),
            (
                "work/ferries/2024-03-15.json",
                format!("[{}]", message("1710494900.000100", r#""user":"U2","text":"Late.""#)),
            ),
            ("work/ferries/2024-03-16.json", "no JSON".to_owned()),
            ("work/integration_logs.json", "[]".to_owned()),
        ]);
        let thread = read_package(&mut files, Source::default()).unwrap();
        assert_eq!((&*thread.source.format, thread.shape), ("slack", Shape::Collection));
        let told: Vec<_> =
            thread.posts().map(|post| (post.body(), post.author().handle.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("#cranes", None),
                ("Sold, @bo.", Some("dana")),
                ("To whom?", Some("bo")),
                ("#ferries", None),
                ("Late.", Some("bo"))
            ]
        );
        let parents: Vec<_> = thread.posts().map(|post| post.reply_to().map(str::to_owned)).collect();
        assert_eq!(parents[1].as_deref(), Some("cranes"));
        assert_eq!(parents[2].as_deref(), Some("cranes/1710408413.000200"));
        assert_eq!((thread.warnings.len(), &*thread.warnings[0].at), (1, "work/ferries/2024-03-16.json"));
        assert!(!files.opened.iter().any(|name| name.ends_with("logs.json")));
    }
}
