//! Industries within reach of a region: near, valuable, not yet there.
//!
//! A candidate is an industry that the region has no advantage in, whose **density** is above 0 and within the top share of those of what
//! the region lacks (near), and that is **valuable**: its PCI lies above the region's ECI, so that having it would raise it, and its outlook gain is
//! positive. Candidates are ordered by the weighted mean of their percentile ranks (share of the lacking industries that are not above) by density and
//! by outlook gain. The top share and the weight are parameters.
//!
//! The choice follows the strategies of Hausmann, Hidalgo et al. (2014), The Atlas of Economic Complexity, and Boschma, Balland & Kogler
//! (2015), Relatedness and Technological Change in Cities, Industrial and Corporate Change 24(1), where density predicts entry; the rule itself
//! is this program's own.
//!
//! Worked example: a region of ECI 0 lacks industries of density (0.5, 0.4, 0.1), PCI (1, −1, 2) and gain (0.2, 0.1, 0.3). With
//! the top two thirds near, only the first is a candidate; it ranks 1 by density and 2/3 by gain, so at even weights it scores 5/6.

use crate::Names;
use crate::methods::About;

/// What the choice says about itself.
pub const ABOUT: About = About {
    id: "entry-candidates",
    name: Names::fixed("可进入产业", "Entry candidates"),
    description: Names::fixed(
        "尚无优势、密度居前、PCI 高于地区 ECI 且前景增益为正的产业，按密度与增益的百分位加权排序。",
        "Industries not yet there, near by density, with a PCI above the region's ECI and a positive outlook gain, ordered by percentiles of density and gain.",
    ),
    formula: "M_ri = 0, ω_ri > 0 in the top share, PCI_i > ECI_r, COG_ri > 0; score = w·rank(ω) + (1 − w)·rank(COG)",
    source: "after Hausmann, Hidalgo et al. (2014) and Boschma, Balland & Kogler (2015); own rule",
};

/// What makes a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// The share of the lacking industries that count as near, above 0 to 1.
    pub near_share: f64,
    /// The weight of density in the score, 0 to 1; the rest is that of the outlook gain.
    pub density_weight: f64,
}

impl Default for Rule {
    fn default() -> Rule {
        Rule {
            near_share: 0.25,
            density_weight: 0.5,
        }
    }
}

/// An industry that a region lacks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lacking {
    /// The industry.
    pub industry: usize,
    /// Its density for the region.
    pub density: f64,
    /// Its PCI, on the scale of the ECI.
    pub complexity: f64,
    /// Its outlook gain.
    pub gain: f64,
}

/// A candidate and its score, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The industry and what speaks for it.
    pub of: Lacking,
    /// The mean of its percentile ranks.
    pub score: f64,
}

/// The candidates among what a region of complexity `eci` lacks, best first (ties by the order of industries). Industries with a value that is
/// not a number are no candidates and are not ranked.
pub fn candidates(lacking: &[Lacking], eci: f64, rule: &Rule) -> Vec<Candidate> {
    let measured = |item: &&Lacking| {
        !(item.density.is_nan() || item.complexity.is_nan() || item.gain.is_nan())
    };
    let items: Vec<Lacking> = lacking.iter().filter(measured).copied().collect();
    let sorted = |of: fn(&Lacking) -> f64| {
        let mut values: Vec<f64> = items.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (densities, gains) = (sorted(|item| item.density), sorted(|item| item.gain));
    let n = items.len() as f64;
    // A share such as 0.1 of 30 must not fall to 2 by a rounding.
    let near = ((rule.near_share * n + 1e-9).floor() as usize).clamp(1, items.len().max(1));
    let Some(&edge) = densities.iter().rev().nth(near - 1) else {
        return Vec::new();
    };
    let rank =
        |values: &[f64], value: f64| values.partition_point(|other| *other <= value) as f64 / n;
    let mut found: Vec<Candidate> = items
        .iter()
        .filter(|item| item.density >= edge && item.density > 0.0)
        .filter(|item| item.complexity > eci && item.gain > 0.0)
        .map(|&of| Candidate {
            of,
            score: rule.density_weight * rank(&densities, of.density)
                + (1.0 - rule.density_weight) * rank(&gains, of.gain),
        })
        .collect();
    found.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.of.industry.cmp(&b.of.industry))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking() -> Vec<Lacking> {
        let rows = [(0.5, 1.0, 0.2), (0.4, -1.0, 0.1), (0.1, 2.0, 0.3)];
        let items = rows.into_iter().enumerate();
        items
            .map(|(industry, (density, complexity, gain))| Lacking {
                industry,
                density,
                complexity,
                gain,
            })
            .collect()
    }

    #[test]
    fn the_worked_example() {
        let rule = Rule {
            near_share: 2.0 / 3.0,
            density_weight: 0.5,
        };
        let found = candidates(&lacking(), 0.0, &rule);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].of.industry, 0);
        assert!((found[0].score - 5.0 / 6.0).abs() < 1e-15);
        let all = candidates(
            &lacking(),
            -2.0,
            &Rule {
                near_share: 1.0,
                density_weight: 0.0,
            },
        );
        assert_eq!(
            all.iter().map(|item| item.of.industry).collect::<Vec<_>>(),
            [2, 0, 1]
        );
    }

    #[test]
    fn what_is_related_to_nothing_is_not_near() {
        let far: Vec<Lacking> = lacking()
            .into_iter()
            .map(|item| Lacking {
                density: 0.0,
                ..item
            })
            .collect();
        assert_eq!(candidates(&far, -2.0, &Rule::default()), []);
    }

    #[test]
    fn nothing_lacking_or_measured_gives_no_candidates() {
        assert_eq!(candidates(&[], 0.0, &Rule::default()), []);
        let unknown = Lacking {
            industry: 0,
            density: f64::NAN,
            complexity: 1.0,
            gain: 1.0,
        };
        assert_eq!(candidates(&[unknown], 0.0, &Rule::default()), []);
    }
}
