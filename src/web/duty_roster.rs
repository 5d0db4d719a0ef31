//! Duty rosters (值班) over HTTP.

use super::answer::{Answer, Created, Located, Resource};
use super::body::Body;
use super::duties::{DutyView, shown};
use super::effects::WithEffects;
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Query;
use super::permission::{People, Permit, Ruling};
use crate::domain::duty::Duty;
use crate::domain::id::{GridId, MemberId};
use crate::domain::period::Period;
use crate::error::{Code, Problem, Result};
use crate::service::duty_roster::{self, RosterShift};
use crate::store::Db;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

/// How many days of a roster are shown unless said otherwise.
const SHOWN_DAYS: i64 = 31;

/// Part of a duty roster.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RosterQuery {
    /// Grid or desk.
    #[param(value_type = Uuid)]
    pub grid: GridId,
    /// Instant after which the shifts end; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// Instant before which the shifts begin; missing: 31 days after `from`.
    pub to: Option<DateTime<Utc>>,
}

/// Reads the duty roster of a grid or the desk.
///
/// Its shifts tell who takes what is urgent outside working hours. By when they begin.
///
/// # Errors
/// `missing_parameter`, `ends_before_it_begins`, `not_found`
#[utoipa::path(get, path = "/api/v1/duty-roster")]
pub async fn read_duty_roster(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<RosterQuery>,
) -> Result<Answer<Listed<DutyView>>> {
    let atlas = db.atlas();
    let scope = &permit.bearer.scope;
    let from = query.from.unwrap_or_else(|| db.now());
    let to = query.to.or_else(|| from.checked_add_signed(TimeDelta::days(SHOWN_DAYS)));
    if to.is_some_and(|to| to <= from) {
        return Err(Problem::new(Code::EndsBeforeItBegins).at("to").into());
    }
    let shifts = duty_roster::list_shifts(&atlas, scope, query.grid, &Period { from, to })?;
    let Listed { items, next_cursor } =
        page.cut(shifts, |shift| (shift.period.from, shift.rank, shift.id))?;
    Ok(Answer(Listed { items: shown(&db, scope, language, &items).await?, next_cursor }))
}

/// A shift to be created.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftBody {
    /// Member who is on call.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// Start of the shift, not before now.
    pub from: DateTime<Utc>,
    /// End of the shift.
    pub to: DateTime<Utc>,
    /// Order among members who are on call at the same time, smaller first.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    #[schema(minimum = 0, maximum = 1000)]
    pub rank: i32,
}

impl From<ShiftBody> for RosterShift {
    fn from(ShiftBody { member, from, to, rank }: ShiftBody) -> Self {
        Self { member, from, to, rank }
    }
}

/// Shifts of one grid or of the desk, usually of a month.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShifts {
    /// Grid or desk.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// Shifts; all of them are created or none.
    #[validate(length(min = 1, max = 400), nested)]
    #[schema(min_items = 1, max_items = 400)]
    pub shifts: Vec<ShiftBody>,
}

/// Shifts that were created.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredShifts {
    /// Shifts as duties on call, in the order in which they were sent.
    pub shifts: Vec<DutyView>,
    #[serde(skip)]
    grid: GridId,
}

/// Each shift has a version of its own; together they are read as the roster.
impl Resource for EnteredShifts {
    fn version(&self) -> Option<i64> {
        None
    }
}

impl Located for EnteredShifts {
    fn location(&self) -> String {
        format!("/api/v1/duty-roster?grid={}", self.grid)
    }
}

/// Creates shifts in the duty roster of a grid or the desk.
///
/// Whoever is on call takes, before all others, requests that are urgent or critical and come in
/// outside working hours in the grid or below it. What is open at the end of a shift moves to
/// whoever answers then.
///
/// # Errors
/// `required`, `too_few`, `too_many`, `out_of_range`, `not_found`, `unknown_member`,
/// `member_inactive`, `unknown_unit`, `begins_in_the_past`, `ends_before_it_begins`, `duty_twice`,
/// `approval_required`
#[utoipa::path(post, path = "/api/v1/duty-roster")]
pub async fn add_shifts(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(body): Body<NewShifts>,
) -> Result<Created<WithEffects<EnteredShifts>>> {
    let scope = &permit.bearer.scope;
    let NewShifts { grid, shifts } = body;
    let shifts: Vec<RosterShift> = shifts.into_iter().map(Into::into).collect();
    let done = duty_roster::add_shifts(&db, scope, key, grid, &shifts).await?;
    let atlas = db.atlas();
    let duties: Vec<Duty> =
        done.made.iter().filter_map(|&id| atlas.people().duty(id).copied()).collect();
    let entered = EnteredShifts { shifts: shown(&db, scope, language, &duties).await?, grid };
    let resource = WithEffects::new(&db, scope, language.0, &done.effects, entered).await?;
    Ok(Created { resource, replayed: done.replayed })
}
