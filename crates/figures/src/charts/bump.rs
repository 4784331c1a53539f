//! Ranks over editions: a line a unit, the first rank on top.

use serde_json::{Value, json};

use super::ink;
use super::parts::plain;
use crate::data::{Cell, Data};
use crate::figure::{About, Figure};
use crate::theme;

/// One unit through the editions.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// The unit.
    pub label: String,
    /// Its rank in each edition, 1 the best; `None` where it has none.
    pub ranks: Vec<Option<f64>>,
}

/// How many courses have a colour; the others are grey, because more colours cannot be told apart.
const COLOURED: usize = 6;

/// Draws `courses` over `editions`, the oldest first. The first six courses are coloured.
pub fn bump(about: About, editions: &[String], courses: &[Course]) -> Figure {
    let worst = courses
        .iter()
        .flat_map(|course| course.ranks.iter().flatten())
        .fold(1.0_f64, |worst, rank| worst.max(*rank));
    let series: Vec<Value> = courses
        .iter()
        .enumerate()
        .map(|(at, course)| one_course(at, course))
        .collect();
    let room = ink::label_room(courses.iter().map(|course| course.label.as_str()), 150.0);
    let option = json!({
        "grid": { "left": room + 46.0, "right": room + 46.0, "top": 30, "bottom": 12 },
        "xAxis": {
            "type": "category", "position": "top", "data": editions, "boundaryGap": false,
            "axisLine": { "show": false }, "axisTick": { "show": false },
            "axisLabel": { "color": theme::INK, "fontWeight": "bold", "margin": 14 },
            "splitLine": { "show": true, "lineStyle": { "color": "#e5e5e5" } },
        },
        "yAxis": {
            "type": "value", "inverse": true, "min": 0.5, "max": worst + 0.5, "show": false,
        },
        "series": series,
    });
    let mut columns = vec![about.language.pick("名称", "name").to_string()];
    columns.extend(editions.iter().cloned());
    let rows = courses
        .iter()
        .map(|course| {
            let mut row: Vec<Cell> = vec![course.label.as_str().into()];
            row.extend(course.ranks.iter().map(|rank| Cell::from(*rank)));
            row
        })
        .collect();
    Figure {
        about,
        width: theme::WIDTH,
        height: (worst.min(40.0) * 20.0) as u32 + 60,
        option,
        maps: Default::default(),
        data: Data { columns, rows },
    }
}

fn one_course(at: usize, course: &Course) -> Value {
    let colour = if at < COLOURED {
        theme::CATEGORIES[at % theme::CATEGORIES.len()]
    } else {
        "#bdbdbd"
    };
    let last = course.ranks.iter().rposition(Option::is_some);
    let first = course.ranks.iter().position(Option::is_some);
    let data: Vec<Value> = course
        .ranks
        .iter()
        .enumerate()
        .map(|(edition, rank)| {
            let Some(rank) = rank else {
                return json!({ "value": null });
            };
            let ends = Some(edition) == first || Some(edition) == last;
            let left = edition == 0 && course.ranks.len() > 1;
            let text = match left {
                true => format!("{} {rank}", course.label),
                false => format!("{rank} {}", course.label),
            };
            json!({
                "name": plain(&text),
                "value": rank,
                "label": { "show": ends, "position": if left { "left" } else { "right" } },
            })
        })
        .collect();
    json!({
        "type": "line",
        "name": course.label,
        "data": data,
        "connectNulls": false,
        "symbol": "circle",
        "symbolSize": 8,
        "showAllSymbol": true,
        "itemStyle": { "color": colour, "opacity": 1 },
        "lineStyle": { "color": colour, "width": if at < COLOURED { 2.5 } else { 1.5 } },
        "label": { "show": false, "formatter": "{b}", "fontSize": 11, "color": theme::INK },
        "labelLayout": { "moveOverlap": "shiftY" },
        "z": if at < COLOURED { 4 } else { 2 },
    })
}
