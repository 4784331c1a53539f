//! The annex as an Excel workbook: every table on its sheet, the index as formulas, and what every column holds.
//!
//! Nothing that comes from the data acts in the reader's program: text is written as text even where it begins like
//! a formula, and only the contents sheet has links, to sheets of the same file. The same material gives the same
//! bytes: the file is dated by the day of the run.

mod index_sheet;
mod live;
mod sheet_name;
mod writing;

pub use index_sheet::{
    Aggregation, Counts, Ends, IndexIndicator, IndexNode, IndexNodeKind, IndexSheet, Orientation,
    Places, Scale, Truncation,
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Url, Workbook, Worksheet, XlsxError};

use crate::table::{ColumnKind, Table};
use crate::{Cell, Language, Material};
use live::LiveSheets;
use sheet_name::SheetNames;
use writing::{Formats, Widths, column_number, row_number, write_number, write_text};

/// The workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum WorkbookError {
    /// A table has more rows or columns than a sheet.
    TooLarge,
    /// The nodes of an index do not hang together.
    NotATree {
        /// The index.
        index: String,
    },
    /// The writer of the file refuses.
    Refused {
        /// What it says.
        detail: String,
    },
}

impl WorkbookError {
    /// The message in Chinese and English.
    pub fn message(&self) -> (String, String) {
        match self {
            WorkbookError::TooLarge => (
                "表格超过 Excel 的 1048576 行或 16384 列；请改用数据包中的 CSV 或 Parquet".into(),
                "a table has more than the 1,048,576 rows or 16,384 columns of Excel; use the CSV or Parquet of the data package".into(),
            ),
            WorkbookError::NotATree { index } => (
                format!("指数“{index}”的节点没有组成一棵树；请检查指标体系的 parent"),
                format!("the nodes of the index `{index}` make no tree; check the parents in the framework"),
            ),
            WorkbookError::Refused { detail } => (
                format!("不能写成工作簿：{detail}；请检查名称和数据"),
                format!("the workbook cannot be written: {detail}; check names and data"),
            ),
        }
    }
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> WorkbookError {
        WorkbookError::Refused {
            detail: error.to_string(),
        }
    }
}

/// Paper of 210 × 297 mm.
const A4: u8 = 9;

/// A sheet of the contents.
struct Listed {
    sheet: String,
    title: String,
}

/// The workbook of `material`, with the live sheets of `indices`.
///
/// # Errors
/// [`WorkbookError`]: a table larger than a sheet, or an index whose nodes make no tree.
pub fn workbook(material: &Material, indices: &[IndexSheet]) -> Result<Vec<u8>, WorkbookError> {
    let language = material.meta.language.unwrap_or(Language::Zh);
    let text = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let mark = material.meta.synthetic.then(|| {
        text(
            "合成数据：记录为程序生成，不代表任何真实主体",
            "Synthetic data: the records are made up and stand for nobody",
        )
    });
    let page = Page {
        formats: Formats::new(),
        language,
        mark,
    };
    let mut names = SheetNames::default();
    let contents = names.unique(text("目录", "Contents"));
    let live: Vec<LiveSheets> = indices
        .iter()
        .map(|index| LiveSheets::named(index, &mut names, language))
        .collect();
    let tables: Vec<(String, &Table)> = material
        .tables
        .values()
        .map(|table| (names.unique(&table.title), table))
        .collect();
    let dictionary = names.unique(text("各列说明", "Columns"));
    let missing = missing_table(material, language);
    let missing_name = missing.as_ref().map(|table| names.unique(&table.title));

    let mut listing: Vec<Listed> = Vec::new();
    for (index, sheets) in indices.iter().zip(&live) {
        for (sheet, kind) in [
            (
                &sheets.parameters,
                text("权重与参数", "weights and parameters"),
            ),
            (
                &sheets.index,
                text("得分与名次（公式）", "scores and ranks (formulas)"),
            ),
        ] {
            listing.push(Listed {
                sheet: sheet.clone(),
                title: format!("{} · {} · {kind}", index.title, index.name),
            });
        }
    }
    let dictionary_table = dictionary_table(material, indices, &live, &tables, language);
    let own = [(dictionary, &dictionary_table)];
    let plain: Vec<(&String, &Table)> = tables
        .iter()
        .map(|(name, table)| (name, *table))
        .chain(own.iter().map(|(name, table)| (name, *table)))
        .chain(missing_name.iter().zip(&missing))
        .collect();
    for (sheet, table) in &plain {
        listing.push(Listed {
            sheet: (*sheet).clone(),
            title: table.title.clone(),
        });
    }

    let mut book = Workbook::new();
    book.set_properties(&properties(material)?);
    let first = book.add_worksheet();
    first.set_name(&contents)?;
    page.write_contents(first, material, &listing)?;
    for (index, sheets) in indices.iter().zip(&live) {
        live::write(&mut book, sheets, index, &page.formats, language, mark)?;
    }
    for (name, table) in plain {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        page.write_table(sheet, table, &contents)?;
    }
    Ok(book.save_to_buffer()?)
}

/// What all sheets have in common.
struct Page {
    formats: Formats,
    language: Language,
    mark: Option<&'static str>,
}

impl Page {
    fn write_contents(
        &self,
        sheet: &mut Worksheet,
        material: &Material,
        listing: &[Listed],
    ) -> Result<(), WorkbookError> {
        let meta = &material.meta;
        let formats = &self.formats;
        write_text(sheet, 0, 0, &meta.title, &formats.title)?;
        write_text(sheet, 1, 0, &meta.subtitle, &formats.note)?;
        if let Some(mark) = self.mark {
            write_text(sheet, 2, 0, mark, &formats.mark)?;
        }
        let lines = [
            (("机构", "Institution"), meta.institution.clone()),
            (
                ("作者", "Authors"),
                meta.authors.join(self.language.pick("、", ", ")),
            ),
            (("日期", "Date"), meta.date.clone()),
            (("计算", "Run"), meta.run.clone()),
            (("引用", "Cite as"), meta.citation.clone()),
        ];
        let mut row = 4;
        for ((zh, en), value) in lines {
            if !value.is_empty() {
                write_text(sheet, row, 0, self.language.pick(zh, en), &formats.note)?;
                write_text(sheet, row, 1, &value, &formats.text)?;
                row += 1;
            }
        }
        row += 1;
        let mut widths = Widths::default();
        for (column, heading) in [
            self.language.pick("工作表", "Sheet"),
            self.language.pick("内容", "Contents"),
        ]
        .into_iter()
        .enumerate()
        {
            write_text(sheet, row, column_number(column)?, heading, &formats.header)?;
        }
        for listed in listing {
            row += 1;
            let place = format!("internal:'{}'!A1", listed.sheet.replace('\'', "''"));
            let link = Url::new(place).set_text(&listed.sheet);
            sheet.write_url_with_format(row, 0, link, &formats.link)?;
            write_text(sheet, row, 1, &listed.title, &formats.text)?;
            widths.take(0, &listed.sheet);
            widths.take(1, &listed.title);
        }
        sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        widths.set(sheet)
    }

    /// A table: title, mark, headings, rows, then source and notes.
    fn write_table(
        &self,
        sheet: &mut Worksheet,
        table: &Table,
        contents: &str,
    ) -> Result<(), WorkbookError> {
        const HEADINGS: u32 = 2;
        let formats = &self.formats;
        write_text(sheet, 0, 0, &table.title, &formats.title)?;
        let back = Url::new(format!("internal:'{contents}'!A1")).set_text(contents);
        sheet.write_url_with_format(1, 0, back, &formats.link)?;
        if let Some(mark) = self.mark {
            write_text(sheet, 1, 1, mark, &formats.mark)?;
        }
        let mut widths = Widths::default();
        for (column, heading) in table.columns.iter().enumerate() {
            widths.take(column, &heading.name);
            let column = column_number(column)?;
            write_text(sheet, HEADINGS, column, &heading.name, &formats.header)?;
        }
        for (index, cells) in table.rows.iter().enumerate() {
            let row = row_number(HEADINGS as usize + 1 + index)?;
            for (column, cell) in cells.iter().enumerate() {
                let kind = table
                    .columns
                    .get(column)
                    .map_or(ColumnKind::Text, |c| c.kind);
                let format = formats.of(kind);
                widths.take(column, &table.printed(index, column));
                let at = column_number(column)?;
                match cell {
                    Cell::Text(text) => write_text(sheet, row, at, text, &format)?,
                    Cell::Number(number) => write_number(sheet, row, at, Some(*number), &format)?,
                    Cell::Missing => {}
                }
            }
        }
        let last = HEADINGS as usize + table.rows.len();
        if !table.columns.is_empty() {
            let end = column_number(table.columns.len() - 1)?;
            sheet.autofilter(HEADINGS, 0, row_number(last)?, end)?;
        }
        let mut row = last + 2;
        for line in std::iter::once(&table.source).chain(&table.notes) {
            if !line.is_empty() {
                write_text(sheet, row_number(row)?, 0, line, &formats.note)?;
                row += 1;
            }
        }
        widths.set(sheet)?;
        sheet.set_freeze_panes(HEADINGS + 1, 1)?;
        sheet.set_repeat_rows(HEADINGS, HEADINGS)?;
        sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
        Ok(())
    }
}

/// What is printed where a figure or a table could not be had.
fn missing_table(material: &Material, language: Language) -> Option<Table> {
    if material.missing.is_empty() {
        return None;
    }
    let column = |zh, en| crate::Column::new(language.pick(zh, en), ColumnKind::Text);
    Some(Table {
        id: "missing".into(),
        title: language.pick("未能生成的图表", "Not available").into(),
        columns: vec![column("图表", "figure or table"), column("原因", "reason")],
        rows: material
            .missing
            .iter()
            .map(|(id, reason)| vec![id.as_str().into(), reason.as_str().into()])
            .collect(),
        source: String::new(),
        notes: Vec::new(),
    })
}

/// Every column of every table, and every indicator.
fn dictionary_table(
    material: &Material,
    indices: &[IndexSheet],
    live: &[LiveSheets],
    tables: &[(String, &Table)],
    language: Language,
) -> Table {
    let text = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (index, sheets) in indices.iter().zip(live) {
        for node in &index.nodes {
            let mut row: Vec<Cell> = vec![
                sheets.index.as_str().into(),
                node.id.as_str().into(),
                node.name.as_str().into(),
            ];
            match node.kind {
                IndexNodeKind::Indicator(at) => {
                    let indicator = &index.indicators[at];
                    row.push(text("指标", "indicator").into());
                    for cell in [
                        &indicator.unit,
                        &indicator.direction,
                        &indicator.definition,
                        &indicator.source,
                    ] {
                        row.push(cell.as_str().into());
                    }
                }
                IndexNodeKind::Inner { .. } => {
                    row.push(text("得分", "score").into());
                    row.resize(8, Cell::Missing);
                }
            }
            rows.push(row);
        }
    }
    for (name, table) in tables {
        for column in &table.columns {
            let kind = match column.kind {
                ColumnKind::Text => text("文字", "text"),
                ColumnKind::Integer => text("整数", "whole number"),
                ColumnKind::Decimal(_) => text("数值", "number"),
                ColumnKind::Percent(_) => text(
                    "份额（0—1，以百分数显示）",
                    "share, 0 to 1, shown in percent",
                ),
                ColumnKind::Rank => text("名次（1 为最优）", "rank, 1 the best"),
            };
            let mut row: Vec<Cell> = vec![
                name.as_str().into(),
                table.id.as_str().into(),
                column.name.as_str().into(),
                kind.into(),
            ];
            row.resize(7, Cell::Missing);
            row.push(table.source.as_str().into());
            rows.push(row);
        }
    }
    let headings = [
        ("工作表", "sheet"),
        ("代码", "id"),
        ("名称", "name"),
        ("类型", "type"),
        ("计量单位", "unit of measure"),
        ("方向", "direction"),
        ("定义", "definition"),
        ("来源", "source"),
    ];
    let mut notes = vec![
        text(
            "空单元格表示没有数据，不是零。",
            "An empty cell means no data; it is not zero.",
        )
        .to_string(),
    ];
    if !material.meta.run.is_empty() {
        notes.push(format!("{}{}", text("计算：", "Run: "), material.meta.run));
    }
    Table {
        id: "columns".into(),
        title: text("各工作表的列与代码", "Columns and codes of all sheets").into(),
        columns: headings
            .into_iter()
            .map(|(zh, en)| crate::Column::new(text(zh, en), ColumnKind::Text))
            .collect(),
        rows,
        source: String::new(),
        notes,
    }
}

/// Title, author and date of the file: the day of the run, never the clock.
fn properties(material: &Material) -> Result<DocProperties, WorkbookError> {
    let meta = &material.meta;
    let created = ExcelDateTime::parse_from_str(&meta.date)
        .or_else(|_| ExcelDateTime::from_ymd(1980, 1, 1))?;
    Ok(DocProperties::new()
        .set_title(&meta.title)
        .set_subject(&meta.subtitle)
        .set_author(meta.authors.join("; "))
        .set_company(&meta.institution)
        .set_comment(&meta.citation)
        .set_creation_datetime(&created))
}

#[cfg(test)]
mod tests;
