//! The map: a town, cut into neighbourhoods, cut into grids; and three dedicated grids that lie
//! over them.

use super::names::office;
use super::{SeedPart, random};
use crate::domain::geometry::tiling::overhangs;
use crate::domain::geometry::{Effort, Point, Shape, distance_m, mosaic};
use crate::domain::unit::{GridKind, Setting};
use crate::error::{Error, Result};
use rand::RngExt;
use std::collections::HashSet;
use std::sync::Arc;

/// Centre of the town: on open water off the mouth of the Yangtze, so that no real place is in it.
const CENTRE: Point = Point { lon_e7: 1_220_800_000, lat_e7: 309_500_000 };
/// Approximate distance from the centre to the border, in metres.
const RADIUS_M: f64 = 1_900.0;
/// Approximate distance between vertices of borders, in metres.
const GRAIN_M: f64 = 45.0;
/// Code of a town in no county: there is no 3199.
const TOWN_CODE: &str = "319901100";
const TOWN_NAME: &str = "苇浦镇";
/// Number of general grids in one neighbourhood.
pub(super) const GRIDS: usize = 7;
/// Number of the first office phone.
pub(super) const OFFICES: usize = 1001;
/// Number of maps drawn before a seed is given up.
const DRAFTS: u64 = 32;

/// A grid of any level, before anybody serves in it.
#[derive(Debug)]
pub(super) struct DemoArea {
    pub code: String,
    pub name: String,
    /// Everyday name of the place itself.
    pub place: &'static str,
    pub level: &'static str,
    pub kind: GridKind,
    pub setting: Setting,
    /// The area it belongs to, by its index in the list.
    pub parent: Option<usize>,
    pub office_phone: String,
    pub shape: Arc<Shape>,
}

/// A neighbourhood and the places in it. The code of the village is of another range, as in the
/// national coding.
struct Neighbourhood {
    code: &'static str,
    name: &'static str,
    places: [(&'static str, Setting); GRIDS],
}

use Setting::{Residential, Rural, Street};

const NEIGHBOURHOODS: [Neighbourhood; 4] = [
    Neighbourhood {
        code: "001",
        name: "柳荫居民区",
        places: [
            ("柳荫一村", Residential),
            ("柳荫二村", Residential),
            ("柳荫三村", Residential),
            ("听雨苑", Residential),
            ("荷风里", Residential),
            ("书带新苑", Residential),
            ("苇浦老街", Street),
        ],
    },
    Neighbourhood {
        code: "002",
        name: "银杏居民区",
        places: [
            ("银杏苑东区", Residential),
            ("银杏苑西区", Residential),
            ("枫桥公寓", Residential),
            ("望汀花园", Residential),
            ("棠棣家园", Residential),
            ("鹤鸣坊", Residential),
            ("银杏路", Street),
        ],
    },
    Neighbourhood {
        code: "003",
        name: "渚桥居民区",
        places: [
            ("渚桥新苑一期", Residential),
            ("渚桥新苑二期", Residential),
            ("星汀公寓", Residential),
            ("兰渚雅苑", Residential),
            ("云帆佳苑", Residential),
            ("渚桥路", Street),
            ("望帆路", Street),
        ],
    },
    Neighbourhood {
        code: "201",
        name: "南渡村",
        places: [
            ("南渡东宅", Rural),
            ("南渡西宅", Rural),
            ("芦花埭", Rural),
            ("菱角圩", Rural),
            ("白鹭浜", Rural),
            ("稻香宅", Rural),
            ("南渡新苑", Residential),
        ],
    },
];

/// A dedicated grid: its name, its place, the index of its parent in the list, and its approximate
/// radius in metres.
const DEDICATED: [(&str, &str, usize, f64); 3] = [
    ("汀云大厦楼宇网格", "汀云大厦", 3, 70.0),
    ("苇浦智造园区网格", "苇浦智造园", 0, 260.0),
    ("听潮广场商圈网格", "听潮广场", 2, 130.0),
];

/// Index of the first grid in the list of areas.
pub(super) const FIRST_GRID: usize = 1 + NEIGHBOURHOODS.len();
/// Number of general grids, which come before the dedicated ones.
pub(super) const GENERAL_GRIDS: usize = NEIGHBOURHOODS.len() * GRIDS;

/// Returns the areas of a seed: the town, its neighbourhoods, the general grids of each, the
/// dedicated grids.
///
/// # Errors
/// [`Error::Internal`] if no map can be drawn from the seed.
pub(super) fn areas(seed: u64) -> Result<Vec<DemoArea>> {
    let mut random = random(seed, SeedPart::Areas);
    let map = (0..DRAFTS).find_map(|_| map(random.random()));
    let map = map.ok_or_else(|| Error::internal("no map can be drawn from this seed"))?;
    let named = named().ok_or_else(|| Error::internal("a dedicated grid has no parent"))?;
    let numbered = (OFFICES..).zip(named.into_iter().zip(map));
    Ok(numbered.map(|(number, (area, shape))| area.on(shape, office(number))).collect())
}

/// An area without its shape.
struct DemoAreaName {
    code: String,
    name: String,
    place: &'static str,
    level: &'static str,
    kind: GridKind,
    setting: Setting,
    parent: Option<usize>,
}

impl DemoAreaName {
    fn on(self, shape: Shape, office_phone: String) -> DemoArea {
        let Self { code, name, place, level, kind, setting, parent } = self;
        DemoArea {
            code,
            name,
            place,
            level,
            kind,
            setting,
            parent,
            office_phone,
            shape: Arc::new(shape),
        }
    }
}

/// Returns the areas in order, a parent before its children; `None` if a dedicated grid has no
/// parent.
fn named() -> Option<Vec<DemoAreaName>> {
    let mut named = vec![general("", TOWN_NAME, "town", Residential, None)];
    for Neighbourhood { code, name, places } in &NEIGHBOURHOODS {
        named.push(general(code, name, "neighborhood", places[0].1, Some(0)));
    }
    for (parent, Neighbourhood { code, places, .. }) in (1..).zip(&NEIGHBOURHOODS) {
        for (number, (place, setting)) in (1..).zip(places) {
            let grid =
                general(&format!("{code}-{number:02}"), place, "grid", *setting, Some(parent));
            named.push(DemoAreaName { name: format!("{place}网格"), ..grid });
        }
    }
    for (number, (name, place, parent, _)) in (1..).zip(DEDICATED) {
        let code = format!("{}-9{number}", named.get(parent)?.code);
        let grid = general("", place, "grid", Street, Some(parent));
        named.push(DemoAreaName { code, name: name.to_owned(), kind: GridKind::Dedicated, ..grid });
    }
    Some(named)
}

/// Returns a general grid named after its place. Its code is that of the town followed by `code`.
fn general(
    code: &str,
    place: &'static str,
    level: &'static str,
    setting: Setting,
    parent: Option<usize>,
) -> DemoAreaName {
    let code = format!("{TOWN_CODE}{code}");
    let name = place.to_owned();
    DemoAreaName { code, name, place, level, kind: GridKind::General, setting, parent }
}

/// Returns the shapes of all areas in the order of [`named`]; `None` if a cut makes too few cells.
fn map(seed: u64) -> Option<Vec<Shape>> {
    let town = mosaic::region(seed, CENTRE, RADIUS_M, GRAIN_M)?;
    let neighbourhoods = cut(seed, &town, NEIGHBOURHOODS.len())?;
    let general: Option<Vec<Vec<Shape>>> = neighbourhoods
        .iter()
        .zip(1..)
        .map(|(cell, n)| cut(seed.wrapping_add(n), cell, GRIDS))
        .collect();
    let general = general?;
    let parents: Vec<&Shape> = std::iter::once(&town).chain(&neighbourhoods).collect();
    let lay = |n: usize, near: &[Point], within: &Shape| {
        let &(_, _, parent, radius_m) = DEDICATED.get(n)?;
        lying(
            seed.wrapping_sub(n as u64),
            parents.get(parent)?,
            farthest_inside(near, within)?,
            radius_m,
        )
    };
    let second = general.get(1)?;
    let third = general.get(2)?;
    let dedicated = [
        lay(0, &third.iter().map(Shape::label_point).collect::<Vec<_>>(), neighbourhoods.get(2)?)?,
        lay(1, &shared(&neighbourhoods), &town)?,
        lay(2, &shared(second), neighbourhoods.get(1)?)?,
    ];
    let whole = std::iter::once(town).chain(neighbourhoods.iter().cloned());
    Some(whole.chain(general.into_iter().flatten()).chain(dedicated).collect())
}

/// Returns the cells of a shape, from north to south; `None` if there are not `parts` of them.
pub(super) fn cut(seed: u64, shape: &Shape, parts: usize) -> Option<Vec<Shape>> {
    let mut cells = mosaic::mosaic(seed, shape, parts, GRAIN_M);
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.label_point().lat_e7));
    (cells.len() == parts).then_some(cells)
}

/// Returns the vertices that two of the shapes have in common.
fn shared(shapes: &[Shape]) -> Vec<Point> {
    let mut seen = HashSet::new();
    let rings = shapes.iter().flat_map(|shape| shape.rings().flatten().copied());
    rings.filter(|&vertex| !seen.insert(vertex)).collect()
}

/// Returns the one of the points that is farthest from the vertices of a shape.
fn farthest_inside(points: &[Point], shape: &Shape) -> Option<Point> {
    let vertices: Vec<Point> = shape.rings().flatten().copied().collect();
    let room = |&point: &Point| {
        vertices.iter().map(|&vertex| distance_m(point, vertex)).fold(f64::MAX, f64::min)
    };
    points.iter().copied().max_by(|a, b| room(a).total_cmp(&room(b)))
}

/// Returns an irregular area around a point, smaller than asked for if the parent lacks room.
pub(super) fn lying(seed: u64, parent: &Shape, centre: Point, radius_m: f64) -> Option<Shape> {
    const SMALLER: [f64; 5] = [1.0, 0.8, 0.6, 0.45, 0.3];
    SMALLER
        .into_iter()
        .filter_map(|scale| mosaic::region(seed, centre, scale * radius_m, scale * radius_m / 3.0))
        .find(|shape| {
            overhangs(parent, &[shape], 0.0, &Effort::unbounded())
                .is_ok_and(|beyond| beyond.is_empty())
        })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;
    use crate::domain::geometry::tiling::{gaps, overlaps};

    #[test]
    fn every_seed_draws_a_map_that_tiles() {
        let effort = Effort::unbounded();
        for seed in 0..6 {
            let areas = areas(seed).unwrap();
            assert_eq!(areas.len(), FIRST_GRID + GENERAL_GRIDS + DEDICATED.len());
            for (parent, area) in areas.iter().enumerate().take(FIRST_GRID) {
                let below = |kind| {
                    areas
                        .iter()
                        .filter(move |area| area.parent == Some(parent) && area.kind == kind)
                };
                let general: Vec<&Shape> =
                    below(GridKind::General).map(|area| area.shape.as_ref()).collect();
                assert_eq!(overlaps(&general, 0.0, &effort), Ok(vec![]));
                assert_eq!(gaps(Some(&area.shape), &general, 0.0, &effort), Ok(vec![]));
                let dedicated: Vec<&Shape> =
                    below(GridKind::Dedicated).map(|area| area.shape.as_ref()).collect();
                assert_eq!(overhangs(&area.shape, &dedicated, 0.0, &effort), Ok(vec![]), "{seed}");
            }
        }
    }
}
