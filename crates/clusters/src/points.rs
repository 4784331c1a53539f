//! Where points lie: on the sphere (longitude and latitude) or on a plane (two coordinates of one unit).
//!
//! Whatever searches among points works on vectors in which straight-line distance (on the sphere: the
//! chord) grows with distance, so that poles, antimeridian and plane need no cases of their own.

use crate::Names;
use crate::sphere::{self, Degrees, EARTH_RADIUS_KM};

/// The box around China with its seas: longitudes, then latitudes, in degrees.
const CHINA: [(f64, f64); 2] = [(73.0, 136.0), (3.0, 54.0)];

/// How far rounding may carry a squared straight-line distance, as a share of it and absolutely (vectors of
/// length 1 are exact to some 2·10⁻¹⁶): within it, the formula of the distance decides.
const ROUNDING: (f64, f64) = (1e-9, 1e-15);

/// Points that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum PointsError {
    /// There is none.
    None,
    /// A coordinate that is no place.
    Coordinates {
        /// The position of the point, from 0.
        point: usize,
        /// The coordinates as given: longitude and latitude, or x and y.
        given: [f64; 2],
        /// What is probably wrong.
        why: Misplaced,
    },
    /// A weight below zero, infinite or not a number.
    Weight {
        /// The position of the point, from 0.
        point: usize,
        /// The weight.
        weight: f64,
    },
    /// So many weights as points are needed.
    WeightCount {
        /// The number of points.
        points: usize,
        /// The number of weights.
        weights: usize,
    },
    /// All weights are zero.
    NoWeight,
    /// A radius, threshold or other length outside its limits.
    Length {
        /// What it is, as the command line calls it.
        name: &'static str,
        /// The value.
        value: f64,
        /// The largest value that has a meaning.
        most: f64,
    },
    /// A count or threshold that must be larger.
    TooSmall {
        /// What it is, as the command line calls it.
        name: &'static str,
        /// The value.
        value: f64,
        /// The least value.
        least: f64,
    },
    /// The method needs more points.
    TooFew {
        /// The points there are.
        points: usize,
        /// The points needed.
        needed: usize,
    },
}

/// What is probably wrong with a pair of coordinates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misplaced {
    /// Not a finite number.
    NotFinite,
    /// The two are the wrong way round.
    Swapped,
    /// They are metres of a projection.
    Projected,
    /// They lie outside −180…180 or −90…90.
    OutOfRange,
}

impl PointsError {
    /// The message in both languages. Points are counted from 1.
    pub fn message(&self) -> Names {
        match self {
            PointsError::None => Names::fixed(
                "没有点；请给出至少一个点",
                "there are no points; give at least one",
            ),
            PointsError::Coordinates { point, given, why } => {
                let [first, second] = given;
                let (zh, en) = match why {
                    Misplaced::NotFinite => ("不是有限的数；请改正", "not finite; correct it"),
                    Misplaced::Swapped => (
                        "经纬度似乎写反了；请对调 lon 与 lat 两列",
                        "longitude and latitude seem to be swapped; exchange the columns lon and lat",
                    ),
                    Misplaced::Projected => (
                        "像是投影坐标（米）而非度；请换算成经纬度，或把列名改为 x,y",
                        "these look like metres of a projection, not degrees; convert them to longitude and latitude, or name the columns x,y",
                    ),
                    Misplaced::OutOfRange => (
                        "超出经度 −180…180 或纬度 −90…90；请改正",
                        "outside longitudes −180…180 or latitudes −90…90; correct it",
                    ),
                };
                Names::new(
                    format!("第 {} 个点 ({first}, {second})：{zh}", point + 1),
                    format!("point {} ({first}, {second}): {en}", point + 1),
                )
            }
            PointsError::Weight { point, weight } => Names::new(
                format!(
                    "第 {} 个点的权重 {weight} 不是有限的非负数；请改正或删去该点",
                    point + 1
                ),
                format!(
                    "the weight {weight} of point {} is not a finite number from 0 up; correct it or leave the point out",
                    point + 1
                ),
            ),
            PointsError::WeightCount { points, weights } => Names::new(
                format!("{points} 个点有 {weights} 个权重；请一一对应"),
                format!("{points} points have {weights} weights; give one a point"),
            ),
            PointsError::NoWeight => Names::fixed(
                "所有点的权重都是 0；请给出正的权重，或不用权重",
                "all weights are 0; give weights above 0, or none",
            ),
            PointsError::Length { name, value, most } => Names::new(
                format!(
                    "{name} = {value} 应大于 0 且不超过 {most}；请检查单位是否为千米（平面上为坐标的单位）"
                ),
                format!(
                    "{name} = {value} should be above 0 and at most {most}; is it in kilometres (on a plane: in the unit of the coordinates)?"
                ),
            ),
            PointsError::TooSmall { name, value, least } => Names::new(
                format!("{name} = {value} 太小；请取至少 {least}"),
                format!("{name} = {value} is too small; take at least {least}"),
            ),
            PointsError::TooFew { points, needed } => Names::new(
                format!("只有 {points} 个点，该方法至少需要 {needed} 个；请补充点或减小近邻数"),
                format!(
                    "there are {points} points and the method needs {needed}; add points or ask for fewer neighbours"
                ),
            ),
        }
    }
}

/// What points lie on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// The Earth as a sphere; distances in kilometres along great circles.
    Sphere,
    /// A plane; distances in the unit of the coordinates.
    Plane,
}

/// Points on one surface.
#[derive(Debug, Clone)]
pub struct Positions {
    surface: Surface,
    given: Vec<[f64; 2]>,
    vectors: Vec<[f64; 3]>,
}

impl Positions {
    /// Points on the sphere.
    ///
    /// # Errors
    /// [`PointsError::None`] and [`PointsError::Coordinates`].
    pub fn on_sphere(points: &[Degrees]) -> Result<Positions, PointsError> {
        if points.is_empty() {
            return Err(PointsError::None);
        }
        let given: Vec<[f64; 2]> = points
            .iter()
            .map(|point| [point.longitude, point.latitude])
            .collect();
        for (point, &given) in given.iter().enumerate() {
            if let Some(why) = misplaced(given) {
                return Err(PointsError::Coordinates { point, given, why });
            }
        }
        let vectors = points.iter().map(|point| point.unit_vector()).collect();
        Ok(Positions {
            surface: Surface::Sphere,
            given,
            vectors,
        })
    }

    /// Points on a plane: x, y.
    ///
    /// # Errors
    /// [`PointsError::None`] and [`PointsError::Coordinates`].
    pub fn on_plane(points: &[[f64; 2]]) -> Result<Positions, PointsError> {
        if points.is_empty() {
            return Err(PointsError::None);
        }
        let unplaced = |point: &[f64; 2]| !(point[0].is_finite() && point[1].is_finite());
        if let Some(point) = points.iter().position(unplaced) {
            return Err(PointsError::Coordinates {
                point,
                given: points[point],
                why: Misplaced::NotFinite,
            });
        }
        Ok(Positions {
            surface: Surface::Plane,
            given: points.to_vec(),
            vectors: points.iter().map(|&[x, y]| [x, y, 0.0]).collect(),
        })
    }

    /// The number of points, at least 1.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.given.len()
    }

    /// What the points lie on.
    pub fn surface(&self) -> Surface {
        self.surface
    }

    /// The coordinates of a point as given: longitude and latitude in degrees, or x and y.
    pub fn given(&self, point: usize) -> [f64; 2] {
        self.given[point]
    }

    /// The vectors to search in: of length 1 on the sphere; x, y, 0 on a plane.
    pub fn vectors(&self) -> &[[f64; 3]] {
        &self.vectors
    }

    /// The distance of two points: kilometres on the sphere, the unit of the coordinates on a plane.
    pub fn distance(&self, a: usize, b: usize) -> f64 {
        let ([ax, ay], [bx, by]) = (self.given[a], self.given[b]);
        match self.surface {
            Surface::Plane => ((ax - bx).powi(2) + (ay - by).powi(2)).sqrt(),
            Surface::Sphere => Degrees {
                longitude: ax,
                latitude: ay,
            }
            .distance_km(Degrees {
                longitude: bx,
                latitude: by,
            }),
        }
    }

    /// The straight-line distance between vectors whose points are so far apart.
    pub fn straight(&self, distance: f64) -> f64 {
        match self.surface {
            Surface::Plane => distance,
            Surface::Sphere => sphere::chord(distance),
        }
    }

    /// The distance of points whose vectors are so far apart in a straight line.
    pub fn along(&self, straight: f64) -> f64 {
        match self.surface {
            Surface::Plane => straight,
            Surface::Sphere => 2.0 * EARTH_RADIUS_KM * (straight / 2.0).min(1.0).asin(),
        }
    }

    /// The largest distance that has a meaning: half the Earth's circumference, or no limit.
    pub fn farthest(&self) -> f64 {
        match self.surface {
            Surface::Plane => f64::MAX,
            Surface::Sphere => EARTH_RADIUS_KM * std::f64::consts::PI,
        }
    }

    /// The rule "at most so far apart".
    ///
    /// # Errors
    /// [`PointsError::Length`], under `name`: not above 0 or farther than the Earth allows.
    pub fn within(&self, distance: f64, name: &'static str) -> Result<Within, PointsError> {
        if distance > 0.0 && distance <= self.farthest() {
            let squared = self.straight(distance).powi(2);
            let absolute = match self.surface {
                Surface::Sphere => ROUNDING.1 * (squared.sqrt() + ROUNDING.1),
                Surface::Plane => 0.0,
            };
            let slack = ROUNDING.0 * squared + absolute;
            Ok(Within {
                distance,
                surely: squared - slack,
                perhaps: squared + slack,
            })
        } else {
            Err(PointsError::Length {
                name,
                value: distance,
                most: self.farthest(),
            })
        }
    }

    /// Whether two points are at most so far apart; the formula of the distance decides at the edge.
    pub fn are_within(&self, a: usize, b: usize, within: &Within) -> bool {
        let squared = squared(self.vectors[a], self.vectors[b]);
        squared <= within.surely
            || (squared <= within.perhaps && self.distance(a, b) <= within.distance)
    }

    /// What a reader should know about where the points lie: outside China, or perhaps swapped.
    pub fn notes(&self) -> Vec<Names> {
        if self.surface == Surface::Plane {
            return Vec::new();
        }
        let outside: Vec<[f64; 2]> = self
            .given
            .iter()
            .copied()
            .filter(|&point| !in_china(point))
            .collect();
        let turned = outside
            .iter()
            .filter(|&&[longitude, latitude]| in_china([latitude, longitude]))
            .count();
        let (all, count) = (self.len(), outside.len());
        let mut notes = Vec::new();
        if count > 0 {
            notes.push(Names::new(
                format!("{all} 个点中有 {count} 个在中国范围之外；照常计算"),
                format!(
                    "{count} of {all} points lie outside China; they are computed all the same"
                ),
            ));
        }
        if turned > 0 {
            notes.push(Names::new(
                format!("其中 {turned} 个点对调经纬度后落在中国；请确认 lon 与 lat 没有写反"),
                format!(
                    "{turned} of them would lie in China with longitude and latitude exchanged; make sure that lon and lat are not swapped"
                ),
            ));
        }
        notes
    }
}

/// The rule "at most so far apart", made by [`Positions::within`].
#[derive(Debug, Clone, Copy)]
pub struct Within {
    /// The distance.
    pub distance: f64,
    /// Vectors whose squared straight-line distance is at most this are within.
    pub surely: f64,
    /// Beyond this they are not.
    pub perhaps: f64,
}

/// The squared straight-line distance of two vectors.
pub(crate) fn squared(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}

/// Weights for so many points: those given, or 1 each.
///
/// # Errors
/// [`PointsError`]: another number of weights than of points, a weight below 0, all weights 0.
pub(crate) fn weights_for(points: usize, given: Option<&[f64]>) -> Result<Vec<f64>, PointsError> {
    let Some(given) = given else {
        return Ok(vec![1.0; points]);
    };
    if given.len() != points {
        return Err(PointsError::WeightCount {
            points,
            weights: given.len(),
        });
    }
    let wrong = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    if let Some(point) = given.iter().position(wrong) {
        return Err(PointsError::Weight {
            point,
            weight: given[point],
        });
    }
    if given.iter().all(|&weight| weight == 0.0) {
        return Err(PointsError::NoWeight);
    }
    Ok(given.to_vec())
}

fn in_china([longitude, latitude]: [f64; 2]) -> bool {
    let [longitudes, latitudes] = CHINA;
    (longitudes.0..=longitudes.1).contains(&longitude)
        && (latitudes.0..=latitudes.1).contains(&latitude)
}

fn misplaced([longitude, latitude]: [f64; 2]) -> Option<Misplaced> {
    if !(longitude.is_finite() && latitude.is_finite()) {
        Some(Misplaced::NotFinite)
    } else if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 {
        None
    } else if longitude.abs().max(latitude.abs()) > 1000.0 {
        Some(Misplaced::Projected)
    } else if longitude.abs() <= 90.0 && latitude.abs() <= 180.0 {
        Some(Misplaced::Swapped)
    } else {
        Some(Misplaced::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(points: &[[f64; 2]]) -> Vec<Degrees> {
        let degrees = |&[longitude, latitude]: &[f64; 2]| Degrees {
            longitude,
            latitude,
        };
        points.iter().map(degrees).collect()
    }

    #[test]
    fn coordinates_that_are_no_place_are_refused_with_the_probable_reason() {
        let why = |point: [f64; 2]| match Positions::on_sphere(&degrees(&[[116.4, 39.9], point])) {
            Err(PointsError::Coordinates { point: 1, why, .. }) => Some(why),
            Ok(_) => None,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(why([39.9, 116.4]), Some(Misplaced::Swapped));
        assert_eq!(why([448_000.0, 4_418_000.0]), Some(Misplaced::Projected));
        assert_eq!(why([200.0, 30.0]), Some(Misplaced::OutOfRange));
        assert_eq!(why([f64::NAN, 30.0]), Some(Misplaced::NotFinite));
        assert_eq!(why([-180.0, 90.0]), None);
        assert_eq!(Positions::on_sphere(&[]).unwrap_err(), PointsError::None);
    }

    #[test]
    fn points_outside_china_are_noted_and_so_are_those_that_may_be_swapped() {
        let notes = |points: &[[f64; 2]]| Positions::on_sphere(&degrees(points)).unwrap().notes();
        assert_eq!(notes(&[[116.4, 39.9], [87.6, 43.8]]), []);
        let outside = notes(&[[2.35, 48.86], [116.4, 39.9]]);
        assert!(outside.len() == 1 && outside[0].en.starts_with("1 of 2"));
        // Ürümqi and Kashgar the wrong way round are still places.
        let swapped = notes(&[[43.8, 87.6], [39.5, 76.0]]);
        assert!(swapped.len() == 2 && swapped[1].en.contains("swapped"));
    }

    #[test]
    fn the_rule_of_distance_includes_its_edge() {
        let points = degrees(&[[0.0, 0.0], [0.3, 0.0], [120.0, 30.0], [120.1, 30.1]]);
        let positions = Positions::on_sphere(&points).unwrap();
        for (a, b) in [(0, 1), (2, 3)] {
            let distance = positions.distance(a, b);
            let edge = positions.within(distance, "eps-km").unwrap();
            assert!(positions.are_within(a, b, &edge));
            let shorter = positions
                .within(distance * (1.0 - 1e-12), "eps-km")
                .unwrap();
            assert!(!positions.are_within(a, b, &shorter));
        }
        for wrong in [0.0, -1.0, f64::NAN, 20_016.0] {
            assert!(positions.within(wrong, "eps-km").is_err(), "{wrong}");
        }
    }

    #[test]
    fn weights_are_checked() {
        assert_eq!(weights_for(2, None), Ok(vec![1.0, 1.0]));
        assert_eq!(weights_for(2, Some(&[0.0, 2.0])), Ok(vec![0.0, 2.0]));
        assert_eq!(
            weights_for(2, Some(&[0.0, 0.0])),
            Err(PointsError::NoWeight)
        );
        assert!(matches!(
            weights_for(2, Some(&[1.0, -1.0])),
            Err(PointsError::Weight { point: 1, .. })
        ));
        assert!(weights_for(2, Some(&[1.0])).is_err());
    }
}
