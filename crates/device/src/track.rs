//! A walk along a GPX track: where the phone is after some time. A track without times is walked at a stroller's pace.

use gpx::{Gpx, Waypoint};
use sampan_engine::device::Position;
use sampan_engine::geo::distance;
use time::OffsetDateTime;

/// Metres a second where the track has no times.
const PACE: f64 = 1.4;
/// Metres, where the track does not say how exact it is.
const ACCURACY: f64 = 10.0;
/// Metres of error for one unit of a receiver's dilution of precision (assumed, usual).
const METRES_A_DILUTION: f64 = 5.0;

/// A track: at least one point, in the order of time.
#[derive(Debug)]
pub struct Track {
    /// Seconds since the start, and where the phone is then.
    points: Vec<(f64, Position)>,
}

impl Track {
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let gpx = gpx::read(bytes).map_err(|error| format!("is not a GPX file: {error}"))?;
        let waypoints = waypoints(&gpx);
        let positions: Vec<Position> =
            waypoints.iter().map(|point| position(point)).collect::<Result<_, _>>()?;
        if positions.is_empty() {
            return Err("has no track points".to_owned());
        }
        let seconds = recorded(&waypoints).unwrap_or_else(|| at_pace(&positions));
        Ok(Self { points: seconds.into_iter().zip(positions).collect() })
    }

    /// Where the phone is `seconds` after the start, and how fast it walks there as it was recorded. After the end it
    /// stands at the last point.
    pub fn at(&self, seconds: f64) -> Position {
        let next = self.points.partition_point(|(at, _)| *at <= seconds);
        let Some(((start, from), (end, to))) =
            next.checked_sub(1).and_then(|last| self.points.get(last)).zip(self.points.get(next))
        else {
            let end = if next == 0 { self.points.first() } else { self.points.last() };
            return end.map_or_else(Position::default, |(_, position)| *position);
        };
        let share = (seconds - start) / (end - start);
        let between = |from: f64, to: f64| from + (to - from) * share;
        // The short way round, also across the date line.
        let east = (to.longitude - from.longitude + 540.0).rem_euclid(360.0) - 180.0;
        Position {
            latitude: between(from.latitude, to.latitude),
            longitude: (from.longitude + east * share + 540.0).rem_euclid(360.0) - 180.0,
            altitude: between(from.altitude, to.altitude),
            accuracy: between(from.accuracy, to.accuracy),
            speed: metres(from, to) / (end - start),
        }
    }
}

/// The points of the tracks; of the routes if there is no track; else the single points.
fn waypoints(gpx: &Gpx) -> Vec<&Waypoint> {
    let tracks = gpx.tracks.iter().flat_map(|track| &track.segments).flat_map(|segment| &segment.points);
    let mut points: Vec<&Waypoint> = tracks.collect();
    if points.is_empty() {
        points = gpx.routes.iter().flat_map(|route| &route.points).collect();
    }
    if points.is_empty() {
        points = gpx.waypoints.iter().collect();
    }
    points
}

fn position(waypoint: &Waypoint) -> Result<Position, String> {
    let (longitude, latitude) = waypoint.point().x_y();
    if !(-90.0..=90.0).contains(&latitude) || !(-180.0..=180.0).contains(&longitude) {
        return Err(format!(
            "has a point at latitude {latitude}, longitude {longitude}, which is not on Earth"
        ));
    }
    let accuracy = waypoint.hdop.map_or(ACCURACY, |hdop| hdop * METRES_A_DILUTION);
    Ok(Position { latitude, longitude, altitude: waypoint.elevation.unwrap_or(0.0), accuracy, speed: 0.0 })
}

/// Seconds since the first point, if every point has a time and none is before the one before it.
fn recorded(waypoints: &[&Waypoint]) -> Option<Vec<f64>> {
    let times: Option<Vec<OffsetDateTime>> = waypoints.iter().map(|point| Some(point.time?.into())).collect();
    let times = times?;
    let start = *times.first()?;
    times.is_sorted().then(|| times.iter().map(|time| (*time - start).as_seconds_f64()).collect())
}

fn at_pace(positions: &[Position]) -> Vec<f64> {
    let mut seconds = 0.0;
    let mut all = vec![seconds];
    for pair in positions.windows(2) {
        seconds += metres(&pair[0], &pair[1]) / PACE;
        all.push(seconds);
    }
    all
}

fn metres(from: &Position, to: &Position) -> f64 {
    distance((from.latitude, from.longitude), (to.latitude, to.longitude))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(points: &str) -> Result<Track, String> {
        Track::parse(
            format!(
                "<gpx version=\"1.1\" creator=\"test\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><trkseg>\
                 {points}</trkseg></trk></gpx>"
            )
            .as_bytes(),
        )
    }

    const TIMED: &str = "<trkpt lat=\"31.0\" lon=\"121.0\"><ele>10</ele><time>2024-05-01T08:00:00Z</time></trkpt>\
                         <trkpt lat=\"31.001\" lon=\"121.0\"><ele>20</ele><time>2024-05-01T08:01:40Z</time></trkpt>";

    #[test]
    fn between_two_points_the_phone_is_between_them() {
        let position = track(TIMED).unwrap().at(50.0);
        assert!((position.latitude - 31.0005).abs() < 1e-9);
        assert!((position.altitude - 15.0).abs() < 1e-9);
        // 111 m in 100 s.
        assert!((position.speed - 1.112).abs() < 0.001, "{}", position.speed);
    }

    #[test]
    fn after_the_end_the_phone_stands_at_the_last_point() {
        let position = track(TIMED).unwrap().at(1e9);
        assert!((position.latitude - 31.001).abs() < 1e-12 && position.speed.abs() < 1e-12);
        let before = track(TIMED).unwrap().at(-1.0);
        assert!((before.latitude - 31.0).abs() < 1e-12);
    }

    #[test]
    fn without_times_it_is_a_stroll() {
        let track = track("<trkpt lat=\"0\" lon=\"179.9995\"/><trkpt lat=\"0\" lon=\"-179.9995\"/>").unwrap();
        let position = track.at(40.0);
        assert!((position.speed - PACE).abs() < 1e-6);
        assert!(position.longitude.abs() > 179.9, "it went the long way: {}", position.longitude);
    }

    #[test]
    fn what_is_no_track_is_told() {
        assert!(Track::parse(b"hello").unwrap_err().starts_with("is not a GPX file"));
        assert_eq!(track("").unwrap_err(), "has no track points");
        assert!(track("<trkpt lat=\"91\" lon=\"0\"/>").is_err());
        assert!(track("<trkpt lat=\"NaN\" lon=\"0\"/>").is_err());
    }
}
