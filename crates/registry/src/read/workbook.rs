//! Workbooks: XLSX, XLSB, XLS, ODS.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, Xls, Xlsb, Xlsx};
use zip::ZipArchive;

use super::grid::Grid;
use super::header::Merge;
use super::{Note, ReadError, ReadOptions, RowSource, Table};
use crate::value::{message, same};

type Input = BufReader<File>;

/// A sheet read into memory.
struct Sheet {
    name: String,
    grid: Grid,
    merges: Vec<Merge>,
}

/// Opens a workbook that is a ZIP archive, after checking how large it becomes.
pub(super) fn open_zip(
    path: &Path,
    file: File,
    options: &ReadOptions,
) -> Result<Vec<Table>, ReadError> {
    let mut input = BufReader::new(file);
    let names = check_archive(path, &mut input, options)?;
    input.rewind().map_err(|source| ReadError::Unreadable {
        file: path.to_path_buf(),
        source,
    })?;
    let has = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let sheets = if has("xl/workbook.xml") {
        read_xlsx(path, input, options)?
    } else if has("xl/workbook.bin") {
        let mut book = Xlsb::new(input).map_err(|error| broken(path, &error))?;
        read_ranges(path, &mut book, options, |_, _| Vec::new())?
    } else if has("content.xml") {
        let mut book = Ods::new(input).map_err(|error| broken(path, &error))?;
        read_ranges(path, &mut book, options, |_, _| Vec::new())?
    } else {
        return Err(ReadError::Unsupported {
            file: path.to_path_buf(),
            found: message(
                " ZIP 压缩包，不是工作簿",
                "a ZIP archive that is not a workbook",
            ),
        });
    };
    tables(sheets, options)
}

/// Opens a workbook of the binary format used before 2007.
pub(super) fn open_xls(
    path: &Path,
    file: File,
    options: &ReadOptions,
) -> Result<Vec<Table>, ReadError> {
    let mut book = Xls::new(BufReader::new(file)).map_err(|error| broken(path, &error))?;
    let sheets = read_ranges(path, &mut book, options, |book, name| {
        book.merge_cells_by_sheet_name(name).unwrap_or_default()
    })?;
    tables(sheets, options)
}

fn broken(path: &Path, error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Workbook {
        file: path.to_path_buf(),
        message: same(error),
    }
}

/// Inflates every part without keeping it, because the sizes an archive states may be false. Returns the
/// names of the parts.
fn check_archive(
    path: &Path,
    input: &mut Input,
    options: &ReadOptions,
) -> Result<Vec<String>, ReadError> {
    let mut archive = ZipArchive::new(input).map_err(|error| broken(path, &error))?;
    let mut left = options.max_inflated_bytes;
    let mut names = Vec::with_capacity(archive.len());
    let mut buffer = vec![0; 64 << 10];
    for index in 0..archive.len() {
        let mut part = archive
            .by_index(index)
            .map_err(|error| broken(path, &error))?;
        let name = part
            .name()
            .map_err(|error| broken(path, &error))?
            .into_owned();
        if part.size() > left {
            return Err(inflation(path, name, options));
        }
        loop {
            let read = part
                .read(&mut buffer)
                .map_err(|error| broken(path, &format!("{name}: {error}")))?;
            if read == 0 {
                break;
            }
            left = match left.checked_sub(read as u64) {
                Some(left) => left,
                None => return Err(inflation(path, name, options)),
            };
        }
        names.push(name);
    }
    Ok(names)
}

fn inflation(path: &Path, part: String, options: &ReadOptions) -> ReadError {
    ReadError::Inflation {
        file: path.to_path_buf(),
        part,
        limit: options.max_inflated_bytes,
    }
}

fn wanted(
    path: &Path,
    known: Vec<String>,
    options: &ReadOptions,
) -> Result<Vec<String>, ReadError> {
    for sheet in &options.sheets {
        if !known.contains(sheet) {
            return Err(ReadError::UnknownSheet {
                file: path.to_path_buf(),
                sheet: sheet.clone(),
                known: known.join(", "),
            });
        }
    }
    Ok(known
        .into_iter()
        .filter(|name| options.sheets.is_empty() || options.sheets.contains(name))
        .collect())
}

fn full(path: &Path, sheet: &str) -> ReadError {
    broken(
        path,
        &format!("sheet \"{sheet}\" holds more than 4 GiB of text"),
    )
}

fn read_xlsx(path: &Path, input: Input, options: &ReadOptions) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xlsx<Input> = Xlsx::new(input).map_err(|error| broken(path, &error))?;
    let mut sheets = Vec::new();
    for name in wanted(path, book.sheet_names(), options)? {
        let mut grid = Grid::default();
        // Sheets of charts and dialogs have no cells to read.
        if let Ok(mut cells) = book.worksheet_cells_reader(&name) {
            let mut text = String::new();
            while let Some(cell) = cells
                .next_cell()
                .map_err(|error| broken(path, &format!("sheet \"{name}\": {error}")))?
            {
                text.clear();
                write_ref(&mut text, cell.get_value());
                let (row, column) = cell.get_position();
                if !text.is_empty() && !grid.set(u64::from(row) + 1, column as usize, &text) {
                    return Err(full(path, &name));
                }
            }
        }
        let merges = book
            .merge_cells_by_sheet_name(&name)
            .map(|merges| merges.iter().map(merge).collect())
            .unwrap_or_default();
        sheets.push(Sheet { name, grid, merges });
    }
    Ok(sheets)
}

fn read_ranges<B: Reader<Input>>(
    path: &Path,
    book: &mut B,
    options: &ReadOptions,
    merged: impl Fn(&B, &str) -> Vec<Dimensions>,
) -> Result<Vec<Sheet>, ReadError> {
    let mut sheets = Vec::new();
    for name in wanted(path, book.sheet_names(), options)? {
        let range = book
            .worksheet_range(&name)
            .map_err(|error| broken(path, &format!("sheet \"{name}\": {error:?}")))?;
        let mut grid = Grid::default();
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut text = String::new();
        for (row, column, value) in range.used_cells() {
            text.clear();
            write_data(&mut text, value);
            let row = u64::from(first_row) + row as u64 + 1;
            if !text.is_empty() && !grid.set(row, first_column as usize + column, &text) {
                return Err(full(path, &name));
            }
        }
        let merges = merged(book, &name).iter().map(merge).collect();
        sheets.push(Sheet { name, grid, merges });
    }
    Ok(sheets)
}

fn merge(dimensions: &Dimensions) -> Merge {
    Merge {
        first_row: u64::from(dimensions.start.0) + 1,
        first_column: dimensions.start.1 as usize,
        last_row: u64::from(dimensions.end.0) + 1,
        last_column: dimensions.end.1 as usize,
    }
}

fn tables(sheets: Vec<Sheet>, options: &ReadOptions) -> Result<Vec<Table>, ReadError> {
    let mut tables: Vec<Table> = Vec::new();
    let mut skipped = Vec::new();
    for mut sheet in sheets {
        if sheet.grid.is_empty() {
            skipped.push(sheet.name);
            continue;
        }
        // Below the header a cell merged over rows holds for each of them; in it the merges join headings.
        let filled = sheet.grid.fill_down(&sheet.merges);
        let source: Box<dyn RowSource> = Box::new(sheet.grid);
        if let Some(mut table) = Table::new(Some(sheet.name), source, &sheet.merges, options)? {
            if filled > 0 {
                table.notes.push(Note {
                    row: None,
                    message: message(
                        format!("{filled} 个纵向合并的单元格按首格的内容填充"),
                        format!(
                            "{filled} cells merged over several rows were filled with their content"
                        ),
                    ),
                });
            }
            tables.push(table);
        }
    }
    if let Some(first) = tables.first_mut() {
        first.notes.extend(skipped.into_iter().map(|name| Note {
            row: None,
            message: message(
                format!("工作表“{name}”是空的，已跳过"),
                format!("sheet \"{name}\" is empty and was skipped"),
            ),
        }));
    }
    Ok(tables)
}

fn write_number(text: &mut String, number: f64) {
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = write!(text, "{number}");
}

fn write_date(text: &mut String, date: &ExcelDateTime) {
    use std::fmt::Write;
    if !date.is_datetime() {
        return write_number(text, date.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let _ = write!(text, "{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) != (0, 0, 0) {
        let _ = write!(text, " {hour:02}:{minute:02}:{second:02}");
    }
}

fn write_boolean(text: &mut String, value: bool) {
    text.push_str(if value { "true" } else { "false" });
}

fn write_data(text: &mut String, value: &Data) {
    match value {
        Data::Empty => {}
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => {
            text.push_str(value)
        }
        Data::Int(value) => text.push_str(&value.to_string()),
        Data::Float(value) => write_number(text, *value),
        Data::Bool(value) => write_boolean(text, *value),
        Data::DateTime(value) => write_date(text, value),
        Data::Error(error) => text.push_str(&error.to_string()),
    }
}

fn write_ref(text: &mut String, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => {}
        DataRef::SharedString(value) => text.push_str(value),
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => {
            text.push_str(value)
        }
        DataRef::Int(value) => text.push_str(&value.to_string()),
        DataRef::Float(value) => write_number(text, *value),
        DataRef::Bool(value) => write_boolean(text, *value),
        DataRef::DateTime(value) => write_date(text, value),
        DataRef::Error(error) => text.push_str(&error.to_string()),
    }
}
