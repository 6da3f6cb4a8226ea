//! Where in a document something stands, for warnings: `posts[3].quote.links[0].start`, `line 17: author`.
//!
//! A place is a step from the place above it and costs nothing until it is written out.

/// A place in a document.
#[derive(Clone, Copy, Debug)]
pub struct At<'p> {
    above: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Document,
    /// One of several files.
    File(&'p str),
    /// From 1.
    Line(usize),
    Field(&'p str),
    /// The same field in itself, so many times.
    Repeated(&'p str, usize),
    /// From 0.
    Item(usize),
    /// A field of an object in a field, `context.status`; the outer name may be empty.
    Within(&'p str, &'p str),
    /// From 0, in such a list.
    Entry(&'p str, &'p str, usize),
}

impl<'p> At<'p> {
    /// The value of a field of an object in a field of the document, or of the document itself with an empty name.
    pub fn value(object: &'p str, name: &'p str) -> Self {
        Self { above: None, step: Step::Within(object, name) }
    }

    /// An item of such a list, from 0.
    pub fn entry((object, list): (&'p str, &'p str), i: usize) -> Self {
        Self { above: None, step: Step::Entry(object, list, i) }
    }

    /// The same place told apart from the document that its names stand in, if they are among these.
    pub fn apart(self, names: &[&'static str]) -> At<'static> {
        let own = |name: &str| names.iter().find(|known| **known == name).copied().unwrap_or_default();
        let step = match self.step {
            Step::Line(number) => Step::Line(number),
            Step::Item(i) => Step::Item(i),
            Step::Within(object, name) => Step::Within(own(object), own(name)),
            Step::Entry(object, list, i) => Step::Entry(own(object), own(list), i),
            Step::Field(name) => Step::Field(own(name)),
            Step::Repeated(name, times) => Step::Repeated(own(name), times),
            Step::Document | Step::File(_) => Step::Document,
        };
        At { above: None, step }
    }

    /// The document itself.
    pub const DOCUMENT: Self = Self { above: None, step: Step::Document };

    /// One document of several, by the name of its file.
    pub fn file(name: &'p str) -> Self {
        Self { above: None, step: Step::File(name) }
    }

    /// A line of JSON Lines, from 1.
    pub fn line(number: usize) -> Self {
        Self { above: None, step: Step::Line(number) }
    }

    /// The value of a field there.
    pub fn inner<'s>(&'s self, name: &'s str) -> At<'s> {
        At { above: Some(self), step: Step::Field(name) }
    }

    /// An item of the list there, from 0.
    pub fn item(&self, i: usize) -> At<'_> {
        At { above: Some(self), step: Step::Item(i) }
    }

    /// The field of that name there, and its field of the same name, and so on, `times` times.
    pub fn repeated<'s>(&'s self, name: &'s str, times: usize) -> At<'s> {
        At { above: Some(self), step: Step::Repeated(name, times) }
    }

    /// The place of a field there, or of the whole with an empty name.
    pub fn field(&self, name: &str) -> String {
        let steps: Vec<Step> = std::iter::successors(Some(self), |at| at.above).map(|at| at.step).collect();
        let mut path = String::new();
        let mut root = String::new();
        for step in steps.into_iter().rev().chain([Step::Field(name)]) {
            match step {
                Step::Document => {}
                Step::File(name) => name.clone_into(&mut root),
                Step::Line(number) => root = format!("line {number}"),
                Step::Field(name) => push_field(&mut path, name),
                Step::Repeated(name, times) => (0..times).for_each(|_| push_field(&mut path, name)),
                Step::Within(object, name) => {
                    push_field(&mut path, object);
                    push_field(&mut path, name);
                }
                Step::Entry(object, list, i) => {
                    push_field(&mut path, object);
                    push_field(&mut path, list);
                    path.extend(["[", &i.to_string(), "]"]);
                }
                Step::Item(i) => path.extend(["[", &i.to_string(), "]"]),
            }
        }
        match (root.is_empty(), path.is_empty()) {
            (true, _) => path,
            (false, true) => root,
            (false, false) => format!("{root}: {path}"),
        }
    }
}

fn push_field(path: &mut String, name: &str) {
    if !path.is_empty() && !name.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_written_as_its_steps() {
        let posts = At::DOCUMENT.inner("posts");
        let post = posts.item(3);
        assert_eq!(post.field(""), "posts[3]");
        assert_eq!(post.repeated("quote", 2).field("id"), "posts[3].quote.quote.id");
        assert_eq!(At::entry(("context", "descendants"), 3).field("id"), "context.descendants[3].id");
        assert_eq!(At::value("", "status").field("id"), "status.id");
        let entry = At::entry(("context", "descendants"), 3).apart(&["context", "descendants"]);
        assert_eq!(entry.field("id"), "context.descendants[3].id");
        assert_eq!(At::DOCUMENT.item(3).field("id"), "[3].id");
        assert_eq!(At::line(17).field(""), "line 17");
        assert_eq!(At::line(17).inner("author").field("name"), "line 17: author.name");
        assert_eq!(At::DOCUMENT.field("title"), "title");
        assert_eq!(At::file("data/a.js").item(3).field("id"), "data/a.js: [3].id");
        assert_eq!(At::file("data/a.js").field(""), "data/a.js");
    }
}
