use std::io::Read;
use std::process::Command;

use super::*;
use crate::sample;

/// The parts of a package by name.
fn parts(docx: &[u8]) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut data = Vec::new();
            file.read_to_end(&mut data).unwrap();
            (file.name().unwrap().to_string(), data)
        })
        .collect()
}

/// Start tags with attributes, in order; fails where tags are not balanced or text is not escaped.
fn tags(xml: &str) -> Vec<String> {
    let (mut open, mut tags) = (Vec::new(), Vec::new());
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        assert!(
            !rest[..start].contains('>'),
            "loose > in {}",
            &rest[..start]
        );
        let end = start + rest[start..].find('>').unwrap();
        let tag = &rest[start + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap();
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "in {tag}");
        } else if !tag.starts_with('?') {
            tags.push(tag.to_string());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    tags
}

/// The text of runs, with a line a paragraph.
fn text(xml: &str) -> String {
    let mut out = String::new();
    for (index, piece) in xml.split("<w:t xml:space=\"preserve\">").enumerate() {
        let (words, markup) = match index {
            0 => ("", piece),
            _ => piece.split_once("</w:t>").unwrap(),
        };
        out += words;
        if markup.contains("</w:p>") {
            out.push('\n');
        }
    }
    out
}

#[test]
fn the_package_reads_back() {
    let (document, material) = sample::document();
    let file = docx(&document, &material).unwrap();
    assert!(file == docx(&document, &material).unwrap(), "other bytes");
    let parts = parts(&file);
    for (name, data) in &parts {
        if !name.ends_with(".png") {
            tags(std::str::from_utf8(data).unwrap());
        }
    }
    let part = |name: &str| String::from_utf8(parts[name].clone()).unwrap();
    let body = part("word/document.xml");
    let words = text(&body);
    assert!(!body.contains("<script"));
    for line in [
        "图 2-1　前 15 强省份 #panic() $x$ &lt;script&gt;",
        "表 2-1　short 的得分",
        "附表 1　long 的得分",
        "附表 2　wide 的得分",
        "见图 2-1和表 2-1。",
        "第二章 总体评价",
    ] {
        assert!(words.contains(line), "{line} is not in\n{words}");
    }
    // Every field that begins has a result and an end.
    let count = |what: &str| body.matches(what).count();
    let kinds = ["begin", "separate", "end"].map(|kind| count(&format!("fldCharType=\"{kind}\"")));
    assert!(
        kinds[0] > 10 && kinds.iter().all(|kind| *kind == kinds[0]),
        "{kinds:?}"
    );
    assert_eq!(count("<w:footnoteReference "), 2);
    assert_eq!(count(" NOTEREF "), 2);
    let notes = part("word/footnotes.xml");
    assert_eq!(notes.matches("<w:footnoteRef/>").count(), 2);
    assert_eq!(notes.matches("<w:footnote ").count(), 4);
    assert_eq!(count("descr=\"广东第一，得分 0.81；江苏第二。\""), 2);
    assert_eq!(count("<w:tblHeader/>"), 4);
    assert_eq!(count("<m:oMathPara>"), 1);
    assert!(parts["word/media/image1.png"].starts_with(b"\x89PNG"));
    // Every relation that is used is there, every bookmark is one.
    let relations = part("word/_rels/document.xml.rels");
    for tag in tags(&body) {
        for key in ["r:id=\"", "r:embed=\""] {
            if let Some((_, id)) = tag.split_once(key) {
                let id = id.split('"').next().unwrap();
                assert!(relations.contains(&format!("Id=\"{id}\"")), "{tag}");
            }
        }
    }
    let names: Vec<String> = tags(&body)
        .into_iter()
        .filter(|tag| tag.starts_with("w:bookmarkStart"))
        .collect();
    let unique: std::collections::BTreeSet<&String> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
    assert!(part("docProps/core.xml").contains("2026-11-23T00:00:00Z"));
}

#[test]
fn libreoffice_opens_it_and_prints_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (document, material) = sample::document();
    let path = folder.path().join("a.docx");
    std::fs::write(&path, docx(&document, &material).unwrap()).unwrap();
    if let Ok(copy) = std::env::var("JUSHU_SAMPLE_DOCX") {
        std::fs::copy(&path, copy).unwrap();
    }
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&path)
        .output();
    let read = Command::new("pdftotext")
        .arg(folder.path().join("a.pdf"))
        .arg("-")
        .output();
    let (Ok(_), Ok(read)) = (converted, read) else {
        eprintln!("LibreOffice or pdftotext is not installed: the round trip was not made");
        return;
    };
    let words: String = String::from_utf8_lossy(&read.stdout)
        .split_whitespace()
        .collect();
    for part in [
        "第二章总体评价",
        "一、东部占据8席",
        "图2-1前15强省份",
        "表2-1short的得分",
        "附表2wide的得分",
        "见图2-1和表2-1。",
        "#panic()$x$<script>alert(1)</script>*a*]",
        "手写的脚注",
        "合成数据，不代表任何真实主体",
    ] {
        assert!(words.contains(part), "{part} is not in\n{words}");
    }
}
