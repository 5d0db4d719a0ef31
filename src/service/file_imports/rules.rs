//! Who may import what, and which options there are: as for those who enter the same by hand.

use crate::domain::atlas::Atlas;
use crate::domain::authority::{may_enter_groups, may_organize, may_redraw, may_staff};
use crate::domain::file_import::{GridOptions, ImportKind, ImportOptions};
use crate::domain::id::GridId;
use crate::domain::role::{Role, RoleSet};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::service::export::template::TICKET_MAPPING;
use crate::service::import::requests::Mapping;
use crate::service::import::run::UnitRule;

const SUPERVISOR: RoleSet = RoleSet::of(&[Role::Supervisor]);
const KEEPERS: RoleSet = RoleSet::of(&[Role::NeighbourhoodSecretary, Role::Supervisor]);
const RECEPTION: RoleSet = RoleSet::of(&[Role::TownDesk, Role::Integrator]);

/// Returns the roles that may import files of a kind.
pub(super) const fn roles(kind: ImportKind) -> RoleSet {
    match kind {
        ImportKind::Grids | ImportKind::Aliases => SUPERVISOR,
        ImportKind::Requests => RECEPTION,
        _ => KEEPERS,
    }
}

/// Returns the rule of where a row of a kind may lie. Members lie nowhere, and tickets where their
/// own rule says.
pub(super) fn area(kind: ImportKind) -> UnitRule {
    match kind {
        ImportKind::Grids | ImportKind::Aliases => {
            |atlas, scope, unit| in_grid(atlas, scope, unit, may_redraw)
        }
        ImportKind::Posts | ImportKind::Registrations => {
            |atlas, scope, unit| in_grid(atlas, scope, unit, may_organize)
        }
        ImportKind::BuildingGroups | ImportKind::Addresses => {
            |atlas, scope, unit| in_grid(atlas, scope, unit, may_enter_groups)
        }
        ImportKind::Duties | ImportKind::Members | ImportKind::Requests => may_staff,
    }
}

fn in_grid(
    atlas: &Atlas,
    scope: &Scope,
    unit: Unit,
    may: fn(&Atlas, &Scope, GridId) -> bool,
) -> bool {
    atlas.grid_of(unit).is_some_and(|grid| may(atlas, scope, grid))
}

/// Checks that a caller may import files of a kind at all.
///
/// # Errors
/// [`Code::ImportNotYours`]
pub(super) fn require_role(scope: &Scope, kind: ImportKind) -> Result<(), Problem> {
    let roles = roles(kind);
    if scope.has(roles) {
        return Ok(());
    }
    let roles: Vec<Role> = roles.iter().collect();
    Err(Problem::new(Code::ImportNotYours).at("/kind").with("kind", kind).with("roles", roles))
}

/// Reads the mapping of tickets: that of the template unless another one was sent.
///
/// # Errors
/// Those of [`Mapping::parse`].
pub(super) fn mapping(options: &ImportOptions) -> Result<Mapping, Vec<Problem>> {
    Mapping::parse(options.mapping.as_deref().unwrap_or(TICKET_MAPPING))
}

/// Checks that the options are those of a kind, and complete.
///
/// # Errors
/// [`Code::ImportOptionNotHere`], [`Code::ImportParentTwice`]; every problem of the mapping at
/// `/mapping`.
pub(super) fn check_options(kind: ImportKind, options: &ImportOptions) -> Result<()> {
    let has_points = matches!(kind, ImportKind::Grids | ImportKind::Addresses | ImportKind::Posts);
    let is_tickets = kind == ImportKind::Requests;
    let is_grids = kind == ImportKind::Grids;
    let surplus = [
        ("datum", options.datum.is_some() && !has_points),
        ("mapping", options.mapping.is_some() && !is_tickets),
        ("keep_going", options.keep_going && !is_tickets),
        ("sheet", options.sheet.is_some() && is_grids),
    ];
    let surplus = surplus.into_iter().filter(|(_, is_surplus)| *is_surplus);
    let mut problems: Vec<Problem> = surplus
        .map(|(option, _)| {
            let problem = Problem::new(Code::ImportOptionNotHere).at(format!("/{option}"));
            problem.with("kind", kind).with("option", option)
        })
        .collect();
    if is_tickets && let Err(wrong) = mapping(options) {
        problems.extend(wrong.into_iter().map(|problem| problem.below("/mapping")));
    }
    if options.grids.as_ref().is_some_and(names_parents_twice) {
        problems.push(Problem::new(Code::ImportParentTwice).at("/parent"));
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn names_parents_twice(grids: &GridOptions) -> bool {
    let ways = [grids.parent.is_some(), grids.parent_field.is_some(), grids.parent_by_location];
    ways.into_iter().filter(|&way| way).count() > 1
}
