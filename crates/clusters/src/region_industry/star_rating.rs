//! Stars for size, specialisation and focus, as the European Cluster Observatory gave them.
//!
//! An industry in a region gets a star for each of: **size**, its value is among the top share of the regions that have the
//! industry; **specialisation**, its location quotient is at least a threshold; **focus**, its share of the region's total is among
//! the top share of the regions that have the industry. The Observatory took the top 10 %, a quotient of 2, and no star for
//! fewer than 1,000 employees; all three are parameters here. Ties at the edge of the top share all get the star.
//!
//! Source: European Cluster Observatory (2007–2011), methodology of the star ratings, Center for Strategy and Competitiveness,
//! Stockholm School of Economics; Sölvell, Ketels & Lindqvist (2008), Industrial Specialization and Regional Clusters in the
//! Ten New EU Member States, Competitiveness Review 18.
//!
//! Worked example: A (60, 30, 10), B (20, 60, 20), C (20, 10, 70) with the top third and a quotient of 1.5: A has three
//! stars in x (largest, 1.8, 60 %), the others none.

use super::location_quotient::location_quotient;
use crate::methods::About;
use crate::{Names, Table};

/// What the rating says about itself.
pub const ABOUT: About = About {
    id: "star-rating",
    name: Names::fixed(
        "集群星级（欧洲集群观察站）",
        "Star rating (European Cluster Observatory)",
    ),
    description: Names::fixed(
        "规模、专业化、聚焦三项各一颗星；门槛为参数。",
        "A star each for size, specialisation and focus; the thresholds are parameters.",
    ),
    formula: "size: x_ri in the top share of regions; specialisation: LQ_ri ≥ threshold; focus: x_ri/x_r in the top share of regions",
    source: "European Cluster Observatory (2007–2011); Sölvell, Ketels & Lindqvist (2008), Competitiveness Review 18",
};

/// What a star takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// The share of the regions with the industry that get the stars for size and focus, 0 to 1.
    pub top_share: f64,
    /// The location quotient for the star of specialisation.
    pub quotient: f64,
    /// The least value for any star.
    pub least: f64,
}

impl Default for Thresholds {
    /// Those of the Observatory, but without a least value, which depends on what is counted.
    fn default() -> Thresholds {
        Thresholds {
            top_share: 0.1,
            quotient: 2.0,
            least: 0.0,
        }
    }
}

/// The stars of an industry in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stars {
    /// The region.
    pub region: usize,
    /// The star for size.
    pub size: bool,
    /// The star for specialisation.
    pub specialisation: bool,
    /// The star for focus.
    pub focus: bool,
}

impl Stars {
    /// How many, 0 to 3.
    pub fn count(self) -> usize {
        [self.size, self.specialisation, self.focus]
            .into_iter()
            .filter(|star| *star)
            .count()
    }
}

/// The stars of an industry in every region that has it.
pub fn star_rating(table: &Table, industry: usize, thresholds: Thresholds) -> Vec<Stars> {
    let cells: Vec<(usize, f64)> = table.by_industry.row(industry).collect();
    let sizes: Vec<f64> = cells.iter().map(|(_, value)| *value).collect();
    let focus: Vec<f64> = cells
        .iter()
        .map(|(region, value)| value / table.region_totals[*region])
        .collect();
    let (large, focused) = (
        edge(&sizes, thresholds.top_share),
        edge(&focus, thresholds.top_share),
    );
    let rated = cells.iter().enumerate().map(|(at, &(region, value))| {
        let enough = value >= thresholds.least;
        let quotient = location_quotient(table, region, industry);
        Stars {
            region,
            size: enough && value >= large,
            specialisation: enough
                && quotient.is_some_and(|quotient| quotient >= thresholds.quotient),
            focus: enough && focus[at] >= focused,
        }
    });
    rated.collect()
}

/// The smallest value within the top share; at least one value is within a share above 0.
fn edge(values: &[f64], top_share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    // A share such as 0.1 of 30 must not fall to 2 by a rounding.
    let within = (top_share * sorted.len() as f64 + 1e-9).floor().max(1.0) as usize;
    match sorted.get(within - 1) {
        Some(&edge) if top_share > 0.0 => edge,
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::tests::example;

    #[test]
    fn the_worked_example() {
        let thresholds = Thresholds {
            top_share: 1.0 / 3.0,
            quotient: 1.5,
            least: 0.0,
        };
        let stars: Vec<usize> = star_rating(&example(), 0, thresholds)
            .into_iter()
            .map(Stars::count)
            .collect();
        assert_eq!(stars, [3, 0, 0]);
        let least = Thresholds {
            least: 61.0,
            ..thresholds
        };
        assert_eq!(star_rating(&example(), 0, least)[0].count(), 0);
    }

    #[test]
    fn ties_share_a_star() {
        assert_eq!(edge(&[3.0, 5.0, 5.0, 1.0], 0.25), 5.0);
        assert_eq!(edge(&[3.0, 5.0], 0.0), f64::INFINITY);
        assert_eq!(edge(&[1.0; 30], 0.1), 1.0);
    }
}
