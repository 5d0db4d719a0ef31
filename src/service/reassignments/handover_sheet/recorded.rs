//! The duties that were handed over, according to the events of a change set.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Duty;
use crate::domain::id::{BuildingGroupId, DutyId, GridId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::reassignment::PassingDuties;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::store::RecordedEvent;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Returns the duties that ended and began with a change set, with the periods as set then.
///
/// # Errors
/// [`Error::Internal`] when the stored events are invalid.
pub(super) fn passing(
    atlas: &Atlas,
    events: &[RecordedEvent],
    applied: Instant,
) -> Result<PassingDuties> {
    let people = atlas.people();
    let mut passing = PassingDuties::default();
    for event in events {
        match event.kind.as_str() {
            "duty_given" => {
                let period = Period { from: read(event, "from")?, to: read(event, "to")? };
                let given = people.duty(read::<DutyId>(event, "duty")?);
                passing.begun.extend(given.map(|duty| Duty { period, ..*duty }));
            }
            "duty_ended" => {
                let at = read(event, "at")?;
                let ended = people.duty(read::<DutyId>(event, "duty")?);
                passing
                    .ended
                    .extend(ended.map(|duty| Duty { period: duty.period.closed(at), ..*duty }));
            }
            "grid_retired" => {
                passing.ended.extend(ended_with(
                    atlas,
                    Unit::Grid(read::<GridId>(event, "grid")?),
                    applied,
                ));
            }
            "building_group_retired" => {
                let group = Unit::BuildingGroup(read::<BuildingGroupId>(event, "building_group")?);
                passing.ended.extend(ended_with(atlas, group, applied));
            }
            "member_deactivated" => {
                let own = people.all_duties_of(read::<MemberId>(event, "member")?);
                passing.ended.extend(own.filter(|duty| ended_at(duty, applied)).copied());
            }
            _ => {}
        }
    }
    passing.ended.sort_unstable_by_key(|duty| duty.id);
    passing.ended.dedup_by_key(|duty| duty.id);
    Ok(passing)
}

/// Returns the duties that ended because their unit was retired.
fn ended_with(atlas: &Atlas, unit: Unit, applied: Instant) -> impl Iterator<Item = Duty> {
    atlas.people().duties(unit).iter().filter(move |duty| ended_at(duty, applied)).copied()
}

fn ended_at(duty: &Duty, at: Instant) -> bool {
    duty.period.closed(at) == duty.period
}

fn read<T: DeserializeOwned>(event: &RecordedEvent, field: &str) -> Result<T> {
    T::deserialize(event.payload.0.get(field).unwrap_or(&Value::Null)).map_err(Error::internal)
}
