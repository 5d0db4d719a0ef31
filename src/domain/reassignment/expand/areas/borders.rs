//! New polygons, and the vertices that they add to their neighbours.

use crate::domain::atlas_edit::{AtlasEdit, NewBoundary};
use crate::domain::geometry::{Bounds, Effort, Point, Shape};
use crate::domain::id::{BoundaryId, GridId};
use crate::domain::reassignment::expand::ExpansionContext;
use crate::error::Problem;
use std::collections::HashSet;
use std::sync::Arc;

/// A grid and its new polygon.
#[derive(Debug, Clone)]
pub(super) struct DrawnBorder {
    pub grid: GridId,
    pub shape: Arc<Shape>,
}

impl ExpansionContext<'_> {
    /// Returns the edits that give grids new polygons. Where a new vertex lies on a border, all
    /// grids that share the border get it too.
    ///
    /// # Errors
    /// `too_complex`.
    pub(super) fn draw(&mut self, drawn: Vec<DrawnBorder>) -> Result<Vec<AtlasEdit>, Problem> {
        let drawn = noded_with_each_other(drawn, self.effort)?;
        let set = self.set(&drawn);
        Ok(std::iter::once(set).chain(self.node(&drawn)?).collect())
    }

    /// Returns the edit that gives grids new polygons, without changing neighbours.
    pub(super) fn set(&mut self, drawn: &[DrawnBorder]) -> AtlasEdit {
        let boundary = |one: &DrawnBorder, id| NewBoundary {
            id: BoundaryId(id),
            grid: one.grid,
            shape: one.shape.clone(),
        };
        AtlasEdit::SetBoundaries(
            drawn.iter().map(|one| boundary(one, self.identifiers.next())).collect(),
        )
    }

    /// Returns the edit that adds the new vertices to shared borders of the neighbours, parents and
    /// children of drawn grids.
    ///
    /// # Errors
    /// `too_complex`.
    pub(super) fn node(&mut self, drawn: &[DrawnBorder]) -> Result<Option<AtlasEdit>, Problem> {
        let points: Vec<Point> = drawn.iter().flat_map(|one| self.new_vertices(one)).collect();
        let Some(bounds) = Bounds::of(points.iter().copied()) else { return Ok(None) };
        let tree = self.atlas.tree();
        let others = tree.all().filter(|grid| drawn.iter().all(|one| one.grid != grid.id));
        let near = others.filter_map(|grid| Some((grid.id, self.atlas.shape(grid.id)?)));
        let near = near.filter(|(_, shape)| shape.bounds().meets(&bounds));
        let noded = near.filter_map(|(grid, shape)| {
            let noded = shape.noded(&points, self.effort).transpose()?;
            Some(noded.map(|shape| (grid, shape)))
        });
        let noded: Vec<(GridId, Shape)> = noded.collect::<Result<_, Problem>>()?;
        let boundary = |(grid, shape): (GridId, Shape), id| NewBoundary {
            id: BoundaryId(id),
            grid,
            shape: Arc::new(shape),
        };
        let boundaries: Vec<NewBoundary> =
            noded.into_iter().map(|one| boundary(one, self.identifiers.next())).collect();
        Ok((!boundaries.is_empty()).then_some(AtlasEdit::NodeBoundaries(boundaries)))
    }

    fn new_vertices(&self, drawn: &DrawnBorder) -> Vec<Point> {
        let before = self.atlas.shape(drawn.grid);
        let known: HashSet<Point> =
            before.iter().flat_map(|shape| shape.rings().flatten().copied()).collect();
        drawn.shape.rings().flatten().filter(|point| !known.contains(point)).copied().collect()
    }
}

/// Returns the same polygons, each with the vertices of the others on its border.
///
/// # Errors
/// `too_complex`.
pub(super) fn noded_with_each_other(
    drawn: Vec<DrawnBorder>,
    effort: &Effort,
) -> Result<Vec<DrawnBorder>, Problem> {
    let mut noded = Vec::with_capacity(drawn.len());
    for (index, one) in drawn.iter().enumerate() {
        let others = drawn
            .iter()
            .enumerate()
            .filter(|&(other, _)| other != index)
            .map(|(_, other)| &other.shape);
        let near = others.filter(|shape| shape.bounds().meets(&one.shape.bounds()));
        let points: Vec<Point> = near.flat_map(|shape| shape.rings().flatten().copied()).collect();
        let shape = one.shape.noded(&points, effort)?.map_or_else(|| one.shape.clone(), Arc::new);
        noded.push(DrawnBorder { grid: one.grid, shape });
    }
    Ok(noded)
}
