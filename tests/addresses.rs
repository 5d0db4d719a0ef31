//! Building groups and their addresses.

mod aliases;
mod edits;
mod groups;
mod locating;
mod matching;
mod written;
