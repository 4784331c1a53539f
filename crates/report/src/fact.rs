//! A fact: one statement computed from a run, with a name, a type, sources and the strength of its evidence.

use serde::Serialize;

/// What kind of statement a fact makes (requirements R76–R86).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    /// A single value of one unit or of the whole.
    Value,
    /// Rank of a unit at a node.
    Rank,
    /// Share of the first n units in a total.
    ShareOfTop,
    /// Change of a value or a share since an earlier edition.
    Change,
    /// Distance from a unit to the next.
    Gap,
    /// Editions in a row for which something holds.
    Streak,
    /// Change of a rank since an earlier edition.
    Movement,
    /// How many units of a group are in a list.
    Count,
    /// Units with something, over all units.
    Coverage,
    /// A unit far from what its other values would say.
    Outlier,
    /// How even the dimensions of a unit are.
    Balance,
    /// Association of two columns.
    Association,
    /// Which of two units is ahead.
    Comparison,
    /// A list of units in an order.
    List,
}

/// How much the evidence carries: wording follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Counted from records, or true in 95 % of the replications or more.
    Firm,
    /// True at the nominal method, but intervals overlap.
    Tentative,
    /// Does not hold, or cannot be told apart.
    Undecided,
}

/// Where a number comes from: printed as a footnote.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Citation {
    /// The footnote: source, date, scope, and how to follow the number back.
    pub text: String,
}

/// One computed statement, in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fact {
    /// Its name in templates: `provinces.top15.east`.
    pub id: String,
    /// Its type.
    pub kind: FactKind,
    /// The number, where it is one.
    pub number: Option<f64>,
    /// The value as it stands in a sentence: `8`, `45.2%`, `广东、江苏和北京`.
    pub text: String,
    /// The whole finding as a sentence without a full stop, worded after its strength.
    pub sentence: String,
    /// How much the evidence carries.
    pub strength: Strength,
    /// True where the method behind it is inferred (推定).
    pub inferred: bool,
    /// Which units it speaks of: 31 个省级行政区.
    pub scope: String,
    /// Where it comes from.
    pub citation: Citation,
}
