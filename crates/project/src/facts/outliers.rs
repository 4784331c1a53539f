//! A count against a value of the same records (R81): units whose value lies far from what their count would say.

use jushu_index::Indicator;
use jushu_report::wording::decimal;
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Said, Setting};

/// Studentised residuals from here on are told.
const TOLD: f64 = 2.0;

/// Studentised residuals from here on are firm.
const FIRM: f64 = 3.0;

/// Fewer units than this carry no regression.
const LEAST_UNITS: usize = 8;

/// At most so many outliers of one pair are told.
const MOST: usize = 3;

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let mut facts = Vec::new();
    for value in &setting.indicators {
        let count = setting
            .indicators
            .iter()
            .find(|count| is_count_of(count, value));
        if let Some(count) = count {
            facts.extend(of_pair(setting, count, value));
        }
    }
    facts
}

/// Whether `count` counts the records whose field `value` sums: the same registry under the same condition.
fn is_count_of(count: &Indicator, value: &Indicator) -> bool {
    let text = |indicator: &Indicator, key: &str| {
        let from = indicator.from.as_ref()?;
        Some(from.table.get(key)?.as_str()?.to_string())
    };
    let measure = |indicator| text(indicator, "measure");
    measure(count).as_deref() == Some("count")
        && measure(value).as_deref() == Some("sum")
        && text(count, "registry") == text(value, "registry")
        && text(count, "where") == text(value, "where")
}

/// One unit off the line.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Off {
    unit: usize,
    /// Externally studentised residual.
    residual: f64,
    /// How many times the value that the line gives.
    times: f64,
}

/// Least squares of ln y on ln x over units where both are above zero, and the externally studentised residuals
/// t = e / (s₍ᵢ₎ √(1 − h)) (Belsley, Kuh and Welsch 1980), largest in size first. `None` where x does not vary or
/// there are fewer than [`LEAST_UNITS`].
fn off_the_line(points: &[(usize, f64, f64)]) -> Option<Vec<Off>> {
    let logs: Vec<(usize, f64, f64)> = points
        .iter()
        .filter(|(_, x, y)| *x > 0.0 && *y > 0.0)
        .map(|&(unit, x, y)| (unit, x.ln(), y.ln()))
        .collect();
    let n = logs.len() as f64;
    if logs.len() < LEAST_UNITS {
        return None;
    }
    let mean_x = logs.iter().map(|point| point.1).sum::<f64>() / n;
    let mean_y = logs.iter().map(|point| point.2).sum::<f64>() / n;
    let sxx: f64 = logs.iter().map(|point| (point.1 - mean_x).powi(2)).sum();
    let sxy: f64 = logs
        .iter()
        .map(|point| (point.1 - mean_x) * (point.2 - mean_y))
        .sum();
    if sxx < 1e-9 {
        return None;
    }
    let slope = sxy / sxx;
    let errors: Vec<f64> = logs
        .iter()
        .map(|point| point.2 - mean_y - slope * (point.1 - mean_x))
        .collect();
    let sse: f64 = errors.iter().map(|error| error * error).sum();
    let mut off: Vec<Off> = logs
        .iter()
        .zip(&errors)
        .filter_map(|(point, error)| {
            let leverage = 1.0 / n + (point.1 - mean_x).powi(2) / sxx;
            let without = (sse - error * error / (1.0 - leverage)) / (n - 3.0);
            let residual = error / (without * (1.0 - leverage)).sqrt();
            residual.is_finite().then_some(Off {
                unit: point.0,
                residual,
                times: error.exp(),
            })
        })
        .collect();
    off.sort_by(|a, b| b.residual.abs().total_cmp(&a.residual.abs()));
    Some(off)
}

fn of_pair(setting: &Setting, count: &Indicator, value: &Indicator) -> Vec<Fact> {
    let values = setting.set.values(&value.id);
    let points: Vec<(usize, f64, f64)> = setting
        .present(&count.id)
        .into_iter()
        .filter_map(|(unit, x)| Some((unit, x, values.get(unit).copied().flatten()?)))
        .collect();
    let Some(off) = off_the_line(&points) else {
        return Vec::new();
    };
    off.iter()
        .filter(|one| one.residual.abs() >= TOLD)
        .take(MOST)
        .enumerate()
        .filter_map(|(index, one)| {
            let (_, x, y) = *points.iter().find(|point| point.0 == one.unit)?;
            let (name, of_count, of_value) = (
                setting.name(one.unit),
                setting.node(&count.id),
                setting.node(&value.id),
            );
            let (x, y) = (setting.quantity(count, x), setting.quantity(value, y));
            let (residual, times) = (decimal(one.residual, 1), decimal(one.times, 2));
            let side = if one.residual > 0.0 {
                setting.say("偏高", "high")
            } else {
                setting.say("偏低", "low")
            };
            let sentence = setting.say(
                format!("{name}的{of_count}为 {x}，{of_value}为 {y}，与数量相比{side}：为双对数回归估计值的 {times} 倍（学生化残差 {residual}）"),
                format!("{name} has {x} on {of_count} and {y} on {of_value}, {side} for that number: {times} times the value of the log-log regression (studentised residual {residual})"),
            );
            let strength = if one.residual.abs() >= FIRM {
                Strength::Firm
            } else {
                Strength::Tentative
            };
            let said = Said::new(FactKind::Outlier, name.to_string(), sentence, strength)
                .number(one.times);
            Some(setting.of_values(
                format!("{}.outlier.{}.{}", setting.key, value.id, index + 1),
                &[&value.id, &count.id],
                Some(one.unit),
                said,
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn residuals_agree_with_leaving_each_out() {
        // Deleting a point and predicting it: t = (y − ŷ₍ᵢ₎) / (s₍ᵢ₎ √(1 + 1/(n−1) + (x − x̄₍ᵢ₎)²/Sxx₍ᵢ₎)).
        let points: Vec<(usize, f64, f64)> = [
            (3.0, 20.0),
            (5.0, 44.0),
            (9.0, 70.0),
            (12.0, 800.0),
            (20.0, 190.0),
            (31.0, 260.0),
            (50.0, 480.0),
            (77.0, 500.0),
            (120.0, 1300.0),
        ]
        .iter()
        .enumerate()
        .map(|(unit, (x, y))| (unit, *x, *y))
        .collect();
        let off = off_the_line(&points).unwrap();
        assert_eq!(off[0].unit, 3);
        assert!(off[0].residual > FIRM && off[0].times > 2.0);
        for one in &off {
            let rest: Vec<(f64, f64)> = points
                .iter()
                .filter(|point| point.0 != one.unit)
                .map(|point| (point.1.ln(), point.2.ln()))
                .collect();
            let n = rest.len() as f64;
            let (mx, my) = (
                rest.iter().map(|p| p.0).sum::<f64>() / n,
                rest.iter().map(|p| p.1).sum::<f64>() / n,
            );
            let sxx: f64 = rest.iter().map(|p| (p.0 - mx).powi(2)).sum();
            let slope = rest.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / sxx;
            let s2 = rest
                .iter()
                .map(|p| (p.1 - my - slope * (p.0 - mx)).powi(2))
                .sum::<f64>()
                / (n - 2.0);
            let (x, y) = (points[one.unit].1.ln(), points[one.unit].2.ln());
            let t = (y - my - slope * (x - mx))
                / (s2 * (1.0 + 1.0 / n + (x - mx).powi(2) / sxx)).sqrt();
            assert!((t - one.residual).abs() < 1e-9, "{t} {}", one.residual);
        }
    }

    #[test]
    fn too_few_or_all_alike_have_no_line() {
        let alike: Vec<(usize, f64, f64)> =
            (0..10).map(|unit| (unit, 5.0, unit as f64 + 1.0)).collect();
        assert_eq!(off_the_line(&alike), None);
        assert_eq!(off_the_line(&alike[..7]), None);
        // Zero has no logarithm: such units are left out, not moved.
        let zeros: Vec<(usize, f64, f64)> = (0..10).map(|unit| (unit, unit as f64, 0.0)).collect();
        assert_eq!(off_the_line(&zeros), None);
    }
}
