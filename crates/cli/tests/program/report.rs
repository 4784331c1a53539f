//! `jushu report`: one run as PDF, Word, Excel, site and data package.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use sha2::{Digest, Sha256};

use crate::demonstration::public_copy;
use crate::folder::Folder;

/// The text parts of a zip file (Word, Excel) by name.
pub fn unzipped(path: &Path) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        if let Ok(text) = String::from_utf8(bytes) {
            parts.insert(part.name().unwrap().into_owned(), text);
        }
    }
    parts
}

/// The number before `word` in what the program printed.
fn number_before(screen: &str, word: &str) -> usize {
    let before = &screen[..screen.find(word).unwrap()];
    let number: String = before
        .trim_end()
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .collect();
    number.chars().rev().collect::<String>().parse().unwrap()
}

#[test]
fn the_national_report_has_its_figures_pages_and_outputs() {
    let folder = public_copy();
    let screen = folder.jushu(&["report", "demo", "--out", "report"]).done();
    assert!(number_before(&screen, " figures") >= 24, "{screen}");
    assert!(number_before(&screen, " pages") >= 40, "{screen}");
    let files = folder.files("report");

    assert!(files["report.pdf"].starts_with(b"%PDF-1."));
    let word = unzipped(&folder.at("report/report.docx"));
    let body = &word["word/document.xml"];
    let pictures: Vec<&str> = body.split("<wp:docPr ").skip(1).collect();
    assert!(pictures.len() >= 24, "{} pictures", pictures.len());
    for picture in pictures {
        let attributes = picture.split_once('>').unwrap().0;
        let alternative = attributes.split_once("descr=\"").unwrap().1;
        assert!(
            !alternative.starts_with('"'),
            "a picture without words: {attributes}"
        );
    }
    assert!(word["word/footnotes.xml"].contains("<w:footnote "));

    let mut workbook: Xlsx<_> = open_workbook(folder.at("report/report.xlsx")).unwrap();
    let names = workbook.sheet_names();
    assert!(names.len() >= 10, "{names:?}");
    let printed = names.iter().any(|name| {
        let sheet = workbook.worksheet_range(name).unwrap();
        sheet
            .cells()
            .any(|(_, _, cell)| *cell == Data::String("Guangdong".into()))
    });
    assert!(printed, "no sheet speaks of Guangdong");

    assert!(files.contains_key("site/index.html"));
    let pages = files
        .keys()
        .filter(|name| name.starts_with("site/") && name.ends_with(".html"));
    assert!(
        pages.count() >= 2 * (31 + 337),
        "a page for every place in both languages"
    );

    // Whoever checks the data package finds every file as it was.
    let sums = String::from_utf8(files["data-package/SHA256SUMS"].clone()).unwrap();
    let mut checked = 0;
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").unwrap();
        let bytes = &files[&format!("data-package/{name}")];
        let found: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(found, sum, "{name}");
        checked += 1;
    }
    assert!(checked > 20, "{checked} files in the package");

    // The same run gives the same bytes.
    let outputs = [
        "report",
        "demo",
        "--output",
        "docx,xlsx,package",
        "--out",
        "again",
    ];
    folder.jushu(&outputs).done();
    for (name, bytes) in folder.files("again") {
        assert!(files[&name] == bytes, "{name} differs");
    }
}

#[test]
fn reports_on_one_place_speak_of_it() {
    let folder = public_copy();
    for (template, place, said) in [
        ("province", "贵州省", "贵州"),
        ("profile", "杭州市", "杭州"),
    ] {
        let out = format!("{template}-report");
        folder
            .command()
            .env("JUSHU_LANG", "zh")
            .args([
                "report",
                "demo",
                "--template",
                template,
                "--place",
                place,
                "--output",
                "docx",
                "--out",
                &out,
            ])
            .status()
            .unwrap();
        let word = unzipped(&folder.at(&format!("{out}/report.docx")));
        assert!(word["word/document.xml"].contains(said), "{template}");
    }
    for template in ["article", "annex"] {
        let arguments = [
            "report",
            "demo",
            "--template",
            template,
            "--output",
            "docx",
            "--out",
            template,
        ];
        folder.jushu(&arguments).done();
    }
}

#[test]
fn a_report_that_cannot_be_written_says_why_and_leaves_nothing() {
    let folder = public_copy();
    let refused = |arguments: &[&str]| {
        let all = [
            &["report", "demo", "--output", "docx", "--out", "r"],
            arguments,
        ]
        .concat();
        let message = folder.jushu(&all).refused();
        assert!(!folder.at("r").exists(), "{message}");
        message
    };
    let message = refused(&["--template", "nationall"]);
    assert!(
        message.contains("`nationall`") && message.contains("national"),
        "{message}"
    );
    let message = refused(&["--template", "province"]);
    assert!(message.contains("--place"), "{message}");
    let message = refused(&["--place", "杭洲市"]);
    assert!(message.contains("杭州市"), "{message}");

    // A template of the user's own that names what does not exist.
    std::fs::create_dir_all(folder.at("demo/templates")).unwrap();
    let template = "+++\ntitle = \"x\"\n+++\n# One\n\n{{ fact(\"provinces.top15.eest\") }}\n";
    folder.write("demo/templates/mine.en.md", template);
    let message = refused(&["--template", "mine"]);
    assert!(message.contains("mine.en.md"), "{message}");
    assert!(message.contains('6'), "the line: {message}");
    assert!(message.contains("provinces.top15.east"), "{message}");

    // The place to write into is a file.
    folder.write("taken", "mine");
    let message = folder
        .jushu(&["report", "demo", "--output", "docx", "--out", "taken/r"])
        .refused();
    assert!(message.contains("taken"), "{message}");
    assert_eq!(folder.read("taken"), "mine");

    let empty = Folder::with_project();
    let message = empty.jushu(&["report", "p"]).refused();
    assert!(message.contains("jushu run"), "{message}");
}

#[test]
fn markup_in_names_stays_text_in_every_output() {
    let folder = public_copy();
    let project = folder.read("demo/project.toml");
    let nasty = r##"<script>alert(1)</script> #panic("x") *a* $y$ =1+1 & "]"##;
    let about = format!(
        "\n[report]\ntitle = {{ zh = '{nasty}', en = '{nasty}' }}\ninstitution = {{ zh = '{nasty}', en = '{nasty}' }}\n"
    );
    folder.write("demo/project.toml", project + &about);
    folder.jushu(&["run", "demo"]).done();
    folder
        .jushu(&["report", "demo", "--template", "article", "--out", "r"])
        .done();
    let word = unzipped(&folder.at("r/report.docx"));
    assert!(word["word/document.xml"].contains("&lt;script&gt;alert(1)"));
    for (name, bytes) in folder.files("r/site") {
        if name.ends_with(".html") {
            let page = String::from_utf8(bytes).unwrap();
            assert!(!page.contains("<script>alert"), "{name}");
        }
    }
    let workbook = unzipped(&folder.at("r/report.xlsx"));
    for (name, sheet) in workbook
        .iter()
        .filter(|(name, _)| name.starts_with("xl/worksheets/"))
    {
        assert!(
            !sheet.contains("alert(1)"),
            "{name}: texts stand in the shared strings"
        );
    }
}
