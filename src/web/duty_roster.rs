//! 值班 over HTTP.

use super::answer::Answer;
use super::body::Body;
use super::changed::ChangedBoundaries;
use super::duties::{DutyView, shown};
use super::idempotency::IdempotencyKey;
use super::language::Preferred;
use super::page::{Listed, Page};
use super::parameters::Query;
use super::permission::{People, Permit, Ruling};
use crate::domain::duty::Duty;
use crate::domain::id::{DutyId, GridId, MemberId};
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

/// Where, and when.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RosterQuery {
    /// The grid, or the desk.
    #[param(value_type = Uuid)]
    pub grid: GridId,
    /// Shifts that end after this instant; missing: now.
    pub from: Option<DateTime<Utc>>,
    /// Shifts that begin before this instant; missing: 31 days later.
    pub to: Option<DateTime<Utc>>,
}

/// Who takes what is urgent outside working hours, by when the shifts begin.
#[utoipa::path(
    get, path = "/api/v1/duty-roster", params(RosterQuery), responses((status = 200, body = Listed<DutyView>))
)]
pub async fn read_duty_roster(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
    page: Page,
    Query(query): Query<RosterQuery>,
) -> Result<Answer<Listed<DutyView>>> {
    let (atlas, scope) = (db.atlas(), &permit.bearer.scope);
    let from = query.from.unwrap_or_else(|| db.now());
    let to = query.to.or_else(|| from.checked_add_signed(TimeDelta::days(SHOWN_DAYS)));
    if to.is_some_and(|to| to <= from) {
        return Err(Problem::new(Code::EndsBeforeItBegins).at("to").into());
    }
    let shifts = duty_roster::list_shifts(&atlas, scope, query.grid, &Period { from, to })?;
    let Listed { items, next_cursor } =
        page.cut(shifts, |shift| (shift.period.from, shift.rank, shift.id))?;
    Ok(Answer::ok(Listed { items: shown(&db, scope, language, &items).await?, next_cursor }))
}

/// A shift.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftBody {
    /// Who.
    #[schema(value_type = Uuid)]
    pub member: MemberId,
    /// From when on, not before now.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
    /// Who is asked first when several are on call, smaller first.
    #[serde(default)]
    #[validate(range(min = 0, max = 1000))]
    pub rank: i32,
}

/// Shifts of one grid or of the desk, of a month as a rule.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShifts {
    /// The grid, or the desk.
    #[schema(value_type = Uuid)]
    pub grid: GridId,
    /// The shifts; all are entered or none.
    #[validate(length(min = 1, max = 400), nested)]
    pub shifts: Vec<ShiftBody>,
}

/// Shifts that were entered.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnteredShifts {
    /// The shifts, in the order they were sent; each ends like a duty.
    pub shifts: Vec<DutyView>,
}

/// Enters shifts. Whoever is on call takes what is urgent or critical and comes outside working
/// hours in the grid or below it, before all others; what is open at the end of a shift goes to who
/// answers then.
#[utoipa::path(
    post, path = "/api/v1/duty-roster", request_body = NewShifts,
    responses((status = 201, body = ChangedBoundaries<EnteredShifts>))
)]
pub async fn add_shifts(
    permit: Permit<Ruling>,
    db: Data<Db>,
    language: Preferred,
    IdempotencyKey(key): IdempotencyKey,
    Body(NewShifts { grid, shifts }): Body<NewShifts>,
) -> Result<Answer<ChangedBoundaries<EnteredShifts>>> {
    let scope = &permit.bearer.scope;
    let shift =
        |ShiftBody { member, from, to, rank }: ShiftBody| RosterShift { member, from, to, rank };
    let shifts: Vec<RosterShift> = shifts.into_iter().map(shift).collect();
    let done = duty_roster::add_shifts(&db, scope, key, grid, &shifts).await?;
    let atlas = db.atlas();
    let entered: Vec<Duty> =
        done.made.iter().filter_map(|&id: &DutyId| atlas.people().duty(id).copied()).collect();
    let entered = EnteredShifts { shifts: shown(&db, scope, language, &entered).await? };
    let changed = ChangedBoundaries::new(&db, scope, language.0, &done.effects, entered).await?;
    Ok(Answer::created(format!("/api/v1/duty-roster?grid={grid}"), changed).replayed(done.replayed))
}
