//! What can be wrong with a table of regions and industries.

use thiserror::Error;

use crate::Names;

/// A table that cannot be used.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{}", self.message().en)]
pub struct TableError {
    /// The file; `None` for a computed table.
    pub file: Option<String>,
    /// The line of the file, or the number of the computed row, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub kind: TableErrorKind,
}

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableErrorKind {
    /// A column that is not there.
    NoColumn(String),
    /// Two columns with one heading.
    TwoColumns(String),
    /// There is no row.
    NoRows,
    /// Not readable as CSV.
    Syntax(String),
    /// A cell that must hold a name is empty.
    EmptyName {
        /// The column.
        column: &'static str,
    },
    /// A cell that must hold a number is empty.
    EmptyValue {
        /// The column.
        column: String,
    },
    /// A cell does not hold a finite number.
    NotANumber {
        /// The column.
        column: String,
        /// What it holds.
        text: String,
    },
    /// A value below zero.
    Negative {
        /// The region.
        region: String,
        /// The industry.
        industry: String,
        /// The value.
        value: f64,
    },
    /// Two rows for the same.
    Duplicate {
        /// What both rows are for.
        of: String,
        /// The line of the first of them.
        first_line: u64,
    },
    /// All values are zero.
    NothingAtAll,
    /// The values add up to more than a number can hold.
    TooLarge,
    /// A name in a second table that the first does not know.
    Unknown {
        /// The column.
        column: &'static str,
        /// The name.
        name: String,
    },
    /// A name of the first table that the second does not have.
    Absent {
        /// The column.
        column: &'static str,
        /// The name.
        name: String,
    },
}

impl TableErrorKind {
    fn message(&self) -> Names {
        use TableErrorKind::*;
        match self {
            NoColumn(column) => Names::new(
                format!("没有列“{column}”：请添加该列或更改表头"),
                format!("there is no column \"{column}\": add it or correct the header"),
            ),
            TwoColumns(column) => Names::new(
                format!("列“{column}”出现两次：请删除其一"),
                format!("the column \"{column}\" occurs twice: remove one of them"),
            ),
            NoRows => Names::fixed(
                "只有表头，没有数据行：请为每个地区与产业添加一行",
                "a header but no rows: add a row for each region and industry",
            ),
            Syntax(message) => Names::new(
                format!("不是有效的 CSV（{message}）：请改正该行"),
                format!("not valid CSV ({message}): correct the row"),
            ),
            EmptyName { column } => Names::new(
                format!("列“{column}”为空：请填写名称或删除该行"),
                format!("the column \"{column}\" is empty: name it or remove the row"),
            ),
            EmptyValue { column } => Names::new(
                format!(
                    "列“{column}”为空，缺失不等于零：没有则填 0，未知则先补全，或删除该行并按没有计"
                ),
                format!(
                    "the column \"{column}\" is empty, and missing is not zero: write 0 where there is none, complete what is unknown, or remove the row to count it as none"
                ),
            ),
            NotANumber { column, text } => Names::new(
                format!("列“{column}”的“{text}”不是有限的数值：请改正"),
                format!(
                    "the column \"{column}\" holds \"{text}\", which is no finite number: correct it"
                ),
            ),
            Negative {
                region,
                industry,
                value,
            } => Names::new(
                format!("“{region}”“{industry}”的值 {value} 为负：企业数、就业等不能为负，请改正"),
                format!(
                    "\"{region}\", \"{industry}\": the value {value} is negative; firms or employment cannot be, correct it"
                ),
            ),
            Duplicate { of, first_line } => Names::new(
                format!(
                    "“{of}”在第 {first_line} 行已出现：请只保留一行，或选择将重复行相加（--duplicates sum）"
                ),
                format!(
                    "\"{of}\" stands on line {first_line} already: keep one row, or choose to add them up (--duplicates sum)"
                ),
            ),
            NothingAtAll => Names::fixed(
                "所有值都为 0：没有可比较的内容，请检查数值列",
                "every value is 0: there is nothing to compare, check the column of values",
            ),
            TooLarge => Names::fixed(
                "数值之和超出浮点数范围：请改用更大的计量单位",
                "the values add up to more than a number can hold: use a larger unit of measure",
            ),
            Unknown { column, name } => Names::new(
                format!("列“{column}”的“{name}”不在主表中：请改正名称或删除该行"),
                format!(
                    "the column \"{column}\" names \"{name}\", which the table does not have: correct the name or remove the row"
                ),
            ),
            Absent { column, name } => Names::new(
                format!("列“{column}”缺少主表中的“{name}”：请为其添加一行"),
                format!("the column \"{column}\" lacks \"{name}\" of the table: add a row for it"),
            ),
        }
    }
}

impl TableError {
    /// The message in both languages.
    pub fn message(&self) -> Names {
        let text = self.kind.message();
        let (zh, en) = match (&self.file, self.line) {
            (Some(file), Some(line)) => (
                format!("{file} 第 {line} 行："),
                format!("{file}, line {line}: "),
            ),
            (Some(file), None) => (format!("{file}："), format!("{file}: ")),
            (None, Some(row)) => (format!("第 {row} 行："), format!("row {row}: ")),
            (None, None) => Default::default(),
        };
        Names::new(zh + &text.zh, en + &text.en)
    }
}
