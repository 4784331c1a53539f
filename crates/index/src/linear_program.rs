//! Linear programs (线性规划): the largest or smallest value of a linear function of real variables under
//! linear constraints. Benefit of the doubt, the best–worst method and questions of reach are stated in
//! them; the crate `microlp` (a simplex method) solves them.
//!
//! Worked example: the largest x + 2y with x + y ≤ 4, x + 3y ≤ 6 and x, y ≥ 0 is 5, at x = 3, y = 1.

use std::ops::RangeInclusive;

use microlp::{ComparisonOp, Error, OptimizationDirection, Problem};
use thiserror::Error as ThisError;

/// How far a solution may miss a constraint: two orders tighter than the solver's own default, since
/// scores of 0…1 are compared with each other down to 1e-9.
const TOLERANCE: f64 = 1e-9;

/// A linear program being stated.
#[derive(Debug, Clone)]
pub struct LinearProgram {
    problem: Problem,
    variables: usize,
}

/// A variable of a linear program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variable {
    inner: microlp::Variable,
    position: usize,
}

/// The best solution of a linear program.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The value of the objective.
    pub objective: f64,
    values: Vec<f64>,
}

impl Optimum {
    /// The value of a variable.
    pub fn value(&self, variable: Variable) -> f64 {
        self.values[variable.position]
    }
}

/// A linear program without a best solution.
#[derive(Debug, Clone, PartialEq, ThisError)]
pub enum NoOptimum {
    /// Nothing satisfies all constraints.
    #[error("no values satisfy all constraints: relax the bounds")]
    Infeasible,
    /// The objective improves without end.
    #[error("the objective improves without end: bound the variables")]
    Unbounded,
    /// The solver gave up; the text is its own.
    #[error("the solver found no reliable solution ({0}): bring the values to one scale")]
    Numerical(String),
}

impl LinearProgram {
    /// A program that seeks the largest value of its objective.
    pub fn maximise() -> LinearProgram {
        LinearProgram::new(OptimizationDirection::Maximize)
    }

    /// A program that seeks the smallest value of its objective.
    pub fn minimise() -> LinearProgram {
        LinearProgram::new(OptimizationDirection::Minimize)
    }

    fn new(direction: OptimizationDirection) -> LinearProgram {
        LinearProgram {
            problem: Problem::new(direction),
            variables: 0,
        }
    }

    /// Adds a variable within `bounds` (which may be infinite) that counts `coefficient` times in the
    /// objective.
    pub fn variable(&mut self, coefficient: f64, bounds: RangeInclusive<f64>) -> Variable {
        let (low, high) = bounds.into_inner();
        let variable = Variable {
            inner: self.problem.add_var(coefficient, (low, high)),
            position: self.variables,
        };
        self.variables += 1;
        variable
    }

    /// Demands that the sum of `terms` (variable times factor) is at most `limit`.
    pub fn at_most(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, limit: f64) {
        self.constrain(terms, ComparisonOp::Le, limit);
    }

    /// Demands that the sum of `terms` (variable times factor) is at least `limit`.
    pub fn at_least(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, limit: f64) {
        self.constrain(terms, ComparisonOp::Ge, limit);
    }

    /// Demands that the sum of `terms` (variable times factor) is `value`.
    pub fn equal(&mut self, terms: impl IntoIterator<Item = (Variable, f64)>, value: f64) {
        self.constrain(terms, ComparisonOp::Eq, value);
    }

    fn constrain(
        &mut self,
        terms: impl IntoIterator<Item = (Variable, f64)>,
        comparison: ComparisonOp,
        value: f64,
    ) {
        let terms: Vec<(microlp::Variable, f64)> = terms
            .into_iter()
            .map(|(variable, factor)| (variable.inner, factor))
            .collect();
        self.problem.add_constraint(terms, comparison, value);
    }

    /// The best solution.
    ///
    /// # Errors
    /// [`NoOptimum`]: there is none, or the numbers are too far apart to find it.
    pub fn solve(&self) -> Result<Optimum, NoOptimum> {
        let mut options = microlp::SolveOptions::default();
        options.tolerances.feasibility = TOLERANCE;
        let outcome = self.problem.solve_with(options);
        let solution = match outcome.map(microlp::SolveOutcome::into_solution) {
            Ok(Ok(solution)) => solution,
            Ok(Err(interrupted)) => {
                let reason = format!("{:?}", interrupted.termination_reason());
                return Err(NoOptimum::Numerical(reason));
            }
            Err(Error::Infeasible) => return Err(NoOptimum::Infeasible),
            Err(Error::Unbounded) => return Err(NoOptimum::Unbounded),
            Err(other) => return Err(NoOptimum::Numerical(other.to_string())),
        };
        Ok(Optimum {
            objective: solution.objective(),
            values: solution.iter().map(|(_, value)| value).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let mut program = LinearProgram::maximise();
        let x = program.variable(1.0, 0.0..=f64::INFINITY);
        let y = program.variable(2.0, 0.0..=f64::INFINITY);
        program.at_most([(x, 1.0), (y, 1.0)], 4.0);
        program.at_most([(x, 1.0), (y, 3.0)], 6.0);
        let best = program.solve().unwrap();
        assert!((best.objective - 5.0).abs() < 1e-12);
        assert!((best.value(x) - 3.0).abs() < 1e-12 && (best.value(y) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_smallest_value_under_equality() {
        let mut program = LinearProgram::minimise();
        let x = program.variable(3.0, 0.25..=1.0);
        let y = program.variable(1.0, 0.0..=0.5);
        program.equal([(x, 1.0), (y, 1.0)], 1.0);
        let best = program.solve().unwrap();
        assert!((best.objective - 2.0).abs() < 1e-12 && (best.value(x) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_optimum_is_told_apart() {
        let mut program = LinearProgram::maximise();
        let x = program.variable(1.0, 0.0..=f64::INFINITY);
        assert_eq!(program.solve(), Err(NoOptimum::Unbounded));
        program.at_most([(x, 1.0)], 1.0);
        program.at_least([(x, 1.0)], 2.0);
        assert_eq!(program.solve(), Err(NoOptimum::Infeasible));
    }
}
