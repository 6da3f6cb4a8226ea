//! Clippings of every kind, as their programs write them.
