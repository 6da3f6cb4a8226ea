//! The world: terminal, files, clipboard.
