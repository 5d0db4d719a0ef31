//! Planning routing rules.

mod relative;

use super::checks::{begins_well, code_is_well_formed, name_is_well_formed, unit_is_there};
use super::draft::PlanDraft;
use crate::domain::atlas_edit::NewRuleProfile;
use crate::domain::change::Change;
use crate::domain::id::RoutingRuleId;
use crate::domain::office::require_office;
use crate::domain::period::Period;
use crate::domain::request::Urgency;
use crate::domain::routing::{faults, partly_concerned};
use crate::domain::routing_rule::{
    BASIS_MAX, BUILDING_GROUP, MainOffice, NAMED_MAX, RoutingRule, RuleCondition, RuleEffect,
};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use std::collections::HashSet;
use uuid::Uuid;

pub(super) fn create(draft: &mut PlanDraft, rule: &RoutingRule) {
    let coded = code_is_well_formed(draft, &rule.code);
    if draft.atlas.rules().by_code(&rule.code).is_some() {
        return draft
            .refuse("code", Problem::new(Code::CodeInUse).with("code", rule.code.as_str()));
    }
    if fits(draft, rule) & coded {
        write(draft, rule.clone());
    }
}

/// Changes a rule from now on. The row until now is kept.
pub(super) fn change(draft: &mut PlanDraft, id: RoutingRuleId, new: &NewRuleProfile) {
    let Some(before) = in_force(draft, id) else { return };
    // The rows of a rule never overlap, however soon after one another they come.
    let period =
        Period { from: before.period.closed(draft.now).to.unwrap_or(draft.now), to: new.to };
    let code = before.code.clone();
    let version = before.version + 1;
    let rule =
        RoutingRule { row: new.row, id, code, profile: new.profile.clone(), period, version };
    if fits(draft, &rule) {
        close(draft, &before);
        write(draft, rule);
    }
}

/// Puts a rule into force again. The rows that had ended stay as they are.
pub(super) fn resume(draft: &mut PlanDraft, id: RoutingRuleId, new: &NewRuleProfile) {
    let over = draft.atlas.rules().get(id).filter(|rule| rule.period.ended(draft.now)).cloned();
    let Some(before) = over else { return change(draft, id, new) };
    let period = Period { from: draft.now, to: new.to };
    let code = before.code.clone();
    let version = before.version + 1;
    let rule =
        RoutingRule { row: new.row, id, code, profile: new.profile.clone(), period, version };
    if fits(draft, &rule) {
        write(draft, rule);
    }
}

pub(super) fn retire(draft: &mut PlanDraft, id: RoutingRuleId) {
    if let Some(rule) = in_force(draft, id) {
        close(draft, &rule);
    }
}

fn close(draft: &mut PlanDraft, rule: &RoutingRule) {
    let period = rule.period.closed(draft.now);
    put(draft, RoutingRule { period, version: rule.version + 1, ..rule.clone() });
}

/// Puts a rule as somebody wrote it; what keeps it from having an effect is told afterwards.
fn write(draft: &mut PlanDraft, rule: RoutingRule) {
    draft.wrote_rule(rule.id);
    put(draft, rule);
}

fn put(draft: &mut PlanDraft, rule: RoutingRule) {
    draft.touch(Unit::Grid(rule.profile.grid));
    draft.change(Change::RoutingRule(rule));
}

fn in_force(draft: &mut PlanDraft, id: RoutingRuleId) -> Option<RoutingRule> {
    let rule = draft.atlas.rules().get(id).filter(|rule| !rule.period.ended(draft.now)).cloned();
    if rule.is_none() {
        draft.refuse_code("rule", Code::RuleEnded);
    }
    rule
}

fn fits(draft: &mut PlanDraft, rule: &RoutingRule) -> bool {
    name_is_well_formed(draft, &rule.profile.name)
        & unit_is_there(draft, "grid", Unit::Grid(rule.profile.grid))
        & begins_well(draft, &rule.period)
        & condition_fits(draft, &rule.profile.condition)
        & effect_fits(draft, &rule.profile.effect, rule.profile.condition.urgency)
        & is_alone(draft, rule)
}

fn condition_fits(draft: &mut PlanDraft, condition: &RuleCondition) -> bool {
    let unknown = |code: &&String| draft.atlas.settings().categories.get(code).is_none();
    let unknown = condition.category.as_ref().filter(unknown).cloned();
    let empty = condition.time.is_some_and(|time| time.minutes() == 0);
    if let Some(category) = &unknown {
        draft.refuse(
            "condition/category",
            Problem::new(Code::UnknownCategory).with("category", category.as_str()),
        );
    }
    if empty {
        draft.refuse_code("condition/time", Code::RuleTimeEmpty);
    }
    unknown.is_none() && !empty
}

fn effect_fits(draft: &mut PlanDraft, effect: &RuleEffect, urgency: Option<Urgency>) -> bool {
    let mut problems = Vec::new();
    if *effect == RuleEffect::default() {
        problems.push(("effect".to_owned(), Problem::new(Code::RuleWithoutEffect)));
    }
    let levels = &draft.atlas.settings().levels;
    if let Some(level) = effect
        .level
        .as_ref()
        .filter(|&code| code != BUILDING_GROUP && levels.index_of(code).is_none())
    {
        problems.push((
            "effect/level".to_owned(),
            Problem::new(Code::UnknownLevel).with("level", level.as_str()),
        ));
    }
    if let Some(first) = effect.first.filter(|first| !first.leads()) {
        problems.push((
            "effect/first".to_owned(),
            Problem::new(Code::RuleFirst).with("capacity", first),
        ));
    }
    let clocks = [effect.clocks.accept, effect.clocks.contact, effect.clocks.resolve];
    if clocks.iter().flatten().any(|clock| !clock.is_reasonable()) {
        problems.push(("effect/clocks".to_owned(), Problem::new(Code::RuleClock)));
    }
    if urgency == Some(Urgency::Critical) && clocks.iter().any(Option::is_some) {
        problems.push(("effect/clocks".to_owned(), Problem::new(Code::RuleClockCritical)));
    }
    problems.extend(effect.main_office.as_ref().and_then(|main| main_office(draft, main)));
    problems.extend(named(draft, effect));
    problems.extend(relative::check(effect));
    let fits = problems.is_empty();
    problems.into_iter().for_each(|(field, problem)| draft.refuse(&field, problem));
    fits
}

/// Returns the problem with the main office that a rule names: it must be a department or station
/// office, with a basis.
fn main_office(draft: &PlanDraft, main: &MainOffice) -> Option<(String, Problem)> {
    if let Err(problem) = require_office(&draft.atlas, main.office) {
        return Some(("effect/main_office/office".to_owned(), problem));
    }
    let problem = match main.basis.chars().count() {
        length if length > BASIS_MAX => Problem::new(Code::TooLong).with("max", BASIS_MAX),
        _ if main.basis.trim().is_empty() => Problem::new(Code::Required),
        _ => return None,
    };
    Some(("effect/main_office/basis".to_owned(), problem))
}

/// Returns the problems with the units, posts and organisations that a rule names beside the
/// holder.
fn named(draft: &PlanDraft, effect: &RuleEffect) -> Vec<(String, Problem)> {
    let lengths = [
        ("co_handlers", effect.co_handlers.len()),
        ("co_handlers_here", effect.co_handlers_here.len()),
        ("copies", effect.copies.len()),
        ("copied_posts", effect.copied_posts.len()),
        ("copies_here", effect.copies_here.len()),
    ];
    let too_many = lengths.into_iter().filter(|&(_, length)| length > NAMED_MAX);
    let mut problems: Vec<_> = too_many
        .map(|(field, _)| {
            (format!("effect/{field}"), Problem::new(Code::TooMany).with("max", NAMED_MAX))
        })
        .collect();
    if !problems.is_empty() {
        return problems;
    }
    let organizations = draft.atlas.organizations();
    let posts = draft.atlas.pioneer_posts();
    let mut seen = HashSet::new();
    let mut check =
        |field: String, there: bool, id: Uuid, [unknown, twice]: [Code; 2], name: &str| {
            let code = if there { twice } else { unknown };
            if !there || !seen.insert(id) {
                problems.push((
                    format!("effect/{field}"),
                    Problem::new(code).with(name, id.to_string()),
                ));
            }
        };
    for (index, &id) in effect.co_handlers.iter().enumerate() {
        let codes = [Code::UnknownOrganization, Code::OrganizationTwice];
        check(
            format!("co_handlers/{index}"),
            organizations.active(id).is_some(),
            id.0,
            codes,
            "organization",
        );
    }
    for (index, &unit) in effect.copies.iter().enumerate() {
        let codes = [Code::UnknownUnit, Code::UnitTwice];
        check(format!("copies/{index}"), draft.atlas.has(unit), unit.id(), codes, "unit");
    }
    let copied = effect
        .copied_posts
        .iter()
        .enumerate()
        .map(|(index, &id)| (format!("copied_posts/{index}"), id));
    let first = effect.first_handler.map(|id| ("first_handler".to_owned(), id));
    for (field, id) in first.into_iter().chain(copied) {
        check(
            field,
            posts.active(id).is_some(),
            id.0,
            [Code::UnknownPioneerPost, Code::PioneerPostTwice],
            "post",
        );
    }
    problems
}

/// Tells what keeps the written rules from having an effect, where they are not retired again.
pub(super) fn notice_faults(draft: &mut PlanDraft) {
    draft.notice_rules(|atlas, id, now| {
        let rule = atlas.rules().get(id).filter(|rule| !rule.period.ended(now));
        let told = |rule| [faults(atlas, rule, now), partly_concerned(atlas, rule)].concat();
        rule.map(told).unwrap_or_default()
    });
}

/// Checks that no other rule has the same grid, condition and time: the most specific rule must be
/// unique.
fn is_alone(draft: &mut PlanDraft, rule: &RoutingRule) -> bool {
    let grid = rule.profile.grid;
    let condition = &rule.profile.condition;
    let twin = draft
        .atlas
        .rules()
        .all()
        .filter(|other| other.profile.grid == grid && other.profile.condition == *condition)
        .find(|other| other.id != rule.id && other.period.overlaps(&rule.period));
    let twin = twin.map(|twin| twin.code.clone());
    if let Some(code) = &twin {
        draft.refuse("", Problem::new(Code::RuleTwice).with("code", code.as_str()));
    }
    twin.is_none()
}
