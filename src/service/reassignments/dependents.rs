//! Rows that depend on responsibility without deciding it: registrations, community roles, second
//! identities.

use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::unit::Unit;
use crate::error::{Error, Problem, Result};
use crate::service::duties::require_no_identity;
use crate::service::grids::{require_no_roles, require_unused};
use crate::store::connection::AnyConnection;

/// Returns the problems of edits that end or move something others depend on; each concerns the
/// change set as a whole.
///
/// # Errors
/// Those of the database.
pub(super) fn tied(
    connection: &mut AnyConnection,
    after: &Atlas,
    edits: &[AtlasEdit],
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for edit in edits {
        let checks: Vec<Result<()>> = match edit {
            AtlasEdit::RetireGrid { grid } => {
                vec![
                    require_unused(connection, *grid),
                    require_no_roles(connection, after, Unit::Grid(*grid), None),
                ]
            }
            AtlasEdit::ChangeBuildingGroup { building_group, moved: Some(moved), .. } => {
                vec![require_no_roles(
                    connection,
                    after,
                    Unit::BuildingGroup(*building_group),
                    Some(moved.grid),
                )]
            }
            AtlasEdit::PlaceGrid { grid, .. } => {
                vec![require_no_roles(connection, after, Unit::Grid(*grid), Some(*grid))]
            }
            AtlasEdit::EndDuty { duty, .. } => vec![require_no_identity(connection, *duty)],
            _ => Vec::new(),
        };
        for check in checks {
            match check {
                Ok(()) => {}
                Err(Error::Refused(refused)) => problems.extend(refused),
                Err(fault) => return Err(fault),
            }
        }
    }
    Ok(problems)
}
