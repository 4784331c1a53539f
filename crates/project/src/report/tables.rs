//! The tables of a report, from the evidence of a run: tables 1-1, 2-1 and 2-2 of the 2023 report and the annexes.

use jushu_index::audit::{Language as AuditLanguage, Rules, Status, Subject, audit};
use jushu_index::{Direction, Framework, Table as Values};
use jushu_report::{Cell, Column, ColumnKind, Language, Table};

use crate::evidence::{Evidence, UnitSetEvidence};
use crate::plain::audit::default_uncertainty;
use crate::published;
use crate::results::NodeEntry;

/// How many units the tables of the first units show.
pub const TOP: usize = 15;

/// Every table this run has, in the order of the report.
pub fn tables(evidence: &Evidence, framework: &Framework) -> Vec<Table> {
    let mut tables = vec![indicator_system(evidence, framework)];
    for set in &evidence.unit_sets {
        tables.push(top_units(evidence, set));
        tables.push(intervals(evidence, set));
        tables.push(scores(evidence, set));
        tables.push(values(evidence, set, framework));
        tables.push(weights(evidence, set));
        tables.extend(audited(evidence, set, framework));
    }
    tables.extend(compared(evidence));
    tables.push(data_dictionary(evidence, framework));
    tables.push(sources(evidence));
    tables.push(choices(evidence));
    tables.extend(findings(evidence));
    tables
}

/// Builds a table with the source line and notes of the run.
fn table(
    evidence: &Evidence,
    id: impl Into<String>,
    title: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Table {
    Table {
        id: id.into(),
        title,
        columns,
        rows,
        source: evidence.source_line(),
        notes: evidence.notes(),
    }
}

fn text(name: &str) -> Column {
    Column::new(name, ColumnKind::Text)
}

fn column(name: &str, kind: ColumnKind) -> Column {
    Column::new(name, kind)
}

fn number(value: Option<f64>) -> Cell {
    value.into()
}

fn rank(value: Option<u32>) -> Cell {
    value.map(f64::from).into()
}

/// How the unit set is called in titles: 省份, 城市.
fn units_word(set: &UnitSetEvidence, language: Language) -> &'static str {
    if set.entry.id.starts_with("provinces") {
        language.pick("省份", "provinces")
    } else {
        language.pick("城市", "cities")
    }
}

/// Ids of the tables of a unit set: `top-provinces`, `top-cities`, else with the id of the set.
fn top_id(set: &UnitSetEvidence) -> String {
    match set.entry.id.as_str() {
        id if id.starts_with("provinces") => "top-provinces".into(),
        id if id.starts_with("cities") => "top-cities".into(),
        id => format!("top-{id}"),
    }
}

/// Table 1-1: the tree from the dimensions down to the indicators. A name is printed where it changes.
fn indicator_system(evidence: &Evidence, framework: &Framework) -> Table {
    let language = evidence.language;
    let pick = |names: &jushu_index::Names| language.pick(&names.zh, &names.en).to_string();
    let parent = |id: &str| {
        let node = framework.nodes.iter().find(|node| node.id == id)?;
        let above = node.parent.clone()?;
        // The root is the title of the table and no column.
        Some((pick(&node.name), above))
    };
    let above = |id: &str| {
        let mut names = Vec::new();
        let mut at = id.to_string();
        while let Some((name, next)) = parent(&at) {
            names.insert(0, name);
            at = next;
        }
        names
    };
    let paths: Vec<Vec<String>> = framework
        .indicators
        .iter()
        .map(|indicator| above(&indicator.parent))
        .collect();
    let depth = paths.iter().map(Vec::len).max().unwrap_or(0);
    let ordinal = ["一级指标", "二级指标", "三级指标", "四级指标", "五级指标"];
    let mut columns: Vec<Column> = (0..=depth)
        .map(|level| match language {
            Language::Zh => text(ordinal.get(level).unwrap_or(&"指标")),
            Language::En if level == depth => text("Indicator"),
            Language::En => text(&format!("Level {}", level + 1)),
        })
        .collect();
    columns.push(text(language.pick("计量单位", "Unit")));
    columns.push(text(language.pick("方向", "Direction")));
    let mut before: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (indicator, path) in framework.indicators.iter().zip(paths) {
        let mut row: Vec<Cell> = Vec::new();
        let mut changed = false;
        for level in 0..depth {
            let name = path.get(level).cloned().unwrap_or_default();
            changed |= before.get(level) != Some(&name);
            row.push(if changed { name.into() } else { "".into() });
        }
        row.push(pick(&indicator.name).into());
        row.push(indicator.unit.as_ref().map(pick).unwrap_or_default().into());
        row.push(direction(indicator.direction, language).into());
        before = (0..depth)
            .map(|level| path.get(level).cloned().unwrap_or_default())
            .collect();
        rows.push(row);
    }
    let name = pick(&framework.name);
    let title = match language {
        Language::Zh => format!("{name}指标体系"),
        Language::En => format!("Indicators of the {name}"),
    };
    let mut table = table(evidence, "indicator-system", title, columns, rows);
    if let Some(source) = &framework.source {
        table.source = format!("{}{source}", language.pick("指标体系：", "Framework: "));
    }
    table
}

fn direction(direction: Direction, language: Language) -> &'static str {
    match direction {
        Direction::Positive => language.pick("正向", "more is better"),
        Direction::Negative => language.pick("负向", "less is better"),
        Direction::Optimal { .. } => language.pick("适度", "a range is best"),
    }
}

/// Tables 2-1 and 2-2: the first units with their ranks on every dimension, and the rank interval.
fn top_units(evidence: &Evidence, set: &UnitSetEvidence) -> Table {
    let language = evidence.language;
    let root = &set.entry.root;
    let dimensions: Vec<&NodeEntry> = set.dimensions().collect();
    let mut columns = vec![
        column(language.pick("总排名", "Rank"), ColumnKind::Rank),
        text(language.pick("名称", "Name")),
        column(language.pick("得分", "Score"), ColumnKind::Decimal(2)),
        text(language.pick("名次区间", "Rank interval")),
    ];
    columns.extend(dimensions.iter().map(|node| {
        let name = evidence.text(&node.name);
        column(
            &match language {
                Language::Zh => format!("{name}排名"),
                Language::En => format!("Rank, {name}"),
            },
            ColumnKind::Rank,
        )
    }));
    let rows = set
        .ranking(root)
        .into_iter()
        .take(TOP)
        .map(|unit| {
            let mut row = vec![
                rank(set.ranks(root)[unit]),
                evidence.short_name(set.places[unit]).into(),
                number(set.scores(root)[unit]),
                interval_text(set.intervals()[unit]).into(),
            ];
            row.extend(
                dimensions
                    .iter()
                    .map(|node| rank(set.ranks(&node.id).get(unit).copied().flatten())),
            );
            row
        })
        .collect();
    let word = units_word(set, language);
    let title = match language {
        Language::Zh => format!("前 {TOP} 强{word}各领域排名情况"),
        Language::En => format!("The first {TOP} {word} and their ranks by field"),
    };
    let mut table = table(evidence, top_id(set), title, columns, rows);
    table.notes.push(interval_note(evidence, set));
    table
}

/// `2–5`, or one number where both ends agree; empty where there is none.
fn interval_text(interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((low, high)) if low == high => format!("{low}"),
        Some((low, high)) => format!("{low}–{high}"),
        None => String::new(),
    }
}

fn interval_note(evidence: &Evidence, set: &UnitSetEvidence) -> String {
    let replications = set.entry.replications;
    match evidence.language {
        Language::Zh => format!("名次区间：{replications} 次重复计算中 5%—95% 分位的名次"),
        Language::En => {
            format!(
                "Rank interval: ranks between the 5th and 95th percentile of {replications} replications"
            )
        }
    }
}

/// Every unit with the distribution of its rank, as `rank_stats.csv` of the run holds it.
fn intervals(evidence: &Evidence, set: &UnitSetEvidence) -> Table {
    let language = evidence.language;
    let kinds = ColumnKind::Decimal(1);
    let columns = vec![
        column(language.pick("名次", "Rank"), ColumnKind::Rank),
        text(language.pick("名称", "Name")),
        column(language.pick("5% 分位", "5th percentile"), kinds),
        column(language.pick("中位数", "Median"), kinds),
        column(language.pick("95% 分位", "95th percentile"), kinds),
        column(language.pick("最好", "Best"), ColumnKind::Rank),
        column(language.pick("最差", "Worst"), ColumnKind::Rank),
    ];
    let of_unit = rank_statistics(evidence, set);
    let root = &set.entry.root;
    let rows = set
        .ranking(root)
        .into_iter()
        .map(|unit| {
            let place = set.places[unit];
            let cell = |name: &str| -> Cell {
                let found = of_unit.get(&(place.name.clone(), name.to_string()));
                found.copied().into()
            };
            vec![
                rank(set.ranks(root)[unit]),
                evidence.short_name(place).into(),
                cell("q05"),
                cell("median"),
                cell("q95"),
                cell("best"),
                cell("worst"),
            ]
        })
        .collect();
    let word = units_word(set, language);
    let title = match language {
        Language::Zh => format!("{word}名次区间"),
        Language::En => format!("Rank intervals of the {word}"),
    };
    let mut table = table(
        evidence,
        format!("intervals-{}", set.entry.id),
        title,
        columns,
        rows,
    );
    table.notes.push(interval_note(evidence, set));
    table
}

/// The numbers of `rank_stats.csv` by unit and heading.
fn rank_statistics(
    evidence: &Evidence,
    set: &UnitSetEvidence,
) -> std::collections::BTreeMap<(String, String), f64> {
    let path = evidence
        .results
        .folder
        .join(&set.entry.id)
        .join("rank_stats.csv");
    let mut numbers = std::collections::BTreeMap::new();
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        return numbers;
    };
    let header = reader.headers().cloned().unwrap_or_default();
    for record in reader.records().filter_map(Result::ok) {
        let unit = record.get(0).unwrap_or_default().to_string();
        for (heading, cell) in header.iter().zip(&record).skip(1) {
            if let Ok(number) = cell.parse() {
                numbers.insert((unit.clone(), heading.to_string()), number);
            }
        }
    }
    numbers
}

/// Every unit with its score and the scores of the dimensions.
fn scores(evidence: &Evidence, set: &UnitSetEvidence) -> Table {
    let language = evidence.language;
    let root = &set.entry.root;
    let dimensions: Vec<&NodeEntry> = set.dimensions().collect();
    let mut columns = vec![
        column(language.pick("名次", "Rank"), ColumnKind::Rank),
        text(language.pick("代码", "Code")),
        text(language.pick("名称", "Name")),
        text(language.pick("地区", "Region")),
        column(language.pick("总指数", "Index"), ColumnKind::Decimal(2)),
    ];
    columns.extend(
        dimensions
            .iter()
            .map(|node| column(evidence.text(&node.name), ColumnKind::Decimal(2))),
    );
    columns.push(column(
        language.pick("覆盖率", "Coverage"),
        ColumnKind::Percent(0),
    ));
    // Units without a score stand at the end: nobody is left out.
    let ranked = set.ranking(root);
    let unranked = (0..set.places.len()).filter(|unit| !ranked.contains(unit));
    let rows = ranked
        .iter()
        .copied()
        .chain(unranked)
        .map(|unit| {
            let place = set.places[unit];
            let region = place
                .region
                .map(|region| region.names())
                .unwrap_or_default();
            let score = |node: &str| number(set.scores(node).get(unit).copied().flatten());
            let mut row = vec![
                rank(set.ranks(root).get(unit).copied().flatten()),
                place.code.to_string().into(),
                evidence.short_name(place).into(),
                language.pick(region.0, region.1).into(),
                score(root),
            ];
            row.extend(dimensions.iter().map(|node| score(&node.id)));
            row.push(number(set.coverage()[unit]));
            row
        })
        .collect();
    let word = units_word(set, language);
    let title = match language {
        Language::Zh => format!("{word}总指数与分指数得分"),
        Language::En => format!("Scores of the {word}"),
    };
    table(
        evidence,
        format!("scores-{}", set.entry.id),
        title,
        columns,
        rows,
    )
}

/// Every unit with its raw values.
fn values(evidence: &Evidence, set: &UnitSetEvidence, framework: &Framework) -> Table {
    let language = evidence.language;
    let indicators: Vec<&NodeEntry> = set
        .entry
        .nodes
        .iter()
        .filter(|node| node.level == 1)
        .collect();
    let mut columns = vec![
        text(language.pick("代码", "Code")),
        text(language.pick("名称", "Name")),
    ];
    columns.extend(indicators.iter().map(|node| {
        let name = evidence.text(&node.name);
        let unit = framework
            .indicators
            .iter()
            .find(|indicator| indicator.id == node.id)
            .and_then(|indicator| indicator.unit.as_ref())
            .map(|unit| language.pick(&unit.zh, &unit.en));
        let heading = unit.map_or_else(|| name.to_string(), |unit| format!("{name}（{unit}）"));
        let whole = set
            .values(&node.id)
            .iter()
            .flatten()
            .all(|value| value.fract() == 0.0);
        column(
            &heading,
            if whole {
                ColumnKind::Integer
            } else {
                ColumnKind::Decimal(2)
            },
        )
    }));
    let rows = set
        .places
        .iter()
        .enumerate()
        .map(|(unit, place)| {
            let mut row: Vec<Cell> = vec![
                place.code.to_string().into(),
                evidence.short_name(place).into(),
            ];
            row.extend(
                indicators
                    .iter()
                    .map(|node| number(set.values(&node.id)[unit])),
            );
            row
        })
        .collect();
    let word = units_word(set, language);
    let title = match language {
        Language::Zh => format!("{word}指标原始值"),
        Language::En => format!("Raw values of the {word}"),
    };
    table(
        evidence,
        format!("values-{}", set.entry.id),
        title,
        columns,
        rows,
    )
}

/// Weights of all nodes within their parents and in the index.
fn weights(evidence: &Evidence, set: &UnitSetEvidence) -> Table {
    let language = evidence.language;
    let columns = vec![
        text(language.pick("节点", "Node")),
        text(language.pick("上级", "Parent")),
        column(
            language.pick("同级权重", "Weight in parent"),
            ColumnKind::Percent(2),
        ),
        column(
            language.pick("有效权重", "Effective weight"),
            ColumnKind::Percent(2),
        ),
    ];
    let name = |id: &str| {
        let node = set.entry.nodes.iter().find(|node| node.id == id);
        node.map_or(id.to_string(), |node| evidence.text(&node.name).to_string())
    };
    let path = evidence
        .results
        .folder
        .join(&set.entry.id)
        .join("weights.csv");
    let records = csv::Reader::from_path(path)
        .map(|mut reader| reader.records().filter_map(Result::ok).collect::<Vec<_>>())
        .unwrap_or_default();
    let rows = records
        .iter()
        .filter(|record| !record[1].is_empty())
        .map(|record| {
            vec![
                name(&record[0]).into(),
                name(&record[1]).into(),
                number(record[3].parse().ok()),
                number(record[4].parse().ok()),
            ]
        })
        .collect();
    let word = units_word(set, language);
    let title = match language {
        Language::Zh => format!("权重（{word}）"),
        Language::En => format!("Weights ({word})"),
    };
    let mut table = table(
        evidence,
        format!("weights-{}", set.entry.id),
        title,
        columns,
        rows,
    );
    if let Some(choice) = set.entry.choices.iter().find(|choice| choice.inferred) {
        let inferred = language.pick("推定：", "Inferred: ");
        table
            .notes
            .push(format!("{inferred}{}", evidence.text(&choice.text)));
    }
    table
}

/// The audit of the unit set; none where the run's data do not make an index again.
fn audited(evidence: &Evidence, set: &UnitSetEvidence, framework: &Framework) -> Option<Table> {
    let language = evidence.language;
    let id = &set.entry.id;
    let narrowed = framework.for_unit_set(id).ok()?;
    let path = evidence.results.folder.join(id).join("data.csv");
    let data = std::fs::read_to_string(&path).ok()?;
    let data = Values::from_csv(&data, &path.display().to_string()).ok()?;
    let run = jushu_index::build(&narrowed, &data).ok()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let uncertainty = default_uncertainty(&narrowed, &data, threads);
    let subject = Subject {
        framework: &narrowed,
        table: &data,
        run: &run,
        previous: None,
        uncertainty: uncertainty.as_ref(),
    };
    let audit = audit(&subject, &Rules::shipped().ok()?, &[]);
    let spoken = match language {
        Language::Zh => AuditLanguage::Chinese,
        Language::En => AuditLanguage::English,
    };
    let columns = vec![
        text(language.pick("规则", "Rule")),
        text(language.pick("检查内容", "What is checked")),
        text(language.pick("结论", "Result")),
        column(language.pick("数值", "Value"), ColumnKind::Decimal(2)),
        column(language.pick("界限", "Limit"), ColumnKind::Decimal(2)),
        text(language.pick("处理建议", "Advice")),
    ];
    let word = |status: Status| match status {
        Status::Pass => language.pick("通过", "pass"),
        Status::Warn => language.pick("提醒", "warn"),
        Status::Fail => language.pick("不通过", "fail"),
        Status::Skipped => language.pick("未检查", "skipped"),
    };
    let rows = audit
        .entries(spoken)
        .into_iter()
        .map(|entry| {
            vec![
                entry.rule.into(),
                entry.title.into(),
                word(entry.status).into(),
                number(entry.value.filter(|value| value.is_finite())),
                number(entry.threshold),
                entry.advice.into(),
            ]
        })
        .collect();
    let units = units_word(set, language);
    let title = match language {
        Language::Zh => format!("统计体检（{units}）"),
        Language::En => format!("Statistical audit ({units})"),
    };
    Some(table(evidence, format!("audit-{id}"), title, columns, rows))
}

/// The ranks of the run beside those somebody published.
fn compared(evidence: &Evidence) -> Vec<Table> {
    let language = evidence.language;
    let comparisons = published::compare(evidence.project, evidence.results).unwrap_or_default();
    comparisons
        .into_iter()
        .map(|comparison| {
            let columns = vec![
                text(language.pick("名称", "Name")),
                column(
                    language.pick("公布名次", "Published rank"),
                    ColumnKind::Rank,
                ),
                column(
                    language.pick("本次名次", "Rank of this run"),
                    ColumnKind::Rank,
                ),
            ];
            let rows = comparison
                .places
                .iter()
                .map(|place| {
                    vec![
                        place.unit.as_str().into(),
                        place.published.into(),
                        rank(place.computed),
                    ]
                })
                .collect();
            let published = evidence.text(&comparison.title);
            let title = match language {
                Language::Zh => format!("与公布名次的比较：{published}"),
                Language::En => format!("Compared with published ranks: {published}"),
            };
            let mut table = table(
                evidence,
                format!("published-{}", comparison.unit_set),
                title,
                columns,
                rows,
            );
            if let Some((coefficient, places)) = comparison.spearman {
                table.notes.push(match language {
                    Language::Zh => format!("斯皮尔曼相关系数 {coefficient:.3}（{places} 个地方）"),
                    Language::En => format!("Spearman {coefficient:.3} over {places} places"),
                });
            }
            table
        })
        .collect()
}

/// What each indicator is, where it comes from, and how it is counted.
fn data_dictionary(evidence: &Evidence, framework: &Framework) -> Table {
    let language = evidence.language;
    let columns = vec![
        text(language.pick("编号", "Id")),
        text(language.pick("指标", "Indicator")),
        text(language.pick("定义", "Definition")),
        text(language.pick("计量单位", "Unit")),
        text(language.pick("方向", "Direction")),
        text(language.pick("来源", "Source")),
    ];
    let pick = |names: &Option<jushu_index::Names>| {
        let names = names.as_ref();
        names.map_or_else(String::new, |names| {
            language.pick(&names.zh, &names.en).to_string()
        })
    };
    let rows = framework
        .indicators
        .iter()
        .map(|indicator| {
            vec![
                indicator.id.as_str().into(),
                language.pick(&indicator.name.zh, &indicator.name.en).into(),
                pick(&indicator.definition).into(),
                pick(&indicator.unit).into(),
                direction(indicator.direction, language).into(),
                indicator.source.clone().unwrap_or_default().into(),
            ]
        })
        .collect();
    let title = language.pick("数据字典", "Data dictionary").to_string();
    table(evidence, "data-dictionary", title, columns, rows)
}

/// The sources whose records were counted.
fn sources(evidence: &Evidence) -> Table {
    let language = evidence.language;
    let columns = vec![
        text(language.pick("编号", "Id")),
        text(language.pick("名称", "Title")),
        text(language.pick("许可", "Licence")),
        text(language.pick("获取日期", "Retrieved")),
    ];
    let cell = |text: &Option<String>| text.clone().map_or(Cell::Missing, Cell::from);
    let rows = evidence
        .results
        .manifest
        .sources
        .iter()
        .map(|source| {
            vec![
                source.id.as_str().into(),
                cell(&source.title),
                cell(&source.licence),
                cell(&source.retrieved),
            ]
        })
        .collect();
    let title = language.pick("数据来源", "Sources").to_string();
    table(evidence, "sources", title, columns, rows)
}

/// Everything decided for the user, and everything to look at.
fn choices(evidence: &Evidence) -> Table {
    let language = evidence.language;
    let columns = vec![
        text(language.pick("评价范围", "Unit set")),
        text(language.pick("步骤", "Step")),
        text(language.pick("节点", "Node")),
        text(language.pick("选择或提醒", "Choice or remark")),
        text(language.pick("性质", "Kind")),
    ];
    let mut rows = Vec::new();
    for set in &evidence.unit_sets {
        for choice in &set.entry.choices {
            let kind = match (choice.inferred, choice.severity.as_str()) {
                (true, _) => language.pick("推定", "inferred"),
                (false, "warning") => language.pick("提醒", "warning"),
                (false, _) => language.pick("说明", "note"),
            };
            rows.push(vec![
                set.entry.id.as_str().into(),
                choice.step.as_str().into(),
                choice.node.clone().unwrap_or_default().into(),
                evidence.text(&choice.text).into(),
                kind.into(),
            ]);
        }
    }
    let title = language
        .pick("选择与提醒清单", "List of choices")
        .to_string();
    table(evidence, "choices", title, columns, rows)
}

/// The findings on clusters; none where clusters were not measured.
fn findings(evidence: &Evidence) -> Option<Table> {
    let language = evidence.language;
    let (header, found) = evidence.cluster_table("findings.csv")?;
    let position = |name: &str| header.iter().position(|heading| heading == name);
    let wanted = [
        ("topic", language.pick("主题", "Topic")),
        (
            language.pick("subject_zh", "subject_en"),
            language.pick("对象", "Subject"),
        ),
        (
            language.pick("finding_zh", "finding_en"),
            language.pick("发现", "Finding"),
        ),
        ("certainty", language.pick("性质", "Certainty")),
    ];
    let positions: Vec<usize> = wanted
        .iter()
        .filter_map(|(name, _)| position(name))
        .collect();
    (positions.len() == wanted.len()).then_some(())?;
    let rows = found
        .iter()
        .map(|row| {
            positions
                .iter()
                .map(|&at| row[at].as_str().into())
                .collect()
        })
        .collect();
    let columns = wanted.iter().map(|(_, heading)| text(heading)).collect();
    let title = language
        .pick("产业集群发现", "Findings on clusters")
        .to_string();
    Some(table(evidence, "cluster-findings", title, columns, rows))
}
