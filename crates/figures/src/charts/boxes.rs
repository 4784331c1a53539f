//! Boxes: the spread of the ranks of each unit over many results, as its quantiles, the best rank at the right.

use serde_json::{Value, json};

use super::ink;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::theme;

/// The spread of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The unit.
    pub label: String,
    /// The 5, 25, 50, 75 and 95 % quantiles.
    pub quantiles: [f64; 5],
    /// The least and the greatest of all.
    pub extremes: Option<(f64, f64)>,
    /// The value without uncertainty.
    pub nominal: Option<f64>,
}

/// Draws `spreads` in the order given, the first on top. Whiskers end at 5 and 95 %, the box at 25 and 75 %.
pub fn boxes(about: About, value_name: &str, spreads: &[Spread]) -> Figure {
    let labels: Vec<String> = spreads.iter().map(|spread| spread.label.clone()).collect();
    let room = ink::label_room(labels.iter().map(String::as_str), 160.0);
    let pick = |zh, en| about.language.pick(zh, en).to_string();
    let (nominal, extremes, quantiles) = (
        pick("本次计算", "this run"),
        pick("最好、最差", "best, worst"),
        pick("5–25–50–75–95 % 分位", "5–25–50–75–95 % quantiles"),
    );
    let far: Vec<Value> = spreads
        .iter()
        .enumerate()
        .filter_map(|(row, spread)| Some((row, spread.extremes?)))
        .flat_map(|(row, (low, high))| [json!([low, row]), json!([high, row])])
        .collect();
    let own: Vec<Value> = spreads
        .iter()
        .enumerate()
        .filter_map(|(row, spread)| Some(json!([spread.nominal?, row])))
        .collect();
    let worst = spreads
        .iter()
        .map(|spread| {
            spread
                .extremes
                .map_or(spread.quantiles[4], |(_, high)| high)
        })
        .fold(2.0, f64::max);
    let marks = ink::rank_marks(worst);
    let option = json!({
        "legend": { "top": 0, "left": room + 12.0, "data": [&quantiles, &nominal, &extremes] },
        "grid": { "left": room + 14.0, "right": 24, "top": 34, "bottom": 46 },
        "xAxis": ink::with(ink::value_axis(value_name, 26.0), json!({
            "inverse": true, "min": 1, "max": worst,
            "axisLabel": { "color": theme::INK, "customValues": marks },
            "axisTick": { "show": true, "customValues": marks },
            "splitLine": { "show": false },
        })),
        "yAxis": ink::label_axis(&labels, room),
        "series": [
            {
                "type": "boxplot", "name": quantiles, "layout": "vertical",
                "data": spreads.iter().map(|spread| spread.quantiles).collect::<Vec<_>>(),
                "boxWidth": [6, 13],
                "itemStyle": { "color": "#bdd7e7", "borderColor": theme::CATEGORIES[0], "borderWidth": 1.5 },
            },
            {
                "type": "scatter", "name": extremes, "data": far, "symbol": "emptyCircle", "symbolSize": 4,
                "itemStyle": { "color": theme::GREY },
            },
            {
                "type": "scatter", "name": nominal, "data": own, "symbol": "diamond", "symbolSize": 9, "z": 6,
                "itemStyle": { "color": theme::CATEGORIES[1], "borderColor": "#ffffff", "borderWidth": 1 },
            },
        ],
    });
    let columns = [
        pick("名称", "name"),
        nominal,
        pick("最好", "best"),
        "5 %".into(),
        "25 %".into(),
        "50 %".into(),
        "75 %".into(),
        "95 %".into(),
        pick("最差", "worst"),
    ];
    let rows = spreads
        .iter()
        .map(|spread| {
            let mut row: Vec<Cell> = vec![
                spread.label.as_str().into(),
                spread.nominal.into(),
                spread.extremes.map(|(low, _)| low).into(),
            ];
            row.extend(spread.quantiles.map(Cell::from));
            row.push(spread.extremes.map(|(_, high)| high).into());
            row
        })
        .collect();
    Figure {
        about,
        width: theme::WIDTH,
        height: 21 * spreads.len() as u32 + 88,
        option,
        maps: Default::default(),
        data: Data {
            columns: columns.into(),
            rows,
        },
    }
}
