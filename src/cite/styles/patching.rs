//! Styles put right where the engine trips over what CSL allows.
//!
//! Within a group, the engine loses names that have a label and no `name` element; an empty one says the same and is kept.

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, Name, Names, NamesChild};

/// The style with a `name` element in all names that have a label.
pub(super) fn patched(mut style: IndependentStyle) -> IndependentStyle {
    let mut open: Vec<&mut LayoutRenderingElement> = Vec::new();
    open.extend(style.macros.iter_mut().flat_map(|made| &mut made.children));
    open.extend(&mut style.citation.layout.elements);
    open.extend(style.bibliography.iter_mut().flat_map(|list| &mut list.layout.elements));
    while let Some(element) = open.pop() {
        match element {
            LayoutRenderingElement::Names(names) => name(names),
            LayoutRenderingElement::Group(group) => open.extend(&mut group.children),
            LayoutRenderingElement::Choose(choose) => {
                open.extend(&mut choose.if_.children);
                open.extend(choose.else_if.iter_mut().flat_map(|branch| &mut branch.children));
                open.extend(choose.otherwise.iter_mut().flat_map(|branch| &mut branch.children));
            }
            LayoutRenderingElement::Text(_)
            | LayoutRenderingElement::Date(_)
            | LayoutRenderingElement::Number(_)
            | LayoutRenderingElement::Label(_) => {}
        }
    }
    style
}

fn name(names: &mut Names) {
    let has_label = names.children.iter().any(|child| matches!(child, NamesChild::Label(_)));
    let has_name = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
    if has_label && !has_name {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
}
