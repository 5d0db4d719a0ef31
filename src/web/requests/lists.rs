//! Lists of requests, and the inbox.

use super::standing::in_words;
use super::{ListedRequestView, RequestSummary};
use crate::domain::category::{Concern, Theme};
use crate::domain::id::MemberId;
use crate::domain::request::{Channel, DeskQueue, RequestKind, ResolutionOutcome};
use crate::error::Result;
use crate::service::member_names::masked_names;
use crate::service::requests::list::{ListedRequest, ListedRequests, inbox, list};
use crate::service::requests::own_texts::own_texts;
use crate::service::rulebook::Rulebook;
use crate::store::Db;
use crate::store::requests::{ListPage, RequestRow};
use crate::web::answer::Answer;
use crate::web::language::Preferred;
use crate::web::page::{Listed, Page};
use crate::web::parameters::Query;
use crate::web::permission::{Handling, Permit, SignedIn};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// Whose requests are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestsOf {
    /// Those that the caller reported; for a login of a platform above also those that it sent.
    #[default]
    Mine,
    /// Those whose place lies in the grids of the caller, and those that the units there hold.
    MyGrids,
    /// Those that a rule shares with units that the caller leads, or with posts that they hold.
    Shared,
    /// Returns for the second time or more, and objections, that the caller decides as a
    /// supervisor: not what they dispatched themselves.
    ToDecide,
}

impl RequestsOf {
    /// How much of a request a list of these shows.
    const fn shown(self, listed: &ListedRequest) -> ListedRequestView {
        match self {
            Self::Mine => ListedRequestView::OWN,
            Self::MyGrids | Self::Shared | Self::ToDecide => {
                ListedRequestView::staff(&listed.row, listed.at_desk)
            }
        }
    }
}

impl From<RequestsOf> for ListedRequests {
    fn from(whose: RequestsOf) -> Self {
        match whose {
            RequestsOf::Mine => Self::Mine,
            RequestsOf::MyGrids => Self::MyGrids,
            RequestsOf::Shared => Self::Shared,
            RequestsOf::ToDecide => Self::ToDecide,
        }
    }
}

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

/// A request in a list, and what its own reporter reads at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestListItem {
    /// The fields of a request in a list.
    #[serde(flatten)]
    pub summary: RequestSummary,
    /// What its reporter reads; only in the list of the caller's own (`whose=mine`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own: Option<OwnRequestView>,
}

/// What a reporter reads of their own request at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnRequestView {
    /// What was done, and who does what next, until when.
    #[schema(example = "荷风里网格已签收，12月4日（周五）17:30前与您联系")]
    pub in_words: String,
    /// Description, as they wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Last reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

/// Lists the requests that the caller may see.
///
/// By default these are the requests that the caller reported, each with its text, its standing in
/// words and the last reply. The newest is the first. Other lists hold nothing that anybody wrote.
///
/// # Errors
/// `missing_parameter`, `too_long`, `unknown_category`, `unknown_grid`, `unknown_unit`,
/// `unknown_member`, `unknown_level`, `filters_contradict`, `role_required`
#[utoipa::path(get, path = "/api/v1/requests")]
pub async fn list_requests(
    permit: Permit<SignedIn>,
    db: Data<Db>,
    rulebook: Data<Rulebook>,
    language: Preferred,
    page: Page,
    Query(query): Query<RequestFilter>,
) -> Result<Answer<Listed<RequestListItem>>> {
    let scope = &permit.bearer.scope;
    let whose = query.whose;
    let grid = query.grid.clone();
    let filter = query.into_input(db.now())?.resolved(&db.atlas())?;
    let rows = ListPage { after: page.after()?, limit: page.limit as i64 };
    let found = list(&db, scope, whose.into(), grid.as_deref(), filter, rows).await?;
    let atlas = db.atlas();
    let listed = page.of(found, |one| (one.row.received_at.0, one.row.id));
    let names = names_of_colleagues(&db, &listed.items).await?;
    let mut texts = match whose {
        RequestsOf::Mine => {
            let rows: Vec<RequestRow> = listed.items.iter().map(|one| one.row.clone()).collect();
            own_texts(&db, &rows).await?
        }
        _ => HashMap::new(),
    };
    Ok(Answer(listed.map(|one: ListedRequest| {
        let summary = RequestSummary::new(&atlas, &one.row, whose.shown(&one), language.0);
        let own = texts.remove(&one.row.id).map(|texts| OwnRequestView {
            in_words: in_words(&atlas, &one.row, rulebook.silence, language.0),
            description: texts.description,
            reply: texts.reply,
        });
        RequestListItem { summary: summary.in_hand(one.in_hand, &names), own }
    })))
}

/// The masked names of the clerks who have listed requests open.
async fn names_of_colleagues(
    db: &Db,
    listed: &[ListedRequest],
) -> Result<HashMap<MemberId, String>> {
    let members = listed.iter().filter_map(|one| Some(one.in_hand?.member_id)).collect();
    masked_names(db, members).await
}

/// Lists the open requests that the caller must answer.
///
/// These are the requests of the units that the caller leads, as leader or deputy, and those that
/// they hold on call. Critical requests are the first; within each group the request that falls due
/// next is the first.
#[utoipa::path(get, path = "/api/v1/inbox")]
pub async fn read_inbox(
    permit: Permit<Handling>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
) -> Result<Answer<Listed<RequestSummary>>> {
    let scope = &permit.bearer.scope;
    let found = inbox(&db, scope, page.after()?, page.limit as i64).await?;
    let atlas = db.atlas();
    let listed = page.of(found, |one| one.row.inbox_key());
    Ok(Answer(listed.map(|one: ListedRequest| {
        let shown = ListedRequestView::staff(&one.row, one.at_desk);
        RequestSummary::new(&atlas, &one.row, shown, language.0)
    })))
}
