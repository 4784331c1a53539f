//! What the measurement of clusters found: the sentences of `clusters/findings.csv`, each with the certainty it was
//! written with, and the numbers of the tables behind them (R87–R119).

use std::collections::BTreeMap;

use jushu_figures::Language;
use jushu_places::{Code, Level, Places};
use jushu_report::wording::{decimal, percent};
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Said, of_run};
use crate::evidence::Evidence;

/// A table of `clusters/` whose columns are reached by name.
struct Rows {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Rows {
    fn read(evidence: &Evidence, name: &str) -> Option<Rows> {
        let (header, rows) = evidence.cluster_table(name)?;
        Some(Rows { header, rows })
    }

    fn cell<'r>(&self, row: &'r [String], column: &str) -> Option<&'r str> {
        let position = self.header.iter().position(|heading| heading == column)?;
        row.get(position).map(String::as_str)
    }

    fn number(&self, row: &[String], column: &str) -> Option<f64> {
        self.cell(row, column)?.parse().ok()
    }
}

/// All facts of this subject; none where clusters were not measured.
pub fn facts(evidence: &Evidence) -> Vec<Fact> {
    let mut facts = findings(evidence);
    facts.extend(concentration(evidence));
    facts.extend(hot_spots(evidence));
    facts.extend(grades(evidence));
    facts.extend(forms(evidence));
    facts.extend(homogenisation(evidence));
    facts.extend(leaders(evidence));
    facts.extend(polarisation(evidence));
    facts
}

fn say(evidence: &Evidence, zh: String, en: String) -> String {
    evidence.language.pick(&zh, &en).to_string()
}

fn fact(evidence: &Evidence, id: String, table: &str, inferred: bool, said: Said) -> Fact {
    let scope = evidence
        .language
        .pick("登记企业与集群", "registered firms and clusters");
    let command = format!("jushu clusters run .（{table}）");
    let command = match evidence.language {
        Language::Zh => command,
        Language::En => format!("jushu clusters run . ({table})"),
    };
    of_run(
        evidence,
        format!("cluster.{id}"),
        scope.to_string(),
        &command,
        inferred,
        said,
    )
}

/// The tables write places by their full Chinese names; in English they are called by their English ones.
fn places_in(evidence: &Evidence, text: &str) -> String {
    let mut text = text.to_string();
    if evidence.language == Language::Zh || text.is_ascii() {
        return text;
    }
    let places = Places::shipped()
        .iter()
        .filter(|place| place.is_at(Level::Province) || place.is_at(Level::City));
    for place in places {
        if let Some(english) = place.english_name.as_deref()
            && text.contains(&place.name)
        {
            text = text.replace(&place.name, english);
        }
    }
    text
}

/// `实测 measured` is firm, `无数据 no data` undecided, rules of one's own and inferred ones tentative.
fn certainty(label: &str) -> Strength {
    if label.contains("measured") {
        Strength::Firm
    } else if label.contains("no data") {
        Strength::Undecided
    } else {
        Strength::Tentative
    }
}

/// One row of `findings.csv` in one language.
struct Finding<'r> {
    topic: &'r str,
    /// The full Chinese name of its subject, by which places are found.
    subject_zh: &'r str,
    subject: String,
    text: String,
    certainty: &'r str,
    table: &'r str,
}

impl Finding<'_> {
    fn said(&self, sentence: String) -> Said {
        let text = self.text.clone();
        Said::new(FactKind::Value, text, sentence, certainty(self.certainty))
    }

    fn inferred(&self) -> bool {
        self.certainty.contains("推定")
    }
}

fn rows_of_findings<'r>(table: &'r Rows, evidence: &Evidence) -> Vec<Finding<'r>> {
    let cell = |row: &'r [String], zh: &str, en: &str| {
        let text = table.cell(row, evidence.language.pick(zh, en))?;
        Some(places_in(evidence, text))
    };
    let rows = table.rows.iter().filter_map(|row| {
        Some(Finding {
            topic: table.cell(row, "topic")?,
            subject_zh: table.cell(row, "subject_zh")?,
            subject: cell(row, "subject_zh", "subject_en")?,
            text: cell(row, "finding_zh", "finding_en")?,
            certainty: table.cell(row, "certainty")?,
            table: table.cell(row, "table")?,
        })
    });
    rows.collect()
}

/// `cluster.<topic>.<n>` in the order of the table; `cluster.<topic>` where a topic has one finding.
fn findings(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "findings.csv") else {
        return Vec::new();
    };
    let rows = rows_of_findings(&table, evidence);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut facts = Vec::new();
    for finding in &rows {
        let Finding {
            topic,
            subject,
            text,
            ..
        } = finding;
        let sentence = if finding.subject_zh == "全国" || *topic == "classification" {
            text.clone()
        } else {
            say(
                evidence,
                format!("{subject}：{text}"),
                format!("{subject}: {text}"),
            )
        };
        let number = numbers.entry(*topic).or_default();
        *number += 1;
        let alone = rows.iter().filter(|other| other.topic == *topic).count() == 1;
        let id = if alone {
            topic.to_string()
        } else {
            format!("{topic}.{number}")
        };
        let said = finding.said(sentence);
        facts.push(fact(evidence, id, finding.table, finding.inferred(), said));
    }
    facts
}

/// Findings about one place: `place.<code>.<topic>.<n>`, without the name of the place in front.
pub fn of_place(evidence: &Evidence, name: &str, code: Code) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "findings.csv") else {
        return Vec::new();
    };
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut facts = Vec::new();
    let rows = rows_of_findings(&table, evidence);
    for finding in rows.iter().filter(|finding| finding.subject_zh == name) {
        let number = numbers.entry(finding.topic).or_default();
        *number += 1;
        let said = finding.said(finding.text.clone());
        let mut fact = fact(
            evidence,
            String::new(),
            finding.table,
            finding.inferred(),
            said,
        );
        fact.id = format!("place.{code}.{}.{number}", finding.topic);
        facts.push(fact);
    }
    facts
}

/// The role of a city in its circle by the number of its firms of the digital core (R45): `place.<code>.circle-role`.
pub fn role_of(evidence: &Evidence, name: &str, code: Code) -> Option<Fact> {
    let file = "circle_roles.csv";
    let table = Rows::read(evidence, file)?;
    let row = table
        .rows
        .iter()
        .find(|row| table.cell(row, "city") == Some(name))?;
    let circle = table.cell(row, evidence.language.pick("circle", "circle_en"))?;
    let (zh, en) = match table.cell(row, "role")? {
        "pole" => ("极核", "the pole"),
        "twin-pole" => ("双极之一", "one of two poles"),
        "wing" => ("两翼之一", "one of two wings"),
        "several-poles" => ("多极之一", "one of several poles"),
        "middle" => ("中坚", "in the middle group"),
        "follower" => ("跟随者", "a follower"),
        _ => return None,
    };
    let place = Places::shipped().get(code)?;
    let short = evidence.short_name(place);
    let firms = table.cell(row, "core_firms")?;
    let follows = match table.cell(row, "follows").filter(|city| !city.is_empty()) {
        Some(city) => say(
            evidence,
            format!("，跟随{city}（推定）"),
            format!(", following {city} (inferred)"),
        ),
        None => String::new(),
    };
    let text = evidence.language.pick(zh, en).to_string();
    let sentence = say(
        evidence,
        format!("按数字核心企业数（{firms} 家），{short}在{circle}中为{zh}{follows}（规则自拟）"),
        format!(
            "By its {firms} firms of the digital core {short} is {en} in {circle}{follows} (own rule)"
        ),
    );
    let said = Said::new(FactKind::Value, text, sentence, Strength::Tentative);
    let mut fact = fact(evidence, String::new(), file, true, said);
    fact.id = format!("place.{code}.circle-role");
    Some(fact)
}

/// Share of the first city and the first five in each industry of the core.
fn concentration(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "concentration.csv") else {
        return Vec::new();
    };
    let file = "concentration.csv";
    let mut rows: Vec<&Vec<String>> = table.rows.iter().collect();
    let firms = |row: &Vec<String>| table.number(row, "firms").unwrap_or(0.0);
    rows.sort_by(|a, b| firms(b).total_cmp(&firms(a)));
    let mut facts = Vec::new();
    for row in rows {
        let name = table.cell(row, evidence.language.pick("industry_zh", "industry_en"));
        let (Some(id), Some(name), Some(first), Some(share), Some(five), Some(cities)) = (
            table.cell(row, "industry"),
            name,
            table
                .cell(row, "first")
                .map(|city| places_in(evidence, city)),
            table.number(row, "first_share"),
            table.number(row, "top5_share"),
            table.number(row, "cities"),
        ) else {
            continue;
        };
        let (firms, text) = (firms(row), percent(five, 1));
        let share = percent(share, 1);
        let sentence = say(
            evidence,
            format!(
                "{name}的 {firms} 家企业分布在 {cities} 个城市，{first}占 {share}，前五城占 {text}"
            ),
            format!(
                "The {firms} firms of {name} sit in {cities} cities; {first} holds {share}, the first five {text}"
            ),
        );
        let said = Said::new(FactKind::ShareOfTop, text, sentence, Strength::Firm).number(five);
        facts.push(fact(
            evidence,
            format!("concentration.{id}"),
            file,
            false,
            said,
        ));
    }
    facts
}

/// The places where firms stand densest.
fn hot_spots(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "firm_hot_spots.csv") else {
        return Vec::new();
    };
    let mut rows: Vec<&Vec<String>> = table.rows.iter().collect();
    let firms = |row: &Vec<String>| table.number(row, "firms").unwrap_or(0.0);
    rows.sort_by(|a, b| firms(b).total_cmp(&firms(a)));
    let share: f64 = rows
        .iter()
        .filter_map(|row| table.number(row, "share"))
        .sum();
    let (count, text) = (rows.len(), percent(share, 1));
    if count == 0 {
        return Vec::new();
    }
    let largest: Vec<String> = rows
        .iter()
        .take(5)
        .filter_map(|row| {
            Some(places_in(
                evidence,
                &table.cell(row, "cities")?.replace("; ", "＋"),
            ))
        })
        .collect();
    let largest = largest.join(evidence.language.pick("、", ", "));
    let sentence = say(
        evidence,
        format!(
            "按企业坐标识别出 {count} 个密集区，集中了 {text} 的数字核心企业；最大的为{largest}"
        ),
        format!(
            "{count} dense areas by the coordinates of firms hold {text} of the digital core; the largest: {largest}"
        ),
    );
    let said = Said::new(
        FactKind::Count,
        count.to_string(),
        sentence,
        Strength::Tentative,
    )
    .number(count as f64);
    vec![fact(
        evidence,
        "dense-areas".to_string(),
        "firm_hot_spots.csv",
        false,
        said,
    )]
}

/// How many clusters attain each grade of the first set of rules.
fn grades(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "grades.csv") else {
        return Vec::new();
    };
    let mut sets: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for row in &table.rows {
        let (Some(set), Some(attained)) = (table.cell(row, "set"), table.cell(row, "attained"))
        else {
            continue;
        };
        *sets
            .entry(set.to_string())
            .or_default()
            .entry(attained.to_string())
            .or_default() += 1;
    }
    let mut facts = Vec::new();
    for (set, grades) in sets {
        let total: usize = grades.values().sum();
        let none = grades.get("").copied().unwrap_or(0);
        let parts: Vec<String> = grades
            .iter()
            .filter(|(grade, _)| !grade.is_empty())
            .map(|(grade, count)| {
                let grade = grade_name(evidence, grade);
                say(
                    evidence,
                    format!("{grade} {count} 个"),
                    format!("{grade} {count}"),
                )
            })
            .collect();
        let parts = parts.join(evidence.language.pick("、", ", "));
        let parts = if parts.is_empty() {
            say(
                evidence,
                "无一达到任何等级".to_string(),
                "none attains a grade".to_string(),
            )
        } else {
            parts
        };
        let sentence = say(
            evidence,
            format!("按规则集“{set}”评定 {total} 个登记集群：{parts}，未达最低等级 {none} 个"),
            format!(
                "By the rules “{set}” of {total} registered clusters: {parts}, below the lowest grade {none}"
            ),
        );
        let said =
            Said::new(FactKind::Count, parts, sentence, Strength::Tentative).number(total as f64);
        facts.push(fact(
            evidence,
            format!("grades.{set}"),
            "grades.csv",
            false,
            said,
        ));
    }
    facts
}

fn grade_name(evidence: &Evidence, grade: &str) -> String {
    let zh = match grade {
        "basic" => "基础级",
        "growth" => "成长级",
        "leap" => "跃升级",
        "leading" => "引领级",
        other => other,
    };
    evidence.language.pick(zh, grade).to_string()
}

/// Cities that meet each of the organisational forms.
fn forms(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "forms.csv") else {
        return Vec::new();
    };
    let mut forms: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for row in &table.rows {
        let name = table.cell(row, evidence.language.pick("form_zh", "form_en"));
        let (Some(region), Some(form), Some(name), Some(standing)) = (
            table.cell(row, "region"),
            table.cell(row, "form"),
            name,
            table.cell(row, "standing"),
        ) else {
            continue;
        };
        let entry = forms
            .entry(form.to_string())
            .or_insert_with(|| (name.to_string(), Vec::new()));
        if standing == "met" {
            entry.1.push(places_in(evidence, region));
        }
    }
    forms
        .into_iter()
        .map(|(form, (name, regions))| {
            let count = regions.len();
            let shown = regions
                .iter()
                .take(8)
                .cloned()
                .collect::<Vec<_>>()
                .join(evidence.language.pick("、", ", "));
            let named = match (count, count > 8) {
                (0, _) => String::new(),
                (_, true) => say(evidence, format!("（{shown}等）"), format!(" ({shown} …)")),
                (_, false) => say(evidence, format!("（{shown}）"), format!(" ({shown})")),
            };
            let sentence = say(
                evidence,
                format!("具备“{name}”形态条件的城市有 {count} 个{named}"),
                format!("{count} cities meet the conditions of the form “{name}”{named}"),
            );
            let said = Said::new(
                FactKind::Count,
                count.to_string(),
                sentence,
                Strength::Tentative,
            )
            .number(count as f64);
            fact(evidence, format!("form.{form}"), "forms.csv", false, said)
        })
        .collect()
}

/// How alike the mixes of cities are on average.
fn homogenisation(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "homogenisation.csv") else {
        return Vec::new();
    };
    let cosines: Vec<f64> = table
        .rows
        .iter()
        .filter_map(|row| table.number(row, "cosine"))
        .collect();
    if cosines.is_empty() {
        return Vec::new();
    }
    let mean = cosines.iter().sum::<f64>() / cosines.len() as f64;
    let (pairs, text) = (cosines.len(), decimal(mean, 2));
    let sentence = say(
        evidence,
        format!("{pairs} 对城市的数字核心行业构成平均余弦相似度为 {text}（1 为完全相同）"),
        format!(
            "The mixes of {pairs} pairs of cities have a mean cosine of {text} (1 is the same mix)"
        ),
    );
    let said = Said::new(FactKind::Value, text, sentence, Strength::Firm).number(mean);
    vec![fact(
        evidence,
        "homogenisation".to_string(),
        "homogenisation.csv",
        false,
        said,
    )]
}

/// Gatherings without a leader.
fn leaders(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "leaders.csv") else {
        return Vec::new();
    };
    let leaders: Vec<f64> = table
        .rows
        .iter()
        .filter_map(|row| table.number(row, "leaders"))
        .collect();
    let (all, without) = (
        leaders.len(),
        leaders.iter().filter(|count| **count == 0.0).count(),
    );
    if all == 0 {
        return Vec::new();
    }
    let share = without as f64 / all as f64;
    let text = without.to_string();
    let sentence = say(
        evidence,
        format!(
            "10 家以上的 {all} 个集聚中，{without} 个未见龙头企业，占 {}",
            percent(share, 1)
        ),
        format!(
            "{without} of {all} gatherings of 10 firms and more show no leader: {}",
            percent(share, 1)
        ),
    );
    let said =
        Said::new(FactKind::Count, text, sentence, Strength::Tentative).number(without as f64);
    vec![fact(
        evidence,
        "leaderless".to_string(),
        "leaders.csv",
        false,
        said,
    )]
}

/// The share of its first city in each circle at the last year of the table.
fn polarisation(evidence: &Evidence) -> Vec<Fact> {
    let Some(table) = Rows::read(evidence, "circle_polarisation.csv") else {
        return Vec::new();
    };
    let mut last: BTreeMap<String, &Vec<String>> = BTreeMap::new();
    for row in &table.rows {
        if let Some(circle) = table.cell(row, "circle") {
            last.insert(circle.to_string(), row);
        }
    }
    last.values()
        .filter_map(|row| {
            let name = table.cell(row, evidence.language.pick("circle", "circle_en"))?;
            let id = jushu_places::Groups::shipped()
                .iter()
                .find(|group| Some(group.name_zh.as_str()) == table.cell(row, "circle"))?
                .id
                .clone();
            let (firms, primacy) = (
                table.number(row, "core_firms")?,
                table.number(row, "primacy")?,
            );
            let text = percent(primacy, 1);
            let sentence = say(
                evidence,
                format!("{name}的 {firms} 家数字核心企业中，首位城市占 {text}"),
                format!(
                    "The first city of {name} holds {text} of its {firms} firms of the digital core"
                ),
            );
            let said =
                Said::new(FactKind::ShareOfTop, text, sentence, Strength::Firm).number(primacy);
            Some(fact(
                evidence,
                format!("circle.{id}.primacy"),
                "circle_polarisation.csv",
                false,
                said,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_follows_the_label() {
        assert_eq!(certainty("实测 measured"), Strength::Firm);
        assert_eq!(certainty("自拟 own rule"), Strength::Tentative);
        assert_eq!(certainty("自拟 own; 推定 inferred"), Strength::Tentative);
        assert_eq!(certainty("无数据 no data"), Strength::Undecided);
    }
}
