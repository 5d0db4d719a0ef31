//! Creating, changing and retiring organisations.

use super::command::{CommandDone, EditCommand};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::authority::may_organize;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::period::Period;
use crate::domain::registration::Registrant;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{ALLIANCES, Code, Problem, REGISTRATIONS, Result, counts};
use crate::store::alliances::Alliance;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::Registration;
use crate::store::{Db, Tx, new_id};
use std::sync::Arc;

/// Creates an organisation.
///
/// # Errors
/// [`Code::NotFound`] at `/grid` when the caller does not care for that grid, at `/serves/{i}` for
/// a unit outside their scope; those of the plan.
pub async fn create_organization(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    code: String,
    kind: OrganizationKind,
    profile: OrganizationProfile,
) -> Result<CommandDone<OrganizationId>> {
    let now = db.now();
    let places = OrganizationPlaces::of(&profile);
    let id = OrganizationId(new_id(now));
    let organization =
        Organization { id, code, kind, profile, life: Period::since(now), version: 1 };
    let edits = vec![AtlasEdit::CreateOrganization(organization)];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| places.check(atlas, scope))
        .placed(of_profile)
        .carry_out(db)
        .await
}

/// Updates an organisation from now on.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for its grid, at `/grid` for its new grid, or
/// at `/serves/{i}` for a unit outside their scope;
/// [`Code::StaleVersion`]; those of the plan.
pub async fn change_organization(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: OrganizationId,
    version: i64,
    profile: OrganizationProfile,
) -> Result<CommandDone<OrganizationId>> {
    let places = OrganizationPlaces::of(&profile);
    let edits = vec![AtlasEdit::ChangeOrganization { organization: id, profile }];
    EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)?;
        places.check(atlas, scope)
    })
    .placed(of_profile)
    .carry_out(db)
    .await
}

/// Retires an organisation that has none below it, is registered nowhere and belongs to no
/// alliance.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not care for its grid; [`Code::StaleVersion`];
/// [`Code::OrganizationInUse`]; those of the plan.
pub async fn retire_organization(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: OrganizationId,
    version: i64,
) -> Result<CommandDone<OrganizationId>> {
    let edits = vec![AtlasEdit::RetireOrganization { organization: id }];
    let command = EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_change(atlas, scope, id, version)
    });
    command.placed(|_| String::new()).beside(move |tx| require_unused(tx, id)).carry_out(db).await
}

fn require_unused(tx: &mut Tx<'_>, id: OrganizationId) -> Result<()> {
    let registrations = Registration::live(tx.connection, Registrant::Organization(id))?.len();
    let alliances = Alliance::count_of(tx.connection, id)?;
    if registrations == 0 && alliances == 0 {
        return Ok(());
    }
    let joined = usize::try_from(alliances).unwrap_or_default();
    let left = [(registrations, REGISTRATIONS), (joined, ALLIANCES)];
    Err(Problem::new(Code::OrganizationInUse)
        .with("registrations", registrations)
        .with("alliances", alliances)
        .with("left", counts(&left))
        .into())
}

/// Filter of a list of organisations.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrganizationFilter {
    /// Organisations in this grid or below it.
    pub grid: Option<GridId>,
    /// Organisations of this kind.
    pub kind: Option<OrganizationKind>,
    /// Organisations directly below this one.
    pub parent: Option<OrganizationId>,
}

/// Returns the organisations that are not retired, in no order.
pub fn list_organizations(
    atlas: &Atlas,
    filter: OrganizationFilter,
) -> impl Iterator<Item = &Organization> {
    atlas.organizations().all().filter(move |organization| {
        filter.grid.is_none_or(|grid| atlas.tree().is_within(organization.profile.grid, grid))
            && filter.kind.is_none_or(|kind| organization.kind == kind)
            && filter.parent.is_none_or(|parent| organization.profile.parent == Some(parent))
    })
}

/// Units that a new profile names, which the caller must care for.
struct OrganizationPlaces {
    grid: GridId,
    serves: Vec<Unit>,
}

impl OrganizationPlaces {
    fn of(profile: &OrganizationProfile) -> Self {
        Self { grid: profile.grid, serves: profile.serves.clone() }
    }

    /// Checks the units that exist; the plan refuses the others.
    fn check(&self, atlas: &Atlas, scope: &Scope) -> Result<(), Problem> {
        require_visible(may_organize(atlas, scope, self.grid), "/grid")?;
        for (index, &unit) in self.serves.iter().enumerate() {
            let grid = atlas.grid_of(unit).filter(|_| atlas.has(unit) && !unit.is_desk());
            let is_in_scope = grid.is_none_or(|grid| may_organize(atlas, scope, grid));
            require_visible(is_in_scope, format!("/serves/{index}"))?;
        }
        Ok(())
    }
}

fn may_still_change(
    atlas: &Atlas,
    scope: &Scope,
    id: OrganizationId,
    version: i64,
) -> Result<(), Problem> {
    let organization = atlas.organizations().get(id).ok_or(Code::NotFound)?;
    require_visible(may_organize(atlas, scope, organization.profile.grid), "")?;
    require_version(organization.version, version)
}

/// Maps `/operations/0/organization` to the object in the path.
fn of_profile(pointer: &str) -> String {
    match pointer.splitn(4, '/').nth(3) {
        None | Some("organization") => String::new(),
        Some(field) => format!("/{field}"),
    }
}
