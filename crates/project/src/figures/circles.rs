//! Economic circles (经济圈) by dimension.

use jushu_figures::charts::Series;
use jushu_figures::charts::heat_table::heat_table;
use jushu_figures::{Figure, Language};
use jushu_places::Groups;

use super::rankings::{asked_set, cities};
use super::{NoData, Options, about};
use crate::evidence::Evidence;

/// Circle × dimension: the mean score of the cities of a circle, with the rank among the circles.
pub fn circles_by_dimension(evidence: &Evidence, options: &Options) -> Result<Figure, NoData> {
    let set = asked_set(evidence, options, cities(evidence)?)?;
    let language = evidence.language;
    let nodes: Vec<(&str, &str)> =
        std::iter::once((set.entry.root.as_str(), language.pick("综合", "overall")))
            .chain(
                set.dimensions()
                    .map(|node| (node.id.as_str(), evidence.text(&node.name))),
            )
            .collect();
    let groups: Vec<_> = Groups::shipped().iter().collect();
    let names: Vec<String> = groups
        .iter()
        .map(|group| language.pick(&group.name_zh, &group.name_en).to_string())
        .collect();
    let columns: Vec<Series> = nodes
        .iter()
        .map(|(node, name)| {
            let scores = set.scores(node);
            let mean = |group: &&jushu_places::Group| {
                let members: Vec<f64> = set
                    .places
                    .iter()
                    .zip(scores)
                    .filter(|(place, _)| {
                        group
                            .members
                            .iter()
                            .any(|member| member.place == place.code)
                    })
                    .filter_map(|(_, score)| *score)
                    .collect();
                members.iter().sum::<f64>() / members.len() as f64
            };
            Series {
                name: name.to_string(),
                values: groups.iter().map(mean).collect(),
            }
        })
        .collect();
    if columns
        .iter()
        .all(|column| column.values.iter().all(|value| value.is_nan()))
    {
        return Err(NoData::because(
            "经济圈中没有一个城市有得分；请导入这些城市的记录",
            "no city of the circles has a score; import records of these cities",
        ));
    }
    let rank = |row: usize, column: usize| {
        let values = &columns[column].values;
        1 + values.iter().filter(|&&value| value > values[row]).count()
    };
    let first: Vec<String> = (0..columns.len())
        .filter_map(|column| {
            let best = (0..names.len())
                .find(|&row| columns[column].values[row].is_finite() && rank(row, column) == 1)?;
            Some(format!("{} {}", columns[column].name, names[best]))
        })
        .collect();
    let alternative = match language {
        Language::Zh => format!("各领域第一：{}", language.listed(&first)),
        Language::En => format!("First by dimension: {}", language.listed(&first)),
    };
    let mut about = about("circles-by-dimension", evidence, alternative)?;
    about.notes.push(
        language
            .pick(
                "经济圈得分为其有得分城市的平均值，括号内为名次（自拟：原报告未说明合成规则）",
                "the score of a circle is the mean of its cities that have one, with its rank in brackets (our own rule)",
            )
            .to_string(),
    );
    Ok(heat_table(about, &names, &columns, &|row, column| {
        format!(
            "{:.1}（{}）",
            columns[column].values[row],
            rank(row, column)
        )
        .replace('（', language.pick("（", " ("))
        .replace('）', language.pick("）", ")"))
    }))
}
