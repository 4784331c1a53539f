//! Composite-index mathematics: a [`Framework`] (the tree of indicators and the method) and a
//! [`Table`] (units by columns) give a [`Run`] (scores, ranks, weights, coverage and every choice that
//! was made). Values in, values out: nothing is read, written or printed here.
//!
//! The way of the data, one module a step: denomination → [`screening`] → [`imputation`] → [`treatment`] →
//! [`normalisation`] → [`weighting`] and [`aggregation`] up the [`Tree`] → ranks. Each step has a table of
//! methods; [`methods::catalogue`] lists them all.
//!
//! A unit set is normalised within itself: build once per set, with [`Framework::for_unit_set`].

#![warn(missing_docs)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod aggregation;
pub mod audit;
mod build;
mod choice;
mod denomination;
pub mod eigen;
mod framework;
pub mod imputation;
mod least_squares;
pub mod linear_program;
mod lines;
mod matrix;
pub mod methods;
pub mod moments;
mod names;
mod nearest;
pub mod normalisation;
mod panel;
pub mod practice;
mod prepare;
mod rank;
pub mod reach;
pub mod reading;
mod refusal;
pub mod robustness;
mod run;
pub mod screening;
mod table;
pub mod tables;
pub mod treatment;
mod tree;
pub mod uncertainty;
pub mod weighting;

pub use build::{BuildError, NotAggregable, Refused, build, build_with};
pub use choice::{Choice, Severity, Step};
pub use framework::{
    BestWorst, CoinrError, CoinrErrorKind, CoverageOf, CoverageSpec, Denominator, Direction,
    FitOver, Framework, FrameworkError, FrameworkErrorKind, FromClause, Group, Indicator,
    Judgement, MethodSpec, Node, Pairwise, Posts, Statement, TreatmentOrder, WeightSet, from_coinr,
};
pub use matrix::Matrix;
pub use names::Names;
pub use panel::{Panel, PanelError, Period, build_panel};
pub use prepare::{Action, Change, ColumnParameters, ColumnTreatment, Parameters, fit_column};
pub use rank::ranks;
pub use refusal::Refusal;
pub use run::{Coverage, GroupColumn, NodeResult, Run};
pub use table::{Column, Origin, Table, TableError, TableErrorKind, TextColumn};
pub use tree::{Definition, Tree, TreeNode};
