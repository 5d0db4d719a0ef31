//! Figures of areas, added up and compared.

use super::mean;
use crate::domain::request::RequestState;
use std::iter::Sum;

/// Figures of an area. Every figure is a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Households of its building groups.
    pub households: u64,
    /// Building groups.
    pub building_groups: u64,
    /// Requests received lately, without those that count in no figure.
    pub received: u64,
    /// Requests received lately that count in no figure, see [`is_counted`].
    pub excluded: u64,
    /// Open requests that its units hold.
    pub open: u64,
    /// Open requests with an expired clock.
    pub overdue: u64,
}

/// Means of the figures of some areas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Means {
    /// Number of areas, 1 or more.
    pub n: usize,
    /// Mean of [`Figures::households`].
    pub households: f64,
    /// Mean of [`Figures::building_groups`].
    pub building_groups: f64,
    /// Mean of [`Figures::received`].
    pub received: f64,
    /// Mean of [`Figures::open`].
    pub open: f64,
    /// Mean of [`Figures::overdue`].
    pub overdue: f64,
}

/// Returns true if a request counts in figures: unless it is void, merged or withdrawn (the product
/// rules, "Figures").
pub const fn is_counted(state: RequestState) -> bool {
    !matches!(state, RequestState::Void | RequestState::Merged | RequestState::Withdrawn)
}

impl Means {
    /// Returns the means of some figures; `None` without figures.
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
