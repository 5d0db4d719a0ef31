//! 双报到: an organisation or an in-service member reports to the neighbourhood where it works or
//! they live.

use super::atlas::Atlas;
use super::id::{GridId, MemberId, OrganizationId};
use super::vocabulary::vocabulary;
use crate::error::{Code, Problem};
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// State of a registration.
    RegistrationState {
        Pending = "pending" "待审核" "to be decided",
        Accepted = "accepted" "已报到" "registered",
        Declined = "declined" "未通过" "declined",
        Ended = "ended" "已结束" "ended",
    }
}

vocabulary! {
    /// Reason why a registration ended.
    RegistrationEnd {
        /// They registered elsewhere and were accepted there.
        Moved = "moved" "搬离" "moved away",
        Left = "left" "离开单位或退出" "left",
        Withdrawn = "withdrawn" "撤回申请" "withdrawn before it was decided",
    }
}

/// Whoever registers: a member or an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Registrant {
    /// An in-service party member, for themselves.
    Member(MemberId),
    /// An organisation.
    Organization(OrganizationId),
}

/// A time of the week at which somebody can help, in the town's own time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeTime {
    /// Day of the week, 1 Monday – 7 Sunday.
    #[schema(minimum = 1, maximum = 7)]
    pub weekday: u8,
    /// Begin.
    #[schema(value_type = String, example = "19:00:00")]
    pub from: NaiveTime,
    /// End, later on the same day.
    #[schema(value_type = String, example = "21:00:00")]
    pub to: NaiveTime,
}

/// Checks that free times lie within a week and do not overlap.
///
/// # Errors
/// [`Code::FreeTimeWrong`] at its place in `/free_times`.
pub fn check_free_times(times: &[FreeTime]) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for (index, time) in times.iter().enumerate() {
        let fits = time.is_well_formed()
            && !times.iter().take(index).any(|earlier| earlier.overlaps(time));
        if !fits {
            problems.push(Problem::new(Code::FreeTimeWrong).at(format!("/free_times/{index}")));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

impl FreeTime {
    fn is_well_formed(&self) -> bool {
        (1..=7).contains(&self.weekday)
            && self.from < self.to
            && [self.from, self.to].iter().all(|time| time.second() == 0 && time.nanosecond() == 0)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.weekday == other.weekday && self.from < other.to && other.from < self.to
    }
}

/// Checks that a grid is a neighbourhood to report to: one whose leader is its secretary.
///
/// # Errors
/// [`Code::UnknownGrid`] and [`Code::NotANeighbourhood`] at `/grid`.
pub fn neighbourhood(atlas: &Atlas, grid: GridId) -> Result<(), Problem> {
    let tree = atlas.tree();
    let found = tree.active(grid).ok_or_else(|| {
        Problem::new(Code::UnknownGrid).at("/grid").with("grid", grid.to_string())
    })?;
    if atlas.is_neighbourhood(grid) {
        return Ok(());
    }
    Err(Problem::new(Code::NotANeighbourhood).at("/grid").with("grid", found.code.as_str()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop where it fails")]
mod tests {
    use super::*;

    fn time(weekday: u8, from: u32, to: u32) -> FreeTime {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        FreeTime { weekday, from: at(from), to: at(to) }
    }

    #[test]
    fn free_times_lie_in_a_week_and_apart() {
        assert_eq!(check_free_times(&[time(1, 9, 11), time(1, 11, 12), time(7, 9, 11)]), Ok(()));
        let wrong =
            [time(0, 9, 11), time(8, 9, 11), time(1, 11, 11), time(2, 9, 12), time(2, 11, 13)];
        let fraction = FreeTime {
            to: NaiveTime::from_hms_nano_opt(10, 59, 59, 1_500_000_000).unwrap(),
            ..time(1, 9, 11)
        };
        assert!(check_free_times(&[fraction]).is_err(), "a leap second");
        let places: Vec<String> =
            check_free_times(&wrong).unwrap_err().into_iter().map(|p| p.pointer).collect();
        assert_eq!(places, ["/free_times/0", "/free_times/1", "/free_times/2", "/free_times/4"]);
    }
}
