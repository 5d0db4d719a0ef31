//! Expansion of a split of a grid.

use super::borders::{DrawnBorder, noded_with_each_other};
use super::{PARTS_MAX, count};
use crate::domain::atlas::areas::{Area, Areas};
use crate::domain::atlas_edit::AtlasEdit;
use crate::domain::geometry::cut::cut;
use crate::domain::geometry::overlay::overlap;
use crate::domain::geometry::tiling::{gaps, overhangs, overlaps};
use crate::domain::geometry::{Point, Position, Shape};
use crate::domain::id::{BuildingGroupId, GridId};
use crate::domain::period::Period;
use crate::domain::reassignment::expand::ExpansionContext;
use crate::domain::reassignment::operation::{SplitGrid, SplitPart};
use crate::domain::unit::{BuildingGroup, Grid};
use crate::error::{Code, PROBLEMS_LISTED_MAX, Problem, unlisted};
use serde_json::{Value, json};
use std::sync::Arc;

pub(in super::super) fn split(
    ground: &mut ExpansionContext<'_>,
    action: &SplitGrid,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let grid = ground.grid(action.grid, "/grid").map_err(|problem| vec![problem])?.clone();
    count(action.parts.len(), 2, PARTS_MAX).map_err(|problem| vec![problem.at("/parts")])?;
    let whole = Arc::clone(ground.atlas.shape(grid.id).ok_or_else(|| {
        vec![Problem::new(Code::GridWithoutBoundary).at("/grid").with("code", grid.code.as_str())]
    })?);
    let shapes = pieces(ground, action, &whole)?;
    let itself = itself(action).map_err(|problem| vec![problem])?;
    let complex = |problem: Problem| vec![problem.at(drawn_at(action))];
    let ids: Vec<GridId> = (0..shapes.len())
        .map(|part| if Some(part) == itself { grid.id } else { GridId(ground.identifiers.next()) })
        .collect();
    let drawn = ids.iter().zip(shapes).map(|(&grid, shape)| DrawnBorder { grid, shape });
    let drawn = noded_with_each_other(drawn.collect(), ground.effort).map_err(complex)?;
    let places = PartGrids {
        ids,
        shapes: drawn.iter().map(|part| Arc::clone(&part.shape)).collect(),
        areas: areas(action, &grid, &drawn),
        itself,
    };
    let mut edits = found(ground, action, &grid, &places)?;
    edits.extend(children(ground, action, &grid, &places)?);
    edits.extend(building_groups(ground, action, &places)?);
    edits.push(match itself.and_then(|part| drawn.get(part)) {
        Some(part) => ground.set(std::slice::from_ref(part)),
        None => AtlasEdit::RetireGrid { grid: grid.id },
    });
    edits.extend(ground.node(&drawn).map_err(complex)?);
    Ok(edits)
}

/// Parts of a split with their grids.
struct PartGrids {
    ids: Vec<GridId>,
    shapes: Vec<Arc<Shape>>,
    /// From a point to the index of its part, as routing decides it.
    areas: Areas,
    /// Index of the part that is the grid itself.
    itself: Option<usize>,
}

impl PartGrids {
    /// Returns the index of the part to which a point belongs; one on a common border belongs to
    /// the part to which requests there will go.
    fn part_at(&self, point: Point) -> Option<usize> {
        self.areas.cover(point).first().map(|area| area.grid as usize)
    }
}

/// Creates the index of the parts, which are of one level and kind.
fn areas(action: &SplitGrid, grid: &Grid, drawn: &[DrawnBorder]) -> Areas {
    let parts = (0..).zip(&action.parts).zip(drawn);
    let areas = parts.map(|((index, part), drawn)| Area {
        grid: index,
        level: 0,
        dedicated: false,
        code: part.code.as_deref().unwrap_or(&grid.code).into(),
        shape: Arc::clone(&drawn.shape),
    });
    Areas::new(areas, Arc::default())
}

/// Returns the index of the part that is the grid itself; at most one.
fn itself(action: &SplitGrid) -> Result<Option<usize>, Problem> {
    let mut own = action
        .parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.code.is_none())
        .map(|(index, _)| index);
    let first = own.next();
    match own.next() {
        Some(second) => Err(Problem::new(Code::Required).at(format!("/parts/{second}/code"))),
        None => Ok(first),
    }
}

/// Returns the pointer to the drawing of the parts: the line, or a polygon for each.
fn drawn_at(action: &SplitGrid) -> &'static str {
    if action.line.is_some() { "/line" } else { "/parts" }
}

/// Returns the polygons of the parts, cut by the line or as submitted.
fn pieces(
    ground: &ExpansionContext<'_>,
    action: &SplitGrid,
    whole: &Shape,
) -> Result<Vec<Arc<Shape>>, Vec<Problem>> {
    let given = action.parts.iter().filter(|part| part.geometry.is_some()).count();
    let pieces = match &action.line {
        Some(line) if given == 0 => by_line(ground, whole, line, action.parts.len())?,
        None if given == action.parts.len() => by_polygons(ground, action, whole)?,
        _ => return Err(vec![Problem::new(Code::SplitByLineOrPolygons).at("/line")]),
    };
    let small = pieces.iter().enumerate().filter_map(|(index, piece)| {
        let problem = ground.check_size(piece).err()?;
        Some(problem.at(format!("/parts/{index}")))
    });
    let small: Vec<Problem> = small.collect();
    if small.is_empty() { Ok(pieces) } else { Err(small) }
}

fn by_line(
    ground: &ExpansionContext<'_>,
    whole: &Shape,
    line: &[Position],
    parts: usize,
) -> Result<Vec<Arc<Shape>>, Vec<Problem>> {
    let line = line
        .iter()
        .map(|position| Point::from_degrees(position.lon, position.lat))
        .collect::<Result<Vec<Point>, Problem>>();
    let line = line.map_err(|problem| vec![problem.at("/line")])?;
    let pieces =
        cut(whole, &line, ground.effort).map_err(|problem| vec![problem.at("/line")])?.pieces;
    if pieces.len() != parts {
        let geometries: Vec<Value> = pieces.iter().take(PARTS_MAX).map(Shape::sketch).collect();
        let problem = Problem::new(Code::PiecesDiffer)
            .at("/parts")
            .with("pieces", pieces.len())
            .with("parts", parts);
        let geometry = json!({ "type": "GeometryCollection", "geometries": geometries });
        return Err(vec![problem.with("geometry", geometry)]);
    }
    Ok(pieces.into_iter().map(Arc::new).collect())
}

/// Returns the submitted polygons, which must cover the grid without overlapping.
fn by_polygons(
    ground: &ExpansionContext<'_>,
    action: &SplitGrid,
    whole: &Shape,
) -> Result<Vec<Arc<Shape>>, Vec<Problem>> {
    let geometries = action
        .parts
        .iter()
        .enumerate()
        .filter_map(|(index, part)| Some((index, part.geometry.as_ref()?)));
    let shapes = geometries
        .map(|(index, geometry)| ground.shape(geometry, &format!("/parts/{index}/geometry")));
    let shapes =
        shapes.collect::<Result<Vec<Arc<Shape>>, Problem>>().map_err(|problem| vec![problem])?;
    let tolerance = ground.atlas.settings().overlap_tolerance_m2;
    let parts = Vec::from_iter(shapes.iter().map(AsRef::as_ref));
    let faulty = |code, index: Option<usize>, area_m2: f64, shape: &Shape| {
        let problem = Problem::new(code).with("area_m2", (area_m2 * 100.0).round() / 100.0);
        let problem = problem.with("geometry", shape.sketch());
        problem
            .at(index
                .map_or_else(|| "/parts".to_owned(), |index| format!("/parts/{index}/geometry")))
    };
    let complex = |problem: Problem| vec![problem.at("/parts")];
    let overlapping = overlaps(&parts, tolerance, ground.effort).map_err(complex)?;
    let outside = overhangs(whole, &parts, tolerance, ground.effort).map_err(complex)?;
    let open = gaps(Some(whole), &parts, tolerance, ground.effort).map_err(complex)?;
    let found = overlapping.len() + outside.len() + open.len();
    if found == 0 {
        return Ok(shapes);
    }
    let overlapping =
        overlapping.iter().map(|o| faulty(Code::PartsOverlap, Some(o.b), o.area_m2, &o.shape));
    let outside =
        outside.iter().map(|o| faulty(Code::PartOutside, Some(o.child), o.area_m2, &o.shape));
    let open = open.iter().map(|gap| faulty(Code::PartsLeaveGap, None, gap.area_m2, &gap.shape));
    let listed = overlapping.chain(outside).chain(open).take(PROBLEMS_LISTED_MAX);
    let unlisted =
        unlisted(found.saturating_sub(PROBLEMS_LISTED_MAX)).map(|problem| problem.at("/parts"));
    Err(listed.chain(unlisted).collect())
}

/// Creates the new grids with their leaders, and renames the grid itself.
fn found(
    ground: &mut ExpansionContext<'_>,
    action: &SplitGrid,
    grid: &Grid,
    places: &PartGrids,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let mut edits = Vec::new();
    let mut problems = Vec::new();
    for (index, (part, &id)) in action.parts.iter().zip(&places.ids).enumerate() {
        let pointer = format!("/parts/{index}");
        match named(ground, grid, part, id) {
            Ok(Some(new)) => edits.extend(ground.found(new, places.shapes.get(index).cloned())),
            Ok(None) => {
                let renamed = part.name.iter().filter(|name| **name != grid.name);
                edits.extend(
                    renamed.map(|name| AtlasEdit::RenameGrid { grid: id, name: name.clone() }),
                );
            }
            Err(problem) => problems.push(problem.below(&pointer)),
        }
        match ground.lead(id, part.leader, &format!("{pointer}/leader")) {
            Ok(led) => edits.extend(led),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(edits) } else { Err(problems) }
}

/// Returns the new grid of a part; none if it is the grid itself.
fn named(
    ground: &ExpansionContext<'_>,
    grid: &Grid,
    part: &SplitPart,
    id: GridId,
) -> Result<Option<Grid>, Problem> {
    let Some(code) = part.code.clone() else { return Ok(None) };
    if ground.atlas.tree().by_code(&code).is_some() {
        return Err(Problem::new(Code::CodeInUse).with("code", code).at("/code"));
    }
    let name = part.name.clone().ok_or_else(|| Problem::new(Code::Required).at("/name"))?;
    let life = Period::since(ground.now);
    let stays = Vec::new();
    Ok(Some(Grid { id, code, name, life, stays, version: 1, ..grid.clone() }))
}

/// Places every grid below in the part in which it lies.
fn children(
    ground: &ExpansionContext<'_>,
    action: &SplitGrid,
    grid: &Grid,
    places: &PartGrids,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let cut =
        |code: &str| Problem::new(Code::SplitCutsGrid).at(drawn_at(action)).with("code", code);
    let tolerance = ground.atlas.settings().overlap_tolerance_m2;
    let mut edits = Vec::new();
    let mut problems = Vec::new();
    for child in ground.atlas.tree().children(grid.id) {
        let code = child.code.as_str();
        let Some(shape) = ground.atlas.shape(child.id) else {
            if places.itself.is_none() {
                problems
                    .push(Problem::new(Code::GridWithoutBoundary).at("/grid").with("code", code));
            }
            continue;
        };
        let mut inside: Vec<(usize, Shape)> = Vec::new();
        for (part, of) in places.shapes.iter().enumerate() {
            let common = overlap(shape, of, ground.effort)
                .map_err(|problem| vec![problem.at(drawn_at(action))])?;
            inside.extend(
                common.filter(|common| common.area_m2() > tolerance).map(|common| (part, common)),
            );
        }
        match inside.as_slice() {
            [(part, _)] if Some(*part) == places.itself => {}
            [(part, _)] => edits.extend(
                places
                    .ids
                    .get(*part)
                    .map(|&parent| AtlasEdit::PlaceGrid { grid: child.id, parent }),
            ),
            [] => problems.push(cut(code)),
            [(_, part), ..] => problems.push(cut(code).with("geometry", part.sketch())),
        }
    }
    if problems.is_empty() { Ok(edits) } else { Err(problems) }
}

/// Moves every building group to the part of its addresses; those without decisive points must be
/// specified.
fn building_groups(
    ground: &mut ExpansionContext<'_>,
    action: &SplitGrid,
    places: &PartGrids,
) -> Result<Vec<AtlasEdit>, Vec<Problem>> {
    let groups: Vec<BuildingGroup> =
        ground.atlas.groups().of_grid(action.grid).into_iter().cloned().collect();
    let said = count(action.building_groups.len(), 0, groups.len());
    said.map_err(|problem| vec![problem.at("/building_groups")])?;
    let mut edits = Vec::new();
    let mut problems = wrong_groups(action, &groups);
    for group in &groups {
        let said = action
            .building_groups
            .iter()
            .find(|said| said.building_group == group.id)
            .map(|said| said.part);
        let part = said.or_else(|| part_of(ground, group.id, places));
        match part.filter(|&part| part < places.ids.len()) {
            Some(part) if Some(part) == places.itself => {}
            Some(part) => edits.extend(
                places.ids.get(part).copied().and_then(|grid| ground.move_group(group.id, grid)),
            ),
            None => {
                let problem = Problem::new(Code::GroupNeedsPart).at("/building_groups");
                problems.push(
                    problem
                        .with("code", group.code.as_str())
                        .with("building_group", group.id.to_string()),
                );
            }
        }
    }
    if problems.is_empty() { Ok(edits) } else { Err(problems) }
}

/// Returns a problem for each specified building group that is not in the grid, and for each part
/// that does not exist.
fn wrong_groups(action: &SplitGrid, groups: &[BuildingGroup]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, said) in action.building_groups.iter().enumerate() {
        let pointer = format!("/building_groups/{index}");
        if !groups.iter().any(|group| group.id == said.building_group) {
            let problem =
                Problem::new(Code::UnknownBuildingGroup).at(format!("{pointer}/building_group"));
            problems.push(problem.with("building_group", said.building_group.to_string()));
        }
        if said.part >= action.parts.len() {
            let problem = Problem::new(Code::OutOfRange).at(format!("{pointer}/part"));
            problems.push(problem.with("min", 0).with("max", action.parts.len() - 1));
        }
    }
    problems
}

/// Returns the one part to which the points of all addresses of a building group belong.
fn part_of(
    ground: &ExpansionContext<'_>,
    group: BuildingGroupId,
    places: &PartGrids,
) -> Option<usize> {
    let addresses = ground.atlas.addresses().of_group(group);
    let mut parts = addresses.filter_map(|address| address.point).map(|at| places.part_at(at));
    let part = parts.next()??;
    parts.all(|other| other == Some(part)).then_some(part)
}
