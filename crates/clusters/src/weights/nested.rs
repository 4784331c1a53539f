//! Nested weights: near in space and alike in economy at once (嵌套权重).
//!
//! Formula: w_ij = g_ij · e_ij of geographic and economic weights; a link must stand in both. Source: Case,
//! Rosen & Hines (1993), Journal of Public Economics 52(3), and the practice of Chinese regional studies.
//! Worked example: g_12 = 1, e_12 = 1/2 gives 1/2; where g_13 = 0 there is no link.

use super::{Weights, WeightsError};

/// The product of two sets of weights, link by link.
///
/// # Errors
/// [`WeightsError::Sizes`]: they are over different numbers of units.
pub fn nested(geographic: &Weights, economic: &Weights) -> Result<Weights, WeightsError> {
    let sizes = (geographic.units(), economic.units());
    if sizes.0 != sizes.1 {
        return Err(WeightsError::Sizes { sizes });
    }
    let links: Vec<_> = geographic
        .links()
        .map(|(unit, other, weight)| (unit, other, weight * economic.between(unit, other)))
        .collect();
    Weights::from_links(sizes.0, &links)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::weights::economic_distance;

    #[test]
    fn worked_example() {
        let geographic = Weights::from_links(3, &[(0, 1, 1.0), (1, 0, 1.0)]).unwrap();
        let economic = economic_distance(&[1.0, 3.0, 7.0], 0.0).unwrap();
        let links: Vec<_> = nested(&geographic, &economic).unwrap().links().collect();
        assert_eq!(links, [(0, 1, 0.5), (1, 0, 0.5)]);
        let four = Weights::from_links(4, &[]).unwrap();
        assert_eq!(
            nested(&geographic, &four),
            Err(WeightsError::Sizes { sizes: (3, 4) })
        );
    }
}
