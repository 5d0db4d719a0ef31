//! Lists of requests, and the inbox.

use super::{ListedRequestView, RequestSummary, RequestView, summary, view};
use crate::domain::id::RequestId;
use crate::domain::request::{RequestKind, RequestState};
use crate::error::{Code, Problem, Result};
use crate::service::requests::list::{ListedRequest, ListedRequests, inbox, list};
use crate::service::requests::read::read;
use crate::store::Db;
use crate::store::requests::{ListFilter, ListPage};
use crate::web::answer::Answer;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::{Path, Query};
use crate::web::permission::{Handling, Permit, SignedIn};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

/// Whose requests.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestsOf {
    /// Those that the caller reported; of a login of the platform above, those that it handed over
    /// too.
    #[default]
    Mine,
    /// Those whose place lies in the caller's grids, and those that the units there hold.
    MyGrids,
    /// Those that a rule shares with units that the caller leads, or posts that they hold.
    Shared,
}

/// What the list leaves out.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RequestFilter {
    /// Whose requests: `mine` (default), `my_grids` or `shared`.
    #[serde(default)]
    #[param(inline)]
    pub whose: RequestsOf,
    /// In one of these states, joined by commas.
    #[param(example = "assigned,accepted")]
    pub state: Option<String>,
    /// Of this kind.
    pub kind: Option<RequestKind>,
    /// Of this category or below it.
    #[validate(length(max = 64))]
    pub category: Option<String>,
    /// In the grid with this code or below it, or held by a unit there.
    #[validate(length(max = 32))]
    pub grid: Option<String>,
    /// Confidential ones whose handlers have nothing to read yet: what the desk has to redact.
    #[serde(default)]
    pub unredacted: bool,
    /// Confidential ones that wait for the desk: to be dispatched, proposed to go elsewhere, or
    /// held by who sent them. For the desk, together with `whose=my_grids`.
    #[serde(default)]
    pub waiting_for_desk: bool,
    /// Received at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// With a clock that falls due before this instant.
    pub due_before: Option<DateTime<Utc>>,
    /// The ticket of this platform above; together with `external_number`.
    #[validate(length(max = 32))]
    pub external_system: Option<String>,
    /// Its number there, in full.
    #[validate(length(max = 64))]
    pub external_number: Option<String>,
}

/// The requests that the caller reported, those in their grids, or those that a rule shares with
/// them; the newest first.
#[utoipa::path(get, path = "/api/v1/requests", params(RequestFilter), responses((status = 200, body = Listed<RequestSummary>)))]
pub async fn list_requests(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    query: Query<RequestFilter>,
) -> Result<Answer<Listed<RequestSummary>>> {
    let query = query.0;
    let states = query.state.as_deref().map(states).transpose()?.unwrap_or_default();
    let external = external(query.external_system, query.external_number)?;
    let RequestFilter { kind, category, unredacted, waiting_for_desk, since, due_before, .. } =
        query;
    let filter = ListFilter {
        states,
        kind,
        category,
        unredacted,
        waiting_for_desk,
        since,
        due_before,
        external,
        ..ListFilter::default()
    };
    let reach = match query.whose {
        RequestsOf::Mine => ListedRequests::Mine,
        RequestsOf::MyGrids => ListedRequests::MyGrids,
        RequestsOf::Shared => ListedRequests::Shared,
    };
    let rows =
        ListPage { after: page.after::<(DateTime<Utc>, RequestId)>()?, limit: page.limit as i64 };
    let scope = &permit.bearer.scope;
    let found = list(&db, scope, reach, query.grid.as_deref(), filter, rows).await?;
    let atlas = db.atlas();
    let listed = page.of(found, |one| (one.row.received_at.0, one.row.id));
    let shown = |one: &ListedRequest| match query.whose {
        RequestsOf::Mine => ListedRequestView::OWN,
        RequestsOf::MyGrids | RequestsOf::Shared => ListedRequestView::staff(&one.row, one.at_desk),
    };
    Ok(Answer::ok(listed.map(|one| summary(&atlas, &one.row, shown(&one), language.0))))
}

/// One says nothing without the other.
fn external(
    system: Option<String>,
    number: Option<String>,
) -> Result<Option<(String, String)>, Problem> {
    let missing =
        |name: &str| Err(Problem::new(Code::MissingParameter).at(name).with("name", name));
    match (system, number) {
        (Some(system), Some(number)) => Ok(Some((system, number))),
        (None, None) => Ok(None),
        (None, Some(_)) => missing("external_system"),
        (Some(_), None) => missing("external_number"),
    }
}

fn states(text: &str) -> Result<Vec<RequestState>, Problem> {
    let known =
        || RequestState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    let unknown = |_| {
        Problem::new(Code::InvalidParameter)
            .at("state")
            .with("name", "state")
            .with("expected", known())
    };
    text.split(',').map(|one| one.trim().parse().map_err(unknown)).collect()
}

/// What the caller must answer, the most urgent first: critical ones, then by what falls due next.
#[utoipa::path(get, path = "/api/v1/inbox", responses((status = 200, body = Listed<RequestSummary>)))]
pub async fn read_inbox(
    permit: Permit<Handling>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
) -> Result<Answer<Listed<RequestSummary>>> {
    let scope = &permit.bearer.scope;
    let found = inbox(&db, scope, page.after()?, page.limit as i64).await?;
    let atlas = db.atlas();
    let shown = |one: ListedRequest| {
        summary(&atlas, &one.row, ListedRequestView::staff(&one.row, one.at_desk), language.0)
    };
    Ok(Answer::ok(page.of(found, |one| one.row.inbox_key()).map(shown)))
}

/// One request, as far as the caller may see it. Showing somebody's phone in full leaves an access
/// record.
#[utoipa::path(
    get, path = "/api/v1/requests/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = RequestView))
)]
pub async fn read_request(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    language: Preferred,
    id: Path<Uuid>,
) -> Result<Answer<RequestView>> {
    let detail = read(&db, (*permit.bearer.scope).clone(), RequestId(id.0)).await?;
    let version = detail.row.version;
    Ok(Answer::ok(view(&db.atlas(), detail, language.0)).version(version))
}
