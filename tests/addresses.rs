//! Building groups and their addresses.

mod groups;
mod locating;
mod matching;
mod operations;
