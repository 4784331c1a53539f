//! Statistics of the distances between points: at which distances an industry gathers or keeps apart, without
//! regions whose borders decide.
//!
//! The statistic ([`k_density`], [`ripley`], [`marcon_puech`]) and the null model ([`Null`]) are separate
//! choices; [`Envelope`] holds an observed curve beside the simulated ones.

mod cells;
mod envelope;
mod k_density;
mod marcon_puech;
mod null;
mod pairs;
mod ripley;

pub use envelope::Envelope;
pub use k_density::{
    Approximation, Bandwidth, KDensity, KDensityOptions, k_density, median_distance,
};
pub use marcon_puech::{MarconPuech, marcon_puech};
pub use null::{Marked, Null};
pub use ripley::{EdgeCorrection, Region, Ripley, RipleyOptions, ripley};

use std::num::NonZero;

use crate::Names;
use crate::points::PointsError;

/// Curves that cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}", self.message().en)]
pub enum DistancesError {
    /// The points are wrong.
    Points(PointsError),
    /// A type with too few points.
    TooFewOfType {
        /// The points it has.
        points: usize,
        /// The points needed.
        needed: usize,
    },
    /// All distances are equal, where no bandwidth follows from them.
    NoSpread,
    /// Simulations need other points to compare with.
    NothingToCompare,
    /// A point outside the region studied.
    Outside {
        /// The point.
        point: usize,
    },
    /// A region without area, or of a kind that the surface or the correction does not allow.
    Region,
}

impl From<PointsError> for DistancesError {
    fn from(error: PointsError) -> DistancesError {
        DistancesError::Points(error)
    }
}

impl DistancesError {
    /// The message in both languages. Points are counted from 1.
    pub fn message(&self) -> Names {
        match self {
            DistancesError::Points(error) => error.message(),
            DistancesError::TooFewOfType { points, needed } => Names::new(
                format!("所选类型只有 {points} 个点，至少需要 {needed} 个；请换一个类型或补充点"),
                format!(
                    "the type chosen has {points} points and {needed} are needed; choose another type or add points"
                ),
            ),
            DistancesError::NoSpread => Names::fixed(
                "所有点对的距离相同，无法由其得出带宽；请给出带宽",
                "all distances are equal, so that no bandwidth follows from them; give a bandwidth",
            ),
            DistancesError::NothingToCompare => Names::fixed(
                "所有点属于同一类型，无从模拟；请加 type 列给出比较的对象，或把模拟次数设为 0",
                "all points are of one type, so that there is nothing to simulate with; add a column type with others, or ask for 0 simulations",
            ),
            DistancesError::Outside { point } => Names::new(
                format!("第 {} 个点在研究区域之外；请扩大区域或删去该点", point + 1),
                format!(
                    "point {} lies outside the region studied; enlarge the region or leave the point out",
                    point + 1
                ),
            ),
            DistancesError::Region => Names::fixed(
                "研究区域的面积应大于 0；球面上只能给面积且不作边缘校正，平面上的边缘校正需要矩形",
                "the region studied should have an area above 0; on the sphere it is given as an area without edge correction, on a plane edge corrections need a rectangle",
            ),
        }
    }
}

/// How curves are simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulations {
    /// The number; 0 for none.
    pub count: usize,
    /// The null model.
    pub null: Null,
    /// The share of simulated curves outside the bands: half of it below and half above.
    pub level: f64,
    /// The seed.
    pub seed: u64,
    /// The threads; the result does not depend on them.
    pub threads: NonZero<usize>,
}

impl Simulations {
    /// None.
    pub const NONE: Simulations = Simulations {
        count: 0,
        null: Null::RandomLocation,
        level: 0.05,
        seed: 0,
        threads: NonZero::<usize>::MIN,
    };

    /// Computes every simulation number on the threads, in their order.
    fn each<T: Send>(&self, compute: impl Fn(u64) -> T + Sync) -> Vec<T> {
        let mut results: Vec<Option<T>> = (0..self.count).map(|_| None).collect();
        let share = self.count.div_ceil(self.threads.get()).max(1);
        let compute = &compute;
        std::thread::scope(|scope| {
            for (part, chunk) in results.chunks_mut(share).enumerate() {
                scope.spawn(move || {
                    for (offset, result) in chunk.iter_mut().enumerate() {
                        *result = Some(compute((part * share + offset) as u64));
                    }
                });
            }
        });
        results.into_iter().flatten().collect()
    }
}
