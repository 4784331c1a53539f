//! A table of coloured cells with the numbers in them: correlations, probabilities, quotients.

use serde_json::{Value, json};

use super::ink;
use super::parts::{plain, widest};
use crate::data::Data;
use crate::figure::{About, Figure};
use crate::theme;

/// How numbers become colours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// From little to much.
    Sequential {
        /// The lightest.
        low: f64,
        /// The darkest.
        high: f64,
    },
    /// Two colours from a centre; values beyond an end have its colour.
    Diverging {
        /// The end below.
        low: f64,
        /// What is neither.
        centre: f64,
        /// The end above.
        high: f64,
    },
}

impl Scale {
    /// Where a value stands between the ends, 0 to 1, the centre at a half.
    fn place(self, value: f64) -> f64 {
        let share = |low: f64, high: f64| {
            if high > low {
                ((value - low) / (high - low)).clamp(0.0, 1.0)
            } else {
                1.0
            }
        };
        match self {
            Scale::Sequential { low, high } => share(low, high),
            Scale::Diverging { low, centre, .. } if value < centre => share(low, centre) / 2.0,
            Scale::Diverging { centre, high, .. } => 0.5 + share(centre, high) / 2.0,
        }
    }

    /// The colour of a value, as ECharts mixes it between the steps.
    fn colour(self, value: f64) -> String {
        let steps = self.colours();
        let at = self.place(value) * (steps.len() - 1) as f64;
        let (low, high) = (at.floor() as usize, at.ceil() as usize);
        let part = |colour: &str, from: usize| {
            let digits = colour.get(from..from + 2).unwrap_or("ff");
            f64::from(u8::from_str_radix(digits, 16).unwrap_or(255))
        };
        let mixed = |from: usize| {
            let (low, high) = (part(steps[low], from), part(steps[high], from));
            (low + (high - low) * at.fract()).round() as u8
        };
        format!("#{:02x}{:02x}{:02x}", mixed(1), mixed(3), mixed(5))
    }

    fn colours(self) -> [&'static str; 5] {
        match self {
            Scale::Sequential { .. } => theme::SEQUENCE,
            Scale::Diverging { .. } => ink::DIVERGING,
        }
    }
}

/// A table of numbers to be coloured.
#[derive(Debug, Clone, PartialEq)]
pub struct CellTable {
    /// Labels of the rows, the first on top.
    pub rows: Vec<String>,
    /// Labels of the columns.
    pub columns: Vec<String>,
    /// One list a row; `None` is no data, drawn apart from zero.
    pub cells: Vec<Vec<Option<f64>>>,
    /// How numbers become colours.
    pub scale: Scale,
    /// Digits after the point in the cells.
    pub decimals: usize,
}

/// Draws the table; `value_name` heads the legend and the values in the data, which has a row a cell.
pub fn cell_table(about: About, value_name: &str, table: &CellTable) -> Figure {
    let cells: Vec<Value> = table
        .cells
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| {
            cells
                .iter()
                .enumerate()
                .map(move |(at, cell)| (row, at, cell))
        })
        .map(|(row, at, cell)| match cell {
            Some(value) => json!({
                // The colour follows the place on the scale, so that a centre need not lie in the middle.
                "value": [at, row, table.scale.place(*value)],
                "label": {
                    "formatter": printed(*value, table.decimals),
                    "color": theme::ink_on(&table.scale.colour(*value)),
                },
            }),
            None => no_data(at, row),
        })
        .collect();
    let (low, high) = match table.scale {
        Scale::Sequential { low, high } | Scale::Diverging { low, high, .. } => (low, high),
    };
    let legend = json!({
        "type": "continuous",
        "min": 0,
        "max": 1,
        "calculable": false,
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "itemWidth": 12,
        "itemHeight": 160,
        "text": [
            format!("{} {value_name}", printed(high, table.decimals)),
            printed(low, table.decimals),
        ],
        "inRange": { "color": table.scale.colours() },
    });
    let mut data = Data::new(&[
        about.language.pick("行", "row"),
        about.language.pick("列", "column"),
        value_name,
    ]);
    for (row, cells) in table.rows.iter().zip(&table.cells) {
        for (column, cell) in table.columns.iter().zip(cells) {
            data.rows.push(vec![
                row.as_str().into(),
                column.as_str().into(),
                (*cell).into(),
            ]);
        }
    }
    grid_of_cells(about, &table.rows, &table.columns, cells, legend, data)
}

/// A number in a cell, with a true minus.
fn printed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|digit| matches!(digit, '0' | '.')) => digits.into(),
        Some(digits) => format!("−{digits}"),
        None => text,
    }
}

/// A cell without data: a dash on grey, outside the scale of colours.
fn no_data(column: usize, row: usize) -> Value {
    json!({
        "value": [column, row, 0],
        "visualMap": false,
        "itemStyle": { "color": ink::NO_DATA },
        "label": { "formatter": "–", "color": theme::GREY },
    })
}

/// One of the kinds a cell of [`category_table`] may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// Its name in the legend and the data.
    pub name: String,
    /// Its colour.
    pub colour: &'static str,
    /// What stands in its cells, so that it is told apart in grey too.
    pub sign: &'static str,
}

/// A table of kinds: `cells` hold positions in `categories` and a text that stands instead of the sign where it is
/// not empty. `value_name` heads the kinds in the data.
pub fn category_table(
    about: About,
    value_name: &str,
    labels: (&[String], &[String]),
    categories: &[Category],
    cells: &[Vec<(usize, String)>],
) -> Figure {
    let (rows, columns) = labels;
    let mut data = Data::new(&[
        about.language.pick("行", "row"),
        about.language.pick("列", "column"),
        value_name,
        about.language.pick("说明", "detail"),
    ]);
    let mut drawn = Vec::new();
    for (row, of_row) in cells.iter().enumerate() {
        for (column, (kind, text)) in of_row.iter().enumerate() {
            let category = &categories[*kind];
            let sign = if text.is_empty() { category.sign } else { text };
            drawn.push(json!({
                "name": plain(sign),
                "value": [column, row, kind],
                "label": {
                    "formatter": "{b}",
                    "color": theme::ink_on(category.colour),
                },
            }));
            data.rows.push(vec![
                rows[row].as_str().into(),
                columns[column].as_str().into(),
                category.name.as_str().into(),
                text.as_str().into(),
            ]);
        }
    }
    let pieces: Vec<Value> = categories
        .iter()
        .enumerate()
        .map(|(at, category)| {
            let label = format!("{} {}", category.sign, category.name);
            json!({ "value": at, "label": label.trim(), "color": category.colour })
        })
        .collect();
    let legend = json!({
        "type": "piecewise",
        "orient": "horizontal",
        "left": "center",
        "bottom": 0,
        "itemWidth": 14,
        "itemGap": 14,
        "pieces": pieces,
        // ECharts draws the last piece first.
        "inverse": false,
    });
    grid_of_cells(about, rows, columns, drawn, legend, data)
}

const ROW: f64 = 20.0;

fn grid_of_cells(
    about: About,
    rows: &[String],
    columns: &[String],
    cells: Vec<Value>,
    legend: Value,
    data: Data,
) -> Figure {
    let room = ink::label_room(rows.iter().map(String::as_str), 190.0);
    let width = (f64::from(theme::WIDTH) - room - 30.0) / columns.len().max(1) as f64;
    let longest = widest(columns.iter().map(String::as_str), theme::TEXT_SIZE).min(170.0);
    let upright = longest + 4.0 > width;
    let size = match width {
        width if width < 26.0 => 8,
        width if width < 34.0 => 9,
        _ => 11,
    };
    // Labels that do not fit side by side stand on end.
    let top = if upright { longest + 14.0 } else { 26.0 };
    let head = json!({
        "type": "category",
        "position": "top",
        "data": columns,
        "axisLine": { "show": false },
        "axisTick": { "show": false },
        "axisLabel": {
            "color": theme::INK, "interval": 0, "rotate": if upright { 90 } else { 0 },
            "width": if upright { longest } else { width }, "overflow": "truncate",
        },
    });
    let option = json!({
        "grid": { "left": room + 14.0, "right": 12, "top": top, "bottom": 40 },
        "xAxis": head,
        "yAxis": ink::label_axis(rows, room),
        "visualMap": legend,
        "series": [{
            "type": "heatmap",
            "data": cells,
            "label": { "show": true, "fontSize": size },
            "itemStyle": { "borderColor": "#ffffff", "borderWidth": 1 },
        }],
    });
    Figure {
        about,
        width: theme::WIDTH,
        height: (ROW * rows.len() as f64 + top) as u32 + 44,
        option,
        maps: Default::default(),
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_of_a_diverging_scale_stands_in_the_middle_wherever_it_lies() {
        let scale = Scale::Diverging {
            low: 0.0,
            centre: 1.0,
            high: 5.0,
        };
        assert_eq!(
            [-1.0, 0.0, 0.5, 1.0, 3.0, 9.0].map(|value| scale.place(value)),
            [0.0, 0.0, 0.25, 0.5, 0.75, 1.0]
        );
    }

    #[test]
    fn negative_numbers_have_a_minus_and_zero_has_none() {
        assert_eq!(printed(-0.456, 2), "−0.46");
        assert_eq!(printed(-0.001, 2), "0.00");
        assert_eq!(printed(12.0, 0), "12");
    }
}
