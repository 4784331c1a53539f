//! Why a region grew: with the whole, by its mix, or by itself.
//!
//! e_ri and f_ri are the first and the last period; G = f/e − 1 the growth of all, g_i that of the industry, r_ri that in the region.
//! For every region and industry f − e = e·G (national) + e·(g_i − G) (mix) + e·(r_ri − g_i) (regional). Source: Dunn
//! (1960), A Statistical and Analytical Technique for Regional Analysis, Papers in Regional Science 6.
//!
//! **Esteban-Marquillas** parts the regional effect by the employment the industry would have with the mix of the whole,
//! h_ri = e_r·e_i/e: competition h·(r − g) and allocation (e − h)·(r − g). Source: Esteban-Marquillas (1972), A
//! Reinterpretation of Shift-Share Analysis, Regional and Urban Economics 2.
//!
//! **Spatial** form: with n_ri the growth of the industry in the neighbours of the region, Σ_s w_rs·f_si / Σ_s w_rs·e_si − 1,
//! f − e = e·G + e·(n_ri − G) (neighbourhood) + e·(r_ri − n_ri) (regional). Source: Nazara & Hewings (2004), Spatial
//! Structure and Taxonomy of Decomposition in Shift-Share Analysis, Growth and Change 35(4).
//!
//! A pair that had nothing in the first period has no growth rate: all of what it gained is regional (r·e is its gain, g·e is 0).
//!
//! Worked example: regions A, B with industries x, y grow from A (40, 60), B (60, 40) to A (60, 60), B (60, 60): G = 0.2,
//! g_x = g_y = 0.2. A gains 20 in x: national 8, mix 0, regional 12; h = 50, so competition 15 and allocation −3.

use crate::Names;
use crate::methods::About;
use crate::table::Sparse;

/// What the classic form says about itself.
pub const CLASSIC: About = About {
    id: "shift-share",
    name: Names::fixed("偏离—份额分析", "Shift-share analysis"),
    description: Names::fixed(
        "把增长分为全国、产业结构与地区竞争三部分，相加等于增长。",
        "Parts growth into national, mix and regional effects, which add up to it.",
    ),
    formula: "f − e = e·G + e·(g_i − G) + e·(r_ri − g_i)",
    source: "Dunn (1960), Papers in Regional Science 6, 97–112",
};

/// What the form of Esteban-Marquillas says about itself.
pub const ESTEBAN_MARQUILLAS: About = About {
    id: "shift-share-esteban-marquillas",
    name: Names::fixed(
        "埃斯特班—马基利亚斯偏离—份额",
        "Esteban-Marquillas shift-share",
    ),
    description: Names::fixed(
        "把地区竞争部分再分为纯竞争与配置两部分。",
        "Parts the regional effect into competition and allocation.",
    ),
    formula: "e·(r − g_i) = h·(r − g_i) + (e − h)·(r − g_i), h_ri = e_r·e_i/e",
    source: "Esteban-Marquillas (1972), Regional and Urban Economics 2(3), 249–255",
};

/// What the spatial form says about itself.
pub const SPATIAL: About = About {
    id: "shift-share-spatial",
    name: Names::fixed("空间偏离—份额", "Spatial shift-share"),
    description: Names::fixed(
        "以邻区同产业的增长代替全国同产业的增长。",
        "Compares with the growth of the same industry in the neighbours instead of the whole.",
    ),
    formula: "f − e = e·G + e·(n_ri − G) + e·(r_ri − n_ri)",
    source: "Nazara & Hewings (2004), Growth and Change 35(4), 476–490",
};

/// The parts of the growth of an industry in a region.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The growth, f − e; the sum of national, mix and regional.
    pub growth: f64,
    /// As the whole grew.
    pub national: f64,
    /// As the industry grew beyond the whole.
    pub mix: f64,
    /// As the region grew beyond the industry; the sum of competition and allocation.
    pub regional: f64,
    /// The regional effect had the region the mix of the whole.
    pub competition: f64,
    /// The rest: being specialised where the region grows faster or slower.
    pub allocation: f64,
}

/// The parts in the spatial form.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpatialShift {
    /// As the whole grew.
    pub national: f64,
    /// As the industry grew in the neighbours beyond the whole.
    pub neighbourhood: f64,
    /// As the region grew beyond its neighbours.
    pub regional: f64,
}

/// The parts for every region (row) and industry, of two periods of the same regions and industries. `None` when the first
/// period is empty.
pub fn shift_share(first: &Sparse, last: &Sparse) -> Option<Vec<Vec<Shift>>> {
    let whole = Whole::of(first, last)?;
    let regions = 0..first.rows();
    let shifts = regions.map(|region| {
        let (e, f) = (first.dense_row(region), last.dense_row(region));
        let total: f64 = e.iter().sum();
        let industries = 0..e.len();
        industries
            .map(|industry| {
                let g = whole.growth_of(industry);
                let growth = f[industry] - e[industry];
                let national = e[industry] * whole.growth;
                let mix = e[industry] * (g - whole.growth);
                let regional = growth - e[industry] * g;
                let like_the_whole = total * whole.first[industry] / whole.total;
                // Without anything at first there is no rate to apply to what there should have been.
                let competition = if e[industry] > 0.0 {
                    like_the_whole * regional / e[industry]
                } else {
                    regional
                };
                Shift {
                    growth,
                    national,
                    mix,
                    regional,
                    competition,
                    allocation: regional - competition,
                }
            })
            .collect()
    });
    Some(shifts.collect())
}

/// The spatial parts, with the weights of neighbours in the rows of `weights`; `None` for pairs that had something when their
/// neighbours had nothing of the industry, and altogether when the first period is empty.
pub fn spatial_shift_share(
    first: &Sparse,
    last: &Sparse,
    weights: &Sparse,
) -> Option<Vec<Vec<Option<SpatialShift>>>> {
    let whole = Whole::of(first, last)?;
    let regions = 0..first.rows();
    let shifts = regions.map(|region| {
        let (e, f) = (first.dense_row(region), last.dense_row(region));
        let mut before = vec![0.0; e.len()];
        let mut after = vec![0.0; e.len()];
        for (neighbour, weight) in weights.row(region) {
            for (industry, value) in first.row(neighbour) {
                before[industry] += weight * value;
            }
            for (industry, value) in last.row(neighbour) {
                after[industry] += weight * value;
            }
        }
        let industries = 0..e.len();
        industries
            .map(|industry| {
                // Without anything at first no rate matters: all is regional, whatever the neighbours.
                if e[industry] == 0.0 {
                    return Some(SpatialShift {
                        national: 0.0,
                        neighbourhood: 0.0,
                        regional: f[industry],
                    });
                }
                let around =
                    (before[industry] > 0.0).then(|| after[industry] / before[industry] - 1.0)?;
                let national = e[industry] * whole.growth;
                let neighbourhood = e[industry] * (around - whole.growth);
                Some(SpatialShift {
                    national,
                    neighbourhood,
                    regional: f[industry] - e[industry] - national - neighbourhood,
                })
            })
            .collect()
    });
    Some(shifts.collect())
}

/// Totals over all regions.
struct Whole {
    first: Vec<f64>,
    last: Vec<f64>,
    total: f64,
    growth: f64,
}

impl Whole {
    fn of(first: &Sparse, last: &Sparse) -> Option<Whole> {
        let totals = |table: &Sparse| {
            let mut sums = vec![0.0; table.columns()];
            for region in 0..table.rows() {
                for (industry, value) in table.row(region) {
                    sums[industry] += value;
                }
            }
            sums
        };
        let (first, last) = (totals(first), totals(last));
        let total: f64 = first.iter().sum();
        (total > 0.0).then(|| Whole {
            growth: last.iter().sum::<f64>() / total - 1.0,
            first,
            last,
            total,
        })
    }

    /// The growth of an industry; 0 for a new one, which multiplies nothing.
    fn growth_of(&self, industry: usize) -> f64 {
        if self.first[industry] > 0.0 {
            self.last[industry] / self.first[industry] - 1.0
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dense(rows: &[Vec<f64>]) -> Sparse {
        let cells = rows.iter().map(|row| {
            let cells = row.iter().copied().enumerate();
            cells.filter(|(_, value)| *value > 0.0).collect::<Vec<_>>()
        });
        Sparse::from_rows(rows[0].len(), cells)
    }

    #[test]
    fn the_worked_example() {
        let first = dense(&[vec![40.0, 60.0], vec![60.0, 40.0]]);
        let last = dense(&[vec![60.0, 60.0], vec![60.0, 60.0]]);
        let found = shift_share(&first, &last).unwrap()[0][0];
        for (found, expected) in [
            (found.growth, 20.0),
            (found.national, 8.0),
            (found.mix, 0.0),
            (found.regional, 12.0),
            (found.competition, 15.0),
            (found.allocation, -3.0),
        ] {
            assert!((found - expected).abs() < 1e-12);
        }
        // The only neighbour of A is B, where x did not grow.
        let weights = Sparse::from_rows(2, [[(1, 1.0)], [(0, 1.0)]]);
        let spatial = spatial_shift_share(&first, &last, &weights).unwrap()[0][0].unwrap();
        assert!((spatial.neighbourhood + 8.0).abs() < 1e-12);
        assert!((spatial.regional - 20.0).abs() < 1e-12);
    }

    #[test]
    fn without_a_first_period_or_neighbours_there_is_nothing_to_compare() {
        let (none, some) = (dense(&[vec![0.0]]), dense(&[vec![1.0]]));
        assert_eq!(shift_share(&none, &some), None);
        let island = Sparse::from_rows(1, [[]]);
        assert_eq!(
            spatial_shift_share(&some, &some, &island),
            Some(vec![vec![None]])
        );
        let new = spatial_shift_share(
            &dense(&[vec![0.0, 1.0]]),
            &dense(&[vec![2.0, 1.0]]),
            &island,
        );
        let new = new.unwrap()[0][0].unwrap();
        assert_eq!(
            (new.national, new.neighbourhood, new.regional),
            (0.0, 0.0, 2.0)
        );
    }

    proptest! {
        #[test]
        fn parts_add_up_and_cancel_over_regions(
            values in prop::collection::vec(0.0..50.0f64, 24)
        ) {
            let rows = |at: usize| (0..4).map(|row| values[at + 3 * row..at + 3 * row + 3].to_vec()).collect::<Vec<_>>();
            let (first, last) = (dense(&rows(0)), dense(&rows(12)));
            prop_assume!(first.cells() > 0);
            let found = shift_share(&first, &last).unwrap();
            for cell in found.iter().flatten() {
                prop_assert!((cell.growth - cell.national - cell.mix - cell.regional).abs() < 1e-9);
                prop_assert!((cell.regional - cell.competition - cell.allocation).abs() < 1e-9);
            }
            for industry in 0..3 {
                let regional: f64 = found.iter().map(|row| row[industry].regional).sum();
                let grown: f64 = (0..4).map(|r| last.value(r, industry) - first.value(r, industry)).sum();
                let before: f64 = (0..4).map(|r| first.value(r, industry)).sum();
                prop_assert!(regional.abs() < 1e-9 || (before == 0.0 && (regional - grown).abs() < 1e-9));
            }
        }
    }
}
