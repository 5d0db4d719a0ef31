//! Exceptions from "the grid leader answers": organisations that help, rules that name them, and
//! who is on call.

use super::identifiers::DemoIdentifiers;
use super::names::office;
use super::{SeedPart, random};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::duty::{Appointment, Capacity, Duty};
use crate::domain::id::{AppointmentId, DutyId, GridId, MemberId, OrganizationId, RoutingRuleId};
use crate::domain::organization::{Organization, OrganizationKind, OrganizationProfile};
use crate::domain::period::{Instant, Period};
use crate::domain::request::{ClockAllowance, ClockAllowances, Urgency};
use crate::domain::role::Role;
use crate::domain::routing_rule::{
    BUILDING_GROUP, DayTime, RelativePartaker, RoutingRule, RuleCondition, RuleEffect, RuleProfile,
    TimeOfDay,
};
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use chrono::{DurationRound, TimeDelta};

/// Number of nights with somebody on call: those of the month, and of the weeks to come.
const NIGHTS: i64 = 70;
/// Number of the first office phone of an organisation.
const OFFICES: usize = 2001;

const TOWN_OFFICES: [(&str, OrganizationKind, &str); 4] = [
    ("DW-CG", OrganizationKind::StationOffice, "苇浦镇城管中队"),
    ("DW-FG", OrganizationKind::StationOffice, "苇浦镇房管办事处"),
    ("DW-AJ", OrganizationKind::StationOffice, "苇浦镇安监所"),
    ("DW-ZX", OrganizationKind::Department, "苇浦镇综治办"),
];

/// Returns the edits that give a founded town its organisations, one of them with a liaison, its
/// rules and its roster.
///
/// # Errors
/// [`Error::Internal`] in a town without a root or without people.
pub(super) fn rules(
    atlas: &Atlas,
    liaison: MemberId,
    seed: u64,
    at: Instant,
) -> Result<Vec<AtlasEdit>> {
    let town = atlas.tree().root().ok_or_else(|| Error::internal("the town has no root"))?.id;
    let identifiers = DemoIdentifiers { random: random(seed, SeedPart::Rules), at };
    let mut founder = RuleFounding { atlas, town, identifiers, edits: Vec::new(), offices: 0 };
    let [urban, housing, safety, _] =
        TOWN_OFFICES.map(|(code, kind, name)| founder.office(code, kind, name, town));
    let mut liaison = Some(liaison);
    for grid in atlas.tree().all().filter(|grid| grid.level == "neighborhood") {
        let name = format!("{}物业服务处", grid.name);
        let code = format!("WY-{}", grid.code);
        let property = founder.office(&code, OrganizationKind::Property, &name, grid.id);
        if let Some(member) = liaison.take() {
            founder.appoint_liaison(member, property, grid.id);
        }
    }
    founder.town_rules(urban, housing, safety)?;
    founder.roster()?;
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
    offices: usize,
}

impl RuleFounding<'_> {
    fn office(
        &mut self,
        code: &str,
        kind: OrganizationKind,
        name: &str,
        grid: GridId,
    ) -> OrganizationId {
        let id = OrganizationId(self.identifiers.next());
        let office_phone = Some(office(OFFICES + self.offices));
        self.offices += 1;
        let profile = OrganizationProfile {
            name: name.to_owned(),
            parent: None,
            grid,
            serves: Vec::new(),
            office_phone,
        };
        let life = Period::since(self.identifiers.at);
        self.edits.push(AtlasEdit::CreateOrganization(Organization {
            id,
            code: code.to_owned(),
            kind,
            profile,
            life,
            version: 1,
        }));
        id
    }

    fn appoint_liaison(&mut self, member: MemberId, organization: OrganizationId, grid: GridId) {
        self.edits.push(AtlasEdit::Appoint(Appointment {
            id: AppointmentId(self.identifiers.next()),
            member,
            role: Role::Liaison,
            grid,
            organization: Some(organization),
            period: Period::since(self.identifiers.at),
            version: 1,
        }));
    }

    fn rule(
        &mut self,
        code: &str,
        name: &str,
        grid: GridId,
        condition: RuleCondition,
        effect: RuleEffect,
    ) {
        let row = self.identifiers.next();
        let id = RoutingRuleId(self.identifiers.next());
        let profile = RuleProfile { name: name.to_owned(), grid, condition, effect };
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

    fn town_rules(
        &mut self,
        urban: OrganizationId,
        housing: OrganizationId,
        safety: OrganizationId,
    ) -> Result<()> {
        let town = self.town;
        let property = vec![RelativePartaker::PropertyHere];
        let homes = RuleEffect { co_handlers_here: property.clone(), ..RuleEffect::default() };
        self.rule("FW-01", "小区房屋事项由物业协办", town, of_category("housing"), homes);
        let stairs = RuleEffect {
            level: Some(BUILDING_GROUP.to_owned()),
            co_handlers: vec![housing],
            co_handlers_here: property,
            ..RuleEffect::default()
        };
        self.rule("LD-01", "楼道维修先由楼组长了解", town, of_category("housing.repair"), stairs);
        let night = TimeOfDay::Daily { from: hour("22:00")?, to: hour("06:00")? };
        let noise = RuleCondition { time: Some(night), ..of_category("environment.noise") };
        let loud = RuleEffect { co_handlers: vec![urban], ..RuleEffect::default() };
        self.rule("ZS-01", "夜间噪声由城管中队协办", town, noise, loud);
        let danger = RuleCondition { urgency: Some(Urgency::Critical), ..of_category("safety") };
        let watched = RuleEffect {
            co_handlers: vec![safety],
            copies: vec![Unit::Grid(town)],
            ..RuleEffect::default()
        };
        self.rule("AQ-01", "安全特急事项抄送街镇", town, danger, watched);
        let old = RuleEffect {
            copies_here: vec![RelativePartaker::PostHere],
            clocks: ClockAllowances {
                contact: Some(ClockAllowance::WorkingHours(4)),
                ..ClockAllowances::default()
            },
            ..RuleEffect::default()
        };
        self.rule("YL-01", "为老事项半日内联系", town, of_category("care"), old);
        let green = RuleEffect {
            first_handler_here: Some(RelativePartaker::PostHere),
            ..RuleEffect::default()
        };
        self.rule(
            "HJ-01",
            "垃圾堆物先由先锋岗处置",
            town,
            of_category("environment.garbage"),
            green,
        );
        Ok(())
    }

    /// Creates the roster: the deputies of the neighbourhoods take turns, from 17:30 to 08:30.
    fn roster(&mut self) -> Result<()> {
        let on_call = self.deputies();
        let midnight =
            self.identifiers.at.duration_trunc(TimeDelta::days(1)).map_err(Error::internal)?;
        for (night, &member) in (1..=NIGHTS).zip(on_call.iter().cycle()) {
            // 09:30 in UTC.
            let from = midnight + TimeDelta::days(night) + TimeDelta::minutes(9 * 60 + 30);
            let period = Period { from, to: Some(from + TimeDelta::hours(15)) };
            let id = DutyId(self.identifiers.next());
            let unit = Unit::Grid(self.town);
            let capacity = Capacity::OnCall;
            self.edits.push(AtlasEdit::GiveDuty(Duty {
                id,
                unit,
                member,
                capacity,
                rank: 0,
                period,
                version: 1,
            }));
        }
        Ok(())
    }

    fn deputies(&self) -> Vec<MemberId> {
        let neighbourhoods = self.atlas.tree().all().filter(|grid| grid.level == "neighborhood");
        let duties =
            neighbourhoods.flat_map(|grid| self.atlas.people().duties(Unit::Grid(grid.id)));
        duties.filter(|duty| duty.capacity == Capacity::Deputy).map(|duty| duty.member).collect()
    }
}

fn hour(text: &str) -> Result<DayTime> {
    text.parse::<DayTime>().map_err(Error::internal)
}
