//! The operations in words.

use super::words::Words;
use crate::domain::id::{AbsenceId, DutyId, GridId, MemberId};
use crate::domain::period::Instant;
use crate::domain::reassignment::OperationSpec;
use crate::domain::reassignment::operation::{
    AssignDuty, CoverAbsence, HandOverAll, MergeGrids, SetRule, SplitGrid, SplitPart, UnitSuccessor,
};
use crate::service::reassignments::HandoverSheet;

/// Everybody whom an operation names, also by a duty or an absence.
pub(super) fn members(report: &HandoverSheet, action: &OperationSpec) -> Vec<MemberId> {
    let holder = |id: DutyId| {
        let [before, after] = [&report.before, &report.after].map(|atlas| atlas.people().duty(id));
        after.or(before).map(|duty| duty.member)
    };
    match action {
        OperationSpec::AssignDuty(action) => vec![action.member],
        OperationSpec::EndDuty(action) => holder(action.duty).into_iter().collect(),
        OperationSpec::ReplaceHolder(action) => {
            holder(action.duty).into_iter().chain([action.by]).collect()
        }
        OperationSpec::CoverAbsence(action) => {
            action.by.into_iter().chain([action.member]).collect()
        }
        OperationSpec::EndAbsence(action) => away(report, action.absence).into_iter().collect(),
        OperationSpec::HandOverAll(action) => {
            let named = action.successors.iter().map(|named| named.member);
            named.chain(action.to).chain([action.member]).collect()
        }
        OperationSpec::SplitGrid(action) => {
            action.parts.iter().filter_map(|part| part.leader).collect()
        }
        OperationSpec::MergeGrids(action) => action.leader.into_iter().collect(),
        OperationSpec::CreateGrid(action) => action.leader.into_iter().collect(),
        OperationSpec::MoveBoundary(_)
        | OperationSpec::RetireGrid(_)
        | OperationSpec::PlaceGrid(_)
        | OperationSpec::RenameGrid(_)
        | OperationSpec::MoveBuildingGroup(_)
        | OperationSpec::SetRule(_) => Vec::new(),
    }
}

/// Who is away.
fn away(report: &HandoverSheet, id: AbsenceId) -> Option<MemberId> {
    let [before, after] = [&report.before, &report.after].map(|atlas| atlas.people().absence(id));
    after.or(before).map(|absence| absence.member)
}

impl Words<'_> {
    /// An operation in one sentence, behind its name.
    pub fn operation(&self, action: &OperationSpec) -> String {
        let content = match action {
            OperationSpec::AssignDuty(action) => self.assign(action),
            OperationSpec::EndDuty(action) => {
                let at =
                    action.at.map(|at| format!("，至 {} 止", self.time(at))).unwrap_or_default();
                format!("{}{at}", self.held(action.duty))
            }
            OperationSpec::ReplaceHolder(action) => {
                let at =
                    action.at.map(|at| format!("，自 {} 起", self.time(at))).unwrap_or_default();
                format!("{}，由 {} 接替{at}", self.held(action.duty), self.member(action.by))
            }
            OperationSpec::CoverAbsence(action) => self.cover(action),
            OperationSpec::EndAbsence(action) => {
                let who = away(self.report, action.absence).map(|member| self.member(member));
                format!("{} 的离岗结束", who.unwrap_or_else(|| "—".to_owned()))
            }
            OperationSpec::HandOverAll(action) => self.hand_over(action),
            OperationSpec::MoveBoundary(action) => {
                format!(
                    "{} 的边界调整",
                    self.grids(action.boundaries.iter().map(|drawn| drawn.grid))
                )
            }
            OperationSpec::SplitGrid(action) => self.split(action),
            OperationSpec::MergeGrids(action) => self.merge(action),
            OperationSpec::CreateGrid(action) => {
                let parent = self.grid(action.parent);
                let led = self.led(action.leader);
                format!("在 {parent} 下新设 {} {}{led}", action.code, action.name)
            }
            OperationSpec::RetireGrid(action) => format!("{} 撤销", self.grid(action.grid)),
            OperationSpec::PlaceGrid(action) => {
                format!("{} 归入 {}", self.grid(action.grid), self.grid(action.parent))
            }
            OperationSpec::RenameGrid(action) => {
                format!("{} 更名为“{}”", self.grid(action.grid), action.name)
            }
            OperationSpec::MoveBuildingGroup(action) => {
                format!("{} 划归 {}", self.group(action.building_group), self.grid(action.grid))
            }
            OperationSpec::SetRule(action) => self.rule(action),
        };
        format!("{}：{content}", action.sort().label().0)
    }

    /// Who holds a duty, where and as what.
    fn held(&self, id: DutyId) -> String {
        let Some(duty) = self.duty(id) else { return format!("（未知责任 {id}）") };
        let title = self.title(duty.unit, duty.capacity);
        format!("{} {title} {}", self.unit(duty.unit), self.member(duty.member))
    }

    fn grids(&self, grids: impl Iterator<Item = GridId>) -> String {
        grids.map(|grid| self.grid(grid)).collect::<Vec<_>>().join("、")
    }

    fn led(&self, leader: Option<MemberId>) -> String {
        leader.map(|leader| format!("，由 {} 负责", self.member(leader))).unwrap_or_default()
    }

    /// From when until when, as far as that is said.
    fn term(&self, from: Option<Instant>, to: Option<Instant>) -> String {
        let from = from.map(|from| format!("，自 {} 起", self.time(from)));
        let to = to.map(|to| format!("，至 {} 止", self.time(to)));
        [from, to].into_iter().flatten().collect()
    }

    fn assign(&self, action: &AssignDuty) -> String {
        let AssignDuty { unit, member, capacity, from, to, .. } = action;
        let title = self.title(*unit, *capacity);
        format!("{} 任 {} {title}{}", self.member(*member), self.unit(*unit), self.term(*from, *to))
    }

    fn cover(&self, action: &CoverAbsence) -> String {
        let by = action.by.map(|by| format!("，由 {} 顶岗", self.member(by))).unwrap_or_default();
        let open = if action.move_open { "，在办诉求一并交出" } else { "" };
        format!(
            "{} 离岗{}{by}{open}",
            self.member(action.member),
            self.term(action.from, action.to)
        )
    }

    fn hand_over(&self, action: &HandOverAll) -> String {
        let named: String = action.successors.iter().map(|named| self.successor(named)).collect();
        let to =
            action.to.map(|to| format!("，其余由 {} 接任", self.member(to))).unwrap_or_default();
        let inactive = if action.deactivate { "，本人停用" } else { "" };
        format!("{} 移交全部责任{named}{to}{inactive}", self.member(action.member))
    }

    fn successor(&self, named: &UnitSuccessor) -> String {
        format!("，{} 由 {} 接任", self.unit(named.unit), self.member(named.member))
    }

    fn split(&self, action: &SplitGrid) -> String {
        let parts: Vec<String> = action.parts.iter().map(|part| self.part(part)).collect();
        format!("{} 拆为 {} 个：{}", self.grid(action.grid), parts.len(), parts.join("；"))
    }

    fn part(&self, part: &SplitPart) -> String {
        let code = part.code.clone().unwrap_or_else(|| "本网格".to_owned());
        let name = part.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        format!("{code}{name}{}", self.led(part.leader))
    }

    fn merge(&self, action: &MergeGrids) -> String {
        let name =
            action.name.as_ref().map(|name| format!("，名称改为“{name}”")).unwrap_or_default();
        let grids = self.grids(action.grids.iter().copied());
        let into = self.grid(action.into);
        format!("{grids} 并入 {into}{name}{}", self.led(action.leader))
    }

    fn rule(&self, action: &SetRule) -> String {
        let rules = [&self.report.after, &self.report.before].map(|atlas| atlas.rules());
        let known = action.rule.and_then(|id| rules.into_iter().find_map(|rules| rules.get(id)));
        let code =
            action.code.clone().or_else(|| known.map(|rule| rule.code.clone())).unwrap_or_default();
        match (&action.profile, action.rule) {
            (Some(profile), None) => {
                format!("新增 {code} {}{}", profile.name, self.term(action.from, action.to))
            }
            (Some(profile), Some(_)) => {
                format!("{code} 改为 {}{}", profile.name, self.term(action.from, action.to))
            }
            (None, _) => format!("{code} 停用"),
        }
    }
}
