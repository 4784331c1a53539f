//! The program itself, run on real files in temporary folders: one module a theme.
#![allow(clippy::unwrap_used)]

mod bad_inputs;
mod cluster_points;
mod clusters_dynamics;
mod clusters_project;
mod clusters_regions;
mod demonstration;
mod figures;
mod folder;
mod import;
mod index_files;
mod practice;
mod questions;
mod reading;
mod report;
mod safety;
mod uncertainty;
