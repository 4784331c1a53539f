//! A Word document as paragraphs and tables: text, captions and headings by their style, cells of tables. What is
//! deleted under tracked changes is left out, what is inserted is read.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::series::Sheet;
use super::text::{Paragraph, Reading, Role, is_caption};

/// More than this is no text of a person.
const LARGEST: u64 = 256 * 1024 * 1024;

/// A file that is no Word document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message().1)]
pub enum WordError {
    /// It is no package of files.
    NotZip {
        /// What the reader says.
        detail: String,
    },
    /// The text is missing in the package.
    NoText,
    /// The text is larger than 256 MB.
    TooLarge,
    /// The text is not XML.
    Xml {
        /// At which byte.
        byte: u64,
        /// What the reader says.
        detail: String,
    },
}

impl WordError {
    /// The message in Chinese and in English.
    pub fn message(&self) -> (String, String) {
        match self {
            WordError::NotZip { detail } => (
                format!("不是 .docx 文件（{detail}）；旧的 .doc 请在 Word 中另存为 .docx"),
                format!("not a .docx file ({detail}); save an old .doc as .docx in Word"),
            ),
            WordError::NoText => (
                "文件中没有 word/document.xml；请在 Word 中打开后另存为 .docx".into(),
                "the file has no word/document.xml; open it in Word and save it as .docx".into(),
            ),
            WordError::TooLarge => (
                "正文超过 256 MB；请拆分文档".into(),
                "the text is larger than 256 MB; split the document".into(),
            ),
            WordError::Xml { byte, detail } => (
                format!(
                    "word/document.xml 第 {byte} 字节：{detail}；请在 Word 中打开后另存为 .docx"
                ),
                format!(
                    "word/document.xml, byte {byte}: {detail}; open it in Word and save it as .docx"
                ),
            ),
        }
    }
}

/// Reads the bytes of a `.docx` file. Lines are numbers of paragraphs, those in tables included.
pub fn read(bytes: &[u8]) -> Result<Reading, WordError> {
    let not_zip = |error: zip::result::ZipError| WordError::NotZip {
        detail: error.to_string(),
    };
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(not_zip)?;
    let file = match package.by_name("word/document.xml") {
        Ok(file) => file,
        Err(zip::result::ZipError::FileNotFound) => return Err(WordError::NoText),
        Err(error) => return Err(not_zip(error)),
    };
    let mut xml = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut xml)
        .map_err(|error| WordError::NotZip {
            detail: error.to_string(),
        })?;
    if xml.len() as u64 > LARGEST {
        return Err(WordError::TooLarge);
    }
    of_xml(&xml)
}

/// A table that is open, and how deep it lies in others: a table within a cell is text of the cell.
struct OpenTable {
    sheet: Sheet,
    depth: usize,
}

fn of_xml(xml: &[u8]) -> Result<Reading, WordError> {
    let mut reader = Reader::from_reader(xml);
    let mut reading = Reading::default();
    let mut number = 0;
    let mut paragraph: Option<(String, String)> = None;
    let mut table: Option<OpenTable> = None;
    let mut in_text = false;
    loop {
        let event = reader.read_event().map_err(|error| WordError::Xml {
            byte: reader.error_position(),
            detail: error.to_string(),
        })?;
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "p" => paragraph = Some((String::new(), String::new())),
                "t" => in_text = true,
                "pStyle" => style(&element, &mut paragraph),
                "tbl" => match &mut table {
                    Some(open) => open.depth += 1,
                    None => {
                        let caption = reading
                            .paragraphs
                            .last()
                            .filter(|paragraph| paragraph.role == Role::Caption)
                            .map(|paragraph| paragraph.text.clone())
                            .unwrap_or_default();
                        let sheet = Sheet {
                            caption,
                            line: number + 1,
                            rows: Vec::new(),
                        };
                        table = Some(OpenTable { sheet, depth: 1 });
                    }
                },
                "tr" => {
                    if let Some(open) = table.as_mut().filter(|open| open.depth == 1) {
                        open.sheet.rows.push(Vec::new());
                    }
                }
                "tc" => {
                    if let Some(row) = table
                        .as_mut()
                        .filter(|open| open.depth == 1)
                        .and_then(|open| open.sheet.rows.last_mut())
                    {
                        row.push(String::new());
                    }
                }
                _ => {}
            },
            Event::Empty(element) => match element.local_name().as_ref() {
                "pStyle" => style(&element, &mut paragraph),
                "tab" | "br" => {
                    if let Some((_, text)) = &mut paragraph {
                        text.push(' ');
                    }
                }
                "p" => number += 1,
                _ => {}
            },
            Event::Text(text) if in_text => {
                if let Some((_, so_far)) = &mut paragraph {
                    *so_far += &text;
                }
            }
            Event::GeneralRef(reference) if in_text => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    _ => match reference.as_ref() {
                        "amp" => Some('&'),
                        "lt" => Some('<'),
                        "gt" => Some('>'),
                        "quot" => Some('"'),
                        "apos" => Some('\''),
                        _ => None,
                    },
                };
                if let (Some((_, so_far)), Some(character)) = (&mut paragraph, character) {
                    so_far.push(character);
                }
            }
            Event::End(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => {
                    number += 1;
                    let Some((style, text)) = paragraph.take() else {
                        continue;
                    };
                    let cell = table
                        .as_mut()
                        .and_then(|open| open.sheet.rows.last_mut())
                        .and_then(|row| row.last_mut());
                    if let Some(cell) = cell {
                        *cell += text.trim();
                    } else if !text.trim().is_empty() {
                        reading.paragraphs.push(Paragraph {
                            role: role(&style, text.trim()),
                            line: number,
                            text: text.trim().to_string(),
                        });
                    }
                }
                "tbl" => match table.take() {
                    Some(open) if open.depth > 1 => {
                        table = Some(OpenTable {
                            depth: open.depth - 1,
                            ..open
                        });
                    }
                    Some(open) => reading.tables.push(open.sheet),
                    None => {}
                },
                _ => {}
            },
            Event::Eof => return Ok(reading),
            _ => {}
        }
    }
}

fn style(element: &BytesStart, paragraph: &mut Option<(String, String)>) {
    let value = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == "val");
    if let (Some((style, _)), Some(value)) = (paragraph, value) {
        *style = value.value.into_owned();
    }
}

fn role(style: &str, text: &str) -> Role {
    let lower = style.to_lowercase();
    if lower.contains("caption") || style.contains("题注") || is_caption(text) {
        Role::Caption
    } else if lower.starts_with("heading") || style.contains("标题") || lower == "title" {
        Role::Heading
    } else {
        Role::Body
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn packed(name: &str, xml: &str) -> Vec<u8> {
        let mut package = zip::ZipWriter::new(Cursor::new(Vec::new()));
        package
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        package.write_all(xml.as_bytes()).unwrap();
        package.finish().unwrap().into_inner()
    }

    #[test]
    fn paragraphs_captions_and_tables_are_read() {
        let xml = r#"<w:document xmlns:w="x"><w:body>
            <w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>总体</w:t></w:r></w:p>
            <w:p><w:r><w:t>杭州 &amp; 宁波</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>排名</w:t></w:r></w:ins></w:p>
            <w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr><w:r><w:t>表 </w:t></w:r><w:r><w:t>2-1</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>省份</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>排名</w:t></w:r></w:p></w:tc></w:tr>
            <w:tr><w:tc><w:p><w:r><w:t>北京</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:body></w:document>"#;
        let reading = read(&packed("word/document.xml", xml)).unwrap();
        let texts: Vec<(Role, usize, &str)> = reading
            .paragraphs
            .iter()
            .map(|paragraph| (paragraph.role, paragraph.line, paragraph.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                (Role::Heading, 1, "总体"),
                (Role::Body, 2, "杭州 & 宁波排名"),
                (Role::Caption, 3, "表 2-1"),
            ]
        );
        assert_eq!(reading.tables[0].caption, "表 2-1");
        assert_eq!(reading.tables[0].rows, [["省份", "排名"], ["北京", "1"]]);
    }

    #[test]
    fn what_is_no_word_document_is_refused() {
        assert!(matches!(read(b"%PDF-1.7"), Err(WordError::NotZip { .. })));
        assert_eq!(read(&packed("a.txt", "x")), Err(WordError::NoText));
        let broken = read(&packed("word/document.xml", "<w:p><w:t>a</w:p>"));
        assert!(matches!(broken, Err(WordError::Xml { .. })), "{broken:?}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(read(&bytes).is_err());
        }

        #[test]
        fn no_xml_makes_it_panic(xml in "(<w:(p|t|tbl|tr|tc)>|</w:(p|t|tbl|tr|tc)>|[a-z&;]){0,40}") {
            let _ = of_xml(xml.as_bytes());
        }
    }
}
