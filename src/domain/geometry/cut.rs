//! Cutting a shape along a line.
//!
//! Line and border are given the points where they meet as vertices, rounded to the grid. The
//! stretches of the line inside are then chords of an outer ring, and each chord makes two rings of
//! one. Where all rings are valid and run counter-clockwise they cover what the noded border
//! covers, and everything once: that is checked, so that nothing is left to rounding.

mod chord;
mod line;
mod meeting;
mod part;
#[cfg(test)]
mod tests;

use super::{Effort, Point, Shape};
use crate::error::{Code, Problem};
use part::{CutPart, shape_of};

/// A shape that was cut.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The connected pieces, one polygon each: first those on the left of the line, then those on
    /// its right, both in the order of the line.
    pub pieces: Vec<Shape>,
    /// The vertices that the outer border got, sorted: neighbours take them in with
    /// [`Shape::noded`].
    pub nodes: Vec<Point>,
}

/// Cuts a shape along an open line. Together the pieces cover what the shape covers, but for the
/// rounding of crossings to the grid; pieces that meet on the line have the same vertices there. A
/// polygon that the line does not cross is a piece of its own. The part of the line within one unit
/// of the border lies on the border.
///
/// # Errors
/// `line_does_not_cross`, `line_ends_inside`, `line_crosses_hole`, `line_crosses_itself`;
/// `line_too_close` when a piece would be too narrow for the grid. Each with what is at fault in
/// `geometry`, as GeoJSON. `too_many_positions`, and `too_complex` when the effort does not allow
/// for it.
pub fn cut(shape: &Shape, line: &[Point], effort: &Effort) -> Result<Cut, Problem> {
    effort.read(line.len())?;
    let line = line::snapped(line, shape, effort)?;
    line::check(&line, effort)?;
    let vertices: Vec<Point> = shape.rings().flatten().copied().collect();
    let parts = shape
        .polygons()
        .map(|rings| CutPart::of(&rings.collect::<Vec<_>>(), &vertices, &line, effort));
    let parts = parts.collect::<Result<Vec<CutPart<'_>>, Problem>>()?;
    if !parts.iter().any(CutPart::is_cut) {
        return Err(Problem::new(Code::LineDoesNotCross).with("geometry", line::geometry(&line)));
    }
    shape_of(parts.iter().map(|part| (part.outer.as_slice(), part.holes.as_slice())), effort)?;
    let mut pieces = Vec::new();
    for part in &parts {
        pieces.extend(part.pieces(&line, effort)?);
    }
    pieces.sort_by_key(|(rank, piece)| (*rank, piece.bounds().min));
    let mut nodes: Vec<Point> = parts.iter().flat_map(CutPart::nodes).collect();
    nodes.sort_unstable();
    Ok(Cut { pieces: pieces.into_iter().map(|(_, piece)| piece).collect(), nodes })
}
