//! An observed curve beside simulated ones.
//!
//! Local bands: at each distance the quantiles α/2 and 1 − α/2 of the simulated values (linear between ranks,
//! type 7 of Hyndman & Fan 1996, The American Statistician 50(4)). They hold for one distance looked at alone.
//! Global bands: at each distance the k-th smallest and k-th largest value, with the largest k for which at
//! most α of the simulated curves leave the bands anywhere; they hold for the curve as a whole. Localisation
//! Γ(r) = max(observed − upper global band, 0); dispersion Ψ(r) = max(lower global band − observed, 0) if the
//! curve is never localised, else 0. Source: Duranton & Overman (2005), Review of Economic Studies 72(4),
//! section 3.
//!
//! Worked example, α = 0.5 and the curves (1, 1), (2, 2), (3, 3), (4, 4): with k = 2 the curves of 1 and of 4
//! leave the bands 2…3, which is half of them; the local bands are 1.75…3.25.
//!
//! Degenerate cases: with fewer than 1/α curves k is 1 and the global bands hold all of them. A value that is
//! missing (no point within a distance) leaves the bands there to the others.

/// Observed values, and what simulations say about them; a value a distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The distances.
    pub r: Vec<f64>,
    /// The observed curve; NaN where it has no value.
    pub observed: Vec<f64>,
    /// What simulations say, where there are any.
    pub bands: Option<Bands>,
}

/// Bands of simulated curves.
#[derive(Debug, Clone, PartialEq)]
pub struct Bands {
    /// The mean of the simulated values.
    pub mean: Vec<f64>,
    /// The lower local band.
    pub low: Vec<f64>,
    /// The upper local band.
    pub high: Vec<f64>,
    /// The lower global band.
    pub global_low: Vec<f64>,
    /// The upper global band.
    pub global_high: Vec<f64>,
    /// Γ(r).
    pub localisation: Vec<f64>,
    /// Ψ(r).
    pub dispersion: Vec<f64>,
}

impl Envelope {
    pub(super) fn new(
        r: Vec<f64>,
        observed: Vec<f64>,
        simulated: &[Vec<f64>],
        level: f64,
    ) -> Envelope {
        let bands = (!simulated.is_empty()).then(|| Bands::new(&observed, simulated, level));
        Envelope { r, observed, bands }
    }
}

impl Bands {
    fn new(observed: &[f64], simulated: &[Vec<f64>], level: f64) -> Bands {
        let sorted: Vec<Vec<f64>> = (0..observed.len())
            .map(|at| {
                let mut values: Vec<f64> = simulated
                    .iter()
                    .map(|curve| curve[at])
                    .filter(|value| !value.is_nan())
                    .collect();
                values.sort_by(f64::total_cmp);
                values
            })
            .collect();
        // How deep each curve lies among the others where it comes nearest to their edge: 1 at the edge.
        let mut depths: Vec<usize> = simulated
            .iter()
            .map(|curve| {
                let depth = |(value, sorted): (&f64, &Vec<f64>)| {
                    let below = sorted.partition_point(|other| other <= value);
                    let above = sorted.len() - sorted.partition_point(|other| other < value);
                    below.min(above)
                };
                let known = curve
                    .iter()
                    .zip(&sorted)
                    .filter(|(value, _)| !value.is_nan());
                known.map(depth).min().unwrap_or(simulated.len())
            })
            .collect();
        depths.sort_unstable();
        let allowed = (level * simulated.len() as f64 + 1e-9).floor() as usize;
        // Curves less deep than k leave the bands: the k-th of them in order must not.
        let k = depths.get(allowed).copied().unwrap_or(1).max(1);
        let of = |read: &dyn Fn(&[f64]) -> f64| -> Vec<f64> {
            let read = |values: &Vec<f64>| {
                if values.is_empty() {
                    f64::NAN
                } else {
                    read(values)
                }
            };
            sorted.iter().map(read).collect()
        };
        let global_low = of(&|values| values[(k - 1).min(values.len() - 1)]);
        let global_high = of(&|values| values[values.len().saturating_sub(k)]);
        let beyond = |value: f64| if value > 0.0 { value } else { 0.0 };
        let localisation: Vec<f64> = observed
            .iter()
            .zip(&global_high)
            .map(|(observed, high)| beyond(observed - high))
            .collect();
        let localised = localisation.iter().any(|gamma| *gamma > 0.0);
        let dispersion = observed
            .iter()
            .zip(&global_low)
            .map(|(observed, low)| {
                if localised {
                    0.0
                } else {
                    beyond(low - observed)
                }
            })
            .collect();
        Bands {
            mean: of(&|values| values.iter().sum::<f64>() / values.len() as f64),
            low: of(&|values| quantile(values, level / 2.0)),
            high: of(&|values| quantile(values, 1.0 - level / 2.0)),
            global_low,
            global_high,
            localisation,
            dispersion,
        }
    }
}

/// The quantile of sorted values, linear between ranks.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let curves: Vec<Vec<f64>> = [1.0, 2.0, 3.0, 4.0].map(|value| vec![value; 2]).to_vec();
        let bands = Bands::new(&[5.0, 0.0], &curves, 0.5);
        assert_eq!((bands.low[0], bands.high[0]), (1.75, 3.25));
        assert_eq!((bands.global_low[0], bands.global_high[0]), (2.0, 3.0));
        assert_eq!(bands.localisation, [2.0, 0.0]);
        // Localised somewhere, so nowhere dispersed.
        assert_eq!(bands.dispersion, [0.0, 0.0]);
        assert_eq!(Bands::new(&[2.5, 0.0], &curves, 0.5).dispersion, [0.0, 2.0]);
    }

    #[test]
    fn at_most_the_level_of_curves_leave_the_global_bands() {
        let mut random = crate::Random::of_draw(1, 0);
        let curves: Vec<Vec<f64>> = (0..200)
            .map(|_| (0..30).map(|_| random.uniform()).collect())
            .collect();
        for level in [0.01, 0.05, 0.2, 0.9] {
            let bands = Bands::new(&curves[0], &curves, level);
            let outside = curves.iter().filter(|curve| {
                let mut at = curve
                    .iter()
                    .zip(bands.global_low.iter().zip(&bands.global_high));
                at.any(|(value, (low, high))| value < low || value > high)
            });
            assert!(outside.count() as f64 <= level * 200.0);
        }
    }

    #[test]
    fn missing_values_leave_the_bands_to_the_others() {
        let curves = [vec![f64::NAN, 1.0], vec![2.0, 3.0], vec![f64::NAN, 2.0]];
        let bands = Bands::new(&[1.0, f64::NAN], &curves, 0.05);
        assert_eq!(
            (bands.mean[0], bands.global_low[1], bands.global_high[1]),
            (2.0, 1.0, 3.0)
        );
        assert_eq!(bands.dispersion[0], 1.0);
    }
}
