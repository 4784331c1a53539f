//! The analytic hierarchy process (层次分析法): weights from pairwise comparisons on the scale 1 to 9.
//!
//! Formula: the weights are the eigenvector of the largest eigenvalue λ of the reciprocal matrix A (A·w = λ·w), or the
//! geometric means of its rows. Consistency index CI = (λ − n) / (n − 1), consistency ratio CR = CI / RI, with the mean
//! CI of random matrices RI = 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59 for n = 3…15
//! (Saaty) and, above, (2.7699·n − 4.3513 − n) / (n − 1) (Alonso & Lamata). CR ≤ 0.1 is consistent enough. Source:
//! Saaty (1980), The Analytic Hierarchy Process; Alonso & Lamata (2006), International Journal of Uncertainty,
//! Fuzziness and Knowledge-Based Systems 14(4); groups: Forman & Peniwati (1998), European Journal of Operational
//! Research 108.
//!
//! Several experts: their judgements are combined cell by cell by the weighted geometric mean (`judgements`, AIJ), or
//! their weights by the weighted mean (`priorities`, AIP). Every expert's consistency is checked.
//!
//! Worked example: a to b 3, a to c 5, b to c 3 has λ = 3.038511, w = (0.636986, 0.258285, 0.104729), CI = 0.019256
//! and CR = 0.033199.
//!
//! Degenerate cases: a matrix that is not reciprocal is refused when the framework is read, with the cell. One that is
//! too inconsistent is refused with the judgements to look at again, or accepted with a warning
//! (`inconsistent = "warn"`). Children without data are left out with their rows and columns. With one or two children
//! there is nothing to be inconsistent.

use serde::Serialize;

use super::expert::{self, Said};
use super::{Family, WeightingError, WeightingSpec};
use crate::framework::{Pairwise, Statement};
use crate::methods::{About, Method, Parameter, ParameterKind};
use crate::{Choice, Names, Step};

/// The parameters of the analytic hierarchy process.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ahp {
    /// How weights follow from a matrix.
    pub priorities: Priorities,
    /// How several experts are combined.
    pub group: Group,
    /// The largest consistency ratio that is consistent enough.
    pub consistency: f64,
    /// What is done about a larger one.
    pub inconsistent: Inconsistent,
}

/// How weights follow from a matrix of comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priorities {
    /// The eigenvector of the largest eigenvalue.
    Eigenvector,
    /// The geometric means of the rows.
    GeometricMean,
}

/// How the experts of a group are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Their judgements, cell by cell.
    Judgements,
    /// Their weights.
    Priorities,
}

/// What is done about judgements that contradict each other too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inconsistent {
    /// They are refused.
    Refuse,
    /// They are used with a warning.
    Warn,
}

static INCONSISTENT: [(&str, Names); 2] = [
    (
        "refuse",
        Names::fixed("拒绝计算并给出修改建议", "refuse, with advice"),
    ),
    ("warn", Names::fixed("警告后照用", "use it, with a warning")),
];

/// The parameter `inconsistent`, whose default the method chooses.
pub(super) const fn inconsistent(default: &'static str) -> Parameter {
    Parameter {
        id: "inconsistent",
        name: Names::fixed("不一致时", "when inconsistent"),
        kind: ParameterKind::Option {
            default,
            options: &INCONSISTENT,
        },
    }
}

impl Inconsistent {
    /// The option of this name.
    pub(super) fn named(option: &str) -> Inconsistent {
        match option {
            "warn" => Inconsistent::Warn,
            _ => Inconsistent::Refuse,
        }
    }

    /// Refuses, or adds the reason to the choices.
    pub(super) fn decide(
        self,
        family: &Family,
        refused: WeightingError,
        choices: &mut Vec<Choice>,
    ) -> Result<(), WeightingError> {
        if self == Inconsistent::Refuse {
            return Err(refused);
        }
        let node = Some(family.node);
        choices.push(Choice::warning(Step::Weighting, node, refused.reason));
        Ok(())
    }
}

/// The line in the table of methods.
pub static METHOD: Method<WeightingSpec> = Method {
    about: About {
        id: "ahp",
        name: Names::fixed("层次分析法", "Analytic hierarchy process (AHP)"),
        description: Names::fixed(
            "由专家按 1–9 标度的两两比较矩阵赋权，检查一致性并给出修改建议；需要含 matrix 的 [[judgement]]。",
            "Weights from experts' pairwise comparisons on the scale 1 to 9, with a check of their consistency and advice on repair; needs a [[judgement]] with matrix.",
        ),
        formula: "A·w = λ·w; CR = (λ − n) / ((n − 1)·RI)",
        source: "Saaty (1980), The Analytic Hierarchy Process; Forman & Peniwati (1998), European Journal of Operational Research 108",
        parameters: &[
            Parameter {
                id: "priorities",
                name: Names::fixed("权重算法", "priorities"),
                kind: ParameterKind::Option {
                    default: "eigenvector",
                    options: &[
                        ("eigenvector", Names::fixed("特征向量法", "eigenvector")),
                        (
                            "geometric-mean",
                            Names::fixed("几何平均法（方根法）", "geometric means of the rows"),
                        ),
                    ],
                },
            },
            Parameter {
                id: "group",
                name: Names::fixed("群决策", "group"),
                kind: ParameterKind::Option {
                    default: "judgements",
                    options: &[
                        (
                            "judgements",
                            Names::fixed(
                                "判断矩阵逐格几何平均",
                                "geometric mean of the judgements",
                            ),
                        ),
                        (
                            "priorities",
                            Names::fixed("各专家权重平均", "mean of the weights"),
                        ),
                    ],
                },
            },
            Parameter::number(
                "consistency",
                Names::fixed("一致性比率上限", "largest consistency ratio"),
                0.1,
                0.0,
                1.0,
            ),
            inconsistent("refuse"),
        ],
        inferred: false,
    },
    specify: |arguments| {
        Ok(WeightingSpec::Ahp(Ahp {
            priorities: match arguments.option("priorities") {
                "geometric-mean" => Priorities::GeometricMean,
                _ => Priorities::Eigenvector,
            },
            group: match arguments.option("group") {
                "priorities" => Group::Priorities,
                _ => Group::Judgements,
            },
            consistency: arguments.number("consistency"),
            inconsistent: Inconsistent::named(arguments.option("inconsistent")),
        }))
    },
};

impl Ahp {
    /// The weights of the children `of`.
    pub(super) fn weights(
        &self,
        family: &Family,
        of: &[usize],
        choices: &mut Vec<Choice>,
    ) -> Result<Vec<f64>, WeightingError> {
        let method = METHOD.about.id;
        let said = expert::statements(family, method, "matrix", |statement| match statement {
            Statement::Pairwise(pairwise) => Some(pairwise),
            _ => None,
        })?;
        let mut matrices = Vec::new();
        for said in &said {
            let matrix = among(family, said, of)?;
            self.check(family, said, of, &matrix, choices)?;
            matrices.push((said.judgement, matrix));
        }
        if self.group == Group::Priorities {
            let weights: Vec<_> = matrices
                .iter()
                .map(|(judgement, matrix)| (*judgement, self.priorities.of(matrix).weights))
                .collect();
            return Ok(expert::mean(family, of, &weights, choices));
        }
        let total: f64 = matrices.iter().map(|(judgement, _)| judgement.weight).sum();
        let cell = |i: usize, j: usize| {
            let logs = matrices
                .iter()
                .map(|(judgement, matrix)| judgement.weight / total * matrix[i][j].ln());
            logs.sum::<f64>().exp()
        };
        let together: Vec<Vec<f64>> = (0..of.len())
            .map(|i| (0..of.len()).map(|j| cell(i, j)).collect())
            .collect();
        let found = self.priorities.of(&together);
        if matrices.len() > 1 {
            let group = Names::fixed("群体矩阵", "the group");
            note_ratio(family, &group, found.consistency_ratio(), choices);
        }
        Ok(found.weights)
    }

    /// Reports the consistency of one expert, and refuses too little of it.
    fn check(
        &self,
        family: &Family,
        said: &Said<Pairwise>,
        of: &[usize],
        matrix: &[Vec<f64>],
        choices: &mut Vec<Choice>,
    ) -> Result<(), WeightingError> {
        let ratio = self.priorities.of(matrix).consistency_ratio();
        if ratio <= self.consistency {
            note_ratio(family, &said.judgement.expert, ratio, choices);
            return Ok(());
        }
        let advice = self.advice(family, of, matrix);
        let limit = self.consistency;
        let reason = Names::new(
            format!(
                "判断不一致，一致性比率 {ratio:.4}（上限 {limit}）。{}",
                advice.zh
            ),
            format!(
                "the judgements contradict each other, consistency ratio {ratio:.4} (at most {limit}). {}",
                advice.en
            ),
        );
        let refused = expert::error(family, METHOD.about.id, said.judgement, reason);
        self.inconsistent.decide(family, refused, choices)
    }

    /// Which judgements to look at again: changed one after the other, each time the one that helps most.
    fn advice(&self, family: &Family, of: &[usize], matrix: &[Vec<f64>]) -> Names {
        let mut matrix = matrix.to_vec();
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for _ in 0..of.len() {
            let Some(change) = self.best_change(&matrix) else {
                break;
            };
            let Change {
                row,
                column,
                value,
                ratio,
            } = change;
            let (a, b) = (family.children[of[row]].id, family.children[of[column]].id);
            let (from, to) = (scale(matrix[row][column]), scale(value));
            zh.push(format!(
                "“{a}”比“{b}”由 {from} 改为 {to}（比率降至 {ratio:.4}）"
            ));
            en.push(format!(
                "\"{a}\" to \"{b}\" from {from} to {to} (ratio {ratio:.4})"
            ));
            matrix[row][column] = value;
            matrix[column][row] = 1.0 / value;
            if ratio <= self.consistency {
                break;
            }
        }
        Names::new(
            format!("请复核：{}", zh.join("，再")),
            format!("Look again at {}", en.join(", then ")),
        )
    }

    /// The change of one judgement to a value of the scale after which the matrix is most consistent.
    fn best_change(&self, matrix: &[Vec<f64>]) -> Option<Change> {
        let mut trial = matrix.to_vec();
        let mut best: Option<Change> = None;
        for row in 0..matrix.len() {
            for column in row + 1..matrix.len() {
                let above = (1..=9).map(f64::from);
                let below = (2..=9).map(|value| 1.0 / f64::from(value));
                for value in above.chain(below) {
                    trial[row][column] = value;
                    trial[column][row] = 1.0 / value;
                    let ratio = self.priorities.of(&trial).consistency_ratio();
                    if best.as_ref().is_none_or(|best| ratio < best.ratio) {
                        best = Some(Change {
                            row,
                            column,
                            value,
                            ratio,
                        });
                    }
                }
                trial[row][column] = matrix[row][column];
                trial[column][row] = matrix[column][row];
            }
        }
        best
    }
}

/// A judgement changed to `value`, and the consistency ratio after it.
struct Change {
    row: usize,
    column: usize,
    value: f64,
    ratio: f64,
}

/// A value of the scale as people write it.
fn scale(value: f64) -> String {
    let text = |value: f64| ((value * 100.0).round() / 100.0).to_string();
    if value >= 1.0 {
        text(value)
    } else {
        format!("1/{}", text(1.0 / value))
    }
}

/// Notes the consistency of the judgements of `whom`.
fn note_ratio(family: &Family, whom: &Names, ratio: f64, choices: &mut Vec<Choice>) {
    choices.push(Choice::note(
        Step::Weighting,
        Some(family.node),
        Names::new(
            format!("{}的一致性比率为 {ratio:.4}", whom.zh),
            format!("consistency ratio of {}: {ratio:.4}", whom.en),
        ),
    ));
}

/// The comparisons among the children `of`, in their order.
fn among(
    family: &Family,
    said: &Said<Pairwise>,
    of: &[usize],
) -> Result<Vec<Vec<f64>>, WeightingError> {
    let order = said.statement.order.iter().map(String::as_str);
    let places = expert::places(family, METHOD.about.id, said.judgement, of, order)?;
    let matrix = &said.statement.matrix;
    let row = |&i: &usize| places.iter().map(|&j| matrix[i][j]).collect();
    Ok(places.iter().map(row).collect())
}

/// The weights that follow from a matrix of comparisons.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The weights, which sum to 1.
    pub weights: Vec<f64>,
    /// λ: the largest eigenvalue, or its estimate from the weights.
    pub eigenvalue: f64,
}

/// RI for n = 3…15.
const RANDOM_INDEX: [f64; 13] = [
    0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59,
];

impl Found {
    /// CR, 0 for fewer than three children.
    pub fn consistency_ratio(&self) -> f64 {
        let count = self.weights.len();
        if count < 3 {
            return 0.0;
        }
        let n = count as f64;
        let random = match RANDOM_INDEX.get(count - 3) {
            Some(random) => *random,
            None => (2.7699 * n - 4.3513 - n) / (n - 1.0),
        };
        // Rounding may leave λ a little below n.
        ((self.eigenvalue - n) / (n - 1.0) / random).max(0.0)
    }
}

/// Steps after which the iteration on a positive matrix has converged many times over.
const MOST_STEPS: usize = 10_000;

impl Priorities {
    /// The weights that follow from a reciprocal `matrix` of positive comparisons.
    pub fn of(self, matrix: &[Vec<f64>]) -> Found {
        let n = matrix.len() as f64;
        // Geometric means of the rows: the result of one method, the start of the other.
        let logs = matrix
            .iter()
            .map(|row| row.iter().map(|a| a.ln()).sum::<f64>() / n);
        let mut weights = scaled(logs.map(f64::exp).collect());
        if self == Priorities::Eigenvector {
            for _ in 0..MOST_STEPS {
                let next = scaled(product(matrix, &weights));
                let moved = next.iter().zip(&weights).map(|(a, b)| (a - b).abs());
                let moved = moved.fold(0.0, f64::max);
                weights = next;
                if moved < 1e-16 {
                    break;
                }
            }
        }
        let ratios = product(matrix, &weights);
        let ratios = ratios.iter().zip(&weights).map(|(a, w)| a / w);
        Found {
            eigenvalue: ratios.sum::<f64>() / n,
            weights,
        }
    }
}

fn product(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    let entry = |row: &Vec<f64>| row.iter().zip(vector).map(|(a, w)| a * w).sum();
    matrix.iter().map(entry).collect()
}

/// Positive amounts scaled to sum 1.
fn scaled(amounts: Vec<f64>) -> Vec<f64> {
    let total: f64 = amounts.iter().sum();
    amounts.into_iter().map(|amount| amount / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_example() {
        let example = [
            vec![1.0, 3.0, 5.0],
            vec![1.0 / 3.0, 1.0, 3.0],
            vec![0.2, 1.0 / 3.0, 1.0],
        ];
        let found = Priorities::Eigenvector.of(&example);
        for (found, exact) in found.weights.iter().zip([0.636986, 0.258285, 0.104729]) {
            assert!((found - exact).abs() < 5e-7, "{found}");
        }
        assert!((found.eigenvalue - 3.038511).abs() < 5e-7);
        assert!((found.consistency_ratio() - 0.033199).abs() < 1e-6);
        // With three children both ways give the same weights.
        let geometric = Priorities::GeometricMean.of(&example);
        assert!((geometric.weights[0] - found.weights[0]).abs() < 1e-12);
    }

    #[test]
    fn a_consistent_matrix_gives_back_its_weights() {
        let exact = [0.5, 0.3, 0.15, 0.05];
        let matrix: Vec<Vec<f64>> = exact
            .iter()
            .map(|a| exact.iter().map(|b| a / b).collect())
            .collect();
        for way in [Priorities::Eigenvector, Priorities::GeometricMean] {
            let found = way.of(&matrix);
            assert!(found.consistency_ratio() < 1e-14);
            for (found, exact) in found.weights.iter().zip(exact) {
                assert!((found - exact).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn orders_beyond_the_table() {
        let mut matrix = vec![vec![1.0; 16]; 16];
        assert_eq!(Priorities::Eigenvector.of(&matrix).consistency_ratio(), 0.0);
        (matrix[0][1], matrix[1][0]) = (9.0, 1.0 / 9.0);
        let found = Priorities::Eigenvector.of(&matrix);
        let random = (2.7699 * 16.0 - 4.3513 - 16.0) / 15.0;
        let exact = (found.eigenvalue - 16.0) / 15.0 / random;
        assert!(exact > 0.0 && (found.consistency_ratio() - exact).abs() < 1e-15);
    }
}
