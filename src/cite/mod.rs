//! Quotes, citations and exports as text.
