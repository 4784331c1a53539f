//! Findings as a table for programs and as a page for people.

use jushu_figures::Language;
use jushu_report::claims::{Finding, Kind, Verdict};

use super::{Checked, tally};

/// What a verdict is called.
pub fn verdict_name(verdict: Verdict, language: Language) -> &'static str {
    let (zh, en) = match verdict {
        Verdict::Confirmed => ("属实", "confirmed"),
        Verdict::Contradicted => ("矛盾", "contradicted"),
        Verdict::Undecided => ("未能判定", "undecided"),
        Verdict::NotCheckable => ("无法核对", "not checkable"),
        Verdict::Remark => ("提示", "remark"),
    };
    language.pick(zh, en)
}

/// What a kind of claim is called.
pub fn kind_name(kind: Kind, language: Language) -> &'static str {
    let (zh, en) = match kind {
        Kind::Rank => ("名次", "rank"),
        Kind::List => ("名单", "list"),
        Kind::Seats => ("席位", "seats"),
        Kind::Value => ("数值", "value"),
        Kind::Share => ("占比", "share"),
        Kind::Growth => ("增减", "growth"),
        Kind::Sum => ("合计", "sum"),
        Kind::Comparison => ("比较", "comparison"),
        Kind::Balance => ("均衡", "balance"),
        Kind::Edition => ("跨版次", "editions"),
        Kind::Caption => ("图表题", "caption"),
        Kind::Scope => ("口径", "scope"),
        Kind::Duplicate => ("重复", "duplicate"),
    };
    language.pick(zh, en)
}

/// The stable name of a verdict or a kind, as serde writes it.
fn key<T: serde::Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(key)) => key,
        _ => String::new(),
    }
}

/// `claims.csv`: one row a claim.
pub(super) fn csv(checked: &[Checked]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "file", "line", "sentence", "kind", "subject", "stated", "verdict", "right", "reason",
        "evidence",
    ];
    let rows = checked.iter().flat_map(|checked| {
        checked.findings.iter().map(|finding| {
            [
                checked.file.clone(),
                finding.line.to_string(),
                finding.sentence.clone(),
                key(finding.kind),
                finding.subject.clone(),
                finding.stated.clone(),
                key(finding.verdict),
                finding.right.clone(),
                finding.reason.clone(),
                finding.evidence.clone(),
            ]
        })
    });
    // Writing to memory does not fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

const STYLE: &str = "body{font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem;\
line-height:1.6;color:#222}table{border-collapse:collapse;width:100%;font-size:.92rem}th,td{border-bottom:1px solid #ccc;padding:.4rem .5rem;\
text-align:left;vertical-align:top}td.n{text-align:right}.contradicted td{background:#fbe9e7}.undecided td,.remark td{background:#fff8e1}\
.not-checkable td{color:#666}b{font-weight:600}";

/// `claims.html`: every sentence with its claims, what contradicts first in the summary.
pub(super) fn html(checked: &[Checked], language: Language) -> String {
    let title = language.pick("论断核对", "Claims checked");
    let headings = language.pick(
        "行|论断|所述|判定|正确值|理由与依据",
        "line|claim|stated|verdict|right|reason and evidence",
    );
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n<p>",
        language.code()
    );
    let counts: Vec<String> = tally(checked)
        .iter()
        .map(|(verdict, count)| format!("{} {count}", verdict_name(*verdict, language)))
        .collect();
    page += &counts.join(language.pick("，", ", "));
    page += "</p>\n<p>";
    page += language.pick(
        "未能判定：有数据，但区间重叠、表不完整或四舍五入使其无法确定。无法核对：没有可对照的数据。未读出的论断不在此列。",
        "Undecided: there are data, but overlapping intervals, an incomplete table or rounding leave it open. Not checkable: there is nothing to compare with. Claims that were not recognised are not listed.",
    );
    page += "</p>\n";
    for checked in checked {
        page += &format!("<h2>{}</h2>\n<table><thead><tr>", escaped(&checked.file));
        for heading in headings.split('|') {
            page += &format!("<th>{heading}</th>");
        }
        page += "</tr></thead><tbody>\n";
        for finding in &checked.findings {
            page += &row(finding, language);
        }
        page += "</tbody></table>\n";
    }
    page + "</body></html>\n"
}

fn row(finding: &Finding, language: Language) -> String {
    let evidence = if finding.evidence.is_empty() {
        String::new()
    } else {
        format!("<br><small>{}</small>", escaped(&finding.evidence))
    };
    format!(
        "<tr class=\"{}\"><td class=\"n\">{}</td><td>{}</td><td>{} {}{}</td><td>{}</td><td><b>{}</b></td><td>{}{evidence}</td></tr>\n",
        key(finding.verdict),
        finding.line,
        escaped(&finding.sentence),
        kind_name(finding.kind, language),
        escaped(&finding.subject),
        if finding.stated.is_empty() {
            String::new()
        } else {
            format!("：{}", escaped(&finding.stated))
        },
        verdict_name(finding.verdict, language),
        escaped(&finding.right),
        escaped(&finding.reason),
    )
}

fn escaped(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '&' => "&amp;".to_string(),
            '<' => "&lt;".to_string(),
            '>' => "&gt;".to_string(),
            '"' => "&quot;".to_string(),
            '\'' => "&#39;".to_string(),
            other => other.to_string(),
        })
        .collect()
}
