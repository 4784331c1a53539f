//! The Lorenz curve: how much of the whole the smallest shares of the units hold.
//!
//! Units are put in order of their values, the smallest first; the curve goes through (i/n, Σ of the first i / Σ of
//! all). The Gini coefficient is twice the area between it and the diagonal: for sorted x it is
//! Σ(2i − n − 1)·x_i / (n·Σx), from 0 (all alike) to (n − 1)/n (one has all). Source: Lorenz (1905), Publications of
//! the American Statistical Association 9(70); Gini (1912), Variabilità e mutabilità.

use serde_json::{Value, json};

use super::ink;
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::language::Language;
use crate::theme;

/// Values of the units under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    /// What is distributed.
    pub label: String,
    /// One value a unit, none below zero.
    pub values: Vec<f64>,
}

/// The Gini coefficient of values that are not below zero; `None` of nothing, of a sum of zero, and of values
/// below zero.
pub fn gini(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    if !total.is_finite() || total <= 0.0 || *sorted.first()? < 0.0 {
        return None;
    }
    let n = sorted.len() as f64;
    let weighted: f64 = sorted
        .iter()
        .enumerate()
        .map(|(at, value)| (2.0 * (at as f64 + 1.0) - n - 1.0) * value)
        .sum();
    Some(weighted / (n * total))
}

/// The points of the curve from (0, 0) to (1, 1).
fn curve(values: &[f64]) -> Vec<(f64, f64)> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let total: f64 = sorted.iter().sum();
    let mut held = 0.0;
    std::iter::once((0.0, 0.0))
        .chain(sorted.iter().enumerate().map(|(at, value)| {
            held += value;
            ((at as f64 + 1.0) / sorted.len() as f64, held / total)
        }))
        .collect()
}

/// Draws a curve a distribution; those without a Gini coefficient have no curve and stand as missing in the data.
pub fn lorenz(about: About, axes: (&str, &str), distributions: &[Distribution]) -> Figure {
    let mut data = Data::new(&[
        about.language.pick("名称", "name"),
        axes.0,
        axes.1,
        about.language.pick("基尼系数", "Gini coefficient"),
    ]);
    let mut series = vec![json!({
        "type": "line", "data": [[0, 0], [1, 1]], "symbol": "none", "silent": true,
        "lineStyle": { "color": theme::GREY, "type": "dashed", "width": 1 },
    })];
    let mut names = Vec::new();
    for (at, distribution) in distributions.iter().enumerate() {
        let found = gini(&distribution.values);
        let Some(coefficient) = found else {
            let missing = crate::data::Cell::Missing;
            let name = distribution.label.as_str().into();
            data.rows
                .push(vec![name, missing.clone(), missing.clone(), missing]);
            continue;
        };
        let points = curve(&distribution.values);
        let name = match about.language {
            Language::Zh => format!("{}（{coefficient:.2}）", distribution.label),
            Language::En => format!("{} ({coefficient:.2})", distribution.label),
        };
        series.push(one_curve(at, &name, &points));
        names.push(name);
        data.rows.extend(points.iter().map(|(units, share)| {
            vec![
                distribution.label.as_str().into(),
                (*units).into(),
                (*share).into(),
                coefficient.into(),
            ]
        }));
    }
    let percent = json!({ "min": 0, "max": 1, "interval": 0.2 });
    let option = json!({
        "legend": { "data": names, "orient": "vertical", "left": 76, "top": 14, "textStyle": { "fontSize": 11 } },
        "grid": { "left": 64, "right": 24, "top": 10, "bottom": 48 },
        "xAxis": ink::with(ink::value_axis(axes.0, 28.0), percent.clone()),
        "yAxis": ink::with(ink::value_axis(axes.1, 40.0), percent),
        "series": series,
    });
    Figure {
        about,
        width: theme::WIDTH,
        height: 460,
        option,
        maps: Default::default(),
        data,
    }
}

/// Dashes beside the colours, so that curves are told apart in grey.
const DASHES: [&str; 3] = ["solid", "dashed", "dotted"];

fn one_curve(at: usize, name: &str, points: &[(f64, f64)]) -> Value {
    let colour = theme::CATEGORIES[at % theme::CATEGORIES.len()];
    json!({
        "type": "line",
        "name": name,
        "data": points.iter().map(|(x, y)| [x, y]).collect::<Vec<_>>(),
        "symbol": "none",
        "itemStyle": { "color": colour },
        "lineStyle": { "color": colour, "width": 2, "type": DASHES[at % DASHES.len()] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_of_a_worked_example_and_of_the_extremes() {
        // By hand for 1, 2, 3, 4: (−3·1 − 1·2 + 1·3 + 3·4)/(4·10) = 10/40.
        assert!((gini(&[4.0, 2.0, 1.0, 3.0]).unwrap() - 0.25).abs() < 1e-15);
        assert_eq!(gini(&[5.0, 5.0, 5.0]), Some(0.0));
        assert!((gini(&[0.0, 0.0, 0.0, 7.0]).unwrap() - 0.75).abs() < 1e-15);
        assert_eq!(gini(&[0.0, 0.0]), None);
        assert_eq!(gini(&[-1.0, 2.0]), None);
        assert_eq!(gini(&[]), None);
    }

    #[test]
    fn twice_the_area_under_the_diagonal_is_the_gini_coefficient() {
        let values = [3.0, 0.0, 12.5, 1.0, 7.0, 7.0];
        let under: f64 = curve(&values)
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1) / 2.0)
            .sum();
        assert!((gini(&values).unwrap() - (1.0 - 2.0 * under)).abs() < 1e-12);
    }
}
