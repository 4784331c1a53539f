//! Classes of the values on a map.
//!
//! Natural breaks are the exact optimum (Fisher 1958) of `jushu_index::reading::tiers`, which is compared there with
//! published results; here the lowest class comes first, from light to dark.

use jushu_figures::maps::colours;
use jushu_index::reading::tiers::{TierSpec, Tiers};

use super::super::options::{Classes, Options};
use crate::config::Names;

/// Classes, the lowest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Classified {
    /// The class of each unit; none without a value.
    pub of_unit: Vec<Option<usize>>,
    /// The classes.
    pub classes: Vec<Class>,
    /// How they were made, for a note; none where they are no cuts of a number.
    pub method: Option<Names>,
}

/// One class.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its colour.
    pub colour: String,
    /// What is in it.
    pub label: String,
    /// How many units are in it.
    pub units: usize,
}

/// How many classes there are where it is not said: what a reader can tell apart at a glance.
const DEFAULT_COUNT: usize = 5;
/// More than this many shades cannot be told apart.
const MOST: usize = 9;

/// Cuts `values` into classes. Zero gets a class of its own where `zero_apart`. There are fewer classes than asked for
/// where there are fewer different values. `print` writes a value of the legend.
pub fn classify(
    values: &[Option<f64>],
    options: &Options,
    zero_apart: bool,
    print: &dyn Fn(f64) -> String,
) -> Classified {
    let known = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let zeros = zero_apart && values.contains(&Some(0.0));
    let cut: Vec<f64> = values
        .iter()
        .map(|value| {
            known(value)
                .filter(|value| !zeros || *value != 0.0)
                .unwrap_or(f64::NAN)
        })
        .collect();
    let mut different: Vec<f64> = cut
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    different.sort_by(f64::total_cmp);
    different.dedup();
    let wanted = options.class_count.unwrap_or(DEFAULT_COUNT).clamp(1, MOST);
    let count = wanted.min(different.len());
    let spec = match (options.classes, different.first(), different.last()) {
        (Classes::Jenks, ..) => TierSpec::NaturalBreaks(count),
        (Classes::Quantile, ..) => TierSpec::Quantiles(count),
        (Classes::Equal, Some(low), Some(high)) => TierSpec::Cuts(
            (1..count)
                .map(|class| low + (high - low) * class as f64 / count as f64)
                .collect(),
        ),
        (Classes::Equal, ..) => TierSpec::Cuts(Vec::new()),
    };
    // Nothing to cut gives no tiers, and that is no error here.
    let (tiers, tiers_count) = match Tiers::cut(&cut, &spec) {
        Ok(tiers) if count > 0 => (tiers.of_unit.clone(), tiers.count()),
        _ => (vec![None; values.len()], 0),
    };
    let of_unit: Vec<Option<usize>> = tiers
        .iter()
        .zip(values)
        .map(|(tier, value)| match tier {
            // Tier 1 is the highest.
            Some(tier) => Some(tiers_count - tier + usize::from(zeros)),
            None if zeros && *value == Some(0.0) => Some(0),
            None => None,
        })
        .collect();
    let total = tiers_count + usize::from(zeros);
    let colours = colours::sequential(total);
    let mut classes: Vec<Class> = colours
        .into_iter()
        .enumerate()
        .map(|(class, colour)| {
            let members = || {
                of_unit
                    .iter()
                    .zip(values)
                    .filter(move |(of, _)| **of == Some(class))
                    .filter_map(|(_, value)| *value)
            };
            let low = members().fold(f64::INFINITY, f64::min);
            let high = members().fold(f64::NEG_INFINITY, f64::max);
            let label = match (print(low), print(high)) {
                _ if low > high => "—".to_string(),
                (low, high) if low == high => low,
                (low, high) => format!("{low} – {high}"),
            };
            Class {
                colour,
                label,
                units: members().count(),
            }
        })
        .collect();
    if zeros && let Some(first) = classes.first_mut() {
        first.colour = "#ffffff".to_string();
    }
    Classified {
        of_unit,
        classes,
        method: Some(method(options.classes)),
    }
}

fn method(classes: Classes) -> Names {
    match classes {
        Classes::Jenks => Names::new(
            "按自然断点法（Jenks）分级",
            "classes by natural breaks (Jenks)",
        ),
        Classes::Quantile => Names::new("按分位数分级", "classes by quantiles"),
        Classes::Equal => Names::new("按等间距分级", "classes of equal width"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(values: &[Option<f64>], classes: Classes, count: usize, zero_apart: bool) -> Classified {
        let options = Options {
            classes,
            class_count: Some(count),
            ..Options::default()
        };
        classify(values, &options, zero_apart, &|value| format!("{value}"))
    }

    fn labels(classified: &Classified) -> Vec<&str> {
        classified
            .classes
            .iter()
            .map(|class| class.label.as_str())
            .collect()
    }

    #[test]
    fn natural_breaks_from_light_to_dark() {
        let values = [1.0, 2.0, 3.0, 10.0, 11.0, 50.0].map(Some);
        let cut = cut(&values, Classes::Jenks, 3, false);
        assert_eq!(labels(&cut), ["1 – 3", "10 – 11", "50"]);
        assert_eq!(cut.of_unit, [0, 0, 0, 1, 1, 2].map(Some));
        let shades: Vec<f64> = cut
            .classes
            .iter()
            .map(|class| colours::luminance(&class.colour))
            .collect();
        assert!(shades[0] > shades[1] && shades[1] > shades[2]);
    }

    #[test]
    fn missing_is_no_class_and_zero_one_of_its_own() {
        let values = [None, Some(0.0), Some(4.0), Some(f64::NAN), Some(8.0)];
        let cut_apart = cut(&values, Classes::Equal, 2, true);
        assert_eq!(cut_apart.of_unit, [None, Some(0), Some(1), None, Some(2)]);
        assert_eq!(labels(&cut_apart), ["0", "4", "8"]);
        let together = cut(&values, Classes::Equal, 2, false);
        assert_eq!(together.of_unit, [None, Some(0), Some(1), None, Some(1)]);
    }

    #[test]
    fn equal_width_may_leave_a_class_empty_and_quantiles_do_not() {
        let values = [0.0, 1.0, 2.0, 100.0].map(Some);
        assert_eq!(
            labels(&cut(&values, Classes::Equal, 4, false)),
            ["0 – 2", "—", "—", "100"]
        );
        assert_eq!(
            labels(&cut(&values, Classes::Quantile, 2, false)),
            ["0 – 1", "2 – 100"]
        );
    }

    #[test]
    fn fewer_values_than_classes() {
        assert_eq!(
            labels(&cut(&[Some(3.0), Some(3.0)], Classes::Jenks, 5, false)),
            ["3"]
        );
        assert!(
            cut(&[None, None], Classes::Jenks, 5, false)
                .classes
                .is_empty()
        );
        assert_eq!(
            labels(&cut(&[Some(0.0)], Classes::Quantile, 5, true)),
            ["0"]
        );
    }
}
