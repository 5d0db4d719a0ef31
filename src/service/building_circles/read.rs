//! Reading circles, exchanges and topics, for those who belong to them.

use super::membership::{belongs, reaching_roles};
use crate::domain::atlas::Atlas;
use crate::domain::id::{
    BuildingCircleId, BuildingGroupId, CircleExchangeId, CircleTopicId, GridId,
};
use crate::domain::period::Instant;
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::error::{Code, Result};
use crate::store::Db;
use crate::store::building_circles::{
    BuildingCircle, CircleExchange, CircleText, CircleTopic, ExchangeFilter, TopicFilter,
};
use crate::store::connection::AnyConnection;
use crate::store::registrations::Registration;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A circle and its building groups.
pub type Grouped = (BuildingCircle, Vec<BuildingGroupId>);

/// An exchange or topic with its text; `None` once that was erased.
pub type ReadableText<T> = (T, Option<CircleText>);

/// Lists the circles of the caller's neighbourhoods, or of one of them, in order of creation.
///
/// # Errors
/// Those of the database.
pub async fn list_circles(
    db: &Db,
    scope: &Scope,
    grid: Option<GridId>,
    after: Option<BuildingCircleId>,
    limit: i64,
) -> Result<Vec<Grouped>> {
    let atlas = db.atlas();
    let scope = scope.clone();
    let now = db.now();
    db.read(move |connection| {
        let reach = reach(connection, &atlas, &scope, now)?;
        let grids = match (reach, grid) {
            (None, grid) => grid.map(|grid| vec![grid]),
            (Some(reach), None) => Some(reach),
            (Some(reach), Some(grid)) => {
                Some(reach.into_iter().filter(|&own| own == grid).collect())
            }
        };
        let rows = BuildingCircle::list(connection, grids, after, limit)?;
        let ids: Vec<BuildingCircleId> = rows.iter().map(|row| row.id).collect();
        let mut groups = BuildingCircle::groups(connection, &ids)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let groups = groups.remove(&row.id).unwrap_or_default();
                (row, groups)
            })
            .collect())
    })
    .await
}

/// Returns the grids to which the caller belongs; `None` for all of them.
fn reach(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    scope: &Scope,
    now: Instant,
) -> Result<Option<Vec<GridId>>> {
    let Some(member) = scope.member.filter(|_| scope.roles.contains(Role::Member)) else {
        return Ok(Some(Vec::new()));
    };
    let Some(mut grids) = scope.grids_as(atlas, reaching_roles()) else { return Ok(None) };
    let duties = atlas.people().all_duties_of(member).filter(|duty| !duty.period.ended(now));
    let of_duties = duties.filter_map(|duty| atlas.grid_of(duty.unit));
    grids.extend(of_duties.flat_map(|grid| atlas.tree().upward(grid)).map(|grid| grid.id));
    grids.extend(Registration::home_of(connection, member)?);
    Ok(Some(grids))
}

/// Reads a circle, also a retired one.
///
/// # Errors
/// [`Code::NotFound`] when the caller does not belong to it; those of the database.
pub async fn read_circle(db: &Db, scope: &Scope, id: BuildingCircleId) -> Result<Grouped> {
    read(db, scope, move |connection, reader| {
        let row = reader.circle(connection, id)?;
        let groups = BuildingCircle::groups(connection, &[id])?.remove(&id).unwrap_or_default();
        Ok((row, groups))
    })
    .await
}

/// Lists the exchanges of a circle, newest first.
///
/// # Errors
/// As [`read_circle`].
pub async fn list_exchanges(
    db: &Db,
    scope: &Scope,
    circle: BuildingCircleId,
    filter: ExchangeFilter,
    after: Option<CircleExchangeId>,
    limit: i64,
) -> Result<Vec<ReadableText<CircleExchange>>> {
    read(db, scope, move |connection, reader| {
        reader.circle(connection, circle)?;
        let rows = CircleExchange::list(connection, circle, filter, after, limit)?;
        reader.said(connection, rows, |row| row.id.0)
    })
    .await
}

/// Reads an exchange.
///
/// # Errors
/// As [`read_circle`].
pub async fn read_exchange(
    db: &Db,
    scope: &Scope,
    id: CircleExchangeId,
) -> Result<ReadableText<CircleExchange>> {
    read(db, scope, move |connection, reader| {
        let row = CircleExchange::load(connection, id)?;
        reader.circle(connection, row.circle_id)?;
        reader.said_once(connection, row, id.0)
    })
    .await
}

/// Lists the topics of a circle, newest first.
///
/// # Errors
/// As [`read_circle`].
pub async fn list_topics(
    db: &Db,
    scope: &Scope,
    circle: BuildingCircleId,
    filter: TopicFilter,
    after: Option<CircleTopicId>,
    limit: i64,
) -> Result<Vec<ReadableText<CircleTopic>>> {
    read(db, scope, move |connection, reader| {
        reader.circle(connection, circle)?;
        let rows = CircleTopic::list(connection, circle, filter, after, limit)?;
        reader.said(connection, rows, |row| row.id.0)
    })
    .await
}

/// Reads a topic.
///
/// # Errors
/// As [`read_circle`].
pub async fn read_topic(
    db: &Db,
    scope: &Scope,
    id: CircleTopicId,
) -> Result<ReadableText<CircleTopic>> {
    read(db, scope, move |connection, reader| {
        let row = CircleTopic::load(connection, id)?;
        reader.circle(connection, row.circle_id)?;
        reader.said_once(connection, row, id.0)
    })
    .await
}

/// Context of a reader: database, atlas and scope.
struct CircleReader {
    db: Db,
    atlas: Arc<Atlas>,
    scope: Scope,
}

async fn read<T: Send + 'static>(
    db: &Db,
    scope: &Scope,
    read: impl FnOnce(&mut AnyConnection, &CircleReader) -> Result<T> + Send + 'static,
) -> Result<T> {
    let reader = CircleReader { db: db.clone(), atlas: db.atlas(), scope: scope.clone() };
    db.read(move |connection| read(connection, &reader)).await
}

impl CircleReader {
    /// Loads a circle, if the caller belongs to it.
    fn circle(
        &self,
        connection: &mut AnyConnection,
        id: BuildingCircleId,
    ) -> Result<BuildingCircle> {
        let row = BuildingCircle::load(connection, id)?;
        let belongs = belongs(connection, &self.atlas, &self.scope, row.grid_id, self.db.now())?;
        if belongs { Ok(row) } else { Err(Code::NotFound.into()) }
    }

    fn said<T>(
        &self,
        connection: &mut AnyConnection,
        rows: Vec<T>,
        id: fn(&T) -> Uuid,
    ) -> Result<Vec<ReadableText<T>>> {
        let ids: Vec<Uuid> = rows.iter().map(id).collect();
        let mut texts: HashMap<Uuid, CircleText> =
            CircleText::load(connection, self.db.vault(), &ids)?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let text = texts.remove(&id(&row));
                (row, text)
            })
            .collect())
    }

    fn said_once<T>(
        &self,
        connection: &mut AnyConnection,
        row: T,
        id: Uuid,
    ) -> Result<ReadableText<T>> {
        let text = CircleText::load(connection, self.db.vault(), &[id])?.remove(&id);
        Ok((row, text))
    }
}
