//! The datums of coordinates in China.
//!
//! GCJ-02 (maps sold in China) displaces WGS 84 by a smooth function of the place, up to about 700
//! m; BD-09 (Baidu) displaces GCJ-02 once more. The functions were never published officially;
//! those here are the ones that public implementations agree on to about 1 cm. CGCS2000 is taken as
//! WGS 84: both are realisations of the ITRS on ellipsoids that differ by 0.1 mm, and their epochs
//! by decimetres of plate motion, less than any coordinate that reaches this service is good to.
//!
//! Outside the rectangle 72.004–137.8347° E, 0.8293–55.8271° N, where China's maps end, all four
//! are WGS 84.

use crate::domain::vocabulary::vocabulary;
use std::f64::consts::PI;

vocabulary! {
    /// Datum of longitude and latitude.
    #[derive(Default)]
    Datum {
        #[default]
        Wgs84 = "wgs84" "WGS 84（GPS）" "WGS 84 (GPS)",
        Gcj02 = "gcj02" "GCJ-02（国测局，高德、腾讯）" "GCJ-02 (Amap, Tencent)",
        Bd09 = "bd09" "BD-09（百度）" "BD-09 (Baidu)",
        Cgcs2000 = "cgcs2000" "CGCS2000（2000 国家大地坐标系）" "CGCS2000",
    }
}

/// Implementations take the eccentricity of Krasovsky 1940, and its radius, 6 378 245 m, or that of
/// WGS 84, as here; the results differ by up to 1.2 cm.
const RADIUS_M: f64 = 6_378_137.0;
const ECCENTRICITY_SQUARED: f64 = 0.006_693_421_622_965_943;
/// The angle factor of BD-09.
const BD_FACTOR: f64 = PI * 3000.0 / 180.0;
/// Tolerance below a millimetre, in degrees.
const CLOSE_ENOUGH: f64 = 1e-9;
/// Maximum rounds; each shrinks the error at least 50 times.
const MOST_ROUNDS: usize = 16;

/// Converts longitude and latitude in degrees of a datum to WGS 84. A place outside China in WGS 84
/// is unchanged.
///
/// The inverse of [`from_wgs84`] to 1 mm, found by repeated correction.
pub fn to_wgs84(datum: Datum, lon: f64, lat: f64) -> [f64; 2] {
    let found = match datum {
        Datum::Wgs84 | Datum::Cgcs2000 => return [lon, lat],
        Datum::Gcj02 => solve(gcj02, [lon, lat]),
        Datum::Bd09 => solve(|place| bd09(gcj02(place)), [lon, lat]),
    };
    if in_china(found) { found } else { [lon, lat] }
}

/// Converts metres east and north of the projection of web maps (EPSG:3857) to longitude and
/// latitude in degrees.
///
/// The inverse of "Popular Visualisation Pseudo-Mercator" (IOGP Guidance Note 7-2, method 1024).
pub fn from_web_mercator(east: f64, north: f64) -> [f64; 2] {
    let lat = 2.0 * (north / RADIUS_M).exp().atan() - PI / 2.0;
    [(east / RADIUS_M).to_degrees(), lat.to_degrees()]
}

/// Converts longitude and latitude in degrees of WGS 84 to a datum.
pub fn from_wgs84(datum: Datum, lon: f64, lat: f64) -> [f64; 2] {
    match datum {
        Datum::Gcj02 if in_china([lon, lat]) => gcj02([lon, lat]),
        Datum::Bd09 if in_china([lon, lat]) => bd09(gcj02([lon, lat])),
        _ => [lon, lat],
    }
}

fn in_china([lon, lat]: [f64; 2]) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// Finds the place whose displacement is `target`, by adding what is still missing until little is.
fn solve(displaced: impl Fn([f64; 2]) -> [f64; 2], target: [f64; 2]) -> [f64; 2] {
    let mut place = target;
    for _ in 0..MOST_ROUNDS {
        let reached = displaced(place);
        let missing = [target[0] - reached[0], target[1] - reached[1]];
        place = [place[0] + missing[0], place[1] + missing[1]];
        if missing.iter().all(|degrees| degrees.abs() < CLOSE_ENOUGH) {
            break;
        }
    }
    place
}

/// Converts WGS 84 to GCJ-02: an offset of sines in metres, turned into degrees by the ellipsoid's
/// radii of curvature.
fn gcj02([lon, lat]: [f64; 2]) -> [f64; 2] {
    let x = lon - 105.0;
    let y = lat - 35.0;
    let shared = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + shared
        + waves(y, 160.0, 320.0);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + shared
        + waves(x, 150.0, 300.0);
    let latitude = lat.to_radians();
    let flattening = 1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2);
    let across = RADIUS_M / flattening.sqrt();
    let along = across * (1.0 - ECCENTRICITY_SQUARED) / flattening;
    [lon + (east / (across * latitude.cos())).to_degrees(), lat + (north / along).to_degrees()]
}

fn waves(t: f64, a: f64, b: f64) -> f64 {
    (20.0 * (t * PI).sin() + 40.0 * (t / 3.0 * PI).sin()) * 2.0 / 3.0
        + (a * (t / 12.0 * PI).sin() + b * (t * PI / 30.0).sin()) * 2.0 / 3.0
}

/// Converts GCJ-02 to BD-09: a small turn and stretch about the origin, then a shift.
fn bd09([lon, lat]: [f64; 2]) -> [f64; 2] {
    let radius = lon.hypot(lat) + 0.000_02 * (lat * BD_FACTOR).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * BD_FACTOR).cos();
    [radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::geometry::{Point, distance_m};
    use proptest::prelude::*;

    fn metres_apart([a, b]: [[f64; 2]; 2]) -> Result<f64, crate::error::Problem> {
        Ok(distance_m(Point::from_degrees(a[0], a[1])?, Point::from_degrees(b[0], b[1])?))
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lon in 72.004..137.8347_f64, lat in 0.8293..55.8271_f64) {
            for &datum in Datum::ALL {
                let [x, y] = from_wgs84(datum, lon, lat);
                let back = to_wgs84(datum, x, y);
                prop_assert!((back[0] - lon).abs() < 1e-8 && (back[1] - lat).abs() < 1e-8, "{datum} {lon} {lat} {back:?}");
            }
        }
    }

    #[test]
    fn elsewhere_every_datum_is_wgs84() -> Result<(), crate::error::Problem> {
        for &datum in Datum::ALL {
            assert_eq!(from_wgs84(datum, -87.67, 41.8), [-87.67, 41.8]);
            assert_eq!(to_wgs84(datum, -87.67, 41.8), [-87.67, 41.8]);
        }
        assert!(metres_apart([from_wgs84(Datum::Gcj02, 121.46, 30.85), [121.46, 30.85]])? > 400.0);
        Ok(())
    }
}
