//! Analyses of Chinese evaluation practice on a finished [`Run`]: how well the parts of an index
//! develop together ([`coupling`]), what holds a unit back ([`obstacle`]), the grades it belongs to
//! ([`membership`], [`rank_sum_ratio`]). They read a run and change nothing in it.

pub mod coupling;
pub mod membership;
pub mod obstacle;
pub mod rank_sum_ratio;

use thiserror::Error;

use crate::matrix::extent;
use crate::nearest::nearest;
use crate::{Names, Run};

/// The ends of the scale that the scores of a run are on; `low < high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
}

/// An analysis that has no meaning for a run.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub enum PracticeError {
    /// The run has no such node.
    UnknownNode {
        /// The node asked for.
        node: String,
        /// The node it most resembles.
        nearest: Option<String>,
    },
    /// A node without enough weighted children.
    TooFewChildren {
        /// The node.
        node: String,
        /// How many there are.
        children: usize,
        /// How many are needed.
        least: usize,
    },
    /// The indicators do not share the ends of a scale.
    NoScale,
    /// The ends of a scale are no two numbers in order.
    EmptyScale {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Too few different scores for a regression.
    TooFewScores {
        /// The node.
        node: String,
        /// How many different scores there are.
        scores: usize,
        /// How many are needed.
        least: usize,
    },
    /// A number of grades that cannot be made.
    Grades {
        /// How many were asked for.
        grades: usize,
        /// How many can be made.
        most: usize,
    },
    /// A score beyond the ends of the scale.
    OffScale {
        /// The node.
        node: String,
        /// The unit.
        unit: String,
        /// The score.
        score: f64,
        /// The scale.
        scale: Scale,
    },
}

impl PracticeError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        use PracticeError::*;
        match self {
            UnknownNode { node, nearest } => {
                let (zh, en) = match nearest {
                    Some(nearest) => (
                        format!("；是否为“{nearest}”？"),
                        format!("; did you mean \"{nearest}\"?"),
                    ),
                    None => Default::default(),
                };
                Names::new(
                    format!("结果中没有节点“{node}”{zh}"),
                    format!("the run has no node \"{node}\"{en}"),
                )
            }
            TooFewChildren {
                node,
                children,
                least,
            } => Names::new(
                format!(
                    "节点“{node}”只有 {children} 个有权重的下级，至少需要 {least} 个：请选择上一级节点"
                ),
                format!(
                    "node \"{node}\" has {children} weighted children, and at least {least} are needed: choose a node further up"
                ),
            ),
            NoScale => Names::fixed(
                "各指标无量纲化后的区间不一致，无法确定得分的上下限：请采用极差法，或给出上下限",
                "the normalised indicators do not share the ends of a scale: use min-max normalisation, or give the ends",
            ),
            EmptyScale { low, high } => Names::new(
                format!("得分下限({low})必须小于上限({high})"),
                format!("the lower end of the scale ({low}) must be below the upper ({high})"),
            ),
            TooFewScores {
                node,
                scores,
                least,
            } => Names::new(
                format!(
                    "节点“{node}”只有 {scores} 个不同的得分，回归至少需要 {least} 个：请增加评价单元"
                ),
                format!(
                    "node \"{node}\" has {scores} different scores, and the regression needs at least {least}: add units"
                ),
            ),
            Grades { grades, most } => Names::new(
                format!("不能分为 {grades} 档：请取 2 到 {most}"),
                format!("{grades} grades cannot be made: take 2 to {most}"),
            ),
            OffScale {
                node,
                unit,
                score,
                scale: Scale { low, high },
            } => Names::new(
                format!(
                    "单元“{unit}”在“{node}”上的得分 {score} 超出 {low}–{high}：请给出包含所有得分的上下限，或改用不改变尺度的合成方法（如算术平均）"
                ),
                format!(
                    "the score of unit \"{unit}\" on \"{node}\" is {score}, beyond {low} to {high}: give ends that hold all scores, or aggregate by a method that keeps the scale (such as the arithmetic mean)"
                ),
            ),
        }
    }
}

impl Scale {
    /// A scale from `low` to `high`.
    ///
    /// # Errors
    /// `low` is not below `high`, or one is not a finite number.
    pub fn new(low: f64, high: f64) -> Result<Scale, PracticeError> {
        if low < high && (high - low).is_finite() {
            Ok(Scale { low, high })
        } else {
            Err(PracticeError::EmptyScale { low, high })
        }
    }

    /// The scale of a run whose indicators all reach from the same lowest to the same highest value, as
    /// the range method makes them.
    ///
    /// # Errors
    /// The indicators do not share both ends.
    pub fn of(run: &Run) -> Result<Scale, PracticeError> {
        let columns = (0..run.normalised.columns()).map(|at| run.normalised.column(at));
        let mut extents = columns.filter_map(extent);
        let (low, high) = extents.next().ok_or(PracticeError::NoScale)?;
        let rounding = 1e-9 * (high - low);
        let same = |(a, b): (f64, f64)| (a - low).abs() <= rounding && (b - high).abs() <= rounding;
        if low < high && extents.all(same) {
            Scale::new(low, high)
        } else {
            Err(PracticeError::NoScale)
        }
    }

    /// The lower and the upper end.
    pub fn ends(self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The scores of a node as shares of the scale, 0 to 1; missing stays missing.
    fn shares(self, run: &Run, node: usize) -> Result<Vec<f64>, PracticeError> {
        let result = &run.nodes[node];
        let length = self.high - self.low;
        let scores = result.scores.iter().enumerate();
        scores
            .map(|(unit, &score)| {
                let share = (score - self.low) / length;
                // Means of values at an end differ from it by rounding.
                if !share.is_nan() && !(-1e-9..=1.0 + 1e-9).contains(&share) {
                    return Err(PracticeError::OffScale {
                        node: result.id.clone(),
                        unit: run.units[unit].clone(),
                        score,
                        scale: self,
                    });
                }
                Ok(share.clamp(0.0, 1.0))
            })
            .collect()
    }
}

/// The position of a node of a run.
fn find(run: &Run, id: &str) -> Result<usize, PracticeError> {
    let position = run.nodes.iter().position(|node| node.id == id);
    position.ok_or_else(|| {
        let known = run.nodes.iter().map(|node| node.id.as_str());
        PracticeError::UnknownNode {
            node: id.to_owned(),
            nearest: nearest(id, known).map(str::to_owned),
        }
    })
}

/// The positions of the children of a node that carry weight.
fn weighted_children(run: &Run, node: usize) -> Vec<usize> {
    (0..run.nodes.len())
        .filter(|&at| run.nodes[at].parent == Some(node) && run.nodes[at].weight > 0.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Framework, Table, build};

    /// A run of two groups, `first` over a and b, `second` over c, whose columns already reach from 0 to
    /// 100.
    pub(super) fn run() -> Run {
        let framework = "framework = { id = \"t\", name = \"t\", edition = \"1\" }\n\
            [[node]]\nid = \"index\"\n\
            [[node]]\nid = \"first\"\nparent = \"index\"\nweight = 3\n\
            [[node]]\nid = \"second\"\nparent = \"index\"\n\
            [[indicator]]\nid = \"a\"\nparent = \"first\"\n[[indicator]]\nid = \"b\"\nparent = \"first\"\n\
            [[indicator]]\nid = \"c\"\nparent = \"second\"\n";
        let data = "unit,a,b,c\nu,100,60,20\nv,0,100,100\nw,50,,0\nx,100,100,100\ny,,0,\n";
        let framework = Framework::parse(framework, "t.toml").unwrap();
        build(&framework, &Table::from_csv(data, "d.csv").unwrap()).unwrap()
    }

    #[test]
    fn the_scale_of_a_run_is_that_of_its_indicators() {
        let mut run = run();
        let scale = Scale::of(&run).unwrap();
        assert_eq!(scale, Scale::new(0.0, 100.0).unwrap());
        run.normalised.column_mut(1)[0] = 100.5;
        assert_eq!(Scale::of(&run), Err(PracticeError::NoScale));
        assert!(Scale::new(1.0, 1.0).is_err() && Scale::new(0.0, f64::NAN).is_err());
    }

    #[test]
    fn scores_beyond_the_scale_are_refused_with_the_cell() {
        let run = run();
        let error = Scale::new(0.0, 80.0).unwrap().shares(&run, 2).unwrap_err();
        let text = error.message();
        assert!(text.en.contains("\"x\" on \"first\" is 100"), "{}", text.en);
        assert!(text.zh.contains("“x”在“first”"), "{}", text.zh);
    }

    #[test]
    fn mistyped_nodes_are_named() {
        let error = find(&run(), "frist").unwrap_err();
        assert!(error.to_string().contains("\"first\""), "{error}");
    }
}
