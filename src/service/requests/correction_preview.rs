//! What a correction would do, shown before it is made.

use super::correction::{CorrectionInput, may_correct, routed_correction};
use super::move_ground::MoveGround;
use super::relation::caller_relation;
use crate::domain::id::RequestId;
use crate::domain::request;
use crate::domain::request::{
    CorrectedFields, MoveInput, Parties, Party, Relation, RequestAction, RequestEvent, Visibility,
    visibility,
};
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::RequestRow;
use std::sync::Arc;

/// What a correction would do.
#[derive(Debug)]
pub struct CorrectionPreview {
    /// The request as it is.
    pub row: RequestRow,
    /// The request afterwards, as its summary would show it.
    pub after: RequestRow,
    /// True if the caller's correction is made at once, false if it is proposed to the desk.
    pub applies: bool,
    /// What the caller sees.
    pub shown: Visibility,
}

/// Returns what a correction by the caller would do, without making it.
///
/// # Errors
/// [`Code::NotFound`] when the request does not exist for the caller; those of making the
/// correction.
pub async fn preview_correction(
    db: &Db,
    rulebook: &Arc<Rulebook>,
    scope: &Scope,
    id: RequestId,
    input: CorrectionInput,
) -> Result<CorrectionPreview> {
    let (inside, scope, rulebook, now) =
        (db.clone(), scope.clone(), Arc::clone(rulebook), db.now());
    db.read(move |connection| {
        let atlas = inside.atlas();
        let row = RequestRow::load(connection, id)?;
        let caller = caller_relation(connection, &atlas, &scope, &row, false, now)?;
        let facts = row.whole_facts(connection)?;
        let shown = visibility(&facts, caller.relation, caller.in_scope).ok_or(Code::NotFound)?;
        let corrects = CorrectedFields {
            place: input.place.is_some(),
            category: input.category.is_some(),
            urgency: input.urgency.is_some(),
        };
        let vault = inside.vault();
        let routed = match may_correct(&facts, caller.relation) {
            true => Some(routed_correction(
                connection, vault, &atlas, &row, &facts, &caller, input, now,
            )?),
            false => None,
        };
        let input = MoveInput {
            corrects,
            correction: routed.as_ref().map(|routed| routed.correction.clone()),
            ..MoveInput::of(RequestAction::Correct)
        };
        let ground = MoveGround::of_service(&row);
        let around = ground.around(&rulebook, scope.member, now);
        let step = request::apply(&facts, caller.relation, input, &around)?;
        let applies =
            step.events.iter().any(|event| matches!(event, RequestEvent::Corrected { .. }));
        // What is only proposed is shown as the desk would adopt it.
        let step = match (&routed, applies) {
            (Some(routed), false) if routed.correction.place_found => {
                let desk = Relation { parties: Parties::of(&[Party::Desk]), ..Relation::default() };
                let adopted = MoveInput {
                    correction: Some(routed.correction.clone()),
                    ..MoveInput::of(RequestAction::Correct)
                };
                request::apply(&facts, desk, adopted, &around).unwrap_or(step)
            }
            _ => step,
        };
        let mut after = row.clone();
        if let Some(routed) = routed {
            routed.put_into(&mut after);
        }
        after.apply_facts(&step.facts);
        Ok(CorrectionPreview { row, after, applies, shown })
    })
    .await
}
