//! Great-circle geometry on a sphere.
//!
//! Distance by the haversine formula, which keeps its digits for points close to each other.
//! Source: Sinnott (1984), Virtues of the Haversine, Sky and Telescope 68(2). Worked example: Beijing
//! (116.4074° E, 39.9042° N) to Shanghai (121.4737° E, 31.2304° N) is 1,067.3 km.

/// The mean radius of the Earth in kilometres (IUGG, R₁).
pub const EARTH_RADIUS_KM: f64 = 6371.0088;

/// A point on the sphere in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Degrees {
    /// East of Greenwich, −180 to 180.
    pub longitude: f64,
    /// North of the equator, −90 to 90.
    pub latitude: f64,
}

impl Degrees {
    /// The distance to `other` along the great circle, in kilometres.
    pub fn distance_km(self, other: Degrees) -> f64 {
        let (from, to) = (self.latitude.to_radians(), other.latitude.to_radians());
        let across = ((other.longitude - self.longitude).to_radians() / 2.0).sin();
        let along = ((to - from) / 2.0).sin();
        let haversine = along * along + from.cos() * to.cos() * across * across;
        2.0 * EARTH_RADIUS_KM * haversine.sqrt().min(1.0).asin()
    }

    /// The point as a vector of length 1, in which straight-line distance grows with distance on the
    /// sphere, so that trees and grids can search it across poles and antimeridian alike.
    pub fn unit_vector(self) -> [f64; 3] {
        let (latitude, longitude) = (self.latitude.to_radians(), self.longitude.to_radians());
        [
            latitude.cos() * longitude.cos(),
            latitude.cos() * longitude.sin(),
            latitude.sin(),
        ]
    }
}

/// The straight-line distance between unit vectors whose great-circle distance is `km`; half the
/// circumference and more is the diameter.
pub fn chord(km: f64) -> f64 {
    2.0 * (km / (2.0 * EARTH_RADIUS_KM))
        .min(std::f64::consts::FRAC_PI_2)
        .sin()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEIJING: Degrees = Degrees {
        longitude: 116.4074,
        latitude: 39.9042,
    };
    const SHANGHAI: Degrees = Degrees {
        longitude: 121.4737,
        latitude: 31.2304,
    };

    #[test]
    fn distances_are_those_of_an_atlas() {
        assert!((BEIJING.distance_km(SHANGHAI) - 1067.3).abs() < 0.1);
        let pole = Degrees {
            longitude: 12.0,
            latitude: 90.0,
        };
        let equator = Degrees {
            longitude: -70.0,
            latitude: 0.0,
        };
        let quarter = EARTH_RADIUS_KM * std::f64::consts::FRAC_PI_2;
        assert!((pole.distance_km(equator) - quarter).abs() < 1e-9);
    }

    #[test]
    fn the_antimeridian_is_no_border() {
        let east = Degrees {
            longitude: 179.999,
            latitude: 0.0,
        };
        let west = Degrees {
            longitude: -179.999,
            latitude: 0.0,
        };
        assert!(east.distance_km(west) < 0.23);
    }

    #[test]
    fn the_chord_of_a_distance_is_the_distance_of_the_vectors() {
        let (a, b) = (BEIJING.unit_vector(), SHANGHAI.unit_vector());
        let straight = a
            .iter()
            .zip(b)
            .map(|(a, b)| (a - b).powi(2))
            .sum::<f64>()
            .sqrt();
        assert!((straight - chord(BEIJING.distance_km(SHANGHAI))).abs() < 1e-12);
    }
}
