//! Areas on the ellipsoid.

use super::{ECCENTRICITY_SQUARED, EQUATORIAL_RADIUS_M, Point, RADIANS_PER_UNIT};

/// Returns the area in square metres that a ring encloses on WGS 84, positive if it runs
/// counter-clockwise.
///
/// The ellipsoid between the equator and the latitude φ has the area S(φ) per radian of longitude,
/// with dS = M·N·cos φ dφ (J. P. Snyder, *Map Projections – A Working Manual*, USGS 1987, section
/// 3). The ring's area is −∮ S dλ. Edges are straight in longitude and latitude, so S along one is
/// integrated by Simpson's rule, whose error is below 1e-9 of the area for edges up to 100 km.
pub(super) fn ring_area_m2(ring: &[Point]) -> f64 {
    let Some(&last) = ring.last() else { return 0.0 };
    let mut from = (last, strip(f64::from(last.lat_e7)));
    let mut sum = 0.0;
    for &to in ring {
        let to = (to, strip(f64::from(to.lat_e7)));
        if to.0.lon_e7 != from.0.lon_e7 {
            let middle = strip(f64::midpoint(f64::from(from.0.lat_e7), f64::from(to.0.lat_e7)));
            let width = f64::from(to.0.lon_e7) - f64::from(from.0.lon_e7);
            sum -= width * (from.1 + 4.0 * middle + to.1);
        }
        from = to;
    }
    sum * RADIANS_PER_UNIT / 6.0
}

/// Returns S(φ) in square metres per radian: b² ∫ cos φ (1 − e² sin² φ)⁻² dφ, integrated term by
/// term; the next term is below 1e-15 of the sum.
fn strip(lat_e7: f64) -> f64 {
    let sine = (lat_e7 * RADIANS_PER_UNIT).sin();
    let x = ECCENTRICITY_SQUARED * sine * sine;
    let series = 1.0
        + x * (2.0 / 3.0
            + x * (3.0 / 5.0
                + x * (4.0 / 7.0 + x * (5.0 / 9.0 + x * (6.0 / 11.0 + x * 7.0 / 13.0)))));
    EQUATORIAL_RADIUS_M * EQUATORIAL_RADIUS_M * (1.0 - ECCENTRICITY_SQUARED) * sine * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_ellipsoid_has_its_published_area() {
        let corner = |x: i32, y: i32| Point { lon_e7: x * 1_800_000_000, lat_e7: y * 900_000_000 };
        let globe = ring_area_m2(&[corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]);
        assert!((globe / 5.100_656_217_240_89e14 - 1.0).abs() < 1e-12, "{globe}");
    }

    #[test]
    fn a_vertex_on_an_edge_does_not_change_the_area() {
        let p = |lon_e7, lat_e7| Point { lon_e7, lat_e7 };
        let plain = ring_area_m2(&[
            p(1_214_000_000, 309_000_000),
            p(1_214_200_000, 309_200_000),
            p(1_214_000_000, 309_200_000),
        ]);
        let noded = ring_area_m2(&[
            p(1_214_000_000, 309_000_000),
            p(1_214_050_000, 309_050_000),
            p(1_214_200_000, 309_200_000),
            p(1_214_000_000, 309_200_000),
        ]);
        assert!(plain > 2e6 && (plain - noded).abs() < 0.01, "{plain} {noded}");
    }
}
