//! 门址: the addresses of building groups.

mod likeness;
mod query;
mod text;
mod written;

pub use likeness::{AddressLikeness, NameLikeness, PartsLikeness};
pub use query::AddressQuery;
pub use text::{ADDRESS_MAX, AddressPart, AddressText, NumberKind};
pub(in crate::domain) use text::{
    CompoundName, KindRelation, begins_counted, cuts_number, distinguishes, goes_on, is_compound,
    is_counted_in, is_facility, is_road, is_wing, may_be_place,
};
pub use written::WrittenAddress;

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
    /// Its text, as registered and in the normal form.
    pub text: WrittenAddress,
    /// Position in WGS 84, if known.
    pub point: Option<Point>,
    /// Period in which it exists.
    pub period: Period,
}
