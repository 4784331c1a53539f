//! The Sobol sequence with random scrambling: points that fill the unit cube far more evenly than
//! random ones.
//!
//! Construction: Bratley & Fox (1988), Algorithm 659, ACM TOMS 14(1), in the order of the Gray code;
//! direction numbers of Joe & Kuo (2008), SIAM J. Sci. Comput. 30. Scrambling: nested uniform
//! (Owen 1995) by a hash that lets every bit depend on the bits above it only (Laine & Karras 2011;
//! Burley 2020, Practical Hash-based Owen Scrambling, JCGT 9(4)).

use super::random::mix;

/// The number of dimensions for which direction numbers are shipped.
pub(crate) const MOST_DIMENSIONS: usize = 1_024;

/// The number of points after which the sequence repeats.
pub(crate) const MOST_POINTS: u64 = 1 << 32;

const DIRECTION_NUMBERS: &str = include_str!("joe_kuo.txt");

const BITS: usize = 32;

/// The sequence in so many dimensions.
#[derive(Debug, Clone)]
pub(crate) struct SobolSequence {
    directions: Vec<[u32; BITS]>,
    scrambles: Vec<u32>,
}

impl SobolSequence {
    /// The sequence in `dimensions` (at most [`MOST_DIMENSIONS`]), scrambled after `seed`.
    pub fn new(dimensions: usize, seed: u64) -> SobolSequence {
        let lines = DIRECTION_NUMBERS
            .lines()
            .filter(|line| !line.starts_with('#'));
        SobolSequence {
            directions: lines.take(dimensions).map(directions).collect(),
            scrambles: (0..dimensions as u64)
                .map(|dimension| mix(seed ^ mix(dimension)) as u32)
                .collect(),
        }
    }

    /// Point number `index`, in (0, 1).
    pub fn point(&self, index: u64, point: &mut [f64]) {
        for (dimension, coordinate) in point.iter_mut().enumerate() {
            let digits = self.digits(dimension, index);
            let scrambled = scramble(digits, self.scrambles[dimension]);
            *coordinate = (f64::from(scrambled) + 0.5) / MOST_POINTS as f64;
        }
    }

    /// The binary digits of a coordinate before scrambling.
    fn digits(&self, dimension: usize, index: u64) -> u32 {
        let mut gray = (index ^ (index >> 1)) as u32;
        let mut digits = 0;
        while gray != 0 {
            digits ^= self.directions[dimension][gray.trailing_zeros() as usize];
            gray &= gray - 1;
        }
        digits
    }
}

/// The direction numbers of one dimension from its line `polynomial m1 m2 …`.
fn directions(line: &str) -> [u32; BITS] {
    let mut numbers = line.split(' ').filter_map(|number| number.parse().ok());
    let polynomial: u32 = numbers.next().unwrap_or(1);
    let degree = polynomial.ilog2() as usize;
    let mut directions = [0; BITS];
    for (position, initial) in numbers.enumerate() {
        directions[position] = initial << (BITS - 1 - position);
    }
    for position in degree..BITS {
        if degree == 0 {
            directions[position] = 1 << (BITS - 1 - position);
            continue;
        }
        let before = directions[position - degree];
        let mut next = before ^ (before >> degree);
        for back in 1..degree {
            if (polynomial >> (degree - back)) & 1 == 1 {
                next ^= directions[position - back];
            }
        }
        directions[position] = next;
    }
    directions
}

/// Flips every digit at random, after the digits above it.
fn scramble(digits: u32, seed: u32) -> u32 {
    let mut x = digits.reverse_bits();
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^= x.wrapping_mul(0x53a2_2864);
    x.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: &str = include_str!("../../tests/peers/sobol_points.csv");

    #[test]
    fn agrees_with_scipy_before_scrambling() {
        let sequence = SobolSequence::new(MOST_DIMENSIONS, 0);
        assert_eq!(sequence.directions.len(), MOST_DIMENSIONS);
        let mut lines = POINTS.lines();
        let heading = lines.next().unwrap().split(',').skip(1);
        let dimensions: Vec<usize> = heading.map(|d| d[1..].parse().unwrap()).collect();
        let mut compared = 0;
        for line in lines {
            let cells: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            for (&dimension, &expected) in dimensions.iter().zip(&cells[1..]) {
                let digits = sequence.digits(dimension, cells[0] as u64);
                assert_eq!(f64::from(digits) / MOST_POINTS as f64, expected);
                compared += 1;
            }
        }
        assert_eq!(compared, 64 * 9);
    }

    #[test]
    fn scrambled_points_are_one_in_every_cell_of_every_dimension() {
        const COUNT: usize = 256;
        for seed in [1, 2] {
            let sequence = SobolSequence::new(50, seed);
            let mut seen = vec![[false; COUNT]; 50];
            let mut point = [0.0; 50];
            for index in 0..COUNT as u64 {
                sequence.point(index, &mut point);
                for (seen, coordinate) in seen.iter_mut().zip(point) {
                    let cell = &mut seen[(coordinate * COUNT as f64) as usize];
                    assert!(!*cell);
                    *cell = true;
                }
            }
        }
    }

    #[test]
    fn another_seed_scrambles_otherwise() {
        let point = |seed| {
            let mut point = [0.0; 4];
            SobolSequence::new(4, seed).point(5, &mut point);
            point
        };
        assert_eq!(point(1), point(1));
        assert_ne!(point(1), point(2));
    }
}
