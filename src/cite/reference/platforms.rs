//! What citations say of platforms: the table `assets/platforms.tsv`, read once.
//!
//! It knows names and habits of platforms, and no style. A platform that the table lacks has posts like any other.

use std::sync::LazyLock;

/// What is known of a platform.
#[derive(Debug)]
pub struct Platform {
    /// As a thread names it.
    pub name: &'static str,
    /// What a post is called there.
    pub kind: &'static str,
    /// What a post that answers another is called.
    pub reply: &'static str,
    /// What APA calls a post there.
    pub apa: &'static str,
    /// An account as the platform writes it: `@{handle}@{host}`.
    handle: Option<&'static str>,
    /// Whether posts can be edited later, so that a citation should say when they were seen.
    pub is_edited: bool,
    /// Whether its pages come with their words in them, so that a link to words finds them.
    pub has_fragments: bool,
    /// The address of an account's page.
    profile: Option<&'static str>,
}

static TABLE: LazyLock<Vec<Platform>> = LazyLock::new(|| {
    let lines = include_str!("../../../assets/platforms.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).skip(1).filter_map(row).collect()
});

fn row(line: &'static str) -> Option<Platform> {
    let fields: Vec<_> = line.split('\t').collect();
    let &[name, kind, reply, apa, handle, edited, fragments, profile] = &fields[..] else { return None };
    let some = |field| Some(field).filter(|field| *field != "-");
    Some(Platform {
        name,
        kind,
        reply,
        apa: some(apa).unwrap_or(kind),
        handle: some(handle),
        is_edited: edited == "yes",
        has_fragments: fragments == "yes",
        profile: some(profile),
    })
}

/// The platform of that name; X answers to its former name too.
pub fn known(name: &str) -> Option<&'static Platform> {
    let is_x = name == "Twitter" || name.starts_with("X (") || name.starts_with("Twitter (");
    let name = if is_x { "X" } else { name };
    TABLE.iter().find(|platform| platform.name == name)
}

impl Platform {
    /// An account as it is written there: `@user@instance`; `host` is that of the post's address.
    pub fn handle(&self, handle: &str, host: Option<&str>) -> String {
        let Some(pattern) = self.handle else { return handle.to_owned() };
        match host.filter(|_| !handle.contains('@')) {
            Some(host) => filled(pattern, handle, host),
            None => filled(pattern.trim_end_matches("@{host}"), handle, ""),
        }
    }

    /// The address of an account's page, where the table knows one.
    pub fn profile(&self, handle: &str, host: Option<&str>) -> Option<String> {
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
        let pattern = self.profile.filter(|_| handle.chars().all(is_plain))?;
        if pattern.contains("{host}") {
            Some(filled(pattern, handle, host?))
        } else {
            Some(filled(pattern, handle, ""))
        }
    }
}

fn filled(pattern: &str, handle: &str, host: &str) -> String {
    pattern.replace("{host}", host).replace("{handle}", handle)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_is_whole_and_names_each_platform_once() {
        let lines = include_str!("../../../assets/platforms.tsv").lines();
        let rows: Vec<_> = lines.filter(|line| !line.starts_with('#')).collect();
        assert_eq!(rows[0], "name\tkind\treply\tapa\thandle\tedited\tfragments\tprofile");
        assert_eq!(TABLE.len(), rows.len() - 1, "a row has not eight fields");
        let names: HashSet<_> = TABLE.iter().map(|platform| platform.name).collect();
        assert_eq!(names.len(), TABLE.len());
        for row in &rows[1..] {
            let fields: Vec<_> = row.split('\t').collect();
            assert!(fields.iter().all(|field| !field.is_empty() && field.trim() == *field), "{row}");
            assert!([fields[5], fields[6]].iter().all(|word| matches!(*word, "yes" | "no")), "{row}");
            assert!(fields[4] == "-" || fields[4].contains("{handle}"), "{row}");
            assert!(fields[7] == "-" || fields[7].starts_with("https://"), "{row}");
        }
    }

    #[test]
    fn accounts_are_written_as_their_platform_writes_them() {
        for (platform, handle, written, profile) in [
            ("X", "danareyes", "@danareyes", Some("https://x.com/danareyes")),
            ("Twitter", "danareyes", "@danareyes", Some("https://x.com/danareyes")),
            ("Reddit", "dana", "dana", Some("https://www.reddit.com/user/dana")),
            ("Mastodon", "dana", "@dana@social.example", Some("https://social.example/@dana")),
            (
                "Mastodon",
                "dana@far.example",
                "@dana@far.example",
                Some("https://social.example/@dana@far.example"),
            ),
            ("X", "a/../b", "@a/../b", None),
        ] {
            let platform = known(platform).unwrap();
            let host = Some("social.example");
            assert_eq!(platform.handle(handle, host), written);
            assert_eq!(platform.profile(handle, host).as_deref(), profile);
        }
        assert!(known("Somewhere").is_none());
    }
}
