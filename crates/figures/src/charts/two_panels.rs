//! Two panels: ranked bars on the left, the shares of a whole on the right.

use serde_json::json;

use super::parts::{MOST_BARS, heading, note_cut};
use super::ranked_bars::{Bar, BarPanel};
use super::shares::{Part, ring, ring_series};
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::number::Measure;
use crate::theme;

/// One side of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel<T> {
    /// What stands over it.
    pub title: String,
    /// Its rows.
    pub rows: Vec<T>,
}

/// Draws `left` as bars in the order given and `right` as a ring; both are of `measure`.
pub fn two_panels(
    mut about: About,
    measure: &Measure,
    left: &Panel<Bar>,
    right: &Panel<Part>,
) -> Figure {
    let language = about.language;
    let shown = &left.rows[..left.rows.len().min(MOST_BARS)];
    note_cut(&mut about, shown.len(), left.rows.len());
    let (ring_data, slices) = ring(&mut about, measure, &right.rows);
    let mut data = Data::new(&[
        language.pick("图", "panel"),
        language.pick("名称", "name"),
        &measure.heading(language),
        language.pick("占比", "share"),
    ]);
    for bar in &left.rows {
        data.rows.push(vec![
            left.title.as_str().into(),
            bar.label.as_str().into(),
            bar.value.into(),
            Cell::Missing,
        ]);
    }
    for row in ring_data.rows {
        let mut cells = vec![right.title.as_str().into()];
        cells.extend(row);
        data.rows.push(cells);
    }
    let headed = Measure::new(&left.title, &measure.unit);
    let middle = f64::from(theme::WIDTH) * 0.46;
    let panel = BarPanel::new(&headed, shown, &about, middle);
    let height = panel.height().max(300);
    let centre = [
        f64::from(theme::WIDTH) * 0.72,
        f64::from(height) / 2.0 + 8.0,
    ];
    Figure {
        width: theme::WIDTH,
        height,
        option: json!({
            "grid": panel.grid(4.0, middle),
            "xAxis": panel.value_axis,
            "yAxis": panel.category_axis,
            "series": panel.series.into_iter().chain([ring_series(&slices, centre, 80.0, 84.0)]).collect::<Vec<_>>(),
            "graphic": [heading(&headed.heading(language), 8.0, 4.0), heading(&right.title, middle + 30.0, 4.0)],
        }),
        about,
        maps: Default::default(),
        data,
    }
}
