//! What lies in areas, added up and compared.

use super::mean;
use crate::domain::request::RequestState;
use std::iter::Sum;

/// What lies in an area. Every figure is a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Households of its building groups.
    pub households: u64,
    /// Building groups.
    pub building_groups: u64,
    /// Requests that were received lately, without those that count in no figure.
    pub received: u64,
    /// Requests that were received lately and count in no figure, see [`is_counted`].
    pub excluded: u64,
    /// Requests that its units hold and that are not at their end.
    pub open: u64,
    /// Those of the open ones with a clock that has run out.
    pub overdue: u64,
}

/// The means of what lies in some areas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Means {
    /// How many areas these are, 1 or more.
    pub n: usize,
    /// Of [`Figures::households`].
    pub households: f64,
    /// Of [`Figures::building_groups`].
    pub building_groups: f64,
    /// Of [`Figures::received`].
    pub received: f64,
    /// Of [`Figures::open`].
    pub open: f64,
    /// Of [`Figures::overdue`].
    pub overdue: f64,
}

/// Whether a request counts in figures: not when it is void, merged or withdrawn (the product
/// rules, "Figures").
pub const fn is_counted(state: RequestState) -> bool {
    !matches!(state, RequestState::Void | RequestState::Merged | RequestState::Withdrawn)
}

impl Means {
    /// The means of some figures; none of none.
    pub fn of(figures: &[Figures]) -> Option<Self> {
        let of =
            |figure: fn(&Figures) -> u64| mean(&figures.iter().map(figure).collect::<Vec<_>>());
        Some(Self {
            n: figures.len(),
            households: of(|figures| figures.households)?,
            building_groups: of(|figures| figures.building_groups)?,
            received: of(|figures| figures.received)?,
            open: of(|figures| figures.open)?,
            overdue: of(|figures| figures.overdue)?,
        })
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(figures: I) -> Self {
        figures.fold(Self::default(), |sum, more| Self {
            households: sum.households + more.households,
            building_groups: sum.building_groups + more.building_groups,
            received: sum.received + more.received,
            excluded: sum.excluded + more.excluded,
            open: sum.open + more.open,
            overdue: sum.overdue + more.overdue,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_add_up_and_have_no_mean_when_there_are_none() {
        let one = Figures {
            households: 48,
            building_groups: 1,
            received: 3,
            excluded: 1,
            open: 2,
            overdue: 1,
        };
        let other = Figures { households: 51, received: 4, ..Figures::default() };
        let sum = Figures { households: 99, received: 7, ..one };
        assert_eq!([one, other].into_iter().sum::<Figures>(), sum);
        let means = Means {
            n: 2,
            households: 49.5,
            building_groups: 0.5,
            received: 3.5,
            open: 1.0,
            overdue: 0.5,
        };
        assert_eq!((Means::of(&[one, other]), Means::of(&[])), (Some(means), None));
    }
}
