//! How alike the mixes of two regions are (同质化), each pair of regions.
//!
//! Of the mixes s_a, s_b: Krugman's distance d = Σ|s_a − s_b| (0 alike to 2); Finger–Kreinin Σ min(s_a, s_b) = 1 − d/2;
//! cosine Σ s_a·s_b / √(Σ s_a²·Σ s_b²), which is the structural similarity coefficient of UNIDO usual in China; Pearson's
//! correlation over industries. Sources: Krugman (1991), Geography and Trade; Finger & Kreinin (1979), A Measure of "Export Similarity" and
//! Its Possible Uses, Economic Journal 89; UNIDO (1979), World Industry since 1960.
//!
//! Pearson depends on how many industries are listed that neither region has; the others do not.
//!
//! Worked example: (0.6, 0.3, 0.1) and (0.2, 0.6, 0.2): distance 0.8, Finger–Kreinin 0.6, cosine 0.711287, Pearson −0.114708.

use crate::Names;
use crate::methods::About;

/// What Krugman's distance says about itself.
pub const KRUGMAN: About = About {
    id: "krugman-distance",
    name: Names::fixed("克鲁格曼距离", "Krugman distance"),
    description: Names::fixed(
        "两地产业构成的绝对差之和；0 为完全同构，2 为毫无共同之处。",
        "The sum of absolute differences of two mixes; 0 when equal, 2 with nothing in common.",
    ),
    formula: "d_ab = Σ_i |s_ai − s_bi|",
    source: "Krugman (1991), Geography and Trade, MIT Press",
};

/// What the similarity of Finger and Kreinin says about itself.
pub const FINGER_KREININ: About = About {
    id: "finger-kreinin-similarity",
    name: Names::fixed("芬格—克雷宁相似度", "Finger–Kreinin similarity"),
    description: Names::fixed(
        "两地产业构成的重合份额；1 为完全同构。",
        "The share that two mixes have in common; 1 when they are equal.",
    ),
    formula: "Σ_i min(s_ai, s_bi) = 1 − d_ab/2",
    source: "Finger & Kreinin (1979), Economic Journal 89, 905–912",
};

/// What the cosine says about itself.
pub const COSINE: About = About {
    id: "structural-similarity",
    name: Names::fixed(
        "结构相似系数（余弦，联合国工发组织）",
        "Structural similarity coefficient (cosine, UNIDO)",
    ),
    description: Names::fixed(
        "两地产业构成向量的夹角余弦；1 为完全同构。",
        "The cosine of the angle between two mixes; 1 when they are equal.",
    ),
    formula: "Σ_i s_ai·s_bi / √(Σ_i s_ai²·Σ_i s_bi²)",
    source: "UNIDO (1979), World Industry since 1960: Progress and Prospects",
};

/// What the correlation says about itself.
pub const PEARSON: About = About {
    id: "pearson-similarity",
    name: Names::fixed("皮尔逊相关", "Pearson correlation"),
    description: Names::fixed(
        "两地产业构成在各产业间的相关系数。",
        "The correlation of two mixes over industries.",
    ),
    formula: "Σ_i (s_ai − 1/n)(s_bi − 1/n) / √(Σ_i (s_ai − 1/n)²·Σ_i (s_bi − 1/n)²)",
    source: "Pearson (1895), Proceedings of the Royal Society 58",
};

/// How alike two mixes are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Krugman's distance, 0 to 2.
    pub krugman: f64,
    /// Finger and Kreinin's overlap, 0 to 1.
    pub finger_kreinin: f64,
    /// The cosine, 0 to 1.
    pub cosine: f64,
    /// The correlation; `None` where a mix is the same in every industry.
    pub pearson: Option<f64>,
}

/// The similarity of two mixes, which sum to 1 and are of the same industries.
pub fn similarity(a: &[f64], b: &[f64]) -> Similarity {
    let (mut distance, mut product) = (Lanes::default(), Lanes::default());
    let (mut square_a, mut square_b) = (Lanes::default(), Lanes::default());
    for_lanes(a, b, |lane, a, b| {
        distance.0[lane] += (a - b).abs();
        product.0[lane] += a * b;
        square_a.0[lane] += a * a;
        square_b.0[lane] += b * b;
    });
    from_sums(
        distance.sum(),
        product.sum(),
        square_a.sum(),
        square_b.sum(),
        a.len(),
    )
}

fn from_sums(distance: f64, product: f64, square_a: f64, square_b: f64, n: usize) -> Similarity {
    // Shares sum to 1, so their mean is 1/n and each sum of squares about it loses 1/n.
    let least = 1.0 / n as f64;
    let (about_a, about_b) = (square_a - least, square_b - least);
    let varied = |about: f64| about > 1e-14;
    Similarity {
        krugman: distance,
        finger_kreinin: 1.0 - distance / 2.0,
        cosine: (product / (square_a * square_b).sqrt()).min(1.0),
        pearson: (varied(about_a) && varied(about_b))
            .then(|| ((product - least) / (about_a * about_b).sqrt()).clamp(-1.0, 1.0)),
    }
}

/// Sums kept apart in lanes, which the processor adds side by side.
#[derive(Default)]
struct Lanes([f64; LANES]);

const LANES: usize = 8;

impl Lanes {
    fn sum(&self) -> f64 {
        self.0.iter().sum()
    }
}

fn for_lanes(a: &[f64], b: &[f64], mut work: impl FnMut(usize, f64, f64)) {
    let (blocks_a, rest_a) = a.as_chunks::<LANES>();
    let (blocks_b, rest_b) = b.as_chunks::<LANES>();
    for (a, b) in blocks_a.iter().zip(blocks_b) {
        for lane in 0..LANES {
            work(lane, a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in rest_a.iter().zip(rest_b).enumerate() {
        work(lane, a, b);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example() {
        let found = similarity(&[0.6, 0.3, 0.1], &[0.2, 0.6, 0.2]);
        assert!((found.krugman - 0.8).abs() < 1e-12);
        assert!((found.finger_kreinin - 0.6).abs() < 1e-12);
        assert!((found.cosine - 0.32 / (0.46_f64 * 0.44).sqrt()).abs() < 1e-12);
        assert!((found.pearson.unwrap() + 0.114_707_866_9).abs() < 1e-9);
    }

    #[test]
    fn an_even_mix_correlates_with_nothing() {
        let found = similarity(&[0.25; 4], &[0.5, 0.5, 0.0, 0.0]);
        assert_eq!(found.pearson, None);
        assert!((found.finger_kreinin - 0.5).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn the_four_agree_with_their_definitions(
            rows in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 3..40)
        ) {
            let (sum_a, sum_b) = rows.iter().fold((0.0, 0.0), |(a, b), row| (a + row.0, b + row.1));
            prop_assume!(sum_a > 0.01 && sum_b > 0.01);
            let a: Vec<f64> = rows.iter().map(|row| row.0 / sum_a).collect();
            let b: Vec<f64> = rows.iter().map(|row| row.1 / sum_b).collect();
            let found = similarity(&a, &b);
            let overlap: f64 = a.iter().zip(&b).map(|(a, b)| a.min(*b)).sum();
            prop_assert!((found.finger_kreinin - overlap).abs() < 1e-12);
            let mean = 1.0 / rows.len() as f64;
            let about = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
            if let Some(pearson) = found.pearson {
                prop_assert!((pearson - about(&a, &b) / (about(&a, &a) * about(&b, &b)).sqrt()).abs() < 1e-9);
            }
            prop_assert!((similarity(&a, &a).cosine - 1.0).abs() < 1e-12);
        }
    }
}
