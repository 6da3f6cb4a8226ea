//! State to frame.
