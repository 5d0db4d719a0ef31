//! Places in a compound: its gates, its shops, what is in front of it. The name of the compound is
//! the beginning of what was written.

use super::AddressCandidate;
use super::names::likeness;
use crate::domain::address::{AddressPart, AddressText, CompoundName, NameLikeness, goes_on};
use crate::domain::atlas::Atlas;

/// Words for places whose building is told by the numbers behind them, as if they were not there.
const GATES: &[&str] = &[
    "门",
    "大门",
    "正门",
    "后门",
    "侧门",
    "前门",
    "东门",
    "西门",
    "南门",
    "北门",
    "中门",
    "的",
    "内",
    "里",
    "内的",
    "里的",
    "里面",
    "里面的",
    "小区里",
    "小区内",
    "小区里的",
    "小区内的",
];

/// Returns a text with a name cut to that of a compound that is known, once for each name that
/// begins so.
pub(super) fn shortened(atlas: &Atlas, text: &AddressText) -> Vec<AddressText> {
    let named = text.parts().iter().enumerate();
    named
        .filter_map(|(at, part)| match part {
            AddressPart::Name(name) => Some(cut(text, at, known_beginning(atlas, name)?, name)),
            AddressPart::Numbered(..) => None,
        })
        .collect()
}

/// Returns a candidate as one that a place there is meant by.
pub(super) fn placed(mut candidate: AddressCandidate<'_>) -> AddressCandidate<'_> {
    candidate.likeness.name = NameLikeness::Within;
    candidate
}

/// Returns the longest beginning of a name that is the name of a compound, unless another name goes
/// on there.
fn known_beginning<'n>(atlas: &Atlas, name: &'n str) -> Option<&'n str> {
    let ends = name.char_indices().map(|(at, _)| at).skip(2);
    let beginnings = ends.map(|end| name.split_at(end)).filter(|(_, behind)| !goes_on(behind));
    let known = beginnings.filter(|&(beginning, behind)| is_known(atlas, beginning, behind));
    known.map(|(beginning, _)| beginning).last()
}

/// Returns true if a name is that of a compound, or like it where it ends there: of 金水湾 the
/// first two characters are not 金水苑.
fn is_known(atlas: &Atlas, name: &str, behind: &str) -> bool {
    let ends = GATES.contains(&behind) || ["小区", "社区"].iter().any(|word| name.ends_with(word));
    let mut names = atlas.addresses().names_of_core(CompoundName::of(name).core);
    names.any(|there| match likeness(name, there) {
        Some(NameLikeness::Same) => true,
        Some(NameLikeness::Alike) => ends || !CompoundName::of(there).has_common_kind(),
        _ => false,
    })
}

/// Cuts a name. Numbers behind it belong to the compound only if the rest is a gate: 12号 of
/// 南渡村菱角圩12号 is one in 菱角圩.
fn cut(text: &AddressText, at: usize, beginning: &str, name: &str) -> AddressText {
    let behind = name.strip_prefix(beginning).unwrap_or_default();
    let is_gate = GATES.contains(&behind);
    let (before, after) = text.parts().split_at(at);
    let kept = after.iter().skip(1).filter(|_| is_gate);
    let name = AddressPart::Name(beginning.to_owned());
    AddressText::of_parts(before.iter().cloned().chain([name]).chain(kept.cloned()).collect())
}
