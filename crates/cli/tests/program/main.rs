//! The program itself, run on real files in temporary folders: one module a theme.
#![allow(clippy::unwrap_used)]

mod clusters_project;
mod demonstration;
mod folder;
mod import;
mod index_files;
mod questions;
mod reading;
mod safety;
