//! How regions move over time, how far apart they drift, and the links between them.

pub mod beta_convergence;
pub mod centrality;
pub mod classes;
pub mod esteban_ray;
pub mod gravity;
pub mod kernel_density;
pub mod markov;
pub mod rank_size;
pub mod sigma_convergence;
pub mod spatial_markov;
pub mod wolfson;

use crate::methods::About;

/// The statistics of this folder.
pub const METHODS: &[&About] = &[
    &markov::ABOUT,
    &spatial_markov::ABOUT,
    &beta_convergence::ABOUT,
    &sigma_convergence::ABOUT,
    &kernel_density::ABOUT,
    &esteban_ray::ABOUT,
    &wolfson::ABOUT,
    &gravity::ABOUT,
    &centrality::ABOUT,
    &rank_size::ABOUT,
    &rank_size::PRIMACY,
];
