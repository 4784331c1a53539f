//! Upright bars: several series by category, beside each other or on top of each other.

use serde_json::{Value, json};

use super::Series;
use super::parts::{category_axis, heading, label, note_missing, number, widest};
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::number::{Measure, Scale};
use crate::theme::{self, CATEGORIES};

/// How the bars of one category stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrangement {
    /// Beside each other.
    Grouped,
    /// On top of each other.
    Stacked,
}

/// Draws the `series` over `categories`; every series has one value a category.
pub fn column_bars(
    mut about: About,
    measure: impl Into<Measure>,
    categories: &[String],
    series: &[Series],
    arrangement: Arrangement,
) -> Figure {
    let language = about.language;
    let measure = measure.into();
    let scale = Scale::of(
        &measure,
        series.iter().flat_map(|series| series.values.clone()),
        language,
    );
    let data = table(language.pick("名称", "name"), categories, series);
    for one in series {
        let missing: Vec<&str> = categories
            .iter()
            .zip(&one.values)
            .filter(|(_, value)| !value.is_finite())
            .map(|(category, _)| category.as_str())
            .collect();
        note_missing(&mut about, &one.name, &missing);
    }
    let left = 56.0;
    let room = f64::from(theme::WIDTH) - left - 12.0;
    let (axis, below) = category_axis(categories, room);
    let bar_room = match arrangement {
        Arrangement::Grouped => room / (categories.len() * series.len().max(1)).max(1) as f64 * 0.8,
        Arrangement::Stacked => room / categories.len().max(1) as f64 * 0.6,
    };
    let texts: Vec<Vec<String>> = series
        .iter()
        .map(|series| {
            series
                .values
                .iter()
                .map(|&value| scale.text(value))
                .collect()
        })
        .collect();
    let text_room = widest(texts.iter().flatten().map(String::as_str), 11.0);
    let labelled = text_room < bar_room * 1.15;
    let drawn: Vec<Value> = series
        .iter()
        .zip(&texts)
        .enumerate()
        .map(|(at, (series, texts))| {
            let items: Vec<Value> = series
                .values
                .iter()
                .zip(texts)
                .map(|(&value, text)| match (labelled, arrangement) {
                    (false, _) => json!({ "value": number(scale.scaled(value)) }),
                    (true, Arrangement::Grouped) => {
                        json!({ "value": number(scale.scaled(value)), "label": label(text, "top") })
                    }
                    (true, Arrangement::Stacked) => {
                        let mut inside = label(text, "inside");
                        inside["color"] = json!(theme::ink_on(CATEGORIES[at % CATEGORIES.len()]));
                        json!({ "value": number(scale.scaled(value)), "label": inside })
                    }
                })
                .collect();
            let stack = (arrangement == Arrangement::Stacked).then_some("all");
            json!({
                "type": "bar", "name": series.name, "data": items, "stack": stack,
                "barMaxWidth": 44, "barGap": "8%", "itemStyle": { "color": CATEGORIES[at % CATEGORIES.len()] },
                "labelLayout": { "hideOverlap": true },
            })
        })
        .collect();
    let top = 52.0;
    Figure {
        about,
        width: theme::WIDTH,
        height: (top + 240.0 + below) as u32,
        option: json!({
            "grid": { "left": left, "right": 12, "top": top, "bottom": below, "containLabel": false },
            "legend": { "top": 0, "left": "center", "data": series.iter().map(|series| &series.name).collect::<Vec<_>>() },
            "xAxis": axis,
            "yAxis": { "type": "value" },
            "series": drawn,
            "graphic": [heading(&scale.heading, 8.0, top - 24.0)],
        }),
        maps: Default::default(),
        data,
    }
}

/// A row a category, a column a series.
pub(super) fn table(name: &str, categories: &[String], series: &[Series]) -> Data {
    let mut columns = vec![name];
    columns.extend(series.iter().map(|series| series.name.as_str()));
    let mut data = Data::new(&columns);
    for (at, category) in categories.iter().enumerate() {
        let mut row: Vec<Cell> = vec![category.as_str().into()];
        row.extend(
            series
                .iter()
                .map(|series| Cell::from(series.values.get(at).copied())),
        );
        data.rows.push(row);
    }
    data
}
