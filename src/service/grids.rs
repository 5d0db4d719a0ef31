//! Grids and their polygons.

use super::command::{CommandDone, OperationCommand, there, unchanged};
use crate::domain::atlas::Atlas;
use crate::domain::authority::may_redraw;
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Effort, Shape};
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::operation::{AtlasEdit, NewBoundary};
use crate::domain::period::Period;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::scope::Scope;
use crate::domain::unit::{Grid, GridKind, Setting, Unit};
use crate::error::{Code, Error, Problem, Result};
use crate::store::alliances::Alliance;
use crate::store::building_circles::BuildingCircle;
use crate::store::community_roles::CommunityRole;
use crate::store::connection::AnyConnection;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::Registration;
use crate::store::{Db, Revision, new_id};
use std::sync::Arc;

/// A grid to be founded.
#[derive(Debug, Clone)]
pub struct NewGrid {
    /// The code people use.
    pub code: String,
    /// The name shown to people.
    pub name: String,
    /// The code of its level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// The grid it belongs to.
    pub parent: GridId,
    /// The office phone that everybody may see.
    pub office_phone: Option<Phone>,
    /// Its polygon.
    pub boundary: Option<Geometry>,
}

/// A polygon that a grid gets.
#[derive(Debug, Clone)]
pub struct GridRedraw {
    /// The grid.
    pub grid: GridId,
    /// The version of the grid that the caller saw.
    pub version: i64,
    /// Its polygon from now on.
    pub geometry: Geometry,
}

/// What polygons are counted from, and what is accepted about them.
#[derive(Debug, Clone, Copy)]
pub struct Drawing {
    /// The datum of the coordinates.
    pub datum: Datum,
    /// What is accepted knowingly.
    pub allowances: PlanConsent,
}

/// Founds a grid below another one.
///
/// # Errors
/// [`Code::NotFound`] at `/parent` when the caller may not draw there; those of [`Geometry::shape`]
/// and of the plan.
pub async fn create_grid(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    new: NewGrid,
    drawing: Drawing,
) -> Result<CommandDone<GridId>> {
    let (now, parent) = (db.now(), new.parent);
    let id = GridId(new_id(now));
    let drawn = new.boundary.map(|geometry| (geometry, "/boundary".to_owned()));
    let shape = shapes(db, drawn.into_iter().collect(), drawing.datum).await?.pop();
    let boundary = shape.map(|shape| NewBoundary { id: BoundaryId(new_id(now)), grid: id, shape });
    let grid = Grid {
        id,
        code: new.code,
        name: new.name,
        level: new.level,
        kind: new.kind,
        setting: new.setting,
        parent: Some(parent),
        office_phone: new.office_phone.map(|phone| phone.as_str().to_owned()),
        life: Period::since(now),
        stays: Vec::new(),
        version: 1,
    };
    let guard =
        move |atlas: &Atlas, scope: &Scope, _| there(may_redraw(atlas, scope, parent), "/parent");
    let operations = vec![AtlasEdit::CreateGrid { grid, boundary }];
    OperationCommand::new(scope, key, id, (now, operations), guard)
        .allowing(drawing.allowances)
        .carry_out(db)
        .await
}

/// Ends a grid that has nothing below it, and the duties in it.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not end it, [`Code::StaleVersion`], those of the plan.
pub async fn retire_grid(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: GridId,
    version: i64,
    allowances: PlanConsent,
) -> Result<CommandDone<GridId>> {
    let guard =
        move |atlas: &Atlas, scope: &Scope, _| may_still_redraw(atlas, scope, id, version, "");
    let operations = vec![AtlasEdit::RetireGrid { grid: id }];
    let command = OperationCommand::new(scope, key, id, (db.now(), operations), guard);
    let unused = move |tx: &mut Revision<'_, '_>| {
        require_unused(tx.connection, id)?;
        let atlas = tx.atlas()?;
        require_no_roles(tx.connection, &atlas, Unit::Grid(id), None)
    };
    command.allowing(allowances).placed(|_| String::new()).beside(unused).carry_out(db).await
}

/// Whether nobody is registered with a grid, and nothing is offered or agreed there.
///
/// # Errors
/// [`Code::GridInUse`]
pub(super) fn require_unused(connection: &mut AnyConnection, id: GridId) -> Result<()> {
    let registrations = Registration::live_count(connection, id)?;
    let roles = CommunityRole::list(connection, Some(id), None, 1000)?.len();
    let alliances = Alliance::list(connection, Some(vec![id]), None, 1000)?.len();
    let circles = BuildingCircle::list(connection, Some(vec![id]), None, 1000)?.len();
    if registrations == 0 && roles + alliances + circles == 0 {
        return Ok(());
    }
    let problem =
        Problem::new(Code::GridInUse).with("registrations", registrations).with("roles", roles);
    Err(problem.with("alliances", alliances).with("circles", circles).into())
}

/// Whether no community role brings a duty in a unit, once its place in the tree is `grid`; none:
/// once it ended.
///
/// # Errors
/// [`Code::UnitOfRole`]
pub(super) fn require_no_roles(
    connection: &mut AnyConnection,
    atlas: &Atlas,
    unit: Unit,
    grid: Option<GridId>,
) -> Result<()> {
    let of = CommunityRole::bringing_duty_in(connection, unit)?;
    let outside = |home: &&GridId| grid.is_none_or(|grid| !atlas.tree().is_within(grid, **home));
    let roles = of.iter().filter(outside).count();
    if roles == 0 {
        Ok(())
    } else {
        Err(Problem::new(Code::UnitOfRole).with("roles", roles).into())
    }
}

/// Gives several grids new polygons at once.
///
/// # Errors
/// [`Code::NotFound`] and [`Code::StaleVersion`] at `/boundaries/{index}`, [`Code::GridTwice`],
/// those of [`Geometry::shape`] and of the plan.
pub async fn set_boundaries(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    redrawn: Vec<GridRedraw>,
    drawing: Drawing,
) -> Result<CommandDone<Vec<GridId>>> {
    let now = db.now();
    let seen: Vec<(GridId, i64)> = redrawn.iter().map(|one| (one.grid, one.version)).collect();
    let grids: Vec<GridId> = seen.iter().map(|&(grid, _)| grid).collect();
    let drawn =
        |(index, one): (usize, GridRedraw)| (one.geometry, format!("/boundaries/{index}/geometry"));
    let shapes =
        shapes(db, redrawn.into_iter().enumerate().map(drawn).collect(), drawing.datum).await?;
    let guard = move |atlas: &Atlas, scope: &Scope, _| {
        for (index, &(grid, version)) in seen.iter().enumerate() {
            may_still_redraw(atlas, scope, grid, version, &format!("/boundaries/{index}"))?;
            if seen[..index].iter().any(|&(earlier, _)| earlier == grid) {
                let code =
                    atlas.tree().get(grid).map(|grid| grid.code.as_str()).unwrap_or_default();
                return Err(Problem::new(Code::GridTwice)
                    .at(format!("/boundaries/{index}/grid"))
                    .with("code", code));
            }
        }
        Ok(())
    };
    // One operation each, so that a problem names the polygon.
    let operation = |(&grid, shape)| {
        AtlasEdit::SetBoundaries(vec![NewBoundary { id: BoundaryId(new_id(now)), grid, shape }])
    };
    let operations = grids.iter().zip(shapes).map(operation).collect();
    let command = OperationCommand::new(scope, key, grids, (now, operations), guard);
    command.allowing(drawing.allowances).placed(of_boundary).carry_out(db).await
}

fn may_still_redraw(
    atlas: &Atlas,
    scope: &Scope,
    id: GridId,
    version: i64,
    pointer: &str,
) -> Result<(), Problem> {
    there(may_redraw(atlas, scope, id), pointer)?;
    let current = atlas.tree().get(id).map_or(version, |grid| grid.version);
    unchanged(current, version).map_err(|problem| problem.at(pointer))
}

/// `/operations/2/boundary` is about `/boundaries/2/geometry`, what else an operation has wrong
/// about its grid; the rest about all of them together.
fn of_boundary(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(2);
    let Some(index) = parts.next() else { return "/boundaries".to_owned() };
    let field = if parts.next() == Some("boundary") { "geometry" } else { "grid" };
    format!("/boundaries/{index}/{field}")
}

/// The shapes of geometries, each with its place in the body. Whether one is valid may take long to
/// tell.
async fn shapes(db: &Db, drawn: Vec<(Geometry, String)>, datum: Datum) -> Result<Vec<Arc<Shape>>> {
    let (turn, effort) = (db.turn().await, Effort::bounded());
    let shape = move |(geometry, place): (Geometry, String)| {
        let misplaced = |problem: Problem| Problem {
            pointer: format!("{place}{}", problem.pointer),
            ..problem
        };
        geometry.shape(datum, &effort).map(Arc::new).map_err(misplaced)
    };
    let all = move || {
        let _turn = turn;
        let (shapes, problems): (Vec<_>, Vec<_>) =
            drawn.into_iter().map(shape).partition(Result::is_ok);
        let problems: Vec<Problem> = problems.into_iter().filter_map(Result::err).collect();
        if problems.is_empty() {
            Ok(shapes.into_iter().flatten().collect())
        } else {
            Err(problems.into())
        }
    };
    tokio::task::spawn_blocking(all).await.unwrap_or_else(|fault| Err(Error::internal(fault)))
}
