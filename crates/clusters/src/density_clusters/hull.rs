//! The outline of a cluster: its convex hull on the sphere or on a plane.
//!
//! On the sphere points are projected from its centre onto the plane that touches it in the middle of the cluster
//! (gnomonic projection), where great circles are straight lines, so that the hull there is the hull on the sphere.
//! Hull by Andrew (1979), Another efficient algorithm for convex hulls in two dimensions, Information Processing
//! Letters 9(5). Area on the sphere: the sum of the triangles from the middle by Eriksson (1990), On the measure of
//! solid angles, Mathematics Magazine 63(3). Worked example: an eighth of the Earth, with corners at 0° and 90° E on
//! the equator and at the pole, has 63.76 million km².
//!
//! Degenerate cases: one spot has a hull of one corner, points on one line of two, both without area; a cluster that
//! reaches a quarter of the Earth from its middle has none.

use crate::points::{Positions, Surface};
use crate::sphere::EARTH_RADIUS_KM;

/// The outline of a cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Hull {
    /// The points at its corners, counter-clockwise.
    pub corners: Vec<usize>,
    /// Its area, in square kilometres on the sphere.
    pub area: f64,
}

/// The hull of `points` around the `middle` (a vector as of [`Positions::vectors`]); none where they reach too far.
pub fn hull(positions: &Positions, points: &[usize], middle: [f64; 3]) -> Option<Hull> {
    let mut flat = Vec::with_capacity(points.len());
    let (east, north) = directions(middle);
    for &point in points {
        let vector = positions.vectors()[point];
        flat.push(match positions.surface() {
            Surface::Plane => ([vector[0], vector[1]], point),
            Surface::Sphere => {
                let depth = dot(vector, middle);
                // At a quarter of the Earth the projection ends.
                if depth < 0.05 {
                    return None;
                }
                (
                    [dot(vector, east) / depth, dot(vector, north) / depth],
                    point,
                )
            }
        });
    }
    flat.sort_by(|(a, i), (b, j)| {
        a[0].total_cmp(&b[0])
            .then(a[1].total_cmp(&b[1]))
            .then(i.cmp(j))
    });
    flat.dedup_by(|(a, _), (b, _)| a == b);
    let mut corners: Vec<([f64; 2], usize)> = Vec::new();
    let turns_left = |corners: &[([f64; 2], usize)], next: [f64; 2]| {
        let [.., (a, _), (b, _)] = corners else {
            return true;
        };
        (b[0] - a[0]) * (next[1] - a[1]) - (b[1] - a[1]) * (next[0] - a[0]) > 0.0
    };
    // Along the lower side, then back along the upper one.
    for &(place, point) in &flat {
        while !turns_left(&corners, place) {
            corners.pop();
        }
        corners.push((place, point));
    }
    let lower = corners.len();
    for &(place, point) in flat.iter().rev().skip(1) {
        while corners.len() > lower && !turns_left(&corners, place) {
            corners.pop();
        }
        corners.push((place, point));
    }
    if corners.len() > 1 {
        corners.pop();
    }
    let corners: Vec<usize> = corners.into_iter().map(|(_, point)| point).collect();
    let next = corners.iter().cycle().skip(1);
    let area = corners.iter().zip(next).map(|(&a, &b)| {
        let (a, b) = (positions.vectors()[a], positions.vectors()[b]);
        match positions.surface() {
            Surface::Plane => 0.5 * (a[0] * b[1] - a[1] * b[0]),
            Surface::Sphere => {
                let below = 1.0 + dot(a, b) + dot(b, middle) + dot(middle, a);
                let excess = 2.0 * dot(middle, cross(a, b)).atan2(below);
                excess * EARTH_RADIUS_KM * EARTH_RADIUS_KM
            }
        }
    });
    let area = if corners.len() > 2 { area.sum() } else { 0.0 };
    Some(Hull { corners, area })
}

/// Directions that stand at right angles on a vector of length 1 and on each other, turning left.
fn directions(middle: [f64; 3]) -> ([f64; 3], [f64; 3]) {
    let axis = if middle[2].abs() < 0.9 {
        [0.0, 0.0, 1.0]
    } else {
        [1.0, 0.0, 0.0]
    };
    let east = cross(axis, middle);
    let length = dot(east, east).sqrt();
    let east = east.map(|value| value / length);
    (east, cross(middle, east))
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    ]
}

/// The outline as rings of longitude and latitude that a map can draw: cut where it crosses the antimeridian, closed
/// along the edge of the map where it holds a pole. Source: RFC 7946, section 3.1.9.
pub fn rings(outline: &[[f64; 2]]) -> Vec<Vec<[f64; 2]>> {
    // Longitudes that go on beyond 180 rather than jump.
    let mut unwound: Vec<[f64; 2]> = Vec::with_capacity(outline.len() + 3);
    for &[longitude, latitude] in outline.iter().chain(outline.first()) {
        let turned = unwound.last().map_or(longitude, |last: &[f64; 2]| {
            longitude + 360.0 * ((last[0] - longitude) / 360.0).round()
        });
        unwound.push([turned, latitude]);
    }
    let winding = match (unwound.first(), unwound.last()) {
        (Some(first), Some(last)) => last[0] - first[0],
        _ => 0.0,
    };
    if winding.abs() > 180.0 {
        let pole = if outline.iter().map(|corner| corner[1]).sum::<f64>() > 0.0 {
            90.0
        } else {
            -90.0
        };
        let ends = [unwound[unwound.len() - 1][0], unwound[0][0]];
        unwound.extend(ends.map(|longitude| [longitude, pole]));
    } else {
        unwound.pop();
    }
    (-2..=2)
        .map(|turn| f64::from(turn) * 360.0)
        .filter_map(|shift| {
            let east = clipped(&unwound, shift - 180.0, 1.0);
            let both = clipped(&east, shift + 180.0, -1.0);
            let mut ring: Vec<[f64; 2]> = both
                .iter()
                .map(|&[longitude, latitude]| [longitude - shift, latitude])
                .collect();
            ring.dedup();
            let wide = ring.iter().any(|corner| corner[0] != ring[0][0]);
            (ring.len() > 2 && wide).then(|| {
                ring.push(ring[0]);
                ring
            })
        })
        .collect()
}

/// The part of a ring on one side of a meridian: east of it for `side` 1, west for −1.
fn clipped(ring: &[[f64; 2]], meridian: f64, side: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    let next = ring.iter().cycle().skip(1);
    for (&from, &to) in ring.iter().zip(next) {
        let [before, after] = [from, to].map(|corner| side * (corner[0] - meridian));
        if before >= 0.0 {
            kept.push(from);
        }
        if (before > 0.0 && after < 0.0) || (before < 0.0 && after > 0.0) {
            let share = before / (before - after);
            kept.push([meridian, from[1] + share * (to[1] - from[1])]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sphere::Degrees;

    fn sphere(points: &[[f64; 2]]) -> Positions {
        let degrees = |&[longitude, latitude]: &[f64; 2]| Degrees {
            longitude,
            latitude,
        };
        Positions::on_sphere(&points.iter().map(degrees).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn worked_example() {
        let eighth = sphere(&[[0.0, 0.0], [90.0, 0.0], [0.0, 90.0], [45.0, 30.0]]);
        let middle = [1.0 / 3.0_f64.sqrt(); 3];
        let found = hull(&eighth, &[0, 1, 2, 3], middle).unwrap();
        assert_eq!(found.corners.len(), 3);
        assert!(!found.corners.contains(&3));
        let expected = 0.5 * std::f64::consts::PI * EARTH_RADIUS_KM * EARTH_RADIUS_KM;
        assert!((found.area - expected).abs() < 1e-3 && (found.area / 1e6 - 63.76).abs() < 0.01);
    }

    #[test]
    fn a_square_a_line_and_a_spot() {
        let plane = Positions::on_plane(&[
            [0.0, 0.0],
            [2.0, 0.0],
            [2.0, 2.0],
            [0.0, 2.0],
            [1.0, 1.0],
            [1.0, 0.0],
        ])
        .unwrap();
        let of = |points: &[usize]| hull(&plane, points, [1.0, 1.0, 0.0]).unwrap();
        assert_eq!(
            of(&[0, 1, 2, 3, 4, 5]),
            Hull {
                corners: vec![0, 1, 2, 3],
                area: 4.0
            }
        );
        assert_eq!(
            of(&[0, 1, 5]),
            Hull {
                corners: vec![0, 1],
                area: 0.0
            }
        );
        assert_eq!(
            of(&[4, 4]),
            Hull {
                corners: vec![4],
                area: 0.0
            }
        );
        let far = sphere(&[[0.0, 0.0], [120.0, 0.0]]);
        assert_eq!(hull(&far, &[0, 1], [1.0, 0.0, 0.0]), None);
    }

    #[test]
    fn outlines_are_cut_at_the_antimeridian_and_closed_over_the_pole() {
        let cut = rings(&[[179.0, 0.0], [-179.0, 0.0], [-179.0, 2.0], [179.0, 2.0]]);
        assert_eq!(cut.len(), 2);
        for ring in &cut {
            assert!(
                ring.iter()
                    .all(|corner| corner[0].abs() <= 180.0 && corner[0].abs() >= 179.0)
            );
            assert_eq!(ring.first(), ring.last());
        }
        let pole = rings(&[[0.0, 80.0], [120.0, 80.0], [-120.0, 80.0]]);
        let corners: Vec<_> = pole.iter().flatten().collect();
        assert!(corners.iter().any(|corner| corner[1] == 90.0));
        assert!(
            corners.iter().any(|corner| corner[0] == 180.0)
                && corners.iter().any(|corner| corner[0] == -180.0)
        );
        let plain = rings(&[[100.0, 20.0], [110.0, 20.0], [105.0, 30.0]]);
        assert_eq!(
            plain,
            [vec![
                [100.0, 20.0],
                [110.0, 20.0],
                [105.0, 30.0],
                [100.0, 20.0]
            ]]
        );
    }
}
