//! Rules that never win. A place may be the grid itself, where no rule of a deeper grid holds, so
//! only rules of the same grid can take everything from one; each of them may take a part: one that
//! holds in working hours and one that holds outside them together leave nothing.

use super::of_rule;
use crate::domain::atlas::Atlas;
use crate::domain::category::Category;
use crate::domain::period::Instant;
use crate::domain::request::Matter;
use crate::domain::request_terms::{RequestKind, Urgency};
use crate::domain::routing::rule::gone;
use crate::domain::routing_rule::{RoutingRule, RuleEffectKind};
use crate::error::{Code, Problem};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Returns the problem with a rule that gives nothing to any request from an instant on: everything
/// that it names comes from rules before it, or goes to no confidential request.
pub(super) fn never_wins(atlas: &Atlas, rule: &RoutingRule, now: Instant) -> Option<Problem> {
    let rivals = rivals(atlas, rule, now);
    let mut winners = BTreeSet::new();
    for at in instants(rule, &rivals, now) {
        let present: Vec<&RoutingRule> =
            rivals.iter().copied().filter(|rival| rival.period.contains(at)).collect();
        let moments = moments(rule, &present);
        for matter in matters(atlas, rule) {
            for &moment in &moments {
                winners.extend(taken(rule, &present, &matter, moment)?);
            }
        }
    }
    Some(match winners.is_empty() {
        true => of_rule(atlas, rule, Code::RuleForConfidentialAlone),
        false => {
            let codes: Vec<&str> = winners.into_iter().collect();
            of_rule(atlas, rule, Code::RuleNeverWins).with("rules", codes)
        }
    })
}

/// A minute of a day, which belongs to working time or not.
#[derive(Debug, Clone, Copy)]
struct DayMoment {
    minute: u16,
    is_working: bool,
}

/// Returns the codes of the rules that give what a rule names to a matter; none if the rule gives
/// some of it itself.
fn taken<'a>(
    rule: &RoutingRule,
    rivals: &[&'a RoutingRule],
    matter: &Matter<'_>,
    moment: DayMoment,
) -> Option<Vec<&'a str>> {
    let named = rule.profile.effect.named();
    let mut left: Vec<RuleEffectKind> =
        named.filter(|kind| !(matter.confidential && kind.shares())).collect();
    let mut winners = Vec::new();
    for rival in rivals.iter().filter(|rival| holds(rival, matter, moment)) {
        let before = left.len();
        left.retain(|&kind| !rival.profile.effect.named().any(|given| given == kind));
        if left.len() < before {
            winners.push(rival.code.as_str());
        }
    }
    left.is_empty().then_some(winners)
}

fn holds(rule: &RoutingRule, matter: &Matter<'_>, moment: DayMoment) -> bool {
    rule.profile.condition.admits(matter) && holds_at(rule, moment)
}

fn holds_at(rule: &RoutingRule, DayMoment { minute, is_working }: DayMoment) -> bool {
    rule.profile.condition.time.is_none_or(|time| time.contains_minute(minute, || is_working))
}

/// Returns the versions of other rules of the same grid that come before a rule while it holds.
fn rivals<'a>(atlas: &'a Atlas, rule: &RoutingRule, now: Instant) -> Vec<&'a RoutingRule> {
    let of_grid = atlas.rules().of_grid(rule.profile.grid);
    of_grid
        .filter(|other| other.id != rule.id && !other.period.ended(now))
        .filter(|other| other.period.overlaps(&rule.period))
        .filter(|other| other.order(rule) == Ordering::Less)
        .filter(|other| gone(atlas, other).is_empty())
        .collect()
}

/// Returns an instant of each period in which the same rules are in force.
fn instants(rule: &RoutingRule, rivals: &[&RoutingRule], now: Instant) -> Vec<Instant> {
    let first = rule.period.from.max(now);
    let turns = rivals.iter().flat_map(|rival| [Some(rival.period.from), rival.period.to]);
    let later = turns.flatten().filter(|&at| at > first && rule.period.contains(at));
    std::iter::once(first).chain(later).collect()
}

/// Returns a moment of each part of the day in which the same of the rules hold.
fn moments(rule: &RoutingRule, rivals: &[&RoutingRule]) -> Vec<DayMoment> {
    let all = rivals.iter().copied().chain([rule]);
    let times = all.filter_map(|rule| rule.profile.condition.time);
    let minutes: BTreeSet<u16> = times.flat_map(|time| time.turns()).chain([0]).collect();
    let moments = minutes
        .into_iter()
        .flat_map(|minute| [true, false].map(|is_working| DayMoment { minute, is_working }));
    moments.filter(|&moment| holds_at(rule, moment)).collect()
}

/// Returns every sort of request that a rule admits.
fn matters<'a>(
    atlas: &'a Atlas,
    rule: &'a RoutingRule,
) -> impl Iterator<Item = Matter<'a>> + use<'a> {
    let categories = atlas.settings().categories.all().iter();
    let named = categories.filter(|category| category.submittable).map(Some);
    let sorts = named.chain([None]).flat_map(|category| {
        RequestKind::ALL.iter().flat_map(move |&kind| {
            Urgency::ALL.iter().map(move |&urgency| matter(category, kind, urgency))
        })
    });
    sorts.filter(|matter| rule.profile.condition.admits(matter))
}

fn matter(category: Option<&Category>, kind: RequestKind, urgency: Urgency) -> Matter<'_> {
    let forced = category.is_some_and(|category| category.confidential);
    Matter {
        category: category.map(|category| category.code.as_str()),
        kind: Some(kind),
        urgency: Some(urgency),
        confidential: forced || kind == RequestKind::Report,
    }
}
