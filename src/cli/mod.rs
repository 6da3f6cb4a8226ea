//! Arguments to options; the headless commands.
