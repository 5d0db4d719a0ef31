//! Previewing a change set, without blocking writers.

use super::access_records::shown_in_preview;
use super::authority::{common_place, is_own, require_reach, touched};
use super::draft::load_for_change;
use super::forecast::{Forecast, ForecastInput};
use super::turns::turn;
use super::{allowances, current_operations, undone};
use crate::domain::atlas::Atlas;
use crate::domain::id::{GridId, ReassignmentId};
use crate::domain::period::Instant;
use crate::domain::reassignment::{KeptPreview, ReassignmentMove, ReassignmentState};
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Result};
use crate::service::once::WrittenOnce;
use crate::service::preconditions::{require_version, require_visible};
use crate::service::requests::access_records::record_all;
use crate::service::requests::reader::reader;
use crate::store::column::{StoredAs, StoredInstant};
use crate::store::connection::AnyConnection;
use crate::store::idempotency::{IdempotentCall, earlier};
use crate::store::reassignments::Reassignment;
use crate::store::requests::UncountedRequests;
use crate::store::{Actor, Db};
use serde_json::json;
use std::sync::Arc;

/// Previews a change set and stores the result, unless it is stored already: from then on the
/// change set may be approved and applied. A repeated key previews again and stores nothing. When
/// it shows the desk confidential requests, an access record of each is stored before the answer.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not change it, [`Code::StaleVersion`],
/// [`Code::ReassignmentState`], [`Code::ReassignmentEmpty`]. One whose effective time is over is
/// previewed as of now: it takes effect as soon as it is applied.
pub async fn preview(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
) -> Result<(WrittenOnce<ReassignmentId>, Forecast)> {
    let turn = turn(db, id).await?;
    db.refresh().await?;
    let atlas = db.atlas();
    let now = db.now();
    let seeing = scope.renewed(&atlas, now);
    let known = key.clone();
    let vault = db.clone();
    let looked_at = db.read(move |connection| {
        let _turn = turn;
        let replayed = earlier(connection, vault.vault(), &known)?.is_some();
        let row = Reassignment::load(connection, id)?;
        require_visible(is_own(&atlas, &seeing, &row), "")?;
        if !replayed {
            require_version(row.version, version)?;
        }
        row.state.require(ReassignmentMove::Preview)?;
        let forecast = look(connection, atlas, &seeing, &row, now)?;
        let found = FoundPreview::of(&forecast);
        let news = !replayed && !found.is_kept(connection, &row)?;
        let accesses = shown_in_preview(connection, &seeing, &forecast)?;
        Ok((WrittenOnce { made: id, replayed }, forecast, news.then_some(found), accesses))
    });
    let (once, forecast, news, accesses) = looked_at.await?;
    record_all(db, accesses).await?;
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
    let operations = current_operations(connection, &atlas, row, now)?;
    if operations.is_empty() {
        return Err(Code::ReassignmentEmpty.into());
    }
    require_reach(&atlas, scope, &operations, now)?;
    let reader = reader(&atlas, scope, now);
    let uncounted = UncountedRequests::of_open(connection, reader.as_ref())?;
    let undone = undone(connection, row)?;
    let question = ForecastInput {
        operations: &operations,
        allowances: allowances(row),
        survey: None,
        at: row.effective_at.map_or(now, |at| at.0.max(now)),
        uncounted: &uncounted,
        undone: undone.as_deref(),
    };
    Forecast::of(connection, atlas, &question)
}

/// Results of a preview that are stored.
struct FoundPreview {
    digest: String,
    units: Vec<Unit>,
    grid: Option<GridId>,
    kept: KeptPreview,
}

impl FoundPreview {
    fn of(forecast: &Forecast) -> Self {
        let before = &forecast.before;
        let after = &forecast.planned.plan.atlas;
        let units = touched(before, &forecast.planned.edits, forecast.preview.at);
        let kept = KeptPreview::of(&forecast.preview, before.revision());
        Self {
            digest: forecast.preview.digest.clone(),
            grid: common_place(before, after, &units),
            units,
            kept,
        }
    }

    /// Returns true if an earlier preview had the same result. The number of open requests is not
    /// compared: it changes every minute, and differs between readers.
    fn is_kept(&self, connection: &mut AnyConnection, row: &Reassignment) -> Result<bool> {
        let is_same = row.preview.as_ref().is_some_and(|kept| kept.0 == self.kept);
        let stands = row.state == ReassignmentState::Previewed || row.state.claims_units();
        let same_place = self.grid.is_none() || row.grid_id == self.grid;
        if !stands || !same_place || row.digest.as_ref() != Some(&self.digest) {
            return Ok(false);
        }
        let mut units = Reassignment::units(connection, row.id)?;
        units.sort_unstable();
        Ok(units == self.units && is_same)
    }
}

async fn keep(
    db: &Db,
    scope: &Scope,
    key: IdempotentCall,
    id: ReassignmentId,
    version: i64,
    found: FoundPreview,
) -> Result<WrittenOnce<ReassignmentId>> {
    let scope = scope.clone();
    WrittenOnce::write(db, key, id, move |tx| {
        let mut row = load_for_change(tx, &scope, id, version, ReassignmentMove::Preview)?;
        let agreed = row.state.claims_units() && row.digest.as_ref() == Some(&found.digest);
        if !agreed {
            row.state = ReassignmentState::Previewed;
            row.approver_id = None;
            row.approved_at = None;
            row.stopped_by = None;
        }
        row.digest = Some(found.digest.clone());
        row.preview = Some(StoredAs(found.kept.clone()));
        row.previewed_at = Some(StoredInstant(tx.now()));
        row.grid_id = found.grid.or(row.grid_id);
        tx.set_reassignment_units(id, &found.units)?;
        let payload = json!({ "digest": row.digest });
        row.update(tx, &Actor::of(&scope), "reassignment_previewed", payload)
    })
    .await
}
