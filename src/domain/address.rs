//! 门址: the addresses of building groups, and how a text that somebody writes is found among them.

mod matching;
mod text;

pub use matching::{
    AddressCandidate, AddressLikeness, CONTEXT_M, MatchScope, NameLikeness, PartsLikeness, best,
    candidates,
};
pub(in crate::domain) use text::core;
pub use text::{ADDRESS_MAX, AddressPart, AddressText, NumberKind};

use super::geometry::Point;
use super::id::{AddressId, BuildingGroupId};
use super::period::Period;

/// An address that belongs to a building group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupAddress {
    /// Identifier.
    pub id: AddressId,
    /// The building group it belongs to.
    pub building_group: BuildingGroupId,
    /// What it says.
    pub text: AddressText,
    /// Where it is, in WGS 84, when somebody has said so.
    pub point: Option<Point>,
    /// From when until when it is there.
    pub period: Period,
}
