//! The audit as a page to be read: one file, no script, nothing fetched.

use super::{Analysis, Audit, Entry, FigureData, Language, Status};
use crate::Names;

/// The audit as HTML.
pub fn html(audit: &Audit, language: Language) -> String {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let title = say("综合指数统计审计", "Statistical audit of a composite index");
    let code = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let name = escaped(language.of(&audit.name));
    let (units, indicators) = audit.size;
    let framework = escaped(&audit.framework);
    let about = match language {
        Language::Chinese => format!("{framework}：{units} 个评价单元，{indicators} 个指标"),
        Language::English => format!("{framework}: {units} units, {indicators} indicators"),
    };
    let entries = audit.entries(language);
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{name} – {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n<p>{title}. {about}.</p>\n"
    );
    if let Some(analysis) = &audit.analysis {
        page += &format!("<p>{}</p>\n", escaped(language.of(analysis)));
    }
    page += "<ul class=\"summary\">";
    for status in [Status::Fail, Status::Warn, Status::Pass, Status::Skipped] {
        let count = audit.count(status);
        let class = class(status);
        let text = language.of(&status_name(status)).to_owned();
        page += &format!("<li class=\"{class}\"><b>{count}</b> {text}</li>");
    }
    page += "</ul>\n<table class=\"rules\">\n<tbody>\n";
    for entry in &entries {
        page += &format!(
            "<tr><td><a href=\"#{0}\">{0}</a></td><td>{1}</td><td class=\"{2}\">{3}</td><td class=\"number\">{4}</td></tr>\n",
            escaped(&entry.rule),
            escaped(&entry.title),
            class(entry.status),
            language.of(&status_name(entry.status)),
            entry.value.map_or(String::new(), short),
        );
    }
    page += "</tbody>\n</table>\n";
    for entry in &entries {
        page += &section(entry, language);
    }
    if !audit.unused.is_empty() {
        page += &format!(
            "<h2>{}</h2>\n<ul>\n",
            say("未用到的接受", "Acceptances that met no finding")
        );
        for acceptance in &audit.unused {
            let subject = acceptance.subject.as_deref().unwrap_or("–");
            page += &format!(
                "<li>{} {}: {} ({})</li>\n",
                escaped(&acceptance.rule),
                escaped(subject),
                escaped(&acceptance.reason),
                escaped(&acceptance.who)
            );
        }
        page += "</ul>\n";
    }
    page += "</body>\n</html>\n";
    page
}

const STYLE: &str = "body{font:15px/1.6 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}\
h1{font-size:1.6em;margin:0}h2{font-size:1.1em;margin:2em 0 .2em;border-top:1px solid #ddd;padding-top:.8em}\
table{border-collapse:collapse;font-size:.9em}td,th{padding:.15em .6em;border-bottom:1px solid #eee;text-align:left;vertical-align:top}\
.number{text-align:right;font-variant-numeric:tabular-nums}.rules td:nth-child(3){font-weight:600}\
.summary{list-style:none;display:flex;gap:1.5em;padding:0;flex-wrap:wrap}.summary b{font-size:1.5em}\
.pass{color:#1a7f4b}.warn{color:#a15c00}.fail{color:#b3261e}.skipped{color:#666}\
.source{color:#666;font-size:.85em}.advice{background:#fff7e6;border-left:3px solid #e0a030;padding:.3em .8em}\
.grid td{padding:0;width:1.5em;min-width:1.5em;height:1.5em;border:1px solid #fff;font-size:.7em;text-align:center}\
.grid th{font-weight:400;font-size:.75em;white-space:nowrap;border:0;padding:0 .3em}.grid thead th{writing-mode:vertical-rl;vertical-align:bottom}\
.scroll{overflow-x:auto}details summary{cursor:pointer;color:#444}@media print{details{display:block}}";

fn class(status: Status) -> &'static str {
    match status {
        Status::Pass => "pass",
        Status::Warn => "warn",
        Status::Fail => "fail",
        Status::Skipped => "skipped",
    }
}

fn status_name(status: Status) -> Names {
    match status {
        Status::Pass => Names::fixed("通过", "pass"),
        Status::Warn => Names::fixed("提醒", "warning"),
        Status::Fail => Names::fixed("不通过", "fail"),
        Status::Skipped => Names::fixed("未检验", "skipped"),
    }
}

fn section(entry: &Entry, language: Language) -> String {
    let say = |zh: &'static str, en: &'static str| match language {
        Language::Chinese => zh,
        Language::English => en,
    };
    let id = escaped(&entry.rule);
    let mut text = format!(
        "<section id=\"{id}\">\n<h2>{id} {} <span class=\"{}\">{}</span></h2>\n",
        escaped(&entry.title),
        class(entry.status),
        language.of(&status_name(entry.status)),
    );
    let mut facts = Vec::new();
    if let Some(value) = entry.value {
        facts.push(format!("{} {}", say("结果", "result"), short(value)));
    }
    let limits = entry
        .limits
        .iter()
        .map(|(name, limit)| format!("{name} {}", short(*limit)));
    let own = if entry.own_threshold {
        say("（自定）", " (own)")
    } else {
        ""
    };
    let limits: Vec<String> = limits.collect();
    facts.push(format!(
        "{}{own} {}",
        say("阈值", "limits"),
        limits.join(", ")
    ));
    text += &format!("<p>{}</p>\n", escaped(&facts.join("; ")));
    if entry.analysis == Some(Analysis::Default) {
        let default = say(
            "依据按默认设计所作的不确定性分析",
            "by the default analysis of uncertainty",
        );
        text += &format!("<p>{default}</p>\n");
    }
    if let Some(note) = &entry.note {
        text += &format!("<p>{}</p>\n", escaped(note));
    }
    if !entry.advice.is_empty() {
        text += &format!("<p class=\"advice\">{}</p>\n", escaped(&entry.advice));
    }
    if !entry.findings.is_empty() {
        text += "<table>\n";
        for finding in &entry.findings {
            let mut remark = finding.note.clone().unwrap_or_default();
            if let Some(accepted) = &finding.accepted {
                let (reason, who) = (&accepted.reason, &accepted.who);
                remark += &match language {
                    Language::Chinese => format!("　已接受：{reason}（{who}）"),
                    Language::English => format!(" accepted: {reason} ({who})"),
                };
            }
            text += &format!(
                "<tr><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
                escaped(&finding.subject),
                finding.value.map_or(String::new(), short),
                escaped(remark.trim()),
            );
        }
        text += "</table>\n";
    }
    if let Some(figure) = &entry.figure {
        let drawn = draw(figure);
        if !drawn.is_empty() {
            text += &format!(
                "<details><summary>{}</summary>\n<div class=\"scroll\">{drawn}</div></details>\n",
                say("图表", "figures")
            );
        }
    }
    text += &format!(
        "<p class=\"source\">{}</p>\n</section>\n",
        escaped(&entry.source)
    );
    text
}

fn draw(figure: &FigureData) -> String {
    match figure {
        FigureData::Bars {
            measure,
            bars,
            limits,
        } => draw_bars(measure, bars, limits),
        FigureData::Grid {
            measure,
            rows,
            columns,
            values,
        } => draw_grid(measure, rows, columns, values),
        FigureData::Rows { columns, rows } => draw_rows(columns, rows),
    }
}

/// The height of a bar with the space below it, and where the bars begin and end, in pixels.
const BAR: f64 = 18.0;
const LEFT: f64 = 180.0;
const RIGHT: f64 = 560.0;

fn draw_bars(measure: &str, bars: &[(String, Option<f64>)], limits: &[f64]) -> String {
    if bars.is_empty() {
        return String::new();
    }
    let values = bars
        .iter()
        .filter_map(|(_, value)| *value)
        .chain(limits.iter().copied());
    let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let range = if high > low { high - low } else { 1.0 };
    let x = |value: f64| LEFT + (value - low) / range * (RIGHT - LEFT);
    let height = BAR * bars.len() as f64 + 24.0;
    let mut svg = format!(
        "<svg viewBox=\"0 0 660 {height}\" width=\"660\" height=\"{height}\" role=\"img\" aria-label=\"{0}\" font-size=\"11\"><text x=\"{LEFT}\" y=\"12\" fill=\"#444\">{0}</text>",
        escaped(measure)
    );
    for (at, (label, value)) in bars.iter().enumerate() {
        let top = 20.0 + BAR * at as f64;
        let base = top + 11.0;
        svg += &format!(
            "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            escaped(&clipped(label))
        );
        let Some(value) = value else { continue };
        let (from, to) = (x(value.min(0.0)), x(value.max(0.0)));
        svg += &format!(
            "<rect x=\"{from:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"13\" fill=\"#5b8db8\"/><text x=\"{:.1}\" y=\"{base}\">{}</text>",
            (to - from).max(0.5),
            to + 4.0,
            short(*value)
        );
    }
    for limit in limits {
        svg += &format!(
            "<line x1=\"{0:.1}\" x2=\"{0:.1}\" y1=\"16\" y2=\"{height}\" stroke=\"#b3261e\" stroke-dasharray=\"4 3\"/>",
            x(*limit)
        );
    }
    svg + "</svg>"
}

fn draw_grid(
    measure: &str,
    rows: &[String],
    columns: &[String],
    values: &[Vec<Option<f64>>],
) -> String {
    let mut table = format!(
        "<p>{}</p><table class=\"grid\"><thead><tr><th></th>",
        escaped(measure)
    );
    for column in columns {
        table += &format!("<th>{}</th>", escaped(column));
    }
    table += "</tr></thead><tbody>";
    for (row, values) in rows.iter().zip(values) {
        table += &format!("<tr><th>{}</th>", escaped(row));
        for (column, value) in columns.iter().zip(values) {
            table += &match value {
                None => "<td></td>".to_owned(),
                Some(value) => format!(
                    "<td style=\"background:{}\" title=\"{} – {}: {value:.3}\">{}</td>",
                    colour(*value),
                    escaped(row),
                    escaped(column),
                    tenths(*value),
                ),
            };
        }
        table += "</tr>";
    }
    table + "</tbody></table>"
}

/// From red at −1 over white at 0 to blue at 1.
fn colour(value: f64) -> String {
    let strength = value.abs().min(1.0);
    let fade = |full: f64| (255.0 - strength * (255.0 - full)).round() as u8;
    let (r, g, b) = if value < 0.0 {
        (201.0, 92.0, 80.0)
    } else {
        (84.0, 140.0, 196.0)
    };
    format!("#{:02x}{:02x}{:02x}", fade(r), fade(g), fade(b))
}

/// A correlation in a narrow cell: `.7`, `−.3`, `1`.
fn tenths(value: f64) -> String {
    format!("{value:.1}")
        .replace("0.", ".")
        .replace("1.0", "1")
        .replace('-', "−")
}

fn draw_rows(columns: &[String], rows: &[(String, Vec<Option<f64>>)]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut table = String::from("<table><thead><tr><th></th>");
    for column in columns {
        table += &format!("<th class=\"number\">{}</th>", escaped(column));
    }
    table += "</tr></thead><tbody>";
    for (label, values) in rows {
        table += &format!("<tr><td>{}</td>", escaped(label));
        for value in values {
            table += &format!(
                "<td class=\"number\">{}</td>",
                value.map_or(String::new(), short)
            );
        }
        table += "</tr>";
    }
    table + "</tbody></table>"
}

/// A number with about three digits, for reading.
fn short(value: f64) -> String {
    let text = match value.abs() {
        size if size >= 100.0 || value == value.round() => format!("{value:.0}"),
        size if size >= 1.0 => format!("{value:.2}"),
        size if size >= 0.001 => format!("{value:.3}"),
        _ => format!("{value:.1e}"),
    };
    text.replace('-', "−")
}

/// The first letters of a long label.
fn clipped(label: &str) -> String {
    const MOST: usize = 24;
    if label.chars().count() <= MOST {
        return label.to_owned();
    }
    label.chars().take(MOST - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_text_is_escaped() {
        let texts = [1234.5, -3.25, 0.1234, 0.0, 2.0, 1.5e-7].map(short);
        assert_eq!(texts, ["1234", "−3.25", "0.123", "0", "2", "1.5e−7"]);
        assert_eq!(
            [0.72, -0.31, 1.0, 0.04].map(tenths),
            [".7", "−.3", "1", ".0"]
        );
        assert_eq!(escaped("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
        assert_eq!(colour(0.0), "#ffffff");
        assert_eq!(colour(-1.0), "#c95c50");
        assert_eq!(clipped(&"数".repeat(30)).chars().count(), 24);
    }
}
