//! Albers equal-area conic projection of China: areas on the map are as areas on the ground, which a map of shaded
//! areas needs.
//!
//! Ellipsoid CGCS2000 (the size and shape of GRS 80), central meridian 105° E, standard parallels 25° N and 47° N,
//! origin 105° E 0° N; these parallels are the usual ones for maps of the whole country.
//!
//! With eccentricity *e*, latitude φ and difference of longitude λ:
//!
//! ```text
//! q(φ) = (1 − e²) · { sin φ / (1 − e² sin² φ) − 1/(2e) · ln[(1 − e sin φ) / (1 + e sin φ)] }
//! m(φ) = cos φ / √(1 − e² sin² φ)
//! n    = (m₁² − m₂²) / (q₂ − q₁)        C = m₁² + n q₁
//! ρ(φ) = a √(C − n q(φ)) / n            θ = n λ
//! x    = ρ sin θ                        y = ρ₀ − ρ cos θ
//! ```
//!
//! Source: J. P. Snyder, *Map Projections: A Working Manual*, U.S. Geological Survey Professional Paper 1395 (1987),
//! p. 101–102, formulas 3-12, 3-16, 14-1 to 14-21.

use std::sync::LazyLock;

/// Longitude and latitude in degrees.
pub type Degrees = (f64, f64);

/// East and north of the origin in kilometres.
pub type Kilometres = (f64, f64);

/// Semi-major axis of CGCS2000 in kilometres.
const SEMI_MAJOR_AXIS: f64 = 6378.137;
/// Inverse flattening of CGCS2000.
const INVERSE_FLATTENING: f64 = 298.257_222_101;
/// Central meridian in degrees.
pub const CENTRAL_MERIDIAN: f64 = 105.0;
/// Standard parallels in degrees.
pub const STANDARD_PARALLELS: (f64, f64) = (25.0, 47.0);

struct Albers {
    eccentricity: f64,
    cone: f64,
    constant: f64,
    origin_radius: f64,
}

static CHINA: LazyLock<Albers> = LazyLock::new(|| {
    let flattening = 1.0 / INVERSE_FLATTENING;
    let eccentricity = (flattening * (2.0 - flattening)).sqrt();
    let (first, second) = STANDARD_PARALLELS;
    let (m1, m2) = (
        parallel(first, eccentricity),
        parallel(second, eccentricity),
    );
    let (q1, q2) = (
        authalic(first, eccentricity),
        authalic(second, eccentricity),
    );
    let cone = (m1 * m1 - m2 * m2) / (q2 - q1);
    let constant = m1 * m1 + cone * q1;
    Albers {
        eccentricity,
        cone,
        constant,
        // q is zero at the equator.
        origin_radius: SEMI_MAJOR_AXIS * constant.sqrt() / cone,
    }
});

/// m(φ): the radius of the parallel over the semi-major axis.
fn parallel(latitude: f64, e: f64) -> f64 {
    let (sin, cos) = latitude.to_radians().sin_cos();
    cos / (1.0 - (e * sin).powi(2)).sqrt()
}

/// q(φ), by which the authalic latitude is defined.
fn authalic(latitude: f64, e: f64) -> f64 {
    let sin = latitude.to_radians().sin();
    let logarithm = ((1.0 - e * sin) / (1.0 + e * sin)).ln();
    (1.0 - e * e) * (sin / (1.0 - (e * sin).powi(2)) - logarithm / (2.0 * e))
}

/// A point of the Earth on the map. Defined for every longitude and latitude; meant for China and what is around it.
pub fn project((longitude, latitude): Degrees) -> Kilometres {
    let albers = &*CHINA;
    let q = authalic(latitude, albers.eccentricity);
    let radius =
        SEMI_MAJOR_AXIS * (albers.constant - albers.cone * q).max(0.0).sqrt() / albers.cone;
    let angle = albers.cone * (longitude - CENTRAL_MERIDIAN).to_radians();
    (
        radius * angle.sin(),
        albers.origin_radius - radius * angle.cos(),
    )
}

/// The point of the Earth that is drawn at `point`; the latitude is found by iteration to 1e-12 radians.
pub fn unproject((x, y): Kilometres) -> Degrees {
    let albers = &*CHINA;
    let e = albers.eccentricity;
    let down = albers.origin_radius - y;
    let radius = x.hypot(down);
    let longitude = CENTRAL_MERIDIAN + (x.atan2(down) / albers.cone).to_degrees();
    let q = (albers.constant - (radius * albers.cone / SEMI_MAJOR_AXIS).powi(2)) / albers.cone;
    let mut latitude = (q / 2.0).clamp(-1.0, 1.0).asin();
    for _ in 0..20 {
        let (sin, cos) = latitude.sin_cos();
        let squared = 1.0 - (e * sin).powi(2);
        let logarithm = ((1.0 - e * sin) / (1.0 + e * sin)).ln();
        let step = squared.powi(2) / (2.0 * cos)
            * (q / (1.0 - e * e) - sin / squared + logarithm / (2.0 * e));
        latitude += step;
        if step.abs() < 1e-12 {
            break;
        }
    }
    (longitude, latitude.to_degrees())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `tests/peers/figures/projection.py` writes the fixture with pyproj (PROJ).
    #[test]
    fn agrees_with_proj() {
        let fixture = include_str!("../../tests/peers/albers.csv");
        let mut rows = 0;
        for line in fixture.lines().skip(1) {
            let row: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let (x, y) = project((row[0], row[1]));
            // To a millimetre.
            assert!((x - row[2]).abs() < 1e-6, "{line}: {x}");
            assert!((y - row[3]).abs() < 1e-6, "{line}: {y}");
            rows += 1;
        }
        assert!(rows > 40);
    }

    /// Snyder's ellipsoidal example (p. 292) uses other parameters, so only what does not depend on them is
    /// taken: on a standard parallel the scale is true, so the length of a degree is that of the ellipsoid.
    #[test]
    fn scale_is_true_on_the_standard_parallels() {
        for latitude in [STANDARD_PARALLELS.0, STANDARD_PARALLELS.1] {
            let (west, east) = (project((104.995, latitude)), project((105.005, latitude)));
            let drawn = (east.0 - west.0).hypot(east.1 - west.1);
            let ground =
                SEMI_MAJOR_AXIS * parallel(latitude, CHINA.eccentricity) * 0.01_f64.to_radians();
            assert!((drawn / ground - 1.0).abs() < 1e-8, "{latitude}");
        }
    }

    #[test]
    fn areas_are_those_of_the_ellipsoid() {
        // A small quadrangle: drawn area against a²(q₂ − q₁)Δλ/2.
        for (longitude, latitude) in [(75.0, 39.0), (105.0, 10.0), (134.0, 48.0), (112.0, 4.0)] {
            let step = 0.001;
            let corners = [(0.0, 0.0), (step, 0.0), (step, step), (0.0, step)]
                .map(|(east, north)| project((longitude + east, latitude + north)));
            let drawn = super::super::shapes::signed_area(&corners).abs();
            let e = CHINA.eccentricity;
            let ground = SEMI_MAJOR_AXIS.powi(2) / 2.0
                * (authalic(latitude + step, e) - authalic(latitude, e))
                * step.to_radians();
            assert!(
                (drawn / ground - 1.0).abs() < 1e-6,
                "{longitude} {latitude}"
            );
        }
    }

    proptest! {
        #[test]
        fn there_and_back(longitude in 60.0..150.0, latitude in -10.0..70.0) {
            let (back_longitude, back_latitude) = unproject(project((longitude, latitude)));
            prop_assert!((back_longitude - longitude).abs() < 1e-9);
            prop_assert!((back_latitude - latitude).abs() < 1e-9);
        }
    }
}
