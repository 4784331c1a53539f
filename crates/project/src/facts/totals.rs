//! Totals of the counted indicators, the share of the first n in them (R76), extremes, coverage ratios (R84).

use jushu_index::{Direction, Indicator};
use jushu_report::wording::{list, percent};
use jushu_report::{Fact, FactKind, Strength};

use super::setting::{Said, Setting};

/// Shares are given for the first so many.
const TOPS: [usize; 5] = [1, 3, 4, 5, 10];

/// So many units are named where several have the same value.
const NAMED: usize = 5;

/// All facts of this subject for one unit set.
pub fn facts(setting: &Setting) -> Vec<Fact> {
    let mut facts = Vec::new();
    for indicator in &setting.indicators {
        if additive(indicator) {
            facts.extend(shares(setting, indicator));
        }
        facts.extend(highest(setting, indicator));
        facts.extend(coverage(setting, indicator));
    }
    facts
}

/// Whether values of units add up to the value of all: counts and sums that are not divided by anything.
fn additive(indicator: &Indicator) -> bool {
    indicator.denominator.is_none() && matches!(measure(indicator), Some("count" | "sum"))
}

/// How an indicator is counted from records: count, sum, any …
fn measure(indicator: &Indicator) -> Option<&str> {
    indicator.from.as_ref()?.table.get("measure")?.as_str()
}

/// The share of the `n` largest of `values` in their total, with the units, largest first; `None` where there are no
/// more than `n` units, a value is negative, or the total is zero.
fn share_of_top(values: &[(usize, f64)], n: usize) -> Option<(f64, Vec<usize>, bool)> {
    let total: f64 = values.iter().map(|(_, value)| value).sum();
    if values.len() <= n || total <= 0.0 || values.iter().any(|(_, value)| *value < 0.0) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let share = sorted[..n].iter().map(|(_, value)| value).sum::<f64>() / total;
    // Who is the n-th is open where the next has as much.
    let tied = sorted[n - 1].1 == sorted[n].1;
    Some((
        share,
        sorted[..n].iter().map(|(unit, _)| *unit).collect(),
        tied,
    ))
}

fn shares(setting: &Setting, indicator: &Indicator) -> Vec<Fact> {
    let id = indicator.id.as_str();
    let values = setting.present(id);
    let total: f64 = values.iter().map(|(_, value)| value).sum();
    let (name, noun, scope) = (setting.node(id), setting.noun(), setting.scope());
    let quantity = setting.quantity(indicator, total);
    let missing = setting.units() - values.len();
    let gap = if missing > 0 {
        setting.say(
            format!("（另有 {missing} 个{noun}缺数据）"),
            format!(" ({missing} {noun} have no data)"),
        )
    } else {
        String::new()
    };
    let mut facts = Vec::new();
    if !values.is_empty() {
        let sentence = setting.say(
            format!("{scope}的{name}合计 {quantity}{gap}"),
            format!("{name} of the {scope} add up to {quantity}{gap}"),
        );
        let said = Said::new(FactKind::Value, quantity, sentence, Strength::Firm).number(total);
        facts.push(setting.of_values(format!("{}.total.{id}", setting.key), &[id], None, said));
    }
    for n in TOPS {
        let Some((share, units, tied)) = share_of_top(&values, n) else {
            continue;
        };
        let text = percent(share, 1);
        let names = if tied {
            String::new()
        } else {
            setting.say(
                format!("（{}）", setting.list(&units)),
                format!(" ({})", setting.list(&units)),
            )
        };
        let sentence = if n == 1 {
            setting.say(
                format!("{name}最多的{noun}{names}占 {scope}合计的 {text}{gap}"),
                format!(
                    "The largest share of {name}{names} is {text} of the total of {scope}{gap}"
                ),
            )
        } else {
            setting.say(
                format!("{name}前 {n} 位{noun}{names}占 {scope}合计的 {text}{gap}"),
                format!(
                    "The first {n} {noun} by {name}{names} hold {text} of the total of {scope}{gap}"
                ),
            )
        };
        let said = Said::new(FactKind::ShareOfTop, text, sentence, Strength::Firm).number(share);
        facts.push(setting.of_values(
            format!("{}.share.{id}.top{n}", setting.key),
            &[id],
            None,
            said,
        ));
    }
    facts
}

fn highest(setting: &Setting, indicator: &Indicator) -> Option<Fact> {
    let id = indicator.id.as_str();
    if measure(indicator) == Some("any") {
        return None;
    }
    let values = setting.present(id);
    let best = values
        .iter()
        .map(|(_, value)| *value)
        .max_by(f64::total_cmp)?;
    let units: Vec<usize> = values
        .iter()
        .filter(|(_, value)| *value == best)
        .map(|(unit, _)| *unit)
        .collect();
    // Where everybody, or nearly, has the highest value nobody stands out.
    if units.len() * 2 > values.len() {
        return None;
    }
    let (name, noun, scope) = (setting.node(id), setting.noun(), setting.scope());
    let quantity = setting.quantity(indicator, best);
    let names = if units.len() > NAMED {
        setting.say(
            format!(
                "{}等 {} 个{noun}",
                setting.names(&units[..NAMED]).join("、"),
                units.len()
            ),
            format!(
                "{} and {} more {noun}",
                setting.names(&units[..NAMED]).join(", "),
                units.len() - NAMED
            ),
        )
    } else {
        setting.list(&units)
    };
    let sentence = if units.len() > 1 {
        setting.say(
            format!("{scope}中，{names}的{name}并列最高，均为 {quantity}"),
            format!("Of {scope}, {names} share the highest value of {name}: {quantity}"),
        )
    } else {
        setting.say(
            format!("{scope}中，{names}的{name}最高，为 {quantity}"),
            format!("Of {scope}, {names} has the highest value of {name}: {quantity}"),
        )
    };
    let said = Said::new(FactKind::Value, quantity, sentence, Strength::Firm).number(best);
    let look = (units.len() == 1).then(|| units[0]);
    Some(setting.of_values(format!("{}.max.{id}", setting.key), &[id], look, said))
}

fn coverage(setting: &Setting, indicator: &Indicator) -> Vec<Fact> {
    let id = indicator.id.as_str();
    let values = setting.present(id);
    let (name, noun) = (setting.node(id), setting.noun());
    let units = setting.units();
    let missing = units - values.len();
    let mut facts = Vec::new();
    if missing > 0 {
        let sentence = setting.say(
            format!("{units} 个{noun}中有 {missing} 个缺少{name}的数据，按缺失处理，不计为零"),
            format!("{missing} of {units} {noun} have no data on {name}; they count as missing, not as zero"),
        );
        let said = Said::new(
            FactKind::Count,
            missing.to_string(),
            sentence,
            Strength::Firm,
        )
        .number(missing as f64);
        facts.push(setting.of_values(format!("{}.missing.{id}", setting.key), &[id], None, said));
    }
    let more_is_better = indicator.direction == Direction::Positive;
    if values.is_empty() || !more_is_better || values.iter().any(|(_, value)| *value < 0.0) {
        return facts;
    }
    let with: Vec<usize> = values
        .iter()
        .filter(|(_, value)| *value > 0.0)
        .map(|(unit, _)| *unit)
        .collect();
    let (has, known) = (with.len(), values.len());
    let share = has as f64 / known as f64;
    let text = percent(share, 1);
    let named = if has > 0 && has <= NAMED {
        setting.say(
            format!("（{}）", list(&setting.names(&with), setting.language())),
            format!(" ({})", list(&setting.names(&with), setting.language())),
        )
    } else {
        String::new()
    };
    let base = if missing > 0 {
        setting.say(
            format!("有数据的 {known} 个{noun}"),
            format!("the {known} {noun} with data"),
        )
    } else {
        setting.say(format!("{known} 个{noun}"), format!("{known} {noun}"))
    };
    let sentence = if measure(indicator) == Some("any") {
        setting.say(
            format!("{base}中，{has} 个{named}有“{name}”的记录，占 {text}"),
            format!("Of {base}, {has}{named} have a record of {name}: {text}"),
        )
    } else {
        setting.say(
            format!("{base}中，{has} 个{named}的{name}大于零，占 {text}"),
            format!("Of {base}, {has}{named} have more than zero on {name}: {text}"),
        )
    };
    let said = Said::new(FactKind::Coverage, text, sentence, Strength::Firm).number(share);
    facts.push(setting.of_values(format!("{}.with.{id}", setting.key), &[id], None, said));
    let sentence = setting.say(
        format!("{base}中，{} 个的{name}为零", known - has),
        format!("Of {base}, {} have zero on {name}", known - has),
    );
    let said = Said::new(
        FactKind::Count,
        (known - has).to_string(),
        sentence,
        Strength::Firm,
    )
    .number((known - has) as f64);
    facts.push(setting.of_values(format!("{}.zero.{id}", setting.key), &[id], None, said));
    facts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn share_of_the_first_by_hand() {
        let values = [(0, 10.0), (1, 40.0), (2, 30.0), (3, 20.0)];
        assert_eq!(share_of_top(&values, 1), Some((0.4, vec![1], false)));
        assert_eq!(share_of_top(&values, 3), Some((0.9, vec![1, 2, 3], false)));
        // All four are everybody; nothing is the share of a zero total; ties are told.
        assert_eq!(share_of_top(&values, 4), None);
        assert_eq!(share_of_top(&[(0, 0.0), (1, 0.0)], 1), None);
        assert_eq!(
            share_of_top(&[(0, 1.0), (1, 1.0)], 1),
            Some((0.5, vec![0], true))
        );
        assert_eq!(share_of_top(&[(0, -1.0), (1, 5.0)], 1), None);
    }

    proptest! {
        #[test]
        fn more_units_hold_more(values in proptest::collection::vec(0.0_f64..1e6, 5..40)) {
            let values: Vec<(usize, f64)> = values.into_iter().enumerate().collect();
            prop_assume!(values.iter().any(|(_, value)| *value > 0.0));
            let shares: Vec<f64> = (1..5).map(|n| share_of_top(&values, n).unwrap().0).collect();
            prop_assert!(shares.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12));
            prop_assert!(shares[0] >= 1.0 / values.len() as f64 - 1e-12 && shares[3] <= 1.0 + 1e-12);
        }
    }
}
