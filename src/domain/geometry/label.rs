//! Position of the name of an area.

use super::{Point, Shape};

/// Number of parallels that are tried.
const PARALLELS: i64 = 15;

impl Shape {
    /// Returns a point that the shape covers, in a wide place of it: the middle of the longest
    /// stretch that evenly spaced parallels have inside the shape.
    pub fn label_point(&self) -> Point {
        let south = i64::from(self.bounds().min.lat_e7);
        let north = i64::from(self.bounds().max.lat_e7);
        let parallels = (1..=PARALLELS)
            .filter_map(|i| i32::try_from(south + (north - south) * i / (PARALLELS + 1)).ok());
        let stretches = parallels.flat_map(|lat_e7| self.stretches(lat_e7));
        let widest_first = |&(width, point): &(i64, Point)| (width, std::cmp::Reverse(point));
        stretches
            .filter(|&(_, point)| self.covers(point))
            .max_by_key(widest_first)
            .map(|(_, point)| point)
            .or_else(|| self.rings().flatten().copied().next())
            .unwrap_or(self.bounds().min)
    }

    /// Returns the stretches of a parallel inside the shape: length in units and middle.
    fn stretches(&self, lat_e7: i32) -> Vec<(i64, Point)> {
        let crossing = |(a, b): (Point, Point)| {
            let above = i64::from(lat_e7) - i64::from(a.lat_e7);
            let (east, north) = super::predicate::vector(a, b);
            ((a.lat_e7 > lat_e7) != (b.lat_e7 > lat_e7))
                .then(|| i64::from(a.lon_e7) + east * above / north)
        };
        let mut crossings: Vec<i64> = self.edges().filter_map(crossing).collect();
        crossings.sort_unstable();
        crossings
            .chunks_exact(2)
            .filter_map(|pair| {
                let lon_e7 = i32::try_from(i64::midpoint(pair[0], pair[1])).ok()?;
                Some((pair[1] - pair[0], Point { lon_e7, lat_e7 }))
            })
            .collect()
    }
}
