//! 科室、站所: departments and station offices as 主办, and the grid that assists them on the spot.

use super::atlas::Atlas;
use super::duty::Duty;
use super::id::{GridId, MemberId, OrganizationId};
use super::period::Instant;
use super::routing::answering;
use super::unit::Unit;
use crate::error::{Code, Problem};

/// Checks that an organisation is a department or station office that has not ended.
///
/// # Errors
/// [`Code::UnknownOrganization`]; [`Code::NeverMainOffice`] for enterprises, property companies and
/// all other kinds.
pub fn require_office(atlas: &Atlas, organization: OrganizationId) -> Result<(), Problem> {
    let found = atlas.organizations().active(organization).ok_or_else(|| {
        Problem::new(Code::UnknownOrganization).with("organization", organization.to_string())
    })?;
    if found.kind.is_office() {
        return Ok(());
    }
    Err(Problem::new(Code::NeverMainOffice)
        .with("code", found.code.as_str())
        .with("kind", found.kind))
}

/// Checks that a unit may be given requests: an office needs a head, who may be absent.
///
/// # Errors
/// Those of [`require_office`]; [`Code::OfficeWithoutHead`]; [`Code::UnknownUnit`].
pub fn require_receiver(atlas: &Atlas, unit: Unit, at: Instant) -> Result<(), Problem> {
    match unit {
        Unit::Office(office) => {
            require_office(atlas, office)?;
            match atlas.people().has_head(unit, at) {
                true => Ok(()),
                false => {
                    Err(Problem::new(Code::OfficeWithoutHead).with("unit", atlas.code_of(unit)))
                }
            }
        }
        _ if atlas.has(unit) => Ok(()),
        _ => Err(Problem::new(Code::UnknownUnit).with("unit", unit.id().to_string())),
    }
}

/// Returns the duty by which somebody assists, without a clock, while an office has a request: that
/// of whoever answers for the grid of its place. None while no office has it, and where that grid
/// is the one that the office works in, or one above: those there are its superiors.
pub fn assisting(atlas: &Atlas, holder: Unit, place: GridId, at: Instant) -> Option<&Duty> {
    let works_in = atlas.grid_of(holder).filter(|_| holder.is_office())?;
    let duty = answering(atlas, Unit::Grid(place), at)?;
    let assists = atlas.grid_of(duty.unit)?;
    Some(duty).filter(|_| !atlas.tree().is_within(works_in, assists))
}

/// Returns the unit in which a member leads or deputises, among those that `is_reached` admits: the
/// one nearest to a place; of those equally near the one they lead, then the smaller code. The desk
/// is none of them.
pub fn led_nearest(
    atlas: &Atlas,
    member: MemberId,
    place: GridId,
    at: Instant,
    is_reached: impl Fn(Unit) -> bool,
) -> Option<Unit> {
    let led = atlas.people().duties_of(member, at).filter(|duty| {
        duty.capacity.leads()
            && !duty.unit.is_desk()
            && atlas.has(duty.unit)
            && is_reached(duty.unit)
    });
    let nearest = led.min_by_key(|duty| {
        (steps(atlas, place, duty.unit), duty.capacity, atlas.code_of(duty.unit))
    });
    nearest.map(|duty| duty.unit)
}

/// Returns how far a unit is from a place: the steps up from the place to a grid that contains the
/// unit's, then those down to it.
fn steps(atlas: &Atlas, place: GridId, unit: Unit) -> (usize, usize) {
    let tree = atlas.tree();
    let Some(grid) = atlas.grid_of(unit) else { return (usize::MAX, usize::MAX) };
    let up = tree.upward(place).take_while(|above| !tree.is_within(grid, above.id)).count();
    let common = tree.upward(place).nth(up).map(|above| above.id);
    let down = tree.upward(grid).take_while(|above| Some(above.id) != common).count();
    (up, down)
}
