//! How numbers are printed on pages; a missing one is a dash, never zero.

use crate::table::{ColumnKind, printed};

/// Printed where there is no number.
pub const NONE: &str = "—";

/// A score, a share of weights: two decimals.
pub fn score(score: Option<f64>) -> String {
    score.map_or_else(
        || NONE.to_string(),
        |score| printed(score, ColumnKind::Decimal(2)),
    )
}

/// A value in its unit of measure: whole numbers without decimals.
pub fn value(value: Option<f64>) -> String {
    value.map_or_else(
        || NONE.to_string(),
        |value| {
            let kind = match value {
                value if value.fract() == 0.0 => ColumnKind::Integer,
                value if value.abs() >= 1.0 => ColumnKind::Decimal(2),
                _ => ColumnKind::Decimal(4),
            };
            printed(value, kind)
        },
    )
}

/// A weight or a coverage, in percent.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(
        || NONE.to_string(),
        |share| printed(share, ColumnKind::Percent(1)),
    )
}

/// A rank.
pub fn rank(rank: Option<u32>) -> String {
    rank.map_or_else(|| NONE.to_string(), |rank| rank.to_string())
}

/// A rank interval.
pub fn interval(interval: Option<(f64, f64)>) -> String {
    interval.map_or_else(
        || NONE.to_string(),
        |(low, high)| match low == high {
            true => printed(low, ColumnKind::Rank),
            false => format!(
                "{}–{}",
                printed(low, ColumnKind::Rank),
                printed(high, ColumnKind::Rank)
            ),
        },
    )
}
