//! Entities.
use crate::model::{EntityKind, Span, Thread};

/// An entity.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Kind.
    pub kind: EntityKind,
    /// Name.
    pub name: String,
    /// Spans.
    pub spans: Vec<Span>,
}

/// Gathers.
pub fn gather(_: &Thread) -> Vec<Entity> {
    Vec::new()
}
