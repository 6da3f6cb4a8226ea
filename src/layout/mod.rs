//! One post and a width to rows.
