//! Reading tables from files: delimited text, workbooks, Parquet, JSON lines.
//!
//! [`open`] finds out what a file is by its content, finds the header of every table in it, and returns the
//! tables with their rows still to be read. Rows are delivered as text, as a person sees them; their types
//! are the business of [`crate::convert`].

mod decode;
mod delimited;
mod grid;
mod header;
mod json;
mod parquet;
mod workbook;

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::mapping::normalise_heading;
use crate::schema::Kind;
use crate::value::{self, Message, message};

/// How to read a file; the default finds everything out by itself.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The encoding of text (any label of the Encoding Standard: "utf-8", "gb18030", "utf-16le" …).
    pub encoding: Option<String>,
    /// The delimiter of text.
    pub delimiter: Option<u8>,
    /// The row of the header, counted from 1; the last one when it has several rows.
    pub header_row: Option<u64>,
    /// Headings that are expected, as [`normalise_heading`] gives them: they tell the header from titles.
    pub headings: HashSet<String>,
    /// Read only the sheets of these names; all when empty.
    pub sheets: Vec<String>,
    /// The most bytes the parts of a workbook may have after inflating.
    pub max_inflated_bytes: u64,
    /// The most bytes one row of a text file may have.
    pub max_row_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            encoding: None,
            delimiter: None,
            header_row: None,
            headings: HashSet::new(),
            sheets: Vec::new(),
            max_inflated_bytes: 2 << 30,
            max_row_bytes: 64 << 20,
        }
    }
}

impl ReadOptions {
    /// Options that expect the headings of a kind.
    pub fn for_kind(kind: &Kind) -> ReadOptions {
        let headings = kind
            .fields
            .iter()
            .flat_map(|field| {
                [&field.id, &field.name.zh, &field.name.en]
                    .into_iter()
                    .chain(&field.synonyms)
            })
            .map(|heading| normalise_heading(heading))
            .collect();
        ReadOptions {
            headings,
            ..ReadOptions::default()
        }
    }
}

/// Why a file cannot be read.
#[derive(Debug, Error)]
#[error("{}", self.message().en)]
pub enum ReadError {
    /// The file does not exist.
    Missing {
        /// The file.
        file: PathBuf,
    },
    /// The path is a folder.
    Folder {
        /// The folder.
        file: PathBuf,
    },
    /// The operating system refuses to read it.
    Unreadable {
        /// The file.
        file: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// There is nothing in it.
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// The bytes are not text in the encoding found or given.
    Encoding {
        /// The file.
        file: PathBuf,
        /// The row, counted from 1.
        row: u64,
        /// The encoding it was read in.
        encoding: String,
    },
    /// The encoding given does not exist.
    UnknownEncoding {
        /// The label given.
        encoding: String,
    },
    /// A row does not end.
    RowTooLong {
        /// The file.
        file: PathBuf,
        /// The row, counted from 1.
        row: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// A quotation mark is opened and not closed before the end.
    OpenQuote {
        /// The file.
        file: PathBuf,
        /// The row, counted from 1.
        row: u64,
    },
    /// The content is of a kind that is not read.
    Unsupported {
        /// The file.
        file: PathBuf,
        /// What it is.
        found: Message,
    },
    /// The workbook is damaged.
    Workbook {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: Message,
    },
    /// The workbook inflates beyond the limit.
    Inflation {
        /// The file.
        file: PathBuf,
        /// The part that passes the limit.
        part: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The workbook has no sheet of that name.
    UnknownSheet {
        /// The file.
        file: PathBuf,
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        known: String,
    },
    /// A line is not a JSON object.
    Json {
        /// The file.
        file: PathBuf,
        /// The line, counted from 1.
        row: u64,
        /// What is wrong.
        message: String,
    },
    /// The Parquet file is damaged.
    Parquet {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
}

impl ReadError {
    /// The message in both languages.
    pub fn message(&self) -> Message {
        use ReadError::*;
        match self {
            Missing { file } => {
                let file = file.display();
                message(
                    format!("{file} 不存在；请检查路径"),
                    format!("{file} does not exist; check the path"),
                )
            }
            Folder { file } => {
                let file = file.display();
                message(
                    format!("{file} 是文件夹；请逐个给出其中的文件"),
                    format!("{file} is a folder; give the files in it one by one"),
                )
            }
            Unreadable { file, source } => {
                let file = file.display();
                message(
                    format!("无法读取 {file}：{source}；请检查权限和磁盘"),
                    format!("cannot read {file}: {source}; check the permissions and the disk"),
                )
            }
            Empty { file } => {
                let file = file.display();
                message(
                    format!("{file} 是空的；请重新导出"),
                    format!("{file} is empty; export it again"),
                )
            }
            Encoding {
                file,
                row,
                encoding,
            } => {
                let file = file.display();
                message(
                    format!(
                        "{file}，第 {row} 行：文本不是有效的 {encoding}；请另存为 UTF-8 或指明编码"
                    ),
                    format!(
                        "{file}, row {row}: the text is not valid {encoding}; save the file as UTF-8 or name its encoding"
                    ),
                )
            }
            UnknownEncoding { encoding } => message(
                format!("没有“{encoding}”这种编码；请用 utf-8、gb18030、utf-16le 或 utf-16be"),
                format!(
                    "there is no encoding \"{encoding}\"; use utf-8, gb18030, utf-16le or utf-16be"
                ),
            ),
            RowTooLong { file, row, limit } => {
                let file = file.display();
                message(
                    format!("{file}，第 {row} 行：该行超过 {limit} 字节；请查找没有闭合的引号"),
                    format!(
                        "{file}, row {row}: the row is longer than {limit} bytes; look for a quotation mark that is not closed"
                    ),
                )
            }
            OpenQuote { file, row } => {
                let file = file.display();
                message(
                    format!(
                        "{file}，第 {row} 行：此处的引号直到文件末尾都没有闭合；请补上，或写成两个引号"
                    ),
                    format!(
                        "{file}, row {row}: a quotation mark is opened here and not closed before the end of the file; close it or double it"
                    ),
                )
            }
            Unsupported { file, found } => {
                let file = file.display();
                message(
                    format!(
                        "{file} 是{}；请另存为 CSV、XLSX、ODS、Parquet 或 JSON lines",
                        found.zh
                    ),
                    format!(
                        "{file} is {}; save it as CSV, XLSX, ODS, Parquet or JSON lines",
                        found.en
                    ),
                )
            }
            Workbook {
                file,
                message: problem,
            } => {
                let file = file.display();
                message(
                    format!(
                        "{file} 不是完好的工作簿：{}；请用表格软件打开后重新保存",
                        problem.zh
                    ),
                    format!(
                        "{file} is not a sound workbook: {}; open it in a spreadsheet program and save it again",
                        problem.en
                    ),
                )
            }
            Inflation { file, part, limit } => {
                let file = file.display();
                message(
                    format!(
                        "{file} 解压后超过 {limit} 字节（{part}），疑似攻击，未予读取；请拆分工作簿或导出为 CSV"
                    ),
                    format!(
                        "{file} inflates to more than {limit} bytes ({part}), which is refused as a likely attack; split the workbook or export CSV"
                    ),
                )
            }
            UnknownSheet { file, sheet, known } => {
                let file = file.display();
                message(
                    format!("{file} 没有工作表“{sheet}”；现有工作表：{known}"),
                    format!("{file} has no sheet \"{sheet}\"; its sheets are {known}"),
                )
            }
            Json {
                file,
                row,
                message: problem,
            } => {
                let file = file.display();
                message(
                    format!("{file}，第 {row} 行：{problem}；每一行须是一个 JSON 对象"),
                    format!("{file}, row {row}: {problem}; each line must be one JSON object"),
                )
            }
            Parquet {
                file,
                message: problem,
            } => {
                let file = file.display();
                message(
                    format!("{file} 不是完好的 Parquet 文件：{problem}；请重新导出"),
                    format!("{file} is not a sound Parquet file: {problem}; export it again"),
                )
            }
        }
    }
}

/// Something that was found or decided while reading a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The row it concerns, counted from 1.
    pub row: Option<u64>,
    /// What.
    pub message: Message,
}

/// A row as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub struct RawRow<'a> {
    /// The row in the file as a spreadsheet program counts it, from 1.
    pub number: u64,
    text: &'a str,
    bounds: &'a [(u32, u32)],
    /// Whether the row ends with its last filled cell, as in a workbook.
    ends_early: bool,
}

impl<'a> RawRow<'a> {
    /// The number of cells.
    pub fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether the row has no cells.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_empty()
    }

    /// Whether the row ends with its last filled cell, so that it may have fewer cells than the header.
    pub fn ends_early(&self) -> bool {
        self.ends_early
    }

    /// The cell of a column counted from 0; empty behind the last one.
    pub fn cell(&self, column: usize) -> &'a str {
        self.bounds
            .get(column)
            .map_or("", |(from, to)| &self.text[*from as usize..*to as usize])
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len()).map(|column| self.cell(column))
    }
}

/// A row that owns its text.
#[derive(Debug, Clone, Default)]
struct OwnedRow {
    number: u64,
    text: String,
    bounds: Vec<(u32, u32)>,
    ends_early: bool,
}

impl OwnedRow {
    fn clear(&mut self, number: u64) {
        self.number = number;
        self.text.clear();
        self.bounds.clear();
    }

    fn push(&mut self, cell: &str) {
        let from = self.text.len() as u32;
        self.text.push_str(cell);
        self.bounds.push((from, self.text.len() as u32));
    }

    fn as_raw(&self) -> RawRow<'_> {
        RawRow {
            number: self.number,
            text: &self.text,
            bounds: &self.bounds,
            ends_early: self.ends_early,
        }
    }
}

impl From<RawRow<'_>> for OwnedRow {
    fn from(row: RawRow<'_>) -> Self {
        let mut owned = OwnedRow::default();
        owned.clear(row.number);
        owned.ends_early = row.ends_early;
        for cell in row.cells() {
            owned.push(cell);
        }
        owned
    }
}

/// Where rows come from: a cursor over the rows of one table.
trait RowSource: Send {
    /// Goes to the next row; false at the end.
    fn advance(&mut self) -> Result<bool, ReadError>;
    /// The row it stands on.
    fn row(&self) -> RawRow<'_>;
    /// The encoding found so far, for text.
    fn encoding(&self) -> Option<&'static str> {
        None
    }
}

/// One table of a file: its header and, still to be read, its rows.
pub struct Table {
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The headings, one per column; those of a header of several rows are joined by "/".
    pub header: Vec<String>,
    /// The (last) row of the header, counted from 1.
    pub header_row: u64,
    /// The unit the title states for the whole table ("单位：万元").
    pub unit: Option<String>,
    /// What was found and decided so far; rows of totals are added as they are met.
    pub notes: Vec<Note>,
    pending: VecDeque<OwnedRow>,
    current: Option<OwnedRow>,
    source: Box<dyn RowSource>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Table")
            .field("sheet", &self.sheet)
            .field("header", &self.header)
            .field("header_row", &self.header_row)
            .finish_non_exhaustive()
    }
}

impl Table {
    /// Rows looked at to find the header.
    const PREVIEW: usize = 40;

    /// Reads the first rows of a source and finds the header; `None` when there is nothing in it.
    fn new(
        sheet: Option<String>,
        mut source: Box<dyn RowSource>,
        merges: &[header::Merge],
        options: &ReadOptions,
    ) -> Result<Option<Table>, ReadError> {
        let mut preview = VecDeque::new();
        while preview.len() < Self::PREVIEW && source.advance()? {
            preview.push_back(OwnedRow::from(source.row()));
        }
        let Some(found) = header::find(preview.make_contiguous(), merges, options) else {
            return Ok(None);
        };
        preview.drain(..found.rows);
        Ok(Some(Table {
            sheet,
            header: found.labels,
            header_row: found.last_row,
            unit: found.unit,
            notes: found.notes,
            pending: preview,
            current: None,
            source,
        }))
    }

    /// The next row of data; `None` at the end. Empty rows are passed over; rows of totals, footnotes and
    /// repeated headers are passed over and noted.
    pub fn next_row(&mut self) -> Result<Option<RawRow<'_>>, ReadError> {
        loop {
            self.current = self.pending.pop_front();
            if self.current.is_none() && !self.source.advance()? {
                return Ok(None);
            }
            match header::role(&self.standing_on(), &self.header) {
                header::Role::Data => break,
                header::Role::Empty => {}
                header::Role::Passed(message) => {
                    let row = Some(self.standing_on().number);
                    self.notes.push(Note { row, message });
                }
            }
        }
        Ok(Some(self.standing_on()))
    }

    /// The encoding of a text file as found so far: UTF-8 until another one shows itself.
    pub fn encoding(&self) -> Option<&'static str> {
        self.source.encoding()
    }

    fn standing_on(&self) -> RawRow<'_> {
        match &self.current {
            Some(row) => row.as_raw(),
            None => self.source.row(),
        }
    }
}

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Delimited,
    JsonLines,
    Parquet,
    Zip,
    Xls,
}

fn sniff(path: &Path, file: &mut File) -> Result<Format, ReadError> {
    let unreadable = |source| ReadError::Unreadable {
        file: path.to_path_buf(),
        source,
    };
    let mut head = [0; 512];
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..]).map_err(unreadable)? {
            0 => break,
            read => length += read,
        }
    }
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let head = &head[..length];
    let unsupported = |found| {
        Err(ReadError::Unsupported {
            file: path.to_path_buf(),
            found,
        })
    };
    if head.is_empty() {
        return Err(ReadError::Empty {
            file: path.to_path_buf(),
        });
    }
    if head.starts_with(b"PK") {
        return Ok(Format::Zip);
    }
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Ok(Format::Xls);
    }
    if head.starts_with(b"PAR1") {
        return Ok(Format::Parquet);
    }
    if head.starts_with(b"%PDF") {
        return unsupported(message(" PDF 文档", "a PDF document"));
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return unsupported(message(" gzip 压缩文件", "compressed with gzip"));
    }
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_ascii_lowercase())
        .unwrap_or_default();
    let text = head.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(head);
    match text.trim_ascii_start().first() {
        Some(b'{') => Ok(Format::JsonLines),
        Some(b'[') if extension == "json" => unsupported(message(
            " JSON 数组（JSON lines 每行一个对象）",
            "a JSON array (JSON lines have one object per line)",
        )),
        Some(b'<') => unsupported(message(
            " HTML 或 XML 页面（不论扩展名是什么）",
            "a page of HTML or XML, whatever its name says",
        )),
        _ if matches!(extension.as_str(), "xlsx" | "ods" | "parquet") => {
            let format = extension.to_uppercase();
            Err(ReadError::Workbook {
                file: path.to_path_buf(),
                message: message(
                    format!("内容不是 {format}"),
                    format!("its content is not {format}"),
                ),
            })
        }
        _ => Ok(Format::Delimited),
    }
}

/// Opens a file and finds its tables: one for a text file, one per filled sheet for a workbook.
pub fn open(path: &Path, options: &ReadOptions) -> Result<Vec<Table>, ReadError> {
    let mut file = File::open(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => ReadError::Missing {
            file: path.to_path_buf(),
        },
        _ if path.is_dir() => ReadError::Folder {
            file: path.to_path_buf(),
        },
        _ => ReadError::Unreadable {
            file: path.to_path_buf(),
            source,
        },
    })?;
    if path.is_dir() {
        return Err(ReadError::Folder {
            file: path.to_path_buf(),
        });
    }
    let one = |source: Box<dyn RowSource>, options: &ReadOptions| {
        Ok(Table::new(None, source, &[], options)?
            .into_iter()
            .collect())
    };
    // Keys of objects and names of columns come first and need not be looked for.
    let named = ReadOptions {
        header_row: Some(0),
        ..options.clone()
    };
    let tables: Vec<Table> = match sniff(path, &mut file)? {
        Format::Delimited => one(
            Box::new(delimited::Delimited::new(path, file, options)?),
            options,
        ),
        Format::JsonLines => one(Box::new(json::JsonLines::new(path, options)?), &named),
        Format::Parquet => one(Box::new(parquet::Parquet::new(path)?), &named),
        Format::Zip => workbook::open_zip(path, file, options),
        Format::Xls => workbook::open_xls(path, file, options),
    }?;
    if tables.is_empty() {
        return Err(ReadError::Empty {
            file: path.to_path_buf(),
        });
    }
    Ok(tables)
}

/// A text shortened for a message.
pub(crate) fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_string(),
    }
}

fn passed(zh: &str, en: &str, text: &str) -> Message {
    let text = shorten(value::trim(text), 40);
    message(format!("{zh}：{text}"), format!("{en}: {text}"))
}
