//! Exceptions from "the grid leader answers": rules that name who helps, and the dispatch catalogue
//! (派单目录), which names the office that a matter is for.

use super::identifiers::DemoIdentifiers;
use super::organizations::{EMERGENCY, ENFORCEMENT, HOUSING, JUSTICE, ORDER, SAFETY};
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::id::{GridId, OrganizationId, RoutingRuleId};
use crate::domain::period::{Instant, Period};
use crate::domain::request::{ClockAllowance, ClockAllowances, Urgency};
use crate::domain::routing_rule::{
    BUILDING_GROUP, DayTime, MainOffice, RelativePartaker, RoutingRule, RuleCondition, RuleEffect,
    RuleProfile, TimeOfDay,
};
use crate::domain::unit::Unit;
use crate::error::{Error, Result};

/// Code and name of a rule, the category of the matter, the code of the office it is for, and why.
type CatalogueWords = [&'static str; 5];

const CATALOGUE: [CatalogueWords; 7] = [
    [
        "PD-01",
        "违法搭建由综合行政执法队主办",
        "housing.unlicensed",
        ENFORCEMENT,
        "第7项 违法建筑查处",
    ],
    [
        "PD-02",
        "占道设摊由综合行政执法队主办",
        "environment.street_trade",
        ENFORCEMENT,
        "第12项 占道设摊处置",
    ],
    ["PD-03", "群租由房管办主办", "housing.group_rental", HOUSING, "第21项 违规出租整治"],
    [
        "PD-04",
        "进楼充电由应急消防管理所主办",
        "safety.charging",
        SAFETY,
        "第30项 电动自行车消防安全",
    ],
    ["PD-05", "积水险情由应急办主办", "safety.flood", EMERGENCY, "第33项 防汛防台"],
    ["PD-06", "治安问题由平安办主办", "safety.order", ORDER, "第40项 平安建设"],
    ["PD-07", "纠纷调解由司法所主办", "mediation", JUSTICE, "第44项 人民调解"],
];

/// Returns the edits that give a founded town its rules.
///
/// # Errors
/// [`Error::Internal`] in a town without a root or without its offices.
pub(super) fn rules(atlas: &Atlas, seed: u64, at: Instant) -> Result<Vec<AtlasEdit>> {
    let town = atlas.tree().root().ok_or_else(|| Error::internal("the town has no root"))?.id;
    let identifiers = DemoIdentifiers { random: random(seed, SeedPart::Rules), at };
    let mut founder = RuleFounding { atlas, town, identifiers, edits: Vec::new() };
    founder.homes()?;
    founder.streets()?;
    founder.people();
    founder.catalogue()?;
    Ok(founder.edits)
}

fn of_category(code: &str) -> RuleCondition {
    RuleCondition { category: Some(code.to_owned()), ..RuleCondition::default() }
}

/// Builder of the rules.
struct RuleFounding<'a> {
    atlas: &'a Atlas,
    town: GridId,
    identifiers: DemoIdentifiers,
    edits: Vec<AtlasEdit>,
}

impl RuleFounding<'_> {
    fn rule(&mut self, code: &str, name: &str, condition: RuleCondition, effect: RuleEffect) {
        let row = self.identifiers.next();
        let id = RoutingRuleId(self.identifiers.next());
        let profile = RuleProfile { name: name.to_owned(), grid: self.town, condition, effect };
        let code = code.to_owned();
        let period = Period::since(self.identifiers.at);
        self.edits.push(AtlasEdit::CreateRoutingRule(RoutingRule {
            row,
            id,
            code,
            profile,
            period,
            version: 1,
        }));
    }

    fn office(&self, code: &str) -> Result<OrganizationId> {
        let office = self.atlas.organizations().by_code(code);
        office.map(|office| office.id).ok_or_else(|| Error::internal("the town lacks an office"))
    }

    fn homes(&mut self) -> Result<()> {
        let property = vec![RelativePartaker::PropertyHere];
        let homes = RuleEffect { co_handlers_here: property.clone(), ..RuleEffect::default() };
        self.rule("FW-01", "小区房屋事项由物业协办", of_category("housing"), homes);
        let stairs = RuleEffect {
            level: Some(BUILDING_GROUP.to_owned()),
            co_handlers: vec![self.office(HOUSING)?],
            co_handlers_here: property,
            ..RuleEffect::default()
        };
        self.rule("LD-01", "楼道维修先由楼组长了解", of_category("housing.repair"), stairs);
        let owners = RuleEffect {
            co_handlers_here: vec![RelativePartaker::OwnersCommitteeHere],
            ..RuleEffect::default()
        };
        self.rule("YW-01", "加装电梯由业委会协办", of_category("housing.renewal.lift"), owners);
        Ok(())
    }

    fn streets(&mut self) -> Result<()> {
        let night = TimeOfDay::Daily { from: hour("22:00")?, to: hour("06:00")? };
        let noise = RuleCondition { time: Some(night), ..of_category("environment.noise") };
        let loud =
            RuleEffect { co_handlers: vec![self.office(ENFORCEMENT)?], ..RuleEffect::default() };
        self.rule("ZS-01", "夜间噪声由综合行政执法队协办", noise, loud);
        let danger = RuleCondition { urgency: Some(Urgency::Critical), ..of_category("safety") };
        let watched = RuleEffect {
            co_handlers: vec![self.office(SAFETY)?],
            copies: vec![Unit::Grid(self.town)],
            ..RuleEffect::default()
        };
        self.rule("AQ-01", "安全特急事项抄送街镇", danger, watched);
        Ok(())
    }

    fn people(&mut self) {
        let old = RuleEffect {
            copies_here: vec![RelativePartaker::PostHere],
            clocks: ClockAllowances {
                contact: Some(ClockAllowance::WorkingHours(4)),
                ..ClockAllowances::default()
            },
            ..RuleEffect::default()
        };
        self.rule("YL-01", "为老事项半日内联系", of_category("care"), old);
        let green = RuleEffect {
            first_handler_here: Some(RelativePartaker::PostHere),
            ..RuleEffect::default()
        };
        self.rule("HJ-01", "垃圾堆物先由先锋岗处置", of_category("environment.garbage"), green);
    }

    fn catalogue(&mut self) -> Result<()> {
        for [code, name, category, office, duty] in CATALOGUE {
            let basis = format!("苇浦镇权责清单{duty}");
            let main_office = Some(MainOffice { office: self.office(office)?, basis });
            let effect = RuleEffect { main_office, ..RuleEffect::default() };
            self.rule(code, name, of_category(category), effect);
        }
        Ok(())
    }
}

fn hour(text: &str) -> Result<DayTime> {
    text.parse::<DayTime>().map_err(Error::internal)
}
