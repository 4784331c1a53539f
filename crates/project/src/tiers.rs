//! Tiers of units cut from the distribution of their scores (梯队).

use jushu_index::reading::tiers::{TierSpec, Tiers};

/// The most tiers: three that are spoken of, and the rest.
const TIERS: usize = 4;

/// The tiers of `scores` (NaN is missing) by natural breaks; `None` where there are too few different scores.
pub fn tiers(scores: &[f64]) -> Option<Tiers> {
    Tiers::cut(scores, &TierSpec::NaturalBreaks(TIERS)).ok()
}
