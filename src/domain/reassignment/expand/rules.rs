//! Expansion of operations on routing rules.

use super::ExpansionContext;
use crate::domain::atlas_edit::{AtlasEdit, NewRuleProfile};
use crate::domain::id::RoutingRuleId;
use crate::domain::period::Period;
use crate::domain::reassignment::operation::SetRule;
use crate::domain::routing_rule::RoutingRule;
use crate::error::{Code, Problem};

pub(super) fn set(
    ground: &mut ExpansionContext<'_>,
    action: &SetRule,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let row = ground.identifiers.next();
    match (action.rule, &action.code, &action.profile) {
        (None, Some(code), Some(profile)) => {
            let period = Period { from: action.from.unwrap_or(ground.now), to: action.to };
            let id = RoutingRuleId(ground.identifiers.next());
            let code = code.clone();
            let profile = profile.clone();
            Ok(vec![AtlasEdit::CreateRoutingRule(RoutingRule {
                row,
                id,
                code,
                profile,
                period,
                version: 1,
            })])
        }
        (Some(rule), None, Some(profile)) if action.from.is_none() => {
            let new = NewRuleProfile { row, profile: profile.clone(), to: action.to };
            let over =
                ground.atlas.rules().get(rule).is_some_and(|rule| rule.period.ended(ground.now));
            Ok(vec![match over {
                true => AtlasEdit::ResumeRoutingRule { rule, new },
                false => AtlasEdit::ChangeRoutingRule { rule, new },
            }])
        }
        (Some(rule), None, None) if action.from.is_none() && action.to.is_none() => {
            Ok(vec![AtlasEdit::RetireRoutingRule { rule }])
        }
        _ => Err(vec![Problem::new(Code::RuleOperation)]),
    }
}
