use std::process::Command;

use super::*;
use crate::sample;

/// What `pdftotext` reads; nothing where it is not installed.
fn text(pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.pdf");
    std::fs::write(&path, pdf).unwrap();
    match Command::new("pdftotext")
        .arg("-layout")
        .arg(&path)
        .arg("-")
        .output()
    {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(_) => {
            eprintln!("pdftotext is not installed: the text of the PDF was not read back");
            None
        }
    }
}

#[test]
fn everything_is_printed_and_nothing_is_markup() {
    let (document, material) = sample::document();
    let typeset = typeset(&document, &material, &Style::default()).unwrap();
    assert_eq!(
        typeset.standards, "PDF/A-2a, PDF/UA-1",
        "{:?}",
        typeset.remarks
    );
    if let Ok(path) = std::env::var("JUSHU_SAMPLE_PDF") {
        std::fs::write(path, &typeset.bytes).unwrap();
    }
    let again = super::typeset(&document, &material, &Style::default()).unwrap();
    assert!(
        again.bytes == typeset.bytes,
        "the same document gave other bytes"
    );
    let Some(text) = text(&typeset.bytes) else {
        return;
    };
    let plain: String = text.split_whitespace().collect();
    for words in [
        "目录",
        "第二章总体评价",
        "图2-1前15强省份",
        "表2-1short的得分",
        "附表2wide的得分",
        "#panic()$x$<script>alert(1)</script>*a*]",
        "合成数据，不代表任何真实主体",
        "2026年11月23日",
        "big-data-2023-1a2b3c",
        "此处应有一图，从缺：没有城市边界",
        "来源：国家统计局",
        "资料来源：聚数",
    ] {
        assert!(plain.contains(words), "{words} is not in\n{text}");
    }
    let pages: Vec<&str> = text.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert_eq!(pages.len(), typeset.pages);
    assert!(pages.iter().all(|page| page.contains("合成数据")));
    let words = |page: &&str| page.split_whitespace().collect::<String>();
    let heads = pages
        .iter()
        .map(words)
        .filter(|page| page.contains("名称位次指标2指标3指标4指标5"));
    // The long table on its two pages, and the wide one.
    assert_eq!(heads.count(), 3, "a long table repeats its headings");
}

#[test]
fn errors_of_the_style_file_name_their_line() {
    let (document, material) = sample::document();
    let broken = |text: String| {
        let style = Style {
            text,
            file: "my.typ".into(),
            ..Style::default()
        };
        typeset(&document, &material, &style)
            .unwrap_err()
            .message()
            .1
    };
    let message = broken(STYLE.replacen("set text(font: serif", "set text(fnt: serif", 1));
    let line = STYLE
        .lines()
        .position(|line| line.contains("set text(font: serif"))
        .unwrap()
        + 1;
    assert!(
        message.starts_with(&format!("my.typ, line {line}:")),
        "{message}"
    );
    let message = broken(format!("{STYLE}\n#let x = (\n"));
    assert!(
        message.contains(&format!("line {}", STYLE.lines().count() + 2)),
        "{message}"
    );
    let message = broken(STYLE.replacen("#let chapter(", "#let kapitel(", 1));
    assert!(message.contains("chapter"), "{message}");
}

#[test]
fn a_document_that_leaves_out_a_level_is_an_archive_still() {
    let material = sample::material();
    let template = "+++\ntitle_page = false\ncontents = false\n+++\n### 三级在先\n\n文字\n";
    let document = crate::template::render(template, "t.md", &material).unwrap();
    let typeset = typeset(&document, &material, &Style::default()).unwrap();
    assert_eq!(typeset.standards, "PDF/A-2u");
    assert!(!typeset.remarks.is_empty());
}

#[test]
fn characters_without_a_font_are_named() {
    let mut material = sample::material();
    material.meta.title = "𓀀报告".into();
    let document = crate::template::render("# 甲\n", "t.md", &material).unwrap();
    let missing = missing_characters(&document, &material, &[]).unwrap();
    assert_eq!(missing, ['𓀀']);
}

/// Prints how long the outputs of a long report take: `cargo test --release -p jushu-report -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn a_long_report_takes_seconds() {
    let (document, material) = sample::long_document();
    let clock = std::time::Instant::now();
    let typeset = typeset(&document, &material, &Style::default()).unwrap();
    let pdf = clock.elapsed();
    let clock = std::time::Instant::now();
    let docx = crate::docx::docx(&document, &material).unwrap();
    eprintln!(
        "PDF {pdf:?}, {} pages, {} bytes, {}; DOCX {:?}, {} bytes",
        typeset.pages,
        typeset.bytes.len(),
        typeset.standards,
        clock.elapsed(),
        docx.len()
    );
    assert!(typeset.pages >= 40);
}

#[test]
fn a_rare_character_comes_from_the_computer_or_is_spoken_of() {
    let mut material = sample::material();
    material.meta.title = "𠮷林报告".into();
    let document = crate::template::render("# 甲\n", "t.md", &material).unwrap();
    let typeset = typeset(&document, &material, &Style::default()).unwrap();
    let named = typeset.remarks.iter().any(|remark| remark.contains('𠮷'));
    let printed = text(&typeset.bytes).is_none_or(|text| text.contains('𠮷'));
    assert!(
        named || (printed && !typeset.standards.is_empty()),
        "{:?}",
        typeset.remarks
    );
}
