//! Creating and retiring grids, and setting their polygons.

use super::command::{CommandDone, EditCommand};
use super::preconditions::{require_version, require_visible};
use crate::domain::atlas::Atlas;
use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::authority::may_redraw;
use crate::domain::datum::Datum;
use crate::domain::geometry::geojson::Geometry;
use crate::domain::geometry::{Effort, Shape};
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::period::Period;
use crate::domain::phone::Phone;
use crate::domain::plan::PlanConsent;
use crate::domain::scope::Scope;
use crate::domain::unit::{Grid, GridKind, Setting, Unit};
use crate::error::{
    ALLIANCES, CIRCLES, Code, Error, Problem, REGISTRATIONS, ROLES, Result, counts,
};
use crate::store::alliances::Alliance;
use crate::store::building_circles::BuildingCircle;
use crate::store::community_roles::CommunityRole;
use crate::store::connection::AnyConnection;
use crate::store::idempotency::IdempotentCall;
use crate::store::registrations::Registration;
use crate::store::{Db, new_id};
use std::sync::Arc;

/// Input of a new grid.
#[derive(Debug, Clone)]
pub struct NewGrid {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Code of its level.
    pub level: String,
    /// General or dedicated.
    pub kind: GridKind,
    /// Residential, rural or street.
    pub setting: Setting,
    /// Parent grid.
    pub parent: GridId,
    /// Office phone, which everybody may see.
    pub office_phone: Option<Phone>,
    /// Polygon.
    pub boundary: Option<Geometry>,
}

/// A new polygon of a grid.
#[derive(Debug, Clone)]
pub struct GridRedraw {
    /// The grid.
    pub grid: GridId,
    /// Version of the grid that the caller saw.
    pub version: i64,
    /// Polygon from now on.
    pub geometry: Geometry,
}

/// Datum of polygons and the consents that concern them.
#[derive(Debug, Clone, Copy)]
pub struct Drawing {
    /// Datum of the coordinates.
    pub datum: Datum,
    /// Explicit consents.
    pub allowances: PlanConsent,
}

/// Creates a grid below another one.
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
    let now = db.now();
    let parent = new.parent;
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
    let edits = vec![AtlasEdit::CreateGrid { grid, boundary }];
    EditCommand::new(scope, key, id, now, edits, move |atlas, scope, _| {
        require_visible(may_redraw(atlas, scope, parent), "/parent")
    })
    .allowing(drawing.allowances)
    .carry_out(db)
    .await
}

/// Retires a grid that has nothing below it, and the duties in it.
///
/// # Errors
/// [`Code::NotFound`] when the caller may not retire it, [`Code::StaleVersion`], those of the plan.
pub async fn retire_grid(
    db: &Db,
    scope: &Arc<Scope>,
    key: IdempotentCall,
    id: GridId,
    version: i64,
    allowances: PlanConsent,
) -> Result<CommandDone<GridId>> {
    let edits = vec![AtlasEdit::RetireGrid { grid: id }];
    let command = EditCommand::new(scope, key, id, db.now(), edits, move |atlas, scope, _| {
        may_still_redraw(atlas, scope, id, version, "")
    });
    command
        .allowing(allowances)
        .placed(|_| String::new())
        .beside(move |tx| {
            require_unused(tx.connection, id)?;
            let atlas = tx.atlas()?;
            require_no_roles(tx.connection, &atlas, Unit::Grid(id), None)
        })
        .carry_out(db)
        .await
}

/// Checks that a grid has no registrations, community roles, alliances or building circles.
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
    let left = [
        (usize::try_from(registrations).unwrap_or(usize::MAX), REGISTRATIONS),
        (roles, ROLES),
        (alliances, ALLIANCES),
        (circles, CIRCLES),
    ];
    Err(Problem::new(Code::GridInUse)
        .with("registrations", registrations)
        .with("roles", roles)
        .with("alliances", alliances)
        .with("circles", circles)
        .with("left", counts(&left))
        .into())
}

/// Checks that no community role brings a duty in a unit that is moved to `grid`, or that ends if
/// `grid` is `None`.
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
    let roles = of
        .iter()
        .filter(|home| grid.is_none_or(|grid| !atlas.tree().is_within(grid, **home)))
        .count();
    if roles == 0 {
        Ok(())
    } else {
        Err(Problem::new(Code::UnitOfRole).with("roles", roles).into())
    }
}

/// Sets new polygons of several grids at once.
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
    let shapes = shapes(
        db,
        redrawn
            .into_iter()
            .enumerate()
            .map(|(index, one)| (one.geometry, format!("/boundaries/{index}/geometry")))
            .collect(),
        drawing.datum,
    )
    .await?;
    // One edit each, so that a problem names the polygon.
    let edits = grids
        .iter()
        .zip(shapes)
        .map(|(&grid, shape)| {
            AtlasEdit::SetBoundaries(vec![NewBoundary { id: BoundaryId(new_id(now)), grid, shape }])
        })
        .collect();
    let command = EditCommand::new(scope, key, grids, now, edits, move |atlas, scope, _| {
        for (index, &(grid, version)) in seen.iter().enumerate() {
            may_still_redraw(atlas, scope, grid, version, &format!("/boundaries/{index}"))?;
            if seen.iter().take(index).any(|&(earlier, _)| earlier == grid) {
                let code =
                    atlas.tree().get(grid).map(|grid| grid.code.as_str()).unwrap_or_default();
                return Err(Problem::new(Code::GridTwice)
                    .at(format!("/boundaries/{index}/grid"))
                    .with("code", code));
            }
        }
        Ok(())
    });
    command.allowing(drawing.allowances).placed(of_boundary).carry_out(db).await
}

fn may_still_redraw(
    atlas: &Atlas,
    scope: &Scope,
    id: GridId,
    version: i64,
    pointer: &str,
) -> Result<(), Problem> {
    require_visible(may_redraw(atlas, scope, id), pointer)?;
    let current = atlas.tree().get(id).map_or(version, |grid| grid.version);
    require_version(current, version).map_err(|problem| problem.at(pointer))
}

/// Maps the pointer of a boundary, such as `/operations/2/boundary`, to `/boundaries/2/geometry`,
/// any other pointer of an edit to its grid, and the rest to all boundaries.
fn of_boundary(pointer: &str) -> String {
    let mut parts = pointer.split('/').skip(2);
    let Some(index) = parts.next() else { return "/boundaries".to_owned() };
    let field = if parts.next() == Some("boundary") { "geometry" } else { "grid" };
    format!("/boundaries/{index}/{field}")
}

/// Returns the shapes of geometries, each given with its place in the body. Validation may take
/// long, so it runs on a blocking thread after waiting for a turn.
async fn shapes(db: &Db, drawn: Vec<(Geometry, String)>, datum: Datum) -> Result<Vec<Arc<Shape>>> {
    let turn = db.turn().await;
    let effort = Effort::bounded();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let (shapes, problems): (Vec<_>, Vec<_>) = drawn
            .into_iter()
            .map(move |(geometry, place)| {
                geometry.shape(datum, &effort).map(Arc::new).map_err(|problem| Problem {
                    pointer: format!("{place}{}", problem.pointer),
                    ..problem
                })
            })
            .partition(Result::is_ok);
        let problems: Vec<Problem> = problems.into_iter().filter_map(Result::err).collect();
        if problems.is_empty() {
            Ok(shapes.into_iter().flatten().collect())
        } else {
            Err(problems.into())
        }
    })
    .await
    .unwrap_or_else(|fault| Err(Error::internal(fault)))
}
