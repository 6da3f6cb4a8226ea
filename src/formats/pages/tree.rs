//! A saved page as a tree: its elements in one flat list, each a range of the page's source.
//!
//! ```text
//! <div class=post><p>One<p>Two</div>     0 div   parent –   end 3
//!                                        1 p     parent 0   end 2     its inner HTML: One
//!                                        2 p     parent 0   end 3
//! ```
//!
//! The tokens are those of the HTML standard (`html5gum`); which end tags are implied, and which are ignored, follows its
//! rules for the tree in constant time per tag. Depth is never walked and dropping a tree frees two lists, so a million
//! nested divisions cost what their tags cost. The standard's own algorithm, as browsers limit it and `html5ever` does
//! not, looks through all open elements at each tag: 40,000 divisions take it seconds.

mod element;
mod growing;

use std::borrow::Cow;

pub(super) use element::Element;

/// A page's elements in the order of their start tags.
pub(super) struct Tree<'s> {
    source: Cow<'s, str>,
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// The names of elements and attributes, each once.
    names: Vec<Box<str>>,
    /// The values of all attributes, one after another.
    values: String,
}

struct Node {
    name: u32,
    parent: u32,
    /// The first element that is no longer within this one.
    end: u32,
    /// Where its own attributes end in the list; they begin where those of the element before end.
    attributes_end: u32,
    /// What stands between its tags, by bytes of the source.
    inner: (u32, u32),
    /// It with its tags.
    outer: (u32, u32),
}

struct Attribute {
    name: u32,
    /// Where its value ends; it begins where the one before ends.
    value_end: u32,
}

/// The parent of those that have none.
const NONE: u32 = u32::MAX;

impl<'s> Tree<'s> {
    /// The tree of a page; what lies beyond 4 GiB is left out.
    pub(super) fn of(html: &'s str) -> Self {
        let html = html.get(..u32::MAX as usize / 2).unwrap_or(html);
        // Offsets are told for line ends of one byte.
        let source = if html.contains('\r') {
            Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(html)
        };
        growing::grow(source)
    }

    /// All elements.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.nodes.len() as u32).map(|ix| Element { tree: self, ix })
    }

    /// The first element that fits.
    pub(super) fn find(&self, fits: impl FnMut(&Element) -> bool) -> Option<Element<'_>> {
        self.elements().find(fits)
    }

    /// The source that all ranges count in.
    pub(super) fn source(&self) -> &str {
        &self.source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree as indented names, each with its own words.
    fn shape(html: &str) -> String {
        let tree = Tree::of(html);
        let mut out = Vec::new();
        for element in tree.elements() {
            let depth = element.ancestors().count();
            let inner = element.inner();
            let words = inner.split('<').next().unwrap_or_default().trim();
            out.push(format!("{}{} {words}", " ".repeat(depth), element.name()).trim_end().to_owned());
        }
        out.join("\n")
    }

    #[test]
    fn tags_that_are_implied_or_misplaced_nest_as_in_browsers() {
        for (html, expected) in [
            ("<div>a<p>b<p>c</div><p>d", "div a\n p b\n p c\np d"),
            ("<p>a<div>b</div>", "p a\ndiv b"),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul\n li a\n  ul\n   li b\n li c"),
            ("<table><tr><td>a<td>b<tr><td>c</table>d<b>", "table\n tr\n  td a\n  td b\n tr\n  td c\nb"),
            ("<td><table><tr><td>a</table></div>b<i>c</i></td>", "td\n table\n  tr\n   td a\n i c"),
            ("<dl><dt>a<dd>b<dt>c</dl>", "dl\n dt a\n dd b\n dt c"),
            ("<b>a<div>b</b>c<i>d</i></div>", "b a\n div b\n  i d"),
            ("<div><b>a</div>b<i>c", "div\n b a\ni c"),
            ("a</div></p><br>b<img src=x><i>c</i>", "br\nimg\ni c"),
            ("<script>'<p>'</script><p>a", "script '\np a"),
            ("<svg><path/><g/></svg><p>a", "svg\n path\n g\np a"),
        ] {
            assert_eq!(shape(html), expected, "{html}");
        }
    }

    #[test]
    fn attributes_are_found_by_name_and_classes_by_word() {
        let html = "<A HREF='/a?x=1&amp;y=2' class=\"one two\" data-id=7 hidden>x</A><p class=three>";
        let tree = Tree::of(html);
        let anchor = tree.find(|e| e.name() == "a").unwrap();
        assert_eq!(anchor.attribute("href"), Some("/a?x=1&y=2"));
        assert_eq!(anchor.attribute("data-id"), Some("7"));
        assert_eq!(anchor.attribute("hidden"), Some(""));
        assert_eq!(anchor.attribute("title"), None);
        assert!(anchor.has_class("two") && !anchor.has_class("tw") && !anchor.has_class("three"));
        assert_eq!(anchor.inner(), "x");
    }

    #[test]
    fn the_html_of_an_element_is_what_stands_between_its_tags() {
        for (html, expected) in [
            ("<!-- é --><p>a <b>ü</b>\r\n c</p> d", "a <b>ü</b>\n c"),
            ("<p>a &amp; b<p>c", "a &amp; b"),
            ("<p>never ended &lt;", "never ended &lt;"),
            ("<p>a</p>b", "a"),
        ] {
            let tree = Tree::of(html);
            let inner = tree.find(|e| e.name() == "p").map(|e| e.inner().to_owned());
            assert_eq!(inner.as_deref(), Some(expected), "{html}");
        }
    }

    /// Walks that go from an element to its end must always go on.
    #[test]
    fn a_page_that_breaks_off_anywhere_can_be_walked() {
        let html = "<div id=a class='b c'>one<p>two<img class=emoji src='x.png' alt=x><br/></p><svg><path d=1 /></svg></div>";
        for cut in 0..html.len() {
            let tree = Tree::of(&html[..cut]);
            for element in tree.elements() {
                assert!(element.end() > element.place() && element.end() <= tree.nodes.len() as u32, "{cut}");
                assert!(element.inner_without(|e| e.name() == "img").len() <= html.len(), "{cut}");
                assert!(element.within(|e| e.name() == "img").count() < 9 && element.children().count() < 9);
            }
        }
    }

    #[test]
    fn nesting_without_end_costs_its_own_length_only() {
        for tag in
            ["<div>", "<b>", "<li>", "<ul><li>", "<table><tr><td>", "<b><div>", "<p>", "<i></b>", "<dd><a>"]
        {
            let html = tag.repeat(50_000);
            let count = html.matches('<').count() - html.matches("</").count();
            assert_eq!(Tree::of(&html).nodes.len(), count, "{tag}");
        }
        let html = format!("{}{}", "<b><div>".repeat(25_000), "</b></p></li></table>".repeat(25_000));
        assert_eq!(Tree::of(&html).nodes.len(), 50_000);
        assert_eq!(Tree::of(&"<div>".repeat(1_000_000)).nodes.len(), 1_000_000);
    }
}
