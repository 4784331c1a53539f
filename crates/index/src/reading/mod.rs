//! Reading results (结果解读): why a score is what it is, whom a unit resembles, which class it falls in,
//! what no weighting can reverse, and what changed between editions. Everything is computed from
//! finished [`Run`](crate::Run)s; one file a question.

pub mod balance;
pub mod comparison;
pub(crate) mod composition;
pub mod contribution;
pub mod dominance;
pub mod editions;
#[cfg(test)]
pub(crate) mod fixture;
pub mod history;
mod owen;
pub mod panel;
pub mod peers;
pub mod profile;
mod random;
pub mod tables;
pub mod tiers;
