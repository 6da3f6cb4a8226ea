//! From tokens to a tree: what opens, what is implied to end, what end tags reach.
//!
//! Of each name it is known where in the stack of open elements the innermost stands, so no tag looks through them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::convert::Infallible;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::{Attribute, NONE, Node, Tree};

/// What is longer than this and holds data is no address that leads anywhere.
const LONG_DATA: usize = 256;

pub(super) fn grow(source: Cow<'_, str>) -> Tree<'_> {
    let mut growing = Growing::default();
    {
        let mut emitter = CallbackEmitter::<_, Infallible, usize>::new(&mut growing);
        emitter.naively_switch_states(true);
        // An emitter that never emits: the loop runs to the end at once.
        Tokenizer::new_with_emitter(&*source, emitter).for_each(|_| {});
    }
    if growing.is_start {
        // The file breaks off within this tag.
        growing.nodes.pop();
    }
    growing.close_to(0, source.len());
    let Growing { nodes, attributes, names, values, .. } = growing;
    Tree { source, nodes, attributes, names, values }
}

/// An open element.
struct Open {
    node: u32,
    name: u32,
    /// Places in the stack plus one: of the innermost element, up to this one, that ends what inline tags, list items and
    /// the rest reach.
    block: u32,
    list: u32,
    scope: u32,
    table: u32,
}

#[derive(Default)]
struct Growing {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    values: String,
    stack: Vec<Open>,
    /// By name, the places in the stack of the open elements.
    open: Vec<Vec<u32>>,
    /// Whether attributes belong to a start tag, and whether the last is still without a value.
    is_start: bool,
    is_skipped: bool,
    name: u32,
}

impl Callback<Infallible, usize> for &mut Growing {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<Infallible> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.is_start = true;
                self.name = self.number(name);
                self.imply_ends(span.start);
                let parent = self.stack.last().map_or(NONE, |open| open.node);
                self.nodes.push(Node {
                    name: self.name,
                    parent,
                    // A tag that the file breaks off in holds nothing.
                    end: self.nodes.len() as u32 + 1,
                    attributes_end: self.attributes.len() as u32,
                    inner: (span.start as u32, span.start as u32),
                    outer: (span.start as u32, span.start as u32),
                });
            }
            CallbackEvent::AttributeName { name } if self.is_start => {
                // Styles tell nothing of what is written, and make up half of some pages.
                self.is_skipped = name == b"style";
                if !self.is_skipped {
                    let name = self.number(name);
                    self.attributes.push(Attribute { name, value_end: self.values.len() as u32 });
                }
            }
            CallbackEvent::AttributeValue { value } if self.is_start && !self.is_skipped => {
                let is_data = value.len() > LONG_DATA && value.starts_with(b"data:");
                if !is_data && let Some(attribute) = self.attributes.last_mut() {
                    self.values.push_str(&String::from_utf8_lossy(value));
                    attribute.value_end = self.values.len() as u32;
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                self.is_start = false;
                self.open(self_closing, span.end);
            }
            CallbackEvent::EndTag { name } => {
                self.is_start = false;
                self.end_tag(name, &span);
            }
            _ => {}
        }
        None
    }
}

impl Growing {
    fn number(&mut self, name: &[u8]) -> u32 {
        let name = String::from_utf8_lossy(name);
        if let Some(number) = self.numbers.get(&*name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.names.push((&*name).into());
        self.numbers.insert((&*name).into(), number);
        self.open.push(Vec::new());
        number
    }

    /// Opens the element whose start tag ends at `at`.
    fn open(&mut self, self_closing: bool, at: usize) {
        let Some(node) = self.nodes.last_mut() else { return };
        node.attributes_end = self.attributes.len() as u32;
        node.inner = (at as u32, at as u32);
        node.outer.1 = at as u32;
        let name = node.name;
        let kind = kind(&self.names[name as usize]);
        // A slash closes foreign elements only.
        let is_foreign = || ["svg", "math"].iter().any(|name| self.innermost(name) > 0);
        if kind == Kind::Void || (self_closing && is_foreign()) {
            let end = self.nodes.len() as u32;
            self.nodes[end as usize - 1].end = end;
            return;
        }
        let above = self.stack.last();
        let (mut block, mut list, mut scope, mut table) =
            above.map_or((0, 0, 0, 0), |above| (above.block, above.list, above.scope, above.table));
        let place = self.stack.len() as u32 + 1;
        if kind != Kind::Inline {
            block = place;
        }
        if matches!(kind, Kind::List | Kind::Scope | Kind::Table | Kind::Cell) {
            list = place;
        }
        if matches!(kind, Kind::Scope | Kind::Table | Kind::Cell) {
            scope = place;
        }
        if kind == Kind::Table {
            table = place;
        }
        self.stack.push(Open { node: self.nodes.len() as u32 - 1, name, block, list, scope, table });
        self.open[name as usize].push(place);
    }

    /// Where in the stack, plus one, the innermost open element of a name stands; 0 for none.
    fn innermost(&self, name: &str) -> u32 {
        let number = self.numbers.get(name);
        number.and_then(|number| self.open[*number as usize].last()).copied().unwrap_or(0)
    }

    /// Ends what the start tag at hand ends without saying so.
    fn imply_ends(&mut self, at: usize) {
        let name = &*self.names[self.name as usize];
        let Some(top) = self.stack.last() else { return };
        let (above, floor): (&[&str], u32) = match name {
            "li" => (&["li"], top.list),
            "dt" | "dd" => (&["dt", "dd"], top.list),
            "td" | "th" => (&["td", "th"], top.table),
            "tr" => (&["tr"], top.table),
            "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], top.table),
            "option" => (&["option"], top.scope),
            _ => (&[], 0),
        };
        let ends_paragraph = !matches!(kind(name), Kind::Inline | Kind::Void) || name == "hr";
        let scope = top.scope;
        let ended = above.iter().map(|name| self.innermost(name)).filter(|place| *place > floor).min();
        if let Some(place) = ended {
            self.close_to(place as usize - 1, at);
        } else if ends_paragraph && self.innermost("p") > scope {
            self.close_to(self.innermost("p") as usize - 1, at);
        }
    }

    fn end_tag(&mut self, name: &[u8], span: &Span<usize>) {
        let name = String::from_utf8_lossy(name);
        let (place, Some(top)) = (self.innermost(&name), self.stack.last()) else { return };
        let floor = match kind(&name) {
            // What is inline does not end what is not.
            Kind::Inline => top.block,
            Kind::Table | Kind::Scope => 0,
            Kind::Row | Kind::Cell => top.table,
            Kind::Item => top.list,
            _ => top.scope,
        };
        if place > floor {
            let node = self.stack[place as usize - 1].node;
            self.close_to(place as usize - 1, span.start);
            self.nodes[node as usize].outer.1 = span.end as u32;
        }
    }

    /// Closes elements until so many are open; their content ends at `at`.
    fn close_to(&mut self, depth: usize, at: usize) {
        let end = self.nodes.len() as u32;
        for open in self.stack.drain(depth.min(self.stack.len())..) {
            self.open[open.name as usize].pop();
            let node = &mut self.nodes[open.node as usize];
            node.inner.1 = node.inner.0.max(at as u32);
            node.outer.1 = node.inner.1;
            node.end = end;
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Void,
    Inline,
    Block,
    /// `li`, `dt`, `dd`.
    Item,
    List,
    /// What end tags within it do not reach beyond.
    Scope,
    Table,
    Row,
    Cell,
}

fn kind(name: &str) -> Kind {
    match name {
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "param"
        | "source" | "track" | "wbr" => Kind::Void,
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "details" | "dialog" | "dir"
        | "div" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "head" | "header" | "hgroup" | "main" | "menu" | "nav" | "p" | "pre" | "search"
        | "section" | "summary" => Kind::Block,
        "tbody" | "thead" | "tfoot" | "tr" => Kind::Row,
        "li" | "dt" | "dd" => Kind::Item,
        "ul" | "ol" | "dl" => Kind::List,
        "html" | "template" | "object" | "marquee" | "applet" | "button" | "svg" | "math" => Kind::Scope,
        "table" => Kind::Table,
        "td" | "th" | "caption" => Kind::Cell,
        _ => Kind::Inline,
    }
}
