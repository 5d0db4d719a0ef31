//! 受理席 over HTTP: the unit that takes in what is confidential and what nobody can place, who
//! answers for it, and what waits there.

use super::answer::Answer;
use super::language::Preferred;
use super::page::Listed;
use super::people::{MemberBrief, MemberNames};
use super::permission::{People, Permit, Reception};
use super::units::UnitView;
use crate::domain::duty::Capacity;
use crate::domain::id::GridId;
use crate::domain::request::DeskQueue;
use crate::domain::routing::answering;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::requests::desk_queues::counts;
use crate::store::Db;
use actix_web::web::Data;
use serde::Serialize;
use utoipa::ToSchema;

/// The town desk and who answers for it now.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskView {
    /// The desk. Duties and duty rosters refer to it by its identifier.
    pub unit: UnitView,
    /// The root grid. Its leader answers when nobody at the desk does.
    #[schema(value_type = Uuid)]
    pub grid_id: GridId,
    /// The unit of the duty by which a member answers now: the desk or the root grid.
    pub answered_by: UnitView,
    /// The member who answers now.
    pub member: MemberBrief,
    /// Capacity of the member.
    pub capacity: Capacity,
}

/// Reads the town desk and who answers for it now.
///
/// # Errors
/// `not_found`
#[utoipa::path(get, path = "/api/v1/desk")]
pub async fn read_desk(
    permit: Permit<People>,
    db: Data<Db>,
    language: Preferred,
) -> Result<Answer<DeskView>> {
    let atlas = db.atlas();
    let desk = atlas.desk().map(Unit::Desk).ok_or(Code::NotFound)?;
    let duty = answering(&atlas, desk, db.now()).copied().ok_or(Code::NotFound)?;
    let named = MemberNames::read(&db, &atlas, &permit.bearer.scope, [duty.member]).await?;
    Ok(Answer(DeskView {
        unit: UnitView::of(&atlas, desk, language.0),
        grid_id: atlas.grid_of(desk).ok_or(Code::NotFound)?,
        answered_by: UnitView::of(&atlas, duty.unit, language.0),
        member: named.brief(duty.member),
        capacity: duty.capacity,
    }))
}

/// How many requests a queue of the desk holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueCountView {
    /// Queue; the filter `queue` of the list of requests shows what it holds.
    pub queue: DeskQueue,
    /// Number of requests, exact up to 999.
    #[schema(maximum = 999)]
    pub count: usize,
    /// True when there are more than that.
    pub more: bool,
}

/// Counts the requests in each queue of the caller's desk.
///
/// # Errors
/// `role_required`
#[utoipa::path(get, path = "/api/v1/desk/queues")]
pub async fn count_desk_queues(
    permit: Permit<Reception>,
    db: Data<Db>,
) -> Result<Answer<Listed<QueueCountView>>> {
    let counts = counts(&db, &permit.bearer.scope).await?;
    let shown = counts.into_iter().map(|one| QueueCountView {
        queue: one.queue,
        count: one.count,
        more: one.more,
    });
    Ok(Answer(Listed::whole(shown)))
}
