//! Tasks: the holder asks others to do something about a request, and stays responsible for it.

use super::OutcomeDraft;
use crate::domain::request::input::{MoveInput, given, pointer};
use crate::domain::request::{
    MoveField, NewTask, PARTS_MAX, ReleasedField, RequestEvent, TASK_PLACE_MAX, TASK_WORDS_MAX,
};
use crate::error::{Code, Problem, Result};

impl OutcomeDraft<'_> {
    /// Gives a task to somebody. Whoever gives one has accepted the request.
    pub(super) fn assign_task(&mut self, input: MoveInput) -> Result<()> {
        let task = given(input.task, MoveField::Task)?;
        self.check_task(&task, &pointer(MoveField::Task))?;
        if task.spec.leads {
            let leads = format!("{}/leads", pointer(MoveField::Task));
            return Err(Problem::new(Code::TaskDoesNotLead).at(leads).into());
        }
        self.accept_first();
        self.give_task(task);
        Ok(())
    }

    /// Gives each of several organisations and units its task; one of them may lead.
    pub(super) fn co_handle(&mut self, input: MoveInput) -> Result<()> {
        let parts = given(input.parts, MoveField::Parts)?;
        let field = pointer(MoveField::Parts);
        if parts.is_empty() {
            return Err(Problem::new(Code::Required).at(field).into());
        }
        if parts.len() > PARTS_MAX {
            return Err(Problem::new(Code::TooMany).at(field).with("max", PARTS_MAX).into());
        }
        for (index, part) in parts.iter().enumerate() {
            let at = format!("{field}/{index}");
            self.check_task(part, &at)?;
            let earlier = parts.iter().take(index);
            if earlier.clone().any(|other| other.spec.assignee == part.spec.assignee) {
                return Err(Problem::new(Code::AssigneeTwice).at(format!("{at}/assignee")).into());
            }
            if part.spec.leads && earlier.clone().any(|other| other.spec.leads) {
                return Err(Problem::new(Code::TwoPartsLead).at(format!("{at}/leads")).into());
            }
        }
        self.accept_first();
        parts.into_iter().for_each(|part| self.give_task(part));
        Ok(())
    }

    /// Lets the assignees of one task know something of the reporter.
    pub(super) fn release(&mut self, input: MoveInput) -> Result<()> {
        let task = given(input.task_id, MoveField::TaskId)?;
        let fields = given(input.releases, MoveField::Releases)?;
        let is_named = fields.iter().any(|&field| field != ReleasedField::Text);
        if is_named && !self.step.facts.has_contact() {
            let at = pointer(MoveField::Releases);
            return Err(Problem::new(Code::NobodyNamed).at(at).into());
        }
        self.happened(RequestEvent::Released { task, fields });
        Ok(())
    }

    fn accept_first(&mut self) {
        let accepts = self.row.to.states(self.from).all(|state| state != self.from);
        if accepts {
            self.accept();
        }
    }

    fn give_task(&mut self, task: NewTask) {
        self.happened(RequestEvent::TaskGiven {
            task: task.id,
            assignee: task.spec.assignee,
            until: task.spec.until,
            leads: task.spec.leads,
        });
        self.step.tasks.push(task);
    }

    fn check_task(&self, task: &NewTask, at: &str) -> Result<()> {
        let task = &task.spec;
        let texts = [("what", Some(&task.what), TASK_WORDS_MAX)];
        let texts = texts.into_iter().chain([("place", task.place.as_ref(), TASK_PLACE_MAX)]);
        let mut problems = Vec::new();
        for (name, text, max) in texts {
            let Some(text) = text else { continue };
            let field = format!("{at}/{name}");
            if text.trim().is_empty() {
                problems.push(Problem::new(Code::Required).at(field));
            } else if text.chars().count() > max {
                problems.push(Problem::new(Code::TooLong).at(field).with("max", max));
            }
        }
        if task.until <= self.around.now {
            problems.push(Problem::new(Code::TaskUntilPassed).at(format!("{at}/until")));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }
}
