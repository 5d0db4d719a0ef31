//! Likeness of an address and a text.

use crate::domain::vocabulary::vocabulary;
use std::cmp::Reverse;

vocabulary! {
    /// Likeness of the name in a text and that of an address. The first is the closest.
    NameLikeness {
        /// One of the names is the same.
        Same = "same" "名称相同" "same name",
        /// The name in the text ends with that of the address: 奉贤金水苑.
        Ending = "ending" "以此名称结尾" "ends with the name",
        /// They differ in words that many compounds share, such as 新村 or 苑.
        Alike = "alike" "名称相近" "like name",
        /// The text has no name.
        Unsaid = "unsaid" "未写名称" "no name said",
    }
}

vocabulary! {
    /// Likeness of the numbers in a text and those of an address. The first is the closest.
    PartsLikeness {
        /// Both have the same numbers.
        All = "all" "号码一致" "all the same",
        /// The text has more: it means a place inside the address.
        Inside = "inside" "在此门址之内" "inside it",
        /// The text has fewer: the address is one of those it may mean.
        Some = "some" "部分一致" "partly the same",
    }
}

/// Likeness by which an address may be meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AddressLikeness {
    /// Likeness of the name.
    pub name: NameLikeness,
    /// Likeness of the numbers.
    pub parts: PartsLikeness,
    /// Number of numbers that agree; the most come first.
    pub(in crate::domain) agreeing: Reverse<usize>,
}
