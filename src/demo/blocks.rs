//! 块 and 点位: one grid of the town is cut into blocks, and a point lies in one of them.

use super::areas::{DemoArea, FIRST_GRID, OFFICES, cut, lying};
use super::names::office;
use super::stories::{BLOCK, CUT, POINT};
use super::{SeedPart, random};
use crate::domain::geometry::Shape;
use crate::domain::unit::GridKind;
use crate::error::{Error, Result};
use rand::RngExt;
use std::sync::Arc;

/// Suffix of the code, name and place of each block, from north to south.
const BLOCKS: [(&str, &str, &str); 2] =
    [("K1", "书带新苑北块", "书带新苑北区"), ("K2", "书带新苑南块", "书带新苑南区")];
/// The same of the point, which lies in the first block.
const POINT_WORDS: (&str, &str, &str) = ("D1", "书带新苑垃圾厢房点位", "书带新苑垃圾厢房");
/// Approximate radius of the point, in metres.
const RADIUS_M: f64 = 25.0;
/// Number of cuts drawn before a seed is given up.
const DRAFTS: u64 = 32;

/// Returns the areas with the blocks of one grid and a point after them.
///
/// # Errors
/// [`Error::Internal`] if the grid cannot be cut.
pub(super) fn with_blocks(seed: u64, mut areas: Vec<DemoArea>) -> Result<Vec<DemoArea>> {
    let mut random = random(seed, SeedPart::Blocks);
    let grid = areas.get(FIRST_GRID + CUT);
    let drawn = grid.and_then(|grid| (0..DRAFTS).find_map(|_| draw(random.random(), &grid.shape)));
    let (blocks, point) = drawn.ok_or_else(|| Error::internal("a grid cannot be cut in blocks"))?;
    for (shape, words) in blocks.into_iter().zip(BLOCKS) {
        let block = below(&areas, FIRST_GRID + CUT, "block", words, shape)?;
        areas.push(block);
    }
    let point = below(&areas, FIRST_GRID + BLOCK, "point", POINT_WORDS, point)?;
    areas.push(DemoArea { kind: GridKind::Dedicated, ..point });
    if areas.len() == FIRST_GRID + POINT + 1 {
        Ok(areas)
    } else {
        Err(Error::internal("a story is told of a block that is not there"))
    }
}

fn draw(seed: u64, grid: &Shape) -> Option<(Vec<Shape>, Shape)> {
    let blocks = cut(seed, grid, BLOCKS.len())?;
    let first = blocks.first()?;
    let point = lying(seed, first, first.label_point(), RADIUS_M)?;
    Some((blocks, point))
}

/// Returns an area below another one, by the index of that one.
fn below(
    areas: &[DemoArea],
    parent: usize,
    level: &'static str,
    (suffix, name, place): (&str, &str, &'static str),
    shape: Shape,
) -> Result<DemoArea> {
    let above = areas.get(parent).ok_or_else(|| Error::internal("an area has no parent"))?;
    Ok(DemoArea {
        code: format!("{}-{suffix}", above.code),
        name: name.to_owned(),
        place,
        level,
        kind: GridKind::General,
        setting: above.setting,
        parent: Some(parent),
        office_phone: office(OFFICES + areas.len()),
        shape: Arc::new(shape),
    })
}
