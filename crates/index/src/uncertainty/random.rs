//! Random numbers that depend on nothing but a seed and the number of the draw.
//!
//! Generator: PCG-XSH-RR 64/32. Source: O'Neill (2014), PCG: A Family of Simple Fast Space-Efficient
//! Statistically Good Algorithms for Random Number Generation, HMC-CS-2014-0905. Normal quantile:
//! Wichura (1988), Algorithm AS 241, Applied Statistics 37(3). Gamma: Marsaglia & Tsang (2000), A
//! Simple Method for Generating Gamma Variables, ACM TOMS 26(3).

/// A PCG-XSH-RR 64/32 generator on one of its 2⁶³ streams.
#[derive(Debug, Clone)]
pub(crate) struct Pcg {
    state: u64,
    increment: u64,
}

const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

impl Pcg {
    /// The generator on `stream`, started from `seed` as the reference implementation does.
    pub fn new(seed: u64, stream: u64) -> Pcg {
        let mut generator = Pcg {
            state: 0,
            increment: (stream << 1) | 1,
        };
        generator.next_u32();
        generator.state = generator.state.wrapping_add(seed);
        generator.next_u32();
        generator
    }

    /// The generator of draw number `index` of a computation seeded by `seed`. Streams of one state are
    /// related to each other, so the state differs as well.
    pub fn of_draw(seed: u64, index: u64) -> Pcg {
        Pcg::new(mix(seed ^ mix(index)), index)
    }

    /// 32 random bits.
    pub fn next_u32(&mut self) -> u32 {
        let old = self.state;
        self.state = old.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
        let shifted = (((old >> 18) ^ old) >> 27) as u32;
        shifted.rotate_right((old >> 59) as u32)
    }

    /// A number in the open interval (0, 1), on a grid of 2⁻⁵².
    pub fn uniform(&mut self) -> f64 {
        let high = u64::from(self.next_u32());
        let low = u64::from(self.next_u32());
        open_unit((high << 32) | low)
    }

    /// A whole number below `bound`, which must be above 0 (Lemire's multiplication, without
    /// rejection: the bias is below bound / 2³²).
    pub fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.next_u32()) * u64::from(bound)) >> 32) as u32
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        normal_quantile(self.uniform())
    }

    /// A gamma number with this `shape` (> 0) and scale 1.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            // A gamma of one shape more, shrunk: Marsaglia & Tsang, section 6.
            let boost = self.uniform().powf(1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }
}

/// The middle of one of 2⁵² equal cells of (0, 1), chosen by the highest bits.
pub(crate) fn open_unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
}

/// Bits that look random and differ for different input (the finaliser of SplitMix64).
pub(crate) fn mix(input: u64) -> u64 {
    let mut bits = input.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// The standard normal quantile of `share`, which lies in (0, 1); relative error about 1e-16.
pub(crate) fn normal_quantile(share: f64) -> f64 {
    let polynomial = |coefficients: &[f64; 8], x: f64| {
        let terms = coefficients.iter().rev();
        terms.fold(0.0, |sum, coefficient| sum * x + coefficient)
    };
    let q = share - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&MIDDLE.0, r) / polynomial(&MIDDLE.1, r);
    }
    let tail = if q < 0.0 { share } else { 1.0 - share };
    let r = (-tail.ln()).sqrt();
    let (coefficients, r) = if r <= 5.0 {
        (&NEAR, r - 1.6)
    } else {
        (&FAR, r - 5.0)
    };
    let quantile = polynomial(&coefficients.0, r) / polynomial(&coefficients.1, r);
    quantile.copysign(q)
}

/// The share of the standard normal distribution below `x`.
pub(crate) fn normal_share(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

type Ratio = ([f64; 8], [f64; 8]);

const MIDDLE: Ratio = (
    [
        3.387_132_872_796_366_6,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
);

const NEAR: Ratio = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const FAR: Ratio = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers the author of PCG prints for seed 42 on stream 54.
    #[test]
    fn is_the_published_generator() {
        let mut generator = Pcg::new(42, 54);
        let numbers: Vec<u32> = (0..6).map(|_| generator.next_u32()).collect();
        assert_eq!(
            numbers,
            [
                0xa15c_02b7,
                0x7b47_f409,
                0xba1d_3330,
                0x83d2_f293,
                0xbfa4_784b,
                0xcbed_606e
            ]
        );
    }

    #[test]
    fn normal_quantiles_against_known_values() {
        for (share, quantile) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.05, -1.644_853_626_951_472_2),
            (1e-10, -6.361_340_902_404_056),
            (1e-20, -9.262_340_089_798_408),
        ] {
            let found = normal_quantile(share);
            assert!(
                (found - quantile).abs() <= 1e-14 * quantile.abs(),
                "{found}"
            );
        }
        for x in [-3.0, -0.2, 0.0, 1.5] {
            assert!((normal_quantile(normal_share(x)) - x).abs() < 1e-13);
        }
    }

    #[test]
    fn gamma_numbers_have_their_mean_and_variance() {
        for shape in [0.3, 1.0, 4.5] {
            let mut generator = Pcg::new(7, 1);
            let numbers: Vec<f64> = (0..40_000).map(|_| generator.gamma(shape)).collect();
            let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
            let squares = numbers.iter().map(|x| (x - mean).powi(2));
            let variance = squares.sum::<f64>() / numbers.len() as f64;
            // Five standard errors of the mean; the variance of the variance is larger.
            assert!((mean - shape).abs() < 5.0 * (shape / 4e4).sqrt(), "{mean}");
            assert!((variance / shape - 1.0).abs() < 0.1, "{variance}");
        }
    }

    #[test]
    fn uniform_numbers_stay_inside() {
        assert!(open_unit(0) > 0.0 && open_unit(u64::MAX) < 1.0);
        let mut generator = Pcg::new(1, 2);
        let counts = (0..3_000).fold([0; 3], |mut counts, _| {
            counts[generator.below(3) as usize] += 1;
            counts
        });
        assert!(
            counts.iter().all(|count| (900..1_100).contains(count)),
            "{counts:?}"
        );
    }
}
