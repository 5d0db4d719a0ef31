//! Looking at what a change set would do. Whoever writes meanwhile does not wait for it.

use super::draft::own;
use super::forecast::{Forecast, ForecastInput};
use super::sight::{common_place, is_own, require_reach, touched};
use super::told::shown_in_preview;
use super::turns::turn;
use super::{allowances, steps, undone};
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{ReassignmentMove, ReassignmentState};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::command::{there, unchanged};
use crate::service::once::WrittenOnce;
use crate::service::requests::dispatch::record_all;
use crate::service::requests::reader::reader;
use crate::store::column::{StoredInstant, StoredJson};
use crate::store::connection::AnyConnection;
use crate::store::idempotency::{IdempotentCall, earlier};
use crate::store::reassignments::Reassignment;
use crate::store::requests::UncountedRequests;
use crate::store::{Actor, Db};
use serde_json::{Value, json};
use std::sync::Arc;

/// Looks at what a change set would do. What comes of it is kept, unless it is already: from then
/// on it may be approved and applied. A repeated key looks anew and keeps nothing. When it shows
/// the desk confidential requests, an access record of each is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when it is not the caller's, [`Code::StaleVersion`],
/// [`Code::ReassignmentState`], [`Code::ReassignmentEmpty`], [`Code::EffectiveInThePast`].
pub async fn preview(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
) -> Result<(WrittenOnce<ReassignmentId>, Forecast)> {
    let turn = turn(db, id).await?;
    db.refresh().await?;
    let (atlas, now) = (db.atlas(), db.now());
    let (seeing, known, vault) = (scope.renewed(&atlas, now), key.clone(), db.clone());
    let looked_at = db.read(move |connection| {
        let _turn = turn;
        let replayed = earlier(connection, vault.vault(), &known)?.is_some();
        let row = Reassignment::load(connection, id)?;
        there(is_own(&atlas, &seeing, &row), "")?;
        if !replayed {
            unchanged(row.version, version)?;
        }
        row.state.require(ReassignmentMove::Preview)?;
        let forecast = look(connection, atlas, &seeing, &row, now)?;
        let found = KeptPreview::of(&forecast);
        let news = !replayed && !found.is_kept(connection, &row)?;
        let told = shown_in_preview(connection, &seeing, &forecast)?;
        Ok((WrittenOnce { made: id, replayed }, forecast, news.then_some(found), told))
    });
    let (once, forecast, news, told) = looked_at.await?;
    record_all(db, told).await?;
    match news {
        None => Ok((once, forecast)),
        Some(found) => Ok((keep(db, scope, key, id, version, found).await?, forecast)),
    }
}

fn look(
    connection: &mut AnyConnection,
    atlas: Arc<Atlas>,
    scope: &Scope,
    row: &Reassignment,
    now: Instant,
) -> Result<Forecast> {
    let steps = steps(connection, &atlas, row, now)?;
    if steps.is_empty() {
        return Err(Code::ReassignmentEmpty.into());
    }
    require_reach(&atlas, scope, &steps, now)?;
    let reader = reader(&atlas, scope, now);
    let uncounted = UncountedRequests::of_open(connection, reader.as_ref())?;
    let undone = undone(connection, row)?;
    let question = ForecastInput {
        steps: &steps,
        allowances: allowances(row),
        survey: None,
        at: row.effective_at.map_or(now, |at| at.0.max(now)),
        uncounted: &uncounted,
        undone: undone.as_deref(),
    };
    Forecast::of(connection, atlas, &question)
}

/// What is kept of a preview.
struct KeptPreview {
    digest: String,
    units: Vec<Unit>,
    grid: Option<GridId>,
    preview: Value,
}

impl KeptPreview {
    fn of(forecast: &Forecast) -> Self {
        let (before, after) = (&forecast.before, &forecast.stepped.plan.atlas);
        let units = touched(before, &forecast.stepped.operations, forecast.preview.at);
        let preview =
            json!({ "revision": before.revision(), "problems": forecast.preview.problems });
        Self {
            digest: forecast.preview.digest.clone(),
            grid: common_place(before, after, &units),
            units,
            preview,
        }
    }

    /// Whether an earlier preview came to the same. How many requests are open changes every
    /// minute, and is not the same for all who look.
    fn is_kept(&self, connection: &mut AnyConnection, row: &Reassignment) -> Result<bool> {
        let said =
            |part| row.preview.as_ref().is_some_and(|kept| kept.0[part] == self.preview[part]);
        let stands = row.state == ReassignmentState::Previewed || row.state.claims_units();
        let same_place = self.grid.is_none() || row.grid_id == self.grid;
        if !stands || !same_place || row.digest.as_ref() != Some(&self.digest) {
            return Ok(false);
        }
        let mut units = Reassignment::units(connection, row.id)?;
        units.sort_unstable();
        Ok(units == self.units && ["revision", "problems"].into_iter().all(said))
    }
}

async fn keep(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    found: KeptPreview,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = own(tx, &scope, id, version, ReassignmentMove::Preview)?;
        let agreed = row.state.claims_units() && row.digest.as_ref() == Some(&found.digest);
        if !agreed {
            row.state = ReassignmentState::Previewed;
            (row.approver_id, row.approved_at, row.stopped_by) = (None, None, None);
        }
        (row.digest, row.preview) =
            (Some(found.digest.clone()), Some(StoredJson(found.preview.clone())));
        (row.previewed_at, row.grid_id) =
            (Some(StoredInstant(tx.now())), found.grid.or(row.grid_id));
        tx.set_reassignment_units(id, &found.units)?;
        let payload = json!({ "digest": row.digest });
        tx.update_reassignment(&mut row, &Actor::of(&scope), "reassignment_previewed", payload)
    })
    .await
}
