//! What somebody says about a place.

use crate::domain::address::AddressQuery;
use crate::domain::geometry::Point;
use crate::domain::id::{AddressId, GridId};

/// Query for a place, the strongest input first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlaceQuery {
    /// Chosen address.
    pub address: Option<AddressId>,
    /// Written address.
    pub text: Option<AddressQuery>,
    /// True if an address was written that names nothing: only the desk can make something of it.
    pub unreadable: bool,
    /// Current or selected position, in WGS 84.
    pub point: Option<Point>,
    /// Named grid.
    pub grid: Option<GridId>,
    /// Neighbourhood in which the caller is registered: a text without point and grid is searched
    /// there first.
    pub home: Option<GridId>,
}
