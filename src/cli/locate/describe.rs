//! Descriptions of a routing: codes, names of places and titles, never a person's name.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::geometry::Point;
use crate::domain::id::{BuildingGroupId, GridId, MemberId, RoutingRuleId};
use crate::domain::routing::{CoverVerdict, Routed, SkipReason, TraceStep};
use crate::domain::routing_rule::{Partaker, RelativePartaker};
use crate::domain::unit::Unit;
use serde_json::{Value, json};

/// Describes the place from the widest grid on, the person, and the trace, in lines of text.
pub(super) fn text(atlas: &Atlas, routed: &Routed) -> Vec<String> {
    let tree = atlas.tree();
    let mut path: Vec<String> =
        tree.upward(routed.place).map(|grid| format!("{} {}", grid.code, grid.name)).collect();
    path.reverse();
    let holding = &routed.holding;
    let mut lines = vec![
        format!("地点 place: {}", path.join(" › ")),
        format!(
            "责任人 responsible: {} · {} · {}",
            title(atlas, holding.unit),
            member(atlas, holding.member),
            atlas.code_of(holding.unit)
        ),
        "依据 trace:".to_owned(),
    ];
    lines.extend(routed.trace.0.iter().map(|step| format!("    {}", step_text(atlas, step))));
    lines
}

/// Describes a routing as JSON.
pub(super) fn json(atlas: &Atlas, point: Point, routed: &Routed) -> Value {
    let [lon, lat] = point.to_degrees();
    let grid = |id: GridId| {
        atlas
            .tree()
            .get(id)
            .map(|grid| json!({ "code": grid.code, "name": grid.name, "level": grid.level }))
    };
    let holding = &routed.holding;
    json!({
        "lon": lon,
        "lat": lat,
        "grid": grid(routed.place),
        "path": atlas.tree().upward(routed.place).filter_map(|above| grid(above.id)).collect::<Vec<_>>(),
        "responsible": {
            "unit": atlas.code_of(holding.unit),
            "unit_kind": holding.unit.kind(),
            "title": title(atlas, holding.unit),
            "member": member(atlas, holding.member),
            "duty": holding.duty,
        },
        "trace": routed.trace,
    })
}

/// Returns the title of the leader of a unit.
fn title(atlas: &Atlas, unit: Unit) -> String {
    let levels = &atlas.settings().levels;
    let level = match unit {
        Unit::Grid(id) => {
            atlas.tree().level(id).and_then(|level| levels.get(level)).map(|level| &level.leader)
        }
        Unit::BuildingGroup(_) => Some(&levels.building_groups().leader),
        Unit::Desk(_) => Some(&levels.desk().leader),
        Unit::Office(_) => Some(&levels.offices().leader),
    };
    level.map(|leader| leader.zh.clone()).unwrap_or_default()
}

fn member(atlas: &Atlas, id: MemberId) -> String {
    atlas.people().member(id).map_or_else(|| id.to_string(), |member| member.code.clone())
}

fn rule_code(atlas: &Atlas, id: RoutingRuleId) -> String {
    atlas
        .rules()
        .get(id)
        .map_or_else(|| id.to_string(), |rule| format!("{} {}", rule.code, rule.profile.name))
}

fn partaker(atlas: &Atlas, partaker: Partaker) -> String {
    match partaker {
        Partaker::Unit(unit) => atlas.code_of(unit),
        Partaker::PioneerPost(id) => {
            atlas.pioneer_posts().get(id).map_or_else(|| id.to_string(), |post| post.code.clone())
        }
        Partaker::Organization(id) => atlas
            .organizations()
            .get(id)
            .map_or_else(|| id.to_string(), |organization| organization.code.clone()),
    }
}

fn step_text(atlas: &Atlas, step: &TraceStep) -> String {
    let grid = |id: GridId| atlas.code_of(Unit::Grid(id));
    let group = |id: BuildingGroupId| atlas.code_of(Unit::BuildingGroup(id));
    let person = |id: MemberId, capacity: Capacity| {
        format!("{}（{}）", member(atlas, id), capacity.label().0)
    };
    match step {
        TraceStep::AddressGiven { building_group } => {
            format!("选定门址 address chosen: {}", group(*building_group))
        }
        TraceStep::AddressMatched { building_group, name, parts } => {
            let (name_zh, name_en) = name.label();
            let (parts_zh, parts_en) = parts.label();
            let reason = format!("{name_zh}、{parts_zh} {name_en}, {parts_en}");
            format!("门址匹配 address matched: {}，{reason}", group(*building_group))
        }
        TraceStep::AddressGuessed { guess } => {
            let (zh, en) = guess.label();
            format!("推测 a guess: {zh} {en}")
        }
        TraceStep::GridNamed { grid: id } => format!("写明网格 named: {}", grid(*id)),
        TraceStep::AddressAmbiguous { grid: id } => {
            format!("门址不唯一，归共同上级 ambiguous, all belong to: {}", grid(*id))
        }
        TraceStep::AddressNumberUnknown => {
            "名称已知，号码不详 the name is known, not the number".to_owned()
        }
        TraceStep::AddressUnmatched => "没有匹配的门址 no address is like the text".to_owned(),
        TraceStep::PointDisagrees { grid: id } => {
            format!("定位与门址不符 the point lies elsewhere: {}", grid(*id))
        }
        TraceStep::GroupOf { building_group, grid: id } => {
            format!("楼组所属 group of: {} → {}", group(*building_group), grid(*id))
        }
        TraceStep::GridGiven { grid: id } => format!("指定网格 given: {}", grid(*id)),
        TraceStep::Covers { grid: id, verdict } => {
            format!("覆盖 covers: {}，{}", grid(*id), verdict_text(atlas, verdict))
        }
        TraceStep::Nearest { grid: id, distance_m } => {
            format!("最近 nearest: {} {distance_m:.1} m", grid(*id))
        }
        TraceStep::Outside { grid: id } => {
            format!("不在任何网格内，由受理席派单 outside, the desk dispatches it: {}", grid(*id))
        }
        TraceStep::Unplaced => "待受理席定位 not placed, the desk dispatches it".to_owned(),
        TraceStep::Rule { rule, gives } => {
            let labels = |pick: fn((&'static str, &'static str)) -> &'static str| {
                gives.iter().map(|kind| pick(kind.label())).collect::<Vec<_>>()
            };
            let (zh, en) = (labels(|label| label.0).join("、"), labels(|label| label.1).join(", "));
            format!("适用规则 rule: {}（{zh} {en}）", rule_code(atlas, *rule))
        }
        TraceStep::RuleSkipped { rule, gone } => {
            let (zh, en) = gone.label();
            format!("跳过规则 rule skipped: {}，{zh}已不存在 {en} is gone", rule_code(atlas, *rule))
        }
        TraceStep::NotShared { .. } => {
            "保密诉求，不协办、不抄送 confidential, nobody reads along".to_owned()
        }
        TraceStep::Shared { part, with, here } => {
            let (zh, en) = here.map(RelativePartaker::label).unwrap_or_default();
            let with = partaker(atlas, *with);
            format!("{} {}: {with} {zh} {en}", part.label().0, part.label().1).trim_end().to_owned()
        }
        TraceStep::PartakerElsewhere { part, with, elsewhere, .. } => {
            let (zh, en) = elsewhere.label();
            let with = partaker(atlas, *with);
            format!("略过{} {} skipped: {with}，{zh} {en}", part.label().0, part.label().1)
        }
        TraceStep::NobodyHere { part, here, .. } => {
            let (zh, en) = here.label();
            format!("无人{} no {}: {zh} {en}", part.label().0, part.label().1)
        }
        TraceStep::MainOffice { rule, unit } => {
            let office = atlas.code_of(*unit);
            format!("派单目录主办 main office: {office}（{}）", rule_code(atlas, *rule))
        }
        TraceStep::DeskFirst => "先到受理席 the desk first".to_owned(),
        TraceStep::BuildingGroupFirst { building_group } => {
            format!("先由楼组 building group first: {}", group(*building_group))
        }
        TraceStep::OutsideHours => {
            "非工作时间，先由值班人员 outside hours, whoever is on call first".to_owned()
        }
        TraceStep::StartingLevel { grid: id } => format!("起始层级 starting level: {}", grid(*id)),
        TraceStep::Conflict { unit } => format!("回避 conflict: {}", atlas.code_of(*unit)),
        TraceStep::Passed { unit, member, capacity, because } => {
            let unit = atlas.code_of(*unit);
            let person = person(*member, *capacity);
            format!("略过 passed: {unit} {person}，{}", reason_text(*because))
        }
        TraceStep::Vacant { unit } => {
            format!("无人在岗，转上一级 vacant: {}", atlas.code_of(*unit))
        }
        TraceStep::RootAbsent => {
            "根网格人员均不在岗，仍由其负责 everybody at the root is absent".to_owned()
        }
        TraceStep::RootConflict => "根网格人员均涉及 everybody at the root is concerned".to_owned(),
        TraceStep::Chosen { unit, member, capacity } => {
            format!("选定 chosen: {} {}", atlas.code_of(*unit), person(*member, *capacity))
        }
    }
}

fn verdict_text(atlas: &Atlas, verdict: &CoverVerdict) -> String {
    match verdict {
        CoverVerdict::Taken => "由它负责 takes it".to_owned(),
        CoverVerdict::BeatenByDedicated { by } => {
            format!(
                "专属网格 {by} 优先 a dedicated grid goes before it",
                by = atlas.code_of(Unit::Grid(*by))
            )
        }
        CoverVerdict::Wider => "层级更高 of a wider level".to_owned(),
        CoverVerdict::Larger => "面积更大 larger".to_owned(),
        CoverVerdict::LaterCode => "代码在后 of a later code".to_owned(),
    }
}

const fn reason_text(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Absent => "不在岗 absent",
        SkipReason::Inactive => "已停用 inactive",
        SkipReason::Concerned => "涉及本人 concerned",
    }
}
