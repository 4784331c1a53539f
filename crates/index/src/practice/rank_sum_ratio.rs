//! Grades of the rank-sum ratio (秩和比分档): the distribution of the ratios as probits, a regression
//! on them, and grades of equal width on the probit scale.
//!
//! Formula: the different ratios in ascending order; p = mean rank / n of each (1 − 1/(4n) for the
//! largest); probit = 5 + Φ⁻¹(p); least squares over the different ratios RSR = a + b·probit. With K
//! grades the cuts are at the probits 2 + 6k/K (for three grades 4 and 6), and the fitted ratio a +
//! b·probit of a unit falls into its grade as its probit does. Source: 田凤调 (1993), 秩和比法及其应用,
//! 中国统计出版社.
//!
//! Meant for a node aggregated by `rank-sum-ratio`. Scores of other methods are graded by their order
//! alike, as grades depend on probits only; the fit then says how far the scores are normally
//! distributed.
//!
//! Worked example: four units with different ratios: p = ¼, ½, ¾, 15/16, probits 4.3255, 5, 5.6745,
//! 6.5341; three grades: the first three units are in the middle, the last is in the highest.

use super::{PracticeError, find};
use crate::Run;
use crate::rank::tied_runs;
use crate::tables::Csv;

/// The grades of the units on one node.
#[derive(Debug, Clone, PartialEq)]
pub struct RankSumGrades {
    /// The intercept a of the regression.
    pub intercept: f64,
    /// The slope b of the regression.
    pub slope: f64,
    /// The correlation of ratio and probit.
    pub correlation: f64,
    /// The fitted ratios at which the grades part, ascending.
    pub cuts: Vec<f64>,
    /// A grade a unit; `None` where it has no ratio.
    pub units: Vec<Option<UnitGrade>>,
}

/// The place of one unit in the distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitGrade {
    /// The ratio.
    pub ratio: f64,
    /// The share p of the units up to it.
    pub share: f64,
    /// The probit of the share.
    pub probit: f64,
    /// The ratio by the regression.
    pub fitted: f64,
    /// The grade, 1 for the lowest.
    pub grade: usize,
}

/// The most grades the source gives cuts for.
const MOST_GRADES: usize = 10;
/// Two points always lie on a line; three may tell whether they do.
const LEAST_RATIOS: usize = 3;

/// The units of a node in so many grades.
///
/// # Errors
/// There is no such node, it has fewer than three different scores, or the grades are not 2 to 10.
pub fn grades(run: &Run, node: &str, grades: usize) -> Result<RankSumGrades, PracticeError> {
    let result = &run.nodes[find(run, node)?];
    if !(2..=MOST_GRADES).contains(&grades) {
        return Err(PracticeError::Grades {
            grades,
            most: MOST_GRADES,
        });
    }
    let mut shares = vec![f64::NAN; run.units.len()];
    let mut different: Vec<(f64, f64)> = Vec::new();
    let count = result.scores.iter().filter(|score| !score.is_nan()).count() as f64;
    tied_runs(&result.scores, |below, tied| {
        let size = tied.len() as f64;
        let mean_rank = below as f64 + (size + 1.0) / 2.0;
        let share = if below as f64 + size == count {
            1.0 - 0.25 / count
        } else {
            mean_rank / count
        };
        for &unit in tied {
            shares[unit] = share;
        }
        different.push((probit(share), result.scores[tied[0]]));
    });
    if different.len() < LEAST_RATIOS {
        return Err(PracticeError::TooFewScores {
            node: node.to_owned(),
            scores: different.len(),
            least: LEAST_RATIOS,
        });
    }
    let (intercept, slope, correlation) = regression(&different);
    let cut = |k: usize| 2.0 + 6.0 * k as f64 / grades as f64;
    let unit = |(unit, &share): (usize, &f64)| {
        let ratio = result.scores[unit];
        if ratio.is_nan() {
            return None;
        }
        let probit = probit(share);
        Some(UnitGrade {
            ratio,
            share,
            probit,
            fitted: intercept + slope * probit,
            grade: 1 + (1..grades).filter(|&k| probit >= cut(k)).count(),
        })
    };
    Ok(RankSumGrades {
        intercept,
        slope,
        correlation,
        cuts: (1..grades).map(|k| intercept + slope * cut(k)).collect(),
        units: shares.iter().enumerate().map(unit).collect(),
    })
}

/// 5 + Φ⁻¹(share), to within rounding.
fn probit(share: f64) -> f64 {
    let (mut low, mut high) = (-10.0_f64, 10.0_f64);
    // Halving 20 sixty times leaves less than the spacing of numbers near 1.
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        let below = 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
        if below < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    5.0 + (low + high) / 2.0
}

/// Intercept, slope and correlation of least squares over pairs (x, y) that differ in both.
fn regression(pairs: &[(f64, f64)]) -> (f64, f64, f64) {
    let count = pairs.len() as f64;
    let mean_x = pairs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = pairs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let sum = |of: fn(f64, f64) -> f64| {
        let terms = pairs.iter().map(|(x, y)| of(x - mean_x, y - mean_y));
        terms.sum::<f64>()
    };
    let (xy, xx, yy) = (sum(|x, y| x * y), sum(|x, _| x * x), sum(|_, y| y * y));
    let slope = xy / xx;
    (mean_y - slope * mean_x, slope, xy / (xx * yy).sqrt())
}

/// `rank_sum_grades.csv`: `unit,ratio,share,probit,fitted,grade`; empty where the unit has no ratio.
pub fn grades_csv(run: &Run, grades: &RankSumGrades) -> String {
    let mut csv = Csv::new(["unit", "ratio", "share", "probit", "fitted", "grade"]);
    for (unit, grade) in run.units.iter().zip(&grades.units) {
        csv.text(unit);
        match grade {
            Some(grade) => csv
                .number(grade.ratio)
                .number(grade.share)
                .number(grade.probit)
                .number(grade.fitted)
                .text(&grade.grade.to_string()),
            None => csv.text("").text("").text("").text("").text(""),
        };
        csv.end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Framework, Table, build};

    /// A run whose index is one column.
    fn run(scores: &[&str]) -> Run {
        let framework = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\n\
            method = { aggregation = { kind = \"rank-sum-ratio\", ranking = \"interpolated\" } }\n\
            [[node]]\nid = \"index\"\n[[indicator]]\nid = \"a\"\nparent = \"index\"\n";
        let rows = scores.iter().enumerate();
        let rows: String = rows
            .map(|(unit, score)| format!("u{unit},{score}\n"))
            .collect();
        let framework = Framework::parse(framework, "t.toml").unwrap();
        let table = Table::from_csv(&format!("unit,a\n{rows}"), "d.csv").unwrap();
        build(&framework, &table).unwrap()
    }

    #[test]
    fn worked_example() {
        let run = run(&["4", "1", "3", "2", ""]);
        let found = grades(&run, "index", 3).unwrap();
        let of = |unit: usize| found.units[unit].unwrap();
        let places = [1, 3, 2, 0].map(|unit| (of(unit).probit, of(unit).grade));
        let expected = [(4.3255, 2), (5.0, 2), (5.6745, 2), (6.5341, 3)];
        for ((probit, grade), (expected_probit, expected_grade)) in places.iter().zip(expected) {
            assert!((probit - expected_probit).abs() < 5e-5, "{probit}");
            assert_eq!(*grade, expected_grade);
        }
        assert_eq!(found.units[4], None);
        assert!(grades_csv(&run, &found).ends_with("\nu4,,,,,\n"));
    }

    const PROBIT_1: f64 = 4.032578433898299;
    const PROBIT_2: f64 = 4.569272700704542;
    const PROBIT_3: f64 = 5.210428394247925;
    const PROBIT_4: f64 = 5.967421566101701;
    const PROBIT_5: f64 = 6.7316643961222455;
    const INTERCEPT: f64 = -1.053360371512591;
    const SLOPE: f64 = 0.2894686532669905;
    const CORRELATION: f64 = 0.9604223725542228;

    /// scipy 1.17.1: `norm.ppf` and `linregress` over the five different ratios of six units.
    #[test]
    fn the_regression_against_scipy() {
        let run = run(&["1", "2", "4", "4", "5", "10"]);
        let index = run.index();
        let expected_ratio = 1.0 / 6.0 + 5.0 / 6.0 * (4.0 - 1.0) / 9.0;
        assert!((index.scores[2] - expected_ratio).abs() < 1e-12);
        let found = grades(&run, "index", 5).unwrap();
        let shares = [
            1.0 / 6.0,
            2.0 / 6.0,
            3.5 / 6.0,
            3.5 / 6.0,
            5.0 / 6.0,
            23.0 / 24.0,
        ];
        let probits = [PROBIT_1, PROBIT_2, PROBIT_3, PROBIT_3, PROBIT_4, PROBIT_5];
        for (unit, grade) in found.units.iter().enumerate() {
            let grade = grade.unwrap();
            assert!((grade.share - shares[unit]).abs() < 1e-12);
            assert!(
                (grade.probit - probits[unit]).abs() < 1e-12,
                "{}",
                grade.probit
            );
        }
        assert!(
            (found.intercept - INTERCEPT).abs() < 1e-12,
            "{}",
            found.intercept
        );
        assert!((found.slope - SLOPE).abs() < 1e-12, "{}", found.slope);
        assert!(
            (found.correlation - CORRELATION).abs() < 1e-12,
            "{}",
            found.correlation
        );
        assert_eq!(found.cuts.len(), 4);
        assert!((found.cuts[0] - (INTERCEPT + SLOPE * 3.2)).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_graded_is_refused() {
        let two = run(&["1", "2", "2"]);
        assert!(matches!(
            grades(&two, "index", 3),
            Err(PracticeError::TooFewScores { scores: 2, .. })
        ));
        assert!(matches!(
            grades(&run(&["1", "2", "3"]), "index", 11),
            Err(PracticeError::Grades {
                grades: 11,
                most: 10
            })
        ));
    }
}
