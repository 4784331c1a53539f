//! Finding the header of a table, and telling data from what stands around it.
//!
//! Above the header there may be titles ("2023 年企业名录", "单位：万元"); the header may have several rows,
//! with merged cells ("企业情况" over "上市企业数"); below the data there may be totals and footnotes.

use super::{Note, OwnedRow, RawRow, ReadOptions, passed};
use crate::mapping::{normalise_heading, split_unit};
use crate::value::unit::parse_unit;
use crate::value::{Message, date, fold_width, message, number, trim};

/// Cells merged into one: first row (counted from 1) and column (counted from 0), last row and column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) first_row: u64,
    pub(super) first_column: usize,
    pub(super) last_row: u64,
    pub(super) last_column: usize,
}

/// The header that was found.
pub(super) struct Found {
    pub(super) labels: Vec<String>,
    /// How many of the rows given are titles or header.
    pub(super) rows: usize,
    pub(super) last_row: u64,
    pub(super) unit: Option<String>,
    pub(super) notes: Vec<Note>,
}

/// What a row below the header is.
pub(super) enum Role {
    /// A record.
    Data,
    /// Nothing.
    Empty,
    /// A row of totals, a footnote or the header again, with the message that tells so.
    Passed(Message),
}

fn filled(row: &OwnedRow) -> usize {
    row.as_raw()
        .cells()
        .filter(|cell| !trim(cell).is_empty())
        .count()
}

fn cell(row: &OwnedRow, column: usize) -> &str {
    trim(row.as_raw().cell(column))
}

/// Whether a text is a value rather than a heading: a number other than a year, or a full date.
fn is_value(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    let year = |text: &str| {
        text.len() == 4
            && text
                .parse::<u32>()
                .is_ok_and(|year| (1900..2100).contains(&year))
    };
    if year(text) {
        return false;
    }
    if let Ok(quantity) = number::parse_quantity(text) {
        return quantity.suffix.is_empty() || quantity.unit.is_some();
    }
    date::parse_date(text, date::DateOrder::Unknown)
        .is_ok_and(|date| date.precision == date::Precision::Day)
}

/// Finds the header in the first rows of a table; `None` when all of them are empty.
pub(super) fn find(rows: &[OwnedRow], merges: &[Merge], options: &ReadOptions) -> Option<Found> {
    let width = rows
        .iter()
        .map(|row| {
            (0..row.as_raw().len())
                .rev()
                .find(|column| !cell(row, *column).is_empty())
                .map_or(0, |column| column + 1)
        })
        .max()
        .unwrap_or(0);
    if width == 0 {
        return None;
    }
    let (top, bottom) = match options.header_row {
        Some(number) => {
            let bottom = rows.iter().position(|row| row.number == number)?;
            (bottom, bottom)
        }
        None => {
            let top = top_row(rows, merges, width, options);
            (
                above(rows, top, width),
                bottom_row(rows, merges, top, width, options),
            )
        }
    };
    let header = &rows[top..=bottom];
    // In text the header says how many cells a row has; in a workbook columns may lack a heading.
    let width = match header
        .iter()
        .map(|row| row.as_raw())
        .find(|row| !row.ends_early())
    {
        Some(_) => header
            .iter()
            .map(|row| row.as_raw().len())
            .max()
            .unwrap_or(width),
        None => width,
    };
    let labels = labels(header, merges, width);
    let mut notes = Vec::new();
    let mut unit = None;
    for row in &rows[..top] {
        for text in row
            .as_raw()
            .cells()
            .map(trim)
            .filter(|text| !text.is_empty())
        {
            unit = unit.or_else(|| stated_unit(text));
            notes.push(Note {
                row: Some(row.number),
                message: passed(
                    "表头之上的标题，未作为数据导入",
                    "title above the header, not imported",
                    text,
                ),
            });
        }
    }
    if let Some(unit) = &unit {
        notes.push(Note {
            row: None,
            message: message(
                format!("标题注明单位“{unit}”，没有自带单位的金额列按此换算"),
                format!("the title states the unit \"{unit}\"; columns of money without a unit of their own are scaled by it"),
            ),
        });
    }
    if bottom > top {
        notes.push(Note {
            row: Some(rows[top].number),
            message: message(
                format!("表头有 {} 行，已合并为“上级/下级”", bottom - top + 1),
                format!(
                    "the header has {} rows, joined as \"group/heading\"",
                    bottom - top + 1
                ),
            ),
        });
    }
    Some(Found {
        labels,
        rows: bottom + 1,
        last_row: rows[bottom].number,
        unit,
        notes,
    })
}

/// "单位：万元" → "万元".
fn stated_unit(text: &str) -> Option<String> {
    let text = fold_width(text);
    let text = text.trim_matches(['(', ')']);
    let (_, unit) = text
        .split_once("单位:")
        .or_else(|| text.split_once("Unit:"))
        .or_else(|| text.split_once("unit:"))?;
    let unit = unit.trim();
    let unit = unit.split([' ', ',', ';', '，', '、', '；']).next()?.trim();
    parse_unit(unit).map(|_| unit.to_string())
}

/// The number of cells of a row that are expected headings.
fn hits(row: &OwnedRow, options: &ReadOptions) -> usize {
    row.as_raw()
        .cells()
        .filter(|text| {
            let text = trim(text);
            !text.is_empty()
                && (options.headings.contains(&normalise_heading(text))
                    || options
                        .headings
                        .contains(&normalise_heading(&split_unit(text).0)))
        })
        .count()
}

/// The first row of the header: the row with the most expected headings, else the first row of texts that is
/// at least half as wide as the table.
fn top_row(rows: &[OwnedRow], merges: &[Merge], width: usize, options: &ReadOptions) -> usize {
    let mut best = (0, None);
    for (index, row) in rows.iter().enumerate() {
        let count = hits(row, options);
        if count > best.0 {
            best = (count, Some(index));
        }
    }
    // One expected heading alone may be a word in a title or in the data.
    if let (count, Some(index)) = best
        && (count >= 2 || filled(&rows[index]) == 1)
    {
        return merged_above(rows, merges, index, width);
    }
    let header_like = |row: &OwnedRow| {
        let texts = filled(row);
        let title = texts <= 2
            && row
                .as_raw()
                .cells()
                .any(|text| stated_unit(trim(text)).is_some());
        texts >= 2.max(width.div_ceil(2)).min(width)
            && !title
            && !row.as_raw().cells().any(|text| is_value(trim(text)))
    };
    rows.iter()
        .position(header_like)
        .or_else(|| rows.iter().position(|row| filled(row) >= 2.min(width)))
        .unwrap_or(0)
}

/// Goes up from a row of headings to the rows that are merged over it.
fn merged_above(rows: &[OwnedRow], merges: &[Merge], index: usize, width: usize) -> usize {
    let mut top = index;
    while top > 0 {
        let number = rows[top - 1].number;
        let spans = |merge: &&Merge| {
            merge.first_row <= number
                && number <= merge.last_row
                && merge.last_column - merge.first_column + 1 < width
        };
        if filled(&rows[top - 1]) < 2 || !merges.iter().any(|merge| spans(&merge)) {
            break;
        }
        top -= 1;
    }
    top
}

/// Goes up from a row of headings to a row of groups over it that has no merges to tell it, as in CSV.
fn above(rows: &[OwnedRow], top: usize, width: usize) -> usize {
    if top > 0 && filled(&rows[top - 1]) >= 2 && is_group_over(&rows[top - 1], &rows[top], width) {
        top - 1
    } else {
        top
    }
}

/// The last row of the header.
fn bottom_row(
    rows: &[OwnedRow],
    merges: &[Merge],
    top: usize,
    width: usize,
    options: &ReadOptions,
) -> usize {
    let mut bottom = top;
    loop {
        let first = rows[top].number;
        let last = rows[bottom].number;
        let reach = merges
            .iter()
            .filter(|merge| (first..=last).contains(&merge.first_row))
            .filter(|merge| merge.last_column - merge.first_column + 1 < width)
            .map(|merge| {
                // What is merged over several columns has its headings below.
                let below = u64::from(merge.last_column > merge.first_column);
                merge.last_row + below
            })
            .max()
            .unwrap_or(last);
        let next = rows.get(bottom + 1);
        let texts = next.is_some_and(|row| {
            filled(row) > 0 && !row.as_raw().cells().any(|text| is_value(trim(text)))
        });
        let grouped = next.is_some_and(|row| is_group_over(&rows[bottom], row, width));
        // A row of data can look like headings only when no headings are expected in it.
        let expected = options.headings.is_empty()
            || next.is_some_and(|row| hits(row, options) > 0)
            || reach > last;
        if texts && (reach > last || (grouped && expected)) {
            bottom += 1;
        } else {
            return bottom;
        }
    }
}

/// Whether `upper` holds groups and `lower` the headings in them: below every run of a text and the empty
/// cells behind it all cells are filled, below a single text the cell is empty.
fn is_group_over(upper: &OwnedRow, lower: &OwnedRow, width: usize) -> bool {
    let mut groups = 0;
    let mut column = 0;
    while column < width {
        if cell(upper, column).is_empty() {
            return false;
        }
        let end = (column + 1..width)
            .find(|next| !cell(upper, *next).is_empty())
            .unwrap_or(width);
        let mut below = (column..end).map(|column| !cell(lower, column).is_empty());
        if end - column == 1 {
            if below.any(|filled| filled) {
                return false;
            }
        } else {
            if !below.all(|filled| filled) {
                return false;
            }
            groups += 1;
        }
        column = end;
    }
    groups > 0
}

/// Joins the rows of a header into one heading per column.
fn labels(rows: &[OwnedRow], merges: &[Merge], width: usize) -> Vec<String> {
    let mut labels = Vec::with_capacity(width);
    for column in 0..width {
        let mut path: Vec<String> = Vec::new();
        for (depth, row) in rows.iter().enumerate() {
            let covering = merges.iter().find(|merge| {
                (merge.first_row..=merge.last_row).contains(&row.number)
                    && (merge.first_column..=merge.last_column).contains(&column)
            });
            let text = match covering {
                Some(merge) => rows
                    .iter()
                    .find(|row| row.number == merge.first_row)
                    .map_or("", |row| cell(row, merge.first_column)),
                // Without merges a group covers the empty cells behind it, above the last row.
                None if depth + 1 < rows.len() && !cell(&rows[depth + 1], column).is_empty() => (0
                    ..=column)
                    .rev()
                    .map(|column| cell(row, column))
                    .find(|text| !text.is_empty())
                    .unwrap_or(""),
                None => cell(row, column),
            };
            let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() && path.last() != Some(&text) {
                path.push(text);
            }
        }
        labels.push(if path.is_empty() {
            format!("#{}", column + 1)
        } else {
            path.join("/")
        });
    }
    labels
}

/// Words that name a row of totals.
const TOTALS: [&str; 14] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "总和",
    "累计",
    "本页合计",
    "全部合计",
    "total",
    "totals",
    "subtotal",
    "sub-total",
    "grandtotal",
    "sum",
];

/// Words a footnote begins with.
const FOOTNOTES: [&str; 9] = [
    "注:",
    "注1",
    "备注:",
    "说明:",
    "数据来源:",
    "资料来源:",
    "来源:",
    "Note:",
    "Source:",
];

/// Tells what a row below the header is.
pub(super) fn role(row: &RawRow<'_>, header: &[String]) -> Role {
    // Totals and footnotes show themselves in the first filled cell.
    let mut cells = row
        .cells()
        .enumerate()
        .map(|(column, cell)| (column, trim(cell)));
    let Some((column, first)) = cells.find(|(_, cell)| !cell.is_empty()) else {
        return Role::Empty;
    };
    // A total in words is short, and nearly every first cell is longer or a number.
    if first.len() <= 24 && !first.as_bytes()[0].is_ascii_digit() && column < 3 {
        let word: String = fold_width(first)
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ':' | '：' | '(' | ')'))
            .flat_map(char::to_lowercase)
            .collect();
        if TOTALS.contains(&word.as_str()) {
            return Role::Passed(passed(
                "合计行，未作为数据导入",
                "row of totals, not imported",
                &row.cells().map(trim).collect::<Vec<_>>().join(" | "),
            ));
        }
    }
    if header.first().is_some_and(|heading| heading == first)
        && row.len() == header.len()
        && row.cells().map(trim).eq(header.iter().map(String::as_str))
    {
        return Role::Passed(passed("重复的表头", "the header again", first));
    }
    let footnote = || {
        let folded = fold_width(first);
        FOOTNOTES.iter().any(|word| folded.starts_with(word))
    };
    let starts_like_footnote = ["注", "备", "说", "数", "资", "来", "N", "S"]
        .iter()
        .any(|word| first.starts_with(word));
    if starts_like_footnote
        && header.len() > 1
        && footnote()
        && cells.all(|(_, cell)| cell.is_empty())
    {
        return Role::Passed(passed(
            "脚注，未作为数据导入",
            "footnote, not imported",
            first,
        ));
    }
    Role::Data
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<OwnedRow> {
        text.lines()
            .enumerate()
            .map(|(index, line)| {
                let mut row = OwnedRow::default();
                row.clear(index as u64 + 1);
                line.split(',').for_each(|cell| row.push(cell));
                row
            })
            .collect()
    }

    fn header(text: &str) -> (Vec<String>, u64) {
        let found = find(&rows(text), &[], &ReadOptions::default()).unwrap();
        (found.labels, found.last_row)
    }

    #[test]
    fn a_plain_header() {
        assert_eq!(
            header("a,b,c\n1,2,3\n"),
            (vec!["a".into(), "b".into(), "c".into()], 1)
        );
        assert_eq!(header("名称\n甲\n乙\n").1, 1);
    }

    #[test]
    fn titles_stand_above() {
        let text = "2023年企业名录,,,\n单位：万元,,,2023年6月\n企业名称,城市,注册资本,成立日期\n甲,深圳,1,2\n";
        let found = find(&rows(text), &[], &ReadOptions::default()).unwrap();
        assert_eq!(found.last_row, 3);
        assert_eq!(found.unit.as_deref(), Some("万元"));
        assert!(found.notes.len() >= 3);
    }

    #[test]
    fn groups_over_headings_without_merges() {
        let text = "城市,企业情况,,科研情况,\n,上市企业数,独角兽数,专利数,软著数\n深圳,1,2,3,4\n";
        let (labels, last) = header(text);
        assert_eq!(last, 2);
        assert_eq!(
            labels,
            [
                "城市",
                "企业情况/上市企业数",
                "企业情况/独角兽数",
                "科研情况/专利数",
                "科研情况/软著数"
            ]
        );
    }

    #[test]
    fn a_row_of_texts_below_is_data() {
        let (_, last) = header("名称,城市,网站\n甲,深圳,\n乙,北京,x\n");
        assert_eq!(last, 1);
        let (labels, last) = header("名称,,网站\n甲,深圳,x\n");
        assert_eq!((labels[1].as_str(), last), ("#2", 1));
    }

    #[test]
    fn years_may_be_headings() {
        let (labels, last) = header("地区,2020,2021,2022\n北京,1,2,3\n");
        assert_eq!((labels[1].as_str(), last), ("2020", 1));
    }

    #[test]
    fn totals_and_footnotes_are_recognised() {
        let header: Vec<String> = vec!["序号".into(), "名称".into(), "数".into()];
        let role_of = |text: &str| role(&rows(text)[0].as_raw(), &header);
        for text in [
            "合计,,5",
            "合 计,,5",
            ",总计,5",
            "小计：,,5",
            "Total,,5",
            "注：含港澳台,,",
            "数据来源：统计局,,",
            "序号,名称,数",
        ] {
            assert!(matches!(role_of(text), Role::Passed(_)), "{text}");
        }
        for text in [
            "1,合计科技有限公司,5",
            "合计科技,,5",
            "注册会计师协会,,5",
            "Total Energies,,5",
            "Sumitomo,1,2",
        ] {
            assert!(matches!(role_of(text), Role::Data), "{text}");
        }
        assert!(matches!(role_of(",,"), Role::Empty));
    }
}
