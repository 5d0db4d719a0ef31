//! 任务单: the tasks that holders give, and what those who have them answer.

use super::chronicle::{self, Chronicle};
use super::community::LedNeighbourhood;
use super::course_step::DemoReceiver;
use super::demo_move::{DemoAssignee, DemoMove};
use super::organizations::SAFETY;
use super::texts::further::{JOINT_WORDS, TASK_DONE, task_words};
use crate::domain::duty::Capacity;
use crate::domain::id::{MemberId, OrganizationId};
use crate::domain::request::{ResolutionOutcome, TaskAction, TaskAssignee, TaskInput, TaskSpec};
use crate::domain::second_identity::IdentityState;
use crate::domain::unit::Unit;
use crate::error::{Error, Result};
use crate::service::requests::task_transition::move_task;
use crate::service::requests::tasks::tasks_of_request;
use crate::service::second_identities;
use crate::store::requests::RequestRow;
use crate::store::second_identities::IdentityFilter;
use chrono::TimeDelta;

/// Time that a task leaves.
const UNTIL: TimeDelta = TimeDelta::days(4);
/// Number of second identities to choose from.
const VOLUNTEERS: i64 = 200;

impl Chronicle<'_> {
    /// Returns the task that a holder gives about a request.
    pub(super) async fn task(&self, row: &RequestRow, to: DemoAssignee) -> Result<TaskSpec> {
        let assignee = match to {
            DemoAssignee::Worker => self.worker(row)?,
            DemoAssignee::Post => self.post()?,
            DemoAssignee::Volunteer => self.volunteer(row).await?,
            DemoAssignee::Liaison => TaskAssignee::Organization(self.company()?),
        };
        Ok(self.spec(assignee, task_words(to), false))
    }

    /// Returns the tasks of a joint handling: an office leads.
    pub(super) fn parts(&self, row: &RequestRow) -> Result<Vec<TaskSpec>> {
        let office = self.db.atlas().organizations().by_code(SAFETY).map(|office| office.id);
        let office = office.ok_or_else(|| Error::internal("the town lacks an office"))?;
        let neighbour = self.receiver(row, DemoReceiver::Neighbour)?;
        let assignees = [
            TaskAssignee::Unit(Unit::Office(office)),
            TaskAssignee::Organization(self.company()?),
            TaskAssignee::Unit(neighbour),
        ];
        let parts = assignees.into_iter().zip(JOINT_WORDS).enumerate();
        Ok(parts.map(|(n, (assignee, words))| self.spec(assignee, words, n == 0)).collect())
    }

    fn spec(&self, assignee: TaskAssignee, [what, place]: [&str; 2], leads: bool) -> TaskSpec {
        let until = self.db.now() + UNTIL;
        TaskSpec { assignee, what: what.to_owned(), place: Some(place.to_owned()), until, leads }
    }

    fn worker(&self, row: &RequestRow) -> Result<TaskAssignee> {
        let atlas = self.db.atlas();
        let mut chain = atlas.people().chain(Unit::Grid(row.place_grid_id), self.db.now());
        let worker = chain.find(|duty| duty.capacity == Capacity::Worker);
        let worker = worker.ok_or_else(|| Error::internal("a grid has no worker"))?;
        Ok(TaskAssignee::Duty(worker.id))
    }

    fn post(&self) -> Result<TaskAssignee> {
        let atlas = self.db.atlas();
        let held = atlas.pioneer_posts().holdings_of(self.cast.post_holder).next();
        let held = held.ok_or_else(|| Error::internal("the holder of a post has none"))?;
        Ok(TaskAssignee::PioneerPost(held.post))
    }

    /// Returns an active second identity of the neighbourhood of a request.
    async fn volunteer(&self, row: &RequestRow) -> Result<TaskAssignee> {
        let home = self.neighbourhood(row)?;
        let secretary = self.staff(home.secretary)?;
        let active = Some(IdentityState::Active);
        let filter = IdentityFilter { state: active, ..IdentityFilter::default() };
        let found = second_identities::list(self.db, &secretary, filter, None, VOLUNTEERS).await?;
        // Identifiers of claims differ from one making of the town to the next.
        let others = found.iter().filter(|claimed| claimed.row.member_id != home.secretary);
        let first = others.min_by_key(|claimed| claimed.row.member_id);
        let first = first.ok_or_else(|| Error::internal("a neighbourhood has no volunteer"))?;
        Ok(TaskAssignee::SecondIdentity(first.row.id))
    }

    fn neighbourhood(&self, row: &RequestRow) -> Result<LedNeighbourhood> {
        let atlas = self.db.atlas();
        let is_within =
            |home: &LedNeighbourhood| atlas.tree().is_within(row.place_grid_id, home.grid);
        let home = LedNeighbourhood::all(self.db)?.into_iter().find(is_within);
        home.ok_or_else(|| Error::internal("a request lies in no neighbourhood"))
    }

    /// Returns the property company of the liaison.
    fn company(&self) -> Result<OrganizationId> {
        let atlas = self.db.atlas();
        let mut held = atlas.people().appointments_of(self.cast.liaison, self.db.now());
        let company = held.find_map(|held| held.organization);
        company.ok_or_else(|| Error::internal("the liaison acts for no organisation"))
    }

    /// Answers the first task of a request as whoever has it.
    pub(super) async fn answer_task(&self, row: &RequestRow, answer: DemoMove) -> Result<()> {
        let handler = self.staff(self.handler(row))?;
        let tasks = tasks_of_request(self.db, &handler, row.id).await?;
        let task = tasks.into_iter().map(|detail| detail.task).min_by_key(|task| !task.leads);
        let task = task.ok_or_else(|| Error::internal("a task is answered before it is given"))?;
        let scope = self.staff(self.assigned(task.assignee())?)?;
        let done = answer == DemoMove::FinishTask;
        let input = TaskInput {
            action: if done { TaskAction::Finish } else { TaskAction::Accept },
            words: done.then(|| TASK_DONE.to_owned()),
            outcome: done.then_some(ResolutionOutcome::Solved),
        };
        let route = format!("POST /api/v1/tasks/{}/transitions", task.id);
        let key = chronicle::key(&scope, &route, &task.version.to_string());
        move_task(self.db, scope, key, task.id, Some(task.version), input).await.map(drop)
    }

    /// Returns somebody who answers the tasks of an assignee.
    fn assigned(&self, assignee: TaskAssignee) -> Result<MemberId> {
        let atlas = self.db.atlas();
        let people = atlas.people();
        let found = match assignee {
            TaskAssignee::Duty(duty) => people.duty(duty).map(|duty| duty.member),
            TaskAssignee::Unit(unit) => {
                people.chain(unit, self.db.now()).next().map(|duty| duty.member)
            }
            TaskAssignee::Organization(_) => Some(self.cast.liaison),
            TaskAssignee::PioneerPost(_) => Some(self.cast.post_holder),
            TaskAssignee::SecondIdentity(_) => None,
        };
        found.ok_or_else(|| Error::internal("nobody answers a task"))
    }
}
