//! Uncertainty and sensitivity (不确定性与敏感性分析): the index computed again and again with the choices
//! of its method, its weights and its data varied as a [`Design`] says, so that every rank carries an
//! interval and every choice its share in it.
//!
//! Sources: Saisana, Saltelli & Tarantola (2005), Uncertainty and sensitivity analysis techniques as
//! tools for the quality assessment of composite indicators, J. R. Stat. Soc. A 168(2); OECD & JRC (2008),
//! Handbook on Constructing Composite Indicators, section 7.

mod default;
mod design;
mod distribution;
mod error;
mod kept;
mod model;
mod permutation;
pub(crate) mod random;
mod ranking;
mod replicate;
mod sampling;
mod scenario;
mod sensitivity;
mod sobol_sequence;
mod statistics;
mod study;
pub mod tables;
mod tally;
mod what_if;

pub use default::{DEFAULT_REPLICATIONS, default_design, default_intervals};
pub use design::{
    Alternative, DataError, Design, Factor, FactorKind, MethodChoice, MethodParameter, Scope,
    WeightNoise,
};
pub use distribution::Distribution;
pub use error::UncertaintyError;
pub use model::Drawn;
pub use sampling::Sampling;
pub use sensitivity::{
    Indices, Interval, Output, OutputSensitivity, Sensitivity, SensitivityStudy, sensitivity,
};
pub use statistics::{
    RankStatistics, RankVerdict, Robustness, ScoreScale, ScoreStatistics, Uncertainty, Verdict,
};
pub use study::{Replication, Study};
pub use tally::Tally;
pub use what_if::{KeptReplications, WhatIf, WhatIfError};

use crate::{Framework, Table};

/// Computes all replications of a design on so many threads.
///
/// # Errors
/// [`UncertaintyError`]: the design does not fit the framework, or a combination cannot be built.
pub fn uncertainty(
    framework: &Framework,
    table: &Table,
    design: &Design,
    threads: usize,
) -> Result<Uncertainty, UncertaintyError> {
    let mut study = Study::new(framework, table, design)?;
    while study.advance(threads, None)? {}
    Ok(study.uncertainty())
}
