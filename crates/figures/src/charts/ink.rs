//! What the further charts share: colours beside the categories, and the parts of an axis.

use serde_json::{Value, json};

/// Text and axes.
pub const DARK: &str = "#333333";
/// Guides, grid lines, whatever stands back.
pub const LIGHT: &str = "#bdbdbd";
/// The ground of a cell without data.
pub const NO_DATA: &str = "#f2f2f2";
/// From little to much: light to dark, in print as on screen (ColorBrewer Blues, Brewer 2003).
pub const SEQUENTIAL: [&str; 5] = ["#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c"];
/// From below to above a centre (ColorBrewer PuOr): apart for colour-blind readers.
pub const DIVERGING: [&str; 5] = ["#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788"];

/// Pixels a character takes at `size`: Chinese a whole em, other characters a little more than half.
pub fn text_width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|character| if character < '\u{2000}' { 0.56 } else { 1.0 })
        .sum();
    em * size
}

/// `text`, cut with an ellipsis where it is longer than `pixels`.
pub fn shortened(text: &str, size: f64, pixels: f64) -> String {
    if text_width(text, size) <= pixels {
        return text.to_string();
    }
    let mut kept = String::new();
    for character in text.chars() {
        kept.push(character);
        if text_width(&kept, size) + size > pixels {
            break;
        }
    }
    kept.trim_end().to_string() + "…"
}

/// The room labels of rows need, no more than `most` pixels.
pub fn label_room<'a>(labels: impl Iterator<Item = &'a str>, most: f64) -> f64 {
    labels
        .map(|label| text_width(label, 12.0) + 8.0)
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
        "nameTextStyle": { "color": DARK },
        // At the foot, also where a reversed axis across it has its zero on top.
        "axisLine": { "show": true, "onZero": false, "lineStyle": { "color": DARK } },
        "axisTick": { "show": true },
        "axisLabel": { "color": DARK },
        "splitLine": { "lineStyle": { "color": "#eeeeee" } },
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
        "axisLabel": { "color": DARK, "interval": 0, "width": room, "overflow": "truncate" },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_to_the_room_there_is() {
        assert_eq!(shortened("北京市", 12.0, 36.0), "北京市");
        let cut = shortened("数字核心产业上市公司网站数", 12.0, 72.0);
        assert!(
            cut.ends_with('…') && text_width(&cut, 12.0) <= 72.0,
            "{cut}"
        );
    }

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
        assert_eq!(
            label_room(["四川", "新疆生产建设兵团"].into_iter(), 60.0),
            60.0
        );
        assert_eq!(label_room(["四川省"].into_iter(), 60.0), 44.0);
    }
}
