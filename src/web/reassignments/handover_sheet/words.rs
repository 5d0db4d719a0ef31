//! How units, people, times and areas are written on the paper.

use crate::domain::calendar::zone;
use crate::domain::duty::{Capacity, Duty, Holding};
use crate::domain::id::{BuildingGroupId, DutyId, GridId, MemberId};
use crate::domain::period::{Instant, Period};
use crate::domain::unit::Unit;
use crate::error::Language;
use crate::service::reassignments::HandoverSheet;
use crate::web::people::MemberNames;
use crate::web::units::UnitView;

/// Square metres from which an area is written in square kilometres.
const LARGE_M2: f64 = 1e6;

/// The report and the names in it.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub report: &'a HandoverSheet,
    pub named: &'a MemberNames,
}

impl Words<'_> {
    /// Code and masked name.
    pub fn member(&self, member: MemberId) -> String {
        let brief = self.named.brief(member);
        let known: Vec<String> = [brief.code, brief.name].into_iter().flatten().collect();
        if known.is_empty() { "（姓名已删除）".to_owned() } else { known.join(" ") }
    }

    /// Code and name.
    pub fn unit(&self, unit: Unit) -> String {
        let UnitView { code, name, .. } = self.view(unit);
        if code.is_empty() {
            format!("（未知单元 {}）", unit.id())
        } else {
            format!("{code} {name}")
        }
    }

    pub fn grid(&self, grid: GridId) -> String {
        self.unit(Unit::Grid(grid))
    }

    pub fn group(&self, group: BuildingGroupId) -> String {
        self.unit(Unit::BuildingGroup(group))
    }

    fn view(&self, unit: Unit) -> UnitView {
        let before = &self.report.before;
        let after = &self.report.after;
        let known = match unit {
            Unit::Grid(grid) => after.tree().get(grid).is_some(),
            Unit::BuildingGroup(group) => after.groups().get(group).is_some(),
            Unit::Desk(_) => after.has(unit),
            Unit::Office(office) => after.organizations().get(office).is_some(),
        };
        UnitView::of(if known { after } else { before }, unit, Language::Chinese)
    }

    /// 网格长, 书记 and the like for who leads, else the capacity.
    pub fn title(&self, unit: Unit, capacity: Capacity) -> String {
        match capacity {
            Capacity::Leader => self.view(unit).title,
            other => other.label().0.to_owned(),
        }
    }

    /// A duty, wherever it is known.
    pub fn duty(&self, id: DutyId) -> Option<&Duty> {
        let HandoverSheet { before, after, .. } = self.report;
        after.people().duty(id).or_else(|| before.people().duty(id))
    }

    /// Who, and for which unit.
    pub fn holding(&self, holding: Holding) -> String {
        format!("{}（{}）", self.member(holding.member), self.unit(holding.unit))
    }

    /// To the minute, at +08:00.
    pub fn time(&self, at: Instant) -> String {
        at.with_timezone(&zone()).format("%Y-%m-%d %H:%M").to_string()
    }

    pub fn period(&self, period: Period) -> String {
        let to = period.to.map_or_else(|| "长期".to_owned(), |to| self.time(to));
        format!("{} 至 {to}", self.time(period.from))
    }

    pub fn area(&self, m2: Option<f64>) -> String {
        match m2 {
            None => "无边界".to_owned(),
            Some(m2) if m2 >= LARGE_M2 => format!("{:.2} 平方公里", m2 / LARGE_M2),
            Some(m2) => format!("{m2:.0} 平方米"),
        }
    }
}
