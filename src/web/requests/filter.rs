//! Reading the filter of a list of requests; what contradicts itself is named.

use super::{RequestFilter, RequestsOf};
use crate::domain::request::RequestState;
use crate::error::{Code, Problem};
use crate::service::requests::list_filter::ListFilterInput;
use crate::store::requests::ListFilter;
use chrono::{DateTime, Utc};

impl RequestFilter {
    /// What the rows are selected by, beside whose they are and the grid. Overdue is what was due
    /// before `now`.
    pub(super) fn into_input(self, now: DateTime<Utc>) -> Result<ListFilterInput, Problem> {
        let states = self.state.as_deref().map(states).transpose()?.unwrap_or_default();
        self.check(&states)?;
        let external = external(self.external_system, self.external_number)?;
        let plain = ListFilter {
            states,
            kind: self.kind,
            category: self.category,
            channel: self.channel,
            outcome: self.outcome,
            hard_case: self.hard_case,
            number: self.number,
            overdue_at: self.overdue.then_some(now),
            returned: self.returned,
            waits_for_reporter: self.waiting,
            unredacted: self.unredacted,
            waiting_for_desk: self.waiting_for_desk,
            queue: self.queue,
            since: self.since,
            due_before: self.due_before,
            external,
            ..ListFilter::default()
        };
        Ok(ListFilterInput {
            concern: self.concern,
            theme: self.theme,
            holder: self.holder,
            unit: self.unit,
            level: self.level,
            plain,
        })
    }

    /// Refuses filters that no request can meet together.
    fn check(&self, states: &[RequestState]) -> Result<(), Problem> {
        let none = |keeps: fn(RequestState) -> bool| {
            !states.is_empty() && !states.iter().any(|&state| keeps(state))
        };
        let contradictions = [
            (self.overdue && none(|state| !state.is_final()), "overdue", "state"),
            (self.waiting && none(RequestState::is_open), "waiting", "state"),
            (self.returned && none(|state| state == RequestState::Returned), "returned", "state"),
            (self.holder.is_some() && self.whose == RequestsOf::Mine, "holder", "whose"),
            (
                self.since.zip(self.due_before).is_some_and(|(since, due)| due < since),
                "due_before",
                "since",
            ),
        ];
        match contradictions.into_iter().find(|(contradict, ..)| *contradict) {
            Some((_, name, other)) => Err(Problem::new(Code::FiltersContradict)
                .at(name)
                .with("name", name)
                .with("other", other)),
            None => Ok(()),
        }
    }
}

/// One says nothing without the other.
fn external(
    system: Option<String>,
    number: Option<String>,
) -> Result<Option<(String, String)>, Problem> {
    match (system, number) {
        (Some(system), Some(number)) => Ok(Some((system, number))),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(missing("external_system")),
        (Some(_), None) => Err(missing("external_number")),
    }
}

fn missing(name: &str) -> Problem {
    Problem::new(Code::MissingParameter).at(name).with("name", name)
}

fn states(text: &str) -> Result<Vec<RequestState>, Problem> {
    text.split(',').map(|one| one.trim().parse().map_err(|_| unknown_state())).collect()
}

fn unknown_state() -> Problem {
    let known: Vec<&str> = RequestState::ALL.iter().map(|state| state.as_str()).collect();
    Problem::new(Code::InvalidParameter).at("state").with("name", "state").with("expected", known)
}
