//! Density, people and size of firms in one number for an industry in a region.
//!
//! CI_ri = (e_ri/a_r)/(e_i/a) · (e_ri/p_r)/(e_i/p) / ((e_ri/b_ri)/(e_i/b_i)), with e employment, b firms, a area and p people: the
//! relative density of the industry, times its relative stock per head, over its relative size of firm. 1 is the average.
//! A cluster is read from about 4 (above average) and 64 (clearly) upwards in the source. Source: Litzenberger & Sternberg
//! (2006), Der Clusterindex: eine Methodik zur Identifizierung regionaler Cluster am Beispiel deutscher Industriebranchen,
//! Geographische Zeitschrift 94(4).
//!
//! Worked example: 200 of 1,000 employees on 10 of 100 km² with 1,000 of 10,000 people, in 20 of 50 firms: density 2,
//! per head 2, size of firm 0.5, so CI = 8.

use crate::Names;
use crate::methods::About;

/// What the index says about itself.
pub const ABOUT: About = About {
    id: "litzenberger-sternberg-cluster-index",
    name: Names::fixed(
        "利岑贝格尔—施特恩贝格集群指数",
        "Litzenberger–Sternberg cluster index",
    ),
    description: Names::fixed(
        "产业的相对密度乘以人均存量，再除以企业平均规模；1 为平均水平。",
        "The relative density of an industry times its stock per head, over the size of its firms; 1 is the average.",
    ),
    formula: "CI = (e_ri/a_r)/(e_i/a) · (e_ri/p_r)/(e_i/p) / ((e_ri/b_ri)/(e_i/b_i))",
    source: "Litzenberger & Sternberg (2006), Geographische Zeitschrift 94(4), 209–224",
};

/// What the index is computed from, for a region or for the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stock {
    /// Employees of the industry.
    pub employment: f64,
    /// Firms of the industry.
    pub firms: f64,
    /// Area, in any unit.
    pub area: f64,
    /// People.
    pub population: f64,
}

/// The index of an industry in a region; 0 without employees there, `None` where a ratio has no meaning (no area, no
/// people, employees without a firm, nothing in the whole).
pub fn cluster_index(region: Stock, whole: Stock) -> Option<f64> {
    let meant = |stock: &Stock| stock.area > 0.0 && stock.population > 0.0;
    if !meant(&region) || !meant(&whole) || whole.employment <= 0.0 || whole.firms <= 0.0 {
        return None;
    }
    if region.employment == 0.0 {
        return Some(0.0);
    }
    let share = region.employment / whole.employment;
    let density = share / (region.area / whole.area);
    let per_head = share / (region.population / whole.population);
    let size = share / (region.firms / whole.firms);
    (region.firms > 0.0).then(|| density * per_head / size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_example_and_what_has_no_meaning() {
        let region = Stock {
            employment: 200.0,
            firms: 20.0,
            area: 10.0,
            population: 1_000.0,
        };
        let whole = Stock {
            employment: 1_000.0,
            firms: 50.0,
            area: 100.0,
            population: 10_000.0,
        };
        assert!((cluster_index(region, whole).unwrap() - 8.0).abs() < 1e-12);
        assert!((cluster_index(whole, whole).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(
            cluster_index(
                Stock {
                    employment: 0.0,
                    ..region
                },
                whole
            ),
            Some(0.0)
        );
        assert_eq!(
            cluster_index(
                Stock {
                    firms: 0.0,
                    ..region
                },
                whole
            ),
            None
        );
        assert_eq!(
            cluster_index(
                Stock {
                    area: 0.0,
                    ..region
                },
                whole
            ),
            None
        );
    }
}
