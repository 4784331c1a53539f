//! The Borda rule (波达法): points for every unit outdone on a child, weighted over the children.
//!
//! Formula: y_i = Σ_j w_j·b_ij / Σ_j w_j over the children j that unit i has, where b_ij is the number
//! of units with a smaller value plus half of the others with the same, as a share of the n_j − 1 other
//! units that have the child. Source: Borda (1784), Mémoire sur les élections au scrutin; Black (1976),
//! Partial justification of the Borda count, Public Choice 28, 1–15.
//!
//! Worked example: (10, 20, 20) has the shares (0, ¾, ¾).

use super::AggregationSpec;
use super::arithmetic;
use crate::Names;
use crate::matrix::present;
use crate::methods::{About, Method};
use crate::rank::tied_runs;

/// The line in the table of methods.
pub static METHOD: Method<AggregationSpec> = Method {
    about: About {
        id: "borda",
        name: Names::fixed("波达法", "Borda rule"),
        description: Names::fixed(
            "每项上胜过的单元占其余单元的比例（并列计半），再加权平均；只看名次，不看差距。",
            "For each child the share of the other units that a unit outdoes (ties count half), in weighted mean: only the order counts, not the distances.",
        ),
        formula: "y_i = Σ_j w_j·b_ij / Σ_j w_j, b_ij = (#{k: x_kj < x_ij} + ½·#{k ≠ i: x_kj = x_ij}) / (n_j − 1)",
        source: "Borda (1784), Mémoire sur les élections au scrutin; Black (1976), Partial justification of the Borda count, Public Choice 28, 1–15",
        parameters: &[],
        inferred: false,
    },
    specify: |_| Ok(AggregationSpec::Borda),
};

/// Writes the Borda scores (0 to 1) of the `children` into `parent`, both a value a unit.
pub fn apply(children: &[&[f64]], weights: &[f64], parent: &mut [f64]) {
    let shares: Vec<Vec<f64>> = children.iter().map(|child| outdone(child)).collect();
    let shares: Vec<&[f64]> = shares.iter().map(Vec::as_slice).collect();
    arithmetic::apply(&shares, weights, parent);
}

/// The share of the other units that each unit outdoes; ½ for a unit that stands alone.
fn outdone(column: &[f64]) -> Vec<f64> {
    let others = present(column) as f64 - 1.0;
    let mut shares = vec![f64::NAN; column.len()];
    tied_runs(column, |below, run| {
        let points = below as f64 + (run.len() as f64 - 1.0) / 2.0;
        let share = if others > 0.0 { points / others } else { 0.5 };
        for &unit in run {
            shares[unit] = share;
        }
    });
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        assert_eq!(outdone(&[10.0, 20.0, 20.0]), [0.0, 0.75, 0.75]);
        let mut parent = [0.0; 3];
        apply(
            &[&[10.0, 20.0, 20.0], &[f64::NAN, 1.0, 0.0]],
            &[3.0, 1.0],
            &mut parent,
        );
        assert_eq!(parent, [0.0, 0.8125, 0.5625]);
        assert_eq!(outdone(&[7.0]), [0.5]);
    }
}
