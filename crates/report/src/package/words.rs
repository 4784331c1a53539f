//! The files of a package that people read.

use super::{Described, PackageMaterial, parquet_path};
use crate::Language;
use crate::source::Source;

/// The title of a source, or its id where it has none.
pub(super) fn title(source: &Source) -> String {
    match source.title.is_empty() {
        true => source.id.clone(),
        false => source.title.clone(),
    }
}

fn language(material: &PackageMaterial) -> Language {
    material.meta.language.unwrap_or(Language::Zh)
}

/// What the tables are about, with 合成 in front where the records are made up.
pub(super) fn description(material: &PackageMaterial) -> String {
    let mark = match material.meta.synthetic {
        true => language(material).pick(
            "【合成数据：记录为程序生成，不代表任何真实主体】",
            "[Synthetic data: the records are made up and stand for nobody] ",
        ),
        false => "",
    };
    format!("{mark}{}", material.description)
}

/// A text that YAML reads back: JSON strings are YAML.
fn yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// `CITATION.cff`.
pub(super) fn citation(material: &PackageMaterial) -> String {
    let meta = &material.meta;
    let mut authors: Vec<&str> = meta.authors.iter().map(String::as_str).collect();
    if !meta.institution.is_empty() {
        authors.push(&meta.institution);
    }
    // The format wants at least one author.
    if authors.is_empty() {
        authors.push(&meta.title);
    }
    let mut text = String::from("cff-version: 1.2.0\ntype: dataset\n");
    text += &format!("message: {}\n", yaml(&meta.citation));
    text += &format!("title: {}\n", yaml(&meta.title));
    text += &format!("abstract: {}\n", yaml(&description(material)));
    text += &format!("version: {}\n", yaml(&meta.run));
    text += &format!("date-released: {}\n", yaml(&meta.date));
    text += "authors:\n";
    for author in authors {
        text += &format!("  - name: {}\n", yaml(author));
    }
    text
}

/// Text in a cell of a Markdown table.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' | '\r' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// `LICENSES.md`: each source with its licence.
pub(super) fn licences(material: &PackageMaterial) -> String {
    let language = language(material);
    let text = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let mut page = format!("# {}\n\n", text("各来源的许可", "Licences of the sources"));
    page += text(
        "表中数据由下列来源的记录计算而成，使用时须遵守各来源的许可；未注明许可的来源，请向其发布者确认。\n\n",
        "The tables are computed from records of these sources; heed the licence of each. Where none is given, ask the publisher.\n\n",
    );
    page += &format!(
        "| {} | {} | {} | {} |\n|---|---|---|---|\n",
        text("代码", "id"),
        text("名称", "title"),
        text("许可", "licence"),
        text("获取日期", "retrieved"),
    );
    for source in &material.sources {
        let licence = match source.licence.is_empty() {
            true => text("未注明", "not given"),
            false => &source.licence,
        };
        page += &format!(
            "| {} | {} | {} | {} |\n",
            cell(&source.id),
            cell(&source.title),
            cell(licence),
            cell(&source.retrieved)
        );
    }
    page
}

/// `README.md`.
pub(super) fn readme(material: &PackageMaterial, tables: &[Described]) -> String {
    let language = language(material);
    let text = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let meta = &material.meta;
    let mut page = format!(
        "# {}\n\n{}\n\n",
        cell(&meta.title),
        cell(&description(material))
    );
    let facts = [
        (("版次", "Edition"), &material.edition),
        (("数据截至", "Data as of"), &meta.date),
        (("计算", "Run"), &meta.run),
        (("引用", "Cite as"), &meta.citation),
    ];
    for ((zh, en), value) in facts {
        if !value.is_empty() {
            page += &format!("- {}{}{}\n", text(zh, en), text("：", ": "), cell(value));
        }
    }
    page += text(
        "\n空单元格表示没有数据，不是零。CSV 为 UTF-8 编码、逗号分隔；数字可逐位读回。每张表另有同样内容的 Parquet。\n\n",
        "\nAn empty cell means no data; it is not zero. CSV is UTF-8 with commas; numbers read back to the last bit. Every table is there as Parquet too.\n\n",
    );
    page += text(
        "校验：`sha256sum -c SHA256SUMS`。各列的类型和含义见 `datapackage.json`（Frictionless）与 `csv-metadata.json`（CSVW）；方法和所作的选择见 `manifest.json` 与 `framework.toml`；许可见 `LICENSES.md`。\n\n",
        "To check: `sha256sum -c SHA256SUMS`. Types and meaning of all columns: `datapackage.json` (Frictionless) and `csv-metadata.json` (CSVW); the method and every choice made: `manifest.json` and `framework.toml`; licences: `LICENSES.md`.\n\n",
    );
    page += &format!(
        "| {} | {} | {} | {} |\n|---|---:|---|---|\n",
        text("表", "table"),
        text("行数", "rows"),
        text("主键", "key"),
        text("列", "columns"),
    );
    for Described { table, schema } in tables {
        let columns: Vec<&str> = schema
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let parquet = match table.parquet {
            Some(_) => format!(", {}", cell(&parquet_path(&table.path))),
            None => String::new(),
        };
        page += &format!(
            "| {}{parquet} | {} | {} | {} |\n",
            cell(&table.path),
            schema.rows,
            cell(&schema.key.join(", ")),
            cell(&columns.join(", "))
        );
    }
    page
}
