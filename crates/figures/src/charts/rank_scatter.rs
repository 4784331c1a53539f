//! Score by rank, coloured by tier (梯队), with the cuts between the tiers.

use serde_json::{Value, json};

use super::parts::plain;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::language::Language;
use crate::number::grouped;
use crate::theme::{self, CATEGORIES, GREY, INK, SYMBOLS};

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The unit.
    pub label: String,
    /// Its rank, 1 the best.
    pub rank: u32,
    /// Its score.
    pub score: f64,
    /// Its tier, 1 the best.
    pub tier: usize,
}

/// How many of the best have their names beside their points.
const NAMED: usize = 30;

/// With more units than this the leading ones would lie too close to be told apart.
const MANY: usize = 60;

/// Draws `units`, the best first. `cuts` are the lowest scores of each tier but the last.
pub fn rank_scatter(about: About, units: &[Ranked], cuts: &[f64]) -> Figure {
    let language = about.language;
    let mut data = Data::new(&match language {
        Language::Zh => ["名次", "名称", "得分", "梯队"],
        Language::En => ["rank", "name", "score", "tier"],
    });
    for unit in units {
        data.rows.push(vec![
            f64::from(unit.rank).into(),
            unit.label.as_str().into(),
            unit.score.into(),
            Cell::Number(unit.tier as f64),
        ]);
    }
    let series: Vec<Value> = (1..=cuts.len() + 1)
        .map(|tier| {
            let points: Vec<Value> = units
                .iter()
                .enumerate()
                .filter(|(_, unit)| unit.tier == tier)
                .map(|(at, unit)| {
                    let mut point = json!({ "value": [unit.rank, unit.score], "name": unit.label });
                    if at < NAMED {
                        // Up and to the right of a falling curve there is room.
                        point["label"] = json!({
                            "show": true, "position": "top", "formatter": plain(&unit.label), "color": INK,
                            "fontSize": 11, "distance": 7, "rotate": 40, "align": "left", "verticalAlign": "middle",
                        });
                    }
                    point
                })
                .collect();
            let mut series = json!({
                "type": "scatter", "name": tier_name(tier, points.len(), language), "data": points,
                "symbol": SYMBOLS[(tier - 1) % SYMBOLS.len()], "symbolSize": if tier < 3 { 9 } else { 6 },
                "itemStyle": { "color": CATEGORIES[(tier - 1) % CATEGORIES.len()], "opacity": 0.85 },
                "labelLayout": { "hideOverlap": true },
            });
            if let Some(cut) = cuts.get(tier - 1) {
                series["markLine"] = json!({
                    "silent": true, "symbol": "none",
                    "lineStyle": { "color": GREY, "type": "dashed", "width": 1 },
                    "label": {
                        "position": "insideEndTop", "color": GREY, "fontSize": 11,
                        "formatter": format!("≥ {}", grouped(*cut, 1)),
                    },
                    "data": [{ "yAxis": cut }],
                });
            }
            series
        })
        .collect();
    let last = units.last().map_or(1, |unit| unit.rank);
    // On a log axis the leading ranks, of which the tiers speak, have most of the room.
    let spread = units.len() > MANY;
    let rank = match spread {
        true => language.pick("名次（对数坐标）", "rank (log scale)"),
        false => language.pick("名次", "rank"),
    };
    Figure {
        about,
        width: theme::WIDTH,
        height: 400,
        option: json!({
            "grid": { "left": 48, "right": 24, "top": 56, "bottom": 46, "containLabel": false },
            "legend": { "top": 0, "left": "center" },
            "xAxis": {
                "type": if spread { "log" } else { "value" }, "min": i32::from(spread), "max": last,
                "name": rank, "nameLocation": "middle", "nameGap": 28,
                "splitLine": { "show": false }, "axisLine": { "show": true },
            },
            "yAxis": { "type": "value" },
            "series": series,
            "graphic": [super::parts::heading(language.pick("得分", "score"), 20.0, 32.0)],
        }),
        maps: Default::default(),
        data,
    }
}

/// 第一梯队（5）; tier 1 (5).
fn tier_name(tier: usize, units: usize, language: Language) -> String {
    let number = ["一", "二", "三", "四", "五", "六", "七", "八", "九"].get(tier - 1);
    match (language, number) {
        (Language::Zh, Some(number)) => format!("第{number}梯队（{units}）"),
        (Language::Zh, None) => format!("第 {tier} 梯队（{units}）"),
        (Language::En, _) => format!("tier {tier} ({units})"),
    }
}
