//! What a list of requests is filtered by.

use super::RequestsOf;
use crate::domain::atlas::Atlas;
use crate::domain::category::{Concern, Theme};
use crate::domain::id::MemberId;
use crate::domain::request::{Channel, DeskQueue, RequestKind, RequestState, ResolutionOutcome};
use crate::domain::unit::Unit;
use crate::error::{Code, Problem};
use crate::store::Db;
use crate::store::requests::ListFilter;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

/// Filter of the list of requests.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestFilter {
    /// Whose requests: `mine` (default), `my_grids`, `shared` or `to_decide`.
    #[serde(default)]
    #[param(inline)]
    pub whose: RequestsOf,
    /// States, joined by commas.
    #[param(example = "assigned,accepted")]
    pub state: Option<String>,
    /// Kind.
    pub kind: Option<RequestKind>,
    /// Concern (急难愁盼), which follows from the category.
    pub concern: Option<Concern>,
    /// Theme (老小旧远), which follows from the category.
    pub theme: Option<Theme>,
    /// Channel by which it came. Of confidential requests only those of a platform above are found by
    /// it.
    pub channel: Option<Channel>,
    /// Code of a category; requests of the categories below it are included.
    #[validate(length(max = 64))]
    #[param(max_length = 64)]
    pub category: Option<String>,
    /// Code of a grid: requests in it or below it, or held by a unit there.
    #[validate(length(max = 32))]
    #[param(max_length = 32)]
    pub grid: Option<String>,
    /// True for confidential requests whose description the desk has not redacted yet.
    #[serde(default)]
    pub unredacted: bool,
    /// True for requests that wait for the desk: to be placed or dispatched, returned, proposed for
    /// a transfer or a correction, or held by their reporter. Only for the desk, together with
    /// `whose=my_grids`.
    #[serde(default)]
    pub waiting_for_desk: bool,
    /// Queue of the desk. Only for the desk, together with `whose=my_grids`.
    #[param(inline)]
    pub queue: Option<DeskQueue>,
    /// Earliest time of receipt.
    pub since: Option<DateTime<Utc>>,
    /// Requests with a clock that falls due before this time.
    pub due_before: Option<DateTime<Utc>>,
    /// True for requests of which a clock has fallen due.
    #[serde(default)]
    pub overdue: bool,
    /// Holder: code or identifier of a member. Not together with `whose=mine`.
    #[validate(length(max = 64))]
    #[param(max_length = 64, example = "W0107")]
    pub holder: Option<String>,
    /// Unit that holds it, by its code or identifier.
    #[validate(length(max = 64))]
    #[param(max_length = 64, example = "310120001001")]
    pub unit: Option<String>,
    /// Code of the level whose grids hold it.
    #[validate(length(max = 64))]
    #[param(max_length = 64, example = "neighborhood")]
    pub level: Option<String>,
    /// What came of it.
    pub outcome: Option<ResolutionOutcome>,
    /// True for hard cases.
    #[serde(default)]
    pub hard_case: bool,
    /// Number, in full.
    #[validate(length(max = 64))]
    #[param(max_length = 64, example = "310120001-20261122-00042")]
    pub number: Option<String>,
    /// True for requests that were returned and wait for the review.
    #[serde(default)]
    pub returned: bool,
    /// True for requests that wait for an answer of their reporters.
    #[serde(default)]
    pub waiting: bool,
    /// Code of the platform above that sent the ticket; together with `external_number`.
    #[validate(length(max = 32))]
    #[param(max_length = 32)]
    pub external_system: Option<String>,
    /// Number of the ticket on that platform, in full; together with `external_system`.
    #[validate(length(max = 64))]
    #[param(max_length = 64)]
    pub external_number: Option<String>,
}

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
