//! What follows the number of a house and makes another number of it: 12号甲, 12号之一, 3号楼甲.

use super::{AddressReader, Suffix};
use crate::domain::address::text::number::{ROOM_DIGITS, branch, is_stem, stem};
use crate::domain::address::text::suffix;

impl AddressReader<'_> {
    /// Adds the branch that follows 号: 12号甲 becomes 12甲号, 12号之一 and 12号附1号 become
    /// 12-1号.
    pub(super) fn with_branch(&mut self, number: String) -> String {
        self.pass_link();
        if let Some(stem) = stem(self.rest) {
            self.read_as_word(&number);
            self.pass(1);
            return format!("{number}{stem}");
        }
        let Some((branch, length)) = branch(self.rest) else { return number };
        self.pass(length);
        if let Some((Suffix::Number, length)) = suffix::of(self.rest) {
            self.pass(length);
        }
        format!("{number}-{branch}")
    }

    /// Passes 的 before a branch: 12号的甲, 12号的之一.
    fn pass_link(&mut self) {
        let Some(rest) = self.rest.strip_prefix(&['的']) else { return };
        if branch(rest).is_some() || is_stem_alone(rest) {
            self.rest = rest;
        }
    }

    /// Adds the branch that follows the word for a building: 3号楼甲 becomes 3甲幢, and 3号楼之一
    /// and 3号楼附1号 become 3-1幢.
    pub(super) fn with_wing(&mut self, numbers: Vec<String>) -> Vec<String> {
        self.pass_link();
        let is_branched = is_stem_alone(self.rest) || branch(self.rest).is_some();
        match numbers.as_slice() {
            [number] if is_branched => vec![self.with_branch(number.clone())],
            _ => numbers,
        }
    }
}

/// Returns true if a text begins with a stem that is no word: 甲 at the end, before a sign or a
/// room.
fn is_stem_alone(text: &[char]) -> bool {
    let Some((&stem, rest)) = text.split_first() else { return false };
    let digits = rest.iter().take_while(|next| next.is_ascii_digit()).count();
    let ends = rest.first().is_none_or(|next| !next.is_alphanumeric());
    is_stem(stem) && (ends || digits >= ROOM_DIGITS)
}
