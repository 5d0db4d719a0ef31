//! Handling of requests: each action by the person responsible, in their words.

use super::chronicle::Chronicle;
use super::course_step::{Act, DemoReceiver};
use super::plot::Plot;
use super::stories::DemoSender;
use super::{chronicle, texts};
use crate::domain::id::{MemberId, RequestId};
use crate::domain::request::{RequestAction, Satisfaction, TransferReason};
use crate::domain::scope::Scope;
use crate::domain::unit::{GridKind, Unit};
use crate::error::{Code, Error, Result};
use crate::service::requests::dispatch::candidates;
use crate::service::requests::read::{read, unmask};
use crate::service::requests::receipt::follow;
use crate::service::requests::request_transition::RequestTransition;
use crate::service::requests::transition::{close_silent, transition};
use crate::store::idempotency::IdempotentCall;
use crate::store::requests::RequestRow;
use chrono::TimeDelta;
use rand::seq::IndexedRandom;
use std::sync::Arc;

/// Reason of the desk for looking up who sent a confidential request.
const RELAY: &str = "保密诉求，由受理席代为联系";

impl Chronicle<'_> {
    /// Does one action on the request of a plot.
    pub(super) async fn act(&mut self, plot: &Plot, request: RequestId, act: Act) -> Result<()> {
        let row = self.db.read(move |connection| RequestRow::load(connection, request)).await?;
        let mut step = RequestTransition::of(request, RequestAction::Accept);
        let scope = match act {
            Act::Close => return self.close(request).await,
            Act::Move(further) => return self.take_further(plot, &row, further).await,
            Act::Redact => {
                step.input.action = RequestAction::Redact;
                step.input.redacted = Some(self.redacted(&row)?);
                self.staff(self.cast.desk)?
            }
            Act::Dispatch => {
                let desk = self.staff(self.cast.desk)?;
                step.input.action = RequestAction::Transfer;
                let found = candidates(self.db, &desk, request).await?;
                step.to = self.nearest_attended(found.units.iter().map(|one| one.unit));
                desk
            }
            Act::Accept => return self.accept(&row).await,
            Act::Start => {
                step.input.action = RequestAction::Start;
                self.staff(self.handler(&row))?
            }
            Act::Call(outcome) => {
                step.input.action = RequestAction::Contact;
                step.input.contact_outcome = Some(outcome);
                step.input.words = self.words(texts::contact_words(outcome));
                self.caller(&row).await?
            }
            Act::Resolve => {
                step.input.action = RequestAction::Resolve;
                step.input.outcome = Some(plot.matter.outcome);
                step.input.reply = self.reply(plot, &row);
                self.staff(self.handler(&row))?
            }
            Act::HandOn(receiver) => {
                step.input.action = RequestAction::Transfer;
                step.to = Some(self.receiver(&row, receiver)?);
                step.input.reason = Some(reason(receiver));
                step.input.words = self.words(texts::transfer_words(receiver));
                let hands_down = receiver == DemoReceiver::BuildingGroup;
                self.staff(if hands_down { self.handler(&row) } else { self.cast.supervisor })?
            }
            Act::Withdraw => {
                step.input.action = RequestAction::Withdraw;
                step.input.words = self.words(texts::WITHDRAWAL_WORDS);
                self.resident(plot)?
            }
            Act::Judge(satisfaction) => {
                self.judge(&mut step, satisfaction, &row);
                self.voice(plot, &mut step).await?
            }
            Act::CallBack(satisfaction) => {
                self.judge(&mut step, satisfaction, &row);
                self.staff(self.cast.desk)?
            }
            Act::ReportBack => {
                step.input.action = RequestAction::ReportBack;
                self.staff(self.cast.desk)?
            }
            Act::CityJudges(satisfaction) => {
                self.judge(&mut step, satisfaction, &row);
                self.staff(self.cast.integrator)?
            }
        };
        let key = key(&scope, &row, "transitions");
        transition(self.db, self.rulebook, scope, key, step).await.map(drop)
    }

    /// Returns the redacted copy: what the request is about, and nothing of who reported it.
    fn redacted(&self, row: &RequestRow) -> Result<String> {
        let atlas = self.db.atlas();
        let category = &atlas.settings().category(&row.category)?.name.zh;
        Ok(format!(
            "有群众反映“{category}”方面的问题，请到现场了解情况并处理。需要补充的，由受理席转达。"
        ))
    }

    async fn close(&self, request: RequestId) -> Result<()> {
        let rulebook = Arc::clone(self.rulebook);
        self.db.write(move |tx| close_silent(tx, &rulebook, request)).await
    }

    /// Returns who acts for the unit that holds a request: its holder, or while they are away a
    /// stand-in.
    pub(super) fn handler(&self, row: &RequestRow) -> MemberId {
        let atlas = self.db.atlas();
        let now = self.db.now();
        let people = atlas.people();
        let present = |&member: &MemberId| !people.is_absent(member, now);
        let chain = people.chain(row.unit(), now).filter(|duty| duty.capacity.leads());
        Some(row.holder_id)
            .filter(present)
            .or_else(|| chain.map(|duty| duty.member).find(present))
            .unwrap_or(row.holder_id)
    }

    /// Returns the first of some units whose leader is there in the next two days, so that nobody is
    /// asked to accept for a leader who is away.
    fn nearest_attended(&self, units: impl Iterator<Item = Unit> + Clone) -> Option<Unit> {
        let atlas = self.db.atlas();
        let (people, now) = (atlas.people(), self.db.now());
        let attended = |&unit: &Unit| {
            people.chain(unit, now).next().is_some_and(|duty| {
                (0..3).all(|days| !people.is_absent(duty.member, now + TimeDelta::days(days)))
            })
        };
        units.clone().find(attended).or_else(|| units.clone().next())
    }

    /// Accepts a request, as its handler or whoever answers for the unit that it is offered to:
    /// nobody there whom it is about.
    async fn accept(&self, row: &RequestRow) -> Result<()> {
        let step = RequestTransition::of(row.id, RequestAction::Accept);
        for member in self.receivers(row) {
            let scope = self.staff(member)?;
            let key = key(&scope, row, "transitions");
            match transition(self.db, self.rulebook, scope, key, step.clone()).await {
                Err(error) if error.is(Code::NotFound) => {}
                done => return done.map(drop),
            }
        }
        Err(Error::internal("nobody there may accept the request"))
    }

    /// Returns those who may accept a request, the first to be asked in front.
    pub(super) fn receivers(&self, row: &RequestRow) -> Vec<MemberId> {
        let Some(offer) = row.offer() else { return vec![self.handler(row)] };
        let atlas = self.db.atlas();
        let (people, now) = (atlas.people(), self.db.now());
        let chain = people.chain(offer.to, now).filter(|duty| duty.capacity.leads());
        let present = |&member: &MemberId| !people.is_absent(member, now);
        chain.map(|duty| duty.member).filter(present).collect()
    }

    /// Returns the scope of whoever calls the reporter, after looking up the number.
    async fn caller(&self, row: &RequestRow) -> Result<Scope> {
        if row.confidential {
            let desk = self.staff(self.cast.desk)?;
            unmask(self.db, desk.clone(), key(&desk, row, "unmask"), row.id, RELAY).await?;
            return Ok(desk);
        }
        let handler = self.staff(self.handler(row))?;
        read(self.db, handler.clone(), row.id).await?;
        Ok(handler)
    }

    fn reply(&mut self, plot: &Plot, row: &RequestRow) -> Option<String> {
        let second = row.reopened_at.is_some();
        if second { self.words(texts::SECOND_REPLIES) } else { Some(plot.reply.clone()) }
    }

    /// Returns the unit that a request is transferred to.
    pub(super) fn receiver(&self, row: &RequestRow, receiver: DemoReceiver) -> Result<Unit> {
        let atlas = self.db.atlas();
        let tree = atlas.tree();
        let grid = row.place_grid_id;
        let parent = tree.get(grid).and_then(|grid| grid.parent);
        let unit = match receiver {
            DemoReceiver::BuildingGroup => {
                atlas.groups().of_grid(grid).first().map(|group| Unit::BuildingGroup(group.id))
            }
            DemoReceiver::Neighbour => {
                let mut siblings = parent.into_iter().flat_map(|parent| tree.children(parent));
                let other =
                    siblings.find(|other| other.id != grid && other.kind == GridKind::General);
                other.map(|other| Unit::Grid(other.id))
            }
            DemoReceiver::Parent => parent.map(Unit::Grid),
        };
        unit.ok_or_else(|| Error::internal("there is nobody to hand a request to"))
    }

    fn judge(
        &mut self,
        step: &mut RequestTransition,
        satisfaction: Satisfaction,
        row: &RequestRow,
    ) {
        step.input.action = RequestAction::Verdict;
        step.input.contacted = row.contact_due.map(|_| true);
        step.input.solved = Some(satisfaction != Satisfaction::Dissatisfied);
        step.input.satisfaction = Some(satisfaction);
        step.input.words = self.words(texts::verdict_words(satisfaction));
    }

    /// Returns the scope of the reporter, by login or by receipt, or of the desk that asks them.
    pub(super) async fn voice(&self, plot: &Plot, step: &mut RequestTransition) -> Result<Scope> {
        match plot.story.sender {
            DemoSender::Shown | DemoSender::Resident => self.resident(plot),
            DemoSender::Anonymous => {
                let sent = follow(self.db, step.request).await?;
                step.receipt = sent.receipt.map(|receipt| receipt.expose().to_owned());
                Ok(Scope::anonymous())
            }
            DemoSender::Worker | DemoSender::Desk | DemoSender::Hotline | DemoSender::Patrol => {
                self.staff(self.cast.desk)
            }
        }
    }

    pub(super) fn words(&mut self, choice: &[&str]) -> Option<String> {
        choice.choose(&mut self.random).map(|&words| words.to_owned())
    }
}

/// Creates the idempotency key of an action on a version of a request.
pub(super) fn key(scope: &Scope, row: &RequestRow, what: &str) -> IdempotentCall {
    chronicle::key(
        scope,
        &format!("POST /api/v1/requests/{}/{what}", row.id),
        &row.version.to_string(),
    )
}

const fn reason(receiver: DemoReceiver) -> TransferReason {
    match receiver {
        DemoReceiver::BuildingGroup => TransferReason::NearerUnit,
        DemoReceiver::Neighbour => TransferReason::NotOurArea,
        DemoReceiver::Parent => TransferReason::NeedsHigherLevel,
    }
}
