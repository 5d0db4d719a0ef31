//! Reading the filter of a list of requests: codes are looked up, contradictions named.

use super::{RequestFilter, RequestsOf};
use crate::domain::atlas::Atlas;
use crate::domain::id::MemberId;
use crate::domain::request::RequestState;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use crate::store::Db;
use crate::store::requests::ListFilter;
use uuid::Uuid;

impl RequestFilter {
    /// What the rows are selected by, beside whose they are and the grid.
    pub(super) fn into_list_filter(self, db: &Db) -> Result<ListFilter, Problem> {
        let atlas = db.atlas();
        let states = self.state.as_deref().map(states).transpose()?.unwrap_or_default();
        self.check(&states)?;
        let external = external(self.external_system, self.external_number)?;
        let level = self.level.as_deref().map(|code| level(&atlas, code)).transpose()?;
        Ok(ListFilter {
            states,
            kind: self.kind,
            category: self.category,
            concern: self.concern,
            theme: self.theme,
            channel: self.channel,
            holder: self.holder.as_deref().map(|text| holder(&atlas, text)).transpose()?,
            unit: self.unit.as_deref().map(|text| unit(&atlas, text)).transpose()?,
            at_level: level,
            outcome: self.outcome,
            hard_case: self.hard_case,
            number: self.number,
            overdue_at: self.overdue.then(|| db.now()),
            returned: self.returned,
            waits_for_reporter: self.waiting,
            unredacted: self.unredacted,
            waiting_for_desk: self.waiting_for_desk,
            queue: self.queue,
            since: self.since,
            due_before: self.due_before,
            external,
            ..ListFilter::default()
        })
    }
    /// Refuses filters that no request can meet together.
    fn check(&self, states: &[RequestState]) -> Result<(), Problem> {
        let none = |keeps: fn(RequestState) -> bool| {
            !states.is_empty() && !states.iter().any(|&state| keeps(state))
        };
        let pairs = [
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
        match pairs.into_iter().find(|(contradict, ..)| *contradict) {
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

/// Returns the member of a code or an identifier.
fn holder(atlas: &Atlas, text: &str) -> Result<MemberId, Problem> {
    let people = atlas.people();
    let found = match Uuid::parse_str(text) {
        Ok(id) => people.member(MemberId(id)),
        Err(_) => people.by_code(text),
    };
    let unknown = || Problem::new(Code::UnknownMember).at("holder").with("member", text);
    found.map(|member| member.id).ok_or_else(unknown)
}

/// Returns the unit of a code or an identifier.
fn unit(atlas: &Atlas, text: &str) -> Result<Unit, Problem> {
    let found = match Uuid::parse_str(text) {
        Ok(id) => atlas.unit(id),
        Err(_) => atlas.unit_by_code(text),
    };
    found.ok_or_else(|| Problem::new(Code::UnknownUnit).at("unit").with("unit", text))
}

/// Returns the index of the level of a code.
fn level(atlas: &Atlas, code: &str) -> Result<u8, Problem> {
    let unknown = || Problem::new(Code::UnknownLevel).at("level").with("level", code);
    atlas.settings().levels.index_of(code).ok_or_else(unknown)
}
