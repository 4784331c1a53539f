//! A small document with everything in it, for the tests of the outputs.

use jushu_figures::charts::ranked_bars::{Bar, ranked_bars};
use jushu_figures::{About, Frame, Renderer};
use serde_json::json;

use crate::document::{Document, Formula};
use crate::fact::{Citation, Fact, FactKind, Strength};
use crate::material::DrawnFigure;
use crate::{Cell, Column, ColumnKind, Language, Material, Meta, Table};

/// Names that would be markup somewhere.
pub(crate) const WILD: &str = "#panic() $x$ <script>alert(1)</script> *a* ] \\ \" & '；";

fn formula() -> Formula {
    let symbol = |text: &str| Formula::Symbol(text.into());
    let indexed = |base: &str, index: &str| {
        Formula::Subscript(Box::new(symbol(base)), Box::new(symbol(index)))
    };
    Formula::Row(vec![
        indexed("y", "i"),
        Formula::Operator("=".into()),
        Formula::Sum(
            Box::new(Formula::Row(vec![
                symbol("j"),
                Formula::Operator("=".into()),
                symbol("1"),
            ])),
            Box::new(symbol("n")),
            Box::new(Formula::Row(vec![
                indexed("w", "j"),
                Formula::Fraction(
                    Box::new(Formula::Row(vec![
                        indexed("x", "j"),
                        Formula::Operator("−".into()),
                        Formula::Text("min, ; #panic() \"得分\"".into()),
                    ])),
                    Box::new(Formula::Root(Box::new(Formula::Brackets(Box::new(
                        Formula::Superscript(Box::new(symbol("s")), Box::new(symbol("2"))),
                    ))))),
                ),
            ])),
        ),
    ])
}

/// The material: a figure drawn by the engine, a short, a long and a wide table.
pub(crate) fn material() -> Material {
    let about = About {
        id: "top-provinces".into(),
        title: format!("前 15 强省份 {WILD}"),
        source: "资料来源：国家统计局；计算：聚数".into(),
        notes: vec!["示意图".into()],
        alternative: "广东第一，得分 0.81；江苏第二。".into(),
        language: Language::Zh,
    };
    let bars: Vec<Bar> = ["广东省", "江苏省", "北京市", WILD]
        .iter()
        .enumerate()
        .map(|(index, name)| Bar {
            label: name.to_string(),
            value: 0.8 - 0.1 * index as f64,
        })
        .collect();
    let figure = ranked_bars(about, "得分", &bars);
    let svg = Renderer::new().unwrap().svg(&figure, Frame::Bare).unwrap();
    let columns = |count: usize| -> Vec<Column> {
        let mut columns = vec![
            Column::new("名称", ColumnKind::Text),
            Column::new("位次", ColumnKind::Rank),
        ];
        columns.extend(
            (2..count).map(|index| Column::new(format!("指标{index}"), ColumnKind::Decimal(2))),
        );
        columns
    };
    let table = |id: &str, count: usize, width: usize| {
        let rows = (0..count).map(|row| {
            let mut cells: Vec<Cell> = vec![
                if row == 1 {
                    WILD.into()
                } else {
                    format!("城市{row}").into()
                },
                (row as f64 + 1.0).into(),
            ];
            cells.extend((2..width).map(|column| match (row, column) {
                (2, 2) => Cell::Missing,
                _ => (row as f64 * 1000.0 + column as f64 / 7.0).into(),
            }));
            cells
        });
        let table = Table {
            id: id.into(),
            title: format!("{id} 的得分"),
            columns: columns(width),
            rows: rows.collect(),
            source: "资料来源：聚数".into(),
            notes: vec!["— 表示缺失".into()],
        };
        (id.to_string(), table)
    };
    let fact = Fact {
        id: "east".into(),
        kind: FactKind::Count,
        number: Some(8.0),
        text: "8".into(),
        sentence: format!("东部占据 8 席（{WILD}）"),
        strength: Strength::Firm,
        inferred: false,
        scope: "31 个省级行政区".into(),
        citation: Citation {
            text: format!("来源：国家统计局 {WILD}"),
        },
    };
    Material {
        meta: Meta {
            title: "大数据产业发展指数报告".into(),
            subtitle: "试样".into(),
            authors: vec!["甲".into(), "乙".into()],
            institution: "研究所".into(),
            date: "2026-11-23".into(),
            run: "big-data-2023-1a2b3c".into(),
            citation: "研究所：《大数据产业发展指数报告》，2026".into(),
            language: Some(Language::Zh),
            synthetic: true,
        },
        facts: [("east".to_string(), fact)].into(),
        figures: [("top-provinces".to_string(), DrawnFigure { figure, svg })].into(),
        tables: [
            table("short", 4, 4),
            table("long", 90, 6),
            table("wide", 5, 14),
        ]
        .into(),
        formulas: [("index".to_string(), formula())].into(),
        missing: [("cities".to_string(), "没有城市边界".to_string())].into(),
        values: json!({ "wild": WILD }),
    }
}

/// The template: every kind of block and of text.
pub(crate) const TEMPLATE: &str = r#"+++
headings = "chapters"
unnumbered = ["前言", "附录"]
+++
# 前言

本报告由合成数据写成。{{ wild }}

# 研究方法

## 指标与权重

指数按下式合成，其中 {{ formula("index") }} 为得分：

{{ formula("index") }}

# 总体评价

## {{ fact("east").sentence }}

前 15 强中东部占 {{ fact("east") }} 席{{ cite("east") }}，见{{ ref_figure("top-provinces") }}和{{ ref_table("short") }}。**{{ fact("east").text }}**席*着重*`代码 {{ wild }}`[链接](https://example.org/a?b=c&d="x")[^n]。

[^n]: 手写的脚注。

{{ figure("top-provinces") }}

{{ table("short") }}

- 第一
  1. 其一
  2. 其二{{ cite("east") }}
- 第二

> 注意：{{ wild }}

| 甲 | 乙 |
|---|---|
| {{ wild }} | 2 |

### 三级标题

{{ figure("cities") }}

{{ pagebreak() }}

# 附录

{{ table("long") }}

{{ table("wide") }}
"#;

/// The document of [`TEMPLATE`] and its material.
pub(crate) fn document() -> (Document, Material) {
    let material = material();
    let document = crate::template::render(TEMPLATE, "sample.md", &material).unwrap();
    (document, material)
}

/// A document as long as the national report: 24 figures, 12 chapters of text, a table of 337 rows.
pub(crate) fn long_document() -> (Document, Material) {
    let mut material = material();
    let figure = material.figures["top-provinces"].clone();
    let (mut table, facts) = (
        material.tables["long"].clone(),
        material.facts["east"].clone(),
    );
    table.rows = (0..337).map(|row| table.rows[row % 90].clone()).collect();
    material.tables.insert("cities".into(), table);
    let mut template = String::from("+++\nheadings = \"chapters\"\n+++\n");
    for chapter in 0..12 {
        template += &format!("# 第 {chapter} 部分\n\n");
        for section in 0..2 {
            let id = format!("figure-{chapter}-{section}");
            // A picture that was set already would cost nothing.
            let mut own = figure.clone();
            own.svg = own.svg.replace("</svg>", &format!("<!-- {id} --></svg>"));
            material.figures.insert(id.clone(), own);
            let mut fact = facts.clone();
            fact.citation.text = format!("来源：{id}");
            material.facts.insert(id.clone(), fact);
            template += &format!("## 小节 {section}\n\n");
            for _ in 0..6 {
                template += &"数据产业是数字经济的重要组成部分，各地的发展水平与要素禀赋关系密切。"
                    .repeat(6);
                template += &format!(
                    "占{{{{ fact(\"{id}\") }}}}席，见{{{{ ref_figure(\"{id}\") }}}}。\n\n"
                );
            }
            template += &format!("{{{{ figure(\"{id}\") }}}}\n\n");
        }
    }
    template += "{{ table(\"cities\") }}\n";
    let document = crate::template::render(&template, "long.md", &material).unwrap();
    (document, material)
}
