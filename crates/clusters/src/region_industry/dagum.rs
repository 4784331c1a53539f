//! The Gini coefficient of regions in groups, parted into within, net between and transvariation.
//!
//! With Δ_gh the mean of |x − y| over x in group g and y in h, G_gh = Δ_gh / (μ_g + μ_h), p_g = n_g/n and
//! s_g = n_g·μ_g / (n·μ): within G_w = Σ_g G_gg·p_g·s_g; gross between Σ_{g<h} G_gh·(p_g·s_h + p_h·s_g). The relative
//! affluence D_gh = (d_gh − p_gh) / (d_gh + p_gh) parts the gross between: net G_nb with the factor D_gh, transvariation G_t
//! (the overlap: members of the poorer group above members of the richer) with 1 − D_gh. As d_gh − p_gh = |μ_g − μ_h| and d_gh + p_gh = Δ_gh,
//! D_gh = |μ_g − μ_h| / Δ_gh. G = G_w + G_nb + G_t.
//!
//! Source: Dagum (1997), A New Approach to the Decomposition of the Gini Income Inequality Ratio, Empirical Economics 22, 515–531.
//!
//! Worked example: groups (1, 3) and (2, 6): G = 0.333333, within 0.125, net between 0.166667, transvariation 0.041667.

use crate::Names;
use crate::methods::About;

/// What the decomposition says about itself.
pub const ABOUT: About = About {
    id: "dagum-gini-decomposition",
    name: Names::fixed(
        "达古姆基尼系数分解",
        "Dagum decomposition of the Gini coefficient",
    ),
    description: Names::fixed(
        "把基尼系数分为组内、组间净值与超变密度（组间重叠）三部分，相加等于总体。",
        "Parts the Gini coefficient into within groups, net between groups and transvariation (their overlap), which add up to it.",
    ),
    formula: "G = Σ_g G_gg·p_g·s_g + Σ_{g<h} G_gh·(p_g·s_h + p_h·s_g)·D_gh + Σ_{g<h} G_gh·(p_g·s_h + p_h·s_g)·(1 − D_gh)",
    source: "Dagum (1997), Empirical Economics 22, 515–531",
};

/// A Gini coefficient and its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Dagum {
    /// The coefficient of all; the sum of the three parts.
    pub total: f64,
    /// Within groups.
    pub within: f64,
    /// Net between groups.
    pub net_between: f64,
    /// Transvariation.
    pub transvariation: f64,
    /// G_gg of each group; `None` for one whose values are all 0.
    pub of_groups: Vec<Option<f64>>,
    /// G_gh of each two groups, as (g, h, G_gh, D_gh) with g < h; those of two groups of zeros are not listed.
    pub between: Vec<(usize, usize, f64, f64)>,
}

/// The decomposition for values that are not negative, a group each by its number from 0; numbers that no value
/// has are empty groups. `None` when all values are 0.
pub fn dagum(values: &[f64], groups: &[usize]) -> Option<Dagum> {
    let mut members: Vec<Vec<f64>> =
        vec![Vec::new(); groups.iter().max().map_or(0, |most| most + 1)];
    for (&value, &group) in values.iter().zip(groups) {
        members[group].push(value);
    }
    members
        .iter_mut()
        .for_each(|group| group.sort_by(f64::total_cmp));
    let sums: Vec<f64> = members.iter().map(|group| group.iter().sum()).collect();
    let (n, sum) = (values.len() as f64, sums.iter().sum::<f64>());
    if sum <= 0.0 {
        return None;
    }
    let size = |group: usize| members[group].len() as f64;
    let mean = |group: usize| sums[group] / size(group);
    let mut found = Dagum {
        total: 0.0,
        within: 0.0,
        net_between: 0.0,
        transvariation: 0.0,
        of_groups: vec![None; members.len()],
        between: Vec::new(),
    };
    for g in 0..members.len() {
        if sums[g] > 0.0 {
            let own = difference(&members[g], &members[g]) / (2.0 * mean(g));
            found.of_groups[g] = Some(own);
            found.within += own * size(g) / n * sums[g] / sum;
        }
        for h in g + 1..members.len() {
            if members[g].is_empty() || members[h].is_empty() || sums[g] + sums[h] <= 0.0 {
                continue;
            }
            let apart = difference(&members[g], &members[h]);
            let ratio = apart / (mean(g) + mean(h));
            let affluence = if apart > 0.0 {
                (mean(g) - mean(h)).abs() / apart
            } else {
                0.0
            };
            let weight = (size(g) * sums[h] + size(h) * sums[g]) / (n * sum);
            found.net_between += ratio * weight * affluence;
            found.transvariation += ratio * weight * (1.0 - affluence);
            found.between.push((g, h, ratio, affluence));
        }
    }
    found.total = found.within + found.net_between + found.transvariation;
    Some(found)
}

/// The mean of |x − y| over all x in one and y in the other sorted list.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    let total: f64 = b.iter().sum();
    let (mut passed, mut below, mut sum) = (0, 0.0, 0.0);
    for &x in a {
        while passed < b.len() && b[passed] <= x {
            below += b[passed];
            passed += 1;
        }
        let above = b.len() - passed;
        sum += passed as f64 * x - below + (total - below) - above as f64 * x;
    }
    sum / (a.len() as f64 * b.len() as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::region_industry::locational_gini::gini;

    #[test]
    fn the_worked_example() {
        let found = dagum(&[1.0, 3.0, 2.0, 6.0], &[0, 0, 1, 1]).unwrap();
        assert!((found.total - 1.0 / 3.0).abs() < 1e-12, "{found:?}");
        // Within: 0.25·½·⅓ + 0.25·½·⅔; Δ = (1 + 5 + 1 + 3)/4 = 2.5, G_gh = 2.5/6, D = 2/2.5, weight ½·⅔ + ½·⅓.
        assert!((found.within - 0.125).abs() < 1e-12);
        assert!((found.net_between - 2.5 / 6.0 * 0.5 * 0.8).abs() < 1e-12);
        assert!((found.transvariation - 2.5 / 6.0 * 0.5 * 0.2).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn parts_sum_to_the_gini_coefficient(
            rows in prop::collection::vec((0.0..10.0f64, 0usize..4), 2..30)
        ) {
            let (values, groups): (Vec<f64>, Vec<usize>) = rows.into_iter().unzip();
            prop_assume!(values.iter().any(|value| *value > 0.0));
            let found = dagum(&values, &groups).unwrap();
            prop_assert!((found.total - gini(&values).unwrap()).abs() < 1e-12);
            prop_assert!(found.transvariation > -1e-12 && found.net_between >= 0.0);
        }
    }
}
