//! The numbers of a page as CSV and JSON.

use jushu_figures::{Cell, Data};
use serde_json::{Map, Value, json};

use super::material::{SiteUnit, SiteUnitSet, State};
use crate::Language;
use crate::document::Meta;

/// The word for why a value is what it is.
pub fn state_word(state: Option<State>, language: Language) -> &'static str {
    match state {
        Some(State::Counted) => language.pick("有记录", "counted"),
        Some(State::TrueZero) => language.pick("确为零", "true zero"),
        Some(State::Missing) => language.pick("无数据", "no data"),
        None => "",
    }
}

/// The columns of every result: which unit, which node, and what was found.
fn columns(language: Language) -> Data {
    let columns = [
        ("评价范围", "unit_set"),
        ("代码", "code"),
        ("名称", "name"),
        ("节点", "node"),
        ("节点名称", "node_name"),
        ("得分", "score"),
        ("名次", "rank"),
        ("数值", "value"),
        ("状态", "state"),
        ("记录数", "records"),
        ("记录来源", "record_sources"),
    ];
    Data::new(&columns.map(|(zh, en)| language.pick(zh, en)))
}

fn row(set: &SiteUnitSet, unit: &SiteUnit, node: usize, language: Language) -> Vec<Cell> {
    let (about, cell) = (&set.nodes[node], &unit.cells[node]);
    let records = cell.state.map(|_| cell.records as f64);
    vec![
        set.name.as_str().into(),
        unit.code.as_str().into(),
        unit.name.as_str().into(),
        about.id.as_str().into(),
        about.name.as_str().into(),
        cell.score.into(),
        cell.rank.map(f64::from).into(),
        cell.value.into(),
        state_word(cell.state, language).into(),
        records.into(),
        cell.sources.as_str().into(),
    ]
}

/// Everything about one unit, in all unit sets it is in.
pub fn of_unit(units: &[(&SiteUnitSet, &SiteUnit)], language: Language) -> Data {
    let mut data = columns(language);
    for (set, unit) in units {
        let rows = (0..set.nodes.len()).map(|node| row(set, unit, node, language));
        data.rows.extend(rows);
    }
    data
}

/// Everything about one node, in all unit sets that have it.
pub fn of_node(nodes: &[(&SiteUnitSet, usize)], language: Language) -> Data {
    let mut data = columns(language);
    for (set, node) in nodes {
        let rows = set.units.iter().map(|unit| row(set, unit, *node, language));
        data.rows.extend(rows);
    }
    data
}

/// The ranking of a unit set: rank, interval, score and the nodes under the root.
pub fn of_set(set: &SiteUnitSet, order: &[usize], language: Language) -> Data {
    let text = |zh: &'static str, en: &'static str| language.pick(zh, en).to_string();
    let dimensions: Vec<usize> = (0..set.nodes.len())
        .filter(|&node| set.nodes[node].parent == Some(0))
        .collect();
    let mut data = Data::new(&[]);
    data.columns = vec![
        text("代码", "code"),
        text("名称", "name"),
        text("名次", "rank"),
        text("区间下限", "interval_low"),
        text("区间上限", "interval_high"),
        text("得分", "score"),
        text("覆盖率", "coverage"),
    ];
    let names = dimensions.iter().map(|&node| set.nodes[node].name.clone());
    data.columns.extend(names);
    for unit in order.iter().map(|&unit| &set.units[unit]) {
        let mut row: Vec<Cell> = vec![
            unit.code.as_str().into(),
            unit.name.as_str().into(),
            unit.cells[0].rank.map(f64::from).into(),
            unit.interval.map(|(low, _)| low).into(),
            unit.interval.map(|(_, high)| high).into(),
            unit.cells[0].score.into(),
            unit.coverage.into(),
        ];
        row.extend(
            dimensions
                .iter()
                .map(|&node| Cell::from(unit.cells[node].score)),
        );
        data.rows.push(row);
    }
    data
}

/// The table as JSON: where it comes from, and an object a row; missing is null.
pub fn json(meta: &Meta, title: &str, data: &Data) -> Vec<u8> {
    let rows: Vec<Value> = data
        .rows
        .iter()
        .map(|row| {
            let cells = data
                .columns
                .iter()
                .cloned()
                .zip(row.iter().map(|cell| match cell {
                    Cell::Text(text) => Value::from(text.as_str()),
                    Cell::Number(number) => exact(*number),
                    Cell::Missing => Value::Null,
                }));
            Value::Object(cells.collect::<Map<_, _>>())
        })
        .collect();
    let text = json!({
        "title": title,
        "citation": meta.citation,
        "run": meta.run,
        "date": meta.date,
        "synthetic": meta.synthetic,
        "rows": rows,
    });
    let mut bytes = serde_json::to_vec(&text).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// A whole number is written as one.
fn exact(number: f64) -> Value {
    match number.fract() == 0.0 && number.abs() < 9e15 {
        true => Value::from(number as i64),
        false => Value::from(number),
    }
}
