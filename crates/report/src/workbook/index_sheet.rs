//! What the live sheets of one unit set are written from: values, parameters, weights and the engine's results.

use std::ops::Range;

/// One index over one unit set. Lists of values have one entry a unit; scores and ranks are those of the engine
/// and stand in the file until a spreadsheet computes them anew.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexSheet {
    /// The unit set, for the names of the sheets: 31 个省级行政区.
    pub name: String,
    /// What the index is called.
    pub title: String,
    /// The units: code and name.
    pub units: Vec<(String, String)>,
    /// The indicators, those under one node next to each other.
    pub indicators: Vec<IndexIndicator>,
    /// Every node, indicators included, in any order in which siblings keep theirs; one has no parent.
    pub nodes: Vec<IndexNode>,
    /// Lines to be read with it: where the weights come from, what is inferred (推定).
    pub notes: Vec<String>,
}

/// An indicator with its values and the function that brings them to the common scale.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexIndicator {
    /// Its unit of measure.
    pub unit: String,
    /// What it measures.
    pub definition: String,
    /// Where it comes from.
    pub source: String,
    /// Which values are better, in words.
    pub direction: String,
    /// Values after division by the denominator, gaps left; coverage is counted on them.
    pub values: Vec<Option<f64>>,
    /// Values after imputation and treatment of outliers, which are normalised.
    pub treated: Vec<Option<f64>>,
    /// How larger is made better.
    pub orientation: Orientation,
    /// How values become scores.
    pub scale: Scale,
    /// The name of the normalisation.
    pub method: String,
}

/// How larger is made better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Orientation {
    /// As it is.
    Positive,
    /// The sign is changed.
    Negative,
    /// Minus the distance from an interval.
    Optimal {
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
}

/// From an oriented value x to its score.
#[derive(Debug, Clone, PartialEq)]
pub enum Scale {
    /// low + size·(x − origin)/span.
    Linear {
        /// Where origin and span come from.
        ends: Ends,
        /// The value that gets `low`.
        origin: f64,
        /// The distance over which the score grows by `size`.
        span: f64,
        /// The score of the origin.
        low: f64,
        /// What the score grows by over one span.
        size: f64,
        /// What becomes of values beyond the ends.
        truncation: Truncation,
    },
    /// The place among the values.
    Ranks(Places),
    /// low + size / (1 + e^(−steepness·(x − origin)/span)).
    Logistic {
        /// The value in the middle.
        origin: f64,
        /// The unit of distance from it.
        span: f64,
        /// The steepness.
        steepness: f64,
        /// The lower end.
        low: f64,
        /// The height.
        size: f64,
    },
    /// low·ratio^((x − origin)/span).
    Exponential {
        /// The value that gets `low`.
        origin: f64,
        /// The distance over which the score grows by `ratio`.
        span: f64,
        /// The score of the origin.
        low: f64,
        /// The growth.
        ratio: f64,
        /// What becomes of values beyond the ends.
        truncation: Truncation,
    },
    /// low + size·(1 − |x − origin|/span), not below `low`.
    Tent {
        /// The best value.
        origin: f64,
        /// The distance at which the score is `low`.
        span: f64,
        /// The worst score.
        low: f64,
        /// The height.
        size: f64,
    },
    /// No formula: the scores stand as values, for this reason.
    Values(String),
}

/// Where the ends of a line come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// The smallest and the largest value of the sheet.
    MinMax,
    /// They are set.
    Fixed,
}

/// What becomes of values beyond the ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// They keep what they earn.
    None,
    /// Not more than the best score.
    Above,
    /// Neither more than the best nor less than the worst.
    Both,
}

/// What is made of the number of smaller values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Places {
    /// One more.
    Rank,
    /// Itself.
    Borda,
    /// Its share of all other units, times this.
    Percentile(f64),
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexNode {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The position of its parent; `None` for the root.
    pub parent: Option<usize>,
    /// The weight among its siblings; scaled to sum 1 by the sheet.
    pub weight: f64,
    /// What it is.
    pub kind: IndexNodeKind,
    /// The engine's score of each unit.
    pub scores: Vec<Option<f64>>,
    /// The engine's rank of each unit.
    pub ranks: Vec<Option<u32>>,
}

/// An indicator or a node above.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexNodeKind {
    /// The indicator at this position.
    Indicator(usize),
    /// A node that combines its children.
    Inner {
        /// How.
        aggregation: Aggregation,
        /// The name of the method.
        method: String,
        /// The share of what is counted that a unit must have to get a score.
        minimum: f64,
        /// What is counted.
        counts: Counts,
        /// The indicators under it.
        indicators: Range<usize>,
    },
}

/// What a minimum of coverage counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Values of the indicators under the node.
    Indicators,
    /// Scores of its children that carry weight.
    Children,
}

/// How children are combined; missing ones are skipped and the weights of the others rescaled.
#[derive(Debug, Clone, PartialEq)]
pub enum Aggregation {
    /// Σw·x.
    Arithmetic,
    /// Πx^w.
    Geometric,
    /// 1/Σ(w/x).
    Harmonic,
    /// (Σw·x^p)^(1/p).
    Power(f64),
    /// No formula: the scores stand as values, for this reason.
    Values(String),
}
