//! What the further charts share: colours beside those of the theme, and the parts of an axis.

use serde_json::{Value, json};

use crate::text::width;
use crate::theme::{INK, PALE, TEXT_SIZE};

/// The ground of a cell without data.
pub const NO_DATA: &str = "#f2f2f2";
/// From below to above a centre (ColorBrewer PuOr): apart for colour-blind readers.
pub const DIVERGING: [&str; 5] = ["#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788"];

/// The room labels of rows need, no more than `most` pixels.
pub fn label_room<'a>(labels: impl Iterator<Item = &'a str>, most: f64) -> f64 {
    labels
        .map(|label| width(label, TEXT_SIZE, false) + 8.0)
        .fold(32.0, f64::max)
        .min(most)
}

/// Adds the members of `extra` to the object `base`.
pub fn with(mut base: Value, extra: Value) -> Value {
    if let (Value::Object(base), Value::Object(extra)) = (&mut base, extra) {
        base.extend(extra);
    }
    base
}

/// An axis of numbers with its name in the middle.
pub fn value_axis(name: &str, gap: f64) -> Value {
    json!({
        "type": "value",
        "name": name,
        "nameLocation": "middle",
        "nameGap": gap,
        "nameTextStyle": { "color": INK },
        // At the foot, also where a reversed axis across it has its zero on top.
        "axisLine": { "show": true, "onZero": false, "lineStyle": { "color": INK } },
        "axisTick": { "show": true },
        "axisLabel": { "color": INK },
        "splitLine": { "lineStyle": { "color": PALE } },
    })
}

/// The marks of an axis of ranks from the first to `worst`: 1, then round numbers.
pub fn rank_marks(worst: f64) -> Vec<f64> {
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
        .into_iter()
        .find(|step| worst / step <= 10.0)
        .unwrap_or(500.0);
    let round = (1..=10).map(|mark| f64::from(mark) * step);
    std::iter::once(1.0)
        .chain(round.filter(|mark| *mark > 1.0 && *mark <= worst))
        .collect()
}

/// `colour` mixed with white: 1 is the colour itself, 0 is white.
pub fn tint(colour: &str, share: f64) -> String {
    let part = |from: usize| {
        let value = colour
            .get(from..from + 2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let value = f64::from(value.unwrap_or_default());
        (255.0 - (255.0 - value) * share).round() as u8
    };
    format!("#{:02x}{:02x}{:02x}", part(1), part(3), part(5))
}

/// An axis of labels, the first on top, without line and ticks.
pub fn label_axis(labels: &[String], room: f64) -> Value {
    json!({
        "type": "category",
        "inverse": true,
        "data": labels,
        "axisLine": { "show": false },
        "axisTick": { "show": false },
        "axisLabel": { "color": INK, "interval": 0, "width": room, "overflow": "truncate" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_marked_from_the_first() {
        assert_eq!(rank_marks(31.0), [1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0]);
        assert_eq!(rank_marks(3.0), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn a_tint_goes_from_white_to_the_colour() {
        assert_eq!(tint("#0072b2", 1.0), "#0072b2");
        assert_eq!(tint("#0072b2", 0.0), "#ffffff");
    }

    #[test]
    fn the_room_for_labels_has_a_limit() {
        let room = |label: &str| label_room([label].into_iter(), 60.0);
        assert_eq!(room("新疆生产建设兵团"), 60.0);
        assert!((40.0..50.0).contains(&room("四川省")), "{}", room("四川省"));
    }
}
