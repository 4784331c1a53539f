//! Printing a table as people, spreadsheets or programs want it.

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Drawn, TableStyle};
use jushu_registry::engine::{Rows, Value};

/// How a table is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Aligned columns for reading.
    #[default]
    Table,
    /// CSV with a header.
    Csv,
    /// A list of objects.
    Json,
}

/// Prints `rows` on standard output. Numbers keep every digit in CSV and JSON; in a table they
/// are shortened to `decimals`.
pub fn print(rows: &Rows, format: Format, decimals: usize) {
    match format {
        Format::Table => say!("{}", drawn(rows, decimals)),
        Format::Csv => say_part!("{}", csv(rows)),
        Format::Json => say!("{}", json(rows)),
    }
}

fn drawn(rows: &Rows, decimals: usize) -> String {
    let mut table = Drawn::new();
    table
        .load_style(style())
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(&rows.columns);
    for row in &rows.rows {
        table.add_row(row.iter().map(|value| match value {
            Value::Number(number) => format!("{number:.decimals$}"),
            Value::Missing => "—".to_string(),
            other => other.to_string(),
        }));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let numeric = rows
            .rows
            .iter()
            .any(|row| matches!(row[index], Value::Number(_) | Value::Integer(_)));
        if numeric {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// A rule under the headings and no others: long tables stay short.
fn style() -> TableStyle {
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'))
}

fn csv(rows: &Rows) -> String {
    let quoted = |text: String| {
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut text = rows
        .columns
        .iter()
        .cloned()
        .map(quoted)
        .collect::<Vec<_>>()
        .join(",")
        + "\n";
    for row in &rows.rows {
        text += &(row
            .iter()
            .map(|value| quoted(value.to_string()))
            .collect::<Vec<_>>()
            .join(",")
            + "\n");
    }
    text
}

fn json(rows: &Rows) -> String {
    let objects: Vec<serde_json::Value> = rows
        .rows
        .iter()
        .map(|row| {
            rows.columns
                .iter()
                .zip(row)
                .map(|(column, value)| {
                    (
                        column.clone(),
                        serde_json::to_value(value).unwrap_or(serde_json::Value::Null),
                    )
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        })
        .collect();
    serde_json::to_string_pretty(&objects).unwrap_or_default()
}
