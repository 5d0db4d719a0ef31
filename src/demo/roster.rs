//! 值班: who takes what is urgent outside working hours, night after night and at weekends by day.

use super::identifiers::DemoIdentifiers;
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::calendar::zone;
use crate::domain::duty::{Capacity, Duty};
use crate::domain::id::{DutyId, GridId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use chrono::{Datelike, DurationRound, TimeDelta, Weekday};

/// Number of days with somebody on call: those of the month, and of the weeks to come.
const DAYS: i64 = 70;
/// Minutes from midnight in UTC to 08:30 in the town.
const MORNING: i64 = 30;
/// Minutes from midnight in UTC to 17:30 in the town.
const EVENING: i64 = 9 * 60 + 30;
/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Returns the edits that create the roster: the deputies of the neighbourhoods take turns at
/// night, from 17:30 to 08:30, and their secretaries on Saturdays and Sundays by day.
///
/// # Errors
/// [`Error::Internal`] in a town without a root.
pub(super) fn roster(atlas: &Atlas, seed: u64, at: Instant) -> Result<Vec<AtlasEdit>> {
    let town = atlas.tree().root().ok_or_else(|| Error::internal("the town has no root"))?.id;
    let identifiers = DemoIdentifiers { random: random(seed, SeedPart::Roster), at };
    let midnight = at.duration_trunc(TimeDelta::days(1)).map_err(Error::internal)?;
    let mut shifts = ShiftFounding { town, identifiers, edits: Vec::new() };
    let nights = of_neighbourhoods(atlas, Capacity::Deputy);
    let days = of_neighbourhoods(atlas, Capacity::Leader);
    for (day, &member) in (1..=DAYS).zip(nights.iter().cycle()) {
        shifts.give(member, midnight + TimeDelta::days(day), EVENING, DAY + MORNING);
    }
    let dates = (1..=DAYS).map(|day| midnight + TimeDelta::days(day));
    for (date, &member) in dates.filter(is_weekend).zip(days.iter().cycle()) {
        shifts.give(member, date, MORNING, EVENING);
    }
    Ok(shifts.edits)
}

fn is_weekend(date: &Instant) -> bool {
    matches!(date.with_timezone(&zone()).weekday(), Weekday::Sat | Weekday::Sun)
}

fn of_neighbourhoods(atlas: &Atlas, capacity: Capacity) -> Vec<MemberId> {
    let neighbourhoods = atlas.tree().all().filter(|grid| grid.level == "neighborhood");
    let duties = neighbourhoods.flat_map(|grid| atlas.people().duties(Unit::Grid(grid.id)));
    duties.filter(|duty| duty.capacity == capacity).map(|duty| duty.member).collect()
}

/// Builder of the shifts.
struct ShiftFounding {
    town: GridId,
    identifiers: DemoIdentifiers,
    edits: Vec<AtlasEdit>,
}

impl ShiftFounding {
    /// Puts a member on call from one minute to another after a midnight in UTC.
    fn give(&mut self, member: MemberId, midnight: Instant, from: i64, to: i64) {
        let after = |minutes| midnight + TimeDelta::minutes(minutes);
        self.edits.push(AtlasEdit::GiveDuty(Duty {
            id: DutyId(self.identifiers.next()),
            unit: Unit::Grid(self.town),
            member,
            capacity: Capacity::OnCall,
            rank: 0,
            period: Period { from: after(from), to: Some(after(to)) },
            version: 1,
        }));
    }
}
