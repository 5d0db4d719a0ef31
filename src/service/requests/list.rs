//! Lists of requests: those a caller reported, those in their grids, and the inbox.

use crate::domain::atlas::Atlas;
use crate::domain::duty::Capacity;
use crate::domain::scope::Scope;
use crate::domain::unit::Unit;
use crate::error::{Code, Problem, Result};
use crate::store::Db;
use crate::store::requests::{Filter, Page, RequestRow, Whose};

/// Whose requests are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Those that the caller reported.
    Mine,
    /// Those in the caller's grids and building groups.
    MyGrids,
}

/// The requests of a reach that a filter lets through, the newest first.
///
/// # Errors
/// [`Code::UnknownGrid`] at `grid` when the filter names none that is there.
pub async fn list(
    db: &Db,
    scope: &Scope,
    reach: Reach,
    grid: Option<&str>,
    filter: Filter,
    page: Page,
) -> Result<Vec<RequestRow>> {
    let atlas = db.atlas();
    let within = grid.map(|code| below(&atlas, code)).transpose()?;
    let whose = match (reach, scope.account) {
        (Reach::Mine, Some(account)) => Whose::ReportedBy(account),
        (Reach::Mine, None) => return Ok(Vec::new()),
        (Reach::MyGrids, _) => Whose::In {
            grids: scope.visible_grids(&atlas),
            groups: scope.building_groups().to_vec(),
            reader: scope.member,
        },
    };
    db.read(move |connection| RequestRow::list(connection, &whose, within.as_deref(), &filter, page)).await
}

/// The requests that the caller must answer, the most urgent first: those of every unit whose leader or deputy they
/// are. Which of them somebody else holds, the row says.
pub async fn inbox(db: &Db, scope: &Scope, limit: i64) -> Result<Vec<RequestRow>> {
    let Some(member) = scope.member else { return Ok(Vec::new()) };
    let (atlas, now) = (db.atlas(), db.now());
    let duties = atlas.people().duties_of(member, now).filter(|duty| duty.capacity != Capacity::Worker);
    let units: Vec<Unit> = duties.map(|duty| duty.unit).collect();
    db.read(move |connection| RequestRow::inbox(connection, &units, member, limit)).await
}

/// A grid and all below it.
fn below(atlas: &Atlas, code: &str) -> Result<Vec<crate::domain::id::GridId>> {
    let unknown = || Problem::new(Code::UnknownGrid).at("grid").with("grid", code);
    let grid = atlas.tree().by_code(code).ok_or_else(unknown)?;
    Ok(atlas.tree().downward(grid.id))
}
