//! How a table fits a page: text size, column widths, upright or across. The same decision for PDF and Word.

use crate::table::{ColumnKind, Table};
use crate::text_width::text_width;

/// Room on both sides of a cell's text, in points.
const PADDING: f64 = 11.0;
/// Texts wider than this many em may be broken; numbers never are.
const BREAKABLE: f64 = 12.0;

/// How a table is set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TableLayout {
    /// Text size in points.
    pub(crate) size: f64,
    /// True where it needs a page across.
    pub(crate) landscape: bool,
    /// Width of each column in points, with padding; together at most the width of the page.
    pub(crate) widths: Vec<f64>,
    /// Columns whose texts are broken into lines.
    pub(crate) broken: Vec<bool>,
}

/// The largest text that fits `upright` points, then one that fits `across`; where even that is too narrow, long texts
/// are broken.
pub(crate) fn layout(table: &Table, upright: f64, across: f64) -> TableLayout {
    let natural: Vec<f64> = (0..table.columns.len())
        .map(|column| {
            let cells = (0..table.rows.len()).map(|row| text_width(&table.printed(row, column)));
            cells.fold(text_width(&table.columns[column].name), f64::max)
        })
        .collect();
    let breakable: Vec<bool> = natural
        .iter()
        .zip(&table.columns)
        .map(|(width, column)| column.kind == ColumnKind::Text && *width > BREAKABLE)
        .collect();
    let widths = |size: f64, breaking: bool| -> Vec<f64> {
        let columns = natural.iter().zip(&breakable).map(|(width, breakable)| {
            let em = if breaking && *breakable {
                BREAKABLE
            } else {
                *width
            };
            em * size + PADDING
        });
        columns.collect()
    };
    let tries = [
        (9.5, false, upright),
        (8.5, false, upright),
        (9.0, true, upright),
        (8.0, true, upright),
        (9.0, true, across),
        (7.5, true, across),
    ];
    let fits = |&(size, breaking, width): &(f64, bool, f64)| {
        widths(size, breaking).iter().sum::<f64>() <= width
    };
    let (size, breaking, width) = tries.into_iter().find(fits).unwrap_or((6.5, true, across));
    let mut set = widths(size, breaking);
    let broken: Vec<bool> = breakable
        .iter()
        .map(|&breakable| breaking && breakable)
        .collect();
    share_out(&mut set, &broken, &natural, size, width);
    TableLayout {
        size,
        landscape: width == across,
        widths: set,
        broken,
    }
}

/// Gives broken columns what room is left, up to what they need; shrinks all where there is too little.
fn share_out(set: &mut [f64], broken: &[bool], natural: &[f64], size: f64, width: f64) {
    let used: f64 = set.iter().sum();
    if used > width {
        set.iter_mut().for_each(|column| *column *= width / used);
        return;
    }
    let wanted: Vec<f64> = (0..set.len())
        .map(|column| match broken[column] {
            true => natural[column] * size + PADDING - set[column],
            false => 0.0,
        })
        .collect();
    let all: f64 = wanted.iter().sum();
    if all > 0.0 {
        let share = ((width - used) / all).min(1.0);
        for (column, wanted) in set.iter_mut().zip(wanted) {
            *column += wanted * share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Column};

    fn table(columns: usize, text: &str) -> Table {
        let mut all = vec![Column::new("名称", ColumnKind::Text)];
        all.extend((1..columns).map(|n| Column::new(format!("指标{n}"), ColumnKind::Decimal(2))));
        let mut row: Vec<Cell> = vec![text.into()];
        row.extend((1..columns).map(|n| Cell::from(n as f64 * 1000.0)));
        Table {
            id: "t".into(),
            title: String::new(),
            columns: all,
            rows: vec![row],
            source: String::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn narrow_tables_stand_upright_wide_ones_lie_across() {
        let narrow = layout(&table(5, "广东省"), 450.0, 690.0);
        assert_eq!((narrow.size, narrow.landscape), (9.5, false));
        let wide = layout(&table(14, "广东省"), 450.0, 690.0);
        assert!(wide.landscape);
    }

    #[test]
    fn widths_never_exceed_the_page_and_numbers_are_not_broken() {
        for (columns, words) in [(2, 1), (3, 200), (8, 40), (14, 40), (40, 40)] {
            let set = layout(&table(columns, &"长".repeat(words)), 450.0, 690.0);
            let room = if set.landscape { 690.0 } else { 450.0 };
            assert!(set.widths.iter().sum::<f64>() <= room + 1e-6, "{set:?}");
            assert!(set.broken[1..].iter().all(|broken| !broken));
        }
    }
}
