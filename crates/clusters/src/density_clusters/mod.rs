//! Clusters of points by density, on the sphere or on a plane.

mod dbscan;
mod grid;
mod hdbscan;
mod hull;
mod merge;
mod optics;
pub(crate) mod partition;
mod ranking;
pub mod stability;

pub use dbscan::dbscan;
pub use hdbscan::{HdbscanOptions, hdbscan};
pub use hull::{Hull, hull, rings};
pub use merge::{LinkRule, merge};
pub use optics::{Optics, optics};
pub use ranking::{Cluster, ranking};

/// The cluster of each point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    /// The number of the cluster, from 0; `None` is noise.
    pub cluster: Vec<Option<u32>>,
    /// Whether the point is core.
    pub core: Vec<bool>,
    /// The number of clusters.
    pub clusters: usize,
}
