//! Responsibility for a place: at present, readable by everybody, and at any instant, with the
//! change sets behind it.

pub mod now;
pub mod then;
