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
        /// They differ in words that many compounds share, and one of them says less: 金水 and 金水苑.
        Alike = "alike" "名称相近" "like name",
        /// The name in the text begins with that of the address, and goes on with a place there:
        /// 金水苑西门.
        Within = "within" "在其内" "a place there",
        /// The text has no name.
        Unsaid = "unsaid" "未写名称" "no name said",
        /// They are of different kinds, such as 金水苑 and 金水花园: too far apart to decide anything.
        Akin = "akin" "名称部分相同" "partly the same name",
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
    /// Number of names of the address behind that one which the text leaves out.
    pub(in crate::domain) unsaid: usize,
    /// True if the text also names another road, compound or wing than the address.
    pub(in crate::domain) strays: bool,
    /// Number of names of the address that are in the text; the most come first.
    pub(in crate::domain) said: Reverse<usize>,
    /// Number of numbers that agree; the most come first.
    pub(in crate::domain) agreeing: Reverse<usize>,
}

impl AddressLikeness {
    /// Returns what is compared between readings of a text, which have numbers of their own.
    pub(in crate::domain) const fn rank(&self) -> impl Ord + use<> {
        (self.name, self.parts, self.unsaid, self.strays, self.said)
    }

    /// Returns true if the text has the name of the address.
    pub(in crate::domain) const fn is_named(&self) -> bool {
        matches!(self.name, NameLikeness::Same | NameLikeness::Ending)
    }

    /// Returns true if the text has several names of the address.
    pub(in crate::domain) const fn has_names(&self) -> bool {
        self.said.0 > 1
    }

    /// Returns true if the address is meant by what was written, not by a guess.
    pub(in crate::domain) fn is_certain(&self) -> bool {
        self.is_named() && self.parts != PartsLikeness::Some && self.unsaid == 0 && !self.strays
    }
}
