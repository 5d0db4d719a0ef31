//! Building groups and their addresses.

mod edits;
mod groups;
mod locating;
mod matching;
mod written;
