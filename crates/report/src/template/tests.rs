use serde_json::json;

use super::*;
use crate::document::{Block, Formula, HeadingStyle, Inline, Target};
use crate::fact::{Citation, Fact, FactKind, Strength};
use crate::material::DrawnFigure;
use crate::{Language, Meta, Table};
use jushu_figures::{About, Data, Figure};

fn fact(id: &str, text: &str, sentence: &str) -> (String, Fact) {
    let fact = Fact {
        id: id.into(),
        kind: FactKind::Count,
        number: Some(8.0),
        text: text.into(),
        sentence: sentence.into(),
        strength: Strength::Tentative,
        inferred: false,
        scope: "31 个省级行政区".into(),
        citation: Citation {
            text: format!("来源：{id}"),
        },
    };
    (id.into(), fact)
}

fn figure(id: &str) -> (String, DrawnFigure) {
    let about = About {
        id: id.into(),
        title: "热力图".into(),
        source: "资料来源".into(),
        notes: Vec::new(),
        alternative: String::new(),
        language: Language::Zh,
    };
    let figure = Figure {
        about,
        width: 10,
        height: 10,
        option: json!({}),
        maps: Default::default(),
        data: Data::default(),
    };
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>".into();
    (id.into(), DrawnFigure { figure, svg })
}

fn material() -> Material {
    let table = Table {
        id: "top".into(),
        title: "前 15 强".into(),
        columns: Vec::new(),
        rows: Vec::new(),
        source: String::new(),
        notes: Vec::new(),
    };
    Material {
        meta: Meta {
            title: "报告".into(),
            ..Meta::default()
        },
        facts: [
            fact("top15.east", "8", "东部占据 8 席"),
            fact("wild", "**<b>*x*</b>** | `$x$` #panic()", "[a](b)\n# 标题"),
        ]
        .into(),
        figures: [figure("map-provinces")].into(),
        tables: [("top".to_string(), table)].into(),
        formulas: [("weights".to_string(), Formula::Symbol("w".into()))].into(),
        missing: [("map-cities".to_string(), "没有城市边界".to_string())].into(),
        values: json!({
            "places": [{ "name": "广东*省*", "url": "https://a.b/c d)" }, { "name": "<script>", "url": "x" }],
            "count": 3,
            "empty": null,
        }),
    }
}

fn rendered(template: &str) -> Vec<Block> {
    render(template, "t.md", &material()).unwrap().blocks
}

fn failure(template: &str) -> TemplateError {
    render(template, "t.md", &material()).unwrap_err()
}

fn text(words: &str) -> Inline {
    Inline::Text(words.into())
}

fn note(words: &str) -> Inline {
    Inline::Footnote(vec![text(words)])
}

#[test]
fn facts_are_printed_with_their_footnotes() {
    let blocks = rendered(
        "# {{ fact(\"top15.east\").sentence }}\n\n占{{ fact(\"top15.east\") }}席，{{ sentence(\"top15.east\") }}。{{ cite(\"top15.east\") }}",
    );
    assert_eq!(
        blocks,
        [
            Block::Heading {
                level: 1,
                content: vec![text("东部占据 8 席")]
            },
            Block::Paragraph(vec![
                text("占8"),
                note("来源：top15.east"),
                text("席，东部占据 8 席"),
                note("来源：top15.east"),
                text("。"),
                note("来源：top15.east"),
            ])
        ]
    );
}

#[test]
fn values_are_text_whatever_they_hold() {
    let wild = "**<b>*x*</b>** | `$x$` #panic()";
    let blocks = rendered(
        "{{ fact(\"wild\").text }}\n\n{{ fact(\"wild\").sentence }}\n\n| a | b |\n|---|---|\n| {{ fact(\"wild\").text }} | 1 |\n\n{% for p in places %}\n- [{{ p.name }}]({{ p.url }})\n{% endfor %}\n\n`{{ fact(\"wild\").text }}`{{ empty }}{{ count }}",
    );
    assert_eq!(blocks[0], Block::Paragraph(vec![text(wild)]));
    assert_eq!(blocks[1], Block::Paragraph(vec![text("[a](b) # 标题")]));
    let Block::PlainTable { rows, .. } = &blocks[2] else {
        panic!("{blocks:?}")
    };
    assert_eq!(rows[0], [vec![text(wild)], vec![text("1")]]);
    let link = |url: &str, name: &str| {
        vec![Block::Paragraph(vec![Inline::Link {
            url: url.into(),
            content: vec![text(name)],
        }])]
    };
    assert_eq!(
        blocks[3],
        Block::List {
            ordered: false,
            items: vec![link("https://a.b/c d)", "广东*省*"), link("x", "<script>")],
        }
    );
    assert_eq!(
        blocks[4],
        Block::Paragraph(vec![Inline::Code(wild.into()), text("—3")])
    );
}

#[test]
fn raw_html_is_text_and_noncharacters_are_taken_out() {
    let blocks = rendered("<script>alert(1)</script>\n\n甲<b>乙</b>\u{FDD0}0\u{FDD1}");
    assert_eq!(
        blocks,
        [
            Block::Paragraph(vec![text("<script>alert(1)</script>")]),
            Block::Paragraph(vec![text("甲<b>乙</b>0")]),
        ]
    );
}

#[test]
fn blocks_stand_on_lines_of_their_own_and_split_paragraphs() {
    let blocks = rendered(
        "见{{ ref_figure(\"map-provinces\") }}和{{ ref_table(\"top\") }}。\n{{ figure(\"map-provinces\") }}\n权重 {{ formula(\"weights\") }} 为\n\n{{ formula(\"weights\") }}\n{{ pagebreak() }}\n\n{{ table(\"top\") }}\n\n{{ figure(\"map-cities\") }}{{ ref_figure(\"map-cities\") }}",
    );
    assert_eq!(
        blocks,
        [
            Block::Paragraph(vec![
                text("见"),
                Inline::Reference {
                    target: Target::Figure,
                    id: "map-provinces".into()
                },
                text("和"),
                Inline::Reference {
                    target: Target::Table,
                    id: "top".into()
                },
                text("。"),
            ]),
            Block::Figure("map-provinces".into()),
            Block::Paragraph(vec![
                text("权重 "),
                Inline::Formula(Formula::Symbol("w".into())),
                text(" 为"),
            ]),
            Block::Formula("weights".into()),
            Block::PageBreak,
            Block::Table("top".into()),
            Block::Quote(vec![Block::Paragraph(vec![text(
                "此处应有一图，从缺：没有城市边界"
            )])]),
            Block::Paragraph(vec![text("（图从缺）")]),
        ]
    );
}

#[test]
fn markdown_becomes_blocks() {
    let blocks = rendered(
        "1. 甲\n   - 乙\n2. 丙\n\n> 注意：**领先。**但是*未必*[^a]\n\n两行\n文字 and\ntwo lines  \n折行\n\n```\n<a>\nb\n```\n\n[^a]: 脚注 {{ count }}\n",
    );
    let item = |words: &str| Block::Paragraph(vec![text(words)]);
    assert_eq!(
        blocks,
        [
            Block::List {
                ordered: true,
                items: vec![
                    vec![
                        item("甲"),
                        Block::List {
                            ordered: false,
                            items: vec![vec![item("乙")]]
                        }
                    ],
                    vec![item("丙")]
                ]
            },
            Block::Quote(vec![Block::Paragraph(vec![
                text("注意："),
                Inline::Strong(vec![text("领先。")]),
                text("但是"),
                Inline::Emphasis(vec![text("未必")]),
                note("脚注 3"),
            ])]),
            Block::Paragraph(vec![
                text("两行文字 and two lines"),
                Inline::Break,
                text("折行")
            ]),
            Block::Paragraph(vec![
                Inline::Code("<a>".into()),
                Inline::Break,
                Inline::Code("b".into())
            ]),
        ]
    );
}

#[test]
fn macros_and_concatenation_keep_notes() {
    let blocks = rendered(
        "{% macro said(id) %}**{{ sentence(id) }}**{% endmacro %}\n{{ said(\"top15.east\") }}\n\n{{ sentence(\"top15.east\") ~ \"。*\" }}",
    );
    assert_eq!(
        blocks,
        [
            Block::Paragraph(vec![Inline::Strong(vec![
                text("东部占据 8 席"),
                note("来源：top15.east")
            ])]),
            Block::Paragraph(vec![
                text("东部占据 8 席"),
                note("来源：top15.east"),
                text("。*")
            ]),
        ]
    );
}

#[test]
fn front_matter_says_how_the_document_looks() {
    let document = render(
        "+++\ntitle = \"{{ places[0].name }}报告\"\nauthors = [\"甲\", \"乙\"]\nheadings = \"chapters\"\nunnumbered = [\"前言\"]\ncontents = false\n+++\n# 前言\n",
        "t.md",
        &material(),
    )
    .unwrap();
    assert_eq!(document.meta.title, "广东*省*报告");
    assert_eq!(document.meta.authors, ["甲", "乙"]);
    assert_eq!(document.layout.headings, HeadingStyle::Chapters);
    assert!(document.layout.title_page && !document.layout.contents);
}

#[test]
fn errors_name_the_line_and_the_nearest_name() {
    let cases = [
        (
            "+++\ntitle = \"x\"\n+++\n\n{{ fact(\"top15.est\") }}",
            5,
            "`top15.east`",
        ),
        ("甲\n{{ figure(\"map-province\") }}", 2, "`map-provinces`"),
        ("{{ ref_table(\"tops\") }}", 1, "`top`"),
        ("{{ table(\"zzz\") }}", 1, "no table `zzz`"),
        ("甲\n\n{{ plcaes }}", 3, "`places`"),
        ("{{ fact(\"wild\").sentense }}", 1, "`sentence`"),
        ("甲\n{% if %}", 2, "cannot be read"),
        ("+++\ntitel = \"x\"\n+++\n", 2, "`title`"),
        (
            "+++\ntitle = \"x\"\nheadings = \"roman\"\n+++\n",
            3,
            "front matter",
        ),
        ("+++\ntitle = \n+++\n", 2, "front matter"),
        ("+++\ntitle = \"x\"\n", 1, "never ends"),
        ("+++\nsubtitle = \"{{ nothing }}\"\n+++\n", 2, "`nothing`"),
        (
            "甲\n# {{ figure(\"map-provinces\") }}",
            2,
            "line of its own",
        ),
        (
            "甲\n\n见{{ ref_figure(\"map-provinces\") }}",
            3,
            "stands nowhere",
        ),
        ("甲\n\n---\n", 3, "pagebreak"),
        ("甲\n\n![x](y.png)", 3, "figure("),
        ("甲\n\n[^a]: 乙", 3, "never called"),
    ];
    for (template, line, words) in cases {
        let error = failure(template);
        let message = error.message().1;
        assert_eq!(error.line, Some(line), "{template}: {message}");
        assert!(message.contains(words), "{template}: {message}");
        assert!(message.starts_with("t.md"), "{message}");
    }
}

proptest::proptest! {
    #[test]
    fn any_name_comes_through_markdown_unchanged(name in "[ -~\u{4e00}-\u{4e20}]{1,30}") {
        let mut material = material();
        material.values = json!({ "name": name });
        let document = render("前**{{ name }}**后\n\n| a |\n|---|\n| {{ name }} |\n", "t.md", &material).unwrap();
        let expected = Block::Paragraph(vec![text("前"), Inline::Strong(vec![text(&name)]), text("后")]);
        proptest::prop_assert_eq!(&document.blocks[0], &expected);
        let Block::PlainTable { rows, .. } = &document.blocks[1] else { panic!() };
        proptest::prop_assert_eq!(&rows[0][0], &vec![text(&name)]);
    }
}
