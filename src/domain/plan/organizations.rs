//! Planning organisations.

use super::checks::{code_is_well_formed, name_is_well_formed, unit_is_there};
use super::draft::PlanDraft;
use super::people::{self, end_liaisons};
use crate::domain::change::Change;
use crate::domain::id::{GridId, OrganizationId};
use crate::domain::organization::{Organization, OrganizationProfile, SERVED_MAX};
use crate::domain::period::Period;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use std::collections::HashSet;

pub(super) fn create(draft: &mut PlanDraft, new: &Organization) {
    let coded = code_is_well_formed(draft, &new.code);
    if draft.atlas.organizations().by_code(&new.code).is_some() {
        return draft.refuse("code", Problem::new(Code::CodeInUse).with("code", new.code.as_str()));
    }
    if fits(draft, new.id, &new.profile, &[]) & coded {
        draft.change(Change::Organization(new.clone()));
    }
}

pub(super) fn change(draft: &mut PlanDraft, id: OrganizationId, profile: &OrganizationProfile) {
    let Some(organization) = active(draft, "organization", id) else { return };
    if !fits(draft, id, profile, &organization.profile.serves) {
        return;
    }
    if organization.kind.is_office() && organization.profile.grid != profile.grid {
        draft.touch(Unit::Office(id));
    }
    let profile = profile.clone();
    let version = organization.version + 1;
    draft.change(Change::Organization(Organization { profile, version, ..organization }));
}

/// Checks a profile; what the organisation served before may stay named after it ended.
fn fits(
    draft: &mut PlanDraft,
    id: OrganizationId,
    profile: &OrganizationProfile,
    served_before: &[Unit],
) -> bool {
    name_is_well_formed(draft, &profile.name)
        & grid_is_there(draft, profile.grid)
        & belongs(draft, id, profile.parent)
        & serves_well(draft, &profile.serves, served_before)
}

/// Checks the units that an organisation is to serve: each is there or was served before, and is
/// named once.
fn serves_well(draft: &mut PlanDraft, serves: &[Unit], served_before: &[Unit]) -> bool {
    if serves.len() > SERVED_MAX {
        draft.refuse("serves", Problem::new(Code::TooMany).with("max", SERVED_MAX));
        return false;
    }
    let mut seen = HashSet::new();
    let mut all_well = true;
    for (index, &unit) in serves.iter().enumerate() {
        let field = format!("serves/{index}");
        if matches!(unit, Unit::Desk(_) | Unit::Office(_)) {
            draft.refuse_code(&field, Code::DeskServed);
            all_well = false;
        } else if !served_before.contains(&unit) {
            all_well &= unit_is_there(draft, &field, unit);
        }
        if !seen.insert(unit) {
            let code = draft.atlas.code_of(unit);
            draft.refuse(&field, Problem::new(Code::UnitTwice).with("unit", code));
            all_well = false;
        }
    }
    all_well
}

/// Retires an organisation; of an office the duties end too, and the unit above has its requests.
pub(super) fn retire(draft: &mut PlanDraft, id: OrganizationId) {
    let Some(organization) = active(draft, "organization", id) else { return };
    let children = draft.atlas.organizations().children(id).count();
    if children > 0 {
        let problem = Problem::new(Code::OrganizationNotEmpty)
            .with("code", organization.code.as_str())
            .with("children", children);
        return draft.refuse("organization", problem);
    }
    end_liaisons(draft, id);
    if organization.kind.is_office() {
        people::end_duties_of_unit(draft, Unit::Office(id));
        draft.touch(Unit::Office(id));
    }
    let life = Period { to: Some(draft.now), ..organization.life };
    draft.change(Change::Organization(Organization {
        life,
        version: organization.version + 1,
        ..organization
    }));
}

/// Checks that one may belong to another: not to itself or to one below it.
fn belongs(draft: &mut PlanDraft, id: OrganizationId, parent: Option<OrganizationId>) -> bool {
    let Some(parent) = parent else { return true };
    if active(draft, "parent", parent).is_none() {
        return false;
    }
    let circular = draft.atlas.organizations().is_within(parent, id);
    if circular {
        draft.refuse_code("parent", Code::OrganizationWithinItself);
    }
    !circular
}

fn active(draft: &mut PlanDraft, field: &str, id: OrganizationId) -> Option<Organization> {
    let organization = draft.atlas.organizations().active(id).cloned();
    if organization.is_none() {
        draft.refuse(
            field,
            Problem::new(Code::UnknownOrganization).with("organization", id.to_string()),
        );
    }
    organization
}

fn grid_is_there(draft: &mut PlanDraft, grid: GridId) -> bool {
    let there = draft.atlas.tree().active(grid).is_some();
    if !there {
        draft.refuse("grid", Problem::new(Code::UnknownGrid).with("grid", grid.to_string()));
    }
    there
}
