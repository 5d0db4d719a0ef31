//! What holds of every request after every step.

use super::bodies::MARKS;
use super::game::{Sent, scope};
use super::people::{ALONE, FIRST_HANDLER, SPARE, code_of};
use crate::support::hall::Hall;
use crate::support::town::{Town, member_id};
use crate::worlds::chance::Chance;
use wangge::domain::id::{MemberId, RequestId, SecondIdentityId};
use wangge::domain::request::{
    AssignmentCause, DeskQueue, MOVES, MoveRule, Party, RequestFacts, RequestState, TaskAssignee,
};
use wangge::domain::routing::Excluded;
use wangge::domain::unit::Unit;
use wangge::service::requests::list::{ListedRequests, list};
use wangge::service::requests::read::glance;
use wangge::service::requests::tasks::{list_tasks, read_task};
use wangge::store::requests::{
    Assignment, ListFilter, ListPage, RequestRow, RequestTask, excluded_people,
};

/// What is wrong, in words.
pub type Checked = Result<(), String>;

/// A request as it is stored.
pub struct Stored {
    pub row: RequestRow,
    pub facts: RequestFacts,
    pub tasks: Vec<RequestTask>,
    held: Vec<Assignment>,
    excluded: Excluded,
}

pub async fn stored(town: &Town, id: RequestId) -> Stored {
    let read = town.db.read(move |connection| {
        let row = RequestRow::load(connection, id)?;
        Ok(Stored {
            facts: row.whole_facts(connection)?,
            tasks: RequestTask::of_request(connection, id)?,
            held: Assignment::all(connection, id)?,
            excluded: excluded_people(connection, id)?,
            row,
        })
    });
    read.await.unwrap()
}

/// Whether the service itself may lead a request from one state to another.
pub fn is_of_the_service(from: RequestState, to: RequestState) -> bool {
    let service = MOVES.iter().filter(|row| row.by.contains(Party::Service));
    from == to || service.into_iter().any(|row| leads_there(row, from, to))
}

/// Whether a row leads from one state to another.
pub fn leads_there(row: &MoveRule, from: RequestState, to: RequestState) -> bool {
    row.from.contains(&from) && row.to.states(from).any(|state| state == to)
}

impl Stored {
    fn is_over(&self) -> bool {
        self.row.ended_at.is_some()
    }

    /// Whether somebody must not know of it.
    pub fn keeps_out(&self, town: &Town, member: MemberId) -> bool {
        let holds = member == self.row.holder_id;
        !holds && self.excluded.includes(&town.db.atlas(), member, town.now())
    }

    pub fn waits_at_the_desk(&self) -> bool {
        let is_decided = matches!(
            self.row.state,
            RequestState::Resolved | RequestState::Objected | RequestState::Merged
        );
        let is_there = self.row.held_by == AssignmentCause::Desk;
        is_there && !self.is_over() && !is_decided && self.row.offer().is_none()
    }

    pub fn is_seen_by_the_clerk(&self, hall: &Hall) -> bool {
        let clerk = member_id("desk");
        !self.keeps_out(&hall.town, clerk)
    }

    /// One holder, who has the duty now, and a time that is held by one after the other.
    fn is_held(&self, town: &Town) -> Checked {
        let atlas = town.db.atlas();
        let now = town.now();
        let (row, people) = (&self.row, atlas.people());
        let chained = self.held.windows(2).all(|pair| pair[0].ended_at == Some(pair[1].started_at));
        let from_receipt = self.held.first().map(|first| first.started_at) == Some(row.received_at);
        let last = self.held.last().unwrap();
        if !chained
            || !from_receipt
            || last.ended_at != row.ended_at.filter(|_| last.ended_at.is_some())
        {
            return Err(format!("time is missing or counted twice: {:?} {row:?}", self.held));
        }
        if (last.holder_id, last.unit_id, last.duty_id) != (row.holder_id, row.unit_id, row.duty_id)
        {
            return Err(format!("{last:?} is not {row:?}"));
        }
        if self.is_over() {
            return Ok(());
        }
        let duty = people.duty(row.duty_id).unwrap();
        let holds = (duty.member, duty.unit) == (row.holder_id, row.unit())
            && duty.period.contains(now)
            && people.is_active(row.holder_id)
            && people.answers_for(row.holder_id, row.unit(), now);
        let root = atlas.tree().root().map(|root| Unit::Grid(root.id));
        let concerned = self.excluded.includes(&atlas, row.holder_id, now);
        match holds && (!concerned || root == Some(row.unit())) {
            true => Ok(()),
            false => Err(format!("{} holds it by {duty:?}: {row:?}", code_of(town, row.holder_id))),
        }
    }

    /// An offer names a unit that is there, and not the one that has it.
    fn is_offered(&self, town: &Town) -> Checked {
        let Some(offer) = self.row.offer() else { return Ok(()) };
        match town.db.atlas().has(offer.to) && offer.to != self.row.unit() && !self.is_over() {
            true => Ok(()),
            false => Err(format!("offered to {:?}: {:?}", offer.to, self.row)),
        }
    }
}

/// Everything about one request.
pub async fn check_all(
    hall: &Hall,
    sent: &Sent,
    volunteer: SecondIdentityId,
    chance: &mut Chance,
) -> Checked {
    let stored = stored(&hall.town, sent.id).await;
    stored.is_held(&hall.town)?;
    stored.is_offered(&hall.town)?;
    for task in stored.tasks.iter().filter(|task| !task.state.is_over()) {
        for member in answering(hall, volunteer, task) {
            if !stored.keeps_out(&hall.town, member) {
                reads_their_task(hall, &stored, task, member).await?;
            }
        }
    }
    keeps_out(hall, sent, &stored).await?;
    let strangers = strangers(hall, sent);
    let stranger = chance.one(&strangers).unwrap();
    match reads(hall, stranger, sent.id).await {
        true => Err(format!("{stranger} reads {:?}", stored.row)),
        false => Ok(()),
    }
}

/// Those who never served, whatever tasks they get alone, and did not send it.
fn strangers(hall: &Hall, sent: &Sent) -> Vec<String> {
    let atlas = hall.town.db.atlas();
    let people = atlas.people();
    let never_served = SPARE.into_iter().chain(ALONE).filter(|code| {
        *code != FIRST_HANDLER && people.all_duties_of(member_id(code)).next().is_none()
    });
    never_served.filter(|code| sent.reporter != Some(*code)).map(str::to_owned).collect()
}

/// Those who answer a task now.
pub fn answering(hall: &Hall, volunteer: SecondIdentityId, task: &RequestTask) -> Vec<MemberId> {
    let atlas = hall.town.db.atlas();
    let now = hall.town.now();
    let people = atlas.people();
    let mut found: Vec<MemberId> = match task.assignee() {
        TaskAssignee::Duty(id) => people
            .duty(id)
            .filter(|duty| duty.period.contains(now))
            .map(|duty| duty.member)
            .into_iter()
            .collect(),
        TaskAssignee::Unit(unit) => {
            let leading = people.chain(unit, now).filter(|duty| duty.capacity.leads());
            leading.map(|duty| duty.member).collect()
        }
        TaskAssignee::PioneerPost(post) => {
            atlas.pioneer_posts().holders_at(post, now).map(|held| held.member).collect()
        }
        TaskAssignee::Organization(id) => people.liaisons(id, now).collect(),
        TaskAssignee::SecondIdentity(id) => {
            (id == volunteer).then(|| member_id("volunteer")).into_iter().collect()
        }
    };
    found.retain(|&member| people.is_active(member));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whoever answers a task reads it; the request too by a duty, and else nothing of its reporter
/// that was not released.
async fn reads_their_task(
    hall: &Hall,
    stored: &Stored,
    task: &RequestTask,
    member: MemberId,
) -> Checked {
    let who = code_of(&hall.town, member);
    let by_duty = task.assignee().reads_the_request();
    let detail = read_task(&hall.town.db, &scope(hall, &who), task.id).await;
    let detail = detail.map_err(|fault| format!("{who} does not read {task:?}: {fault}"))?;
    let listed = list_tasks(&hall.town.db, &scope(hall, &who), true, None, 50).await.unwrap();
    if !listed.iter().any(|listed| listed.task.id == task.id) {
        return Err(format!("{who} is not told of {task:?}"));
    }
    let reads = reads(hall, &who, stored.row.id).await;
    if by_duty && !stored.row.confidential && !reads {
        return Err(format!("{who} has {task:?} and does not read the request"));
    }
    let told = format!("{:?} {:?}", detail.texts, detail.answers);
    let released = format!("{:?}", detail.released);
    let secret = MARKS.iter().any(|mark| told.contains(mark))
        || task.released.0.is_empty() && MARKS.iter().any(|mark| released.contains(mark));
    match secret {
        true => Err(format!("{who} is told {told} {released} by {task:?}")),
        false => Ok(()),
    }
}

/// Those whom a request is about do not know of it, nor of its tasks.
async fn keeps_out(hall: &Hall, sent: &Sent, stored: &Stored) -> Checked {
    if stored.excluded == Excluded::default() {
        return Ok(());
    }
    let atlas = hall.town.db.atlas();
    let mut members: Vec<MemberId> = atlas.people().members().map(|member| member.id).collect();
    members.retain(|&member| stored.keeps_out(&hall.town, member));
    for member in members {
        let who = code_of(&hall.town, member);
        if sent.reporter == Some(who.as_str()) {
            continue;
        }
        let scope = scope(hall, &who);
        let listed = list_tasks(&hall.town.db, &scope, false, None, 50).await.unwrap();
        if listed.iter().any(|listed| listed.task.request_id == sent.id) {
            return Err(format!("{who}, whom it is about, gets a task of {:?}", stored.row));
        }
        if reads(hall, &who, sent.id).await {
            return Err(format!("{who}, whom it is about, reads {:?}", stored.row));
        }
    }
    Ok(())
}

async fn reads(hall: &Hall, who: &str, id: RequestId) -> bool {
    glance(&hall.town.db, &scope(hall, who), id).await.unwrap().is_some()
}

/// What each queue of the desk in which something waits holds.
pub async fn queues(hall: &Hall) -> Vec<(DeskQueue, Vec<RequestId>)> {
    let clerk = scope(hall, "desk");
    let mut queues = Vec::new();
    for &queue in DeskQueue::ALL.iter().filter(|queue| queue.waits()) {
        let filter = ListFilter { queue: Some(queue), ..ListFilter::default() };
        let page = ListPage { after: None, limit: 100 };
        let listed = list(&hall.town.db, &clerk, ListedRequests::MyGrids, None, filter, page);
        let listed = listed.await.unwrap();
        queues.push((queue, listed.iter().map(|listed| listed.row.id).collect()));
    }
    queues
}
