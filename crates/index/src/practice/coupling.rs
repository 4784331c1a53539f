//! Coupling coordination degree (耦合协调度): how strongly subsystems act together, and at what level.
//!
//! Formula, over the n subsystems U_1 … U_n (scores as shares of the scale, 0 to 1): coupling, standard
//! form C = n·(Π U_k)^(1/n) / Σ U_k; corrected form C = √((1 − Σ_(k<l) |U_k − U_l| / (n·(n − 1)/2)) ·
//! (Π U_k / max U)^(1/(n − 1))), where each U_k is divided by the largest. Development T = Σ w_k·U_k /
//! Σ w_k. Coordination D = √(C·T). Source: the standard form as 王淑佳, 孔伟, 任亮, 治丹丹 & 戴彬婷
//! (2021), 国内耦合协调度模型的误区及修正, 自然资源学报 36(3), 793–810, set it right, and their
//! corrected form; the classes of D after 廖重斌 (1999), 环境与经济协调发展的定量评判及其分类体系,
//! 热带地理 19(2), 171–177. The standard C crowds towards 1 (two subsystems of 0.3 and 0.6 already
//! couple with 0.94), which the corrected form spreads.
//!
//! Classes of D: ten equal steps, upper ends included; stages of C: 0.3, 0.5, 0.8, upper ends included.
//!
//! Worked example: U = (0.36, 0.64), equal weights: standard C = 2·0.48/1 = 0.96, T = 0.5, D = 0.6928;
//! corrected C = √(0.72 · 0.5625) = 0.6364, D = 0.5641. Where all subsystems are 0 the coupling is not
//! defined, and D is 0.

use super::{PracticeError, Scale, find, weighted_children};
use crate::tables::Csv;
use crate::{Names, Run};

/// The formula of the coupling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The geometric over the arithmetic mean.
    Standard,
    /// Spread more evenly over 0 to 1 (修正).
    Corrected,
}

/// The weights of the subsystems in the development.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// As in the run.
    OfRun,
    /// Every subsystem alike.
    Equal,
}

/// The coupling coordination of the subsystems of a node.
#[derive(Debug, Clone, PartialEq)]
pub struct Coupling {
    /// The ids of the subsystems, the weighted children of the node.
    pub subsystems: Vec<String>,
    /// Their weights in the development, which sum to 1.
    pub weights: Vec<f64>,
    /// A result a unit; `None` where a subsystem has no score.
    pub units: Vec<Option<UnitCoupling>>,
}

/// The coupling coordination of one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitCoupling {
    /// C, 0 to 1; `None` where all subsystems are 0.
    pub coupling: Option<f64>,
    /// T, 0 to 1.
    pub development: f64,
    /// D, 0 to 1.
    pub coordination: f64,
    /// The subsystem with the lowest score, by its position; `None` when several have it.
    pub lagging: Option<usize>,
}

/// A class or stage: the id in files, the name, and its upper end (included).
#[derive(Debug, PartialEq)]
pub struct Band {
    /// The id in files.
    pub id: &'static str,
    /// The name.
    pub name: Names,
    /// The largest value in it.
    pub upper: f64,
}

const fn band(id: &'static str, zh: &'static str, en: &'static str, upper: f64) -> Band {
    let name = Names::fixed(zh, en);
    Band { id, name, upper }
}

/// The classes of coordination, from the lowest.
pub static CLASSES: [Band; 10] = [
    band("extreme-disorder", "极度失调", "extreme disorder", 0.1),
    band("severe-disorder", "严重失调", "severe disorder", 0.2),
    band("moderate-disorder", "中度失调", "moderate disorder", 0.3),
    band("mild-disorder", "轻度失调", "mild disorder", 0.4),
    band("near-disorder", "濒临失调", "on the verge of disorder", 0.5),
    band("bare-coordination", "勉强协调", "bare coordination", 0.6),
    band(
        "primary-coordination",
        "初级协调",
        "primary coordination",
        0.7,
    ),
    band(
        "moderate-coordination",
        "中级协调",
        "moderate coordination",
        0.8,
    ),
    band("good-coordination", "良好协调", "good coordination", 0.9),
    band(
        "quality-coordination",
        "优质协调",
        "quality coordination",
        1.0,
    ),
];

/// The stages of coupling, from the lowest.
pub static STAGES: [Band; 4] = [
    band("low-level", "低水平耦合", "low-level coupling", 0.3),
    band("antagonism", "拮抗", "antagonism", 0.5),
    band("running-in", "磨合", "running-in", 0.8),
    band("high-level", "高水平耦合", "high-level coupling", 1.0),
];

/// The band of a value from 0 to 1; values that differ from an end by rounding belong below it.
fn band_of(bands: &'static [Band], value: f64) -> &'static Band {
    let position = bands.partition_point(|band| band.upper < value - 1e-12);
    &bands[position.min(bands.len() - 1)]
}

impl UnitCoupling {
    /// The class of the coordination.
    pub fn class(&self) -> &'static Band {
        band_of(&CLASSES, self.coordination)
    }

    /// The stage of the coupling.
    pub fn stage(&self) -> Option<&'static Band> {
        Some(band_of(&STAGES, self.coupling?))
    }

    /// From the subsystems of a unit (0 to 1, none missing) and their weights, which sum to 1.
    fn of(subsystems: &[f64], weights: &[f64], form: Form) -> UnitCoupling {
        let largest = subsystems.iter().copied().fold(0.0, f64::max);
        let coupling = (largest > 0.0).then(|| match form {
            Form::Standard => standard(subsystems),
            Form::Corrected => corrected(subsystems, largest),
        });
        let development = subsystems.iter().zip(weights).map(|(u, weight)| u * weight);
        let development = development.sum::<f64>().min(1.0);
        UnitCoupling {
            coupling,
            development,
            coordination: (coupling.unwrap_or(0.0) * development).sqrt(),
            lagging: lowest(subsystems),
        }
    }
}

fn standard(subsystems: &[f64]) -> f64 {
    let count = subsystems.len() as f64;
    let mean = subsystems.iter().sum::<f64>() / count;
    let product: f64 = subsystems.iter().map(|u| u / mean).product();
    product.powf(count.recip()).min(1.0)
}

fn corrected(subsystems: &[f64], largest: f64) -> f64 {
    let count = subsystems.len() as f64;
    let mut differences = 0.0;
    for (at, a) in subsystems.iter().enumerate() {
        differences += subsystems[..at].iter().map(|b| (a - b).abs()).sum::<f64>();
    }
    let closeness = 1.0 - differences / (count * (count - 1.0) / 2.0);
    let product: f64 = subsystems.iter().map(|u| u / largest).product();
    (closeness * product.powf((count - 1.0).recip())).sqrt()
}

/// The position of the smallest value, when it is the only one of its size.
fn lowest(values: &[f64]) -> Option<usize> {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let mut lowest = (0..values.len()).filter(|&at| values[at] - least <= 1e-12);
    let first = lowest.next()?;
    lowest.next().is_none().then_some(first)
}

/// The coupling coordination of the children of `node`.
///
/// # Errors
/// There is no such node, it has fewer than two weighted children, or a score lies beyond the scale.
pub fn coupling(
    run: &Run,
    node: &str,
    form: Form,
    weights: Weights,
    scale: Scale,
) -> Result<Coupling, PracticeError> {
    let children = weighted_children(run, find(run, node)?);
    if children.len() < 2 {
        return Err(PracticeError::TooFewChildren {
            node: node.to_owned(),
            children: children.len(),
            least: 2,
        });
    }
    let weights: Vec<f64> = match weights {
        Weights::OfRun => children.iter().map(|&at| run.nodes[at].weight).collect(),
        Weights::Equal => vec![1.0; children.len()],
    };
    let total: f64 = weights.iter().sum();
    let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
    let columns = children.iter().map(|&at| scale.shares(run, at));
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let units = (0..run.units.len()).map(|unit| {
        let subsystems: Vec<f64> = columns.iter().map(|column| column[unit]).collect();
        let complete = subsystems.iter().all(|u| !u.is_nan());
        complete.then(|| UnitCoupling::of(&subsystems, &weights, form))
    });
    Ok(Coupling {
        units: units.collect(),
        subsystems: children
            .iter()
            .map(|&at| run.nodes[at].id.clone())
            .collect(),
        weights,
    })
}

/// `coupling.csv`: `unit,coupling,stage,development,coordination,class,class_zh,class_en,lagging`; a unit
/// that lacks a subsystem has empty cells.
pub fn coupling_csv(run: &Run, coupling: &Coupling) -> String {
    let mut csv = Csv::new([
        "unit",
        "coupling",
        "stage",
        "development",
        "coordination",
        "class",
        "class_zh",
        "class_en",
        "lagging",
    ]);
    for (unit, result) in run.units.iter().zip(&coupling.units) {
        csv.text(unit);
        match result {
            Some(result) => {
                let class = result.class();
                let lagging = result.lagging.map(|at| coupling.subsystems[at].as_str());
                csv.number(result.coupling.unwrap_or(f64::NAN))
                    .text(result.stage().map_or("", |stage| stage.id))
                    .number(result.development)
                    .number(result.coordination)
                    .text(class.id)
                    .text(&class.name.zh)
                    .text(&class.name.en)
                    .text(lagging.unwrap_or_default());
            }
            None => {
                for _ in 0..8 {
                    csv.text("");
                }
            }
        }
        csv.end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::run;
    use super::*;

    fn of(subsystems: &[f64], form: Form) -> UnitCoupling {
        let weights = vec![1.0 / subsystems.len() as f64; subsystems.len()];
        UnitCoupling::of(subsystems, &weights, form)
    }

    #[test]
    fn worked_example() {
        let standard = of(&[0.36, 0.64], Form::Standard);
        assert!((standard.coupling.unwrap() - 0.96).abs() < 1e-12);
        assert!((standard.coordination - 0.48_f64.sqrt()).abs() < 1e-12);
        assert_eq!(standard.class().name.zh, "初级协调");
        assert_eq!(standard.stage().unwrap().name.zh, "高水平耦合");
        assert_eq!(standard.lagging, Some(0));
        let corrected = of(&[0.36, 0.64], Form::Corrected);
        assert!((corrected.coupling.unwrap() - 0.405_f64.sqrt()).abs() < 1e-12);
        assert!((corrected.coordination - (0.405_f64.sqrt() / 2.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn three_subsystems_of_the_corrected_form_by_hand() {
        // Differences 0.3, 0.1, 0.2 of three pairs; (0.5/0.8)·(0.7/0.8) under the square root.
        let found = of(&[0.5, 0.8, 0.7], Form::Corrected).coupling.unwrap();
        let expected = ((1.0 - 0.6 / 3.0) * (0.35_f64 / 0.64).sqrt()).sqrt();
        assert!((found - expected).abs() < 1e-12);
    }

    /// Both forms as published for 13 cities in the source of the corrected form (table 8, 2008): for two
    /// subsystems the standard C gives their ratio r, and then the corrected C gives their difference, which
    /// must be one that two scores from 0 to 1 with this ratio can have.
    #[test]
    fn the_published_pairs_of_both_forms_belong_together() {
        let published = [
            (0.9989, 0.9404),
            (0.9935, 0.8660),
            (0.8868, 0.5440),
            (0.9073, 0.5769),
            (0.6821, 0.3006),
            (0.8328, 0.4780),
            (0.6816, 0.3344),
            (0.7789, 0.4171),
            (0.6871, 0.3278),
            (0.6101, 0.2700),
            (0.8017, 0.4374),
            (0.7867, 0.4196),
            (0.7191, 0.3738),
        ];
        for (standard, corrected) in published {
            let root = f64::sqrt(1.0 - standard * standard);
            let ratio = (1.0 - root) / (1.0 + root);
            let difference = 1.0 - corrected * corrected / ratio;
            let largest = difference / (1.0 - ratio);
            assert!(
                (0.0..=1.0).contains(&largest),
                "{standard} {corrected}: {largest}"
            );
            let pair = [largest, largest * ratio];
            assert!((of(&pair, Form::Standard).coupling.unwrap() - standard).abs() < 1e-9);
            assert!((of(&pair, Form::Corrected).coupling.unwrap() - corrected).abs() < 1e-9);
        }
    }

    #[test]
    fn classes_include_their_upper_ends() {
        let class = |value: f64| band_of(&CLASSES, value).name.zh.clone().into_owned();
        assert_eq!(class(0.0), "极度失调");
        assert_eq!(class(0.1), "极度失调");
        assert_eq!(class(0.1 + 1e-9), "严重失调");
        assert_eq!(class(0.3), "中度失调");
        assert_eq!(class(0.1 + 0.2), "中度失调");
        assert_eq!([class(0.9), class(1.0)], ["良好协调", "优质协调"]);
        assert_eq!(band_of(&STAGES, 0.8).id, "running-in");
    }

    #[test]
    fn over_a_run() {
        let run = run();
        let scale = Scale::of(&run).unwrap();
        let found = coupling(&run, "index", Form::Standard, Weights::OfRun, scale).unwrap();
        assert_eq!(found.subsystems, ["first", "second"]);
        assert_eq!(found.weights, [0.75, 0.25]);
        // u: 0.8 and 0.2; x: 1 and 1; y has no second.
        let u = found.units[0].unwrap();
        assert!((u.coupling.unwrap() - 0.8).abs() < 1e-12);
        assert!((u.development - 0.65).abs() < 1e-12);
        assert!((u.coordination - 0.52_f64.sqrt()).abs() < 1e-12);
        assert_eq!(found.units[3].unwrap().coordination, 1.0);
        assert_eq!(found.units[3].unwrap().lagging, None);
        assert_eq!(found.units[4], None);
        let equal = coupling(&run, "index", Form::Standard, Weights::Equal, scale).unwrap();
        assert!((equal.units[0].unwrap().development - 0.5).abs() < 1e-12);
        let csv = coupling_csv(&run, &found);
        assert!(csv.contains(
            "\nx,1,high-level,1,1,quality-coordination,优质协调,quality coordination,\n"
        ));
        assert!(csv.ends_with("\ny,,,,,,,,\n"), "{csv}");
        let error = coupling(&run, "second", Form::Standard, Weights::Equal, scale);
        assert!(matches!(
            error,
            Err(PracticeError::TooFewChildren { children: 1, .. })
        ));
    }

    #[test]
    fn without_any_development_there_is_no_coupling() {
        for form in [Form::Standard, Form::Corrected] {
            let found = of(&[0.0, 0.0], form);
            assert_eq!((found.coupling, found.coordination), (None, 0.0));
            assert_eq!(of(&[0.0, 0.4], form).coupling, Some(0.0));
        }
    }

    proptest! {
        #[test]
        fn values_stay_within_0_and_1_and_equal_subsystems_couple_fully(
            subsystems in prop::collection::vec(0.0..=1.0f64, 2..7),
        ) {
            for form in [Form::Standard, Form::Corrected] {
                let found = of(&subsystems, form);
                prop_assert!((0.0..=1.0).contains(&found.coordination));
                if let Some(coupling) = found.coupling {
                    prop_assert!((0.0..=1.0).contains(&coupling));
                }
                let equal = of(&vec![subsystems[0].max(0.01); subsystems.len()], form);
                prop_assert!((equal.coupling.unwrap() - 1.0).abs() < 1e-12);
            }
        }
    }
}
