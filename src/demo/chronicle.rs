//! The month of the town: every request, absence and change of responsibility at its time, by the
//! person responsible.

use super::accounts::Cast;
use super::areas::DemoArea;
use super::course::Course;
use super::course_step::Act;
use super::drafts::{DRAFTS, DemoDraft, DraftResult};
use super::happenings::{HAPPENINGS, Happening};
use super::identifiers::DemoIdentifiers;
use super::plot::Plot;
use super::situations::DemoSituation;
use super::stories::DemoSender;
use super::{SeedPart, random};
use crate::clock::SetClock;
use crate::domain::calendar::zone;
use crate::domain::duty::Capacity;
use crate::domain::id::{AccountId, MemberId, ReassignmentId, RequestId};
use crate::domain::period::Instant;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::request::{AtOnce, Channel, ExternalRef};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::atlas_edits::{ChangeSet, apply_edits};
use crate::service::requests::rehold::rehold_by_clock;
use crate::service::requests::submit::{RequestSubmission, submit};
use crate::service::rulebook::Rulebook;
use crate::store::idempotency::IdempotentCall;
use crate::store::{Actor, Db};
use chrono::TimeDelta;
use rand::rngs::StdRng;
use std::collections::HashMap;
use std::sync::Arc;

/// Working days that the hotline allows for an answer.
const HOTLINE_DAYS: u16 = 5;

/// Simulation of the month.
pub(super) struct Chronicle<'a> {
    pub db: &'a Db,
    pub clock: &'a SetClock,
    pub rulebook: &'a Arc<Rulebook>,
    pub areas: &'a [DemoArea],
    pub cast: &'a Cast,
    /// Random choice of words.
    pub random: StdRng,
}

/// One event of the month; requests and change sets by their index.
#[derive(Debug, Clone, Copy)]
enum DemoEvent<'p> {
    Happen(&'static Happening),
    Draft(usize, &'static DemoDraft),
    TakeBack(usize),
    Send(usize, &'p Plot),
    Act(usize, &'p Plot, Act),
    EndShift,
}

impl Chronicle<'_> {
    /// Runs the whole month, up to the present.
    ///
    /// # Errors
    /// Those of the service.
    pub async fn live_through(
        mut self,
        plots: &[Plot],
        incoming: &[MemberId],
        seed: u64,
        present: Instant,
    ) -> Result<()> {
        let mut identifiers =
            DemoIdentifiers { random: random(seed, SeedPart::Happenings), at: present };
        let mut sent: HashMap<usize, RequestId> = HashMap::new();
        let mut drafted: HashMap<usize, ReassignmentId> = HashMap::new();
        for (at, event) in demo_events(plots, self.shift_ends(present), present) {
            self.clock.set(at);
            identifiers.at = at;
            match event {
                DemoEvent::Happen(happening) => self.happen(happening, &mut identifiers).await?,
                DemoEvent::Draft(number, draft) => {
                    let id = self.draft(draft, incoming, &mut identifiers).await?;
                    drafted.insert(number, id);
                }
                DemoEvent::TakeBack(number) => {
                    let id = *drafted.get(&number).ok_or_else(|| {
                        Error::internal("a draft is taken back before it is made")
                    })?;
                    self.take_back(id).await?;
                }
                DemoEvent::Send(number, plot) => {
                    sent.insert(number, self.send(number, plot).await?);
                }
                DemoEvent::Act(number, plot, act) => {
                    let request = *sent
                        .get(&number)
                        .ok_or_else(|| Error::internal("a request is handled before it is sent"))?;
                    self.act(plot, request, act).await?;
                }
                DemoEvent::EndShift => self.end_shift(at).await?,
            }
        }
        Ok(())
    }

    /// Returns the ends of the past shifts on call.
    fn shift_ends(&self, present: Instant) -> Vec<Instant> {
        let atlas = self.db.atlas();
        let root = atlas
            .tree()
            .root()
            .into_iter()
            .flat_map(|root| atlas.people().duties(Unit::Grid(root.id)));
        let shifts = root.filter(|duty| duty.capacity == Capacity::OnCall);
        shifts.filter_map(|duty| duty.period.to).filter(|&to| to <= present).collect()
    }

    /// Moves requests held on call to whoever answers by day, as the job does in a town that is
    /// served.
    async fn end_shift(&self, at: Instant) -> Result<()> {
        self.db
            .write(move |tx| {
                let atlas = tx.atlas()?;
                let root = atlas.tree().root().map(|root| Unit::Grid(root.id));
                rehold_by_clock(tx, root.as_slice(), at).map(drop)
            })
            .await
    }

    async fn happen(&self, happening: &Happening, identifiers: &mut DemoIdentifiers) -> Result<()> {
        let prepared_at = self.db.now();
        let edit = happening.edit(&self.db.atlas(), self.areas, identifiers, prepared_at);
        let edits = edit.into_iter().collect();
        let set = ChangeSet { prepared_at, edits, allowances: PlanConsent::default() };
        apply_edits(self.db, Actor::Service, set).await.map(drop)
    }

    async fn send(&self, number: usize, plot: &Plot) -> Result<RequestId> {
        let story = &plot.story;
        let (channel, scope) = self.sender(plot)?;
        let (contact_name, contact_phone) = self.contact(plot)?;
        let submission = RequestSubmission {
            place: plot.place.clone(),
            category: story.category.to_owned(),
            kind: Some(story.kind),
            urgency: None,
            channel,
            description: plot.description.clone(),
            contact_name,
            contact_phone,
            anonymous: story.sender == DemoSender::Anonymous,
            confidential: story.confidential,
            about_staff: story.about_staff || story.about_leader,
            about_organization: None,
            about_member: story
                .about_leader
                .then(|| self.serving(plot, Capacity::Leader))
                .transpose()?,
            answers: plot.answers(),
            external: self.ticket(number, plot),
            upstream: Vec::new(),
            at_once: at_once(plot),
        };
        let key = key(&scope, "POST /api/v1/requests", plot.matter.description);
        Ok(submit(self.db, self.rulebook, scope, key, submission).await?.sent.row.id)
    }

    /// Returns the hotline's number of a ticket and when it is due.
    fn ticket(&self, number: usize, plot: &Plot) -> Option<ExternalRef> {
        let now = self.db.now();
        let number = format!("WP{}{number:04}", now.with_timezone(&zone()).format("%Y%m%d"));
        let due_at = Some(self.rulebook.calendar.add_working_days(now, HOTLINE_DAYS).value);
        let external =
            ExternalRef { system: "sh12345".to_owned(), number, due_at, confidential: false };
        Some(external).filter(|_| plot.story.sender == DemoSender::Hotline)
    }

    fn sender(&self, plot: &Plot) -> Result<(Channel, Scope)> {
        Ok(match plot.story.sender {
            DemoSender::Shown | DemoSender::Resident => (Channel::Resident, self.resident(plot)?),
            DemoSender::Anonymous => (Channel::Resident, Scope::anonymous()),
            DemoSender::Worker => {
                (Channel::Proxy, self.staff(self.serving(plot, Capacity::Worker)?)?)
            }
            DemoSender::Patrol => {
                (Channel::SelfFound, self.staff(self.serving(plot, Capacity::Worker)?)?)
            }
            DemoSender::Desk => (Channel::Desk, self.staff(self.cast.desk)?),
            DemoSender::Hotline => (Channel::Hotline12345, self.staff(self.cast.integrator)?),
        })
    }

    /// Returns the name and phone that are given with a request; the login of a resident is a phone
    /// already.
    fn contact(&self, plot: &Plot) -> Result<(Option<String>, Option<Phone>)> {
        Ok(match plot.story.sender {
            DemoSender::Shown | DemoSender::Resident => {
                (Some(self.cast.resident(plot.resident)?.name.clone()), None)
            }
            DemoSender::Worker | DemoSender::Desk | DemoSender::Hotline => {
                let other = self
                    .cast
                    .others
                    .get(plot.resident)
                    .ok_or_else(|| Error::internal("a story has no resident"))?;
                (Some(other.0.clone()), Some(other.1.clone()))
            }
            DemoSender::Patrol | DemoSender::Anonymous => (None, None),
        })
    }

    /// Returns the member with a capacity in the grid of a plot.
    fn serving(&self, plot: &Plot, capacity: Capacity) -> Result<MemberId> {
        let atlas = self.db.atlas();
        let now = self.db.now();
        let area = self.areas.get(plot.area);
        let grid = area.and_then(|area| atlas.tree().by_code(&area.code));
        let mut chain =
            grid.into_iter().flat_map(|grid| atlas.people().chain(Unit::Grid(grid.id), now));
        let found = chain.find(|duty| duty.capacity == capacity).map(|duty| duty.member);
        found.ok_or_else(|| Error::internal(format!("a grid has no {capacity}")))
    }

    /// Returns the scope of the resident of a plot.
    pub(super) fn resident(&self, plot: &Plot) -> Result<Scope> {
        let resident = self.cast.resident(plot.resident)?;
        Ok(Scope::of(&self.db.atlas(), resident.account, None, self.db.now()))
    }

    /// Returns the scope of a staff member.
    pub(super) fn staff(&self, member: MemberId) -> Result<Scope> {
        self.cast.scope(self.db, member)
    }
}

/// Returns how a request is resolved by the call that submits it, if it is.
fn at_once(plot: &Plot) -> Option<AtOnce> {
    match plot.story.course {
        Course::In(DemoSituation::AnsweredAtOnce) => {
            Some(AtOnce::Answered { reply: plot.reply.clone() })
        }
        Course::In(DemoSituation::OnTheSpot) => Some(AtOnce::OnTheSpot),
        _ => None,
    }
}

/// Creates the idempotency key of one call.
pub(super) fn key(scope: &Scope, route: &str, what: &str) -> IdempotentCall {
    let actor =
        scope.account.map_or_else(|| "anonymous".to_owned(), |AccountId(id)| id.to_string());
    IdempotentCall { actor, route: route.to_owned(), key: what.to_owned(), body_hash: Vec::new() }
}

/// Returns all events in order.
fn demo_events(
    plots: &[Plot],
    shift_ends: Vec<Instant>,
    present: Instant,
) -> Vec<(Instant, DemoEvent<'_>)> {
    let before = |hours: i64| present - TimeDelta::hours(hours);
    let happenings = HAPPENINGS
        .iter()
        .map(|happening| (before(happening.hours_before), DemoEvent::Happen(happening)));
    let drafts = DRAFTS.iter().enumerate().flat_map(move |(number, draft)| {
        let back = match draft.result {
            DraftResult::TakenBack(hours) => {
                Some((before(draft.hours_before - hours), DemoEvent::TakeBack(number)))
            }
            DraftResult::Applied | DraftResult::Scheduled(_) | DraftResult::Previewed => None,
        };
        std::iter::once((before(draft.hours_before), DemoEvent::Draft(number, draft))).chain(back)
    });
    let requests = plots.iter().enumerate().flat_map(|(number, plot)| {
        let acts = plot.steps.iter().map(move |&(at, act)| (at, DemoEvent::Act(number, plot, act)));
        std::iter::once((plot.sent_at, DemoEvent::Send(number, plot))).chain(acts)
    });
    let shifts = shift_ends.into_iter().map(|at| (at, DemoEvent::EndShift));
    let mut demo_events: Vec<(Instant, DemoEvent<'_>)> =
        shifts.chain(happenings).chain(drafts).chain(requests).collect();
    // Stable: the steps of a plot at the same instant stay in their order.
    demo_events.sort_by_key(|&(at, _)| at);
    demo_events
}
