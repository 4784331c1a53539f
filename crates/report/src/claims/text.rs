//! A text as paragraphs, captions and tables with their lines, and paragraphs as sentences.

use super::series::Sheet;

/// What a paragraph is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A heading.
    Heading,
    /// The caption of a figure or a table.
    Caption,
    /// Text.
    Body,
}

/// A paragraph with the lines it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// What it is.
    pub role: Role,
    /// Its line or, where the file has no lines, the number of the paragraph; from 1.
    pub line: usize,
    /// Its text; lines are kept apart by line ends.
    pub text: String,
}

/// A document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// Tables in order.
    pub tables: Vec<Sheet>,
}

/// A sentence of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The line it begins on.
    pub line: usize,
    /// As written, without line ends.
    pub text: String,
}

/// Reads plain text or Markdown: tables of `|`, headings, captions (图 2-1 …), fenced code left out, front matter left out.
pub fn read(text: &str) -> Reading {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut reading = Reading::default();
    let mut at = front_matter(&lines);
    let mut open: Option<Paragraph> = None;
    let mut fenced = false;
    while at < lines.len() {
        let line = lines[at];
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            reading.paragraphs.extend(open.take());
            at += 1;
            continue;
        }
        if fenced {
            at += 1;
            continue;
        }
        let rule = |line: &str| {
            line.contains('-') && line.chars().all(|c| "|-: \t".contains(c)) && line.contains('|')
        };
        if trimmed.contains('|') && lines.get(at + 1).is_some_and(|next| rule(next)) {
            reading.paragraphs.extend(open.take());
            let caption = reading
                .paragraphs
                .last()
                .filter(|paragraph| paragraph.role == Role::Caption)
                .map(|paragraph| paragraph.text.clone())
                .unwrap_or_default();
            let mut sheet = Sheet {
                caption,
                line: at + 1,
                rows: vec![cells(trimmed)],
            };
            at += 2;
            while at < lines.len() && lines[at].contains('|') {
                sheet.rows.push(cells(lines[at].trim()));
                at += 1;
            }
            reading.tables.push(sheet);
            continue;
        }
        let body = trimmed
            .trim_start_matches(['>', ' '])
            .trim_start_matches("- ")
            .trim_start_matches("* ")
            .trim_start_matches("■ ");
        let heading = trimmed.starts_with('#');
        if body.is_empty() {
            reading.paragraphs.extend(open.take());
        } else if heading || is_caption(body) {
            reading.paragraphs.extend(open.take());
            reading.paragraphs.push(Paragraph {
                role: if heading {
                    Role::Heading
                } else {
                    Role::Caption
                },
                line: at + 1,
                text: plain(body.trim_start_matches('#').trim()),
            });
        } else {
            let starts_item = body.len() != trimmed.len();
            if starts_item {
                reading.paragraphs.extend(open.take());
            }
            match &mut open {
                Some(paragraph) => {
                    paragraph.text.push('\n');
                    paragraph.text += &plain(body);
                }
                None => {
                    open = Some(Paragraph {
                        role: Role::Body,
                        line: at + 1,
                        text: plain(body),
                    });
                }
            }
        }
        at += 1;
    }
    reading.paragraphs.extend(open);
    reading
}

/// The number of lines of front matter between `+++` or `---`.
fn front_matter(lines: &[&str]) -> usize {
    let Some(mark) = lines
        .first()
        .map(|line| line.trim())
        .filter(|line| *line == "+++" || *line == "---")
    else {
        return 0;
    };
    lines
        .iter()
        .skip(1)
        .position(|line| line.trim() == mark)
        .map_or(0, |position| position + 2)
}

/// Whether a line is a caption: 图 2-1 …, 表 3 …, Figure 2.
pub fn is_caption(line: &str) -> bool {
    let line = line.trim_start_matches(['*', '_']);
    let numbered = |rest: &str| {
        rest.trim_start()
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_digit())
    };
    let short = line.chars().count() <= 60 && !line.trim_end().ends_with(['。', '；']);
    short
        && ["图", "表", "Figure", "Table"]
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(numbered))
}

fn cells(line: &str) -> Vec<String> {
    line.trim()
        .trim_start_matches('|')
        .trim_end_matches('|')
        .split('|')
        .map(|cell| plain(cell.trim()))
        .collect()
}

/// Text without the marks of Markdown: `**`, `` ` ``, footnotes, the address of a link.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if rest.starts_with("[^")
            && let Some(end) = rest.find(']')
        {
            rest = &rest[end + 1..];
            continue;
        }
        if rest.starts_with("](")
            && let Some(end) = rest.find(')')
        {
            rest = &rest[end + 1..];
            continue;
        }
        if !matches!(character, '*' | '`' | '[' | ']') {
            out.push(character);
        }
        rest = &rest[character.len_utf8()..];
    }
    out
}

/// Bytes after which a sentence is cut at the end of a clause.
const LONGEST: usize = 1500;

/// The sentences of a paragraph.
pub fn sentences(paragraph: &Paragraph) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut text = String::new();
    let (mut line, mut start) = (paragraph.line, paragraph.line);
    let characters: Vec<char> = paragraph.text.chars().collect();
    for (position, character) in characters.iter().enumerate() {
        if *character == '\n' {
            line += 1;
            let latin = text.ends_with(|c: char| c.is_ascii_alphanumeric() || c == ',');
            if latin {
                text.push(' ');
            }
            continue;
        }
        if text.is_empty() {
            if character.is_whitespace() {
                continue;
            }
            start = line;
        }
        text.push(*character);
        let next = characters.get(position + 1).copied();
        let ends = match character {
            '。' | '！' | '？' | '!' | '?' => !matches!(next, Some('”' | '」' | '）' | ')')),
            '”' | '」' => position > 0 && "。！？".contains(characters[position - 1]),
            '.' => {
                let after_word = position > 1
                    && characters[position - 1].is_ascii_alphanumeric()
                    && characters[position - 2].is_ascii_alphanumeric();
                after_word
                    && next.is_none_or(char::is_whitespace)
                    && characters[position + 1..]
                        .iter()
                        .find(|c| !c.is_whitespace())
                        .is_none_or(|c| !c.is_ascii_lowercase())
            }
            // Text without full stops, as from a PDF, is cut at the end of a clause.
            '；' | '，' | ';' => text.len() > LONGEST,
            _ => false,
        };
        if ends {
            sentences.push(Sentence {
                line: start,
                text: std::mem::take(&mut text).trim().to_string(),
            });
        }
    }
    let rest = text.trim();
    if !rest.is_empty() {
        sentences.push(Sentence {
            line: start,
            text: rest.to_string(),
        });
    }
    sentences
}

/// A text as it is read: half-width letters, digits and brackets; no white space beside Chinese.
pub fn normalised(text: &str) -> Vec<char> {
    let half: Vec<char> = text
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' if !"，；：！？".contains(c) => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '\u{3000}' | '\t' | '\u{A0}' | '\n' => ' ',
            other => other,
        })
        .collect();
    let mut out: Vec<char> = Vec::with_capacity(half.len());
    for (position, character) in half.iter().enumerate() {
        if *character == ' ' {
            let before = out.last().copied();
            let after = half[position..].iter().copied().find(|c| *c != ' ');
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
            // Digits beside a space belong to Chinese: 前 15 强; between words of English they keep it.
            if !(latin(before) && latin(after)) || before == Some(' ') {
                continue;
            }
        }
        out.push(*character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_read_with_its_lines() {
        let reading = read(
            "+++\ntitle = \"x\"\n+++\n# 一、总体\n\n第一句。第二句\n还是第二句。\n\n表 2-1 前 15 强\n\n| 省份 | 排名 |\n|---|---|\n| 北京 | 1 |\n\n```\n杭州第 99\n```\n- **要点**[^1]甲\n- 要点乙\n",
        );
        let body: Vec<_> = reading
            .paragraphs
            .iter()
            .flat_map(|paragraph| sentences(paragraph).into_iter().map(|s| (s.line, s.text)))
            .collect();
        let expected = [
            (4, "一、总体"),
            (6, "第一句。"),
            (6, "第二句还是第二句。"),
            (9, "表 2-1 前 15 强"),
            (18, "要点甲"),
            (19, "要点乙"),
        ];
        assert_eq!(body, expected.map(|(line, text)| (line, text.to_string())));
        assert_eq!(reading.tables[0].caption, "表 2-1 前 15 强");
        assert_eq!(reading.tables[0].rows[1], ["北京", "1"]);
    }

    #[test]
    fn english_sentences_end_at_full_stops_not_at_decimals() {
        let paragraph = Paragraph {
            role: Role::Body,
            line: 1,
            text: "It rose by 3.5 percent. Hangzhou ranks 4th.".into(),
        };
        let texts: Vec<String> = sentences(&paragraph).into_iter().map(|s| s.text).collect();
        assert_eq!(texts, ["It rose by 3.5 percent.", "Hangzhou ranks 4th."]);
    }

    #[test]
    fn width_and_spaces_do_not_matter() {
        let text: String = normalised("前 １５ 强，占 ８ 席 top 15")
            .into_iter()
            .collect();
        assert_eq!(text, "前15强，占8席top 15");
    }
}
