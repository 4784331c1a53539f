//! Writing cells so that nothing from the data acts: text stays text, and no cell becomes a link.

use rust_xlsxwriter::{ColNum, Color, Format, FormatAlign, FormatBorder, RowNum, Worksheet};

use super::WorkbookError;
use crate::table::ColumnKind;

/// The looks of cells.
pub(super) struct Formats {
    pub title: Format,
    pub mark: Format,
    pub note: Format,
    pub header: Format,
    pub text: Format,
    pub number: Format,
    pub input: Format,
    pub link: Format,
}

impl Formats {
    pub fn new() -> Formats {
        let border = Color::RGB(0x00bf_bfbf);
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            mark: Format::new()
                .set_bold()
                .set_font_color(Color::RGB(0x00a0_2000)),
            note: Format::new().set_font_color(Color::RGB(0x0059_5959)),
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00e8_eef4))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_color(border)
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            text: Format::new().set_align(FormatAlign::Top).set_text_wrap(),
            number: Format::new().set_align(FormatAlign::Top),
            input: Format::new()
                .set_background_color(Color::RGB(0x00ff_f2cc))
                .set_border(FormatBorder::Thin)
                .set_border_color(border),
            link: Format::new()
                .set_font_color(Color::RGB(0x0005_63c1))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }

    /// The look of a number in a column of that kind.
    pub fn of(&self, kind: ColumnKind) -> Format {
        let number = |pattern: String| self.number.clone().set_num_format(pattern);
        let decimals = |places: u8| match places {
            0 => String::new(),
            places => format!(".{}", "0".repeat(usize::from(places))),
        };
        match kind {
            ColumnKind::Text => self.text.clone(),
            ColumnKind::Integer => number("#,##0".into()),
            ColumnKind::Rank => number("0".into()),
            ColumnKind::Decimal(places) => number(format!("#,##0{}", decimals(places))),
            ColumnKind::Percent(places) => number(format!("0{}%", decimals(places))),
        }
    }
}

/// Whether a spreadsheet that reads the text again (from CSV, or typed anew) might take it for a formula or a
/// command: it begins with `= + - @`, their full-width forms, a tab or a line break.
pub(super) fn may_act(text: &str) -> bool {
    text.starts_with([
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '|', '%',
    ])
}

/// Characters that cannot stand in a file of XML.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// Most characters of a cell.
const LONGEST: usize = 32_767;

/// Writes text as text, whatever it begins with.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    text: &str,
    format: &Format,
) -> Result<(), WorkbookError> {
    let mut text: String = text
        .chars()
        .map(|c| if is_forbidden(c) { '\u{fffd}' } else { c })
        .collect();
    if text.encode_utf16().count() > LONGEST {
        text = text.chars().take(LONGEST / 2 - 1).collect::<String>() + "…";
    }
    if may_act(&text) {
        sheet.write_string_with_format(row, column, text, &format.clone().set_quote_prefix())?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Writes a number; nothing where it is missing.
pub(super) fn write_number(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    number: Option<f64>,
    format: &Format,
) -> Result<(), WorkbookError> {
    if let Some(number) = number.filter(|number| number.is_finite()) {
        sheet.write_number_with_format(row, column, number, format)?;
    }
    Ok(())
}

/// Width of `text` in the width of a digit: Chinese characters take two.
pub(super) fn width(text: &str) -> usize {
    let of_line = |line: &str| {
        line.chars()
            .map(|c| if c < '\u{2000}' { 1 } else { 2 })
            .sum()
    };
    text.lines().map(of_line).max().unwrap_or(0)
}

/// Widths of columns, from what is written into them.
#[derive(Default)]
pub(super) struct Widths(Vec<usize>);

/// Wider columns are wrapped by the reader.
const WIDEST: usize = 60;

impl Widths {
    pub fn take(&mut self, column: usize, text: &str) {
        if self.0.len() <= column {
            self.0.resize(column + 1, 0);
        }
        self.0[column] = self.0[column].max(width(text));
    }

    pub fn set(&self, sheet: &mut Worksheet) -> Result<(), WorkbookError> {
        for (column, width) in self.0.iter().enumerate() {
            let width = (width + 2).clamp(7, WIDEST);
            sheet.set_column_width(column_number(column)?, width as f64)?;
        }
        Ok(())
    }
}

/// The position of a column, where a sheet has so many.
pub(super) fn column_number(column: usize) -> Result<ColNum, WorkbookError> {
    ColNum::try_from(column)
        .ok()
        .filter(|&column| column < 16_384)
        .ok_or(WorkbookError::TooLarge)
}

/// The position of a row, where a sheet has so many.
pub(super) fn row_number(row: usize) -> Result<RowNum, WorkbookError> {
    RowNum::try_from(row)
        .ok()
        .filter(|&row| row < 1_048_576)
        .ok_or(WorkbookError::TooLarge)
}
