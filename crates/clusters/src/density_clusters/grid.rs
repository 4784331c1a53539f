//! Points sorted into cells so small that all points of a cell lie within the radius of each other.
//!
//! Cells are cubes of side radius / √d (d = 3 on the sphere, 2 on a plane) in the space of
//! [`Positions::vectors`]. Source of the idea: Gunawan (2013), A faster algorithm for DBSCAN, TU Eindhoven;
//! Gan & Tao (2015), DBSCAN Revisited, SIGMOD. Points on exactly one spot become one location with the sum
//! of their weights. Neighbouring cells are found without any search: cells are sorted by their place, and
//! for each of the 25 columns of cells around one, a pointer moves along with it.

use crate::points::{PointsError, Positions, Surface, Within};

/// Bits of a cell's place along one axis.
const BITS: u32 = 42;

/// How many cells to each side can hold points within the radius: √3 is below 2.
const REACH: u128 = 2;

/// A box with sides along the axes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    low: [f64; 3],
    high: [f64; 3],
}

impl Bounds {
    const EMPTY: Bounds = Bounds {
        low: [f64::INFINITY; 3],
        high: [f64::NEG_INFINITY; 3],
    };

    fn include(&mut self, point: [f64; 3]) {
        for (axis, value) in point.into_iter().enumerate() {
            self.low[axis] = self.low[axis].min(value);
            self.high[axis] = self.high[axis].max(value);
        }
    }

    /// The squared distance to the nearest and to the farthest place of `other`.
    fn squared_distances(&self, other: &Bounds) -> (f64, f64) {
        let (mut nearest, mut farthest) = (0.0, 0.0);
        for axis in 0..3 {
            let gap = (other.low[axis] - self.high[axis])
                .max(self.low[axis] - other.high[axis])
                .max(0.0);
            let span = (other.high[axis] - self.low[axis]).max(self.high[axis] - other.low[axis]);
            nearest += gap * gap;
            farthest += span * span;
        }
        (nearest, farthest)
    }
}

/// A cell with at least one location.
#[derive(Debug)]
pub(super) struct Cell {
    place: u128,
    /// Its locations are `start..end`.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) weight: f64,
    bounds: Bounds,
}

/// Locations sorted by cell.
#[derive(Debug)]
pub(super) struct Grid<'a> {
    positions: &'a Positions,
    within: Within,
    pub(super) cells: Vec<Cell>,
    /// Coordinates of the locations, an array an axis.
    axes: [Vec<f64>; 3],
    pub(super) weights: Vec<f64>,
    /// The points, those of one location beside each other.
    points: Vec<u32>,
    /// Where the points of each location begin, and the end.
    first: Vec<u32>,
}

impl<'a> Grid<'a> {
    /// Sorts points with their weights for a radius.
    ///
    /// # Errors
    /// [`PointsError::Length`]: the radius is so small beside the extent of the points that floating point
    /// numbers cannot tell cells apart.
    pub(super) fn new(
        positions: &'a Positions,
        point_weights: &[f64],
        within: Within,
        name: &'static str,
    ) -> Result<Grid<'a>, PointsError> {
        let vectors = positions.vectors();
        let dimensions: f64 = match positions.surface() {
            Surface::Sphere => 3.0,
            Surface::Plane => 2.0,
        };
        // A little shorter, so that rounding cannot part the points of a cell.
        let side = within.surely.max(0.0).sqrt() / dimensions.sqrt() * (1.0 - 1e-6);
        let mut extent = Bounds::EMPTY;
        vectors.iter().for_each(|&vector| extent.include(vector));
        let longest = (0..3)
            .map(|axis| extent.high[axis] - extent.low[axis])
            .fold(0.0, f64::max);
        let most = ((1_u64 << (BITS - 1)) as f64) * side;
        if longest.is_nan() || longest >= most {
            return Err(PointsError::Length {
                name,
                value: within.distance,
                most: positions.farthest(),
            });
        }
        let place = |vector: &[f64; 3]| {
            (0..3).fold(0_u128, |place, axis| {
                let cell = ((vector[axis] - extent.low[axis]) / side) as u64;
                place << BITS | (u128::from(cell) + REACH)
            })
        };
        let mut placed: Vec<(u128, u32)> = vectors
            .iter()
            .zip(0..)
            .map(|(vector, point)| (place(vector), point))
            .collect();
        let bits = |point: u32| vectors[point as usize].map(|value| value + 0.0);
        placed.sort_unstable_by(|(a_place, a), (b_place, b)| {
            let ([ax, ay, az], [bx, by, bz]) = (bits(*a), bits(*b));
            a_place
                .cmp(b_place)
                .then(ax.total_cmp(&bx))
                .then(ay.total_cmp(&by))
                .then(az.total_cmp(&bz))
                .then(a.cmp(b))
        });
        let mut grid = Grid {
            positions,
            within,
            cells: Vec::new(),
            axes: Default::default(),
            weights: Vec::new(),
            points: placed.iter().map(|&(_, point)| point).collect(),
            first: Vec::new(),
        };
        let mut last = None;
        for (index, &(place, point)) in placed.iter().enumerate() {
            let (vector, weight) = (bits(point), point_weights[point as usize]);
            if last != Some((place, vector)) {
                last = Some((place, vector));
                if grid.cells.last().is_none_or(|cell| cell.place != place) {
                    let start = grid.weights.len();
                    grid.cells.push(Cell {
                        place,
                        start,
                        end: start,
                        weight: 0.0,
                        bounds: Bounds::EMPTY,
                    });
                }
                grid.first.push(index as u32);
                grid.weights.push(0.0);
                for (axis, value) in grid.axes.iter_mut().zip(vector) {
                    axis.push(value);
                }
            }
            let location = grid.weights.len() - 1;
            grid.weights[location] += weight;
            if let Some(cell) = grid.cells.last_mut() {
                cell.end = location + 1;
                cell.weight += weight;
                cell.bounds.include(vector);
            }
        }
        grid.first.push(placed.len() as u32);
        Ok(grid)
    }

    /// The points of a location.
    pub(super) fn points_of(&self, location: usize) -> &[u32] {
        &self.points[self.first[location] as usize..self.first[location + 1] as usize]
    }

    fn vector(&self, location: usize) -> [f64; 3] {
        [0, 1, 2].map(|axis| self.axes[axis][location])
    }

    fn representative(&self, location: usize) -> usize {
        self.points[self.first[location] as usize] as usize
    }

    /// Whether two locations are within the radius of each other.
    fn are_within(&self, a: usize, b: usize) -> bool {
        let squared = crate::points::squared(self.vector(a), self.vector(b));
        squared <= self.within.surely
            || (squared <= self.within.perhaps
                && self
                    .positions
                    .distance(self.representative(a), self.representative(b))
                    <= self.within.distance)
    }

    /// The squared straight-line distance of two locations.
    pub(super) fn squared(&self, a: usize, b: usize) -> f64 {
        crate::points::squared(self.vector(a), self.vector(b))
    }

    /// The weight of the locations of `cell` within the radius of `location`, or at least `enough`.
    pub(super) fn weight_within(&self, location: usize, cell: &Cell, enough: f64) -> f64 {
        let mut bounds = Bounds::EMPTY;
        bounds.include(self.vector(location));
        let (nearest, farthest) = bounds.squared_distances(&cell.bounds);
        if nearest > self.within.perhaps {
            return 0.0;
        }
        if farthest <= self.within.surely {
            return cell.weight;
        }
        const CHUNK: usize = 256;
        let [x, y, z] = self.vector(location);
        let mut weight = 0.0;
        let mut start = cell.start;
        while start < cell.end && weight < enough {
            let range = start..cell.end.min(start + CHUNK);
            start = range.end;
            let [xs, ys, zs] = [0, 1, 2].map(|axis| &self.axes[axis][range.clone()]);
            let (mut surely, mut perhaps) = (0.0, 0.0);
            for (((ox, oy), oz), own) in xs.iter().zip(ys).zip(zs).zip(&self.weights[range.clone()])
            {
                let (dx, dy, dz) = (x - ox, y - oy, z - oz);
                let squared = dx * dx + dy * dy + dz * dz;
                surely += if squared <= self.within.surely {
                    *own
                } else {
                    0.0
                };
                perhaps += if squared <= self.within.perhaps {
                    *own
                } else {
                    0.0
                };
            }
            weight += if surely == perhaps {
                surely
            } else {
                range
                    .filter(|&other| self.are_within(location, other))
                    .map(|other| self.weights[other])
                    .sum()
            };
        }
        weight
    }

    /// The locations of `others` within the radius of `location`.
    pub(super) fn those_within<'g>(
        &'g self,
        location: usize,
        others: &'g [u32],
    ) -> impl Iterator<Item = usize> + 'g {
        others
            .iter()
            .map(|&other| other as usize)
            .filter(move |&other| self.are_within(location, other))
    }

    /// Whether a location of `a` is within the radius of one of `b`; the two are reordered. Both are
    /// halved along their longest side until their boxes decide.
    pub(super) fn any_within(&self, a: &mut [u32], b: &mut [u32]) -> bool {
        if a.len() * b.len() <= 64 {
            return a.iter().any(|&one| {
                b.iter()
                    .any(|&other| self.are_within(one as usize, other as usize))
            });
        }
        let (a_bounds, b_bounds) = (self.bounds(a), self.bounds(b));
        let (nearest, farthest) = a_bounds.squared_distances(&b_bounds);
        if nearest > self.within.perhaps {
            return false;
        }
        if farthest <= self.within.surely {
            return true;
        }
        let (larger, bounds, smaller) = if a.len() >= b.len() {
            (a, a_bounds, b)
        } else {
            (b, b_bounds, a)
        };
        let side = |axis: usize| bounds.high[axis] - bounds.low[axis];
        let longest = (1..3).fold(
            0,
            |best, axis| if side(axis) > side(best) { axis } else { best },
        );
        let values = &self.axes[longest];
        let middle = larger.len() / 2;
        larger.select_nth_unstable_by(middle, |&one, &other| {
            values[one as usize].total_cmp(&values[other as usize])
        });
        let (low, high) = larger.split_at_mut(middle);
        self.any_within(low, smaller) || self.any_within(high, smaller)
    }

    /// Whether boxes are near enough for locations in them to be within the radius.
    pub(super) fn may_reach(&self, a: &Bounds, b: &Bounds) -> bool {
        a.squared_distances(b).0 <= self.within.perhaps
    }

    /// The box around locations.
    pub(super) fn bounds(&self, locations: &[u32]) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        for &location in locations {
            bounds.include(self.vector(location as usize));
        }
        bounds
    }

    /// Calls `visit` with each cell and the cells around it, itself apart, that may hold locations within
    /// the radius of one of its own.
    pub(super) fn for_each_neighbourhood(&self, mut visit: impl FnMut(usize, &[usize])) {
        let columns = (0..=2 * REACH).flat_map(|x| (0..=2 * REACH).map(move |y| (x, y)));
        // The first place of a column of cells lies so far from that of the cell in the middle; offsets are
        // counted from the lowest corner, which no place is below.
        let steps: Vec<u128> = columns.map(|(x, y)| (x << BITS | y) << BITS).collect();
        let corner = (REACH << BITS | REACH) << BITS | REACH;
        let mut pointers = vec![0; steps.len()];
        let mut around = Vec::new();
        for (index, cell) in self.cells.iter().enumerate() {
            around.clear();
            for (pointer, step) in pointers.iter_mut().zip(&steps) {
                let lowest = cell.place - corner + step;
                while *pointer < self.cells.len() && self.cells[*pointer].place < lowest {
                    *pointer += 1;
                }
                let column = self.cells[*pointer..].iter().enumerate();
                for (offset, other) in column {
                    if other.place > lowest + 2 * REACH {
                        break;
                    }
                    let position = *pointer + offset;
                    if position != index
                        && cell.bounds.squared_distances(&other.bounds).0 <= self.within.perhaps
                    {
                        around.push(position);
                    }
                }
            }
            visit(index, &around);
        }
    }
}
