//! Economic complexity of regions (ECI) and of industries (PCI).
//!
//! The complexity of a region is the mean of that of its industries and, up to a factor, the other way round:
//! K_r = (1/d_r)·Σ_i M_ri·Q_i, Q_i = (1/λu_i)·Σ_r M_ri·K_r. K is the second eigenvector of D⁻¹·M·U⁻¹·Mᵀ, whose first is the same for all regions.
//! ECI = (K − mean K) / sd K (divisor n), with the sign by which it correlates positively with diversity; PCI = (Q − mean K) / sd K,
//! so that the ECI of a region stays the mean PCI of its industries. (PCI by its own mean and deviation is another common scale.)
//!
//! **Computed** in the symmetric form: with S = D^-½·M·U^-½, S·Sᵀ has the same eigenvalues and K = D^-½·v for its second eigenvector v, found by
//! Lanczos steps on the sparse M on the smaller of both sides, orthogonal to the known first one (√d). The dense
//! industry-by-industry matrix of other programs is never formed.
//!
//! **Degenerate cases.** Regions without an advantage and industries nobody has one in have no complexity. Where M falls apart into parts
//! without a common industry, the second eigenvector only tells the parts apart: then the part with the most regions is measured, the rest
//! stays missing. Where the next eigenvalue is as large, K is not unique; [`Complexity::next_eigenvalue`] tells.
//!
//! Sources: Hidalgo & Hausmann (2009), The Building Blocks of Economic Complexity, PNAS 106(26); Hausmann et al. (2014), The Atlas
//! of Economic Complexity, MIT Press.
//!
//! Worked example: A has industries 1–4, B 1–3, C 1 and 2, D 1 and 4: λ = 0.291917, ECI (−0.062264, 0.929495, 0.740292, −1.607523), signed
//! so that it grows with diversity (4, 3, 2, 2).

use super::{degrees, lanczos};
use crate::methods::About;
use crate::{Names, Sparse};

/// What the index of regions says about itself.
pub const REGIONS: About = About {
    id: "economic-complexity-index",
    name: Names::fixed("经济复杂度指数（ECI）", "Economic complexity index (ECI)"),
    description: Names::fixed(
        "地区所具优势产业的平均复杂度，标准化；符号与多样性一致。",
        "The mean complexity of the industries a region has an advantage in, standardised; signed so that it grows with diversity.",
    ),
    formula: "second eigenvector K of D⁻¹·M·U⁻¹·Mᵀ; ECI = (K − mean K)/sd K",
    source: "Hidalgo & Hausmann (2009), PNAS 106(26), 10570–10575; Hausmann et al. (2014), The Atlas of Economic Complexity",
};

/// What the index of industries says about itself.
pub const INDUSTRIES: About = About {
    id: "product-complexity-index",
    name: Names::fixed(
        "产业（产品）复杂度指数（PCI）",
        "Product complexity index (PCI)",
    ),
    description: Names::fixed(
        "具有该产业优势的地区的平均复杂度，以 ECI 的尺度表示：地区的 ECI 即其产业 PCI 的均值。",
        "The complexity of the regions that have the industry, on the scale of the ECI, which is the mean PCI of a region's industries.",
    ),
    formula: "Q = U⁻¹·Mᵀ·K/λ; PCI = (Q − mean K)/sd K",
    source: "Hausmann et al. (2014), The Atlas of Economic Complexity, MIT Press",
};

/// The complexity of regions and industries.
#[derive(Debug, Clone, PartialEq)]
pub struct Complexity {
    /// ECI; NaN for regions that are not measured.
    pub regions: Vec<f64>,
    /// PCI on the scale of the ECI; NaN likewise.
    pub industries: Vec<f64>,
    /// Q / sd K: PCI before the mean is taken away, as complexity outlooks take it.
    pub industries_uncentred: Vec<f64>,
    /// λ, the second eigenvalue, at most 1.
    pub eigenvalue: f64,
    /// The one after it.
    pub next_eigenvalue: f64,
    /// How many parts M falls into that have no industry in common.
    pub parts: usize,
}

impl Complexity {
    /// How many regions the index effectively tells apart: (Σ ECI²)²/Σ ECI⁴, the inverse participation ratio. A few of many
    /// mean that it only sets a handful of odd regions against all others.
    pub fn effective_regions(&self) -> f64 {
        let power = |n: i32| {
            self.regions
                .iter()
                .filter(|eci| !eci.is_nan())
                .map(|eci| eci.powi(n))
                .sum::<f64>()
        };
        power(2).powi(2) / power(4)
    }
}

/// The complexity read from M, a row a region; `None` when there is none to read: fewer than two regions or industries in
/// the largest part, or all of them alike.
pub fn economic_complexity(presence: &Sparse) -> Option<Complexity> {
    let turned = presence.transposed();
    let (part_of, parts) = parts(presence, &turned);
    let largest = largest(&part_of, parts)?;
    let diversity = degrees(presence);
    let ubiquity = degrees(&turned);
    let inside = |region: &usize| part_of[*region] == Some(largest);
    let regions: Vec<usize> = (0..presence.rows()).filter(inside).collect();
    let industries: Vec<usize> = (0..turned.rows())
        .filter(|&industry| {
            turned
                .row(industry)
                .next()
                .is_some_and(|(region, _)| inside(&region))
        })
        .collect();
    if regions.len() < 2 || industries.len() < 2 {
        return None;
    }
    // D^-½·M·U⁻¹·Mᵀ·D^-½ on the regions, or the same on the industries, whichever are fewer.
    let by_regions = regions.len() <= industries.len();
    let (own, own_matrix, own_degrees) = if by_regions {
        (&regions, presence, &diversity)
    } else {
        (&industries, &turned, &ubiquity)
    };
    let (other, other_matrix, other_degrees) = if by_regions {
        (&industries, &turned, &ubiquity)
    } else {
        (&regions, presence, &diversity)
    };
    let root: Vec<f64> = own
        .iter()
        .map(|&at| (own_degrees[at] as f64).sqrt())
        .collect();
    let length = root.iter().map(|root| root * root).sum::<f64>().sqrt();
    let known: Vec<f64> = root.iter().map(|root| root / length).collect();
    let mut scattered = vec![0.0; own_matrix.rows()];
    let mut around = vec![0.0; other_matrix.rows()];
    let found = lanczos::leading(own.len(), &known, |vector| {
        for ((&at, item), root) in own.iter().zip(vector).zip(&root) {
            scattered[at] = item / root;
        }
        for &at in other {
            around[at] = sum(other_matrix, at, &scattered) / other_degrees[at] as f64;
        }
        let image = own.iter().zip(&root);
        image
            .map(|(&at, root)| sum(own_matrix, at, &around) / root)
            .collect()
    })?;
    let mut of_own = vec![f64::NAN; own_matrix.rows()];
    for ((&at, item), root) in own.iter().zip(&found.vector).zip(&root) {
        of_own[at] = item / root;
    }
    let means = |matrix: &Sparse, degrees: &[usize], of: &[usize], values: &[f64], scale: f64| {
        let mut means = vec![f64::NAN; matrix.rows()];
        for &at in of {
            means[at] = sum(matrix, at, values) / (degrees[at] as f64 * scale);
        }
        means
    };
    let (k, q) = if by_regions {
        let q = means(&turned, &ubiquity, &industries, &of_own, found.value);
        (of_own, q)
    } else {
        let k = means(presence, &diversity, &regions, &of_own, 1.0);
        (k, of_own)
    };
    let n = regions.len() as f64;
    let mean = regions.iter().map(|&at| k[at]).sum::<f64>() / n;
    let deviation = (regions
        .iter()
        .map(|&at| (k[at] - mean).powi(2))
        .sum::<f64>()
        / n)
        .sqrt();
    let mean_diversity = regions.iter().map(|&at| diversity[at] as f64).sum::<f64>() / n;
    let with_diversity: f64 = regions
        .iter()
        .map(|&at| (k[at] - mean) * (diversity[at] as f64 - mean_diversity))
        .sum();
    let scale = deviation * if with_diversity < 0.0 { -1.0 } else { 1.0 };
    let standardised = |values: &[f64]| values.iter().map(|value| (value - mean) / scale).collect();
    Some(Complexity {
        regions: standardised(&k),
        industries: standardised(&q),
        industries_uncentred: q.iter().map(|value| value / scale).collect(),
        eigenvalue: found.value,
        next_eigenvalue: found.next,
        parts,
    })
}

/// Σ of the values at the cells of a row.
fn sum(matrix: &Sparse, row: usize, values: &[f64]) -> f64 {
    let cells = matrix.parts(row).0;
    // Four sums side by side, since each addition waits for the one before.
    let (blocks, rest) = cells.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for block in blocks {
        for (sum, &at) in sums.iter_mut().zip(block) {
            *sum += values[at as usize];
        }
    }
    let rest: f64 = rest.iter().map(|&at| values[at as usize]).sum();
    sums.iter().sum::<f64>() + rest
}

/// The part that each region is in (`None` without any industry), and how many parts there are.
fn parts(presence: &Sparse, turned: &Sparse) -> (Vec<Option<usize>>, usize) {
    let mut part_of = vec![None; presence.rows()];
    let mut seen = vec![false; turned.rows()];
    let mut count = 0;
    for start in 0..presence.rows() {
        if part_of[start].is_some() || presence.parts(start).0.is_empty() {
            continue;
        }
        let mut waiting = vec![start];
        part_of[start] = Some(count);
        while let Some(region) = waiting.pop() {
            for (industry, _) in presence.row(region) {
                if std::mem::replace(&mut seen[industry], true) {
                    continue;
                }
                for (neighbour, _) in turned.row(industry) {
                    if part_of[neighbour].is_none() {
                        part_of[neighbour] = Some(count);
                        waiting.push(neighbour);
                    }
                }
            }
        }
        count += 1;
    }
    (part_of, count)
}

/// The part with the most regions, the first among equals.
fn largest(part_of: &[Option<usize>], parts: usize) -> Option<usize> {
    let mut sizes = vec![0; parts];
    for part in part_of.iter().flatten() {
        sizes[*part] += 1;
    }
    (0..parts).rev().max_by_key(|&part| sizes[part])
}

#[cfg(test)]
mod tests {
    use super::super::tests::{example, nested};
    use super::*;

    /// ‖D⁻¹·M·U⁻¹·Mᵀ·K − λ·K‖ of the standardised K, which is K up to a multiple of the first eigenvector (1, …, 1).
    fn residual(presence: &Sparse, found: &Complexity) -> f64 {
        let turned = presence.transposed();
        let (d, u) = (degrees(presence), degrees(&turned));
        let around: Vec<f64> = (0..turned.rows())
            .map(|i| sum(&turned, i, &found.regions) / u[i] as f64)
            .collect();
        let image: Vec<f64> = (0..presence.rows())
            .map(|r| sum(presence, r, &around) / d[r] as f64)
            .collect();
        let rest: Vec<f64> = image
            .iter()
            .zip(&found.regions)
            .map(|(image, k)| image - found.eigenvalue * k)
            .collect();
        let mean = rest.iter().sum::<f64>() / rest.len() as f64;
        rest.iter()
            .map(|rest| (rest - mean).powi(2))
            .sum::<f64>()
            .sqrt()
    }

    #[test]
    fn the_worked_example_is_an_eigenvector() {
        let found = economic_complexity(&example()).unwrap();
        assert!(residual(&example(), &found) < 1e-12);
        assert!(
            (found.eigenvalue - 0.291_917_081_057_659_6).abs() < 1e-12,
            "{found:?}"
        );
        assert!((1.0..=4.0).contains(&found.effective_regions()));
        let mean: f64 = found.regions.iter().sum::<f64>() / 4.0;
        assert!(mean.abs() < 1e-14);
    }

    #[test]
    fn a_region_is_the_mean_of_its_industries_from_whichever_side_it_is_found() {
        for (regions, industries) in [(30, 80), (80, 30)] {
            let presence = nested(regions, industries, 4);
            let found = economic_complexity(&presence).unwrap();
            assert_eq!(found.parts, 1);
            for region in 0..regions {
                let cells: Vec<f64> = presence
                    .row(region)
                    .map(|(i, _)| found.industries[i])
                    .collect();
                if cells.is_empty() {
                    assert!(found.regions[region].is_nan());
                    continue;
                }
                let mean = cells.iter().sum::<f64>() / cells.len() as f64;
                assert!((mean - found.regions[region]).abs() < 1e-11);
            }
            // The world is made so that the first region is the ablest.
            assert!(found.regions[0] > 0.0 && found.eigenvalue < 1.0);
        }
    }

    #[test]
    fn parts_without_a_common_industry_are_not_compared() {
        let rows: [&[usize]; 5] = [&[0, 1, 2], &[0, 1], &[0, 2], &[3], &[]];
        let presence = Sparse::from_rows(5, rows.map(|row| row.iter().map(|&at| (at, 1.0))));
        let found = economic_complexity(&presence).unwrap();
        assert_eq!(found.parts, 2);
        assert!(found.regions[..3].iter().all(|eci| eci.is_finite()));
        assert!(found.regions[3].is_nan() && found.regions[4].is_nan());
        assert!(found.industries[3].is_nan() && found.industries[4].is_nan());
    }

    #[test]
    fn regions_that_are_all_alike_have_no_complexity() {
        let alike = Sparse::from_rows(2, [[(0, 1.0), (1, 1.0)], [(0, 1.0), (1, 1.0)]]);
        assert_eq!(economic_complexity(&alike), None);
        assert_eq!(
            economic_complexity(&Sparse::from_rows(2, [[(0, 1.0)]])),
            None
        );
        let none: [[(usize, f64); 0]; 2] = [[], []];
        assert_eq!(economic_complexity(&Sparse::from_rows(2, none)), None);
    }
}
