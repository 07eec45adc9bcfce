//! Positions on the Earth: from WGS-84 (what satellites say) to GCJ-02 (what maps of mainland China use) and back,
//! and distances.
//!
//! The transformation is the published one, known from open map software; the original is not public. Measured against
//! map points, others found it off by 3.4 m on average with a deviation of 2.7 m (pygcj, a grid of control
//! points) and by 0.9 m to 8 m (18 cities, `gcj02-distortion-map`). The way back here undoes the way there to well
//! below a metre; it cannot be better than the way there. Outside a box around mainland China both are the identity.

use std::f64::consts::PI;

/// Semi-major axis of the Krasovsky 1940 ellipsoid, in metres.
const AXIS: f64 = 6_378_245.0;
/// Square of its first eccentricity.
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;
/// The mean radius of the Earth, in metres (IUGG).
const RADIUS: f64 = 6_371_008.8;

/// Latitude and longitude in degrees.
pub type Point = (f64, f64);

/// From WGS-84 to GCJ-02.
pub fn gcj02_from_wgs84(point: Point) -> Point {
    if is_shifted(point) { shifted(point) } else { point }
}

/// From GCJ-02 to WGS-84, by walking back the shift until it fits.
///
/// At the edge of the box two points share an answer; the one inside it is taken.
pub fn wgs84_from_gcj02(point: Point) -> Point {
    let mut guess = point;
    // Each step makes the error a few thousand times smaller; five reach the precision of f64.
    for _ in 0..6 {
        let there = shifted(guess);
        guess = (guess.0 - (there.0 - point.0), guess.1 - (there.1 - point.1));
    }
    if is_shifted(guess) { guess } else { point }
}

/// Metres between two points, on a sphere: within 0.6 % of the true distance.
pub fn distance(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (lat, lon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (lon / 2.0).sin().powi(2);
    2.0 * RADIUS * h.clamp(0.0, 1.0).sqrt().asin()
}

/// The box that open map software takes for mainland China.
fn is_shifted((latitude, longitude): Point) -> bool {
    (0.8293..=55.8271).contains(&latitude) && (72.004..=137.8347).contains(&longitude)
}

fn shifted((latitude, longitude): Point) -> Point {
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let radians = latitude.to_radians();
    let magic = 1.0 - ECCENTRICITY * radians.sin().powi(2);
    let meridian = AXIS * (1.0 - ECCENTRICITY) / magic.powf(1.5);
    let parallel = AXIS / magic.sqrt() * radians.cos();
    (
        latitude + (metres_north(x, y) / meridian).to_degrees(),
        longitude + (metres_east(x, y) / parallel).to_degrees(),
    )
}

fn metres_north(x: f64, y: f64) -> f64 {
    let plane = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    plane
        + ripple(x)
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y / 30.0 * PI).sin()) * 2.0 / 3.0
}

fn metres_east(x: f64, y: f64) -> f64 {
    let plane = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    plane
        + ripple(x)
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0
}

fn ripple(x: f64) -> f64 {
    (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// WGS-84 and GCJ-02 of three cities, as other implementations of the same transformation have them.
    const KNOWN: [(Point, Point); 3] = [
        ((31.177_427_6, 121.527_210_6), (31.175_303_983_645_97, 121.531_541_859_215)),
        ((22.543_847, 113.912_316), (22.540_796_131_694_766, 113.917_176_480_836_3)),
        ((39.911_954, 116.377_817), (39.913_345_455_360_69, 116.384_047_224_554_57)),
    ];

    #[test]
    fn known_points_are_met() {
        for (wgs, gcj) in KNOWN {
            assert!(distance(gcj02_from_wgs84(wgs), gcj) < 0.001, "{wgs:?}");
            assert!(distance(wgs84_from_gcj02(gcj), wgs) < 0.001, "{gcj:?}");
        }
    }

    #[test]
    fn outside_of_china_nothing_moves() {
        for point in [(48.858, 2.294), (-33.857, 151.215), (37.422, -122.084), (91.0, f64::NAN)] {
            assert_eq!(format!("{:?}", gcj02_from_wgs84(point)), format!("{point:?}"));
            assert_eq!(format!("{:?}", wgs84_from_gcj02(point)), format!("{point:?}"));
        }
    }

    #[test]
    fn a_degree_of_latitude_is_111_kilometres() {
        assert!((distance((0.0, 0.0), (1.0, 0.0)) - 111_195.0).abs() < 1.0);
        assert!((distance((0.0, 179.5), (0.0, -179.5)) - 111_195.0).abs() < 1.0);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(latitude in 0.83f64..55.827, longitude in 72.005f64..137.834) {
            let there = gcj02_from_wgs84((latitude, longitude));
            prop_assert!(distance(there, (latitude, longitude)) < 3_000.0);
            prop_assert!(distance(wgs84_from_gcj02(there), (latitude, longitude)) < 0.01);
        }

        #[test]
        fn the_way_back_never_panics(latitude in any::<f64>(), longitude in any::<f64>()) {
            wgs84_from_gcj02((latitude, longitude));
            gcj02_from_wgs84((latitude, longitude));
        }
    }
}
