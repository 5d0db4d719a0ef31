//! Moves that hand requests on, talk about them or end them: each by the person entitled, in their
//! words.

use super::chronicle::Chronicle;
use super::course_step::DemoReceiver;
use super::demo_move::DemoMove;
use super::handling::key;
use super::plot::Plot;
use super::texts::further::move_words;
use crate::domain::id::{MemberId, RequestId};
use crate::domain::request::{
    EscalationReason, RedirectReason, RequestAction, ReturnReason, ReviewDecision, TransferReason,
};
use crate::domain::routing::catalogue_entry;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::place::PlaceInput;
use crate::service::requests::list::{ListedRequests, list};
use crate::service::requests::request_transition::RequestTransition;
use crate::service::requests::transition::transition;
use crate::store::requests::{ListFilter, ListPage, RequestRow};

/// Category that a handler finds more exact than the one above it.
const CORRECTED_CATEGORY: &str = "housing.property";

impl Chronicle<'_> {
    /// Takes a further step with the request of a plot.
    pub(super) async fn take_further(
        &mut self,
        plot: &Plot,
        row: &RequestRow,
        further: DemoMove,
    ) -> Result<()> {
        if matches!(further, DemoMove::TakeTask | DemoMove::FinishTask) {
            return self.answer_task(row, further).await;
        }
        let mut step = RequestTransition::of(row.id, action(further));
        step.input.words = self.words(move_words(further));
        self.complete(&mut step, row, further).await?;
        let scope = self.mover(plot, row, further, &mut step).await?;
        let key = key(&scope, row, "transitions");
        transition(self.db, self.rulebook, scope, key, step).await.map(drop)
    }

    /// Completes a move with what it requires beside words.
    async fn complete(
        &mut self,
        step: &mut RequestTransition,
        row: &RequestRow,
        further: DemoMove,
    ) -> Result<()> {
        match further {
            DemoMove::Dispatch => step.to = Some(self.main_office(row)?),
            DemoMove::Escalate => {
                step.input.escalation_reason = Some(EscalationReason::SeveralUnits);
            }
            DemoMove::Transfer => {
                step.to = Some(self.receiver(row, DemoReceiver::Neighbour)?);
                step.input.reason = Some(TransferReason::NotOurArea);
            }
            DemoMove::Return => {
                step.to = Some(self.receiver(row, DemoReceiver::Neighbour)?);
                step.input.return_reason = Some(ReturnReason::NotOurArea);
            }
            DemoMove::Maintain => step.input.decision = Some(ReviewDecision::Maintain),
            DemoMove::Agree => step.input.decision = Some(ReviewDecision::Agree),
            DemoMove::Assign(assignee) => step.task = Some(self.task(row, assignee).await?),
            DemoMove::CoHandle => step.parts = Some(self.parts(row)?),
            DemoMove::CorrectPlace | DemoMove::CorrectOwnPlace => {
                let unit = self.receiver(row, DemoReceiver::Neighbour)?;
                let code = self.db.atlas().code_of(unit);
                step.correction.place = Some(PlaceInput::in_grid(code));
                step.input.corrects.place = true;
            }
            DemoMove::CorrectCategory => {
                step.correction.category = Some(CORRECTED_CATEGORY.to_owned());
                step.input.corrects.category = true;
            }
            DemoMove::Redirect => {
                step.input.redirect_reason = Some(RedirectReason::LegalProcedure);
            }
            DemoMove::Link => step.leading = Some(self.alike(row).await?),
            _ => {}
        }
        Ok(())
    }

    /// Returns the scope of whoever makes a move.
    async fn mover(
        &self,
        plot: &Plot,
        row: &RequestRow,
        further: DemoMove,
        step: &mut RequestTransition,
    ) -> Result<Scope> {
        match further {
            DemoMove::Dispatch
            | DemoMove::Maintain
            | DemoMove::Agree
            | DemoMove::Redirect
            | DemoMove::Void
            | DemoMove::Link => self.staff(self.cast.desk),
            DemoMove::Transfer => self.staff(self.cast.supervisor),
            DemoMove::Decline => self.staff(self.first_receiver(row)?),
            DemoMove::CorrectOwnPlace | DemoMove::Object | DemoMove::Remind => {
                self.voice(plot, step).await
            }
            _ => self.staff(self.handler(row)),
        }
    }

    fn first_receiver(&self, row: &RequestRow) -> Result<MemberId> {
        let first = self.receivers(row).first().copied();
        first.ok_or_else(|| Error::internal("a request is offered to nobody"))
    }

    /// Returns the office that the dispatch catalogue names for a request.
    fn main_office(&self, row: &RequestRow) -> Result<Unit> {
        let atlas = self.db.atlas();
        let entry = catalogue_entry(&atlas, row.place_grid_id, &row.matter(), self.db.now());
        let office = entry.map(|entry| Unit::Office(entry.main.office));
        office.ok_or_else(|| Error::internal("the catalogue names no office for a request"))
    }

    /// Returns an older open request about the same in the same grid.
    async fn alike(&self, row: &RequestRow) -> Result<RequestId> {
        let desk = self.staff(self.cast.desk)?;
        let code = self.db.atlas().code_of(Unit::Grid(row.place_grid_id));
        let filter = ListFilter { category: Some(row.category.clone()), ..ListFilter::default() };
        let page = ListPage { after: None, limit: 10 };
        let reach = ListedRequests::MyGrids;
        let listed = list(self.db, &desk, reach, Some(&code), filter, page).await?;
        let older = listed.into_iter().map(|listed| listed.row).find(|other| other.id != row.id);
        older.map(|other| other.id).ok_or_else(|| Error::internal("nothing else is about the same"))
    }
}

const fn action(further: DemoMove) -> RequestAction {
    match further {
        DemoMove::Dispatch => RequestAction::Dispatch,
        DemoMove::Escalate => RequestAction::Escalate,
        DemoMove::Transfer => RequestAction::Transfer,
        DemoMove::Decline => RequestAction::Decline,
        DemoMove::Return => RequestAction::Return,
        DemoMove::Maintain | DemoMove::Agree => RequestAction::Review,
        DemoMove::Assign(_) => RequestAction::Assign,
        DemoMove::CoHandle => RequestAction::CoHandle,
        DemoMove::CorrectPlace | DemoMove::CorrectOwnPlace | DemoMove::CorrectCategory => {
            RequestAction::Correct
        }
        DemoMove::Redirect => RequestAction::Redirect,
        DemoMove::Object => RequestAction::Object,
        DemoMove::Void => RequestAction::Void,
        DemoMove::Link => RequestAction::Link,
        DemoMove::Note | DemoMove::TakeTask | DemoMove::FinishTask => RequestAction::Note,
        DemoMove::Progress => RequestAction::Progress,
        DemoMove::Ask => RequestAction::Ask,
        DemoMove::Remind => RequestAction::Remind,
    }
}
