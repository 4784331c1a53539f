//! Memberships of grades (隶属度): what a fuzzy comprehensive evaluation of a node rests on.
//!
//! Formula and source: [`crate::aggregation::fuzzy_comprehensive`]. The combined memberships are scaled
//! to sum 1 over the grades.
//!
//! Worked example: 3 grades over 0–100, children (25, 100) with equal weights, M(·,⊕): (¼, ¼, ½).

use super::{PracticeError, find, weighted_children};
use crate::Run;
use crate::aggregation::FuzzyComprehensive;
use crate::tables::Csv;

/// The memberships of every unit in the grades of `spec`, from the lowest, by the scores and weights of
/// the children of `node`; empty for a unit without any.
///
/// # Errors
/// There is no such node, or it has no weighted children.
pub fn memberships(
    run: &Run,
    node: &str,
    spec: FuzzyComprehensive,
) -> Result<Vec<Vec<f64>>, PracticeError> {
    let children = weighted_children(run, find(run, node)?);
    if children.is_empty() {
        return Err(PracticeError::TooFewChildren {
            node: node.to_owned(),
            children: 0,
            least: 1,
        });
    }
    let columns = children.iter().map(|&at| run.nodes[at].scores.as_slice());
    let columns: Vec<&[f64]> = columns.collect();
    let weights: Vec<f64> = children.iter().map(|&at| run.nodes[at].weight).collect();
    Ok(spec.memberships(&columns, &weights, run.units.len()))
}

/// `memberships.csv`: `unit,grade,centre,membership`; grade 1 is the lowest, its centre on the scale of the
/// children. Empty where the unit has no value.
pub fn memberships_csv(run: &Run, spec: FuzzyComprehensive, memberships: &[Vec<f64>]) -> String {
    let mut csv = Csv::new(["unit", "grade", "centre", "membership"]);
    let steps = (spec.grades - 1) as f64;
    for (unit, degrees) in run.units.iter().zip(memberships) {
        for grade in 0..spec.grades {
            let degree = degrees.get(grade).copied().unwrap_or(f64::NAN);
            csv.text(unit)
                .text(&(grade + 1).to_string())
                .number(spec.low + (spec.high - spec.low) * grade as f64 / steps)
                .number(degree)
                .end_row();
        }
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::super::tests::run;
    use super::*;
    use crate::aggregation::{Operator, Verdict};

    #[test]
    fn over_a_run() {
        let spec = FuzzyComprehensive {
            grades: 3,
            operator: Operator::WeightedMean,
            verdict: Verdict::WeightedMean,
            low: 0.0,
            high: 100.0,
        };
        let run = run();
        let found = memberships(&run, "first", spec).unwrap();
        // u: 100 and 60; w: 50 alone.
        for (found, expected) in found[0].iter().zip([0.0, 0.4, 0.6]) {
            assert!((found - expected).abs() < 1e-12);
        }
        assert_eq!(found[2], [0.0, 1.0, 0.0]);
        let second = memberships(&run, "second", spec).unwrap();
        assert!(second[4].is_empty(), "y lacks c");
        let csv = memberships_csv(&run, spec, &second);
        assert!(
            csv.contains("\nw,1,0,1\nw,2,50,0\n") && csv.ends_with("\ny,3,100,\n"),
            "{csv}"
        );
        assert!(matches!(
            memberships(&run, "a", spec),
            Err(PracticeError::TooFewChildren { children: 0, .. })
        ));
    }
}
