//! How a Word document looks: the styles of official documents (GB/T 9704: 方正小标宋 for the title, 黑体 and 楷体 for
//! headings, 仿宋 of size 三号 for the text), lists and the numbers of headings.

use std::fmt::Write;

use jushu_figures::Language;

use super::package::XML;
use crate::document::HeadingStyle;

/// The namespace of Word's own elements.
pub(super) const W: &str =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// Sizes in half points.
const SAN_HAO: u32 = 32;
const ER_HAO: u32 = 44;
const XIAO_SI: u32 = 24;
const WU_HAO: u32 = 21;
const XIAO_WU: u32 = 18;

const TITLE: &str = "方正小标宋_GBK";
const HEI: &str = "黑体";
const KAI: &str = "楷体_GB2312";
const FANG_SONG: &str = "仿宋_GB2312";

/// A paragraph style: id, Word's name, base, next style, paragraph properties, run properties.
struct Style {
    id: &'static str,
    name: &'static str,
    based_on: &'static str,
    next: &'static str,
    paragraph: String,
    run: String,
}

fn run(east_asian: &str, bold: bool, size: u32) -> String {
    let bold = if bold { "<w:b/><w:bCs/>" } else { "" };
    format!(
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{east_asian}\" w:cs=\"Times New Roman\"/>{bold}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"
    )
}

/// `word/styles.xml`.
pub(super) fn styles(language: Language, headings: HeadingStyle) -> String {
    let indent = match language {
        Language::Zh => "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>",
        Language::En => "",
    };
    let no_indent = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
    let heading = |level: usize, font: &str, bold: bool| {
        let number = match headings {
            HeadingStyle::None => String::new(),
            _ => format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr>"),
        };
        Style {
            id: ["Heading1", "Heading2", "Heading3", "Heading4"][level],
            name: ["heading 1", "heading 2", "heading 3", "heading 4"][level],
            based_on: "Normal",
            next: "BodyText",
            paragraph: format!(
                "<w:keepNext/><w:keepLines/>{number}<w:spacing w:before=\"240\" w:after=\"120\"/>{no_indent}<w:jc w:val=\"left\"/><w:outlineLvl w:val=\"{level}\"/>"
            ),
            run: run(font, bold, SAN_HAO),
        }
    };
    let contents = |level: usize| Style {
        id: ["TOC1", "TOC2", "TOC3"][level],
        name: ["toc 1", "toc 2", "toc 3"][level],
        based_on: "Normal",
        next: "Normal",
        paragraph: format!(
            "<w:tabs><w:tab w:val=\"right\" w:leader=\"dot\" w:pos=\"8840\"/></w:tabs><w:spacing w:line=\"400\" w:lineRule=\"exact\"/><w:ind w:left=\"{}\"/>",
            level * 420
        ),
        run: run(FANG_SONG, false, XIAO_SI),
    };
    let plain = |id, name, paragraph: &str, run: String| Style {
        id,
        name,
        based_on: "Normal",
        next: id,
        paragraph: paragraph.to_string(),
        run,
    };
    let all = [
        heading(0, HEI, false),
        heading(1, KAI, true),
        heading(2, FANG_SONG, true),
        heading(3, FANG_SONG, false),
        contents(0),
        contents(1),
        contents(2),
        plain(
            "BodyText",
            "Body Text",
            &format!(
                "<w:spacing w:line=\"560\" w:lineRule=\"atLeast\"/>{indent}<w:jc w:val=\"both\"/>"
            ),
            String::new(),
        ),
        plain(
            "Title",
            "Title",
            "<w:spacing w:before=\"2400\" w:after=\"360\"/><w:jc w:val=\"center\"/>",
            run(TITLE, false, ER_HAO),
        ),
        plain(
            "Subtitle",
            "Subtitle",
            "<w:spacing w:after=\"600\"/><w:jc w:val=\"center\"/>",
            run(KAI, false, SAN_HAO),
        ),
        plain(
            "TitlePage",
            "Title Page",
            "<w:spacing w:before=\"120\" w:after=\"120\"/><w:jc w:val=\"center\"/>",
            run(FANG_SONG, false, SAN_HAO),
        ),
        plain(
            "ContentsTitle",
            "Contents Title",
            "<w:spacing w:after=\"240\"/><w:jc w:val=\"center\"/>",
            run(HEI, false, SAN_HAO),
        ),
        plain(
            "FigurePlace",
            "Figure Place",
            "<w:keepNext/><w:spacing w:before=\"120\"/><w:jc w:val=\"center\"/>",
            String::new(),
        ),
        plain(
            "Caption",
            "caption",
            "<w:keepLines/><w:spacing w:before=\"120\" w:after=\"60\"/><w:jc w:val=\"center\"/>",
            run(HEI, false, WU_HAO),
        ),
        plain(
            "SourceLine",
            "Source Line",
            "<w:spacing w:after=\"40\"/>",
            run(FANG_SONG, false, XIAO_WU),
        ),
        plain("TableText", "Table Text", "", run(FANG_SONG, false, WU_HAO)),
        plain(
            "Quote",
            "Quote",
            "<w:pBdr><w:left w:val=\"single\" w:sz=\"12\" w:space=\"8\" w:color=\"0B3D63\"/></w:pBdr><w:spacing w:before=\"60\" w:after=\"60\"/><w:ind w:left=\"420\" w:right=\"420\"/>",
            run(KAI, false, XIAO_SI),
        ),
        plain(
            "ListParagraph",
            "List Paragraph",
            "<w:spacing w:line=\"560\" w:lineRule=\"atLeast\"/>",
            String::new(),
        ),
        plain(
            "FormulaPlace",
            "Formula Place",
            "<w:spacing w:before=\"120\" w:after=\"120\"/><w:jc w:val=\"center\"/>",
            String::new(),
        ),
        plain(
            "FootnoteText",
            "footnote text",
            "<w:snapToGrid w:val=\"0\"/><w:jc w:val=\"left\"/>",
            run(FANG_SONG, false, XIAO_WU),
        ),
        plain(
            "Header",
            "header",
            "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"808080\"/></w:pBdr><w:tabs><w:tab w:val=\"right\" w:pos=\"8840\"/></w:tabs>",
            run(FANG_SONG, false, XIAO_WU),
        ),
        plain(
            "Footer",
            "footer",
            "<w:tabs><w:tab w:val=\"center\" w:pos=\"4420\"/></w:tabs>",
            run(FANG_SONG, false, XIAO_WU),
        ),
    ];
    let mut out = format!(
        "{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style><w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/><w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style><w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/><w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"80\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"80\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style><w:style w:type=\"numbering\" w:default=\"1\" w:styleId=\"NoList\"><w:name w:val=\"No List\"/><w:semiHidden/></w:style>",
        run(FANG_SONG, false, SAN_HAO)
    );
    for style in all {
        let wrapped = |tag: &str, inner: &str| match inner {
            "" => String::new(),
            inner => format!("<w:{tag}>{inner}</w:{tag}>"),
        };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/><w:basedOn w:val=\"{}\"/><w:next w:val=\"{}\"/><w:qFormat/>{}{}</w:style>",
            style.id,
            style.name,
            style.based_on,
            style.next,
            wrapped("pPr", &style.paragraph),
            wrapped("rPr", &style.run),
        );
    }
    for (id, name, properties) in [
        (
            "FootnoteReference",
            "footnote reference",
            "<w:vertAlign w:val=\"superscript\"/>",
        ),
        (
            "Hyperlink",
            "Hyperlink",
            "<w:color w:val=\"0B3D63\"/><w:u w:val=\"single\"/>",
        ),
        (
            "CodeText",
            "Code Text",
            "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:eastAsia=\"仿宋_GB2312\" w:cs=\"Consolas\"/>",
        ),
    ] {
        let _ = write!(
            out,
            "<w:style w:type=\"character\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"DefaultParagraphFont\"/><w:rPr>{properties}</w:rPr></w:style>"
        );
    }
    out.push_str("</w:styles>");
    out
}

/// `word/numbering.xml`: list 1 numbers the headings, list 2 has bullets, and each of `ordered` further lists counts
/// from one.
pub(super) fn numbering(language: Language, headings: HeadingStyle, ordered: usize) -> String {
    let mut out = format!("{XML}<w:numbering {W}>");
    let level = |index: usize, format: &str, text: &str, rest: &str, suffix: &str, style: &str| {
        format!(
            "<w:lvl w:ilvl=\"{index}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{style}<w:suff w:val=\"{suffix}\"/><w:lvlText w:val=\"{text}\"/><w:lvlJc w:val=\"left\"/>{rest}</w:lvl>"
        )
    };
    out.push_str("<w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"multilevel\"/>");
    for index in 0..4 {
        let style = match headings {
            HeadingStyle::None => String::new(),
            _ => format!("<w:pStyle w:val=\"Heading{}\"/>", index + 1),
        };
        let decimal = ["%1", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4"][index];
        let (format, text, suffix) = match (headings, language, index) {
            (HeadingStyle::Chapters, Language::Zh, 0) => {
                ("chineseCountingThousand", "第%1章", "space")
            }
            (HeadingStyle::Chapters, Language::Zh, 1) => {
                ("chineseCountingThousand", "%2、", "nothing")
            }
            (HeadingStyle::Chapters, Language::Zh, 2) => {
                ("chineseCountingThousand", "（%3）", "nothing")
            }
            (HeadingStyle::Chapters, Language::Zh, _) => ("decimal", "%4.", "space"),
            (HeadingStyle::Chapters, Language::En, 0) => ("decimal", "Chapter %1", "space"),
            _ => ("decimal", decimal, "space"),
        };
        let place = "<w:pPr><w:ind w:left=\"0\" w:firstLine=\"0\"/></w:pPr>";
        out += &level(index, format, text, place, suffix, &style);
    }
    out.push_str("</w:abstractNum>");
    for (id, ordered) in [(1, false), (2, true)] {
        let _ = write!(
            out,
            "<w:abstractNum w:abstractNumId=\"{id}\"><w:multiLevelType w:val=\"hybridMultilevel\"/>"
        );
        for index in 0..9 {
            let place = format!(
                "<w:pPr><w:ind w:left=\"{}\" w:hanging=\"480\"/></w:pPr>",
                960 + index * 480
            );
            out += &match ordered {
                true => level(
                    index,
                    "decimal",
                    &format!("%{}.", index + 1),
                    &place,
                    "tab",
                    "",
                ),
                false => level(index, "bullet", "•", &place, "tab", ""),
            };
        }
        out.push_str("</w:abstractNum>");
    }
    out.push_str("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>");
    for index in 0..ordered {
        let _ = write!(
            out,
            "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"2\"/>",
            index + 3
        );
        for level in 0..9 {
            let _ = write!(
                out,
                "<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"1\"/></w:lvlOverride>"
            );
        }
        out.push_str("</w:num>");
    }
    out.push_str("</w:numbering>");
    out
}

/// `word/settings.xml`.
pub(super) fn settings(language: Language) -> String {
    format!(
        "{XML}<w:settings {W}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"420\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/><w:footnotePr><w:footnote w:id=\"-1\"/><w:footnote w:id=\"0\"/></w:footnotePr><w:compat><w:useFELayout/><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat><w:themeFontLang w:val=\"{}\" w:eastAsia=\"zh-CN\"/></w:settings>",
        language.pick("zh-CN", "en-US")
    )
}

/// `word/fontTable.xml`: what to take where a font of official documents is not there.
pub(super) fn fonts() -> String {
    let mut out = format!("{XML}<w:fonts {W}>");
    for (name, instead, family) in [
        (TITLE, "方正小标宋简体;宋体", "roman"),
        (HEI, "SimHei", "modern"),
        (KAI, "楷体;KaiTi", "modern"),
        (FANG_SONG, "仿宋;FangSong", "modern"),
    ] {
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{instead}\"/><w:charset w:val=\"86\"/><w:family w:val=\"{family}\"/><w:pitch w:val=\"variable\"/></w:font>"
        );
    }
    out.push_str("</w:fonts>");
    out
}
